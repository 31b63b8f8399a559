#pragma once

#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/state.h"

namespace lectern::cluster {

// Clustering by messages between all pairs of points. Each sweep, with S the similarities and their diagonal the
// preference of a point to be an exemplar,
//   responsibility  R(i,k) ← S(i,k) − max_{q≠k} (A(i,q) + S(i,q))         "how much I want you"
//   availability    A(i,k) ← min(0, R(k,k) + Σ_{q∉{i,k}} max(0, R(q,k)))   "how many others want me"
//                   A(k,k) ← Σ_{q≠k} max(0, R(q,k))
// each damped: new = damping · old + (1 − damping) · message. Exemplars have A(k,k) + R(k,k) > 0.
// The number of clusters is not chosen: it follows from the preference. Memory and time per sweep grow as n².
// Source: Frey, Dueck, Science 315 (2007) 972.
class AffinityPropagation {
 public:
  AffinityPropagation() = default;
  // Similarities −|x_i − x_k|²; R = A = 0.   X  n × d;  damping in [0, 1)
  AffinityPropagation(ConstMatrixView<double> X, double preference, double damping);

  void sweep();
  // Whether the exemplars have stayed the same for that many sweeps (and there are some).
  bool has_converged(int sweeps = 15) const { return unchanged_ >= sweeps && exemplars_ > 0; }

  std::ptrdiff_t size() const { return R_.rows(); }
  const Matrix<double>& similarities() const { return *S_; }
  const Matrix<double>& responsibilities() const { return R_; }
  const Matrix<double>& availabilities() const { return A_; }
  bool is_exemplar(std::ptrdiff_t i) const { return R_(i, i) + A_(i, i) > 0; }

  struct Clusters {
    std::vector<int> exemplars;    // indices of points, ascending
    std::vector<int> exemplar_of;  // n: index of the point that stands for each; −1 where there is no exemplar
    double net_similarity = 0;     // Σ_i S(i, exemplar of i)
    auto state() const { return std::tie(exemplars, exemplar_of, net_similarity); }
  };
  // Each point joins its most similar exemplar; then the exemplar of each cluster is its member that is most similar to
  // the others.
  Clusters clusters() const;

  auto state() const { return std::tie(S_, R_, A_, was_exemplar_, unchanged_, exemplars_); }

 private:
  Shared<Matrix<double>> S_;  // n × n, never changed
  Matrix<double> R_, A_;      // n × n
  double damping_ = 0.5;
  std::vector<unsigned char> was_exemplar_;  // n
  int unchanged_ = 0;
  int exemplars_ = 0;
};

// The median of the similarities −|x_i − x_k|², i ≠ k: the usual preference.
double median_similarity(ConstMatrixView<double> X);

}  // namespace lectern::cluster
