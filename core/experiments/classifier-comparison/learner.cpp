#include "core/experiments/classifier-comparison/learner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/elementary.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/linear_scores.h"
#include "core/ml/linear/logistic_regression.h"
#include "core/ml/linear/perceptron.h"
#include "core/ml/linear/score_fits.h"
#include "core/ml/nn/mlp.h"
#include "core/parts/decision_field.h"

namespace lectern {
namespace {

constexpr double kPiece = 100'000;           // operations of trees and machines in a piece of work
constexpr double kNetworkPiece = 1'000'000;  // those of a network are quicker
constexpr double kMostMachineCost = 5'000'000;
constexpr int kPasses = 30;  // of the perceptron
constexpr int kRidgeOrder = 12;
constexpr int kBatch = 32, kEpochs = 200;

std::span<const double> row_of(ConstMatrixView<double> X, std::ptrdiff_t i) {
  return {X.row(i), static_cast<std::size_t>(X.cols)};
}

double log2_of(double n) { return n > 1 ? math::log(n) / math::log(2.0) : 1; }

// The products T_a(x₁) T_b(x₂) with 0 < a + b ≤ order.   Z  m × 1 or m × 2, about in [−2, 2]
Matrix<double> products(ConstMatrixView<double> Z, int order) {
  const bool is_curve = Z.cols == 1;
  const std::ptrdiff_t width = is_curve ? order : std::ptrdiff_t{order} * (order + 3) / 2;
  std::array<Matrix<double>, 2> T;
  std::vector<double> column(static_cast<std::size_t>(Z.rows));
  for (std::ptrdiff_t d = 0; d < Z.cols; ++d) {
    for (std::ptrdiff_t i = 0; i < Z.rows; ++i) column[static_cast<std::size_t>(i)] = Z(i, d);
    T[static_cast<std::size_t>(d)] = linear::chebyshev_features(column, order, -2, 2);
  }
  Matrix<double> result(Z.rows, width);
  for (std::ptrdiff_t i = 0; i < Z.rows; ++i) {
    double* to = result.row(i);
    for (int sum = 1; sum <= order; ++sum)
      for (int a = is_curve ? sum : 0; a <= sum; ++a) *to++ = T[0](i, a) * (is_curve ? 1 : T[1](i, sum - a));
  }
  return result;
}

double support_numbers(const kernels::SupportVectorMachine& machine) {
  const auto d = static_cast<double>(machine.support.cols());
  // A linear machine is its plane.
  if (machine.kernel.kind == kernels::KernelKind::linear) return d + 1;
  return static_cast<double>(machine.support.rows()) * (d + 1) + 1;
}

double tree_numbers(const trees::DecisionTree& tree) { return 2.0 * (tree.leaves() - 1) + tree.leaves(); }

constexpr std::array kOfClasses{
    LearnerKind::perceptron, LearnerKind::least_squares, LearnerKind::logistic,       LearnerKind::lda,
    LearnerKind::qda,        LearnerKind::naive_bayes,   LearnerKind::linear_machine, LearnerKind::rbf_machine,
    LearnerKind::neighbours, LearnerKind::tree,          LearnerKind::bagging,        LearnerKind::forest,
    LearnerKind::adaboost,   LearnerKind::boosting,      LearnerKind::network,
};
constexpr std::array kOfNumbers{
    LearnerKind::line,       LearnerKind::polynomial, LearnerKind::ridge,   LearnerKind::smoother,
    LearnerKind::neighbours, LearnerKind::tree,       LearnerKind::bagging, LearnerKind::extra_trees,
    LearnerKind::boosting,   LearnerKind::network,
};

}  // namespace

std::span<const LearnerKind> learners_of_classes() { return kOfClasses; }
std::span<const LearnerKind> learners_of_numbers() { return kOfNumbers; }

const char* readable(LearnerKind kind) {
  switch (kind) {
    case LearnerKind::perceptron:
    case LearnerKind::least_squares:
    case LearnerKind::logistic:
    case LearnerKind::lda:
    case LearnerKind::linear_machine:
    case LearnerKind::line:
    case LearnerKind::tree: return "yes";
    case LearnerKind::qda:
    case LearnerKind::naive_bayes:
    case LearnerKind::neighbours:
    case LearnerKind::polynomial:
    case LearnerKind::smoother: return "partly";
    default: return "no";
  }
}

LearningSet::LearningSet(const data::Dataset& set, bool are_classes)
    : X(set.X.rows(), set.X.cols()), learns_classes(are_classes) {
  std::copy_n(set.X.data(), set.X.size(), X.data());
  const auto d = static_cast<std::size_t>(X.cols());
  mean.assign(d, 0);
  scale.assign(d, 1);
  Z = X;
  if (learns_classes) {
    for (int k = 0; k < set.classes(); ++k)
      if (std::find(set.labels.begin(), set.labels.end(), k) != set.labels.end()) present.push_back(k);
    for (const int label : set.labels)
      labels.push_back(static_cast<int>(std::lower_bound(present.begin(), present.end(), label) - present.begin()));
  } else {
    y.assign(set.targets.begin(), set.targets.end());
    const auto n = static_cast<double>(std::max<std::ptrdiff_t>(size(), 1));
    const auto spread = [n](double sum_of_squares) {
      const double variance = sum_of_squares / n;
      return variance > 0 ? std::sqrt(variance) : 1.0;
    };
    for (std::size_t j = 0; j < d; ++j) {
      const auto column = static_cast<std::ptrdiff_t>(j);
      double squares = 0;
      for (std::ptrdiff_t i = 0; i < size(); ++i) mean[j] += X(i, column) / n;
      for (std::ptrdiff_t i = 0; i < size(); ++i) squares += (X(i, column) - mean[j]) * (X(i, column) - mean[j]);
      scale[j] = spread(squares);
      for (std::ptrdiff_t i = 0; i < size(); ++i) Z(i, column) = (X(i, column) - mean[j]) / scale[j];
    }
    double squares = 0;
    for (const double value : y) y_mean += value / n;
    for (const double value : y) squares += (value - y_mean) * (value - y_mean);
    y_scale = spread(squares);
    for (const double value : y) t.push_back((value - y_mean) / y_scale);
  }
  if (size() > 0) sorted.emplace(Z);
}

Learner::Learner(LearnerKind kind, std::shared_ptr<const LearningSet> set, const LearnerKnobs& knobs, const Rng& rng)
    : kind_(kind), set_(std::move(set)), knobs_(knobs), rng_(rng) {
  if (set_->is_enough())
    begin();
  else
    finished_ = true;
}

// What is learned in one piece is learned here.
void Learner::begin() {
  const auto n = static_cast<double>(set_->size()), d = static_cast<double>(set_->Z.cols());
  const int K = set_->classes();
  const std::span<const int> labels = set_->labels;
  switch (kind_) {
    case LearnerKind::perceptron:
    case LearnerKind::least_squares:
    case LearnerKind::logistic: fit_linear(); break;
    case LearnerKind::lda:
    case LearnerKind::qda:
    case LearnerKind::naive_bayes: {
      using generative::ClassCovariance;
      const ClassCovariance covariance = kind_ == LearnerKind::lda   ? ClassCovariance::shared
                                         : kind_ == LearnerKind::qda ? ClassCovariance::full
                                                                     : ClassCovariance::diagonal;
      auto fit = generative::GaussianClassifier::fit(set_->Z, labels, K, covariance);
      if (fit) model_ = std::move(*fit);
      cost_ = n * (kind_ == LearnerKind::naive_bayes ? 2 * d : d + d * d);
      finished_ = true;
      break;
    }
    case LearnerKind::neighbours:
      model_ = Shared(kernels::NeighbourSearch(set_->Z));
      finished_ = true;
      break;
    case LearnerKind::smoother:
      model_ = Shared(kernels::KernelSmoother(set_->Z, set_->t, knobs_.bandwidth));
      finished_ = true;
      break;
    case LearnerKind::linear_machine:
    case LearnerKind::rbf_machine: {
      kernels::MulticlassOptions options;
      options.machine.kernel.kind =
          kind_ == LearnerKind::rbf_machine ? kernels::KernelKind::rbf : kernels::KernelKind::linear;
      options.machine.kernel.gamma = knobs_.gamma;
      options.machine.C = knobs_.price;
      options.machine.cache_bytes = std::size_t{4} << 20;
      model_.emplace<kernels::MulticlassSvm>(set_->Z, labels, K, options);
      break;
    }
    case LearnerKind::tree: {
      trees::TreeOptions options;
      options.max_depth = knobs_.depth;
      if (K == 0) options.criterion = trees::Criterion::squared_error;
      trees::DecisionTree tree = trees::TreeGrower(*set_->sorted).grow(set_->target(), options);
      cost_ = d * n * log2_of(n) + cost_of(tree);
      model_ = std::move(tree);
      finished_ = true;
      break;
    }
    case LearnerKind::bagging:
    case LearnerKind::forest:
    case LearnerKind::extra_trees:
      model_ = trees::Forest(K);
      cost_ = d * n * log2_of(n);
      break;
    case LearnerKind::adaboost:
      model_ = trees::AdaBoost(static_cast<int>(set_->size()), K);
      cost_ = d * n * log2_of(n);
      break;
    case LearnerKind::boosting: {
      trees::BoostingOptions options;
      options.loss = K == 0   ? trees::BoostingLoss::squared_error
                     : K == 2 ? trees::BoostingLoss::log_loss
                              : trees::BoostingLoss::multinomial;
      options.tree.criterion = trees::Criterion::squared_error;
      options.tree.max_depth = 3;
      model_ = trees::GradientBoosting(set_->target(), options);
      cost_ = d * n * log2_of(n);
      break;
    }
    case LearnerKind::network: {
      const std::array widths{knobs_.hidden, knobs_.hidden};
      const nn::OutputCode code = K > 0 ? nn::OutputCode::classification(K, nn::Objective::cross_entropy)
                                        : nn::OutputCode::regression(nn::Objective::squared);
      nn::MlpSpec spec;
      spec.widths = widths;
      spec.activation.kind = nn::ActivationKind::tanh;
      spec.initialisation.kind = nn::InitialisationKind::glorot_normal;
      spec.outputs = code.outputs();
      auto network = nn::Network<float>::build({set_->Z.cols(), 1, 1}, nn::mlp_layers(spec));
      network->initialise(rng_.split("weights"));
      nn::OptimizerSpec descent;
      descent.kind = nn::OptimizerKind::adam;
      descent.learning_rate = 0.01;
      nn::SupervisedTraining training(std::move(*network), code, descent, kBatch, {}, rng_.split("batches"), nullptr);
      nn::Examples examples;
      examples.X.resize(set_->Z.rows(), set_->Z.cols());
      for (std::ptrdiff_t i = 0; i < set_->Z.size(); ++i) examples.X.data()[i] = static_cast<float>(set_->Z.data()[i]);
      if (K > 0) {
        code.encode(labels, examples.T);
      } else {
        examples.T.resize(set_->size(), 1);
        for (std::size_t i = 0; i < set_->t.size(); ++i) examples.T.data()[i] = static_cast<float>(set_->t[i]);
      }
      training.set_training_data(Shared(std::move(examples)));
      model_ = std::move(training);
      break;
    }
    case LearnerKind::line:
    case LearnerKind::polynomial:
    case LearnerKind::ridge: {
      Features fit;
      fit.order = kind_ == LearnerKind::line ? 1 : kind_ == LearnerKind::polynomial ? knobs_.order : kRidgeOrder;
      const Matrix<double> A = products(set_->Z, fit.order);
      fit.model = linear::ridge(A, set_->t, kind_ == LearnerKind::ridge ? knobs_.lambda : 0);
      const auto p = static_cast<double>(A.cols() + 1);
      cost_ = n * p * p;
      model_ = std::move(fit);
      finished_ = true;
      break;
    }
  }
}

void Learner::fit_linear() {
  finished_ = true;
  if (kind_ == LearnerKind::perceptron) return fit_perceptron();
  const auto n = static_cast<double>(set_->size()), p = static_cast<double>(set_->Z.cols() + 1);
  const int K = set_->classes();
  Linear fit;
  if (kind_ == LearnerKind::least_squares) {
    fit.rows = linear::least_squares_scores(set_->Z, set_->labels, K);
    cost_ = n * p * p;
    model_ = std::move(fit);
    return;
  }
  linear::LogisticOptions options;
  options.lambda = 1e-3 * n;
  options.gradient_tolerance = 1e-8;
  options.maximum_iterations = 50;
  fit.rows.resize(K == 2 ? 1 : K, set_->Z.cols() + 1);
  int iterations = 0;
  if (K == 2) {
    const linear::LogisticFit found = linear::logistic_regression(set_->Z, set_->labels, options);
    fit.rows(0, 0) = found.model.intercept;
    std::copy(found.model.coefficients.begin(), found.model.coefficients.end(), fit.rows.row(0) + 1);
    iterations = found.iterations;
  } else {
    const linear::SoftmaxFit found = linear::softmax_regression(set_->Z, set_->labels, K, options);
    for (int k = 0; k < K; ++k) {
      fit.rows(k, 0) = found.intercepts[static_cast<std::size_t>(k)];
      std::copy_n(found.coefficients.row(k), set_->Z.cols(), fit.rows.row(k) + 1);
    }
    iterations = found.iterations;
  }
  const double weights = p * static_cast<double>(fit.rows.rows());
  cost_ = iterations * n * weights * weights;
  model_ = std::move(fit);
}

// Passes in random order; the weights with the fewest mistakes at the end of a pass are kept.
void Learner::fit_perceptron() {
  const int K = set_->classes(), tasks = K == 2 ? 1 : K;
  const Matrix<double>& X = set_->Z;
  Linear fit{Matrix<double>(tasks, X.cols() + 1)};
  std::vector<int> order(static_cast<std::size_t>(set_->size())), signs(order.size());
  for (int task = 0; task < tasks; ++task) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = static_cast<int>(i);
      signs[i] = set_->labels[i] == (K == 2 ? 1 : task) ? 1 : -1;
    }
    Rng draws = rng_.split(static_cast<std::uint64_t>(task));
    const std::vector<double> zero(static_cast<std::size_t>(X.cols()), 0.0);
    linear::Perceptron perceptron(zero, 0, 1);
    std::ptrdiff_t fewest = X.rows() + 1;
    for (int pass = 0; pass < kPasses && fewest > 0; ++pass) {
      draws.shuffle(std::span(order));
      for (const int i : order) perceptron.visit(row_of(X, i), signs[static_cast<std::size_t>(i)]);
      cost_ += 2 * static_cast<double>(X.size() + X.rows());
      const std::ptrdiff_t wrong = linear::count_errors(perceptron, X, signs);
      if (wrong >= fewest) continue;
      fewest = wrong;
      // Of several classes the distances from the planes are compared.
      double square = 0;
      for (const double w : perceptron.weights()) square += w * w;
      const double length = square > 0 ? std::sqrt(square) : 1;
      fit.rows(task, 0) = perceptron.bias() / length;
      for (std::ptrdiff_t j = 0; j < X.cols(); ++j)
        fit.rows(task, j + 1) = perceptron.weights()[static_cast<std::size_t>(j)] / length;
    }
  }
  model_ = std::move(fit);
}

