#include "core/experiments/random-forest/table_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/ml/metrics/classification.h"
#include "core/ml/metrics/ranking.h"
#include "core/ml/trees/tree_arrays.h"

namespace lectern {
namespace {

using trees::at;

constexpr int kMostBars = 12;
constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();
constexpr double kNeededOfFive = 2.776, kNeededOfMany = 1.96;  // |t| beyond which 5 % of chance lies, two-sided

constexpr const char* kRocHelp =
    "Over all thresholds of the share of votes, on rows held out: how many of the class looked for are found, against how "
    "many others are taken for it. One tree with pure leaves is sure of everything: it has one point.";
constexpr const char* kConfusionHelp =
    "Of the forest, rows held out: what they are, and what most of its trees say they are.";
constexpr const char* kColumnsHelp =
    "Of the forest: how much splits of a column lower the impurity, and how much worse answers out of bag are when the "
    "column is shuffled. Each measure has the sum 1; of many columns the first of the ranking are shown.";
constexpr const char* kJudgedHelp =
    "Rows held out. Above: the commonest class for all, unseen. Found: of the class looked for. Area: under the curve of "
    "found against false alarms.";
constexpr const char* kGainHelp =
    "How much nearer the forest's share of votes is to the truth than the tree's answer, squared: the mean over rows held "
    "out, divided by its standard error. Beyond the limit chance is an explanation for one in twenty.";

void normalise_shares(std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  if (sum > 0)
    for (double& value : values) value /= sum;
}

}  // namespace

TableStudy::Learned TableStudy::learned_from(const data::Dataset& all, double train_fraction, Rng split) {
  const auto n = static_cast<std::size_t>(all.size());
  std::vector<std::ptrdiff_t> order(n);
  std::iota(order.begin(), order.end(), std::ptrdiff_t{0});
  split.shuffle(std::span(order));
  const auto learned =
      std::clamp(static_cast<std::size_t>(train_fraction * static_cast<double>(n) + 0.5), std::size_t{2}, n - 2);
  const auto part = [&](std::size_t first, std::size_t last) {
    TreeExamples examples;
    examples.classes = all.classes();
    examples.X.resize(static_cast<std::ptrdiff_t>(last - first), all.features());
    for (std::size_t i = first; i < last; ++i) {
      for (std::ptrdiff_t j = 0; j < all.features(); ++j)
        examples.X(static_cast<std::ptrdiff_t>(i - first), j) = static_cast<double>(all.X(order[i], j));
      examples.labels.push_back(all.labels[static_cast<std::size_t>(order[i])]);
    }
    return examples;
  };
  TreeExamples training = part(0, learned), held_out = part(learned, n);
  trees::SortedInputs inputs(training.X);
  std::vector<int> counts(at(all.classes()), 0);
  for (const int label : all.labels) ++counts[at(label)];
  // The rarest that occurs, of equals the last.
  int sought = 0, commonest = 0;
  for (int k = 1; k < all.classes(); ++k) {
    if (counts[at(k)] > 0 && (counts[at(sought)] == 0 || counts[at(k)] <= counts[at(sought)])) sought = k;
    if (counts[at(k)] > counts[at(commonest)]) commonest = k;
  }
  std::vector<std::string> columns;
  for (std::ptrdiff_t j = 0; j < all.features(); ++j)
    columns.push_back(all.column_names.empty() ? std::to_string(j + 1) : all.column_names[static_cast<std::size_t>(j)]);
  return {std::move(training),
          std::move(held_out),
          std::move(inputs),
          std::move(columns),
          all.class_names,
          sought,
          commonest};
}

TableStudy::TableStudy(const data::Dataset& all, double train_fraction, Rng split, const Rng& rng)
    : learned_(std::make_shared<const Learned>(learned_from(all, train_fraction, std::move(split)))),
      rng_(rng),
      unseen_(kCrowds, trees::OutOfBag(static_cast<int>(learned_->training.size()), all.classes())),
      impurity_(static_cast<std::size_t>(all.features()), 0.0),
      permutation_(static_cast<int>(all.features())) {
  const std::size_t answers = learned_->held_out.size() * at(classes());
  for (std::vector<double>& sums : sums_) sums.assign(answers, 0.0);
  alone_.assign(answers, 0.0);
  trees::TreeGrower grower(learned_->inputs);
  const trees::DecisionTree tree = grower.grow(learned_->training.target(), {});
  for (std::size_t i = 0; i < learned_->held_out.size(); ++i)
    trees::add_answer(tree, tree.leaf_of(learned_->held_out.row(i)),
                      std::span(alone_).subspan(i * at(classes()), at(classes())));
  step();
}

void TableStudy::step() {
  const TreeExamples &training = learned_->training, &held_out = learned_->held_out;
  const trees::TreeTarget target = training.target();
  trees::TreeGrower grower(learned_->inputs);
  for (int crowd = 0; crowd < kCrowds; ++crowd) {
    trees::ForestOptions options;
    if (crowd == kDrawn)
      options.tree.max_features = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(columns())) + 0.5));
    Rng draws = rng_.split(static_cast<std::uint64_t>(kCrowds * grown_ + crowd));
    const trees::ForestTree grown = trees::grow_forest_tree(grower, learned_->inputs, target, options, draws);
    unseen_[at(crowd)].add(grown.tree, training.X, grown.counts);
    for (std::size_t i = 0; i < held_out.size(); ++i)
      trees::add_answer(grown.tree, grown.tree.leaf_of(held_out.row(i)),
                        std::span(sums_[at(crowd)]).subspan(i * at(classes()), at(classes())));
    if (crowd != kDrawn) continue;
    const std::vector<double> own = trees::impurity_importance(grown.tree, columns());
    for (std::size_t j = 0; j < own.size(); ++j) impurity_[j] += own[j];
    Rng shuffles = draws.split("shuffled");
    permutation_.add(grown.tree, training.X, target, grown.counts, shuffles);
  }
  ++grown_;
}

