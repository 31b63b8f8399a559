#include "core/experiments/principal-components/ising_components.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace lectern {
namespace {

constexpr int kShownComponents = 6;
constexpr int kBins = 60;
constexpr std::array kPhases{"T < 2, ordered", "2 ≤ T ≤ 2.5, critical", "T > 2.5, disordered"};
constexpr const char* kScoresHelp =
    "A dot is one state of 1600 spins, seen along the two directions in which the states differ most. Nothing was told of "
    "temperature: the colours are put on afterwards.";
constexpr const char* kOrderHelp =
    "Across, the mean of a state's 1600 spins; up, its first coordinate. If the first component has equal entries, the "
    "coordinate is 40 times the magnetisation, the line.";
constexpr const char* kSpinPicturesHelp =
    "Each direction has an entry for each spin, so it is a picture of the lattice. One scale of colours for all.";
constexpr const char* kShareHelp = "How much of the states' whole variance lies along each component.";
constexpr const char* kStatesHelp = "The states sampled last, one at each temperature. Light spins point up.";
constexpr const char* kEntriesHelp =
    "The 1600 entries of the first component. All 1/40 = 0.025: the direction of the magnetisation.";

}  // namespace

IsingComponents::IsingComponents(int states, int sweeps, const Rng& rng)
    : states_(states, sweeps, rng.split("states")), running_(IsingStates::kSpins, rng.split("directions")) {
  for (int round = 0; round < 2; ++round) step();
}

void IsingComponents::step() {
  if (states_.is_complete()) {
    ++still_;
  } else {
    const int before = states_.size();
    states_.add_round();
    for (int i = before; i < states_.size(); ++i) running_.add_rows(states_.spins(i));
  }
  running_.improve({states_.spins(0).data(), static_cast<std::size_t>(states_.size()) * IsingStates::kSpins});
}

double IsingComponents::correlation() const {
  double xy = 0, xx = 0, yy = 0, mean = 0;
  const int n = states_.size();
  for (int i = 0; i < n; ++i) mean += states_.magnetisation(i) / n;
  for (int i = 0; i < n; ++i) {
    const double x = static_cast<double>(running_.scores()(i, 0)), y = states_.magnetisation(i) - mean;
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::numeric_limits<double>::quiet_NaN();
}

double IsingComponents::uniformity() const {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < IsingStates::kSpins; ++j) sum += static_cast<double>(running_.components()(j, 0));
  return sum / kIsingSide;
}

void IsingComponents::describe(Snapshot& snapshot) const {
  describe_scores(snapshot.plane("plane", "States, seen along two components", {.weight = 4, .help = kScoresHelp}));
  describe_order(snapshot.plane("order", "First component and magnetisation", {.weight = 3, .help = kOrderHelp}));
  describe_numbers(snapshot);
  describe_pictures(snapshot);
  Plane& shares = snapshot.plane("shares", "Explained variance", {.weight = 2, .help = kShareHelp});
  shares.axes({.label = "component", .range = {0.4, kShownComponents + 0.6}}, {.label = "share", .range = {0, 1}});
  std::array<double, kShownComponents> at, share;
  for (int c = 0; c < kShownComponents; ++c) {
    at[static_cast<std::size_t>(c)] = c + 1;
    share[static_cast<std::size_t>(c)] = running_.share(c);
  }
  shares.bars("of the variance", Values(at), Values(share), 0.8);
  shares.level("one half", 0.5);
  describe_entries(
      snapshot.distribution("entries", "Entries of the first component", {.weight = 1, .help = kEntriesHelp}));
}

void IsingComponents::describe_scores(Plane& plane) const {
  const auto name = [&](int component) {
    return "component " + std::to_string(component + 1) + " · " + number_in_words(100 * running_.share(component), 3) +
           " % of the variance";
  };
  const std::string x = name(0), y = name(1);
  plane.equal_axes({.label = x, .range = {-44, 44}}, {.label = y, .range = {-30, 30}});
  for (int phase = 2; phase >= 0; --phase) {
    PointsLayer& points = plane.points(kPhases[static_cast<std::size_t>(phase)], Places(),
                                       {.color = phase == 0   ? 0
                                                 : phase == 1 ? 1
                                                              : 2,
                                        .size_px = 3.5f,
                                        .opacity = 0.8f});
    for (int i = 0; i < states_.size(); ++i) {
      if (IsingStates::phase(i) != phase) continue;
      points.x.push_back(running_.scores()(i, 0));
      points.y.push_back(running_.scores()(i, 1));
    }
  }
}

