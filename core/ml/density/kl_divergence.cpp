#include "core/ml/density/kl_divergence.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::density {
namespace {

constexpr std::ptrdiff_t kNobody = -1;

// The k smallest numbers met so far, ascending.
class Smallest {
 public:
  explicit Smallest(int k) : k_(k) { values_.fill(std::numeric_limits<double>::infinity()); }
  double largest_kept() const { return values_[static_cast<std::size_t>(k_ - 1)]; }
  void offer(double value) {
    if (!(value < largest_kept())) return;
    int place = k_ - 1;
    for (; place > 0 && values_[static_cast<std::size_t>(place - 1)] > value; --place)
      values_[static_cast<std::size_t>(place)] = values_[static_cast<std::size_t>(place - 1)];
    values_[static_cast<std::size_t>(place)] = value;
  }

 private:
  int k_;
  std::array<double, kMaximumNeighbours> values_;
};

// Squared distance from `point` to its k-th nearest row of `set`, row `self` left out.
double kth_squared_distance(const float* point, ConstMatrixView<float> set, int k, std::ptrdiff_t self) {
  Smallest nearest(k);
  for (std::ptrdiff_t r = 0; r < set.rows; ++r) {
    if (r == self) continue;
    const float* other = set.row(r);
    double squared = 0;
    for (std::ptrdiff_t c = 0; c < set.cols; ++c) {
      const double difference = static_cast<double>(point[c]) - static_cast<double>(other[c]);
      squared += difference * difference;
    }
    nearest.offer(squared);
  }
  return std::max(nearest.largest_kept(), kSmallestDistance * kSmallestDistance);
}

}  // namespace

double kl_divergence_by_neighbours(ConstMatrixView<float> P, ConstMatrixView<float> Q, int k) {
  if (k < 1 || k > kMaximumNeighbours || P.rows <= k || Q.rows < k || P.cols != Q.cols)
    return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < P.rows; ++i) {
    const double to_q = kth_squared_distance(P.row(i), Q, k, kNobody);
    const double to_p = kth_squared_distance(P.row(i), P, k, i);
    sum += math::log(to_q / to_p);
  }
  const double n = static_cast<double>(P.rows);
  const double m = static_cast<double>(Q.rows);
  return 0.5 * static_cast<double>(P.cols) * sum / n + math::log(m / (n - 1));
}

}  // namespace lectern::density
