#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "core/lab/action.h"
#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/linear/link_regression.h"

namespace lectern {

// A line from A to B across a plane of linear scores, whose ends a person drags, and what classifiers answer along it.
class LinearCut {
 public:
  // From corner to corner of a window, with some room for the handles.
  LinearCut(Range x, Range y);

  // Takes the dragging of an end; false, and nothing changed, for any other gesture.
  bool act(const Gesture& gesture);

  // Appends the line with its handles to the plane it crosses.
  void describe_line(Plane& plane) const;

  // Sets the axes of a plane of answers, from 0 to 1 and beyond, against the distance from A, and appends the samples,
  // projected onto the line: of two classes at 0 and 1, of more at 1.
  void describe_samples(Plane& plane, ConstMatrixView<double> X, std::span<const int> labels, int classes) const;

  // Appends least squares, fitted to ±1 but shown as fitted to 0 and 1: of two classes the line of class 1, of more one
  // line a class.   rows  as in core/ml/linear/linear_scores.h
  // names  of the classes
  void describe_squares(Plane& plane, ConstMatrixView<double> rows, std::span<const std::string> names) const;

  // Appends the probabilities of logistic or softmax regression, or where hard only whether the class wins.
  void describe_logistic(Plane& plane, ConstMatrixView<double> rows, std::span<const std::string> names,
                         bool hard) const;

  // Appends, for two classes, other functions of the score that rise from 0 to 1 with the slope of the sigmoid at ½.
  void describe_other_models(Plane& plane, ConstMatrixView<double> rows) const;

  // Appends the probability of class 1 by a link, for two classes.
  void describe_link(Plane& plane, std::string_view label, ConstMatrixView<double> rows, linear::Link link,
                     ColorRole color) const;

  auto state() const { return std::tie(x_, y_); }

 private:
  double length() const;
  void compute_scores(ConstMatrixView<double> rows) const;  // along the line
  template <typename Answer>
  void describe_answers(Plane& plane, const char* label, ConstMatrixView<double> rows,
                        std::span<const std::string> names, bool dashed, Answer answer) const;

  std::array<double, 2> x_, y_;  // of A and B
  Scratch<Matrix<double>> places_, scores_;
};

}  // namespace lectern
