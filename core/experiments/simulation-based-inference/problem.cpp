#include "core/experiments/simulation-based-inference/problem.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/linear/gaussian_posterior.h"
#include "core/physics/damped_pendulum.h"
#include "core/physics/epidemic.h"
#include "core/physics/spin_lattice.h"
#include "core/physics/two_moons.h"

namespace lectern::inference {
namespace {

using physics::kMoonRadius, physics::kMoonShift, physics::kMoonWidth;

constexpr Pair kRow1{1, 0.5}, kRow2{-0.4, 1};  // A of the Gaussian simulator
constexpr double kDegree = std::numbers::pi / 180;
constexpr double kRelease_rad = 60 * kDegree;
constexpr Pair kSwingNoise{0.05, 3};          // s, °
constexpr int kCells = 80, kMoonCells = 160;  // of the grid, along each side
constexpr int kNodes = 24;
constexpr int kSweeps = 20;  // of Swendsen and Wang before a snapshot is taken
constexpr int kTries = 20000;

double square(double value) { return value * value; }

// What the two moons were before they were shifted by θ.
Pair unshifted_moon(const Pair& theta, const Pair& x) {
  return {x[0] - kMoonShift + std::fabs(theta[0] + theta[1]) / std::numbers::sqrt2,
          x[1] - (theta[1] - theta[0]) / std::numbers::sqrt2};
}

physics::DampedPendulum pendulum_of(const Pair& theta) {
  return {.length_m = theta[0], .damping_per_s = theta[1], .release_rad = kRelease_rad};
}

Pair swing_of(const Pair& theta) {
  const physics::FirstReturn found = physics::first_return(pendulum_of(theta));
  return {found.time_s, found.angle_rad / kDegree};
}

physics::SpinLattice settled_lattice(int side, const Pair& theta, Rng& rng) {
  physics::SpinLattice lattice(side, side);
  lattice.set_conditions(theta[0], theta[1]);
  lattice.randomise(rng);
  for (int i = 0; i < kSweeps; ++i) lattice.swendsen_wang(rng);
  return lattice;
}

linear::GaussianPosterior gaussian_posterior_of(double noise, const Pair& x) {
  Matrix<double> A(2, 2), N(2, 2), P(2, 2);
  for (std::ptrdiff_t j = 0; j < 2; ++j) {
    A(0, j) = kRow1[static_cast<std::size_t>(j)];
    A(1, j) = kRow2[static_cast<std::size_t>(j)];
    N(0, j) = N(1, j) = P(0, j) = P(1, j) = 0;
  }
  N(0, 0) = N(1, 1) = noise * noise;
  P(0, 0) = P(1, 1) = 1;
  const Pair zero{};
  return *linear::gaussian_posterior(A, x, N, zero, P);
}

}  // namespace

Pair draw_in_cells(const PlanarGrid& grid, std::span<const double> cumulative, Rng& rng) {
  const auto cell = std::lower_bound(cumulative.begin(), cumulative.end() - 1, cumulative.back() * rng.uniform());
  const auto index = static_cast<int>(cell - cumulative.begin());
  const double width = (grid.x.high - grid.x.low) / grid.cols, height = (grid.y.high - grid.y.low) / grid.rows;
  const double a = rng.uniform() - 0.5, b = rng.uniform() - 0.5;
  return {grid.x_of(index % grid.cols) + width * a, grid.y_of(index / grid.cols) + height * b};
}

Problem::Problem(const ProblemSpec& spec) : spec_(spec) {
  switch (spec.simulator) {
    case Simulator::gaussian:
      theta_ = {{{"θ₁", "θ₁", {-3.5, 3.5}}, {"θ₂", "θ₂", {-3.5, 3.5}}}};
      data_ = {{{"x₁", "x₁", {-4, 4}}, {"x₂", "x₂", {-4, 4}}}};
      theta_scale_ = {1, 1};
      data_scale_ = {1.2, 1.2};
      first_observed_ = {1, 0.5};
      break;
    case Simulator::two_moons:
      theta_ = {{{"θ₁", "θ₁", {-1, 1}}, {"θ₂", "θ₂", {-1, 1}}}};
      data_ = {{{"x₁", "x₁", {-1.3, 0.5}}, {"x₂", "x₂", {-1.6, 1.6}}}};
      data_centre_ = {-0.15, 0};
      data_scale_ = {0.35, 0.6};
      first_observed_ = {0, 0};
      break;
    case Simulator::pendulum:
      theta_ = {{{"length ℓ [m]", "ℓ", {0.2, 2}}, {"friction γ [1/s]", "γ", {0, 1}}}};
      data_ = {{{"first return after [s]", "t", {0.6, 3.4}}, {"angle reached [°]", "φ", {0, 70}}}};
      data_centre_ = {2, 35};
      data_scale_ = {0.55, 12};
      first_observed_ = {2.15, 45};
      break;
    case Simulator::epidemic:
      theta_ = {{{"infection β [1/day]", "β", {0.1, 1.2}}, {"recovery γ [1/day]", "γ", {0.05, 0.5}}}};
      data_ = {{{"largest share ill at once", "share", {0, 0.9}}, {"day of the peak", "day", {0, 60}}}};
      data_centre_ = {0.3, 15};
      data_scale_ = {0.25, 12};
      first_observed_ = {0.3, 16};
      break;
    case Simulator::ising:
      theta_ = {{{"temperature T [J/k_B]", "T", {1, 4}}, {"field h [J]", "h", {-0.5, 0.5}}}};
      data_ = {{{"energy of bonds a spin [J]", "e", {-2.1, 0.6}}, {"magnetisation a spin", "m", {-1.05, 1.05}}}};
      data_centre_ = {-1.2, 0};
      data_scale_ = {0.6, 0.7};
      first_observed_ = {-1.25, 0.5};
      break;
  }
  const int cells = spec.simulator == Simulator::two_moons ? kMoonCells : kCells;
  grid_ = {cells, cells, theta_[0].window, theta_[1].window};
  if (spec.simulator != Simulator::gaussian) {
    for (std::size_t i = 0; i < 2; ++i) {
      theta_centre_[i] = (theta_[i].window.low + theta_[i].window.high) / 2;
      theta_scale_[i] = (theta_[i].window.high - theta_[i].window.low) / std::sqrt(12.0);
    }
  }
  if (spec.simulator == Simulator::pendulum) {
    const double low = std::sqrt(theta_[0].window.low), high = std::sqrt(theta_[0].window.high);
    for (int i = 0; i < kNodes; ++i)
      for (int j = 0; j < kNodes; ++j) {
        const double root = low + (high - low) * i / (kNodes - 1);
        const Pair swing = swing_of({root * root, theta_[1].window.high * j / (kNodes - 1)});
        swings_.insert(swings_.end(), swing.begin(), swing.end());
      }
  }
  if (spec.simulator == Simulator::ising && spec.side == physics::IsingLevels::kSide) {
    levels_.emplace();
    for (int row = 0; row < grid_.rows; ++row)
      for (int col = 0; col < grid_.cols; ++col)
        log_partition_.push_back(levels_->log_partition(grid_.x_of(col), grid_.y_of(row)));
  }
  first_observed_ = nearest_possible(first_observed_);
}

Pair Problem::nearest_possible(Pair x) const {
  for (std::size_t i = 0; i < 2; ++i) x[i] = std::clamp(x[i], data_[i].window.low, data_[i].window.high);
  if (spec_.simulator != Simulator::ising) return x;
  const double sites = static_cast<double>(spec_.side) * spec_.side;
  if (!levels_) {
    const double bonds = 4 * std::round(-x[0] * sites / 4), spins = 2 * std::round(x[1] * sites / 2);
    return {-std::clamp(bonds, -2 * sites, 2 * sites) / sites, std::clamp(spins, -sites, sites) / sites};
  }
  Pair best{};
  double least = std::numeric_limits<double>::infinity();
  for (const auto& level : levels_->levels()) {
    const Pair at{-level.bonds / sites, level.magnetisation / sites};
    const double distance = square(at[0] - x[0]) + square(at[1] - x[1]);
    if (distance >= least) continue;
    least = distance;
    best = at;
  }
  return best;
}

Pair Problem::draw_prior(Rng& rng) const {
  Pair theta;
  for (std::size_t i = 0; i < 2; ++i)
    theta[i] = spec_.simulator == Simulator::gaussian ? rng.normal()
                                                      : rng.uniform(theta_[i].window.low, theta_[i].window.high);
  return theta;
}

bool Problem::allows(const Pair& theta) const {
  if (spec_.simulator == Simulator::gaussian) return true;
  for (std::size_t i = 0; i < 2; ++i)
    if (!(theta[i] >= theta_[i].window.low && theta[i] <= theta_[i].window.high)) return false;
  return true;
}

double Problem::log_prior(const Pair& theta) const {
  if (spec_.simulator == Simulator::gaussian)
    return -(square(theta[0]) + square(theta[1])) / 2 - math::log(2 * std::numbers::pi);
  if (!allows(theta)) return -std::numeric_limits<double>::infinity();
  return -math::log((theta_[0].window.high - theta_[0].window.low) * (theta_[1].window.high - theta_[1].window.low));
}

Pair Problem::simulate(const Pair& theta, Rng& rng) const {
  switch (spec_.simulator) {
    case Simulator::gaussian: {
      const double a = rng.normal(), b = rng.normal();
      return {kRow1[0] * theta[0] + kRow1[1] * theta[1] + spec_.noise * a,
              kRow2[0] * theta[0] + kRow2[1] * theta[1] + spec_.noise * b};
    }
    case Simulator::two_moons: return physics::draw_two_moons(theta, rng);
    case Simulator::pendulum: {
      const Pair swing = swing_of(theta);
      const double a = rng.normal(), b = rng.normal();
      return {swing[0] + kSwingNoise[0] * a, swing[1] + kSwingNoise[1] * b};
    }
    case Simulator::epidemic: {
      const physics::EpidemicRecord record = physics::run_epidemic(
          {.infection_per_day = theta[0], .recovery_per_day = theta[1], .population = spec_.population}, rng);
      return {record.largest_share, record.peak_day};
    }
    case Simulator::ising: break;
  }
  const physics::SpinLattice lattice = settled_lattice(spec_.side, theta, rng);
  return {-static_cast<double>(lattice.bonds()) / lattice.sites(),
          static_cast<double>(lattice.magnetisation()) / lattice.sites()};
}

bool Problem::has_exact() const { return spec_.simulator <= Simulator::pendulum || levels_.has_value(); }

double Problem::log_likelihood(const Pair& theta, const Pair& x) const {
  if (spec_.simulator == Simulator::gaussian) {
    const double a = x[0] - kRow1[0] * theta[0] - kRow1[1] * theta[1];
    const double b = x[1] - kRow2[0] * theta[0] - kRow2[1] * theta[1];
    return -(a * a + b * b) / (2 * square(spec_.noise));
  }
  const Pair u = unshifted_moon(theta, x);
  if (u[0] <= 0) return -std::numeric_limits<double>::infinity();
  const double r = std::sqrt(square(u[0]) + square(u[1]));
  return -square((r - kMoonRadius) / kMoonWidth) / 2 - math::log(r);
}

// Bilinear between the nodes.
Pair Problem::swing_at(const Pair& theta) const {
  const double low = std::sqrt(theta_[0].window.low), high = std::sqrt(theta_[0].window.high);
  const double a = std::clamp((std::sqrt(theta[0]) - low) / (high - low), 0.0, 1.0) * (kNodes - 1);
  const double b = std::clamp(theta[1] / theta_[1].window.high, 0.0, 1.0) * (kNodes - 1);
  const int i = std::min(static_cast<int>(a), kNodes - 2), j = std::min(static_cast<int>(b), kNodes - 2);
  Pair swing{};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto node = [&](int di, int dj) {
      return swings_[2 * static_cast<std::size_t>((i + di) * kNodes + j + dj) + k];
    };
    const double s = a - i, t = b - j;
    swing[k] = (1 - s) * ((1 - t) * node(0, 0) + t * node(0, 1)) + s * ((1 - t) * node(1, 0) + t * node(1, 1));
  }
  return swing;
}

