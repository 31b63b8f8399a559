#include <algorithm>

#include "core/simd/conv2d.h"
#include "core/simd/conv2d_geometry.h"
#include "core/simd/wide_vector.h"
#include "core/simd/workspace.h"

namespace lectern::simd {
namespace {

constexpr int kBytes = 16;  // of a vector: its lanes are part of the order of summation
template <typename T>
constexpr std::ptrdiff_t kLanes = kBytes / static_cast<std::ptrdiff_t>(sizeof(T));

// The batch is summed in parts of consecutive samples, then the parts in order: at most so many, and
// so many values in all.
constexpr std::ptrdiff_t kMostParts = 16;
constexpr std::ptrdiff_t kMostPartValues = 1024 * 1024;

// Some scalar products at once: sum[i][t] += Σ_p d[i][p] · x[offset[t] + p].
template <typename T>
struct DotTile {
  std::ptrdiff_t length;         // a multiple of the lanes
  const T* d;                    // output channel i starts at d + i·d_stride
  std::ptrdiff_t d_stride;
  const T* x;
  const std::ptrdiff_t* offset;
  T* sum;
  std::ptrdiff_t sum_stride;
};

template <typename T>
T sum_of_lanes(Vector<T, kBytes> v) {
  if constexpr (kLanes<T> == 4) {
    return (v[0] + v[1]) + (v[2] + v[3]);
  } else {
    return v[0] + v[1];
  }
}

template <typename T, int kRows, int kTaps>
__attribute__((noinline)) void dot_tile(const DotTile<T>& tile) {
  Vector<T, kBytes> sum[kRows][kTaps] = {};
  const T* x[kTaps];
  for (int t = 0; t < kTaps; ++t) x[t] = tile.x + tile.offset[t];
  for (std::ptrdiff_t p = 0; p < tile.length; p += kLanes<T>) {
    Vector<T, kBytes> d[kRows];
    for (int i = 0; i < kRows; ++i) d[i] = load<T, kBytes>(tile.d + i * tile.d_stride + p);
    for (int t = 0; t < kTaps; ++t) {
      const Vector<T, kBytes> x_t = load<T, kBytes>(x[t] + p);
      for (int i = 0; i < kRows; ++i) sum[i][t] = sum[i][t] + d[i] * x_t;
    }
  }
  for (int i = 0; i < kRows; ++i) {
    for (int t = 0; t < kTaps; ++t) tile.sum[i * tile.sum_stride + t] += sum_of_lanes<T>(sum[i][t]);
  }
}

// sum[0, kRows) × [0, taps)
template <typename T, int kRows>
void dot_rows(DotTile<T> tile, std::ptrdiff_t taps) {
  for (; taps >= 4; taps -= 4, tile.offset += 4, tile.sum += 4) dot_tile<T, kRows, 4>(tile);
  if (taps == 3) dot_tile<T, kRows, 3>(tile);
  if (taps == 2) dot_tile<T, kRows, 2>(tile);
  if (taps == 1) dot_tile<T, kRows, 1>(tile);
}

// The sizes of the work on one sample.
template <typename T>
struct Plan {
  Correlation c;
  PaddedLayout layout{c};
  // The outputs of one channel laid out at the padded picture's pitch, zeros between them.
  std::ptrdiff_t length =
      PaddedLayout::ceil_divide((c.out_rows - 1) * layout.pitch + c.out_cols, kLanes<T>) * kLanes<T>;
  std::ptrdiff_t part_size = c.out_channels * (c.taps() + 1);  // weights, then biases

  std::size_t worker_bytes() const {
    return Arena::bytes<T>(layout.size + kLanes<T>) + Arena::bytes<T>(c.out_channels * length);
  }

  // Adds the gradients of one sample to `part`.
  void add_sample(Arena memory, const std::ptrdiff_t* offset, const T* x, const T* d_y, T* part) const {
    T* padded = memory.take<T>(layout.size + kLanes<T>);
    T* d = memory.take<T>(c.out_channels * length);
    pad(c, layout, x, padded);
    std::fill_n(padded + layout.size, kLanes<T>, T(0));
    spread(d_y, d);
    DotTile<T> tile{length, d, length, padded, offset, part, c.taps()};
    std::ptrdiff_t o = 0;
    for (; o + 2 <= c.out_channels; o += 2, tile.d += 2 * length, tile.sum += 2 * c.taps()) {
      dot_rows<T, 2>(tile, c.taps());
    }
    if (o < c.out_channels) dot_rows<T, 1>(tile, c.taps());
    add_bias(d, part + c.out_channels * c.taps());
  }

  void spread(const T* d_y, T* d) const {
    for (std::ptrdiff_t o = 0; o < c.out_channels; ++o, d += length) {
      std::fill_n(d, length, T(0));
      for (std::ptrdiff_t i = 0; i < c.out_rows; ++i, d_y += c.out_cols) {
        std::copy_n(d_y, c.out_cols, d + i * layout.pitch);
      }
    }
  }

  void add_bias(const T* d, T* bias) const {
    for (std::ptrdiff_t o = 0; o < c.out_channels; ++o, d += length) {
      Vector<T, kBytes> sum{};
      for (std::ptrdiff_t p = 0; p < length; p += kLanes<T>) sum = sum + load<T, kBytes>(d + p);
      bias[o] += sum_of_lanes<T>(sum);
    }
  }
};

}  // namespace

template <typename T>
void conv2d_gradient_weight(const Conv2dShape& s, const T* x, const T* d_y, T* d_weight, T* d_bias,
                            ThreadPool* pool) {
  const Plan<T> plan{{s.in_channels, s.in_height, s.in_width, s.out_channels, s.out_height(), s.out_width(),
                      s.kernel_height, s.kernel_width, s.stride_y, s.stride_x, s.padding_y, s.padding_x}};
  const std::ptrdiff_t taps = plan.c.taps();
  const std::ptrdiff_t work = s.out_size() * taps;
  const std::ptrdiff_t per_part =
      std::max(samples_per_chunk(work),
               PaddedLayout::ceil_divide(s.batch, std::clamp<std::ptrdiff_t>(kMostPartValues / plan.part_size, 1, kMostParts)));
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
