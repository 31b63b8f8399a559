#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiments/uncertainty/contenders.h"
#include "core/lab/planar_grid.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/metrics/calibration.h"
#include "core/ml/nn/predictive_network.h"
#include "core/parts/planar_data.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// Classes of the plane, looked at through a window much wider than the data.
class ClassTask {
 public:
  ClassTask(const PlanarDataSettings& settings, const PlanarData& data, const Rng& fresh);

  void set_data(const PlanarData& data);

  const nn::PredictiveData& data() const { return data_; }
  const ProcessExamples& examples() const { return examples_; }
  int classes() const { return classes_; }
  // A Gaussian process takes classes for the numbers −1 and 1: two of them.
  bool has_process() const { return classes_ == 2; }

  void describe(Snapshot& snapshot, const PlanarData& data, const Contenders& contenders, ThreadPool& pool) const;
  void describe_disagreement(Plane& plane) const;
  void describe_reliability(Plane& plane) const;

  auto state() const { return std::tie(data_, examples_, validation_, test_); }

 private:
  static constexpr std::size_t kJudges = kMethods + 1;  // the last is one network at its temperature
  struct Judged {
    Matrix<double> P;               // places × classes
    std::vector<double> epistemic;  // of each place, in nats
    metrics::Reliability reliability;
    double accuracy = 0, log_loss = 0;
    double inside = 0, far = 0;  // mean probability of the class chosen: of the tests, and far from all data
  };
  struct Look {
    std::int64_t updates = -1;
    Matrix<float> places;
    Contenders::Answers answers;
    std::array<Judged, kJudges> judged;
    double temperature = 1;
    Matrix<double> member_P, spare_places;
    std::vector<double> mean, variance, confidence;
    std::vector<std::int32_t> hits;
  };

  bool is_known(std::size_t judge) const { return judge != 3 || has_process(); }
  const Look& look(const Contenders& contenders, ThreadPool& pool) const;
  void fill_places(Look& look) const;
  void judge(Look& look, Judged& judged) const;
  void describe_plane(Plane& plane, const PlanarData& data, const Look& look, std::size_t method) const;
  void describe_scores(Snapshot& snapshot, const Look& look) const;

  int classes_;
  PlanarGrid grid_;
  nn::PredictiveData data_;
  ProcessExamples examples_;
  data::Dataset validation_, test_;
  Scratch<Look> look_;
};

}  // namespace lectern
