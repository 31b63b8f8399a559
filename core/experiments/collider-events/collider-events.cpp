// A search for a resonance among pairs of jets: windows on single variables, boosted trees and a network, each given
// low-level columns, high-level ones or both; expected events by weights, and the approximate median significance
// against the cut on the score, which is dragged; the energy scale shifted as a systematic error; the network's score
// decorrelated from the mass. Lecture row R50.
// Sources: Adam-Bourdarios et al., The Higgs boson machine learning challenge, JMLR W&CP 42 (2015) 19; Baldi, Sadowski,
// Whiteson, Searching for exotic particles in high-energy physics with deep learning, Nature Communications 5 (2014)
// 4308; Kasieczka, Shih, DisCo fever: robust networks through distance correlation, Phys. Rev. Lett. 125 (2020) 122001.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/experiments/collider-events/contest.h"
#include "core/experiments/collider-events/event_data.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/ml/metrics/discovery.h"
#include "core/ml/metrics/distance_correlation.h"
#include "core/ml/metrics/ranking.h"

namespace lectern::collider {
namespace {

constexpr const char* kSignificanceHelp =
    "The approximate median significance of what passes a cut on the score, in standard deviations, with b_reg = 10. "
    "Drag the cut. A curve ends where fewer than 25 simulated background events pass: beyond, a maximum is luck. "
    "Diamonds: the best cuts. Dashed level: windows on the high-level variables alone.";
constexpr const char* kScoresHelp =
    "Expected events in each bin of the score, on a logarithmic scale. Everything to the right of the cut passes; drag "
    "it here, too.";
constexpr const char* kVariableHelp =
    "Expected events in each bin of one variable: thin, all that were recorded; thick, those that pass the cut on the "
    "score. Drag the two edges of a window on this variable; what lies outside is thrown away, too.";
constexpr const char* kRaceHelp =
    "Area under the ROC curve of all six learners on events that none of them has seen. Dashed: given the low-level "
    "columns only.";
constexpr const char* kResponseHelp =
    "The mean score of background events at each invariant mass: who has found out that the mass matters?";
constexpr const char* kTableHelp =
    "Best AMS: among the cuts that at least 25 simulated background events pass. The windows are found on the events "
    "that are learned from, one variable after the other.";
constexpr const char* kScaleHelp =
    "What each selection, fixed with the simulation at scale 0, is worth if the detector measures all energies wrongly "
    "by the same factor. The curves of trees and network appear point by point after the learning.";
constexpr const char* kYieldHelp =
    "By how much the background that passes differs from what the simulation at scale 0 says: a bias that no amount of "
    "data removes.";
constexpr const char* kShapeHelp =
    "The mass of background events alone, each curve of area 1: of all, and of those that pass. Both scores keep the "
    "same share of the background, chosen by the cut. A bump without any signal is sculpted by the selection.";
constexpr const char* kNumbersHelp =
    "Of the score shown: what passes the cut and the window, in expected events. ± is the error from the finite number "
    "of simulated events. Window alone: the AMS of your window without any score.";

constexpr double kRegularisation = 10;
constexpr int kTrainingSteps = 100;
constexpr int kFewestBackground = 25;
constexpr std::array kShifts{-8, -6, -4, -2, 0, 2, 4, 6, 8};  // %, of the study
constexpr std::size_t kStudySteps = kShifts.size() * kFeatureSets;
constexpr std::size_t kBins = 44, kScoreBins = 40, kResponseBins = 22;
constexpr int kCuts = 100;
constexpr std::size_t kCorrelated = 400;  // events of which the distance correlation is measured
constexpr ColorRole kBackgroundColor = 0, kSignalColor = 1, kTreesColor = 2, kNetworkColor = 3, kWindowsColor = 4;
constexpr std::array kMethodColors{kTreesColor, kNetworkColor};
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class View { significance, features, scale, mass };

struct Settings {
  EventSettings data;
  View view = View::significance;
  double luminosity = 100, signal_cross_section = 2.5, background_cross_section = 200;
  LearnerSettings learners;
  Method method = Method::trees;
  FeatureSet features = FeatureSet::high;
  Variable variable = Variable::mass;
  int column = 1;
  double shift_percent = 0;
};

// Of the study of the energy scale: the scores at one shift.
struct StudyPoint {
  int shift = 0;  // %
  FeatureSet set = FeatureSet::low;
  std::array<std::vector<float>, kMethods> score;
  auto state() const { return std::tie(shift, set, score); }
};

// What one learner, or the windows, are worth on the judged events.
struct Standing {
  double area = kUnknown, significance = kUnknown, cut = kUnknown;
};

struct Passing {
  double signal = 0, background = 0, background_square = 0;
  double significance() const {
    return signal > 0 ? metrics::median_significance(signal, background, kRegularisation).value : 0;
  }
};

struct Curve {
  std::vector<double> x, y;
};

// All that is drawn.
struct Judged {
  bool is_known = false;
  std::vector<double> weights;                  // n
  std::array<metrics::CutScan, kMethods> scan;  // of the feature set shown
  std::array<Curve, kMethods> significance;     // as far as enough background passes
  Curve shifted;                                // of the method shown, if the scale is
  Curve windowed;                               // of the method shown, inside an own window
  std::array<std::array<Standing, kMethods>, kFeatureSets> standing;
  Standing windows;
  Passing passing, nominal, own_window;
  std::array<std::vector<double>, 2> scores, all, kept;  // histograms by class
  std::array<std::vector<double>, kMethods> shapes;      // of the background that passes, area 1
  std::vector<double> shape;                             // of all background
  std::vector<double> signal_shape;
  std::array<double, kMethods> correlation{};
  std::array<std::array<std::vector<double>, kMethods>, 2> response;  // of low- and of high-level columns
  std::vector<double> places;                                         // of the response
  std::array<Curve, kMethods + 1> study, yield;                       // the windows last
};

class ColliderEvents final : public Demo<ColliderEvents, Settings, EventData> {
 public:
  static Schema<Settings> schema();

