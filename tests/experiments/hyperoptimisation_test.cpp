#include <algorithm>
#include <cmath>
#include <string>

#include "core/experiments/hyperoptimisation/scanned_runs.h"
#include "core/lab/demo_link.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kHyperoptimisation = "#/hyperoptimisation?";
constexpr int kToTheEnd = 5000;

// The mean of E_val over the trials that ended last.
double late_error(DemoRun& run, std::size_t trials) {
  const Plane& plane = run.panel<Plane>("best");
  const auto& dots = std::get<PointsLayer>(plane.layers[0]);
  REQUIRE(dots.y.size() >= trials);
  double sum = 0;
  for (std::size_t i = dots.y.size() - trials; i < dots.y.size(); ++i) sum += double(dots.y[i]);
  return sum / double(trials);
}

}  // namespace

TEST_CASE("hyperoptimisation: the winner is replayed by its link, to the same bits") {
  DemoRun scan(kHyperoptimisation + "trials=24&seed=5&epochs=30");
  scan.steps(kToTheEnd);
  CHECK(scan.metric("trials_done") == 24);
  const std::string words = scan.panel<Table>("winners").rows[0].cells.back();
  const std::string link(demo_opened_by(words));
  CHECK(link.starts_with("neural-network?"));
  CHECK(demo_link_shown(words) == "→ neural-network");
  DemoRun replay("#/" + link + "&data=xnor&n=120&noise=0.1&train_fraction=0.6");
  replay.steps(kToTheEnd);
  CHECK(replay.metric("validation_loss") == scan.metric("best_reward"));
  CHECK(replay.metric("training_loss") == scan.metric("best_training"));
}

TEST_CASE("hyperoptimisation: models try better configurations than chance does") {
  DemoRun random(kHyperoptimisation + "trials=60&epochs=30");
  random.steps(kToTheEnd);
  const double by_chance = late_error(random, 20);
  for (const char* scan : {"tpe", "gp"}) {
    CAPTURE(scan);
    DemoRun run(kHyperoptimisation + "trials=60&epochs=30&scan=" + scan);
    run.steps(kToTheEnd);
    CHECK(late_error(run, 20) < 0.85 * by_chance);
  }
}

TEST_CASE("hyperoptimisation: the best so far never rises, what matters is found, and luck is told from it") {
  DemoRun run(kHyperoptimisation + "trials=100&epochs=30");
  double before = 1e9;
  while (run.is_ready() && run.metric("trials_done") < 100) {
    run.steps(10);
    const double now = run.metric("best_reward");
    if (std::isnan(now)) continue;
    CHECK(now <= before);
    before = now;
  }
  CHECK(std::max(run.metric("effect_learning_rate"), run.metric("effect_activation")) > 0.1);
  CHECK(run.metric("effect_start") < 0.08);
  CHECK(run.metric("least_test") <= run.metric("best_test"));
  CHECK(run.metric("test_rank") >= 1);
  run.steps(kToTheEnd);
  CHECK(std::isfinite(run.metric("grade_folds")));
  CHECK(run.metric("restart_spread") > 0);
}

TEST_CASE("hyperoptimisation: a grid of 150 nodes tries two values of each hyperparameter it varies") {
  DemoRun run(kHyperoptimisation + "scan=grid&trials=150");
  CHECK(run.metric("grid_levels") == 2);
}

TEST_CASE("hyperoptimisation: k folds are the reward where nothing is held out, and points alone can be scanned") {
  DemoRun none(kHyperoptimisation + "data=drawn");
  none.steps(3);
  CHECK(none.is_ready());
  CHECK(none.metric("trials_done") == 0);
  DemoRun folds(kHyperoptimisation + "train_fraction=1&trials=10&epochs=10&n=60");
  folds.steps(kToTheEnd);
  CHECK(folds.metric("trials_done") == 10);
  CHECK(folds.metric("best_reward") > 0);
}

TEST_CASE("hyperoptimisation: the fit of the proton is scanned, and proton-structure trains its winner again") {
  DemoRun scan(kHyperoptimisation + "problem=gluon&trials=16&fit_epochs=300&seed=3&data_seed=2");
  scan.steps(kToTheEnd);
  CHECK(scan.metric("trials_done") == 16);
  CHECK(scan.metric("trials_failed") == 0);
  CHECK(scan.metric("restart_spread") > 0);
  const std::string link(demo_opened_by(scan.panel<Table>("winners").rows[0].cells.back()));
  CHECK(link.starts_with("proton-structure?"));
  DemoRun replay("#/" + link);
  replay.steps(kToTheEnd);
  const Table& fits = replay.panel<Table>("restarts");
  int same = 0;
  for (std::size_t row = 0; row < fits.rows.size(); ++row)
    same += number_in(fits, row, 1) == doctest::Approx(scan.metric("best_training")).epsilon(0.005) &&
            number_in(fits, row, 2) == doctest::Approx(scan.metric("best_reward")).epsilon(0.005);
  CHECK(same == 1);
}

