#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/planar_problem.h"
#include "core/experiments/classifier-comparison/learner.h"
#include "core/lab/range.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern {

// One data set, and who has learned it so far.
struct ContestSheet {
  std::string id, name;
  data::PlanarProblem::Kind kind = data::PlanarProblem::Kind::classes;
  Range x, y;  // the window
  std::shared_ptr<const LearningSet> training, held_out;
  std::vector<Shared<Learner>> learned;  // the first of the contest's learners
  std::vector<double> training_errors, held_out_errors;

  auto state() const {
    return std::tuple(std::cref(learned), unhashed(training_errors), unhashed(held_out_errors), unhashed(id),
                      unhashed(name));
  }
};

// The share of wrong classes, or the root of the mean squared error; NaN without examples, or where it has failed.
double error_of(const Learner& learner, const LearningSet& set);

struct SpreadOfSplits {
  double mean = 0, deviation = 0;  // NaN: not known
  int splits = 0;
};

// All learners, one after the other, on the data set that is watched, then on the others, then on the watched one split
// into training and held-out examples in other ways.
class Contest {
 public:
  // all     of the watched set, training and held-out examples together; what it is split into anew
  // splits  how often, the split given included; without held-out examples there is no other
  Contest(std::vector<ContestSheet> sheets, std::size_t watched, std::span<const LearnerKind> learners,
          const LearnerKnobs& knobs, int splits, const Rng& learning, const Rng& splitting);

  // Takes the place of the watched set; what was learned from it is forgotten.
  void set_watched(std::shared_ptr<const LearningSet> training, std::shared_ptr<const LearningSet> held_out,
                   data::Dataset all);

  // A piece of work.
  void step();
  bool finished() const;
  int changes() const { return changes_; }  // how often the watched set was given
  // Learns from the watched set until about so many operations are done or all have learned it.
  void learn_watched(double operations);

  std::span<const LearnerKind> learners() const { return learners_; }
  const std::vector<ContestSheet>& sheets() const { return sheets_; }
  std::size_t watched() const { return watched_; }
  const ContestSheet& watched_sheet() const { return sheets_[watched_]; }
  bool all_learned(std::size_t sheet) const { return sheets_[sheet].learned.size() == learners_.size(); }
  // Who is at work: on which data set, and as which of the learners; of other splits on the watched one.
  const Learner* at_work() const { return present_ ? &*present_ : nullptr; }

  int splits() const { return static_cast<int>(held_out_errors_.size() / learners_.size()); }  // completed ones
  SpreadOfSplits training_error(std::size_t learner) const { return spread(training_errors_, learner); }
  SpreadOfSplits held_out_error(std::size_t learner) const { return spread(held_out_errors_, learner); }
  // Of all learned the one of least held-out error, of equals the first; −1: not known.
  int best() const;
  // Whether the difference between two mean held-out errors is more than twice its standard error; false with fewer
  // than five splits. Splits share examples, which makes errors on them alike: the variance of the mean difference is
  // (1/J + n_test/n_training) s². Source: Nadeau, Bengio, Inference for the generalization error, Machine Learning 52
  // (2003) 239.
  bool differ(std::size_t a, std::size_t b) const;

  auto state() const {
    return std::tuple(std::tie(sheets_, present_, training_errors_, held_out_errors_), std::cref(all_));
  }

 private:
  std::size_t next_sheet() const;  // sheets_.size(): all are learned
  void start();
  void take();
  SpreadOfSplits spread(const std::vector<double>& errors, std::size_t learner) const;
  double split_error(std::size_t split, std::size_t learner) const {
    return held_out_errors_[split * learners_.size() + learner];
  }

  std::vector<ContestSheet> sheets_;
  std::size_t watched_;
  std::span<const LearnerKind> learners_;
  LearnerKnobs knobs_;
  int splits_;
  Rng learning_, splitting_;
  data::Dataset all_;
  std::shared_ptr<const LearningSet> split_training_, split_held_out_;  // of the split at work
  std::optional<Learner> present_;
  int changes_ = 0;
  std::vector<double> training_errors_, held_out_errors_;  // splits × learners, the last split not yet complete
};

}  // namespace lectern
