// Family 11_physics.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/ml/nn/plane_convolution.h"
#include "core/physics/ising.h"
#include "core/physics/ising_observables.h"
#include "core/physics/mechanics.h"
#include "core/physics/spin_lattice.h"
#include "tests/reference/ising_lattice.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json discrete_convolution(const Case& c) {
  const Tensor<double> image = c.tensor<double>("image"), kernel = c.tensor<double>("kernel");
  require(image.shape.size() == 2 && kernel.shape.size() == 2, "`image` and `kernel` must have two axes");
  const double padding = c.number("padding"), stride = c.number("stride");
  require(padding >= 0 && padding <= 1000 && stride >= 1 && stride <= 1000, "`padding` or `stride` is out of range");
  require(image.dim(0) > 1 || padding == 0, "an `image` of one row is a signal, which is not padded above and below");
  const nn::PlaneConvolution shape{.height = image.dim(0),
                                   .width = image.dim(1),
                                   .kernel_height = kernel.dim(0),
                                   .kernel_width = kernel.dim(1),
                                   .padding = static_cast<std::ptrdiff_t>(padding),
                                   .stride = static_cast<std::ptrdiff_t>(stride),
                                   .flips = c.flag("flip_kernel")};
  std::vector<double> output;
  nn::convolve_plane(shape, image.values, kernel.values, 0, output);
  return {{"output", write_tensor(output.data(), {shape.out_height(), shape.out_width()})}};
}

Json ising_configuration(const Case& c) {
  const Tensor<double> spins = c.tensor<double>("spins");
  require(spins.shape.size() == 3, "`spins` must have three axes");
  const double J = positive(c, "J"), h = c.number("h");
  const std::ptrdiff_t sites = spins.dim(1) * spins.dim(2);
  std::vector<double> energy, magnetisation, energy_per_spin, magnetisation_per_spin, flip_energy;
  for (std::ptrdiff_t q = 0; q < spins.dim(0); ++q) {
    physics::SpinLattice lattice = ising_lattice(spins, q);
    lattice.set_conditions(1, h / J);
    energy.push_back(J * lattice.energy());
    magnetisation.push_back(lattice.magnetisation());
    energy_per_spin.push_back(energy.back() / static_cast<double>(sites));
    magnetisation_per_spin.push_back(magnetisation.back() / static_cast<double>(sites));
    for (int site = 0; site < lattice.sites(); ++site) flip_energy.push_back(J * lattice.flip_energy(site));
  }
  return {{"energy", energy},
          {"energy_per_spin", energy_per_spin},
          {"magnetisation", magnetisation},
          {"magnetisation_per_spin", magnetisation_per_spin},
          {"flip_energy", write_tensor(flip_energy.data(), spins.shape)}};
}

Json onsager(const Case& c) {
  const double J = positive(c, "J");
  std::vector<double> magnetisation, energy, free_energy;
  for (const double T : c.tensor<double>("temperature").values) {
    require(T > 0, "a temperature must be positive");
    magnetisation.push_back(physics::onsager_magnetisation(T / J));
    energy.push_back(J * physics::onsager_energy(T / J));
    free_energy.push_back(J * physics::onsager_free_energy(T / J));
  }
  return {{"critical_temperature", J * physics::kIsingCriticalTemperature},
          {"magnetisation", magnetisation},
          {"energy_per_spin", energy},
          {"free_energy_per_spin", free_energy}};
}

Json ising_enumeration(const Case& c) {
  const double height = c.number("L1"), width = c.number("L2"), J = positive(c, "J"), h = c.number("h");
  require(height >= 2 && width >= 2 && height * width <= 24, "`L1` or `L2` is out of range");
  const physics::IsingEnumeration all(static_cast<int>(height), static_cast<int>(width));
  std::vector<double> log_partition, energy, magnetisation, size, squared, heat, susceptibility;
  for (const double T : c.tensor<double>("temperature").values) {
    require(T > 0, "a temperature must be positive");
    const physics::IsingEnumeration::Averages at = all.at(T / J, h / J);
    log_partition.push_back(at.log_partition);
    energy.push_back(J * at.mean.energy);
    magnetisation.push_back(at.mean.magnetisation);
    size.push_back(at.mean.abs_magnetisation);
    squared.push_back(at.magnetisation_squared);
    heat.push_back(at.mean.heat_capacity);
    susceptibility.push_back(at.mean.susceptibility / J);
  }
  std::vector<double> levels, degeneracy;
  for (const auto& [level, states] : all.bond_energies()) {
    levels.push_back(level);
    degeneracy.push_back(states);
  }
  return {{"log_Z", log_partition},
          {"energy_per_spin", energy},
          {"magnetisation_per_spin", magnetisation},
          {"abs_magnetisation_per_spin", size},
          {"magnetisation_squared_per_spin2", squared},
          {"heat_capacity_per_spin", heat},
          {"susceptibility_per_spin", susceptibility},
          {"bond_energy_levels", levels},
          {"degeneracy", degeneracy}};
}

