#include "core/data/deformation.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;
using data::BendField;
using data::deform;
using data::Deformation;

namespace {

Matrix<float> numbered(std::ptrdiff_t side) {
  Matrix<float> picture(side, side);
  for (std::ptrdiff_t i = 0; i < picture.size(); ++i) picture.data()[i] = static_cast<float>(i + 1);
  return picture;
}

Matrix<float> deformed(const Matrix<float>& picture, const Deformation& deformation) {
  Matrix<float> result(picture.rows(), picture.cols());
  deform(picture, deformation, BendField(picture.rows(), Rng(1)), result);
  return result;
}

double sum(const Matrix<float>& picture) {
  double total = 0;
  for (std::ptrdiff_t i = 0; i < picture.size(); ++i) total += static_cast<double>(picture.data()[i]);
  return total;
}

}  // namespace

TEST_CASE("no deformation leaves every pixel to the bit, and two reflections do") {
  const Matrix<float> picture = numbered(5);
  const Matrix<float> same = deformed(picture, {});
  const Matrix<float> back = deformed(deformed(picture, {.is_mirrored = true}), {.is_mirrored = true});
  for (std::ptrdiff_t i = 0; i < picture.size(); ++i) {
    CHECK(same.data()[i] == picture.data()[i]);
    CHECK(back.data()[i] == picture.data()[i]);
  }
}

TEST_CASE("a shift by whole pixels moves them, and brings in zeros") {
  const Matrix<float> moved = deformed(numbered(4), {.right = 1, .down = 2});
  CHECK(moved(2, 1) == 1.0f);
  CHECK(moved(3, 3) == 7.0f);
  CHECK(moved(0, 0) == 0.0f);
  CHECK(moved(2, 0) == 0.0f);
}

TEST_CASE("a shift by half a pixel is the mean of neighbours") {
  const Matrix<float> moved = deformed(numbered(4), {.right = 0.5});
  CHECK(moved(0, 1) == doctest::Approx(1.5));
  CHECK(moved(0, 0) == doctest::Approx(0.5));
}

TEST_CASE("a quarter turn clockwise takes the upper row to the right column") {
  const Matrix<float> turned = deformed(numbered(3), {.turn = 90});
  CHECK(turned(0, 2) == doctest::Approx(1));
  CHECK(turned(1, 2) == doctest::Approx(2));
  CHECK(turned(2, 2) == doctest::Approx(3));
  CHECK(turned(1, 1) == doctest::Approx(5));
}

TEST_CASE("half the size takes about a quarter of the ink, smearing takes none that stays inside") {
  Matrix<float> blob(21, 21);
  for (std::ptrdiff_t r = 6; r < 15; ++r)
    for (std::ptrdiff_t c = 6; c < 15; ++c) blob(r, c) = 1;
  const double half = sum(deformed(blob, {.scale = 0.5}));  // 5 × 5 pixels are looked up
  CHECK(half > 16);
  CHECK(half < 26);
  const Matrix<float> smeared = deformed(blob, {.smear = 1.2});
  CHECK(sum(smeared) == doctest::Approx(81).epsilon(1e-5));
  CHECK(smeared(10, 6) < 0.75f);
}

TEST_CASE("a bend field displaces by one pixel in root mean square, smoothly") {
  const BendField field(20, Rng(3));
  double squares = 0;
  for (std::ptrdiff_t r = 0; r < 20; ++r)
    for (std::ptrdiff_t c = 0; c < 20; ++c) {
      const auto x = static_cast<double>(field.right()(r, c)), y = static_cast<double>(field.down()(r, c));
      squares += x * x + y * y;
      if (c > 0) CHECK(std::fabs(x - static_cast<double>(field.right()(r, c - 1))) < 0.6);
    }
  CHECK(squares / 400 == doctest::Approx(1).epsilon(1e-4));
}
