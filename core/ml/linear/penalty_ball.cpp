#include "core/ml/linear/penalty_ball.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::linear {
namespace {

constexpr double kHalfPi = 1.5707963267948966192313216916398;
constexpr int kDirections = 512;  // looked at before the best is refined; a multiple of 4
constexpr int kRefinements = 40;  // each by the golden ratio

struct Direction {
  double c, s;
};

// Direction number k of `count`, exact on the axes. count a multiple of 4
Direction direction_of(int k, int count) {
  const int quarter = count / 4, turns = (k / quarter) % 4;
  const double angle = kHalfPi * (k % quarter) / quarter;
  const double c = math::cos(angle), s = math::sin(angle);
  constexpr std::array<Direction, 4> kAxes{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
  const Direction x = kAxes[static_cast<std::size_t>(turns)], y = kAxes[static_cast<std::size_t>((turns + 1) % 4)];
  if (k % quarter == 0) return x;
  return {c * x.c + s * y.c, c * x.s + s * y.s};
}

}  // namespace

double PairPenalty::value(double w1, double w2) const {
  const double a = std::fabs(w1), b = std::fabs(w2);
  if (elastic) return l1_ratio * (a + b) + 0.5 * (1 - l1_ratio) * (a * a + b * b);
  if (p == 1) return a + b;
  if (p == 2) return std::sqrt(a * a + b * b);
  const double largest = std::max(a, b);
  if (largest == 0) return 0;
  return largest * math::pow(math::pow(a / largest, p) + math::pow(b / largest, p), 1 / p);
}

double PairPenalty::reach(double c, double s, double epsilon) const {
  if (!elastic) return epsilon / value(c, s);
  // r A t + ½ (1 − r) t² = ε with A = |c| + |s|, in the form that does not cancel.
  const double linear = l1_ratio * (std::fabs(c) + std::fabs(s)), square = 1 - l1_ratio;
  const double root = linear + std::sqrt(linear * linear + 2 * square * epsilon);
  return root > 0 ? 2 * epsilon / root : 0;
}

std::vector<WeightPair> penalty_boundary(const PairPenalty& penalty, double epsilon, int count) {
  std::vector<WeightPair> border;
  border.reserve(static_cast<std::size_t>(count) + 1);
  for (int k = 0; k <= count; ++k) {
    const Direction d = direction_of(k, count);
    const double t = penalty.reach(d.c, d.s, epsilon);
    border.push_back({t * d.c, t * d.s});
  }
  return border;
}

WeightPair touching_point(const QuadraticCost& cost, const PairPenalty& penalty, double epsilon) {
  const WeightPair minimum{cost.minimum()[0], cost.minimum()[1]};
  if (penalty.value(minimum[0], minimum[1]) <= epsilon) return minimum;
  const auto place = [&](Direction d) {
    const double t = penalty.reach(d.c, d.s, epsilon);
    return WeightPair{t * d.c, t * d.s};
  };
  int best = 0;
  for (int k = 1; k < kDirections; ++k)
    if (cost.excess(place(direction_of(k, kDirections))) < cost.excess(place(direction_of(best, kDirections))))
      best = k;
  const WeightPair coarse = place(direction_of(best, kDirections));
  const double centre = 4 * kHalfPi * best / kDirections, step = 4 * kHalfPi / kDirections;
  const auto at = [&](double angle) { return place({math::cos(angle), math::sin(angle)}); };
  constexpr double kGolden = 0.61803398874989484820458683436564;
  double low = centre - step, high = centre + step;
  for (int i = 0; i < kRefinements; ++i) {
    const double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
    if (cost.excess(at(a)) <= cost.excess(at(b)))
      high = b;
    else
      low = a;
  }
  const WeightPair fine = at(0.5 * (low + high));
  // At a corner everything beside it is higher: the exact one stays.
  return cost.excess(fine) < cost.excess(coarse) ? fine : coarse;
}

}  // namespace lectern::linear
