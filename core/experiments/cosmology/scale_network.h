#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/ml/nn/network.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// A convolutional network for periodic maps whose law is the same everywhere. All of it is learned but the means and
// the logarithm:
//   cell    a function of one cell alone, the same in all (1 × 1 convolutions with ReLUs)
//   scales  its picture, and that of means over 2 × 2, 4 × 4 and 8 × 8 cells, each through filters of 3 × 3
//   energy  of each filter the logarithm of the mean square over all places, standardised as the untrained filters find
//           it
//   head    a layer of 32 units, and then four numbers: mean and log variance of the first parameter and of the second
// Moving a map by cells moves the places only.
class ScaleNetwork {
 public:
  static constexpr std::ptrdiff_t kSide = 32, kCells = kSide * kSide, kScales = 4, kOutputs = 4;

  // Of one batch on its way. Memory is kept.
  struct Pass {
    struct Level {
      Matrix<float> picture, wrapped, d_picture;
      nn::Pass<float> filters;
    };
    nn::Pass<float> cell, head;
    std::array<Level, kScales> levels;
    Matrix<float> energies, inputs;  // mean squares, and what the head is given

    ConstMatrixView<float> output() const { return head.output(); }
    MatrixView<float> output_gradient() { return head.output_gradient(); }
    auto state() const { return std::tuple(unhashed(energies)); }
  };

  // maps  m × kCells of the kind it will see: kinks of the function of a cell are put at their numbers, and the
  // energies are standardised by theirs
  ScaleNetwork(std::ptrdiff_t filters, ConstMatrixView<float> maps, const Rng& rng);

  // maps  m × kCells, contiguous; must stay until backward
  void forward(Pass& pass, ConstMatrixView<float> maps, Rng& rng, ThreadPool& pool);
  void evaluate(Pass& pass, ConstMatrixView<float> maps, ThreadPool& pool) const;
  // From pass.output_gradient() to the gradients of all parts.
  void backward(Pass& pass, ThreadPool& pool);

  // cell, the filters of each scale, head
  std::vector<nn::Network<float>>& parts() { return parts_; }
  const std::vector<nn::Network<float>>& parts() const { return parts_; }

  auto state() const { return std::tie(parts_, offset_, spread_); }

 private:
  static constexpr std::size_t kHead = kScales + 1;

  template <typename Run>
  void run(Pass& pass, ConstMatrixView<float> maps, ThreadPool& pool, const Run& run_part) const;

  std::ptrdiff_t filters_;
  std::vector<nn::Network<float>> parts_;
  std::vector<float> offset_, spread_;  // of the energies
};

}  // namespace lectern
