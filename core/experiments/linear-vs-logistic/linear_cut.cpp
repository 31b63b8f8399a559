#include "core/experiments/linear-vs-logistic/linear_cut.h"

#include <cmath>
#include <string>

#include "core/math/elementary.h"
#include "core/ml/linear/linear_scores.h"

namespace lectern {
namespace {

constexpr int kPlaces = 121;
constexpr std::array kEnds{"cut_a", "cut_b"};

}  // namespace

LinearCut::LinearCut(Range x, Range y) {
  constexpr double kRoom = 0.06;
  const double across = kRoom * (x.high - x.low), up = kRoom * (y.high - y.low);
  x_ = {x.low + across, x.high - across};
  y_ = {y.low + up, y.high - up};
}

double LinearCut::length() const {
  const double dx = x_[1] - x_[0], dy = y_[1] - y_[0];
  return std::sqrt(dx * dx + dy * dy);
}

bool LinearCut::act(const Gesture& gesture) {
  const auto* dragged = std::get_if<HandleDragged>(&gesture);
  if (dragged == nullptr || (dragged->handle != kEnds[0] && dragged->handle != kEnds[1])) return false;
  const std::size_t end = dragged->handle == kEnds[0] ? 0 : 1;
  x_[end] = static_cast<double>(dragged->x);
  y_[end] = static_cast<double>(dragged->y);
  return true;
}

void LinearCut::describe_line(Plane& plane) const {
  plane.line("cut", {x_, y_}, {.color = kColorMuted, .dashed = true});
  HandlesLayer& ends = plane.handle(kEnds[0], "A, B", x_[0], y_[0]);
  ends.id.push_back(kEnds[1]);
  ends.x.push_back(static_cast<float>(x_[1]));
  ends.y.push_back(static_cast<float>(y_[1]));
}

void LinearCut::describe_samples(Plane& plane, ConstMatrixView<double> X, std::span<const int> labels,
                                 int classes) const {
  plane.axes({.label = "distance from A", .range = {0, length()}},
             {.label = "answer", .range = {-0.6, 1.6}, .names = {"0", "1"}});
  for (const double answer : {0.0, 0.5, 1.0}) plane.level(answer == 0.5 ? "½" : "", answer);
  PointsLayer& points = plane.points("points", {}, {.colors = labels, .size_px = 3, .opacity = 0.5f});
  if (length() == 0) return;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double* x = X.row(static_cast<std::ptrdiff_t>(i));
    const double along = (x[0] - x_[0]) * (x_[1] - x_[0]) + (x[1] - y_[0]) * (y_[1] - y_[0]);
    points.x.push_back(static_cast<float>(along / length()));
    points.y.push_back(classes == 2 ? static_cast<float>(labels[i]) : 1.0f);
  }
}

void LinearCut::compute_scores(ConstMatrixView<double> rows) const {
  places_->resize(kPlaces, 2);
  for (int i = 0; i < kPlaces; ++i) {
    (*places_)(i, 0) = x_[0] + (x_[1] - x_[0]) * i / (kPlaces - 1);
    (*places_)(i, 1) = y_[0] + (y_[1] - y_[0]) * i / (kPlaces - 1);
  }
  linear::linear_scores(rows, *places_, *scores_);
}

template <typename Answer>
void LinearCut::describe_answers(Plane& plane, const char* label, ConstMatrixView<double> rows,
                                 std::span<const std::string> names, bool dashed, Answer answer) const {
  compute_scores(rows);
  for (int k = 0; k < static_cast<int>(rows.rows); ++k) {
    const ColorRole color = rows.rows > 1 ? k : dashed ? kColorForeground : kColorAccent;
    std::ptrdiff_t place = 0;
    const std::string of_class = rows.rows > 1 ? std::string(label) + ", " + names[static_cast<std::size_t>(k)] : label;
    plane.line(of_class, {0, length()}, kPlaces,
               [&](double) { return answer(std::span(scores_->row(place++), static_cast<std::size_t>(rows.rows)), k); },
               {.color = color, .dashed = dashed});
  }
}

void LinearCut::describe_squares(Plane& plane, ConstMatrixView<double> rows, std::span<const std::string> names) const {
  describe_answers(plane, "least squares", rows, names, true, [](std::span<const double> scores, int k) {
    return 0.5 * (scores[static_cast<std::size_t>(k)] + 1);
  });
}

void LinearCut::describe_logistic(Plane& plane, ConstMatrixView<double> rows, std::span<const std::string> names,
                                  bool hard) const {
  describe_answers(plane, "logistic", rows, names, false, [hard](std::span<const double> scores, int k) {
    if (!hard) return linear::posterior(scores, k);
    return linear::winner(scores) == (scores.size() == 1 ? 1 : k) ? 1.0 : 0.0;
  });
}

void LinearCut::describe_other_models(Plane& plane, ConstMatrixView<double> rows) const {
  constexpr double kScaleOfProbit = 0.44311346272637900;  // √π/4
  if (rows.rows != 1) return;
  compute_scores(rows);
  const auto add = [&](const char* label, ColorRole color, auto&& probability) {
    std::ptrdiff_t place = 0;
    plane.line(label, {0, length()}, kPlaces, [&](double) { return probability((*scores_)(place++, 0)); },
               {.color = color, .dashed = true});
  };
  add("probit", 3, [](double s) { return 0.5 * (1 + math::erf(kScaleOfProbit * s)); });
  add("½ + s/2√(4 + s²)", 2, [](double s) { return 0.5 + 0.5 * s / std::sqrt(4 + s * s); });
}

void LinearCut::describe_link(Plane& plane, std::string_view label, ConstMatrixView<double> rows, linear::Link link,
                              ColorRole color) const {
  compute_scores(rows);
  std::ptrdiff_t place = 0;
  plane.line(label, {0, length()}, kPlaces, [&](double) { return linear::probability(link, (*scores_)(place++, 0)); },
             {.color = color, .dashed = true});
}

}  // namespace lectern
