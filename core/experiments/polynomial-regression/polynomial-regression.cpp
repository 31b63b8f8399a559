// Polynomials of several orders side by side, fitted to noisy points of a law: what they learn, what they predict
// between the points and beyond them, and how both errors depend on the order and on the number of points; or the
// coefficients with their standard errors, or how the partition of the same data changes which order is best.
// Lecture row R1.
// Sources: Mehta et al., A high-bias, low-variance introduction to machine learning for physicists, Physics Reports
// 810 (2019), §II; Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2.

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/polynomial-regression/closer_look.h"
#include "core/experiments/polynomial-regression/expected_error.h"
#include "core/experiments/polynomial-regression/typical_error.h"
#include "core/lab/demo.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

using linear::Polynomial;
using linear::PolynomialBasis;

constexpr int kMostOrder = 15;
constexpr std::size_t kMostOrders = 6;
constexpr int kMostReplicas = 2000;
constexpr int kCurvePlaces = 240;
constexpr int kShiftPlaces = 100;
constexpr std::array<int, 13> kSizes{4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256};
constexpr ColorRole kTrainingColor = 0, kValidationColor = 1, kBeyondColor = 3;

constexpr const char* kFitHelp =
    "The models learn from the full circles; the rings are held out. Shaded: no data here. Tap to add points, drag "
    "them, or long press to remove one; thin dashed lines: the fits without the points that were added.";
constexpr const char* kOrdersHelp =
    "Typical error: the geometric mean over all replicas, which one wild fit does not dominate. E_tr is the error on "
    "the training points; E_val and E beyond are σ² + ⟨(fit − law)²⟩, the expected error on new points inside and "
    "beyond the data, hence never below σ² (without a law: on the points held out). Shade: two standard errors.";
constexpr const char* kSizesHelp =
    "Typical training error (dashed) and validation error (solid) of each order, again geometric means, as data are "
    "added: both tend to σ² where the model can represent the law, and to something larger where it cannot.";
constexpr const char* kScoresHelp =
    "Mean squared errors of the fits shown: E_tr and E_val on their few points, beyond the data expected from the law. "
    "Typical E_val: the geometric mean over all replicas of the expected error on new points. Shift: the root mean "
    "square by which the points that were added have moved the fit.";

constexpr const char* kPartitionsHelp =
    "The same points, divided anew into training and validation points at every step: how often each order has the "
    "least E_val. Nothing else changes.";

constexpr const char* kTableNote =
    "The law behind a table is not known, nor are σ² and the error beyond the data. Every step divides the rows anew; "
    "E_val is the error on those held out.";

constexpr std::size_t kManyPoints = 300;

// What stands beside the errors against the order.
enum class Beside { sizes, coefficients, partitions };

struct Settings {
  CurveDataSettings data{.n = 35, .noise = 0.7};
  double train_fraction = 0.7;
  int partition = 1;
  std::vector<int> orders{1, 3, 10};
  PolynomialBasis basis = PolynomialBasis::powers;
  double beyond = 0.1;
  bool follow = false;
  Beside beside = Beside::sizes;
  int coefficients_of = 3;
};

