#include "core/experiments/polynomial-regression/closer_look.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr int kLawPlaces = 400;
constexpr std::array<const char*, 2> kIds{"powers", "chebyshev"};
constexpr const char* kCoefficientsHelp =
    "The coefficients of the fit with bars of two standard errors, √(σ̂² ((XᵀX)⁻¹)_jj), where σ̂² = Σ(y − fit)²/(n − p) "
    "is the noise as the residuals tell it. Diamonds: the true ones, or, where the order is too low for the law, those "
    "of the polynomial nearest to it. Both bases describe the same curve.";
constexpr const char* kTableHelp =
    "Coefficient j in both bases with its standard error. “–”: not known, since there are no more points than "
    "coefficients.";

std::string with_error(double value, double error) {
  return number_in_words(value, 3) + " ± " + (std::isfinite(error) ? number_in_words(error, 2) : "–");
}

}  // namespace

Coefficients::Coefficients(const linear::PolynomialSpace& space, const CurveProblem& problem, const CurveSample& sample)
    : fit(linear::fit_polynomial(space, sample.x, sample.y)),
      errors(linear::coefficient_errors(space.features(sample.x), sample.y, fit.coefficients)) {
  if (!problem.law) return;
  CurveSample law;
  for (int i = 0; i < kLawPlaces; ++i) {
    const double x = space.low + (space.high - space.low) * (i + 0.5) / kLawPlaces;
    law.add(x, problem.law->value(x));
  }
  truth = linear::fit_polynomial(space, law.x, law.y).coefficients;
}

double Coefficients::largest_error() const {
  double largest = NAN;
  for (const double error : errors.standard_errors)
    if (!(error <= largest)) largest = error;
  return largest;
}

int Coefficients::within_two() const {
  int count = 0;
  for (std::size_t j = 0; j < truth.size(); ++j)
    count += std::fabs(fit.coefficients[j] - truth[j]) <= 2 * errors.standard_errors[j];
  return count;
}

void Coefficients::describe(Plane& plane, std::string_view axis) const {
  const std::vector<double>& theta = fit.coefficients;
  double largest = 0.5;
  std::vector<double> j, bar_x, bar_y;
  for (std::size_t k = 0; k < theta.size(); ++k) {
    const double at = static_cast<double>(k), error = 2 * errors.standard_errors[k];
    j.push_back(at);
    largest = std::max({largest, std::fabs(theta[k]), truth.empty() ? 0.0 : std::fabs(truth[k])});
    if (!std::isfinite(error)) continue;
    largest = std::max({largest, std::fabs(theta[k] - error), std::fabs(theta[k] + error)});
    bar_x.insert(bar_x.end(), {at, at, NAN});
    bar_y.insert(bar_y.end(), {theta[k] - error, theta[k] + error, NAN});
  }
  plane.axes({.label = axis, .range = {-0.5, static_cast<double>(theta.size()) - 0.5}},
             {.label = "coefficient", .range = {-1.1 * largest, 1.1 * largest}});
  plane.level("", 0);
  plane.line("± 2 standard errors", {bar_x, bar_y}, {.color = 0, .width_px = 3});
  plane.points("fit", {j, theta}, {.color = 0, .size_px = 5});
  if (!truth.empty())
    plane.points("true", {j, truth}, {.color = kColorForeground, .marker = Marker::diamond, .size_px = 4});
}

CoefficientPair::CoefficientPair(int order, const CurveProblem& problem, const CurveSample& sample) {
  for (std::size_t b = 0; b < in.size(); ++b) {
    const linear::PolynomialSpace space{linear::kPolynomialBases[b].value, order, problem.interval.low,
                                        problem.interval.high};
    in[b] = Coefficients(space, problem, sample);
  }
}

