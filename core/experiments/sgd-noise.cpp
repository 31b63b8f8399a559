// Stochastic gradient descent on a linear regression: descents that see different fractions of the data in every
// update race from one start; how they arrive, and how they oscillate around the minimum for ever, against theory.
// Lecture row R9.
// Sources: Robbins, Monro, Annals of Mathematical Statistics 22 (1951) 400; Mandt, Hoffman, Blei, Stochastic gradient
// descent as approximate Bayesian inference, JMLR 18 (2017) 1.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/table.h"
#include "core/lab/describe/text.h"
#include "core/lab/history.h"
#include "core/lab/registry.h"
#include "core/math/elementary.h"
#include "core/parts/batch_race.h"
#include "core/parts/linear_problem.h"
#include "core/parts/noise_theory.h"

namespace lectern {
namespace {

constexpr std::uint64_t kDescent = 1;  // label of the random stream
constexpr std::size_t kRacers = 5;
constexpr int kStepsPerEpoch = 20;  // if everybody sees the same data

constexpr const char* kSurfaceHelp =
    "Mean squared error over θ₀ and θ₁. All start from the same place: drag it. The cross is the exact minimum.";
constexpr const char* kDataHelp =
    "The lines of all descents as they are now; dashed the exact one. Tap to add a point.";

constexpr std::size_t kNameOfGamma = std::string_view("γ = ").size();

struct Fraction {
  const char* label;
  const char* parameter;
  double share;  // γ; 0: `samples` of them
  int samples;
};
constexpr std::array<Fraction, kRacers> kFractions{{{"γ = 1/n", "show_one", 0, 1},
                                                    {"γ = 2/n", "show_two", 0, 2},
                                                    {"γ = 0.1", "show_tenth", 0.1, 0},
                                                    {"γ = 0.5", "show_half", 0.5, 0},
                                                    {"γ = 1", "show_all", 1, 0}}};

int batch_of(const Fraction& fraction, std::ptrdiff_t n) {
  // 1/γ batches make an epoch, the last one smaller by a few samples where γn is not whole.
  const int batch =
      fraction.samples > 0 ? fraction.samples : static_cast<int>(std::ceil(fraction.share * static_cast<double>(n)));
  return std::max(1, std::min(batch, static_cast<int>(n)));
}

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_linear_problem_parameters(schema, "salaries");
  schema.group("Descent")
      .real("learning_rate", "Learning rate η", {1e-4, 2}, 0.05)
      .logarithmic()
      .live()
      .help("Every update is θ ← θ − η ∂R/∂θ with R the mean squared error of the batch. The noise grows with it.")
      .choice("schedule", "Learning rate over time",
              {{"constant", "constant"}, {"inverse", "η / (1 + e/τ)"}, {"exponential", "η exp(−e/τ)"}}, "constant")
      .live()
      .help("e counts epochs. A constant η never comes to rest; η / (1 + e/τ) does, and still gets everywhere.")
      .real("tau", "τ", {0.1, 1000}, 5)
      .unit("epochs")
      .logarithmic()
      .live()
      .help("How long η stays about what it is.")
      .shown_when("schedule", {"inverse", "exponential"})
      .choice("clock", "A step of the race is",
              {{"data", "the same data seen by all"}, {"updates", "one update of each"}}, "data")
      .live()
      .help(
          "Looking at data is what costs time: with the same data seen, small fractions make many updates while γ = 1 "
          "makes one.")
      .choice("order", "Batches", {{"shuffled", "shuffled in every epoch"}, {"independent", "drawn independently"}},
              "shuffled")
      .help("Shuffled: each epoch goes once through all data, so that errors of batches cancel within it.");
  schema.group("Fractions");
  for (const Fraction& fraction : kFractions)
    schema.boolean(fraction.parameter, fraction.label, true)
        .live()
        .help("Whether this descent takes part; otherwise it waits where it is.");
  return schema;
}

class SgdNoise final : public Experiment {
 public:
  SgdNoise(const ExperimentStart& start, LinearProblem problem)
      : problem_(std::move(problem)),
        order_(start.parameters.choice("order") == "shuffled" ? linear::BatchOrder::shuffled
                                                              : linear::BatchOrder::independent),
        race_(problem_, entries(problem_), order_, Rng(start.seed).split(kDescent)) {
    tune(start.parameters);
    take_data();
    record();
  }

