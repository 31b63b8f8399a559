#include "core/simd/gemm.h"

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <cstring>

#include "core/simd/thread_pool.h"

using namespace lectern;
using simd::GemmOptions;
using simd::Transpose;

namespace {

// Small reproducible numbers with full mantissas: any change in the order of a sum shows.
template <typename T>
Matrix<T> scrambled(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint32_t seed) {
  Matrix<T> values(rows, cols);
  std::uint32_t state = seed * 2654435761u + 12345u;
  for (std::ptrdiff_t i = 0; i < values.size(); ++i) {
    state = state * 1664525u + 1013904223u;
    values.data()[i] = static_cast<T>(static_cast<std::int32_t>(state)) / static_cast<T>(1u << 30);
  }
  return values;
}

template <typename T>
bool same_bits(const Matrix<T>& a, const Matrix<T>& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         (a.size() == 0 || std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(T)) == 0);
}

template <typename T>
bool agrees_with_oracle(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k, GemmOptions options, bool with_bias,
                        ThreadPool* pool) {
  const bool ta = options.transpose_a == Transpose::yes, tb = options.transpose_b == Transpose::yes;
  const Matrix<T> A = scrambled<T>(ta ? k : m, ta ? m : k, 1);
  const Matrix<T> B = scrambled<T>(tb ? n : k, tb ? k : n, 2);
  const Matrix<T> bias = scrambled<T>(1, n, 3);
  Matrix<T> expected = scrambled<T>(m, n, 4);
  Matrix<T> C = expected;
  const T* b = with_bias ? bias.data() : nullptr;
  simd::gemm_scalar<T>(A, B, b, expected, options);
  simd::gemm<T>(A, B, b, C, options, pool);
  return same_bits(C, expected);
}

template <typename T>
void check_sizes(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k, ThreadPool* pool) {
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(k);
  for (Transpose ta : {Transpose::no, Transpose::yes}) {
    for (Transpose tb : {Transpose::no, Transpose::yes}) {
      CHECK(agrees_with_oracle<T>(m, n, k, {ta, tb, false}, false, pool));
      CHECK(agrees_with_oracle<T>(m, n, k, {ta, tb, false}, true, pool));
      CHECK(agrees_with_oracle<T>(m, n, k, {ta, tb, true}, false, pool));
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE("a 2 by 3 times 3 by 2 product is what it is on paper", T, float, double) {
  Matrix<T> A(2, 3), B(3, 2), C(2, 2);
  for (int i = 0; i < 6; ++i) A.data()[i] = T(i + 1), B.data()[i] = T(i + 7);
  const T bias[2] = {T(0.5), T(-1)};
  simd::gemm<T>(A, B, bias, C);
  CHECK(C(0, 0) == T(58.5));
  CHECK(C(0, 1) == T(63));
  CHECK(C(1, 0) == T(139.5));
  CHECK(C(1, 1) == T(153));
  simd::gemm<T>(A, B, nullptr, C, {Transpose::no, Transpose::no, true});
  CHECK(C(0, 0) == T(116.5));
  CHECK(C(1, 1) == T(307));
}

TEST_CASE_TEMPLATE("every size and transpose gives the bits of the three plain loops", T, float, double) {
  for (std::ptrdiff_t m : {1, 2, 5, 6, 7, 13, 100}) {
    for (std::ptrdiff_t n : {1, 3, 4, 5, 8, 9, 10, 17, 33, 70}) {
      for (std::ptrdiff_t k : {0, 1, 2, 7, 31}) check_sizes<T>(m, n, k, nullptr);
    }
  }
}

TEST_CASE_TEMPLATE("products larger than every block give the bits of the three plain loops", T, float, double) {
  check_sizes<T>(97, 139, 520, nullptr);
  check_sizes<T>(7, 523, 259, nullptr);
  check_sizes<T>(203, 5, 300, nullptr);
}

TEST_CASE_TEMPLATE("the number of workers does not change a product's bits", T, float, double) {
  for (int workers : {1, 2, 4}) {
    ThreadPool pool(workers);
    check_sizes<T>(64, 64, 128, &pool);
    check_sizes<T>(131, 37, 67, &pool);
    check_sizes<T>(37, 261, 91, &pool);
    check_sizes<T>(3, 2, 5, &pool);
  }
}

TEST_CASE("an empty product touches nothing and an empty sum is the bias") {
  Matrix<float> A(3, 0), B(0, 2), C(3, 2, 9.0f);
  const float bias[2] = {1, 2};
  simd::gemm<float>(A, B, bias, C);
  CHECK(C(2, 0) == 1.0f);
  CHECK(C(0, 1) == 2.0f);
  Matrix<float> none(0, 2);
  simd::gemm<float>(Matrix<float>(0, 4), Matrix<float>(4, 2), nullptr, none);
}

TEST_CASE("windows with a stride wider than their rows leave the numbers between them alone") {
  const Matrix<float> A = scrambled<float>(20, 30, 5), B = scrambled<float>(30, 40, 6);
  Matrix<float> wide(11, 50, 7.0f), expected(11, 19);
  const ConstMatrixView<float> a{A.row(2) + 3, 11, 23, 30}, b{B.row(1) + 2, 23, 19, 40};
  simd::gemm<float>(a, b, nullptr, MatrixView<float>{wide.data() + 4, 11, 19, 50});
  simd::gemm_scalar<float>(a, b, nullptr, expected);
  for (int i = 0; i < 11; ++i) {
    for (int j = 0; j < 50; ++j) {
      const float value = j < 4 || j >= 23 ? 7.0f : expected(i, j - 4);
      CHECK(std::bit_cast<std::uint32_t>(wide(i, j)) == std::bit_cast<std::uint32_t>(value));
    }
  }
}
