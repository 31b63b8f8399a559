// The nearest neighbours decide: the decision boundaries of k-NN, its training and validation errors for every k, and
// why it fails in many dimensions, and why it does not for handwritten digits.
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
#include "core/experiments/nearest-neighbours/digit_neighbours.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/kernels/neighbour_sweep.h"
#include "core/ml/kernels/voronoi_cells.h"
#include "core/parts/decision_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using kernels::NeighbourExamples;
using kernels::NeighbourMemory;
using kernels::NeighbourWeights;

constexpr const char* kPlaneHelp =
    "What the k nearest of the solid circles predict everywhere, paler where they disagree; rings are held out. Drag the "
    "handle: lines lead to its neighbours, and the outline encloses all that is as near as the last of them. With k = 1 "
    "thin lines are the cells in which one example is the nearest.";
constexpr const char* kErrorHelp =
    "Training error (E_tr) and validation error (E_val), one k after another; the band is the standard error of E_val, "
    "√(E(1−E)/n). Dashed: nearer neighbours count more, 1/distance; then every training example determines its own "
    "prediction.";

constexpr std::ptrdiff_t kMostJudged = 1000;  // examples of each part whose error at the present k is counted
constexpr int kCurvePlaces = 256;
constexpr int kOutlineCorners = 64;

struct Settings {
  PlanarDataSettings data{.set = "moons", .n = 200, .noise = 0.25, .learns_laws = true};
  int k = 1;
  NeighbourWeights weights = NeighbourWeights::uniform;
  kernels::Metric metric = kernels::Metric::euclidean;
  double x2_scale = 1;
  double epsilon = 0.2;
  int cube_samples = 200;
  bool digits = false;
  PixelDistance digit_distance = PixelDistance::euclidean;
  int digit = 1;
};

// x₂ is multiplied by `x2_scale`.
NeighbourExamples examples_of(const data::Dataset& set, int classes, double x2_scale) {
  Matrix<double> X = inputs_of(set);
  if (X.cols() > 1)
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) X(i, 1) *= x2_scale;
  return {std::move(X), set.labels, {set.targets.begin(), set.targets.end()}, classes};
}

// With k votes the first of two classes wins where its m-th nearest example is nearer than that of the other, whose m
// is one larger for an even k, as equal votes are the first's.
std::size_t votes_to_win(int label, int k) { return static_cast<std::size_t>(label == 0 ? (k + 1) / 2 : k / 2 + 1); }

// The examples of each class by themselves: how near the nearest, the second … of a class is.
struct ClassSearches {
  std::vector<std::optional<kernels::NeighbourSearch>> of_class;

  auto state() const { return std::tie(of_class); }
};

