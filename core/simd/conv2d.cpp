#include "core/simd/conv2d.h"

#include <algorithm>

#include "core/simd/correlate.h"
#include "core/simd/gemm.h"

namespace lectern::simd {
namespace {

// Every sample of a batch through one correlation.
template <typename Correlator, typename T>
void correlate_batch(Correlator correlator, const Correlation& correlation, std::ptrdiff_t batch,
                     std::ptrdiff_t out_size, const T* x, const T* init, T* y, ThreadPool* pool,
                     const WeightLayout<T>& weights) {
  PackedCorrelation<T>& packed = correlator.packed();
  Workspace workspace(pool, packed.shared_bytes(), packed.worker_bytes() + Arena::bytes<T>(correlator.aside_size()));
  packed.prepare(workspace.shared(), init, weights);
  const std::ptrdiff_t in_size = correlation.in_channels * correlation.in_height * correlation.in_width;
  const std::ptrdiff_t part =
      samples_per_chunk(correlation.taps() * correlation.out_channels * correlation.out_rows * correlation.out_cols);
  workspace.run(PaddedLayout::ceil_divide(batch, part), [&](std::ptrdiff_t chunk, int worker) {
    const std::ptrdiff_t end = std::min((chunk + 1) * part, batch);
    packed.clear(workspace.worker(worker));
    for (std::ptrdiff_t n = chunk * part; n < end; ++n) {
      Arena memory = workspace.worker(worker);
      const T* sample = packed.placed(memory, x + n * in_size);
      T* aside = memory.take<T>(correlator.aside_size());
      for (std::ptrdiff_t panel = 0; panel < packed.panels(); ++panel) {
        for (std::ptrdiff_t i = 0; i < correlation.out_rows; ++i)
          correlator.row(panel, i, sample, y + n * out_size, aside);
      }
    }
  });
}

// The same by the cheaper kind of tiles; both give the same bits.
template <typename T>
void correlate_batch(const Correlation& correlation, const OutputLattice& lattice, std::ptrdiff_t batch,
                     std::ptrdiff_t out_size, const T* x, const T* init, T* y, ThreadPool* pool,
                     const WeightLayout<T>& weights) {
  const RowCorrelator<T> rows(correlation, lattice);
  if constexpr (kHasChannelTiles<T>) {
    const ChannelCorrelator<T> channels(correlation, lattice);
    if (channels.cost() < rows.cost())
      return correlate_batch(channels, correlation, batch, out_size, x, init, y, pool, weights);
  }
  correlate_batch(rows, correlation, batch, out_size, x, init, y, pool, weights);
}

// What one axis of the input gradient is at the inputs r0, r0 + stride, …: a correlation of stride 1
// with every stride-th tap in reverse. With i = (r + padding - a) / stride and
// a = rest + stride·(taps - 1 - a'), i = t - before + a' at input r0 + stride·t.
struct GradientAxis {
  std::ptrdiff_t count;  // inputs r0 + stride·t, t in [0, count)
  std::ptrdiff_t rest;   // smallest tap that meets them
  std::ptrdiff_t taps;
  std::ptrdiff_t before;

  GradientAxis(std::ptrdiff_t r0, std::ptrdiff_t in, std::ptrdiff_t kernel, std::ptrdiff_t stride,
               std::ptrdiff_t padding)
      : count(PaddedLayout::ceil_divide(in - r0, stride)),
        rest((r0 + padding) % stride),
        taps(PaddedLayout::ceil_divide(kernel - rest, stride)),
        before(taps - 1 - (r0 + padding - rest) / stride) {}
};

// Whether each kernel covers the whole picture once, so that the map is a matrix.
bool is_dense(const Conv2dShape& s) {
  return s.kernel_height == s.in_height && s.kernel_width == s.in_width && s.padding_y == 0 && s.padding_x == 0;
}

}  // namespace

template <typename T>
void conv2d_forward(const Conv2dShape& s, const T* x, const T* weight, const T* bias, T* y, ThreadPool* pool) {
  OutputLattice lattice;
  lattice.width = s.out_width();
  lattice.plane = s.out_height() * lattice.width;
  correlate_batch(forward_correlation(s), lattice, s.batch, s.out_size(), x, bias, y, pool,
                  WeightLayout<T>{weight, s.in_channels * s.kernel_height * s.kernel_width,
                                  s.kernel_height * s.kernel_width, s.kernel_width, 1});
}

template <typename T>
void conv2d_gradient_input(const Conv2dShape& s, const T* d_y, const T* weight, T* d_x, ThreadPool* pool) {
  if (is_dense(s)) {
    // Each sum is over the output channels in their order, as below.
    gemm<T>(ConstMatrixView<T>(d_y, s.batch, s.out_channels), ConstMatrixView<T>(weight, s.out_channels, s.in_size()),
            nullptr, MatrixView<T>(d_x, s.batch, s.in_size()), {}, pool);
    return;
  }
  OutputLattice lattice;
  lattice.row_step = s.stride_y;
  lattice.col_step = s.stride_x;
  lattice.width = s.in_width;
  lattice.plane = s.in_height * s.in_width;
  for (std::ptrdiff_t r0 = 0; r0 < std::min(s.stride_y, s.in_height); ++r0) {
    for (std::ptrdiff_t q0 = 0; q0 < std::min(s.stride_x, s.in_width); ++q0) {
      const GradientAxis down(r0, s.in_height, s.kernel_height, s.stride_y, s.padding_y);
      const GradientAxis right(q0, s.in_width, s.kernel_width, s.stride_x, s.padding_x);
      lattice.first_row = r0;
      lattice.first_col = q0;
      const Correlation correlation{s.out_channels,
                                    s.out_height(),
                                    s.out_width(),
                                    s.in_channels,
                                    down.count,
                                    right.count,
                                    down.taps,
                                    right.taps,
                                    1,
                                    1,
                                    down.before,
                                    right.before};
      const T* no_bias = nullptr;
      // Taps in reverse, every stride-th of them.
      const std::ptrdiff_t last_tap =
          s.weight_index(0, 0, down.rest + s.stride_y * (down.taps - 1), right.rest + s.stride_x * (right.taps - 1));
      const std::ptrdiff_t kernel = s.kernel_height * s.kernel_width;
      correlate_batch(correlation, lattice, s.batch, s.in_size(), d_y, no_bias, d_x, pool,
                      WeightLayout<T>{weight + last_tap, kernel, s.in_channels * kernel, -s.stride_y * s.kernel_width,
                                      -s.stride_x});
    }
  }
}

template void conv2d_forward(const Conv2dShape&, const float*, const float*, const float*, float*, ThreadPool*);
template void conv2d_forward(const Conv2dShape&, const double*, const double*, const double*, double*, ThreadPool*);
template void conv2d_gradient_input(const Conv2dShape&, const float*, const float*, float*, ThreadPool*);
template void conv2d_gradient_input(const Conv2dShape&, const double*, const double*, double*, ThreadPool*);

}  // namespace lectern::simd
