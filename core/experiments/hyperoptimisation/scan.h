#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/hyperoptimisation/trial_run.h"
#include "core/math/rng.h"
#include "core/ml/optimise/configuration_search.h"
#include "core/simd/thread_pool.h"

namespace lectern {

struct ScanPlan {
  optimise::SearchMethod method = optimise::SearchMethod::random;
  int trials = 300;            // a grid: at most
  bool rewards_folds = false;  // the mean of E_val over the folds, in place of E_val
};

// Hundreds of trainings, eight of them at a time, and the search that says what is tried next. Each step does the same
// amount of work on each of the eight, so that the order in which they end, and all that follows from it, does not
// depend on the number of threads. Behind the last trial the winner is trained again: on the folds, and from other
// starting points.
class Scan {
 public:
  Scan(const ScanPlan& plan, std::shared_ptr<const TrialData> data, const Rng& rng);

  void step(ThreadPool& pool);
  bool finished() const;

  int trials() const { return trials_; }  // there will be
  int done() const { return static_cast<int>(results_.size()); }
  int failed() const { return failed_; }
  const TrialData& data() const { return *data_; }
  const optimise::SearchGrid& grid() const { return grid_; }

  // Of trial i in the order in which they ended.
  std::span<const double> place(int i) const {
    const std::size_t count = space().size();
    return {places_.data() + static_cast<std::size_t>(i) * count, count};
  }
  Configuration configuration(int i) const { return Configuration::at(data_->task(), place(i)); }
  const TrialResult& result(int i) const { return results_[static_cast<std::size_t>(i)]; }
  // What is minimised; NaN where the training failed.
  double reward(int i) const { return plan_.rewards_folds ? result(i).folds : result(i).validation; }
  // The logarithm of the reward, cut above three times what it costs to know nothing; of a failure there.
  std::span<const double> costs() const { return costs_; }
  // Of all trials up to i the one of least reward; −1: all failed.
  int best_after(int i) const { return best_[static_cast<std::size_t>(i)]; }
  int best() const { return best_.empty() ? -1 : best_.back(); }
  const std::optional<nn::Network<float>>& best_network() const { return best_network_; }

  // How much of the spread of the rewards' ranks each hyperparameter explains by itself.
  std::span<const double> effects() const { return effects_; }

  // Of the winner: on the folds, and from other starting points.
  const TrialResult& grade() const { return grade_; }
  std::span<const TrialResult> restarts() const { return restarts_; }
  static constexpr int kRestarts = 12;

  auto state() const {
    return std::tuple(std::tie(rng_, process_, grid_, order_, slots_, places_, results_, costs_, best_, best_network_),
                      std::tie(effects_, grade_, restarts_, started_, failed_, graded_));
  }

 private:
  static constexpr std::size_t kSlots = 8;
  struct Slot {
    std::vector<double> x;  // of the trial at work
    std::optional<TrialRun> run;
    int number = -1;  // what is graded: 0 the folds, then the restarts
    auto state() const { return std::tie(x, run, number); }
  };

  optimise::SearchSpace space() const { return search_space(data_->task()); }
  void fill();
  void propose(std::span<double> x);
  void take(Slot& slot);
  void take_trial(Slot& slot);
  optimise::Tried tried() const;

  ScanPlan plan_;
  std::shared_ptr<const TrialData> data_;
  Rng rng_;
  int trials_ = 0;
  optimise::ProcessSearch process_;
  optimise::SearchGrid grid_;
  std::vector<int> order_;  // in which the nodes of the grid are visited
  std::array<Slot, kSlots> slots_;
  std::vector<double> places_;  // done × hyperparameters
  std::vector<TrialResult> results_;
  std::vector<double> costs_;
  std::vector<int> best_;
  std::optional<nn::Network<float>> best_network_;
  std::vector<double> effects_;
  TrialResult grade_;
  std::vector<TrialResult> restarts_;
  int started_ = 0, failed_ = 0;
  int graded_ = 0;  // trainings of the winner begun
};

}  // namespace lectern
