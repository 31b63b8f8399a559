#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/lab/data_file.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

std::string idx(const std::vector<int>& sizes, const std::string& bytes) {
  std::string file("\0\0\x08", 3);
  file += static_cast<char>(sizes.size());
  for (int size : sizes) {
    for (int shift = 24; shift >= 0; shift -= 8) file += static_cast<char>((size >> shift) & 0xFF);
  }
  return file + bytes;
}

// Pictures of 8 × 8: class k lights row k.
DataFiles striped_pictures(int classes, int count = 60) {
  std::string pictures, labels;
  for (int i = 0; i < count; ++i) {
    const int label = i % classes;
    labels += static_cast<char>(label);
    for (int pixel = 0; pixel < 64; ++pixel) pictures += static_cast<char>(pixel / 8 == label ? 100 : 0);
  }
  return {make_data_file("pictures.idx", idx({count, 8, 8}, pictures)),
          make_data_file("labels.idx", idx({count}, labels))};
}

std::string refusal(const DataFiles& files) {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  const RunPlan plan = parse_link("#/cnn-filters?data=file").run.plan;
  session.start(with_files(plan, *Registry::instance().find(plan.id), files), files);
  CHECK(session.condition() == RunSession::Condition::failed);
  return session.message();
}

double sum(const std::vector<float>& values) {
  double total = 0;
  for (float value : values) total += static_cast<double>(value);
  return total;
}

}  // namespace

TEST_CASE("the default network classifies at least 98 percent of real validation digits correctly within 40 epochs") {
  DemoRun run("#/cnn-filters", 2);
  constexpr int kStepsPerEpoch = 45;
  double best = 0;
  for (int epoch = 0; epoch < 40 && best < 0.98; ++epoch) {
    run.steps(kStepsPerEpoch);
    best = std::max(best, run.metric("validation_accuracy"));
  }
  CHECK(best >= 0.98);
}

