// Times each simulator of core/physics beside a tight loop for the same task, written here as one would in C: no
// classes of the core, sizes and constants known to the compiler, random words drawn in blocks.
//   lectern_simulators [NAME …] [--rounds 9]   prints a table; fails where a loop does not do the same work
// Each loop runs twice: with the random numbers and elementary functions of the core, where it must come to the same
// result, and free of them, with xoshiro256++ and the C library's functions. All are compiled with the flags of the
// core. Times are processor times of one thread, medians of rounds in which the three take turns.
#include <time.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/fourier.h"
#include "core/math/philox.h"
#include "core/math/rng.h"
#include "core/physics/cart_pole.h"
#include "core/physics/chirp.h"
#include "core/physics/collider.h"
#include "core/physics/damped_pendulum.h"
#include "core/physics/detector_noise.h"
#include "core/physics/epidemic.h"
#include "core/physics/ising.h"
#include "core/physics/mechanics.h"
#include "core/physics/random_field.h"
#include "core/physics/spin_lattice.h"

namespace lectern {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::uint64_t kSeed = 7;
constexpr double kTurn_s = 0.02;

// What a tight loop takes from elsewhere: functions, and blocks of random words.
struct Same {
  static double exp(double x) { return math::exp(x); }
  static double expm1(double x) { return math::expm1(x); }
  static double log(double x) { return math::log(x); }
  static double log1p(double x) { return math::log1p(x); }
  static double sin(double x) { return math::sin(x); }
  static double cos(double x) { return math::cos(x); }

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
    spare = radius * P::sin(angle);
    has_spare = true;
    return radius * P::cos(angle);
  }
};

// u/2³² < p for words u below this.
std::uint64_t threshold(double p) { return static_cast<std::uint64_t>(std::ceil(std::min(p, 1.0) * 0x1p32)); }

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

