#include "core/parts/decision_field.h"

#include <cmath>
#include <limits>

namespace lectern {
namespace {

// One place in a square of four nodes, and the number there.
struct Node {
  double x, y, lead;
};

void append_piece(std::vector<float>& line, double from, double to) {
  line.insert(line.end(), {static_cast<float>(from), static_cast<float>(to), std::numeric_limits<float>::quiet_NaN()});
}

// Where the number vanishes between two nodes of opposite sign.
std::array<double, 2> zero_between(const Node& a, const Node& b) {
  const double share = a.lead / (a.lead - b.lead);
  return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

// The pieces of the line of zeros inside a square, its nodes in turn.
void append_zeros(const std::array<Node, 4>& square, std::vector<float>& x, std::vector<float>& y) {
  std::array<std::array<double, 2>, 4> crossings;
  std::size_t count = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Node &a = square[i], &b = square[(i + 1) % 4];
    if ((a.lead > 0) != (b.lead > 0)) crossings[count++] = zero_between(a, b);
  }
  if (count < 2) return;
  // Of a saddle the two nodes of the sign of the middle are joined: each of the others is cut off by itself.
  double sum = 0;
  for (const Node& node : square) sum += node.lead;
  const bool turn = count == 4 && (sum > 0) == (square[0].lead > 0);
  for (std::size_t i = 0; i < count; i += 2) {
    const auto &from = crossings[(i + turn) % count], &to = crossings[(i + turn + 1) % count];
    append_piece(x, from[0], to[0]);
    append_piece(y, from[1], to[1]);
  }
}

}  // namespace

double decision_value(int label, double confidence) { return label + 0.999 * std::clamp(confidence, 0.0, 1.0); }

double confidence_of(double probability, int classes) {
  const double guess = 1.0 / std::max(classes, 2);
  return (probability - guess) / (1 - guess);
}

FieldLayer& DecisionField::describe(Plane& plane, std::string_view label) const {
  FieldLayer& layer = plane.field(label, grid_, decisions(), {.discrete_classes = true});
  layer.classes = classes_;
  layer.scores.assign(answers_->scores.begin(), answers_->scores.end());
  layer.linear_scores = is_linear_;
  return layer;
}

// At the centres of the cells, and, continued in a straight line, at the edges of the window.
void DecisionField::lead_over_others(int k) const {
  const std::size_t cells = answers_->decisions.size();
  const int rows = grid_.rows, cols = grid_.cols;
  const auto lead_at = [&](int row, int col) {
    const auto cell = static_cast<std::size_t>(row * cols + col);
    float best = kNeverDecided;
    for (int other = 0; other < classes_; ++other)
      if (other != k) best = std::max(best, answers_->scores[static_cast<std::size_t>(other) * cells + cell]);
    return answers_->scores[static_cast<std::size_t>(k) * cells + cell] - best;
  };
  const auto along_row = [&](int row, int col) {
    if (cols < 2) return lead_at(row, 0);
    if (col < 0) return 1.5f * lead_at(row, 0) - 0.5f * lead_at(row, 1);
    if (col == cols) return 1.5f * lead_at(row, cols - 1) - 0.5f * lead_at(row, cols - 2);
    return lead_at(row, col);
  };
  answers_->leads.clear();
  for (int row = -1; row <= rows; ++row) {
    for (int col = -1; col <= cols; ++col) {
      if (rows < 2)
        answers_->leads.push_back(along_row(0, col));
      else if (row < 0)
        answers_->leads.push_back(1.5f * along_row(0, col) - 0.5f * along_row(1, col));
      else if (row == rows)
        answers_->leads.push_back(1.5f * along_row(rows - 1, col) - 0.5f * along_row(rows - 2, col));
      else
        answers_->leads.push_back(along_row(row, col));
    }
  }
}

// The last class needs no lines of its own: the others have drawn theirs.
void DecisionField::trace_boundaries() const {
  answers_->boundary_x.clear();
  answers_->boundary_y.clear();
  const int rows = grid_.rows, cols = grid_.cols;
  const auto x_of = [&](int col) { return std::clamp(grid_.x_of(col), grid_.x.low, grid_.x.high); };
  const auto y_of = [&](int row) { return std::clamp(grid_.y_of(row), grid_.y.low, grid_.y.high); };
  for (int k = 0; k + 1 < classes_; ++k) {
    lead_over_others(k);
    const auto node = [&](int row, int col) {
      return Node{x_of(col), y_of(row), answers_->leads[static_cast<std::size_t>((row + 1) * (cols + 2) + col + 1)]};
    };
    for (int row = -1; row < rows; ++row)
      for (int col = -1; col < cols; ++col)
        append_zeros({node(row, col), node(row, col + 1), node(row + 1, col + 1), node(row + 1, col)},
                     answers_->boundary_x, answers_->boundary_y);
  }
}

}  // namespace lectern
