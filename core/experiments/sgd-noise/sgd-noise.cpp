// Stochastic gradient descent on a linear regression: descents that use different fractions of the data in every
// update race from one start; how they arrive, and how they oscillate around the minimum for ever, against theory.
// Lecture row R9.
// Sources: Robbins, Monro, Annals of Mathematical Statistics 22 (1951) 400; Mandt, Hoffman, Blei, Stochastic gradient
// descent as approximate Bayesian inference, JMLR 18 (2017) 1.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiments/sgd-noise/noise_theory.h"
#include "core/math/elementary.h"
#include "core/ml/optimise/noisy_escape.h"
#include "core/parts/batch_race_demo.h"

namespace lectern {
namespace {

constexpr std::size_t kRacers = 5;
constexpr int kStepsPerEpoch = 20;  // if all racers see the same data
// γ = 1/n and γ = 1, which are compared, must not look alike.
constexpr std::array<ColorRole, kRacers> kColors{1, 3, 2, 9, 0};

constexpr const char* kSurfaceHelp =
    "Mean squared error over θ₀ and θ₁. All start from the same place: drag it. The cross is the exact minimum.";
constexpr const char* kMinimumHelp =
    "The last 256 places of each descent, and as ellipses the covariance predicted by theory for its noise at η now. "
    "The window stays while η changes by less than a factor of about 16; hide the small fractions to see the others.";
constexpr const char* kErrorsHelp =
    "R(θ) − R(θ*) by what is counted as a step: the data seen, or one update of each. Each falls, then stays at the level "
    "of its noise.";
constexpr const char* kNoiseHelp =
    "Mean square distance from the minimum, after the start is forgotten, against γ. Points: measured, while η is "
    "constant; lines: theory for η as it is now, and for half and twice of it.";
constexpr const char* kDataHelp =
    "The lines of all descents as they are now; dashed the exact one. Tap to add a point.";
constexpr const char* kTableHelp =
    "Mean square distance from the minimum: for each fraction and its batch, as measured once the start is forgotten, "
    "and as predicted by theory for η as it is now: exact for independent batches, for shuffled ones the better the "
    "more samples.";
constexpr const char* kEscapeHelp =
    "Another cost, of one weight, with two minima; each of its 100 examples tilts it differently. Dots are runs, a row for "
    "each γ; all start in the shallow minimum on the left.";
constexpr const char* kShareHelp =
    "The share of 200 runs that are beyond the hill, in the deep minimum, after as many updates with each γ.";
constexpr const char* kNumbersHelp = "The surface, and the learning rate as it is now.";

struct Fraction {
  const char* label;
  const char* gamma;
  const char* switch_id;
  const char* metric_id;
  const char* measured_id;
  const char* theory_id;
  const char* escaped_id;
  double fraction;  // γ; 0: `samples` of them
  int samples;
};
constexpr std::array<Fraction, kRacers> kFractions{
    {{"γ = 1/n", "1/n", "show_one", "excess_one", "measured_one", "theory_one", "escaped_one", 0, 1},
     {"γ = 2/n", "2/n", "show_two", "excess_two", "measured_two", "theory_two", "escaped_two", 0, 2},
     {"γ = 0.1", "0.1", "show_tenth", "excess_tenth", "measured_tenth", "theory_tenth", "escaped_tenth", 0.1, 0},
     {"γ = 0.5", "0.5", "show_half", "excess_half", "measured_half", "theory_half", "escaped_half", 0.5, 0},
     {"γ = 1", "1", "show_full", "excess_all", "measured_all", "theory_all", "escaped_all", 1, 0}}};

int batch_of(const Fraction& one, std::ptrdiff_t n) {
  // 1/γ batches make an epoch, the last one smaller by a few samples where γn is not whole.
  const int batch = one.samples > 0 ? one.samples : static_cast<int>(std::ceil(one.fraction * static_cast<double>(n)));
  return std::max(1, std::min(batch, static_cast<int>(n)));
}

std::array<BatchRace::Entry, kRacers> entries() {
  std::array<BatchRace::Entry, kRacers> all{};
  for (std::size_t k = 0; k < kRacers; ++k) all[k] = {kFractions[k].label, 1, kColors[k]};
  return all;
}

constexpr int kEscapeExamples = 100, kEscapeRuns = 200;
constexpr int kEscapeUpdates = 5;  // in a step of the race

enum class Schedule { constant, inverse, exponential };
enum class Clock { data, updates };

struct Settings {
  LinearProblemSettings data{.set = LinearData::salaries};
  double learning_rate = 0.05;
  Schedule schedule = Schedule::constant;
  double tau = 5;
  Clock clock = Clock::data;
  linear::BatchOrder batch_order = linear::BatchOrder::shuffled;
  std::array<bool, kRacers> shown{true, true, true, true, true};
  bool escape = false;
  double escape_rate = 0.05, escape_spread = 3;
};

class SgdNoise final : public BatchRaceDemo<SgdNoise, Settings> {
 public:
  static Schema<Settings> schema();

