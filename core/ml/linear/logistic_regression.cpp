#include "core/ml/linear/logistic_regression.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/linear/features.h"
#include "core/ml/optimise/minimiser.h"
#include "core/ml/optimise/objective.h"

namespace lectern::linear {
namespace {

// Σ_i log(1 + exp(−t_i f_i)) + ½ λ |w|² over θ = (b, w); A = [1 X].
class LogisticObjective final : public optimise::Objective {
 public:
  LogisticObjective(ConstMatrixView<double> X, std::span<const int> labels, double lambda)
      : A_(with_intercept_column(X)), labels_(labels), lambda_(lambda) {}

  int dimension() const override { return static_cast<int>(A_.cols()); }

  double value(std::span<const double> theta) const override {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      const double f = log_odds(i, theta);
      sum += math::softplus(label(i) == 1 ? -f : f);
    }
    return sum + 0.5 * lambda_ * penalised_norm2(theta);
  }

  void gradient(std::span<const double> theta, std::span<double> g) const override {
    for (std::size_t j = 0; j < g.size(); ++j) g[j] = j == 0 ? 0.0 : lambda_ * theta[j];
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      const double error = math::sigmoid(log_odds(i, theta)) - label(i);
      for (std::size_t j = 0; j < g.size(); ++j) g[j] += error * A_.row(i)[j];
    }
  }

  void hessian(std::span<const double> theta, MatrixView<double> H) const override {
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
      for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) = j == k && j > 0 ? lambda_ : 0.0;
    }
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      const double p = math::sigmoid(log_odds(i, theta)), weight = p * (1 - p);
      for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
        const double left = weight * A_(i, j);
        for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) += left * A_(i, k);
      }
    }
  }

 private:
  int label(std::ptrdiff_t i) const { return labels_[static_cast<std::size_t>(i)]; }
  double log_odds(std::ptrdiff_t i, std::span<const double> theta) const {
    double f = 0;
    for (std::size_t j = 0; j < theta.size(); ++j) f += theta[j] * A_.row(i)[j];
    return f;
  }
  static double penalised_norm2(std::span<const double> theta) {
    double sum = 0;
    for (std::size_t j = 1; j < theta.size(); ++j) sum += theta[j] * theta[j];
    return sum;
  }

  Matrix<double> A_;
  std::span<const int> labels_;
  double lambda_;
};

// Row maximum subtracted, exponentiated, divided by the sum; returns log Σ exp z. z  K, overwritten.
double softmax_in_place(std::span<double> z) {
  const double top = *std::max_element(z.begin(), z.end());
  double sum = 0;
  for (double& value : z) {
    value = math::exp(value - top);
    sum += value;
  }
  for (double& value : z) value /= sum;
  return top + math::log(sum);
}

// θ holds K rows (b_k, w_k). Adding one vector to all rows changes no probability, so the Hessian has a null
// space where nothing is penalised; a ridge of the size of its rounding error makes Newton's step unique.
class SoftmaxObjective final : public optimise::Objective {
 public:
  SoftmaxObjective(ConstMatrixView<double> X, std::span<const int> labels, int classes, double lambda)
      : A_(with_intercept_column(X)), labels_(labels), classes_(classes), lambda_(lambda) {}

  int dimension() const override { return classes_ * static_cast<int>(A_.cols()); }

