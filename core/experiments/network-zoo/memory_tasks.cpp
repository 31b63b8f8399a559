#include "core/experiments/network-zoo/memory_tasks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/data/bundled.h"
#include "core/data/series.h"
#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/zoo/extreme_learning.h"

namespace lectern::network_zoo {
namespace {

constexpr int kListened = 900, kWashout = 100, kLags = 20, kLatestStart = 1300;
constexpr double kLargest = 2.6;  // what is foretold is cut here: the series stays within

std::span<const double> number(const double& u) { return {&u, 1}; }

}  // namespace

// ---- Echo state ------------------------------------------------------------------------------------

EchoTask::EchoTask(const ZooSettings& settings, const Streams& streams) : start_(kListened) {
  const data::SeriesSample sample =
      data::series({.law = data::SeriesLaw::lorenz, .n = kLatestStart + static_cast<int>(kAhead) + 1},
                   streams.data_rng("lorenz"));
  lyapunov_ = sample.lyapunov;
  series_ = sample.clean;
  double mean = 0, squares = 0;
  for (const double x : series_) mean += x / static_cast<double>(series_.size());
  for (const double x : series_) squares += (x - mean) * (x - mean) / static_cast<double>(series_.size());
  for (double& x : series_) x = (x - mean) / std::sqrt(squares);
  Rng rng = streams.rng("reservoir");
  trained_ = zoo::EchoState::random(settings.reservoir_units, 1, settings.reservoir_radius, 1, 0.5, rng);
  network_ = trained_;
  const Matrix<double> Z = network_.run({series_.data(), kListened, 1});
  network_.fit(Z, {series_.data() + 1, kListened, 1}, kWashout, 1e-8);
  trained_ = network_;
  Matrix<double> past(kListened - kLags, kLags + 1), next(kListened - kLags, 1);
  for (std::ptrdiff_t t = 0; t < past.rows(); ++t) {
    past(t, 0) = 1;
    for (std::ptrdiff_t k = 0; k < kLags; ++k) past(t, 1 + k) = series_[static_cast<std::size_t>(t + kLags - k)];
    next(t, 0) = series_[static_cast<std::size_t>(t + kLags + 1)];
  }
  linear_ = zoo::ridge_output(past, next, 1e-6);
  begin();
}

void EchoTask::begin() {
  network_ = trained_;
  for (int t = kListened; t <= start_; ++t) network_.listen(number(series_[static_cast<std::size_t>(t)]));
  foretold_.clear();
  rival_.clear();
}

void EchoTask::step(const ZooSettings&) {
  if (finished()) return;
  const double last = foretold_.empty() ? series_[static_cast<std::size_t>(start_)] : foretold_.back();
  if (!foretold_.empty()) network_.listen(number(last));
  double y = 0;
  network_.read(number(last), {&y, 1});
  foretold_.push_back(std::clamp(y, -kLargest, kLargest));
  double sum = linear_(0, 0);
  for (int k = 0; k < kLags; ++k) {
    const int back = static_cast<int>(rival_.size()) - 1 - k;
    sum += linear_(1 + k, 0) *
           (back >= 0 ? rival_[static_cast<std::size_t>(back)] : series_[static_cast<std::size_t>(start_ + 1 + back)]);
  }
  rival_.push_back(std::clamp(sum, -kLargest, kLargest));
}

bool EchoTask::act(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "series" || drag == nullptr || drag->handle != "start") return false;
  start_ = static_cast<int>(std::lround(std::clamp<double>(drag->x, kListened, kLatestStart)));
  begin();
  return true;
}

// In times of e-fold growth of errors, until the distance passes 0.4 standard deviations.
double EchoTask::horizon(std::span<const double> values) const {
  std::size_t t = 0;
  while (t < values.size() && std::fabs(values[t] - series_[static_cast<std::size_t>(start_) + 1 + t]) < 0.4) ++t;
  return static_cast<double>(t) * lyapunov_;
}

