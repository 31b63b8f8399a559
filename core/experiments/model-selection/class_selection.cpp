#include "core/experiments/model-selection/class_selection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/data/points.h"
#include "core/math/elementary.h"
#include "core/math/logarithm.h"
#include "core/math/state.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/class_models.h"
#include "core/parts/decision_field.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

constexpr int kSide = 60;  // cells of the field
constexpr double kReach = 1.3, kMostError = 0.5;
constexpr int kMostClassOrder = 8;
constexpr const char* kPlaneHelp =
    "Colour: what the model of this round decides. Rings: the fold held out from it. Triangles: the places of the sealed "
    "test set, whose classes are shown when it is opened.";
constexpr const char* kMapHelp =
    "The validation error of every pair of values, the mean of the folds: the share of wrong decisions. Dots: pairs "
    "tested. The cross is the least, and pairs within one standard error of it are ringed: they cannot be told from it.";
constexpr const char* kLineHelp =
    "Share of wrong decisions: mean over the held-out folds with its standard error, and on the training points "
    "(dashed).";
constexpr const char* kClassNumbersHelp = "The choice so far, and the verdict of the test set.";

PlanarGrid field_grid() { return {kSide, kSide, {-kReach, kReach}, {-kReach, kReach}}; }

std::vector<double> half_decades(int first, int last) {
  std::vector<double> values;
  for (int h = first; h <= last; ++h) values.push_back(math::pow(10.0, 0.5 * h));
  return values;
}

// From the simplest model to the most complex.
linear::Grid grid_of(Classifier classifier, int points) {
  switch (classifier) {
    case Classifier::machine: return linear::Grid({{"C", half_decades(-4, 6)}, {"γ", half_decades(-4, 6)}});
    case Classifier::logistic: {
      std::vector<double> orders(kMostClassOrder), penalties = half_decades(-8, 4);
      std::iota(orders.begin(), orders.end(), 1.0);
      std::reverse(penalties.begin(), penalties.end());
      return linear::Grid({{"order", orders}, {"λ", penalties}});
    }
    case Classifier::neighbours: break;
  }
  linear::GridAxis axis{"k", {}};
  for (int k = std::max(points, 1); k >= 1; k = std::min(k - 1, k * 5 / 6)) axis.values.push_back(k);
  return linear::Grid({axis});
}

data::Dataset examples_of(const ClassSelectionSettings& settings, int n, Rng& rng) {
  switch (settings.set) {
    case ClassSet::xnor: return data::xnor(rng, n, settings.blur);
    case ClassSet::circles: return data::concentric_circles(rng, n, settings.blur);
    case ClassSet::moons: break;
  }
  return data::moons(rng, n, settings.blur);
}

}  // namespace

Schema<ClassSelectionSettings> ClassSelectionSettings::schema(const ClassSelectionSettings& defaults) {
  using Self = ClassSelectionSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Classes")
      .choice(&Self::set, "class_set", "Two classes",
              {{ClassSet::moons, "moons", "Moons"},
               {ClassSet::xnor, "xnor", "XNOR, four squares"},
               {ClassSet::circles, "circles", "Circle in a ring"}})
      .help("n points in the plane, drawn anew for every data seed.")
      .real(&Self::blur, "blur", "Blur of the classes", {0, 1})
      .help(
          "Standard deviation of what is added to both coordinates: the classes overlap, and no classifier is free of "
          "errors.")
      .choice(&Self::classifier, "classifier", "Classifier and its hyperparameters",
              {{Classifier::machine, "svm", "Support vector machine: C and γ"},
               {Classifier::logistic, "logistic", "Logistic regression: order and λ"},
               {Classifier::neighbours, "knn", "Nearest neighbours: k"}})
      .help("C is the price of a wrong side, γ how fast the kernel exp(−γ|u − v|²) falls. Two hyperparameters are "
            "searched at once, every pair.");
}

