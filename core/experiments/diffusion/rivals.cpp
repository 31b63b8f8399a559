#include "core/experiments/diffusion/rivals.h"

#include <array>
#include <utility>

#include "core/ml/nn/mlp.h"

namespace lectern {
namespace {

constexpr double kSpread = 0.1;  // of the VAE's decoder, in standard deviations of the data
constexpr std::array<int, 2> kWidths{64, 64};

nn::Network<float> network(int outputs, const Rng& rng) {
  nn::MlpSpec spec{.widths = kWidths, .outputs = outputs};
  spec.activation.kind = nn::ActivationKind::relu;
  spec.initialisation.kind = nn::InitialisationKind::he_normal;
  nn::Network<float> made = *nn::Network<float>::build({2, 1, 1}, nn::mlp_layers(spec));
  made.initialise(rng);
  return made;
}

}  // namespace

nn::OptimizerSpec rival_rule(double learning_rate, double beta1) {
  return {.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate, .beta1 = beta1};
}

std::vector<nn::Optimizer<float>> flow_rules(generative::CouplingFlow<float>& flow) {
  std::vector<nn::Optimizer<float>> rules;
  for (int layer = 0; layer < flow.layers(); ++layer)
    rules.emplace_back(rival_rule(2e-3), flow.network(layer).parameters().size());
  return rules;
}

void update_flow(generative::CouplingFlow<float>& flow, std::vector<nn::Optimizer<float>>& rules) {
  for (int layer = 0; layer < flow.layers(); ++layer) {
    nn::Network<float>& part = flow.network(layer);
    rules[static_cast<std::size_t>(layer)].step(part.parameters(), part.gradients());
  }
}

Rivals::Rivals(const Streams& streams)
    : gan_(network(2, streams.rng("generator")), network(1, streams.rng("discriminator")), rival_rule(5e-4, 0.5),
           rival_rule(1e-3, 0.5), generative::GeneratorLoss::non_saturating),
      flow_(generative::CouplingFlowSpec{}, streams.rng("flow")),
      flow_rules_(flow_rules(flow_)),
      coder_(network(4, streams.rng("encoder")), network(2, streams.rng("decoder")), rival_rule(2e-3),
             {.likelihood = generative::Likelihood::gaussian, .variational = true, .sigma = kSpread}),
      rng_(streams.rng("rivals")) {}

void Rivals::step(ConstMatrixView<float> batch, ThreadPool& pool) {
  Rng rng = rng_.split(steps_++);
  const auto draw = [&] {
    noise_->resize(batch.rows, 2);
    rng.fill_normal({noise_->data(), static_cast<std::size_t>(noise_->size())}, 0, 1);
  };
  draw();
  gan_.train_discriminator(batch, *noise_, rng, &pool);
  draw();
  gan_.train_generator(*noise_, rng, &pool);
  flow_.gradient(batch, {}, &pool);
  update_flow(flow_, flow_rules_);
  draw();
  coder_.train(batch, batch, *noise_, rng, &pool);
}

double Rivals::multiplications(std::size_t rival, std::ptrdiff_t batch) const {
  const auto weights = [](const nn::Network<float>& part) { return static_cast<double>(part.parameters().size()); };
  const auto n = static_cast<double>(batch);
  if (rival == 0) {
    // The discriminator learns from data and from samples; the generator through the discriminator.
    const double generator = weights(gan_.generator()), discriminator = weights(gan_.discriminator());
    return n * ((2 * 3 * discriminator + generator) + (3 * generator + 3 * discriminator));
  }
  double all = 0;
  if (rival == 1)
    for (int layer = 0; layer < flow_.layers(); ++layer) all += weights(flow_.network(layer));
  else
    all = weights(coder_.encoder()) + weights(coder_.decoder());
  return n * 3 * all;
}

void Rivals::sample(std::size_t rival, ConstMatrixView<float> noise, ConstMatrixView<float> spread,
                    MatrixView<float> samples, ThreadPool& pool) const {
  if (rival == 0) return gan_.generator().predict(*pass_, noise, samples, &pool);
  if (rival == 1) {
    log_det_->resize(static_cast<std::size_t>(noise.rows));
    return flow_.sample(noise, samples, *log_det_, &pool);
  }
  coder_.decode(noise, samples, &pool);
  for (std::ptrdiff_t i = 0; i < samples.rows; ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) samples(i, j) += static_cast<float>(kSpread) * spread(i, j);
}

}  // namespace lectern
