// Boosting: small trees one after the other, each taught by the errors of those before. AdaBoost with the weights of
// the points, gradient boosting with the residuals, on classes and laws of the plane; errors against stages with
// look-back, margins, and bias and variance beside a forest's. Lecture row R18. Sources: Freund, Schapire (1997);
// Friedman, Greedy function approximation (2001); Schapire et al., Boosting the margin (1998); Hastie, Tibshirani,
// Friedman, The Elements of Statistical Learning (2009), ch. 10.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiments/boosting/replica_study.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/trees/boosting.h"
#include "core/ml/trees/forest.h"
#include "core/parts/decision_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using trees::AdaBoost;
using trees::DecisionTree;
using trees::GradientBoosting;

constexpr const char* kPlaneHelp =
    "What all trees of the stages so far predict together, paler where they nearly disagree; rings are held out. The "
    "dashed line is where the tree of this stage splits first. Crosses: training points that are still wrong.";
constexpr const char* kCurveHelp =
    "The sum of all trees so far, and, dashed, without the tree of this stage. Its constant pieces are cut where the trees "
    "split.";
constexpr const char* kWeightsHelp =
    "What the tree of this stage was given, and what it answered. The area of a point is its weight: points that the trees "
    "before got wrong have grown.";
constexpr const char* kResidualsHelp =
    "What the tree of this stage was given: the residuals, what the stages before left over. It answers with the line; a "
    "share ν of that is added to the sum.";
constexpr const char* kGradientHelp =
    "What the tree of this stage was given: the gradient of the loss, label minus probability. The area of a point is its "
    "size. The field is the tree's answer.";
constexpr const char* kErrorsHelp =
    "Against the number of stages. Drag the line back to look at an earlier stage in all pictures. Dashed: a forest of "
    "equally many full-grown trees, held-out points. Of two classes, AdaBoost's training error is below the bound.";
constexpr const char* kMarginsHelp =
    "Which share of the training points has at most this margin: the share of the votes for the right class minus that of "
    "the strongest other. Left of 0 they are wrong. Boosting goes on raising small margins when no error is left.";
constexpr const char* kLearnersHelp =
    "The weighted error e of each tree on what it was given, and how much it counts, α = log((1 − e)/e) + log(K − 1). A "
    "coin has e = ½ and counts nothing.";
constexpr const char* kPartsHelp =
    "Measured on replicas of the training set, against the law. Boosting begins with a large bias and lowers it, and its "
    "variance rises. A forest lowers the variance of trees that have no bias.";

constexpr int kSide = 72;
constexpr int kCurvePlaces = 300;
constexpr int kMostStages = 1000;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class Method { adaboost, gradient };

struct Settings {
  PlanarDataSettings data{
      .set = "moons", .n = 500, .noise = 0.2, .train_fraction = 0.5, .learns_laws = true, .offers_salaries = true};
  Method method = Method::adaboost;
  int depth = 1;
  double shrinkage = 1, subsample = 1;
  int stages = 200, replicas = 20;
  int stage = 0;
};

// What is learned from. Classes that do not occur among the training points have no number here (−1).
struct Given {
  Matrix<double> X, X_validation;
  std::vector<int> labels, labels_validation, present;  // present: the class of each number
  std::vector<double> y, y_validation;
  std::optional<trees::SortedInputs> inputs;

  bool is_regression() const { return present.empty(); }
  int classes() const { return static_cast<int>(present.size()); }
  bool is_enough() const { return X.rows() > 1 && (is_regression() || classes() > 1); }
  trees::TreeTarget target() const { return {labels, classes(), y, {}, {}}; }
  trees::TreeTarget validation_target() const { return {labels_validation, classes(), y_validation, {}, {}}; }
};

Given given_by(const PlanarData& data) {
  Given given;
  const data::Dataset &training = data.training(), &validation = data.validation();
  given.X = inputs_of(training);
  given.X_validation = inputs_of(validation);
  if (data.problem().is_classification()) {
    std::vector<int> number(static_cast<std::size_t>(data.classes()), -1);
    for (int k = 0; k < data.classes(); ++k) {
      if (std::find(training.labels.begin(), training.labels.end(), k) == training.labels.end()) continue;
      number[static_cast<std::size_t>(k)] = given.classes();
      given.present.push_back(k);
    }
    for (const int label : training.labels) given.labels.push_back(number[static_cast<std::size_t>(label)]);
    for (const int label : validation.labels)
      given.labels_validation.push_back(number[static_cast<std::size_t>(label)]);
  } else {
    given.y.assign(training.targets.begin(), training.targets.end());
    given.y_validation.assign(validation.targets.begin(), validation.targets.end());
  }
  if (given.X.rows() > 0) given.inputs.emplace(given.X);
  return given;
}

