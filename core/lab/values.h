#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <span>

#include "core/lab/action.h"
#include "core/math/matrix.h"

namespace lectern {

template <typename T>
concept ShownNumber = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, int>;

// Numbers to be shown, read where they are: any contiguous range of float, double or int, or a column of a matrix.
// What it looks at must outlive the call it is given to.
class Values {
 public:
  Values() = default;
  template <std::ranges::contiguous_range Range>
  requires ShownNumber<std::remove_cv_t<std::ranges::range_value_t<Range>>> Values(const Range& range)
      : Values(std::ranges::data(range), std::ranges::size(range), 1) {}
  Values(std::initializer_list<double> list) : Values(list.begin(), list.size(), 1) {}
  template <ShownNumber T>
  Values(const T* data, std::size_t size, std::ptrdiff_t stride)
      : data_(data), size_(size), stride_(stride * std::ptrdiff_t{sizeof(T)}), read_(&read<T>) {}

  template <typename T>
  static Values column(const MatrixView<T>& X, std::ptrdiff_t j) {
    // Without rows there may be no memory to point into.
    return {X.rows > 0 ? X.data + j : X.data, static_cast<std::size_t>(X.rows), X.stride};
  }
  template <typename T>
  static Values column(const Matrix<T>& X, std::ptrdiff_t j) {
    return column(X.view(), j);
  }
  template <typename T>
  static Values row(const Matrix<T>& X, std::ptrdiff_t i) {
    return {X.row(i), static_cast<std::size_t>(X.cols()), 1};
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  double operator[](std::size_t i) const {
    return read_(static_cast<const std::byte*>(data_) + static_cast<std::ptrdiff_t>(i) * stride_);
  }
  Values part(std::size_t first, std::size_t count) const {
    Values part = *this;
    part.data_ = static_cast<const std::byte*>(data_) + static_cast<std::ptrdiff_t>(first) * stride_;
    part.size_ = count;
    return part;
  }

 private:
  template <typename T>
  static double read(const void* at) {
    return static_cast<double>(*static_cast<const T*>(at));
  }

  const void* data_ = nullptr;
  std::size_t size_ = 0;
  std::ptrdiff_t stride_ = 0;  // bytes
  double (*read_)(const void*) = nullptr;
};

// Places of the plane to be shown: two lists of equal length, the first two columns of a matrix, or points drawn.
class Places {
 public:
  Places() = default;
  Places(Values x_values, Values y_values) : x(x_values), y(y_values) {}
  template <typename T>
  Places(const MatrixView<T>& X) : x(Values::column(X, 0)), y(Values::column(X, 1)) {}
  template <typename T>
  Places(const Matrix<T>& X) : Places(X.view()) {}
  Places(std::span<const DrawnPoint> points)
      : x(points.empty() ? nullptr : &points[0].x, points.size(), kStride),
        y(points.empty() ? nullptr : &points[0].y, points.size(), kStride) {}

  std::size_t size() const { return x.size(); }
  Places part(std::size_t first, std::size_t count) const { return {x.part(first, count), y.part(first, count)}; }

  Values x, y;

 private:
  static constexpr std::ptrdiff_t kStride = sizeof(DrawnPoint) / sizeof(float);
  static_assert(sizeof(DrawnPoint) % sizeof(float) == 0);
};

}  // namespace lectern
