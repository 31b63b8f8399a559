#include "core/experiments/decision-tree/small_trees.h"

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/trees/decision_tree.h"

namespace lectern {
namespace {

// The days of Quinlan's example: whether somebody plays, by the weather.
// Source: Quinlan, Induction of decision trees, Machine Learning 1 (1986) 81, table 1.
constexpr const char* kInputs[] = {"outlook", "temperature", "humidity", "windy"};
constexpr const char* kWords[4][3] = {{"sunny", "overcast", "rain"},
                                      {"hot", "mild", "cool"},
                                      {"high", "normal", ""},
                                      {"no", "yes", ""}};
constexpr int kDays[14][5] = {{0, 0, 0, 0, 0}, {0, 0, 0, 1, 0}, {1, 0, 0, 0, 1}, {2, 1, 0, 0, 1}, {2, 2, 1, 0, 1},
                              {2, 2, 1, 1, 0}, {1, 2, 1, 1, 1}, {0, 1, 0, 0, 0}, {0, 2, 1, 0, 1}, {2, 1, 1, 0, 1},
                              {0, 1, 1, 1, 1}, {1, 1, 0, 1, 1}, {1, 0, 1, 0, 1}, {2, 1, 0, 1, 0}};

constexpr int kCubePoints = 400;

// People whose salary [10⁴ $] depends on two words and a number, drawn from
//   salary = first of the work + rise of the work · years + bonus of the degree + 0.8 normal
constexpr int kPeople = 373, kPeopleShown = 14, kPeopleDepth = 3, kPeopleLeaf = 10;
constexpr const char* kWork[] = {"care", "law", "sales", "software", "teaching"};
constexpr const char* kDegree[] = {"bachelor", "doctor", "master", "school"};
constexpr double kFirst[] = {3.0, 7.0, 4.0, 7.0, 3.5}, kRise[] = {0.08, 0.45, 0.15, 0.4, 0.12};
constexpr double kBonus[] = {0.7, 2.5, 1.5, 0.0};

struct Grown {
  Matrix<double> X;
  std::vector<int> labels;
  trees::DecisionTree tree;
  std::vector<std::string> questions;  // of each node
  std::vector<double> values;          // of each row, for regression
};

Grown grow(Matrix<double> X, std::vector<int> labels, int classes, std::span<const int> categories,
           trees::Criterion criterion) {
  Grown grown{std::move(X), std::move(labels), {}, {}, {}};
  const trees::SortedInputs inputs(grown.X, categories);
  trees::TreeTarget target;
  target.labels = grown.labels;
  target.classes = classes;
  trees::TreeOptions options;
  options.criterion = criterion;
  grown.tree = trees::TreeGrower(inputs).grow(target, options);
  return grown;
}

// A cube cut into five boxes of four classes: all three inputs are needed to tell them.
Grown grow_cube(trees::Criterion criterion) {
  Rng rng(16);
  Matrix<double> X(kCubePoints, 3);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < kCubePoints; ++i) {
    for (std::ptrdiff_t j = 0; j < 3; ++j) X(i, j) = rng.uniform(-1, 1);
    labels.push_back(X(i, 2) > 0.2 ? (X(i, 0) > -0.3 ? 0 : 1) : (X(i, 1) > 0.1 ? 2 : X(i, 0) > 0.4 ? 1 : 3));
  }
  Grown grown = grow(std::move(X), std::move(labels), 4, {}, criterion);
  const std::array<const char*, 3> names = {"x₁ ≤ ", "x₂ ≤ ", "x₃ ≤ "};
  const std::array<const char*, 4> classes = {"A", "B", "C", "D"};
  for (const trees::TreeNode& node : grown.tree.nodes()) {
    std::string text;
    if (node.is_leaf()) {
      text += classes[static_cast<std::size_t>(node.value)];
      text += " (" + std::to_string(node.samples) + ")";
    } else {
      text += names[static_cast<std::size_t>(node.feature)];
      text += number_in_words(node.threshold, 2);
    }
    grown.questions.push_back(std::move(text));
  }
  return grown;
}

Grown grow_words(trees::Criterion criterion) {
  Matrix<double> X(14, 4);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 14; ++i) {
    for (std::ptrdiff_t j = 0; j < 4; ++j) X(i, j) = kDays[i][j];
    labels.push_back(kDays[i][4]);
  }
  Grown grown = grow(std::move(X), std::move(labels), 2, std::array{3, 3, 2, 2}, criterion);
  for (const trees::TreeNode& node : grown.tree.nodes()) {
    std::string text;
    if (node.is_leaf()) {
      text = (node.value > 0 ? "play " : "stay ") + std::to_string(node.samples);
    } else {
      // Words of the outlook need no name of their input; a short text is not cut in a narrow node.
      const bool is_outlook = node.feature == 0;
      if (!is_outlook) text = kInputs[node.feature];
      const std::size_t named = text.size();
      for (unsigned c = 0; c < 3; ++c) {
        const char* word = kWords[node.feature][c];
        if (*word == '\0' || ((node.categories >> c) & 1) == 0) continue;
        if (!text.empty()) text += text.size() > named ? ", " : ": ";
        text += word;
      }
      text += "?";
    }
    grown.questions.push_back(std::move(text));
  }
  return grown;
}

