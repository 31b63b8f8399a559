#pragma once

#include <cstdint>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/symbolic/block_library.h"
#include "core/ml/symbolic/formula_front.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::symbolic {

struct GeneticSpec {
  int islands = 4;
  int population = 64;   // on each island
  int offspring = 4;     // of each island in a generation
  int migration = 25;    // generations between exchanges
  int patience = 400;    // generations without progress after which an island begins anew
  bool backward = true;  // asks what a part should have been (semantic backpropagation); else blind changes alone
};

// Genetic programming on islands. Every child has its constants fitted. Some changes are blind — crossover, other
// operations, other subtrees, constants put in — and some ask what a part of the formula should have been so that the
// whole had met the data, and take the block of the library that comes nearest to that, times a fitted factor and, for
// numbers, plus a fitted constant. Where units are known, no change breaks them.
// Sources: Koza, Genetic Programming (1992); Keijzer, Improving symbolic regression with interval arithmetic and linear
// scaling (2003); Pawlak, Wieloch, Krawiec, Semantic backpropagation for designing search operators in genetic
// programming (2015); Smits, Kotanchek, Pareto-front exploitation in symbolic regression (2005).
class GeneticFormulas {
 public:
  GeneticFormulas() = default;
  GeneticFormulas(const GeneticSpec& spec, const Grammar& grammar, const BlockLibrary& library, const Samples& samples,
                  const Rng& rng);

  // One generation on every island. The same grammar, library and samples each time; bits do not depend on the pool.
  void step(const Grammar& grammar, const BlockLibrary& library, const Samples& samples, ThreadPool& pool);

  const FormulaFront& front() const { return front_; }
  // Takes a formula from elsewhere: the islands get it with the next exchange.
  bool offer(const Candidate& candidate) { return front_.offer(candidate); }
  std::int64_t tried() const;
  std::int64_t generation() const { return generation_; }

  auto state() const { return std::tie(islands_, front_, generation_); }

 private:
  struct Island {
    std::vector<Candidate> population;
    FormulaFront front;
    std::uint64_t draws = 0;  // generations so far: each has a stream of its own
    std::int64_t tried = 0;
    int since_progress = 0;
    auto state() const { return std::tie(population, front, draws, tried, since_progress); }
  };
  GeneticSpec spec_;
  Rng rng_{0};
  std::vector<Island> islands_;
  FormulaFront front_;
  std::int64_t generation_ = 0;
};

}  // namespace lectern::symbolic
