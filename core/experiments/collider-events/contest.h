#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/collider-events/event_data.h"
#include "core/math/named_enum.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sampler.h"
#include "core/ml/trees/boosting.h"

// What learns to tell signal from background: boosted trees, networks, windows on single variables.
namespace lectern::collider {

inline constexpr double kNoBound = std::numeric_limits<double>::infinity();

enum class Method { trees, network };
constexpr std::size_t kMethods = 2;
inline constexpr std::array<Named<Method>, kMethods> kMethodNames{{
    {Method::trees, "trees", "Boosted trees"},
    {Method::network, "network", "Network"},
}};

struct LearnerSettings {
  int depth = 3;
  double shrinkage = 0.1;
  std::vector<int> layers{32, 32};
  double learning_rate = 0.003;
  double decorrelation = 0;
  int bagged = 1;
};

// Gradient boosting on some columns: one stage a step.
class TreesLearner {
 public:
  TreesLearner(const Events& training, std::span<const int> columns, const LearnerSettings& settings, const Rng& rng);
  void step();
  int stages() const { return boosting_.stages(); }
  // Adds the stages from `first` on to F, n, or begins with the start where first is 0.
  void add_stages(const Events& events, double scale, const EventData& data, int first, std::span<double> F) const;

  auto state() const { return std::tuple(std::tie(boosting_, rng_), unhashed(columns_)); }

 private:
  struct Given {
    Matrix<double> X;
    std::vector<int> labels;
    std::vector<double> weights;
    trees::SortedInputs inputs;
    auto state() const { return std::tie(X, labels); }
  };
  trees::TreeTarget target() const;

  std::vector<int> columns_;
  Shared<std::optional<Given>> given_;
  trees::GradientBoosting boosting_;
  Rng rng_;
};

// A network on some columns, standardised: some mini-batches a step. Its cost is the cross-entropy plus, over the
// background of each batch, λ times the squared distance correlation of score and mass. What is not known is 0, the
// mean.
class NetworkLearner {
 public:
  NetworkLearner(const EventData& data, std::span<const int> columns, const LearnerSettings& settings, const Rng& rng);
  // Another one for the same bag: it starts from its own weights and learns from as many events, drawn with repetition.
  NetworkLearner(const NetworkLearner& first, const LearnerSettings& settings, const Rng& rng);
  // And so does the first. Before any step.
  void draw_with_repetition(Rng rng);
  // decorrelation: λ ≥ 0
  void step(double learning_rate, double decorrelation);
  bool is_finite() const { return is_finite_; }
  // score  n: the probability of the signal
  void write_scores(const Events& events, double scale, const EventData& data, std::span<double> score) const;

  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, sampler_, rng_, is_finite_), unhashed(columns_), unhashed(rows_));
  }

 private:
  struct Given {
    Matrix<float> X, targets;
    std::vector<double> mass, mean, deviation, weights;
    auto state() const { return std::tie(X, targets); }
  };
  void add_penalty(std::span<const std::int32_t> rows, double weight);

  std::vector<int> columns_;
  Shared<Given> given_;
  std::vector<std::int32_t> rows_;  // the events drawn; empty: all
  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  nn::MiniBatchSampler sampler_;
  Rng rng_;
  bool is_finite_ = true;

  struct Buffers {
    Matrix<float> X, targets;
    std::vector<std::int32_t> rows;
    nn::Pass<float> pass, look;
    std::vector<double> scores, mass, gradient;
    std::vector<std::ptrdiff_t> background;
  };
  Scratch<Buffers> buffers_;
};

// A window on each high-level column, found on the training events one after the other: of all pairs of edges that with
// the largest AMS while the other windows stay.
class WindowCuts {
 public:
  explicit WindowCuts(std::span<const int> columns);
  // The next window.   weights  n: expected events
  void step(const Events& training, std::span<const double> weights);
  // An event, x, with all energies multiplied by `scale`.
  bool passes(const double* x, double scale, const EventData& data) const;
  // Of the i-th column in turn; unbounded where nothing was cut.
  std::span<const int> columns() const { return columns_; }
  double low(std::size_t i) const { return low_[i]; }
  double high(std::size_t i) const { return high_[i]; }

  auto state() const { return std::tie(columns_, low_, high_, next_); }

 private:
  std::vector<int> columns_;
  std::vector<double> low_, high_;
  std::size_t next_ = 0;
};

// Scores of the judged events with all energies multiplied by `scale`; of each feature set and method, or of one set.
struct Scored {
  double scale = 1;
  int stages = 0;                                                             // of the trees that are in F
  std::array<std::vector<double>, kFeatureSets> F;                            // of the trees
  std::array<std::array<std::vector<double>, kMethods>, kFeatureSets> score;  // n each; empty: not asked for

  auto state() const { return std::tie(scale, stages, F, score); }
};

// All six learners; instead of one network there may be a bag of them, whose scores are averaged.
class Contest {
 public:
  Contest(const EventData& data, const LearnerSettings& settings, const Rng& rng);

  void step(double learning_rate, double decorrelation);
  bool is_finite() const;
  // Brings the scores up to date: all of them, or those of one feature set.
  void score(const EventData& data, Scored& scored, std::optional<FeatureSet> only = {}) const;

  auto state() const { return std::tie(trees_, networks_); }

 private:
  std::vector<TreesLearner> trees_;
  std::size_t bag_;
  std::vector<NetworkLearner> networks_;  // those of a bag one behind the other
};

}  // namespace lectern::collider
