#include "core/experiments/gan-2d/adversarial_curves.h"

#include <array>

namespace lectern {
namespace {

constexpr double kLn2 = 0.6931471805599453;
constexpr ColorRole kDataColor = 2, kModelColor = 1, kDiscriminatorColor = 0;

constexpr const char* kLossesHelp =
    "What each player minimises. Dashed: the values at equilibrium, where D can only guess. Equal opponents have these "
    "losses, not low ones.";
constexpr const char* kOpinionsHelp =
    "Mean D on data and on samples: both are 1/2 where D cannot tell them apart.";
constexpr const char* kDivergencesHelp =
    "Estimated from samples of both distributions, slightly blurred. KL(data‖model) grows with every forgotten mode, "
    "KL(model‖data) with every sample where there are no data.";

}  // namespace

void AdversarialCurves::record_round(double step, const Round& round) {
  losses_.record(step, std::array{round.discriminator_loss, round.generator_loss});
  opinions_.record(step, std::array{round.mean_on_data, round.mean_on_samples});
}

void AdversarialCurves::record_divergences(double step, double data_model, double model_data) {
  divergences_.record(step, std::array{data_model, model_data});
}

void AdversarialCurves::describe(Snapshot& snapshot, bool minimax) const {
  Plane& losses = snapshot.curves("costs", "Losses", {.weight = 2, .help = kLossesHelp});
  losses.axes({.label = "step"}, {.label = "loss"});
  losses.line("discriminator", losses_, 0, {.color = kDiscriminatorColor});
  losses.line("generator", losses_, 1, {.color = kModelColor});
  losses.level("ln 4", 2 * kLn2);
  losses.level(minimax ? "−ln 2" : "ln 2", minimax ? -kLn2 : kLn2);

  Plane& opinions = snapshot.curves("opinions", "What D believes", {.weight = 2, .help = kOpinionsHelp});
  opinions.axes({.label = "step"}, {.label = "probability of being data", .range = {0, 1}});
  opinions.line("D(x)", opinions_, 0, {.color = kDataColor});
  opinions.line("D(G(z))", opinions_, 1, {.color = kModelColor});
  opinions.level("1/2", 0.5);

  Plane& divergences =
      snapshot.curves("divergences", "Kullback–Leibler divergence", {.weight = 2, .help = kDivergencesHelp});
  divergences.axes({.label = "step"}, {.label = "divergence [nats]"});
  divergences.line("KL(data‖model)", divergences_, 0, {.color = kDataColor});
  divergences.line("KL(model‖data)", divergences_, 1, {.color = kModelColor});
  divergences.level("0", 0);
}

}  // namespace lectern
