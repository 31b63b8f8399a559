#include "core/ml/cluster/agglomerative.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/math/rng.h"

using namespace lectern;
using cluster::Linkage;

namespace {

constexpr Linkage kLinkages[] = {Linkage::single, Linkage::complete, Linkage::average, Linkage::ward};

Matrix<double> drawn(std::uint64_t seed, std::ptrdiff_t n, std::ptrdiff_t d) {
  Rng rng(seed);
  Matrix<double> X(n, d);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.normal();
  return X;
}

double square(const double* a, const double* b, std::ptrdiff_t d) {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < d; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

// From the definition, by looking at all pairs of members.
double definition(const Matrix<double>& X, const std::vector<int>& a, const std::vector<int>& b, Linkage linkage) {
  double least = 1e300, most = 0, sum = 0;
  for (const int i : a)
    for (const int j : b) {
      const double at = std::sqrt(square(X.row(i), X.row(j), X.cols()));
      least = std::min(least, at);
      most = std::max(most, at);
      sum += at;
    }
  const double size_a = static_cast<double>(a.size()), size_b = static_cast<double>(b.size());
  if (linkage == Linkage::single) return least;
  if (linkage == Linkage::complete) return most;
  if (linkage == Linkage::average) return sum / (size_a * size_b);
  std::vector<double> centre_a(static_cast<std::size_t>(X.cols())), centre_b(centre_a);
  for (std::size_t j = 0; j < centre_a.size(); ++j) {
    for (const int i : a) centre_a[j] += X(i, static_cast<std::ptrdiff_t>(j)) / size_a;
    for (const int i : b) centre_b[j] += X(i, static_cast<std::ptrdiff_t>(j)) / size_b;
  }
  return std::sqrt(2 * size_a * size_b / (size_a + size_b) * square(centre_a.data(), centre_b.data(), X.cols()));
}

}  // namespace

TEST_CASE("each merge joins the two nearest clusters by the definition of the linkage") {
  for (const Linkage linkage : kLinkages)
    for (const std::ptrdiff_t n : {2, 3, 8, 9, 40})
      for (const std::ptrdiff_t d : {1, 2, 3}) {
        CAPTURE(static_cast<int>(linkage));
        CAPTURE(n);
        CAPTURE(d);
        const Matrix<double> X = drawn(static_cast<std::uint64_t>(n * 10 + d), n, d);
        const std::vector<cluster::Merge> merges = cluster::agglomerate(X.view(), linkage);
        REQUIRE(merges.size() == static_cast<std::size_t>(n - 1));
        std::vector<std::vector<int>> clusters;
        for (int i = 0; i < n; ++i) clusters.push_back({i});
        for (const cluster::Merge& merge : merges) {
          std::vector<int>&a = clusters[static_cast<std::size_t>(merge.a)],
          &b = clusters[static_cast<std::size_t>(merge.b)];
          REQUIRE(!a.empty());
          REQUIRE(!b.empty());
          CHECK(merge.height == doctest::Approx(definition(X, a, b, linkage)).epsilon(1e-12));
          for (std::size_t i = 0; i < clusters.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
              if (!clusters[i].empty() && !clusters[j].empty())
                CHECK(definition(X, clusters[i], clusters[j], linkage) >= merge.height * (1 - 1e-12));
          std::vector<int> both = a;
          both.insert(both.end(), b.begin(), b.end());
          CHECK(both.size() == static_cast<std::size_t>(merge.size));
          a.clear();
          b.clear();
          clusters.push_back(both);
        }
      }
}

TEST_CASE("a row that stands for many samples is what these are once they are one cluster") {
  Matrix<double> X(4, 1), rows(3, 1);
  for (const auto& [i, x] : {std::pair{0, 0.0}, {1, 0.0}, {2, 3.0}, {3, 10.0}}) X(i, 0) = x;
  rows(1, 0) = 3;
  rows(2, 0) = 10;
  const std::vector<double> weights{2, 1, 1};
  for (const Linkage linkage : kLinkages) {
    const auto all = cluster::agglomerate(X.view(), linkage), few = cluster::agglomerate(rows.view(), weights, linkage);
    for (std::size_t t = 0; t < few.size(); ++t) CHECK(few[t].height == doctest::Approx(all[t + 1].height));
  }
}

TEST_CASE("a dendrogram is cut by height or number, and its leaves are every sample once") {
  const Matrix<double> X = drawn(7, 25, 2);
  for (const Linkage linkage : kLinkages) {
    const auto merges = cluster::agglomerate(X.view(), linkage);
    const auto four = cluster::cut_into(merges, 4);
    CHECK(*std::max_element(four.begin(), four.end()) == 3);
    CHECK(four[0] == 0);
    CHECK(four == cluster::labels_after(merges, cluster::merges_up_to(merges, merges[20].height)));
    const auto distances = cluster::cophenetic_distances(merges);
    std::size_t pair = 0;
    for (std::size_t i = 0; i < 25; ++i)
      for (std::size_t j = i + 1; j < 25; ++j, ++pair)
        CHECK((distances[pair] <= merges[20].height) == (four[i] == four[j]));
    auto leaves = cluster::leaf_order(merges);
    std::sort(leaves.begin(), leaves.end());
    for (std::int32_t i = 0; i < 25; ++i) CHECK(leaves[static_cast<std::size_t>(i)] == i);
  }
}

TEST_CASE("nothing and one sample have nothing to merge; equal samples merge at height 0") {
  for (const Linkage linkage : kLinkages) {
    CHECK(cluster::agglomerate(Matrix<double>(0, 2).view(), linkage).empty());
    CHECK(cluster::agglomerate(Matrix<double>(1, 2).view(), linkage).empty());
    const auto merges = cluster::agglomerate(Matrix<double>(9, 2).view(), linkage);
    REQUIRE(merges.size() == 8);
    CHECK(merges.back().height == 0);
    CHECK(merges.back().size == 9);
  }
  CHECK(cluster::labels_after({}, 0) == std::vector<std::int32_t>{0});
  CHECK(cluster::leaf_order({}) == std::vector<std::int32_t>{0});
}

TEST_CASE("a minimum spanning tree has the heights of single linkage, and no exchange of an edge makes it shorter") {
  const Matrix<double> X = drawn(11, 40, 3);
  const std::vector<cluster::TreeEdge> edges = cluster::minimum_spanning_tree(X);
  const std::vector<cluster::Merge> merges = cluster::agglomerate(X, Linkage::single);
  REQUIRE(edges.size() == 39);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    CHECK(edges[e].a < edges[e].b);
    CHECK(edges[e].length == merges[e].height);
    CHECK(edges[e].length == doctest::Approx(std::sqrt(square(X.row(edges[e].a), X.row(edges[e].b), 3))));
    // Without the edge two parts are left, and no pair between them is nearer.
    std::vector<int> part(40, 0);
    part[static_cast<std::size_t>(edges[e].a)] = 1;
    for (std::size_t round = 0; round < edges.size(); ++round)
      for (std::size_t other = 0; other < edges.size(); ++other) {
        if (other == e) continue;
        int &a = part[static_cast<std::size_t>(edges[other].a)], &b = part[static_cast<std::size_t>(edges[other].b)];
        a = b = std::max(a, b);
      }
    REQUIRE(part[static_cast<std::size_t>(edges[e].b)] == 0);
    double nearest = 1e300;
    for (std::ptrdiff_t i = 0; i < 40; ++i)
      for (std::ptrdiff_t j = 0; j < 40; ++j)
        if (part[static_cast<std::size_t>(i)] == 1 && part[static_cast<std::size_t>(j)] == 0)
          nearest = std::min(nearest, square(X.row(i), X.row(j), 3));
    CHECK(std::sqrt(nearest) == doctest::Approx(edges[e].length));
  }
  CHECK(cluster::minimum_spanning_tree(drawn(1, 1, 2)).empty());
}
