// Family 09_optimise.
#include <memory>
#include <span>

#include "core/ml/optimise/first_order.h"
#include "core/ml/optimise/minimiser.h"
#include "core/ml/optimise/surfaces.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using namespace optimise;

std::unique_ptr<Objective> read_objective(const Case& given, std::ptrdiff_t dimension) {
  const std::string name = given.text("function");
  if (name == "quadratic") {
    const Tensor<double> A = given.tensor<double>("A", {dimension, dimension});
    Matrix<double> matrix(dimension, dimension);
    for (std::ptrdiff_t i = 0; i < A.size(); ++i) matrix.data()[i] = A.data()[i];
    return quadratic(std::move(matrix), given.tensor<double>("b", {dimension}).values);
  }
  if (name == "rosenbrock") return rosenbrock(int(dimension));
  auto surface = surface_by_name(name);
  require(surface != nullptr, "parameter `function` is `" + name + "`, which names no surface");
  return surface;
}

Json function_values(const Case& given) {
  const Tensor<double> points = given.tensor<double>("points");
  const std::ptrdiff_t D = points.dim(1);
  const auto f = read_objective(given, D);
  std::vector<double> values, g(static_cast<std::size_t>(D));
  Matrix<double> H(D, D);
  Json gradients = Json::array(), hessians = Json::array();
  for (std::ptrdiff_t i = 0; i < points.dim(0); ++i) {
    const std::span<const double> x(points.data() + i * D, std::size_t(D));
    values.push_back(f->value(x));
    f->gradient(x, g);
    f->hessian(x, H);
    gradients.push_back(g);
    hessians.push_back(write_matrix<double>(H));
  }
  return {{"f", values}, {"gradient", gradients}, {"hessian", hessians}};
}

std::unique_ptr<Minimiser> read_minimiser(const Case& given, const Objective& f, std::span<const double> x0) {
  const std::string name = given.text("method");
  MinimiserOptions options;
  const bool searches = name == "bfgs" || name == "dfp" || (name == "newton" && given.flag("line_search"));
  options.rule = searches ? LineSearchRule::backtracking : LineSearchRule::none;
  if (searches) {
    options.search.sufficient_decrease = given.number("c1");
    options.search.shrink = given.number("shrink");
  }
  if (name == "newton") return newton(f, x0, options);
  if (name == "bfgs") return bfgs(f, x0, options);
  if (name == "dfp") return dfp(f, x0, options);
  require(name == "broyden", "parameter `method` is `" + name + "`; gd, newton, bfgs, dfp and broyden are allowed");
  if (given.text("initial_jacobian") == "scaled_identity") {
    options.initial_jacobian = InitialJacobian::scaled_identity;
    options.jacobian_scale = given.number("jacobian_scale");
  }
  return broyden(f, x0, options);
}

// What a run leaves behind, one entry an iteration.
struct Trace {
  Json x = Json::array(), f = Json::array(), gradient_norm = Json::array(), step_sizes = Json::array();

  template <typename Descent>
  void record(const Descent& descent) {
    x.push_back(std::vector<double>(descent.x().begin(), descent.x().end()));
    f.push_back(descent.f());
    gradient_norm.push_back(descent.gradient_norm());
  }
  Json fields() const { return {{"x", x}, {"f", f}, {"gradient_norm", gradient_norm}, {"step_sizes", step_sizes}}; }
};

Json gradient_descent(const Case& given, const Objective& f, std::span<const double> x0, int iterations) {
  nn::OptimizerSpec spec;
  spec.learning_rate = given.number("lr");
  FirstOrderDescent descent(f, x0, spec);
  Trace trace;
  trace.record(descent);
  for (int i = 0; i < iterations; ++i) {
    descent.step();
    trace.step_sizes.push_back(spec.learning_rate);
    trace.record(descent);
  }
  return trace.fields();
}

Json optimise_case(const Case& given) {
  const std::vector<double> x0 = given.tensor<double>("x0").values;
  const auto f = read_objective(given, std::ptrdiff_t(x0.size()));
  const std::string method = given.text("method");
  const int iterations = int(given.number("iterations"));
  if (method == "gd") return gradient_descent(given, *f, x0, iterations);

  const auto minimiser = read_minimiser(given, *f, x0);
  Trace trace;
  trace.record(*minimiser);
  for (int i = 0; i < iterations; ++i) {
    minimiser->step();
    trace.step_sizes.push_back(minimiser->step_size());
    trace.record(*minimiser);
  }
  Json answer = trace.fields();
  if (method == "bfgs" || method == "dfp") {
    answer["inverse_hessian_final"] = write_matrix<double>(minimiser->inverse_estimate());
  } else if (method == "broyden") {
    answer["inverse_jacobian_final"] = write_matrix<double>(minimiser->inverse_estimate());
  }
  if (given.flag("has_optimum")) {
    // Where the run is heading: a few Newton steps from where it stopped.
    const auto polish = newton(*f, minimiser->x());
    minimise(*polish, 1e-15, 50);
    answer["x_optimum"] = std::vector<double>(polish->x().begin(), polish->x().end());
    answer["f_optimum"] = polish->f();
  }
  return answer;
}

Json final_optimum(const Case& given) {
  const std::vector<double> x0 = given.tensor<double>("x0").values;
  const auto f = read_objective(given, std::ptrdiff_t(x0.size()));
  const std::string name = given.text("method");
  require(name == "lbfgs" || name == "bfgs", "parameter `method` is `" + name + "`; lbfgs and bfgs are allowed");
  const auto minimiser = name == "lbfgs" ? lbfgs(*f, x0) : bfgs(*f, x0);
  const double start = minimiser->gradient_norm();
  minimise(*minimiser, 1e-14, 500);
  return {{"x_optimum", std::vector<double>(minimiser->x().begin(), minimiser->x().end())},
          {"f_optimum", minimiser->f()},
          {"gradient_norm_start", start}};
}

const Registration kOptimise[] = {
    {"09_optimise", "function_values", function_values},
    {"09_optimise", "optimise", optimise_case},
    {"09_optimise", "final_optimum", final_optimum},
};

}  // namespace
}  // namespace lectern::reference
