#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/ml/kernels/gaussian_process.h"

// Search among configurations of many numbers and choices, for a cost that is expensive, noisy and has no gradient: the
// hyperparameters of a model.
namespace lectern::optimise {

// A configuration is a row with one number for each dimension: a place in [0, 1], or a choice 0, 1, …
struct SearchDimension {
  int choices = 0;  // 0: any number in [0, 1]
};
using SearchSpace = std::span<const SearchDimension>;

enum class SearchMethod { random, grid, parzen, gaussian_process };

inline constexpr std::array<Named<SearchMethod>, 4> kSearchMethods{{
    {SearchMethod::random, "random", "Random"},
    {SearchMethod::grid, "grid", "Grid"},
    {SearchMethod::parzen, "tpe", "Model-based: TPE"},
    {SearchMethod::gaussian_process, "gp", "Model-based: Gaussian process"},
}};

// A grid of at most so many nodes. Levels are given out in turn, the first dimension first, none more than its choices;
// a dimension of one level stays in its middle, or at its first choice.
class SearchGrid {
 public:
  SearchGrid() = default;
  SearchGrid(SearchSpace space, std::int64_t most_nodes);

  std::int64_t nodes() const { return nodes_; }
  std::span<const int> levels() const { return levels_; }
  // The middles of equal parts of [0, 1], or the choices.   x  D, overwritten; the first dimension runs fastest
  void node(std::int64_t i, std::span<double> x) const;

  auto state() const { return std::tie(levels_, is_choice_); }

 private:
  std::vector<int> levels_;
  std::vector<int> is_choice_;
  std::int64_t nodes_ = 1;
};

// Uniform in each dimension.   x  D, overwritten
void draw_configuration(SearchSpace space, Rng& rng, std::span<double> x);

// What is known: the rows of X, n × D, cost y_i each, all finite; smaller is better.
struct Tried {
  ConstMatrixView<double> X;
  std::span<const double> y;
};

// A tree-structured Parzen estimator, dimension by dimension: of 24 places drawn from the density of the good
// configurations (the best 15 %, at most 40) the one where the ratio to the density of the others is largest.
// Source: Bergstra et al. (2011), see parzen_ratio.h; constants as usual in practice.
// x  D, overwritten
void propose_parzen(SearchSpace space, const Tried& tried, Rng& rng, std::span<double> x);

// A Gaussian process of the cost, Matérn 5/2, with a length scale for each dimension; two different choices of a
// dimension are a distance of 1 apart. Proposes where the expected improvement is largest among places drawn at random
// and near the best ones. Its parameters follow the gradient of the log posterior, one step for each proposal: the
// likelihood, and log-normal priors about their first values.
// Source: Snoek, Larochelle, Adams, Practical Bayesian Optimization of Machine Learning Algorithms (NIPS 2012).
class ProcessSearch {
 public:
  ProcessSearch() = default;
  explicit ProcessSearch(SearchSpace space);

  // Learns from at most 120 of what was tried: the best half, and every so many of the others.
  // tried    at least two; costs are standardised inside
  // pending  m × D, being tried now: taken as of mean cost, so that proposals differ
  // x        D, overwritten
  void propose(SearchSpace space, const Tried& tried, ConstMatrixView<double> pending, Rng& rng, std::span<double> x);

  // Of each dimension: the shorter, the more the cost depends on it.
  std::span<const double> length_scales() const { return scales_; }

  auto state() const { return std::tie(scales_, amplitude_, noise_); }

 private:
  void follow(SearchSpace space, const kernels::GaussianProcess::Gradient& gradient);

  std::vector<double> scales_;  // D
  double amplitude_ = 1, noise_ = 0.3;
};

// How much of the spread of the costs' ranks each dimension explains by itself, from 0 to 1: ω² of a one-way analysis
// of variance with a group for each choice, or for each of `parts` equal parts of [0, 1]. About 0 for a dimension
// without influence, as what chance explains is taken off. 0 for fewer than two groups.   shares  D, overwritten
// Source: Hays, Statistics for Psychologists (1963), §10.14.
void main_effects(SearchSpace space, const Tried& tried, int parts, std::span<double> shares);

// The group of a number in main_effects().
int group_of(const SearchDimension& dimension, double x, int parts);

}  // namespace lectern::optimise