// What is drawn of the memory alone.
struct Cells {
  bool is_known = false;
  std::vector<kernels::VoronoiEdge> edges;
  std::vector<float> wrong_x, wrong_y;  // training examples whose nearest example is of another class
};

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
        .real(&Settings::x2_scale, "x2_scale", "Scale of x₂", {0.01, 100})
        .logarithmic()
        .help("x₂ is multiplied by this before distances are taken, as if it were measured in another unit.")
        .group("Many dimensions")
        .real(&Settings::epsilon, "epsilon", "Distance ε", {0.1, 0.5})
        .help("How near a sample has to be. In d dimensions that takes about ε⁻ᵈ samples of the unit cube.")
        .integer(&Settings::cube_samples, "cube_samples", "Samples of the cube", {10, 500})
        .formerly("samples")
        .help("How many samples of the unit cube 1-NN knows, equally many in each dimension.")
        .group("Pictures")
        .boolean(&Settings::digits, "digits", "Handwritten digits")
        .live()
        .help("k-NN on pictures of 8 × 8 pixels, each a point in 64 dimensions; k is the one above.")
        .choice(&Settings::digit_distance, "digit_distance", "Distance of pictures", kPixelDistances)
        .live()
        .shown_when(&Settings::digits, {true})
        .help("What near means for two pictures. The cosine does not care how strongly a digit was written.")
        .integer(&Settings::digit, "digit", "Digit asked about", {1, DigitNeighbours::kAsked})
        .live()
        .shown_when(&Settings::digits, {true})
        .help("Its number among the digits held out. A tap on a misclassified one chooses it.");
  }

  explicit NearestNeighbours(const Start& start)
      : Demo(start), curse_(settings().epsilon, settings().cube_samples, rng("cube")) {
    const Range x = data().x_range(), y = data().y_range();
    query_ = {x.low + 0.3 * (x.high - x.low), y.low + 0.2 * (y.high - y.low)};
    data_changed();
  }

  void data_changed() {
    const double scale = settings().x2_scale;
    validation_ = std::make_shared<NeighbourExamples>(examples_of(data().validation(), classes(), scale));
    memory_.reset();
    searches_.reset();
    sweep_.reset();
    cells_->is_known = false;
    if (data().training().size() > 0) {
      memory_ = std::make_shared<NeighbourMemory>(examples_of(data().training(), classes(), scale), settings().metric);
      searches_ = make_searches();
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
  bool is_euclidean() const { return settings().metric == kernels::Metric::euclidean; }
  // Whether distances alone tell where the decision changes.
  bool decides_by_distance() const {
    return k() == 1 || (classes() == 2 && settings().weights == NeighbourWeights::uniform);
  }
  std::shared_ptr<const ClassSearches> make_searches() const;
  void rule_changed();
  double mean_error(const NeighbourExamples& examples) const;
  void ask(const std::array<double, 2>& x, Vote& vote) const;
  void score_by_distance(const std::array<double, 2>& x, std::span<float> scores) const;
  void compute_field() const;
  const Cells& cells() const;
  const DigitNeighbours& digits() const {
    if (digits_ == nullptr) digits_ = std::make_shared<const DigitNeighbours>(data_rng("digits"));
    return *digits_;
  }

  void describe_plane(Plane& plane) const;
  void describe_boundary(Plane& plane) const;
  void describe_query(Plane& plane) const;
  // The k of the least validation error so far; null: not known.
  const kernels::NeighbourSweep::Errors* best() const;
  double standard_error(double error) const;
  void describe_errors(Plane& curves) const;
  void describe_validation_error(Plane& curves) const;
  void describe_vote(Snapshot& snapshot) const;

  std::shared_ptr<const NeighbourMemory> memory_;  // null without training examples
  std::shared_ptr<const ClassSearches> searches_;  // null without classes
  std::shared_ptr<const NeighbourExamples> validation_;
  std::optional<kernels::NeighbourSweep> sweep_;
  CurseCurves curse_;
  std::array<double, 2> query_{};

  // Of the rule as it is now.
  double training_error_ = 0, validation_error_ = 0;
  DecisionField field_;  // the decision or value
  Scratch<Cells> cells_;
  Scratch<Vote> query_vote_;
  mutable std::shared_ptr<const DigitNeighbours> digits_;  // made when first asked for, and shared by copies
};

std::shared_ptr<const ClassSearches> NearestNeighbours::make_searches() const {
  if (classes() == 0) return nullptr;
  ClassSearches searches;
  const NeighbourExamples& all = memory_->examples;
  for (int c = 0; c < classes(); ++c) {
    Matrix<double> X(std::count(all.labels.begin(), all.labels.end(), c), all.X.cols());
    std::ptrdiff_t row = 0;
    for (std::ptrdiff_t i = 0; i < all.X.rows(); ++i)
      if (all.labels[static_cast<std::size_t>(i)] == c) std::copy_n(all.X.row(i), all.X.cols(), X.row(row++));
    searches.of_class.emplace_back();
    if (row > 0) searches.of_class.back().emplace(X, settings().metric);
  }
  return std::make_shared<const ClassSearches>(std::move(searches));
}

void NearestNeighbours::ask(const std::array<double, 2>& x, Vote& vote) const {
  const auto count = static_cast<std::size_t>(k());
  vote.indices.resize(count);
  vote.distances.resize(count);
  vote.weights.resize(count);
  vote.shares.resize(static_cast<std::size_t>(classes()));
  const std::array<double, 2> scaled{x[0], x[1] * settings().x2_scale};
  memory_->search.nearest(std::span(scaled).first(is_curve() ? 1 : 2), vote.indices, vote.distances);
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
  const int side = std::clamp(static_cast<int>(std::sqrt(kWork / query_work)), 24, decides_by_distance() ? 128 : 96);
  field_.set_classes(classes());
  field_.set_grid({is_curve() ? 1 : side, is_curve() ? kCurvePlaces : side, data().x_range(), data().y_range()});
}

// Squares of distances, whose differences are linear between the bisectors.
void NearestNeighbours::score_by_distance(const std::array<double, 2>& x, std::span<float> scores) const {
  const std::array<double, 2> scaled{x[0], x[1] * settings().x2_scale};
  std::vector<int> indices;
  std::vector<double> distances;
  for (std::size_t c = 0; c < scores.size(); ++c) {
    const std::size_t wanted = k() == 1 ? 1 : votes_to_win(static_cast<int>(c), k());
    const std::optional<kernels::NeighbourSearch>& search = searches_->of_class[c];
    scores[c] = kNeverDecided;
    if (!search || static_cast<std::size_t>(search->size()) < wanted) continue;
    indices.resize(wanted);
    distances.resize(wanted);
    search->nearest(scaled, indices, distances);
    const double distance = distances.back();
    scores[c] = static_cast<float>(is_euclidean() ? -distance * distance : -distance);
  }
}

void NearestNeighbours::compute_field() const {
  field_.compute(pool(), [this](double x1, double x2, std::span<float> scores) -> DecisionField::Answer {
    Vote vote;
    ask({x1, x2}, vote);
    if (classes() == 0) return {vote.value, 0};
    if (decides_by_distance())
      score_by_distance({x1, x2}, scores);
    else
      std::copy(vote.shares.begin(), vote.shares.end(), scores.begin());
    const double share = vote.shares[static_cast<std::size_t>(vote.label)];
    return {decision_value(vote.label, confidence_of(share, classes())), 0};
  });
}

const Cells& NearestNeighbours::cells() const {
  Cells& cells = *cells_;
  if (cells.is_known) return cells;
  cells.is_known = true;
  cells.edges.clear();
  cells.wrong_x.clear();
  cells.wrong_y.clear();
  const Range x = data().x_range(), y = data().y_range();
  const double scale = settings().x2_scale;
  const NeighbourExamples& all = memory_->examples;
  if (is_euclidean())
    cells.edges = kernels::voronoi_edges(all.X, memory_->search, {x.low, x.high, scale * y.low, scale * y.high});
  std::array<int, 1> nearest;
  std::array<double, 1> distance;
  for (std::ptrdiff_t i = 0; i < all.X.rows(); ++i) {
    memory_->search.nearest(std::span(all.X.row(i), 2), nearest, distance);
    if (all.labels[static_cast<std::size_t>(nearest[0])] == all.labels[static_cast<std::size_t>(i)]) continue;
    cells.wrong_x.push_back(static_cast<float>(all.X(i, 0)));
    cells.wrong_y.push_back(static_cast<float>(all.X(i, 1) / scale));
  }
  return cells;
}

void NearestNeighbours::describe(Snapshot& snapshot) const {
  if (memory_ != nullptr) {
    compute_field();
    ask(query_, *query_vote_);
  }
  describe_plane(snapshot.plane("plane", classes() > 0 ? "Vote of the neighbours" : "Mean of the neighbours",
                                {.weight = 4, .help = kPlaneHelp}));
  describe_errors(snapshot.curves("errors", "Errors against k", {.weight = 3, .help = kErrorHelp}));
  describe_vote(snapshot);
  curse_.describe(snapshot);
  if (settings().digits)
    digits().describe(snapshot, settings().digit_distance, settings().digit, settings().k, "digit");
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
    describe_boundary(plane);
  }
  data().describe_examples(plane);
  if (classes() > 0 && k() == 1 && !cells().wrong_x.empty())
    plane.points("misclassified: another class at the same place", {cells().wrong_x, cells().wrong_y},
                 {.color = kColorBad, .marker = Marker::ring, .size_px = 7});
  describe_query(plane);
}

