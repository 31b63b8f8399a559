#include "core/experiments/regularised-regression/penalised_data.h"

#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using linear::PolynomialBasis;
using tests::layer_of;

namespace {

constexpr auto kBoth = {PolynomialBasis::chebyshev, PolynomialBasis::powers};

Result<PenalisedData> data_of(const PenalisedDataSettings& settings, const std::vector<DrawnPoint>& points = {}) {
  const Streams streams(1, 1);
  return PenalisedData::make(settings, {streams, points, {}});
}

PenalisedDataSettings sparse(int n, double noise = 1) {
  PenalisedDataSettings settings;
  settings.curve.n = n;
  settings.curve.noise = noise;
  return settings;
}
PenalisedDataSettings polynomial(int order, int n, double noise = 0.3) {
  PenalisedDataSettings settings = sparse(n, noise);
  settings.set = PenalisedSet::polynomial;
  settings.order = order;
  return settings;
}

}  // namespace

TEST_CASE("a sparse law has weights of falling size and changing sign, spread evenly; the other inputs do nothing") {
  PenalisedDataSettings settings = sparse(10, 0);
  settings.inputs = 8;
  const auto data = data_of(settings);
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
  settings.inputs = 2;
  settings.nonzero = 10;
  const auto few = data_of(settings);
  CHECK(std::vector<double>(few->truth().begin(), few->truth().end()) == std::vector<double>{3, -2});
}

TEST_CASE("the inputs of a polynomial are standardised on the training points, and by these for validation") {
  for (const PolynomialBasis basis : kBoth) {
    CAPTURE(static_cast<int>(basis));
    PenalisedDataSettings settings = polynomial(3, 20);
    settings.basis = basis;
    settings.n_validation = 10;
    const auto data = data_of(settings);
    REQUIRE(data.ok());
    CHECK(data->X().rows() == 20);
    CHECK(data->X().cols() == 3);
    CHECK(data->truth().empty());
    CHECK(data->name(2) == (basis == PolynomialBasis::powers ? "x^3" : "T3"));
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
  auto data = data_of(polynomial(2, 10), {{0.5f, 7, 0}});
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
  auto many = data_of(sparse(10));
  CHECK_FALSE(many->is_curve());
  CHECK_FALSE(many->act(PointAdded{{0, 0, 0}}));
  CHECK(many->y().size() == 10);
}

TEST_CASE("the curve of a model is drawn as it predicts, in the units of x") {
  for (const PolynomialBasis basis : kBoth) {
    CAPTURE(static_cast<int>(basis));
    PenalisedDataSettings settings = polynomial(3, 25, 0);
    settings.basis = basis;
    settings.curve.law.law = "linear";
    const auto data = data_of(settings);
    REQUIRE(data.ok());
    Plane plane;
    const linear::LinearModel exact = linear::ridge(data->X(), data->y(), 0), constant{{0, 0, 0}, 0.5};
    data->describe_curve(plane, "fit", exact, constant);
    const LineLayer& fit = layer_of<LineLayer>(plane, "fit");
    for (std::size_t i = 0; i < fit.x.size(); ++i)
      CHECK(fit.y[i] == doctest::Approx(2 * fit.x[i]).epsilon(1e-4));  // the law is 2x
    CHECK(layer_of<PointsLayer>(plane, "training").x.size() == 25);
    Plane flat;
    data->describe_curve(flat, "fit", constant, exact);
    for (const float y : layer_of<LineLayer>(flat, "fit").y) CHECK(y == 0.5f);
    CHECK(data->variation(constant) == 0);
    CHECK(data->variation(exact) == doctest::Approx(2));  // from 0 to 2
  }
}

TEST_CASE("a formula that cannot be read is no data") {
  PenalisedDataSettings settings = polynomial(3, 25);
  settings.curve.law = {.law = "typed", .formula = "2 q"};
  const auto data = data_of(settings);
  REQUIRE_FALSE(data.ok());
  CHECK(data.error().find("q") != std::string::npos);
}

TEST_CASE("links of the first version keep the size and the noise of the set they chose") {
  using Texts = std::vector<std::pair<std::string, std::string>>;
  const auto upgraded = [](Texts values) {
    upgrade_penalised_data(values);
    return values;
  };
  CHECK(upgraded({{"samples", "60"}, {"n", "30"}, {"errors", "2"}}) == Texts{{"n", "60"}, {"noise", "2"}});
  CHECK(upgraded({{"inputs", "5"}}) == Texts{{"inputs", "5"}});
  CHECK(upgraded({{"data", "polynomial"}, {"n", "30"}, {"errors", "2"}}) ==
        Texts{{"data", "polynomial"}, {"n", "30"}, {"noise", "0.3"}, {"order", "12"}});
  CHECK(upgraded({{"n", "60"}}) == Texts{{"n", "60"}});
}
