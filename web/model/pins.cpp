#include "web/model/pins.h"

#include <algorithm>
#include <span>

#include "web/model/parameter_names.h"

namespace lectern {

namespace {

constexpr std::size_t kMostDifferences = 2;  // named in a legend

// They stand behind all other layers.
void remove_ghosts(Plane& plane) {
  std::size_t own = 0;
  for (const PlaneLayer& layer : plane.layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line == nullptr || line->run.empty()) ++own;
  }
  for (plane.layers.rewind(); own > 0; --own) plane.layers.next();
}

}  // namespace

std::string difference(const RunIdentity& one, const RunIdentity& other) {
  std::string text;
  std::size_t named = 0;
  const auto name = [&](const std::string& words) {
    if (++named > kMostDifferences) return;
    text.append(text.empty() ? "" : ", ").append(words);
  };
  const std::span<const ParameterSpec> specs = one.parameters.schema().specs();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const ParameterSpec& spec = specs[i];
    const bool differs = one.parameters.value(i) != other.parameters.value(i);
    if (differs && one.parameters.is_shown(spec.id)) name(short_name(spec) + " = " + shown_value(spec, one.parameters));
  }
  if (one.seed != other.seed) name("seed " + std::to_string(one.seed));
  if (one.data_seed != other.data_seed) name("data " + std::to_string(one.data_seed));
  if (named > kMostDifferences) text += " …";
  return text.empty() ? "same start" : text;
}

void Pins::pin(const Snapshot& snapshot, RunIdentity run) {
  Pin pin{std::move(run), snapshot.step, {}};
  for (const Panel& panel : snapshot.panels) {
    const auto* plane = std::get_if<Plane>(&panel.content);
    if (plane == nullptr || !plane->comparable) continue;
    for (const PlaneLayer& layer : plane->layers)
      if (const auto* line = std::get_if<LineLayer>(&layer); line != nullptr && line->run.empty())
        pin.ghosts.push_back({panel.id, *line});
  }
  if (pins_.size() == kMaximum) pins_.erase(pins_.begin());
  pins_.push_back(std::move(pin));
}

void Pins::unpin(std::size_t index) {
  if (index < pins_.size()) pins_.erase(pins_.begin() + static_cast<std::ptrdiff_t>(index));
}

void Pins::show_ghosts(Snapshot& snapshot, const RunIdentity& now) const {
  for (Panel& panel : snapshot.panels) {
    auto* plane = std::get_if<Plane>(&panel.content);
    if (plane == nullptr || !plane->comparable) continue;
    remove_ghosts(*plane);
    for (const Pin& pin : pins_) {
      const std::string name = difference(pin.run, now);
      for (const Ghost& ghost : pin.ghosts) {
        if (ghost.panel != panel.id) continue;
        LineLayer& line = plane->next<LineLayer>();
        line = ghost.line;
        line.run = name;
      }
    }
  }
}

}  // namespace lectern
