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
  spec.activation.kind = *from_id(nn::kActivations, p.choice("activation"));
  spec.initialisation.kind = *from_id(nn::kInitialisations, p.choice("initialisation"));
  spec.initialisation.scale = p.real("scale");
  return nn::mlp_layers(spec);
}

nn::OutputCode make_code(const ParameterSet& p, int classes) {
  if (classes > 0) return nn::OutputCode::classification(classes, *from_id(nn::kClassObjectives, p.choice("loss")));
  return nn::OutputCode::regression(*from_id(nn::kValueObjectives, p.choice("regression_loss")));
}

nn::OptimizerSpec make_optimizer(const ParameterSet& p) {
  nn::OptimizerSpec spec = nn::optimizer_spec(*from_id(nn::kDescentRules, p.choice("optimizer")), p.real("learning_rate"),
                                              p.real("momentum"));
  spec.beta1 = p.real("beta1");
  spec.beta2 = p.real("beta2");
  spec.alpha = p.real("beta2");
  spec.l1 = p.real("l1");
  spec.l2 = p.real("l2");
  return spec;
}

nn::StoppingPlan make_stopping(const ParameterSet& p) {
  nn::StoppingPlan plan;
  plan.rule = *from_id(nn::kStoppingRules, p.choice("stopping"));
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
