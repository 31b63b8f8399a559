// A linear classifier trained with squared, cross-entropy or hinge loss, judged by the 0–1 loss: the losses against the
// margin, the scores of both classes with a threshold to drag, and all that depends on it: confusion matrix, precision
// and recall, ROC, and in the words of particle physics cuts, event weights, efficiency, rejection, significance; how
// well its probabilities are calibrated; and, of generated examples, the best boundary that there is and its risk.
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

#include "core/data/events.h"
#include "core/experiments/losses-and-metrics/law_judge.h"
#include "core/experiments/losses-and-metrics/margin_costs.h"
#include "core/experiments/losses-and-metrics/score_judge.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/linear/linear_scores.h"
#include "core/ml/metrics/calibration.h"
#include "core/parts/linear_boundaries.h"
#include "core/parts/linear_descent.h"
#include "core/parts/linear_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using nn::Objective;
using nn::OutputCode;

constexpr const char* kPlaneHelp =
    "The class predicted everywhere, paler where the model is less confident. Dashed: the threshold, or cut, on the "
    "score. Rings are held out for validation.";
constexpr const char* kScoresHelp =
    "The scores of both classes. Drag the threshold: everything to its right is classified as signal. The first and the "
    "last bin hold what lies beyond the axis, too.";
constexpr const char* kRocHelp =
    "Each threshold is a point of the curve; the dot is the one chosen. Dashed: cuts on x₁ or x₂ alone.";
constexpr const char* kPrecisionHelp =
    "How pure the selection is, against how much of the signal it contains. Unlike the ROC curve it depends on how rare "
    "the signal is.";
constexpr const char* kSignificanceHelp =
    "By how many standard deviations the signal stands out in a counting experiment, for every cut, with the error that "
    "comes from the number of judged events. Diamond: the largest among the cuts that at least 25 background events "
    "pass. Right of the dashed line fewer pass, and the curve shows where the last few of them happen to lie: a maximum "
    "there is a fluctuation.";
constexpr const char* kLossesHelp =
    "The loss of a sample against its margin t·s, which is negative if the sample is misclassified. Dots are the samples "
    "on the loss that is minimised.";
constexpr const char* kConfusionHelp =
    "How many samples of each class, in weights, are classified as which: everything follows from the threshold.";
constexpr const char* kTrainingHelp =
    "The cost that is minimised, and the fraction of points that is misclassified: the 0–1 loss, which has no slope.";
constexpr const char* kClassesHelp =
    "More than two classes: each point goes to the class with the largest score; no threshold is needed.";
constexpr const char* kWordsHelp =
    "The same numbers in two languages, at the chosen threshold. * Among the cuts that at least 25 background events "
    "pass.";

constexpr const char* kUnknownHelp =
    "A fraction of nothing is no number. It is shown as –, and stands as null in JSON and as an empty cell in CSV.";
constexpr const char* kRisksHelp =
    "The risk is the fraction misclassified. On examples it is the empirical risk; over all that the law can produce the "
    "expected one. No classifier has less than the Bayes risk: where classes overlap, somebody is misclassified.";
constexpr const char* kCalibrationHelp =
    "Of all that are said to be signal with probability p, which fraction is? On the diagonal the probabilities can be "
    "believed. Scores s of the squared and the hinge loss are read as p = (1 + s)/2.";
constexpr int kCalibrationBins = 10;

constexpr Range kHingeScores{-3, 3}, kSquaredScores{-2, 2};

constexpr int kFreshEvents = 20000;
constexpr std::size_t kMostMargins = 500;  // drawn on the costs

enum class CutOn { model, x1, x2 };
enum class JudgedOn { validation, training, fresh };
constexpr StraightStyle kCutStyle{.color = kColorAccent, .dashed = true, .width_px = 2.5f};

struct Settings {
  PlanarDataSettings data{.set = "events", .classes = 2, .n = 600, .noise = 0.1, .train_fraction = 0.5};
  Objective loss = Objective::cross_entropy;
  double learning_rate = 0.3, lambda = 1e-4;
  int positive = 1;
  CutOn cut_on = CutOn::model;
  JudgedOn judged_on = JudgedOn::validation;
  Vocabulary words = Vocabulary::machine_learning;
  bool is_weighted = false;
  double luminosity = 100, signal_cross_section = 1, background_cross_section = 50;
  bool bayes = false, calibration = false;
};

