#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/linear/perceptron.h"
#include "core/ml/linear/widest_margin.h"

namespace lectern::linear {

// Perceptrons learning from labelled samples, one visit to one sample a step: one perceptron for two classes, otherwise
// one a class, its class against the rest. The weights with the fewest mistakes so far are kept in a pocket: on data
// that no line separates the last ones are a matter of chance.
// Sources: Rosenblatt, Principles of Neurodynamics (1962); Gallant, Perceptron-based learning algorithms, IEEE Trans.
// Neural Networks 1 (1990) 179 (the pocket, with ratchet).
class PerceptronTraining {
 public:
  enum class Order {
    in_turn,
    shuffled,  // anew in each pass
    wrong      // in turn, passing over samples that would change nothing
  };

  // One class against the rest: the perceptron and what is known of its task.
  struct Task {
    std::vector<int> signs;  // of each sample, ±1
    Perceptron perceptron;
    std::ptrdiff_t wrong = 0;            // samples that a visit would answer with an update
    std::optional<Separator> separator;  // of widest margin
    double start_length = 0;             // |(w, b)| at the start
    std::int64_t updates = 0;
    std::optional<std::size_t> updated_by;  // the sample of the last one; nothing before it
    std::vector<double> before_update;      // row (b, w) before the last one

    // Of the updates this task can take (see novikoff_bound); 0 if no separator is known.
    double bound() const;

    auto state() const {
      return std::tuple(std::cref(perceptron), updates, updated_by, unhashed(signs), unhashed(separator),
                        unhashed(before_update));
    }
  };

  // What the last step was for one task.
  struct Visit {
    std::size_t sample = 0;
    double score = 0;            // before the update
    std::vector<double> before;  // row (b, w)
    bool updated = false;

    auto state() const { return std::tie(sample, score, before, updated); }
  };

  // start  tasks × (1 + d): the rows (b, w) to begin with; one task stands for two classes
  PerceptronTraining(ConstMatrixView<double> start, double eta, Order order, const Rng& rng);

  // Takes the place of the data so far; a new pass begins.   X  n × d, labels  n
  void set_data(Matrix<double> X, std::vector<int> labels);

  // One visit; nothing without samples or after finished().
  void step();

  // A whole pass has changed nothing; in the order `wrong`, no sample is left that would.
  bool finished() const;

  std::span<const Task> tasks() const { return tasks_; }
  std::span<const Visit> visits() const { return visits_; }  // of each task; empty before the first
  ConstMatrixView<double> samples() const { return X_; }
  ConstMatrixView<double> rows() const { return rows_; }                // (b, w) of each task
  ConstMatrixView<double> pocket_rows() const { return pocket_rows_; }  // those in the pocket
  int mistakes() const { return mistakes_; }                            // samples that `rows` take for another class
  int pocket_mistakes() const { return pocket_mistakes_; }              // and `pocket_rows`
  std::int64_t looked_at() const { return looked_at_; }                 // samples, those passed over included
  double passes() const { return passes_; }                             // through the data, in fractions
  // After how many passes the weights come back to what they were; 0: not seen, or the order is shuffled.
  std::size_t cycle() const { return cycle_; }

  auto state() const {
    return std::tuple(std::tie(rng_, tasks_, turns_, turn_, looked_at_, passes_, calm_, rows_, pocket_rows_,
                               pass_ends_),
                      unhashed(X_), unhashed(labels_), unhashed(visits_));
  }

 private:
  std::span<const double> sample(std::size_t i) const {
    return {X_.row(static_cast<std::ptrdiff_t>(i)), static_cast<std::size_t>(X_.cols())};
  }
  bool is_wrong(std::size_t i) const;
  void begin_pass();
  std::size_t next_sample();
  void visit(std::size_t task, std::size_t i);
  void look_for_cycle();
  void take_rows();

  Order order_;
  Rng rng_;
  Matrix<double> X_;
  std::vector<int> labels_;
  std::vector<Task> tasks_;
  std::vector<Visit> visits_;
  Matrix<double> rows_, pocket_rows_;
  std::vector<std::size_t> turns_;  // the samples in the order of this pass
  std::size_t turn_ = 0;
  std::int64_t looked_at_ = 0;
  double passes_ = 0;
  std::size_t calm_ = 0;  // visits since the last update
  int mistakes_ = 0, pocket_mistakes_ = 0;
  std::vector<std::uint64_t> pass_ends_;  // fingerprints of the weights after the last passes
  std::size_t cycle_ = 0;
};

inline constexpr std::array<Named<PerceptronTraining::Order>, 3> kVisitOrders{{
    {PerceptronTraining::Order::shuffled, "shuffled", "Shuffled in each pass"},
    {PerceptronTraining::Order::in_turn, "in_turn", "In turn"},
    {PerceptronTraining::Order::wrong, "wrong", "Misclassified points only"},
}};

}  // namespace lectern::linear
