#pragma once

#include <array>
#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::optimise {

// How a parent is chosen.
//   tournament  the fittest of `tournament` individuals drawn at random
//   roulette    with a chance in proportion to c_worst − c, c the cost (of finite costs)
//   rank        with a chance in proportion to n − rank, rank 0 the fittest
enum class Selection { tournament, roulette, rank };

inline constexpr std::array<Named<Selection>, 3> kSelections{{
    {Selection::tournament, "tournament", "Tournament"},
    {Selection::roulette, "roulette", "Roulette wheel"},
    {Selection::rank, "rank", "Rank"},
}};

// What a child takes from two parents m and f.
//   blend      each gene m + u (f − m), u uniform and drawn gene by gene
//   uniform    each gene from one or the other
//   one_point  the first genes from m, the others from f
enum class Crossover { blend, uniform, one_point };

inline constexpr std::array<Named<Crossover>, 3> kCrossovers{{
    {Crossover::blend, "blend", "Blend (between the parents)"},
    {Crossover::uniform, "uniform", "Uniform (gene by gene)"},
    {Crossover::one_point, "one_point", "One-point"},
}};

struct GeneticOptions {
  int population = 60;  // ≥ 2
  Selection selection = Selection::tournament;
  int tournament = 3;  // ≥ 1
  int elite = 2;       // the fittest that live on unchanged, < population
  Crossover crossover = Crossover::blend;
  double crossover_chance = 0.8;  // that a child has two parents
  double mutation = 0.2;          // chance of each gene to change
  double mutation_scale = 0.1;    // standard deviation of the change, as a share of the gene's range
};

// A population of points that breeds towards low cost: selection, crossover, normal mutation, an elite that
// survives. A copy goes on by itself.
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
  const GeneticOptions& options() const { return options_; }
  int generation() const { return generation_; }
  const Matrix<double>& population() const { return genes_; }  // population × D, fittest first
  std::span<const double> costs() const { return costs_; }     // ascending
  std::span<const double> best() const { return {genes_.row(0), static_cast<std::size_t>(genes_.cols())}; }
  // The mean over the individuals whose cost is finite; 0 if there are none.
  double mean_cost() const;
  // How far the population is spread: the standard deviation of each gene as a share of its range, averaged over
  // the genes. 0: all alike; 0.29: uniform over the range.
  double diversity() const;
  long evaluations() const { return evaluations_; }

  // Where each individual comes from: rows of previous(). Both are the same row for a survivor and for the child of
  // one parent. Empty in the first generation.
  struct Origin {
    int mother = 0, father = 0;
    bool survivor = false;

    auto state() const { return std::tie(mother, father, survivor); }
  };
  std::span<const Origin> origins() const { return origins_; }
  const Matrix<double>& previous() const { return previous_; }  // the generation before, fittest first

  auto state() const {
    return std::tuple(std::tie(rng_, generation_, evaluations_, genes_, costs_), unhashed(previous_),
                      unhashed(origins_), unhashed(low_), unhashed(high_));
  }

 private:
  int select(Rng& rng) const;
  Origin breed(Rng& rng, double* child) const;
  void weigh();
  void evaluate(const Cost& cost, std::ptrdiff_t first);

  std::vector<double> low_, high_;
  GeneticOptions options_;
  Rng rng_;
  int generation_ = 0;
  long evaluations_ = 0;
  Matrix<double> genes_, previous_;
  std::vector<double> costs_;
  std::vector<Origin> origins_;
  Scratch<Matrix<double>> children_;
  Scratch<std::vector<double>> shares_;  // of roulette and rank, summed up
};

}  // namespace lectern::optimise
