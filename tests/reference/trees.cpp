// Family 05_trees.
#include "core/ml/trees/boosting.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "core/math/elementary.h"
#include "core/ml/trees/forest.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using namespace trees;

std::span<const double> row(const Tensor<double>& X, std::ptrdiff_t i) {
  return {X.data() + i * X.columns(), std::size_t(X.columns())};
}

int argmax(std::span<const double> values) {
  return int(std::max_element(values.begin(), values.end()) - values.begin());
}

// The training set of a case: regression where y holds floating numbers.
struct Training {
  Tensor<double> X;
  std::vector<int> labels;
  std::vector<double> y;
  TreeTarget target;

  Training(const Case& given, bool is_regression) : X(given.tensor<double>("X")) {
    if (is_regression) {
      y = given.tensor<double>("y", {X.dim(0)}).values;
      target.y = y;
      return;
    }
    const auto read = given.integers("y", -1, 1000);
    labels.assign(read.begin(), read.end());
    require(std::ptrdiff_t(labels.size()) == X.dim(0), "`y` must have one label a row of `X`");
    target.labels = labels;
    target.classes = *std::max_element(labels.begin(), labels.end()) + 1;
  }
  Training(const Training&) = delete;
};

TreeOptions read_options(const Case& given) {
  TreeOptions options;
  const Json& parameters = given.parameters();
  if (parameters.contains("criterion")) {
    const std::string name = given.text("criterion");
    options.criterion = name == "gini"      ? Criterion::gini
                        : name == "entropy" ? Criterion::entropy
                                            : Criterion::squared_error;
  }
  if (parameters.contains("max_depth") && !parameters["max_depth"].is_null())
    options.max_depth = int(given.number("max_depth"));
  if (parameters.contains("min_samples_leaf")) options.min_leaf = int(given.number("min_samples_leaf"));
  if (parameters.contains("min_samples_split")) options.min_split = int(given.number("min_samples_split"));
  return options;
}

Json write_tree(const DecisionTree& tree, bool is_boosted = false) {
  Json answer;
  for (const char* name : {"feature", "threshold", "left", "right", "n_node_samples", "value"})
    answer[name] = Json::array();
  if (!is_boosted) answer["impurity"] = Json::array();
  for (std::size_t i = 0; i < tree.nodes().size(); ++i) {
    const TreeNode& node = tree.nodes()[i];
    answer["feature"].push_back(node.feature);
    answer["threshold"].push_back(node.threshold);
    answer["left"].push_back(node.left);
    answer["right"].push_back(node.right);
    answer["n_node_samples"].push_back(node.samples);
    if (!is_boosted) answer["impurity"].push_back(node.impurity);
    if (tree.classes() > 0) {
      const std::span<const double> masses = tree.masses(int(i));
      answer["value"].push_back(std::vector<double>(masses.begin(), masses.end()));
    } else {
      answer["value"].push_back(is_boosted && !node.is_leaf() ? 0.0 : node.value);
    }
  }
  return answer;
}

Json numbers_or_classes(const std::vector<double>& values, bool is_regression) {
  if (is_regression) return values;
  return std::vector<int>(values.begin(), values.end());
}

Json decision_tree(const Case& given) {
  const TreeOptions options = read_options(given);
  const bool is_regression = options.criterion == Criterion::squared_error;
  const Training training(given, is_regression);
  const Tensor<double> X_test = given.tensor<double>("X_test");
  const SortedInputs inputs(training.X.view());
  const DecisionTree tree = TreeGrower(inputs).grow(training.target, options);
  Json answer = {{"tree", write_tree(tree)},
                 {"depth", tree.depth()},
                 {"n_leaves", tree.leaves()},
                 {"feature_importances", impurity_importance(tree, inputs.features())},
                 {"predicted_test", numbers_or_classes(tree.predict(X_test.view()), is_regression)}};
  if (is_regression) return answer;
  answer["probability_test"] = Json::array();
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    std::vector<double> shares(std::size_t(tree.classes()), 0.0);
    add_answer(tree, tree.leaf_of(row(X_test, i)), shares);
    answer["probability_test"].push_back(shares);
  }
  return answer;
}

// The inputs that the case gives to each place of one tree.
class GivenFeatures : public CandidateFeatures {
 public:
  explicit GivenFeatures(const Json& lists) : lists_(lists) {}
  void begin(std::uint64_t place) override {
    list_ = read_integers(lists_.at(std::size_t(place - 1)), "feature_subsets", 0, 1000);
    next_ = 0;
  }
  int next() override { return next_ < list_.size() ? list_[next_++] : -1; }

