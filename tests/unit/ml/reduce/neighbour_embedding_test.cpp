#include "core/ml/reduce/neighbour_embedding.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/ml/density/gaussian_divergence.h"
#include "core/simd/thread_pool.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::reduce;

namespace {

Matrix<float> rounded(const Matrix<double>& X) {
  Matrix<float> same(X.rows(), X.cols());
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) same.data()[i] = static_cast<float>(X.data()[i]);
  return same;
}

Similarities similarities_of(const Matrix<double>& X, double perplexity, int neighbours = 0) {
  const Matrix<float> places = rounded(X);
  const std::vector<float> norms = squared_norms(places);
  SimilarityBuilder builder(static_cast<int>(X.rows()), perplexity, neighbours);
  Matrix<float> D(1, X.rows());
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    squared_distances(places, norms, i, D);
    builder.add_row({D.row(0), static_cast<std::size_t>(X.rows())});
  }
  return builder.finish();
}

}  // namespace

TEST_CASE("Neighbour probabilities have the perplexity wanted; equal distances give equal probabilities") {
  std::vector<double> d{0.1, 0.5, 0.9, 2, 3, 10}, p(6);
  for (const double wanted : {1.5, 3.0, 5.5}) {
    neighbour_probabilities(d, wanted, p);
    double entropy = 0;
    for (const double share : p) entropy -= share > 0 ? share * std::log(share) : 0;
    CHECK(std::exp(entropy) == doctest::Approx(wanted).epsilon(1e-10));
  }
  std::vector<double> same(4, 2.0), q(4);
  neighbour_probabilities(same, 2, q);
  for (const double share : q) CHECK(share == doctest::Approx(0.25));
}

TEST_CASE("The gradients of t-SNE and SNE are those of their costs") {
  const Matrix<double> X = tests::random_matrix(12, 4, 1);
  Matrix<double> Y = tests::random_matrix(12, 2, 2), P(12, 12), student(12, 2), gaussian(12, 2);
  std::vector<double> beta(12);
  conditional_similarities(X, 4, P, beta);
  const Matrix<double> joint = joint_similarities(P);
  tsne_gradient(joint, Y, 1, student);
  sne_gradient(P, Y, gaussian);
  for (std::ptrdiff_t i = 0; i < Y.size(); ++i) {
    const double at = Y.data()[i], h = 1e-5;
    Y.data()[i] = at + h;
    const double student_above = tsne_divergence(joint, Y), gaussian_above = sne_divergence(P, Y);
    Y.data()[i] = at - h;
    const double student_below = tsne_divergence(joint, Y), gaussian_below = sne_divergence(P, Y);
    Y.data()[i] = at;
    CHECK(student.data()[i] == doctest::Approx((student_above - student_below) / (2 * h)).scale(0.1).epsilon(1e-6));
    CHECK(gaussian.data()[i] == doctest::Approx((gaussian_above - gaussian_below) / (2 * h)).scale(0.1).epsilon(1e-6));
  }
}

TEST_CASE("The fast embedding has the cost and the gradient of the oracle, for t-SNE and for SNE") {
  for (const int n : {2, 3, 4, 5, 30}) {
    CAPTURE(n);
    const Matrix<double> X = tests::random_matrix(n, 5, 3), Y = tests::random_matrix(n, 2, 4);
    const double perplexity = std::min(5.0, 0.5 * n);
    Matrix<double> P(n, n), gradient(n, 2);
    std::vector<double> beta(static_cast<std::size_t>(n));
    conditional_similarities(X, perplexity, P, beta);
    for (const EmbeddingKind kind : {EmbeddingKind::tsne, EmbeddingKind::sne}) {
      NeighbourEmbedding fast(similarities_of(X, perplexity), rounded(Y), {.kind = kind, .exaggeration = 4});
      const double wanted =
          kind == EmbeddingKind::tsne ? tsne_divergence(joint_similarities(P), Y) : sne_divergence(P, Y);
      CHECK(fast.divergence() == doctest::Approx(wanted).scale(0.1).epsilon(1e-4));
      if (kind == EmbeddingKind::tsne)
        tsne_gradient(joint_similarities(P), Y, 4, gradient);
      else
        sne_gradient(P, Y, gradient);
      fast.step();
      for (int i = 0; i < n; ++i) {
        const auto at = static_cast<std::size_t>(i);
        CHECK(double(fast.gradient_x()[at]) == doctest::Approx(gradient(i, 0)).scale(0.1).epsilon(1e-4));
        CHECK(double(fast.gradient_y()[at]) == doctest::Approx(gradient(i, 1)).scale(0.1).epsilon(1e-4));
      }
    }
  }
}

