#include "core/ml/nn/patience_ladder.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/nn/early_stopping.h"

using namespace lectern;
using nn::PatienceLadder;

TEST_CASE("a patience ladder gives back what each patience would, by hand") {
  PatienceLadder<float> ladder;
  CHECK(ladder.with_patience(1).best_check == -1);
  //                           0  1  2  3  4  5  6  7  8  9
  constexpr std::array losses{5., 4., 6., 3., 7., 8., 2., 9., 9., 9.};
  for (std::size_t i = 0; i < losses.size(); ++i) ladder.check(losses[i], std::array{static_cast<float>(i)});
  const auto impatient = ladder.with_patience(1);
  CHECK(impatient.best_check == 1);
  CHECK(impatient.stopped_at == 2);
  CHECK(impatient.parameters[0] == 1.0f);
  CHECK(ladder.with_patience(2).best_check == 3);
  CHECK(ladder.with_patience(2).stopped_at == 5);
  CHECK(ladder.with_patience(3).best_check == 6);
  CHECK(ladder.with_patience(3).stopped_at == 9);
  CHECK(ladder.with_patience(4).best_check == 6);
  CHECK(ladder.with_patience(4).stopped_at == -1);
  CHECK(ladder.best().loss == 2);
}

TEST_CASE("a patience ladder agrees with trainings that stop, whatever the patience, and keeps few parameters") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Rng rng(seed);
    std::vector<double> losses;
    double level = 0;
    for (int i = 0; i < 600; ++i) losses.push_back((level -= 0.02) + rng.uniform(0, 3));
    losses[40] = NAN;
    PatienceLadder<float> ladder;
    for (std::size_t i = 0; i < losses.size(); ++i) ladder.check(losses[i], std::array{static_cast<float>(i)});
    for (int patience = 1; patience <= 60; ++patience) {
      CAPTURE(patience);
      nn::BestSoFar<float> training(nn::StoppingRule::early, patience);
      std::int64_t stopped_at = -1;
      for (std::size_t i = 0; i < losses.size() && stopped_at < 0; ++i)
        if (training.check(losses[i], std::array{static_cast<float>(i)})) stopped_at = static_cast<std::int64_t>(i);
      const auto stop = ladder.with_patience(patience);
      CHECK(stop.best_check == training.best_check());
      CHECK(stop.stopped_at == stopped_at);
      CHECK(stop.loss == training.best_loss());
      CHECK(stop.parameters[0] == static_cast<float>(training.best_check()));
    }
    CHECK(ladder.rungs() <= 35);
  }
}
