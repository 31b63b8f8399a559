#include "core/ml/decisions/mdp.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/linear_algebra.h"

namespace lectern::decisions {
namespace {

// 1 − γP, or its transpose.
Matrix<double> one_minus(const Chain& chain, double gamma, bool is_transposed) {
  const std::ptrdiff_t n = chain.P.rows();
  Matrix<double> A(n, n);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < n; ++j)
      A(i, j) = (i == j ? 1.0 : 0.0) - gamma * (is_transposed ? chain.P(j, i) : chain.P(i, j));
  return A;
}

std::optional<std::vector<double>> solved(const Matrix<double>& A, std::span<const double> right_side, double factor) {
  Matrix<double> B(A.rows(), 1);
  for (std::ptrdiff_t i = 0; i < A.rows(); ++i) B(i, 0) = factor * right_side[static_cast<std::size_t>(i)];
  const std::optional<Matrix<double>> X = solve_square(A, B);
  if (!X) return {};
  std::vector<double> x(static_cast<std::size_t>(A.rows()));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (*X)(static_cast<std::ptrdiff_t>(i), 0);
  return x;
}

}  // namespace

Mdp make_mdp(int states, int actions) {
  return {states, actions, std::vector<double>(static_cast<std::size_t>(states * actions * states)),
          Matrix<double>(states, actions)};
}

void action_values(const Mdp& mdp, double gamma, std::span<const double> V, MatrixView<double> Q) {
  for (int s = 0; s < mdp.states; ++s) {
    for (int a = 0; a < mdp.actions; ++a) {
      const std::span<const double> next = mdp.next(s, a);
      double mean = 0;
      for (std::size_t i = 0; i < next.size(); ++i) mean += next[i] * V[i];
      Q(s, a) = mdp.R(s, a) + gamma * mean;
    }
  }
}

double value_sweep(const Mdp& mdp, double gamma, std::span<double> V, MatrixView<double> Q) {
  action_values(mdp, gamma, V, Q);
  double largest = 0;
  for (int s = 0; s < mdp.states; ++s) {
    const double best = *std::max_element(Q.row(s), Q.row(s) + mdp.actions);
    double& value = V[static_cast<std::size_t>(s)];
    largest = std::max(largest, std::fabs(best - value));
    value = best;
  }
  return largest;
}

int value_iteration(const Mdp& mdp, double gamma, double tolerance, int most, std::span<double> V,
                    MatrixView<double> Q) {
  int sweeps = 0;
  while (sweeps < most) {
    ++sweeps;
    if (value_sweep(mdp, gamma, V, Q) < tolerance) break;
  }
  action_values(mdp, gamma, V, Q);
  return sweeps;
}

Chain under_policy(const Mdp& mdp, ConstMatrixView<double> policy) {
  Chain chain{Matrix<double>(mdp.states, mdp.states), std::vector<double>(static_cast<std::size_t>(mdp.states))};
  for (int s = 0; s < mdp.states; ++s) {
    for (int a = 0; a < mdp.actions; ++a) {
      const double share = policy(s, a);
      const std::span<const double> next = mdp.next(s, a);
      for (int to = 0; to < mdp.states; ++to) chain.P(s, to) += share * next[static_cast<std::size_t>(to)];
      chain.R[static_cast<std::size_t>(s)] += share * mdp.R(s, a);
    }
  }
  return chain;
}

void evaluation_sweep(const Chain& chain, double gamma, std::span<double> V) {
  const std::vector<double> before(V.begin(), V.end());
  for (std::size_t s = 0; s < V.size(); ++s) {
    const double* row = chain.P.row(static_cast<std::ptrdiff_t>(s));
    double mean = 0;
    for (std::size_t i = 0; i < before.size(); ++i) mean += row[i] * before[i];
    V[s] = chain.R[s] + gamma * mean;
  }
}

std::optional<std::vector<double>> exact_values(const Chain& chain, double gamma) {
  return solved(one_minus(chain, gamma, false), chain.R, 1);
}

std::optional<std::vector<double>> discounted_occupancy(const Chain& chain, double gamma,
                                                        std::span<const double> start) {
  return solved(one_minus(chain, gamma, true), start, 1 - gamma);
}

double expected_return(const Mdp& mdp, std::span<const int> policy, int start, double gamma, int moves) {
  const auto n = static_cast<std::size_t>(mdp.states);
  std::vector<double> at(n), then(n);
  at[static_cast<std::size_t>(start)] = 1;
  double sum = 0, weight = 1;
  for (int move = 0; move < moves; ++move, weight *= gamma) {
    std::fill(then.begin(), then.end(), 0.0);
    for (std::size_t s = 0; s < n; ++s) {
      if (at[s] == 0) continue;
      const int from = static_cast<int>(s);
      sum += weight * at[s] * mdp.R(from, policy[s]);
      const std::span<const double> next = mdp.next(from, policy[s]);
      for (std::size_t i = 0; i < n; ++i) then[i] += at[s] * next[i];
    }
    std::swap(at, then);
  }
  return sum;
}

}  // namespace lectern::decisions
