#pragma once

#include <optional>
#include <span>
#include <tuple>

#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/nn/supervised_training.h"

namespace lectern {

// How a supervised training went on, over epochs: loss and agreement (accuracy or R²) on the training and validation
// data, and the size of each layer's gradient.
class TrainingCurves {
 public:
  // layers  those with parameters
  explicit TrainingCurves(std::size_t layers) : gradients_(layers) {}

  // Without validation data, its loss and agreement are not known.
  void record_fit(double epochs, const nn::Fit& training, const std::optional<nn::Fit>& validation);
  // norms  one per layer
  void record_gradients(double epochs, std::span<const double> norms) { gradients_.record(epochs, norms); }

  struct Shown {
    bool has_validation = true;
    bool is_classification = true;
    std::optional<double> best_epoch{};  // of the least validation loss
  };
  // Adds the panels "loss", "agreement" and "gradients".
  void describe(Snapshot& snapshot, const Shown& shown) const;

  auto state() const { return std::tie(fits_, gradients_); }

 private:
  History fits_{4};  // loss of training and validation, agreement of both
  History gradients_;
};

}  // namespace lectern
