#include "core/math/assignment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/math/rng.h"

using namespace lectern;

namespace {

double cost_of_assignment(const Matrix<double>& costs, const std::vector<std::size_t>& columns) {
  double sum = 0;
  for (std::size_t i = 0; i < columns.size(); ++i)
    sum += costs(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(columns[i]));
  return sum;
}

}  // namespace

TEST_CASE("The least assignment of three rows, by hand: not every row gets its cheapest column") {
  Matrix<double> costs(3, 3);
  const double values[] = {1, 2, 9, 1, 5, 9, 3, 4, 8};
  std::copy(std::begin(values), std::end(values), costs.data());
  CHECK(math::least_assignment(costs) == std::vector<std::size_t>{1, 0, 2});
}

TEST_CASE("The least assignment costs as little as the best of all permutations") {
  Rng rng(5);
  for (const std::ptrdiff_t n : {1, 2, 4, 6}) {
    Matrix<double> costs(n, n);
    for (std::ptrdiff_t k = 0; k < n * n; ++k) costs.data()[k] = rng.uniform(-1, 3);
    std::vector<std::size_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::vector<std::size_t> found = math::least_assignment(costs);
    std::vector<std::size_t> sorted = found;
    std::sort(sorted.begin(), sorted.end());
    CHECK(sorted == order);
    double least = std::numeric_limits<double>::infinity();
    do least = std::min(least, cost_of_assignment(costs, order));
    while (std::next_permutation(order.begin(), order.end()));
    CHECK(cost_of_assignment(costs, found) == doctest::Approx(least));
  }
}

TEST_CASE("The least assignment of no rows is empty, and costs that are no numbers still give an assignment") {
  CHECK(math::least_assignment(Matrix<double>(0, 0)).empty());
  std::vector<std::size_t> found =
      math::least_assignment(Matrix<double>(3, 3, std::numeric_limits<double>::quiet_NaN()));
  std::sort(found.begin(), found.end());
  CHECK(found == std::vector<std::size_t>{0, 1, 2});
}
