// What every model that learns step by step owes to checkpoints: a copy goes on to the same state, and takes the memory
// of the original without its scratch.

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <numeric>

#include "core/data/ink_pad.h"
#include "core/data/planar_problem.h"
#include "core/data/planar_target.h"
#include "core/lab/history.h"
#include "core/lab/recent_places.h"
#include "core/lab/trail.h"
#include "core/math/expression.h"
#include "core/math/linear_algebra.h"
#include "core/math/running_moments.h"
#include "core/math/state.h"
#include "core/math/sums.h"
#include "core/ml/generative/gan.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/generative/log_odds_cut.h"
#include "core/ml/generative/model_samples.h"
#include "core/ml/kernels/curse_of_dimension.h"
#include "core/ml/kernels/multiclass_machine.h"
#include "core/ml/kernels/neighbour_sweep.h"
#include "core/ml/linear/batch_noise.h"
#include "core/ml/linear/centring.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/gram.h"
#include "core/ml/linear/grid_search.h"
#include "core/ml/linear/penalised.h"
#include "core/ml/linear/perceptron_training.h"
#include "core/ml/linear/polynomial.h"
#include "core/ml/linear/projected_histograms.h"
#include "core/ml/linear/score_fits.h"
#include "core/ml/metrics/bias_variance.h"
#include "core/ml/metrics/classification.h"
#include "core/ml/metrics/working_point.h"
#include "core/ml/nn/reading.h"
#include "core/ml/nn/recurrent.h"
#include "core/ml/nn/supervised_training.h"
#include "core/ml/optimise/first_order.h"
#include "core/ml/optimise/genetic.h"
#include "core/ml/optimise/local_minima.h"
#include "core/ml/optimise/local_model.h"
#include "core/ml/optimise/minimiser.h"
#include "core/ml/optimise/surfaces.h"
#include "core/ml/trees/boosting.h"
#include "core/ml/trees/forest.h"

using namespace lectern;

namespace {

template <typename T>
std::uint64_t fingerprint(const T& value) {
  StateHasher hasher;
  add_state(hasher, value);
  return hasher.digest();
}

template <typename T>
void check_that_copies_go_on(T model, const std::function<void(T&)>& step, int steps = 7) {
  for (int i = 0; i < steps; ++i) step(model);
  T copy = model;
  CHECK(fingerprint(copy) == fingerprint(model));
  CHECK(heap_bytes(copy) == heap_bytes(model));
  const std::uint64_t before = fingerprint(model);
  for (int i = 0; i < steps; ++i) {
    step(model);
    step(copy);
    CHECK(fingerprint(copy) == fingerprint(model));
  }
  CHECK(fingerprint(model) != before);
  CHECK(heap_bytes(copy) == heap_bytes(model));
}

nn::Network<float> small_network(std::ptrdiff_t inputs, std::ptrdiff_t outputs) {
  auto network = nn::Network<float>::build(
      {inputs, 1, 1}, {nn::DenseSpec{8, {nn::ActivationKind::gelu}}, nn::BatchNormSpec{}, nn::DropoutSpec{0.2},
                       nn::ResidualSpec{{nn::DenseSpec{8}}, {}, {nn::ActivationKind::tanh}}, nn::DenseSpec{outputs}});
  network->initialise(Rng(1));
  return std::move(*network);
}

template <typename T>
Matrix<T> normal_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint64_t seed) {
  Matrix<T> X(rows, cols);
  Rng rng(seed);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = static_cast<T>(rng.normal());
  return X;
}

Shared<nn::Examples> normal_examples(std::ptrdiff_t n, std::uint64_t seed) {
  return Shared(nn::Examples{normal_matrix<float>(n, 3, seed), normal_matrix<float>(n, 1, seed + 1)});
}

std::vector<double> first_column(const Matrix<double>& X) {
  std::vector<double> y;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) y.push_back(X(i, 0));
  return y;
}

// Compiles both for each type.
template <typename... T>
void have_states() {
  const bool all = ((&lectern::add_state<T> != nullptr && &lectern::heap_bytes<T> != nullptr) && ...);
  CHECK(all);
}

}  // namespace

