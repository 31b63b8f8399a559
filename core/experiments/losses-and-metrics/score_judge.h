#pragma once

#include <array>
#include <cmath>
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
  // The largest significance among the thresholds that at least kFewestBackground background samples pass, so that B is
  // known to 20 %, and the largest of these thresholds where there are several; NaN: there is none. The maximum over
  // all thresholds would be where the last background sample happens to have gone.
  static constexpr int kFewestBackground = 25;
  double best_significance() const { return best_ < errors_.size() ? significance_[best_] : NAN; }
  double best_threshold() const;
  // The maximum over all thresholds; a fluctuation, where it is larger. NaN without samples.
  double peak_significance() const;
  // Whether both classes weigh something; without that there is no ROC curve and no area under it.
  bool has_both_classes() const { return signal_ > 0 && background_ > 0; }
  // The standard error of S/√(S+B) from the finite number of samples, with Var S = Σ w² over the signal that passes and
  // likewise of B; at the threshold, and at the best one.
  double significance_error() const;
  double best_significance_error() const { return best_ < errors_.size() ? errors_[best_] : NAN; }
  // Background samples that pass, unweighted.
  int background_samples() const;

  // The id of the threshold's handle in the panels "scores" and "significance".
  static constexpr const char* kThreshold = "threshold";

  // The following set the axes of a plane and append to it.
  // Histograms of both classes: contents as they are weighted, on a logarithmic axis where `rare`.
  void describe_scores(Plane& plane, bool rare) const;
  // True- against false-positive rate, or background rejection against signal efficiency (logarithmic); without both
  // classes the axes alone.
  void describe_roc(Plane& plane, Vocabulary words) const;
  void describe_precision_recall(Plane& plane, Vocabulary words) const;
  // S/√(S+B) against the threshold with its error, and the best threshold.
  void describe_significance(Plane& plane) const;

  // Appends another score's curve to a picture of describe_roc().
  static void add_roc(Plane& plane, Vocabulary words, std::string_view label, const metrics::RocCurve& roc,
                      const LineStyle& style);
  void describe_confusion(MatrixCells& cells, std::span<const std::string> names) const;
  // What passes in both languages, row by row: the table, and its numbers as metrics.
  void describe_words(Table& table, Snapshot& snapshot) const;

 private:
  static constexpr std::size_t kBins = 25;

  void measure_significance();
  // The place in roc_.thresholds of the lowest that is not below the threshold chosen; their number: all are below.
  std::size_t place_of_threshold() const;

  std::vector<std::int32_t> truth_;
  std::vector<double> weights_, scores_;
  Range axis_{0, 1};
  std::string axis_label_;
  double threshold_ = 0;
  double signal_ = 0, background_ = 0;  // weights in all
  metrics::RocCurve roc_;
  metrics::WorkingPoint kept_;
  // Of each threshold of roc_: S/√(S+B), its standard error, background samples that pass.
  std::vector<double> significance_, errors_;
  std::vector<int> background_samples_;
  std::size_t best_ = 0;                                 // its place in roc_.thresholds; their number: there is none
  std::array<std::array<double, kBins>, 2> contents_{};  // of background and signal
};

}  // namespace lectern
