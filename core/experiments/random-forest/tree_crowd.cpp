#include "core/experiments/random-forest/tree_crowd.h"

#include <algorithm>
#include <limits>

namespace lectern {

void TreeCrowd::add(const TreeExamples& training, const TreeExamples& validation, const trees::SortedInputs& inputs,
                    const Rng& rng) {
  trees::TreeGrower grower(inputs);
  const trees::TreeTarget target = training.target();
  trees::ForestTree grown = trees::grow_forest_tree(grower, inputs, target, options_, rng);
  if (options_.bootstrap) unseen_.add(grown.tree, training.X, grown.counts);
  unseen_error_ = unseen_.error(target);
  const auto tree = std::make_shared<const trees::DecisionTree>(std::move(grown.tree));
  trees_.push_back(tree);
  const std::size_t n = validation.size(), w = width(training.classes);
  double lost = 0, lost_alone = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const int leaf = tree->leaf_of(validation.row(i));
    const std::span<double> sums = std::span(sums_).subspan(i * w, w);
    trees::add_answer(*tree, leaf, sums);
    const double together = training.classes > 0
                                ? static_cast<double>(std::max_element(sums.begin(), sums.end()) - sums.begin())
                                : sums[0] / static_cast<double>(trees_.size());
    lost += validation.loss(i, together);
    lost_alone += validation.loss(i, tree->nodes()[static_cast<std::size_t>(leaf)].value);
  }
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  validation_error_ = n > 0 ? lost / static_cast<double>(n) : unknown;
  single_sum_ += n > 0 ? lost_alone / static_cast<double>(n) : unknown;
}

double TreeCrowd::single_error() const { return single_sum_ / static_cast<double>(trees_.size()); }

}  // namespace lectern
