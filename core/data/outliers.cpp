#include "core/data/outliers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::data {

Matrix<double> class_means(const Dataset& set) {
  Matrix<double> means(set.classes(), set.features());
  std::vector<double> count(static_cast<std::size_t>(set.classes()));
  for (std::size_t i = 0; i < set.labels.size(); ++i) {
    const int k = set.labels[i];
    count[static_cast<std::size_t>(k)] += 1;
    for (std::ptrdiff_t j = 0; j < set.features(); ++j)
      means(k, j) += static_cast<double>(set.X(static_cast<std::ptrdiff_t>(i), j));
  }
  for (std::ptrdiff_t k = 0; k < means.rows(); ++k)
    for (std::ptrdiff_t j = 0; j < means.cols(); ++j) means(k, j) /= std::max(count[static_cast<std::size_t>(k)], 1.0);
  return means;
}

void append_outliers(const OutlierSpec& spec, Rng& rng, Dataset& set) {
  const Matrix<double> means = class_means(set);
  const int last = set.classes() - 1;
  const double dx = means(last, 0) - means(0, 0), dy = means(last, 1) - means(0, 1);
  const double length = std::sqrt(dx * dx + dy * dy), angle = spec.angle_deg * 3.141592653589793 / 180;
  const double ux = length > 0 ? dx / length : 1, uy = length > 0 ? dy / length : 0;
  const double x = means(last, 0) + spec.distance * (ux * math::cos(angle) - uy * math::sin(angle));
  const double y = means(last, 1) + spec.distance * (ux * math::sin(angle) + uy * math::cos(angle));
  Matrix<float> X(set.size() + spec.count, 2);
  std::copy_n(set.X.data(), set.X.size(), X.data());
  for (std::ptrdiff_t i = set.size(); i < X.rows(); ++i) {
    X(i, 0) = static_cast<float>(x + spec.width * rng.normal());
    X(i, 1) = static_cast<float>(y + spec.width * rng.normal());
    set.labels.push_back(last);
    if (!set.weights.empty()) set.weights.push_back(1);
  }
  set.X = std::move(X);
}

}  // namespace lectern::data
