#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/math/rng.h"

namespace lectern::nn {

enum class InitialisationKind { zero, random, glorot_uniform, glorot_normal, he_uniform, he_normal };

// How weights start; biases start at zero.
struct Initialisation {
  InitialisationKind kind = InitialisationKind::glorot_uniform;
  double scale = 0.1;  // random: the standard deviation

  bool operator==(const Initialisation&) const = default;
};

std::string_view to_string(InitialisationKind kind);
std::optional<InitialisationKind> initialisation_from_name(std::string_view name);

// Draws the weights of one layer.
//   random N(0, scale²) · glorot_uniform U(±√(6/(in+out))) · glorot_normal N(0, 2/(in+out))
//   he_uniform U(±√(6/in)) · he_normal N(0, 2/in)
// weights          overwritten
// fan_in, fan_out  numbers that enter and leave one unit, at least 1
// Source: Glorot, Bengio, AISTATS 2010; He, Zhang, Ren, Sun, ICCV 2015.
// Float and double networks draw the same numbers, rounded.
template <typename T>
void initialise(const Initialisation& initialisation, double fan_in, double fan_out, Rng& rng,
                std::span<T> weights);

}  // namespace lectern::nn
