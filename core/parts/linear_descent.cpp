#include "core/parts/linear_descent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/text.h"
#include "core/lab/text.h"
#include "core/math/linear_algebra.h"

namespace lectern {
namespace {

constexpr double kWorseThanGuessing = 10;

}  // namespace

LinearDescent::LinearDescent(const nn::OutputCode& code, Rng rng)
    : code_(code), theta_(static_cast<std::size_t>(3 * code.outputs())) {
  for (double& value : theta_) value = 0.5 * rng.normal();
  set_task({}, {}, 0, 0);
}

void LinearDescent::set_task(ConstMatrixView<double> X, std::span<const int> labels, double lambda,
                             double learning_rate) {
  const Matrix<double> none(0, 2);
  objective_ = std::make_shared<const linear::LinearScoreObjective>(X.rows > 0 ? X : none.view(), labels, code_,
                                                                    lambda);
  learning_rate_ = learning_rate;
  descent_.emplace(*objective_, theta_, nn::OptimizerSpec{.learning_rate = learning_rate});
  stable_rate_ = 2 / objective_->curvature_bound();
  if (has_corners() && X.rows > 0) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) sum += 1 + X(i, 0) * X(i, 0) + X(i, 1) * X(i, 1);
    stable_rate_ = std::min(stable_rate_, static_cast<double>(X.rows) / sum);
  }
  cost_of_guessing_ = objective_->value(std::vector<double>(theta_.size()));
  if (steps_ > 0) return;
  costs_.clear();
  costs_.record(0, std::array{cost()});
}

void LinearDescent::set_learning_rate(double learning_rate) {
  learning_rate_ = learning_rate;
  descent_->spec().learning_rate = learning_rate;
}

void LinearDescent::step() {
  descent_->step();
  theta_.assign(descent_->x().begin(), descent_->x().end());
  ++steps_;
  costs_.record(static_cast<double>(steps_), std::array{cost()});
}

double LinearDescent::stable_rate_at(ConstMatrixView<double> rows) const {
  const std::ptrdiff_t D = rows.rows * rows.cols;
  Matrix<double> H(D, D);
  objective_->hessian({rows.data, static_cast<std::size_t>(D)}, H);
  const double largest = symmetric_eigen(H).values.back();
  return largest > 0 ? 2 / largest : std::numeric_limits<double>::infinity();
}

std::optional<Divergence> LinearDescent::divergence() const {
  const bool is_lost = !std::isfinite(cost()) || cost() > kWorseThanGuessing * cost_of_guessing_;
  if (steps_ == 0 || !is_lost || (learning_rate_ <= stable_rate() && std::isfinite(cost()))) return {};
  std::string limit;
  write_number(limit, "%.3g", stable_rate());
  const std::string why = has_corners()
                              ? " is larger than 1/⟨|x|²⟩ = " + limit + ", so that each step moves the scores beyond the margin."
                              : " is larger than 2/λ_max = " + limit +
                                    " (λ_max bounds the curvature), so that each step overshoots the minimum.";
  return Divergence{"At step " + std::to_string(steps_) + " the cost is more than ten times that of guessing: η = " +
                        number_text(learning_rate_) + why,
                    "learning_rate", rounded_decimal(0.95 * stable_rate(), 2)};
}

void LinearDescent::describe_cost(Curves& curves) const {
  set_axes(curves, "steps of gradient descent", "cost", {}, false);
  add_series(curves, "E", costs_, 0, 0);
}

void LinearDescent::hash_state(StateHasher& hasher) const {
  hasher.add(std::span<const double>(theta_));
  hasher.add(learning_rate_);
  hasher.add(steps_);
}

}  // namespace lectern
