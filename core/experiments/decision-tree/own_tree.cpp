#include "core/experiments/decision-tree/own_tree.h"

#include <cmath>

#include "core/ml/trees/tree_arrays.h"

namespace lectern {
namespace {

constexpr std::size_t kMostNodes = 127;

using trees::at;

double width(const Range& range) { return range.high - range.low; }

}  // namespace

OwnTree::Box OwnTree::box(int node) const {
  // From the root down: the sides of every node, until the one that is asked for.
  struct Place {
    int node;
    Box box;
  };
  std::vector<Place> waiting{{0, window_}};
  while (!waiting.empty()) {
    const Place here = waiting.back();
    waiting.pop_back();
    if (here.node == node) return here.box;
    const Node& cut = nodes_[at(here.node)];
    if (cut.feature < 0) continue;
    Place left{cut.left, here.box}, right{cut.right, here.box};
    left.box.sides[cut.feature].high = right.box.sides[cut.feature].low = cut.threshold;
    waiting.push_back(left);
    waiting.push_back(right);
  }
  return window_;
}

int OwnTree::leaf_of(const double* x) const {
  int node = 0;
  while (nodes_[at(node)].feature >= 0) {
    const Node& cut = nodes_[at(node)];
    node = x[cut.feature] <= cut.threshold ? cut.left : cut.right;
  }
  return node;
}

bool OwnTree::reaches(int node, const double* x) const {
  int here = 0;
  while (here != node && nodes_[at(here)].feature >= 0) {
    const Node& cut = nodes_[at(here)];
    here = x[cut.feature] <= cut.threshold ? cut.left : cut.right;
  }
  return here == node;
}

void OwnTree::choose(double x, double y, double reach) {
  const double place[2] = {x, y};
  double nearest = reach;
  int found = -1;
  for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
    const Node& cut = nodes_[at(node)];
    if (cut.feature < 0) continue;
    const Box sides = box(node);
    const int other = 1 - cut.feature;
    if (place[other] < sides.sides[other].low || place[other] > sides.sides[other].high) continue;
    const double distance = std::fabs(place[cut.feature] - cut.threshold) / width(window_.sides[cut.feature]);
    if (distance >= nearest) continue;
    nearest = distance;
    found = node;
  }
  chosen_ = found >= 0 ? found : leaf_of(place);
  dragged_ = -1;
}

void OwnTree::cut(int feature, double threshold) {
  if (feature < 0 || feature >= features_) return;
  if (dragged_ == feature) {
    nodes_ = before_;
    chosen_ = chosen_before_;
  } else {
    before_ = nodes_;
    chosen_before_ = chosen_;
    dragged_ = feature;
  }
  const Range inside = box(chosen_).sides[feature];
  if (!(threshold > inside.low && threshold < inside.high)) {
    remove_below(chosen_);
    return;
  }
  if (nodes_[at(chosen_)].feature != feature) {
    remove_below(chosen_);
    if (nodes_.size() + 2 > kMostNodes) return;
    const auto first = static_cast<int>(nodes_.size());
    nodes_.insert(nodes_.end(), 2, Node{});
    nodes_[at(chosen_)] = {feature, threshold, first, first + 1};
  }
  nodes_[at(chosen_)].threshold = threshold;
  keep_inside();
}

// Cuts that no longer lie inside their nodes are undone.
void OwnTree::keep_inside() {
  for (int i = 0; i < static_cast<int>(nodes_.size()); ++i) {
    const Node& cut = nodes_[at(i)];
    if (cut.feature < 0) continue;
    const Range inside = box(i).sides[cut.feature];
    if (cut.threshold > inside.low && cut.threshold < inside.high) continue;
    remove_below(i);
    i = -1;  // the numbers have changed
  }
}

// The nodes that stay move together; the chosen one is followed.
void OwnTree::remove_below(int node) {
  if (nodes_[at(node)].feature < 0) return;
  std::vector<Node> kept;
  struct Place {
    int from, to;
  };
  std::vector<Place> waiting{{0, 0}};
  kept.emplace_back();
  int chosen = node;
  for (std::size_t next = 0; next < waiting.size(); ++next) {
    const Place here = waiting[next];
    Node copy = nodes_[at(here.from)];
    if (here.from == chosen_) chosen = here.to;
    if (here.from == node) {
      copy = Node{};
      if (chosen_ == node) chosen = here.to;
    } else if (copy.feature >= 0) {
      const auto first = static_cast<int>(kept.size());
      waiting.push_back({copy.left, first});
      waiting.push_back({copy.right, first + 1});
      copy.left = first;
      copy.right = first + 1;
      kept.insert(kept.end(), 2, Node{});
    }
    kept[at(here.to)] = copy;
  }
  nodes_.swap(kept);
  chosen_ = chosen < static_cast<int>(nodes_.size()) ? chosen : 0;
}

}  // namespace lectern
