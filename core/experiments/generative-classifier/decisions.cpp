#include "core/experiments/generative-classifier/decisions.h"

#include <algorithm>
#include <cmath>

#include "core/data/planar_problem.h"
#include "core/ml/generative/decision_rule.h"

namespace lectern {
namespace {

constexpr double kLargestLoss = 100;
constexpr double kAnswered = 0.8;  // how strongly the class of an answer is coloured; no answer is pale
constexpr const char* kLossesHelp =
    "What it costs to decide for the class of the column where that of the row is true. Drag a cell up or down, or tap it "
    "twice and type. With 0 on the diagonal and 1 elsewhere the most probable class costs least.";

using Room = std::array<double, data::kMaximumFileClasses>;

}  // namespace

Decisions::Decisions(int classes) : losses_(classes, classes) {
  losses_.fill(1);
  for (int k = 0; k < classes; ++k) losses_(k, k) = 0;
}

bool Decisions::edit(int truth, int decided, double loss) {
  if (truth < 0 || decided < 0 || truth >= losses_.rows() || decided >= losses_.cols()) return false;
  losses_(truth, decided) = std::clamp(loss, 0.0, kLargestLoss);
  return true;
}

Matrix<double> Decisions::losses_of(std::span<const int> class_of) const {
  const auto classes = static_cast<std::ptrdiff_t>(class_of.size());
  Matrix<double> losses(classes, classes);
  for (std::ptrdiff_t k = 0; k < classes; ++k)
    for (std::ptrdiff_t j = 0; j < classes; ++j)
      losses(k, j) = losses_(class_of[static_cast<std::size_t>(k)], class_of[static_cast<std::size_t>(j)]);
  return losses;
}

Decisions::Bill Decisions::bill(const generative::GaussianClassifier& model, std::span<const int> class_of,
                                const data::Dataset& set) const {
  const Matrix<double> losses = losses_of(class_of);
  Room room;
  const std::span<double> posterior(room.data(), class_of.size());
  Bill bill;
  double wrong = 0, answered = 0;
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const std::array x{static_cast<double>(set.X(i, 0)), static_cast<double>(set.X(i, 1))};
    model.posterior(x, posterior);
    const int truth = set.labels[static_cast<std::size_t>(i)];
    const generative::LeastLoss found = generative::least_loss(posterior, losses, cost_of_no_answer_);
    const auto likeliest = std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
    bill.mean_loss_of_most_probable += losses_(truth, class_of[static_cast<std::size_t>(likeliest)]);
    if (found.decision < 0) {
      bill.mean_loss += cost_of_no_answer_;
      bill.unanswered += 1;
      continue;
    }
    const int decided = class_of[static_cast<std::size_t>(found.decision)];
    bill.mean_loss += losses_(truth, decided);
    answered += 1;
    wrong += decided != truth ? 1 : 0;
  }
  const auto all = static_cast<double>(set.size());
  for (double* mean : {&bill.mean_loss, &bill.mean_loss_of_most_probable, &bill.unanswered})
    *mean = all > 0 ? *mean / all : NAN;
  bill.error_of_answered = answered > 0 ? wrong / answered : NAN;
  return bill;
}

void Decisions::decide(const generative::GaussianClassifier& model, std::span<const int> class_of, ThreadPool& pool,
                       const DecisionField& field) const {
  const Matrix<double> losses = losses_of(class_of);
  field.compute(pool, [&](double x1, double x2, std::span<float> scores) -> DecisionField::Answer {
    Room room;
    const std::span<double> posterior(room.data(), class_of.size());
    model.posterior(std::array{x1, x2}, posterior);
    std::fill(scores.begin(), scores.end(), kNeverDecided);
    for (std::size_t j = 0; j < class_of.size(); ++j) {
      double loss = 0;
      for (std::size_t k = 0; k < class_of.size(); ++k)
        loss += losses(static_cast<std::ptrdiff_t>(k), static_cast<std::ptrdiff_t>(j)) * posterior[k];
      scores[static_cast<std::size_t>(class_of[j])] = static_cast<float>(-loss);
    }
    const generative::LeastLoss found = generative::least_loss(posterior, losses, cost_of_no_answer_);
    const int decided = class_of[static_cast<std::size_t>(found.best_class)];
    return {decision_value(decided, found.decision < 0 ? 0 : kAnswered),
            may_refuse() ? found.loss_of_class - cost_of_no_answer_ : -1};
  });
}

void Decisions::describe(Snapshot& snapshot, std::span<const std::string> names) const {
  MatrixCells& cells = snapshot.matrix("losses", "Losses", {.weight = 2, .help = kLossesHelp});
  cells
      .cells(static_cast<int>(losses_.rows()), static_cast<int>(losses_.cols()),
             std::vector<double>(losses_.data(), losses_.data() + losses_.size()), {.decimals = 1, .editable = true})
      .labels("is", names, "decided", names);
}

}  // namespace lectern
