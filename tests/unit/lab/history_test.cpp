#include "core/lab/history.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>

using lectern::History;
using lectern::Series;

namespace {

void record_squares(History& history, int from, int to) {
  for (int i = from; i < to; ++i) {
    const std::array<double, 2> values{1.0 * i, 1.0 * i * i};
    history.record(i, values);
  }
}

}  // namespace

TEST_CASE("an empty history describes an empty curve") {
  const History history(1, 4);
  Series series;
  series.x.assign(3, 1.0f);
  history.describe(0, series);
  CHECK(series.x.empty());
  CHECK(series.y.empty());
}

TEST_CASE("a history that fits is kept as recorded") {
  History history(2, 4);
  record_squares(history, 0, 4);
  Series series;
  history.describe(1, series);
  CHECK(series.x == std::vector<float>{0, 1, 2, 3});
  CHECK(series.y == std::vector<float>{0, 1, 4, 9});
  CHECK(history.last(1) == 9.0);
}

TEST_CASE("a full history halves to means of neighbours and shows the unfinished point") {
  History history(2, 4);
  record_squares(history, 0, 5);
  Series series;
  history.describe(1, series);
  CHECK(series.x == std::vector<float>{0.5f, 2.5f, 4});
  CHECK(series.y == std::vector<float>{0.5f, 6.5f, 16});
}

TEST_CASE("a long history stays bounded, ordered and ends at the present") {
  History history(2, 8);
  record_squares(history, 0, 1000);
  CHECK(history.records() == 1000);
  Series series;
  history.describe(0, series);
  CHECK(series.x.size() <= 9);
  for (std::size_t i = 1; i < series.x.size(); ++i) CHECK(series.x[i] > series.x[i - 1]);
  CHECK(series.x.back() > 800);
  CHECK(series.y == series.x);
}

TEST_CASE("a value that is not finite makes a gap where it was") {
  History history(1, 4);
  const std::array<double, 1> good{1}, bad{std::numeric_limits<double>::quiet_NaN()};
  history.record(0, good);
  history.record(1, bad);
  history.record(2, good);
  Series series;
  history.describe(0, series);
  CHECK(series.y[0] == 1.0f);
  CHECK(series.y[1] != series.y[1]);
  CHECK(series.y[2] == 1.0f);
}

TEST_CASE("a cleared history begins anew") {
  History history(2, 4);
  record_squares(history, 0, 100);
  history.clear();
  record_squares(history, 0, 2);
  Series series;
  history.describe(1, series);
  CHECK(series.y == std::vector<float>{0, 1});
}
