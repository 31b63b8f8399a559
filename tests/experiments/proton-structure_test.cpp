#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kProtonStructure = "#/proton-structure?";
const std::string kFew = kProtonStructure + "replicas=30&experiments=1&";

}  // namespace

TEST_CASE(
    "proton-structure: the band of replicas with data of their own is about right, one noise for all is too narrow") {
  DemoRun honest(kProtonStructure + "level=replicas&replicas=40&experiments=8"),
      narrow(kProtonStructure + "level=noise&replicas=40&experiments=8");
  honest.steps(1000);
  narrow.steps(1000);
  CHECK(honest.metric("coverage") > 0.6);
  CHECK(honest.metric("coverage") < 0.9);
  CHECK(narrow.metric("coverage") < honest.metric("coverage") - 0.1);
  CHECK(narrow.metric("band") < 0.8 * honest.metric("band"));
}

TEST_CASE("proton-structure: fits to data without noise come close to the law, and learn noise where there is some") {
  DemoRun truth(kFew + "level=truth"), noise(kFew + "level=noise"), twice(kFew + "level=replicas");
  for (DemoRun* run : {&truth, &noise, &twice}) run->steps(1200);
  CHECK(truth.metric("training_chi2") < 0.3);
  CHECK(truth.metric("distance") < 0.01);
  CHECK(noise.metric("training_chi2") > 0.6);
  CHECK(noise.metric("training_chi2") < 1.4);
  CHECK(twice.metric("training_chi2") > 1.5);
  CHECK(twice.metric("training_chi2") < 2.5);
}

TEST_CASE("proton-structure: below the smallest x the band opens, unless the preprocessing forbids it") {
  DemoRun full(kFew), log(kFew + "preprocessing=log"), none(kFew + "preprocessing=none");
  for (DemoRun* run : {&full, &log, &none}) run->steps(800);
  CHECK(full.metric("band_far") > 10 * full.metric("band"));
  CHECK(full.metric("coverage_beyond") > 0.6);
  CHECK(log.metric("coverage_beyond") < 0.5);
  CHECK(none.metric("coverage_beyond") < 0.2);
  CHECK(none.metric("training_chi2") > 2 * full.metric("training_chi2"));
}

TEST_CASE("proton-structure: integrals determine the law as well, and the sum rule narrows the momentum") {
  DemoRun plain(kFew + "n=30"), ruled(kFew + "n=30&sum_rule=true"), integrals(kFew + "observed=integrals");
  for (DemoRun* run : {&plain, &ruled, &integrals}) run->steps(800);
  CHECK(ruled.metric("momentum_sd") < 0.6 * plain.metric("momentum_sd"));
  CHECK(std::fabs(ruled.metric("momentum") - 0.42) < 0.01);
  CHECK(integrals.metric("distance") < 0.05);
  CHECK(std::fabs(integrals.metric("momentum") - 0.42) < 0.03);
}

TEST_CASE("proton-structure: dragging the line begins the training anew without the data beyond it") {
  DemoRun run(kFew + "x_min=0.001");
  run.steps(300);
  const double before = run.metric("band_far");
  run.act("plane", HandleDragged{"cut", -5.0f, 3.0f});
  CHECK(run.metric("epoch") == 0);
  run.steps(300);
  CHECK(run.metric("band_far") < 0.7 * before);
  const std::uint64_t hash = run.hash();
  run.act("plane", HandleDragged{"other", -2.0f, 0});
  run.act("costs", HandleDragged{"cut", -2.0f, 0});
  CHECK(run.hash() == hash);
}

TEST_CASE("proton-structure: the zero-loss peak is extrapolated under the signal and subtracted") {
  DemoRun run(kFew + "problem=zero_loss");
  run.steps(1200);
  CHECK(run.metric("coverage_beyond") > 0.4);
  CHECK(run.metric("signal") > 0.7);
  CHECK(run.metric("signal") < 1.3);
}

TEST_CASE("proton-structure: whatever the seeds, the fit is honest: χ², coverage and momentum") {
  for (const char* seed : {"2", "5", "8"}) {
    CAPTURE(seed);
    DemoRun run(kProtonStructure + "replicas=30&experiments=3&seed=" + seed + "&data_seed=" + seed);
    run.steps(800);
    CHECK(run.metric("training_chi2") > 1.4);  // 2 on average: noise twice
    CHECK(run.metric("training_chi2") < 2.8);
    CHECK(run.metric("coverage") > 0.5);
    CHECK(std::fabs(run.metric("momentum") - 0.42) < 3 * run.metric("momentum_sd"));
  }
}

TEST_CASE(
    "proton-structure: restarts on the same data fit equally well with other weights, and part where no data are") {
  for (const char* seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun run(kProtonStructure +
                "level=noise&replicas=2&experiments=1&restarts=4&learning_rate=0.01&epochs=4000&seed=" + seed);
    const double starts_apart = run.metric("weights_apart");
    run.steps(4000);
    CHECK(run.metric("restarts_chi2_range") < 0.3);
    CHECK(run.metric("weights_apart") > 0.25);
    CHECK(run.metric("weights_apart") > 0.7 * starts_apart);
    CHECK(run.metric("weights_apart") < 0.6 * run.metric("weights_apart_unmatched"));
    CHECK(run.metric("curves_apart") < 0.02);
    CHECK(run.metric("curves_apart_below") > 5 * run.metric("curves_apart"));
  }
}

TEST_CASE("proton-structure: restarts change nothing about the replicas, and end and begin anew with them") {
  DemoRun plain(kFew + "epochs=60"), restarted(kFew + "epochs=60&restarts=2");
  for (DemoRun* run : {&plain, &restarted}) run->steps(100);
  CHECK(restarted.metric("training_chi2") == plain.metric("training_chi2"));
  CHECK(restarted.metric("epoch") == 60);
  const Table& table = restarted.panel<Table>("restarts");
  REQUIRE(table.rows.size() == 3);
  CHECK(number_in(table, 0, 1) > 0);
  const std::string& apart = table.rows[2].cells[3];  // "0.45 (1.4)"
  CHECK(apart.find(" (") != std::string::npos);
  CHECK(std::stod(apart) > 0.1);
  const double before = restarted.metric("weights_apart");
  restarted.act("plane", HandleDragged{"cut", -5.0f, 3.0f});
  restarted.steps(60);
  CHECK(restarted.metric("epoch") == 60);
  CHECK(restarted.metric("weights_apart") != before);
}
