#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/ml/optimise/objective.h"

// The classical test surfaces, with exact gradients and Hessians.
namespace lectern::optimise {

// f = ½ xᵀA x − bᵀx.   A  D × D symmetric, b  D
std::unique_ptr<Objective> quadratic(Matrix<double> A, std::vector<double> b);

// f = Σ_i (1 − x_i)² + 100 (x_{i+1} − x_i²)²; minimum 0 at (1, …, 1).
// Source: Rosenbrock, The Computer Journal 3 (1960) 175.
std::unique_ptr<Objective> rosenbrock(int dimension);

// f = (a² + b − 11)² + (a + b² − 7)²; four minima of value 0, one at (3, 2).
// Source: Himmelblau, Applied Nonlinear Programming (1972).
std::unique_ptr<Objective> himmelblau();

// f = (1.5 − a + ab)² + (2.25 − a + ab²)² + (2.625 − a + ab³)²; minimum 0 at (3, ½).
// Source: Moré, Garbow, Hillstrom, ACM TOMS 7 (1981) 17, problem 5.
std::unique_ptr<Objective> beale();

// f = Σ_i x_i² + 10 (1 − cos 2πx_i); a regular lattice of local minima, the lowest at 0.
// Source: Rastrigin, Systems of Extremal Control (1974).
std::unique_ptr<Objective> rastrigin(int dimension);

// f = ½ (a² − b²) + ¼ b⁴ : a saddle at 0 between minima −¼ at (0, ±1).
std::unique_ptr<Objective> saddle();

// The surface of that name in two dimensions ("rosenbrock", "himmelblau", "beale", "rastrigin", "saddle");
// null for any other name.
std::unique_ptr<Objective> surface_by_name(std::string_view name);

}  // namespace lectern::optimise
