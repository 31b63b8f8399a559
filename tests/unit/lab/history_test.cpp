#include "core/lab/history.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <vector>

using lectern::History;

namespace {

struct Curve {
  std::vector<float> x, y;
};

Curve curve_of(const History& history, std::size_t number) {
  Curve curve{{1, 2, 3}, {}};
  history.write(number, curve.x, curve.y);
  return curve;
}

void record_squares(History& history, int from, int to) {
  for (int i = from; i < to; ++i) {
    const std::array<double, 2> values{1.0 * i, 1.0 * i * i};
    history.record(i, values);
  }
}

}  // namespace

TEST_CASE("an empty history describes an empty curve") {
  const History history(1, 4);
  const Curve curve = curve_of(history, 0);
  CHECK(curve.x.empty());
  CHECK(curve.y.empty());
}

TEST_CASE("a history that fits is kept as recorded") {
  History history(2, 4);
  record_squares(history, 0, 4);
  const Curve curve = curve_of(history, 1);
  CHECK(curve.x == std::vector<float>{0, 1, 2, 3});
  CHECK(curve.y == std::vector<float>{0, 1, 4, 9});
  CHECK(history.last(1) == 9.0);
}

TEST_CASE("a full history halves to means of neighbours and shows the unfinished point") {
  History history(2, 4);
  record_squares(history, 0, 5);
  const Curve curve = curve_of(history, 1);
  CHECK(curve.x == std::vector<float>{0.5f, 2.5f, 4});
  CHECK(curve.y == std::vector<float>{0.5f, 6.5f, 16});
}

TEST_CASE("a long history stays bounded, ordered and ends at the present") {
  History history(2, 8);
  record_squares(history, 0, 1000);
  CHECK(history.records() == 1000);
  const Curve curve = curve_of(history, 0);
  CHECK(curve.x.size() <= 9);
  for (std::size_t i = 1; i < curve.x.size(); ++i) CHECK(curve.x[i] > curve.x[i - 1]);
  CHECK(curve.x.back() > 800);
  CHECK(curve.y == curve.x);
}

TEST_CASE("a value that is not finite makes a gap where it was") {
  History history(1, 4);
  const std::array<double, 1> good{1}, bad{std::numeric_limits<double>::quiet_NaN()};
  history.record(0, good);
  history.record(1, bad);
  history.record(2, good);
  const Curve curve = curve_of(history, 0);
  CHECK(curve.y[0] == 1.0f);
  CHECK(curve.y[1] != curve.y[1]);
  CHECK(curve.y[2] == 1.0f);
}

TEST_CASE("a cleared history begins anew") {
  History history(2, 4);
  record_squares(history, 0, 100);
  history.clear();
  record_squares(history, 0, 2);
  const Curve curve = curve_of(history, 1);
  CHECK(curve.y == std::vector<float>{0, 1});
}
