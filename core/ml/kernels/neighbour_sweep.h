#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/math/state.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/simd/thread_pool.h"

namespace lectern::kernels {

// Examples for neighbours to predict: classes, or values where `classes` is 0.
struct NeighbourExamples {
  Matrix<double> X;            // n × d
  std::vector<int> labels;     // n in [0, classes), or empty
  std::vector<double> values;  // n, or empty
  int classes = 0;

  auto state() const { return std::tie(X, labels, values, classes); }
};

// Examples that neighbours are looked for among; at least one.
struct NeighbourMemory {
  NeighbourExamples examples;
  NeighbourSearch search;

  NeighbourMemory(NeighbourExamples learned, Metric metric)
      : examples(std::move(learned)), search(examples.X, metric) {}

  // votes  classes  overwritten with the shares of the weights of the neighbours found; returns the class with most,
  // the first of equals. indices, weights  k each
  int vote(std::span<const int> indices, std::span<const double> weights, std::span<double> votes) const;
  double mean(std::span<const int> indices, std::span<const double> weights) const;

  auto state() const { return std::tie(examples, search); }
};

// By NeighbourWeights: with equal weights, with inverse distances.
using NeighbourErrors = std::array<double, 2>;

// The errors of prediction from the k nearest, summed over examples first … first + count: 1 for a wrong class (of
// equal votes the first class has it), or the squared difference of values. 1 ≤ k ≤ the examples remembered.
NeighbourErrors sum_of_errors(const NeighbourMemory& memory, const NeighbourExamples& examples, int k,
                              std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool& pool);

// The mean error against k, on the training and on the validation examples: k = 1, 2, …, from 40 on in
// steps of 5 %, to all examples.
class NeighbourSweep {
 public:
  NeighbourSweep(std::shared_ptr<const NeighbourMemory> memory, std::shared_ptr<const NeighbourExamples> validation);

  // Answers the next examples, so many that it takes a few milliseconds; few enough examples: all for one k.
  void advance(ThreadPool& pool);
  bool finished() const { return k_ > memory_->search.size(); }

  struct Errors {
    int k = 0;
    NeighbourErrors training{};
    NeighbourErrors validation{};  // 0 without examples held out

    auto state() const { return std::tie(k, training, validation); }
  };
  std::span<const Errors> errors() const { return errors_; }  // of each k so far

  auto state() const { return std::tie(k_, answered_, sums_, errors_); }

 private:
  std::shared_ptr<const NeighbourMemory> memory_;
  std::shared_ptr<const NeighbourExamples> validation_;
  int k_ = 1;
  std::ptrdiff_t answered_ = 0;  // examples at this k, those of training first
  Errors sums_;
  std::vector<Errors> errors_;
};

}  // namespace lectern::kernels
