#include "core/experiments/ising/scan_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <variant>

#include "core/physics/ising.h"

namespace lectern::ising {
namespace {

constexpr const char* kScanHelp =
    "Measured at each temperature on lattices of three sizes, with errors, and what is exact on an infinite one. Tap a "
    "temperature or drag the line to look at its lattices.";
constexpr const char* kCrossingHelp =
    "U = 1 − ⟨m⁴⟩/(3⟨m²⟩²) near the critical temperature. Where the lines of two sizes cross, the lattices look alike at "
    "every scale. The dashed level is that of large lattices at T_c.";
constexpr const char* kScanStatesHelp = "The lattices of the three sizes at the temperature chosen, as they are now.";
constexpr const char* kScanNumbersHelp =
    "Where the Binder cumulants of two sizes cross, by a line through their differences within 0.06 of there, with the error "
    "of that line; and where the largest χ was measured.";

constexpr std::size_t kScanWindow = 2500;
constexpr double kScanSitesInAStep = 80000;
constexpr double kNear = 0.16;  // of T_c, what the picture of the crossing shows
// Where the curves bend most there are more temperatures: T_c ± 0, 0.025, 0.05, 0.075.
constexpr int kExtra = 3;
constexpr double kExtraStep = 0.025;
constexpr double kShownFirst = 2.1;
constexpr std::size_t kFewestSamples = 100;
constexpr double kFitted = 0.06;      // on either side of a crossing
constexpr double kLeastError = 1e-4;  // of a cumulant: where nothing changes the jackknife finds none

// y = a + b x through points with errors, by least squares.
struct WeightedLine {
  int points = 0;
  double w = 0, wx = 0, wxx = 0, wy = 0, wxy = 0;

