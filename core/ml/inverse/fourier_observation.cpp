#include "core/ml/inverse/fourier_observation.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lectern::inverse {

using math::Complex;

FourierObservation::FourierObservation(const math::PlanarFourier& fourier, std::vector<double> response, double noise)
    : fourier_(fourier), response_(std::move(response)), noise_(noise) {}

template <typename T>
void FourierObservation::apply(ConstMatrixView<T> X, MatrixView<T> Y) const {
  const std::size_t cells = fourier_.cells();
  std::vector<Complex>& waves = *waves_;
  waves.resize(cells);
  for (std::ptrdiff_t i = 0; i < X.rows; i += 2) {
    const bool two = i + 1 < X.rows;
    for (std::size_t c = 0; c < cells; ++c)
      waves[c] = {static_cast<double>(X.row(i)[c]), two ? static_cast<double>(X.row(i + 1)[c]) : 0};
    fourier_.forward(waves);
    for (std::size_t c = 0; c < cells; ++c) waves[c] = {response_[c] * waves[c].re, response_[c] * waves[c].im};
    fourier_.inverse(waves);
    for (std::size_t c = 0; c < cells; ++c) {
      Y.row(i)[c] = static_cast<T>(waves[c].re);
      if (two) Y.row(i + 1)[c] = static_cast<T>(waves[c].im);
    }
  }
}

void FourierObservation::observe(std::span<const double> picture, std::span<const double> white,
                                 std::span<double> data) const {
  const std::size_t cells = fourier_.cells();
  std::vector<Complex> waves(cells), noise(cells);
  for (std::size_t c = 0; c < cells; ++c) {
    waves[c] = {picture[c], 0};
    noise[c] = {noise_ * white[c], 0};
  }
  fourier_.forward(waves);
  fourier_.forward(noise);
  for (std::size_t c = 0; c < cells; ++c) {
    const double seen = response_[c] != 0 ? 1 : 0;
    waves[c] = {response_[c] * waves[c].re + seen * noise[c].re, response_[c] * waves[c].im + seen * noise[c].im};
  }
  fourier_.inverse(waves);
  for (std::size_t c = 0; c < cells; ++c) data[c] = waves[c].re;
}

template <typename T>
void FourierObservation::correct(std::span<const double> data, ConstMatrixView<T> prior,
                                 std::span<const double> variance, bool draw, ConstMatrixView<T> white,
                                 MatrixView<T> X) const {
  const std::size_t cells = fourier_.cells();
  const double s2 = noise_ * noise_;
  std::vector<Complex>&waves = *waves_, &other = *other_;
  waves.resize(cells);
  other.resize(cells);
  for (std::ptrdiff_t i = 0; i < prior.rows; i += 2) {
    const bool two = i + 1 < prior.rows;
    // Real part the first picture's, imaginary part the second's. In one the prior, in the other y − noise wanted.
    for (std::size_t c = 0; c < cells; ++c)
      waves[c] = {static_cast<double>(prior.row(i)[c]), two ? static_cast<double>(prior.row(i + 1)[c]) : 0};
    fourier_.forward(waves);
    for (std::size_t c = 0; c < cells; ++c) other[c] = {data[c], two ? data[c] : 0};
    fourier_.forward(other);
    for (std::size_t c = 0; c < cells; ++c) {
      const double h = response_[c], v = variance[c], gain = v * h / (v * h * h + s2);
      waves[c] = {waves[c].re + gain * (other[c].re - h * waves[c].re),
                  waves[c].im + gain * (other[c].im - h * waves[c].im)};
    }
    if (draw) {
      for (std::size_t c = 0; c < cells; ++c)
        other[c] = {static_cast<double>(white.row(i)[c]), two ? static_cast<double>(white.row(i + 1)[c]) : 0};
      fourier_.forward(other);
      for (std::size_t c = 0; c < cells; ++c) {
        const double h = response_[c], v = variance[c], spread = std::sqrt(v * s2 / (v * h * h + s2));
        waves[c] = {waves[c].re + spread * other[c].re, waves[c].im + spread * other[c].im};
      }
    }
    fourier_.inverse(waves);
    for (std::size_t c = 0; c < cells; ++c) {
      X.row(i)[c] = static_cast<T>(waves[c].re);
      if (two) X.row(i + 1)[c] = static_cast<T>(waves[c].im);
    }
  }
}

std::vector<double> shell_power(const math::PlanarFourier& fourier, ConstMatrixView<float> X,
                                std::span<const double> mean, double floor) {
  std::vector<double> power(static_cast<std::size_t>(fourier.shells()), 0), modes(power.size(), 0);
  std::vector<Complex> waves(fourier.cells());
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    for (std::size_t c = 0; c < waves.size(); ++c) waves[c] = {static_cast<double>(X.row(i)[c]) - mean[c], 0};
    fourier.forward(waves);
    for (std::size_t c = 0; c < waves.size(); ++c) {
      const auto shell = static_cast<std::size_t>(fourier.shell(c));
      power[shell] += waves[c].re * waves[c].re + waves[c].im * waves[c].im;
      modes[shell] += 1;
    }
  }
  for (std::size_t shell = 0; shell < power.size(); ++shell)
    power[shell] = std::max(floor, modes[shell] > 0 ? power[shell] / modes[shell] : 0);
  return power;
}

WienerAnswer wiener_filter(const FourierObservation& observation, std::span<const double> power,
                           std::span<const double> mean, std::span<const double> data) {
  const math::PlanarFourier& fourier = observation.fourier();
  const std::size_t cells = fourier.cells();
  const double noise = static_cast<double>(cells) * observation.noise() * observation.noise();
  std::vector<Complex> before(cells), seen(cells);
  for (std::size_t c = 0; c < cells; ++c) {
    before[c] = {mean[c], 0};
    seen[c] = {data[c], 0};
  }
  fourier.forward(before);
  fourier.forward(seen);
  double left = 0;
  for (std::size_t c = 0; c < cells; ++c) {
    const double h = observation.response()[c], p = power[static_cast<std::size_t>(fourier.shell(c))];
    const double all = p * h * h + noise, gain = p * h / all;
    before[c] = {before[c].re + gain * (seen[c].re - h * before[c].re),
                 before[c].im + gain * (seen[c].im - h * before[c].im)};
    left += p * noise / all;
  }
  fourier.inverse(before);
  WienerAnswer answer;
  answer.picture.resize(cells);
  for (std::size_t c = 0; c < cells; ++c) answer.picture[c] = before[c].re;
  // Parseval: the variance of a pixel is the mean over pixels of Σ_k |error(k)|²/N².
  answer.deviation = std::sqrt(left) / static_cast<double>(cells);
  return answer;
}

template void FourierObservation::apply(ConstMatrixView<float>, MatrixView<float>) const;
template void FourierObservation::apply(ConstMatrixView<double>, MatrixView<double>) const;
template void FourierObservation::correct(std::span<const double>, ConstMatrixView<float>, std::span<const double>,
                                          bool, ConstMatrixView<float>, MatrixView<float>) const;
template void FourierObservation::correct(std::span<const double>, ConstMatrixView<double>, std::span<const double>,
                                          bool, ConstMatrixView<double>, MatrixView<double>) const;

}  // namespace lectern::inverse
