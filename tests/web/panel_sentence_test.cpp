#include "web/model/panel_sentence.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/lab/snapshot.h"

using namespace lectern;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Told {
  Snapshot snapshot;

  Plane& plane(const AxisText& x = {.label = "step"}, const AxisText& y = {}) {
    return snapshot.plane("panel", "Panel", {}).axes(x, y);
  }
  std::string words() const { return panel_sentences(snapshot.panels[0]); }
};

// What is said of one line through these places.
std::string words_of_line(const std::vector<float>& x, const std::vector<float>& y, const AxisText& axis) {
  Told told;
  LineLayer& line = told.plane(axis).line("training loss", Places());
  line.x = x;
  line.y = y;
  return told.words();
}

std::string words_of_line(const std::vector<float>& y) {
  std::vector<float> steps;
  for (std::size_t i = 0; i < y.size(); ++i) steps.push_back(static_cast<float>(100 * i));
  return words_of_line(steps, y, {.label = "step"});
}

}  // namespace

TEST_CASE("a line that falls is told from where to where, and where it is least") {
  CHECK(words_of_line({0, 1000, 5300, 5400}, {0.69f, 0.3f, 0.0181f, 0.0182f}, {.label = "step"}) ==
        "Training loss falls from 0.69 to 0.0182, least 0.0181 at step 5300.");
  CHECK(words_of_line({0, 1000, 5300}, {0.69f, 0.3f, 0.02f}, {.label = "step"}) ==
        "Training loss falls from 0.69 to 0.02, least at step 5300.");
}

TEST_CASE("a line that overshoots its start is told with both ends of its range") {
  CHECK(words_of_line({1, 4, 2, 0.25f}) ==
        "Training loss falls from 1 to 0.25, least at step 300, most 4 at step 100.");
  CHECK(words_of_line({1, 0.5f, 2, 9}) == "Training loss rises from 1 to 9, most at step 300, least 0.5 at step 100.");
}

TEST_CASE("a line without a trend stays, or comes back to where it began") {
  CHECK(words_of_line({0.5f, 0.5f, 0.5f}) == "Training loss stays at 0.5.");
  CHECK(words_of_line({1, 3, -1, 1}) ==
        "Training loss begins and ends at 1, least −1 at step 200, most 3 at step 100.");
  CHECK(words_of_line({2}) == "Training loss is 2 at step 0.");
}

TEST_CASE("what is not finite in a line is passed over, and nothing is said of an empty one") {
  CHECK(words_of_line({kNan, 2, kNan, 1}) == "Training loss falls from 2 to 1, least at step 300.");
  CHECK(words_of_line({kNan, kNan}).empty());
  CHECK(words_of_line({}).empty());
}

TEST_CASE("the places on an axis are told with its name, its unit or their own names") {
  CHECK(words_of_line({0, 5}, {1, 0}, {.label = "x"}) == "Training loss falls from 1 to 0, least at x = 5.");
  CHECK(words_of_line({0, 5}, {1, 0}, {.label = "energy [J]"}) ==
        "Training loss falls from 1 to 0, least at energy = 5 J.");
  CHECK(words_of_line({0, 1}, {1, 0}, {.label = "model", .names = {"linear", "cubic"}}) ==
        "Training loss falls from 1 to 0, least at cubic.");
  CHECK(words_of_line({0, 5}, {1, 0}, {}) == "Training loss falls from 1 to 0, least at 5.");
}

TEST_CASE("a path that turns back is told by its ends") {
  CHECK(words_of_line({0, 2, 1}, {0, 1, -3}, {.label = "x"}) == "Training loss runs from (0, 0) to (1, −3).");
}

TEST_CASE("a ghost is told with what was different in its run") {
  Told told;
  LineLayer& line = told.plane().line("loss", Places());
  line.x = {0, 1};
  line.y = {3, 2};
  line.run = "η = 0.1";
  CHECK(told.words() == "Loss (η = 0.1) falls from 3 to 2, least at step 1.");
}

TEST_CASE("a field is told by its range and the places of its ends, one of classes by their shares") {
  Told told;
  FieldLayer& field = told.plane().field("cost", PlanarGrid{2, 2, {0, 2}, {0, 2}}, Values());
  field.values = {0, 1, 2, -0.5f};
  CHECK(told.words() == "Cost goes from −0.5 at (1.5, 1.5) to 2 at (0.5, 1.5).");
  field.values = {1, 1, 1, 1};
  CHECK(told.words() == "Cost is 1 everywhere.");
  field.discrete_classes = true;
  field.values = {0.2f, 1.9f, 1.1f, 1.0f};
  CHECK(told.words() == "Cost: class 0 on 25 % of the picture, class 1 on 75 % of the picture.");
}

TEST_CASE("points are counted by class, with the middle of each") {
  Told told;
  PointsLayer& points = told.plane().points("samples", Places());
  points.x = {0, 2, 5, kNan};
  points.y = {1, 3, -1, 0};
  points.color = {0, 0, 1, 1};
  CHECK(told.words() == "Samples: 3 points, 2 of class 0 around (1, 2); 1 of class 1 around (5, −1).");
  points.color = {kColorAccent};
  CHECK(told.words() == "Samples: 3 points around (2.33, 1).");
  points.x = {4};
  points.y = {5};
  CHECK(told.words() == "Samples: one point at (4, 5).");
}

