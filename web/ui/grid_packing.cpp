#include "web/ui/grid_packing.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace lectern {

namespace {

constexpr float kTallestList = 3;  // times the width of a column: a longer one is scrolled

// All cuts are tried up to this many items; more are first cut in the middle of their weights.
constexpr std::size_t kTryAllCuts = 8;
// Where they are few, every cut is tried with its halves' shares bent, too: a square picture in a narrow window is
// better off with less area than with a wrong shape.
constexpr double kBends[] = {1.0, 1.4, 0.7, 1.2, 0.83};

std::size_t bends_for(std::size_t items) { return items <= 5 ? 5 : items == 6 ? 3 : 1; }

struct Packing {
  double cost = 0;
  std::vector<Box> boxes;
};

// area: what the item would have by its weight alone.
double cost_of(const PackedItem& item, const Box& box, double area) {
  if (box.width <= 0 || box.height <= 0) return 1e6;
  const double off = std::log(static_cast<double>(box.width) / box.height / item.aspect);
  const double bent = std::log(static_cast<double>(box.width) * box.height / area);
  const double too_narrow = std::max(0.0, 1.0 - static_cast<double>(box.width) / item.least_width);
  const double too_low = std::max(0.0, 1.0 - static_cast<double>(box.height) / item.least_height);
  return item.weight * (item.stiffness * off * off + 0.4 * bent * bent) +
         60 * (too_narrow * too_narrow + too_low * too_low);
}

double weight_of(std::span<const PackedItem> items) {
  double sum = 0;
  for (const PackedItem& item : items) sum += item.weight;
  return sum;
}

// How many of the first items have about half of the weight together.
std::size_t middle_of(std::span<const PackedItem> items) {
  std::size_t count = 1;
  while (count + 1 < items.size() && 2 * weight_of(items.first(count)) < weight_of(items)) ++count;
  return count;
}

struct Halves {
  Box first, second;
};

Halves cut(const Box& area, float share, float gap, bool side_by_side) {
  Halves halves{area, area};
  if (side_by_side) {
    halves.first.width = (area.width - gap) * share;
    halves.second.x = halves.first.right() + gap;
    halves.second.width = area.right() - halves.second.x;
  } else {
    halves.first.height = (area.height - gap) * share;
    halves.second.y = halves.first.bottom() + gap;
    halves.second.height = area.bottom() - halves.second.y;
  }
  return halves;
}

// The search for the best way to cut, with what stays the same in all of it.
class Search {
 public:
  Search(std::span<const PackedItem> items, const Box& area, float gap)
      : area_per_weight_(static_cast<double>(area.width) * area.height / weight_of(items)),
        gap_(gap),
        bends_(bends_for(items.size())) {}

  // Gives up, with an infinite cost, as soon as nothing better than `bound` can come of it.
  Packing best(std::span<const PackedItem> items, const Box& area, double bound) const {
    if (items.size() == 1) return {cost_of(items[0], area, area_per_weight_ * items[0].weight), {area}};
    const double all = weight_of(items);
    Packing found;
    found.cost = bound;
    const bool few = items.size() <= kTryAllCuts;
    const std::size_t middle = middle_of(items);
    for (std::size_t at = few ? 1 : middle; at < (few ? items.size() : middle + 1); ++at) {
      const double share = weight_of(items.first(at)) / all;
      for (std::size_t bend = 0; bend < bends_; ++bend) {
        const double odds = share / (1 - share) * kBends[bend];
        try_cut(items, area, at, static_cast<float>(odds / (1 + odds)), found);
      }
    }
    if (found.boxes.empty()) found.cost = std::numeric_limits<double>::infinity();
    return found;
  }

 private:
  void try_cut(std::span<const PackedItem> items, const Box& area, std::size_t at, float share, Packing& found) const {
    for (const bool side_by_side : {true, false}) {
      const Halves halves = cut(area, share, gap_, side_by_side);
      Packing first = best(items.first(at), halves.first, found.cost);
      if (first.cost >= found.cost) continue;
      const Packing second = best(items.subspan(at), halves.second, found.cost - first.cost);
      if (first.cost + second.cost >= found.cost) continue;
      found.cost = first.cost + second.cost;
      found.boxes = std::move(first.boxes);
      found.boxes.insert(found.boxes.end(), second.boxes.begin(), second.boxes.end());
    }
  }

  double area_per_weight_;
  float gap_;
  std::size_t bends_;
};

}  // namespace

std::vector<Box> pack_grid(std::span<const PackedItem> items, Box area, float gap) {
  if (items.empty()) return {};
  Packing packing = Search(items, area, gap).best(items, area, std::numeric_limits<double>::infinity());
  for (Box& box : packing.boxes) {  // whole pixels, so that borders are sharp
    const float right = std::round(box.right()), bottom = std::round(box.bottom());
    box.x = std::round(box.x);
    box.y = std::round(box.y);
    box.width = std::max(0.0f, right - box.x);
    box.height = std::max(0.0f, bottom - box.y);
  }
  return packing.boxes;
}

const std::vector<Box>& GridKeeper::grid(std::vector<PackedItem> items, Box area, float gap) {
  if (items != items_ || area != area_ || gap != gap_) {
    boxes_ = pack_grid(items, area, gap);
    items_ = std::move(items);
    area_ = area;
    gap_ = gap;
  }
  return boxes_;
}

float height_in_column(const PackedItem& item, float width) {
  if (item.content_height > 0) return std::round(std::min(item.content_height, kTallestList * width));
  return std::round(std::clamp(width / item.aspect, item.least_height, std::max(item.least_height, width * 1.2f)));
}

std::vector<Box> pack_column(std::span<const PackedItem> items, Box area, float gap) {
  std::vector<Box> boxes;
  float y = area.y;
  for (const PackedItem& item : items) {
    const float height = height_in_column(item, area.width);
    boxes.push_back({area.x, y, area.width, height});
    y += height + gap;
  }
  return boxes;
}

}  // namespace lectern
