#include "core/experiments/convolution/kernel_presets.h"

#include <cmath>
#include <cstdlib>

namespace lectern {
namespace {

double sign(int x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

// (length − 1) choose i, over 2^(length − 1)
double binomial(int length, int i) {
  double share = 1;
  for (int k = 0; k < i; ++k) share = share * (length - 1 - k) / (k + 1);
  for (int k = 1; k < length; ++k) share /= 2;
  return share;
}

// One weight, `y` and `x` from the middle of a kernel of side × side.
double weight_at(KernelPreset preset, int side, int y, int x) {
  const bool is_middle = y == 0 && x == 0, is_neighbour = std::abs(y) + std::abs(x) == 1;
  const int half = side / 2;
  switch (preset) {
    case KernelPreset::cross: return std::abs(y) == std::abs(x) ? 1 : 0;
    case KernelPreset::vertical: return sign(-x);
    case KernelPreset::horizontal: return sign(-y);
    case KernelPreset::sobel: return sign(-x) * binomial(side, y + half) * (1 << (side - 1));
    case KernelPreset::blur: return 1.0 / (side * side);
    case KernelPreset::gaussian: return binomial(side, y + half) * binomial(side, x + half);
    case KernelPreset::sharpen: return is_middle ? 5 : is_neighbour ? -1 : 0;
    case KernelPreset::laplace: return is_middle ? -4 : is_neighbour ? 1 : 0;
    default: return is_middle ? 1 : 0;
  }
}

// What a preset does along a row where nothing changes from row to row: the sum of its columns. Edges keep their 1 and
// −1.
double weight_in_row(KernelPreset preset, int side, int x) {
  if (preset == KernelPreset::vertical || preset == KernelPreset::sobel) return sign(-x);
  double sum = 0;
  for (int y = -(side / 2); y <= side / 2; ++y) sum += weight_at(preset, side, y, x);
  return sum;
}

}  // namespace

std::vector<double> kernel_weights(KernelPreset preset, int channels, int height, int width, Rng& rng) {
  std::vector<double> weights;
  const double spread = 1 / std::sqrt(static_cast<double>(channels * height * width));
  for (int c = 0; c < channels; ++c)
    for (int a = 0; a < height; ++a)
      for (int b = 0; b < width; ++b) {
        const int x = b - width / 2;
        double weight =
            height == 1 && width > 1 ? weight_in_row(preset, width, x) : weight_at(preset, width, a - height / 2, x);
        if (preset == KernelPreset::red_blue && channels == 3) weight *= 1 - c;
        if (preset == KernelPreset::random) weight = spread * rng.normal();
        weights.push_back(weight);
      }
  return weights;
}

}  // namespace lectern
