#include "core/ml/generative/diffusion.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/nn/loss.h"

namespace lectern::generative {
namespace {

constexpr double kHalfPi = 1.57079632679489661923;

// out = a_i x + b_i y in each row i.
template <typename T, typename Weights>
void mix_rows(ConstMatrixView<T> x, ConstMatrixView<T> y, MatrixView<T> out, Weights weights_of) {
  for (std::ptrdiff_t i = 0; i < x.rows; ++i) {
    const auto [a, b] = weights_of(static_cast<std::size_t>(i));
    const T of_x = static_cast<T>(a), of_y = static_cast<T>(b);
    for (std::ptrdiff_t j = 0; j < x.cols; ++j) out(i, j) = of_x * x(i, j) + of_y * y(i, j);
  }
}

struct Weights {
  double first, second;
};

}  // namespace

NoiseSchedule::NoiseSchedule(const NoiseScheduleSpec& spec) {
  const double last = spec.times - 1;
  const auto left = [&](int t) {
    const double c = math::cos((t / static_cast<double>(spec.times) + spec.offset) / (1 + spec.offset) * kHalfPi);
    return c * c;
  };
  double product = 1;
  for (int t = 0; t < spec.times; ++t) {
    const double beta = spec.kind == NoiseScheduleKind::cosine
                            ? std::min(1 - left(t + 1) / left(t), spec.largest_beta)
                            : spec.beta_first + (last > 0 ? (spec.beta_last - spec.beta_first) * t / last : 0);
    product *= 1 - beta;
    beta_.push_back(beta);
    alpha_bar_.push_back(product);
  }
}

NoiseSchedule::Posterior NoiseSchedule::posterior(int t) const {
  const double before = alpha_bar(t - 1), noise = 1 - alpha_bar(t);
  return {std::sqrt(before) * beta(t) / noise, std::sqrt(alpha(t)) * (1 - before) / noise,
          beta(t) * (1 - before) / noise};
}

template <typename T>
void add_noise(const NoiseSchedule& schedule, ConstMatrixView<T> data, std::span<const int> t, ConstMatrixView<T> noise,
               MatrixView<T> mixture) {
  mix_rows<T>(data, noise, mixture, [&](std::size_t i) {
    const double left = schedule.alpha_bar(t[i]);
    return Weights{std::sqrt(left), std::sqrt(1 - left)};
  });
}

template <typename T>
void remove_noise(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t,
                  ConstMatrixView<T> noise, MatrixView<T> data) {
  mix_rows<T>(mixture, noise, data, [&](std::size_t i) {
    const double left = schedule.alpha_bar(t[i]);
    return Weights{1 / std::sqrt(left), -std::sqrt((1 - left) / left)};
  });
}

double reverse_deviation(const NoiseSchedule& schedule, int t, ReverseVariance variance) {
  if (t == 0) return 0;
  return std::sqrt(variance == ReverseVariance::beta ? schedule.beta(t) : schedule.posterior(t).variance);
}

template <typename T>
void step_back(const NoiseSchedule& schedule, std::span<const int> t, ConstMatrixView<T> noise, ConstMatrixView<T> z,
               ReverseVariance variance, MatrixView<T> x) {
  mix_rows<T>(x, noise, x, [&](std::size_t i) {
    const double root = std::sqrt(schedule.alpha(t[i]));
    return Weights{1 / root, -schedule.beta(t[i]) / (std::sqrt(1 - schedule.alpha_bar(t[i])) * root)};
  });
  mix_rows<T>(x, z, x, [&](std::size_t i) { return Weights{1, reverse_deviation(schedule, t[i], variance)}; });
}

double implicit_deviation(const NoiseSchedule& schedule, int t, int earlier, double eta) {
  const double left = schedule.alpha_bar(t), then = schedule.alpha_bar(earlier);
  return eta * std::sqrt((1 - then) / (1 - left)) * std::sqrt(1 - left / then);
}

template <typename T>
void implicit_step_back(const NoiseSchedule& schedule, int t, int earlier, double eta, ConstMatrixView<T> noise,
                        ConstMatrixView<T> z, MatrixView<T> x) {
  const double left = schedule.alpha_bar(t), then = schedule.alpha_bar(earlier);
  const double sigma = implicit_deviation(schedule, t, earlier, eta);
  const double of_mixture = std::sqrt(then / left);
  const double of_noise = std::sqrt(std::max(0.0, 1 - then - sigma * sigma)) - of_mixture * std::sqrt(1 - left);
  mix_rows<T>(x, noise, x, [&](std::size_t) { return Weights{of_mixture, of_noise}; });
  if (sigma > 0) mix_rows<T>(x, z, x, [&](std::size_t) { return Weights{1, sigma}; });
}

template <typename T>
void Denoiser<T>::write_inputs(const NoiseSchedule& schedule, ConstMatrixView<T> mixture,
                               std::span<const int> t) const {
  inputs_->resize(mixture.rows, mixture.cols + 1);
  for (std::ptrdiff_t i = 0; i < mixture.rows; ++i) {
    T* row = inputs_->row(i);
    for (std::ptrdiff_t j = 0; j < mixture.cols; ++j) row[j] = mixture(i, j);
    row[mixture.cols] = static_cast<T>((t[static_cast<std::size_t>(i)] + 1) / static_cast<double>(schedule.times()));
  }
}

template <typename T>
double Denoiser<T>::gradient(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t,
                             ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool) {
  write_inputs(schedule, mixture, t);
  network_.forward(*pass_, *inputs_, rng, pool);
  const double cost = nn::loss_and_gradient<T>({nn::LossKind::mse}, pass_->output(), noise, pass_->output_gradient());
  network_.backward(*pass_, {}, pool);
  return cost;
}

template <typename T>
void Denoiser<T>::predict(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, std::span<const int> t,
                          MatrixView<T> noise, ThreadPool* pool) const {
  write_inputs(schedule, mixture, t);
  network_.predict(*pass_, *inputs_, noise, pool);
}

#define LECTERN_INSTANTIATE(T)                                                                                     \
  template void add_noise(const NoiseSchedule&, ConstMatrixView<T>, std::span<const int>, ConstMatrixView<T>,      \
                          MatrixView<T>);                                                                          \
  template void remove_noise(const NoiseSchedule&, ConstMatrixView<T>, std::span<const int>, ConstMatrixView<T>,   \
                             MatrixView<T>);                                                                       \
  template void step_back(const NoiseSchedule&, std::span<const int>, ConstMatrixView<T>, ConstMatrixView<T>,      \
                          ReverseVariance, MatrixView<T>);                                                         \
  template void implicit_step_back(const NoiseSchedule&, int, int, double, ConstMatrixView<T>, ConstMatrixView<T>, \
                                   MatrixView<T>);                                                                 \
  template class Denoiser<T>;
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::generative
