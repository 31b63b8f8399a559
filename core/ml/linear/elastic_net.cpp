#include "core/ml/linear/elastic_net.h"

#include <algorithm>
#include <cmath>

#include "core/ml/linear/centring.h"
#include "core/ml/linear/gram.h"
#include "core/simd/gemm.h"

namespace lectern::linear {
namespace {

double soft_threshold(double value, double threshold) {
  if (value > threshold) return value - threshold;
  if (value < -threshold) return value + threshold;
  return 0;
}

// Coordinate descent in terms of G = XᵀX and c = Xᵀy alone; `slope_` holds c − G w throughout.
class GramDescent {
 public:
  GramDescent(const CentredData& data, const ElasticNetOptions& options)
      : options_(options),
        n_(static_cast<double>(data.X.rows())),
        small_move_(std::max(kSmallMove, options.tolerance)),
        gram_(gram_matrix(data.X)),
        slope_(static_cast<std::size_t>(data.X.cols()), 0.0),
        w_(slope_.size(), 0.0) {
    const ConstMatrixView<double> y_row(data.y.data(), 1, data.X.rows());
    simd::gemm<double>(y_row, data.X, nullptr, {slope_.data(), 1, data.X.cols()});
    for (const double y : data.y) y_norm2_ += y * y;
    target_ = slope_;
  }

  std::span<const double> coefficients() const { return w_; }

  void minimise(double alpha) {
    l1_ = alpha * options_.l1_ratio * n_;
    l2_ = alpha * (1 - options_.l1_ratio) * n_;
    for (int pass = 0; pass < options_.maximum_passes; ++pass) {
      const double moved = sweep(false);
      if (moved == 0) return;
      for (; pass < options_.maximum_passes && sweep(true) > small_move_ * largest_coefficient(); ++pass) {
      }
      if (duality_gap() <= options_.tolerance * y_norm2_) return;
    }
  }

 private:
  static constexpr double kSmallMove = 1e-9;  // of the largest coefficient: the gap is worth computing

  // One pass over all coordinates, or over those that are not zero. Returns the largest move.
  double sweep(bool active_only) {
    double largest = 0;
    for (std::size_t j = 0; j < w_.size(); ++j) {
      if (active_only && w_[j] == 0) continue;
      const double curvature = gram_(static_cast<std::ptrdiff_t>(j), static_cast<std::ptrdiff_t>(j));
      if (curvature == 0) continue;
      const double w = soft_threshold(slope_[j] + curvature * w_[j], l1_) / (curvature + l2_);
      const double change = w - w_[j];
      if (change == 0) continue;
      w_[j] = w;
      const double* row = gram_.row(static_cast<std::ptrdiff_t>(j));
      for (std::size_t k = 0; k < slope_.size(); ++k) slope_[k] -= change * row[k];
      if (std::fabs(change) > largest) largest = std::fabs(change);
    }
    return largest;
  }

  double largest_coefficient() const {
    double largest = 0;
    for (double w : w_) largest = std::fabs(w) > largest ? std::fabs(w) : largest;
    return largest;
  }

  // Primal minus dual value, times n. With r = y − X w, everything follows from |y|², c, c − G w and w:
  // |r|² = |y|² − w·c − w·(c − G w), rᵀy = |y|² − w·c.
  double duality_gap() const {
    double w_c = 0, w_slope = 0, w_norm2 = 0, w_norm1 = 0, largest = 0;
    for (std::size_t j = 0; j < w_.size(); ++j) {
      w_c += w_[j] * target_[j];
      w_slope += w_[j] * slope_[j];
      w_norm2 += w_[j] * w_[j];
      w_norm1 += std::fabs(w_[j]);
      const double residual_slope = std::fabs(slope_[j] - l2_ * w_[j]);
      if (residual_slope > largest) largest = residual_slope;
    }
    const double r_norm2 = y_norm2_ - w_c - w_slope;
    const double r_y = y_norm2_ - w_c;
    const double scale = largest > l1_ ? l1_ / largest : 1.0;
    const double gap = scale < 1 ? 0.5 * r_norm2 * (1 + scale * scale) : r_norm2;
    return gap + l1_ * w_norm1 - scale * r_y + 0.5 * l2_ * (1 + scale * scale) * w_norm2;
  }

  const ElasticNetOptions options_;
  double n_;
  double small_move_;
  double l1_ = 0, l2_ = 0;
  double y_norm2_ = 0;
  Matrix<double> gram_;         // d × d
  std::vector<double> slope_;   // d
  std::vector<double> target_;  // c, d
  std::vector<double> w_;       // d
};

}  // namespace

LinearModel elastic_net(ConstMatrixView<double> X, std::span<const double> y, const ElasticNetOptions& options) {
  const double alphas[] = {options.alpha};
  return elastic_net_path(X, y, alphas, options).front();
}

std::vector<LinearModel> elastic_net_path(ConstMatrixView<double> X, std::span<const double> y,
                                          std::span<const double> alphas, const ElasticNetOptions& options) {
  const CentredData data(X, y, options.fit_intercept);
  GramDescent descent(data, options);
  std::vector<LinearModel> models;
  models.reserve(alphas.size());
  for (double alpha : alphas) {
    descent.minimise(alpha);
    models.push_back(data.model(descent.coefficients()));
  }
  return models;
}

double smallest_alpha_without_coefficients(ConstMatrixView<double> X, std::span<const double> y, double l1_ratio,
                                           bool fit_intercept) {
  const CentredData data(X, y, fit_intercept);
  double largest = 0;
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
    double slope = 0;
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) slope += data.X(i, j) * data.y[static_cast<std::size_t>(i)];
    if (std::fabs(slope) > largest) largest = std::fabs(slope);
  }
  return largest / (static_cast<double>(X.rows) * l1_ratio);
}

}  // namespace lectern::linear