 private:
  const Json& lists_;
  std::vector<std::int32_t> list_;
  std::size_t next_ = 0;
};

Json bagged_trees(const Case& given) {
  const TreeOptions options = read_options(given);
  const bool is_regression = options.criterion == Criterion::squared_error;
  const Training training(given, is_regression);
  const Tensor<double> X_test = given.tensor<double>("X_test");
  const SortedInputs inputs(training.X.view());
  TreeGrower grower(inputs);
  Forest forest(training.target.classes);
  OutOfBag unseen(inputs.rows(), training.target.classes);
  Json trees = Json::array();
  const Json& samples = given.input("bootstrap_indices");
  for (std::size_t b = 0; b < samples.size(); ++b) {
    std::vector<int> counts(std::size_t(inputs.rows()), 0);
    for (const int index : read_integers(samples[b], "bootstrap_indices", 0, inputs.rows()))
      ++counts[std::size_t(index)];
    TreeTarget sample = training.target;
    sample.counts = counts;
    std::unique_ptr<CandidateFeatures> candidates;
    if (given.has("feature_subsets")) {
      candidates = std::make_unique<GivenFeatures>(given.input("feature_subsets").at(b));
    } else if (given.has("tree_features")) {
      const auto list = read_integers(given.input("tree_features").at(b), "tree_features", 0, inputs.features());
      candidates = std::make_unique<FixedFeatures>(std::vector<int>(list.begin(), list.end()));
    }
    DecisionTree tree = grower.grow(sample, options, candidates.get());
    unseen.add(tree, training.X.view(), counts);
    trees.push_back(write_tree(tree));
    forest.add(std::move(tree));
  }
  std::vector<double> predicted;
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) predicted.push_back(forest.predict(row(X_test, i)));
  Json answer = {{"trees", trees},
                 {"predicted_test", numbers_or_classes(predicted, is_regression)},
                 {"oob_count", std::vector<int>(unseen.trees().begin(), unseen.trees().end())},
                 {is_regression ? "oob_mse" : "oob_error", unseen.error(training.target)}};
  if (is_regression) return answer;
  for (const char* name : {"probability_test", "votes_test", "predicted_by_vote_test"}) answer[name] = Json::array();
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    std::vector<double> shares(std::size_t(forest.classes()));
    std::vector<int> votes(shares.size());
    forest.shares(row(X_test, i), shares);
    forest.votes(row(X_test, i), votes);
    answer["probability_test"].push_back(shares);
    answer["votes_test"].push_back(votes);
    answer["predicted_by_vote_test"].push_back(std::max_element(votes.begin(), votes.end()) - votes.begin());
  }
  return answer;
}

double test_score(const Forest& forest, const Tensor<double>& X, const std::vector<double>& y) {
  double right = 0, error = 0, mean = 0, spread = 0;
  for (const double value : y) mean += value / double(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double predicted = forest.predict(row(X, std::ptrdiff_t(i)));
    right += predicted == y[i] ? 1 : 0;
    error += (predicted - y[i]) * (predicted - y[i]);
    spread += (y[i] - mean) * (y[i] - mean);
  }
  return forest.classes() > 0 ? right / double(y.size()) : 1 - error / spread;
}

