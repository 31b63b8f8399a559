#include "core/ml/linear/polynomial.h"

#include "core/ml/linear/features.h"
#include "core/ml/linear/least_squares.h"

namespace lectern::linear {
namespace {

double horner(std::span<const double> coefficients, double u) {
  double sum = 0;
  for (std::size_t j = coefficients.size(); j-- > 0;) sum = sum * u + coefficients[j];
  return sum;
}

double clenshaw(std::span<const double> coefficients, double v) {
  double next = 0, after = 0;
  for (std::size_t j = coefficients.size(); j-- > 1;) {
    const double here = coefficients[j] + 2 * v * next - after;
    after = next;
    next = here;
  }
  return coefficients[0] + v * next - after;
}

}  // namespace

Matrix<double> PolynomialSpace::features(std::span<const double> x) const {
  if (basis == PolynomialBasis::chebyshev) return chebyshev_features(x, order, low, high);
  std::vector<double> u(x.begin(), x.end());
  for (double& value : u) value = (value - low) / (high - low);
  return polynomial_features(u, order);
}

double Polynomial::value(double x) const {
  const double u = (x - space.low) / (space.high - space.low);
  return space.basis == PolynomialBasis::chebyshev ? clenshaw(coefficients, 2 * u - 1) : horner(coefficients, u);
}

Polynomial fit_polynomial(const PolynomialSpace& space, std::span<const double> x, std::span<const double> y,
                          double lambda) {
  const Matrix<double> features = space.features(x);
  Polynomial result{space, {}};
  if (lambda == 0 || space.order == 0) {
    const ConstMatrixView<double> target{y.data(), static_cast<std::ptrdiff_t>(y.size()), 1};
    const Matrix<double> theta = *least_squares(features, target, LeastSquaresMethod::qr);
    result.coefficients.assign(theta.data(), theta.data() + theta.rows());
    return result;
  }
  // Without the constant column, which is the intercept and is not penalised.
  const ConstMatrixView<double> slopes{features.data() + 1, features.rows(), space.order, features.cols()};
  const LinearModel model = ridge(slopes, y, lambda);
  result.coefficients.push_back(model.intercept);
  result.coefficients.insert(result.coefficients.end(), model.coefficients.begin(), model.coefficients.end());
  return result;
}

}  // namespace lectern::linear
