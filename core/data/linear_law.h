#pragma once

#include <span>

#include "core/data/dataset.h"

namespace lectern::data {

// n samples of y = Σ_j w_j x_j + noise · standard normal. Inputs are standard normal; x_i and x_j are correlated
// by correlation^|i − j|, in [0, 1). X is n × weights.size(), with columns "x1", "x2", …
Dataset sample_linear_law(std::span<const double> weights, double correlation, double noise, int n, Rng& rng);

// 47 houses: living area [10³ ft²], bedrooms, and price [10⁵ $] as target. The first five are those of the lecture
// (2104 ft², 3 bedrooms, 400 000 $; …); the others are drawn from a law of the same kind:
//   price = 0.7 + 1.4 area − 0.09 bedrooms + 0.6 normal
Dataset houses(Rng& rng);

// `n` people: years of experience in [0, 25] and salary [10⁴ $] as target, drawn from
//   salary = 5.8 + 0.68 years + 1.6 normal
Dataset salaries(Rng& rng, int n = 373);

// `n` people: body mass index [kg/m²] in [16, 42] and body fat [%] as target, drawn from the law of Deurenberg et al.,
// Br. J. Nutrition 65 (1991) 105, at 40 years, for men and women alike (the mean of the two):
//   fat = 1.20 BMI − 1.6 + 4 normal, at least 2
Dataset bodies(Rng& rng, int n = 252);

// `n` used cars: age [years] in [0, 20] and price [10⁴ $] as target, drawn from
//   price = max(0, 3 − 0.3 age + 0.25 normal)
Dataset used_cars(Rng& rng, int n = 80);

}  // namespace lectern::data
