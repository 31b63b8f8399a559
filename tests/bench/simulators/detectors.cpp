#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/rng.h"
#include "core/physics/calorimeter.h"
#include "core/physics/collider.h"
#include "core/physics/gluon_law.h"
#include "tests/bench/simulators/compare.h"
#include "tests/bench/simulators/tight.h"

namespace lectern::bench {
namespace {

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
    double sin_phi, cos_phi, sin_psi, cos_psi;
    P::sin_cos(phi, sin_phi, cos_phi);
    const double X = T * cos_phi, Y = T * sin_phi;
    const double v = 2 * draws.uniform() - 1, cosine = is_signal ? kLimit * v : 1 - 2 / (P::exp(3 * v) + 1);
    const double psi = kPi * (2 * draws.uniform() - 1), p = m / 2, t = p * std::sqrt(1 - cosine * cosine);
    P::sin_cos(psi, sin_psi, cos_psi);
    const double x = t * cos_psi, y = t * sin_psi, z = p * cosine;
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

// The shares of a shower's layers, the profile across them, and quanta counted in 16 × 16 cells.
template <typename P>
void tight_shower(double energy, Words<P>& draws, float* cells) {
  constexpr int kSide = 16, kSlices = 160;
  static const std::vector<double> kLogs = [] {
    std::vector<double> logs(kSlices);
    for (int s = 0; s < kSlices; ++s) logs[static_cast<std::size_t>(s)] = std::log((s + 0.5) / 4);
    return logs;
  }();
  const double y = P::log(energy / 0.0074), log_energy = P::log(energy), r = 0.705 - 0.023 * y;
  const double plus = std::sqrt((1 + r) / 2), minus = std::sqrt((1 - r) / 2);
  const double mean_alpha = 0.81 + (0.458 + 2.26 / 82) * y, u = draws.normal(), v = draws.normal();
  const double log_top = P::log(y - 0.812) + (plus * u + minus * v) / (-1.4 + 1.26 * y), top = P::exp(log_top);
  const double alpha = std::max(P::exp(P::log(mean_alpha) + (plus * u - minus * v) / (-0.58 + 0.86 * y)), 1.1);
  const double axis = 0.2 * (2 * draws.uniform() - 1), slope = alpha - 1, beta = slope / top;
  double shares[kSide] = {}, whole = 0;
  for (int s = 0; s < kSlices; ++s) {
    const double density =
        P::exp(slope * (kLogs[static_cast<std::size_t>(s)] - log_top) - beta * ((s + 0.5) / 4 - top));
    whole += density;
    if (s < 4 * kSide) shares[s / 4] += density;
  }
  for (int layer = 0; layer < kSide; ++layer) {
    const double tau = (layer + 0.5) / top, at = tau - 0.645;
    const double core = 0.0251 + 0.00319 * log_energy + (0.1162 - 0.000381 * 82) * tau;
    const double tail = (0.659 - 0.00309 * 82) * (P::exp(-2.59 * at) + P::exp((0.3585 + 0.0412 * log_energy) * at));
    const double way = (0.401 + 0.00187 * 82 - tau) / (1.313 - 0.0686 * log_energy);
    const double weight = std::clamp((2.632 - 0.00094 * 82) * P::exp(way - P::exp(way)), 0.0, 1.0);
    const double core2 = core * core, tail2 = tail * tail, quanta = 100 * energy * shares[layer] / whole;
    double low = 0;
    for (int strip = 0; strip <= kSide; ++strip) {
      const double x = (strip - 8) * 0.2 - axis, squared = x * x;
      const double high =
          0.5 + 0.5 * x * (weight / std::sqrt(squared + core2) + (1 - weight) / std::sqrt(squared + tail2));
      if (strip > 0) {
        const double mean = quanta * (high - low);
        double count = 0;
        if (mean >= 30) {
          count = std::max(std::floor(mean + std::sqrt(mean) * draws.normal() + 0.5), 0.0);
        } else {
          const double none = P::exp(-mean);
          for (double product = draws.uniform(); product > none; product *= draws.uniform()) ++count;
        }
        cells[(strip - 1) * kSide + layer] = static_cast<float>(0.01 * count);
      }
      low = high;
    }
  }
}

// x g and its error at one x.
template <typename P>
void tight_gluon(double x, double& density, double& error) {
  constexpr double a = 0.17, kNorm = 0.42 * (1 - a) * (2 - a) * (3 - a) * (4 - a) * (5 - a) * (6 - a) / 120;
  const double log_x = P::log(x), rest = 1 - x, squared = rest * rest;
  density = kNorm * P::exp(-a * log_x) * squared * squared * rest;
  const double scaled = (0.03 + 0.07 * P::exp(0.72 * (-9.210340371976182 - log_x))) * density;
  error = std::sqrt(scaled * scaled + 1e-4);
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

void compare_showers() {
  if (!is_asked("shower")) return;
  const physics::Calorimeter calorimeter;
  Rng rng(kSeed);
  Words<Same> same;
  Words<Free> free;
  std::vector<float> ours(256), tight(256), others(256);
  const double energies[3] = {5, 20, 60};
  const auto sum = [](const std::vector<float>& cells) { return std::accumulate(cells.begin(), cells.end(), 0.0); };
  double sum_ours = 0, sum_free = 0;
  for (int i = 0; i < 300; ++i) {
    const double energy = energies[i % 3];
    physics::draw_shower(calorimeter, energy, rng, ours);
    tight_shower(energy, same, tight.data());
    tight_shower(energy, free, others.data());
    for (std::size_t cell = 0; cell < 256; ++cell) expect_near("shower", double{tight[cell]}, double{ours[cell]}, 1e-6);
    sum_ours += sum(ours) / 300, sum_free += sum(others) / 300;
  }
  expect_near("shower", sum_free, sum_ours, 0.05);
  const auto run = [&](auto draw) -> double {
    for (const double energy : energies) draw(energy);
    return 3;
  };
  compare("shower", "shower of 5, 20 and 60 GeV, 16²",
          {[&] { return run([&](double energy) { physics::draw_shower(calorimeter, energy, rng, ours); }); },
           [&] { return run([&](double energy) { tight_shower(energy, same, tight.data()); }); },
           [&] { return run([&](double energy) { tight_shower(energy, free, others.data()); }); }});
}

void compare_gluons() {
  if (!is_asked("gluon_law")) return;
  std::vector<double> places;
  for (int i = 0; i < 1000; ++i) places.push_back(math::exp(-13.8 * (i + 0.5) / 1000));
  double guard = 0;
  for (const double x : places) {
    double density = 0, error = 0;
    for (const bool is_free : {false, true}) {
      is_free ? tight_gluon<Free>(x, density, error) : tight_gluon<Same>(x, density, error);
      expect_near("gluon_law", density, physics::gluon_momentum_density(x), 1e-9);
      expect_near("gluon_law", error, physics::gluon_error(x), 1e-9);
    }
  }
  const auto run = [&](auto law) -> double {
    for (const double x : places) {
      double density = 0, error = 0;
      law(x, density, error);
      guard += density + error;
    }
    return static_cast<double>(places.size());
  };
  compare("gluon_law", "x g and its error",
          {[&] {
             return run([](double x, double& density, double& error) {
               const physics::GluonMeasurement at = physics::gluon_measurement(x);
               density = at.density;
               error = at.error;
             });
           },
           [&] { return run(tight_gluon<Same>); }, [&] { return run(tight_gluon<Free>); }});
  if (guard < 0) std::printf("%g\n", guard);
}

}  // namespace

void compare_detectors() {
  compare_dijets();
  compare_showers();
  compare_gluons();
}

}  // namespace lectern::bench