void EchoTask::describe(const ZooSettings&, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane(
      "series", "A chaotic series, continued",
      {.weight = 4,
       .help =
           "x of the Lorenz system. Left of the start the networks hear the series; right of it, only what they said "
           "themselves, cut at ±2.6. Drag the start."});
  plane.axes({.label = "time step", .range = {start_ - 60.0, start_ + static_cast<double>(kAhead)}},
             {.label = "x [standard deviations]", .range = {-2.6, 2.6}});
  const auto series = [&](std::string_view label, std::span<const double> values, int first, const LineStyle& style) {
    LineLayer& line = plane.line(label, Places(), style);
    for (std::size_t t = 0; t < values.size(); ++t) {
      line.x.push_back(static_cast<float>(first + static_cast<int>(t)));
      line.y.push_back(static_cast<float>(values[t]));
    }
  };
  series("truth", std::span(series_).subspan(static_cast<std::size_t>(start_ - 60), 60 + kAhead), start_ - 60,
         {.color = kColorMuted});
  series("echo state", foretold_, start_ + 1, {.color = 0});
  series("linear law of 20 values", rival_, start_ + 1, {.color = 1});
  plane.threshold("start", "start", start_);
  Plane& units =
      snapshot.plane("reservoir", "Units of the reservoir",
                     {.weight = 2, .help = "What the random units hold now; their weights are never trained."});
  units.axes({.label = "unit"}, {.label = "state", .range = {-1, 1}});
  std::vector<double> numbers_of(network_.units().size());
  std::iota(numbers_of.begin(), numbers_of.end(), 1.0);
  units.bars("state", numbers_of, network_.units(), 1, {0});
  Numbers numbers = snapshot.numbers(
      "Valid Lyapunov times",
      {.weight = 2,
       .help =
           "Until the error passes 0.4 standard deviations, in Lyapunov times: in one, a small error grows e-fold."});
  numbers.add("echo_horizon", "echo state", horizon(foretold_), {.digits = 3});
  numbers.add("linear_horizon", "linear law", horizon(rival_), {.digits = 3});
  numbers.add("steps_ahead", "steps ahead", static_cast<double>(foretold_.size()), {.digits = 0});
}

// ---- Liquid state ------------------------------------------------------------------------------------

namespace {

constexpr int kLiquidNeurons = 80, kSpikesOfChannel = 6, kTests = 60;
constexpr double kReadRidge = 0.1;

double share_right(const std::vector<std::vector<double>>& features, std::span<const double> labels,
                   const std::vector<std::vector<double>>& tests, std::span<const double> test_labels) {
  const auto n = static_cast<std::ptrdiff_t>(features.size()), p = static_cast<std::ptrdiff_t>(features[0].size());
  Matrix<double> Z(n, p);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    std::copy(features[static_cast<std::size_t>(i)].begin(), features[static_cast<std::size_t>(i)].end(), Z.row(i));
  const Matrix<double> w = zoo::ridge_output(Z, {labels.data(), n, 1}, kReadRidge);
  double right = 0;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < p; ++j) sum += w(j, 0) * tests[i][static_cast<std::size_t>(j)];
    right += std::fabs(sum) < 1e-9 ? 0.5 : (sum > 0) == (test_labels[i] > 0) ? 1 : 0;
  }
  return right / static_cast<double>(tests.size());
}

}  // namespace

LiquidTask::LiquidTask(const ZooSettings& settings, const Streams& streams) : rng_(streams.data_rng("examples")) {
  Rng liquid = streams.rng("liquid"), pattern = streams.data_rng("patterns");
  liquid_ = {kLiquidNeurons, kChannels, settings.liquid_coupling, liquid};
  for (int label = 0; label < 2; ++label) {
    Spikes spikes(static_cast<std::size_t>(kTime * kChannels));
    for (int c = 0; c < kChannels; ++c)
      for (int placed = 0; placed < kSpikesOfChannel;) {
        const int t = 20 + static_cast<int>(pattern.below(kTime - 40));
        char& at = spikes[static_cast<std::size_t>(t * kChannels + c)];
        if (at) continue;
        at = 1;
        ++placed;
      }
    patterns_.push_back(spikes);
  }
  for (int i = 0; i < kTests; ++i) {
    const Spikes spikes = jittered(i % 2, settings.spike_jitter);
    test_features_.push_back(read(spikes));
    test_counts_.push_back(count(spikes));
    test_labels_.push_back(i % 2 == 0 ? -1 : 1);
  }
  shown_ = patterns_[0];
}

