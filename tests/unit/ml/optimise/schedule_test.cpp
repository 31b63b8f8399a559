#include "core/ml/optimise/schedule.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern::optimise;

TEST_CASE("every schedule begins at 1 and has come down to one half after its half-life") {
  for (const auto& each : kSchedules) {
    CAPTURE(each.id);
    const Schedule schedule{.kind = each.value, .half_life = 40};
    const bool is_constant = each.value == ScheduleKind::constant;
    CHECK(schedule.factor(0) == doctest::Approx(1));
    CHECK(schedule.factor(40) == doctest::Approx(is_constant ? 1 : 0.5));
    CHECK(schedule.is_constant() == is_constant);
    for (int t = 0; t < 400; ++t) CHECK(schedule.factor(t + 1) <= schedule.factor(t));
  }
}

TEST_CASE("1/t, exponential, cosine and steps fall by their laws") {
  CHECK(Schedule{ScheduleKind::inverse, 10}.factor(90) == doctest::Approx(0.1));
  CHECK(Schedule{ScheduleKind::exponential, 10}.factor(25) == doctest::Approx(std::pow(2.0, -2.5)));
  CHECK(Schedule{ScheduleKind::staircase, 10}.factor(29) == doctest::Approx(0.25));
  CHECK(Schedule{ScheduleKind::staircase, 10}.factor(30) == doctest::Approx(0.125));
  CHECK(Schedule{ScheduleKind::cosine, 10}.factor(5) == doctest::Approx(0.5 + std::sqrt(0.125)));
  CHECK(Schedule{ScheduleKind::cosine, 10}.factor(20) == 0);
  CHECK(Schedule{ScheduleKind::cosine, 10}.factor(1000) == 0);
}

TEST_CASE("a warm-up rises in equal steps to 1, and the schedule counts from its end") {
  const Schedule schedule{.kind = ScheduleKind::inverse, .half_life = 10, .warm_up = 3};
  for (int t = 0; t <= 3; ++t) CHECK(schedule.factor(t) == doctest::Approx((t + 1) / 4.0));
  CHECK(schedule.factor(13) == doctest::Approx(0.5));
  CHECK_FALSE(Schedule{.warm_up = 1}.is_constant());
}
