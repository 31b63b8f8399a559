#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/cli/bench/bench.h"
#include "core/cli/bench/ingredients.h"
#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sequence_model.h"
#include "core/ml/nn/transformer.h"
#include "core/simd/thread_pool.h"

namespace lectern::bench {
namespace {

// Series of one number, whose next number is to be told at every step.
struct SeriesFit {
  static constexpr std::ptrdiff_t kBatch = 32, kSteps = 50;
  nn::SequenceModel<float> model{{.cell = nn::CellKind::lstm, .inputs = 1, .hidden = 64, .outputs = 1}, Rng(1)};
  nn::Optimizer<float> optimizer{adam(), model.parameters().size()};
  AlignedVector<float> gradients = AlignedVector<float>(model.parameters().size());
  nn::SequencePass<float> pass;
  Matrix<float> X = random_matrix(kBatches * kSteps * kBatch, 1, 1);
  Matrix<float> targets = random_matrix(kBatches * kSteps * kBatch, 1, 2);
  std::ptrdiff_t batch = 0;

  void step(ThreadPool& pool) {
    const std::ptrdiff_t rows = kSteps * kBatch, first = batch * rows;
    batch = (batch + 1) % kBatches;
    model.gradient(X.view().rows_range(first, rows), targets.view().rows_range(first, rows), kBatch, 0, pass, gradients,
                   &pool);
    optimizer.step(model.parameters(), gradients, &pool);
  }
};

// Sequences of tokens, each of whose places is to be read.
struct TokenReading {
  static constexpr std::ptrdiff_t kBatch = 32, kLength = 20, kSymbols = 12;
  nn::Transformer<float> model{{.symbols = kSymbols,
                                .outputs = kSymbols,
                                .length = kLength,
                                .width = 32,
                                .heads = 2,
                                .blocks = 1,
                                .hidden = 64}};
  nn::Optimizer<float> optimizer{adam(), model.parameters().size()};
  nn::TransformerTape<float> tape;
  std::vector<std::int32_t> tokens, targets;
  std::ptrdiff_t batch = 0;

  TokenReading() {
    model.initialise(Rng(1));
    Rng rng(4);
    for (std::ptrdiff_t i = 0; i < kBatches * kBatch * kLength; ++i) {
      tokens.push_back(static_cast<std::int32_t>(rng.below(kSymbols)));
      targets.push_back(static_cast<std::int32_t>(rng.below(kSymbols)));
    }
  }

  void step(ThreadPool& pool) {
    constexpr std::size_t kRows = kBatch * kLength;
    const std::size_t first = static_cast<std::size_t>(batch) * kRows;
    batch = (batch + 1) % kBatches;
    model.forward(tape, std::span(tokens).subspan(first, kRows), kBatch, &pool);
    tape.d_logits.resize(tape.logits.rows(), tape.logits.cols());
    nn::softmax_cross_entropy<float>(tape.logits, std::span<const std::int32_t>(targets).subspan(first, kRows),
                                     tape.d_logits);
    model.backward(tape, &pool);
    optimizer.step(model.parameters(), model.gradients(), &pool);
  }
};

}  // namespace

std::vector<Workload> lstm_workloads(ThreadPool& pool) {
  auto state = std::make_shared<SeriesFit>();
  return {{"W9", "LSTM of 64, 50 steps, batch 32", "sequences/s", SeriesFit::kBatch,
           [state, &pool] { state->step(pool); }, [state] { return hash_of({state->model.parameters()}); },
           kStepsBeforeHash}};
}

std::vector<Workload> transformer_workloads(ThreadPool& pool) {
  auto state = std::make_shared<TokenReading>();
  return {{"W10", "transformer of width 32, 2 heads, 20 tokens, batch 32", "sequences/s", TokenReading::kBatch,
           [state, &pool] { state->step(pool); }, [state] { return hash_of({state->model.parameters()}); },
           kStepsBeforeHash}};
}

}  // namespace lectern::bench