ClassSelection::ClassSelection(const ClassSelectionSettings& settings, const Frame& frame, Rng examples, Rng split,
                               Rng fold_rng)
    : classifier_(settings.classifier), one_error_(frame.one_error) {
  const data::Dataset all = examples_of(settings, frame.n, examples);
  std::vector<int> order(static_cast<std::size_t>(frame.n));
  std::iota(order.begin(), order.end(), 0);
  split.shuffle(std::span(order));
  const int tests = std::clamp(static_cast<int>(std::floor(frame.test_fraction * frame.n + 0.5)), 0, frame.n - 2);
  for (int i = 0; i < frame.n; ++i) {
    Sample& sample = i < tests ? sealed_ : known_;
    if (sample.X.rows() == 0) sample.X.resize(i < tests ? tests : frame.n - tests, 2);
    const std::ptrdiff_t from = order[static_cast<std::size_t>(i)], to = i < tests ? i : i - tests;
    for (std::ptrdiff_t d = 0; d < 2; ++d) sample.X(to, d) = static_cast<double>(all.X(from, d));
    sample.y.push_back(all.labels[static_cast<std::size_t>(from)]);
  }
  const int n = frame.n - tests, folds = std::min(frame.folds, n);
  search_.emplace(grid_of(classifier_, n - n / folds), linear::random_folds(n, folds, fold_rng));
}

linear::FitAndPredict ClassSelection::model_of(int candidate) const {
  const std::vector<double> values = search_->grid().values(candidate);
  switch (classifier_) {
    case Classifier::machine: return machine_classes(values[0], values[1]);
    case Classifier::logistic: return decided(logistic_classes(static_cast<int>(values[0]), values[1]));
    case Classifier::neighbours: break;
  }
  return decided(neighbour_classes(static_cast<int>(values[0])));
}

ClassSelection::Sample ClassSelection::without_fold(std::size_t fold) const {
  const std::vector<int>& out = search_->folds()[fold];
  Sample rest;
  rest.X.resize(known_.X.rows() - static_cast<std::ptrdiff_t>(out.size()), 2);
  for (std::ptrdiff_t i = 0, to = 0; i < known_.X.rows(); ++i) {
    if (std::find(out.begin(), out.end(), static_cast<int>(i)) != out.end()) continue;
    std::copy_n(known_.X.row(i), 2, rest.X.row(to++));
    rest.y.push_back(known_.y[static_cast<std::size_t>(i)]);
  }
  return rest;
}

void ClassSelection::draw(const linear::FitAndPredict& model, const Sample& learned) {
  const PlanarGrid grid = field_grid();
  Matrix<double> places(grid.cells(), 2);
  for (int row = 0; row < grid.rows; ++row)
    for (int col = 0; col < grid.cols; ++col) {
      places(row * grid.cols + col, 0) = grid.x_of(col);
      places(row * grid.cols + col, 1) = grid.y_of(row);
    }
  field_.clear();
  for (const double decision : model(learned.X, learned.y, places))
    field_.push_back(static_cast<float>(decision_value(decision > 0.5 ? 1 : 0, 0.5)));
}

void ClassSelection::step() {
  if (!is_on() || is_opened_) return;
  if (!search_->finished()) {
    const int candidate = search_->candidate();
    const auto family = [this, candidate](std::span<const double>) { return model_of(candidate); };
    do search_->step(known_.X, known_.y, family);
    while (search_->fold() != 0);
    const linear::FitAndPredict model = model_of(candidate);
    training_.push_back(metrics::regression_scores(known_.y, model(known_.X, known_.y, known_.X)).mse);
    held_out_ = search_->folds().size() - 1;
    draw(model, without_fold(held_out_));
    return;
  }
  is_opened_ = true;
  chosen_ = leader();
  const linear::FitAndPredict model = model_of(chosen_);
  draw(model, known_);
  if (!sealed_.y.empty()) test_error_ = metrics::regression_scores(sealed_.y, model(known_.X, known_.y, sealed_.X)).mse;
}

// Candidates whose score is within one standard error of the best.
int ClassSelection::equally_good() const {
  const int best = search_->best();
  if (best < 0) return 0;
  const linear::CandidateScore least = search_->score(best);
  int count = 0;
  for (int c = 0; c < search_->candidate(); ++c) count += search_->score(c).mean <= least.mean + least.standard_error;
  return count;
}

void ClassSelection::describe(Snapshot& snapshot) const {
  if (is_plane())
    describe_map(snapshot.plane("score", "Validation error of every pair", {.weight = 4, .help = kMapHelp}));
  else
    describe_line(snapshot.curves("score", "Cross-validation", {.weight = 4, .help = kLineHelp}));
  describe_plane(snapshot.plane("plane", "Data and decision", {.weight = 4, .help = kPlaneHelp}));
  describe_roles(snapshot.table("roles", "Roles", {.weight = 2, .help = kRolesHelp}));
  describe_numbers(snapshot);
}

