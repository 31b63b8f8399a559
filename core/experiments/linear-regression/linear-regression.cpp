// Linear regression solved at once and step by step: normal equations, QR and pseudo-inverse against descent on all
// samples, on mini-batches and on one sample at a time (LMS rule), on the same data; the paths over the cost surface,
// the effect of standardising on it, and the Gaussian likelihood beside the cost. On request a part of the data is held
// out, and a model that is never negative learns beside the line.
// Lecture row R2.
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §3.1; Golub, Van Loan, Matrix Computations (3rd
// ed., 1996), ch. 5; Widrow, Hoff, Adaptive switching circuits, IRE WESCON (1960).

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/experiments/linear-regression/rectified_race.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/linear/batch_noise.h"
#include "core/ml/linear/least_squares.h"
#include "core/parts/batch_race_demo.h"

namespace lectern {
namespace {

constexpr double kPi = 3.1415926535897932384626433832795;
constexpr std::size_t kAll = 0, kMini = 1, kOnline = 2, kDescents = 3;
constexpr std::array<BatchRace::Entry, kDescents> kEntries{
    {{"all at once", 1, 0}, {"mini-batches", 1, 1}, {"one at a time", 1, 2}}};
constexpr double kSixDigits = 1e-6;
constexpr int kBins = 15;
constexpr int kSizes = 41;  // of p in the picture of costs, from 1 to 10⁴
constexpr double kSizeRatio = 1.2589254117941673;

constexpr const char* kDataHelp =
    "Solid lines: what the descents have learned; dashed: the exact solution. Tap to add a point, drag it: the exact "
    "line follows at once, the others in small steps.";
constexpr const char* kSurfaceHelp =
    "Mean squared error over two weights, with contours. Each line is a descent, the cross the exact minimum. Drag the "
    "start.";
constexpr const char* kLikelihoodHelp =
    "log L(θ) = −n/2 log 2πσ² − n R(θ)/2σ². The same contours upside down: the most likely weights (ring) are those of "
    "least squares (cross).";
constexpr const char* kCostsHelp =
    "R(θ) − R(θ*) after each update. Gradient descent falls on a straight line; batches stop at the level of their "
    "noise.";
constexpr const char* kMethodsHelp =
    "Operations used so far (work), the excess loss, and the η below which a descent converges. For n samples and p "
    "weights: np² + p³/3 for the normal equations (XᵀX)⁻¹Xᵀy, 2np² − 2p³/3 for QR, 6np² + 20p³ for the pseudo-inverse "
    "X⁺y, 4bp for an update on a batch of b.";
constexpr const char* kResidualsHelp =
    "Histogram of the errors y − θ*·x, and the Gaussian with their standard deviation σ, which least squares assumes.";
constexpr const char* kOperationsHelp =
    "With as many samples as here (or p, if that is more). Descent: updates for six digits at the best η and the "
    "condition number of this surface, each 4np. To the right of the vertical line, descent is cheaper than the normal "
    "equations.";
constexpr const char* kRisksHelp =
    "Mean squared error of gradient descent on the samples it learns from and on those held out, after each update; "
    "level lines: the exact solution.";
constexpr const char* kRectifiedHelp =
    "The cost of ŷ = max(θ₀ + θ₁x, 0), trained from the same start with the same η. It has no formula for its minimum, "
    "and where all predictions are 0 it is flat: descent stands still there. Cross: the minimum of the plain line.";
constexpr const char* kNumbersHelp = "The exact solution, the shape of the surface and its consequences for η.";

enum class Axes { t01, t02, t12 };

struct Settings {
  LinearProblemSettings data{.set = LinearData::houses, .offers_units = true};
  double learning_rate = 0.05;
  int batch_size = 8;
  Axes axes = Axes::t01;
  std::array<bool, kDescents> shown{true, true, true};
  bool rectified = false;
};

// What a direct method makes of the data.
struct DirectSolution {
  const char* name;
  std::vector<double> theta;  // empty: XᵀX is singular
  double operations;
  auto state() const { return std::tie(theta); }
};

class LinearRegression final : public BatchRaceDemo<LinearRegression, Settings> {
 public:
  static Schema<Settings> schema();

  explicit LinearRegression(const Start& start) : BatchRaceDemo(start, kEntries, linear::BatchOrder::shuffled) {
    set_axes();
    data_changed();
  }

  void step() override {
    for (std::size_t k = 0; k < kDescents; ++k)
      if (shown()[k]) race().update(k, data(), settings().learning_rate);
    rectified_.step(data(), settings().learning_rate);
    count_step();
    record();
  }
  void settings_changed(const Settings&) {
    set_axes();
    set_batches();
  }
  void data_changed();
  void start_changed() {
    start_rectified();
    risks_.clear();
    record();
  }
  double rate_of(std::size_t) const { return settings().learning_rate; }

  auto state() const {
    return std::tuple(race_state(), unhashed(direct_), unhashed(residuals_), std::tie(rectified_, risks_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  void set_axes() {
    if (!data().has_bedrooms()) return;
    race().set_axes(data(), settings().axes == Axes::t12 ? 1 : 0, settings().axes == Axes::t01 ? 1 : 2);
  }
  void set_batches();
  void record() {
    for (std::size_t k = 0; k < kDescents; ++k)
      if (shown()[k]) race().record(k, static_cast<double>(steps()), data());
    if (data().held_out() > 0)
      risks_.record(static_cast<double>(steps()), std::array{cost().value(all()), data().held_out_risk(all())});
  }
  std::span<const double> all() const { return race().descent(kAll).theta(); }
  // Two weights alone can be seen.
  void start_rectified() {
    if (settings().rectified && data().dimension() == 2)
      rectified_ = RectifiedRace(data(), race().start(), race().surface().grid());
  }
  const linear::QuadraticCost& cost() const { return data().cost(); }
  // Standard deviation of the errors at the minimum: the maximum-likelihood estimate.
  double sigma() const { return std::sqrt(cost().least()); }
  double log_likelihood_at_minimum() const;
  double work_of(std::size_t k) const {
    return linear::operations_of_update(1, data().dimension()) * static_cast<double>(race().descent(k).samples_seen());
  }
  // Operations of descent with p weights until the excess loss is 10⁻¹² of what it was, at the best η; infinite: never.
  double operations_of_descent(double p) const;
  // The least p at which descent takes fewer operations than the normal equations, among those drawn; NaN: none.
  double crossing() const;

  void describe_risks(Plane& curves) const;
  void describe_likelihood(Plane& plane) const;
  void describe_residuals(Plane& plane) const;
  void describe_operations(Plane& curves) const;
  void describe_methods(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::array<DirectSolution, 3> direct_;    // normal equations, QR, pseudo-inverse
  std::vector<double> residuals_;           // y − θ*·x, n
  std::array<double, kDescents> limits_{};  // largest stable η of each descent
  RectifiedRace rectified_;
  History risks_{2};  // of all at once, on the samples learned from and on those held out
};

Schema<Settings> LinearRegression::schema() {
  const auto shown = [](std::size_t k) { return [k](Settings& s) -> bool& { return s.shown[k]; }; };
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Descent")
      .real(&Settings::learning_rate, "learning_rate", {1e-8, 10})
      .logarithmic()
      .live()
      .help("Every update is θ ← θ − η ∂R/∂θ with R the mean squared error of the batch. Above 2/λ_max it diverges.")
      .integer(&Settings::batch_size, "batch_size", {1, 500})
      .formerly("batch")
      .live()
      .help("Samples in a mini-batch: 1 is online learning, all of them gradient descent.")
      .choice(&Settings::axes, "axes", "Weights on the surface",
              {{Axes::t01, "t01", "θ₀, θ₁"}, {Axes::t02, "t02", "θ₀, θ₂"}, {Axes::t12, "t12", "θ₁, θ₂"}})
      .live()
      .help("With bedrooms there are three weights: the surface is cut through the minimum of the third.")
      .shown_when([](Settings& s) -> bool& { return s.data.bedrooms; }, {true})
      .boolean(shown(kAll), "show_all", "All samples at once")
      .live()
      .help("Batch gradient descent: every update uses all samples.")
      .boolean(shown(kMini), "show_mini", "Mini-batches")
      .live()
      .help("Every update uses a few samples, in an order shuffled again in each epoch.")
      .boolean(shown(kOnline), "show_online", "One sample at a time")
      .live()
      .help("Online learning by the LMS rule, θ ← θ + 2η (y − θ·x) x.")
      .boolean(&Settings::rectified, "rectified", "Non-negative model")
      .help("ŷ = max(θ₀ + θ₁x, 0) learns beside the line: a price is never negative. It needs one input.");
}

void LinearRegression::set_batches() {
  race().set_batch(kAll, static_cast<int>(std::max<std::ptrdiff_t>(1, data().size())));
  race().set_batch(kMini, settings().batch_size);
  const linear::BatchNoise noise(data().design(), data().targets(), cost());
  for (std::size_t k = 0; k < kDescents; ++k)
    limits_[k] = noise.largest_stable_rate(std::max(1, race().descent(k).batch_of(data().size())));
}

void LinearRegression::data_changed() {
  race().look_again(data());
  set_batches();
  const auto n = static_cast<double>(data().size()), p = static_cast<double>(data().dimension());
  const auto solve = [&](const char* name, linear::LeastSquaresMethod method, double operations) {
    DirectSolution solution{name, {}, operations};
    if (data().size() == 0) return solution;
    const auto W = linear::least_squares(data().design(), {data().targets().data(), data().size(), 1}, method);
    if (W) solution.theta.assign(W->data(), W->data() + W->size());
    return solution;
  };
  using enum linear::LeastSquaresMethod;
  direct_ = {solve("normal", normal_equations, linear::operations_of_normal_equations(n, p)),
             solve("QR", qr, linear::operations_of_qr(n, p)),
             solve("X⁺y", pseudo_inverse, linear::operations_of_pseudo_inverse(n, p))};
  residuals_.assign(data().targets().begin(), data().targets().end());
  for (std::size_t i = 0; i < residuals_.size(); ++i)
    for (std::size_t j = 0; j < cost().minimum().size(); ++j)
      residuals_[i] -= data().design().row(static_cast<std::ptrdiff_t>(i))[j] * cost().minimum()[j];
  if (steps() == 0) {
    race().clear_curves();
    risks_.clear();
    start_rectified();
  } else {
    rectified_.look_again(data(), race().surface().grid());
  }
  record();
}

double LinearRegression::log_likelihood_at_minimum() const {
  const double variance = cost().least(), n = static_cast<double>(data().size());
  return variance > 0 ? -0.5 * n * (math::log(2 * kPi * variance) + 1) : 0;
}

void LinearRegression::describe(Snapshot& snapshot) const {
  // What was asked for leads.
  const bool leads = !rectified_.is_on() && data().held_out() == 0;
  describe_surface(snapshot.plane("surface", "Cost surface R(θ)", {.weight = leads ? 4 : 2, .help = kSurfaceHelp}));
  if (rectified_.is_on())
    rectified_.describe(snapshot.plane("rectified", "Cost of max(θ·x, 0)", {.weight = 3, .help = kRectifiedHelp}),
                        data());
  Plane& fits = snapshot.plane("data", "Data and fit", {.weight = 3, .help = kDataHelp});
  describe_fits(fits);
  if (rectified_.is_on())
    data().describe_rectified(fits, "max(θ·x, 0)", rectified_.theta(), {.color = kColorBad, .width_px = 3});
  if (data().held_out() > 0)
    describe_risks(snapshot.curves("risks", "Training and held-out risk", {.weight = 3, .help = kRisksHelp}));
  race().describe_excess(snapshot.curves("costs", "Cost above the minimum", {.weight = 3, .help = kCostsHelp}),
                         "updates", 1e-16, shown());
  describe_methods(snapshot.table("methods", "Methods", {.weight = 2, .help = kMethodsHelp}));
  describe_operations(snapshot.curves("operations", "Operations", {.weight = 2, .help = kOperationsHelp}));
  describe_likelihood(snapshot.plane("likelihood", "log L of Gaussian errors", {.help = kLikelihoodHelp}));
  describe_residuals(snapshot.plane("residuals", "Errors at the minimum", {.help = kResidualsHelp}));
  describe_numbers(snapshot);
}

void LinearRegression::describe_risks(Plane& curves) const {
  const double trained = cost().least(), held = data().held_out_risk(cost().minimum());
  curves.axes({.label = "updates"}, {.label = "mean squared error", .logarithmic = true});
  curves.level("", trained, {.color = kEntries[kAll].color});
  curves.level("", held, {.color = 1});
  curves.line("R_train", risks_, 0, {.color = kEntries[kAll].color});
  curves.line("R_test", risks_, 1, {.color = 1});
}

void LinearRegression::describe_likelihood(Plane& plane) const {
  const PlanarGrid& grid = race().surface().grid();
  race().set_weight_axes(plane, data(), grid.x, grid.y);
  const double variance = cost().least(), n = static_cast<double>(data().size());
  race().surface().describe(plane, "log L", log_likelihood_at_minimum(), variance > 0 ? -0.5 * n / variance : -1);
  const double x = race().along_x(cost().minimum()), y = race().along_y(cost().minimum());
  plane.point("most likely", x, y, {.color = kColorForeground, .marker = Marker::ring, .size_px = 9});
  plane.point("least squares", x, y, {.color = kColorBad, .marker = Marker::cross, .size_px = 6});
}

void LinearRegression::describe_residuals(Plane& plane) const {
  const double half = sigma() > 0 ? 3.5 * sigma() : 1;
  const Range range{-half, half};
  std::array<double, kBins> counts{};  // those outside at the ends
  for (const double residual : residuals_)
    ++counts[static_cast<std::size_t>(std::clamp((residual + half) / (2 * half) * kBins, 0.0, kBins - 1.0))];
  double tallest = std::max(1.0, *std::max_element(counts.begin(), counts.end()));
  plane.bars("errors", range, counts);
  if (sigma() > 0) {
    const double peak = static_cast<double>(data().size()) * 2 * half / kBins / (sigma() * std::sqrt(2 * kPi));
    const auto gaussian = [&](double error) { return peak * math::exp(-0.5 * error * error / cost().least()); };
    plane.line("Gaussian", range, 101, gaussian, {.color = 1});
    tallest = std::max(tallest, peak);
  }
  const std::string unit = data().target_unit().empty() ? "" : " [" + data().target_unit() + "]";
  plane.axes({.label = "error" + unit, .range = range}, {.label = "samples", .range = {0, 1.15 * tallest}});
}

double LinearRegression::operations_of_descent(double p) const {
  const double updates = linear::updates_until(cost(), linear::fastest_rate(cost()), kSixDigits * kSixDigits);
  return updates * linear::operations_of_update(std::max(p, static_cast<double>(data().size())), p);
}

double LinearRegression::crossing() const {
  double p = 1;
  for (int i = 0; i < kSizes; ++i, p *= kSizeRatio) {
    const double n = std::max(p, static_cast<double>(data().size()));
    if (operations_of_descent(p) < linear::operations_of_normal_equations(n, p)) return p;
  }
  return NAN;
}

void LinearRegression::describe_operations(Plane& curves) const {
  curves.axes({.label = "weights p", .logarithmic = true}, {.label = "operations", .logarithmic = true});
  const auto add = [&](const char* label, ColorRole color, auto operations) {
    LineLayer& line = curves.line(label, Places(), {.color = color});
    double p = 1;
    for (int i = 0; i < kSizes; ++i, p *= kSizeRatio) {
      line.x.push_back(static_cast<float>(p));
      line.y.push_back(
          static_cast<float>(std::max(1.0, operations(std::max(p, static_cast<double>(data().size())), p))));
    }
  };
  add("normal equations", 3, linear::operations_of_normal_equations);
  add("QR", 4, linear::operations_of_qr);
  add("pseudo-inverse", 5, linear::operations_of_pseudo_inverse);
  if (std::isfinite(operations_of_descent(1)))
    add("descent", 0, [&](double, double p) { return operations_of_descent(p); });
  if (std::isfinite(crossing())) curves.vertical("descent is cheaper from here on", crossing());
}

void LinearRegression::describe_methods(Table& table) const {
  table.head({"method", "work", "R − R*", "η <"});
  const bool empty = data().size() == 0;
  for (const DirectSolution& solution : direct_) {
    if (empty)
      table.row({solution.name});
    else if (solution.theta.empty())
      table.row({solution.name, solution.operations, "singular"});
    else
      table.row({solution.name, solution.operations, Cell(cost().excess(solution.theta), 2)});
  }
  constexpr std::array<const char*, kDescents> kShortNames{"all", "batches", "one"};
  for (std::size_t k = 0; k < kDescents; ++k) {
    if (!shown()[k]) continue;
    const Color color{race().entry(k).color};
    if (empty)
      table.row({kShortNames[k]}, color);
    else
      table.row({kShortNames[k], work_of(k), Cell(race().excess(k, data()), 2), Cell(limits_[k], 2)}, color);
  }
}

void LinearRegression::describe_numbers(Snapshot& snapshot) const {
  const auto value_of = [&](std::size_t k) {
    return data().size() == 0 ? NAN : cost().value(race().descent(k).theta());
  };
  snapshot.metric("updates", static_cast<double>(steps()), {.digits = 0});
  snapshot.metric("cost", value_of(kAll));
  snapshot.metric("mini_cost", "R(θ), mini-batches", value_of(kMini));
  snapshot.metric("online_cost", "R(θ), one at a time", value_of(kOnline));
  static constexpr std::array<std::array<const char*, 4>, kDescents> kIds{
      {{"excess", "R − R*", "work", "operations, all at once"},
       {"mini_excess", "R − R*, mini-batches", "mini_work", "operations, mini-batches"},
       {"online_excess", "R − R*, one at a time", "online_work", "operations, one at a time"}}};
  for (std::size_t k = 0; k < kDescents; ++k) {
    snapshot.metric(kIds[k][0], kIds[k][1], race().excess(k, data()));
    snapshot.metric(kIds[k][2], kIds[k][3], work_of(k));
  }
  snapshot.metric("normal_work", "operations, normal equations", direct_[0].operations);
  if (std::isfinite(crossing())) snapshot.metric("crossing", "p from which on descent is cheaper", crossing());
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kNumbersHelp});
  if (cost().is_flat_somewhere()) {
    numbers.warning(
        "The points do not determine the weights: there is more than one minimum. Tap into the data to add points.");
  } else {
    numbers.add("condition_number", cost().condition_number());
    numbers.add("largest_stable_rate", linear::largest_stable_rate(cost()));
    numbers.add("fastest_rate", "fastest η = 2/(λ_max + λ_min)", linear::fastest_rate(cost()));
    const double updates = linear::updates_until(cost(), settings().learning_rate, kSixDigits * kSixDigits);
    if (std::isfinite(updates)) numbers.add("updates_needed", "updates for six digits, at this η", updates);
    numbers.add("cost_curvature", cost().largest_curvature());
  }
  static constexpr std::array<std::array<const char*, 2>, 3> kNames{
      {{"theta_0", "θ₀*"}, {"theta_1", "θ₁*"}, {"theta_2", "θ₂*"}}};
  for (std::size_t j = 0; j < cost().minimum().size(); ++j)
    numbers.add(kNames[j][0], kNames[j][1], cost().minimum()[j]);
  const bool empty = data().size() == 0;
  numbers.add("least_cost", empty ? NAN : cost().least());
  if (data().held_out() > 0) {
    numbers.add("held_out_risk", "R_test(θ*) on held-out samples", data().held_out_risk(cost().minimum()));
    numbers.add("held_out", "samples held out", static_cast<double>(data().held_out()), {.digits = 0});
    snapshot.metric("descent_held_out_risk", "R_test, all at once", data().held_out_risk(all()));
  }
  if (rectified_.is_on()) {
    numbers.add("rectified_risk", "R of max(θ·x, 0)", rectified_.risk(data()));
    snapshot.metric("rectified_0", "θ₀ of max(θ·x, 0)", rectified_.theta()[0]);
    snapshot.metric("rectified_1", "θ₁ of max(θ·x, 0)", rectified_.theta()[1]);
    if (rectified_.stands_still(data()))
      numbers.warning("max(θ·x, 0) predicts 0 for every sample: its gradient is zero, and it stands still.");
  }
  numbers.add("sigma", "σ of the errors", empty ? NAN : sigma());
  numbers.add("log_likelihood", "log L(θ*)", sigma() > 0 ? log_likelihood_at_minimum() : NAN,
              {.note = empty || sigma() > 0 ? "" : "no bound: all errors are 0"});
  for (std::size_t k = kDescents; k-- > 0;)
    if (shown()[k] && settings().learning_rate > limits_[k])
      numbers.warning("η is above " + number_in_words(limits_[k], 3) + ": " + race().entry(k).label + " diverges.");
}

const RegisterDemo<LinearRegression> registered{{
    .id = "linear-regression",
    .title = "Linear regression",
    .lecture = 1,
    .row = "R2",
    .summary =
        "One line through the data, solved at once and by three kinds of gradient descent on the same cost surface.",
    .sources = {"Bishop, Pattern Recognition and Machine Learning (2006), §3.1",
                "Golub, Van Loan, Matrix Computations (3rd ed., 1996), ch. 5",
                "Widrow, Hoff, Adaptive switching circuits, IRE WESCON (1960)"},
    .steps_per_second = 20,
}};

}  // namespace
}  // namespace lectern
