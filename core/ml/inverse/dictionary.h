#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::inverse {

// A picture as a sum of known ones with unknown weights: x = mean + Σ_k c_k atom_k, c_k ~ N(0, 1) independent, as
// principal components times their standard deviations are. Seen through y = A x + n with white noise of standard
// deviation s, the weights have a normal distribution with
//   covariance C = (1 + S Sᵀ/s²)⁻¹,   mean C S (y − A mean)/s²,   S the atoms as they are seen, A atom_k.
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §2.3.3; Medeiros, Psaltis, Lauer, Özel, The image
// of the M87 black hole reconstructed with PRIMO, ApJL 947 (2023) L7.
struct DictionaryPosterior {
  std::vector<double> weights;  // K: mean of c
  Matrix<double> covariance;    // K × K

  // mean + Σ c_k atom_k.   mean, picture  d;  atoms  K × d
  void write_picture(std::span<const double> mean, ConstMatrixView<double> atoms, std::span<double> picture) const;
  // The standard deviation of each pixel, √(Σ_kl atom_k C_kl atom_l).   deviation  d
  void write_deviation(ConstMatrixView<double> atoms, std::span<double> deviation) const;

  auto state() const { return std::tie(weights, covariance); }
};

// seen  K × d;  difference  d: y − A mean;  noise  s > 0
DictionaryPosterior dictionary_posterior(ConstMatrixView<double> seen, std::span<const double> difference,
                                         double noise);

}  // namespace lectern::inverse
