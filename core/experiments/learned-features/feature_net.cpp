#include "core/experiments/learned-features/feature_net.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::learned_features {
namespace {

constexpr std::size_t kMostOutputs = 16;

std::size_t index(int i) { return static_cast<std::size_t>(i); }

}  // namespace

FeatureNet::FeatureNet(nn::OpenNetwork network, int classes, bool positive, Rng rng)
    : network_(std::move(network)),
      classes_(classes),
      optimizer_({.kind = nn::OptimizerKind::adam}, network_.parameters().size()) {
  for (std::size_t p = 0; p < network_.parameters().size(); ++p) {
    const nn::OpenNetwork::Parameter& each = network_.parameters()[p];
    const double reach = std::sqrt(6.0 / (network_.size(each.layer - 1) + network_.size(each.layer)));
    network_.values()[p] = each.from < 0 ? 0 : rng.uniform(positive ? 0 : -reach, reach);
  }
}

double FeatureNet::cost(std::span<const double> scores, double target, std::span<double> d_scores) const {
  if (classes_ == 0) {
    d_scores[0] = scores[0] - target;
    return 0.5 * d_scores[0] * d_scores[0];
  }
  if (classes_ == 2) {
    d_scores[0] = math::sigmoid(scores[0]) - target;
    return math::softplus(target > 0 ? -scores[0] : scores[0]);
  }
  const double largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (std::size_t k = 0; k < scores.size(); ++k) sum += d_scores[k] = math::exp(scores[k] - largest);
  for (std::size_t k = 0; k < scores.size(); ++k) d_scores[k] /= sum;
  const auto right = static_cast<std::size_t>(target);
  d_scores[right] -= 1;
  return math::log(sum) + largest - scores[right];
}

void FeatureNet::step(ConstMatrixView<double> X, std::span<const double> targets, double learning_rate) {
  if (X.rows == 0) return;
  nn::OpenNetwork::Pass& pass = *pass_;
  std::vector<double>& gradient = *gradient_;
  gradient.assign(network_.parameters().size(), 0);
  const int last = network_.layers() - 1, outputs = network_.outputs();
  std::array<double, kMostOutputs> d_scores{};
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    network_.begin({X.row(i), static_cast<std::size_t>(X.cols)}, pass);
    network_.forward(pass);
    const std::span<const double> scores(&pass.a[index(network_.neuron(last, 0))], index(outputs));
    cost(scores, targets[static_cast<std::size_t>(i)], {d_scores.data(), index(outputs)});
    for (int k = 0; k < outputs; ++k) network_.backward_output(pass, k, d_scores[index(k)]);
    for (int layer = last - 1; layer > 0; --layer)
      for (int unit = 0; unit < network_.size(layer); ++unit) network_.backward(pass, layer, unit);
    for (std::size_t p = 0; p < gradient.size(); ++p) gradient[p] += network_.gradient(pass, p);
  }
  for (double& each : gradient) each /= static_cast<double>(X.rows);
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.step(network_.values(), gradient);
}

void FeatureNet::at(std::span<const double> x, nn::OpenNetwork::Pass& pass, std::span<double> features,
                    std::span<double> scores) const {
  network_.begin(x, pass);
  network_.forward(pass);
  const int last = network_.layers() - 1;
  std::copy_n(&pass.a[index(network_.neuron(last - 1, 0))], features.size(), features.begin());
  std::copy_n(&pass.a[index(network_.neuron(last, 0))], scores.size(), scores.begin());
}

double FeatureNet::look(ConstMatrixView<double> X, std::span<const double> targets, Matrix<double>& features,
                        Matrix<double>& scores) const {
  features.resize(X.rows, this->features());
  scores.resize(X.rows, network_.outputs());
  std::array<double, kMostOutputs> d_scores{};
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const std::span<double> score(scores.row(i), static_cast<std::size_t>(scores.cols()));
    at({X.row(i), static_cast<std::size_t>(X.cols)}, *pass_,
       {features.row(i), static_cast<std::size_t>(features.cols())}, score);
    sum += cost(score, targets[static_cast<std::size_t>(i)], {d_scores.data(), score.size()});
  }
  return X.rows > 0 ? sum / static_cast<double>(X.rows) : std::numeric_limits<double>::quiet_NaN();
}

void FeatureNet::write_rows(Matrix<double>& rows) const {
  rows.resize(network_.outputs(), 1 + features());
  for (int k = 0; k < network_.outputs(); ++k)
    for (int from = -1; from < features(); ++from) rows(k, from + 1) = network_.value(network_.layers() - 1, k, from);
}

}  // namespace lectern::learned_features
