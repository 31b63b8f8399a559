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
  int repetitions = 7;  // timed, after warm-up; the median counts
};

// One measured workload. The hash tells whether two machines computed the same numbers.
struct BenchResult {
  std::string workload;
  std::string size;
  int threads = 1;
  double rate = 0;
  std::string unit;
  double gflop_per_unit = 0;
  std::uint64_t hash = 0;
};

// A workload ready to be timed. `work` may be called any number of times.
struct Workload {
  std::string name;
  std::string size;
  std::string unit;
  double units_per_call = 0;  // what one call of `work` adds to the rate
  std::function<void()> work;
  std::function<std::uint64_t()> hash;  // of the result, taken after `calls_before_hash` calls
  int calls_before_hash = 1;
  // Of the matrix products and convolutions in it, so that rate · gflop_per_unit against the bare register kernel's
  // rate is the share of what the machine could do; 0 where it is not counted.
  double gflop_per_unit = 0;
};

// Times every chosen workload at every number of threads and reports each as soon as it is known.
// Returns how many were timed; fails when a workload's name is unknown.
Result<int> run(const BenchOptions& options, const std::function<void(const BenchResult&)>& report);

// One line: {"workload":…,"size":…,"threads":…,"rate":…,"unit":…,"gflop_per_unit":…,"hash":…}
std::string to_json(const BenchResult& result);

// W1: matrix products and, as their yardstick, a bare register kernel.
std::vector<Workload> gemm_workloads(ThreadPool& pool);

// W2: an MLP 784-128-64-10, ReLU, softmax cross-entropy, Adam, batch 64.
std::vector<Workload> mlp_workloads(ThreadPool& pool);

// W3: a LeNet-like network on 28 × 28 pictures, Adam, batch 64.
std::vector<Workload> cnn_workloads(ThreadPool& pool);

// W4: one step of a GAN on points of the plane, batch 128, Adam for both networks.
std::vector<Workload> gan_workloads(ThreadPool& pool);

// W5: an MLP 2-8-8-1, tanh, squared error, all 500 points at once.
std::vector<Workload> small_mlp_workloads(ThreadPool& pool);

// W6: the network of W3 as a finished one, asked about 1 and about 256 pictures.
std::vector<Workload> inference_workloads(ThreadPool& pool);

// W7: one step of the GAN of the demo gan-images, conditional, on pictures of 8 × 8 and 28 × 28 pixels, batch 32, Adam
// for both networks.
std::vector<Workload> picture_gan_workloads(ThreadPool& pool);

// W8: the variational autoencoders of the demo autoencoders on pictures of 8 × 8 pixels, dense (64-128-64-2-64-128-64)
// and convolutional (16 and 32 filters), Bernoulli likelihood, Adam, batch 64.
std::vector<Workload> autoencoder_workloads(ThreadPool& pool);

// W9: an LSTM of 64 units with a linear readout at each of 50 steps, squared error, Adam, batch 32.
std::vector<Workload> lstm_workloads(ThreadPool& pool);

// W10: a causal transformer of one block (width 32, two heads, 64 hidden units) on 20 of 12 tokens, cross-entropy at
// each place, Adam, batch 32.
std::vector<Workload> transformer_workloads(ThreadPool& pool);

}  // namespace lectern::bench
