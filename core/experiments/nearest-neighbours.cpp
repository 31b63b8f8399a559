// The nearest neighbours decide: borders of k-NN, its errors on the data remembered and on data kept back for every k,
// and why it fails where there are many dimensions.
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
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/decision_field.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/math/elementary.h"
#include "core/ml/kernels/neighbour_sweep.h"
#include "core/parts/curse_curves.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using kernels::NeighbourExamples;
using kernels::NeighbourMemory;
using kernels::NeighbourWeights;

constexpr const char* kPlaneHelp =
    "What the k nearest of the full circles say everywhere, paler where they disagree; rings are kept back. Drag the "
    "handle: lines lead to its neighbours, the outline holds all that is as near as the last of them.";
constexpr const char* kErrorHelp =
    "The error on the examples remembered (E_tr) and on those kept back (E_val), one k after another. Dashed: nearer "
    "neighbours count more, 1/distance; then every example remembered answers for itself.";

constexpr std::uint64_t kCurse = 5;           // label of the random stream
constexpr std::ptrdiff_t kMostJudged = 1000;  // examples of each part whose error at the present k is counted
constexpr int kCurvePlaces = 256;
constexpr int kOutlineCorners = 64;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_planar_data_parameters(schema, {.data = "moons", .n = 200, .noise = 0.25, .regression = true});
  schema.group("Neighbours")
      .integer("k", "Neighbours k", {1, kMaximumPlanarSamples}, 1)
      .logarithmic()
      .live()
      .help("How many nearest examples have a say; at most all. One: each example rules its surroundings alone.")
      .choice("weights", "What a neighbour counts", {{"equal", "All alike"}, {"distance", "1/distance"}}, "equal")
      .live()
      .help("With 1/distance an example remembered answers for itself, whatever k is.")
      .choice("metric", "Distance", {{"euclidean", "Euclidean"}, {"manhattan", "Manhattan |x₁|+|x₂|"}}, "euclidean")
      .help("What near means: as the crow flies, or along streets.");
  schema.group("Many dimensions")
      .real("epsilon", "Distance ε", {0.1, 0.5}, 0.2)
      .help("How near a sample is to be. In d dimensions it takes about ε⁻ᵈ samples of the unit cube.")
      .integer("samples", "Samples n", {10, 500}, 200)
      .help("How many samples of the unit cube 1-NN knows, in each dimension equally many.");
  return schema;
}

NeighbourExamples examples_of(const data::Dataset& set, int classes) {
  return {inputs_of(set), set.labels, {set.targets.begin(), set.targets.end()}, classes};
}

class NearestNeighbours final : public Experiment {
 public:
  NearestNeighbours(const ExperimentStart& start, PlanarData data)
      : data_(std::move(data)),
        pool_(start.pool),
        metric_(start.parameters.choice("metric") == "manhattan" ? kernels::Metric::manhattan
                                                                 : kernels::Metric::euclidean),
        kept_back_(std::make_shared<NeighbourExamples>(examples_of(data_.validation(), classes()))),
        curse_(start.parameters.real("epsilon"), start.parameters.integer("samples"), Rng(start.seed).split(kCurse)) {
    const Range x = data_.x_range(), y = data_.y_range();
    query_ = {x.low + 0.3 * (x.high - x.low), y.low + 0.2 * (y.high - y.low)};
    take_rule(start.parameters);
    remember();
  }

  void step() override {
    if (sweep_) sweep_->advance(pool_);
    curse_.advance();
  }
  void tune(const ParameterSet& parameters) override {
    take_rule(parameters);
    answer();
  }
  bool act(const Action& action) override;
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<NearestNeighbours>(*this); }
  bool finished() const override { return curse_.finished() && sweep_ && sweep_->finished(); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  // What the neighbours of one place say.
  struct Answer {
    std::vector<int> indices;                // k, nearest first
    std::vector<double> distances, weights;  // k
    std::vector<double> votes;               // classes
    int label = 0;
    double value = 0;
  };

  int classes() const { return data_.problem().is_classification() ? data_.classes() : 0; }
  int k() const { return std::min(k_, memory_->search.size()); }
  void take_rule(const ParameterSet& parameters);
  void remember();
  void answer();
  void draw_field();
  void ask(std::span<const double> x, Answer& answer) const;

  void describe_plane(Plane& plane) const;
  void describe_query(Plane& plane) const;
  void describe_errors(Curves& curves) const;
  void describe_vote(Snapshot& snapshot) const;

  PlanarData data_;
  ThreadPool& pool_;
  kernels::Metric metric_;
  int k_ = 1;
  NeighbourWeights weights_ = NeighbourWeights::uniform;
  std::shared_ptr<const NeighbourMemory> memory_;  // null without training examples
  std::shared_ptr<const NeighbourExamples> kept_back_;
  std::optional<kernels::NeighbourSweep> sweep_;
  CurseCurves curse_;

  // The picture and the answers of the rule as it is now.
  std::array<double, 2> query_{};
  Answer query_answer_;
  double training_error_ = 0, validation_error_ = 0;
  PlanarGrid grid_;
  std::vector<float> field_, share_;  // decisions or values; votes for the second of two classes
};

