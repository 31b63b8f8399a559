#include "core/parts/planar_data.h"

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/settings.h"

using namespace lectern;

namespace {

using Settings = Schema<PlanarDataSettings>;

Settings schema_of(bool learns_laws) { return PlanarDataSettings::schema({.learns_laws = learns_laws}); }

Result<PlanarData> data_of(const Settings& schema, const tests::Values& values,
                           const std::vector<DrawnPoint>& points = {}, const DataFiles& files = {}) {
  const Streams streams(1, 1);
  return PlanarData::make(schema.read(tests::settings(schema.specs(), values)), {streams, points, files});
}

}  // namespace

TEST_CASE("planar data are split as asked, and points drawn join the training data at its end") {
  const Settings schema = schema_of(false);
  Result<PlanarData> data =
      data_of(schema, {{"data", "blobs"}, {"n", "100"}, {"train_fraction", "0.8"}}, {{0.5f, 0.25f, 1}});
  REQUIRE(data.ok());
  CHECK(data->classes() == 3);
  CHECK(data->validation().size() + data->training().size() == 101);
  CHECK(std::abs(static_cast<int>(data->validation().size()) - 20) <= 1);
  CHECK(data->training_drawn() == 1);
  CHECK(data->training().labels.back() == 1);
  CHECK(data->act(PointMoved{0, -0.5f, 0.75f}));
  CHECK(data->training().X(data->training().size() - 1, 0) == -0.5f);
  CHECK(data->act(PointsCleared{}));
  CHECK(data->training_drawn() == 0);
  CHECK_FALSE(data->act(HandleDragged{"query", 0, 0}));
}

TEST_CASE("examples are moved and removed by numbers that the others keep, on either side of the split") {
  const Settings schema = schema_of(false);
  Result<PlanarData> data =
      data_of(schema, {{"data", "blobs"}, {"n", "20"}, {"train_fraction", "0.5"}}, {{0.5f, 0, 1}});
  REQUIRE(data.ok());
  const PlanarData before = *data;
  const auto held_out = static_cast<int>(before.validation().size());
  const int kept = 20 - held_out;
  CHECK(data->act(ExampleRemoved{0}));
  CHECK_FALSE(data->act(ExampleRemoved{0}));
  CHECK_FALSE(data->act(ExampleMoved{0, 0, 0}));
  CHECK(data->training().size() == before.training().size() - 1);
  CHECK(data->training().X(0, 0) == before.training().X(1, 0));
  CHECK(data->act(ExampleMoved{2, -0.5f, 0.75f}));
  CHECK(data->training().X(1, 0) == -0.5f);
  CHECK(data->training().X(1, 1) == 0.75f);
  CHECK(data->training().labels[1] == before.training().labels[2]);
  CHECK(data->act(ExampleRemoved{kept + 1}));
  CHECK(data->validation().size() == held_out - 1);
  CHECK(data->validation().X(1, 0) == before.validation().X(2, 0));
  CHECK_FALSE(data->act(ExampleRemoved{20}));
  CHECK(data->training_ids()[0] == 1);
  CHECK(data->training_ids().back() < 0);
  CHECK(before.training().size() == kept + 1);  // copies go their own way
}

TEST_CASE("a moved example of a curve takes its value along, one of a surface keeps it") {
  const Settings schema = schema_of(true);
  Result<PlanarData> curve = data_of(schema, {{"data", "law_1d"}, {"n", "20"}}),
                     surface = data_of(schema, {{"data", "law_2d"}, {"n", "20"}});
  REQUIRE(curve.ok());
  REQUIRE(surface.ok());
  const float value = surface->training().targets[3];
  CHECK(curve->act(ExampleMoved{3, 0.25f, -0.5f}));
  CHECK(surface->act(ExampleMoved{3, 0.25f, -0.5f}));
  CHECK(curve->training().X(3, 0) == 0.25f);
  CHECK(curve->training().targets[3] == -0.5f);
  CHECK(surface->training().X(3, 1) == -0.5f);
  CHECK(surface->training().targets[3] == value);
}

TEST_CASE("two demos with the same data parameters have the same examples, whatever their defaults") {
  const Settings one = schema_of(false), other = schema_of(true);
  for (const std::string& id : planar_class_sets()) {
    if (id == "file") continue;
    INFO(id);
    const Result<PlanarData> a = data_of(one, {{"data", id}}), b = data_of(other, {{"data", id}});
    REQUIRE(a.ok());
    REQUIRE(b.ok());
    CHECK(a->training().labels == b->training().labels);
    CHECK(std::equal(a->training().X.data(), a->training().X.data() + a->training().X.size(), b->training().X.data()));
  }
}

TEST_CASE("a table whose label is a number is refused by demos that need classes") {
  const DataFiles files{make_data_file("numbers.csv", "1,2,0.5\n2,1,1.5\n3,5,2.25\n")};
  const Settings classes = schema_of(false), values = schema_of(true);
  const Result<PlanarData> refused = data_of(classes, {{"data", "file"}}, {}, files);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().find("classes") != std::string::npos);
  CHECK(data_of(values, {{"data", "file"}}, {}, files).ok());
}

TEST_CASE("one class is told from the rest, too large a number meaning the last") {
  const std::vector<int> labels{0, 2, 1, 2};
  CHECK(one_against_rest(labels, 2, 3) == std::vector<int>{0, 1, 0, 1});
  CHECK(one_against_rest(labels, 9, 3) == std::vector<int>{0, 1, 0, 1});
  CHECK(one_against_rest(labels, 0, 3) == std::vector<int>{1, 0, 0, 0});
}

TEST_CASE("the real data sets are learned by the neural network, better on principal axes than on the first columns") {
  const auto accuracy = [](const std::string& settings) {
    DemoRun run("#/neural-network?layers=8&" + settings);
    run.steps(1500);
    return run.metric("validation_agreement");
  };
  CHECK(accuracy("data=iris&x_column=3&y_column=4") >= 0.9);
  CHECK(accuracy("data=wine&plane=principal") >= 0.9);
  CHECK(accuracy("data=wine") <= 0.9);
  CHECK(accuracy("data=breast_cancer&plane=principal") >= 0.9);
}
