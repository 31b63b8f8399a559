#include "core/ml/cluster/dbscan.h"

#include <algorithm>

namespace lectern::cluster {
namespace {

constexpr int kCandidates = 64;  // candidates whose distances are taken at once

}  // namespace

Dbscan::Dbscan(ConstMatrixView<double> X, double eps, int min_samples)
    : search_(X, eps),
      square_(eps * eps),
      place_(static_cast<std::size_t>(X.rows)),
      core_(static_cast<std::size_t>(X.rows)),
      labels_(static_cast<std::size_t>(X.rows), kUnvisited) {
  double squares[kCandidates];
  for (std::ptrdiff_t place = 0; place < X.rows; ++place)
    place_[static_cast<std::size_t>(search_.index(place))] = static_cast<int>(place);
  search_.count_cells(unvisited_);
  // In the order of the cells, whose points share their candidates; counting stops once a point is known to be core.
  for (std::ptrdiff_t place = 0; place < X.rows; ++place) {
    const int i = search_.index(place);
    const double* x = X.row(i);
    int within = 0;
    const auto count = [&](int first, int last) {
      for (; first < last && within < min_samples; first += kCandidates) {
        const int end = std::min(first + kCandidates, last);
        search_.squares(x, first, end, squares);
        for (int c = 0; c < end - first; ++c) within += squares[c] <= square_ ? 1 : 0;
      }
    };
    // Most points are known to be core by their own cell alone.
    const auto [own, own_end] = search_.own_cell(x);
    count(own, own_end);
    if (within < min_samples) {
      within = 0;
      search_.candidates(x, [&](int first, int last) {
        count(first, last);
        return within < min_samples;
      });
    }
    core_[static_cast<std::size_t>(i)] = within >= min_samples ? 1 : 0;
  }
}

bool Dbscan::step() {
  if (finished_) return false;
  if (next_in_queue_ < queue_.size()) {
    visit(queue_[next_in_queue_++]);
    return true;
  }
  queue_.clear();
  next_in_queue_ = 0;
  const int n = static_cast<int>(labels_.size());
  while (next_seed_ < n && !(core_[static_cast<std::size_t>(next_seed_)] != 0 &&
                             labels_[static_cast<std::size_t>(next_seed_)] == kUnvisited))
    ++next_seed_;
  if (next_seed_ == n) {
    std::replace(labels_.begin(), labels_.end(), kUnvisited, kNoise);
    finished_ = true;
    return false;
  }
  ++clusters_;  // which the seed joins as the first of its own neighbours
  visit(next_seed_);
  return true;
}

// Gives the growing cluster what lies within eps of a core point, and queues the core points among it.
void Dbscan::visit(int point) {
  double x[64], *at = x;
  std::vector<double> longer;
  const std::ptrdiff_t d = search_.points().rows(), place = place_[static_cast<std::size_t>(point)];
  if (d > 64) {
    longer.resize(static_cast<std::size_t>(d));
    at = longer.data();
  }
  for (std::ptrdiff_t j = 0; j < d; ++j) at[j] = search_.points()(j, place);
  double squares[kCandidates];
  visited_ = point;
  search_.cells_around(at, [&](int cell, int first, int last) {
    int& left = unvisited_[static_cast<std::size_t>(cell)];
    for (; first < last && left > 0; first += kCandidates) {
      const int end = std::min(first + kCandidates, last);
      search_.squares(at, first, end, squares);
      for (int c = 0; c < end - first; ++c) {
        if (!(squares[c] <= square_)) continue;
        const auto other = static_cast<std::size_t>(search_.index(first + c));
        if (labels_[other] != kUnvisited) continue;
        labels_[other] = clusters_ - 1;
        --left;
        if (core_[other] != 0 && static_cast<int>(other) != point) queue_.push_back(static_cast<int>(other));
      }
    }
  });
}

int Dbscan::noise() const { return static_cast<int>(std::count(labels_.begin(), labels_.end(), kNoise)); }

}  // namespace lectern::cluster
