#include "core/experiments/cnn-filters/map_value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace lectern {
namespace {

constexpr std::size_t kMostMapsShown = 8;

int filter_side(const nn::Network<float>& network, std::size_t layer) {
  const nn::Shape from = network.layer(layer).input_shape(), to = network.layer(layer).output_shape();
  const auto area = static_cast<std::ptrdiff_t>(network.weights(layer).size()) / (from.channels * to.channels);
  return static_cast<int>(std::lround(std::sqrt(static_cast<double>(area))));
}

// Of the pictures in front of a layer, what a box of its own pictures is made of.
PixelBox input_box(const nn::Network<float>& network, std::size_t layer, const PixelBox& box) {
  if (is_convolution(network, layer)) {
    const int side = filter_side(network, layer);
    return {box.row - side / 2, box.column - side / 2, box.height + side - 1, box.width + side - 1};
  }
  return {2 * box.row, 2 * box.column, 2 * box.height, 2 * box.width};
}

// The part of a map in a window, row by row; zero beyond the map's border.
void cut(std::span<const float> map, const nn::Shape& shape, const PixelBox& box, std::vector<float>& window) {
  window.clear();
  for (int row = box.row; row < box.row + box.height; ++row)
    for (int column = box.column; column < box.column + box.width; ++column) {
      const bool inside = row >= 0 && column >= 0 && row < shape.height && column < shape.width;
      window.push_back(inside ? map[static_cast<std::size_t>(row * shape.width + column)] : 0.0f);
    }
}

// What one map contributes.
struct Part {
  std::size_t map = 0;
  std::vector<float> window, products;
  std::span<const float> weights;
  double sum = 0;
};

std::string numbered(const char* word, std::size_t index) { return word + std::to_string(index + 1); }

std::string sum_in_words(double sum) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "Σ %.3f", sum);
  return text.data();
}

void add_single(Images& images, std::string_view label, double value) {
  images.tile(label, {value}, 1, 1, {.color = {-std::max(std::fabs(value), 1e-6), std::max(std::fabs(value), 1e-6)}});
}

void describe_parts(Images& images, std::span<const Part> parts, int side) {
  std::vector<float> windows, weights, products;
  for (const Part& part : parts) {
    windows.insert(windows.end(), part.window.begin(), part.window.end());
    weights.insert(weights.end(), part.weights.begin(), part.weights.end());
    products.insert(products.end(), part.products.begin(), part.products.end());
  }
  const Range of_windows = symmetric_range(windows), of_weights = symmetric_range(weights),
              of_products = symmetric_range(products);
  if (parts.size() == 1) {
    images.tile("window", parts[0].window, side, side, {.color = of_windows});
    images.tile("× weights", parts[0].weights, side, side, {.color = of_weights});
    images.tile("= products", parts[0].products, side, side, {.color = of_products});
    return;
  }
  images.row("window of each map");
  for (const Part& part : parts)
    images.tile(numbered("map ", part.map), part.window, side, side, {.color = of_windows});
  images.row("× weights");
  for (const Part& part : parts) images.tile("", part.weights, side, side, {.color = of_weights});
  images.row("= products");
  for (const Part& part : parts) images.tile(sum_in_words(part.sum), part.products, side, side, {.color = of_products});
}

}  // namespace

bool is_convolution(const nn::Network<float>& network, std::size_t layer) { return !network.weights(layer).empty(); }

std::ptrdiff_t first_value(const nn::Network<float>& network, std::size_t layer) {
  std::ptrdiff_t before = 0;
  for (std::size_t l = 0; l < layer; ++l) {
    const nn::Shape shape = network.layer(l).output_shape();
    if (shape.plane() > 1) before += shape.size();
  }
  return before;
}

