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
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/bench/simulators/compare.h"

namespace lectern::bench {
namespace {

constexpr double kTurn_s = 0.02;

double busy_s() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Options {
  int rounds = 9;
  std::vector<std::string> names;
} options;

bool all_agree = true;

}  // namespace

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

void expect_near(const char* what, double a, double b, double tolerance) {
  if (std::fabs(a - b) <= tolerance * std::max(1.0, std::fabs(b))) return;
  std::fprintf(stderr, "%s: %.17g is not %.17g\n", what, a, b);
  all_agree = false;
}

namespace {

int run_all() {
  std::printf("| simulator | unit | Lectern, ns | tight C, ns | Lectern/C | free C, ns | Lectern/free C |\n"
              "|---|---|---|---|---|---|---|\n");
  compare_spins();
  compare_mechanics();
  compare_detectors();
  compare_waves_and_fields();
  compare_inference();
  return all_agree ? 0 : 1;
}

}  // namespace
}  // namespace lectern::bench

int main(int count, char** words) {
  using lectern::bench::options;
  for (int i = 1; i < count; ++i) {
    if (std::string(words[i]) == "--rounds" && i + 1 < count)
      options.rounds = std::max(1, std::atoi(words[++i]));
    else
      options.names.emplace_back(words[i]);
  }
  return lectern::bench::run_all();
}
