#include "web/ui/grid_packing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace lectern;

namespace {

constexpr Box kCentre{230, 62, 760, 650};

bool overlap(const Box& a, const Box& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

bool inside(const Box& box, const Box& area) {
  return box.x >= area.x - 1 && box.y >= area.y - 1 && box.right() <= area.right() + 1 &&
         box.bottom() <= area.bottom() + 1;
}

}  // namespace

TEST_CASE("no panels need no boxes") { CHECK(pack_grid({}, kCentre, 10).empty()); }

TEST_CASE("one panel has the whole area") {
  const PackedItem item;
  const std::vector<Box> boxes = pack_grid({&item, 1}, kCentre, 10);
  REQUIRE(boxes.size() == 1);
  CHECK(boxes[0] == kCentre);
}

TEST_CASE("any number of panels fits the area without overlapping") {
  for (std::size_t count = 1; count <= 12; ++count) {
    std::vector<PackedItem> items;
    for (std::size_t i = 0; i < count; ++i)
      items.push_back({static_cast<float>(1 + i % 4), 0.8f + 0.2f * static_cast<float>(i % 5)});
    const std::vector<Box> boxes = pack_grid(items, kCentre, 10);
    REQUIRE(boxes.size() == count);
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(inside(boxes[i], kCentre));
      CHECK(boxes[i].width > 0);
      CHECK(boxes[i].height > 0);
      for (std::size_t j = i + 1; j < count; ++j) CHECK_FALSE(overlap(boxes[i], boxes[j]));
    }
  }
}

TEST_CASE("heavier panels get more room") {
  const PackedItem items[] = {{4, 1.1f}, {2, 1.7f}, {1, 1.6f}};
  const std::vector<Box> boxes = pack_grid(items, kCentre, 10);
  const auto area = [](const Box& box) { return box.width * box.height; };
  CHECK(area(boxes[0]) > area(boxes[1]));
  CHECK(area(boxes[1]) > area(boxes[2]));
}

TEST_CASE("two square pictures stand side by side in a wide area and one above the other in a high one") {
  const PackedItem items[] = {{1, 1}, {1, 1}};
  const std::vector<Box> wide = pack_grid(items, {0, 0, 1000, 500}, 0);
  CHECK(wide[0].y == wide[1].y);
  const std::vector<Box> high = pack_grid(items, {0, 0, 500, 1000}, 0);
  CHECK(high[0].x == high[1].x);
}

TEST_CASE("a column has one box below the other, each as high as its shape asks") {
  const PackedItem items[] = {{4, 1}, {2, 2}};
  const std::vector<Box> boxes = pack_column(items, {8, 100, 400, 700}, 8);
  REQUIRE(boxes.size() == 2);
  CHECK(boxes[0].height == 400);
  CHECK(boxes[1].y == 508);
  CHECK(boxes[1].height == 200);
}

TEST_CASE("in a column a list is as high as its content, and scrolled where it is very long") {
  PackedItem list{1, 1.6f}, endless = list;
  list.content_height = 310.4f;
  endless.content_height = 1e5f;
  const PackedItem items[] = {list, endless};
  const std::vector<Box> boxes = pack_column(items, {0, 0, 400, 700}, 0);
  CHECK(boxes[0].height == 310);
  CHECK(boxes[1].height == 1200);
}

TEST_CASE("a grid is kept until something about it changes") {
  GridKeeper keeper;
  const std::vector<PackedItem> items{{1, 1}, {1, 1}};
  const Box* first = keeper.grid(items, kCentre, 10).data();
  CHECK(keeper.grid(items, kCentre, 10).data() == first);
  CHECK(keeper.grid({{1, 1}}, kCentre, 10).size() == 1);
}