// Columns: work, degree, years; the criterion is the squared error.
Grown grow_people() {
  Rng rng(373);
  Grown grown{Matrix<double>(kPeople, 3), {}, {}, {}, {}};
  std::vector<double> salary;
  for (std::ptrdiff_t i = 0; i < kPeople; ++i) {
    const auto work = static_cast<std::size_t>(rng.below(5)), degree = static_cast<std::size_t>(rng.below(4));
    const double years = rng.uniform(0, 25);
    grown.X(i, 0) = static_cast<double>(work);
    grown.X(i, 1) = static_cast<double>(degree);
    grown.X(i, 2) = years;
    salary.push_back(kFirst[work] + kRise[work] * years + kBonus[degree] + 0.8 * rng.normal());
  }
  const trees::SortedInputs inputs(grown.X, std::array{5, 4, 0});
  trees::TreeTarget target;
  target.y = salary;
  trees::TreeOptions options;
  options.criterion = trees::Criterion::squared_error;
  options.max_depth = kPeopleDepth;
  options.min_leaf = kPeopleLeaf;
  grown.tree = trees::TreeGrower(inputs).grow(target, options);
  grown.values = std::move(salary);
  for (const trees::TreeNode& node : grown.tree.nodes()) {
    std::string text;
    if (node.is_leaf()) {
      text = number_in_words(node.value, 3);
    } else if (node.categories == 0) {
      text = "years ≤ " + number_in_words(node.threshold, 3);
    } else {
      const std::span<const char* const> words =
          node.feature == 0 ? std::span<const char* const>(kWork) : std::span<const char* const>(kDegree);
      for (std::size_t c = 0; c < words.size(); ++c) {
        if (((node.categories >> c) & 1) == 0) continue;
        if (!text.empty()) text += ", ";
        text += words[c];
      }
      text += "?";
    }
    grown.questions.push_back(std::move(text));
  }
  return grown;
}

void describe_tree(Snapshot& snapshot, const Grown& grown) {
  Tree& picture = snapshot.tree("small_tree", "Its tree", {.weight = 3, .help = "Yes goes left."});
  picture.setup(false, "");
  snapshot.metric("example_leaves", "leaves of the other example", grown.tree.leaves(), {.digits = 0});
  std::vector<int> depth(grown.tree.nodes().size());
  for (std::size_t i = 0; i < depth.size(); ++i) {
    const trees::TreeNode& node = grown.tree.nodes()[i];
    if (!node.is_leaf())
      depth[static_cast<std::size_t>(node.left)] = depth[static_cast<std::size_t>(node.right)] = depth[i] + 1;
    NodeStyle style;
    style.left = node.left;
    style.right = node.right;
    style.height = depth[i];
    if (grown.tree.classes() > 0) style.color = static_cast<int>(node.value);
    style.weight = node.weight / grown.tree.nodes()[0].weight;
    picture.node(grown.questions[i], style);
  }
}