  explicit SgdNoise(const Start& start) : BatchRaceDemo(start, entries(), start.settings.batch_order) {
    data_changed();
    record();
    start_escape();
  }

  void step() override;
  void settings_changed(const Settings&) {
    theory_.forget();
    follow_theory();
  }
  void data_changed();
  void start_changed();
  double rate_of(std::size_t k) const;

  // What is measured and predicted depends on nothing else, and nothing depends on it.
  auto state() const {
    return std::tuple(race_state(), std::cref(allowance_), unhashed(theory_), unhashed(by_updates_), unhashed(escapes_),
                      unhashed(shares_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  double epochs(std::size_t k) const {
    return static_cast<double>(race().descent(k).samples_seen()) / std::max(1.0, static_cast<double>(data().size()));
  }
  void update(std::size_t k);
  void follow_theory();
  void record() {
    for (std::size_t k = 0; k < kRacers; ++k) {
      race().record(k, epochs(k), data());
      by_updates_[k].record(static_cast<double>(race().descent(k).updates()), std::array{race().excess(k, data())});
    }
  }

  void start_escape();
  void describe_escape(Snapshot& snapshot) const;
  void describe_errors(Snapshot& snapshot) const;
  void describe_minimum(Plane& plane) const;
  void describe_noise(Plane& plane) const;
  void describe_table(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::array<double, kRacers> allowance_{};  // data that each may still use in this step, in samples
  std::array<linear::StationarySpread, kRacers> spreads_{};
  double measured_eta_ = -1;
  NoiseTheory theory_;                          // at the present η
  std::vector<optimise::NoisyEscape> escapes_;  // one for each γ, or none; they follow from the seed and the steps
  History shares_{kRacers};                     // that have escaped
  std::vector<History> by_updates_ = std::vector<History>(kRacers, History(1));  // excess loss over updates
};

Schema<Settings> SgdNoise::schema() {
  Schema<Settings> schema;
  schema.include(&Settings::data)
      .group("Descent")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 2})
      .logarithmic()
      .live()
      .help("Every update is θ ← θ − η ∂R/∂θ with R the mean squared error of the batch. The noise grows with it.")
      .choice(&Settings::schedule, "schedule", "Learning rate over time",
              {{Schedule::constant, "constant", "constant"},
               {Schedule::inverse, "inverse", "η / (1 + e/τ)"},
               {Schedule::exponential, "exponential", "η exp(−e/τ)"}})
      .live()
      .help(
          "e counts epochs. With a constant η descent never comes to rest; with η / (1 + e/τ) it does, and still gets "
          "everywhere.")
      .real(&Settings::tau, "tau", "τ", {0.1, 1000})
      .unit("epochs")
      .logarithmic()
      .live()
      .help("The time scale on which η falls.")
      .shown_when(&Settings::schedule, {Schedule::inverse, Schedule::exponential})
      .choice(&Settings::clock, "clock", "A step of the race is",
              {{Clock::data, "data", "the same data seen by all"}, {Clock::updates, "updates", "one update of each"}})
      .live()
      .help("Processing data costs time: with the same data seen, small fractions make many updates while γ = 1 makes "
            "one.")
      .choice(&Settings::batch_order, "batch_order", glossary_label("batch_order"), linear::kBatchOrders)
      .formerly("order")
      .help("Shuffled: each epoch goes once through all data, so that errors of batches cancel within it.")
      .group("Fractions");
  for (std::size_t k = 0; k < kRacers; ++k)
    schema.boolean([k](Settings& s) -> bool& { return s.shown[k]; }, kFractions[k].switch_id, kFractions[k].label)
        .live()
        .help("Whether this descent takes part; otherwise it waits where it is.");
  schema.formerly("show_all");
  return schema.group("Two minima")
      .boolean(&Settings::escape, "escape", "A cost with two minima")
      .help("Beside the race, descents with the same γ on a cost that is not convex, to see which of them get out of a "
            "shallow minimum.")
      .real(&Settings::escape_rate, "escape_rate", "Its learning rate", {0.001, 0.3})
      .logarithmic()
      .live()
      .help("The noise is proportional to it.")
      .shown_when(&Settings::escape, {true})
      .real(&Settings::escape_spread, "escape_spread", "Spread of the examples", {0, 10})
      .help("How differently the examples tilt the cost: the standard deviation of their slopes. 0: all agree.")
      .shown_when(&Settings::escape, {true});
}

double SgdNoise::rate_of(std::size_t k) const {
  const double elapsed = epochs(k) / settings().tau;
  switch (settings().schedule) {
    case Schedule::constant: break;
    case Schedule::inverse: return settings().learning_rate / (1 + elapsed);
    case Schedule::exponential: return settings().learning_rate * math::exp(-elapsed);
  }
  return settings().learning_rate;
}

void SgdNoise::update(std::size_t k) {
  const double eta = settings().learning_rate;
  race().update(k, data(), rate_of(k));
  if (settings().schedule == Schedule::constant)
    spreads_[k].record(race().descent(k).theta(), data().cost(), eta, theory_.mean_square_distance(k));
}

void SgdNoise::step() {
  if (measured_eta_ != settings().learning_rate) {
    measured_eta_ = settings().learning_rate;
    spreads_.fill({});
  }
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown()[k]) continue;
    if (settings().clock == Clock::updates) {
      update(k);
      continue;
    }
    allowance_[k] += std::max(1.0, static_cast<double>(data().size()) / kStepsPerEpoch);
    for (const int batch = race().descent(k).batch_of(data().size()); batch > 0 && allowance_[k] >= batch;
         allowance_[k] -= batch)
      update(k);
  }
  follow_theory();
  count_step();
  record();
  if (escapes_.empty()) return;
  std::array<double, kRacers> shares{};
  for (std::size_t k = 0; k < kRacers; ++k) {
    for (int i = 0; i < kEscapeUpdates; ++i)
      escapes_[k].step(batch_of(kFractions[k], kEscapeExamples), settings().escape_rate);
    shares[k] = escapes_[k].escaped();
  }
  shares_.record(static_cast<double>(kEscapeUpdates * steps()), shares);
}

void SgdNoise::start_escape() {
  escapes_.clear();
  shares_.clear();
  for (std::size_t k = 0; settings().escape && k < kRacers; ++k)  // the same examples for all
    escapes_.emplace_back(kEscapeExamples, settings().escape_spread, kEscapeRuns, rng("escape"));
}

void SgdNoise::start_changed() {
  allowance_.fill(0);
  spreads_.fill({});
  for (History& history : by_updates_) history.clear();
  start_escape();
  follow_theory();
  record();
}

void SgdNoise::data_changed() {
  race().look_again(data());
  for (std::size_t k = 0; k < kRacers; ++k) race().set_batch(k, batch_of(kFractions[k], data().size()));
  theory_.set_data(data());
  spreads_.fill({});
  follow_theory();
}

void SgdNoise::follow_theory() {
  std::array<double, kRacers> rates;
  for (std::size_t k = 0; k < kRacers; ++k) rates[k] = rate_of(k);
  theory_.follow(race(), settings().batch_order, rates);
}

void SgdNoise::describe(Snapshot& snapshot) const {
  describe_surface(snapshot.plane("surface", "Paths over the cost surface", {.weight = 4, .help = kSurfaceHelp}));
  if (!escapes_.empty()) describe_escape(snapshot);
  describe_errors(snapshot);
  describe_minimum(snapshot.plane("minimum", "Around the minimum", {.weight = 3, .help = kMinimumHelp}));
  describe_noise(snapshot.plane("noise", "Oscillation", {.weight = 2, .help = kNoiseHelp}));
  describe_table(snapshot.table("table", "⟨|θ − θ*|²⟩ by γ", {.weight = 2, .help = kTableHelp}));
  describe_fits(snapshot.plane("data", "Data and fits", {.help = kDataHelp}));
  describe_numbers(snapshot);
}

void SgdNoise::describe_escape(Snapshot& snapshot) const {
  constexpr int kPoints = 201;
  constexpr double kRow = 0.07;  // between the rows of dots
  constexpr std::size_t kDots = 60;
  using optimise::NoisyEscape;
  Plane& plane = snapshot.plane("escape", "A cost with two minima", {.weight = 3, .help = kEscapeHelp});
  plane.axes({.label = "θ", .range = {-1.8, 1.8}}, {.label = "R(θ)", .range = {-0.6, 0.9}});
  plane.line("R", {-1.8, 1.8}, kPoints, &NoisyEscape::cost, {.color = kColorForeground});
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown()[k]) continue;
    PointsLayer& dots =
        plane.points(kFractions[k].label, Places(), {.color = kColors[k], .size_px = 3, .opacity = 0.6f});
    for (const double theta : escapes_[k].places().first(kDots)) {
      dots.x.push_back(static_cast<float>(theta));
      dots.y.push_back(static_cast<float>(NoisyEscape::cost(theta) + kRow * static_cast<double>(k + 1)));
    }
  }
  Plane& shares = snapshot.curves("escape_share", "Share in the deep minimum", {.weight = 2, .help = kShareHelp});
  shares.axes({.label = "updates"}, {.label = "share of the runs", .range = {0, 1}});
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown()[k]) continue;
    shares.line(kFractions[k].label, shares_, k, {.color = kColors[k]});
    snapshot.metric(kFractions[k].escaped_id, "share escaped, " + std::string(kFractions[k].label),
                    escapes_[k].escaped(), {.digits = 3});
  }
}

