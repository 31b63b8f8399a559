#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>

#include "core/ml/nn/layer_spec.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/optimise/configuration_search.h"
#include "core/parts/closure_problem.h"

namespace lectern {

// What the networks of a scan learn: the data sets of the demo neural-network, or the fit of the demo proton-structure.
enum class ScannedTask { plane, gluon };

// What is searched for; of the plane in the order in which a grid gives out its levels.
enum class Hyperparameter {
  learning_rate,
  optimizer,
  width,
  layers,
  activation,
  batch_size,
  initialisation,
  l2,
  dropout,
  patience,
  start,
  preprocessing,
};

// A number from low to high, by its logarithm or not, or one of some choices.
struct HyperparameterInfo {
  Hyperparameter which;
  const char* id;     // for links
  const char* label;  // for people
  const char* mark;   // for narrow places
  double low, high;
  bool is_logarithmic;
  bool is_whole;
  std::array<const char*, 4> choices;  // of numbers: none

  int choice_count() const;
  // The number at a place in [0, 1]; of a choice its place.
  double value(double x) const;
};
// Of a task, in the order of the numbers of its configurations.
std::span<const HyperparameterInfo> hyperparameters(ScannedTask task);
// One that the task has.
const HyperparameterInfo& info(ScannedTask task, Hyperparameter which);
optimise::SearchSpace search_space(ScannedTask task);

// A network and its training. Numbers are rounded to what links write: the same link trains the same network.
struct Configuration {
  ScannedTask task = ScannedTask::plane;
  double learning_rate = 0.01;
  nn::DescentRule rule = nn::DescentRule::adam;
  int width = 8, layers = 1;
  nn::ActivationKind activation = nn::ActivationKind::tanh;
  int batch_size = 32;
  nn::InitialisationKind initialisation = nn::InitialisationKind::glorot_normal;
  double l2 = 0, dropout = 0;
  int patience = 10;
  int start = 0;  // which starting point θ₀: counted from the run's seed
  Preprocessing preprocessing = Preprocessing::full;

  // x  a row of search_space()
  static Configuration at(ScannedTask task, std::span<const double> x);

  std::vector<nn::LayerSpec> layer_specs(int outputs) const;
  nn::OptimizerSpec optimizer() const;
  // About how many multiplications one update takes.
  double cost_of_update() const;

  // "16-16", "Adam"
  void write_layers(std::string& out) const;
  const char* rule_name() const;
  const char* activation_name() const;
  const char* preprocessing_name() const;
  // The values with which the demo neural-network trains the same: "?layers=16,16&…".
  void write_link(std::uint64_t seed, int epochs, std::string& out) const;
};

}  // namespace lectern
