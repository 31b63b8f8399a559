#include <algorithm>

#include "core/math/vector.h"
#include "core/simd/conv2d.h"
#include "core/simd/conv2d_geometry.h"
#include "core/simd/kernels.h"
#include "core/simd/workspace.h"

namespace lectern::simd {
namespace {

// The batch is summed in parts of consecutive samples, then the parts in order: at most so many, and
// so many values in all.
constexpr std::ptrdiff_t kMostParts = 16;
constexpr std::ptrdiff_t kMostPartValues = 1024 * 1024;

// Rows [0, rows) × taps [0, taps).
template <typename T>
void dot_rows(const DotKernels<T>& kernels, DotTile<T> tile, std::ptrdiff_t rows, std::ptrdiff_t taps) {
  for (; taps > 0; taps -= kDotTaps, tile.offset += kDotTaps, tile.sum += kDotTaps) {
    kernels.tile[rows][std::min<std::ptrdiff_t>(taps, kDotTaps)](tile);
  }
}

template <typename T>
T sum_in_lanes(const T* values, std::ptrdiff_t count) {
  using V = math::VectorOf<T>;
  V sum{};
  for (std::ptrdiff_t p = 0; p < count; p += kDotLanes<T>) sum = sum + math::load<V>(values + p);
  T total = sum[0] + sum[1];
  if constexpr (kDotLanes<T> == 4) total += sum[2] + sum[3];
  return total;
}

// The sizes of the work on one sample.
template <typename T>
struct Plan {
  Correlation c;
  PaddedLayout layout{c};
  // The outputs of one channel laid out at the padded picture's pitch, zeros between them.
  std::ptrdiff_t length =
      PaddedLayout::ceil_divide((c.out_rows - 1) * layout.pitch + c.out_cols, kDotLanes<T>) * kDotLanes<T>;
  std::ptrdiff_t part_size = c.out_channels * (c.taps() + 1);  // weights, then biases

  std::size_t worker_bytes() const {
    return Arena::bytes<T>(layout.size + kDotLanes<T>) + Arena::bytes<T>(c.out_channels * length);
  }

  // Adds the gradients of one sample to `part`.
  void add_sample(Arena memory, const std::ptrdiff_t* offset, const T* x, const T* d_y, T* part) const {
    T* padded = memory.take<T>(layout.size + kDotLanes<T>);
    T* d = memory.take<T>(c.out_channels * length);
    pad(c, layout, x, padded);
    std::fill_n(padded + layout.size, kDotLanes<T>, T(0));
    spread(d_y, d);
    DotTile<T> tile{length, d, length, padded, offset, part, c.taps()};
    for (std::ptrdiff_t o = 0; o < c.out_channels; o += kDotRows) {
      tile.d = d + o * length;
      tile.sum = part + o * c.taps();
      dot_rows(kernels<T>().dot, tile, std::min<std::ptrdiff_t>(kDotRows, c.out_channels - o), c.taps());
    }
    T* bias = part + c.out_channels * c.taps();
    for (std::ptrdiff_t o = 0; o < c.out_channels; ++o) bias[o] += sum_in_lanes(d + o * length, length);
  }

  void spread(const T* d_y, T* d) const {
    for (std::ptrdiff_t o = 0; o < c.out_channels; ++o, d += length) {
      std::fill_n(d, length, T(0));
      for (std::ptrdiff_t i = 0; i < c.out_rows; ++i, d_y += c.out_cols) {
        std::copy_n(d_y, c.out_cols, d + i * layout.pitch);
      }
    }
  }
};

}  // namespace

template <typename T>
void conv2d_gradient_weight(const Conv2dShape& s, const T* x, const T* d_y, T* d_weight, T* d_bias, ThreadPool* pool) {
  const Plan<T> plan{forward_correlation(s)};
  const std::ptrdiff_t taps = plan.c.taps();
  const std::ptrdiff_t work = s.out_size() * taps;
  const std::ptrdiff_t most_parts = std::clamp<std::ptrdiff_t>(kMostPartValues / plan.part_size, 1, kMostParts);
  const std::ptrdiff_t per_part = std::max(samples_per_chunk(work), PaddedLayout::ceil_divide(s.batch, most_parts));
  const std::ptrdiff_t parts = PaddedLayout::ceil_divide(s.batch, per_part);
  Workspace workspace(pool, Arena::bytes<std::ptrdiff_t>(taps) + Arena::bytes<T>(parts * plan.part_size),
                      plan.worker_bytes());
  Arena shared = workspace.shared();
  std::ptrdiff_t* offset = shared.take<std::ptrdiff_t>(taps);
  T* sums = shared.take<T>(parts * plan.part_size);
  for (std::ptrdiff_t t = 0; t < taps; ++t) {
    const std::ptrdiff_t b = t % s.kernel_width, a = t / s.kernel_width % s.kernel_height;
    offset[t] = plan.layout.offset(t / s.kernel_width / s.kernel_height, a, b);
  }
  workspace.run(parts, [&](std::ptrdiff_t part, int worker) {
    T* sum = sums + part * plan.part_size;
    std::fill_n(sum, plan.part_size, T(0));
    const std::ptrdiff_t end = std::min((part + 1) * per_part, s.batch);
    for (std::ptrdiff_t n = part * per_part; n < end; ++n) {
      plan.add_sample(workspace.worker(worker), offset, x + n * s.in_size(), d_y + n * s.out_size(), sum);
    }
  });
  std::fill_n(d_weight, s.weight_size(), T(0));
  if (d_bias) std::fill_n(d_bias, s.out_channels, T(0));
  for (std::ptrdiff_t part = 0; part < parts; ++part) {
    const T* sum = sums + part * plan.part_size;
    for (std::ptrdiff_t w = 0; w < s.weight_size(); ++w) d_weight[w] += sum[w];
    for (std::ptrdiff_t o = 0; d_bias && o < s.out_channels; ++o) d_bias[o] += sum[s.weight_size() + o];
  }
}

template void conv2d_gradient_weight(const Conv2dShape&, const float*, const float*, float*, float*, ThreadPool*);
template void conv2d_gradient_weight(const Conv2dShape&, const double*, const double*, double*, double*, ThreadPool*);

}  // namespace lectern::simd
