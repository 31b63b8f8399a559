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

// A correlation made ready: weights packed, offsets known, then run over samples.
// Order of every sum: init, then taps by row a, channel c, column b, left to right.
template <typename T>
class Correlator {
 public:
  Correlator(const Correlation& correlation, const OutputLattice& lattice)
      : c_(correlation),
        lattice_(lattice),
        kernels_(kernels_for(correlation.out_cols)),
        aside_(lattice.col_step != 1 || correlation.out_cols < kernels_.lanes),
        in_place_(!aside_ && PaddedLayout::fits_in_place(correlation)),
        layout_(in_place_ ? PaddedLayout::in_place(correlation) : PaddedLayout(correlation)),
        row_width_(PaddedLayout::ceil_divide(c_.out_cols, kernels_.lanes) * kernels_.lanes) {}

  std::size_t shared_bytes() const {
    return Arena::bytes<std::ptrdiff_t>(c_.taps()) + Arena::bytes<T>(panels() * c_.taps() * kConvRows) +
           Arena::bytes<T>(panels() * kConvRows);
  }
  std::size_t worker_bytes() const { return Arena::bytes<T>(padded_size()) + Arena::bytes<T>(kConvRows * row_width_); }

  // weight_at(o, c, a, b); init: out_channels values or null.
  template <typename WeightAt>
  void prepare(Arena memory, const T* init, WeightAt weight_at) {
    std::ptrdiff_t* offset = memory.take<std::ptrdiff_t>(c_.taps());
    T* weight = memory.take<T>(panels() * c_.taps() * kConvRows);
    T* start = memory.take<T>(panels() * kConvRows);
    offset_ = offset;
    weight_ = weight;
    init_ = start;
    for (std::ptrdiff_t o = 0; o < panels() * kConvRows; ++o) {
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
            for (std::ptrdiff_t o = panel * kConvRows; o < (panel + 1) * kConvRows; ++o) {
              *weight++ = o < c_.out_channels ? weight_at(o, c, a, b) : T(0);
            }
          }
        }
      }
    }
  }

  // One sample: x (C × H × W) to its place in y.
  void run(Arena memory, const T* x, T* y) const {
    if (!in_place_) {
      T* padded = memory.take<T>(padded_size());
      pad(c_, layout_, x, padded);
      std::fill(padded + layout_.size, padded + padded_size(), T(0));
      x = padded;
    }
    T* row_memory = memory.take<T>(kConvRows * row_width_);
    for (std::ptrdiff_t panel = 0; panel < panels(); ++panel) {
      for (std::ptrdiff_t i = 0; i < c_.out_rows; ++i) row(panel, i, x, y, row_memory);
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

  std::ptrdiff_t panels() const { return PaddedLayout::ceil_divide(c_.out_channels, kConvRows); }
  // Tiles computed aside read up to a full tile beyond the last column.
  std::ptrdiff_t padded_size() const { return in_place_ ? 0 : layout_.size + 2 * kernels_.lanes; }

  // Row i of the channels of one panel, without the taps that fall above or below the picture.
  void row(std::ptrdiff_t panel, std::ptrdiff_t i, const T* x, T* y, T* aside) const {
    const std::ptrdiff_t above = c_.top - i * c_.stride_y;
    const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(above, 0, c_.taps_y);
    const std::ptrdiff_t end = std::clamp(above + c_.in_height, first, c_.taps_y);
    const std::ptrdiff_t per_a = c_.in_channels * c_.taps_x;
    const std::ptrdiff_t channels = std::min<std::ptrdiff_t>(kConvRows, c_.out_channels - panel * kConvRows);
    T* out = y + panel * kConvRows * lattice_.plane + (lattice_.first_row + i * lattice_.row_step) * lattice_.width +
             lattice_.first_col;
    ConvTile<T> tile{(end - first) * per_a,
                     offset_ + first * per_a,
                     x + i * layout_.pitch,
                     weight_ + (panel * c_.taps() + first * per_a) * kConvRows,
                     init_ + panel * kConvRows,
                     aside_ ? aside : out,
                     aside_ ? row_width_ : lattice_.plane};
    tiles(kernels_.full[channels], kernels_.narrow[channels], tile, aside_ ? row_width_ : c_.out_cols);
    if (!aside_) return;
    for (std::ptrdiff_t o = 0; o < channels; ++o) {
      for (std::ptrdiff_t j = 0; j < c_.out_cols; ++j) {
        out[o * lattice_.plane + j * lattice_.col_step] = aside[o * row_width_ + j];
      }
    }
  }

  // Covers `columns` ≥ lanes columns. A last tile that would stand out starts earlier instead and
  // computes some columns again, to the same bits.
  void tiles(ConvTileFunction<T> full, ConvTileFunction<T> narrow, ConvTile<T> tile, std::ptrdiff_t columns) const {
    const T* x = tile.x;
    T* y = tile.y;
    const auto at = [&](ConvTileFunction<T> function, std::ptrdiff_t column) {
      tile.x = x + column;
      tile.y = y + column;
      function(tile);
    };
    const std::ptrdiff_t lanes = kernels_.lanes;
    std::ptrdiff_t j = 0;
    for (; j + 2 * lanes <= columns; j += 2 * lanes) at(full, j);
    const std::ptrdiff_t rest = columns - j;
    if (rest > lanes && columns >= 2 * lanes) {
      at(full, columns - 2 * lanes);
    } else {
      if (rest > lanes) at(narrow, j);
      if (rest > 0) at(narrow, columns - lanes);
    }
  }

  Correlation c_;
  OutputLattice lattice_;
  const ConvKernels<T>& kernels_;
  bool aside_;     // rows are computed in the worker's memory, then copied
  bool in_place_;  // the picture is read where it lies
  PaddedLayout layout_;
  std::ptrdiff_t row_width_;
  const std::ptrdiff_t* offset_ = nullptr;
  const T* weight_ = nullptr;
  const T* init_ = nullptr;
};

}  // namespace lectern::simd
