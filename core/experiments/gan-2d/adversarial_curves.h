#pragma once

#include <cmath>

#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern {

// The game of generator against discriminator over the steps: the loss of each, what the discriminator believes, and how
// far apart the distributions of data and model are.
class AdversarialCurves {
 public:
  struct Round {
    double discriminator_loss = 0, generator_loss = 0;
    double mean_on_data = 0, mean_on_samples = 0;  // D(x), D(G(z))
  };
  void record_round(double step, const Round& round);
  // data_model  KL(data‖model), model_data  KL(model‖data), in nats
  void record_divergences(double step, double data_model, double model_data);

  // The values recorded last; NaN before the first.
  double last_discriminator_loss() const { return last(losses_, 0); }
  double last_generator_loss() const { return last(losses_, 1); }
  double last_data_model() const { return last(divergences_, 0); }
  double last_model_data() const { return last(divergences_, 1); }

  // Adds the panels "costs", "opinions" and "divergences", with the equilibrium predicted by theory: D = 1/2, so losses
  // of ln 4 and, by the generator's loss, ln 2 or −ln 2.
  void describe(Snapshot& snapshot, bool minimax) const;

  auto state() const { return std::tie(losses_, opinions_, divergences_); }

 private:
  static double last(const History& history, std::size_t curve) {
    return history.records() > 0 ? history.last(curve) : NAN;
  }

  History losses_{2};       // discriminator, generator
  History opinions_{2};     // D(x), D(G(z))
  History divergences_{2};  // KL(data‖model), KL(model‖data)
};

}  // namespace lectern
