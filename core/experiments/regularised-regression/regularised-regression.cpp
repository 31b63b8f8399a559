// Ridge, lasso and elastic net on data whose true weights are known to be sparse, or on a polynomial: coefficient
// paths as λ grows from 0, the balls of the penalties against the contours of the cost, and λ chosen by validation. On
// request the prior behind the penalty: the penalised weight is the most probable one.
// Lecture row R3.
// Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2nd ed., 2009), §3.4, §7.10; Zou,
// Hastie, Regularization and variable selection via the elastic net, J. R. Stat. Soc. B 67 (2005) 301.

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/regularised-regression/penalised_data.h"
#include "core/experiments/regularised-regression/weight_pair.h"
#include "core/experiments/regularised-regression/weight_prior.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/ml/linear/penalised.h"

namespace lectern {
namespace {

using linear::LinearModel;
using linear::Penalty;

constexpr std::size_t kRidge = 0, kLasso = 1, kElasticNet = 2, kPenalties = 3;
constexpr std::array kAll{Penalty::ridge, Penalty::lasso, Penalty::elastic_net};
constexpr std::array<const char*, kPenalties> kNames{"Ridge", "Lasso", "Elastic net"};
constexpr std::size_t kLambdas = 62;   // λ = 0, then 10^−4 … 10² in steps of 10^0.1
constexpr double kPlaceOfZero = 4e-5;  // of λ = 0 on the logarithmic axis

constexpr std::size_t kOrdersNamed = 5;  // of a polynomial: higher ones have one colour
constexpr std::size_t kInputsNamed = 8;  // of a table: those of smaller weights have one colour

constexpr const char* kFitHelp =
    "The polynomial at the λ shown (thick), least squares without a penalty (thin, λ = 0) and the law behind the points "
    "(dashed). Tap to add a point or drag one: the path starts again.";
constexpr const char* kPathHelp =
    "A line for each weight; at the left end those of least squares, λ = 0. Dashed: the true weights; grey: weights "
    "that are truly zero. Vertical: the λ shown (solid), and the one chosen by validation (green).";
constexpr const char* kTablePathHelp =
    "A line for each column of the table; at the left end the weights of least squares, λ = 0. Those with the largest have "
    "colours and names. Vertical: the λ shown (solid), and the one chosen by validation (green).";
constexpr const char* kBallHelp =
    "The cost of these two inputs alone, with contours. The blue line bounds the weights that the budget allows; the "
    "best of them is where a contour, drawn bold, touches it. Red: the path of that point as the budget shrinks.";
constexpr const char* kErrorsHelp =
    "Mean squared error on the training data (dashed), which only grows, and on the validation set (solid), which falls "
    "first. Grey: cross-validation of the penalty shown. Rings: the least error, at the λ chosen.";
constexpr const char* kWeightsHelp =
    "Bars: the weights under the penalty shown. Rings: the true weights. Crosses: least squares, λ = 0.";
constexpr const char* kInputsHelp =
    "The weight of each column of the table at the λ shown, and without a penalty. Columns are scaled to deviation 1, so "
    "that their weights can be compared; which of them truly matter is not known.";
constexpr const char* kTableHelp =
    "At the λ shown: how many weights are exactly zero, and the validation error. Then the λ chosen, and the validation "
    "error there.";

enum class ShownLambda { path, best, own };
enum class Ball { half, one, mix, two, four };

struct Settings {
  PenalisedDataSettings data{};
  Penalty penalty = Penalty::lasso;
  double l1_ratio = 0.5;
  ShownLambda shown = ShownLambda::path;
  double lambda = 0.1;
  bool by_folds = false;
  int folds = 5;
  Ball ball = Ball::one;
  double budget = 0.4;
  int first_weight = 1, second_weight = 2;
  bool shows_prior = false;
};

double lambda_of(std::size_t k) {
  return k == 0 ? 0 : math::exp((0.1 * static_cast<double>(k - 1) - 4) * math::log(10.0));
}
double place_of(double lambda) { return lambda > 0 ? lambda : kPlaceOfZero; }

// Places of all λ on the axis.
std::span<const double> lambda_places() {
  static const std::array<double, kLambdas> places = [] {
    std::array<double, kLambdas> made;
    for (std::size_t k = 0; k < kLambdas; ++k) made[k] = place_of(lambda_of(k));
    return made;
  }();
  return places;
}

void describe_lambda_axes(Plane& plane, const AxisText& y) {
  plane.axes({.label = "λ (left end: 0)", .range = {3e-5, 130}, .logarithmic = true}, y);
}

class RegularisedRegression final : public Demo<RegularisedRegression, Settings, PenalisedData> {
 public:
  static Schema<Settings> schema();

