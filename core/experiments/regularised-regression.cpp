// Ridge, lasso and elastic net on data whose true weights are known to be sparse, or on a polynomial: coefficient
// paths as λ grows from 0, the balls of the penalties against the contours of the cost, and λ chosen by validation.
// Lecture row R3.
// Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2nd ed., 2009), §3.4, §7.10; Zou,
// Hastie, Regularization and variable selection via the elastic net, J. R. Stat. Soc. B 67 (2005) 301.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/estimates.h"
#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/table.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/ml/linear/penalised.h"
#include "core/parts/penalised_data.h"
#include "core/parts/weight_pair.h"

namespace lectern {
namespace {

constexpr std::size_t kRidge = 0, kLasso = 1, kElasticNet = 2, kPenalties = 3;
constexpr std::array kAll{linear::Penalty::ridge, linear::Penalty::lasso, linear::Penalty::elastic_net};
constexpr std::array<const char*, kPenalties> kNames{"Ridge", "Lasso", "Elastic"};
constexpr std::size_t kLambdas = 62;   // λ = 0, then 10^−4 … 10² in steps of 10^0.1
constexpr double kPlaceOfZero = 4e-5;  // of λ = 0 on the logarithmic axis
constexpr Range kLambdaAxis{3e-5, 130};
constexpr std::uint64_t kFolds = 5;  // label of the random stream

constexpr const char* kPathHelp =
    "A line for each weight; on the left those of least squares, λ = 0. Dashed: the true weights; grey: weights that "
    "are truly zero. Upright: the λ shown, and (green) the one chosen by validation.";
constexpr const char* kTableHelp =
    "At the λ shown: weights that are exactly zero, the size of all, the error on validation; and the λ chosen.";
constexpr const char* kFitHelp =
    "The polynomial (full) and the law behind the points (dashed). Tap to add a point, drag it: the path begins anew.";

double lambda_of(std::size_t k) {
  return k == 0 ? 0 : math::exp((0.1 * static_cast<double>(k - 1) - 4) * math::log(10.0));
}
double place_of(double lambda) { return lambda > 0 ? lambda : kPlaceOfZero; }

// Overwrites the axes of a picture over λ.
void set_lambda_axes(Plane& plane, std::string_view y_label, Range y) {
  set_axes(plane, "λ (left end: 0)", kLambdaAxis, y_label, y);
  plane.equal_scale = false;
  plane.x.logarithmic = true;
}

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_penalised_data_parameters(schema);
  schema.group("Penalty")
      .choice("penalty", "Penalty shown", {{"ridge", "Ridge, L₂"}, {"lasso", "Lasso, L₁"}, {"elastic", "Elastic net"}},
              "lasso")
      .live()
      .help("All three are computed; this one's weights, fit and choice of λ are shown.")
      .real("l1_ratio", "Share r of L₁ in the elastic net", {0.05, 0.95}, 0.5)
      .help("The cost is R(w)/2 + λ (r |w|₁ + (1 − r) |w|²/2): r = 1 is the lasso, r = 0 is ridge.")
      .choice("shown", "λ of the pictures",
              {{"path", "the latest of the path"}, {"best", "the best of validation"}, {"own", "my own"}}, "path")
      .live()
      .help("Each step is the next λ, from 0 up. Afterwards look at the λ that validation chose, or at any.")
      .real("lambda", "λ", {1e-4, 100}, 0.1)
      .logarithmic()
      .live()
      .help("How much the penalty counts against the error on the data.")
      .shown_when("shown", {"own"})
      .choice("selection", "λ is chosen by", {{"validation", "the validation set"}, {"folds", "cross-validation"}},
              "validation")
      .live()
      .help("Where the error on data not learned from is least.")
      .integer("folds", "Folds", {2, 10}, 5)
      .help("Cross-validation: the training data are cut into so many parts, each predicted by a fit to the others.");
  schema.group("Two weights")
      .choice("ball", "Ball", {{"half", "L₀.₅"}, {"one", "L₁"}, {"mix", "elastic net"}, {"two", "L₂"}, {"four", "L₄"}},
              "one")
      .live()
      .help("The weights allowed: P(w) ≤ ε. The lowest contour touches their border: on an axis, or beside it.")
      .real("budget", "Budget ε", {0, 1}, 0.4)
      .live()
      .help("As a share of the penalty of the least-squares weights: 1 allows them, 0 allows no weights at all.")
      .integer("first_weight", "First weight", {1, 30}, 1)
      .live()
      .help("Number of the input whose weight is on the horizontal axis; the last one if there are fewer.")
      .integer("second_weight", "Second weight", {1, 30}, 2)
      .live()
      .help("Number of the input whose weight is on the vertical axis; the last one if there are fewer, a neighbour of the first if "
            "they are the same.");
  return schema;
}

class RegularisedRegression final : public Experiment {
 public:
  RegularisedRegression(const ExperimentStart& start, PenalisedData data)
      : data_(std::move(data)),
        l1_ratio_(start.parameters.real("l1_ratio")),
        fold_count_(start.parameters.integer("folds")),
        rng_(Rng(start.seed).split(kFolds)) {
    take_data();
    tune(start.parameters);
  }

