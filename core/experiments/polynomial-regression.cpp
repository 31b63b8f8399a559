// Polynomials of several orders side by side, fitted to noisy points of a law: what they learn, what they predict
// between the points and beyond them, and how both errors depend on the order and on the number of points.
// Lecture row R1.
// Sources: Mehta et al., A high-bias, low-variance introduction to machine learning for physicists, Physics Reports
// 810 (2019), §II; Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/estimates.h"
#include "core/lab/describe/text.h"
#include "core/lab/drawn_points.h"
#include "core/lab/registry.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"
#include "core/parts/expected_error.h"
#include "core/parts/typical_error.h"

namespace lectern {
namespace {

using linear::Polynomial;
using linear::PolynomialBasis;

constexpr int kMostOrder = 15;
constexpr std::size_t kMostOrders = 6;
constexpr int kMostReplicas = 2000;
constexpr int kCurvePlaces = 240;
constexpr int kPointsBeyond = 16;  // in the window of extrapolation, for E beyond
constexpr std::array<int, 13> kSizes{4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256};
constexpr ColorRole kTrainingColor = 0, kValidationColor = 1, kBeyondColor = 3;

// Labels of the random streams. That of the data was chosen for a first data set that shows what most others do.
constexpr std::uint64_t kReplicas = 2, kData = 7;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_curve_parameters(schema, {.n = 30, .noise = 0.7, .train_fraction = 0.7});
  schema.group("Models")
      .integer_list("orders", "Orders", {0, kMostOrder}, kMostOrders, {1, 3, 10})
      .help("Orders of the polynomials drawn side by side. Order k has k + 1 coefficients.")
      .choice("basis", "Features", {{"powers", "Powers of x"}, {"chebyshev", "Chebyshev polynomials"}}, "powers")
      .help("Both span the same functions, so the fits agree as far as the digits go; only the coefficients differ.")
      .real("beyond", "Extrapolation", {0, 1}, 0.1)
      .help("How far beyond the right end of the data the models must predict, as a share of the interval.")
      .boolean("follow", "Show each replica", false)
      .live()
      .help("Show the newest replica of the data and its fits instead of the first; see how much the curves shake.");
  return schema;
}

std::vector<int> without_repeats(std::vector<int> orders) {
  std::sort(orders.begin(), orders.end());
  orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
  return orders;
}

class PolynomialRegression final : public Experiment {
 public:
  PolynomialRegression(const ExperimentStart& start, CurveProblem problem)
      : problem_(std::move(problem)),
        train_fraction_(start.parameters.real("train_fraction")),
        orders_(without_repeats(start.parameters.integer_list("orders"))),
        basis_(start.parameters.choice("basis") == "powers" ? PolynomialBasis::powers : PolynomialBasis::chebyshev),
        beyond_(start.parameters.real("beyond")),
        follow_(start.parameters.boolean("follow")),
        data_rng_(Rng(start.data_seed).split(kData)),
        replica_rng_(Rng(start.seed).split(kReplicas)),
        drawn_(start.points),
        expected_(problem_, problem_.interval),
        expected_beyond_(problem_, {problem_.interval.high, window().high}) {
    begin();
  }

  void step() override;
  void tune(const ParameterSet& parameters) override { follow_ = parameters.boolean("follow"); }
  bool act(const Action& action) override {
    if (action.panel != "fit" || !apply_gesture(action.gesture, drawn_)) return false;
    begin();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<PolynomialRegression>(*this); }
  bool finished() const override { return replicas_ >= kMostReplicas; }
  std::span<const DrawnPoint> drawn_points() const override { return drawn_; }

 private:
  // A data set, split, with what was fitted to it.
  struct Fitted {
    CurveParts parts;
    CurveSample beyond;
    std::vector<Polynomial> fits;  // one for each of orders_; none without points
    std::vector<std::array<double, 3>> errors;  // of each fit: in training, in validation, beyond the data
  };

  void begin();
  Fitted draw(Rng& rng) const;
  Polynomial fit(int order, const CurveSample& sample) const {
    return linear::fit_polynomial({basis_, order, problem_.interval.low, problem_.interval.high}, sample.x, sample.y);
  }
  void compare_orders(const Fitted& replica);
  void compare_sizes(Rng& rng);