// Mechanics: four numbers, steps of the classical Runge–Kutta rule.
template <typename F>
inline void runge_kutta(double* y, double h, F f) {
  double k1[4], k2[4], k3[4], k4[4], t[4];
  f(y, k1);
  for (int i = 0; i < 4; ++i) t[i] = y[i] + h / 2 * k1[i];
  f(t, k2);
  for (int i = 0; i < 4; ++i) t[i] = y[i] + h / 2 * k2[i];
  f(t, k3);
  for (int i = 0; i < 4; ++i) t[i] = y[i] + h * k3[i];
  f(t, k4);
  for (int i = 0; i < 4; ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
}

template <typename P>
void pendulum_slope(const double* y, double* f) {
  const double s1 = P::sin(y[0]), c1 = P::cos(y[0]), s2 = P::sin(y[1]), c2 = P::cos(y[1]);
  const double s = s1 * c2 - c1 * s2, c = c1 * c2 + s1 * s2, w1 = y[2], w2 = y[3];
  const double r1 = -s * w2 * w2 - 2 * s1, r2 = s * w1 * w1 - s2, by = 1 / (2 - c * c);
  f[0] = w1;
  f[1] = w2;
  f[2] = (r1 - c * r2) * by;
  f[3] = (2 * r2 - c * r1) * by;
}
inline void kepler_slope(const double* y, double* f) {
  const double r2 = y[0] * y[0] + y[1] * y[1], by = -1 / (r2 * std::sqrt(r2));
  f[0] = y[2];
  f[1] = y[3];
  f[2] = by * y[0];
  f[3] = by * y[1];
}
inline void galaxy_slope(const double* y, double* f) {
  f[0] = y[2];
  f[1] = y[3];
  f[2] = -y[0] - 2 * y[0] * y[1];
  f[3] = -y[1] - y[0] * y[0] + y[1] * y[1];
}

template <typename P>
bool cart_pole_step(double* y, bool right) {
  constexpr double kMass = 1.1, kMoment = 0.05, kByMass = 1 / kMass;
  const double s = P::sin(y[2]), c = P::cos(y[2]);
  const double push = ((right ? 10.0 : -10.0) + kMoment * y[3] * y[3] * s) * kByMass;
  const double turn = (9.8 * s - push * c) / (0.5 * (4.0 / 3 - 0.1 * kByMass * c * c));
  const double speed = push - kMoment * kByMass * turn * c;
  y[0] += 0.02 * y[1];
  y[1] += 0.02 * speed;
  y[2] += 0.02 * y[3];
  y[3] += 0.02 * turn;
  return std::fabs(y[0]) > 2.4 || std::fabs(y[2]) > 0.20943951023931953;
}

struct TightJets {
  double jets[2][4], trigger;
};

template <typename P>
void tight_dijet(bool is_signal, Words<P>& draws, TightJets& to) {
  static const double kKept = -std::expm1(-250.0 / 60), kLimit = std::tanh(1.5), kSteepest = std::sinh(2.5);
  double pt[2];
  for (;;) {
    const double m = is_signal ? 125 : 50 - 60 * P::log1p(-kKept * draws.uniform());
    const double u = 1 - draws.uniform(), T = (is_signal ? -40 : -30) * P::log(u * (1 - draws.uniform()));
    const double phi = kPi * (2 * draws.uniform() - 1), e = P::exp(draws.normal()), by = 1 / e;
    const double mt = std::sqrt(m * m + T * T), E = 0.5 * mt * (e + by), Z = 0.5 * mt * (e - by);
    const double X = T * P::cos(phi), Y = T * P::sin(phi);
    const double v = 2 * draws.uniform() - 1, cosine = is_signal ? kLimit * v : 1 - 2 / (P::exp(3 * v) + 1);
    const double psi = kPi * (2 * draws.uniform() - 1), p = m / 2, t = p * std::sqrt(1 - cosine * cosine);
    const double x = t * P::cos(psi), y = t * P::sin(psi), z = p * cosine;
    const double along = X * x + Y * y + Z * z, f = along / (m * (E + m));
    const double r1 = std::max(0.05, 1 + 0.1 * draws.normal()), r2 = std::max(0.05, 1 + 0.1 * draws.normal());
    const double a[4] = {r1 * (0.5 * E + along / m), r1 * (x + (0.5 + f) * X), r1 * (y + (0.5 + f) * Y),
                         r1 * (z + (0.5 + f) * Z)};
    const double b[4] = {r2 * (0.5 * E - along / m), r2 * ((0.5 - f) * X - x), r2 * ((0.5 - f) * Y - y),
                         r2 * ((0.5 - f) * Z - z)};
    pt[0] = std::sqrt(a[1] * a[1] + a[2] * a[2]);
    pt[1] = std::sqrt(b[1] * b[1] + b[2] * b[2]);
    if (pt[0] > 20 && pt[1] > 20 && std::fabs(a[3]) < kSteepest * pt[0] && std::fabs(b[3]) < kSteepest * pt[1]) {
      const int first = pt[0] < pt[1] ? 1 : 0;
      std::memcpy(to.jets[first], a, sizeof a);
      std::memcpy(to.jets[1 - first], b, sizeof b);
      to.trigger = 1 / (1 + P::exp(-(std::max(pt[0], pt[1]) - 50) / 10));
      return;
    }
  }
}

// A complex transform with radix 2, the roots of each stage side by side.
struct TightFourier {
  int n;
  std::vector<double> roots;
  std::vector<int> back;
  explicit TightFourier(int size) : n(size), back(static_cast<std::size_t>(size)) {
    for (int half = 1; half < n; half *= 2)
      for (int j = 0; j < half; ++j) {
        roots.push_back(math::cos(2 * kPi * j / (2 * half)));
        roots.push_back(math::sin(2 * kPi * j / (2 * half)));
      }
    for (int j = 0; j < n; ++j)
      for (int bit = 1, to = n / 2; bit < n; bit *= 2, to /= 2)
        if ((j & bit) != 0) back[static_cast<std::size_t>(j)] += to;
  }
  // Of `width` transforms at once, whose numbers lie side by side: z is n × width complex numbers.
  void transform(double* z, int width, double sign) const {
    for (int j = 0; j < n; ++j)
      if (const int to = back[static_cast<std::size_t>(j)]; to > j)
        std::swap_ranges(z + 2 * j * width, z + 2 * (j + 1) * width, z + 2 * to * width);
    const double* root = roots.data();
    for (int half = 1; half < n; root += 2 * half, half *= 2)
      for (int first = 0; first < n; first += 2 * half) {
        if (width == 1) {
          double *a = z + 2 * first, *b = a + 2 * half;
          for (int j = 0; j < half; ++j) {
            const double re = root[2 * j], im = sign * root[2 * j + 1];
            const double x = re * b[2 * j] - im * b[2 * j + 1], y = re * b[2 * j + 1] + im * b[2 * j];
            b[2 * j] = a[2 * j] - x;
            b[2 * j + 1] = a[2 * j + 1] - y;
            a[2 * j] += x;
            a[2 * j + 1] += y;
          }
          continue;
        }
        for (int j = 0; j < half; ++j) {
          const double re = root[2 * j], im = sign * root[2 * j + 1];
          double* __restrict a = z + 2 * (first + j) * width;
          double* __restrict b = z + 2 * (first + j + half) * width;
          for (int i = 0; i < 2 * width; i += 2) {
            const double x = re * b[i] - im * b[i + 1], y = re * b[i + 1] + im * b[i];
            b[i] = a[i] - x;
            b[i + 1] = a[i + 1] - y;
            a[i] += x;
            a[i + 1] += y;
          }
        }
      }
  }
};

template <typename P>
struct TightField {
  static constexpr int N = 64;
  TightFourier fourier{N};
  Words<P> draws;
  std::vector<double> amplitude, z = std::vector<double>(2 * N * N);
  TightField() : amplitude(N * N) {
    double variance = 0;
    for (int i = 0; i < N * N; ++i) {
      const int row = i / N, col = i % N, ky = row > N / 2 ? row - N : row, kx = col > N / 2 ? col - N : col;
      const double power = i == 0 ? 0 : 1.0 / (kx * kx + ky * ky);
      variance += power;
      amplitude[static_cast<std::size_t>(i)] = std::sqrt(power);
    }
    for (double& a : amplitude) a *= std::sqrt(N * N / variance) / (N * N);
  }
  void transform(double sign) {
    for (int row = 0; row < N; ++row) fourier.transform(z.data() + 2 * row * N, 1, sign);
    fourier.transform(z.data(), N, sign);
  }
  void draw(bool log_normal, float* field) {
    for (int i = 0; i < N * N; ++i) z[static_cast<std::size_t>(2 * i)] = draws.normal();
    for (int i = 0; i < N * N; ++i) z[static_cast<std::size_t>(2 * i + 1)] = 0;
    transform(-1);
    for (int i = 0; i < N * N; ++i) {
      z[static_cast<std::size_t>(2 * i)] *= amplitude[static_cast<std::size_t>(i)];
      z[static_cast<std::size_t>(2 * i + 1)] *= amplitude[static_cast<std::size_t>(i)];
    }
    transform(1);
    for (int i = 0; i < N * N; ++i) {
      const double g = z[static_cast<std::size_t>(2 * i)];
      field[i] = static_cast<float>(log_normal ? P::exp(g - 0.5) : g);
    }
  }
};

template <typename P>
void tight_chirp(const physics::ChirpSpec& spec, double rate, double fade_in, double* strain, int n) {
  const double mu = spec.chirp_mass_msun * spec.solar_mass_s, tc = spec.coalescence_time_s;
  const double end = std::min(1 / (3 * std::sqrt(3.0) * kPi * 2.2973967099940698 * mu), 0.4 * rate), fade = 0.75 * end;
  const double by_f = std::pow(5.0 / 256, 0.375) / (kPi * std::pow(mu, 0.625)), by_phase = 2 / std::pow(5 * mu, 0.625);
  const double i = std::cos(spec.inclination_rad);
  const double by_a = 4 * mu / (spec.distance_mpc * spec.megaparsec_s) * std::pow(5 * mu / 256, 0.25) /
                      spec.strain_unit * (1 + i * i) / 2;
  for (int j = 0; j < n; ++j) {
    const double t = j / rate, tau = tc - t;
    strain[j] = 0;
    if (tau <= 0) continue;
    const double fourth = std::sqrt(std::sqrt(tau)), eighth = std::sqrt(fourth);
    const double f = by_f / (fourth * eighth);
    if (f >= end) continue;
    double h = by_a / fourth * P::cos(spec.coalescence_phase_rad - by_phase * fourth * fourth * eighth);
    if (f > fade) h *= 0.5 * (1 + P::cos(kPi * (f - fade) / (end - fade)));
    if (t < fade_in) h *= 0.5 * (1 - P::cos(kPi * t / fade_in));
    strain[j] = h;
  }
}

template <typename P>
struct TightNoise {
  int n;
  TightFourier fourier;
  Words<P> draws;
  std::vector<double> scale, z;
  TightNoise(int samples, double rate) : n(samples), fourier(samples), z(static_cast<std::size_t>(2 * samples)) {
    for (int k = 0; k < n; ++k) {
      const double S = physics::noise_density(physics::NoiseSpectrum::detector, std::min(k, n - k) * rate / n);
      scale.push_back(k == 0 ? 0 : std::sqrt(S * rate / 2) / n);
    }
  }
  void draw(double* noise) {
    for (int j = 0; j < n; ++j) {
      z[static_cast<std::size_t>(2 * j)] = draws.normal();
      z[static_cast<std::size_t>(2 * j + 1)] = 0;
    }
    fourier.transform(z.data(), 1, -1);
    for (int k = 0; k < n; ++k) {
      z[static_cast<std::size_t>(2 * k)] *= scale[static_cast<std::size_t>(k)];
      z[static_cast<std::size_t>(2 * k + 1)] *= scale[static_cast<std::size_t>(k)];
    }
    fourier.transform(z.data(), 1, 1);
    for (int j = 0; j < n; ++j) noise[j] = z[static_cast<std::size_t>(2 * j)];
  }
};

template <typename P>
double tight_epidemic(Words<P>& draws) {
  int susceptible = 297, ill = 3, most = 3;
  double day = 0, peak_day = 0;
  while (ill > 0) {
    const double infections = 0.5 / 300 * susceptible, all = infections + 0.2;
    day -= P::log(1 - draws.uniform()) / (all * ill);
    if (draws.uniform() * all < infections) {
      --susceptible;
      if (++ill > most) most = ill, peak_day = day;
    } else {
      --ill;
    }
  }
  return peak_day + most + (300 - susceptible);
}

template <typename P>
void tight_swing(double length, double damping, double release, double duration, int count, double* angle) {
  const double pull = -physics::kGravity_m_per_s2 / length, between = duration / (count - 1);
  const int parts = static_cast<int>(std::ceil(between * 40 / (2 * kPi * std::sqrt(1 / -pull))));
  const double h = between / parts, half = h / 2, sixth = h / 6;
  double a = release, v = 0;
  for (int i = 0; i < count; ++i) {
    angle[i] = a;
    for (int part = 0; part < parts; ++part) {
      const double f1 = pull * P::sin(a) - damping * v, v2 = v + half * f1;
      const double f2 = pull * P::sin(a + half * v) - damping * v2, v3 = v + half * f2;
      const double f3 = pull * P::sin(a + half * v2) - damping * v3, v4 = v + h * f3;
      const double f4 = pull * P::sin(a + h * v3) - damping * v4;
      a += sixth * (v + 2 * v2 + 2 * v3 + v4);
      v += sixth * (f1 + 2 * f2 + 2 * f3 + f4);
    }
  }
}

double busy_s() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// A piece of work; how many units it was.
using Work = std::function<double()>;

struct Options {
  int rounds = 9;
  std::vector<std::string> names;
} options;

bool all_agree = true;

bool is_asked(const char* name) {
  return options.names.empty() || std::find(options.names.begin(), options.names.end(), name) != options.names.end();
}

void compare(const char* name, const char* unit, const std::array<Work, 3>& works) {
  std::array<std::vector<double>, 3> times;
  for (int round = 0; round < options.rounds + 1; ++round)
    for (std::size_t w = 0; w < 3; ++w) {
      double units = 0;
      const double begin = busy_s();
      while (busy_s() - begin < kTurn_s) units += works[w]();
      if (round > 0) times[w].push_back(1e9 * (busy_s() - begin) / units);
    }
  double ns[3];
  for (std::size_t w = 0; w < 3; ++w) {
    std::nth_element(times[w].begin(), times[w].begin() + options.rounds / 2, times[w].end());
    ns[w] = times[w][static_cast<std::size_t>(options.rounds / 2)];
  }
  std::printf("| %s | %s | %.4g | %.4g | %.2f | %.4g | %.2f |\n", name, unit, ns[0], ns[1], ns[0] / ns[1], ns[2],
              ns[0] / ns[2]);
  std::fflush(stdout);
}

// |a − b| ≤ tolerance max(1, |b|)
void expect_near(const char* what, double a, double b, double tolerance) {
  if (std::fabs(a - b) <= tolerance * std::max(1.0, std::fabs(b))) return;
  std::fprintf(stderr, "%s: %.17g is not %.17g\n", what, a, b);
  all_agree = false;
}

void compare_spins() {
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

template <typename SlopeSame, typename SlopeFree>
void compare_mechanics(const char* name, physics::MechanicalLaw law, physics::MotionState start, SlopeSame slope_same,
                       SlopeFree slope_free) {
  if (!is_asked(name)) return;
  const physics::MechanicalSystem system = *physics::MechanicalSystem::make(law, "");
  constexpr int kSteps = 1000;
  constexpr double h = 0.01;
  physics::MotionState ours{};
  double same[4], free[4];
  const auto run_ours = [&]() -> double {
    ours = start;
    for (int i = 0; i < kSteps; ++i) ours = system.advanced(ours, h);
    return kSteps;
  };
  const auto run = [&](double* y, auto slope) -> double {
    std::copy(start.begin(), start.end(), y);
    for (int i = 0; i < kSteps; ++i) runge_kutta(y, h, slope);
    return kSteps;
  };
  const auto run_same = [&] { return run(same, slope_same); };
  const auto run_free = [&] { return run(free, slope_free); };
  run_ours();
  run_same();
  run_free();
  for (std::size_t i = 0; i < 4; ++i) {
    expect_near(name, same[i], ours[i], 1e-9);
    expect_near(name, free[i], ours[i], 1e-9);
  }
  compare(name, "step", {run_ours, run_same, run_free});
}

void compare_cart_pole() {
  if (!is_asked("cart_pole")) return;
  const physics::CartPole system;
  double end_ours[4], end_same[4], end_free[4];
  // Pushes that depend on the sign of a sum tell the smallest difference apart after a while: compared is a short run.
  int most = 40;
  const auto run_ours = [&]() -> double {
    physics::CartPoleState y{0, 0, 0.05, 0};
    int steps = 0;
    for (bool fell = false; steps < most && !fell; ++steps) {
      y = moved(system, y, y[2] + 0.5 * y[3] > 0);
      fell = has_fallen(system, y);
    }
    std::copy(y.begin(), y.end(), end_ours);
    return steps;
  };
  const auto run = [&](auto step, double* y) -> double {
    y[0] = y[1] = y[3] = 0, y[2] = 0.05;
    int steps = 0;
    for (bool fell = false; steps < most && !fell; ++steps) fell = step(y, y[2] + 0.5 * y[3] > 0);
    return steps;
  };
  const auto run_same = [&] { return run([](double* y, bool r) { return cart_pole_step<Same>(y, r); }, end_same); };
  const auto run_free = [&] { return run([](double* y, bool r) { return cart_pole_step<Free>(y, r); }, end_free); };
  const double steps = run_ours();
  expect_near("cart_pole", run_same(), steps, 0);
  run_free();
  for (int i = 0; i < 4; ++i) expect_near("cart_pole", end_same[i], end_ours[i], 1e-6);
  most = 500;
  compare("cart_pole", "step", {run_ours, run_same, run_free});
}

void compare_dijets() {
  if (!is_asked("dijets")) return;
  const physics::DijetLaw law;
  Rng rng(kSeed);
  Words<Same> same;
  Words<Free> free;
  TightJets jets{}, others{};
  double sum_ours = 0, sum_free = 0;
  for (int i = 0; i < 20000; ++i) {
    const physics::Dijet event = physics::draw_dijet(law, i % 2 == 0, rng);
    tight_dijet(i % 2 == 0, same, jets);
    tight_dijet(i % 2 == 0, free, others);
    for (std::size_t j = 0; j < 2; ++j) {
      expect_near("dijets", jets.jets[j][0], event.jets[j].e, 1e-9);
      expect_near("dijets", jets.jets[j][3], event.jets[j].pz, 1e-9);
    }
    expect_near("dijets", jets.trigger, event.trigger, 1e-9);
    sum_ours += event.trigger / 20000, sum_free += others.trigger / 20000;
  }
  expect_near("dijets", sum_free, sum_ours, 0.02);
  double guard = 0;
  const auto run_tight = [&](auto& draws) -> double {
    for (int i = 0; i < 1000; ++i) {
      tight_dijet(i % 2 == 0, draws, jets);
      guard += jets.trigger;
    }
    return 1000;
  };
  compare("dijets", "event",
          {[&]() -> double {
             for (int i = 0; i < 1000; ++i) guard += physics::draw_dijet(law, i % 2 == 0, rng).trigger;
             return 1000;
           },
           [&] { return run_tight(same); }, [&] { return run_tight(free); }});
}

void compare_waves() {
  constexpr int n = 4096;
  constexpr double rate = 2048;
  std::vector<double> ours(n), tight(n), others(n);
  if (is_asked("chirp")) {
    physics::ChirpSpec spec;
    spec.coalescence_time_s = 1.9;
    const auto run_ours = [&]() -> double {
      physics::sample_chirp(spec, rate, 0.1, ours);
      return n;
    };
    const auto run_same = [&]() -> double {
      tight_chirp<Same>(spec, rate, 0.1, tight.data(), n);
      return n;
    };
    const auto run_free = [&]() -> double {
      tight_chirp<Free>(spec, rate, 0.1, others.data(), n);
      return n;
    };
    run_ours();
    run_same();
    run_free();
    for (std::size_t j = 0; j < n; ++j) {
      expect_near("chirp", tight[j], ours[j], 1e-9);
      expect_near("chirp", others[j], ours[j], 1e-9);
    }
    compare("chirp", "sample", {run_ours, run_same, run_free});
  }
  if (is_asked("coloured_noise")) {
    const math::Fourier fourier(n);
    const std::vector<double> psd = physics::noise_densities(physics::NoiseSpectrum::detector, rate, n);
    Rng rng(kSeed);
    TightNoise<Same> same(n, rate);
    TightNoise<Free> free(n, rate);
    const auto run_ours = [&]() -> double {
      for (double& value : ours) value = rng.normal();
      physics::colour(fourier, psd, rate, ours, ours);
      return n;
    };
    const auto run_same = [&]() -> double {
      same.draw(tight.data());
      return n;
    };
    const auto run_free = [&]() -> double {
      free.draw(others.data());
      return n;
    };
    run_ours();
    run_same();
    for (std::size_t j = 0; j < n; ++j) expect_near("coloured_noise", tight[j], ours[j], 1e-9);
    compare("coloured_noise", "sample of 4096", {run_ours, run_same, run_free});
  }
}

void compare_fields() {
  for (const bool log_normal : {false, true}) {
    const char* name = log_normal ? "log_normal_field" : "gaussian_field";
    if (!is_asked(name)) continue;
    constexpr std::size_t kCells = 64 * 64;
    physics::RandomFieldSpec spec;
    spec.law = log_normal ? physics::FieldLaw::log_normal : physics::FieldLaw::gaussian;
    spec.side = 64;
    physics::RandomFields fields(spec);
    Rng rng(kSeed);
    TightField<Same> same;
    TightField<Free> free;
    std::vector<float> ours(kCells), tight(kCells), others(kCells);
    const auto run_ours = [&]() -> double {
      fields.draw(rng, ours);
      return kCells;
    };
    const auto run_same = [&]() -> double {
      same.draw(log_normal, tight.data());
      return kCells;
    };
    const auto run_free = [&]() -> double {
      free.draw(log_normal, others.data());
      return kCells;
    };
    run_ours();
    run_same();
    for (std::size_t i = 0; i < kCells; ++i) expect_near(name, double{tight[i]}, double{ours[i]}, 1e-5);
    compare(name, "cell of 64²", {run_ours, run_same, run_free});
  }
}

void compare_epidemic() {
  if (!is_asked("epidemic")) return;
  const physics::EpidemicLaw law;
  Rng rng(kSeed);
  Words<Same> same;
  Words<Free> free;
  double guard = 0;
  const auto run_ours = [&]() -> double {
    const physics::EpidemicRecord record = physics::run_epidemic(law, rng);
    guard = record.peak_day + 300 * (record.largest_share + record.final_share);
    return 1;
  };
  const auto run_tight = [&](auto& draws) -> double {
    guard = tight_epidemic(draws);
    return 1;
  };
  double sum_ours = 0, sum_free = 0;
  for (int i = 0; i < 2000; ++i) {
    run_ours();
    const double record = guard;
    run_tight(same);
    expect_near("epidemic", guard, record, 1e-9);
    sum_ours += record / 2000;
    run_tight(free);
    sum_free += guard / 2000;
  }
  expect_near("epidemic", sum_free, sum_ours, 0.05);
  compare("epidemic", "course, 300 people",
          {run_ours, [&] { return run_tight(same); }, [&] { return run_tight(free); }});
}

void compare_swing() {
  if (!is_asked("damped_pendulum")) return;
  constexpr int kCount = 100;
  std::vector<double> ours, tight(kCount), others(kCount);
  const physics::DampedPendulum pendulum{1, 0.2, 2};
  const auto run_ours = [&]() -> double {
    physics::swing(pendulum, 10, kCount, ours);
    return kCount;
  };
  const auto run_same = [&]() -> double {
    tight_swing<Same>(1, 0.2, 2, 10, kCount, tight.data());
    return kCount;
  };
  const auto run_free = [&]() -> double {
    tight_swing<Free>(1, 0.2, 2, 10, kCount, others.data());
    return kCount;
  };
  run_ours();
  run_same();
  run_free();
  for (std::size_t i = 0; i < kCount; ++i) {
    expect_near("damped_pendulum", tight[i], ours[i], 1e-9);
    expect_near("damped_pendulum", others[i], ours[i], 1e-9);
  }
  compare("damped_pendulum", "angle shown", {run_ours, run_same, run_free});
}

int run_all() {
  std::printf("| simulator | unit | Lectern, ns | tight C, ns | Lectern/C | free C, ns | Lectern/free C |\n"
              "|---|---|---|---|---|---|---|\n");
  compare_spins();
  compare_many_lattices();
  compare_mechanics("double_pendulum", physics::MechanicalLaw::double_pendulum, {0.8, 0.5, 0, 0}, pendulum_slope<Same>,
                    pendulum_slope<Free>);
  compare_mechanics("kepler", physics::MechanicalLaw::kepler, {1, 0, 0, 1.1}, kepler_slope, kepler_slope);
  compare_mechanics("henon_heiles", physics::MechanicalLaw::henon_heiles, {0, 0.1, 0.35, 0.1}, galaxy_slope,
                    galaxy_slope);
  compare_cart_pole();
  compare_dijets();
  compare_waves();
  compare_fields();
  compare_epidemic();
  compare_swing();
  return all_agree ? 0 : 1;
}

}  // namespace
}  // namespace lectern

int main(int count, char** words) {
  for (int i = 1; i < count; ++i) {
    if (std::string(words[i]) == "--rounds" && i + 1 < count)
      lectern::options.rounds = std::max(1, std::atoi(words[++i]));
    else
      lectern::options.names.emplace_back(words[i]);
  }
  return lectern::run_all();
}
