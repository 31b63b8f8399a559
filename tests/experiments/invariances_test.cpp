#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/lab/data_file.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

Action stroke(const char* panel, std::vector<float> xy) { return {panel, StrokeDrawn{std::move(xy), false}}; }

// An upright bar (class 0) or a lying one in a cell of the sheet.
Action bar(int column, int row, bool lies) {
  const auto x = static_cast<float>(28 * column + 14), y = static_cast<float>(28 * row + 14);
  return lies ? stroke("sheet", {x - 7, y, x + 7, y}) : stroke("sheet", {x, y - 7, x, y + 7});
}

// A grey PNG of 8 bits, stored without compression; checksums are not looked at.
std::string grey_png(int width, int height, const std::string& levels) {
  const auto number = [](std::size_t n) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>((n >> shift) & 0xFF);
    return text;
  };
  std::string rows;
  for (int r = 0; r < height; ++r)
    rows += '\0' + levels.substr(static_cast<std::size_t>(r * width), static_cast<std::size_t>(width));
  const auto low = static_cast<char>(rows.size() & 0xFF), high = static_cast<char>(rows.size() >> 8);
  std::string packed = "\x78\x01\x01";
  for (const char c : {low, high, static_cast<char>(~low), static_cast<char>(~high)}) packed += c;
  packed += rows + std::string(4, '\0');
  std::string file = "\x89PNG\r\n\x1a\n";
  const auto chunk = [&](const char* kind, const std::string& bytes) {
    file += number(bytes.size()) + kind + bytes + std::string(4, '\0');
  };
  chunk("IHDR", number(static_cast<std::size_t>(width)) + number(static_cast<std::size_t>(height)) +
                    std::string("\x08\0\0\0\0", 5));
  chunk("IDAT", packed);
  chunk("IEND", "");
  return file;
}

std::string idx(const std::vector<int>& sizes, const std::string& bytes) {
  std::string file("\0\0\x08", 3);
  file += static_cast<char>(sizes.size());
  for (int size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) file += static_cast<char>((size >> shift) & 0xFF);
  return file + bytes;
}

}  // namespace

TEST_CASE("of equal size, the convolutional network stands a shift better, and learns it better from augmentation") {
  DemoRun run("#/invariances?augment=shift&training_updates=120");
  const double cnn = run.metric("cnn_parameters"), dense = run.metric("dense_parameters");
  CHECK(dense > 0.95 * cnn);
  CHECK(dense < 1.05 * cnn);
  run.steps(130);  // with the tests of shifts
  CHECK(run.metric("cnn_accuracy") > 0.85);
  CHECK(run.metric("dense_accuracy") > 0.85);
  CHECK(run.metric("dense_transformed") < 0.2);
  CHECK(run.metric("cnn_transformed") > 1.5 * run.metric("dense_transformed"));
  CHECK(run.metric("cnn_transformed") < 0.5);
  CHECK(run.metric("cnn_augmented_transformed") > 0.5);
  CHECK(run.metric("dense_augmented_transformed") < 0.4);
}

TEST_CASE("mixed pixels leave the dense network what it was, and take the convolutional one its advantage") {
  DemoRun run("#/invariances?mixed=true&training_updates=120");
  run.steps(123);
  CHECK(run.metric("dense_accuracy") > 0.83);
  CHECK(run.metric("cnn_accuracy") < run.metric("dense_accuracy") - 0.05);
}

TEST_CASE("a picture moved by handle, by parameter or not at all is read accordingly, and a drawing takes its place") {
  DemoRun run("#/invariances?augment=shift&n=100&training_updates=60");
  run.steps(60);
  const double before = run.metric("dense_posterior");
  run.session().act({"picture", HandleDragged{"move", 14, 10}});
  CHECK(run.metric("dense_posterior") != before);
  run.session().act({"picture", HandleDragged{"move", 10, 10}});
  CHECK(run.metric("dense_posterior") == before);
  run.session().act({"picture", HandleDragged{"turn", 17, 10}});  // a quarter turn
  CHECK(run.metric("dense_posterior") != before);
  run.session().act({"picture", HandleDragged{"turn", 10, 17}});
  CHECK(run.metric("dense_posterior") == doctest::Approx(before).epsilon(1e-3));
  const double back = run.metric("dense_posterior");
  run.session().act({"picture", HandleDragged{"nothing", 0, 0}});
  run.session().act(bar(0, 0, false));  // there is no sheet
  CHECK(run.metric("dense_posterior") == back);
  CHECK(run.metric("updates") == 60);
  run.session().act(stroke("pad", {28, 10, 28, 46}));
  CHECK(std::isnan(run.metric("dense_posterior")));
  CHECK(run.metric("cnn_class") >= 0);
}

