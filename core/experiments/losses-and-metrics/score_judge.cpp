#include "core/experiments/losses-and-metrics/score_judge.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lectern {
namespace {

constexpr double kLargestRejection = 1e3;  // shown, where next to no background is left

double shown_rejection(double false_positive_rate) {
  return false_positive_rate > 0 ? std::min(1 / false_positive_rate, kLargestRejection) : kLargestRejection;
}

}  // namespace

std::vector<double> event_weights(std::span<const std::int32_t> truth, std::span<const float> own,
                                  const std::array<double, 2>& expected) {
  std::vector<double> weights(truth.size(), 1.0);
  std::array<double, 2> sum{};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (!own.empty()) weights[i] = static_cast<double>(own[i]);
    sum[static_cast<std::size_t>(truth[i])] += weights[i];
  }
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto k = static_cast<std::size_t>(truth[i]);
    weights[i] = sum[k] > 0 ? weights[i] * expected[k] / sum[k] : 0;
  }
  return weights;
}

void ScoreJudge::set_samples(std::vector<std::int32_t> truth, std::vector<double> weights) {
  truth_ = std::move(truth);
  weights_ = std::move(weights);
  scores_.assign(truth_.size(), 0.0);
  signal_ = background_ = 0;
  for (std::size_t i = 0; i < truth_.size(); ++i) (truth_[i] == 1 ? signal_ : background_) += weights_[i];
}

void ScoreJudge::set_scores(std::span<const double> scores, Range axis, std::string_view axis_label) {
  scores_.assign(scores.begin(), scores.end());
  axis_ = axis;
  axis_label_ = axis_label;
  roc_ = metrics::roc_curve(truth_, scores_, weights_);
  best_ = metrics::most_significant_cut(roc_, signal_, background_);
  for (auto& bins : contents_) bins.fill(0);
  for (std::size_t i = 0; i < scores_.size(); ++i) {
    const double share = (scores_[i] - axis.low) / (axis.high - axis.low);
    const double bin = std::clamp(std::floor(share * kBins), 0.0, kBins - 1.0);
    contents_[truth_[i] == 1 ? 1 : 0][static_cast<std::size_t>(bin)] += weights_[i];
  }
  set_threshold(threshold_);
}

void ScoreJudge::set_threshold(double threshold) {
  threshold_ = std::clamp(threshold, axis_.low, axis_.high);
  kept_ = metrics::working_point(truth_, scores_, threshold_, weights_);
}

double ScoreJudge::best_threshold() const {
  if (best_.point == 0) return axis_.high;
  return std::clamp(roc_.thresholds[best_.point - 1], axis_.low, axis_.high);
}

void ScoreJudge::describe_scores(Plane& plane, bool rare) const {
  plane.axes({.label = axis_label_, .range = axis_},
             {.label = rare ? "expected events per bin" : "events per bin", .logarithmic = rare});
  plane.bars("background", axis_, contents_[0], {0});
  plane.steps("signal", axis_, contents_[1], {.color = 1});
  plane.threshold(kThreshold, "threshold", threshold_);
}

void ScoreJudge::add_roc(Plane& plane, Vocabulary words, std::string_view label, const metrics::RocCurve& roc,
                         const LineStyle& style) {
  if (words == Vocabulary::machine_learning) {
    plane.line(label, {roc.false_positive_rate, roc.true_positive_rate}, style);
    return;
  }
  LineLayer& line = plane.line(label, {roc.true_positive_rate, roc.false_positive_rate}, style);
  for (std::size_t i = 0; i < line.y.size(); ++i)
    line.y[i] = static_cast<float>(shown_rejection(roc.false_positive_rate[i]));
}

