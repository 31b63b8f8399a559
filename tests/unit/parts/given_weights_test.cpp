#include "core/parts/given_weights.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/experiments/demo_run.h"
#include "tests/inputs.h"

using namespace lectern;

namespace {

// The weights alone of what a run saves.
DataFiles saved(DemoRun& run, NetworkFormat format) {
  DataFiles files;
  for (const SavedFile& file : run.session().networks(format))
    if (holds_weights(file.name) && file.name.find("_training") == std::string::npos)
      files.push_back(make_data_file(file.name, file.bytes));
  return files;
}

std::vector<std::string> contents(const DataFiles& files) {
  std::vector<std::string> bytes;
  for (const auto& file : files) bytes.push_back(file->bytes);
  return bytes;
}

// What is said of a run that cannot begin on these files.
std::string refusal(const std::string& link, const DataFiles& files) {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  const RunPlan plan = parse_link(link).run.plan;
  session.start(with_files(plan, *Registry::instance().find(plan.id), files), files);
  CHECK(session.condition() == RunSession::Condition::failed);
  return session.message();
}

}  // namespace

TEST_CASE(
    "weights in: a run of every demo that trains networks begins with those that another one saved, bit for bit") {
  int demos = 0;
  for (const DemoCard& card : Registry::instance().cards()) {
    const std::string id(card.id);
    if (!Registry::instance().find(id)->has_networks) continue;
    ++demos;
    CAPTURE(id);
    DemoRun trained("#/" + id);
    trained.steps(3);
    const DataFiles npz = saved(trained, NetworkFormat::npz), onnx = saved(trained, NetworkFormat::onnx);
    REQUIRE_FALSE(npz.empty());
    REQUIRE(npz.size() == onnx.size());
    trained.steps(1);
    CHECK(contents(saved(trained, NetworkFormat::npz)) != contents(npz));
    for (const DataFiles& files : {npz, onnx}) {
      DemoRun another("#/" + id + "?seed=7", 1, files);
      CAPTURE(another.session().message());
      CHECK(contents(saved(another, NetworkFormat::npz)) == contents(npz));
      CHECK(contents(saved(another, NetworkFormat::onnx)) == contents(onnx));
      another.steps(1);
      CHECK(contents(saved(another, NetworkFormat::npz)) != contents(npz));
    }
  }
  CHECK(demos >= 7);
}

TEST_CASE("weights in: a link asks for the file, and the run on it is the same again") {
  DemoRun trained("#/neural-network?data=circles");
  trained.steps(40);
  const DataFiles files = saved(trained, NetworkFormat::onnx);
  DemoRun run("#/neural-network?data=circles&seed=2", 1, files);
  run.steps(20);
  const std::string link = write_link({run.session().plan(), 20, {}});
  CHECK(link.find("network.onnx") != std::string::npos);
  CHECK(refusal(link, {}).find("network.onnx") != std::string::npos);
  DemoRun again(link, 1, files);
  again.steps(20);
  CHECK(again.hash() == run.hash());
  run.session().seek(0);
  run.steps(20);
  CHECK(again.hash() == run.hash());
}

TEST_CASE("weights in: weights go beside data, and change no choice of data") {
  DemoRun trained("#/neural-network?data=circles");
  const DataFiles weights = saved(trained, NetworkFormat::npz), table = tests::inputs({"csv/text-labels.csv"});
  const ExperimentInfo& info = *Registry::instance().find("neural-network");
  RunPlan plan;
  plan.id = info.id;
  CHECK(with_files(plan, info, weights).parameters.empty());
  CHECK_FALSE(with_files(plan, info, files_with(table, weights)).parameters.empty());
  const DataFiles together = files_with(weights, table);
  REQUIRE(together.size() == 2);
  CHECK(together[0]->name == "text-labels.csv");
  CHECK(files_with(together, tests::inputs({"weights/compressed.npz"}))[1]->name == "compressed.npz");
  CHECK(files_with(together, tests::inputs({"csv/table.npy"}))[1]->name == "network.npz");
  CHECK(holds_weights("A.ONNX"));
  CHECK_FALSE(holds_weights("npz"));
  CHECK_FALSE(holds_weights("onnx.csv"));
}

TEST_CASE("weights in: a file that does not fit is named with what is here and what to choose") {
  DemoRun trained("#/neural-network?data=circles&layers=20");
  const DataFiles files = saved(trained, NetworkFormat::npz);
  const std::string layers = refusal("#/neural-network?data=circles&layers=16", files);
  for (const char* part : {"“network.npz”", "20 × 2", "16 × 2", "Choose", "layers"}) {
    CAPTURE(layers);
    CAPTURE(part);
    CHECK(layers.find(part) != std::string::npos);
  }
  CHECK(refusal("#/neural-network", tests::inputs({"weights/unknown_operator.onnx"})).find("“Softsign”") !=
        std::string::npos);
  CHECK(refusal("#/perceptron", files).find("trains none") != std::string::npos);
  CHECK(refusal("#/recurrent-networks?data=trees", files).find("network of trees") != std::string::npos);
  DemoRun saver("#/neural-network?data=circles");
  DataFiles training;
  for (const SavedFile& file : saver.session().networks(NetworkFormat::npz))
    if (file.name == "network_training.npz") training.push_back(make_data_file(file.name, file.bytes));
  REQUIRE(training.size() == 1);
  CHECK(refusal("#/neural-network?data=circles", training).find("optimiser of a training") != std::string::npos);
}

TEST_CASE("weights in: of two networks each file finds its own") {
  DemoRun trained("#/gan-2d");
  trained.steps(5);
  const DataFiles files = saved(trained, NetworkFormat::npz);
  REQUIRE(files.size() == 2);
  const std::size_t generator = files[0]->name.starts_with("generator") ? 0 : 1;
  DemoRun named("#/gan-2d?seed=3", 1, {files[generator]});
  CHECK(contents(saved(named, NetworkFormat::npz))[0] == files[generator]->bytes);
  CHECK(contents(saved(named, NetworkFormat::npz))[1] != files[1 - generator]->bytes);
  DemoRun unnamed("#/gan-2d?seed=3", 1, {make_data_file("mine.npz", files[1 - generator]->bytes)});
  CHECK(contents(saved(unnamed, NetworkFormat::npz))[1] == files[1 - generator]->bytes);
}