// The points in a random order.
void shuffle(CurveSample& sample, Rng& rng) {
  const CurveSample ordered = std::exchange(sample, {});
  std::vector<std::size_t> order(ordered.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(std::span(order));
  for (const std::size_t i : order) sample.add(ordered.x[i], ordered.y[i]);
}

std::vector<int> without_repeats(std::vector<int> orders) {
  std::sort(orders.begin(), orders.end());
  orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
  return orders;
}

// A data set, split, with what was fitted to it.
struct Fitted {
  CurveParts parts;
  std::vector<Polynomial> fits;     // one for each order; none without points
  std::vector<Polynomial> without;  // the same without the points drawn; none if no points were added to those of a law
  // Of each fit: in training, in validation, beyond the data; NaN: not known.
  std::vector<std::array<double, 3>> errors;

  CoefficientPair coefficients;  // where they are shown

  auto state() const { return std::tuple(std::tie(parts, fits, without, errors), unhashed(coefficients)); }
};

class PolynomialRegression final : public Demo<PolynomialRegression, Settings, CurveData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .real(&Settings::train_fraction, "train_fraction", {0.1, 1})
        .help("The rest is held out for validation: no model learns from it.")
        .integer(&Settings::partition, "partition", "Partition", {1, 1000})
        .help("Another number divides the same points into other training and validation points.")
        .group("Models")
        .integer_list(&Settings::orders, "shown_orders", "Orders shown", {0, kMostOrder}, kMostOrders)
        .formerly("orders")
        .help("Orders of the polynomials drawn side by side. Order k has k + 1 coefficients.")
        .choice(&Settings::basis, "basis", glossary_label("basis"), linear::kPolynomialBases)
        .help("Both span the same functions, so the fits agree up to rounding; only the coefficients differ.")
        .real(&Settings::beyond, "beyond", "Extrapolation", {0, 1})
        .help("How far beyond the right end of the data the models must predict, as a fraction of the interval.")
        .boolean(&Settings::follow, "follow", "Show each replica")
        .live()
        .help("Show the newest replica of the data and its fits instead of the first, to see how much the fits vary.")
        .choice(&Settings::beside, "closer", "Look closer at",
                {{Beside::sizes, "sizes", "The number of points"},
                 {Beside::coefficients, "coefficients", "The coefficients and their errors"},
                 {Beside::partitions, "partitions", "Other partitions of the same data"}})
        .help("Of coefficients: both bases side by side. Of partitions: every step divides the same points anew.")
        .integer(&Settings::coefficients_of, "coefficients_of", "Order of the coefficients", {0, kMostOrder})
        .help("Whose coefficients are shown: order k has k + 1.")
        .shown_when(&Settings::beside, {Beside::coefficients});
  }

  explicit PolynomialRegression(const Start& start)
      : Demo(start),
        orders_(without_repeats(start.settings.orders)),
        expected_(problem(), problem().interval),
        expected_beyond_(problem(), {problem().interval.high, window().high}) {
    if (problem().law)
      if (const auto fault = unusable_value(*problem().law, window())) throw CannotStart(*fault);
    data_changed();
  }

  // The data as they are now are the first replica.
  void data_changed() {
    first_ = fit_all(data().sample(), partition_rng(settings().partition));
    y_range_ = problem().value_range(first_.parts.training, window());
    latest_ = first_;
    best_in_partition_ = best_order(first_.parts);
    contest_ = {};
    contest_.add(settings().partition == 1 ? best_in_partition_ : best_order(partition(1).parts));
    coefficients_within_ = coefficients_judged_ = 0;
    by_order_ = {};
    by_size_.assign(orders_.size(), {});
    replicas_ = 0;
    compare(rng("replicas").split(0));
  }
  void step() override {
    Rng replica = rng("replicas").split(static_cast<std::uint64_t>(replicas_));
    // Of a table there are no new points, but the same ones divided anew.
    CurveSample points = problem().is_table ? data().sample() : problem().sample(problem().n, replica);
    latest_ = fit_all(std::move(points), replica.split("split"));
    compare(replica);
    if (settings().beside != Beside::partitions) return;
    latest_ = partition(replicas_);
    contest_.add(best_order(latest_.parts));
  }
  bool finished() const override { return replicas_ >= kMostReplicas; }
  SeedUse seeds() const override {
    const bool is_split = settings().train_fraction < 1;
    return {.run = problem().is_random() || is_split, .data = data().uses_seed() || is_split};
  }
  static bool takes_points(std::string_view panel) { return panel == "fit"; }
  auto state() const {
    return std::tuple(std::tie(replicas_, first_, by_order_, by_size_), unhashed(latest_), unhashed(orders_),
                      unhashed(contest_), std::tie(expected_, expected_beyond_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  const CurveProblem& problem() const { return data().problem(); }
  Fitted fit_all(CurveSample all, Rng rng) const;
  // How the data are divided the number-th time.
  Rng partition_rng(int number) const {
    const Rng first = data_rng("split");
    return number == 1 ? first : first.split(static_cast<std::uint64_t>(number));
  }
  Fitted partition(int number) const { return fit_all(data().sample(), partition_rng(number)); }
  // Known only where partitions are looked at.
  int best_order(const CurveParts& parts) const {
    if (settings().beside != Beside::partitions) return -1;
    return PartitionContest::best_order(settings().basis, problem().interval, parts);
  }
  Polynomial fit(int order, const CurveSample& sample) const {
    const auto [low, high] = problem().interval;
    return linear::fit_polynomial({settings().basis, order, low, high}, sample.x, sample.y);
  }
  // Takes the latest replica into the errors; `rng` draws more points for its larger relatives.
  void compare(Rng rng) {
    compare_orders();
    compare_sizes(rng);
    if (const Coefficients& judged = latest_.coefficients.in[settings().basis == PolynomialBasis::chebyshev];
        std::isfinite(judged.errors.noise_variance)) {
      coefficients_within_ += judged.within_two();
      coefficients_judged_ += static_cast<int>(judged.truth.size());
    }
    ++replicas_;
  }
  void compare_orders();
  void compare_sizes(Rng& replica);
  double shift(const Fitted& fitted, std::size_t k) const;

  Range window() const {
    const auto [low, high] = problem().interval;
    return {low, high + settings().beyond * (high - low)};
  }
  const Fitted& shown() const { return settings().follow ? latest_ : first_; }
  Range error_range() const;
  void describe_error_axes(Plane& plane, const AxisText& x) const;

  void describe_fit(Plane& plane) const;
  void describe_orders(Plane& plane) const;
  void describe_sizes(Plane& plane) const;
  void describe_beside(Snapshot& snapshot) const;
  void describe_scores(Table& table) const;
  void describe_numbers(Numbers numbers) const;
  void describe_metrics(Snapshot& snapshot) const;

  std::vector<int> orders_;                   // ascending, each once
  ExpectedError expected_, expected_beyond_;  // on the interval, and beyond it

  Fitted first_, latest_;
  Range y_range_;
  int replicas_ = 0;
  PartitionContest contest_;
  int best_in_partition_ = -1;
  // Over all replicas: coefficients whose truth lies within two standard errors, of so many.
  int coefficients_within_ = 0, coefficients_judged_ = 0;
  std::array<TypicalErrors, kMostOrder + 1> by_order_;
  std::vector<std::array<TypicalErrors, kSizes.size()>> by_size_;  // one for each of orders_
};

// Points of the law or rows of a table, split, and the points drawn, all of which are learned from; without either the
// points drawn, split.
Fitted PolynomialRegression::fit_all(CurveSample all, Rng rng) const {
  Fitted result;
  if (!problem().has_points()) all.add(data().drawn_points());
  result.parts = split(all, settings().train_fraction, rng);
  if (problem().has_points() && !data().drawn_points().empty()) {
    for (const int order : orders_) result.without.push_back(fit(order, result.parts.training));
    result.parts.training.add(data().drawn_points());
  }
  if (result.parts.training.size() == 0) return result;
  if (settings().beside == Beside::coefficients)
    result.coefficients = {settings().coefficients_of, problem(), result.parts.training};
  for (const int order : orders_) {
    const Polynomial& model = result.fits.emplace_back(fit(order, result.parts.training));
    const auto error = [&](const CurveSample& sample) {
      return sample.size() > 0 ? mean_squared_error(model, sample) : NAN;
    };
    result.errors.push_back({error(result.parts.training), error(result.parts.validation),
                             expected_beyond_.is_known() ? expected_beyond_(model) : NAN});
  }
  return result;
}

// By how much the points drawn have moved a fit: the root mean square over the interval.
double PolynomialRegression::shift(const Fitted& fitted, std::size_t k) const {
  if (k >= fitted.without.size()) return NAN;
  const auto [low, high] = problem().interval;
  double sum = 0;
  for (int i = 0; i < kShiftPlaces; ++i) {
    const double x = low + (high - low) * (i + 0.5) / kShiftPlaces;
    const double difference = fitted.fits[k].value(x) - fitted.without[k].value(x);
    sum += difference * difference;
  }
  return std::sqrt(sum / kShiftPlaces);
}

void PolynomialRegression::compare_orders() {
  if (latest_.parts.training.size() == 0) return;
  for (int order = 0; order <= kMostOrder; ++order) {
    by_order_[static_cast<std::size_t>(order)].add(fit(order, latest_.parts.training), latest_.parts, expected_,
                                                   expected_beyond_);
  }
}

void PolynomialRegression::compare_sizes(Rng& replica) {
  CurveParts parts = latest_.parts;
  if (problem().is_table) shuffle(parts.training, replica);
  const CurveSample known = parts.training;
  for (std::size_t s = 0; s < kSizes.size(); ++s) {
    const auto wanted = static_cast<std::size_t>(kSizes[s]);
    parts.training = problem().law ? problem().sample(kSizes[s], replica) : known;
    if (parts.training.size() < wanted) return;
    parts.training.x.resize(wanted);
    parts.training.y.resize(wanted);
    for (std::size_t k = 0; k < orders_.size(); ++k)
      by_size_[k][s].add(fit(orders_[k], parts.training), parts, expected_, expected_beyond_);
  }
}

void PolynomialRegression::describe(Snapshot& snapshot) const {
  describe_fit(snapshot.plane("fit", "Fits", {.weight = 4, .help = kFitHelp}));
  const bool leads = settings().beside == Beside::coefficients;
  if (leads) describe_beside(snapshot);
  describe_orders(snapshot.curves("orders", "Errors and order", {.weight = leads ? 1 : 3, .help = kOrdersHelp}));
  if (!leads) describe_beside(snapshot);
  describe_scores(snapshot.table("scores", "Scores", {.help = kScoresHelp}));
  describe_numbers(snapshot.numbers("Numbers", {.help = "Which order predicts best, over all replicas."}));
  describe_metrics(snapshot);
}

void PolynomialRegression::describe_beside(Snapshot& snapshot) const {
  switch (settings().beside) {
    case Beside::sizes:
      describe_sizes(snapshot.curves("sizes", "Errors and number of points", {.weight = 2, .help = kSizesHelp}));
      break;
    case Beside::coefficients:
      if (shown().coefficients.is_known()) shown().coefficients.describe(snapshot);
      break;
    case Beside::partitions:
      contest_.describe(snapshot.plane("partitions", "Which order is best?", {.weight = 3, .help = kPartitionsHelp}),
                        best_in_partition_);
      break;
  }
}

// The typical errors of the orders shown, over all replicas.
void PolynomialRegression::describe_metrics(Snapshot& snapshot) const {
  for (std::size_t k = 0; k < orders_.size(); ++k) {
    const TypicalErrors& typical = by_order_[static_cast<std::size_t>(orders_[k])];
    if (!typical.validation.is_known()) continue;
    const std::string number = std::to_string(orders_[k]), of = " of order " + number;
    snapshot.metric("training_error_" + number, "typical E_tr" + of, typical.training.value());
    snapshot.metric("validation_error_" + number, "typical E_val" + of, typical.validation.value());
    if (typical.beyond.is_known())
      snapshot.metric("beyond_error_" + number, "typical E beyond" + of, typical.beyond.value());
    if (!first_.without.empty()) snapshot.metric("shift_" + number, "shift" + of, shift(first_, k));
  }
}

void PolynomialRegression::describe_fit(Plane& plane) const {
  const Fitted& now = shown();
  plane
      .axes({.label = problem().x_label, .range = problem().axis_range(window())},
            {.label = problem().y_label, .range = y_range_})
      .accept_points(1);
  if (settings().beyond > 0)
    plane.band("no data", {problem().interval.high, window().high}, {y_range_.low, y_range_.low},
               {y_range_.high, y_range_.high}, {kColorMuted});
  problem().describe_law(plane, window());
  for (std::size_t k = 0; k < now.fits.size(); ++k)
    plane.line("order " + std::to_string(orders_[k]), window(), kCurvePlaces,
               [&](double x) { return now.fits[k].value(x); }, {.color = static_cast<ColorRole>(k)});
  for (std::size_t k = 0; k < now.without.size(); ++k)
    plane.line(k == 0 ? "without the points added" : "", window(), kCurvePlaces,
               [&](double x) { return now.without[k].value(x); },
               {.color = static_cast<ColorRole>(k), .dashed = true, .width_px = 1});
  const auto& [training, validation] = now.parts;
  const std::span<const DrawnPoint> drawn = data().drawn_points();
  const bool has_points = problem().has_points(), are_many = training.size() + validation.size() > kManyPoints;
  const std::size_t given = has_points ? training.size() - drawn.size() : 0;
  plane.points("validation", validation.places(),
               {.color = kColorForeground,
                .marker = Marker::ring,
                .size_px = !has_points ? 8.0f
                           : are_many  ? 2.5f
                                       : 4.0f,
                .opacity = 0.9f});
  PointStyle style{.color = kColorForeground, .opacity = 0.9f};
  if (are_many) style.size_px = 2.2f;
  plane.points("training", training.places().part(0, given), style);
  describe_drawn(plane, drawn);
}

// From below the least training error to well above that of the simplest model: a wild fit leaves the picture.
Range PolynomialRegression::error_range() const {
  const TypicalErrors& simplest = by_order_[0];
  if (!simplest.training.is_known()) return {0.1, 10};
  double least = TypicalError::kLargest;
  for (const TypicalErrors& errors : by_order_) least = std::min(least, errors.training.value());
  const double beyond = simplest.beyond.is_known() ? simplest.beyond.value() : least;
  return {0.3 * least, 50 * simplest.training.value() + 3 * beyond};
}

void PolynomialRegression::describe_error_axes(Plane& plane, const AxisText& x) const {
  plane.axes(x, {.label = "mean squared error E", .range = error_range(), .logarithmic = true});
  if (problem().law && problem().noise > 0) plane.level("noise σ²", problem().noise_variance());
}

void PolynomialRegression::describe_orders(Plane& plane) const {
  describe_error_axes(plane, {.label = "order of the polynomial", .range = {-0.3, kMostOrder + 0.3}});
  const auto add = [&](const char* label, TypicalError TypicalErrors::*error, ColorRole color) {
    std::array<Estimate, kMostOrder + 1> curve;
    std::size_t known = 0;
    for (std::size_t order = 0; order <= kMostOrder; ++order) {
      const TypicalError& here = by_order_[order].*error;
      if (here.is_known()) curve[known++] = here.at(static_cast<double>(order));
    }
    if (known > 0 || !problem().is_table) add_estimates(plane, label, std::span(curve).first(known), {.color = color});
  };
  add("E_tr", &TypicalErrors::training, kTrainingColor);
  add("E_val", &TypicalErrors::validation, kValidationColor);
  add("E beyond the data", &TypicalErrors::beyond, kBeyondColor);
}

void PolynomialRegression::describe_sizes(Plane& plane) const {
  const Range sizes{0.9 * kSizes.front(), 1.1 * kSizes.back()};
  describe_error_axes(plane, {.label = "training points", .range = sizes, .logarithmic = true});
  for (std::size_t k = 0; k < orders_.size(); ++k) {
    std::array<Estimate, kSizes.size()> validation, training;
    std::size_t known = 0;
    for (std::size_t s = 0; s < kSizes.size(); ++s) {
      if (!by_size_[k][s].validation.is_known()) continue;
      validation[known] = by_size_[k][s].validation.at(kSizes[s]);
      training[known++] = by_size_[k][s].training.at(kSizes[s]);
    }
    const auto color = static_cast<ColorRole>(k);
    add_estimates(plane, "order " + std::to_string(orders_[k]), std::span(validation).first(known), {.color = color});
    add_estimates(plane, "", std::span(training).first(known), {.color = color, .dashed = true});
  }
}

void PolynomialRegression::describe_scores(Table& table) const {
  const bool has_shift = !shown().without.empty();
  table.head({"order", "E_tr", "E_val", "beyond", has_shift ? "shift" : "typical E_val"});
  for (std::size_t k = 0; k < shown().fits.size(); ++k) {
    const auto [training, validation, beyond] = shown().errors[k];
    const double typical = by_order_[static_cast<std::size_t>(orders_[k])].validation.value();
    table.row({Cell(orders_[k], 0), error_in_words(training), error_in_words(validation), error_in_words(beyond),
               error_in_words(has_shift ? shift(shown(), k) : typical)},
              {static_cast<ColorRole>(k)});
  }
}

void PolynomialRegression::describe_numbers(Numbers numbers) const {
  const int inside = place_of_least(by_order_, &TypicalErrors::validation);
  const int outside = place_of_least(by_order_, &TypicalErrors::beyond);
  const auto points = static_cast<int>(first_.parts.training.size());
  if (points == 0) numbers.warning("No points yet: tap into the picture to add some.");
  if (problem().is_table) numbers.paragraph(kTableNote);
  if (settings().beside == Beside::partitions) contest_.describe_numbers(numbers, best_in_partition_);
  if (coefficients_judged_ > 0)
    numbers.add("within_two", "true within 2 standard errors",
                static_cast<double>(coefficients_within_) / coefficients_judged_,
                {.digits = 3, .note = "of all coefficients"});
  if (inside >= 0) {
    const double least = by_order_[static_cast<std::size_t>(inside)].validation.value();
    numbers.add("best_order", "order of least E_val", inside, {.digits = 0});
    numbers.add("least_validation_error", least, {.note = is_rounding(least) ? "or less" : ""});
  }
  if (problem().law) numbers.add("noise_variance", problem().noise_variance());
  if (outside >= 0) numbers.add("best_beyond", "order of least E beyond the data", outside, {.digits = 0});
  numbers.add("training_points", "training points", points, {.digits = 0});
  numbers.add("replicas", replicas_, {.digits = 0});
  if (!orders_.empty() && points > 0 && orders_.back() >= points)
    numbers.warning("The highest order has more coefficients than there are points: it can fit anything.");
}

const RegisterDemo<PolynomialRegression> registered{{
    .id = "polynomial-regression",
    .title = "Polynomial regression",
    .lecture = 1,
    .row = "R1",
    .summary = "Polynomials of several orders learn a law from noisy points: who fits best is not who predicts best.",
    .sources = {"Mehta et al., A high-bias, low-variance introduction to machine learning for physicists, Physics "
                "Reports 810 (2019), §II",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
