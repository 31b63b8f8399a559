#include "core/ml/decisions/deep_q.h"

#include <algorithm>
#include <cmath>

namespace lectern::decisions {

template <typename T>
void q_targets(std::span<const double> reward, std::span<const std::int32_t> done, ConstMatrixView<T> Q_next_target,
               ConstMatrixView<T> Q_next, double gamma, std::span<double> target) {
  const ConstMatrixView<T>& chooser = Q_next.rows > 0 ? Q_next : Q_next_target;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto row = static_cast<std::ptrdiff_t>(i);
    const T* values = chooser.row(row);
    const std::ptrdiff_t action = std::max_element(values, values + chooser.cols) - values;
    const double next = done[i] != 0 ? 0 : static_cast<double>(Q_next_target(row, action));
    target[i] = reward[i] + gamma * next;
  }
}

template <typename T>
double q_loss(ConstMatrixView<T> Q, std::span<const std::int32_t> actions, std::span<const double> target, bool huber,
              MatrixView<T> d_Q) {
  const double n = static_cast<double>(Q.rows);
  double sum = 0;
  for (std::ptrdiff_t row = 0; row < Q.rows; ++row) {
    const auto i = static_cast<std::size_t>(row);
    std::fill_n(d_Q.row(row), Q.cols, T(0));
    const double d = static_cast<double>(Q(row, actions[i])) - target[i], size = std::fabs(d);
    sum += !huber ? d * d : size <= 1 ? d * d / 2 : size - 0.5;
    d_Q(row, actions[i]) = static_cast<T>((huber ? std::clamp(d, -1.0, 1.0) : 2 * d) / n);
  }
  return sum / n;
}

template void q_targets<float>(std::span<const double>, std::span<const std::int32_t>, ConstMatrixView<float>,
                               ConstMatrixView<float>, double, std::span<double>);
template void q_targets<double>(std::span<const double>, std::span<const std::int32_t>, ConstMatrixView<double>,
                                ConstMatrixView<double>, double, std::span<double>);
template double q_loss<float>(ConstMatrixView<float>, std::span<const std::int32_t>, std::span<const double>, bool,
                              MatrixView<float>);
template double q_loss<double>(ConstMatrixView<double>, std::span<const std::int32_t>, std::span<const double>, bool,
                               MatrixView<double>);

}  // namespace lectern::decisions
