#pragma once

#include <cstddef>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace lectern {

class StateHasher;

// Memory aligned to a cache line, so that vector loads of whole rows never straddle two.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheLineAllocator() = default;
  template <typename U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, kAlignment); }
  template <typename U>
  bool operator==(const CacheLineAllocator<U>&) const {
    return true;
  }
};

template <typename T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

// A row-major rows × cols window on somebody else's numbers; row r starts at data + r·stride.
// T is float or double, const for a read-only window.
template <typename T>
struct MatrixView {
  T* data = nullptr;
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t cols = 0;
  std::ptrdiff_t stride = 0;

  MatrixView() = default;
  MatrixView(T* data_, std::ptrdiff_t rows_, std::ptrdiff_t cols_)
      : data(data_), rows(rows_), cols(cols_), stride(cols_) {}
  MatrixView(T* data_, std::ptrdiff_t rows_, std::ptrdiff_t cols_, std::ptrdiff_t stride_)
      : data(data_), rows(rows_), cols(cols_), stride(stride_) {}
  template <typename U>
  requires std::is_same_v<const U, T> MatrixView(const MatrixView<U>& other)
      : data(other.data), rows(other.rows), cols(other.cols), stride(other.stride) {}

  T* row(std::ptrdiff_t r) const { return data + r * stride; }
  T& operator()(std::ptrdiff_t r, std::ptrdiff_t c) const { return data[r * stride + c]; }
  std::ptrdiff_t size() const { return rows * cols; }
  bool is_contiguous() const { return stride == cols || rows <= 1; }
  MatrixView rows_range(std::ptrdiff_t first, std::ptrdiff_t count) const { return {row(first), count, cols, stride}; }
};

template <typename T>
using ConstMatrixView = MatrixView<const T>;

// A row-major rows × cols matrix that owns its numbers. resize() keeps the memory it has and
// leaves the values unspecified; rows are samples wherever a matrix holds data. T is float, double, int or std::int8_t.
template <typename T>
class Matrix {
 public:
  Matrix();
  Matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, T value = T(0));
  // Takes over rows · cols numbers, row by row.
  Matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, AlignedVector<T>&& values);
  Matrix(const Matrix&);
  Matrix(Matrix&&) noexcept;
  Matrix& operator=(const Matrix&);
  Matrix& operator=(Matrix&&) noexcept;
  ~Matrix();

  void resize(std::ptrdiff_t rows, std::ptrdiff_t cols);
  void fill(T value);

  std::ptrdiff_t rows() const { return rows_; }
  std::ptrdiff_t cols() const { return cols_; }
  std::ptrdiff_t size() const { return rows_ * cols_; }
  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }
  T* row(std::ptrdiff_t r) { return values_.data() + r * cols_; }
  const T* row(std::ptrdiff_t r) const { return values_.data() + r * cols_; }
  T& operator()(std::ptrdiff_t r, std::ptrdiff_t c) { return values_[static_cast<std::size_t>(r * cols_ + c)]; }
  const T& operator()(std::ptrdiff_t r, std::ptrdiff_t c) const {
    return values_[static_cast<std::size_t>(r * cols_ + c)];
  }

  MatrixView<T> view() { return {data(), rows_, cols_}; }
  ConstMatrixView<T> view() const { return {data(), rows_, cols_}; }
  operator MatrixView<T>() { return view(); }
  operator ConstMatrixView<T>() const { return view(); }

  auto state() const { return std::tie(rows_, cols_, values_); }
  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

 private:
  std::ptrdiff_t rows_ = 0;
  std::ptrdiff_t cols_ = 0;
  AlignedVector<T> values_;
};

}  // namespace lectern
