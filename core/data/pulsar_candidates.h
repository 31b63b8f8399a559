#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

// The share of pulsars among the candidates of the HTRU2 survey, 1639 of 17 898.
// Source: Lyon et al., Fifty years of pulsar candidate selection, MNRAS 459 (2016) 1104.
constexpr double kPulsarShare = 0.0916;

// n invented candidates of a radio survey, with the eight columns of HTRU2 and its share of pulsars: mean, standard
// deviation, excess kurtosis and skewness of a profile of 64 bins, then of a curve over 64 trial dispersion measures.
// Each candidate is simulated, and its columns are computed. In units of the noise, u uniform in [0, 1):
//   pulsar        strength A = 2·15^u, width w = 4^u bins
//                 profile = normal + A exp(−Δ²/2w²), Δ from the pulse's phase, around the turn
//                 curve = |normal| + A √w exp(−Δ²/2v²), v = 3 + 7u, Δ from its dispersion, trial 8 … 56
//   noise         profile = normal, curve = |normal|
//   interference  3 in 10 of the others; it comes from Earth and is not dispersed:
//                 profile = normal + a cos(m φ + φ₀), a = 1 + 3u, m = 1 or 2
//                 curve = |normal| + s exp(−trial/12), s = 2·15^u
// A profile is scaled to [0, 255]. Classes: "other", "pulsar".
Dataset pulsar_candidates(int n, Rng& rng);

}  // namespace lectern::data
