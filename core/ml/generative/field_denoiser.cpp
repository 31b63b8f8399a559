#include "core/ml/generative/field_denoiser.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/ml/nn/loss.h"

namespace lectern::generative {

template <typename T>
FieldDenoiser<T>::FieldDenoiser(const math::PlanarFourier& fourier, std::vector<double> shell_power,
                                nn::Network<T> network)
    : fourier_(fourier),
      shell_power_(std::move(shell_power)),
      shell_share_(shell_power_.size(), 0),
      network_(std::move(network)) {
  for (std::size_t k = 0; k < fourier_.cells(); ++k)
    shell_share_[static_cast<std::size_t>(fourier_.shell(k))] += 1 / static_cast<double>(fourier_.cells());
}

template <typename T>
typename FieldDenoiser<T>::Filter FieldDenoiser<T>::filter(const NoiseSchedule& schedule, int t) const {
  Filter filter;
  const double share = schedule.alpha_bar(t);
  filter.signal = std::sqrt(share);
  filter.noise = std::sqrt(1 - share);
  for (std::size_t shell = 0; shell < shell_power_.size(); ++shell) {
    const double power = shell_power_[shell], all = share * power + 1 - share;
    filter.gain.push_back(filter.signal * power / all);
    filter.left += shell_share_[shell] * power * (1 - share) / all;
    filter.kept += shell_share_[shell] * share * power * power / all;
    filter.took += shell_share_[shell] * (1 - share) * (1 - share) / all;
  }
  for (double* variance : {&filter.left, &filter.kept, &filter.took}) *variance = std::sqrt(std::max(*variance, 1e-12));
  return filter;
}

// Gains are real and even in k, so the filtered real and imaginary parts stay apart only if both have the same gain;
// with two different ones the waves of each are told apart by their symmetry first.
template <typename T>
void FieldDenoiser<T>::apply(const Filter& first_filter, const T* first, T* first_result, const Filter& second_filter,
                             const T* second, T* second_result) const {
  const std::size_t cells = fourier_.cells();
  waves_->resize(cells);
  std::vector<math::Complex>& waves = *waves_;
  for (std::size_t i = 0; i < cells; ++i)
    waves[i] = {static_cast<double>(first[i]), second != nullptr ? static_cast<double>(second[i]) : 0};
  fourier_.forward(waves);
  const int side = fourier_.side();
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      const auto at = static_cast<std::size_t>(row * side + col);
      const auto back = static_cast<std::size_t>((side - row) % side * side + (side - col) % side);
      if (back < at) continue;
      const auto shell = static_cast<std::size_t>(fourier_.shell(at));
      const double a = first_filter.gain[shell], b = second_filter.gain[shell];
      const math::Complex p = waves[at], q = waves[back];
      // F = (p + q*)/2 of the first, i·G = (p − q*)/2 of the second.
      const math::Complex F{a * (p.re + q.re) / 2, a * (p.im - q.im) / 2},
          G{b * (p.re - q.re) / 2, b * (p.im + q.im) / 2};
      waves[at] = {F.re + G.re, F.im + G.im};
      if (back != at) waves[back] = {F.re - G.re, G.im - F.im};
    }
  fourier_.inverse(waves);
  for (std::size_t i = 0; i < cells; ++i) {
    first_result[i] = static_cast<T>(waves[i].re);
    if (second != nullptr) second_result[i] = static_cast<T>(waves[i].im);
  }
}

