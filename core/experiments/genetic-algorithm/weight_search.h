#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/lab/panel.h"
#include "core/lab/schema.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/optimise/network_objective.h"

namespace lectern {

// A small network, its examples and the range of its weights.
struct WeightSearchSettings {
  int law = 2;  // of a curve, place in data::planar_laws_of_one(): the sine; no parameter of this block
  int n = 40;
  double noise = 0.1;
  int hidden = 6;
  double weight_range = 5;

  static Schema<WeightSearchSettings> schema(const WeightSearchSettings& defaults);
};

enum class NetworkTask { curve, xnor, steps };

// One hidden layer of tanh neurons that is to fit a curve or XNOR, by the mean squared error against values or ±1; or
// one of step neurons for XNOR, by the fraction that it gets wrong;
// its weights are searched for by a method that knows nothing of networks. Used by one thread at a time.
class WeightSearch {
 public:
  // data  draws the examples;  weights  draws the start, as training would
  WeightSearch(const WeightSearchSettings& settings, NetworkTask task, Rng data, const Rng& weights);

  const optimise::Objective& f() const { return *objective_; }
  double reach() const { return reach_; }  // weights lie between minus this and this
  std::span<const double> start() const { return start_; }

  // A network to be shown: a curve, or for classes the decision boundary; the first one's classes are coloured.
  struct Shown {
    std::string_view label;
    std::span<const double> weights;
    ColorRole color = 0;
    float width_px = 2;
  };
  // Sets the axes and appends what the networks answer, in this order, with the examples on top.
  void describe(Plane& plane, std::span<const Shown> networks) const;

  auto state() const { return std::tie(problem_.set, reach_, start_); }

 private:
  void describe_curves(Plane& plane, std::span<const Shown> networks) const;
  void describe_classes(Plane& plane, std::span<const Shown> networks) const;

  data::PlanarProblem problem_;
  Matrix<float> places_;  // of the examples, n × 2
  double reach_;
  std::unique_ptr<const optimise::PredictingObjective> objective_;
  std::vector<double> start_;
  PlanarGrid grid_;        // where the answers are shown, for classes
  Matrix<double> inputs_;  // where the answers are shown
  Scratch<Matrix<double>> answers_;
};

}  // namespace lectern
