#include "core/parts/typical_error.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace lectern;

namespace {

// f(x) = 1 + 2x
const linear::Polynomial kLine{{linear::PolynomialBasis::powers, 1, 0, 1}, {1, 2}};

TypicalErrors with_validation(double error) {
  TypicalErrors errors;
  errors.validation.add(error);
  return errors;
}

}  // namespace

TEST_CASE("the typical error is the geometric mean: one wild fit does not hide the others") {
  TypicalError error;
  CHECK_FALSE(error.is_known());
  error.add(1);
  CHECK(error.value() == doctest::Approx(1));
  error.add(100);
  CHECK(error.is_known());
  CHECK(error.value() == doctest::Approx(10));
  error.add(INFINITY);  // counts as the largest, 10¹²
  CHECK(error.value() == doctest::Approx(std::cbrt(1e14)));
  TypicalError none;
  none.add(0);
  CHECK(none.value() == doctest::Approx(1e-12));
}

TEST_CASE("its interval is two standard errors of the logarithms, and none for a single error") {
  TypicalError error;
  error.add(1);
  CHECK(error.at(3).low == error.at(3).high);
  error.add(100);
  // ln 1 and ln 100: the mean of two has the standard error ½ ln 100 = ln 10.
  CHECK(error.at(3).x == 3);
  CHECK(error.at(3).value == doctest::Approx(10));
  CHECK(error.at(3).low == doctest::Approx(0.1));
  CHECK(error.at(3).high == doctest::Approx(1000));
}

TEST_CASE("a fit is judged by its mean square on each sample; where there are no points nothing is known") {
  CurveSample sample;
  CHECK(mean_squared_error(kLine, sample) == 0);
  sample.add(0, 1);
  sample.add(1, 5);
  CHECK(mean_squared_error(kLine, sample) == doctest::Approx(2));
  TypicalErrors errors;
  errors.add(kLine, {sample, {}}, sample);
  CHECK(errors.training.value() == doctest::Approx(2));
  CHECK_FALSE(errors.validation.is_known());
  CHECK(errors.beyond.is_known());
}

TEST_CASE("of known errors the first of the least is found, and none among the unknown") {
  const std::array all{TypicalErrors{}, with_validation(3), with_validation(2), with_validation(2), TypicalErrors{}};
  CHECK(place_of_least(all, &TypicalErrors::validation) == 2);
  CHECK(place_of_least(all, &TypicalErrors::training) == -1);
  CHECK(place_of_least({}, &TypicalErrors::validation) == -1);
}
