// Bagged trees, random forests and extremely randomised trees side by side with one of their trees: how they vote, how
// their error falls with their number, in and out of bag; what averaging can do and what it cannot, ρσ² + (1 − ρ)σ²/B,
// measured; which columns count, by two measures that disagree.
// Lecture row R17.
// Sources: Breiman, Bagging predictors, Machine Learning 24 (1996) 123; Random forests, Machine Learning 45 (2001) 5;
// Geurts, Ernst, Wehenkel, Extremely randomized trees, Machine Learning 63 (2006) 3.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/bundled.h"
#include "core/data/pulsar_candidates.h"
#include "core/experiments/random-forest/column_study.h"
#include "core/experiments/random-forest/ising_study.h"
#include "core/experiments/random-forest/table_study.h"
#include "core/experiments/random-forest/tree_crowd.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/parts/decision_field.h"
#include "core/parts/optional_part.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

constexpr const char* kPlaneHelp =
    "What all trees say together, paler where they disagree. Drag the handle: the numbers count the votes there. Drag a "
    "point, or tap to add one, and the trees are grown anew.";
constexpr const char* kOneHelp = "A tree by itself, grown until its leaves are pure: it follows single points.";
constexpr const char* kOtherHelp =
    "The other kind of ensemble on the same examples: bagged trees beside the forest, the forest beside those.";
constexpr const char* kTreeHelp =
    "The questions of this tree; yes goes left. The more samples go a way, the broader it is.";
constexpr const char* kErrorsHelp =
    "Of the validation data, as trees are added; dashed: out of bag, from the trees that did not see a training example. "
    "“One tree” is the mean of the trees of the bag by themselves.";
constexpr const char* kVarianceHelp =
    "Of the mean of B trees over new training sets of the table with twelve columns. Dots are measured, lines are "
    "ρσ² + (1 − ρ)σ²/B with ρ and σ² measured, too; dashed is what is left of it for ever, ρσ².";
constexpr const char* kImportanceHelp =
    "Of the forest on the table with twelve columns. Blue: how much splits of a column lower the impurity. Orange: how "
    "much worse out of bag answers are when the column is shuffled. a tells most, a′ is nearly its copy, b, c, d tell a "
    "little, 1 to 7 nothing.";

constexpr int kGridSide = 144;
constexpr int kCurvePlaces = 256;
constexpr int kAtOnce = 12;  // trees that are grown anew when the data change
constexpr float kLead = 0.004f;
constexpr int kPulsars = 2500;
constexpr std::size_t kMostTableRows = 3000;

enum Method { kBag, kForest, kExtra, kMethods };
constexpr Named<Method> kMethodNames[] = {{kForest, "forest", "Random forest"},
                                          {kBag, "bag", "Bagged trees"},
                                          {kExtra, "extra", "Extremely randomised trees"}};

struct Settings {
  PlanarDataSettings data{.set = "moons", .n = 400, .noise = 0.25, .train_fraction = 0.5, .learns_laws = true};
  Method method = kForest;
  int trees = 100;
  int depth = 20;
  int min_leaf = 1;
  int features = 3;
  double correlation = 0.95;
  bool ising = false;
  ForestTable table = ForestTable::none;
};

// What all trees say of each cell of a picture, as far as it has been asked.
struct FieldSums {
  int version = -1;
  std::size_t trees = 0;
  std::vector<float> sums;  // cells × width
};

struct View {
  bool is_known = false;
  ColumnStudy::Variance variance[2];
  std::vector<double> impurity, permutation;
};

