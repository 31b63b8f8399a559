#include "core/physics/calorimeter.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/vector.h"

namespace lectern::physics {
namespace {

constexpr int kSlices = 4;          // of a radiation length, in sums over the depth
constexpr double kWholeDepth = 40;  // X0, where nothing is left
constexpr double kManyQuanta = 30;  // from here on Poisson's law is a rounded Gaussian

double log_of_y(double energy) { return math::log(energy / kLeadCriticalEnergy); }

// The projected profile of one layer, with what does not depend on the distance computed once.
class LateralProfile {
 public:
  LateralProfile(double energy, double tau) {
    const double log_energy = math::log(energy), z = kLeadAtomicNumber;
    core_ = 0.0251 + 0.00319 * log_energy + (0.1162 - 0.000381 * z) * tau;
    const double at = tau - 0.645;
    const math::F64x2 falls_and_rises = math::exp(math::F64x2{-2.59 * at, (0.3585 + 0.0412 * log_energy) * at});
    tail_ = (0.659 - 0.00309 * z) * (falls_and_rises[0] + falls_and_rises[1]);
    const double way = (0.401 + 0.00187 * z - tau) / (1.313 - 0.0686 * log_energy);
    weight_ = std::clamp((2.632 - 0.00094 * z) * math::exp(way - math::exp(way)), 0.0, 1.0);
  }
  double share(double x) const {
    const auto below = [x](double radius) { return 0.5 * (1 + x / std::sqrt(x * x + radius * radius)); };
    return weight_ * below(core_) + (1 - weight_) * below(tail_);
  }

 private:
  double core_ = 0, tail_ = 0, weight_ = 0;
};

double count_quanta(double mean, Rng& rng) {
  if (mean >= kManyQuanta) return std::max(std::floor(mean + std::sqrt(mean) * rng.normal() + 0.5), 0.0);
  const double none = math::exp(-mean);
  double product = rng.uniform();
  int count = 0;
  while (product > none && count < 200) {
    product *= rng.uniform();
    ++count;
  }
  return count;
}

}  // namespace

ShowerShape mean_shower_shape(double energy) {
  const double y = log_of_y(energy);
  return {0.81 + (0.458 + 2.26 / kLeadAtomicNumber) * y, y - 0.812};
}

ShowerShape random_shower_shape(double energy, Rng& rng) {
  const double y = log_of_y(energy);
  const ShowerShape mean = mean_shower_shape(energy);
  const double mean_t = math::log(mean.maximum), mean_a = math::log(mean.alpha);
  const double spread_t = 1 / (-1.4 + 1.26 * y), spread_a = 1 / (-0.58 + 0.86 * y);
  const double correlation = 0.705 - 0.023 * y;
  const double plus = std::sqrt((1 + correlation) / 2), minus = std::sqrt((1 - correlation) / 2);
  const double u = rng.normal(), v = rng.normal();
  const double t = mean_t + spread_t * (plus * u + minus * v), a = mean_a + spread_a * (plus * u - minus * v);
  return {std::max(math::exp(a), 1.1), math::exp(t)};
}

void layer_shares(const Calorimeter& calorimeter, const ShowerShape& shape, std::span<double> shares) {
  std::fill(shares.begin(), shares.end(), 0.0);
  const double beta = (shape.alpha - 1) / shape.maximum;
  double whole = 0;
  constexpr int kAllSlices = static_cast<int>(kSlices * kWholeDepth);
  static_assert(kAllSlices % 2 == 0);
  for (int s = 0; s < kAllSlices; s += 2) {
    const math::F64x2 t = math::F64x2{s + 0.5, s + 1.5} / kSlices;
    // The density, with the value at its maximum as 1: only shares count.
    const math::F64x2 density =
        math::exp((shape.alpha - 1) * math::log(t / shape.maximum) - beta * (t - shape.maximum));
    for (const int lane : {0, 1}) {
      whole += density[lane];
      const auto layer = static_cast<std::size_t>(t[lane] / calorimeter.layer);
      if (layer < shares.size()) shares[layer] += density[lane];
    }
  }
  for (double& share : shares) share /= whole;
}

double lateral_share(double energy, double tau, double x) { return LateralProfile(energy, tau).share(x); }

void draw_shower(const Calorimeter& calorimeter, double energy, Rng& rng, std::span<float> cells) {
  const auto layers = static_cast<std::size_t>(calorimeter.layers),
             strips = static_cast<std::size_t>(calorimeter.strips);
  const ShowerShape shape = random_shower_shape(energy, rng);
  const double axis = rng.uniform(-calorimeter.sideways, calorimeter.sideways);
  std::vector<double> shares(layers);
  layer_shares(calorimeter, shape, shares);
  const double quantum = calorimeter.stochastic * calorimeter.stochastic;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const double tau = (static_cast<double>(layer) + 0.5) * calorimeter.layer / shape.maximum;
    const LateralProfile profile(energy, tau);
    const auto edge = [&](std::size_t strip) {
      const double x = (static_cast<double>(strip) - 0.5 * calorimeter.strips) * calorimeter.strip;
      return profile.share(x - axis);
    };
    double low = edge(0);
    for (std::size_t strip = 0; strip < strips; ++strip) {
      const double high = edge(strip + 1);
      const double mean = energy * shares[layer] * (high - low);
      cells[strip * layers + layer] = static_cast<float>(quantum * count_quanta(mean / quantum, rng));
      low = high;
    }
  }
}

}  // namespace lectern::physics
