#include "core/data/planar_problem.h"

#include <doctest/doctest.h>

#include "core/data/table_reading.h"

using namespace lectern;
using namespace lectern::data;

namespace {

Result<PlanarProblem> problem_in(std::string_view csv, const TablePlane& plane) {
  const Result<Dataset> table = read_table(csv);
  if (!table) return Error{table.error()};
  return planar_problem_of(*table, plane);
}

}  // namespace

TEST_CASE("every planar problem has its examples, and its window holds most of them") {
  for (const PlanarChoice& choice : planar_problems()) {
    INFO(choice.id);
    Rng rng(1);
    const PlanarProblem problem = make_planar_problem({choice.id, 0, 3, 100, 0.05}, rng);
    const bool is_table = choice.id == "file" || choice.id == "events" || is_real_planar_problem(choice.id);
    const bool empty = choice.id == "drawn" || is_table;
    CHECK(problem.set.size() == (empty ? 0 : 100));
    Matrix<float> places;
    place_examples(problem, problem.set, places);
    int inside = 0;
    for (std::ptrdiff_t i = 0; i < places.rows(); ++i)
      inside += places(i, 0) > problem.x_low && places(i, 0) < problem.x_high && places(i, 1) > problem.y_low &&
                places(i, 1) < problem.y_high;
    CHECK(inside >= 9 * places.rows() / 10);
  }
}

TEST_CASE("laws are choices whose ids fit into links") {
  CHECK(planar_laws_of_one().size() == laws_of_one().size());
  for (const auto* laws : {&planar_laws_of_one(), &planar_laws_of_two()})
    for (const PlanarChoice& law : *laws) {
      CHECK(law.id.find('-') == std::string::npos);
      CHECK_FALSE(law.label.empty());
    }
}

TEST_CASE("a point put in by hand is a class, a value of the curve or a height of the surface") {
  Rng rng(1);
  const PlanarProblem classes = make_planar_problem({"drawn", 0, 3, 0, 0}, rng);
  PlanarProblem curve = make_planar_problem({"law_1d", 2, 2, 4, 0}, rng);
  PlanarProblem surface = make_planar_problem({"law_2d", 0, 2, 4, 0}, rng);
  CHECK(classes.point_kinds() == 3);
  CHECK(curve.point_kinds() == 1);
  CHECK(surface.point_kinds() == 2);
  Dataset set = classes.set;
  append_point(classes, 0.5f, -0.5f, 7, set);
  CHECK(set.size() == 1);
  CHECK(set.labels == std::vector<int>{2});
  CHECK(set.X(0, 1) == -0.5f);
  const float first = curve.set.X(0, 0);
  set = curve.set;
  append_point(curve, 0.25f, 0.75f, 0, set);
  CHECK(set.X(0, 0) == first);
  CHECK(set.X(4, 0) == 0.25f);
  CHECK(set.targets[4] == 0.75f);
  set = surface.set;
  append_point(surface, 0.25f, 0.75f, 1, set);
  CHECK(set.targets[4] == 1.0f);
}

TEST_CASE("an unknown problem has no examples") {
  Rng rng(1);
  CHECK(make_planar_problem({"nothing", 0, 2, 100, 0.1}, rng).set.size() == 0);
}

TEST_CASE("a table is a problem of two of its columns, standardised, against its label") {
  const char* csv = "a,b,c,kind\n1,10,5,red\n2,20,6,blue\n3,30,7,red\n4,40,8,blue\n";
  const Result<PlanarProblem> problem = problem_in(csv, {1, 3});
  REQUIRE(problem.ok());
  CHECK(problem->is_classification());
  CHECK(problem->set.classes() == 2);
  REQUIRE(problem->set.size() == 4);
  CHECK(problem->set.X.cols() == 2);
  CHECK(problem->set.X(0, 0) == doctest::Approx(-1.3416408));
  CHECK(problem->set.X(3, 1) == doctest::Approx(1.3416408));
}

