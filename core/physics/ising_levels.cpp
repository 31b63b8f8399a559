#include "core/physics/ising_levels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::physics {

IsingLevels::IsingLevels() {
  std::array<std::array<int, 17>, 17> counts{};
  for (std::uint32_t spins = 0; spins < 65536; ++spins) {
    // A row is four bits; its neighbours stand one bit, or one row, further on.
    const std::uint32_t right = ((spins >> 1) & 0x7777U) | ((spins << 3) & 0x8888U);
    const std::uint32_t down = ((spins >> 4) | (spins << 12)) & 0xFFFFU;
    const int unlike = std::popcount(spins ^ right) + std::popcount(spins ^ down);
    ++counts[static_cast<std::size_t>(unlike / 2)][static_cast<std::size_t>(std::popcount(spins))];
  }
  for (std::size_t b = 0; b < 17; ++b)
    for (std::size_t m = 0; m < 17; ++m)
      if (counts[b][m] > 0)
        levels_.push_back({32 - 4 * static_cast<int>(b), 2 * static_cast<int>(m) - 16, double(counts[b][m])});
}

double IsingLevels::states(int bonds, int magnetisation) const {
  for (const Level& level : levels_)
    if (level.bonds == bonds && level.magnetisation == magnetisation) return level.states;
  return 0;
}

double IsingLevels::log_partition(double temperature, double field) const {
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  for (const Level& level : levels_) top = std::max(top, (level.bonds + field * level.magnetisation) / temperature);
  for (const Level& level : levels_)
    sum += level.states * math::exp((level.bonds + field * level.magnetisation) / temperature - top);
  return top + math::log(sum);
}

double IsingLevels::mean_bonds(double temperature, double field) const {
  const double log_z = log_partition(temperature, field);
  double sum = 0;
  for (const Level& level : levels_)
    sum += level.bonds * level.states * math::exp((level.bonds + field * level.magnetisation) / temperature - log_z);
  return sum;
}

}  // namespace lectern::physics
