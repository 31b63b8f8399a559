// The least-squares classifier and logistic regression side by side on the same points: what outliers do to each,
// why least squares hides the middle one of three classes in a row, soft and hard answers, the sigmoid against the
// straight line along a cut, and gradient descent on its way to the optimum that Newton's method finds.
// Lecture row R11.
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §4.1.3, §4.3; Hastie, Tibshirani, Friedman,
// The Elements of Statistical Learning (2009), §4.2.

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/outliers.h"
#include "core/lab/describe/curves.h"
#include "core/parts/linear_borders.h"
#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/table.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/ml/linear/linear_scores.h"
#include "core/ml/linear/score_fits.h"
#include "core/parts/linear_cut.h"
#include "core/parts/linear_descent.h"
#include "core/parts/linear_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using nn::OutputCode;

constexpr const char* kSquaresHelp =
    "Straight lines fitted to 0 and 1 for each class: the largest wins. Diamonds are outliers. Tap to add points; drag "
    "A and B to move the cut.";
constexpr const char* kLogisticHelp =
    "Logistic regression (softmax for more classes) where gradient descent has brought it; dashed: the optimum.";
constexpr const char* kCutHelp =
    "Along the line from A to B: the straight lines of least squares (dashed) and the probabilities of logistic "
    "regression (full). The points stand at 0 or 1, projected onto the cut.";
constexpr const char* kCostHelp =
    "Cross-entropy with penalty after each step of gradient descent, and the least possible.";
constexpr const char* kClassesHelp =
    "Which share of each class's points is recognised. A masked class is found nearly never.";

// Labels of the random streams.
constexpr std::uint64_t kStart = 1, kOutliers = 2;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_planar_data_parameters(schema,
                             {.data = "blobs", .classes = 2, .n = 120, .noise = 0.25, .train_fraction = 1});
  schema.group("Outliers")
      .integer("outliers", "Outliers", {0, 100}, 30)
      .live()
      .help("Points of the last class, far out on its own side: nobody doubts where they belong.")
      .real("outlier_distance", "Distance", {0, 6}, 3)
      .live()
      .help("From the middle of their class, away from the others.")
      .real("outlier_angle", "Direction", {-90, 90}, 0)
      .unit("°")
      .live()
      .help("0: straight away from the other classes.");
  schema.group("Answer")
      .choice("answer", "Answer",
              {{"probability", "Probability (soft)"}, {"class", "Class alone (hard)"}},
              "probability")
      .live()
      .help("A soft classifier says how sure it is; a hard one only names the class.")
      .real("steepness", "Steepness of the sigmoid", {0.1, 100}, 1)
      .logarithmic()
      .live()
      .help("σ(k·s) in place of σ(s): for large k the step of the perceptron. The border stays where it is.");
  schema.group("Training")
      .real("learning_rate", "Learning rate η", {1e-3, 1e3}, 1)
      .logarithmic()
      .live()
      .help("Step along the negative gradient of the mean cross-entropy. Above 2/λ_max it overshoots; at the optimum the "
            "cost curves least.")
      .real("lambda", "Penalty λ", {1e-6, 1}, 1e-3)
      .logarithmic()
      .live()
      .help("½λ|θ|² is added to the cost. Without it separable classes would have no optimum: θ would grow for ever.");
  return schema;
}

// What one set of rows (b, θ) says of the training points, and where its border is.
struct Judged {
  std::vector<int> mistakes;  // of each class
  double border = 0;          // of two classes: on the line between their middles, 0 at class 0 and 1 at class 1
};

struct Settings {
  int outliers = 0;
  double distance = 0, angle = 0, lambda = 0, learning_rate = 0, steepness = 1;
  bool is_hard = false;

  bool same_task(const Settings& other) const {
    return outliers == other.outliers && distance == other.distance && angle == other.angle && lambda == other.lambda;
  }
};

Settings settings_of(const ParameterSet& p) {
  return {p.integer("outliers"), p.real("outlier_distance"), p.real("outlier_angle"),     p.real("lambda"),
          p.real("learning_rate"), p.real("steepness"),      p.choice("answer") == "class"};
}

