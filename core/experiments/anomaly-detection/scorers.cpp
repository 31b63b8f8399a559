#include "core/experiments/anomaly-detection/scorers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/ml/cluster/kmeans.h"
#include "core/ml/density/kernel_density.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/mlp.h"

namespace lectern {
namespace {

constexpr int kBits = 10;          // a column
constexpr double kBitRange = 2.4;  // thresholds from −2.4 to 2.4
constexpr std::ptrdiff_t kBatch = 32;

nn::Network<float> make_network(std::ptrdiff_t d, int bottleneck, const Rng& rng) {
  constexpr int kWidth = 16;
  const int code = std::min(bottleneck, std::max(static_cast<int>(d) - 1, 1));
  const nn::Activation tanh{nn::ActivationKind::tanh};
  const std::vector<nn::LayerSpec> layers{nn::DenseSpec{kWidth, tanh}, nn::DenseSpec{code}, nn::DenseSpec{kWidth, tanh},
                                          nn::DenseSpec{static_cast<int>(d)}};
  nn::Network<float> network = *nn::Network<float>::build({static_cast<int>(d), 1, 1}, layers);
  network.initialise(rng);
  return network;
}

cluster::MixtureFit make_mixture(const Matrix<double>& X, int components, Rng rng) {
  const int k = static_cast<int>(std::min<std::ptrdiff_t>(components, X.rows()));
  if (k == 0) return {};
  return {X,
          cluster::mixture_around(X, cluster::spread_centres(X, k, cluster::Distance::euclidean, rng),
                                  cluster::MixtureCovariance::full),
          1e-3};
}

}  // namespace

Scorers::Scorers(const Matrix<double>& X, const ScorerSettings& settings, const Rng& rng)
    : X_(X),
      inputs_(X.rows(), X.cols()),
      settings_(settings),
      rng_(rng.split("training")),
      mixture_(make_mixture(X, settings.components, rng.split("mixture"))),
      network_(make_network(X.cols(), settings.bottleneck, rng.split("network"))),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = 0.01}, network_.parameters().size()),
      forest_(settings.subsample),
      path_sums_(static_cast<std::size_t>(X.rows())) {
  std::copy_n(X.data(), X.size(), inputs_.data());
  bits_ = bits_of(X);
  Rng weights = rng.split("machine");
  machine_ = generative::BoltzmannMachine::random(bits_.cols(), settings.hidden, weights);
  for (std::vector<double>& scores : scores_) scores.assign(static_cast<std::size_t>(X.rows()), 0.0);
  if (X.rows() == 0) return;
  neighbours_.emplace(X);
  // Biases that give each bit its frequency, as all of them would have without hidden units.
  for (std::ptrdiff_t j = 0; j < bits_.cols(); ++j) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < bits_.rows(); ++i) sum += bits_(i, j);
    const double share = (sum + 1) / (static_cast<double>(bits_.rows()) + 2);
    machine_.visible_bias()[static_cast<std::size_t>(j)] = math::log(share / (1 - share));
  }
  score_kernels();
  score_all();
}

Matrix<double> Scorers::bits_of(ConstMatrixView<double> Q) const {
  Matrix<double> bits(Q.rows, kBits * Q.cols);
  for (std::ptrdiff_t i = 0; i < Q.rows; ++i)
    for (std::ptrdiff_t j = 0; j < Q.cols; ++j)
      for (int b = 0; b < kBits; ++b)
        bits(i, j * kBits + b) = Q(i, j) > kBitRange * (2 * (b + 0.5) / kBits - 1) ? 1 : 0;
  return bits;
}

void Scorers::step() {
  ++steps_;
  if (X_.rows() == 0) return;
  mixture_.maximise();
  mixture_.expect();
  for (int epoch = 0; epoch < 3; ++epoch) train_machine();
  for (int epoch = 0; epoch < 2; ++epoch) train_network();
  grow_forest();
  score_all();
}

void Scorers::train_machine() {
  generative::BoltzmannMachine::Divergence way;
  std::vector<int> order(static_cast<std::size_t>(bits_.rows()));
  std::iota(order.begin(), order.end(), 0);
  rng_.shuffle(std::span(order));
  Matrix<double> v, u_h, u_v;
  for (std::ptrdiff_t first = 0; first < bits_.rows(); first += kBatch) {
    const std::ptrdiff_t count = std::min(kBatch, bits_.rows() - first);
    v.resize(count, bits_.cols());
    u_v.resize(count, bits_.cols());
    u_h.resize(count, machine_.hidden());
    for (std::ptrdiff_t i = 0; i < count; ++i)
      std::copy_n(bits_.row(order[static_cast<std::size_t>(first + i)]), bits_.cols(), v.row(i));
    for (std::ptrdiff_t i = 0; i < u_v.size(); ++i) u_v.data()[i] = rng_.uniform();
    for (std::ptrdiff_t i = 0; i < u_h.size(); ++i) u_h.data()[i] = rng_.uniform();
    machine_.contrastive_divergence(v, u_h, u_v, 0.05, way, 1e-4);
  }
}

