#pragma once

#include <span>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/lab/parameter_set.h"
#include "core/ml/kernels/multiclass_machine.h"

// The parameters of support vector machines on the data sets of the plane.
namespace lectern {

static_assert(data::kMaximumFileClasses <= kernels::kMaximumMachineClasses);
constexpr int kMostShownMachines = data::kMaximumFileClasses * (data::kMaximumFileClasses - 1) / 2;

// Groups "Machine", "Classes" and "Solution".
void add_machine_parameters(ParameterSchema& schema);

// Kernel, C and decomposition; the weights of the classes depend on the data.
kernels::MulticlassOptions machine_options(const ParameterSet& parameters);

// C of each class relative to the others.
struct ClassWeighting {
  enum class Kind { equal, balanced, chosen };
  Kind kind = Kind::equal;
  int chosen_class = 0;  // too large: the last
  double weight = 1;     // of that class

  std::vector<double> weights(std::span<const int> labels, int classes) const;
};
ClassWeighting class_weighting(const ParameterSet& parameters);

}  // namespace lectern