TEST_CASE("of bars the highest and the lowest are told, of a histogram the fullest bin") {
  Told told;
  BarsLayer& bars = told.plane({.label = "k"}).bars("share", Range{0, 1}, Values());
  bars.x = {1, 2, 3};
  bars.height = {0.1f, 0.7f, 0.2f};
  CHECK(told.words() == "Share: 3 bars, highest 0.7 at k = 2, lowest 0.1 at k = 1.");
  Snapshot snapshot;
  Distribution& distribution = snapshot.distribution("panel", "Panel", {}).axes({.label = "mass [GeV]"}, "events");
  DistributionGroup& group = distribution.histogram("signal", Values(), Values());
  group.edges = {0, 10, 20, 30};
  group.weights = {1, 12, 3};
  CHECK(panel_sentences(snapshot.panels[0]) == "Signal: 3 bins from 0 GeV to 30 GeV, most, 12, between 10 and 20.");
}

TEST_CASE("a small matrix is read row by row, a large one by its ends") {
  Snapshot snapshot;
  MatrixCells& matrix = snapshot.matrix("panel", "Panel", {});
  matrix.rows = matrix.cols = 2;
  matrix.values = {10, 2, 0, 8};
  matrix.row_title = "true";
  matrix.col_title = "predicted";
  matrix.row_labels = matrix.col_labels = {"cat", "dog"};
  CHECK(panel_sentences(snapshot.panels[0]) == "2 rows (true), 2 columns (predicted). Row cat: 10, 2. Row dog: 0, 8.");
  matrix.rows = 10;
  matrix.cols = 5;
  matrix.values.assign(50, 1);
  matrix.values[7] = 4;
  matrix.values[49] = -4;
  const std::string words = panel_sentences(snapshot.panels[0]);
  CHECK(words.find("Least −4 in row 10, column 5; most 4 in row dog, column 3.") != std::string::npos);
}

TEST_CASE("tables and numbers are read as they stand") {
  Snapshot snapshot;
  Table& table = snapshot.table("table", "Table", {}).head({"model", "error"});
  table.row({"linear", 0.25});
  table.row({"cubic", 0.125});
  CHECK(panel_sentences(snapshot.panels[0]) == "Model: linear, error: 0.25. Model: cubic, error: 0.125.");
  Text& text = snapshot.text("text", "Text", {});
  text.value("loss", 0.5, {.unit = "nats", .digits = 3});
  text.paragraph("The line moves.");
  CHECK(panel_sentences(snapshot.panels[1]) == "Loss = 0.5 nats. The line moves.");
}

TEST_CASE("a dendrogram is told by its leaves and the clusters below its cut") {
  Snapshot snapshot;
  Tree& tree = snapshot.tree("tree", "Tree", {}).setup(true, "distance");
  tree.node("", {.left = 1, .right = 2, .height = 4});
  tree.node("", {.left = 3, .right = 4, .height = 1});
  tree.node("c", {});
  tree.node("a", {});
  tree.node("b", {});
  tree.cut(2);
  CHECK(panel_sentences(snapshot.panels[0]) ==
        "3 leaves, the last merge at distance 4. The cut at 2 leaves 2 clusters.");
}

TEST_CASE("pictures and layers of networks are counted") {
  Snapshot snapshot;
  Images& images = snapshot.images("images", "Images", {}).setup({});
  const std::vector<float> pixels{0, 0.5f, 1, 0.25f};
  images.tile("three", Values(pixels), 2, 2);
  images.tile("five", Values(pixels), 2, 2);
  CHECK(panel_sentences(snapshot.panels[0]) == "2 pictures of 2 by 2 pixels, values from 0 to 1: three, five.");
  Network& network = snapshot.network("network", "Network", {});
  network.layer("input", 2);
  const std::vector<float> weights{-1.5f, 2};
  network.layer("output", 1, Values(weights));
  CHECK(panel_sentences(snapshot.panels[1]) == "Input: 2 neurons. Output: 1 neuron, weights from −1.5 to 2.");
}

TEST_CASE("of many parts the first are told, and how many more there are") {
  Told told;
  Plane& plane = told.plane();
  for (int i = 0; i < 15; ++i) plane.level("level", i);
  const std::string words = told.words();
  CHECK(words.ends_with("And 3 more."));
  CHECK(words.find("Level at 11.") != std::string::npos);
  CHECK(words.find("Level at 12.") == std::string::npos);
}

TEST_CASE("numbers are written as they are read aloud") {
  CHECK(spoken_number(5300) == "5300");
  CHECK(spoken_number(-3.14159) == "−3.14");
  CHECK(spoken_number(1.2e-6) == "1.2 times 10 to the −6");
  CHECK(spoken_number(-4e20) == "−4 times 10 to the 20");
  CHECK(spoken_number(-0.0) == "0");
  CHECK(spoken_number(std::nan("")) == "not known");
  CHECK(spoken_number(std::numeric_limits<double>::infinity()) == "infinite");
}