TEST_CASE("Barnes and Hut's sums come near the exact ones, and nearer the smaller theta is") {
  const int n = 400;
  const Matrix<double> X = tests::random_matrix(n, 3, 6);
  Matrix<double> Y = tests::random_matrix(n, 2, 7);
  for (std::ptrdiff_t i = 0; i < Y.size(); ++i) Y.data()[i] *= 8;
  const auto gradient = [&](double theta) {
    NeighbourEmbedding made(similarities_of(X, 10, 30), rounded(Y), {.exaggeration = 1, .theta = theta});
    made.step();
    return std::vector<float>(made.gradient_x().begin(), made.gradient_x().end());
  };
  const std::vector<float> exact = gradient(0);
  double size = 0, last = 1;
  for (const float g : exact) size += double(g) * double(g);
  for (const double theta : {0.7, 0.5, 0.2}) {
    const std::vector<float> near = gradient(theta);
    double error = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) error += std::pow(double(near[i]) - double(exact[i]), 2);
    const double relative = std::sqrt(error / size);
    CHECK(relative < last);
    last = relative;
  }
  CHECK(last < 0.01);
}

TEST_CASE("An embedding is the same on one thread and on three; near pairs add up to one") {
  const int n = 203;
  const Matrix<double> X = tests::random_matrix(n, 6, 9), Y = tests::random_matrix(n, 2, 10);
  ThreadPool pool(3);
  for (const int neighbours : {0, 15}) {
    const Similarities near = similarities_of(X, 5, neighbours);
    double total = 0;
    for (const float P : near.values) total += double(P);
    if (neighbours > 0) CHECK(total == doctest::Approx(1).epsilon(1e-5));
    NeighbourEmbedding one(near, rounded(Y)), three(near, rounded(Y));
    for (int k = 0; k < 20; ++k) one.step(), three.step(&pool);
    bool same = true;
    for (std::size_t i = 0; i < std::size_t(n); ++i)
      same = same && one.x()[i] == three.x()[i] && one.y()[i] == three.y()[i];
    CHECK(same);
    CHECK(one.divergence() == three.divergence(&pool));
  }
}

TEST_CASE("Three clusters far apart are three clusters in the plane") {
  const int n = 90;
  Matrix<double> X = tests::random_matrix(n, 10, 12);
  for (int i = 0; i < n; ++i) X(i, i % 3) += 20;
  NeighbourEmbedding made(similarities_of(X, 10), rounded(tests::random_matrix(n, 2, 13)));
  const double before = made.divergence();
  for (int k = 0; k < 500; ++k) made.step();
  CHECK(made.is_finite());
  CHECK(made.divergence() < 0.3 * before);
  int wrong = 0;
  for (int i = 0; i < n; ++i) {
    double best = 1e30;
    int nearest = 0;
    for (int j = 0; j < n; ++j) {
      const auto a = std::size_t(i), b = std::size_t(j);
      const double d = std::pow(double(made.x()[a] - made.x()[b]), 2) + std::pow(double(made.y()[a] - made.y()[b]), 2);
      if (j != i && d < best) best = d, nearest = j;
    }
    wrong += nearest % 3 != i % 3 ? 1 : 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Divergences of normal laws: nothing of a law from itself, and one by hand") {
  using density::Gaussian1;
  CHECK(density::kl_divergence(Gaussian1{1, 2}, Gaussian1{1, 2}) == doctest::Approx(0).scale(1));
  CHECK(density::kl_divergence(Gaussian1{0, 1}, Gaussian1{1, 1}) == doctest::Approx(0.5));
  CHECK(density::bhattacharyya_distance(Gaussian1{0, 1}, Gaussian1{2, 1}) == doctest::Approx(0.5));
  Matrix<double> C(1, 1);
  C(0, 0) = 0;
  const double mean = 0;
  CHECK(!density::kl_divergence({&mean, 1}, C, {&mean, 1}, C));
}
