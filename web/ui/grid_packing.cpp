#include "web/ui/grid_packing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lectern {

namespace {

// All cuts are tried up to this many items; for more, only cuts near the middle of the weights.
constexpr std::size_t kTryAllCuts = 8;

struct Packing {
  double cost = 0;
  std::vector<Box> boxes;
};

double cost_of(const PackedItem& item, const Box& box, float least) {
  if (box.width <= 0 || box.height <= 0) return 1e6;
  const double off = std::log(static_cast<double>(box.width) / box.height / item.aspect);
  const double too_narrow = std::max(0.0, 1.0 - static_cast<double>(box.width) / least);
  const double too_low = std::max(0.0, 1.0 - static_cast<double>(box.height) / (0.7 * least));
  return item.weight * off * off + 60 * (too_narrow * too_narrow + too_low * too_low);
}

double weight_of(std::span<const PackedItem> items) {
  double sum = 0;
  for (const PackedItem& item : items) sum += item.weight;
  return sum;
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

Packing best_packing(std::span<const PackedItem> items, const Box& area, float gap, float least) {
  if (items.size() == 1) return {cost_of(items[0], area, least), {area}};
  const double all = weight_of(items);
  Packing best;
  best.cost = std::numeric_limits<double>::infinity();
  for (std::size_t at = 1; at < items.size(); ++at) {
    const double share = weight_of(items.first(at)) / all;
    const double last_share = items[at - 1].weight / all;
    const bool near_the_middle = share >= 0.5 && share - last_share <= 0.5;
    if (items.size() > kTryAllCuts && !near_the_middle) continue;
    for (const bool side_by_side : {true, false}) {
      const Halves halves = cut(area, static_cast<float>(share), gap, side_by_side);
      Packing first = best_packing(items.first(at), halves.first, gap, least);
      if (first.cost >= best.cost) continue;
      const Packing second = best_packing(items.subspan(at), halves.second, gap, least);
      if (first.cost + second.cost >= best.cost) continue;
      best.cost = first.cost + second.cost;
      best.boxes = std::move(first.boxes);
      best.boxes.insert(best.boxes.end(), second.boxes.begin(), second.boxes.end());
    }
  }
  return best;
}

}  // namespace

std::vector<Box> pack_grid(std::span<const PackedItem> items, Box area, float gap, float least) {
  if (items.empty()) return {};
  Packing packing = best_packing(items, area, gap, least);
  for (Box& box : packing.boxes) {  // whole pixels, so that borders are sharp
    const float right = std::round(box.right()), bottom = std::round(box.bottom());
    box.x = std::round(box.x);
    box.y = std::round(box.y);
    box.width = std::max(0.0f, right - box.x);
    box.height = std::max(0.0f, bottom - box.y);
  }
  return packing.boxes;
}

const std::vector<Box>& GridKeeper::grid(std::vector<PackedItem> items, Box area, float gap, float least) {
  if (items != items_ || area != area_ || gap != gap_) {
    boxes_ = pack_grid(items, area, gap, least);
    items_ = std::move(items);
    area_ = area;
    gap_ = gap;
  }
  return boxes_;
}

std::vector<Box> pack_column(std::span<const PackedItem> items, Box area, float gap, float least) {
  std::vector<Box> boxes;
  float y = area.y;
  for (const PackedItem& item : items) {
    const float height = std::round(std::clamp(area.width / item.aspect, least, std::max(least, area.width * 1.2f)));
    boxes.push_back({area.x, y, area.width, height});
    y += height + gap;
  }
  return boxes;
}

}  // namespace lectern
