#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lectern::nn {

// What stands beyond a picture's border.
enum class Border { zeros, wrap, edge };

// The sizes of one filter's convolution with one picture of several channels, for looking at it closely: one number for
// each way a window can be laid. Networks use simd::conv2d_forward.
// A picture of one row and a kernel of one row are a convolution in one dimension: then nothing is padded above and
// below, and the window moves along the row alone.
struct PlaneConvolution {
  std::ptrdiff_t channels = 1;
  std::ptrdiff_t height = 1, width = 1;
  std::ptrdiff_t kernel_height = 1, kernel_width = 1;
  std::ptrdiff_t padding = 0;   // pixels on each side, ≥ 0
  std::ptrdiff_t stride = 1;    // ≥ 1
  std::ptrdiff_t dilation = 1;  // ≥ 1, pixels from one weight to the next
  Border border = Border::zeros;
  bool flips = false;  // the kernel is turned by 180°: the convolution of mathematics; else that of neural networks

  // Pixels from the first to the last that a window touches, along one side.
  std::ptrdiff_t reach_y() const { return (kernel_height - 1) * dilation + 1; }
  std::ptrdiff_t reach_x() const { return (kernel_width - 1) * dilation + 1; }
  std::ptrdiff_t padding_y() const { return height > 1 ? padding : 0; }
  std::ptrdiff_t padding_x() const { return padding; }
  std::ptrdiff_t padded_height() const { return height + 2 * padding_y(); }
  std::ptrdiff_t padded_width() const { return width + 2 * padding_x(); }
  // 0 where the window does not fit.
  std::ptrdiff_t out_height() const {
    return padded_height() < reach_y() ? 0 : (padded_height() - reach_y()) / stride + 1;
  }
  std::ptrdiff_t out_width() const {
    return padded_width() < reach_x() ? 0 : (padded_width() - reach_x()) / stride + 1;
  }
  std::ptrdiff_t out_size() const { return out_height() * out_width(); }
  std::ptrdiff_t picture_size() const { return channels * height * width; }
  std::ptrdiff_t kernel_size() const { return channels * kernel_height * kernel_width; }
};

// The picture with its border.
// picture  C × H × W
// padded   C × (H + 2p) × (W + 2p), overwritten
void pad_picture(const PlaneConvolution& shape, std::span<const double> picture, std::vector<double>& padded);

// The kernel as it is laid on the picture: turned by 180° if it is flipped.
// kernel  C × kh × kw;  laid  the same, overwritten
void laid_kernel(const PlaneConvolution& shape, std::span<const double> kernel, std::vector<double>& laid);

// map[i, j] = bias + Σ_c Σ_a Σ_b w[c, a, b] · x[c, i·s + a·d − p, j·s + b·d − p]
// with stride s, dilation d and padding p; x beyond the border as `border` says, w as laid_kernel gives it.
// picture  C × H × W
// kernel   C × kh × kw
// map      H' × W', overwritten
// Numerical note: each number starts from the bias and gains its products by channel, row and column of the kernel, so
// that equal windows give equal bits wherever they lie.
void convolve_plane(const PlaneConvolution& shape, std::span<const double> picture, std::span<const double> kernel,
                    double bias, std::vector<double>& map);

// The picture moved by whole pixels to the right and downwards. What comes in over the border is what the border says.
// picture  C × H × W;  moved  the same, overwritten
void shift_picture(const PlaneConvolution& shape, std::span<const double> picture, std::ptrdiff_t down,
                   std::ptrdiff_t right, std::vector<double>& moved);

// One layer along one side of a picture: a convolution, or a pooling.
struct LayerReach {
  std::ptrdiff_t kernel = 1, stride = 1, dilation = 1;
};

// What one unit behind a stack of layers sees of the picture, along one side:
//   side_l = side_{l−1} + (kernel_l − 1) · dilation_l · jump_{l−1},   jump_l = jump_{l−1} · stride_l
// Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016).
struct ReceptiveField {
  std::ptrdiff_t side = 1;  // pixels
  std::ptrdiff_t jump = 1;  // pixels from one unit's field to its neighbour's
};
ReceptiveField receptive_field(std::span<const LayerReach> layers);

}  // namespace lectern::nn
