// A decision tree grown split by split, its partition of the plane and its questions side by side: the gain of every
// threshold at a node, pruning by the weakest links, depth against bias and variance, and a tree built by hand.
// Lecture row R16.
// Sources: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984); Quinlan, Induction of decision
// trees, Machine Learning 1 (1986) 81.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/experiments/decision-tree/grown_tree.h"
#include "core/experiments/decision-tree/own_tree.h"
#include "core/experiments/decision-tree/small_trees.h"
#include "core/lab/demo.h"
#include "core/parts/decision_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

// A number in a box of the tree.
std::string printed(double value) { return (value < 0 ? "−" : "") + number_in_words(std::fabs(value), 3); }

using trees::Criterion;

constexpr const char* kPlaneHelp =
    "Every leaf is a rectangle with one answer, paler where its training examples disagree. The newest split stands out. "
    "Drag a point, or tap to add one: the tree is grown anew.";
constexpr const char* kTreeHelp =
    "The same tree as questions: yes goes left. Numbers are the order of the splits; colours are the classes that are "
    "most frequent, widths the shares of the examples. A large tree is drawn as dots: point at one.";
constexpr const char* kGainHelp =
    "By how much each possible threshold lowers the impurity of the node: the greedy tree takes the highest point, "
    "whatever comes after it.";
constexpr const char* kCandidatesHelp = "The local maxima of the gain, best first. The tree takes the first one.";
constexpr const char* kErrorsHelp =
    "Solid: after each split. Dashed: the tree as it is now, its weakest links cut one after the other.";
constexpr const char* kReplicasHelp =
    "Trees of every depth on bootstrap replicas of the training data, one replica a step; all errors but the first "
    "on the validation data. Bias: the error of all replicas together. Variance: how often one of them differs from "
    "that. For numbers: the squared error of their mean, and their variance.";
constexpr const char* kOwnHelp =
    "Tap a region, then drag one of its two handles: the lower one cuts x₁, the left one x₂. Drag a handle out of the "
    "region and the cut is gone. Tap a cut to choose it again.";

constexpr int kGridSide = 176;
constexpr std::size_t kCandidates = 8;
constexpr int kReplicas = 100;
constexpr float kLead = 0.02f;    // of the class that is answered where another is as frequent
constexpr double kReach = 0.025;  // of the window: how near a tap must be to a cut

struct Settings {
  PlanarDataSettings data{.set = "xnor", .n = 500, .noise = 0.1, .learns_laws = true, .offers_salaries = true};
  Criterion criterion = Criterion::entropy;
  int depth = 20;
  int min_leaf = 1;
  int min_split = 2;
  int cuts = 0;
  int split = 0;
  bool build = false;
  SmallTree example = SmallTree::none;
};

// What is drawn of the tree as it is now.
struct View {
  bool is_known = false;
  std::vector<bool> inner;                 // of each node
  std::vector<GrownTree::Errors> pruning;  // of the tree before links were cut
  std::vector<std::string> labels;         // of each node
  int looked_at = 0;                       // the node whose gains are shown
  int leaves = 1, depth = 0;
  GrownTree::Errors errors;
  std::vector<trees::ThresholdGain> gains[2];
  struct Candidate {
    int feature;
    trees::ThresholdGain gain;
  };
  std::vector<Candidate> candidates;
  double impurity = 0;
  // Of the tree built by hand.
  std::vector<double> own_values, own_weights;  // of each node
  double own_training = 0, own_validation = 0;
  std::vector<TreeReplicas::Parts> parts;  // of each depth
  std::vector<std::array<int, 2>> queue;
  int samples = 0;  // of the node looked at
};

