#include "core/data/share_of_rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace lectern;
using namespace lectern::data;

namespace {

// Classes of these sizes, one behind the other.
Dataset sorted_classes(const std::vector<int>& sizes) {
  Dataset set;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    set.class_names.push_back(std::to_string(k));
    set.labels.insert(set.labels.end(), static_cast<std::size_t>(sizes[k]), static_cast<int>(k));
  }
  set.X.resize(static_cast<std::ptrdiff_t>(set.labels.size()), 1);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) set.X(i, 0) = static_cast<float>(i);
  return set;
}

std::vector<int> counts(const Dataset& set, const std::vector<std::size_t>& rows) {
  std::vector<int> count(static_cast<std::size_t>(set.classes()));
  for (const std::size_t row : rows) ++count[static_cast<std::size_t>(set.labels[row])];
  return count;
}

}  // namespace

TEST_CASE("every class of a sorted table gives its share, a rare one at least a row") {
  const Dataset set = sorted_classes({900, 600, 299, 1});
  const std::vector<std::size_t> rows = share_of_rows(set, 100, Rng(1));
  CHECK(rows.size() == 100);
  CHECK(counts(set, rows) == std::vector<int>{50, 33, 16, 1});
  CHECK(std::is_sorted(rows.begin(), rows.end()));
  CHECK(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
}

TEST_CASE("few enough rows are all used, and none of none") {
  CHECK(share_of_rows(sorted_classes({2, 3}), 5, Rng(1)) == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(share_of_rows(sorted_classes({0, 0}), 5, Rng(1)).empty());
}

TEST_CASE("with fewer places than classes the largest classes lose theirs last, and no place is given twice") {
  const Dataset set = sorted_classes({1, 1, 1, 50});
  CHECK(share_of_rows(set, 3, Rng(1)).size() == 3);
  CHECK(counts(set, share_of_rows(set, 5, Rng(1))) == std::vector<int>{1, 1, 1, 2});
}

TEST_CASE("each tenth of the targets gives its share, so that a sorted regression keeps both ends") {
  Dataset set;
  set.X.resize(1000, 1);
  for (int i = 0; i < 1000; ++i) {
    set.X(i, 0) = 0;
    set.targets.push_back(static_cast<float>(i * i));
  }
  std::vector<int> tenths(10);
  for (const std::size_t row : share_of_rows(set, 50, Rng(3))) ++tenths[row / 100];
  CHECK(tenths == std::vector<int>(10, 5));
}

TEST_CASE("the same seed draws the same rows, another one others") {
  const Dataset set = sorted_classes({500, 500});
  CHECK(share_of_rows(set, 100, Rng(1)) == share_of_rows(set, 100, Rng(1)));
  CHECK(share_of_rows(set, 100, Rng(1)) != share_of_rows(set, 100, Rng(2)));
}

TEST_CASE("the rows drawn do not depend on their order in the file") {
  const Dataset set = sorted_classes({40, 60});
  std::vector<std::size_t> order(100);
  for (std::size_t i = 0; i < 100; ++i) order[i] = 37 * i % 100;
  const Dataset mixed = select_rows(set, order);
  std::set<float> drawn, drawn_mixed;
  for (const std::size_t row : share_of_rows(set, 30, Rng(5))) drawn.insert(set.X(static_cast<std::ptrdiff_t>(row), 0));
  for (const std::size_t row : share_of_rows(mixed, 30, Rng(5)))
    drawn_mixed.insert(mixed.X(static_cast<std::ptrdiff_t>(row), 0));
  CHECK(drawn.size() == 30);
  CHECK(drawn == drawn_mixed);
}

TEST_CASE("equal rows are drawn each by itself") {
  Dataset set = sorted_classes({1000, 1000});
  for (std::ptrdiff_t i = 0; i < 2000; ++i) set.X(i, 0) = i % 10 == 0 ? 1.0f : 0.0f;
  int ones = 0;
  for (const std::size_t row : share_of_rows(set, 400, Rng(7))) ones += set.X(static_cast<std::ptrdiff_t>(row), 0) > 0;
  CHECK(ones > 20);
  CHECK(ones < 60);
}
