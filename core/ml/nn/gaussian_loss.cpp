#include "core/ml/nn/gaussian_loss.h"

#include <cstddef>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::nn {
template <typename T>
double gaussian_nll(ConstMatrixView<T> Z, std::span<const T> t, double floor, MatrixView<T> d_Z) {
  if (Z.rows == 0) return 0;
  const auto n = static_cast<double>(Z.rows);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < Z.rows; ++i) {
    const double own = math::exp(static_cast<double>(Z(i, 1))), variance = own + floor;
    const double off = static_cast<double>(Z(i, 0)) - static_cast<double>(t[static_cast<std::size_t>(i)]);
    const double pull = off / variance;
    sum += math::kLogTwoPi + math::log(variance) + off * pull;
    if (d_Z.data == nullptr) continue;
    d_Z(i, 0) = static_cast<T>(pull / n);
    d_Z(i, 1) = static_cast<T>(own * (1 / variance - pull * pull) / (2 * n));
  }
  return sum / (2 * n);
}

template double gaussian_nll(ConstMatrixView<float>, std::span<const float>, double, MatrixView<float>);
template double gaussian_nll(ConstMatrixView<double>, std::span<const double>, double, MatrixView<double>);

}  // namespace lectern::nn