class DecisionTreeDemo final : public Demo<DecisionTreeDemo, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Tree")
        .choice(&Settings::criterion, "criterion", "Impurity",
                {{Criterion::entropy, "entropy", "Entropy, in bits"}, {Criterion::gini, "gini", "Gini"}})
        .live()
        .help("−Σ p log₂ p, or 1 − Σ p². For numbers it is their variance.")
        .integer(&Settings::depth, "depth", {0, 20})
        .live()
        .help("How many questions may follow each other.")
        .integer(&Settings::min_leaf, "min_leaf", "Least samples of a leaf", {1, 100})
        .logarithmic()
        .live()
        .help("No threshold is taken that leaves fewer on one side.")
        .integer(&Settings::min_split, "min_split", "Least samples to split", {2, 200})
        .logarithmic()
        .live()
        .help("A node with fewer is a leaf.")
        .integer(&Settings::cuts, "cuts", "Weakest links cut", {0, 200})
        .live()
        .help("Cost-complexity pruning along its whole path: each cut takes away the part of the tree that lowers the "
              "impurity least for each of its leaves. At the right end the root alone is left.")
        .integer(&Settings::split, "split", "Split looked at", {0, 400})
        .live()
        .help("Its number in the tree; 0: the newest one.")
        .group("More trees")
        .boolean(&Settings::build, "build", "Build your own")
        .live()
        .help("A tree of your own on the same points, scored against the greedy one with as many leaves.")
        .choice(&Settings::example, "small_example", "Another example", kSmallTrees)
        .live()
        .help("Four classes in three dimensions, a table of words, or salaries by words and numbers.");
  }

  explicit DecisionTreeDemo(const Start& start) : Demo(start), replicas_(rng("replicas")), replica_rule_(rule()) {
    own_ = OwnTree(data().problem().is_curve() ? 1 : 2, data().x_range(), data().y_range());
    data_changed();
  }

  void data_changed() {
    auto training = std::make_shared<TreeExamples>(examples_of(data().training()));
    validation_ = std::make_shared<const TreeExamples>(examples_of(data().validation()));
    training_ = std::move(training);
    replicas_.clear();
    grow();
  }
  void settings_changed(const Settings& before) {
    const bool others = before.criterion != settings().criterion || before.min_leaf != settings().min_leaf ||
                        before.min_split != settings().min_split;
    if (others || before.depth != settings().depth)
      grow();
    else
      changed();
  }
  bool gesture(const Action& action) {
    if (action.panel != "own") return false;
    if (const auto* picked = std::get_if<LatentPicked>(&action.gesture)) {
      own_.choose(picked->x, picked->y, kReach);
    } else if (const auto* dragged = std::get_if<HandleDragged>(&action.gesture)) {
      if (dragged->handle != "x1" && dragged->handle != "x2") return false;
      const bool first = dragged->handle == "x1";
      own_.cut(first ? 0 : 1, first ? dragged->x : dragged->y);
    } else {
      return false;
    }
    view_->is_known = false;
    return true;
  }

  void step() override {
    if (tree_ && splits_ < tree_->splits()) ++splits_;
    if (!replicas_are_current()) {
      replicas_.clear();
      replica_rule_ = rule();
    }
    if (tree_ && replicas_.replicas() < kReplicas) replicas_.add(*training_, *validation_, options());
    changed();
  }
  bool finished() const override {
    return tree_ != nullptr && replicas_are_current() && splits_ >= tree_->splits() &&
           replicas_.replicas() >= kReplicas;
  }
  auto state() const { return std::tie(splits_, own_, replicas_, replica_rule_); }
  void describe(Snapshot& snapshot) const override;

 private:
  int classes() const { return data().problem().is_classification() ? data().classes() : 0; }
  bool is_curve() const { return data().problem().is_curve(); }
  TreeExamples examples_of(const data::Dataset& set) const {
    return {inputs_of(set), set.labels, {set.targets.begin(), set.targets.end()}, classes()};
  }
  trees::TreeOptions options() const {
    trees::TreeOptions options;
    options.criterion = classes() > 0 ? settings().criterion : Criterion::squared_error;
    options.max_depth = settings().depth;
    options.min_leaf = settings().min_leaf;
    options.min_split = settings().min_split;
    return options;
  }
  // By what all replicas were grown: they begin anew at the first step after it has changed.
  std::array<int, 3> rule() const {
    return {static_cast<int>(settings().criterion), settings().min_leaf, settings().min_split};
  }
  bool replicas_are_current() const { return replica_rule_ == rule(); }
  // The tree is grown as far as steps were taken, whatever is changed.
  void grow() {
    tree_ = training_->size() > 0 ? std::make_shared<const GrownTree>(*training_, *validation_, options()) : nullptr;
    changed();
  }
  void changed() {
    view_->is_known = false;
    field_.set_classes(classes());
    field_.set_grid({is_curve() ? 1 : kGridSide, kGridSide, data().x_range(), data().y_range()});
  }
  int splits() const { return std::min(splits_, tree_->splits()); }
  const trees::TreeNode& node(int index) const { return tree_->tree().nodes()[static_cast<std::size_t>(index)]; }
  const std::string& input(int feature) const {
    return feature == 0 ? data().problem().x_label : data().problem().y_label;
  }
  const char* unit() const { return classes() > 0 && settings().criterion == Criterion::entropy ? "bit" : ""; }
  int leaf_of(double x, double y) const;

  const View& view() const;
  void view_tree(View& view) const;
  void view_gains(View& view) const;
  void view_own(View& view) const;
  std::vector<int> rows_looked_at() const;

  void describe_plane(Plane& plane) const;
  void describe_curve(Plane& plane) const;
  void add_splits(Plane& plane) const;
  void describe_tree(Tree& picture) const;
  void describe_gains(Plane& plane) const;
  void describe_candidates(Table& table) const;
  void describe_errors(Plane& curves) const;
  void describe_replicas(Plane& curves) const;
  void describe_own(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const TreeExamples> training_, validation_;
  std::shared_ptr<const GrownTree> tree_;  // null without training examples
  int splits_ = 0;
  TreeReplicas replicas_;
  std::array<int, 3> replica_rule_{};
  OwnTree own_;
  DecisionField field_;
  Scratch<View> view_;
};

