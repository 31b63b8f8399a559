#pragma once

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <variant>
#include <vector>

#include "core/data/dataset.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/kernels/kernel_smoother.h"
#include "core/ml/kernels/multiclass_machine.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/nn/supervised_training.h"
#include "core/ml/trees/boosting.h"
#include "core/ml/trees/forest.h"

namespace lectern {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Every model that learns classes, then those that learn numbers alone.
enum class LearnerKind {
  perceptron,
  least_squares,
  logistic,
  lda,
  qda,
  naive_bayes,
  neighbours,
  linear_machine,
  rbf_machine,
  tree,
  bagging,
  forest,
  adaboost,
  boosting,
  network,
  line,
  polynomial,
  ridge,
  smoother,
  extra_trees,
};
constexpr int kLearnerKinds = 20;

inline constexpr std::array<Named<LearnerKind>, kLearnerKinds> kLearnerNames{{
    {LearnerKind::perceptron, "perceptron", "Perceptron"},
    {LearnerKind::least_squares, "least_squares", "Least squares"},
    {LearnerKind::logistic, "logistic", "Logistic"},
    {LearnerKind::lda, "lda", "LDA"},
    {LearnerKind::qda, "qda", "QDA"},
    {LearnerKind::naive_bayes, "naive_bayes", "Naive Bayes"},
    {LearnerKind::neighbours, "neighbours", "k neighbours"},
    {LearnerKind::linear_machine, "linear_svm", "SVM, linear"},
    {LearnerKind::rbf_machine, "rbf_svm", "SVM, RBF"},
    {LearnerKind::tree, "tree", "Tree"},
    {LearnerKind::bagging, "bagging", "Bagged trees"},
    {LearnerKind::forest, "forest", "Forest"},
    {LearnerKind::adaboost, "adaboost", "AdaBoost"},
    {LearnerKind::boosting, "boosting", "Boosted trees"},
    {LearnerKind::network, "network", "Network"},
    {LearnerKind::line, "line", "Line"},
    {LearnerKind::polynomial, "polynomial", "Polynomial"},
    {LearnerKind::ridge, "ridge", "Ridge, order 12"},
    {LearnerKind::smoother, "smoother", "Kernel mean"},
    {LearnerKind::extra_trees, "extra_trees", "Extra trees"},
}};

// Who competes for classes, and who for numbers.
std::span<const LearnerKind> learners_of_classes();
std::span<const LearnerKind> learners_of_numbers();

// "yes", "partly", "no": whether a person can read off why it answers as it does.
const char* readable(LearnerKind kind);

struct LearnerKnobs {
  int neighbours = 5;
  int order = 5;
  double lambda = 0.1;      // of ridge
  double bandwidth = 0.15;  // in standard deviations of the input
  double price = 1, gamma = 2;
  int depth = 5;
  int trees = 50;
  int hidden = 12;
};

// What is learned from.
struct LearningSet {
  Matrix<double> X;          // n × d
  std::vector<int> labels;   // n: places in `present`; none where numbers are learned
  std::vector<double> y;     // n numbers, or none
  std::vector<int> present;  // the classes that occur, rising
  std::optional<trees::SortedInputs> sorted;
  std::vector<double> mean, scale;  // d: of X; of classes 0 and 1
  double y_mean = 0, y_scale = 1;
  Matrix<double> Z;       // (X − mean) / scale
  std::vector<double> t;  // (y − y_mean) / y_scale

  LearningSet(const data::Dataset& set, bool learns_classes);
  bool learns_classes = true;
  std::ptrdiff_t size() const { return X.rows(); }
  int classes() const { return static_cast<int>(present.size()); }
  bool is_enough() const { return size() > 1 && (!learns_classes || classes() > 1); }
  trees::TreeTarget target() const { return {labels, classes(), t, {}, {}}; }
};

// One model, learning in pieces of about a millisecond. Copies share the examples.
class Learner {
 public:
  Learner(LearnerKind kind, std::shared_ptr<const LearningSet> set, const LearnerKnobs& knobs, const Rng& rng);

  void work();
  bool finished() const { return finished_; }
  // It cannot learn from these examples: there are too few, or a class has no spread.
  bool failed() const { return std::holds_alternative<Nothing>(model_); }
  LearnerKind kind() const { return kind_; }

  // About how many multiplications and comparisons the training has cost so far.
  double cost() const { return cost_; }
  // How many numbers are kept to answer with.
  double numbers() const;

  // Classes: decision_value() of core/parts/decision_field.h at each row of X, with the classes' own numbers; else the
  // number predicted. NaN where it has failed.
  // X  m × d;  answers  m, overwritten
  // scores  null, or m × classes(), overwritten: of classes that occur, the largest decides
  void answer(ConstMatrixView<double> X, std::span<double> answers, Matrix<double>* scores = nullptr) const;

  auto state() const { return std::tie(model_, rng_, done_, finished_, cost_); }

  struct Nothing {
    auto state() const { return std::tuple<>(); }
  };
  struct Linear {
    Matrix<double> rows;  // see core/ml/linear/linear_scores.h
    auto state() const { return std::tie(rows); }
  };
  struct Features {  // a linear model of polynomials
    linear::LinearModel model;
    int order;
    auto state() const { return std::tie(model, order); }
  };

 private:
  using Model = std::variant<Nothing, Linear, Features, generative::GaussianClassifier,
                             Shared<kernels::NeighbourSearch>, Shared<kernels::KernelSmoother>, kernels::MulticlassSvm,
                             kernels::MulticlassMachine, trees::DecisionTree, trees::Forest, trees::AdaBoost,
                             trees::GradientBoosting, nn::SupervisedTraining>;

  void begin();
  void fit_linear();
  void fit_perceptron();
  void work_on(kernels::MulticlassSvm& machines);
  void work_on(trees::Forest& forest);
  void work_on(trees::AdaBoost& boost);
  void work_on(trees::GradientBoosting& boost);
  void work_on(nn::SupervisedTraining& training);
  double cost_of(const trees::DecisionTree& tree) const;
  trees::ForestOptions forest_options() const;
  void standardised(ConstMatrixView<double> X, Matrix<double>& Z) const;
  bool are_shares() const;
  void score(ConstMatrixView<double> X, Matrix<double>& S) const;

  LearnerKind kind_;
  std::shared_ptr<const LearningSet> set_;
  LearnerKnobs knobs_;
  Rng rng_;
  Model model_;
  int done_ = 0;  // trees, rounds
  bool finished_ = false;
  double cost_ = 0;
};

}  // namespace lectern
