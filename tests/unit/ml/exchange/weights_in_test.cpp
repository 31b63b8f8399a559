#include "core/ml/exchange/weights_in.h"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/data/npz_reader.h"
#include "core/math/rng.h"
#include "core/ml/exchange/layer_arrays.h"
#include "core/ml/exchange/onnx.h"
#include "core/ml/exchange/onnx_graph.h"
#include "core/ml/exchange/protobuf.h"
#include "tests/inputs.h"

using namespace lectern;
using exchange::GivenArray;
using exchange::put_in;
using exchange::put_onnx_in;
using nn::ActivationKind;

namespace {

nn::Network<float> drawn(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, int seed) {
  auto network = *nn::Network<float>::build(input, layers);
  Rng rng(static_cast<std::uint64_t>(seed));
  network.initialise(rng);
  for (float& parameter : network.parameters()) parameter += 0.3f * static_cast<float>(rng.normal());
  for (float& statistic : network.running_statistics()) statistic += 0.1f + static_cast<float>(rng.uniform());
  return network;
}

template <typename Model>
bool have_same_bits(const Model& a, const Model& b) {
  return a.parameters().size() == b.parameters().size() &&
         std::memcmp(a.parameters().data(), b.parameters().data(), a.parameters().size_bytes()) == 0;
}
bool have_same_numbers(const nn::Network<float>& a, const nn::Network<float>& b) {
  const auto in_a = a.running_statistics(), in_b = b.running_statistics();
  return have_same_bits(a, b) &&
         std::vector<float>(in_a.begin(), in_a.end()) == std::vector<float>(in_b.begin(), in_b.end());
}

template <typename Model>
std::vector<GivenArray> arrays_of(const Model& model) {
  std::vector<GivenArray> arrays;
  for (const auto& array : exchange::layer_arrays(model)) arrays.push_back({array.name, array.shape, array.values});
  return arrays;
}

struct Kind {
  nn::Shape input;
  std::vector<nn::LayerSpec> layers;
};

std::vector<Kind> all_layer_kinds() {
  using namespace nn;
  const auto activation = [](ActivationKind kind) { return ActivationSpec{{kind}}; };
  std::vector<LayerSpec> deep{DenseSpec{7, {ActivationKind::tanh}}};
  for (const auto kind : {ActivationKind::sigmoid, ActivationKind::relu, ActivationKind::leaky_relu,
                          ActivationKind::elu, ActivationKind::gelu, ActivationKind::softplus})
    deep.insert(deep.end(), {DenseSpec{6}, activation(kind)});
  deep.insert(deep.end(),
              {DenseSpec{4, {.kind = ActivationKind::softplus, .beta = 2}}, DenseSpec{3, {ActivationKind::softmax}}});
  return {{{5, 1, 1}, deep},
          {{3, 1, 1}, {DenseSpec{.units = 4, .bias = false}, activation(ActivationKind::log_softmax)}},
          {{1, 12, 12},
           {Conv2dSpec{.channels = 3, .kernel = {5, 5}, .padding = {2, 2}, .activation = {ActivationKind::relu}},
            MaxPool2dSpec{}, Conv2dSpec{.channels = 4, .kernel = {3, 3}}, AvgPool2dSpec{}, FlattenSpec{},
            DenseSpec{8, {ActivationKind::gelu}}, DropoutSpec{}, DenseSpec{10}}},
          {{6, 1, 1},
           {ConvTranspose2dSpec{.channels = 8, .kernel = {4, 4}, .bias = false}, BatchNormSpec{},
            activation(ActivationKind::relu),
            ConvTranspose2dSpec{
                .channels = 4, .kernel = {3, 3}, .stride = {2, 2}, .padding = {1, 1}, .output_padding = {1, 1}},
            LayerNormSpec{}, activation(ActivationKind::leaky_relu)}},
          {{2, 9, 7},
           {Conv2dSpec{.channels = 3, .kernel = {3, 2}, .stride = {2, 1}, .padding = {1, 0}},
            AvgPool2dSpec{{2, 3}, {1, 2}, {1, 1}, false}, MaxPool2dSpec{{2, 2}, {1, 1}, {1, 1}},
            activation(ActivationKind::softmax)}},
          {{3, 6, 6},
           {ResidualSpec{{Conv2dSpec{.channels = 3, .padding = {1, 1}}, BatchNormSpec{}}, {}, {ActivationKind::relu}},
            ResidualSpec{{Conv2dSpec{.channels = 4, .padding = {1, 1}}, LayerNormSpec{}},
                         {Conv2dSpec{.channels = 4, .kernel = {1, 1}}},
                         {ActivationKind::gelu}},
            FlattenSpec{}, BatchNormSpec{}, LayerNormSpec{}, DenseSpec{2}}}};
}

const std::vector<nn::LayerSpec> kSmall{nn::DenseSpec{3, {ActivationKind::tanh}}, nn::DenseSpec{2}};

// What is said of an ONNX file of `given`, given to the network `here`, which stays as it was.
std::string refusal(const nn::Shape& input, const std::vector<nn::LayerSpec>& given,
                    const std::vector<nn::LayerSpec>& here) {
  nn::Network<float> network = drawn(input, here, 1);
  const nn::Network<float> before = network;
  const Result<bool> taken = put_onnx_in(exchange::write_onnx(drawn(input, given, 2), "given"), network);
  REQUIRE_FALSE(taken.ok());
  CHECK(have_same_numbers(network, before));
  CHECK(taken.error().ends_with('.'));
  return taken.error();
}

bool says(const std::string& sentence, std::initializer_list<const char*> parts) {
  INFO(sentence);
  for (const char* part : parts) {
    INFO(part);
    CHECK(sentence.find(part) != std::string::npos);
  }
  return true;
}

}  // namespace