TEST_CASE("hyperoptimisation: the preprocessing decides the fit of the proton, and folds or a model can choose") {
  DemoRun run(kHyperoptimisation + "problem=gluon&trials=60&fit_epochs=500");
  run.steps(kToTheEnd);
  CHECK(run.metric("effect_preprocessing") > 0.15);
  CHECK(run.metric("effect_preprocessing") > run.metric("effect_start") + 0.1);
  CHECK(run.metric("best_test") >= run.metric("least_test"));
  CHECK(run.metric("least_test") > 0.8);  // 1 on average if the network were exactly the law
  CHECK(run.metric("least_test") < 1.5);
  for (const char* other : {"scan=gp&reward=folds", "scan=tpe", "scan=grid"}) {
    CAPTURE(other);
    DemoRun short_run(kHyperoptimisation + "problem=gluon&trials=24&fit_epochs=100&" + other);
    short_run.steps(kToTheEnd);
    CHECK_FALSE(short_run.is_ready());
    CHECK(short_run.metric("best_reward") > 0);
    CHECK(std::isfinite(short_run.metric("grade_folds")));
  }
}

namespace {

std::string result_of(int run, int of, const std::string& link, const std::string& loss) {
  return "{\"run\":" + std::to_string(run) + ",\"of\":" + std::to_string(of) + ",\"list\":\"0a\",\"link\":\"" + link +
         "\",\"step\":20,\"status\":\"paused\",\"metrics\":{\"loss\":1,\"validation_loss\":" + loss + "}}\n";
}

}  // namespace

TEST_CASE("hyperoptimisation: a scan's results: what differs, what explains the errors, the winner by its mean") {
  // The loss follows the optimizer and not at all the noise; the luckiest run is not the winner's.
  std::string text;
  int run = 0;
  for (const char* optimizer : {"sgd", "adam"})
    for (const char* noise : {"0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.35", "0.4"})
      for (int seed = 1; seed <= 4; ++seed) {
        ++run;
        const bool is_adam = std::string(optimizer) == "adam";
        std::string loss = is_adam ? "0." + std::to_string(10 + seed) : "0." + std::to_string(40 + seed);
        if (run == 1) loss = "0.01";
        if (run == 64) loss = "null";
        text += result_of(run, 65,
                          "#/neural-network?optimizer=" + std::string(optimizer) + "&noise=" + noise +
                              "&seed=" + std::to_string(seed) + "&step=20",
                          loss);
      }
  REQUIRE(ScannedRuns::is_begun_by(text));
  const Result<ScannedRuns> read = ScannedRuns::read("all.jsonl", text);
  REQUIRE_MESSAGE(read, (read ? "" : read.error()));
  CHECK(read->demo() == "neural-network");
  CHECK(read->measure() == "validation_loss");
  CHECK(read->runs() == 64);
  CHECK(read->listed() == 65);
  CHECK(read->failed() == 1);
  REQUIRE(read->parameters().size() == 3);
  CHECK(read->parameters()[0].id == "optimizer");
  CHECK(read->parameters()[0].effect > 0.5);
  CHECK(read->parameters()[2].id == "noise");
  CHECK(read->parameters()[2].effect < 0.05);
  CHECK(read->parameters()[2].violins.size() == 4);  // of eight numbers parts of the range
  REQUIRE(read->parameters()[0].violins.size() == 2);
  CHECK(read->parameters()[0].violins[1].median == doctest::Approx(0.12).epsilon(0.05));
  REQUIRE(read->best().size() == 5);
  CHECK(read->best()[0].mean == doctest::Approx(0.125));
  CHECK(read->best()[0].spread == doctest::Approx(0.012909944));
  CHECK(read->best()[0].runs == 4);
  CHECK(read->best()[0].values[0] == "adam");
  CHECK(read->best()[0].link == "neural-network?optimizer=adam&noise=0.05&seed=1&step=20&data_seed=1");
  CHECK(read->least().back() == 0.01);
}

TEST_CASE("hyperoptimisation: results that cannot be shown are refused with a sentence that names the line") {
  const auto refusal = [](const std::string& text) {
    const Result<ScannedRuns> read = ScannedRuns::read("all.jsonl", text);
    REQUIRE(!read);
    return read.error();
  };
  const std::string good = result_of(1, 2, "#/perceptron?step=3", "0.5");
  CHECK(refusal("").find("holds no runs") != std::string::npos);
  CHECK(refusal(good + "{\"run\":2,").find("Line 2 of all.jsonl is no result") != std::string::npos);
  CHECK(refusal(good + result_of(3, 2, "#/perceptron", "1")).find("Line 2 of all.jsonl is no result") !=
        std::string::npos);
  CHECK(refusal(good + result_of(1, 2, "#/perceptron?step=3", "0.5")).find("holds run 1 twice") != std::string::npos);
  CHECK(refusal(good + result_of(2, 2, "#/perceptrom", "1")).find("There is no demo") != std::string::npos);
  CHECK(refusal(good + result_of(2, 2, "#/k-means", "1")).find("another demo") != std::string::npos);
  CHECK(refusal(good + result_of(2, 3, "#/perceptron", "1")).find("another scan") != std::string::npos);
  for (std::size_t end = 0; end + 1 < good.size(); ++end)  // total on any beginning
    static_cast<void>(ScannedRuns::read("all.jsonl", good.substr(0, end)));
  const Result<ScannedRuns> alone = ScannedRuns::read("all.jsonl", good);
  REQUIRE(alone);
  CHECK(alone->parameters().empty());
}
