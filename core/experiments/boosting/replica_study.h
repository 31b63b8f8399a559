#pragma once

#include <tuple>
#include <vector>

#include "core/data/laws.h"
#include "core/lab/history.h"
#include "core/lab/panel.h"
#include "core/math/rng.h"
#include "core/ml/trees/boosting.h"

namespace lectern {

// What the error of boosted trees is made of, stage by stage, beside that of a forest of equally many trees, on
// replicas of the training set.
class ReplicaStudy {
 public:
  ReplicaStudy() = default;
  // replicas ≥ 2 samples of n points of the law, each with noise of its own.
  ReplicaStudy(const data::LawOfOne& law, int n, double noise, int replicas, const trees::BoostingOptions& options,
               const Rng& rng);

  // One stage and one tree more for each replica.
  void step();

  bool is_empty() const { return replicas_.empty(); }
  int stages() const { return stages_; }
  // bias² and variance of the boosted trees, and of the forest; NaN before the first stage.
  double last(std::size_t curve) const;
  void describe(Plane& plane, double stages_shown, double noise_variance) const;

  auto state() const {
    return std::tuple(std::tie(replicas_, stages_), unhashed(curves_), unhashed(truth_), unhashed(places_));
  }

 private:
  struct Replica {
    Matrix<double> X;  // n × 1
    std::vector<double> y;
    trees::GradientBoosting boosted;
    std::vector<double> boosted_values, forest_sums;  // places
    Rng rng;
    auto state() const {
      return std::tuple(std::tie(X, y, boosted, rng), unhashed(boosted_values), unhashed(forest_sums));
    }
  };

  trees::BoostingOptions options_;
  std::vector<double> places_, truth_;
  std::vector<Replica> replicas_;
  History curves_{4};
  int stages_ = 0;
};

}  // namespace lectern
