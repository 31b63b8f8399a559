#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/lab/data_file.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

// What stands in the pictures, tile by tile.
std::vector<double> tile(DemoRun& run, std::string_view panel, std::size_t index) {
  const auto& values = run.panel<Images>(panel).tiles[index].values;
  return {values.begin(), values.end()};
}
constexpr std::size_t kMap = 3;  // among picture, kernel, products, map

std::vector<double> map_of(const std::string& settings) {
  DemoRun run("#/convolution?" + settings);
  return tile(run, "sliding", kMap);
}

std::vector<double> tile_of_signal() {
  DemoRun run("#/convolution?data=signal");
  return tile(run, "sliding", 0);
}

std::vector<std::string> sum_lines(DemoRun& run) {
  std::vector<std::string> lines;
  for (const TextLine& line : run.panel<Text>("sum").lines) lines.push_back(line.text);
  return lines;
}

}  // namespace

TEST_CASE("convolution: the tables of the slides come out") {
  CHECK(map_of("") == std::vector<double>{4, 3, 4, 2, 4, 3, 2, 3, 4});
  CHECK(map_of("data=slide6") == std::vector<double>{0, 3, 3, 0, 0, 3, 3, 0, 0, 3, 3, 0, 0, 3, 3, 0});
  const std::vector<double> padded = map_of("data=slide6&padding=1");
  CHECK(std::vector(padded.begin(), padded.begin() + 12) == std::vector<double>{-2, 0, 2, 2, 0, 0, -3, 0, 3, 3, 0, 0});
  DemoRun pooling("#/convolution?data=slide4");
  CHECK(tile(pooling, "pooled", 1) == std::vector<double>{3, 8, 14, 23});
  CHECK(tile(pooling, "pooled", 2) == std::vector<double>{1.5, 5, 7.25, 10.25});
}

TEST_CASE("convolution: the sum at the window is written out, and playing slides the window") {
  DemoRun run("#/convolution");
  CHECK(sum_lines(run)[0] == "1·1 + 1·0 + 1·1");
  CHECK(sum_lines(run)[3] == "= 4");
  run.steps(5);
  CHECK(run.metric("map_value") == 3);
  CHECK(sum_lines(run).back() == "Row 2, column 3 of the map");
  run.tune("bias", "-4");
  CHECK(sum_lines(run)[3] == "= 3 − 4 = −1");
  run.tune("relu", "true");
  CHECK(run.metric("map_value") == 0);
}

TEST_CASE("convolution: a tap on the map puts the window there, at any step") {
  DemoRun run("#/convolution");
  run.steps(7);
  const Tile& map = run.panel<Images>("sliding").tiles[kMap];
  run.tune("place", std::to_string(map.pick + 4));
  CHECK(run.panel<Images>("sliding").tiles[kMap].mark.row == 1);
  CHECK(run.panel<Images>("sliding").tiles[kMap].mark.column == 1);
}

TEST_CASE("convolution: pixels and weights can be changed, and a large picture is drawn on") {
  DemoRun run("#/convolution");
  run.act("picture", CellEdited{0, 0, 5});
  CHECK(run.metric("map_value") == 8);
  run.act("kernel", CellEdited{0, 0, -1});
  CHECK(run.metric("map_value") == -2);
  DemoRun pad("#/convolution?data=blank");
  CHECK(pad.metric("map_largest") == 0);
  pad.act("picture", StrokeDrawn{{4, 2, 4, 12}, false});
  CHECK(pad.metric("map_largest") > 1.5);
  pad.act("picture", PadCleared{});
  CHECK(pad.metric("map_largest") == 0);
}

TEST_CASE("convolution: flipping turns the sign of an edge") {
  DemoRun run("#/convolution?data=slide6&flip=true");
  CHECK(run.metric("map_least") == -3);
  CHECK(run.metric("map_largest") == 0);
}

TEST_CASE("convolution: shifting and convolving can be exchanged, but not with a stride") {
  for (const char* settings : {"data=house", "data=ring&padding=1&padded_with=wrap", "data=signal&filter=gaussian",
                               "data=digits8&filter=random&shift_down=2&dilation=2"}) {
    CAPTURE(settings);
    DemoRun run(std::string("#/convolution?moves=picture&") + settings);
    for (int step = 0; step < 6; ++step) {
      CHECK(run.metric("shift_error") == 0);
      run.steps(1);
    }
  }
  CHECK(DemoRun("#/convolution?data=house&stride=2&shift_right=2").metric("shift_error") == 0);
  CHECK(DemoRun("#/convolution?data=house&stride=2&shift_right=1").metric("shift_error") > 0);
}