Json ising_metropolis(const Case& c) {
  const Tensor<double> spins = c.tensor<double>("spins"), sites = c.tensor<double>("sites"), u = c.tensor<double>("u");
  require(spins.shape.size() == 2, "`spins` must have two axes");
  require(sites.size() == 2 * u.size(), "`sites` and `u` must be as many");
  const double J = positive(c, "J"), T = positive(c, "temperature");
  physics::SpinLattice lattice = ising_lattice(spins, 0);
  lattice.set_conditions(T / J, c.number("h") / J);
  std::vector<double> accepted, trace;
  double margin = 1;
  for (std::ptrdiff_t k = 0; k < u.size(); ++k) {
    const int site = site_at(lattice, sites, k);
    const double draw = u.values[static_cast<std::size_t>(k)], cost = J * lattice.flip_energy(site);
    if (cost > 0) margin = std::min(margin, std::fabs(draw - std::exp(-cost / T)));
    accepted.push_back(lattice.propose(site, draw) ? 1 : 0);
    trace.push_back(J * lattice.energy());
  }
  return {{"accepted", accepted},
          {"energy_trace", trace},
          {"spins_final", write_spins(lattice)},
          {"magnetisation_final", lattice.magnetisation()},
          {"smallest_draw_margin", margin}};
}

// The converged solution by steps so small that their error is below rounding.
Json double_pendulum(const Case& c) {
  const auto constant = [&c](const char* name) {
    const double value = c.number(name);
    require(value > 0, std::string("`") + name + "` must be positive");
    return value;
  };
  const physics::DoublePendulum pendulum{constant("m1"), constant("m2"), constant("l1"), constant("l2"), constant("g")};
  const Tensor<double> initial = c.tensor<double>("initial_state", {4}), times = c.tensor<double>("times");
  const double rk4_step = constant("rk4_step"), rk4_steps = c.number("rk4_steps");
  require(rk4_steps >= 0 && rk4_steps <= 1e6, "`rk4_steps` is out of range");
  const auto derivative = [&pendulum](const physics::MotionState& at) -> physics::MotionState {
    const auto a = physics::acceleration(pendulum.lagrangian(at), at);
    return {at[2], at[3], a[0], a[1]};
  };
  const auto energy = [&pendulum](const physics::MotionState& at) {
    return physics::energy(pendulum.lagrangian(at), at);
  };
  physics::MotionState start{};
  std::copy_n(initial.values.begin(), 4, start.begin());
  Json states = Json::array(), positions = Json::array(), rk4_states = Json::array();
  std::vector<double> energies, rk4_energies;
  constexpr double kSmallStep = 2e-4;
  physics::MotionState at = start;
  double now = 0;
  for (const double time : times.values) {
    require(time >= now && time - now < 1000, "`times` must ascend");
    const double steps = std::ceil((time - now) / kSmallStep);
    for (int i = 0; i < static_cast<int>(steps); ++i)
      at = physics::runge_kutta_step(at, (time - now) / steps, derivative);
    now = time;
    states.push_back(at);
    positions.push_back(pendulum.positions(at));
    energies.push_back(energy(at));
  }
  at = start;
  for (int i = 0; i <= static_cast<int>(rk4_steps); ++i) {
    if (i > 0) at = physics::runge_kutta_step(at, rk4_step, derivative);
    rk4_states.push_back(at);
    rk4_energies.push_back(energy(at));
  }
  return {{"states", states},         {"energy", energies},
          {"positions", positions},   {"derivative_at_start", derivative(start)},
          {"rk4_states", rk4_states}, {"rk4_energy", rk4_energies}};
}

const Registration kDoublePendulum("11_physics", "double_pendulum", double_pendulum);
const Registration kIsingConfiguration("11_physics", "ising_configuration", ising_configuration);
const Registration kOnsager("11_physics", "onsager", onsager);
const Registration kIsingEnumeration("11_physics", "ising_enumeration", ising_enumeration);
const Registration kIsingMetropolis("11_physics", "ising_metropolis", ising_metropolis);
const Registration kDiscreteConvolution("11_physics", "discrete_convolution", discrete_convolution);

}  // namespace
}  // namespace lectern::reference
