#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::nn {

enum class OptimizerKind { sgd, adagrad, rmsprop, adam, adamw, adadelta };

inline constexpr std::array<Named<OptimizerKind>, 6> kOptimizers{{
    {OptimizerKind::sgd, "sgd", "Gradient descent"},
    {OptimizerKind::adagrad, "adagrad", "AdaGrad"},
    {OptimizerKind::rmsprop, "rmsprop", "RMSprop"},
    {OptimizerKind::adam, "adam", "Adam"},
    {OptimizerKind::adamw, "adamw", "AdamW"},
    {OptimizerKind::adadelta, "adadelta", "AdaDelta"},
}};

// A rule of descent with its constants; constants of other rules are ignored. All may be changed
// while a run is going on.
struct OptimizerSpec {
  OptimizerKind kind = OptimizerKind::sgd;
  double learning_rate = 0.01;
  double momentum = 0;             // sgd, rmsprop
  double dampening = 0;            // sgd with momentum
  bool nesterov = false;           // sgd with momentum
  double learning_rate_decay = 0;  // adagrad
  double alpha = 0.99;             // rmsprop, adadelta: memory of the squared gradient
  bool centered = false;           // rmsprop: subtract the squared mean gradient
  double beta1 = 0.9;              // adam, adamw: memory of the gradient
  double beta2 = 0.999;            // adam, adamw: memory of its square
  double epsilon = 1e-8;           // adagrad, rmsprop, adam, adamw, adadelta
  double l1 = 0;                   // adds l1·sign(p) to the gradient
  double l2 = 0;                   // adds l2·p to the gradient; adamw: shrinks p by learning_rate·l2 instead
};

// The rules by the names people choose them by: descent with either kind of momentum is a rule of its own.
enum class DescentRule { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw };

inline constexpr std::array<Named<DescentRule>, 7> kDescentRules{{
    {DescentRule::sgd, "sgd", "Gradient descent"},
    {DescentRule::momentum, "momentum", "Momentum"},
    {DescentRule::nesterov, "nesterov", "Nesterov"},
    {DescentRule::adagrad, "adagrad", "AdaGrad"},
    {DescentRule::rmsprop, "rmsprop", "RMSprop"},
    {DescentRule::adam, "adam", "Adam"},
    {DescentRule::adamw, "adamw", "AdamW"},
}};

// The constants of a rule. momentum counts for `momentum` and `nesterov` alone.
OptimizerSpec optimizer_spec(DescentRule rule, double learning_rate, double momentum);

// Moves parameters p against their gradient g; all memory starts at zero, t = 1, 2, … counts steps.
//   sgd      p -= lr g; with momentum v = g at first, then v = momentum v + (1-dampening) g, and
//            p -= lr v, or nesterov p -= lr (g + momentum v)
//   adagrad  G += g²;  p -= lr/(1 + (t-1) learning_rate_decay) g/(√G + ε)
//   rmsprop  S = α S + (1-α) g²;  centered m = α m + (1-α) g;  d = g/(√(S - m²) + ε), m = 0 else;
//            p -= lr d, with momentum b = momentum b + d, p -= lr b
//   adam     m = β₁ m + (1-β₁) g;  v = β₂ v + (1-β₂) g²;
//            p -= lr (m/(1-β₁ᵗ))/(√(v/(1-β₂ᵗ)) + ε)
//   adamw    p -= lr l2 p, then as adam
//   adadelta S = α S + (1-α) g²;  d = g √(D + ε)/√(S + ε);  D = α D + (1-α) d²;  p -= lr d, where lr = 1 is usual
// Sources: Polyak (1964); Nesterov (1983) in Sutskever's form (ICML 2013); Duchi, Hazan, Singer
// (2011); Tieleman, Hinton (2012), centred as Graves (2013); Kingma, Ba (2015); Loshchilov, Hutter (2019);
// Zeiler, arXiv:1212.5701 (2012).
template <typename T>
class Optimizer {
 public:
  Optimizer(const OptimizerSpec& spec, std::size_t parameter_count);
  Optimizer(const Optimizer&);
  Optimizer(Optimizer&&) noexcept;
  Optimizer& operator=(const Optimizer&);
  Optimizer& operator=(Optimizer&&) noexcept;
  ~Optimizer();

  // One step. p and g have parameter_count values; p is updated.
  void step(std::span<T> p, std::span<const T> g, ThreadPool* pool = nullptr);

  // The constants, to be changed between steps; the kind must stay.
  OptimizerSpec& spec() { return spec_; }
  const OptimizerSpec& spec() const { return spec_; }

  std::int64_t steps() const { return steps_; }
  // What the last step multiplied each parameter's gradient, or the mean of its gradients, with: η itself, or
  // η over the size of the gradient so far (adagrad, rmsprop, adam); of adadelta what the next step will multiply
  // about the same gradient with. Before the first step: η.
  // rates  parameter_count, overwritten
  void effective_rates(std::span<T> rates) const;
  // m̂/√v̂ = (m/(1-β₁ᵗ))/√(v/(1-β₂ᵗ)): the last step of adam or adamw in units of η, and how far the mean of the
  // gradients rises above their noise; 0 before the first step, where there has been no gradient, and of other rules.
  // ratios  parameter_count, overwritten
  void signal_over_noise(std::span<T> ratios) const;

  // Everything remembered, for saving.
  std::span<const T> memory() const { return memory_; }
  auto state() const { return std::tie(memory_, steps_, beta1_power_, beta2_power_); }
  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

  // Forgets all steps.
  void reset();

 private:
  T* slot(std::size_t i) { return memory_.data() + i * count_; }
  const T* slot(std::size_t i) const { return memory_.data() + i * count_; }
  void step_chunk(std::size_t first, std::size_t count, T* p, const T* g);

  OptimizerSpec spec_;
  std::size_t count_;
  std::int64_t steps_ = 0;
  double beta1_power_ = 1;  // β₁ᵗ and β₂ᵗ
  double beta2_power_ = 1;
  AlignedVector<T> memory_;
};

}  // namespace lectern::nn
