#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "core/data/cluster_shapes.h"
#include "core/experiments/density-clustering/cluster_run.h"

namespace lectern {

// Normalised mutual information of the clusters found with the groups the points were drawn from, noise as a cluster of
// its own; NaN where there is one group only.
double agreement(const ClusterRun& run, std::span<const int> truth);

// The same method on the same points with other settings of its knob, one after the other: K, h, ε × least number of
// points, or the price of an exemplar.
class KnobSweep {
 public:
  KnobSweep(ClusterMethod method, const data::ClusterSet& set, const ClusterKnobs& knobs, Rng rng);

  // Goes on with what costs about so many distances.
  void work(double distances);
  bool finished() const { return results_.size() == trials_.size(); }

  struct Result {
    double agreement = 0, clusters = 0, noise = 0, bic = 0;
    auto state() const { return std::tie(agreement, clusters, noise, bic); }
  };
  // Whether it is what a sweep of this method with these other settings would be.
  bool is_of(ClusterMethod method, const ClusterKnobs& knobs) const {
    return method == method_ && knobs.shift_kernel == shift_kernel_ && knobs.damping == damping_;
  }
  const std::vector<ClusterKnobs>& trials() const { return trials_; }
  const std::vector<Result>& results() const { return results_; }  // of the first trials

  auto state() const { return std::tuple(std::tie(results_, run_), unhashed(trials_), unhashed(X_), unhashed(truth_)); }

 private:
  ClusterMethod method_;
  cluster::ShiftKernel shift_kernel_;
  double damping_;
  Rng rng_;
  Matrix<double> X_;
  std::vector<int> truth_;
  std::vector<ClusterKnobs> trials_;
  std::vector<Result> results_;
  std::optional<ClusterRun> run_;
};

// The settings tried for ε and the least number of points.
inline constexpr std::array<double, 10> kSweptEps{0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1, 10};
inline constexpr std::array<int, 6> kSweptMinSamples{2, 5, 10, 20, 40, 100};
constexpr int kSweptClusters = 8;

}  // namespace lectern
