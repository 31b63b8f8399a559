#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/history.h"
#include "core/lab/recent_places.h"
#include "core/lab/trail.h"
#include "core/ml/linear/batch_descent.h"
#include "core/parts/cost_surface.h"
#include "core/parts/linear_problem.h"

namespace lectern {

// Descents on one linear problem that differ in their batches, all from one start that can be dragged, and the
// picture of their paths over the cost of two of the weights (the others as at the minimum).
class BatchRace {
 public:
  struct Entry {
    const char* label;
    int batch;
    ColorRole color;
  };
  static constexpr const char* kStart = "start";  // id of the handle

  // rng decides the start and the batches.
  BatchRace(const LinearProblem& problem, std::span<const Entry> entries, linear::BatchOrder order, const Rng& rng);

  std::size_t size() const { return racers_.size(); }
  const Entry& entry(std::size_t k) const { return racers_[k].entry; }
  const linear::BatchDescent& descent(std::size_t k) const { return racers_[k].descent; }
  std::span<const double> start() const { return start_; }
  double excess(std::size_t k, const LinearProblem& problem) const {
    return problem.cost().excess(racers_[k].descent.theta());
  }

  // The weights on the axes of the picture: 0 ≤ first < second < p.
  void set_axes(const LinearProblem& problem, int first, int second);
  void set_batch(std::size_t k, int batch);

  // One update of one racer.
  void update(std::size_t k, const LinearProblem& problem, double eta);
  // Takes its excess loss into its curve, at x.
  void record(std::size_t k, double x, const LinearProblem& problem);
  void clear_curves();

  // All racers back to the start, moved to this place in the picture.
  void start_from(double x, double y);

  // The data have changed: another surface, another window; all racers go on from where they are.
  void look_again(const LinearProblem& problem);

  // The first of the racers shown whose cost is no longer finite, or 10⁹ times that of the start and of no weights at
  // all: it will not come back.
  std::optional<std::size_t> diverged(const LinearProblem& problem, std::span<const bool> shown) const;
  // Why, in a sentence, and a learning rate not above η at which it would not have happened.
  std::string diagnosis(std::size_t k, const LinearProblem& problem, double eta) const;
  double remedy(std::size_t k, const LinearProblem& problem, double eta) const;

  // Sets the axes and appends surface, paths of those shown, minimum and start.
  void describe(Plane& plane, const LinearProblem& problem, std::span<const bool> shown) const;
  // Sets the axes, the excess loss on a logarithmic one, and appends the curves of those shown, not below `least`.
  void describe_excess(Plane& curves, std::string_view x_label, double least, std::span<const bool> shown) const;
  const CostSurface& surface() const { return surface_; }
  double along_x(std::span<const double> theta) const { return theta[static_cast<std::size_t>(first_)]; }
  double along_y(std::span<const double> theta) const { return theta[static_cast<std::size_t>(second_)]; }
  Places recent(std::size_t k) const { return racers_[k].recent.places(); }
  // The two weights, of equal scale, in these ranges.
  void set_weight_axes(Plane& plane, const LinearProblem& problem, Range x, Range y) const;

  auto state() const { return std::tuple(std::cref(start_), std::cref(racers_), unhashed(surface_)); }

 private:
  struct Racer {
    Entry entry;
    linear::BatchDescent descent;
    Trail trail;
    RecentPlaces recent{};
    History excess{1};
    auto state() const { return std::tie(descent, trail, recent, excess); }
  };
  void put_at_start(Racer& racer, std::uint64_t number) const;
  void note(Racer& racer) const;  // its place, in its trail

  linear::BatchOrder order_;
  Rng batches_;
  int first_ = 0, second_ = 1;
  std::vector<double> start_;
  std::vector<Racer> racers_;
  CostSurface surface_;
};

// The largest η at which descent by such batches converges (in the mean square, of independent batches), and a
// number a little below it that is short to write.
double stable_rate(const LinearProblem& problem, int batch);
double rounded_below(double value);

}  // namespace lectern
