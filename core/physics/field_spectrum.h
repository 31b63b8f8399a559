#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/matrix.h"

// Power spectra of periodic fields on N × N cells, N even, and what they tell of the law's parameters. Wave numbers
// count waves per side: k = 1 is one wave across the field.
namespace lectern::physics {

// P = |F|²/N² of each cell of the spectrum: the mean of P over all cells is the mean of f².
// field, power  N² each; waves  memory for the transform
void mode_powers(const math::PlanarFourier& fourier, std::span<const double> field, std::vector<math::Complex>& waves,
                 std::vector<double>& power);

// Means over the cells with edges[j] ≤ k < edges[j + 1]; 0 where there are none.
struct BinnedSpectrum {
  std::vector<double> k, power;
  std::vector<int> modes;  // cells of the spectrum; a wave and its conjugate count as two
};
// power  N², as mode_powers gives it;  edges  bins + 1, ascending
BinnedSpectrum binned_spectrum(const math::PlanarFourier& fourier, std::span<const double> power,
                               std::span<const double> edges);

// White noise becomes a Gaussian field whose power falls as k^−index: each wave is multiplied by k^(−index/2), the mean
// taken away. In place.   field  N²
void colour_white_noise(const math::PlanarFourier& fourier, double index, std::span<double> field);

// δ = exp(g − σ²/2) − 1, the contrast of a log-normal density whose logarithm has variance σ²; its mean over many
// fields is 0 and its correlation ξ_δ = exp(ξ_g) − 1. In place of g.
// Source: Coles, Jones, A lognormal model for the cosmological mass distribution, MNRAS 248 (1991) 1.
void log_normal_contrast(std::span<double> field, double sigma);
double log_normal_correlation(double gaussian_correlation);

// ⟨f(x) f(x + r e)⟩ over cells and both axes, for r = 0 … ⌊N/2⌋; the mean is not taken away.   field  side²
std::vector<double> lag_correlation(int side, std::span<const double> field);

// P(k) = A (k/k₀)^n/(1 + (k/k_t)²)²: a power law that bends down by four powers beyond the turn.
struct TurningPowerLaw {
  double amplitude = 1, index = -2, turn = 1, pivot = 1;

  double power(double k) const;
  // ∂P/∂ log A, ∂P/∂n, ∂P/∂ log k_t
  std::array<double, 3> derivatives(double k) const;
};

// How well p parameters can be told from the powers of independent Gaussian modes on which white noise lies:
//   F_ab = Σ_j (m_j/2) ∂_aP_j ∂_bP_j/(P_j + noise)² + δ_ab/prior_a²
// No unbiased estimator has a smaller covariance than F⁻¹ (Cramér, Rao).
// Source: Tegmark, Taylor, Heavens, Karhunen-Loève eigenvalue problems in cosmology, ApJ 480 (1997) 22.
struct FisherInformation {
  Matrix<double> matrix, covariance, correlation;  // p × p
  std::vector<double> marginal_error;              // √(F⁻¹)_aa: the others are estimated as well
  std::vector<double> conditional_error;           // 1/√F_aa: the others are known
  double log_determinant = 0;                      // of F
  double signal_to_noise = 0;                      // √Σ (m/2) (P/(P + noise))²
};
// power, modes  K;  derivatives  K × p;  priors  p standard deviations, 0: none, or empty
// Nothing where the powers do not tell the parameters apart.
std::optional<FisherInformation> fisher_information(std::span<const double> power, std::span<const double> modes,
                                                    ConstMatrixView<double> derivatives, double noise,
                                                    std::span<const double> priors = {});

}  // namespace lectern::physics
