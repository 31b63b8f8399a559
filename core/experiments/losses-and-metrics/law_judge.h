#pragma once

#include <vector>

#include "core/data/class_law.h"
#include "core/lab/panel.h"
#include "core/math/matrix.h"

namespace lectern {

// What the law behind generated examples says of a classifier: the least risk that any could have, the boundary of the
// rule that has it, and the expected risk of the one at hand, by integration instead of by examples.
class LawJudge {
 public:
  explicit LawJudge(const data::ClassLaw& law);

  double least_risk() const { return least_risk_; }
  // The expected risk of linear scores.   rows  see core/ml/linear/linear_scores.h
  double risk_of(ConstMatrixView<double> rows) const;

  // Appends the boundary between the most probable classes.
  void describe_boundary(Plane& plane, std::string_view label) const;

 private:
  static constexpr int kSide = 200;

  data::BayesRule rule_;
  double least_risk_;
  Matrix<double> places_;                  // kSide² × 2
  std::vector<std::vector<float>> leads_;  // of each class but the last: by how much its posterior leads the others'
};

}  // namespace lectern
