#pragma once

#include <array>
#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/generative/gradient_penalty.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::generative {

// What the generator minimises: the game's own -L_D, the cost that does not fade while D wins, or those of a critic,
// whose d is no logit.
enum class GeneratorLoss { minimax, non_saturating, wasserstein, least_squares };

inline constexpr std::array<Named<GeneratorLoss>, 4> kGeneratorLosses{{
    {GeneratorLoss::non_saturating, "non_saturating", "Non-saturating, −log D(G(z))"},
    {GeneratorLoss::minimax, "minimax", "Minimax, log(1 − D(G(z)))"},
    {GeneratorLoss::wasserstein, "wasserstein", "Wasserstein, −d(G(z))"},
    {GeneratorLoss::least_squares, "least_squares", "Least squares, (d(G(z)) − 1)²/2"},
}};

// What one update of the discriminator saw, before it.
struct DiscriminatorStep {
  double loss = 0;
  double mean_on_data = 0;                                       // D(x)
  double mean_on_samples = 0;                                    // D(G(z))
  double score_on_data = 0;                                      // d(x)
  double score_on_samples = 0;                                   // d(G(z))
  double penalty = 0;                                            // without its weight; 0 where there is none
  double mean_slope = std::numeric_limits<double>::quiet_NaN();  // |∇d| where the penalty is taken
};

// What one update of the generator saw, before it.
struct GeneratorStep {
  double loss = 0;
  double mean_on_samples = 0;  // D(G(z))
};

// Of which class each picture is, and each sample was asked to be, for a discriminator with one output for each class.
// Empty: the first output counts.
struct GanClasses {
  std::span<const int> of_data = {};   // n
  std::span<const int> of_noise = {};  // m
};

// A generative adversarial network: a generator G from noise to samples and a discriminator with one
// logit d, D = σ(d), trained in turn.
//   L_D = mean log(1 + e^-d(x)) + mean log(1 + e^d(G(z)))
//   L_G = mean log(1 - D(G(z))) (minimax) or -mean log D(G(z)) (non-saturating)
// Wasserstein:    L_D = mean d(G(z)) - mean d(x);  L_G = -mean d(G(z))
// least squares:  L_D = mean (d(x) - 1)²/2 + mean d(G(z))²/2;  L_G = mean (d(G(z)) - 1)²/2
// A gradient penalty, λ mean (|∇d(x̂)| - 1)² at x̂ = u x + (1 - u) G(z) with u uniform in [0, 1], can be added to L_D.
// Conditional on a class: G's noise holds the class asked for, and of D's outputs, one for each class, that of the
// class alone is the logit d. One-sided label smoothing s asks D for 1 - s on data.
//
// Source: Goodfellow et al., Generative Adversarial Nets (NeurIPS 2014), §3; Gulrajani et al., Improved Training of
// Wasserstein GANs (NeurIPS 2017); Mao et al., Least Squares Generative Adversarial Networks (ICCV 2017); Salimans et
// al., Improved Techniques for Training GANs (NeurIPS 2016), §3.4 (smoothing); Mescheder et al., Which Training Methods
// for GANs do actually Converge? (ICML 2018), §C (one output for each class).
template <typename T>
class Gan {
 public:
  // G's output and D's input have the same size, D's output is one number, or one for each class.
  Gan(nn::Network<T> generator, nn::Network<T> discriminator, const nn::OptimizerSpec& generator_rule,
      const nn::OptimizerSpec& discriminator_rule, GeneratorLoss loss);

  // One update of D by data and by samples from noise, which count as constants. The two are one
  // batch for D. With a penalty the numbers u are drawn from rng.   data n × k;  noise m × z, with a penalty m = n
  DiscriminatorStep train_discriminator(ConstMatrixView<T> data, ConstMatrixView<T> noise, Rng& rng,
                                        ThreadPool* pool = nullptr, const GanClasses& classes = {});
  // Its first half: the gradient of L_D in discriminator().gradients().
  // interpolation  n numbers u; empty: no penalty
  DiscriminatorStep discriminator_gradient(ConstMatrixView<T> data, ConstMatrixView<T> noise,
                                           std::span<const T> interpolation, Rng& rng, ThreadPool* pool = nullptr,
                                           const GanClasses& classes = {});

  // One update of G through the present D.   noise m × z;  classes  m, or empty
  GeneratorStep train_generator(ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool = nullptr,
                                std::span<const int> classes = {});
  // Its first half: the gradient of L_G in generator().gradients().
  GeneratorStep generator_gradient(ConstMatrixView<T> noise, Rng& rng, ThreadPool* pool = nullptr,
                                   std::span<const int> classes = {});

  nn::Network<T>& generator() { return generator_; }
  const nn::Network<T>& generator() const { return generator_; }
  nn::Network<T>& discriminator() { return discriminator_; }
  const nn::Network<T>& discriminator() const { return discriminator_; }
  nn::Optimizer<T>& generator_optimizer() { return generator_optimizer_; }
  const nn::Optimizer<T>& generator_optimizer() const { return generator_optimizer_; }
  nn::Optimizer<T>& discriminator_optimizer() { return discriminator_optimizer_; }
  const nn::Optimizer<T>& discriminator_optimizer() const { return discriminator_optimizer_; }
  void set_loss(GeneratorLoss loss) { loss_ = loss; }
  // s in [0, 1) of one-sided label smoothing, for the losses with a sigmoid; 0 at the start.
  void set_smoothing(double smoothing) { smoothing_ = smoothing; }
  // λ of the gradient penalty; 0, as at the start: none. Needs a discriminator that GradientPenalty applies to.
  void set_penalty(double weight) { penalty_weight_ = weight; }
  // |∇d| at the places x̂ of the last step with a penalty.
  std::span<const double> gradient_norms() const { return penalty_->norms(); }

  auto state() const { return std::tie(generator_, discriminator_, generator_optimizer_, discriminator_optimizer_); }

 private:
  nn::Network<T> generator_;
  nn::Network<T> discriminator_;
  nn::Optimizer<T> generator_optimizer_;
  nn::Optimizer<T> discriminator_optimizer_;
  GeneratorLoss loss_;
  double penalty_weight_ = 0;
  double smoothing_ = 0;
  Scratch<GradientPenalty<T>> penalty_;
  Scratch<Matrix<T>> between_;  // x̂
  Scratch<std::vector<T>> interpolation_;
  Scratch<nn::Pass<T>> generator_pass_;
  Scratch<nn::Pass<T>> discriminator_pass_;
  Scratch<Matrix<T>> joined_;             // data, then samples
  Scratch<Matrix<T>> scores_, d_scores_;  // of the class that counts, one column
};

}  // namespace lectern::generative
