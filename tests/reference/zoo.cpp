// Family 12_networks: radial-basis, extreme-learning, echo-state and Hopfield networks, self-organising maps.

#include <cstdint>
#include <string>
#include <vector>

#include "core/ml/zoo/extreme_learning.h"
#include "core/ml/zoo/hopfield_network.h"
#include "core/ml/zoo/radial_basis_network.h"
#include "core/ml/zoo/reservoir.h"
#include "core/ml/zoo/self_organising_map.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Matrix<double> copied(ConstMatrixView<double> M) {
  Matrix<double> all(M.rows, M.cols);
  for (std::ptrdiff_t i = 0; i < M.rows; ++i)
    for (std::ptrdiff_t j = 0; j < M.cols; ++j) all(i, j) = M(i, j);
  return all;
}

Json rbf_network(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X"), y = c.tensor<double>("y", {X.dim(0)}),
                       centres = c.tensor<double>("centers"), X_test = c.tensor<double>("X_test");
  const zoo::RadialBasisNetwork network(X.view(), y.values, copied(centres.view()), c.number("width"),
                                        c.number("ridge"), c.flag("fit_bias"));
  const std::vector<double> fitted = network.predict(X.view());
  double squares = 0;
  for (std::size_t i = 0; i < fitted.size(); ++i) squares += (fitted[i] - y.values[i]) * (fitted[i] - y.values[i]);
  return {{"features", write_matrix<double>(network.features(X.view()))},
          {"coefficients", network.output().coefficients},
          {"bias", network.output().intercept},
          {"prediction_test", network.predict(X_test.view())},
          {"mse_train", squares / double(fitted.size())}};
}

Json extreme_learning(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X"), Y = c.tensor<double>("y"), W = c.tensor<double>("W"),
                       b = c.tensor<double>("b", {W.dim(0)}), X_test = c.tensor<double>("X_test");
  const std::string kind = c.text("activation");
  zoo::ExtremeLearner learner(copied(W.view()), b.values,
                              kind == "tanh"      ? nn::ActivationKind::tanh
                              : kind == "sigmoid" ? nn::ActivationKind::sigmoid
                                                  : nn::ActivationKind::relu);
  learner.fit(X.view(), Y.view(), c.number("ridge"));
  const Matrix<double> fitted = learner.predict(X.view());
  double squares = 0;
  for (std::ptrdiff_t i = 0; i < fitted.size(); ++i)
    squares += (fitted.data()[i] - Y.data()[i]) * (fitted.data()[i] - Y.data()[i]);
  return {{"hidden", write_matrix<double>(learner.hidden(X.view()))},
          {"beta", write_matrix<double>(learner.output())},
          {"prediction_test", write_matrix<double>(learner.predict(X_test.view()))},
          {"mse_train", squares / double(fitted.size())}};
}

Json echo_state(const Case& c) {
  const Tensor<double> U = c.tensor<double>("u"), Y = c.tensor<double>("target"), raw = c.tensor<double>("W_raw"),
                       W_in = c.tensor<double>("W_in"), x = c.tensor<double>("x_start", {raw.dim(0)});
  const double rho = zoo::spectral_radius(raw.view());
  Matrix<double> W = copied(raw.view());
  for (std::ptrdiff_t i = 0; i < W.size(); ++i) W.data()[i] *= c.number("spectral_radius") / rho;
  zoo::EchoState network(W, copied(W_in.view()), x.values, c.number("leak"));
  const Matrix<double> Z = network.run(U.view());
  const int washout = int(c.number("washout"));
  network.fit(Z, Y.view(), washout, c.number("ridge"));
  const std::ptrdiff_t T = U.dim(0), d = U.columns(), R = raw.dim(0), O = Y.columns();
  Matrix<double> states(T, R), prediction(T, O), free(std::ptrdiff_t(c.number("free_run_steps")), O);
  double squares = 0;
  for (std::ptrdiff_t t = 0; t < T; ++t) {
    for (std::ptrdiff_t i = 0; i < R; ++i) states(t, i) = Z(t, 1 + d + i);
    for (std::ptrdiff_t o = 0; o < O; ++o) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < Z.cols(); ++j) sum += Z(t, j) * network.output()(j, o);
      prediction(t, o) = sum;
      const double error = sum - Y.data()[t * O + o];
      if (t >= washout) squares += error * error;
    }
  }
  std::vector<double> y(prediction.row(T - 1), prediction.row(T - 1) + O);
  for (std::ptrdiff_t t = 0; t < free.rows(); ++t) {
    network.listen(y);
    std::vector<double> next(y.size());
    network.read(y, next);
    y = next;
    for (std::ptrdiff_t o = 0; o < O; ++o) free(t, o) = y[std::size_t(o)];
  }
  Matrix<double> out(O, Z.cols());
  for (std::ptrdiff_t o = 0; o < O; ++o)
    for (std::ptrdiff_t j = 0; j < Z.cols(); ++j) out(o, j) = network.output()(j, o);
  return {{"spectral_radius_raw", rho},
          {"W", write_matrix<double>(W)},
          {"states", write_matrix<double>(states)},
          {"W_out", write_matrix<double>(out)},
          {"prediction", write_matrix<double>(prediction)},
          {"mse", squares / double((T - washout) * O)},
          {"free_run", write_matrix<double>(free)}};
}

