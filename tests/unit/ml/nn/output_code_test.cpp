#include "core/ml/nn/output_code.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace lectern;
using namespace lectern::nn;

TEST_CASE("two classes share one score and more have one each") {
  CHECK(OutputCode::classification(2, Objective::hinge).outputs() == 1);
  CHECK(OutputCode::classification(3, Objective::hinge).outputs() == 3);
  CHECK(OutputCode::regression(Objective::squared).outputs() == 1);
  CHECK_FALSE(OutputCode::regression(Objective::squared).is_classification());
}

TEST_CASE("labels become 0 and 1 for cross-entropy, minus and plus one otherwise") {
  const std::array<int, 2> labels{0, 1};
  Matrix<float> targets;
  OutputCode::classification(2, Objective::cross_entropy).encode(labels, targets);
  CHECK(targets(0, 0) == 0.0f);
  CHECK(targets(1, 0) == 1.0f);
  OutputCode::classification(3, Objective::squared).encode(labels, targets);
  CHECK(std::vector<float>(targets.data(), targets.data() + 6) == std::vector<float>{1, -1, -1, -1, 1, -1});
  OutputCode::classification(2, Objective::hinge).encode({}, targets);
  CHECK(targets.rows() == 0);
}

TEST_CASE("scores of zero cost ln k under cross-entropy and decide for the first class, without confidence") {
  for (const int classes : {2, 3, 5}) {
    const OutputCode code = OutputCode::classification(classes, Objective::cross_entropy);
    const std::array<int, 1> label{1};
    Matrix<float> scores(1, code.outputs(), 0.0f), targets;
    code.encode(label, targets);
    CHECK(code.cost(scores, targets, {}) == doctest::Approx(std::log(classes)));
    CHECK(code.decide(scores.data()) == 0);
    CHECK(code.confidence(scores.data()) == doctest::Approx(0.0).epsilon(1e-6));
  }
}

TEST_CASE("confidence grows with the score and ends at one") {
  for (const Objective objective : {Objective::cross_entropy, Objective::squared, Objective::hinge}) {
    const OutputCode code = OutputCode::classification(3, objective);
    float before = -1;
    for (const float score : {0.1f, 0.5f, 1.5f, 40.0f}) {
      const std::array<float, 3> scores{0, 0, score};
      CHECK(code.decide(scores.data()) == 2);
      CHECK(code.confidence(scores.data()) > before);
      before = code.confidence(scores.data());
    }
    CHECK(before == doctest::Approx(1.0));
  }
}

TEST_CASE("the confidence of a single score is its distance from a guess, whichever class it decides for") {
  const OutputCode code = OutputCode::classification(2, Objective::cross_entropy);
  const float for_one = 1.2f, for_zero = -1.2f;
  CHECK(code.decide(&for_one) == 1);
  CHECK(code.decide(&for_zero) == 0);
  CHECK(code.confidence(&for_one) == doctest::Approx(2 / (1 + std::exp(-1.2)) - 1));
  CHECK(code.confidence(&for_zero) == code.confidence(&for_one));
}

TEST_CASE("the gradient of every objective agrees with finite differences") {
  for (const Objective objective : {Objective::cross_entropy, Objective::squared, Objective::hinge}) {
    const OutputCode code = OutputCode::classification(3, objective);
    const std::array<int, 2> labels{2, 0};
    Matrix<float> targets, scores(2, 3), d_scores(2, 3);
    code.encode(labels, targets);
    for (std::ptrdiff_t i = 0; i < 6; ++i) scores.data()[i] = 0.3f * static_cast<float>(i) - 0.7f;
    code.cost(scores, targets, d_scores);
    for (std::ptrdiff_t i = 0; i < 6; ++i) {
      const float middle = scores.data()[i];
      scores.data()[i] = middle + 0.015625f;
      const double above = code.cost(scores, targets, {});
      scores.data()[i] = middle - 0.015625f;
      const double below = code.cost(scores, targets, {});
      scores.data()[i] = middle;
      CHECK(d_scores.data()[i] == doctest::Approx((above - below) / 0.03125).epsilon(1e-2));
    }
  }
}

TEST_CASE("agreement of classes is the share of rows that decide alike") {
  const OutputCode code = OutputCode::classification(2, Objective::hinge);
  const std::array<int, 4> labels{0, 1, 0, 1};
  Matrix<float> scores(4, 1), targets;
  code.encode(labels, targets);
  const std::array<float, 4> values{-1, 0.5f, 2, -3};
  for (std::ptrdiff_t i = 0; i < 4; ++i) scores(i, 0) = values[static_cast<std::size_t>(i)];
  CHECK(code.agreement(scores, targets) == 0.5);
  CHECK(std::isnan(code.agreement(Matrix<float>(0, 1), Matrix<float>(0, 1))));
}

TEST_CASE("agreement of a regression is the share of the variance explained") {
  const OutputCode code = OutputCode::regression(Objective::squared);
  Matrix<float> targets(4, 1), scores(4, 1, 1.5f);
  for (std::ptrdiff_t i = 0; i < 4; ++i) targets(i, 0) = static_cast<float>(i);
  CHECK(code.agreement(targets, targets) == 1.0);
  CHECK(code.agreement(scores, targets) == 0.0);  // the mean alone
  scores(0, 0) = 0;
  CHECK(code.agreement(scores, targets) == doctest::Approx(1 - 2.75 / 5));
  CHECK(std::isnan(code.agreement(scores, Matrix<float>(4, 1, 2.0f))));
}