  void add(double x, double y, double error) {
    const double weight = 1 / (error * error);
    ++points;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  double determinant() const { return w * wxx - wx * wx; }
  double slope() const { return (w * wxy - wx * wy) / determinant(); }
  double at_zero() const { return (wxx * wy - wx * wxy) / determinant(); }
  // Of a + b x.
  double error(double x) const { return std::sqrt((wxx - 2 * x * wx + x * x * w) / determinant()); }
};

}  // namespace

ScanStudy::ScanStudy(const Settings& settings, const Rng& rng) {
  const int count = settings.temperatures;
  for (int t = 0; t < count; ++t)
    temperatures_.push_back(settings.low + (settings.high - settings.low) * t / (count - 1));
  for (int k = -kExtra; k <= kExtra; ++k) {
    const double T = physics::kIsingCriticalTemperature + kExtraStep * k;
    if (T > settings.low && T < settings.high) temperatures_.push_back(T);
  }
  std::sort(temperatures_.begin(), temperatures_.end());
  chains_.reserve(temperatures_.size() * kSizes);
  for (std::size_t t = 0; t < temperatures_.size(); ++t) {
    const double T = temperatures_[t];
    for (std::size_t size = 0; size < kSizes; ++size) {
      const int side = std::max(settings.side >> (kSizes - 1 - size), 4 + 2 * static_cast<int>(size));
      const Rng chain = rng.split("scan").split(t * kSizes + size);
      chains_.emplace_back(side, T > physics::kIsingCriticalTemperature, kScanWindow, chain);
    }
    if (std::fabs(T - kShownFirst) < std::fabs(temperatures_[static_cast<std::size_t>(shown_)] - kShownFirst))
      shown_ = static_cast<int>(t);
  }
}

void ScanStudy::step(const Settings& settings) {
  for (double sites = 0; sites < kScanSitesInAStep;) {
    for (std::size_t size = 0; size < kSizes; ++size) {
      IsingChain& chain = chains_[next_ * kSizes + size];
      chain.sweep(temperatures_[next_], settings.field, settings.update);
      sites += chain.lattice().sites();
    }
    next_ = (next_ + 1) % temperatures_.size();
  }
}

bool ScanStudy::gesture(const Action& action) {
  double T = 0;
  if (action.panel != "scan") return false;
  if (const auto* tap = std::get_if<LatentPicked>(&action.gesture))
    T = static_cast<double>(tap->x);
  else if (const auto* drag = std::get_if<HandleDragged>(&action.gesture); drag != nullptr && drag->handle == "T")
    T = static_cast<double>(drag->x);
  else
    return false;
  shown_ = 0;
  for (std::size_t t = 1; t < temperatures_.size(); ++t)
    if (std::fabs(temperatures_[t] - T) < std::fabs(temperatures_[static_cast<std::size_t>(shown_)] - T))
      shown_ = static_cast<int>(t);
  return true;
}

ScanStudy::Estimate ScanStudy::estimate(std::size_t t, std::size_t size, Quantity quantity) const {
  const Measured& measured = chain(t, size).measured();
  if (measured.samples == 0) return {kUnknown, kUnknown};
  const physics::IsingObservables &value = measured.of.value, &error = measured.of.error;
  switch (quantity) {
    case Quantity::magnetisation: return {value.abs_magnetisation, error.abs_magnetisation};
    case Quantity::energy: return {value.energy, error.energy};
    case Quantity::heat_capacity: return {value.heat_capacity, error.heat_capacity};
    case Quantity::susceptibility: return {value.susceptibility, error.susceptibility};
    case Quantity::binder: break;
  }
  return {value.binder_cumulant, error.binder_cumulant};
}

// First where the difference changes its sign as clearly as it can, then a line through the temperatures near there.
ScanStudy::Crossing ScanStudy::crossing(std::size_t small, std::size_t large) const {
  const std::size_t count = temperatures_.size();
  const auto difference = [&](std::size_t t) -> Estimate {
    const Estimate a = estimate(t, small, Quantity::binder), b = estimate(t, large, Quantity::binder);
    return {b.value - a.value, std::sqrt(a.error * a.error + b.error * b.error + kLeastError * kLeastError)};
  };
  // With fewer the jackknife does not know its errors.
  for (const IsingChain& chain : chains_)
    if (chain.measured().samples < kFewestSamples) return {kUnknown, kUnknown, kUnknown};
  const auto clarity = [&](std::size_t t) {
    const Estimate d = difference(t);
    return std::clamp(d.value / d.error, -3.0, 3.0);
  };
  double score = 0, best = 0;
  std::size_t last_below = count;
  for (std::size_t t = 0; t + 1 < count; ++t) {
    score += clarity(t);
    if (std::isnan(score)) return {kUnknown, kUnknown, kUnknown};
    if (last_below < count && score <= best) continue;
    best = score;
    last_below = t;
  }
  if (last_below >= count) return {kUnknown, kUnknown, kUnknown};
  const double middle = (temperatures_[last_below] + temperatures_[last_below + 1]) / 2;
  WeightedLine line, of_large;
  for (std::size_t t = 0; t < count; ++t) {
    const double x = temperatures_[t] - middle;
    if (std::fabs(x) > kFitted) continue;
    const Estimate d = difference(t), u = estimate(t, large, Quantity::binder);
    line.add(x, d.value, d.error);
    of_large.add(x, u.value, std::max(u.error, kLeastError));
  }
  if (line.points < 3 || !(line.slope() < 0)) return {kUnknown, kUnknown, kUnknown};
  const double x = -line.at_zero() / line.slope();
  if (std::fabs(x) > 2 * kFitted) return {kUnknown, kUnknown, kUnknown};
  return {middle + x, line.error(x) / -line.slope(), of_large.at_zero() + of_large.slope() * x};
}

double ScanStudy::peak(std::size_t size) const {
  double best = 0, at = kUnknown;
  for (std::size_t t = 0; t < temperatures_.size(); ++t) {
    const double chi = estimate(t, size, Quantity::susceptibility).value;
    if (!(chi > best)) continue;
    best = chi;
    at = temperatures_[t];
  }
  return at;
}

void ScanStudy::describe_quantity(Plane& plane, Quantity quantity, Range range, bool is_exact_known) const {
  using physics::kIsingCriticalTemperature;
  if (is_exact_known) {
    const auto exact = [quantity](double T) {
      if (quantity == Quantity::magnetisation) return physics::onsager_magnetisation(T);
      return quantity == Quantity::energy ? physics::onsager_energy(T) : physics::onsager_heat_capacity(T);
    };
    // The critical temperature itself is a place of the line, so that its corner is seen; c is infinite there.
    LineLayer& line = plane.line("exact, L = ∞", Places(), {.color = kColorForeground});
    constexpr int kPoints = 400;
    bool is_above = range.low > kIsingCriticalTemperature;
    for (int i = 0; i <= kPoints; ++i) {
      const double T = range.low + (range.high - range.low) * i / kPoints;
      if (!is_above && T >= kIsingCriticalTemperature) {
        is_above = true;
        line.x.push_back(static_cast<float>(kIsingCriticalTemperature));
        line.y.push_back(static_cast<float>(exact(kIsingCriticalTemperature + 1e-6)));
      }
      line.x.push_back(static_cast<float>(T));
      line.y.push_back(static_cast<float>(exact(T)));
    }
  }
  for (std::size_t size = 0; size < kSizes; ++size) {
    std::string name = "L = ";
    name += std::to_string(chain(0, size).lattice().height());
    const auto color = static_cast<ColorRole>(size);
    std::vector<float>& room = *room_;
    room.clear();
    for (std::size_t t = 0; t < temperatures_.size(); ++t)
      room.push_back(static_cast<float>(estimate(t, size, quantity).value));
    plane.line("", {temperatures_, room}, {.color = color, .width_px = 1});
    PointsLayer& points = plane.points(name, Places(), {.color = color, .size_px = 4});
    for (std::size_t t = 0; t < temperatures_.size(); ++t) {
      const double value = estimate(t, size, quantity).value;
      if (!std::isfinite(value)) continue;
      points.x.push_back(static_cast<float>(temperatures_[t]));
      points.y.push_back(static_cast<float>(value));
    }
    LineLayer& errors = plane.line("", Places(), {.color = color, .width_px = 2});
    for (std::size_t t = 0; t < temperatures_.size(); ++t) {
      const Estimate e = estimate(t, size, quantity);
      if (!std::isfinite(e.value) || !std::isfinite(e.error)) continue;
      for (const double end : {e.value - e.error, e.value + e.error, kUnknown}) {
        errors.x.push_back(static_cast<float>(temperatures_[t]));
        errors.y.push_back(static_cast<float>(end));
      }
    }
  }
  plane.vertical("T_c = 2.269", kIsingCriticalTemperature, {});
}

void ScanStudy::describe(Snapshot& snapshot, const Settings& settings) const {
  const Quantity quantity = settings.quantity;
  const bool has_field = settings.field != 0;
  const double margin = 0.03 * (temperatures_.back() - temperatures_.front());
  const Range range{temperatures_.front() - margin, temperatures_.back() + margin};
  Range heights{};
  if (quantity == Quantity::magnetisation) heights = {0, 1.03};
  if (quantity == Quantity::energy) heights = {-2.05, has_field ? 0.5 : 0};
  if (quantity == Quantity::heat_capacity) heights = {0, 3.2};
  if (quantity == Quantity::binder) heights = {-0.1, 0.72};
  constexpr std::array<const char*, 5> kAxes{"⟨|m|⟩", "energy u [J]", "heat capacity c", "susceptibility χ [1/J]",
                                             "Binder cumulant U"};
  Plane& scan =
      snapshot.plane("scan", kQuantities[static_cast<std::size_t>(quantity)].label, {.weight = 4, .help = kScanHelp});
  scan.axes({.label = "temperature T [J/k_B]", .range = range},
            {.label = kAxes[static_cast<std::size_t>(quantity)], .range = heights});
  describe_quantity(scan, quantity, range, !has_field && quantity <= Quantity::heat_capacity);
  if (quantity == Quantity::binder) scan.level("U at T_c = 0.611", physics::kCriticalBinderCumulant);
  const auto shown = static_cast<std::size_t>(shown_);
  scan.accept_latent_picks();
  scan.threshold("T", "T looked at", temperatures_[shown]);

  Plane& near = snapshot.plane("crossing", "Where the sizes cross", {.weight = 2, .help = kCrossingHelp});
  const double T_c = physics::kIsingCriticalTemperature;
  near.axes({.label = "temperature T [J/k_B]", .range = {T_c - kNear, T_c + kNear}},
            {.label = "Binder cumulant U", .range = {0.3, 0.68}});
  describe_quantity(near, Quantity::binder, {}, false);
  near.level("0.611", physics::kCriticalBinderCumulant);

  Images& images = snapshot.images("states", "At the temperature looked at", {.weight = 2, .help = kScanStatesHelp});
  images.setup({.map = ColorMap::diverging, .columns = 3});
  for (std::size_t size = 0; size < kSizes; ++size) {
    const physics::SpinLattice& lattice = chain(shown, size).lattice();
    const int side = lattice.height(), block = (side + 127) / 128, cells = side / block;
    std::vector<float>& room = *room_;
    room.clear();
    for (int row = 0; row < cells; ++row)
      for (int column = 0; column < cells; ++column) {
        int sum = 0;
        for (int i = 0; i < block; ++i)
          for (int j = 0; j < block; ++j) sum += lattice.spin((row * block + i) * side + column * block + j);
        room.push_back(static_cast<float>(sum) / static_cast<float>(block * block));
      }
    std::string name = "L = ";
    name += std::to_string(side);
    images.tile(name, room, cells, cells, {.color = {-1, 1}});
  }

  // In a field there is no transition.
  constexpr Crossing kNone{kUnknown, kUnknown, kUnknown};
  const Crossing outer = has_field ? kNone : crossing(0, 2), inner = has_field ? kNone : crossing(1, 2);
  double least = std::numeric_limits<double>::infinity();
  for (const IsingChain& chain : chains_) least = std::min(least, static_cast<double>(chain.measured().samples));
  Numbers numbers = snapshot.numbers("Numbers", {.help = kScanNumbersHelp});
  numbers.add("crossing", "U crosses at T", inner.temperature, {.digits = 4, .note = "(L/2 and L)"})
      .add("crossing_error", "± (one σ)", inner.error, {.digits = 2})
      .add("crossing_binder", "U there", inner.binder, {.digits = 3, .note = "(0.611 for large L)"})
      .add("crossing_far", "U crosses at T", outer.temperature, {.digits = 4, .note = "(L/4 and L)"})
      .add("chi_peak", "largest χ at T", peak(2), {.digits = 3, .note = "(largest L)"})
      .add("samples_least", "samples a point, at least", least, {.digits = 0})
      .add("shown_temperature", "T looked at", temperatures_[shown], {.digits = 3});
  const Estimate m = estimate(shown, 2, Quantity::magnetisation), u = estimate(shown, 2, Quantity::energy);
  snapshot.metric("shown_magnetisation", "⟨|m|⟩ there, largest L", m.value);
  snapshot.metric("shown_energy", "u there, largest L", u.value);
  snapshot.metric("shown_tau", "τ of |m| there, largest L",
                  chain(shown, 2).measured().samples > 0 ? chain(shown, 2).measured().tau : kUnknown);
}

}  // namespace lectern::ising