int DecisionTreeDemo::leaf_of(double x, double y) const {
  const double place[2] = {x, y};
  const std::vector<bool>& inner = view_->inner;
  int at = 0;
  while (inner[static_cast<std::size_t>(at)])
    at = node(at).goes_left(place[node(at).feature]) ? node(at).left : node(at).right;
  return at;
}

const View& DecisionTreeDemo::view() const {
  View& view = *view_;
  if (view.is_known) return view;
  view_tree(view);
  view_gains(view);
  view_own(view);
  std::vector<TreeReplicas::Parts>& parts = view.parts;
  parts.clear();
  for (int depth = 0; depth < TreeReplicas::kDepths && replicas_.replicas() > 0; ++depth)
    parts.push_back(replicas_.parts(depth, *validation_));
  view.is_known = true;
  return view;
}

void DecisionTreeDemo::view_tree(View& view) const {
  std::vector<std::vector<bool>> path;
  view.pruning = tree_->pruning(splits(), &path);
  const std::size_t cut = std::min(static_cast<std::size_t>(settings().cuts), path.size() - 1);
  view.inner = path[cut];
  view.errors = view.pruning[cut];
  view.leaves = view.errors.leaves;
  view.labels.resize(view.inner.size());
  view.depth = 0;
  view.looked_at = tree_->splits() > 0 ? tree_->node_of_split(std::max(splits() - 1, 0)) : 0;
  if (settings().split > 0 && settings().split <= tree_->splits())
    view.looked_at = tree_->node_of_split(settings().split - 1);
  for (std::size_t i = 0; i < view.inner.size(); ++i) {
    const trees::TreeNode& here = node(static_cast<int>(i));
    std::string& label = view.labels[i];
    label.clear();
    if (view.inner[i]) {
      label += std::to_string(tree_->split_of_node(static_cast<int>(i)) + 1) + ": " + input(here.feature) + " ≤ ";
      label += printed(here.threshold);
      continue;
    }
    if (classes() > 0) {
      label += data().class_name(static_cast<int>(here.value));
    } else {
      label += printed(here.value);
    }
    label += " (" + std::to_string(here.samples) + ")";
  }
}

std::vector<int> DecisionTreeDemo::rows_looked_at() const {
  std::vector<int> rows;
  for (std::size_t i = 0; i < training_->size(); ++i) {
    const std::span<const double> x = training_->row(i);
    bool inside = true;
    if (settings().build) {
      const double place[2] = {x[0], x.size() > 1 ? x[1] : 0};
      inside = own_.reaches(own_.chosen(), place);
    } else {
      int at = 0;
      while (at != view_->looked_at && !node(at).is_leaf())
        at = node(at).goes_left(x[static_cast<std::size_t>(node(at).feature)]) ? node(at).left : node(at).right;
      inside = at == view_->looked_at;
    }
    if (inside) rows.push_back(static_cast<int>(i));
  }
  return rows;
}

