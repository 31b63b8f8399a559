// Family 12_networks: autoencoders and normalising flows. The losses of adversarial networks are in training.cpp.

#include <algorithm>

#include "core/ml/generative/autoencoder.h"
#include "core/ml/generative/coupling_flow.h"
#include "core/ml/generative/flow_metropolis.h"
#include "core/ml/generative/rational_quadratic_spline.h"
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

template <typename T>
Json coupling_flow(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x"), z = c.tensor<T>("z"), m = c.tensor<T>("masks");
  require(x.shape.size() == 2 && z.shape.size() == 2 && m.shape.size() == 2 && x.dim(0) >= 1 && x.dim(1) >= 1 &&
              z.dim(1) == x.dim(1) && m.dim(1) == x.dim(1),
          "`x`, `z` and `masks` do not fit each other");
  const std::ptrdiff_t n = x.dim(0), d = x.dim(1), layers = m.dim(0);
  const std::vector<nn::LayerSpec> specs = read_layers(c.parameter("layers"));
  const Json& weights = c.input("weights");
  require(layers >= 1 && weights.is_array() && weights.size() % std::size_t(layers) == 0,
          "`weights` does not hold as many networks as there are masks");
  const std::size_t blocks = weights.size() / std::size_t(layers);
  const auto weights_of = [&](std::ptrdiff_t layer) {
    const auto first = weights.begin() + layer * std::ptrdiff_t(blocks);
    return Json(std::vector<Json>(first, first + std::ptrdiff_t(blocks)));
  };
  std::vector<std::vector<std::uint8_t>> masks;
  std::vector<nn::Network<T>> networks;
  for (std::ptrdiff_t layer = 0; layer < layers; ++layer) {
    std::vector<std::uint8_t>& mask = masks.emplace_back();
    for (std::ptrdiff_t j = 0; j < d; ++j) mask.push_back(m.values[std::size_t(layer * d + j)] != 0 ? 1 : 0);
    networks.push_back(build_network<T>({d, 1, 1}, specs));
    require(networks.back().output_shape().size() == 2 * d, "a network does not give two numbers for each of `x`");
    set_weights(networks.back(), weights_of(layer));
  }
  generative::CouplingFlow<T> flow(generative::Coupling::affine, std::move(masks), std::move(networks));
  Matrix<T> sample(z.dim(0), d), latent(n, d), d_x(n, d);
  std::vector<T> sample_log_det(std::size_t(z.dim(0))), log_det(std::size_t(n), T(0)),
      log_density(std::size_t(n), T(0));
  flow.sample(z.view(), sample, sample_log_det);
  flow.invert(x.view(), latent, log_det);
  flow.log_density(x.view(), log_density);
  const double loss = flow.gradient(x.view(), d_x);
  Json gradients = Json::array();
  for (std::ptrdiff_t layer = 0; layer < layers; ++layer)
    for (const Json& block : get_gradients(flow.network(int(layer)), weights_of(layer))) gradients.push_back(block);
  return {{"sample", write_matrix<T>(sample)}, {"sample_log_det", sample_log_det},
          {"latent", write_matrix<T>(latent)}, {"log_det", log_det},
          {"log_density", log_density},        {"loss", loss},
          {"grad_weights", gradients},         {"grad_x", write_matrix<T>(d_x)}};
}

template <typename T>
Json rational_quadratic_spline(const Case& c) {
  const std::vector<T> knots_x = c.tensor<T>("knots_x").values, x = c.tensor<T>("x").values,
                       y = c.tensor<T>("y").values;
  const auto stretch = std::ptrdiff_t(knots_x.size()), n = std::ptrdiff_t(x.size());
  require(stretch >= 2, "a spline has at least two knots");
  const std::vector<T> knots_y = c.tensor<T>("knots_y", {stretch}).values,
                       slopes = c.tensor<T>("derivatives", {stretch}).values,
                       d_value = c.tensor<T>("grad_y_of_x", {n}).values,
                       d_log = c.tensor<T>("grad_log_derivative", {n}).values;
  const generative::SplineKnots<T> knots{knots_x.data(), knots_y.data(), slopes.data(), int(stretch - 1)};
  std::vector<T> value, log_derivative, inverse, inverse_log_derivative, d_x;
  std::vector<T> d_knots_x(knots_x.size(), T(0)), d_knots_y = d_knots_x, d_slopes = d_knots_x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = generative::spline_at(knots, x[i]);
    value.push_back(at.value);
    log_derivative.push_back(at.log_derivative);
    d_x.push_back(generative::spline_backward(knots, x[i], d_value[i], d_log[i], d_knots_x.data(), d_knots_y.data(),
                                              d_slopes.data()));
  }
  for (const T at : y) {
    const auto from = generative::spline_inverse(knots, at);
    inverse.push_back(from.value);
    inverse_log_derivative.push_back(from.log_derivative);
  }
  return {{"y_of_x", value},
          {"log_derivative", log_derivative},
          {"x_of_y", inverse},
          {"inverse_log_derivative", inverse_log_derivative},
          {"grad_x", d_x},
          {"grad_knots_x", d_knots_x},
          {"grad_knots_y", d_knots_y},
          {"grad_derivatives", d_slopes}};
}

