// Family 06_kernels.
#include <algorithm>
#include <cmath>
#include <span>

#include "core/math/elementary.h"
#include "core/ml/density/kernel_density.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/kernels/support_vector_machine.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using namespace kernels;

std::span<const double> row(const Tensor<double>& X, std::ptrdiff_t i) {
  return {X.data() + i * X.columns(), std::size_t(X.columns())};
}

int argmax(std::span<const double> values) {
  return int(std::max_element(values.begin(), values.end()) - values.begin());
}

KernelFunction read_kernel(const Case& given) {
  const std::string name = given.text("kernel");
  KernelFunction kernel{KernelKind::linear, 1, 0, 1};
  if (name == "rbf") kernel = {KernelKind::rbf, given.number("gamma"), 0, 1};
  if (name == "poly") {
    kernel = {KernelKind::polynomial, given.number("gamma"), given.number("coef0"), int(given.number("degree"))};
  }
  require(name == "linear" || name == "rbf" || name == "poly",
          "parameter `kernel` is `" + name + "`; linear, rbf and poly are allowed");
  return kernel;
}

void add_linear_fields(const SupportVectorMachine& machine, Json& answer) {
  std::vector<double> w(std::size_t(machine.support.cols()), 0.0);
  double norm2 = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    for (std::size_t s = 0; s < machine.coefficients.size(); ++s) {
      w[j] += machine.coefficients[s] * machine.support(std::ptrdiff_t(s), std::ptrdiff_t(j));
    }
    norm2 += w[j] * w[j];
  }
  answer["weights"] = w;
  answer["margin_width"] = 2 / std::sqrt(norm2);
}

Json svm(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X"), X_test = given.tensor<double>("X_test");
  const auto read = given.integers("y", -1, 2);
  const std::vector<int> y(read.begin(), read.end());
  SvmOptions options;
  options.kernel = read_kernel(given);
  options.C = given.number("C");
  options.tolerance = 1e-11;
  SvmSolver solver(X.view(), y, options);
  require(solver.solve(), "the solver ran out of updates");
  const SupportVectorMachine machine = solver.machine();
  std::vector<int> support, bounded;
  int errors = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (solver.alpha()[i] > 0) support.push_back(int(i));
    if (solver.alpha()[i] == solver.bound(i)) bounded.push_back(int(i));
    errors += (machine.decision(row(X, std::ptrdiff_t(i))) > 0 ? 1 : -1) != y[i] ? 1 : 0;
  }
  std::vector<double> decision(std::size_t(X_test.dim(0)));
  machine.decisions(X_test.view(), decision);
  std::vector<int> predicted;
  for (double f : decision) predicted.push_back(f > 0 ? 1 : -1);
  Json answer = {{"alpha", std::vector<double>(solver.alpha().begin(), solver.alpha().end())},
                 {"support_indices", support},
                 {"bounded_indices", bounded},
                 {"intercept", machine.intercept},
                 {"dual_objective", solver.dual_objective()},
                 {"decision_test", decision},
                 {"predicted_test", predicted},
                 {"training_errors", errors}};
  if (options.kernel.kind == KernelKind::linear) add_linear_fields(machine, answer);
  return answer;
}

void add_neighbours(const NeighbourSearch& search, const Tensor<double>& X_test, int k, Json& answer) {
  Json neighbours = Json::array(), distances = Json::array();
  std::vector<int> indices(static_cast<std::size_t>(k));
  std::vector<double> lengths(static_cast<std::size_t>(k));
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    search.nearest(row(X_test, i), indices, lengths);
    neighbours.push_back(indices);
    distances.push_back(lengths);
  }
  answer["neighbors"] = neighbours;
  answer["distances"] = distances;
}

