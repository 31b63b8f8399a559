#include "core/parts/given_weights.h"

#include <string>
#include <string_view>

#include "core/data/npz_reader.h"
#include "core/data/zip_reader.h"
#include "core/math/utf8.h"
#include "core/ml/exchange/weights_in.h"

namespace lectern {
namespace {

// The files beside the weights that a run saves hold its training.
bool holds_training(const std::vector<data::NamedArray>& arrays) {
  int found = 0;
  for (const data::NamedArray& array : arrays)
    found += array.name == "x" || array.name == "target" || array.name == "rows";
  return found == 3;
}

template <typename Model>
Result<bool> put_file_in(const DataFile& file, Model& model) {
  if (!data::is_zip(file.bytes)) return exchange::put_onnx_in(file.bytes, model);
  const Result<std::vector<data::NamedArray>> arrays = data::read_npz(file.bytes);
  if (!arrays) return Error{arrays.error()};
  if (holds_training(*arrays))
    return Error{"It holds the data and the optimiser of a training; the weights stand in the file beside it."};
  std::vector<exchange::GivenArray> given;
  for (const data::NamedArray& array : *arrays) given.push_back({array.name, array.array.shape, array.array.values});
  return exchange::put_in(given, model);
}

[[noreturn]] void refuse_file(const DataFile& file, const std::string& why, const char* advice) {
  throw CannotStart(in_quotes(file.name) + " does not fit: " + why + " " + advice);
}

}  // namespace

void begin_with_weights(const DataFiles& files, std::initializer_list<BeginningNetwork> networks, const char* advice) {
  for (const auto& file : weights_among(files)) {
    const BeginningNetwork* named = nullptr;
    for (const BeginningNetwork& one : networks)
      if (file->name.starts_with(one.name)) named = &one;
    std::string first_problem;
    bool is_taken = false;
    for (const BeginningNetwork& one : networks) {
      if (is_taken || (named != nullptr && named != &one)) continue;
      const Result<bool> taken = put_file_in(*file, one.network);
      is_taken = taken.ok();
      if (is_taken) continue;
      if (first_problem.empty()) first_problem = taken.error();
    }
    if (!is_taken) refuse_file(*file, first_problem, advice);
  }
}

void begin_with_weights(const DataFiles& files, nn::SequenceModel<float>& model, const char* advice) {
  for (const auto& file : weights_among(files))
    if (const Result<bool> taken = put_file_in(*file, model); !taken) refuse_file(*file, taken.error(), advice);
}

}  // namespace lectern
