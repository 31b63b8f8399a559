#include "web/app/picture_places.h"

#include <algorithm>

#include "core/lab/json_writer.h"
#include "web/ui/panel_grid.h"

namespace lectern {
namespace {

// On the edge of a picture a press is not felt.
float inside(float at, float low, float high) {
  const float inset = std::min(1.0f, (high - low) / 2);
  return std::clamp(at, low + inset, high - inset);
}

void write_handles(const Plane& plane, const PlotView& view, JsonWriter& json) {
  json.key("handles").begin_array();
  for (const PlaneLayer& layer : plane.layers) {
    const auto* handles = std::get_if<HandlesLayer>(&layer);
    if (handles == nullptr) continue;
    for (std::size_t i = 0; i < handles->id.size(); ++i) {
      const float x = view.map.x(handles->x[i]), middle = (view.area_min.y + view.area_max.y) / 2;
      const float y = handles->horizontal_only ? middle : view.map.y(handles->y[i]);
      json.begin_object().key("id").value(handles->id[i]).key("x").value(inside(x, view.area_min.x, view.area_max.x));
      json.key("y").value(inside(y, view.area_min.y, view.area_max.y)).end_object();
    }
  }
  json.end_array();
}

}  // namespace

std::string picture_places(const Session& session, const UiState& ui) {
  JsonWriter json;
  json.begin_array();
  for (const Panel& panel : session.snapshot().panels) {
    const auto* plane = std::get_if<Plane>(&panel.content);
    const auto state = ui.view_states.find(view_key(*session.demo(), panel, 0));
    if (plane == nullptr || state == ui.view_states.end()) continue;
    const PlotView& view = state->second.plot;
    if (!(view.area_max.x > view.area_min.x)) continue;  // not seen
    json.begin_object().key("panel").value(panel.id);
    json.key("left").value(view.area_min.x).key("top").value(view.area_min.y);
    json.key("right").value(view.area_max.x).key("bottom").value(view.area_max.y);
    json.key("accepts_points").value(plane->accepts_points);
    write_handles(*plane, view, json);
    json.end_object();
  }
  json.end_array();
  return json.text();
}

std::string button_places(const UiState& ui) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, box] : ui.button_places) {
    json.key(name).begin_array();
    for (const float number : {box.x, box.y, box.width, box.height}) json.value(static_cast<double>(number));
    json.end_array();
  }
  json.end_object();
  return json.text();
}

std::string home_places(const UiState& ui) {
  JsonWriter json;
  json.begin_array();
  for (const HomeState::Place& place : ui.home.places) {
    json.begin_object().key("demo").value(place.demo).key("link").value(place.link);
    json.key("picture").value(place.picture);
    json.key("left").value(place.box.x).key("top").value(place.box.y);
    json.key("right").value(place.box.right()).key("bottom").value(place.box.bottom()).end_object();
  }
  json.end_array();
  return json.text();
}

}  // namespace lectern
