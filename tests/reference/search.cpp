// Of family 13_decisions what a search for hyperparameters is made of.
#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/density/violin.h"
#include "core/ml/kernels/gaussian_process.h"
#include "core/ml/optimise/expected_improvement.h"
#include "core/ml/optimise/parzen_ratio.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json gaussian_process(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X"), y = given.tensor<double>("y"),
                       X_test = given.tensor<double>("X_test");
  require(y.size() == X.dim(0), "`X` and `y` must have as many rows");
  kernels::GaussianProcessSpec spec;
  const std::string kind = given.text("kernel");
  const auto found = std::find_if(kernels::kCovariances.begin(), kernels::kCovariances.end(),
                                  [&](const auto& named) { return named.id == kind; });
  require(found != kernels::kCovariances.end(),
          "parameter `kernel` is `" + kind + "`; rbf, matern52 and matern32 are allowed");
  spec.kind = found->value;
  spec.amplitude = given.number("amplitude");
  spec.length_scales = {given.number("length_scale")};
  spec.noise = given.number("noise");
  spec.mean = given.number("mean");
  const auto process = kernels::GaussianProcess::fit(spec, X.view(), y.values);
  require(process.has_value(), "the covariance is not positive definite");
  Matrix<double> K;
  kernels::covariances(spec, X.view(), X.view(), K);
  std::vector<double> mean(std::size_t(X_test.dim(0))), variance(mean.size());
  process->predict(X_test.view(), mean, variance);
  const auto gradient = process->gradient();
  return {{"kernel_matrix", write_matrix<double>(K)},
          {"posterior_mean", mean},
          {"posterior_variance", variance},
          {"posterior_covariance", write_matrix<double>(process->posterior_covariance(X_test.view()))},
          {"log_marginal_likelihood", process->log_marginal_likelihood()},
          {"grad_log_amplitude", gradient.log_amplitude},
          {"grad_log_length_scale", gradient.log_length_scales[0]},
          {"grad_log_noise", gradient.log_noise}};
}

Json expected_improvement(const Case& given) {
  const auto mean = given.tensor<double>("mean").values, deviation = given.tensor<double>("std").values;
  require(mean.size() == deviation.size(), "`mean` and `std` must be equally long");
  const optimise::ImprovementGoal goal{given.number("best"), given.flag("minimise"), given.number("xi"),
                                       given.number("kappa")};
  std::vector<double> z, expected, probability, bound, d_mean, d_deviation;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const optimise::Improvement found = optimise::improvement(goal, mean[i], deviation[i]);
    z.push_back(found.z);
    expected.push_back(found.expected);
    probability.push_back(found.probability);
    bound.push_back(found.confidence_bound);
    d_mean.push_back(found.d_mean);
    d_deviation.push_back(found.d_deviation);
  }
  return {{"z", z},
          {"expected_improvement", expected},
          {"probability_of_improvement", probability},
          {"confidence_bound", bound},
          {"grad_mean", d_mean},
          {"grad_std", d_deviation}};
}

Json tpe_ratio(const Case& given) {
  const auto x = given.tensor<double>("x").values, y = given.tensor<double>("y").values,
             grid = given.tensor<double>("grid").values;
  const int count = int(given.number("n_good"));
  require(x.size() == y.size() && count > 0 && std::size_t(count) <= x.size(),
          "`x` and `y` must be equally long and hold at least `n_good` values");
  const std::vector<int> indices = optimise::smallest_indices(y, count);
  std::vector<double> good, bad;
  for (std::size_t i = 0; i < x.size(); ++i)
    (std::binary_search(indices.begin(), indices.end(), int(i)) ? good : bad).push_back(x[i]);
  const auto density = [&](const std::vector<double>& points, const char* bandwidth) {
    return optimise::ParzenDensity{points, given.number(bandwidth), given.number("prior_weight"), given.number("low"),
                                   given.number("high")};
  };
  const optimise::ParzenRatio ratio{density(good, "bandwidth_good"), density(bad, "bandwidth_bad")};
  std::vector<double> density_good, density_bad, log_ratio;
  for (const double t : grid) {
    density_good.push_back(ratio.good.at(t));
    density_bad.push_back(ratio.bad.at(t));
    log_ratio.push_back(ratio.at(t));
  }
  return {{"good_indices", indices},
          {"density_good", density_good},
          {"density_bad", density_bad},
          {"log_ratio", log_ratio},
          {"best_index", std::max_element(log_ratio.begin(), log_ratio.end()) - log_ratio.begin()}};
}

Json violin(const Case& given) {
  std::vector<double> x = given.tensor<double>("x").values;
  require(x.size() > 1, "input `x` must hold at least two numbers");
  std::sort(x.begin(), x.end());
  std::vector<double> grid(std::size_t(given.number("grid_size"))), density(grid.size());
  const double bandwidth = density::scott_bandwidth(x);
  density::violin_outline(x, bandwidth, given.number("cut"), grid, density);
  std::vector<double> half_width = density;
  const double widest = *std::max_element(density.begin(), density.end());
  for (double& width : half_width) width /= widest;
  const density::Box box = density::box_of_sorted(x);
  return {{"bandwidth", bandwidth},     {"grid", grid},
          {"density", density},         {"half_width", half_width},
          {"quartiles", box.quartiles}, {"whiskers", box.whiskers},
          {"outliers", box.outliers}};
}

const Registration kSearch[] = {
    {"13_decisions", "gaussian_process", gaussian_process},
    {"13_decisions", "expected_improvement", expected_improvement},
    {"13_decisions", "tpe_ratio", tpe_ratio},
    {"13_decisions", "violin", violin},
};

}  // namespace
}  // namespace lectern::reference
