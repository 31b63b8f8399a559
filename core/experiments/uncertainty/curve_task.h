#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/experiments/uncertainty/contenders.h"
#include "core/lab/action.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/predictive_network.h"
#include "core/simd/thread_pool.h"

namespace lectern {

struct CurveTaskSettings {
  int n = 100;
  double noise = 0.3;
  bool noise_grows = true;
  double gap_from = 0.1, gap_to = 1.1;
};

// A curve measured with errors that grow with x, at places that leave a gap and end on both sides.
class CurveTask {
 public:
  static constexpr double kEnd = 2;        // measurements lie between −2 and 2
  static constexpr double kLookEnd = 3.5;  // of the picture
  static double law(double x);
  double noise_at(double x) const;

  CurveTask(const CurveTaskSettings& settings, const Rng& data, std::span<const DrawnPoint> drawn);

  void set_drawn(std::span<const DrawnPoint> drawn);
  // One edge of the gap moves; false if there is no such handle.
  bool drag(const HandleDragged& drag);

  const nn::PredictiveData& data() const { return data_; }
  const ProcessExamples& examples() const { return examples_; }

  // What all methods say, at the places of the picture and where they are tested; computed where it is not known.
  void describe(Snapshot& snapshot, const Contenders& contenders, ThreadPool& pool) const;
  void describe_spread(Plane& plane) const;
  void describe_reliability(Plane& plane) const;

  auto state() const {
    return std::tuple(std::tie(measured_, drawn_, gap_from_, gap_to_, data_, examples_), unhashed(surprises_));
  }

 private:
  struct Band {
    std::vector<double> mean, aleatoric, epistemic;  // of every place
  };
  enum Region : std::size_t { inside, gap, beyond, kRegions };
  struct Score {
    std::array<double, kRegions> within_68{}, within_95{}, epistemic{};  // epistemic: mean standard deviation
    double surprise = 0;                                                 // mean, where there are measurements, in nats
    double coverage_error = 0;   // mean |share − level| over bands of all levels, where there are measurements
    double noise_ratio = 0;      // of the standard deviations called noise at the right and the left end
    std::vector<double> levels;  // where there are measurements: the least band that holds each, ascending
  };
  struct Look {
    std::int64_t updates = -1;
    Contenders::Answers answers;
    std::array<Band, kMethods> bands;
    std::array<Score, kMethods> scores;
    Matrix<float> places;
    std::vector<double> x, y, spare_mean, spare_variance;
    std::vector<Region> regions;  // of the tests, which follow the grid
  };

  void collect();
  const Look& look(const Contenders& contenders, ThreadPool& pool) const;
  void fill_places(Look& look) const;
  void judge(const Look& look, const Band& band, Score& score) const;
  void describe_plane(Plane& plane, const Look& look, Method method) const;
  void describe_scores(Snapshot& snapshot, const Look& look) const;

  CurveTaskSettings settings_;
  double gap_from_, gap_to_;
  std::vector<std::pair<double, double>> measured_;  // x and y, of those in the gap as well
  std::vector<DrawnPoint> drawn_;
  nn::PredictiveData data_;
  ProcessExamples examples_;
  std::vector<double> surprises_;  // standard normal, of the tests
  Scratch<Look> look_;
};

}  // namespace lectern