// The least of 20, 50, 100, 200, 500, 1000 that is not below n.
double axis_end(int n) {
  for (const int end : {20, 50, 100, 200, 500})
    if (n <= end) return end;
  return kMostStages;
}

class Boosting final : public Demo<Boosting, Settings, PlanarData> {
 public:
  static Schema<Settings> schema();

  explicit Boosting(const Start& start) : Demo(start) {
    begin();
    const data::PlanarProblem& problem = data().problem();
    if (problem.is_curve() && problem.curve != nullptr && settings().replicas > 1)
      study_ = ReplicaStudy(*problem.curve, std::max(static_cast<int>(data().training().size()), 2),
                            settings().data.noise, settings().replicas, options(), rng("replicas"));
  }

  void data_changed() {
    const int stages = grown_;
    begin();
    while (grown_ < stages && !ended_) grow();
  }
  void settings_changed(const Settings& before) {
    if (settings().stage != before.stage) look_.reset();
  }
  bool gesture(const Action& action);
  void step() override {
    if (!ended_ && !finished()) grow();
    if (!study_.is_empty() && study_.stages() < settings().stages) study_.step();
  }
  bool finished() const override { return (ended_ && given_->is_enough()) || grown_ >= settings().stages; }
  // The forest beside it is drawn, and is judged by what is held out.
  SeedUse seeds() const override {
    const bool draws = data().has_validation() || !study_.is_empty() || (gradient_ && settings().subsample < 1);
    return {.run = given_->is_enough() && draws, .data = data().uses_seed()};
  }
  auto state() const {
    return std::tuple(std::tie(ada_, gradient_, grown_, ended_, study_, forest_sums_), unhashed(validation_scores_),
                      unhashed(training_errors_), unhashed(validation_errors_), unhashed(forest_errors_),
                      unhashed(bounds_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // What the trees say in the picture and of the training points, up to a stage.
  struct Seen {
    int stage = -1;
    std::vector<double> field, training;  // cells × width, n × width
    std::vector<double> weights;          // AdaBoost: n, before the last of these stages
    int weighed = 0;                      // stages in the weights
  };

  trees::BoostingOptions options() const;
  void begin();
  void grow();
  bool is_curve() const { return data().problem().is_curve(); }
  std::size_t width() const {
    return ada_ ? static_cast<std::size_t>(given_->classes()) : static_cast<std::size_t>(gradient_->width());
  }
  void start_scores(std::span<double> scores) const;
  void add_stage(std::span<const double> x, std::span<double> scores, int stage) const;
  int decision(std::span<const double> scores) const;
  // Shares of the votes, or probabilities; given_->classes().
  void shares(std::span<const double> scores, int stages, std::span<double> shares) const;
  double error_of(std::span<const double> scores, const trees::TreeTarget& target) const;
  int shown() const {
    const int wanted = look_ ? *look_ : settings().stage;
    return wanted > 0 ? std::min(wanted, grown_) : grown_;
  }
  PlanarGrid grid() const {
    return {is_curve() ? 1 : kSide, is_curve() ? kCurvePlaces : kSide, data().x_range(), data().y_range()};
  }
  const DecisionTree& tree(int stage) const {
    return ada_ ? ada_->rounds()[static_cast<std::size_t>(stage)].tree
                : gradient_->trees()[static_cast<std::size_t>(stage * gradient_->width())];
  }
  const Seen& look() const;
  double alpha_sum(int stages) const;
  // How much each training point counts for the tree of the stage shown: weight, or size of the residual; mean 1.
  const std::vector<double>& importance(const Seen& seen) const;
  const std::vector<double>& residuals_before(const Seen& seen) const;

  void describe_together(Plane& plane) const;
  void describe_curve(Plane& plane) const;
  void describe_stage(Plane& plane) const;
  void describe_residuals(Plane& plane) const;
  void describe_points(Plane& plane, std::span<const double> importance) const;
  void describe_errors(Plane& plane) const;
  void describe_margins(Plane& plane) const;
  void describe_learners(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const Given> given_;
  std::optional<AdaBoost> ada_;
  std::optional<GradientBoosting> gradient_;
  ReplicaStudy study_;
  int grown_ = 0;
  bool ended_ = false;
  std::optional<int> look_;  // the stage that was dragged to
  std::vector<double> validation_scores_, forest_sums_;
  std::vector<double> training_errors_, validation_errors_, forest_errors_, bounds_;  // stage 1, 2, …
  Scratch<Seen> seen_;
  Scratch<std::vector<double>> residuals_, importance_;
};

Schema<Settings> Boosting::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Boosting")
      .choice(&Settings::method, "boosting_method", "Method",
              {{Method::adaboost, "adaboost", "AdaBoost: weights"},
               {Method::gradient, "gradient", "Gradient boosting: residuals"}})
      .help(
          "AdaBoost weighs up what was wrong; gradient boosting fits the gradient of the loss. A law is always learned "
          "by the latter.")
      .integer(&Settings::depth, "depth", {1, 8})
      .help("Of each tree. 1: stumps, one question each. Boosting wants learners with a large bias.")
      .real(&Settings::shrinkage, "shrinkage", "Shrinkage ν", {0.01, 1})
      .logarithmic()
      .help("The share of each tree that is added. Slow learning needs more stages, and usually ends lower.")
      .real(&Settings::subsample, "subsample", "Subsample", {0.2, 1})
      .shown_when(&Settings::method, {Method::gradient})
      .help("Gradient boosting: the share of the training points that each stage sees, drawn anew.")
      .integer(&Settings::stages, "stages", "Stages", {1, kMostStages})
      .logarithmic()
      .help("How many at most. AdaBoost ends earlier with a tree that is no better than a coin.")
      .integer(&Settings::replicas, "replicas", {0, 50})
      .help(
          "Training sets on which bias and variance are measured, where a law y = f(x) is learned; fewer than two: none.")
      .integer(&Settings::stage, "stage", "Stage shown", {0, kMostStages})
      .live()
      .help("0: the last. The line in the picture of the errors can be dragged there, too.");
}

trees::BoostingOptions Boosting::options() const {
  trees::BoostingOptions options;
  options.learning_rate = settings().shrinkage;
  options.subsample = settings().subsample;
  options.tree = {.criterion = trees::Criterion::squared_error, .max_depth = settings().depth};
  if (!given_->is_regression())
    options.loss = given_->classes() == 2 ? trees::BoostingLoss::log_loss : trees::BoostingLoss::multinomial;
  return options;
}

void Boosting::begin() {
  given_ = std::make_shared<const Given>(given_by(data()));
  ada_.reset();
  gradient_.reset();
  grown_ = 0;
  seen_->stage = -1;
  for (std::vector<double>* errors : {&training_errors_, &validation_errors_, &forest_errors_, &bounds_})
    errors->clear();
  ended_ = !given_->is_enough();
  if (ended_) return;
  if (settings().method == Method::adaboost && !given_->is_regression())
    ada_.emplace(static_cast<int>(given_->X.rows()), given_->classes(), settings().shrinkage);
  else
    gradient_.emplace(given_->target(), options());
  const auto held_out = static_cast<std::size_t>(given_->X_validation.rows());
  validation_scores_.resize(held_out * width());
  for (std::size_t i = 0; i < held_out; ++i) start_scores(std::span(validation_scores_).subspan(i * width(), width()));
  forest_sums_.assign(held_out * static_cast<std::size_t>(std::max(given_->classes(), 1)), 0);
}

void Boosting::grow() {
  trees::TreeGrower grower(*given_->inputs);
  const Rng own = rng("stages").split(static_cast<std::uint64_t>(grown_));
  if (ada_) {
    if (!ada_->step(grower, given_->labels, {.max_depth = settings().depth})) return void(ended_ = true);
    ended_ = ada_->is_perfect();
    const double e = ada_->rounds().back().error;
    bounds_.push_back((bounds_.empty() ? 1 : bounds_.back()) * 2 * std::sqrt(e * (1 - e)));
    training_errors_.push_back(ada_->training_error(given_->labels));
  } else {
    Rng draws = own.split("subsample");
    gradient_->step(grower, given_->X, given_->target(), draws);
    training_errors_.push_back(error_of(gradient_->training_raw(), given_->target()));
  }
  const Matrix<double>& X = given_->X_validation;
  const std::size_t of_forest = static_cast<std::size_t>(std::max(given_->classes(), 1));
  const trees::ForestTree tree =
      trees::grow_forest_tree(grower, *given_->inputs, given_->target(),
                              {.tree = {.criterion = given_->is_regression() ? trees::Criterion::squared_error
                                                                             : trees::Criterion::gini}},
                              own.split("forest"));
  double forest_error = 0;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::span<const double> x(X.row(i), static_cast<std::size_t>(X.cols()));
    add_stage(x, std::span(validation_scores_).subspan(at * width(), width()), grown_);
    const std::span<double> sums = std::span(forest_sums_).subspan(at * of_forest, of_forest);
    trees::add_answer(tree.tree, tree.tree.leaf_of(x), sums);
    if (given_->is_regression()) {
      const double miss = sums[0] / (grown_ + 1) - given_->y_validation[at];
      forest_error += miss * miss;
    } else {
      forest_error +=
          std::max_element(sums.begin(), sums.end()) - sums.begin() != given_->labels_validation[at] ? 1 : 0;
    }
  }
  ++grown_;
  if (X.rows() == 0) return;
  validation_errors_.push_back(error_of(validation_scores_, given_->validation_target()));
  forest_errors_.push_back(forest_error / static_cast<double>(X.rows()));
}

void Boosting::start_scores(std::span<double> scores) const {
  if (ada_)
    std::fill(scores.begin(), scores.end(), 0.0);
  else
    std::copy(gradient_->init().begin(), gradient_->init().end(), scores.begin());
}

void Boosting::add_stage(std::span<const double> x, std::span<double> scores, int stage) const {
  if (!ada_) return gradient_->add_stage(x, scores, stage);
  const AdaBoost::Round& round = ada_->rounds()[static_cast<std::size_t>(stage)];
  scores[static_cast<std::size_t>(round.tree.predict(x))] += round.alpha;
}

int Boosting::decision(std::span<const double> scores) const {
  if (scores.size() == 1) return scores[0] > 0 ? 1 : 0;
  return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

double Boosting::alpha_sum(int stages) const {
  double sum = 0;
  for (int t = 0; t < stages; ++t) sum += ada_->rounds()[static_cast<std::size_t>(t)].alpha;
  return sum;
}

void Boosting::shares(std::span<const double> scores, int stages, std::span<double> shares) const {
  if (!ada_) return trees::class_shares(gradient_->options().loss, scores, shares);
  const double sum = alpha_sum(stages);
  for (std::size_t k = 0; k < shares.size(); ++k)
    shares[k] = sum > 0 ? scores[k] / sum : 1 / static_cast<double>(shares.size());
}

double Boosting::error_of(std::span<const double> scores, const trees::TreeTarget& target) const {
  const std::size_t wide = width(), n = scores.size() / wide;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (target.is_regression())
      sum += (scores[i] - target.y[i]) * (scores[i] - target.y[i]);
    else
      sum += decision(scores.subspan(i * wide, wide)) != target.labels[i] ? 1 : 0;
  }
  return n > 0 ? sum / static_cast<double>(n) : kUnknown;
}

bool Boosting::gesture(const Action& action) {
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "errors" || dragged == nullptr || dragged->handle != "stage") return false;
  const int stage = static_cast<int>(std::clamp(static_cast<double>(dragged->x), 0.0, 1.0 * grown_) + 0.5);
  // At the end it follows the run again.
  look_ = stage >= grown_ ? 0 : std::max(stage, 1);
  return true;
}

// ---- What there is to see ----------------------------------------------------------------------------

const Boosting::Seen& Boosting::look() const {
  Seen& seen = *seen_;
  const PlanarGrid cells = grid();
  const Matrix<double>& X = given_->X;
  const auto d = static_cast<std::size_t>(X.cols()), wide = width();
  const auto score = [&](std::vector<double>& all, std::size_t i) { return std::span(all).subspan(i * wide, wide); };
  if (seen.stage < 0 || seen.stage > shown()) {
    seen.field.resize(static_cast<std::size_t>(cells.cells()) * wide);
    for (std::size_t i = 0; i < static_cast<std::size_t>(cells.cells()); ++i) start_scores(score(seen.field, i));
    seen.training.resize(static_cast<std::size_t>(X.rows()) * wide);
    for (std::size_t i = 0; i < static_cast<std::size_t>(X.rows()); ++i) start_scores(score(seen.training, i));
    seen.weights.assign(static_cast<std::size_t>(X.rows()), 1 / static_cast<double>(X.rows()));
    seen.stage = seen.weighed = 0;
  }
  for (; seen.stage < shown(); ++seen.stage) {
    for (int row = 0; row < cells.rows; ++row)
      for (int col = 0; col < cells.cols; ++col) {
        const std::array<double, 2> x{cells.x_of(col), cells.y_of(row)};
        add_stage(std::span(x).first(d), score(seen.field, static_cast<std::size_t>(row * cells.cols + col)),
                  seen.stage);
      }
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
      add_stage({X.row(i), d}, score(seen.training, static_cast<std::size_t>(i)), seen.stage);
  }
  if (!ada_) return seen;
  std::vector<bool> wrong(static_cast<std::size_t>(X.rows()));
  for (; seen.weighed < shown() - 1; ++seen.weighed) {
    const AdaBoost::Round& round = ada_->rounds()[static_cast<std::size_t>(seen.weighed)];
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
      wrong[static_cast<std::size_t>(i)] = static_cast<int>(round.tree.predict(std::span<const double>(X.row(i), d))) !=
                                           given_->labels[static_cast<std::size_t>(i)];
    trees::raise_weights(seen.weights, wrong, round.alpha);
  }
  return seen;
}

// Of the true class, where there are classes.
const std::vector<double>& Boosting::residuals_before(const Seen& seen) const {
  const Matrix<double>& X = given_->X;
  const std::size_t wide = width(), d = static_cast<std::size_t>(X.cols());
  std::vector<double>& residuals = *residuals_;
  residuals.clear();
  std::vector<double> scores(wide), change(wide), share(static_cast<std::size_t>(given_->classes()));
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    std::copy_n(seen.training.begin() + i * std::ssize(scores), wide, scores.begin());
    if (shown() > 0) {
      std::fill(change.begin(), change.end(), 0.0);
      gradient_->add_stage({X.row(i), d}, change, shown() - 1);
      for (std::size_t k = 0; k < wide; ++k) scores[k] -= change[k];
    }
    if (given_->is_regression()) {
      residuals.push_back(given_->y[at] - scores[0]);
      continue;
    }
    trees::class_shares(gradient_->options().loss, scores, share);
    residuals.push_back(1 - share[static_cast<std::size_t>(given_->labels[at])]);
  }
  return residuals;
}

