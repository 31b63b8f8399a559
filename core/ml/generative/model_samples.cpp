#include "core/ml/generative/model_samples.h"

#include <algorithm>
#include <cmath>

namespace lectern::generative {
namespace {

constexpr int kFirst = 5;  // points of the first measurement

// Sums over the points of one class.
struct ClassSums {
  double count = 0;
  std::vector<double> sum;       // d
  std::vector<double> products;  // d × d

  explicit ClassSums(std::size_t d) : sum(d), products(d * d) {}

  void add(const double* x) {
    const std::size_t d = sum.size();
    count += 1;
    for (std::size_t a = 0; a < d; ++a) {
      sum[a] += x[a];
      for (std::size_t b = 0; b < d; ++b) products[a * d + b] += x[a] * x[b];
    }
  }
};

void add_errors(const ClassSums& sums, const double* mean, const Matrix<double>& covariance, MomentErrors& errors) {
  if (sums.count == 0) return;
  const std::size_t d = sums.sum.size();
  double distance2 = 0;
  for (std::size_t a = 0; a < d; ++a) {
    const double measured_a = sums.sum[a] / sums.count;
    distance2 += (measured_a - mean[a]) * (measured_a - mean[a]);
    for (std::size_t b = 0; b < d; ++b) {
      const double measured = sums.products[a * d + b] / sums.count - measured_a * (sums.sum[b] / sums.count);
      const double wanted = covariance(static_cast<std::ptrdiff_t>(a), static_cast<std::ptrdiff_t>(b));
      errors.covariances = std::max(errors.covariances, std::fabs(measured - wanted));
    }
  }
  errors.means = std::max(errors.means, std::sqrt(distance2));
}

}  // namespace

void ModelSamples::draw(int count) {
  for (int i = 0; i < count && !full(); ++i) {
    chance_.push_back(rng_.uniform());
    for (int j = 0; j < features_; ++j) chance_.push_back(rng_.normal());
  }
}

void ModelSamples::place(const GaussianClassifier& model, Matrix<double>& X, std::vector<int>& labels) const {
  const auto d = static_cast<std::size_t>(features_);
  X.resize(static_cast<std::ptrdiff_t>(size()), features_);
  labels.resize(size());
  for (std::size_t i = 0; i < size(); ++i) {
    const std::span<const double> chance = std::span(chance_).subspan(i * stride(), stride());
    labels[i] = model.class_at(chance[0]);
    model.place(labels[i], chance.subspan(1), {X.row(static_cast<std::ptrdiff_t>(i)), d});
  }
}

std::vector<MomentErrors> moment_errors(const GaussianClassifier& model, ConstMatrixView<double> X,
                                        std::span<const int> labels) {
  std::vector<MomentErrors> all;
  std::vector<ClassSums> sums(static_cast<std::size_t>(model.classes()), ClassSums(static_cast<std::size_t>(X.cols)));
  const auto last = static_cast<int>(labels.size());
  int next = kFirst;
  for (int n = 1; n <= last; ++n) {
    sums[static_cast<std::size_t>(labels[static_cast<std::size_t>(n - 1)])].add(X.row(n - 1));
    if (n != next && n != last) continue;
    next = n + 1 + n / 7;
    MomentErrors errors{n};
    for (int k = 0; k < model.classes(); ++k) {
      const ClassSums& of_class = sums[static_cast<std::size_t>(k)];
      errors.shares =
          std::max(errors.shares, std::fabs(of_class.count / n - model.priors()[static_cast<std::size_t>(k)]));
      add_errors(of_class, model.means().row(k), model.covariance(k), errors);
    }
    all.push_back(errors);
  }
  return all;
}

}  // namespace lectern::generative