TEST_CASE("before training a digit is guessed, and its posterior sums to one") {
  DemoRun run("#/cnn-filters");
  CHECK(run.metric("validation_accuracy") < 0.35);
  const auto& bars = std::get<BarsLayer>(run.panel<Plane>("posterior").layers[0]);
  CHECK(sum(bars.height) == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("the filters shown have the size asked for, and training changes them") {
  DemoRun run("#/cnn-filters?channels=4&filter_size=k5");
  const auto& filters = run.panel<Images>("filters");
  REQUIRE(filters.tiles.size() == 3 * 4);  // now, at the start, and the change
  CHECK(filters.tiles[0].width == 5);
  const std::vector<float> before = filters.tiles[0].values;
  run.steps(1);
  CHECK(run.panel<Images>("filters").tiles[0].values != before);
}

TEST_CASE("every layer shows all its maps, and those without pictures their numbers in one tile") {
  DemoRun run("#/cnn-filters?channels=3,5");
  // The digit, 3 maps of 8×8, 3 of 4×4, 5 of 4×4, 5 of 2×2, 64 dense units and 10 scores.
  CHECK(run.panel<Images>("feature_maps").tiles.size() == 1 + 3 + 3 + 5 + 5 + 2);
}

TEST_CASE("a value of a map is taken apart into window, weights and bias, and its frames lie around it") {
  DemoRun run("#/cnn-filters?value=27");  // conv 1, map 1, row 4, column 4
  run.steps(20);
  const double z = run.metric("window_sum") + run.metric("filter_bias");
  CHECK(run.metric("map_value") == doctest::Approx(std::max(z, 0.0)).epsilon(1e-5));
  const auto& parts = run.panel<Images>("arithmetic");
  REQUIRE(parts.tiles.size() == 3 + 4);  // window, weights, products; sum, bias, z, activation
  double sum_of_products = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    CHECK(parts.tiles[2].values[i] == parts.tiles[0].values[i] * parts.tiles[1].values[i]);
    sum_of_products += static_cast<double>(parts.tiles[2].values[i]);
  }
  CHECK(sum_of_products == doctest::Approx(run.metric("window_sum")));
  const Tile& digit = run.panel<Images>("feature_maps").tiles[0];
  CHECK(digit.mark.row == 2);
  CHECK(digit.mark.height == 3);

  run.tune("value", std::to_string(8 * 64 + 5));  // max pool 1, map 1, row 2, column 2
  const auto& pooled = run.panel<Images>("arithmetic");
  REQUIRE(pooled.tiles.size() == 2);
  CHECK(*std::max_element(pooled.tiles[0].values.begin(), pooled.tiles[0].values.end()) == pooled.tiles[1].values[0]);
  run.tune("value", std::to_string(8 * 64 + 8 * 16));  // conv 2, map 1, row 1, column 1
  CHECK(run.metric("map_value") ==
        doctest::Approx(std::max(run.metric("window_sum") + run.metric("filter_bias"), 0.0)).epsilon(1e-5));
  CHECK(run.panel<Images>("feature_maps").tiles[0].mark.height == 8);  // 3×3 of 2×2 blocks of 3×3
}

TEST_CASE("filters that do not learn stay as they were, and the network learns nevertheless") {
  DemoRun run("#/cnn-filters?learn_filters=false");
  run.steps(225);
  CHECK(run.metric("filter_correlation") == doctest::Approx(1));
  const auto& filters = run.panel<Images>("filters");
  CHECK(filters.tiles[0].values == filters.tiles[8].values);
  CHECK(run.metric("validation_accuracy") > 0.9);
  run.tune("learn_filters", "true");
  run.steps(45);
  CHECK(run.metric("filter_correlation") < 0.9999);
}

TEST_CASE("a drawing goes through the layers, centred or as it was drawn, until a digit is chosen") {
  DemoRun run("#/cnn-filters?data=drawn28&n=200&channels=2");
  const std::vector<float> digit = run.panel<Images>("feature_maps").tiles[0].values;
  run.act("pad", StrokeDrawn{{6, 4, 6, 14}, false});  // short, in a corner
  const std::vector<float> centred = run.panel<Images>("feature_maps").tiles[0].values;
  CHECK(centred != digit);
  CHECK(centred == run.panel<Images>("pad").tiles[1].values);
  run.tune("centre_drawing", "false");
  const std::vector<float> in_corner = run.panel<Images>("feature_maps").tiles[0].values;
  CHECK(sum(in_corner) < 0.5 * sum(centred));
  CHECK(in_corner[14 * 28 + 14] == 0);
  run.tune("image", "1");
  CHECK(run.panel<Images>("feature_maps").tiles[0].values != in_corner);
}

TEST_CASE("without convolutions it is a dense network, whose weights are pictures") {
  DemoRun run("#/cnn-filters?channels=&dense=16");
  CHECK(run.panel<Images>("filters").tiles[0].width == 8);
  CHECK(run.metric("parameters") == 65 * 16 + 17 * 10);
  CHECK(run.metric("receptive_field") == 64);  // a dense unit sees the whole digit
  run.steps(5);
}

TEST_CASE("a score is the sum of dense units times weights, plus a bias") {
  DemoRun run("#/cnn-filters?value=1027");  // behind 512 + 128 + 256 + 64 values of maps and 64 units: the score of 3
  run.steps(20);
  CHECK(run.metric("map_value") == doctest::Approx(run.metric("window_sum") + run.metric("filter_bias")).epsilon(1e-5));
  CHECK(run.panel<Images>("arithmetic").tiles[0].values.size() == 64);
}

TEST_CASE("a dense twin learns beside the network and does not disturb it") {
  DemoRun alone("#/cnn-filters"), with_twin("#/cnn-filters?twin=size");
  for (DemoRun* run : {&alone, &with_twin}) run->steps(90);
  CHECK(with_twin.metric("validation_loss") == alone.metric("validation_loss"));
  CHECK(with_twin.metric("twin_parameters") == doctest::Approx(alone.metric("parameters")).epsilon(0.01));
  CHECK(with_twin.metric("twin_validation_accuracy") > 0.85);
  CHECK(DemoRun("#/cnn-filters?twin=units").metric("twin_parameters") == 65 * 64 + 65 * 10);
}

TEST_CASE("mixed pixels cost the convolutional network its advantage, and its dense twin nothing") {
  const std::string demo = "#/cnn-filters?data=drawn28&n=1000&distortion=2&twin=size";
  DemoRun plain(demo), mixed(demo + "&mixed=true");
  for (DemoRun* run : {&plain, &mixed}) run->steps(200);
  CHECK(plain.metric("validation_accuracy") > mixed.metric("validation_accuracy") + 0.05);
  CHECK(std::fabs(plain.metric("twin_validation_accuracy") - mixed.metric("twin_validation_accuracy")) < 0.06);
}

TEST_CASE(
    "filters made by hand stay as they are where the first layer does not learn, and can be changed cell by cell") {
  DemoRun run("#/cnn-filters?first_filters=typed&kernels=0%201%200%200%200%200%200%200%200&learn_first=false");
  run.steps(45);
  const auto& kernel = run.panel<MatrixCells>("kernel");
  CHECK(kernel.values == std::vector<float>{0, 1, 0, 0, 0, 0, 0, 0, 0});
  run.act("kernel", CellEdited{2, 1, 0.5f});
  CHECK(run.panel<MatrixCells>("kernel").values[7] == 0.5f);
  run.steps(5);
  CHECK(run.panel<MatrixCells>("kernel").values[7] == 0.5f);
  run.tune("learn_first", "true");
  run.steps(5);
  CHECK(run.panel<MatrixCells>("kernel").values[7] != 0.5f);
}

TEST_CASE("LeNet-5 learns drawn digits, and says what it needs where pictures are too small") {
  DemoRun run("#/cnn-filters?architecture=lenet5&data=drawn28&n=600", 2);
  CHECK(run.metric("parameters") == 61706);
  run.steps(100);
  CHECK(run.metric("validation_accuracy") > 0.7);
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  session.start(parse_link("#/cnn-filters?architecture=lenet5").run.plan, {});
  CHECK(session.message().find("12×12") != std::string::npos);
}

TEST_CASE("without colour no network tells red shapes from blue ones") {
  DemoRun colour("#/cnn-filters?data=shapes&n=1200"), grey("#/cnn-filters?data=shapes&n=1200&grey=true");
  CHECK(colour.panel<Images>("feature_maps").tiles[0].channels == 3);
  CHECK(colour.panel<Images>("feature_maps").tiles[0].values.size() == 3 * 16 * 16);
  for (DemoRun* run : {&colour, &grey}) run->steps(600);
  CHECK(colour.metric("validation_accuracy") > 0.65);
  CHECK(grey.metric("validation_accuracy") < 0.6);
}

TEST_CASE("the confusion matrix counts every validation digit once") {
  DemoRun run("#/cnn-filters");
  CHECK(sum(run.panel<MatrixCells>("confusion").values) == doctest::Approx(1797 * 0.2).epsilon(0.02));
}

TEST_CASE("without pooling digits in the middle are learned sooner, but it does worse on shifted ones that are new") {
  const std::string demo = "#/cnn-filters?", without = "&pooling=none", shifted = "data=drawn28&n=400";
  for (int seed = 2; seed <= 3; ++seed) {
    CAPTURE(seed);
    const std::string seeds = "&seed=" + std::to_string(seed) + "&data_seed=" + std::to_string(seed);
    DemoRun pooled(demo + seeds), plain(demo + without + seeds);
    for (DemoRun* run : {&pooled, &plain}) run->steps(100);
    CHECK(plain.metric("training_loss") < 0.7 * pooled.metric("training_loss"));
    CHECK(plain.metric("validation_loss") < pooled.metric("validation_loss"));
    DemoRun pooled_shifted(demo + shifted + seeds), plain_shifted(demo + shifted + without + seeds);
    for (DemoRun* run : {&pooled_shifted, &plain_shifted}) run->steps(100);
    CHECK(plain_shifted.metric("training_loss") < pooled_shifted.metric("training_loss"));
    CHECK(plain_shifted.metric("validation_loss") > 1.2 * pooled_shifted.metric("validation_loss"));
  }
}

TEST_CASE("a learning rate far too large ends in a sentence that names it") {
  DemoRun run("#/cnn-filters?learning_rate=10&optimizer=sgd&activation=leaky_relu");
  run.steps(2000);
  CHECK(run.session().condition() == RunSession::Condition::diverged);
  CHECK(run.session().message().find("learning rate") != std::string::npos);
}

TEST_CASE("a drawing is classified by the network and does not disturb its training") {
  DemoRun drawn("#/cnn-filters"), plain("#/cnn-filters");
  drawn.steps(3);
  plain.steps(3);
  drawn.act("pad", StrokeDrawn{{28, 8, 28, 48}, false});
  CHECK(drawn.panel<Plane>("posterior").layers.size() == 2);
  CHECK(drawn.hash() != plain.hash());
  drawn.act("pad", PadCleared{});
  drawn.steps(5);
  plain.steps(5);
  CHECK(drawn.hash() == plain.hash());
}

TEST_CASE("drawn digits of 28 by 28 pixels are learned too") {
  DemoRun run("#/cnn-filters?data=drawn28&n=400&channels=4", 2);
  const double before = run.metric("training_loss");
  run.steps(30);
  CHECK(run.metric("training_loss") < before);
}

TEST_CASE("dropped IDX files are learned, with as many classes as they have") {
  DemoRun run("#/cnn-filters", 1, striped_pictures(4));
  run.steps(120);
  CHECK(run.metric("validation_accuracy") == 1);
  CHECK(run.panel<MatrixCells>("confusion").rows == 4);
}

TEST_CASE("files that cannot be used are refused in a sentence") {
  CHECK(refusal(striped_pictures(2)).find("3 to 10") != std::string::npos);
  CHECK(refusal(striped_pictures(4, 4)).find("too few pictures") != std::string::npos);
  CHECK(refusal({make_data_file("notes.txt", "no pictures here")}).find("notes.txt") != std::string::npos);
}

TEST_CASE("links of version 1 say which fraction is held out, and use the former names of parameters") {
  DemoRun former("#/cnn-filters?validation_share=0.4&optimiser=sgd&kernel=k5");
  DemoRun present("#/cnn-filters?version=2&train_fraction=0.6&optimizer=sgd&filter_size=k5");
  for (DemoRun* run : {&former, &present}) run->steps(2);
  CHECK(former.hash() == present.hash());
  CHECK(former.metric("validation_digits") == 500);
  CHECK(DemoRun("#/cnn-filters?validation_share=0.1").metric("validation_digits") ==
        doctest::Approx(180).epsilon(0.02));
}

TEST_CASE("a copy of a run holds weights, the optimizer's memory and histories, but no pictures") {
  ThreadPool pool(1);
  const ExperimentInfo& info = *Registry::instance().find("cnn-filters");
  const auto bytes_with = [&](int pictures) {
    ParameterSet parameters = ParameterSet::defaults(info.schema);
    CHECK(parameters.set("data", *parse_value(info.schema.specs()[info.schema.index_of("data")], "drawn28")));
    CHECK(parameters.set("n", pictures));
    const auto made = info.make({parameters, 1, 1, {}, {}, pool});
    REQUIRE(made.ok());
    for (int i = 0; i < 3; ++i) (*made)->step();
    return (*made)->bytes();
  };
  const std::size_t few = bytes_with(200), many = bytes_with(2000);
  CHECK(many < 2'000'000);
  CHECK(many - few < 1800 * 28);  // of each picture no more than its place in the order of batches
}
