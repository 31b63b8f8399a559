// Linear regression solved at once and step by step: normal equations, QR and pseudo-inverse against descent on all
// samples, on mini-batches and on one sample at a time (LMS rule), on the same data; the ways over the cost surface,
// what standardising does to it, and the Gaussian likelihood beside the cost.
// Lecture row R2.
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §3.1; Golub, Van Loan, Matrix Computations (3rd
// ed., 1996), ch. 5; Widrow, Hoff, Adaptive switching circuits, IRE WESCON (1960).

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
#include "core/math/linear_algebra.h"
#include "core/ml/linear/least_squares.h"
#include "core/parts/batch_race.h"
#include "core/parts/linear_problem.h"

namespace lectern {
namespace {

constexpr double kPi = 3.1415926535897932384626433832795;
constexpr std::uint64_t kDescent = 1;  // label of the random stream
constexpr std::size_t kAll = 0, kMini = 1, kOnline = 2, kWays = 3;
constexpr double kSixDigits = 1e-6;
constexpr int kBins = 15;
constexpr int kSizes = 41;  // of p in the picture of costs, from 1 to 10⁴

constexpr const char* kMethodsHelp =
    "Operations spent so far (work), how far above the least cost they lead, and the η below which a descent "
    "converges. For n samples and p weights: np² + p³/3 for the normal equations (XᵀX)⁻¹Xᵀy, 2np² − 2p³/3 for QR, 6np² "
    "+ 20p³ for the pseudo-inverse X⁺y, 4bp for an update on a batch of b.";

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_linear_problem_parameters(schema, "houses");
  schema.group("Descent")
      .real("learning_rate", "Learning rate η", {1e-5, 10}, 0.05)
      .logarithmic()
      .live()
      .help("Every update is θ ← θ − η ∂R/∂θ with R the mean squared error of the batch. Above 2/λ_max it diverges.")
      .integer("batch", "Mini-batch", {1, 500}, 8)
      .live()
      .help("Samples in a mini-batch: 1 is online learning, all of them gradient descent.")
      .choice("axes", "Weights on the surface", {{"t01", "θ₀, θ₁"}, {"t02", "θ₀, θ₂"}, {"t12", "θ₁, θ₂"}}, "t01")
      .live()
      .help("With bedrooms there are three weights: the surface is cut through the minimum of the third.")
      .shown_when("bedrooms", {"true"})
      .boolean("show_all", "All samples at once", true)
      .live()
      .help("Batch gradient descent: every update looks at all samples.")
      .boolean("show_mini", "Mini-batches", true)
      .live()
      .help("Every update looks at a few samples, in an order shuffled anew in each epoch.")
      .boolean("show_online", "One sample at a time", true)
      .live()
      .help("Online learning by the LMS rule, θ ← θ + 2η (y − θ·x) x.");
  return schema;
}

// What the direct ways make of the data.
struct DirectSolution {
  const char* name;
  std::vector<double> theta;  // empty: XᵀX is singular
  double operations;
};

class LinearRegression final : public Experiment {
 public:
  LinearRegression(const ExperimentStart& start, LinearProblem problem)
      : problem_(std::move(problem)),
        race_(problem_, {{"all at once", 1, 0}, {"mini-batches", 1, 1}, {"one at a time", 1, 2}},
              linear::BatchOrder::shuffled, Rng(start.seed).split(kDescent)) {
    tune(start.parameters);
    take_data();
  }

  void step() override {
    for (std::size_t k = 0; k < kWays; ++k)
      if (shown_[k]) race_.update(k, problem_, eta_);
    ++steps_;
    record();
  }

  void tune(const ParameterSet& p) override {
    eta_ = p.real("learning_rate");
    batch_ = p.integer("batch");
    shown_ = {p.boolean("show_all"), p.boolean("show_mini"), p.boolean("show_online")};
    if (problem_.has_bedrooms())
      race_.set_axes(problem_, p.choice("axes") == "t12" ? 1 : 0, p.choice("axes") == "t01" ? 1 : 2);
    set_batches();
  }

  bool act(const Action& action) override {
    if (action.panel == "data" && problem_.act(action.gesture)) {
      take_data();
      return true;
    }
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (action.panel != "surface" || drag == nullptr || drag->handle != BatchRace::kStart) return false;
    race_.start_from(static_cast<double>(drag->x), static_cast<double>(drag->y));
    steps_ = 0;
    costs_.clear();
    record();
    return true;
  }

  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override { race_.hash_state(hasher); }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<LinearRegression>(*this); }
  std::optional<Divergence> divergence() const override {
    const std::optional<std::size_t> k = race_.lost(problem_, shown_);
    if (!k) return {};
    return race_.diagnosis(*k, problem_, eta_);
  }
  std::span<const DrawnPoint> drawn_points() const override { return problem_.drawn(); }
  std::vector<std::string> file_shapes() const override { return problem_.file_shapes(); }

 private:
  void set_batches();
  void take_data();
  void record();
  int batch_of(std::size_t k) const { return race_.descent(k).batch_of(problem_.size()); }
  // Standard deviation of the errors at the minimum: the maximum-likelihood estimate.
  double sigma() const { return std::sqrt(problem_.cost().least()); }
  double log_likelihood(double cost) const;
  const linear::BatchDescent& first_shown() const;

  void describe_data(Snapshot& snapshot) const;
  void describe_surfaces(Snapshot& snapshot) const;
  void describe_costs(Snapshot& snapshot) const;
  void describe_residuals(Snapshot& snapshot) const;
  void describe_operations(Snapshot& snapshot) const;
  void describe_methods(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  LinearProblem problem_;
  BatchRace race_;
  double eta_ = 0;
  int batch_ = 1;
  std::vector<bool> shown_;
  long steps_ = 0;
  History costs_{kWays};                  // R(θ) − R(θ*) of each way
  std::array<DirectSolution, 3> direct_;  // normal equations, QR, pseudo-inverse
  std::vector<double> residuals_;         // y − θ*·x, n
  std::array<double, kWays> limits_{};    // largest stable η of each way
};

void LinearRegression::set_batches() {
  race_.set_batch(kAll, static_cast<int>(std::max<std::ptrdiff_t>(1, problem_.size())));
  race_.set_batch(kMini, batch_);
  const linear::BatchNoise noise(problem_.design(), problem_.targets(), problem_.cost());
  for (std::size_t k = 0; k < kWays; ++k) limits_[k] = noise.largest_stable_rate(std::max(1, batch_of(k)));
}

void LinearRegression::take_data() {
  race_.look_again(problem_);
  set_batches();
  const auto n = static_cast<double>(problem_.size()), p = static_cast<double>(problem_.dimension());
  const auto solve = [&](const char* name, linear::LeastSquaresMethod method, double operations) {
    DirectSolution solution{name, {}, operations};
    if (problem_.size() == 0) return solution;
    const auto W = linear::least_squares(problem_.design(), {problem_.targets().data(), problem_.size(), 1}, method);
    if (W) solution.theta.assign(W->data(), W->data() + W->size());
    return solution;
  };
  using enum linear::LeastSquaresMethod;
  direct_ = {solve("normal", normal_equations, linear::operations_of_normal_equations(n, p)),
             solve("QR", qr, linear::operations_of_qr(n, p)),
             solve("X⁺y", pseudo_inverse, linear::operations_of_pseudo_inverse(n, p))};
  residuals_.assign(problem_.targets().begin(), problem_.targets().end());
  for (std::size_t i = 0; i < residuals_.size(); ++i)
    for (std::size_t j = 0; j < problem_.cost().minimum().size(); ++j)
      residuals_[i] -= problem_.design().row(static_cast<std::ptrdiff_t>(i))[j] * problem_.cost().minimum()[j];
  if (steps_ == 0) costs_.clear();
  record();
}

void LinearRegression::record() {
  std::array<double, kWays> excess{};
  for (std::size_t k = 0; k < kWays; ++k) excess[k] = shown_[k] ? race_.excess(k, problem_) : NAN;
  costs_.record(static_cast<double>(steps_), excess);
}

double LinearRegression::log_likelihood(double cost) const {
  const double variance = problem_.cost().least(), n = static_cast<double>(problem_.size());
  return variance > 0 ? -0.5 * n * (math::log(2 * kPi * variance) + cost / variance) : 0;
}

const linear::BatchDescent& LinearRegression::first_shown() const {
  for (std::size_t k = 0; k < kWays; ++k)
    if (shown_[k]) return race_.descent(k);
  return race_.descent(kAll);
}

void LinearRegression::describe(Snapshot& snapshot) const {
  snapshot.add_metric("updates", "updates", static_cast<double>(steps_));
  snapshot.add_metric("cost", "R(θ)", problem_.cost().value(race_.descent(kAll).theta()));
  snapshot.add_metric("mini_cost", "R(θ), mini-batches", problem_.cost().value(race_.descent(kMini).theta()));
  snapshot.add_metric("online_cost", "R(θ), one at a time", problem_.cost().value(race_.descent(kOnline).theta()));
  snapshot.add_metric("least_cost", "R(θ*)", problem_.cost().least());
  snapshot.add_metric("largest_stable_rate", "2/λ_max", std::min(1e9, linear::largest_stable_rate(problem_.cost())));
  describe_data(snapshot);
  describe_surfaces(snapshot);
  describe_costs(snapshot);
  describe_methods(snapshot);
  describe_residuals(snapshot);
  describe_operations(snapshot);
  describe_numbers(snapshot);
}

void LinearRegression::describe_data(Snapshot& snapshot) const {
  Plane& plane =
      snapshot.add_panel<Plane>("data", "Data and fit", 4,
                                "Full line: what the descents have learned; dashed: the exact solution. Tap to add a "
                                "point, drag it: the exact line follows at once, the others walk after it.");
  problem_.describe_data(plane);
  problem_.describe_prediction(plane, "exact", problem_.cost().minimum(), kColorForeground, true);
  for (std::size_t k = 0; k < kWays; ++k)
    if (shown_[k] && (!problem_.has_bedrooms() || &race_.descent(k) == &first_shown()))
      problem_.describe_prediction(plane, race_.entry(k).label, race_.descent(k).theta(), race_.entry(k).color, false);
}

void LinearRegression::describe_surfaces(Snapshot& snapshot) const {
  race_.describe(
      snapshot.add_panel<Plane>("surface", "Cost surface R(θ)", 4,
                                "Mean squared error over two weights, with contours. Each line is a descent, the cross "
                                "the exact minimum. Drag the start."),
      problem_, shown_);
  Plane& plane = snapshot.add_panel<Plane>("likelihood", "log L of Gaussian errors", 3,
                                           "log L(θ) = −n/2 log 2πσ² − n R(θ)/2σ². The same contours upside down: the "
                                           "most likely weights (ring) are those of least squares (cross).");
  race_.set_weight_axes(plane, problem_);
  const double variance = problem_.cost().least(), n = static_cast<double>(problem_.size());
  race_.surface().describe(plane, "log L", log_likelihood(problem_.cost().least()),
                           variance > 0 ? -0.5 * n / variance : -1);
  const std::span<const double> least = problem_.cost().minimum();
  add_mark(plane, "most likely", race_.along_x(least), race_.along_y(least), Marker::ring, 9, kColorForeground);
  add_mark(plane, "least squares", race_.along_x(least), race_.along_y(least), Marker::cross, 6, kColorBad);
}

void LinearRegression::describe_costs(Snapshot& snapshot) const {
  Curves& curves = snapshot.add_panel<Curves>(
      "costs", "Cost above the minimum", 2,
      "R(θ) − R(θ*) after each update. Gradient descent falls on a straight line; batches stop where their noise is.");
  set_axes(curves, "updates", "R(θ) − R(θ*)", {}, true);
  for (std::size_t k = 0; k < kWays; ++k)
    if (shown_[k]) add_series(curves, race_.entry(k).label, costs_, k, race_.entry(k).color, 1e-16);
}

void LinearRegression::describe_residuals(Snapshot& snapshot) const {
  Plane& plane = snapshot.add_panel<Plane>("residuals", "Errors at the minimum", 2,
                                           "How often y − θ*·x has which size, and the Gaussian with their standard "
                                           "deviation σ: least squares supposes it.");
  const double half = sigma() > 0 ? 3.5 * sigma() : 1;
  const Range range{-half, half};
  const double tallest = add_histogram(plane, "errors", residuals_, range, kBins, 0);
  const double peak = static_cast<double>(problem_.size()) * 2 * half / kBins / (sigma() * std::sqrt(2 * kPi));
  if (sigma() > 0) add_gaussian(plane, "Gaussian", peak, sigma(), range, 1);
  std::string label = "error";
  if (!problem_.target_unit().empty()) label.append(" [").append(problem_.target_unit()).append("]");
  set_axes(plane, label, range, "samples", {0, 1.15 * std::max({1.0, tallest, sigma() > 0 ? peak : 0})});
  plane.equal_scale = false;
}

void LinearRegression::describe_operations(Snapshot& snapshot) const {
  Curves& curves = snapshot.add_panel<Curves>(
      "operations", "Operations against weights p", 2,
      "With as many samples as here (or p, if that is more). Descent: updates for six digits at the best η and the "
      "condition number of this surface, each 4np. Where the lines cross, descent is the cheaper way.");
  set_axes(curves, "weights p", "operations", {}, true);
  curves.x.logarithmic = true;
  const double updates =
      linear::updates_until(problem_.cost(), linear::fastest_rate(problem_.cost()), kSixDigits * kSixDigits);
  const auto line = [&](const char* label, ColorRole color, auto operations) {
    Series& series = curves.series.next();
    series.label.assign(label);
    series.x.resize(kSizes);
    series.y.resize(kSizes);
    series.color = color;
    series.dashed = false;
    double p = 1;
    for (std::size_t i = 0; i < kSizes; ++i, p *= 1.2589254117941673) {
      series.x[i] = static_cast<float>(p);
      series.y[i] = static_cast<float>(std::max(1.0, operations(std::max(p, static_cast<double>(problem_.size())), p)));
    }
  };
  line("normal equations", 3, linear::operations_of_normal_equations);
  line("QR", 4, linear::operations_of_qr);
  line("pseudo-inverse", 5, linear::operations_of_pseudo_inverse);
  if (std::isfinite(updates))
    line("descent", 0, [&](double n, double p) { return updates * linear::operations_of_update(n, p); });
}

void LinearRegression::describe_methods(Snapshot& snapshot) const {
  Table& table = snapshot.add_panel<Table>("methods", "Ways to the minimum", 3, kMethodsHelp);
  set_columns(table, {"way", "work", "R − R*", "η <"});
  const auto row = [&](std::string_view name, double operations, double excess, ColorRole color) -> TableRow& {
    TableRow& next = add_row(table, name, color);
    if (problem_.size() == 0) return next;
    write_number(next.cells[1], "%.3g", operations);
    write_number(next.cells[2], "%.2g", excess);
    return next;
  };
  for (const DirectSolution& solution : direct_) {
    const double excess = solution.theta.empty() ? NAN : problem_.cost().excess(solution.theta);
    TableRow& next = row(solution.name, solution.operations, excess, kColorForeground);
    if (solution.theta.empty() && problem_.size() > 0) next.cells[2].assign("singular");
  }
  constexpr std::array<const char*, kWays> kShortNames{"all", "batches", "one"};
  for (std::size_t k = 0; k < kWays; ++k) {
    if (!shown_[k]) continue;
    const double operations = linear::operations_of_update(1, problem_.dimension()) *
                              static_cast<double>(race_.descent(k).samples_seen());
    TableRow& next = row(kShortNames[k], operations, race_.excess(k, problem_), race_.entry(k).color);
    if (std::isfinite(limits_[k])) write_number(next.cells[3], "%.2g", limits_[k]);
  }
}

void LinearRegression::describe_numbers(Snapshot& snapshot) const {
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 2,
                                        "The exact solution, the shape of the surface and what it means for η.");
  const linear::QuadraticCost& cost = problem_.cost();
  if (problem_.size() < problem_.dimension())
    add_line(text, TextStyle::warning,
             "Fewer points than weights: more than one minimum. Tap into the data to add points.");
  constexpr std::array<const char*, 3> kNames{"θ₀*", "θ₁*", "θ₂*"};
  for (std::size_t j = 0; j < cost.minimum().size(); ++j) add_value(text, kNames[j], cost.minimum()[j]);
  add_value(text, "R(θ*)", cost.least());
  add_value(text, "σ of the errors", sigma());
  add_value(text, "log L(θ*)", log_likelihood(cost.least()));
  add_value(text, "largest curvature λ_max", cost.largest_curvature());
  add_value(text, "condition number λ_max/λ_min", cost.condition_number());
  add_value(text, "largest stable η = 2/λ_max", linear::largest_stable_rate(cost));
  add_value(text, "fastest η = 2/(λ_max + λ_min)", linear::fastest_rate(cost));
  add_value(text, "updates for six digits, at this η", linear::updates_until(cost, eta_, kSixDigits * kSixDigits));
  for (std::size_t k = kWays; k-- > 0;)
    if (shown_[k] && eta_ > limits_[k]) {
      TextLine& line = text.lines.next();
      line.style = TextStyle::warning;
      write_number(line.text, "η is above %.3g: ", limits_[k]);
      line.text.append(race_.entry(k).label).append(" diverges.");
    }
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<LinearProblem> problem = LinearProblem::make(start);
  if (!problem) return Error{problem.error()};
  return std::unique_ptr<Experiment>(std::make_unique<LinearRegression>(start, std::move(*problem)));
}

ExperimentInfo linear_regression_info() {
  ExperimentInfo info;
  info.id = "linear-regression";
  info.title = "Linear regression";
  info.lecture = 1;
  info.row = "R2";
  info.summary =
      "One line through the data, solved at once and by three kinds of gradient descent on the same cost surface.";
  info.lesson =
      "How do we find the parameters θ? The cost of a linear model is a bowl: its minimum can be written down (normal "
      "equations), or walked to. Let the three descents run: all samples at once goes straight down, one sample at a "
      "time wanders but has spent a fraction of the operations. Raise η towards 2/λ_max and beyond: what happens, and "
      "to which of the three first? Switch the standardisation off: the bowl becomes a narrow valley, its condition "
      "number explodes, and the η that its steep sides allow is far too small for its floor. Compare the "
      "log-likelihood: why do Gaussian errors lead to the same weights? When is (XᵀX)⁻¹ the cheaper way, and when are "
      "iterations?";
  info.sources = {"Bishop, Pattern Recognition and Machine Learning (2006), §3.1",
                  "Golub, Van Loan, Matrix Computations (3rd ed., 1996), ch. 5",
                  "Widrow, Hoff, Adaptive switching circuits, IRE WESCON (1960)"};
  info.files = linear_problem_files();
  info.steps_per_second = 20;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{linear_regression_info()};

}  // namespace
}  // namespace lectern
