#include "core/physics/field_spectrum.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"

namespace lectern::physics {
namespace {

double wave_number(const math::PlanarFourier& fourier, std::size_t cell) {
  const int side = fourier.side(), at = static_cast<int>(cell);
  const double ky = fourier.wave(at / side), kx = fourier.wave(at % side);
  return std::sqrt(kx * kx + ky * ky);
}

}  // namespace

void mode_powers(const math::PlanarFourier& fourier, std::span<const double> field, std::vector<math::Complex>& waves,
                 std::vector<double>& power) {
  waves.resize(field.size());
  power.resize(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) waves[i] = {field[i], 0};
  fourier.forward(waves);
  const auto cells = static_cast<double>(field.size());
  for (std::size_t i = 0; i < field.size(); ++i)
    power[i] = (waves[i].re * waves[i].re + waves[i].im * waves[i].im) / cells;
}

BinnedSpectrum binned_spectrum(const math::PlanarFourier& fourier, std::span<const double> power,
                               std::span<const double> edges) {
  const std::size_t bins = edges.size() - 1;
  BinnedSpectrum binned{std::vector<double>(bins), std::vector<double>(bins), std::vector<int>(bins)};
  for (std::size_t cell = 0; cell < power.size(); ++cell) {
    const double k = wave_number(fourier, cell);
    if (k < edges.front() || !(k < edges.back())) continue;
    std::size_t bin = 0;
    while (k >= edges[bin + 1]) ++bin;
    binned.k[bin] += k;
    binned.power[bin] += power[cell];
    ++binned.modes[bin];
  }
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (binned.modes[bin] == 0) continue;
    binned.k[bin] /= binned.modes[bin];
    binned.power[bin] /= binned.modes[bin];
  }
  return binned;
}

void colour_white_noise(const math::PlanarFourier& fourier, double index, std::span<double> field) {
  std::vector<math::Complex> waves(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) waves[i] = {field[i], 0};
  fourier.forward(waves);
  waves[0] = {};
  for (std::size_t i = 1; i < waves.size(); ++i) {
    const double amplitude = math::exp(-index / 2 * math::log(wave_number(fourier, i)));
    waves[i] = {waves[i].re * amplitude, waves[i].im * amplitude};
  }
  fourier.inverse(waves);
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = waves[i].re;
}

void log_normal_contrast(std::span<double> field, double sigma) {
  for (double& g : field) g = math::expm1(g - sigma * sigma / 2);
}

double log_normal_correlation(double gaussian_correlation) { return math::expm1(gaussian_correlation); }

std::vector<double> lag_correlation(int side, std::span<const double> field) {
  std::vector<double> correlation;
  const auto at = [&](int row, int col) { return field[static_cast<std::size_t>((row % side) * side + col % side)]; };
  for (int lag = 0; lag <= side / 2; ++lag) {
    double sum = 0;
    for (int row = 0; row < side; ++row)
      for (int col = 0; col < side; ++col) sum += at(row, col) * (at(row + lag, col) + at(row, col + lag)) / 2;
    correlation.push_back(sum / static_cast<double>(field.size()));
  }
  return correlation;
}

double TurningPowerLaw::power(double k) const {
  const double bend = 1 + k * k / (turn * turn);
  return amplitude * math::exp(index * math::log(k / pivot)) / (bend * bend);
}

std::array<double, 3> TurningPowerLaw::derivatives(double k) const {
  const double P = power(k), x = k * k / (turn * turn);
  return {P, P * math::log(k / pivot), P * 4 * x / (1 + x)};
}

std::optional<FisherInformation> fisher_information(std::span<const double> power, std::span<const double> modes,
                                                    ConstMatrixView<double> derivatives, double noise,
                                                    std::span<const double> priors) {
  const std::ptrdiff_t p = derivatives.cols;
  FisherInformation found;
  found.matrix = Matrix<double>(p, p);
  double signal = 0;
  for (std::size_t j = 0; j < power.size(); ++j) {
    const double total = power[j] + noise, weight = modes[j] / (2 * total * total);
    signal += weight * power[j] * power[j];
    const double* d = derivatives.row(static_cast<std::ptrdiff_t>(j));
    for (std::ptrdiff_t a = 0; a < p; ++a)
      for (std::ptrdiff_t b = 0; b < p; ++b) found.matrix(a, b) += weight * d[a] * d[b];
  }
  found.signal_to_noise = std::sqrt(signal);
  for (std::size_t a = 0; a < priors.size(); ++a)
    if (priors[a] > 0)
      found.matrix(static_cast<std::ptrdiff_t>(a), static_cast<std::ptrdiff_t>(a)) += 1 / (priors[a] * priors[a]);
  std::optional<PositiveDefinite> factor = factor_positive_definite(found.matrix);
  if (!factor) return {};
  found.log_determinant = factor->log_determinant;
  found.covariance = std::move(factor->inverse);
  found.correlation = Matrix<double>(p, p);
  for (std::ptrdiff_t a = 0; a < p; ++a) {
    found.marginal_error.push_back(std::sqrt(found.covariance(a, a)));
    found.conditional_error.push_back(1 / std::sqrt(found.matrix(a, a)));
  }
  for (std::ptrdiff_t a = 0; a < p; ++a)
    for (std::ptrdiff_t b = 0; b < p; ++b)
      found.correlation(a, b) = found.covariance(a, b) / (found.marginal_error[static_cast<std::size_t>(a)] *
                                                          found.marginal_error[static_cast<std::size_t>(b)]);
  return found;
}

}  // namespace lectern::physics
