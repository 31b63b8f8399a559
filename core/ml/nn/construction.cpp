#include "core/ml/nn/construction.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::nn {
namespace {

// The place inside (first, last) at which the line between them misses the table most; `first` if it misses none.
struct Miss {
  std::size_t place;
  double size;
};
Miss largest_miss(std::span<const double> x, std::span<const double> y, std::size_t first, std::size_t last) {
  Miss worst{first, 0};
  const double slope = (y[last] - y[first]) / (x[last] - x[first]);
  for (std::size_t i = first + 1; i < last; ++i) {
    const double miss = std::fabs(y[i] - (y[first] + slope * (x[i] - x[first])));
    if (miss > worst.size) worst = {i, miss};
  }
  return worst;
}

}  // namespace

double ReluSum::value(double x, std::size_t neurons) const {
  double sum = offset;
  for (std::size_t i = 0; i < neurons && kinks[i] < x; ++i) sum += coefficients[i] * (x - kinks[i]);
  return sum;
}

ReluSum relu_interpolant(std::span<const double> x, std::span<const double> y) {
  ReluSum sum;
  sum.offset = y[0];
  double slope = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double next = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
    sum.kinks.push_back(x[i]);
    sum.coefficients.push_back(next - slope);
    slope = next;
  }
  return sum;
}

std::vector<std::size_t> greedy_knots(std::span<const double> x, std::span<const double> y, int pieces) {
  std::vector<std::size_t> knots{0, x.size() - 1};
  std::vector<Miss> misses{largest_miss(x, y, 0, x.size() - 1)};  // of each piece
  while (static_cast<int>(misses.size()) < pieces) {
    const auto worst =
        std::max_element(misses.begin(), misses.end(), [](const Miss& a, const Miss& b) { return a.size < b.size; });
    if (!(worst->size > 0)) break;
    const auto piece = worst - misses.begin();
    const std::size_t left = knots[static_cast<std::size_t>(piece)], place = worst->place;
    const std::size_t right = knots[static_cast<std::size_t>(piece) + 1];
    knots.insert(knots.begin() + piece + 1, place);
    *worst = largest_miss(x, y, left, place);
    misses.insert(misses.begin() + piece + 1, largest_miss(x, y, place, right));
  }
  return knots;
}

double steep_step(double x, double at, double steepness) { return math::sigmoid(steepness * (x - at)); }

double steep_bump(double x, double left, double right, double steepness) {
  return steep_step(x, left, steepness) - steep_step(x, right, steepness);
}

double tower(double bump_x, double bump_y, double steepness) {
  return math::sigmoid(steepness * (bump_x + bump_y - 1.5));
}

double fold(double x) { return 2 * std::max(0.0, x) - 4 * std::max(0.0, x - 0.5); }

double sawtooth(double x, int depth) {
  for (int i = 0; i < depth; ++i) x = fold(x);
  return x;
}

int dense_parameters(std::span<const int> widths) {
  int count = 0, inputs = 1;
  for (const int width : widths) {
    count += width * (inputs + 1);
    inputs = width;
  }
  return count + inputs + 1;
}

}  // namespace lectern::nn
