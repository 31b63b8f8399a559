#pragma once

#include <string_view>

#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/nn/output_code.h"

namespace lectern {

// What scores linear in a point say everywhere in a window of the plane, with the room for it kept between pictures.
class LinearField {
 public:
  enum class Answer { confidence, class_alone };

  LinearField() = default;
  LinearField(Range x, Range y) { set_window(x, y); }
  void set_window(Range x, Range y) {
    grid_ = {kSide, kSide, x, y};
    places_->resize(0, 2);
  }
  Range x() const { return grid_.x; }
  Range y() const { return grid_.y; }

  // Appends the class at each place, paler where `code` is less confident, or everywhere alike.
  // rows  code.outputs() × 3, see core/ml/linear/linear_scores.h
  void describe(Plane& plane, std::string_view label, ConstMatrixView<double> rows, const nn::OutputCode& code,
                Answer answer) const;

  // Appends the contour on which the posterior of class k (see core/ml/linear/linear_scores.h) is `level`.
  void describe_posterior(Plane& plane, std::string_view label, ConstMatrixView<double> rows, int k, double level,
                          ColorRole color) const;

 private:
  static constexpr int kSide = 64;
  const Matrix<float>& scores(ConstMatrixView<double> rows) const;

  PlanarGrid grid_;
  Scratch<Matrix<float>> places_, scores_;
};

}  // namespace lectern
