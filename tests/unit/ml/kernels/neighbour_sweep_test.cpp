#include "core/ml/kernels/neighbour_sweep.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/kernels/curse_of_dimension.h"

using namespace lectern;
using namespace lectern::kernels;

namespace {

NeighbourExamples noisy_halves(std::ptrdiff_t n, std::uint64_t seed) {
  Rng rng(seed);
  NeighbourExamples made{Matrix<double>(n, 2), {}, {}, 2};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    for (std::ptrdiff_t j = 0; j < 2; ++j) made.X(i, j) = rng.uniform();
    const bool right = made.X(i, 0) > 0.5, turned = rng.uniform() < 0.2;
    made.labels.push_back(right != turned ? 1 : 0);
  }
  return made;
}

}  // namespace

TEST_CASE("weights of neighbours are equal shares, or go with 1/distance, or all to those at distance zero") {
  std::vector<double> weights(3);
  neighbour_weights(NeighbourWeights::uniform, std::vector<double>{0, 1, 2}, weights);
  CHECK(weights[2] == doctest::Approx(1.0 / 3));
  neighbour_weights(NeighbourWeights::inverse_distance, std::vector<double>{1, 2, 4}, weights);
  CHECK(weights[0] == doctest::Approx(4.0 / 7));
  neighbour_weights(NeighbourWeights::inverse_distance, std::vector<double>{0, 0, 4}, weights);
  CHECK(weights[1] == 0.5);
  CHECK(weights[2] == 0);
}

TEST_CASE("the sweep gives for every k what asking for that k gives, on any number of workers") {
  const auto memory = std::make_shared<const NeighbourMemory>(noisy_halves(90, 1), Metric::euclidean);
  const auto validation = std::make_shared<const NeighbourExamples>(noisy_halves(50, 2));
  ThreadPool one(1), four(4);
  NeighbourSweep sweep(memory, validation), other(memory, validation);
  while (!sweep.finished()) sweep.advance(one);
  while (!other.finished()) other.advance(four);
  REQUIRE(sweep.errors().size() == other.errors().size());
  CHECK(sweep.errors().front().k == 1);
  CHECK(sweep.errors().back().k == 90);
  for (std::size_t i = 0; i < sweep.errors().size(); ++i) {
    const NeighbourSweep::Errors& errors = sweep.errors()[i];
    CHECK(errors.training == other.errors()[i].training);
    CHECK(errors.validation == other.errors()[i].validation);
    const NeighbourErrors asked = sum_of_errors(*memory, *validation, errors.k, 0, 50, one);
    CHECK(errors.validation[0] == asked[0] / 50);
    CHECK(errors.training[1] == 0);  // each example remembered is its own nearest
  }
  CHECK(sweep.errors().front().training[0] == 0);
}

TEST_CASE("a sweep over very many examples does each k in pieces and comes to the same errors") {
  const auto memory = std::make_shared<const NeighbourMemory>(noisy_halves(1500, 3), Metric::manhattan);
  const auto validation = std::make_shared<const NeighbourExamples>(noisy_halves(700, 4));
  ThreadPool pool(2);
  NeighbourSweep sweep(memory, validation);
  int steps = 0;
  for (; sweep.errors().empty(); ++steps) sweep.advance(pool);
  CHECK(steps > 1);
  CHECK(sweep.errors()[0].training[0] == 0);
  CHECK(sweep.errors()[0].validation[0] == sum_of_errors(*memory, *validation, 1, 0, 700, pool)[0] / 700);
}

TEST_CASE("without examples kept back the sweep still comes to its end") {
  const auto memory = std::make_shared<const NeighbourMemory>(noisy_halves(1, 5), Metric::euclidean);
  NeighbourSweep sweep(memory, std::make_shared<const NeighbourExamples>(NeighbourExamples{{}, {}, {}, 2}));
  ThreadPool pool(1);
  sweep.advance(pool);
  CHECK(sweep.finished());
  CHECK(sweep.errors().size() == 1);
}

TEST_CASE("values are predicted by the mean: the error is the mean squared difference") {
  NeighbourExamples line{Matrix<double>(3, 1), {}, {0, 1, 5}, 0};
  for (std::ptrdiff_t i = 0; i < 3; ++i) line.X(i, 0) = static_cast<double>(i);
  const NeighbourMemory memory(line, Metric::euclidean);
  ThreadPool pool(1);
  // All three have the mean 2.
  CHECK(sum_of_errors(memory, line, 3, 0, 3, pool)[0] == doctest::Approx(4 + 1 + 9));
}

TEST_CASE("unit balls have the volumes known from school") {
  CHECK(unit_ball_volume(0) == 1);
  CHECK(unit_ball_volume(1) == 2);
  CHECK(unit_ball_volume(2) == doctest::Approx(3.14159265358979));
  CHECK(unit_ball_volume(3) == doctest::Approx(4.18879020478639));
  CHECK(unit_ball_volume(20) == doctest::Approx(0.02580689139001406));
}

TEST_CASE("samples near a place take 1/(V_d εᵈ) draws away from the border, somewhat more with it") {
  CHECK(log10_lattice_samples(80, 0.1) == doctest::Approx(80));
  for (const int d : {1, 2, 3}) {
    NearSampleTrials trials(d, 0.1, Rng(7));
    trials.draw(400'000);
    double expected = 1 / unit_ball_volume(d);
    for (int j = 0; j < d; ++j) expected /= 0.1;
    CHECK(trials.trials() > 1000);
    CHECK(trials.mean_samples() > expected);
    CHECK(trials.mean_samples() < 1.5 * expected);
  }
}

TEST_CASE("in one dimension the nearest of many samples is right, in many it is hardly nearer than the others") {
  Rng rng(8);
  const NeighbourWorth line = neighbour_worth(1, 300, 400, rng), space = neighbour_worth(30, 300, 400, rng);
  CHECK(line.error < 0.02);
  CHECK(line.nearness < 0.02);
  CHECK(space.error > 0.3);
  CHECK(space.nearness > 0.6);
}
