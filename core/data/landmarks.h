#pragma once

#include "core/math/matrix.h"

namespace lectern::data {

// A few rows that stand for all: k rows of X, each as far as can be from those before, starting with the
// row nearest to the mean. Fewer where X has fewer different rows.
// X        n × d
// returns  rows × d
// Source: Gonzalez, Clustering to minimize the maximum intercluster distance, Theor. Comput. Sci. 38 (1985).
Matrix<float> farthest_rows(ConstMatrixView<float> X, int k);

// The largest distance of a row of X to its nearest landmark; 0 for no rows or no landmarks.
double covering_radius(ConstMatrixView<float> X, ConstMatrixView<float> landmarks);

}  // namespace lectern::data
