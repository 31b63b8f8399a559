#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lectern::math {

struct Complex {
  double re = 0, im = 0;
};

// The discrete Fourier transform of n numbers:
//   F_k = Σ_j f_j exp(−2πi jk/n),   f_j = (1/n) Σ_k F_k exp(2πi jk/n).
// A power of two takes n log n operations (Cooley, Tukey 1965), any other n ≥ 1 takes n² of them and some memory.
class Fourier {
 public:
  explicit Fourier(int size);

  int size() const { return size_; }
  // In place.   values  n
  void forward(std::span<Complex> values) const { transform(values.data(), 1, -1); }
  void inverse(std::span<Complex> values) const;

  // Σ_j f_j exp(sign · 2πi jk/n) in place of n numbers that lie `stride` apart.   sign  −1 or 1
  void transform(Complex* values, std::ptrdiff_t stride, double sign) const;

  // `width` of them at once, which begin side by side: of a power of two whole rows are added, not a
  // column at a time.
  void transform_side_by_side(Complex* values, std::ptrdiff_t stride, std::ptrdiff_t width, double sign) const;

 private:
  void sum_directly(Complex* values, std::ptrdiff_t stride, double sign) const;

  int size_;
  std::vector<Complex> roots_;  // exp(2πi j/n), j < n/2; of no power of two, j < n
  std::vector<int> reversed_;   // the bits of each index in reversed order; of no power of two, none
};

// The discrete Fourier transform of square periodic fields of side N, a power of two of at most 256:
//   F(k) = Σ_x f(x) exp(−2πi k·x/N),   f(x) = N⁻² Σ_k F(k) exp(2πi k·x/N).
// Fields and spectra are N × N, row by row; index j of a row or column stands for the wave number j, or j − N above
// N/2. Source: Cooley, Tukey, An algorithm for the machine calculation of complex Fourier series (1965).
class PlanarFourier {
 public:
  explicit PlanarFourier(int side);

  int side() const { return side_; }
  std::size_t cells() const { return shells_.size(); }
  // The wave number of an index, from −N/2 + 1 to N/2, and the nearest whole number to |k| of a cell of the spectrum.
  int wave(int index) const { return index > side_ / 2 ? index - side_ : index; }
  int shell(std::size_t cell) const { return shells_[cell]; }
  int shells() const { return shell_count_; }

  // In place.   values  N²
  void forward(std::span<Complex> values) const { transform(values, -1); }
  void inverse(std::span<Complex> values) const;

 private:
  void transform(std::span<Complex> values, double sign) const;

  int side_, shell_count_ = 0;
  Fourier line_;
  std::vector<int> shells_;
};

}  // namespace lectern::math
