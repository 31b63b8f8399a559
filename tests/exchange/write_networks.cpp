// Writes networks of every kind of layer for other programs to open:
//   lectern_exchange DIR   DIR/NAME.onnx and NAME.npz, and what the network makes of some inputs: NAME.input.npy and
//   NAME.output.npy
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "core/data/npz_writer.h"
#include "core/math/rng.h"
#include "core/ml/nn/network.h"
#include "core/parts/network_files.h"

namespace lectern {
namespace {

using nn::ActivationKind;

struct Named {
  const char* name;
  nn::Shape input;
  std::vector<nn::LayerSpec> layers;
};

std::vector<Named> all_kinds() {
  std::vector<Named> networks;
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

void write_network(const Named& named, const std::filesystem::path& folder) {
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
    for (const SavedFile& file : network_files({{named.name, network}}, format))
      write_file(folder / file.name, file.bytes);
}

}  // namespace
}  // namespace lectern

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: lectern_exchange DIR\n");
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  for (const auto& named : lectern::all_kinds()) {
    lectern::write_network(named, argv[1]);
    std::printf("%s\n", named.name);
  }
}
