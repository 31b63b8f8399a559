#include "core/parts/score_picture.h"

#include <doctest/doctest.h>

#include <array>

using namespace lectern;
using nn::Objective;
using nn::OutputCode;

TEST_CASE("field values hold the class before the point and the confidence behind it, of a regression the score") {
  Matrix<float> scores(3, 1);
  scores(0, 0) = -100;
  scores(1, 0) = 0;
  scores(2, 0) = 100;
  std::array<float, 3> values{};
  write_field_values(OutputCode::classification(2, Objective::cross_entropy), scores, values);
  CHECK(values[0] == doctest::Approx(0.999));
  CHECK(values[1] == 0.0f);
  CHECK(values[2] == doctest::Approx(1.999));
  write_field_values(OutputCode::regression(Objective::squared), scores, values);
  CHECK(values[2] == 100.0f);
}
