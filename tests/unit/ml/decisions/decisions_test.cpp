#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "core/math/elementary.h"
#include "core/ml/decisions/bandit.h"
#include "core/ml/decisions/deep_q.h"
#include "core/ml/decisions/mdp.h"
#include "core/ml/decisions/policy_gradient.h"
#include "core/ml/decisions/returns.h"
#include "core/ml/decisions/tabular.h"

using namespace lectern;
using namespace lectern::decisions;

namespace {

// A corridor of n states: 0 left, 1 right, −1 a move, the last state ends it.
Mdp corridor(int n) {
  Mdp mdp = make_mdp(n, 2);
  for (int s = 0; s < n; ++s) {
    for (int a = 0; a < 2; ++a) {
      const bool at_the_end = s == n - 1;
      const int to = at_the_end ? s : std::clamp(s + (a == 1 ? 1 : -1), 0, n - 1);
      mdp.next(s, a)[static_cast<std::size_t>(to)] = 1;
      mdp.R(s, a) = at_the_end ? 0 : -1;
    }
  }
  return mdp;
}

// Central differences of f by each number of z.
template <typename Function>
void check_gradient(Matrix<double> z, const Matrix<double>& gradient, Function f) {
  constexpr double h = 1e-6;
  for (std::ptrdiff_t i = 0; i < z.size(); ++i) {
    const double at = z.data()[i];
    z.data()[i] = at + h;
    const double above = f(z);
    z.data()[i] = at - h;
    const double below = f(z);
    z.data()[i] = at;
    CHECK(gradient.data()[i] == doctest::Approx((above - below) / (2 * h)).epsilon(1e-6));
  }
}

Matrix<double> some_logits() {
  Matrix<double> Z(3, 2);
  const double values[] = {0.3, -0.2, 1.1, 0.4, -0.7, 0.9};
  std::copy_n(values, 6, Z.data());
  return Z;
}

}  // namespace

TEST_CASE("the values of a corridor are minus the moves that are left, found in as many sweeps") {
  const Mdp mdp = corridor(6);
  std::vector<double> V(6);
  Matrix<double> Q(6, 2);
  CHECK(value_iteration(mdp, 1, 1e-12, 100, V, Q) == 6);  // the sixth changes nothing
  CHECK(V == std::vector<double>{-5, -4, -3, -2, -1, 0});
  CHECK(Q(2, 0) == -5);
  CHECK(Q(2, 1) == -3);
  const std::vector<int> right(6, 1), left(6, 0);
  CHECK(expected_return(mdp, right, 0, 1, 100) == -5);
  CHECK(expected_return(mdp, left, 0, 1, 100) == -100);
  CHECK(expected_return(mdp, left, 0, 0.5, 100) == doctest::Approx(-2));
}

TEST_CASE("the exact values of a policy are a fixed point of its sweeps, and its occupancy sums to one") {
  const Mdp mdp = corridor(5);
  Matrix<double> policy(5, 2, 0.5);
  const Chain chain = under_policy(mdp, policy);
  const auto exact = exact_values(chain, 0.9);
  REQUIRE(exact.has_value());
  std::vector<double> V = *exact;
  evaluation_sweep(chain, 0.9, V);
  for (std::size_t s = 0; s < V.size(); ++s) CHECK(V[s] == doctest::Approx((*exact)[s]));
  const auto occupancy = discounted_occupancy(chain, 0.9, std::array{1.0, 0.0, 0.0, 0.0, 0.0});
  REQUIRE(occupancy.has_value());
  double sum = 0;
  for (const double share : *occupancy) sum += share;
  CHECK(sum == doctest::Approx(1));
  CHECK_FALSE(exact_values(chain, 1).has_value());  // the last state is never left
}

TEST_CASE("one update of Q-learning and one of SARSA, by hand") {
  Matrix<double> Q(2, 2);
  Q(1, 0) = 4, Q(1, 1) = 2;
  CHECK(q_learning_update(Q, {0, 1, 1, 1, false}, 0.5, 0.5) == 3);  // 1 + 0.5·4 − 0
  CHECK(Q(0, 1) == 1.5);
  CHECK(sarsa_update(Q, {0, 1, 1, 1, false}, 1, 0.5, 0.5) == 0.5);  // 1 + 0.5·2 − 1.5
  CHECK(q_learning_update(Q, {0, 0, 7, 1, true}, 1, 0.5) == 7);
  CHECK(Q(0, 0) == 7);
}

TEST_CASE("with α = 1/n Q-learning over all moves again and again finds the values of planning") {
  const Mdp mdp = corridor(4);
  Matrix<double> Q(4, 2);
  for (int pass = 0; pass < 60; ++pass)
    for (int s = 0; s < 3; ++s)
      for (int a = 0; a < 2; ++a) {
        const int next = std::clamp(s + (a == 1 ? 1 : -1), 0, 3);
        q_learning_update(Q, {s, a, -1, next, next == 3}, 0.5, 1);
      }
  CHECK(Q(0, 1) == doctest::Approx(-3).epsilon(1e-4));
  CHECK(Q(2, 1) == doctest::Approx(-1).epsilon(1e-4));
}

TEST_CASE("equal values are chosen equally often, and never another") {
  Rng rng(1);
  const std::array values{1.0, 3.0, 2.0, 3.0};
  int first = 0;
  for (int i = 0; i < 1000; ++i) {
    const int chosen = greedy_action(values, rng);
    CHECK((chosen == 1 || chosen == 3));
    first += chosen == 1;
  }
  CHECK(std::abs(first - 500) < 60);
  CHECK(greedy_action(values) == 1);
  CHECK(greedy_action(std::array<double, 3>{NAN, NAN, NAN}, rng) == 0);
  int others = 0;
  for (int i = 0; i < 1000; ++i) others += epsilon_greedy(values, 0.4, rng) % 2 == 0;
  CHECK(std::abs(others - 200) < 50);
}

