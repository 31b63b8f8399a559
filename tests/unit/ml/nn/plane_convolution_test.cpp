#include "core/ml/nn/plane_convolution.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "core/math/rng.h"
#include "core/simd/conv2d.h"

using namespace lectern;
using nn::Border;
using nn::PlaneConvolution;

namespace {

std::vector<double> random_numbers(std::ptrdiff_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> numbers(static_cast<std::size_t>(count));
  for (double& number : numbers) number = rng.uniform(-1, 1);
  return numbers;
}

std::vector<double> convolved(const PlaneConvolution& shape, const std::vector<double>& picture,
                              const std::vector<double>& kernel, double bias = 0) {
  std::vector<double> map;
  nn::convolve_plane(shape, picture, kernel, bias, map);
  return map;
}

}  // namespace

TEST_CASE("a picture of 5 × 5 and a kernel of 3 × 3 give the map computed by hand") {
  const std::vector<double> picture{1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0};
  const PlaneConvolution shape{.height = 5, .width = 5, .kernel_height = 3, .kernel_width = 3};
  CHECK(convolved(shape, picture, {1, 0, 1, 0, 1, 0, 1, 0, 1}) == std::vector<double>{4, 3, 4, 2, 4, 3, 2, 3, 4});
}

TEST_CASE("a plane's convolution is what a convolutional layer of one filter computes") {
  for (const std::ptrdiff_t stride : {1, 2, 3})
    for (const std::ptrdiff_t padding : {0, 1, 2}) {
      CAPTURE(stride);
      CAPTURE(padding);
      const PlaneConvolution shape{.channels = 3,
                                   .height = 9,
                                   .width = 7,
                                   .kernel_height = 3,
                                   .kernel_width = 3,
                                   .padding = padding,
                                   .stride = stride};
      const simd::Conv2dShape layer{1, 3, 9, 7, 1, 3, 3, stride, stride, padding, padding};
      const auto picture = random_numbers(shape.picture_size(), 1), kernel = random_numbers(shape.kernel_size(), 2);
      const std::vector<double> map = convolved(shape, picture, kernel, 0.25);
      const std::array<double, 1> bias{0.25};
      std::vector<double> expected(static_cast<std::size_t>(layer.out_size()));
      simd::conv2d_forward(layer, picture.data(), kernel.data(), bias.data(), expected.data());
      REQUIRE(map.size() == expected.size());
      for (std::size_t i = 0; i < map.size(); ++i) CHECK(map[i] == doctest::Approx(expected[i]).epsilon(1e-12));
    }
}

TEST_CASE("a dilated kernel is one with zeros between its weights") {
  PlaneConvolution shape{.height = 8, .width = 9, .kernel_height = 3, .kernel_width = 3, .padding = 1, .dilation = 2};
  const auto picture = random_numbers(shape.picture_size(), 3), kernel = random_numbers(9, 4);
  std::vector<double> wide(25, 0.0);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) wide[10 * a + 2 * b] = kernel[3 * a + b];
  const std::vector<double> map = convolved(shape, picture, kernel);
  shape.kernel_height = shape.kernel_width = 5;
  shape.dilation = 1;
  CHECK(map == convolved(shape, picture, wide));
}

TEST_CASE("a flipped kernel is the kernel turned by half a turn, in each channel") {
  PlaneConvolution shape{.channels = 2, .height = 4, .width = 4, .kernel_height = 1, .kernel_width = 3};
  const auto picture = random_numbers(shape.picture_size(), 5);
  const std::vector<double> turned = convolved(shape, picture, {3, 2, 1, 6, 5, 4});
  shape.flips = true;
  CHECK(convolved(shape, picture, {1, 2, 3, 4, 5, 6}) == turned);
}

TEST_CASE("on a picture that goes on around its border, shifting and convolving commute to the last bit") {
  const PlaneConvolution shape{.channels = 2,
                               .height = 7,
                               .width = 6,
                               .kernel_height = 3,
                               .kernel_width = 3,
                               .padding = 1,
                               .border = Border::wrap};
  const auto picture = random_numbers(shape.picture_size(), 6), kernel = random_numbers(shape.kernel_size(), 7);
  std::vector<double> moved_picture, moved_map;
  PlaneConvolution of_map = shape;
  of_map.channels = 1;
  for (const std::ptrdiff_t down : {-9, -1, 0, 2})
    for (const std::ptrdiff_t right : {-2, 1, 13}) {
      nn::shift_picture(shape, picture, down, right, moved_picture);
      nn::shift_picture(of_map, convolved(shape, picture, kernel), down, right, moved_map);
      CHECK(convolved(shape, moved_picture, kernel) == moved_map);
    }
}

TEST_CASE("beyond the border stands what was asked for, and a signal has no rows above it") {
  PlaneConvolution shape{.width = 3, .padding = 2};
  std::vector<double> padded;
  const std::vector<double> signal{1, 2, 3};
  nn::pad_picture(shape, signal, padded);
  CHECK(padded == std::vector<double>{0, 0, 1, 2, 3, 0, 0});
  shape.border = Border::wrap;
  nn::pad_picture(shape, signal, padded);
  CHECK(padded == std::vector<double>{2, 3, 1, 2, 3, 1, 2});
  shape.border = Border::edge;
  nn::pad_picture(shape, signal, padded);
  CHECK(padded == std::vector<double>{1, 1, 1, 2, 3, 3, 3});
}

TEST_CASE("a kernel larger than the picture has nowhere to lie") {
  const PlaneConvolution shape{.height = 2, .width = 5, .kernel_height = 3, .kernel_width = 3};
  CHECK(shape.out_height() == 0);
  CHECK(convolved(shape, random_numbers(10, 8), random_numbers(9, 9)).empty());
}

TEST_CASE("the receptive field grows by the kernel's reach, times the strides before") {
  const auto side = [](std::vector<nn::LayerReach> layers) { return nn::receptive_field(layers).side; };
  CHECK(side({}) == 1);
  CHECK(side({{3}, {3}, {3}}) == 7);
  CHECK(side({{3}, {2, 2}, {3}}) == 8);
  CHECK(side({{3, 1, 1}, {3, 1, 2}, {3, 1, 4}}) == 15);
  const std::vector<nn::LayerReach> layers{{5, 2}, {3, 2}};
  CHECK(nn::receptive_field(layers).jump == 4);
}