// Of each cell, up to a factor; two moons, which are finer than a cell, from four places of it.
void Problem::fill_density(const Pair& x, std::vector<double>& density) const {
  const double sites = static_cast<double>(spec_.side) * spec_.side;
  const int fine = spec_.simulator == Simulator::two_moons ? 2 : 1;
  const PlanarGrid places{grid_.rows * fine, grid_.cols * fine, grid_.x, grid_.y};
  std::vector<double> logarithm(static_cast<std::size_t>(places.cells()));
  for (int row = 0; row < places.rows; ++row)
    for (int col = 0; col < places.cols; ++col) {
      const Pair theta{places.x_of(col), places.y_of(row)};
      const auto at = static_cast<std::size_t>(row * places.cols + col);
      double value = log_prior(theta);
      if (spec_.simulator == Simulator::pendulum) {
        const Pair swing = swing_at(theta);
        for (std::size_t k = 0; k < 2; ++k) value -= square((x[k] - swing[k]) / kSwingNoise[k]) / 2;
      } else if (spec_.simulator == Simulator::ising) {
        value += (-x[0] + theta[1] * x[1]) * sites / theta[0] - log_partition_[at];
      } else {
        value += log_likelihood(theta, x);
      }
      logarithm[at] = value;
    }
  const double top = *std::max_element(logarithm.begin(), logarithm.end());
  density.assign(static_cast<std::size_t>(grid_.cells()), 0);
  if (!std::isfinite(top)) return;
  for (int row = 0; row < places.rows; ++row)
    for (int col = 0; col < places.cols; ++col)
      density[static_cast<std::size_t>(row / fine * grid_.cols + col / fine)] +=
          math::exp(logarithm[static_cast<std::size_t>(row * places.cols + col)] - top);
}

