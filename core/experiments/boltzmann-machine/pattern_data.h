#pragma once

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/math/matrix.h"
#include "core/math/state.h"

namespace lectern {

enum class PatternSource { digits, bars3, bars4, parity, wave, ring, real };

// What a machine of binary units learns from. A row holds `rows` × `cols` pixels, then `labels` units of which one is
// on; of a curve the column of x and then that of y, each one unit of `cols` that is on.
struct PatternData {
  Matrix<double> training, held_out;  // n × V, of 0 and 1; held_out is empty where `training` holds all there are
  int rows = 0, cols = 0, labels = 0;
  bool is_curve = false;
  std::vector<int> held_out_labels;
  std::vector<double> frequency;  // V, of the training data

  std::ptrdiff_t visible() const { return training.cols(); }
  std::ptrdiff_t pixels() const { return is_curve ? 0 : std::ptrdiff_t{rows} * cols; }
  // All patterns there are, each as probable as the others.
  bool is_complete() const { return held_out.rows() == 0; }
  auto state() const { return std::tie(training, held_out); }
};

constexpr int kCurveCells = 16;  // along x, and along y

// source  any but `real`;  n, noise  of the curves
PatternData make_patterns(PatternSource source, int n, double noise, const Streams& streams);

// The centre of a cell of a curve, in [0, 1].
inline double cell_centre(int cell) { return (cell + 0.5) / kCurveCells; }

}  // namespace lectern
