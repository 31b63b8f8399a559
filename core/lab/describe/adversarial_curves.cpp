#include "core/lab/describe/adversarial_curves.h"

#include <array>

#include "core/lab/describe/curves.h"

namespace lectern {
namespace {

constexpr double kLn2 = 0.6931471805599453;
constexpr ColorRole kDataColor = 2, kModelColor = 1, kJudgeColor = 0;

}  // namespace

void AdversarialCurves::record_round(double step, const Round& round) {
  costs_.record(step, std::array{round.discriminator_cost, round.generator_cost});
  opinions_.record(step, std::array{round.mean_on_data, round.mean_on_samples});
}

void AdversarialCurves::record_divergences(double step, double data_model, double model_data) {
  divergences_.record(step, std::array{data_model, model_data});
}

void AdversarialCurves::describe(Snapshot& snapshot, bool minimax) const {
  Curves& costs = snapshot.add_panel<Curves>(
      "costs", "Costs", 2, "What each player minimises. Dashed: where both stand when D can only guess.");
  set_axes(costs, "step", "cost", {}, false);
  add_series(costs, "discriminator", costs_, 0, kJudgeColor);
  add_series(costs, "generator", costs_, 1, kModelColor);
  add_level(costs, "ln 4", costs_, 2 * kLn2);
  add_level(costs, minimax ? "-ln 2" : "ln 2", costs_, minimax ? -kLn2 : kLn2);

  Curves& opinions = snapshot.add_panel<Curves>(
      "opinions", "What D believes", 2, "Mean D on data and on samples: both 1/2 where it cannot tell them apart.");
  set_axes(opinions, "step", "probability of being data", {0, 1}, false);
  add_series(opinions, "D(x)", opinions_, 0, kDataColor);
  add_series(opinions, "D(G(z))", opinions_, 1, kModelColor);
  add_level(opinions, "1/2", opinions_, 0.5);

  Curves& divergences = snapshot.add_panel<Curves>(
      "divergences", "Kullback-Leibler divergence", 2,
      "Estimated from samples of both laws, slightly blurred. KL(data‖model) grows with every mode forgotten, "
      "KL(model‖data) with every sample where there is no data.");
  set_axes(divergences, "step", "nats", {}, false);
  add_series(divergences, "KL(data‖model)", divergences_, 0, kDataColor);
  add_series(divergences, "KL(model‖data)", divergences_, 1, kModelColor);
  add_level(divergences, "0", divergences_, 0);
}

}  // namespace lectern
