#pragma once

#include <cstddef>
#include <span>

#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern {

// How a supervised training went on, over epochs: cost and agreement on the data learned from and on the
// data kept back for validation, and the size of each layer's gradient. For demos that train a network.
class TrainingCurves {
 public:
  // layers  those with parameters
  explicit TrainingCurves(std::size_t layers) : gradients_(layers) {}

  struct Fit {
    double loss = 0;
    double agreement = 0;  // accuracy or R²
  };

  void record_fit(double epochs, const Fit& training, const Fit& validation, bool has_validation);
  // norms  one per layer
  void record_gradients(double epochs, std::span<const double> norms) { gradients_.record(epochs, norms); }

  struct Shown {
    bool has_validation = true;
    bool is_classification = true;
    bool has_best = false;   // mark the epoch of the least validation loss
    double best_epochs = 0;
  };
  // Adds the panels "loss", "agreement" and "gradients".
  void describe(Snapshot& snapshot, const Shown& shown) const;

 private:
  void describe_gradients(Snapshot& snapshot) const;

  History fits_{4};  // E_tr, E_val, agreement of both
  History gradients_;
};

}  // namespace lectern
