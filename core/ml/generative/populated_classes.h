#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::generative {

// The samples of those classes that have enough of them, the classes counted anew from 0.
struct PopulatedClasses {
  Matrix<double> X;           // m × d, in the order given
  std::vector<int> labels;    // m in [0, class_of.size())
  std::vector<int> class_of;  // the class that each was, ascending
};

// X  n × d, labels  n in [0, classes)
PopulatedClasses populated_classes(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                   int least_samples);

}  // namespace lectern::generative
