#include "tests/reference/case.h"

namespace lectern::reference {
namespace {

template <typename T>
void append(const Json& json, std::size_t axis, Tensor<T>& tensor, const std::string& name) {
  if (axis == tensor.shape.size()) {
    require(json.is_number(), "`" + name + "` holds something that is not a number");
    tensor.values.push_back(json.get<T>());
    return;
  }
  require(json.is_array() && std::ptrdiff_t(json.size()) == tensor.shape[axis],
          "`" + name + "` is not a rectangular array");
  for (const Json& item : json) append(item, axis + 1, tensor, name);
}

const Json& member(const Json& object, const char* key) {
  require(object.contains(key), std::string("the file has no `") + key + "`");
  return object[key];
}

const Json& object_member(const Json& object, const char* key) {
  const Json& value = member(object, key);
  require(value.is_object(), std::string("`") + key + "` is not an object");
  return value;
}

std::string string_member(const Json& object, const char* key) {
  const Json& value = member(object, key);
  require(value.is_string(), std::string("`") + key + "` is not a string");
  return value.get<std::string>();
}

}  // namespace

void require(bool condition, const std::string& sentence) {
  if (!condition) throw CaseError(sentence);
}

template <typename T>
Tensor<T> read_tensor(const Json& json, const std::string& name) {
  Tensor<T> tensor;
  for (const Json* level = &json; level->is_array(); level = &level->front()) {
    tensor.shape.push_back(std::ptrdiff_t(level->size()));
    if (level->empty()) break;
  }
  append(json, 0, tensor, name);
  return tensor;
}

template <typename T>
Json write_tensor(const T* values, const std::vector<std::ptrdiff_t>& shape) {
  if (shape.empty()) return *values;
  const std::vector<std::ptrdiff_t> inner(shape.begin() + 1, shape.end());
  std::ptrdiff_t step = 1;
  for (std::ptrdiff_t extent : inner) step *= extent;
  Json list = Json::array();
  for (std::ptrdiff_t i = 0; i < shape[0]; ++i) list.push_back(write_tensor(values + i * step, inner));
  return list;
}

Case::Case(Json file)
    : family_(string_member(file, "family")),
      algorithm_(string_member(file, "algorithm")),
      tolerance_(object_member(file, "tolerance")),
      expected_(object_member(file, "expected")),
      inputs_(object_member(file, "inputs")),
      parameters_(object_member(file, "parameters")) {
  const std::string dtype = string_member(file, "dtype");
  require(dtype == "float64" || dtype == "float32", "`dtype` is `" + dtype + "`; float64 and float32 are allowed");
  float32_ = dtype == "float32";
  require(!expected_.empty(), "`expected` is empty");
}

const Json& Case::input(const std::string& name) const {
  require(has(name), "there is no input `" + name + "`");
  return inputs_[name];
}

template <typename T>
Tensor<T> Case::tensor(const std::string& name, const std::vector<std::ptrdiff_t>& shape) const {
  Tensor<T> result = tensor<T>(name);
  require(result.shape == shape, "input `" + name + "` has a shape that does not fit the others");
  return result;
}

std::vector<std::int32_t> Case::integers(const std::string& name, std::int64_t low, std::int64_t high) const {
  return read_integers(input(name), name, low, high);
}

const Json& Case::parameter(const std::string& name) const {
  require(parameters_.contains(name), "there is no parameter `" + name + "`");
  return parameters_[name];
}

double Case::number(const std::string& name) const {
  const Json& value = parameter(name);
  require(value.is_number(), "parameter `" + name + "` is not a number");
  return value.get<double>();
}

bool Case::flag(const std::string& name) const {
  const Json& value = parameter(name);
  require(value.is_boolean(), "parameter `" + name + "` is neither true nor false");
  return value.get<bool>();
}

std::string Case::text(const std::string& name) const {
  const Json& value = parameter(name);
  require(value.is_string(), "parameter `" + name + "` is not a string");
  return value.get<std::string>();
}

nn::Pair Case::pair(const std::string& name) const {
  const Json& value = parameter(name);
  require(value.is_array() && value.size() == 2 && value[0].is_number_integer() && value[1].is_number_integer(),
          "parameter `" + name + "` is not a pair of integers");
  return {value[0].get<std::ptrdiff_t>(), value[1].get<std::ptrdiff_t>()};
}

std::vector<std::int32_t> read_integers(const Json& json, const std::string& name, std::int64_t low,
                                        std::int64_t high) {
  const Tensor<std::int64_t> tensor = read_tensor<std::int64_t>(json, name);
  std::vector<std::int32_t> values;
  for (std::int64_t v : tensor.values) {
    require(v >= low && v < high, "`" + name + "` holds " + std::to_string(v) + ", which is out of range");
    values.push_back(std::int32_t(v));
  }
  return values;
}

template Tensor<float> read_tensor(const Json&, const std::string&);
template Tensor<double> read_tensor(const Json&, const std::string&);
template Tensor<std::int64_t> read_tensor(const Json&, const std::string&);
template Json write_tensor(const float*, const std::vector<std::ptrdiff_t>&);
template Json write_tensor(const double*, const std::vector<std::ptrdiff_t>&);
template Json write_tensor(const std::int32_t*, const std::vector<std::ptrdiff_t>&);
template Tensor<float> Case::tensor(const std::string&, const std::vector<std::ptrdiff_t>&) const;
template Tensor<double> Case::tensor(const std::string&, const std::vector<std::ptrdiff_t>&) const;

}  // namespace lectern::reference
