#include "core/lab/link_scan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/lab/parameter_set.h"

using namespace lectern;

namespace {

std::vector<std::string> links(std::string_view text, const ScanOptions& options = {}) {
  const Result<LinkScan> scan = LinkScan::parse(text, options);
  REQUIRE_MESSAGE(scan, (scan ? "" : scan.error()));
  std::vector<std::string> all;
  for (std::uint64_t i = 0; i < scan->size(); ++i) all.push_back(scan->link(i));
  return all;
}

std::string refusal(std::string_view text, const ScanOptions& options = {}) {
  const Result<LinkScan> scan = LinkScan::parse(text, options);
  REQUIRE(!scan);
  return scan.error();
}

ParameterSet parameters_of(const std::string& link) {
  const ParsedLink parsed = parse_link(link);
  CHECK(parsed.problems.empty());
  return ParameterSet::with(Registry::instance().find(parsed.run.plan.id)->schema, parsed.run.plan.parameters).set;
}

}  // namespace

TEST_CASE("a scan: the grid holds every combination, with every seed, and meets the ends of a range") {
  const auto all = links("#/neural-network?learning_rate=0.001..0.1&optimizer=sgd|adamw&layers=4|8,8&seed=3..4&step=20",
                         {.search = ScanSearch::grid, .points = 3});
  REQUIRE(all.size() == 3 * 2 * 2 * 2);
  CHECK(std::set(all.begin(), all.end()).size() == all.size());
  CHECK(parse_link(all[0]).run.plan.seed == 3);
  CHECK(parse_link(all[1]).run.plan.seed == 4);
  std::set<double> rates;
  for (const std::string& link : all) {
    CHECK(parse_link(link).run.step == 20);
    rates.insert(parameters_of(link).real("learning_rate"));
  }
  CHECK(rates == std::set<double>{0.001, 0.01, 0.1});  // the control is logarithmic
}

TEST_CASE("a scan: random and Sobol links stay within the ranges, can be had again, and follow the control's scale") {
  const std::string spec = "#/neural-network?learning_rate=0.0001..1&batch_size=5..50&noise=0.1";
  for (const ScanSearch search : {ScanSearch::random, ScanSearch::sobol}) {
    const ScanOptions options{.search = search, .configurations = 256};
    const auto all = links(spec, options);
    REQUIRE(all.size() == 256);
    CHECK(all == links(spec, options));
    int below_middle = 0;
    for (const std::string& link : all) {
      const ParameterSet set = parameters_of(link);
      CHECK(set.real("learning_rate") >= 0.0001);
      CHECK(set.real("learning_rate") <= 1);
      CHECK(set.integer("batch_size") >= 5);
      CHECK(set.integer("batch_size") <= 50);
      CHECK(set.real("noise") == 0.1);
      below_middle += set.real("learning_rate") < 0.01;
    }
    CHECK(below_middle > 100);
    CHECK(below_middle < 156);
  }
  CHECK(links(spec, {.seed = 1}) != links(spec, {.seed = 2}));
}

TEST_CASE("a scan without open values is its seeds; a demo's formula may hold what opens a value elsewhere") {
  CHECK(links("#/perceptron?seed=1|7&data_seed=2..3&step=9").size() == 4);
  const auto formula = links("#/landscapes?surface=typed&formula=|x|%2By^2");
  REQUIRE(formula.size() == 1);
  CHECK(formula[0] == "#/landscapes?surface=typed&formula=%7Cx%7C%2By%5E2");
}

TEST_CASE("a scan that cannot be is refused with a sentence that names the thing") {
  CHECK(refusal("#/no-such-demo?x=1..2").find("no-such-demo") != std::string::npos);
  CHECK(refusal("#/perceptron?lerning_rate=0.1..1").find("near names are learning_rate") != std::string::npos);
  CHECK(refusal("#/perceptron?learning_rate=0.1..1e9").find("1e+09 is above 10") != std::string::npos);
  CHECK(refusal("#/perceptron?learning_rate=1..0.1").find("the smaller number stands first") != std::string::npos);
  CHECK(refusal("#/neural-network?optimizer=adam..sgd").find("only numbers have ranges") != std::string::npos);
  CHECK(refusal("#/neural-network?optimizer=adam|speed").find("speed") != std::string::npos);
  CHECK(refusal("#/perceptron?seed=1..x").find("seed: “1..x”") != std::string::npos);
  CHECK(refusal("#/perceptron?learning_rate=0.1..1&learning_rate=1..2").find("gives “learning_rate” twice") !=
        std::string::npos);
  CHECK(refusal("#/perceptron?seed=1..100000&data_seed=1..100").find("1000000") != std::string::npos);
  CHECK(refusal("#/neural-network?learning_rate=0.1..1&noise=0..0.5&batch_size=1..99&l2=0..0.1",
                {.search = ScanSearch::grid, .points = 99})
            .find("1000000") != std::string::npos);
}
