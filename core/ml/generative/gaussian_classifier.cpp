#include "core/ml/generative/gaussian_classifier.h"

#include <algorithm>
#include <string>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/ml/linear/gram.h"

namespace lectern::generative {
namespace {

void keep_diagonal(Matrix<double>& S) {
  for (std::ptrdiff_t i = 0; i < S.rows(); ++i) {
    for (std::ptrdiff_t j = 0; j < S.cols(); ++j) S(i, j) = i == j ? S(i, j) : 0.0;
  }
}

void scale(Matrix<double>& S, double factor) {
  for (std::ptrdiff_t i = 0; i < S.size(); ++i) S.data()[i] *= factor;
}

}  // namespace

Result<GaussianClassifier> GaussianClassifier::fit(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                                   ClassCovariance covariance, bool unbiased) {
  const std::ptrdiff_t d = X.cols;
  GaussianClassifier model;
  model.means_ = Matrix<double>(classes, d);
  std::vector<double> counts(static_cast<std::size_t>(classes), 0.0);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const int k = labels[static_cast<std::size_t>(i)];
    counts[static_cast<std::size_t>(k)] += 1;
    for (std::ptrdiff_t j = 0; j < d; ++j) model.means_(k, j) += X(i, j);
  }
  for (int k = 0; k < classes; ++k) {
    const double count = counts[static_cast<std::size_t>(k)];
    if (count < 1) return Error{"Class " + std::to_string(k) + " has no samples; every class needs at least one."};
    for (std::ptrdiff_t j = 0; j < d; ++j) model.means_(k, j) /= count;
    model.priors_.push_back(count / static_cast<double>(X.rows));
  }

  const bool shared = covariance == ClassCovariance::shared;
  std::vector<linear::ScatterSum> scatters(shared ? 1 : static_cast<std::size_t>(classes), linear::ScatterSum(d));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const int k = labels[static_cast<std::size_t>(i)];
    scatters[shared ? 0 : static_cast<std::size_t>(k)].add(X.row(i), model.means_.row(k));
  }
  for (linear::ScatterSum& scatter : scatters) model.covariances_.push_back(scatter.sum());
  for (std::size_t c = 0; c < model.covariances_.size(); ++c) {
    Matrix<double>& S = model.covariances_[c];
    const double samples = shared ? static_cast<double>(X.rows) : counts[c];
    const double lost = unbiased ? (shared ? classes : 1) : 0;
    scale(S, 1 / (samples - lost));
    if (covariance == ClassCovariance::diagonal) keep_diagonal(S);
    auto factor = factor_positive_definite(S);
    if (!factor) {
      const std::string whose = shared ? "The pooled samples" : "The samples of class " + std::to_string(c);
      return Error{whose + " do not spread in every direction; a Gaussian needs more or other samples."};
    }
    model.factors_.push_back(std::move(*factor));
  }
  return model;
}

void GaussianClassifier::log_joint(std::span<const double> x, std::span<double> out) const {
  for (int k = 0; k < classes(); ++k) {
    const PositiveDefinite& factor = factors_[index_of_covariance(k)];
    double mahalanobis2 = 0;
    for (std::ptrdiff_t a = 0; a < means_.cols(); ++a) {
      for (std::ptrdiff_t b = 0; b < means_.cols(); ++b) {
        mahalanobis2 += (x[static_cast<std::size_t>(a)] - means_(k, a)) * factor.inverse(a, b) *
                        (x[static_cast<std::size_t>(b)] - means_(k, b));
      }
    }
    out[static_cast<std::size_t>(k)] =
        math::log(priors_[static_cast<std::size_t>(k)]) -
        0.5 * (mahalanobis2 + factor.log_determinant + static_cast<double>(means_.cols()) * math::kLogTwoPi);
  }
}

double GaussianClassifier::posterior(std::span<const double> x, std::span<double> out) const {
  log_joint(x, out);
  const double top = *std::max_element(out.begin(), out.end());
  double sum = 0;
  for (double& value : out) {
    value = math::exp(value - top);
    sum += value;
  }
  for (double& value : out) value /= sum;
  return top + math::log(sum);
}

void GaussianClassifier::sample(int k, Rng& rng, std::span<double> x) const {
  std::vector<double> z(x.size());
  for (double& value : z) value = rng.normal();
  place(k, z, x);
}

int GaussianClassifier::class_at(double u) const {
  double below = 0;
  for (int k = 0; k + 1 < classes(); ++k) {
    below += priors_[static_cast<std::size_t>(k)];
    if (u < below) return k;
  }
  return classes() - 1;
}

void GaussianClassifier::place(int k, std::span<const double> z, std::span<double> x) const {
  const Matrix<double>& lower = factors_[index_of_covariance(k)].lower;
  for (std::ptrdiff_t i = 0; i < lower.rows(); ++i) {
    double value = means_(k, i);
    for (std::ptrdiff_t j = 0; j <= i; ++j) value += lower(i, j) * z[static_cast<std::size_t>(j)];
    x[static_cast<std::size_t>(i)] = value;
  }
}

void GaussianClassifier::set_priors(std::span<const double> priors) {
  double sum = 0;
  for (const double prior : priors) sum += prior;
  for (std::size_t k = 0; k < priors_.size(); ++k) priors_[k] = priors[k] / sum;
}

Matrix<double> GaussianClassifier::linear_weights() const { return product(means_, factors_.front().inverse); }

std::vector<double> GaussianClassifier::linear_biases() const {
  const Matrix<double> weights = linear_weights();
  std::vector<double> biases;
  for (int k = 0; k < classes(); ++k) {
    double half = 0;
    for (std::ptrdiff_t j = 0; j < means_.cols(); ++j) half += 0.5 * weights(k, j) * means_(k, j);
    biases.push_back(math::log(priors_[static_cast<std::size_t>(k)]) - half);
  }
  return biases;
}

}  // namespace lectern::generative