const std::vector<double>& Boosting::importance(const Seen& seen) const {
  const std::vector<double>& from = ada_ ? seen.weights : residuals_before(seen);
  std::vector<double>& result = *importance_;
  result.assign(from.begin(), from.end());
  double sum = 0;
  for (double& value : result) sum += value = std::fabs(value);
  const double scale = sum > 0 ? static_cast<double>(result.size()) / sum : 1;
  for (double& value : result) value *= scale;
  return result;
}

void Boosting::describe(Snapshot& snapshot) const {
  const bool runs = ada_ || gradient_;
  if (runs) look();
  const std::string title = "All trees up to stage " + std::to_string(shown()),
                    of_stage = (ada_ ? "Weights and tree of stage " : "Residuals and tree of stage ") +
                               std::to_string(std::max(shown(), 1));
  describe_together(snapshot.plane("plane", title, {.weight = 4, .help = is_curve() ? kCurveHelp : kPlaneHelp}));
  describe_stage(snapshot.plane("stage", of_stage,
                                {.weight = 2,
                                 .help = ada_                      ? kWeightsHelp
                                         : given_->is_regression() ? kResidualsHelp
                                                                   : kGradientHelp}));
  describe_errors(snapshot.curves("errors", "Error against stages", {.weight = 3, .help = kErrorsHelp}));
  describe_numbers(snapshot);
  if (!study_.is_empty())
    study_.describe(snapshot.curves("parts", "Bias² and variance, beside a forest", {.weight = 2, .help = kPartsHelp}),
                    axis_end(study_.stages()), settings().data.noise * settings().data.noise);
  if (runs && !given_->is_regression())
    describe_margins(snapshot.plane("margins", "Margins of the training points", {.weight = 1, .help = kMarginsHelp}));
  if (ada_)
    describe_learners(snapshot.curves("learners", "Error and vote of each tree", {.weight = 1, .help = kLearnersHelp}));
}

