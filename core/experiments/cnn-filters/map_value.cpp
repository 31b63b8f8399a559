#include "core/experiments/cnn-filters/map_value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

namespace lectern {
namespace {

constexpr std::size_t kMostMapsShown = 8;

// What a layer is given, as pictures: a dense layer itself knows only that they are a row of numbers.
nn::Shape shape_before(const nn::Network<float>& network, std::size_t layer) {
  return layer == 0 ? network.input_shape() : network.layer(layer - 1).output_shape();
}

// Of the numbers in front of a layer, what a box of its own is made of.
PixelBox input_box(const nn::Network<float>& network, std::size_t layer, const PixelBox& box) {
  const nn::Shape before = shape_before(network, layer);
  if (kind_of(network, layer) == LayerKind::dense)
    return {0, 0, static_cast<int>(before.height), static_cast<int>(before.width)};
  const auto& [kernel, stride, padding] = network.layer(layer).windows();
  return {static_cast<int>(box.row * stride.y - padding.y), static_cast<int>(box.column * stride.x - padding.x),
          static_cast<int>((box.height - 1) * stride.y + kernel.y),
          static_cast<int>((box.width - 1) * stride.x + kernel.x)};
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

void describe_parts(Images& images, std::span<const Part> parts, int height, int width) {
  std::vector<float> windows, weights, products;
  for (const Part& part : parts) {
    windows.insert(windows.end(), part.window.begin(), part.window.end());
    weights.insert(weights.end(), part.weights.begin(), part.weights.end());
    products.insert(products.end(), part.products.begin(), part.products.end());
  }
  const Range of_windows = symmetric_range(windows), of_weights = symmetric_range(weights),
              of_products = symmetric_range(products);
  if (parts.size() == 1) {
    images.tile("window", parts[0].window, height, width, {.color = of_windows});
    images.tile("× weights", parts[0].weights, height, width, {.color = of_weights});
    images.tile("= products", parts[0].products, height, width, {.color = of_products});
    return;
  }
  images.row("window of each map");
  for (const Part& part : parts)
    images.tile(numbered("map ", part.map), part.window, height, width, {.color = of_windows});
  images.row("× weights");
  for (const Part& part : parts) images.tile("", part.weights, height, width, {.color = of_weights});
  images.row("= products");
  for (const Part& part : parts)
    images.tile(sum_in_words(part.sum), part.products, height, width, {.color = of_products});
}

}  // namespace

LayerKind kind_of(const nn::Network<float>& network, std::size_t layer) {
  const std::string_view name = network.layer(layer).name();
  if (name == "conv2d") return LayerKind::convolution;
  if (name == "dense") return LayerKind::dense;
  if (name == "batch_norm") return LayerKind::normalisation;
  if (name == "activation") return LayerKind::activation;
  return name == "dropout" ? LayerKind::dropout : LayerKind::pooling;
}

// Pictures come first, so that their numbers are what they were before dense layers had any.
std::ptrdiff_t first_value(const nn::Network<float>& network, std::size_t layer) {
  const auto is_picture = [&](std::size_t l) { return network.layer(l).output_shape().plane() > 1; };
  std::ptrdiff_t before = 0;
  for (std::size_t l = 0; l < network.layer_count(); ++l) {
    if (kind_of(network, l) == LayerKind::dropout) continue;
    const bool comes_first = is_picture(l) == is_picture(layer) ? l < layer : is_picture(l);
    if (comes_first) before += network.layer(l).output_shape().size();
  }
  return before;
}

MapValue value_of_number(const nn::Network<float>& network, int number) {
  std::ptrdiff_t all = 0;
  for (std::size_t l = 0; l < network.layer_count(); ++l)
    if (kind_of(network, l) != LayerKind::dropout) all += network.layer(l).output_shape().size();
  const std::ptrdiff_t wanted = number % all;
  for (std::size_t l = 0; l < network.layer_count(); ++l) {
    const nn::Shape shape = network.layer(l).output_shape();
    const std::ptrdiff_t left = wanted - first_value(network, l);
    if (kind_of(network, l) == LayerKind::dropout || left < 0 || left >= shape.size()) continue;
    const std::ptrdiff_t pixel = left % shape.plane();
    return {l, left / shape.plane(), static_cast<int>(pixel / shape.width), static_cast<int>(pixel % shape.width)};
  }
  return {};
}

std::string layer_name(const nn::Network<float>& network, std::size_t layer, const std::string& pool) {
  if (layer + 1 == network.layer_count()) return "output";
  const LayerKind kind = kind_of(network, layer);
  std::size_t number = 0;
  for (std::size_t l = 0; l <= layer; ++l) number += kind_of(network, l) == kind ? 1 : 0;
  const std::string word = kind == LayerKind::convolution     ? "conv"
                           : kind == LayerKind::dense         ? "dense"
                           : kind == LayerKind::normalisation ? "norm"
                           : kind == LayerKind::activation    ? "activation"
                                                              : pool + " pool";
  return word + " " + std::to_string(number);
}

int rows_of_units(std::ptrdiff_t units) {
  std::ptrdiff_t rows = 1;
  for (std::ptrdiff_t r = 2; r * r <= units; ++r)
    if (units % r == 0) rows = r;
  return static_cast<int>(rows);
}

PixelBox window_of(const nn::Network<float>& network, const MapValue& value) {
  return input_box(network, value.layer, {value.row, value.column, 1, 1});
}

PixelBox receptive_field(const nn::Network<float>& network, const MapValue& value) {
  PixelBox box{value.row, value.column, 1, 1};
  for (std::size_t l = value.layer + 1; l-- > 0;) box = input_box(network, l, box);
  return box;
}

int pixels_inside(const PixelBox& box, const nn::Shape& picture) {
  const auto along = [](int first, int length, std::ptrdiff_t end) {
    return std::max(std::min(first + length, static_cast<int>(end)) - std::max(first, 0), 0);
  };
  return along(box.row, box.height, picture.height) * along(box.column, box.width, picture.width);
}

ValueParts describe_arithmetic(Images& images, const nn::Network<float>& network, const nn::Pass<float>& pass,
                               std::span<const float> picture, const MapValue& value, const std::string& pool) {
  const std::size_t layer = value.layer;
  const nn::Shape from = shape_before(network, layer), to = network.layer(layer).output_shape();
  const std::span<const float> maps =
      layer == 0 ? picture : std::span(pass.activations(layer - 1).row(0), static_cast<std::size_t>(from.size()));
  const auto plane = static_cast<std::size_t>(from.plane()), channels = static_cast<std::size_t>(from.channels);
  const auto channel = static_cast<std::size_t>(value.channel);
  const std::ptrdiff_t place =
      value.channel * to.plane() + static_cast<std::ptrdiff_t>(value.row) * to.width + value.column;
  const double output = static_cast<double>(pass.activations(layer)(0, place));

  images.setup({.map = ColorMap::diverging, .numbers = true});
  const LayerKind kind = kind_of(network, layer);
  if (kind == LayerKind::pooling) {
    std::vector<float> block;
    cut(maps.subspan(channel * plane, plane), from, window_of(network, value), block);
    images.tile("2×2 block", block, 2, 2, {.color = symmetric_range(block)});
    add_single(images, "their " + pool, output);
    return {output, 0, output};
  }
  if (kind == LayerKind::activation || kind == LayerKind::normalisation) {
    const double before = static_cast<double>(maps[static_cast<std::size_t>(place)]);
    add_single(images, kind == LayerKind::activation ? "z" : "before", before);
    if (kind == LayerKind::normalisation) {
      const double scale = static_cast<double>(network.weights(layer)[channel]),
                   shift = static_cast<double>(network.biases(layer)[channel]);
      add_single(images, "standardised", scale != 0 ? (output - shift) / scale : 0);
      add_single(images, "× γ", scale);
      add_single(images, "+ β", shift);
    }
    add_single(images, kind == LayerKind::activation ? "value a(z)" : "= value", output);
    return {output, 0, output};
  }

  // A dense layer is a convolution whose windows are the whole maps; maps of one number each are one row of them.
  const bool is_row = from.plane() == 1;
  const std::size_t parts_count = is_row ? 1 : channels;
  const PixelBox window = window_of(network, value);
  const int height = is_row ? rows_of_units(from.size()) : window.height,
            width = is_row ? static_cast<int>(from.size()) / height : window.width;
  const auto area = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  const std::span<const float> weights =
      network.weights(layer).subspan(channel * parts_count * area, parts_count * area);
  std::vector<Part> parts(parts_count);
  double sum = 0;
  for (std::size_t c = 0; c < parts_count; ++c) {
    Part& part = parts[c];
    part.map = c;
    part.weights = weights.subspan(c * area, area);
    if (is_row)
      part.window.assign(maps.begin(), maps.end());
    else
      cut(maps.subspan(c * plane, plane), from, window, part.window);
    for (std::size_t i = 0; i < area; ++i) {
      part.products.push_back(part.window[i] * part.weights[i]);
      part.sum += static_cast<double>(part.products.back());
    }
    sum += part.sum;
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return std::fabs(a.sum) > std::fabs(b.sum); });
  describe_parts(images, std::span(parts).first(std::min(parts_count, kMostMapsShown)), height, width);
  const double bias = static_cast<double>(network.biases(layer)[channel]);
  if (parts_count > 1) images.row("sum + bias, then activation");
  add_single(images, "their sum", sum);
  add_single(images, "+ bias", bias);
  add_single(images, "= z", sum + bias);
  add_single(images, "value a(z)", output);
  return {sum, bias, output};
}

}  // namespace lectern
