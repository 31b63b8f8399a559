#include "core/data/cluster_shapes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/data/card_transactions.h"

using namespace lectern;

TEST_CASE("cluster shapes: both columns have mean 0 and variance 1, and groups take turns") {
  for (const auto& shape : data::kClusterShapes) {
    CAPTURE(shape.id);
    Rng rng(3);
    const data::ClusterSet set = data::make_cluster_set(shape.value, 120, 0.05, rng);
    REQUIRE(set.X.rows() == 120);
    REQUIRE(set.truth.size() == 120);
    const int groups = *std::max_element(set.truth.begin(), set.truth.end()) + 1;
    for (std::size_t i = 0; i < set.truth.size(); ++i) CHECK(set.truth[i] == static_cast<int>(i) % groups);
    for (std::ptrdiff_t j = 0; j < 2; ++j) {
      double sum = 0, square = 0;
      for (std::ptrdiff_t i = 0; i < set.X.rows(); ++i) sum += set.X(i, j), square += set.X(i, j) * set.X(i, j);
      CHECK(std::fabs(sum) < 1e-9);
      CHECK(square / 120 == doctest::Approx(1));
    }
  }
}

TEST_CASE("cluster shapes: rings without noise are rings, and one point or none is no trouble") {
  Rng rng(1);
  const data::ClusterSet rings = data::make_cluster_set(data::ClusterShape::circles, 200, 0, rng);
  double inner = 0, outer = 0;
  for (std::ptrdiff_t i = 0; i < 200; ++i) (i % 2 == 0 ? outer : inner) = std::hypot(rings.X(i, 0), rings.X(i, 1));
  CHECK(outer / inner == doctest::Approx(2).epsilon(0.02));
  for (const int n : {0, 1}) CHECK(data::make_cluster_set(data::ClusterShape::moons, n, 0.1, rng).X.rows() == n);
}

TEST_CASE("card payments: the last are fraud, far from home and in quick succession; sums alone do not tell") {
  Rng rng(2);
  const data::CardTransactions cards = data::make_card_transactions(2000, 400, rng);
  double honest_distance = 0, fraud_distance = 0, honest_minutes = 0, fraud_minutes = 0;
  int journeys = 0, usual_sums = 0, rare_shops = 0;
  for (std::ptrdiff_t i = 0; i < 2000; ++i) {
    const bool is_fraud = cards.kinds[static_cast<std::size_t>(i)] == data::CardKind::fraud;
    CHECK(is_fraud == (i >= 1600));
    journeys += cards.kinds[static_cast<std::size_t>(i)] == data::CardKind::peculiar ? 1 : 0;
    CHECK(cards.columns(i, 1) >= 0);
    CHECK(cards.columns(i, 1) < 24);
    (is_fraud ? fraud_distance : honest_distance) += cards.columns(i, 2) / (is_fraud ? 400 : 1600);
    (is_fraud ? fraud_minutes : honest_minutes) += cards.columns(i, 3) / (is_fraud ? 400 : 1600);
    rare_shops += is_fraud && cards.columns(i, 4) < -1.8 ? 1 : 0;
    if (!is_fraud) CHECK(cards.columns(i, 4) > -2);
    usual_sums += is_fraud && cards.columns(i, 0) > 0.5 && cards.columns(i, 0) < 2.7 ? 1 : 0;
  }
  CHECK(fraud_distance > honest_distance + 1.5);
  CHECK(fraud_minutes < honest_minutes - 1.5);
  CHECK(usual_sums > 350);
  CHECK(rare_shops > 380);
  CHECK(journeys > 30);
  CHECK(journeys < 110);
}
