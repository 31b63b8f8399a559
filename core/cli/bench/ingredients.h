#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state_hasher.h"
#include "core/ml/nn/layer_spec.h"
#include "core/ml/nn/optimizer.h"

// What the workloads of training have in common.
namespace lectern::bench {

inline constexpr std::ptrdiff_t kBatches = 16;  // of data kept in memory, used in turn
inline constexpr int kStepsBeforeHash = 20;

inline nn::OptimizerSpec adam() { return {.kind = nn::OptimizerKind::adam, .learning_rate = 1e-3}; }

// The numbers of networks in a row.
inline std::uint64_t hash_of(std::initializer_list<std::span<const float>> networks) {
  StateHasher hasher;
  for (const std::span<const float> numbers : networks) hasher.add(numbers);
  return hasher.digest();
}

// Standard normal numbers.
inline Matrix<float> random_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint64_t stream) {
  Matrix<float> values(rows, cols);
  Rng(3, stream).fill_normal({values.data(), static_cast<std::size_t>(values.size())}, 0, 1);
  return values;
}

inline nn::DenseSpec dense(std::ptrdiff_t units, nn::ActivationKind activation) {
  nn::DenseSpec spec;
  spec.units = units;
  spec.activation.kind = activation;
  return spec;
}

}  // namespace lectern::bench
