#include "core/physics/field_statistics.h"

#include <algorithm>
#include <cmath>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

constexpr double kLeastPower = 1e-12;

void count_peaks(std::span<const float> field, int side, std::vector<double>& peaks) {
  peaks.assign(FieldStatistics::kHeights.size(), 0);
  const auto at = [&](int row, int col) {
    return field[static_cast<std::size_t>(((row + side) % side) * side + (col + side) % side)];
  };
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      const float value = at(row, col);
      bool is_peak = true;
      for (int dr = -1; dr <= 1 && is_peak; ++dr)
        for (int dc = -1; dc <= 1 && is_peak; ++dc) is_peak = (dr == 0 && dc == 0) || value > at(row + dr, col + dc);
      if (!is_peak) continue;
      for (std::size_t j = 0; j < peaks.size(); ++j)
        if (static_cast<double>(value) > FieldStatistics::kHeights[j]) peaks[j] += 1;
    }
}

template <typename Function>
void for_each_statistic(StatisticsOfFields& of, const FieldStatistics& one, Function f) {
  f(of.mean.spectrum, of.variance.spectrum, one.spectrum);
  f(of.mean.one_point, of.variance.one_point, one.one_point);
  f(of.mean.peaks, of.variance.peaks, one.peaks);
  f(of.mean.bispectrum, of.variance.bispectrum, one.bispectrum);
}

}  // namespace

FieldStatistics field_statistics(const math::PlanarFourier& fourier, std::span<const float> field) {
  const int side = fourier.side();
  const auto cells = static_cast<double>(field.size());
  FieldStatistics result;
  std::vector<math::Complex> waves(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) waves[i] = {static_cast<double>(field[i]), 0};
  fourier.forward(waves);

  std::vector<double> power(static_cast<std::size_t>(side / 2 + 1)), count(power.size());
  for (std::size_t k = 0; k < waves.size(); ++k) {
    const auto shell = static_cast<std::size_t>(fourier.shell(k));
    if (shell >= power.size()) continue;
    power[shell] += waves[k].re * waves[k].re + waves[k].im * waves[k].im;
    count[shell] += 1;
  }
  for (std::size_t shell = 1; shell < power.size(); ++shell)
    result.spectrum.push_back(math::log(std::max(power[shell] / (count[shell] * cells), kLeastPower)) / math::kLogTen);

  result.one_point.assign(FieldStatistics::kBins, 0);
  for (const float value : field) {
    const double bin = (static_cast<double>(value) - FieldStatistics::kLowest) /
                       (FieldStatistics::kHighest - FieldStatistics::kLowest) * FieldStatistics::kBins;
    result.one_point[static_cast<std::size_t>(std::clamp(bin, 0.0, FieldStatistics::kBins - 1.0))] += 1 / cells;
  }
  count_peaks(field, side, result.peaks);

  // The long waves first, then two bands at a time: one becomes the real part, the other the imaginary one.
  const int last = 13 * side / 32;
  const auto square = [&](std::size_t i) {
    const int ky = fourier.wave(static_cast<int>(i) / side), kx = fourier.wave(static_cast<int>(i) % side);
    return ky * ky + kx * kx;
  };
  const auto is_in_band = [&](int k, std::size_t i) { return 2 * square(i) >= k * k && square(i) <= 2 * k * k; };
  constexpr int kLongest = FieldStatistics::kLongest;
  std::vector<math::Complex> long_waves(waves.size()), part(waves.size());
  for (std::size_t i = 1; i < waves.size(); ++i)
    if (square(i) <= kLongest * kLongest) long_waves[i] = waves[i];
  fourier.inverse(long_waves);
  double long_squares = 0;
  for (const math::Complex& value : long_waves) long_squares += value.re * value.re / cells;
  const auto coupling = [&](bool imaginary) {
    double squares = 0, products = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double x = imaginary ? part[i].im : part[i].re;
      squares += x * x / cells;
      products += long_waves[i].re * x * x / cells;
    }
    const double scale = std::sqrt(long_squares) * squares;
    return scale > 0 ? products / scale : 0;
  };
  for (int k = FieldStatistics::kFirstTriangle; k <= last; k += 2) {
    for (std::size_t i = 0; i < waves.size(); ++i) {
      part[i] = {};
      if (is_in_band(k, i)) part[i] = waves[i];
      if (is_in_band(k + 1, i)) part[i] = {part[i].re - waves[i].im, part[i].im + waves[i].re};
    }
    fourier.inverse(part);
    result.bispectrum.push_back(coupling(false));
    if (k < last) result.bispectrum.push_back(coupling(true));
  }
  return result;
}

StatisticsOfFields statistics_of(const math::PlanarFourier& fourier, ConstMatrixView<float> fields) {
  StatisticsOfFields result;
  result.fields = static_cast<int>(fields.rows);
  std::vector<FieldStatistics> each;
  for (std::ptrdiff_t i = 0; i < fields.rows; ++i)
    each.push_back(field_statistics(fourier, {fields.row(i), static_cast<std::size_t>(fields.cols)}));
  const auto n = static_cast<double>(fields.rows);
  for (const FieldStatistics& one : each)
    for_each_statistic(result, one, [n](std::vector<double>& mean, std::vector<double>&, const std::vector<double>& x) {
      mean.resize(x.size());
      for (std::size_t j = 0; j < x.size(); ++j) mean[j] += x[j] / n;
    });
  for (const FieldStatistics& one : each)
    for_each_statistic(result, one,
                       [n](std::vector<double>& mean, std::vector<double>& variance, const std::vector<double>& x) {
                         variance.resize(x.size());
                         for (std::size_t j = 0; j < x.size(); ++j)
                           variance[j] += (x[j] - mean[j]) * (x[j] - mean[j]) / (n - 1);
                       });
  return result;
}

double misfit(std::span<const double> mean, std::span<const double> reference_mean,
              std::span<const double> reference_variance) {
  double sum = 0, count = 0;
  for (std::size_t j = 0; j < mean.size(); ++j) {
    if (!(reference_variance[j] > 0)) continue;
    const double by = mean[j] - reference_mean[j];
    sum += by * by / reference_variance[j];
    count += 1;
  }
  return count > 0 ? std::sqrt(sum / count) : 0;
}

}  // namespace lectern::physics