TEST_CASE("an arm's estimate is the mean of what it paid, and its bound grows while it waits") {
  ArmEstimates estimates(2);
  CHECK(upper_confidence_arm(estimates, 1, 0) == 0);
  estimates.learn(0, 2);
  CHECK(upper_confidence_arm(estimates, 1, 1) == 1);
  estimates.learn(1, 1);
  estimates.learn(0, 4);
  CHECK(estimates.values[0] == 3);
  CHECK(estimates.counts[0] == 2);
  CHECK(upper_confidence_arm(estimates, 0, 3) == 0);
  const double before = upper_confidence_bound(estimates, 1, 2, 3);
  CHECK(before == doctest::Approx(1 + 2 * std::sqrt(std::log(3.0))));
  CHECK(upper_confidence_bound(estimates, 1, 2, 1000) > before);
  estimates.learn(0, 5, 0.5);
  CHECK(estimates.values[0] == 4);
}

TEST_CASE("returns by hand; advantages with λ = 1 are returns less values, with λ = 0 single errors") {
  const std::array reward{1.0, 2.0, 3.0};
  const std::array<std::int32_t, 3> done{0, 1, 0};
  const std::array value{0.5, 0.25, 1.0};
  std::array<double, 3> G{}, error{}, advantage{};
  discounted_returns(reward, done, 0.5, 4, G);
  CHECK(G == std::array{2.0, 2.0, 5.0});
  generalised_advantages(reward, value, done, 4, 0.5, 1, error, advantage);
  for (std::size_t t = 0; t < 3; ++t) CHECK(advantage[t] == doctest::Approx(G[t] - value[t]));
  generalised_advantages(reward, value, done, 4, 0.5, 0, error, advantage);
  CHECK(advantage == error);
  CHECK(error[0] == 1 + 0.5 * 0.25 - 0.5);
  normalise(G);
  CHECK(G[0] + G[1] + G[2] == doctest::Approx(0));
  normalise(std::span<double>());
}

TEST_CASE("the entropy of equal logits is log k") {
  const std::array z{2.0, 2.0, 2.0, 2.0};
  std::array<double, 4> logs{};
  CHECK(log_policy<double>(z, logs) == doctest::Approx(std::log(4.0)));
  CHECK(logs[3] == doctest::Approx(-std::log(4.0)));
}

TEST_CASE("the gradient of REINFORCE's loss is that of differences") {
  const Matrix<double> Z = some_logits();
  const std::array<std::int32_t, 3> actions{0, 1, 1};
  const std::array weight{1.5, -0.5, 0.25};
  Matrix<double> d_Z(3, 2), spare(3, 2);
  std::array<double, 3> logs{}, entropy{};
  reinforce_loss<double>(Z, actions, weight, 0.1, 2, d_Z, logs, entropy);
  check_gradient(Z, d_Z, [&](const Matrix<double>& z) {
    return reinforce_loss<double>(z, actions, weight, 0.1, 2, spare, logs, entropy);
  });
}

TEST_CASE("the clipped loss has no gradient where a step went far enough, and that of differences elsewhere") {
  const Matrix<double> Z = some_logits();
  const std::array<std::int32_t, 3> actions{0, 1, 1};
  const std::array advantage{1.0, -0.5, 2.0};
  Matrix<double> d_Z(3, 2), spare(3, 2);
  std::array<double, 3> old{}, logs{}, ratio{};
  proximal_loss<double>(Z, actions, old, advantage, 0.2, d_Z, logs, ratio);
  for (std::size_t i = 0; i < 3; ++i) old[i] = logs[i];
  old[2] -= 0.5;  // more probable than it was by e^½
  proximal_loss<double>(Z, actions, old, advantage, 0.2, d_Z, logs, ratio);
  CHECK(ratio[2] == doctest::Approx(std::exp(0.5)));
  CHECK(d_Z(2, 0) == 0);
  CHECK(d_Z(0, 0) != 0);
  check_gradient(Z, d_Z, [&](const Matrix<double>& z) {
    return proximal_loss<double>(z, actions, old, advantage, 0.2, spare, logs, ratio);
  });
}

TEST_CASE("targets of deep Q-learning by hand, and the gradient of its loss") {
  Matrix<double> next_target(2, 2), next(2, 2);
  next_target(0, 0) = 1, next_target(0, 1) = 3, next_target(1, 0) = 8;
  next(0, 0) = 9;
  const std::array reward{1.0, 2.0};
  const std::array<std::int32_t, 2> done{0, 1}, actions{1, 0};
  std::array<double, 2> target{};
  q_targets<double>(reward, done, next_target, {}, 0.5, target);
  CHECK(target == std::array{2.5, 2.0});
  q_targets<double>(reward, done, next_target, next, 0.5, target);
  CHECK(target == std::array{1.5, 2.0});
  Matrix<double> Q(2, 2), d_Q(2, 2), spare(2, 2);
  Q(0, 1) = 1, Q(1, 0) = 5;
  for (const bool huber : {false, true}) {
    q_loss<double>(Q, actions, target, huber, d_Q);
    CHECK(d_Q(0, 0) == 0);
    check_gradient(Q, d_Q, [&](const Matrix<double>& q) { return q_loss<double>(q, actions, target, huber, spare); });
  }
  CHECK(q_loss<double>(Q, actions, target, false, d_Q) == doctest::Approx((0.25 + 9) / 2));
  CHECK(q_loss<double>(Q, actions, target, true, d_Q) == doctest::Approx((0.125 + 2.5) / 2));
}
