#pragma once

#include <span>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/lab/schema.h"
#include "core/ml/kernels/multiclass_machine.h"

namespace lectern {

static_assert(data::kMaximumFileClasses <= kernels::kMaximumMachineClasses);
constexpr int kMostShownMachines = data::kMaximumFileClasses * (data::kMaximumFileClasses - 1) / 2;

// C of each class relative to the others.
struct ClassWeighting {
  enum class Kind { equal, balanced, chosen };
  Kind kind = Kind::equal;
  int chosen_class = 1;  // from 1; too large: the last
  double weight = 10;    // of that class

  std::vector<double> weights(std::span<const int> labels, int classes) const;
};

// Groups "Machine", "Classes" and "Solution": support vector machines on the data sets of the plane.
struct MachineSettings {
  kernels::KernelFunction kernel{kernels::KernelKind::polynomial, 1, 0, 2};
  double price = 10;  // C
  kernels::Decomposition multiclass = kernels::Decomposition::one_against_one;
  ClassWeighting weighting;
  int updates = 1;  // in a step
  int machine = 1;  // shown, from 1

  static Schema<MachineSettings> schema(const MachineSettings& defaults);

  // labels  n in [0, classes)
  kernels::MulticlassOptions options(std::span<const int> labels, int classes) const;
};

}  // namespace lectern