void Boosting::describe_together(Plane& plane) const {
  data().describe_axes(plane);
  if (!ada_ && !gradient_) return data().describe_examples(plane);
  if (is_curve()) return describe_curve(plane);
  if (shown() == 0) return data().describe_examples(plane);  // no tree has answered yet
  const Seen& seen = *seen_;
  const PlanarGrid cells = grid();
  const std::size_t wide = width(), count = static_cast<std::size_t>(cells.cells());
  if (given_->is_regression()) {
    std::vector<float> values(seen.field.begin(), seen.field.end());
    plane.field("sum of the trees", cells, values);
  } else {
    FieldLayer& field = plane.field("decision", cells, Values(), {.discrete_classes = true});
    field.classes = data().classes();
    field.scores.assign(static_cast<std::size_t>(field.classes) * count, kNeverDecided);
    std::vector<double> share(static_cast<std::size_t>(given_->classes()));
    const double alphas = ada_ ? alpha_sum(shown()) : 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::span<const double> scores = std::span(seen.field).subspan(i * wide, wide);
      if (!ada_) trees::class_shares(gradient_->options().loss, scores, share);
      for (std::size_t k = 0; k < share.size(); ++k) {
        if (ada_) share[k] = alphas > 0 ? scores[k] / alphas : 1 / static_cast<double>(share.size());
        field.scores[static_cast<std::size_t>(given_->present[k]) * count + i] = static_cast<float>(share[k]);
      }
      const auto best = static_cast<std::size_t>(decision(scores));
      field.values[i] =
          static_cast<float>(decision_value(given_->present[best], confidence_of(share[best], given_->classes())));
    }
    plane.line("decision boundary", Places(), {.color = kColorForeground});  // named here, drawn with the field
  }
  data().describe_examples(plane);
  const trees::TreeNode& root = tree(shown() - 1).nodes()[0];
  if (!root.is_leaf())
    plane.straight("split of this stage", root.feature == 0 ? 1 : 0, root.feature == 1 ? 1 : 0, root.threshold,
                   {.color = kColorForeground, .dashed = true});
  if (given_->is_regression()) return;
  PointsLayer& wrong =
      plane.points("still wrong", Places(), {.color = kColorForeground, .marker = Marker::cross, .size_px = 5});
  for (std::size_t i = 0; i < given_->labels.size(); ++i) {
    if (decision(std::span(seen.training).subspan(i * wide, wide)) == given_->labels[i]) continue;
    wrong.x.push_back(static_cast<float>(given_->X(static_cast<std::ptrdiff_t>(i), 0)));
    wrong.y.push_back(static_cast<float>(given_->X(static_cast<std::ptrdiff_t>(i), 1)));
  }
}