// Our forest has other random numbers than the peer's: means over runs agree within the case's tolerance.
Json random_forest_statistics(const Case& given) {
  const bool is_regression = given.text("task") == "regression";
  const Training training(given, is_regression);
  const Tensor<double> X_test = given.tensor<double>("X_test");
  const std::vector<double> y_test = given.tensor<double>("y_test", {X_test.dim(0)}).values;
  const SortedInputs inputs(training.X.view());
  ForestOptions options;
  options.tree = read_options(given);
  options.tree.criterion = is_regression ? Criterion::squared_error : Criterion::gini;
  options.tree.max_features = int(given.number("max_features"));
  const int runs = int(given.number("n_runs")), trees = int(given.number("n_trees"));
  TreeGrower grower(inputs);
  std::vector<double> importance(std::size_t(inputs.features()), 0.0);
  double score = 0;
  for (int run = 0; run < runs; ++run) {
    const Rng rng(std::uint64_t(run) + 1);
    Forest forest(training.target.classes);
    for (int b = 0; b < trees; ++b) {
      ForestTree grown = grow_forest_tree(grower, inputs, training.target, options, rng.split(std::uint64_t(b)));
      const std::vector<double> own = impurity_importance(grown.tree, inputs.features());
      for (std::size_t j = 0; j < own.size(); ++j) importance[j] += own[j] / (runs * trees);
      forest.add(std::move(grown.tree));
    }
    score += test_score(forest, X_test, y_test) / runs;
  }
  std::vector<int> ranking(importance.size());
  std::iota(ranking.begin(), ranking.end(), 0);
  std::sort(ranking.begin(), ranking.end(), [&](int a, int b) {
    return importance[std::size_t(a)] > importance[std::size_t(b)] ||
           (importance[std::size_t(a)] == importance[std::size_t(b)] && a < b);
  });
  const auto top = std::ptrdiff_t(given.expected()["top_features_in_order"].size());
  const auto bottom = std::ptrdiff_t(given.expected()["bottom_features_unordered"].size());
  std::vector<int> lowest(ranking.end() - bottom, ranking.end());
  std::sort(lowest.begin(), lowest.end());
  return {{"score_mean", score},
          {"importance_mean", importance},
          {"top_features_in_order", std::vector<int>(ranking.begin(), ranking.begin() + top)},
          {"bottom_features_unordered", lowest}};
}

// Fields that hold one entry a round.
Json rounds_object(std::initializer_list<const char*> names) {
  Json answer;
  for (const char* name : names) answer[name] = Json::array();
  return answer;
}

Json adaboost_samme(const Case& given) {
  const Training training(given, false);
  const Tensor<double> X_test = given.tensor<double>("X_test");
  const SortedInputs inputs(training.X.view());
  TreeGrower grower(inputs);
  TreeOptions stump;
  stump.max_depth = 1;
  AdaBoost boost(inputs.rows(), int(given.number("n_classes")), given.number("learning_rate"));
  Json answer = rounds_object({"feature", "threshold", "left_class", "right_class", "error", "alpha", "sample_weights",
                               "staged_train_error", "class_scores_test", "predicted_test"});
  for (int t = 0; t < int(given.number("n_estimators")); ++t) {
    require(boost.step(grower, training.labels, stump), "no stump is better than a guess");
    const AdaBoost::Round& round = boost.rounds().back();
    const std::span<const TreeNode> nodes = round.tree.nodes();
    answer["feature"].push_back(nodes[0].feature);
    answer["threshold"].push_back(nodes[0].threshold);
    answer["left_class"].push_back(int(nodes[std::size_t(nodes[0].left)].value));
    answer["right_class"].push_back(int(nodes[std::size_t(nodes[0].right)].value));
    answer["error"].push_back(round.error);
    answer["alpha"].push_back(round.alpha);
    answer["sample_weights"].push_back(std::vector<double>(boost.weights().begin(), boost.weights().end()));
    answer["staged_train_error"].push_back(boost.training_error(training.labels));
  }
  std::vector<double> scores(std::size_t(boost.classes()));
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    boost.scores(row(X_test, i), scores, boost.rounds().size());
    answer["class_scores_test"].push_back(scores);
    answer["predicted_test"].push_back(argmax(scores));
  }
  return answer;
}

Json adaboost_discrete(const Case& given) {
  const Training training(given, false);
  const Tensor<double> X_test = given.tensor<double>("X_test");
  const SortedInputs inputs(training.X.view());
  const std::size_t n = training.labels.size();
  std::vector<double> weights(n, 1.0 / double(n)), score(n, 0.0), score_test(std::size_t(X_test.dim(0)), 0.0);
  Json answer =
      rounds_object({"feature", "threshold", "polarity", "error", "alpha", "sample_weights", "staged_train_error"});
  for (int t = 0; t < int(given.number("n_estimators")); ++t) {
    const SignStump stump = best_sign_stump(inputs, training.labels, weights);
    std::vector<int> h(n);
    for (std::size_t i = 0; i < n; ++i) h[i] = stump.predict(row(training.X, std::ptrdiff_t(i)));
    const SignRound round = discrete_adaboost_round(training.labels, h, weights);
    int wrong = 0;
    for (std::size_t i = 0; i < n; ++i) {
      score[i] += round.alpha * h[i];
      wrong += (score[i] > 0 ? 1 : -1) != training.labels[i] ? 1 : 0;
    }
    for (std::size_t i = 0; i < score_test.size(); ++i)
      score_test[i] += round.alpha * stump.predict(row(X_test, std::ptrdiff_t(i)));
    answer["feature"].push_back(stump.feature);
    answer["threshold"].push_back(stump.threshold);
    answer["polarity"].push_back(stump.polarity);
    answer["error"].push_back(round.error);
    answer["alpha"].push_back(round.alpha);
    answer["sample_weights"].push_back(weights);
    answer["staged_train_error"].push_back(double(wrong) / double(n));
  }
  answer["score_train"] = score;
  answer["score_test"] = score_test;
  answer["predicted_test"] = Json::array();
  for (const double value : score_test) answer["predicted_test"].push_back(value > 0 ? 1 : -1);
  return answer;
}

