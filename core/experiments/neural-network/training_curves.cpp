#include "core/experiments/neural-network/training_curves.h"

#include <array>
#include <cmath>
#include <string>

namespace lectern {
namespace {

constexpr double kLeastShown = 1e-7;  // on logarithmic axes

}  // namespace

void TrainingCurves::record_fit(double epochs, const nn::Fit& training, const std::optional<nn::Fit>& validation) {
  const nn::Fit held_out = validation.value_or(nn::Fit{NAN, NAN});
  fits_.record(epochs, std::array{training.loss, held_out.loss, training.agreement, held_out.agreement});
}

void TrainingCurves::describe(Snapshot& snapshot, const Shown& shown) const {
  Plane& loss =
      snapshot.curves("loss", "Loss",
                      {.weight = 2, .help = "Mean loss of a training example (E_tr) and of one held out (E_val)."});
  loss.axes({.label = "epoch"}, {.label = "loss E", .logarithmic = true});
  loss.line("training E_tr", fits_, 0, {.least = kLeastShown});
  if (shown.has_validation) {
    loss.line("validation E_val", fits_, 1, {.color = 1, .least = kLeastShown});
    if (shown.best_epoch) loss.vertical("least E_val", *shown.best_epoch);
  }
  const bool classes = shown.is_classification;
  Plane& agreement = snapshot.curves("agreement", classes ? "Accuracy" : "R²",
                                     {.help = classes ? "Fraction of the examples classified correctly."
                                                      : "Fraction of the variance explained; 1 is perfect."});
  agreement.axes({.label = "epoch"}, {.label = classes ? "accuracy" : "R²", .range = classes ? Range{0, 1} : Range{}});
  agreement.line("training", fits_, 2);
  if (shown.has_validation) agreement.line("validation", fits_, 3, {.color = 1});

  Plane& gradients = snapshot.curves(
      "gradients", "Gradients",
      {.help = "Length of ∂E/∂(weights, biases) of each layer: does the error still reach the first layer?"});
  gradients.axes({.label = "epoch"}, {.label = "‖∂E/∂W‖", .logarithmic = true});
  for (std::size_t layer = 0; layer < gradients_.curves(); ++layer)
    gradients.line("layer " + std::to_string(layer + 1), gradients_, layer,
                   {.color = static_cast<int>(layer), .least = kLeastShown});
}

}  // namespace lectern
