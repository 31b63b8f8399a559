#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/generative/log_odds_cut.h"
#include "core/ml/generative/model_samples.h"
#include "core/ml/generative/populated_classes.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/projected_histograms.h"

using namespace lectern;
using namespace lectern::generative;

namespace {

struct Classes {
  Matrix<double> X;
  std::vector<int> labels;
};

// Two long clouds, tilted; the second broader.
Classes tilted_clouds(std::ptrdiff_t n) {
  Rng rng(1);
  Classes made{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const int k = i % 3 == 0 ? 1 : 0;
    const double u = (1 + k) * rng.normal(), v = 0.3 * rng.normal();
    made.labels.push_back(k);
    made.X(i, 0) = u + v + 2 * k;
    made.X(i, 1) = u - v;
  }
  return made;
}

GaussianClassifier fitted(const Classes& set, ClassCovariance covariance) {
  auto model = GaussianClassifier::fit(set.X, set.labels, 2, covariance);
  REQUIRE(model.ok());
  return std::move(*model);
}

}  // namespace

TEST_CASE("the posterior of a shared covariance is the sigmoid of the linear log odds, of others it is not") {
  const Classes set = tilted_clouds(300);
  const GaussianClassifier shared = fitted(set, ClassCovariance::shared), full = fitted(set, ClassCovariance::full);
  const auto gap = [&](const GaussianClassifier& model) {
    const LogOddsCut cut = log_odds_cut(model, shared, 0, 1, 61);
    double largest = 0;
    for (std::size_t i = 0; i < cut.at.size(); ++i)
      largest = std::max(largest, std::fabs(cut.posterior[i] - cut.linear_posterior[i]));
    return largest;
  };
  CHECK(gap(shared) < 1e-12);
  CHECK(gap(full) > 0.05);
}

TEST_CASE("along the cut the log odds of a shared covariance are a straight line, those of two are a parabola") {
  const Classes set = tilted_clouds(300);
  const GaussianClassifier shared = fitted(set, ClassCovariance::shared), full = fitted(set, ClassCovariance::full);
  const LogOddsCut straight = log_odds_cut(shared, shared, 0, 1, 4), bent = log_odds_cut(full, shared, 0, 1, 4);
  const auto second = [](const std::vector<double>& y, std::size_t i) { return y[i + 1] - 2 * y[i] + y[i - 1]; };
  CHECK(std::fabs(second(straight.log_odds, 1)) < 1e-9);
  CHECK(std::fabs(second(bent.log_odds, 1)) > 0.1);
  CHECK(second(bent.log_odds, 1) == doctest::Approx(second(bent.log_odds, 2)));
}

TEST_CASE("a prior shifts the log odds by a constant") {
  const Classes set = tilted_clouds(90);
  GaussianClassifier model = fitted(set, ClassCovariance::full);
  std::vector<double> before(2), after(2);
  model.log_joint(std::vector<double>{0.3, -0.4}, before);
  model.set_priors(std::vector<double>{1, 9});  // relative
  CHECK(model.priors()[1] == doctest::Approx(0.9));
  model.log_joint(std::vector<double>{0.3, -0.4}, after);
  const double shift = (after[1] - after[0]) - (before[1] - before[0]);
  CHECK(shift == doctest::Approx(std::log(9.0) - std::log(0.5)));
}

TEST_CASE("points drawn have the shares, means and covariances of the model, in the limit of many") {
  const Classes set = tilted_clouds(300);
  const GaussianClassifier model = fitted(set, ClassCovariance::full);
  ModelSamples samples(2, Rng(3), 20000);
  samples.draw(30000);
  CHECK(samples.full());
  Matrix<double> X;
  std::vector<int> labels;
  samples.place(model, X, labels);
  const std::vector<MomentErrors> errors = moment_errors(model, X, labels);
  CHECK(errors.front().n == 5);
  CHECK(errors.back().n == 20000);
  CHECK(errors.back().shares < 0.01);
  CHECK(errors.back().means < 0.08);
  CHECK(errors.back().covariances < 0.15);
  CHECK(errors.back().means < 0.3 * errors.front().means);
}

TEST_CASE("the same chance makes other points of another model") {
  const Classes set = tilted_clouds(120);
  GaussianClassifier model = fitted(set, ClassCovariance::diagonal);
  ModelSamples samples(2, Rng(4), 1000);
  samples.draw(1000);
  Matrix<double> X;
  std::vector<int> labels;
  model.set_priors(std::vector<double>{0.1, 0.9});
  samples.place(model, X, labels);
  CHECK(std::count(labels.begin(), labels.end(), 1) > 850);
  model.set_priors(std::vector<double>{0.9, 0.1});
  samples.place(model, X, labels);
  CHECK(std::count(labels.begin(), labels.end(), 1) < 150);
}

TEST_CASE("classes with too few samples are left out and the others counted anew") {
  Matrix<double> X(5, 1);
  for (std::ptrdiff_t i = 0; i < 5; ++i) X(i, 0) = static_cast<double>(i);
  const PopulatedClasses kept = populated_classes(X, std::vector<int>{3, 0, 1, 3, 1}, 4, 2);
  CHECK(kept.class_of == std::vector<int>{1, 3});
  CHECK(kept.labels == std::vector<int>{1, 0, 1, 0});
  CHECK(kept.X(1, 0) == 2);
  CHECK(populated_classes(X, std::vector<int>{3, 0, 1, 3, 1}, 4, 9).X.rows() == 0);
}

TEST_CASE("no direction separates the classes better for their spread than Fisher's") {
  const Classes set = tilted_clouds(200);
  const linear::ClassScatter scatter = linear::class_scatter(set.X, set.labels, 2);
  const auto fisher = linear::fisher_direction(scatter);
  REQUIRE(fisher.has_value());
  const double best = linear::separation(scatter, fisher->direction);
  for (int i = 0; i < 180; ++i) {
    const std::vector<double> v{std::cos(i * 0.0174533), std::sin(i * 0.0174533)};
    CHECK(linear::separation(scatter, v) <= best * (1 + 1e-12));
  }
  const std::vector<double> doubled{2 * fisher->direction[0], 2 * fisher->direction[1]};
  CHECK(linear::separation(scatter, doubled) == doctest::Approx(best));
}

TEST_CASE("projected histograms count every sample once, the largest in the last bin") {
  Matrix<double> X(4, 2);
  X(1, 0) = 1, X(2, 0) = 2, X(3, 0) = 4;
  const std::vector<double> v{1, 0};
  const linear::ProjectedHistograms seen = linear::projected_histograms(X, std::vector<int>{0, 1, 0, 1}, 2, v, 4);
  CHECK(seen.edges.front() == 0);
  CHECK(seen.edges.back() == 4);
  CHECK(seen.counts[0] == std::vector<float>{1, 0, 1, 0});
  CHECK(seen.counts[1] == std::vector<float>{0, 1, 0, 1});
  const linear::ProjectedHistograms one =
      linear::projected_histograms(Matrix<double>(1, 2), std::vector<int>{0}, 1, v, 3);
  CHECK(one.counts[0][0] == 1);
}
