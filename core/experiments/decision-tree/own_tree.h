#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/lab/range.h"

namespace lectern {

// A tree of the plane that is built by hand: one of its nodes is chosen, and is cut, cut elsewhere, or made a leaf.
class OwnTree {
 public:
  struct Node {
    int feature = -1;  // −1: a leaf
    double threshold = 0;
    int left = -1, right = -1;
    auto state() const { return std::tie(feature, threshold, left, right); }
  };
  // What part of the plane a node stands for.
  struct Box {
    Range sides[2];
  };

  OwnTree() = default;
  // features: 1 or 2 inputs are seen in this window.
  OwnTree(int features, Range x, Range y) : features_(features), window_{{x, y}} {}

  std::span<const Node> nodes() const { return nodes_; }
  int chosen() const { return chosen_; }
  int leaves() const { return static_cast<int>(nodes_.size() + 1) / 2; }
  Box box(int node) const;
  // x: the inputs.
  int leaf_of(const double* x) const;
  // Whether the inputs fall into a node.
  bool reaches(int node, const double* x) const;

  // Chooses the node whose cut is nearer than `reach` (a share of the window), else the leaf of the place.
  void choose(double x, double y, double reach);
  // Cuts the chosen node there; what was below it is gone unless it was cut along the same input, and so are cuts that
  // would no longer lie in their regions. Outside of its box, the node becomes a leaf. As long as nothing else is done,
  // the last of several cuts along one input is the only one: a handle may be dragged to and fro.
  void cut(int feature, double threshold);

  auto state() const { return std::tie(nodes_, before_, chosen_, chosen_before_, dragged_, features_); }

 private:
  void remove_below(int node);
  void keep_inside();

  int features_ = 2;
  Box window_{};
  std::vector<Node> nodes_{Node{}};  // the root first; otherwise in any order
  int chosen_ = 0;
  std::vector<Node> before_;  // the tree before the cut that is being dragged
  int chosen_before_ = 0, dragged_ = -1;
};

}  // namespace lectern
