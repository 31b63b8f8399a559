#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/cli/bench/bench.h"
#include "core/cli/bench/ingredients.h"
#include "core/math/elementary.h"
#include "core/math/rng.h"
#include "core/math/state_hasher.h"
#include "core/ml/generative/autoencoder.h"
#include "core/ml/nn/network.h"
#include "core/simd/thread_pool.h"

namespace lectern::bench {
namespace {

using nn::ActivationKind;

nn::Network<float> network(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, std::uint64_t seed) {
  nn::Network<float> made = std::move(*nn::Network<float>::build(input, layers));
  made.initialise(Rng(seed));
  return made;
}

// A variational autoencoder of pictures of 8 × 8 pixels.
struct PictureCoding {
  static constexpr std::ptrdiff_t kBatch = 64, kPixels = 64, kCode = 2;
  generative::Autoencoder<float> model{network({kPixels, 1, 1},
                                               {dense(128, ActivationKind::relu), dense(64, ActivationKind::relu),
                                                dense(2 * kCode, ActivationKind::identity)},
                                               1),
                                       network({kCode, 1, 1},
                                               {dense(64, ActivationKind::relu), dense(128, ActivationKind::relu),
                                                dense(kPixels, ActivationKind::identity)},
                                               2),
                                       adam(), generative::CodingRule{.variational = true}};
  Matrix<float> X = random_matrix(kBatches * kBatch, kPixels, 1), eps = random_matrix(kBatches * kBatch, kCode, 2);
  std::ptrdiff_t batch = 0;
  Rng rng{2};

  PictureCoding() {
    for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = 1 / (1 + math::exp(-X.data()[i]));
  }

  void step(ThreadPool& pool) {
    const ConstMatrixView<float> x = X.view().rows_range(batch * kBatch, kBatch);
    model.train(x, x, eps.view().rows_range(batch * kBatch, kBatch), rng, &pool);
    batch = (batch + 1) % kBatches;
  }

  std::uint64_t hash() const {
    StateHasher hasher;
    hasher.add(model.encoder().parameters());
    hasher.add(model.decoder().parameters());
    return hasher.digest();
  }
};

}  // namespace

std::vector<Workload> autoencoder_workloads(ThreadPool& pool) {
  auto state = std::make_shared<PictureCoding>();
  return {{"W8", "variational autoencoder 64-128-64-2, batch 64", "samples/s", PictureCoding::kBatch,
           [state, &pool] { state->step(pool); }, [state] { return state->hash(); }, kStepsBeforeHash}};
}

}  // namespace lectern::bench
