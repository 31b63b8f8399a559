#include "core/ml/inverse/picture_denoiser.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::inverse {
namespace {

constexpr double kLossMemory = 0.95;  // of the running means

}  // namespace

template <typename T>
PictureDenoiser<T>::PictureDenoiser(nn::Network<T> network, double deviation)
    : network_(std::move(network)), deviation_(deviation), losses_(kBands, 1.0) {}

template <typename T>
int PictureDenoiser<T>::band(double sigma) const {
  const double from = math::log(kLeast), to = math::log(kLargest);
  const double at = (math::log(sigma / deviation_) - from) / (to - from) * kBands;
  return std::clamp(static_cast<int>(std::floor(at)), 0, kBands - 1);
}

template <typename T>
void PictureDenoiser<T>::write_input(const T* mixture, std::ptrdiff_t pixels, double sigma, T* input) const {
  const T scale = static_cast<T>(1 / std::sqrt(sigma * sigma + deviation_ * deviation_));
  const T size = static_cast<T>(math::log(sigma / deviation_) / 4);
  for (std::ptrdiff_t j = 0; j < pixels; ++j) {
    input[j] = scale * mixture[j];
    input[pixels + j] = size;
  }
}

template <typename T>
double PictureDenoiser<T>::gradient(ConstMatrixView<T> X, std::span<const double> sigma, ConstMatrixView<T> white,
                                    Rng& rng, ThreadPool* pool) {
  const std::ptrdiff_t pixels = X.cols;
  inputs_->resize(X.rows, 2 * pixels);
  targets_->resize(X.rows, pixels);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const double s = sigma[static_cast<std::size_t>(i)], all = s * s + deviation_ * deviation_;
    const T skip = static_cast<T>(deviation_ * deviation_ / all);
    const T out = static_cast<T>(s * deviation_ / std::sqrt(all)), size = static_cast<T>(s);
    T* mixture = targets_->row(i);
    for (std::ptrdiff_t j = 0; j < pixels; ++j) mixture[j] = X(i, j) + size * white(i, j);
    write_input(mixture, pixels, s, inputs_->row(i));
    for (std::ptrdiff_t j = 0; j < pixels; ++j) mixture[j] = (X(i, j) - skip * mixture[j]) / out;
  }
  network_.forward(*pass_, inputs_->view(), rng, pool);
  const ConstMatrixView<T> F = pass_->output();
  const MatrixView<T> d = pass_->output_gradient();
  const T scale = T(2) / static_cast<T>(X.rows * pixels);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double one = 0;
    for (std::ptrdiff_t j = 0; j < pixels; ++j) {
      const T miss = F(i, j) - (*targets_)(i, j);
      one += static_cast<double>(miss * miss);
      d(i, j) = scale * miss;
    }
    one /= static_cast<double>(pixels);
    sum += one;
    double& loss = losses_[static_cast<std::size_t>(band(sigma[static_cast<std::size_t>(i)]))];
    loss = kLossMemory * loss + (1 - kLossMemory) * one;
  }
  network_.backward(*pass_, {}, pool);
  return sum / static_cast<double>(X.rows);
}

template <typename T>
void PictureDenoiser<T>::restore(const nn::Network<T>& network, ConstMatrixView<T> mixture, double sigma,
                                 MatrixView<T> X, ThreadPool* pool) const {
  const std::ptrdiff_t pixels = mixture.cols;
  inputs_->resize(mixture.rows, 2 * pixels);
  for (std::ptrdiff_t i = 0; i < mixture.rows; ++i) write_input(mixture.row(i), pixels, sigma, inputs_->row(i));
  network.evaluate(*pass_, inputs_->view(), pool);
  const double all = sigma * sigma + deviation_ * deviation_;
  const T skip = static_cast<T>(deviation_ * deviation_ / all);
  const T out = static_cast<T>(sigma * deviation_ / std::sqrt(all));
  const ConstMatrixView<T> F = pass_->output();
  for (std::ptrdiff_t i = 0; i < mixture.rows; ++i)
    for (std::ptrdiff_t j = 0; j < pixels; ++j) X(i, j) = skip * mixture(i, j) + out * F(i, j);
}

template <typename T>
double PictureDenoiser<T>::error_variance(double sigma) const {
  const double s2 = sigma * sigma, d2 = deviation_ * deviation_;
  return s2 * d2 / (s2 + d2) * std::min(1.0, losses_[static_cast<std::size_t>(band(sigma))]);
}

std::vector<double> noise_levels(double largest, double least, int count) {
  std::vector<double> levels;
  const double from = math::pow(largest, 1.0 / 7), to = math::pow(least, 1.0 / 7);
  for (int i = 0; i < count; ++i)
    levels.push_back(math::pow(from + (to - from) * (count > 1 ? i / (count - 1.0) : 0), 7.0));
  return levels;
}

template <typename T>
void posterior_step(const FourierObservation& observation, std::span<const double> data, ConstMatrixView<T> restored,
                    std::span<const double> variance, double next, Rng& rng, MatrixView<T> white, MatrixView<T> X) {
  const bool draws = next > 0;
  const auto draw = [&] {
    for (std::ptrdiff_t i = 0; i < white.rows; ++i)
      for (std::ptrdiff_t j = 0; j < white.cols; ++j) white(i, j) = static_cast<T>(rng.normal());
  };
  if (draws) draw();
  observation.correct<T>(data, restored, variance, draws, white, X);
  if (!draws) return;
  draw();
  const T size = static_cast<T>(next);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) X(i, j) += size * white(i, j);
}

template class PictureDenoiser<float>;
template class PictureDenoiser<double>;
template void posterior_step(const FourierObservation&, std::span<const double>, ConstMatrixView<float>,
                             std::span<const double>, double, Rng&, MatrixView<float>, MatrixView<float>);
template void posterior_step(const FourierObservation&, std::span<const double>, ConstMatrixView<double>,
                             std::span<const double>, double, Rng&, MatrixView<double>, MatrixView<double>);

}  // namespace lectern::inverse
