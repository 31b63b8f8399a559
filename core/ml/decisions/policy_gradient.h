#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

// Policies that are the softmax of a network's output, and how to make good actions more probable.
namespace lectern::decisions {

// One row of a policy: π = softmax(z), and its entropy −Σ π log π in nats.
// z, log_probability  one number for each action; the latter overwritten
template <typename T>
double log_policy(std::span<const T> z, std::span<double> log_probability);

// The loss whose gradient is that of REINFORCE:
//   loss = −[Σ_t log π(a_t | o_t) weight_t + entropy_weight Σ_t H_t] / episodes
// Z                n × k  logits
// actions          n      taken, in [0, k)
// weight           n      G_t − b, a constant: how much better than expected things went from there on
// d_Z              n × k  overwritten with ∂loss/∂Z
// log_probability  n      of the actions taken, overwritten
// entropy          n      H_t in nats, overwritten
// Source: Williams, Simple statistical gradient-following algorithms for connectionist reinforcement learning, Machine
// Learning 8 (1992) 229.
template <typename T>
double reinforce_loss(ConstMatrixView<T> Z, std::span<const std::int32_t> actions, std::span<const double> weight,
                      double entropy_weight, int episodes, MatrixView<T> d_Z, std::span<double> log_probability,
                      std::span<double> entropy);

// The clipped loss of proximal policy optimisation, with r = π(a | o)/π_old(a | o):
//   loss = −mean min(r A, clamp(r, 1 − clip, 1 + clip) A)
// A                    n      advantages, constants
// old_log_probability  n      log π_old(a | o)
// log_probability, ratio  n   of now, overwritten
// Others as above.
// Source: Schulman, Wolski, Dhariwal, Radford, Klimov, arXiv:1707.06347 (2017).
template <typename T>
double proximal_loss(ConstMatrixView<T> Z, std::span<const std::int32_t> actions,
                     std::span<const double> old_log_probability, std::span<const double> A, double clip,
                     MatrixView<T> d_Z, std::span<double> log_probability, std::span<double> ratio);

}  // namespace lectern::decisions