  explicit ColliderEvents(const Start& start)
      : Demo(start),
        contest_(data(), settings().learners, rng("learners")),
        windows_(data().columns_of(FeatureSet::high)),
        own_low_(static_cast<std::size_t>(data().columns()), -kNoBound),
        own_high_(static_cast<std::size_t>(data().columns()), kNoBound) {
    contest_.score(data(), nominal_);
    score_shifted();
    record();
  }

  void settings_changed(const Settings& before) {
    if (before.shift_percent != settings().shift_percent || before.features != settings().features) score_shifted();
    judged_->is_known = false;
  }
  bool gesture(const Action& action);
  void step() override;
  bool finished() const override { return steps_ >= last_step(); }
  std::optional<Divergence> divergence() const override {
    if (contest_.is_finite()) return {};
    return diverged(
        "The cost of a network is no longer finite.", [](Settings& s) -> double& { return s.learners.learning_rate; },
        0.003);
  }
  auto state() const {
    return std::tuple(std::tie(contest_, windows_, own_low_, own_high_, cut_, steps_, study_), unhashed(nominal_),
                      unhashed(shifted_), unhashed(areas_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  int last_step() const { return kTrainingSteps + (data().is_generated() ? static_cast<int>(kStudySteps) : 0); }
  void score_shifted();
  void record();
  void study(std::size_t point);

  // The energy scale can be shifted of generated events alone.
  View view() const {
    return settings().view == View::scale && !data().is_generated() ? View::significance : settings().view;
  }
  std::size_t set_shown() const { return static_cast<std::size_t>(settings().features); }
  std::size_t method_shown() const { return static_cast<std::size_t>(settings().method); }
  std::size_t column_shown() const {
    const std::size_t wanted = data().is_generated() ? static_cast<std::size_t>(settings().variable)
                                                     : static_cast<std::size_t>(settings().column - 1);
    return std::min(wanted, static_cast<std::size_t>(data().columns() - 1));
  }
  double scale() const { return 1 + settings().shift_percent / 100; }
  bool is_shifted() const { return settings().shift_percent != 0 && data().is_generated(); }
  const Scored& scored() const { return is_shifted() ? shifted_ : nominal_; }
  double value(std::size_t event, std::size_t column, double scale) const {
    const double x = data().test().X(static_cast<std::ptrdiff_t>(event), static_cast<std::ptrdiff_t>(column));
    return data().is_energy(static_cast<int>(column)) ? x * scale : x;
  }
  bool has_own_window() const {
    return std::isfinite(own_low_[column_shown()]) || std::isfinite(own_high_[column_shown()]);
  }
  bool in_own_window(std::size_t event, double scale) const {
    const double x = value(event, column_shown(), scale);
    return x >= own_low_[column_shown()] && x <= own_high_[column_shown()];
  }
  // Expected events for which each event stands.
  std::vector<double> expected(const Events& events) const;
  template <typename Passes>
  Passing count(const std::vector<double>& weights, Passes&& passes) const;

  const Judged& judged() const;
  void judge_learners(Judged& judged) const;
  void judge_selection(Judged& judged) const;
  void fill_histograms(Judged& judged) const;
  void fill_shapes(Judged& judged) const;
  void fill_response(Judged& judged) const;
  void fill_study(Judged& judged) const;

  void describe_significance(Snapshot& snapshot, int weight) const;
  void describe_scores(Snapshot& snapshot, int weight) const;
  void describe_variable(Snapshot& snapshot, int weight) const;
  void describe_race(Snapshot& snapshot, int weight) const;
  void describe_response(Snapshot& snapshot, int weight) const;
  void describe_scale(Snapshot& snapshot) const;
  void describe_shape(Snapshot& snapshot, int weight) const;
  void describe_table(Snapshot& snapshot, int weight) const;
  void describe_numbers(Snapshot& snapshot) const;

  Contest contest_;
  WindowCuts windows_;
  std::vector<double> own_low_, own_high_;  // one of each column
  double cut_ = 0.5;
  int steps_ = 0;
  std::vector<Shared<StudyPoint>> study_;
  Scored nominal_, shifted_;
  History areas_{kFeatureSets * kMethods};
  Scratch<Judged> judged_;
};

Schema<Settings> ColliderEvents::schema() {
  Schema<Settings> schema;
  schema.include(&Settings::data)
      .group("Look at")
      .choice(&Settings::view, "subject_shown", "Subject",
              {{View::significance, "significance", "Significance and cut"},
               {View::features, "features", "Low- against high-level"},
               {View::scale, "scale", "Energy scale"},
               {View::mass, "mass", "Sculpted masses"}})
      .live()
      .help("Which pictures are shown. All learners are at work all the time.")
      .choice(&Settings::method, "score_shown", "Score of", kMethodNames)
      .live()
      .help("Whose score is cut on.")
      .choice(&Settings::features, "feature_set", "Columns given", kFeatureSetNames)
      .live()
      .help("Low-level: transverse momenta, pseudorapidities and the angle between the jets. High-level: invariant "
            "mass, transverse momentum of the pair, angle of the decay, computed from these.")
      .choice(&Settings::variable, "variable_shown", "Variable",
              {{Variable::mass, "mass", "Invariant mass"},
               {Variable::pair, "pair", "Transverse momentum, pair"},
               {Variable::decay, "decay", "|cos θ*|"},
               {Variable::hard_jet, "hard_jet", "Transverse momentum, harder jet"},
               {Variable::soft_jet, "soft_jet", "Transverse momentum, softer jet"},
               {Variable::hard_eta, "hard_eta", "η, harder jet"},
               {Variable::soft_eta, "soft_eta", "η, softer jet"},
               {Variable::azimuth, "azimuth", "Δφ"}})
      .live()
      .help("On which a window can be dragged.")
      .integer(&Settings::column, "column_shown", "Column of the table", {1, 60})
      .live()
      .help("On which a window can be dragged, counted without the label.")
      .shown_when("data", {"file"})
      .real(&Settings::shift_percent, "energy_shift", "Energy scale δ", {-10, 10})
      .unit("%")
      .live()
      .help("All measured energies of the judged events are multiplied by 1 + δ. The learners are not told.")
      .shown_when("data", {"generated"});
  schema.group("Event weights")
      .real(&Settings::luminosity, "luminosity", "Luminosity", {1, 3000})
      .unit("fb⁻¹")
      .logarithmic()
      .live()
      .help("How much data is taken: expected events are luminosity times cross-section.")
      .real(&Settings::signal_cross_section, "signal_cross_section", "Cross-section of the signal", {0.01, 1000})
      .unit("fb")
      .logarithmic()
      .live()
      .help("How often the signal is produced.")
      .real(&Settings::background_cross_section, "background_cross_section", "Cross-section of the background",
            {0.01, 1e5})
      .unit("fb")
      .logarithmic()
      .live()
      .help("How often the background is produced.");
  return schema.group("Learners")
      .integer([](Settings& s) -> int& { return s.learners.depth; }, "depth", {1, 6})
      .help("Of each boosted tree. 1: stumps, one question each, which cannot combine two columns.")
      .real([](Settings& s) -> double& { return s.learners.shrinkage; }, "shrinkage", "Shrinkage ν", {0.01, 1})
      .logarithmic()
      .help("The share of each tree that is added. Slow learning needs more stages, and usually ends lower.")
      .integer_list([](Settings& s) -> std::vector<int>& { return s.learners.layers; }, "layers",
                    glossary_label("layers"), {1, 64}, 3)
      .help(
          "Neurons in each hidden layer, one number per layer. ReLU. Without any, the output sees the inputs directly.")
      .real([](Settings& s) -> double& { return s.learners.learning_rate; }, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .integer([](Settings& s) -> int& { return s.learners.bagged; }, "networks_in_bag", "Networks in the bag", {1, 10})
      .help("More than one: each starts from its own weights and learns from its own draw of the events, with "
            "repetition; the score is their average. That many times the work.")
      .real([](Settings& s) -> double& { return s.learners.decorrelation; }, "decorrelation", "Decorrelation λ",
            {0, 20})
      .live()
      .help("λ times the squared distance correlation of score and mass, over the background, is added to the "
            "network's cost.");
}

bool ColliderEvents::gesture(const Action& action) {
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  if (dragged == nullptr) return false;
  const auto x = static_cast<double>(dragged->x);
  if (dragged->handle == "cut" && (action.panel == "significance" || action.panel == "scores")) {
    cut_ = std::clamp(x, 0.0, 1.0);
  } else if (action.panel == "variable" && (dragged->handle == "low" || dragged->handle == "high")) {
    const std::size_t column = column_shown();
    const Range axis = data().axis(static_cast<int>(column));
    if (dragged->handle == "low")
      own_low_[column] = x <= axis.low ? -kNoBound : std::min(x, axis.high);
    else
      own_high_[column] = x >= axis.high ? kNoBound : std::max(x, axis.low);
  } else {
    return false;
  }
  judged_->is_known = false;
  return true;
}

void ColliderEvents::step() {
  if (steps_ < kTrainingSteps) {
    contest_.step(settings().learners.learning_rate, settings().learners.decorrelation);
    if (steps_ % 4 == 3) windows_.step(data().training(), expected(data().training()));
    contest_.score(data(), nominal_);
    if (is_shifted()) contest_.score(data(), shifted_, settings().features);
  } else if (!finished()) {
    study(static_cast<std::size_t>(steps_ - kTrainingSteps));
  }
  ++steps_;
  if (steps_ <= kTrainingSteps) record();
  judged_->is_known = false;
}

void ColliderEvents::score_shifted() {
  shifted_ = Scored();
  if (!is_shifted()) return;
  shifted_.scale = scale();
  contest_.score(data(), shifted_, settings().features);
}

// The scores of one feature set at one shift.
void ColliderEvents::study(std::size_t point) {
  StudyPoint found{kShifts[point / kFeatureSets], static_cast<FeatureSet>(point % kFeatureSets), {}};
  Scored scored;
  scored.scale = 1 + found.shift / 100.0;
  contest_.score(data(), scored, found.set);
  for (std::size_t m = 0; m < kMethods; ++m) {
    const std::vector<double>& score = scored.score[static_cast<std::size_t>(found.set)][m];
    for (const double s : score) found.score[m].push_back(static_cast<float>(s));
  }
  study_.emplace_back(std::move(found));
}

void ColliderEvents::record() {
  std::array<double, kFeatureSets * kMethods> areas{};
  for (std::size_t set = 0; set < kFeatureSets; ++set)
    for (std::size_t m = 0; m < kMethods; ++m)
      areas[set * kMethods + m] =
          contest_.is_finite()
              ? metrics::roc_curve(data().test().labels, nominal_.score[set][m], data().test().trigger).area
              : kUnknown;
  areas_.record(steps_, areas);
}

std::vector<double> ColliderEvents::expected(const Events& events) const {
  std::array<double, 2> number{};
  for (const std::int32_t label : events.labels) ++number[static_cast<std::size_t>(label)];
  double luminosity = settings().luminosity;
  std::array<double, 2> of_class{settings().background_cross_section, settings().signal_cross_section};
  if (data().expected_of_classes()) {
    luminosity = 1;
    of_class = *data().expected_of_classes();
  }
  std::vector<double> weights;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto label = static_cast<std::size_t>(events.labels[i]);
    weights.push_back(events.trigger[i] * luminosity * of_class[label] / number[label]);
  }
  return weights;
}

template <typename Passes>
Passing ColliderEvents::count(const std::vector<double>& weights, Passes&& passes) const {
  Passing passing;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!passes(i)) continue;
    if (data().test().labels[i] == 1) {
      passing.signal += weights[i];
    } else {
      passing.background += weights[i];
      passing.background_square += weights[i] * weights[i];
    }
  }
  return passing;
}

const Judged& ColliderEvents::judged() const {
  Judged& judged = *judged_;
  if (judged.is_known) return judged;
  judged.weights = expected(data().test());
  if (contest_.is_finite()) {
    judge_learners(judged);
    judge_selection(judged);
    fill_histograms(judged);
    if (view() == View::mass) fill_shapes(judged);
    if (view() == View::features) fill_response(judged);
    if (view() == View::scale) fill_study(judged);
  }
  judged.is_known = true;
  return judged;
}

std::vector<double> cuts() {
  std::vector<double> cuts;
  for (int i = 0; i <= kCuts; ++i) cuts.push_back(i / static_cast<double>(kCuts));
  return cuts;
}

// The curve of a scan as far as enough simulated background passes, and its maximum.
Standing read_scan(const metrics::CutScan& scan, const std::vector<double>& cuts, Curve& curve) {
  Standing standing;
  curve.x.clear();
  curve.y.clear();
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (scan.background_events[i] < kFewestBackground) break;
    curve.x.push_back(cuts[i]);
    curve.y.push_back(scan.significance[i]);
    if (std::isnan(standing.significance) || scan.significance[i] > standing.significance) {
      standing.significance = scan.significance[i];
      standing.cut = cuts[i];
    }
  }
  return standing;
}

void ColliderEvents::judge_learners(Judged& judged) const {
  const std::vector<double> places = cuts();
  const std::vector<std::int32_t>& labels = data().test().labels;
  Curve spare;
  for (std::size_t set = 0; set < kFeatureSets; ++set)
    for (std::size_t m = 0; m < kMethods; ++m) {
      metrics::CutScan scan =
          metrics::weighted_cut_scan(nominal_.score[set][m], labels, judged.weights, places, kRegularisation);
      const bool is_shown = set == set_shown();
      judged.standing[set][m] = read_scan(scan, places, is_shown ? judged.significance[m] : spare);
      judged.standing[set][m].area = areas_.last(set * kMethods + m);
      if (is_shown) judged.scan[m] = std::move(scan);
    }
  judged.shifted = {};
  if (is_shifted())
    read_scan(metrics::weighted_cut_scan(shifted_.score[set_shown()][method_shown()], labels, judged.weights, places,
                                         kRegularisation),
              places, judged.shifted);
  judged.windowed = {};
  if (has_own_window()) {
    std::vector<double> score, weights;
    std::vector<std::int32_t> inside;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (!in_own_window(i, 1)) continue;
      score.push_back(nominal_.score[set_shown()][method_shown()][i]);
      weights.push_back(judged.weights[i]);
      inside.push_back(labels[i]);
    }
    read_scan(metrics::weighted_cut_scan(score, inside, weights, places, kRegularisation), places, judged.windowed);
  }
  judged.windows.significance =
      count(judged.weights, [&](std::size_t i) {
        return windows_.passes(data().test().X.row(static_cast<std::ptrdiff_t>(i)), 1, data());
      }).significance();
}

void ColliderEvents::judge_selection(Judged& judged) const {
  const auto with = [&](const Scored& scored) {
    const std::vector<double>& score = scored.score[set_shown()][method_shown()];
    return count(judged.weights, [&](std::size_t i) { return score[i] >= cut_ && in_own_window(i, scored.scale); });
  };
  judged.nominal = with(nominal_);
  judged.passing = is_shifted() ? with(shifted_) : judged.nominal;
  judged.own_window = count(judged.weights, [&](std::size_t i) { return in_own_window(i, 1); });
}

std::size_t bin_of(double x, Range axis, std::size_t bins) {
  const double place = (x - axis.low) / (axis.high - axis.low) * static_cast<double>(bins);
  return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(bins) - 0.5));
}

