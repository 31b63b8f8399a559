#include "core/data/landmarks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace lectern::data {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double squared_distance(const float* a, const float* b, std::ptrdiff_t d) {
  double sum = 0;
  for (std::ptrdiff_t c = 0; c < d; ++c) {
    const double difference = static_cast<double>(a[c]) - static_cast<double>(b[c]);
    sum += difference * difference;
  }
  return sum;
}

std::ptrdiff_t row_nearest_to_mean(ConstMatrixView<float> X) {
  std::vector<float> mean(static_cast<std::size_t>(X.cols));
  for (std::ptrdiff_t c = 0; c < X.cols; ++c) {
    double sum = 0;
    for (std::ptrdiff_t r = 0; r < X.rows; ++r) sum += static_cast<double>(X(r, c));
    mean[static_cast<std::size_t>(c)] = static_cast<float>(sum / static_cast<double>(X.rows));
  }
  std::ptrdiff_t nearest = 0;
  double least = kInfinity;
  for (std::ptrdiff_t r = 0; r < X.rows; ++r) {
    const double distance = squared_distance(X.row(r), mean.data(), X.cols);
    if (distance < least) {
      least = distance;
      nearest = r;
    }
  }
  return nearest;
}

}  // namespace

Matrix<float> farthest_rows(ConstMatrixView<float> X, int k) {
  std::vector<std::ptrdiff_t> chosen;
  std::vector<double> distance(static_cast<std::size_t>(X.rows), kInfinity);  // to the nearest chosen, squared
  std::ptrdiff_t next = X.rows > 0 ? row_nearest_to_mean(X) : -1;
  while (next >= 0 && static_cast<int>(chosen.size()) < k) {
    chosen.push_back(next);
    const float* newest = X.row(next);
    double farthest = 0;
    next = -1;
    for (std::ptrdiff_t r = 0; r < X.rows; ++r) {
      double& own = distance[static_cast<std::size_t>(r)];
      own = std::min(own, squared_distance(X.row(r), newest, X.cols));
      if (own > farthest) {
        farthest = own;
        next = r;
      }
    }
  }
  Matrix<float> rows(static_cast<std::ptrdiff_t>(chosen.size()), X.cols);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    std::copy_n(X.row(chosen[i]), X.cols, rows.row(static_cast<std::ptrdiff_t>(i)));
  return rows;
}

double covering_radius(ConstMatrixView<float> X, ConstMatrixView<float> landmarks) {
  double largest = 0;
  for (std::ptrdiff_t r = 0; r < X.rows && landmarks.rows > 0; ++r) {
    double least = kInfinity;
    for (std::ptrdiff_t l = 0; l < landmarks.rows; ++l)
      least = std::min(least, squared_distance(X.row(r), landmarks.row(l), X.cols));
    largest = std::max(largest, least);
  }
  return std::sqrt(largest);
}

}  // namespace lectern::data
