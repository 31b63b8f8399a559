#pragma once

#include <array>
#include <tuple>

#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::generative {

// What the generator minimises: the game's own -L_D, or the cost that does not fade while D wins.
enum class GeneratorLoss { minimax, non_saturating };

inline constexpr std::array<Named<GeneratorLoss>, 2> kGeneratorLosses{{
    {GeneratorLoss::non_saturating, "non_saturating", "Non-saturating, −log D(G(z))"},
    {GeneratorLoss::minimax, "minimax", "Minimax, log(1 − D(G(z)))"},
}};

// What one update of the discriminator saw, before it.
struct DiscriminatorStep {
  double loss = 0;
  double mean_on_data = 0;     // D(x)
  double mean_on_samples = 0;  // D(G(z))
};

// What one update of the generator saw, before it.
struct GeneratorStep {
  double loss = 0;
  double mean_on_samples = 0;  // D(G(z))
};

// A generative adversarial network: a generator G from noise to samples and a discriminator with one
// logit d, D = σ(d), trained in turn.
//   L_D = mean log(1 + e^-d(x)) + mean log(1 + e^d(G(z)))
//   L_G = mean log(1 - D(G(z))) (minimax) or -mean log D(G(z)) (non-saturating)
// Source: Goodfellow et al., Generative Adversarial Nets (NeurIPS 2014), §3.
template <typename T>
class Gan {
 public:
  // G's output and D's input have the same size, D's output is one number.
  Gan(nn::Network<T> generator, nn::Network<T> discriminator, const nn::OptimizerSpec& generator_rule,
      const nn::OptimizerSpec& discriminator_rule, GeneratorLoss loss);

  // One update of D by data and by samples from noise, which count as constants. The two are one
  // batch for D.   data n × k;  noise m × z
  DiscriminatorStep train_discriminator(ConstMatrixView<T> data, ConstMatrixView<T> noise, Rng& rng,
                                        ThreadPool* pool = nullptr);

  // One update of G through the present D.   noise m × z
  GeneratorStep train_generator(ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool = nullptr);

  nn::Network<T>& generator() { return generator_; }
  const nn::Network<T>& generator() const { return generator_; }
  nn::Network<T>& discriminator() { return discriminator_; }
  const nn::Network<T>& discriminator() const { return discriminator_; }
  nn::Optimizer<T>& generator_optimizer() { return generator_optimizer_; }
  const nn::Optimizer<T>& generator_optimizer() const { return generator_optimizer_; }
  nn::Optimizer<T>& discriminator_optimizer() { return discriminator_optimizer_; }
  const nn::Optimizer<T>& discriminator_optimizer() const { return discriminator_optimizer_; }
  void set_loss(GeneratorLoss loss) { loss_ = loss; }

  auto state() const { return std::tie(generator_, discriminator_, generator_optimizer_, discriminator_optimizer_); }

 private:
  nn::Network<T> generator_;
  nn::Network<T> discriminator_;
  nn::Optimizer<T> generator_optimizer_;
  nn::Optimizer<T> discriminator_optimizer_;
  GeneratorLoss loss_;
  Scratch<nn::Pass<T>> generator_pass_;
  Scratch<nn::Pass<T>> discriminator_pass_;
  Scratch<Matrix<T>> joined_;  // data, then samples
  Scratch<Matrix<T>> ones_;
  Scratch<Matrix<T>> zeros_;
};

}  // namespace lectern::generative
