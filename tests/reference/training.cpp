// Family 03_training: whole runs of classifiers and generative adversarial networks; and of family 12_networks the
// losses of the latter, with their gradients.

#include <algorithm>

#include "core/ml/generative/gan.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/sampler.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using generative::Gan;
using generative::GeneratorLoss;

// Either class indices with softmax cross-entropy, or 0/1 with the logistic loss of one logit.
template <typename T>
struct Targets {
  bool binary;
  std::vector<std::int32_t> labels;
  Matrix<T> column;

  Targets(const Case& c, std::ptrdiff_t samples, std::ptrdiff_t outputs) {
    const std::string loss = c.text("loss");
    binary = loss == "bce_with_logits";
    require(binary || loss == "softmax_cross_entropy", "there is no classifier loss `" + loss + "`");
    require(!binary || outputs == 1, "bce_with_logits needs one output");
    if (!binary) {
      labels = c.integers("target", 0, outputs);
      require(std::ptrdiff_t(labels.size()) == samples, "`target` and `x` differ in length");
      return;
    }
    const Tensor<T> values = c.tensor<T>("target");
    require(values.size() == samples, "`target` and `x` differ in length");
    column.resize(samples, 1);
    std::copy(values.values.begin(), values.values.end(), column.data());
  }

  double loss(std::span<const std::int32_t> rows, nn::Pass<T>& pass) const {
    if (binary) {
      Matrix<T> batch;
      nn::gather_rows<T>(column, rows, batch);
      return nn::loss_and_gradient<T>({nn::LossKind::bce_with_logits}, pass.output(), batch, pass.output_gradient());
    }
    std::vector<std::int32_t> batch;
    for (std::int32_t row : rows) batch.push_back(labels[std::size_t(row)]);
    return nn::softmax_cross_entropy<T>(pass.output(), batch, pass.output_gradient());
  }
};

template <typename T>
Json predictions(ConstMatrixView<T> logits, bool binary) {
  Json list = Json::array();
  for (std::ptrdiff_t r = 0; r < logits.rows; ++r) {
    const T* row = logits.row(r);
    list.push_back(binary ? std::ptrdiff_t(row[0] > T(0)) : std::max_element(row, row + logits.cols) - row);
  }
  return list;
}

template <typename T>
Json train_classifier(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x"), x_test = c.tensor<T>("x_test");
  nn::Network<T> network = build_network<T>(sample_shape(x), read_layers(c.parameter("layers")));
  require(x_test.columns() == x.columns(), "`x_test` and `x` differ in width");
  set_weights(network, c.input("weights"));
  const Targets<T> targets(c, x.dim(0), network.output_shape().size());
  nn::Optimizer<T> optimizer(read_optimizer(c.parameter("optimizer")), network.parameters().size());
  nn::Pass<T> pass;
  Matrix<T> batch;
  Rng rng(0);
  Json result{{"loss", Json::array()}};
  for (const Json& indices : c.input("batch_indices")) {
    const std::vector<std::int32_t> rows = read_integers(indices, "batch_indices", 0, x.dim(0));
    nn::gather_rows<T>(x.view(), rows, batch);
    network.forward(pass, batch, rng);
    result["loss"].push_back(targets.loss(rows, pass));
    network.backward(pass);
    optimizer.step(network.parameters(), network.gradients());
  }
  network.evaluate(pass, x_test.view());
  result["weights_final"] = get_weights(network, c.input("weights"));
  result["logits_test"] = write_matrix<T>(pass.output());
  result["predicted_test"] = predictions<T>(pass.output(), targets.binary);
  return result;
}

GeneratorLoss read_generator_loss(const std::string& name) {
  for (const auto& option : generative::kGeneratorLosses)
    if (option.id == name) return option.value;
  throw CaseError("there is no generator loss `" + name + "`");
}

template <typename T>
Gan<T> read_gan(const Case& c, std::ptrdiff_t noise_size, std::ptrdiff_t data_size, GeneratorLoss loss,
                const nn::OptimizerSpec& generator_rule, const nn::OptimizerSpec& discriminator_rule) {
  nn::Network<T> generator = build_network<T>({noise_size, 1, 1}, read_layers(c.parameter("generator_layers")));
  nn::Network<T> discriminator = build_network<T>({data_size, 1, 1}, read_layers(c.parameter("discriminator_layers")));
  require(generator.output_shape().size() == data_size && discriminator.output_shape().size() == 1,
          "the two networks do not fit each other");
  set_weights(generator, c.input("generator_weights"));
  set_weights(discriminator, c.input("discriminator_weights"));
  return Gan<T>(std::move(generator), std::move(discriminator), generator_rule, discriminator_rule, loss);
}

