#include "core/ml/nn/deep_signal.h"

#include <algorithm>
#include <cmath>

#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

double root_mean_square(const Matrix<double>& X) {
  double squares = 0;
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) squares += X.data()[i] * X.data()[i];
  return std::sqrt(squares / static_cast<double>(X.size()));
}

void fill_normal(Matrix<double>& X, Rng rng) {
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.normal();
}

// Calls f(first number, how many, distance between them) for each column or row.
template <typename Function>
void for_each_line(bool by_columns, std::ptrdiff_t rows, std::ptrdiff_t cols, const Function& f) {
  for (std::ptrdiff_t i = 0; i < (by_columns ? cols : rows); ++i) {
    if (by_columns)
      f(i, i, rows, cols);
    else
      f(i, i * cols, cols, std::ptrdiff_t{1});
  }
}

}  // namespace

void standardise(bool by_columns, MatrixView<double> Z, std::vector<double>& deviation) {
  deviation.resize(static_cast<std::size_t>(by_columns ? Z.cols : Z.rows));
  for_each_line(by_columns, Z.rows, Z.cols,
                [&](std::ptrdiff_t line, std::ptrdiff_t first, std::ptrdiff_t count, std::ptrdiff_t apart) {
                  double* z = Z.data + first;
                  double mean = 0, squares = 0;
                  for (std::ptrdiff_t i = 0; i < count; ++i) mean += z[i * apart];
                  mean /= static_cast<double>(count);
                  for (std::ptrdiff_t i = 0; i < count; ++i) {
                    z[i * apart] -= mean;
                    squares += z[i * apart] * z[i * apart];
                  }
                  const double size = std::sqrt(squares / static_cast<double>(count));
                  deviation[static_cast<std::size_t>(line)] = size;
                  for (std::ptrdiff_t i = 0; i < count; ++i) z[i * apart] = size > 0 ? z[i * apart] / size : 0;
                });
}

void standardise_gradient(bool by_columns, ConstMatrixView<double> U, std::span<const double> deviation,
                          MatrixView<double> d) {
  for_each_line(by_columns, d.rows, d.cols,
                [&](std::ptrdiff_t line, std::ptrdiff_t first, std::ptrdiff_t count, std::ptrdiff_t apart) {
                  const double* u = U.data + first;
                  double* out = d.data + first;
                  double mean = 0, along = 0;
                  for (std::ptrdiff_t i = 0; i < count; ++i) {
                    mean += out[i * apart];
                    along += out[i * apart] * u[i * apart];
                  }
                  mean /= static_cast<double>(count);
                  along /= static_cast<double>(count);
                  const double size = deviation[static_cast<std::size_t>(line)];
                  for (std::ptrdiff_t i = 0; i < count; ++i)
                    out[i * apart] = size > 0 ? (out[i * apart] - mean - u[i * apart] * along) / size : 0;
                });
}

void DeepSignal::normalise(Normalisation kind, std::size_t layer) {
  if (kind != Normalisation::none) standardise(kind == Normalisation::batch, U_[layer], deviation_[layer]);
}

void DeepSignal::normalise_gradient(Normalisation kind, std::size_t layer) {
  if (kind != Normalisation::none)
    standardise_gradient(kind == Normalisation::batch, U_[layer], deviation_[layer], d_u_);
}

void DeepSignal::propagate(const DeepPlan& plan, const Rng& rng, std::span<LayerSignal> signals,
                           std::span<float> histograms) {
  const auto layers = static_cast<std::size_t>(plan.layers);
  const std::ptrdiff_t n = plan.width, batch = plan.examples;
  W_.resize(layers);
  U_.resize(layers);
  slope_.resize(layers);
  deviation_.resize(layers);
  H_.resize(layers + 1);
  H_[0].resize(batch, n);
  fill_normal(H_[0], rng.split("inputs"));
  std::fill(histograms.begin(), histograms.end(), 0.0f);
  Rng weights = rng.split("weights");
  const double largest_slope = plan.activation.kind == ActivationKind::sigmoid ? 0.25 : 1;
  for (std::size_t l = 0; l < layers; ++l) {
    W_[l].resize(n, n);
    initialise<double>(plan.initialisation, static_cast<double>(n), static_cast<double>(n), weights,
                       {W_[l].data(), static_cast<std::size_t>(n * n)});
    U_[l].resize(batch, n);
    simd::gemm<double>(H_[l], W_[l], nullptr, U_[l], {.transpose_b = simd::Transpose::yes});
    normalise(plan.normalisation, l);
    H_[l + 1].resize(batch, n);
    activate<double>(plan.activation, U_[l], H_[l + 1]);
    slope_[l].resize(batch, n);
    slope_[l].fill(1);
    activation_gradient<double>(plan.activation, U_[l], H_[l + 1], slope_[l]);
    const float share = 1.0f / static_cast<float>(batch * n);
    std::ptrdiff_t saturated = 0;
    for (std::ptrdiff_t i = 0; i < batch * n; ++i) {
      if (plan.residual) H_[l + 1].data()[i] += H_[l].data()[i];
      saturated += std::fabs(slope_[l].data()[i]) < kSaturated * largest_slope;
      const double place = std::clamp((U_[l].data()[i] / kLargest + 1) / 2 * kBins, 0.0, kBins - 1.0);
      histograms[l * kBins + static_cast<std::size_t>(place)] += share;
    }
    signals[l].forward = root_mean_square(H_[l + 1]);
    signals[l].saturated = static_cast<double>(saturated) / static_cast<double>(batch * n);
  }
  d_h_.resize(batch, n);
  d_u_.resize(batch, n);
  d_below_.resize(batch, n);
  d_W_.resize(n, n);
  fill_normal(d_h_, rng.split("error"));
  for (std::size_t l = layers; l-- > 0;) {
    for (std::ptrdiff_t i = 0; i < batch * n; ++i) d_u_.data()[i] = d_h_.data()[i] * slope_[l].data()[i];
    signals[l].backward = root_mean_square(d_u_);
    normalise_gradient(plan.normalisation, l);
    simd::gemm<double>(d_u_, H_[l], nullptr, d_W_, {.transpose_a = simd::Transpose::yes});
    signals[l].gradient = root_mean_square(d_W_);
    simd::gemm<double>(d_u_, W_[l], nullptr, d_below_);
    for (std::ptrdiff_t i = 0; i < batch * n; ++i)
      d_h_.data()[i] = d_below_.data()[i] + (plan.residual ? d_h_.data()[i] : 0);
  }
}

}  // namespace lectern::nn