template <typename T>
Json spline_knots(const Case& c) {
  std::vector<T> raw = c.tensor<T>("raw_widths").values;
  const auto bins = std::ptrdiff_t(raw.size());
  require(bins >= 1, "a spline has at least one bin");
  for (const auto& [name, count] : {std::pair("raw_heights", bins), std::pair("raw_derivatives", bins - 1)}) {
    const std::vector<T> part = c.tensor<T>(name, {count}).values;
    raw.insert(raw.end(), part.begin(), part.end());
  }
  std::vector<T> knots_x(std::size_t(bins + 1)), knots_y = knots_x, slopes = knots_x;
  generative::make_spline_knots({.bound = c.number("bound"),
                                 .least_width = c.number("min_width"),
                                 .least_height = c.number("min_height"),
                                 .least_slope = c.number("min_derivative")},
                                int(bins), raw.data(), knots_x.data(), knots_y.data(), slopes.data());
  return {{"knots_x", knots_x}, {"knots_y", knots_y}, {"derivatives", slopes}};
}

Json flow_metropolis(const Case& c) {
  const Tensor<double> proposals = c.tensor<double>("proposals"), start = c.tensor<double>("x_start");
  require(proposals.shape.size() == 2 && start.size() == proposals.columns(),
          "`proposals` and `x_start` do not fit each other");
  const std::ptrdiff_t steps = proposals.dim(0), d = proposals.columns();
  std::vector<double> log_weights = c.tensor<double>("log_target", {steps}).values;
  const std::vector<double> log_proposal = c.tensor<double>("log_proposal", {steps}).values,
                            u = c.tensor<double>("u", {steps}).values;
  for (std::size_t k = 0; k < log_weights.size(); ++k) log_weights[k] -= log_proposal[k];
  std::vector<double> probabilities(u.size());
  std::vector<int> places(u.size()), accepted;
  const double rate = generative::independence_metropolis(c.input("log_target_start").get<double>() -
                                                              c.input("log_proposal_start").get<double>(),
                                                          log_weights, u, probabilities, places);
  Matrix<double> chain(steps, d);
  for (std::ptrdiff_t k = 0; k < steps; ++k) {
    const int place = places[std::size_t(k)];
    accepted.push_back(place == k ? 1 : 0);
    std::copy_n(place < 0 ? start.data() : proposals.data() + place * d, d, chain.row(k));
  }
  const generative::ImportanceSums sums = generative::importance_sums(log_weights);
  return {{"acceptance_probability", probabilities},
          {"accepted", accepted},
          {"state_index", places},
          {"chain", write_matrix<double>(chain)},
          {"acceptance_rate", rate},
          {"importance_ess", sums.effective_samples},
          {"log_normalisation_estimate", sums.log_normalisation}};
}

const Registration kVae("12_networks", "vae", vae<double>, vae<float>);
const Registration kDenoising("12_networks", "autoencoder_denoising", autoencoder_denoising<double>,
                              autoencoder_denoising<float>);
const Registration kCouplingFlow("12_networks", "coupling_flow", coupling_flow<double>, coupling_flow<float>);
const Registration kSpline("12_networks", "rational_quadratic_spline", rational_quadratic_spline<double>,
                           rational_quadratic_spline<float>);
const Registration kSplineKnots("12_networks", "spline_knots", spline_knots<double>, spline_knots<float>);
const Registration kFlowMetropolis("12_networks", "flow_metropolis", flow_metropolis);

}  // namespace
}  // namespace lectern::reference
