#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

// How much drawn digits vary.
struct DrawnDigitOptions {
  double distortion = 1.0;  // ≥ 0: scales slant, rotation, proportions and the elastic deformation
  double thickness = 1.3;   // mean half-width of the pen in pixels, 0.5 … 3; varies by ± 30 %
  double noise = 0.03;      // ≥ 0: standard deviation of the grey levels' noise
};

inline constexpr int kDrawnDigitSide = 28;

// n pictures of 28 × 28 of the digits 0 … 9, made by drawing: each digit has several ways of being
// written, whose strokes are bent, slanted, turned, scaled and shifted at random, deformed by a
// smooth random field, and drawn with a soft pen. Sample i shows digit i mod 10.
// X has levels in [0, 1], paper 0; image_rows and image_cols are 28.
// Each picture depends only on rng and its number i, not on n.
// Source of the elastic deformation: Simard, Steinkraus, Platt, Best practices for convolutional
// neural networks applied to visual document analysis (2003), §2.
Dataset drawn_digits(const Rng& rng, int n, const DrawnDigitOptions& options = {});

}  // namespace lectern::data
