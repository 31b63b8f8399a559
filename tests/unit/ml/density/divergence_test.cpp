#include "core/ml/density/divergence.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/ml/density/gaussian_divergence.h"
#include "core/ml/density/gaussian_fit.h"
#include "core/ml/density/joint_table.h"
#include "core/ml/density/line_mixture.h"

using namespace lectern;
using namespace lectern::density;

namespace {

const double kLog2 = std::log(2.0);
constexpr DivergenceKind kDivergences[] = {DivergenceKind::forward_kl, DivergenceKind::reverse_kl,
                                           DivergenceKind::jensen_shannon, DivergenceKind::wasserstein};

struct Table {
  std::vector<double> p, log_p;
  explicit Table(std::vector<double> values) : p(std::move(values)) {
    for (const double value : p) log_p.push_back(std::log(value));
  }
  Tabulated view() const { return {p, log_p}; }
};

GaussianFit fit_to(const LineMixture& law, double blur = 0) { return {law, blur, -20, 20, 1000}; }

}  // namespace

TEST_CASE("divergences of two coins, by hand") {
  const Table fair({0.5, 0.5}), bent({0.75, 0.25}), sure({1, 0});
  CHECK(entropy(fair.view(), 1) == doctest::Approx(kLog2));
  CHECK(entropy(sure.view(), 1) == 0);
  CHECK(kl_divergence(fair.view(), bent.view(), 1) == doctest::Approx(0.5 * std::log(2.0 / 3) + 0.5 * kLog2));
  CHECK(kl_divergence(bent.view(), fair.view(), 1) == doctest::Approx(0.75 * std::log(1.5) - 0.25 * kLog2));
  CHECK(cross_entropy(fair.view(), bent.view(), 1) ==
        doctest::Approx(entropy(fair.view(), 1) + kl_divergence(fair.view(), bent.view(), 1)));
  CHECK(kl_divergence(sure.view(), fair.view(), 1) == doctest::Approx(kLog2));
  CHECK(kl_divergence(fair.view(), sure.view(), 1) == std::numeric_limits<double>::infinity());
  CHECK(wasserstein1(fair.p, bent.p, 1) == doctest::Approx(0.25));
}

TEST_CASE("Jensen–Shannon is symmetric, at most log 2, and log 2 of laws that do not overlap") {
  const Table left({0.5, 0.5, 0, 0}), right({0, 0, 0.5, 0.5}), bent({0.1, 0.2, 0.3, 0.4});
  CHECK(jensen_shannon(left.view(), right.view(), 1) == doctest::Approx(kLog2));
  CHECK(jensen_shannon(left.view(), left.view(), 1) == doctest::Approx(0));
  const double js = jensen_shannon(left.view(), bent.view(), 1);
  CHECK(js == doctest::Approx(jensen_shannon(bent.view(), left.view(), 1)));
  CHECK(js > 0);
  CHECK(js < kLog2);
}

TEST_CASE("W₁ of samples: a shift is its length, sizes may differ, order does not matter") {
  CHECK(wasserstein1_of_samples({3, 1, 2}, {11, 13, 12}) == doctest::Approx(10));
  CHECK(wasserstein1_of_samples({0, 1}, {0, 1, 0, 1}) == doctest::Approx(0));
  CHECK(wasserstein1_of_samples({0}, {-1, 1}) == doctest::Approx(1));
  CHECK(wasserstein1_of_samples({0, 0, 3}, {1}) == doctest::Approx(4.0 / 3));
  CHECK(wasserstein1_of_samples({1}, {0, 0, 3}) == doctest::Approx(4.0 / 3));
}

