#include "core/math/correlation.h"

#include <doctest/doctest.h>

#include <array>

using namespace lectern;

TEST_CASE("The correlation of pairs: by hand, of a line up and down, and of what does not vary") {
  const std::array a{1.0, 2.0, 3.0, 6.0}, b{2.0, 1.0, 4.0, 5.0};
  const auto of = [](const auto& values) {
    return [&](std::ptrdiff_t i) { return values[static_cast<std::size_t>(i)]; };
  };
  // ā = 3, b̄ = 3: Σ = (−2)(−1) + (−1)(−2) + 0·1 + 3·2 = 10; Σ a² = 14, Σ b² = 10
  CHECK(math::correlation(4, of(a), of(b)) == doctest::Approx(10 / std::sqrt(140.0)));
  CHECK(math::correlation(4, of(a), [&](std::ptrdiff_t i) { return 3 - 2 * of(a)(i); }) == doctest::Approx(-1));
  CHECK(math::correlation(4, of(a), [](std::ptrdiff_t) { return 7.0f; }) == 0);
  CHECK(math::correlation(0, of(a), of(b)) == 0);
}