LiquidTask::Spikes LiquidTask::jittered(int label, double jitter) {
  const Spikes& pattern = patterns_[static_cast<std::size_t>(label)];
  Spikes spikes(pattern.size());
  for (int t = 0; t < kTime; ++t)
    for (int c = 0; c < kChannels; ++c) {
      if (!pattern[static_cast<std::size_t>(t * kChannels + c)]) continue;
      int to = std::clamp(t + static_cast<int>(std::lround(jitter * rng_.normal())), 0, kTime - 1);
      // The count stays: a place already taken is left for the next free one.
      while (spikes[static_cast<std::size_t>(to * kChannels + c)]) to = (to + 1) % kTime;
      spikes[static_cast<std::size_t>(to * kChannels + c)] = 1;
    }
  return spikes;
}

std::vector<double> LiquidTask::read(const Spikes& spikes, std::vector<std::pair<int, int>>* fired) const {
  zoo::Liquid liquid = liquid_;
  liquid.rest();
  std::vector<double> features{1};
  for (int t = 0; t < kTime; ++t) {
    liquid.listen({spikes.data() + t * kChannels, static_cast<std::size_t>(kChannels)});
    if (fired != nullptr)
      for (int i = 0; i < kLiquidNeurons; ++i)
        if (liquid.fired()[static_cast<std::size_t>(i)]) fired->emplace_back(t, i);
  }
  features.insert(features.end(), liquid.trace().begin(), liquid.trace().end());
  return features;
}

std::vector<double> LiquidTask::count(const Spikes& spikes) const {
  std::vector<double> counts(1 + kChannels);
  counts[0] = 1;
  for (std::size_t i = 0; i < spikes.size(); ++i) counts[1 + i % kChannels] += spikes[i];
  return counts;
}

void LiquidTask::step(const ZooSettings& settings) {
  if (finished()) return;
  shown_label_ = seen_ % 2;
  shown_ = jittered(shown_label_, settings.spike_jitter);
  features_.push_back(read(shown_));
  counts_.push_back(count(shown_));
  labels_.push_back(shown_label_ == 0 ? -1 : 1);
  ++seen_;
  accuracy_ = share_right(features_, labels_, test_features_, test_labels_);
  count_accuracy_ = share_right(counts_, labels_, test_counts_, test_labels_);
  history_.record(seen_, std::array{accuracy_, count_accuracy_});
}

bool LiquidTask::act(const Action& action) {
  const auto* tap = std::get_if<LatentPicked>(&action.gesture);
  if (action.panel != "spikes" || tap == nullptr || !(tap->y > -20 && tap->y < -1)) return false;
  const int t = std::clamp(static_cast<int>(std::lround(tap->x)), 0, kTime - 1),
            c = std::clamp(static_cast<int>(std::lround(-tap->y / 4)) - 1, 0, kChannels - 1);
  char& at = shown_[static_cast<std::size_t>(t * kChannels + c)];
  if (at) return false;
  at = 1;
  return true;
}

