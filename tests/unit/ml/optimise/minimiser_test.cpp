#include "core/ml/optimise/minimiser.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "core/ml/optimise/local_model.h"
#include "core/ml/optimise/surfaces.h"

using namespace lectern;
using namespace lectern::optimise;

namespace {

using Maker = std::unique_ptr<Minimiser> (*)(const Objective&, std::span<const double>, const MinimiserOptions&);

void check_gradient(const Objective& f, std::span<const double> x) {
  const auto D = static_cast<std::size_t>(f.dimension());
  std::vector<double> g(D), g_plus(D), g_minus(D), y(x.begin(), x.end());
  Matrix<double> H(f.dimension(), f.dimension());
  f.gradient(x, g);
  f.hessian(x, H);
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < D; ++i) {
    y[i] = x[i] + kStep;
    const double f_plus = f.value(y);
    f.gradient(y, g_plus);
    y[i] = x[i] - kStep;
    const double f_minus = f.value(y);
    f.gradient(y, g_minus);
    y[i] = x[i];
    CHECK(g[i] == doctest::Approx((f_plus - f_minus) / (2 * kStep)).epsilon(1e-6));
    for (std::size_t j = 0; j < D; ++j) {
      CHECK(H(static_cast<std::ptrdiff_t>(j), static_cast<std::ptrdiff_t>(i)) ==
            doctest::Approx((g_plus[j] - g_minus[j]) / (2 * kStep)).epsilon(1e-5));
    }
  }
}

}  // namespace

TEST_CASE("gradients and Hessians of all surfaces agree with finite differences") {
  for (const char* name : {"rosenbrock", "himmelblau", "beale", "rastrigin", "saddle"}) {
    CAPTURE(name);
    const auto f = surface_by_name(name);
    REQUIRE(f != nullptr);
    check_gradient(*f, std::vector<double>{0.3, -0.7});
    check_gradient(*f, std::vector<double>{-1.4, 1.1});
  }
  check_gradient(*rosenbrock(4), std::vector<double>{0.3, -0.7, 1.2, 0.9});
  CHECK(surface_by_name("plateau") == nullptr);
}

TEST_CASE("every method finds the minimum of Rosenbrock's valley") {
  const auto f = rosenbrock(2);
  const std::vector<double> start = {-1.2, 1};
  for (Maker make : {Maker(newton), Maker(bfgs), Maker(dfp), Maker(lbfgs)}) {
    const auto minimiser = make(*f, start, {});
    minimise(*minimiser, 1e-10, 500);
    CHECK(minimiser->x()[0] == doctest::Approx(1).epsilon(1e-6));
    CHECK(minimiser->x()[1] == doctest::Approx(1).epsilon(1e-6));
  }
}

TEST_CASE("L-BFGS minimises Rosenbrock's function in many dimensions") {
  const auto f = rosenbrock(50);
  const std::vector<double> start(50, -0.5);
  const auto minimiser = lbfgs(*f, start, {});
  minimise(*minimiser, 1e-9, 2000);
  CHECK(minimiser->f() < 1e-12);
}

TEST_CASE("Newton's method needs one step on a quadratic, and BFGS about as many as dimensions") {
  Matrix<double> A(3, 3);
  A(0, 0) = 3, A(1, 1) = 5, A(2, 2) = 9, A(0, 1) = A(1, 0) = 1;
  const auto f = quadratic(A, {1, -2, 0.5});
  const std::vector<double> start = {4, -4, 2};
  const auto exact = newton(*f, start, {});
  exact->step();
  CHECK(exact->gradient_norm() < 1e-12);
  const auto learned = bfgs(*f, start, {});
  CHECK(minimise(*learned, 1e-8, 100) < 20);
}

TEST_CASE("a strong Wolfe step lowers the function and flattens its slope") {
  const auto f = himmelblau();
  const std::vector<double> x = {0, 0};
  std::vector<double> g(2), p(2);
  f->gradient(x, g);
  for (std::size_t i = 0; i < 2; ++i) p[i] = -g[i];
  const double slope = g[0] * p[0] + g[1] * p[1];
  const double t = strong_wolfe_step(*f, x, f->value(x), g, p);
  const std::vector<double> y = {t * p[0], t * p[1]};
  f->gradient(y, g);
  CHECK(f->value(y) <= f->value(x) + 1e-4 * t * slope);
  CHECK(std::fabs(g[0] * p[0] + g[1] * p[1]) <= 0.9 * std::fabs(slope));
}

TEST_CASE("from a saddle's ridge Newton's method with a line search still goes downhill") {
  const auto f = saddle();
  const std::vector<double> start = {0.5, 0.1};
  const auto minimiser = newton(*f, start, {});
  const double before = minimiser->f();
  minimiser->step();
  CHECK(minimiser->f() < before);
}

