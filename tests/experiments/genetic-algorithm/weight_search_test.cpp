#include "core/experiments/genetic-algorithm/weight_search.h"

#include <algorithm>
#include <array>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;
using tests::layers_of;

namespace {

enum { kCurve, kXnor };

WeightSearch search_for(int task, const WeightSearchSettings& settings = {}, std::uint64_t weights = 1) {
  return WeightSearch(settings, task == kCurve ? NetworkTask::curve : NetworkTask::xnor, Rng(1), Rng(weights));
}

std::vector<double> no_weights(const WeightSearch& search) {
  return std::vector<double>(static_cast<std::size_t>(search.f().dimension()));
}

// The last parameter of all is the bias of the output.
std::vector<double> always(const WeightSearch& search, double answer) {
  std::vector<double> weights = no_weights(search);
  weights.back() = answer;
  return weights;
}

}  // namespace

TEST_CASE("every hidden neuron is searched for: one weight per input, its bias and its output weight, and one bias") {
  CHECK(search_for(kCurve, {.hidden = 6}).f().dimension() == 6 * 3 + 1);
  CHECK(search_for(kXnor, {.hidden = 6}).f().dimension() == 6 * 4 + 1);
  const WeightSearch one = search_for(kXnor, {.hidden = 1, .weight_range = 2.5});
  CHECK(one.f().dimension() == 5);
  CHECK(one.start().size() == 5);
  CHECK(one.reach() == 2.5);
}

TEST_CASE("the cost of a network that always answers the same is that of its examples") {
  const WeightSearch xnor = search_for(kXnor, {.n = 11});         // not as many of one class as of the other
  CHECK(xnor.f().value(no_weights(xnor)) == doctest::Approx(1));  // against ±1
  Plane plane;
  xnor.describe(plane, {});
  const PointsLayer& examples = layer_of<PointsLayer>(plane, "data");
  REQUIRE(examples.color.size() == 11);
  double cost = 0;
  for (const int label : examples.color) cost += (label == 1 ? 1.0 : 9.0) / 11;
  CHECK(xnor.f().value(always(xnor, 2)) == doctest::Approx(cost));

  const WeightSearch curve = search_for(kCurve);
  Plane picture;
  curve.describe(picture, {});
  double squares = 0;
  for (const float y : layer_of<PointsLayer>(picture, "data").y) squares += static_cast<double>(y * y) / 40;
  CHECK(curve.f().value(no_weights(curve)) == doctest::Approx(squares));
}

TEST_CASE("another seed of the weights is another start on the same examples") {
  const WeightSearch one = search_for(kCurve, {}, 1), two = search_for(kCurve, {}, 2);
  CHECK_FALSE(std::equal(one.start().begin(), one.start().end(), two.start().begin()));
  CHECK(one.f().value(two.start()) == two.f().value(two.start()));
}

TEST_CASE("networks are curves beside the law, or decision boundaries, of which the first one's are coloured") {
  const WeightSearch curve = search_for(kCurve, {.law = 0});
  const std::vector<double> half = always(curve, 0.5), none = no_weights(curve);
  Plane plane;
  curve.describe(plane, std::array{WeightSearch::Shown{"best", half, 1, 3}, WeightSearch::Shown{"other", none, 2, 1}});
  const auto lines = layers_of<LineLayer>(plane);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]->label == "law");
  CHECK(lines[0]->y.back() == doctest::Approx(2 * lines[0]->x.back()));
  CHECK(lines[1]->label == "best");
  for (const float y : lines[1]->y) CHECK(y == 0.5f);
  for (const float y : lines[2]->y) CHECK(y == 0);

  const WeightSearch xnor = search_for(kXnor);
  const std::vector<double> yes = always(xnor, 0.75), no = always(xnor, -1);
  Plane classes;
  xnor.describe(classes, std::array{WeightSearch::Shown{"best", yes, 1, 3}, WeightSearch::Shown{"other", no, 2, 1}});
  CHECK(layers_of<FieldLayer>(classes).size() == 1);
  for (const float value : layer_of<FieldLayer>(classes, "output").values) CHECK(value == 0.75f);
  CHECK(layers_of<ContourLayer>(classes).size() == 2);
  CHECK(layer_of<ContourLayer>(classes, "other").values.front() == -1);
  CHECK(layer_of<ContourLayer>(classes, "other").color == 2);
}