void LiquidTask::describe(const ZooSettings&, Snapshot& snapshot) const {
  std::vector<std::pair<int, int>> fired;
  read(shown_, &fired);
  Plane& plane = snapshot.plane(
      "spikes", "Spikes of the liquid",
      {.weight = 4,
       .help =
           "Below zero: the four input channels of the present example; above: the neurons. Tap among the inputs: one more "
           "spike, and see how far it is felt."});
  plane.axes({.label = "time [ms]", .range = {0, kTime}},
             {.label = "neuron; inputs below 0", .range = {-20, kLiquidNeurons}});
  plane.accept_latent_picks();
  PointsLayer& neurons = plane.points("neurons", Places(), {.color = 0, .size_px = 3});
  for (const auto& [t, i] : fired) {
    neurons.x.push_back(static_cast<float>(t));
    neurons.y.push_back(static_cast<float>(i));
  }
  PointsLayer& inputs = plane.points(shown_label_ == 0 ? "input, pattern A" : "input, pattern B", Places(),
                                     {.color = 1, .marker = Marker::square, .size_px = 5});
  for (int t = 0; t < kTime; ++t)
    for (int c = 0; c < kChannels; ++c)
      if (shown_[static_cast<std::size_t>(t * kChannels + c)]) {
        inputs.x.push_back(static_cast<float>(t));
        inputs.y.push_back(static_cast<float>(-4 * (c + 1)));
      }
  Plane& curves = snapshot.curves(
      "liquid_right", "Test examples read right",
      {.weight = 3,
       .help =
           "Linear outputs, solved for anew after each example: of the liquid's fading traces, and of the spikes counted."});
  curves.axes({.label = "examples seen", .range = {0, 120}}, {.label = "share right", .range = {0, 1.02}});
  curves.line("liquid", history_, 0, {.color = 0});
  curves.line("spike counts", history_, 1, {.color = 1});
  Numbers numbers = snapshot.numbers("Which of two patterns?", {.weight = 2, .help = "Of 60 test examples."});
  numbers.add("liquid_accuracy", "read right, liquid", accuracy_, {.digits = 3});
  numbers.add("count_accuracy", "read right, counts", count_accuracy_, {.digits = 3});
  numbers.add("liquid_spikes", "spikes of the liquid", static_cast<double>(fired.size()), {.digits = 0});
}

// ---- Hopfield ------------------------------------------------------------------------------------------

namespace {

constexpr int kMemorySide = 10, kMemoryNeurons = kMemorySide * kMemorySide;

std::vector<int> random_pattern(Rng& rng) {
  std::vector<int> pattern(kMemoryNeurons);
  for (int& s : pattern) s = rng.below(2) == 0 ? -1 : 1;
  return pattern;
}

void damage_pattern(std::vector<int>& s, double share, Rng& rng) {
  std::vector<int> places(s.size());
  std::iota(places.begin(), places.end(), 0);
  rng.shuffle(std::span(places));
  const auto count = static_cast<std::size_t>(std::lround(share * kMemoryNeurons));
  for (std::size_t i = 0; i < count; ++i) s[static_cast<std::size_t>(places[i])] *= -1;
}

}  // namespace

HopfieldTask::HopfieldTask(const ZooSettings& settings, const Streams& streams)
    : network_(kMemoryNeurons), order_(kMemoryNeurons), rng_(streams.rng("visits")) {
  Rng patterns = streams.data_rng("patterns"), cue = streams.data_rng("cue");
  for (int p = 0; p < settings.stored_patterns; ++p) {
    patterns_.push_back(random_pattern(patterns));
    network_.store(patterns_.back());
  }
  s_ = patterns_[0];
  damage_pattern(s_, settings.damage, cue);
  std::iota(order_.begin(), order_.end(), 0);
  rng_.shuffle(std::span(order_));
}

void HopfieldTask::step(const ZooSettings&) {
  if (finished()) return;
  for (int i = 0; i < 10; ++i) {
    network_.update(order_[at_], s_);
    if (++at_ < order_.size()) continue;
    at_ = 0;
    rng_.shuffle(std::span(order_));
  }
  // A memory of so many patterns, each asked for with a tenth of it damaged; fifteen of them at most.
  ++judged_;
  Rng study = rng_.split(static_cast<std::uint64_t>(judged_));
  zoo::HopfieldNetwork memory(kMemoryNeurons);
  std::vector<std::vector<int>> stored;
  for (int p = 0; p < judged_; ++p) {
    stored.push_back(random_pattern(study));
    memory.store(stored.back());
  }
  double sum = 0;
  const int asked = std::min(judged_, 15);
  for (int p = 0; p < asked; ++p) {
    std::vector<int> s = stored[static_cast<std::size_t>(p)];
    damage_pattern(s, 0.1, study);
    memory.settle(s, 12);
    sum += zoo::overlap(s, stored[static_cast<std::size_t>(p)]);
  }
  history_.record(judged_ / static_cast<double>(kMemoryNeurons), std::array{sum / asked});
}

