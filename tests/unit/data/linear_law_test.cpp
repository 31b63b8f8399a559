#include "core/data/linear_law.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace lectern;

TEST_CASE("the first five houses are those of the lecture, whatever the seed") {
  Rng one(1), two(2);
  const data::Dataset a = data::houses(one), b = data::houses(two);
  REQUIRE(a.size() == 47);
  CHECK(a.X(0, 0) == 2.104f);
  CHECK(a.X(4, 1) == 4);
  CHECK(a.targets[3] == 2.32f);
  CHECK(a.targets[4] == b.targets[4]);
  CHECK(a.targets[5] != b.targets[5]);
  for (std::ptrdiff_t i = 0; i < a.size(); ++i) {
    CHECK(a.X(i, 1) >= 1);
    CHECK(a.X(i, 1) <= 5);
    CHECK(a.X(i, 1) == std::floor(a.X(i, 1)));
  }
}

TEST_CASE("inputs of a linear law have the correlation asked for, and without noise the law is exact") {
  Rng rng(3);
  const std::vector<double> weights{2, 0, -1};
  const data::Dataset set = data::sample_linear_law(weights, 0.6, 0, 20000, rng);
  double neighbours = 0, next = 0, square = 0;
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const double x1 = set.X(i, 0), x2 = set.X(i, 1), x3 = set.X(i, 2);
    neighbours += x1 * x2 / 20000;
    next += x1 * x3 / 20000;
    square += x3 * x3 / 20000;
    CHECK(std::fabs(2 * x1 - x3 - set.targets[static_cast<std::size_t>(i)]) < 1e-5);
  }
  CHECK(neighbours == doctest::Approx(0.6).epsilon(0.05));
  CHECK(next == doctest::Approx(0.36).epsilon(0.1));
  CHECK(square == doctest::Approx(1).epsilon(0.05));
}

TEST_CASE("laws of no samples and of no inputs are empty, and salaries are as many as asked for") {
  Rng rng(4);
  CHECK(data::sample_linear_law(std::vector<double>{1}, 0, 1, 0, rng).size() == 0);
  CHECK(data::sample_linear_law({}, 0, 0, 3, rng).targets == std::vector<float>{0, 0, 0});
  CHECK(data::salaries(rng).size() == 373);
  CHECK(data::salaries(rng, 5).targets.size() == 5);
}

TEST_CASE("bodies and used cars are drawn from their laws") {
  Rng rng(3);
  const data::Dataset bodies = data::bodies(rng), cars = data::used_cars(rng, 2000);
  REQUIRE(bodies.size() == 252);
  double miss = 0;
  for (std::ptrdiff_t i = 0; i < bodies.size(); ++i) {
    const double bmi = static_cast<double>(bodies.X(i, 0));
    CHECK(bmi >= 16);
    CHECK(bmi <= 42);
    miss += static_cast<double>(bodies.targets[static_cast<std::size_t>(i)]) - (1.2 * bmi - 1.6);
  }
  CHECK(std::fabs(miss / 252) < 1);
  int worthless = 0;
  for (std::ptrdiff_t i = 0; i < cars.size(); ++i) {
    const float price = cars.targets[static_cast<std::size_t>(i)];
    CHECK(price >= 0);
    worthless += price == 0;
    if (cars.X(i, 0) > 15) CHECK(price == 0);
  }
  // Half of them are older than ten years.
  CHECK(worthless == doctest::Approx(1000).epsilon(0.1));
}
