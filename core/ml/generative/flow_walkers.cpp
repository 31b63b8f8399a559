#include "core/ml/generative/flow_walkers.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/ml/generative/flow_metropolis.h"
#include "core/ml/nn/network_weights.h"

namespace lectern::generative {

FlowTraining::FlowTraining(CouplingFlow<float> flow, double learning_rate) : flow_(std::move(flow)) {
  const nn::OptimizerSpec adam{.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate};
  for (int layer = 0; layer < flow_.layers(); ++layer)
    optimizers_.emplace_back(adam, flow_.network(layer).parameters().size());
}

void FlowTraining::set_learning_rate(double learning_rate) {
  for (nn::Optimizer<float>& optimizer : optimizers_) optimizer.spec().learning_rate = learning_rate;
}

double FlowTraining::step(ConstMatrixView<float> batch, ThreadPool* pool, ConstMatrixView<float> context) {
  const double cost = flow_.gradient(batch, {}, pool, context);
  for (int layer = 0; layer < flow_.layers(); ++layer) {
    nn::Network<float>& network = flow_.network(layer);
    optimizers_[static_cast<std::size_t>(layer)].step(network.parameters(), network.gradients(), pool);
  }
  return cost;
}

void average_into(CouplingFlow<float>& mean, const CouplingFlow<float>& flow, double share) {
  for (int layer = 0; layer < mean.layers(); ++layer)
    nn::move_towards(mean.network(layer).parameters(), flow.network(layer).parameters(), share);
}

double FlowWalkers::move_locally(const density::MultimodalEnergy& energy, double h, int moves, Rng& rng) {
  int accepted = 0;
  for (std::ptrdiff_t i = 0; i < places_.rows(); ++i)
    accepted += density::langevin_moves(energy, h, moves, rng, places_.row(i));
  const double all = static_cast<double>(places_.rows()) * moves;
  return all > 0 ? accepted / all : std::numeric_limits<double>::quiet_NaN();
}

double FlowWalkers::jump(const density::MultimodalEnergy& energy, const CouplingFlow<float>& flow, Rng& rng,
                         ThreadPool* pool) {
  Work& work = *work_;
  const std::ptrdiff_t n = places_.rows(), d = places_.cols();
  const auto count = static_cast<std::size_t>(n);
  for (Matrix<float>* matrix : {&work.here, &work.noise, &work.proposals}) matrix->resize(n, d);
  work.log_q_here.resize(count);
  work.log_q_proposed.resize(count);
  work.proposal.resize(static_cast<std::size_t>(d));
  jumped_.resize(count);
  log_weights_.resize(count);
  right_shares_.resize(count);

  std::transform(places_.data(), places_.data() + n * d, work.here.data(),
                 [](double value) { return static_cast<float>(value); });
  flow.log_density(work.here, work.log_q_here, pool);
  rng.fill_normal({work.noise.data(), static_cast<std::size_t>(n * d)}, 0, 1);
  flow.sample(work.noise, work.proposals, work.log_q_proposed, pool);

  int accepted = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    std::copy_n(work.proposals.row(i), d, work.proposal.data());
    const double log_q = static_cast<double>(standard_normal_log_density(
                             std::span<const float>(work.noise.row(i), static_cast<std::size_t>(d)))) -
                         static_cast<double>(work.log_q_proposed[at]);
    log_weights_[at] = -energy.energy(work.proposal.data()) - log_q;
    right_shares_[at] = energy.right_share(work.proposal.data());
    const double here = -energy.energy(places_.row(i)) - static_cast<double>(work.log_q_here[at]);
    jumped_[at] = rng.uniform() < acceptance_probability(log_weights_[at], here) ? 1 : 0;
    if (jumped_[at] == 0) continue;
    std::copy(work.proposal.begin(), work.proposal.end(), places_.row(i));
    ++accepted;
  }
  return static_cast<double>(accepted) / static_cast<double>(n);
}

}  // namespace lectern::generative