TEST_CASE("copies of trained networks go on to the same state") {
  nn::OptimizerSpec rule{.kind = nn::OptimizerKind::adam};
  nn::SupervisedTraining training(small_network(3, 1), nn::OutputCode::regression(nn::Objective::squared), rule, 8,
                                  {.rule = nn::StoppingRule::early}, Rng(2), nullptr);
  training.set_training_data(normal_examples(30, 1));
  training.set_validation_data(normal_examples(10, 3));
  check_that_copies_go_on<nn::SupervisedTraining>(training, [](auto& model) { model.step(); });
}

TEST_CASE("the examples of a training are shared by its copies; its numbers and the order of its batches are not") {
  nn::SupervisedTraining training(small_network(3, 1), nn::OutputCode::regression(nn::Objective::squared), {}, 8, {},
                                  Rng(2), nullptr);
  const std::size_t without = heap_bytes(training);
  CHECK(without >= heap_bytes(training.network()));
  CHECK(heap_bytes(training.network()) == 2 * training.network().parameters().size() * sizeof(float) +
                                              training.network().running_statistics().size() * sizeof(float));
  training.set_training_data(normal_examples(2000, 1));
  CHECK(heap_bytes(training) == without + 2000 * sizeof(std::int32_t));
}

TEST_CASE("copies of adversarial networks go on to the same state") {
  struct Game {
    generative::Gan<float> gan;
    Rng rng{3};
    auto state() const { return std::tie(gan, rng); }
  };
  const nn::OptimizerSpec rule{.kind = nn::OptimizerKind::rmsprop};
  const Matrix<float> data = normal_matrix<float>(6, 2, 1), noise = normal_matrix<float>(5, 2, 2);
  for (const auto& loss : generative::kGeneratorLosses)
    check_that_copies_go_on<Game>({{small_network(2, 2), small_network(2, 1), rule, rule, loss.value}},
                                  [&](Game& game) {
                                    game.gan.train_discriminator(data, noise, game.rng);
                                    game.gan.train_generator(noise, game.rng);
                                  });
}

TEST_CASE("copies of minimisers go on to the same state") {
  const auto surface = optimise::rosenbrock(2);
  const std::vector<double> start{-1.25, 1};
  for (const auto make : {optimise::steepest_descent, optimise::newton, optimise::bfgs, optimise::dfp,
                          optimise::broyden, optimise::lbfgs}) {
    optimise::MinimiserOptions options;
    options.rule = optimise::LineSearchRule::backtracking;
    options.memory = 3;
    const auto minimiser = make(*surface, start, options);
    for (int i = 0; i < 4; ++i) minimiser->step();
    const auto copy = minimiser->clone();
    CHECK(fingerprint(copy) == fingerprint(minimiser));
    CHECK(heap_bytes(copy) == heap_bytes(minimiser));
    CHECK(heap_bytes(copy) >= sizeof(optimise::Minimiser) + 4 * sizeof(double));
    minimiser->step();
    copy->step();
    CHECK(fingerprint(copy) == fingerprint(minimiser));
  }
  check_that_copies_go_on<optimise::FirstOrderDescent>({*surface, start, nn::OptimizerSpec{.learning_rate = 1e-4}},
                                                       [](auto& descent) { descent.step(); });
}

TEST_CASE("copies of genetic searches go on to the same state") {
  const auto surface = optimise::rastrigin(2);
  const auto cost = [&](std::span<const double> x) { return surface->value(x); };
  const std::vector<double> low{-5, -5}, high{5, 5};
  for (const auto& selection : optimise::kSelections) {
    optimise::GeneticOptions options;
    options.selection = selection.value;
    check_that_copies_go_on<optimise::GeneticAlgorithm>({low, high, options, cost, Rng(4)},
                                                        [&](auto& search) { search.step(cost); });
  }
}

