#include "core/parts/linear_cut.h"

#include <cmath>

#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
#include "core/ml/linear/linear_scores.h"

namespace lectern {
namespace {

constexpr int kPlaces = 121;
constexpr const char* kEnds[2] = {"cut_a", "cut_b"};

}  // namespace

LinearCut::LinearCut(Range x, Range y) {
  constexpr double kRoom = 0.06;
  x0_ = x.low + kRoom * (x.high - x.low);
  x1_ = x.high - kRoom * (x.high - x.low);
  y0_ = y.low + kRoom * (y.high - y.low);
  y1_ = y.high - kRoom * (y.high - y.low);
}

double LinearCut::length() const { return std::sqrt((x1_ - x0_) * (x1_ - x0_) + (y1_ - y0_) * (y1_ - y0_)); }

bool LinearCut::act(const Gesture& gesture) {
  const auto* dragged = std::get_if<HandleDragged>(&gesture);
  if (dragged == nullptr || (dragged->handle != kEnds[0] && dragged->handle != kEnds[1])) return false;
  const bool is_a = dragged->handle == kEnds[0];
  (is_a ? x0_ : x1_) = static_cast<double>(dragged->x);
  (is_a ? y0_ : y1_) = static_cast<double>(dragged->y);
  return true;
}

void LinearCut::describe_line(Plane& plane) const {
  LineLayer& cut = add_line(plane, "cut", 2, kColorMuted, true);
  cut.x.assign({static_cast<float>(x0_), static_cast<float>(x1_)});
  cut.y.assign({static_cast<float>(y0_), static_cast<float>(y1_)});
  HandlesLayer& ends = plane.next<HandlesLayer>();
  ends.label = "A, B";
  ends.id.assign({kEnds[0], kEnds[1]});
  ends.x.assign({static_cast<float>(x0_), static_cast<float>(x1_)});
  ends.y.assign({static_cast<float>(y0_), static_cast<float>(y1_)});
  ends.color = kColorAccent;
  ends.horizontal_only = false;
}

void LinearCut::describe_samples(Plane& plane, ConstMatrixView<double> X, std::span<const int> labels,
                                 int classes) const {
  set_axes(plane, "distance from A", {0, length()}, "answer", {-0.6, 1.6});
  plane.equal_scale = false;
  PointsLayer& points = add_marks(plane, "points", length() > 0 ? labels.size() : 0, Marker::circle, 0, 3);
  points.color.assign(labels.begin(), labels.end());
  points.opacity.assign(1, 0.5f);
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    const double* x = X.row(static_cast<std::ptrdiff_t>(i));
    const double along = (x[0] - x0_) * (x1_ - x0_) + (x[1] - y0_) * (y1_ - y0_);
    points.x[i] = static_cast<float>(along / length());
    points.y[i] = classes == 2 ? static_cast<float>(labels[i]) : 1.0f;
  }
}

template <typename Answer>
void LinearCut::describe_answers(Plane& plane, const char* label, ConstMatrixView<double> rows, bool dashed,
                                 Answer answer) const {
  places_.resize(kPlaces, 2);
  for (int i = 0; i < kPlaces; ++i) {
    places_(i, 0) = x0_ + (x1_ - x0_) * i / (kPlaces - 1);
    places_(i, 1) = y0_ + (y1_ - y0_) * i / (kPlaces - 1);
  }
  linear::linear_scores(rows, places_, scores_);
  for (int k = 0; k < static_cast<int>(rows.rows); ++k) {
    const ColorRole color = rows.rows > 1 ? k : dashed ? kColorForeground : kColorAccent;
    LineLayer& line = add_line(plane, label, kPlaces, color, dashed);
    for (std::ptrdiff_t i = 0; i < kPlaces; ++i) {
      const std::span<const double> scores(scores_.row(i), static_cast<std::size_t>(rows.rows));
      line.x[static_cast<std::size_t>(i)] = static_cast<float>(length() * static_cast<double>(i) / (kPlaces - 1));
      line.y[static_cast<std::size_t>(i)] = static_cast<float>(answer(scores, k));
    }
  }
}

void LinearCut::describe_squares(Plane& plane, ConstMatrixView<double> rows) const {
  describe_answers(plane, "least squares", rows, true, [](std::span<const double> scores, int k) {
    return 0.5 * (scores[static_cast<std::size_t>(k)] + 1);
  });
}

void LinearCut::describe_logistic(Plane& plane, ConstMatrixView<double> rows, bool hard) const {
  describe_answers(plane, "logistic", rows, false, [hard](std::span<const double> scores, int k) {
    if (!hard) return linear::posterior(scores, k);
    return linear::winner(scores) == (scores.size() == 1 ? 1 : k) ? 1.0 : 0.0;
  });
}

}  // namespace lectern
