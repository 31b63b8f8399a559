#include "core/ml/nn/plane_convolution.h"

#include <algorithm>

namespace lectern::nn {
namespace {

// Which pixel of a side stands at a place that may lie beyond its ends; −1: none, a zero.
std::ptrdiff_t pixel_at(std::ptrdiff_t at, std::ptrdiff_t length, Border border) {
  if (at >= 0 && at < length) return at;
  switch (border) {
    case Border::zeros: return -1;
    case Border::edge: return at < 0 ? 0 : length - 1;
    case Border::wrap: break;
  }
  const std::ptrdiff_t rest = at % length;
  return rest < 0 ? rest + length : rest;
}

// to[r, c] = from[r − down, c − right] for each of so many channels, whatever their sizes.
void lay(const PlaneConvolution& shape, std::span<const double> from, std::ptrdiff_t down, std::ptrdiff_t right,
         std::ptrdiff_t rows, std::ptrdiff_t columns, std::vector<double>& to) {
  to.assign(static_cast<std::size_t>(shape.channels * rows * columns), 0.0);
  double* out = to.data();
  for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
    for (std::ptrdiff_t row = 0; row < rows; ++row, out += columns) {
      const std::ptrdiff_t source = pixel_at(row - down, shape.height, shape.border);
      if (source < 0) continue;
      const double* in = from.data() + (c * shape.height + source) * shape.width;
      for (std::ptrdiff_t column = 0; column < columns; ++column) {
        const std::ptrdiff_t pixel = pixel_at(column - right, shape.width, shape.border);
        if (pixel >= 0) out[column] = in[pixel];
      }
    }
}

// One weight's share of one row of the map: the loop that all time is spent in.
void add_row(const double* in, std::ptrdiff_t stride, double weight, std::ptrdiff_t count, double* out) {
  if (stride == 1)
    for (std::ptrdiff_t j = 0; j < count; ++j) out[j] += weight * in[j];
  else
    for (std::ptrdiff_t j = 0; j < count; ++j) out[j] += weight * in[j * stride];
}

}  // namespace

void pad_picture(const PlaneConvolution& shape, std::span<const double> picture, std::vector<double>& padded) {
  lay(shape, picture, shape.padding_y(), shape.padding_x(), shape.padded_height(), shape.padded_width(), padded);
}

void laid_kernel(const PlaneConvolution& shape, std::span<const double> kernel, std::vector<double>& laid) {
  laid.assign(kernel.begin(), kernel.end());
  if (!shape.flips) return;
  const std::ptrdiff_t area = shape.kernel_height * shape.kernel_width;
  for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
    std::reverse(laid.begin() + c * area, laid.begin() + (c + 1) * area);
}

void convolve_plane(const PlaneConvolution& shape, std::span<const double> picture, std::span<const double> kernel,
                    double bias, std::vector<double>& map) {
  map.assign(static_cast<std::size_t>(shape.out_size()), bias);
  if (map.empty()) return;
  std::vector<double> padded, laid;
  pad_picture(shape, picture, padded);
  laid_kernel(shape, kernel, laid);
  const std::ptrdiff_t width = shape.padded_width(), rows = shape.out_height(), columns = shape.out_width();
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    double* out = map.data() + i * columns;
    const double* weight = laid.data();
    for (std::ptrdiff_t c = 0; c < shape.channels; ++c)
      for (std::ptrdiff_t a = 0; a < shape.kernel_height; ++a) {
        const std::ptrdiff_t row = c * shape.padded_height() + i * shape.stride + a * shape.dilation;
        const double* in = padded.data() + row * width;
        for (std::ptrdiff_t b = 0; b < shape.kernel_width; ++b)
          add_row(in + b * shape.dilation, shape.stride, *weight++, columns, out);
      }
  }
}

void shift_picture(const PlaneConvolution& shape, std::span<const double> picture, std::ptrdiff_t down,
                   std::ptrdiff_t right, std::vector<double>& moved) {
  lay(shape, picture, down, right, shape.height, shape.width, moved);
}

ReceptiveField receptive_field(std::span<const LayerReach> layers) {
  ReceptiveField field;
  for (const LayerReach& layer : layers) {
    field.side += (layer.kernel - 1) * layer.dilation * field.jump;
    field.jump *= layer.stride;
  }
  return field;
}

}  // namespace lectern::nn
