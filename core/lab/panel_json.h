#pragma once

#include "core/lab/json_writer.h"
#include "core/lab/panel.h"

namespace lectern {

// Of the content of a panel, one word: "plane", "images", …
const char* kind_name(const PanelContent& content);

// A panel as one JSON object, complete; the keys are the names of the fields.
void write_panel(JsonWriter& json, const Panel& panel);

}  // namespace lectern
