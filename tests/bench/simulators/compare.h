#pragma once

#include <array>
#include <functional>

namespace lectern::bench {

// A piece of work; how many units it was.
using Work = std::function<double()>;

// Whether this simulator is to be timed.
bool is_asked(const char* name);

// Times the core, the loop with the core's numbers and functions and the loop free of them in turns; prints a row.
void compare(const char* name, const char* unit, const std::array<Work, 3>& works);

// |a − b| ≤ tolerance max(1, |b|), or the program fails.
void expect_near(const char* what, double a, double b, double tolerance);

// Of the files beside this one.
void compare_spins();
void compare_mechanics();
void compare_detectors();
void compare_waves_and_fields();
void compare_inference();

}  // namespace lectern::bench
