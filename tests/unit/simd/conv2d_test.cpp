#include "core/simd/conv2d.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/simd/conv2d_geometry.h"
#include "core/simd/conv2d_kernels.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using simd::Conv2dShape;

namespace {

template <typename T>
std::vector<T> random_values(std::ptrdiff_t count, std::uint64_t stream) {
  std::vector<T> values(static_cast<std::size_t>(count));
  Rng rng(7, stream);
  for (T& value : values) value = static_cast<T>(rng.uniform(-1, 1));
  return values;
}

template <typename T>
T largest_difference(const std::vector<T>& a, const std::vector<T>& b) {
  T largest = a.size() == b.size() ? T(0) : T(INFINITY);
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// The three maps of one convolution on fixed random numbers.
template <typename T>
struct Maps {
  std::vector<T> y, d_x, d_weight, d_bias;
  bool operator==(const Maps&) const = default;
};

template <typename T>
Maps<T> sized(const Conv2dShape& s) {
  const auto zeros = [](std::ptrdiff_t n) { return std::vector<T>(static_cast<std::size_t>(n), T(9)); };
  return {zeros(s.batch * s.out_size()), zeros(s.batch * s.in_size()), zeros(s.weight_size()), zeros(s.out_channels)};
}

template <typename T>
Maps<T> fast_maps(const Conv2dShape& s, ThreadPool* pool) {
  const auto x = random_values<T>(s.batch * s.in_size(), 1), weight = random_values<T>(s.weight_size(), 2),
             bias = random_values<T>(s.out_channels, 3), d_y = random_values<T>(s.batch * s.out_size(), 4);
  Maps<T> maps = sized<T>(s);
  simd::conv2d_forward(s, x.data(), weight.data(), bias.data(), maps.y.data(), pool);
  simd::conv2d_gradient_input(s, d_y.data(), weight.data(), maps.d_x.data(), pool);
  simd::conv2d_gradient_weight(s, x.data(), d_y.data(), maps.d_weight.data(), maps.d_bias.data(), pool);
  return maps;
}

template <typename T>
Maps<T> plain_maps(const Conv2dShape& s) {
  const auto x = random_values<T>(s.batch * s.in_size(), 1), weight = random_values<T>(s.weight_size(), 2),
             bias = random_values<T>(s.out_channels, 3), d_y = random_values<T>(s.batch * s.out_size(), 4);
  Maps<T> maps = sized<T>(s);
  simd::conv2d_forward_scalar(s, x.data(), weight.data(), bias.data(), maps.y.data());
  simd::conv2d_gradient_input_scalar(s, d_y.data(), weight.data(), maps.d_x.data());
  simd::conv2d_gradient_weight_scalar(s, x.data(), d_y.data(), maps.d_weight.data(), maps.d_bias.data());
  return maps;
}

// Forward sums in the oracle's order; the gradients sum the same numbers in another one.
template <typename T>
void check_shape(const Conv2dShape& s) {
  CAPTURE(s.in_channels);
  CAPTURE(s.in_height);
  CAPTURE(s.in_width);
  CAPTURE(s.out_channels);
  CAPTURE(s.kernel_height);
  CAPTURE(s.kernel_width);
  CAPTURE(s.stride_y);
  CAPTURE(s.stride_x);
  CAPTURE(s.padding_y);
  CAPTURE(s.padding_x);
  const Maps<T> fast = fast_maps<T>(s, nullptr), plain = plain_maps<T>(s);
  const T tolerance = sizeof(T) == 4 ? T(2e-4) : T(1e-12);
  CHECK(fast.y == plain.y);
  CHECK(largest_difference(fast.d_x, plain.d_x) < tolerance);
  CHECK(largest_difference(fast.d_weight, plain.d_weight) < tolerance);
  CHECK(largest_difference(fast.d_bias, plain.d_bias) < tolerance);
}

// The gradient by the weights in the order that conv2d.h promises, for a batch that makes one part: the products of a
// sample in so many interleaved sums as 128 bits have lanes, along the padded picture's rows.
template <typename T>
std::vector<T> weight_gradient_in_lanes(const Conv2dShape& s) {
  const auto x = random_values<T>(s.batch * s.in_size(), 1), d_y = random_values<T>(s.batch * s.out_size(), 4);
  const std::ptrdiff_t pitch = simd::PaddedLayout(simd::forward_correlation(s)).pitch;
  std::vector<T> gradient(static_cast<std::size_t>(s.weight_size()));
  const auto input = [&](std::ptrdiff_t n, std::ptrdiff_t c, std::ptrdiff_t row, std::ptrdiff_t col) {
    const bool inside = row >= 0 && row < s.in_height && col >= 0 && col < s.in_width;
    return inside ? x[std::size_t(n * s.in_size() + (c * s.in_height + row) * s.in_width + col)] : T(0);
  };
  for (std::ptrdiff_t w = 0; w < s.weight_size(); ++w) {
    const std::ptrdiff_t b = w % s.kernel_width, a = w / s.kernel_width % s.kernel_height,
                         c = w / (s.kernel_width * s.kernel_height) % s.in_channels,
                         o = w / (s.kernel_width * s.kernel_height * s.in_channels);
    for (std::ptrdiff_t n = 0; n < s.batch; ++n) {
      T lane[4] = {};
      for (std::ptrdiff_t i = 0; i < s.out_height(); ++i) {
        for (std::ptrdiff_t j = 0; j < s.out_width(); ++j) {
          const T d = d_y[std::size_t(n * s.out_size() + (o * s.out_height() + i) * s.out_width() + j)];
          T& sum = lane[(i * pitch + j) % simd::kDotLanes<T>];
          sum = sum + d * input(n, c, i * s.stride_y - s.padding_y + a, j * s.stride_x - s.padding_x + b);
        }
      }
      gradient[std::size_t(w)] += (lane[0] + lane[1]) + (lane[2] + lane[3]);
    }
  }
  return gradient;
}

const Conv2dShape kLeNet1{64, 1, 28, 28, 6, 5, 5, 1, 1, 2, 2};
const Conv2dShape kLeNet2{64, 6, 14, 14, 16, 5, 5, 1, 1, 0, 0};

}  // namespace

TEST_CASE("a 3 by 3 picture under a 2 by 2 kernel gives the sums on paper") {
  const float x[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, weight[4] = {1, 0, -1, 2}, bias[1] = {10};
  const Conv2dShape s{1, 1, 3, 3, 1, 2, 2, 1, 1, 0, 0};
  float y[4];
  simd::conv2d_forward(s, x, weight, bias, y);
  CHECK(y[0] == 1 - 4 + 10 + 10);
  CHECK(y[1] == 2 - 5 + 12 + 10);
  CHECK(y[2] == 4 - 7 + 16 + 10);
  CHECK(y[3] == 5 - 8 + 18 + 10);
}

TEST_CASE_TEMPLATE("every kernel, stride and padding agrees with the plain loops", T, float, double) {
  for (std::ptrdiff_t stride_y : {1, 2, 3}) {
    for (std::ptrdiff_t stride_x : {1, 2, 3}) {
      for (std::ptrdiff_t padding : {0, 1, 3}) {
        for (std::ptrdiff_t kernel : {1, 2, 3, 5}) {
          check_shape<T>({2, 2, 7, 9, 5, kernel, std::max<std::ptrdiff_t>(1, kernel - 1), stride_y, stride_x, padding,
                          (padding + 1) % 4});
        }
      }
    }
  }
}

TEST_CASE_TEMPLATE("every width of row, also narrower than a vector, agrees with the plain loops", T, float, double) {
  for (std::ptrdiff_t width = 1; width <= 37; ++width) check_shape<T>({1, 3, 4, width, 3, 3, 3, 1, 1, 1, 1});
  check_shape<T>({3, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0});
  check_shape<T>({2, 3, 5, 5, 7, 5, 5, 1, 1, 0, 0});
}

TEST_CASE_TEMPLATE("small pictures of any number of channels agree with the plain loops", T, float, double) {
  for (std::ptrdiff_t channels = 1; channels <= 37; ++channels)
    check_shape<T>({2, 3, 4, 4, channels, 3, 3, 2, 2, 1, 1});
  for (std::ptrdiff_t width = 1; width <= 13; ++width) check_shape<T>({2, 16, 3, width, 16, 3, 3, 1, 1, 1, 1});
  check_shape<T>({3, 32, 1, 1, 10, 4, 4, 1, 1, 3, 3});
}

TEST_CASE_TEMPLATE("weights gain their gradients in the promised order", T, float, double) {
  for (const Conv2dShape& shape :
       {Conv2dShape{3, 2, 4, 4, 16, 3, 3, 2, 2, 1, 1}, Conv2dShape{2, 1, 28, 28, 6, 5, 5, 1, 1, 2, 2},
        Conv2dShape{3, 3, 7, 5, 9, 2, 3, 1, 2, 1, 0}, Conv2dShape{2, 4, 1, 1, 35, 1, 1, 1, 1, 0, 0},
        Conv2dShape{2, 2, 12, 40, 1, 3, 3, 1, 1, 1, 1}}) {
    CAPTURE(shape.out_channels);
    CHECK(fast_maps<T>(shape, nullptr).d_weight == weight_gradient_in_lanes<T>(shape));
  }
}

TEST_CASE("the layers of LeNet agree with the plain loops") {
  Conv2dShape first = kLeNet1, second = kLeNet2;
  first.batch = second.batch = 2;
  check_shape<float>(first);
  check_shape<float>(second);
}

TEST_CASE("the number of workers does not change a convolution's bits") {
  for (const Conv2dShape& shape : {kLeNet1, kLeNet2, Conv2dShape{23, 2, 9, 11, 5, 3, 4, 2, 3, 1, 2},
                                   Conv2dShape{33, 16, 4, 4, 32, 3, 3, 2, 2, 1, 1}}) {
    const Maps<float> alone = fast_maps<float>(shape, nullptr);
    for (int workers : {1, 2, 4}) {
      ThreadPool pool(workers);
      CHECK(fast_maps<float>(shape, &pool) == alone);
    }
  }
}

TEST_CASE("the gradients are those of the forward map") {
  const Conv2dShape s{2, 2, 6, 5, 3, 3, 2, 2, 1, 1, 1};
  auto x = random_values<double>(s.batch * s.in_size(), 1), weight = random_values<double>(s.weight_size(), 2),
       bias = random_values<double>(s.out_channels, 3);
  const auto d_y = random_values<double>(s.batch * s.out_size(), 4);
  const Maps<double> maps = fast_maps<double>(s, nullptr);
  const auto loss = [&] {
    std::vector<double> y(d_y.size());
    simd::conv2d_forward(s, x.data(), weight.data(), bias.data(), y.data());
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * d_y[i];
    return sum;
  };
  // The loss is linear in each argument: a central difference is exact up to rounding.
  const auto check = [&](std::vector<double>& values, const std::vector<double>& gradient) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double kept = values[i];
      values[i] = kept + 0.5;
      const double above = loss();
      values[i] = kept - 0.5;
      const double below = loss();
      values[i] = kept;
      CHECK(gradient[i] == doctest::Approx(above - below).epsilon(1e-9));
    }
  };
  check(x, maps.d_x);
  check(weight, maps.d_weight);
  check(bias, maps.d_bias);
}

TEST_CASE("an empty batch gives empty outputs and zero gradients") {
  const Conv2dShape s{0, 1, 4, 4, 2, 3, 3, 1, 1, 0, 0};
  const Maps<float> maps = fast_maps<float>(s, nullptr);
  CHECK(std::all_of(maps.d_weight.begin(), maps.d_weight.end(), [](float v) { return v == 0; }));
  CHECK(std::all_of(maps.d_bias.begin(), maps.d_bias.end(), [](float v) { return v == 0; }));
}
