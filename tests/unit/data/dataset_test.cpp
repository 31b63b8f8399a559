#include "core/data/dataset.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/data/points.h"

using namespace lectern;
using data::Dataset;

TEST_CASE("selected rows carry their features and labels in the given order") {
  Rng rng(1);
  const Dataset all = data::blobs(rng, 10, 0.1, 3);
  const std::size_t rows[] = {7, 0};
  const Dataset some = data::select_rows(all, rows);
  CHECK(some.size() == 2);
  CHECK(some.X(0, 1) == all.X(7, 1));
  CHECK(some.labels == std::vector<int>{1, 0});
  CHECK(some.class_names == all.class_names);
}

TEST_CASE("a split is stratified, complete, and repeats with the random stream") {
  Rng rng(2), same(2);
  Rng maker(3);
  const Dataset all = data::blobs(maker, 100, 0.1, 5);
  const auto parts = data::split(all, 0.25, rng);
  const auto again = data::split(all, 0.25, same);
  CHECK(parts.training.size() == 75);
  CHECK(parts.validation.size() == 25);
  for (int c = 0; c < 5; ++c) CHECK(std::count(parts.validation.labels.begin(), parts.validation.labels.end(), c) == 5);
  CHECK(parts.validation.labels == again.validation.labels);
  CHECK(parts.validation.X(3, 0) == again.validation.X(3, 0));
}

TEST_CASE("a split of nothing, of one sample, and of everything") {
  Rng rng(4);
  Rng maker(5);
  const auto nothing = data::split(data::uniform_points(maker, 0), 0.5, rng);
  CHECK(nothing.training.size() + nothing.validation.size() == 0);
  const auto one = data::split(data::uniform_points(maker, 1), 1.0, rng);
  CHECK(one.training.size() == 1);
  CHECK(one.validation.size() == 0);
  const auto all = data::split(data::uniform_points(maker, 8), 1.0, rng);
  CHECK(all.training.size() == 1);
  CHECK(all.validation.size() == 7);
}

TEST_CASE("standardised columns have mean 0 and deviation 1; constant columns become 0; undo restores") {
  Matrix<float> X(4, 2);
  const float values[] = {1, 5, 2, 5, 3, 5, 4, 5};
  std::copy(std::begin(values), std::end(values), X.data());
  const auto s = data::Standardisation::of(X.view());
  CHECK(s.mean[0] == 2.5f);
  CHECK(s.scale[0] == doctest::Approx(1.1180340));
  s.apply(X);
  CHECK(X(0, 0) == doctest::Approx(-1.3416408));
  CHECK(X(2, 1) == 0.0f);
  s.undo(X);
  for (int i = 0; i < 8; ++i) CHECK(X.data()[i] == doctest::Approx(values[i]));
}