void SgdNoise::describe_errors(Snapshot& snapshot) const {
  constexpr double kLeast = 1e-12;
  const bool by_data = settings().clock == Clock::data;
  Plane& errors = snapshot.curves("errors", by_data ? "Error against epoch" : "Error against updates",
                                  {.weight = 3, .help = kErrorsHelp});
  if (by_data) return race().describe_excess(errors, "epochs", kLeast, shown());
  errors.axes({.label = "updates"}, {.label = "R(θ) − R(θ*)", .logarithmic = true});
  for (std::size_t k = 0; k < kRacers; ++k)
    if (shown()[k]) errors.line(kFractions[k].label, by_updates_[k], 0, {.color = kColors[k], .least = kLeast});
}

void SgdNoise::describe_minimum(Plane& plane) const {
  const std::span<const double> centre = data().cost().minimum();
  const double x = race().along_x(centre), y = race().along_y(centre);
  constexpr double kHalf = 1.25, kFactor = 4;  // of the window: one for many η, so that ellipses are seen to shrink
  double extent = 0;
  std::vector<Gaussian2> gaussians;
  std::vector<int> colors;
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown()[k] || !(theory_.mean_square_distance(k) > 0)) continue;
    const Matrix<double>& covariance = *theory_.covariance(k);
    extent = std::max({extent, std::sqrt(covariance(0, 0)), std::sqrt(covariance(1, 1))});
    gaussians.push_back({x, y, covariance(0, 0), covariance(0, 1), covariance(1, 1)});
    colors.push_back(kColors[k]);
  }
  const Range& window = race().surface().grid().x;
  double half = 0.25 * (window.high - window.low);
  if (extent > 0 && std::isfinite(extent)) {
    half = kHalf;
    while (half < 3.2 * extent) half *= kFactor;
    while (half > 3.2 * kFactor * extent) half /= kFactor;
  }
  race().set_weight_axes(plane, data(), {x - half, x + half}, {y - half, y + half});
  plane.ellipses("theory", gaussians, colors);
  for (std::size_t k = 0; k < kRacers; ++k)
    if (shown()[k])
      plane.points(kFractions[k].label, race().recent(k), {.color = kColors[k], .size_px = 2.5f, .opacity = 0.55f});
  plane.point("minimum", x, y, {.color = kColorBad, .marker = Marker::cross, .size_px = 7});
}