ExactPosterior Problem::exact(const Pair& x) const {
  ExactPosterior posterior;
  if (!has_exact()) return posterior;
  fill_density(x, posterior.density);
  double sum = 0;
  Pair first{}, second{};
  for (int row = 0; row < grid_.rows; ++row)
    for (int col = 0; col < grid_.cols; ++col) {
      const double mass = posterior.density[static_cast<std::size_t>(row * grid_.cols + col)];
      const Pair theta{grid_.x_of(col), grid_.y_of(row)};
      sum += mass;
      posterior.cumulative.push_back(sum);
      for (std::size_t i = 0; i < 2; ++i) {
        first[i] += mass * theta[i];
        second[i] += mass * square(theta[i]);
      }
    }
  posterior.is_known = sum > 0;
  if (!posterior.is_known) return posterior;
  for (std::size_t i = 0; i < 2; ++i) {
    posterior.mean[i] = first[i] / sum;
    posterior.deviation[i] = std::sqrt(std::max(0.0, second[i] / sum - square(posterior.mean[i])));
  }
  const double cell = (grid_.x.high - grid_.x.low) * (grid_.y.high - grid_.y.low) / static_cast<double>(grid_.cells());
  for (double& value : posterior.density) value /= sum * cell;
  for (double& value : posterior.cumulative) value /= sum;
  return posterior;
}