TEST_CASE("weights in: networks of every kind of layer come back bit for bit, as arrays and as ONNX") {
  for (const Kind& kind : all_layer_kinds()) {
    const nn::Network<float> trained = drawn(kind.input, kind.layers, 1);
    nn::Network<float> by_arrays = drawn(kind.input, kind.layers, 2), by_onnx = by_arrays;
    REQUIRE_FALSE(have_same_numbers(trained, by_arrays));
    const Result<bool> arrays = put_in(arrays_of(trained), by_arrays);
    INFO((arrays ? "" : arrays.error()));
    CHECK(arrays.ok());
    CHECK(have_same_numbers(trained, by_arrays));
    const Result<bool> onnx = put_onnx_in(exchange::write_onnx(trained, "trained"), by_onnx);
    INFO((onnx ? "" : onnx.error()));
    CHECK(onnx.ok());
    CHECK(have_same_numbers(trained, by_onnx));
  }
}

TEST_CASE("weights in: networks that read sequences come back bit for bit, as arrays and as ONNX") {
  for (const auto& cell : nn::kCells) {
    const nn::SequenceModel<float> trained({cell.value, 2, 5, 4}, Rng(1));
    nn::SequenceModel<float> by_arrays({cell.value, 2, 5, 4}, Rng(2)), by_onnx = by_arrays;
    REQUIRE_FALSE(have_same_bits(trained, by_arrays));
    CHECK(put_in(arrays_of(trained), by_arrays).ok());
    CHECK(have_same_bits(trained, by_arrays));
    CHECK(put_onnx_in(exchange::write_onnx(trained, "trained"), by_onnx).ok());
    CHECK(have_same_bits(trained, by_onnx));
    for (const auto& other : nn::kCells) {
      if (other.value == cell.value) continue;
      nn::SequenceModel<float> of_other_cells({other.value, 2, 5, 4}, Rng(2));
      CHECK_FALSE(put_onnx_in(exchange::write_onnx(trained, "trained"), of_other_cells).ok());
      CHECK_FALSE(put_in(arrays_of(trained), of_other_cells).ok());
    }
  }
}

