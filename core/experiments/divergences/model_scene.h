#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/divergences/divergence_settings.h"
#include "core/lab/action.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/lab/trail.h"
#include "core/math/rng.h"
#include "core/ml/density/gaussian_fit.h"

namespace lectern::divergences {

constexpr double kLeastDeviation = 0.1, kLargestDeviation = 3.5;

// A law p of the line, and four normal laws that descend a divergence each, all from one start.
class ModelScene {
 public:
  // data  draws n numbers from p, whatever p is; always the same ones
  // run   used where gradients come from samples
  ModelScene(const Settings& settings, const Rng& data, const Rng& run);

  void step(const Settings& settings);
  void change(const Settings& before, const Settings& now);
  bool act(const Settings& settings, const Gesture& gesture);
  void describe(const Settings& settings, Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::cref(data_rng_), std::cref(run_rng_), std::cref(fit_), std::cref(data_), std::cref(models_),
                      steps_, std::cref(history_), unhashed(landscape_), unhashed(minima_), unhashed(slices_),
                      unhashed(noise_));
  }

 private:
  struct Model {
    density::Gaussian1 law;
    Trail path{256};
    auto state() const { return std::tuple(law.mean, law.deviation, std::cref(path)); }
  };

  static density::GaussianFit fit_to(const Settings& settings);
  void make_data(const Settings& settings);
  void place(const density::Gaussian1& law);  // all models
  void survey(const Settings& settings);      // the landscape
  void carry_along();                         // the slices
  void record();
  const Model& shown(const Settings& settings) const { return models_[static_cast<std::size_t>(settings.shown)]; }
  double log_likelihood(const density::Gaussian1& law) const;

  void describe_fit(const Settings& settings, Snapshot& snapshot) const;
  void describe_landscape(const Settings& settings, Snapshot& snapshot) const;
  void describe_numbers(const Settings& settings, Snapshot& snapshot) const;
  void describe_table(const Settings& settings, Snapshot& snapshot) const;
  void describe_integrand(const Settings& settings, Snapshot& snapshot) const;
  void describe_slices(const Settings& settings, Snapshot& snapshot) const;
  void describe_cumulative(const Settings& settings, Snapshot& snapshot) const;
  void describe_history(const Settings& settings, Snapshot& snapshot) const;

  Rng data_rng_, run_rng_;
  density::GaussianFit fit_;
  std::vector<double> data_;
  std::array<Model, density::kDivergenceKinds> models_;
  std::int64_t steps_ = 0;
  History history_{density::kDivergenceKinds};
  double placed_deviation_ = 1;             // of the models where they were put last
  std::vector<double> landscape_, minima_;  // of the divergence shown; places x₀ y₀ x₁ y₁ …
  std::vector<double> slices_;              // kinds × places
  std::vector<double> noise_;               // of the last step with samples
  Scratch<std::vector<double>> curve_, other_, batch_;
};

}  // namespace lectern::divergences