class RandomForest final : public Demo<RandomForest, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Trees")
        .choice(&Settings::method, "shown_method", "Shown", kMethodNames)
        .live()
        .help("Bagged trees differ by the rows they see. In a forest only some inputs compete at each split. Extremely "
              "randomised trees see all rows and draw their thresholds.")
        .integer(&Settings::trees, "trees", "Trees B", {1, 300})
        .logarithmic()
        .help("Each step grows one tree of each kind.")
        .integer(&Settings::depth, "depth", {1, 20})
        .help("How many questions may follow each other.")
        .integer(&Settings::min_leaf, "min_leaf", "Least samples of a leaf", {1, 50})
        .logarithmic()
        .help("No split leaves fewer on one side.")
        .group("Twelve columns")
        .integer(&Settings::features, "split_inputs", "Inputs tried at a split", {1, ColumnStudy::kColumns})
        .help(
            "Of the forest on the table with twelve columns: √12 is about 3. In the plane one of two inputs is drawn.")
        .real(&Settings::correlation, "pair_correlation", "Correlation of a and a′", {0, 1})
        .help("The second column is nearly a copy of the first one, the one that tells most.")
        .group("Physics")
        .boolean(&Settings::ising, "ising", "Ising states")
        .help(
            "Forests that tell ordered from disordered states, judged on critical ones they never saw. The states are "
            "sampled first, which takes 80 steps.")
        .choice(&Settings::table, "table", "All columns of", kForestTables)
        .help(
            "A table of which the trees see every column, beside the plane. Your own is the one under “Data set”, with "
            "classes: HTRU2, for example. The pulsar candidates are simulated.");
  }

  explicit RandomForest(const Start& start)
      : Demo(start), columns_(settings().correlation, settings().features, rng("columns")) {
    const Range x = data().x_range(), y = data().y_range();
    query_ = {x.low + 0.55 * (x.high - x.low), y.low + 0.5 * (y.high - y.low)};
    if (settings().ising) ising_.emplace(rng("ising"));
    if (settings().table != ForestTable::none) make_table(start);
    data_changed();
    add_trees();
    columns_.step();
    columns_.step();
  }

  void data_changed() {
    const std::size_t before = crowds_[kBag].trees().size();
    training_ = std::make_shared<const TreeExamples>(examples_of(data().training()));
    validation_ = std::make_shared<const TreeExamples>(examples_of(data().validation()));
    inputs_ = training_->size() > 0 ? std::make_shared<const trees::SortedInputs>(training_->X) : nullptr;
    for (int method = 0; method < kMethods; ++method)
      crowds_[static_cast<std::size_t>(method)] =
          TreeCrowd(*training_, *validation_, options(static_cast<Method>(method)));
    errors_.clear();
    ++version_;
    for (std::size_t b = 0; b < std::min(before, std::size_t{kAtOnce}); ++b) add_trees();
    set_grid();
  }
  void settings_changed(const Settings&) {
    for (DecisionField* field : {&field_, &other_, &one_}) field->forget();
  }
  bool gesture(const Action& action) {
    const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
    if (action.panel != "plane" || dragged == nullptr || dragged->handle != "query") return false;
    query_ = {dragged->x, dragged->y};
    return true;
  }

  void step() override {
    if (!has_all_trees()) add_trees();
    if (columns_.replicas() < settings().trees) columns_.step();
    if (ising_ && !ising_->finished(settings().trees)) ising_->step();
    if (table_ && !table_->finished(settings().trees)) table_->step();
    view_->is_known = false;
  }
  bool finished() const override {
    return has_all_trees() && columns_.replicas() >= settings().trees &&
           (!ising_ || ising_->finished(settings().trees)) && (!table_ || table_->finished(settings().trees));
  }
  auto state() const { return std::tie(query_, crowds_, columns_, ising_, errors_, table_); }
  void describe(Snapshot& snapshot) const override;

 private:
  bool is_curve() const { return data().problem().is_curve(); }
  int classes() const { return data().problem().is_classification() ? data().classes() : 0; }
  const TreeCrowd& crowd(Method method) const { return crowds_[static_cast<std::size_t>(method)]; }
  const TreeCrowd& shown() const { return crowd(settings().method); }
  int grown() const { return static_cast<int>(crowd(kBag).trees().size()); }
  bool has_all_trees() const { return inputs_ != nullptr && grown() >= settings().trees; }
  TreeExamples examples_of(const data::Dataset& set) const {
    return {inputs_of(set), set.labels, {set.targets.begin(), set.targets.end()}, classes()};
  }
  trees::ForestOptions options(Method method) const {
    trees::ForestOptions options;
    options.tree.criterion = classes() > 0 ? trees::Criterion::gini : trees::Criterion::squared_error;
    options.tree.max_depth = settings().depth;
    options.tree.min_leaf = settings().min_leaf;
    options.tree.max_features = method == kBag ? 0 : 1;
    options.tree.random_thresholds = method == kExtra;
    options.bootstrap = method != kExtra;
    return options;
  }
  void make_table(const Start& start);
  // Beside the one shown: the forest, or bagged trees.
  Method other() const { return settings().method == kForest ? kBag : kForest; }
  void add_trees() {
    if (inputs_ == nullptr) return;
    std::array<double, 6> errors;
    for (std::size_t method = 0; method < kMethods; ++method) {
      TreeCrowd& crowd = crowds_[method];
      const Rng draws = rng("trees").split(kMethods * crowd.trees().size() + method);
      crowd.add(*training_, *validation_, *inputs_, draws);
      errors[method] = crowd.validation_error();
      if (method < 2) errors[kMethods + method] = crowd.unseen_error();
    }
    errors[5] = crowd(kBag).single_error();
    errors_.record(grown(), errors);
    field_.forget();
    other_.forget();
    one_.forget();
  }
  void set_grid() {
    const PlanarGrid grid{is_curve() ? 1 : kGridSide, is_curve() ? kCurvePlaces : kGridSide, data().x_range(),
                          data().y_range()};
    for (DecisionField* field : {&field_, &other_, &one_}) {
      field->set_classes(classes());
      field->set_grid(grid);
    }
  }
  std::size_t width() const { return TreeCrowd::width(classes()); }
  const std::vector<float>& sums(Method method) const;
  enum class Speaks { shown, other, newest };
  void describe_plane(Plane& plane, Speaks who) const;
  void describe_tree(Tree& picture) const;
  void describe_errors(Plane& curves) const;
  void describe_variance(Plane& plane) const;
  void describe_importance(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const TreeExamples> training_, validation_;
  std::shared_ptr<const trees::SortedInputs> inputs_;  // null without training examples
  std::array<TreeCrowd, kMethods> crowds_;
  ColumnStudy columns_;
  std::optional<IsingStudy> ising_;
  OptionalPart<TableStudy> table_;
  std::array<double, 2> query_{};
  History errors_{6};  // of the three methods, out of bag of the first two, of one tree
  int version_ = 0;    // of the training data
  DecisionField field_, other_, one_;
  std::array<Scratch<FieldSums>, kMethods> sums_;
  Scratch<View> view_;
};