  void step() override;
  void tune(const ParameterSet& p) override;
  bool act(const Action& action) override {
    if (action.panel != "fit" || !data_.act(action.gesture)) return false;
    take_data();
    choose();
    look_at_pair();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  bool finished() const override { return done_ == kLambdas; }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<RegularisedRegression>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn(); }

 private:
  linear::LinearModel fit(std::size_t penalty, double lambda) const {
    return linear::penalised_fit(kAll[penalty], lambda, l1_ratio_, data_.X(), data_.y());
  }
  void take_data();
  void choose();
  void look_at_pair() { two_weights_.look_at(data_.X(), data_.y(), pair_[0], pair_[1], ball_, budget_); }
  const std::vector<double>& judged(std::size_t penalty) const {
    return by_folds_ ? paths_[penalty].folds : paths_[penalty].validation;
  }
  std::size_t best(std::size_t penalty) const;
  ColorRole color_of(std::size_t weight) const;

  void describe_path(Snapshot& snapshot, std::size_t penalty) const;
  void describe_errors(Snapshot& snapshot) const;
  void describe_ball(Snapshot& snapshot) const;
  void describe_weights(Snapshot& snapshot) const;
  void describe_table(Snapshot& snapshot) const;

  PenalisedData data_;
  double l1_ratio_;
  int fold_count_;
  Rng rng_;
  linear::Folds folds_;
  std::array<linear::PenaltyPath, kPenalties> paths_;
  std::size_t done_ = 0;  // λ's computed

  // What is shown.
  std::size_t penalty_ = kLasso;
  std::string shown_ = "path";
  double own_lambda_ = 0.1, lambda_ = 0;
  bool by_folds_ = false;
  std::array<linear::LinearModel, kPenalties> models_;  // at the λ shown

