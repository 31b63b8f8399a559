#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kGenerativeClassifier = "#/generative-classifier?";

const LineLayer& line_of(DemoRun& run, std::string_view panel, std::string_view label) {
  static const LineLayer kNone{};
  for (const PlaneLayer& layer : run.panel<Plane>(panel).layers)
    if (const auto* line = std::get_if<LineLayer>(&layer); line != nullptr && line->label == label) return *line;
  FAIL_CHECK("no such line: ", std::string(label));
  return kNone;
}

}  // namespace

TEST_CASE("generative-classifier: with one covariance for all the posterior lies on the sigmoid of w·x + b") {
  DemoRun run(kGenerativeClassifier + "data=iris");
  CHECK(run.metric("cut_gap") < 1e-12);
  run.tune("covariance", "full");
  CHECK(run.metric("cut_gap") > 0.01);
  run.tune("covariance", "diagonal");
  CHECK(run.metric("cut_gap") > 0.01);
}

TEST_CASE(
    "generative-classifier: naive Bayes fails where classes differ by correlation alone, full covariances do not") {
  DemoRun naive(kGenerativeClassifier + "data=xnor&noise=0&n=1000&covariance=diagonal"),
      full(kGenerativeClassifier + "data=xnor&noise=0&n=1000&covariance=full");
  CHECK(naive.metric("training_error") > 0.35);
  CHECK(naive.metric("validation_error") > 0.35);
  CHECK(full.metric("training_error") < 0.08);
  CHECK(full.metric("validation_error") < 0.08);
}

TEST_CASE("generative-classifier: one covariance for all cannot bend around circles, one a class can") {
  DemoRun shared(kGenerativeClassifier + "data=circles&noise=0.1"),
      full(kGenerativeClassifier + "data=circles&noise=0.1&covariance=full");
  CHECK(shared.metric("validation_error") > 0.35);
  CHECK(full.metric("validation_error") < 0.05);
}

TEST_CASE("generative-classifier: a prior shifts the log odds by a constant and nothing else") {
  DemoRun run(kGenerativeClassifier + "data=blobs&classes=2&noise=0.3&priors=equal");
  const LineLayer before = line_of(run, "log_odds", "of the model");
  run.tune("prior_class", "2");
  run.tune("prior", "0.9");
  run.tune("priors", "chosen");
  const LineLayer after = line_of(run, "log_odds", "of the model");
  for (std::size_t i = 0; i < before.y.size(); ++i)
    CHECK(after.y[i] - before.y[i] == doctest::Approx(std::log(9.0)).epsilon(1e-4));
}

TEST_CASE(
    "generative-classifier: points drawn come to have the class fractions and moments of the model, also after it changed") {
  DemoRun run(kGenerativeClassifier + "data=blobs&classes=3&noise=0.2&draws=20");
  run.steps(2);
  const double early = run.metric("mean_error");
  run.steps(150);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(run.metric("drawn") == 3000);
  CHECK(run.metric("share_error") < 0.03);
  CHECK(run.metric("mean_error") < 0.02);
  CHECK(run.metric("mean_error") < 0.3 * early);
  CHECK(run.metric("covariance_error") < 0.01);
  run.tune("prior", "0.8");
  run.tune("priors", "chosen");
  CHECK(run.metric("share_error") < 0.03);
}

TEST_CASE(
    "generative-classifier: Fisher's direction separates the classes better for their spread than their means do") {
  for (const char* data : {"iris", "wine", "breast_cancer"}) {
    CAPTURE(data);
    DemoRun run(kGenerativeClassifier + "data=" + data);
    const double fisher = run.metric("separation");
    run.tune("direction", "means");
    CHECK(run.metric("separation") < fisher);
  }
}

TEST_CASE("generative-classifier: the chosen fraction of the training points lies below the threshold of p(x)") {
  DemoRun run(kGenerativeClassifier + "data=wine&outlier_fraction=0.1");
  const Plane& plane = run.panel<Plane>("density");
  std::size_t outliers = 0;
  for (const PlaneLayer& layer : plane.layers)
    if (const auto* points = std::get_if<PointsLayer>(&layer); points != nullptr && points->label == "outliers")
      outliers = points->x.size();
  CHECK(outliers >= 12);  // of 124 training and 54 validation examples
  CHECK(outliers <= 25);
}

