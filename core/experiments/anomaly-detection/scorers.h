#pragma once

#include <array>
#include <optional>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/cluster/gaussian_mixture.h"
#include "core/ml/generative/boltzmann_machine.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/trees/isolation_forest.h"

namespace lectern {

enum class Scorer { mixture, kde, neighbours, rbm, autoencoder, forest };
constexpr int kScorers = 6;

inline constexpr std::array<Named<Scorer>, kScorers> kScorerNames{{
    {Scorer::mixture, "mixture", "Gaussian mixture"},
    {Scorer::kde, "kde", "Kernel density"},
    {Scorer::neighbours, "neighbours", "k-NN distance"},
    {Scorer::rbm, "rbm", "RBM energy"},
    {Scorer::autoencoder, "autoencoder", "Autoencoder error"},
    {Scorer::forest, "forest", "Isolation forest"},
}};

struct ScorerSettings {
  int components = 3;
  double bandwidth = 0.3;
  int neighbours = 10;
  int hidden = 8;      // of the Boltzmann machine
  int bottleneck = 1;  // of the autoencoder
  int subsample = 128;
};

// Six ways to say how odd a point is, all learned from the same points without labels. A larger score is odder:
//   mixture, kde   −log p(x)
//   neighbours     mean distance to the k nearest
//   rbm            free energy of x written in bits, each column a row of ten thresholds
//   autoencoder    |x − decoder(encoder(x))|²
//   forest         2^(−mean depth / expected depth)
// Points that were learned from are scored by the others alone where that is possible: kernels and neighbours leave the
// point itself out.
class Scorers {
 public:
  // X  n × d, n ≥ 0
  Scorers(const Matrix<double>& X, const ScorerSettings& settings, const Rng& rng);

  // One iteration of EM, three epochs of contrastive divergence, two of the autoencoder, one tree.
  void step();
  // Kernels and neighbours have nothing to be trained: other settings count at once.
  void set(double bandwidth, int neighbours);
  int steps() const { return steps_; }

  // n: of the points learned from.
  const std::vector<double>& scores(Scorer scorer) const { return scores_[static_cast<std::size_t>(scorer)]; }
  // Of other points.   Q  m × d;  out  m
  void score(Scorer scorer, ConstMatrixView<double> Q, std::span<double> out) const;

  auto state() const {
    return std::tuple(std::tie(mixture_, machine_, network_, optimizer_, forest_, rng_, path_sums_, steps_),
                      unhashed(scores_), unhashed(X_), unhashed(neighbours_), unhashed(bits_), unhashed(inputs_));
  }

 private:
  void train_machine();
  void train_network();
  void grow_forest();
  void score_all();
  void score_kernels();
  Matrix<double> bits_of(ConstMatrixView<double> Q) const;

  Matrix<double> X_;
  Matrix<float> inputs_;
  Matrix<double> bits_;  // n × 10 d
  ScorerSettings settings_;
  Rng rng_;
  std::optional<kernels::NeighbourSearch> neighbours_;
  cluster::MixtureFit mixture_;
  generative::BoltzmannMachine machine_;
  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  trees::IsolationForest forest_;
  std::vector<double> path_sums_;  // n: over the trees so far
  int steps_ = 0;
  std::array<std::vector<double>, kScorers> scores_;
};

}  // namespace lectern
