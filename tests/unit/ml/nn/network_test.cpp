#include "core/ml/nn/network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/ml/nn/loss.h"
#include "core/ml/nn/optimizer.h"
#include "core/simd/thread_pool.h"
#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

constexpr double kTolerance = 1e-7;
constexpr ActivationKind kAllKinds[] = {ActivationKind::identity,   ActivationKind::sigmoid,    ActivationKind::tanh,
                                        ActivationKind::relu,       ActivationKind::leaky_relu, ActivationKind::elu,
                                        ActivationKind::gelu,       ActivationKind::softplus,   ActivationKind::softmax,
                                        ActivationKind::log_softmax};

Activation with(ActivationKind kind) { return Activation{kind}; }

template <typename T>
Network<T> built(const Shape& input, const std::vector<LayerSpec>& specs, std::uint64_t seed = 1) {
  auto network = Network<T>::build(input, specs);
  REQUIRE(network.ok());
  network->initialise(Rng(seed));
  return std::move(*network);
}

std::string build_error(const Shape& input, const std::vector<LayerSpec>& specs) {
  auto network = Network<float>::build(input, specs);
  return network ? "" : network.error();
}

}  // namespace

TEST_CASE("A dense layer computes X Wᵀ + b and its gradients as by hand") {
  auto network = built<double>({2, 1, 1}, {DenseSpec{.units = 2}});
  const double numbers[] = {1, 2, 3, 4, 0.5, -0.5};
  std::copy(std::begin(numbers), std::end(numbers), network.parameters().begin());
  Matrix<double> X(1, 2);
  X(0, 0) = 10;
  X(0, 1) = 100;
  Pass<double> pass;
  Rng rng(1);
  network.forward(pass, X, rng);
  CHECK(pass.output()(0, 0) == 210.5);
  CHECK(pass.output()(0, 1) == 429.5);
  pass.output_gradient()(0, 0) = 1;
  pass.output_gradient()(0, 1) = -2;
  network.backward(pass, {.parameters = true, .input = true});
  const double expected[] = {10, 100, -20, -200, 1, -2};
  CHECK(std::equal(std::begin(expected), std::end(expected), network.gradients().begin()));
  CHECK(pass.input_gradient()(0, 0) == 1 * 1 - 2 * 3);
  CHECK(pass.input_gradient()(0, 1) == 1 * 2 - 2 * 4);
  network.forward(pass, X, rng);
  pass.output_gradient()(0, 0) = 3;
  pass.output_gradient()(0, 1) = 0;
  std::as_const(network).backward_to_input(pass);
  CHECK(pass.input_gradient()(0, 1) == 3 * 2);
  CHECK(std::equal(std::begin(expected), std::end(expected), network.gradients().begin()));
}

TEST_CASE("Gradients of dense layers with every activation agree with finite differences") {
  for (ActivationKind kind : kAllKinds) {
    CAPTURE(id_of(kActivations, kind));
    CHECK(largest_gradient_error({3, 1, 1}, {DenseSpec{5, with(kind)}, DenseSpec{2}}, 4) < kTolerance);
    const std::vector<LayerSpec> standing_alone{DenseSpec{5}, BatchNormSpec{}, ActivationSpec{with(kind)}};
    CHECK(largest_gradient_error({3, 1, 1}, standing_alone, 6) < kTolerance);
  }
}