TEST_CASE(
    "generative-classifier: far away the posterior is sure of a class, and p(x) says that nothing belongs there") {
  DemoRun run(kGenerativeClassifier);
  run.act("plane", HandleDragged{"probe", 3000, -3000});
  const Table& table = run.panel<Table>("probe");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[3].cells[0] == "all: outlier");
  CHECK(run.metric("probe_log_density") < run.metric("log_threshold"));
  CHECK(run.metric("probe_posterior") > 0.99);
  double surest = 0;
  for (std::size_t k = 0; k < 3; ++k) surest = std::max(surest, std::stod(table.rows[k].cells[3]));
  CHECK(surest > 0.99);
}

TEST_CASE("generative-classifier: a probe dragged out of the picture stays at its edge") {
  DemoRun run(kGenerativeClassifier);
  run.act("plane", HandleDragged{"probe", 3000, -3000});
  const Plane& plane = run.panel<Plane>("plane");
  for (const PlaneLayer& layer : plane.layers)
    if (const auto* handles = std::get_if<HandlesLayer>(&layer)) {
      CHECK(handles->x[0] == static_cast<float>(plane.x.range.high));
      CHECK(handles->y[0] == static_cast<float>(plane.y.range.low));
    }
}

TEST_CASE("generative-classifier: links of version 1 show the columns that they were made with") {
  DemoRun old(kGenerativeClassifier + "data=iris&covariance=full"), now(kGenerativeClassifier);
  CHECK(old.panel<Plane>("plane").x.label == "sepal length [σ]");
  CHECK(now.panel<Plane>("plane").x.label == "petal length [σ]");
  SharedRun shared;
  shared.plan = now.session().plan();
  CHECK(DemoRun(write_link(shared)).panel<Plane>("plane").x.label == "petal length [σ]");
}

TEST_CASE("generative-classifier: a prior moves the straight boundary without turning it") {
  DemoRun run(kGenerativeClassifier + "data=blobs&classes=2&noise=0.3&priors=equal");
  const double slope = run.metric("boundary_slope"), crossing = run.metric("boundary_crossing");
  CHECK(crossing == doctest::Approx(0.5).epsilon(1e-9));
  run.tune("prior", "0.9");
  run.tune("priors", "chosen");
  CHECK(run.metric("boundary_slope") == doctest::Approx(slope).epsilon(1e-9));
  CHECK(run.metric("boundary_crossing") > crossing + 0.1);
}

TEST_CASE("generative-classifier: it waits for enough points, then learns, and a link gives the same run") {
  DemoRun run(kGenerativeClassifier + "data=drawn&classes=3");
  run.steps(2);
  CHECK(run.panel<Text>("missing").lines[0].text.find("three points of two classes") != std::string::npos);
  for (int i = 0; i < 8; ++i) {
    const float x = i % 2 == 0 ? -0.5f : 0.5f;
    run.act("plane",
            PointAdded{{x + 0.0625f * static_cast<float>(i), 0.125f * static_cast<float>(i * i % 7), 2 * (i % 2)}});
  }
  run.steps(5);
  CHECK(run.metric("training_error") <= 0.25);
  CHECK(run.metric("drawn") == 25);
  SharedRun shared;
  shared.plan = run.session().plan();
  DemoRun again(write_link(shared));
  again.steps(7);
  CHECK(again.hash() == run.hash());
}

TEST_CASE("generative-classifier: the same link gives the same bits at any number of workers") {
  for (const char* settings : {"", "data=blobs&classes=5&covariance=full&priors=equal&draws=30"}) {
    DemoRun one(kGenerativeClassifier + settings, 1), two(kGenerativeClassifier + settings, 2),
        four(kGenerativeClassifier + settings, 4);
    for (DemoRun* run : {&one, &two, &four}) run->steps(30);
    CHECK(one.hash() == two.hash());
    CHECK(one.hash() == four.hash());
  }
}

TEST_CASE("generative-classifier: where no example is held out there is no validation error, not one of 0") {
  DemoRun kept(kGenerativeClassifier), all(kGenerativeClassifier + "train_fraction=1");
  CHECK(kept.metric("validation_error") > 0);
  CHECK(std::isnan(all.metric("validation_error")));
  CHECK_FALSE(std::isnan(all.metric("training_error")));
}

