#include "core/parts/network_files.h"

#include "core/data/npz_writer.h"
#include "core/ml/exchange/layer_arrays.h"
#include "core/ml/exchange/onnx.h"

namespace lectern {
namespace {

std::string npz_of(const nn::Network<float>& network) {
  std::vector<data::FloatArray> arrays;
  for (exchange::LayerArray& array : exchange::layer_arrays(network))
    arrays.push_back({std::move(array.name), std::move(array.shape), array.values});
  return data::write_npz(arrays);
}

}  // namespace

std::vector<SavedFile> network_files(std::initializer_list<NamedNetwork> networks, NetworkFormat format) {
  std::vector<SavedFile> files;
  for (const auto& [name, network] : networks) {
    if (format == NetworkFormat::onnx)
      files.push_back({std::string(name) + ".onnx", exchange::write_onnx(network, name)});
    else
      files.push_back({std::string(name) + ".npz", npz_of(network)});
  }
  return files;
}

}  // namespace lectern