class LinearVsLogistic final : public Experiment {
 public:
  LinearVsLogistic(const ExperimentStart& start, PlanarData data)
      : data_(std::move(data)),
        squared_(OutputCode::classification(data_.classes(), nn::Objective::squared)),
        entropy_(OutputCode::classification(data_.classes(), nn::Objective::cross_entropy)),
        outlier_rng_(Rng(start.data_seed).split(kOutliers)),
        settings_(settings_of(start.parameters)),
        descent_(entropy_, Rng(start.seed).split(kStart)),
        cut_(data_.x_range(), data_.y_range()) {
    take_data();
    cut_ = LinearCut(field_.x(), field_.y());
  }

  void step() override {
    descent_.step();
    judge(descended_, descent_.rows());
  }
  void tune(const ParameterSet& parameters) override {
    const Settings before = std::exchange(settings_, settings_of(parameters));
    if (!settings_.same_task(before)) return take_data();
    descent_.set_learning_rate(settings_.learning_rate);
  }
  bool act(const Action& action) override;
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::optional<Divergence> divergence() const override { return descent_.divergence(); }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<LinearVsLogistic>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  int classes() const { return data_.classes(); }

  void take_data();
  void set_window();
  void judge(Judged& judged, ConstMatrixView<double> rows) const;

