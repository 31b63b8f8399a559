#include "core/ml/nn/optimizer.h"

#include <algorithm>
#include <cmath>

#include "core/ml/nn/elementwise.h"

namespace lectern::nn {
namespace {

// Parameters a worker updates at a time.
constexpr std::ptrdiff_t kChunk = 16384;

std::size_t slots(OptimizerKind kind) {
  switch (kind) {
    case OptimizerKind::sgd: return 1;      // v
    case OptimizerKind::adagrad: return 1;  // G
    case OptimizerKind::rmsprop: return 3;  // S, m, b
    default: return 2;                      // m, v; of adadelta S, D
  }
}

// The gradient with its penalties. Compilers turn the loops below, and this inside, into vectors.
template <typename T>
struct Penalty {
  T l1, l2;
  T operator()(T g, T p) const { return g + l2 * p + (p > T(0) ? l1 : p < T(0) ? -l1 : T(0)); }
};

// The loops are functions of their own, called once a step, so that WebAssembly engines compile them well.
template <typename T>
[[gnu::noinline]] void sgd(std::size_t n, T rate, Penalty<T> penalty, T* __restrict p, const T* __restrict g) {
  for (std::size_t i = 0; i < n; ++i) p[i] -= rate * penalty(g[i], p[i]);
}

// Moves by rate (own·g + along·v) with v = keep v + take g: plain momentum has own = 0, along = 1.
template <typename T>
struct MomentumRule {
  T rate, keep, take, own, along;
};

template <typename T>
[[gnu::noinline]] void momentum(std::size_t n, MomentumRule<T> c, Penalty<T> penalty, T* __restrict p,
                                const T* __restrict g, T* __restrict v) {
  for (std::size_t i = 0; i < n; ++i) {
    const T d = penalty(g[i], p[i]);
    v[i] = c.keep * v[i] + c.take * d;
    p[i] -= c.rate * (c.own * d + c.along * v[i]);
  }
}

template <typename T>
[[gnu::noinline]] void adagrad(std::size_t n, T rate, T epsilon, Penalty<T> penalty, T* __restrict p,
                               const T* __restrict g, T* __restrict squares) {
  for (std::size_t i = 0; i < n; ++i) {
    const T d = penalty(g[i], p[i]);
    squares[i] += d * d;
    p[i] -= rate * (d / (std::sqrt(squares[i]) + epsilon));
  }
}

template <typename T>
struct RmspropRule {
  T rate, alpha, epsilon, momentum, centre;  // centre: 1 when the mean is subtracted, else 0
};

template <typename T>
[[gnu::noinline]] void rmsprop(std::size_t n, RmspropRule<T> c, Penalty<T> penalty, T* __restrict p,
                               const T* __restrict g, T* __restrict squares, T* __restrict mean, T* __restrict b) {
  for (std::size_t i = 0; i < n; ++i) {
    const T d = penalty(g[i], p[i]);
    squares[i] = c.alpha * squares[i] + (T(1) - c.alpha) * d * d;
    mean[i] = c.alpha * mean[i] + (T(1) - c.alpha) * d;
    const T variance = squares[i] - c.centre * mean[i] * mean[i];  // rounding may leave it below 0
    b[i] = c.momentum * b[i] + d / (std::sqrt(variance > T(0) ? variance : T(0)) + c.epsilon);
    p[i] -= c.rate * b[i];
  }
}

// p = shrink·p - rate·m/(√v·root + ε), with the bias corrections inside rate and root.
template <typename T>
struct AdamRule {
  T rate, root, epsilon, beta1, beta2, shrink;
};

template <typename T>
[[gnu::noinline]] void adam(std::size_t n, AdamRule<T> c, Penalty<T> penalty, T* __restrict p, const T* __restrict g,
                            T* __restrict m, T* __restrict v) {
  const T rest1 = T(1) - c.beta1, rest2 = T(1) - c.beta2;
  for (std::size_t i = 0; i < n; ++i) {
    const T d = penalty(g[i], p[i]);
    m[i] = c.beta1 * m[i] + rest1 * d;
    v[i] = c.beta2 * v[i] + rest2 * d * d;
    p[i] = c.shrink * p[i] - c.rate * m[i] / (std::sqrt(v[i]) * c.root + c.epsilon);
  }
}

template <typename T>
[[gnu::noinline]] void adadelta(std::size_t n, T rate, T alpha, T epsilon, Penalty<T> penalty, T* __restrict p,
                                const T* __restrict g, T* __restrict squares, T* __restrict moves) {
  for (std::size_t i = 0; i < n; ++i) {
    const T d = penalty(g[i], p[i]);
    squares[i] = alpha * squares[i] + (T(1) - alpha) * d * d;
    const T move = d * (std::sqrt(moves[i] + epsilon) / std::sqrt(squares[i] + epsilon));
    moves[i] = alpha * moves[i] + (T(1) - alpha) * move * move;
    p[i] -= rate * move;
  }
}

}  // namespace

OptimizerSpec optimizer_spec(DescentRule rule, double learning_rate, double momentum) {
  OptimizerSpec spec;
  spec.learning_rate = learning_rate;
  switch (rule) {
    case DescentRule::sgd: break;
    case DescentRule::momentum: spec.momentum = momentum; break;
    case DescentRule::nesterov: spec.momentum = momentum, spec.nesterov = true; break;
    case DescentRule::adagrad: spec.kind = OptimizerKind::adagrad; break;
    case DescentRule::rmsprop: spec.kind = OptimizerKind::rmsprop; break;
    case DescentRule::adam: spec.kind = OptimizerKind::adam; break;
    case DescentRule::adamw: spec.kind = OptimizerKind::adamw; break;
  }
  return spec;
}

template <typename T>
Optimizer<T>::Optimizer(const OptimizerSpec& spec, std::size_t parameter_count)
    : spec_(spec), count_(parameter_count), memory_(slots(spec.kind) * parameter_count) {}

template <typename T>
void Optimizer<T>::reset() {
  steps_ = 0;
  beta1_power_ = beta2_power_ = 1;
  std::fill(memory_.begin(), memory_.end(), T(0));
}

template <typename T>
void Optimizer<T>::step(std::span<T> p, std::span<const T> g, ThreadPool* pool) {
  ++steps_;
  beta1_power_ *= spec_.beta1;
  beta2_power_ *= spec_.beta2;
  for_chunks(std::ptrdiff_t(count_), kChunk, pool, [&](std::ptrdiff_t first, std::ptrdiff_t n) {
    step_chunk(std::size_t(first), std::size_t(n), p.data() + first, g.data() + first);
  });
}

template <typename T>
void Optimizer<T>::step_chunk(std::size_t first, std::size_t n, T* p, const T* g) {
  const OptimizerSpec& s = spec_;
  const T rate = T(s.learning_rate), epsilon = T(s.epsilon);
  Penalty<T> penalty{T(s.l1), T(s.l2)};
  switch (s.kind) {
    case OptimizerKind::sgd: {
      if (s.momentum == 0) return sgd(n, rate, penalty, p, g);
      const T along = s.nesterov ? T(s.momentum) : T(1);
      return momentum(n, {rate, T(s.momentum), T(steps_ == 1 ? 1 : 1 - s.dampening), T(s.nesterov ? 1 : 0), along},
                      penalty, p, g, slot(0) + first);
    }
    case OptimizerKind::adagrad: {
      const T decayed = T(s.learning_rate / (1 + double(steps_ - 1) * s.learning_rate_decay));
      return adagrad(n, decayed, epsilon, penalty, p, g, slot(0) + first);
    }
    case OptimizerKind::rmsprop:
      return rmsprop(n, {rate, T(s.alpha), epsilon, T(s.momentum), T(s.centered ? 1 : 0)}, penalty, p, g,
                     slot(0) + first, slot(1) + first, slot(2) + first);
    case OptimizerKind::adadelta:
      return adadelta(n, rate, T(s.alpha), epsilon, penalty, p, g, slot(0) + first, slot(1) + first);
    default: break;
  }
  AdamRule<T> rule{T(s.learning_rate / (1 - beta1_power_)),
                   T(1 / std::sqrt(1 - beta2_power_)),
                   epsilon,
                   T(s.beta1),
                   T(s.beta2),
                   T(1)};
  if (s.kind == OptimizerKind::adamw) {
    penalty.l2 = T(0);
    rule.shrink = T(1 - s.learning_rate * s.l2);
  }
  adam(n, rule, penalty, p, g, slot(0) + first, slot(1) + first);
}

template <typename T>
void Optimizer<T>::effective_rates(std::span<T> rates) const {
  const OptimizerSpec& s = spec_;
  const T epsilon = T(s.epsilon);
  std::fill(rates.begin(), rates.end(), T(s.learning_rate));
  if (s.kind == OptimizerKind::sgd || steps_ == 0) return;
  const T root = T(1 / std::sqrt(1 - beta2_power_));
  for (std::size_t i = 0; i < count_; ++i) {
    switch (s.kind) {
      case OptimizerKind::adagrad:
        rates[i] /= T(1 + double(steps_ - 1) * s.learning_rate_decay) * (std::sqrt(slot(0)[i]) + epsilon);
        break;
      case OptimizerKind::rmsprop: {
        const T mean = s.centered ? slot(1)[i] : T(0);
        rates[i] /= std::sqrt(std::max(slot(0)[i] - mean * mean, T(0))) + epsilon;
        break;
      }
      case OptimizerKind::adadelta:
        rates[i] *= std::sqrt(slot(1)[i] + epsilon) / std::sqrt(slot(0)[i] + epsilon);
        break;
      default: rates[i] /= std::sqrt(slot(1)[i]) * root + epsilon;
    }
  }
}

template <typename T>
void Optimizer<T>::signal_over_noise(std::span<T> ratios) const {
  std::fill(ratios.begin(), ratios.end(), T(0));
  if (steps_ == 0 || (spec_.kind != OptimizerKind::adam && spec_.kind != OptimizerKind::adamw)) return;
  const T correction = T(std::sqrt(1 - beta2_power_) / (1 - beta1_power_));
  for (std::size_t i = 0; i < count_; ++i)
    if (slot(1)[i] > T(0)) ratios[i] = slot(0)[i] / std::sqrt(slot(1)[i]) * correction;
}

template <typename T>
Optimizer<T>::Optimizer(const Optimizer&) = default;
template <typename T>
Optimizer<T>::Optimizer(Optimizer&&) noexcept = default;
template <typename T>
Optimizer<T>& Optimizer<T>::operator=(const Optimizer&) = default;
template <typename T>
Optimizer<T>& Optimizer<T>::operator=(Optimizer&&) noexcept = default;
template <typename T>
Optimizer<T>::~Optimizer() = default;

template <typename T>
void Optimizer<T>::add_state(StateHasher& hasher) const {
  lectern::add_state(hasher, state());
}

template <typename T>
std::size_t Optimizer<T>::heap_bytes() const {
  return lectern::heap_bytes(state());
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace lectern::nn