void ColliderEvents::fill_histograms(Judged& judged) const {
  const std::vector<double>& score = scored().score[set_shown()][method_shown()];
  const std::size_t column = column_shown();
  const Range axis = data().axis(static_cast<int>(column));
  for (std::size_t label : {0U, 1U}) {
    judged.scores[label].assign(kScoreBins, 0.0);
    judged.all[label].assign(kBins, 0.0);
    judged.kept[label].assign(kBins, 0.0);
  }
  for (std::size_t i = 0; i < score.size(); ++i) {
    const auto label = static_cast<std::size_t>(data().test().labels[i]);
    judged.scores[label][bin_of(score[i], {0, 1}, kScoreBins)] += judged.weights[i];
    const double x = value(i, column, scored().scale);
    if (x < axis.low || x > axis.high) continue;
    const std::size_t bin = bin_of(x, axis, kBins);
    judged.all[label][bin] += judged.weights[i];
    if (score[i] >= cut_) judged.kept[label][bin] += judged.weights[i];
  }
}

// The cut of a scan that keeps a share of the background as near as possible to the one wanted.
double cut_of_share(const metrics::CutScan& scan, double background) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < scan.background.size(); ++i)
    if (std::fabs(scan.background[i] - background) < std::fabs(scan.background[best] - background)) best = i;
  return static_cast<double>(best) / kCuts;
}

