#include "core/parts/linear_problem.h"

#include <cmath>

#include "tests/unit/parts/layers.h"
#include "tests/unit/parts/linear_problems.h"

using namespace lectern;
using tests::linear_problem;

namespace {

std::vector<double> best(const LinearProblem& problem) {
  return {problem.cost().minimum().begin(), problem.cost().minimum().end()};
}

}  // namespace

TEST_CASE("points drawn are a line: its weights are found, in units of the input or of its spread") {
  const std::vector<DrawnPoint> points{{0, 1, 0}, {2, 5, 0}};
  const auto plain = linear_problem({.set = LinearData::drawn, .standardise = false}, points);
  REQUIRE(plain.ok());
  CHECK(best(*plain)[0] == doctest::Approx(1));
  CHECK(best(*plain)[1] == doctest::Approx(2));
  CHECK(plain->predict(best(*plain), 3) == doctest::Approx(7));
  const auto scaled = linear_problem({.set = LinearData::drawn}, points);
  REQUIRE(scaled.ok());
  CHECK(best(*scaled)[0] == doctest::Approx(3));  // at the mean of x, 1
  CHECK(best(*scaled)[1] == doctest::Approx(2));  // its deviation is 1
  CHECK(scaled->design()(0, 1) == doctest::Approx(-1));
  CHECK(scaled->predict(best(*scaled), 3) == doctest::Approx(7));
}

TEST_CASE("points are added, moved and cleared; none at all, or all above one x, leave the cost flat somewhere") {
  auto problem = linear_problem({.set = LinearData::drawn});
  REQUIRE(problem.ok());
  CHECK(problem->size() == 0);
  CHECK(problem->cost().value(std::vector<double>{5, 5}) == 0);
  CHECK(problem->act(PointAdded{{3, 1, 0}}));
  CHECK(problem->act(PointAdded{{3, 5, 0}}));
  CHECK(problem->cost().is_flat_somewhere());
  CHECK(problem->predict(best(*problem), 3) == doctest::Approx(3));
  CHECK(problem->act(PointMoved{1, 4, 5}));
  CHECK_FALSE(problem->cost().is_flat_somewhere());
  CHECK(problem->predict(best(*problem), 5) == doctest::Approx(9));
  CHECK_FALSE(problem->act(PointMoved{2, 0, 0}));
  CHECK_FALSE(problem->act(HandleDragged{"start", 0, 0}));
  CHECK(problem->act(PointsCleared{}));
  CHECK(problem->size() == 0);
}

TEST_CASE("houses begin with those of the lecture, and standardising changes their weights but no prediction") {
  for (const bool bedrooms : {false, true}) {
    CAPTURE(bedrooms);
    const auto plain = linear_problem({.bedrooms = bedrooms, .standardise = false});
    const auto scaled = linear_problem({.bedrooms = bedrooms, .standardise = true});
    REQUIRE(plain.ok());
    REQUIRE(scaled.ok());
    CHECK(plain->size() == 47);
    CHECK(plain->design()(0, 1) == doctest::Approx(2.104));
    CHECK(plain->targets()[0] == doctest::Approx(4));
    CHECK(plain->dimension() == (plain->has_bedrooms() ? 3 : 2));
    CHECK(scaled->predict(best(*scaled), 2.5, 4) == doctest::Approx(plain->predict(best(*plain), 2.5, 4)));
    CHECK(scaled->cost().condition_number() < plain->cost().condition_number());
    double sum = 0, squares = 0;
    for (std::ptrdiff_t i = 0; i < 47; ++i) {
      sum += scaled->design()(i, scaled->dimension() - 1);
      squares += scaled->design()(i, scaled->dimension() - 1) * scaled->design()(i, scaled->dimension() - 1);
    }
    CHECK(sum == doctest::Approx(0));
    CHECK(squares == doctest::Approx(47));
  }
}

TEST_CASE("weights are named with their units") {
  const auto labels = [](const LinearProblemSettings& settings) {
    const auto problem = linear_problem(settings);
    REQUIRE(problem.ok());
    std::vector<std::string> all;
    for (int k = 0; k < problem->dimension(); ++k) all.push_back(problem->weight_label(k));
    return all;
  };
  using Labels = std::vector<std::string>;
  CHECK(labels({}) == Labels{"θ₀ [10⁵ $]", "θ₁ [10⁵ $ per σ]"});
  CHECK(labels({.bedrooms = true, .standardise = false}) ==
        Labels{"θ₀ [10⁵ $]", "θ₁ [10⁵ $ per 10³ ft²]", "θ₂ [10⁵ $ per bedroom]"});
  CHECK(labels({.set = LinearData::line}) == Labels{"θ₀", "θ₁ [1 per σ]"});
  CHECK(labels({.set = LinearData::line, .standardise = false}) == Labels{"θ₀", "θ₁"});
}

TEST_CASE("a table's column is the input, large numbers are counted in powers of ten, a column too many is refused") {
  const DataFiles files{make_data_file("flats.csv", "rooms,area,y\n1,40,250000\n2,60,400000\n4,99,900000\n")};
  const auto flats = linear_problem({.set = LinearData::file, .column = 2, .standardise = false}, {}, files);
  REQUIRE(flats.ok());
  CHECK(flats->design()(2, 1) == 99);
  CHECK(flats->targets()[0] == doctest::Approx(2.5));
  CHECK(flats->target_unit() == "10⁵");
  CHECK(flats->file_shapes() == std::vector<std::string>{"3×3"});
  Plane plane;
  flats->describe_data(plane);
  CHECK(plane.x.label == "area");
  CHECK(plane.y.label == "y [10⁵]");
  const auto refused = linear_problem({.set = LinearData::file, .column = 3}, {}, files);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error() == "Column 3 cannot be the input: besides the target the file has 2 columns.");
}

TEST_CASE("the examples are drawn where people gave them, those of many bedrooms coloured by them") {
  const auto problem = linear_problem({.bedrooms = true}, {{2.5f, 3, 1}, {1, 2, 9}});
  REQUIRE(problem.ok());
  Plane plane;
  problem->describe_data(plane);
  const PointsLayer& data = tests::layer_of<PointsLayer>(plane, "data");
  CHECK(data.x[3] == doctest::Approx(1.416));
  CHECK(data.color[3] == 1);  // two bedrooms
  CHECK(data.color[4] == 3);
  const PointsLayer& drawn = tests::layer_of<PointsLayer>(plane, "drawn");
  CHECK(drawn.drawn_by_user);
  CHECK(drawn.x[0] == doctest::Approx(2.5));
  CHECK(drawn.color == std::vector<int>{1, 4});  // five bedrooms at most
  Plane lines;
  problem->describe_prediction(lines, "best", best(*problem), {});
  CHECK(tests::layers_of<LineLayer>(lines).size() == 5);
}
