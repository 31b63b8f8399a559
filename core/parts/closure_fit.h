#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/nn/observable_fit.h"
#include "core/parts/closure_problem.h"

namespace lectern {

// All that a fit to a closure problem is told: only the weights at its start are missing.
struct ClosureSample {
  std::vector<double> data;                    // of all observables: what it takes for measured
  std::vector<nn::ObservableFit::Part> parts;  // constraints are always learned
  double alpha = 0, beta = 0;                  // exponents of the factor in front of the network

  auto state() const { return std::tie(data, parts, alpha, beta); }
};

// The observables as an experiment finds them: the law and, where the level has it, noise; constraints as they are.
std::vector<double> measured_observables(const ClosureProblem& problem, ClosureLevel level, Rng noise);

// What the replica is told, with data as they might have been where the level asks for it. The measurements that it
// learns are drawn: at least one, and one at least is held out.
//   measured  all observables
ClosureSample replica_sample(const ClosureProblem& problem, ClosureLevel level, std::span<const double> measured,
                             double train_fraction, const Rng& replica);

// Starts at weights drawn from `start`.
nn::ObservableFit make_closure_fit(const ClosureProblem& problem, const ClosureSample& sample,
                                   const nn::ObservableFit::Spec& spec, const Rng& start);

// p(x) of the sample at some places.   factors  overwritten, one a place
void write_factors(const ClosureProblem& problem, const ClosureSample& sample, std::span<const double> places,
                   std::span<double> factors);

// p(x) at the places of the picture and then of the momentum integral, as rows of ClosureProblem::look.
std::vector<double> look_factors(const ClosureProblem& problem, const ClosureSample& sample);

}  // namespace lectern
