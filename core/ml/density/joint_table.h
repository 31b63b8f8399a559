#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::density {

// The joint density of two quantities in a table of side × side equal cells over [low, high]², and what is read off it.
// Entropies are in nats.
class JointTable {
 public:
  // density  any multiple of the joint density of (x, y), at the cells' centres; the table is divided by its sum
  JointTable(int side, double low, double high, const std::function<double(double x, double y)>& density);

  int side() const { return static_cast<int>(table_.rows()); }
  double low() const { return low_; }
  double cell() const { return cell_; }
  double place(int i) const { return low_ + (i + 0.5) * cell_; }
  // p(x, y): row i of the y, column j of the x, places.
  const Matrix<double>& joint() const { return table_; }
  // p(x) = ∫ p(x, y) dy and p(y) = ∫ p(x, y) dx at the places.
  std::span<const double> marginal_x() const { return marginal_x_; }
  std::span<const double> marginal_y() const { return marginal_y_; }

  // The cut p(a, y) through the joint density, linear between columns, over the places y; returns its area, the density
  // p(x = a). Divided by it the cut is the conditional density p(y | x = a).
  // out  side(), overwritten
  double cut(double a, std::span<double> out) const;

  double mean_x() const { return mean_[0]; }
  double mean_y() const { return mean_[1]; }
  double deviation_x() const { return deviation_[0]; }
  double deviation_y() const { return deviation_[1]; }
  double correlation() const { return correlation_; }
  // H(x), H(y), H(x, y); I(x; y) = H(x) + H(y) − H(x, y) = KL(p(x, y) ‖ p(x) p(y)).
  double entropy_x() const { return entropy_[0]; }
  double entropy_y() const { return entropy_[1]; }
  double joint_entropy() const { return entropy_[2]; }
  double mutual_information() const { return entropy_[0] + entropy_[1] - entropy_[2]; }

  // A draw: a cell by its probability, and evenly inside.
  std::array<double, 2> draw(Rng& rng) const;

  auto state() const { return std::tie(table_, marginal_x_, marginal_y_, cumulative_); }

 private:
  double low_, cell_;
  Matrix<double> table_;
  std::vector<double> marginal_x_, marginal_y_, cumulative_;
  std::array<double, 2> mean_{}, deviation_{};
  std::array<double, 3> entropy_{};
  double correlation_ = 0;
};

}  // namespace lectern::density