void ColliderEvents::fill_shapes(Judged& judged) const {
  const auto mass = static_cast<std::size_t>(data().mass_column());
  const Range axis = data().axis(data().mass_column());
  const double width = (axis.high - axis.low) / static_cast<double>(kBins);
  const auto normalise = [&](std::vector<double>& bins) {
    double sum = 0;
    for (const double content : bins) sum += content;
    for (double& content : bins) content = sum > 0 ? content / (sum * width) : 0;
  };
  judged.shape.assign(kBins, 0.0);
  judged.signal_shape.assign(kBins, 0.0);
  for (std::vector<double>& shape : judged.shapes) shape.assign(kBins, 0.0);
  const std::vector<double>& own = nominal_.score[set_shown()][method_shown()];
  const double kept = count(judged.weights, [&](std::size_t i) { return own[i] >= cut_; }).background;
  for (std::size_t m = 0; m < kMethods; ++m) {
    const double cut = m == method_shown() ? cut_ : cut_of_share(judged.scan[m], kept);
    const std::vector<double>& score = nominal_.score[set_shown()][m];
    std::vector<double> some, masses;
    for (std::size_t i = 0; i < score.size(); ++i) {
      const double x = value(i, mass, 1);
      const std::size_t bin = bin_of(x, axis, kBins);
      const bool is_inside = x >= axis.low && x <= axis.high;
      if (data().test().labels[i] == 1) {
        if (m == 0 && is_inside) judged.signal_shape[bin] += judged.weights[i];
        continue;
      }
      if (some.size() < kCorrelated && !(data().has_missing() && x == EventData::kMissing)) {
        some.push_back(score[i]);
        masses.push_back(x);
      }
      if (!is_inside) continue;
      if (m == 0) judged.shape[bin] += judged.weights[i];
      if (score[i] >= cut) judged.shapes[m][bin] += judged.weights[i];
    }
    judged.correlation[m] = std::sqrt(std::max(0.0, metrics::distance_correlation_squared(some, masses)));
    normalise(judged.shapes[m]);
  }
  normalise(judged.shape);
  normalise(judged.signal_shape);
}