void describe_cube(Snapshot& snapshot, const Grown& grown) {
  Cloud& cloud = snapshot.cloud("cube", "Four classes in three dimensions",
                                {.weight = 3, .help = "Turn it: each class fills boxes, and each leaf is a box."});
  cloud.setup({.label = "x₁", .range = {-1, 1}}, {.label = "x₂", .range = {-1, 1}}, {.label = "x₃", .range = {-1, 1}});
  for (std::ptrdiff_t i = 0; i < grown.X.rows(); ++i)
    cloud.point(grown.X(i, 0), grown.X(i, 1), grown.X(i, 2), grown.labels[static_cast<std::size_t>(i)]);
  constexpr const char* kNames[] = {"class A", "class B", "class C", "class D"};
  for (int k = 0; k < 4; ++k) cloud.name(kNames[k], k);
}

void describe_words(Snapshot& snapshot) {
  Table& table = snapshot.table("words", "Fourteen days", {.weight = 2, .help = "Quinlan's example of 1986."});
  table.head({"outlook", "temperature", "humidity", "windy", "play"});
  for (const auto& day : kDays)
    table.row({kWords[0][day[0]], kWords[1][day[1]], kWords[2][day[2]], kWords[3][day[3]], day[4] > 0 ? "yes" : "no"},
              {day[4]});
}

void describe_people(Snapshot& snapshot, const Grown& grown) {
  Table& table =
      snapshot.table("people", "Salaries: the first 14 of 373 people",
                     {.weight = 2,
                      .help = "Drawn from a law: what a work pays at first and adds each year, and a bonus for "
                              "the degree. The tree knows only the table."});
  table.head({"work", "degree", "years", "salary [10⁴ $]", "tree"});
  for (std::ptrdiff_t i = 0; i < kPeopleShown; ++i) {
    const std::array<double, 3> person = {grown.X(i, 0), grown.X(i, 1), grown.X(i, 2)};
    table.row({kWork[static_cast<std::size_t>(person[0])], kDegree[static_cast<std::size_t>(person[1])],
               number_in_words(person[2], 2), number_in_words(grown.values[static_cast<std::size_t>(i)], 3),
               number_in_words(grown.tree.predict(person), 3)});
  }
  double mean = 0, all = 0, left = 0;
  for (const double y : grown.values) mean += y / kPeople;
  const std::vector<double> told = grown.tree.predict(grown.X);
  for (std::size_t i = 0; i < told.size(); ++i) {
    all += (grown.values[i] - mean) * (grown.values[i] - mean);
    left += (grown.values[i] - told[i]) * (grown.values[i] - told[i]);
  }
  snapshot.metric("example_explained", "share of the salaries' variance explained", 1 - left / all, {.digits = 3});
}

}  // namespace

void describe_small_tree(Snapshot& snapshot, SmallTree which, trees::Criterion criterion) {
  if (which == SmallTree::none) return;
  const bool gini = criterion == trees::Criterion::gini;
  if (which == SmallTree::cube) {
    static const Grown kCube[] = {grow_cube(trees::Criterion::entropy), grow_cube(trees::Criterion::gini)};
    describe_cube(snapshot, kCube[gini ? 1 : 0]);
    describe_tree(snapshot, kCube[gini ? 1 : 0]);
  } else if (which == SmallTree::salaries) {
    static const Grown kPeopleTree = grow_people();
    describe_people(snapshot, kPeopleTree);
    describe_tree(snapshot, kPeopleTree);
  } else {
    static const Grown kDaysTree[] = {grow_words(trees::Criterion::entropy), grow_words(trees::Criterion::gini)};
    describe_words(snapshot);
    describe_tree(snapshot, kDaysTree[gini ? 1 : 0]);
  }
}

}  // namespace lectern