void ClassSelection::describe_plane(Plane& plane) const {
  const PlanarGrid grid = field_grid();
  plane.equal_axes({.label = "x₁", .range = grid.x}, {.label = "x₂", .range = grid.y});
  if (!field_.empty()) plane.field("decision", grid, field_, {.discrete_classes = true, .show_scale = false});
  const std::vector<int>& out = search_->folds()[held_out_];
  for (int k = 0; k < 2; ++k) {
    std::array<std::vector<double>, 2> x, y;  // learned from, held out
    for (std::ptrdiff_t i = 0; i < known_.X.rows(); ++i) {
      if (known_.y[static_cast<std::size_t>(i)] != k) continue;
      const bool validates =
          !is_opened_ && !field_.empty() && std::find(out.begin(), out.end(), static_cast<int>(i)) != out.end();
      x[validates].push_back(known_.X(i, 0));
      y[validates].push_back(known_.X(i, 1));
    }
    plane.points(k == 0 ? "class 0" : "class 1", {x[0], y[0]}, {.color = k});
    plane.points(k == 0 ? "validation" : "", {x[1], y[1]}, {.color = k, .marker = Marker::ring, .size_px = 6});
  }
  if (sealed_.y.empty()) return;
  std::vector<double> x, y;
  std::vector<int> colors;
  for (std::ptrdiff_t i = 0; i < sealed_.X.rows(); ++i) {
    x.push_back(sealed_.X(i, 0));
    y.push_back(sealed_.X(i, 1));
    colors.push_back(is_opened_ ? static_cast<int>(sealed_.y[static_cast<std::size_t>(i)]) : kColorForeground);
  }
  plane.points(is_opened_ ? "test" : "sealed test", {x, y},
               {.colors = colors, .marker = is_opened_ ? Marker::diamond : Marker::triangle, .size_px = 5});
}

void ClassSelection::describe_line(Plane& plane) const {
  const std::vector<double>& values = search_->grid().axes()[0].values;
  plane.axes({.label = "neighbours k (few: complex)", .range = {0.8, 1.2 * values.front()}, .logarithmic = true},
             {.label = "share of wrong decisions", .range = {0, 0.6}});
  std::vector<Estimate> curve;
  for (int c = 0; c < search_->candidate(); ++c) {
    const linear::CandidateScore score = search_->score(c);
    curve.push_back({values[static_cast<std::size_t>(c)], score.mean, std::max(0.0, score.mean - score.standard_error),
                     score.mean + score.standard_error});
  }
  plane.line("training error", {Values(values).part(0, training_.size()), training_},
             {.color = kColorForeground, .dashed = true});
  add_estimates(plane, "mean of the folds", curve, {.color = 2});
  const int now = leader();
  if (now < 0) return;
  plane.vertical(is_opened_ ? "chosen" : "leads", values[static_cast<std::size_t>(now)], {.color = kColorGood});
}