void ColliderEvents::fill_response(Judged& judged) const {
  const auto mass = static_cast<std::size_t>(data().mass_column());
  const Range axis = data().axis(data().mass_column());
  judged.places.clear();
  for (std::size_t bin = 0; bin < kResponseBins; ++bin)
    judged.places.push_back(axis.low + (axis.high - axis.low) * (static_cast<double>(bin) + 0.5) / kResponseBins);
  for (const FeatureSet set : {FeatureSet::low, FeatureSet::high})
    for (std::size_t m = 0; m < kMethods; ++m) {
      const std::vector<double>& score = nominal_.score[static_cast<std::size_t>(set)][m];
      std::vector<double> sum(kResponseBins, 0.0), number(kResponseBins, 0.0);
      for (std::size_t i = 0; i < score.size(); ++i) {
        const double x = value(i, mass, 1);
        if (data().test().labels[i] == 1 || x < axis.low || x > axis.high) continue;
        const std::size_t bin = bin_of(x, axis, kResponseBins);
        sum[bin] += score[i];
        ++number[bin];
      }
      for (std::size_t bin = 0; bin < kResponseBins; ++bin)
        sum[bin] = number[bin] >= 5 ? sum[bin] / number[bin] : kUnknown;
      judged.response[static_cast<std::size_t>(set)][m] = std::move(sum);
    }
}

