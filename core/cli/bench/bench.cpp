#include "core/cli/bench/bench.h"

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>

#include "core/simd/thread_pool.h"

namespace lectern::bench {

namespace {

// Long enough for a browser to replace its first code by its best, and for the clock to be fine.
constexpr double kWarmUp_s = 0.4;
constexpr double kRepetition_s = 0.08;

double seconds() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

BenchResult measure(const Workload& workload, int threads, int repetitions) {
  BenchResult result{workload.name, workload.size, threads, 0, workload.unit, 0};
  workload.work();
  result.hash = workload.hash();
  long calls = 0;
  const double start = seconds();
  while (seconds() - start < kWarmUp_s) workload.work(), ++calls;
  // The second half of the warm-up is the faster one, so this errs towards longer repetitions.
  const double call_s = (seconds() - start) / static_cast<double>(std::max(calls, 1L));
  const long calls_per_repetition = std::max(1L, static_cast<long>(kRepetition_s / call_s));
  std::vector<double> rates;
  for (int repetition = 0; repetition < std::max(repetitions, 5); ++repetition) {
    const double begin = seconds();
    for (long call = 0; call < calls_per_repetition; ++call) workload.work();
    const double spent = seconds() - begin;
    rates.push_back(static_cast<double>(calls_per_repetition) * workload.units_per_call / spent);
  }
  std::nth_element(rates.begin(), rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2), rates.end());
  result.rate = rates[rates.size() / 2];
  return result;
}

bool is_chosen(const BenchOptions& options, const std::string& name) {
  return options.workloads.empty() ||
         std::find(options.workloads.begin(), options.workloads.end(), name) != options.workloads.end();
}

}  // namespace

Result<int> run(const BenchOptions& options, const std::function<void(const BenchResult&)>& report) {
  constexpr const char* kNames[] = {"W1"};
  for (const std::string& name : options.workloads) {
    if (std::find(std::begin(kNames), std::end(kNames), name) == std::end(kNames)) {
      return Error{"there is no workload " + name + "; the workloads are W1"};
    }
  }
  int reported = 0;
  for (int threads : options.threads) {
    ThreadPool pool(threads);
    if (!is_chosen(options, "W1")) continue;
    for (const Workload& workload : gemm_workloads(pool)) {
      report(measure(workload, pool.workers(), options.repetitions));
      ++reported;
    }
  }
  return reported;
}

std::string to_json(const BenchResult& result) {
  char numbers[160];
  std::snprintf(numbers, sizeof numbers, "\"threads\":%d,\"rate\":%.6g,\"unit\":\"%s\",\"hash\":\"%016" PRIx64 "\"}",
                result.threads, result.rate, result.unit.c_str(), result.hash);
  return "{\"workload\":\"" + result.workload + "\",\"size\":\"" + result.size + "\"," + numbers;
}

std::uint64_t hash_bytes(const void* data, std::size_t bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (std::size_t i = 0; i < bytes; ++i) {
    hash = (hash ^ static_cast<const unsigned char*>(data)[i]) * 0x100000001b3u;
  }
  return hash;
}

}  // namespace lectern::bench
