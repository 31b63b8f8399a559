// Hyperoptimisation: hundreds of networks, each with other hyperparameters, are trained on the same data; a search at
// random, on a grid or by a model says what is tried next. What matters, where the good ones lie, and how much of the
// winner's success is luck.
// Lecture row R25.
// Sources: Bergstra, Bengio (2012); Bergstra et al. (2011); Snoek et al. (2012); Cawley, Talbot (2010).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/data/joined.h"
#include "core/experiments/hyperoptimisation/gluon_task.h"
#include "core/experiments/hyperoptimisation/scan.h"
#include "core/experiments/hyperoptimisation/scan_data.h"
#include "core/lab/demo.h"
#include "core/lab/demo_link.h"
#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/ml/density/violin.h"
#include "core/parts/closure_picture.h"
#include "core/parts/planar_data.h"
#include "core/parts/score_picture.h"

namespace lectern {
namespace {

using optimise::SearchMethod;

constexpr int kMostTrials = 3000;
constexpr int kTestExamples = 2000;
constexpr int kParts = 4;  // of a number's range, each with a violin
constexpr std::size_t kOutline = 48;
constexpr int kFieldSide = 64, kCurvePlaces = 160;
constexpr int kRowsShown = 5;
constexpr int kEnoughForEffects = 30;  // trials
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

constexpr const char* kViolinsHelp =
    "The errors E_val of all trials so far, for each choice or part of the range of one hyperparameter: the wider the "
    "violin, the more trials have this error (a kernel density of log E_val). The dot is the median. All other "
    "hyperparameters vary within a violin. Which one is shown is set under “Look at”.";
constexpr const char* kBestHelp =
    "Dots: E_val of each trial, in the order in which they ended. Lines: of the best trial so far, what the search sees "
    "(E_val), what training minimised (E_tr), and what counts (E_test, on fresh examples that the search never sees). "
    "E_val of the best can only fall; E_test need not: what the search wins beyond that, it wins by luck.";
constexpr const char* kImportanceHelp =
    "How much of the spread of the trials' ranks each hyperparameter explains by itself, all others varying (ω² of an "
    "analysis of variance). What matters only together with others does not show. A model-based search tries good "
    "values more often, which makes what matters look smaller: judge it by a random search.";
constexpr const char* kTenthHelp =
    "The best tenth of all trials: where its values lie in the range of each hyperparameter, from the least (0) to the "
    "largest (1), or among the choices in their order. A violin as tall as the picture says that the value does not "
    "matter.";
constexpr const char* kMapHelp =
    "Every trial at its values of two hyperparameters; choices are spread a little. The best tenth is coloured. A grid "
    "tries few values of each, many times; a random search tries another value every time.";
constexpr const char* kPlaneHelp =
    "What the network of least reward so far answers. Tap to add training points: the scan begins anew.";
constexpr const char* kTableHelp =
    "The five trials of least reward. The arrow opens the demo neural-network with this configuration, on the same data "
    "and from the same starting point: the same training, bit for bit.";

constexpr const char* kGluonHelp =
    "What the network of least reward so far answers, with the factor of its preprocessing. Dashed: the law. Points: "
    "its measurements with their errors, held out or not.";
constexpr const char* kGluonTableHelp =
    "The five trials of least reward. The arrow opens the demo proton-structure with this configuration, on the same "
    "data: its first replica, or of another starting point one of its restarts, trains the same, bit for bit.";

struct Settings {
  ScannedTask task = ScannedTask::plane;
  int measurements = 60;
  int fit_epochs = 1000;
  PlanarDataSettings data{.set = "xnor", .n = 120, .noise = 0.1, .train_fraction = 0.6, .learns_laws = true};
  SearchMethod method = SearchMethod::random;
  int trials = 150;
  int epochs = 50;
  bool rewards_folds = false;
  int folds = 4;
  Hyperparameter shown = Hyperparameter::learning_rate;
  Hyperparameter against = Hyperparameter::width;
  Hyperparameter shown_of_fit = Hyperparameter::preprocessing;
  Hyperparameter against_of_fit = Hyperparameter::learning_rate;
};

// The cost of the classes' frequencies, or of the mean.
double cost_of_guess(const data::Dataset& set) {
  if (set.labels.empty()) return math::mean_and_variance(std::span<const float>(set.targets)).variance;
  std::vector<double> counts(set.class_names.size());
  for (const int label : set.labels) ++counts[static_cast<std::size_t>(label)];
  double cost = 0;
  const auto n = static_cast<double>(set.labels.size());
  for (const double count : counts)
    if (count > 0) cost -= count / n * math::log(count / n);
  return cost;
}

class Hyperoptimisation final : public Demo<Hyperoptimisation, Settings, ScanData> {
 public:
  static Schema<Settings> schema();
  // Links to the winner hold a seed, which the base does not hand down.
  static void complete(ExperimentInfo& info) {
    Demo::complete(info);
    info.make = [](const ExperimentStart& from) {
      Result<std::unique_ptr<Experiment>> made = Demo::make(from);
      if (made) static_cast<Hyperoptimisation&>(**made).begin_with(from.seed, from.data_seed);
      return made;
    };
  }

