#pragma once

#include "core/lab/json_writer.h"
#include "core/lab/panel.h"

namespace lectern {

// A panel as one JSON object, complete; the keys are the names of the fields.
void write_panel(JsonWriter& json, const Panel& panel);

}  // namespace lectern