bool HopfieldTask::act(const Action& action) {
  const auto* tap = std::get_if<LatentPicked>(&action.gesture);
  if (action.panel != "memory" || tap == nullptr) return false;
  const int column = std::clamp(static_cast<int>(std::floor(tap->x)), 0, kMemorySide - 1),
            row = std::clamp(static_cast<int>(std::floor(tap->y)), 0, kMemorySide - 1);
  s_[static_cast<std::size_t>(row * kMemorySide + column)] *= -1;
  return true;
}

void HopfieldTask::describe(const ZooSettings& settings, Snapshot& snapshot) const {
  const auto picture = [&](std::string_view id, std::string_view title, int weight, std::span<const int> s, bool taps) {
    Plane& plane = snapshot.plane(
        id, title,
        {.weight = weight,
         .help = taps ? "The neurons now, ±1; each goes where the sum of its inputs points. Tap a neuron to flip it."
                      : "The first of the patterns stored."});
    plane.equal_axes({.label = "column", .range = {0, kMemorySide}}, {.label = "row", .range = {0, kMemorySide}});
    if (taps) plane.accept_latent_picks();
    plane.field("neuron", PlanarGrid{kMemorySide, kMemorySide, {0, kMemorySide}, {0, kMemorySide}}, s,
                {.color = {-1, 1}});
  };
  picture("memory", "What is remembered", 4, s_, true);
  picture("stored", "What was stored", 2, patterns_[0], false);
  Plane& curves = snapshot.curves(
      "recall", "Recall against load",
      {.weight = 3,
       .help =
           "Overlap with what was asked for, 1 is perfect (dashed: the limit 0.138 of large networks), of memories of more and more patterns; a tenth of each cue is damaged."});
  curves.axes({.label = "patterns per neuron", .range = {0, 0.4}}, {.label = "overlap", .range = {0, 1.02}});
  curves.line("recalled", history_, 0, {.color = 0});
  curves.vertical("0.138", 0.138);
  Numbers numbers = snapshot.numbers("Recall", {.weight = 2, .help = "Of 100 neurons."});
  numbers.add("recall_overlap", "overlap with the pattern", zoo::overlap(s_, patterns_[0]), {.digits = 3});
  // The plain rival: all patterns kept in a list, and the nearest one looked up.
  std::size_t nearest = 0;
  for (std::size_t p = 1; p < patterns_.size(); ++p)
    if (zoo::overlap(s_, patterns_[p]) > zoo::overlap(s_, patterns_[nearest])) nearest = p;
  numbers.add("lookup_overlap", "overlap by look-up", zoo::overlap(patterns_[nearest], patterns_[0]), {.digits = 3});
  numbers.add("memory_energy", "energy", network_.energy(s_), {.digits = 3});
  numbers.add("pattern_energy", "energy of the pattern", network_.energy(patterns_[0]), {.digits = 3});
  numbers.add("load", "patterns per neuron", settings.stored_patterns / static_cast<double>(kMemoryNeurons),
              {.digits = 3});
}

// ---- Markov chain ----------------------------------------------------------------------------------------

