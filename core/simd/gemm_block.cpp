#include "core/simd/gemm_block.h"

#include <algorithm>

#include "core/simd/kernels.h"
#include "core/simd/transpose.h"

namespace lectern::simd {

namespace {

// A block of A (kRowBlock × kDepthBlock) stays in the second-level cache, a panel of B
// (kDepthBlock × a few vectors) in the first.
constexpr std::ptrdiff_t kRowBlock = 96;  // a multiple of the rows of every tile
constexpr std::ptrdiff_t kDepthBlock = 256;
constexpr std::ptrdiff_t kColumnBlock = 512;
// Up to this many values an operand is read where it lies: copying it costs more than it saves.
constexpr std::ptrdiff_t kReadInPlace = 16 * 1024;
constexpr std::ptrdiff_t kWidestPanel = 64;

std::ptrdiff_t round_up(std::ptrdiff_t value, std::ptrdiff_t step) {
  return (value + step - 1) / step * step;
}

// Which operands are copied, and where in the workspace they go.
struct Plan {
  bool pack_a = false;
  bool pack_b = false;
  std::ptrdiff_t packed_a = 0;  // values
  std::ptrdiff_t packed_b = 0;
  std::ptrdiff_t edge_c = 0;

  std::ptrdiff_t total() const { return packed_a + packed_b + edge_c; }
};

template <typename T>
Plan make_plan(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k, GemmOptions options) {
  const GemmTiles<T>& tiles = kernels<T>().gemm;
  const std::ptrdiff_t panel = 2 * tiles.lanes;
  const std::ptrdiff_t depth = std::min(k, kDepthBlock);
  Plan plan;
  plan.pack_a = m * k > kReadInPlace && n > 2 * panel;
  plan.pack_b = options.transpose_b == Transpose::yes || (k * n > kReadInPlace && m > 2 * tiles.rows);
  if (plan.pack_a) plan.packed_a = kRowBlock * depth;
  plan.packed_b = plan.pack_b ? round_up(std::min(n, kColumnBlock), panel) * depth : panel * depth;
  plan.edge_c = round_up(std::min(m, kRowBlock) * panel, 16);
  plan.packed_a = round_up(plan.packed_a, 16);
  plan.packed_b = round_up(plan.packed_b, 16);
  return plan;
}

// Copies rows [row, row + m) and depths [depth, depth + k) of op(A) into panels of `rows` rows.
template <typename T>
void pack_a(ConstMatrixView<T> A, Transpose transpose, std::ptrdiff_t row, std::ptrdiff_t m,
            std::ptrdiff_t depth, std::ptrdiff_t k, std::ptrdiff_t rows, T* out) {
  for (std::ptrdiff_t first = 0; first < m; first += rows, out += rows * k) {
    const std::ptrdiff_t count = std::min(rows, m - first);
    if (transpose == Transpose::yes) {
      for (std::ptrdiff_t p = 0; p < k; ++p) {
        const T* from = A.row(depth + p) + row + first;
        for (std::ptrdiff_t i = 0; i < count; ++i) out[p * rows + i] = from[i];
      }
    } else {
      transpose_copy(A.row(row + first) + depth, A.stride, count, k, out, rows);
    }
  }
}

// Copies `count` columns of op(B) from `column` on into one panel `width` wide, zeros behind them.
template <typename T>
void pack_panel(ConstMatrixView<T> B, Transpose transpose, std::ptrdiff_t depth, std::ptrdiff_t k,
                std::ptrdiff_t column, std::ptrdiff_t count, std::ptrdiff_t width, T* out) {
  if (transpose == Transpose::yes) {
    transpose_copy(B.row(column) + depth, B.stride, count, k, out, width);
  } else {
    for (std::ptrdiff_t p = 0; p < k; ++p) {
      const T* from = B.row(depth + p) + column;
      for (std::ptrdiff_t j = 0; j < count; ++j) out[p * width + j] = from[j];
    }
  }
  for (std::ptrdiff_t j = count; j < width; ++j) {
    for (std::ptrdiff_t p = 0; p < k; ++p) out[p * width + j] = T(0);
  }
}

template <typename T>
constexpr T kZeros[kWidestPanel] = {};

// The product in progress: what the loops below share.
template <typename T>
struct Product {
  ConstMatrixView<T> A, B;
  const T* bias;
  MatrixView<T> C;
  GemmOptions options;
  const GemmTiles<T>& tiles = kernels<T>().gemm;
  Plan plan{};
  T* packed_a = nullptr;
  T* packed_b = nullptr;
  T* edge_c = nullptr;

  bool from_c(std::ptrdiff_t depth) const { return options.accumulate || depth > 0; }

