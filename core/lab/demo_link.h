#pragma once

#include <string_view>

namespace lectern {

// Words of a table that open another demo, on the data of this one where the two share a block of data: an arrow and
// the demo's id, "→ decision-tree". Behind a question mark stand values and a seed for it, as in links, which are not
// shown: "→ neural-network?layers=8,8&seed=3". A data seed among them says that the data, too, are those of the values.
constexpr std::string_view kDemoLinkSign = "→ ";

// The id and what stands behind it; empty where the words open nothing.
constexpr std::string_view demo_opened_by(std::string_view words) {
  return words.starts_with(kDemoLinkSign) ? words.substr(kDemoLinkSign.size()) : std::string_view();
}

// What is shown of the words.
constexpr std::string_view demo_link_shown(std::string_view words) {
  return demo_opened_by(words).empty() ? words : words.substr(0, words.find('?'));
}

}  // namespace lectern