void ClassSelection::describe_map(Plane& plane) const {
  const std::vector<double>&first = search_->grid().axes()[0].values, &second = search_->grid().axes()[1].values;
  const bool has_order = classifier_ == Classifier::logistic;
  const auto rows = static_cast<int>(second.size()), cols = static_cast<int>(first.size());
  const auto x_of = [&](int c) {
    const double value = first[static_cast<std::size_t>(c / rows)];
    return has_order ? value : math::log_10(value);
  };
  const auto y_of = [&](int c) { return math::log_10(second[static_cast<std::size_t>(c % rows)]); };
  const double width = has_order ? 1 : 0.5, low = std::min(y_of(0), y_of(rows - 1));
  const PlanarGrid cells{rows,
                         cols,
                         {x_of(0) - 0.5 * width, x_of(rows * cols - 1) + 0.5 * width},
                         {low - 0.25, low + 0.5 * rows - 0.25}};
  plane.axes({.label = has_order ? "order of the features" : "log₁₀ C", .range = cells.x},
             {.label = has_order ? "log₁₀ λ" : "log₁₀ γ", .range = cells.y});
  std::vector<double> errors(static_cast<std::size_t>(cells.cells()), kMostError), x, y, ring_x, ring_y;
  const int now = leader(), best = search_->best();
  const linear::CandidateScore least = best >= 0 ? search_->score(best) : linear::CandidateScore{};
  for (int c = 0; c < search_->candidate(); ++c) {
    const double error = search_->score(c).mean;
    const int row = second.front() < second.back() ? c % rows : rows - 1 - c % rows;
    errors[static_cast<std::size_t>(row * cols + c / rows)] = std::min(error, kMostError);
    x.push_back(x_of(c));
    y.push_back(y_of(c));
    if (c == now || error > least.mean + least.standard_error) continue;
    ring_x.push_back(x.back());
    ring_y.push_back(y.back());
  }
  plane.field("share of wrong decisions", cells, errors, {.color = {0, kMostError}, .map = ColorMap::viridis});
  plane.points("tested", {x, y}, {.color = kColorMuted, .size_px = 1.5f});
  plane.points("as good within one error", {ring_x, ring_y},
               {.color = kColorForeground, .marker = Marker::ring, .size_px = 5});
  if (now >= 0)
    plane.point(is_opened_ ? "chosen" : "leads", x_of(now), y_of(now),
                {.color = kColorBad, .marker = Marker::cross, .size_px = 9});
}

void ClassSelection::describe_roles(Table& table) const {
  table.head({"set", "points", "is for", "used", "error"});
  const auto times = [](int uses) { return std::to_string(uses) + " ×"; };
  const auto tested = static_cast<int>(search_->fold_scores().size());
  const double n = static_cast<double>(known_.y.size());
  const double validating = std::floor(n / static_cast<double>(search_->folds().size()));
  const int now = leader();
  table.row({"training", Cell(n - validating, 0), "parameters", times(tested),
             Cell(now >= 0 ? training_[static_cast<std::size_t>(now)] : NAN, 2)});
  table.row({"validation", Cell(validating, 0), "hyperparameters", times(tested),
             Cell(now >= 0 ? search_->score(now).mean : NAN, 2)});
  if (sealed_.y.empty()) return;
  table.row({"test", Cell(static_cast<double>(sealed_.y.size()), 0), "the verdict", times(is_opened_ ? 1 : 0),
             is_opened_ ? Cell(test_error_, 2) : Cell("sealed")},
            {kColorAccent});
}

void ClassSelection::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kClassNumbersHelp});
  const int now = leader();
  if (now >= 0) {
    constexpr std::array kIds{"best_value", "best_second_value"};
    const std::string role = is_opened_ ? "chosen " : "leading ";
    const std::vector<double> values = search_->grid().values(now);
    for (std::size_t a = 0; a < values.size(); ++a)
      numbers.add(kIds[a], role + search_->grid().axes()[a].name, values[a], {.digits = 3});
    const linear::CandidateScore score = search_->score(now);
    numbers.add("best_score", "its share of wrong decisions", score.mean,
                {.digits = 3, .note = "± " + number_in_words(score.standard_error, 2)});
    numbers.add("training_error", training_[static_cast<std::size_t>(now)], {.digits = 3});
    snapshot.metric("best_standard_error", "standard error of the score", score.standard_error);
    const auto least = std::min_element(training_.begin(), training_.end());
    snapshot.metric("least_training_error", "least training error", *least);
    snapshot.metric("worst_of_least_training", "largest E_val of a candidate with the least training error", [&] {
      double worst = 0;
      for (std::size_t c = 0; c < training_.size(); ++c)
        if (training_[c] == *least) worst = std::max(worst, search_->score(static_cast<int>(c)).mean);
      return worst;
    }());
  }
  if (is_opened_ && !sealed_.y.empty()) numbers.add("test_error", test_error_, {.digits = 3});
  numbers.add("equally_good", "as good within one error", equally_good(), {.digits = 0});
  numbers.add("tests", "fits tested", static_cast<double>(search_->fold_scores().size()), {.digits = 0});
}

void ClassSelection::add_state(StateHasher& hasher) const {
  if (!is_on()) return;
  lectern::add_state(hasher, std::tie(known_, sealed_, search_, is_opened_, chosen_, test_error_));
}

std::size_t ClassSelection::heap_bytes() const {
  return lectern::heap_bytes(std::tie(known_, sealed_, search_, training_, field_));
}

}  // namespace lectern
