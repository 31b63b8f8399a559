#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/output_code.h"

namespace lectern::regularising {

// How far the answers of several networks lie apart at the same places: of each class k its probability p_k, by the
// sigmoid or softmax of the scores.
class AnswerSpread {
 public:
  // Forgets all networks.   places  how many there are
  void begin(std::ptrdiff_t places, int classes);
  // Takes one network's scores into account, places × outputs.
  void add(ConstMatrixView<float> scores);

  int networks() const { return networks_; }
  // ½ Σ_k var(p_k) over the networks, which of two classes is the variance of p. NaN without places.
  double mean_variance() const;
  // Its root at every place.   deviations  overwritten
  void write_deviations(std::vector<double>& deviations) const;
  // −log of the mean answer's probability of the right class, on average.   labels  one for each place
  double loss_of_mean(std::span<const int> labels) const;

 private:
  double variance(std::ptrdiff_t place) const;

  std::ptrdiff_t classes_ = 0;
  int networks_ = 0;
  Matrix<double> sums_, squares_;  // places × classes
  std::vector<double> probabilities_;
};

}  // namespace lectern::regularising