void CoefficientPair::describe(Snapshot& snapshot) const {
  constexpr std::array<const char*, 2> kTitles{"Coefficients of powers", "Coefficients of Chebyshev polynomials"};
  for (std::size_t b = 0; b < in.size(); ++b) {
    const std::string id = std::string("coefficients_") + kIds[b];
    in[b].describe(snapshot.plane(id, kTitles[b], {.weight = 4, .help = kCoefficientsHelp}), "j");
  }
  Table& table = snapshot.table("coefficients", "Coefficients", {.weight = 2, .help = kTableHelp});
  table.head({"j", "powers", "true", "Chebyshev", "true"});
  for (std::size_t j = 0; j < in[0].fit.coefficients.size(); ++j) {
    const auto shown = [&](const Coefficients& c) {
      return with_error(c.fit.coefficients[j], c.errors.standard_errors[j]);
    };
    const auto truth = [&](const Coefficients& c) {
      // Rounding of a zero.
      return c.truth.empty() ? NAN : std::fabs(c.truth[j]) < 1e-6 ? 0.0 : c.truth[j];
    };
    table.row(
        {Cell(static_cast<double>(j), 0), shown(in[0]), Cell(truth(in[0]), 3), shown(in[1]), Cell(truth(in[1]), 3)});
  }
  for (std::size_t b = 0; b < in.size(); ++b) {
    const std::string id = kIds[b], of = b == 0 ? ", powers" : ", Chebyshev";
    snapshot.metric("largest_error_" + id, "largest standard error" + of, in[b].largest_error());
    const double condition = in[b].errors.condition;
    snapshot.metric("condition_" + id, "condition number of X" + of, std::isfinite(condition) ? condition : NAN);
  }
  snapshot.metric("estimated_noise", "σ̂² of the residuals", in[0].errors.noise_variance);
}

int PartitionContest::best_order(linear::PolynomialBasis basis, Range interval, const CurveParts& parts) {
  if (parts.training.size() == 0 || parts.validation.size() == 0) return -1;
  int best = -1;
  double least = 0;
  for (int order = 0; order < static_cast<int>(kOrders); ++order) {
    const linear::PolynomialSpace space{basis, order, interval.low, interval.high};
    const double error =
        mean_squared_error(linear::fit_polynomial(space, parts.training.x, parts.training.y), parts.validation);
    if (best >= 0 && !(error < least)) continue;
    best = order;
    least = error;
  }
  return best;
}

void PartitionContest::add(int best_order) {
  if (best_order < 0) return;
  ++wins_[static_cast<std::size_t>(best_order)];
  ++partitions_;
}

void PartitionContest::describe(Plane& plane, int now) const {
  std::array<double, kOrders> shares{};
  for (std::size_t k = 0; k < kOrders; ++k)
    shares[k] = partitions_ > 0 ? static_cast<double>(wins_[k]) / partitions_ : 0;
  constexpr double kMostShare = 0.5;  // shown
  const Range orders{-0.5, kOrders - 0.5};
  plane.axes({.label = "order of the polynomial", .range = orders},
             {.label = "share of the partitions", .range = {0, kMostShare}});
  plane.bars("share in which it is best", orders, shares, {1}).width = 0.8f;
  if (now >= 0) plane.vertical("partition shown", now, {.color = kColorAccent});
}

void PartitionContest::describe_numbers(Numbers numbers, int now) const {
  const auto commonest = std::max_element(wins_.begin(), wins_.end());
  if (now >= 0) numbers.add("partition_best", "order best in this partition", now, {.digits = 0});
  if (partitions_ == 0) return;
  numbers.add("commonest_best", "order best most often", static_cast<double>(commonest - wins_.begin()), {.digits = 0});
  numbers.add("commonest_share", "in a share of", static_cast<double>(*commonest) / partitions_, {.digits = 2});
  numbers.add("winners", "orders that are best somewhere",
              static_cast<double>(std::count_if(wins_.begin(), wins_.end(), [](int wins) { return wins > 0; })),
              {.digits = 0});
  numbers.add("partitions", "partitions tried", partitions_, {.digits = 0});
}

}  // namespace lectern
