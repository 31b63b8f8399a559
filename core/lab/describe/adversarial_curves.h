#pragma once

#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern {

// How a game of generator against discriminator goes on, over steps: the cost of each, what the
// discriminator believes, and how far apart the laws of data and model are. For demos of adversarial training.
class AdversarialCurves {
 public:
  struct Round {
    double discriminator_cost = 0, generator_cost = 0;
    double mean_on_data = 0, mean_on_samples = 0;  // D(x), D(G(z))
  };
  void record_round(double step, const Round& round);
  // data_model  KL(data‖model), model_data  KL(model‖data), in nats
  void record_divergences(double step, double data_model, double model_data);

  // The values recorded last; 0 before the first, which only the records tell from a perfect model.
  bool has_costs() const { return costs_.records() > 0; }
  double last_discriminator_cost() const { return costs_.last(0); }
  double last_generator_cost() const { return costs_.last(1); }
  double last_data_model() const { return divergences_.last(0); }
  double last_model_data() const { return divergences_.last(1); }

  // Adds the panels "costs", "opinions" and "divergences", with what theory says of the equilibrium:
  // D = 1/2, so costs of ln 4 and, by the generator's cost, ln 2 or -ln 2.
  void describe(Snapshot& snapshot, bool minimax) const;

 private:
  History costs_{2};        // discriminator, generator
  History opinions_{2};     // D(x), D(G(z))
  History divergences_{2};  // KL(data‖model), KL(model‖data)
};

}  // namespace lectern
