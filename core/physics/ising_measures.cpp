#include "core/physics/ising_measures.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::physics {

IsingMeasures ising_measures(ConstMatrixView<float> pictures, int side) {
  const std::ptrdiff_t sites = std::ptrdiff_t{side} * side;
  std::vector<double> cosine(static_cast<std::size_t>(side)), sine(static_cast<std::size_t>(side));
  for (int i = 0; i < side; ++i) {
    const double angle = 2 * std::numbers::pi * i / side;
    cosine[static_cast<std::size_t>(i)] = math::cos(angle);
    sine[static_cast<std::size_t>(i)] = math::sin(angle);
  }
  std::vector<int> s(static_cast<std::size_t>(sites)), rows(static_cast<std::size_t>(side)),
      columns(static_cast<std::size_t>(side));
  double sum_m = 0, sum_mm = 0, sum_sk = 0;
  std::array<long long, kFarthestCorrelation + 1> pairs{};
  for (std::ptrdiff_t n = 0; n < pictures.rows; ++n) {
    rows.assign(rows.size(), 0);
    columns.assign(columns.size(), 0);
    int total = 0;
    const auto at = [&](int row, int column) -> int& { return s[static_cast<std::size_t>(row * side + column)]; };
    for (int row = 0; row < side; ++row)
      for (int column = 0; column < side; ++column) {
        const int spin = pictures(n, row * side + column) > 0.5f ? 1 : -1;
        at(row, column) = spin;
        rows[static_cast<std::size_t>(row)] += spin;
        columns[static_cast<std::size_t>(column)] += spin;
        total += spin;
      }
    for (int r = 0; r <= kFarthestCorrelation; ++r)
      for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column)
          pairs[static_cast<std::size_t>(r)] +=
              at(row, column) * (at((row + r) % side, column) + at(row, (column + r) % side));
    const double m = std::fabs(static_cast<double>(total) / static_cast<double>(sites));
    sum_m += m;
    sum_mm += m * m;
    for (const std::vector<int>* lines : {&rows, &columns}) {
      double real = 0, imaginary = 0;
      for (std::size_t i = 0; i < lines->size(); ++i) {
        real += cosine[i] * (*lines)[i];
        imaginary += sine[i] * (*lines)[i];
      }
      sum_sk += (real * real + imaginary * imaginary) / 2;
    }
  }
  const auto n = static_cast<double>(pictures.rows), size = static_cast<double>(sites);
  IsingMeasures result;
  result.magnetisation = sum_m / n;
  for (std::size_t r = 0; r < pairs.size(); ++r) result.correlation[r] = static_cast<double>(pairs[r]) / (2 * size * n);
  result.energy = -2 * result.correlation[1];
  const double at_zero = size * (sum_mm / n - result.magnetisation * result.magnetisation), at_k = sum_sk / (n * size);
  const double ratio = at_k > 0 ? at_zero / at_k - 1 : 0;
  result.correlation_length = ratio > 0 ? std::sqrt(ratio) / (2 * math::sin(std::numbers::pi / side)) : 0;
  if (pictures.rows == 0) result.correlation_length = NAN;
  return result;
}

}  // namespace lectern::physics
