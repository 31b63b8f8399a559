#include "core/physics/random_field.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

constexpr double kFlow = 1.5 / 32;  // of the side: root mean square flow along an axis at strength 1

double power_law(double k, double slope) { return k > 0 ? math::exp(-slope * math::log(k)) : 0; }

}  // namespace

RandomFields::RandomFields(const RandomFieldSpec& spec)
    : spec_(spec), fine_(spec.law == FieldLaw::web ? 2 * spec.side : spec.side) {
  const int side = fine_.side();
  const double cells = static_cast<double>(side) * side;
  double variance = 0;
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      const double ky = fine_.wave(row), kx = fine_.wave(col), k = std::sqrt(kx * kx + ky * ky);
      double power = power_law(k, spec.slope);
      // Waves that the coarse cells cannot show do not move matter.
      if (spec.law == FieldLaw::web) power *= math::exp(-k * k / (0.04 * spec.side * spec.side));
      variance += power;
      amplitude_.push_back(std::sqrt(power));
    }
  // A white field of unit variance has |F|² = N² in each wave.
  for (double& amplitude : amplitude_) amplitude *= std::sqrt(cells / variance);
  waves_.resize(fine_.cells());
  density_.resize(static_cast<std::size_t>(spec.side) * static_cast<std::size_t>(spec.side));
}

void RandomFields::draw_waves(Rng& rng) {
  for (math::Complex& value : waves_) value = {rng.normal(), 0};
  fine_.forward(waves_);
  for (std::size_t k = 0; k < waves_.size(); ++k) {
    waves_[k].re *= amplitude_[k];
    waves_[k].im *= amplitude_[k];
  }
}

void RandomFields::draw(Rng& rng, std::span<float> field) {
  draw_waves(rng);
  if (spec_.law == FieldLaw::web) return draw_web(field);
  fine_.inverse(waves_);
  const double s = spec_.strength;
  for (std::size_t i = 0; i < field.size(); ++i)
    field[i] =
        static_cast<float>(spec_.law == FieldLaw::gaussian ? waves_[i].re : math::exp(s * waves_[i].re - s * s / 2));
}

// ψ(k) = i k δ(k)/k². Both components at once: ψ_x + i ψ_y is one complex field.
void RandomFields::draw_web(std::span<float> field) {
  const int fine = fine_.side(), side = spec_.side;
  flow_.resize(waves_.size());
  double squares = 0;
  for (int row = 0; row < fine; ++row)
    for (int col = 0; col < fine; ++col) {
      const auto at = static_cast<std::size_t>(row * fine + col);
      // The highest wave has no sign; a slope along it is not defined.
      const double ky = row == fine / 2 ? 0 : fine_.wave(row), kx = col == fine / 2 ? 0 : fine_.wave(col);
      const double k2 = kx * kx + ky * ky;
      const math::Complex delta = waves_[at];
      const double x = k2 > 0 ? kx / k2 : 0, y = k2 > 0 ? ky / k2 : 0;
      // i (x + i y) δ
      flow_[at] = {-x * delta.im - y * delta.re, x * delta.re - y * delta.im};
      const double a = amplitude_[at];
      squares += (x * x + y * y) * a * a;
    }
  fine_.inverse(flow_);
  const double cells = static_cast<double>(fine) * fine;
  const double deviation = std::sqrt(squares / (2 * cells));  // of the law, along one axis
  const double scale = spec_.strength * kFlow * side / deviation;

  // Each grain is shared out among the four nearest cells.
  std::fill(density_.begin(), density_.end(), 0.0);
  for (int row = 0; row < fine; ++row)
    for (int col = 0; col < fine; ++col) {
      const math::Complex by = flow_[static_cast<std::size_t>(row * fine + col)];
      const double x = (col + 0.5) * 0.5 - 0.5 + scale * by.re, y = (row + 0.5) * 0.5 - 0.5 + scale * by.im;
      const double left = std::floor(x), below = std::floor(y);
      const double right_share = x - left, upper_share = y - below;
      const auto wrap = [side](double cell) {
        const int index = static_cast<int>(cell) % side;
        return index < 0 ? index + side : index;
      };
      const int c0 = wrap(left), c1 = wrap(left + 1), r0 = wrap(below), r1 = wrap(below + 1);
      const auto add = [&](int r, int c, double share) {
        density_[static_cast<std::size_t>(r * side + c)] += share / 4;
      };
      add(r0, c0, (1 - right_share) * (1 - upper_share));
      add(r0, c1, right_share * (1 - upper_share));
      add(r1, c0, (1 - right_share) * upper_share);
      add(r1, c1, right_share * upper_share);
    }
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = static_cast<float>(math::log1p(density_[i]));
}

FieldScale standardise(MatrixView<float> fields) {
  FieldScale scale;
  const auto numbers = static_cast<double>(fields.size());
  double sum = 0, squares = 0;
  for (std::ptrdiff_t i = 0; i < fields.rows; ++i)
    for (std::ptrdiff_t j = 0; j < fields.cols; ++j) sum += static_cast<double>(fields(i, j));
  scale.mean = sum / numbers;
  for (std::ptrdiff_t i = 0; i < fields.rows; ++i)
    for (std::ptrdiff_t j = 0; j < fields.cols; ++j) {
      const double by = static_cast<double>(fields(i, j)) - scale.mean;
      squares += by * by;
    }
  scale.deviation = std::max(std::sqrt(squares / numbers), 1e-12);
  for (std::ptrdiff_t i = 0; i < fields.rows; ++i)
    for (std::ptrdiff_t j = 0; j < fields.cols; ++j)
      fields(i, j) = static_cast<float>((static_cast<double>(fields(i, j)) - scale.mean) / scale.deviation);
  return scale;
}

void randomise_phases(const math::PlanarFourier& fourier, std::span<const float> field, Rng& rng,
                      std::span<float> result) {
  std::vector<math::Complex> waves(fourier.cells()), phases(fourier.cells());
  for (std::size_t i = 0; i < waves.size(); ++i) {
    waves[i] = {static_cast<double>(field[i]), 0};
    phases[i] = {rng.normal(), 0};
  }
  fourier.forward(waves);
  fourier.forward(phases);  // of a real field, so that the result is one
  const double mean = waves[0].re;
  for (std::size_t k = 0; k < waves.size(); ++k) {
    const auto size = [](const math::Complex& z) { return std::sqrt(z.re * z.re + z.im * z.im); };
    const double length = size(phases[k]), scale = length > 0 ? size(waves[k]) / length : 0;
    waves[k] = {phases[k].re * scale, phases[k].im * scale};
  }
  waves[0] = {mean, 0};
  fourier.inverse(waves);
  for (std::size_t i = 0; i < waves.size(); ++i) result[i] = static_cast<float>(waves[i].re);
}

}  // namespace lectern::physics
