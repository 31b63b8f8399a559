#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/state.h"
#include "core/ml/kernels/support_vector_machine.h"

namespace lectern::kernels {

// How several classes are made of machines that know only two: one for each pair of classes, decided by votes, or
// one for each class against all others, decided by the largest f. Of two classes both make the same one machine.
// Source: Hsu, Lin, A comparison of methods for multiclass support vector machines (2002).
enum class Decomposition { one_against_one, one_against_rest };

inline constexpr std::array<Named<Decomposition>, 2> kDecompositions{{
    {Decomposition::one_against_one, "pairs", "One versus one"},
    {Decomposition::one_against_rest, "rest", "One versus rest"},
}};

constexpr int kMaximumMachineClasses = 16;

struct MulticlassOptions {
  SvmOptions machine;  // without its class weights
  Decomposition decomposition = Decomposition::one_against_one;
  std::vector<double> class_weights;  // classes: C of the samples of class k is C · weight; empty: all 1
};

// n / (classes · n_k) for each class: as if all were equally frequent; a class without samples counts as if it had one.
std::vector<double> balanced_weights(std::span<const int> labels, int classes);

// Which classes a machine tells apart: f > 0 is `positive`; `negative` −1: all the others.
struct ClassPair {
  int positive = 1;
  int negative = 0;

  auto state() const { return std::tie(positive, negative); }
};

// The machines together, as they decide.
struct MulticlassMachine {
  std::vector<ClassPair> pairs;                // m
  std::vector<SupportVectorMachine> machines;  // m; empty: there is one class at most, `only_class`
  int only_class = 0;

  auto state() const { return std::tie(pairs, machines, only_class); }

  // confidence: how far beyond the decision boundary, in margins, at most 1: of pairs the least f with which the class
  // wins, against the rest half its lead in f.
  struct Verdict {
    int label = 0;
    double confidence = 0;
  };
  // f  m decision values at one place.   Equal votes: the larger sum of f wins.
  Verdict verdict(std::span<const double> f) const;
  // f  m or more; the first m are overwritten with the decision values at x
  Verdict decide(std::span<const double> x, std::span<double> f) const;
};

// Trains the machines side by side. Copies share the data and go on independently.
class MulticlassSvm {
 public:
  // X  n × d and labels  n in [0, classes) are copied; classes ≤ kMaximumMachineClasses. A class without samples
  // gets no machine.
  MulticlassSvm(ConstMatrixView<double> X, std::span<const int> labels, int classes, const MulticlassOptions& options);

  // Before the first step: begins where `before`, trained with the same options on other samples, has come.
  // kept  n: the sample of `before` that each sample is, −1: none
  void begin_with(const MulticlassSvm& before, std::span<const int> kept);

  // One pair of α in each machine that is not yet within the tolerance; returns whether there was one.
  bool step();

  // What one machine learns from: rows[i] is the sample of X that its own sample i is, y[i] ±1.
  struct Part {
    ClassPair pair;
    Matrix<double> X;
    std::vector<int> y;
    std::vector<int> rows;
  };
  std::size_t machines() const { return solvers_.size(); }
  const Part& part(std::size_t machine) const { return *parts_[machine]; }
  const SvmSolver& solver(std::size_t machine) const { return solvers_[machine]; }

  double dual_objective() const;    // summed over the machines
  double primal_objective() const;  // summed
  double violation() const;         // the largest of the machines'
  std::int64_t updates() const;     // summed
  MulticlassMachine machine() const;

  auto state() const { return std::tuple(std::tie(solvers_), unhashed(parts_), unhashed(options_.class_weights)); }

 private:
  void add_machine(ConstMatrixView<double> X, std::span<const int> labels, ClassPair pair);

  MulticlassOptions options_;
  int only_class_ = 0;
  std::vector<std::shared_ptr<const Part>> parts_;
  std::vector<SvmSolver> solvers_;  // hold views of parts_
};

}  // namespace lectern::kernels
