#include "core/ml/nn/initialisation.h"

#include <algorithm>
#include <cmath>

namespace lectern::nn {
namespace {

template <typename T>
void fill_uniform(Rng& rng, double limit, std::span<T> weights) {
  for (T& w : weights) w = static_cast<T>(rng.uniform(-limit, limit));
}

template <typename T>
void fill_normal(Rng& rng, double standard_deviation, std::span<T> weights) {
  for (T& w : weights) w = static_cast<T>(standard_deviation * rng.normal());
}

}  // namespace

template <typename T>
void initialise(const Initialisation& initialisation, double fan_in, double fan_out, Rng& rng, std::span<T> weights) {
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
