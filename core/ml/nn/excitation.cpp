#include "core/ml/nn/excitation.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

namespace lectern::nn {
namespace {

// to[r, c] = from[r − dy, c − dx]; what is shifted in is 0.
void shift(std::span<const float> from, const Shape& shape, std::ptrdiff_t dy, std::ptrdiff_t dx, std::span<float> to) {
  std::size_t at = 0;
  for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
    for (std::ptrdiff_t y = 0; y < shape.height; ++y)
      for (std::ptrdiff_t x = 0; x < shape.width; ++x, ++at) {
        const bool is_inside = y - dy >= 0 && y - dy < shape.height && x - dx >= 0 && x - dx < shape.width;
        to[at] = is_inside ? from[at - static_cast<std::size_t>(dy * shape.width + dx)] : 0.0f;
      }
}

std::ptrdiff_t middle_of(const Shape& shape) { return shape.height / 2 * shape.width + shape.width / 2; }

template <typename T>
double excitation_of(const T* output, const Shape& shape, std::ptrdiff_t channel, Excited what) {
  const T* map = output + channel * shape.plane();
  if (what == Excited::unit) return static_cast<double>(map[middle_of(shape)]);
  double sum = 0;
  for (std::ptrdiff_t p = 0; p < shape.plane(); ++p) sum += std::max(static_cast<double>(map[p]), 0.0);
  return sum / static_cast<double>(shape.plane());
}

}  // namespace

template <typename T>
Result<Network<T>> first_layers(const Network<T>& network, std::vector<LayerSpec> specs, std::size_t count) {
  specs.resize(std::min(count, specs.size()));
  if (specs.empty()) return Error{"A network needs at least one layer."};
  if (auto* dense = std::get_if<DenseSpec>(&specs.back())) dense->activation = {};
  if (auto* convolution = std::get_if<Conv2dSpec>(&specs.back())) convolution->activation = {};
  auto part = Network<T>::build(network.input_shape(), specs);
  if (!part) return part;
  std::copy_n(network.parameters().begin(), part->parameters().size(), part->parameters().begin());
  std::copy_n(network.running_statistics().begin(), part->running_statistics().size(),
              part->running_statistics().begin());
  return part;
}

template <typename T>
void excite(const Network<T>& network, Pass<T>& pass, ConstMatrixView<T> X, Excited what, std::span<double> excitation,
            ThreadPool* pool) {
  network.evaluate(pass, X, pool);
  const Shape shape = network.output_shape();
  const MatrixView<T> d_output = pass.output_gradient();
  const ConstMatrixView<T> output = pass.output();
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    excitation[static_cast<std::size_t>(i)] = excitation_of(output.row(i), shape, i, what);
    std::fill_n(d_output.row(i), shape.size(), T{0});
    T* map = d_output.row(i) + i * shape.plane();
    if (what == Excited::unit) {
      map[middle_of(shape)] = T{1};
      continue;
    }
    const T* z = output.row(i) + i * shape.plane();
    const bool is_silent = std::none_of(z, z + shape.plane(), [](T value) { return value > 0; });
    for (std::ptrdiff_t p = 0; p < shape.plane(); ++p)
      if (is_silent || z[p] > 0) map[p] = T{1} / static_cast<T>(shape.plane());
  }
  network.backward_to_input(pass, pool);
}

template <typename T>
double total_variation(std::span<const T> picture, const Shape& shape, double factor, std::span<T> d_picture) {
  double sum = 0;
  const auto width = static_cast<std::size_t>(shape.width);
  std::size_t at = 0;
  for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
    for (std::ptrdiff_t y = 0; y < shape.height; ++y)
      for (std::ptrdiff_t x = 0; x < shape.width; ++x, ++at) {
        const double here = static_cast<double>(picture[at]);
        const bool has_right = x + 1 < shape.width, has_below = y + 1 < shape.height;
        const double across = has_right ? static_cast<double>(picture[at + 1]) - here : 0;
        const double down = has_below ? static_cast<double>(picture[at + width]) - here : 0;
        const double length = std::sqrt(across * across + down * down + kVariationSmoothing * kVariationSmoothing);
        sum += length - kVariationSmoothing;
        if (d_picture.empty()) continue;
        const double by = factor / length;
        d_picture[at] -= static_cast<T>(by * (across + down));
        if (has_right) d_picture[at + 1] += static_cast<T>(by * across);
        if (has_below) d_picture[at + width] += static_cast<T>(by * down);
      }
  return sum;
}

