// The least-squares classifier and logistic regression side by side on the same points: what outliers do to each,
// why least squares masks the middle one of three classes in a row, soft and hard answers, the sigmoid against the
// straight line along a cut, and gradient descent approaching the optimum that Newton's method finds.
// Lecture row R11.
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §4.1.3, §4.3; Hastie, Tibshirani, Friedman,
// The Elements of Statistical Learning (2009), §4.2.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/outliers.h"
#include "core/experiments/linear-vs-logistic/linear_cut.h"
#include "core/lab/demo.h"
#include "core/ml/linear/linear_scores.h"
#include "core/ml/linear/link_regression.h"
#include "core/ml/linear/score_fits.h"
#include "core/parts/linear_boundaries.h"
#include "core/parts/linear_descent.h"
#include "core/parts/linear_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using nn::OutputCode;
using Answer = LinearField::Answer;

constexpr const char* kSquaresHelp =
    "Straight lines fitted to 0 and 1 for each class: the largest wins. Dashed: the boundary of logistic regression. "
    "Diamonds are outliers. Tap to add points; drag A and B to move the cut.";
constexpr const char* kLogisticHelp =
    "Logistic regression (softmax for more classes) as far as gradient descent has brought it; dashed: the optimum.";
constexpr const char* kCutHelp =
    "Along the line from A to B: the straight lines of least squares (dashed) and the probabilities of logistic "
    "regression (solid). The points stand at 0 or 1, projected onto the cut.";
constexpr const char* kBordersHelp =
    "Where the boundaries cross the line between the means of the two classes, 0 at class 0 and 1 at class 1, if the same "
    "outliers are at another distance.";
constexpr const char* kCostHelp =
    "Cross-entropy with penalty after each step of gradient descent, and the least possible.";
constexpr const char* kClassesHelp =
    "The fraction of each class that is classified correctly. Hardly any point of a masked class is.";
constexpr const char* kNumbersHelp =
    "Where each boundary crosses the line between the means of the two classes, the fraction of the training points, "
    "outliers included, that is misclassified, and the largest η that is stable near the optimum. Far from it, where the "
    "cost curves more, η may have to be smaller.";

constexpr double kFarthest = 6;  // outliers
constexpr ColorRole kLinkColor = 3;

struct Settings {
  PlanarDataSettings data{.set = "blobs", .classes = 2, .n = 120, .noise = 0.25, .train_fraction = 1};
  int outliers = 30;
  double outlier_distance = 3, outlier_angle = 0;
  Answer answer = Answer::confidence;
  double steepness = 1;
  bool other_models = false;
  linear::Link link = linear::Link::logistic;
  double learning_rate = 1, lambda = 1e-3;

  bool has_task_of(const Settings& other) const {
    return outliers == other.outliers && outlier_distance == other.outlier_distance &&
           outlier_angle == other.outlier_angle && lambda == other.lambda && link == other.link;
  }
};

// What one set of rows says of the points.
struct Verdict {
  std::vector<int> mistakes;  // of each class
  double misclassified;       // fraction
  double boundary;            // of two classes: on the line between their means, 0 at class 0 and 1 at class 1
  auto state() const { return std::tie(mistakes, misclassified, boundary); }
};

// The training points, then the outliers, and what is fitted to them at once.
struct Task {
  Matrix<double> X;                 // n × 2
  std::vector<int> labels;          // n
  Matrix<double> means;             // of each class without outliers, classes × 2
  Range x, y;                       // the window that holds all points
  Matrix<double> squares, optimum;  // rows (b, w₁, w₂)
  double optimum_cost = 0;
  Verdict of_squares, of_optimum;
  std::vector<double> distances, squares_borders, logistic_borders,
      link_borders;          // of the outliers, and where they move the boundaries
  Matrix<double> link_rows;  // of another link at its maximum likelihood; no rows: none
  Verdict of_link;
  auto state() const { return std::tie(X, labels, squares, optimum); }
};

