#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/snapshot.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/parts/decision_field.h"

namespace lectern {

// The second step of decision theory: what to decide when the posteriors are known, by a matrix of losses and, if
// wanted, the price of giving no answer.
class Decisions {
 public:
  Decisions() = default;
  // 0-1 loss.
  explicit Decisions(int classes);

  // The loss of deciding `decided` where `truth` is true; false, and nothing changed, for a cell that there is not.
  bool edit(int truth, int decided, double loss);
  // None: an answer is always given.
  void set_cost_of_no_answer(std::optional<double> cost) { cost_of_no_answer_ = cost.value_or(kNeverRefused); }

  // What the decisions cost on examples.
  struct Bill {
    double mean_loss = 0, mean_loss_of_most_probable = 0;
    double unanswered = 0;         // fraction
    double error_of_answered = 0;  // NaN: none is
  };
  // class_of  the class of the data that each class of the model stands for
  Bill bill(const generative::GaussianClassifier& model, std::span<const int> class_of, const data::Dataset& set) const;

  // Asks for the decision everywhere in a field, whose levels are by how much the least loss exceeds the price of no
  // answer.
  void decide(const generative::GaussianClassifier& model, std::span<const int> class_of, ThreadPool& pool,
              const DecisionField& field) const;
  bool may_refuse() const { return cost_of_no_answer_ < kNeverRefused; }

  // Adds the panel "losses", to be edited.
  void describe(Snapshot& snapshot, std::span<const std::string> names) const;

  auto state() const { return std::tie(losses_, cost_of_no_answer_); }

 private:
  static constexpr double kNeverRefused = 1e9;

  // The losses of the classes of the model alone.
  Matrix<double> losses_of(std::span<const int> class_of) const;

  Matrix<double> losses_;  // classes of the data, squared: truth × decision
  double cost_of_no_answer_ = kNeverRefused;
};

}  // namespace lectern
