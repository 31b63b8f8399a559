#include "core/experiments/cosmology/sky.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/math/matrix.h"

namespace lectern {
namespace {

constexpr int kScoringSteps = 12;
constexpr FieldParameters kLeastFound{0.05, -1}, kGreatestFound{6, 6};
constexpr double kLeastDensity = 0.05;

}  // namespace

Sky::Sky(const Spec& spec) : spec_(spec), fourier_(kSide), wave_of_(kCells, -1) {
  std::map<int, int> wave_of_square;
  const auto square = [this](std::size_t cell) {
    const int ky = fourier_.wave(static_cast<int>(cell) / kSide), kx = fourier_.wave(static_cast<int>(cell) % kSide);
    return ky * ky + kx * kx;
  };
  for (std::size_t cell = 1; cell < fourier_.cells(); ++cell) wave_of_square.emplace(square(cell), 0);
  bin_centres_.assign(kBins, 0);
  bin_cells_.assign(kBins, 0);
  for (auto& [k2, wave] : wave_of_square) {
    wave = static_cast<int>(waves_.size());
    const double k = std::sqrt(static_cast<double>(k2));
    waves_.push_back({k, math::log(k), 0});
    int bin = 0;
    while (k >= edges()[static_cast<std::size_t>(bin) + 1]) ++bin;
    bin_of_.push_back(bin);
  }
  for (std::size_t cell = 1; cell < fourier_.cells(); ++cell) {
    wave_of_[cell] = wave_of_square[square(cell)];
    const auto wave = static_cast<std::size_t>(wave_of_[cell]), bin = static_cast<std::size_t>(bin_of_[wave]);
    waves_[wave].cells += 1;
    bin_cells_[bin] += 1;
    bin_centres_[bin] += std::sqrt(static_cast<double>(square(cell)));
  }
  for (std::size_t bin = 0; bin < kBins; ++bin) bin_centres_[bin] /= bin_cells_[bin];
  for (const Wave& wave : waves_) modes_.push_back(wave.cells);
  middle_spectrum_ = expected_spectrum({(kLow.sigma + kHigh.sigma) / 2, (kLow.slope + kHigh.slope) / 2});
}

FieldParameters Sky::draw_parameters(Rng& rng) {
  const double sigma = rng.uniform(kLow.sigma, kHigh.sigma);
  return {sigma, rng.uniform(kLow.slope, kHigh.slope)};
}

// P = σ² N² S/Σ S with the shape S of the law: the mean over all cells is σ².
void Sky::law(const FieldParameters& at, std::vector<double>& power, Matrix<double>* derivatives) const {
  power.resize(waves_.size());
  const physics::TurningPowerLaw shape{.amplitude = 1, .index = -at.slope, .turn = spec_.turn, .pivot = 1};
  double sum = 0, sum_log = 0;
  for (std::size_t j = 0; j < waves_.size(); ++j) {
    power[j] = shape.power(waves_[j].k);
    sum += waves_[j].cells * power[j];
    sum_log += waves_[j].cells * power[j] * waves_[j].log_k;
  }
  const double scale = at.sigma * at.sigma * static_cast<double>(kCells) / sum, mean_log = sum_log / sum;
  if (derivatives != nullptr) derivatives->resize(static_cast<std::ptrdiff_t>(waves_.size()), 2);
  for (std::size_t j = 0; j < waves_.size(); ++j) {
    power[j] *= scale;
    if (derivatives == nullptr) continue;
    double* d = derivatives->row(static_cast<std::ptrdiff_t>(j));
    d[0] = 2 * power[j] / at.sigma;
    d[1] = (mean_log - waves_[j].log_k) * power[j];
  }
}

void Sky::draw(const FieldParameters& at, Rng& rng, std::span<float> map, Workspace& work) const {
  work.waves.resize(map.size());
  for (math::Complex& value : work.waves) value = {rng.normal(), 0};
  fourier_.forward(work.waves);
  law(at, work.power, nullptr);
  for (double& P : work.power) P = std::sqrt(P);
  work.waves[0] = {};
  for (std::size_t i = 1; i < work.waves.size(); ++i) {
    const double amplitude = work.power[static_cast<std::size_t>(wave_of_[i])];
    work.waves[i] = {work.waves[i].re * amplitude, work.waves[i].im * amplitude};
  }
  fourier_.inverse(work.waves);
  work.field.resize(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) work.field[i] = work.waves[i].re;
  if (spec_.law == MapLaw::log_normal) {
    physics::log_normal_contrast(work.field, at.sigma);
    double mean = 0;
    for (const double contrast : work.field) mean += (1 + contrast) / static_cast<double>(kCells);
    for (double& contrast : work.field) contrast = (1 + contrast) / mean - 1;
  }
  for (std::size_t i = 0; i < map.size(); ++i)
    map[i] = static_cast<float>(work.field[i] + (spec_.noise > 0 ? spec_.noise * rng.normal() : 0));
  if (spec_.logarithm && spec_.law == MapLaw::log_normal) take_logarithm(map);
}

void Sky::take_logarithm(std::span<float> map) {
  double mean = 0;
  for (float& value : map) {
    value = static_cast<float>(math::log(std::max(1 + static_cast<double>(value), kLeastDensity)));
    mean += static_cast<double>(value) / static_cast<double>(map.size());
  }
  for (float& value : map) value = static_cast<float>(static_cast<double>(value) - mean);
}

std::optional<physics::FisherInformation> Sky::information(const FieldParameters& at) const {
  std::vector<double> power;
  Matrix<double> derivatives;
  law(at, power, &derivatives);
  return physics::fisher_information(power, modes_, derivatives, spec_.noise * spec_.noise);
}

FieldAnswer Sky::limit(const FieldParameters& at) const {
  const std::optional<physics::FisherInformation> known = information(at);
  if (!known) return {at, {HUGE_VAL, HUGE_VAL}, 0};
  return {at, {known->marginal_error[0], known->marginal_error[1]}, known->correlation(0, 1)};
}

FieldAnswer Sky::most_likely(std::span<const float> map, Workspace& work) const {
  work.field.assign(map.begin(), map.end());
  physics::mode_powers(fourier_, work.field, work.waves, work.power);
  work.by_wave.assign(waves_.size(), 0);
  for (std::size_t i = 1; i < map.size(); ++i) work.by_wave[static_cast<std::size_t>(wave_of_[i])] += work.power[i];
  FieldParameters at{(kLow.sigma + kHigh.sigma) / 2, (kLow.slope + kHigh.slope) / 2};
  std::vector<double> power;
  Matrix<double> derivatives;
  const double noise = spec_.noise * spec_.noise;
  for (int i = 0; i < kScoringSteps; ++i) {
    law(at, power, &derivatives);
    double F00 = 0, F01 = 0, F11 = 0, s0 = 0, s1 = 0;
    for (std::size_t j = 0; j < waves_.size(); ++j) {
      const double total = power[j] + noise;
      const double* d = derivatives.row(static_cast<std::ptrdiff_t>(j));
      // By log σ and n.
      const double a = d[0] * at.sigma / total, b = d[1] / total, excess = work.by_wave[j] / total - waves_[j].cells;
      F00 += waves_[j].cells * a * a / 2;
      F01 += waves_[j].cells * a * b / 2;
      F11 += waves_[j].cells * b * b / 2;
      s0 += a * excess / 2;
      s1 += b * excess / 2;
    }
    const double determinant = F00 * F11 - F01 * F01;
    if (!(determinant > 0)) break;
    const double by_log = std::clamp((F11 * s0 - F01 * s1) / determinant, -0.7, 0.7);
    const double by_slope = std::clamp((F00 * s1 - F01 * s0) / determinant, -1.0, 1.0);
    at.sigma = std::clamp(at.sigma * math::exp(by_log), kLeastFound.sigma, kGreatestFound.sigma);
    at.slope = std::clamp(at.slope + by_slope, kLeastFound.slope, kGreatestFound.slope);
  }
  return limit(at);
}

const std::array<double, Sky::kBins + 1>& Sky::edges() {
  static constexpr std::array<double, kBins + 1> kEdges{0.5, 1.25, 2.25, 3.25, 4.25, 5.5, 7, 8.5,
                                                        10,  11.5, 13,   14.5, 16.5, 19,  23};
  return kEdges;
}

void Sky::spectrum(std::span<const float> map, std::span<float> spectrum, Workspace& work) const {
  work.field.assign(map.begin(), map.end());
  physics::mode_powers(fourier_, work.field, work.waves, work.power);
  work.by_wave.assign(kBins, 0);
  for (std::size_t i = 1; i < map.size(); ++i)
    work.by_wave[static_cast<std::size_t>(bin_of_[static_cast<std::size_t>(wave_of_[i])])] += work.power[i];
  for (std::size_t bin = 0; bin < kBins; ++bin)
    spectrum[bin] = static_cast<float>(math::log(std::max(work.by_wave[bin] / bin_cells_[bin], 1e-12)) / math::kLogTen);
}

std::vector<double> Sky::expected_spectrum(const FieldParameters& at) const {
  std::vector<double> power, binned(kBins);
  law(at, power, nullptr);
  std::vector<math::Complex> waves(static_cast<std::size_t>(kCells));
  for (std::size_t i = 1; i < waves.size(); ++i) waves[i].re = power[static_cast<std::size_t>(wave_of_[i])];
  if (spec_.law == MapLaw::log_normal && !spec_.logarithm) {
    // ξ_δ = exp(ξ_g) − 1, and back.
    fourier_.inverse(waves);
    for (math::Complex& value : waves) value = {physics::log_normal_correlation(value.re), 0};
    fourier_.forward(waves);
  }
  for (std::size_t i = 1; i < waves.size(); ++i)
    binned[static_cast<std::size_t>(bin_of_[static_cast<std::size_t>(wave_of_[i])])] +=
        waves[i].re + spec_.noise * spec_.noise;
  for (std::size_t bin = 0; bin < kBins; ++bin)
    binned[bin] = math::log(std::max(binned[bin] / bin_cells_[bin], 1e-12)) / math::kLogTen;
  return binned;
}

}  // namespace lectern