Dream::Dream(Network<float> network, Excited what, const Rng& rng)
    : network_(std::move(network)),
      what_(what),
      rng_(rng),
      pictures_(network_.output_shape().channels, network_.input_shape().size()),
      excitation_(static_cast<std::size_t>(pictures_.rows())) {
  Rng noise = rng.split("noise");
  noise.fill_uniform({pictures_.data(), static_cast<std::size_t>(pictures_.size())}, 0.4f, 0.6f);
}

void Dream::begin_with(std::span<const float> picture) {
  for (std::ptrdiff_t i = 0; i < pictures_.rows(); ++i) std::copy(picture.begin(), picture.end(), pictures_.row(i));
}

void Dream::measure(ThreadPool* pool) { excite<float>(network_, *pass_, pictures_.view(), what_, excitation_, pool); }

void Dream::step(const DreamSpec& spec, ThreadPool* pool) {
  const Shape shape = network_.input_shape();
  const auto pixels = static_cast<std::size_t>(shape.size());
  const auto side = static_cast<std::uint32_t>(2 * spec.jitter + 1);
  const auto dy = static_cast<std::ptrdiff_t>(rng_.below(side)) - spec.jitter;
  const auto dx = static_cast<std::ptrdiff_t>(rng_.below(side)) - spec.jitter;
  Matrix<float>& shifted = *shifted_;
  shifted.resize(pictures_.rows(), pictures_.cols());
  for (std::ptrdiff_t i = 0; i < pictures_.rows(); ++i)
    shift({pictures_.row(i), pixels}, shape, dy, dx, {shifted.row(i), pixels});
  excite<float>(network_, *pass_, shifted.view(), what_, excitation_, pool);
  std::vector<float> change(pixels);
  for (std::ptrdiff_t i = 0; i < pictures_.rows(); ++i) {
    const std::span<float> x(pictures_.row(i), pixels);
    shift({pass_->input_gradient().row(i), pixels}, shape, -dy, -dx, change);
    double squares = 0;
    for (const float g : change) squares += static_cast<double>(g) * static_cast<double>(g);
    const double rms = std::sqrt(squares / static_cast<double>(pixels));
    const auto scale = static_cast<float>(rms > 0 ? 1 / rms : 0);
    for (std::size_t p = 0; p < pixels; ++p) change[p] = change[p] * scale - static_cast<float>(spec.ink) * x[p];
    if (spec.roughness > 0) total_variation<float>(x, shape, -spec.roughness, change);
    for (std::size_t p = 0; p < pixels; ++p) {
      x[p] += static_cast<float>(spec.rate) * change[p];
      if (spec.is_bounded) x[p] = std::clamp(x[p], 0.0f, 1.0f);
    }
  }
}

Matrix<double> Dream::excitation_by(ConstMatrixView<float> X, ThreadPool* pool) const {
  const Shape shape = network_.output_shape();
  Matrix<float> outputs(X.rows, shape.size());
  Pass<float> pass;
  network_.predict(pass, X, outputs.view(), pool);
  Matrix<double> excitation(X.rows, shape.channels);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
      excitation(i, c) = excitation_of(outputs.row(i), shape, c, what_);
  return excitation;
}

template Result<Network<float>> first_layers(const Network<float>&, std::vector<LayerSpec>, std::size_t);
template Result<Network<double>> first_layers(const Network<double>&, std::vector<LayerSpec>, std::size_t);
template void excite(const Network<float>&, Pass<float>&, ConstMatrixView<float>, Excited, std::span<double>,
                     ThreadPool*);
template void excite(const Network<double>&, Pass<double>&, ConstMatrixView<double>, Excited, std::span<double>,
                     ThreadPool*);
template double total_variation(std::span<const float>, const Shape&, double, std::span<float>);
template double total_variation(std::span<const double>, const Shape&, double, std::span<double>);

}  // namespace lectern::nn