void NearestNeighbours::take_rule(const ParameterSet& parameters) {
  k_ = parameters.integer("k");
  weights_ =
      parameters.choice("weights") == "distance" ? NeighbourWeights::inverse_distance : NeighbourWeights::uniform;
}

void NearestNeighbours::remember() {
  memory_.reset();
  sweep_.reset();
  if (data_.training().size() > 0) {
    memory_ = std::make_shared<NeighbourMemory>(examples_of(data_.training(), classes()), metric_);
    sweep_.emplace(memory_, kept_back_);
  }
  answer();
}

void NearestNeighbours::ask(std::span<const double> x, Answer& answer) const {
  const auto count = static_cast<std::size_t>(k());
  answer.indices.resize(count);
  answer.distances.resize(count);
  answer.weights.resize(count);
  answer.votes.resize(static_cast<std::size_t>(classes()));
  memory_->search.nearest(x, answer.indices, answer.distances);
  kernels::neighbour_weights(weights_, answer.distances, answer.weights);
  if (classes() > 0)
    answer.label = memory_->vote(answer.indices, answer.weights, answer.votes);
  else
    answer.value = memory_->mean(answer.indices, answer.weights);
}

// Everything that the present rule says: picture, query, errors.
void NearestNeighbours::answer() {
  training_error_ = validation_error_ = 0;
  if (memory_ == nullptr) return;
  const auto mean_error = [this](const NeighbourExamples& examples) {
    const std::ptrdiff_t count = std::min(examples.X.rows(), kMostJudged);
    if (count == 0) return 0.0;
    const kernels::NeighbourErrors sum = kernels::sum_of_errors(*memory_, examples, k(), 0, count, pool_);
    return sum[static_cast<std::size_t>(weights_)] / static_cast<double>(count);
  };
  training_error_ = mean_error(memory_->examples);
  validation_error_ = mean_error(*kept_back_);
  ask(std::span(query_).first(static_cast<std::size_t>(memory_->examples.X.cols())), query_answer_);
  draw_field();
}

// Coarser where a query costs more, so that a slider that moves is followed at once.
void NearestNeighbours::draw_field() {
  constexpr double kWork = 2e6;
  const int n = memory_->search.size();
  const double query_work = 100 + (4 * k() < n ? 6.0 * k() : 3.0 * n);
  const int side = std::clamp(static_cast<int>(std::sqrt(kWork / query_work)), 24, 96);
  const bool curve = data_.problem().is_curve();
  grid_ = {curve ? 1 : side, curve ? kCurvePlaces : side, data_.x_range(), data_.y_range()};
  share_.resize(static_cast<std::size_t>(grid_.cells()));
  fill_field(grid_, pool_, field_, [&](double x1, double x2, std::size_t cell) {
    Answer said;
    const std::array x{x1, x2};
    ask(std::span(x).first(curve ? 1 : 2), said);
    if (classes() == 0) return static_cast<float>(said.value);
    share_[cell] = static_cast<float>(said.votes.back());
    return decision_value(said.label, confidence_of(said.votes[static_cast<std::size_t>(said.label)], classes()));
  });
}

bool NearestNeighbours::act(const Action& action) {
  if (data_.act(action)) {
    remember();
    return true;
  }
  const auto* dragged = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "plane" || dragged == nullptr || dragged->handle != "query") return false;
  query_ = {dragged->x, dragged->y};
  if (memory_ != nullptr)
    ask(std::span(query_).first(static_cast<std::size_t>(memory_->examples.X.cols())), query_answer_);
  return true;
}