  void describe_plane(Plane& plane, std::string_view label, const Matrix<double>& rows, const OutputCode& code) const;
  void describe_classes(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  PlanarData data_;
  OutputCode squared_, entropy_;
  Rng outlier_rng_;
  Settings settings_;

  Matrix<double> X_;         // training points, then the outliers, n × 2
  std::vector<int> labels_;  // n
  Matrix<double> middles_;   // of each class without outliers, classes × 2
  LinearDescent descent_;
  Matrix<double> squares_rows_, optimum_rows_;
  Judged squares_, descended_, optimum_;
  double optimum_cost_ = 0, stable_rate_ = 0;  // at the optimum

  LinearField field_;
  LinearCut cut_;
  mutable Matrix<double> steep_rows_;  // room for pictures
};

void LinearVsLogistic::take_data() {
  data::Dataset set = data_.training();
  middles_ = data::class_means(set);
  Rng rng = outlier_rng_;  // the same ones, however many
  const int outliers = set.size() > 0 ? settings_.outliers : 0;
  append_outliers({.count = outliers, .distance = settings_.distance, .angle_deg = settings_.angle}, rng, set);
  X_ = inputs_of(set);
  labels_ = std::move(set.labels);
  set_window();
  descent_.set_task(X_, labels_, settings_.lambda, settings_.learning_rate);
  squares_rows_ = optimum_rows_ = Matrix<double>(entropy_.outputs(), 3);
  optimum_cost_ = 0;
  if (!labels_.empty()) {
    squares_rows_ = linear::least_squares_scores(X_, labels_, classes());
    linear::ScoreFit found = linear::logistic_scores(X_, labels_, classes(), settings_.lambda);
    optimum_rows_ = std::move(found.rows);
    optimum_cost_ = found.cost;
  }
  stable_rate_ = descent_.stable_rate_at(optimum_rows_);
  judge(squares_, squares_rows_);
  judge(optimum_, optimum_rows_);
  judge(descended_, descent_.rows());
}

// All of the data's window, and every outlier.
void LinearVsLogistic::set_window() {
  Range x = data_.x_range(), y = data_.y_range();
  for (std::ptrdiff_t i = data_.training().size(); i < X_.rows(); ++i) {
    x = {std::min(x.low, X_(i, 0) - 0.2), std::max(x.high, X_(i, 0) + 0.2)};
    y = {std::min(y.low, X_(i, 1) - 0.2), std::max(y.high, X_(i, 1) + 0.2)};
  }
  field_.set_window(x, y);
}

void LinearVsLogistic::judge(Judged& judged, ConstMatrixView<double> rows) const {
  judged.mistakes.resize(static_cast<std::size_t>(classes()));
  linear::count_mistakes(rows, X_, labels_, judged.mistakes);
  if (classes() != 2) return;
  const double* row = rows.row(0);
  const double here = row[0] + row[1] * middles_(0, 0) + row[2] * middles_(0, 1);
  const double there = row[0] + row[1] * middles_(1, 0) + row[2] * middles_(1, 1);
  judged.border = here != there ? std::clamp(here / (here - there), -100.0, 100.0) : 0;
}

bool LinearVsLogistic::act(const Action& action) {
  if (action.panel == "plane" && cut_.act(action.gesture)) return true;
  const bool on_either = action.panel == "plane" || action.panel == "logistic";
  if (!on_either || !data_.act({"plane", action.gesture})) return false;
  take_data();
  return true;
}

void LinearVsLogistic::hash_state(StateHasher& hasher) const {
  descent_.hash_state(hasher);
  hasher.add(std::span<const double>(X_.data(), static_cast<std::size_t>(X_.size())));
  hasher.add(std::span<const int>(labels_));
}

void LinearVsLogistic::describe(Snapshot& snapshot) const {
  // A steeper sigmoid is one of larger scores.
  const ConstMatrixView<double> now = descent_.rows();
  steep_rows_.resize(now.rows, now.cols);
  for (std::ptrdiff_t i = 0; i < now.size(); ++i) steep_rows_.data()[i] = settings_.steepness * now.data[i];
  Plane& squares = snapshot.add_panel<Plane>("plane", "Least squares", 3, kSquaresHelp);
  describe_plane(squares, "least squares", squares_rows_, squared_);
  add_linear_borders(squares, "border", squares_rows_, field_.x(), field_.y(), kColorForeground, false);
  cut_.describe_line(squares);
  Plane& logistic = snapshot.add_panel<Plane>("logistic", "Logistic regression", 3, kLogisticHelp);
  describe_plane(logistic, "logistic regression", steep_rows_, entropy_);
  add_linear_borders(logistic, "optimum", optimum_rows_, field_.x(), field_.y(), kColorAccent, true);
  add_linear_borders(logistic, "border", now, field_.x(), field_.y(), kColorForeground, false);
  Plane& cut = snapshot.add_panel<Plane>("cut", "Along the cut", 3, kCutHelp);
  cut_.describe_samples(cut, X_, labels_, classes());
  cut_.describe_squares(cut, squares_rows_);
  cut_.describe_logistic(cut, steep_rows_, settings_.is_hard);
  Curves& costs = snapshot.add_panel<Curves>("cost", "Descent", 2, kCostHelp);
  descent_.describe_cost(costs);
  add_level(costs, "least E", descent_.costs(), optimum_cost_);
  describe_classes(snapshot);
  describe_numbers(snapshot);
}

void LinearVsLogistic::describe_plane(Plane& plane, std::string_view label, const Matrix<double>& rows,
                                      const OutputCode& code) const {
  data_.describe_axes(plane);
  plane.x.range = field_.x();
  plane.y.range = field_.y();
  field_.describe(plane, label, rows, code,
                  settings_.is_hard ? LinearField::Answer::class_alone : LinearField::Answer::confidence);
  data_.describe_examples(plane);
  const std::ptrdiff_t first = data_.training().size();
  PointsLayer& outliers = add_marks(plane, "outliers", static_cast<std::size_t>(X_.rows() - first), Marker::diamond,
                                    classes() - 1, 5);
  for (std::ptrdiff_t i = first; i < X_.rows(); ++i) {
    outliers.x[static_cast<std::size_t>(i - first)] = static_cast<float>(X_(i, 0));
    outliers.y[static_cast<std::size_t>(i - first)] = static_cast<float>(X_(i, 1));
  }
}

void LinearVsLogistic::describe_classes(Snapshot& snapshot) const {
  Table& table = snapshot.add_panel<Table>("classes", "Recognised", 1, kClassesHelp);
  set_columns(table, {"class", "points", "least squares", "logistic", "optimum"});
  for (int k = 0; k < classes(); ++k) {
    const auto n = static_cast<double>(std::count(labels_.begin(), labels_.end(), k));
    TableRow& row = add_row(table, data_.problem().set.class_names[static_cast<std::size_t>(k)], k);
    write_number(row.cells[1], "%.0f", n);
    std::size_t column = 2;
    for (const Judged* judged : {&squares_, &descended_, &optimum_}) {
      const int mistakes = judged->mistakes[static_cast<std::size_t>(k)];
      write_number(row.cells[column++], "%.0f %%", n > 0 ? 100 * (1 - mistakes / n) : 0);
    }
  }
}

void LinearVsLogistic::describe_numbers(Snapshot& snapshot) const {
  const auto n = static_cast<double>(std::max<std::size_t>(labels_.size(), 1));
  const auto wrong = [n](const Judged& judged) {
    return std::accumulate(judged.mistakes.begin(), judged.mistakes.end(), 0) / n;
  };
  snapshot.add_metric("cost", "E", descent_.cost());
  snapshot.add_metric("gap", "E above the least", descent_.cost() - optimum_cost_);
  snapshot.add_metric("squares_wrong", "wrong, least squares", wrong(squares_));
  snapshot.add_metric("logistic_wrong", "wrong, logistic", wrong(descended_));
  snapshot.add_metric("optimum_wrong", "wrong, optimum", wrong(optimum_));
  snapshot.add_metric("stable_rate", "2/λ_max at the optimum", std::min(1e9, stable_rate_));
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 2,
      "Share of the training points, outliers included, on the wrong side, and the largest η that is stable near the "
      "optimum; far from it, where the cost curves more, less may be needed.");
  if (labels_.empty())
    add_line(text, TextStyle::warning, "No points yet: drop a file, or choose a class beside a picture and tap into it.");
  if (settings_.learning_rate > stable_rate_)
    add_line(text, TextStyle::warning, "η is above 2/λ_max: near the optimum each step overshoots.");
  add_value(text, "wrong, least squares", 100 * wrong(squares_), 3, "%");
  add_value(text, "wrong, logistic", 100 * wrong(descended_), 3, "%");
  add_value(text, "E", descent_.cost());
  add_value(text, "E above the least", descent_.cost() - optimum_cost_, 3);
  if (std::isfinite(stable_rate_)) add_value(text, "2/λ_max at the optimum", stable_rate_, 3);
  if (classes() != 2) return;
  snapshot.add_metric("squares_border", "border, least squares", squares_.border);
  snapshot.add_metric("logistic_border", "border, logistic", descended_.border);
  snapshot.add_metric("optimum_border", "border, optimum", optimum_.border);
  add_line(text, TextStyle::heading, "Border between the middles (0: class 0, 1: class 1)");
  add_value(text, "least squares", squares_.border, 3);
  add_value(text, "logistic", descended_.border, 3);
  add_value(text, "optimum", optimum_.border, 3);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<LinearVsLogistic>(start, std::move(*data)));
}

ExperimentInfo linear_vs_logistic_info() {
  ExperimentInfo info;
  info.id = "linear-vs-logistic";
  info.title = "Least squares against logistic regression";
  info.lecture = 3;
  info.row = "R11";
  info.summary = "Two straight borders on the same points: outliers pull one of them, and a third class hides from it.";
  info.lesson =
      "A straight line fitted to 0 and 1 punishes answers that are too right. Drag the number of outliers and their "
      "distance: nobody doubts where they belong, and yet the border of least squares gives way to them, while the "
      "one of logistic regression stays. Look along the cut: why does the sigmoid not mind points far out on their "
      "own side? Choose blobs in a row with three classes: the line of the middle class is never the highest, so "
      "least squares masks it; softmax does not. Then turn the steepness up: the sigmoid becomes the step of the "
      "perceptron, without the border moving. Could one use other models for this probability? And at which η does "
      "the descent miss the minimum?";
  info.sources = {"Bishop, Pattern Recognition and Machine Learning (2006), §4.1.3, §4.3",
                  "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §4.2",
                  "Böhning, Multinomial logistic regression algorithm, Ann. Inst. Stat. Math. 44 (1992)"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{linear_vs_logistic_info()};

}  // namespace
}  // namespace lectern
