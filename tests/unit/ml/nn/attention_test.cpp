#include "core/ml/nn/attention.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/ml/nn/loss.h"
#include "core/ml/nn/lstm_reader.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/transformer.h"
#include "core/simd/thread_pool.h"
#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

// Attention of one sequence by plain loops.
Matrix<double> plain_attention(const Matrix<double>& Q, const Matrix<double>& K, const Matrix<double>& V, bool causal) {
  Matrix<double> Y(Q.rows(), V.cols(), 0.0);
  for (std::ptrdiff_t a = 0; a < Q.rows(); ++a) {
    const std::ptrdiff_t seen = causal ? a + K.rows() - Q.rows() + 1 : K.rows();
    double sum = 0;
    for (std::ptrdiff_t b = 0; b < seen; ++b) {
      double score = 0;
      for (std::ptrdiff_t j = 0; j < Q.cols(); ++j) score += Q(a, j) * K(b, j);
      const double weight = std::exp(score / std::sqrt(double(Q.cols())));
      sum += weight;
      for (std::ptrdiff_t j = 0; j < V.cols(); ++j) Y(a, j) += weight * V(b, j);
    }
    for (std::ptrdiff_t j = 0; j < V.cols(); ++j) Y(a, j) /= sum;
  }
  return Y;
}

constexpr std::int32_t kTokens[] = {0, 3, 1, 2, 2, 4, 0, 1, 3, 4};  // two sequences of five

// The largest error of a reader's gradients, relative to 1 + |gradient|.
template <typename Model, typename Tape>
double reader_gradient_error(Model model, Tape tape) {
  model.initialise(Rng(3));
  for (double& p : model.parameters()) p += 0.01;
  const Matrix<double> weights = random_matrix(10, 3, 5);
  const auto value = [&] {
    model.forward(tape, kTokens, 2);
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < weights.size(); ++i) sum += weights.data()[i] * tape.logits.data()[i];
    return sum;
  };
  value();
  tape.d_logits = weights;
  model.backward(tape);
  const std::vector<double> gradients(model.gradients().begin(), model.gradients().end());
  double largest = 0;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const double numeric = central_difference(model.parameters()[i], value);
    largest = std::max(largest, std::fabs(gradients[i] - numeric) / (1 + std::fabs(numeric)));
  }
  return largest;
}

TransformerSpec small_spec() {
  TransformerSpec spec;
  spec.symbols = 5;
  spec.outputs = 3;
  spec.length = 5;
  spec.width = 6;
  spec.heads = 2;
  spec.blocks = 2;
  spec.hidden = 7;
  return spec;
}

}  // namespace

TEST_CASE("Attention agrees with plain loops at every length, with and without the mask") {
  for (const std::ptrdiff_t t : {1, 2, 3, 4, 5, 9}) {
    for (const bool causal : {false, true}) {
      CAPTURE(t);
      const std::ptrdiff_t s = t + 2;
      const Matrix<double> Q = random_matrix(t, 3, 1), K = random_matrix(s, 3, 2), V = random_matrix(s, 5, 3);
      Matrix<double> A(t, s), Y(t, 5);
      attention<double>(Q, K, V, 1, causal, A, Y);
      const Matrix<double> expected = plain_attention(Q, K, V, causal);
      for (std::ptrdiff_t i = 0; i < Y.size(); ++i) CHECK(Y.data()[i] == doctest::Approx(expected.data()[i]));
      for (std::ptrdiff_t a = 0; a < t; ++a) {
        double sum = 0;
        for (std::ptrdiff_t b = 0; b < s; ++b) {
          sum += A(a, b);
          CHECK((A(a, b) == 0) == (causal && b > a + 2));
        }
        CHECK(sum == doctest::Approx(1));
      }
    }
  }
}

TEST_CASE("Equal keys get equal weights, and a key far above the others all of it") {
  Matrix<double> Q(1, 2, 1.0), K(3, 2, 1.0), V = random_matrix(3, 1, 1), A(1, 3), Y(1, 1);
  attention<double>(Q, K, V, 1, false, A, Y);
  CHECK(A(0, 1) == doctest::Approx(1.0 / 3));
  K(1, 0) = 1e6;
  attention<double>(Q, K, V, 1, false, A, Y);
  CHECK(A(0, 1) == 1);
  CHECK(Y(0, 0) == V(1, 0));
}

