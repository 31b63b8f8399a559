#include "core/ml/kernels/support_vector_machine.h"

#include <algorithm>
#include <array>
#include <limits>

namespace lectern::kernels {
namespace {

constexpr double kSmallestCurvature = 1e-12;  // of a pair, for kernels that are not positive definite
constexpr double kRounding = 1e-12;           // of sums of α: what is at its bound must stay there
constexpr std::ptrdiff_t kBlock = 64;         // support vectors summed at a time

std::span<const double> row(ConstMatrixView<double> X, std::ptrdiff_t i) {
  return {X.row(i), static_cast<std::size_t>(X.cols)};
}

}  // namespace

double SupportVectorMachine::decision(std::span<const double> x) const {
  double f = 0;
  decisions({x.data(), 1, static_cast<std::ptrdiff_t>(x.size())}, {&f, 1});
  return f;
}

void SupportVectorMachine::decisions(ConstMatrixView<double> X, std::span<double> out) const {
  const ConstMatrixView<double> all = support;
  std::array<double, kBlock> values;
  for (std::size_t i = 0; i < out.size(); ++i) {
    double f = 0;
    for (std::ptrdiff_t first = 0; first < all.rows; first += kBlock) {
      const std::ptrdiff_t count = std::min(kBlock, all.rows - first);
      const std::span<double> block(values.data(), static_cast<std::size_t>(count));
      kernel.against_rows(all.rows_range(first, count), row(X, static_cast<std::ptrdiff_t>(i)), block);
      const double* coefficient = coefficients.data() + first;
      for (const double value : block) f += *coefficient++ * value;
    }
    out[i] = f + intercept;
  }
}

QuadraticPlane quadratic_plane(const SupportVectorMachine& machine) {
  QuadraticPlane plane;
  const double gamma2 = machine.kernel.gamma * machine.kernel.gamma;
  for (std::ptrdiff_t s = 0; s < machine.support.rows(); ++s) {
    const std::array<double, 3> image = quadratic_map(machine.support(s, 0), machine.support(s, 1));
    const double factor = gamma2 * machine.coefficients[static_cast<std::size_t>(s)];
    for (std::size_t j = 0; j < 3; ++j) plane.w[j] += factor * image[j];
  }
  plane.b = machine.intercept;
  return plane;
}

SvmSolver::SvmSolver(ConstMatrixView<double> X, std::span<const int> y, const SvmOptions& options)
    : X_(X),
      y_(y),
      options_(options),
      positive_bound_(options.C * options.positive_weight),
      negative_bound_(options.C * options.negative_weight),
      alpha_(y.size(), 0.0),
      gradient_(y.size(), -1.0),
      diagonal_(y.size()),
      rows_(y.size()),
      cache_capacity_(
          std::max<std::size_t>(2, options.cache_bytes / (sizeof(double) * std::max<std::size_t>(1, y.size())))) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto x = row(X_, static_cast<std::ptrdiff_t>(i));
    diagonal_[i] = options_.kernel(x, x);
  }
}

void SvmSolver::begin_with(std::span<const double> alpha) {
  double positive = 0, negative = 0;
  for (std::size_t i = 0; i < y_.size(); ++i) {
    alpha_[i] = std::clamp(alpha[i], 0.0, bound(i));
    (y_[i] > 0 ? positive : negative) += alpha_[i];
  }
  const double balanced = std::min(positive, negative);
  for (std::size_t i = 0; i < y_.size(); ++i) {
    const double side = y_[i] > 0 ? positive : negative;
    if (side > balanced * (1 + kRounding)) alpha_[i] *= balanced / side;
  }
  std::fill(gradient_.begin(), gradient_.end(), -1.0);
  for (std::size_t i = 0; i < y_.size(); ++i) {
    if (alpha_[i] == 0) continue;
    const KernelRow kept = kernel_row(static_cast<std::ptrdiff_t>(i));
    const double factor = alpha_[i] * y_[i];
    for (std::size_t t = 0; t < y_.size(); ++t) gradient_[t] += y_[t] * (*kept)[t] * factor;
  }
}

SvmSolver::KernelRow SvmSolver::kernel_row(std::ptrdiff_t i) {
  KernelRow& kept = rows_[static_cast<std::size_t>(i)];
  if (kept != nullptr) return kept;
  if (cached_.size() < cache_capacity_) {
    cached_.push_back(i);
  } else {
    rows_[static_cast<std::size_t>(cached_[oldest_])].reset();
    cached_[oldest_] = i;
    oldest_ = (oldest_ + 1) % cached_.size();
  }
  const auto made = std::make_shared<std::vector<double>>(y_.size());
  options_.kernel.against_rows(X_, row(X_, i), *made);
  kept = made;
  return made;
}

SvmSolver::Gap SvmSolver::gap() const {
  const double infinity = std::numeric_limits<double>::infinity();
  Gap gap{-infinity, infinity, -1};
  for (std::size_t t = 0; t < y_.size(); ++t) {
    const double value = -y_[t] * gradient_[t];
    if (can_grow(t) && value > gap.highest) {
      gap.highest = value;
      gap.grows = static_cast<std::ptrdiff_t>(t);
    }
    if (can_shrink(t) && value < gap.lowest) gap.lowest = value;
  }
  return gap;
}