  // Two weights alone.
  std::array<std::size_t, 2> pair_{0, 1};
  linear::PairPenalty ball_;
  double budget_ = 0.4;
  WeightPair two_weights_;
};

void RegularisedRegression::take_data() {
  const auto n = static_cast<int>(data_.X().rows());
  Rng rng = rng_;
  folds_ = linear::random_folds(n, std::min(fold_count_, n), rng);
  paths_.fill({});
  done_ = 0;
}

void RegularisedRegression::step() {
  if (finished()) return;
  const linear::PenaltyPath::Data data{data_.X(), data_.y(), data_.X_validation(), data_.y_validation(), folds_};
  for (std::size_t k = 0; k < kPenalties; ++k) paths_[k].append(kAll[k], lambda_of(done_), l1_ratio_, data);
  ++done_;
  choose();
}

void RegularisedRegression::tune(const ParameterSet& p) {
  penalty_ = static_cast<std::size_t>(p.choice_index("penalty"));
  shown_ = p.choice("shown");
  own_lambda_ = p.real("lambda");
  by_folds_ = p.choice("selection") == "folds";
  choose();
  constexpr std::array<double, 5> kPowers{0.5, 1, 1, 2, 4};
  ball_ = {p.choice("ball") == "mix", kPowers[static_cast<std::size_t>(p.choice_index("ball"))], l1_ratio_};
  budget_ = p.real("budget");
  const auto last = static_cast<int>(data_.X().cols());
  const int first = std::min(p.integer("first_weight"), last), second = std::min(p.integer("second_weight"), last);
  const int other = second != first ? second : first < last ? first + 1 : std::max(1, first - 1);
  pair_ = {static_cast<std::size_t>(first - 1), static_cast<std::size_t>(other - 1)};
  look_at_pair();
}

std::size_t RegularisedRegression::best(std::size_t penalty) const {
  const std::vector<double>& errors = judged(penalty);
  return static_cast<std::size_t>(std::min_element(errors.begin(), errors.end()) - errors.begin());
}

// Sets the λ and the models shown.
void RegularisedRegression::choose() {
  const std::size_t k = done_ == 0 ? 0 : shown_ == "best" ? best(penalty_) : done_ - 1;
  const bool computed = shown_ != "own" && done_ > 0;
  lambda_ = shown_ == "own" ? own_lambda_ : lambda_of(k);
  for (std::size_t penalty = 0; penalty < kPenalties; ++penalty)
    models_[penalty] = computed ? paths_[penalty].models[k] : fit(penalty, lambda_);
}

// True weights have colours of their own, the others are muted; without a truth all have colours.
ColorRole RegularisedRegression::color_of(std::size_t weight) const {
  if (data_.truth().empty()) return static_cast<ColorRole>(weight);
  if (data_.truth()[weight] == 0) return kColorMuted;
  const std::span<const double> before = data_.truth().first(weight);
  return static_cast<ColorRole>(weight) - static_cast<ColorRole>(std::count(before.begin(), before.end(), 0.0));
}

void RegularisedRegression::hash_state(StateHasher& hasher) const {
  hasher.add(done_);
  hasher.add(std::span<const double>(data_.y()));
  for (const linear::PenaltyPath& path : paths_) {
    hasher.add(std::span<const double>(path.training));
    hasher.add(std::span<const double>(path.validation));
    hasher.add(std::span<const double>(path.folds));
  }
  for (const std::vector<int>& fold : folds_) hasher.add(std::span<const int>(fold));
}

void RegularisedRegression::describe(Snapshot& snapshot) const {
  const linear::LinearModel& model = models_[penalty_];
  snapshot.add_metric("lambdas", "λ's computed", static_cast<double>(done_));
  snapshot.add_metric("lambda", "λ", lambda_);
  snapshot.add_metric("training_error", "E_tr", mean_squared_error(model, data_.X(), data_.y()));
  snapshot.add_metric("validation_error", "E_val",
                      mean_squared_error(model, data_.X_validation(), data_.y_validation()));
  snapshot.add_metric("zeros", "weights that are zero", linear::count_zeros(model));
  if (done_ > 0) snapshot.add_metric("best_lambda", "λ chosen", lambda_of(best(penalty_)));
  if (data_.is_curve())
    data_.describe_curve(snapshot.add_panel<Plane>("fit", "Fit at the λ shown", 4, kFitHelp), model);
  describe_path(snapshot, kLasso);
  describe_ball(snapshot);
  describe_path(snapshot, kRidge);
  describe_errors(snapshot);
  describe_path(snapshot, kElasticNet);
  describe_weights(snapshot);
  describe_table(snapshot);
}

void RegularisedRegression::describe_path(Snapshot& snapshot, std::size_t penalty) const {
  constexpr std::array<const char*, kPenalties> kIds{"ridge", "lasso", "elastic"};
  constexpr std::array<const char*, kPenalties> kTitles{"Ridge: weights", "Lasso: weights", "Elastic net: weights"};
  Plane& plane = snapshot.add_panel<Plane>(kIds[penalty], kTitles[penalty], penalty == kLasso ? 4 : 3, kPathHelp);
  double largest = 0.1;
  for (const double w : data_.truth()) largest = std::max(largest, std::fabs(w));
  const linear::PenaltyPath& path = paths_[penalty];
  const linear::LinearModel& early = done_ > 0 ? path.models[std::min<std::size_t>(done_ - 1, 1)] : models_[penalty];
  for (const double w : early.coefficients) largest = std::max(largest, std::min(std::fabs(w), 20.0));
  const Range y{-1.1 * largest, 1.1 * largest};
  set_lambda_axes(plane, "weight", y);
  add_vertical(plane, "λ", place_of(lambda_), y, kColorAccent);
  if (done_ > 1) add_vertical(plane, "chosen", place_of(lambda_of(best(penalty))), y, kColorGood);
  for (std::size_t j = 0; j < data_.truth().size(); ++j) {
    if (data_.truth()[j] == 0) continue;
    LineLayer& line = add_line(plane, j == 0 ? "true" : "", 2, color_of(j), true);
    line.width_px = 1;
    line.x[0] = static_cast<float>(kPlaceOfZero);
    line.x[1] = 100;
    line.y.assign(2, static_cast<float>(data_.truth()[j]));
  }
  for (std::size_t j = 0; j < static_cast<std::size_t>(data_.X().cols()); ++j) {
    const bool muted = color_of(j) == kColorMuted;
    LineLayer& line = add_line(plane, muted ? "" : data_.name(j), std::max(static_cast<int>(done_), 1), color_of(j), false);
    line.width_px = muted ? 1 : 2;
    line.x[0] = static_cast<float>(place_of(lambda_));
    line.y[0] = static_cast<float>(models_[penalty].coefficients[j]);
    for (std::size_t k = 0; k < done_; ++k) {
      line.x[k] = static_cast<float>(place_of(lambda_of(k)));
      line.y[k] = static_cast<float>(path.models[k].coefficients[j]);
    }
  }
}

void RegularisedRegression::describe_errors(Snapshot& snapshot) const {
  Plane& plane =
      snapshot.add_panel<Plane>("errors", "Errors against λ", 3,
                                "Mean squared error on the training data (dashed), which only grows, and on the "
                                "validation set (full), which falls first. Grey: cross-validation of the penalty "
                                "shown. Rings: the least, the λ chosen.");
  const double spread = std::max(1e-3, math::mean_and_variance(data_.y()).variance);  // the error of no weights at all
  double least = 0.02 * spread;
  for (const linear::PenaltyPath& path : paths_)
    for (const double error : path.validation) least = std::min(least, error);
  set_lambda_axes(plane, "mean squared error", {std::max(1e-6 * spread, 0.7 * least), 2 * spread});
  plane.y.logarithmic = true;
  const auto line = [&](std::string_view label, const std::vector<double>& errors, ColorRole color, bool dashed) {
    LineLayer& layer = add_line(plane, label, static_cast<int>(errors.size()), color, dashed);
    for (std::size_t k = 0; k < errors.size(); ++k) {
      layer.x[k] = static_cast<float>(place_of(lambda_of(k)));
      layer.y[k] = static_cast<float>(errors[k]);
    }
  };
  line("cross-validation", paths_[penalty_].folds, kColorMuted, false);
  for (std::size_t penalty = 0; penalty < kPenalties; ++penalty) {
    line(penalty == 0 ? "E_tr" : "", paths_[penalty].training, static_cast<ColorRole>(penalty), true);
    line(kNames[penalty], paths_[penalty].validation, static_cast<ColorRole>(penalty), false);
    if (done_ > 1)
      add_mark(plane, penalty == 0 ? "least" : "", place_of(lambda_of(best(penalty))), judged(penalty)[best(penalty)],
               Marker::ring, 6, static_cast<ColorRole>(penalty));
  }
}

void RegularisedRegression::describe_ball(Snapshot& snapshot) const {
  Plane& plane = snapshot.add_panel<Plane>(
      "ball", "Two weights: penalty against cost", 4,
      "The cost of these two inputs alone, with contours. The closed line bounds the weights that the budget allows; "
      "the best of them is where a contour touches it. Thin: the way of that place as the budget shrinks.");
  const std::string label = "weight of ";
  two_weights_.describe(plane, label + data_.name(pair_[0]), label + data_.name(pair_[1]));
}

void RegularisedRegression::describe_weights(Snapshot& snapshot) const {
  Plane& plane =
      snapshot.add_panel<Plane>("weights", "Weights at the λ shown", 3,
                                "Bars: by the penalty shown. Rings: the true weights. Crosses: least squares, λ = 0.");
  const linear::LinearModel& model = models_[penalty_];
  const std::size_t d = model.coefficients.size();
  const Range inputs{0.5, static_cast<double>(d) + 0.5};
  add_bars(plane, kNames[penalty_], inputs, model.coefficients, static_cast<ColorRole>(penalty_)).width = 0.7f;
  double largest = 0.5;
  for (const double w : model.coefficients) largest = std::max(largest, std::fabs(w));
  const auto marks = [&](const char* label, std::span<const double> weights, Marker marker) {
    PointsLayer& points = add_marks(plane, label, d, marker, kColorForeground, 4);
    for (std::size_t j = 0; j < d; ++j) {
      points.x[j] = static_cast<float>(j + 1);
      points.y[j] = static_cast<float>(weights[j]);
      largest = std::max(largest, std::min(std::fabs(weights[j]), 10.0));
    }
  };
  if (!data_.truth().empty()) marks("true", data_.truth(), Marker::ring);
  if (done_ > 0) marks("least squares", paths_[kRidge].models[0].coefficients, Marker::cross);
  set_axes(plane, "input", inputs, "weight", {-1.1 * largest, 1.1 * largest});
  plane.equal_scale = false;
}

void RegularisedRegression::describe_table(Snapshot& snapshot) const {
  Table& table = snapshot.add_panel<Table>("table", "The three penalties", 3, kTableHelp);
  set_columns(table, {"penalty", "zeros", "|w|", "E_val", "best λ"});
  for (std::size_t k = 0; k < kPenalties; ++k) {
    TableRow& row = add_row(table, kNames[k], static_cast<ColorRole>(k));
    write_number(row.cells[1], "%.0f", linear::count_zeros(models_[k]));
    write_number(row.cells[2], "%.3g", std::sqrt(math::sum_of_squares(models_[k].coefficients)));
    write_number(row.cells[3], "%.3g", mean_squared_error(models_[k], data_.X_validation(), data_.y_validation()));
    if (done_ > 0) write_number(row.cells[4], "%.2g", lambda_of(best(k)));
  }
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PenalisedData> data = PenalisedData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<RegularisedRegression>(start, std::move(*data)));
}

