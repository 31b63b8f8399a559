#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern::generative {

// What a generator starts from: independent numbers, standard normal or uniform in [-1, 1].
struct NoiseLaw {
  enum class Kind { uniform, normal };
  Kind kind = Kind::normal;
  int dimension = 2;

  // Overwrites noise (n × dimension, contiguous) with draws.
  void draw(MatrixView<float> noise, Rng& rng) const {
    const std::span<float> numbers(noise.data, static_cast<std::size_t>(noise.size()));
    kind == Kind::normal ? rng.fill_normal(numbers, 0, 1) : rng.fill_uniform(numbers, -1, 1);
  }

  // Nearly all draws lie within this distance of 0 in each coordinate.
  double extent() const { return kind == Kind::normal ? 2 : 1; }
};

inline constexpr std::array<Named<NoiseLaw::Kind>, 2> kNoiseLaws{{
    {NoiseLaw::Kind::uniform, "uniform", "Uniform in [−1, 1]"},
    {NoiseLaw::Kind::normal, "normal", "Normal"},
}};

}  // namespace lectern::generative
