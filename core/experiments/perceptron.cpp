// Rosenblatt's perceptron, one visit to one point a step: the boundary with θ at right angles to it, the update drawn
// as a sum of vectors and written in numbers, the number of updates against Novikoff's bound, and its failure on
// points that no line separates. More than two classes: one perceptron each, its class against the rest.
// Lecture row R10.
// Sources: Rosenblatt, The perceptron, Psychological Review 65 (1958) 386; Novikoff (1962); Gallant (1990).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/trail.h"
#include "core/ml/linear/perceptron_training.h"
#include "core/parts/linear_boundaries.h"
#include "core/parts/linear_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using linear::PerceptronTraining;
using Order = PerceptronTraining::Order;

constexpr const char* kPlaneHelp =
    "The predicted class everywhere. θ is perpendicular to the decision boundary and points to its own class; the ring "
    "marks the point visited. Tap to add points of the chosen class, drag to move them, long press to remove them.";
constexpr const char* kUpdateHelp =
    "The last update as a sum of vectors: θ before, plus or minus η times the point, is θ after. The thin line is the "
    "recent path of θ. Once updates are short, the picture shows the tips of the arrows alone.";
constexpr const char* kMistakesHelp =
    "Misclassified points after each pass. Where no line separates the classes, the count never stays at 0; the pocket "
    "keeps the best θ so far.";
constexpr const char* kUpdatesHelp =
    "Updates so far, and the number they can never exceed on separable points: (R/γ)², plus a term for the start.";

enum class StartLine { random, zero };

struct Settings {
  PlanarDataSettings data{.set = "blobs", .classes = 2, .n = 100, .noise = 0.15, .train_fraction = 1};
  StartLine start = StartLine::random;
  Order order = Order::shuffled;
  double learning_rate = 0.1;
  int watched = 2;  // class, from 1
  bool show_pocket = false, show_margin = false;
};

// tasks × 3: a row (b, w) for each task, of which two classes need one.
Matrix<double> make_start(StartLine start, int classes, Rng rng) {
  Matrix<double> rows(classes == 2 ? 1 : classes, 3);
  if (start == StartLine::zero) return rows;
  for (std::ptrdiff_t i = 0; i < rows.size(); ++i) rows.data()[i] = 0.5 * rng.normal();
  return rows;
}

