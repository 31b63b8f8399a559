#include "core/ml/nn/supervised_training.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace lectern;
using namespace lectern::nn;

namespace {

Network<float> line_network() {
  Network<float> network = *Network<float>::build({1, 1, 1}, {DenseSpec{1}});
  network.initialise(Rng(3));
  return network;
}

// y = 2x + 1 at n places of [-1, 1].
void line_data(int n, Matrix<float>& X, Matrix<float>& T) {
  X.resize(n, 1);
  T.resize(n, 1);
  for (int i = 0; i < n; ++i) {
    X(i, 0) = -1 + 2 * static_cast<float>(i) / static_cast<float>(n);
    T(i, 0) = 2 * X(i, 0) + 1;
  }
}

SupervisedTraining line_training(double learning_rate, std::int32_t batch, const StoppingPlan& stopping = {}) {
  OptimizerSpec optimizer;
  optimizer.learning_rate = learning_rate;
  return {line_network(), OutputCode::regression(Objective::squared), optimizer, batch, stopping, Rng(1), nullptr};
}

std::uint64_t hash_of(const SupervisedTraining& training) {
  StateHasher hasher;
  add_state(hasher, training);
  return hasher.digest();
}

void give_line(SupervisedTraining& training, int n) {
  Matrix<float> X, T;
  line_data(n, X, T);
  training.set_training_data(Shared(Examples{std::move(X), std::move(T)}));
}

}  // namespace

TEST_CASE("a line is learned exactly and one step is one update") {
  SupervisedTraining training = line_training(0.1, 8);
  give_line(training, 32);
  for (int i = 1; i <= 4; ++i) {
    training.step();
    CHECK(training.checked() == (i == 4));
  }
  CHECK(training.epochs() == 1.0);
  for (int i = 0; i < 400; ++i) training.step();
  CHECK(training.steps() == 404);
  CHECK(training.training_fit().loss < 1e-8);
  CHECK(training.training_fit().agreement > 0.9999);
}

TEST_CASE("a full batch makes every step an epoch") {
  SupervisedTraining training = line_training(0.1, 1000);
  give_line(training, 32);
  training.step();
  CHECK(training.checked());
  CHECK(training.epochs() == 1.0);
}

TEST_CASE("without data steps do nothing") {
  SupervisedTraining training = line_training(0.1, 8);
  const std::uint64_t before = hash_of(training);
  training.step();
  CHECK(hash_of(training) == before);
  give_line(training, 0);
  training.step();
  CHECK(training.steps() == 0);
}

TEST_CASE("a learning rate that is too large diverges and stays where it was seen") {
  SupervisedTraining training = line_training(1000, 1000);
  give_line(training, 32);
  for (int i = 0; i < 100; ++i) training.step();
  CHECK(training.diverged());
  const std::int64_t seen = training.steps();
  training.step();
  CHECK(training.steps() == seen);
}

TEST_CASE("looking back restores the parameters of the least validation loss") {
  StoppingPlan plan;
  plan.rule = StoppingRule::look_back;
  plan.epochs = 60;
  SupervisedTraining training = line_training(0.05, 1000, plan);
  give_line(training, 16);
  // Validation wants a line on the way from the start to the training's own: its loss falls, then rises.
  Matrix<float> X, T;
  line_data(16, X, T);
  for (int i = 0; i < 16; ++i) T(i, 0) = 0.5f * T(i, 0);
  training.set_validation_data(Shared(Examples{std::move(X), std::move(T)}));
  double least = training.validation_fit().loss;
  while (!training.finished()) {
    training.step();
    if (!training.finished()) least = std::min(least, training.validation_fit().loss);
  }
  CHECK(training.epochs() == 60.0);
  REQUIRE(training.best().has_value());
  CHECK(training.best()->epochs < 40);
  CHECK(training.best()->loss == least);
  CHECK(training.validation_fit().loss == least);
}

TEST_CASE("early stopping ends after its patience, at the best parameters") {
  StoppingPlan plan;
  plan.rule = StoppingRule::early;
  plan.patience = 5;
  SupervisedTraining training = line_training(0.05, 1000, plan);
  give_line(training, 16);
  Matrix<float> X, T;
  line_data(16, X, T);
  for (int i = 0; i < 16; ++i) T(i, 0) = 0.5f * T(i, 0);
  training.set_validation_data(Shared(Examples{std::move(X), std::move(T)}));
  for (int i = 0; i < 500; ++i) training.step();
  CHECK(training.finished());
  REQUIRE(training.best().has_value());
  CHECK(training.epochs() == training.best()->epochs + 5);
  CHECK(training.validation_fit().loss == training.best()->loss);
}

TEST_CASE("new training data takes effect at the next step, the same way every time") {
  SupervisedTraining one = line_training(0.1, 8), other = line_training(0.1, 8);
  for (SupervisedTraining* training : {&one, &other}) {
    give_line(*training, 32);
    for (int i = 0; i < 5; ++i) training->step();
    give_line(*training, 12);
    for (int i = 0; i < 5; ++i) training->step();
  }
  CHECK(hash_of(one) == hash_of(other));
  give_line(one, 12);
  CHECK(hash_of(one) != hash_of(other));
}
