#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/snapshot.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/trees/forest.h"
#include "core/parts/tree_examples.h"

namespace lectern {

// Tables of which trees see every column.
enum class ForestTable { none, pulsars, wine, breast_cancer, file };
inline constexpr std::array<Named<ForestTable>, 5> kForestTables{{
    {ForestTable::none, "none", "– (the plane above)"},
    {ForestTable::pulsars, "pulsars", "Pulsar candidates, 8 columns"},
    {ForestTable::wine, "wine", "Wine, 13 columns"},
    {ForestTable::breast_cancer, "breast_cancer", "Breast cancer, 30 columns"},
    {ForestTable::file, "file", "My own table"},
}};

// One tree, bagged trees and a forest on all columns of a table with classes, judged on rows held out. The rarest class
// is the one that is looked for.
class TableStudy {
 public:
  // all: two classes and four rows at least; the table is split by `split`, of what is learned the share
  // train_fraction.
  TableStudy(const data::Dataset& all, double train_fraction, Rng split, const Rng& rng);

  // One more tree of each kind.
  void step();
  bool finished(int trees) const { return grown_ >= trees; }
  void describe(Snapshot& snapshot) const;

  auto state() const { return std::tuple(std::tie(grown_, alone_, sums_, unseen_, permutation_), unhashed(impurity_)); }

 private:
  enum Crowd { kBagged, kDrawn, kCrowds };
  static constexpr int kFewRows = 5;
  struct Learned {
    TreeExamples training, held_out;
    trees::SortedInputs inputs;
    std::vector<std::string> columns, classes;
    int sought = 0, commonest = 0;
  };
  struct Judged {
    double wrong = 0, found = 0, area = 0;  // shares
  };

  static Learned learned_from(const data::Dataset& all, double train_fraction, Rng split);
  int classes() const { return learned_->training.classes; }
  int columns() const { return static_cast<int>(learned_->training.X.cols()); }
  // m × classes, of the rows held out: shares of one tree grown on all training rows, sums over the trees of a crowd.
  std::span<const double> shares(std::size_t row, const std::vector<double>& of) const {
    return std::span(of).subspan(row * static_cast<std::size_t>(classes()), static_cast<std::size_t>(classes()));
  }
  std::vector<double> scores(const std::vector<double>& of,
                             double trees) const;  // m: the share of the class looked for
  Judged judge(const std::vector<double>& of, double trees) const;
  // Mean over its deviation of how much nearer to the truth the forest's share is than the tree's, on the first rows.
  double gain_t(std::size_t rows) const;
  void describe_roc(Plane& plane) const;
  void describe_importance(Plane& plane) const;

  std::shared_ptr<const Learned> learned_;  // shared by copies; never changed
  Rng rng_;
  int grown_ = 0;
  std::vector<double> alone_;
  std::array<std::vector<double>, kCrowds> sums_;
  std::vector<trees::OutOfBag> unseen_;  // of both crowds
  std::vector<double> impurity_;         // of the forest, columns
  trees::PermutationImportance permutation_;
};

}  // namespace lectern