  Range window() const {
    const auto [low, high] = problem_.interval;
    return {low, high + beyond_ * (high - low)};
  }
  const Fitted& shown() const { return follow_ && replicas_ > 0 ? latest_ : first_; }
  Range error_range() const;
  void set_error_axes(Plane& plane, const char* x_label, Range x) const;

  void describe_fit(Plane& plane) const;
  void describe_orders(Plane& plane) const;
  void describe_sizes(Plane& plane) const;
  void describe_scores(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  CurveProblem problem_;
  double train_fraction_;
  std::vector<int> orders_;  // ascending, each once
  PolynomialBasis basis_;
  double beyond_;
  bool follow_;
  Rng data_rng_, replica_rng_;
  std::vector<DrawnPoint> drawn_;
  ExpectedError expected_, expected_beyond_;  // on the interval, and beyond it

  Fitted first_, latest_;
  Range y_range_;
  int replicas_ = 0;
  std::array<TypicalErrors, kMostOrder + 1> by_order_;
  std::vector<std::array<TypicalErrors, kSizes.size()>> by_size_;  // one for each of orders_
};

// The data as they are now, before the first replica.
void PolynomialRegression::begin() {
  Rng rng = data_rng_;
  first_ = draw(rng);
  y_range_ = value_range(problem_, first_.parts.training, window());
  replicas_ = 0;
  by_order_ = {};
  by_size_.assign(orders_.size(), {});
}

// Points of the law, split, and the points drawn, which are all learned from; without a law the points drawn, split.
PolynomialRegression::Fitted PolynomialRegression::draw(Rng& rng) const {
  Fitted result;
  CurveSample all = problem_.sample(problem_.n, rng);
  if (!problem_.law) append(drawn_, all);
  result.parts = split(all, train_fraction_, rng);
  if (problem_.law) {
    append(drawn_, result.parts.training);
    const double high = problem_.interval.high, width = window().high - high;
    for (int i = 1; width > 0 && i <= kPointsBeyond; ++i) {
      const double x = high + width * i / kPointsBeyond;
      result.beyond.add(x, problem_.law->value(x) + problem_.noise * rng.normal());
    }
  }
  if (result.parts.training.size() == 0) return result;
  for (const int order : orders_) {
    const Polynomial& model = result.fits.emplace_back(fit(order, result.parts.training));
    result.errors.push_back({mean_squared_error(model, result.parts.training),
                             mean_squared_error(model, result.parts.validation),
                             mean_squared_error(model, result.beyond)});
  }
  return result;
}

void PolynomialRegression::step() {
  Rng rng = replica_rng_.split(static_cast<std::uint64_t>(replicas_));
  latest_ = draw(rng);
  compare_orders(latest_);
  compare_sizes(rng);
  ++replicas_;
}

void PolynomialRegression::compare_orders(const Fitted& replica) {
  if (replica.parts.training.size() == 0) return;
  for (int order = 0; order <= kMostOrder; ++order) {
    const Polynomial model = fit(order, replica.parts.training);
    by_order_[static_cast<std::size_t>(order)].add(model, replica.parts, expected_, expected_beyond_);
  }
}

void PolynomialRegression::compare_sizes(Rng& rng) {
  CurveParts parts = latest_.parts;
  for (std::size_t s = 0; s < kSizes.size(); ++s) {
    const auto wanted = static_cast<std::size_t>(kSizes[s]);
    parts.training = problem_.law ? problem_.sample(kSizes[s], rng) : latest_.parts.training;
    if (parts.training.size() < wanted) return;
    parts.training.x.resize(wanted);
    parts.training.y.resize(wanted);
    for (std::size_t k = 0; k < orders_.size(); ++k)
      by_size_[k][s].add(fit(orders_[k], parts.training), parts, expected_, expected_beyond_);
  }
}

void PolynomialRegression::hash_state(StateHasher& hasher) const {
  hasher.add(replicas_);
  hasher.add(std::span<const double>(first_.parts.training.x));
  hasher.add(std::span<const double>(first_.parts.training.y));
  for (const TypicalErrors& errors : by_order_) errors.hash(hasher);
  for (const auto& sizes : by_size_)
    for (const TypicalErrors& errors : sizes) errors.hash(hasher);
}

void PolynomialRegression::describe(Snapshot& snapshot) const {
  describe_fit(snapshot.add_panel<Plane>(
      "fit", "Fits", 4,
      "Full circles are learned from, rings are kept back. Shaded: no data here. Tap to add points, drag them, or "
      "hold one to remove it."));
  describe_orders(snapshot.add_panel<Plane>(
      "orders", "Errors and order", 3,
      "Typical error: the geometric mean over all replicas, which one wild fit does not carry off. E_tr is that on the "
      "points learned from; E_val and E beyond are σ² + ⟨(fit − law)²⟩, what new points inside and beyond the data "
      "would show, hence never below σ² (without a law: on the points kept back). Shade: two standard errors."));
  describe_sizes(snapshot.add_panel<Plane>(
      "sizes", "Errors and number of points", 3,
      "Typical training (dashed) and validation error (full) of each order, again geometric means, as data are added: "
      "both tend to σ² where the model can be right, and to something larger where it cannot."));
  describe_scores(snapshot.add_panel<Table>(
      "scores", "Scores", 1,
      "Mean squared errors of the fits shown, on their few points; typical E_val is the geometric mean over all "
      "replicas of what each fit has to expect on new points."));
  describe_numbers(snapshot);
}

void PolynomialRegression::describe_fit(Plane& plane) const {
  const Fitted& now = shown();
  set_curve_axes(plane, window(), y_range_, true);
  BandLayer& shade = plane.next<BandLayer>();
  shade.label.assign(beyond_ > 0 ? "no data" : "");
  shade.x.assign({static_cast<float>(problem_.interval.high), static_cast<float>(window().high)});
  shade.low.assign(2, static_cast<float>(y_range_.low));
  shade.high.assign(2, static_cast<float>(y_range_.high));
  shade.color = kColorMuted;
  describe_law(problem_, window(), plane);
  std::string label;
  for (std::size_t k = 0; k < now.fits.size(); ++k) {
    write_number(label, "order %.0f", orders_[k]);
    describe_function(label, window(), kCurvePlaces, [&](double x) { return now.fits[k].value(x); },
                      static_cast<ColorRole>(k), plane);
  }
  const auto& [training, validation] = now.parts;
  const std::size_t given = problem_.law ? training.size() - drawn_.size() : 0;
  describe_points("validation", validation, 0, validation.size(), Marker::ring, kColorForeground, plane).size_px =
      problem_.law ? 4 : 8;
  describe_points("training", training, 0, given, Marker::circle, kColorForeground, plane);
  describe_drawn(drawn_, plane);
}

// From below the least training error to well above that of the simplest model: a wild fit leaves the picture.
Range PolynomialRegression::error_range() const {
  if (!by_order_[0].training.is_known()) return {0.1, 10};
  double least = TypicalError::kLargest;
  for (const TypicalErrors& errors : by_order_) least = std::min(least, errors.training.value());
  const TypicalErrors& simplest = by_order_[0];
  const double beyond = simplest.beyond.is_known() ? simplest.beyond.value() : least;
  return {0.3 * least, 50 * simplest.training.value() + 3 * beyond};
}

void PolynomialRegression::set_error_axes(Plane& plane, const char* x_label, Range x) const {
  set_axes(plane, x_label, x, "mean squared error E", error_range());
  plane.equal_scale = false;
  plane.y.logarithmic = true;
  add_level(plane, "noise σ²", x, problem_.law && problem_.noise > 0 ? problem_.noise * problem_.noise : NAN);
}

void PolynomialRegression::describe_orders(Plane& plane) const {
  set_error_axes(plane, "order of the polynomial", {-0.3, kMostOrder + 0.3});
  const auto add = [&](const char* label, TypicalError TypicalErrors::*error, ColorRole color) {
    std::array<Estimate, kMostOrder + 1> curve;
    std::size_t known = 0;
    for (std::size_t order = 0; order <= kMostOrder; ++order) {
      const TypicalError& here = by_order_[order].*error;
      if (here.is_known()) curve[known++] = here.at(static_cast<double>(order));
    }
    add_estimates(plane, label, std::span(curve).first(known), color);
  };
  add("E_tr", &TypicalErrors::training, kTrainingColor);
  add("E_val", &TypicalErrors::validation, kValidationColor);
  add("E beyond the data", &TypicalErrors::beyond, kBeyondColor);
}

void PolynomialRegression::describe_sizes(Plane& plane) const {
  set_error_axes(plane, "training points", {0.9 * kSizes.front(), 1.1 * kSizes.back()});
  plane.x.logarithmic = true;
  std::string label;
  for (std::size_t k = 0; k < orders_.size(); ++k) {
    std::array<Estimate, kSizes.size()> validation, training;
    std::size_t known = 0;
    for (std::size_t s = 0; s < kSizes.size(); ++s) {
      if (!by_size_[k][s].validation.is_known()) continue;
      validation[known] = by_size_[k][s].validation.at(kSizes[s]);
      training[known++] = by_size_[k][s].training.at(kSizes[s]);
    }
    write_number(label, "order %.0f", orders_[k]);
    add_estimates(plane, label, std::span(validation).first(known), static_cast<ColorRole>(k));
    add_estimates(plane, "", std::span(training).first(known), static_cast<ColorRole>(k), true);
  }
}

void PolynomialRegression::describe_scores(Table& table) const {
  const Fitted& now = shown();
  table.columns.assign({"order", "E_tr", "E_val", "E beyond", "typical E_val"});
  for (std::size_t k = 0; k < now.fits.size(); ++k) {
    TableRow& row = table.rows.next();
    row.color = static_cast<ColorRole>(k);
    row.cells.resize(table.columns.size());
    write_number(row.cells[0], "%.0f", orders_[k]);
    const std::array has_points{true, now.parts.validation.size() > 0, now.beyond.size() > 0};
    for (std::size_t e = 0; e < 3; ++e) {
      if (has_points[e])
        write_error(row.cells[1 + e], now.errors[k][e]);
      else
        row.cells[1 + e].assign("–");
    }
    const TypicalError& typical = by_order_[static_cast<std::size_t>(orders_[k])].validation;
    if (typical.is_known())
      write_error(row.cells[4], typical.value());
    else
      row.cells[4].assign("–");
  }
}

void PolynomialRegression::describe_numbers(Snapshot& snapshot) const {
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, "Which order predicts best, over all replicas.");
  const int inside = place_of_least(by_order_, &TypicalErrors::validation);
  const int outside = place_of_least(by_order_, &TypicalErrors::beyond);
  const auto points = static_cast<int>(first_.parts.training.size());
  snapshot.add_metric("replicas", "replicas", replicas_);
  add_value(text, "replicas", replicas_, 5);
  add_value(text, "training points", points, 5);
  if (points == 0) add_line(text, TextStyle::warning, "No points yet: tap into the picture to add some.");
  if (inside >= 0) {
    const double least = by_order_[static_cast<std::size_t>(inside)].validation.value();
    snapshot.add_metric("best_order", "order of least E_val", inside);
    snapshot.add_metric("least_validation", "least E_val", least);
    add_value(text, "order of least E_val", inside, 3);
    add_error(text, "least E_val", least);
  }
  if (problem_.law) add_value(text, "noise σ²", problem_.noise * problem_.noise);
  if (outside >= 0) {
    snapshot.add_metric("best_beyond", "order of least E beyond", outside);
    add_value(text, "order of least E beyond the data", outside, 3);
  }
  if (!orders_.empty() && points > 0 && orders_.back() >= points)
    add_line(text, TextStyle::warning, "The highest order has more coefficients than points: it fits anything.");
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<CurveProblem> problem = read_curve_problem(start.parameters, start.parameters.real("beyond"));
  if (!problem) return Error{problem.error()};
  return std::unique_ptr<Experiment>(std::make_unique<PolynomialRegression>(start, std::move(*problem)));
}

ExperimentInfo polynomial_regression_info() {
  ExperimentInfo info;
  info.id = "polynomial-regression";
  info.title = "Polynomial regression";
  info.lecture = 1;
  info.row = "R1";
  info.summary = "Polynomials of several orders learn a law from noisy points: who fits best is not who predicts best.";
  info.lesson =
      "What is the best strategy to determine the parameters of a model: surely the minimum of the cost? Look at "
      "order 10: it passes closest to the points it has seen, and swings where it has seen none. Every step draws "
      "the data anew; watch the training error fall with the order while the validation error turns round. Set the "
      "noise to zero: now fitting and predicting are the same, for every model with enough flexibility, even beyond "
      "the data. Bring the noise back and ask for 500 points: does the simplest model still win? Add one wrong "
      "point: which order follows it?";
  info.sources = {"Mehta et al., A high-bias, low-variance introduction to machine learning for physicists, Physics "
                  "Reports 810 (2019), §II",
                  "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2"};
  info.steps_per_second = 10;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{polynomial_regression_info()};

}  // namespace
}  // namespace lectern
