#pragma once

#include <array>
#include <memory>
#include <tuple>
#include <variant>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/cluster/affinity_propagation.h"
#include "core/ml/cluster/agglomerative.h"
#include "core/ml/cluster/dbscan.h"
#include "core/ml/cluster/gaussian_mixture.h"
#include "core/ml/cluster/kmeans.h"
#include "core/ml/cluster/mean_shift.h"

namespace lectern {

enum class ClusterMethod { kmeans, ward, average, complete, single, mixture, mean_shift, dbscan, affinity };
constexpr int kClusterMethods = 9;

inline constexpr std::array<Named<ClusterMethod>, kClusterMethods> kClusterMethodNames{{
    {ClusterMethod::kmeans, "kmeans", "k-means"},
    {ClusterMethod::ward, "ward", "Ward"},
    {ClusterMethod::average, "average", "Average linkage"},
    {ClusterMethod::complete, "complete", "Complete linkage"},
    {ClusterMethod::single, "single", "Single linkage"},
    {ClusterMethod::mixture, "mixture", "Mixture (EM)"},
    {ClusterMethod::mean_shift, "mean_shift", "Mean shift"},
    {ClusterMethod::dbscan, "dbscan", "DBSCAN"},
    {ClusterMethod::affinity, "affinity", "Affinity prop."},
}};

struct ClusterKnobs {
  int clusters = 3;  // k-means, all linkages, mixture
  cluster::MixtureCovariance covariance = cluster::MixtureCovariance::full;
  double bandwidth = 0.45;  // mean shift
  cluster::ShiftKernel shift_kernel = cluster::ShiftKernel::gaussian;
  double eps = 0.4;  // DBSCAN
  int min_samples = 5;
  double price = 30;  // affinity propagation: minus the preference
  double damping = 0.8;

  bool operator==(const ClusterKnobs&) const = default;
};

// One method at work on one set of points, an iteration at a time, whatever that is in each.
class ClusterRun {
 public:
  // X  n × 2
  ClusterRun(ClusterMethod method, ConstMatrixView<double> X, const ClusterKnobs& knobs, Rng rng);

  void step();
  bool finished() const { return finished_; }
  int steps() const { return steps_; }
  // Of each point its cluster, numbered in the order of their first points; −1 for noise and what is not reached yet.
  const std::vector<int>& labels() const { return labels_; }
  int clusters() const { return clusters_; }
  int noise() const;
  // Distances (of a mixture, densities; of affinity propagation, pairs of messages) computed so far: what it costs on
  // any machine.
  double work() const { return work_; }

  // What it is made of, where the method is this one; else null.
  template <typename Model>
  const Model* get() const {
    return std::get_if<Model>(&model_);
  }

  struct KMeans {
    Shared<cluster::PackedSamples> samples;
    Matrix<double> centres;
    std::vector<std::int32_t> labels;
    auto state() const { return std::tie(samples, centres, labels); }
  };
  struct Linkage {
    Shared<std::vector<cluster::Merge>> merges;
    std::size_t made = 0, wanted = 0;
    auto state() const { return std::tie(merges, made); }
  };

  auto state() const { return std::tie(model_, labels_, steps_, finished_, work_); }

 private:
  using Model = std::variant<KMeans, Linkage, cluster::MixtureFit, cluster::MeanShift, cluster::Dbscan,
                             cluster::AffinityPropagation>;
  void advance(KMeans& model);
  void advance(Linkage& model);
  void advance(cluster::MixtureFit& model);
  void advance(cluster::MeanShift& model);
  void advance(cluster::Dbscan& model);
  void advance(cluster::AffinityPropagation& model);
  void number_clusters();

  Model model_;
  double merge_radius_ = 0;
  std::vector<int> labels_;
  int clusters_ = 0;
  int steps_ = 0;
  bool finished_ = false;
  double work_ = 0;
};

}  // namespace lectern
