#include "core/ml/nn/filter_set.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "core/ml/nn/network.h"
#include "core/ml/nn/reading.h"

using namespace lectern;
using nn::FilterSet;

TEST_CASE("edges of 3 by 3 along the axes are Sobel's, divided by four") {
  const auto edges = nn::filters_by_hand(FilterSet::edges, 3, 4);
  REQUIRE(edges.size() == 4);
  const std::vector<double> sobel{-1, 0, 1, -2, 0, 2, -1, 0, 1};
  for (std::size_t i = 0; i < 9; ++i) {
    CHECK(static_cast<double>(edges[0][i]) == doctest::Approx(sobel[i] / 4));
    CHECK(std::fabs(static_cast<double>(edges[1][i]) - sobel[i % 3 * 3 + i / 3] / 4) < 1e-7);  // downwards
    CHECK(std::fabs(static_cast<double>(edges[2][i] + edges[0][i])) < 1e-7);                   // opposite
  }
}

TEST_CASE("a blur and a sharpening keep an even picture, edges and an outline make it zero") {
  for (const int side : {3, 5, 7}) {
    const auto filters = nn::filters_by_hand(FilterSet::classic, side, 32);
    REQUIRE(filters.size() == 7);
    for (std::size_t f = 0; f < filters.size(); ++f) {
      const double sum = std::accumulate(filters[f].begin(), filters[f].end(), 0.0);
      CHECK(std::fabs(sum - (f < 2 ? 1 : 0)) < 1e-6);
    }
  }
  CHECK(nn::filters_by_hand(FilterSet::classic, 3, 2).size() == 2);
  CHECK(nn::filters_by_hand(FilterSet::random, 3, 2).empty());
}

TEST_CASE("LeNet-5 has 61 706 parameters and maps of 28, 14, 10 and 5 pixels a side") {
  const auto network = nn::Network<float>::build({1, 28, 28}, nn::layer_specs(nn::lenet5_plan(10)));
  REQUIRE(network.ok());
  CHECK(network->parameters().size() == 156 + 2416 + 48120 + 10164 + 850);
  REQUIRE(network->layer_count() == 7);
  const std::vector<nn::Shape> shapes{{6, 28, 28}, {6, 14, 14}, {16, 10, 10}, {16, 5, 5},
                                      {120, 1, 1}, {84, 1, 1},  {10, 1, 1}};
  for (std::size_t l = 0; l < shapes.size(); ++l) CHECK(network->layer(l).output_shape() == shapes[l]);
  CHECK(network->layer(0).windows().padding.y == 2);
  CHECK(network->layer(3).windows().kernel.y == 2);
}

TEST_CASE("maps that have become too small are not pooled where the plan knows the size of the pictures") {
  nn::ConvolutionalPlan plan{.channels = {4, 4}, .side = 8, .paddings = {0, 0}, .dense = {}};
  const auto network = nn::Network<float>::build({1, 8, 8}, nn::layer_specs(plan));
  REQUIRE(network.ok());
  CHECK(network->layer_count() == 4);  // 6×6, pooled to 3×3, 1×1, scores
  plan.side = 0;
  CHECK(!nn::Network<float>::build({1, 8, 8}, nn::layer_specs(plan)).ok());
}
