#include "core/simd/pool2d.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/math/rng.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using simd::Pool2dShape;

namespace {

// Few different values, so that windows hold equal maxima.
template <typename T>
std::vector<T> coarse_values(std::ptrdiff_t count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  Rng rng(3);
  for (T& value : values) value = static_cast<T>(rng.below(5)) - T(2);
  return values;
}

struct Cell {
  std::ptrdiff_t row, col;
};

// Calls visit(cell) for each cell of a window that lies inside the picture, row by row.
template <typename Visit>
void for_window(const Pool2dShape& s, std::ptrdiff_t i, std::ptrdiff_t j, Visit visit) {
  for (std::ptrdiff_t a = 0; a < s.kernel_height; ++a) {
    for (std::ptrdiff_t b = 0; b < s.kernel_width; ++b) {
      const Cell cell{i * s.stride_y - s.padding_y + a, j * s.stride_x - s.padding_x + b};
      if (cell.row >= 0 && cell.row < s.in_height && cell.col >= 0 && cell.col < s.in_width) visit(cell);
    }
  }
}

template <typename T>
void check_max_pool(const Pool2dShape& s, ThreadPool* pool) {
  CAPTURE(s.in_width);
  CAPTURE(s.kernel_width);
  CAPTURE(s.stride_x);
  const std::vector<T> x = coarse_values<T>(s.planes * s.in_plane());
  const std::size_t outputs = static_cast<std::size_t>(s.planes * s.out_plane());
  std::vector<T> y(outputs), expected(outputs);
  std::vector<std::int32_t> argmax(outputs), expected_argmax(outputs);
  simd::max_pool2d_forward(s, x.data(), y.data(), argmax.data(), pool);
  std::size_t k = 0;
  for (std::ptrdiff_t p = 0; p < s.planes; ++p) {
    for (std::ptrdiff_t i = 0; i < s.out_height(); ++i) {
      for (std::ptrdiff_t j = 0; j < s.out_width(); ++j, ++k) {
        expected[k] = -std::numeric_limits<T>::infinity();
        for_window(s, i, j, [&](Cell cell) {
          const std::ptrdiff_t at = cell.row * s.in_width + cell.col;
          const T value = x[static_cast<std::size_t>(p * s.in_plane() + at)];
          if (value > expected[k]) expected[k] = value, expected_argmax[k] = static_cast<std::int32_t>(at);
        });
      }
    }
  }
  CHECK(y == expected);
  CHECK(argmax == expected_argmax);
}

}  // namespace

TEST_CASE("the maximum of a 2 by 2 window is found, and of equal ones the first") {
  const float x[8] = {1, 5, 2, 2, 5, 3, 2, 2};
  const Pool2dShape s{1, 2, 4, 2, 2, 2, 2, 0, 0};
  float y[2];
  std::int32_t argmax[2];
  simd::max_pool2d_forward(s, x, y, argmax);
  CHECK(y[0] == 5);
  CHECK(argmax[0] == 1);
  CHECK(y[1] == 2);
  CHECK(argmax[1] == 2);
  const float d_y[2] = {10, 20};
  float d_x[8];
  simd::max_pool2d_gradient(s, d_y, argmax, d_x);
  CHECK(std::vector<float>(d_x, d_x + 8) == std::vector<float>{0, 10, 20, 0, 0, 0, 0, 0});
}

TEST_CASE_TEMPLATE("max pooling agrees with the definition for every size, stride and padding", T, float, double) {
  ThreadPool pool(2);
  for (std::ptrdiff_t width = 2; width <= 21; ++width) check_max_pool<T>({3, 5, width, 2, 2, 2, 2, 0, 0}, nullptr);
  for (std::ptrdiff_t stride : {1, 2, 3}) {
    for (std::ptrdiff_t kernel : {1, 2, 3}) {
      check_max_pool<T>({70, 7, 9, kernel, kernel, stride, stride, kernel / 2, kernel / 2}, &pool);
      check_max_pool<T>({2, 8, 6, kernel, 2, stride, 2, 0, 0}, &pool);
    }
  }
}

TEST_CASE("the first NaN of a window stays its maximum") {
  float x[16];
  for (float& value : x) value = 1;
  x[0] = NAN;
  const Pool2dShape s{1, 2, 8, 2, 2, 2, 2, 0, 0};
  float y[4];
  std::int32_t argmax[4];
  simd::max_pool2d_forward(s, x, y, argmax);
  CHECK(std::isnan(y[0]));
  CHECK(argmax[0] == 0);
  CHECK(y[1] == 1);
}

TEST_CASE_TEMPLATE("average pooling counts the padding or not, and shares its gradient alike", T, float, double) {
  const T x[4] = {1, 2, 3, 4};
  const Pool2dShape s{1, 2, 2, 2, 2, 2, 2, 1, 1};
  T y[4], d_x[4];
  simd::avg_pool2d_forward(s, true, x, y);
  CHECK(std::vector<T>(y, y + 4) == std::vector<T>{T(0.25), T(0.5), T(0.75), T(1)});
  simd::avg_pool2d_forward(s, false, x, y);
  CHECK(std::vector<T>(y, y + 4) == std::vector<T>{1, 2, 3, 4});
  const T d_y[4] = {8, 16, 24, 32};
  simd::avg_pool2d_gradient(s, true, d_y, d_x);
  CHECK(std::vector<T>(d_x, d_x + 4) == std::vector<T>{2, 4, 6, 8});
}

TEST_CASE("the gradient of average pooling conserves what it shares") {
  const Pool2dShape s{4, 6, 6, 3, 2, 3, 2, 0, 0};
  std::vector<double> d_y(static_cast<std::size_t>(s.planes * s.out_plane()), 0.5);
  std::vector<double> d_x(static_cast<std::size_t>(s.planes * s.in_plane()));
  simd::avg_pool2d_gradient(s, true, d_y.data(), d_x.data());
  double sum = 0;
  for (double value : d_x) sum += value;
  CHECK(sum == doctest::Approx(0.5 * static_cast<double>(d_y.size())));
}

TEST_CASE("pooling no planes touches nothing") {
  const Pool2dShape s{0, 4, 4, 2, 2, 2, 2, 0, 0};
  simd::max_pool2d_forward<float>(s, nullptr, nullptr, nullptr);
  simd::avg_pool2d_forward<float>(s, true, nullptr, nullptr);
}
