#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <set>
#include <utility>
#include <variant>

#include "core/math/utf8.h"
#include "core/ml/exchange/layer_arrays.h"
#include "core/ml/exchange/onnx_graph.h"
#include "core/ml/exchange/weights_in.h"
#include "core/ml/nn/recurrent_readout.h"

namespace lectern::exchange {
namespace {

using Sides = std::vector<std::int64_t>;

constexpr std::array kPassedOver{"Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze"};
constexpr std::array kLayers{"Gemm",
                             "MatMul",
                             "Add",
                             "Conv",
                             "ConvTranspose",
                             "MaxPool",
                             "AveragePool",
                             "BatchNormalization",
                             "LayerNormalization",
                             "Sigmoid",
                             "Tanh",
                             "Relu",
                             "LeakyRelu",
                             "Elu",
                             "Gelu",
                             "Div",
                             "Erf",
                             "Mul",
                             "Softplus",
                             "Softmax",
                             "LogSoftmax"};
// What makes an empty memory, and puts samples before steps.
constexpr std::array kAroundSequences{"Shape",           "Gather", "Concat",    "Expand",
                                      "ConstantOfShape", "Slice",  "Transpose", "Cast"};
constexpr std::array kOfSequences{"RNN", "LSTM", "GRU", "Gemm", "MatMul", "Add"};

// Why a file does not fit, as a sentence.
struct Misfit {
  std::string sentence;
};
[[noreturn]] void refuse(std::string sentence) { throw Misfit{std::move(sentence)}; }

template <std::size_t N>
bool is_one_of(const std::array<const char*, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string listed(std::initializer_list<std::span<const char* const>> lists) {
  std::string text;
  for (const auto list : lists)
    for (const char* name : list) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

std::string times_text(const Sides& sides) {
  constexpr std::size_t kMostShown = 8;
  if (sides.empty()) return "1";
  std::string text;
  for (std::size_t i = 0; i < std::min(sides.size(), kMostShown); ++i)
    text += (i == 0 ? "" : " × ") + std::to_string(sides[i]);
  return text + (sides.size() > kMostShown ? " × …" : "");
}

template <typename T, typename Member>
T attribute_of(const OnnxNode& node, std::string_view name, Member member, T otherwise) {
  const auto found = node.attributes.find(name);
  return found == node.attributes.end() ? otherwise : found->second.*member;
}
std::int64_t integer_of(const OnnxNode& node, std::string_view name, std::int64_t otherwise) {
  return attribute_of(node, name, &OnnxAttribute::integer, otherwise);
}
float real_of(const OnnxNode& node, std::string_view name, float otherwise) {
  return attribute_of(node, name, &OnnxAttribute::real, otherwise);
}

bool are_close(double a, double b) { return std::abs(a - b) <= 1e-4 * std::max(std::abs(a), std::abs(b)); }

// A graph with the ways through it.
class Ways {
 public:
  explicit Ways(const OnnxGraph& graph) : graph_(graph) {
    for (const OnnxNode& node : graph.nodes) {
      for (const std::string& input : node.inputs)
        if (!input.empty()) readers_[input].push_back(&node);
      for (const std::string& output : node.outputs)
        if (!output.empty()) makers_.insert_or_assign(output, &node);
    }
  }

  std::string begin() const {
    if (graph_.inputs.empty()) refuse("The network in the file has no input.");
    return graph_.inputs.front();
  }

  // The operators that compute with a value, behind those passed over; each once.
  std::vector<const OnnxNode*> readers(const std::string& value) const {
    std::vector<const OnnxNode*> found;
    std::vector<std::string> open{value};
    std::set<std::string, std::less<>> seen{value};
    while (!open.empty()) {
      const std::string next = std::move(open.back());
      open.pop_back();
      const auto known = readers_.find(next);
      if (known == readers_.end()) continue;
      for (const OnnxNode* node : known->second) {
        if (!is_one_of(kPassedOver, node->operation)) {
          if (std::find(found.begin(), found.end(), node) == found.end()) found.push_back(node);
        } else if (node->inputs.front() == next && !node->outputs.empty() && seen.insert(node->outputs[0]).second) {
          open.push_back(node->outputs[0]);
        }
      }
    }
    std::sort(found.begin(), found.end());  // as they stand in the file
    return found;
  }

  // The first of those with one of these names that was not taken before; null: there is none.
  const OnnxNode* take(const std::string& value, std::initializer_list<std::string_view> operations) {
    for (const OnnxNode* node : readers(value)) {
      const bool fits = std::find(operations.begin(), operations.end(), node->operation) != operations.end();
      if (fits && !node->outputs.empty() && taken_.insert(node).second) return node;
    }
    return nullptr;
  }

  // What comes behind a value, in words.
  std::string what_follows(const std::string& value) const {
    std::string text;
    for (const OnnxNode* node : readers(value)) text += (text.empty() ? "" : " and ") + node->operation;
    return text.empty() ? "nothing more" : text.size() > 60 ? text.substr(0, 60) + "…" : text;
  }

  // The value that operators passed over hand on as `value`.
  std::string origin(std::string value) const {
    constexpr int kFarthest = 100;
    for (int steps = 0; steps < kFarthest; ++steps) {
      const auto maker = makers_.find(value);
      if (maker == makers_.end() || !is_one_of(kPassedOver, maker->second->operation) || maker->second->inputs.empty())
        break;
      value = maker->second->inputs[0];
    }
    return value;
  }
  const OnnxNode* maker(const std::string& value) const {
    const auto found = makers_.find(origin(value));
    return found == makers_.end() ? nullptr : found->second;
  }

  const OnnxTensor* tensor(const std::string& name) const {
    const auto found = graph_.tensors.find(origin(name));
    return found == graph_.tensors.end() ? nullptr : &found->second;
  }
  // The only input that is no constant, and the constant beside it; null: there is no such pair.
  const OnnxTensor* constant_beside(const OnnxNode& node) const {
    if (node.inputs.size() != 2) return nullptr;
    const OnnxTensor *first = tensor(node.inputs[0]), *second = tensor(node.inputs[1]);
    return (first == nullptr) == (second == nullptr) ? nullptr : first ? first : second;
  }
  bool has_number_beside(const OnnxNode& node, double number) const {
    const OnnxTensor* constant = constant_beside(node);
    return constant != nullptr && constant->values.size() == 1 && are_close(constant->values[0], number);
  }

 private:
  const OnnxGraph& graph_;
  std::map<std::string, std::vector<const OnnxNode*>, std::less<>> readers_;
  std::map<std::string, const OnnxNode*, std::less<>> makers_;
  std::set<const OnnxNode*> taken_;
};

// The numbers of an input that must be a constant; `what` begins a sentence: "The weights of layer 2 (dense)".
const OnnxTensor& numbers_of(const Ways& ways, const OnnxNode& node, std::size_t input, const std::string& what) {
  const OnnxTensor* tensor = input < node.inputs.size() ? ways.tensor(node.inputs[input]) : nullptr;
  if (tensor == nullptr) refuse(what + " are computed in the file; they must stand in it as numbers (initializers).");
  if (tensor->is_elsewhere)
    refuse(what +
           " stand in another file; they must stand in this one. torch.onnx.export does so with external_data=False.");
  if (tensor->type != 1 && tensor->type != 11)
    refuse(what + " are of type " + std::to_string(tensor->type) +
           " in the file; allowed are 1 (float32) and 11 (float64).");
  for (const float value : tensor->values)
    if (!std::isfinite(value)) refuse(what + " are not all finite in the file.");
  return *tensor;
}

void check_shape(const OnnxTensor& tensor, const Sides& wanted, const std::string& what) {
  if (tensor.shape != wanted)
    refuse(what + " are " + times_text(tensor.shape) + " in the file; here they are " + times_text(wanted) + ".");
}

void copy_numbers(const Ways& ways, const OnnxNode& node, std::size_t input, const Sides& wanted,
                  const std::string& what, float* to) {
  const OnnxTensor& tensor = numbers_of(ways, node, input, what);
  check_shape(tensor, wanted, what);
  std::copy(tensor.values.begin(), tensor.values.end(), to);
}

// Weights that the file has as inputs × units; here they are units × inputs.
void copy_across(const OnnxTensor& tensor, std::int64_t units, std::int64_t inputs, float* to) {
  for (std::int64_t unit = 0; unit < units; ++unit)
    for (std::int64_t i = 0; i < inputs; ++i)
      to[unit * inputs + i] = tensor.values[static_cast<std::size_t>(i * units + unit)];
}

// Biases of a Gemm, 1 × units in some files.
void copy_biases(const OnnxTensor& tensor, std::int64_t units, const std::string& what, float* to) {
  if (tensor.shape != Sides{1, units}) check_shape(tensor, {units}, what);
  std::copy(tensor.values.begin(), tensor.values.end(), to);
}

// Reads the dense layer at `value`: Gemm, or MatMul and Add.   biases  null: the layer has none
// Returns the value behind it.
std::string read_dense(Ways& ways, const OnnxNode& node, std::int64_t units, std::int64_t inputs,
                       const std::string& name, float* weights, float* biases) {
  const std::string what = "The weights of " + name, what_biases = "The biases of " + name;
  const bool is_gemm = node.operation == "Gemm";
  const bool lies_across = !is_gemm || integer_of(node, "transB", 0) == 0;
  if (is_gemm &&
      (real_of(node, "alpha", 1) != 1 || real_of(node, "beta", 1) != 1 || integer_of(node, "transA", 0) != 0))
    refuse("The Gemm of " + name +
           " has factors or a transposed input in the file; allowed are alpha = beta = 1 and transA = 0.");
  const OnnxTensor& numbers = numbers_of(ways, node, 1, what);
  check_shape(numbers, lies_across ? Sides{inputs, units} : Sides{units, inputs}, what);
  if (lies_across) {
    copy_across(numbers, units, inputs, weights);
  } else {
    std::copy(numbers.values.begin(), numbers.values.end(), weights);
  }
  std::string value = node.outputs[0];
  const OnnxTensor* given = nullptr;
  if (is_gemm && node.inputs.size() > 2 && !node.inputs[2].empty()) given = &numbers_of(ways, node, 2, what_biases);
  if (!is_gemm) {
    for (const OnnxNode* add : ways.readers(value)) {
      if (add->operation != "Add" || add->outputs.empty() || ways.constant_beside(*add) == nullptr) continue;
      given = &numbers_of(ways, *add, ways.tensor(add->inputs[0]) != nullptr ? 0 : 1, what_biases);
      value = add->outputs[0];
      break;
    }
  }
  if (given != nullptr && biases == nullptr) refuse("In the file " + name + " has biases; here it has none.");
  if (given != nullptr) copy_biases(*given, units, what_biases, biases);
  if (given == nullptr && biases != nullptr) std::fill_n(biases, units, 0.0f);
  return value;
}

// Follows the layers of a network here through the graph of a file, and takes their numbers.
class LayerReader {
 public:
  explicit LayerReader(const OnnxGraph& graph) : ways_(graph) {}

  void read(const nn::Chain<float>& chain, float* parameters, float* statistics) {
    const std::string end = follow(chain, parameters, statistics, ways_.begin(), "");
    if (!ways_.readers(end).empty())
      refuse("The network here ends with layer " + std::to_string(chain.links().size()) + "; the file goes on with " +
             ways_.what_follows(end) + ".");
  }

 private:
  struct Place {
    std::string name;   // "layer 2 (dense)"
    std::string value;  // before it
    nn::Shape input;
    float *weights, *biases, *statistics;  // of the layer; biases null: it has none
  };

  std::string follow(const nn::Chain<float>& chain, float* parameters, float* statistics, std::string value,
                     const std::string& prefix) {
    std::size_t number = 0;
    for (const auto& link : chain.links()) {
      const std::string position = prefix + std::to_string(++number);
      float* weights = parameters + link.parameter_offset;
      const Place place{"layer " + position + " (" + nn::kind_name(link.spec) + ")",
                        value,
                        link.layer->input_shape(),
                        weights,
                        link.layer->bias_count() > 0 ? weights + link.layer->weight_count() : nullptr,
                        statistics + link.statistics_offset};
      value = std::visit([&](const auto& spec) { return layer(spec, place, position + "."); }, link.spec.as_variant());
    }
    return value;
  }

  const OnnxNode& next(const Place& place, std::initializer_list<std::string_view> operations) {
    const OnnxNode* node = ways_.take(place.value, operations);
    if (node == nullptr)
      refuse("The network here has " + place.name + "; there the file has " + ways_.what_follows(place.value) + ".");
    return *node;
  }

  std::string layer(const nn::DenseSpec& spec, const Place& place, const std::string&) {
    const OnnxNode& node = next(place, {"Gemm", "MatMul"});
    const std::string value =
        read_dense(ways_, node, spec.units, place.input.size(), place.name, place.weights, place.biases);
    return activated(spec.activation, place.name, value);
  }
  std::string layer(const nn::Conv2dSpec& spec, const Place& place, const std::string&) {
    return convolution(spec, place, next(place, {"Conv"}), spec.channels);
  }
  std::string layer(const nn::ConvTranspose2dSpec& spec, const Place& place, const std::string&) {
    const OnnxNode& node = next(place, {"ConvTranspose"});
    expect(node, "output_padding", {spec.output_padding.y, spec.output_padding.x}, {0, 0}, place.name);
    return convolution(spec, place, node, spec.channels);
  }
  template <typename Spec>
  std::string convolution(const Spec& spec, const Place& place, const OnnxNode& node, std::int64_t channels) {
    const std::vector<std::ptrdiff_t> shape = weight_shape(spec, place.input);
    copy_numbers(ways_, node, 1, {shape.begin(), shape.end()}, "The weights of " + place.name, place.weights);
    check_windows(node, spec, place.name);
    if (integer_of(node, "group", 1) != 1)
      refuse("In the file " + place.name + " is split into groups; here each map sees all of them.");
    const bool has_biases = node.inputs.size() > 2 && !node.inputs[2].empty();
    if (has_biases && place.biases == nullptr) refuse("In the file " + place.name + " has biases; here it has none.");
    if (has_biases) copy_numbers(ways_, node, 2, {channels}, "The biases of " + place.name, place.biases);
    if (!has_biases && place.biases != nullptr) std::fill_n(place.biases, channels, 0.0f);
    return activated(spec.activation, place.name, node.outputs[0]);
  }
  std::string layer(const nn::MaxPool2dSpec& spec, const Place& place, const std::string&) {
    return pooling(spec, place, next(place, {"MaxPool"}));
  }
  std::string layer(const nn::AvgPool2dSpec& spec, const Place& place, const std::string&) {
    const OnnxNode& node = next(place, {"AveragePool"});
    const bool counts = integer_of(node, "count_include_pad", 0) != 0, has_padding = spec.padding != nn::Pair{0, 0};
    if (has_padding && counts != spec.count_include_pad)
      refuse("Here and in the file, " + place.name + " counts its padding differently.");
    return pooling(spec, place, node);
  }
  template <typename Spec>
  std::string pooling(const Spec& spec, const Place& place, const OnnxNode& node) {
    check_windows(node, spec, place.name);
    if (integer_of(node, "ceil_mode", 0) != 0)
      refuse("In the file " + place.name + " rounds its size up (ceil_mode); here it is rounded down.");
    return node.outputs[0];
  }
  std::string layer(const nn::BatchNormSpec& spec, const Place& place, const std::string&) {
    const OnnxNode& node = next(place, {"BatchNormalization"});
    const std::int64_t channels = place.input.channels;
    check_epsilon(node, spec.epsilon, place.name);
    copy_numbers(ways_, node, 1, {channels}, "The weights of " + place.name, place.weights);
    copy_numbers(ways_, node, 2, {channels}, "The biases of " + place.name, place.biases);
    copy_numbers(ways_, node, 3, {channels}, "The means of " + place.name, place.statistics);
    copy_numbers(ways_, node, 4, {channels}, "The variances of " + place.name, place.statistics + channels);
    if (std::any_of(place.statistics + channels, place.statistics + 2 * channels, [](float v) { return v < 0; }))
      refuse("The variances of " + place.name + " are not all positive in the file.");
    return node.outputs[0];
  }
  std::string layer(const nn::LayerNormSpec& spec, const Place& place, const std::string&) {
    const OnnxNode& node = next(place, {"LayerNormalization"});
    const std::vector<std::ptrdiff_t> shape = weight_shape(spec, place.input);
    const Sides sides(shape.begin(), shape.end());
    const std::int64_t axis = integer_of(node, "axis", -1);
    if (axis != 1 && axis != -std::ssize(sides))
      refuse("In the file " + place.name + " normalises from axis " + std::to_string(axis) +
             "; here it is 1, all numbers of a sample.");
    check_epsilon(node, spec.epsilon, place.name);
    copy_numbers(ways_, node, 1, sides, "The weights of " + place.name, place.weights);
    const bool has_biases = node.inputs.size() > 2 && !node.inputs[2].empty();
    if (has_biases) copy_numbers(ways_, node, 2, sides, "The biases of " + place.name, place.biases);
    if (!has_biases) std::fill_n(place.biases, place.input.size(), 0.0f);
    return node.outputs[0];
  }
  std::string layer(const nn::DropoutSpec&, const Place& place, const std::string&) { return place.value; }
  std::string layer(const nn::FlattenSpec&, const Place& place, const std::string&) { return place.value; }
  std::string layer(const nn::ActivationSpec& spec, const Place& place, const std::string&) {
    return activated(spec.activation, place.name, place.value);
  }
  std::string layer(const nn::ResidualSpec& spec, const Place& place, const std::string& prefix) {
    const auto body = nn::Chain<float>::build(place.input, spec.body);
    const std::string sum = follow(*body, place.weights, place.statistics, place.value, prefix);
    std::string skipped = place.value;
    if (!spec.skip.empty()) {
      const auto skip = nn::Chain<float>::build(place.input, spec.skip);
      skipped = follow(*skip, place.weights + body->parameter_count(), place.statistics + body->statistics_count(),
                       place.value, prefix + "skip ");
    }
    for (const OnnxNode* node : ways_.readers(sum)) {
      if (node->operation != "Add" || node->outputs.empty()) continue;
      const bool adds_both = std::any_of(node->inputs.begin(), node->inputs.end(), [&](const std::string& input) {
        return ways_.origin(input) == ways_.origin(skipped);
      });
      if (adds_both) return activated(spec.activation, place.name, node->outputs[0]);
    }
    refuse("The network here adds what " + place.name + " makes to what it was given; there the file has " +
           ways_.what_follows(sum) + ".");
  }

  static void expect(const OnnxNode& node, const char* attribute, const Sides& wanted, const Sides& otherwise,
                     const std::string& name) {
    const Sides given = attribute_of(node, attribute, &OnnxAttribute::integers, otherwise);
    if (given != wanted)
      refuse("The " + std::string(attribute) + " of " + name + " are " + times_text(given) +
             " in the file; here they are " + times_text(wanted) + ".");
  }
  template <typename Spec>
  static void check_windows(const OnnxNode& node, const Spec& spec, const std::string& name) {
    const Sides kernel{spec.kernel.y, spec.kernel.x}, ones{1, 1}, zeros{0, 0, 0, 0};
    expect(node, "kernel_shape", kernel, kernel, name);
    expect(node, "strides", {spec.stride.y, spec.stride.x}, ones, name);
    expect(node, "dilations", ones, ones, name);
    const std::string padding = attribute_of(node, "auto_pad", &OnnxAttribute::text, std::string("NOTSET"));
    if (padding != "NOTSET" && padding != "VALID")
      refuse("The padding of " + name + " is " + in_quotes(padding) +
             " in the file; it must be told in numbers (pads).");
    expect(node, "pads", {spec.padding.y, spec.padding.x, spec.padding.y, spec.padding.x}, zeros, name);
  }
  static void check_epsilon(const OnnxNode& node, double epsilon, const std::string& name) {
    const float given = real_of(node, "epsilon", 1e-5f);
    if (!are_close(given, epsilon)) refuse("The epsilon of " + name + " is not the one that it has here.");
  }

  std::string activated(const nn::Activation& activation, const std::string& name, const std::string& value) {
    using enum nn::ActivationKind;
    const auto one = [&](const char* operation) { return ways_.take(value, {operation}); };
    const OnnxNode* node = nullptr;
    switch (activation.kind) {
      case identity: return value;
      case sigmoid: node = one("Sigmoid"); break;
      case tanh: node = one("Tanh"); break;
      case relu: node = one("Relu"); break;
      case leaky_relu:
        node = one("LeakyRelu");
        if (node != nullptr) check_constant(*node, "alpha", 0.01f, activation.negative_slope, name);
        break;
      case elu:
        node = one("Elu");
        if (node != nullptr) check_constant(*node, "alpha", 1, activation.alpha, name);
        break;
      case gelu: node = gelu_end(value); break;
      case softplus: node = activation.beta == 1 ? one("Softplus") : softplus_end(activation.beta, value); break;
      case softmax: node = over_sample(one("Softmax"), name); break;
      case log_softmax: node = over_sample(one("LogSoftmax"), name); break;
    }
    if (node != nullptr) return node->outputs[0];
    const auto kind = std::find_if(nn::kActivations.begin(), nn::kActivations.end(),
                                   [&](const auto& known) { return known.value == activation.kind; });
    refuse("The activation of " + name + " is " + kind->label + " in the network here; there the file has " +
           ways_.what_follows(value) + ".");
  }

  static void check_constant(const OnnxNode& node, const char* attribute, float otherwise, double wanted,
                             const std::string& name) {
    if (are_close(real_of(node, attribute, otherwise), wanted)) return;
    refuse("The " + std::string(attribute) + " of " + node.operation + " behind " + name +
           " is not the one that it has here.");
  }
  static const OnnxNode* over_sample(const OnnxNode* node, const std::string& name) {
    if (node == nullptr) return nullptr;
    const std::int64_t axis = integer_of(*node, "axis", -1);
    if (axis != 1 && axis != -1)
      refuse("The " + node->operation + " behind " + name + " goes along axis " + std::to_string(axis) +
             "; allowed is 1.");
    return node;
  }

  // The last operator of x/2 · (1 + erf(x/√2)), however it is multiplied; null: it is something else.
  const OnnxNode* gelu_end(const std::string& x) {
    if (const OnnxNode* whole = ways_.take(x, {"Gelu"}))
      return attribute_of(*whole, "approximate", &OnnxAttribute::text, std::string("none")) == "none" ? whole : nullptr;
    const OnnxNode* scaled = ways_.take(x, {"Div"});
    if (scaled == nullptr || !ways_.has_number_beside(*scaled, std::numbers::sqrt2)) return nullptr;
    const OnnxNode* erf = ways_.take(scaled->outputs[0], {"Erf"});
    const OnnxNode* shifted = erf == nullptr ? nullptr : ways_.take(erf->outputs[0], {"Add"});
    if (shifted == nullptr || !ways_.has_number_beside(*shifted, 1)) return nullptr;
    const OnnxNode* product = ways_.take(shifted->outputs[0], {"Mul"});
    if (product == nullptr || product->inputs.size() != 2) return nullptr;
    for (const std::string& factor : product->inputs) {
      if (ways_.origin(factor) == ways_.origin(x)) {
        const OnnxNode* half = ways_.take(product->outputs[0], {"Mul"});
        return half != nullptr && ways_.has_number_beside(*half, 0.5) ? half : nullptr;
      }
      const OnnxNode* half = ways_.maker(factor);
      if (half != nullptr && half->operation == "Mul" && ways_.has_number_beside(*half, 0.5) &&
          std::any_of(half->inputs.begin(), half->inputs.end(),
                      [&](const std::string& input) { return ways_.origin(input) == ways_.origin(x); }))
        return product;
    }
    return nullptr;
  }
  // Of log(1 + e^(βx))/β.
  const OnnxNode* softplus_end(double beta, const std::string& x) {
    const OnnxNode* scaled = ways_.take(x, {"Mul"});
    if (scaled == nullptr || !ways_.has_number_beside(*scaled, beta)) return nullptr;
    const OnnxNode* bent = ways_.take(scaled->outputs[0], {"Softplus"});
    const OnnxNode* divided = bent == nullptr ? nullptr : ways_.take(bent->outputs[0], {"Div"});
    return divided != nullptr && ways_.has_number_beside(*divided, beta) ? divided : nullptr;
  }

  Ways ways_;
};

// The only node with one of these names.
const OnnxNode& only_node(const OnnxGraph& graph, std::initializer_list<std::string_view> operations,
                          const char* what) {
  const OnnxNode* found = nullptr;
  for (const OnnxNode& node : graph.nodes) {
    if (std::find(operations.begin(), operations.end(), node.operation) == operations.end()) continue;
    if (found != nullptr) refuse("The file has more than one " + std::string(what) + "; the network here has one.");
    found = &node;
  }
  if (found == nullptr || found->outputs.empty())
    refuse("The file has no " + std::string(what) + "; the network here has one.");
  return *found;
}

// Blocks of H rows in the order in which ONNX has the gates (LSTM i, o, f, g; GRU z, r, n) into ours.
void copy_gates(nn::CellKind cell, std::span<const float> blocks, float* to) {
  const std::vector<std::size_t> order = cell == nn::CellKind::lstm  ? std::vector<std::size_t>{0, 3, 1, 2}
                                         : cell == nn::CellKind::gru ? std::vector<std::size_t>{1, 0, 2}
                                                                     : std::vector<std::size_t>{0};
  const std::size_t size = blocks.size() / order.size();
  for (std::size_t i = 0; i < order.size(); ++i)
    std::copy_n(blocks.begin() + static_cast<std::ptrdiff_t>(i * size), size, to + order[i] * size);
}

void read_sequence_model(const OnnxGraph& graph, nn::SequenceModel<float>& model) {
  const nn::SequenceShape& shape = model.shape();
  Ways ways(graph);
  const OnnxNode& cell = only_node(graph, {"RNN", "LSTM", "GRU"}, "recurrent layer");
  const auto [operation, activations] =
      shape.cell == nn::CellKind::lstm  ? std::pair{"LSTM", std::vector<std::string>{"Sigmoid", "Tanh", "Tanh"}}
      : shape.cell == nn::CellKind::gru ? std::pair{"GRU", std::vector<std::string>{"Sigmoid", "Tanh"}}
                                        : std::pair{"RNN", std::vector<std::string>{"Tanh"}};
  if (cell.operation != operation)
    refuse("The recurrent layer of the file is " + cell.operation + "; here it is " + operation + ".");
  if (attribute_of(cell, "direction", &OnnxAttribute::text, std::string("forward")) != "forward")
    refuse("The recurrent layer of the file reads backwards, too; here it reads forwards.");
  if (attribute_of(cell, "activations", &OnnxAttribute::texts, activations) != activations)
    refuse("The recurrent layer of the file has other activations than the usual ones, which it has here.");
  if (shape.cell == nn::CellKind::gru && integer_of(cell, "linear_before_reset", 0) != 1)
    refuse(
        "The GRU of the file resets its memory before the product with the weights; here it does so behind it (linear_before_reset = 1).");
  const std::int64_t rows = shape.gates() * shape.hidden;
  const nn::ReadoutParts<float> parts(shape, model.parameters().data());
  const std::string what = "The weights of the recurrent layer";
  const auto gates = [&](std::size_t input, const Sides& wanted) -> std::span<const float> {
    const OnnxTensor& tensor = numbers_of(ways, cell, input, what);
    check_shape(tensor, wanted, what);
    return tensor.values;
  };
  copy_gates(shape.cell, gates(1, {1, rows, shape.inputs}), parts.weight_ih.data);
  copy_gates(shape.cell, gates(2, {1, rows, shape.hidden}), parts.weight_hh.data);
  std::fill_n(parts.bias_ih, rows, 0.0f);
  std::fill_n(parts.bias_hh, rows, 0.0f);
  if (cell.inputs.size() > 3 && !cell.inputs[3].empty()) {
    const std::span<const float> biases = gates(3, {1, 2 * rows});
    copy_gates(shape.cell, biases.first(static_cast<std::size_t>(rows)), parts.bias_ih);
    copy_gates(shape.cell, biases.last(static_cast<std::size_t>(rows)), parts.bias_hh);
  }
  const OnnxNode& readout = only_node(graph, {"Gemm", "MatMul"}, "readout");
  read_dense(ways, readout, shape.outputs, shape.hidden, "the readout", parts.weight_out.data, parts.bias_out);
}

template <std::size_t N, std::size_t M>
void check_operators(const OnnxGraph& graph, const std::array<const char*, N>& computing,
                     const std::array<const char*, M>& around) {
  for (const OnnxNode& node : graph.nodes) {
    const std::string& name = node.operation;
    if (is_one_of(kPassedOver, name) || is_one_of(computing, name) || is_one_of(around, name)) continue;
    refuse("The operator " + in_quotes(name) + " is not known here; known are " + listed({computing, kPassedOver}) +
           ".");
  }
}

// read(graph, copy of the model) fills the copy, or refuses.
template <typename Model, typename Read>
Result<bool> put_graph_in(std::string_view bytes, Model& model, Read&& read) {
  const Result<OnnxGraph> graph = read_onnx(bytes);
  if (!graph) return Error{graph.error()};
  Model filled = model;
  try {
    read(*graph, filled);
  } catch (const Misfit& misfit) {
    return Error{misfit.sentence};
  }
  model = std::move(filled);
  return true;
}

}  // namespace

Result<bool> put_onnx_in(std::string_view bytes, nn::Network<float>& network) {
  return put_graph_in(bytes, network, [](const OnnxGraph& graph, nn::Network<float>& filled) {
    check_operators(graph, kLayers, std::array<const char*, 0>{});
    LayerReader(graph).read(filled.chain(), filled.parameters().data(), filled.running_statistics().data());
  });
}

Result<bool> put_onnx_in(std::string_view bytes, nn::SequenceModel<float>& model) {
  return put_graph_in(bytes, model, [](const OnnxGraph& graph, nn::SequenceModel<float>& filled) {
    check_operators(graph, kOfSequences, kAroundSequences);
    read_sequence_model(graph, filled);
  });
}

}  // namespace lectern::exchange