void SgdNoise::describe_noise(Plane& plane) const {
  plane.axes({.label = "γ", .logarithmic = true}, {.label = "⟨|θ − θ*|²⟩", .logarithmic = true});
  constexpr std::array<const char*, 3> kLabels{"theory, η/2", "theory, η", "theory, 2η"};
  for (std::size_t c = 0; c < 3; ++c) {
    LineLayer& line =
        plane.line(kLabels[c], Places(), {.color = c == 1 ? kColorForeground : kColorMuted, .dashed = c != 1});
    for (const linear::BatchNoise::AtFraction& at : theory_.curves()[c]) {
      line.x.push_back(static_cast<float>(at.fraction));
      line.y.push_back(at.distance > 0 ? static_cast<float>(at.distance) : NAN);  // γ = 1 has none
    }
  }
  for (std::size_t k = 0; k < kRacers; ++k) {
    const double measured = spreads_[k].mean_square_distance(), n = static_cast<double>(data().size());
    const double gamma = race().descent(k).batch_of(data().size()) / std::max(1.0, n);
    if (shown()[k] && measured > 0)
      plane.point(kFractions[k].label, gamma, measured, {.color = kColors[k], .size_px = 6});
  }
}

void SgdNoise::describe_table(Table& table) const {
  table.head({"γ", "batch", "measured", "theory"});
  for (std::size_t k = 0; k < kRacers; ++k)
    if (shown()[k])
      table.row({kFractions[k].gamma, Cell(race().descent(k).batch_of(data().size()), 0),
                 spreads_[k].mean_square_distance(),
                 theory_.diverges(k) ? Cell("diverges") : Cell(theory_.mean_square_distance(k))},
                {kColors[k]});
}

