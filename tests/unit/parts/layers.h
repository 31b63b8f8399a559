#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/lab/panel.h"

namespace lectern::tests {

// All layers of a kind, in the order in which they are drawn.
template <typename L>
std::vector<const L*> layers_of(const Plane& plane) {
  std::vector<const L*> found;
  for (const PlaneLayer& layer : plane.layers)
    if (const L* one = std::get_if<L>(&layer)) found.push_back(one);
  return found;
}

// The first layer of a kind and label; null: there is none.
template <typename L>
const L* find_layer(const Plane& plane, std::string_view label) {
  for (const L* layer : layers_of<L>(plane))
    if (layer->label == label) return layer;
  return nullptr;
}

// The same; the test fails if there is none.
template <typename L>
const L& layer_of(const Plane& plane, std::string_view label) {
  static const L kNone{};
  if (const L* found = find_layer<L>(plane, label)) return *found;
  FAIL_CHECK("no such layer: ", std::string(label));
  return kNone;
}

}  // namespace lectern::tests
