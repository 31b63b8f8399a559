#include "core/parts/network_files.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "core/data/npz_writer.h"
#include "core/ml/exchange/layer_arrays.h"
#include "core/ml/exchange/onnx.h"
#include "core/ml/exchange/torch_script.h"

namespace lectern {
namespace {

template <typename Model>
std::string npz_of(const Model& model) {
  std::vector<data::FloatArray> arrays;
  for (exchange::LayerArray& array : exchange::layer_arrays(model))
    arrays.push_back({std::move(array.name), std::move(array.shape), array.values});
  return data::write_npz(arrays);
}

// The parts of a training that it shows to nobody else.
struct TrainingParts {
  const nn::Optimizer<float>& optimizer;
  const std::optional<nn::MiniBatchSampler>& sampler;
  const nn::Examples& examples;

  explicit TrainingParts(const nn::SupervisedTraining& training) : TrainingParts(std::get<0>(training.state())) {}

 private:
  template <typename Parts>
  explicit TrainingParts(const Parts& parts)
      : optimizer(std::get<const nn::Optimizer<float>&>(parts)),
        sampler(std::get<const std::optional<nn::MiniBatchSampler>&>(parts)),
        examples(*std::get<4>(parts)) {}  // the training's; the next are those held out
};

std::span<const float> numbers(const Matrix<float>& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

// See exchange::torch_script.
std::string training_data(const nn::SupervisedTraining& training, const TrainingParts& parts) {
  const Matrix<float>&X = parts.examples.X, &T = parts.examples.T;
  const nn::Shape& input = training.network().input_shape();
  std::vector<std::ptrdiff_t> shape{X.rows(), X.cols()};
  if (input.plane() > 1) shape = {X.rows(), input.channels, input.height, input.width};
  std::vector<data::FloatArray> arrays{{"x", shape, numbers(X)}, {"target", {T.rows(), T.cols()}, numbers(T)}};

  std::vector<float> rows;
  if (parts.sampler) {
    const auto sampler = parts.sampler->state();
    const std::vector<std::int32_t>& order = std::get<const std::vector<std::int32_t>&>(sampler);
    const std::size_t position = std::get<const std::size_t&>(sampler);
    if (position > 0)
      for (std::size_t i = position; i < order.size(); ++i) rows.push_back(static_cast<float>(order[i]));
  }
  arrays.push_back({"rows", {static_cast<std::ptrdiff_t>(rows.size())}, rows});

  // What is remembered of a parameter has its name and shape.
  const std::vector<const char*> slots = exchange::optimizer_slots(parts.optimizer.spec());
  std::vector<nn::Network<float>> remembered(slots.size(), training.network());
  const std::size_t count = training.network().parameters().size();
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    if (*slots[slot] == '\0') continue;
    const std::span<const float> memory = parts.optimizer.memory().subspan(slot * count, count);
    const std::span<float> place = remembered[slot].parameters();
    std::copy(memory.begin(), memory.end(), place.begin());
    for (exchange::LayerArray& array : exchange::layer_arrays(remembered[slot]))
      if (array.values.data() >= place.data() && array.values.data() < place.data() + count)
        arrays.push_back({std::string(slots[slot]) + "/" + array.name, std::move(array.shape), array.values});
  }
  return data::write_npz(arrays);
}

}  // namespace

std::vector<SavedFile> network_files(std::initializer_list<NamedNetwork> networks, NetworkFormat format) {
  std::vector<SavedFile> files;
  for (const auto& [name, network] : networks) {
    if (format == NetworkFormat::onnx) {
      files.push_back({std::string(name) + ".onnx", exchange::write_onnx(network, name)});
      continue;
    }
    files.push_back({std::string(name) + ".npz", npz_of(network)});
    files.push_back({std::string(name) + ".py", exchange::torch_script(network, name)});
  }
  return files;
}

std::vector<SavedFile> network_files(const char* name, const nn::SupervisedTraining& training, const TrainingPlan& plan,
                                     NetworkFormat format) {
  const nn::Network<float>& network = training.network();
  const TrainingParts parts(training);
  if (format == NetworkFormat::onnx || parts.examples.size() == 0) return network_files({{name, network}}, format);
  const exchange::TorchTraining torch{training.code().loss().kind, parts.optimizer.spec(), parts.optimizer.steps(),
                                      plan.batch_size, plan.frozen};
  return {{std::string(name) + ".npz", npz_of(network)},
          {std::string(name) + ".py", exchange::torch_script(network, name, torch)},
          {std::string(name) + "_training.npz", training_data(training, parts)}};
}

std::vector<SavedFile> network_files(const char* name, const nn::SequenceModel<float>& model, NetworkFormat format) {
  if (format == NetworkFormat::onnx) return {{std::string(name) + ".onnx", exchange::write_onnx(model, name)}};
  return {{std::string(name) + ".npz", npz_of(model)},
          {std::string(name) + ".py", exchange::torch_script(model, name)}};
}

}  // namespace lectern
