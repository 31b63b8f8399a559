#include "web/ui/grid_packing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace lectern {

namespace {

constexpr float kTallestList = 3;  // times the width of a column: a longer one is scrolled
constexpr float kTallestPicture = 1.25f, kFlatterInColumn = 1.15f;
constexpr float kLeastUsed = 0.62f;  // of the box of a rigid picture
constexpr float kLeastLead = 0.38f;  // of the area, where three panels or more share it
constexpr float kLeastRigidLead = 0.31f;
// What room under the lines of a list costs, which pictures could have.
constexpr double kEmpty = 25;
// And room beside or below a rigid picture.
constexpr double kVoid = 14;
// A list may be set in smaller letters.
constexpr float kSmallLetters = 0.86f;
// By how much panels that are named together may fall below their least sizes.
constexpr float kSqueezed = 0.75f;
// A rigid picture whose aspect changes by more, as a logarithm, is given another box.
constexpr float kOtherShape = 0.3f;
// Several cuts are tried at each place: by the weights, and bent either way.
constexpr std::array kBends{1.0, 1.5, 0.67, 1.22, 0.82, 2.2, 0.45, 0.36, 0.55};
// Where many share a screen, trying everything would take too long.
constexpr std::size_t kFew = 5, kMany = 7;

double area_of(const Box& box) { return static_cast<double>(box.width) * box.height; }

double weight_of(std::span<const PackedItem> items) {
  double sum = 0;
  for (const PackedItem& item : items) sum += item.weight;
  return sum;
}

float legend_height(const PackedItem& item, float width) {
  if (item.legend_width <= 0) return 0;
  // Entries do not fill their lines to the end.
  const float lines = std::ceil(1.12f * item.legend_width / std::max(width, 1.0f));
  return item.legend_line * std::min(lines, 4.0f);
}

struct Halves {
  Box first, second;
};

Halves cut_at(const Box& area, float first, float gap, bool side_by_side) {
  Halves halves{area, area};
  if (side_by_side) {
    halves.first.width = first;
    halves.second.x = halves.first.right() + gap;
    halves.second.width = area.right() - halves.second.x;
  } else {
    halves.first.height = first;
    halves.second.y = halves.first.bottom() + gap;
    halves.second.height = area.bottom() - halves.second.y;
  }
  return halves;
}

std::size_t bends_for(std::size_t items, float scale) {
  if (scale <= 0) return items <= kFew ? 3 : 1;
  return items <= kFew ? kBends.size() : items <= kMany ? 5 : 3;
}

// The extent at which an item is content along one direction, with the other given; 0: as it comes.
float natural_extent(const PackedItem& item, const Box& area, bool side_by_side) {
  if (item.list.is_list()) return side_by_side ? item.list.least_width : item.list.height_at(area.width);
  if (!item.rigid) return 0;
  if (side_by_side) {
    const float height = area.height - item.frame_height - item.legend_line;
    return item.frame_width + height * item.aspect;
  }
  const float width = area.width - item.frame_width;
  return item.frame_height + legend_height(item, width) + width / item.aspect;
}

// Whether the box is of use to the item. scale  of the least sizes; 0: any box is; least_used  of a rigid picture's box
bool is_usable(const PackedItem& item, const Box& box, float scale, float least_used) {
  if (scale <= 0) return box.width > 0 && box.height > 0;
  if (box.width < scale * item.least_width - 1 || box.height < scale * item.least_height - 1) return false;
  if (item.list.is_list()) {
    const float whole = std::min(item.list.height_at(box.width), item.whole_up_to);
    return box.width >= item.list.least_width - 1 && box.height >= scale * kSmallLetters * whole - 1;
  }
  const PictureSize picture = picture_in(item, box);
  if (picture.height < scale * (item.least_height - item.frame_height) - 1) return false;
  return !item.rigid || picture.used >= least_used;
}

// The search for the best way to cut. scale  of the least sizes, below which no box falls; 0: they are wishes only
class Search {
 public:
  // least_used  of the box of a rigid picture
  Search(const Box& area, float gap, std::size_t items, float scale, float least_used)
      : total_(area_of(area)),
        gap_(gap),
        scale_(scale),
        least_used_(least_used),
        bends_(bends_for(items, scale)),
        halves_(items > kMany || scale <= 0) {}

