// Rosenblatt's perceptron, one visit to one point a step: the border with θ at right angles to it, the update drawn
// as a sum of vectors and written in numbers, the number of updates against Novikoff's bound, and its failure on
// points that no line separates. More than two classes: one perceptron each, its class against the rest.
// Lecture row R10.
// Sources: Rosenblatt, The perceptron, Psychological Review 65 (1958) 386; Novikoff (1962); Gallant (1990).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/linear_borders.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/ml/linear/perceptron_training.h"
#include "core/parts/linear_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using linear::PerceptronTraining;

constexpr const char* kPlaneHelp =
    "The class answered everywhere. θ stands at right angles to the border and points to its own class; the ring is "
    "the point visited. Tap to add points of the class chosen, drag to move, press long to remove.";
constexpr const char* kUpdateHelp =
    "The last update as a sum of vectors: θ before, plus or minus η times the point, is θ after.";
constexpr const char* kMistakesHelp =
    "Points on the wrong side after each pass. Where no line separates the classes it never ends at 0; the pocket "
    "keeps the best θ met so far.";
constexpr const char* kUpdatesHelp =
    "Updates so far, and the number that separable points can never exceed: (R/γ)² and a share for the start.";

// Labels of the random streams.
constexpr std::uint64_t kStart = 1, kVisits = 2;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_planar_data_parameters(schema, {.data = "blobs", .classes = 2, .n = 100, .noise = 0.15, .train_fraction = 1});
  schema.group("Perceptron")
      .choice("start", "Start", {{"random", "A random line"}, {"zero", "θ = 0, b₀ = 0"}}, "random")
      .help("Where θ and b₀ begin.")
      .choice("order", "Order of the visits",
              {{"shuffled", "Shuffled in each pass"},
               {"in_turn", "In turn"},
               {"wrong", "Only points on the wrong side"}},
              "shuffled")
      .help("Which point is visited next. Novikoff's bound holds for every order.")
      .real("learning_rate", "Learning rate η", {0.01, 10}, 0.1)
      .logarithmic()
      .help("Length of an update in units of the point. From θ = 0 it only scales θ: the same points are wrong.")
      .integer("watched", "Class watched", {1, 10}, 2)
      .live()
      .help("With more than two classes there is one perceptron a class: whose updates are drawn.");
  schema.group("Compare")
      .boolean("show_pocket", "Pocket", false)
      .live()
      .help("Dashed: the border with the fewest mistakes so far.")
      .boolean("show_margin", "Widest margin", false)
      .live()
      .help("Dashed: of all separating lines the one farthest from the nearest points.");
  return schema;
}

Matrix<double> make_start(const ExperimentStart& start, int classes) {
  Matrix<double> rows(classes == 2 ? 1 : classes, 3);
  Rng rng = Rng(start.seed).split(kStart);
  if (start.parameters.choice("start") == "zero") return rows;
  for (std::ptrdiff_t i = 0; i < rows.size(); ++i) rows.data()[i] = 0.5 * rng.normal();
  return rows;
}

PerceptronTraining::Order make_order(const ParameterSet& parameters) {
  const std::string& order = parameters.choice("order");
  return order == "shuffled" ? PerceptronTraining::Order::shuffled
         : order == "wrong"  ? PerceptronTraining::Order::wrong
                             : PerceptronTraining::Order::in_turn;
}

class PerceptronDemo final : public Experiment {
 public:
  PerceptronDemo(const ExperimentStart& start, PlanarData data)
      : data_(std::move(data)),
        training_(make_start(start, data_.classes()), start.parameters.real("learning_rate"),
                  make_order(start.parameters), Rng(start.seed).split(kVisits)) {
    field_.set_window(data_.x_range(), data_.y_range());
    tune(start.parameters);
    take_data();
  }

