// Tables as people have them, each opened with a demo: what is used of them, and what is said about it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
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