void IsingComponents::describe_order(Plane& plane) const {
  plane.axes({.label = "magnetisation m, mean spin", .range = {-1.05, 1.05}},
             {.label = "first coordinate", .range = {-44, 44}});
  // Coordinates are about the mean of all states.
  double mean = 0;
  for (int i = 0; i < states_.size(); ++i) mean += states_.magnetisation(i) / states_.size();
  plane.line("40 (m − mean)", Places({-1, 1}, {40 * (-1 - mean), 40 * (1 - mean)}),
             {.color = kColorMuted, .width_px = 1});
  for (int phase = 0; phase < 3; ++phase) {
    PointsLayer& points =
        plane.points(kPhases[static_cast<std::size_t>(phase)], Places(), {.color = phase, .size_px = 3});
    for (int i = 0; i < states_.size(); ++i) {
      if (IsingStates::phase(i) != phase) continue;
      points.x.push_back(static_cast<float>(states_.magnetisation(i)));
      points.y.push_back(running_.scores()(i, 0));
    }
  }
}

void IsingComponents::describe_pictures(Snapshot& snapshot) const {
  Images& images = snapshot.images("components", "Components as pictures", {.weight = 3, .help = kSpinPicturesHelp});
  images.setup({.map = ColorMap::diverging, .columns = 3});
  for (int c = 0; c < kShownComponents; ++c)
    images.tile(std::to_string(c + 1), Values::column(running_.components(), c), kIsingSide, kIsingSide,
                {.color = {-0.06, 0.06}});
  Images& pictures = snapshot.images("states", "The last states, by temperature", {.weight = 2, .help = kStatesHelp});
  pictures.setup({.columns = 8});
  for (int k = 0; k < physics::IsingLattices::kLattices; ++k) {
    const int i = states_.size() - physics::IsingLattices::kLattices + k;
    if (i < 0) continue;
    Tile& tile = pictures.tile(number_in_words(IsingStates::temperature(i), 3), Values(), kIsingSide, kIsingSide,
                               {.color = {-1, 1}});
    for (const std::int8_t spin : states_.spins(i)) tile.values.push_back(static_cast<float>(spin));
  }
}

void IsingComponents::describe_entries(Distribution& distribution) const {
  distribution.axes({.label = "entry"}, "entries");
  std::array<double, kBins + 1> edges;
  std::array<double, kBins> counts{};
  for (int b = 0; b <= kBins; ++b) edges[static_cast<std::size_t>(b)] = -0.03 + 0.12 * b / kBins;
  for (std::ptrdiff_t j = 0; j < IsingStates::kSpins; ++j) {
    const double at = (static_cast<double>(running_.components()(j, 0)) + 0.03) / 0.12 * kBins;
    counts[static_cast<std::size_t>(std::clamp(at, 0.0, kBins - 1.0))] += 1;
  }
  distribution.histogram("entries of component 1", Values(edges), Values(counts));
}

void IsingComponents::describe_numbers(Snapshot& snapshot) const {
  snapshot.numbers("Numbers", {.weight = 2, .help = "Of the states sampled so far."})
      .add("first", "variance along component 1", 100 * running_.share(0), {.unit = "%", .digits = 3})
      .add("second", "variance along component 2", 100 * running_.share(1), {.unit = "%", .digits = 3})
      .add("correlation", "correlation of coordinate 1 and m", correlation())
      .add("uniformity", "component 1 · (1, …, 1)/40", uniformity())
      .add("states", "states", states_.size(), {.digits = 0})
      .add("columns", "spins in each", IsingStates::kSpins, {.digits = 0});
}

}  // namespace lectern