void RandomForest::make_table(const Start& start) {
  const ForestTable which = settings().table;
  Result<data::Dataset> all = data::Dataset{};
  if (which == ForestTable::pulsars) {
    Rng draws = data_rng("pulsars");
    all = data::pulsar_candidates(kPulsars, draws);
  } else if (which == ForestTable::wine) {
    all = data::wine();
  } else if (which == ForestTable::breast_cancer) {
    all = data::breast_cancer();
  } else if (!data().file_shapes().empty()) {
    Result<UsedTable> used =
        use_table(settings().data.table, {start.streams, start.points, start.files}, kMostTableRows);
    if (!used) throw CannotStart(used.error());
    all = std::move(used->set);
  } else {
    return;  // no file yet: the plane alone
  }
  if (!all) throw CannotStart(all.error());
  if (!all->is_classification() || all->classes() < 2 || all->size() < 10)
    throw CannotStart("“All columns of” needs a table with two classes and ten rows at least.");
  table_ =
      OptionalPart<TableStudy>(TableStudy(*all, settings().data.train_fraction, data_rng("table split"), rng("table")));
}

// Only the trees that have come since are asked.
const std::vector<float>& RandomForest::sums(Method method) const {
  FieldSums& cache = *sums_[method];
  const PlanarGrid& grid = field_.grid();
  if (cache.version != version_) {
    cache.version = version_;
    cache.trees = 0;
    cache.sums.assign(static_cast<std::size_t>(grid.cells()) * width(), 0.0f);
  }
  const auto trees = crowd(method).trees();
  pool().run(grid.rows, [&](std::ptrdiff_t row) {
    for (int col = 0; col < grid.cols; ++col) {
      const double place[2] = {grid.x_of(col), grid.y_of(static_cast<int>(row))};
      float* cell = cache.sums.data() + static_cast<std::size_t>(row * grid.cols + col) * width();
      for (std::size_t b = cache.trees; b < trees.size(); ++b) {
        const trees::DecisionTree& tree = *trees[b];
        const int leaf = tree.leaf_of(place);
        const trees::TreeNode& node = tree.nodes()[static_cast<std::size_t>(leaf)];
        if (classes() == 0) {
          cell[0] += static_cast<float>(node.value);
          continue;
        }
        const std::span<const double> masses = tree.masses(leaf);
        for (std::size_t k = 0; k < masses.size(); ++k) cell[k] += static_cast<float>(masses[k] / node.weight);
      }
    }
  });
  cache.trees = trees.size();
  return cache.sums;
}