void Learner::work() {
  if (finished_) return;
  if (auto* machines = std::get_if<kernels::MulticlassSvm>(&model_)) return work_on(*machines);
  if (auto* forest = std::get_if<trees::Forest>(&model_)) return work_on(*forest);
  if (auto* ada = std::get_if<trees::AdaBoost>(&model_)) return work_on(*ada);
  if (auto* boost = std::get_if<trees::GradientBoosting>(&model_)) return work_on(*boost);
  if (auto* training = std::get_if<nn::SupervisedTraining>(&model_)) return work_on(*training);
  finished_ = true;
}

// Of an update: two rows of the kernel matrix and of the gradient.
void Learner::work_on(kernels::MulticlassSvm& machines) {
  double round = 0;
  for (std::size_t m = 0; m < machines.machines(); ++m) round += 2.0 * static_cast<double>(machines.part(m).X.size());
  const double end = cost_ + kPiece;
  bool goes_on = true;
  while (goes_on && cost_ < end) {
    goes_on = machines.step();
    cost_ += goes_on ? round : 0;
  }
  if (goes_on && cost_ < kMostMachineCost) return;
  kernels::MulticlassMachine machine = machines.machine();
  model_ = std::move(machine);
  finished_ = true;
}

double Learner::cost_of(const trees::DecisionTree& tree) const {
  double looked_at = 0;
  for (const trees::TreeNode& node : tree.nodes()) looked_at += node.is_leaf() ? 0 : node.samples;
  return looked_at * static_cast<double>(set_->Z.cols());
}