std::vector<double> TableStudy::scores(const std::vector<double>& of, double trees) const {
  std::vector<double> scores;
  for (std::size_t i = 0; i < learned_->held_out.size(); ++i)
    scores.push_back(shares(i, of)[at(learned_->sought)] / trees);
  return scores;
}

TableStudy::Judged TableStudy::judge(const std::vector<double>& of, double trees) const {
  const std::vector<int>& labels = learned_->held_out.labels;
  Judged judged;
  double sought = 0, found = 0;
  std::vector<std::int32_t> truth;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const int answer = trees::argmax(shares(i, of));
    const bool is_sought = labels[i] == learned_->sought;
    judged.wrong += answer != labels[i] ? 1 : 0;
    sought += is_sought ? 1 : 0;
    found += is_sought && answer == labels[i] ? 1 : 0;
    truth.push_back(is_sought ? 1 : 0);
  }
  judged.wrong /= static_cast<double>(labels.size());
  judged.found = sought > 0 ? found / sought : kNotKnown;
  judged.area = metrics::roc_curve(truth, scores(of, trees)).area;
  return judged;
}

double TableStudy::gain_t(std::size_t rows) const {
  rows = std::min(rows, learned_->held_out.size());
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double truth = learned_->held_out.labels[i] == learned_->sought ? 1 : 0;
    const double of_tree = shares(i, alone_)[at(learned_->sought)] - truth;
    const double of_forest = shares(i, sums_[kDrawn])[at(learned_->sought)] / grown_ - truth;
    const double gain = of_tree * of_tree - of_forest * of_forest;
    sum += gain;
    squares += gain * gain;
  }
  const auto n = static_cast<double>(rows);
  const double variance = (squares - sum * sum / n) / (n - 1);
  return variance > 0 ? sum / n / std::sqrt(variance / n) : kNotKnown;
}

void TableStudy::describe_roc(Plane& plane) const {
  plane.axes({.label = "others taken for it", .range = {0, 0.2}},
             {.label = "found: " + learned_->classes[at(learned_->sought)], .range = {0.5, 1.01}});
  std::vector<std::int32_t> truth;
  for (const int label : learned_->held_out.labels) truth.push_back(label == learned_->sought ? 1 : 0);
  const auto add = [&](const char* label, const std::vector<double>& of, double trees, ColorRole color) {
    const metrics::RocCurve curve = metrics::roc_curve(truth, scores(of, trees));
    plane.line(label, {curve.false_positive_rate, curve.true_positive_rate}, {.color = color});
    if (trees > 1) return;
    // All of its thresholds but the ends.
    for (std::size_t i = 1; i + 1 < curve.true_positive_rate.size(); ++i)
      plane.point("", curve.false_positive_rate[i], curve.true_positive_rate[i], {.color = color, .size_px = 6});
  };
  add("one tree", alone_, 1, kColorMuted);
  add("bag", sums_[kBagged], grown_, 0);
  add("forest", sums_[kDrawn], grown_, 1);
}

