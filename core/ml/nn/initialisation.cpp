#include "core/ml/nn/initialisation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace lectern::nn {
namespace {

constexpr std::array<std::pair<InitialisationKind, std::string_view>, 6> kNames{{
    {InitialisationKind::zero, "zero"},
    {InitialisationKind::random, "random"},
    {InitialisationKind::glorot_uniform, "glorot_uniform"},
    {InitialisationKind::glorot_normal, "glorot_normal"},
    {InitialisationKind::he_uniform, "he_uniform"},
    {InitialisationKind::he_normal, "he_normal"},
}};

template <typename T>
void fill_uniform(Rng& rng, double limit, std::span<T> weights) {
  for (T& w : weights) w = static_cast<T>(rng.uniform(-limit, limit));
}

template <typename T>
void fill_normal(Rng& rng, double standard_deviation, std::span<T> weights) {
  for (T& w : weights) w = static_cast<T>(standard_deviation * rng.normal());
}

}  // namespace

std::string_view to_string(InitialisationKind kind) {
  for (const auto& [k, name] : kNames) {
    if (k == kind) return name;
  }
  return {};
}

std::optional<InitialisationKind> initialisation_from_name(std::string_view name) {
  for (const auto& [kind, n] : kNames) {
    if (n == name) return kind;
  }
  return std::nullopt;
}

template <typename T>
void initialise(const Initialisation& initialisation, double fan_in, double fan_out, Rng& rng,
                std::span<T> weights) {
  switch (initialisation.kind) {
    case InitialisationKind::zero: std::fill(weights.begin(), weights.end(), T(0)); return;
    case InitialisationKind::random: return fill_normal(rng, initialisation.scale, weights);
    case InitialisationKind::glorot_uniform: return fill_uniform(rng, std::sqrt(6 / (fan_in + fan_out)), weights);
    case InitialisationKind::glorot_normal: return fill_normal(rng, std::sqrt(2 / (fan_in + fan_out)), weights);
    case InitialisationKind::he_uniform: return fill_uniform(rng, std::sqrt(6 / fan_in), weights);
    case InitialisationKind::he_normal: return fill_normal(rng, std::sqrt(2 / fan_in), weights);
  }
}

template void initialise(const Initialisation&, double, double, Rng&, std::span<float>);
template void initialise(const Initialisation&, double, double, Rng&, std::span<double>);

}  // namespace lectern::nn
