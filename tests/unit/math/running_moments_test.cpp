#include "core/math/running_moments.h"

#include <doctest/doctest.h>

using lectern::math::RunningMoments;

TEST_CASE("running moments of 2, 4, 9 are those computed by hand") {
  RunningMoments moments;
  CHECK(moments.mean() == 0);
  CHECK(moments.standard_error() == 0);
  moments.add(2);
  CHECK(moments.variance() == 0);
  moments.add(4);
  moments.add(9);
  CHECK(moments.count() == 3);
  CHECK(moments.mean() == doctest::Approx(5));
  CHECK(moments.variance() == doctest::Approx(13));  // (9 + 1 + 16)/2
  CHECK(moments.standard_error() == doctest::Approx(std::sqrt(13.0 / 3)));
}

TEST_CASE("running moments keep their digits far from zero") {
  RunningMoments moments;
  for (int i = 0; i < 1000; ++i) moments.add(1e9 + (i % 2 == 0 ? 1 : -1));
  CHECK(moments.mean() == doctest::Approx(1e9));
  CHECK(moments.variance() == doctest::Approx(1000.0 / 999));
}
