#include "core/ml/optimise/genetic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lectern::optimise {

GeneticAlgorithm::GeneticAlgorithm(std::span<const double> low, std::span<const double> high,
                                   const GeneticOptions& options, const Cost& cost, const Rng& rng)
    : low_(low.begin(), low.end()),
      high_(high.begin(), high.end()),
      options_(options),
      rng_(rng),
      genes_(options.population, static_cast<std::ptrdiff_t>(low.size())),
      children_(options.population, static_cast<std::ptrdiff_t>(low.size())),
      costs_(static_cast<std::size_t>(options.population)) {
  Rng first = rng_.split(0);
  for (std::ptrdiff_t i = 0; i < genes_.rows(); ++i) {
    for (std::size_t j = 0; j < low_.size(); ++j) genes_.row(i)[j] = first.uniform(low_[j], high_[j]);
  }
  evaluate(cost, 0);
}

// Costs of the individuals from `first` on, then everybody in order of cost; of equal ones the older first.
void GeneticAlgorithm::evaluate(const Cost& cost, std::ptrdiff_t first) {
  for (std::ptrdiff_t i = first; i < genes_.rows(); ++i) {
    const double value = cost({genes_.row(i), low_.size()});
    costs_[static_cast<std::size_t>(i)] = std::isfinite(value) ? value : std::numeric_limits<double>::max();
    ++evaluations_;
  }
  std::vector<std::size_t> order(costs_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs_[a] < costs_[b]; });
  std::vector<double> sorted(costs_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted[i] = costs_[order[i]];
    const double* from = genes_.row(static_cast<std::ptrdiff_t>(order[i]));
    std::copy(from, from + genes_.cols(), children_.row(static_cast<std::ptrdiff_t>(i)));
  }
  std::swap(genes_, children_);
  costs_ = std::move(sorted);
}

// Rows are in order of cost, so the fittest of a draw is the one with the smallest number.
std::ptrdiff_t GeneticAlgorithm::select(Rng& rng) const {
  std::ptrdiff_t winner = genes_.rows() - 1;
  for (int i = 0; i < options_.tournament; ++i) {
    winner = std::min<std::ptrdiff_t>(winner, rng.below(static_cast<std::uint32_t>(genes_.rows())));
  }
  return winner;
}

void GeneticAlgorithm::breed(Rng& rng, double* child) const {
  const double* mother = genes_.row(select(rng));
  const bool has_two_parents = rng.uniform() < options_.crossover;
  const double* father = has_two_parents ? genes_.row(select(rng)) : mother;
  for (std::size_t j = 0; j < low_.size(); ++j) {
    const double share = rng.uniform();
    double gene = mother[j] + share * (father[j] - mother[j]);
    if (rng.uniform() < options_.mutation) gene += options_.mutation_scale * (high_[j] - low_[j]) * rng.normal();
    child[j] = std::clamp(gene, low_[j], high_[j]);
  }
}

void GeneticAlgorithm::step(const Cost& cost) {
  ++generation_;
  Rng rng = rng_.split(static_cast<std::uint64_t>(generation_));
  const std::ptrdiff_t elite = std::clamp<std::ptrdiff_t>(options_.elite, 0, genes_.rows() - 1);
  for (std::ptrdiff_t i = 0; i < genes_.rows(); ++i) {
    if (i < elite) {
      std::copy(genes_.row(i), genes_.row(i) + genes_.cols(), children_.row(i));
    } else {
      breed(rng, children_.row(i));
    }
  }
  std::swap(genes_, children_);
  evaluate(cost, elite);
}

void GeneticAlgorithm::hash_state(StateHasher& hasher) const {
  hasher.add(std::span<const double>(genes_.data(), static_cast<std::size_t>(genes_.size())));
  hasher.add(std::span<const double>(costs_));
  hasher.add(static_cast<std::int64_t>(generation_));
}

}  // namespace lectern::optimise
