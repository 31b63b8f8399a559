#include "core/ml/optimise/parzen_ratio.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "core/math/elementary.h"

namespace lectern::optimise {

std::vector<int> smallest_indices(std::span<const double> y, int count) {
  std::vector<int> order(y.size());
  std::iota(order.begin(), order.end(), 0);
  const auto value = [y](int i) { return y[static_cast<std::size_t>(i)]; };
  const auto end = order.begin() + count;
  std::nth_element(order.begin(), end, order.end(),
                   [&](int a, int b) { return value(a) != value(b) ? value(a) < value(b) : a < b; });
  order.erase(end, order.end());
  std::sort(order.begin(), order.end());
  return order;
}

double ParzenDensity::at(double t) const {
  constexpr double kInverseSqrtTwoPi = 0.39894228040143268;
  const double scale = -0.5 / (bandwidth * bandwidth);
  double sum = 0;
  for (const double x : points) sum += math::exp(scale * (t - x) * (t - x));
  return (sum * kInverseSqrtTwoPi / bandwidth + prior_weight / (high - low)) /
         (static_cast<double>(points.size()) + prior_weight);
}

double ParzenRatio::at(double t) const { return math::log(good.at(t)) - math::log(bad.at(t)); }

}  // namespace lectern::optimise