std::optional<MapValue> value_of_number(const nn::Network<float>& network, int number) {
  const std::ptrdiff_t all = first_value(network, network.layer_count());
  if (all == 0) return {};
  std::ptrdiff_t left = number % all;
  for (std::size_t l = 0;; ++l) {
    const nn::Shape shape = network.layer(l).output_shape();
    if (shape.plane() == 1) continue;
    if (left >= shape.size()) {
      left -= shape.size();
      continue;
    }
    const std::ptrdiff_t pixel = left % shape.plane();
    return MapValue{l, left / shape.plane(), static_cast<int>(pixel / shape.width),
                    static_cast<int>(pixel % shape.width)};
  }
}

std::string layer_name(const nn::Network<float>& network, std::size_t layer, const std::string& pool) {
  std::size_t number = 0;
  const bool convolves = is_convolution(network, layer);
  for (std::size_t l = 0; l <= layer; ++l) number += is_convolution(network, l) == convolves ? 1 : 0;
  return (convolves ? "conv " : pool + " pool ") + std::to_string(number);
}

PixelBox window_of(const nn::Network<float>& network, const MapValue& value) {
  return input_box(network, value.layer, {value.row, value.column, 1, 1});
}

PixelBox receptive_field(const nn::Network<float>& network, const MapValue& value) {
  PixelBox box{value.row, value.column, 1, 1};
  for (std::size_t l = value.layer + 1; l-- > 0;) box = input_box(network, l, box);
  return box;
}

ValueParts describe_arithmetic(Images& images, const nn::Network<float>& network, const nn::Pass<float>& pass,
                               std::span<const float> picture, const MapValue& value, const std::string& pool) {
  const std::size_t layer = value.layer;
  const nn::Shape from = network.layer(layer).input_shape(), to = network.layer(layer).output_shape();
  const std::span<const float> maps =
      layer == 0 ? picture : std::span(pass.activations(layer - 1).row(0), static_cast<std::size_t>(from.size()));
  const auto plane = static_cast<std::size_t>(from.plane()), channels = static_cast<std::size_t>(from.channels);
  const PixelBox window = window_of(network, value);
  const auto place = static_cast<std::ptrdiff_t>(value.row) * to.width + value.column;
  const double output = static_cast<double>(pass.activations(layer)(0, value.channel * to.plane() + place));

  images.setup({.map = ColorMap::diverging, .numbers = true});
  if (!is_convolution(network, layer)) {
    std::vector<float> block;
    cut(maps.subspan(static_cast<std::size_t>(value.channel) * plane, plane), from, window, block);
    images.tile("2×2 block", block, 2, 2, {.color = symmetric_range(block)});
    add_single(images, "their " + pool, output);
    return {output, 0, output};
  }

  const auto area = static_cast<std::size_t>(window.height) * static_cast<std::size_t>(window.width);
  const std::span<const float> weights =
      network.weights(layer).subspan(static_cast<std::size_t>(value.channel) * channels * area, channels * area);
  std::vector<Part> parts(channels);
  double sum = 0;
  for (std::size_t c = 0; c < channels; ++c) {
    Part& part = parts[c];
    part.map = c;
    part.weights = weights.subspan(c * area, area);
    cut(maps.subspan(c * plane, plane), from, window, part.window);
    for (std::size_t i = 0; i < area; ++i) {
      part.products.push_back(part.window[i] * part.weights[i]);
      part.sum += static_cast<double>(part.products.back());
    }
    sum += part.sum;
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return std::fabs(a.sum) > std::fabs(b.sum); });
  describe_parts(images, std::span(parts).first(std::min(channels, kMostMapsShown)), window.height);
  const double bias = static_cast<double>(network.biases(layer)[static_cast<std::size_t>(value.channel)]);
  if (channels > 1) images.row("sum + bias, then activation");
  add_single(images, "their sum", sum);
  add_single(images, "+ bias", bias);
  add_single(images, "= z", sum + bias);
  add_single(images, "value a(z)", output);
  return {sum, bias, output};
}

}  // namespace lectern
