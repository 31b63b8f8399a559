#include <array>
#include <cmath>
#include <string>

#include "core/lab/text.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kPolynomialRegression = "#/polynomial-regression?";

// The value of a line of a plane at x.
double line_value(const Plane& plane, std::string_view label, double x) {
  for (const PlaneLayer& layer : plane.layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line == nullptr || line->label != label) continue;
    for (std::size_t i = 0; i < line->x.size(); ++i)
      if (std::fabs(static_cast<double>(line->x[i]) - x) < 1e-3) return static_cast<double>(line->y[i]);
  }
  return NAN;
}

// Typical errors of an order after so many replicas.
struct Errors {
  double training, validation, beyond;
};
Errors errors_of(DemoRun& run, int order) {
  const Plane& plane = run.panel<Plane>("orders");
  return {line_value(plane, "E_tr", order), line_value(plane, "E_val", order),
          line_value(plane, "E beyond the data", order)};
}

std::size_t points_of(DemoRun& run, std::string_view label) {
  for (const PlaneLayer& layer : run.panel<Plane>("fit").layers) {
    const auto* points = std::get_if<PointsLayer>(&layer);
    if (points != nullptr && points->label == label) return points->x.size();
  }
  return 0;
}

}  // namespace

TEST_CASE("polynomial-regression: without noise a flexible model that fits predicts, even beyond the data") {
  DemoRun run(kPolynomialRegression + "noise=0");
  run.steps(50);
  for (const int order : {10, 12}) {
    const Errors flexible = errors_of(run, order);
    CHECK(flexible.training < 1e-9);
    CHECK(flexible.validation < 1e-9);
    CHECK(flexible.beyond < 1e-6);
  }
  const Errors stiff = errors_of(run, 3);
  CHECK(stiff.training > 0.01);
  CHECK(stiff.beyond > 10);
}

TEST_CASE("polynomial-regression: with noise and few points the simpler model predicts better, though it fits worse") {
  DemoRun run(kPolynomialRegression + "noise=1&n=30&law=linear");
  run.steps(200);
  const Errors simple = errors_of(run, 1), cubic = errors_of(run, 3), complex = errors_of(run, 10);
  CHECK(complex.training < cubic.training);
  CHECK(cubic.training < simple.training);
  CHECK(simple.validation < cubic.validation);
  CHECK(3 * cubic.validation < complex.validation);
  CHECK(1.7 * simple.beyond < cubic.beyond);
  CHECK(1000 * simple.beyond < complex.beyond);
  CHECK(run.metric("best_order") == 1);
  CHECK(run.metric("best_beyond") <= 1);
}

TEST_CASE("polynomial-regression: nobody predicts better than σ², however few points are held out") {
  for (const std::string settings : {"train_fraction=0.7", "train_fraction=0.95", "train_fraction=1"}) {
    CAPTURE(settings);
    DemoRun run(kPolynomialRegression + "law=linear&" + settings);
    run.steps(400);
    const double noise = 0.49, points = 35 * std::stod(settings.substr(settings.find('=') + 1));
    for (int order = 0; order <= 15; ++order) {
      CHECK(errors_of(run, order).validation > noise);
      CHECK(errors_of(run, order).beyond > noise);
    }
    // A line through n random points of a line: σ² (1 + 2/n) and a little more.
    CHECK(run.metric("least_validation_error") == doctest::Approx(noise * (1 + 2 / points)).epsilon(0.02));
    const Plane& sizes = run.panel<Plane>("sizes");
    for (const char* order : {"order 1", "order 3", "order 10"}) CHECK(line_value(sizes, order, 256) > noise);
    CHECK(line_value(sizes, "order 1", 256) < 1.02 * noise);
  }
}

TEST_CASE("polynomial-regression: what is below rounding is told so in the table and among the numbers") {
  DemoRun run(kPolynomialRegression + "noise=0");
  run.steps(5);
  const auto& rows = run.panel<Table>("scores").rows;
  CHECK(rows[rows.size() - 1].cells[4] == "< 10⁻¹²");
  bool is_told = false;
  for (const TextLine& line : run.panel<Text>("numbers").lines)
    is_told = is_told || (line.text == "least E_val" && value_in_words(line) == "1e-12 or less");
  CHECK(is_told);
}

TEST_CASE("polynomial-regression: the law is of order 10, yet lower orders predict it better from few points") {
  DemoRun run(kPolynomialRegression + "noise=1&n=30");
  run.steps(200);
  const Errors own = errors_of(run, 10);
  CHECK(errors_of(run, 1).validation < own.validation);
  CHECK(errors_of(run, 3).validation < own.validation);
  CHECK(10 * errors_of(run, 3).beyond < own.beyond);
}

TEST_CASE("polynomial-regression: with many points both errors tend to σ², from below and from above") {
  DemoRun right(kPolynomialRegression + "noise=0.5&shown_orders=10"),
      wrong(kPolynomialRegression + "noise=0.5&shown_orders=1");
  right.steps(100);
  const Plane& plane = right.panel<Plane>("sizes");
  const double few = line_value(plane, "order 10", 24), many = line_value(plane, "order 10", 256);
  CHECK(few > 3 * 0.25);
  CHECK(many == doctest::Approx(0.25).epsilon(0.15));
  CHECK(line_value(plane, "", 24) < 0.6 * 0.25);
  CHECK(line_value(plane, "", 256) == doctest::Approx(0.25).epsilon(0.15));
  CHECK(line_value(plane, "", 256) < many);
  // A line cannot be right, however many points it gets.
  wrong.steps(100);
  CHECK(line_value(wrong.panel<Plane>("sizes"), "order 1", 256) > 2 * 0.25);
}

