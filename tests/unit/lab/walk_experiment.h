#pragma once

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/registry.h"
#include "core/lab/runner.h"
#include "core/lab/share_link.h"
#include "core/math/rng.h"
#include "tests/experiments/run_link.h"

// A random walk in the plane that answers to every kind of change, for tests of links and runners.
namespace lectern::tests {

class Walk final : public Experiment {
 public:
  explicit Walk(const ExperimentStart& start)
      : pool_(start.pool),
        rng_(start.seed, start.data_seed),
        points_(start.points),
        size_(start.parameters.integer("size")),
        mood_(start.parameters.choice_index("mood")),
        cells_(static_cast<std::size_t>(size_)) {
    tune(start.parameters);
    for (const auto& file : start.files) from_files_ += static_cast<double>(file->bytes.size());
  }

  void step() override {
    ++steps_;
    if (mood_ == 3 && steps_ == 5) throw std::bad_alloc();
    // Chunks that the pool may run in any order.
    pool_.run(size_, [&](std::ptrdiff_t i) {
      double& cell = cells_[static_cast<std::size_t>(i)];
      cell = 0.9 * cell + pace_ * static_cast<double>(i + 1) * x_;
    });
    x_ += pace_ * rng_.normal() + 0.01 * from_files_ + 1e-3 * handle_;
    for (const DrawnPoint& point : points_) x_ += 1e-3 * (point.x - point.y) * (point.label + 1);
    for (const double cell : cells_) x_ += 1e-4 * std::tanh(cell);
    if (mood_ == 1 && steps_ >= 50) x_ = std::numeric_limits<double>::infinity();
  }

  void tune(const ParameterSet& parameters) override { pace_ = parameters.real("pace"); }

  bool act(const Action& action) override {
    const bool known = std::visit([this](const auto& gesture) { return take(gesture); }, action.gesture);
    // Every action draws from the stream, so that one lost or doubled in a replay shows.
    if (known && !is_pad(action)) x_ += 0.1 * rng_.uniform();
    return known;
  }

  void describe(Snapshot& snapshot) const override {
    snapshot.add_metric("x", "Position", x_, "m");
    Plane& plane = snapshot.add_panel<Plane>("plane", "The walk", {.weight = 2, .help = "Where it goes."});
    plane.accepts_points = true;
    PointsLayer& layer = plane.next<PointsLayer>();
    layer.label = "drawn";
    layer.x.clear();
    layer.y.clear();
    for (const DrawnPoint& point : points_) {
      layer.x.push_back(point.x);
      layer.y.push_back(point.y);
    }
    layer.color.assign(1, 0);
  }

  void hash_state(StateHasher& hasher) const override {
    const Rng::State state = rng_.state();
    for (const std::uint32_t word : state.counter) hasher.add(word);
    hasher.add(x_);
    hasher.add(pace_);
    hasher.add(handle_);
    hasher.add(static_cast<std::uint64_t>(points_.size()));
    hasher.add(std::span<const double>(cells_));
  }

  bool finished() const override { return mood_ == 2 && steps_ >= 50; }
  SeedUse seeds() const override { return {.run = true, .data = mood_ != 2}; }
  std::optional<Divergence> divergence() const override {
    if (std::isfinite(x_)) return {};
    return Divergence{"The position grew beyond all bounds; a smaller pace keeps it finite.", "pace", 0.01};
  }
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<Walk>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return points_; }
  std::vector<std::string> file_shapes() const override {
    return std::vector<std::string>(from_files_ > 0 ? 1 : 0, "1×2");
  }

