#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/rng.h"
#include "core/physics/ising.h"
#include "core/physics/spin_lattice.h"
#include "tests/bench/simulators/compare.h"
#include "tests/bench/simulators/tight.h"

namespace lectern::bench {
namespace {

template <typename P, int N>
struct TightSpins {
  Words<P> draws;
  std::int8_t s[N * N];
  std::uint64_t limit[9];  // for s Σ neighbours = −4 … 4
  std::uint64_t bond = 0;
  int queue[N * N], parent[N * N];

  explicit TightSpins(double T) {
    std::memset(s, 1, sizeof s);
    for (int k = -4; k <= 4; ++k) limit[k + 4] = k <= 0 ? std::uint64_t{1} << 32 : threshold(math::exp(-2 * k / T));
    bond = threshold(-math::expm1(-2 / T));
  }
  void metropolis() {
    for (int colour = 0; colour < 2; ++colour)
      for (int row = 0; row < N; ++row) {
        draws.reserve(N / 2);
        std::int8_t* here = s + row * N;
        const std::int8_t *above = s + ((row + N - 1) & (N - 1)) * N, *below = s + ((row + 1) & (N - 1)) * N;
        const std::uint32_t* words = draws.words + draws.at;
        const std::uint32_t* word = words;
        for (int col = (row + colour) & 1; col < N; col += 2) {
          const int spin = here[col];
          const int sum = above[col] + below[col] + here[(col + N - 1) & (N - 1)] + here[(col + 1) & (N - 1)];
          const int k = spin * sum;
          // Without a branch: a word is used up only where the energy would grow.
          const bool turns = *word < limit[k + 4];
          word += k > 0;
          here[col] = static_cast<std::int8_t>(turns ? -spin : spin);
        }
        draws.at += static_cast<int>(word - words);
      }
  }
  int wolff() {
    const std::uint32_t start = static_cast<std::uint32_t>(std::uint64_t{draws.next()} * (N * N) >> 32);
    const std::int8_t spin = s[start], turned = static_cast<std::int8_t>(-spin);
    int count = 0;
    queue[count++] = static_cast<int>(start);
    s[start] = turned;
    for (int front = 0; front < count; ++front) {
      const int i = queue[front], row = i & ~(N - 1), col = i & (N - 1);
      const int near[4] = {(i + N * N - N) & (N * N - 1), row | ((col + 1) & (N - 1)), (i + N) & (N * N - 1),
                           row | ((col + N - 1) & (N - 1))};
      draws.reserve(4);
      for (const int j : near) {
        if (s[j] != spin) continue;
        if (draws.words[draws.at++] >= bond) continue;
        s[j] = turned;
        queue[count++] = j;
      }
    }
    return count;
  }
  int root(int i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  }
  void join(int i, int j) {
    if (s[i] != s[j] || draws.words[draws.at++] >= bond) return;
    const int a = root(i), b = root(j);
    parent[std::max(a, b)] = std::min(a, b);
  }
  void swendsen_wang() {
    for (int i = 0; i < N * N; ++i) parent[i] = i;
    for (int row = 0; row < N; ++row) {
      draws.reserve(2 * N);
      for (int col = 0; col < N; ++col) {
        const int i = row * N + col;
        join(i, row * N + ((col + 1) & (N - 1)));
        join(i, (i + N) & (N * N - 1));
      }
    }
    for (int i = 0; i < N * N; ++i) {
      // Parents are lower: those of one before are roots already.
      const int r = parent[i] = parent[parent[i]];
      s[i] = r != i ? s[r] : draws.next() < 0x80000000u ? 1 : -1;
    }
  }
  double energy() const {
    int sum = 0;
    for (int i = 0; i < N * N; ++i) sum -= s[i] * (s[(i & ~(N - 1)) | ((i + 1) & (N - 1))] + s[(i + N) & (N * N - 1)]);
    return static_cast<double>(sum) / (N * N);
  }
};

void compare_one_lattice() {
  constexpr int N = 256;
  constexpr double T = physics::kIsingCriticalTemperature;
  const char* names[3] = {"metropolis", "wolff", "swendsen_wang"};
  const char* units[3] = {"spin asked, 256²", "spin turned, 256²", "spin, 256²"};
  for (int update = 0; update < 3; ++update) {
    if (!is_asked(names[update])) continue;
    physics::SpinLattice ours(N, N);
    ours.set_conditions(T, 0);
    Rng rng(kSeed);
    const auto same = std::make_unique<TightSpins<Same, N>>(T);
    const auto free = std::make_unique<TightSpins<Free, N>>(T);
    const auto turn_ours = [&]() -> double {
      if (update == 1) return ours.wolff(rng);
      if (update == 0) ours.metropolis_sweep(rng);
      if (update == 2) ours.swendsen_wang(rng);
      return N * N;
    };
    const auto turn = [update](auto& spins) -> double {
      if (update == 1) return spins.wolff();
      if (update == 0) spins.metropolis();
      if (update == 2) spins.swendsen_wang();
      return N * N;
    };
    double mean_ours = 0, mean_free = 0;
    for (int i = 0; i < 400; ++i) {
      turn_ours();
      turn(*same);
      turn(*free);
      if (i >= 200) mean_ours += ours.energy() / (N * N) / 200, mean_free += free->energy() / 200;
    }
    for (int i = 0; i < N * N; ++i)
      if (ours.spin(i) != same->s[i]) {
        expect_near(names[update], ours.spin(i), same->s[i], 0);
        break;
      }
    expect_near(names[update], mean_free, mean_ours, 0.03);
    compare(names[update], units[update], {turn_ours, [&] { return turn(*same); }, [&] { return turn(*free); }});
  }
}

void compare_many_lattices() {
  if (!is_asked("sixteen_lattices")) return;
  constexpr int N = 64;
  std::array<double, 16> T{};
  for (std::size_t k = 0; k < 16; ++k) T[k] = 2.6 + 0.05 * static_cast<double>(k);
  physics::IsingLattices ours(N, T, Rng(kSeed));
  std::vector<TightSpins<Same, N>> same;
  std::vector<TightSpins<Free, N>> free;
  for (const double t : T) same.emplace_back(t), free.emplace_back(t);
  const auto turn = [](auto& lattices) -> double {
    for (auto& spins : lattices) spins.metropolis();
    return 16 * N * N;
  };
  const auto turn_ours = [&]() -> double {
    ours.sweep();
    return 16 * N * N;
  };
  double mean_ours = 0, mean_free = 0;
  for (int i = 0; i < 600; ++i) {
    turn_ours();
    turn(same);
    turn(free);
    if (i >= 200) mean_ours += ours.energy(8) / (400.0 * N * N), mean_free += free[8].energy() / 400;
  }
  expect_near("sixteen_lattices", mean_free, mean_ours, 0.02);
  compare("sixteen_lattices", "spin asked, 16 × 64²",
          {turn_ours, [&] { return turn(same); }, [&] { return turn(free); }});
}

}  // namespace

void compare_spins() {
  compare_one_lattice();
  compare_many_lattices();
}

}  // namespace lectern::bench