void ColliderEvents::fill_study(Judged& judged) const {
  for (Curve& curve : judged.study) curve = {};
  for (Curve& curve : judged.yield) curve = {};
  const auto add = [&](std::size_t who, int shift, const Passing& now, double simulated) {
    judged.study[who].x.push_back(shift);
    judged.study[who].y.push_back(now.significance());
    judged.yield[who].x.push_back(shift);
    judged.yield[who].y.push_back(simulated > 0 ? 100 * (now.background / simulated - 1) : kUnknown);
  };
  const Events& test = data().test();
  const auto in_windows = [&](double scale) {
    return count(judged.weights, [&, scale](std::size_t i) {
      return windows_.passes(test.X.row(static_cast<std::ptrdiff_t>(i)), scale, data());
    });
  };
  for (const Shared<StudyPoint>& point : study_) {
    if (point->set != settings().features) continue;
    for (std::size_t m = 0; m < kMethods; ++m) {
      const double cut = judged.standing[set_shown()][m].cut;
      const std::vector<double>& simulated = nominal_.score[set_shown()][m];
      add(m, point->shift,
          count(judged.weights, [&](std::size_t i) { return static_cast<double>(point->score[m][i]) >= cut; }),
          count(judged.weights, [&](std::size_t i) { return simulated[i] >= cut; }).background);
    }
  }
  const double simulated = in_windows(1).background;
  for (const int shift : kShifts) add(kMethods, shift, in_windows(1 + shift / 100.0), simulated);
}

void ColliderEvents::describe(Snapshot& snapshot) const {
  judged();
  switch (view()) {
    case View::significance:
      describe_significance(snapshot, 4);
      describe_numbers(snapshot);
      describe_variable(snapshot, 3);
      describe_scores(snapshot, 3);
      break;
    case View::features:
      describe_race(snapshot, 4);
      describe_response(snapshot, 3);
      describe_table(snapshot, 3);
      break;
    case View::scale:
      describe_scale(snapshot);
      describe_numbers(snapshot);
      describe_variable(snapshot, 2);
      describe_significance(snapshot, 2);
      break;
    case View::mass:
      describe_shape(snapshot, 4);
      describe_numbers(snapshot);
      describe_significance(snapshot, 3);
      describe_variable(snapshot, 2);
      break;
  }
  if (view() == View::features) describe_numbers(snapshot);
}

void ColliderEvents::describe_significance(Snapshot& snapshot, int weight) const {
  const Judged& judged = *judged_;
  Plane& plane =
      snapshot.curves("significance", "Significance of a cut", {.weight = weight, .help = kSignificanceHelp});
  plane.axes({.label = "cut on the score", .range = {0, 1}}, {.label = "AMS [standard deviations]"});
  for (std::size_t m = 0; m < kMethods; ++m)
    plane.line(kMethodNames[m].label, {judged.significance[m].x, judged.significance[m].y},
               {.color = kMethodColors[m], .width_px = m == method_shown() ? 3.5f : 2.0f});
  if (is_shifted())
    plane.line("score shown, energies shifted", {judged.shifted.x, judged.shifted.y},
               {.color = kMethodColors[method_shown()], .dashed = true});
  if (has_own_window())
    plane.line("score shown, inside your window", {judged.windowed.x, judged.windowed.y}, {.color = kColorAccent});
  plane.level("windows on single variables", judged.windows.significance, {.color = kWindowsColor});
  for (std::size_t m = 0; m < kMethods; ++m) {
    const Standing& best = judged.standing[set_shown()][m];
    if (!std::isnan(best.cut))
      plane.point("", best.cut, best.significance,
                  {.color = kMethodColors[m], .marker = Marker::diamond, .size_px = 6});
  }
  plane.threshold("cut", "cut", cut_);
}

void ColliderEvents::describe_scores(Snapshot& snapshot, int weight) const {
  const Judged& judged = *judged_;
  std::string title("Score of ");
  title.append(settings().method == Method::trees ? "the boosted trees" : "the network");
  Plane& plane = snapshot.plane("scores", title, {.weight = weight, .help = kScoresHelp});
  plane.axes({.label = "score", .range = {0, 1}}, {.label = "expected events", .logarithmic = true});
  plane.steps("background", {0, 1}, judged.scores[0], {.color = kBackgroundColor, .least = 0.1});
  plane.steps("signal", {0, 1}, judged.scores[1], {.color = kSignalColor, .least = 0.1});
  plane.threshold("cut", "cut", cut_);
}

