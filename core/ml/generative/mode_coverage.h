#pragma once

#include <span>
#include <tuple>

#include "core/math/matrix.h"

namespace lectern::generative {

// How much of a law with known modes its samples reach.
struct ModeCoverage {
  int covered = 0;          // modes with at least `share` of what each would get if all got alike
  double high_quality = 0;  // share of the samples within `radius` of their nearest mode

  auto state() const { return std::tie(covered, high_quality); }
};

// Gives every sample to its nearest mode (the first of equals) and counts those within `radius` of it.
// samples   n × d; samples that are not finite count for no mode
// centres   k × d
// counts    k, overwritten: samples within the radius, per mode
// radius    three standard deviations of a mode is usual
// share     in (0, 1]: a mode is covered by share · n / k samples, but never by none
// Source: Srivastava, Valkov, Russell, Gutmann, Sutton, VEEGAN, NIPS 2017, §5.1, with `share` in place
// of a single sample.
ModeCoverage mode_coverage(ConstMatrixView<float> samples, ConstMatrixView<float> centres, double radius, double share,
                           std::span<int> counts);

// The row of `centres` nearest to a point, the first of equals, and its squared distance; row -1 and an
// infinite distance for no centres or a point that is not finite.
struct NearestMode {
  int mode = -1;
  double squared_distance = 0;
};
NearestMode nearest_mode(const float* point, ConstMatrixView<float> centres);

}  // namespace lectern::generative
