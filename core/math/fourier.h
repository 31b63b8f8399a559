#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lectern::math {

struct Complex {
  double re = 0, im = 0;
};

// The discrete Fourier transform of square periodic fields of side N, a power of two of at most 256:
//   F(k) = Σ_x f(x) exp(−2πi k·x/N),   f(x) = N⁻² Σ_k F(k) exp(2πi k·x/N).
// Fields and spectra are N × N, row by row; index j of a row or column stands for the wave number j, or j − N above
// N/2. Source: Cooley, Tukey, An algorithm for the machine calculation of complex Fourier series (1965).
class PlanarFourier {
 public:
  explicit PlanarFourier(int side);

  int side() const { return side_; }
  std::size_t cells() const { return reversed_.size() * reversed_.size(); }
  // The wave number of an index, from −N/2 + 1 to N/2, and the nearest whole number to |k| of a cell of the spectrum.
  int wave(int index) const { return index > side_ / 2 ? index - side_ : index; }
  int shell(std::size_t cell) const { return shells_[cell]; }
  int shells() const { return shell_count_; }

  // In place.   values  N²
  void forward(std::span<Complex> values) const { transform(values, -1); }
  void inverse(std::span<Complex> values) const;

 private:
  void transform(std::span<Complex> values, double sign) const;
  void line(Complex* values, std::ptrdiff_t stride, double sign) const;

  int side_, shell_count_ = 0;
  std::vector<Complex> roots_;  // exp(2πi j/N), j < N/2
  std::vector<int> reversed_;   // the bits of each index in reversed order
  std::vector<int> shells_;
};

}  // namespace lectern::math
