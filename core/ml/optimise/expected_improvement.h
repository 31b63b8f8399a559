#pragma once

namespace lectern::optimise {

// Φ(z) of the standard normal distribution, accurate in its lower tail too.
double normal_distribution(double z);

// What is sought, and how keen the search is on the unknown.
struct ImprovementGoal {
  double best = 0;        // the best value so far
  bool minimises = true;  // else the largest value is sought
  double xi = 0;          // an improvement has to be larger than this
  double kappa = 2;       // standard deviations of the confidence bound
};

// What may be gained at a place whose value is normally distributed. With s = −1 where a minimum is sought, else 1:
//   d = s (mean − best) − ξ,  z = d / deviation
//   expected improvement d Φ(z) + deviation φ(z);  probability of improvement Φ(z);  bound mean + s κ deviation
// Without a deviation: z = 0, max(d, 0), [d > 0].
// Source: Jones, Schonlau, Welch, Efficient Global Optimization of Expensive Black-Box Functions (1998).
struct Improvement {
  double z = 0;
  double expected = 0, probability = 0;
  double confidence_bound = 0;
  double d_mean = 0, d_deviation = 0;  // derivatives of the expected improvement
};
Improvement improvement(const ImprovementGoal& goal, double mean, double deviation);

}  // namespace lectern::optimise
