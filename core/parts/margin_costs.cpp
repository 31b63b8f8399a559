#include "core/parts/margin_costs.h"

#include <algorithm>

#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
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
  for (std::size_t k = 0; k < costs_.size(); ++k)
    for (std::size_t place = 0; place < kPlaces; ++place)
      costs_[k].push_back(cost_of(kObjectives[k], margin_at(place)));
}

void MarginCosts::describe(Plane& plane, nn::Objective trained, std::span<const double> scores,
                           std::span<const std::int32_t> truth) const {
  set_axes(plane, "margin t·s", kMargins, "cost", kCosts);
  plane.equal_scale = false;
  constexpr std::array kStep{kMargins.low, 0.0, 0.0, kMargins.high}, kZeroOne{1.0, 1.0, 0.0, 0.0};
  add_line(plane, "0–1", kStep, kZeroOne, kColorForeground, false);
  for (std::size_t k = 0; k < costs_.size(); ++k) {
    LineLayer& line = add_line(plane, kNames[k], kPlaces, static_cast<int>(2 + k), kObjectives[k] != trained);
    for (std::size_t place = 0; place < kPlaces; ++place) {
      line.x[place] = static_cast<float>(margin_at(place));
      line.y[place] = static_cast<float>(costs_[k][place]);
    }
  }
  PointsLayer& samples = add_marks(plane, "samples", scores.size(), Marker::circle, 0, 3);
  samples.color.assign(truth.begin(), truth.end());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double margin = std::clamp(truth[i] == 1 ? scores[i] : -scores[i], kMargins.low, kMargins.high);
    samples.x[i] = static_cast<float>(margin);
    samples.y[i] = static_cast<float>(cost_of(trained, margin));
  }
  samples.opacity.assign(1, 0.5f);
}

}  // namespace lectern
