#include "core/ml/optimise/line_search.h"

#include <cmath>
#include <vector>

namespace lectern::optimise {
double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

namespace {

// φ(t) = f(x + t p) and its slope.
class Ray {
 public:
  struct Point {
    double t, value, slope;
  };

  Ray(const Objective& objective, std::span<const double> x, std::span<const double> p)
      : objective_(objective), x_(x), p_(p), at_(x.size()), gradient_(x.size()) {}

  double value(double t) {
    move_to(t);
    return objective_.value(at_);
  }
  Point point(double t) {
    const double f = value(t);
    objective_.gradient(at_, gradient_);
    return {t, f, dot(gradient_, p_)};
  }

 private:
  void move_to(double t) {
    for (std::size_t i = 0; i < at_.size(); ++i) at_[i] = x_[i] + t * p_[i];
  }

  const Objective& objective_;
  std::span<const double> x_, p_;
  std::vector<double> at_, gradient_;
};

// The minimum of the cubic through two points with slopes, kept well inside the interval.
double cubic_minimum(const Ray::Point& a, const Ray::Point& b) {
  const double low = a.t < b.t ? a.t : b.t, high = a.t < b.t ? b.t : a.t;
  const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
  const double radicand = d1 * d1 - a.slope * b.slope;
  double t = 0.5 * (low + high);
  if (radicand >= 0) {
    const double d2 = (b.t > a.t ? 1.0 : -1.0) * std::sqrt(radicand);
    t = b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  }
  const double margin = 0.1 * (high - low);
  if (!(t > low + margin)) return low + margin;
  if (!(t < high - margin)) return high - margin;
  return t;
}

}  // namespace

double backtracking_step(const Objective& objective, std::span<const double> x, double f, std::span<const double> g,
                         std::span<const double> p, const LineSearchOptions& options) {
  Ray ray(objective, x, p);
  const double slope = dot(g, p);
  double t = 1;
  for (int i = 0; i < options.maximum_evaluations; ++i) {
    // Written so that a value that is not a number also shortens the step.
    if (ray.value(t) <= f + options.sufficient_decrease * t * slope) break;
    t *= options.shrink;
  }
  return t;
}

double strong_wolfe_step(const Objective& objective, std::span<const double> x, double f, std::span<const double> g,
                         std::span<const double> p, const LineSearchOptions& options) {
  Ray ray(objective, x, p);
  const Ray::Point start{0, f, dot(g, p)};
  const auto decreases_enough = [&](const Ray::Point& at) {
    return at.value <= start.value + options.sufficient_decrease * at.t * start.slope;
  };
  const auto flat_enough = [&](const Ray::Point& at) {
    return std::fabs(at.slope) <= options.curvature * std::fabs(start.slope);
  };

  Ray::Point low = start, high = start, previous = start;
  bool bracketed = false;
  double t = 1;
  for (int evaluations = 0; evaluations < options.maximum_evaluations; ++evaluations) {
    const Ray::Point at = ray.point(t);
    if (!decreases_enough(at) || (at.value >= low.value && (bracketed || evaluations > 0))) {
      high = at;
      if (!bracketed) low = previous;
      bracketed = true;
    } else if (flat_enough(at)) {
      return at.t;
    } else if (bracketed) {
      if (at.slope * (high.t - low.t) >= 0) high = low;
      low = at;
    } else if (at.slope >= 0) {
      high = previous;
      low = at;
      bracketed = true;
    } else {
      previous = low = at;
    }
    if (!bracketed) {
      t *= 2;
      continue;
    }
    t = std::isfinite(high.value) && std::isfinite(high.slope) ? cubic_minimum(low, high) : 0.5 * (low.t + high.t);
  }
  return low.t;
}

}  // namespace lectern::optimise
