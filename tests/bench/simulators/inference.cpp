#include <array>
#include <cmath>
#include <cstddef>

#include "core/math/rng.h"
#include "core/physics/epidemic.h"
#include "core/physics/two_moons.h"
#include "tests/bench/simulators/compare.h"
#include "tests/bench/simulators/tight.h"

namespace lectern::bench {
namespace {

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
void tight_moons(const double* theta, Words<P>& draws, double* x) {
  constexpr double kByRoot = 0.70710678118654752440;
  double sine, cosine;
  P::sin_cos(kPi * (draws.uniform() - 0.5), sine, cosine);
  const double r = 0.1 + 0.01 * draws.normal();
  x[0] = r * cosine + 0.25 - std::fabs(theta[0] + theta[1]) * kByRoot;
  x[1] = r * sine + (theta[1] - theta[0]) * kByRoot;
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

void compare_moons() {
  if (!is_asked("two_moons")) return;
  Rng rng(kSeed);
  Words<Same> same;
  Words<Free> free;
  const std::array<double, 2> theta{0.3, -0.6};
  double x[2], others[2], guard = 0, sum_ours = 0, sum_free = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::array<double, 2> ours = physics::draw_two_moons(theta, rng);
    tight_moons(theta.data(), same, x);
    tight_moons(theta.data(), free, others);
    for (std::size_t j = 0; j < 2; ++j) expect_near("two_moons", x[j], ours[j], 1e-9);
    sum_ours += ours[0] / 20000, sum_free += others[0] / 20000;
  }
  expect_near("two_moons", sum_free, sum_ours, 0.01);
  const auto run_tight = [&](auto& draws) -> double {
    for (int i = 0; i < 1000; ++i) {
      tight_moons(theta.data(), draws, x);
      guard += x[0];
    }
    return 1000;
  };
  compare("two_moons", "measurement",
          {[&]() -> double {
             for (int i = 0; i < 1000; ++i) guard += physics::draw_two_moons(theta, rng)[0];
             return 1000;
           },
           [&] { return run_tight(same); }, [&] { return run_tight(free); }});
}

}  // namespace

void compare_inference() {
  compare_epidemic();
  compare_moons();
}

}  // namespace lectern::bench
