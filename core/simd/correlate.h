#pragma once

#include <algorithm>

#include "core/simd/conv2d_geometry.h"
#include "core/simd/kernels.h"
#include "core/simd/workspace.h"

namespace lectern::simd {

// Where the outputs of a correlation go: output (i, j) of channel o to
// o·plane + (first_row + i·row_step)·width + first_col + j·col_step.
struct OutputLattice {
  std::ptrdiff_t first_row = 0, first_col = 0;
  std::ptrdiff_t row_step = 1, col_step = 1;
  std::ptrdiff_t width = 0, plane = 0;
};

// Where the weights of a correlation stand: that of output channel o, input channel c, tap (a, b) at
// first[o·out + c·in + a·row + b·column].
template <typename T>
struct WeightLayout {
  const T* first;
  std::ptrdiff_t out, in, row, column;
};

// What a tile costs for each of its taps, in vector operations: with few sums to work on it waits for the last of each.
inline std::ptrdiff_t cost_of_tile(std::ptrdiff_t sums) { return std::max<std::ptrdiff_t>(sums, 6); }

// A correlation made ready: weights packed in panels of so many channels, offsets known.
// Order of every sum: init, then taps by row a, channel c, column b, left to right.
template <typename T>
class PackedCorrelation {
 public:
  // spare: values beyond the padded picture that may be read.
  PackedCorrelation(const Correlation& correlation, bool in_place, std::ptrdiff_t panel_channels, std::ptrdiff_t spare)
      : c_(correlation),
        in_place_(in_place),
        layout_(in_place ? PaddedLayout::in_place(correlation) : PaddedLayout(correlation)),
        panel_channels_(panel_channels),
        spare_(spare) {}

  std::ptrdiff_t panels() const { return PaddedLayout::ceil_divide(c_.out_channels, panel_channels_); }
  std::ptrdiff_t channels_of(std::ptrdiff_t panel) const {
    return std::min(panel_channels_, c_.out_channels - panel * panel_channels_);
  }

  std::size_t shared_bytes() const {
    return Arena::bytes<std::ptrdiff_t>(c_.taps()) + Arena::bytes<T>(panels() * c_.taps() * panel_channels_) +
           Arena::bytes<T>(panels() * panel_channels_);
  }
  std::size_t worker_bytes() const { return Arena::bytes<T>(padded_size()); }

  // init: out_channels values or null.
  void prepare(Arena memory, const T* init, const WeightLayout<T>& weights) {
    std::ptrdiff_t* offset = memory.take<std::ptrdiff_t>(c_.taps());
    T* weight = memory.take<T>(panels() * c_.taps() * panel_channels_);
    T* start = memory.take<T>(panels() * panel_channels_);
    offset_ = offset;
    weight_ = weight;
    init_ = start;
    for (std::ptrdiff_t o = 0; o < panels() * panel_channels_; ++o) {
      *start++ = init && o < c_.out_channels ? init[o] : T(0);
    }
    for (std::ptrdiff_t a = 0; a < c_.taps_y; ++a) {
      for (std::ptrdiff_t c = 0; c < c_.in_channels; ++c) {
        for (std::ptrdiff_t b = 0; b < c_.taps_x; ++b) *offset++ = layout_.offset(c, a, b);
      }
    }
    for (std::ptrdiff_t panel = 0; panel < panels(); ++panel) {
      for (std::ptrdiff_t a = 0; a < c_.taps_y; ++a) {
        for (std::ptrdiff_t c = 0; c < c_.in_channels; ++c) {
          for (std::ptrdiff_t b = 0; b < c_.taps_x; ++b) {
            for (std::ptrdiff_t o = panel * panel_channels_; o < (panel + 1) * panel_channels_; ++o) {
              *weight++ = o < c_.out_channels
                              ? weights.first[o * weights.out + c * weights.in + a * weights.row + b * weights.column]
                              : T(0);
            }
          }
        }
      }
    }
  }

  // Zeros around every sample that is placed in this memory afterwards.
  void clear(Arena memory) const { std::fill_n(memory.take<T>(padded_size()), padded_size(), T(0)); }

  // The sample x (C × H × W) as the tiles read it: where it is, or in `memory`, which has been cleared.
  const T* placed(Arena& memory, const T* x) const {
    if (in_place_) return x;
    T* padded = memory.take<T>(padded_size());
    place(c_, layout_, x, padded);
    return padded;
  }

