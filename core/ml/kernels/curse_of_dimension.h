#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/math/state.h"

// The curse of dimensionality, measured: places drawn evenly from the unit cube [0, 1]^d are all far from each other.
namespace lectern::kernels {

// The volume of the ball of radius 1 in d dimensions: V_0 = 1, V_1 = 2, V_d = V_{d−2} · 2π/d.
double unit_ball_volume(int dimension);

// The share of the cube [−1, 1]^d that lies in the ball of radius 1: V_d / 2^d.
double ball_in_cube(int dimension);

// The share of the cube that lies within `margin` of its surface, in units of half its edge: 1 − (1 − margin)^d; as
// much as of the ball of radius 1 within `margin` of its own.   0 ≤ margin ≤ 1
double near_surface(int dimension, double margin);

// log10 of ε^−d, the number of samples of a lattice of spacing ε in the unit cube: −d log10 ε.
double log10_lattice_samples(int dimension, double epsilon);

// How many samples it takes until one lies within ε (Euclidean) of a place chosen at random, trial after trial. Away
// from the faces of the cube the expectation is 1 / (V_d ε^d), near it more.
class NearSampleTrials {
 public:
  NearSampleTrials(int dimension, double epsilon, Rng rng);

  // Draws so many samples more.
  void draw(int samples);

  int dimension() const { return static_cast<int>(place_.size()); }
  int trials() const { return trials_; }           // finished
  std::int64_t samples() const { return drawn_; }  // altogether
  // Samples of an average trial: the mean over the finished ones; 0 before the first.
  double mean_samples() const;

  auto state() const { return std::tie(rng_, place_, trials_, drawn_, at_last_success_); }

 private:
  void choose_place();

  double epsilon2_;
  Rng rng_;
  std::vector<double> place_;
  int trials_ = 0;
  std::int64_t drawn_ = 0, at_last_success_ = 0;
};

// What n samples are worth in d dimensions where the first coordinate alone tells the class (x_1 > ½): the fraction
// of `tests` random places that 1-NN misclassifies, and how near the nearest sample is for an average one.
struct NeighbourWorth {
  double error = 0;
  double nearness = 0;  // mean over the tests of nearest / mean distance: → 1 where all are equally far

  auto state() const { return std::tie(error, nearness); }
};
NeighbourWorth neighbour_worth(int dimension, int n, int tests, Rng& rng);

}  // namespace lectern::kernels