  explicit RegularisedRegression(const Start& start) : Demo(start) { data_changed(); }

  void data_changed() {
    const auto n = static_cast<int>(data().X().rows());
    Rng fold_rng = rng("folds");
    folds_ = linear::random_folds(n, std::min(settings().folds, n), fold_rng);
    unpenalised_ = fit(kRidge, 0);
    color_inputs();
    paths_.fill({});
    done_ = 0;
    look();
  }
  void settings_changed(const Settings&) { look(); }
  void step() override;
  bool finished() const override { return done_ == kLambdas; }
  static bool takes_points(std::string_view panel) { return panel == "fit"; }
  auto state() const {
    return std::tuple(std::tie(done_, folds_, paths_), unhashed(models_), unhashed(unpenalised_),
                      unhashed(two_weights_), unhashed(colors_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  LinearModel fit(std::size_t penalty, double lambda) const {
    return linear::penalised_fit(kAll[penalty], lambda, settings().l1_ratio, data().X(), data().y());
  }
  std::size_t shown_penalty() const { return static_cast<std::size_t>(settings().penalty); }
  const std::vector<double>& judged(std::size_t penalty) const {
    return settings().by_folds ? paths_[penalty].folds : paths_[penalty].validation;
  }
  std::size_t best(std::size_t penalty) const;
  // On the validation set, at the λ chosen.
  double best_error(std::size_t penalty) const { return done_ > 0 ? paths_[penalty].validation[best(penalty)] : NAN; }
  double best_lambda(std::size_t penalty) const { return done_ > 0 ? lambda_of(best(penalty)) : NAN; }
  double validation_error(const LinearModel& model) const {
    return mean_squared_error(model, data().X_validation(), data().y_validation());
  }
  ColorRole color_of(std::size_t weight) const;
  // The inputs of a table with the largest weights of least squares have colours of their own.
  void color_inputs();

  // What is shown.
  void look() {
    choose();
    look_at_pair();
  }
  void choose();
  void look_at_pair();

  void describe_metrics(Snapshot& snapshot) const;
  void describe_prior(Snapshot& snapshot) const;
  void describe_path(Snapshot& snapshot, std::size_t penalty) const;
  void describe_errors(Plane& plane) const;
  void describe_weights(Plane& plane) const;
  void describe_table(Table& table) const;
  void describe_inputs(Table& table) const;

  linear::Folds folds_;
  std::array<linear::PenaltyPath, kPenalties> paths_;
  std::size_t done_ = 0;  // λ's computed

  double lambda_ = 0;                           // the one shown,
  std::array<LinearModel, kPenalties> models_;  // with the models of it
  LinearModel unpenalised_;                     // λ = 0
  std::vector<ColorRole> colors_;               // of the inputs of a table
  std::array<std::size_t, 2> pair_{0, 1};
  Shared<WeightPair> two_weights_;
};

Schema<Settings> RegularisedRegression::schema() {
  Schema<Settings> schema(2);
  schema.include(&Settings::data)
      .group("Penalty")
      .choice(&Settings::penalty, "penalty", "Penalty shown",
              {{Penalty::ridge, "ridge", "Ridge, L₂"},
               {Penalty::lasso, "lasso", "Lasso, L₁"},
               {Penalty::elastic_net, "elastic", "Elastic net"}})
      .live()
      .help("All three are computed; the weights, the fit and the choice of λ shown are those of this one.")
      .real(&Settings::l1_ratio, "l1_ratio", "L₁ ratio r of the elastic net", {0.05, 0.95})
      .help("The cost is R(w)/2 + λ (r |w|₁ + (1 − r) |w|²/2): r = 1 is the lasso, r = 0 is ridge.")
      .choice(&Settings::shown, "shown", "λ of the pictures",
              {{ShownLambda::path, "path", "Latest, then chosen"},
               {ShownLambda::best, "best", "The one chosen by validation"},
               {ShownLambda::own, "own", "My own"}})
      .live()
      .help("Each step computes the next λ, from 0 up. Afterwards look at the λ that validation chose, or at any.")
      .real(&Settings::lambda, "lambda", {1e-4, 100})
      .logarithmic()
      .live()
      .help("How much the penalty counts against the error on the data.")
      .shown_when(&Settings::shown, {ShownLambda::own})
      .choice(&Settings::by_folds, "lambda_selection", "λ is chosen by",
              {{false, "validation", "The validation set"}, {true, "folds", "Cross-validation"}})
      .formerly("selection")
      .live()
      .help("The λ chosen has the least error on data not learned from.")
      .integer(&Settings::folds, "folds", {2, 10})
      .help("Cross-validation: the training data are cut into so many parts, each predicted by a fit to the others.")
      .group("Two weights")
      .choice(&Settings::ball, "ball", "Ball",
              {{Ball::half, "half", "L₀.₅"},
               {Ball::one, "one", "L₁"},
               {Ball::mix, "mix", "Elastic net"},
               {Ball::two, "two", "L₂"},
               {Ball::four, "four", "L₄"}})
      .live()
      .help("The weights allowed: P(w) ≤ ε. The lowest contour touches their boundary, on an axis or off it.")
      .real(&Settings::budget, "budget", "Budget ε", {0, 1})
      .live()
      .help("As a fraction of the penalty of the least-squares weights: 1 allows them, 0 allows no weights at all.")
      .integer(&Settings::first_weight, "first_weight", "First weight", {1, kMostPenalisedInputs})
      .live()
      .help("Number of the input whose weight is on the horizontal axis; the last one if there are fewer.")
      .integer(&Settings::second_weight, "second_weight", "Second weight", {1, kMostPenalisedInputs})
      .live()
      .help("Number of the input whose weight is on the vertical axis; the last one if there are fewer, a neighbour of "
            "the first if they are the same.")
      .boolean(&Settings::shows_prior, "show_prior", "Show the prior")
      .live()
      .help(
          "The first weight once more: the cost and the penalty as a likelihood and a prior, whose product is largest "
          "at the penalised weight (MAP).");
  return schema;
}

void RegularisedRegression::step() {
  if (finished()) return;
  const linear::PenaltyPath::Data all{data().X(), data().y(), data().X_validation(), data().y_validation(), folds_};
  for (std::size_t k = 0; k < kPenalties; ++k) paths_[k].append(kAll[k], lambda_of(done_), settings().l1_ratio, all);
  ++done_;
  choose();
}

std::size_t RegularisedRegression::best(std::size_t penalty) const {
  const std::vector<double>& errors = judged(penalty);
  return static_cast<std::size_t>(std::min_element(errors.begin(), errors.end()) - errors.begin());
}

// The λ and the models shown.
void RegularisedRegression::choose() {
  const bool is_own = settings().shown == ShownLambda::own;
  const bool is_chosen = settings().shown == ShownLambda::best || finished();
  const std::size_t k = done_ == 0 ? 0 : is_chosen ? best(shown_penalty()) : done_ - 1;
  lambda_ = is_own ? settings().lambda : lambda_of(k);
  for (std::size_t penalty = 0; penalty < kPenalties; ++penalty)
    models_[penalty] = is_own || done_ == 0 ? fit(penalty, lambda_) : paths_[penalty].models[k];
}

void RegularisedRegression::look_at_pair() {
  const auto last = static_cast<int>(data().X().cols());
  const int first = std::min(settings().first_weight, last), second = std::min(settings().second_weight, last);
  const int other = second != first ? second : first < last ? first + 1 : std::max(1, first - 1);
  pair_ = {static_cast<std::size_t>(first - 1), static_cast<std::size_t>(other - 1)};
  constexpr std::array kPowers{0.5, 1.0, 1.0, 2.0, 4.0};
  const Ball ball = settings().ball;
  const linear::PairPenalty penalty{ball == Ball::mix, kPowers[static_cast<std::size_t>(ball)], settings().l1_ratio};
  two_weights_ = Shared(WeightPair(data().X(), data().y(), pair_[0], pair_[1], penalty, settings().budget));
}

// True weights have colours of their own, the others are muted; without a truth the lowest orders have colours.
ColorRole RegularisedRegression::color_of(std::size_t weight) const {
  if (data().is_table()) return colors_[weight];
  const std::span<const double> truth = data().truth();
  if (truth.empty()) return weight < kOrdersNamed ? static_cast<ColorRole>(weight) : kColorMuted;
  if (truth[weight] == 0) return kColorMuted;
  return static_cast<ColorRole>(weight) -
         static_cast<ColorRole>(std::count(truth.begin(), truth.begin() + static_cast<std::ptrdiff_t>(weight), 0.0));
}

void RegularisedRegression::color_inputs() {
  colors_.clear();
  if (!data().is_table()) return;
  const std::vector<double>& weights = unpenalised_.coefficients;
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return std::fabs(weights[a]) > std::fabs(weights[b]); });
  colors_.assign(weights.size(), kColorMuted);
  for (std::size_t k = 0; k < std::min(order.size(), kInputsNamed); ++k) colors_[order[k]] = static_cast<ColorRole>(k);
}

void RegularisedRegression::describe(Snapshot& snapshot) const {
  const LinearModel& model = models_[shown_penalty()];
  snapshot.metric("path_length", "λ values computed", static_cast<double>(done_), {.digits = 0});
  snapshot.metric("lambda", "λ", lambda_);
  snapshot.metric("training_error", mean_squared_error(model, data().X(), data().y()));
  snapshot.metric("validation_error", validation_error(model));
  snapshot.metric("zeros", "weights that are zero", linear::count_zeros(model), {.digits = 0});
  if (done_ > 0) snapshot.metric("best_lambda", "λ chosen", best_lambda(shown_penalty()));
  describe_metrics(snapshot);
  const std::string label = "weight of ";
  const bool is_curve = data().is_curve();
  if (is_curve) {
    data().describe_curve(snapshot.plane("fit", "With and without a penalty", {.weight = 4, .help = kFitHelp}),
                          "λ = " + number_in_words(lambda_, 3), model, unpenalised_);
    snapshot.metric("variation", "ups and downs of the curve, Σ|Δf|", data().variation(model));
    snapshot.metric("variation_unpenalised", "the same at λ = 0", data().variation(unpenalised_));
  }
  if (settings().shows_prior) describe_prior(snapshot);
  if (data().is_table())
    describe_inputs(snapshot.table("input_weights", "Weights of the inputs", {.weight = 3, .help = kInputsHelp}));
  two_weights_->describe(snapshot.plane("ball", "Two weights: penalty against cost",
                                        {.weight = is_curve || data().is_table() ? 2 : 4, .help = kBallHelp}),
                         label + data().name(pair_[0]), label + data().name(pair_[1]));
  describe_path(snapshot, kLasso);
  describe_path(snapshot, kRidge);
  describe_errors(snapshot.curves("errors", "Errors against λ", {.weight = 3, .help = kErrorsHelp}));
  describe_table(snapshot.table("table", "The three penalties", {.weight = 2, .help = kTableHelp}));
  describe_weights(snapshot.plane("weights", "Weights at the λ shown", {.weight = 2, .help = kWeightsHelp}));
  describe_path(snapshot, kElasticNet);
}

// Of each penalty: at the λ shown and at the λ it chooses; and of the two weights alone.
void RegularisedRegression::describe_metrics(Snapshot& snapshot) const {
  constexpr std::array<const char*, kPenalties> kIds{"ridge", "lasso", "elastic"};
  for (std::size_t k = 0; k < kPenalties; ++k) {
    const std::string id = kIds[k], of = std::string(", ") + kNames[k];
    const std::vector<double>& weights = models_[k].coefficients;
    snapshot.metric("zeros_" + id, "zeros" + of, linear::count_zeros(models_[k]), {.digits = 0});
    snapshot.metric("norm_" + id, "|w|" + of, std::sqrt(math::sum_of_squares(weights)));
    if (done_ > 0) {
      snapshot.metric("best_lambda_" + id, "λ chosen" + of, best_lambda(k));
      snapshot.metric("best_error_" + id, "E_val at the λ chosen" + of, best_error(k));
    }
    snapshot.metric("first_weight_" + id, "first weight" + of, weights[pair_[0]]);
    snapshot.metric("second_weight_" + id, "second weight" + of, weights[pair_[1]]);
  }
  snapshot.metric("allowed_first", "best allowed first weight", two_weights_->touching()[0]);
  snapshot.metric("allowed_second", "best allowed second weight", two_weights_->touching()[1]);
}

// Of the first weight. σ² is that of the data; without noise what the fit leaves over.
void RegularisedRegression::describe_prior(Snapshot& snapshot) const {
  const LinearModel& model = models_[shown_penalty()];
  const double noise = data().is_table() ? 0 : settings().data.curve.noise;
  const double variance = noise > 0 ? noise * noise : mean_squared_error(model, data().X(), data().y());
  const WeightPrior prior(linear::weight_posterior(data().X(), data().y(), model, pair_[0], settings().penalty, lambda_,
                                                   settings().l1_ratio, std::max(variance, 1e-6)));
  prior.describe(snapshot, "weight of " + data().name(pair_[0]));
}

void RegularisedRegression::describe_path(Snapshot& snapshot, std::size_t penalty) const {
  constexpr std::array<const char*, kPenalties> kIds{"ridge", "lasso", "elastic"};
  constexpr std::array<const char*, kPenalties> kTitles{"Ridge: weights", "Lasso: weights", "Elastic net: weights"};
  const int weight = penalty == kElasticNet ? 1 : data().is_table() && penalty == kLasso ? 4 : 3;
  Plane& plane = snapshot.plane(kIds[penalty], kTitles[penalty],
                                {.weight = weight, .help = data().is_table() ? kTablePathHelp : kPathHelp});
  const linear::PenaltyPath& path = paths_[penalty];
  const std::span<const double> truth = data().truth();
  double largest = 0.1;
  for (const double w : truth) largest = std::max(largest, std::fabs(w));
  const LinearModel& early = done_ > 0 ? path.models[std::min<std::size_t>(done_ - 1, 1)] : models_[penalty];
  for (const double w : early.coefficients) largest = std::max(largest, std::min(std::fabs(w), 20.0));
  describe_lambda_axes(plane, {.label = "weight", .range = {-1.1 * largest, 1.1 * largest}});
  plane.vertical("λ shown", place_of(lambda_), {.color = kColorForeground, .dashed = false});
  if (done_ > 1) plane.vertical("λ chosen", place_of(best_lambda(penalty)), {.color = kColorGood, .dashed = false});
  for (std::size_t j = 0; j < truth.size(); ++j) {
    if (truth[j] == 0) continue;
    plane.line(j == 0 ? "true weights" : "", {{kPlaceOfZero, 100}, {truth[j], truth[j]}},
               {.color = color_of(j), .dashed = true, .width_px = 1});
  }
  bool names_others = data().is_table();  // still to be done
  for (std::size_t j = 0; j < models_[penalty].coefficients.size(); ++j) {
    const bool is_muted = color_of(j) == kColorMuted;
    const std::string_view label = !is_muted                                        ? std::string_view(data().name(j))
                                   : is_muted && std::exchange(names_others, false) ? "other inputs"
                                   : data().is_curve() && j == kOrdersNamed         ? "higher orders"
                                                                                    : std::string_view();
    const LineStyle style{.color = color_of(j), .width_px = is_muted ? 1.0f : 2.0f};
    std::array<double, kLambdas> weights;
    for (std::size_t k = 0; k < done_; ++k) weights[k] = path.models[k].coefficients[j];
    if (done_ > 0)
      plane.line(label, Places(lambda_places(), weights).part(0, done_), style);
    else
      plane.line(label, {{place_of(lambda_)}, {models_[penalty].coefficients[j]}}, style);
  }
}

void RegularisedRegression::describe_errors(Plane& plane) const {
  const double spread = std::max(1e-3, math::mean_and_variance(data().y()).variance);  // the error of no weights at all
  double least = 0.02 * spread;
  for (const linear::PenaltyPath& path : paths_)
    for (const double error : path.validation) least = std::min(least, error);
  describe_lambda_axes(plane, {.label = "mean squared error",
                               .range = {std::max(1e-6 * spread, 0.7 * least), 2 * spread},
                               .logarithmic = true});
  const auto line = [&](std::string_view label, const std::vector<double>& errors, const LineStyle& style) {
    plane.line(label, {Values(lambda_places()).part(0, errors.size()), errors}, style);
  };
  line("cross-validation", paths_[shown_penalty()].folds, {.color = kColorMuted});
  for (std::size_t penalty = 0; penalty < kPenalties; ++penalty) {
    const auto color = static_cast<ColorRole>(penalty);
    line(penalty == 0 ? "E_tr" : "", paths_[penalty].training, {.color = color, .dashed = true});
    line(kNames[penalty], paths_[penalty].validation, {.color = color});
    if (done_ > 1)
      plane.point(penalty == 0 ? "least" : "", place_of(best_lambda(penalty)), judged(penalty)[best(penalty)],
                  {.color = color, .marker = Marker::ring, .size_px = 6});
  }
}

void RegularisedRegression::describe_weights(Plane& plane) const {
  const std::vector<double>& weights = models_[shown_penalty()].coefficients;
  const Range inputs{0.5, static_cast<double>(weights.size()) + 0.5};
  double largest = 0.5;
  for (const double w : weights) largest = std::max(largest, std::fabs(w));
  plane.bars(kNames[shown_penalty()], inputs, weights, {static_cast<ColorRole>(shown_penalty())}).width = 0.7f;
  std::vector<double> places;
  for (std::size_t j = 1; j <= weights.size(); ++j) places.push_back(static_cast<double>(j));
  const auto points = [&](const char* label, std::span<const double> values, Marker marker) {
    plane.points(label, {places, values}, {.color = kColorForeground, .marker = marker});
  };
  if (!data().truth().empty()) points("true", data().truth(), Marker::ring);
  for (const double w : data().truth()) largest = std::max(largest, std::fabs(w));
  // Wild weights of least squares leave the picture.
  const std::vector<double>& unpenalised = done_ > 0 ? paths_[kRidge].models[0].coefficients : weights;
  const double most = 1.3 * largest;
  for (const double w : unpenalised) largest = std::max(largest, std::min(std::fabs(w), most));
  if (done_ > 0) points("least squares", paths_[kRidge].models[0].coefficients, Marker::cross);
  plane.axes({.label = "input", .range = inputs}, {.label = "weight", .range = {-1.1 * largest, 1.1 * largest}});
}

void RegularisedRegression::describe_inputs(Table& table) const {
  table.head({"input", kNames[shown_penalty()], "least squares"});
  const std::vector<double>& weights = models_[shown_penalty()].coefficients;
  for (std::size_t j = 0; j < weights.size(); ++j)
    table.row({data().name(j), Cell(weights[j], 3), Cell(unpenalised_.coefficients[j], 3)}, {color_of(j)});
}

void RegularisedRegression::describe_table(Table& table) const {
  table.head({"penalty", "zeros", "E_val", "best λ", "E_val there"});
  for (std::size_t k = 0; k < kPenalties; ++k)
    table.row({kNames[k], Cell(linear::count_zeros(models_[k]), 0), validation_error(models_[k]),
               Cell(best_lambda(k), 2), best_error(k)},
              {static_cast<ColorRole>(k)});
}

const RegisterDemo<RegularisedRegression> registered{{
    .id = "regularised-regression",
    .title = "Ridge, lasso, elastic net",
    .lecture = 1,
    .row = "R3",
    .summary =
        "Penalties on the weights of a linear model: paths of the coefficients, balls and contours, λ by validation.",
    .sources = {"Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2nd ed., 2009), §3.4, §7.10",
                "Zou, Hastie, Regularization and variable selection via the elastic net, J. R. Stat. Soc. B 67 (2005) "
                "301"},
    .steps_per_second = 4,
    .upgrade = [](int, std::vector<std::pair<std::string, std::string>>& values) { upgrade_penalised_data(values); },
}};

}  // namespace
}  // namespace lectern