void NearestNeighbours::hash_state(StateHasher& hasher) const {
  for (const double coordinate : query_) hasher.add(coordinate);
  if (memory_ != nullptr)
    hasher.add(
        std::span<const double>(memory_->examples.X.data(), static_cast<std::size_t>(memory_->examples.X.size())));
  if (sweep_ && !sweep_->errors().empty()) {
    hasher.add(sweep_->errors().size());
    for (const double error : sweep_->errors().back().validation) hasher.add(error);
  }
  curse_.hash_state(hasher);
}

void NearestNeighbours::describe(Snapshot& snapshot) const {
  describe_plane(
      snapshot.add_panel<Plane>("plane", classes() > 0 ? "Neighbours decide" : "Neighbours' mean", 4, kPlaneHelp));
  describe_errors(snapshot.add_panel<Curves>("errors", "Errors against k", 3, kErrorHelp));
  curse_.describe(snapshot);
  describe_vote(snapshot);
}

void NearestNeighbours::describe_plane(Plane& plane) const {
  data_.describe_axes(plane);
  if (memory_ != nullptr && data_.problem().is_curve()) {
    LineLayer& line = add_line(plane, "mean of the neighbours", grid_.cols, kColorAccent, false);
    for (std::size_t i = 0; i < field_.size(); ++i)
      line.x[i] =
          static_cast<float>(grid_.x.low + (grid_.x.high - grid_.x.low) * (static_cast<double>(i) + 0.5) / grid_.cols);
    std::copy(field_.begin(), field_.end(), line.y.begin());
  } else if (memory_ != nullptr && classes() == 0) {
    FieldLayer& field = add_field(plane, "mean", grid_, {-1, 1}, ColorMap::diverging);
    std::copy(field_.begin(), field_.end(), field.values.begin());
  } else if (memory_ != nullptr) {
    add_decisions(plane, "decision", grid_, field_);
    if (classes() == 2) add_contours(plane, "border", grid_, share_, {0.5f}, kColorForeground);
  }
  data_.describe_examples(plane);
  if (memory_ != nullptr) describe_query(plane);
}

void NearestNeighbours::describe_query(Plane& plane) const {
  const bool curve = data_.problem().is_curve();
  const auto x = static_cast<float>(query_[0]);
  const auto y = static_cast<float>(curve ? query_answer_.value : query_[1]);
  const float gap = std::numeric_limits<float>::quiet_NaN();
  LineLayer& lines =
      add_line(plane, "neighbours", static_cast<int>(3 * query_answer_.indices.size()), kColorForeground, false);
  lines.width_px = 1;
  for (std::size_t i = 0; i < query_answer_.indices.size(); ++i) {
    const int row = query_answer_.indices[i];
    lines.x[3 * i] = x;
    lines.y[3 * i] = y;
    lines.x[3 * i + 1] = static_cast<float>(memory_->examples.X(row, 0));
    lines.y[3 * i + 1] = static_cast<float>(curve ? memory_->examples.values[static_cast<std::size_t>(row)]
                                                  : memory_->examples.X(row, 1));
    lines.x[3 * i + 2] = lines.y[3 * i + 2] = gap;
  }
  if (!curve) {
    LineLayer& outline = add_line(plane, "as near as the last", kOutlineCorners + 1, kColorMuted, true);
    outline.width_px = 1;
    const double radius = query_answer_.distances.back();
    for (int i = 0; i <= kOutlineCorners; ++i) {
      const double angle = 2 * 3.141592653589793 * i / kOutlineCorners, c = math::cos(angle), s = math::sin(angle);
      const double reach = metric_ == kernels::Metric::euclidean ? radius : radius / (std::fabs(c) + std::fabs(s));
      outline.x[static_cast<std::size_t>(i)] = static_cast<float>(query_[0] + reach * c);
      outline.y[static_cast<std::size_t>(i)] = static_cast<float>(query_[1] + reach * s);
    }
  }
  HandlesLayer& handle =
      add_handle(plane, "asked here", "query", query_[0], y, classes() > 0 ? query_answer_.label : kColorAccent);
  handle.horizontal_only = curve;
}