trees::ForestOptions Learner::forest_options() const {
  trees::ForestOptions options;
  if (set_->classes() == 0) options.tree.criterion = trees::Criterion::squared_error;
  // √d of two inputs is one.
  if (kind_ == LearnerKind::forest) options.tree.max_features = 1;
  if (kind_ == LearnerKind::extra_trees) {
    options.tree.random_thresholds = true;
    options.bootstrap = false;
  }
  return options;
}

void Learner::work_on(trees::Forest& forest) {
  const trees::ForestOptions options = forest_options();
  trees::TreeGrower grower(*set_->sorted);
  const double end = cost_ + kPiece;
  while (done_ < knobs_.trees && cost_ < end) {
    const Rng draws = rng_.split(static_cast<std::uint64_t>(done_++));
    forest.add(trees::grow_forest_tree(grower, *set_->sorted, set_->target(), options, draws).tree);
    cost_ += cost_of(forest.trees().back());
  }
  finished_ = done_ >= knobs_.trees;
}

void Learner::work_on(trees::AdaBoost& boost) {
  trees::TreeOptions options;
  options.max_depth = 1;
  trees::TreeGrower grower(*set_->sorted);
  const double end = cost_ + kPiece;
  while (!finished_ && cost_ < end) {
    if (!boost.step(grower, set_->labels, options)) {
      finished_ = true;
      break;
    }
    ++done_;
    cost_ += cost_of(boost.rounds().back().tree);
    finished_ = done_ >= knobs_.trees || boost.is_perfect();
  }
}

