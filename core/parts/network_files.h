#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "core/lab/saved_file.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/sequence_model.h"
#include "core/ml/nn/supervised_training.h"

namespace lectern {

struct NamedNetwork {
  const char* name;  // "generator"
  const nn::Network<float>& network;
};

// A file for each network, called NAME.onnx or NAME.npz: what a demo answers to Experiment::networks. Beside NAME.npz
// stands NAME.py, which builds the network in PyTorch; names are made of letters, digits and underscores.
std::vector<SavedFile> network_files(std::initializer_list<NamedNetwork> networks, NetworkFormat format);

// What a training does not tell.
struct TrainingPlan {
  std::int32_t batch_size = 1;
  std::size_t frozen = 0;  // as SupervisedTraining::freeze_first has it
};

// The same of a network that is being trained. Where there are examples, NAME_training.npz holds them and what the
// optimiser remembers, and NAME.py goes on with the training.
std::vector<SavedFile> network_files(const char* name, const nn::SupervisedTraining& training, const TrainingPlan& plan,
                                     NetworkFormat format);

// The same of a network that reads sequences.
std::vector<SavedFile> network_files(const char* name, const nn::SequenceModel<float>& model, NetworkFormat format);

}  // namespace lectern
