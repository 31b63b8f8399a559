#include "core/experiments/losses-and-metrics/margin_costs.h"

#include <algorithm>
#include <utility>

#include "core/ml/nn/loss.h"

namespace lectern {
namespace {

constexpr std::array kObjectives{nn::Objective::cross_entropy, nn::Objective::squared, nn::Objective::hinge};
constexpr std::array kNames{"cross-entropy", "squared", "hinge"};
constexpr int kPlaces = 121;
constexpr Range kMargins{-3, 3}, kCosts{0, 6};

double margin_at(std::size_t place) {
  return kMargins.low + (kMargins.high - kMargins.low) * static_cast<double>(place) / (kPlaces - 1);
}

// The cost of a score m where class 1 is right: t = 1, or y = 1 for the cross-entropy.
double cost_of(nn::Objective objective, double m) {
  const double right = 1;
  const nn::Loss loss = nn::OutputCode::classification(2, objective).loss();
  return nn::loss_and_gradient<double>(loss, {&m, 1, 1}, {&right, 1, 1}, {});
}

}  // namespace

MarginCosts::MarginCosts() {
  Costs costs;
  for (std::size_t k = 0; k < costs.size(); ++k)
    for (std::size_t place = 0; place < kPlaces; ++place) costs[k].push_back(cost_of(kObjectives[k], margin_at(place)));
  costs_ = Shared(std::move(costs));
}

void MarginCosts::describe(Plane& plane, nn::Objective trained, std::span<const double> scores,
                           std::span<const std::int32_t> truth) const {
  plane.axes({.label = "margin t·s", .range = kMargins}, {.label = "cost", .range = kCosts});
  plane.line("0–1", {{kMargins.low, 0, 0, kMargins.high}, {1, 1, 0, 0}}, {.color = kColorForeground});
  for (std::size_t k = 0; k < kObjectives.size(); ++k) {
    std::size_t place = 0;
    plane.line(kNames[k], kMargins, kPlaces, [&](double) { return (*costs_)[k][place++]; },
               {.color = static_cast<int>(2 + k), .dashed = kObjectives[k] != trained});
  }
  PointsLayer& samples = plane.points("samples", {}, {.colors = truth, .size_px = 3, .opacity = 0.5f});
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double margin = std::clamp(truth[i] == 1 ? scores[i] : -scores[i], kMargins.low, kMargins.high);
    samples.x.push_back(static_cast<float>(margin));
    samples.y.push_back(static_cast<float>(cost_of(trained, margin)));
  }
}

}  // namespace lectern
