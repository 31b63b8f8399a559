#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/kernels/gaussian_process.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/predictive_network.h"
#include "core/simd/thread_pool.h"

namespace lectern {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Who is asked how sure it is.
enum class Method { network, dropout, ensemble, process };
constexpr std::size_t kMethods = 4;
constexpr std::array<const char*, kMethods> kMethodIds{"network", "dropout", "ensemble", "process"};
constexpr std::array<const char*, kMethods> kMethodNames{"one network", "dropout", "ensemble", "Gaussian process"};

// What a Gaussian process learns from: some of the examples of the networks.
struct ProcessExamples {
  Matrix<double> X;
  std::vector<double> y;

  static constexpr std::ptrdiff_t kMost = 150;
  auto state() const { return std::tie(X, y); }
};

// A Gaussian process whose covariance is learned from the examples too, by climbing their likelihood.
class LearningProcess {
 public:
  LearningProcess();

  // One step of Adam along the gradient of the log marginal likelihood by the logarithms of amplitude, length and
  // noise.
  void step(const ProcessExamples& examples);
  // Nothing without examples, or where the covariance is singular.
  std::optional<kernels::GaussianProcess> fit(const ProcessExamples& examples) const;
  const kernels::GaussianProcessSpec& spec() const { return spec_; }

  auto state() const { return std::tie(spec_, optimizer_); }

 private:
  kernels::GaussianProcessSpec spec_;
  nn::Optimizer<double> optimizer_;
};

// An ensemble of networks from different starts, of which the first also stands for one network alone; one network with
// dropout; and a Gaussian process. They learn from the same examples.
class Contenders {
 public:
  struct Spec {
    nn::PredictiveNetwork::Spec network{};
    double dropout = 0.1;
    int members = 5;
    int passes = 30;
  };
  // What networks say of some places: of each member and each pass of dropout, places × outputs.
  struct Answers {
    std::vector<Matrix<float>> members, passes;
  };

  Contenders(const Spec& spec, const Rng& rng);

  // One update of each network; now and then one step of the process.
  void step(const nn::PredictiveData& data, const ProcessExamples& examples, double learning_rate, ThreadPool& pool);

  // answers  resized and overwritten
  void ask(ConstMatrixView<float> places, Answers& answers, ThreadPool& pool) const;

  std::int64_t updates() const { return updates_; }
  // Mean training loss of the members, and that of the network with dropout, in nats; NaN before the first update.
  double loss() const;
  double dropout_loss() const { return networks_.back().loss(); }
  bool is_finite() const;
  std::size_t members() const { return networks_.size() - 1; }
  const LearningProcess& process() const { return process_; }

  auto state() const { return std::tie(networks_, process_, updates_); }

 private:
  std::vector<nn::PredictiveNetwork> networks_;  // the members, and behind them the one with dropout
  LearningProcess process_;
  double dropout_;
  int passes_;
  Rng pass_rng_;
  std::int64_t updates_ = 0;
  Scratch<std::vector<nn::Network<float>>> thinned_;
  Scratch<std::vector<nn::Pass<float>>> looks_;
};

}  // namespace lectern
