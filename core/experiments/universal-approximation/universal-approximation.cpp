// One hidden layer approximates any curve: ReLUs added one by one to a curve that the visitor bends, and as many
// trained from random; pairs of steep sigmoids, whose bumps become towers over two inputs; interpolating polynomials in
// comparison; and a sawtooth that depth folds with few parameters, which one wide layer cannot.
// Lecture row R22.
// Sources: Cybenko, Approximation by superpositions of a sigmoidal function (1989); Nielsen, Neural Networks and Deep
// Learning (2015), ch. 4; Berrut, Trefethen, Barycentric Lagrange interpolation (2004); Telgarsky, Benefits of depth in
// neural networks (2016); Leshno et al., Multilayer feedforward networks with a nonpolynomial activation function can
// approximate any function (1993).

#include <utility>
#include <variant>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/experiments/universal-approximation/bump_build.h"
#include "core/experiments/universal-approximation/fold_race.h"
#include "core/experiments/universal-approximation/node_growth.h"
#include "core/experiments/universal-approximation/relu_build.h"
#include "core/experiments/universal-approximation/tower_build.h"
#include "core/lab/demo.h"

namespace lectern {
namespace {

using Settings = ApproximationSettings;
using Build = std::variant<ReluBuild, BumpBuild, TowerBuild, NodeGrowth, FoldRace>;

class UniversalApproximation final : public Demo<UniversalApproximation, Settings, CurveTarget> {
 public:
  static Schema<Settings> schema() {
    std::vector<Option<int>> laws;
    for (const data::PlanarChoice& law : data::planar_laws_of_two())
      laws.push_back({static_cast<int>(laws.size()), law.id, law.label});
    Schema<Settings> schema;
    schema.group("Construction")
        .choice(&Settings::construction, "construction", "Built of",
                {{Construction::relus, "relus", "ReLUs, one by one"},
                 {Construction::steps, "steps", "Steps and bumps"},
                 {Construction::towers, "towers", "Towers over two inputs"},
                 {Construction::interpolation, "interpolation", "Polynomials through n points"},
                 {Construction::depth, "folds", "Folds: deep against wide"}})
        .help("What the approximation is made of.")
        .include_while(&Settings::construction, {Construction::relus, Construction::steps, Construction::interpolation},
                       &Settings::data)
        .choice(&Settings::law_2d, "law_2d", "Law f(x₁, x₂)", std::move(laws))
        .help("The function of two inputs to be approximated.")
        .shown_when(&Settings::construction, {Construction::towers})
        .real(&Settings::noise, "noise", {0, 0.3})
        .help("Standard deviation of the errors of the values that are interpolated.")
        .shown_when(&Settings::construction, {Construction::interpolation})
        .group("Network")
        .integer(&Settings::hidden, "hidden", {2, 64})
        .help("Width of the one hidden layer. A bump needs two.")
        .shown_when(&Settings::construction, {Construction::relus, Construction::steps})
        .choice(&Settings::knots, "knots", "Kinks",
                {{KnotRule::left_to_right, "left_to_right", "At even places, from left to right"},
                 {KnotRule::greedy, "greedy", "Where the error is largest"}})
        .help("Where the next ReLU bends the curve that is built.")
        .live()
        .shown_when(&Settings::construction, {Construction::relus})
        .choice(&Settings::kink_start, "kink_start", "Kinks of the trained start",
                {{KinkStart::spread, "spread", "At random places"}, {KinkStart::middle, "middle", "All in the middle"}})
        .help("Where the ReLUs of the trained network bend before training. With biases of zero it is all one place.")
        .shown_when(&Settings::construction, {Construction::relus})
        .choice(&Settings::activation, "activation", glossary_label("activation"),
                {{nn::ActivationKind::relu, "relu", "ReLU"},
                 {nn::ActivationKind::tanh, "tanh", "Tanh"},
                 {nn::ActivationKind::sigmoid, "sigmoid", "Sigmoid"},
                 {nn::ActivationKind::gelu, "gelu", "GELU"},
                 {nn::ActivationKind::softplus, "softplus", "Softplus"},
                 {nn::ActivationKind::identity, "identity", "Linear"}})
        .help("Of the trained network's hidden neurons.")
        .shown_when(&Settings::construction, {Construction::relus})
        .real(&Settings::sharpness, "sharpness", "Steepness w of a step", {5, 5000})
        .logarithmic()
        .live()
        .help("Times the width of the interval: a step rises over about 5/w of it.")
        .shown_when(&Settings::construction, {Construction::steps, Construction::towers})
        .integer(&Settings::towers, "towers", "Towers along a side", {1, 16})
        .help("Two inputs need its square.")
        .shown_when(&Settings::construction, {Construction::towers})
        .boolean(&Settings::second_layer, "second_layer", "Second hidden layer")
        .live()
        .help("Its neurons answer only where both bumps are high. Without them the bumps are merely added.")
        .shown_when(&Settings::construction, {Construction::towers})
        .integer(&Settings::nodes, "most_nodes", "Points at most", {5, 50})
        .help("How far n grows.")
        .shown_when(&Settings::construction, {Construction::interpolation})
        .integer(&Settings::depth, "depth", {1, 6})
        .help("Layers of two ReLUs, each of which folds once.")
        .shown_when(&Settings::construction, {Construction::depth})
        .real(&Settings::learning_rate, "learning_rate", {0.0001, 0.1})
        .logarithmic()
        .live()
        .help("Of Adam, for the networks trained from a random start.")
        .shown_when(&Settings::construction, {Construction::relus, Construction::depth});
    return schema;
  }

