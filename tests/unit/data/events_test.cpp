#include "core/data/events.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace lectern;
using namespace lectern::data;

namespace {

struct Means {
  std::array<std::array<double, 4>, 2> of_class{};
  std::array<double, 2> weight{};
};

Means means_of(const Dataset& set) {
  Means means;
  const double share = 2.0 / static_cast<double>(set.size());
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const auto k = static_cast<std::size_t>(set.labels[static_cast<std::size_t>(i)]);
    for (std::size_t j = 0; j < 4; ++j)
      means.of_class[k][j] += share * static_cast<double>(set.X(i, static_cast<std::ptrdiff_t>(j)));
    means.weight[k] += share * static_cast<double>(set.weights[static_cast<std::size_t>(i)]);
  }
  return means;
}

}  // namespace

TEST_CASE("collider events have the means of their laws, and weights of mean 1 in each class") {
  Rng rng(1);
  const Means means = means_of(collider_events(rng, 40000, 0.05));
  CHECK(means.of_class[1][0] == doctest::Approx(70).epsilon(0.03));
  CHECK(means.of_class[0][0] == doctest::Approx(40).epsilon(0.03));
  CHECK(means.of_class[1][1] == doctest::Approx(2).epsilon(0.05));
  CHECK(means.of_class[0][1] == doctest::Approx(5).epsilon(0.05));
  CHECK(means.of_class[1][2] == doctest::Approx(0.5).epsilon(0.03));
  CHECK(means.of_class[0][2] == doctest::Approx(2.0 / 3).epsilon(0.03));
  CHECK(means.of_class[1][3] == doctest::Approx(125).epsilon(0.01));
  // ∫ m exp(-m/40) / ∫ exp(-m/40) over 100 … 160
  const double kept = 1 - std::exp(-1.5);
  CHECK(means.of_class[0][3] == doctest::Approx(100 + 40 - 60 * std::exp(-1.5) / kept).epsilon(0.01));
  for (const double weight : means.weight) CHECK(weight == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("without resolution the signal's mass is sharp; soft pairs weigh less") {
  Rng rng(2);
  const Dataset set = collider_events(rng, 2000, 0);
  double soft = 0, hard = 0;
  int soft_count = 0, hard_count = 0;
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (set.labels[at] == 1) CHECK(set.X(i, 3) == 125);
    CHECK(set.X(i, 2) >= 0);
    CHECK(set.X(i, 2) <= 1);
    CHECK(set.weights[at] > 0);
    const bool is_soft = set.X(i, 0) < 20;
    (is_soft ? soft : hard) += static_cast<double>(set.weights[at]);
    ++(is_soft ? soft_count : hard_count);
  }
  CHECK(soft / soft_count < 0.7 * hard / hard_count);
}

TEST_CASE("no events are no events, and the same stream gives the same ones") {
  Rng a(3), b(3), c(3);
  CHECK(collider_events(a, 0, 0.1).size() == 0);
  const Dataset one = collider_events(b, 11, 0.1), two = collider_events(c, 11, 0.1);
  CHECK(one.weights == two.weights);
  CHECK(one.labels == two.labels);
}

TEST_CASE("weights follow their samples through a split") {
  Rng rng(4);
  Dataset set = collider_events(rng, 40, 0.1);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) set.weights[static_cast<std::size_t>(i)] = set.X(i, 0);
  const TrainValidation parts = split(set, 0.3, rng);
  CHECK(parts.validation.weights.size() == 12);
  for (const Dataset* part : {&parts.training, &parts.validation})
    for (std::ptrdiff_t i = 0; i < part->size(); ++i)
      CHECK(part->weights[static_cast<std::size_t>(i)] == part->X(i, 0));
}
