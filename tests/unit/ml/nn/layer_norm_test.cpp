#include "core/ml/nn/layer_norm.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/simd/thread_pool.h"
#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

// One row through a layer with γ = 1, β = 0.
std::vector<double> normalised(const std::vector<double>& row, double epsilon) {
  const std::ptrdiff_t n = std::ptrdiff_t(row.size());
  const std::vector<double> ones(row.size(), 1.0), zeros(row.size(), 0.0);
  std::vector<double> y(row.size());
  double mean, inverse;
  layer_norm<double>({row.data(), 1, n}, ones.data(), zeros.data(), epsilon, {y.data(), 1, n}, &mean, &inverse);
  return y;
}

}  // namespace

TEST_CASE("Layer normalisation of 1, 3 with ε = 3 gives ∓1/2, and of equal numbers zeros") {
  CHECK(normalised({1, 3}, 3) == std::vector<double>{-0.5, 0.5});
  CHECK(normalised({7, 7, 7}, 1e-5) == std::vector<double>{0, 0, 0});
  CHECK(normalised({7}, 1e-5) == std::vector<double>{0});
}

TEST_CASE("A normalised row has mean 0 and variance 1 whatever its offset and scale, at every length") {
  for (std::ptrdiff_t n : {2, 3, 4, 5, 8, 31}) {
    CAPTURE(n);
    const Matrix<double> noise = random_matrix(1, n, 4);
    std::vector<double> row(noise.data(), noise.data() + n), scaled = row;
    for (double& v : scaled) v = 1000 + 50 * v;
    const std::vector<double> y = normalised(row, 1e-12), same = normalised(scaled, 1e-12);
    double sum = 0, squares = 0;
    for (std::size_t j = 0; j < y.size(); ++j) {
      sum += y[j];
      squares += y[j] * y[j];
      CHECK(std::fabs(y[j] - same[j]) < 1e-9);
    }
    CHECK(std::fabs(sum) < 1e-10 * double(n));
    CHECK(std::fabs(squares / double(n) - 1) < 1e-9);
  }
}

TEST_CASE("Gradients through layer normalisation agree with finite differences") {
  const DenseSpec tanh{7, {ActivationKind::tanh}};
  CHECK(largest_gradient_error({3, 1, 1}, {tanh, LayerNormSpec{}, DenseSpec{2}}, 4) < 1e-7);
  CHECK(largest_gradient_error({2, 3, 3}, {LayerNormSpec{0.1}, tanh}, 3) < 1e-7);
  CHECK(largest_gradient_error({5, 1, 1}, {LayerNormSpec{}}, 2) < 1e-7);
}

TEST_CASE("Layer normalisation treats every sample alone, while training and afterwards") {
  auto network = Network<float>::build({6, 1, 1}, {LayerNormSpec{}});
  REQUIRE(network.ok());
  network->initialise(Rng(1));
  Matrix<float> X(3, 6);
  Rng rng(2);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = float(rng.normal());
  Pass<float> all, one;
  network->forward(all, X, rng);
  network->evaluate(one, X.view().rows_range(2, 1));
  CHECK(std::equal(one.output().data, one.output().data + 6, all.output().row(2)));
}

TEST_CASE("Layer normalisation gives the same bits with 1, 2 and 4 workers, and takes no rows") {
  const auto run = [](ThreadPool* pool) {
    auto network = Network<float>::build({130, 1, 1}, {LayerNormSpec{}});
    network->initialise(Rng(1));
    Matrix<float> X(500, 130);
    Rng rng(3);
    for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = float(rng.normal());
    Pass<float> pass;
    network->forward(pass, X, rng, pool);
    std::copy_n(X.data(), X.size(), pass.output_gradient().data);
    network->backward(pass, {.parameters = true, .input = true}, pool);
    std::vector<float> all(network->gradients().begin(), network->gradients().end());
    all.insert(all.end(), pass.output().data, pass.output().data + X.size());
    all.insert(all.end(), pass.input_gradient().data, pass.input_gradient().data + X.size());
    return all;
  };
  const std::vector<float> alone = run(nullptr);
  for (int workers : {1, 2, 4}) {
    ThreadPool pool(workers);
    CHECK(run(&pool) == alone);
  }
  auto network = Network<float>::build({4, 1, 1}, {LayerNormSpec{}});
  Pass<float> pass;
  network->evaluate(pass, ConstMatrixView<float>(nullptr, 0, 4));
  pass.output_gradient();
  network->backward(pass, {.parameters = true, .input = true});
  for (float g : network->gradients()) CHECK(g == 0);
  CHECK_FALSE(Network<float>::build({4, 1, 1}, {LayerNormSpec{0}}).ok());
}
