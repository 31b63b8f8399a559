#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/trees/forest.h"

namespace lectern {

// A table of twelve columns with two classes: one column tells most, a second is nearly its copy, three tell a little,
// seven tell nothing. Forests of it on new training sets show what their trees have in common; one forest shows which
// columns count.
class ColumnStudy {
 public:
  static constexpr int kColumns = 12, kTelling = 5;
  static constexpr int kTrees = 16;                               // of each forest
  static constexpr std::array<int, 5> kSizes = {1, 2, 4, 8, 16};  // for which the variance is measured
  static constexpr const char* kNames[kColumns] = {"a", "a′", "b", "c", "d", "1", "2", "3", "4", "5", "6", "7"};

  // correlation: of the second column with the first. features: how many compete at a split of the forest.
  ColumnStudy(double correlation, int features, const Rng& rng);

  // Two forests (bagged trees and a random forest) on one more training set, and one more tree of the forest that shows
  // which columns count.
  void step();

  int replicas() const { return replicas_; }
  // How many of kSizes have been measured from at least two training sets: all or none.
  bool is_known() const { return replicas_ > 1; }
  struct Variance {
    double single = 0;                             // σ²: of one tree
    double correlation = 0;                        // ρ between two trees
    std::array<double, kSizes.size()> measured{};  // of the mean of so many trees
    double predicted(double trees) const { return correlation * single + (1 - correlation) * single / trees; }
  };
  // 0: bagged trees; 1: the random forest.
  Variance variance(int method) const;
  // kColumns, both normalised to the sum 1; what shuffling improves by chance stays negative.
  std::vector<double> impurity_importance() const;
  std::vector<double> permutation_importance() const;

  auto state() const { return std::tie(replicas_, sums_, impurity_, permutation_); }

 private:
  static constexpr int kRows = 120, kTestRows = 100, kImportanceRows = 300;
  struct Table {
    Matrix<double> X;
    std::vector<int> labels;
  };
  // Sums over training sets, for one test row.
  struct Sums {
    std::array<double, kSizes.size()> value{}, square{};  // of the mean of the first trees
    double first = 0, second = 0, product = 0;            // means of the first and the second half of the trees
    double all = 0, all_square = 0;                       // of single trees
    auto state() const { return std::tie(value, square, first, second, product, all, all_square); }
  };

  Table draw(int rows, Rng& rng) const;
  void add_replica(int method, const Table& table);

  double correlation_;
  int features_;
  Rng rng_;
  std::shared_ptr<const Table> test_, importance_table_;  // shared by copies
  int replicas_ = 0;
  std::array<std::vector<Sums>, 2> sums_;
  std::vector<double> impurity_;
  trees::PermutationImportance permutation_;
};

}  // namespace lectern
