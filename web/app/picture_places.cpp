#include "web/app/picture_places.h"

#include "core/lab/json_writer.h"
#include "web/ui/panel_grid.h"
#include "web/views/plane_layers.h"

namespace lectern {
namespace {

void write_handles(const Plane& plane, const PlotView& view, float scale, JsonWriter& json) {
  json.key("handles").begin_array();
  for (const PlaneLayer& layer : plane.layers) {
    const auto* handles = std::get_if<HandlesLayer>(&layer);
    if (handles == nullptr) continue;
    for (std::size_t i = 0; i < handles->id.size(); ++i) {
      const ImVec2 at = handle_place(view.map, {view.area_min, view.area_max}, {handles->x[i], handles->y[i]}, scale);
      const float middle = (view.area_min.y + view.area_max.y) / 2;
      json.begin_object().key("id").value(handles->id[i]).key("x").value(at.x);
      json.key("y").value(handles->horizontal_only ? middle : at.y).end_object();
    }
  }
  json.end_array();
}

}  // namespace

std::string picture_places(const Session& session, const UiState& ui, float scale) {
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
    write_handles(*plane, view, scale, json);
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
