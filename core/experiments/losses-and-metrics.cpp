// A linear classifier trained with squared, cross-entropy or hinge cost, judged by the 0–1 loss: the costs against the
// margin, the scores of both classes with a threshold to drag, and all that hangs on it: confusion matrix, precision
// and recall, ROC, and in the words of particle physics cuts, event weights, efficiency, rejection, significance.
// Lecture row R12.
// Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §10.6; Fawcett, An introduction
// to ROC analysis (2006).

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/parts/linear_borders.h"
#include "core/lab/describe/planar.h"
#include "core/lab/registry.h"
#include "core/math/elementary.h"
#include "core/ml/linear/linear_scores.h"
#include "core/parts/linear_descent.h"
#include "core/parts/linear_field.h"
#include "core/parts/margin_costs.h"
#include "core/parts/planar_data.h"
#include "core/parts/score_judge.h"

namespace lectern {
namespace {

using nn::OutputCode;

constexpr const char* kPlaneHelp =
    "The class answered everywhere, paler where the model is less sure. Dashed: the threshold, or cut, on the score. "
    "Rings are kept back.";
constexpr const char* kScoresHelp =
    "How the scores of both classes are distributed. Drag the threshold: everything to its right is taken for signal.";
constexpr const char* kRocHelp =
    "Every threshold is a point of the curve; the dot is the one chosen. Dashed: cuts on x₁ or x₂ alone.";
constexpr const char* kPrecisionHelp =
    "How pure what is found is, against how much is found. Unlike the ROC curve it depends on how rare the signal is.";
constexpr const char* kSignificanceHelp =
    "By how many standard deviations the signal stands out in a counting experiment, for every cut; diamond: the best.";
constexpr const char* kLossesHelp =
    "What a sample costs against its margin t·s: negative is wrong. Dots are the samples on the cost that is trained.";
constexpr const char* kConfusionHelp = "How many of each class, in weights, are taken for which: all by the threshold.";
constexpr const char* kTrainingHelp =
    "The cost that is minimised, and the share of points on the wrong side: the 0–1 loss, which has no slope.";
constexpr const char* kWordsHelp = "The same numbers in two languages, at the threshold chosen.";

constexpr std::uint64_t kStart = 1;  // label of a random stream
constexpr std::array kObjectives{nn::Objective::cross_entropy, nn::Objective::squared, nn::Objective::hinge};
constexpr Range kHingeScores{-3, 3}, kSquaredScores{-2, 2};

void add_judging_parameters(ParameterSchema& schema) {
  schema.group("Judging");
  add_positive_class_parameter(schema);
  schema.live()
      .choice("cut_on", "Threshold on", {{"model", "Model's score"}, {"x1", "x₁ alone"}, {"x2", "x₂ alone"}}, "model")
      .live()
      .help("A trained score, or a cut on one variable; the sign of a variable is turned so that the signal is right.")
      .choice("judged", "Judged on", {{"validation", "Validation data"}, {"training", "Training data"}}, "validation")
      .live()
      .help("Without validation data the training data are judged.")
      .choice("vocabulary", "Vocabulary",
              {{"machine_learning", "Machine learning"}, {"particle_physics", "Particle physics"}}, "machine_learning")
      .live()
      .help("Recall is signal efficiency, precision is purity: which curves are shown, and with which words.")
      .boolean("weighted", "Event weights", false)
      .live()
      .help("Every sample counts as the events it stands for, instead of as one. The model is trained without weights.")
      .real("luminosity", "Luminosity", {1, 3000}, 100)
      .unit("fb⁻¹")
      .logarithmic()
      .live()
      .help("How much data is taken: expected events are luminosity times cross-section.")
      .shown_when("weighted", {"true"})
      .real("signal_cross_section", "Cross-section of the signal", {0.01, 1000}, 1)
      .unit("fb")
      .logarithmic()
      .live()
      .help("How often the signal is produced.")
      .shown_when("weighted", {"true"})
      .real("background_cross_section", "Cross-section of the background", {0.01, 1e5}, 50)
      .unit("fb")
      .logarithmic()
      .live()
      .help("How often the background is produced.")
      .shown_when("weighted", {"true"});
}

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_planar_data_parameters(schema, {.data = "events", .classes = 2, .n = 600, .noise = 0.1, .train_fraction = 0.5});
  schema.group("Training")
      .choice("loss", "Cost", {{"cross_entropy", "Cross-entropy"}, {"squared", "Squared"}, {"hinge", "Hinge"}},
              "cross_entropy")
      .help("What gradient descent minimises in place of the 0–1 loss, which is flat almost everywhere.")
      .real("learning_rate", "Learning rate η", {1e-3, 1e3}, 0.3)
      .logarithmic()
      .live()
      .help("Step along the negative gradient of the mean cost. Above 2/λ_max it overshoots.")
      .real("lambda", "Penalty λ", {1e-6, 1}, 1e-4)
      .logarithmic()
      .help("½λ|θ|² is added to the cost.");
  add_judging_parameters(schema);
  return schema;
}

struct Settings {
  int positive = 1;
  std::size_t cut_on = 0;  // 0 the model's score, 1 x₁, 2 x₂
  bool on_training = false, is_weighted = false;
  std::array<double, 2> expected{};  // events of background and signal
  Vocabulary words = Vocabulary::machine_learning;
};

Settings settings_of(const ParameterSet& p, int classes) {
  Settings settings;
  settings.positive = std::min(p.integer("positive"), classes - 1);
  settings.cut_on = static_cast<std::size_t>(p.choice_index("cut_on"));
  settings.on_training = p.choice("judged") == "training";
  settings.is_weighted = p.boolean("weighted");
  settings.expected = {p.real("luminosity") * p.real("background_cross_section"),
                       p.real("luminosity") * p.real("signal_cross_section")};
  if (p.choice("vocabulary") == "particle_physics") settings.words = Vocabulary::particle_physics;
  return settings;
}

class LossesAndMetrics final : public Experiment {
 public:
  LossesAndMetrics(const ExperimentStart& start, PlanarData data)
      : data_(std::move(data)),
        code_(OutputCode::classification(data_.classes(), kObjectives[start.parameters.choice_index("loss")])),
        lambda_(start.parameters.real("lambda")),
        learning_rate_(start.parameters.real("learning_rate")),
        settings_(settings_of(start.parameters, data_.classes())),
        descent_(code_, Rng(start.seed).split(kStart)) {
    thresholds_ = {code_.objective() == nn::Objective::cross_entropy ? 0.5 : 0, 0, 0};
    field_.set_window(data_.x_range(), data_.y_range());
    take_data();
    record();
  }

