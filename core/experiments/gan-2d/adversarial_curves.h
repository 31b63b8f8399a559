#pragma once

#include <tuple>

#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/generative/gan.h"

namespace lectern {

inline constexpr ColorRole kDataColor = 2, kModelColor = 7;

// How a game of generator against discriminator goes on, over its rounds: the loss of each, what the discriminator
// believes, and how far apart the laws of data and model are.
class AdversarialCurves {
 public:
  void record_round(double round, const generative::DiscriminatorStep& judged,
                    const generative::GeneratorStep& imitated);
  // data_model  KL(data‖model), model_data  KL(model‖data), in nats
  void record_divergences(double round, double data_model, double model_data);

  // The values recorded last; NaN before the first.
  double discriminator_loss() const { return last(losses_, 0); }
  double generator_loss() const { return last(losses_, 1); }
  double data_model() const { return last(divergences_, 0); }
  double model_data() const { return last(divergences_, 1); }
  double opinion_on_data() const { return last(opinions_, 0); }
  double opinion_on_samples() const { return last(opinions_, 1); }

  // Of a critic: mean d(x) - mean d(G(z)), and its mean slope |∇d| where a penalty measures it.
  double critic_distance() const { return last(critic_, 2); }
  double critic_slope() const { return last(critic_, 3); }

  // Adds the panels "divergences", "opinions" and "costs", with what theory says of the equilibrium: D = 1/2, so
  // losses of ln 4 and, depending on the generator's loss, ln 2 or -ln 2; of a critic a distance of 0.
  void describe(Snapshot& snapshot, generative::GeneratorLoss loss) const;

  auto state() const { return std::tie(losses_, opinions_, divergences_, critic_); }

 private:
  void describe_critic(Snapshot& snapshot) const;
  void describe_judge(Snapshot& snapshot, bool minimax) const;
  static double last(const History& history, std::size_t curve);

  History losses_{2};       // discriminator, generator
  History opinions_{2};     // D(x), D(G(z))
  History divergences_{2};  // KL(data‖model), KL(model‖data)
  History critic_{4};       // d(x), d(G(z)), their difference, |∇d|
};

}  // namespace lectern
