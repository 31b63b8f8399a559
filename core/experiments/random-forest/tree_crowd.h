#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/ml/trees/forest.h"
#include "core/parts/tree_examples.h"

namespace lectern {

// Trees that answer together, and how well they do as they become more.
class TreeCrowd {
 public:
  TreeCrowd() : unseen_(0, 0) {}
  TreeCrowd(const TreeExamples& training, const TreeExamples& validation, const trees::ForestOptions& options)
      : options_(options),
        unseen_(static_cast<int>(training.size()), training.classes),
        sums_(validation.size() * width(training.classes), 0.0) {}

  void add(const TreeExamples& training, const TreeExamples& validation, const trees::SortedInputs& inputs,
           const Rng& rng);

  std::span<const std::shared_ptr<const trees::DecisionTree>> trees() const { return trees_; }
  bool draws_rows() const { return options_.bootstrap; }
  // Of all trees together, of what the trees did not see, and of one tree in the mean; NaN where there is nothing.
  double validation_error() const { return validation_error_; }
  double unseen_error() const { return unseen_error_; }
  double single_error() const;

  static std::size_t width(int classes) { return static_cast<std::size_t>(classes > 1 ? classes : 1); }

  auto state() const { return std::tie(unseen_, sums_, validation_error_, unseen_error_, single_sum_); }

 private:
  trees::ForestOptions options_;
  std::vector<std::shared_ptr<const trees::DecisionTree>> trees_;  // shared by copies; never changed
  trees::OutOfBag unseen_;
  std::vector<double> sums_;  // n × width: what all trees say of the validation data
  double validation_error_ = 0, unseen_error_ = 0, single_sum_ = 0;
};

}  // namespace lectern