void SgdNoise::describe_numbers(Snapshot& snapshot) const {
  snapshot.metric("steps", "steps", static_cast<double>(steps()), {.digits = 0});
  snapshot.metric("epoch", epochs(0));
  for (std::size_t k = 0; k < kRacers; ++k)
    snapshot.metric(kFractions[k].metric_id, kFractions[k].label, race().excess(k, data()));
  for (std::size_t k = 0; k < kRacers; ++k) {
    const std::string label = "⟨|θ − θ*|²⟩, " + std::string(kFractions[k].label);
    const double measured = spreads_[k].mean_square_distance(), theory = theory_.mean_square_distance(k);
    if (std::isfinite(measured)) snapshot.metric(kFractions[k].measured_id, label + ", measured", measured);
    if (std::isfinite(theory)) snapshot.metric(kFractions[k].theory_id, label + ", theory", theory);
  }
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  numbers.add("rate", rate_of(0));
  describe_curvature(numbers);
  numbers.add("samples", static_cast<double>(data().size()), {.digits = 0});
  numbers.formula("E|θ − θ*|² ≈ η tr(H⁻¹C)/2b of independent batches, η small");
}

const RegisterDemo<SgdNoise> registered{{
    .id = "sgd-noise",
    .title = "The noise of stochastic gradient descent",
    .lecture = 2,
    .row = "R9",
    .summary =
        "Descents on fractions γ of the data race to the minimum, and oscillate around it as predicted by theory.",
    .sources =
        {"Robbins, Monro, A stochastic approximation method, Annals of Mathematical Statistics 22 (1951) 400",
         "Mandt, Hoffman, Blei, Stochastic gradient descent as approximate Bayesian inference, JMLR 18 (2017) 1"},
    .steps_per_second = 20,
}};

}  // namespace
}  // namespace lectern