double SvmSolver::violation() const {
  const Gap now = gap();
  return now.highest > now.lowest ? now.highest - now.lowest : 0;
}

SvmSolver::Pair SvmSolver::most_violating_pair() {
  const auto [highest, lowest, grows] = gap();
  if (!(highest - lowest > options_.tolerance)) return {};
  Pair pair{grows, -1};
  const KernelRow kept = kernel_row(pair.i);
  const std::span<const double> row_i = *kept;
  const double diagonal_i = diagonal_[static_cast<std::size_t>(pair.i)];
  double best_gain = 0;
  for (std::size_t t = 0; t < y_.size(); ++t) {
    if (!can_shrink(t)) continue;
    const double violation = highest + y_[t] * gradient_[t];
    if (!(violation > 0)) continue;
    const double curvature = std::max(diagonal_i + diagonal_[t] - 2 * row_i[t], kSmallestCurvature);
    const double gain = violation * violation / curvature;
    if (gain > best_gain) {
      best_gain = gain;
      pair.j = static_cast<std::ptrdiff_t>(t);
    }
  }
  return pair;
}

void SvmSolver::update(Pair pair) {
  const auto i = static_cast<std::size_t>(pair.i), j = static_cast<std::size_t>(pair.j);
  const KernelRow kept_i = kernel_row(pair.i), kept_j = kernel_row(pair.j);
  const std::span<const double> row_i = *kept_i, row_j = *kept_j;
  const double curvature = std::max(diagonal_[i] + diagonal_[j] - 2 * row_i[j], kSmallestCurvature);
  // Along the constraint, y_i α_i grows by `move` and y_j α_j falls by it, as far as both bounds allow.
  const double wanted = (-y_[i] * gradient_[i] + y_[j] * gradient_[j]) / curvature;
  const double room_i = y_[i] > 0 ? bound(i) - alpha_[i] : alpha_[i];
  const double room_j = y_[j] > 0 ? alpha_[j] : bound(j) - alpha_[j];
  const double move = std::min({wanted, room_i, room_j});
  const double old_i = alpha_[i], old_j = alpha_[j];
  alpha_[i] = move == room_i ? (y_[i] > 0 ? bound(i) : 0.0) : old_i + y_[i] * move;
  alpha_[j] = move == room_j ? (y_[j] > 0 ? 0.0 : bound(j)) : old_j - y_[j] * move;
  const double change_i = y_[i] * (alpha_[i] - old_i), change_j = y_[j] * (alpha_[j] - old_j);
  for (std::size_t t = 0; t < y_.size(); ++t) {
    gradient_[t] += y_[t] * (row_i[t] * change_i + row_j[t] * change_j);
  }
}

bool SvmSolver::step() {
  const Pair pair = most_violating_pair();
  if (pair.i < 0 || pair.j < 0) return false;
  update(pair);
  last_pair_ = pair;
  ++updates_;
  return true;
}

bool SvmSolver::solve() {
  while (updates_ < options_.maximum_updates) {
    if (!step()) return true;
  }
  return false;
}

double SvmSolver::intercept() const {
  double free_sum = 0, lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  int free = 0;
  for (std::size_t t = 0; t < y_.size(); ++t) {
    const double value = -y_[t] * gradient_[t];
    if (alpha_[t] > 0 && alpha_[t] < bound(t)) {
      free_sum += value;
      ++free;
    }
    if (can_grow(t)) highest = std::max(highest, value);
    if (can_shrink(t)) lowest = std::min(lowest, value);
  }
  if (free > 0) return free_sum / free;
  // Without a free support vector every value between the two is right; with one class only, one of them.
  if (y_.empty()) return 0;
  const double infinity = std::numeric_limits<double>::infinity();
  if (highest == -infinity) return lowest;
  if (lowest == infinity) return highest;
  return 0.5 * (highest + lowest);
}

double SvmSolver::dual_objective() const {
  double twice = 0;
  for (std::size_t t = 0; t < alpha_.size(); ++t) twice += alpha_[t] * (1 - gradient_[t]);
  return 0.5 * twice;
}

double SvmSolver::primal_objective() const {
  const double b = intercept();
  double sum = 0, slack = 0;
  for (std::size_t t = 0; t < alpha_.size(); ++t) {
    sum += alpha_[t];
    slack += bound(t) * std::max(0.0, 1 - margin(t, b));
  }
  return sum - dual_objective() + slack;  // ½|w|² = ½ αᵀQα
}

SupportVectorMachine SvmSolver::machine() const {
  SupportVectorMachine result{options_.kernel, {}, {}, intercept()};
  for (std::size_t t = 0; t < alpha_.size(); ++t) {
    if (alpha_[t] > 0) result.coefficients.push_back(alpha_[t] * y_[t]);
  }
  result.support = Matrix<double>(static_cast<std::ptrdiff_t>(result.coefficients.size()), X_.cols);
  std::ptrdiff_t s = 0;
  for (std::size_t t = 0; t < alpha_.size(); ++t) {
    if (alpha_[t] == 0) continue;
    const double* x = X_.row(static_cast<std::ptrdiff_t>(t));
    std::copy(x, x + X_.cols, result.support.row(s++));
  }
  return result;
}

}  // namespace lectern::kernels
