#pragma once

#include <array>
#include <limits>

#include "core/math/named_enum.h"
#include "core/physics/spin_lattice.h"

namespace lectern::ising {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kColdest = 1, kHottest = 4;

enum class Study { lattice, scan, phases, confusion };
enum class StartSpins { random, up };
enum class BrushSpin { against, up, down };
enum class Quantity { magnetisation, energy, heat_capacity, susceptibility, binder };

inline constexpr std::array<Named<Quantity>, 5> kQuantities{{
    {Quantity::magnetisation, "magnetisation", "Magnetisation ⟨|m|⟩"},
    {Quantity::energy, "energy", "Energy u"},
    {Quantity::heat_capacity, "heat_capacity", "Heat capacity c"},
    {Quantity::susceptibility, "susceptibility", "Susceptibility χ"},
    {Quantity::binder, "binder", "Binder cumulant U"},
}};

struct Settings {
  Study study = Study::lattice;
  int side = 64;
  double temperature = 2.4;
  double field = 0;
  physics::SpinUpdate update = physics::SpinUpdate::metropolis;
  StartSpins start = StartSpins::random;
  int sweeps = 1;
  bool races = false;
  double brush_radius = 8;
  BrushSpin brush = BrushSpin::against;
  double low = 1.6, high = 3.2;
  int temperatures = 17;
  Quantity quantity = Quantity::magnetisation;
  int picture_side = 16;
  int n = 640;
  int hidden = 3;
  double learning_rate = 0.03;
  double l2 = 0.003;
  bool moves_states = true;
  double gap_low = 2.0, gap_high = 2.5;
};

}  // namespace lectern::ising