// With one neighbour the boundary is made of edges of the cells, which are known exactly.
void NearestNeighbours::describe_boundary(Plane& plane) const {
  constexpr LineStyle kBoundary{.color = kColorForeground, .width_px = 2.5f};
  if (k() > 1 || !is_euclidean())
    return static_cast<void>(field_.describe_boundaries(plane, "decision boundary", kBoundary));
  const std::vector<int>& labels = memory_->examples.labels;
  const auto scale = static_cast<float>(settings().x2_scale);
  const auto add = [&](const char* label, bool between_classes, const LineStyle& style) {
    LineLayer& line = plane.line(label, Places(), style);
    for (const kernels::VoronoiEdge& edge : cells().edges) {
      const bool changes = labels[static_cast<std::size_t>(edge.a)] != labels[static_cast<std::size_t>(edge.b)];
      if (changes != between_classes) continue;
      line.x.insert(line.x.end(), {static_cast<float>(edge.x0), static_cast<float>(edge.x1), NAN});
      line.y.insert(line.y.end(), {static_cast<float>(edge.y0) / scale, static_cast<float>(edge.y1) / scale, NAN});
    }
  };
  add("cell of one example", false, {.color = kColorMuted, .width_px = 0.7f});
  add("decision boundary", true, kBoundary);
}

