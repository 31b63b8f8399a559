#pragma once

// Electron energy-loss spectra: electrons of one energy pass through a thin sample, and are counted by the energy ΔE
// that they have lost there. Most lose nothing: the zero-loss peak, as wide as the resolution of the instrument, whose
// tail lies under everything that the sample does. Energies in eV, intensities in counts a bin. The numbers are this
// project's own, of the size of a monochromated microscope. Sources: Egerton, Electron Energy-Loss Spectroscopy in the
// Electron Microscope (3rd ed., 2011), ch. 5; Roest, van Heijst, Maduro, Rojo, Conesa-Boj, Ultramicroscopy 222 (2021)
// 113202.
namespace lectern::physics {

inline constexpr double kZeroLossCounts = 1e7;    // at the top of the peak
inline constexpr double kZeroLossWidth_eV = 0.5;  // full width at half maximum
inline constexpr double kZeroLossTailShare = 0.003;
inline constexpr double kZeroLossTail_eV = 0.3;  // in which the tail falls to 1/e
inline constexpr double kDarkCounts = 1;

// The peak and what the detector counts without a beam, at ΔE ≥ 0:
//   I(ΔE) = I₀ [(1 − s) exp(−4 ln 2 (ΔE/w)²) + s exp(−ΔE/τ)] + 1
double zero_loss_counts(double energy_eV);

// What the sample adds: S (ΔE − E_gap)^½ above a direct band gap, S = 300 counts/√eV; nothing below.
// Source: Rafferty, Brown, Phys. Rev. B 58 (1998) 10326.
double inelastic_counts(double energy_eV, double gap_eV);

// Standard deviation of a bin with so many counts: that of Poisson's law, and three per cent by which bins are unequal.
double counts_error(double counts);

}  // namespace lectern::physics