  explicit Hyperoptimisation(const Start& start) : Demo(start), scan_(make_scan()) {}

  void data_changed() {
    scan_ = make_scan();
    *buffers_ = {};
  }
  void step() override {
    if (runs() == nullptr) scan_.step(pool());
  }
  bool finished() const override { return runs() != nullptr || scan_.finished(); }
  SeedUse seeds() const override {
    const bool is_scan = runs() == nullptr;
    return {.run = is_scan, .data = is_scan};
  }
  auto state() const { return std::tie(scan_); }
  void describe(Snapshot& snapshot) const override;

 private:
  struct Buffers;

  void begin_with(std::uint64_t seed, std::uint64_t data_seed) {
    seed_ = seed;
    data_seed_ = data_seed;
    data_changed();
  }
  bool is_gluon() const { return settings().task == ScannedTask::gluon; }
  // Of a scan made elsewhere; null: none are shown.
  const ScannedRuns* runs() const { return is_gluon() ? nullptr : data().runs(); }
  std::span<const HyperparameterInfo> all_hyperparameters() const { return hyperparameters(settings().task); }
  std::size_t dimension_of(const HyperparameterInfo& which) const {
    return static_cast<std::size_t>(&which - all_hyperparameters().data());
  }
  const HyperparameterInfo& shown() const {
    return info(settings().task, is_gluon() ? settings().shown_of_fit : settings().shown);
  }
  const HyperparameterInfo& shown_against() const {
    return info(settings().task, is_gluon() ? settings().against_of_fit : settings().against);
  }
  const data::PlanarProblem& problem() const { return data().problem(); }
  Scan make_scan() const;
  Scan scan_of(TrialData data) const;
  nn::Examples encoded(const data::Dataset& set, const nn::OutputCode& code) const;
  data::Dataset test_set() const;
  const char* error_name() const {
    return is_gluon() ? "χ² a measurement" : problem().is_classification() ? "cross-entropy" : "squared error";
  }
  // Of choices their places, spread a little; else the number.
  double shown_place(const HyperparameterInfo& which, int trial) const;
  double reach() const { return 3 * scan_.data().guess; }
  // From 1: how many trials are at least as good on the fresh examples; NaN: not known.
  double test_rank(int trial) const;

  void refresh() const;
  void sort_trials(Buffers& buffers) const;
  void describe_violins(Snapshot& snapshot) const;
  void add_violin(Distribution& distribution, std::string_view label, std::vector<double>& logs, ColorRole color) const;
  void describe_best(Plane& plane) const;
  void describe_plane(Plane& plane) const;
  void describe_gluons(Plane& plane) const;
  void describe_importance(Plane& plane) const;
  void describe_table(Table& table) const;
  void describe_map(Snapshot& snapshot) const;
  void set_axis(Axis& axis, const HyperparameterInfo& which) const;
  void describe_tenth(Distribution& distribution) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::uint64_t seed_ = 1, data_seed_ = 1;
  Scan scan_;