class Perceptron final : public Demo<Perceptron, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Perceptron")
        .choice(&Settings::start, "start", glossary_label("start"),
                {{StartLine::random, "random", "A random line"}, {StartLine::zero, "zero", "θ = 0, b₀ = 0"}})
        .help("The initial θ and b₀.")
        .choice(&Settings::order, "visit_order", "Order of visits", linear::kVisitOrders)
        .formerly("order")
        .help("Which point is visited next. Novikoff's bound holds for every order.")
        .real(&Settings::learning_rate, "learning_rate", {0.01, 10})
        .logarithmic()
        .help(
            "Length of an update in units of the point. From θ = 0 it only scales θ: the same points are misclassified.")
        .integer(&Settings::watched, "watched", "Class watched", {1, 10})
        .live()
        .help("With more than two classes there is one perceptron per class: the one whose updates are drawn.")
        .group("Compare")
        .boolean(&Settings::show_pocket, "show_pocket", "Pocket")
        .live()
        .help("Dashed: the boundary with the fewest mistakes so far.")
        .boolean(&Settings::show_margin, "show_margin", "Maximum margin")
        .live()
        .help("Dashed: the separating line farthest from the nearest points.");
  }

  explicit Perceptron(const Start& start)
      : Demo(start),
        training_(make_start(settings().start, data().classes(), rng("start")), settings().learning_rate,
                  settings().order, rng("visits")),
        field_(data().x_range(), data().y_range()) {
    data_changed();
  }

  void data_changed() {
    training_.set_data(inputs_of(data().training()), data().training().labels);
    updates_.resize(training_.tasks().size(), History(1));
    paths_.resize(training_.tasks().size());
    record();
  }
  void step() override {
    training_.step();
    record();
  }
  bool finished() const override { return training_.finished(); }
  auto state() const {
    return std::tuple(std::cref(training_), unhashed(mistakes_), unhashed(updates_), unhashed(paths_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // Among the tasks, whose only one stands for both of two classes.
  std::size_t watched() const {
    return std::min(static_cast<std::size_t>(settings().watched), training_.tasks().size()) - 1;
  }
  const PerceptronTraining::Task& task() const { return training_.tasks()[watched()]; }
  std::span<const double> row(std::size_t k) const { return {training_.rows().row(static_cast<std::ptrdiff_t>(k)), 3}; }

  void record() {
    mistakes_.record(training_.passes(), std::array{1.0 * training_.mistakes(), 1.0 * training_.pocket_mistakes()});
    for (std::size_t k = 0; k < updates_.size(); ++k) {
      updates_[k].record(training_.passes(), std::array{static_cast<double>(training_.tasks()[k].updates)});
      if (paths_[k].empty() || (!training_.visits().empty() && training_.visits()[k].updated))
        paths_[k].record({static_cast<float>(row(k)[1]), static_cast<float>(row(k)[2])});
    }
  }

  void describe_plane(Plane& plane) const;
  void describe_lines(Plane& plane) const;
  void describe_update(Plane& plane) const;
  void describe_visit(Numbers& numbers) const;
  void describe_numbers(Snapshot& snapshot) const;

  PerceptronTraining training_;
  History mistakes_{2};           // now, of the pocket
  std::vector<History> updates_;  // of each task
  std::vector<Trail> paths_;      // of θ, of each task
  LinearField field_;
};

void Perceptron::describe(Snapshot& snapshot) const {
  describe_plane(snapshot.plane("plane", "Decision", {.weight = 4, .help = kPlaneHelp}));
  describe_update(snapshot.plane("update", "Update", {.weight = 2, .help = kUpdateHelp}));
  Plane& mistakes = snapshot.curves("mistakes", "Mistakes", {.weight = 2, .help = kMistakesHelp});
  mistakes.axes({.label = "passes through the data"}, {.label = "misclassified points"});
  mistakes.line("now", mistakes_, 0);
  mistakes.line("pocket", mistakes_, 1, {.color = 2});
  Plane& updates = snapshot.curves("updates", "Updates", {.weight = 2, .help = kUpdatesHelp});
  updates.axes({.label = "passes through the data"}, {.label = "updates", .logarithmic = true});
  updates.line("updates", updates_[watched()], 0, {.least = 0.5});
  if (task().bound() > 0) updates.level("bound", task().bound());
  describe_numbers(snapshot);
}

void Perceptron::describe_plane(Plane& plane) const {
  data().describe_axes(plane);
  const auto code = nn::OutputCode::classification(data().classes(), nn::Objective::hinge);
  field_.describe(plane, "class", training_.rows(), code, LinearField::Answer::class_alone);
  data().describe_examples(plane);
  describe_lines(plane);
  if (training_.visits().empty()) return;
  const PerceptronTraining::Visit& last = training_.visits()[watched()];
  const double* x = training_.samples().row(static_cast<std::ptrdiff_t>(last.sample));
  plane.point("visited", x[0], x[1],
              {.color = last.updated ? kColorBad : kColorGood, .marker = Marker::ring, .size_px = 10});
}

void Perceptron::describe_lines(Plane& plane) const {
  const Range x = field_.x(), y = field_.y();
  const std::span<const PerceptronTraining::Task> tasks = training_.tasks();
  for (const PerceptronTraining::Task& one : tasks) {
    if (!settings().show_margin || !one.separator) continue;
    const double widest[3] = {one.separator->b, one.separator->w[0], one.separator->w[1]};
    add_level_line(plane, "maximum margin", widest, 0, {.color = kColorGood, .dashed = true});
  }
  if (settings().show_pocket)
    add_linear_boundaries(plane, "pocket", training_.pocket_rows(), x, y, {.color = kColorMuted, .dashed = true});
  add_linear_boundaries(plane, "decision boundary", training_.rows(), x, y);
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const ColorRole color = tasks.size() == 1 ? kColorAccent : static_cast<int>(k);
    if (tasks.size() > 1) add_level_line(plane, "one against the rest", row(k), 0, {.color = color, .dashed = true});
    add_normal_arrow(plane, "θ", row(k), x, y, 0.2 * (x.high - x.low), color);
  }
}

// The window doubles as θ grows, with the origin in its middle; once an update is short beside θ, with the update
// there.
void Perceptron::describe_update(Plane& plane) const {
  constexpr double kShort = 0.25;      // of θ
  constexpr std::size_t kRecent = 20;  // places of θ
  const double* now = row(watched()).data() + 1;
  const double* before = task().updated_by ? task().before_update.data() + 1 : nullptr;
  const auto longest = [](double x, double y) { return std::max(std::fabs(x), std::fabs(y)); };
  double half = 0.25, extent = longest(now[0], now[1]), x = 0, y = 0;
  if (before != nullptr) {
    const double update = longest(now[0] - before[0], now[1] - before[1]);
    extent = std::max(extent, longest(before[0], before[1]));
    if (update > 0 && update < kShort * extent) {
      x = 0.5 * (now[0] + before[0]);
      y = 0.5 * (now[1] + before[1]);
      extent = 1.5 * update;
      half = update / 1024;
    }
  }
  while (half < 1.05 * extent && std::isfinite(half)) half *= 2;
  plane.equal_axes({.label = "θ₁", .range = {x - half, x + half}}, {.label = "θ₂", .range = {y - half, y + half}});
  LineLayer& path = plane.line("path of θ", Places(), {.color = kColorMuted, .width_px = 1});
  const Trail& trail = paths_[watched()];
  for (std::size_t i = trail.size() - std::min(trail.size(), kRecent); i < trail.size(); ++i) {
    path.x.push_back(trail[i].x);
    path.y.push_back(trail[i].y);
  }
  if (before != nullptr) {
    plane.arrow("θ before", 0, 0, before[0], before[1], {kColorMuted});
    plane.arrow(task().signs[*task().updated_by] > 0 ? "+ηx" : "−ηx", before[0], before[1], now[0] - before[0],
                now[1] - before[1], {kColorBad});
  }
  plane.arrow("θ", 0, 0, now[0], now[1], {kColorAccent});
}

void Perceptron::describe_visit(Numbers& numbers) const {
  const PerceptronTraining::Visit& last = training_.visits()[watched()];
  const double *x = training_.samples().row(static_cast<std::ptrdiff_t>(last.sample)), *now = row(watched()).data();
  const char* sign = task().signs[last.sample] > 0 ? "+" : "−";
  const double eta = task().perceptron.eta();
  std::array<char, 160> line;
  const auto write = [&](const char* pattern, auto... values) {
    std::snprintf(line.data(), line.size(), pattern, values...);
    numbers.formula(line.data());
  };
  write("t = %s1, x·θ + b₀ = %.3f: %s", sign, last.score, last.updated ? "misclassified" : "correct");
  if (!last.updated) return write("x = (%.3f, %.3f): θ stays", x[0], x[1]);
  const std::vector<double>& before = last.before;
  write("θ ← θ %s %.3g·(%.3f, %.3f)", sign, eta, x[0], x[1]);
  write("  = (%.3f, %.3f)", now[1], now[2]);
  write("b₀ ← %.3f %s %.3g = %.3f", before[0], sign, eta, now[0]);
}

void Perceptron::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers =
      snapshot.numbers("This visit", {.weight = 2, .help = "The update in numbers, and how many more there can be."});
  const auto samples = training_.samples().rows;
  if (samples == 0) numbers.warning("No points yet: choose a class beside the picture and tap into it.");
  if (!training_.visits().empty()) describe_visit(numbers);
  if (finished()) numbers.paragraph("Every point is classified correctly: nothing changes any more.");
  if (training_.cycle() > 0)
    numbers.warning("The same θ as " + std::to_string(training_.cycle()) + " passes ago: from here on it cycles.");
  const bool has_bound = task().separator.has_value();
  const double bound = std::floor(task().bound());
  const std::string of_all = "of " + std::to_string(samples), of_most = "of at most " + number_in_words(bound);
  numbers.add("mistakes", "misclassified", training_.mistakes(), {.digits = 0, .note = of_all});
  numbers.add("updates", "updates", static_cast<double>(task().updates),
              {.digits = 0, .note = has_bound ? of_most : ""});
  numbers.add("pocket_mistakes", "fewest so far (pocket)", training_.pocket_mistakes(), {.digits = 0});
  snapshot.metric("visits", "visits", static_cast<double>(training_.looked_at()), {.digits = 0});
  snapshot.metric("passes", "passes", training_.passes());
  snapshot.metric("cycle", "passes in a cycle", static_cast<double>(training_.cycle()), {.digits = 0});
  if (!has_bound) return static_cast<void>(numbers.paragraph("No separating line is known: updates have no bound."));
  snapshot.metric("bound", "bound on the updates", bound, {.digits = 0});
  numbers.add("margin", "γ, maximum margin", task().separator->margin, {.digits = 3});
  numbers.add("radius", "R, length of the longest (x, 1)", task().separator->radius, {.digits = 3});
  numbers.formula(task().start_length > 0 ? "bound (R/γ)² + 2|v₀|/(ηγ)" : "bound (R/γ)²");
}

const RegisterDemo<Perceptron> registered{{
    .id = "perceptron",
    .title = "Perceptron",
    .lecture = 3,
    .row = "R10",
    .summary = "A line turns and shifts until every point is classified correctly, one visit to one point at a time.",
    .sources = {"Rosenblatt, The perceptron, Psychological Review 65 (1958) 386",
                "Novikoff, On convergence proofs on perceptrons (1962)",
                "Gallant, Perceptron-based learning algorithms, IEEE Trans. Neural Networks 1 (1990) 179"},
    .steps_per_second = 4,
}};

}  // namespace
}  // namespace lectern
