#include "core/parts/penalised_data.h"

#include <cmath>

#include "tests/unit/parts/layers.h"
#include "tests/unit/parts/settings.h"

using namespace lectern;
using tests::layer_of;

namespace {

Result<PenalisedData> data_of(const tests::Values& values, const std::vector<DrawnPoint>& points = {}) {
  static const ParameterSchema schema = [] {
    ParameterSchema made;
    add_penalised_data_parameters(made);
    return made;
  }();
  ThreadPool pool(1);
  const ParameterSet parameters = tests::settings(schema, values);
  return PenalisedData::make({parameters, 1, 1, points, {}, pool});
}

}  // namespace

TEST_CASE("a sparse law has weights of falling size and changing sign, spread evenly; the other inputs do nothing") {
  const auto data = data_of({{"inputs", "8"}, {"nonzero", "4"}, {"errors", "0"}, {"samples", "10"}});
  REQUIRE(data.ok());
  const std::vector<double> truth(data->truth().begin(), data->truth().end());
  CHECK(truth == std::vector<double>{3, 0, -2, 0, 1.5, 0, -1.2, 0});
  CHECK(data->X().rows() == 10);
  CHECK(data->X_validation().rows() == static_cast<std::ptrdiff_t>(data->y_validation().size()));
  for (std::ptrdiff_t i = 0; i < 10; ++i) {
    double y = 0;
    for (std::ptrdiff_t j = 0; j < 8; ++j) y += truth[static_cast<std::size_t>(j)] * data->X()(i, j);
    CHECK(data->y()[static_cast<std::size_t>(i)] == doctest::Approx(y).epsilon(1e-5));  // without noise
  }
  const auto few = data_of({{"inputs", "2"}, {"nonzero", "10"}});
  CHECK(std::vector<double>(few->truth().begin(), few->truth().end()) == std::vector<double>{3, -2});
}

TEST_CASE("the inputs of a polynomial are standardised on the training points, and by these for validation") {
  for (const char* basis : {"chebyshev", "powers"}) {
    CAPTURE(basis);
    const auto data = data_of({{"data", "polynomial"}, {"degree", "3"}, {"basis", basis}, {"n", "20"},
                               {"n_validation", "10"}});
    REQUIRE(data.ok());
    CHECK(data->X().rows() == 20);
    CHECK(data->X().cols() == 3);
    CHECK(data->truth().empty());
    CHECK(data->name(2) == (std::string(basis) == "powers" ? "x^3" : "T3"));
    double validation_mean = 0;
    for (std::ptrdiff_t j = 0; j < 3; ++j) {
      double sum = 0, squares = 0;
      for (std::ptrdiff_t i = 0; i < 20; ++i) {
        sum += data->X()(i, j);
        squares += data->X()(i, j) * data->X()(i, j);
      }
      CHECK(sum == doctest::Approx(0));
      CHECK(squares == doctest::Approx(20));
      for (std::ptrdiff_t i = 0; i < 10; ++i) validation_mean += std::fabs(data->X_validation()(i, j)) / 10;
    }
    CHECK(validation_mean > 0.1);
    CHECK(validation_mean < 10);
  }
}

TEST_CASE("points drawn join the training of a polynomial, never the validation, and no data of many inputs") {
  const tests::Values values{{"data", "polynomial"}, {"degree", "2"}, {"n", "10"}};
  auto data = data_of(values, {{0.5f, 7, 0}});
  REQUIRE(data.ok());
  CHECK(data->X().rows() == 11);
  CHECK(data->y().back() == 7);
  const double first = data->X()(0, 0);
  CHECK(data->act(PointMoved{0, 0.75f, -3}));
  CHECK(data->y().back() == -3);
  CHECK(data->X()(0, 0) != first);  // another mean and deviation
  CHECK(data->act(PointRemoved{0}));
  CHECK(data->X().rows() == 10);
  CHECK(data->y_validation().size() == 100);
  CHECK_FALSE(data->act(PointRemoved{0}));
  auto sparse = data_of({{"samples", "10"}});
  CHECK_FALSE(sparse->is_curve());
  CHECK_FALSE(sparse->act(PointAdded{{0, 0, 0}}));
  CHECK(sparse->y().size() == 10);
}

TEST_CASE("the curve of a model is drawn as it predicts, in the units of x") {
  for (const char* basis : {"chebyshev", "powers"}) {
    CAPTURE(basis);
    const auto data = data_of({{"data", "polynomial"}, {"degree", "3"}, {"basis", basis}, {"law", "linear"},
                               {"noise", "0"}});
    REQUIRE(data.ok());
    Plane plane;
    data->describe_curve(plane, linear::ridge(data->X(), data->y(), 0));
    const LineLayer& fit = layer_of<LineLayer>(plane, "fit");
    for (std::size_t i = 0; i < fit.x.size(); ++i)
      CHECK(fit.y[i] == doctest::Approx(2 * fit.x[i]).epsilon(1e-4));  // the law is 2x
    CHECK(layer_of<PointsLayer>(plane, "training").x.size() == 25);
    Plane flat;
    data->describe_curve(flat, {{0, 0, 0}, 0.5});
    for (const float y : layer_of<LineLayer>(flat, "fit").y) CHECK(y == 0.5f);
  }
}

TEST_CASE("a formula that cannot be read is no data") {
  const auto data = data_of({{"data", "polynomial"}, {"law", "typed"}, {"formula", "2 q"}});
  REQUIRE_FALSE(data.ok());
  CHECK(data.error().find("q") != std::string::npos);
}
