#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/snapshot.h"
#include "core/math/matrix.h"

namespace lectern {

// All columns of a table reduced to two numbers, in two ways: to Fisher's discriminants, which look at the classes, and
// to the principal components, which do not. Both learn from the training data alone.
class Reduction {
 public:
  Reduction() = default;
  // training, validation  standardised features of all columns, and labels
  Reduction(const data::Dataset& training, const data::Dataset& validation);

  // Adds the panels "discriminants" and "components", or says why there are none, and the errors as metrics.
  void describe(Snapshot& snapshot) const;

 private:
  struct View {
    std::array<std::string, 2> axes;
    Matrix<float> training, validation;  // n × 2
    double error = 0;                    // of Gaussians with a shared covariance in these two numbers, held out
  };

  View view_of(const data::Dataset& training, const data::Dataset& validation,
               ConstMatrixView<double> directions) const;
  void describe(Plane& plane, const View& view) const;

  std::string refusal_;
  int columns_ = 0;
  std::vector<int> training_labels_, validation_labels_;
  View discriminants_, components_;
};

}  // namespace lectern