  // What the tiles of row i of a panel's channels have in common: no taps that fall above or below the picture.
  // Tile: ConvTile or ConvChannelTile; y and its stride are left to be set.
  template <typename Tile>
  Tile row(std::ptrdiff_t panel, std::ptrdiff_t i, const T* x) const {
    const std::ptrdiff_t above = c_.top - i * c_.stride_y;
    const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(above, 0, c_.taps_y);
    const std::ptrdiff_t end = std::clamp(above + c_.in_height, first, c_.taps_y);
    const std::ptrdiff_t per_a = c_.in_channels * c_.taps_x;
    Tile tile{};
    tile.taps = (end - first) * per_a;
    tile.offset = offset_ + first * per_a;
    tile.x = x + i * layout_.pitch;
    tile.weight = weight_ + (panel * c_.taps() + first * per_a) * panel_channels_;
    tile.init = init_ + panel * panel_channels_;
    return tile;
  }

 private:
  std::ptrdiff_t padded_size() const { return in_place_ ? 0 : layout_.size + spare_; }

  Correlation c_;
  bool in_place_;  // the picture is read where it lies
  PaddedLayout layout_;
  std::ptrdiff_t panel_channels_, spare_;
  const std::ptrdiff_t* offset_ = nullptr;
  const T* weight_ = nullptr;
  const T* init_ = nullptr;
};

// Computes a correlation with neighbouring columns in the lanes of a vector: for wide pictures.
template <typename T>
class RowCorrelator {
 public:
  RowCorrelator(const Correlation& correlation, const OutputLattice& lattice)
      : c_(correlation),
        lattice_(lattice),
        kernels_(kernels_for(correlation.out_cols)),
        aside_(lattice.col_step != 1 || correlation.out_cols < kernels_.lanes),
        row_width_(PaddedLayout::ceil_divide(c_.out_cols, kernels_.lanes) * kernels_.lanes),
        // Tiles computed aside read up to a full tile beyond the last column.
        packed_(correlation, !aside_ && PaddedLayout::fits_in_place(correlation), kConvRows, 2 * kernels_.lanes) {}

  // Vector operations for each tap and row.
  std::ptrdiff_t cost() const {
    std::ptrdiff_t sum = 0;
    for (std::ptrdiff_t panel = 0; panel < packed_.panels(); ++panel) {
      const std::ptrdiff_t channels = packed_.channels_of(panel);
      each_tile(aside_ ? row_width_ : c_.out_cols,
                [&](bool full, std::ptrdiff_t) { sum += cost_of_tile(full ? 2 * channels : channels); });
    }
    return sum;
  }

  PackedCorrelation<T>& packed() { return packed_; }
  // Values of memory that row() may write to.
  std::ptrdiff_t aside_size() const { return kConvRows * row_width_; }

  // Row i of a panel's channels, of a sample that is placed, to its place in y.
  void row(std::ptrdiff_t panel, std::ptrdiff_t i, const T* x, T* y, T* aside) const {
    const std::ptrdiff_t channels = packed_.channels_of(panel);
    T* out = y + panel * kConvRows * lattice_.plane + (lattice_.first_row + i * lattice_.row_step) * lattice_.width +
             lattice_.first_col;
    ConvTile<T> tile = packed_.template row<ConvTile<T>>(panel, i, x);
    const T* row_x = tile.x;
    T* row_y = aside_ ? aside : out;
    tile.y_stride = aside_ ? row_width_ : lattice_.plane;
    each_tile(aside_ ? row_width_ : c_.out_cols, [&](bool full, std::ptrdiff_t column) {
      tile.x = row_x + column;
      tile.y = row_y + column;
      (full ? kernels_.full : kernels_.narrow)[channels](tile);
    });
    if (!aside_) return;
    for (std::ptrdiff_t o = 0; o < channels; ++o) {
      for (std::ptrdiff_t j = 0; j < c_.out_cols; ++j) {
        out[o * lattice_.plane + j * lattice_.col_step] = aside[o * row_width_ + j];
      }
    }
  }

 private:
  // The widest whose vectors are not wider than a row; the narrowest where all are.
  static const ConvKernels<T>& kernels_for(std::ptrdiff_t columns) {
    const ConvKernels<T>* conv = kernels<T>().conv;
    int width = 0;
    while (width + 1 < kMostWidths && conv[width].lanes > columns) ++width;
    return conv[width];
  }

