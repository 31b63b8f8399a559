#include "core/simd/gemm.h"

#include <algorithm>

#include "core/simd/column_product.h"
#include "core/simd/kernels.h"
#include "core/simd/transpose.h"
#include "core/simd/workspace.h"

namespace lectern::simd {

namespace {

// A block of A (kRowBlock × kDepthBlock) stays in the second-level cache, a panel of B
// (kDepthBlock × two vectors) in the first.
constexpr std::ptrdiff_t kRowBlock = 96;
constexpr std::ptrdiff_t kDepthBlock = 256;
constexpr std::ptrdiff_t kColumnBlock = 512;
// Threads share the rows in about so many chunks of whole tiles.
constexpr std::ptrdiff_t kRowChunks = 16;
constexpr std::ptrdiff_t kMostTileRows = 8;
// Up to this many values an operand is read where it lies: copying it costs more than it saves.
constexpr std::ptrdiff_t kReadInPlace = 16 * 1024;
// Fewer multiplications, or fewer values to pack, are done before a second thread has heard of them.
constexpr std::ptrdiff_t kWorthThreads = 96 * 1024;
constexpr std::ptrdiff_t kPackWorthThreads = 16 * 1024;
// At least the columns of any panel.
constexpr std::ptrdiff_t kWidestPanel = 64;

std::ptrdiff_t divide_up(std::ptrdiff_t value, std::ptrdiff_t by) { return (value + by - 1) / by; }
std::ptrdiff_t round_up(std::ptrdiff_t value, std::ptrdiff_t step) { return divide_up(value, step) * step; }

// Copies rows [row, row + m) and depths [depth, depth + k) of op(A) into panels of `rows` rows.
template <typename T>
void pack_a(ConstMatrixView<T> A, Transpose transpose, std::ptrdiff_t row, std::ptrdiff_t m, std::ptrdiff_t depth,
            std::ptrdiff_t k, std::ptrdiff_t rows, T* out) {
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

// Sums without a term: every row is the bias, or zero where there is none.
template <typename T>
void fill_rows(const T* bias, MatrixView<T> C) {
  for (std::ptrdiff_t i = 0; i < C.rows; ++i) {
    if (bias)
      std::copy_n(bias, C.cols, C.row(i));
    else
      std::fill_n(C.row(i), C.cols, T(0));
  }
}

bool is_worth(const ThreadPool* pool, std::ptrdiff_t multiplications) {
  return pool && pool->workers() > 1 && multiplications >= kWorthThreads;
}

template <typename T>
constexpr T kZeros[kWidestPanel] = {};

// The narrowest tiles whose panel holds all columns, otherwise the widest: beyond the last column are only zeros.
template <typename T>
const GemmTiles<T>& tiles_for(std::ptrdiff_t columns) {
  const GemmTiles<T>* tiles = kernels<T>().gemm;
  int width = 0;
  while (width + 1 < kMostWidths && columns <= 2 * tiles[width + 1].lanes) ++width;
  return tiles[width];
}

// One product C = op(A)·op(B): m × n × k cut into blocks of columns, of depth and of rows.
template <typename T>
class Product {
 public:
  Product(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C, GemmOptions options,
          ThreadPool* pool)
      : A_(A),
        B_(B),
        bias_(bias),
        C_(C),
        options_(options),
        depth_(options.transpose_a == Transpose::yes ? A.rows : A.cols),
        pool_(C.rows > kMostTileRows && is_worth(pool, C.size() * depth_) ? pool : nullptr),
        row_block_(pool_ ? std::min(kRowBlock, round_up(divide_up(C.rows, kRowChunks), kMostTileRows)) : kRowBlock),
        pack_a_(C.rows * depth_ > kReadInPlace && C.cols > 2 * panel_),
        pack_b_(options.transpose_b == Transpose::yes || (C.cols * depth_ > kReadInPlace && C.rows > 2 * tiles_.rows)) {
  }

  std::size_t shared_bytes() const { return Arena::bytes<T>(packed_b_size()); }
  std::size_t worker_bytes() const { return Arena::bytes<T>(packed_a_size()) + Arena::bytes<T>(edge_c_size()); }

  // `workspace` has shared_bytes and worker_bytes, and a pool or none.
  void run(Workspace& workspace) {
    packed_b_ = workspace.shared().take<T>(packed_b_size());
    for (std::ptrdiff_t column = 0; column < C_.cols; column += kColumnBlock) {
      const std::ptrdiff_t columns = std::min(kColumnBlock, C_.cols - column);
      for (std::ptrdiff_t first = 0; first < depth_; first += kDepthBlock) {
        const Block block{column, columns, first, std::min(kDepthBlock, depth_ - first)};
        pack_columns(block, workspace);
        const auto row_chunk = [&](std::ptrdiff_t chunk, int worker) {
          Arena memory = workspace.worker(worker);
          T* packed_a = memory.take<T>(packed_a_size());
          const std::ptrdiff_t row = chunk * row_block_;
          multiply(block, row, std::min(row_block_, C_.rows - row), packed_a, memory.take<T>(edge_c_size()));
        };
        for_each(divide_up(C_.rows, row_block_), pool_ != nullptr, workspace, row_chunk);
      }
    }
  }

 private:
  // Columns [column, column + n) and depths [depth, depth + k).
  struct Block {
    std::ptrdiff_t column, n, depth, k;
  };

  std::ptrdiff_t packed_a_size() const { return pack_a_ ? row_block_ * std::min(depth_, kDepthBlock) : 0; }
  std::ptrdiff_t packed_b_size() const {
    const std::ptrdiff_t width = pack_b_ ? round_up(std::min(C_.cols, kColumnBlock), panel_) : panel_;
    return width * std::min(depth_, kDepthBlock);
  }
  std::ptrdiff_t edge_c_size() const { return std::min(C_.rows, row_block_) * panel_; }

  template <typename Body>
  static void for_each(std::ptrdiff_t chunks, bool on_pool, Workspace& workspace, const Body& body) {
    if (on_pool) {
      workspace.run(chunks, body);
    } else {
      for (std::ptrdiff_t chunk = 0; chunk < chunks; ++chunk) body(chunk, 0);
    }
  }

  // Columns are computed in panels of two vectors; a last one of at most one vector is narrow.
  std::ptrdiff_t panel_width(std::ptrdiff_t count) const { return count <= tiles_.lanes ? tiles_.lanes : panel_; }

  // Panels that are not read in place are copied; one that ends beyond the last column always is.
  void pack_columns(const Block& block, Workspace& workspace) {
    const auto pack = [&](std::ptrdiff_t index, int) {
      const std::ptrdiff_t j = index * panel_, count = std::min(panel_, block.n - j);
      const std::ptrdiff_t width = panel_width(count);
      if (!pack_b_ && count == width) return;
      pack_panel(B_, options_.transpose_b, block.depth, block.k, block.column + j, count, width,
                 packed_b_ + (pack_b_ ? j * block.k : 0));
    };
    const bool on_pool = pool_ && pack_b_ && block.n * block.k >= kPackWorthThreads;
    for_each(divide_up(block.n, panel_), on_pool, workspace, pack);
  }

  // One panel of columns that ends beyond the last column of C: computed aside, then copied.
  void edge_strip(StripFunction<T> function, GemmStrip<T> strip, std::ptrdiff_t count, std::ptrdiff_t width,
                  T* edge_c) const {
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

  // Rows [row, row + m) of a block.
  void multiply(const Block& block, std::ptrdiff_t row, std::ptrdiff_t m, T* packed_a, T* edge_c) const {
    const bool a_transposed = options_.transpose_a == Transpose::yes;
    ALayout layout = a_transposed ? ALayout::columns : ALayout::rows;
    GemmStrip<T> strip{};
    strip.m = m;
    strip.k = block.k;
    strip.a = a_transposed ? A_.row(block.depth) + row : A_.row(row) + block.depth;
    strip.a_stride = A_.stride;
    if (pack_a_) {
      pack_a(A_, options_.transpose_a, row, m, block.depth, block.k, tiles_.rows, packed_a);
      strip.a = packed_a;
      layout = ALayout::packed;
    }
    const bool from_c = options_.accumulate || block.depth > 0;
    strip.c_stride = C_.stride;
    strip.init_stride = from_c ? C_.stride : 0;
    for (std::ptrdiff_t j = 0; j < block.n; j += panel_) {
      const std::ptrdiff_t column = block.column + j, count = std::min(panel_, block.n - j);
      const std::ptrdiff_t width = panel_width(count);
      const StripFunction<T> function = (width == panel_ ? tiles_.full : tiles_.narrow)[static_cast<int>(layout)];
      const bool in_place = !pack_b_ && count == width;
      strip.b = in_place ? B_.row(block.depth) + column : packed_b_ + (pack_b_ ? j * block.k : 0);
      strip.b_stride = in_place ? B_.stride : width;
      strip.c = C_.row(row) + column;
      strip.init = from_c ? strip.c : bias_ ? bias_ + column : kZeros<T>;
      if (count == width) {
        function(strip);
      } else {
        edge_strip(function, strip, count, width, edge_c);
      }
    }
  }

  ConstMatrixView<T> A_, B_;
  const T* bias_;
  MatrixView<T> C_;
  GemmOptions options_;
  const GemmTiles<T>& tiles_ = tiles_for<T>(C_.cols);
  std::ptrdiff_t panel_ = 2 * tiles_.lanes;
  std::ptrdiff_t depth_;
  ThreadPool* pool_;  // null where threads are not worth it
  std::ptrdiff_t row_block_;
  bool pack_a_;
  bool pack_b_;
  T* packed_b_ = nullptr;
};

}  // namespace

template <typename T>
void gemm(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C, GemmOptions options,
          ThreadPool* pool) {
  if (C.rows == 0 || C.cols == 0) return;
  if ((options.transpose_a == Transpose::yes ? A.rows : A.cols) == 0) {
    if (!options.accumulate) fill_rows(bias, C);
    return;
  }
  // A column Aᵀb is computed as the row bᵀA: the same sums, in panels that are full and read in place.
  if (C.cols == 1 && C.rows > 1 && C.stride == 1 && B.stride == 1 && options.transpose_a == Transpose::yes &&
      options.transpose_b == Transpose::no && !bias) {
    return gemm<T>(B, A, nullptr, MatrixView<T>{C.data, 1, C.rows, C.rows}, options, pool);
  }
  if (C.cols == 1 && C.rows > 1 && options.transpose_a == Transpose::no && !is_worth(pool, A.size())) {
    const T* init = options.accumulate ? C.data : bias ? bias : kZeros<T>;
    const std::ptrdiff_t b_stride = options.transpose_b == Transpose::yes ? 1 : B.stride;
    ColumnProduct<T>{A, B.data, b_stride, init, options.accumulate ? C.stride : 0, C.data, C.stride}.run();
    return;
  }
  Product<T> product(A, B, bias, C, options, pool);
  Workspace workspace(pool, product.shared_bytes(), product.worker_bytes());
  product.run(workspace);
}

template void gemm(ConstMatrixView<float>, ConstMatrixView<float>, const float*, MatrixView<float>, GemmOptions,
                   ThreadPool*);
template void gemm(ConstMatrixView<double>, ConstMatrixView<double>, const double*, MatrixView<double>, GemmOptions,
                   ThreadPool*);

}  // namespace lectern::simd
