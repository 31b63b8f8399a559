#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/snapshot.h"
#include "core/ml/metrics/ranking.h"
#include "core/ml/metrics/working_point.h"

namespace lectern {

// The two languages of one and the same threshold on a score.
enum class Vocabulary { machine_learning, particle_physics };

// The weights with which a class as a whole counts as many events as are expected of it, its samples in proportion to
// their own weights.
// truth  n labels 0 or 1;  own  n weights ≥ 0, or none;  expected  of class 0 and of class 1
std::vector<double> event_weights(std::span<const std::int32_t> truth, std::span<const float> own,
                                  const std::array<double, 2>& expected);

// Samples of a signal (1) and a background (0) with a score each, and a threshold on it: what passes, in counts and in
// weights, and the pictures of it.
class ScoreJudge {
 public:
  // truth  n labels 0 or 1;  weights  n values ≥ 0
  void set_samples(std::vector<std::int32_t> truth, std::vector<double> weights);

  // The scores of the samples, and the part of their axis to be shown; beyond it they count at its ends.
  // scores  n finite values
  void set_scores(std::span<const double> scores, Range axis, std::string_view axis_label);

  // score ≥ threshold passes; the threshold is held within the axis.
  void set_threshold(double threshold);

  std::span<const std::int32_t> truth() const { return truth_; }
  std::span<const double> weights() const { return weights_; }
  double threshold() const { return threshold_; }
  const metrics::RocCurve& roc() const { return roc_; }
  const metrics::WorkingPoint& kept() const { return kept_; }
  double best_significance() const { return best_.significance; }
  double best_threshold() const;  // the one of largest significance

  // The id of the threshold's handle in the panels "scores" and "significance".
  static constexpr const char* kThreshold = "threshold";

  // The following set the axes of a plane and append to it.
  // Histograms of both classes: contents as they are weighted, on a logarithmic axis where `rare`.
  void describe_scores(Plane& plane, bool rare) const;
  // True- against false-positive rate, or background rejection against signal efficiency (logarithmic).
  void describe_roc(Plane& plane, Vocabulary words) const;
  void describe_precision_recall(Plane& plane) const;
  // S/√(S+B) against the threshold, with its maximum.
  void describe_significance(Plane& plane) const;

  // Appends another score's curve to a picture of describe_roc().
  static void add_roc(Plane& plane, Vocabulary words, std::string_view label, const metrics::RocCurve& roc,
                      const LineStyle& style);
  void describe_confusion(MatrixCells& cells, std::span<const std::string> names) const;
  // What passes in both languages, row by row: the table, and its numbers as metrics.
  void describe_words(Table& table, Snapshot& snapshot) const;

 private:
  static constexpr std::size_t kBins = 25;

  std::vector<std::int32_t> truth_;
  std::vector<double> weights_, scores_;
  Range axis_{0, 1};
  std::string axis_label_;
  double threshold_ = 0;
  double signal_ = 0, background_ = 0;  // weights in all
  metrics::RocCurve roc_;
  metrics::WorkingPoint kept_;
  metrics::BestCut best_;
  std::array<std::array<double, kBins>, 2> contents_{};  // of background and signal
};

}  // namespace lectern
