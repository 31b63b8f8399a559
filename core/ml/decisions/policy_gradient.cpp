#include "core/ml/decisions/policy_gradient.h"

#include <algorithm>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::decisions {

template <typename T>
double log_policy(std::span<const T> z, std::span<double> log_probability) {
  const double largest = static_cast<double>(*std::max_element(z.begin(), z.end()));
  double sum = 0;
  for (const T value : z) sum += math::exp(static_cast<double>(value) - largest);
  const double log_sum = math::log(sum);
  double entropy = 0;
  for (std::size_t j = 0; j < z.size(); ++j) {
    log_probability[j] = static_cast<double>(z[j]) - largest - log_sum;
    entropy -= math::exp(log_probability[j]) * log_probability[j];
  }
  return entropy;
}

template <typename T>
double reinforce_loss(ConstMatrixView<T> Z, std::span<const std::int32_t> actions, std::span<const double> weight,
                      double entropy_weight, int episodes, MatrixView<T> d_Z, std::span<double> log_probability,
                      std::span<double> entropy) {
  const auto k = static_cast<std::size_t>(Z.cols);
  std::vector<double> logs(k);
  double sum = 0;
  for (std::ptrdiff_t t = 0; t < Z.rows; ++t) {
    const auto i = static_cast<std::size_t>(t);
    const auto action = static_cast<std::size_t>(actions[i]);
    entropy[i] = log_policy<T>({Z.row(t), k}, logs);
    log_probability[i] = logs[action];
    sum += log_probability[i] * weight[i] + entropy_weight * entropy[i];
    for (std::size_t j = 0; j < k; ++j) {
      const double p = math::exp(logs[j]);
      const double taken = (j == action ? 1 : 0) - p, spread = -p * (logs[j] + entropy[i]);
      d_Z(t, static_cast<std::ptrdiff_t>(j)) =
          static_cast<T>(-(weight[i] * taken + entropy_weight * spread) / episodes);
    }
  }
  return -sum / episodes;
}

template <typename T>
double proximal_loss(ConstMatrixView<T> Z, std::span<const std::int32_t> actions,
                     std::span<const double> old_log_probability, std::span<const double> A, double clip,
                     MatrixView<T> d_Z, std::span<double> log_probability, std::span<double> ratio) {
  const auto k = static_cast<std::size_t>(Z.cols);
  const double n = static_cast<double>(Z.rows);
  std::vector<double> logs(k);
  double sum = 0;
  for (std::ptrdiff_t t = 0; t < Z.rows; ++t) {
    const auto i = static_cast<std::size_t>(t);
    const auto action = static_cast<std::size_t>(actions[i]);
    log_policy<T>({Z.row(t), k}, logs);
    log_probability[i] = logs[action];
    const double r = math::exp(log_probability[i] - old_log_probability[i]);
    ratio[i] = r;
    const double free = r * A[i], held = std::clamp(r, 1 - clip, 1 + clip) * A[i];
    sum += std::min(free, held);
    for (std::size_t j = 0; j < k; ++j) {
      const double taken = (j == action ? 1 : 0) - math::exp(logs[j]);
      d_Z(t, static_cast<std::ptrdiff_t>(j)) = static_cast<T>(free <= held ? -free * taken / n : 0);
    }
  }
  return -sum / n;
}

template double log_policy<float>(std::span<const float>, std::span<double>);
template double log_policy<double>(std::span<const double>, std::span<double>);
template double reinforce_loss<float>(ConstMatrixView<float>, std::span<const std::int32_t>, std::span<const double>,
                                      double, int, MatrixView<float>, std::span<double>, std::span<double>);
template double reinforce_loss<double>(ConstMatrixView<double>, std::span<const std::int32_t>, std::span<const double>,
                                       double, int, MatrixView<double>, std::span<double>, std::span<double>);
template double proximal_loss<float>(ConstMatrixView<float>, std::span<const std::int32_t>, std::span<const double>,
                                     std::span<const double>, double, MatrixView<float>, std::span<double>,
                                     std::span<double>);
template double proximal_loss<double>(ConstMatrixView<double>, std::span<const std::int32_t>, std::span<const double>,
                                      std::span<const double>, double, MatrixView<double>, std::span<double>,
                                      std::span<double>);

}  // namespace lectern::decisions