// Of two classes, where the boundary crosses the line between their means: 0 at class 0 and 1 at class 1.
double boundary_between(ConstMatrixView<double> rows, const Matrix<double>& means) {
  const auto score_at_mean = [&](int k) { return rows(0, 0) + rows(0, 1) * means(k, 0) + rows(0, 2) * means(k, 1); };
  const double here = score_at_mean(0), there = score_at_mean(1);
  return here != there ? std::clamp(here / (here - there), -100.0, 100.0) : NAN;
}

Verdict judge(ConstMatrixView<double> rows, const Task& task, int classes) {
  Verdict verdict{std::vector<int>(static_cast<std::size_t>(classes)), 0, 0};
  linear::count_mistakes(rows, task.X, task.labels, verdict.mistakes);
  const auto n = static_cast<double>(task.labels.size());
  verdict.misclassified = n > 0 ? std::accumulate(verdict.mistakes.begin(), verdict.mistakes.end(), 0) / n : NAN;
  if (classes == 2) verdict.boundary = boundary_between(rows, task.means);
  return verdict;
}

Matrix<double> linked_rows(const linear::LinkFit& fit) {
  Matrix<double> rows(1, static_cast<std::ptrdiff_t>(fit.theta.size()));
  std::copy(fit.theta.begin(), fit.theta.end(), rows.data());
  return rows;
}

