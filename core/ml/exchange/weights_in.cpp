#include "core/ml/exchange/weights_in.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/utf8.h"
#include "core/ml/exchange/layer_arrays.h"

namespace lectern::exchange {
namespace {

constexpr std::size_t kMostListed = 8;

std::string sizes_text(std::span<const std::ptrdiff_t> shape) {
  if (shape.empty()) return "a single number";
  std::string text;
  for (std::size_t i = 0; i < std::min(shape.size(), kMostListed); ++i)
    text += (i == 0 ? "" : " × ") + std::to_string(shape[i]);
  return text + (shape.size() > kMostListed ? " × …" : "");
}

template <typename Arrays>
std::string names_text(const Arrays& arrays) {
  std::string text;
  for (std::size_t i = 0; i < std::min(arrays.size(), kMostListed); ++i)
    text += (i == 0 ? "" : ", ") + in_quotes(arrays[i].name);
  return text + (arrays.size() > kMostListed ? " and others" : "");
}

std::string_view last_word(std::string_view name) { return name.substr(name.rfind('.') + 1); }

// Whether arrays whose names are not known may be taken in the order in which they stand.
bool stand_in_order(std::span<const GivenArray* const> given, const std::vector<LayerArray>& wanted) {
  if (given.size() != wanted.size()) return false;
  bool are_numbered = true, end_alike = true;
  for (std::size_t i = 0; i < given.size(); ++i) {
    are_numbered = are_numbered && given[i]->name == "arr_" + std::to_string(i);
    end_alike = end_alike && last_word(given[i]->name) == last_word(wanted[i].name);
  }
  return are_numbered || end_alike;
}

// For each array wanted the one given, or a sentence.
Result<std::vector<const GivenArray*>> match(std::span<const GivenArray> all, const std::vector<LayerArray>& wanted) {
  std::vector<const GivenArray*> given;
  for (const GivenArray& array : all)
    if (last_word(array.name) != "num_batches_tracked") given.push_back(&array);
  const auto is_wanted = [&](const GivenArray* array) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const LayerArray& one) { return one.name == array->name; });
  };
  if (std::none_of(given.begin(), given.end(), is_wanted)) {
    if (stand_in_order(given, wanted)) return given;
    return Error{"The file holds " + std::to_string(given.size()) + " arrays, " + names_text(all) +
                 "; the network here has " + std::to_string(wanted.size()) + ": " + names_text(wanted) +
                 ", or as many called arr_0, arr_1, … in this order."};
  }
  std::vector<const GivenArray*> matched;
  for (const LayerArray& one : wanted) {
    const auto found =
        std::find_if(given.begin(), given.end(), [&](const auto* array) { return array->name == one.name; });
    if (found == given.end())
      return Error{"The file has no array " + in_quotes(one.name) + "; the network here has " + names_text(wanted) +
                   "."};
    matched.push_back(*found);
  }
  const auto extra = std::find_if_not(given.begin(), given.end(), is_wanted);
  if (extra != given.end())
    return Error{"The array " + in_quotes((*extra)->name) +
                 " of the file belongs to no layer of the network here, which has " + names_text(wanted) + "."};
  return matched;
}

// write(array wanted, numbers) puts them in their place.
template <typename Write>
Result<bool> put_arrays(std::span<const GivenArray> given, const std::vector<LayerArray>& wanted, Write&& write) {
  const Result<std::vector<const GivenArray*>> matched = match(given, wanted);
  if (!matched) return Error{matched.error()};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const GivenArray& array = *(*matched)[i];
    const std::string what = "The array " + in_quotes(array.name) + " of the file ";
    if (array.shape != wanted[i].shape)
      return Error{what + "is " + sizes_text(array.shape) + "; the network here has " + sizes_text(wanted[i].shape) +
                   " there (" + wanted[i].name + ")."};
    const bool is_variance = last_word(wanted[i].name) == "running_var";
    for (const float value : array.values)
      if (!std::isfinite(value) || (is_variance && value < 0))
        return Error{what + "holds " + (std::isfinite(value) ? "a variance below 0." : "numbers that are not finite.")};
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) write(wanted[i], (*matched)[i]->values);
  return true;
}

// The place in `numbers` that `part`, which lies in them, shows.
float* place_in(std::span<float> numbers, std::span<const float> part) {
  return numbers.data() + (part.data() - numbers.data());
}

}  // namespace

Result<bool> put_in(std::span<const GivenArray> arrays, nn::Network<float>& network) {
  const std::vector<LayerArray> wanted = layer_arrays(network);
  const std::span<float> parameters = network.parameters();
  return put_arrays(arrays, wanted, [&](const LayerArray& array, std::span<const float> values) {
    const bool is_statistic = last_word(array.name).starts_with("running_");
    std::copy(values.begin(), values.end(),
              place_in(is_statistic ? network.running_statistics() : parameters, array.values));
  });
}

Result<bool> put_in(std::span<const GivenArray> arrays, nn::SequenceModel<float>& model) {
  return put_arrays(arrays, layer_arrays(model), [&](const LayerArray& array, std::span<const float> values) {
    std::copy(values.begin(), values.end(), place_in(model.parameters(), array.values));
  });
}

}  // namespace lectern::exchange
