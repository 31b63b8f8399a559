#include "core/experiments/density-clustering/cluster_run.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

using namespace cluster;

constexpr int kMostSteps = 250;
constexpr double kLeastVariance = 1e-3;

cluster::Linkage linkage_of(ClusterMethod method) {
  switch (method) {
    case ClusterMethod::average: return cluster::Linkage::average;
    case ClusterMethod::complete: return cluster::Linkage::complete;
    case ClusterMethod::single: return cluster::Linkage::single;
    default: return cluster::Linkage::ward;
  }
}

}  // namespace

ClusterRun::ClusterRun(ClusterMethod method, ConstMatrixView<double> X, const ClusterKnobs& knobs, Rng rng) {
  const std::ptrdiff_t n = X.rows;
  const auto pairs = static_cast<double>(n * n);
  labels_.assign(static_cast<std::size_t>(n), -1);
  if (n == 0) {
    finished_ = true;
    return;
  }
  const int k = static_cast<int>(std::min<std::ptrdiff_t>(knobs.clusters, n));
  switch (method) {
    case ClusterMethod::kmeans:
      model_ = KMeans{Shared(PackedSamples(X)), spread_centres(X, k, Distance::euclidean, rng),
                      std::vector<std::int32_t>(static_cast<std::size_t>(n))};
      break;
    case ClusterMethod::ward:
    case ClusterMethod::average:
    case ClusterMethod::complete:
    case ClusterMethod::single:
      model_ = Linkage{Shared(agglomerate(X, linkage_of(method))), 0, static_cast<std::size_t>(n - k)};
      work_ = pairs;
      break;
    case ClusterMethod::mixture:
      model_ = MixtureFit(X, mixture_around(X, spread_centres(X, k, Distance::euclidean, rng), knobs.covariance),
                          kLeastVariance);
      break;
    case ClusterMethod::mean_shift:
      model_ = MeanShift(X, X, knobs.shift_kernel, knobs.bandwidth);
      merge_radius_ = knobs.bandwidth * (knobs.shift_kernel == ShiftKernel::flat ? 1 : 0.5);
      break;
    case ClusterMethod::dbscan:
      model_ = Dbscan(X, knobs.eps, knobs.min_samples);
      work_ = pairs;
      break;
    case ClusterMethod::affinity: model_ = AffinityPropagation(X, -knobs.price, knobs.damping); break;
  }
}

void ClusterRun::step() {
  if (finished_) return;
  ++steps_;
  std::visit([this](auto& model) { advance(model); }, model_);
  if (steps_ >= kMostSteps) finished_ = true;
  number_clusters();
}

void ClusterRun::advance(KMeans& model) {
  const std::vector<std::int32_t> before = model.labels;
  cluster::assign(*model.samples, model.centres, Distance::euclidean, model.labels);
  cluster::move_centres(*model.samples, model.labels, Distance::euclidean, model.centres);
  work_ += static_cast<double>(model.labels.size()) * static_cast<double>(model.centres.rows());
  finished_ = steps_ > 1 && model.labels == before;
  labels_.assign(model.labels.begin(), model.labels.end());
}

// Fewer merges a step as they come nearer to the end, where each tells something.
void ClusterRun::advance(Linkage& model) {
  model.made += std::min(model.wanted - model.made, std::max<std::size_t>((model.wanted - model.made) / 8, 1));
  finished_ = model.made == model.wanted;
  const std::vector<std::int32_t> found = labels_after(*model.merges, model.made);
  labels_.assign(found.begin(), found.end());
}

void ClusterRun::advance(MixtureFit& model) {
  const double before = model.log_likelihood();
  model.maximise();
  model.expect();
  const Matrix<double>& r = model.responsibilities();
  work_ += static_cast<double>(r.size());
  finished_ = std::fabs(model.log_likelihood() - before) < 1e-4 * static_cast<double>(r.cols());
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    int best = 0;
    for (int k = 1; k < static_cast<int>(r.rows()); ++k)
      if (r(k, static_cast<std::ptrdiff_t>(i)) > r(best, static_cast<std::ptrdiff_t>(i))) best = k;
    labels_[i] = best;
  }
}

void ClusterRun::advance(MeanShift& model) {
  work_ += static_cast<double>(model.moving()) * static_cast<double>(labels_.size());
  model.step();
  finished_ = model.moving() == 0;
  labels_ = model.modes(merge_radius_).labels;
}

void ClusterRun::advance(Dbscan& model) {
  const std::size_t visits = std::max<std::size_t>(labels_.size() / 50, 1);
  for (std::size_t v = 0; v < visits; ++v) model.step();
  finished_ = model.finished();
  labels_ = model.labels();
  for (int& label : labels_) label = std::max(label, -1);
}

// The exemplar that each point would choose now: the largest A + R of its row.
void ClusterRun::advance(AffinityPropagation& model) {
  model.sweep();
  const std::ptrdiff_t n = model.size();
  work_ += static_cast<double>(n * n);
  finished_ = model.has_converged();
  if (finished_) {
    labels_ = model.clusters().exemplar_of;
    return;
  }
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double *r = model.responsibilities().row(i), *a = model.availabilities().row(i);
    std::ptrdiff_t best = 0;
    for (std::ptrdiff_t k = 1; k < n; ++k)
      if (r[k] + a[k] > r[best] + a[best]) best = k;
    labels_[static_cast<std::size_t>(i)] = static_cast<int>(best);
  }
}

void ClusterRun::number_clusters() {
  std::vector<int> numbers;  // of the labels that the method gave
  clusters_ = 0;
  for (int& label : labels_) {
    if (label < 0) continue;
    if (static_cast<std::size_t>(label) >= numbers.size()) numbers.resize(static_cast<std::size_t>(label) + 1, -1);
    int& number = numbers[static_cast<std::size_t>(label)];
    if (number < 0) number = clusters_++;
    label = number;
  }
}

int ClusterRun::noise() const { return static_cast<int>(std::count(labels_.begin(), labels_.end(), -1)); }

}  // namespace lectern