template <typename T>
Json train_gan(const Case& c) {
  const Tensor<T> real = c.tensor<T>("real"), noise_d = c.tensor<T>("noise_d"), noise_g = c.tensor<T>("noise_g");
  require(real.shape.size() == 3 && noise_d.shape.size() == 3 && noise_g.shape == noise_d.shape &&
              noise_d.dim(0) == real.dim(0),
          "`real`, `noise_d` and `noise_g` do not fit each other");
  const Tensor<T> noise_test = c.tensor<T>("noise_test");
  require(noise_test.shape.size() == 2 && noise_test.dim(1) == noise_d.dim(2), "`noise_test` has a wrong shape");
  Gan<T> gan = read_gan<T>(c, noise_d.dim(2), real.dim(2), read_generator_loss(c.text("generator_loss")),
                           read_optimizer(c.parameter("optimizer_generator")),
                           read_optimizer(c.parameter("optimizer_discriminator")));
  Rng rng(0);
  Json result{{"loss_discriminator", Json::array()}, {"loss_generator", Json::array()}};
  for (std::ptrdiff_t s = 0; s < real.dim(0); ++s) {
    result["loss_discriminator"].push_back(gan.train_discriminator(real.item(s), noise_d.item(s), rng).loss);
    result["loss_generator"].push_back(gan.train_generator(noise_g.item(s), rng).loss);
  }
  nn::Pass<T> pass;
  gan.generator().evaluate(pass, noise_test.view());
  result["samples_test"] = write_matrix<T>(pass.output());
  result["generator_weights_final"] = get_weights(gan.generator(), c.input("generator_weights"));
  result["discriminator_weights_final"] = get_weights(gan.discriminator(), c.input("discriminator_weights"));
  return result;
}

template <typename T>
Json column(ConstMatrixView<T> M) {
  Json list = Json::array();
  for (std::ptrdiff_t r = 0; r < M.rows; ++r) list.push_back(M(r, 0));
  return list;
}

template <typename T>
Json gan_losses(const Case& c) {
  const Tensor<T> real = c.tensor<T>("real"), noise = c.tensor<T>("noise");
  require(real.shape.size() == 2 && noise.shape.size() == 2 && noise.dim(0) == real.dim(0),
          "`real` and `noise` do not fit each other");
  const Tensor<T> interpolation = c.tensor<T>("interpolation", {real.dim(0)});
  Gan<T> gan = read_gan<T>(c, noise.dim(1), real.dim(1), read_generator_loss(c.text("loss")), {}, {});
  require(generative::GradientPenalty<T>::applies_to(gan.discriminator()),
          "the gradient penalty needs a discriminator of dense layers");
  gan.set_penalty(c.number("penalty_weight"));
  Rng rng(0);
  nn::Pass<T> fake, judged;
  gan.generator().evaluate(fake, noise.view());
  Json result{{"fake", write_matrix<T>(fake.output())}};
  gan.discriminator().evaluate(judged, real.view());
  result["logit_real"] = column<T>(judged.output());
  gan.discriminator().evaluate(judged, fake.output());
  result["logit_fake"] = column<T>(judged.output());
  const auto step = gan.discriminator_gradient(real.view(), noise.view(), interpolation.values, rng);
  result["gradient_norm"] = std::vector<double>(gan.gradient_norms().begin(), gan.gradient_norms().end());
  result["gradient_penalty"] = step.penalty;
  result["discriminator_loss"] = step.loss;
  result["grad_discriminator_weights"] = get_gradients(gan.discriminator(), c.input("discriminator_weights"));
  result["generator_loss"] = gan.generator_gradient(noise.view(), rng).loss;
  result["grad_generator_weights"] = get_gradients(gan.generator(), c.input("generator_weights"));
  return result;
}

const Registration kClassifier("03_training", "train_classifier", train_classifier<double>, train_classifier<float>);
const Registration kGan("03_training", "train_gan", train_gan<double>, train_gan<float>);
const Registration kGanLosses("12_networks", "gan_losses", gan_losses<double>, gan_losses<float>);

}  // namespace
}  // namespace lectern::reference