TEST_CASE("weights in: files of other programs hold the same network as Gemm, MatMul, numbered and named arrays") {
  const DataFiles files = tests::inputs({"weights/compressed.npz", "weights/numbered.npz", "weights/state_dict.npz",
                                         "weights/gemm.onnx", "weights/matmul.onnx"});
  std::vector<nn::Network<float>> networks(files.size(), drawn({2, 1, 1}, kSmall, 3));
  const nn::Network<float> untouched = networks[0];
  for (std::size_t k = 0; k < files.size(); ++k) {
    INFO(files[k]->name);
    if (k >= 3) {
      const Result<bool> taken = put_onnx_in(files[k]->bytes, networks[k]);
      INFO((taken ? "" : taken.error()));
      CHECK(taken.ok());
    } else {
      const auto arrays = data::read_npz(files[k]->bytes);
      REQUIRE(arrays.ok());
      std::vector<GivenArray> given;
      for (const auto& array : *arrays) given.push_back({array.name, array.array.shape, array.array.values});
      CHECK(put_in(given, networks[k]).ok());
    }
    CHECK_FALSE(have_same_bits(networks[k], untouched));
    const std::size_t exact = networks[k].parameters().size() - (k == 2 ? 2 : 0);  // its last two have 16 bits
    CHECK(std::memcmp(networks[k].parameters().data(), networks[0].parameters().data(), exact * sizeof(float)) == 0);
  }
}

TEST_CASE(
    "weights in: what PyTorch exports, with GELU as five operators and its means under other names, is understood") {
  using namespace nn;
  const auto before = drawn({1, 6, 6},
                            {Conv2dSpec{.channels = 2, .padding = {1, 1}}, BatchNormSpec{},
                             ActivationSpec{{ActivationKind::gelu}}, MaxPool2dSpec{}, FlattenSpec{}, DenseSpec{2}},
                            1);
  for (const auto& file : tests::inputs({"weights/conv.onnx", "weights/torch.onnx"})) {
    auto network = before;
    const Result<bool> taken = put_onnx_in(file->bytes, network);
    INFO((taken ? "" : taken.error()));
    CHECK(taken.ok());
    CHECK_FALSE(have_same_bits(network, before));
  }
  SequenceModel<float> lstm({CellKind::lstm, 1, 2, 1}, Rng(1)), gru({CellKind::gru, 1, 2, 1}, Rng(1));
  CHECK(put_onnx_in(tests::inputs({"weights/lstm.onnx"})[0]->bytes, lstm).ok());
  CHECK(put_onnx_in(tests::inputs({"weights/torch_gru.onnx"})[0]->bytes, gru).ok());
}

TEST_CASE("weights in: what does not fit is named with what is here") {
  using namespace nn;
  const Shape row{2, 1, 1}, picture{1, 8, 8};
  const auto dense = [](std::ptrdiff_t units, ActivationKind kind) { return DenseSpec{units, {kind}}; };
  says(refusal(row, {dense(20, ActivationKind::tanh), DenseSpec{2}}, {dense(16, ActivationKind::tanh), DenseSpec{2}}),
       {"layer 1 (dense)", "20 × 2", "16 × 2"});
  says(refusal(row, {dense(3, ActivationKind::relu), DenseSpec{2}}, kSmall), {"layer 1 (dense)", "Tanh", "Relu"});
  says(refusal(row, {dense(3, ActivationKind::tanh), DenseSpec{3, {ActivationKind::tanh}}, DenseSpec{2}}, kSmall),
       {"layer 2 (dense)", "3 × 3", "2 × 3"});
  says(refusal(row, {dense(3, ActivationKind::tanh), DenseSpec{2, {ActivationKind::softmax}}}, kSmall),
       {"ends with layer 2", "Softmax"});
  says(refusal(row, {dense(3, ActivationKind::tanh)}, kSmall), {"layer 2 (dense)", "nothing more"});
  says(refusal(picture, {Conv2dSpec{.channels = 2, .stride = {2, 2}}}, {Conv2dSpec{.channels = 2}}),
       {"strides", "2 × 2", "1 × 1"});
  says(refusal(picture, {Conv2dSpec{.channels = 2}, MaxPool2dSpec{}}, {Conv2dSpec{.channels = 2}, AvgPool2dSpec{}}),
       {"avg_pool2d", "MaxPool"});
  says(refusal(picture, {Conv2dSpec{.channels = 2, .bias = true}}, {Conv2dSpec{.channels = 2, .bias = false}}),
       {"biases"});
}

