#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lab/registry.h"
#include "web/ui/ui_context.h"

namespace lectern {

// The lectures and their demos, with search: a drawer over the demo that is open.
void draw_demo_list(UiContext& context, const Box& box);

// A field that keeps `search` as it is typed. `key` is unique in the whole program.
void draw_search_field(UiContext& context, const char* key, std::string& search, float width);

// Of every demo, in the order of the lectures: put in order once, as no demo comes or goes while the program runs.
const std::vector<DemoCard>& demo_cards();

// Whether each word of `search` stands somewhere in the demo's title, id, row, summary or lecture, in any case.
bool matches(const DemoCard& demo, std::string_view search);

std::string lecture_title(int lecture);

}  // namespace lectern