void RandomForest::describe(Snapshot& snapshot) const {
  View& view = *view_;
  if (!view.is_known) {
    for (const int method : {0, 1})
      if (columns_.is_known()) view.variance[method] = columns_.variance(method);
    view.impurity = columns_.impurity_importance();
    view.permutation = columns_.permutation_importance();
    view.is_known = true;
  }
  constexpr const char* kTitles[kMethods] = {"Bagged trees", "Random forest", "Extremely randomised trees"};
  describe_plane(snapshot.plane("plane", kTitles[settings().method], {.weight = 4, .help = kPlaneHelp}), Speaks::shown);
  describe_plane(snapshot.plane("one", "Its newest tree", {.weight = 3, .help = kOneHelp}), Speaks::newest);
  describe_numbers(snapshot);
  describe_errors(snapshot.curves("errors", "Errors against trees", {.weight = 3, .help = kErrorsHelp}));
  describe_variance(snapshot.plane("variance", "Variance of the mean", {.weight = 2, .help = kVarianceHelp}));
  describe_importance(
      snapshot.plane("importance", "Importance of twelve columns", {.weight = 2, .help = kImportanceHelp}));
  describe_plane(snapshot.plane("other", std::string(kTitles[other()]) + ", beside it",
                                {.weight = 2, .help = kOtherHelp}),
                 Speaks::other);
  describe_tree(snapshot.tree("tree", "Questions of its newest tree", {.weight = 2, .help = kTreeHelp}));
  if (ising_) ising_->describe(snapshot);
  if (table_) table_->describe(snapshot);
}

void RandomForest::describe_plane(Plane& plane, Speaks who) const {
  const bool all = who != Speaks::newest;
  data().describe_axes(plane);
  if (who != Speaks::shown) plane.accepts_points = false;
  if (grown() == 0) return data().describe_examples(plane);
  const Method method = who == Speaks::other ? other() : settings().method;
  const trees::DecisionTree& newest = *crowd(method).trees().back();
  const std::vector<float>* together = all ? &sums(method) : nullptr;
  const auto trees = static_cast<double>(grown());
  const DecisionField& field = who == Speaks::shown ? field_ : who == Speaks::other ? other_ : one_;
  const PlanarGrid& grid = field.grid();
  field.compute(pool(), [&](double x, double y, std::span<float> scores) -> DecisionField::Answer {
    const double place[2] = {x, y};
    const int leaf = all ? 0 : newest.leaf_of(place);
    const float* cell = nullptr;
    if (all) {
      const auto col = static_cast<std::ptrdiff_t>((x - grid.x.low) / (grid.x.high - grid.x.low) * grid.cols);
      const auto row = static_cast<std::ptrdiff_t>((y - grid.y.low) / (grid.y.high - grid.y.low) * grid.rows);
      cell = together->data() + static_cast<std::size_t>(row * grid.cols + col) * width();
    }
    const trees::TreeNode& node = newest.nodes()[static_cast<std::size_t>(leaf)];
    if (scores.empty()) return {all ? cell[0] / trees : node.value, 0};
    for (std::size_t k = 0; k < scores.size(); ++k)
      scores[k] = all ? cell[k] / static_cast<float>(trees) : static_cast<float>(newest.masses(leaf)[k] / node.weight);
    const auto best = std::max_element(scores.begin(), scores.end());
    const double share = *best;
    *best += kLead;
    const auto label = static_cast<int>(best - scores.begin());
    return {decision_value(label, confidence_of(share, classes())), 0};
  });
  if (is_curve()) {
    data().describe_examples(plane);
    LineLayer& line = plane.line(all ? "mean of the trees" : "one tree", Places(), {.color = kColorForeground});
    for (int col = 0; col < grid.cols; ++col) line.x.push_back(static_cast<float>(grid.x_of(col)));
    line.y.assign(field.decisions().begin(), field.decisions().end());
  } else if (classes() == 0) {
    plane.field("mean", grid, field.decisions());
  } else {
    field.describe(plane, "vote");
    field.describe_boundaries(plane, "decision boundary", {.color = kColorForeground});
  }
  if (!is_curve()) data().describe_examples(plane);
  if (who == Speaks::shown && !is_curve())
    plane.handle("query", "asked here", query_[0], query_[1], {kColorForeground});
}