class LinearVsLogistic final : public Demo<LinearVsLogistic, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Outliers")
        .integer(&Settings::outliers, "outliers", "Outliers", {0, 100})
        .live()
        .help("Points of the last class, far out on its own side, where no classifier should be in doubt.")
        .real(&Settings::outlier_distance, "outlier_distance", "Distance", {0, kFarthest})
        .live()
        .help("From the mean of their class, away from the others.")
        .real(&Settings::outlier_angle, "outlier_angle", "Direction", {-90, 90})
        .unit("°")
        .live()
        .help("0: straight away from the other classes.")
        .group("Answer")
        .choice(&Settings::answer, "answer", "Answer",
                {{Answer::confidence, "probability", "Probability (soft)"},
                 {Answer::class_alone, "class", "Class alone (hard)"}})
        .live()
        .help("A soft classifier gives its confidence; a hard one only names the class.")
        .real(&Settings::steepness, "steepness", "Steepness of the sigmoid", {0.1, 100})
        .logarithmic()
        .live()
        .help(
            "σ(k·s) in place of σ(s): for large k the step of the perceptron. The decision boundary stays where it is.")
        .boolean(&Settings::other_models, "other_models", "Other models")
        .live()
        .help(
            "Along the cut, other functions of the same score that rise from 0 to 1: the normal distribution (probit) "
            "and one that approaches 0 and 1 slowly. All are ½ at the same place.")
        .choice(&Settings::link, "link", "Link of its own", linear::kLinks)
        .live()
        .help("Another function of the score for the probability of class 1, with weights of its own: those of maximum "
              "likelihood, with the same penalty. For two classes.")
        .group("Training")
        .real(&Settings::learning_rate, "learning_rate", {1e-3, 1e3})
        .logarithmic()
        .live()
        .help("Step along the negative gradient of the mean cross-entropy. Above 2/λ it overshoots, with λ the largest "
              "curvature of the cost where the descent is; at the optimum the cost curves least.")
        .real(&Settings::lambda, "lambda", {1e-6, 1})
        .logarithmic()
        .live()
        .help(
            "½λ|θ|² is added to the cost. Without it separable classes would have no optimum: θ would grow for ever.");
  }

  explicit LinearVsLogistic(const Start& start)
      : Demo(start),
        entropy_(OutputCode::classification(data().classes(), nn::Objective::cross_entropy)),
        descent_(entropy_, rng("start")),
        cut_(data().x_range(), data().y_range()) {
    data_changed();
    cut_ = LinearCut(task_->x, task_->y);
  }

  void data_changed();
  void settings_changed(const Settings& before) {
    if (!settings().has_task_of(before)) return data_changed();
    descent_.set_learning_rate(settings().learning_rate);
  }
  bool gesture(const Action& action) { return action.panel == "plane" && cut_.act(action.gesture); }
  static bool takes_points(std::string_view panel) { return panel == "plane" || panel == "logistic"; }

  void step() override {
    descent_.step();
    of_descent_ = judge(descent_.rows(), *task_, classes());
  }
  std::optional<Divergence> divergence() const override {
    const auto diagnosis = descent_.diagnosis();
    if (!diagnosis) return {};
    return diverged(diagnosis->cause, &Settings::learning_rate, diagnosis->stable_rate);
  }
  SeedUse seeds() const override { return {.run = true, .data = data().uses_seed() || outliers() > 0}; }
  auto state() const { return std::tuple(std::tie(task_, descent_, cut_), unhashed(of_descent_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  int classes() const { return data().classes(); }
  std::ptrdiff_t outliers() const { return task_->X.rows() - data().training().size(); }

  data::Dataset with_outliers(double distance) const;
  void follow_outliers(Task& task) const;
  bool has_link() const { return task_->link_rows.rows() > 0; }
  std::string link_name() const { return std::string(id_of(linear::kLinks, settings().link)) + " fit"; }
  void describe_borders(Plane& plane) const;
  void describe_recalls(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_plane(Plane& plane, std::string_view label, const Matrix<double>& rows, nn::Objective objective) const;

  OutputCode entropy_;
  Shared<Task> task_;
  LinearDescent descent_;
  Verdict of_descent_{};
  double stable_rate_ = 0;  // near the optimum
  LinearField field_;
  LinearCut cut_;
  Scratch<Matrix<double>> steep_rows_;
};

data::Dataset LinearVsLogistic::with_outliers(double distance) const {
  data::Dataset set = data().training();
  Rng draws = data_rng("outliers");  // the same ones, however many
  append_outliers({.count = set.size() > 0 ? settings().outliers : 0,
                   .distance = distance,
                   .angle_deg = settings().outlier_angle},
                  draws, set);
  return set;
}

// What other distances of the outliers would do.
void LinearVsLogistic::follow_outliers(Task& task) const {
  constexpr int kDistances = 13;
  if (classes() != 2 || task.labels.empty() || settings().outliers == 0) return;
  for (int i = 0; i < kDistances; ++i) {
    const double distance = kFarthest * i / (kDistances - 1);
    const data::Dataset set = with_outliers(distance);
    const Matrix<double> X = inputs_of(set);
    const Matrix<double> squares = linear::least_squares_scores(X, set.labels, 2),
                         logistic = linear::logistic_scores(X, set.labels, 2, settings().lambda).rows;
    task.distances.push_back(distance);
    task.squares_borders.push_back(boundary_between(squares, task.means));
    task.logistic_borders.push_back(boundary_between(logistic, task.means));
    if (task.link_rows.rows() > 0)
      task.link_borders.push_back(
          boundary_between(linked_rows(linear::link_regression(X, set.labels, settings().link, settings().lambda)),
                           task.means));
  }
}

void LinearVsLogistic::data_changed() {
  data::Dataset set = with_outliers(settings().outlier_distance);
  Task task;
  task.means = data::class_means(data().training());
  const std::ptrdiff_t first = data().training().size();
  task.X = inputs_of(set);
  task.labels = std::move(set.labels);
  task.x = data().x_range();
  task.y = data().y_range();
  for (std::ptrdiff_t i = first; i < task.X.rows(); ++i) {
    task.x = {std::min(task.x.low, task.X(i, 0) - 0.2), std::max(task.x.high, task.X(i, 0) + 0.2)};
    task.y = {std::min(task.y.low, task.X(i, 1) - 0.2), std::max(task.y.high, task.X(i, 1) + 0.2)};
  }
  task.squares = task.optimum = Matrix<double>(entropy_.outputs(), 3);
  if (!task.labels.empty()) {
    task.squares = linear::least_squares_scores(task.X, task.labels, classes());
    linear::ScoreFit found = linear::logistic_scores(task.X, task.labels, classes(), settings().lambda);
    task.optimum = std::move(found.rows);
    task.optimum_cost = found.cost;
    if (classes() == 2 && settings().link != linear::Link::logistic) {
      task.link_rows = linked_rows(linear::link_regression(task.X, task.labels, settings().link, settings().lambda));
      task.of_link = judge(task.link_rows, task, 2);
    }
  }
  field_.set_window(task.x, task.y);
  descent_.set_task(task.X, task.labels, settings().lambda, settings().learning_rate);
  task.of_squares = judge(task.squares, task, classes());
  task.of_optimum = judge(task.optimum, task, classes());
  of_descent_ = judge(descent_.rows(), task, classes());
  stable_rate_ = descent_.stable_rate_at(task.optimum);
  follow_outliers(task);
  task_ = Shared(std::move(task));
}

void LinearVsLogistic::describe(Snapshot& snapshot) const {
  // A steeper sigmoid is one of larger scores.
  const ConstMatrixView<double> now = descent_.rows();
  steep_rows_->resize(now.rows, now.cols);
  for (std::ptrdiff_t i = 0; i < now.size(); ++i) steep_rows_->data()[i] = settings().steepness * now.data[i];
  Plane& squares = snapshot.plane("plane", "Least squares", {.weight = 4, .help = kSquaresHelp});
  describe_plane(squares, "least squares", task_->squares, nn::Objective::squared);
  add_linear_boundaries(squares, "logistic regression", task_->optimum, task_->x, task_->y,
                        {.color = kColorAccent, .dashed = true, .width_px = 2});
  add_linear_boundaries(squares, "decision boundary", task_->squares, task_->x, task_->y);
  cut_.describe_line(squares);
  Plane& logistic = snapshot.plane("logistic", "Logistic regression", {.weight = 4, .help = kLogisticHelp});
  describe_plane(logistic, "logistic regression", *steep_rows_, nn::Objective::cross_entropy);
  add_linear_boundaries(logistic, "optimum", task_->optimum, task_->x, task_->y,
                        {.color = kColorAccent, .dashed = true, .width_px = 2.5f});
  add_linear_boundaries(logistic, "decision boundary", now, task_->x, task_->y);
  if (has_link())
    add_linear_boundaries(logistic, link_name(), task_->link_rows, task_->x, task_->y,
                          {.color = kLinkColor, .dashed = true, .width_px = 2.5f});
  Plane& cut = snapshot.plane("cut", "Along the cut", {.weight = 3, .help = kCutHelp});
  std::vector<std::string> names;
  for (int k = 0; k < classes(); ++k) names.emplace_back(data().class_name(k));
  cut_.describe_samples(cut, task_->X, task_->labels, classes());
  cut_.describe_squares(cut, task_->squares, names);
  cut_.describe_logistic(cut, *steep_rows_, names, settings().answer == Answer::class_alone);
  if (settings().other_models) cut_.describe_other_models(cut, *steep_rows_);
  if (has_link()) cut_.describe_link(cut, link_name(), task_->link_rows, settings().link, kLinkColor);
  if (!task_->distances.empty())
    describe_borders(snapshot.curves("borders", "Boundary by distance", {.weight = 2, .help = kBordersHelp}));
  Plane& costs = snapshot.curves("cost", "Descent", {.weight = 2, .help = kCostHelp});
  descent_.describe_cost(costs);
  costs.level("least E", task_->optimum_cost);

  describe_recalls(snapshot);
  describe_numbers(snapshot);
}

void LinearVsLogistic::describe_recalls(Snapshot& snapshot) const {
  const std::array<const Verdict*, 2> verdicts{&task_->of_squares, &of_descent_};
  const auto recall = [&](std::size_t i, int k, double n) {
    return n > 0 ? 1 - verdicts[i]->mistakes[static_cast<std::size_t>(k)] / n : NAN;
  };
  Table* table = nullptr;
  if (classes() > 2) {
    table = &snapshot.table("classes", "Recall of each class", {.weight = 1, .help = kClassesHelp});
    table->head({"class", "squares", "logistic", "points"});
  }
  for (int k = 0; k < classes(); ++k) {
    const auto n = static_cast<double>(std::count(task_->labels.begin(), task_->labels.end(), k));
    const std::string name(data().class_name(k)), id = std::to_string(k);
    snapshot.metric("squares_recall_" + id, "recall of " + name + ", least squares", recall(0, k, n), {.digits = 3});
    snapshot.metric("logistic_recall_" + id, "recall of " + name + ", logistic", recall(1, k, n), {.digits = 3});
    const auto percent = [&](std::size_t i) {
      return number_in_words(std::round(100 * recall(i, k, n))) + (n > 0 ? " %" : "");
    };
    if (table != nullptr) table->row({name, percent(0), percent(1), {n, 0}}, {k});
  }
}

void LinearVsLogistic::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kNumbersHelp});
  const bool is_empty = task_->labels.empty();
  if (is_empty) numbers.warning("No points yet: drop a file, or choose a class beside a picture and tap into it.");
  if (settings().learning_rate > stable_rate_)
    numbers.warning("η is above 2/λ: near the optimum each step overshoots.");
  if (classes() == 2) {
    numbers.add("squares_border", "boundary, squares", task_->of_squares.boundary, {.digits = 2});
    numbers.add("logistic_border", "boundary, logistic", of_descent_.boundary, {.digits = 2});
    if (has_link()) {
      numbers.add("link_border", "boundary, " + link_name(), task_->of_link.boundary, {.digits = 2});
      numbers.add("link_wrong", "wrong, " + link_name(), task_->of_link.misclassified, {.digits = 3});
      snapshot.metric("link_length", "length of its weights",
                      std::sqrt(task_->link_rows(0, 1) * task_->link_rows(0, 1) +
                                task_->link_rows(0, 2) * task_->link_rows(0, 2)));
    }
    snapshot.metric("optimum_border", "boundary, optimum", task_->of_optimum.boundary, {.digits = 3});
  }
  numbers.add("squares_wrong", "wrong, squares", task_->of_squares.misclassified, {.digits = 3});
  numbers.add("logistic_wrong", "wrong, logistic", of_descent_.misclassified, {.digits = 3});
  snapshot.metric("optimum_wrong", "misclassified, optimum", task_->of_optimum.misclassified, {.digits = 3});
  numbers.add("cost", descent_.cost());
  numbers.add("gap", "excess cost", descent_.cost() - task_->optimum_cost, {.digits = 3});
  if (std::isfinite(stable_rate_)) numbers.add("stable_rate", "2/λ at the optimum", stable_rate_, {.digits = 3});
  if (classes() == 2) numbers.paragraph("Boundaries: 0 at the mean of class 0, 1 at that of class 1.");
}

