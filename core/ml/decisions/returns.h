#pragma once

#include <cstdint>
#include <span>

// What was gained from each move of some episodes on. All arrays have one number for each move; done is 1 where an
// episode ended with it.
namespace lectern::decisions {

// G_t = reward_t + γ G_{t+1}; behind a move that ended its episode G is 0, behind the last of all `last_value`.
// G  overwritten
void discounted_returns(std::span<const double> reward, std::span<const std::int32_t> done, double gamma,
                        double last_value, std::span<double> G);

// x ← (x − mean)/(standard deviation + ε), the deviation over all n.
void normalise(std::span<double> x, double epsilon = 1e-8);

// Generalised advantage estimation: e_t = reward_t + γ value_{t+1} − value_t, value_{t+1} 0 behind an end and
// `last_value` behind the last move; A_t = e_t + γ λ A_{t+1}, A_{t+1} 0 behind an end.
// error, advantage  overwritten with e and A
// Source: Schulman, Moritz, Levine, Jordan, Abbeel, High-dimensional continuous control using generalized advantage
// estimation (ICLR 2016).
void generalised_advantages(std::span<const double> reward, std::span<const double> value,
                            std::span<const std::int32_t> done, double last_value, double gamma, double lambda,
                            std::span<double> error, std::span<double> advantage);

}  // namespace lectern::decisions