void Learner::work_on(trees::GradientBoosting& boost) {
  trees::TreeGrower grower(*set_->sorted);
  const trees::TreeTarget target = set_->target();
  const double end = cost_ + kPiece;
  while (done_ < knobs_.trees && cost_ < end) {
    boost.step(grower, set_->Z, target, rng_);
    ++done_;
    for (int k = 0; k < boost.width(); ++k)
      cost_ += cost_of(boost.trees()[boost.trees().size() - 1 - static_cast<std::size_t>(k)]);
  }
  finished_ = done_ >= knobs_.trees;
}

// Each weight is multiplied once forwards and twice backwards.
void Learner::work_on(nn::SupervisedTraining& training) {
  const auto n = static_cast<int>(set_->size());
  const int batch = std::min(kBatch, n), updates = kEpochs * ((n + batch - 1) / batch);
  const double update = 3.0 * batch * static_cast<double>(training.network().parameters().size());
  const double end = cost_ + kNetworkPiece;
  while (done_ < updates && cost_ < end) {
    training.step();
    ++done_;
    cost_ += update;
  }
  finished_ = done_ >= updates;
}

double Learner::numbers() const {
  const auto d = static_cast<double>(set_->Z.cols()), n = static_cast<double>(set_->size());
  double count = 0;
  if (const auto* linear = std::get_if<Linear>(&model_)) count = static_cast<double>(linear->rows.size());
  if (const auto* fit = std::get_if<Features>(&model_)) count = static_cast<double>(fit->model.coefficients.size() + 1);
  if (std::holds_alternative<generative::GaussianClassifier>(model_)) {
    const double K = set_->classes();
    const double covariance = kind_ == LearnerKind::naive_bayes ? d : d * (d + 1) / 2;
    count = K * (d + 1) + (kind_ == LearnerKind::lda ? 1 : K) * covariance;
  }
  if (kind_ == LearnerKind::neighbours || kind_ == LearnerKind::smoother) count = n * (d + 1);
  if (const auto* machine = std::get_if<kernels::MulticlassMachine>(&model_))
    for (const kernels::SupportVectorMachine& one : machine->machines) count += support_numbers(one);
  if (const auto* tree = std::get_if<trees::DecisionTree>(&model_)) count = tree_numbers(*tree);
  if (const auto* forest = std::get_if<trees::Forest>(&model_))
    for (const trees::DecisionTree& tree : forest->trees()) count += tree_numbers(tree);
  if (const auto* ada = std::get_if<trees::AdaBoost>(&model_))
    for (const trees::AdaBoost::Round& round : ada->rounds()) count += tree_numbers(round.tree) + 1;
  if (const auto* boost = std::get_if<trees::GradientBoosting>(&model_))
    for (const trees::DecisionTree& tree : boost->trees()) count += tree_numbers(tree);
  if (const auto* training = std::get_if<nn::SupervisedTraining>(&model_))
    count = static_cast<double>(training->network().parameters().size());
  return count;
}