Json knn(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X"), X_test = given.tensor<double>("X_test");
  const Metric metric = given.text("metric") == "manhattan" ? Metric::manhattan : Metric::euclidean;
  const NeighbourSearch search(X.view(), metric);
  const NeighbourRule rule{int(given.number("n_neighbors")), given.text("weights") == "distance"
                                                                 ? NeighbourWeights::inverse_distance
                                                                 : NeighbourWeights::uniform};
  require(rule.neighbours >= 1 && rule.neighbours <= search.size(), "`n_neighbors` must be from 1 to the rows of `X`");
  Json answer;
  add_neighbours(search, X_test, rule.neighbours, answer);
  if (given.text("task") == "regression") {
    const std::vector<double> y = given.tensor<double>("y", {X.dim(0)}).values;
    std::vector<double> predicted;
    for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i)
      predicted.push_back(neighbour_mean(search, y, row(X_test, i), rule));
    answer["predicted_test"] = predicted;
    return answer;
  }
  const auto read = given.integers("y", 0, 1000);
  const std::vector<int> labels(read.begin(), read.end());
  require(std::ptrdiff_t(labels.size()) == X.dim(0), "`y` must have one label a row of `X`");
  std::vector<double> shares(std::size_t(*std::max_element(labels.begin(), labels.end()) + 1));
  std::vector<int> predicted;
  Json probability = Json::array();
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    class_shares(search, labels, row(X_test, i), rule, shares);
    predicted.push_back(argmax(shares));
    probability.push_back(shares);
  }
  answer["predicted_test"] = predicted;
  answer["probability_test"] = probability;
  return answer;
}

Json kernel_density(const Case& given) {
  Tensor<double> X = given.tensor<double>("X"), grid = given.tensor<double>("grid");
  const double bandwidth = given.number("bandwidth");
  std::vector<double> log_density(std::size_t(grid.dim(0))), density(log_density.size());
  density::kernel_log_density(X.view(), bandwidth, grid.view(), log_density);
  math::exp(log_density, density);
  std::vector<double> own(std::size_t(X.dim(0)));
  density::kernel_log_density(X.view(), bandwidth, X.view(), own);
  double total = 0;
  for (double value : own) total += value;
  return {{"log_density", log_density}, {"density", density}, {"total_log_likelihood_train", total}};
}

Json covariances_of(const generative::GaussianClassifier& model) {
  if (model.shares_covariance()) return write_matrix<double>(model.covariance(0));
  Json list = Json::array();
  for (int k = 0; k < model.classes(); ++k) list.push_back(write_matrix<double>(model.covariance(k)));
  return list;
}

Json gaussian_classifier(const Case& given) {
  using generative::ClassCovariance;
  const Tensor<double> X = given.tensor<double>("X"), X_test = given.tensor<double>("X_test");
  const auto read = given.integers("y", 0, 1000);
  const std::vector<int> labels(read.begin(), read.end());
  const std::string name = given.text("covariance");
  const ClassCovariance covariance = name == "shared"     ? ClassCovariance::shared
                                     : name == "diagonal" ? ClassCovariance::diagonal
                                                          : ClassCovariance::full;
  const auto model =
      generative::GaussianClassifier::fit(X.view(), labels, *std::max_element(labels.begin(), labels.end()) + 1,
                                          covariance, given.text("covariance_denominator") == "n-1");
  if (!model.ok()) throw CaseError(model.error());
  std::vector<double> values(std::size_t(model->classes())), evidence;
  std::vector<int> predicted;
  Json joint = Json::array(), posterior = Json::array();
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    model->log_joint(row(X_test, i), values);
    joint.push_back(values);
    evidence.push_back(model->posterior(row(X_test, i), values));
    posterior.push_back(values);
    predicted.push_back(argmax(values));
  }
  Json answer = {{"priors", std::vector<double>(model->priors().begin(), model->priors().end())},
                 {"means", write_matrix<double>(model->means())},
                 {"covariances", covariances_of(*model)},
                 {"log_joint_test", joint},
                 {"posterior_test", posterior},
                 {"log_evidence_test", evidence},
                 {"predicted_test", predicted}};
  if (covariance == ClassCovariance::shared) {
    answer["linear_weights"] = write_matrix<double>(model->linear_weights());
    answer["linear_bias"] = model->linear_biases();
  }
  return answer;
}

const Registration kKernels[] = {
    {"06_kernels", "svm", svm},
    {"06_kernels", "knn", knn},
    {"06_kernels", "kernel_density", kernel_density},
    {"06_kernels", "gaussian_classifier", gaussian_classifier},
};

}  // namespace
}  // namespace lectern::reference
