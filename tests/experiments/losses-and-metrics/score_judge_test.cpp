#include "core/experiments/losses-and-metrics/score_judge.h"

#include <cmath>
#include <numeric>
#include <tuple>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

// Two of the signal and two of the background, one of each on the wrong side of ½.
ScoreJudge four_samples(std::vector<double> weights = {1, 1, 1, 1}) {
  ScoreJudge judge;
  judge.set_samples({1, 1, 0, 0}, std::move(weights));
  judge.set_scores(std::vector<double>{0.9, 0.4, 0.6, 0.1}, {0, 1}, "score");
  return judge;
}

double sum_of(const std::vector<float>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

std::string cell_beside(const Table& table, std::string_view word) {
  for (const TableRow& row : table.rows)
    if (row.cells[0] == word) return row.cells[1];
  return "none";
}

}  // namespace

TEST_CASE("a class counts as many events as are expected of it, its samples in proportion to their own weights") {
  const std::vector<std::int32_t> truth{1, 0, 0};
  CHECK(event_weights(truth, {}, {100, 10}) == std::vector<double>{10, 50, 50});
  CHECK(event_weights(truth, std::vector<float>{7, 1, 3}, {100, 10}) == std::vector<double>{10, 25, 75});
  CHECK(event_weights(truth, std::vector<float>{7, 0, 0}, {100, 10}) == std::vector<double>{10, 0, 0});
  CHECK(event_weights({}, {}, {100, 10}).empty());
}

TEST_CASE("what is not below the threshold passes, in weights, and stays within the axis") {
  ScoreJudge judge = four_samples({3, 1, 1, 5});
  judge.set_threshold(0.6);
  CHECK(judge.kept().true_positives == 3);
  CHECK(judge.kept().false_negatives == 1);
  CHECK(judge.kept().false_positives == 1);
  CHECK(judge.kept().true_negatives == 5);
  judge.set_threshold(7);
  CHECK(judge.threshold() == 1);
  CHECK(judge.kept().true_positives + judge.kept().false_positives == 0);
  judge.set_threshold(-7);
  CHECK(judge.threshold() == 0);
  CHECK(judge.kept().true_negatives + judge.kept().false_negatives == 0);
  judge.set_scores(std::vector<double>{0.9, 0.4, 0.6, 0.1}, {0.5, 1}, "score");
  CHECK(judge.threshold() == 0.5);  // another axis moves it along
}

TEST_CASE("the best threshold is the most significant of those that enough background passes") {
  const auto many_of_four = [](double third_weight) {
    constexpr int kCopies = 30;
    std::vector<std::int32_t> truth;
    std::vector<double> weights, scores;
    for (int copy = 0; copy < kCopies; ++copy) {
      for (const auto& [label, weight, score] : {std::tuple{1, 1.0, 0.9}, std::tuple{1, 1.0, 0.4},
                                                 std::tuple{0, third_weight, 0.6}, std::tuple{0, 1.0, 0.1}}) {
        truth.push_back(label);
        weights.push_back(weight);
        scores.push_back(score);
      }
    }
    ScoreJudge judge;
    judge.set_samples(std::move(truth), std::move(weights));
    judge.set_scores(scores, {0, 1}, "score");
    return judge;
  };
  ScoreJudge judge = many_of_four(1);
  CHECK(judge.best_threshold() == 0.4);  // no background at 0.9; then √30 times 1/√2, 2/√3, 1 at 0.6, 0.4, 0.1
  CHECK(judge.best_significance() == doctest::Approx(std::sqrt(30.0) * 2 / std::sqrt(3.0)));
  // Var S = 60, Var B = 30:  √((S + 2B)² 60 + S² 30)/(2 (S + B)^1.5)
  CHECK(judge.best_significance_error() ==
        doctest::Approx(std::sqrt(120.0 * 120 * 60 + 60.0 * 60 * 30) / (2 * 90 * std::sqrt(90.0))));
  judge.set_threshold(0.5);
  CHECK(judge.background_samples() == 30);
  CHECK(judge.significance_error() ==
        doctest::Approx(std::sqrt(90.0 * 90 * 30 + 30.0 * 30 * 30) / (2 * 60 * std::sqrt(60.0))));
  judge.set_threshold(0.95);
  CHECK(judge.background_samples() == 0);
  CHECK(judge.significance_error() == 0);
  // However heavy the background is, a cut that none of it passes is not called the best.
  CHECK(many_of_four(100).best_threshold() == 0.4);
  CHECK(std::isnan(four_samples().best_threshold()));
  CHECK(std::isnan(four_samples().best_significance()));
}

TEST_CASE("histograms hold every weight, that of scores beyond the axis at its ends") {
  ScoreJudge judge;
  judge.set_samples({1, 0, 0, 0}, {2, 3, 5, 7});
  judge.set_scores(std::vector<double>{9, -9, 0.5, 1}, {0, 1}, "score");
  Plane plane;
  judge.describe_scores(plane, true);
  CHECK(plane.y.logarithmic);
  const BarsLayer& background = layer_of<BarsLayer>(plane, "background");
  CHECK(sum_of(background.height) == 15);
  CHECK(background.height.front() == 3);
  CHECK(background.height.back() == 7);  // the upper edge belongs to the last bin
  CHECK(layer_of<LineLayer>(plane, "signal").y.back() == 2);
}

TEST_CASE(
    "both vocabularies say the same of one cut; where no background is left the rejection is ∞ and drawn as 1000") {
  ScoreJudge judge = four_samples();
  judge.set_threshold(0.8);
  Plane learning, physics;
  judge.describe_roc(learning, Vocabulary::machine_learning);
  judge.describe_roc(physics, Vocabulary::particle_physics);
  CHECK(layer_of<PointsLayer>(learning, "working point").x[0] == 0);
  CHECK(layer_of<PointsLayer>(learning, "working point").y[0] == 0.5f);
  CHECK(layer_of<PointsLayer>(physics, "working point").x[0] == 0.5f);
  CHECK(layer_of<PointsLayer>(physics, "working point").y[0] == 1000);
  for (const float rejection : layer_of<LineLayer>(physics, "this score").y) CHECK(rejection >= 1);
  Snapshot snapshot;
  Table table;
  judge.describe_words(table, snapshot);
  CHECK(cell_beside(table, "1/FPR · background rejection") == "∞");
  CHECK(cell_beside(table, "recall (TPR) · signal efficiency") == "0.5");
  CHECK(cell_beside(table, "precision · purity") == "1");
  judge.set_threshold(0.5);
  table.rows.rewind();
  judge.describe_words(table, snapshot);
  CHECK(cell_beside(table, "1/FPR · background rejection") == "2");
  CHECK(cell_beside(table, "precision · purity") == "0.5");
}

TEST_CASE("the confusion has a row for what a sample is and a column for what it is classified as") {
  ScoreJudge judge = four_samples({3, 1, 1, 5});
  judge.set_threshold(0.5);
  MatrixCells cells;
  judge.describe_confusion(cells, std::vector<std::string>{"background", "signal"});
  CHECK(cells.values == std::vector<float>{5, 1, 1, 3});
}
