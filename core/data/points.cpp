#include "core/data/points.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr double kPi = 3.141592653589793;

struct Point {
  double x;
  double y;
};

Point on_circle(double radius, double angle) { return {radius * math::cos(angle), radius * math::sin(angle)}; }

// An empty set of n points with k classes called by their numbers; k = 0 means no classes.
Dataset plane(std::string name, int n, int k) {
  Dataset set;
  set.name = std::move(name);
  set.X = Matrix<float>(n, 2);
  set.column_names = {"x", "y"};
  for (int c = 0; c < k; ++c) set.class_names.push_back(std::to_string(c));
  if (k > 0) set.labels.resize(static_cast<std::size_t>(n));
  return set;
}

// Adds the noise and rounds to float: the noise is drawn also when its size is 0, so that changing
// the noise moves the same points.
void place(Dataset& set, int i, Point p, double noise, Rng& rng) {
  set.X(i, 0) = static_cast<float>(p.x + noise * rng.normal());
  set.X(i, 1) = static_cast<float>(p.y + noise * rng.normal());
}

// n points, sample i of class i mod k at `where(class)`.
template <typename Where>
Dataset balanced(std::string name, Rng& rng, int n, int k, double noise, Where where) {
  Dataset set = plane(std::move(name), n, k);
  for (int i = 0; i < n; ++i) {
    const int c = i % k;
    place(set, i, where(c), noise, rng);
    set.labels[static_cast<std::size_t>(i)] = c;
  }
  return set;
}

Point spiral(Rng& rng, double turns, int arm) {
  const double r = std::sqrt(rng.uniform());
  return on_circle(r, 2 * kPi * turns * r + kPi * arm);
}

Dataset mixture(std::string name, Rng& rng, int n, double noise, const Matrix<float>& centres) {
  return balanced(std::move(name), rng, n, static_cast<int>(centres.rows()), noise, [&](int mode) {
    return Point{centres(mode, 0), centres(mode, 1)};
  });
}

}  // namespace

Dataset two_spirals(Rng& rng, int n, double noise, double turns) {
  return balanced("two spirals", rng, n, 2, noise, [&](int c) { return spiral(rng, turns, c); });
}

Dataset concentric_circles(Rng& rng, int n, double noise, double inner) {
  return balanced("concentric circles", rng, n, 2, noise,
                  [&](int c) { return on_circle(c == 0 ? 0.9 : 0.9 * inner, 2 * kPi * rng.uniform()); });
}

Dataset xnor(Rng& rng, int n, double noise) {
  return balanced("XNOR", rng, n, 2, noise, [&](int c) {
    const double x = rng.uniform(-1, 1);
    const double y = rng.uniform();
    const bool upper = (x >= 0) == (c == 1);
    return Point{x, upper ? y : -y};
  });
}

Dataset blobs(Rng& rng, int n, double noise, int classes) {
  const int k = std::clamp(classes, 2, 5);
  return balanced("blobs", rng, n, k, noise, [&](int c) { return on_circle(0.6, 2 * kPi * c / k + kPi / 4); });
}

Dataset blobs_in_a_row(Rng& rng, int n, double noise, int classes) {
  const int k = std::clamp(classes, 2, 5);
  return balanced("blobs in a row", rng, n, k, noise, [&](int c) {
    const double at = -0.75 + 1.5 * c / (k - 1);
    return Point{at, at};
  });
}

Dataset moons(Rng& rng, int n, double noise) {
  return balanced("moons", rng, n, 2, noise, [&](int c) {
    const Point p = on_circle(0.6, kPi * rng.uniform());
    return c == 0 ? Point{p.x - 0.3, p.y - 0.15} : Point{p.x + 0.3, 0.15 - p.y};
  });
}

Dataset random_labels(Rng& rng, int n, int classes) {
  return balanced("random labels", rng, n, std::max(1, classes), 0.0, [&](int) {
    const double x = rng.uniform(-1, 1);
    return Point{x, rng.uniform(-1, 1)};
  });
}

Dataset ring_of_gaussians(Rng& rng, int n, double noise, int modes) {
  return mixture("ring of Gaussians", rng, n, noise, ring_centres(modes));
}

Dataset grid_of_gaussians(Rng& rng, int n, double noise, int side) {
  return mixture("grid of Gaussians", rng, n, noise, grid_centres(side));
}

Dataset spiral_density(Rng& rng, int n, double noise, double turns) {
  Dataset set = plane("spiral", n, 0);
  for (int i = 0; i < n; ++i) place(set, i, spiral(rng, turns, 0), noise, rng);
  return set;
}

Dataset uniform_points(Rng& rng, int n) {
  Dataset set = plane("uniform", n, 0);
  rng.fill_uniform(std::span(set.X.data(), static_cast<std::size_t>(set.X.size())), -1.0f, 1.0f);
  return set;
}

Matrix<float> ring_centres(int modes) {
  const int k = std::max(1, modes);
  Matrix<float> centres(k, 2);
  for (int m = 0; m < k; ++m) {
    const Point p = on_circle(0.8, 2 * kPi * m / k);
    centres(m, 0) = static_cast<float>(p.x);
    centres(m, 1) = static_cast<float>(p.y);
  }
  return centres;
}

Matrix<float> grid_centres(int side) {
  const int s = std::max(1, side);
  Matrix<float> centres(s * s, 2);
  for (int m = 0; m < s * s; ++m) {
    const double step = s > 1 ? 1.6 / (s - 1) : 0.0;
    const double start = s > 1 ? -0.8 : 0.0;
    centres(m, 0) = static_cast<float>(start + step * (m % s));
    centres(m, 1) = static_cast<float>(start + step * (m / s));
  }
  return centres;
}

}  // namespace lectern::data