template <typename T>
void FieldDenoiser<T>::write_inputs(const Filter& filter, const T* mixture, const T* filtered, int cell,
                                    T* inputs) const {
  const int side = fourier_.side(), mask = side - 1, row = cell / side, col = cell % side;
  const auto place = [&](int dr, int dc) { return ((row + dr) & mask) * side + ((col + dc) & mask); };
  const T of_kept = static_cast<T>(1 / filter.kept), of_took = static_cast<T>(1 / filter.took),
          signal = static_cast<T>(filter.signal);
  for (int dr = -2; dr <= 2; ++dr)
    for (int dc = -2; dc <= 2; ++dc) *inputs++ = of_kept * filtered[place(dr, dc)];
  for (int dr = -4; dr <= 4; dr += 2)
    for (int dc = -4; dc <= 4; dc += 2)
      if (std::abs(dr) == 4 || std::abs(dc) == 4) *inputs++ = of_kept * filtered[place(dr, dc)];
  for (int dr = -1; dr <= 1; ++dr)
    for (int dc = -1; dc <= 1; ++dc) {
      const int at = place(dr, dc);
      *inputs++ = of_took * (mixture[at] - signal * filtered[at]);
    }
  *inputs++ = static_cast<T>(2 * filter.left - 1);
  *inputs++ = static_cast<T>(2 * filter.noise - 1);
}

template <typename T>
double FieldDenoiser<T>::gradient(const NoiseSchedule& schedule, ConstMatrixView<T> data, std::span<const int> t,
                                  ConstMatrixView<T> noise, std::span<const int> cells, Rng& rng, ThreadPool* pool) {
  const std::ptrdiff_t n = data.rows, each = std::ssize(cells) / n;
  mixture_->resize(n, data.cols);
  filtered_->resize(n, data.cols);
  add_noise<T>(schedule, data, t, noise, *mixture_);
  inputs_->resize(n * each, kInputs);
  targets_->resize(n * each, 1);
  for (std::ptrdiff_t i = 0; i < n; i += 2) {
    const bool has_second = i + 1 < n;
    const Filter first = filter(schedule, t[static_cast<std::size_t>(i)]);
    const Filter second = has_second ? filter(schedule, t[static_cast<std::size_t>(i + 1)]) : first;
    apply(first, mixture_->row(i), filtered_->row(i), second, has_second ? mixture_->row(i + 1) : nullptr,
          has_second ? filtered_->row(i + 1) : nullptr);
    for (std::ptrdiff_t field = i; field < std::min(i + 2, n); ++field) {
      const Filter& by = field == i ? first : second;
      for (std::ptrdiff_t j = field * each; j < (field + 1) * each; ++j) {
        const int cell = cells[static_cast<std::size_t>(j)];
        write_inputs(by, mixture_->row(field), filtered_->row(field), cell, inputs_->row(j));
        (*targets_)(j, 0) = (data(field, cell) - (*filtered_)(field, cell)) / static_cast<T>(by.left);
      }
    }
  }
  network_.forward(*pass_, *inputs_, rng, pool);
  const double cost =
      nn::loss_and_gradient<T>({nn::LossKind::mse}, pass_->output(), targets_->view(), pass_->output_gradient());
  network_.backward(*pass_, {}, pool);
  return cost;
}

template <typename T>
void FieldDenoiser<T>::restore(const NoiseSchedule& schedule, ConstMatrixView<T> mixture, int t, bool linear,
                               MatrixView<T> data, ThreadPool* pool) const {
  const Filter by = filter(schedule, t);
  const std::ptrdiff_t n = mixture.rows, cells = mixture.cols;
  for (std::ptrdiff_t i = 0; i < n; i += 2)
    apply(by, mixture.row(i), data.row(i), by, i + 1 < n ? mixture.row(i + 1) : nullptr,
          i + 1 < n ? data.row(i + 1) : nullptr);
  if (linear) return;
  inputs_->resize(cells, kInputs);
  targets_->resize(cells, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    for (std::ptrdiff_t cell = 0; cell < cells; ++cell)
      write_inputs(by, mixture.row(i), data.row(i), static_cast<int>(cell), inputs_->row(cell));
    network_.predict(*pass_, *inputs_, *targets_, pool);
    for (std::ptrdiff_t cell = 0; cell < cells; ++cell) data(i, cell) += static_cast<T>(by.left) * (*targets_)(cell, 0);
  }
}

template class FieldDenoiser<float>;
template class FieldDenoiser<double>;

}  // namespace lectern::generative
