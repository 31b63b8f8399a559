#pragma once

#include "core/math/expression.h"
#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// A formula of x and y, or of x alone, as a function to be minimised.
class TypedObjective final : public Objective {
 public:
  TypedObjective(Expression expression, int dimension) : expression_(std::move(expression)), dimension_(dimension) {}

  int dimension() const override { return dimension_; }
  double value(std::span<const double> x) const override { return expression_.value(x); }
  void gradient(std::span<const double> x, std::span<double> g) const override {
    const Expression::Jet jet = expression_.jet(x);
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = jet.gradient[i];
  }
  void hessian(std::span<const double> x, MatrixView<double> H) const override {
    const Expression::Jet jet = expression_.jet(x);
    for (std::ptrdiff_t i = 0; i < H.rows; ++i) {
      for (std::ptrdiff_t j = 0; j < H.cols; ++j) H(i, j) = jet.second[static_cast<std::size_t>(i + j)];
    }
  }

 private:
  Expression expression_;
  int dimension_;
};

}  // namespace lectern::optimise
