#pragma once

#include <vector>

#include "core/lab/schema.h"
#include "core/ml/generative/gan.h"
#include "core/ml/generative/noise.h"
#include "core/ml/nn/optimizer.h"
#include "core/parts/target_data.h"

namespace lectern {

// What lies behind the samples.
enum class GanBackground { learned, best, data_model, model_data };

struct GanSettings {
  TargetSettings data;

  int noise_dimension = 2;
  generative::NoiseLaw::Kind noise_law = generative::NoiseLaw::Kind::normal;
  std::vector<int> generator_layers{64, 64}, discriminator_layers{64, 64};
  nn::ActivationKind activation = nn::ActivationKind::relu;

  generative::GeneratorLoss loss = generative::GeneratorLoss::non_saturating;
  double discriminator_rate = 1e-3, generator_rate = 5e-4;
  double gradient_penalty = 10;
  int discriminator_steps = 1;
  nn::OptimizerKind optimizer = nn::OptimizerKind::adam;
  double beta1 = 0.5;
  int batch_size = 128;
  bool alternate = false;

  GanBackground background = GanBackground::learned;
  bool arrows = true, moments = false;

  static Schema<GanSettings> schema();

  // Whether the judge is a critic, whose d(x) is no logit of a probability.
  bool has_critic() const { return loss == generative::GeneratorLoss::wasserstein; }
  // The rule of one player with its constants; of gradient descent β₁ is the momentum.
  nn::OptimizerSpec optimizer_of(double learning_rate) const;
  // One player, initialised.
  nn::Network<float> player(const std::vector<int>& layers, int inputs, int outputs, const Rng& rng) const;
};

}  // namespace lectern
