#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/shape.h"

namespace lectern::reference {

using Json = nlohmann::json;

// Why a case cannot be run as it stands: a sentence about the file.
struct CaseError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A rectangular array of any rank, row-major.
template <typename T>
struct Tensor {
  std::vector<std::ptrdiff_t> shape;
  std::vector<T> values;

  std::ptrdiff_t dim(std::size_t axis) const { return shape.at(axis); }
  std::ptrdiff_t size() const { return std::ptrdiff_t(values.size()); }
  const T* data() const { return values.data(); }
  T* data() { return values.data(); }

  // The first axis as rows, all others as columns.
  MatrixView<T> view() { return {values.data(), shape.at(0), columns()}; }
  ConstMatrixView<T> view() const { return {values.data(), shape.at(0), columns()}; }
  std::ptrdiff_t columns() const {
    std::ptrdiff_t product = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) product *= shape[axis];
    return product;
  }
  // Item i of the first axis.
  ConstMatrixView<T> item(std::ptrdiff_t i) const {
    const std::ptrdiff_t rows = shape.at(1), cols = shape.size() > 2 ? columns() / rows : 1;
    return {values.data() + i * rows * cols, rows, cols};
  }
};

// Reads nested lists of numbers; `name` is for the error when they are not rectangular.
template <typename T>
Tensor<T> read_tensor(const Json& json, const std::string& name);

// Nested lists of the given shape.
template <typename T>
Json write_tensor(const T* values, const std::vector<std::ptrdiff_t>& shape);
template <typename T>
Json write_tensor(const Tensor<T>& tensor) {
  return write_tensor(tensor.data(), tensor.shape);
}
template <typename T>
Json write_matrix(ConstMatrixView<T> M) {
  return write_tensor(M.data, {M.rows, M.cols});
}

// What one case file gives to the code under test.
class Case {
 public:
  explicit Case(Json file);

  const std::string& family() const { return family_; }
  const std::string& algorithm() const { return algorithm_; }
  bool is_float32() const { return float32_; }
  const Json& tolerance() const { return tolerance_; }
  const Json& expected() const { return expected_; }
  const Json& inputs() const { return inputs_; }
  const Json& parameters() const { return parameters_; }

  bool has(const std::string& input) const { return inputs_.contains(input); }
  const Json& input(const std::string& name) const;
  template <typename T>
  Tensor<T> tensor(const std::string& name) const {
    return read_tensor<T>(input(name), name);
  }
  // A tensor that must have the given shape.
  template <typename T>
  Tensor<T> tensor(const std::string& name, const std::vector<std::ptrdiff_t>& shape) const;
  // Integers in [low, high), flattened.
  std::vector<std::int32_t> integers(const std::string& name, std::int64_t low, std::int64_t high) const;

  const Json& parameter(const std::string& name) const;
  double number(const std::string& name) const;
  bool flag(const std::string& name) const;
  std::string text(const std::string& name) const;
  nn::Pair pair(const std::string& name) const;

 private:
  std::string family_;
  std::string algorithm_;
  bool float32_ = false;
  Json tolerance_, expected_, inputs_, parameters_;
};

// Integers in [low, high) from a flat or nested list.
std::vector<std::int32_t> read_integers(const Json& json, const std::string& name, std::int64_t low, std::int64_t high);

void require(bool condition, const std::string& sentence);

}  // namespace lectern::reference