TEST_CASE("convolution: pooling makes the map change less under a small shift") {
  DemoRun run("#/convolution?data=ring&filter=sobel&relu=true&pool_size=4");
  CHECK(run.metric("pooled_change") < 0.8 * run.metric("map_change"));
}

TEST_CASE("convolution: the receptive field grows with depth") {
  CHECK(DemoRun("#/convolution?pooling=none&stack=3").metric("field_side") == 7);
  CHECK(DemoRun("#/convolution?pooling=max&stack=3").metric("field_side") == 22);
  CHECK(DemoRun("#/convolution?pooling=none&stack=2&stride=2").metric("field_side") == 7);
  // No unit that counts lies outside the cone.
  DemoRun run("#/convolution?pooling=max&stack=3");
  const auto& layers = run.panel<Plane>("field").layers;
  const auto& cone = std::get<LineLayer>(layers[0]);
  const auto& units = std::get<PointsLayer>(layers[layers.size() - 1]);
  REQUIRE(cone.x.size() == 13);
  REQUIRE(units.x.size() > 22);
  for (std::size_t i = 0; i < units.x.size(); ++i) {
    const auto layer = static_cast<std::size_t>(units.y[i]);
    CHECK(units.x[i] >= cone.x[layer]);
    CHECK(units.x[i] <= cone.x[12 - layer]);
  }
}

TEST_CASE("convolution: the counts of the lecture") {
  DemoRun run("#/convolution?data=slide6&filters=1&units=100");
  CHECK(run.metric("conv_weights") == 10);
  CHECK(run.metric("same_map_weights") == 16 * 37);
  CHECK(run.metric("photo_weights") == 1219276900.0);
}

TEST_CASE("convolution: a dropped table is a picture, and a broken one is refused with its line") {
  DemoRun run("#/convolution?data=file&filter=identity&filter_size=k1", 1,
              {make_data_file("p.csv", "1,2\n3,4\n5,6\n")});
  CHECK(tile(run, "sliding", kMap) == std::vector<double>{1, 2, 3, 4, 5, 6});
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  const DataFiles files{make_data_file("p.csv", "1,2\n3\n")};
  const RunPlan plan = parse_link("#/convolution?data=file").run.plan;
  session.start(with_files(plan, *Registry::instance().find(plan.id), files), files);
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("line 2") != std::string::npos);
}

TEST_CASE("convolution: a kernel larger than the picture is said to be, and padding helps") {
  DemoRun run("#/convolution?data=slide4&filter=blur&filter_size=k7");
  CHECK(run.panel<Text>("sum").lines[0].style == TextStyle::warning);
  run.tune("padding", "3");
  CHECK(run.metric("map_rows") == 4);
}

TEST_CASE("convolution: along a line the flipped kernel 1 0 −1 is a derivative over two places") {
  const std::vector<double> x = tile_of_signal(), map = map_of("data=signal&flip=true");
  REQUIRE(map.size() == x.size() - 2);
  for (std::size_t t = 0; t < map.size(); ++t) CHECK(map[t] == x[t + 2] - x[t]);
}

TEST_CASE("convolution: of three colours one map is made, and the kernel's rows are named by them") {
  DemoRun run("#/convolution?data=house&filter=red_blue");
  const auto& kernel = run.panel<MatrixCells>("kernel");
  REQUIRE(kernel.row_labels.size() == 9);
  CHECK(kernel.row_labels[0] == "red 1");
  CHECK(kernel.row_labels[8] == "blue 3");
  CHECK(tile(run, "sliding", kMap).size() == 46 * 46);
  CHECK(DemoRun("#/convolution").panel<MatrixCells>("kernel").row_labels.empty());
}

TEST_CASE("convolution: means of blocks keep the mean of the map, largest numbers raise it") {
  DemoRun mean("#/convolution?data=house&filter=identity&filter_size=k1&pooling=average&pool_size=4"),
      largest("#/convolution?data=house&filter=identity&filter_size=k1&pool_size=4");
  CHECK(mean.metric("pooled_mean") == doctest::Approx(mean.metric("map_mean")));
  CHECK(largest.metric("pooled_mean") > 1.05 * largest.metric("map_mean"));
}