TEST_CASE("two classes of one's own are learned from the sheet, and each stroke begins anew") {
  DemoRun run("#/invariances?data=own&training_updates=60&augment=shift");
  run.steps(5);
  CHECK(run.metric("updates") == 0);
  for (int row = 0; row < 4; ++row)
    for (int column = 0; column < 6; ++column) run.session().act(bar(column, row, row >= 2));
  CHECK(run.metric("trained_pictures") == 20);
  run.steps(200);
  CHECK_FALSE(run.is_ready());  // it has ended
  CHECK(run.metric("cnn_accuracy") == 1);
  CHECK(run.metric("cnn_augmented_transformed") > 0.9);
  run.session().act(bar(0, 0, true));
  CHECK(run.metric("updates") == 0);
  run.session().act({"sheet", PadCleared{}});
  CHECK(run.metric("trained_pictures") == 0);
}

TEST_CASE("pictures and labels in arrays are learned from, and what is no labelled picture is refused") {
  std::string pictures, labels;
  for (int i = 0; i < 40; ++i) {
    labels += static_cast<char>(i % 2);
    for (int p = 0; p < 24 * 24; ++p) pictures += static_cast<char>((i % 2 == 0 ? p % 24 : p / 24) / 3 == 4 ? 120 : 0);
  }
  DemoRun run("#/invariances?training_updates=30", 1,
              {make_data_file("p.idx", idx({40, 24, 24}, pictures)), make_data_file("l.idx", idx({40}, labels))});
  CHECK(run.metric("trained_pictures") == 30);
  run.steps(77);
  CHECK(run.metric("cnn_accuracy") == 1);

  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  const DataFiles files{make_data_file("dog-1.txt", "1,2\n3,4\n")};
  const RunPlan plan = parse_link("#/invariances?data=file").run.plan;
  session.start(with_files(plan, *Registry::instance().find(plan.id), files), files);
  CHECK(session.condition() == RunSession::Condition::failed);
  CHECK(session.message().find("dog-1.png") != std::string::npos);
}

TEST_CASE("two strips of pictures, each named after its class, are learned from") {
  const auto strip = [](int middle) {  // eight squares with a bar in each
    std::string levels;
    for (int p = 0; p < 160 * 20; ++p) {
      const int across = middle == 0 ? p % 160 % 20 : p / 160;
      levels += static_cast<char>(across >= 8 && across < 12 ? 200 : 0);
    }
    return grey_png(160, 20, levels);
  };
  DemoRun run("#/invariances?training_updates=20", 1,
              {make_data_file("dog.png", strip(0)), make_data_file("hen.png", strip(1))});
  CHECK(run.metric("trained_pictures") == 12);
  run.steps(67);
  CHECK(run.metric("dense_accuracy") == 1);
}

TEST_CASE("twenty pictures of two classes, a file each, are learned from, and their link opens the same run") {
  DataFiles files;
  for (int i = 0; i < 24; ++i) {
    const bool lies = i % 2 == 1;
    std::string levels;
    for (int p = 0; p < 20 * 20; ++p) {
      const int across = (lies ? p / 20 : p % 20) - i / 4;
      levels += static_cast<char>(across >= 6 && across < 10 ? 200 : 0);
    }
    files.push_back(make_data_file((lies ? "hen-" : "dog-") + std::to_string(i) + ".png", grey_png(20, 20, levels)));
  }
  DemoRun run("#/invariances?training_updates=20", 1, files);
  CHECK(run.metric("trained_pictures") == 18);  // a quarter is kept for the test
  run.steps(87);
  CHECK(run.metric("cnn_accuracy") > 0.5);
  SharedRun shared;
  shared.plan = run.session().plan();
  const ParsedLink again = parse_link(write_link(shared));
  CHECK(again.problems.empty());
  CHECK(again.run.plan.files.size() == files.size());
}

TEST_CASE("invariances: dark is a filter that does not answer, also where it is silent everywhere") {
  DemoRun run("#/invariances?n=40&training_updates=20");
  run.steps(20);
  const auto& tiles = run.panel<Images>("filters").tiles;
  REQUIRE(tiles.size() > 8);
  for (std::size_t i = 8; i < tiles.size(); ++i) {  // behind the picture and seven filters made by hand
    CHECK(tiles[i].color.low == 0);
    CHECK(tiles[i].color.high > 0);
  }
}
