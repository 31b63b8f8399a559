#pragma once

#include <span>

#include "core/math/linear_algebra.h"
#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// Curvatures of f at x along the principal directions: eigenvalues of the Hessian, ascending, with their
// eigenvectors. Not numbers where the Hessian is not finite.
SymmetricEigen principal_curvatures(const Objective& objective, std::span<const double> x);

// The largest magnitude of a curvature at x: 2 divided by it bounds the steps of gradient descent there.
double largest_curvature(const Objective& objective, std::span<const double> x);

// 2/λ, from where on descent along a curvature of λ grows; 1 where λ is not a positive number.
double descent_limit(double curvature);

// How much longer the longest direction of a bowl is than its shortest: |λ|_max / |λ|_min of ascending
// eigenvalues; infinite where one of them is 0.
double condition_number(std::span<const double> eigenvalues);

}  // namespace lectern::optimise
