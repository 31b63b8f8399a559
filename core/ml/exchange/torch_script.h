#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ml/nn/loss.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern::exchange {

// How a script goes on with a training.
struct TorchTraining {
  nn::LossKind loss = nn::LossKind::mse;
  nn::OptimizerSpec optimizer;
  std::int64_t steps = 0;  // done
  std::int32_t batch_size = 32;
  std::size_t frozen = 0;  // the first so many parameters do not learn
};

// What an optimiser remembers, by PyTorch's names, in the order of Optimizer::memory(); empty: not used with these
// constants.
std::vector<const char*> optimizer_slots(const nn::OptimizerSpec& spec);

// A Python program that builds a network of PyTorch's layers with the numbers in NAME.npz beside it (layer_arrays).
// With a training it is run as NAME.py STEPS: it goes on from NAME_training.npz, which holds
//   x, target          the training data, samples × what the network reads and × outputs
//   rows               of the data, in the order in which the epoch begun goes on
//   SLOT/0.weight …    what the optimiser remembers, for each of optimizer_slots, once it has done a step
// and prints the loss of every batch before its update.
//   name  of the files; letters, digits and underscores
std::string torch_script(const nn::Network<float>& network, std::string_view name,
                         const std::optional<TorchTraining>& training = {});
std::string torch_script(const nn::SequenceModel<float>& model, std::string_view name);

}  // namespace lectern::exchange