TEST_CASE("generative-classifier: a cut from a class to itself goes to the next one, from the last to the first") {
  for (const auto& [same, other] : {std::pair{"cut_from=2&cut_to=2", "cut_from=2&cut_to=3"},
                                    std::pair{"cut_from=3&cut_to=3", "cut_from=3&cut_to=1"},
                                    std::pair{"cut_from=9&cut_to=10", "cut_from=3&cut_to=1"}}) {
    CAPTURE(same);
    DemoRun run(kGenerativeClassifier + same), expected(kGenerativeClassifier + other);
    CHECK(run.metric("separation") == expected.metric("separation"));
    CHECK(run.metric("cut_gap") == expected.metric("cut_gap"));
    run.tune("direction", "means");
    expected.tune("direction", "means");
    CHECK(run.metric("separation") == expected.metric("separation"));
  }
}

TEST_CASE(
    "generative-classifier: a loss moves the decision, and decisions of least loss cost less than the likeliest") {
  const std::string link = "#/generative-classifier?data=blobs&classes=2&noise=0.4&n=1000&decide=least_loss";
  DemoRun run(link);
  CHECK(run.metric("mean_loss") == run.metric("mean_loss_most_probable"));  // 0–1 loss
  CHECK(run.metric("mean_loss") == doctest::Approx(run.metric("validation_error")));
  run.act("losses", CellEdited{1, 0, 9});
  CHECK(run.metric("mean_loss") < 0.8 * run.metric("mean_loss_most_probable"));
  const MatrixCells& losses = run.panel<MatrixCells>("losses");
  CHECK(losses.editable);
  CHECK(losses.values == std::vector<float>{0, 1, 9, 0});
  run.act("losses", CellEdited{1, 7, 9});  // no such cell
  CHECK(run.panel<MatrixCells>("losses").values == std::vector<float>{0, 1, 9, 0});
  SharedRun shared;
  shared.plan = run.session().plan();
  CHECK(DemoRun(write_link(shared)).metric("mean_loss") == run.metric("mean_loss"));
}

TEST_CASE(
    "generative-classifier: no answer is given where the largest posterior is below 1 − cost, as by Chow's rule") {
  const std::string link =
      "#/generative-classifier?data=blobs&classes=3&noise=0.4&n=1000&decide=least_loss&reject=true&cost_of_no_answer=";
  double unanswered = 1, error = 0;
  for (const char* cost : {"0.05", "0.2", "0.4"}) {
    CAPTURE(cost);
    DemoRun run(link + cost);
    CHECK(run.metric("unanswered") < unanswered);
    CHECK(run.metric("error_of_answered") > error);
    unanswered = run.metric("unanswered");
    error = run.metric("error_of_answered");
  }
  DemoRun answered(link + "0.7");
  CHECK(answered.metric("unanswered") == 0);
  CHECK(answered.metric("error_of_answered") == doctest::Approx(answered.metric("validation_error")));
  DemoRun refused(link + "0");
  CHECK(refused.metric("unanswered") > 0.9);
}

TEST_CASE("generative-classifier: all columns of wine go into two discriminants that keep the cultivars apart") {
  for (const std::string seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun run("#/generative-classifier?data=wine&reduction=true&data_seed=" + seed);
    CHECK(run.metric("discriminants_error") < 0.06);
    CHECK(run.metric("components_error") < 0.12);
    const Plane& plane = run.panel<Plane>("discriminants");
    const auto& training = std::get<PointsLayer>(plane.layers[0]);
    CHECK(training.x.size() == 125);  // of 178, 70 %
    CHECK(plane.y.label == "discriminant 2");
  }
}

TEST_CASE(
    "generative-classifier: two classes have one discriminant, and what cannot be reduced is said in a sentence") {
  DemoRun two("#/generative-classifier?data=breast_cancer&reduction=true");
  CHECK(two.panel<Plane>("discriminants").y.label == "principal component 1");
  CHECK(two.metric("discriminants_error") < 0.1);
  DemoRun none("#/generative-classifier?data=drawn&reduction=true&points=gQ_fC_vBgwCBgoB_PC");
  none.snapshot();
  CHECK(none.is_ready());
}

TEST_CASE("generative-classifier: decisions and reductions are only looked at") {
  DemoRun plain("#/generative-classifier?data=wine"),
      looked("#/generative-classifier?data=wine&reduction=true&decide=least_loss&reject=true");
  for (DemoRun* run : {&plain, &looked}) run->steps(10);
  CHECK(plain.hash() == looked.hash());
}
