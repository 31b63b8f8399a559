#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "core/lab/data_file.h"
#include "core/math/rng.h"
#include "core/ml/metrics/discovery.h"
#include "tests/experiments/demo_run.h"
#include "tests/published_events.h"

using namespace lectern;

namespace {

const std::string kColliderEvents = "#/collider-events?";

bool tells(DemoRun& run, std::string_view words) {
  const std::vector<std::string>& notes = run.snapshot().notes;
  return std::any_of(notes.begin(), notes.end(),
                     [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("collider-events: trees need the invariant mass, the network finds it") {
  DemoRun run(kColliderEvents);
  CHECK(run.metric("auc_trees_low") == doctest::Approx(0.5));
  run.steps(60);
  CHECK(run.metric("auc_trees_high") > 0.9);
  CHECK(run.metric("auc_network_high") > 0.9);
  CHECK(run.metric("auc_network_low") > run.metric("auc_trees_low") + 0.05);
  CHECK(run.metric("auc_network_low") > 0.86);
  CHECK(run.metric("ams_trees_high") > run.metric("ams_trees_low") + 0.8);
  CHECK(run.metric("ams_network_low") > run.metric("ams_trees_low") + 0.5);
  // Windows on the right variables are as good as what learns from them.
  CHECK(std::fabs(run.metric("windows_ams") - run.metric("ams_trees_high")) < 0.4);
}

TEST_CASE("collider-events: the cut and the window that are dragged decide what passes") {
  DemoRun run(kColliderEvents);
  run.steps(20);
  run.act("significance", HandleDragged{"cut", 0, 0});
  const double signal = run.metric("passing_signal"), background = run.metric("passing_background");
  // Luminosity times cross-section, less what the trigger loses.
  CHECK(signal < 250);
  CHECK(signal > 200);
  CHECK(background < 20000);
  CHECK(background > 12000);
  CHECK(run.metric("ams") == doctest::Approx(metrics::median_significance(signal, background, 10).value));
  run.act("variable", HandleDragged{"low", 105, 0});
  run.act("variable", HandleDragged{"high", 145, 0});
  CHECK(run.metric("ams") > 3);
  CHECK(run.metric("ams") == doctest::Approx(run.metric("window_ams")));
  run.act("scores", HandleDragged{"cut", 0.6f, 0});
  CHECK(run.metric("passing_signal") < signal);
  CHECK(run.metric("passing_background") < 0.3 * background);
  // Beyond its end an edge no longer cuts.
  run.act("variable", HandleDragged{"low", -10, 0});
  run.act("variable", HandleDragged{"high", 1000, 0});
  CHECK(run.metric("window_ams") == doctest::Approx(metrics::median_significance(signal, background, 10).value));
}

TEST_CASE("collider-events: significance grows with the root of the luminosity, while b_reg is small") {
  DemoRun few(kColliderEvents), many(kColliderEvents + "luminosity=400");
  CHECK(many.metric("ams") == doctest::Approx(2 * few.metric("ams")).epsilon(0.01));
}

TEST_CASE("collider-events: a wrong energy scale moves the background by as much as the signal") {
  DemoRun run(kColliderEvents + "subject_shown=scale&energy_shift=4");
  run.steps(30);
  CHECK(run.metric("background_bias") > 0.5 * run.metric("passing_signal"));
  CHECK(run.metric("ams") > 3);
  CHECK(run.metric("z_uncertain") < 0.5 * run.metric("ams"));
}

TEST_CASE("collider-events: a decorrelated score sculpts no bump, and with a window finds as much") {
  const std::string mass = kColliderEvents + "subject_shown=mass&score_shown=network";
  DemoRun plain(mass), flat(mass + "&decorrelation=20");
  plain.steps(40);
  flat.steps(40);
  CHECK(plain.metric("correlation_network") > 0.3);
  CHECK(flat.metric("correlation_network") < 0.5 * plain.metric("correlation_network"));
  CHECK(flat.metric("ams_network_high") < 0.7 * plain.metric("ams_network_high"));
  CHECK(flat.metric("correlation_trees") == plain.metric("correlation_trees"));
}

TEST_CASE("collider-events: a dropped table is learned from, and one without two classes is refused") {
  std::string text = "label,a,b\n";
  Rng rng(4);
  for (int i = 0; i < 400; ++i) {
    const int label = i % 2;
    text +=
        std::to_string(label) + "," + std::to_string(rng.normal() + label) + "," + std::to_string(rng.normal()) + "\n";
  }
  DataFiles files{make_data_file("own.csv", text)};
  DemoRun run(kColliderEvents + "data=file&label=label", 1, files);
  run.steps(20);
  CHECK(run.metric("auc_trees_both") > 0.6);
  CHECK(run.metric("auc_network_both") > 0.6);
}

TEST_CASE("collider-events: SUSY as published is read without being told anything, and so are weights") {
  std::string susy, weighted = "EventId,DER_mass,PRI_pt,Weight,Label\n";
  Rng rng(6);
  for (int i = 0; i < 200; ++i) {
    susy += i % 2 == 1 ? "1.000000000000000000e+00" : "0.000000000000000000e+00";
    for (int j = 0; j < 18; ++j) susy += "," + std::to_string(rng.normal() + i % 2);
    susy += "\n";
    weighted += std::to_string(100000 + i) + "," + std::to_string(rng.normal() + i % 2) + "," +
                std::to_string(rng.normal()) + "," + (i % 4 < 2 ? "0.5" : "1.5") + "," + (i % 2 == 1 ? "s" : "b") +
                "\n";
  }
  DemoRun unnamed(kColliderEvents + "data=file&subject_shown=mass", 1, {make_data_file("SUSY.csv", susy)});
  unnamed.steps(5);
  CHECK(unnamed.panel<Plane>("shape").x.label == "M_R");
  CHECK(unnamed.metric("auc_trees_both") > 0.7);
  DemoRun named(kColliderEvents + "data=file&subject_shown=mass", 1, {make_data_file("higgs.csv", weighted)});
  CHECK(named.panel<Plane>("shape").x.label == "DER_mass");
}

TEST_CASE("collider-events: HIGGS as published is learned from, its derived columns are worth most to the trees") {
  const DataFiles files{make_data_file("HIGGS.csv", tests::higgs_table(3000))};
  DemoRun run(kColliderEvents + "data=file&subject_shown=features", 1, files);
  CHECK(tells(run, "those of HIGGS as published"));
  CHECK(tells(run, "21 columns are taken for low-level, 7 for high-level."));
  CHECK(run.panel<Plane>("response").x.label == "m_bb");
  run.steps(25);
  CHECK(run.metric("auc_trees_high") > run.metric("auc_trees_low") + 0.03);
  CHECK(run.metric("auc_trees_both") > 0.7);
  CHECK(run.metric("auc_network_high") > 0.7);
}

TEST_CASE("collider-events: SUSY as published is learned from, each set of its columns") {
  const DataFiles files{make_data_file("SUSY.csv", tests::susy_table(2000))};
  DemoRun run(kColliderEvents + "data=file&subject_shown=features", 1, files);
  CHECK(tells(run, "8 columns are taken for low-level, 10 for high-level."));
  run.steps(15);
  for (const char* area :
       {"auc_trees_low", "auc_trees_high", "auc_trees_both", "auc_network_low", "auc_network_high", "auc_network_both"})
    CHECK(run.metric(area) > 0.6);
}

TEST_CASE("collider-events: the weights of HiggsML make the significance that of the full luminosity") {
  for (const bool open_data : {false, true}) {
    const DataFiles files{make_data_file("training.csv", tests::higgs_challenge_table(3000, open_data))};
    DemoRun run(kColliderEvents + "data=file&events_used=2000", 1, files);
    CHECK(tells(run, "17 columns are taken for low-level, 13 for high-level."));
    CHECK(tells(run, "All rows together stand for 692 signal and 411000 background events"));
    run.act("significance", HandleDragged{"cut", 0, 0});
    CHECK(run.metric("passing_signal") == doctest::Approx(691.99).epsilon(1e-3));
    CHECK(run.metric("passing_background") == doctest::Approx(410999.85).epsilon(1e-3));
    CHECK(run.metric("ams") ==
          doctest::Approx(metrics::median_significance(691.99, 410999.85, 10).value).epsilon(0.01));
    run.steps(15);
    CHECK(run.metric("auc_trees_both") > 0.8);
    CHECK(run.metric("auc_network_both") > 0.8);
    CHECK(run.metric("ams_trees_both") > 1.2);
    // −999 stands for what is not known: it is not drawn.
    CHECK(run.panel<Plane>("variable").x.range.low > -100);
  }
}

TEST_CASE("collider-events: a bag of networks is scored by its average") {
  const DataFiles files{make_data_file("training.csv", tests::higgs_challenge_table(1500, false))};
  const std::string few = kColliderEvents + "data=file&layers=24";
  DemoRun one(few, 1, files), bag(few + "&networks_in_bag=5", 1, files);
  one.steps(25);
  bag.steps(25);
  CHECK(bag.metric("auc_network_both") > one.metric("auc_network_both"));
  CHECK(bag.metric("auc_trees_both") == one.metric("auc_trees_both"));
}

TEST_CASE("collider-events: a table drawn from a larger one says how many rows that had, and counts them all") {
  std::string text = tests::higgs_challenge_table(500, false);
  const DataFiles files{make_data_file("large.csv", text + "# rows drawn: 500 of 5000\n")};
  DemoRun run(kColliderEvents + "data=file", 1, files);
  CHECK(tells(run, "The file has 5000 rows, too many to be kept: 500 were drawn at random"));
  CHECK(tells(run, "stand for about 6920 signal"));
}
