#include "core/ml/optimise/configuration_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math/elementary.h"
#include "core/math/sums.h"
#include "core/ml/optimise/expected_improvement.h"
#include "core/ml/optimise/parzen_ratio.h"

namespace lectern::optimise {
namespace {

constexpr int kParzenDraws = 24, kMostGood = 40;
constexpr double kGoodShare = 0.15;
constexpr std::ptrdiff_t kMostLearned = 120;
constexpr double kRate = 0.05, kLongestStep = 0.25;  // of the logarithms of the process's parameters
constexpr int kRandomPlaces = 256, kNearPlaces = 24, kCentres = 4;

// Of equal costs the earlier one.
std::vector<int> order_of(std::span<const double> y) {
  std::vector<int> order(y.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [y](int a, int b) {
    const double of_a = y[static_cast<std::size_t>(a)], of_b = y[static_cast<std::size_t>(b)];
    return of_a != of_b ? of_a < of_b : a < b;
  });
  return order;
}

double draw_dimension(const SearchDimension& dimension, Rng& rng) {
  return dimension.choices > 0 ? rng.below(static_cast<std::uint32_t>(dimension.choices)) : rng.uniform();
}

// As Scott's rule; not so narrow that a few neighbours hold the search for ever.
double parzen_bandwidth(std::span<const double> points) {
  constexpr double kNarrowest = 0.05, kWidest = 0.4;
  const auto n = static_cast<double>(std::max<std::size_t>(points.size(), 1));
  const double spread = std::sqrt(math::mean_and_variance(points).variance);
  return std::clamp(1.06 * spread * math::pow(n, -0.2), kNarrowest, kWidest);
}

// N(centre, h²) within [0, 1].
double draw_near(double centre, double bandwidth, Rng& rng) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    const double t = centre + bandwidth * rng.normal();
    if (t >= 0 && t <= 1) return t;
  }
  return rng.uniform();
}

double propose_number(std::span<const double> good, std::span<const double> bad, Rng& rng) {
  const ParzenRatio ratio{{good, parzen_bandwidth(good)}, {bad, parzen_bandwidth(bad)}};
  double best = 0, largest = 0;
  for (int draw = 0; draw < kParzenDraws; ++draw) {
    const auto kernel = rng.below(static_cast<std::uint32_t>(good.size() + 1));
    const double t = kernel == good.size() ? rng.uniform() : draw_near(good[kernel], ratio.good.bandwidth, rng);
    const double value = ratio.at(t);
    if (draw > 0 && !(value > largest)) continue;
    best = t;
    largest = value;
  }
  return best;
}

// The densities are frequencies, with one count for each choice added; one draw from the good ones, as the choice of
// the largest ratio would be the same for ever.
double propose_choice(int choices, std::span<const double> good, std::span<const double> bad, Rng& rng) {
  std::vector<double> of_good(static_cast<std::size_t>(choices), 1.0), of_bad(of_good);
  for (const double x : good) ++of_good[static_cast<std::size_t>(x)];
  for (const double x : bad) ++of_bad[static_cast<std::size_t>(x)];
  const double n_good = static_cast<double>(good.size()) + choices, n_bad = static_cast<double>(bad.size()) + choices;
  double total = 0;
  for (std::size_t k = 0; k < of_good.size(); ++k) {
    of_good[k] = (of_good[k] / n_good) * (of_good[k] / n_good) / (of_bad[k] / n_bad);
    total += of_good[k];
  }
  double rest = rng.uniform() * total;
  for (std::size_t k = 0; k + 1 < of_good.size(); ++k) {
    if (rest < of_good[k]) return static_cast<double>(k);
    rest -= of_good[k];
  }
  return choices - 1;
}

// Numbers as they are, a choice as the corner of a simplex with edges of length 1; each column belongs to a dimension.
struct Encoding {
  std::vector<int> dimension;  // of each column

  explicit Encoding(SearchSpace space) {
    for (std::size_t d = 0; d < space.size(); ++d)
      dimension.insert(dimension.end(), static_cast<std::size_t>(std::max(space[d].choices, 1)), static_cast<int>(d));
  }
  std::ptrdiff_t columns() const { return std::ssize(dimension); }

