#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/experiments/recurrent-networks/arithmetic.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern {

struct TreeTraining {
  int hidden = 24, batch_size = 32;
  int leaves = 4;          // of the largest tree that is taught
  bool every_node = true;  // whether inner nodes are told their values, too
};

// A recursive network that learns what arithmetic expressions are worth, from random ones that never repeat, and is
// judged by longer ones.
class TreeLearner {
 public:
  TreeLearner(const TreeTraining& training, const Streams& streams);

  // One update on a batch of trees; the cost, which may be no number.
  double step(double learning_rate, double clip);
  std::int64_t steps() const { return steps_; }
  // The expression that is looked at. What cannot be read is said in the picture.
  void read(std::string_view expression);
  void describe(Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, rng_, steps_), unhashed(test_), unhashed(typed_),
                      unhashed(problem_), unhashed(errors_), unhashed(gradient_));
  }

 private:
  static constexpr int kLongest = 8;  // leaves of the trees that judge

  void record();
  // Root mean square error of the roots of judging trees by their leaves.
  void judge() const;
  // After judge: the share of trees with so many leaves whose value is right when rounded.
  double share_right(int fewest, int most) const;
  void describe_tree(Snapshot& snapshot) const;
  int add_node(Tree& tree, std::int32_t node, int depth) const;
  double value(std::int32_t node) const;

  TreeTraining training_;
  nn::RecursiveNetwork<float> network_;
  nn::Optimizer<float> optimizer_;
  Rng rng_;
  std::int64_t steps_ = 0;
  double recent_cost_ = 0;
  int recent_ = 0;
  Expressions test_, typed_;
  std::string problem_;
  AlignedVector<float> gradient_;
  History errors_{3};  // rms: in training, of unseen trees as large as taught, and of larger ones
  Scratch<Expressions> batch_;
  Scratch<std::vector<float>> targets_, weights_;
  Scratch<nn::RecursivePass<float>> pass_, test_pass_, typed_pass_;
  Scratch<std::vector<double>> by_leaves_;
  Scratch<std::string> label_, number_;
};

}  // namespace lectern
