#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/planar_grid.h"
#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/physics/ising_levels.h"

namespace lectern::inference {

using Pair = std::array<double, 2>;

enum class Simulator { gaussian, two_moons, pendulum, epidemic, ising };

struct ProblemSpec {
  Simulator simulator = Simulator::two_moons;
  double noise = 0.5;    // gaussian
  int population = 300;  // epidemic
  int side = 4;          // ising: spins
};

// What is called a quantity, and where it is drawn.
struct QuantityText {
  std::string_view axis;  // with its unit
  std::string_view name;
  Range window;
};

// The posterior where it is known, on a grid over the window of θ.
struct ExactPosterior {
  bool is_known = false;           // and x is possible
  std::vector<double> density;     // of the cells, of area 1; what lies outside the window is left out
  std::vector<double> cumulative;  // Σ density up to and with each cell
  Pair mean{}, deviation{};
  auto state() const { return std::tie(is_known, density, cumulative, mean, deviation); }
};

// A place of a random cell, uniform within it.   cumulative  of the cells' masses, row by row, the last the whole
Pair draw_in_cells(const PlanarGrid& grid, std::span<const double> cumulative, Rng& rng);

// Two parameters θ with a prior, a simulator θ → x of two numbers, and what is known of its posterior.
//   gaussian   x = A θ + σ e, θ and e standard normal
//   two moons  x = (r cos a + 1/4 − |θ₁ + θ₂|/√2, r sin a + (θ₂ − θ₁)/√2), a uniform in ±π/2, r normal about 0.1 with
//              deviation 0.01; θ uniform in ±1 (Greenberg, Nonnenmacher, Macke, ICML 2019)
//   pendulum   length [m] and friction [1/s] → time [s] and angle [°] of the first return, both measured with noise
//   epidemic   rates of infection and recovery [1/day] → largest share ill at once, and its day; likelihood unknown
//   ising      temperature and field → energy of the bonds and magnetisation, a spin, of one snapshot; these two are
//   all
//              that a snapshot tells of T and h. Known for 4 × 4 spins.
class Problem {
 public:
  explicit Problem(const ProblemSpec& spec);

  const QuantityText& theta(std::size_t i) const { return theta_[i]; }
  const QuantityText& data(std::size_t i) const { return data_[i]; }
  const PlanarGrid& grid() const { return grid_; }
  // By which networks and distances are given numbers of size 1: (value − centre)/scale.
  const Pair& theta_centre() const { return theta_centre_; }
  const Pair& theta_scale() const { return theta_scale_; }
  const Pair& data_centre() const { return data_centre_; }
  const Pair& data_scale() const { return data_scale_; }
  // What is measured at the beginning.
  const Pair& first_observed() const { return first_observed_; }
  // The measurement nearest to a place in the window of x.
  Pair nearest_possible(Pair x) const;

  Pair draw_prior(Rng& rng) const;
  bool allows(const Pair& theta) const;  // prior > 0
  double log_prior(const Pair& theta) const;
  Pair simulate(const Pair& theta, Rng& rng) const;

  bool has_exact() const;
  ExactPosterior exact(const Pair& x) const;
  // From the posterior itself where that can be done, else from the grid's cells; is_known.
  Pair draw_exact(const ExactPosterior& exact, const Pair& x, Rng& rng) const;

  // What happens in time: angle [°] against s, ill share against days. False: this simulator has no such picture.
  bool has_traces() const { return spec_.simulator == Simulator::pendulum || spec_.simulator == Simulator::epidemic; }
  QuantityText trace_axis(std::size_t i) const;
  void trace(const Pair& theta, Rng& rng, std::vector<double>& x, std::vector<double>& y) const;
  // ±1, side × side
  bool has_snapshots() const { return spec_.simulator == Simulator::ising; }
  std::vector<float> snapshot(const Pair& theta, Rng& rng) const;
  int side() const { return spec_.side; }

  auto state() const { return std::tuple(unhashed(log_partition_), unhashed(swings_), unhashed(levels_)); }

 private:
  double log_likelihood(const Pair& theta, const Pair& x) const;  // up to a constant; gaussian and two moons
  void fill_density(const Pair& x, std::vector<double>& density) const;
  Pair swing_at(const Pair& theta) const;

  ProblemSpec spec_;
  std::array<QuantityText, 2> theta_, data_;
  PlanarGrid grid_;
  Pair theta_centre_{}, theta_scale_{}, data_centre_{}, data_scale_{}, first_observed_{};
  std::optional<physics::IsingLevels> levels_;
  std::vector<double> log_partition_;  // of the cells
  std::vector<double> swings_;  // kNodes × kNodes × 2: time and angle without noise, over √length and friction
};

}  // namespace lectern::inference