  void write(SearchSpace space, const double* x, double* to) const {
    constexpr double kCorner = 0.70710678118654752;
    for (const SearchDimension& dimension_here : space) {
      const double value = *x++;
      if (dimension_here.choices == 0) *to++ = value;
      for (int k = 0; k < dimension_here.choices; ++k) *to++ = static_cast<int>(value) == k ? kCorner : 0;
    }
  }
};

}  // namespace

SearchGrid::SearchGrid(SearchSpace space, std::int64_t most_nodes) : levels_(space.size(), 1) {
  for (const SearchDimension& dimension : space) is_choice_.push_back(dimension.choices);
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (std::size_t d = 0; d < levels_.size(); ++d) {
      const std::int64_t more = nodes_ / levels_[d] * (levels_[d] + 1);
      const bool is_full = space[d].choices > 0 && levels_[d] == space[d].choices;
      if (is_full || more > most_nodes) continue;
      nodes_ = more;
      ++levels_[d];
      has_grown = true;
    }
  }
}

void SearchGrid::node(std::int64_t i, std::span<double> x) const {
  for (std::size_t d = 0; d < levels_.size(); ++d) {
    const auto level = static_cast<double>(i % levels_[d]);
    i /= levels_[d];
    x[d] = is_choice_[d] > 0 ? level : (level + 0.5) / levels_[d];
  }
}

void draw_configuration(SearchSpace space, Rng& rng, std::span<double> x) {
  for (std::size_t d = 0; d < space.size(); ++d) x[d] = draw_dimension(space[d], rng);
}

void propose_parzen(SearchSpace space, const Tried& tried, Rng& rng, std::span<double> x) {
  const auto n = static_cast<int>(tried.y.size());
  const int count = std::clamp(static_cast<int>(kGoodShare * n + 0.5), std::min(n, 1), kMostGood);
  const std::vector<int> indices = smallest_indices(tried.y, count);
  std::vector<double> good, bad;
  for (std::size_t d = 0; d < space.size(); ++d) {
    good.clear();
    bad.clear();
    for (int i = 0; i < n; ++i) {
      const bool is_good = std::binary_search(indices.begin(), indices.end(), i);
      (is_good ? good : bad).push_back(tried.X(i, static_cast<std::ptrdiff_t>(d)));
    }
    x[d] = space[d].choices > 0 ? propose_choice(space[d].choices, good, bad, rng) : propose_number(good, bad, rng);
  }
}

ProcessSearch::ProcessSearch(SearchSpace space) : scales_(space.size(), 1.0) {}

void ProcessSearch::follow(SearchSpace space, const kernels::GaussianProcess::Gradient& gradient) {
  const auto moved = [](double value, double slope, double prior, double spread, double low, double high) {
    const double pull = (math::log(prior) - math::log(value)) / (spread * spread);
    const double step = std::clamp(kRate * (slope + pull), -kLongestStep, kLongestStep);
    return std::clamp(value * math::exp(step), low, high);
  };
  std::size_t column = 0;
  for (std::size_t d = 0; d < space.size(); ++d) {
    double slope = 0;
    for (int k = 0; k < std::max(space[d].choices, 1); ++k) slope += gradient.log_length_scales[column++];
    scales_[d] = moved(scales_[d], slope, 1, 1, 0.1, 10);
  }
  amplitude_ = moved(amplitude_, gradient.log_amplitude, 1, 0.5, 0.2, 4);
  noise_ = moved(noise_, gradient.log_noise, 0.3, 0.7, 0.03, 1);
}

