#include <algorithm>
#include <cmath>
#include <string>

#include "core/experiments/classifier-comparison/contest.h"
#include "core/lab/demo_link.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

std::string seeds(int seed) {
  const std::string number = std::to_string(seed);
  return "data_seed=" + number + "&seed=" + number;
}

constexpr int kAll = 4000;  // beyond the end of every run here

}  // namespace

TEST_CASE("classifier-comparison: no model is the best on all data sets, and on moons lines are not enough") {
  for (const int seed : {1, 2, 3}) {
    CAPTURE(seed);
    DemoRun run("#/classifier-comparison?" + seeds(seed));
    run.steps(kAll);
    CHECK(run.session().condition() == RunSession::Condition::finished);
    CHECK(run.metric("sets_done") == 5);
    CHECK(run.metric("most_wins") < 5);
    CHECK(run.metric("straight") == 0);
    CHECK(run.metric("split_count") == 10);
    CHECK(run.metric("test_rbf_svm") < run.metric("test_logistic"));
    CHECK(run.metric("train_bagging") < 1);
    CHECK(run.metric("blobs_lda") < 5);
    CHECK(run.metric("circles_least_squares") > 30);
    CHECK(run.metric("circles_qda") < 20);
  }
}

TEST_CASE("classifier-comparison: of the salaries the line is the best, and full-grown trees are the worst") {
  for (const int seed : {1, 2, 3}) {
    CAPTURE(seed);
    DemoRun run("#/classifier-comparison?data=salaries&train_fraction=0.8&" + seeds(seed));
    run.steps(kAll);
    CHECK(run.metric("straight") == 1);
    for (const char* other : {"neighbours", "tree", "bagging", "extra_trees", "boosting"})
      CHECK(run.metric("test_line") < run.metric(std::string("test_") + other));
    CHECK(run.metric("test_line") == doctest::Approx(1.6).epsilon(0.15));  // the noise of the salaries
    CHECK(run.metric("kept_line") == 2);
  }
}

TEST_CASE("classifier-comparison: AdaBoost of stumps cannot say XNOR") {
  DemoRun run("#/classifier-comparison?data=xnor&noise=0.1");
  run.steps(kAll);
  CHECK(run.metric("test_adaboost") > 30);
  CHECK(run.metric("test_boosting") < 25);
  CHECK(run.metric("test_qda") < 20);
}

TEST_CASE("classifier-comparison: parametric models keep as many numbers whatever the data, others grow with them") {
  DemoRun small("#/classifier-comparison?n=100"), large("#/classifier-comparison?n=400");
  for (DemoRun* run : {&small, &large}) run->steps(120);
  for (const char* model :
       {"perceptron", "least_squares", "logistic", "lda", "qda", "naive_bayes", "linear_svm", "network"})
    CHECK(small.metric(std::string("kept_") + model) == large.metric(std::string("kept_") + model));
  for (const char* model : {"neighbours", "bagging", "forest"})
    CHECK(2 * small.metric(std::string("kept_") + model) < large.metric(std::string("kept_") + model));
  CHECK(small.metric("cost_neighbours") == 0);
  CHECK(small.metric("cost_network") > 1000 * small.metric("cost_least_squares"));
}

TEST_CASE("classifier-comparison: a tap on a row of the grid shows its model large, until another is chosen") {
  DemoRun run("#/classifier-comparison");
  run.steps(200);
  const auto tap = [&run](float y) { run.act("grid", LatentPicked{0, y}); };
  const double best = run.metric("test_error");
  tap(14);  // the perceptron's, below the data
  CHECK(run.metric("test_error") == run.metric("test_perceptron"));
  CHECK(run.metric("test_error") > best);
  tap(15);  // the data
  CHECK(run.metric("test_error") == run.metric("test_perceptron"));
  run.tune("model_shown", "tree");
  CHECK(run.metric("test_error") == run.metric("test_tree"));
}

TEST_CASE("classifier-comparison: points drawn are learned by all models at once, and clear data sets by few") {
  DemoRun run("#/classifier-comparison?data=drawn&train_fraction=1");
  run.steps(5);
  CHECK(std::isnan(run.metric("train_tree")));
  for (int i = 0; i < 12; ++i)
    run.act("plane", PointAdded{{i < 6 ? -0.5f : 0.5f, 0.1f * static_cast<float>(i % 6), i < 6 ? 0 : 1}});
  CHECK(run.metric("train_tree") == 0);
  CHECK(run.metric("train_logistic") == 0);
  CHECK(std::isnan(run.metric("test_tree")));
  run.steps(kAll);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(run.metric("train_network") == 0);
}

TEST_CASE("classifier-comparison: each leaf of the map opens a demo; where the data fit, it is marked") {
  const auto marked = [](const char* link) {
    DemoRun run(link);
    run.steps(kAll);
    std::string all;
    int leaves = 0;
    for (const TreeNode& node : run.panel<Tree>("map").nodes) {
      if (node.left >= 0) {
        CHECK(node.right > node.left);
        continue;
      }
      ++leaves;
      const std::string_view id = demo_opened_by(node.label);
      CHECK(Registry::instance().find(id) != nullptr);
      if (node.color == kColorAccent) all.append(id).append(" ");
    }
    CHECK(leaves == 15);
    return all;
  };
  CHECK(marked("#/classifier-comparison?data=salaries&train_fraction=0.8") == "linear-regression ");
  CHECK(marked("#/classifier-comparison") == "support-vector-machine nearest-neighbours random-forest ");
  CHECK(marked("#/classifier-comparison?n=30").find("bias-variance") == 0);
}

TEST_CASE("learners: each kind of each task learns an easy problem, and two classes far apart exactly") {
  Rng rng(5);
  for (const bool are_classes : {true, false}) {
    data::Dataset set;
    set.X.resize(60, 2);
    if (are_classes) set.class_names = {"a", "b", "c"};
    for (std::ptrdiff_t i = 0; i < 60; ++i) {
      const int k = static_cast<int>(i) % 2 * 2;  // class 1 does not occur
      set.X(i, 0) = static_cast<float>((are_classes ? k : 0) + rng.uniform(-0.8, 0.8));
      set.X(i, 1) = static_cast<float>(rng.uniform(-1, 1));
      if (are_classes)
        set.labels.push_back(k);
      else
        set.targets.push_back(set.X(i, 0) * 3 + 100);
    }
    const auto examples = std::make_shared<const LearningSet>(set, are_classes);
    for (const LearnerKind kind : are_classes ? learners_of_classes() : learners_of_numbers()) {
      CAPTURE(static_cast<int>(kind));
      Learner learner(kind, examples, {}, Rng(1));
      for (int i = 0; i < 1000 && !learner.finished(); ++i) learner.work();
      CHECK(learner.finished());
      CHECK_FALSE(learner.failed());
      CHECK(learner.numbers() > 0);
      CHECK(error_of(learner, *examples) <= (are_classes ? 0.0 : 0.7));
    }
  }
}

TEST_CASE("learners: too few examples, one class alone, and equal points end in a failure, not in numbers") {
  for (const int n : {0, 1, 3}) {
    data::Dataset set;
    set.X.resize(n, 2);
    set.X.fill(0);
    set.class_names = {"a", "b"};
    set.labels.assign(static_cast<std::size_t>(n), 0);
    const auto examples = std::make_shared<const LearningSet>(set, true);
    for (const LearnerKind kind : learners_of_classes()) {
      const Learner learner(kind, examples, {}, Rng(1));
      CHECK(learner.finished());
      CHECK(learner.failed());
      CHECK(std::isnan(error_of(learner, *examples)));
    }
  }
}