TEST_CASE("Waves that tell places turn by one angle from each place to the next") {
  const std::int32_t places[] = {0, 1, 2, 100};
  Matrix<double> E(4, 4);
  positional_encoding<double>(places, 10000, E);
  CHECK(E(0, 0) == 0);
  CHECK(E(0, 1) == 1);
  CHECK(E(3, 2) == doctest::Approx(std::sin(1.0)));
  CHECK(E(2, 0) == doctest::Approx(E(1, 0) * std::cos(1.0) + E(1, 1) * std::sin(1.0)));
}

TEST_CASE("Gradients of a transformer agree with finite differences") {
  for (const Places places : {Places::none, Places::sinusoidal, Places::learned}) {
    TransformerSpec spec = small_spec();
    spec.places = places;
    CHECK(reader_gradient_error(Transformer<double>(spec), TransformerTape<double>()) < 1e-6);
  }
  TransformerSpec bare = small_spec();
  bare.hidden = 0;
  bare.causal = false;
  bare.heads = 3;
  CHECK(reader_gradient_error(Transformer<double>(bare), TransformerTape<double>()) < 1e-6);
}

TEST_CASE("Gradients of the LSTM that reads sequences agree with finite differences") {
  const LstmReader<double> reader({.symbols = 5, .outputs = 3, .width = 4, .hidden = 6});
  CHECK(reader_gradient_error(reader, LstmReaderTape<double>()) < 1e-6);
}

TEST_CASE("A causal transformer does not see what comes later; without places only the set before counts") {
  TransformerSpec spec = small_spec();
  Transformer<float> model(spec);
  model.initialise(Rng(1));
  TransformerTape<float> tape, other;
  std::vector<std::int32_t> tokens{0, 3, 1, 2, 2}, changed{0, 3, 1, 4, 0};
  model.forward(tape, tokens, 1);
  model.forward(other, changed, 1);
  for (std::ptrdiff_t i = 0; i < 3 * spec.outputs; ++i) CHECK(tape.logits.data()[i] == other.logits.data()[i]);
  spec.places = Places::none;
  spec.blocks = 1;
  Transformer<float> blind(spec);
  blind.initialise(Rng(1));
  blind.forward(tape, tokens, 1);
  blind.forward(other, std::vector<std::int32_t>{3, 1, 0, 2, 2}, 1);
  for (std::ptrdiff_t j = 0; j < spec.outputs; ++j)
    CHECK(tape.logits(4, j) == doctest::Approx(other.logits(4, j)).epsilon(1e-4));
}

TEST_CASE("A silenced head changes nothing any more") {
  Transformer<float> model(small_spec());
  model.initialise(Rng(1));
  TransformerTape<float> tape, before;
  model.forward(before, kTokens, 2);
  model.silence(0, 1);
  model.forward(tape, kTokens, 2);
  CHECK(tape.logits(3, 0) != before.logits(3, 0));
  const Matrix<float>& heads = tape.blocks[0].heads.heads;
  CHECK(heads(3, 4) == before.blocks[0].heads.heads(3, 4));
  model.silence(0, 0);
  model.silence(1, 0);
  model.silence(1, 1);
  model.forward(before, kTokens, 2);
  // Without any head a place knows its own token alone.
  std::vector<std::int32_t> other{1, 1, 1, 1, 2};
  model.forward(tape, other, 1);
  CHECK(tape.logits(4, 1) == before.logits(4, 1));
}

TEST_CASE("A transformer trains to the same bits with 1, 2 and 4 workers") {
  const auto train = [](ThreadPool* pool) {
    TransformerSpec spec;
    spec.symbols = spec.outputs = 9;
    Transformer<float> model(spec);
    model.initialise(Rng(1));
    TransformerTape<float> tape;
    Optimizer<float> optimizer({.kind = OptimizerKind::adam}, model.parameters().size());
    Rng rng(2);
    for (int step = 0; step < 3; ++step) {
      std::vector<std::int32_t> tokens(16 * 16), targets(16 * 16);
      for (auto& token : tokens) token = std::int32_t(rng.below(9));
      for (auto& target : targets) target = std::int32_t(rng.below(9));
      model.forward(tape, tokens, 16, pool);
      tape.d_logits.resize(256, 9);
      softmax_cross_entropy<float>(tape.logits, targets, tape.d_logits);
      model.backward(tape, pool);
      optimizer.step(model.parameters(), model.gradients(), pool);
    }
    return std::vector<float>(model.parameters().begin(), model.parameters().end());
  };
  const std::vector<float> alone = train(nullptr);
  for (const int workers : {1, 2, 4}) {
    ThreadPool pool(workers);
    CHECK(train(&pool) == alone);
  }
}
