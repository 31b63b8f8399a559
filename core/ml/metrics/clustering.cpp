#include "core/ml/metrics/clustering.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lectern::metrics {
namespace {

double squared_distance(const double* a, const double* b, std::ptrdiff_t d) {
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < d; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

// Clusters numbered from 0 in the order of their labels.
struct Clusters {
  std::vector<std::size_t> of_point;
  std::vector<double> sizes;
  Matrix<double> centroids;  // K × d

  Clusters(ConstMatrixView<double> X, std::span<const std::int32_t> labels) {
    std::vector<std::int32_t> names(labels.begin(), labels.end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    sizes.assign(names.size(), 0);
    centroids = Matrix<double>(std::ptrdiff_t(names.size()), X.cols);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto k = std::lower_bound(names.begin(), names.end(), labels[i]) - names.begin();
      of_point.push_back(std::size_t(k));
      sizes[std::size_t(k)] += 1;
      for (std::ptrdiff_t c = 0; c < X.cols; ++c) centroids(k, c) += X(std::ptrdiff_t(i), c);
    }
    for (std::size_t k = 0; k < count(); ++k) {
      for (std::ptrdiff_t c = 0; c < X.cols; ++c) centroids(std::ptrdiff_t(k), c) /= sizes[k];
    }
  }

  std::size_t count() const { return sizes.size(); }
  const double* centroid(std::size_t k) const { return centroids.row(std::ptrdiff_t(k)); }
};

double silhouette_of(std::size_t own, const std::vector<double>& distance_sums, const Clusters& clusters) {
  if (clusters.sizes[own] < 2) return 0;
  const double inside = distance_sums[own] / (clusters.sizes[own] - 1);
  double outside = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < clusters.count(); ++k) {
    if (k != own) outside = std::min(outside, distance_sums[k] / clusters.sizes[k]);
  }
  const double larger = std::max(inside, outside);
  return larger > 0 ? (outside - inside) / larger : 0;
}

}  // namespace

std::vector<double> silhouette(ConstMatrixView<double> X, std::span<const std::int32_t> labels) {
  const Clusters clusters(X, labels);
  std::vector<double> values(labels.size(), NAN), sums(clusters.count());
  if (clusters.count() < 2) return values;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t j = 0; j < labels.size(); ++j) {
      sums[clusters.of_point[j]] +=
          std::sqrt(squared_distance(X.row(std::ptrdiff_t(i)), X.row(std::ptrdiff_t(j)), X.cols));
    }
    values[i] = silhouette_of(clusters.of_point[i], sums, clusters);
  }
  return values;
}

double davies_bouldin(ConstMatrixView<double> X, std::span<const std::int32_t> labels) {
  const Clusters clusters(X, labels);
  const std::size_t count = clusters.count();
  if (count < 2) return NAN;
  std::vector<double> spread(count, 0.0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::size_t k = clusters.of_point[i];
    spread[k] += std::sqrt(squared_distance(X.row(std::ptrdiff_t(i)), clusters.centroid(k), X.cols));
  }
  for (std::size_t k = 0; k < count; ++k) spread[k] /= clusters.sizes[k];
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double worst = 0;
    for (std::size_t j = 0; j < count; ++j) {
      const double distance = std::sqrt(squared_distance(clusters.centroid(i), clusters.centroid(j), X.cols));
      if (distance > 0) worst = std::max(worst, (spread[i] + spread[j]) / distance);
    }
    sum += worst;
  }
  return sum / double(count);
}

double calinski_harabasz(ConstMatrixView<double> X, std::span<const std::int32_t> labels) {
  const Clusters clusters(X, labels);
  const std::size_t count = clusters.count();
  if (count < 2) return NAN;
  std::vector<double> mean(std::size_t(X.cols), 0.0);
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t c = 0; c < mean.size(); ++c) {
      mean[c] += clusters.sizes[k] / double(labels.size()) * clusters.centroid(k)[c];
    }
  }
  double between = 0, within = 0;
  for (std::size_t k = 0; k < count; ++k) {
    between += clusters.sizes[k] * squared_distance(clusters.centroid(k), mean.data(), X.cols);
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    within += squared_distance(X.row(std::ptrdiff_t(i)), clusters.centroid(clusters.of_point[i]), X.cols);
  }
  if (within == 0) return between > 0 ? INFINITY : NAN;
  return between * double(labels.size() - count) / (within * double(count - 1));
}

}  // namespace lectern::metrics