namespace {

constexpr int kWeathers = 4;
constexpr std::size_t kWalkers = 400;

double entropy_of(std::span<const double> p) {
  double sum = 0;
  for (const double q : p)
    if (q > 0) sum -= q * math::log(q);
  return sum / math::kLog2;
}

std::vector<double> after(std::span<const double> p, ConstMatrixView<double> T) {
  std::vector<double> next(p.size());
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < p.size(); ++j)
      next[j] += p[i] * T(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
  return next;
}

// Where the chain settles: powers of the chain that stays put half of the time, which has the same law.
std::vector<double> settled(ConstMatrixView<double> T) {
  Matrix<double> lazy(kWeathers, kWeathers);
  for (int i = 0; i < kWeathers; ++i)
    for (int j = 0; j < kWeathers; ++j) lazy(i, j) = T(i, j) / 2 + (i == j ? 0.5 : 0);
  for (int k = 0; k < 40; ++k) {
    lazy = product(lazy, lazy);
    for (int i = 0; i < kWeathers; ++i) {
      double sum = 0;
      for (int j = 0; j < kWeathers; ++j) sum += lazy(i, j);
      for (int j = 0; j < kWeathers; ++j) lazy(i, j) /= sum;
    }
  }
  return {lazy.row(0), lazy.row(0) + kWeathers};
}

}  // namespace

MarkovTask::MarkovTask(const ZooSettings&, const Streams& streams)
    : strengths_(kWeathers, kWeathers), p_(kWeathers), walkers_(kWalkers), rng_(streams.rng("walkers")) {
  constexpr double kStrengths[kWeathers][kWeathers] = {{0.8, 0.15, 0.04, 0.01},
                                                       {0.3, 0.4, 0.25, 0.05},
                                                       {0.1, 0.3, 0.5, 0.1},
                                                       {0.1, 0.2, 0.4, 0.3}};
  for (int i = 0; i < kWeathers; ++i)
    for (int j = 0; j < kWeathers; ++j) strengths_(i, j) = kStrengths[i][j];
  p_[3] = 1;
  std::fill(walkers_.begin(), walkers_.end(), 3);
}

Matrix<double> MarkovTask::chances() const {
  Matrix<double> T = strengths_;
  for (int i = 0; i < kWeathers; ++i) {
    double sum = 0;
    for (int j = 0; j < kWeathers; ++j) sum += T(i, j);
    for (int j = 0; j < kWeathers; ++j) T(i, j) = sum > 0 ? T(i, j) / sum : i == j ? 1.0 : 0.0;
  }
  return T;
}

void MarkovTask::step(const ZooSettings&) {
  if (finished()) return;
  const Matrix<double> T = chances();
  p_ = after(p_, T);
  for (int& walker : walkers_) {
    double u = rng_.uniform();
    int to = 0;
    while (to + 1 < kWeathers && u >= T(walker, to)) u -= T(walker, to++);
    walker = to;
  }
  ++day_;
}

bool MarkovTask::act(const Action& action) {
  const auto* edit = std::get_if<CellEdited>(&action.gesture);
  if (action.panel != "chances" || edit == nullptr || edit->row < 0 || edit->row >= kWeathers || edit->column < 0 ||
      edit->column >= kWeathers)
    return false;
  strengths_(edit->row, edit->column) = std::clamp(static_cast<double>(edit->value), 0.0, 1.0);
  return true;
}

