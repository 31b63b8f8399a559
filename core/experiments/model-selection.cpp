// Choosing a model: k-fold cross-validation with its folds in sight, a grid search over the order of a polynomial, a
// penalty, a number of neighbours, the depth of a tree or a learning rate, and a test set that is opened once, at the
// end.
// Lecture row R5.
// Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2, §7.10; Cawley, Talbot, On
// over-fitting in model selection and subsequent selection bias in performance evaluation, JMLR 11 (2010).

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/text.h"
#include "core/lab/drawn_points.h"
#include "core/lab/registry.h"
#include "core/ml/linear/grid_search.h"
#include "core/ml/linear/polynomial.h"
#include "core/ml/linear/quadratic_cost.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/curve_data.h"
#include "core/parts/curve_search.h"
#include "core/parts/selection_luck.h"

namespace lectern {
namespace {

using linear::GridSearch;

constexpr int kMostPoints = 200, kMostFolds = 12, kMostContests = 400;
constexpr int kPlaces = 160;  // of drawn fits

// Labels of the random streams.
constexpr std::uint64_t kData = 1, kFolds = 2, kContests = 3;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_curve_parameters(schema, {.largest_n = kMostPoints, .n = 60, .noise = 0.5});
  schema.real("test_fraction", "Share for the test", {0, 0.5}, 0.25)
      .help("Locked away until the model is chosen, then looked at once.");
  add_search_parameters(schema);
  schema.integer("folds", "Folds", {2, kMostFolds}, 5)
      .help("Into how many parts the data are cut. Each part is the validation set once.")
      .choice("rule", "Choice", {{"least", "Least mean score"}, {"one_error", "Simplest within one standard error"}},
              "least")
      .help("The score of the best is uncertain; a simpler model that is hardly worse may be preferred.")
      .group("Luck")
      .integer("contestants", "Contestants", {1, static_cast<double>(SelectionLuck::kMostContestants)}, 50)
      .logarithmic()
      .help("How many equally good models compete for the best validation score.");
  return schema;
}

ConstMatrixView<double> column(const std::vector<double>& x) {
  return {x.data(), static_cast<std::ptrdiff_t>(x.size()), 1};
}

class ModelSelection final : public Experiment {
 public:
  ModelSelection(const ExperimentStart& start, CurveProblem problem)
      : problem_(std::move(problem)),
        parameters_(start.parameters),
        data_rng_(Rng(start.data_seed).split(kData)),
        seed_rng_(start.seed),
        drawn_(start.points),
        luck_(start.parameters.integer("contestants")) {
    begin();
  }

  void step() override;
  void tune(const ParameterSet&) override {}
  bool act(const Action& action) override {
    if (action.panel != "data" || !apply_gesture(action.gesture, drawn_)) return false;
    begin();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<ModelSelection>(*this); }
  bool finished() const override { return is_opened_ && (!has_contests() || luck_.contests() >= kMostContests); }
  std::span<const DrawnPoint> drawn_points() const override { return drawn_; }

 private:
  void begin();
  void test_fold();
  void open_test_set();
  // What a model learned from these points says at the places of the picture.
  void draw_fit(const linear::FitAndPredict& model, const CurveSample& learned);
  CurveSample without_fold(std::size_t fold) const;

  bool has_contests() const { return problem_.law.has_value(); }
  bool has_verdict() const { return is_opened_ && chosen_ >= 0 && sealed_.size() > 0; }
  int folds() const { return static_cast<int>(folds_.size()); }
  // The candidate that leads so far; −1: none.
  int leader() const {
    if (!scores_) return -1;
    return parameters_.choice("rule") == "least" ? scores_->best() : scores_->simplest_within_one_error();
  }
  int tested() const { return scores_ ? static_cast<int>(scores_->fold_scores().size()) : 0; }

