#include "core/experiments/bias-variance/curve_model_class.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace lectern;

namespace {

constexpr std::array kAll{CurveModel::polynomial, CurveModel::neighbours, CurveModel::ridge,   CurveModel::features,
                          CurveModel::tree,       CurveModel::bagging,    CurveModel::boosting};

CurveModelClass class_of(const CurveModelSettings& settings, int n) {
  CurveProblem problem;
  problem.interval = {0, 1};
  problem.n = n;
  return make_model_class(settings, problem, 1, 100);
}

double nearest(const CurveModelSettings& settings, int n = 10) {
  const CurveModelClass models = class_of(settings, n);
  return models.values[models.nearest(settings)];
}

}  // namespace

TEST_CASE("the members of every class stand from the simplest to the most complex, whatever the number of points") {
  for (const CurveModel model : kAll) {
    for (const int n : {4, 5, 30, 500}) {
      CAPTURE(static_cast<int>(model));
      CAPTURE(n);
      const CurveModelClass models = class_of({.model = model}, n);
      REQUIRE(models.values.size() > 1);
      CHECK(models.models.size() == models.values.size());
      CHECK(models.work.size() == models.values.size());
      CHECK(models.complexity.size() == models.values.size());
      for (std::size_t i = 1; i < models.complexity.size(); ++i) CHECK(models.complexity[i] > models.complexity[i - 1]);
    }
  }
}

TEST_CASE("of k neighbours the complexity is n/k, and features are counted by the points, from 2 to 400") {
  const CurveModelClass neighbours = class_of({.model = CurveModel::neighbours}, 10);
  CHECK(neighbours.values == std::vector<double>{10, 8, 6, 4, 3, 2, 1});
  CHECK(neighbours.complexity[2] == doctest::Approx(10.0 / 6));
  CHECK(class_of({.model = CurveModel::features}, 4).values.front() == 2);
  CHECK(class_of({.model = CurveModel::features}, 10).values.back() == 100);
  CHECK(class_of({.model = CurveModel::features}, 500).values.back() == 400);
}

TEST_CASE("the member shown is the nearest to what is asked for, by its ratio where the axis is logarithmic") {
  CHECK(nearest({.order = 7}) == 7);
  CHECK(nearest({.model = CurveModel::neighbours, .k = 5}) == 6);  // 6/5 is less than 5/4
  CHECK(nearest({.model = CurveModel::neighbours, .k = 500}) == 10);
  CHECK(nearest({.model = CurveModel::ridge, .lambda = 0.002}) == doctest::Approx(std::pow(10, -2.5)));
  CHECK(nearest({.model = CurveModel::ridge, .lambda = 1e-8}) == doctest::Approx(1e-8));
}

TEST_CASE("fewer features are a third of the order or depth, and to stop earlier is a tenth of the stages") {
  const auto with = [](const CurveModelSettings& settings, Remedy remedy) {
    const CurveModelClass models = class_of(settings, 20);
    return models.values[models.nearest(settings, remedy)];
  };
  CHECK(with({.order = 14}, Remedy::features) == 5);
  CHECK(with({.model = CurveModel::tree, .depth = 10}, Remedy::features) == 4);
  CHECK(with({.model = CurveModel::boosting, .stages = 200}, Remedy::stop) == 20);
  CHECK(with({.model = CurveModel::bagging, .trees = 30}, Remedy::stop) == 30);
  CHECK(remedied({.bagged_depth = 10}, Remedy::features).bagged_depth == 4);
  CHECK(remedied({.shrinkage = 0.3}, Remedy::penalty).shrinkage == doctest::Approx(0.03));
}