  void step() override;
  void tune(const ParameterSet& p) override {
    eta_ = p.real("learning_rate");
    schedule_ = p.choice_index("schedule");
    tau_ = p.real("tau");
    same_data_ = p.choice("clock") == "data";
    for (std::size_t k = 0; k < kRacers; ++k) shown_[k] = p.boolean(kFractions[k].parameter);
    theory_.forget();
    take_theory();
  }
  bool act(const Action& action) override;
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override {
    race_.hash_state(hasher);
    for (const double seen : allowance_) hasher.add(seen);
  }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<SgdNoise>(*this); }
  std::optional<Divergence> divergence() const override {
    const std::optional<std::size_t> k = race_.lost(problem_, shown_);
    if (!k) return {};
    return race_.diagnosis(*k, problem_, rate(epochs(*k)));
  }
  std::span<const DrawnPoint> drawn_points() const override { return problem_.drawn(); }
  std::vector<std::string> file_shapes() const override { return problem_.file_shapes(); }

 private:
  static std::vector<BatchRace::Entry> entries(const LinearProblem& problem) {
    std::vector<BatchRace::Entry> all;
    for (std::size_t k = 0; k < kRacers; ++k)
      all.push_back({kFractions[k].label, batch_of(kFractions[k], problem.size()), static_cast<ColorRole>(k)});
    return all;
  }
  double epochs(std::size_t k) const {
    return static_cast<double>(race_.descent(k).samples_seen()) / std::max(1.0, static_cast<double>(problem_.size()));
  }
  double rate(double epoch) const;
  void update(std::size_t k);
  void take_data();
  void take_theory();
  void record();

  void describe_minimum(Snapshot& snapshot) const;
  void describe_errors(Snapshot& snapshot) const;
  void describe_noise(Snapshot& snapshot) const;
  void describe_table(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  LinearProblem problem_;
  linear::BatchOrder order_;
  BatchRace race_;
  double eta_ = 0, tau_ = 1;
  int schedule_ = 0;
  bool same_data_ = true;
  std::vector<bool> shown_ = std::vector<bool>(kRacers, true);
  std::array<double, kRacers> allowance_{};  // data that each may still look at in this step, in samples
  long steps_ = 0;

  std::vector<History> errors_ = std::vector<History>(kRacers, History(1));  // R(θ) − R(θ*) over epochs
  // What is measured and foretold depends on nothing else and nothing depends on it.
  std::array<linear::StationarySpread, kRacers> spreads_{};
  double measured_eta_ = -1;
  NoiseTheory theory_;  // at the present η
};

double SgdNoise::rate(double epoch) const {
  if (schedule_ == 1) return eta_ / (1 + epoch / tau_);
  if (schedule_ == 2) return eta_ * math::exp(-epoch / tau_);
  return eta_;
}

void SgdNoise::update(std::size_t k) {
  race_.update(k, problem_, rate(epochs(k)));
  if (schedule_ == 0)
    spreads_[k].record(race_.descent(k).theta(), problem_.cost(), eta_, theory_.mean_square_distance(k));
}

void SgdNoise::step() {
  const auto n = static_cast<double>(problem_.size());
  if (measured_eta_ != eta_) {
    measured_eta_ = eta_;
    spreads_.fill({});
  }
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown_[k]) continue;
    if (!same_data_) {
      update(k);
      continue;
    }
    allowance_[k] += std::max(1.0, n / kStepsPerEpoch);
    for (const int batch = race_.descent(k).batch_of(problem_.size()); batch > 0 && allowance_[k] >= batch;
         allowance_[k] -= batch)
      update(k);
  }
  take_theory();
  ++steps_;
  record();
}

bool SgdNoise::act(const Action& action) {
  if (action.panel == "data" && problem_.act(action.gesture)) {
    take_data();
    return true;
  }
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "surface" || drag == nullptr || drag->handle != BatchRace::kStart) return false;
  race_.start_from(static_cast<double>(drag->x), static_cast<double>(drag->y));
  allowance_.fill(0);
  spreads_.fill({});
  steps_ = 0;
  for (History& history : errors_) history.clear();
  take_theory();
  record();
  return true;
}

void SgdNoise::take_data() {
  race_.look_again(problem_);
  for (std::size_t k = 0; k < kRacers; ++k) race_.set_batch(k, batch_of(kFractions[k], problem_.size()));
  theory_.set_data(problem_);
  spreads_.fill({});
  take_theory();
}

void SgdNoise::take_theory() {
  std::array<double, kRacers> rates;
  for (std::size_t k = 0; k < kRacers; ++k) rates[k] = rate(epochs(k));
  theory_.follow(race_, order_, rates);
}

