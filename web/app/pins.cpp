#include "web/app/pins.h"

#include <algorithm>

#include "web/app/parameter_names.h"

namespace lectern {

namespace {

constexpr std::size_t kMostDifferences = 2;  // named in a legend

}  // namespace

std::string difference(const RunIdentity& one, const RunIdentity& other) {
  std::string text;
  std::size_t named = 0;
  const auto name = [&](const std::string& words) {
    if (++named > kMostDifferences) return;
    text.append(text.empty() ? "" : ", ").append(words);
  };
  for (const ParameterSpec& spec : one.parameters.schema().specs()) {
    const bool differs = one.parameters.text_of(spec.id) != other.parameters.text_of(spec.id);
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
    const Curves* curves = std::get_if<Curves>(&panel.content);
    if (curves == nullptr) continue;
    for (const Series& series : curves->series) pin.curves.push_back({panel.id, series});
  }
  if (pins_.size() == kMaximum) pins_.erase(pins_.begin());
  pins_.push_back(std::move(pin));
}

void Pins::unpin(std::size_t index) {
  if (index < pins_.size()) pins_.erase(pins_.begin() + static_cast<std::ptrdiff_t>(index));
}

void Pins::haunt(Snapshot& snapshot, const RunIdentity& now) const {
  for (const Pin& pin : pins_) {
    const std::string name = difference(pin.run, now);
    for (const Curve& curve : pin.curves) {
      const auto panel = std::find_if(snapshot.panels.begin(), snapshot.panels.end(),
                                      [&](const Panel& each) { return each.id == curve.panel; });
      Curves* curves = panel == snapshot.panels.end() ? nullptr : std::get_if<Curves>(&panel->content);
      if (curves == nullptr) continue;
      Series& ghost = curves->ghosts.next();
      ghost = curve.series;
      ghost.run = name;
    }
  }
}

}  // namespace lectern