  // visit(full, first column) for tiles that cover `columns` ≥ lanes columns. A last tile that would stand out starts
  // earlier instead and computes some columns again, to the same bits.
  template <typename Visit>
  void each_tile(std::ptrdiff_t columns, Visit visit) const {
    const std::ptrdiff_t lanes = kernels_.lanes;
    std::ptrdiff_t j = 0;
    for (; j + 2 * lanes <= columns; j += 2 * lanes) visit(true, j);
    const std::ptrdiff_t rest = columns - j;
    if (rest > lanes && columns >= 2 * lanes) {
      visit(true, columns - 2 * lanes);
    } else {
      if (rest > lanes) visit(false, j);
      if (rest > 0) visit(false, columns - lanes);
    }
  }

  Correlation c_;
  OutputLattice lattice_;
  const ConvKernels<T>& kernels_;
  bool aside_;  // rows are computed in the worker's memory, then copied
  std::ptrdiff_t row_width_;
  PackedCorrelation<T> packed_;
};

// Computes a correlation with neighbouring channels in the lanes of a vector: for small pictures of many channels.
template <typename T>
class ChannelCorrelator {
 public:
  ChannelCorrelator(const Correlation& correlation, const OutputLattice& lattice)
      : c_(correlation),
        lattice_(lattice),
        kernels_(kernels_with_fewest_vectors<T>(correlation.out_channels)),
        vectors_(correlation.out_channels > kernels_.lanes ? 2 : 1),
        packed_(correlation, PaddedLayout::fits_in_place(correlation), vectors_ * kernels_.lanes, 0) {}

  // As RowCorrelator::cost; outputs are computed aside and then copied one by one.
  std::ptrdiff_t cost() const {
    std::ptrdiff_t sum = 2 * c_.out_cols * c_.out_channels / std::max<std::ptrdiff_t>(1, c_.taps());
    each_tile(
        [&](std::ptrdiff_t, std::ptrdiff_t columns) { sum += packed_.panels() * cost_of_tile(columns * vectors_); });
    return sum;
  }

  PackedCorrelation<T>& packed() { return packed_; }
  // Values of memory that row() may write to.
  std::ptrdiff_t aside_size() const { return c_.out_cols * panel_channels(); }

  // Row i of a panel's channels, of a sample that is placed, to its place in y.
  void row(std::ptrdiff_t panel, std::ptrdiff_t i, const T* x, T* y, T* aside) const {
    ConvChannelTile<T> tile = packed_.template row<ConvChannelTile<T>>(panel, i, x);
    const T* row_x = tile.x;
    tile.y_stride = panel_channels();
    each_tile([&](std::ptrdiff_t column, std::ptrdiff_t columns) {
      tile.x = row_x + column;
      tile.y = aside + column * tile.y_stride;
      (vectors_ == 2 ? kernels_.full_channels : kernels_.narrow_channels)[columns](tile);
    });
    T* out = y + panel * panel_channels() * lattice_.plane +
             (lattice_.first_row + i * lattice_.row_step) * lattice_.width + lattice_.first_col;
    const std::ptrdiff_t channels = packed_.channels_of(panel);
    for (std::ptrdiff_t o = 0; o < channels; ++o) {
      for (std::ptrdiff_t j = 0; j < c_.out_cols; ++j) {
        out[o * lattice_.plane + j * lattice_.col_step] = aside[j * tile.y_stride + o];
      }
    }
  }

 private:
  std::ptrdiff_t panel_channels() const { return vectors_ * kernels_.lanes; }

  // visit(first column, columns) for tiles of nearly equal width.
  template <typename Visit>
  void each_tile(Visit visit) const {
    const std::ptrdiff_t tiles = PaddedLayout::ceil_divide(c_.out_cols, kConvColumns);
    for (std::ptrdiff_t tile = 0; tile < tiles; ++tile) {
      const std::ptrdiff_t first = tile * c_.out_cols / tiles;
      visit(first, (tile + 1) * c_.out_cols / tiles - first);
    }
  }

  Correlation c_;
  OutputLattice lattice_;
  const ConvKernels<T>& kernels_;
  std::ptrdiff_t vectors_;  // of channels in a tile
  PackedCorrelation<T> packed_;
};

}  // namespace lectern::simd