TEST_CASE("between normal laws the integrals agree with the formulas") {
  const Gaussian1 p{1, 0.8};
  const GaussianFit fit = fit_to(LineMixture({{1, p.mean, p.deviation}}));
  CHECK(fit.target_entropy() == doctest::Approx(0.5 * std::log(2 * std::acos(-1) * std::exp(1)) + std::log(0.8)));
  for (const Gaussian1 q : {Gaussian1{1, 0.8}, Gaussian1{-1, 0.4}, Gaussian1{2, 2}, Gaussian1{-4, 0.15}}) {
    CHECK(fit.value(DivergenceKind::forward_kl, q) == doctest::Approx(kl_divergence(p, q)).epsilon(1e-9));
    CHECK(fit.value(DivergenceKind::reverse_kl, q) == doctest::Approx(kl_divergence(q, p)).epsilon(1e-9));
    CHECK(fit.cross_entropy_of(q) == doctest::Approx(fit.target_entropy() + kl_divergence(p, q)).epsilon(1e-9));
    CHECK(fit.value(DivergenceKind::jensen_shannon, q) <= kLog2 + 1e-12);
  }
  // Of one shape, shifted: the shift; of one centre: |σ_p − σ_q| E|z|.
  CHECK(fit.value(DivergenceKind::wasserstein, {4.5, 0.8}) == doctest::Approx(3.5));
  CHECK(fit.value(DivergenceKind::wasserstein, {1, 2.8}) ==
        doctest::Approx(2 * std::sqrt(2 / std::acos(-1))).epsilon(1e-3));
}

TEST_CASE("noise on both laws widens both") {
  const GaussianFit fit = fit_to(LineMixture({{1, 0, 0.6}}), 0.8);
  CHECK(fit.value(DivergenceKind::forward_kl, {3, 1.5}) ==
        doctest::Approx(kl_divergence(Gaussian1{0, 1}, Gaussian1{3, 1.7})).epsilon(1e-9));
}

TEST_CASE("gradients of divergences agree with differences of their values") {
  for (const double blur : {0.0, 0.7}) {
    const GaussianFit fit = fit_to(LineMixture({{0.6, -2, 0.5}, {0.4, 2, 0.7}}), blur);
    for (const DivergenceKind kind : kDivergences)
      for (const Gaussian1 q : {Gaussian1{0.3, 1.2}, Gaussian1{-1.5, 0.4}, Gaussian1{3, 2}}) {
        const double h = 1e-4;
        const FitGradient g = fit.gradient(kind, q);
        const auto at = [&](double mean, double log) {
          return fit.value(kind, {q.mean + mean, q.deviation * std::exp(log)});
        };
        CHECK(std::fabs(g.by_mean - (at(h, 0) - at(-h, 0)) / (2 * h)) < 1e-5);
        CHECK(std::fabs(g.by_log_deviation - (at(0, h) - at(0, -h)) / (2 * h)) < 1e-5);
      }
  }
}

TEST_CASE("gradients from samples have the exact ones as their mean") {
  const LineMixture law({{0.6, -2, 0.5}, {0.4, 2, 0.7}});
  const GaussianFit fit = fit_to(law, 0.3);
  const Gaussian1 q{0.3, 1.2};
  Rng rng(5);
  constexpr int kSamples = 20000;
  std::vector<double> data, noise;
  for (int i = 0; i < kSamples; ++i) {
    data.push_back(fit.law().draw(rng));
    noise.push_back(rng.normal());
  }
  for (const DivergenceKind kind : kDivergences) {
    const FitGradient exact = fit.gradient(kind, q), sampled = fit.sampled_gradient(kind, q, data, noise);
    CHECK(std::fabs(exact.by_mean - sampled.by_mean) < 0.2);
    CHECK(std::fabs(exact.by_log_deviation - sampled.by_log_deviation) < 0.2);
  }
}

TEST_CASE("the gradient of Jensen–Shannon vanishes where laws do not overlap, that of W₁ does not") {
  const GaussianFit fit = fit_to(LineMixture({{1, 4, 0.2}}));
  const Gaussian1 q{-4, 0.2};
  CHECK(fit.value(DivergenceKind::jensen_shannon, q) == doctest::Approx(kLog2));
  CHECK(fit.gradient(DivergenceKind::jensen_shannon, q).norm() < 1e-30);
  CHECK(fit.gradient(DivergenceKind::wasserstein, q).by_mean == doctest::Approx(-1));
  CHECK(fit.value(DivergenceKind::wasserstein, q) == doctest::Approx(8));
}

