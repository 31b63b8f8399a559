#include "core/experiments/nearest-neighbours/digit_neighbours.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/data/bundled.h"

using namespace lectern;

namespace {

double distance(PixelDistance kind, const float* a, const float* b) {
  double square = 0, streets = 0, product = 0, length_a = 0, length_b = 0;
  for (int j = 0; j < 64; ++j) {
    const double x = static_cast<double>(a[j]), y = static_cast<double>(b[j]);
    square += (x - y) * (x - y);
    streets += std::fabs(x - y);
    product += x * y;
    length_a += x * x;
    length_b += y * y;
  }
  if (kind == PixelDistance::cosine) return 1 - product / std::sqrt(length_a * length_b);
  return kind == PixelDistance::manhattan ? streets : std::sqrt(square);
}

}  // namespace

TEST_CASE("the nearest digit by each distance is the one that a plain search finds") {
  const data::Dataset all = *data::digits_8x8();
  std::vector<int> order(static_cast<std::size_t>(all.size()));
  std::iota(order.begin(), order.end(), 0);
  Rng rng(3);
  rng.shuffle(std::span(order));
  const DigitNeighbours digits(Rng(3));
  for (PixelDistance kind : {PixelDistance::euclidean, PixelDistance::manhattan, PixelDistance::cosine}) {
    int wrong = 0;
    for (int i = 0; i < DigitNeighbours::kAsked; ++i) {
      const int asked = order[static_cast<std::size_t>(DigitNeighbours::kRemembered + i)];
      const auto nearest =
          std::min_element(order.begin(), order.begin() + DigitNeighbours::kRemembered, [&](int a, int b) {
            return distance(kind, all.X.row(a), all.X.row(asked)) < distance(kind, all.X.row(b), all.X.row(asked));
          });
      wrong += all.labels[static_cast<std::size_t>(*nearest)] != all.labels[static_cast<std::size_t>(asked)] ? 1 : 0;
    }
    CHECK(digits.error(kind, 1) == doctest::Approx(wrong / double(DigitNeighbours::kAsked)).epsilon(1e-9));
  }
}
