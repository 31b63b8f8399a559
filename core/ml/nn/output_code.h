#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/ml/nn/loss.h"

namespace lectern::nn {

// What a training minimises.
enum class Objective { cross_entropy, squared, absolute, hinge };

// Those for classes, and those for values.
inline constexpr std::array<Named<Objective>, 3> kClassObjectives{{
    {Objective::cross_entropy, "cross_entropy", "Cross-entropy"},
    {Objective::squared, "squared", "Squared error"},
    {Objective::hinge, "hinge", "Hinge"},
}};
inline constexpr std::array<Named<Objective>, 2> kValueObjectives{{
    {Objective::squared, "squared", "Squared error"},
    {Objective::absolute, "absolute", "Absolute error"},
}};

// What the raw outputs (scores) of a network mean: how labels become targets, what an output costs, and
// which class it decides for. Two classes share one score z (class 1 where z > 0), k > 2 classes have
// one each (the largest wins); regression has one.
//   cross_entropy  posterior σ(z) or softmax(z); targets 0/1
//   squared, absolute  classes: targets ±1, one against the rest; regression: the value itself
//   hinge          targets ±1, one against the rest
class OutputCode {
 public:
  // classes ≥ 2
  static OutputCode classification(int classes, Objective objective) { return {classes, objective}; }
  // objective: squared or absolute
  static OutputCode regression(Objective objective) { return {0, objective}; }

  bool is_classification() const { return classes_ > 0; }
  int classes() const { return classes_; }
  int outputs() const { return classes_ > 2 ? classes_ : 1; }
  Objective objective() const { return objective_; }

  // What one score costs against its target, averaged over all.
  Loss loss() const;

  // targets  n × outputs(), resized and overwritten;  labels  n, each in [0, classes)
  void encode(std::span<const int> labels, Matrix<float>& targets) const;

  // The mean cost of scores, n × outputs(), and its gradient (not written if its data is null).
  double cost(ConstMatrixView<float> scores, ConstMatrixView<float> targets, MatrixView<float> d_scores) const;

  // The class one row of scores decides for; of equal scores the first.
  int decide(const float* scores) const;

  // How confident the row is of its class, from 0 (a mere guess) to 1: the posterior rescaled so that guessing is 0;
  // for targets of ±1 the score itself, cut at 1, for k > 2 the lead over the runner-up, halved.
  float confidence(const float* scores) const;

  // How well scores agree with targets: the share of rows that decide for their target's class, or for
  // regression R² = 1 - Σ(z - t)² / Σ(t - mean t)². NaN for no rows, and where all regression targets are
  // equal.
  double agreement(ConstMatrixView<float> scores, ConstMatrixView<float> targets) const;

  auto state() const { return std::tie(classes_, objective_); }

 private:
  OutputCode(int classes, Objective objective) : classes_(classes), objective_(objective) {}

  int classes_;  // 0: regression
  Objective objective_;
};

}  // namespace lectern::nn
