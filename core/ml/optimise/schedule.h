#pragma once

#include <array>

#include "core/math/named_enum.h"

namespace lectern::optimise {

// How a learning rate changes while a run goes on.
enum class ScheduleKind { constant, inverse, exponential, cosine, staircase };

inline constexpr std::array<Named<ScheduleKind>, 5> kSchedules{{
    {ScheduleKind::constant, "constant", "Constant"},
    {ScheduleKind::inverse, "inverse", "Falls as 1/t"},
    {ScheduleKind::exponential, "exponential", "Falls exponentially"},
    {ScheduleKind::cosine, "cosine", "Cosine, to zero"},
    {ScheduleKind::staircase, "staircase", "Falls in steps"},
}};

// What the learning rate is multiplied with at step t = 0, 1, …; with T = half_life and s = t − warm_up, not below 0:
//   inverse      1/(1 + s/T)
//   exponential  2^(−s/T)
//   cosine       ½ (1 + cos(π s/(2T))), and 0 from s = 2T on
//   staircase    2^(−⌊s/T⌋)
// so that each has come down to ½ at s = T; and before that, for t < warm_up, (t + 1)/(warm_up + 1).
// Sources: Robbins, Monro, Ann. Math. Stat. 22 (1951) 400 for 1/t; Loshchilov, Hutter, SGDR, ICLR 2017 for the cosine;
// Goyal et al., arXiv:1706.02677 (2017) for the warm-up.
struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  double half_life = 100;  // T > 0, steps
  int warm_up = 0;         // steps

  double factor(double t) const;
  bool is_constant() const { return kind == ScheduleKind::constant && warm_up == 0; }
};

}  // namespace lectern::optimise
