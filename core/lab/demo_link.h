#pragma once

#include <string_view>

namespace lectern {

// Words of a table that open another demo, on the data of this one where the two share a block of data: an arrow and
// the demo's id, "→ decision-tree".
constexpr std::string_view kDemoLinkSign = "→ ";

// The id; empty where the words open nothing.
constexpr std::string_view demo_opened_by(std::string_view words) {
  return words.starts_with(kDemoLinkSign) ? words.substr(kDemoLinkSign.size()) : std::string_view();
}

}  // namespace lectern
