#include "core/ml/linear/interpolation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::linear {
namespace {

// (−1)^j, times the binomial coefficient (n − 1 over j) for equispaced nodes, times sin((2j + 1)π/(2n)) for the zeros
// of T_n; common factors cancel.
std::vector<double> barycentric_weights(Nodes kind, int n) {
  std::vector<double> weights;
  double binomial = 1;
  for (int j = 0; j < n; ++j) {
    const double size = kind == Nodes::chebyshev ? math::sin((2 * j + 1) * std::numbers::pi / (2 * n)) : binomial;
    weights.push_back(j % 2 == 0 ? size : -size);
    binomial = binomial * (n - 1 - j) / (j + 1);
  }
  return weights;
}

}  // namespace

std::vector<double> interpolation_nodes(Nodes kind, int n, double low, double high) {
  std::vector<double> nodes;
  for (int j = 0; j < n; ++j) {
    double part = n > 1 ? static_cast<double>(j) / (n - 1) : 0.5;
    if (kind == Nodes::chebyshev) part = 0.5 - 0.5 * math::cos((2 * j + 1) * std::numbers::pi / (2 * n));
    nodes.push_back(low + (high - low) * part);
  }
  return nodes;
}

InterpolatingPolynomial::InterpolatingPolynomial(Nodes kind, double low, double high, std::vector<double> values)
    : nodes_(interpolation_nodes(kind, static_cast<int>(values.size()), low, high)),
      weights_(barycentric_weights(kind, static_cast<int>(values.size()))),
      values_(std::move(values)) {}

double InterpolatingPolynomial::value(double x) const {
  double above = 0, below = 0;
  for (std::size_t j = 0; j < nodes_.size(); ++j) {
    if (x == nodes_[j]) return values_[j];
    const double weight = weights_[j] / (x - nodes_[j]);
    above += weight * values_[j];
    below += weight;
  }
  return above / below;
}

double InterpolatingPolynomial::amplification(double x) const {
  double above = 0, below = 0;
  for (std::size_t j = 0; j < nodes_.size(); ++j) {
    if (x == nodes_[j]) return 1;
    const double weight = weights_[j] / (x - nodes_[j]);
    above += std::fabs(weight);
    below += weight;
  }
  return above / std::fabs(below);
}

MonotoneCubic::MonotoneCubic(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), slopes_(x_.size()) {
  const auto chord = [this](std::size_t i) { return (y_[i + 1] - y_[i]) / (x_[i + 1] - x_[i]); };
  if (x_.size() < 2) return;
  slopes_.front() = chord(0);
  slopes_.back() = chord(x_.size() - 2);
  for (std::size_t i = 1; i + 1 < x_.size(); ++i) {
    const double before = chord(i - 1), after = chord(i);
    if (!(before * after > 0)) continue;
    const double left = x_[i] - x_[i - 1], right = x_[i + 1] - x_[i];
    const double share = (left + 2 * right) / (3 * (left + right));
    slopes_[i] = before * after / (share * after + (1 - share) * before);
  }
}

double MonotoneCubic::value(double x) const {
  if (x_.empty()) return 0;
  if (x <= x_.front()) return y_.front();
  if (x >= x_.back()) return y_.back();
  const auto i = static_cast<std::size_t>(std::upper_bound(x_.begin(), x_.end(), x) - x_.begin()) - 1;
  const double width = x_[i + 1] - x_[i], t = (x - x_[i]) / width, s = 1 - t;
  return s * s * ((1 + 2 * t) * y_[i] + t * width * slopes_[i]) +
         t * t * ((1 + 2 * s) * y_[i + 1] - s * width * slopes_[i + 1]);
}

}  // namespace lectern::linear
