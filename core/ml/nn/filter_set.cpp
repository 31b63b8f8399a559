#include "core/ml/nn/filter_set.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::nn {
namespace {

std::vector<float> blur(int side) {
  std::vector<double> row{1};
  for (int n = 1; n < side; ++n) {
    row.push_back(1);
    for (std::size_t i = row.size() - 2; i > 0; --i) row[i] += row[i - 1];
  }
  const double total = std::ldexp(1.0, 2 * (side - 1));
  std::vector<float> filter;
  for (const double y : row)
    for (const double x : row) filter.push_back(static_cast<float>(y * x / total));
  return filter;
}

std::vector<float> edge(int side, double angle) {
  std::vector<float> filter = blur(side);
  double total = 0;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      float& weight = filter[static_cast<std::size_t>(row * side + column)];
      const double along = (column - side / 2) * math::cos(angle) + (row - side / 2) * math::sin(angle);
      weight = static_cast<float>(static_cast<double>(weight) * along);
      total += std::fabs(static_cast<double>(weight));
    }
  for (float& weight : filter) weight = static_cast<float>(2 * static_cast<double>(weight) / total);
  return filter;
}

// a·d + b·blur
std::vector<float> mixture(int side, float a, float b) {
  std::vector<float> filter = blur(side);
  for (float& weight : filter) weight *= b;
  filter[filter.size() / 2] += a;
  return filter;
}

}  // namespace

std::vector<std::vector<float>> filters_by_hand(FilterSet set, int side, int count) {
  std::vector<std::vector<float>> filters;
  const auto add_edges = [&](int edges) {
    for (int f = 0; f < edges; ++f) filters.push_back(edge(side, 2 * std::numbers::pi * f / edges));
  };
  if (set == FilterSet::edges) add_edges(count);
  if (set == FilterSet::classic) {
    filters = {mixture(side, 0, 1), mixture(side, 2, -1), mixture(side, 1, -1)};
    add_edges(4);
    filters.resize(std::min(filters.size(), static_cast<std::size_t>(count)));
  }
  return filters;
}

}  // namespace lectern::nn
