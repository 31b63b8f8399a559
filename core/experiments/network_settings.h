#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/data/planar_features.h"
#include "core/lab/parameter_set.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/supervised_training.h"

// What the parameters of core/lab/network_parameters.h mean to core/ml/nn.
namespace lectern {

// The functions of a point that are switched on as inputs; for a curve those of x₁ alone.
inline std::vector<data::PlanarFeature> make_features(const ParameterSet& p, bool curve) {
  using enum data::PlanarFeature;
  constexpr std::array<std::pair<const char*, data::PlanarFeature>, 7> kAll{
      {{"in_x1", x1}, {"in_x1_squared", x1_squared}, {"in_sine_x1", sine_x1}, {"in_x2", x2},
       {"in_x2_squared", x2_squared}, {"in_sine_x2", sine_x2}, {"in_product", product}}};
  const std::size_t usable = curve ? 3 : kAll.size();
  std::vector<data::PlanarFeature> features;
  for (std::size_t i = 0; i < usable; ++i)
    if (p.boolean(kAll[i].first)) features.push_back(kAll[i].second);
  return features;
}

// The layers of the network, with so many linear outputs.
inline std::vector<nn::LayerSpec> make_layers(const ParameterSet& p, int outputs) {
  nn::MlpSpec spec{.widths = p.integer_list("layers"), .dropout = p.real("dropout"), .outputs = outputs};
  spec.activation.kind = *nn::activation_from_name(p.choice("activation"));
  spec.initialisation.kind = *nn::initialisation_from_name(p.choice("initialisation"));
  spec.initialisation.scale = p.real("scale");
  return nn::mlp_layers(spec);
}

// The rule and its constants, as they are now.
inline nn::OptimizerSpec make_optimizer(const ParameterSet& p) {
  const std::string& name = p.choice("optimizer");
  nn::OptimizerSpec spec;
  spec.nesterov = name == "nesterov";
  if (name == "momentum" || name == "nesterov")
    spec.momentum = p.real("momentum");
  else
    spec.kind = *nn::optimizer_from_name(name);
  spec.learning_rate = p.real("learning_rate");
  spec.beta1 = p.real("beta1");
  spec.beta2 = p.real("beta2");
  spec.alpha = p.real("beta2");
  spec.l1 = p.real("l1");
  spec.l2 = p.real("l2");
  return spec;
}

inline nn::StoppingPlan make_stopping(const ParameterSet& p) {
  nn::StoppingPlan plan;
  plan.goes_back = p.choice("stopping") != "never";
  plan.rule = p.choice("stopping") == "early" ? nn::StoppingRule::early : nn::StoppingRule::look_back;
  plan.patience = p.integer("patience");
  plan.epochs = p.integer("epochs");
  return plan;
}

}  // namespace lectern
