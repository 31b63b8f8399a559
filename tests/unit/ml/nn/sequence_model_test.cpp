#include "core/ml/nn/sequence_model.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/simd/thread_pool.h"
#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

constexpr CellKind kAllCells[] = {CellKind::rnn, CellKind::lstm, CellKind::gru};

}  // namespace

TEST_CASE("Gradients of recurrent networks with a readout agree with finite differences") {
  constexpr std::ptrdiff_t kLength = 5, kSequences = 3, kSkipped = 2;
  for (const CellKind cell : kAllCells) {
    CAPTURE(static_cast<int>(cell));
    SequenceModel<double> model({cell, 2, 5, 2}, Rng(1));
    const Matrix<double> x = random_matrix(kLength * kSequences, 2, 2), t = random_matrix(kLength * kSequences, 2, 3);
    SequencePass<double> pass;
    std::vector<double> gradient(model.parameters().size()), unused(gradient.size());
    model.gradient(x, t, kSequences, kSkipped, pass, gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const double numeric = central_difference(model.parameters()[i], [&] {
        return model.gradient(x, t, kSequences, kSkipped, pass, unused);
      });
      CHECK(gradient[i] == doctest::Approx(numeric).epsilon(1e-6));
    }
  }
}

TEST_CASE("A recurrent network read in two parts from what it remembers is one read at once") {
  constexpr std::ptrdiff_t kSequences = 2;
  for (const CellKind cell : kAllCells) {
    CAPTURE(static_cast<int>(cell));
    const SequenceModel<float> model({cell, 1, 7, 1}, Rng(4));
    Matrix<float> x(6 * kSequences, 1);
    Rng(5).fill_normal({x.data(), static_cast<std::size_t>(x.size())}, 0, 1);
    SequencePass<float> whole, part;
    model.forward(x, kSequences, nullptr, whole);
    SequenceMemory<float> memory;
    model.remember(whole, kSequences, 3, memory);
    model.forward(x.view().rows_range(4 * kSequences, 2 * kSequences), kSequences, &memory, part);
    for (std::ptrdiff_t i = 0; i < part.output.rows(); ++i)
      CHECK(part.output(i, 0) == whole.output(4 * kSequences + i, 0));
  }
}

TEST_CASE("The sensitivity of a recurrent network is how its last output moves with each input") {
  constexpr std::ptrdiff_t kLength = 6, kSequences = 2;
  for (const CellKind cell : kAllCells) {
    CAPTURE(static_cast<int>(cell));
    const SequenceModel<double> model({cell, 1, 4, 1}, Rng(6));
    Matrix<double> x = random_matrix(kLength * kSequences, 1, 7), d_x(kLength * kSequences, 1);
    SequencePass<double> pass;
    const auto last = [&] {
      model.forward(x, kSequences, nullptr, pass);
      double sum = 0;
      for (std::ptrdiff_t i = 0; i < kSequences; ++i) sum += pass.output((kLength - 1) * kSequences + i, 0);
      return sum;
    };
    last();
    model.sensitivity(x, kSequences, pass, d_x);
    for (std::ptrdiff_t i = 0; i < x.rows(); ++i)
      CHECK(d_x(i, 0) == doctest::Approx(central_difference(x(i, 0), last)).epsilon(1e-6));
  }
}

TEST_CASE("Recurrent networks have the same bits on one, two and four threads") {
  constexpr std::ptrdiff_t kLength = 12, kSequences = 21;
  for (const CellKind cell : kAllCells) {
    CAPTURE(static_cast<int>(cell));
    const SequenceModel<float> model({cell, 1, 33, 1}, Rng(8));
    Matrix<float> x(kLength * kSequences, 1), t(kLength * kSequences, 1);
    Rng(9).fill_normal({x.data(), static_cast<std::size_t>(x.size())}, 0, 1);
    Rng(10).fill_normal({t.data(), static_cast<std::size_t>(t.size())}, 0, 1);
    SequencePass<float> pass;
    std::vector<float> alone(model.parameters().size()), together(alone.size());
    const double cost = model.gradient(x, t, kSequences, 2, pass, alone);
    for (const int workers : {1, 2, 4}) {
      ThreadPool pool(workers);
      CHECK(model.gradient(x, t, kSequences, 2, pass, together, &pool) == cost);
      CHECK(together == alone);
    }
  }
}

TEST_CASE("A gradient is clipped to a norm, and a shorter one left alone") {
  std::vector<double> gradient{3, 4};
  CHECK(clip_norm<double>(gradient, 10) == 5);
  CHECK(gradient[0] == 3);
  CHECK(clip_norm<double>(gradient, 1) == 5);
  CHECK(std::hypot(gradient[0], gradient[1]) == doctest::Approx(1));
}
