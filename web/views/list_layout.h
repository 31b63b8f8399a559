#pragma once

#include "core/lab/panel.h"
#include "web/look/theme.h"

// How much room tables and texts need, for those who give it to them; without titles, in screen px.
namespace lectern {

// The width below which a number would be cut.
float least_table_width(const Table& table, const Theme& theme);
float table_height(const Table& table, float width, const Theme& theme);

float least_text_width(const Text& text, const Theme& theme);
float text_height(const Text& text, float width, const Theme& theme);

}  // namespace lectern
