#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "core/math/elementary.h"

// What the tight loops are made of.
namespace lectern::bench {

constexpr double kPi = 3.14159265358979323846;
constexpr std::uint64_t kSeed = 7;

// What a tight loop takes from elsewhere: functions, and blocks of random words.
struct Same {
  static double exp(double x) { return math::exp(x); }
  static double expm1(double x) { return math::expm1(x); }
  static double log(double x) { return math::log(x); }
  static double log1p(double x) { return math::log1p(x); }
  static double sin(double x) { return math::sin(x); }
  static double cos(double x) { return math::cos(x); }
  static void sin_cos(double x, double& sine, double& cosine) {
    const auto both = math::sin_cos(x);
    sine = both.sine;
    cosine = both.cosine;
  }

  std::uint64_t block = 0;
  // Sixteen blocks of the core's generator side by side.
  void fill(std::uint32_t* words, int blocks) {
    constexpr int kLanes = 16;
    for (; blocks >= kLanes; blocks -= kLanes, block += kLanes, words += 4 * kLanes) {
      std::uint32_t a[kLanes], b[kLanes], c[kLanes], d[kLanes], k0 = kSeed, k1 = 0;
      for (int i = 0; i < kLanes; ++i) {
        a[i] = static_cast<std::uint32_t>(block + static_cast<std::uint64_t>(i));
        b[i] = static_cast<std::uint32_t>((block + static_cast<std::uint64_t>(i)) >> 32);
        c[i] = d[i] = 0;
      }
      for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9, k1 += 0xBB67AE85)
        for (int i = 0; i < kLanes; ++i) {
          const std::uint64_t p = std::uint64_t{0xD2511F53} * a[i], q = std::uint64_t{0xCD9E8D57} * c[i];
          a[i] = static_cast<std::uint32_t>(q >> 32) ^ b[i] ^ k0;
          b[i] = static_cast<std::uint32_t>(q);
          c[i] = static_cast<std::uint32_t>(p >> 32) ^ d[i] ^ k1;
          d[i] = static_cast<std::uint32_t>(p);
        }
      for (int i = 0; i < kLanes; ++i) {
        words[4 * i] = a[i];
        words[4 * i + 1] = b[i];
        words[4 * i + 2] = c[i];
        words[4 * i + 3] = d[i];
      }
    }
  }
};

struct Free {
  static double exp(double x) { return std::exp(x); }
  static double expm1(double x) { return std::expm1(x); }
  static double log(double x) { return std::log(x); }
  static double log1p(double x) { return std::log1p(x); }
  static double sin(double x) { return std::sin(x); }
  static double cos(double x) { return std::cos(x); }
  static void sin_cos(double x, double& sine, double& cosine) {
    sine = std::sin(x);
    cosine = std::cos(x);
  }

  std::uint64_t s[4] = {0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x2545F4914F6CDD1D};
  static std::uint64_t turned(std::uint64_t x, int by) { return x << by | x >> (64 - by); }
  // Source: Blackman, Vigna, Scrambled linear pseudorandom number generators (2021): xoshiro256++.
  void fill(std::uint32_t* words, int blocks) {
    for (int i = 0; i < 2 * blocks; ++i) {
      const std::uint64_t word = turned(s[0] + s[3], 23) + s[0], t = s[1] << 17;
      s[2] ^= s[0];
      s[3] ^= s[1];
      s[1] ^= s[2];
      s[0] ^= s[3];
      s[2] ^= t;
      s[3] = turned(s[3], 45);
      std::memcpy(words + 2 * i, &word, sizeof word);
    }
  }
};

template <typename P>
struct Words {
  static constexpr int kSize = 1024;
  P source;
  std::uint32_t words[kSize];
  int at = 0, end = 0;
  bool has_spare = false;
  double spare = 0;

  // At least n ≤ 900 words lie from `at` on.
  void reserve(int n) {
    if (at + n <= end) return;
    const int left = end - at;
    std::memmove(words, words + at, static_cast<std::size_t>(left) * sizeof *words);
    const int blocks = (kSize - left) / 64 * 16;
    source.fill(words + left, blocks);
    at = 0;
    end = left + 4 * blocks;
  }
  std::uint32_t next() {
    if (at == end) reserve(1);
    return words[at++];
  }
  double uniform() {
    const std::uint32_t low = next();
    return static_cast<double>((std::uint64_t{next()} << 32 | low) >> 11) * 0x1p-53;
  }
  double normal() {
    if (has_spare) {
      has_spare = false;
      return spare;
    }
    const double radius = std::sqrt(-2 * P::log(1 - uniform())), angle = 2 * kPi * uniform();
    double sine, cosine;
    P::sin_cos(angle, sine, cosine);
    spare = radius * sine;
    has_spare = true;
    return radius * cosine;
  }
};

// u/2³² < p for words u below this.
inline std::uint64_t threshold(double p) { return static_cast<std::uint64_t>(std::ceil(std::min(p, 1.0) * 0x1p32)); }

}  // namespace lectern::bench
