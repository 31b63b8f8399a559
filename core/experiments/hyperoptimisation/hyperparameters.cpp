#include "core/experiments/hyperoptimisation/hyperparameters.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/decimal.h"
#include "core/math/elementary.h"
#include "core/math/named_enum.h"
#include "core/ml/nn/mlp.h"

namespace lectern {
namespace {

using enum Hyperparameter;

constexpr std::array<HyperparameterInfo, 11> kOfPlane{{
    {learning_rate, "learning_rate", "Learning rate η", "η", 1e-4, 1, true, false, {}},
    {optimizer, "optimizer", "Optimizer", "rule", 0, 0, false, false, {"GD", "Momentum", "RMSprop", "Adam"}},
    {width, "width", "Neurons per layer", "width", 2, 48, true, true, {}},
    {layers, "layers", "Hidden layers", "layers", 0, 0, false, false, {"1", "2", "3"}},
    {activation, "activation", "Activation", "a(z)", 0, 0, false, false, {"Sigmoid", "Tanh", "ReLU"}},
    {batch_size, "batch_size", "Batch size", "batch", 8, 128, true, true, {}},
    {initialisation, "initialisation", "Initialisation", "init.", 0, 0, false, false, {"Normal", "Glorot", "He"}},
    {l2, "l2", "L2 penalty λ₂", "λ₂", 1e-5, 0.1, true, false, {}},
    {dropout, "dropout", "Dropout rate p", "p", 0, 0.4, false, false, {}},
    {patience, "patience", "Patience", "pat.", 2, 50, true, true, {}},
    {start, "start", "Starting point θ₀", "θ₀", 0, 0, false, false, {"1st", "2nd", "3rd", "4th"}},
}};
constexpr std::array<HyperparameterInfo, 5> kOfGluon{{
    {preprocessing, "preprocessing", "Preprocessing", "prep.", 0, 0, false, false, {"none", "log", "full"}},
    {learning_rate, "learning_rate", "Learning rate η", "η", 1e-4, 0.1, true, false, {}},
    {width, "width", "Neurons", "width", 2, 40, true, true, {}},
    {patience, "patience", "Patience", "pat.", 10, 1000, true, true, {}},
    {start, "start", "Starting point θ₀", "θ₀", 0, 0, false, false, {"1st", "2nd", "3rd", "4th"}},
}};
constexpr Preprocessing kPreprocessings[] = {Preprocessing::none, Preprocessing::log, Preprocessing::full};
constexpr nn::DescentRule kRules[] = {nn::DescentRule::sgd, nn::DescentRule::momentum, nn::DescentRule::rmsprop,
                                      nn::DescentRule::adam};
constexpr nn::ActivationKind kActivationsTried[] = {nn::ActivationKind::sigmoid, nn::ActivationKind::tanh,
                                                    nn::ActivationKind::relu};
constexpr nn::InitialisationKind kStarts[] = {nn::InitialisationKind::random, nn::InitialisationKind::glorot_normal,
                                              nn::InitialisationKind::he_normal};
constexpr double kScale = 0.5, kMomentum = 0.9, kBeta2 = 0.999;  // the defaults of neural-network

// To two significant digits, as a link writes them.
double rounded(double value) { return math::parse_decimal<double>(number_in_words(value, 2)).value_or(value); }

}  // namespace

int HyperparameterInfo::choice_count() const {
  return static_cast<int>(
      std::count_if(choices.begin(), choices.end(), [](const char* choice) { return choice != nullptr; }));
}

double HyperparameterInfo::value(double x) const {
  if (choices[0] != nullptr) return x;
  const double value =
      is_logarithmic ? math::exp(math::log(low) + x * (math::log(high) - math::log(low))) : low + x * (high - low);
  return is_whole ? std::floor(value + 0.5) : rounded(value);
}

std::span<const HyperparameterInfo> hyperparameters(ScannedTask task) {
  if (task == ScannedTask::gluon) return kOfGluon;
  return kOfPlane;
}

const HyperparameterInfo& info(ScannedTask task, Hyperparameter which) {
  const std::span<const HyperparameterInfo> all = hyperparameters(task);
  return *std::find_if(all.begin(), all.end(), [which](const HyperparameterInfo& one) { return one.which == which; });
}

optimise::SearchSpace search_space(ScannedTask task) {
  const auto dimensions_of = [](std::span<const HyperparameterInfo> all) {
    std::vector<optimise::SearchDimension> dimensions;
    for (const HyperparameterInfo& one : all) dimensions.push_back({one.choice_count()});
    return dimensions;
  };
  static const std::vector<optimise::SearchDimension> of_plane = dimensions_of(kOfPlane),
                                                      of_gluon = dimensions_of(kOfGluon);
  return task == ScannedTask::gluon ? of_gluon : of_plane;
}

Configuration Configuration::at(ScannedTask task, std::span<const double> x) {
  const auto x_of = [&](Hyperparameter which) {
    return x[static_cast<std::size_t>(&info(task, which) - hyperparameters(task).data())];
  };
  const auto number = [&](Hyperparameter which) { return info(task, which).value(x_of(which)); };
  const auto place = [&](Hyperparameter which) { return static_cast<std::size_t>(x_of(which)); };
  Configuration made;
  made.task = task;
  if (task == ScannedTask::gluon) {
    made.learning_rate = number(Hyperparameter::learning_rate);
    made.width = static_cast<int>(number(Hyperparameter::width));
    made.activation = nn::ActivationKind::sigmoid;
    made.patience = static_cast<int>(number(Hyperparameter::patience));
    made.start = static_cast<int>(place(Hyperparameter::start));
    made.preprocessing = kPreprocessings[place(Hyperparameter::preprocessing)];
    return made;
  }
  made.learning_rate = number(Hyperparameter::learning_rate);
  made.rule = kRules[place(Hyperparameter::optimizer)];
  made.width = static_cast<int>(number(Hyperparameter::width));
  made.layers = static_cast<int>(place(Hyperparameter::layers)) + 1;
  made.activation = kActivationsTried[place(Hyperparameter::activation)];
  made.batch_size = static_cast<int>(number(Hyperparameter::batch_size));
  made.initialisation = kStarts[place(Hyperparameter::initialisation)];
  made.l2 = number(Hyperparameter::l2);
  made.dropout = number(Hyperparameter::dropout);
  made.patience = static_cast<int>(number(Hyperparameter::patience));
  made.start = static_cast<int>(place(Hyperparameter::start));
  return made;
}

std::vector<nn::LayerSpec> Configuration::layer_specs(int outputs) const {
  const std::vector<int> widths(static_cast<std::size_t>(layers), width);
  nn::MlpSpec spec{.widths = widths, .dropout = dropout, .outputs = outputs};
  spec.activation.kind = activation;
  spec.initialisation = {initialisation, kScale};
  return nn::mlp_layers(spec);
}

nn::OptimizerSpec Configuration::optimizer() const {
  nn::OptimizerSpec spec = nn::optimizer_spec(rule, learning_rate, kMomentum);
  spec.alpha = kBeta2;
  spec.l2 = l2;
  return spec;
}

double Configuration::cost_of_update() const {
  constexpr double kAlways = 20000;  // what an update takes however small the network is
  return kAlways + 6.0 * batch_size * width * (3 + (layers - 1) * width) + 20.0 * batch_size * width * layers;
}

void Configuration::write_layers(std::string& out) const {
  for (int i = 0; i < layers; ++i) {
    if (i > 0) out += '-';
    out += number_in_words(width);
  }
}

const char* Configuration::rule_name() const {
  return info(ScannedTask::plane, Hyperparameter::optimizer)
      .choices[static_cast<std::size_t>(std::find(kRules, std::end(kRules), rule) - kRules)];
}
const char* Configuration::activation_name() const {
  const auto place = std::find(kActivationsTried, std::end(kActivationsTried), activation) - kActivationsTried;
  return info(ScannedTask::plane, Hyperparameter::activation).choices[static_cast<std::size_t>(place)];
}
const char* Configuration::preprocessing_name() const {
  const auto place = std::find(kPreprocessings, std::end(kPreprocessings), preprocessing) - kPreprocessings;
  return info(ScannedTask::gluon, Hyperparameter::preprocessing).choices[static_cast<std::size_t>(place)];
}

void Configuration::write_link(std::uint64_t seed, int epochs, std::string& out) const {
  const auto number = [&out](const char* name, double value) {
    out.append("&").append(name).append("=");
    out += number_in_words(value, 2);
  };
  const auto whole = [&out](const char* name, double value) {
    out.append("&").append(name).append("=");
    out += number_in_words(value);
  };
  const auto text = [&out](const char* name, std::string_view value) {
    out.append("&").append(name).append("=").append(value);
  };
  out += "?layers=";
  for (int i = 0; i < layers; ++i) {
    if (i > 0) out += ',';
    out += number_in_words(width);
  }
  text("activation", id_of(nn::kActivations, activation));
  text("initialisation", id_of(nn::kInitialisations, initialisation));
  number("dropout", dropout);
  text("optimizer", id_of(nn::kDescentRules, rule));
  number("learning_rate", learning_rate);
  whole("batch_size", batch_size);
  number("l2", l2);
  text("stopping", "early");
  whole("patience", patience);
  whole("epochs", epochs);
  whole("seed", static_cast<double>(seed + static_cast<std::uint64_t>(start)));
}

}  // namespace lectern
