#include "core/ml/density/divergence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"

namespace lectern::density {
namespace {

constexpr double kLog2 = 0.693147180559945309;
constexpr double kTiny = 1e-24;  // a density that adds nothing to a Jensen–Shannon divergence

// log(1 + e^x), without the work where it is 0 or x to all digits that count beside log 2.
double log_one_and(double x) { return x < -40 ? 0 : x > 40 ? x : math::softplus(x); }

}  // namespace

double entropy(Tabulated p, double cell) { return cross_entropy(p, p, cell); }

double cross_entropy(Tabulated p, Tabulated q, double cell) {
  double sum = 0;
  for (std::size_t i = 0; i < p.density.size(); ++i)
    if (p.density[i] > 0) sum -= p.density[i] * q.log_density[i];
  return sum * cell;
}

double kl_divergence(Tabulated p, Tabulated q, double cell) {
  double sum = 0;
  for (std::size_t i = 0; i < p.density.size(); ++i)
    if (p.density[i] > 0) sum += p.density[i] * (p.log_density[i] - q.log_density[i]);
  return sum * cell;
}

double jensen_shannon(Tabulated p, Tabulated q, double cell) {
  // p log(p/m) = p (log 2 − log(1 + q/p)), and the same with p and q exchanged.
  double sum = 0;
  for (std::size_t i = 0; i < p.density.size(); ++i) {
    if (p.density[i] > kTiny) sum += p.density[i] * (kLog2 - log_one_and(q.log_density[i] - p.log_density[i]));
    if (q.density[i] > kTiny) sum += q.density[i] * (kLog2 - log_one_and(p.log_density[i] - q.log_density[i]));
  }
  return 0.5 * sum * cell;
}

double wasserstein1(std::span<const double> p, std::span<const double> q, double cell) {
  double sum = 0, before = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double now = before + (p[i] - q[i]) * cell;
    const double a = std::fabs(before), b = std::fabs(now);
    // The area under |…| of a straight piece: a trapezium, or two triangles where it changes its sign.
    sum += before * now >= 0 ? a + b : (a * a + b * b) / (a + b);
    before = now;
  }
  return 0.5 * sum * cell;
}

double wasserstein1_of_samples(std::vector<double> x, std::vector<double> y) {
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  const auto n = static_cast<double>(x.size()), m = static_cast<double>(y.size());
  double sum = 0, before = std::min(x.front(), y.front());
  for (std::size_t i = 0, j = 0; i < x.size() || j < y.size();) {
    const bool takes_x = j == y.size() || (i < x.size() && x[i] <= y[j]);
    const double now = takes_x ? x[i] : y[j];
    sum += (now - before) * std::fabs(static_cast<double>(i) / n - static_cast<double>(j) / m);
    before = now;
    takes_x ? ++i : ++j;
  }
  return sum;
}

}  // namespace lectern::density