void DecisionTreeDemo::view_gains(View& view) const {
  const std::vector<int> rows = rows_looked_at();
  const trees::TreeOptions options = this->options();
  view.candidates.clear();
  view.samples = static_cast<int>(rows.size());
  view.impurity = rows.empty() ? 0 : trees::impurity(training_->target(), rows, options.criterion);
  for (int feature = 0; feature < 2; ++feature) {
    std::vector<trees::ThresholdGain>& gains = view.gains[feature];
    gains.clear();
    if (feature >= training_->X.cols()) continue;
    gains = trees::threshold_gains(training_->X, training_->target(), rows, feature, options.criterion);
    for (std::size_t i = 0; i < gains.size(); ++i) {
      const bool above_left = i == 0 || gains[i].gain > gains[i - 1].gain;
      const bool above_right = i + 1 == gains.size() || gains[i].gain >= gains[i + 1].gain;
      if (above_left && above_right) view.candidates.push_back({feature, gains[i]});
    }
  }
  std::sort(view.candidates.begin(), view.candidates.end(), [](const View::Candidate& a, const View::Candidate& b) {
    if (a.gain.gain != b.gain.gain) return a.gain.gain > b.gain.gain;
    return a.feature != b.feature ? a.feature < b.feature : a.gain.threshold < b.gain.threshold;
  });
}

// What each leaf of the tree built by hand answers: the class most frequent in it, or the mean.
void DecisionTreeDemo::view_own(View& view) const {
  const std::size_t nodes = own_.nodes().size(), width = static_cast<std::size_t>(std::max(classes(), 1));
  std::vector<double> sums(nodes * width, 0.0);
  view.own_weights.assign(nodes, 0.0);
  view.own_values.assign(nodes, 0.0);
  const auto leaf = [this](const TreeExamples& examples, std::size_t i) {
    const std::span<const double> x = examples.row(i);
    const double place[2] = {x[0], x.size() > 1 ? x[1] : 0};
    return static_cast<std::size_t>(own_.leaf_of(place));
  };
  for (std::size_t i = 0; i < training_->size(); ++i) {
    const std::size_t at = leaf(*training_, i);
    view.own_weights[at] += 1;
    sums[at * width + (classes() > 0 ? static_cast<std::size_t>(training_->labels[i]) : 0)] +=
        classes() > 0 ? 1 : training_->y[i];
  }
  for (std::size_t at = 0; at < nodes; ++at) {
    const double* of_leaf = sums.data() + at * width;
    view.own_values[at] = classes() > 0 ? static_cast<double>(std::max_element(of_leaf, of_leaf + width) - of_leaf)
                                        : of_leaf[0] / std::max(view.own_weights[at], 1.0);
  }
  const auto error = [&](const TreeExamples& examples) {
    double sum = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) sum += examples.loss(i, view.own_values[leaf(examples, i)]);
    return examples.size() > 0 ? sum / static_cast<double>(examples.size()) : std::numeric_limits<double>::quiet_NaN();
  };
  view.own_training = error(*training_);
  view.own_validation = error(*validation_);
}

void DecisionTreeDemo::describe(Snapshot& snapshot) const {
  const bool build = settings().build;
  if (tree_ != nullptr) view();
  if (build) describe_own(snapshot.plane("own", "Your tree", {.weight = 4, .help = kOwnHelp}));
  if (!build) describe_plane(snapshot.plane("plane", "Partition", {.weight = 4, .help = kPlaneHelp}));
  if (tree_ != nullptr && !build) describe_tree(snapshot.tree("tree", "Tree", {.weight = 3, .help = kTreeHelp}));
  describe_numbers(snapshot);
  if (tree_ != nullptr) {
    describe_gains(snapshot.plane("gain", build ? "Gain of every cut of the region" : "Gain of every threshold",
                                  {.weight = build ? 3 : 2, .help = kGainHelp}));
  }
  if (build) describe_plane(snapshot.plane("plane", "The greedy tree", {.weight = 2, .help = kPlaneHelp}));
  if (tree_ != nullptr) {
    if (build) describe_tree(snapshot.tree("tree", "The greedy tree's questions", {.weight = 2, .help = kTreeHelp}));
    describe_candidates(snapshot.table("candidates", "Why this split?", {.weight = 1, .help = kCandidatesHelp}));
    describe_errors(snapshot.curves("errors", "Errors against leaves", {.weight = 2, .help = kErrorsHelp}));
    describe_replicas(snapshot.curves("replicas", "Errors against depth", {.weight = 2, .help = kReplicasHelp}));
  }
  describe_small_tree(snapshot, settings().example, settings().criterion);
}

