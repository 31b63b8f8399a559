#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/fourier.h"
#include "core/math/rng.h"
#include "core/physics/chirp.h"
#include "core/physics/detector_noise.h"
#include "core/physics/random_field.h"
#include "tests/bench/simulators/compare.h"
#include "tests/bench/simulators/tight.h"

namespace lectern::bench {
namespace {

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

}  // namespace

void compare_waves_and_fields() {
  compare_waves();
  compare_fields();
}

}  // namespace lectern::bench
