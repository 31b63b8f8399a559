// The nearest neighbours decide: the decision boundaries of k-NN, its training and validation errors for every k, and
// why it fails in many dimensions.
// Lecture row R13.
// Sources: Cover, Hart, Nearest neighbor pattern classification (1967); Hastie, Tibshirani, Friedman, The Elements of
// Statistical Learning (2009), §2.5, §13.3.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/experiments/nearest-neighbours/curse_curves.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/kernels/neighbour_sweep.h"
#include "core/parts/decision_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using kernels::NeighbourExamples;
using kernels::NeighbourMemory;
using kernels::NeighbourWeights;

constexpr const char* kPlaneHelp =
    "What the k nearest of the solid circles predict everywhere, paler where they disagree; rings are held out. Drag the "
    "handle: lines lead to its neighbours, and the outline encloses all that is as near as the last of them.";
constexpr const char* kErrorHelp =
    "Training error (E_tr) and validation error (E_val), one k after another. Dashed: nearer neighbours count more, "
    "1/distance; then every training example determines its own prediction.";

constexpr std::ptrdiff_t kMostJudged = 1000;  // examples of each part whose error at the present k is counted
constexpr int kCurvePlaces = 256;
constexpr int kOutlineCorners = 64;

struct Settings {
  PlanarDataSettings data{.set = "moons", .n = 200, .noise = 0.25, .learns_laws = true};
  int k = 1;
  NeighbourWeights weights = NeighbourWeights::uniform;
  kernels::Metric metric = kernels::Metric::euclidean;
  double epsilon = 0.2;
  int cube_samples = 200;
};

NeighbourExamples examples_of(const data::Dataset& set, int classes) {
  return {inputs_of(set), set.labels, {set.targets.begin(), set.targets.end()}, classes};
}

// What the neighbours of one place say.
struct Vote {
  std::vector<int> indices;                // k, nearest first
  std::vector<double> distances, weights;  // k
  std::vector<double> shares;              // classes
  int label = 0;
  double value = 0;
};

class NearestNeighbours final : public Demo<NearestNeighbours, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Neighbours")
        .integer(&Settings::k, "k", {1, kMaximumPlanarSamples})
        .logarithmic()
        .live()
        .help("How many of the nearest examples vote, at most all. One: each example decides alone around itself.")
        .choice(&Settings::weights, "neighbour_weights", "Weights of the neighbours", kernels::kNeighbourWeights)
        .formerly("weights")
        .live()
        .help("With inverse distances a training example determines its own prediction, whatever k is.")
        .choice(&Settings::metric, "metric", "Distance", kernels::kDistanceMetrics)
        .help("What near means: along a straight line, or along streets, |x₁| + |x₂|.")
        .group("Many dimensions")
        .real(&Settings::epsilon, "epsilon", "Distance ε", {0.1, 0.5})
        .help("How near a sample has to be. In d dimensions that takes about ε⁻ᵈ samples of the unit cube.")
        .integer(&Settings::cube_samples, "cube_samples", "Samples of the cube", {10, 500})
        .formerly("samples")
        .help("How many samples of the unit cube 1-NN knows, equally many in each dimension.");
  }

  explicit NearestNeighbours(const Start& start)
      : Demo(start), curse_(settings().epsilon, settings().cube_samples, rng("cube")) {
    const Range x = data().x_range(), y = data().y_range();
    query_ = {x.low + 0.3 * (x.high - x.low), y.low + 0.2 * (y.high - y.low)};
    data_changed();
  }

  void data_changed() {
    validation_ = std::make_shared<NeighbourExamples>(examples_of(data().validation(), classes()));
    memory_.reset();
    sweep_.reset();
    if (data().training().size() > 0) {
      memory_ = std::make_shared<NeighbourMemory>(examples_of(data().training(), classes()), settings().metric);
      sweep_.emplace(memory_, validation_);
    }
    rule_changed();
  }
  void settings_changed(const Settings&) { rule_changed(); }
  bool gesture(const Action& action) {
    const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
    if (action.panel != "plane" || dragged == nullptr || dragged->handle != "query") return false;
    query_ = {dragged->x, dragged->y};
    return true;
  }
  void step() override {
    if (sweep_) sweep_->advance(pool());
    curse_.advance();
  }
  bool finished() const override { return curse_.finished() && sweep_ && sweep_->finished(); }
  auto state() const { return std::tie(query_, sweep_, curse_); }
  void describe(Snapshot& snapshot) const override;

 private:
  bool is_curve() const { return data().problem().is_curve(); }
  int classes() const { return data().problem().is_classification() ? data().classes() : 0; }
  int k() const { return std::min(settings().k, memory_->search.size()); }
  void rule_changed();
  double mean_error(const NeighbourExamples& examples) const;
  void ask(const std::array<double, 2>& x, Vote& vote) const;
  void compute_field() const;

  void describe_plane(Plane& plane) const;
  void describe_query(Plane& plane) const;
  void describe_errors(Plane& curves) const;
  void describe_vote(Snapshot& snapshot) const;

  std::shared_ptr<const NeighbourMemory> memory_;  // null without training examples
  std::shared_ptr<const NeighbourExamples> validation_;
  std::optional<kernels::NeighbourSweep> sweep_;
  CurseCurves curse_;
  std::array<double, 2> query_{};

  // Of the rule as it is now.
  double training_error_ = 0, validation_error_ = 0;
  DecisionField field_;  // the decision or value, and the votes for the second of two classes
  Scratch<Vote> query_vote_;
};

