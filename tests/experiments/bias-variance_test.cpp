#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/data/laws.h"
#include "core/math/linear_algebra.h"
#include "core/math/quadrature.h"
#include "core/ml/linear/polynomial.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kBiasVariance = "#/bias-variance?";

const LineLayer& line(DemoRun& run, std::string_view label) {
  static const LineLayer kNone{};
  for (const PlaneLayer& layer : run.panel<Plane>("decomposition").layers) {
    const auto* found = std::get_if<LineLayer>(&layer);
    if (found != nullptr && found->label == label) return *found;
  }
  FAIL_CHECK("no such line: ", std::string(label));
  return kNone;
}

// The value of a curve at the place nearest to x.
double at(const LineLayer& curve, double x) {
  std::size_t nearest = 0;
  const auto distance = [&](std::size_t i) { return std::fabs(static_cast<double>(curve.x[i]) - x); };
  for (std::size_t i = 1; i < curve.x.size(); ++i)
    if (distance(i) < distance(nearest)) nearest = i;
  return static_cast<double>(curve.y[nearest]);
}

double place_of_least(const LineLayer& curve) {
  const auto least = std::min_element(curve.y.begin(), curve.y.end());
  return static_cast<double>(curve.x[static_cast<std::size_t>(least - curve.y.begin())]);
}

// Steps until every model of the class has been fitted to so many replicas.
void run_replicas(DemoRun& run, double replicas) {
  while (run.is_ready() && run.metric("replicas") < replicas) run.steps(20);
}

double standard_error(DemoRun& run) { return run.metric("test_standard_error"); }

bool says(DemoRun& run, std::string_view words) {
  for (const TextLine& text : run.panel<Text>("numbers").lines)
    if (text.text.find(words) != std::string::npos) return true;
  return false;
}

// σ² ∫₀¹ φᵀ(ΦᵀΦ)⁻¹φ dx of least squares with n points in the middles of equal parts of [0, 1].
double exact_variance(int order, int n, double noise) {
  const linear::PolynomialSpace space{linear::PolynomialBasis::chebyshev, order, 0, 1};
  std::vector<double> places;
  for (int i = 0; i < n; ++i) places.push_back((i + 0.5) / n);
  const Matrix<double> inverse = pseudo_inverse(space.features(places)).inverse;
  const math::Quadrature rule = math::gauss_legendre(order + 1, 0, 1);
  const Matrix<double> response = product(space.features(rule.nodes), inverse);
  double variance = 0;
  for (std::ptrdiff_t g = 0; g < response.rows(); ++g)
    for (std::ptrdiff_t i = 0; i < response.cols(); ++i)
      variance += rule.weights[static_cast<std::size_t>(g)] * noise * noise * response(g, i) * response(g, i);
  return variance;
}

}  // namespace

TEST_CASE("bias-variance: bias² + variance + noise agrees with the measured test error within its statistical error") {
  for (const std::string settings :
       {"order=1", "order=6", "order=12", "order=4&spacing=random&n=60", "model_class=neighbours&k=1",
        "model_class=neighbours&k=8", "model_class=ridge&lambda=0.1", "model_class=features&features=100",
        "model_class=features&features=8", "law=sine&order=2", "noise=0&order=2"}) {
    CAPTURE(settings);
    DemoRun run(kBiasVariance + "replicas=400&" + settings);
    run_replicas(run, 400);
    const double difference = run.metric("sum") - run.metric("test_error");
    CHECK(std::fabs(difference) < 4 * standard_error(run) + 1e-9);
    CHECK(standard_error(run) < 0.1 * run.metric("test_error"));
  }
}

TEST_CASE("bias-variance: with complexity the bias falls, the variance grows, and the sum has its least in between") {
  DemoRun run(kBiasVariance);
  run_replicas(run, 300);
  const LineLayer bias = line(run, "bias²"), variance = line(run, "variance"), sum = line(run, "sum");
  CHECK(at(bias, 0) > 100 * at(bias, 6));
  CHECK(at(variance, 15) > 20 * at(variance, 1));
  for (std::size_t i = 1; i < variance.y.size(); ++i) CHECK(variance.y[i] > variance.y[i - 1]);
  CHECK(place_of_least(sum) >= 4);
  CHECK(place_of_least(sum) <= 7);
  CHECK(at(sum, 0) > 3 * at(sum, 5));
  CHECK(at(sum, 15) > 3 * at(sum, 5));
}