void DecisionTreeDemo::describe_plane(Plane& plane) const {
  data().describe_axes(plane);
  if (tree_ == nullptr) return data().describe_examples(plane);
  if (is_curve()) {
    data().describe_examples(plane);
    return describe_curve(plane);
  }
  field_.compute(pool(), [this](double x, double y, std::span<float> scores) -> DecisionField::Answer {
    const int leaf = leaf_of(x, y);
    if (scores.empty()) return {node(leaf).value, 0};
    const std::span<const double> masses = tree_->tree().masses(leaf);
    for (std::size_t k = 0; k < scores.size(); ++k) scores[k] = static_cast<float>(masses[k] / node(leaf).weight);
    const auto label = static_cast<int>(node(leaf).value);
    scores[static_cast<std::size_t>(label)] += kLead;
    return {decision_value(label,
                           confidence_of(masses[static_cast<std::size_t>(label)] / node(leaf).weight, classes())),
            0};
  });
  if (classes() > 0)
    field_.describe(plane, "decision");
  else
    plane.field("mean", field_.grid(), field_.decisions());
  data().describe_examples(plane);
  add_splits(plane);
}

// The pieces of a curve end exactly at the thresholds.
void DecisionTreeDemo::describe_curve(Plane& plane) const {
  LineLayer& line = plane.line("mean of the leaf", Places(), {.color = kColorForeground, .width_px = 2.5f});
  double x = data().x_range().low;
  const double high = data().x_range().high;
  while (x < high) {
    const int leaf = leaf_of(x, 0);
    // The next threshold to the right of here.
    double next = high;
    for (std::size_t i = 0; i < view_->inner.size(); ++i)
      if (view_->inner[i] && node(static_cast<int>(i)).threshold >= x)
        next = std::min(next, node(static_cast<int>(i)).threshold);
    line.x.push_back(static_cast<float>(x));
    line.x.push_back(static_cast<float>(next));
    line.y.insert(line.y.end(), 2, static_cast<float>(node(leaf).value));
    x = next < high ? std::nextafter(next, high) : high;
  }
}

void DecisionTreeDemo::add_splits(Plane& plane) const {
  LineLayer& all = plane.line("splits", Places(), {.color = kColorForeground, .width_px = 1.2f});
  LineLayer& looked_at = plane.line(settings().split > 0 ? "split looked at" : "newest split", Places(),
                                    {.color = kColorBad, .width_px = 4});
  struct Place {
    int node;
    Range sides[2];
  };
  std::array<Place, 64> waiting;
  std::size_t count = 0;
  waiting[count++] = {0, {data().x_range(), data().y_range()}};
  while (count > 0) {
    const Place here = waiting[--count];
    if (!view_->inner[static_cast<std::size_t>(here.node)]) continue;
    const trees::TreeNode& split = node(here.node);
    Place left{split.left, {here.sides[0], here.sides[1]}}, right{split.right, {here.sides[0], here.sides[1]}};
    left.sides[split.feature].high = right.sides[split.feature].low = split.threshold;
    const Range across = here.sides[1 - split.feature];
    for (LineLayer* line : {&all, &looked_at}) {
      if (line == &looked_at && here.node != view_->looked_at) continue;
      std::vector<float>&along = split.feature == 0 ? line->y : line->x, &at = split.feature == 0 ? line->x : line->y;
      const auto threshold = static_cast<float>(split.threshold);
      at.insert(at.end(), {threshold, threshold, NAN});
      along.insert(along.end(), {static_cast<float>(across.low), static_cast<float>(across.high), NAN});
    }
    waiting[count++] = right;
    waiting[count++] = left;
  }
}