  // One panel of columns that ends beyond the last column of C: computed aside, then copied.
  void edge_strip(StripFunction<T> function, GemmStrip<T> strip, std::ptrdiff_t count,
                  std::ptrdiff_t width) {
    T padded_bias[kWidestPanel] = {};
    T* c = strip.c;
    const std::ptrdiff_t c_stride = strip.c_stride;
    if (strip.init_stride != 0) {
      for (std::ptrdiff_t i = 0; i < strip.m; ++i) {
        std::copy_n(c + i * c_stride, count, edge_c + i * width);
        std::fill_n(edge_c + i * width + count, width - count, T(0));
      }
      strip.init = edge_c;
      strip.init_stride = width;
    } else {
      std::copy_n(strip.init, count, padded_bias);
      strip.init = padded_bias;
    }
    strip.c = edge_c;
    strip.c_stride = width;
    function(strip);
    for (std::ptrdiff_t i = 0; i < strip.m; ++i) std::copy_n(edge_c + i * width, count, c + i * c_stride);
  }

  // Rows [row, row + m) × columns [column, column + n), depths [depth, depth + k).
  void rows_by_columns(std::ptrdiff_t row, std::ptrdiff_t m, std::ptrdiff_t column, std::ptrdiff_t n,
                       std::ptrdiff_t depth, std::ptrdiff_t k) {
    const bool a_transposed = options.transpose_a == Transpose::yes;
    ALayout layout = a_transposed ? ALayout::columns : ALayout::rows;
    GemmStrip<T> strip{};
    strip.m = m;
    strip.k = k;
    strip.a = a_transposed ? A.row(depth) + row : A.row(row) + depth;
    strip.a_stride = A.stride;
    if (plan.pack_a) {
      pack_a(A, options.transpose_a, row, m, depth, k, tiles.rows, packed_a);
      strip.a = packed_a;
      layout = ALayout::packed;
    }
    const std::ptrdiff_t panel = 2 * tiles.lanes;
    for (std::ptrdiff_t j = 0; j < n; j += panel) {
      const std::ptrdiff_t count = std::min(panel, n - j);
      const std::ptrdiff_t width = count <= tiles.lanes ? tiles.lanes : panel;
      const StripFunction<T>* functions = width == panel ? tiles.full : tiles.narrow;
      const StripFunction<T> function = functions[static_cast<int>(layout)];
      const bool in_place = !plan.pack_b && count == width;
      strip.b = in_place ? B.row(depth) + column + j : packed_b + (plan.pack_b ? j * k : 0);
      strip.b_stride = in_place ? B.stride : width;
      strip.c = C.row(row) + column + j;
      strip.c_stride = C.stride;
      strip.init = from_c(depth) ? strip.c : bias ? bias + column + j : kZeros<T>;
      strip.init_stride = from_c(depth) ? C.stride : 0;
      if (count == width) {
        function(strip);
      } else {
        edge_strip(function, strip, count, width);
      }
    }
  }

  void pack_columns(std::ptrdiff_t column, std::ptrdiff_t n, std::ptrdiff_t depth, std::ptrdiff_t k) {
    const std::ptrdiff_t panel = 2 * tiles.lanes;
    for (std::ptrdiff_t j = 0; j < n; j += panel) {
      const std::ptrdiff_t count = std::min(panel, n - j);
      const std::ptrdiff_t width = count <= tiles.lanes ? tiles.lanes : panel;
      if (!plan.pack_b && count == width) continue;
      pack_panel(B, options.transpose_b, depth, k, column + j, count, width,
                 packed_b + (plan.pack_b ? j * k : 0));
    }
  }

  void run(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) {
    for (std::ptrdiff_t column = 0; column < n; column += kColumnBlock) {
      const std::ptrdiff_t columns = std::min(kColumnBlock, n - column);
      std::ptrdiff_t depth = 0;
      do {  // once even without depth: C still becomes its initial value
        const std::ptrdiff_t depths = std::min(kDepthBlock, k - depth);
        pack_columns(column, columns, depth, depths);
        for (std::ptrdiff_t row = 0; row < m; row += kRowBlock) {
          rows_by_columns(row, std::min(kRowBlock, m - row), column, columns, depth, depths);
        }
        depth += kDepthBlock;
      } while (depth < k);
    }
  }
};

}  // namespace

template <typename T>
std::size_t gemm_workspace_size(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k,
                                GemmOptions options) {
  return static_cast<std::size_t>(make_plan<T>(m, n, k, options).total());
}

template <typename T>
void gemm_block(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C,
                GemmOptions options, T* workspace) {
  const std::ptrdiff_t k = options.transpose_a == Transpose::yes ? A.rows : A.cols;
  if (C.rows == 0 || C.cols == 0) return;
  Product<T> product{A, B, bias, C, options};
  product.plan = make_plan<T>(C.rows, C.cols, k, options);
  product.packed_a = workspace;
  product.packed_b = product.packed_a + product.plan.packed_a;
  product.edge_c = product.packed_b + product.plan.packed_b;
  product.run(C.rows, C.cols, k);
}

template std::size_t gemm_workspace_size<float>(std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, GemmOptions);
template std::size_t gemm_workspace_size<double>(std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, GemmOptions);
template void gemm_block(ConstMatrixView<float>, ConstMatrixView<float>, const float*,
                         MatrixView<float>, GemmOptions, float*);
template void gemm_block(ConstMatrixView<double>, ConstMatrixView<double>, const double*,
                         MatrixView<double>, GemmOptions, double*);

}  // namespace lectern::simd