void NearestNeighbours::ask(const std::array<double, 2>& x, Vote& vote) const {
  const auto count = static_cast<std::size_t>(k());
  vote.indices.resize(count);
  vote.distances.resize(count);
  vote.weights.resize(count);
  vote.shares.resize(static_cast<std::size_t>(classes()));
  memory_->search.nearest(std::span(x).first(is_curve() ? 1 : 2), vote.indices, vote.distances);
  kernels::neighbour_weights(settings().weights, vote.distances, vote.weights);
  if (classes() > 0)
    vote.label = memory_->vote(vote.indices, vote.weights, vote.shares);
  else
    vote.value = memory_->mean(vote.indices, vote.weights);
}

double NearestNeighbours::mean_error(const NeighbourExamples& examples) const {
  const std::ptrdiff_t count = std::min(examples.X.rows(), kMostJudged);
  if (count == 0) return NAN;
  const kernels::NeighbourErrors sum = kernels::sum_of_errors(*memory_, examples, k(), 0, count, pool());
  return sum[static_cast<std::size_t>(settings().weights)] / static_cast<double>(count);
}

// The picture is coarser where a query costs more, so that it follows a moving slider at once.
void NearestNeighbours::rule_changed() {
  if (memory_ == nullptr) return;
  training_error_ = mean_error(memory_->examples);
  validation_error_ = mean_error(*validation_);
  constexpr double kWork = 2e6;
  const int n = memory_->search.size();
  const double query_work = 100 + (4 * k() < n ? 6.0 * k() : 3.0 * n);
  const int side = std::clamp(static_cast<int>(std::sqrt(kWork / query_work)), 24, 96);
  field_.set_grid({is_curve() ? 1 : side, is_curve() ? kCurvePlaces : side, data().x_range(), data().y_range()});
}

void NearestNeighbours::compute_field() const {
  field_.compute(pool(), [this](double x1, double x2) -> DecisionField::Answer {
    Vote vote;
    ask({x1, x2}, vote);
    if (classes() == 0) return {vote.value, 0};
    const double share = vote.shares[static_cast<std::size_t>(vote.label)];
    return {decision_value(vote.label, confidence_of(share, classes())), vote.shares.back()};
  });
}

void NearestNeighbours::describe(Snapshot& snapshot) const {
  if (memory_ != nullptr) {
    compute_field();
    ask(query_, *query_vote_);
  }
  describe_plane(snapshot.plane("plane", classes() > 0 ? "Vote of the neighbours" : "Mean of the neighbours",
                                {.weight = 4, .help = kPlaneHelp}));
  describe_errors(snapshot.curves("errors", "Errors against k", {.weight = 3, .help = kErrorHelp}));
  curse_.describe(snapshot);
  describe_vote(snapshot);
}

void NearestNeighbours::describe_plane(Plane& plane) const {
  data().describe_axes(plane);
  if (memory_ == nullptr) return data().describe_examples(plane);
  const PlanarGrid& grid = field_.grid();
  if (is_curve()) {
    LineLayer& line = plane.line("mean of the neighbours", Places(), {.color = kColorAccent});
    for (int col = 0; col < grid.cols; ++col) line.x.push_back(static_cast<float>(grid.x_of(col)));
    line.y.assign(field_.decisions().begin(), field_.decisions().end());
  } else if (classes() == 0) {
    plane.field("mean", grid, field_.decisions());
  } else {
    field_.describe(plane, "decision");
    if (classes() == 2) field_.describe_levels(plane, "decision boundary", {.levels = {0.5}});
  }
  data().describe_examples(plane);
  describe_query(plane);
}

