#include "core/ml/nn/optimizer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ml/nn/early_stopping.h"
#include "core/ml/nn/initialisation.h"
#include "core/ml/nn/sampler.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::nn;

namespace {

// Every rule and variant, with a rate that suits the bowl below.
std::vector<OptimizerSpec> all_rules() {
  return {{.kind = OptimizerKind::sgd, .learning_rate = 0.1},
          {.kind = OptimizerKind::sgd, .learning_rate = 0.05, .momentum = 0.9},
          {.kind = OptimizerKind::sgd, .learning_rate = 0.05, .momentum = 0.9, .dampening = 0.1},
          {.kind = OptimizerKind::sgd, .learning_rate = 0.05, .momentum = 0.9, .nesterov = true},
          {.kind = OptimizerKind::adagrad, .learning_rate = 0.5, .learning_rate_decay = 1e-3},
          {.kind = OptimizerKind::rmsprop, .learning_rate = 0.01},
          {.kind = OptimizerKind::rmsprop, .learning_rate = 0.002, .momentum = 0.8, .centered = true},
          {.kind = OptimizerKind::adam, .learning_rate = 0.05},
          {.kind = OptimizerKind::adamw, .learning_rate = 0.05}};
}

// The gradient of the bowl Σ k (x_k - 1)²/2.
void bowl_gradient(const std::vector<double>& x, std::vector<double>& g) {
  for (std::size_t k = 0; k < x.size(); ++k) g[k] = double(k + 1) * (x[k] - 1);
}

}  // namespace

TEST_CASE("Every optimiser finds the bottom of a bowl") {
  for (const OptimizerSpec& rule : all_rules()) {
    CAPTURE(id_of(kOptimizers, rule.kind));
    std::vector<double> x{-1, 3, 0}, g(3);
    Optimizer<double> optimizer(rule, x.size());
    for (int step = 0; step < 1500; ++step) {
      bowl_gradient(x, g);
      optimizer.step(x, g);
    }
    for (double v : x) CHECK(v == doctest::Approx(1).epsilon(0.01));
    CHECK(optimizer.steps() == 1500);
  }
}

TEST_CASE("The first steps of descent, momentum and Adam are as by hand") {
  std::vector<double> x{1}, g{2};
  Optimizer<double> descent({.learning_rate = 0.1}, 1);
  descent.step(x, g);
  CHECK(x[0] == doctest::Approx(0.8));
  Optimizer<double> momentum({.learning_rate = 0.1, .momentum = 0.5}, 1);
  x = {1};
  momentum.step(x, g);
  momentum.step(x, g);
  CHECK(x[0] == doctest::Approx(1 - 0.2 - 0.1 * 3));
  Optimizer<double> adam({.kind = OptimizerKind::adam, .learning_rate = 0.1}, 1);
  x = {1};
  adam.step(x, g);
  CHECK(x[0] == doctest::Approx(0.9));
}

TEST_CASE("The first steps of AdaDelta are as by hand, and it comes down without a learning rate") {
  std::vector<double> x{1};
  Optimizer<double> rule({.kind = OptimizerKind::adadelta, .learning_rate = 1, .alpha = 0.75, .epsilon = 1e-2}, 1);
  // g = 2: S = 1, d = 2 √0.01/√1.01, D = d²/4
  const double first = 2 * std::sqrt(0.01 / 1.01), moves = first * first / 4;
  rule.step(x, std::vector<double>{2});
  CHECK(x[0] == doctest::Approx(1 - first));
  // g = −1: S = 0.75 + 0.25 = 1
  rule.step(x, std::vector<double>{-1});
  CHECK(x[0] == doctest::Approx(1 - first + std::sqrt(moves + 0.01) / std::sqrt(1.01)));
  std::vector<double> rates(1);
  const double second = std::sqrt((moves + 0.01) / 1.01);
  rule.effective_rates(rates);
  CHECK(rates[0] == doctest::Approx(std::sqrt((0.75 * moves + 0.25 * second * second + 0.01) / 1.01)));
  std::vector<double> places{-1, 3, 0}, g(3);
  Optimizer<double> bowl({.kind = OptimizerKind::adadelta, .learning_rate = 1, .alpha = 0.9, .epsilon = 1e-4}, 3);
  for (int step = 0; step < 2000; ++step) {
    bowl_gradient(places, g);
    bowl.step(places, g);
  }
  for (double v : places) CHECK(v == doctest::Approx(1).epsilon(0.05));
}

TEST_CASE("Adam's signal over noise is 1 of gradients that agree and small of gradients that cancel") {
  std::vector<double> x{0, 0}, ratios(2);
  Optimizer<double> adam({.kind = OptimizerKind::adam, .learning_rate = 0.1}, 2);
  adam.signal_over_noise(ratios);
  CHECK(ratios == std::vector<double>{0, 0});
  for (int step = 0; step < 200; ++step) {
    const std::vector<double> before = x;
    adam.step(x, std::vector<double>{-3, step % 2 == 0 ? 1.0 : -1.0});
    adam.signal_over_noise(ratios);
    for (std::size_t i = 0; i < 2; ++i) CHECK(before[i] - x[i] == doctest::Approx(0.1 * ratios[i]).epsilon(1e-6));
  }
  CHECK(ratios[0] == doctest::Approx(-1));
  CHECK(std::fabs(ratios[1]) < 0.1);
  Optimizer<double> plain({.learning_rate = 0.1, .momentum = 0.9}, 2);
  plain.step(x, std::vector<double>{1, 1});
  plain.signal_over_noise(ratios);
  CHECK(ratios == std::vector<double>{0, 0});
}

