#pragma once

#include <span>

// Metropolis moves whose proposals do not depend on where the chain is: they are drawn from a density q that can be
// evaluated, such as a normalising flow, for a target ρ known up to a factor. All that counts is the log weight
//   lw(x) = log ρ(x) − log q(x).
// Sources: Tierney, Annals of Statistics 22 (1994), §2.3.3; Gabrié, Rotskoff, Vanden-Eijnden, PNAS 119 (2022).
namespace lectern::generative {

// min(1, exp(lw_proposed − lw_current)), without exponentials of the weights themselves.
double acceptance_probability(double proposed_log_weight, double current_log_weight);

// Runs a chain over given proposals, one after the other: proposal k is accepted if u_k is below its acceptance
// probability. Returns the share accepted; 0 for no proposals.
// log_weights    S
// u              S, in [0, 1)
// probabilities  S, overwritten
// places         S, overwritten: the proposal on which the chain sits after each step, −1 for its start
double independence_metropolis(double start_log_weight, std::span<const double> log_weights, std::span<const double> u,
                               std::span<double> probabilities, std::span<int> places);

// What log weights of draws from q say of ρ, with w = exp(lw).
struct ImportanceSums {
  double effective_samples = 0;  // (Σw)²/Σw²; 0 for no draws
  double log_normalisation = 0;  // log of the mean of w, an estimate of log ∫ρ; NaN for no draws
};
ImportanceSums importance_sums(std::span<const double> log_weights);

// The mean of f under ρ, Σ w f/Σ w; NaN for no draws.
double importance_mean(std::span<const double> log_weights, std::span<const double> f);

}  // namespace lectern::generative
