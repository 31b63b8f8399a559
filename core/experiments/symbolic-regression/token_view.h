#pragma once

#include <string>
#include <vector>

#include "core/experiments/symbolic-regression/formula_view.h"
#include "core/ml/symbolic/token_network.h"

namespace lectern {

// The formula that a network writes, with the probabilities of its tokens. Made anew where a step or a hand changed it.
class TokenView {
 public:
  void update(const FormulaProblem& problem, const symbolic::TokenNetwork& network, int step,
              const std::vector<int>& forced);
  void describe(const FormulaProblem& problem, Plane& plane) const;
  void describe_written(Snapshot& snapshot) const;

 private:
  int step_ = -1;
  std::vector<int> forced_, tokens_;
  Matrix<double> probability_;
  std::vector<double> across_;  // tokens × places
  std::vector<std::string> names_;
  std::string line_;
  double error_ = 0;
};

// The best formula of the last batch, or one that begins with tokens forced by hand and goes on with the most probable
// ones; and the probabilities at its places.   P  places × tokens, overwritten
std::vector<int> written_tokens(const symbolic::TokenNetwork& network, const symbolic::TokenRules& rules,
                                std::span<const int> forced, Matrix<double>& P);

}  // namespace lectern