Json adaboost_given_learners(const Case& given) {
  const auto y = given.integers("y", -1, 2);
  const std::vector<int> labels(y.begin(), y.end());
  std::vector<double> weights(labels.size(), 1.0 / double(labels.size())), score(labels.size(), 0.0);
  Json answer = rounds_object({"error", "alpha", "sample_weights"});
  for (const Json& outputs : given.input("weak_predictions")) {
    const auto read = read_integers(outputs, "weak_predictions", -1, 2);
    const std::vector<int> h(read.begin(), read.end());
    const SignRound round = discrete_adaboost_round(labels, h, weights);
    for (std::size_t i = 0; i < h.size(); ++i) score[i] += round.alpha * h[i];
    answer["error"].push_back(round.error);
    answer["alpha"].push_back(round.alpha);
    answer["sample_weights"].push_back(weights);
  }
  double loss = 0;
  for (std::size_t i = 0; i < score.size(); ++i) loss += math::exp(-labels[i] * score[i]) / double(score.size());
  answer["score"] = score;
  answer["exponential_loss"] = loss;
  return answer;
}

Json gradient_boosting(const Case& given) {
  BoostingOptions options;
  const std::string name = given.text("loss");
  options.loss = name == "squared_error" ? BoostingLoss::squared_error
                 : name == "log_loss"    ? BoostingLoss::log_loss
                                         : BoostingLoss::multinomial;
  const bool is_regression = options.loss == BoostingLoss::squared_error;
  options.learning_rate = given.number("learning_rate");
  options.tree = read_options(given);
  const Training training(given, is_regression);
  const Tensor<double> X_test = given.tensor<double>("X_test");
  const SortedInputs inputs(training.X.view());
  TreeGrower grower(inputs);
  GradientBoosting boost(training.target, options);
  Rng rng(1);
  Json answer = {{"init", std::vector<double>(boost.init().begin(), boost.init().end())}};
  for (const char* field : {"trees", "train_loss", "staged_raw_test", "predicted_test"}) answer[field] = Json::array();
  if (!is_regression) answer["probability_test"] = Json::array();
  std::vector<double> F(std::size_t(boost.width()));
  for (int stage = 0; stage < int(given.number("n_estimators")); ++stage) {
    boost.step(grower, training.X.view(), training.target, rng);
    answer["train_loss"].push_back(boost.training_loss(training.target));
    Json raw = Json::array();
    for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
      boost.raw(row(X_test, i), F, stage + 1);
      raw.push_back(F);
    }
    answer["staged_raw_test"].push_back(raw);
  }
  for (const DecisionTree& tree : boost.trees()) answer["trees"].push_back(write_tree(tree, true));
  std::vector<double> shares(std::size_t(std::max(1, training.target.classes)));
  for (std::ptrdiff_t i = 0; i < X_test.dim(0); ++i) {
    boost.raw(row(X_test, i), F, boost.stages());
    if (is_regression) {
      answer["predicted_test"].push_back(F[0]);
      continue;
    }
    class_shares(options.loss, F, shares);
    answer["probability_test"].push_back(shares);
    answer["predicted_test"].push_back(argmax(shares));
  }
  return answer;
}

const Registration kTrees[] = {
    {"05_trees", "decision_tree", decision_tree},
    {"05_trees", "bagged_trees", bagged_trees},
    {"05_trees", "random_forest_statistics", random_forest_statistics},
    {"05_trees", "adaboost_samme", adaboost_samme},
    {"05_trees", "adaboost_discrete", adaboost_discrete},
    {"05_trees", "adaboost_given_learners", adaboost_given_learners},
    {"05_trees", "gradient_boosting", gradient_boosting},
};

}  // namespace
}  // namespace lectern::reference
