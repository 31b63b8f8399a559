#pragma once

#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/cluster/radius_search.h"

namespace lectern::cluster {

constexpr int kNoise = -1;
constexpr int kUnvisited = -2;

// Density-based clustering, one visit at a time. A core point has at least min_samples points, itself included, within
// eps; clusters are core points that reach each other from neighbour to neighbour, with what else lies within eps of
// them (border points, of the cluster that reaches them first); everything else is noise.
// Clusters are numbered by their core point of lowest index. No run depends on chance.
// Source: Ester, Kriegel, Sander, Xu, KDD 1996.
class Dbscan {
 public:
  Dbscan() = default;
  // X  n × d is copied; eps > 0, min_samples ≥ 1.
  Dbscan(ConstMatrixView<double> X, double eps, int min_samples);

  // Visits one point: the next core point of the cluster that is growing, or else the next seed of a new one. False,
  // and nothing changed, once no core point is left. After that, unvisited points are noise.
  bool step();
  void run() {
    while (step()) continue;
  }

  bool finished() const { return finished_; }
  // Of each point its cluster, kNoise, or kUnvisited where no cluster has reached it so far.
  const std::vector<int>& labels() const { return labels_; }
  bool is_core(std::ptrdiff_t i) const { return core_[static_cast<std::size_t>(i)] != 0; }
  int clusters() const { return clusters_; }
  int noise() const;
  // The point visited last, −1 before the first.
  int visited() const { return visited_; }

  auto state() const {
    return std::tie(search_, place_, core_, labels_, unvisited_, queue_, next_in_queue_, next_seed_, clusters_,
                    finished_);
  }

 private:
  void visit(int point);

  RadiusSearch search_;
  double square_ = 0;
  std::vector<int> place_;           // n: of each point in the order of the search
  std::vector<unsigned char> core_;  // n
  std::vector<int> labels_;          // n
  std::vector<int> unvisited_;       // of each cell of the search, how many points
  std::vector<int> queue_;           // core points of the growing cluster
  std::size_t next_in_queue_ = 0;
  int next_seed_ = 0;
  int clusters_ = 0;
  int visited_ = -1;
  bool finished_ = false;
};

}  // namespace lectern::cluster
