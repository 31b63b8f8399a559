#include "core/experiments/losses-and-metrics/score_judge.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lectern {
namespace {

constexpr double kLargestRejection = 1e3;  // shown, where next to no background is left

constexpr std::size_t kMostPlaces = 1200;  // of a curve over thresholds; of more, some are left out

// Every how many of the places of a curve is drawn.
std::size_t stride_of(std::size_t places) { return 1 + places / kMostPlaces; }

double shown_rejection(double false_positive_rate) {
  if (std::isnan(false_positive_rate)) return NAN;
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
  measure_significance();
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

void ScoreJudge::measure_significance() {
  std::vector<std::size_t> order(scores_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores_[a] != scores_[b] ? scores_[a] > scores_[b] : a < b; });
  const std::size_t count = roc_.thresholds.size();
  significance_.resize(count);
  errors_.resize(count);
  background_samples_.resize(count);
  best_ = count;
  std::array<double, 2> squares{};  // Σ w² of background and signal that pass
  int background = 0;
  std::size_t next = 0;
  for (std::size_t k = 0; k < count; ++k) {
    for (; next < order.size() && scores_[order[next]] >= roc_.thresholds[k]; ++next) {
      const std::size_t i = order[next];
      squares[truth_[i] == 1 ? 1 : 0] += weights_[i] * weights_[i];
      background += truth_[i] == 1 ? 0 : 1;
    }
    const metrics::WorkingPoint point = metrics::working_point(roc_, k + 1, signal_, background_);
    const double S = point.true_positives, B = point.false_positives, all = S + B;
    significance_[k] = point.significance();
    const double by = all > 0 ? 0.5 / (all * std::sqrt(all)) : 0;
    const double by_signal = by * (S + 2 * B), by_background = by * S;
    errors_[k] = std::sqrt(by_signal * by_signal * squares[1] + by_background * by_background * squares[0]);
    background_samples_[k] = background;
    if (background >= kFewestBackground && (best_ == count || significance_[k] > significance_[best_])) best_ = k;
  }
}

std::size_t ScoreJudge::place_of_threshold() const {
  // Thresholds fall: what passes at the threshold chosen passes at the last of them that is not below it.
  const auto below = std::partition_point(roc_.thresholds.begin(), roc_.thresholds.end(),
                                          [&](double threshold) { return threshold >= threshold_; });
  return below == roc_.thresholds.begin() ? roc_.thresholds.size()
                                          : static_cast<std::size_t>(below - roc_.thresholds.begin()) - 1;
}

double ScoreJudge::peak_significance() const {
  return significance_.empty() ? NAN : *std::max_element(significance_.begin(), significance_.end());
}

double ScoreJudge::significance_error() const {
  const std::size_t k = place_of_threshold();
  return k < errors_.size() ? errors_[k] : truth_.empty() ? NAN : 0;
}

int ScoreJudge::background_samples() const {
  const std::size_t k = place_of_threshold();
  return k < background_samples_.size() ? background_samples_[k] : 0;
}

double ScoreJudge::best_threshold() const {
  return best_ < roc_.thresholds.size() ? std::clamp(roc_.thresholds[best_], axis_.low, axis_.high) : NAN;
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
  const bool is_physics = words == Vocabulary::particle_physics;
  LineLayer& line = plane.line(label, Places(), style);
  const std::size_t count = roc.true_positive_rate.size(), stride = stride_of(count);
  for (std::size_t i = 0; i < count; i += i + 1 < count ? std::min(stride, count - 1 - i) : 1) {
    const double signal = roc.true_positive_rate[i], background = roc.false_positive_rate[i];
    if (std::isnan(signal) || std::isnan(background)) return;
    line.x.push_back(static_cast<float>(is_physics ? signal : background));
    line.y.push_back(static_cast<float>(is_physics ? shown_rejection(background) : signal));
  }
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
  if (!has_both_classes()) return;
  plane.read_at = is_physics ? recall : false_rate;
  plane.point("working point", is_physics ? recall : false_rate, is_physics ? shown_rejection(false_rate) : recall,
              {.color = kColorAccent, .size_px = 6});
}

void ScoreJudge::describe_precision_recall(Plane& plane, Vocabulary words) const {
  if (words == Vocabulary::particle_physics)
    plane.axes({.label = "signal efficiency", .range = {0, 1}}, {.label = "purity", .range = {0, 1}});
  else
    plane.axes({.label = "recall", .range = {0, 1}}, {.label = "precision", .range = {0, 1}});
  LineLayer& line = plane.line("this score", Places(), {.color = kColorAccent});
  for (std::size_t k = 1; k <= roc_.thresholds.size(); k += stride_of(roc_.thresholds.size())) {
    const metrics::WorkingPoint point = metrics::working_point(roc_, k, signal_, background_);
    if (!(signal_ > 0)) break;
    line.x.push_back(static_cast<float>(point.recall()));
    line.y.push_back(static_cast<float>(point.precision()));
  }
  if (!(signal_ > 0)) return;
  plane.level("guessing", signal_ / (signal_ + background_));
  plane.read_at = kept_.recall();
  if (std::isnan(kept_.precision())) return;
  plane.point("working point", kept_.recall(), kept_.precision(), {.color = kColorAccent, .size_px = 6});
}

void ScoreJudge::describe_significance(Plane& plane) const {
  const double highest = std::max(kept_.significance(), peak_significance());
  plane.axes({.label = axis_label_, .range = axis_},
             {.label = "S/√(S+B)", .range = {0, highest > 0 ? 1.15 * highest : 1}});
  std::vector<double> x, y, low, high;
  double surest = axis_.high;
  for (std::size_t k = 0; k < roc_.thresholds.size(); ++k) {
    if (background_samples_[k] < kFewestBackground) surest = roc_.thresholds[k];
    if (k % stride_of(roc_.thresholds.size()) != 0) continue;
    x.push_back(roc_.thresholds[k]);
    y.push_back(significance_[k]);
    low.push_back(significance_[k] - errors_[k]);
    high.push_back(significance_[k] + errors_[k]);
  }
  plane.band("± its error", x, low, high, {kColorAccent});
  plane.line("significance", {x, y}, {.color = kColorAccent});
  plane.vertical("→ fewer than 25", std::clamp(surest, axis_.low, axis_.high));
  if (best_ < significance_.size())
    plane.point("largest*", best_threshold(), best_significance(),
                {.color = kColorGood, .marker = Marker::diamond, .size_px = 7});
  plane.point("here", threshold_, kept_.significance(), {.color = kColorAccent, .size_px = 6});
  plane.threshold(kThreshold, "threshold", threshold_);
}

void ScoreJudge::describe_confusion(MatrixCells& cells, std::span<const std::string> names) const {
  cells.cells(2, 2, {kept_.true_negatives, kept_.false_positives, kept_.false_negatives, kept_.true_positives})
      .labels("is", names, "classified as", names);
}

void ScoreJudge::describe_words(Table& table, Snapshot& snapshot) const {
  const double all = signal_ + background_;
  table.head({"learning · physics", "value"});
  const auto row = [&](std::string_view words, const Cell& value) { table.row({words, value}); };
  row("threshold · cut", snapshot.metric("threshold", "threshold", threshold_));
  row("recall (TPR) · signal efficiency", snapshot.metric("recall", "signal efficiency (recall)", kept_.recall()));
  row("precision · purity", snapshot.metric("precision", "purity (precision)", kept_.precision()));
  row("accuracy", snapshot.metric("accuracy", "accuracy", kept_.accuracy()));
  row("accuracy of “always background”",
      snapshot.metric("always_background", "accuracy of “always background”", all > 0 ? background_ / all : NAN));
  row("AUC", snapshot.metric("auc", "AUC", roc_.area));
  row("significance S/√(S+B)", snapshot.metric("significance", "S/√(S+B)", kept_.significance()));
  row("± its error", snapshot.metric("significance_error", "± from the number of samples", significance_error()));
  row("largest significance*", snapshot.metric("best_significance", "largest S/√(S+B)", best_significance()));
  row("± its error", snapshot.metric("best_significance_error", "± its error", best_significance_error()));
  row("… at the cut", snapshot.metric("best_threshold", "threshold of the largest S/√(S+B)", best_threshold()));
  snapshot.metric("peak_significance", "highest S/√(S+B) of all cuts", peak_significance());
  row("true positives · signal S", snapshot.metric("signal", "signal S", kept_.true_positives));
  row("false positives · background B", snapshot.metric("background", "background B", kept_.false_positives));
  row("… simulated events",
      snapshot.metric("background_samples", "background samples that pass", background_samples()));
  row("FPR · background efficiency",
      snapshot.metric("false_positive_rate", "background efficiency", kept_.false_positive_rate()));
  row("1/FPR · background rejection", Cell(kept_.rejection(), 4));
  row("F1", snapshot.metric("f1", "F1", kept_.f1()));
  row("average precision", snapshot.metric("average_precision", "average precision", roc_.average_precision));
}

}  // namespace lectern