void SgdNoise::record() {
  for (std::size_t k = 0; k < kRacers; ++k) {
    const double excess = race_.excess(k, problem_);
    errors_[k].record(epochs(k), {&excess, 1});
  }
}

void SgdNoise::describe(Snapshot& snapshot) const {
  snapshot.add_metric("steps", "steps", static_cast<double>(steps_));
  snapshot.add_metric("epochs", "epochs, γ = 1/n", epochs(0), "epochs");
  constexpr std::array<const char*, kRacers> kIds{"one", "two", "tenth", "half", "all"};
  for (std::size_t k = 0; k < kRacers; ++k)
    snapshot.add_metric(std::string("excess_") + kIds[k], kFractions[k].label, race_.excess(k, problem_));
  race_.describe(snapshot.add_panel<Plane>("surface", "Ways over the cost surface", 4, kSurfaceHelp), problem_, shown_);
  describe_minimum(snapshot);
  describe_errors(snapshot);
  describe_noise(snapshot);
  Plane& data = snapshot.add_panel<Plane>("data", "Data and fits", 2, kDataHelp);
  problem_.describe_data(data);
  problem_.describe_prediction(data, "exact", problem_.cost().minimum(), kColorForeground, true);
  for (std::size_t k = 0; k < kRacers; ++k)
    if (shown_[k] && !problem_.has_bedrooms())
      problem_.describe_prediction(data, kFractions[k].label, race_.descent(k).theta(), static_cast<ColorRole>(k),
                                   false);
  describe_table(snapshot);
  describe_numbers(snapshot);
}

void SgdNoise::describe_minimum(Snapshot& snapshot) const {
  Plane& plane = snapshot.add_panel<Plane>(
      "minimum", "Around the minimum", 4,
      "The last 256 places of each descent, and as ellipses the covariance that theory gives for its noise at η now.");
  race_.set_weight_axes(plane, problem_);
  const std::span<const double> centre = problem_.cost().minimum();
  const double x = race_.along_x(centre), y = race_.along_y(centre);
  double extent = 0;
  EllipsesLayer& ellipses = add_ellipses(plane, "theory");
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown_[k] || !(theory_.mean_square_distance(k) > 0)) continue;
    const Matrix<double>& covariance = *theory_.covariance(k);
    extent = std::max({extent, std::sqrt(covariance(0, 0)), std::sqrt(covariance(1, 1))});
    append_ellipse(ellipses, x, y, covariance(0, 0), covariance(0, 1), covariance(1, 1), static_cast<ColorRole>(k));
  }
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown_[k]) continue;
    PointsLayer& points = add_marks(plane, kFractions[k].label, 0, Marker::circle, static_cast<ColorRole>(k), 2.5f);
    race_.recent(k).describe(points);
    points.opacity.assign(1, 0.55f);
  }
  add_mark(plane, "minimum", x, y, Marker::cross, 7, kColorBad);
  const double half = extent > 0 ? 3.2 * extent : 0.25 * (plane.x.range.high - plane.x.range.low);
  plane.x.range = {x - half, x + half};
  plane.y.range = {y - half, y + half};
}

void SgdNoise::describe_errors(Snapshot& snapshot) const {
  Curves& curves = snapshot.add_panel<Curves>(
      "errors", "Error against epoch", 3,
      "R(θ) − R(θ*) over the data seen. Many small steps fall faster; then each stays on the level of its noise.");
  set_axes(curves, "epochs", "R(θ) − R(θ*)", {}, true);
  for (std::size_t k = 0; k < kRacers; ++k)
    if (shown_[k]) add_series(curves, kFractions[k].label, errors_[k], 0, static_cast<ColorRole>(k), 1e-12);
}

void SgdNoise::describe_noise(Snapshot& snapshot) const {
  Plane& plane = snapshot.add_panel<Plane>(
      "noise", "Oscillation around the minimum", 3,
      "Mean square distance from the minimum, after the start is forgotten, against γ. Points: measured, while η is "
      "constant; lines: theory for η as it is now, and for half and twice of it.");
  set_axes(plane, "γ", {}, "⟨|θ − θ*|²⟩", {});
  plane.equal_scale = false;
  plane.x.logarithmic = plane.y.logarithmic = true;
  constexpr std::array<const char*, 3> kLabels{"theory, η/2", "theory, η", "theory, 2η"};
  for (std::size_t c = 0; c < 3; ++c) {
    const std::vector<linear::BatchNoise::AtFraction>& at = theory_.curves()[c];
    LineLayer& line =
        add_line(plane, kLabels[c], static_cast<int>(at.size()), c == 1 ? kColorForeground : kColorMuted, c != 1);
    for (std::size_t i = 0; i < at.size(); ++i) {
      line.x[i] = static_cast<float>(at[i].fraction);
      line.y[i] = at[i].distance > 0 ? static_cast<float>(at[i].distance) : NAN;  // γ = 1 has none
    }
  }
  for (std::size_t k = 0; k < kRacers; ++k) {
    const double measured = spreads_[k].mean_square_distance(), n = static_cast<double>(problem_.size());
    const double gamma = race_.descent(k).batch_of(problem_.size()) / std::max(1.0, n);
    if (shown_[k] && measured > 0)
      add_mark(plane, kFractions[k].label, gamma, measured, Marker::circle, 6, static_cast<ColorRole>(k));
  }
}

