#include "core/data/pulsar_candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr int kBins = 64;
using Bins = std::array<double, kBins>;

struct Candidate {
  Bins profile{}, curve{};
};

// low · ratio^u
double log_uniform(double low, double ratio, Rng& rng) { return low * math::exp(math::log(ratio) * rng.uniform()); }

double gaussian(double distance, double width) { return math::exp(-0.5 * distance * distance / (width * width)); }

Candidate pulsar(Rng& rng) {
  Candidate made;
  const double strength = log_uniform(2, 15, rng), width = log_uniform(1, 4, rng);
  const double phase = rng.uniform(0, kBins), spread = rng.uniform(3, 10), dispersion = rng.uniform(8, 56);
  for (int b = 0; b < kBins; ++b) {
    const double away = std::fabs(b - phase);
    made.profile[static_cast<std::size_t>(b)] = rng.normal() + strength * gaussian(std::min(away, kBins - away), width);
    made.curve[static_cast<std::size_t>(b)] =
        std::fabs(rng.normal()) + strength * std::sqrt(width) * gaussian(b - dispersion, spread);
  }
  return made;
}

Candidate other(Rng& rng) {
  Candidate made;
  const bool is_interference = rng.uniform() < 0.3;
  const double wave = is_interference ? rng.uniform(1, 4) : 0, turns = rng.below(2) == 0 ? 1 : 2;
  const double start = rng.uniform(0, 2 * std::numbers::pi);
  const double signal = is_interference ? log_uniform(2, 15, rng) : 0;
  for (int b = 0; b < kBins; ++b) {
    const double angle = 2 * std::numbers::pi * turns * b / kBins + start;
    made.profile[static_cast<std::size_t>(b)] = rng.normal() + wave * math::cos(angle);
    made.curve[static_cast<std::size_t>(b)] = std::fabs(rng.normal()) + signal * math::exp(-b / 12.0);
  }
  return made;
}

// Mean, standard deviation, excess kurtosis, skewness.
std::array<double, 4> moments(const Bins& bins) {
  double mean = 0, second = 0, third = 0, fourth = 0;
  for (const double value : bins) mean += value / kBins;
  for (const double value : bins) {
    const double d = value - mean;
    second += d * d / kBins;
    third += d * d * d / kBins;
    fourth += d * d * d * d / kBins;
  }
  const double sigma = std::sqrt(second);
  return {mean, sigma, fourth / (second * second) - 3, third / (second * sigma)};
}

}  // namespace

Dataset pulsar_candidates(int n, Rng& rng) {
  Dataset set;
  set.name = "pulsar candidates";
  set.X.resize(n, 8);
  set.column_names = {"profile: mean", "profile: σ", "profile: kurtosis", "profile: skewness",
                      "DM: mean",      "DM: σ",      "DM: kurtosis",      "DM: skewness"};
  set.class_names = {"other", "pulsar"};
  for (int i = 0; i < n; ++i) {
    const bool is_pulsar = rng.uniform() < kPulsarShare;
    Candidate candidate = is_pulsar ? pulsar(rng) : other(rng);
    const auto [low, high] = std::minmax_element(candidate.profile.begin(), candidate.profile.end());
    const double least = *low, scale = 255 / (*high - *low);
    for (double& value : candidate.profile) value = scale * (value - least);
    const std::array<double, 4> of_profile = moments(candidate.profile), of_curve = moments(candidate.curve);
    for (int j = 0; j < 4; ++j) {
      set.X(i, j) = static_cast<float>(of_profile[static_cast<std::size_t>(j)]);
      set.X(i, j + 4) = static_cast<float>(of_curve[static_cast<std::size_t>(j)]);
    }
    set.labels.push_back(is_pulsar ? 1 : 0);
  }
  return set;
}

}  // namespace lectern::data
