#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/rng.h"
#include "core/physics/field_spectrum.h"

namespace lectern {

// σ, the standard deviation of a Gaussian field, and n: its power falls as k^−n.
struct FieldParameters {
  double sigma = 0.8, slope = 2;

  double operator[](std::size_t i) const { return i == 0 ? sigma : slope; }
  double& operator[](std::size_t i) { return i == 0 ? sigma : slope; }
  auto state() const { return std::tie(sigma, slope); }
};

// What somebody says of a map: both parameters, and how sure.
struct FieldAnswer {
  FieldParameters value, error;
  double correlation = 0;

  auto state() const { return std::tie(value, error, correlation); }
};

enum class MapLaw { gaussian, log_normal };

// Maps of one law: side × side cells, periodic, seen through white noise.
//   gaussian    the field g itself
//   log_normal  the density exp(g) over its mean on the map, less 1. It can be turned back into g, so it knows σ and n
//               as well as g does
class Sky {
 public:
  static constexpr int kSide = 32;
  static constexpr std::ptrdiff_t kCells = kSide * kSide;
  // Where σ and n come from: each place equally likely.
  static constexpr FieldParameters kLow{0.5, 1}, kHigh{1.5, 3};

  struct Spec {
    MapLaw law = MapLaw::log_normal;
    double turn = HUGE_VAL;  // the power of g is bent down beyond this k, by k⁻⁴
    double noise = 0;        // standard deviation of a cell's noise
    bool logarithm = false;  // of a log-normal map, ln(1 + δ) is read; its mean is taken away
  };
  struct Workspace {
    std::vector<math::Complex> waves;
    std::vector<double> field, power, by_wave;
  };

  explicit Sky(const Spec& spec);

  const Spec& spec() const { return spec_; }

  static FieldParameters draw_parameters(Rng& rng);
  // The same draws give the same waves, whatever the parameters.   map  kCells, overwritten
  void draw(const FieldParameters& at, Rng& rng, std::span<float> map, Workspace& work) const;
  // The logarithm of a density contrast, less its mean; of a map with noise, of what is at least 1/20 of the mean.
  static void take_logarithm(std::span<float> map);

  // What the waves of g, with noise of a Gaussian map on them, can tell; of log-normal maps with noise a bound.
  std::optional<physics::FisherInformation> information(const FieldParameters& at) const;
  FieldAnswer limit(const FieldParameters& at) const;

  // The most likely parameters if a map is a Gaussian field: Fisher scoring from the middle, the errors those of the
  // information there.   map  kCells
  FieldAnswer most_likely(std::span<const float> map, Workspace& work) const;

  // log₁₀ of the mean power in bins of k, of width 1 and then 2, the corners in the last.
  static constexpr std::size_t kBins = 14;
  static const std::array<double, kBins + 1>& edges();
  const std::vector<double>& bin_centres() const { return bin_centres_; }
  const std::vector<double>& bin_cells() const { return bin_cells_; }
  // spectrum  kBins, overwritten with log₁₀ of the mean powers
  void spectrum(std::span<const float> map, std::span<float> spectrum, Workspace& work) const;
  // The same of the law: of log-normal maps from ξ_δ = exp(ξ_g) − 1.
  std::vector<double> expected_spectrum(const FieldParameters& at) const;
  // … at the middle of the prior.
  const std::vector<double>& middle_spectrum() const { return middle_spectrum_; }

 private:
  struct Wave {
    double k = 0, log_k = 0, cells = 0;
  };

  // P of each different wave and its derivatives by σ and n.
  void law(const FieldParameters& at, std::vector<double>& power, Matrix<double>* derivatives) const;

  Spec spec_;
  math::PlanarFourier fourier_;
  std::vector<Wave> waves_;   // the different |k| > 0, ascending
  std::vector<int> wave_of_;  // of each cell; −1 of the mean
  std::vector<int> bin_of_;   // of each wave; −1: none
  std::vector<double> bin_centres_, bin_cells_, modes_, middle_spectrum_;
};

}  // namespace lectern
