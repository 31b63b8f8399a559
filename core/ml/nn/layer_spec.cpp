#include "core/ml/nn/layer_spec.h"

namespace lectern::nn {
namespace {

struct NameOf {
  const char* operator()(const DenseSpec&) const { return "dense"; }
  const char* operator()(const Conv2dSpec&) const { return "conv2d"; }
  const char* operator()(const ConvTranspose2dSpec&) const { return "conv_transpose2d"; }
  const char* operator()(const MaxPool2dSpec&) const { return "max_pool2d"; }
  const char* operator()(const AvgPool2dSpec&) const { return "avg_pool2d"; }
  const char* operator()(const BatchNormSpec&) const { return "batch_norm"; }
  const char* operator()(const LayerNormSpec&) const { return "layer_norm"; }
  const char* operator()(const DropoutSpec&) const { return "dropout"; }
  const char* operator()(const FlattenSpec&) const { return "flatten"; }
  const char* operator()(const ActivationSpec&) const { return "activation"; }
  const char* operator()(const ResidualSpec&) const { return "residual"; }
};

}  // namespace

LayerSpec::LayerSpec() = default;
LayerSpec::LayerSpec(const LayerSpec&) = default;
LayerSpec::LayerSpec(LayerSpec&&) noexcept = default;
LayerSpec& LayerSpec::operator=(const LayerSpec&) = default;
LayerSpec& LayerSpec::operator=(LayerSpec&&) noexcept = default;
LayerSpec::~LayerSpec() = default;

const char* kind_name(const LayerSpec& spec) { return std::visit(NameOf{}, spec.as_variant()); }

}  // namespace lectern::nn
