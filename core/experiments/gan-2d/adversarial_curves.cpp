#include "core/experiments/gan-2d/adversarial_curves.h"

#include <array>
#include <cmath>

namespace lectern {
namespace {

constexpr double kLn2 = 0.6931471805599453;
constexpr ColorRole kDataColor = 2, kModelColor = 1, kJudgeColor = 0;

}  // namespace

void AdversarialCurves::record_round(double step, const generative::DiscriminatorStep& judged,
                                     const generative::GeneratorStep& imitated) {
  losses_.record(step, std::array{judged.loss, imitated.loss});
  opinions_.record(step, std::array{judged.mean_on_data, imitated.mean_on_samples});
}

void AdversarialCurves::record_divergences(double step, double data_model, double model_data) {
  divergences_.record(step, std::array{data_model, model_data});
}

double AdversarialCurves::last(const History& history, std::size_t curve) {
  return history.records() > 0 ? history.last(curve) : NAN;
}

void AdversarialCurves::describe(Snapshot& snapshot, generative::GeneratorLoss loss) const {
  const bool minimax = loss == generative::GeneratorLoss::minimax;
  Plane& losses =
      snapshot.curves("costs", "Losses",
                      {.weight = 2, .help = "What each player minimises. Dashed: both losses when D can only guess."});
  losses.axes({.label = "step"}, {.label = "loss"});
  losses.line("discriminator", losses_, 0, {.color = kJudgeColor});
  losses.line("generator", losses_, 1, {.color = kModelColor});
  losses.level("ln 4", 2 * kLn2);
  losses.level(minimax ? "−ln 2" : "ln 2", minimax ? -kLn2 : kLn2);

  Plane& opinions =
      snapshot.curves("opinions", "What D believes",
                      {.weight = 2,
                       .help = "Mean D on data and on samples: both are 1/2 where D cannot tell them apart."});
  opinions.axes({.label = "step"}, {.label = "probability of being data", .range = {0, 1}});
  opinions.line("D(x)", opinions_, 0, {.color = kDataColor});
  opinions.line("D(G(z))", opinions_, 1, {.color = kModelColor});
  opinions.level("1/2", 0.5);

  Plane& divergences = snapshot.curves(
      "divergences", "Kullback-Leibler divergence",
      {.weight = 2,
       .help = "Estimated from samples of both laws, slightly blurred. KL(data‖model) grows with every mode forgotten, "
               "KL(model‖data) with every sample where there is no data."});
  divergences.axes({.label = "step"}, {.label = "nats"});
  divergences.line("KL(data‖model)", divergences_, 0, {.color = kDataColor});
  divergences.line("KL(model‖data)", divergences_, 1, {.color = kModelColor});
  divergences.level("0", 0);
}

}  // namespace lectern
