#include "core/lab/describe/training_curves.h"

#include <array>
#include <limits>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/text.h"

namespace lectern {
namespace {

constexpr double kLeastShown = 1e-7;  // on logarithmic axes

}  // namespace

void TrainingCurves::record_fit(double epochs, const Fit& training, const Fit& validation, bool has_validation) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  fits_.record(epochs, std::array{training.loss, has_validation ? validation.loss : gap, training.agreement,
                                  has_validation ? validation.agreement : gap});
}

void TrainingCurves::describe(Snapshot& snapshot, const Shown& shown) const {
  Curves& loss = snapshot.add_panel<Curves>("loss", "Loss", 2,
                                            "Mean cost of an example learned from (E_tr) and of one kept back (E_val).");
  set_axes(loss, "epoch", "cost E", {}, true);
  add_series(loss, "training E_tr", fits_, 0, 0, kLeastShown);
  if (shown.has_validation) add_series(loss, "validation E_val", fits_, 1, 1, kLeastShown);
  if (shown.has_validation && shown.has_best) {
    loss.has_marker = true;
    loss.marker_x = static_cast<float>(shown.best_epochs);
    loss.marker_label.assign("least E_val");
  }
  const bool classes = shown.is_classification;
  Curves& agreement = snapshot.add_panel<Curves>(
      "agreement", classes ? "Accuracy" : "R²", 1,
      classes ? "Share of the examples given their own class." : "Share of the variance explained; 1 is perfect.");
  set_axes(agreement, "epoch", classes ? "accuracy" : "R²", classes ? Range{0, 1.02} : Range{}, false);
  add_series(agreement, "training", fits_, 2, 0);
  if (shown.has_validation) add_series(agreement, "validation", fits_, 3, 1);
  describe_gradients(snapshot);
}

void TrainingCurves::describe_gradients(Snapshot& snapshot) const {
  Curves& curves = snapshot.add_panel<Curves>(
      "gradients", "Gradients", 1, "Length of ∂E/∂(weights, biases) of each layer: does the error still reach the first?");
  set_axes(curves, "epoch", "‖∂E/∂W‖", {}, true);
  for (std::size_t layer = 0; layer < gradients_.curves(); ++layer) {
    Series& series = add_series(curves, "", gradients_, layer, static_cast<int>(layer), kLeastShown);
    write_number(series.label, "layer %.0f", static_cast<double>(layer + 1));
  }
}

}  // namespace lectern