  struct Found {
    double cost = std::numeric_limits<double>::infinity();
    std::vector<Box> boxes;
  };

  // The first item is cut off first, or after a strip of the last ones has been cut off.
  Found best_with_lead(std::span<const PackedItem> items, const Box& area) {
    Found found;
    shares_ = items.size() > 2 && !items[0].list.is_list();
    for (std::size_t upper = items.size(); upper >= 1; --upper) {
      if (upper == items.size()) {
        cut_off_lead(items, area, {}, {}, 0, found);
        continue;
      }
      for_each_cut(items, upper, area, [&](const Halves& halves) {
        if (!has_room(items.subspan(upper), halves.second) || !has_room(items.first(upper), halves.first)) return;
        const double below = least_cost(items.subspan(upper), halves.second);
        if (below < found.cost)
          cut_off_lead(items.first(upper), halves.first, items.subspan(upper), halves.second, below, found);
      });
    }
    return found;
  }

 private:
  void cut_off_lead(std::span<const PackedItem> items, const Box& area, std::span<const PackedItem> others,
                    const Box& box_of_others, double least_of_others, Found& found) {
    const auto finish = [&](const Box& lead_box, std::span<const PackedItem> beside, const Box& box_beside) {
      lead_area_ = area_of(lead_box);
      const PictureSize leading = picture_in(items[0], lead_box);
      lead_picture_ = static_cast<double>(leading.width) * leading.height;
      if (!is_usable(items[0], lead_box, scale_, least_used_) ||
          (shares_ && scale_ > 0 && !is_large(items[0], lead_box)))
        return;
      double cost = cost_of(items[0], lead_box);
      if (cost + least_of_others >= found.cost) return;
      Found near, far;
      if (!beside.empty()) {
        if (!has_room(beside, box_beside)) return;
        near = best(beside, box_beside, found.cost - cost - least_of_others);
        if (near.boxes.empty()) return;
        cost += near.cost;
      }
      if (!others.empty()) {
        far = best(others, box_of_others, found.cost - cost);
        if (far.boxes.empty()) return;
        cost += far.cost;
      }
      if (cost >= found.cost) return;
      found.cost = cost;
      found.boxes = {lead_box};
      found.boxes.insert(found.boxes.end(), near.boxes.begin(), near.boxes.end());
      found.boxes.insert(found.boxes.end(), far.boxes.begin(), far.boxes.end());
    };
    if (items.size() == 1) return finish(area, {}, {});
    for_each_cut(items, 1, area, [&](const Halves& halves) { finish(halves.first, items.subspan(1), halves.second); });
  }

  // Gives up, with no boxes, as soon as nothing better than `bound` can come of it.
  Found best(std::span<const PackedItem> items, const Box& area, double bound) const {
    Found found;
    found.cost = bound;
    if (items.size() == 1) {
      const bool fits = is_usable(items[0], area, scale_, least_used_) && (scale_ <= 0 || area_of(area) <= lead_area_);
      const double cost = fits ? cost_of(items[0], area) : bound;
      if (cost < bound) found = {cost, {area}};
      return found;
    }
    if (!has_room(items, area) || least_cost(items, area) >= bound) return found;
    const std::size_t middle = items.size() / 2;
    for (std::size_t at = halves_ ? middle : 1; at < (halves_ ? middle + 1 : items.size()); ++at) {
      for_each_cut(items, at, area, [&](const Halves& halves) {
        if (!has_room(items.first(at), halves.first) || !has_room(items.subspan(at), halves.second)) return;
        const double least = least_cost(items.subspan(at), halves.second);
        const Found first = best(items.first(at), halves.first, found.cost - least);
        if (first.boxes.empty()) return;
        const Found second = best(items.subspan(at), halves.second, found.cost - first.cost);
        if (second.boxes.empty()) return;
        found.cost = first.cost + second.cost;
        found.boxes = first.boxes;
        found.boxes.insert(found.boxes.end(), second.boxes.begin(), second.boxes.end());
      });
    }
    return found;
  }

