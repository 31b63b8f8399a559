#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/lab/experiment.h"
#include "core/math/matrix.h"
#include "core/ml/linear/quadratic_cost.h"

namespace lectern {

// The regressions of the lectures, shared by the demos of linear regression and its descent: houses, salaries,
// a line with noise, points drawn by the user, a dropped table.

// Adds the group "Data": data, bedrooms, n, noise, column, standardise. default_data  an id of the choice
void add_linear_problem_parameters(ParameterSchema& schema, std::string_view default_data);
FileUse linear_problem_files();

// A line (or, with bedrooms, a plane) to be found: y ≈ θ₀ + θ₁ x₁ (+ θ₂ x₂), and its cost.
class LinearProblem {
 public:
  static Result<LinearProblem> make(const ExperimentStart& start);

  // Samples, those given first, then those drawn.
  std::ptrdiff_t size() const { return A_.rows(); }
  int dimension() const { return static_cast<int>(A_.cols()); }  // p: 2 or 3 weights
  bool has_bedrooms() const { return dimension() == 3; }
  const Matrix<double>& design() const { return A_; }            // n × p: 1, inputs (standardised if so chosen)
  std::span<const double> targets() const { return y_values_; }  // n
  const linear::QuadraticCost& cost() const { return cost_; }

  // The prediction of weights for an input as people give it.
  double predict(std::span<const double> theta, double x, double bedrooms = 0) const;

  std::span<const DrawnPoint> drawn() const { return drawn_; }
  // Takes in a gesture that draws, moves or removes points; false if it is none.
  bool act(const Gesture& gesture);
  const std::vector<std::string>& file_shapes() const { return shapes_; }

  // Appends the examples to a picture of target over input, with its axes; several inputs are told by colour.
  void describe_data(Plane& plane) const;
  // Appends the predictions of weights; a line for each number of bedrooms.
  void describe_prediction(Plane& plane, std::string_view label, std::span<const double> theta, ColorRole color,
                           bool dashed) const;
  const std::string& weight_label(int weight) const { return weight_labels_[static_cast<std::size_t>(weight)]; }
  const std::string& target_unit() const { return target_unit_; }

 private:
  void rebuild();
  void name_weights();

  Matrix<double> given_;  // n × (d + 1): inputs, target
  std::vector<DrawnPoint> drawn_;
  bool standardise_ = true;
  std::string input_label_, input_unit_, target_label_, target_unit_;
  std::vector<std::string> weight_labels_;  // p
  std::vector<std::string> shapes_;
  Range x_, y_;  // of the picture

  Matrix<double> A_;
  std::vector<double> y_values_, mean_, scale_;
  linear::QuadraticCost cost_;
};

}  // namespace lectern
