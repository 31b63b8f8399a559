#pragma once

#include <string>
#include <string_view>

#include "core/lab/data_file.h"

// Files of weights among the files of a run: they stand behind its data, and a demo that trains networks
// (ExperimentInfo::has_networks) begins with what they hold in place of random numbers.
namespace lectern {

// Whether a file holds the weights of networks, by the ending of its name: .npz or .onnx.
bool holds_weights(std::string_view name);

// The files that are data, and those that hold weights, in their order.
DataFiles data_among(const DataFiles& files);
DataFiles weights_among(const DataFiles& files);

// The files of a run that is given others: new data stand in place of the data before, new weights in place of the
// weights before.
DataFiles files_with(const DataFiles& before, const DataFiles& given);

// The endings of all files that a demo reads, ".csv .npy .npz .onnx"; empty: none.
std::string readable_endings(const ExperimentInfo& info);

}  // namespace lectern
