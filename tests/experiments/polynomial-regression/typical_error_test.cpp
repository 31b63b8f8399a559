#include "core/experiments/polynomial-regression/typical_error.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "core/data/laws.h"

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
  CHECK(std::isnan(mean_squared_error(kLine, sample)));
  sample.add(0, 1);
  sample.add(1, 5);
  CHECK(mean_squared_error(kLine, sample) == doctest::Approx(2));
  TypicalError error;
  error.add(kLine, {});
  CHECK_FALSE(error.is_known());
  error.add(kLine, sample);
  CHECK(error.value() == doctest::Approx(2));
}

TEST_CASE("a fit is judged by the law where it is known, and else by the points held out") {
  CurveProblem problem;
  problem.law = CurveLaw(*data::find_law_of_one("linear"));  // 2x on [0, 1], below the line by 1
  problem.interval = problem.law->interval();
  problem.noise = 0.5;
  CurveParts parts;
  parts.training.add(0, 3);
  parts.validation.add(1, 3);
  TypicalErrors by_law, by_points;
  by_law.add(kLine, parts, ExpectedError(problem, problem.interval), ExpectedError(problem, {1, 2}));
  by_points.add(kLine, parts, {}, {});
  CHECK(by_law.training.value() == doctest::Approx(4));
  CHECK(by_law.validation.value() == doctest::Approx(1.25));
  CHECK(by_law.beyond.value() == doctest::Approx(1.25));
  CHECK(by_points.training.value() == doctest::Approx(4));
  CHECK(by_points.validation.value() == doctest::Approx(1e-12));
  CHECK_FALSE(by_points.beyond.is_known());
}

TEST_CASE("errors that are mere rounding are told as that, and unknown ones as unknown") {
  CHECK(error_in_words(0.12345) == "0.123");
  CHECK(error_in_words(TypicalError::kLeast) == "< 10⁻¹²");
  TypicalError none, rounding;
  CHECK(error_in_words(none.value()) == "–");
  for (int i = 0; i < 7; ++i) rounding.add(0);
  CHECK(error_in_words(rounding.value()) == "< 10⁻¹²");
}

TEST_CASE("of known errors the first of the least is found, and none among the unknown") {
  const std::array all{TypicalErrors{}, with_validation(3), with_validation(2), with_validation(2), TypicalErrors{}};
  CHECK(place_of_least(all, &TypicalErrors::validation) == 2);
  CHECK(place_of_least(all, &TypicalErrors::training) == -1);
  CHECK(place_of_least({}, &TypicalErrors::validation) == -1);
}
