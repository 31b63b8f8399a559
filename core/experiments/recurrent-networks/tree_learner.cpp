#include "core/experiments/recurrent-networks/tree_learner.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/experiments/recurrent-networks/learning.h"

namespace lectern {
namespace {

constexpr double kUnit = 10;         // what the output 1 means
constexpr int kTreesOfASize = 80;    // that judge
constexpr int kTreeCheckEvery = 20;  // updates
constexpr double kRight = 0.5;       // a smaller error is right when rounded

}  // namespace

TreeLearner::TreeLearner(const TreeTraining& training, const Streams& streams)
    : training_(training),
      network_(kDigits, kOperators, training.hidden, streams.rng("weights")),
      optimizer_(adam(0.01), network_.parameters().size()),
      rng_(streams.rng("expressions")),
      gradient_(network_.parameters().size()) {
  Rng test_rng = streams.rng("judges");
  for (int leaves = 1; leaves <= kLongest; ++leaves)
    for (int i = 0; i < kTreesOfASize; ++i) add_random_tree(leaves, test_rng, test_);
  record();
}

double TreeLearner::step(double learning_rate, double clip) {
  batch_->clear();
  for (int i = 0; i < training_.batch_size; ++i)
    add_random_tree(2 + static_cast<int>(rng_.below(static_cast<std::uint32_t>(training_.leaves - 1))), rng_, *batch_);
  targets_->clear();
  for (const double value : batch_->values) targets_->push_back(static_cast<float>(value / kUnit));
  weights_->assign(targets_->size(), training_.every_node ? 1.0f : 0.0f);
  for (const std::int32_t root : batch_->roots) (*weights_)[static_cast<std::size_t>(root)] = 1;
  const double cost = network_.gradient(batch_->forest, std::span<const float>(*targets_),
                                        std::span<const float>(*weights_), *pass_, gradient_);
  if (clip > 0) nn::clip_norm<float>(gradient_, clip);
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.step(network_.parameters(), gradient_);
  ++steps_;
  recent_cost_ += cost;
  ++recent_;
  if (std::isfinite(cost) && steps_ % kTreeCheckEvery == 0) record();
  return cost;
}

void TreeLearner::record() {
  judge();
  const auto mean = [this](int from, int to) {
    double sum = 0;
    for (int leaves = from; leaves <= to; ++leaves) {
      const double error = (*by_leaves_)[static_cast<std::size_t>(leaves)];
      sum += error * error;
    }
    return std::sqrt(sum / std::max(to - from + 1, 1));
  };
  const double training = recent_ > 0 ? kUnit * std::sqrt(recent_cost_ / recent_) : kUnknown;
  errors_.record(static_cast<double>(steps_),
                 std::array{training, mean(2, training_.leaves), mean(training_.leaves + 1, kLongest)});
  recent_cost_ = recent_ = 0;
}

void TreeLearner::judge() const {
  network_.forward(test_.forest, *test_pass_);
  by_leaves_->assign(kLongest + 1, 0);
  for (std::size_t i = 0; i < test_.roots.size(); ++i) {
    const double miss = kUnit * static_cast<double>(test_pass_->outputs(test_.roots[i], 0)) -
                        test_.values[static_cast<std::size_t>(test_.roots[i])];
    (*by_leaves_)[static_cast<std::size_t>(test_.leaves[i])] += miss * miss / kTreesOfASize;
  }
  for (double& error : *by_leaves_) error = std::sqrt(error);
}

double TreeLearner::share_right(int fewest, int most) const {
  int right = 0, all = 0;
  for (std::size_t i = 0; i < test_.roots.size(); ++i) {
    if (test_.leaves[i] < fewest || test_.leaves[i] > most) continue;
    ++all;
    const double guess = kUnit * static_cast<double>(test_pass_->outputs(test_.roots[i], 0));
    if (std::fabs(guess - test_.values[static_cast<std::size_t>(test_.roots[i])]) < kRight) ++right;
  }
  return all > 0 ? static_cast<double>(right) / all : kUnknown;
}

void TreeLearner::read(std::string_view expression) {
  const Result<bool> read = add_typed_tree(expression, typed_);
  problem_ = read ? "" : read.error();
  if (!read) typed_.clear();
}

double TreeLearner::value(std::int32_t node) const {
  return kUnit * static_cast<double>(typed_pass_->outputs(node, 0));
}

int TreeLearner::add_node(Tree& tree, std::int32_t node, int depth) const {
  const auto at = static_cast<std::size_t>(node);
  const double exact = typed_.values[at], guess = value(node);
  const bool is_leaf = typed_.forest.left[at] < 0;
  std::string& label = *label_;
  label.clear();
  if (!is_leaf) label.append(operator_name(typed_.forest.symbol[at])).append("  ");
  std::string& number = *number_;
  write_number(number, guess, 3);
  label.append(number).append(" (");
  write_number(number, exact, 0);
  label.append(number).append(")");
  const auto own = static_cast<int>(tree.nodes.size());
  tree.node(label, {.height = static_cast<double>(depth),
                    .color = std::fabs(guess - exact) < kRight ? kColorGood : kColorBad});
  if (is_leaf) return own;
  const int left = add_node(tree, typed_.forest.left[at], depth + 1);
  const int right = add_node(tree, typed_.forest.right[at], depth + 1);
  TreeNode& made = tree.nodes[static_cast<std::size_t>(own)];
  made.left = left;
  made.right = right;
  return own;
}

void TreeLearner::describe_tree(Snapshot& snapshot) const {
  network_.forward(typed_.forest, *typed_pass_);
  Tree& tree = snapshot.tree("tree", "Your expression",
                             {.weight = 4,
                              .help = "Each digit is a vector; each operator merges the vectors of two nodes into one, "
                                      "over and over. Written is what the network reads out of the vector, and in "
                                      "brackets what is right; green where it is when rounded."});
  tree.setup(false, "");
  if (typed_.roots.empty()) return;
  add_node(tree, typed_.roots[0], 0);
}

void TreeLearner::describe(Snapshot& snapshot) const {
  judge();
  describe_tree(snapshot);
  const bool is_read = !typed_.roots.empty();
  const std::int32_t root = is_read ? typed_.roots[0] : 0;
  Numbers numbers =
      snapshot.numbers("Numbers",
                       {.help = "Of unseen trees, as large as those that are taught and larger: the share whose value "
                                "is right when rounded, and the root mean square error."});
  if (!is_read) numbers.warning(problem_);
  numbers.add("value_network", "worth, says the network", is_read ? value(root) : kUnknown, {.digits = 3})
      .add("value_exact", "is worth", is_read ? typed_.values[static_cast<std::size_t>(root)] : kUnknown)
      .add("right_taught", "right, trees as taught", share_right(2, training_.leaves), {.digits = 3})
      .add("right_larger", "right, larger trees", share_right(training_.leaves + 1, kLongest), {.digits = 3})
      .add("error_taught", "error, trees as taught", errors_.last(1), {.digits = 3})
      .add("error_larger", "error, larger trees", errors_.last(2), {.digits = 3})
      .add("updates", static_cast<double>(steps_), {.digits = 0})
      .add("parameters", static_cast<double>(network_.parameters().size()), {.digits = 0});

  Plane& plane = snapshot.plane("values", "What the network says of unseen trees",
                                {.weight = 3,
                                 .help = "Trees of one to eight digits against their values. Orange: more digits than "
                                         "any that was taught."});
  plane.axes({.label = "value", .range = {-22, 22}}, {.label = "network", .range = {-26, 26}});
  plane.straight("right", 1, -1, 0, {.color = kColorMuted});
  for (const bool larger : {true, false}) {
    PointsLayer& points = plane.points(larger ? "larger than taught" : "as large as taught", Places(),
                                       {.color = larger ? 1 : 0, .size_px = 3.5f});
    for (std::size_t i = 0; i < test_.roots.size(); ++i) {
      if ((test_.leaves[i] > training_.leaves) != larger) continue;
      points.x.push_back(static_cast<float>(test_.values[static_cast<std::size_t>(test_.roots[i])]));
      points.y.push_back(static_cast<float>(kUnit) * test_pass_->outputs(test_.roots[i], 0));
    }
  }

  Plane& sizes = snapshot.curves("sizes", "Error by size of the tree",
                                 {.weight = 3,
                                  .help = "Root mean square error of the root, by digits in the tree. The same layers "
                                          "merge trees of any size; each merge adds its own error."});
  sizes.axes({.label = "digits in the tree", .range = {0.5, kLongest + 0.5}}, {.label = "error"});
  LineLayer& line = sizes.line("error", Places(), {.color = 0});
  for (int leaves = 1; leaves <= kLongest; ++leaves) {
    line.x.push_back(static_cast<float>(leaves));
    line.y.push_back(static_cast<float>((*by_leaves_)[static_cast<std::size_t>(leaves)]));
  }
  sizes.vertical("largest taught", training_.leaves + 0.5, {.color = kColorAccent});

  Plane& training =
      snapshot.curves("training", "Error in training", {.weight = 2, .help = "Root mean squares of values."});
  training.axes({.label = "updates"}, {.label = "error", .logarithmic = true});
  training.line("in training", errors_, 0, {.color = 0, .least = 1e-4});
  training.line("unseen", errors_, 1, {.color = 1, .least = 1e-4});
  training.line("unseen, larger", errors_, 2, {.color = 2, .least = 1e-4});
}

}  // namespace lectern
