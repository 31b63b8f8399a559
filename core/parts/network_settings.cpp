#include "core/parts/network_settings.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "core/lab/text.h"

namespace lectern {

std::vector<data::PlanarFeature> make_features(const ParameterSet& p, bool curve) {
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

std::vector<nn::LayerSpec> make_layers(const ParameterSet& p, int outputs) {
  nn::MlpSpec spec{.widths = p.integer_list("layers"), .dropout = p.real("dropout"), .outputs = outputs};
  spec.activation.kind = *nn::activation_from_name(p.choice("activation"));
  spec.initialisation.kind = *nn::initialisation_from_name(p.choice("initialisation"));
  spec.initialisation.scale = p.real("scale");
  return nn::mlp_layers(spec);
}

nn::OutputCode make_code(const ParameterSet& p, int classes) {
  constexpr std::array kOfClass{nn::Objective::cross_entropy, nn::Objective::squared, nn::Objective::hinge};
  constexpr std::array kOfValue{nn::Objective::squared, nn::Objective::absolute};
  if (classes > 0)
    return nn::OutputCode::classification(classes, kOfClass[static_cast<std::size_t>(p.choice_index("loss"))]);
  return nn::OutputCode::regression(kOfValue[static_cast<std::size_t>(p.choice_index("regression_loss"))]);
}

nn::OptimizerSpec make_optimizer(const ParameterSet& p) {
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

nn::StoppingPlan make_stopping(const ParameterSet& p) {
  nn::StoppingPlan plan;
  plan.goes_back = p.choice("stopping") != "never";
  plan.rule = p.choice("stopping") == "early" ? nn::StoppingRule::early : nn::StoppingRule::look_back;
  plan.patience = p.integer("patience");
  plan.epochs = p.integer("epochs");
  return plan;
}

Divergence learning_rate_too_large(std::int64_t step, std::string_view loss, double learning_rate) {
  const double smaller = learning_rate / 10;
  return {"At step " + std::to_string(step) + " the loss " + std::string(loss) + ": the learning rate η = " +
              number_text(learning_rate) + " is too large here. Try a tenth of it, " + number_text(smaller) + ".",
          "learning_rate", smaller};
}

}  // namespace lectern
