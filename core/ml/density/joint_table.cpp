#include "core/ml/density/joint_table.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::density {
namespace {

double minus_p_log_p(std::span<const double> p, double cell) {
  double sum = 0;
  for (const double value : p)
    if (value > 0) sum -= value * math::log(value);
  return sum * cell;
}

}  // namespace

JointTable::JointTable(int side, double low, double high, const std::function<double(double x, double y)>& density)
    : low_(low),
      cell_((high - low) / side),
      table_(side, side),
      marginal_x_(static_cast<std::size_t>(side)),
      marginal_y_(static_cast<std::size_t>(side)) {
  double sum = 0;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) sum += table_(i, j) = density(place(j), place(i));
  const double norm = 1 / (sum * cell_ * cell_);
  std::array<double, 2> squares{};
  double product = 0, before = 0;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) {
      const double p = table_(i, j) *= norm, x = place(j), y = place(i), mass = p * cell_ * cell_;
      marginal_x_[static_cast<std::size_t>(j)] += p * cell_;
      marginal_y_[static_cast<std::size_t>(i)] += p * cell_;
      cumulative_.push_back(before += mass);
      mean_[0] += mass * x;
      mean_[1] += mass * y;
      squares[0] += mass * x * x;
      squares[1] += mass * y * y;
      product += mass * x * y;
    }
  for (std::size_t k = 0; k < 2; ++k) deviation_[k] = std::sqrt(squares[k] - mean_[k] * mean_[k]);
  correlation_ = (product - mean_[0] * mean_[1]) / (deviation_[0] * deviation_[1]);
  const std::span<const double> all(table_.data(), static_cast<std::size_t>(table_.size()));
  entropy_ = {minus_p_log_p(marginal_x_, cell_), minus_p_log_p(marginal_y_, cell_), minus_p_log_p(all, cell_ * cell_)};
}

double JointTable::cut(double a, std::span<double> out) const {
  const double at = std::clamp((a - low_) / cell_ - 0.5, 0.0, side() - 1.0);
  const int left = std::min(static_cast<int>(at), side() - 2);
  const double share = at - left;
  double area = 0;
  for (int i = 0; i < side(); ++i) {
    const double value = (1 - share) * table_(i, left) + share * table_(i, left + 1);
    out[static_cast<std::size_t>(i)] = value;
    area += value * cell_;
  }
  return area;
}

std::array<double, 2> JointTable::draw(Rng& rng) const {
  const double wanted = rng.uniform() * cumulative_.back();
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), wanted) - cumulative_.begin();
  const int at = static_cast<int>(std::min<std::ptrdiff_t>(found, table_.size() - 1));
  const double x = low_ + (at % side() + rng.uniform()) * cell_;
  return {x, low_ + (at / side() + rng.uniform()) * cell_};
}

}  // namespace lectern::density
