#include "core/experiments/neural-network/embedding_picture.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lectern {
namespace {

constexpr int kIterations = 40;  // of the power method: enough for a picture

double dot(std::span<const double> a, const double* b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

// Scales to length 1; false where the length is 0.
bool normalise(std::span<double> v) {
  const double length = std::sqrt(dot(v, v.data()));
  if (!(length > 0)) return false;
  for (double& each : v) each /= length;
  return true;
}

// The direction in which the rows of X vary most, its largest component positive; zero where they do not vary.
// direction, next  h, overwritten
void find_largest_direction(const Matrix<double>& X, std::vector<double>& direction, std::vector<double>& next) {
  const auto h = static_cast<std::size_t>(X.cols());
  direction.resize(h);
  next.resize(h);
  for (std::size_t j = 0; j < h; ++j) direction[j] = 1 + 0.1 * static_cast<double>(j);
  for (int k = 0; k < kIterations && normalise(direction); ++k) {
    std::fill(next.begin(), next.end(), 0.0);
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
      const double along = dot(direction, X.row(i));
      for (std::size_t j = 0; j < h; ++j) next[j] += along * X.row(i)[j];
    }
    direction.swap(next);
  }
  normalise(direction);
  const auto largest = std::max_element(direction.begin(), direction.end(),
                                        [](double a, double b) { return std::fabs(a) < std::fabs(b); });
  if (largest != direction.end() && *largest < 0)
    for (double& each : direction) each = -each;
}

}  // namespace

PrincipalPlane principal_plane(ConstMatrixView<float> X) {
  const std::ptrdiff_t n = X.rows, p = X.cols;
  PrincipalPlane plane;
  plane.mean.assign(static_cast<std::size_t>(p), 0.0);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < p; ++j)
      plane.mean[static_cast<std::size_t>(j)] += static_cast<double>(X(i, j)) / static_cast<double>(n);
  Matrix<double> centred(n, p);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < p; ++j)
      centred(i, j) = static_cast<double>(X(i, j)) - plane.mean[static_cast<std::size_t>(j)];
  std::vector<double> next;
  find_largest_direction(centred, plane.first, next);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double along = dot(plane.first, centred.row(i));
    for (std::ptrdiff_t j = 0; j < p; ++j) centred(i, j) -= along * plane.first[static_cast<std::size_t>(j)];
  }
  find_largest_direction(centred, plane.second, next);
  return plane;
}

void PrincipalPlane::place(ConstMatrixView<float> X, Matrix<double>& places) const {
  places.resize(X.rows, 2);
  std::vector<double> row(mean.size());
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    for (std::size_t j = 0; j < row.size(); ++j)
      row[j] = static_cast<double>(X(i, static_cast<std::ptrdiff_t>(j))) - mean[j];
    places(i, 0) = dot(first, row.data());
    places(i, 1) = dot(second, row.data());
  }
}

void add_classes(Plane& plane, const Matrix<double>& places, std::span<const int> labels,
                 std::span<const std::string> class_names) {
  std::vector<double> x, y;
  for (int k = 0; k < static_cast<int>(class_names.size()); ++k) {
    x.clear();
    y.clear();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != k) continue;
      x.push_back(places(static_cast<std::ptrdiff_t>(i), 0));
      y.push_back(places(static_cast<std::ptrdiff_t>(i), 1));
    }
    plane.points(class_names[static_cast<std::size_t>(k)], {x, y}, {.color = k, .size_px = 2.6f, .opacity = 0.8f});
  }
}

void describe_classes_apart(Plane& plane, ConstMatrixView<float> activations, std::span<const int> labels,
                            std::span<const std::string> class_names, Matrix<double>& places) {
  if (activations.cols == 2) {
    plane.axes({.label = "first neuron"}, {.label = "second neuron"});
    places.resize(activations.rows, 2);
    for (std::ptrdiff_t i = 0; i < activations.rows; ++i)
      for (std::ptrdiff_t j = 0; j < 2; ++j) places(i, j) = static_cast<double>(activations(i, j));
  } else {
    plane.axes({.label = "first principal component"}, {.label = "second principal component"});
    principal_plane(activations).place(activations, places);
  }
  add_classes(plane, places, labels, class_names);
}

void describe_embedding(Plane& plane, ConstMatrixView<float> activations, std::span<const float> weights, double bias,
                        std::span<const int> labels, EmbeddingRoom& room) {
  const std::ptrdiff_t n = activations.rows, h = activations.cols;
  room.normal.assign(weights.begin(), weights.end());
  const double length = std::sqrt(dot(room.normal, room.normal.data()));
  const bool cuts = normalise(room.normal);

  room.mean.assign(static_cast<std::size_t>(h), 0.0);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < h; ++j)
      room.mean[static_cast<std::size_t>(j)] += static_cast<double>(activations(i, j)) / static_cast<double>(n);
  room.along.resize(n, h);
  room.across.resize(static_cast<std::size_t>(n));
  room.up.resize(static_cast<std::size_t>(n));
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double* row = room.along.row(i);
    for (std::ptrdiff_t j = 0; j < h; ++j) row[j] = static_cast<double>(activations(i, j));
    room.across[static_cast<std::size_t>(i)] = cuts ? dot(room.normal, row) + bias / length : 0;
    for (std::ptrdiff_t j = 0; j < h; ++j) row[j] -= room.mean[static_cast<std::size_t>(j)];
    const double excess = dot(room.normal, row);
    for (std::ptrdiff_t j = 0; j < h; ++j) row[j] -= excess * room.normal[static_cast<std::size_t>(j)];
  }
  find_largest_direction(room.along, room.direction, room.next);
  for (std::ptrdiff_t i = 0; i < n; ++i) room.up[static_cast<std::size_t>(i)] = dot(room.direction, room.along.row(i));

  plane.axes({.label = "distance to the output's cut"}, {.label = "along the cut"});
  plane.points("training", {room.across, room.up}, {.colors = labels, .size_px = 3.5f, .opacity = 0.9f});
  plane.vertical("decision boundary", 0, {.color = kColorForeground, .dashed = false});
}

}  // namespace lectern
