// Family 12_networks: autoencoders. The losses of adversarial networks are in training.cpp.

#include <algorithm>

#include "core/ml/generative/autoencoder.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using generative::Autoencoder;
using generative::CodingCost;
using generative::CodingRule;
using generative::Likelihood;

template <typename T>
Json vae(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x"), eps = c.tensor<T>("eps");
  require(x.shape.size() == 2 && eps.shape.size() == 2 && eps.dim(0) == x.dim(0),
          "`x` and `eps` do not fit each other");
  const std::ptrdiff_t n = x.dim(0), code = eps.dim(1);
  const std::string likelihood = c.text("likelihood");
  require(likelihood == "bernoulli" || likelihood == "gaussian", "there is no likelihood `" + likelihood + "`");
  const CodingRule rule{.likelihood = likelihood == "gaussian" ? Likelihood::gaussian : Likelihood::bernoulli,
                        .variational = true,
                        .beta = c.number("beta"),
                        .sigma = likelihood == "gaussian" ? c.number("sigma") : 1};
  nn::Network<T> encoder = build_network<T>({x.columns(), 1, 1}, read_layers(c.parameter("encoder_layers")));
  nn::Network<T> decoder = build_network<T>({code, 1, 1}, read_layers(c.parameter("decoder_layers")));
  require(encoder.output_shape().size() == 2 * code && decoder.output_shape().size() == x.columns(),
          "the two networks do not fit each other");
  set_weights(encoder, c.input("encoder_weights"));
  set_weights(decoder, c.input("decoder_weights"));
  Autoencoder<T> model(std::move(encoder), std::move(decoder), {}, rule);
  Rng rng(0);
  const CodingCost cost = model.gradient(x.view(), x.view(), eps.view(), rng);
  Json elbo = Json::array();
  for (std::size_t i = 0; i < std::size_t(n); ++i)
    elbo.push_back(-model.reconstructions()[i] - T(rule.beta) * model.divergences()[i]);
  const auto rows_of = [](ConstMatrixView<T> M) {
    Matrix<T> packed(M.rows, M.cols);
    for (std::ptrdiff_t i = 0; i < M.rows; ++i) std::copy_n(M.row(i), M.cols, packed.row(i));
    return write_matrix<T>(packed);
  };
  return {{"mean", rows_of(model.means())},
          {"logvar", rows_of(model.log_variances())},
          {"z", rows_of(model.codes())},
          {"decoder_output", rows_of(model.outputs())},
          {"reconstruction", write_tensor(model.reconstructions().data(), {n})},
          {"kl", write_tensor(model.divergences().data(), {n})},
          {"elbo", elbo},
          {"loss", cost.cost},
          {"grad_encoder_weights", get_gradients(model.encoder(), c.input("encoder_weights"))},
          {"grad_decoder_weights", get_gradients(model.decoder(), c.input("decoder_weights"))}};
}

// The network is cut in front of its last dense layer: what is before counts as the encoder.
template <typename T>
Json autoencoder_denoising(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x"), mask = c.tensor<T>("mask"), noise = c.tensor<T>("noise");
  require(x.shape.size() == 2 && mask.shape == x.shape && noise.shape == x.shape,
          "`x`, `mask` and `noise` do not fit each other");
  const std::string loss = c.text("loss");
  require(loss == "mse" || loss == "bce_with_logits", "there is no loss `" + loss + "` of a denoising autoencoder");
  std::vector<nn::LayerSpec> layers = read_layers(c.parameter("layers")), encoder_layers;
  const Json& weights = c.input("weights");
  require(layers.size() >= 2 && weights.is_array() && weights.size() >= 2, "the network has fewer than two layers");
  encoder_layers.assign(layers.begin(), layers.end() - 1);
  nn::Network<T> encoder = build_network<T>({x.columns(), 1, 1}, encoder_layers);
  nn::Network<T> decoder = build_network<T>(encoder.output_shape(), {layers.back()});
  require(decoder.output_shape().size() == x.columns(), "the network does not give back what it was given");
  Json encoder_weights = weights, decoder_weights = Json::array({weights.back()});
  encoder_weights.erase(encoder_weights.size() - 1);
  set_weights(encoder, encoder_weights);
  set_weights(decoder, decoder_weights);
  Matrix<T> corrupted(x.dim(0), x.columns());
  generative::corrupt<T>(x.view(), mask.view(), noise.view(), c.number("noise_level"), corrupted);
  Autoencoder<T> model(std::move(encoder), std::move(decoder), {},
                       {.likelihood = loss == "mse" ? Likelihood::gaussian : Likelihood::bernoulli});
  Rng rng(0);
  const CodingCost cost = model.gradient(corrupted, x.view(), {}, rng);
  Json gradients = get_gradients(model.encoder(), encoder_weights);
  gradients.push_back(get_gradients(model.decoder(), decoder_weights)[0]);
  return {{"corrupted", write_matrix<T>(corrupted)},
          {"output", write_matrix<T>(model.outputs())},
          {"loss", cost.cost},
          {"grad_weights", gradients}};
}

const Registration kVae("12_networks", "vae", vae<double>, vae<float>);
const Registration kDenoising("12_networks", "autoencoder_denoising", autoencoder_denoising<double>,
                              autoencoder_denoising<float>);

}  // namespace
}  // namespace lectern::reference
