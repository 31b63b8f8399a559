// Family 12_networks: autoencoders, normalising flows, diffusion, and networks that are a Hamiltonian or a Lagrangian.
// The losses of adversarial networks are in training.cpp.

#include <algorithm>
#include <cmath>

#include "core/ml/generative/autoencoder.h"
#include "core/ml/generative/coupling_flow.h"
#include "core/ml/generative/diffusion.h"
#include "core/ml/generative/flow_metropolis.h"
#include "core/ml/generative/rational_quadratic_spline.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/mechanics_network.h"
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

generative::NoiseSchedule read_schedule(const Case& c) {
  const std::string kind = c.text("schedule");
  const auto known = from_id(generative::kNoiseSchedules, kind);
  require(known.has_value(), "there is no schedule `" + kind + "`");
  const double times = c.number("T");
  require(times >= 1 && times <= 100000, "`T` is out of range");
  generative::NoiseScheduleSpec spec{.kind = *known, .times = static_cast<int>(times)};
  if (spec.kind == generative::NoiseScheduleKind::linear) {
    spec.beta_first = c.number("beta_start");
    spec.beta_last = c.number("beta_end");
  } else {
    spec.offset = c.number("cosine_s");
    spec.largest_beta = c.number("max_beta");
  }
  return generative::NoiseSchedule(spec);
}

template <typename ValueAt>
Json at_all_times(const generative::NoiseSchedule& schedule, ValueAt value_at) {
  std::vector<double> values;
  for (int t = 0; t < schedule.times(); ++t) values.push_back(value_at(t));
  return values;
}

Json ddpm_schedule(const Case& c) {
  const generative::NoiseSchedule s = read_schedule(c);
  return {{"betas", at_all_times(s, [&](int t) { return s.beta(t); })},
          {"alphas", at_all_times(s, [&](int t) { return s.alpha(t); })},
          {"alpha_bar", at_all_times(s, [&](int t) { return s.alpha_bar(t); })},
          {"sqrt_alpha_bar", at_all_times(s, [&](int t) { return std::sqrt(s.alpha_bar(t)); })},
          {"sqrt_one_minus_alpha_bar", at_all_times(s, [&](int t) { return std::sqrt(1 - s.alpha_bar(t)); })},
          {"posterior_variance", at_all_times(s, [&](int t) { return s.posterior(t).variance; })},
          {"posterior_mean_coef_x0", at_all_times(s, [&](int t) { return s.posterior(t).from_data; })},
          {"posterior_mean_coef_xt", at_all_times(s, [&](int t) { return s.posterior(t).from_mixture; })},
          {"snr", at_all_times(s, [&](int t) { return s.signal_to_noise(t); })}};
}

template <typename T>
Json ddpm(const Case& c) {
  const generative::NoiseSchedule schedule = read_schedule(c);
  const Tensor<T> x0 = c.tensor<T>("x0"), eps = c.tensor<T>("eps"), predicted = c.tensor<T>("eps_predicted"),
                  z = c.tensor<T>("z");
  require(x0.shape.size() == 2 && eps.shape == x0.shape && predicted.shape == x0.shape && z.shape == x0.shape,
          "`x0`, `eps`, `eps_predicted` and `z` do not fit each other");
  const std::vector<std::int32_t> t = c.integers("t", 0, schedule.times());
  require(std::ptrdiff_t(t.size()) == x0.dim(0), "`x0` and `t` must have as many rows");
  const std::string sigma = c.text("sigma");
  require(sigma == "beta" || sigma == "posterior", "there is no sigma `" + sigma + "`");
  const auto variance = sigma == "beta" ? generative::ReverseVariance::beta : generative::ReverseVariance::posterior;

  Matrix<T> mixture(x0.dim(0), x0.columns());
  generative::add_noise<T>(schedule, x0.view(), t, eps.view(), mixture);
  Matrix<T> posterior_mean = mixture, data = mixture, mean = mixture, previous = mixture;
  generative::remove_noise<T>(schedule, mixture, t, predicted.view(), data);
  const Matrix<T> nothing(x0.dim(0), x0.columns(), T(0));
  generative::step_back<T>(schedule, t, predicted.view(), nothing, variance, mean);
  generative::step_back<T>(schedule, t, predicted.view(), z.view(), variance, previous);
  std::vector<double> posterior_variance, deviation;
  for (std::ptrdiff_t i = 0; i < mixture.rows(); ++i) {
    const int time = t[std::size_t(i)];
    const generative::NoiseSchedule::Posterior posterior = schedule.posterior(time);
    for (std::ptrdiff_t j = 0; j < mixture.cols(); ++j)
      posterior_mean(i, j) = T(posterior.from_data) * x0.view()(i, j) + T(posterior.from_mixture) * mixture(i, j);
    posterior_variance.push_back(posterior.variance);
    deviation.push_back(generative::reverse_deviation(schedule, time, variance));
  }
  return {{"x_t", write_matrix<T>(mixture)},
          {"posterior_mean", write_matrix<T>(posterior_mean)},
          {"posterior_variance", posterior_variance},
          {"x0_predicted", write_matrix<T>(data)},
          {"reverse_mean", write_matrix<T>(mean)},
          {"reverse_sigma", deviation},
          {"x_previous", write_matrix<T>(previous)},
          {"loss_simple", nn::loss_and_gradient<T>({nn::LossKind::mse}, predicted.view(), eps.view(), {})}};
}