void ColliderEvents::describe_variable(Snapshot& snapshot, int weight) const {
  const Judged& judged = *judged_;
  const std::size_t column = column_shown();
  const Range axis = data().axis(static_cast<int>(column));
  Plane& plane =
      snapshot.plane("variable", "What was recorded, and what passes", {.weight = weight, .help = kVariableHelp});
  plane.axes({.label = data().column_name(static_cast<int>(column)), .range = axis},
             {.label = "expected events", .logarithmic = true});
  plane.steps("background", axis, judged.all[0], {.color = kBackgroundColor, .width_px = 1, .least = 0.1});
  plane.steps("signal", axis, judged.all[1], {.color = kSignalColor, .width_px = 1, .least = 0.1});
  plane.steps("background that passes", axis, judged.kept[0], {.color = kBackgroundColor, .width_px = 3, .least = 0.1});
  plane.steps("signal that passes", axis, judged.kept[1], {.color = kSignalColor, .width_px = 3, .least = 0.1});
  plane.threshold("low", "lower edge", std::max(own_low_[column], axis.low));
  plane.threshold("high", "upper edge", std::min(own_high_[column], axis.high));
}

void ColliderEvents::describe_race(Snapshot& snapshot, int weight) const {
  Plane& plane = snapshot.curves("race", "Area under the ROC curve", {.weight = weight, .help = kRaceHelp});
  plane.axes({.label = "step"}, {.label = "AUC of judged events"});
  constexpr std::array kNames{"trees, low-level",    "network, low-level", "trees, high-level",
                              "network, high-level", "trees, both",        "network, both"};
  for (std::size_t i = 0; i < kNames.size(); ++i)
    plane.line(kNames[i], areas_, i,
               {.color = kMethodColors[i % kMethods],
                .dashed = i < kMethods,
                .width_px = i < 2 * kMethods ? 2.5f : 1.2f});
}

void ColliderEvents::describe_response(Snapshot& snapshot, int weight) const {
  const Judged& judged = *judged_;
  Plane& plane = snapshot.plane("response", "Who knows the mass?", {.weight = weight, .help = kResponseHelp});
  plane.axes({.label = data().column_name(data().mass_column()), .range = data().axis(data().mass_column())},
             {.label = "mean score of background", .range = {0, 1}});
  constexpr std::array<std::array<const char*, kMethods>, 2> kNames{
      {{"trees, low-level", "network, low-level"}, {"trees, high-level", "network, high-level"}}};
  for (std::size_t set = 0; set < 2; ++set)
    for (std::size_t m = 0; m < kMethods; ++m)
      plane.line(kNames[set][m], {judged.places, judged.response[set][m]},
                 {.color = kMethodColors[m], .dashed = set == 0, .width_px = 2.5f});
  if (data().is_generated()) plane.vertical("resonance", settings().data.mass_gev);
}

void ColliderEvents::describe_scale(Snapshot& snapshot) const {
  const Judged& judged = *judged_;
  constexpr std::array<const char*, kMethods + 1> kNames{"trees, at their best cut", "network, at its best cut",
                                                         "windows on single variables"};
  constexpr std::array<ColorRole, kMethods + 1> kColors{kTreesColor, kNetworkColor, kWindowsColor};
  const PointStyle at_cut{.color = kColorAccent, .size_px = 7};
  const AxisText shifts{.label = "shift of the energy scale δ [%]", .range = {-10, 10}};
  Plane& yield = snapshot.plane("yield", "Background that passes", {.weight = 4, .help = kYieldHelp});
  yield.axes(shifts, {.label = "more than simulated [%]"});
  Plane& plane = snapshot.plane("scale", "Significance if the scale is wrong", {.weight = 3, .help = kScaleHelp});
  plane.axes(shifts, {.label = "AMS [standard deviations]"});
  for (std::size_t who = 0; who <= kMethods; ++who) {
    yield.line(kNames[who], {judged.yield[who].x, judged.yield[who].y}, {.color = kColors[who], .width_px = 2.5f});
    plane.line(kNames[who], {judged.study[who].x, judged.study[who].y}, {.color = kColors[who], .width_px = 2.5f});
  }
  yield.level("as simulated", 0);
  if (judged.nominal.background > 0)
    yield.point("score shown, at the cut chosen", settings().shift_percent,
                100 * (judged.passing.background / judged.nominal.background - 1), at_cut);
  plane.point("score shown, at the cut chosen", settings().shift_percent, judged.passing.significance(), at_cut);
  yield.vertical("δ now", settings().shift_percent, {.color = kColorAccent});
  plane.vertical("δ now", settings().shift_percent, {.color = kColorAccent});
}