  // Whether the box gives the item the part of the area that one that leads needs. What is empty below a rigid picture
  // does not count.
  bool is_large(const PackedItem& item, const Box& box) const {
    if (!item.rigid) return area_of(box) >= kLeastLead * total_;
    return picture_in(item, box).used * area_of(box) >= kLeastRigidLead * total_;
  }

  template <typename Visit>
  void for_each_cut(std::span<const PackedItem> items, std::size_t at, const Box& area, Visit visit) const {
    const double share = weight_of(items.first(at)) / weight_of(items);
    for (const bool side_by_side : {true, false}) {
      const float extent = (side_by_side ? area.width : area.height) - gap_;
      const auto cut = [&](float first) {
        if (first >= 0.08f * extent && first <= 0.92f * extent)
          visit(cut_at(area, std::round(first), gap_, side_by_side));
      };
      for (std::size_t bend = 0; bend < bends_; ++bend) {
        const double odds = share / (1 - share) * kBends[bend];
        cut(extent * static_cast<float>(odds / (1 + odds)));
      }
      if (at == 1)
        if (const float natural = natural_extent(items[0], area, side_by_side); natural > 0) cut(natural);
      if (items.size() - at == 1)
        if (const float natural = natural_extent(items.back(), area, side_by_side); natural > 0) cut(extent - natural);
    }
  }

  // Whether the least sizes of all could fit at all.
  bool has_room(std::span<const PackedItem> items, const Box& box) const {
    double sum = 0;
    for (const PackedItem& item : items) {
      if (box.width < scale_ * item.least_width - 1 || box.height < scale_ * item.least_height - 1) return false;
      sum += static_cast<double>(scale_ * item.least_width) * (scale_ * item.least_height);
    }
    return sum <= area_of(box) * 1.001;
  }

  double cost_of(const PackedItem& item, const Box& box) const {
    if (box.width <= 0 || box.height <= 0) return 1e6;
    const double too_narrow = std::max(0.0f, 1 - box.width / item.least_width);
    const double too_low = std::max(0.0f, 1 - box.height / item.least_height);
    double cost = 80 * (too_narrow + too_low + too_narrow * too_narrow + too_low * too_low);
    const double too_large = area_of(box) / lead_area_;
    if (too_large > 0.97) cost += 20 * (too_large - 0.97) + 2;
    if (item.list.is_list()) {
      const double needed = item.list.height_at(box.width);
      const double shown = std::clamp(box.height / needed, 0.05, 1.0);
      const double empty = std::max(0.0, 1 - needed / box.height) * area_of(box) / total_;
      return cost + item.weight * -3 * std::log(shown) + 12 * (1 - shown) + kEmpty * empty;
    }
    const PictureSize picture = picture_in(item, box);
    const double useful = std::max(1.0, static_cast<double>(picture.width) * picture.height);
    cost += item.weight * std::log(std::max(total_ / useful, 1.0));
    const double larger = useful / std::max(lead_picture_, 1.0);
    if (larger > 1.0001) cost += 20 * (larger - 1) + 4;
    if (item.rigid) {
      const double unused = 1 - picture.used, of_all = area_of(box) / total_;
      return cost + 60 * std::max(0.0f, kLeastUsed + 0.03f - picture.used) + 0.8 * item.weight * unused +
             kVoid * unused * of_all;
    }
    const double off = std::log(std::max<double>(picture.width, 1) / std::max<double>(picture.height, 1) / item.aspect);
    return cost + 0.5 * item.weight * off * off;
  }

