#include <algorithm>

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

// What the weights and the biases need of a sample: scalar products of the outputs' gradients with the padded picture
// at each tap and, for the bias as one more tap, with ones. `length` places each: the outputs of one channel laid out
// at the padded picture's pitch, zeros between them.
template <typename T>
struct SampleProducts {
  Correlation c;
  PaddedLayout layout{c};
  std::ptrdiff_t places = (c.out_rows - 1) * layout.pitch + c.out_cols;
  std::ptrdiff_t length = PaddedLayout::ceil_divide(places, kDotLanes<T>) * kDotLanes<T>;
  std::ptrdiff_t taps = c.taps() + 1;

  // The padded picture, what is read beyond it, ones.
  std::ptrdiff_t first_one() const { return layout.size + kDotLanes<T>; }
  std::ptrdiff_t picture_size() const { return first_one() + length; }

  // What stands around every sample that is placed there afterwards.
  void clear(T* picture) const {
    std::fill_n(picture, first_one(), T(0));
    std::fill_n(picture + first_one(), length, T(1));
  }

  void write_offsets(std::ptrdiff_t* offset) const {
    for (std::ptrdiff_t t = 0; t < c.taps(); ++t) {
      const std::ptrdiff_t b = t % c.taps_x, a = t / c.taps_x % c.taps_y;
      *offset++ = layout.offset(t / c.taps_x / c.taps_y, a, b);
    }
    *offset = first_one();
  }
};

// Computes them with neighbouring places in the lanes of a vector: for wide pictures.
template <typename T>
struct ProductsByRows {
  SampleProducts<T> of;

  // Vector operations for a sample; adding up the lanes of a tile takes some, too.
  std::ptrdiff_t cost() const {
    constexpr std::ptrdiff_t kSums = kDotRows * kDotTaps, kAddingUp = 40;
    return PaddedLayout::ceil_divide(of.c.out_channels, kDotRows) * PaddedLayout::ceil_divide(of.taps, kDotTaps) *
           (of.length / kDotLanes<T> * kSums + kAddingUp);
  }

  std::ptrdiff_t part_size() const { return of.c.out_channels * of.taps; }
  std::ptrdiff_t index(std::ptrdiff_t channel, std::ptrdiff_t tap) const { return channel * of.taps + tap; }
  std::ptrdiff_t d_size() const { return of.c.out_channels * of.length; }

  // Adds the products of one sample, placed and spread, to `part`.
  void add(const std::ptrdiff_t* offset, const T* picture, const T* d, T* part) const {
    DotTile<T> tile{of.length, d, of.length, picture, offset, part, of.taps};
    for (std::ptrdiff_t o = 0; o < of.c.out_channels; o += kDotRows) {
      tile.d = d + o * of.length;
      tile.sum = part + index(o, 0);
      dot_rows(kernels<T>().dot, tile, std::min<std::ptrdiff_t>(kDotRows, of.c.out_channels - o), of.taps);
    }
  }

  // Lays out the outputs' gradients; what is between them stays as it is.
  void spread(const T* d_y, T* d) const {
    for (std::ptrdiff_t o = 0; o < of.c.out_channels; ++o, d += of.length) {
      for (std::ptrdiff_t i = 0; i < of.c.out_rows; ++i, d_y += of.c.out_cols) {
        std::copy_n(d_y, of.c.out_cols, d + i * of.layout.pitch);
      }
    }
  }
};

// Computes them with neighbouring channels in the lanes of a vector: for small pictures of many channels.
template <typename T>
struct ProductsByChannels {
  SampleProducts<T> of;
  const ConvKernels<T>& tiles = kernels_with_fewest_vectors<T>(of.c.out_channels);
  std::ptrdiff_t vectors = PaddedLayout::ceil_divide(of.c.out_channels, tiles.lanes);
  std::ptrdiff_t channels = vectors * tiles.lanes;  // some of them empty

  // As ProductsByRows::cost.
  std::ptrdiff_t cost() const {
    constexpr std::ptrdiff_t kFull = 2 * kDotTaps, kNarrow = 6;  // the latter waits for its few sums
    return PaddedLayout::ceil_divide(of.taps, kDotTaps) *
           (of.places + kDotLanes<T>)*(vectors / 2 * kFull + vectors % 2 * kNarrow);
  }

  std::ptrdiff_t part_size() const { return channels * of.taps; }
  std::ptrdiff_t index(std::ptrdiff_t channel, std::ptrdiff_t tap) const { return tap * channels + channel; }
  std::ptrdiff_t d_size() const { return channels * of.places; }