Pair Problem::draw_exact(const ExactPosterior& exact, const Pair& x, Rng& rng) const {
  if (spec_.simulator == Simulator::gaussian) {
    const linear::GaussianPosterior law = gaussian_posterior_of(spec_.noise, x);
    const double a = rng.normal(), b = rng.normal();
    const double s = std::sqrt(law.covariance(0, 0)), t = law.covariance(0, 1) / s;
    return {law.mean[0] + s * a, law.mean[1] + t * a + std::sqrt(law.covariance(1, 1) - t * t) * b};
  }
  if (spec_.simulator == Simulator::two_moons) {
    // θ ↦ u has a Jacobian of 1 on either side: draw u, and a side, and keep θ where the prior allows it.
    for (int i = 0; i < kTries; ++i) {
      const double angle = rng.uniform(-std::numbers::pi / 2, std::numbers::pi / 2);
      const double r = kMoonRadius + kMoonWidth * rng.normal();
      const double sum = (r * math::cos(angle) + kMoonShift - x[0]) * (rng.uniform() < 0.5 ? -1 : 1);
      const double difference = x[1] - r * math::sin(angle);
      if (r * math::cos(angle) + kMoonShift - x[0] < 0) continue;
      const Pair theta{(sum - difference) / std::numbers::sqrt2, (sum + difference) / std::numbers::sqrt2};
      if (allows(theta)) return theta;
    }
  }
  return draw_in_cells(grid_, exact.cumulative, rng);
}

QuantityText Problem::trace_axis(std::size_t i) const {
  if (spec_.simulator == Simulator::pendulum)
    return i == 0 ? QuantityText{"time [s]", "t", {0, 6}} : QuantityText{"angle [°]", "φ", {-65, 65}};
  return i == 0 ? QuantityText{"day", "day", {0, 60}} : QuantityText{"share ill", "share", {0, 0.8}};
}

void Problem::trace(const Pair& theta, Rng& rng, std::vector<double>& x, std::vector<double>& y) const {
  const Range time = trace_axis(0).window;
  x.clear();
  y.clear();
  if (spec_.simulator == Simulator::pendulum) {
    constexpr int kPlaces = 121;
    physics::swing(pendulum_of(theta), time.high, kPlaces, y);
    for (double& angle : y) angle /= kDegree;
    for (int i = 0; i < kPlaces; ++i) x.push_back(time.high * i / (kPlaces - 1));
    return;
  }
  physics::run_epidemic({.infection_per_day = theta[0], .recovery_per_day = theta[1], .population = spec_.population},
                        rng, &y);
  y.resize(static_cast<std::size_t>(time.high) + 1, 0);
  for (double& ill : y) ill /= spec_.population;
  for (std::size_t i = 0; i < y.size(); ++i) x.push_back(static_cast<double>(i));
}

std::vector<float> Problem::snapshot(const Pair& theta, Rng& rng) const {
  const physics::SpinLattice lattice = settled_lattice(spec_.side, theta, rng);
  std::vector<float> spins;
  for (const std::int8_t spin : lattice.spins()) spins.push_back(static_cast<float>(spin));
  return spins;
}

}  // namespace lectern::inference
