#pragma once

#include "core/math/matrix.h"

namespace lectern::kernels {

// Can samples of two laws be told apart? A classifier by the nearest neighbours learns from the first halves of both
// and is asked about the second halves; its accuracy is 1/2 where the laws are equal and 1 where they have nothing in
// common. NaN with fewer than two rows of either.
// A, B  n × d and m × d; of the larger the first min(n, m) rows are used
// neighbours  odd, or 0: the odd number next to the root of the number of examples
// Source: Lopez-Paz, Oquab, Revisiting classifier two-sample tests (ICLR 2017).
double two_sample_accuracy(ConstMatrixView<double> A, ConstMatrixView<double> B, int neighbours = 0);

}  // namespace lectern::kernels