template <typename T>
Json ddim(const Case& c) {
  const generative::NoiseSchedule schedule = read_schedule(c);
  const std::vector<std::int32_t> times = c.integers("timesteps", 0, schedule.times());
  const Tensor<T> start = c.tensor<T>("x_start"), predicted = c.tensor<T>("eps_predicted"), z = c.tensor<T>("z");
  require(start.shape.size() == 2 && predicted.shape.size() == 3 && z.shape == predicted.shape &&
              predicted.dim(0) == std::ptrdiff_t(times.size()) && predicted.dim(1) == start.dim(0) &&
              predicted.dim(2) == start.dim(1),
          "`x_start`, `eps_predicted` and `z` do not fit each other");
  const std::ptrdiff_t n = start.dim(0), d = start.columns();
  Matrix<T> x(n, d), data(n, d);
  std::copy(start.values.begin(), start.values.end(), x.data());
  Json xs = Json::array({write_matrix<T>(x)}), implied = Json::array();
  std::vector<double> sigma;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const int t = times[k], earlier = k + 1 < times.size() ? times[k + 1] : -1;
    require(earlier < t, "`timesteps` must fall");
    const auto slice = [&](const Tensor<T>& all) {
      return ConstMatrixView<T>(all.values.data() + std::ptrdiff_t(k) * n * d, n, d);
    };
    generative::remove_noise<T>(schedule, x, std::vector<int>(std::size_t(n), t), slice(predicted), data);
    implied.push_back(write_matrix<T>(data));
    sigma.push_back(generative::implicit_deviation(schedule, t, earlier, c.number("eta")));
    generative::implicit_step_back<T>(schedule, t, earlier, c.number("eta"), slice(predicted), slice(z), x);
    xs.push_back(write_matrix<T>(x));
  }
  return {{"x", xs}, {"sigma", sigma}, {"x0_predicted", implied}};
}

template <typename T>
Json ddpm_network_loss(const Case& c) {
  const generative::NoiseSchedule schedule = read_schedule(c);
  const Tensor<T> x0 = c.tensor<T>("x0"), eps = c.tensor<T>("eps");
  require(x0.shape.size() == 2 && eps.shape == x0.shape, "`x0` and `eps` do not fit each other");
  const std::ptrdiff_t n = x0.dim(0), d = x0.columns();
  const std::vector<std::int32_t> t = c.integers("t", 0, schedule.times());
  require(std::ptrdiff_t(t.size()) == n, "`x0` and `t` must have as many rows");
  nn::Network<T> network = build_network<T>({d + 1, 1, 1}, read_layers(c.parameter("layers")));
  require(network.output_shape().size() == d, "the network does not give as many numbers as `x0` has columns");
  set_weights(network, c.input("weights"));
  generative::Denoiser<T> denoiser(std::move(network));
  Matrix<T> mixture(n, d), predicted(n, d);
  generative::add_noise<T>(schedule, x0.view(), t, eps.view(), mixture);
  denoiser.predict(schedule, mixture, t, predicted);
  Rng rng(0);
  const double loss = denoiser.gradient(schedule, mixture, t, eps.view(), rng);
  return {{"x_t", write_matrix<T>(mixture)},
          {"eps_predicted", write_matrix<T>(predicted)},
          {"loss", loss},
          {"grad_weights", get_gradients(denoiser.network(), c.input("weights"))}};
}

// The sizes of the hidden layers, all with the same activation.
struct JetLayers {
  std::ptrdiff_t inputs = 0;
  std::vector<int> hidden;
  nn::JetActivation activation = nn::JetActivation::tanh;
};

JetLayers read_jet_layers(const Json& layers) {
  JetLayers read;
  require(layers.is_array() && !layers.empty(), "`layers` is no list");
  for (const Json& layer : layers) {
    const std::string type = layer.at("type").get<std::string>();
    if (type == "dense") {
      if (read.inputs == 0) read.inputs = layer.at("in").get<std::ptrdiff_t>();
      read.hidden.push_back(layer.at("out").get<int>());
    } else {
      require(type == "softplus" || type == "tanh", "there is no smooth activation `" + type + "`");
      read.activation = type == "tanh" ? nn::JetActivation::tanh : nn::JetActivation::softplus;
    }
  }
  require(!read.hidden.empty() && read.hidden.back() == 1, "the network has not one output");
  read.hidden.pop_back();
  return read;
}

template <typename T>
void set_jet_weights(nn::JetNetwork<T>& network, const Json& weights) {
  require(weights.is_array() && weights.size() == network.layers(), "there is not one weight entry per layer");
  std::size_t at = 0;
  for (const Json& layer : weights)
    for (const char* part : {"weight", "bias"}) {
      const Tensor<T> values = read_tensor<T>(layer.at(part), part);
      require(at + values.values.size() <= network.parameters().size(), "a weight entry is too large");
      std::copy(values.values.begin(), values.values.end(), network.parameters().begin() + std::ptrdiff_t(at));
      at += values.values.size();
    }
  require(at == network.parameters().size(), "a weight entry is too small");
}

