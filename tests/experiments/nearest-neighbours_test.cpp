#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

const std::string kNearestNeighbours = "#/nearest-neighbours?";

}  // namespace

TEST_CASE("nearest-neighbours: one neighbour never misclassifies training data, but validation data") {
  DemoRun run(kNearestNeighbours + "n=1000&k=1");
  CHECK(run.metric("training_error") == 0);
  CHECK(run.metric("validation_error") > 0.17);
  run.tune("k", "25");
  CHECK(run.metric("training_error") > 0.1);
  CHECK(run.metric("validation_error") < 0.18);
}

TEST_CASE("nearest-neighbours: the curves grow by one k a step, start at E_tr = 0, and have it best between the ends") {
  DemoRun run(kNearestNeighbours);
  run.steps(7);
  CHECK(layer_of<LineLayer>(run.panel<Plane>("errors"), "E_tr").x.back() == 7);
  run.steps(200);
  const LineLayer training = layer_of<LineLayer>(run.panel<Plane>("errors"), "E_tr");
  const LineLayer validation = layer_of<LineLayer>(run.panel<Plane>("errors"), "E_val");
  CHECK(training.x.back() == 140);
  CHECK(training.y.front() == 0);
  const float best = *std::min_element(validation.y.begin(), validation.y.end());
  CHECK(best < 0.8f * validation.y.front());
  CHECK(best < 0.5f * validation.y.back());
}

TEST_CASE("nearest-neighbours: with 1/distance every training example determines its own prediction") {
  DemoRun run(kNearestNeighbours + "neighbour_weights=distance&k=50");
  CHECK(run.metric("training_error") == 0);
  run.steps(150);
  for (const float error : layer_of<LineLayer>(run.panel<Plane>("errors"), "E_tr, 1/distance").y) CHECK(error == 0);
}

TEST_CASE("nearest-neighbours: with k = n the majority decides everywhere") {
  DemoRun run(kNearestNeighbours + "data=breast_cancer&k=1000");
  const FieldLayer& field = layer_of<FieldLayer>(run.panel<Plane>("plane"), "decision");
  const float first = std::floor(field.values.front());
  for (const float value : field.values) CHECK(std::floor(value) == first);
  // 212 of 569 are malignant, the same share of each part.
  CHECK(run.metric("training_error") == doctest::Approx(212.0 / 569).epsilon(0.01));
  CHECK(run.metric("validation_error") == doctest::Approx(212.0 / 569).epsilon(0.02));
}

TEST_CASE("nearest-neighbours: the handle asks; as many lines as neighbours lead from it, none longer than the last") {
  DemoRun run(kNearestNeighbours + "k=9&data=moons&noise=0");
  run.act("plane", HandleDragged{"query", 0.3f, -0.7f});
  const Plane& plane = run.panel<Plane>("plane");
  const LineLayer& lines = layer_of<LineLayer>(plane, "neighbours");
  REQUIRE(lines.x.size() == 27);
  double last = 0;
  for (std::size_t i = 0; i < lines.x.size(); i += 3) {
    CHECK(lines.x[i] == 0.3f);
    const double length = std::hypot(lines.x[i + 1] - lines.x[i], lines.y[i + 1] - lines.y[i]);
    CHECK(length >= last - 1e-6);
    last = length;
  }
  const LineLayer& outline = layer_of<LineLayer>(plane, "as near as the last");
  CHECK(std::hypot(outline.x[0] - 0.3f, outline.y[0] + 0.7f) == doctest::Approx(last).epsilon(1e-5));
  run.tune("k", "2");
  CHECK(layer_of<LineLayer>(run.panel<Plane>("plane"), "neighbours").x.size() == 6);
  const Text& vote = run.panel<Text>("numbers");
  CHECK(std::any_of(vote.lines.begin(), vote.lines.end(),
                    [](const TextLine& line) { return line.text == "predicted: class 1"; }));
}

TEST_CASE("nearest-neighbours: the metric changes who is near") {
  DemoRun crow(kNearestNeighbours + "k=5"), streets(kNearestNeighbours + "k=5&metric=manhattan");
  CHECK(layer_of<FieldLayer>(crow.panel<Plane>("plane"), "decision").values !=
        layer_of<FieldLayer>(streets.panel<Plane>("plane"), "decision").values);
  const LineLayer& outline = layer_of<LineLayer>(streets.panel<Plane>("plane"), "as near as the last");
  const float reach = std::fabs(outline.x[0] + 0.5f);
  for (std::size_t i = 0; i < outline.x.size(); ++i)  // about (−0.5, −0.75)
    CHECK(std::fabs(outline.x[i] + 0.5f) + std::fabs(outline.y[i] + 0.75f) == doctest::Approx(reach).epsilon(1e-5));
}

TEST_CASE("nearest-neighbours: laws are learned by the neighbours' mean, one neighbour reproducing every example") {
  for (const std::string data : {"law_1d", "law_2d"}) {
    INFO(data);
    DemoRun run(kNearestNeighbours + "noise=0.2&data=" + data);
    CHECK(run.metric("training_error") == 0);
    const double alone = run.metric("validation_error");
    run.tune("k", "8");
    CHECK(run.metric("training_error") > 0.01);
    CHECK(run.metric("validation_error") < alone);
  }
}