TEST_CASE("evaluations are counted") {
  const auto f = beale();
  const CountingObjective counting(*f);
  const std::vector<double> start = {1, 1};
  const auto minimiser = newton(counting, start, {});
  minimiser->step();
  CHECK(counting.values() >= 2);
  CHECK(counting.gradients() >= 2);
  CHECK(counting.hessians() == 1);
}

TEST_CASE("a function that is not finite stops the iteration and leaves the point where it was") {
  const auto f = rosenbrock(2);
  const std::vector<double> start = {std::nan(""), 1};
  const auto minimiser = bfgs(*f, start, {});
  minimiser->step();
  CHECK(minimiser->x()[1] == 1);
}

TEST_CASE("a clone goes on to the same bits, with counts of its own") {
  const auto f = rosenbrock(2);
  const std::vector<double> start = {-1.2, 1};
  for (Maker make : {Maker(steepest_descent), Maker(newton), Maker(bfgs), Maker(dfp), Maker(lbfgs), Maker(broyden)}) {
    const auto original = make(*f, start, {});
    for (int i = 0; i < 5; ++i) original->step();
    const auto copy = original->clone();
    const std::int64_t asked = original->evaluations().values();
    for (int i = 0; i < 5; ++i) copy->step();
    CHECK(original->evaluations().values() == asked);
    for (int i = 0; i < 5; ++i) original->step();
    StateHasher one, two;
    original->add_state(one);
    copy->add_state(two);
    CHECK(one.digest() == two.digest());
    CHECK(original->evaluations().numbers() == copy->evaluations().numbers());
  }
}

TEST_CASE("steepest descent goes along the gradient, and L-BFGS remembers what BFGS would know of its last steps") {
  const auto f = rosenbrock(2);
  const std::vector<double> start = {-1.2, 1};
  MinimiserOptions options;
  options.rule = LineSearchRule::none;
  options.descent_rate = 1e-3;
  const auto plain = steepest_descent(*f, start, options);
  std::vector<double> g(plain->gradient().begin(), plain->gradient().end());
  plain->step();
  CHECK(plain->x()[0] == start[0] - 1e-3 * g[0]);
  CHECK(plain->inverse_estimate()(1, 1) == 1e-3);

  const auto remembered = lbfgs(*f, start, {});
  for (int i = 0; i < 4; ++i) remembered->step();
  const Matrix<double> M = remembered->inverse_estimate();
  CHECK(M(0, 1) == doctest::Approx(M(1, 0)));
  CHECK(M(0, 0) * M(1, 1) > M(0, 1) * M(1, 0));
}

TEST_CASE("Broyden's first Hessian is counted, and with a line search it goes down only") {
  const auto f = himmelblau();
  const std::vector<double> start = {-0.5, -0.5};
  const auto minimiser = broyden(*f, start, {});
  CHECK(minimiser->evaluations().hessians() == 1);
  for (int i = 0; i < 20; ++i) {
    const double before = minimiser->f();
    minimiser->step();
    CHECK(minimiser->f() <= before);
  }
}

TEST_CASE("Newton's local model is the function itself on a bowl, and its flat place the minimum") {
  Matrix<double> A(2, 2);
  A(0, 0) = 3, A(1, 1) = 5, A(0, 1) = A(1, 0) = 1;
  const auto f = quadratic(A, {1, -2});
  const std::vector<double> start = {4, -4}, away = {0.5, 2}, there = {4.5, -2};
  const auto minimiser = newton(*f, start, {});
  const LocalModel model = local_model(*minimiser);
  REQUIRE(model.exists());
  CHECK(model.value(away) == doctest::Approx(f->value(there)));
  CHECK(model.value(model.step) == doctest::Approx(model.f - model.drop()));
  CHECK(model.believed[0] == doctest::Approx(model.actual[0]));
  CHECK(model.believed[1] == doctest::Approx(model.actual[1]));
  minimiser->step();
  CHECK(minimiser->x()[0] == doctest::Approx(start[0] + model.step[0]));
  CHECK(minimiser->evaluations().hessians() == 1);
}

TEST_CASE("where the Hessian cannot be inverted Newton has no model") {
  Matrix<double> A(2, 2);
  A(0, 0) = 1;
  const auto f = quadratic(A, {0, 1});
  const std::vector<double> start = {1, 1};
  const LocalModel model = local_model(*newton(*f, start, {}));
  CHECK_FALSE(model.exists());
  CHECK(std::isnan(model.believed[0]));
  CHECK(model.actual[1] == doctest::Approx(1));
}