  void step() override {
    training_.step();
    record();
  }
  void tune(const ParameterSet& parameters) override {
    watched_ = static_cast<std::size_t>(parameters.integer("watched")) - 1;
    shows_pocket_ = parameters.boolean("show_pocket");
    shows_margin_ = parameters.boolean("show_margin");
  }
  bool act(const Action& action) override {
    if (!data_.act(action)) return false;
    take_data();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override { training_.hash_state(hasher); }
  bool finished() const override { return training_.finished(); }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<PerceptronDemo>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  // Among the tasks, whose only one stands for both of two classes.
  std::size_t watched() const { return std::min(watched_, training_.tasks().size() - 1); }
  const PerceptronTraining::Task& task() const { return training_.tasks()[watched()]; }
  std::span<const double> row(std::size_t k) const { return {training_.rows().row(static_cast<std::ptrdiff_t>(k)), 3}; }

  void take_data();
  void record();

  void describe_plane(Plane& plane) const;
  void describe_lines(Plane& plane) const;
  void describe_update(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_visit(Text& text) const;

  PlanarData data_;
  PerceptronTraining training_;
  std::size_t watched_ = 0;
  bool shows_pocket_ = false, shows_margin_ = false;
  History mistakes_{2};              // now, of the pocket
  std::vector<History> updates_;     // of each task
  LinearField field_;
};

void PerceptronDemo::take_data() {
  training_.set_data(inputs_of(data_.training()), data_.training().labels);
  updates_.resize(training_.tasks().size(), History(1));
  record();
}

void PerceptronDemo::record() {
  mistakes_.record(training_.passes(), std::array{1.0 * training_.mistakes(), 1.0 * training_.pocket_mistakes()});
  for (std::size_t k = 0; k < updates_.size(); ++k)
    updates_[k].record(training_.passes(), std::array{static_cast<double>(training_.tasks()[k].updates)});
}

void PerceptronDemo::describe(Snapshot& snapshot) const {
  describe_plane(snapshot.add_panel<Plane>("plane", "Decision", 4, kPlaneHelp));
  describe_update(snapshot.add_panel<Plane>("update", "Update", 2, kUpdateHelp));
  describe_curves(snapshot);
  describe_numbers(snapshot);
}

void PerceptronDemo::describe_plane(Plane& plane) const {
  data_.describe_axes(plane);
  const auto code = nn::OutputCode::classification(data_.classes(), nn::Objective::hinge);
  field_.describe(plane, "class", training_.rows(), code, LinearField::Answer::class_alone);
  data_.describe_examples(plane);
  describe_lines(plane);
  if (training_.visits().empty()) return;
  const PerceptronTraining::Visit& last = training_.visits()[watched()];
  const double* x = training_.samples().row(static_cast<std::ptrdiff_t>(last.sample));
  add_mark(plane, "visited", x[0], x[1], Marker::ring, 10, last.updated ? kColorBad : kColorGood);
}

void PerceptronDemo::describe_lines(Plane& plane) const {
  const Range x = field_.x(), y = field_.y();
  const std::span<const PerceptronTraining::Task> tasks = training_.tasks();
  for (const PerceptronTraining::Task& one : tasks) {
    if (!shows_margin_ || !one.separator) continue;
    const double widest[3] = {one.separator->b, one.separator->w[0], one.separator->w[1]};
    add_level_line(plane, "widest margin", widest, 0, x, y, kColorGood, true);
  }
  if (shows_pocket_) add_linear_borders(plane, "pocket", training_.pocket_rows(), x, y, kColorMuted, true);
  add_linear_borders(plane, "border", training_.rows(), x, y, kColorForeground, false);
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const ColorRole color = tasks.size() == 1 ? kColorAccent : static_cast<int>(k);
    if (tasks.size() > 1) add_level_line(plane, "one against the rest", row(k), 0, x, y, color, true);
    add_normal_arrow(plane, "θ", row(k), x, y, 0.2 * (x.high - x.low), color);
  }
}

// The window doubles as θ grows, with the origin in its middle.
void PerceptronDemo::describe_update(Plane& plane) const {
  double half = 0.25;
  for (const double* theta : {row(watched()).data(), task().updated_by ? task().before_update.data() : nullptr}) {
    if (theta == nullptr) continue;
    const double extent = 1.05 * std::max(std::fabs(theta[1]), std::fabs(theta[2]));
    while (half < extent && std::isfinite(half)) half *= 2;
  }
  set_axes(plane, "θ₁", {-half, half}, "θ₂", {-half, half});
  const auto arrow = [&](const char* label, const double* from, const double* to, ColorRole color) {
    ArrowsLayer& layer = plane.next<ArrowsLayer>();
    layer.label = label;
    layer.x.assign(1, static_cast<float>(from[0]));
    layer.y.assign(1, static_cast<float>(from[1]));
    layer.dx.assign(1, static_cast<float>(to[0] - from[0]));
    layer.dy.assign(1, static_cast<float>(to[1] - from[1]));
    layer.color = color;
  };
  constexpr double kOrigin[2] = {0, 0};
  const double* now = row(watched()).data() + 1;
  if (task().updated_by) {
    const double* before = task().before_update.data() + 1;
    arrow("θ before", kOrigin, before, kColorMuted);
    arrow(task().signs[*task().updated_by] > 0 ? "+ηx" : "−ηx", before, now, kColorBad);
  }
  arrow("θ", kOrigin, now, kColorAccent);
}

void PerceptronDemo::describe_curves(Snapshot& snapshot) const {
  Curves& mistakes = snapshot.add_panel<Curves>("mistakes", "Mistakes", 2, kMistakesHelp);
  set_axes(mistakes, "passes through the data", "points taken for another class", {}, false);
  add_series(mistakes, "now", mistakes_, 0, 0);
  add_series(mistakes, "pocket", mistakes_, 1, 2);
  Curves& updates = snapshot.add_panel<Curves>("updates", "Updates", 2, kUpdatesHelp);
  set_axes(updates, "passes through the data", "updates", {}, true);
  add_series(updates, "updates", updates_[watched()], 0, 0, 0.5);
  if (task().bound() > 0) add_level(updates, "bound", updates_[watched()], task().bound());
}

void PerceptronDemo::describe_visit(Text& text) const {
  const PerceptronTraining::Visit& last = training_.visits()[watched()];
  const double *x = training_.samples().row(static_cast<std::ptrdiff_t>(last.sample)), *now = row(watched()).data();
  const char* sign = task().signs[last.sample] > 0 ? "+" : "−";
  const double eta = task().perceptron.eta();
  char line[160];
  std::snprintf(line, sizeof line, "t = %s1, x·θ + b₀ = %.3f: %s side", sign, last.score,
                last.updated ? "wrong" : "right");
  add_line(text, TextStyle::formula, line);
  if (!last.updated) {
    std::snprintf(line, sizeof line, "x = (%.3f, %.3f): θ stays", x[0], x[1]);
    return add_line(text, TextStyle::formula, line);
  }
  const std::vector<double>& before = last.before;
  std::snprintf(line, sizeof line, "θ = (%.3f, %.3f) %s %.3g·(%.3f, %.3f) = (%.3f, %.3f)", before[1], before[2], sign,
                eta, x[0], x[1], now[1], now[2]);
  add_line(text, TextStyle::formula, line);
  std::snprintf(line, sizeof line, "b₀ = %.3f %s %.3g = %.3f", before[0], sign, eta, now[0]);
  add_line(text, TextStyle::formula, line);
}

void PerceptronDemo::describe_numbers(Snapshot& snapshot) const {
  snapshot.add_metric("visits", "visits", static_cast<double>(training_.looked_at()));
  snapshot.add_metric("passes", "passes", training_.passes());
  snapshot.add_metric("updates", "updates", static_cast<double>(task().updates));
  snapshot.add_metric("mistakes", "mistakes", training_.mistakes());
  snapshot.add_metric("pocket_mistakes", "mistakes of the pocket", training_.pocket_mistakes());
  snapshot.add_metric("bound", "bound on updates", task().bound());
  snapshot.add_metric("cycle", "passes of a cycle", static_cast<double>(training_.cycle()));
  Text& text = snapshot.add_panel<Text>("numbers", "This visit", 2, "The update in numbers, and how far it can go on.");
  if (training_.samples().rows == 0)
    add_line(text, TextStyle::warning, "No points yet: choose a class beside the picture and tap into it.");
  if (!training_.visits().empty()) describe_visit(text);
  if (finished()) add_line(text, TextStyle::paragraph, "Every point is on its side: nothing changes any more.");
  if (training_.cycle() > 0) {
    char line[120];
    std::snprintf(line, sizeof line, "The same θ as %zu passes before: from here it goes in circles.",
                  training_.cycle());
    add_line(text, TextStyle::warning, line);
  }
  add_value(text, "mistakes", training_.mistakes(), 6, "of " + std::to_string(training_.samples().rows));
  add_value(text, "fewest so far (pocket)", training_.pocket_mistakes(), 6);
  add_value(text, "updates", static_cast<double>(task().updates), 8);
  const std::optional<linear::Separator>& separator = task().separator;
  if (!separator)
    return add_line(text, TextStyle::paragraph, "No separating line is known: the updates have no bound.");
  add_value(text, "R, length of the longest (x, 1)", separator->radius, 3);
  add_value(text, "γ, widest margin", separator->margin, 3);
  add_value(text, task().start_length > 0 ? "bound (R/γ)² + 2|v₀|/(ηγ)" : "bound (R/γ)²",
            std::floor(task().bound()), 8);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<PerceptronDemo>(start, std::move(*data)));
}