void ProcessSearch::propose(SearchSpace space, const Tried& tried, ConstMatrixView<double> pending, Rng& rng,
                            std::span<double> x) {
  const Encoding encoding(space);
  const std::vector<int> order = order_of(tried.y);
  const std::ptrdiff_t n = std::ssize(order), learned = std::min(n, kMostLearned);
  Matrix<double> X(learned + pending.rows, encoding.columns());
  std::vector<double> y(static_cast<std::size_t>(X.rows()));
  const std::ptrdiff_t best_half = n > learned ? learned / 2 : learned;
  for (std::ptrdiff_t i = 0; i < learned; ++i) {
    const std::ptrdiff_t rank =
        i < best_half ? i : best_half + (i - best_half) * (n - best_half) / (learned - best_half);
    const int row = order[static_cast<std::size_t>(rank)];
    encoding.write(space, tried.X.row(row), X.row(i));
    y[static_cast<std::size_t>(i)] = tried.y[static_cast<std::size_t>(row)];
  }
  const auto [mean, variance] =
      math::mean_and_variance(std::span<const double>(y).first(static_cast<std::size_t>(learned)));
  const double scale = variance > 0 ? 1 / std::sqrt(variance) : 1;
  for (std::ptrdiff_t i = 0; i < learned; ++i)
    y[static_cast<std::size_t>(i)] = scale * (y[static_cast<std::size_t>(i)] - mean);
  for (std::ptrdiff_t i = 0; i < pending.rows; ++i) encoding.write(space, pending.row(i), X.row(learned + i));

  kernels::GaussianProcessSpec spec;
  spec.length_scales.clear();
  for (const int d : encoding.dimension) spec.length_scales.push_back(scales_[static_cast<std::size_t>(d)]);
  spec.amplitude = amplitude_;
  spec.noise = noise_;
  const auto process = kernels::GaussianProcess::fit(std::move(spec), X, y);
  if (!process) return draw_configuration(space, rng, x);  // noise ≥ 0.03 keeps it from that

  const int centres = static_cast<int>(std::min<std::ptrdiff_t>(kCentres, n));
  const auto D = std::ssize(space);
  Matrix<double> places(kRandomPlaces + centres * kNearPlaces, D), encoded(places.rows(), encoding.columns());
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
    const std::span<double> place(places.row(i), space.size());
    draw_configuration(space, rng, place);
    if (i >= kRandomPlaces) {  // most of a good one stays
      const double* centre = tried.X.row(order[static_cast<std::size_t>((i - kRandomPlaces) % centres)]);
      for (std::size_t d = 0; d < space.size(); ++d) {
        const bool changes = rng.uniform() < 0.3;
        if (!changes) place[d] = centre[d];
        if (changes && space[d].choices == 0) place[d] = draw_near(centre[d], 0.15, rng);
      }
    }
    encoding.write(space, place.data(), encoded.row(i));
  }
  std::vector<double> means(static_cast<std::size_t>(places.rows())), variances(means.size());
  process->predict(encoded, means, variances);
  const ImprovementGoal goal{.best = y.front()};
  double largest = -1;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const double expected = improvement(goal, means[i], std::sqrt(variances[i])).expected;
    if (!(expected > largest)) continue;
    largest = expected;
    std::copy_n(places.row(static_cast<std::ptrdiff_t>(i)), D, x.begin());
  }
  follow(space, process->gradient());
}

int group_of(const SearchDimension& dimension, double x, int parts) {
  return dimension.choices > 0 ? static_cast<int>(x) : std::min(static_cast<int>(x * parts), parts - 1);
}

void main_effects(SearchSpace space, const Tried& tried, int parts, std::span<double> shares) {
  const std::vector<int> order = order_of(tried.y);
  const auto n = static_cast<double>(order.size());
  const double total = n * (n * n - 1) / 12;  // of the squared ranks about their mean
  std::vector<double> sums, counts;
  for (std::size_t d = 0; d < space.size(); ++d) {
    const auto groups = static_cast<std::size_t>(space[d].choices > 0 ? space[d].choices : parts);
    sums.assign(groups, 0);
    counts.assign(groups, 0);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      const auto group =
          static_cast<std::size_t>(group_of(space[d], tried.X(order[rank], static_cast<std::ptrdiff_t>(d)), parts));
      sums[group] += static_cast<double>(rank) - (n - 1) / 2;
      ++counts[group];
    }
    double between = 0, occupied = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      if (counts[g] == 0) continue;
      between += sums[g] * sums[g] / counts[g];
      ++occupied;
    }
    shares[d] = 0;
    if (occupied < 2 || n <= occupied) continue;
    const double within = (total - between) / (n - occupied);
    shares[d] = std::clamp((between - (occupied - 1) * within) / (total + within), 0.0, 1.0);
  }
}

}  // namespace lectern::optimise
