#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/observable_fit.h"

// A closure test: data made from a law that is known, so that what a fit claims can be compared with the truth.
namespace lectern {

enum class ClosureTask { gluon, zero_loss };
enum class Preprocessing { none, log, full };
enum class Observed { points, integrals };
// What is uncertain: only the fit; also the data, once; or data as they might have been, for each replica.
enum class ClosureLevel { truth, noise, replicas };

struct ClosureSettings {
  ClosureTask task = ClosureTask::gluon;
  ClosureLevel level = ClosureLevel::replicas;
  int n = 60;
  double x_min = 1e-3;
  Observed observed = Observed::points;
  Preprocessing preprocessing = Preprocessing::full;
  bool sum_rule = false;
  // of the zero-loss peak
  double window_eV = 1.2;
  double gap_eV = 1.3;
  bool far_end = true;
  bool fits_log = true;
};

// All places are given twice: as x or ΔE, and as where they stand in the picture, log₁₀ x or ΔE.
// Values are in the unit that is fitted: x·g, ln of counts, or counts.
struct ClosureProblem {
  ClosureTask task = ClosureTask::gluon;
  bool is_logarithmic = false;  // ln of counts is fitted
  bool has_factor = false;      // x^−α (1 − x)^β, with exponents of each replica
  double scale = 1;             // a constant factor in front of the network
  double cut = 0;               // in the picture: data are used above it (gluon) or below it (zero loss)

  nn::LinearObservables observables;
  std::size_t measured = 0;    // how many of the observables are measurements; the others are constraints
  std::vector<double> truth;   // of all observables
  std::vector<double> errors;  // σ
  std::vector<double> at;      // of the measurements, in the picture
  std::vector<double> places;  // of the observables' network inputs: x or ΔE

  std::vector<double> grid, grid_places, grid_truth;  // the picture
  std::vector<double> rule_places, rule_weights;      // ∫₀¹ x g dx ≈ Σ w (x·g); empty for the peak
  Matrix<float> look;                                 // network inputs of grid and rule

  auto state() const {
    return std::tie(task, is_logarithmic, has_factor, scale, cut, observables, measured, truth, errors, at, places,
                    grid, grid_places, grid_truth, rule_places, rule_weights, look);
  }

  // p(x): what stands in front of the network.
  double factor(double place, double alpha, double beta) const;
  // Whether the fit has data there.
  bool has_data_at(double shown) const;
  // Whether the band is judged there, beyond the data.
  bool is_beyond(double shown) const;
  // Of fitted values: as they are shown, x·g or counts.
  double shown_value(double fitted) const;
};

ClosureProblem make_problem(const ClosureSettings& settings, double cut);

// The limits of the picture and of the cut.
inline constexpr double kLeastLogX = -6;
inline constexpr double kGreatestEnergy_eV = 4;
inline constexpr double kFarEnd_eV = 3.5;  // where the peak has died
double clamped_cut(ClosureTask task, double cut);
double first_cut(const ClosureSettings& settings);

}  // namespace lectern