TEST_CASE("bias-variance: the variance of least squares on fixed places is σ² times parameters over points") {
  // Averaged over the n places themselves it is exactly (order + 1) σ²/n; over the interval nearly so for low orders.
  DemoRun run(kBiasVariance + "n=100&noise=1&order=3&replicas=400");
  run_replicas(run, 400);
  CHECK(run.metric("variance") == doctest::Approx(4.0 / 100).epsilon(0.15));
}

TEST_CASE("bias-variance: the variance is that over the whole interval, steep ends included") {
  CHECK(exact_variance(12, 20, 0.4) == doctest::Approx(0.780).epsilon(0.001));
  CHECK(exact_variance(15, 20, 0.4) == doctest::Approx(71.5).epsilon(0.001));
  constexpr int kRuns = 4;
  double variance_12 = 0, variance_15 = 0;
  for (int seed = 1; seed <= kRuns; ++seed) {
    DemoRun run(kBiasVariance + "replicas=2000&data_seed=" + std::to_string(seed));
    run_replicas(run, 2000);
    run.tune("order", "12");
    variance_12 += run.metric("variance") / kRuns;
    CHECK(std::fabs(run.metric("sum") - run.metric("test_error")) < 3 * standard_error(run));
    run.tune("order", "15");
    variance_15 += run.metric("variance") / kRuns;
  }
  CHECK(variance_12 == doctest::Approx(exact_variance(12, 20, 0.4)).epsilon(0.03));
  CHECK(variance_15 == doctest::Approx(exact_variance(15, 20, 0.4)).epsilon(0.04));
}

TEST_CASE("bias-variance: a bias² below zero is an estimate, and is told as one with its error") {
  int below_zero = 0;
  for (int seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    DemoRun run(kBiasVariance + "order=15&data_seed=" + std::to_string(seed));
    run_replicas(run, 60);
    const double estimate = run.metric("bias_squared"), error = run.metric("bias_squared_error");
    below_zero += estimate < 0 ? 1 : 0;
    CHECK(std::fabs(estimate) < 3 * error);  // the true bias² is 0
    CHECK(error < run.metric("variance"));
  }
  CHECK(below_zero >= 1);
  DemoRun run(kBiasVariance + "order=15");
  run_replicas(run, 2);
  CHECK(says(run, "bias²"));
  for (const char* id : {"numbers", "decomposition"}) {
    CAPTURE(id);
    bool is_explained = false;
    for (const Panel& panel : run.snapshot().panels)
      is_explained = is_explained || (panel.id == id && panel.help.find("below zero") != std::string::npos);
    CHECK(is_explained);
  }
}

TEST_CASE("bias-variance: one neighbour has no training error, no bias to speak of and the noise twice") {
  DemoRun run(kBiasVariance + "model_class=neighbours&k=1&n=100&noise=0.5&replicas=400");
  run_replicas(run, 400);
  CHECK(run.metric("training_error") == 0);
  CHECK(run.metric("bias_squared") < 0.01);
  CHECK(run.metric("test_error") == doctest::Approx(2 * 0.25).epsilon(0.1));
}

TEST_CASE("bias-variance: a penalty trades variance for bias") {
  // With little noise, so that the bias² of the wildest fits is known well enough.
  DemoRun run(kBiasVariance + "model_class=ridge&noise=0.01");
  run_replicas(run, 100);
  const LineLayer bias = line(run, "bias²"), variance = line(run, "variance");
  CHECK(bias.y.front() > 100 * std::fabs(bias.y.back()));
  CHECK(variance.y.back() > 50 * variance.y.front());
}