  // Adds the products of one sample, placed and spread, to `part`.
  void add(const std::ptrdiff_t* offset, const T* picture, const T* d, T* part) const {
    for (std::ptrdiff_t tap = 0; tap < of.taps; tap += kDotTaps) {
      const std::ptrdiff_t taps = std::min<std::ptrdiff_t>(kDotTaps, of.taps - tap);
      DotChannelTile<T> tile{of.places, d, channels, picture, offset + tap, part + index(0, tap)};
      const auto add_vectors = [&](DotChannelTileFunction<T> function, std::ptrdiff_t vectors_at_once) {
        function(tile);
        tile.d += vectors_at_once * tiles.lanes;
        tile.sum += vectors_at_once * tiles.lanes;
      };
      for (std::ptrdiff_t pair = 0; pair < vectors / 2; ++pair) add_vectors(tiles.dot_full_channels[taps], 2);
      if (vectors % 2 != 0) add_vectors(tiles.dot_narrow_channels[taps], 1);
    }
  }

  // Lays out the outputs' gradients; what is between them stays as it is.
  void spread(const T* d_y, T* d) const {
    for (std::ptrdiff_t o = 0; o < of.c.out_channels; ++o) {
      for (std::ptrdiff_t i = 0; i < of.c.out_rows; ++i, d_y += of.c.out_cols) {
        T* row = d + i * of.layout.pitch * channels + o;
        for (std::ptrdiff_t j = 0; j < of.c.out_cols; ++j) row[j * channels] = d_y[j];
      }
    }
  }
};

template <typename Products, typename T>
void sum_over_batch(const Products& products, const Conv2dShape& s, const T* x, const T* d_y, T* d_weight, T* d_bias,
                    ThreadPool* pool) {
  const std::ptrdiff_t taps = products.of.c.taps();
  const std::ptrdiff_t most_parts =
      std::clamp<std::ptrdiff_t>(kMostPartValues / (s.weight_size() + s.out_channels), 1, kMostParts);
  const std::ptrdiff_t per_part =
      std::max(samples_per_chunk(s.out_size() * taps), PaddedLayout::ceil_divide(s.batch, most_parts));
  const std::ptrdiff_t parts = PaddedLayout::ceil_divide(s.batch, per_part);
  Workspace workspace(pool,
                      Arena::bytes<std::ptrdiff_t>(products.of.taps) + Arena::bytes<T>(parts * products.part_size()),
                      Arena::bytes<T>(products.of.picture_size()) + Arena::bytes<T>(products.d_size()));
  Arena shared = workspace.shared();
  std::ptrdiff_t* offset = shared.take<std::ptrdiff_t>(products.of.taps);
  T* sums = shared.take<T>(parts * products.part_size());
  products.of.write_offsets(offset);
  workspace.run(parts, [&](std::ptrdiff_t part, int worker) {
    T* sum = sums + part * products.part_size();
    std::fill_n(sum, products.part_size(), T(0));
    Arena memory = workspace.worker(worker);
    T* picture = memory.take<T>(products.of.picture_size());
    T* d = memory.take<T>(products.d_size());
    products.of.clear(picture);
    std::fill_n(d, products.d_size(), T(0));
    const std::ptrdiff_t end = std::min((part + 1) * per_part, s.batch);
    for (std::ptrdiff_t n = part * per_part; n < end; ++n) {
      place(products.of.c, products.of.layout, x + n * s.in_size(), picture);
      products.spread(d_y + n * s.out_size(), d);
      products.add(offset, picture, d, sum);
    }
  });
  for (std::ptrdiff_t part = 1; part < parts; ++part) {
    const T* sum = sums + part * products.part_size();
    for (std::ptrdiff_t i = 0; i < products.part_size(); ++i) sums[i] += sum[i];
  }
  for (std::ptrdiff_t o = 0; o < s.out_channels; ++o) {
    for (std::ptrdiff_t t = 0; t < taps; ++t) d_weight[o * taps + t] = parts == 0 ? T(0) : sums[products.index(o, t)];
    if (d_bias) d_bias[o] = parts == 0 ? T(0) : sums[products.index(o, taps)];
  }
}

}  // namespace

template <typename T>
void conv2d_gradient_weight(const Conv2dShape& s, const T* x, const T* d_y, T* d_weight, T* d_bias, ThreadPool* pool) {
  const SampleProducts<T> products{forward_correlation(s)};
  const ProductsByRows<T> by_rows{products};
  if constexpr (kHasChannelTiles<T>) {
    const ProductsByChannels<T> by_channels{products};
    if (by_channels.cost() < by_rows.cost()) return sum_over_batch(by_channels, s, x, d_y, d_weight, d_bias, pool);
  }
  sum_over_batch(by_rows, s, x, d_y, d_weight, d_bias, pool);
}

template void conv2d_gradient_weight(const Conv2dShape&, const float*, const float*, float*, float*, ThreadPool*);
template void conv2d_gradient_weight(const Conv2dShape&, const double*, const double*, double*, double*, ThreadPool*);

}  // namespace lectern::simd
