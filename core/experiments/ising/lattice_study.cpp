#include "core/experiments/ising/lattice_study.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <variant>

#include "core/math/elementary.h"
#include "core/physics/ising.h"

namespace lectern::ising {
namespace {

constexpr const char* kLatticeHelp =
    "Each cell is a spin, orange up and blue down. Tap or draw to set a droplet of spins, whose size and direction the controls "
    "say. On lattices wider than 256 spins a cell is the mean of a block.";
constexpr const char* kTraceHelp =
    "Magnetisation m and energy u of a spin, sweep after sweep, and dashed what they are on an infinite lattice without a "
    "field.";
constexpr const char* kObservablesHelp =
    "Means over the sweeps since the conditions changed last, without the first fifth. Errors of means count only one sample "
    "in 2τ; those of c, χ and U are a jackknife over blocks of 10 τ. Exact: the infinite lattice, Onsager and Yang.";
constexpr const char* kMemoryHelp =
    "How much of |m| and of the energy is remembered after t sweeps. The area below, counted on both sides, is 2τ: so many "
    "sweeps are worth one independent state.";
constexpr const char* kRaceHelp =
    "The same temperature and start, each lattice moved by another update. In one sweep each asks or turns about as many "
    "spins as there are.";
constexpr const char* kLatticeNumbersHelp =
    "Of the lattice shown; τ in sweeps. A dash: not known, or not known exactly.";

constexpr std::size_t kLatticeWindow = 4000;
constexpr double kLatticeSitesInAStep = 300000;
constexpr ColorRole kMagnetisationColor = 1, kEnergyColor = 0;

}  // namespace

LatticeStudy::LatticeStudy(const Settings& settings, const Rng& rng) {
  const Rng chain = rng.split("lattice");
  const bool is_random = settings.start == StartSpins::random;
  for (std::size_t k = 0; k < (settings.races ? physics::kSpinUpdates.size() : 1); ++k)
    chains_.emplace_back(settings.side, is_random, kLatticeWindow, chain);
}

void LatticeStudy::step(const Settings& settings) {
  const double sites = static_cast<double>(settings.side) * settings.side * static_cast<double>(chains_.size());
  const int sweeps = std::clamp(static_cast<int>(kLatticeSitesInAStep / sites), 1, settings.sweeps);
  for (int i = 0; i < sweeps; ++i) {
    for (std::size_t k = 0; k < chains_.size(); ++k)
      chains_[k].sweep(settings.temperature, settings.field,
                       chains_.size() == 1 ? settings.update : physics::kSpinUpdates[k].value);
    ++sweeps_;
    const IsingChain& chain = lead(settings);
    history_.record(static_cast<double>(sweeps_), std::array{chain.magnetisation(), chain.energy()});
  }
}

bool LatticeStudy::gesture(const Action& action, const Settings& settings) {
  const auto* tap = std::get_if<LatentPicked>(&action.gesture);
  if (tap == nullptr || action.panel != "lattice") return false;
  for (IsingChain& chain : chains_)
    chain.paint(static_cast<double>(tap->x), static_cast<double>(tap->y), settings.brush_radius, settings.brush);
  return true;
}

void LatticeStudy::describe(Snapshot& snapshot, const Settings& settings) const {
  const IsingChain& chain = lead(settings);
  const double T = settings.temperature;
  const bool is_known = settings.field == 0;
  Plane& lattice = snapshot.plane("lattice", "The lattice", {.weight = 4, .help = kLatticeHelp});
  describe_lattice(lattice, chain.lattice(), *room_);
  lattice.accept_latent_picks();

  if (chains_.size() > 1) describe_race(snapshot, settings);
  describe_observables(snapshot, settings);

  Plane& trace = snapshot.curves("trace", "Sweep after sweep", {.weight = 2, .help = kTraceHelp});
  trace.axes({.label = "sweeps"}, {.label = "m, and u [J]", .range = {-2.05, 1.05}});
  trace.line("magnetisation m", history_, 0, {.color = kMagnetisationColor, .width_px = 1.5f});
  trace.line("energy u", history_, 1, {.color = kEnergyColor, .width_px = 1.5f});
  if (is_known) {
    trace.level("exact u", physics::onsager_energy(T), {.color = kEnergyColor});
    const double m = physics::onsager_magnetisation(T);
    trace.level(m > 0 ? "exact ±|m|" : "exact m = 0", m, {.color = kMagnetisationColor});
    if (m > 0) trace.level("", -m, {.color = kMagnetisationColor});
  }
  describe_memory(snapshot, settings);

  const Measured& measured = chain.measured();
  const bool has = measured.samples > 0;
  Numbers numbers = snapshot.numbers("Numbers", {.help = kLatticeNumbersHelp});
  numbers.add("magnetisation_now", "m now", chain.magnetisation(), {.digits = 3})
      .add("energy_now", "u now", chain.energy(), {.unit = "J", .digits = 3})
      .add("tau_magnetisation", "τ of |m|", has ? measured.tau : kUnknown, {.unit = "sweeps", .digits = 3})
      .add("tau_energy", "τ of the energy", has ? measured.tau_energy : kUnknown, {.unit = "sweeps", .digits = 3})
      .add("independent", "independent states",
           has ? static_cast<double>(measured.samples) / (2 * std::max(measured.tau, measured.tau_energy)) : kUnknown,
           {.digits = 3})
      .add("sweeps_done", "sweeps", static_cast<double>(sweeps_), {.digits = 0});
  if (settings.update == physics::SpinUpdate::wolff)
    numbers.add("mean_cluster", "mean cluster", chain.mean_cluster() > 0 ? chain.mean_cluster() : kUnknown,
                {.unit = "sites", .digits = 4});
  if (has && !measured.is_long)
    numbers.paragraph("The chain is shorter than 50 τ: τ and the errors are only lower bounds.");
}

void LatticeStudy::describe_observables(Snapshot& snapshot, const Settings& settings) const {
  const Measured& measured = lead(settings).measured();
  const bool has = measured.samples > 0, is_known = settings.field == 0;
  const double T = settings.temperature;
  const physics::IsingObservables &value = measured.of.value, &error = measured.of.error;
  struct Row {
    const char *name, *id, *error_id, *error_name;
    double value, error, exact;
  };
  const double critical_distance = std::fabs(T - physics::kIsingCriticalTemperature);
  const std::array<Row, 5> rows{{
      {"⟨|m|⟩", "abs_magnetisation", "abs_magnetisation_error", "error of ⟨|m|⟩", value.abs_magnetisation,
       error.abs_magnetisation, is_known ? physics::onsager_magnetisation(T) : kUnknown},
      {"energy u [J]", "energy", "energy_error", "error of the energy", value.energy, error.energy,
       is_known ? physics::onsager_energy(T) : kUnknown},
      {"heat capacity c [k_B]", "heat_capacity", "heat_capacity_error", "error of the heat capacity",
       value.heat_capacity, error.heat_capacity,
       is_known && critical_distance > 1e-9 ? physics::onsager_heat_capacity(T) : kUnknown},
      {"susceptibility χ [1/J]", "susceptibility", "susceptibility_error", "error of the susceptibility",
       value.susceptibility, error.susceptibility, kUnknown},
      {"Binder cumulant U", "binder", "binder_error", "error of the Binder cumulant", value.binder_cumulant,
       error.binder_cumulant,
       !is_known                                ? kUnknown
       : critical_distance < 1e-3               ? physics::kCriticalBinderCumulant
       : T < physics::kIsingCriticalTemperature ? 2.0 / 3
                                                : 0},
  }};
  Table& table = snapshot.table("observables", "Measured, and exact", {.weight = 3, .help = kObservablesHelp});
  table.head({"of a spin", "measured", "±", "exact, L = ∞"});
  for (const Row& row : rows) {
    const double shown = has ? row.value : kUnknown, off = has ? row.error : kUnknown;
    table.row({row.name, Cell(shown, 4), Cell(off, 2), Cell(row.exact, 4)});
    snapshot.metric(row.id, row.name, shown);
    snapshot.metric(row.error_id, row.error_name, off);
  }
  snapshot.metric("exact_energy", "exact energy u", rows[1].exact);
  snapshot.metric("exact_magnetisation", "exact ⟨|m|⟩", rows[0].exact);
}

void LatticeStudy::describe_memory(Snapshot& snapshot, const Settings& settings) const {
  Plane& plane = snapshot.plane("memory", "How long the chain remembers", {.weight = 2, .help = kMemoryHelp});
  plane.axes({.label = "t [sweeps]"}, {.label = "autocorrelation ρ", .range = {-0.2, 1.02}});
  const auto line = [&](std::string_view name, const std::vector<float>& rho, ColorRole color) {
    LineLayer& layer = plane.line(name, Places(), {.color = color});
    for (std::size_t t = 0; t < rho.size(); ++t) {
      layer.x.push_back(static_cast<float>(t));
      layer.y.push_back(rho[t]);
    }
  };
  if (chains_.size() == 1) {
    line("|m|", lead(settings).measured().rho, kMagnetisationColor);
    line("energy", lead(settings).measured().rho_energy, kEnergyColor);
  } else {
    for (std::size_t k = 0; k < chains_.size(); ++k)
      line(physics::kSpinUpdates[k].label, chains_[k].measured().rho, static_cast<ColorRole>(k));
  }
  plane.level("", 0);
}

void LatticeStudy::describe_race(Snapshot& snapshot, const Settings&) const {
  Table& table = snapshot.table("race", "Three updates", {.weight = 3, .help = kRaceHelp});
  table.head({"update", "m now", "⟨|m|⟩", "±", "τ of |m|", "τ of E"});
  constexpr std::array<const char*, 3> kIds{"tau_metropolis", "tau_wolff", "tau_swendsen_wang"};
  constexpr std::array<const char*, 3> kLabels{"τ of |m|, Metropolis", "τ of |m|, Wolff", "τ of |m|, Swendsen–Wang"};
  for (std::size_t k = 0; k < chains_.size(); ++k) {
    const Measured& measured = chains_[k].measured();
    const bool has = measured.samples > 0;
    const auto known = [has](double value) { return has ? value : kUnknown; };
    table.row({physics::kSpinUpdates[k].label, Cell(chains_[k].magnetisation(), 3),
               Cell(known(measured.of.value.abs_magnetisation), 3), Cell(known(measured.of.error.abs_magnetisation), 2),
               Cell(known(measured.tau), 3), Cell(known(measured.tau_energy), 3)},
              {static_cast<ColorRole>(k)});
    snapshot.metric(kIds[k], kLabels[k], known(measured.tau));
  }
}

}  // namespace lectern::ising
