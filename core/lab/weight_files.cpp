#include "core/lab/weight_files.h"

#include <algorithm>
#include <iterator>

namespace lectern {
namespace {

DataFiles chosen(const DataFiles& files, bool wants_weights) {
  DataFiles chosen_files;
  std::copy_if(files.begin(), files.end(), std::back_inserter(chosen_files),
               [&](const auto& file) { return holds_weights(file->name) == wants_weights; });
  return chosen_files;
}

}  // namespace

bool holds_weights(std::string_view name) {
  std::string ending(name.substr(std::min(name.rfind('.'), name.size())));
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return ending == ".npz" || ending == ".onnx";
}

DataFiles data_among(const DataFiles& files) { return chosen(files, false); }
DataFiles weights_among(const DataFiles& files) { return chosen(files, true); }

DataFiles files_with(const DataFiles& before, const DataFiles& given) {
  const DataFiles given_data = data_among(given), given_weights = weights_among(given);
  DataFiles together = given_data.empty() ? data_among(before) : given_data;
  const DataFiles weights = given_weights.empty() ? weights_among(before) : given_weights;
  together.insert(together.end(), weights.begin(), weights.end());
  return together;
}

std::string readable_endings(const ExperimentInfo& info) {
  std::string endings = info.files.endings;
  if (info.has_networks) endings += (endings.empty() ? "" : " ") + std::string(".npz .onnx");
  return endings;
}

}  // namespace lectern