TEST_CASE("Gradients of picture layers agree with finite differences") {
  const Activation tanh = with(ActivationKind::tanh);
  const Conv2dSpec conv{.channels = 3, .kernel = {3, 2}, .stride = {2, 1}, .padding = {1, 0}, .activation = tanh};
  CHECK(largest_gradient_error({2, 5, 4}, {conv, FlattenSpec{}, DenseSpec{2}}, 2) < kTolerance);
  const ConvTranspose2dSpec transposed{.channels = 2,
                                       .kernel = {3, 3},
                                       .stride = {2, 2},
                                       .padding = {1, 1},
                                       .output_padding = {1, 0},
                                       .activation = tanh};
  CHECK(largest_gradient_error({3, 3, 2}, {transposed}, 2) < kTolerance);
  CHECK(largest_gradient_error({2, 5, 5}, {MaxPool2dSpec{{3, 3}, {2, 2}, {1, 1}}, DenseSpec{2}}, 2) < kTolerance);
  const AvgPool2dSpec average{{3, 3}, {2, 2}, {1, 1}, false};
  CHECK(largest_gradient_error({2, 5, 5}, {average, DenseSpec{2}}, 2) < kTolerance);
  CHECK(largest_gradient_error({2, 3, 3}, {BatchNormSpec{}, DenseSpec{2, tanh}}, 4) < kTolerance);
}

TEST_CASE("Gradients through dropout and residual blocks agree with finite differences") {
  const Activation tanh = with(ActivationKind::tanh);
  CHECK(largest_gradient_error({3, 1, 1}, {DenseSpec{8, tanh}, DropoutSpec{0.5}, DenseSpec{2}}, 4) < kTolerance);
  ResidualSpec identity{{DenseSpec{6, tanh}, DenseSpec{4}}, {}, tanh};
  CHECK(largest_gradient_error({4, 1, 1}, {DenseSpec{4, tanh}, identity, DenseSpec{2}}, 3) < kTolerance);
  ResidualSpec projected{{Conv2dSpec{.channels = 2, .stride = {2, 2}, .padding = {1, 1}, .activation = tanh},
                          Conv2dSpec{.channels = 3, .padding = {1, 1}}},
                         {Conv2dSpec{.channels = 3, .kernel = {1, 1}, .stride = {2, 2}}},
                         tanh};
  CHECK(largest_gradient_error({2, 4, 4}, {projected}, 2) < kTolerance);
}

TEST_CASE("A network that does not fit says which layer and what is allowed") {
  CHECK(build_error({2, 1, 1}, {DenseSpec{0}}) ==
        "Layer 1 (dense) cannot be built: it has 0 units; 1 to 1048576 are allowed.");
  const Conv2dSpec small{.channels = 2}, large{.channels = 2, .kernel = {5, 5}};
  CHECK(build_error({1, 4, 4}, {small, ActivationSpec{}, large}) ==
        "Layer 3 (conv2d) cannot be built: its kernel of 5×5 is larger than the input of 2×2 with padding 0×0.");
  CHECK(build_error({2, 1, 1}, {DropoutSpec{1.0}}).find("dropout") != std::string::npos);
  CHECK(build_error({4, 1, 1}, {ResidualSpec{{DenseSpec{3}}, {}, {}}}).find("must be equal") != std::string::npos);
  CHECK(build_error({2, 1, 1}, {}) == "A network needs at least one layer that computes something.");
}

TEST_CASE("An activation behind a dense layer is fused into it and flatten makes no layer") {
  const ActivationSpec relu{with(ActivationKind::relu)};
  auto network = built<float>({1, 2, 2}, {FlattenSpec{}, DenseSpec{3}, relu, DenseSpec{1}});
  CHECK(network.layer_count() == 2);
  CHECK(network.layer(0).activation().kind == ActivationKind::relu);
  CHECK(network.parameters().size() == 4 * 3 + 3 + 3 + 1);
  CHECK(network.weights(1).size() == 3);
}

TEST_CASE("Looking at a network in slices gives what one batch gives and leaves training alone") {
  const DenseSpec hidden{7, with(ActivationKind::tanh)};
  auto network = built<float>({2, 1, 1}, {hidden, BatchNormSpec{}, DropoutSpec{0.3}, DenseSpec{1}});
  Matrix<float> X(1100, 2);
  Rng rng(5);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = float(rng.normal());
  Pass<float> training, looking, whole;
  network.forward(training, X.view().rows_range(0, 32), rng);
  const Matrix<float> before = [&] {
    Matrix<float> copy(32, 1);
    std::copy_n(training.output().data, 32, copy.data());
    return copy;
  }();
  Matrix<float> Y(1100, 1);
  network.predict(looking, X, Y);
  network.evaluate(whole, X);
  CHECK(std::equal(Y.data(), Y.data() + 1100, whole.output().data));
  CHECK(std::equal(before.data(), before.data() + 32, training.output().data));
}