ExperimentInfo perceptron_info() {
  ExperimentInfo info;
  info.id = "perceptron";
  info.title = "Perceptron";
  info.lecture = 3;
  info.row = "R10";
  info.summary = "A line turns and shifts until every point is on its side, one visit to one point at a time.";
  info.lesson =
      "Step by step: the ring is the point visited. On its right side it changes nothing; on the wrong side it is "
      "added to θ (class 1) or taken away from it (class 0), and the border, always at right angles to θ, swings "
      "towards it. Points that a line can separate are separated after at most (R/γ)² updates if θ starts at zero; "
      "a random line must be unlearned first, which takes the longer the smaller η is. Bring the two clouds together "
      "and watch the bound grow faster than the work. Then let one point stray among the others, or choose XNOR: for "
      "which problems do you expect the perceptron to fail, and how does the failure look? What does the pocket keep, "
      "and can a perceptron tell more than two classes apart?";
  info.sources = {"Rosenblatt, The perceptron, Psychological Review 65 (1958) 386",
                  "Novikoff, On convergence proofs on perceptrons (1962)",
                  "Gallant, Perceptron-based learning algorithms, IEEE Trans. Neural Networks 1 (1990) 179"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.steps_per_second = 4;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{perceptron_info()};

}  // namespace
}  // namespace lectern
