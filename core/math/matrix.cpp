#include "core/math/matrix.h"

#include <cstdint>

#include "core/math/state.h"

namespace lectern {

template <typename T>
Matrix<T>::Matrix() = default;
template <typename T>
Matrix<T>::Matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, T value)
    : rows_(rows), cols_(cols), values_(static_cast<std::size_t>(rows * cols), value) {}
template <typename T>
Matrix<T>::Matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, AlignedVector<T>&& values)
    : rows_(rows), cols_(cols), values_(std::move(values)) {}
template <typename T>
Matrix<T>::Matrix(const Matrix&) = default;
template <typename T>
Matrix<T>::Matrix(Matrix&&) noexcept = default;
template <typename T>
Matrix<T>& Matrix<T>::operator=(const Matrix&) = default;
template <typename T>
Matrix<T>& Matrix<T>::operator=(Matrix&&) noexcept = default;
template <typename T>
Matrix<T>::~Matrix() = default;

template <typename T>
void Matrix<T>::resize(std::ptrdiff_t rows, std::ptrdiff_t cols) {
  rows_ = rows;
  cols_ = cols;
  values_.resize(static_cast<std::size_t>(rows * cols));
}

template <typename T>
void Matrix<T>::fill(T value) {
  values_.assign(values_.size(), value);
}

template <typename T>
void Matrix<T>::add_state(StateHasher& hasher) const {
  lectern::add_state(hasher, state());
}

template <typename T>
std::size_t Matrix<T>::heap_bytes() const {
  return lectern::heap_bytes(state());
}

template class Matrix<float>;
template class Matrix<double>;
template class Matrix<int>;
template class Matrix<std::int8_t>;

}  // namespace lectern
