#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/ml/optimise/objective.h"

namespace lectern::linear {

// Functions F that rise from 0 to 1 and so make a probability of a score s: P(class 1) = F(s), F(-s) = 1 - F(s).
enum class Link { logistic, probit, tanh, arctan };

inline constexpr std::array<Named<Link>, 4> kLinks{{
    {Link::logistic, "logistic", "Logistic: σ(s)"},
    {Link::probit, "probit", "Probit: the normal distribution"},
    {Link::tanh, "tanh", "½ + ½ tanh s"},
    {Link::arctan, "arctan", "½ + arctan(s)/π"},
}};

// log F(s) with its first two derivatives. Finite for every finite s: far below 0 the probit's tail is a continued
// fraction.
struct LogProbability {
  double value = 0, first = 0, second = 0;
};
LogProbability log_probability(Link link, double s);
double probability(Link link, double s);

// What a link costs two classes, as a function of the weights (b, w₁ …):
//   E = -(1/n) Σ log F(t s) + ½ λ |w|²,  s = b + w·x,  t = ±1 for class 1 and 0
// Convex but for arctan, whose long tails forgive points that are far on the wrong side.
// Source: McCullagh, Nelder, Generalized Linear Models (1989), §4.3.
class LinkObjective final : public optimise::Objective {
 public:
  // X  n × d, labels  n in {0, 1}, both looked at while the objective lives; n ≥ 1
  LinkObjective(ConstMatrixView<double> X, std::span<const int> labels, Link link, double lambda)
      : X_(X), labels_(labels), link_(link), lambda_(lambda) {}

  int dimension() const override { return static_cast<int>(X_.cols) + 1; }
  double value(std::span<const double> theta) const override;
  void gradient(std::span<const double> theta, std::span<double> g) const override;
  void hessian(std::span<const double> theta, MatrixView<double> H) const override;

 private:
  double score(std::ptrdiff_t i, std::span<const double> theta) const;
  double sign(std::ptrdiff_t i) const { return labels_[static_cast<std::size_t>(i)] == 1 ? 1 : -1; }

  ConstMatrixView<double> X_;
  std::span<const int> labels_;
  Link link_;
  double lambda_;
};

// The weights of least cost found from 0 by Newton's method with a line search, and that cost.
struct LinkFit {
  std::vector<double> theta;  // b, w₁ …
  double cost = 0;
};
LinkFit link_regression(ConstMatrixView<double> X, std::span<const int> labels, Link link, double lambda);

}  // namespace lectern::linear
