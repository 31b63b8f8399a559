#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"
#include "core/ml/nn/output_code.h"

namespace lectern {

// What a sample costs against its margin m = t·s, t = ±1: the 0–1 loss and the costs that are minimised in its place.
class MarginCosts {
 public:
  MarginCosts();

  // Sets the axes and appends all costs, those not trained dashed, and the samples on the one that is trained.
  // scores  n values s, finite;  truth  n labels, 1 where t = 1, else 0
  void describe(Plane& plane, nn::Objective trained, std::span<const double> scores,
                std::span<const std::int32_t> truth) const;

 private:
  using Costs = std::array<std::vector<double>, 3>;
  Shared<Costs> costs_;  // over the margins shown
};

}  // namespace lectern
