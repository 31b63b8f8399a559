#include "core/parts/linear_descent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/lab/text.h"
#include "core/math/linear_algebra.h"

namespace lectern {
namespace {

constexpr double kWorseThanGuessing = 10;

}  // namespace

LinearDescent::LinearDescent(const nn::OutputCode& code, Rng rng) : code_(code) {
  std::vector<double> theta(static_cast<std::size_t>(3 * code.outputs()));
  for (double& value : theta) value = 0.5 * rng.normal();
  begin(theta, {}, {}, 0, 0);
}

void LinearDescent::set_task(ConstMatrixView<double> X, std::span<const int> labels, double lambda,
                             double learning_rate) {
  begin(std::vector<double>(descent_->x().begin(), descent_->x().end()), X, labels, lambda, learning_rate);
}

void LinearDescent::begin(std::span<const double> theta, ConstMatrixView<double> X, std::span<const int> labels,
                          double lambda, double learning_rate) {
  const Matrix<double> none(0, 2);
  objective_ =
      std::make_shared<const linear::LinearScoreObjective>(X.rows > 0 ? X : none.view(), labels, code_, lambda);
  descent_.emplace(*objective_, theta, nn::OptimizerSpec{.learning_rate = learning_rate});
  stable_rate_ = 2 / objective_->curvature_bound();
  if (has_corners() && X.rows > 0) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) sum += 1 + X(i, 0) * X(i, 0) + X(i, 1) * X(i, 1);
    stable_rate_ = std::min(stable_rate_, static_cast<double>(X.rows) / sum);
  }
  cost_of_guessing_ = objective_->value(std::vector<double>(theta.size()));
  if (steps_ > 0) return;
  costs_.clear();
  costs_.record(0, std::array{cost()});
}

void LinearDescent::step() {
  descent_->step();
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

std::optional<LinearDescent::Diagnosis> LinearDescent::diagnosis() const {
  const bool is_finite = std::isfinite(cost());
  const bool is_ruined = !is_finite || cost() > kWorseThanGuessing * cost_of_guessing_;
  if (steps_ == 0 || !is_ruined || (learning_rate() <= stable_rate() && is_finite)) return {};
  const std::string limit = number_in_words(stable_rate(), 3);
  const std::string why =
      has_corners() ? " exceeds 1/⟨|x|²⟩ = " + limit + ", so each step moves the scores beyond the margin."
                    : " exceeds 2/λ = " + limit +
                          ", where λ bounds the curvature everywhere, so each step overshoots the minimum. Near "
                          "the minimum, where the cost curves less, a larger η may be stable.";
  return Diagnosis{"At step " + std::to_string(steps_) +
                       " the cost is more than ten times that of guessing: η = " + number_text(learning_rate()) + why,
                   rounded_decimal(0.95 * stable_rate(), 2)};
}

void LinearDescent::describe_cost(Plane& curves) const {
  curves.axes({.label = "steps of gradient descent"}, {.label = "cost"});
  curves.line("E", costs_, 0);
}

}  // namespace lectern