TEST_CASE("copies of linear models go on to the same state") {
  const Matrix<double> X = normal_matrix<double>(20, 2, 5);
  const std::vector<double> y = first_column(X);
  for (const auto& order : linear::kBatchOrders)
    check_that_copies_go_on<linear::BatchDescent>({std::vector<double>(2), 6, order.value, Rng(6)},
                                                  [&](auto& descent) { descent.step(X, y, 0.1); });

  linear::PerceptronTraining perceptron(Matrix<double>(1, 3), 1, linear::PerceptronTraining::Order::shuffled, Rng(7));
  std::vector<int> labels;
  for (const double value : y) labels.push_back(value > 0 ? 1 : 0);
  perceptron.set_data(X, labels);
  check_that_copies_go_on<linear::PerceptronTraining>(
      perceptron, [](auto& model) { model.step(); }, 3);

  Rng rng(8);
  linear::GridSearch search(linear::Grid({{"λ", {0, 1, 10, 100}}}), linear::random_folds(20, 5, rng));
  const linear::ModelFamily ridge = [](std::span<const double> values) -> linear::FitAndPredict {
    return [alpha = values[0]](ConstMatrixView<double> A, std::span<const double> b, ConstMatrixView<double> test) {
      return linear::ridge(A, b, alpha).predict(test);
    };
  };
  check_that_copies_go_on<linear::GridSearch>(search, [&](auto& model) { model.step(X, y, ridge); });
}

TEST_CASE("copies of kernel machines go on to the same state") {
  const Matrix<double> X = normal_matrix<double>(40, 2, 9);
  std::vector<int> labels(40);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i % 3);
  kernels::MulticlassOptions options;
  options.class_weights = {1, 2, 3};
  check_that_copies_go_on<kernels::MulticlassSvm>({X, labels, 3, options}, [](auto& svm) { svm.step(); });
  check_that_copies_go_on<kernels::NearSampleTrials>({3, 0.3, Rng(10)}, [](auto& trials) { trials.draw(20); });
}

TEST_CASE("what demos keep of a model has a state") {
  have_states<math::RunningMoments, math::CompensatedSum, Svd, PseudoInverse, SymmetricEigen, PositiveDefinite,
              Expression>();
  have_states<nn::Pass<float>, nn::RecurrentTape<float>, nn::OutputCode, std::vector<nn::Prediction>,
              nn::Network<double>, nn::BestSoFar<float>, nn::MiniBatchSampler>();
  have_states<generative::GaussianClassifier, generative::ModelSamples, generative::LogOddsCut,
              std::vector<generative::MomentErrors>>();
  have_states<kernels::SupportVectorMachine, kernels::SvmSolver, kernels::MulticlassMachine, kernels::NeighbourMemory,
              kernels::NeighbourSweep, std::vector<kernels::NeighbourWorth>>();
  have_states<linear::QuadraticCost, linear::BatchNoise, std::vector<linear::BatchNoise::AtFraction>,
              linear::StationarySpread, linear::CentredData, linear::FoldTest, linear::CrossValidation,
              linear::MeanAndSpread, linear::LinearDiscriminants, linear::FisherDirection, linear::ScatterSum,
              linear::CandidateScore, linear::LinearModel, linear::PenaltyPath, linear::Polynomial,
              linear::ProjectedHistograms, linear::ScoreFit, std::optional<linear::Separator>>();
  have_states<trees::DecisionTree, trees::Forest, trees::OutOfBag, trees::PermutationImportance, trees::AdaBoost,
              trees::GradientBoosting, metrics::BiasVariance, metrics::RocCurve, metrics::WorkingPoint,
              metrics::BestCut, metrics::ClassificationScores, optimise::LocalModel,
              std::vector<optimise::LocalMinimum>>();
  have_states<data::Dataset, data::TrainValidation, data::Standardisation, data::InkPad, data::PlanarProblem, History,
              Trail, RecentPlaces>();
}

TEST_CASE("pictures of the past are counted, and no later step depends on them") {
  Trail trail;
  RecentPlaces recent(16);
  const std::uint64_t before = fingerprint(std::tie(trail, recent));
  trail.record({1, 2});
  recent.record(1, 2);
  CHECK(fingerprint(std::tie(trail, recent)) == before);
  CHECK(heap_bytes(trail) == sizeof(Trail::Place));
  CHECK(heap_bytes(recent) == 32 * sizeof(float));
}
