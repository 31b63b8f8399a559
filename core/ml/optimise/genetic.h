#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state_hasher.h"

namespace lectern::optimise {

struct GeneticOptions {
  int population = 60;          // ≥ 2
  int tournament = 3;           // each parent is the fittest of this many drawn at random, ≥ 1
  int elite = 2;                // the fittest that live on unchanged, < population
  double crossover = 0.8;       // chance that a child has two parents
  double mutation = 0.2;        // chance of each gene to change
  double mutation_scale = 0.1;  // standard deviation of the change, as a share of the gene's range
};

// A population of points that breeds towards low cost: selection by tournament, crossover gene by gene at a
// random place between the parents, normal mutation, an elite that survives.
// Source: Eiben, Smith, Introduction to Evolutionary Computing (2nd ed., 2015), ch. 4–5.
class GeneticAlgorithm {
 public:
  // The cost of one individual (D genes); what is not finite counts as the worst.
  using Cost = std::function<double(std::span<const double>)>;

  // The first population is uniform in [low_j, high_j].   low, high  D
  GeneticAlgorithm(std::span<const double> low, std::span<const double> high, const GeneticOptions& options,
                   const Cost& cost, const Rng& rng);

  // One generation. Genes stay within their range.
  void step(const Cost& cost);

  GeneticOptions& options() { return options_; }  // population stays as it is
  int generation() const { return generation_; }
  const Matrix<double>& population() const { return genes_; }    // population × D, fittest first
  std::span<const double> costs() const { return costs_; }       // ascending
  std::span<const double> best() const { return {genes_.row(0), static_cast<std::size_t>(genes_.cols())}; }
  long evaluations() const { return evaluations_; }

  void hash_state(StateHasher& hasher) const;

 private:
  std::ptrdiff_t select(Rng& rng) const;
  void breed(Rng& rng, double* child) const;
  void evaluate(const Cost& cost, std::ptrdiff_t first);

  std::vector<double> low_, high_;
  GeneticOptions options_;
  Rng rng_;
  int generation_ = 0;
  long evaluations_ = 0;
  Matrix<double> genes_, children_;
  std::vector<double> costs_;
};

}  // namespace lectern::optimise
