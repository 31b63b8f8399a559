#pragma once

#include <limits>
#include <span>

#include "core/math/matrix.h"

namespace lectern::generative {

// What is decided from posteriors, and what it is expected to cost.
struct LeastLoss {
  int decision = 0;          // a class, or −1: no answer
  double expected_loss = 0;  // of it
  int best_class = 0;        // the class decided for if an answer had to be given
  double loss_of_class = 0;  // expected, of that
};

// Chooses what costs least on average: class j costs Σ_k L_kj p(k|x), no answer a fixed price. Of equal costs the first
// class, and a class before no answer.
// posterior  K values;  losses  K × K, the loss L_kj ≥ 0 of deciding j where k is true
// Source: Bishop, Pattern Recognition and Machine Learning (2006), §1.5; Chow, On optimum recognition error and reject
// tradeoff (1970).
LeastLoss least_loss(std::span<const double> posterior, ConstMatrixView<double> losses,
                     double cost_of_no_answer = std::numeric_limits<double>::infinity());

}  // namespace lectern::generative
