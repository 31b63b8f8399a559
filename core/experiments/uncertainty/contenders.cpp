#include "core/experiments/uncertainty/contenders.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/nn/thinning.h"

namespace lectern {
namespace {

constexpr std::int64_t kUpdatesOfProcessStep = 4;
constexpr std::int64_t kProcessSteps = 150;
constexpr double kProcessRate = 0.05;
constexpr double kLeastScale = 0.02, kGreatestScale = 20;

double moved(double scale, double by) {
  return std::clamp(math::exp(math::log(scale) + by), kLeastScale, kGreatestScale);
}

}  // namespace

LearningProcess::LearningProcess()
    : spec_{.kind = kernels::CovarianceKind::rbf, .amplitude = 1, .length_scales = {0.7}, .noise = 0.3},
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = kProcessRate}, 3) {}

std::optional<kernels::GaussianProcess> LearningProcess::fit(const ProcessExamples& examples) const {
  if (examples.y.empty()) return {};
  return kernels::GaussianProcess::fit(spec_, examples.X, examples.y);
}

void LearningProcess::step(const ProcessExamples& examples) {
  const std::optional<kernels::GaussianProcess> process = fit(examples);
  if (!process) return;
  const kernels::GaussianProcess::Gradient up = process->gradient();
  std::array<double, 3> by{};
  const std::array down{-up.log_amplitude, -up.log_length_scales[0], -up.log_noise};
  optimizer_.step(by, down);
  spec_.amplitude = moved(spec_.amplitude, by[0]);
  spec_.length_scales[0] = moved(spec_.length_scales[0], by[1]);
  spec_.noise = moved(spec_.noise, by[2]);
}

Contenders::Contenders(const Spec& spec, const Rng& rng)
    : dropout_(spec.dropout), passes_(spec.passes), pass_rng_(rng.split("passes")) {
  for (int member = 0; member < spec.members; ++member)
    networks_.emplace_back(spec.network, rng.split("members").split(static_cast<std::uint64_t>(member)));
  nn::PredictiveNetwork::Spec thinned = spec.network;
  thinned.dropout = spec.dropout;
  networks_.emplace_back(thinned, rng.split("dropout"));
}

void Contenders::step(const nn::PredictiveData& data, const ProcessExamples& examples, double learning_rate,
                      ThreadPool& pool) {
  const bool moves_process = updates_ % kUpdatesOfProcessStep == 0 && updates_ < kUpdatesOfProcessStep * kProcessSteps;
  const auto networks = static_cast<std::ptrdiff_t>(networks_.size());
  pool.run(networks + (moves_process ? 1 : 0), [&](std::ptrdiff_t i) {
    if (i < networks)
      networks_[static_cast<std::size_t>(i)].step(data, learning_rate);
    else
      process_.step(examples);
  });
  ++updates_;
}

double Contenders::loss() const {
  double sum = 0;
  for (std::size_t i = 0; i < members(); ++i) sum += networks_[i].loss();
  return sum / static_cast<double>(members());
}

bool Contenders::is_finite() const {
  return updates_ == 0 || std::all_of(networks_.begin(), networks_.end(), [](const nn::PredictiveNetwork& network) {
           return !std::isinf(network.loss()) && !std::isnan(network.loss());
         });
}

// The same neurons are missing in every look: what moves is what was learned.
void Contenders::ask(ConstMatrixView<float> places, Answers& answers, ThreadPool& pool) const {
  const std::size_t passes = static_cast<std::size_t>(passes_), all = members() + passes;
  const nn::Network<float>& full = networks_.back().network();
  std::vector<nn::Network<float>>& thinned = *thinned_;
  thinned.assign(passes, full);
  answers.members.resize(members());
  answers.passes.resize(passes);
  looks_->resize(all);
  pool.run(static_cast<std::ptrdiff_t>(all), [&](std::ptrdiff_t index) {
    const auto i = static_cast<std::size_t>(index);
    const bool is_member = i < members();
    if (!is_member) {
      Rng mask = pass_rng_.split(static_cast<std::uint64_t>(i - members()));
      nn::thin(thinned[i - members()], dropout_, mask);
    }
    const nn::Network<float>& network = is_member ? networks_[i].network() : thinned[i - members()];
    Matrix<float>& said = is_member ? answers.members[i] : answers.passes[i - members()];
    said.resize(places.rows, network.output_shape().size());
    network.predict((*looks_)[i], places, said);
  });
}

}  // namespace lectern