void ColliderEvents::describe_shape(Snapshot& snapshot, int weight) const {
  const Judged& judged = *judged_;
  const Range axis = data().axis(data().mass_column());
  Plane& plane = snapshot.plane("shape", "Background: which masses pass?", {.weight = weight, .help = kShapeHelp});
  plane.axes({.label = data().column_name(data().mass_column()), .range = axis}, {.label = "density"});
  plane.steps("signal, all", axis, judged.signal_shape, {.color = kSignalColor, .width_px = 1});
  plane.steps("background, all", axis, judged.shape, {.color = kBackgroundColor, .width_px = 3});
  plane.steps("background that passes the trees", axis, judged.shapes[0], {.color = kTreesColor, .width_px = 2.5f});
  plane.steps("background that passes the network", axis, judged.shapes[1], {.color = kNetworkColor, .width_px = 2.5f});
}

void ColliderEvents::describe_table(Snapshot& snapshot, int weight) const {
  const Judged& judged = *judged_;
  Table& table = snapshot.table("standings", "Standings", {.weight = weight, .help = kTableHelp});
  table.head({"learner", "columns", "AUC", "best AMS", "at cut"});
  for (std::size_t set = 0; set < kFeatureSets; ++set)
    for (std::size_t m = 0; m < kMethods; ++m) {
      const Standing& standing = judged.standing[set][m];
      table.row({kMethodNames[m].label, kFeatureSetNames[set].label, Cell(standing.area, 4),
                 Cell(standing.significance, 3), Cell(standing.cut, 2)},
                {set == set_shown() ? kMethodColors[m] : kColorForeground});
    }
  table.row({"Windows", "High-level", "", Cell(judged.windows.significance, 3), ""}, {kWindowsColor});
}

void ColliderEvents::describe_numbers(Snapshot& snapshot) const {
  const Judged& judged = *judged_;
  const Standing& best = judged.standing[set_shown()][method_shown()];
  Numbers numbers = snapshot.numbers("What passes", {.weight = 2, .help = kNumbersHelp});
  const Passing& now = judged.passing;
  numbers.add("ams", "AMS now", now.significance(), {.unit = "σ", .digits = 3})
      .add("passing_signal", "signal s", now.signal)
      .add("passing_background", "background b", now.background)
      .add("background_error", "… error ±", std::sqrt(now.background_square), {.digits = 3})
      .add("best_ams", "best AMS", best.significance, {.unit = "σ", .digits = 3})
      .add("window_ams", "window alone", judged.own_window.significance(), {.unit = "σ", .digits = 3});
  if (view() == View::scale) {
    const double bias = now.background - judged.nominal.background;
    numbers.add("background_bias", "b less b as simulated", bias, {.digits = 3})
        .add("z_uncertain", "significance if b is known to ± this",
             now.background > 0 ? metrics::significance_with_uncertainty(judged.nominal.signal,
                                                                         judged.nominal.background, std::fabs(bias))
                                : kUnknown,
             {.unit = "σ", .digits = 3});
  }
  if (view() == View::mass)
    numbers.add("correlation_trees", "distance correlation, trees", judged.correlation[0], {.digits = 3})
        .add("correlation_network", "distance correlation, network", judged.correlation[1], {.digits = 3});
  numbers.formula("AMS = √(2 ((s + B) ln(1 + s/B) − s)),  B = b + 10");
  snapshot.metric("windows_ams", "AMS of windows on single variables", judged.windows.significance, {.digits = 3});
  struct Names {
    const char *area, *area_label, *significance, *significance_label;
  };
  constexpr std::array<Names, kFeatureSets * kMethods> kNames{{
      {"auc_trees_low", "AUC, trees, low-level", "ams_trees_low", "best AMS, trees, low-level"},
      {"auc_network_low", "AUC, network, low-level", "ams_network_low", "best AMS, network, low-level"},
      {"auc_trees_high", "AUC, trees, high-level", "ams_trees_high", "best AMS, trees, high-level"},
      {"auc_network_high", "AUC, network, high-level", "ams_network_high", "best AMS, network, high-level"},
      {"auc_trees_both", "AUC, trees, both", "ams_trees_both", "best AMS, trees, both"},
      {"auc_network_both", "AUC, network, both", "ams_network_both", "best AMS, network, both"},
  }};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const Standing& standing = judged.standing[i / kMethods][i % kMethods];
    snapshot.metric(kNames[i].area, kNames[i].area_label, standing.area);
    snapshot.metric(kNames[i].significance, kNames[i].significance_label, standing.significance);
  }
}

const RegisterDemo<ColliderEvents> registered{{
    .id = "collider-events",
    .title = "Collider events",
    .lecture = 9,
    .row = "R50",
    .summary = "A resonance among eighty times as many pairs of jets: drag the cut on the score of boosted trees and "
               "networks; low-level against high-level columns, a wrong energy scale, sculpted masses.",
    .sources =
        {"Adam-Bourdarios et al., The Higgs boson machine learning challenge, JMLR W&CP 42 (2015) 19",
         "Baldi, Sadowski, Whiteson, Searching for exotic particles in high-energy physics with deep learning, "
         "Nature Communications 5 (2014) 4308",
         "Kasieczka, Shih, DisCo fever: robust networks through distance correlation, Phys. Rev. Lett. 125 (2020) "
         "122001"},
    .steps_per_second = 6,
}};

}  // namespace
}  // namespace lectern::collider