void NearestNeighbours::describe_query(Plane& plane) const {
  const Vote& vote = *query_vote_;
  const double x = query_[0], y = is_curve() ? vote.value : query_[1];
  LineLayer& lines = plane.line("neighbours", Places(), {.color = kColorAccent, .width_px = 1});
  const auto add = [&lines](double at_x, double at_y) {
    lines.x.push_back(static_cast<float>(at_x));
    lines.y.push_back(static_cast<float>(at_y));
  };
  constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
  for (const int row : vote.indices) {
    add(x, y);
    add(memory_->examples.X(row, 0), is_curve() ? memory_->examples.values[static_cast<std::size_t>(row)]
                                                : memory_->examples.X(row, 1) / settings().x2_scale);
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
      outline.y.push_back(static_cast<float>(y + reach * s / settings().x2_scale));
    }
  }
  plane.handle("query", "asked here", x, y, {classes() > 0 ? vote.label : kColorAccent}).horizontal_only = is_curve();
}

void NearestNeighbours::describe_errors(Plane& curves) const {
  constexpr double kMargin = 1.25;  // so that k = 1 and k = n do not lie on the frame
  const double most = memory_ == nullptr ? 1 : memory_->search.size();
  curves.axes({.label = "neighbours k", .range = {1 / kMargin, kMargin * most}, .logarithmic = true},
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
  if (data().has_validation()) describe_validation_error(curves);
  add("E_tr", false, NeighbourWeights::uniform);
  if (data().has_validation()) add("E_val", true, NeighbourWeights::uniform);
  add("E_tr, 1/distance", false, NeighbourWeights::inverse_distance);
  if (data().has_validation()) add("E_val, 1/distance", true, NeighbourWeights::inverse_distance);
  const auto now = static_cast<double>(k());
  curves.point("", now, training_error_, {.color = 0});
  if (data().has_validation()) curves.point("", now, validation_error_, {.color = 1});
  curves.vertical("k now", now);
  curves.read_at = now;
}

// The band of the standard error, and the least.
void NearestNeighbours::describe_validation_error(Plane& curves) const {
  const auto weights = static_cast<std::size_t>(settings().weights);
  if (classes() > 0) {
    BandLayer& band = curves.band("± standard error of E_val", Values(), Values(), Values(), {1});
    for (const kernels::NeighbourSweep::Errors& errors : sweep_->errors()) {
      const double error = errors.validation[weights], deviation = standard_error(error);
      band.x.push_back(static_cast<float>(errors.k));
      band.low.push_back(static_cast<float>(error - deviation));
      band.high.push_back(static_cast<float>(error + deviation));
    }
  }
  if (const kernels::NeighbourSweep::Errors* least = best())
    curves.point("least E_val", least->k, least->validation[weights],
                 {.color = 1, .marker = Marker::diamond, .size_px = 6});
}

const kernels::NeighbourSweep::Errors* NearestNeighbours::best() const {
  if (!sweep_ || sweep_->errors().empty() || !data().has_validation()) return nullptr;
  const auto weights = static_cast<std::size_t>(settings().weights);
  return &*std::min_element(sweep_->errors().begin(), sweep_->errors().end(), [weights](const auto& a, const auto& b) {
    return a.validation[weights] < b.validation[weights];
  });
}

// Of a fraction of the validation examples.
double NearestNeighbours::standard_error(double error) const {
  return std::sqrt(error * (1 - error) / static_cast<double>(validation_->X.rows()));
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
  numbers.add("k", "k", k(), {.digits = 0});
  numbers.add("training_error", training_error_);
  numbers.add("validation_error", validation_error_, {.note = data().has_validation() ? "" : kNoneHeldOut});
  if (data().has_validation()) {
    if (classes() > 0) numbers.add("error_bar", "its standard error", standard_error(validation_error_), {.digits = 2});
    if (const kernels::NeighbourSweep::Errors* least = best()) {
      numbers.add("least_validation_error", least->validation[static_cast<std::size_t>(settings().weights)]);
      numbers.add("best_k", "k of the least E_val", least->k, {.digits = 0});
    }
  }
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
  numbers.add("atoms_dimension", "dimension d where ε⁻ᵈ = 10⁸⁰", curse_.dimension_of_atoms(), {.digits = 3});
}

const RegisterDemo<NearestNeighbours> registered{{
    .id = "nearest-neighbours",
    .title = "Nearest neighbours",
    .lecture = 3,
    .row = "R13",
    .summary = "The k nearest examples decide; why one neighbour never misclassifies its training data, and what "
               "dimensions do to it.",
    .sources = {"Cover, Hart, Nearest neighbor pattern classification, IEEE Trans. Information Theory 13 (1967)",
                "Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §2.5, §13.3"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