void Learner::standardised(ConstMatrixView<double> X, Matrix<double>& Z) const {
  Z.resize(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
      const auto column = static_cast<std::size_t>(j);
      Z(i, j) = (X(i, j) - set_->mean[column]) / set_->scale[column];
    }
}

// Whether scores are shares that sum to 1; else the lead over the others tells how sure they are.
bool Learner::are_shares() const {
  switch (kind_) {
    case LearnerKind::perceptron:
    case LearnerKind::least_squares:
    case LearnerKind::linear_machine:
    case LearnerKind::rbf_machine: return false;
    default: return true;
  }
}

// S  m × max(classes, 1), overwritten
void Learner::score(ConstMatrixView<double> Z, Matrix<double>& S) const {
  const int K = set_->classes();
  const auto width = static_cast<std::size_t>(std::max(K, 1));
  S.resize(Z.rows, static_cast<std::ptrdiff_t>(width));
  if (const auto* training = std::get_if<nn::SupervisedTraining>(&model_)) {
    Matrix<float> inputs(Z.rows, Z.cols), outputs(Z.rows, training->code().outputs());
    for (std::ptrdiff_t i = 0; i < Z.rows; ++i)
      for (std::ptrdiff_t j = 0; j < Z.cols; ++j) inputs(i, j) = static_cast<float>(Z(i, j));
    nn::Pass<float> pass;
    training->network().predict(pass, inputs, outputs);
    std::array<double, 16> z{};
    for (std::ptrdiff_t i = 0; i < Z.rows; ++i) {
      for (std::ptrdiff_t k = 0; k < outputs.cols(); ++k)
        z[static_cast<std::size_t>(k)] = static_cast<double>(outputs(i, k));
      const std::span<const double> own(z.data(), static_cast<std::size_t>(outputs.cols()));
      if (K == 0) S(i, 0) = z[0];
      for (int k = 0; k < K; ++k) S(i, k) = linear::posterior(own, k);
      if (K == 2) S(i, 0) = 1 - S(i, 1);
    }
    return;
  }
  if (const auto* fit = std::get_if<Features>(&model_)) {
    const std::vector<double> values = fit->model.predict(products(Z, fit->order));
    std::copy(values.begin(), values.end(), S.data());
    return;
  }
  Matrix<double> linear_scores;
  if (const auto* linear = std::get_if<Linear>(&model_)) linear::linear_scores(linear->rows, Z, linear_scores);
  std::array<double, 64> f{};  // of pairs of classes
  for (std::ptrdiff_t i = 0; i < Z.rows; ++i) {
    const std::span<const double> x = row_of(Z, i);
    const std::span<double> own(S.row(i), width);
    if (linear_scores.rows() > 0) {
      const std::span<const double> z(linear_scores.row(i), static_cast<std::size_t>(linear_scores.cols()));
      for (int k = 0; k < K; ++k) {
        const double s = K == 2 ? (k == 1 ? z[0] : -z[0]) : z[static_cast<std::size_t>(k)];
        own[static_cast<std::size_t>(k)] = are_shares() && K > 2 ? linear::posterior(z, k) : s;
      }
      if (are_shares() && K == 2) own[1] = linear::posterior(z, 1), own[0] = 1 - own[1];
    } else if (const auto* gauss = std::get_if<generative::GaussianClassifier>(&model_)) {
      gauss->posterior(x, own);
    } else if (const auto* search = std::get_if<Shared<kernels::NeighbourSearch>>(&model_)) {
      const kernels::NeighbourRule rule{std::min(knobs_.neighbours, (*search)->size())};
      if (K > 0)
        kernels::class_shares(**search, set_->labels, x, rule, own);
      else
        own[0] = kernels::neighbour_mean(**search, set_->t, x, rule);
    } else if (const auto* smoother = std::get_if<Shared<kernels::KernelSmoother>>(&model_)) {
      own[0] = (*smoother)->value(x);
    } else if (const auto* machine = std::get_if<kernels::MulticlassMachine>(&model_)) {
      const auto verdict = machine->decide(x, f);
      std::fill(own.begin(), own.end(), 0.0);
      if (K == 2)
        own[1] = f[0], own[0] = -f[0];
      else
        own[static_cast<std::size_t>(verdict.label)] = 2 * verdict.confidence + 1e-9;
    } else if (const auto* tree = std::get_if<trees::DecisionTree>(&model_)) {
      std::fill(own.begin(), own.end(), 0.0);
      trees::add_answer(*tree, tree->leaf_of(x), own);
    } else if (const auto* forest = std::get_if<trees::Forest>(&model_)) {
      if (K > 0 && !forest->trees().empty())
        forest->shares(x, own);
      else
        own[0] = forest->trees().empty() ? 0 : forest->predict(x);
    } else if (const auto* ada = std::get_if<trees::AdaBoost>(&model_)) {
      ada->scores(x, own, ada->rounds().size());
      double sum = 0;
      for (const double share : own) sum += share;
      for (double& share : own) share = sum > 0 ? share / sum : 1.0 / K;
    } else if (const auto* boost = std::get_if<trees::GradientBoosting>(&model_)) {
      std::array<double, 16> F{};
      const std::span<double> raw(F.data(), static_cast<std::size_t>(boost->width()));
      boost->raw(x, raw, boost->stages());
      if (K > 0)
        trees::class_shares(boost->options().loss, raw, own);
      else
        own[0] = F[0];
    }
  }
}

void Learner::answer(ConstMatrixView<double> X, std::span<double> answers, Matrix<double>* scores) const {
  if (failed()) {
    std::fill(answers.begin(), answers.end(), kUnknown);
    return;
  }
  Matrix<double> Z, own;
  standardised(X, Z);
  Matrix<double>& S = scores != nullptr ? *scores : own;
  score(Z, S);
  const int K = set_->classes();
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double& to = answers[static_cast<std::size_t>(i)];
    if (K == 0) {
      to = set_->y_mean + set_->y_scale * S(i, 0);
      continue;
    }
    int best = 0;
    double second = -std::numeric_limits<double>::infinity();
    for (int k = 1; k < K; ++k) {
      if (S(i, k) > S(i, best)) {
        second = S(i, best);
        best = k;
      } else {
        second = std::max(second, S(i, k));
      }
    }
    const double confidence = are_shares() ? confidence_of(S(i, best), K) : (S(i, best) - second) / 2;
    to = decision_value(set_->present[static_cast<std::size_t>(best)], confidence);
  }
}

}  // namespace lectern