void Scorers::train_network() {
  nn::Pass<float> pass;
  std::vector<int> order(static_cast<std::size_t>(inputs_.rows()));
  std::iota(order.begin(), order.end(), 0);
  rng_.shuffle(std::span(order));
  Matrix<float> batch;
  for (std::ptrdiff_t first = 0; first < inputs_.rows(); first += kBatch) {
    const std::ptrdiff_t count = std::min(kBatch, inputs_.rows() - first);
    batch.resize(count, inputs_.cols());
    for (std::ptrdiff_t i = 0; i < count; ++i)
      std::copy_n(inputs_.row(order[static_cast<std::size_t>(first + i)]), inputs_.cols(), batch.row(i));
    network_.forward(pass, batch, rng_);
    nn::loss_and_gradient<float>({nn::LossKind::mse}, pass.output(), batch, pass.output_gradient());
    network_.backward(pass);
    optimizer_.step(network_.parameters(), network_.gradients());
  }
}

void Scorers::grow_forest() {
  forest_.grow(X_, rng_);
  for (std::ptrdiff_t i = 0; i < X_.rows(); ++i)
    path_sums_[static_cast<std::size_t>(i)] += forest_.trees().back().path_length(X_.row(i));
}

void Scorers::set(double bandwidth, int neighbours) {
  settings_.bandwidth = bandwidth;
  settings_.neighbours = neighbours;
  score_kernels();
}

void Scorers::score_all() {
  for (const Scorer scorer : {Scorer::mixture, Scorer::rbm, Scorer::autoencoder})
    score(scorer, X_, scores_[static_cast<std::size_t>(scorer)]);
  std::vector<double>& forest = scores_[static_cast<std::size_t>(Scorer::forest)];
  const auto trees = static_cast<double>(forest_.trees().size());
  for (std::size_t i = 0; i < forest.size(); ++i) forest[i] = trees > 0 ? forest_.score_of(path_sums_[i] / trees) : 0.5;
}

void Scorers::score_kernels() {
  if (X_.rows() < 2) return;
  const auto n = static_cast<double>(X_.rows());
  std::vector<double>& kde = scores_[static_cast<std::size_t>(Scorer::kde)];
  density::kernel_log_density(X_, settings_.bandwidth, X_, kde);
  // p(x) of the others is (n p(x) − K(0)) / (n − 1); what is too small to be told from 0 is the least that is not.
  const double own =
      math::exp(-static_cast<double>(X_.cols()) * (0.5 * math::kLogTwoPi + math::log(settings_.bandwidth)));
  for (double& value : kde) value = -math::log(std::max(n * math::exp(value) - own, 1e-14 * own) / (n - 1));
  std::vector<double>& distance = scores_[static_cast<std::size_t>(Scorer::neighbours)];
  const int k = std::min(settings_.neighbours, static_cast<int>(X_.rows()) - 1);
  Matrix<int> indices(X_.rows(), k + 1);
  Matrix<double> distances(X_.rows(), k + 1);
  neighbours_->nearest(X_, indices, distances);
  for (std::ptrdiff_t i = 0; i < X_.rows(); ++i)
    distance[static_cast<std::size_t>(i)] = std::accumulate(distances.row(i), distances.row(i) + k + 1, 0.0) / k;
}

void Scorers::score(Scorer scorer, ConstMatrixView<double> Q, std::span<double> out) const {
  std::fill(out.begin(), out.end(), 0.0);
  if (X_.rows() == 0) return;
  switch (scorer) {
    case Scorer::mixture: mixture_.mixture().log_density(Q, out); break;
    case Scorer::kde: density::kernel_log_density(X_, settings_.bandwidth, Q, out); break;
    case Scorer::neighbours: {
      const int k = std::min(settings_.neighbours, static_cast<int>(X_.rows()));
      Matrix<int> indices(Q.rows, k);
      Matrix<double> distances(Q.rows, k);
      neighbours_->nearest(Q, indices, distances);
      for (std::ptrdiff_t i = 0; i < Q.rows; ++i)
        out[static_cast<std::size_t>(i)] = std::accumulate(distances.row(i), distances.row(i) + k, 0.0) / k;
      return;
    }
    case Scorer::rbm: machine_.free_energy(bits_of(Q), out); return;
    case Scorer::autoencoder: {
      nn::Pass<float> pass;
      Matrix<float> inputs(Q.rows, Q.cols), outputs(Q.rows, Q.cols);
      for (std::ptrdiff_t i = 0; i < Q.rows; ++i) std::copy_n(Q.row(i), Q.cols, inputs.row(i));
      network_.predict(pass, inputs, outputs);
      for (std::ptrdiff_t i = 0; i < Q.rows; ++i)
        for (std::ptrdiff_t j = 0; j < Q.cols; ++j) {
          const double error = static_cast<double>(inputs(i, j)) - static_cast<double>(outputs(i, j));
          out[static_cast<std::size_t>(i)] += error * error;
        }
      return;
    }
    case Scorer::forest:
      for (std::ptrdiff_t i = 0; i < Q.rows; ++i) out[static_cast<std::size_t>(i)] = forest_.score(Q.row(i));
      return;
  }
  for (double& value : out) value = -value;
}

}  // namespace lectern