void TableStudy::describe_importance(Plane& plane) const {
  std::vector<double> impurity = impurity_, shuffled = permutation_.importance();
  normalise_shares(impurity);
  normalise_shares(shuffled);
  std::vector<std::size_t> order(impurity.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (columns() > kMostBars) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return shuffled[a] > shuffled[b]; });
    order.resize(kMostBars);
  }
  const auto bars = static_cast<double>(order.size());
  // Columns downwards, so that their names have room.
  plane.axes({.label = "share of the importance", .range = {-0.05, 0.75}}, {.label = "", .range = {-0.6, bars - 0.4}});
  plane.y.names.clear();
  std::vector<double> above, below, of_impurity, of_shuffling;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t column = order[order.size() - 1 - place];
    plane.y.names.push_back(learned_->columns[column]);
    above.push_back(static_cast<double>(place) + 0.15);
    below.push_back(static_cast<double>(place) - 0.15);
    of_impurity.push_back(impurity[column]);
    of_shuffling.push_back(shuffled[column]);
  }
  plane.y.first_name = 0;
  plane.vertical("", 0);
  plane.points("by impurity", {of_impurity, above}, {.color = 0, .size_px = 5});
  plane.points("by shuffling", {of_shuffling, below}, {.color = 1, .marker = Marker::diamond, .size_px = 5.5f});
}

void TableStudy::describe(Snapshot& snapshot) const {
  const std::string& sought = learned_->classes[at(learned_->sought)];
  const std::vector<int>& labels = learned_->held_out.labels;
  describe_roc(snapshot.plane("table_roc", "Found against false alarms", {.weight = 3, .help = kRocHelp}));

  Matrix<double> confusion = [&] {
    std::vector<std::int32_t> answers;
    for (std::size_t i = 0; i < labels.size(); ++i) answers.push_back(trees::argmax(shares(i, sums_[kDrawn])));
    return metrics::confusion_matrix(labels, answers, classes());
  }();
  snapshot.matrix("table_confusion", "What the forest says", {.weight = 2, .help = kConfusionHelp})
      .cells(classes(), classes(), std::span(confusion.data(), at(classes() * classes())), {})
      .labels("is", learned_->classes, "said to be", learned_->classes);

  const Judged alone = judge(alone_, 1), bagged = judge(sums_[kBagged], grown_), forest = judge(sums_[kDrawn], grown_);
  const auto common = std::count(labels.begin(), labels.end(), learned_->commonest);
  const double never = 1 - static_cast<double>(common) / static_cast<double>(labels.size());
  Table& table = snapshot.table("table_judged", "On rows held out", {.weight = 2, .help = kJudgedHelp});
  table.head({"", "wrong [%]", "found [%]", "area"});
  const std::string blind = classes() == 2 ? "never " + sought : "always " + learned_->classes[at(learned_->commonest)];
  table.row({blind, Cell(100 * never, 3), Cell(learned_->sought == learned_->commonest ? 100 : 0, 3), "–"},
            {kColorMuted});
  table.row({"one tree", Cell(100 * alone.wrong, 3), Cell(100 * alone.found, 3), Cell(alone.area, 3)});
  table.row({"bagged trees", Cell(100 * bagged.wrong, 3), Cell(100 * bagged.found, 3), Cell(bagged.area, 3)});
  table.row({"random forest", Cell(100 * forest.wrong, 3), Cell(100 * forest.found, 3), Cell(forest.area, 3)});

  describe_importance(snapshot.plane("table_columns", "Which columns count?", {.weight = 2, .help = kColumnsHelp}));

  const double few = gain_t(kFewRows), all = gain_t(labels.size());
  Table& test = snapshot.table("table_gain", "Is the forest better than one tree?", {.weight = 1, .help = kGainHelp});
  test.head({"rows held out", "t", "needed"});
  test.row({Cell(kFewRows, 0), Cell(few, 3), Cell(kNeededOfFive, 3)});
  test.row({Cell(static_cast<double>(labels.size()), 0), Cell(all, 3), Cell(kNeededOfMany, 3)});

  snapshot.metric("table_never", "wrong by the commonest class", never, {.digits = 3});
  snapshot.metric("table_tree_wrong", "wrong by one tree", alone.wrong, {.digits = 3});
  snapshot.metric("table_bag_wrong", "wrong by bagged trees", bagged.wrong, {.digits = 3});
  snapshot.metric("table_forest_wrong", "wrong by the forest", forest.wrong, {.digits = 3});
  snapshot.metric("table_unseen", "wrong by the forest, out of bag", unseen_[kDrawn].error(learned_->training.target()),
                  {.digits = 3});
  snapshot.metric("table_found", "found by the forest", forest.found, {.digits = 3});
  snapshot.metric("table_tree_area", "area of one tree", alone.area, {.digits = 3});
  snapshot.metric("table_forest_area", "area of the forest", forest.area, {.digits = 3});
  snapshot.metric("table_t_few", "t of the gain on five rows", few, {.digits = 3});
  snapshot.metric("table_t_all", "t of the gain on all rows", all, {.digits = 3});
  snapshot.metric("table_trees", "trees on the table", grown_, {.digits = 0});
}

}  // namespace lectern
