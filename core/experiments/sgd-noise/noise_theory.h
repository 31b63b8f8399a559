#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/ml/linear/batch_noise.h"
#include "core/parts/batch_race.h"

namespace lectern {

// What theory predicts for the noise about the minimum, for each descent of a race at its present η: kept until η has
// changed by more than a hundredth, because solving for it costs more than a step.
class NoiseTheory {
 public:
  static constexpr int kPlaces = 33;          // of a curve over γ
  static constexpr double kLeastRate = 1e-7;  // below it the noise of an epoch cancels to less than rounding errors

  void set_data(const LinearProblem& problem);  // and forgets what was computed
  void forget();                                // so that what follows is exactly that of its rates

  // Follows the race. rates  η of each racer, of which the curves over γ take the first
  void follow(const BatchRace& race, linear::BatchOrder order, std::span<const double> rates);

  // E[ΔΔᵀ] of a racer (p × p) and its trace; nothing and NaN where none stays bounded, where the minimum is not one
  // place, and below kLeastRate.
  const std::optional<Matrix<double>>& covariance(std::size_t k) const { return racers_[k].covariance; }
  double mean_square_distance(std::size_t k) const { return racers_[k].distance; }
  bool diverges(std::size_t k) const { return racers_[k].diverges; }

  // Over γ at η/2, η and 2η.
  const std::array<std::vector<linear::BatchNoise::AtFraction>, 3>& curves() const { return curves_; }

  auto state() const { return std::tie(noise_, racers_, curves_); }

 private:
  struct Racer {
    double eta = 0;  // at which it was computed; 0: not yet
    int batch = 0;
    std::optional<Matrix<double>> covariance;
    double distance = 0;
    bool diverges = false;
    auto state() const { return std::tie(covariance); }
  };
  Racer computed(linear::BatchOrder order, int batch, double eta) const;

  linear::BatchNoise noise_;
  std::ptrdiff_t samples_ = 0;
  bool is_flat_somewhere_ = true;
  std::vector<Racer> racers_;
  double curves_eta_ = 0;
  std::array<std::vector<linear::BatchNoise::AtFraction>, 3> curves_;
};

}  // namespace lectern