TEST_CASE("a table of numbers is a surface, its values standardised") {
  const Result<PlanarProblem> problem = problem_in("1,2,0.5\n2,1,1.5\n3,5,2.25\n", {1, 2});
  REQUIRE(problem.ok());
  CHECK_FALSE(problem->is_classification());
  CHECK(problem->point_kinds() == 2);
  CHECK(problem->set.targets[0] < 0);
}

TEST_CASE("a table without the columns asked for is refused by their number") {
  const Result<PlanarProblem> problem = problem_in("1,2,a\n2,1,b\n", {1, 3});
  REQUIRE_FALSE(problem.ok());
  CHECK(problem.error().find("Column 3") != std::string::npos);
  CHECK_FALSE(problem_in("", {1, 2}).ok());
  CHECK(problem_in("1,2,a\n2,1,a\n", {1, 2}).error() == "All 2 rows are of class a; two classes are needed at least.");
}

TEST_CASE("a number of a column is not judged while no column is chosen") {
  const char* csv = "1,2,a\n2,1,b\n3,5,a\n";
  const Result<PlanarProblem> plain = problem_in(csv, {1, 2, true}), beyond = problem_in(csv, {1, 100, true});
  REQUIRE(plain.ok());
  REQUIRE(beyond.ok());
  CHECK(beyond->y_label == plain->y_label);
  CHECK_FALSE(problem_in(csv, {1, 100, false}).ok());
}

TEST_CASE("the real data sets show any two columns, standardised, with their names") {
  for (const char* id : {"iris", "wine", "breast_cancer"}) {
    INFO(id);
    const Result<PlanarProblem> problem = real_planar_problem(id, {2, 4});
    REQUIRE(problem.ok());
    CHECK(problem->is_classification());
    double sum = 0, squares = 0;
    for (std::ptrdiff_t i = 0; i < problem->set.size(); ++i) {
      const double x = problem->set.X(i, 0);
      sum += x;
      squares += x * x;
      CHECK(x > problem->x_low);
      CHECK(x < problem->x_high);
    }
    const auto n = static_cast<double>(problem->set.size());
    CHECK(sum / n == doctest::Approx(0).epsilon(1e-5));
    CHECK(squares / n == doctest::Approx(1).epsilon(1e-4));
    CHECK(problem->x_label.ends_with("[σ]"));
  }
  CHECK(real_planar_problem("iris", {2, 4})->y_label == "petal width [σ]");
  CHECK_FALSE(real_planar_problem("iris", {1, 5}).ok());
}

TEST_CASE("principal axes are uncorrelated and fall in variance; those of iris hold what is known of them") {
  const Result<PlanarProblem> problem = real_planar_problem("iris", {1, 2, true});
  REQUIRE(problem.ok());
  double xx = 0, xy = 0, yy = 0;
  for (std::ptrdiff_t i = 0; i < 150; ++i) {
    const double x = problem->set.X(i, 0), y = problem->set.X(i, 1);
    xx += x * x / 150;
    xy += x * y / 150;
    yy += y * y / 150;
  }
  // Eigenvalues of the correlation matrix of Fisher's iris data: 2.918, 0.914.
  CHECK(xx == doctest::Approx(2.918).epsilon(1e-3));
  CHECK(yy == doctest::Approx(0.914).epsilon(1e-3));
  CHECK(std::abs(xy) < 1e-5);
  CHECK(problem->x_label.find("73 %") != std::string::npos);
}

TEST_CASE("a table of one input lies on a line, whatever the second axis asks for") {
  Dataset table;
  table.X = Matrix<float>(4, 1);
  for (std::ptrdiff_t i = 0; i < 4; ++i) table.X(i, 0) = static_cast<float>(i);
  table.labels = {0, 0, 1, 1};
  table.class_names = {"a", "b"};
  table.column_names = {"size"};
  const Result<PlanarProblem> problem = planar_problem_of(table, {1, 2});
  REQUIRE(problem.ok());
  CHECK(problem->set.X(0, 0) < problem->set.X(3, 0));
  for (std::ptrdiff_t i = 0; i < 4; ++i) CHECK(problem->set.X(i, 1) == 0);
  CHECK(problem->features.cols() == 1);
  CHECK(problem->y_label == "no second column");
  CHECK_FALSE(planar_problem_of(table, {2, 2}).ok());
}
