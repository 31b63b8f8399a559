#pragma once

#include <cmath>
#include <cstdint>

namespace lectern {

// Numbers that look random enough for made-up pictures.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed * 2654435761u + 1) {}
  float uniform() {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<float>(state_ >> 8) / 16777216.0f;
  }
  float normal() {
    const float u = uniform() + 1e-7f, v = uniform();
    return std::sqrt(-2 * std::log(u)) * std::cos(6.2831853f * v);
  }

 private:
  std::uint32_t state_;
};

}  // namespace lectern