ExperimentInfo regularised_regression_info() {
  ExperimentInfo info;
  info.id = "regularised-regression";
  info.title = "Ridge, lasso, elastic net";
  info.lecture = 1;
  info.row = "R3";
  info.summary =
      "Penalties on the weights of a linear model: paths of the coefficients, balls and contours, λ by validation.";
  info.lesson =
      "Four of twenty inputs matter; forty noisy points are to tell which. Play: λ grows from 0, a step at a time. "
      "Ridge makes all weights small and none zero; the lasso switches them off one by one, those that do not matter "
      "first. Why? Look at two weights alone: the contours of the cost touch the square of L₁ at a corner, the circle "
      "of L₂ anywhere. Shrink the budget, and try L₀.₅ and L₄. The training error only grows with λ, the validation "
      "error falls first: too small a λ learns the noise, too large a λ learns nothing. Which λ do you choose, and "
      "does cross-validation choose the same? Raise the correlation: which of two inputs that are nearly alike does "
      "the lasso keep, and the elastic net?";
  info.sources = {
      "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2nd ed., 2009), §3.4, §7.10",
      "Zou, Hastie, Regularization and variable selection via the elastic net, J. R. Stat. Soc. B 67 (2005) 301"};
  info.schema = make_schema();
  info.steps_per_second = 10;
  info.make = make;
  return info;
}

const RegisterExperiment registered{regularised_regression_info()};

}  // namespace
}  // namespace lectern
