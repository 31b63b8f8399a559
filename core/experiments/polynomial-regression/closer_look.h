#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/snapshot.h"
#include "core/ml/linear/coefficient_errors.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"

// What polynomial regression shows when it is asked to: coefficients with their errors, and other partitions.
namespace lectern {

// The coefficients of one fit in one basis.
struct Coefficients {
  linear::Polynomial fit;
  linear::CoefficientErrors errors;
  std::vector<double> truth;  // of the polynomial of this order nearest to the law; empty: no law

  Coefficients() = default;
  // sample  has points
  Coefficients(const linear::PolynomialSpace& space, const CurveProblem& problem, const CurveSample& sample);

  double largest_error() const;
  // Coefficients whose truth lies within two standard errors; 0 where these are not known.
  int within_two() const;
  void describe(Plane& plane, std::string_view axis) const;
  auto state() const { return std::tie(fit, errors, truth); }
};

// The same fit in both bases, in the order of linear::kPolynomialBases.
struct CoefficientPair {
  std::array<Coefficients, 2> in;

  CoefficientPair() = default;
  CoefficientPair(int order, const CurveProblem& problem, const CurveSample& sample);
  bool is_known() const { return !in[0].fit.coefficients.empty(); }
  void describe(Snapshot& snapshot) const;
  auto state() const { return std::tie(in); }
};

// Which order predicts best the points held out, over partitions of the same data.
class PartitionContest {
 public:
  static constexpr std::size_t kOrders = 16;

  // −1: nothing is held out, or nothing to learn from
  static int best_order(linear::PolynomialBasis basis, Range interval, const CurveParts& parts);

  void add(int best_order);
  int partitions() const { return partitions_; }
  // now: the order that is best in the partition shown
  void describe(Plane& plane, int now) const;
  void describe_numbers(Numbers numbers, int now) const;
  auto state() const { return std::tie(wins_, partitions_); }

 private:
  std::array<int, kOrders> wins_{};
  int partitions_ = 0;
};

}  // namespace lectern