  void describe_data(Plane& plane) const;
  void describe_folds(Plane& plane) const;
  void describe_roles(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  CurveProblem problem_;
  ParameterSet parameters_;
  Rng data_rng_, seed_rng_;
  std::vector<DrawnPoint> drawn_;

  CurveSample known_, sealed_;  // for training and validation; for the test
  linear::Folds folds_;
  std::vector<int> fold_of_;    // of each known point
  CurveSearch search_;
  std::optional<GridSearch> scores_;  // none: too few points
  std::size_t held_out_ = 0;    // the fold tested last
  double stable_rate_ = NAN;    // 2/λ_max
  std::vector<double> places_, fit_;  // the fit drawn

  bool is_opened_ = false;
  int chosen_ = -1;
  double test_error_ = 0;
  SelectionLuck luck_;
};

void ModelSelection::begin() {
  Rng rng = data_rng_;
  CurveSample all = problem_.sample(problem_.n, rng);
  if (!problem_.law) append(drawn_, all);
  CurveParts parts = split(all, 1 - parameters_.real("test_fraction"), rng);
  known_ = std::move(parts.training);
  sealed_ = std::move(parts.validation);
  if (problem_.law) append(drawn_, known_);
  const auto n = static_cast<int>(known_.size());
  Rng fold_rng = seed_rng_.split(kFolds);
  folds_ = linear::random_folds(n, std::min(parameters_.integer("folds"), std::max(n, 1)), fold_rng);
  fold_of_.assign(known_.size(), 0);
  for (std::size_t f = 0; f < folds_.size(); ++f)
    for (const int i : folds_[f]) fold_of_[static_cast<std::size_t>(i)] = static_cast<int>(f);
  search_ = make_curve_search(parameters_, problem_.interval, n - n / folds());
  scores_.reset();
  if (n >= 2) scores_.emplace(search_.grid, folds_);
  stable_rate_ = NAN;
  if (n >= 2 && parameters_.choice("search") == "rate") {
    const linear::PolynomialSpace space{linear::PolynomialBasis::chebyshev, parameters_.integer("order"),
                                        problem_.interval.low, problem_.interval.high};
    stable_rate_ = linear::largest_stable_rate(linear::QuadraticCost(space.features(known_.x), known_.y));
  }
  held_out_ = 0;
  places_.resize(kPlaces);
  for (int i = 0; i < kPlaces; ++i)
    places_[static_cast<std::size_t>(i)] =
        problem_.interval.low + (problem_.interval.high - problem_.interval.low) * i / (kPlaces - 1);
  fit_.clear();
  is_opened_ = n < 2;
  chosen_ = -1;
  test_error_ = 0;
  luck_ = SelectionLuck(parameters_.integer("contestants"));
}

void ModelSelection::step() {
  if (scores_ && !scores_->finished())
    for (int i = 0; i < (search_.is_plane() ? folds() : 1); ++i) test_fold();
  else if (!is_opened_)
    open_test_set();
  if (!has_contests() || luck_.contests() >= kMostContests) return;
  Rng rng = seed_rng_.split(kContests).split(static_cast<std::uint64_t>(luck_.contests()));
  const int validation = std::max(static_cast<int>(known_.size()) / folds(), 2);
  luck_.add_contest(problem_, {std::max(static_cast<int>(known_.size()) - validation, 2), validation}, rng);
}

CurveSample ModelSelection::without_fold(std::size_t fold) const {
  CurveSample rest;
  for (std::size_t i = 0; i < known_.size(); ++i)
    if (fold_of_[i] != static_cast<int>(fold)) rest.add(known_.x[i], known_.y[i]);
  return rest;
}

void ModelSelection::test_fold() {
  held_out_ = static_cast<std::size_t>(scores_->fold());
  const linear::FitAndPredict model = search_.family(search_.grid.values(scores_->candidate()));
  scores_->step(column(known_.x), known_.y, search_.family);
  draw_fit(model, without_fold(held_out_));
}

void ModelSelection::draw_fit(const linear::FitAndPredict& model, const CurveSample& learned) {
  fit_ = model(column(learned.x), learned.y, column(places_));
}

// The model chosen learns once more, from all that is known; then the seal is broken.
void ModelSelection::open_test_set() {
  is_opened_ = true;
  chosen_ = leader();
  if (chosen_ < 0) return;
  const linear::FitAndPredict model = search_.family(search_.grid.values(chosen_));
  draw_fit(model, known_);
  if (sealed_.size() == 0) return;
  test_error_ = metrics::regression_scores(sealed_.y, model(column(known_.x), known_.y, column(sealed_.x))).mse;
}

void ModelSelection::hash_state(StateHasher& hasher) const {
  hasher.add(std::span<const double>(known_.y));
  hasher.add(std::span<const int>(fold_of_));
  if (scores_) hasher.add(scores_->fold_scores());
  hasher.add(is_opened_);
  hasher.add(test_error_);
  luck_.hash(hasher);
}

void ModelSelection::describe(Snapshot& snapshot) const {
  describe_data(snapshot.add_panel<Plane>(
      "data", "Data and folds", 4,
      "Each colour is a fold. Rings: the fold kept back from the fit that is drawn. Triangles: the places of the "
      "sealed test set; its values are shown when it is opened."));
  const double noise = problem_.law ? problem_.noise * problem_.noise : 0;
  search_.describe(scores_ ? &*scores_ : nullptr, {leader(), is_opened_, noise, stable_rate_},
                   snapshot.add_panel<Plane>("score", "Cross-validation", 4,
                                             "Mean squared error on the fold kept back: a dot for each fold in its "
                                             "colour, their mean and its standard error."));
  describe_folds(snapshot.add_panel<Plane>(
      "folds", "Who is what in which round", 2,
      "A row is a round, a column a point: coloured where it validates, pale where it trains. The test set takes no "
      "part."));
  luck_.describe(snapshot.add_panel<Plane>(
      "luck", "The best of many is lucky", 3,
      "Equally good models compete for the least validation error. The winner's score falls with their number; its "
      "error on fresh data does not."));
  describe_roles(snapshot.add_panel<Table>("roles", "Roles", 2,
                                           "What each part of the data is for, and how often it was looked at."));
  describe_numbers(snapshot);
}

void ModelSelection::describe_data(Plane& plane) const {
  const Range y = value_range(problem_, known_, problem_.interval);
  set_curve_axes(plane, problem_.interval, y, true);
  describe_law(problem_, problem_.interval, plane);
  LineLayer& fit = add_line(plane, is_opened_ ? "chosen model" : "model of this round", static_cast<int>(fit_.size()),
                            kColorAccent, false);
  for (std::size_t i = 0; i < fit_.size(); ++i) {
    fit.x[i] = static_cast<float>(places_[i]);
    fit.y[i] = static_cast<float>(fit_[i]);
  }
  describe_drawn(drawn_, plane);
  const bool keeps_back = scores_ && !is_opened_;
  for (const bool kept_back : {false, true}) {
    PointsLayer& points = describe_points(kept_back ? "validation" : "training", {}, 0, 0,
                                          kept_back ? Marker::ring : Marker::circle, 0, plane);
    points.color.clear();
    points.size_px = kept_back ? 6 : 4;
    for (std::size_t i = 0; i < known_.size(); ++i) {
      if ((keeps_back && fold_of_[i] == static_cast<int>(held_out_)) != kept_back) continue;
      points.x.push_back(static_cast<float>(known_.x[i]));
      points.y.push_back(static_cast<float>(known_.y[i]));
      points.color.push_back(fold_of_[i]);
    }
  }
  if (sealed_.size() == 0) return;
  PointsLayer& test = describe_points(is_opened_ ? "test" : "sealed test", sealed_, 0, sealed_.size(),
                                      is_opened_ ? Marker::diamond : Marker::triangle, kColorForeground, plane);
  if (!is_opened_) test.y.assign(sealed_.size(), static_cast<float>(y.low + 0.03 * (y.high - y.low)));
}

void ModelSelection::describe_folds(Plane& plane) const {
  const double columns = static_cast<double>(known_.size() + sealed_.size()), rounds = folds();
  set_axes(plane, "point", {-0.7, columns - 0.3}, "round", {0.4, rounds + 0.6});
  plane.equal_scale = false;
  const float size = columns > 80 ? 2.2f : 3.5f;
  PointsLayer& known = describe_points("", {}, 0, 0, Marker::square, 0, plane);
  known.size_px = size;
  known.color.clear();
  known.opacity.clear();
  for (int round = 0; round < folds(); ++round) {
    const bool is_now = !is_opened_ && round == static_cast<int>(held_out_);
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const bool validates = fold_of_[i] == round;
      known.x.push_back(static_cast<float>(i));
      known.y.push_back(static_cast<float>(round + 1));
      known.color.push_back(validates ? round : kColorMuted);
      known.opacity.push_back(validates ? (is_now || is_opened_ ? 1.0f : 0.55f) : is_now ? 0.5f : 0.2f);
    }
  }
  if (sealed_.size() == 0) return;
  PointsLayer& test = describe_points(is_opened_ ? "test, opened" : "test, sealed", {}, 0, 0, Marker::square,
                                      kColorForeground, plane);
  test.size_px = size;
  for (int round = 0; round < folds(); ++round) {
    for (std::size_t i = 0; i < sealed_.size(); ++i) {
      test.x.push_back(static_cast<float>(known_.size() + i));
      test.y.push_back(static_cast<float>(round + 1));
    }
  }
}

void ModelSelection::describe_roles(Table& table) const {
  table.columns.assign({"set", "points", "is for", "looked at", "error"});
  const auto add = [&](const char* set, double points, const char* use, double looks, ColorRole color) -> std::string& {
    TableRow& row = table.rows.next();
    row.color = color;
    row.cells.resize(table.columns.size());
    row.cells[0].assign(set);
    write_number(row.cells[1], "%.0f", points);
    row.cells[2].assign(use);
    write_number(row.cells[3], "%.0f ×", looks);
    row.cells[4].assign("–");
    return row.cells[4];
  };
  const double n = static_cast<double>(known_.size()), validating = std::floor(n / folds());
  const int best = leader();
  add("training", n - validating, "parameters", tested(), kColorForeground);
  std::string& score = add("validation", validating, "hyperparameters", tested(), kColorForeground);
  if (best >= 0) write_number(score, "%.3g", scores_->score(best).mean);
  std::string& verdict = add("test", static_cast<double>(sealed_.size()), "the verdict", has_verdict() ? 1 : 0,
                             kColorAccent);
  if (has_verdict())
    write_number(verdict, "%.3g", test_error_);
  else if (sealed_.size() > 0)
    verdict.assign("sealed");
}

void ModelSelection::describe_numbers(Snapshot& snapshot) const {
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1,
                                        "Where the search stands, and the verdict of the test set.");
  const int best = leader();
  snapshot.add_metric("tests", "fits tested", tested());
  add_value(text, "fits tested", tested(), 6);
  if (!scores_) add_line(text, TextStyle::warning, "Too few points: tap into the picture to add some.");
  if (best >= 0) {
    const linear::CandidateScore score = scores_->score(best);
    std::string name;
    for (std::size_t a = 0; a < search_.grid.axes().size(); ++a) {
      name.assign(is_opened_ ? "chosen " : "leading ").append(search_.grid.axes()[a].name);
      add_value(text, name, search_.grid.values(best)[a]);
    }
    snapshot.add_metric("best_value", search_.grid.axes()[0].name, search_.grid.values(best)[0]);
    snapshot.add_metric("best_score", "E_val of the best", score.mean);
    add_value(text, "its score E_val", score.mean);
    add_value(text, "± standard error", score.standard_error, 2);
  }
  if (has_verdict()) {
    snapshot.add_metric("test_error", "E_test", test_error_);
    add_value(text, "E_test", test_error_);
  }
  if (is_opened_ && scores_ && chosen_ < 0)
    add_line(text, TextStyle::warning, "Every candidate diverged: there is nothing to choose.");
  if (luck_.contests() == 0) return;
  const double validation = luck_.winner_validation().back().mean(), test = luck_.winner_test().back().mean();
  snapshot.add_metric("contests", "contests", static_cast<double>(luck_.contests()));
  snapshot.add_metric("winner_validation", "winner's validation error", validation);
  snapshot.add_metric("winner_test", "winner's error on fresh data", test);
  add_value(text, "contests", static_cast<double>(luck_.contests()), 5);
  add_value(text, "winner's optimism", test - validation);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<CurveProblem> problem = read_curve_problem(start.parameters);
  if (!problem) return Error{problem.error()};
  return std::unique_ptr<Experiment>(std::make_unique<ModelSelection>(start, std::move(*problem)));
}

ExperimentInfo model_selection_info() {
  ExperimentInfo info;
  info.id = "model-selection";
  info.title = "Model selection";
  info.lecture = 1;
  info.row = "R5";
  info.summary = "Cross-validation chooses a hyperparameter from a grid; a sealed test set has the last word, once.";
  info.lesson =
      "Training data teach the parameters; who teaches the order of a polynomial, the penalty λ, the depth of a tree, "
      "the learning rate η? The data are cut into folds and each validates once what was learned from the others. "
      "Watch the dots: how much do the folds disagree, and would another draw of the folds (another seed) choose the "
      "same model? When all candidates are tested the winner learns once more and the test set is opened. Why not look "
      "at it before? The panel of the contest answers: of fifty equally good models the best validation score belongs "
      "to the luckiest, not to the best.";
  info.sources = {"Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2, §7.10",
                  "Cawley, Talbot, On over-fitting in model selection, JMLR 11 (2010)"};
  info.steps_per_second = 20;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{model_selection_info()};

}  // namespace
}  // namespace lectern
