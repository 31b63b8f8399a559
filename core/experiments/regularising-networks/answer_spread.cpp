#include "core/experiments/regularising-networks/answer_spread.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::regularising {

void AnswerSpread::begin(std::ptrdiff_t places, int classes) {
  classes_ = classes;
  networks_ = 0;
  for (Matrix<double>* sum : {&sums_, &squares_}) {
    sum->resize(places, classes_);
    sum->fill(0);
  }
  probabilities_.resize(static_cast<std::size_t>(classes));
}

void AnswerSpread::add(ConstMatrixView<float> scores) {
  std::vector<double>& p = probabilities_;
  for (std::ptrdiff_t i = 0; i < scores.rows; ++i) {
    const float* row = scores.row(i);
    if (scores.cols == 1) {
      p[1] = math::sigmoid(static_cast<double>(row[0]));
      p[0] = 1 - p[1];
    } else {
      const double largest = static_cast<double>(*std::max_element(row, row + classes_));
      double sum = 0;
      for (std::size_t k = 0; k < p.size(); ++k) sum += p[k] = math::exp(static_cast<double>(row[k]) - largest);
      for (double& each : p) each /= sum;
    }
    for (std::ptrdiff_t k = 0; k < classes_; ++k) {
      const double each = p[static_cast<std::size_t>(k)];
      sums_(i, k) += each;
      squares_(i, k) += each * each;
    }
  }
  ++networks_;
}

double AnswerSpread::variance(std::ptrdiff_t place) const {
  double sum = 0;
  for (std::ptrdiff_t k = 0; k < classes_; ++k) {
    const double mean = sums_(place, k) / networks_;
    sum += std::max(squares_(place, k) / networks_ - mean * mean, 0.0);
  }
  return sum > 1e-12 ? sum / 2 : 0;  // less than that is rounding
}

double AnswerSpread::mean_variance() const {
  if (sums_.rows() == 0 || networks_ == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < sums_.rows(); ++i) sum += variance(i);
  return sum / static_cast<double>(sums_.rows());
}

void AnswerSpread::write_deviations(std::vector<double>& deviations) const {
  deviations.resize(static_cast<std::size_t>(sums_.rows()));
  for (std::size_t i = 0; i < deviations.size(); ++i)
    deviations[i] = std::sqrt(variance(static_cast<std::ptrdiff_t>(i)));
}

double AnswerSpread::loss_of_mean(std::span<const int> labels) const {
  if (sums_.rows() == 0 || networks_ == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < sums_.rows(); ++i)
    sum -= math::log(std::max(sums_(i, labels[static_cast<std::size_t>(i)]) / networks_, 1e-12));
  return sum / static_cast<double>(sums_.rows());
}

}  // namespace lectern::regularising
