#pragma once

#include <array>
#include <vector>

#include "core/experiments/universal-approximation/approximation_settings.h"
#include "core/experiments/universal-approximation/curve_target.h"
#include "core/lab/snapshot.h"
#include "core/ml/linear/interpolation.h"

namespace lectern {

// Polynomials through more and more points of the curve, at equispaced and at Chebyshev nodes, and the ReLUs that join
// the same points by straight lines.
class NodeGrowth {
 public:
  NodeGrowth(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng);

  void adapt(const ApproximationSettings& settings, const CurveTarget& target);
  void step(const ApproximationSettings& settings, const CurveTarget& target);
  bool finished() const { return nodes_ >= most_; }
  bool act(const Gesture&) { return false; }
  void describe(Snapshot& snapshot, const ApproximationSettings& settings, const CurveTarget& target) const;

  auto state() const {
    return std::tuple(std::tie(nodes_), unhashed(places_), unhashed(target_), unhashed(curves_),
                      unhashed(polynomials_));
  }

 private:
  static constexpr std::size_t kPlaces = 601;
  static constexpr int kMostNodes = 50;
  static constexpr int kFirst = 2;

  // With n nodes: the errors and, if they are to be shown, the curves.
  void interpolate(int n, const CurveTarget& target, bool keep);

  Range interval_;
  double noise_;
  Rng rng_;
  int most_, nodes_ = kFirst;
  std::vector<double> places_, target_;
  std::array<linear::InterpolatingPolynomial, 2> polynomials_;          // in the order of linear::Nodes
  std::array<std::vector<double>, 3> curves_;                           // of both, and of the ReLUs
  std::array<std::array<double, kMostNodes + 1>, 3> errors_{};          // the largest, with n nodes
  std::array<std::array<double, kMostNodes + 1>, 2> amplifications_{};  // with n nodes
};

}  // namespace lectern
