#pragma once

#include <imgui.h>

namespace lectern {

// Of two opaque colours, from 1 to 21. Text is to be read from 4.5 on.
// Source: W3C, Web Content Accessibility Guidelines 2.2 (2023): contrast ratio, relative luminance.
double contrast(ImU32 a, ImU32 b);

}  // namespace lectern
