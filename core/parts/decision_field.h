#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// What a field of classes holds where class `label` is decided with this confidence, cut to [0, 1].
double decision_value(int label, double confidence);

// The confidence in the winner of `classes` that has this probability: 0 for a mere guess.
double confidence_of(double probability, int classes);

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
  const PlanarGrid& grid() const { return grid_; }

  // The model has changed.
  void forget() { answers_->is_known = false; }

  // Asks answer(x, y) at the centre of each cell unless that is known, rows of cells side by side in several threads.
  template <typename Function>
  void compute(ThreadPool& pool, const Function& answer) const {
    Answers& all = *answers_;
    if (all.is_known) return;
    all.decisions.resize(static_cast<std::size_t>(grid_.cells()));
    all.levels.resize(all.decisions.size());
    pool.run(grid_.rows, [&](std::ptrdiff_t row) {
      for (int col = 0; col < grid_.cols; ++col) {
        const auto cell = static_cast<std::size_t>(row * grid_.cols + col);
        const Answer here = answer(grid_.x_of(col), grid_.y_of(static_cast<int>(row)));
        all.decisions[cell] = static_cast<float>(here.decision);
        all.levels[cell] = static_cast<float>(here.level);
      }
    });
    all.is_known = true;
  }
  std::span<const float> decisions() const { return answers_->decisions; }
  std::span<const float> levels() const { return answers_->levels; }

  // Appends the classes decided.
  FieldLayer& describe(Plane& plane, std::string_view label) const {
    return plane.field(label, grid_, decisions(), {.discrete_classes = true});
  }
  // Appends contours of the second number.
  ContourLayer& describe_levels(Plane& plane, std::string_view label, const ContourStyle& style) const {
    return plane.contours(label, grid_, levels(), style);
  }

  auto state() const { return std::tie(answers_); }

 private:
  struct Answers {
    bool is_known = false;
    std::vector<float> decisions, levels;  // cells
  };

  PlanarGrid grid_;
  Scratch<Answers> answers_;
};

}  // namespace lectern
