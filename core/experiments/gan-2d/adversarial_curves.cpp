#include "core/experiments/gan-2d/adversarial_curves.h"

#include <array>
#include <cmath>

#include "core/math/constants.h"

namespace lectern {
namespace {

constexpr ColorRole kJudgeColor = 0;
constexpr double kLeastDivergence = 0.01;  // on a logarithmic axis

}  // namespace

void AdversarialCurves::record_round(double round, const generative::DiscriminatorStep& judged,
                                     const generative::GeneratorStep& imitated) {
  losses_.record(round, std::array{judged.loss, imitated.loss});
  opinions_.record(round, std::array{judged.mean_on_data, imitated.mean_on_samples});
  critic_.record(round, std::array{judged.score_on_data, judged.score_on_samples,
                                   judged.score_on_data - judged.score_on_samples, judged.mean_slope});
}

void AdversarialCurves::record_divergences(double round, double data_model, double model_data) {
  divergences_.record(round, std::array{data_model, model_data});
}

double AdversarialCurves::last(const History& history, std::size_t curve) {
  return history.records() > 0 ? history.last(curve) : NAN;
}

void AdversarialCurves::describe(Snapshot& snapshot, generative::GeneratorLoss loss) const {
  Plane& divergences = snapshot.curves(
      "divergences", "Kullback-Leibler divergence",
      {.weight = 2,
       .help = "Estimated from samples of both laws, slightly blurred. KL(data‖model) grows with every mode forgotten, "
               "KL(model‖data) with every sample where there is no data. What is less than 0.01 is drawn there."});
  divergences.axes({.label = "round"}, {.label = "nats", .logarithmic = true});
  divergences.line("KL(data‖model)", divergences_, 0, {.color = kDataColor, .least = kLeastDivergence});
  divergences.line("KL(model‖data)", divergences_, 1, {.color = kModelColor, .least = kLeastDivergence});

  if (loss == generative::GeneratorLoss::wasserstein)
    describe_critic(snapshot);
  else
    describe_judge(snapshot, loss == generative::GeneratorLoss::minimax);
}

void AdversarialCurves::describe_critic(Snapshot& snapshot) const {
  Plane& opinions =
      snapshot.curves("opinions", "What the critic says",
                      {.weight = 2,
                       .help = "Mean d on data and on samples. Only their difference means something: d has no zero."});
  opinions.axes({.label = "round"}, {.label = "d"});
  opinions.line("d(x), data", critic_, 0, {.color = kDataColor});
  opinions.line("d(G(z)), samples", critic_, 1, {.color = kModelColor});

  Plane& costs = snapshot.curves(
      "costs", "Distance and loss",
      {.weight = 2,
       .help = "The Wasserstein distance is the mean way that samples would have to be moved to lie like the data. The "
               "critic estimates it by mean d(x) − mean d(G(z)). Its loss is minus that, plus the penalty."});
  costs.axes({.label = "round"}, {.label = "length"});
  costs.line("distance, by the critic", critic_, 2, {.color = kModelColor});
  costs.line("loss of the critic", losses_, 0, {.color = kJudgeColor});
  costs.level("no difference: 0", 0);
}

void AdversarialCurves::describe_judge(Snapshot& snapshot, bool minimax) const {
  Plane& opinions =
      snapshot.curves("opinions", "What D believes",
                      {.weight = 2,
                       .help = "Mean D on data and on samples: both are 1/2 where D cannot tell them apart."});
  opinions.axes({.label = "round"}, {.label = "probability of being data", .range = {0, 1}});
  opinions.line("D(x), data", opinions_, 0, {.color = kDataColor});
  opinions.line("D(G(z)), samples", opinions_, 1, {.color = kModelColor});
  opinions.level("D can only guess: 1/2", 0.5);

  Plane& losses =
      snapshot.curves("costs", "Losses",
                      {.weight = 2,
                       .help =
                           "What each player minimises. No loss is to become small: the aim is the balance, dashed, "
                           "where D can only guess."});
  losses.axes({.label = "round"}, {.label = "loss"});
  losses.line("of D", losses_, 0, {.color = kJudgeColor});
  losses.line("of G", losses_, 1, {.color = kModelColor});
  losses.level("balance of D: ln 4", 2 * math::kLog2, {.color = kJudgeColor});
  losses.level(minimax ? "balance of G: −ln 2" : "balance of G: ln 2", minimax ? -math::kLog2 : math::kLog2,
               {.color = kModelColor});
}

}  // namespace lectern
