#include "core/ml/nn/construction.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace lectern;

TEST_CASE("construction: the ReLUs that join points go through all of them and straight between") {
  const std::vector<double> x{-1, 0, 0.5, 2}, y{3, 1, 4, 4};
  const nn::ReluSum sum = nn::relu_interpolant(x, y);
  REQUIRE(sum.kinks.size() == 3);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(sum.value(x[i]) == doctest::Approx(y[i]));
  CHECK(sum.value(-0.5) == doctest::Approx(2));
  CHECK(sum.value(-7) == 3);                             // nothing is on yet
  CHECK(sum.value(2, 1) == doctest::Approx(3 - 2 * 3));  // the first alone goes straight on
  CHECK(nn::relu_interpolant(std::array{1.0}, std::array{5.0}).value(9) == 5);
}

TEST_CASE("construction: greedy kinks stand where the curve bends, and end when nothing is missed") {
  std::vector<double> x, y;
  for (int i = 0; i <= 100; ++i) {
    x.push_back(i / 100.0);
    y.push_back(std::fabs(i - 70) / 100.0);
  }
  CHECK(nn::greedy_knots(x, y, 2) == std::vector<std::size_t>{0, 70, 100});
  CHECK(nn::greedy_knots(x, y, 1) == std::vector<std::size_t>{0, 100});
  CHECK(nn::greedy_knots(x, y, 50).size() <= 51);
}

TEST_CASE("construction: two steps make a bump, two bumps and a neuron above them a tower") {
  CHECK(nn::steep_bump(0.5, 0, 1, 200) == doctest::Approx(1));
  CHECK(nn::steep_bump(1.5, 0, 1, 200) == doctest::Approx(0));
  CHECK(nn::steep_step(0.3, 0.3, 50) == 0.5);
  CHECK(nn::tower(1, 1, 40) == doctest::Approx(1));
  CHECK(nn::tower(1, 0, 40) == doctest::Approx(0));
  CHECK(nn::tower(0, 0, 40) == doctest::Approx(0));
}

TEST_CASE("construction: every fold doubles the straight pieces") {
  for (int depth = 1; depth <= 7; ++depth) {
    const int pieces = 1 << depth;
    for (int i = 0; i <= pieces; ++i) CHECK(nn::sawtooth(static_cast<double>(i) / pieces, depth) == i % 2);
    CHECK(nn::sawtooth(0.25 / pieces, depth) == 0.25);
  }
  CHECK(nn::sawtooth(0.3, 0) == 0.3);
}

TEST_CASE("construction: weights and biases of a dense network are counted") {
  CHECK(nn::dense_parameters(std::array{5}) == 16);
  CHECK(nn::dense_parameters(std::array{2, 2, 2}) == 4 + 6 + 6 + 3);
}
