#pragma once

#include <array>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/ml/cluster/radius_search.h"

namespace lectern::cluster {

enum class ShiftKernel { flat, gaussian };

inline constexpr std::array<Named<ShiftKernel>, 2> kShiftKernels{{
    {ShiftKernel::gaussian, "gaussian", "Gaussian"},
    {ShiftKernel::flat, "flat", "Flat disc"},
}};

// Every start climbs the kernel density of the points by x ← Σ K x_i / Σ K, with K = exp(−|x − x_i|²/2h²), or 1 within
// h of x and 0 beyond. Starts that end together make a cluster. Source: Comaniciu, Meer, IEEE Trans. Pattern Anal.
// Mach. Intell. 24 (2002) 603.
class MeanShift {
 public:
  MeanShift() = default;
  // X  n × d is copied, and so are the starts, m × d.  bandwidth > 0. A start rests once a shift is at most
  // tolerance · bandwidth.
  MeanShift(ConstMatrixView<double> X, ConstMatrixView<double> starts, ShiftKernel kernel, double bandwidth,
            double tolerance = 1e-3);

  // Shifts every start that does not rest once. False if all rest.
  bool step();
  void run(int most_steps = 10000) {
    for (int s = 0; s < most_steps && step(); ++s) continue;
  }

  // m × d: where the starts are now.
  const Matrix<double>& places() const { return places_; }
  int moving() const { return moving_; }

  // The places that starts have come together at.
  struct Modes {
    Matrix<double> places;    // modes × d, the densest first
    std::vector<int> labels;  // m: the mode nearest to each start's place
    auto state() const { return std::tie(places, labels); }
  };
  // Places nearer to each other than merge_radius are one mode, the denser of them.
  Modes modes(double merge_radius) const;

  auto state() const { return std::tie(search_, places_, mass_, rests_, moving_); }

 private:
  double shift(double* x) const;

  RadiusSearch search_;
  ShiftKernel kernel_ = ShiftKernel::gaussian;
  double bandwidth_ = 1, tolerance_ = 1e-3;
  Matrix<double> places_;             // m × d
  std::vector<double> mass_;          // m: Σ K where each start was before its last shift
  std::vector<unsigned char> rests_;  // m
  int moving_ = 0;
};

// Starts on the points of a lattice of spacing `side` that have a sample nearest to them, in place of one per sample.
//   m × d, in the order of their first sample
Matrix<double> lattice_starts(ConstMatrixView<double> X, double side);

}  // namespace lectern::cluster
