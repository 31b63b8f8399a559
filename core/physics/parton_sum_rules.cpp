#include "core/physics/parton_sum_rules.h"

#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"

namespace lectern::physics {

double PartonShape::operator()(double x) const {
  return math::pow(x, a) * math::pow(1 - x, b) * (1 + c * std::sqrt(x) + d * x);
}

math::Quadrature small_x_quadrature(int count, double power) {
  math::Quadrature rule = math::gauss_legendre(count, 0, 1);
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const double t = rule.nodes[i];
    rule.nodes[i] = math::pow(t, power);
    rule.weights[i] *= power * math::pow(t, power - 1);
  }
  return rule;
}

PartonNormalisation normalise_partons(std::span<const PartonShape> shapes, std::span<const double> valence_numbers,
                                      std::span<const double> sea_normalisation, const math::Quadrature& rule) {
  PartonNormalisation result;
  for (std::size_t f = 0; f < shapes.size(); ++f) {
    double momentum = 0, number = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
      const double density = rule.weights[i] * shapes[f](rule.nodes[i]);
      momentum += density;
      number += density / rule.nodes[i];
    }
    result.momentum.push_back(momentum);
    if (f < valence_numbers.size()) {
      result.number.push_back(number);
      result.normalisation.push_back(valence_numbers[f] / number);
    } else if (f + 1 < shapes.size()) {
      result.normalisation.push_back(sea_normalisation[f - valence_numbers.size()]);
    } else {
      double left = 1;
      for (const double fraction : result.momentum_fraction) left -= fraction;
      result.normalisation.push_back(left / momentum);
    }
    result.momentum_fraction.push_back(result.normalisation.back() * momentum);
  }
  return result;
}

}  // namespace lectern::physics