template <typename T>
Json write_jet_gradients(const nn::JetNetwork<T>& network, const std::vector<T>& gradient) {
  Json all = Json::array();
  const T* at = gradient.data();
  for (std::size_t layer = 0; layer < network.layers(); ++layer) {
    const std::ptrdiff_t in = network.widths()[layer], out = network.widths()[layer + 1];
    all.push_back({{"weight", write_tensor(at, {out, in})}, {"bias", write_tensor(at + out * in, {out})}});
    at += out * (in + 1);
  }
  return all;
}

template <typename T>
Json hamiltonian_network(const Case& c) {
  const Tensor<T> states = c.tensor<T>("state"), targets = c.tensor<T>("derivative");
  const std::ptrdiff_t rows = states.dim(0), n = states.columns() / 2;
  require((n == 1 || n == 2) && states.columns() == 2 * n && targets.shape == states.shape,
          "`state` and `derivative` do not fit each other");
  const JetLayers layers = read_jet_layers(c.parameter("layers"));
  require(layers.inputs == 2 * n, "the network does not read a state");
  nn::HamiltonianNetwork<T> model({.degrees = int(n)}, layers.hidden, layers.activation, Rng(0));
  set_jet_weights(model.network(), c.input("weights"));
  Matrix<T> flow(rows, 2 * n), dq(rows, n), dp(rows, n);
  std::vector<T> values(std::size_t(rows), T(0)), gradient(model.network().parameters().size());
  model.derivative(states.view(), flow, values);
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    std::copy_n(flow.row(i), n, dq.row(i));
    std::copy_n(flow.row(i) + n, n, dp.row(i));
  }
  const double loss = model.gradient(states.view(), targets.view(), gradient);
  return {{"hamiltonian", values},
          {"dq_dt", write_matrix<T>(dq)},
          {"dp_dt", write_matrix<T>(dp)},
          {"loss", loss},
          {"grad_weights", write_jet_gradients(model.network(), gradient)}};
}

template <typename T>
Json lagrangian_network(const Case& c) {
  const Tensor<T> q = c.tensor<T>("q"), v = c.tensor<T>("q_dot"), targets = c.tensor<T>("q_ddot");
  const std::ptrdiff_t rows = q.dim(0), n = q.columns();
  require((n == 1 || n == 2) && v.shape == q.shape && targets.shape == q.shape,
          "`q`, `q_dot` and `q_ddot` do not fit each other");
  const JetLayers layers = read_jet_layers(c.parameter("layers"));
  require(layers.inputs == 2 * n, "the network does not read a state");
  nn::LagrangianNetwork<T> model({.degrees = int(n)}, layers.hidden, layers.activation, 0, Rng(0));
  set_jet_weights(model.network(), c.input("weights"));
  Matrix<T> states(rows, 2 * n), accelerations(rows, n), mass(rows, n * n);
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    std::copy_n(q.data() + i * n, n, states.row(i));
    std::copy_n(v.data() + i * n, n, states.row(i) + n);
  }
  std::vector<T> values(std::size_t(rows), T(0)), gradient(model.network().parameters().size());
  model.accelerations(states, accelerations, values, mass);
  const double loss = model.gradient(states, targets.view(), gradient);
  return {{"lagrangian", values},
          {"mass_matrix", write_tensor(mass.data(), {rows, n, n})},
          {"acceleration", write_matrix<T>(accelerations)},
          {"loss", loss},
          {"grad_weights", write_jet_gradients(model.network(), gradient)}};
}

const Registration kHamiltonianNetwork("12_networks", "hamiltonian_network", hamiltonian_network<double>,
                                       hamiltonian_network<float>);
const Registration kLagrangianNetwork("12_networks", "lagrangian_network", lagrangian_network<double>,
                                      lagrangian_network<float>);
const Registration kVae("12_networks", "vae", vae<double>, vae<float>);
const Registration kDenoising("12_networks", "autoencoder_denoising", autoencoder_denoising<double>,
                              autoencoder_denoising<float>);
const Registration kCouplingFlow("12_networks", "coupling_flow", coupling_flow<double>, coupling_flow<float>);
const Registration kSpline("12_networks", "rational_quadratic_spline", rational_quadratic_spline<double>,
                           rational_quadratic_spline<float>);
const Registration kSplineKnots("12_networks", "spline_knots", spline_knots<double>, spline_knots<float>);
const Registration kFlowMetropolis("12_networks", "flow_metropolis", flow_metropolis);
const Registration kSchedule("12_networks", "ddpm_schedule", ddpm_schedule);
const Registration kDdpm("12_networks", "ddpm", ddpm<double>, ddpm<float>);
const Registration kDdim("12_networks", "ddim", ddim<double>, ddim<float>);
const Registration kDenoiser("12_networks", "ddpm_network_loss", ddpm_network_loss<double>, ddpm_network_loss<float>);

}  // namespace
}  // namespace lectern::reference
