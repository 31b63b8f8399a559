#pragma once

#include <span>
#include <vector>

namespace lectern::physics {

// A slow wave made audible: every frequency is raised by the same amount, and the wave is sampled more finely, so that
// it takes as long as before. (A wave of 20 to 250 Hz, which small loudspeakers do not give back, becomes one of 220 to
// 450.)
//   wave      n, a power of two, at rate_hz; taken as periodic; its frequencies are below rate_hz/2
//   shift_hz  is rounded to a multiple of rate_hz/n; rate_hz/2 + shift_hz must be below finer · rate_hz/2
//   finer     a power of two
//   →  finer · n samples at finer · rate_hz
// Source: single-sideband modulation by the analytic signal; Gabor, Theory of communication (1946).
std::vector<double> raise_frequencies(std::span<const double> wave, double rate_hz, double shift_hz, int finer);

}  // namespace lectern::physics
