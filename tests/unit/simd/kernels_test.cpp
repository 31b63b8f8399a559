#include "core/simd/kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::simd;

namespace {

std::vector<const InstructionSet*> instruction_sets_here() {
  std::vector<const InstructionSet*> sets{&kernels_128()};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) sets.push_back(&kernels_avx2());
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) sets.push_back(&kernels_avx512());
#endif
  return sets;
}

std::vector<float> random_values(std::size_t count) {
  std::vector<float> values(count);
  Rng(11).fill_uniform(values, -1, 1);
  return values;
}

}  // namespace

TEST_CASE("the tiles of every instruction set multiply to the same bits") {
  constexpr std::ptrdiff_t kRows = 19, kDepth = 23, kColumns = 96;
  const std::vector<float> a = random_values(kRows * kDepth), b = random_values(kDepth * kColumns);
  const std::vector<float> init = random_values(kColumns);
  std::vector<float> expected(kRows * kColumns);
  for (std::ptrdiff_t i = 0; i < kRows; ++i) {
    for (std::ptrdiff_t j = 0; j < kColumns; ++j) {
      float sum = init[j];
      for (std::ptrdiff_t k = 0; k < kDepth; ++k) sum = sum + a[i * kDepth + k] * b[k * kColumns + j];
      expected[i * kColumns + j] = sum;
    }
  }
  for (const InstructionSet* set : instruction_sets_here()) {
    for (const GemmTiles<float>& tiles : set->for_float.gemm) {
      for (std::ptrdiff_t vectors : {1, 2}) {
        std::vector<float> c(expected.size());
        for (std::ptrdiff_t j = 0; j < kColumns; j += vectors * tiles.lanes) {
          const GemmStrip<float> strip{kRows,    kDepth,   a.data(), kDepth,       b.data() + j,
                                       kColumns, &init[j], 0,        c.data() + j, kColumns};
          (vectors == 2 ? tiles.full : tiles.narrow)[static_cast<int>(ALayout::rows)](strip);
        }
        CHECK(c == expected);
      }
    }
  }
}

TEST_CASE("the tiles of every instruction set convolve to the same bits") {
  constexpr std::ptrdiff_t kColumns = 32;
  const std::vector<float> x = random_values(100), weight = random_values(3 * kConvRows), init = random_values(4);
  const std::ptrdiff_t offset[3] = {0, 7, 40};
  std::vector<float> expected(kConvRows * kColumns);
  for (int i = 0; i < kConvRows; ++i) {
    for (int j = 0; j < kColumns; ++j) {
      float sum = init[i];
      for (int k = 0; k < 3; ++k) sum = sum + weight[k * kConvRows + i] * x[offset[k] + j];
      expected[i * kColumns + j] = sum;
    }
  }
  for (const InstructionSet* set : instruction_sets_here()) {
    for (const ConvKernels<float>& conv : set->for_float.conv) {
      std::vector<float> y(expected.size());
      for (std::ptrdiff_t j = 0; j < kColumns; j += conv.lanes) {
        conv.narrow[kConvRows]({3, offset, x.data() + j, weight.data(), init.data(), y.data() + j, kColumns});
      }
      CHECK(y == expected);
    }
  }
}

TEST_CASE("the scalar products of every instruction set have the same bits") {
  const std::vector<float> d = random_values(2 * 64), x = random_values(80);
  const std::ptrdiff_t offset[4] = {0, 3, 5, 16};
  std::vector<std::vector<float>> sums;
  for (const InstructionSet* set : instruction_sets_here()) {
    sums.emplace_back(8, 0.5f);
    set->for_float.dot.tile[2][4]({64, d.data(), 64, x.data(), offset, sums.back().data(), 4});
  }
  for (const std::vector<float>& sum : sums) CHECK(sum == sums[0]);
}

TEST_CASE("the tiles of channels of every instruction set give the same bits") {
  constexpr std::ptrdiff_t kTaps = 3, kMostChannels = 32;
  const std::vector<float> x = random_values(100), weight = random_values(kTaps * kMostChannels),
                           init = random_values(kMostChannels);
  const std::ptrdiff_t offset[4] = {0, 7, 40, 5};
  for (const InstructionSet* set : instruction_sets_here()) {
    for (const ConvKernels<float>& conv : set->for_float.conv) {
      for (const int vectors : {1, 2}) {
        const std::ptrdiff_t channels = vectors * conv.lanes;
        for (int columns = 1; columns <= kConvColumns; ++columns) {
          std::vector<float> y(static_cast<std::size_t>(columns * channels)), expected;
          for (int j = 0; j < columns; ++j) {
            for (std::ptrdiff_t i = 0; i < channels; ++i) {
              float sum = init[i];
              for (int k = 0; k < kTaps; ++k) sum = sum + weight[k * channels + i] * x[offset[k] + j];
              expected.push_back(sum);
            }
          }
          (vectors == 2 ? conv.full_channels : conv.narrow_channels)[columns](
              {kTaps, offset, x.data(), weight.data(), init.data(), y.data(), channels});
          CHECK(y == expected);
        }
        // Of scalar products: places 0, 4, … first, then 1, 5, …; the sums in pairs.
        constexpr std::ptrdiff_t kLength = 12;
        const std::vector<float> d = random_values(static_cast<std::size_t>(kLength * channels));
        for (int taps = 1; taps <= kDotTaps; ++taps) {
          std::vector<float> sum(static_cast<std::size_t>(taps * channels), 1.0f), expected;
          for (int t = 0; t < taps; ++t) {
            for (std::ptrdiff_t i = 0; i < channels; ++i) {
              float lane[4] = {};
              for (std::ptrdiff_t p = 0; p < kLength; ++p) lane[p % 4] += d[p * channels + i] * x[offset[t] + p];
              expected.push_back(1.0f + ((lane[0] + lane[1]) + (lane[2] + lane[3])));
            }
          }
          (vectors == 2 ? conv.dot_full_channels
                        : conv.dot_narrow_channels)[taps]({kLength, d.data(), channels, x.data(), offset, sum.data()});
          CHECK(sum == expected);
        }
      }
    }
  }
}
