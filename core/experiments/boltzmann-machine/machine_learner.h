#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/ink_pad.h"
#include "core/experiments/boltzmann-machine/machine_settings.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/nn/sampler.h"

namespace lectern {

// A machine of binary units that learns patterns, and is asked: some units are held, the others run.
class MachineLearner {
 public:
  // pool  outlives the learner and its copies
  MachineLearner(const MachineSettings& settings, const Streams& streams, ThreadPool& pool);

  void step(const MachineSettings& settings);
  bool act(const Action& action);
  bool has_diverged() const { return diverged_; }
  std::int64_t steps() const { return steps_; }
  bool uses_data_seed() const { return !data_->is_complete(); }
  void describe(const MachineSettings& settings, Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(data_, machine_, sampler_, rng_, v_, h_, pad_, held_x_, steps_, diverged_),
                      unhashed(shown_), unhashed(pv_), unhashed(likelihood_), unhashed(errors_), unhashed(probability_),
                      unhashed(conditional_), unhashed(energies_), unhashed(spoilt_energies_));
  }

 private:
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  static constexpr int kChains = 64;  // that run freely

  // Chains whose visible units are partly held: from every row of evidence so many, each run for so many sweeps.
  struct Question {
    Matrix<double> evidence;  // rows × V
    int chains = 2;           // for each row
    int first = 8, sweeps = 24;
    Matrix<double> mean;  // rows × V, overwritten with the mean probability of each unit, from sweep `first` on
    Matrix<double> last;  // rows · chains × V, overwritten with the states at the end
    Matrix<double> v, h, pv, ph, all;
  };

  void learn(const MachineSettings& settings);
  std::int64_t between() const { return data_->labels > 0 ? 50 : 20; }  // updates from one measurement to the next
  void measure(const MachineSettings& settings);
  void measure_likelihood();
  void measure_conditional();
  void ask(Question& question, Rng rng) const;
  // The evidence that is left of row `i` of pictures when it is spoilt, and which pixels that concerns.
  void spoil(ConstMatrixView<double> pictures, std::ptrdiff_t i, const MachineSettings& settings, Rng rng,
             double* evidence, std::vector<char>& spoilt) const;
  // Shares of spoilt pixels that are wrong: as restored, and as the most frequent value alone would have it.
  struct Restored {
    double wrong = 0, baseline = 0;
  };
  Restored restored_wrong(const MachineSettings& settings) const;
  double labels_wrong() const;
  // Mean over the hidden units: how weights of neighbouring pixels correlate.
  double weight_smoothness() const;
  // Of held-out pictures, and of the same ones with every tenth pixel flipped.
  void measure_energies();

  ConstMatrixView<double> judged() const {
    return data_->is_complete() ? data_->training.view() : data_->held_out.view();
  }
  void describe_chains(Snapshot& snapshot) const;
  void describe_weights(Snapshot& snapshot) const;
  void describe_restored(const MachineSettings& settings, Snapshot& snapshot) const;
  void describe_pad(Snapshot& snapshot) const;
  void describe_couplings(Snapshot& snapshot) const;
  void describe_states(Snapshot& snapshot) const;
  void describe_density(Snapshot& snapshot) const;
  void describe_energies(Snapshot& snapshot) const;
  void describe_conditional(Snapshot& snapshot) const;
  void describe_answer(Snapshot& snapshot) const;
  void describe_likelihood(Snapshot& snapshot) const;
  void describe_errors(Snapshot& snapshot) const;
  void describe_numbers(const MachineSettings& settings, Snapshot& snapshot) const;
  void add_picture(Images& images, std::string_view label, const double* v, const TileStyle& style) const;

  Shared<PatternData> data_;
  ThreadPool* pool_;
  generative::GeneralBoltzmannMachine machine_;
  nn::MiniBatchSampler sampler_;
  Rng rng_;
  Rng asking_;            // of questions, which change nothing
  Matrix<double> v_, h_;  // kChains × V and × H: the machine left to itself
  Matrix<double> pv_;     // the probabilities with which v_ was drawn
  data::InkPad pad_;
  float held_x_ = 0.53125f;  // of a curve; only looked at
  std::int64_t steps_ = 0;
  bool diverged_ = false;

  std::vector<int> shown_;  // rows of judged()
  History likelihood_{2};   // training and held out
  History errors_{3};
  double log_partition_ = kUnknown, training_likelihood_ = kUnknown, held_out_likelihood_ = kUnknown;
  double pattern_mass_ = kUnknown, reconstruction_error_ = kUnknown;
  double label_error_ = kUnknown, regression_error_ = kUnknown, conditional_cost_ = kUnknown;
  Restored restored_{kUnknown, kUnknown};
  std::vector<double> probability_;                 // of the training patterns, where they are complete
  std::vector<double> energies_, spoilt_energies_;  // log p(v) + log Z
  double likelier_ = kUnknown;                      // share of pictures above their spoilt copy
  std::vector<double> conditional_;                 // of a curve: kCurveCells × kCurveCells, p(y|x), a row for each x

  struct Room {
    Matrix<double> batch, v, h, pv, ph;
    generative::MachineMoments data, model;
  };
  Scratch<Room> room_;
  Scratch<Question> question_, pad_question_;
  Scratch<std::vector<double>> numbers_, more_numbers_;
  Scratch<std::vector<char>> spoilt_;
  Scratch<std::vector<int>> order_;
  Scratch<std::string> label_;
  Scratch<Matrix<double>> some_states_;
};

}  // namespace lectern
