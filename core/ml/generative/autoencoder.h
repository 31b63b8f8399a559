#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::generative {

// What a decoder's outputs o say of an input x: logits of pixels that are 0 or 1, or the mean of a Gaussian.
enum class Likelihood { bernoulli, gaussian };

inline constexpr std::array<Named<Likelihood>, 2> kLikelihoods{{
    {Likelihood::bernoulli, "bernoulli", "Bernoulli: cross-entropy"},
    {Likelihood::gaussian, "gaussian", "Gaussian: squared error"},
}};

// What is minimised. Without `variational` an input has one code z = encoder(x), and the cost is the mean over all n·d
// entries of (o - x)² (gaussian) or softplus(o) - x o (bernoulli).
struct CodingRule {
  Likelihood likelihood = Likelihood::bernoulli;
  bool variational = false;
  double beta = 1;   // variational: the price of a nat of divergence
  double sigma = 1;  // variational, gaussian: standard deviation of a pixel, > 0
};

// The cost of a batch and its two terms, each a mean over the rows of nats (gaussian without `variational`: of Σ (o -
// x)²). divergence is 0 without `variational`.
struct CodingCost {
  double cost = 0;
  double reconstruction = 0;
  double divergence = 0;
};

// corrupted = x · mask + level · noise: what a denoising autoencoder is given in place of x.
// x, mask (0 or 1), noise  n × d;  corrupted  n × d, overwritten
// Source: Vincent, Larochelle, Bengio, Manzagol, Extracting and Composing Robust Features with Denoising
// Autoencoders (ICML 2008).
template <typename T>
void corrupt(ConstMatrixView<T> x, ConstMatrixView<T> mask, ConstMatrixView<T> noise, double level,
             MatrixView<T> corrupted);

// An autoencoder: an encoder from d numbers to a code of Z and a decoder back, trained together. What the encoder is
// given may be a corrupted version of what the decoder is to give back. The variational encoder puts out a row
// (μ | log σ²) of 2Z numbers, and
//   z = μ + σ ε,  ε ~ N(0, 1)
//   reconstruction = -log p(x|z): bernoulli Σ_j softplus(o_j) - x_j o_j;
//                    gaussian Σ_j (x_j - o_j)²/2s² + log s + log(2π)/2, s = sigma
//   divergence     = KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ_k (σ_k² + μ_k² - 1 - log σ_k²)
//   ELBO = -reconstruction - β divergence;  cost = -mean ELBO
// Sources: Kingma, Welling, Auto-Encoding Variational Bayes (2014); Higgins et al., beta-VAE (ICLR 2017).
template <typename T>
class Autoencoder {
 public:
  // The encoder's output is what the decoder reads (twice as much if variational); decoder output and encoder input
  // have the same size d.
  Autoencoder(nn::Network<T> encoder, nn::Network<T> decoder, const nn::OptimizerSpec& optimizer,
              const CodingRule& rule);

  std::ptrdiff_t code_size() const { return decoder_.input_shape().size(); }
  const CodingRule& rule() const { return rule_; }
  // To be changed between steps; `variational` must stay.
  void set_rule(const CodingRule& rule) { rule_ = rule; }

  // One update. The cost is that before it.
  // given    n × d  what the encoder reads; must stay alive during the call
  // targets  n × d  what the decoder is to give back
  // eps      n × Z  standard normal numbers; not read without `variational`
  CodingCost train(ConstMatrixView<T> given, ConstMatrixView<T> targets, ConstMatrixView<T> eps, Rng& rng,
                   ThreadPool* pool = nullptr);
  // Its first half: the gradient of the cost in encoder().gradients() and decoder().gradients().
  CodingCost gradient(ConstMatrixView<T> given, ConstMatrixView<T> targets, ConstMatrixView<T> eps, Rng& rng,
                      ThreadPool* pool = nullptr);
  // Nothing but the cost, of the finished networks.
  CodingCost evaluate(ConstMatrixView<T> given, ConstMatrixView<T> targets, ConstMatrixView<T> eps,
                      ThreadPool* pool = nullptr) const;

  // Of the last batch of gradient or evaluate, until the next; copies do not carry them.
  ConstMatrixView<T> means() const { return {encoder_pass_->output().data, n(), code_size(), encoder_width()}; }
  ConstMatrixView<T> log_variances() const;
  ConstMatrixView<T> codes() const { return rule_.variational ? codes_->view() : means(); }
  ConstMatrixView<T> outputs() const { return decoder_pass_->output(); }
  std::span<const T> reconstructions() const { return *reconstructions_; }  // n
  std::span<const T> divergences() const { return *divergences_; }          // n, empty without `variational`

  // The code of each input, with `variational` its mean and then log σ².   Y  n × encoder outputs, overwritten
  void encode(ConstMatrixView<T> X, MatrixView<T> Y, ThreadPool* pool = nullptr) const;
  // What the decoder makes of codes: probabilities of pixels, or means.    X  n × d, overwritten
  void decode(ConstMatrixView<T> Z, MatrixView<T> X, ThreadPool* pool = nullptr) const;

  nn::Network<T>& encoder() { return encoder_; }
  const nn::Network<T>& encoder() const { return encoder_; }
  nn::Network<T>& decoder() { return decoder_; }
  const nn::Network<T>& decoder() const { return decoder_; }
  // The constants of the descent, to be changed between steps; the kind must stay.
  void set_optimizer(const nn::OptimizerSpec& spec) { encoder_optimizer_.spec() = decoder_optimizer_.spec() = spec; }

  auto state() const { return std::tie(encoder_, decoder_, encoder_optimizer_, decoder_optimizer_); }

 private:
  std::ptrdiff_t n() const { return encoder_pass_->output().rows; }
  std::ptrdiff_t encoder_width() const { return encoder_.output_shape().size(); }
  // From the encoder's output to what the decoder reads.
  ConstMatrixView<T> draw_codes(ConstMatrixView<T> eps) const;
  // From the two passes to the cost; overwrites the gradients by both outputs, that of the encoder with the
  // divergence's part.
  CodingCost judge(ConstMatrixView<T> targets) const;

  nn::Network<T> encoder_, decoder_;
  nn::Optimizer<T> encoder_optimizer_, decoder_optimizer_;
  CodingRule rule_;
  Scratch<nn::Pass<T>> encoder_pass_, decoder_pass_;
  Scratch<nn::Pass<T>> map_pass_;
  Scratch<Matrix<T>> codes_;
  Scratch<std::vector<T>> reconstructions_, divergences_, softplus_;
};

}  // namespace lectern::generative