void Boosting::describe_curve(Plane& plane) const {
  const data::PlanarProblem& problem = data().problem();
  const Range extent = data().x_range();
  if (problem.curve != nullptr)
    plane.line("law", extent, 200, [&](double x) { return problem.curve->value(x); },
               {.color = kColorMuted, .dashed = true});
  const PlanarGrid cells = grid();
  std::vector<double> x, before;
  for (int col = 0; col < cells.cols; ++col) {
    x.push_back(cells.x_of(col));
    double change = 0;
    if (shown() > 0) gradient_->add_stage({&x.back(), 1}, {&change, 1}, shown() - 1);
    before.push_back(seen_->field[static_cast<std::size_t>(col)] - change);
  }
  data().describe_examples(plane);
  plane.line("without this stage", {x, before}, {.color = kColorMuted, .width_px = 1.5f});
  plane.line("sum of the trees", {x, seen_->field}, {.color = kColorForeground});
}

void Boosting::describe_points(Plane& plane, std::span<const double> importance) const {
  // Points of nearly the same size are one layer; areas go with the importance.
  constexpr int kSizes = 12;
  bool is_named = false;
  for (int size = 0; size < kSizes; ++size) {
    const double px = 1.5 * math::pow(1.25, static_cast<double>(size));
    PointsLayer* layer = nullptr;
    for (std::size_t i = 0; i < importance.size(); ++i) {
      const double wanted = 3.2 * std::sqrt(importance[i]);
      const int of_point =
          std::clamp(static_cast<int>(math::log(std::max(wanted, 1.5) / 1.5) / math::log(1.25) + 0.5), 0, kSizes - 1);
      if (of_point != size) continue;
      if (layer == nullptr) {
        layer = &plane.points(is_named ? "" : "area: weight", Places(), {.size_px = static_cast<float>(px)});
        is_named = true;
        layer->color.clear();
      }
      layer->x.push_back(static_cast<float>(given_->X(static_cast<std::ptrdiff_t>(i), 0)));
      layer->y.push_back(static_cast<float>(given_->X(static_cast<std::ptrdiff_t>(i), 1)));
      layer->color.push_back(given_->is_regression() ? 0
                                                     : given_->present[static_cast<std::size_t>(given_->labels[i])]);
    }
  }
}