  explicit UniversalApproximation(const Start& start) : Demo(start), build_(make(start)) {}

  void step() override {
    std::visit([this](auto& build) { build.step(settings(), data()); }, build_);
  }
  bool finished() const override {
    return std::visit([](const auto& build) { return build.finished(); }, build_);
  }
  void data_changed() { adapt(); }
  void settings_changed(const Settings&) { adapt(); }
  bool gesture(const Action& action) {
    return action.panel == "plane" && std::visit([&](auto& build) { return build.act(action.gesture); }, build_);
  }
  auto state() const { return std::tie(build_); }

  void describe(Snapshot& snapshot) const override {
    std::visit([&](const auto& build) { build.describe(snapshot, settings(), data()); }, build_);
  }

  SeedUse seeds() const override {
    const Construction made = settings().construction;
    return {.run = made == Construction::relus || made == Construction::depth,
            .data = made == Construction::interpolation && settings().noise > 0};
  }

 private:
  Build make(const Start& start) const {
    switch (settings().construction) {
      case Construction::relus: return ReluBuild(settings(), data(), start.rng("network"));
      case Construction::steps: return BumpBuild(settings(), data(), start.rng("network"));
      case Construction::towers: return TowerBuild(settings(), data(), start.rng("network"));
      case Construction::interpolation: return NodeGrowth(settings(), data(), start.data_rng("noise"));
      case Construction::depth: break;
    }
    return FoldRace(settings(), data(), start.rng("network"));
  }
  void adapt() {
    std::visit([this](auto& build) { build.adapt(settings(), data()); }, build_);
  }

  Build build_;
};

const RegisterDemo<UniversalApproximation> registered{{
    .id = "universal-approximation",
    .title = "Universal approximation",
    .lecture = 5,
    .row = "R22",
    .summary =
        "Neurons add up to any curve: ReLUs one by one, bumps and towers, against polynomials; and what depth saves.",
    .sources = {"G. Cybenko, Approximation by superpositions of a sigmoidal function, Math. Control Signals Systems 2 "
                "(1989) 303",
                "M. Nielsen, Neural Networks and Deep Learning (2015), ch. 4",
                "J.-P. Berrut, L. N. Trefethen, Barycentric Lagrange interpolation, SIAM Review 46 (2004) 501",
                "M. Leshno et al., Multilayer feedforward networks with a nonpolynomial activation function can "
                "approximate any function, Neural Networks 6 (1993) 861",
                "M. Telgarsky, Benefits of depth in neural networks, COLT 2016"},
    .steps_per_second = 4,
}};

}  // namespace
}  // namespace lectern
