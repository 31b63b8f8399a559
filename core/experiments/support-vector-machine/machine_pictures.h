#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/lab/panel.h"
#include "core/ml/kernels/multiclass_machine.h"

// Pictures of one of the machines of a MulticlassSvm, on the plane.
namespace lectern {

// Appends rings around the support vectors on the margin (0 < α < C) and around those inside it (α = C), and diamonds
// around the pair updated last, unless the solution is found.
void add_support_vectors(const kernels::SvmSolver& solver, const kernels::MulticlassSvm::Part& part, bool is_solved,
                         Plane& plane);

// Sets the axes: one place on the x axis for each training example.
void set_multiplier_axes(Plane& plane, std::ptrdiff_t examples);

// Appends a bar y·α for each support vector, one layer for each side.
void add_multipliers(const kernels::SvmSolver& solver, const kernels::MulticlassSvm::Part& part,
                     std::span<const std::string> class_names, Plane& plane);

// Fills a Cloud with the samples at quadratic_map(x) and, for a machine of the kernel (γ u·v)², the planes f = 0, 1,
// −1.
void describe_quadratic_image(const kernels::SupportVectorMachine& machine, const kernels::MulticlassSvm::Part& part,
                              std::span<const std::string> class_names, Cloud& cloud);

}  // namespace lectern
