#include "core/experiments/linear-vs-logistic/linear_cut.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;
using tests::layers_of;

namespace {

const std::array<std::string, 2> kTwo{"red", "green"};
const std::array<std::string, 3> kThree{"red", "green", "blue"};

// From (0, 0) to (3, 4): five long.
LinearCut three_four_five() {
  LinearCut cut({-1, 1}, {-1, 1});
  CHECK(cut.act(HandleDragged{"cut_a", 0, 0}));
  CHECK(cut.act(HandleDragged{"cut_b", 3, 4}));
  return cut;
}

Matrix<double> three_places() {
  Matrix<double> X(3, 2);  // the first at A
  X(1, 0) = 3;
  X(1, 1) = 4;
  X(2, 0) = 4;
  X(2, 1) = -3;
  return X;
}

// s = x₁: 0 at A, 3 at B.
Matrix<double> one_row() {
  Matrix<double> rows(1, 3);
  rows(0, 1) = 1;
  return rows;
}

}  // namespace

TEST_CASE("the ends are dragged by their handles, and by nothing else") {
  LinearCut cut = three_four_five();
  CHECK_FALSE(cut.act(HandleDragged{"start", 9, 9}));
  CHECK_FALSE(cut.act(PointAdded{{9, 9, 0}}));
  Plane plane;
  cut.describe_line(plane);
  const HandlesLayer& ends = layer_of<HandlesLayer>(plane, "A, B");
  CHECK(ends.x == std::vector<float>{0, 3});
  CHECK(ends.y == std::vector<float>{0, 4});
  CHECK(layer_of<LineLayer>(plane, "cut").y == ends.y);
  Plane corners;
  LinearCut({0, 100}, {-50, 50}).describe_line(corners);
  CHECK(layer_of<HandlesLayer>(corners, "A, B").x == std::vector<float>{6, 94});
  CHECK(layer_of<HandlesLayer>(corners, "A, B").y == std::vector<float>{-44, 44});
}

TEST_CASE("samples stand where they are projected onto the line: of two classes at 0 and 1, of more at 1") {
  const LinearCut cut = three_four_five();
  Plane two, three;
  cut.describe_samples(two, three_places(), std::vector<int>{0, 1, 1}, 2);
  CHECK(two.x.range.high == 5);
  CHECK(layer_of<PointsLayer>(two, "points").x == std::vector<float>{0, 5, 0});  // the third is square to it
  CHECK(layer_of<PointsLayer>(two, "points").y == std::vector<float>{0, 1, 1});
  cut.describe_samples(three, three_places(), std::vector<int>{0, 1, 2}, 3);
  CHECK(layer_of<PointsLayer>(three, "points").y == std::vector<float>{1, 1, 1});
  CHECK(layer_of<PointsLayer>(three, "points").color == std::vector<int>{0, 1, 2});
}

TEST_CASE("a line of no length has no place for samples, and the same answer all along") {
  LinearCut cut = three_four_five();
  CHECK(cut.act(HandleDragged{"cut_a", 3, 4}));
  Plane plane;
  cut.describe_samples(plane, three_places(), std::vector<int>{0, 1, 1}, 2);
  CHECK(layer_of<PointsLayer>(plane, "points").x.empty());
  cut.describe_squares(plane, one_row(), kTwo);
  for (const float y : layer_of<LineLayer>(plane, "least squares").y) CHECK(y == 2);  // ½ (3 + 1)
}

TEST_CASE("of two classes the line is the answer for class 1: straight, a sigmoid, or a step") {
  const LinearCut cut = three_four_five();
  Plane plane;
  cut.describe_squares(plane, one_row(), kTwo);
  const LineLayer& squares = layer_of<LineLayer>(plane, "least squares");
  CHECK(squares.x.back() == 5);
  CHECK(squares.y.front() == 0.5f);
  CHECK(squares.y.back() == 2);
  cut.describe_logistic(plane, one_row(), kTwo, false);
  const LineLayer& logistic = layer_of<LineLayer>(plane, "logistic");
  CHECK(logistic.y.front() == 0.5f);
  CHECK(logistic.y.back() == doctest::Approx(1 / (1 + std::exp(-3.0))));
  Plane hard;
  cut.describe_logistic(hard, one_row(), kTwo, true);
  CHECK(layer_of<LineLayer>(hard, "logistic").y.front() == 0);
  CHECK(layer_of<LineLayer>(hard, "logistic").y[1] == 1);
}

TEST_CASE("of more classes each has a line: probabilities that add up to 1, of which hard ones leave but the winner") {
  const LinearCut cut = three_four_five();
  Matrix<double> rows(3, 3);
  rows(1, 1) = 1;
  rows(2, 0) = 1;
  rows(2, 2) = -1;
  for (const bool hard : {false, true}) {
    CAPTURE(hard);
    Plane plane;
    cut.describe_logistic(plane, rows, kThree, hard);
    const auto lines = layers_of<LineLayer>(plane);
    REQUIRE(lines.size() == 3);
    for (std::size_t i = 0; i < lines[0]->y.size(); ++i)
      CHECK(lines[0]->y[i] + lines[1]->y[i] + lines[2]->y[i] == doctest::Approx(1));
    CHECK(lines[2]->y.front() > lines[1]->y.front());  // scores 0, 0, 1 at A
    CHECK(lines[1]->y.back() > lines[2]->y.back());    // 0, 3, −3 at B
    CHECK(lines[1]->color == 1);
    CHECK(lines[1]->label == "logistic, green");
    CHECK((lines[1]->y.back() == 1) == hard);
  }
}

TEST_CASE("other models of two classes rise from 0 to 1, with the sigmoid's value and slope where it is one half") {
  LinearCut cut = three_four_five();
  CHECK(cut.act(HandleDragged{"cut_a", -3, 0}));
  CHECK(cut.act(HandleDragged{"cut_b", 3, 0}));
  Plane plane, of_three;
  cut.describe_logistic(plane, one_row(), kTwo, false);
  cut.describe_other_models(plane, one_row());
  const auto lines = layers_of<LineLayer>(plane);
  REQUIRE(lines.size() == 3);
  for (const LineLayer* line : lines) {
    CAPTURE(line->label);
    CHECK(std::is_sorted(line->y.begin(), line->y.end()));
    CHECK(line->y[60] == doctest::Approx(0.5));
    CHECK(line->y[61] - line->y[59] == doctest::Approx(0.1 * 0.25).epsilon(0.01));
    CHECK(line->y.front() > 0);
    CHECK(line->y.back() < 1);
  }
  cut.describe_other_models(of_three, Matrix<double>(3, 3));
  CHECK(of_three.layers.empty());
}