  struct Buffers {
    int trials = -1;                     // of which the rest was made
    std::vector<int> order, best_tenth;  // of those that did not fail, the best first
    std::vector<double> x, y;
    std::vector<double> best_x, best_validation, best_training, best_test;
    std::vector<double> logs, at, density;
    std::vector<int> colors;
    std::string text, of_done;
    std::array<std::string, kRowsShown> layers, words;
    double least_test = kUnknown;
    int drawn = -2;  // the trial whose network was asked
    std::size_t drawn_of = 0;
    Matrix<float> places, scores;
    nn::Pass<float> pass;
  };
  Scratch<Buffers> buffers_;
};

Schema<Settings> Hyperoptimisation::schema() {
  const auto options = [](ScannedTask task) {
    std::vector<Option<Hyperparameter>> made;
    for (const HyperparameterInfo& one : hyperparameters(task)) made.push_back({one.which, one.id, one.label});
    return made;
  };
  Schema<Settings> schema;
  return schema.group("Problem")
      .choice(&Settings::task, "problem", "Problem",
              {{ScannedTask::plane, "plane", "Classes and laws of the plane"},
               {ScannedTask::gluon, "gluon", "The proton's gluons: a fit of χ²"}})
      .help("What all the networks learn: a data set of the demo neural-network, or the fit of proton-structure.")
      .integer(&Settings::measurements, "measurements", "Measurements", {20, 200})
      .help("Of x·g with noise, from x = 0.001 on. A fifth of them is held out.")
      .shown_when(&Settings::task, {ScannedTask::gluon})
      .integer(&Settings::fit_epochs, "fit_epochs", glossary_label("epochs"), {50, 5000})
      .logarithmic()
      .help("A fit ends here at the latest; the patience, which is searched for, may end it earlier. The weights of "
            "least E_val are kept.")
      .shown_when(&Settings::task, {ScannedTask::gluon})
      .include_while(&Settings::task, {ScannedTask::plane}, &Settings::data)
      .group("Scan")
      .choice(&Settings::method, "scan", "What is tried next", optimise::kSearchMethods)
      .help("At random; every node of a grid, in random order; or what a model of the trials so far finds promising: "
            "the densities of good and bad ones (TPE), or a Gaussian process with expected improvement.")
      .integer(&Settings::trials, "trials", "Trials", {10, kMostTrials})
      .logarithmic()
      .help("How many configurations are trained. A grid has as many nodes as fit.")
      .integer(&Settings::epochs, "epochs", {5, 300})
      .logarithmic()
      .help("A training ends here at the latest; the patience, which is searched for, mostly ends it earlier. The "
            "weights of least E_val are kept.")
      .shown_when(&Settings::task, {ScannedTask::plane})
      .choice(&Settings::rewards_folds, "reward", "Reward",
              {{false, "validation", "E_val of one split"}, {true, "folds", "Mean E_val of k folds"}})
      .help("What the search minimises, which is not what each training minimises: that is E_tr. The k folds take k "
            "more trainings for each trial.")
      .integer(&Settings::folds, "folds", {2, 10})
      .help("Training and validation examples together are cut into so many folds, to grade the winner and for the "
            "reward of k folds.")
      .group("Look at")
      .choice(&Settings::shown, "hyperparameter", "Hyperparameter", options(ScannedTask::plane))
      .live()
      .help("Whose violins are shown; across in the map.")
      .shown_when(&Settings::task, {ScannedTask::plane})
      .choice(&Settings::against, "second_hyperparameter", "Map against", options(ScannedTask::plane))
      .live()
      .help("Upwards in the map.")
      .shown_when(&Settings::task, {ScannedTask::plane})
      .choice(&Settings::shown_of_fit, "fit_hyperparameter", "Hyperparameter", options(ScannedTask::gluon))
      .live()
      .help("Whose violins are shown; across in the map.")
      .shown_when(&Settings::task, {ScannedTask::gluon})
      .choice(&Settings::against_of_fit, "second_fit_hyperparameter", "Map against", options(ScannedTask::gluon))
      .live()
      .help("Upwards in the map.")
      .shown_when(&Settings::task, {ScannedTask::gluon});
}

nn::Examples Hyperoptimisation::encoded(const data::Dataset& set, const nn::OutputCode& code) const {
  nn::Examples examples;
  examples.X = set.X;
  if (code.is_classification()) {
    code.encode(set.labels, examples.T);
  } else {
    examples.T.resize(set.size(), 1);
    std::copy(set.targets.begin(), set.targets.end(), examples.T.data());
  }
  return examples;
}

// Fresh examples of the law; none where there is none but a table.
data::Dataset Hyperoptimisation::test_set() const {
  const PlanarDataSettings& own = settings().data;
  if (own.set == "events" || own.set == "file" || own.set == "drawn" || data::is_real_planar_problem(own.set))
    return {};
  Rng draws = data_rng("test");
  const int law = own.set == "law_1d" ? own.law_1d : own.law_2d;
  return data::make_planar_problem({own.set, law, own.classes, kTestExamples, own.noise}, draws).set;
}

Scan Hyperoptimisation::scan_of(TrialData data) const {
  return {{settings().method, settings().trials, settings().rewards_folds},
          std::make_shared<const TrialData>(std::move(data)),
          rng("scan")};
}

Scan Hyperoptimisation::make_scan() const {
  TrialData made;
  made.seed = seed_;
  if (is_gluon()) {
    made.gluon = std::make_shared<const GluonTask>(settings().measurements, settings().folds, settings().fit_epochs,
                                                   seed_, data_seed_);
    made.guess = made.gluon->guess();
    return scan_of(std::move(made));
  }
  const bool is_classification = problem().is_classification();
  if (is_classification)
    made.code = nn::OutputCode::classification(std::max(data().classes(), 2), nn::Objective::cross_entropy);
  made.inputs = problem().is_curve() ? 1 : 2;
  made.epochs = settings().epochs;
  const data::Dataset &training = data().training(), &validation = data().validation();
  made.given = {Shared(encoded(training, made.code)), Shared(encoded(validation, made.code))};
  const data::Dataset all = data::joined(training, validation), test = test_set();
  if (all.size() > 0) made.guess = std::max(cost_of_guess(all), 1e-6);
  if (test.size() > 0) made.test = encoded(test, made.code);
  const int k = settings().folds;
  if (all.size() >= 2 * k) {
    std::vector<std::size_t> order(static_cast<std::size_t>(all.size()));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    Rng fold_rng = data_rng("folds");
    fold_rng.shuffle(std::span<std::size_t>(order));
    for (int f = 0; f < k; ++f) {
      std::vector<std::size_t> learned, held_out;
      for (std::size_t i = 0; i < order.size(); ++i)
        (static_cast<int>(i) % k == f ? held_out : learned).push_back(order[i]);
      made.folds.push_back({Shared(encoded(data::select_rows(all, learned), made.code)),
                            Shared(encoded(data::select_rows(all, held_out), made.code))});
    }
  }
  return scan_of(std::move(made));
}

void Hyperoptimisation::sort_trials(Buffers& buffers) const {
  buffers.order.clear();
  for (int i = 0; i < scan_.done(); ++i)
    if (std::isfinite(scan_.reward(i))) buffers.order.push_back(i);
  std::sort(buffers.order.begin(), buffers.order.end(), [this](int a, int b) {
    const double of_a = scan_.reward(a), of_b = scan_.reward(b);
    return of_a != of_b ? of_a < of_b : a < b;
  });
  const std::size_t tenth = (buffers.order.size() + 9) / 10;
  buffers.best_tenth.assign(buffers.order.begin(), buffers.order.begin() + static_cast<std::ptrdiff_t>(tenth));
}

// What the pictures need of the trials, made when there are new ones.
void Hyperoptimisation::refresh() const {
  Buffers& buffers = *buffers_;
  if (buffers.trials == scan_.done()) return;
  buffers.trials = scan_.done();
  sort_trials(buffers);
  for (std::vector<double>* line :
       {&buffers.x, &buffers.y, &buffers.best_x, &buffers.best_validation, &buffers.best_training, &buffers.best_test})
    line->clear();
  buffers.least_test = kUnknown;
  int before = -1;
  for (int i = 0; i < scan_.done(); ++i) {
    const int best = scan_.best_after(i);
    const double test = scan_.result(i).test;
    if (std::isfinite(test) && !(buffers.least_test <= test)) buffers.least_test = test;
    if (std::isfinite(scan_.reward(i))) {
      buffers.x.push_back(i + 1);
      buffers.y.push_back(std::min(scan_.reward(i), reach()));
    }
    const bool is_last = i + 1 == scan_.done();
    if (best < 0 || (best == before && !is_last)) continue;
    const auto add = [&](int trial) {
      buffers.best_x.push_back(i + 1);
      buffers.best_validation.push_back(scan_.reward(trial));
      buffers.best_training.push_back(scan_.result(trial).training);
      buffers.best_test.push_back(scan_.result(trial).test);
    };
    if (before >= 0 && best != before) add(before);  // a step
    add(best);
    before = best;
  }
}

double Hyperoptimisation::test_rank(int trial) const {
  if (trial < 0 || !std::isfinite(scan_.result(trial).test)) return kUnknown;
  int better = 0;
  for (int i = 0; i < scan_.done(); ++i) better += scan_.result(i).test < scan_.result(trial).test ? 1 : 0;
  return better + 1;
}

void Hyperoptimisation::describe(Snapshot& snapshot) const {
  if (runs() != nullptr) return describe_scanned_runs(*runs(), shown().id, snapshot);
  refresh();
  describe_violins(snapshot);
  describe_best(snapshot.curves("best", "Quality control: the best so far", {.weight = 3, .help = kBestHelp}));
  describe_numbers(snapshot);
  describe_importance(
      snapshot.plane("importance", "Which hyperparameters matter", {.weight = 2, .help = kImportanceHelp}));
  Plane& plane =
      snapshot.plane("plane", "The best network so far", {.weight = 2, .help = is_gluon() ? kGluonHelp : kPlaneHelp});
  if (is_gluon())
    describe_gluons(plane);
  else
    describe_plane(plane);
  describe_table(
      snapshot.table("winners", "The best five", {.weight = 2, .help = is_gluon() ? kGluonTableHelp : kTableHelp}));
  describe_map(snapshot);
  describe_tenth(snapshot.distribution("tenth", "Where the best tenth lies", {.weight = 2, .help = kTenthHelp}));
}

void Hyperoptimisation::add_violin(Distribution& distribution, std::string_view label, std::vector<double>& logs,
                                   ColorRole color) const {
  Buffers& buffers = *buffers_;
  constexpr double kNarrowest = 0.02;
  if (logs.empty()) {
    distribution.violin(label, Values(), Values(), kUnknown, {color});
    return;
  }
  std::sort(logs.begin(), logs.end());
  buffers.at.resize(kOutline);
  buffers.density.resize(kOutline);
  const double bandwidth = std::max(density::scott_bandwidth(logs), kNarrowest);
  density::violin_outline(logs, bandwidth, 1.5, buffers.at, buffers.density);
  math::exp(std::span<const double>(buffers.at), std::span<double>(buffers.at));
  distribution.violin(label, buffers.at, buffers.density, math::exp(density::quantile_of_sorted(logs, 0.5)), {color});
}

void Hyperoptimisation::describe_violins(Snapshot& snapshot) const {
  Buffers& buffers = *buffers_;
  const HyperparameterInfo& which = shown();
  buffers.text.assign("Errors of all trials: ").append(which.label);
  Distribution& distribution = snapshot.distribution("violins", buffers.text, {.weight = 4, .help = kViolinsHelp});
  distribution.axes({.label = error_name(), .logarithmic = true}, "density");
  const optimise::SearchDimension& dimension = search_space(settings().task)[dimension_of(which)];
  const int groups = dimension.choices > 0 ? dimension.choices : kParts;
  for (int g = 0; g < groups; ++g) {
    buffers.logs.clear();
    for (const int trial : buffers.order) {
      const double x = scan_.place(trial)[dimension_of(which)];
      if (optimise::group_of(dimension, x, kParts) == g)
        buffers.logs.push_back(math::log(std::min(scan_.reward(trial), reach())));
    }
    buffers.text.clear();
    if (dimension.choices > 0) {
      buffers.text.append(which.choices[static_cast<std::size_t>(g)]);
    } else {
      buffers.text += number_in_words(which.value(static_cast<double>(g) / kParts), 2);
      buffers.text += "–";
      buffers.text += number_in_words(which.value(static_cast<double>(g + 1) / kParts), 2);
    }
    add_violin(distribution, buffers.text, buffers.logs, g % 8);
  }
}

void Hyperoptimisation::describe_best(Plane& plane) const {
  const Buffers& buffers = *buffers_;
  plane.axes({.label = "trial", .range = {0, static_cast<double>(std::max(scan_.trials(), 1))}},
             {.label = error_name(), .logarithmic = true});
  plane.points("E_val of each trial", {buffers.x, buffers.y}, {.color = kColorMuted, .size_px = 2.5f, .opacity = 0.6f});
  plane.line("E_tr of the best", {buffers.best_x, buffers.best_training},
             {.color = 2, .dashed = true, .width_px = 1.5f});
  plane.line("E_val of the best", {buffers.best_x, buffers.best_validation}, {.color = 0, .width_px = 2.5f});
  if (scan_.data().has_test())
    plane.line("E_test of the best", {buffers.best_x, buffers.best_test}, {.color = 1, .width_px = 2.5f});
  if (is_gluon()) plane.level("the law itself: 1", 1);
  if (std::isfinite(scan_.grade().folds)) plane.level("k-fold E_val of the winner", scan_.grade().folds, {.color = 3});
}

void Hyperoptimisation::describe_plane(Plane& plane) const {
  Buffers& buffers = *buffers_;
  data().describe_axes(plane);
  if (const std::optional<nn::Network<float>>& network = scan_.best_network()) {
    const bool is_curve = problem().is_curve();
    const PlanarGrid grid{is_curve ? 1 : kFieldSide, is_curve ? kCurvePlaces : kFieldSide, data().x_range(),
                          data().y_range()};
    const nn::OutputCode& code = scan_.data().code;
    if (buffers.drawn != scan_.best() || buffers.drawn_of != network->parameters().size()) {
      Matrix<float> centres;
      grid.centres(centres);
      buffers.places.resize(centres.rows(), scan_.data().inputs);
      for (std::ptrdiff_t i = 0; i < centres.rows(); ++i)
        for (std::ptrdiff_t j = 0; j < buffers.places.cols(); ++j) buffers.places(i, j) = centres(i, j);
      buffers.scores.resize(centres.rows(), code.outputs());
      network->predict(buffers.pass, buffers.places, buffers.scores, &pool());
      buffers.drawn = scan_.best();
      buffers.drawn_of = network->parameters().size();
    }
    if (is_curve) {
      const data::LawOfOne* law = problem().curve;
      if (law != nullptr)
        plane.line("law", data().x_range(), kCurvePlaces, [law](double x) { return law->value(x); },
                   {.color = kColorMuted, .dashed = true});
      plane.line("best network", {Values::column(buffers.places, 0), Values::column(buffers.scores, 0)},
                 {.color = kColorAccent, .width_px = 2.5f});
    } else {
      FieldLayer& field = plane.field("answer", grid, Values(), {.discrete_classes = code.is_classification()});
      write_field_values(code, buffers.scores, field.values);
      if (code.outputs() == 1) {
        plane.contours(code.is_classification() ? "decision boundary" : "output 0", grid,
                       Values::column(buffers.scores, 0));
      } else {
        field.classes = code.outputs();
        const std::ptrdiff_t cells = buffers.scores.rows();
        field.scores.resize(static_cast<std::size_t>(code.outputs() * cells));
        for (std::ptrdiff_t k = 0; k < code.outputs(); ++k)
          for (std::ptrdiff_t cell = 0; cell < cells; ++cell)
            field.scores[static_cast<std::size_t>(k * cells + cell)] = buffers.scores(cell, k);
      }
    }
  }
  data().describe_examples(plane);
}

void Hyperoptimisation::describe_gluons(Plane& plane) const {
  Buffers& buffers = *buffers_;
  const int best = scan_.best();
  const Configuration winner = best >= 0 ? scan_.configuration(best) : Configuration{};
  const GluonTask& task = *scan_.data().gluon;
  const ClosureProblem& law = task.problem(winner);
  describe_gluon_axes(plane);
  plane.line("law", {law.grid, law.grid_truth}, {.color = kColorForeground, .dashed = true});
  if (const std::optional<nn::Network<float>>& network = scan_.best_network()) {
    task.write_curve(winner, *network, buffers.at);
    plane.line("best network", {law.grid, buffers.at}, {.color = kColorAccent, .width_px = 2.5f});
  }
  describe_gluon_measurements(law, task.measured(), {.color = 1}, plane);
}

void Hyperoptimisation::describe_importance(Plane& plane) const {
  const std::size_t count = all_hyperparameters().size();
  plane.axes({.label = "share of the spread explained alone"}, {.range = {-0.6, static_cast<double>(count) - 0.4}});
  plane.y.names.resize(count);
  LineLayer& bars = plane.line("", Places(), {.width_px = 7});
  for (std::size_t d = 0; d < count; ++d) {  // the first at the top
    const std::size_t row = count - 1 - d;
    plane.y.names[row].assign(all_hyperparameters()[d].label);
    const double effect = scan_.effects()[d];
    if (scan_.done() < kEnoughForEffects || !(effect > 0)) continue;
    for (const double x : {0.0, effect, kUnknown}) {
      bars.x.push_back(static_cast<float>(x));
      bars.y.push_back(static_cast<float>(row));
    }
  }
}

void Hyperoptimisation::describe_table(Table& table) const {
  Buffers& buffers = *buffers_;
  table.head({"network", is_gluon() ? "prep." : "rule", "η", "E_val", "E_test", "replay"});
  const int rows = std::min<int>(kRowsShown, static_cast<int>(buffers.order.size()));
  for (int row = 0; row < rows; ++row) {
    const int trial = buffers.order[static_cast<std::size_t>(row)];
    const Configuration one = scan_.configuration(trial);
    std::string& layers = buffers.layers[static_cast<std::size_t>(row)];
    std::string& words = buffers.words[static_cast<std::size_t>(row)];
    layers.clear();
    one.write_layers(layers);
    layers.append(" ").append(one.activation_name());
    words.assign(kDemoLinkSign).append(is_gluon() ? "proton-structure" : "neural-network");
    if (is_gluon())
      scan_.data().gluon->write_link(one, words);
    else
      one.write_link(seed_, settings().epochs, words);
    table.row({Cell(layers), is_gluon() ? one.preprocessing_name() : one.rule_name(), Cell(one.learning_rate, 2),
               Cell(scan_.reward(trial), 3), Cell(scan_.result(trial).test, 3), Cell(words)},
              {row == 0 ? kColorAccent : kColorForeground});
  }
}

double Hyperoptimisation::shown_place(const HyperparameterInfo& which, int trial) const {
  const double x = scan_.place(trial)[dimension_of(which)];
  if (which.choices[0] == nullptr && !which.is_whole) return which.value(x);
  const double part = 0.61803398875 * (trial + static_cast<int>(which.which));
  const double spread = part - std::floor(part) - 0.5;
  return which.choices[0] != nullptr ? x + 0.5 * spread : which.value(x) * (1 + 0.06 * spread);
}

void Hyperoptimisation::set_axis(Axis& axis, const HyperparameterInfo& which) const {
  axis.label.assign(which.label);
  axis.logarithmic = which.is_logarithmic;
  const int choices = which.choice_count();
  axis.names.resize(static_cast<std::size_t>(choices));
  for (int k = 0; k < choices; ++k)
    axis.names[static_cast<std::size_t>(k)].assign(which.choices[static_cast<std::size_t>(k)]);
  axis.first_name = 0;
  if (choices > 0)
    axis.range = {-0.5, choices - 0.5};
  else if (which.is_logarithmic)
    axis.range = {which.low / 1.15, which.high * 1.15};
  else
    axis.range = {which.low - 0.02, which.high + 0.02};
}

void Hyperoptimisation::describe_map(Snapshot& snapshot) const {
  Buffers& buffers = *buffers_;
  Plane& plane = snapshot.plane("map", "Where it was tried", {.weight = 2, .help = kMapHelp});
  const HyperparameterInfo &across = shown(), &upwards = shown_against();
  plane.axes({}, {});
  set_axis(plane.x, across);
  set_axis(plane.y, upwards);
  const auto add = [&](std::string_view label, std::span<const int> trials, const PointStyle& style) {
    buffers.logs.clear();
    buffers.at.clear();
    for (const int trial : trials) {
      buffers.logs.push_back(shown_place(across, trial));
      buffers.at.push_back(shown_place(upwards, trial));
    }
    plane.points(label, {buffers.logs, buffers.at}, style);
  };
  const std::span<const int> order = buffers.order, tenth = buffers.best_tenth;
  add("other trials", order.subspan(tenth.size()), {.color = kColorMuted, .size_px = 3, .opacity = 0.6f});
  add("best tenth", tenth, {.color = 1, .size_px = 4});
  if (!order.empty()) add("best", order.first(1), {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
}

void Hyperoptimisation::describe_tenth(Distribution& distribution) const {
  Buffers& buffers = *buffers_;
  distribution.axes({.label = "place in its range", .range = {0, 1}}, "density");
  for (std::size_t d = 0; d < all_hyperparameters().size(); ++d) {
    const int choices = search_space(settings().task)[d].choices;
    buffers.logs.clear();
    for (const int trial : buffers.best_tenth) {
      const double x = scan_.place(trial)[d];
      buffers.logs.push_back(choices > 0 ? (x + 0.5) / choices : x);
    }
    const std::string_view label = all_hyperparameters()[d].mark;
    if (buffers.logs.empty()) {
      distribution.violin(label, Values(), Values(), kUnknown, {0});
      continue;
    }
    std::sort(buffers.logs.begin(), buffers.logs.end());
    const double median = density::quantile_of_sorted(buffers.logs, 0.5);
    constexpr double kBandwidth = 0.06;
    buffers.at.resize(kOutline);
    buffers.density.resize(kOutline);
    for (std::size_t i = 0; i < kOutline; ++i) {  // of the whole range, mirrored at its ends
      const double t = static_cast<double>(i) / (kOutline - 1);
      double sum = 0;
      for (const double x : buffers.logs)
        for (const double image : {x, -x, 2 - x}) {
          const double z = (t - image) / kBandwidth;
          sum += math::exp(-0.5 * z * z);
        }
      buffers.at[i] = t;
      buffers.density[i] = sum;
    }
    distribution.violin(label, buffers.at, buffers.density, median, {static_cast<int>(d % 8)});
  }
}

void Hyperoptimisation::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = "Of the best trial so far, and of the scan."});
  if (scan_.trials() == 0) numbers.warning("Too few points: a scan needs some to train with and some to judge by.");
  const int best = scan_.best();
  const TrialResult none, &winner = best >= 0 ? scan_.result(best) : none;
  const double reward = best >= 0 ? scan_.reward(best) : kUnknown;
  std::string& of = buffers_->text;
  of.assign("of ");
  of += number_in_words(scan_.trials());
  std::string& of_done = buffers_->of_done;
  of_done.assign("of ");
  of_done += number_in_words(scan_.done());
  numbers.add("trials_done", "trials done", scan_.done(), {.digits = 0, .note = of})
      .add("best_reward", "reward of the best, E_val", reward)
      .add("best_training", "its E_tr", winner.training)
      .add("best_test", "its E_test", winner.test, {.note = scan_.data().has_test() ? "" : "no fresh examples"})
      .add("test_rank", "its rank by E_test", test_rank(best), {.digits = 0, .note = of_done})
      .add("least_test", "least E_test of all trials", buffers_->least_test)
      .add("grade_folds", "graded: k-fold E_val", scan_.grade().folds)
      .add("grade_spread", "± between folds", scan_.grade().fold_spread, {.digits = 2});
  double validation = 0, test = 0, square = 0, count = 0;
  for (const TrialResult& again : scan_.restarts()) {
    if (!std::isfinite(again.validation)) continue;
    validation += again.validation;
    square += again.validation * again.validation;
    test += again.test;
    ++count;
  }
  const bool has_restarts = count > 0;
  const double mean = has_restarts ? validation / count : kUnknown;
  numbers.add("restart_validation", "from 12 other starts: E_val", mean)
      .add("restart_spread", "± between starts",
           has_restarts ? std::sqrt(std::max(square / count - mean * mean, 0.0)) : kUnknown, {.digits = 2})
      .add("restart_test", "from 12 other starts: E_test", has_restarts ? test / count : kUnknown)
      .add("trials_failed", "trials that diverged", scan_.failed(), {.digits = 0});
  if (!is_gluon() && problem().is_classification())
    numbers.add("best_wrong", "wrong on fresh examples", 100 * winner.test_wrong, {.unit = "%"});
  const std::span<const double> effects = scan_.effects();
  const auto first = static_cast<std::size_t>(std::max_element(effects.begin(), effects.end()) - effects.begin());
  if (settings().method == SearchMethod::grid && scan_.trials() > 0)
    numbers.add("grid_levels", "values of η in the grid",
                scan_.grid().levels()[dimension_of(info(settings().task, Hyperparameter::learning_rate))],
                {.digits = 0});
  snapshot.metric("most_important", "number of the hyperparameter that matters most", static_cast<double>(first + 1));
  for (std::size_t d = 0; d < effects.size(); ++d) {
    of.assign("effect_").append(all_hyperparameters()[d].id);
    snapshot.metric(of, all_hyperparameters()[d].label, effects[d]);
  }
}

const RegisterDemo<Hyperoptimisation> registered{{
    .id = "hyperoptimisation",
    .title = "Hyperoptimisation",
    .lecture = 5,
    .row = "R25",
    .summary =
        "Hundreds of networks with other hyperparameters, tried at random, on a grid or as a model proposes: what "
        "matters, who wins, and how much of that is luck.",
    .sources = {"J. Bergstra, Y. Bengio, Random search for hyper-parameter optimization, JMLR 13 (2012)",
                "J. Bergstra et al., Algorithms for hyper-parameter optimization, NIPS 2011",
                "J. Snoek, H. Larochelle, R. P. Adams, Practical Bayesian optimization, NIPS 2012",
                "G. Cawley, N. Talbot, On over-fitting in model selection, JMLR 11 (2010)"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
