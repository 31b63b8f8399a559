#pragma once

#include <algorithm>

#include "core/lab/demo_link.h"
#include "core/lab/panel.h"

namespace lectern {

// A tree whose leaves open demos is drawn as a map: questions go down as long as the answer is no; what follows a yes
// stands to the right, a leaf in the same line.
inline bool is_leaf(const TreeNode& node) { return node.left < 0 && node.right < 0; }

inline bool is_map(const Tree& tree) {
  return !tree.dendrogram && std::any_of(tree.nodes.begin(), tree.nodes.end(), [](const TreeNode& node) {
    return is_leaf(node) && !demo_opened_by(node.label).empty();
  });
}

inline int map_rows(const Tree& tree) {
  const auto count = static_cast<int>(tree.nodes.size());
  const auto in_line = std::count_if(tree.nodes.begin(), tree.nodes.end(), [&](const TreeNode& node) {
    return node.left > 0 && node.left < count && is_leaf(tree.nodes[static_cast<std::size_t>(node.left)]);
  });
  return count - static_cast<int>(in_line);
}

}  // namespace lectern
