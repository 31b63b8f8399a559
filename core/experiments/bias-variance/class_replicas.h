#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/lab/schema.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/math/running_moments.h"
#include "core/math/state_hasher.h"
#include "core/ml/linear/cross_validation.h"
#include "core/ml/metrics/bias_variance.h"

namespace lectern {

// What is done about a model that overfits.
enum class Remedy { none, data, features, stop, penalty };
inline constexpr int kMoreData = 4;  // times the points

// Which classifiers are compared, by what they differ in.
enum class ReplicatedClassifier { logistic, tree, forest, boosting };

// Group "Classes" of the parameters: class_model, class_n, border.
struct ClassReplicasSettings {
  ReplicatedClassifier classifier = ReplicatedClassifier::logistic;
  int n = 80;
  double border = 0.15;

  static Schema<ClassReplicasSettings> schema(const ClassReplicasSettings& defaults);
};

// Bias and variance of classifiers, each fitted to many replicas of a training set whose law is known,
//   x uniform in [−1, 1]²,   P(y = 1 | x) = sigmoid((x₂ − 0.7 sin πx₁)/border).
// Its members, from the first to the last: logistic regressions on polynomials of order 1 to 8, trees of depth 1 to 8,
// random forests of 1 to 32 trees, or boosted trees of 1 to 100 stages.
// The squared error of a probability (Brier score) splits as that of a regression: bias² + variance + noise, with noise
// the mean of P(1 − P). A remedy changes how the last member is fitted.
// Sources: Geman, Bienenstock, Doursat (1992), §3; Domingos, A unified bias-variance decomposition, ICML (2000).
class ClassReplicas {
 public:
  ClassReplicas() = default;  // is_on() is false
  // fits  draws bootstrap samples and inputs tried at a split
  ClassReplicas(const ClassReplicasSettings& settings, Remedy remedy, const Rng& training, const Rng& test,
                const Rng& fits);

  bool is_on() const { return !members_.empty(); }
  int replicas() const { return replicas_; }
  void step();  // one replica more
  void describe(Snapshot& snapshot, int wanted) const;

  // Nothing while off.
  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

 private:
  struct Sample {
    Matrix<double> X;  // n × 2
    std::vector<double> y;
    auto state() const { return std::tie(X, y); }
  };
  struct Member {
    metrics::BiasVariance parts;              // of the probability, over the places
    math::RunningMoments test, training;      // Brier scores of its replicas
    math::RunningMoments wrong, wrong_known;  // shares of wrong decisions: expected, and on the training points
    std::vector<int> votes;                   // of each place: replicas that decide 1
    Matrix<float> recent;  // kRecentClassifiers × places: probabilities of the latest replicas, in a ring
    auto state() const {
      return std::tuple(std::tie(parts, test, training, wrong, wrong_known, votes), unhashed(recent));
    }
  };
  // Shares of the places, over all replicas: the majority decides against the truth; a replica against the majority.
  struct ZeroOne {
    double bias = 0, variance = 0;
  };
  double probability(double x1, double x2) const;
  Sample sample(int n, Rng rng) const;
  // Of the replica at hand.
  linear::FitAndPredict model(std::size_t index) const;
  ZeroOne zero_one(const Member& member) const;

  void describe_picture(Plane& plane, const Member& shown) const;
  void describe_axes(Plane& plane, const AxisText& y) const;
  void describe_decomposition(Plane& plane) const;
  void describe_decisions(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot, int wanted) const;

  ClassReplicasSettings settings_;
  Remedy remedy_ = Remedy::none;
  Rng training_{0}, test_{0}, fits_{0};
  std::vector<Member> members_;
  std::vector<double> truth_;  // P at the places
  double noise_ = 0, bayes_error_ = 0;
  Sample newest_;
  int replicas_ = 0;
};

}  // namespace lectern
