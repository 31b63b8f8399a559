#include "core/ml/linear/logistic_regression.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/gram.h"
#include "core/ml/optimise/minimiser.h"
#include "core/ml/optimise/objective.h"
#include "core/simd/gemm.h"

namespace lectern::linear {
namespace {

// What a regression computes once for each θ, whichever of value, gradient and Hessian are asked for there; A = [1 X].
class RegressionObjective : public optimise::Objective {
 protected:
  RegressionObjective(ConstMatrixView<double> X, std::span<const int> labels, std::ptrdiff_t outputs, double lambda)
      : A_(with_intercept_column(X)), labels_(labels), lambda_(lambda), P_(A_.rows(), outputs) {}

  // Makes P_ and loss_ those of θ.
  void move_to(std::span<const double> theta) const {
    if (std::equal(theta.begin(), theta.end(), theta_.begin(), theta_.end())) return;
    simd::gemm<double>(A_, {theta.data(), P_.cols(), A_.cols()}, nullptr, P_, {.transpose_b = simd::Transpose::yes});
    evaluate();
    theta_.assign(theta.begin(), theta.end());
  }
  // P_  n × outputs: from scores to probabilities; sets loss_.
  virtual void evaluate() const = 0;

  // g += (P − targets)ᵀ A
  void add_slopes(std::span<double> g) const {
    Matrix<double> errors = P_;
    for (std::ptrdiff_t i = 0; i < errors.rows(); ++i) {
      if (P_.cols() > 1) {
        errors(i, label(i)) -= 1;
      } else {
        errors(i, 0) -= static_cast<double>(label(i));
      }
    }
    simd::gemm<double>(errors, A_, nullptr, {g.data(), P_.cols(), A_.cols()},
                       {.transpose_a = simd::Transpose::yes, .accumulate = true});
  }

  std::ptrdiff_t label(std::ptrdiff_t i) const { return labels_[static_cast<std::size_t>(i)]; }

  const Matrix<double> A_;
  const std::span<const int> labels_;
  const double lambda_;
  mutable std::vector<double> theta_;  // where P_ and loss_ belong; empty at first
  mutable Matrix<double> P_;
  mutable double loss_ = 0;
};

// Σ_i log(1 + exp(−t_i f_i)) + ½ λ |w|² over θ = (b, w).
class LogisticObjective final : public RegressionObjective {
 public:
  LogisticObjective(ConstMatrixView<double> X, std::span<const int> labels, double lambda)
      : RegressionObjective(X, labels, 1, lambda) {}

  int dimension() const override { return static_cast<int>(A_.cols()); }

  double value(std::span<const double> theta) const override {
    move_to(theta);
    return loss_ + 0.5 * lambda_ * penalised_norm2(theta);
  }

  void gradient(std::span<const double> theta, std::span<double> g) const override {
    move_to(theta);
    for (std::size_t j = 0; j < g.size(); ++j) g[j] = j == 0 ? 0.0 : lambda_ * theta[j];
    add_slopes(g);
  }

  void hessian(std::span<const double> theta, MatrixView<double> H) const override {
    move_to(theta);
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
      for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) = j == k && j > 0 ? lambda_ : 0.0;
    }
    add_curvature(
        A_, 1, [this](std::ptrdiff_t i, MatrixView<double> W) { W(0, 0) = P_(i, 0) * (1 - P_(i, 0)); }, H);
  }

 private:
  void evaluate() const override {
    std::vector<double> cost(static_cast<std::size_t>(P_.rows()));
    for (std::ptrdiff_t i = 0; i < P_.rows(); ++i) {
      cost[static_cast<std::size_t>(i)] = label(i) == 1 ? -P_(i, 0) : P_(i, 0);
    }
    math::softplus(cost, cost);
    loss_ = 0;
    for (const double one : cost) loss_ += one;
    const std::span<double> p(P_.data(), cost.size());
    math::sigmoid(p, p);
  }