void MarkovTask::describe(const ZooSettings&, Snapshot& snapshot) const {
  static const std::vector<std::string> kNames{"sun", "clouds", "rain", "storm"};
  const Matrix<double> T = chances();
  const std::vector<double> pi = settled(T);
  Plane& plane = snapshot.plane(
      "weathers", "400 places, day by day",
      {.weight = 4,
       .help =
           "All begin in a storm. Bars: share of the places; ring: the law of that day; diamond: where the chain settles."});
  plane.axes({.label = "weather", .range = {-0.6, 3.6}, .names = {"sun", "clouds", "rain", "storm"}},
             {.label = "share", .range = {0, 1}});
  std::vector<double> at{0, 1, 2, 3}, shares(kWeathers);
  for (const int walker : walkers_) shares[static_cast<std::size_t>(walker)] += 1.0 / kWalkers;
  plane.bars("places", at, shares, 0.7, {0});
  plane.points("law of the day", {at, p_}, {.color = kColorForeground, .marker = Marker::ring, .size_px = 9});
  plane.points("stationary", {at, pi}, {.color = 1, .marker = Marker::diamond, .size_px = 8});
  MatrixCells& matrix =
      snapshot.matrix("chances", "Chances from day to day",
                      {.weight = 3, .help = "Tap a cell to change it; a row is scaled so that it adds up to 1."});
  matrix.cells(kWeathers, kWeathers, Values(strengths_.data(), 16, 1),
               {.decimals = 2, .color = {0, 1}, .editable = true});
  matrix.labels("today", kNames, "tomorrow", kNames);
  double distance = 0, rate = 0;
  for (int i = 0; i < kWeathers; ++i) {
    const auto state = static_cast<std::size_t>(i);
    distance += std::fabs(p_[state] - pi[state]) / 2;
    rate += pi[state] * entropy_of({T.row(i), kWeathers});
  }
  Matrix<double> rest = T;
  for (int i = 0; i < kWeathers; ++i)
    for (int j = 0; j < kWeathers; ++j) rest(i, j) -= pi[static_cast<std::size_t>(j)];
  Numbers numbers = snapshot.numbers(
      "The chain",
      {.weight = 2,
       .help = "Entropies: how uncertain tomorrow is for who knows today, and for who knows the shares alone."});
  numbers.add("chain_distance", "distance from stationary", distance, {.digits = 3});
  numbers.add("second_eigenvalue", "it shrinks daily by |λ₂|", zoo::spectral_radius(rest), {.digits = 3});
  numbers.add("chain_entropy", "tomorrow, knowing today", rate, {.unit = "bits", .digits = 3});
  numbers.add("share_entropy", "tomorrow, knowing shares", entropy_of(pi), {.unit = "bits", .digits = 3});
  numbers.add("sun_share", "sun in the long run", pi[0], {.digits = 3});
}

// ---- Deep belief -------------------------------------------------------------------------------------------

namespace {

constexpr int kDigits = 600, kBatch = 30, kFirst = 48, kSecond = 24, kDreams = 12, kFirstSteps = 60;

void train_machine(generative::BoltzmannMachine& machine, const Matrix<double>& X, Rng& rng) {
  generative::BoltzmannMachine::Divergence way;
  Matrix<double> v(kBatch, X.cols()), u_h(kBatch, machine.hidden()), u_v(kBatch, X.cols());
  for (int batch = 0; batch < 10; ++batch) {
    for (int i = 0; i < kBatch; ++i) std::copy_n(X.row(rng.below(kDigits)), X.cols(), v.row(i));
    for (std::ptrdiff_t i = 0; i < u_h.size(); ++i) u_h.data()[i] = rng.uniform();
    for (std::ptrdiff_t i = 0; i < u_v.size(); ++i) u_v.data()[i] = rng.uniform();
    machine.contrastive_divergence(v, u_h, u_v, 0.15, way, 1e-4);
  }
}

void draw_states(Matrix<double>& probabilities, Rng& rng) {
  for (std::ptrdiff_t i = 0; i < probabilities.size(); ++i)
    probabilities.data()[i] = rng.uniform() < probabilities.data()[i] ? 1 : 0;
}

}  // namespace

BeliefTask::BeliefTask(const ZooSettings&, const Streams& streams) : rng_(streams.rng("belief")) {
  Result<data::Dataset> digits = data::digits_8x8();
  if (!digits) throw CannotStart(digits.error());
  X_ = Matrix<double>(kDigits, 64);
  std::vector<double> mean(64);
  for (std::ptrdiff_t i = 0; i < kDigits; ++i)
    for (std::ptrdiff_t j = 0; j < 64; ++j) {
      X_(i, j) = digits->X(i, j) > 0.45f ? 1 : 0;
      mean[static_cast<std::size_t>(j)] += X_(i, j) / kDigits;
    }
  first_ = generative::BoltzmannMachine::random(64, kFirst, rng_);
  second_ = generative::BoltzmannMachine::random(kFirst, kSecond, rng_);
  pixels_ = Matrix<double>(kDreams, 64);
  for (std::ptrdiff_t i = 0; i < kDreams; ++i)
    for (std::ptrdiff_t j = 0; j < 64; ++j) pixels_(i, j) = rng_.uniform() < mean[static_cast<std::size_t>(j)] ? 1 : 0;
  dreams_ = pixels_;
  chains_ = Matrix<double>(kDreams, kFirst, 0.5);
}