void DecisionTreeDemo::describe_tree(Tree& picture) const {
  picture.setup(false, "");
  // Breadth first, so that a node's number in the picture is known when its parent is added.
  std::vector<std::array<int, 2>>& queue = view_->queue;  // node, depth
  queue.assign(1, {0, 0});
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const auto [index, depth] = queue[i];
    const trees::TreeNode& here = node(index);
    NodeStyle style;
    style.height = depth;
    style.weight = here.weight / node(0).weight;
    style.color = classes() > 0 ? static_cast<int>(here.value) : here.value > node(0).value ? 1 : 0;
    if (view_->inner[static_cast<std::size_t>(index)]) {
      style.left = static_cast<int>(queue.size());
      style.right = style.left + 1;
      queue.push_back({here.left, depth + 1});
      queue.push_back({here.right, depth + 1});
    }
    picture.node(view_->labels[static_cast<std::size_t>(index)], style);
  }
}

void DecisionTreeDemo::describe_gains(Plane& plane) const {
  const View& view = *view_;
  const bool bits = *unit() != '\0';
  const double best = view.candidates.empty() ? 0 : view.candidates[0].gain.gain;
  // The scale is that of the node looked at.
  plane.axes({.label = "threshold α", .range = data().x_range()}, {.label = classes() == 0 ? "gain (variance)"
                                                                            : bits         ? "gain [bits]"
                                                                                           : "gain (gini)",
                                                                   .range = best > 0 ? Range{0, 1.1 * best} : Range{}});
  for (int feature = 0; feature < training_->X.cols(); ++feature) {
    LineLayer& line = plane.line(input(feature), Places(), {.color = feature == 0 ? 2 : 4});
    for (const trees::ThresholdGain& gain : view.gains[feature]) {
      line.x.push_back(static_cast<float>(gain.threshold));
      line.y.push_back(static_cast<float>(gain.gain));
    }
  }
  if (!view.candidates.empty())
    plane.point("best", view.candidates[0].gain.threshold, view.candidates[0].gain.gain,
                {.color = kColorAccent, .marker = Marker::diamond, .size_px = 7});
  if (!settings().build) return;
  const OwnTree::Node& own = own_.nodes()[static_cast<std::size_t>(own_.chosen())];
  if (own.feature >= 0) plane.vertical("your cut", own.threshold, {.color = own.feature == 0 ? 2 : 4});
}

void DecisionTreeDemo::describe_candidates(Table& table) const {
  table.head({"split", "gain", "left", "right"});
  for (std::size_t i = 0; i < std::min(kCandidates, view_->candidates.size()); ++i) {
    const View::Candidate& candidate = view_->candidates[i];
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%s ≤ %s%.3f", input(candidate.feature).c_str(),
                  candidate.gain.threshold < 0 ? "−" : "", std::fabs(candidate.gain.threshold));
    table.row({text.data(),
               {candidate.gain.gain, 3},
               {static_cast<double>(candidate.gain.left), 0},
               {static_cast<double>(view_->samples - candidate.gain.left), 0}},
              {i == 0 ? kColorAccent : kColorForeground});
  }
}

void DecisionTreeDemo::describe_errors(Plane& curves) const {
  const View& view = *view_;
  curves.axes({.label = "leaves", .logarithmic = true},
              {.label = classes() > 0 ? "fraction misclassified" : "mean squared error"});
  const std::span<const GrownTree::Errors> growth = tree_->growth().first(static_cast<std::size_t>(splits()) + 1);
  const auto add = [&](const char* label, std::span<const GrownTree::Errors> path, bool validation, bool dashed) {
    LineLayer& line = curves.line(label, Places(), {.color = validation ? 1 : 0, .dashed = dashed});
    for (const GrownTree::Errors& errors : path) {
      line.x.push_back(static_cast<float>(errors.leaves));
      line.y.push_back(static_cast<float>(validation ? errors.validation : errors.training));
    }
  };
  add("E_tr", growth, false, false);
  if (data().has_validation()) add("E_val", growth, true, false);
  add("E_tr, pruned", view.pruning, false, true);
  if (data().has_validation()) add("E_val, pruned", view.pruning, true, true);
  curves.point("", view.leaves, view.errors.training, {.color = 0});
  if (data().has_validation()) curves.point("", view.leaves, view.errors.validation, {.color = 1});
  curves.vertical("leaves now", view.leaves);
  curves.read_at = view.leaves;
}