void Boosting::describe_stage(Plane& plane) const {
  if (is_curve()) return describe_residuals(plane);
  data().describe_axes(plane);
  plane.accepts_points = false;
  plane.equal_scale = false;  // it stands in a low place below the other
  if (!ada_ && !gradient_) return;
  const Seen& seen = *seen_;
  const PlanarGrid cells = grid();
  if (shown() > 0) {
    const DecisionTree& now = tree(shown() - 1);
    FieldLayer& field = plane.field(ada_ ? "answer of the tree" : "", cells, Values(),
                                    {.discrete_classes = ada_.has_value(), .show_scale = false});
    double most = 0;
    for (int row = 0; row < cells.rows; ++row)
      for (int col = 0; col < cells.cols; ++col) {
        const std::array<double, 2> x{cells.x_of(col), cells.y_of(row)};
        const double answer = now.predict(x);
        float& value = field.values[static_cast<std::size_t>(row * cells.cols + col)];
        value =
            static_cast<float>(ada_ ? decision_value(given_->present[static_cast<std::size_t>(answer)], 0.5) : answer);
        most = std::max(most, std::fabs(answer));
      }
    if (!ada_) field.color = {-std::max(most, 1e-9), std::max(most, 1e-9)};
    if (ada_) plane.line("boundary of this tree", Places(), {.color = kColorForeground});  // drawn with the field
  }
  describe_points(plane, importance(seen));
}