void NearestNeighbours::describe_errors(Curves& curves) const {
  set_axes(curves, "neighbours k", classes() > 0 ? "share wrong" : "mean squared error", {}, false);
  curves.x.logarithmic = true;
  if (!sweep_) return;
  const auto add = [&](const char* label, bool validation, NeighbourWeights weights) {
    Series& series = curves.series.next();
    series.label.assign(label);
    series.x.clear();
    series.y.clear();
    for (const kernels::NeighbourSweep::Errors& errors : sweep_->errors()) {
      series.x.push_back(static_cast<float>(errors.k));
      series.y.push_back(
          static_cast<float>((validation ? errors.validation : errors.training)[static_cast<std::size_t>(weights)]));
    }
    series.color = validation ? 1 : 0;
    series.dashed = weights == NeighbourWeights::inverse_distance;
  };
  add("E_tr", false, NeighbourWeights::uniform);
  if (kept_back_->X.rows() > 0) add("E_val", true, NeighbourWeights::uniform);
  add("E_tr, 1/distance", false, NeighbourWeights::inverse_distance);
  if (kept_back_->X.rows() > 0) add("E_val, 1/distance", true, NeighbourWeights::inverse_distance);
  curves.has_marker = true;
  curves.marker_x = static_cast<float>(k());
  curves.marker_label.assign("k now");
}

void NearestNeighbours::describe_vote(Snapshot& snapshot) const {
  snapshot.add_metric("training_error", "E_tr", training_error_);
  const bool has_validation = kept_back_->X.rows() > 0;
  if (has_validation) snapshot.add_metric("validation_error", "E_val", validation_error_);
  const bool swept = sweep_ && !sweep_->errors().empty();
  snapshot.add_metric("swept", "k tried", swept ? sweep_->errors().back().k : 0);
  Text& text = snapshot.add_panel<Text>("vote", "The vote", 1,
                                        "What the neighbours of the handle say, and the errors of this k.");
  if (memory_ == nullptr) {
    add_line(text, TextStyle::warning,
             "No points yet: drop a file, or choose a class beside the picture and tap into it.");
    return;
  }
  std::string line;
  for (std::size_t c = 0; c < query_answer_.votes.size(); ++c) {
    const auto of_class = std::count_if(query_answer_.indices.begin(), query_answer_.indices.end(), [&](int row) {
      return memory_->examples.labels[static_cast<std::size_t>(row)] == static_cast<int>(c);
    });
    write_number(line, ": %.0f of ", static_cast<double>(of_class));
    line.insert(0, "class " + data_.problem().set.class_names[c]).append(std::to_string(k()));
    add_value(text, line, 100 * query_answer_.votes[c], 3, "%");
  }
  if (classes() > 0)
    add_line(text, TextStyle::heading,
             "so it is class " + data_.problem().set.class_names[static_cast<std::size_t>(query_answer_.label)]);
  else
    add_value(text, "mean of the neighbours", query_answer_.value);
  add_value(text, "farthest of them at distance", query_answer_.distances.back(), 3);
  add_value(text, "k", k());
  add_value(text, "E_tr", training_error_);
  if (has_validation) add_value(text, "E_val", validation_error_);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  return std::unique_ptr<Experiment>(std::make_unique<NearestNeighbours>(start, std::move(*data)));
}

ExperimentInfo nearest_neighbours_info() {
  ExperimentInfo info;
  info.id = "nearest-neighbours";
  info.title = "Nearest neighbours";
  info.lecture = 3;
  info.row = "R13";
  info.summary =
      "The k nearest examples decide; why one neighbour never errs on what it knows, and what dimensions do to it.";
  info.lesson =
      "With k = 1 each example rules the places nearest to it, and not one example remembered is put wrong: E_tr = 0 "
      "exactly, and yet E_val is large. Why? (Where examples of two classes lie on one place some must be wrong: so it "
      "is with the iris data, flowers measured to a millimetre.) Drag the handle into one of the islands and see who "
      "speaks there. Then raise k: the borders calm down, E_val falls, and with k = n the majority decides everywhere. "
      "Which k would you take? Give nearer neighbours more weight: why is E_tr small for every k now? The last two "
      "pictures ask what neighbours are worth in d dimensions: to have one within ε takes about ε⁻ᵈ samples. In how "
      "many dimensions does that exceed the atoms of the universe, 10⁸⁰, if ε = 0.1?";
  info.sources = {"Cover, Hart, Nearest neighbor pattern classification, IEEE Trans. Information Theory 13 (1967)",
                  "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §2.5, §13.3"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.steps_per_second = 15;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{nearest_neighbours_info()};

}  // namespace
}  // namespace lectern
