#pragma once

#include <array>
#include <span>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern::kernels {

enum class KernelKind { linear, polynomial, rbf, sigmoid };

inline constexpr std::array<Named<KernelKind>, 4> kKernels{{
    {KernelKind::linear, "linear", "Linear u·v"},
    {KernelKind::polynomial, "polynomial", "Polynomial (γ u·v + c)^p"},
    {KernelKind::rbf, "rbf", "RBF exp(−γ|u − v|²)"},
    {KernelKind::sigmoid, "sigmoid", "Sigmoid tanh(γ u·v + c)"},
}};

// k(u, v), a scalar product of the images of u and v in some feature space:
//   linear u·v   polynomial (γ u·v + c)^degree   rbf exp(−γ |u − v|²)   sigmoid tanh(γ u·v + c)
// The sigmoid kernel is not positive definite for every γ and c.
struct KernelFunction {
  KernelKind kind = KernelKind::rbf;
  double gamma = 1;
  double coef0 = 0;  // c
  int degree = 3;

  double operator()(std::span<const double> u, std::span<const double> v) const;

  // out  n  overwritten with k(x_i, v) for the rows of X, n × d
  void against_rows(ConstMatrixView<double> X, std::span<const double> v, std::span<double> out) const;
};

// (x1², x2², √2 x1 x2): the map of the plane to three dimensions whose scalar product is (u·v)².
std::array<double, 3> quadratic_map(double x1, double x2);

}  // namespace lectern::kernels
