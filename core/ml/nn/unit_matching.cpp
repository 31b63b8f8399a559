#include "core/ml/nn/unit_matching.h"

#include <cmath>
#include <span>

#include "core/math/assignment.h"

namespace lectern::nn {
namespace {

// Σ (a − sign b)²
double squared_distance(const double* a, const double* b, int sign, std::ptrdiff_t count) {
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    const double off = a[k] - sign * b[k];
    sum += off * off;
  }
  return sum;
}

}  // namespace

double UnitForm::length() const {
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < units.rows() * units.cols(); ++k) sum += units.data()[k] * units.data()[k];
  for (const double offset : offsets) sum += offset * offset;
  return std::sqrt(sum);
}

UnitForm unit_form(const Network<float>& network) {
  const std::span<const float> w = network.weights(0), c = network.biases(0), v = network.weights(1),
                               b = network.biases(1);
  const std::size_t hidden = c.size(), outputs = b.size(), inputs = w.size() / hidden;
  const bool is_sigmoid = network.layer(0).activation().kind == ActivationKind::sigmoid;
  UnitForm form;
  form.units.resize(static_cast<std::ptrdiff_t>(hidden), static_cast<std::ptrdiff_t>(1 + inputs + outputs));
  form.offsets.assign(b.begin(), b.end());
  for (std::size_t j = 0; j < hidden; ++j) {
    double* unit = form.units.row(static_cast<std::ptrdiff_t>(j));
    unit[0] = static_cast<double>(c[j]);
    for (std::size_t i = 0; i < inputs; ++i) unit[1 + i] = static_cast<double>(w[j * inputs + i]);
    for (std::size_t o = 0; o < outputs; ++o) {
      unit[1 + inputs + o] = static_cast<double>(v[o * hidden + j]);
      if (is_sigmoid) form.offsets[o] += 0.5 * unit[1 + inputs + o];
    }
  }
  return form;
}

UnitMatch match_units(const UnitForm& first, const UnitForm& second) {
  const std::ptrdiff_t hidden = first.units.rows(), width = first.units.cols();
  Matrix<double> costs(hidden, hidden);
  Matrix<int> signs(hidden, hidden);
  for (std::ptrdiff_t i = 0; i < hidden; ++i)
    for (std::ptrdiff_t j = 0; j < hidden; ++j) {
      const double same = squared_distance(first.units.row(i), second.units.row(j), 1, width);
      const double opposite = squared_distance(first.units.row(i), second.units.row(j), -1, width);
      signs.row(i)[j] = opposite < same ? -1 : 1;
      costs.row(i)[j] = opposite < same ? opposite : same;
    }
  UnitMatch match;
  match.partner = math::least_assignment(costs);
  const double of_offsets = squared_distance(first.offsets.data(), second.offsets.data(), 1,
                                             static_cast<std::ptrdiff_t>(first.offsets.size()));
  double matched = of_offsets, unmatched = of_offsets;
  for (std::ptrdiff_t i = 0; i < hidden; ++i) {
    const auto j = static_cast<std::ptrdiff_t>(match.partner[static_cast<std::size_t>(i)]);
    match.sign.push_back(signs.row(i)[j]);
    matched += costs.row(i)[j];
    unmatched += squared_distance(first.units.row(i), second.units.row(i), 1, width);
  }
  match.distance = std::sqrt(matched);
  match.unmatched_distance = std::sqrt(unmatched);
  return match;
}

}  // namespace lectern::nn
