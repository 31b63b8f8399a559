#pragma once

#include <string_view>

#include "core/lab/snapshot.h"
#include "core/ml/linear/weight_posterior.h"

namespace lectern {

// One weight seen as a sum of cost and penalty, and as a product of likelihood and prior.
class WeightPrior {
 public:
  explicit WeightPrior(const linear::WeightPosterior& seen) : seen_(seen) {}

  // Appends the panels "penalty" and "prior".
  void describe(Snapshot& snapshot, std::string_view label) const;

 private:
  Range window() const;

  linear::WeightPosterior seen_;
};

}  // namespace lectern
