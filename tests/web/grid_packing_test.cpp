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
  PackedItem square{4, 1}, curves{2, 2};
  square.rigid = true;
  const PackedItem items[] = {square, curves};
  const std::vector<Box> boxes = pack_column(items, {8, 100, 400, 700}, 8);
  REQUIRE(boxes.size() == 2);
  CHECK(boxes[0].height == 400);
  CHECK(boxes[1].y == 508);
  CHECK(boxes[1].height > 150);
  CHECK(boxes[1].height <= 200);
}

TEST_CASE("in a column frames and legends do not take their room from the picture") {
  PackedItem bare{1, 1.4f}, framed = bare;
  framed.frame_width = 80;
  framed.frame_height = 90;
  framed.legend_width = 500;
  framed.legend_line = 20;
  const PackedItem items[] = {bare, framed};
  const std::vector<Box> boxes = pack_column(items, {0, 0, 374, 700}, 0);
  const PictureSize alone = picture_in(bare, boxes[0]), inside = picture_in(framed, boxes[1]);
  CHECK(inside.height >= 0.75f * alone.height);
  CHECK(inside.width / inside.height == doctest::Approx(alone.width / alone.height).epsilon(0.02));
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

TEST_CASE("a square picture leads, and a list beside it is seen whole") {
  PackedItem square, list;
  square.weight = 6;
  square.aspect = 1;
  square.rigid = true;
  list.list.least_width = list.least_width = 200;
  list.list.heights.fill(300);
  list.least_height = 150;
  const PackedItem items[] = {square, list, list};
  const std::vector<Box> boxes = pack_grid(items, kCentre, 10);
  REQUIRE(boxes.size() == 3);
  CHECK(picture_in(square, boxes[0]).used > 0.62f);
  for (const std::size_t i : {1u, 2u}) {
    CHECK(boxes[i].width >= 200);
    CHECK(boxes[i].height >= 300);
    CHECK(boxes[i].width * boxes[i].height < boxes[0].width * boxes[0].height);
  }
}

TEST_CASE("what has no room beside the lead is left out, the least important first") {
  PackedItem large;
  large.least_width = large.least_height = 300;
  const std::vector<PackedItem> items(5, large);
  const GridWish wish{.order = {2, 0, 4, 1, 3}, .strip = 30};
  const std::vector<GridPage> pages = plan_grid(items, wish, kCentre, 10);
  REQUIRE(pages.size() == 1);
  CHECK(pages[0].shown.size() < 5);
  CHECK(pages[0].shown.front() == 2);
  for (const Box& box : pages[0].boxes) CHECK(box.bottom() <= kCentre.bottom() - 30);
}

TEST_CASE("pages show every item once") {
  const std::vector<PackedItem> items(7);
  const GridWish wish{.order = {6, 5, 4, 3, 2, 1, 0}, .most = 3, .pages = true};
  const std::vector<GridPage> pages = plan_grid(items, wish, kCentre, 10);
  REQUIRE(pages.size() == 3);
  CHECK(pages[0].shown == std::vector<std::size_t>{6, 4, 5});
  CHECK(pages[2].shown == std::vector<std::size_t>{0});
}

// A list that needs so many px in any box, below which it would be scrolled.
static PackedItem list_of(float height) {
  PackedItem item{1, 1.3f, 150, 110};
  item.list.least_width = 200;
  item.list.heights.fill(height);
  item.whole_up_to = 600;
  return item;
}

TEST_CASE("a grid is kept until something about it changes") {
  GridKeeper keeper;
  const std::vector<PackedItem> items{{1, 1}, {1, 1}};
  const GridWish wish{.subject = "demo", .order = {0, 1}};
  const std::vector<Box> boxes = keeper.plan(items, wish, kCentre, 10, false).front().boxes;
  std::vector<PackedItem> nearly = items;
  nearly[0].legend_width = 20;
  CHECK(keeper.plan(nearly, wish, kCentre, 10, false).front().boxes == boxes);
  CHECK(keeper.plan({{1, 1}}, {.order = {0}}, kCentre, 10, false).front().boxes.size() == 1);
}

TEST_CASE("what is shown keeps its place while a pointer is down, and stays in view when its content has grown") {
  const auto items_with = [](float height) { return std::vector<PackedItem>{{3, 1}, {1, 1}, list_of(height)}; };
  const GridWish wish{.subject = "demo", .order = {0, 1, 2}, .strip = 30};
  const Box area{0, 0, 800, 500};
  GridKeeper keeper;
  const GridPage before = keeper.plan(items_with(100), wish, area, 10, false).front();
  REQUIRE(before.shown.size() == 3);
  REQUIRE(plan_grid(items_with(600), wish, area, 10).front().shown.size() < 3);

  CHECK(keeper.plan(items_with(600), wish, area, 10, true).front().boxes == before.boxes);
  CHECK(keeper.plan(items_with(600), wish, area, 10, false).front().shown == before.shown);
  GridWish elsewhere = wish;
  elsewhere.subject = "another demo";
  CHECK(keeper.plan(items_with(600), elsewhere, area, 10, false).front().shown.size() < 3);
}

TEST_CASE("two squares that a stop names are shown together, though much of their boxes stays empty") {
  PackedItem square{6, 1, 228, 236};
  square.rigid = true;
  square.frame_width = 78;
  square.frame_height = 86;
  const PackedItem items[] = {square, square};
  GridWish wish{.order = {0, 1}, .most = 2, .strip = 24};
  CHECK(plan_grid(items, wish, {0, 0, 684, 600}, 8)[0].shown.size() == 1);
  wish.named = 2;
  CHECK(plan_grid(items, wish, {0, 0, 684, 600}, 8)[0].shown.size() == 2);
}