void SgdNoise::describe_table(Snapshot& snapshot) const {
  Table& table = snapshot.add_panel<Table>("table", "⟨|θ − θ*|²⟩ by γ", 3,
                                           "Mean square distance from the minimum: for each fraction and its batch, as "
                                           "measured once the start is forgotten, and by theory for η as it is now: "
                                           "exact for independent batches, for shuffled ones the better the more "
                                           "samples.");
  set_columns(table, {"γ", "batch", "measured", "theory"});
  for (std::size_t k = 0; k < kRacers; ++k) {
    if (!shown_[k]) continue;
    const std::string_view gamma = std::string_view(kFractions[k].label).substr(kNameOfGamma);
    TableRow& row = add_row(table, gamma, static_cast<ColorRole>(k));
    write_number(row.cells[1], "%.0f", race_.descent(k).batch_of(problem_.size()));
    if (spreads_[k].count() > 0)
      write_number(row.cells[2], "%.3g", spreads_[k].mean_square_distance());
    else
      row.cells[2].assign("–");
    if (theory_.covariance(k))
      write_number(row.cells[3], "%.3g", theory_.mean_square_distance(k));
    else
      row.cells[3].assign(theory_.diverges(k) ? "diverges" : "–");
  }
}

void SgdNoise::describe_numbers(Snapshot& snapshot) const {
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, "The surface, and the learning rate as it is now.");
  if (problem_.size() < problem_.dimension())
    add_line(text, TextStyle::warning,
             "Fewer points than weights: more than one minimum. Tap into the data to add points.");
  add_value(text, "samples n", static_cast<double>(problem_.size()), 6);
  add_value(text, "η now", rate(epochs(0)));
  add_value(text, "curvature λ_max", problem_.cost().largest_curvature());
  add_value(text, "2/λ_max", linear::largest_stable_rate(problem_.cost()));
  add_value(text, "condition number", problem_.cost().condition_number());
  add_value(text, "R(θ*)", problem_.cost().least());
  add_line(text, TextStyle::formula, "E|θ − θ*|² ≈ η tr(H⁻¹C)/2b of independent batches, η small");
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<LinearProblem> problem = LinearProblem::make(start);
  if (!problem) return Error{problem.error()};
  return std::unique_ptr<Experiment>(std::make_unique<SgdNoise>(start, std::move(*problem)));
}

ExperimentInfo sgd_noise_info() {
  ExperimentInfo info;
  info.id = "sgd-noise";
  info.title = "The noise of stochastic gradient descent";
  info.lecture = 2;
  info.row = "R9";
  info.summary =
      "Descents on fractions γ of the data race to the minimum, and oscillate around it as theory foretells.";
  info.lesson =
      "The gradient needs the entire data set: what about using only a fraction γ of it? Play. With the same data "
      "seen, γ = 1/n has arrived when γ = 1 has made its first steps. But then: which of them comes to rest at the "
      "minimum, and which oscillates around it for ever? The middle picture shows where each was lately, with the "
      "ellipse that theory computes. Halve η: how do the ellipses change? Take one update of each as the clock: who "
      "wins now? Draw batches independently: why is there more noise at γ = 0.1 than when each epoch is shuffled, and "
      "hardly more at γ = 1/n? Then let η fall with time, and find the schedule that is both fast at first and exact "
      "in the end. Does stochastic descent converge to the true minimum?";
  info.sources = {
      "Robbins, Monro, A stochastic approximation method, Annals of Mathematical Statistics 22 (1951) 400",
      "Mandt, Hoffman, Blei, Stochastic gradient descent as approximate Bayesian inference, JMLR 18 (2017) 1"};
  info.files = linear_problem_files();
  info.steps_per_second = 20;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{sgd_noise_info()};

}  // namespace
}  // namespace lectern