  // No way to cut the box costs less: the pictures would have all of it, divided by their weights.
  double least_cost(std::span<const PackedItem> items, const Box& box) const {
    double pictures = 0;
    for (const PackedItem& item : items)
      if (!item.list.is_list()) pictures += item.weight;
    const double all = area_of(box);
    if (!(all > 0) || box.width <= 0) return 1e6;
    double cost = 0;
    for (const PackedItem& item : items)
      if (!item.list.is_list()) cost += item.weight * std::log(std::max(total_ * pictures / (all * item.weight), 1.0));
    return cost;
  }

  double total_;
  float gap_;
  float scale_, least_used_;
  std::size_t bends_;
  bool halves_;          // groups are cut near their middle only
  bool shares_ = false;  // the first has a part of the area that it needs
  double lead_area_ = std::numeric_limits<double>::infinity(), lead_picture_ = lead_area_;
};

void round_to_pixels(std::vector<Box>& boxes) {
  for (Box& box : boxes) {
    const float right = std::round(box.right()), bottom = std::round(box.bottom());
    box.x = std::round(box.x);
    box.y = std::round(box.y);
    box.width = std::max(0.0f, right - box.x);
    box.height = std::max(0.0f, bottom - box.y);
  }
}

std::vector<PackedItem> picked(std::span<const PackedItem> items, std::span<const std::size_t> indices) {
  std::vector<PackedItem> chosen;
  for (const std::size_t index : indices) chosen.push_back(items[index]);
  return chosen;
}

// The first `count` of the order, all but the first as they stand among the items.
std::vector<std::size_t> reading_order(std::span<const std::size_t> order, std::size_t count) {
  std::vector<std::size_t> shown(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count));
  std::sort(shown.begin() + 1, shown.end());
  return shown;
}

std::vector<Box> packed(std::span<const PackedItem> items, const Box& area, float gap, float scale,
                        float least_used = kLeastUsed) {
  std::vector<Box> boxes = Search(area, gap, items.size(), scale, least_used).best_with_lead(items, area).boxes;
  round_to_pixels(boxes);
  return boxes;
}

GridPage page_of(std::span<const PackedItem> items, std::span<const std::size_t> order, const GridWish& wish, Box area,
                 float gap) {
  GridPage page;
  const std::size_t most = std::min(order.size(), wish.most > 0 ? wish.most : order.size());
  const auto room_for = [&](std::size_t count) {
    Box room = area;
    if (count < order.size()) room.height -= wish.strip;
    return room;
  };
  const auto takes = [&](std::size_t count, float scale, float least_used = kLeastUsed) {
    page.shown = reading_order(order, count);
    page.boxes = packed(picked(items, page.shown), room_for(count), gap, scale, least_used);
    return !page.boxes.empty();
  };
  // What is named together is there to be compared: rather with room beside the pictures than one alone.
  const auto takes_named = [&](std::size_t count) {
    return count <= wish.named && (takes(count, kSqueezed) || takes(count, kSqueezed, kSqueezed * kLeastUsed));
  };
  for (std::size_t count = most; count > 1; --count)
    if (takes(count, 1) || takes_named(count)) return page;
  for (std::size_t count = 2; count <= most; ++count)
    if (takes(count, kSqueezed)) return page;
  return {{order.front()}, {room_for(1)}};
}

}  // namespace

PictureSize picture_in(const PackedItem& item, const Box& box) {
  const float width = std::max(0.0f, box.width - item.frame_width);
  const float legend = legend_height(item, width);
  const float height = std::max(0.0f, box.height - item.frame_height - legend);
  if (!item.rigid || width <= 0 || height <= 0) return {width, height, 1};
  PictureSize size;
  size.width = std::min(width, height * item.aspect);
  size.height = size.width / item.aspect;
  // Titles and legends take the whole width.
  const float frame = (size.width + item.frame_width) * (size.height + item.frame_height + legend);
  size.used = frame / std::max(1.0f, box.width * box.height);
  return size;
}

