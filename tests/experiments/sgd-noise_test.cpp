#include <array>
#include <cmath>
#include <string>

#include "core/lab/text.h"
#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

const std::string kSgdNoise = "#/sgd-noise?";
constexpr std::size_t kMeasured = 2, kTheory = 3;  // columns of the table

}  // namespace

TEST_CASE("sgd-noise: with the same data seen, small fractions arrive first; with one update each, all data do") {
  DemoRun data(kSgdNoise);
  data.steps(20);
  CHECK(data.metric("epoch") == doctest::Approx(1).epsilon(0.01));
  CHECK(data.metric("excess_one") < 0.05 * data.metric("excess_all"));
  DemoRun updates(kSgdNoise + "clock=updates");
  updates.steps(60);
  CHECK(updates.metric("excess_all") < 0.2 * updates.metric("excess_one"));
}

TEST_CASE("sgd-noise: the measured oscillation is the computed one, for both kinds of batches") {
  for (const std::string order : {"independent", "shuffled"}) {
    CAPTURE(order);
    DemoRun run(kSgdNoise + "data=line&batch_order=" + order + "&learning_rate=0.03");
    run.steps(40000);
    for (std::size_t row = 0; row < 4; ++row) {
      CAPTURE(row);
      CHECK(number_in(run.panel<Table>("table"), row, kMeasured) ==
            doctest::Approx(number_in(run.panel<Table>("table"), row, kTheory)).epsilon(0.2));
    }
    CHECK(number_in(run.panel<Table>("table"), 4, kTheory) == 0);
    CHECK(run.metric("excess_all") < 1e-20);
  }
}

TEST_CASE("sgd-noise: the oscillation grows with η and falls with the batch") {
  std::array<double, 2> of_single{};
  for (const bool twice : {false, true}) {
    DemoRun run(kSgdNoise + "batch_order=independent&learning_rate=" + (twice ? "0.04" : "0.02"));
    run.steps(10000);
    for (std::size_t row = 1; row < 4; ++row)
      CHECK(number_in(run.panel<Table>("table"), row, kMeasured) <
            number_in(run.panel<Table>("table"), row - 1, kMeasured));
    of_single[twice] = number_in(run.panel<Table>("table"), 0, kMeasured);
  }
  CHECK(of_single[1] / of_single[0] == doctest::Approx(2).epsilon(0.25));
}

TEST_CASE("sgd-noise: an η that falls with time brings single samples to rest") {
  const std::string one = kSgdNoise + "data=line&learning_rate=0.1";
  DemoRun constant(one), falling(one + "&schedule=inverse&tau=2");
  for (DemoRun* run : {&constant, &falling}) run->steps(8000);
  CHECK(falling.metric("excess_one") < 0.1 * constant.metric("excess_one"));
}

TEST_CASE("sgd-noise: theory is that of η as it is now, also where it falls with time") {
  DemoRun run(kSgdNoise + "schedule=inverse&tau=2"), half(kSgdNoise + "learning_rate=0.025");
  const double at_start = number_in(run.panel<Table>("table"), 0, kTheory);
  run.steps(40);
  CHECK(run.metric("epoch") == doctest::Approx(2).epsilon(0.01));
  CHECK(number_in(run.panel<Table>("table"), 0, kTheory) < 0.6 * at_start);
  for (std::size_t row = 0; row < 4; ++row) {
    CAPTURE(row);
    CHECK(number_in(run.panel<Table>("table"), row, kTheory) ==
          doctest::Approx(number_in(half.panel<Table>("table"), row, kTheory)).epsilon(0.05));
  }
  run.steps(4000);
  CHECK(number_in(run.panel<Table>("table"), 0, kTheory) < 0.02 * at_start);
  run.act("surface", HandleDragged{"start", 1, 1});
  CHECK(number_in(run.panel<Table>("table"), 0, kTheory) == at_start);
}

TEST_CASE("sgd-noise: where single samples diverge, theory says so for shuffled batches, too") {
  for (const std::string order : {"independent", "shuffled"}) {
    CAPTURE(order);
    DemoRun run(kSgdNoise + "learning_rate=0.49&batch_order=" + order);
    CHECK(run.panel<Table>("table").rows[0].cells[kTheory] == "diverges");
    CHECK(number_in(run.panel<Table>("table"), 2, kTheory) > 0);
  }
}

TEST_CASE("sgd-noise: the race begins anew where the start is dragged, and η above every limit is diagnosed") {
  DemoRun run(kSgdNoise);
  run.steps(30);
  run.act("surface", HandleDragged{"start", 1, 1});
  CHECK(run.metric("epoch") == 0);
  CHECK(run.metric("excess_one") == run.metric("excess_all"));
  run.tune("learning_rate", "1.5");
  run.steps(2000);
  CHECK_FALSE(run.is_ready());
  CHECK(run.session().message().find("2/λ_max") != std::string::npos);
}

TEST_CASE("sgd-noise: with the small fractions resting, all data at once bear an η that single samples do not") {
  DemoRun all(kSgdNoise + "show_one=false&show_two=false&show_tenth=false&show_half=false&learning_rate=0.9");
  all.steps(5000);
  CHECK(all.is_ready());
  CHECK(all.metric("excess_all") < 1e-12);
  DemoRun single(kSgdNoise + "learning_rate=0.9");
  single.steps(5000);
  CHECK_FALSE(single.is_ready());
  CHECK(single.session().message().find("γ = 1/n") != std::string::npos);
}

TEST_CASE("sgd-noise: γ follows the number of points when some are drawn") {
  DemoRun run(kSgdNoise + "data=drawn");
  run.steps(2);
  for (int i = 0; i < 20; ++i)
    run.act("data", PointAdded{{0.25f * static_cast<float>(i), 0.5f * static_cast<float>(i % 7), 0}});
  CHECK(number_in(run.panel<Table>("table"), 2, 1) == 2);
  CHECK(number_in(run.panel<Table>("table"), 4, 1) == 20);
  run.steps(100);
  CHECK(run.metric("excess_all") > 0);
}

TEST_CASE(
    "sgd-noise: the curve of the error follows the clock, and the window around the minimum stays for half of η") {
  DemoRun updates(kSgdNoise + "clock=updates"), half(kSgdNoise + "learning_rate=0.025"), run(kSgdNoise);
  for (DemoRun* one : {&updates, &run}) one->steps(40);
  for (const LineLayer* line : tests::layers_of<LineLayer>(updates.panel<Plane>("errors"))) CHECK(line->x.back() == 40);
  for (const LineLayer* line : tests::layers_of<LineLayer>(run.panel<Plane>("errors"))) CHECK(line->x.back() <= 2);
  CHECK(half.panel<Plane>("minimum").x.range.high == run.panel<Plane>("minimum").x.range.high);
}

TEST_CASE("sgd-noise: small batches escape a shallow minimum, all data never do, and the race beside does not notice") {
  DemoRun run(kSgdNoise + "escape=true"), plain(kSgdNoise);
  for (DemoRun* one : {&run, &plain}) one->steps(200);
  CHECK(run.metric("escaped_one") > 0.4);
  CHECK(run.metric("escaped_tenth") < run.metric("escaped_one"));
  CHECK(run.metric("escaped_all") == 0);
  CHECK(run.metric("excess_one") == plain.metric("excess_one"));
  DemoRun agreed(kSgdNoise + "escape=true&escape_spread=0");
  agreed.steps(100);
  CHECK(agreed.metric("escaped_one") == 0);
}
