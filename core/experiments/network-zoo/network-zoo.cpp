// The chart of neural networks as a map, and nine networks of it at work, each on a task it is good at beside a plain
// rival.
// Lecture row R52.
// Sources: Broomhead, Lowe, Complex Systems 2 (1988) 321; Huang, Zhu, Siew, Neurocomputing 70 (2006) 489; He et al.,
// CVPR 2016; Kohonen, Biol. Cybern. 43 (1982) 59; Jaeger, GMD report 148 (2001); Maass, Natschläger, Markram, Neural
// Computation 14 (2002) 2531; Hopfield, PNAS 79 (1982) 2554; Amit, Gutfreund, Sompolinsky, PRL 55 (1985) 1530; Hinton,
// Osindero, Teh, Neural Computation 18 (2006) 1527.

#include <tuple>
#include <variant>

#include "core/experiments/network-zoo/chart.h"
#include "core/experiments/network-zoo/memory_tasks.h"
#include "core/experiments/network-zoo/planar_tasks.h"
#include "core/lab/demo.h"

namespace lectern {
namespace {

using namespace network_zoo;

using Task = std::variant<Chart, RadialTask, SpiralTask, KohonenTask, EchoTask, LiquidTask, HopfieldTask, MarkovTask,
                          BeliefTask>;

Task task_of(const ZooSettings& settings, const Streams& streams) {
  switch (settings.network) {
    case Species::radial: return RadialTask(settings, streams);
    case Species::extreme:
    case Species::residual: return SpiralTask(settings, streams);
    case Species::kohonen: return KohonenTask(settings, streams);
    case Species::echo: return EchoTask(settings, streams);
    case Species::liquid: return LiquidTask(settings, streams);
    case Species::hopfield: return HopfieldTask(settings, streams);
    case Species::markov: return MarkovTask(settings, streams);
    case Species::belief: return BeliefTask(settings, streams);
    case Species::chart: break;
  }
  return Chart(settings, streams);
}

class NetworkZoo final : public Demo<NetworkZoo, ZooSettings> {
 public:
  static Schema<ZooSettings> schema();
  explicit NetworkZoo(const Start& start) : Demo(start), task_(task_of(settings(), start.streams)) {}

  void step() override {
    std::visit([&](auto& task) { task.step(settings()); }, task_);
  }
  bool finished() const override {
    return std::visit([](const auto& task) { return task.finished(); }, task_);
  }
  bool gesture(const Action& action) {
    return std::visit([&](auto& task) { return task.act(action); }, task_);
  }
  auto state() const { return std::tie(task_); }
  void describe(Snapshot& snapshot) const override {
    std::visit([&](const auto& task) { task.describe(settings(), snapshot); }, task_);
  }
  SeedUse seeds() const override {
    const Species cell = settings().network;
    return {.run = cell != Species::chart && cell != Species::radial,
            .data = cell != Species::chart && cell != Species::markov && cell != Species::belief};
  }

 private:
  Task task_;
};

Schema<ZooSettings> NetworkZoo::schema() {
  Schema<ZooSettings> schema;
  return schema.group("Network")
      .choice(&ZooSettings::network, "network", "Network",
              {{Species::chart, "chart", "The chart"},
               {Species::radial, "radial", "Radial basis"},
               {Species::extreme, "extreme", "Extreme learning"},
               {Species::residual, "residual", "Residual"},
               {Species::kohonen, "kohonen", "Kohonen map"},
               {Species::echo, "echo", "Echo state"},
               {Species::liquid, "liquid", "Liquid state"},
               {Species::hopfield, "hopfield", "Hopfield"},
               {Species::markov, "markov", "Markov chain"},
               {Species::belief, "belief", "Deep belief"}})
      .help("Which network of the chart is at work.")
      .integer(&ZooSettings::basis_units, "basis_units", "Radial units", {1, 25})
      .shown_when(&ZooSettings::network, {Species::radial})
      .help("Units of the fit shown.")
      .real(&ZooSettings::basis_width, "basis_width", "Width of a unit", {0.03, 1})
      .logarithmic()
      .shown_when(&ZooSettings::network, {Species::radial})
      .help("Standard deviation of the bell that each unit answers with.")
      .integer(&ZooSettings::hidden, "hidden", {2, 200})
      .shown_when(&ZooSettings::network, {Species::extreme})
      .help("Of both networks.")
      .integer(&ZooSettings::residual_layers, "residual_layers", "Layers in a row", {2, 80})
      .shown_when(&ZooSettings::network, {Species::residual})
      .help("Of eight tanh units each, in both networks.")
      .real(&ZooSettings::neighbourhood, "neighbourhood", "Neighbourhood at first", {0.2, 8})
      .logarithmic()
      .shown_when(&ZooSettings::network, {Species::kohonen})
      .unit("units")
      .help("How far on the grid an example is felt at first; it falls to half a unit.")
      .integer(&ZooSettings::reservoir_units, "reservoir_units", "Units of the reservoir", {5, 150})
      .shown_when(&ZooSettings::network, {Species::echo})
      .help("Random, never trained.")
      .real(&ZooSettings::reservoir_radius, "reservoir_radius", "Spectral radius", {0.1, 1.6})
      .shown_when(&ZooSettings::network, {Species::echo})
      .help("Largest |eigenvalue| of the weights within the reservoir: how long echoes last.")
      .real(&ZooSettings::liquid_coupling, "liquid_coupling", "Coupling of the neurons", {0, 1})
      .shown_when(&ZooSettings::network, {Species::liquid})
      .help("Largest strength of an exciting connection. 0: no neuron hears another.")
      .real(&ZooSettings::spike_jitter, "spike_jitter", "Jitter of the spikes", {0, 30})
      .unit("ms")
      .shown_when(&ZooSettings::network, {Species::liquid})
      .help("How far each spike of a pattern is shifted, standard deviation.")
      .integer(&ZooSettings::stored_patterns, "stored_patterns", "Patterns stored", {1, 40})
      .shown_when(&ZooSettings::network, {Species::hopfield})
      .help("Random, of 100 pixels each.")
      .real(&ZooSettings::damage, "damage", "Damaged share", {0, 0.5})
      .shown_when(&ZooSettings::network, {Species::hopfield})
      .help("Pixels of the first pattern that are flipped at first.");
}

const RegisterDemo<NetworkZoo> registered{{
    .id = "network-zoo",
    .title = "The network zoo",
    .lecture = 5,
    .row = "R52",
    .summary =
        "The chart of neural networks as a map: radial-basis, Kohonen, echo-state, spiking, Hopfield, residual and other "
        "networks, each on a task it is good at.",
    .sources =
        {"Broomhead, Lowe, Multivariable functional interpolation, Complex Systems 2 (1988) 321",
         "Huang, Zhu, Siew, Extreme learning machine, Neurocomputing 70 (2006) 489",
         "He, Zhang, Ren, Sun, Deep residual learning, CVPR 2016",
         "Kohonen, Self-organized formation of feature maps, Biological Cybernetics 43 (1982) 59",
         "Jaeger, The echo state approach, GMD report 148 (2001)",
         "Maass, Natschläger, Markram, Real-time computing without stable states, Neural Computation 14 (2002) 2531",
         "Hopfield, Neural networks and physical systems, PNAS 79 (1982) 2554",
         "Amit, Gutfreund, Sompolinsky, Storing infinite numbers of patterns, PRL 55 (1985) 1530",
         "Hinton, Osindero, Teh, A fast learning algorithm for deep belief nets, Neural Computation 18 (2006) 1527"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