 private:
  static bool is_pad(const Action& action) {
    return std::holds_alternative<StrokeDrawn>(action.gesture) || std::holds_alternative<PadCleared>(action.gesture);
  }
  bool has(int index) const { return static_cast<std::size_t>(index) < points_.size(); }
  bool take(const PointAdded& g) {
    points_.push_back(g.point);
    return true;
  }
  bool take(const PointMoved& g) {
    if (!has(g.index)) return false;
    points_[static_cast<std::size_t>(g.index)] = {g.x, g.y, points_[static_cast<std::size_t>(g.index)].label};
    return true;
  }
  bool take(const PointRemoved& g) {
    if (!has(g.index)) return false;
    points_.erase(points_.begin() + g.index);
    return true;
  }
  bool take(const PointsCleared&) {
    points_.clear();
    return true;
  }
  bool take(const ExampleMoved& g) {
    if (g.index >= size_) return false;
    cells_[static_cast<std::size_t>(g.index)] = g.x - g.y;
    return true;
  }
  bool take(const ExampleRemoved& g) {
    if (g.index >= size_) return false;
    cells_[static_cast<std::size_t>(g.index)] = 0;
    return true;
  }
  bool take(const HandleDragged& g) {
    handle_ = g.x + 2 * g.y;
    return true;
  }
  bool take(const CellEdited& g) {
    if (g.row >= size_) return false;
    cells_[static_cast<std::size_t>(g.row)] = g.value;
    return true;
  }
  bool take(const StrokeDrawn&) { return true; }
  bool take(const PadCleared&) { return true; }
  bool take(const LatentPicked&) { return false; }

  ThreadPool& pool_;
  Rng rng_;
  std::vector<DrawnPoint> points_;
  int size_;
  int mood_;
  std::vector<double> cells_;
  double pace_ = 0;
  double x_ = 0;
  double handle_ = 0;
  double from_files_ = 0;
  std::uint64_t steps_ = 0;
};

inline ExperimentInfo walk_info(int version = 1) {
  ExperimentInfo info;
  info.id = "random-walk";
  info.title = "Random walk";
  info.lecture = 1;
  info.row = "R1";
  info.summary = "Walks at random.";
  info.sources = {"Pearson, The Problem of the Random Walk (1905)."};
  info.schema = ParameterSchema(version);
  info.schema.group("Walk")
      .real("pace", "Pace η", {1e-5, 10}, 0.03)
      .logarithmic()
      .live()
      .help("Length of a step.")
      .integer("size", "Size", {1, 64}, 8)
      .help("How many cells follow.")
      .boolean("damped", "Damped", false)
      .live()
      .help("Nothing, for tests.")
      .choice("mood", "Mood",
              {{"calm", "Calm"}, {"wild", "Wild"}, {"short", "Short"}, {"greedy", "Greedy"}, {"file", "From a file"}},
              "calm")
      .help("Calm walks on, wild diverges, short ends, greedy runs out of memory.")
      .integer_list("layers", "Layers", {1, 100}, 8, {4, 2})
      .help("Nothing, for tests.")
      .text("title", "Title", 30, "")
      .help("Nothing, for tests.");
  info.files = {".csv", "anything", "mood", "file"};
  info.make = [](const ExperimentStart& start) -> Result<std::unique_ptr<Experiment>> {
    if (start.parameters.text("title") == "impossible") return Error{"This title is impossible."};
    return std::unique_ptr<Experiment>(std::make_unique<Walk>(start));
  };
  return info;
}

inline const Registry& walk_registry() {
  static Registry registry;
  static const bool is_filled = (registry.add(walk_info()), true);
  static_cast<void>(is_filled);
  return registry;
}

inline std::unique_ptr<Runner> walk_runner(int workers = 1) {
  return make_inline_runner(workers, steady_clock_s, walk_registry());
}

// A walk with these values, as its link writes them: "mood=wild&size=3".
inline RunPlan walk_plan(std::string_view values = "") {
  const ParsedLink parsed = parse_link("#/random-walk?" + std::string(values), walk_registry());
  if (!parsed.problems.empty()) throw std::invalid_argument(parsed.problems[0]);
  return parsed.run.plan;
}

}  // namespace lectern::tests