Json som(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X"), weights = c.tensor<double>("weights");
  require(weights.shape.size() == 3, "`weights` has not three axes");
  const int rows = int(weights.dim(0)), columns = int(weights.dim(1));
  const std::ptrdiff_t d = weights.dim(2);
  const std::vector<std::int32_t> order = c.integers("order", 0, X.dim(0));
  zoo::SelfOrganisingMap map(rows, columns, copied(ConstMatrixView<double>(weights.data(), rows * columns, d)));
  const zoo::Fall fall = c.text("schedule") == "linear" ? zoo::Fall::linear : zoo::Fall::exponential;
  const zoo::Neighbourhood kind =
      c.text("neighbourhood") == "bubble" ? zoo::Neighbourhood::bubble : zoo::Neighbourhood::gaussian;
  Json winners = Json::array(), first, last = Json::array();
  for (std::size_t s = 0; s < order.size(); ++s) {
    const double f = double(s) / double(order.size());
    winners.push_back(map.show({X.data() + order[s] * d, std::size_t(d)},
                               zoo::falling(fall, c.number("learning_rate_start"), c.number("learning_rate_end"), f),
                               zoo::falling(fall, c.number("sigma_start"), c.number("sigma_end"), f), kind));
    if (s == 0) first = write_tensor(map.weights().data(), {rows, columns, d});
  }
  for (std::ptrdiff_t i = 0; i < X.dim(0); ++i) last.push_back(map.nearest({X.data() + i * d, std::size_t(d)}).first);
  return {{"bmu", winners},
          {"weights_after_1", first},
          {"weights_final", write_tensor(map.weights().data(), {rows, columns, d})},
          {"bmu_final", last},
          {"quantisation_error", map.quantisation_error(X.view())},
          {"topographic_error", map.topographic_error(X.view())},
          {"u_matrix", write_tensor(map.unit_distances().data(), {rows, columns})}};
}

Json hopfield(const Case& c) {
  const Tensor<double> patterns = c.tensor<double>("patterns"), states = c.tensor<double>("state");
  const int N = int(patterns.dim(1));
  const std::vector<std::int32_t> order = c.integers("order", 0, N);
  zoo::HopfieldNetwork network(N);
  std::vector<std::vector<int>> stored;
  for (std::ptrdiff_t p = 0; p < patterns.dim(0); ++p) {
    stored.emplace_back(patterns.data() + p * N, patterns.data() + (p + 1) * N);
    network.store(stored.back());
  }
  Matrix<double> W(N, N);
  for (int k = 0; k < N; ++k)
    for (int j = 0; j < N; ++j) W(k, j) = network.weight(k, j);
  Json traces = Json::array(), last = Json::array(), overlaps = Json::array();
  for (std::ptrdiff_t q = 0; q < states.dim(0); ++q) {
    std::vector<int> s(states.data() + q * N, states.data() + (q + 1) * N);
    Json trace = Json::array({network.energy(s)}), row = Json::array();
    for (const int k : order) {
      network.update(k, s);
      trace.push_back(network.energy(s));
    }
    for (const auto& pattern : stored) row.push_back(zoo::overlap(s, pattern));
    traces.push_back(trace);
    last.push_back(s);
    overlaps.push_back(row);
  }
  return {{"W", write_matrix<double>(W)}, {"energy_trace", traces}, {"state_final", last}, {"overlap", overlaps}};
}

const Registration kRadialBasis("12_networks", "rbf_network", rbf_network);
const Registration kExtreme("12_networks", "extreme_learning", extreme_learning);
const Registration kEchoState("12_networks", "echo_state", echo_state);
const Registration kMap("12_networks", "som", som);
const Registration kHopfield("12_networks", "hopfield", hopfield);

}  // namespace
}  // namespace lectern::reference