// What is judged, by the present model, threshold and settings.
struct Judged {
  bool is_known = false;
  ScoreJudge judge;
  std::vector<double> margin_scores;        // s of each sample for the model
  std::array<metrics::RocCurve, 2> single;  // of cuts on x₁ and on x₂ alone
  std::array<double, 2> signs{1, 1};        // that turn the signal to the right
  data::Dataset fresh;                      // events of the same law that took no part in anything
  Matrix<double> fresh_X;
};

class LossesAndMetrics final : public Demo<LossesAndMetrics, Settings, PlanarData> {
 public:
  static Schema<Settings> schema();

  explicit LossesAndMetrics(const Start& start)
      : Demo(start),
        code_(OutputCode::classification(data().classes(), settings().loss)),
        descent_(code_, rng("start")),
        thresholds_{settings().loss == Objective::cross_entropy ? 0.5 : 0, 0, 0},
        field_(data().x_range(), data().y_range()) {
    data_changed();
    record();
  }

  void data_changed() {
    training_X_ = Shared(inputs_of(data().training()));
    validation_X_ = Shared(inputs_of(data().validation()));
    descent_.set_task(*training_X_, data().training().labels, settings().lambda, settings().learning_rate);
    judged_->is_known = false;
  }
  void settings_changed(const Settings&) {
    descent_.set_learning_rate(settings().learning_rate);
    judged_->is_known = false;
  }
  bool gesture(const Action& action);
  void step() override {
    descent_.step();
    judged_->is_known = false;
    record();
  }
  std::optional<Divergence> divergence() const override {
    const auto diagnosis = descent_.diagnosis();
    if (!diagnosis) return {};
    return diverged(diagnosis->cause, &Settings::learning_rate, diagnosis->stable_rate);
  }
  auto state() const {
    return std::tuple(std::cref(descent_), thresholds_, unhashed(misclassified_), unhashed(expected_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  bool judges_fresh() const {
    return settings().judged_on == JudgedOn::fresh && settings().data.set == "events" &&
           !settings().data.plane.principal_axes;
  }
  bool judges_training() const { return settings().judged_on == JudgedOn::training || !data().has_validation(); }
  const data::Dataset& judged_set() const {
    return judges_fresh() ? judged_->fresh : judges_training() ? data().training() : data().validation();
  }
  const Matrix<double>& judged_X() const {
    return judges_fresh() ? judged_->fresh_X : judges_training() ? *training_X_ : *validation_X_;
  }
  void make_fresh(Judged& judged) const;
  int signal() const { return std::min(settings().positive, data().classes() - 1); }
  std::size_t cut_on() const { return static_cast<std::size_t>(settings().cut_on); }
  bool is_posterior() const {
    return settings().cut_on == CutOn::model && code_.objective() == Objective::cross_entropy;
  }

  const Judged& judged() const;
  void judge_single_variables(Judged& judged) const;
  void judge_model(Judged& judged) const;
  double misclassified(const data::Dataset& set, const Matrix<double>& X) const;
  void record() {
    misclassified_.record(static_cast<double>(descent_.steps()),
                          std::array{misclassified(data().training(), *training_X_),
                                     misclassified(data().validation(), *validation_X_)});
    expected_.record(static_cast<double>(descent_.steps()), std::array{expected_risk()});
  }
  // The law behind the examples, where it is asked for and known; else null. Made once, and shared by copies.
  const LawJudge* law() const;
  double expected_risk() const { return law() != nullptr ? law()->risk_of(descent_.rows()) : NAN; }
  std::vector<double> probabilities(const Matrix<double>& X) const;

  void describe_plane(Plane& plane) const;
  void describe_cut(Plane& plane) const;
  void describe_classes(Snapshot& snapshot) const;
  void describe_unknown(Snapshot& snapshot) const;
  void describe_risks(Snapshot& snapshot) const;
  void describe_calibration(Snapshot& snapshot) const;

  OutputCode code_;
  LinearDescent descent_;
  std::array<double, 3> thresholds_;  // by CutOn
  Shared<Matrix<double>> training_X_, validation_X_;
  History misclassified_{2};  // 0–1 loss on training and validation data
  History expected_{1};       // expected 0–1 loss, where the law is asked for
  mutable std::shared_ptr<const LawJudge> law_;
  mutable bool has_looked_for_law_ = false;
  MarginCosts costs_;
  LinearField field_;
  Scratch<Judged> judged_;
};

Schema<Settings> LossesAndMetrics::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Training")
      .choice(&Settings::loss, "loss", glossary_label("loss"), nn::kClassObjectives)
      .help("What gradient descent minimises in place of the 0–1 loss, which is flat almost everywhere.")
      .real(&Settings::learning_rate, "learning_rate", {1e-3, 1e3})
      .logarithmic()
      .live()
      .help("Step along the negative gradient of the mean loss. Above 2/λ_max it overshoots.")
      .real(&Settings::lambda, "lambda", {1e-6, 1})
      .logarithmic()
      .help("½λ|θ|² is added to the cost.")
      .group("Judging")
      .integer(&Settings::positive, "positive", {0, data::kMaximumFileClasses - 1})
      .live()
      .help(kPositiveClassHelp)
      .choice(&Settings::cut_on, "cut_on", "Threshold on",
              {{CutOn::model, "model", "Model's score"}, {CutOn::x1, "x1", "x₁ alone"}, {CutOn::x2, "x2", "x₂ alone"}})
      .live()
      .help("The trained score, or one variable, with its sign turned so that the signal is on the right.")
      .choice(&Settings::judged_on, "judged", "Judged on",
              {{JudgedOn::validation, "validation", "Validation data"},
               {JudgedOn::training, "training", "Training data"},
               {JudgedOn::fresh, "fresh", "20 000 fresh events"}})
      .live()
      .help("Without validation data the training data are judged. Fresh events can be simulated for the collider "
            "events, in a plane of two columns; elsewhere the validation data are judged.")
      .choice(&Settings::words, "vocabulary", "Vocabulary",
              {{Vocabulary::machine_learning, "machine_learning", "Machine learning"},
               {Vocabulary::particle_physics, "particle_physics", "Particle physics"}})
      .live()
      .help("Recall is signal efficiency, precision is purity: which curves are shown, and with which words.")
      .boolean(&Settings::is_weighted, "weighted", "Event weights")
      .live()
      .help("Every sample counts as the events it stands for, instead of as one. The model is trained without weights.")
      .real(&Settings::luminosity, "luminosity", "Luminosity", {1, 3000})
      .unit("fb⁻¹")
      .logarithmic()
      .live()
      .help("How much data is taken: expected events are luminosity times cross-section.")
      .shown_when(&Settings::is_weighted, {true})
      .real(&Settings::signal_cross_section, "signal_cross_section", "Cross-section of the signal", {0.01, 1000})
      .unit("fb")
      .logarithmic()
      .live()
      .help("How often the signal is produced.")
      .shown_when(&Settings::is_weighted, {true})
      .real(&Settings::background_cross_section, "background_cross_section", "Cross-section of the background",
            {0.01, 1e5})
      .unit("fb")
      .logarithmic()
      .live()
      .help("How often the background is produced.")
      .shown_when(&Settings::is_weighted, {true})
      .group("Look at")
      .boolean(&Settings::bayes, "bayes", "Best possible boundary")
      .live()
      .help("Of generated data the law is known: the Bayes-optimal boundary, the risk that nobody can avoid, and the "
            "expected risk of the model.")
      .boolean(&Settings::calibration, "calibration", "Calibration")
      .live()
      .help("Whether what is said with probability p happens with frequency p.");
}

bool LossesAndMetrics::gesture(const Action& action) {
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  const bool is_threshold = dragged != nullptr && dragged->handle == ScoreJudge::kThreshold;
  if (!is_threshold || (action.panel != "scores" && action.panel != "significance")) return false;
  thresholds_[cut_on()] = static_cast<double>(dragged->x);
  judged_->is_known = false;
  return true;
}

const Judged& LossesAndMetrics::judged() const {
  Judged& judged = *judged_;
  if (judged.is_known) return judged;
  if (judges_fresh() && judged.fresh.size() == 0) make_fresh(judged);
  const data::Dataset& set = judged_set();
  std::vector<std::int32_t> truth = one_against_rest(set.labels, settings().positive, data().classes());
  std::vector<double> weights(truth.size(), 1.0);
  if (settings().is_weighted)
    weights = event_weights(truth, set.weights,
                            {settings().luminosity * settings().background_cross_section,
                             settings().luminosity * settings().signal_cross_section});
  judged.judge.set_samples(std::move(truth), std::move(weights));
  judge_single_variables(judged);
  judge_model(judged);
  judged.judge.set_threshold(thresholds_[cut_on()]);
  judged.is_known = true;
  return judged;
}

// Fresh events in the units of the examples: standardised as these were.
void LossesAndMetrics::make_fresh(Judged& judged) const {
  const PlanarDataSettings& wanted = settings().data;
  Rng examples = data_rng("examples"), fresh = data_rng("fresh events");
  const data::Dataset known = data::collider_events(examples, wanted.n, wanted.noise);
  judged.fresh = data::collider_events(fresh, kFreshEvents, wanted.noise);
  data::Standardisation::of(known.X).apply(judged.fresh.X);
  judged.fresh_X.resize(judged.fresh.size(), 2);
  for (std::ptrdiff_t i = 0; i < judged.fresh.size(); ++i) {
    judged.fresh_X(i, 0) = static_cast<double>(judged.fresh.X(i, wanted.plane.x - 1));
    judged.fresh_X(i, 1) = static_cast<double>(judged.fresh.X(i, wanted.plane.y - 1));
  }
}

void LossesAndMetrics::judge_single_variables(Judged& judged) const {
  const Matrix<double>& X = judged_X();
  std::vector<double> values(judged.judge.truth().size());
  for (std::size_t j = 0; j < judged.single.size(); ++j) {
    for (const double sign : {1.0, -1.0}) {
      judged.signs[j] = sign;
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = sign * X(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
      judged.single[j] = metrics::roc_curve(judged.judge.truth(), values, judged.judge.weights());
      if (!(judged.single[j].area < 0.5)) break;
    }
  }
}

// One score of two classes speaks for class 1; of more classes the chosen one's own score counts, or with
// cross-entropy its log-odds against the rest.
void LossesAndMetrics::judge_model(Judged& judged) const {
  const Matrix<double>& X = judged_X();
  Matrix<double> Z;
  linear::linear_scores(descent_.rows(), X, Z);
  const bool is_entropy = code_.objective() == Objective::cross_entropy;
  std::vector<double> scores(judged.judge.truth().size());
  judged.margin_scores.resize(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto row = static_cast<std::ptrdiff_t>(i);
    const std::span<const double> z(Z.row(row), static_cast<std::size_t>(Z.cols()));
    double own = z[z.size() == 1 ? 0 : static_cast<std::size_t>(signal())];
    if (z.size() == 1 && signal() == 0) own = -own;
    if (z.size() > 1 && is_entropy) own = linear::log_odds(z, signal());
    if (!std::isfinite(own)) own = 0;
    judged.margin_scores[i] = own;
    const std::size_t j = cut_on() - 1;
    scores[i] = settings().cut_on != CutOn::model ? judged.signs[j] * X(row, static_cast<std::ptrdiff_t>(j))
                : is_entropy                      ? math::sigmoid(own)
                                                  : own;
  }
  if (settings().cut_on == CutOn::model) {
    const Range axis = code_.objective() == Objective::hinge ? kHingeScores : kSquaredScores;
    return judged.judge.set_scores(scores, is_posterior() ? Range{0, 1} : axis,
                                   is_posterior() ? "score p(signal)" : "score s");
  }
  const bool is_x = settings().cut_on == CutOn::x1, is_turned = judged.signs[cut_on() - 1] < 0;
  const Range window = is_x ? data().x_range() : data().y_range();
  const std::string& label = is_x ? data().problem().x_label : data().problem().y_label;
  judged.judge.set_scores(scores, is_turned ? Range{-window.high, -window.low} : window,
                          is_turned ? "− " + label : label);
}

const LawJudge* LossesAndMetrics::law() const {
  const PlanarDataSettings& given = settings().data;
  const bool is_events = given.set == "events";
  if (!settings().bayes || (is_events && given.plane.principal_axes)) return nullptr;
  if (std::exchange(has_looked_for_law_, true)) return law_.get();
  data::EventColumns columns;
  if (is_events) {
    Rng examples = data_rng("examples");
    const data::Standardisation units =
        data::Standardisation::of(data::collider_events(examples, given.n, given.noise).X);
    columns.column = {given.plane.x - 1, given.plane.y - 1};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const auto column = static_cast<std::size_t>(columns.column[axis]);
      columns.mean[axis] = static_cast<double>(units.mean[column]);
      columns.scale[axis] = static_cast<double>(units.scale[column]);
    }
  }
  if (const auto known = data::ClassLaw::of(given.set, given.classes, given.noise, columns))
    law_ = std::make_shared<const LawJudge>(*known);
  return law_.get();
}

// What the model says of each sample: how probably it is signal.
std::vector<double> LossesAndMetrics::probabilities(const Matrix<double>& X) const {
  const bool is_entropy = code_.objective() == Objective::cross_entropy;
  Matrix<double> Z;
  linear::linear_scores(descent_.rows(), X, Z);
  std::vector<double> p;
  for (std::ptrdiff_t i = 0; i < Z.rows(); ++i) {
    const std::span<const double> z(Z.row(i), static_cast<std::size_t>(Z.cols()));
    double own = z[z.size() == 1 ? 0 : static_cast<std::size_t>(signal())];
    if (z.size() == 1 && signal() == 0) own = -own;
    if (z.size() > 1 && is_entropy) own = linear::log_odds(z, signal());
    if (std::isnan(own)) own = 0;
    p.push_back(is_entropy ? math::sigmoid(own) : std::clamp((1 + own) / 2, 0.0, 1.0));
  }
  return p;
}

double LossesAndMetrics::misclassified(const data::Dataset& set, const Matrix<double>& X) const {
  if (set.size() == 0) return NAN;
  std::array<int, data::kMaximumFileClasses> room;
  const std::span mistakes(room.data(), static_cast<std::size_t>(data().classes()));
  linear::count_mistakes(descent_.rows(), X, set.labels, mistakes);
  return std::accumulate(mistakes.begin(), mistakes.end(), 0) / static_cast<double>(set.size());
}

void LossesAndMetrics::describe(Snapshot& snapshot) const {
  const bool learns = settings().words == Vocabulary::machine_learning;
  const bool is_empty = data().training().size() == 0;
  const ScoreJudge& judge = judged().judge;
  const Vocabulary words = settings().words;
  judge.describe_scores(snapshot.plane("scores", "Scores", {.weight = 4, .help = kScoresHelp}), settings().is_weighted);
  describe_plane(
      snapshot.plane("plane", is_empty ? "Tap to add points" : "Decision", {.weight = 3, .help = kPlaneHelp}));
  Plane& roc = snapshot.curves("roc", learns ? "ROC" : "Efficiency and rejection", {.weight = 3, .help = kRocHelp});
  ScoreJudge::add_roc(roc, words, "x₁ alone", judged().single[0], {.color = 2, .dashed = true});
  ScoreJudge::add_roc(roc, words, "x₂ alone", judged().single[1], {.color = 3, .dashed = true});
  judge.describe_roc(roc, words);
  if (!learns)
    judge.describe_significance(
        snapshot.curves("significance", "Significance", {.weight = 3, .help = kSignificanceHelp}));
  judge.describe_precision_recall(snapshot.curves("precision",
                                                  learns ? "Precision and recall" : "Purity and efficiency",
                                                  {.weight = 2, .help = kPrecisionHelp}),
                                  words);
  judge.describe_words(snapshot.table("words", "Two vocabularies", {.weight = 3, .help = kWordsHelp}), snapshot);
  describe_unknown(snapshot);
  snapshot.metric("auc_x1", "AUC of x₁ alone", judged().single[0].area);
  snapshot.metric("auc_x2", "AUC of x₂ alone", judged().single[1].area);
  const std::string& own = data().class_name(signal());
  const std::array names{data().classes() == 2 ? data().class_name(1 - signal()) : "rest", own};
  judge.describe_confusion(snapshot.matrix("confusion", "Confusion", {.weight = 2, .help = kConfusionHelp}), names);
  if (data().classes() > 2) describe_classes(snapshot);
  const std::size_t margins = std::min(judged().margin_scores.size(), kMostMargins);
  costs_.describe(snapshot.plane("losses", "Losses", {.weight = 2, .help = kLossesHelp}), code_.objective(),
                  std::span(judged().margin_scores).first(margins), judge.truth().first(margins));
  Plane& training = snapshot.curves("training", "Training", {.weight = 2, .help = kTrainingHelp});
  descent_.describe_cost(training);
  training.y.label = "E, fraction misclassified";
  training.line("0–1 loss, training", misclassified_, 0, {.color = 2});
  if (data().has_validation()) training.line("0–1 loss, validation", misclassified_, 1, {.color = 3});
  if (law() != nullptr) {
    training.line("expected 0–1 loss", expected_, 0, {.color = 6});
    training.level("Bayes risk", law()->least_risk(), {.color = kColorGood});
  }
  if (settings().bayes) describe_risks(snapshot);
  if (settings().calibration) describe_calibration(snapshot);
  snapshot.metric("cost", descent_.cost());
  snapshot.metric("wrong", "0–1 loss, training", misclassified_.last(0));
}

// Which of the measures do not exist, and what they need.
void LossesAndMetrics::describe_unknown(Snapshot& snapshot) const {
  const ScoreJudge& judge = judged().judge;
  const auto samples = static_cast<std::ptrdiff_t>(judge.truth().size());
  const std::ptrdiff_t of_signal = std::count(judge.truth().begin(), judge.truth().end(), 1);
  const metrics::WorkingPoint& kept = judge.kept();
  const bool keeps_none = kept.true_positives + kept.false_positives == 0;
  if (judge.has_both_classes() && !keeps_none) return;
  Text& text = snapshot.text("unknown", "Not known", {.weight = 1, .help = kUnknownHelp});
  const std::string& own = data().class_name(signal());
  if (samples == 0) {
    text.paragraph("There are no points to judge: no measure exists.");
  } else if (!judge.has_both_classes()) {
    const std::string& rest = data().classes() == 2 ? data().class_name(1 - signal()) : "rest";
    const std::string number = std::to_string(samples);
    text.paragraph("AUC needs both classes among the judged points; " +
                   (of_signal == samples    ? "all " + number + " are of class " + own + "."
                    : data().classes() == 2 ? "all " + number + " are of class " + rest + "."
                                            : "none of the " + number + " is of class " + own + "."));
  }
  if (samples > 0 && keeps_none) text.paragraph("Precision needs points above the threshold; there is none.");
}

// Of more than two classes: what is classified as what, by the largest score.
void LossesAndMetrics::describe_classes(Snapshot& snapshot) const {
  const auto classes = static_cast<std::size_t>(data().classes());
  Matrix<double> Z;
  linear::linear_scores(descent_.rows(), judged_X(), Z);
  std::vector<double> counts(classes * classes, 0.0);
  std::vector<std::string> names;
  for (std::size_t k = 0; k < classes; ++k) names.push_back(data().class_name(static_cast<int>(k)));
  double right = 0;
  for (std::ptrdiff_t i = 0; i < Z.rows(); ++i) {
    const double* z = Z.row(i);
    const auto is = static_cast<std::size_t>(judged_set().labels[static_cast<std::size_t>(i)]);
    const auto said = static_cast<std::size_t>(std::max_element(z, z + Z.cols()) - z);
    ++counts[is * classes + said];
    right += is == said ? 1 : 0;
  }
  snapshot.matrix("classes", "All classes", {.weight = 2, .help = kClassesHelp})
      .cells(static_cast<int>(classes), static_cast<int>(classes), counts)
      .labels("is", names, "classified as", names);
  snapshot.metric("class_accuracy", "fraction classified correctly",
                  Z.rows() > 0 ? right / static_cast<double>(Z.rows()) : NAN);
}

void LossesAndMetrics::describe_risks(Snapshot& snapshot) const {
  Table& table = snapshot.table("risks", "Risks", {.weight = 2, .help = kRisksHelp});
  table.head({"misclassified", "fraction"});
  table.row({"training data: empirical risk", Cell(misclassified(data().training(), *training_X_))});
  if (data().has_validation()) table.row({"validation data", Cell(misclassified(data().validation(), *validation_X_))});
  if (law() == nullptr) {
    table.row({"all that can come: unknown, as is the law"});
    return;
  }
  table.row({"all that can come: expected risk", snapshot.metric("expected_risk", "expected risk", expected_risk())});
  table.row({"the best there is: Bayes risk", snapshot.metric("bayes_risk", "Bayes risk", law()->least_risk())},
            {kColorGood});
}

void LossesAndMetrics::describe_calibration(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("calibration", "Calibration", {.weight = 3, .help = kCalibrationHelp});
  plane.axes({.label = "predicted p(signal)", .range = {0, 1}}, {.label = "fraction that is signal", .range = {0, 1}});
  plane.line("as predicted", {{0, 1}, {0, 1}}, {.color = kColorMuted, .dashed = true});
  const auto add = [&](std::string_view label, const data::Dataset& set, const Matrix<double>& X, ColorRole color) {
    const metrics::Reliability found =
        metrics::reliability(one_against_rest(set.labels, settings().positive, data().classes()), probabilities(X),
                             kCalibrationBins, metrics::Binning::uniform);
    std::vector<double> said, is;
    for (std::size_t bin = 0; bin < found.count.size(); ++bin)
      if (found.count[bin] > 0) {
        said.push_back(found.confidence[bin]);
        is.push_back(found.frequency[bin]);
      }
    plane.line(label, {said, is}, {.color = color});
    plane.points("", {said, is}, {.color = color, .size_px = 4});
    return found;
  };
  if (data().training().size() == 0) return;
  const metrics::Reliability trained = add("training data", data().training(), *training_X_, 2);
  const metrics::Reliability judged =
      !judges_fresh() && judges_training()
          ? trained
          : add(judges_fresh() ? "fresh events" : "validation data", judged_set(), judged_X(), judges_fresh() ? 4 : 3);
  snapshot.metric("calibration_error", "mean error of the probabilities", judged.expected_error, {.digits = 3});
  snapshot.metric("brier", "Brier score", judged.brier, {.digits = 3});
}

void LossesAndMetrics::describe_plane(Plane& plane) const {
  data().describe_axes(plane);
  field_.describe(plane, "class", descent_.rows(), code_, LinearField::Answer::confidence);
  data().describe_examples(plane);
  add_linear_boundaries(plane, "decision boundary", descent_.rows(), field_.x(), field_.y());
  if (law() != nullptr) law()->describe_boundary(plane, "Bayes-optimal boundary");
  describe_cut(plane);
}

// Where the score is at the threshold.
void LossesAndMetrics::describe_cut(Plane& plane) const {
  const double threshold = judged().judge.threshold();
  std::array<double, 3> row{};
  double level = threshold;
  if (settings().cut_on != CutOn::model) {
    row[cut_on()] = judged().signs[cut_on() - 1];
  } else if (is_posterior() && code_.outputs() > 1) {
    return field_.describe_posterior(plane, "cut", descent_.rows(), signal(), threshold, kColorAccent);
  } else {
    const double sign = code_.outputs() == 1 && signal() == 0 ? -1 : 1;
    const double* own = descent_.rows().row(code_.outputs() == 1 ? 0 : signal());
    row = {sign * own[0], sign * own[1], sign * own[2]};
    if (is_posterior()) level = math::log(threshold / (1 - threshold));
  }
  add_level_line(plane, "cut", row, level, kCutStyle);
}

const RegisterDemo<LossesAndMetrics> registered{{
    .id = "losses-and-metrics",
    .title = "Losses and metrics",
    .lecture = 3,
    .row = "R12",
    .summary = "What a classifier is trained with, what it is judged by, and what one threshold does to all of it.",
    .sources = {"Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §10.6",
                "Fawcett, An introduction to ROC analysis, Pattern Recognition Letters 27 (2006)"},
    .steps_per_second = 20,
}};

}  // namespace
}  // namespace lectern