void DecisionTreeDemo::describe_replicas(Plane& curves) const {
  curves.axes({.label = "depth", .range = {0, TreeReplicas::kDepths - 1}},
              {.label = classes() > 0 ? "fraction" : "mean square"});
  if (replicas_.replicas() == 0) return;
  const auto add = [&](const char* label, ColorRole color, int which) {
    LineLayer& line = curves.line(label, Places(), {.color = color});
    for (int depth = 0; depth < TreeReplicas::kDepths; ++depth) {
      const TreeReplicas::Parts& parts = view_->parts[static_cast<std::size_t>(depth)];
      const double value = which == 0   ? replicas_.training_error(depth)
                           : which == 1 ? replicas_.validation_error(depth)
                           : which == 2 ? parts.bias
                                        : parts.variance;
      line.x.push_back(static_cast<float>(depth));
      line.y.push_back(static_cast<float>(value));
    }
  };
  add("E_tr", 0, 0);
  if (!data().has_validation()) return;
  add("E_val", 1, 1);
  add(classes() > 0 ? "bias" : "bias² + noise", 2, 2);
  add("variance", 3, 3);
}

void DecisionTreeDemo::describe_own(Plane& plane) const {
  data().describe_axes(plane);
  plane.accepts_points = false;
  if (tree_ == nullptr) return;
  plane.accept_latent_picks();
  const View& view = *view_;
  const Range x = data().x_range(), y = data().y_range();
  const auto place_of = [](double x1, double x2) { return std::array<double, 2>{x1, x2}; };
  if (is_curve()) {
    LineLayer& line = plane.line("mean of the leaf", Places(), {.color = kColorAccent});
    constexpr int kPlaces = 400;
    for (int i = 0; i <= kPlaces; ++i) {
      const double at = x.low + (x.high - x.low) * i / kPlaces;
      line.x.push_back(static_cast<float>(at));
      line.y.push_back(
          static_cast<float>(view.own_values[static_cast<std::size_t>(own_.leaf_of(place_of(at, 0).data()))]));
    }
  } else {
    const bool discrete = classes() > 0;
    plane.field("your answer", {kGridSide, kGridSide, x, y},
                [&](double x1, double x2) {
                  const auto leaf = static_cast<std::size_t>(own_.leaf_of(place_of(x1, x2).data()));
                  return discrete ? decision_value(static_cast<int>(view.own_values[leaf]),
                                                   view.own_weights[leaf] > 0 ? 0.6 : 0)
                                  : view.own_values[leaf];
                },
                {.discrete_classes = discrete});
  }
  data().describe_examples(plane);
  LineLayer& cuts = plane.line("your cuts", Places(), {.color = kColorForeground, .width_px = 2});
  for (int i = 0; i < static_cast<int>(own_.nodes().size()); ++i) {
    const OwnTree::Node& cut = own_.nodes()[static_cast<std::size_t>(i)];
    if (cut.feature < 0) continue;
    const Range across = own_.box(i).sides[1 - cut.feature];
    std::vector<float>&along = cut.feature == 0 ? cuts.y : cuts.x, &at = cut.feature == 0 ? cuts.x : cuts.y;
    at.insert(at.end(), {static_cast<float>(cut.threshold), static_cast<float>(cut.threshold), NAN});
    along.insert(along.end(), {static_cast<float>(across.low), static_cast<float>(across.high), NAN});
  }
  // The chosen region, a little inside of its sides, and a handle at two of them.
  const OwnTree::Box box = own_.box(own_.chosen());
  const OwnTree::Node& chosen = own_.nodes()[static_cast<std::size_t>(own_.chosen())];
  const double inset_x = 0.012 * (x.high - x.low), inset_y = 0.012 * (y.high - y.low);
  const double left = box.sides[0].low + inset_x, right = box.sides[0].high - inset_x;
  const double low = box.sides[1].low + inset_y, high = box.sides[1].high - inset_y;
  LineLayer& outline = plane.line("chosen region", Places(), {.color = kColorAccent, .dashed = true, .width_px = 2});
  for (const double corner : {left, right, right, left, left}) outline.x.push_back(static_cast<float>(corner));
  for (const double corner : {low, low, high, high, low}) outline.y.push_back(static_cast<float>(corner));
  plane.handle("x1", "drag to cut", chosen.feature == 0 ? chosen.threshold : (left + right) / 2, low + 2 * inset_y);
  if (!is_curve())
    plane.handle("x2", "", left + 2 * inset_x, chosen.feature == 1 ? chosen.threshold : (low + high) / 2);
}