  static double penalised_norm2(std::span<const double> theta) {
    double sum = 0;
    for (std::size_t j = 1; j < theta.size(); ++j) sum += theta[j] * theta[j];
    return sum;
  }
};

// Overwrites each row of Z with its softmax, the row maximum subtracted before exp.
// log_sums  n  overwritten with log Σ exp z
void softmax_rows(MatrixView<double> Z, std::span<double> log_sums) {
  std::vector<double> tops(log_sums.size());
  for (std::size_t i = 0; i < tops.size(); ++i) {
    const std::span<double> z(Z.row(static_cast<std::ptrdiff_t>(i)), static_cast<std::size_t>(Z.cols));
    tops[i] = *std::max_element(z.begin(), z.end());
    for (double& value : z) value -= tops[i];
    math::exp(z, z);
    double sum = 0;
    for (const double value : z) sum += value;
    for (double& value : z) value /= sum;
    log_sums[i] = sum;
  }
  math::log(log_sums, log_sums);
  for (std::size_t i = 0; i < tops.size(); ++i) log_sums[i] = tops[i] + log_sums[i];
}

// θ holds K rows (b_k, w_k). Adding one vector to all rows changes no probability, so the Hessian has a null
// space where nothing is penalised; a ridge of the size of its rounding error makes Newton's step unique.
class SoftmaxObjective final : public RegressionObjective {
 public:
  SoftmaxObjective(ConstMatrixView<double> X, std::span<const int> labels, int classes, double lambda)
      : RegressionObjective(X, labels, classes, lambda) {}

  int dimension() const override { return static_cast<int>(classes() * width()); }

  double value(std::span<const double> theta) const override {
    move_to(theta);
    double sum = loss_;
    for (std::size_t j = 0; j < theta.size(); ++j) {
      if (!is_intercept(j)) sum += 0.5 * lambda_ * theta[j] * theta[j];
    }
    return sum;
  }

  void gradient(std::span<const double> theta, std::span<double> g) const override {
    move_to(theta);
    for (std::size_t j = 0; j < g.size(); ++j) g[j] = is_intercept(j) ? 0.0 : lambda_ * theta[j];
    add_slopes(g);
  }

  void hessian(std::span<const double> theta, MatrixView<double> H) const override {
    move_to(theta);
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
      for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) = 0;
      H(j, j) = is_intercept(static_cast<std::size_t>(j)) ? 0.0 : lambda_;
    }
    const auto weights = [this](std::ptrdiff_t i, MatrixView<double> W) {
      const double* p = P_.row(i);
      for (std::ptrdiff_t k = 0; k < W.rows; ++k) {
        for (std::ptrdiff_t l = 0; l < W.cols; ++l) W(k, l) = p[k] * ((k == l ? 1.0 : 0.0) - p[l]);
      }
    };
    add_curvature(A_, classes(), weights, H);
    double largest = 0;
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) largest = std::max(largest, H(j, j));
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) H(j, j) += kNullSpaceRidge * largest;
  }

 private:
  static constexpr double kNullSpaceRidge = 1e-11;

  std::ptrdiff_t classes() const { return P_.cols(); }
  std::ptrdiff_t width() const { return A_.cols(); }
  bool is_intercept(std::size_t j) const { return j % static_cast<std::size_t>(width()) == 0; }

  void evaluate() const override {
    std::vector<double> own(static_cast<std::size_t>(P_.rows())), log_sums(own.size());
    for (std::ptrdiff_t i = 0; i < P_.rows(); ++i) own[static_cast<std::size_t>(i)] = P_(i, label(i));
    softmax_rows(P_, log_sums);
    loss_ = 0;
    for (std::size_t i = 0; i < own.size(); ++i) loss_ += log_sums[i] - own[i];
  }
};

struct Optimum {
  std::vector<double> theta;
  double objective = 0;
  bool converged = false;
  int iterations = 0;
};

