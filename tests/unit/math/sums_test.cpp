#include "core/math/sums.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/math/rng.h"

using namespace lectern;

namespace {
// The definition of sums.h, word by word.
double sum_by_definition(const std::vector<double>& x) {
  std::vector<double> chunks;
  for (std::size_t first = 0; first < x.size(); first += math::kSumChunk) {
    double lane[8] = {};
    for (std::size_t i = first; i < x.size() && i < first + math::kSumChunk; ++i) lane[(i - first) % 8] += x[i];
    const double even = (lane[0] + lane[2]) + (lane[4] + lane[6]);
    const double odd = (lane[1] + lane[3]) + (lane[5] + lane[7]);
    chunks.push_back(even + odd);
  }
  return math::fold_chunks(chunks);
}
}  // namespace

TEST_CASE("sums follow their stated order at every size") {
  Rng rng(1);
  for (std::size_t n : {0, 1, 7, 8, 9, 4095, 4096, 4097, 4096 * 3 + 5, 4096 * 7, 4096 * 8 + 1}) {
    std::vector<double> x(n);
    for (double& value : x) value = rng.normal();
    CHECK(math::sum(x) == sum_by_definition(x));
  }
}

TEST_CASE("sum, dot product, mean and variance of a small sample are exact") {
  const std::vector<float> x{1, 2, 3, 4};
  const std::vector<float> y{2, 0, -1, 1};
  CHECK(math::sum(x) == 10);
  CHECK(math::dot(x, y) == 3);
  CHECK(math::sum_of_squares(x) == 30);
  CHECK(math::mean(x) == 2.5);
  CHECK(math::mean_and_variance(x).variance == 1.25);
  CHECK(math::sum_of_squares_about(x, 2.0) == 6);
}

TEST_CASE("no numbers: sums, mean and variance are 0") {
  const std::vector<float> none;
  CHECK(math::sum(none) == 0);
  CHECK(math::mean(none) == 0);
  CHECK(math::mean_and_variance(none).variance == 0);
  CHECK(math::fold_chunks({}) == 0);
}

TEST_CASE("the compensated sum keeps what plain addition loses") {
  math::CompensatedSum sum;
  for (double value : {1.0, 1e100, 1.0, -1e100}) sum.add(value);
  CHECK(sum.value() == 2.0);
}
