#pragma once

#include <tuple>
#include <vector>

#include "core/ml/generative/gaussian_classifier.h"

namespace lectern::generative {

// What a classifier says of two of its classes along the straight line through their means.
struct LogOddsCut {
  std::vector<double> at;                // where: 0 the mean of the first class, 1 that of the second
  std::vector<double> first, second;     // π_k p(x|k)
  std::vector<double> posterior;         // of the second, if it is one of the two: by Bayes' theorem from those
  std::vector<double> log_odds;          // log (second / first)
  std::vector<double> linear_log_odds;   // what `linear` says instead: w·x + b
  std::vector<double> linear_posterior;  // its sigmoid

  auto state() const { return std::tie(at, first, second, posterior, log_odds, linear_log_odds, linear_posterior); }
};

// linear  a classifier of the same classes with one covariance for all; may be `model` itself, whose log odds then are
// the linear ones: the posterior is their sigmoid. `places` ≥ 2 from −1 to 2.
// Source: Bishop (2006), §4.2.1.
LogOddsCut log_odds_cut(const GaussianClassifier& model, const GaussianClassifier& linear, int first, int second,
                        int places);

}  // namespace lectern::generative