void LinearVsLogistic::describe_plane(Plane& plane, std::string_view label, const Matrix<double>& rows,
                                      nn::Objective objective) const {
  data().describe_axes(plane);
  plane.x.range = task_->x;
  plane.y.range = task_->y;
  field_.describe(plane, label, rows, OutputCode::classification(classes(), objective), settings().answer);
  data().describe_examples(plane);
  const auto first = static_cast<std::size_t>(data().training().size()), count = static_cast<std::size_t>(outliers());
  plane.points("outliers", Places(task_->X).part(first, count),
               {.color = classes() - 1, .marker = Marker::diamond, .size_px = 5});
}

void LinearVsLogistic::describe_borders(Plane& plane) const {
  plane.axes({.label = "distance of the outliers", .range = {0, kFarthest}}, {.label = "boundary", .range = {0, 1}});
  plane.line("least squares", {task_->distances, task_->squares_borders}, {.color = kColorForeground});
  plane.line("logistic", {task_->distances, task_->logistic_borders}, {.color = kColorAccent});
  if (!task_->link_borders.empty())
    plane.line(link_name(), {task_->distances, task_->link_borders}, {.color = kLinkColor});
  plane.vertical("now", settings().outlier_distance);
  plane.read_at = settings().outlier_distance;
}

const RegisterDemo<LinearVsLogistic> registered{{
    .id = "linear-vs-logistic",
    .title = "Least squares against logistic regression",
    .lecture = 3,
    .row = "R11",
    .summary =
        "Two straight decision boundaries on the same points: outliers pull one of them, and it masks a third class.",
    .sources = {"Bishop, Pattern Recognition and Machine Learning (2006), §4.1.3, §4.3",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §4.2",
                "Böhning, Multinomial logistic regression algorithm, Ann. Inst. Stat. Math. 44 (1992)"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