void RandomForest::describe_tree(Tree& picture) const {
  picture.setup(false, "");
  if (grown() == 0) return;
  const trees::DecisionTree& tree = *shown().trees().back();
  const std::string names[2] = {is_curve() ? "x" : "x₁", "x₂"};
  std::vector<int> depth(tree.nodes().size());
  for (std::size_t i = 0; i < depth.size(); ++i) {
    const trees::TreeNode& node = tree.nodes()[i];
    NodeStyle style;
    style.left = node.left, style.right = node.right;
    style.height = depth[i];
    style.weight = node.weight / tree.nodes()[0].weight;
    if (classes() > 0) style.color = static_cast<int>(node.value);
    if (!node.is_leaf())
      depth[static_cast<std::size_t>(node.left)] = depth[static_cast<std::size_t>(node.right)] = depth[i] + 1;
    picture.node(!node.is_leaf() ? names[node.feature] + " ≤ " + number_in_words(node.threshold, 2)
                 : classes() > 0 ? data().class_name(static_cast<int>(node.value))
                                 : number_in_words(node.value, 2),
                 style);
  }
}

void RandomForest::describe_errors(Plane& curves) const {
  curves.axes({.label = "trees B", .logarithmic = true},
              {.label = classes() > 0 ? "fraction misclassified" : "mean squared error"});
  if (data().has_validation()) {
    curves.line("one tree", errors_, 5, {.color = kColorMuted});
    curves.line("bag", errors_, kBag, {.color = 0});
    curves.line("forest", errors_, kForest, {.color = 1});
    curves.line("extra trees", errors_, kExtra, {.color = 2});
  }
  curves.line("bag, out of bag", errors_, kMethods + kBag, {.color = 0, .dashed = true});
  curves.line("forest, out of bag", errors_, kMethods + kForest, {.color = 1, .dashed = true});
}

void RandomForest::describe_variance(Plane& plane) const {
  plane.axes({.label = "trees B", .range = {0.8, 20}, .logarithmic = true},
             {.label = "variance of the mean", .range = {0, 0.25}});
  if (!columns_.is_known()) return;
  for (const int method : {0, 1}) {
    const ColumnStudy::Variance& variance = view_->variance[method];
    std::array<double, ColumnStudy::kSizes.size()> sizes;
    std::copy(ColumnStudy::kSizes.begin(), ColumnStudy::kSizes.end(), sizes.begin());
    plane.line(method == 0 ? "bagged trees" : "random forest", {1, ColumnStudy::kTrees}, 48,
               [&](double trees) { return variance.predicted(trees); }, {.color = method});
    plane.points("", {Values(sizes), Values(variance.measured)}, {.color = method, .size_px = 5});
    plane.level(method == 0 ? "ρσ² of bagged trees" : "ρσ² of the forest", variance.correlation * variance.single,
                {.color = method});
  }
}

void RandomForest::describe_importance(Plane& plane) const {
  plane.axes({.label = "column", .range = {-0.6, ColumnStudy::kColumns - 0.4}},
             {.label = "share of the importance", .range = {-0.05, 0.75}});
  plane.x.names.assign(std::begin(ColumnStudy::kNames), std::end(ColumnStudy::kNames));
  plane.x.first_name = 0;
  std::array<double, ColumnStudy::kColumns> left, right;
  for (std::size_t j = 0; j < left.size(); ++j) {
    left[j] = static_cast<double>(j) - 0.2;
    right[j] = static_cast<double>(j) + 0.2;
  }
  plane.bars("by impurity", left, view_->impurity, 0.36, {0});
  plane.bars("by shuffling", right, view_->permutation, 0.36, {1});
}