void BeliefTask::dream() {
  constexpr int kThoughts = 5;
  if (steps_ <= kFirstSteps) {
    for (int k = 0; k < kThoughts; ++k) {
      Matrix<double> h(kDreams, kFirst);
      draw_states(dreams_, rng_);
      first_.hidden_probability(dreams_, h);
      draw_states(h, rng_);
      first_.visible_probability(h, dreams_);
      chains_ = h;
    }
    return;
  }
  for (int k = 0; k < kThoughts; ++k) {
    Matrix<double> top(kDreams, kSecond);
    second_.hidden_probability(chains_, top);
    draw_states(top, rng_);
    second_.visible_probability(top, chains_);
    draw_states(chains_, rng_);
  }
  first_.visible_probability(chains_, dreams_);
}

void BeliefTask::step(const ZooSettings&) {
  if (finished()) return;
  if (steps_ == kFirstSteps) {
    H_ = Matrix<double>(kDigits, kFirst);
    first_.hidden_probability(X_, H_);
  }
  if (steps_ < kFirstSteps)
    train_machine(first_, X_, rng_);
  else
    train_machine(second_, H_, rng_);
  ++steps_;
  dream();
  history_.record(steps_, std::array{distance(dreams_), distance(pixels_)});
}

// Mean number of pixels in which pictures, cut at ½, differ from the digit nearest to each.
double BeliefTask::distance(ConstMatrixView<double> pictures) const {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < pictures.rows; ++i) {
    int least = 64;
    for (std::ptrdiff_t n = 0; n < X_.rows(); ++n) {
      int differs = 0;
      for (std::ptrdiff_t j = 0; j < 64; ++j) differs += (pictures(i, j) > 0.5) != (X_(n, j) > 0.5);
      least = std::min(least, differs);
    }
    sum += least;
  }
  return sum / static_cast<double>(pictures.rows);
}

void BeliefTask::describe(const ZooSettings&, Snapshot& snapshot) const {
  Images& images = snapshot.images(
      "dreams", "Digits and dreams",
      {.weight = 4,
       .help =
           "Top: digits learned. Middle: what the network dreams: its top layer runs by itself, and the layer below paints "
           "what comes. Bottom: each pixel drawn alone, with its own frequency."});
  images.setup({.map = ColorMap::greys});
  const auto row = [&](std::string_view name, const Matrix<double>& pictures) {
    images.row(name, {0, 1});
    for (std::ptrdiff_t i = 0; i < kDreams; ++i) images.tile("", Values::row(pictures, i), 8, 8);
  };
  row("digits", X_);
  row("dreams", dreams_);
  row("pixels drawn alone", pixels_);
  Plane& curves = snapshot.curves(
      "dream_distance", "How far from a digit",
      {.weight = 3,
       .help =
           "Pixels of 64 in which a picture differs from the digit nearest to it. The second layer begins to learn at the line."});
  curves.axes({.label = "step", .range = {0, 160}}, {.label = "pixels", .range = {0, 20}});
  curves.line("dreams", history_, 0, {.color = 0});
  curves.line("pixels drawn alone", history_, 1, {.color = 1});
  curves.vertical("second layer", kFirstSteps);
  Numbers numbers = snapshot.numbers("Pixels from a digit", {.weight = 2, .help = "Means of twelve pictures."});
  numbers.add("dream_pixels", "dreams", distance(dreams_), {.digits = 3});
  numbers.add("alone_pixels", "pixels drawn alone", distance(pixels_), {.digits = 3});
}

}  // namespace lectern::network_zoo