TEST_CASE("Training gives the same bits with 1, 2 and 4 workers") {
  const auto train = [](ThreadPool* pool) {
    const Conv2dSpec conv{.channels = 4, .padding = {1, 1}, .activation = with(ActivationKind::relu)};
    const DenseSpec hidden{33, with(ActivationKind::tanh)};
    auto network =
        built<float>({1, 12, 12}, {conv, MaxPool2dSpec{}, BatchNormSpec{}, hidden, DropoutSpec{0.2}, DenseSpec{3}});
    Optimizer<float> optimizer({.kind = OptimizerKind::adam}, network.parameters().size());
    Pass<float> pass;
    Rng rng(3);
    Matrix<float> X(50, 144);
    std::vector<std::int32_t> labels(50);
    for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = float(rng.normal());
    for (auto& label : labels) label = std::int32_t(rng.below(3));
    for (int step = 0; step < 5; ++step) {
      network.forward(pass, X, rng, pool);
      softmax_cross_entropy<float>(pass.output(), labels, pass.output_gradient());
      network.backward(pass, {}, pool);
      optimizer.step(network.parameters(), network.gradients(), pool);
    }
    return std::vector<float>(network.parameters().begin(), network.parameters().end());
  };
  const std::vector<float> alone = train(nullptr);
  for (int workers : {1, 2, 4}) {
    ThreadPool pool(workers);
    CHECK(train(&pool) == alone);
  }
}

TEST_CASE("A small network learns XOR") {
  auto network = built<float>({2, 1, 1}, {DenseSpec{8, with(ActivationKind::tanh)}, DenseSpec{1}}, 4);
  Optimizer<float> optimizer({.kind = OptimizerKind::adam, .learning_rate = 0.05}, network.parameters().size());
  Matrix<float> X(4, 2), t(4, 1);
  for (int i = 0; i < 4; ++i) {
    X(i, 0) = float(i & 1);
    X(i, 1) = float(i >> 1);
    t(i, 0) = float((i & 1) ^ (i >> 1));
  }
  Pass<float> pass;
  Rng rng(1);
  double cost = 1;
  for (int step = 0; step < 300; ++step) {
    network.forward(pass, X, rng);
    cost = loss_and_gradient<float>({LossKind::bce_with_logits}, pass.output(), t, pass.output_gradient());
    network.backward(pass);
    optimizer.step(network.parameters(), network.gradients());
  }
  CHECK(cost < 0.02);
}

TEST_CASE("Empty and one-row batches pass through every kind of layer") {
  const Conv2dSpec conv{.channels = 2, .activation = with(ActivationKind::relu)};
  const DenseSpec last{3, with(ActivationKind::softmax)};
  auto network = built<float>({1, 6, 6}, {conv, AvgPool2dSpec{}, BatchNormSpec{}, DropoutSpec{}, last});
  Pass<float> pass;
  Rng rng(1);
  for (std::ptrdiff_t n : {0, 1}) {
    Matrix<float> X(n, 36, 0.5f);
    network.forward(pass, X, rng);
    CHECK(pass.output().rows == n);
    std::fill_n(pass.output_gradient().data, pass.output_gradient().size(), 1.0f);
    network.backward(pass, {.parameters = true, .input = true});
    for (float g : network.gradients()) CHECK(g - g == 0);
  }
}

TEST_CASE("A number that is not finite stays visible through every activation") {
  for (ActivationKind kind : kAllKinds) {
    CAPTURE(id_of(kActivations, kind));
    Matrix<float> Z(1, 5, std::numeric_limits<float>::quiet_NaN());
    activate<float>(with(kind), Z, Z);
    CHECK(Z(0, 0) != Z(0, 0));
    CHECK(Z(0, 4) != Z(0, 4));
  }
}
