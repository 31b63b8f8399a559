#include "core/physics/audible.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

using namespace lectern;

TEST_CASE("a tone is raised by the shift, and is as loud and as long as before") {
  constexpr double kRate_hz = 512, kTone_hz = 60, kShift_hz = 200;
  constexpr int kSamples = 256, kFiner = 16;
  std::vector<double> tone(kSamples);
  for (std::size_t j = 0; j < tone.size(); ++j)
    tone[j] = 0.7 * std::cos(2 * std::numbers::pi * kTone_hz * static_cast<double>(j) / kRate_hz + 0.4);
  const std::vector<double> heard = physics::raise_frequencies(tone, kRate_hz, kShift_hz, kFiner);
  REQUIRE(heard.size() == kSamples * kFiner);
  double largest_error = 0;
  for (std::size_t j = 0; j < heard.size(); ++j) {
    const double time_s = static_cast<double>(j) / (kFiner * kRate_hz);
    const double expected = 0.7 * std::cos(2 * std::numbers::pi * (kTone_hz + kShift_hz) * time_s + 0.4);
    largest_error = std::max(largest_error, std::abs(heard[j] - expected));
  }
  CHECK(largest_error < 1e-12);
}

TEST_CASE("what does not oscillate is not heard") {
  for (const double sample : physics::raise_frequencies(std::vector<double>(64, 3.0), 64, 8, 2)) CHECK(sample == 0);
}