void Boosting::describe_residuals(Plane& plane) const {
  const std::string& x_label = data().problem().x_label;
  if (!gradient_) return void(plane.axes({.label = x_label, .range = data().x_range()}, {.label = "residual"}));
  // The scale stays, so that residuals are seen to shrink.
  double most = 1e-6;
  for (const double y : given_->y) most = std::max(most, std::fabs(y - gradient_->init()[0]));
  plane.axes({.label = x_label, .range = data().x_range()},
             {.label = "residual y − F", .range = {-1.1 * most, 1.1 * most}});
  const std::vector<double>& residuals = residuals_before(*seen_);
  plane.level("", 0);
  plane.points("residuals", {Values::column(given_->X, 0), residuals}, {.color = 0, .size_px = 3.5f});
  if (shown() == 0) return;
  const DecisionTree& now = tree(shown() - 1);
  const Range extent = data().x_range();
  LineLayer& line = plane.line("tree of this stage", Places(), {.color = kColorForeground});
  for (int i = 0; i < kCurvePlaces; ++i) {
    const double x = extent.low + (extent.high - extent.low) * (i + 0.5) / kCurvePlaces;
    line.x.push_back(static_cast<float>(x));
    line.y.push_back(static_cast<float>(now.predict(std::span<const double>(&x, 1))));
  }
}

void Boosting::describe_errors(Plane& plane) const {
  plane.axes({.label = "stages", .range = {0, axis_end(std::max(grown_, 1))}},
             {.label = given_->is_regression() ? "mean squared error" : "fraction misclassified",
              .logarithmic = given_->is_regression()});
  if (!given_->is_regression()) {  // the bound comes into sight from above
    double most = 0.05;
    for (const std::vector<double>* errors : {&training_errors_, &validation_errors_, &forest_errors_})
      for (const double error : *errors) most = std::max(most, error);
    plane.y.range = {0, std::min(1.15 * most, 1.0)};
  }
  const auto add = [&](const char* label, const std::vector<double>& errors, const LineStyle& style) {
    LineLayer& line = plane.line(label, Places(), style);
    for (std::size_t t = 0; t < errors.size(); ++t) {
      line.x.push_back(static_cast<float>(t + 1));
      line.y.push_back(static_cast<float>(errors[t]));
    }
  };
  add("training", training_errors_, {.color = 0});
  if (data().has_validation()) {
    add("validation", validation_errors_, {.color = 1});
    add("forest, validation", forest_errors_, {.color = 1, .dashed = true, .width_px = 1.5f});
  }
  if (ada_ && given_->classes() == 2 && settings().shrinkage == 1)
    add("bound", bounds_, {.color = kColorMuted, .dashed = true, .width_px = 1.5f});
  if (grown_ == 0) return;
  plane.read_at = shown();
  plane.threshold("stage", "stage shown", shown());
}

void Boosting::describe_margins(Plane& plane) const {
  plane.axes({.label = "margin", .range = {-1, 1}}, {.label = "share of training points", .range = {0, 1}});
  const std::size_t wide = width(), classes = static_cast<std::size_t>(given_->classes());
  plane.vertical("wrong | right", 0);
  LineLayer& line = plane.line("at most this margin", Places(), {.color = 0});
  std::vector<double> share(classes);
  for (std::size_t i = 0; i < given_->labels.size(); ++i) {
    shares(std::span(seen_->training).subspan(i * wide, wide), shown(), share);
    double other = 0;
    const auto truth = static_cast<std::size_t>(given_->labels[i]);
    for (std::size_t k = 0; k < classes; ++k)
      if (k != truth) other = std::max(other, share[k]);
    line.x.push_back(static_cast<float>(share[truth] - other));
    line.y.push_back(static_cast<float>(i + 1) / static_cast<float>(given_->labels.size()));
  }
  std::sort(line.x.begin(), line.x.end());
}

