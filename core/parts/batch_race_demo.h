#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "core/parts/batch_race.h"

namespace lectern {

// The frame of demos in which descents on batches race to the minimum of one linear regression. Settings has, besides
// the problem (data), `learning_rate` and `shown`, for each racer whether it takes part. The demo has start_changed(),
// which runs when the start was dragged and the race starts again, and rate_of(k), the present η of a racer.
template <typename Self, typename Settings>
class BatchRaceDemo : public Demo<Self, Settings, LinearProblem> {
  using Base = Demo<Self, Settings, LinearProblem>;

 public:
  static bool takes_points(std::string_view panel) { return panel == "data"; }

  bool gesture(const Action& action) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (action.panel != "surface" || drag == nullptr || drag->handle != BatchRace::kStart) return false;
    race_.start_from(static_cast<double>(drag->x), static_cast<double>(drag->y));
    steps_ = 0;
    static_cast<Self&>(*this).start_changed();
    return true;
  }
  std::optional<Divergence> divergence() const override {
    const std::optional<std::size_t> k = race_.diverged(Base::data(), shown());
    if (!k) return {};
    const double eta = static_cast<const Self&>(*this).rate_of(*k);
    return Base::diverged(race_.diagnosis(*k, Base::data(), eta), &Settings::learning_rate,
                          race_.remedy(*k, Base::data(), eta));
  }

 protected:
  BatchRaceDemo(const typename Base::Start& start, std::span<const BatchRace::Entry> entries, linear::BatchOrder order)
      : Base(start), race_(Base::data(), entries, order, Base::rng("descents")) {}

  BatchRace& race() { return race_; }
  const BatchRace& race() const { return race_; }
  std::span<const bool> shown() const { return Base::settings().shown; }
  std::int64_t steps() const { return steps_; }
  void count_step() { ++steps_; }

  auto race_state() const { return std::tie(race_, steps_); }

  void describe_surface(Plane& plane) const { race_.describe(plane, Base::data(), shown()); }
  // The examples, the exact solution and the fit of each racer; with bedrooms, which need five lines, of the first.
  void describe_fits(Plane& plane) const {
    Base::data().describe_data(plane);
    Base::data().describe_prediction(plane, "exact", Base::data().cost().minimum(),
                                     {.color = kColorForeground, .dashed = true});
    for (std::size_t k = 0; k < race_.size(); ++k) {
      if (!shown()[k]) continue;
      Base::data().describe_prediction(plane, race_.entry(k).label, race_.descent(k).theta(),
                                       {.color = race_.entry(k).color});
      if (Base::data().has_bedrooms()) return;
    }
  }
  // What the shape of the cost says of η, as far as there is one minimum.
  void describe_curvature(Numbers& numbers) const {
    const linear::QuadraticCost& cost = Base::data().cost();
    numbers.add("least_cost", cost.least());
    if (cost.is_flat_somewhere())
      return static_cast<void>(numbers.warning(
          "The points do not determine the weights: there is more than one minimum. Tap into the data to add points."));
    numbers.add("cost_curvature", cost.largest_curvature());
    numbers.add("condition_number", cost.condition_number());
    numbers.add("largest_stable_rate", linear::largest_stable_rate(cost));
  }

 private:
  BatchRace race_;
  std::int64_t steps_ = 0;
};

}  // namespace lectern
