#include "core/ml/trees/impurity.h"

#include "core/math/elementary.h"

namespace lectern::trees {
namespace {

constexpr double kBitsPerNat = 1.4426950408889634;  // 1 / ln 2

}  // namespace

double x_log2_x(double x) { return x > 0 ? x * math::log(x) * kBitsPerNat : 0.0; }

double impurity_of_masses(std::span<const double> masses, double total, Criterion criterion) {
  double sum = 0;
  if (criterion == Criterion::gini) {
    for (const double mass : masses) sum += mass * mass;
    return 1 - sum / (total * total);
  }
  for (const double mass : masses) sum -= x_log2_x(mass / total);
  return sum;
}

}  // namespace lectern::trees