void Boosting::describe_learners(Plane& plane) const {
  plane.axes({.label = "stage", .range = {0, axis_end(std::max(grown_, 1))}}, {.label = "e, α"});
  LineLayer& errors = plane.line("weighted error e", Places(), {.color = 1});
  for (std::size_t t = 0; t < ada_->rounds().size(); ++t) {
    errors.x.push_back(static_cast<float>(t + 1));
    errors.y.push_back(static_cast<float>(ada_->rounds()[t].error));
  }
  LineLayer& votes = plane.line("vote α", Places(), {.color = 0});
  for (std::size_t t = 0; t < ada_->rounds().size(); ++t) {
    votes.x.push_back(static_cast<float>(t + 1));
    votes.y.push_back(static_cast<float>(ada_->rounds()[t].alpha));
  }
  plane.vertical("stage shown", shown(), {.color = kColorAccent});
}

void Boosting::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.help = "At the stage shown, and the best one so far."});
  if (!ada_ && !gradient_)
    return void(numbers.warning(given_->is_regression() ? "Boosting needs two points at least."
                                                        : "Boosting needs training points of two classes."));
  const auto at = [&](const std::vector<double>& errors) {
    return shown() > 0 && errors.size() >= static_cast<std::size_t>(shown())
               ? errors[static_cast<std::size_t>(shown() - 1)]
               : kUnknown;
  };
  const char* none = data().has_validation() ? "" : kNoneHeldOut;
  const auto best = std::min_element(validation_errors_.begin(), validation_errors_.end());
  const bool has_best = best != validation_errors_.end();
  const auto best_stage = best - validation_errors_.begin() + 1;
  const std::string at_best = "at stage " + std::to_string(best_stage);
  snapshot.metric("best_stage", "stage of the least E_val", has_best ? static_cast<double>(best_stage) : kUnknown);
  numbers.add("stage_shown", "stage shown", shown(), {.digits = 0, .note = "of " + std::to_string(grown_)})
      .add("training_error", at(training_errors_), {.digits = 3})
      .add("validation_error", at(validation_errors_), {.digits = 3, .note = none})
      .add("least_validation_error", has_best ? *best : kUnknown, {.digits = 3, .note = has_best ? at_best : ""})
      .add("forest_validation_error", "E_val of the forest", at(forest_errors_), {.digits = 3});
  if (ada_) {
    const bool is_known = shown() > 0;
    double squares = 0;
    for (const double w : seen_->weights) squares += w * w;
    const auto* round = is_known ? &ada_->rounds()[static_cast<std::size_t>(shown() - 1)] : nullptr;
    numbers.add("weighted_error", "error e of this tree", is_known ? round->error : kUnknown, {.digits = 3})
        .add("alpha", "its vote α", is_known ? round->alpha : kUnknown, {.digits = 3});
    snapshot.metric("effective_points", "points that count, 1/Σw²", 1 / squares, {.digits = 3});
    snapshot.metric("error_bound", "bound of the training error", at(bounds_));
  } else {
    snapshot.metric("loss", "training loss", gradient_->training_loss(given_->target()));
  }
  if (!study_.is_empty())
    numbers.heading("Replicas")
        .add("boosted_bias", "boosting: bias²", study_.last(0), {.digits = 3})
        .add("boosted_variance", "boosting: variance", study_.last(1), {.digits = 3})
        .add("forest_bias", "forest: bias²", study_.last(2), {.digits = 3})
        .add("forest_variance", "forest: variance", study_.last(3), {.digits = 3});
}

const RegisterDemo<Boosting> registered{{
    .id = "boosting",
    .title = "Boosting",
    .lecture = 4,
    .row = "R18",
    .summary =
        "Small trees one after the other, each taught by the errors of those before: AdaBoost and gradient boosting.",
    .sources =
        {"Y. Freund, R. Schapire, A decision-theoretic generalization of on-line learning, J. Comput. Syst. Sci. 55 "
         "(1997) 119",
         "J. Friedman, Greedy function approximation: a gradient boosting machine, Ann. Statist. 29 (2001) 1189",
         "R. Schapire et al., Boosting the margin, Ann. Statist. 26 (1998) 1651",
         "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), ch. 10"},
    .steps_per_second = 6,
}};

}  // namespace
}  // namespace lectern
