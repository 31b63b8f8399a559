#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/lab/panel.h"
#include "core/lab/parameter_set.h"
#include "core/math/rng.h"
#include "core/ml/optimise/network_objective.h"

// A small network whose weights are searched for by a method that knows nothing of networks.
namespace lectern {

// Adds the network, its examples and the range of its weights, shown while `shown_when_id` is one of the two tasks,
// "curve" or "xnor".
void add_weight_search_parameters(ParameterSchema& schema, std::string_view shown_when_id);

// One hidden layer of tanh neurons that is to fit a curve or XNOR, by the mean squared error against values or ±1.
// Made once and shared by all copies of a run; used by one thread at a time.
class WeightSearch {
 public:
  // task: "curve" or "xnor";  data  draws the examples;  weights  draws the start, as training would
  WeightSearch(const ParameterSet& parameters, std::string_view task, Rng data, const Rng& weights);

  const optimise::Objective& f() const { return *objective_; }
  double reach() const { return reach_; }  // weights lie between minus this and this
  std::span<const double> start() const { return start_; }

  // A network to be shown: a curve, or for classes the border; the first one's classes are coloured.
  struct Shown {
    std::string_view label;
    std::span<const double> weights;
    ColorRole color = 0;
    float width_px = 2;
  };
  // Overwrites the axes and appends what the networks answer, in this order, with the examples on top.
  void describe(Plane& plane, std::span<const Shown> networks) const;

 private:
  void describe_curves(Plane& plane, std::span<const Shown> networks) const;
  void describe_classes(Plane& plane, std::span<const Shown> networks) const;

  data::PlanarProblem problem_;
  Matrix<float> places_;  // of the examples, n × 2
  double reach_;
  std::unique_ptr<const optimise::NetworkObjective> objective_;
  std::vector<double> start_;
  Matrix<double> inputs_;          // where the answers are shown
  mutable Matrix<double> answers_; // room for pictures
};

}  // namespace lectern
