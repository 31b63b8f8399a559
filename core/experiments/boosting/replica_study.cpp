#include "core/experiments/boosting/replica_study.h"

#include <array>
#include <limits>
#include <utility>

#include "core/ml/metrics/bias_variance.h"
#include "core/ml/trees/forest.h"

namespace lectern {
namespace {

constexpr int kPlaces = 64;

}  // namespace

ReplicaStudy::ReplicaStudy(const data::LawOfOne& law, int n, double noise, int replicas,
                           const trees::BoostingOptions& options, const Rng& rng)
    : options_(options) {
  for (int i = 0; i < kPlaces; ++i) {
    places_.push_back(law.low + (law.high - law.low) * (i + 0.5) / kPlaces);
    truth_.push_back(law.value(places_.back()));
  }
  for (int r = 0; r < replicas; ++r) {
    Rng own = rng.split(static_cast<std::uint64_t>(r));
    const data::Dataset set = data::sample_law(law, own, n, noise);
    Matrix<double> X(set.size(), 1);
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) X(i, 0) = static_cast<double>(set.X(i, 0));
    std::vector<double> y(set.targets.begin(), set.targets.end());
    const trees::TreeTarget target{{}, 0, y, {}, {}};
    trees::GradientBoosting boosted(target, options);
    std::vector<double> start(kPlaces, boosted.init()[0]);
    replicas_.push_back({std::move(X), std::move(y), std::move(boosted), std::move(start),
                         std::vector<double>(kPlaces, 0), own.split("trees")});
  }
}

void ReplicaStudy::step() {
  ++stages_;
  metrics::BiasVariance boosted(truth_), forest(truth_);
  std::vector<double> mean(kPlaces);
  for (Replica& replica : replicas_) {
    const trees::TreeTarget target{{}, 0, replica.y, {}, {}};
    const trees::SortedInputs inputs(replica.X);
    trees::TreeGrower grower(inputs);
    replica.boosted.step(grower, replica.X, target, replica.rng);
    const trees::ForestTree tree =
        trees::grow_forest_tree(grower, inputs, target, {.tree = {.criterion = trees::Criterion::squared_error}},
                                replica.rng.split(static_cast<std::uint64_t>(stages_)));
    for (std::size_t g = 0; g < kPlaces; ++g) {
      replica.boosted.add_stage({&places_[g], 1}, {&replica.boosted_values[g], 1}, stages_ - 1);
      replica.forest_sums[g] += tree.tree.predict(std::span<const double>(&places_[g], 1));
      mean[g] = replica.forest_sums[g] / stages_;
    }
    boosted.add(replica.boosted_values);
    forest.add(mean);
  }
  const metrics::BiasVariance::Parts b = boosted.parts(), f = forest.parts();
  curves_.record(stages_, std::array{b.bias_squared, b.variance, f.bias_squared, f.variance});
}

double ReplicaStudy::last(std::size_t curve) const {
  return stages_ > 0 ? curves_.last(curve) : std::numeric_limits<double>::quiet_NaN();
}

void ReplicaStudy::describe(Plane& plane, double stages_shown, double noise_variance) const {
  plane.axes({.label = "stages, or trees", .range = {0, stages_shown}},
             {.label = "squared error", .logarithmic = true});
  constexpr double kLeast = 1e-4;  // below that an estimate of 20 replicas is chance
  plane.line("boosting: bias²", curves_, 0, {.color = 0, .least = kLeast});
  plane.line("boosting: variance", curves_, 1, {.color = 1, .least = kLeast});
  plane.line("forest: bias²", curves_, 2, {.color = 0, .dashed = true, .least = kLeast});
  plane.line("forest: variance", curves_, 3, {.color = 1, .dashed = true, .least = kLeast});
  if (noise_variance > 0) plane.level("noise σ²", noise_variance);
}

}  // namespace lectern
