#include "core/parts/score_judge.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/describe/classification.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/table.h"
#include "core/lab/describe/text.h"

namespace lectern {
namespace {

constexpr double kLargestRejection = 1e3;  // shown, where next to no background is left

void set_rate_axes(Plane& plane, std::string_view x, std::string_view y, Range y_range, bool logarithmic_y) {
  set_axes(plane, x, {0, 1}, y, y_range);
  plane.equal_scale = false;
  plane.y.logarithmic = logarithmic_y;
}

// The place of a point of a ROC curve in the picture of each language.
std::array<float, 2> place(Vocabulary words, double false_rate, double true_rate) {
  if (words == Vocabulary::machine_learning) return {static_cast<float>(false_rate), static_cast<float>(true_rate)};
  const double rejection = false_rate > 0 ? std::min(1 / false_rate, kLargestRejection) : kLargestRejection;
  return {static_cast<float>(true_rate), static_cast<float>(rejection)};
}

// A row of the table of words; a value that is not finite is shown as ∞.
void add_words(Table& table, std::string_view learning, std::string_view physics, double value) {
  TableRow& row = add_row(table, learning, kColorForeground);
  row.cells[1].assign(physics);
  if (std::isfinite(value))
    write_number(row.cells[2], "%.4g", value);
  else
    row.cells[2].assign("∞");
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
  set_axes(plane, axis_label_, axis_, rare ? "expected events in a bin" : "events in a bin", {});
  plane.equal_scale = false;
  plane.y.logarithmic = rare;
  add_bars(plane, "background", axis_, contents_[0], 0);
  add_steps(plane, "signal", axis_, contents_[1], 1);
  add_threshold(plane, "threshold", kThreshold, threshold_);
}

void ScoreJudge::add_roc(Plane& plane, Vocabulary words, std::string_view label, const metrics::RocCurve& roc,
                         ColorRole color, bool dashed) {
  LineLayer& line = add_line(plane, label, static_cast<int>(roc.true_positive_rate.size()), color, dashed);
  for (std::size_t k = 0; k < line.x.size(); ++k) {
    const std::array<float, 2> at = place(words, roc.false_positive_rate[k], roc.true_positive_rate[k]);
    line.x[k] = at[0];
    line.y[k] = at[1];
  }
}

void ScoreJudge::describe_roc(Plane& plane, Vocabulary words) const {
  if (words == Vocabulary::machine_learning) {
    set_rate_axes(plane, "false-positive rate", "true-positive rate (recall)", {0, 1}, false);
    constexpr std::array kDiagonal{0.0, 1.0};
    add_line(plane, "guessing", kDiagonal, kDiagonal, kColorMuted, true);
  } else {
    set_rate_axes(plane, "signal efficiency", "background rejection 1/ε_B", {1, kLargestRejection}, true);
  }
  add_roc(plane, words, "this score", roc_, kColorAccent, false);
  const std::array<float, 2> at = place(words, kept_.false_positive_rate(), kept_.recall());
  add_mark(plane, "working point", static_cast<double>(at[0]), static_cast<double>(at[1]), Marker::circle, 6,
           kColorAccent);
}

void ScoreJudge::describe_precision_recall(Plane& plane) const {
  set_rate_axes(plane, "recall", "precision", {0, 1}, false);
  LineLayer& line = add_line(plane, "this score", static_cast<int>(roc_.thresholds.size()), kColorAccent, false);
  for (std::size_t k = 0; k < line.x.size(); ++k) {
    const metrics::WorkingPoint point = metrics::working_point(roc_, k + 1, signal_, background_);
    line.x[k] = static_cast<float>(point.recall());
    line.y[k] = static_cast<float>(point.precision());
  }
  const double share = signal_ + background_ > 0 ? signal_ / (signal_ + background_) : 0;
  add_line(plane, "guessing", std::array{0.0, 1.0}, std::array{share, share}, kColorMuted, true);
  add_mark(plane, "working point", kept_.recall(), kept_.precision(), Marker::circle, 6, kColorAccent);
}

void ScoreJudge::describe_significance(Plane& plane) const {
  set_axes(plane, axis_label_, axis_, "S/√(S+B)", {});
  plane.equal_scale = false;
  LineLayer& line = add_line(plane, "significance", static_cast<int>(roc_.thresholds.size()), kColorAccent, false);
  for (std::size_t k = 0; k < line.x.size(); ++k) {
    line.x[k] = static_cast<float>(roc_.thresholds[k]);
    line.y[k] = static_cast<float>(metrics::working_point(roc_, k + 1, signal_, background_).significance());
  }
  add_mark(plane, "largest", best_threshold(), best_.significance, Marker::diamond, 7, kColorGood);
  add_mark(plane, "here", threshold_, kept_.significance(), Marker::circle, 6, kColorAccent);
  add_threshold(plane, "threshold", kThreshold, threshold_);
}

void ScoreJudge::describe_confusion(MatrixCells& cells, std::span<const std::string> names) const {
  const std::array counts{kept_.true_negatives, kept_.false_positives, kept_.false_negatives, kept_.true_positives};
  lectern::describe_confusion(counts, names, cells);
  cells.col_title = "taken for";
}

void ScoreJudge::describe_words(Table& table) const {
  set_columns(table, {"learning", "physics", "value"});
  add_words(table, "threshold", "cut", threshold_);
  add_words(table, "recall (TPR)", "signal efficiency", kept_.recall());
  add_words(table, "FPR", "background efficiency", kept_.false_positive_rate());
  add_words(table, "1/FPR", "background rejection", kept_.rejection());
  add_words(table, "precision", "purity", kept_.precision());
  add_words(table, "F1", "", kept_.f1());
  add_words(table, "accuracy", "", kept_.accuracy());
  add_words(table, "AUC", "", roc_.area);
  add_words(table, "mean precision", "", roc_.average_precision);
  add_words(table, "true positives", "signal S", kept_.true_positives);
  add_words(table, "false positives", "background B", kept_.false_positives);
  add_words(table, "", "significance", kept_.significance());
  add_words(table, "", "largest significance", best_.significance);
}

void ScoreJudge::add_metrics(Snapshot& snapshot) const {
  snapshot.add_metric("threshold", "threshold", threshold_);
  snapshot.add_metric("recall", "signal efficiency (recall)", kept_.recall());
  snapshot.add_metric("false_positive_rate", "background efficiency", kept_.false_positive_rate());
  snapshot.add_metric("precision", "purity (precision)", kept_.precision());
  snapshot.add_metric("f1", "F1", kept_.f1());
  snapshot.add_metric("accuracy", "accuracy", kept_.accuracy());
  snapshot.add_metric("auc", "AUC", roc_.area);
  snapshot.add_metric("average_precision", "average precision", roc_.average_precision);
  snapshot.add_metric("signal", "S kept", kept_.true_positives);
  snapshot.add_metric("background", "B kept", kept_.false_positives);
  snapshot.add_metric("significance", "S/√(S+B)", kept_.significance());
  snapshot.add_metric("best_significance", "largest S/√(S+B)", best_.significance);
  snapshot.add_metric("best_threshold", "at threshold", best_threshold());
}

}  // namespace lectern