TEST_CASE("bias-variance: random features descend twice, with a peak where they are as many as points") {
  // The height of the peak depends much on which features are drawn: medians over runs.
  for (const std::string n : {"20", "30"}) {
    CAPTURE(n);
    const double points = std::stod(n);
    std::vector<double> over_classical, over_modern;
    int peaks_at_n = 0;
    for (int seed = 1; seed <= 7; ++seed) {
      CAPTURE(seed);
      const std::string seeds = "&seed=" + std::to_string(seed) + "&data_seed=" + std::to_string(seed);
      DemoRun run(kBiasVariance + "model_class=features&n=" + n + seeds);
      run_replicas(run, 60);
      const LineLayer test = line(run, "measured test error");
      const auto peak = std::max_element(test.y.begin() + 6, test.y.end());
      const double place = static_cast<double>(test.x[static_cast<std::size_t>(peak - test.y.begin())]);
      peaks_at_n += std::fabs(place / points - 1) < 0.11 ? 1 : 0;
      const double classical = at(test, 0.7 * points), modern = at(test, 10 * points);
      over_classical.push_back(static_cast<double>(*peak) / classical);
      over_modern.push_back(static_cast<double>(*peak) / modern);
      CHECK(modern < classical);
    }
    CHECK(peaks_at_n >= 6);
    std::sort(over_classical.begin(), over_classical.end());
    std::sort(over_modern.begin(), over_modern.end());
    CHECK(over_classical[3] > 3);
    CHECK(over_modern[3] > 5);
  }
}

TEST_CASE("bias-variance: at random places a small penalty shows both descents, and without one the reason is told") {
  for (const std::string seed : {"1", "2", "3", "4"}) {
    CAPTURE(seed);
    DemoRun run(kBiasVariance + "model_class=features&spacing=random&noise=0.1&waves=40&features_lambda=0.003&seed=" +
                seed + "&data_seed=" + seed);
    run_replicas(run, 60);
    const LineLayer test = line(run, "measured test error");
    double classical = INFINITY;
    for (std::size_t i = 0; i < test.x.size() && test.x[i] < 16; ++i)
      classical = std::min(classical, static_cast<double>(test.y[i]));
    CHECK(at(test, 20) > 3 * at(test, 200));
    CHECK(at(test, 20) > 2 * at(test, 40));
    CHECK(at(test, 200) < classical);
    CHECK_FALSE(says(run, "without bound"));
  }
  DemoRun exact(kBiasVariance + "model_class=features&spacing=random"), even(kBiasVariance + "model_class=features");
  run_replicas(exact, 2);
  run_replicas(even, 2);
  CHECK(says(exact, "without bound"));
  CHECK_FALSE(says(even, "without bound"));
}

TEST_CASE(
    "bias-variance: with as many features as points every fit reaches all points, and it is variance that explodes") {
  for (const std::string seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun run(kBiasVariance + "model_class=features&features=20&seed=" + seed + "&data_seed=" + seed);
    run_replicas(run, 100);
    CHECK(run.metric("training_error") < 1e-9);
    CHECK(run.metric("variance") > 10 * run.metric("classical_error"));
    CHECK(run.metric("variance") > 10 * std::fabs(run.metric("bias_squared")));
    CHECK(run.metric("worst") == 20);
    CHECK(run.metric("most_complex_error") < run.metric("classical_error"));
    run.tune("features", "18");
    CHECK(run.metric("training_error") > 1e-3);
  }
}

TEST_CASE("bias-variance: a small penalty tames the peak and leaves the rest") {
  DemoRun bare(kBiasVariance + "model_class=features"),
      tamed(kBiasVariance + "model_class=features&features_lambda=0.02");
  run_replicas(bare, 60);
  run_replicas(tamed, 60);
  const LineLayer peak = line(bare, "measured test error"), calm = line(tamed, "measured test error");
  CHECK(at(peak, 20) > 5 * at(calm, 20));
  CHECK(at(calm, 20) < 3 * at(calm, 200));
  CHECK(at(calm, 200) == doctest::Approx(at(peak, 200)).epsilon(0.1));
}

TEST_CASE("bias-variance: underfitting, about right and overfitting are told by their causes") {
  for (const auto& [settings, words] :
       {std::pair{"order=1", "underfits"}, std::pair{"order=5", "about right"}, std::pair{"order=15", "overfits"}}) {
    CAPTURE(settings);
    DemoRun run(kBiasVariance + settings);
    run_replicas(run, 100);
    CHECK(says(run, words));
  }
}

TEST_CASE("bias-variance: looking at another model changes nothing that is measured") {
  DemoRun still(kBiasVariance), moved(kBiasVariance);
  still.steps(20);
  moved.steps(10);
  moved.tune("order", "12");
  moved.steps(10);
  CHECK(still.hash() == moved.hash());
  CHECK(moved.metric("variance") > still.metric("variance"));
}
