#pragma once

#include <initializer_list>
#include <vector>

#include "core/lab/saved_file.h"
#include "core/ml/nn/network.h"

namespace lectern {

struct NamedNetwork {
  const char* name;  // "generator"
  const nn::Network<float>& network;
};

// A file for each network, called NAME.onnx or NAME.npz: what a demo answers to Experiment::networks.
std::vector<SavedFile> network_files(std::initializer_list<NamedNetwork> networks, NetworkFormat format);

}  // namespace lectern
