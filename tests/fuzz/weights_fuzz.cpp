#include <cmath>
#include <cstdint>
#include <vector>

#include "core/data/npz_reader.h"
#include "core/data/zip_reader.h"
#include "core/ml/exchange/weights_in.h"
#include "tests/fuzz/dataset_invariants.h"

using namespace lectern;

namespace {

nn::Network<float> built(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers) {
  auto network = *nn::Network<float>::build(input, layers);
  network.initialise(Rng(1));
  return network;
}

// A file that is refused changes nothing.
template <typename Model>
void check(const Result<bool>& taken, const Model& model, const std::vector<float>& before) {
  if (!taken) fuzz::check_sentence(taken.error());
  fuzz::require(model.parameters().size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    fuzz::require(std::isfinite(model.parameters()[i]));
    fuzz::require(taken || model.parameters()[i] == before[i]);
  }
}

template <typename Model>
void give(std::string_view file, const std::vector<data::NamedArray>* arrays, Model model) {
  const std::vector<float> before(model.parameters().begin(), model.parameters().end());
  if (arrays == nullptr) return check(exchange::put_onnx_in(file, model), model, before);
  std::vector<exchange::GivenArray> given;
  for (const data::NamedArray& array : *arrays) given.push_back({array.name, array.array.shape, array.array.values});
  check(exchange::put_in(given, model), model, before);
}

}  // namespace

// Any bytes put weights into networks, or leave them as they were with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using enum nn::ActivationKind;
  static const nn::Network<float> dense = built({2, 1, 1}, {nn::DenseSpec{3, {tanh}}, nn::DenseSpec{2}});
  static const nn::Network<float> pictures =
      built({1, 6, 6}, {nn::Conv2dSpec{.channels = 2, .padding = {1, 1}}, nn::BatchNormSpec{},
                        nn::ActivationSpec{{gelu}}, nn::MaxPool2dSpec{}, nn::FlattenSpec{}, nn::DenseSpec{2}});
  static const nn::SequenceModel<float> sequences({nn::CellKind::lstm, 1, 2, 1}, Rng(1));
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  const bool is_archive = data::is_zip(file);
  const Result<std::vector<data::NamedArray>> arrays = data::read_npz(file);
  if (arrays)
    for (const data::NamedArray& array : *arrays) fuzz::check(array.array);
  if (!arrays) fuzz::check_sentence(arrays.error());
  if (is_archive && !arrays) return 0;
  const std::vector<data::NamedArray>* given = is_archive ? &*arrays : nullptr;
  give(file, given, dense);
  give(file, given, pictures);
  give(file, given, sequences);
  return 0;
}
