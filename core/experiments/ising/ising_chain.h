#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/ising/settings.h"
#include "core/lab/panel.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/metrics/autocorrelation.h"
#include "core/physics/ising_observables.h"
#include "core/physics/spin_lattice.h"

namespace lectern::ising {

// What has been measured on a chain at its present conditions. The first fifth of the sweeps is left out.
struct Measured {
  std::size_t samples = 0;
  physics::IsingEstimate of;       // errors: of means by τ, of the others by a jackknife over blocks of at least 10 τ
  double tau = 0, tau_energy = 0;  // of |m| and of E [sweeps]
  bool is_long = false;            // at least 50 τ of both: the errors can be trusted
  std::vector<float> rho, rho_energy;  // C(t)/C(0), t = 0, 1, …
  auto state() const { return std::tie(rho, rho_energy); }
};

// A lattice that is swept, and the record of its energy and magnetisation since its conditions changed last.
class IsingChain {
 public:
  // window  so many sweeps are remembered
  IsingChain(int side, bool starts_random, std::size_t window, const Rng& rng);

  void sweep(double temperature, double field, physics::SpinUpdate update);
  // A disc of spins is set by hand, and the record begins anew.
  void paint(double x, double y, double radius, BrushSpin brush);

  const physics::SpinLattice& lattice() const { return lattice_; }
  double energy() const { return lattice_.energy() / lattice_.sites(); }
  double magnetisation() const { return static_cast<double>(lattice_.magnetisation()) / lattice_.sites(); }
  double mean_cluster() const { return sweeper_.mean_cluster(); }
  std::uint64_t recorded() const { return recorded_; }
  const Measured& measured() const { return measured_; }

  auto state() const {
    return std::tuple(std::tie(lattice_, sweeper_, rng_, update_, recorded_, energy_, magnetisation_),
                      unhashed(measured_.rho), unhashed(measured_.rho_energy));
  }

 private:
  void begin_record();
  void measure();

  physics::SpinLattice lattice_;
  physics::SpinSweeper sweeper_;
  Rng rng_;
  physics::SpinUpdate update_ = physics::SpinUpdate::metropolis;
  std::size_t window_;
  std::uint64_t recorded_ = 0, next_measure_ = 0;
  std::vector<double> energy_, magnetisation_;  // rings of `window`, of the sweeps recorded last
  Measured measured_;
  struct Room {
    std::vector<double> energy, magnetisation, size;
    metrics::Autocorrelation memory;
  };
  Scratch<Room> room_;
};

// A lattice as a heat map of a plane, of at most 256 × 256 cells: of more, each is the mean of a block of spins.
void describe_lattice(Plane& plane, const physics::SpinLattice& lattice, std::vector<float>& room);

// Gives the spins of a disc as the brush says: against the majority, or up, or down.
void paint(physics::SpinLattice& lattice, double x, double y, double radius, BrushSpin brush);

}  // namespace lectern::ising
