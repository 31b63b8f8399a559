#include "web/views/line_memory.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lectern {
namespace {

constexpr std::size_t kMostNumbers = 40000;  // remembered of one plane

bool is_line(const PlaneLayer& layer) {
  if (const auto* line = std::get_if<LineLayer>(&layer)) return line->run.empty();
  return std::holds_alternative<StraightLayer>(layer) || std::holds_alternative<EllipsesLayer>(layer);
}

std::size_t numbers_of(const PlaneLayer& layer) {
  const auto* line = std::get_if<LineLayer>(&layer);
  return line == nullptr ? 16 : line->x.size() + line->y.size();
}

void take_lines(const Plane& plane, std::vector<PlaneLayer>& lines) {
  std::size_t count = 0, numbers = 0;
  for (const PlaneLayer& layer : plane.layers) {
    if (!is_line(layer) || numbers > kMostNumbers) continue;
    numbers += numbers_of(layer);
    if (count == lines.size()) lines.emplace_back();
    lines[count++] = layer;
  }
  lines.resize(count);
}

bool begins_with(const std::vector<float>& whole, const std::vector<float>& part) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin(), [](float a, float b) {
           return a == b || (std::isnan(a) && std::isnan(b));
         });
}

// Whether the present layer shows all that the former one did.
struct Covers {
  const PlaneLayer& former;
  bool operator()(const LineLayer& now) const {
    const auto& line = std::get<LineLayer>(former);
    return begins_with(now.x, line.x) && begins_with(now.y, line.y);
  }
  bool operator()(const StraightLayer& now) const {
    const auto& line = std::get<StraightLayer>(former);
    return now.a == line.a && now.b == line.b && now.c == line.c;
  }
  bool operator()(const EllipsesLayer& now) const {
    const auto& ellipses = std::get<EllipsesLayer>(former);
    return now.x == ellipses.x && now.y == ellipses.y && now.xx == ellipses.xx && now.xy == ellipses.xy &&
           now.yy == ellipses.yy;
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

bool same_kind_and_name(const PlaneLayer& a, const PlaneLayer& b) {
  return a.index() == b.index() && std::visit([](const auto& layer) { return layer.label; }, a) ==
                                       std::visit([](const auto& layer) { return layer.label; }, b);
}

// Former lines that are still to be seen as they were are dropped; the n-th line of a name is compared with the n-th.
void drop_covered(const std::vector<PlaneLayer>& now, std::vector<PlaneLayer>& former) {
  std::vector<bool> is_taken(now.size(), false);
  std::erase_if(former, [&](const PlaneLayer& before) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (is_taken[i] || !same_kind_and_name(now[i], before)) continue;
      is_taken[i] = true;
      return std::visit(Covers{before}, now[i]);
    }
    return false;
  });
}

}  // namespace

void LineMemory::see(const Plane& plane, const Moment& moment) {
  if (moment_.snapshot == moment.snapshot) return;
  const bool is_changed = moment_.snapshot != 0 && moment_.change != moment.change;
  const bool is_restarted = moment_.run != moment.run && !is_changed;
  if (moment_.subject != moment.subject || is_restarted)
    former_.clear();
  else if (is_changed)
    former_ = seen_;
  take_lines(plane, seen_);
  shown_ = former_;
  drop_covered(seen_, shown_);
  moment_ = moment;
}

}  // namespace lectern