TEST_CASE("nearest-neighbours: the samples needed grow exponentially with the dimension") {
  DemoRun run(kNearestNeighbours + "epsilon=0.2");
  run.steps(300);
  const LineLayer needed = layer_of<LineLayer>(run.panel<Plane>("samples_needed"), "measured");
  const LineLayer ball = layer_of<LineLayer>(run.panel<Plane>("samples_needed"), "1/(V_d εᵈ)");
  REQUIRE(needed.x.size() >= 7);
  for (std::size_t i = 1; i < needed.y.size(); ++i) CHECK(needed.y[i] > 2.5f * needed.y[i - 1]);
  // Between the law far from the border and what the border of the cube adds at most: a factor 2 a dimension.
  for (std::size_t i = 0; i < needed.y.size(); ++i) {
    CHECK(needed.y[i] > 0.8f * ball.y[i]);
    CHECK(needed.y[i] < std::pow(2.0f, needed.x[i]) * ball.y[i]);
  }
  const double slope = std::log10(needed.y[6] / needed.y[0]) / 6;
  CHECK(slope == doctest::Approx(std::log10(5.0)).epsilon(0.2));
}

TEST_CASE("nearest-neighbours: with equally many samples 1-NN errs more and more, as all come to be equally far") {
  DemoRun run(kNearestNeighbours);
  run.steps(100);
  const LineLayer error = layer_of<LineLayer>(run.panel<Plane>("dimension_error"), "error of 1-NN");
  const LineLayer nearness = layer_of<LineLayer>(run.panel<Plane>("dimension_error"), "nearest ÷ mean distance");
  REQUIRE(error.y.size() == 20);
  CHECK(error.y[0] < 0.03);
  CHECK(error.y[4] > 0.08);
  CHECK(error.y[19] > 0.25);
  CHECK(error.y[19] < 0.5);
  for (std::size_t i = 1; i < nearness.y.size(); ++i) CHECK(nearness.y[i] > nearness.y[i - 1] - 0.02f);
  CHECK(nearness.y[19] > 0.55);
}

TEST_CASE("nearest-neighbours: drawn points count at once, and a link with them gives the same run") {
  DemoRun run(kNearestNeighbours + "data=drawn&classes=2");
  run.steps(2);
  run.act("plane", PointAdded{{-0.5f, 0, 0}});
  run.act("plane", PointAdded{{0.5f, 0, 1}});
  const FieldLayer& field = layer_of<FieldLayer>(run.panel<Plane>("plane"), "decision");
  for (int row = 0; row < field.rows; ++row)
    for (int col = 0; col < field.cols; ++col) {
      const auto cell = static_cast<std::size_t>(row * field.cols + col);
      CHECK(static_cast<int>(field.values[cell]) == (2 * col < field.cols ? 0 : 1));
    }
  run.steps(10);
  SharedRun shared;
  shared.plan = run.session().plan();
  DemoRun again(write_link(shared));
  again.steps(12);
  CHECK(again.hash() == run.hash());
}

TEST_CASE("nearest-neighbours: the boundary of one neighbour is made of bisectors, with a class on either side") {
  DemoRun run(kNearestNeighbours + "k=1");
  const Plane& plane = run.panel<Plane>("plane");
  const LineLayer boundary = layer_of<LineLayer>(plane, "decision boundary");
  const PointsLayer training = layer_of<PointsLayer>(plane, "training");
  REQUIRE(boundary.x.size() > 30);
  for (std::size_t i = 0; i + 1 < boundary.x.size(); i += 3) {
    const float x = 0.5f * (boundary.x[i] + boundary.x[i + 1]), y = 0.5f * (boundary.y[i] + boundary.y[i + 1]);
    std::array<float, 2> nearest{10, 10};  // of each class
    for (std::size_t j = 0; j < training.x.size(); ++j) {
      float& known = nearest[static_cast<std::size_t>(training.color[j])];
      known = std::min(known, std::hypot(training.x[j] - x, training.y[j] - y));
    }
    CHECK(nearest[0] == doctest::Approx(nearest[1]).epsilon(1e-3));
  }
}