Optimum newton_optimum(const optimise::Objective& objective, const LogisticOptions& options) {
  const std::vector<double> zero(static_cast<std::size_t>(objective.dimension()), 0.0);
  optimise::MinimiserOptions rule;
  rule.rule = optimise::LineSearchRule::backtracking;
  const auto minimiser = optimise::newton(objective, zero, rule);
  const double start = minimiser->gradient_norm();
  const int iterations = optimise::minimise(*minimiser, options.gradient_tolerance, options.maximum_iterations);
  // Rounding ends the descent a little above the tolerance asked for; the square root of it is beyond doubt.
  const bool converged = minimiser->gradient_norm() <= std::sqrt(options.gradient_tolerance) * std::max(start, 1.0);
  return {{minimiser->x().begin(), minimiser->x().end()}, minimiser->f(), converged, iterations};
}

// A fit that makes no error at all would only get better with larger weights: without a penalty it has no optimum.
bool separates(std::span<const int> labels, ConstMatrixView<double> scores) {
  for (std::ptrdiff_t i = 0; i < scores.rows; ++i) {
    const std::ptrdiff_t own = labels[static_cast<std::size_t>(i)];
    for (std::ptrdiff_t k = 0; k < scores.cols; ++k) {
      if (k != own && !(scores(i, own) > scores(i, k))) return false;
    }
  }
  return true;
}

}  // namespace

LogisticFit logistic_regression(ConstMatrixView<double> X, std::span<const int> labels,
                                const LogisticOptions& options) {
  const Optimum optimum = newton_optimum(LogisticObjective(X, labels, options.lambda), options);
  LogisticFit fit{{{optimum.theta.begin() + 1, optimum.theta.end()}, optimum.theta.front()},
                  optimum.objective,
                  optimum.converged,
                  optimum.iterations};
  if (options.lambda == 0) {
    const std::vector<double> f = fit.model.predict(X);
    Matrix<double> scores(X.rows, 2);
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) scores(i, 1) = f[static_cast<std::size_t>(i)];
    fit.converged = fit.converged && !separates(labels, scores);
  }
  return fit;
}

LinearModel logistic_descent(ConstMatrixView<double> X, std::span<const int> labels, double rate, int steps) {
  LinearModel model{std::vector<double>(static_cast<std::size_t>(X.cols), 0.0), 0};
  const double scale = rate / static_cast<double>(std::max<std::ptrdiff_t>(X.rows, 1));
  std::vector<double> scores(static_cast<std::size_t>(X.rows));
  for (int step = 0; step < steps; ++step) {
    scores = model.predict(X);
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
      const auto place = static_cast<std::size_t>(i);
      const double move = scale * (labels[place] - math::sigmoid(scores[place]));
      model.intercept += move;
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) model.coefficients[static_cast<std::size_t>(j)] += move * X.row(i)[j];
    }
  }
  return model;
}

SoftmaxFit softmax_regression(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                              const LogisticOptions& options) {
  const Optimum optimum = newton_optimum(SoftmaxObjective(X, labels, classes, options.lambda), options);
  SoftmaxFit fit{Matrix<double>(classes, X.cols), {}, optimum.objective, optimum.converged, optimum.iterations};
  double mean = 0;
  for (int k = 0; k < classes; ++k) {
    const double* row = optimum.theta.data() + k * (X.cols + 1);
    fit.intercepts.push_back(row[0]);
    mean += row[0] / classes;
    std::copy(row + 1, row + 1 + X.cols, fit.coefficients.row(k));
  }
  for (double& b : fit.intercepts) b -= mean;
  if (options.lambda == 0) {
    Matrix<double> P(X.rows, classes);
    softmax_probabilities(fit, X, P);
    fit.converged = fit.converged && !separates(labels, P);
  }
  return fit;
}

void softmax_probabilities(const SoftmaxFit& fit, ConstMatrixView<double> X, MatrixView<double> P) {
  simd::gemm<double>(X, fit.coefficients, fit.intercepts.data(), P, {.transpose_b = simd::Transpose::yes});
  std::vector<double> log_sums(static_cast<std::size_t>(P.rows));
  softmax_rows(P, log_sums);
}

}  // namespace lectern::linear