TEST_CASE("weights in: an operator that is not known is named with those that are") {
  nn::Network<float> network = drawn({2, 1, 1}, {nn::DenseSpec{3}}, 1);
  says(put_onnx_in(tests::inputs({"weights/unknown_operator.onnx"})[0]->bytes, network).error(),
       {"“Softsign” is not known here", "Gemm, MatMul", "Identity"});
}

TEST_CASE("weights in: arrays that do not fit are named with what is here") {
  const nn::Network<float> trained = drawn({2, 1, 1}, kSmall, 1);
  nn::Network<float> network = drawn({2, 1, 1}, kSmall, 2);
  const nn::Network<float> before = network;
  std::vector<GivenArray> arrays = arrays_of(trained);
  const auto refusal_of = [&](const std::vector<GivenArray>& given) {
    const Result<bool> taken = put_in(given, network);
    REQUIRE_FALSE(taken.ok());
    CHECK(have_same_numbers(network, before));
    return taken.error();
  };
  std::vector<GivenArray> turned = arrays, missing = arrays, more = arrays, strange = arrays, sick = arrays;
  turned[0].shape = {2, 3};
  says(refusal_of(turned), {"“0.weight”", "2 × 3", "3 × 2"});
  missing.pop_back();
  says(refusal_of(missing), {"no array “1.bias”"});
  more.push_back({"2.weight", {1}, arrays[0].values.first(1)});
  says(refusal_of(more), {"“2.weight”", "no layer"});
  for (GivenArray& array : strange) array.name = "x" + array.name.substr(0, 1);
  says(refusal_of(strange), {"“x0”", "“0.weight”", "arr_0"});
  const std::vector<float> not_finite(6, std::numeric_limits<float>::infinity());
  sick[0].values = not_finite;
  says(refusal_of(sick), {"“0.weight”", "not finite"});
  says(refusal_of({}), {"0 arrays"});
}

TEST_CASE("weights in: a negative variance and numbers beside the shape are refused") {
  const std::vector<nn::LayerSpec> layers{nn::DenseSpec{2}, nn::BatchNormSpec{}};
  nn::Network<float> given = drawn({2, 1, 1}, layers, 1), network = drawn({2, 1, 1}, layers, 2);
  given.running_statistics()[3] = -1;
  CHECK_FALSE(put_onnx_in(exchange::write_onnx(given, "given"), network).ok());
  CHECK_FALSE(put_in(arrays_of(given), network).ok());
  exchange::ProtobufMessage tensor, graph, model;
  const float number = 1;
  tensor.integer(1, 3).integer(2, 1).text(8, "w").raw(9, {&number, 1});
  graph.message(5, tensor);
  model.integer(1, 8).message(7, graph);
  says(exchange::read_onnx(model.bytes()).error(), {"“w”", "1 numbers", "announces 3"});
}

TEST_CASE("weights in: an ONNX file cut or changed anywhere is read or refused in a sentence") {
  const std::vector<nn::LayerSpec> layers = all_layer_kinds()[2].layers;
  const std::string whole = exchange::write_onnx(drawn({1, 12, 12}, layers, 1), "whole");
  const nn::Network<float> before = drawn({1, 12, 12}, layers, 2);
  nn::Network<float> network = before;
  for (std::size_t size = 0; size + 60 < whole.size(); size += 1 + size / 40) {
    const Result<bool> taken = put_onnx_in(std::string_view(whole).substr(0, size), network);
    CHECK_FALSE(taken.ok());
    CHECK(have_same_numbers(network, before));
  }
  for (std::size_t at = 0; at < whole.size(); at += 1 + at / 40) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    nn::Network<float> other = before;
    if (const Result<bool> taken = put_onnx_in(changed, other); !taken) {
      CHECK(taken.error().ends_with('.'));
      CHECK(have_same_numbers(other, before));
    }
  }
}
