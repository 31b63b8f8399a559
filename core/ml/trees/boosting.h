#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/ml/trees/decision_tree.h"

// Learners one after the other, each taught by the errors of those before.
namespace lectern::trees {

// What a learner of AdaBoost counts for, α = log((1 − e)/e) + log(K − 1), from its weighted error e in (0, 1).
// For two classes this is twice the α of learners ±1.
double samme_alpha(double error, int classes);

// The weight of the rows that are marked, as a share of all.   weights, is_wrong  n
double weighted_error(std::span<const double> weights, const std::vector<bool>& is_wrong);

// Multiplies the weights of the rows that are marked by e^α, and all so that they sum to 1.   weights  n, overwritten
void raise_weights(std::span<double> weights, const std::vector<bool>& is_wrong, double alpha);

// AdaBoost for K classes: each tree is grown on weighted rows and weighs down those it gets right.
//   score_k(x) = Σ_t α_t [tree_t(x) = k];   K = 2: AdaBoost.M1 with trees, α twice the textbook's.
// Sources: Freund, Schapire, A decision-theoretic generalization of on-line learning (1997); Zhu, Zou, Rosset, Hastie,
// Multi-class AdaBoost (2009).
class AdaBoost {
 public:
  // rows, classes ≥ 2; each α is multiplied by the learning rate.
  AdaBoost(int rows, int classes, double learning_rate = 1);

  struct Round {
    DecisionTree tree;
    double error = 0, alpha = 0;
    auto state() const { return std::tie(tree, error, alpha); }
  };

  // Grows the next tree. False, with nothing changed, when it would be no better than a guess. A tree without errors is
  // kept with the α of an error of 1e-10, and is the last.
  bool step(TreeGrower& grower, std::span<const int> labels, const TreeOptions& options);
  bool is_perfect() const { return is_perfect_; }

  std::span<const Round> rounds() const { return rounds_; }
  // n, sum 1: what the next tree is to learn.
  std::span<const double> weights() const { return weights_; }
  int classes() const { return classes_; }
  // Of the first `rounds` trees.   scores  classes, overwritten
  void scores(std::span<const double> x, std::span<double> scores, std::size_t rounds) const;
  // The share of training rows that all trees together get wrong.
  double training_error(std::span<const int> labels) const;

  auto state() const { return std::tie(rounds_, weights_, scores_, classes_, learning_rate_, is_perfect_); }

 private:
  std::vector<Round> rounds_;
  std::vector<double> weights_;
  std::vector<double> scores_;  // n × classes: of the training rows
  int classes_;
  double learning_rate_;
  bool is_perfect_ = false;
};

// Predicts −polarity where x[feature] ≤ threshold, else +polarity.
struct SignStump {
  int feature = -1;  // −1: no input varies
  double threshold = 0;
  int polarity = 1;
  double error = 0;  // weighted

  int predict(std::span<const double> x) const {
    return x[static_cast<std::size_t>(feature)] <= threshold ? -polarity : polarity;
  }
};

// The stump of least weighted error over inputs, midpoints and polarities; of equals the first.
// y  n, ±1;  weights  n, sum 1
SignStump best_sign_stump(const SortedInputs& inputs, std::span<const int> y, std::span<const double> weights);

// One round of discrete AdaBoost: α = ½ log((1 − e)/e), w ← w e^(−α y h)/Z.
// y, h  n, ±1;  weights  n, sum 1, overwritten;  0 < e < 1
struct SignRound {
  double error = 0, alpha = 0;
};
SignRound discrete_adaboost_round(std::span<const int> y, std::span<const int> h, std::span<double> weights);

enum class BoostingLoss {
  squared_error,  // (y − F)², init: the mean
  log_loss,       // classes 0, 1; p = sigmoid(F), init: the log odds
  multinomial,    // p = softmax(F), K trees a stage, init: the log shares
};

struct BoostingOptions {
  BoostingLoss loss = BoostingLoss::squared_error;
  double learning_rate = 0.1;
  double subsample = 1;  // the share of rows, drawn without repetition, that each stage sees
  TreeOptions tree;      // its criterion is squared_error, whatever is said here
};

// Gradient boosting: each stage fits trees to the negative gradient of the loss, y − F or y − p, and adds the learning
// rate times them. A leaf's value is the mean of its residuals r, or one Newton step of the loss: Σ r / Σ p(1 − p), or
// (K − 1)/K Σ r / Σ |r|(1 − |r|). Weights of rows multiply their terms in all sums.
// Source: Friedman, Greedy function approximation: a gradient boosting machine (Annals of Statistics 29, 2001), with
// the subsample of his Stochastic gradient boosting (2002).
class GradientBoosting {
 public:
  // target: y, or labels and classes; weights, if there are any, the same at every step. Each class occurs.
  GradientBoosting(const TreeTarget& target, const BoostingOptions& options);

  // The next stage. X  n × d: those of the grower; asked only where a stage leaves rows out. rng draws the subsample.
  void step(TreeGrower& grower, ConstMatrixView<double> X, const TreeTarget& target, Rng& rng);

  int width() const { return width_; }  // of F: 1, or K
  std::span<const double> init() const { return init_; }
  // Stage by stage, width() for each.
  std::span<const DecisionTree> trees() const { return trees_; }
  int stages() const { return static_cast<int>(trees_.size()) / width_; }
  // F of the first `stages` stages.   F  width, overwritten
  void raw(std::span<const double> x, std::span<double> F, int stages) const;
  // Adds one stage to F.
  void add_stage(std::span<const double> x, std::span<double> F, int stage) const;
  // n × width: F of the training rows, and the residuals that the next stage fits.
  std::span<const double> training_raw() const { return F_; }
  std::vector<double> residuals(const TreeTarget& target) const;
  // The mean loss on the training rows: squared error, or −log p of the class.
  double training_loss(const TreeTarget& target) const { return loss(target, F_); }
  // The same of other rows.   F  n × width
  double loss(const TreeTarget& target, std::span<const double> F) const;
  const BoostingOptions& options() const { return options_; }

  auto state() const { return std::tie(trees_, init_, F_, width_); }

 private:
  void set_leaf_values(DecisionTree& tree, std::span<const int> leaf_of_rows, std::span<const double> residuals,
                       std::span<const double> weights, std::size_t column) const;

  BoostingOptions options_;
  std::vector<DecisionTree> trees_;
  std::vector<double> init_;  // width
  std::vector<double> F_;     // n × width
  int width_ = 1;
};

// The shares of the classes from F: (1 − p, p) for log_loss, softmax for multinomial.   shares  classes, overwritten
void class_shares(BoostingLoss loss, std::span<const double> F, std::span<double> shares);

}  // namespace lectern::trees
