#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>

#include "core/cli/bench/bench.h"
#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state_hasher.h"
#include "core/simd/gemm.h"
#include "core/simd/thread_pool.h"

namespace lectern::bench {

namespace {

// Eight vectors of sums and nothing but multiplications and additions on operands in the first
// cache: what a matrix product on 128-bit vectors could reach at best.
constexpr int kKernelRows = 4;
constexpr int kKernelDepth = 256;

typedef float Lanes __attribute__((vector_size(16)));

__attribute__((noinline)) void register_kernel(const float* a, const Lanes* b, Lanes* c) {
  Lanes sum[kKernelRows][2] = {};
  for (int k = 0; k < kKernelDepth; ++k) {
    const Lanes left = b[2 * k], right = b[2 * k + 1];
    for (int i = 0; i < kKernelRows; ++i) {
      const Lanes a_ik = a[kKernelRows * k + i] - Lanes{};
      sum[i][0] = sum[i][0] + a_ik * left;
      sum[i][1] = sum[i][1] + a_ik * right;
    }
  }
  for (int i = 0; i < kKernelRows; ++i) c[2 * i] = sum[i][0], c[2 * i + 1] = sum[i][1];
}

Matrix<float> random_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint64_t stream) {
  Matrix<float> values(rows, cols);
  Rng(1, stream).fill_uniform({values.data(), static_cast<std::size_t>(values.size())}, -1, 1);
  return values;
}

std::uint64_t hash_of(const Matrix<float>& values) {
  StateHasher hasher;
  hasher.add(std::span<const float>(values.data(), static_cast<std::size_t>(values.size())));
  return hasher.digest();
}

Workload register_kernel_workload(ThreadPool& pool) {
  struct State {
    Matrix<float> a = random_matrix(1, kKernelRows* kKernelDepth, 1);
    Matrix<float> b = random_matrix(1, 8 * kKernelDepth, 2);
    Matrix<float> c;  // one tile for each chunk
    Matrix<float> tile{kKernelRows, 8};
  };
  constexpr int kTilesPerChunk = 64;
  auto state = std::make_shared<State>();
  const std::ptrdiff_t chunks = 4 * pool.workers();
  state->c.resize(chunks, kKernelRows * 8);
  auto work = [state, &pool, chunks] {
    pool.run(chunks, [&](std::ptrdiff_t chunk) {
      for (int tile = 0; tile < kTilesPerChunk; ++tile) {
        register_kernel(state->a.data(), reinterpret_cast<const Lanes*>(state->b.data()),
                        reinterpret_cast<Lanes*>(state->c.row(chunk)));
      }
    });
    std::copy_n(state->c.data(), state->tile.size(), state->tile.data());
  };
  const double flops = 2.0 * kKernelRows * 8 * kKernelDepth * kTilesPerChunk * static_cast<double>(chunks);
  return {"W1", "bare 4x8 register kernel", "GFLOP/s", flops * 1e-9, work, [state] { return hash_of(state->tile); }, 1,
          1};
}

Workload gemm_workload(ThreadPool& pool, std::ptrdiff_t n, simd::GemmOptions options, const char* label) {
  struct State {
    Matrix<float> A, B, C;
  };
  auto state = std::make_shared<State>();
  state->A = random_matrix(n, n, 3);
  state->B = random_matrix(n, n, 4);
  state->C.resize(n, n);
  const double edge = static_cast<double>(n);
  return {"W1",
          std::to_string(n) + "^3 " + label,
          "GFLOP/s",
          2 * edge * edge * edge * 1e-9,
          [state, options, &pool] { simd::gemm<float>(state->A, state->B, nullptr, state->C, options, &pool); },
          [state] { return hash_of(state->C); },
          1,
          1};
}

}  // namespace

std::vector<Workload> gemm_workloads(ThreadPool& pool) {
  using simd::Transpose;
  std::vector<Workload> workloads{register_kernel_workload(pool)};
  for (std::ptrdiff_t n : {512, 1024}) {
    workloads.push_back(gemm_workload(pool, n, {}, "A B"));
    workloads.push_back(gemm_workload(pool, n, {Transpose::yes, Transpose::no, false}, "A' B"));
    workloads.push_back(gemm_workload(pool, n, {Transpose::no, Transpose::yes, false}, "A B'"));
  }
  return workloads;
}

}  // namespace lectern::bench