TEST_CASE("Penalties pull parameters towards zero, L1 by a constant and L2 in proportion") {
  std::vector<double> x{2, -2, 0}, g{0, 0, 0};
  Optimizer<double>({.learning_rate = 0.1, .l1 = 1}, 3).step(x, g);
  CHECK(x == std::vector<double>{1.9, -1.9, 0});
  x = {2, -2, 0};
  Optimizer<double>({.learning_rate = 0.1, .l2 = 0.5}, 3).step(x, g);
  CHECK(x == std::vector<double>{1.9, -1.9, 0});
  x = {2, -2, 0};
  Optimizer<double>({.kind = OptimizerKind::adamw, .learning_rate = 0.1, .l2 = 0.5}, 3).step(x, g);
  CHECK(x == std::vector<double>{1.9, -1.9, 0});
}

TEST_CASE("A reset optimiser starts as a new one") {
  for (const OptimizerSpec& rule : all_rules()) {
    std::vector<float> first{1, 2}, second{1, 2};
    const std::vector<float> g{0.3f, -0.2f};
    Optimizer<float> fresh(rule, 2), used(rule, 2);
    used.step(second, g);
    used.reset();
    second = {1, 2};
    fresh.step(first, g);
    used.step(second, g);
    CHECK(first == second);
  }
}

TEST_CASE("An update of many parameters has the same bits on any crew") {
  for (const OptimizerSpec& rule : all_rules()) {
    const auto run = [&](ThreadPool* pool) {
      std::vector<float> x(40001, 0.5f), g(40001);
      Rng rng(1);
      for (float& v : g) v = float(rng.normal());
      Optimizer<float> optimizer(rule, x.size());
      for (int step = 0; step < 3; ++step) optimizer.step(x, g, pool);
      return x;
    };
    const std::vector<float> alone = run(nullptr);
    ThreadPool two(2), four(4);
    CHECK(run(&two) == alone);
    CHECK(run(&four) == alone);
  }
}

TEST_CASE("An epoch of mini-batches holds every sample once, in an order of its own") {
  MiniBatchSampler sampler(10, 4, Rng(1));
  std::vector<std::vector<std::int32_t>> epochs(2);
  for (auto& epoch : epochs) {
    for (std::size_t size : {4u, 4u, 2u}) {
      const auto batch = sampler.next();
      CHECK(batch.size() == size);
      epoch.insert(epoch.end(), batch.begin(), batch.end());
    }
  }
  CHECK(sampler.epochs() == 2);
  CHECK(epochs[0] != epochs[1]);
  for (auto& epoch : epochs) {
    std::sort(epoch.begin(), epoch.end());
    for (std::int32_t i = 0; i < 10; ++i) CHECK(epoch[std::size_t(i)] == i);
  }
}

TEST_CASE("A batch as large as the data is the data in its own order") {
  MiniBatchSampler sampler(3, 100, Rng(1));
  CHECK(sampler.is_full_batch());
  for (int epoch = 1; epoch <= 3; ++epoch) {
    const auto batch = sampler.next();
    CHECK(std::vector<std::int32_t>(batch.begin(), batch.end()) == std::vector<std::int32_t>{0, 1, 2});
    CHECK(sampler.epochs() == epoch);
  }
}

TEST_CASE("Early stopping ends after its patience and gives back the best parameters") {
  const double losses[] = {3, 2, 1, 1.5, std::nan(""), 2, 0.5};
  BestSoFar<float> early(StoppingRule::early, 3), late(StoppingRule::look_back, 3);
  std::vector<float> parameters{0};
  int stopped_at = -1;
  for (int i = 0; i < 7; ++i) {
    parameters[0] = float(i);
    if (stopped_at < 0 && early.check(losses[i], parameters)) stopped_at = i;
    CHECK_FALSE(late.check(losses[i], parameters));
  }
  CHECK(stopped_at == 5);
  CHECK(early.restore(parameters));
  CHECK(parameters[0] == 2);
  CHECK(late.restore(parameters));
  CHECK(parameters[0] == 6);
  CHECK(late.best_loss() == 0.5);
  CHECK_FALSE(BestSoFar<float>(StoppingRule::early, 1).restore(parameters));
}

TEST_CASE("Initial weights have the spread their rule promises") {
  const struct {
    Initialisation rule;
    double deviation;
  } cases[] = {{{InitialisationKind::zero}, 0},
               {{InitialisationKind::random, 0.3}, 0.3},
               {{InitialisationKind::glorot_uniform}, std::sqrt(2.0 / 300)},
               {{InitialisationKind::glorot_normal}, std::sqrt(2.0 / 300)},
               {{InitialisationKind::he_uniform}, std::sqrt(2.0 / 100)},
               {{InitialisationKind::he_normal}, std::sqrt(2.0 / 100)}};
  for (const auto& c : cases) {
    CAPTURE(id_of(kInitialisations, c.rule.kind));
    std::vector<double> weights(20000, 1.0);
    Rng rng(1);
    initialise<double>(c.rule, 100, 200, rng, weights);
    double squares = 0;
    for (double w : weights) squares += w * w;
    CHECK(std::sqrt(squares / 20000) == doctest::Approx(c.deviation).epsilon(0.02));
  }
}