TEST_CASE("nearest-neighbours: the scores of the field decide as the votes do, for odd and even k") {
  for (const std::string settings : {"k=1", "k=4", "k=7", "k=40", "k=1000", "k=6&metric=manhattan", "k=5&data=blobs"}) {
    INFO(settings);
    DemoRun run(kNearestNeighbours + settings);
    const FieldLayer& field = layer_of<FieldLayer>(run.panel<Plane>("plane"), "decision");
    const std::size_t cells = field.values.size();
    REQUIRE(field.scores.size() == cells * static_cast<std::size_t>(field.classes));
    int wrong = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      int winner = 0;
      for (int c = 1; c < field.classes; ++c)
        if (field.scores[static_cast<std::size_t>(c) * cells + cell] >
            field.scores[static_cast<std::size_t>(winner) * cells + cell])
          winner = c;
      wrong += winner != static_cast<int>(field.values[cell]) ? 1 : 0;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("nearest-neighbours: the unit of x₂ decides who is near") {
  DemoRun same(kNearestNeighbours + "k=5"), stretched(kNearestNeighbours + "k=5&x2_scale=100");
  CHECK(stretched.metric("validation_error") > same.metric("validation_error") + 0.03);
  CHECK(layer_of<LineLayer>(stretched.panel<Plane>("plane"), "as near as the last").x.size() > 10);
}

TEST_CASE("nearest-neighbours: the least validation error is named with its k, and errors with their error bars") {
  DemoRun run(kNearestNeighbours + "n=1000");
  CHECK(std::isnan(run.metric("best_k")));
  run.steps(120);
  CHECK(run.metric("best_k") > 5);
  CHECK(run.metric("least_validation_error") < run.metric("validation_error"));
  const double error = run.metric("validation_error");
  CHECK(run.metric("error_bar") == doctest::Approx(std::sqrt(error * (1 - error) / 300)));
  CHECK(run.panel<Plane>("errors").read_at == 1.0);
}

TEST_CASE("nearest-neighbours: held-out examples can be moved and removed, too") {
  DemoRun run(kNearestNeighbours + "k=3");
  const auto held_out = [&] { return layer_of<PointsLayer>(run.panel<Plane>("plane"), "validation"); };
  const PointsLayer before = held_out();
  for (const int example : before.examples) run.act("plane", ExampleRemoved{example});
  CHECK(held_out().x.empty());
  CHECK(std::isnan(run.metric("validation_error")));
  SharedRun shared;
  shared.plan = run.session().plan();
  DemoRun again(write_link(shared));
  CHECK(again.hash() == run.hash());
}

TEST_CASE("nearest-neighbours: the same link gives the same bits at any number of workers") {
  for (const char* settings : {"", "n=1000&k=100&noise=0.4", "data=law_2d&neighbour_weights=distance&k=4"}) {
    DemoRun one(kNearestNeighbours + settings, 1), two(kNearestNeighbours + settings, 2),
        four(kNearestNeighbours + settings, 4);
    for (DemoRun* run : {&one, &two, &four}) run->steps(20);
    CHECK(one.hash() == two.hash());
    CHECK(one.hash() == four.hash());
  }
}

TEST_CASE("nearest-neighbours: where no example is held out there is no validation error, not one of 0") {
  DemoRun kept(kNearestNeighbours), all(kNearestNeighbours + "train_fraction=1");
  CHECK(kept.metric("validation_error") > 0);
  CHECK(std::isnan(all.metric("validation_error")));
  CHECK_FALSE(std::isnan(all.metric("training_error")));
  for (const TextLine& line : all.panel<Text>("numbers").lines)
    CHECK((line.text.find("E_val") == std::string::npos || std::isnan(line.value)));
}

TEST_CASE("nearest-neighbours: one neighbour misclassifies training data where different classes coincide") {
  DemoRun run(kNearestNeighbours + "k=1&data=iris");
  CHECK(run.metric("training_error") > 0);
  CHECK(run.metric("training_error") < 0.1);
}

TEST_CASE("nearest-neighbours: handwritten digits are known by their pixels, whatever near means") {
  for (const std::string distance : {"euclidean", "manhattan", "cosine"}) {
    CAPTURE(distance);
    DemoRun run("#/nearest-neighbours?digits=true&k=3&digit_distance=" + distance);
    CHECK(run.metric("digit_error") < 0.06);
    const Images& digits = run.panel<Images>("digits");
    REQUIRE(digits.tiles.size() == 4);
    CHECK(digits.tiles[0].label.starts_with("asked: "));
    CHECK(digits.tiles[1].values.size() == 64);
    const Images& mistakes = run.panel<Images>("digit_mistakes");
    CHECK(mistakes.picks_parameter == "digit");
    CHECK(static_cast<double>(mistakes.tiles.size()) == doctest::Approx(400 * run.metric("digit_error")));
  }
}

TEST_CASE("nearest-neighbours: a misclassified digit that is tapped is asked about") {
  DemoRun run("#/nearest-neighbours?digits=true&k=1");
  const Tile mistake = run.panel<Images>("digit_mistakes").tiles[0];
  run.tune("digit", std::to_string(mistake.pick));
  const std::string is = mistake.label.substr(0, 1), said = mistake.label.substr(mistake.label.size() - 1);
  CHECK(run.panel<Images>("digits").tiles[0].label == "asked: " + is);
  CHECK(run.metric("digit_vote") == std::stod(said));
  CHECK(run.panel<Images>("digits").tiles[1].label.starts_with(said));
}

TEST_CASE("nearest-neighbours: pictures disturb no run, and more votes than are known are cut") {
  DemoRun plain("#/nearest-neighbours?k=500"), pictures("#/nearest-neighbours?k=500&digits=true");
  for (DemoRun* run : {&plain, &pictures}) run->steps(5);
  CHECK(plain.hash() == pictures.hash());
  CHECK(pictures.panel<Images>("digits").tiles.size() == 24);
  CHECK(pictures.metric("digit_error") > 0.05);
}
