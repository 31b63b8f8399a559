#include "core/ml/optimise/local_minima.h"

#include <algorithm>
#include <cmath>

#include "core/ml/optimise/curvature.h"
#include "core/ml/optimise/minimiser.h"

namespace lectern::optimise {
namespace {

constexpr int kMostIterations = 60;
constexpr double kSameMinimum = 1e-4;    // of the box's side: nearer ones count once
constexpr double kFlatGradient = 1e-7;   // where Newton's method is taken to have come to rest
constexpr double kSmallestStep = 1e-10;  // of the box's side, along the axes

class Search {
 public:
  Search(const Objective& objective, std::span<const double> low, std::span<const double> high, int points)
      : objective_(objective), low_(low), high_(high), points_(points), rows_(low.size() > 1 ? points : 1) {}

  std::vector<LocalMinimum> run() {
    sample();
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < points_; ++column) {
        if (is_candidate(row, column)) follow(place(row, column));
      }
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const LocalMinimum& a, const LocalMinimum& b) { return a.f < b.f; });
    return std::move(found_);
  }

 private:
  double side(std::size_t i) const { return high_[i] - low_[i]; }

  std::vector<double> place(int row, int column) const {
    const auto along = [&](std::size_t i, int index) { return low_[i] + side(i) * index / (points_ - 1); };
    if (rows_ == 1) return {along(0, column)};
    return {along(0, column), along(1, row)};
  }

  void sample() {
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < points_; ++column) values_.push_back(objective_.value(place(row, column)));
    }
  }

  double value(int row, int column) const { return values_[static_cast<std::size_t>(row * points_ + column)]; }

  // Not higher than all neighbours, and lower than one of them.
  bool is_candidate(int row, int column) const {
    const double centre = value(row, column);
    bool lower = false;
    for (int r = std::max(row - 1, 0); r <= std::min(row + 1, rows_ - 1); ++r) {
      for (int c = std::max(column - 1, 0); c <= std::min(column + 1, points_ - 1); ++c) {
        if (value(r, c) < centre) return false;
        lower = lower || value(r, c) > centre;
      }
    }
    return lower && std::isfinite(centre);
  }

  void follow(std::vector<double> start) {
    const auto newtons = newton(objective_, start);
    minimise(*newtons, 1e-14, kMostIterations);
    LocalMinimum end{{newtons->x().begin(), newtons->x().end()}, newtons->f()};
    if (!is_at_rest(end.x)) {
      end = {start, objective_.value(start)};
      descend_along_axes(end);
    }
    if (is_inside(end.x) && is_minimum(end)) keep(std::move(end));
  }

  bool is_at_rest(std::span<const double> x) const {
    std::vector<double> g(x.size());
    objective_.gradient(x, g);
    double sum = 0;
    for (const double value : g) sum += value * value;
    return std::sqrt(sum) <= kFlatGradient;
  }

  void descend_along_axes(LocalMinimum& at) const {
    double step = 1.0 / (points_ - 1);
    while (step > kSmallestStep) {
      if (!step_along_axes(at, step)) step /= 2;
    }
  }

  // Takes the first step of that share of the box's side that lowers f.
  bool step_along_axes(LocalMinimum& at, double step) const {
    for (std::size_t i = 0; i < at.x.size(); ++i) {
      for (const double sign : {-1.0, 1.0}) {
        std::vector<double> x = at.x;
        x[i] += sign * step * side(i);
        const double f = objective_.value(x);
        if (!(f < at.f) || x[i] < low_[i] || x[i] > high_[i]) continue;
        at = {std::move(x), f};
        return true;
      }
    }
    return false;
  }

  // Inside, and not pressed against the edge.
  bool is_inside(std::span<const double> x) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double margin = kSameMinimum * side(i);
      if (!(x[i] > low_[i] + margin && x[i] < high_[i] - margin)) return false;
    }
    return true;
  }

  // No curvature downwards, and no lower place a little way off along the axes.
  bool is_minimum(const LocalMinimum& at) const {
    const double least = principal_curvatures(objective_, at.x).values.front();
    if (!std::isfinite(at.f) || !(least >= -1e-9)) return false;
    LocalMinimum probe = at;
    return !step_along_axes(probe, kSameMinimum);
  }

  void keep(LocalMinimum minimum) {
    for (const LocalMinimum& known : found_) {
      bool same = true;
      for (std::size_t i = 0; i < known.x.size(); ++i) {
        same = same && std::fabs(known.x[i] - minimum.x[i]) <= kSameMinimum * side(i);
      }
      if (same) return;
    }
    found_.push_back(std::move(minimum));
  }

  const Objective& objective_;
  std::span<const double> low_, high_;
  int points_, rows_;
  std::vector<double> values_;
  std::vector<LocalMinimum> found_;
};

}  // namespace

std::vector<LocalMinimum> local_minima(const Objective& objective, std::span<const double> low,
                                       std::span<const double> high, int points) {
  return Search(objective, low, high, points).run();
}

}  // namespace lectern::optimise
