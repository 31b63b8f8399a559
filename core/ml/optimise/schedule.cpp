#include "core/ml/optimise/schedule.h"

#include <algorithm>
#include <cmath>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::optimise {
namespace {

constexpr double kPi = 3.1415926535897932384626433832795;

}  // namespace

double Schedule::factor(double t) const {
  if (t < warm_up) return (t + 1) / (warm_up + 1);
  const double lives = (t - warm_up) / half_life;
  switch (kind) {
    case ScheduleKind::constant: break;
    case ScheduleKind::inverse: return 1 / (1 + lives);
    case ScheduleKind::exponential: return math::exp(-math::kLog2 * lives);
    case ScheduleKind::cosine: return lives >= 2 ? 0 : 0.5 * (1 + math::cos(0.5 * kPi * lives));
    case ScheduleKind::staircase: return math::exp(-math::kLog2 * std::floor(lives));
  }
  return 1;
}

}  // namespace lectern::optimise
