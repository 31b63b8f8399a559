#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/data/planar_features.h"
#include "core/data/planar_problem.h"
#include "core/lab/experiment.h"
#include "core/lab/parameter_set.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/supervised_training.h"

// What the parameters of core/lab/network_parameters.h mean to core/ml/nn.
namespace lectern {

// What is to be learned: the file given, or what data, law_1d, law_2d, classes, n and noise say.
inline Result<data::PlanarProblem> make_problem(const ExperimentStart& start, const Rng& rng,
                                                  std::size_t most_samples) {
  const ParameterSet& p = start.parameters;
  const std::string& data = p.choice("data");
  if (data == "file" && !start.files.empty())
    return data::read_planar_problem(start.files[0]->bytes, p.integer("x_column"), p.integer("y_column"), most_samples);
  Rng draws = rng;
  const int law = p.choice_index(data == "law_2d" ? "law_2d" : "law_1d");
  return data::make_planar_problem({data, law, p.integer("classes"), p.integer("n"), p.real("noise")}, draws);
}

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

// What the outputs mean: the cost chosen for classes or for values.
inline nn::OutputCode make_code(const ParameterSet& p, int classes) {
  constexpr std::array kOfClass{nn::Objective::cross_entropy, nn::Objective::squared, nn::Objective::hinge};
  constexpr std::array kOfValue{nn::Objective::squared, nn::Objective::absolute};
  if (classes > 0)
    return nn::OutputCode::classification(classes, kOfClass[static_cast<std::size_t>(p.choice_index("loss"))]);
  return nn::OutputCode::regression(kOfValue[static_cast<std::size_t>(p.choice_index("regression_loss"))]);
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
