#include "core/experiments/density-clustering/knob_sweep.h"

#include <algorithm>
#include <limits>

#include "core/math/elementary.h"
#include "core/ml/metrics/partition.h"

namespace lectern {

double agreement(const ClusterRun& run, std::span<const int> truth) {
  const bool has_groups = std::any_of(truth.begin(), truth.end(), [&](int group) { return group != truth.front(); });
  if (!has_groups || run.labels().size() != truth.size()) return std::numeric_limits<double>::quiet_NaN();
  return metrics::partition_agreement(run.labels(), truth).normalized_mutual_information;
}

KnobSweep::KnobSweep(ClusterMethod method, const data::ClusterSet& set, const ClusterKnobs& knobs, Rng rng)
    : method_(method),
      shift_kernel_(knobs.shift_kernel),
      damping_(knobs.damping),
      rng_(rng),
      X_(set.X),
      truth_(set.truth) {
  ClusterKnobs trial = knobs;
  // `count` values from low to high, evenly by their logarithms.
  const auto evenly = [&](double low, double high, int count, double ClusterKnobs::*knob) {
    for (int i = 0; i < count; ++i) {
      trial.*knob = low * math::exp(math::log(high / low) * i / (count - 1));
      trials_.push_back(trial);
    }
  };
  if (X_.rows() == 0) return;
  switch (method) {
    case ClusterMethod::mean_shift: evenly(0.1, 2.5, 15, &ClusterKnobs::bandwidth); break;
    case ClusterMethod::affinity: evenly(1, 1000, 13, &ClusterKnobs::price); break;
    case ClusterMethod::dbscan:
      for (const int least : kSweptMinSamples)
        for (const double eps : kSweptEps) {
          trial.eps = eps;
          trial.min_samples = least;
          trials_.push_back(trial);
        }
      break;
    case ClusterMethod::mixture:
      for (const auto& kind : cluster::kMixtureCovariances)
        for (int k = 1; k <= kSweptClusters; ++k) {
          trial.covariance = kind.value;
          trial.clusters = k;
          trials_.push_back(trial);
        }
      break;
    default:
      for (int k = 1; k <= kSweptClusters; ++k) {
        trial.clusters = k;
        trials_.push_back(trial);
      }
  }
}

void KnobSweep::work(double distances) {
  double done = 0;
  while (!finished() && done < distances) {
    if (!run_) {
      run_.emplace(method_, X_, trials_[results_.size()], rng_.split(results_.size()));
      done += run_->work();
    }
    const double before = run_->work();
    run_->step();
    done += run_->work() - before + 1000;
    if (!run_->finished()) continue;
    const auto* mixture = run_->get<cluster::MixtureFit>();
    results_.push_back({agreement(*run_, truth_), static_cast<double>(run_->clusters()),
                        static_cast<double>(run_->noise()),
                        mixture != nullptr ? mixture->bic() : std::numeric_limits<double>::quiet_NaN()});
    run_.reset();
  }
}

}  // namespace lectern
