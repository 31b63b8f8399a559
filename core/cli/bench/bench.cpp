#include "core/cli/bench/bench.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "core/math/state_hasher.h"
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
  BenchResult result{workload.name, workload.size, threads, 0, workload.unit, workload.gflop_per_unit, 0};
  for (int call = 0; call < workload.calls_before_hash; ++call) workload.work();
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

struct Family {
  const char* name;
  std::vector<Workload> (*make)(ThreadPool& pool);
};
constexpr Family kFamilies[] = {{"W1", gemm_workloads},        {"W2", mlp_workloads},
                                {"W3", cnn_workloads},         {"W4", gan_workloads},
                                {"W5", small_mlp_workloads},   {"W6", inference_workloads},
                                {"W7", picture_gan_workloads}, {"W8", autoencoder_workloads},
                                {"W9", lstm_workloads},        {"W10", transformer_workloads}};

bool is_known(const std::string& name) {
  return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [&](const Family& family) { return name == family.name; });
}

bool is_chosen(const BenchOptions& options, const char* name) {
  return options.workloads.empty() ||
         std::find(options.workloads.begin(), options.workloads.end(), name) != options.workloads.end();
}

}  // namespace

Result<int> run(const BenchOptions& options, const std::function<void(const BenchResult&)>& report) {
  for (const std::string& name : options.workloads) {
    if (!is_known(name)) return Error{"there is no workload " + name + "; the workloads are W1 to W10"};
  }
  int reported = 0;
  for (int threads : options.threads) {
    ThreadPool pool(threads);
    for (const Family& family : kFamilies) {
      if (!is_chosen(options, family.name)) continue;
      for (const Workload& workload : family.make(pool)) {
        report(measure(workload, pool.workers(), options.repetitions));
        ++reported;
      }
    }
  }
  return reported;
}

std::string to_json(const BenchResult& result) {
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "\"threads\":%d,\"rate\":%.6g", result.threads, result.rate);
  char work[64];
  std::snprintf(work, sizeof work, "\"gflop_per_unit\":%.6g", result.gflop_per_unit);
  return "{\"workload\":\"" + result.workload + "\",\"size\":\"" + result.size + "\"," + numbers + ",\"unit\":\"" +
         result.unit + "\"," + work + ",\"hash\":\"" + hash_text(result.hash) + "\"}";
}

}  // namespace lectern::bench
