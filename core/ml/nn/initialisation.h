#pragma once

#include <array>
#include <span>

#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern::nn {

enum class InitialisationKind { zero, random, glorot_uniform, glorot_normal, he_uniform, he_normal };

inline constexpr std::array<Named<InitialisationKind>, 6> kInitialisations{{
    {InitialisationKind::zero, "zero", "Zero"},
    {InitialisationKind::random, "random", "Normal"},
    {InitialisationKind::glorot_normal, "glorot_normal", "Glorot"},
    {InitialisationKind::he_normal, "he_normal", "He"},
    {InitialisationKind::glorot_uniform, "glorot_uniform", "Glorot, uniform"},
    {InitialisationKind::he_uniform, "he_uniform", "He, uniform"},
}};
// Zero, and those that draw normally distributed weights.
inline constexpr std::span kNormalInitialisations = std::span(kInitialisations).first<4>();

// How weights start; biases start at zero.
struct Initialisation {
  InitialisationKind kind = InitialisationKind::glorot_uniform;
  double scale = 0.1;  // random: the standard deviation

  bool operator==(const Initialisation&) const = default;
};

// Draws the weights of one layer.
//   random N(0, scale²) · glorot_uniform U(±√(6/(in+out))) · glorot_normal N(0, 2/(in+out))
//   he_uniform U(±√(6/in)) · he_normal N(0, 2/in)
// weights          overwritten
// fan_in, fan_out  numbers that enter and leave one unit, at least 1
// Source: Glorot, Bengio, AISTATS 2010; He, Zhang, Ren, Sun, ICCV 2015.
// Float and double networks draw the same numbers, rounded.
template <typename T>
void initialise(const Initialisation& initialisation, double fan_in, double fan_out, Rng& rng, std::span<T> weights);

}  // namespace lectern::nn
