#include "core/ml/optimise/genetic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/sums.h"

namespace lectern::optimise {
namespace {

constexpr double kWorst = std::numeric_limits<double>::max();

std::size_t row_of(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

}  // namespace

GeneticAlgorithm::GeneticAlgorithm(std::span<const double> low, std::span<const double> high,
                                   const GeneticOptions& options, const Cost& cost, const Rng& rng)
    : low_(low.begin(), low.end()),
      high_(high.begin(), high.end()),
      options_(options),
      rng_(rng),
      genes_(options.population, static_cast<std::ptrdiff_t>(low.size())),
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
    costs_[row_of(i)] = std::isfinite(value) ? value : kWorst;
    ++evaluations_;
  }
  std::vector<std::size_t> order(costs_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs_[a] < costs_[b]; });
  std::vector<double> sorted(costs_.size());
  std::vector<Origin> sorted_origins(origins_.size());
  children_->resize(genes_.rows(), genes_.cols());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted[i] = costs_[order[i]];
    if (!origins_.empty()) sorted_origins[i] = origins_[order[i]];
    const double* from = genes_.row(static_cast<std::ptrdiff_t>(order[i]));
    std::copy(from, from + genes_.cols(), children_->row(static_cast<std::ptrdiff_t>(i)));
  }
  std::swap(genes_, *children_);
  costs_ = std::move(sorted);
  origins_ = std::move(sorted_origins);
}

// For each individual the sum of its own share in the chances and of all before it; the last is the total.
void GeneticAlgorithm::weigh() {
  shares_->clear();
  if (options_.selection == Selection::tournament) return;
  double worst = costs_.front(), total = 0;
  for (const double cost : costs_) worst = cost < kWorst ? cost : worst;
  for (std::size_t i = 0; i < costs_.size(); ++i) {
    const bool by_rank = options_.selection == Selection::rank || !(worst > costs_.front());
    total += by_rank ? static_cast<double>(costs_.size() - i) : std::max(worst - costs_[i], 0.0);
    shares_->push_back(total);
  }
}

// Rows are in order of cost, so the fittest of a draw is the one with the smallest number.
int GeneticAlgorithm::select(Rng& rng) const {
  if (options_.selection != Selection::tournament) {
    const double drawn = rng.uniform() * shares_->back();
    const auto found = std::upper_bound(shares_->begin(), shares_->end(), drawn);
    return static_cast<int>(std::min<std::ptrdiff_t>(found - shares_->begin(), genes_.rows() - 1));
  }
  std::ptrdiff_t winner = genes_.rows() - 1;
  for (int i = 0; i < options_.tournament; ++i) {
    winner = std::min<std::ptrdiff_t>(winner, rng.below(static_cast<std::uint32_t>(genes_.rows())));
  }
  return static_cast<int>(winner);
}

GeneticAlgorithm::Origin GeneticAlgorithm::breed(Rng& rng, double* child) const {
  Origin origin;
  origin.mother = origin.father = select(rng);
  if (rng.uniform() < options_.crossover_chance) origin.father = select(rng);
  const double *mother = genes_.row(origin.mother), *father = genes_.row(origin.father);
  const bool cuts = options_.crossover == Crossover::one_point;
  const std::size_t cut = cuts ? rng.below(static_cast<std::uint32_t>(low_.size())) : 0;
  for (std::size_t j = 0; j < low_.size(); ++j) {
    double share = cuts ? (j > cut ? 1.0 : 0.0) : rng.uniform();
    if (options_.crossover == Crossover::uniform) share = share < 0.5 ? 0 : 1;
    double gene = mother[j] + share * (father[j] - mother[j]);
    if (rng.uniform() < options_.mutation) gene += options_.mutation_scale * (high_[j] - low_[j]) * rng.normal();
    child[j] = std::clamp(gene, low_[j], high_[j]);
  }
  return origin;
}

void GeneticAlgorithm::step(const Cost& cost) {
  ++generation_;
  Rng rng = rng_.split(static_cast<std::uint64_t>(generation_));
  const std::ptrdiff_t elite = std::clamp<std::ptrdiff_t>(options_.elite, 0, genes_.rows() - 1);
  weigh();
  origins_.resize(costs_.size());
  children_->resize(genes_.rows(), genes_.cols());
  for (std::ptrdiff_t i = 0; i < genes_.rows(); ++i) {
    if (i < elite) {
      std::copy(genes_.row(i), genes_.row(i) + genes_.cols(), children_->row(i));
      origins_[row_of(i)] = {static_cast<int>(i), static_cast<int>(i), true};
    } else {
      origins_[row_of(i)] = breed(rng, children_->row(i));
    }
  }
  std::swap(genes_, *children_);
  previous_ = *children_;
  evaluate(cost, elite);
}

double GeneticAlgorithm::mean_cost() const {
  double sum = 0;
  std::size_t finite = 0;
  while (finite < costs_.size() && costs_[finite] < kWorst) sum += costs_[finite++];
  return finite > 0 ? sum / static_cast<double>(finite) : NAN;
}

double GeneticAlgorithm::diversity() const {
  double sum = 0;
  std::vector<double> gene(costs_.size());
  for (std::ptrdiff_t j = 0; j < genes_.cols(); ++j) {
    for (std::ptrdiff_t i = 0; i < genes_.rows(); ++i) gene[row_of(i)] = genes_(i, j);
    const double range = high_[row_of(j)] - low_[row_of(j)];
    if (range > 0) sum += std::sqrt(math::mean_and_variance(gene).variance) / range;
  }
  return sum / static_cast<double>(genes_.cols());
}

}  // namespace lectern::optimise