void RandomForest::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 1, .help = "The errors now, and the votes at the handle."});
  if (inputs_ == nullptr) {
    numbers.warning("No points yet: drop a file, or choose a class beside the picture and tap into it.");
    return;
  }
  const char* held_out = data().has_validation() ? "" : kNoneHeldOut;
  const bool any = grown() > 0;
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const auto error = [&](Method method) { return any ? crowd(method).validation_error() : unknown; };
  numbers.add("trees", "trees B", grown(), {.digits = 0})
      .add("single_error", "E_val of one tree", any ? crowd(kBag).single_error() : unknown,
           {.digits = 3, .note = held_out})
      .add("bag_error", "of bagged trees", error(kBag), {.digits = 3})
      .add("forest_error", "of the forest", error(kForest), {.digits = 3})
      .add("extra_error", "of extra trees", error(kExtra), {.digits = 3})
      .add("bag_unseen", "bagged, out of bag", any ? crowd(kBag).unseen_error() : unknown, {.digits = 3})
      .add("forest_unseen", "forest, out of bag", any ? crowd(kForest).unseen_error() : unknown, {.digits = 3});
  if (any && classes() > 0 && !is_curve()) {
    std::array<int, kMaximumFieldClasses> votes{};
    const double place[2] = {query_[0], query_[1]};
    for (const auto& tree : shown().trees()) ++votes[static_cast<std::size_t>(tree->predict(place)) % votes.size()];
    for (int k = 0; k < std::min(classes(), kMaximumFieldClasses); ++k)
      numbers.add("votes_" + std::to_string(k), "votes here for " + data().class_name(k),
                  votes[static_cast<std::size_t>(k)], {.digits = 0});
  }
  if (!columns_.is_known()) return;
  snapshot.metric("replicas", columns_.replicas(), {.digits = 0});
  for (const int method : {0, 1}) {
    const ColumnStudy::Variance& variance = view_->variance[method];
    snapshot.metric(method == 0 ? "bag_correlation" : "forest_correlation",
                    method == 0 ? "ρ of bagged trees" : "ρ of the forest", variance.correlation);
    snapshot.metric(method == 0 ? "bag_single_variance" : "forest_single_variance",
                    method == 0 ? "σ² of a bagged tree" : "σ² of a forest's tree", variance.single);
    snapshot.metric(method == 0 ? "bag_variance" : "forest_variance",
                    method == 0 ? "variance of 16 bagged trees" : "variance of 16 trees of the forest",
                    variance.measured.back());
    snapshot.metric(method == 0 ? "bag_predicted" : "forest_predicted",
                    method == 0 ? "ρσ² + (1 − ρ)σ²/16, bagged" : "ρσ² + (1 − ρ)σ²/16, forest", variance.predicted(16));
  }
  snapshot.metric("impurity_a", "importance of a by impurity", view_->impurity[0]);
  snapshot.metric("impurity_copy", "importance of a′ by impurity", view_->impurity[1]);
  snapshot.metric("shuffling_a", "importance of a by shuffling", view_->permutation[0]);
  snapshot.metric("shuffling_copy", "importance of a′ by shuffling", view_->permutation[1]);
  double noise_impurity = 0, noise_shuffling = 0;
  for (std::size_t j = ColumnStudy::kTelling; j < ColumnStudy::kColumns; ++j) {
    noise_impurity += view_->impurity[j];
    noise_shuffling += view_->permutation[j];
  }
  snapshot.metric("impurity_noise", "importance of 1 to 7 by impurity", noise_impurity);
  snapshot.metric("shuffling_noise", "importance of 1 to 7 by shuffling", noise_shuffling);
}

const RegisterDemo<RandomForest> registered{{
    .id = "random-forest",
    .title = "Random forest",
    .lecture = 4,
    .row = "R17",
    .summary = "Trees that each saw something else vote: averaging removes their variance, as far as they differ.",
    .sources = {"Breiman, Bagging predictors, Machine Learning 24 (1996) 123",
                "Breiman, Random forests, Machine Learning 45 (2001) 5",
                "Geurts, Ernst, Wehenkel, Extremely randomized trees, Machine Learning 63 (2006) 3"},
    .steps_per_second = 5,
}};

}  // namespace
}  // namespace lectern
