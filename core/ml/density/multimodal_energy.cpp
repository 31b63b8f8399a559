#include "core/ml/density/multimodal_energy.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"
#include "core/simd/gemm.h"

namespace lectern::density {
namespace {

constexpr double kStiffness = 6, kBend = 1;          // k and c of the double well
constexpr double kCoupling = 2;                      // J of the chain
constexpr double kReach = 2.5;                       // of tables, in a
constexpr int kLinePoints = 240, kChainPoints = 96;  // even: none at 0
constexpr double kTwoPi = 2 * std::numbers::pi;

double normal_density(double x, double mean, double sigma) {
  const double u = (x - mean) / sigma;
  return math::exp(-u * u / 2) / (sigma * std::sqrt(kTwoPi));
}

// The sign with which a coordinate is bent by x₁.
double bend_of(int coordinate) { return coordinate % 2 == 1 ? kBend : -kBend; }

// A^power for a square matrix, power ≥ 1, scaled so that its largest element is 1; log_scale grows by what was divided
// out.
Matrix<double> matrix_power(const Matrix<double>& A, int power, double& log_scale) {
  Matrix<double> result = A, product(A.rows(), A.cols());
  const auto scale = [](Matrix<double>& M) {
    double largest = 0;
    for (std::ptrdiff_t i = 0; i < M.size(); ++i) largest = std::max(largest, M.data()[i]);
    for (std::ptrdiff_t i = 0; i < M.size(); ++i) M.data()[i] /= largest;
    return math::log(largest);
  };
  log_scale = 0;
  int bit = 1;
  while (bit * 2 <= power) bit *= 2;
  for (bit /= 2; bit > 0; bit /= 2) {
    simd::gemm<double>(result, result, nullptr, product);
    std::swap(result, product);
    log_scale = 2 * log_scale + scale(result);
    if ((power & bit) == 0) continue;
    simd::gemm<double>(result, A, nullptr, product);
    std::swap(result, product);
    log_scale += scale(result);
  }
  return result;
}

}  // namespace

MultimodalEnergy::MultimodalEnergy(const EnergySpec& spec) : spec_(spec) {
  if (spec_.kind == EnergyKind::ring) {
    spec_.dimension = 2;
    sigma_ = spec_.place * math::sin(std::numbers::pi / spec_.modes) / std::sqrt(2 * spec_.barrier);
    double sum = 0;
    for (int m = 0; m < spec_.modes; ++m) {
      const double angle = kTwoPi * m / spec_.modes;
      centres_.push_back(spec_.place * math::cos(angle));
      centres_.push_back(spec_.place * math::sin(angle));
      weights_.push_back(math::exp(spec_.tilt / 2 * math::cos(angle)));
      sum += weights_.back();
    }
    for (double& weight : weights_) weight /= sum;
  }
  spec_.kind == EnergyKind::chain ? tabulate_chain() : tabulate_line();
}

double MultimodalEnergy::well(double x) const {
  const double u = x / spec_.place, sites = spec_.kind == EnergyKind::chain ? spec_.dimension : 1;
  return (spec_.barrier * (u * u - 1) * (u * u - 1) - spec_.tilt / 2 * u) / sites;
}

double MultimodalEnergy::ring_energy(const double* x, double* gradient) const {
  // −log Σ_m w_m N(x; c_m, σ²), the largest term taken out.
  double nearest = INFINITY;
  for (std::size_t m = 0; m < weights_.size(); ++m) {
    const double dx = x[0] - centres_[2 * m], dy = x[1] - centres_[2 * m + 1];
    nearest = std::min(nearest, dx * dx + dy * dy);
  }
  double sum = 0, sum_x = 0, sum_y = 0;
  const double precision = 1 / (sigma_ * sigma_);
  for (std::size_t m = 0; m < weights_.size(); ++m) {
    const double dx = x[0] - centres_[2 * m], dy = x[1] - centres_[2 * m + 1];
    const double term = weights_[m] * math::exp(-(dx * dx + dy * dy - nearest) * precision / 2);
    sum += term;
    sum_x += term * dx;
    sum_y += term * dy;
  }
  if (gradient != nullptr) {
    gradient[0] = sum_x / sum * precision;
    gradient[1] = sum_y / sum * precision;
  }
  return nearest * precision / 2 - math::log(sum) + math::log(kTwoPi * sigma_ * sigma_);
}

double MultimodalEnergy::ring_marginal(double x) const {
  double sum = 0;
  for (std::size_t m = 0; m < weights_.size(); ++m) sum += weights_[m] * normal_density(x, centres_[2 * m], sigma_);
  return sum;
}

double MultimodalEnergy::chain_energy(const double* x, double* gradient) const {
  const int d = spec_.dimension;
  const double a = spec_.place;
  double sum = 0;
  for (int i = 0; i < d; ++i) {
    const double next = x[i + 1 < d ? i + 1 : 0], step = next - x[i];
    sum += kCoupling / 2 * step * step + well(x[i]);
    if (gradient == nullptr) continue;
    const double before = x[i > 0 ? i - 1 : d - 1], u = x[i] / a;
    gradient[i] =
        kCoupling * (2 * x[i] - before - next) + (4 * spec_.barrier * (u * u - 1) * u - spec_.tilt / 2) / (a * d);
  }
  return sum;
}

double MultimodalEnergy::energy(const double* x, double* gradient) const {
  if (spec_.kind == EnergyKind::ring) return ring_energy(x, gradient);
  if (spec_.kind == EnergyKind::chain) return chain_energy(x, gradient);
  const double a = spec_.place, u = x[0] / a, centre = u * u - 1;
  double sum = well(x[0]), d_first = (4 * spec_.barrier * centre * u - spec_.tilt / 2) / a;
  for (int i = 1; i < spec_.dimension; ++i) {
    const double bend = bend_of(i), away = x[i] + bend * centre;
    sum += kStiffness / 2 * away * away;
    if (gradient != nullptr) gradient[i] = kStiffness * away;
    d_first += kStiffness * away * bend * 2 * u / a;
  }
  if (gradient != nullptr) gradient[0] = d_first;
  return sum;
}

// Tables of x₁ by the trapezoidal rule, which is as good as exact for what vanishes smoothly at both ends.
void MultimodalEnergy::tabulate_line() {
  const double reach = kReach * spec_.place, step = 2 * reach / (kLinePoints - 1);
  double sum = 0, right = 0;
  for (int i = 0; i < kLinePoints; ++i) {
    const double x = -reach + step * i;
    axis_.push_back(x);
    marginal_.push_back(spec_.kind == EnergyKind::ring ? ring_marginal(x) : math::exp(-well(x)));
    sum += marginal_.back() * step;
    if (i >= kLinePoints / 2) right += marginal_.back() * step;
  }
  for (double& density : marginal_) density /= sum;
  right_ = right / sum;
  if (spec_.kind == EnergyKind::double_well)
    log_z_ = math::log(sum) + (spec_.dimension - 1) * math::log(kTwoPi / kStiffness) / 2;
}

// Z = trace of T^d,  T(x, y) = exp(−J/2 (x − y)² − (V(x) + V(y))/2) on a grid.
void MultimodalEnergy::tabulate_chain() {
  const double reach = kReach * spec_.place + 2, step = 2 * reach / (kChainPoints - 1);
  for (int i = 0; i < kChainPoints; ++i) axis_.push_back(-reach + step * i);
  const std::vector<double>& x = axis_;
  Matrix<double> transfer(kChainPoints, kChainPoints);
  for (int i = 0; i < kChainPoints; ++i)
    for (int j = 0; j < kChainPoints; ++j) {
      const double gap = x[std::size_t(i)] - x[std::size_t(j)];
      transfer(i, j) =
          step * math::exp(-kCoupling / 2 * gap * gap - (well(x[std::size_t(i)]) + well(x[std::size_t(j)])) / 2);
    }
  const int half = spec_.dimension / 2;
  double log_scale = 0, log_other = 0;
  plane_ = matrix_power(transfer, half, log_scale);
  const Matrix<double> other = matrix_power(transfer, spec_.dimension - half, log_other);
  double sum = 0, right = 0;
  for (int i = 0; i < kChainPoints; ++i) {
    double row = 0;
    for (int j = 0; j < kChainPoints; ++j) row += plane_(i, j) *= other(j, i);
    marginal_.push_back(row);
    sum += row;
    if (i >= kChainPoints / 2) right += row;
  }
  for (double& density : marginal_) density /= sum * step;
  for (std::ptrdiff_t i = 0; i < plane_.size(); ++i) plane_.data()[i] /= sum * step * step;
  right_ = right / sum;
  log_z_ = math::log(sum) + log_scale + log_other;
}

double MultimodalEnergy::right_share(const double* x) const {
  if (spec_.kind != EnergyKind::chain) return x[0] > 0 ? 1 : 0;
  const auto right = std::count_if(x, x + spec_.dimension, [](double site) { return site > 0; });
  return static_cast<double>(right) / spec_.dimension;
}

double MultimodalEnergy::order(const double* x) const {
  if (spec_.kind != EnergyKind::chain) return x[0];
  double sum = 0;
  for (int i = 0; i < spec_.dimension; ++i) sum += x[i];
  return sum / spec_.dimension;
}

void MultimodalEnergy::mode(int number, double* x) const {
  if (spec_.kind == EnergyKind::ring) {
    std::copy_n(&centres_[2 * static_cast<std::size_t>(number)], 2, x);
    return;
  }
  const double at = number == 0 ? -spec_.place : spec_.place;
  std::fill(x, x + spec_.dimension, spec_.kind == EnergyKind::chain ? at : 0);
  x[0] = at;
}

void MultimodalEnergy::lift(double a, double b, double* x) const {
  const int d = spec_.dimension;
  if (spec_.kind == EnergyKind::chain) {
    for (int i = 0; i < d; ++i) x[i] = (a + b) / 2 + (a - b) / 2 * math::cos(kTwoPi * i / d);
    return;
  }
  x[0] = a;
  x[1] = b;
  const double u = a / spec_.place;
  for (int i = 2; i < d; ++i) x[i] = -bend_of(i) * (u * u - 1);
}

double MultimodalEnergy::plane_density(double a, double b) const {
  const double place[] = {a, b};
  if (spec_.kind == EnergyKind::ring) return math::exp(-ring_energy(place, nullptr));
  if (spec_.kind == EnergyKind::double_well) {
    const double u = a / spec_.place, log_line = log_z_ - (spec_.dimension - 1) * math::log(kTwoPi / kStiffness) / 2;
    return math::exp(-well(a) - log_line) * normal_density(b, -bend_of(1) * (u * u - 1), 1 / std::sqrt(kStiffness));
  }
  const double step = axis_[1] - axis_[0], u = (a - axis_[0]) / step, v = (b - axis_[0]) / step;
  if (!(u >= 0 && u < kChainPoints - 1 && v >= 0 && v < kChainPoints - 1)) return 0;
  const auto i = static_cast<std::ptrdiff_t>(u), j = static_cast<std::ptrdiff_t>(v);
  const double f = u - static_cast<double>(i), g = v - static_cast<double>(j);
  return (1 - f) * ((1 - g) * plane_(i, j) + g * plane_(i, j + 1)) +
         f * ((1 - g) * plane_(i + 1, j) + g * plane_(i + 1, j + 1));
}

int langevin_moves(const MultimodalEnergy& energy, double h, int moves, Rng& rng, double* x) {
  constexpr int kMost = 64;
  const int d = energy.dimension();
  double slope[kMost], next[kMost], next_slope[kMost];
  const double width = std::sqrt(2 * h);
  double height = energy.energy(x, slope);
  int accepted = 0;
  for (int move = 0; move < moves; ++move) {
    double there = 0;
    for (int i = 0; i < d; ++i) {
      const double noise = rng.normal();
      next[i] = x[i] - h * slope[i] + width * noise;
      there += noise * noise / 2;  // −log of the density of the way there
    }
    const double next_height = energy.energy(next, next_slope);
    double back = 0;
    for (int i = 0; i < d; ++i) {
      const double away = x[i] - next[i] + h * next_slope[i];
      back += away * away / (4 * h);
    }
    const double log_ratio = height - next_height + there - back;
    if (!(log_ratio >= 0 || rng.uniform() < math::exp(log_ratio))) continue;
    std::copy_n(next, d, x);
    std::copy_n(next_slope, d, slope);
    height = next_height;
    ++accepted;
  }
  return accepted;
}

}  // namespace lectern::density
