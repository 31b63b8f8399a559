#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"

namespace lectern {

// Regressions in which a penalty helps: many inputs of which few matter, or a polynomial of too high a degree.
// Training and validation data of the same law; points drawn join the training of a polynomial.

// Adds the group "Data".
void add_penalised_data_parameters(ParameterSchema& schema);

class PenalisedData {
 public:
  static Result<PenalisedData> make(const ExperimentStart& start);

  const Matrix<double>& X() const { return X_; }  // n × d
  std::span<const double> y() const { return y_; }
  const Matrix<double>& X_validation() const { return X_validation_; }  // m × d
  std::span<const double> y_validation() const { return y_validation_; }

  // The weights behind the data, d; empty for a polynomial.
  std::span<const double> truth() const { return truth_; }
  const std::string& name(std::size_t input) const { return names_[input]; }

  bool is_curve() const { return curve_.has_value(); }
  std::span<const DrawnPoint> drawn() const { return drawn_; }
  // Takes in a gesture that draws, moves or removes points of a polynomial; false for anything else.
  bool act(const Gesture& gesture);
  // Overwrites a plane with the law, the points and the curve of a model. is_curve()
  void describe_curve(Plane& plane, const linear::LinearModel& model) const;

 private:
  void draw_sparse(const ParameterSet& p, Rng& rng);
  void make_features();
  // The polynomials of the basis but the constant, standardised.   x  n   →   n × d
  Matrix<double> features(std::span<const double> x) const;

  Matrix<double> X_, X_validation_;
  std::vector<double> y_, y_validation_, truth_;
  std::vector<std::string> names_;

  // Of a polynomial.
  std::optional<CurveProblem> curve_;
  CurveSample given_, validation_;
  linear::PolynomialSpace space_;     // order d
  std::vector<double> mean_, scale_;  // of the inputs, on the training data, d
  std::vector<DrawnPoint> drawn_;
};

}  // namespace lectern
