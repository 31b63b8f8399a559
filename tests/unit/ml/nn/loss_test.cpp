#include "core/ml/nn/loss.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

constexpr LossKind kPointwise[] = {LossKind::mse,   LossKind::mae,           LossKind::bce,  LossKind::bce_with_logits,
                                   LossKind::hinge, LossKind::squared_hinge, LossKind::huber};

// Predictions and targets on which the loss is differentiable: probabilities for bce, ±1 for hinge.
void make_case(LossKind kind, Matrix<double>& Z, Matrix<double>& t) {
  Z = random_matrix(3, 4, 1);
  t = random_matrix(3, 4, 2);
  for (std::ptrdiff_t i = 0; i < Z.size(); ++i) {
    double &z = Z.data()[i], &target = t.data()[i];
    if (kind == LossKind::bce) z = 1 / (1 + std::exp(-z));
    if (kind == LossKind::bce || kind == LossKind::bce_with_logits) target = target > 0 ? 1 : 0.25;
    if (kind == LossKind::hinge || kind == LossKind::squared_hinge) target = target > 0 ? 1 : -1;
  }
}

double value_of(const Loss& loss, Matrix<double>& Z, Matrix<double>& t) {
  return loss_and_gradient<double>(loss, Z, t, {});
}

}  // namespace

TEST_CASE("Losses of one prediction are as by hand") {
  Matrix<double> Z(1, 1, 3.0), t(1, 1, 1.0);
  CHECK(value_of({LossKind::mse}, Z, t) == 4);
  CHECK(value_of({LossKind::mae}, Z, t) == 2);
  CHECK(value_of({.kind = LossKind::huber, .delta = 1}, Z, t) == 1.5);
  CHECK(value_of({.kind = LossKind::huber, .delta = 4}, Z, t) == 2);
  CHECK(value_of({LossKind::hinge}, Z, t) == 0);
  t(0, 0) = -1;
  CHECK(value_of({LossKind::hinge}, Z, t) == 4);
  CHECK(value_of({LossKind::squared_hinge}, Z, t) == 16);
  CHECK(value_of({LossKind::bce_with_logits}, Z, Z) == doctest::Approx(std::log1p(std::exp(3.0)) - 9));
}

TEST_CASE("Gradients of losses agree with finite differences") {
  for (LossKind kind : kPointwise) {
    for (Reduction reduction : {Reduction::mean, Reduction::sum}) {
      CAPTURE(id_of(kLosses, kind));
      const Loss loss{.kind = kind, .reduction = reduction, .delta = 0.7};
      Matrix<double> Z, t;
      make_case(kind, Z, t);
      Matrix<double> d(3, 4);
      const double value = loss_and_gradient<double>(loss, Z, t, d);
      CHECK(value == value_of(loss, Z, t));
      for (std::ptrdiff_t i = 0; i < Z.size(); ++i) {
        const double numeric = central_difference(Z.data()[i], [&] { return value_of(loss, Z, t); });
        CHECK(d.data()[i] == doctest::Approx(numeric).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("Softmax cross-entropy against labels is that against one-hot rows") {
  Matrix<double> Z = random_matrix(5, 3, 3), t(5, 3), d_labels(5, 3), d_rows(5, 3);
  const std::vector<std::int32_t> labels{0, 2, 1, 1, 2};
  for (std::ptrdiff_t i = 0; i < 5; ++i) t(i, labels[std::size_t(i)]) = 1;
  for (Reduction reduction : {Reduction::mean, Reduction::sum}) {
    const double by_labels = softmax_cross_entropy<double>(Z, labels, d_labels, reduction);
    const double by_rows = loss_and_gradient<double>({LossKind::softmax_cross_entropy, reduction}, Z, t, d_rows);
    CHECK(by_labels == doctest::Approx(by_rows).epsilon(1e-14));
    for (std::ptrdiff_t i = 0; i < Z.size(); ++i) {
      CHECK(d_labels.data()[i] == doctest::Approx(d_rows.data()[i]).epsilon(1e-13));
      const double numeric =
          central_difference(Z.data()[i], [&] { return softmax_cross_entropy<double>(Z, labels, {}, reduction); });
      CHECK(d_labels.data()[i] == doctest::Approx(numeric).epsilon(1e-6));
    }
  }
}

TEST_CASE("Softmax cross-entropy does not change when all logits of a row are shifted") {
  Matrix<float> Z(1, 3), d(1, 3);
  const std::vector<std::int32_t> label{1};
  for (float shift : {0.0f, 1000.0f, -1000.0f}) {
    for (int j = 0; j < 3; ++j) Z(0, j) = shift + float(j);
    CHECK(softmax_cross_entropy<float>(Z, label, d) == doctest::Approx(std::log(std::exp(-1.0) + 1 + std::exp(1.0))));
    CHECK(d(0, 0) + d(0, 1) + d(0, 2) == doctest::Approx(0).epsilon(1e-6));
  }
}

TEST_CASE("A prediction that is not a number makes every loss not a number") {
  Matrix<float> Z(1, 2, std::numeric_limits<float>::quiet_NaN()), t(1, 2, 1.0f), d(1, 2);
  for (LossKind kind : kPointwise) {
    CAPTURE(id_of(kLosses, kind));
    CHECK(std::isnan(loss_and_gradient<float>({kind}, Z, t, d)));
  }
  CHECK(std::isnan(softmax_cross_entropy<float>(Z, std::vector<std::int32_t>{0}, d)));
}

TEST_CASE("The loss of an empty batch is zero") {
  Matrix<float> nothing(0, 3);
  for (LossKind kind : kPointwise) CHECK(loss_and_gradient<float>({kind}, nothing, nothing, nothing) == 0);
  CHECK(softmax_cross_entropy<float>(nothing, {}, nothing) == 0);
}

TEST_CASE("The divergence of a Gaussian from itself is zero and its gradients agree with finite differences") {
  Matrix<double> mu = random_matrix(2, 3, 1), logvar = random_matrix(2, 3, 2);
  Matrix<double> mu2 = mu, logvar2 = logvar, d_mu(2, 3), d_logvar(2, 3), d_mu2(2, 3), d_logvar2(2, 3);
  std::vector<double> per_sample(2);
  const GaussianDivergence<double> arrays{mu, logvar, mu2, logvar2, d_mu, d_logvar, d_mu2, d_logvar2, per_sample};
  CHECK(kl_gaussian(arrays) == doctest::Approx(0).epsilon(1e-15));
  mu2 = random_matrix(2, 3, 3);
  logvar2 = random_matrix(2, 3, 4);
  const GaussianDivergence<double> moved{mu, logvar, mu2, logvar2, d_mu, d_logvar, d_mu2, d_logvar2, per_sample};
  CHECK(kl_gaussian(moved) > 0);
  for (auto [place, gradient] : {std::pair{&mu, &d_mu}, {&logvar, &d_logvar}, {&mu2, &d_mu2}, {&logvar2, &d_logvar2}}) {
    for (std::ptrdiff_t i = 0; i < 6; ++i) {
      const double numeric = central_difference(place->data()[i], [&] { return kl_gaussian(moved); });
      kl_gaussian(moved);
      CHECK(gradient->data()[i] == doctest::Approx(numeric).epsilon(1e-6));
    }
  }
}