void DecisionTreeDemo::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers =
      snapshot.numbers("Numbers", {.weight = 1, .help = "Of the tree as it is shown, and of the split looked at."});
  if (tree_ == nullptr) {
    numbers.warning("No points yet: drop a file, or choose a class beside the picture and tap into it.");
    return;
  }
  const View& view = *view_;
  const char* held_out = data().has_validation() ? "" : kNoneHeldOut;
  if (settings().build) {
    const auto at = std::min(static_cast<std::size_t>(own_.leaves()), tree_->growth().size()) - 1;
    const GrownTree::Errors& greedy = tree_->growth()[at];
    numbers.add("own_leaves", "your leaves", own_.leaves(), {.digits = 0})
        .add("own_training_error", "your E_tr", view.own_training, {.digits = 3})
        .add("own_validation_error", "your E_val", view.own_validation, {.digits = 3, .note = held_out})
        .add("greedy_training_error", "greedy E_tr, as many leaves", greedy.training, {.digits = 3})
        .add("greedy_validation_error", "greedy E_val", greedy.validation, {.digits = 3, .note = held_out});
    numbers.add("impurity", "impurity of the region", view.impurity, {.unit = unit(), .digits = 3});
    numbers.add("best_gain", "best gain of a cut", view.candidates.empty() ? 0 : view.candidates[0].gain.gain,
                {.unit = unit(), .digits = 3});
    return;
  }
  numbers.add("leaves", "leaves", view.leaves, {.digits = 0});
  numbers.add("training_error", view.errors.training, {.digits = 3});
  numbers.add("validation_error", view.errors.validation, {.digits = 3, .note = held_out});
  numbers.add("best_gain", "gain of this split", view.candidates.empty() ? 0 : view.candidates[0].gain.gain,
              {.unit = unit(), .digits = 3});
  numbers.add("impurity", "impurity of its node", view.impurity, {.unit = unit(), .digits = 3});
  if (settings().cuts > 0) numbers.add("alpha", "pruned at α", view.errors.alpha, {.unit = unit(), .digits = 3});
  double least = std::numeric_limits<double>::quiet_NaN();
  int least_leaves = 0;
  for (const GrownTree::Errors& errors : view.pruning) {
    if (!(least <= errors.validation)) {
      least = errors.validation;
      least_leaves = errors.leaves;
    } else if (errors.validation == least) {
      least_leaves = errors.leaves;
    }
  }
  numbers.add("least_validation_error", least,
              {.digits = 3, .note = data().has_validation() ? "by pruning" : kNoneHeldOut});
  numbers.add("least_leaves", "… with so many leaves", least_leaves, {.digits = 0});
  snapshot.metric("splits", "splits", splits(), {.digits = 0});
  snapshot.metric("possible_splits", "splits until nothing is left", tree_->splits(), {.digits = 0});
  snapshot.metric("replicas", replicas_.replicas(), {.digits = 0});
  if (replicas_.replicas() == 0 || !data().has_validation()) return;
  for (const int depth : {1, 2, 3, 5, 10}) {
    const std::string name = std::to_string(depth);
    snapshot.metric("training_" + name, "E_tr at depth " + name, replicas_.training_error(depth));
    snapshot.metric("validation_" + name, "E_val at depth " + name, replicas_.validation_error(depth));
    snapshot.metric("bias_" + name, "bias at depth " + name, view.parts[static_cast<std::size_t>(depth)].bias);
    snapshot.metric("variance_" + name, "variance at depth " + name,
                    view.parts[static_cast<std::size_t>(depth)].variance);
  }
}

const RegisterDemo<DecisionTreeDemo> registered{{
    .id = "decision-tree",
    .title = "Decision tree",
    .lecture = 4,
    .row = "R16",
    .summary =
        "Questions about one input at a time cut the plane into boxes: grown split by split, pruned, or built by you.",
    .sources = {"Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984)",
                "Quinlan, Induction of decision trees, Machine Learning 1 (1986) 81"},
    .steps_per_second = 2,
}};

}  // namespace
}  // namespace lectern
