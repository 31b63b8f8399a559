#include "core/experiments/model-selection/curve_search.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using linear::GridSearch;
using tests::find_layer;
using tests::layer_of;

namespace {

constexpr std::array kAll{SearchedNumber::order, SearchedNumber::lambda,       SearchedNumber::neighbours,
                          SearchedNumber::rate,  SearchedNumber::order_lambda, SearchedNumber::depth};

CurveSearch search_of(const CurveSearchSettings& settings, int points = 12) {
  return make_curve_search(settings, {0, 1}, points);
}

Plane described(const CurveSearch& search, const GridSearch* scores, const CurveSearch::Shown& shown = {}) {
  Snapshot snapshot;
  search.describe(snapshot, scores, shown);
  return std::get<Plane>(snapshot.panels[0].content);
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
  const auto values = [](SearchedNumber searched, int points = 12) {
    return search_of({.searched = searched}, points).grid.axes()[0].values;
  };
  CHECK(values(SearchedNumber::order).front() == 0);
  CHECK(values(SearchedNumber::order).back() == 15);
  const std::vector<double> penalties = values(SearchedNumber::lambda);
  CHECK(penalties.front() == doctest::Approx(1e3));
  CHECK(penalties.back() == doctest::Approx(1e-8));
  CHECK(std::is_sorted(penalties.rbegin(), penalties.rend()));
  const std::vector<double> rates = values(SearchedNumber::rate);
  CHECK(std::is_sorted(rates.begin(), rates.end()));
  CHECK(values(SearchedNumber::depth) == std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(search_of({.searched = SearchedNumber::depth}).label == "depth of the tree");
  CHECK(values(SearchedNumber::neighbours, 10) == std::vector<double>{10, 8, 6, 5, 4, 3, 2, 1});
  CHECK(values(SearchedNumber::neighbours, 1) == std::vector<double>{1});
  CHECK(values(SearchedNumber::neighbours, 0) == std::vector<double>{1});
  const CurveSearch plane = search_of({.searched = SearchedNumber::order_lambda});
  CHECK(plane.is_plane());
  CHECK(plane.grid.axes()[0].values == values(SearchedNumber::order));
}

TEST_CASE("each candidate is the model of its values: orders, penalties, neighbours, rates and depths") {
  const Points points([](double x) { return 3 * x - 1; });
  const auto last = [&](const CurveSearchSettings& settings, std::vector<double> candidate) {
    return search_of(settings).family(candidate)(points.X, points.y, points.X).back();
  };
  CHECK(last({.searched = SearchedNumber::order}, {1}) == doctest::Approx(2));
  CHECK(last({.searched = SearchedNumber::order}, {0}) == doctest::Approx(0.5));  // the mean
  CHECK(last({.searched = SearchedNumber::lambda, .order = 1}, {1e-8}) == doctest::Approx(2));
  CHECK(last({.searched = SearchedNumber::lambda, .order = 1}, {1e8}) == doctest::Approx(0.5));
  CHECK(last({.searched = SearchedNumber::order_lambda}, {1, 1e-8}) == doctest::Approx(2));
  CHECK(last({.searched = SearchedNumber::neighbours}, {1}) == doctest::Approx(2));
  CHECK(last({.searched = SearchedNumber::neighbours}, {12}) == doctest::Approx(0.5));
  CHECK(last({.searched = SearchedNumber::rate, .order = 1, .descent_steps = 1000}, {0.5}) == doctest::Approx(2));
  CHECK(last({.searched = SearchedNumber::depth}, {0}) == doctest::Approx(0.5));  // the mean
  CHECK(last({.searched = SearchedNumber::depth}, {1}) ==
        doctest::Approx(14.5 / 11));  // the mean of the right half: x = 6/11 … 1
  CHECK(last({.searched = SearchedNumber::depth}, {10}) == doctest::Approx(2));  // the last point itself
}

TEST_CASE("along one hyperparameter every fold is a dot, what diverges is left out, and the leader has its line") {
  const Points points(parabola);
  const CurveSearch search = search_of({.searched = SearchedNumber::rate, .order = 2});
  const GridSearch scores = tested(search, points, kToTheEnd);
  REQUIRE(scores.finished());
  const int best = scores.best();
  std::size_t drawable = 0;
  for (int c = 0; c < search.grid.size(); ++c) drawable += scores.score(c).mean < 1e38 ? 1 : 0;
  REQUIRE(drawable < static_cast<std::size_t>(search.grid.size()));
  const Plane plane =
      described(search, &scores, {.leader = best, .is_chosen = true, .noise = 0.25, .stable_rate = 0.5});
  CHECK(plane.comparable);
  CHECK(layer_of<LineLayer>(plane, "mean of the folds").x.size() == drawable);
  CHECK(layer_of<PointsLayer>(plane, "folds").y.size() >= 3 * drawable);
  for (const LineLayer* line : tests::layers_of<LineLayer>(plane)) CHECK(all_finite(line->y));
  for (const PointsLayer* dots : tests::layers_of<PointsLayer>(plane)) CHECK(all_finite(dots->y));
  for (const BandLayer* band : tests::layers_of<BandLayer>(plane)) CHECK(all_finite(band->high));
  CHECK(layer_of<RuleLayer>(plane, "chosen").at == search.grid.values(best)[0]);
  CHECK(layer_of<RuleLayer>(plane, "noise σ²").at == 0.25);
  CHECK(layer_of<RuleLayer>(plane, "2/λ_max").at == 0.5);
  CHECK(plane.y.range.low < scores.score(best).mean);

  const GridSearch three = tested(search, points, 4);
  const Plane begun = described(search, &three, {.leader = 0});
  CHECK(layer_of<PointsLayer>(begun, "folds").x.size() == 4);
  CHECK(find_layer<RuleLayer>(begun, "leads") != nullptr);
  CHECK(find_layer<RuleLayer>(begun, "2/λ_max") == nullptr);
  CHECK(described(search, nullptr).layers.empty());
}

TEST_CASE("over two hyperparameters the map is lowest where the leader stands, and highest where nothing was tested") {
  const Points points(parabola);
  const CurveSearch search = search_of({.searched = SearchedNumber::order_lambda});
  const int penalties = static_cast<int>(search.grid.axes()[1].values.size());
  const GridSearch scores = tested(search, points, 3 * 4 * penalties);  // orders 0 … 3
  const int best = scores.best();
  const Plane plane = described(search, &scores, {.leader = best});
  CHECK_FALSE(plane.comparable);
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
  for (const SearchedNumber searched : kAll) {
    CAPTURE(static_cast<int>(searched));
    const CurveSearch search = search_of({.searched = searched});
    const GridSearch scores = tested(search, points, kToTheEnd);
    REQUIRE(scores.score(scores.best()).mean == 0);
    const Plane plane = described(search, &scores, {.leader = scores.best()});
    for (const FieldLayer* map : tests::layers_of<FieldLayer>(plane))
      CHECK(std::count(map->values.begin(), map->values.end(), 0.0f) == map->rows * map->cols);
    if (!plane.y.logarithmic) continue;
    for (const float error : layer_of<PointsLayer>(plane, "folds").y) {
      CHECK(static_cast<double>(error) > plane.y.range.low);
      CHECK(static_cast<double>(error) < plane.y.range.high);
    }
  }
}
