#include "core/parts/curve_search.h"

#include <algorithm>
#include <cmath>

#include "tests/unit/parts/layers.h"
#include "tests/unit/parts/settings.h"

using namespace lectern;
using linear::GridSearch;
using tests::find_layer;
using tests::layer_of;

namespace {

CurveSearch search_of(const tests::Values& values, int points = 12) {
  static const ParameterSchema schema = [] {
    ParameterSchema made;
    add_search_parameters(made);
    return made;
  }();
  return make_curve_search(tests::settings(schema, values), {0, 1}, points);
}

// Twelve points of a law, evenly spaced over [0, 1].
struct Points {
  explicit Points(double (*law)(double)) {
    for (std::ptrdiff_t i = 0; i < 12; ++i) {
      X(i, 0) = static_cast<double>(i) / 11;
      y.push_back(law(X(i, 0)));
    }
  }
  Matrix<double> X{12, 1};
  std::vector<double> y;
};

double parabola(double x) { return 4 * x * x - x + (x > 0.5 ? 0.125 : -0.125); }

GridSearch tested(const CurveSearch& search, const Points& points, int steps) {
  GridSearch scores(search.grid, {{0, 3, 6, 9}, {1, 4, 7, 10}, {2, 5, 8, 11}});
  for (int step = 0; step < steps && !scores.finished(); ++step) scores.step(points.X, points.y, search.family);
  return scores;
}

bool all_finite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

constexpr int kToTheEnd = 1000;

}  // namespace