  void step() override {
    descent_.step();
    judge();
    record();
  }
  void tune(const ParameterSet& parameters) override {
    learning_rate_ = parameters.real("learning_rate");
    descent_.set_learning_rate(learning_rate_);
    settings_ = settings_of(parameters, data_.classes());
    take_judged();
  }
  bool act(const Action& action) override;
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::optional<Divergence> divergence() const override { return descent_.divergence(); }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<LossesAndMetrics>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  bool judges_training() const { return settings_.on_training || data_.validation().size() == 0; }
  const data::Dataset& judged() const { return judges_training() ? data_.training() : data_.validation(); }
  bool is_posterior() const { return settings_.cut_on == 0 && code_.objective() == nn::Objective::cross_entropy; }

  void take_data();
  void take_judged();
  void take_single_variables();
  void score_samples();
  void judge();
  void record();
  double share_wrong(const data::Dataset& set, const Matrix<double>& X);

  void describe_plane(Plane& plane) const;
  void describe_cut(Plane& plane) const;
  void describe_training(Snapshot& snapshot) const;

  PlanarData data_;
  OutputCode code_;
  double lambda_, learning_rate_;
  Settings settings_;
  LinearDescent descent_;
  Matrix<double> X_training_, X_validation_;

  ScoreJudge judge_;
  std::array<double, 3> thresholds_{};        // by Settings::cut_on
  std::array<metrics::RocCurve, 2> single_;   // of cuts on x₁ and on x₂ alone
  std::array<double, 2> signs_{1, 1};         // that turn the signal to the right
  std::vector<double> raw_, scores_;          // s of each judged sample for the model; what the threshold is on
  MarginCosts costs_;
  History wrong_{2};                          // 0–1 loss on training and validation data
  std::vector<int> mistakes_;
  std::vector<std::string> names_;            // of the background and the signal
  LinearField field_;
};

void LossesAndMetrics::take_data() {
  X_training_ = inputs_of(data_.training());
  X_validation_ = inputs_of(data_.validation());
  descent_.set_task(X_training_, data_.training().labels, lambda_, learning_rate_);
  take_judged();
}

void LossesAndMetrics::take_judged() {
  const data::Dataset& set = judged();
  std::vector<std::int32_t> truth = one_against_rest(set.labels, settings_.positive, data_.classes());
  std::vector<double> weights(truth.size(), 1.0);
  if (settings_.is_weighted) weights = event_weights(truth, set.weights, settings_.expected);
  judge_.set_samples(std::move(truth), std::move(weights));
  const std::vector<std::string>& names = data_.problem().set.class_names;
  const auto own = static_cast<std::size_t>(settings_.positive);
  names_ = {names.size() == 2 ? names[1 - own] : "rest", names[own]};
  take_single_variables();
  judge();
}

void LossesAndMetrics::take_single_variables() {
  const Matrix<double>& X = judges_training() ? X_training_ : X_validation_;
  std::vector<double> values(judge_.truth().size());
  for (std::size_t j = 0; j < single_.size(); ++j) {
    signs_[j] = 1;
    for (int turn = 0; turn < 2; ++turn) {
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = signs_[j] * X(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
      single_[j] = metrics::roc_curve(judge_.truth(), values, judge_.weights());
      if (single_[j].area >= 0.5) break;
      if (turn == 0) signs_[j] = -1;
    }
  }
}

// One score of two classes speaks for class 1; of more classes the chosen one's own score counts, or with
// cross-entropy its log-odds against the rest.
void LossesAndMetrics::score_samples() {
  Matrix<double> Z;
  linear::linear_scores(descent_.rows(), judges_training() ? X_training_ : X_validation_, Z);
  const bool is_entropy = code_.objective() == nn::Objective::cross_entropy;
  raw_.resize(judge_.truth().size());
  scores_.resize(raw_.size());
  for (std::size_t i = 0; i < raw_.size(); ++i) {
    const auto row = static_cast<std::ptrdiff_t>(i);
    const std::span<const double> z(Z.row(row), static_cast<std::size_t>(Z.cols()));
    const double own = z.size() == 1     ? (settings_.positive == 1 ? z[0] : -z[0])
                       : is_entropy      ? linear::log_odds(z, settings_.positive)
                                         : z[static_cast<std::size_t>(settings_.positive)];
    raw_[i] = std::isfinite(own) ? own : 0;
    scores_[i] = is_entropy ? math::sigmoid(raw_[i]) : raw_[i];
    if (settings_.cut_on == 0) continue;
    const std::size_t j = settings_.cut_on - 1;
    const Matrix<double>& X = judges_training() ? X_training_ : X_validation_;
    scores_[i] = signs_[j] * X(row, static_cast<std::ptrdiff_t>(j));
  }
}

void LossesAndMetrics::judge() {
  score_samples();
  if (settings_.cut_on == 0) {
    const bool is_hinge = code_.objective() == nn::Objective::hinge;
    judge_.set_scores(scores_, is_posterior() ? Range{0, 1} : is_hinge ? kHingeScores : kSquaredScores,
                      is_posterior() ? "score: posterior of the signal" : "score s");
  } else {
    const bool is_x = settings_.cut_on == 1, is_turned = signs_[settings_.cut_on - 1] < 0;
    const Range window = is_x ? data_.x_range() : data_.y_range();
    const std::string& label = is_x ? data_.problem().x_label : data_.problem().y_label;
    judge_.set_scores(scores_, is_turned ? Range{-window.high, -window.low} : window, is_turned ? "− " + label : label);
  }
  judge_.set_threshold(thresholds_[settings_.cut_on]);
}

double LossesAndMetrics::share_wrong(const data::Dataset& set, const Matrix<double>& X) {
  if (set.size() == 0) return NAN;
  mistakes_.resize(static_cast<std::size_t>(data_.classes()));
  linear::count_mistakes(descent_.rows(), X, set.labels, mistakes_);
  return std::accumulate(mistakes_.begin(), mistakes_.end(), 0) / static_cast<double>(set.size());
}

void LossesAndMetrics::record() {
  wrong_.record(static_cast<double>(descent_.steps()),
                std::array{share_wrong(data_.training(), X_training_), share_wrong(data_.validation(), X_validation_)});
}

bool LossesAndMetrics::act(const Action& action) {
  if (const auto* dragged = std::get_if<HandleDragged>(&action.gesture)) {
    const bool is_threshold = dragged->handle == ScoreJudge::kThreshold;
    if (!is_threshold || (action.panel != "scores" && action.panel != "significance")) return false;
    thresholds_[settings_.cut_on] = static_cast<double>(dragged->x);
    judge_.set_threshold(thresholds_[settings_.cut_on]);
    return true;
  }
  if (!data_.act(action)) return false;
  take_data();
  return true;
}

void LossesAndMetrics::hash_state(StateHasher& hasher) const {
  descent_.hash_state(hasher);
  hasher.add(std::span<const double>(X_training_.data(), static_cast<std::size_t>(X_training_.size())));
  hasher.add(std::span<const double>(scores_));
  hasher.add(std::span<const double>(judge_.weights()));
  hasher.add(judge_.threshold());
}

void LossesAndMetrics::describe(Snapshot& snapshot) const {
  const bool learns = settings_.words == Vocabulary::machine_learning;
  const bool is_empty = X_training_.rows() == 0;
  describe_plane(snapshot.add_panel<Plane>("plane", is_empty ? "Tap to add points" : "Decision", 4, kPlaneHelp));
  judge_.describe_scores(snapshot.add_panel<Plane>("scores", "Scores", 4, kScoresHelp), settings_.is_weighted);
  Plane& roc = snapshot.add_panel<Plane>("roc", learns ? "ROC" : "Efficiency and rejection", 2, kRocHelp);
  ScoreJudge::add_roc(roc, settings_.words, "x₁ alone", single_[0], 2, true);
  ScoreJudge::add_roc(roc, settings_.words, "x₂ alone", single_[1], 3, true);
  judge_.describe_roc(roc, settings_.words);
  if (learns)
    judge_.describe_precision_recall(snapshot.add_panel<Plane>("precision", "Precision and recall", 2, kPrecisionHelp));
  else
    judge_.describe_significance(snapshot.add_panel<Plane>("significance", "Significance", 2, kSignificanceHelp));
  Plane& losses = snapshot.add_panel<Plane>("losses", "Costs", 2, kLossesHelp);
  costs_.describe(losses, code_.objective(), raw_, judge_.truth());
  describe_training(snapshot);
  judge_.describe_confusion(snapshot.add_panel<MatrixCells>("confusion", "Confusion", 2, kConfusionHelp), names_);
  judge_.describe_words(snapshot.add_panel<Table>("words", "Two vocabularies", 3, kWordsHelp));
  snapshot.add_metric("cost", "E", descent_.cost());
  snapshot.add_metric("wrong", "0–1 loss, training", is_empty ? 0 : wrong_.last(0));
  judge_.add_metrics(snapshot);
}

void LossesAndMetrics::describe_plane(Plane& plane) const {
  data_.describe_axes(plane);
  field_.describe(plane, "class", descent_.rows(), code_, LinearField::Answer::confidence);
  data_.describe_examples(plane);
  add_linear_borders(plane, "border", descent_.rows(), field_.x(), field_.y(), kColorForeground, false);
  describe_cut(plane);
}

// Where the score is at the threshold.
void LossesAndMetrics::describe_cut(Plane& plane) const {
  const double threshold = judge_.threshold();
  const Range x = field_.x(), y = field_.y();
  if (settings_.cut_on > 0) {
    std::array<double, 3> row{};
    row[settings_.cut_on] = signs_[settings_.cut_on - 1];
    add_level_line(plane, "cut", row, threshold, x, y, kColorAccent, true);
    return;
  }
  if (is_posterior() && code_.outputs() > 1)
    return field_.describe_posterior(plane, "cut", descent_.rows(), settings_.positive, threshold, kColorAccent);
  const double sign = code_.outputs() == 1 && settings_.positive == 0 ? -1 : 1;
  const double* own = descent_.rows().row(code_.outputs() == 1 ? 0 : settings_.positive);
  const std::array row{sign * own[0], sign * own[1], sign * own[2]};
  const double level = is_posterior() ? math::log(threshold / (1 - threshold)) : threshold;
  add_level_line(plane, "cut", row, level, x, y, kColorAccent, true);
}

void LossesAndMetrics::describe_training(Snapshot& snapshot) const {
  Curves& curves = snapshot.add_panel<Curves>("training", "Training", 2, kTrainingHelp);
  descent_.describe_cost(curves);
  curves.y.label = "E, share wrong";
  add_series(curves, "0–1 loss, training", wrong_, 0, 2);
  if (data_.validation().size() > 0) add_series(curves, "0–1 loss, validation", wrong_, 1, 3);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<LossesAndMetrics>(start, std::move(*data)));
}

ExperimentInfo losses_and_metrics_info() {
  ExperimentInfo info;
  info.id = "losses-and-metrics";
  info.title = "Losses and metrics";
  info.lecture = 3;
  info.row = "R12";
  info.summary = "What a classifier is trained with, what it is judged by, and what one threshold does to it all.";
  info.lesson =
      "The 0–1 loss counts mistakes, but it is flat: no slope says how to make fewer, so something else is minimised "
      "in its place. Compare the three costs against the margin: which of them punishes a sample for being too right, "
      "and which forgets those that are right enough? Then drag the threshold on the scores: recall, purity and every "
      "other number move along their curves, the model stays. Switch the vocabulary to particle physics and the event "
      "weights on: the signal is rare now, accuracy says nothing any more (how good is always answering background?), "
      "and the best cut is where S/√(S+B) is largest. Why does the ROC curve not care how rare the signal is, and why "
      "does purity? Is a cut on one variable alone as good as one on the trained score?";
  info.sources = {"Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §10.6",
                  "Fawcett, An introduction to ROC analysis, Pattern Recognition Letters 27 (2006)"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{losses_and_metrics_info()};

}  // namespace
}  // namespace lectern
