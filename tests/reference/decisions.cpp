// Of family 13_decisions what concerns learning to decide from rewards.
#include <algorithm>
#include <cmath>

#include "core/ml/decisions/bandit.h"
#include "core/ml/decisions/deep_q.h"
#include "core/ml/decisions/mdp.h"
#include "core/ml/decisions/policy_gradient.h"
#include "core/ml/decisions/returns.h"
#include "core/ml/decisions/tabular.h"
#include "core/physics/cart_pole.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using namespace decisions;

Mdp read_mdp(const Case& given) {
  const Tensor<double> P = given.tensor<double>("P"), R = given.tensor<double>("R");
  require(P.shape.size() == 3 && P.dim(0) == P.dim(2), "`P` must be states × actions × states");
  Mdp mdp = make_mdp(int(P.dim(0)), int(P.dim(1)));
  require(R.shape == std::vector<std::ptrdiff_t>{mdp.states, mdp.actions}, "`R` must be states × actions");
  mdp.P = P.values;
  std::copy(R.values.begin(), R.values.end(), mdp.R.data());
  return mdp;
}

Json value_iteration_case(const Case& given) {
  const Mdp mdp = read_mdp(given);
  const double gamma = given.number("gamma");
  std::vector<double> V = given.tensor<double>("V_start", {mdp.states}).values;
  Matrix<double> Q(mdp.states, mdp.actions);
  Json sweeps = Json::array({V});
  int needed = 0;
  const int shown = int(given.number("sweeps"));
  for (int k = 1; k <= shown || needed == 0; ++k) {
    require(k < 1'000'000, "the sweeps do not converge");
    const double change = value_sweep(mdp, gamma, V, Q);
    if (needed == 0 && change < given.number("tolerance")) needed = k;
    if (k <= shown) sweeps.push_back(V);
  }
  value_iteration(mdp, gamma, 1e-14, 100'000, V, Q);
  Json greedy = Json::array();
  for (int s = 0; s < mdp.states; ++s) {
    const double best = *std::max_element(Q.row(s), Q.row(s) + mdp.actions);
    Json row = Json::array();
    for (int a = 0; a < mdp.actions; ++a) row.push_back(Q(s, a) >= best - given.number("tie_tolerance") ? 1 : 0);
    greedy.push_back(row);
  }
  return {{"V_per_sweep", sweeps},
          {"sweeps_until_tolerance", needed},
          {"V_optimal", V},
          {"Q_optimal", write_matrix<double>(Q)},
          {"greedy", greedy}};
}

Json policy_evaluation(const Case& given) {
  const Mdp mdp = read_mdp(given);
  const double gamma = given.number("gamma");
  const Tensor<double> policy = given.tensor<double>("policy", {mdp.states, mdp.actions});
  const Chain chain = under_policy(mdp, policy.view());
  std::vector<double> V = given.tensor<double>("V_start", {mdp.states}).values;
  Json sweeps = Json::array({V});
  for (int k = 0; k < int(given.number("sweeps")); ++k) {
    evaluation_sweep(chain, gamma, V);
    sweeps.push_back(V);
  }
  const auto exact = exact_values(chain, gamma);
  const auto occupancy =
      discounted_occupancy(chain, gamma, given.tensor<double>("start_distribution", {mdp.states}).values);
  require(exact && occupancy, "1 − γP is singular");
  Matrix<double> Q(mdp.states, mdp.actions), advantage(mdp.states, mdp.actions);
  action_values(mdp, gamma, *exact, Q);
  for (int s = 0; s < mdp.states; ++s)
    for (int a = 0; a < mdp.actions; ++a) advantage(s, a) = Q(s, a) - (*exact)[std::size_t(s)];
  return {{"P_policy", write_matrix<double>(chain.P)},
          {"R_policy", chain.R},
          {"V_per_sweep", sweeps},
          {"V", *exact},
          {"Q", write_matrix<double>(Q)},
          {"advantage", write_matrix<double>(advantage)},
          {"discounted_occupancy", *occupancy}};
}

template <bool kFollows>
Json tabular(const Case& given) {
  const Tensor<double> start = given.tensor<double>("Q_start");
  Matrix<double> Q(start.dim(0), start.columns());
  std::copy(start.values.begin(), start.values.end(), Q.data());
  const auto states = given.integers("state", 0, Q.rows()), actions = given.integers("action", 0, Q.cols()),
             next = given.integers("next_state", 0, Q.rows()), done = given.integers("done", 0, 2);
  const std::vector<double> reward = given.tensor<double>("reward").values;
  std::vector<std::int32_t> next_actions(states.size());
  if (kFollows) next_actions = given.integers("next_action", 0, Q.cols());
  require(actions.size() == states.size() && next.size() == states.size() && done.size() == states.size() &&
              reward.size() == states.size() && next_actions.size() == states.size(),
          "all lists of transitions must be equally long");
  std::vector<double> errors, values;
  Json after_first;
  for (std::size_t k = 0; k < states.size(); ++k) {
    const Transition seen{states[k], actions[k], reward[k], next[k], done[k] != 0};
    const double alpha = given.number("alpha"), gamma = given.number("gamma");
    errors.push_back(kFollows ? sarsa_update(Q, seen, next_actions[k], alpha, gamma)
                              : q_learning_update(Q, seen, alpha, gamma));
    values.push_back(Q(states[k], actions[k]));
    if (k == 0) after_first = write_matrix<double>(Q);
  }
  return {{"td_error", errors},
          {"updated_value", values},
          {"Q_after_1", after_first},
          {"Q_final", write_matrix<double>(Q)}};
}

Json returns_case(const Case& given) {
  const std::vector<double> reward = given.tensor<double>("reward").values;
  const auto done = given.integers("done", 0, 2);
  require(done.size() == reward.size(), "`done` and `reward` must be equally long");
  std::vector<double> G(reward.size());
  discounted_returns(reward, done, given.number("gamma"), given.tensor<double>("last_value").values.at(0), G);
  std::vector<double> normalised = G;
  normalise(normalised, given.number("normalise_eps"));
  return {{"returns", G}, {"returns_normalised", normalised}};
}

Json advantages_case(const Case& given) {
  const std::vector<double> reward = given.tensor<double>("reward").values,
                            value = given.tensor<double>("value").values;
  const auto done = given.integers("done", 0, 2);
  require(done.size() == reward.size() && value.size() == reward.size(), "all lists must be equally long");
  std::vector<double> error(reward.size()), advantage(reward.size()), target(reward.size());
  generalised_advantages(reward, value, done, given.tensor<double>("last_value").values.at(0), given.number("gamma"),
                         given.number("lambda"), error, advantage);
  for (std::size_t t = 0; t < target.size(); ++t) target[t] = advantage[t] + value[t];
  return {{"td_error", error}, {"advantage", advantage}, {"value_target", target}};
}

// The network of a case, run forward over its observations, and what it is asked with.
template <typename T>
struct Asked {
  explicit Asked(const Case& given)
      : X(given.tensor<T>("observations")),
        network(build_network<T>(sample_shape(X), read_layers(given.parameter("layers")))),
        actions(given.integers("actions", 0, network.output_shape().size())) {
    require(std::ptrdiff_t(actions.size()) == X.dim(0), "there must be one action for each observation");
    set_weights(network, given.input("weights"));
    network.evaluate(pass, X.view());
  }
  Json gradients(const Case& given) {
    network.backward(pass);
    return get_gradients(network, given.input("weights"));
  }
  std::vector<double> numbers(const Case& given, const char* name) const {
    return given.tensor<double>(name, {X.dim(0)}).values;
  }

  Tensor<T> X;
  nn::Network<T> network;
  nn::Pass<T> pass;
  std::vector<std::int32_t> actions;
};

template <typename T>
Json reinforce_gradient(const Case& given) {
  Asked<T> asked(given);
  const std::size_t n = asked.actions.size();
  const std::vector<double> reward = asked.numbers(given, "reward");
  const auto done = given.integers("done", 0, 2);
  require(done.size() == n, "there must be one `done` for each observation");
  std::vector<double> G(n), logs(n), entropy(n);
  discounted_returns(reward, done, given.number("gamma"), 0, G);
  std::vector<double> weight = G;
  if (given.text("baseline") == "mean") {
    double mean = 0;
    for (const double g : G) mean += g / double(n);
    for (double& w : weight) w -= mean;
  }
  const double loss =
      reinforce_loss<T>(asked.pass.output(), asked.actions, weight, given.number("entropy_weight"),
                        int(std::count(done.begin(), done.end(), 1)), asked.pass.output_gradient(), logs, entropy);
  return {{"returns", G},
          {"log_probability", logs},
          {"entropy", entropy},
          {"loss", loss},
          {"grad_weights", asked.gradients(given)}};
}

template <typename T>
Json ppo_loss(const Case& given) {
  Asked<T> asked(given);
  const std::size_t n = asked.actions.size();
  std::vector<double> logs(n), ratio(n);
  const double clip = given.number("clip");
  const double loss =
      proximal_loss<T>(asked.pass.output(), asked.actions, asked.numbers(given, "old_log_probability"),
                       asked.numbers(given, "advantage"), clip, asked.pass.output_gradient(), logs, ratio);
  const auto clipped = std::count_if(ratio.begin(), ratio.end(), [clip](double r) { return std::fabs(r - 1) > clip; });
  return {{"log_probability", logs},
          {"ratio", ratio},
          {"loss", loss},
          {"clip_fraction", double(clipped) / double(n)},
          {"grad_weights", asked.gradients(given)}};
}

template <typename T>
Json dqn_loss(const Case& given) {
  Asked<T> asked(given);
  const std::size_t n = asked.actions.size();
  const Tensor<T> next = given.tensor<T>("next_observations");
  nn::Network<T> target_network = asked.network;
  set_weights(target_network, given.input("target_weights"));
  nn::Pass<T> of_target, of_online;
  target_network.evaluate(of_target, next.view());
  asked.network.evaluate(of_online, next.view());
  const auto done = given.integers("done", 0, 2);
  require(done.size() == n, "there must be one `done` for each observation");
  std::vector<double> target(n), taken(n);
  q_targets<T>(asked.numbers(given, "reward"), done, of_target.output(),
               given.flag("double") ? of_online.output() : ConstMatrixView<T>(), given.number("gamma"), target);
  const ConstMatrixView<T> Q = asked.pass.output();
  for (std::size_t i = 0; i < n; ++i) taken[i] = double(Q(std::ptrdiff_t(i), asked.actions[i]));
  const double loss = q_loss<T>(Q, asked.actions, target, given.text("loss") == "huber", asked.pass.output_gradient());
  return {{"q_taken", taken}, {"target", target}, {"loss", loss}, {"grad_weights", asked.gradients(given)}};
}

Json cart_pole(const Case& given) {
  physics::CartPole system;
  system.gravity = given.number("gravity");
  system.cart_mass = given.number("cart_mass");
  system.pole_mass = given.number("pole_mass");
  system.half_length_m = given.number("half_length");
  system.force_N = given.number("force");
  system.time_step_s = given.number("time_step");
  system.angle_limit = given.number("theta_limit");
  system.track_limit_m = given.number("x_limit");
  system.semi_implicit = given.text("integrator") == "semi_implicit_euler";
  const std::vector<double> start = given.tensor<double>("state_start", {4}).values;
  physics::CartPoleState at{};
  std::copy(start.begin(), start.end(), at.begin());
  Json states = Json::array({at}), terminated = Json::array();
  int first = -1;
  for (const std::int32_t action : given.integers("actions", 0, 2)) {
    at = moved(system, at, action == 1);
    states.push_back(at);
    const bool fallen = has_fallen(system, at);
    terminated.push_back(fallen ? 1 : 0);
    if (fallen && first < 0) first = int(terminated.size());
  }
  return {{"states", states}, {"terminated", terminated}, {"first_termination", first}};
}

Json bandit_ucb(const Case& given) {
  const Tensor<double> rewards = given.tensor<double>("rewards");
  const std::vector<double> arm_means = given.tensor<double>("arm_means", {rewards.dim(1)}).values;
  const double best = *std::max_element(arm_means.begin(), arm_means.end()), c = given.number("c");
  ArmEstimates estimates(arm_means.size());
  std::vector<int> actions;
  std::vector<double> cumulative, regret, bounds;
  double sum = 0, lost = 0;
  for (std::ptrdiff_t t = 0; t < rewards.dim(0); ++t) {
    const int arm = upper_confidence_arm(estimates, c, long(t));
    const double reward = rewards.view()(t, arm);
    estimates.learn(arm, reward);
    actions.push_back(arm);
    cumulative.push_back(sum += reward);
    regret.push_back(lost += best - arm_means[std::size_t(arm)]);
  }
  for (int arm = 0; arm < int(arm_means.size()); ++arm)
    bounds.push_back(upper_confidence_bound(estimates, arm, c, long(rewards.dim(0))));
  return {{"actions", actions},         {"cumulative_reward", cumulative}, {"regret", regret},
          {"counts", estimates.counts}, {"means", estimates.values},       {"bounds_final", bounds}};
}

Json bandit_epsilon_greedy(const Case& given) {
  const Tensor<double> rewards = given.tensor<double>("rewards");
  const std::vector<double> u = given.tensor<double>("u", {rewards.dim(0)}).values;
  const auto random_arm = given.integers("random_arm", 0, rewards.dim(1));
  ArmEstimates estimates(std::size_t(rewards.dim(1)));
  estimates.values = given.tensor<double>("value_start", {rewards.dim(1)}).values;
  std::vector<int> actions;
  double total = 0;
  for (std::ptrdiff_t t = 0; t < rewards.dim(0); ++t) {
    const auto i = std::size_t(t);
    const int arm = u[i] < given.number("epsilon") ? random_arm[i] : greedy_action(estimates.values);
    const double reward = rewards.view()(t, arm);
    estimates.learn(arm, reward, given.number("step_size"));
    actions.push_back(arm);
    total += reward;
  }
  return {{"actions", actions},
          {"counts", estimates.counts},
          {"values_final", estimates.values},
          {"total_reward", total}};
}

const Registration kDecisions[] = {
    {"13_decisions", "value_iteration", value_iteration_case},
    {"13_decisions", "policy_evaluation", policy_evaluation},
    {"13_decisions", "q_learning", tabular<false>},
    {"13_decisions", "sarsa", tabular<true>},
    {"13_decisions", "discounted_returns", returns_case},
    {"13_decisions", "gae", advantages_case},
    {"13_decisions", "reinforce_gradient", reinforce_gradient<double>, reinforce_gradient<float>},
    {"13_decisions", "ppo_loss", ppo_loss<double>, ppo_loss<float>},
    {"13_decisions", "dqn_loss", dqn_loss<double>, dqn_loss<float>},
    {"13_decisions", "cart_pole", cart_pole},
    {"13_decisions", "bandit_ucb", bandit_ucb},
    {"13_decisions", "bandit_epsilon_greedy", bandit_epsilon_greedy},
};

}  // namespace
}  // namespace lectern::reference