TEST_CASE("polynomial-regression: the shade shrinks as replicas come in") {
  DemoRun run(kPolynomialRegression);
  const auto width = [&]() -> double {
    for (const PlaneLayer& layer : run.panel<Plane>("orders").layers) {
      const auto* band = std::get_if<BandLayer>(&layer);
      if (band != nullptr && band->x.size() > 3) return static_cast<double>(band->high[3] / band->low[3]);
    }
    return NAN;
  };
  run.steps(20);
  const double before = width();
  run.steps(380);
  CHECK(before > 1.2);
  CHECK(width() < 1 + (before - 1) / 3);
}

TEST_CASE("polynomial-regression: both bases give the same errors") {
  DemoRun powers(kPolynomialRegression), chebyshev(kPolynomialRegression + "basis=chebyshev");
  powers.steps(20);
  chebyshev.steps(20);
  for (const int order : {0, 3, 10}) {
    CHECK(errors_of(powers, order).validation == doctest::Approx(errors_of(chebyshev, order).validation).epsilon(1e-4));
  }
}

TEST_CASE("polynomial-regression: points are added, moved and removed, and every fit follows") {
  DemoRun run(kPolynomialRegression + "law=drawn&shown_orders=1&train_fraction=1");
  CHECK(run.metric("replicas") == 1);
  for (int i = -2; i <= 2; ++i)
    run.act("fit", PointAdded{{0.25f * static_cast<float>(i), 0.5f * static_cast<float>(i), 0}});
  CHECK(points_of(run, "drawn") == 5);
  run.steps(2);
  CHECK(line_value(run.panel<Plane>("fit"), "order 1", -1) == doctest::Approx(-2).epsilon(1e-4));
  run.act("fit", PointMoved{4, 0.5f, 5});
  CHECK(run.metric("replicas") == 1);
  CHECK(line_value(run.panel<Plane>("fit"), "order 1", -1) < -3);
  run.act("fit", PointRemoved{4});
  run.steps(1);
  CHECK(points_of(run, "drawn") == 4);
  CHECK(line_value(run.panel<Plane>("fit"), "order 1", -1) == doctest::Approx(-2).epsilon(1e-4));
}

TEST_CASE("polynomial-regression: before the first step the first data set has its errors in the plots") {
  DemoRun run(kPolynomialRegression);
  CHECK(run.metric("replicas") == 1);
  const Errors errors = errors_of(run, 3);
  CHECK(errors.training > 0);
  CHECK(errors.validation > 0.49);
  CHECK(errors.beyond > errors.validation);
  CHECK(run.metric("training_error_3") == doctest::Approx(errors.training));
}

TEST_CASE("polynomial-regression: E beyond in the table is the expected error of the fit drawn") {
  DemoRun run(kPolynomialRegression + "beyond=0.1&shown_orders=3&noise=0.5");
  const Plane& plane = run.panel<Plane>("fit");
  double sum = 0, last = 0;  // by the trapezoidal rule
  int intervals = 0;
  for (const PlaneLayer& layer : plane.layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line == nullptr || line->label != "order 3") continue;
    for (std::size_t i = 0; i < line->x.size(); ++i) {
      const double x = static_cast<double>(line->x[i]), x5 = x * x * x * x * x;
      if (x < 1) continue;
      const double difference = static_cast<double>(line->y[i]) - (2 * x - 10 * x5 + 15 * x5 * x5);
      if (last > 0) sum += 0.5 * (last + difference * difference);
      if (last > 0) ++intervals;
      last = difference * difference;
    }
  }
  REQUIRE(intervals > 15);
  CHECK(*parse_number(run.panel<Table>("scores").rows[0].cells[3]) ==
        doctest::Approx(0.25 + sum / intervals).epsilon(0.03));
}

TEST_CASE("polynomial-regression: one wrong point moves the flexible fit far more, and the fits of before stay") {
  DemoRun run(kPolynomialRegression);
  const double before = line_value(run.panel<Plane>("fit"), "order 1", 0);
  run.act("fit", PointAdded{{0.3f, 6, 0}});
  CHECK(line_value(run.panel<Plane>("fit"), "without the points added", 0) == before);
  CHECK(line_value(run.panel<Plane>("fit"), "order 1", 0) != before);
  CHECK(run.metric("shift_10") > 2 * run.metric("shift_1"));
  CHECK(run.panel<Table>("scores").columns[4] == "shift");
}

TEST_CASE("polynomial-regression: a typed law is learned, and an error in it is told with its place") {
  DemoRun run(kPolynomialRegression + "law=typed&formula=3x^2%20-%20x&noise=0&from=-1&to=2&shown_orders=2");
  run.steps(5);
  CHECK(errors_of(run, 2).beyond < 1e-12 * 1.01);
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  for (const auto& [formula, word] : std::array<std::array<const char*, 2>, 4>{
           {{"3x %2B", "character"}, {"sqrt(x-0.5)", "x = 0"}, {"exp(100x)", "too large"}, {"", "empty"}}}) {
    CAPTURE(formula);
    session.start(parse_link(kPolynomialRegression + "law=typed&formula=" + formula).run.plan, {});
    CHECK(session.condition() == RunSession::Condition::failed);
    CHECK(session.message().find(word) != std::string::npos);
  }
  session.start(parse_link(kPolynomialRegression + "law=typed&from=1&to=1").run.plan, {});
  CHECK(session.message().find("interval") != std::string::npos);
}