TEST_CASE("every grid goes from the simplest model to the most complex") {
  const auto values = [](const char* kind, int points = 12) {
    return search_of({{"search", kind}}, points).grid.axes()[0].values;
  };
  CHECK(values("order").front() == 0);
  CHECK(values("order").back() == 15);
  const std::vector<double> penalties = values("lambda");
  CHECK(penalties.front() == doctest::Approx(1e3));
  CHECK(penalties.back() == doctest::Approx(1e-8));
  CHECK(std::is_sorted(penalties.rbegin(), penalties.rend()));
  const std::vector<double> rates = values("rate");
  CHECK(std::is_sorted(rates.begin(), rates.end()));
  CHECK(values("depth") == std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(search_of({{"search", "depth"}}).label == "depth of the tree");
  CHECK(values("neighbours", 10) == std::vector<double>{10, 8, 6, 5, 4, 3, 2, 1});
  CHECK(values("neighbours", 1) == std::vector<double>{1});
  CHECK(values("neighbours", 0) == std::vector<double>{1});
  const CurveSearch plane = search_of({{"search", "order_lambda"}});
  CHECK(plane.is_plane());
  CHECK(plane.grid.axes()[0].values == values("order"));
}

TEST_CASE("each candidate is the model of its values: orders, penalties, neighbours, rates and depths") {
  const Points points([](double x) { return 3 * x - 1; });
  const auto last = [&](const tests::Values& values, std::vector<double> candidate) {
    return search_of(values).family(candidate)(points.X, points.y, points.X).back();
  };
  CHECK(last({{"search", "order"}}, {1}) == doctest::Approx(2));
  CHECK(last({{"search", "order"}}, {0}) == doctest::Approx(0.5));  // the mean
  CHECK(last({{"search", "lambda"}, {"order", "1"}}, {1e-8}) == doctest::Approx(2));
  CHECK(last({{"search", "lambda"}, {"order", "1"}}, {1e8}) == doctest::Approx(0.5));
  CHECK(last({{"search", "order_lambda"}}, {1, 1e-8}) == doctest::Approx(2));
  CHECK(last({{"search", "neighbours"}}, {1}) == doctest::Approx(2));
  CHECK(last({{"search", "neighbours"}}, {12}) == doctest::Approx(0.5));
  CHECK(last({{"search", "rate"}, {"order", "1"}, {"descent_steps", "1000"}}, {0.5}) == doctest::Approx(2));
  CHECK(last({{"search", "depth"}}, {0}) == doctest::Approx(0.5));  // the mean
  CHECK(last({{"search", "depth"}}, {1}) == doctest::Approx(14.5 / 11));  // the mean of the right half: x = 6/11 … 1
  CHECK(last({{"search", "depth"}}, {10}) == doctest::Approx(2));  // the last point itself
}

TEST_CASE("along one hyperparameter every fold is a dot, what diverges is left out, and the leader has its line") {
  const Points points(parabola);
  const CurveSearch search = search_of({{"search", "rate"}, {"order", "2"}});
  const GridSearch scores = tested(search, points, kToTheEnd);
  REQUIRE(scores.finished());
  const int best = scores.best();
  std::size_t drawable = 0;
  for (int c = 0; c < search.grid.size(); ++c) drawable += scores.score(c).mean < 1e38 ? 1 : 0;
  REQUIRE(drawable < static_cast<std::size_t>(search.grid.size()));
  Plane plane;
  search.describe(&scores, {.leader = best, .is_chosen = true, .noise = 0.25, .stable_rate = 0.5}, plane);
  CHECK(layer_of<LineLayer>(plane, "mean of the folds").x.size() == drawable);
  CHECK(layer_of<PointsLayer>(plane, "folds").y.size() >= 3 * drawable);
  for (const LineLayer* line : tests::layers_of<LineLayer>(plane)) CHECK(all_finite(line->y));
  for (const PointsLayer* dots : tests::layers_of<PointsLayer>(plane)) CHECK(all_finite(dots->y));
  for (const BandLayer* band : tests::layers_of<BandLayer>(plane)) CHECK(all_finite(band->high));
  CHECK(layer_of<LineLayer>(plane, "chosen").x[0] == static_cast<float>(search.grid.values(best)[0]));
  CHECK(layer_of<LineLayer>(plane, "noise σ²").y[0] == 0.25f);
  CHECK(layer_of<LineLayer>(plane, "2/λ_max").x[0] == 0.5f);
  CHECK(plane.y.range.low < scores.score(best).mean);

  Plane begun;
  const GridSearch three = tested(search, points, 4);
  search.describe(&three, {.leader = 0, .stable_rate = std::nan("")}, begun);
  CHECK(layer_of<PointsLayer>(begun, "folds").x.size() == 4);
  CHECK(find_layer<LineLayer>(begun, "leads") != nullptr);
  CHECK(find_layer<LineLayer>(begun, "2/λ_max") == nullptr);
  Plane nothing;
  search.describe(nullptr, {}, nothing);
  CHECK(nothing.layers.empty());
}

TEST_CASE("over two hyperparameters the map is lowest where the leader stands, and highest where nothing was tested") {
  const Points points(parabola);
  const CurveSearch search = search_of({{"search", "order_lambda"}});
  const int penalties = static_cast<int>(search.grid.axes()[1].values.size());
  const GridSearch scores = tested(search, points, 3 * 4 * penalties);  // orders 0 … 3
  const int best = scores.best();
  Plane plane;
  search.describe(&scores, {.leader = best}, plane);
  const FieldLayer& map = layer_of<FieldLayer>(plane, "ln(E / least E)");
  CHECK(*std::min_element(map.values.begin(), map.values.end()) == 0);
  const PointsLayer& mark = layer_of<PointsLayer>(plane, "leads");
  const int column = static_cast<int>(mark.x[0]), row = static_cast<int>(std::floor(mark.y[0] - map.y.low));
  CHECK(map.values[static_cast<std::size_t>(row * map.cols + column)] == 0);
  CHECK(search.grid.values(best)[0] == column);
  CHECK(search.grid.values(best)[1] == doctest::Approx(std::pow(10.0, mark.y[0])));
  for (int r = 0; r < map.rows; ++r) CHECK(map.values[static_cast<std::size_t>(r * map.cols + 4)] == 3);
}

TEST_CASE("models without any error are drawn, too") {
  const Points points([](double) { return 0.0; });
  for (const char* kind : {"order", "lambda", "neighbours", "rate", "order_lambda", "depth"}) {
    CAPTURE(kind);
    const CurveSearch search = search_of({{"search", kind}});
    const GridSearch scores = tested(search, points, kToTheEnd);
    REQUIRE(scores.score(scores.best()).mean == 0);
    Plane plane;
    search.describe(&scores, {.leader = scores.best(), .stable_rate = std::nan("")}, plane);
    for (const FieldLayer* map : tests::layers_of<FieldLayer>(plane))
      CHECK(std::count(map->values.begin(), map->values.end(), 0.0f) == map->rows * map->cols);
    if (!plane.y.logarithmic) continue;
    for (const float error : layer_of<PointsLayer>(plane, "folds").y) {
      CHECK(static_cast<double>(error) > plane.y.range.low);
      CHECK(static_cast<double>(error) < plane.y.range.high);
    }
  }
}