  double value(std::span<const double> theta) const override {
    double sum = 0;
    std::vector<double> z(static_cast<std::size_t>(classes_));
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      logits(i, theta, z);
      const double own = z[label(i)];
      sum += softmax_in_place(z) - own;
    }
    for (std::size_t j = 0; j < theta.size(); ++j) {
      if (!is_intercept(j)) sum += 0.5 * lambda_ * theta[j] * theta[j];
    }
    return sum;
  }

  void gradient(std::span<const double> theta, std::span<double> g) const override {
    for (std::size_t j = 0; j < g.size(); ++j) g[j] = is_intercept(j) ? 0.0 : lambda_ * theta[j];
    std::vector<double> p(static_cast<std::size_t>(classes_));
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      logits(i, theta, p);
      softmax_in_place(p);
      p[label(i)] -= 1;
      for (std::size_t k = 0; k < p.size(); ++k) {
        for (std::size_t j = 0; j < width(); ++j) g[k * width() + j] += p[k] * A_.row(i)[j];
      }
    }
  }

  void hessian(std::span<const double> theta, MatrixView<double> H) const override {
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
      for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) = 0;
      H(j, j) = is_intercept(static_cast<std::size_t>(j)) ? 0.0 : lambda_;
    }
    std::vector<double> p(static_cast<std::size_t>(classes_));
    for (std::ptrdiff_t i = 0; i < A_.rows(); ++i) {
      logits(i, theta, p);
      softmax_in_place(p);
      add_curvature(p, A_.row(i), H);
    }
    double largest = 0;
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) largest = std::max(largest, H(j, j));
    for (std::ptrdiff_t j = 0; j < H.rows; ++j) H(j, j) += kNullSpaceRidge * largest;
  }

 private:
  static constexpr double kNullSpaceRidge = 1e-11;

  std::size_t width() const { return static_cast<std::size_t>(A_.cols()); }
  bool is_intercept(std::size_t j) const { return j % width() == 0; }
  std::size_t label(std::ptrdiff_t i) const {
    return static_cast<std::size_t>(labels_[static_cast<std::size_t>(i)]);
  }
  void logits(std::ptrdiff_t i, std::span<const double> theta, std::span<double> z) const {
    for (std::size_t k = 0; k < z.size(); ++k) {
      z[k] = 0;
      for (std::size_t j = 0; j < width(); ++j) z[k] += theta[k * width() + j] * A_.row(i)[j];
    }
  }
  // H += (diag(p) − p pᵀ) ⊗ a aᵀ
  void add_curvature(std::span<const double> p, const double* a, MatrixView<double> H) const {
    for (std::size_t k = 0; k < p.size(); ++k) {
      for (std::size_t l = 0; l < p.size(); ++l) {
        const double weight = p[k] * ((k == l ? 1.0 : 0.0) - p[l]);
        for (std::size_t j = 0; j < width(); ++j) {
          double* row = H.row(static_cast<std::ptrdiff_t>(k * width() + j)) + l * width();
          for (std::size_t m = 0; m < width(); ++m) row[m] += weight * a[j] * a[m];
        }
      }
    }
  }

  Matrix<double> A_;
  std::span<const int> labels_;
  int classes_;
  double lambda_;
};

struct Optimum {
  std::vector<double> theta;
  double objective = 0;
  bool converged = false;
};

Optimum newton_optimum(const optimise::Objective& objective, const LogisticOptions& options) {
  const std::vector<double> zero(static_cast<std::size_t>(objective.dimension()), 0.0);
  optimise::MinimiserOptions rule;
  rule.rule = optimise::LineSearchRule::backtracking;
  const auto minimiser = optimise::newton(objective, zero, rule);
  const double start = minimiser->gradient_norm();
  optimise::minimise(*minimiser, options.gradient_tolerance, options.maximum_iterations);
  // Rounding ends the descent a little above the tolerance asked for; the square root of it is beyond doubt.
  const bool converged = minimiser->gradient_norm() <= std::sqrt(options.gradient_tolerance) * std::max(start, 1.0);
  return {{minimiser->x().begin(), minimiser->x().end()}, minimiser->f(), converged};
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
  LogisticFit fit{{{optimum.theta.begin() + 1, optimum.theta.end()}, optimum.theta.front()}, optimum.objective,
                  optimum.converged};
  if (options.lambda == 0) {
    const std::vector<double> f = fit.model.predict(X);
    Matrix<double> scores(X.rows, 2);
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) scores(i, 1) = f[static_cast<std::size_t>(i)];
    fit.converged = fit.converged && !separates(labels, scores);
  }
  return fit;
}

SoftmaxFit softmax_regression(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                              const LogisticOptions& options) {
  const Optimum optimum = newton_optimum(SoftmaxObjective(X, labels, classes, options.lambda), options);
  SoftmaxFit fit{Matrix<double>(classes, X.cols), {}, optimum.objective, optimum.converged};
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
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    for (std::ptrdiff_t k = 0; k < P.cols; ++k) {
      double z = fit.intercepts[static_cast<std::size_t>(k)];
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) z += fit.coefficients(k, j) * X(i, j);
      P(i, k) = z;
    }
    softmax_in_place({P.row(i), static_cast<std::size_t>(P.cols)});
  }
}

}  // namespace lectern::linear
