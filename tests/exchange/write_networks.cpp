// Writes networks of every kind of layer for other programs to open:
//   lectern_exchange DIR   DIR/NAME.onnx and NAME.npz, and what the network makes of some inputs: NAME.input.npy and
//   NAME.output.npy
// and reads what they make of them:
//   lectern_exchange DIR FILE …   puts the weights of DIR/FILE, called NAME.….npz or NAME.….onnx, into the network NAME
//   and prints FILE and the largest difference of its outputs from those in NAME.output.npy, or why it does not fit
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "core/data/npy.h"
#include "core/data/npz_writer.h"
#include "core/math/rng.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/sequence_model.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/given_weights.h"
#include "core/parts/network_files.h"

namespace lectern {
namespace {

using nn::ActivationKind;

struct NamedLayers {
  const char* name;
  nn::Shape input;
  std::vector<nn::LayerSpec> layers;
};

std::vector<NamedLayers> all_kinds() {
  std::vector<NamedLayers> networks;
  const auto activation = [](ActivationKind kind) { return nn::ActivationSpec{{kind}}; };
  std::vector<nn::LayerSpec> deep{nn::DenseSpec{7, {ActivationKind::tanh}}};
  for (const auto kind : {ActivationKind::sigmoid, ActivationKind::relu, ActivationKind::leaky_relu,
                          ActivationKind::elu, ActivationKind::gelu, ActivationKind::softplus})
    deep.insert(deep.end(), {nn::DenseSpec{6}, activation(kind)});
  deep.insert(deep.end(), {nn::DenseSpec{4, {.kind = ActivationKind::softplus, .beta = 2}},
                           nn::DenseSpec{3, {ActivationKind::softmax}}});
  networks.push_back({"every_activation", {5, 1, 1}, deep});
  networks.push_back(
      {"no_bias", {3, 1, 1}, {nn::DenseSpec{.units = 4, .bias = false}, activation(ActivationKind::log_softmax)}});
  networks.push_back(
      {"lenet",
       {1, 28, 28},
       {nn::Conv2dSpec{.channels = 6, .kernel = {5, 5}, .padding = {2, 2}, .activation = {ActivationKind::relu}},
        nn::MaxPool2dSpec{}, nn::Conv2dSpec{.channels = 16, .kernel = {5, 5}, .activation = {ActivationKind::relu}},
        nn::AvgPool2dSpec{}, nn::FlattenSpec{}, nn::DenseSpec{30, {ActivationKind::relu}}, nn::DropoutSpec{},
        nn::DenseSpec{10, {ActivationKind::softmax}}}});
  networks.push_back(
      {"generator",
       {16, 1, 1},
       {nn::ConvTranspose2dSpec{.channels = 8, .kernel = {4, 4}, .bias = false}, nn::BatchNormSpec{},
        activation(ActivationKind::relu),
        nn::ConvTranspose2dSpec{
            .channels = 4, .kernel = {3, 3}, .stride = {2, 2}, .padding = {1, 1}, .output_padding = {1, 1}},
        nn::LayerNormSpec{}, activation(ActivationKind::leaky_relu),
        nn::Conv2dSpec{.channels = 1, .kernel = {3, 3}, .padding = {1, 1}, .activation = {ActivationKind::tanh}}}});
  networks.push_back({"uneven_windows",
                      {2, 9, 7},
                      {nn::Conv2dSpec{.channels = 3, .kernel = {3, 2}, .stride = {2, 1}, .padding = {1, 0}},
                       nn::AvgPool2dSpec{{2, 3}, {1, 2}, {1, 1}, false}, nn::MaxPool2dSpec{{2, 2}, {1, 1}, {1, 1}},
                       activation(ActivationKind::softmax)}});
  networks.push_back({"normalised",
                      {1, 6, 6},
                      {nn::Conv2dSpec{.channels = 2, .padding = {1, 1}}, nn::BatchNormSpec{},
                       activation(ActivationKind::gelu), nn::MaxPool2dSpec{}, nn::FlattenSpec{}, nn::DenseSpec{2}}});
  networks.push_back({"residual",
                      {3, 6, 6},
                      {nn::ResidualSpec{{nn::Conv2dSpec{.channels = 3, .padding = {1, 1}}, nn::BatchNormSpec{}},
                                        {},
                                        {ActivationKind::relu}},
                       nn::ResidualSpec{{nn::Conv2dSpec{.channels = 4, .padding = {1, 1}}, nn::LayerNormSpec{}},
                                        {nn::Conv2dSpec{.channels = 4, .kernel = {1, 1}}},
                                        {ActivationKind::gelu}},
                       nn::FlattenSpec{}, nn::BatchNormSpec{}, nn::LayerNormSpec{}, nn::DenseSpec{2}}});
  return networks;
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void write_array(const std::filesystem::path& path, std::vector<std::ptrdiff_t> shape, const Matrix<float>& values) {
  write_file(path, data::write_npy({"", std::move(shape), {values.data(), static_cast<std::size_t>(values.size())}}));
}

void write_files(const std::vector<SavedFile>& files, const std::filesystem::path& folder) {
  for (const SavedFile& file : files) write_file(folder / file.name, file.bytes);
}

void write_sequence_model(const Named<nn::CellKind>& cell, const std::filesystem::path& folder) {
  constexpr std::ptrdiff_t kSteps = 7, kSamples = 3;
  const Rng rng = Rng(1).split(cell.id);
  nn::SequenceModel<float> model({cell.value, 2, 5, 4}, rng);
  Rng numbers = rng.split("numbers");
  for (float& parameter : model.parameters()) parameter += 0.3f * static_cast<float>(numbers.normal());
  Matrix<float> x(kSteps * kSamples, 2);
  for (std::ptrdiff_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(numbers.normal());
  nn::SequencePass<float> pass;
  model.forward(x, kSamples, nullptr, pass);
  const std::string name(cell.id);
  write_array(folder / (name + ".input.npy"), {kSteps, kSamples, 2}, x);
  write_array(folder / (name + ".output.npy"), {kSteps, kSamples, 4}, pass.output);
  for (const NetworkFormat format : {NetworkFormat::onnx, NetworkFormat::npz})
    write_files(network_files(name.c_str(), model, format), folder);
}

// Trainings in the middle of an epoch, in files called by the optimiser or the cost, and what the next batches cost:
// NAME.losses.npy.
struct NamedTraining {
  const char* name;
  nn::OptimizerSpec optimizer;
  nn::OutputCode code = nn::OutputCode::classification(2, nn::Objective::cross_entropy);
  std::vector<nn::LayerSpec> hidden{nn::DenseSpec{6, {ActivationKind::tanh}}};
  std::size_t frozen = 0;
  int steps_before = 5;
};

std::vector<NamedTraining> all_trainings() {
  using nn::OutputCode, nn::Objective;
  const auto of = [](nn::OptimizerKind kind, double rate) { return nn::OptimizerSpec{kind, rate}; };
  nn::OptimizerSpec descent = of(nn::OptimizerKind::sgd, 0.3), momentum = descent, centred, penalised, decayed;
  momentum.momentum = 0.8;
  momentum.nesterov = true;
  centred = of(nn::OptimizerKind::rmsprop, 0.02);
  centred.momentum = 0.5;
  centred.centered = true;
  penalised = of(nn::OptimizerKind::adam, 0.05);
  penalised.l1 = 0.01;
  penalised.l2 = 0.1;
  decayed = of(nn::OptimizerKind::adamw, 0.05);
  decayed.l2 = 0.5;
  const nn::OptimizerSpec adam = of(nn::OptimizerKind::adam, 0.05);
  const std::vector<nn::LayerSpec> pictures{nn::Conv2dSpec{.channels = 3, .activation = {ActivationKind::relu}},
                                            nn::BatchNormSpec{}, nn::MaxPool2dSpec{}, nn::FlattenSpec{}};
  return {{"train_descent", descent},
          {"train_momentum", momentum},
          {"train_adagrad", of(nn::OptimizerKind::adagrad, 0.1)},
          {"train_rmsprop", centred},
          {"train_adam", penalised},
          {"train_adamw", decayed},
          {"train_adadelta", of(nn::OptimizerKind::adadelta, 1)},
          {"train_from_the_start", adam, OutputCode::classification(2, Objective::hinge), {}, 0, 0},
          {"train_classes", adam, OutputCode::classification(3, Objective::cross_entropy), pictures},
          {"train_frozen", adam, OutputCode::classification(3, Objective::squared), pictures, 3 * 9 + 3},
          {"train_regression", adam, OutputCode::regression(Objective::absolute)}};
}

void write_training(const NamedTraining& named, const std::filesystem::path& folder) {
  constexpr std::int32_t kBatch = 8, kNext = 3;
  constexpr std::ptrdiff_t kExamples = 72;
  const Rng rng = Rng(1).split(named.name);
  Rng draws = rng.split("numbers");
  nn::Examples examples;
  examples.X.resize(kExamples, 36);
  for (std::ptrdiff_t i = 0; i < examples.X.size(); ++i) examples.X.data()[i] = static_cast<float>(draws.normal());
  if (named.code.is_classification()) {
    std::vector<int> labels;
    for (std::ptrdiff_t i = 0; i < kExamples; ++i)
      labels.push_back((examples.X(i, 0) > 0) + (named.code.classes() > 2 && examples.X(i, 1) > 0));
    named.code.encode(labels, examples.T);
  } else {
    examples.T.resize(kExamples, 1);
    for (std::ptrdiff_t i = 0; i < kExamples; ++i) examples.T(i, 0) = examples.X(i, 0) * examples.X(i, 1);
  }
  std::vector<nn::LayerSpec> layers = named.hidden;
  layers.push_back(nn::DenseSpec{named.code.outputs()});
  auto network = *nn::Network<float>::build({1, 6, 6}, layers);
  network.initialise(rng.split("weights"));
  // From the start there is no epoch begun: the whole data are one batch.
  const std::int32_t batch = named.steps_before == 0 ? std::int32_t{kExamples} : kBatch;
  nn::SupervisedTraining training(std::move(network), named.code, named.optimizer, batch, {}, rng.split("training"),
                                  nullptr);
  training.freeze_first(named.frozen);
  training.set_training_data(Shared(std::move(examples)));
  for (int i = 0; i < named.steps_before; ++i) training.step();
  write_files(network_files(named.name, training, {batch, named.frozen}, NetworkFormat::npz), folder);
  Matrix<float> losses(kNext, 1);
  for (std::ptrdiff_t i = 0; i < kNext; ++i) {
    training.step();
    losses(i, 0) = static_cast<float>(training.batch_loss());
  }
  write_array(folder / (std::string(named.name) + ".losses.npy"), {kNext}, losses);
}

void write_network(const NamedLayers& named, const std::filesystem::path& folder) {
  constexpr std::ptrdiff_t kSamples = 5;
  auto network = *nn::Network<float>::build(named.input, named.layers);
  const Rng rng = Rng(1).split(named.name);
  network.initialise(rng);
  Rng numbers = rng.split("numbers");
  for (float& parameter : network.parameters()) parameter += 0.1f * static_cast<float>(numbers.normal());
  nn::Pass<float> pass;
  Matrix<float> X(kSamples, named.input.size());
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(numbers.normal());
  network.forward(pass, X, numbers);  // gives batch normalisation its running statistics
  network.evaluate(pass, X);
  const auto save = [&](const char* ending, ConstMatrixView<float> values) {
    write_file(folder / (std::string(named.name) + ending),
               data::write_npy(
                   {"", {values.rows, values.cols}, {values.data, static_cast<std::size_t>(values.size())}}));
  };
  save(".input.npy", X);
  save(".output.npy", pass.output());
  for (const NetworkFormat format : {NetworkFormat::onnx, NetworkFormat::npz})
    write_files(network_files({{named.name, network}}, format), folder);
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Between the outputs, for the inputs in NAME.input.npy, and those in NAME.output.npy.
double largest_difference(const Matrix<float>& outputs, const std::filesystem::path& expected) {
  const Result<data::NumberArray> array = data::read_npy(content(expected));
  if (!array || array->values.size() != static_cast<std::size_t>(outputs.size())) return NAN;
  double largest = 0;
  for (std::size_t i = 0; i < array->values.size(); ++i)
    largest = std::max(largest, std::abs(double{outputs.data()[i]} - double{array->values[i]}));
  return largest;
}

Matrix<float> inputs_in(const std::filesystem::path& path, std::ptrdiff_t columns) {
  const Result<data::NumberArray> array = data::read_npy(content(path));
  if (!array) return {};
  Matrix<float> X(std::ssize(array->values) / columns, columns);
  std::copy(array->values.begin(), array->values.end(), X.data());
  return X;
}

// Into a network that begins with other numbers.
double read_weights(const std::string& file, const std::filesystem::path& folder) {
  const std::string name = file.substr(0, file.find('.'));
  const DataFiles given{make_data_file(file, content(folder / file))};
  const auto beside = [&](const char* ending) { return folder / (name + ending); };
  for (const auto& cell : nn::kCells) {
    if (name != cell.id) continue;
    nn::SequenceModel<float> model({cell.value, 2, 5, 4}, Rng(2));
    begin_with_weights(given, model, "");
    nn::SequencePass<float> pass;
    model.forward(inputs_in(beside(".input.npy"), 2), 3, nullptr, pass);
    return largest_difference(pass.output, beside(".output.npy"));
  }
  for (const NamedLayers& named : all_kinds()) {
    if (name != named.name) continue;
    auto network = *nn::Network<float>::build(named.input, named.layers);
    network.initialise(Rng(2));
    begin_with_weights(given, {{named.name, network}}, "");
    nn::Pass<float> pass;
    const Matrix<float> X = inputs_in(beside(".input.npy"), named.input.size());
    network.evaluate(pass, X);
    const ConstMatrixView<float> output = pass.output();
    Matrix<float> outputs(output.rows, output.cols);
    for (std::ptrdiff_t i = 0; i < output.rows; ++i) std::copy_n(output.row(i), output.cols, outputs.row(i));
    return largest_difference(outputs, beside(".output.npy"));
  }
  return NAN;
}

}  // namespace
}  // namespace lectern

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: lectern_exchange DIR [FILE …]\n");
    return 2;
  }
  for (int i = 2; i < argc; ++i) {
    try {
      std::printf("%s %.9g\n", argv[i], lectern::read_weights(argv[i], argv[1]));
    } catch (const lectern::CannotStart& refusal) {
      std::printf("%s %s\n", argv[i], refusal.what());
    }
  }
  if (argc > 2) return 0;
  std::filesystem::create_directories(argv[1]);
  for (const auto& named : lectern::all_kinds()) {
    lectern::write_network(named, argv[1]);
    std::printf("%s\n", named.name);
  }
  for (const auto& cell : lectern::nn::kCells) {
    lectern::write_sequence_model(cell, argv[1]);
    std::printf("%s\n", cell.id);
  }
  for (const auto& training : lectern::all_trainings()) {
    lectern::write_training(training, argv[1]);
    std::printf("%s\n", training.name);
  }
}