void ScoreJudge::describe_roc(Plane& plane, Vocabulary words) const {
  const bool is_physics = words == Vocabulary::particle_physics;
  if (is_physics) {
    plane.axes({.label = "signal efficiency", .range = {0, 1}},
               {.label = "background rejection 1/ε_B", .range = {1, kLargestRejection}, .logarithmic = true});
  } else {
    plane.axes({.label = "false-positive rate", .range = {0, 1}},
               {.label = "true-positive rate (recall)", .range = {0, 1}});
    plane.line("guessing", {{0, 1}, {0, 1}}, {.color = kColorMuted, .dashed = true});
  }
  add_roc(plane, words, "this score", roc_, {.color = kColorAccent});
  const double false_rate = kept_.false_positive_rate(), recall = kept_.recall();
  plane.point("working point", is_physics ? recall : false_rate, is_physics ? shown_rejection(false_rate) : recall,
              {.color = kColorAccent, .size_px = 6});
}

void ScoreJudge::describe_precision_recall(Plane& plane) const {
  plane.axes({.label = "recall", .range = {0, 1}}, {.label = "precision", .range = {0, 1}});
  LineLayer& line = plane.line("this score", Places(), {.color = kColorAccent});
  for (std::size_t k = 1; k <= roc_.thresholds.size(); ++k) {
    const metrics::WorkingPoint point = metrics::working_point(roc_, k, signal_, background_);
    line.x.push_back(static_cast<float>(point.recall()));
    line.y.push_back(static_cast<float>(point.precision()));
  }
  plane.level("guessing", signal_ + background_ > 0 ? signal_ / (signal_ + background_) : 0);
  plane.point("working point", kept_.recall(), kept_.precision(), {.color = kColorAccent, .size_px = 6});
}

void ScoreJudge::describe_significance(Plane& plane) const {
  plane.axes({.label = axis_label_, .range = axis_}, {.label = "S/√(S+B)"});
  LineLayer& line = plane.line("significance", Places(), {.color = kColorAccent});
  for (std::size_t k = 0; k < roc_.thresholds.size(); ++k) {
    line.x.push_back(static_cast<float>(roc_.thresholds[k]));
    line.y.push_back(static_cast<float>(metrics::working_point(roc_, k + 1, signal_, background_).significance()));
  }
  plane.point("largest", best_threshold(), best_.significance,
              {.color = kColorGood, .marker = Marker::diamond, .size_px = 7});
  plane.point("here", threshold_, kept_.significance(), {.color = kColorAccent, .size_px = 6});
  plane.threshold(kThreshold, "threshold", threshold_);
}

void ScoreJudge::describe_confusion(MatrixCells& cells, std::span<const std::string> names) const {
  cells.cells(2, 2, {kept_.true_negatives, kept_.false_positives, kept_.false_negatives, kept_.true_positives})
      .labels("is", names, "classified as", names);
}

void ScoreJudge::describe_words(Table& table, Snapshot& snapshot) const {
  table.head({"learning", "physics", "value"});
  table.row({"threshold", "cut", snapshot.metric("threshold", "threshold", threshold_)});
  table.row(
      {"recall (TPR)", "signal efficiency", snapshot.metric("recall", "signal efficiency (recall)", kept_.recall())});
  table.row({"FPR", "background efficiency",
             snapshot.metric("false_positive_rate", "background efficiency", kept_.false_positive_rate())});
  table.row({"1/FPR", "background rejection", {kept_.rejection(), 4}});
  table.row({"precision", "purity", snapshot.metric("precision", "purity (precision)", kept_.precision())});
  table.row({"F1", "", snapshot.metric("f1", "F1", kept_.f1())});
  table.row({"accuracy", "", snapshot.metric("accuracy", "accuracy", kept_.accuracy())});
  table.row({"AUC", "", snapshot.metric("auc", "AUC", roc_.area)});
  table.row(
      {"average precision", "", snapshot.metric("average_precision", "average precision", roc_.average_precision)});
  table.row({"true positives", "signal S", snapshot.metric("signal", "signal S", kept_.true_positives)});
  table.row({"false positives", "background B", snapshot.metric("background", "background B", kept_.false_positives)});
  table.row({"", "significance", snapshot.metric("significance", "S/√(S+B)", kept_.significance())});
  table.row({"", "largest significance", snapshot.metric("best_significance", "largest S/√(S+B)", best_.significance)});
  table.row(
      {"", "at the cut", snapshot.metric("best_threshold", "threshold of the largest S/√(S+B)", best_threshold())});
}

}  // namespace lectern
