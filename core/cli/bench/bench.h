#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern {
class ThreadPool;
}

// The speed of the core: fixed workloads on random data of a fixed seed, already in memory.
namespace lectern::bench {

struct BenchOptions {
  std::vector<std::string> workloads;  // empty: all
  std::vector<int> threads{1, 2};
  int repetitions = 7;                 // timed, after warm-up; the median counts
};

// One measured workload. The hash tells whether two machines computed the same numbers.
struct BenchResult {
  std::string workload;
  std::string size;
  int threads = 1;
  double rate = 0;
  std::string unit;
  std::uint64_t hash = 0;
};

// A workload ready to be timed.
struct Workload {
  std::string name;
  std::string size;
  std::string unit;
  double units_per_call = 0;         // what one call of `work` adds to the rate
  std::function<void()> work;
  std::function<std::uint64_t()> hash;  // of the result; called before the first timed call
};

// Times every chosen workload at every number of threads and reports each as soon as it is known.
// Fails when a workload's name is unknown.
Result<int> run(const BenchOptions& options, const std::function<void(const BenchResult&)>& report);

// One line: {"workload":…,"size":…,"threads":…,"rate":…,"unit":…,"hash":…}
std::string to_json(const BenchResult& result);

// W1: matrix products and, as their yardstick, a bare register kernel.
std::vector<Workload> gemm_workloads(ThreadPool& pool);

// FNV-1a over bytes.
std::uint64_t hash_bytes(const void* data, std::size_t bytes);

}  // namespace lectern::bench