void NearestNeighbours::describe_query(Plane& plane) const {
  const Vote& vote = *query_vote_;
  const double x = query_[0], y = is_curve() ? vote.value : query_[1];
  LineLayer& lines = plane.line("neighbours", Places(), {.color = kColorForeground, .width_px = 1});
  const auto add = [&lines](double at_x, double at_y) {
    lines.x.push_back(static_cast<float>(at_x));
    lines.y.push_back(static_cast<float>(at_y));
  };
  constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
  for (const int row : vote.indices) {
    add(x, y);
    add(memory_->examples.X(row, 0),
        is_curve() ? memory_->examples.values[static_cast<std::size_t>(row)] : memory_->examples.X(row, 1));
    add(kGap, kGap);
  }
  if (!is_curve()) {
    const double radius = vote.distances.back();
    LineLayer& outline =
        plane.line("as near as the last", Places(), {.color = kColorMuted, .dashed = true, .width_px = 1});
    for (int i = 0; i <= kOutlineCorners; ++i) {
      const double angle = 2 * 3.141592653589793 * i / kOutlineCorners, c = math::cos(angle), s = math::sin(angle);
      const double reach =
          settings().metric == kernels::Metric::euclidean ? radius : radius / (std::fabs(c) + std::fabs(s));
      outline.x.push_back(static_cast<float>(x + reach * c));
      outline.y.push_back(static_cast<float>(y + reach * s));
    }
  }
  plane.handle("query", "asked here", x, y, {classes() > 0 ? vote.label : kColorAccent}).horizontal_only = is_curve();
}

void NearestNeighbours::describe_errors(Plane& curves) const {
  curves.axes({.label = "neighbours k", .logarithmic = true},
              {.label = classes() > 0 ? "fraction misclassified" : "mean squared error"});
  if (!sweep_) return;
  const auto add = [&](const char* label, bool validation, NeighbourWeights weights) {
    const bool dashed = weights == NeighbourWeights::inverse_distance;
    LineLayer& line = curves.line(label, Places(), {.color = validation ? 1 : 0, .dashed = dashed});
    for (const kernels::NeighbourSweep::Errors& errors : sweep_->errors()) {
      const kernels::NeighbourErrors& of_part = validation ? errors.validation : errors.training;
      line.x.push_back(static_cast<float>(errors.k));
      line.y.push_back(static_cast<float>(of_part[static_cast<std::size_t>(weights)]));
    }
  };
  add("E_tr", false, NeighbourWeights::uniform);
  if (data().has_validation()) add("E_val", true, NeighbourWeights::uniform);
  add("E_tr, 1/distance", false, NeighbourWeights::inverse_distance);
  if (data().has_validation()) add("E_val, 1/distance", true, NeighbourWeights::inverse_distance);
  curves.vertical("k now", k());
}

void NearestNeighbours::describe_vote(Snapshot& snapshot) const {
  snapshot.metric("swept", "k tried", sweep_ && !sweep_->errors().empty() ? sweep_->errors().back().k : 0);
  Numbers numbers =
      snapshot.numbers("The vote",
                       {.weight = 1, .help = "What the neighbours of the handle say, and the errors with this k."});
  if (memory_ == nullptr) {
    numbers.warning("No points yet: drop a file, or choose a class beside the picture and tap into it.");
    return;
  }
  const Vote& vote = *query_vote_;
  for (std::size_t c = 0; c < vote.shares.size(); ++c) {
    const auto of_class = std::count_if(vote.indices.begin(), vote.indices.end(), [&](int row) {
      return memory_->examples.labels[static_cast<std::size_t>(row)] == static_cast<int>(c);
    });
    numbers.add("vote_" + std::to_string(c),
                "class " + data().class_name(static_cast<int>(c)) + ": " + std::to_string(of_class) + " of " +
                    std::to_string(k()),
                100 * vote.shares[c], {.unit = "%", .digits = 3});
  }
  if (classes() > 0)
    numbers.heading("predicted: class " + data().class_name(vote.label));
  else
    numbers.add("mean", "mean of the neighbours", vote.value);
  numbers.add("reach", "distance of the farthest of them", vote.distances.back(), {.digits = 3});
  numbers.add("k", "k", k(), {.digits = 0});
  numbers.add("training_error", training_error_);
  if (data().has_validation()) numbers.add("validation_error", validation_error_);
}

const RegisterDemo<NearestNeighbours> registered{{
    .id = "nearest-neighbours",
    .title = "Nearest neighbours",
    .lecture = 3,
    .row = "R13",
    .summary = "The k nearest examples decide; why one neighbour never misclassifies its training data, and what "
               "dimensions do to it.",
    .lesson =
        "With k = 1 each example decides all around itself, and no training example is misclassified: E_tr = 0 exactly, "
        "and yet E_val is large. Why? (Where examples of two classes coincide some must be misclassified: so it is with "
        "the iris data, flowers measured to a millimetre.) Drag the handle into one of the islands and see who votes "
        "there. Then raise k: the decision boundaries become smooth, E_val falls, and with k = n the majority decides "
        "everywhere. Which k would you take? Give nearer neighbours more weight: why is E_tr small for every k now? The "
        "last two pictures ask what neighbours are worth in d dimensions: one within ε takes about ε⁻ᵈ samples. In how "
        "many dimensions does that exceed the atoms of the universe, 10⁸⁰, if ε = 0.1?",
    .sources = {"Cover, Hart, Nearest neighbor pattern classification, IEEE Trans. Information Theory 13 (1967)",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §2.5, §13.3"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
