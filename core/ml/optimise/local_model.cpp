#include "core/ml/optimise/local_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/ml/optimise/curvature.h"

namespace lectern::optimise {

double LocalModel::value(std::span<const double> d) const {
  double value = f;
  for (std::size_t i = 0; i < d.size(); ++i) {
    double row = 0;
    for (std::size_t j = 0; j < d.size(); ++j)
      row += B(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j)) * d[j];
    value += d[i] * (g[i] + 0.5 * row);
  }
  return value;
}

double LocalModel::drop() const {
  double slope = 0;
  for (std::size_t i = 0; i < g.size(); ++i) slope += g[i] * step[i];
  return -0.5 * slope;
}

LocalModel local_model(const Minimiser& minimiser) {
  LocalModel model;
  model.x.assign(minimiser.x().begin(), minimiser.x().end());
  model.g.assign(minimiser.gradient().begin(), minimiser.gradient().end());
  model.f = minimiser.f();
  model.actual = principal_curvatures(minimiser.evaluations().uncounted(), model.x).values;
  model.step.assign(model.x.size(), 0.0);
  model.believed.assign(model.x.size(), std::numeric_limits<double>::quiet_NaN());

  const auto D = static_cast<std::ptrdiff_t>(model.x.size());
  const Matrix<double> M = minimiser.inverse_estimate();
  if (M.size() == 0) return model;
  Matrix<double> one(D, D);
  for (std::ptrdiff_t i = 0; i < D; ++i) one(i, i) = 1;
  const auto B = solve_square(M, one);
  if (!B || !std::all_of(B->data(), B->data() + B->size(), [](double value) { return std::isfinite(value); }))
    return model;
  model.B.resize(D, D);
  for (std::ptrdiff_t i = 0; i < D; ++i) {
    for (std::ptrdiff_t j = 0; j < D; ++j) {
      model.B(i, j) = 0.5 * ((*B)(i, j) + (*B)(j, i));
      model.step[static_cast<std::size_t>(i)] -= M(i, j) * model.g[static_cast<std::size_t>(j)];
    }
  }
  model.believed = symmetric_eigen(model.B).values;
  return model;
}

}  // namespace lectern::optimise