std::vector<Box> pack_grid(std::span<const PackedItem> items, Box area, float gap) {
  if (items.empty()) return {};
  for (const float scale : {1.0f, kSqueezed, 0.0f}) {
    std::vector<Box> boxes = packed(items, area, gap, scale);
    if (!boxes.empty()) return boxes;
  }
  return std::vector<Box>(items.size(), Box{area.x, area.y, 0, 0});
}

std::vector<GridPage> plan_grid(std::span<const PackedItem> items, const GridWish& wish, Box area, float gap) {
  std::vector<GridPage> pages;
  std::vector<std::size_t> order = wish.order;
  while (!order.empty()) {
    pages.push_back(page_of(items, order, wish, area, gap));
    std::erase_if(order, [&](std::size_t index) {
      return std::find(pages.back().shown.begin(), pages.back().shown.end(), index) != pages.back().shown.end();
    });
    if (!wish.pages) break;
  }
  return pages;
}

// Small changes of what is shown leave the boxes alone.
bool GridKeeper::still_fits(std::span<const PackedItem> items) const {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const PackedItem &now = items[i], &then = items_[i];
    if (now.weight != then.weight || now.rigid != then.rigid || now.list.is_list() != then.list.is_list()) return false;
    if (now.rigid && std::fabs(std::log(now.aspect / then.aspect)) > kOtherShape) return false;
    if (now.legend_width > 1.3f * then.legend_width + 60) return false;
    if (std::fabs(now.frame_width - then.frame_width) > 8 || std::fabs(now.frame_height - then.frame_height) > 8)
      return false;
    if (now.list.least_width > then.list.least_width + 2) return false;
    if (now.list.heights.front() > then.list.heights.front() + 4) return false;
    if (now.list.heights.front() < 0.6f * then.list.heights.front()) return false;
  }
  return true;
}

// Other boxes for the panels that are shown, if need be below their least sizes; where even that has no room, they keep
// their boxes. Others may join them.
void GridKeeper::change_plan(std::span<const PackedItem> items) {
  const std::size_t shown = pages_.front().shown.size();
  GridWish wish = wish_;
  wish.named = std::max(wish.named, shown);
  std::vector<GridPage> changed = plan_grid(items, wish, area_, gap_);
  if (changed.front().shown.size() >= shown) pages_ = std::move(changed);
}

const std::vector<GridPage>& GridKeeper::plan(std::vector<PackedItem> items, GridWish wish, Box area, float gap,
                                              bool held) {
  const bool same_question =
      wish == wish_ && area == area_ && gap == gap_ && items.size() == items_.size() && !pages_.empty();
  if (same_question && (held || still_fits(items))) return pages_;
  wish_ = std::move(wish);
  area_ = area;
  gap_ = gap;
  if (same_question)
    change_plan(items);
  else
    pages_ = plan_grid(items, wish_, area, gap);
  items_ = std::move(items);
  return pages_;
}

// The picture at its aspect in the whole width, with its frame and legend; no higher than it is of use.
float height_in_column(const PackedItem& item, float width) {
  if (item.content_height > 0) return std::round(std::min(item.content_height, kTallestList * width));
  const float most = std::max(item.least_height, kTallestPicture * width);
  const float inner = std::max(width - item.frame_width, 1.0f);
  // Curves are read in flatter boxes, too: more of them are in view at once.
  const float flatter = item.tiles || item.rigid ? 1.0f : kFlatterInColumn;
  const float whole = inner / (flatter * item.aspect) + item.frame_height + legend_height(item, inner);
  return std::round(std::clamp(whole, item.least_height, most));
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
