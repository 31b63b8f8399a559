#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// What a field of classes holds where class `label` is decided with this confidence, cut to [0, 1].
double decision_value(int label, double confidence);

// The confidence in the winner of `classes` that has this probability: 0 for a mere guess.
double confidence_of(double probability, int classes);

// The score of a class that is never decided.
constexpr float kNeverDecided = -1e30f;
constexpr int kMaximumFieldClasses = 16;

// What a model says everywhere in a window of the plane, computed when it is first asked for after the model has
// changed. A copy computes its own.
class DecisionField {
 public:
  // The decision (see decision_value) or value at a place, and one more number to draw contours of.
  struct Answer {
    double decision = 0, level = 0;
  };

  DecisionField() = default;
  explicit DecisionField(const PlanarGrid& grid) : grid_(grid) {}
  void set_grid(const PlanarGrid& grid) {
    grid_ = grid;
    forget();
  }
  // With a score for each of so many classes, the largest of which decides: boundaries are drawn where two are equal,
  // to a fraction of a cell. linear: scores are linear in x and y.
  void set_classes(int classes, bool linear = false) {
    classes_ = std::min(classes, kMaximumFieldClasses);
    is_linear_ = linear;
    forget();
  }
  const PlanarGrid& grid() const { return grid_; }

  // The model has changed.
  void forget() { answers_->is_known = false; }

  // Asks answer(x, y) at the centre of each cell unless that is known, rows of cells side by side in several threads;
  // with classes answer(x, y, scores), which overwrites the score of each class.
  template <typename Function>
  void compute(ThreadPool& pool, const Function& answer) const {
    Answers& all = *answers_;
    if (all.is_known) return;
    all.decisions.resize(static_cast<std::size_t>(grid_.cells()));
    all.levels.resize(all.decisions.size());
    all.scores.resize(static_cast<std::size_t>(classes_) * all.decisions.size());
    pool.run(grid_.rows, [&](std::ptrdiff_t row) {
      for (int col = 0; col < grid_.cols; ++col) {
        const auto cell = static_cast<std::size_t>(row * grid_.cols + col);
        std::array<float, kMaximumFieldClasses> scores{};
        const Answer here = ask(answer, grid_.x_of(col), grid_.y_of(static_cast<int>(row)), scores);
        for (std::size_t k = 0; k < static_cast<std::size_t>(classes_); ++k)
          all.scores[k * all.decisions.size() + cell] = scores[k];
        all.decisions[cell] = static_cast<float>(here.decision);
        all.levels[cell] = static_cast<float>(here.level);
      }
    });
    trace_boundaries();
    all.is_known = true;
  }
  std::span<const float> decisions() const { return answers_->decisions; }
  std::span<const float> levels() const { return answers_->levels; }

  // Appends the classes decided.
  FieldLayer& describe(Plane& plane, std::string_view label) const;
  // Appends the lines between the classes; needs scores.
  LineLayer& describe_boundaries(Plane& plane, std::string_view label, const LineStyle& style) const {
    return plane.line(label, {answers_->boundary_x, answers_->boundary_y}, style);
  }
  // Appends contours of the second number.
  ContourLayer& describe_levels(Plane& plane, std::string_view label, const ContourStyle& style) const {
    return plane.contours(label, grid_, levels(), style);
  }

  auto state() const { return std::tie(answers_); }

 private:
  struct Answers {
    bool is_known = false;
    std::vector<float> decisions, levels;       // cells
    std::vector<float> scores;                  // classes × cells
    std::vector<float> leads;                   // of one class over all others, (rows + 2) × (cols + 2)
    std::vector<float> boundary_x, boundary_y;  // pieces of two places, each with a gap behind it
  };

  template <typename Function>
  Answer ask(const Function& answer, double x, double y, std::span<float> scores) const {
    if constexpr (std::is_invocable_v<Function, double, double, std::span<float>>)
      return answer(x, y, scores.first(static_cast<std::size_t>(classes_)));
    else
      return answer(x, y);
  }
  void lead_over_others(int k) const;
  void trace_boundaries() const;

  PlanarGrid grid_;
  int classes_ = 0;
  bool is_linear_ = false;
  Scratch<Answers> answers_;
};

}  // namespace lectern