TEST_CASE("the integrand of a divergence has its value as area, cumulative laws end at one") {
  const GaussianFit fit = fit_to(LineMixture({{0.6, -2, 0.5}, {0.4, 2, 0.7}}));
  std::vector<double> out(fit.cells());
  for (const DivergenceKind kind : kDivergences) {
    fit.integrand(kind, {0.5, 1}, out);
    double area = 0;
    for (const double value : out) area += value * fit.cell();
    CHECK(area == doctest::Approx(fit.value(kind, {0.5, 1})).epsilon(1e-4));
  }
  fit.cumulative(out);
  CHECK(out.back() == doctest::Approx(1));
  fit.cumulative_of({0.5, 1}, out);
  CHECK(out[500] == doctest::Approx(0.3176).epsilon(0.01));  // Φ(−0.46), at x = 0.04
}

TEST_CASE("a mixture: log density, score, moments, noise") {
  const LineMixture law({{3, -1, 0.5}, {1, 2, 1}});
  CHECK(law.mean() == doctest::Approx(-0.25));
  CHECK(law.variance() == doctest::Approx(0.75 * 0.25 + 0.25 + 0.75 * 0.5625 + 0.25 * 5.0625));
  const double h = 1e-5;
  for (const double x : {-3.0, 0.4, 2.5})
    CHECK(law.score(x) == doctest::Approx((law.log_density(x + h) - law.log_density(x - h)) / (2 * h)).epsilon(1e-6));
  CHECK(std::isfinite(law.log_density(1000)));
  CHECK(law.blurred(2).variance() == doctest::Approx(law.variance() + 4));
  Rng rng(3);
  double sum = 0;
  for (int i = 0; i < 20000; ++i) sum += law.draw(rng);
  CHECK(std::fabs(sum / 20000 - law.mean()) < 5 * std::sqrt(law.variance() / 20000));
}

TEST_CASE("a joint table of correlated normal laws has the marginals, conditionals and information of the formulas") {
  const double r = 0.8;
  const JointTable table(120, -6, 6, [r](double x, double y) {
    return std::exp(-(x * x - 2 * r * x * y + y * y) / (2 * (1 - r * r)));
  });
  CHECK(table.correlation() == doctest::Approx(r));
  CHECK(table.deviation_y() == doctest::Approx(1));
  CHECK(table.mutual_information() == doctest::Approx(-0.5 * std::log(1 - r * r)));
  CHECK(table.entropy_x() == doctest::Approx(0.5 * std::log(2 * std::acos(-1) * std::exp(1))));
  const double a = table.place(75);
  std::vector<double> cut(120);
  const double p_a = table.cut(a, cut);
  CHECK(p_a == doctest::Approx(std::exp(-a * a / 2) / std::sqrt(2 * std::acos(-1))));
  CHECK(p_a == doctest::Approx(table.marginal_x()[75]));
  double mean = 0, square = 0;
  for (int i = 0; i < 120; ++i) {
    const double mass = cut[static_cast<std::size_t>(i)] / p_a * table.cell();
    mean += mass * table.place(i);
    square += mass * table.place(i) * table.place(i);
  }
  CHECK(mean == doctest::Approx(r * a));
  CHECK(square - mean * mean == doctest::Approx(1 - r * r));
}

TEST_CASE("draws from a joint table have its correlation") {
  const JointTable table(80, -4, 4, [](double x, double y) { return std::exp(-(x * x - x * y + y * y)); });
  Rng rng(1);
  double xy = 0, xx = 0, yy = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto [x, y] = table.draw(rng);
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  CHECK(xy / std::sqrt(xx * yy) == doctest::Approx(table.correlation()).epsilon(0.05));
}
