// Tables as people have them, each opened with a demo: what is used of them, and what is said about it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/lab/snapshot_json.h"
#include "core/parts/planar_data.h"
#include "core/parts/table_settings.h"
#include "tests/experiments/demo_run.h"
#include "tests/inputs.h"

using namespace lectern;
using tests::inputs;

namespace {

DataFiles table(const std::string& text) { return {make_data_file("table.csv", text)}; }

UsedTable used(const DataFiles& files, const TableSettings& settings = {}, std::size_t most = 1000) {
  const Streams streams(1, 1);
  Result<UsedTable> table = use_table(settings, {streams, {}, files}, most);
  REQUIRE_MESSAGE(table.ok(), (table.ok() ? "" : table.error()));
  return std::move(*table);
}

// Two inputs and classes of these names, in the demo whose link this is.
void check_classes(const std::string& link, const DataFiles& files, std::ptrdiff_t rows,
                   const std::vector<std::string>& classes) {
  DemoRun run(link, 1, files);
  CHECK(run.is_ready());
  run.steps(2);
  TableSettings settings;
  settings.options.wants_classes = link.find("neural-network") == std::string::npos;
  const UsedTable table = used(files, settings);
  CHECK(table.set.size() == rows);
  CHECK(table.set.features() == 2);
  CHECK(table.set.class_names == classes);
}

bool says(DemoRun& run, std::string_view words) {
  const std::vector<std::string>& notes = run.snapshot().notes;
  return std::any_of(notes.begin(), notes.end(),
                     [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

std::string refusal(const std::string& link, const DataFiles& files) {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  const RunPlan plan = parse_link(link).run.plan;
  session.start(with_files(plan, *Registry::instance().find(plan.id), files), files);
  CHECK(session.condition() == RunSession::Condition::failed);
  return session.message();
}

const std::string kNetwork = "#/neural-network?data=file";

}  // namespace

TEST_CASE("own tables: a sorted table keeps its classes, and the page says how many rows are used") {
  std::string text = "u,v,kind\n";
  for (int i = 0; i < 1001; ++i)
    text += std::to_string(i % 7) + "," + std::to_string(i % 11) + "," + "abc"[i < 500 ? 0 : i < 1000 ? 1 : 2] + "\n";
  const DataFiles files = table(text);
  DemoRun run(kNetwork, 1, files);
  CHECK(says(run, "1000 of 1001 rows are used"));
  CHECK(run.session().plan().files[0].shape == "1001×3");
  CHECK(used(files).set.class_names == std::vector<std::string>{"a", "b", "c"});
  CHECK(snapshot_json(run.snapshot(), 1).find("1000 of 1001 rows are used") != std::string::npos);
  std::string long_table = "u,v,kind\n";
  for (int i = 0; i < 1800; ++i)
    long_table += std::to_string(i % 7) + "," + std::to_string(i % 11) + "," + "abc"[i / 600] + "\n";
  DemoRun longer(kNetwork, 1, table(long_table));
  CHECK(says(longer, "1000 of 1800 rows are used: a share of each class"));
  const UsedTable thousand = used(table(long_table));
  for (int k = 0; k < 3; ++k) CHECK(std::count(thousand.set.labels.begin(), thousand.set.labels.end(), k) >= 333);
}

TEST_CASE("own tables: a table without two classes is refused with what it has") {
  CHECK(refusal("#/perceptron", table("a,b,kind\n1,2,x\n3,4,x\n2,2,x\n")) ==
        "All 3 rows are of class x; two classes are needed at least.");
}

TEST_CASE("own tables: a sorted regression keeps both its ends") {
  std::string text = "x,target\n";
  for (int i = 0; i < 30000; ++i) text += std::to_string(i) + "," + std::to_string(3 * i) + "\n";
  DemoRun run("#/linear-regression", 1, table(text));
  CHECK(says(run, "10000 of 30000 rows are used"));
  CHECK(run.session().plan().files[0].shape == "30000×2");
  TableSettings numbers;
  numbers.options.label_kind = data::LabelKind::numbers;
  const UsedTable some = used(table(text), numbers, 100);
  CHECK(*std::min_element(some.set.targets.begin(), some.set.targets.end()) < 9000);
  CHECK(*std::max_element(some.set.targets.begin(), some.set.targets.end()) > 81000);
}

TEST_CASE("own tables: a first line of numbers that cannot be a sample names the columns") {
  check_classes(kNetwork, inputs({"csv/numeric-header.csv"}), 4, {"x", "y"});
}

TEST_CASE("own tables: a column called label is the label, also before x and y") {
  check_classes(kNetwork, inputs({"csv/label-first-xy.csv"}), 4, {"0", "1"});
}

TEST_CASE("own tables: small steps of large numbers are kept") {
  DemoRun run("#/linear-regression?data=file&standardise=false", 1, inputs({"csv/offset-x.csv"}));
  CHECK(run.metric("least_cost") < 1e-20);
  CHECK(run.metric("theta_1") == doctest::Approx(1));
  CHECK(run.panel<Plane>("data").x.label == "t − 1609459200");
}

TEST_CASE("own tables: decimal commas, separators, ends of lines and arrays give the same rows") {
  check_classes(kNetwork, inputs({"csv/decimal-comma.csv"}), 4, {"x", "y"});
  const UsedTable comma = used(inputs({"csv/decimal-comma.csv"}));
  CHECK(comma.set.X(0, 0) == 1.5f);
  CHECK(comma.set.X(0, 1) == 2.5f);
  for (const char* name :
       {"csv/semicolon-commas-in-header.csv", "csv/sep-line.csv", "csv/cr-only.csv", "csv/trailing-separator.csv"}) {
    CAPTURE(name);
    check_classes(kNetwork, inputs({name}), 4, {"x", "y"});
  }
  check_classes(kNetwork, inputs({"csv/table.npy"}), 4, {"0", "1"});
}

TEST_CASE("own tables: a number with a typographic minus is read, and what is refused stands as in the file") {
  CHECK(used(inputs({"csv/non-ascii-field.csv"})).set.X(0, 0) == -1.0f);
  CHECK(refusal(kNetwork, table("a,b,kind\n1,2,x\n3,4,y\n∞,2,x\n5,5,y\n")).find("“∞”") != std::string::npos);
}

TEST_CASE("own tables: whole numbers are classes of a demo of classes, however few") {
  check_classes("#/support-vector-machine?data=file", inputs({"csv/class-numbers-few.csv"}), 2, {"0", "1"});
  check_classes("#/support-vector-machine?data=file", table("a,b,kind\n1,2,3\n2,4,8\n2,5,8\n"), 3, {"3", "8"});
}

TEST_CASE("own tables: pictures have the classes that occur, named as in the file") {
  DemoRun run("#/cnn-filters?data=file", 1,
              inputs({"idx/labels-1-to-10.images.idx.gz", "idx/labels-1-to-10.labels.idx.gz"}));
  CHECK(run.panel<MatrixCells>("confusion").rows == 10);
  CHECK(run.panel<MatrixCells>("confusion").row_labels.back() == "10");
  std::string labels("\0\0\x08\x01\0\0\0\x1e", 8);
  for (int i = 0; i < 30; ++i) labels += static_cast<char>(i % 3);
  DataFiles files = inputs({"npy/python2-long.npy"});
  files.push_back(make_data_file("labels.idx", labels));
  CHECK(DemoRun("#/cnn-filters?data=file", 1, files).is_ready());
}

TEST_CASE("own tables: what is judged of one class has no AUC, and a sentence says why") {
  DemoRun run("#/losses-and-metrics?data=file&train_fraction=0.7", 1, inputs({"csv/one-class-judged.csv"}));
  run.steps(3);
  CHECK(std::isnan(run.metric("auc")));
  CHECK(std::isnan(run.metric("recall")));
  CHECK(std::isnan(run.metric("average_precision")));
  CHECK(std::isnan(run.metric("auc_x1")));
  const std::string json = snapshot_json(run.snapshot(), 1);
  CHECK(json.find("\"auc\":null") != std::string::npos);
  for (const PlaneLayer& layer : run.panel<Plane>("roc").layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line != nullptr && line->label != "guessing") CHECK(line->x.empty());
  }
  CHECK(run.panel<Text>("unknown").lines[0].text ==
        "AUC needs both classes among the judged points; all 2 are of class no.");
}

TEST_CASE("own tables: the label, its kind and the columns left out can be chosen") {
  const DataFiles files = table("a,b,c,d\n1,5,0,x\n2,6,1,y\n3,7,0,x\n4,9,1,y\n");
  TableSettings settings;
  settings.options.label = "c";
  CHECK(used(files, settings).set.class_names == std::vector<std::string>{"0", "1"});
  settings.options.label = "3";
  settings.options.left_out = "b";
  CHECK(used(files, settings).set.features() == 1);
  DemoRun run("#/nearest-neighbours?label=c&label_kind=numbers", 1, files);
  CHECK(run.is_ready());
  CHECK(refusal("#/perceptron?label=c&label_kind=numbers", files).find("label is a number") != std::string::npos);
}

TEST_CASE("own tables: a second table is named and not used") {
  DataFiles files = table("a,b,c\n1,5,0.5\n2,6,1.5\n4,7,1.75\n");
  files.push_back(make_data_file("more.csv", "a,b,c\n1,5,x\n"));
  DemoRun planar(kNetwork, 1, files), line("#/linear-regression", 1, files);
  CHECK(says(planar, "“more.csv” is not used"));
  CHECK(says(line, "“more.csv” is not used"));
}

TEST_CASE("own tables: without validation data its measures are not known") {
  for (const char* link : {"#/neural-network?train_fraction=1", "#/nearest-neighbours?train_fraction=1",
                           "#/support-vector-machine?train_fraction=1", "#/generative-classifier?train_fraction=1"}) {
    CAPTURE(link);
    DemoRun run(link);
    run.steps(1);
    const auto known = [&](const Metric& metric) {
      return metric.id.starts_with("validation_") && !std::isnan(metric.value);
    };
    const ReusableList<Metric>& metrics = run.snapshot().metrics;
    CHECK(std::none_of(metrics.begin(), metrics.end(), known));
  }
}

namespace {

// y = 5 + 20 sin(x/12) of years, with an error that repeats.
DataFiles years(int rows) {
  std::string text = "year,height\n";
  for (int i = 0; i < rows; ++i) {
    const double x = 70.0 * i / rows, error = 0.5 * ((i * 37) % 11 - 5);
    text += std::to_string(1950 + x) + "," + std::to_string(5 + 20 * std::sin(x / 12) + error) + "\n";
  }
  return table(text);
}

// price = 3000 a − 2000 c and an error that repeats; b, d and e say nothing.
DataFiles prices(int rows) {
  std::string text = "a,b,c,d,e,price\n";
  for (int i = 0; i < rows; ++i) {
    const int a = (i * 7) % 23, b = (i * 5) % 19, c = (i * 11) % 29, d = (i * 13) % 31, e = (i * 3) % 17;
    const int price = 50000 + 3000 * a - 2000 * c + 300 * ((i * 37) % 11 - 5);
    text += std::to_string(a) + "," + std::to_string(100 * b) + "," + std::to_string(c) + "," + std::to_string(d) +
            "," + std::to_string(e) + "," + std::to_string(price) + "\n";
  }
  return table(text);
}

bool has_panel(DemoRun& run, std::string_view id) {
  const ReusableList<Panel>& panels = run.snapshot().panels;
  return std::any_of(panels.begin(), panels.end(), [&](const Panel& panel) { return panel.id == id; });
}

bool has_layer(const Plane& plane, std::string_view label) {
  return std::any_of(plane.layers.begin(), plane.layers.end(), [&](const PlaneLayer& layer) {
    return std::visit([&](const auto& one) { return one.label == label; }, layer);
  });
}

bool is_told(DemoRun& run, std::string_view words) {
  const ReusableList<TextLine>& lines = run.panel<Text>("numbers").lines;
  return std::any_of(lines.begin(), lines.end(),
                     [&](const TextLine& line) { return line.text.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("own tables: the demos of curves take two columns, name the axes after them and say how many rows are used") {
  const DataFiles files = years(1800);
  for (const auto& of : {std::pair{"polynomial-regression", "fit"}, std::pair{"bias-variance", "fits"},
                         std::pair{"model-selection", "data"}}) {
    const std::string demo = of.first, panel = of.second;
    CAPTURE(demo);
    DemoRun run("#/" + demo, 1, files);
    run.steps(3);
    CHECK(run.is_ready());
    CHECK(says(run, "1000 of 1800 rows are used"));
    CHECK(run.session().plan().files[0].shape == "1800×2");
    CHECK(run.panel<Plane>(panel).x.label == "year − 1950");
    CHECK(run.panel<Plane>(panel).y.label == "height");
    CHECK_FALSE(has_layer(run.panel<Plane>(panel), "law f"));
    CHECK(is_told(run, "The law behind a table is not known"));
    CHECK(std::isnan(run.metric("noise_variance")));
    // The same link, the same run.
    DemoRun again(write_link({run.session().plan(), 0, {}}), 2, files);
    again.steps(3);
    CHECK(again.hash() == run.hash());
  }
}

TEST_CASE("own tables: a curve's rows are divided anew at every step, and judged where they are held out") {
  DemoRun run("#/polynomial-regression", 1, years(200));
  run.steps(40);
  CHECK(run.metric("training_points") == 140);
  CHECK(run.metric("best_order") >= 4);
  CHECK(run.metric("validation_error_1") > 20 * run.metric("validation_error_10"));
  CHECK(std::isnan(run.metric("beyond_error_1")));
  CHECK(run.metric("validation_error_10") > run.metric("training_error_10"));
  // Another row, drawn by hand, joins them.
  run.act("fit", PointAdded{{30, 60, 0}});
  CHECK(run.metric("training_points") == 141);
  CHECK(run.metric("shift_10") > 0);
}

TEST_CASE("own tables: bias² and σ² of a table are known as a sum, its variance by bootstrap") {
  for (const char* n : {"12", "100"}) {
    DemoRun run(std::string("#/bias-variance?order=5&n=") + n, 1, years(400));
    run.steps(80);
    CHECK(run.metric("sum") == doctest::Approx(run.metric("test_error")).epsilon(1e-6));
    // The errors that repeat have a variance of 2.5; order 5 leaves little else.
    if (std::string(n) == "100") {
      CHECK(run.metric("bias_squared") == doctest::Approx(2.6).epsilon(0.25));
      CHECK(run.metric("variance") < 0.5);
    } else {
      CHECK(run.metric("variance") > 2);
    }
  }
  CHECK(refusal("#/bias-variance", table("x,y\n1,2\n2,3\n3,5\n")).find("3 rows") != std::string::npos);
}

TEST_CASE("own tables: the order of a curve is chosen by folds of its rows, without a contest that needs the law") {
  DemoRun run("#/model-selection", 1, years(300));
  run.steps(90);
  CHECK(run.metric("best_value") >= 4);
  CHECK(run.metric("test_error") < 4);
  CHECK_FALSE(has_panel(run, "luck"));
  // A draw of other folds takes several steps, and comes to its end.
  run.steps(40);
  CHECK(run.metric("draws") >= 3);
}

TEST_CASE("own tables: a file opens the problem that takes it, and a problem that takes none says so") {
  for (const std::string demo : {"bias-variance", "model-selection"}) {
    CAPTURE(demo);
    DemoRun opened("#/" + demo + "?problem=classes", 1, years(100));
    CHECK(says(opened, "All 100 rows are used"));
    CHECK(write_link({opened.session().plan(), 0, {}}).find("problem=classes") == std::string::npos);
    ThreadPool pool(1);
    RunSession session(Registry::instance(), pool);
    const DataFiles files = years(100);
    RunPlan plan = opened.session().plan();
    plan.parameters.push_back(parse_link("#/" + demo + "?problem=classes").run.plan.parameters[0]);
    session.start(plan, files);
    Snapshot snapshot;
    session.describe(snapshot);
    REQUIRE(snapshot.notes.size() == 1);
    CHECK(snapshot.notes[0].starts_with("The table is not used"));
  }
}

TEST_CASE("own tables: penalties weigh all columns of a table, and leave out those that say nothing") {
  DemoRun run("#/regularised-regression", 1, prices(400));
  run.steps(62);
  CHECK(says(run, "All 400 rows are used"));
  CHECK(says(run, "over the 280 training rows"));
  CHECK(run.metric("validation_error") < 0.02);
  CHECK(run.metric("best_error_lasso") < 0.02);
  const Table& weights = run.panel<Table>("input_weights");
  REQUIRE(weights.rows.size() == 5);
  CHECK(weights.rows[0].cells[0] == "a");
  CHECK(run.panel<Plane>("ball").x.label == "weight of a");
  CHECK_FALSE(has_layer(run.panel<Plane>("lasso"), "true weights"));
  DemoRun strong("#/regularised-regression?shown=own&lambda=0.1", 1, prices(400));
  CHECK(strong.metric("zeros_lasso") == 3);
  CHECK(strong.metric("first_weight_lasso") > 0.2);
  CHECK(refusal("#/regularised-regression", table("x,y\n1,2\n2,3\n3,5\n")).find("1 column of numbers") !=
        std::string::npos);
  CHECK(refusal("#/regularised-regression", table("x,z,y\n1,2,3\n2,3,5\n3,5,1\n")).find("3 rows") != std::string::npos);
}

TEST_CASE("own tables: all columns of a dropped table can be the inputs of a network, as those of a built-in one") {
  std::ifstream file(tests::source_dir() + "/assets/data/wine.csv", std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const DataFiles wine{make_data_file("wine.csv", bytes.str())};
  DemoRun own("#/neural-network?table=file", 1, wine), built_in("#/neural-network?table=wine");
  own.steps(100);
  built_in.steps(100);
  CHECK(says(own, "All 178 rows are used"));
  CHECK(own.metric("training_loss") == built_in.metric("training_loss"));
  CHECK(own.metric("validation_agreement") == built_in.metric("validation_agreement"));
  CHECK(own.panel<Network>("network").layers[0].neurons.size() == 13);
}

TEST_CASE("own tables: a network learns numbers from all columns; without a table it says that it has none") {
  DemoRun run("#/neural-network?table=file", 1, prices(400));
  run.steps(400);
  CHECK(run.panel<Network>("network").layers[0].neurons.size() == 5);
  CHECK(run.metric("validation_agreement") > 0.9);
  CHECK(run.panel<Plane>("plane").x.label == "price (deviations from its mean)");
  CHECK(has_layer(run.panel<Plane>("plane"), "exact"));
  DemoRun followed("#/neural-network?table=file&neurons=backward", 1, prices(400));
  CHECK(followed.metric("example_loss") >= 0);
  DemoRun waiting("#/neural-network?table=file");
  CHECK(waiting.is_ready());
  CHECK(is_told(waiting, "There is no table yet"));
  DemoRun other("#/neural-network?table=iris", 1, prices(400));
  CHECK(is_told(other, "Your table is not used"));
}
