// Choosing a model: k-fold cross-validation with its folds in sight, a grid search over the order of a polynomial, a
// penalty, a number of neighbours, the depth of a tree or a learning rate, and a test set that is opened once, at the
// end. Or the same for a classifier, with a map of the validation error over two hyperparameters at once.
// Lecture row R5.
// Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2, §7.10; Cawley, Talbot, On
// over-fitting in model selection and subsequent selection bias in performance evaluation, JMLR 11 (2010).

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/model-selection/class_selection.h"
#include "core/experiments/model-selection/curve_search.h"
#include "core/experiments/model-selection/selection_luck.h"
#include "core/lab/demo.h"
#include "core/ml/linear/grid_search.h"
#include "core/ml/linear/quadratic_cost.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/curve_data.h"
#include "core/parts/optional_part.h"

namespace lectern {
namespace {

using linear::GridSearch;

constexpr int kMostContests = 400;
constexpr std::size_t kMostDraws = 100;  // of folds, after the test set was opened
constexpr int kPlaces = 160;             // of drawn fits

constexpr const char* kDataHelp =
    "Each colour is a fold. Rings: the fold held out from the fit that is drawn. Triangles: the places of the sealed "
    "test set; its values are shown when it is opened.";
constexpr const char* kFoldsHelp =
    "A row is a round, a column a point: coloured where it validates, pale where it trains. The test set takes no part.";
constexpr const char* kLuckHelp =
    "Predictors that are equally good by construction, the law and a random wave of fixed size, compete for the least "
    "validation error. The winner's score falls as more compete; its error on fresh data does not. Shade: two standard "
    "errors.";
constexpr const char* kDrawsHelp =
    "The same data, the same candidates, other folds: how often each candidate is chosen. Begins when the test set has "
    "been opened.";
constexpr const char* kTableNote =
    "The law behind a table is not known: no σ² can be drawn, and no contest of equals be held.";
constexpr std::size_t kManyPoints = 300;
constexpr int kFitsPerStep = 10;  // to the rows of a table
constexpr const char* kCurveNumbersHelp =
    "The choice so far, the verdict of the test set, and what luck adds to a score.";

enum class Rule { least, one_error };

enum class Task { curve, classes };

struct Settings {
  Task task = Task::curve;
  ClassSelectionSettings classes{};
  CurveDataSettings data{.n = 60, .noise = 0.5, .largest_n = 200};
  double test_fraction = 0.25;
  CurveSearchSettings search{};
  int folds = 5;
  Rule rule = Rule::least;
  int contestants = 50;
};

// Points of several colours, to be described together.
struct Dots {
  std::vector<double> x, y, opacity;
  std::vector<int> color;

  void clear() {
    for (std::vector<double>* numbers : {&x, &y, &opacity}) numbers->clear();
    color.clear();
  }
  void add(double at_x, double at_y, int of_color, double of_opacity = 0.9) {
    x.push_back(at_x);
    y.push_back(at_y);
    color.push_back(of_color);
    opacity.push_back(of_opacity);
  }
  void describe(Plane& plane, const char* label, PointStyle style) const {
    style.colors = color;
    style.opacities = opacity;
    plane.points(label, {x, y}, style);
  }
};

ConstMatrixView<double> column(const std::vector<double>& x) {
  return {x.data(), static_cast<std::ptrdiff_t>(x.size()), 1};
}

class ModelSelection final : public Demo<ModelSelection, Settings, CurveData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.group("Problem")
        .choice(&Settings::task, "problem", "Problem",
                {{Task::curve, "curve", "A curve: regression"},
                 {Task::classes, "classes", "Two classes: classification"}})
        .help("What the model has to learn: numbers along a curve, or which of two classes a point belongs to.")
        .include_while(&Settings::task, {Task::classes}, &Settings::classes)
        .include_while(&Settings::task, {Task::curve}, &Settings::data)
        .real(&Settings::test_fraction, "test_fraction", {0, 0.5})
        .help("Locked away until the model is chosen, then used once.")
        .include_while(&Settings::task, {Task::curve}, &Settings::search)
        .integer(&Settings::folds, "folds", {2, kMostFolds})
        .help("Into how many parts the data are cut. Each part is the validation set once.")
        .choice(&Settings::rule, "rule", "Selection rule",
                {{Rule::least, "least", "Least mean score"},
                 {Rule::one_error, "one_error", "Simplest within one standard error"}})
        .help("The score of the best is uncertain; a simpler model that is hardly worse may be preferred.")
        .group("Luck")
        .integer(&Settings::contestants, "contestants", "Contestants", {1, double{SelectionLuck::kMostContestants}})
        .logarithmic()
        .help("How many equally good models compete for the best validation score.")
        .shown_when(&Settings::task, {Task::curve});
  }

  explicit ModelSelection(const Start& start) : Demo(start), luck_(start.settings.contestants) { data_changed(); }

  void data_changed();
  void step() override;
  bool finished() const override {
    if (classes_.is_on()) return classes_.finished();
    return is_opened_ && (!has_contests() || luck_.contests() >= kMostContests) &&
           (!has_draws() || choices_.size() >= kMostDraws);
  }
  SeedUse seeds() const override {
    if (classes_.is_on()) return {.run = true, .data = true};
    return {.run = true, .data = data().uses_seed() || settings().test_fraction > 0};
  }
  static bool takes_points(std::string_view panel) { return panel == "data"; }
  auto state() const {
    return std::tuple(std::tie(known_, sealed_, folds_, fold_of_, search_, scores_, luck_),
                      std::tie(is_opened_, chosen_, test_error_, choices_, classes_, again_), unhashed(fit_),
                      unhashed(training_errors_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  const CurveProblem& problem() const { return data().problem(); }
  void deal_folds();
  void test_fold();
  void open_test_set();
  void draw_folds_again();
  void hold_contest();
  void measure_training();
  // Draws the predictions of a model trained on these points.
  void draw_fit(const linear::FitAndPredict& model, const CurveSample& learned);
  CurveSample without_fold(std::size_t fold) const;

  bool has_contests() const { return problem().law.has_value(); }
  bool has_draws() const { return scores_ && !search_->is_plane(); }
  bool has_verdict() const { return is_opened_ && chosen_ >= 0 && sealed_.size() > 0; }
  int folds() const { return static_cast<int>(folds_.size()); }
  // The candidate that leads so far; −1: none.
  int leader() const { return scores_ ? leader_of(*scores_) : -1; }
  int leader_of(const GridSearch& scores) const {
    return settings().rule == Rule::least ? scores.best() : scores.simplest_within_one_error();
  }
  int tested() const { return scores_ ? static_cast<int>(scores_->fold_scores().size()) : 0; }

  void describe_data(Plane& plane) const;
  void describe_folds(Plane& plane) const;
  void describe_draws(Distribution& distribution) const;
  void describe_roles(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_choices(Numbers& numbers, Snapshot& snapshot) const;

  CurveSample known_, sealed_;  // for training and validation; for the test
  linear::Folds folds_;
  std::vector<int> fold_of_;  // of each known point
  Shared<CurveSearch> search_;
  std::optional<GridSearch> scores_;     // none: too few points
  std::size_t held_out_ = 0;             // the fold tested last
  double stable_rate_ = NAN;             // 2/λ_max
  std::vector<double> training_errors_;  // of each candidate trained on all that is known, along a line
  std::vector<double> fit_;              // the fit drawn, at kPlaces places of the interval

  bool is_opened_ = false;
  int chosen_ = -1;
  double test_error_ = NAN;
  std::vector<int> choices_;        // with each further draw of folds
  OptionalPart<GridSearch> again_;  // of the draw that is being searched
  SelectionLuck luck_;
  ClassSelection classes_;  // on in place of all the above
  Scratch<Dots> dots_;
};

void ModelSelection::data_changed() {
  if (settings().task == Task::classes) {
    const ClassSelection::Frame frame{settings().data.n, settings().test_fraction, settings().folds,
                                      settings().rule == Rule::one_error};
    classes_ = ClassSelection(settings().classes, frame, data_rng("classes"), data_rng("split"), rng("folds"));
    data().leave_table();
    return;
  }
  CurveSample all = data().sample();
  if (!problem().has_points()) all.add(data().drawn_points());
  Rng split_rng = data_rng("split");
  CurveParts parts = split(all, 1 - settings().test_fraction, split_rng);
  known_ = std::move(parts.training);
  sealed_ = std::move(parts.validation);
  if (problem().has_points()) known_.add(data().drawn_points());
  deal_folds();
  const auto n = static_cast<int>(known_.size());
  const CurveSearchSettings& search = settings().search;
  search_ = Shared(make_curve_search(search, problem().interval, n - n / folds()));
  scores_.reset();
  if (n >= 2) scores_.emplace(search_->grid, folds_);
  measure_training();
  stable_rate_ = NAN;
  if (n >= 2 && search.searched == SearchedNumber::rate) {
    const Matrix<double> features = search_space(problem().interval, search.order).features(known_.x);
    stable_rate_ = linear::largest_stable_rate(linear::QuadraticCost(features, known_.y));
  }
  held_out_ = 0;
  fit_.clear();
  is_opened_ = n < 2;
  chosen_ = -1;
  test_error_ = NAN;
  choices_.clear();
  again_ = {};
  luck_ = SelectionLuck(settings().contestants);
  if (has_contests()) hold_contest();
}

void ModelSelection::deal_folds() {
  const auto n = static_cast<int>(known_.size());
  Rng fold_rng = rng("folds");
  folds_ = linear::random_folds(n, std::min(settings().folds, std::max(n, 1)), fold_rng);
  fold_of_.assign(known_.size(), 0);
  for (std::size_t f = 0; f < folds_.size(); ++f)
    for (const int i : folds_[f]) fold_of_[static_cast<std::size_t>(i)] = static_cast<int>(f);
}

void ModelSelection::step() {
  if (classes_.is_on()) return classes_.step();
  if (scores_ && !scores_->finished())
    for (int i = 0; i < (search_->is_plane() ? folds() : 1); ++i) test_fold();
  else if (!is_opened_)
    open_test_set();
  else if (has_draws() && choices_.size() < kMostDraws)
    draw_folds_again();
  if (has_contests() && luck_.contests() < kMostContests) hold_contest();
}

void ModelSelection::measure_training() {
  training_errors_.clear();
  if (!has_draws()) return;
  for (int c = 0; c < search_->grid.size(); ++c) {
    const linear::FitAndPredict model = search_->family(search_->grid.values(c));
    const std::vector<double> predicted = model(column(known_.x), known_.y, column(known_.x));
    training_errors_.push_back(metrics::regression_scores(known_.y, predicted).mse);
  }
}

void ModelSelection::hold_contest() {
  Rng contest = rng("contests").split(static_cast<std::uint64_t>(luck_.contests()));
  luck_.add_contest(problem(), std::max(static_cast<int>(known_.size()) / folds(), 2), contest);
}

// The whole search once more, with other folds; the test set takes no part. With the rows of a table it takes several
// steps.
void ModelSelection::draw_folds_again() {
  const auto n = static_cast<int>(known_.size());
  if (!again_) {
    Rng fold_rng = rng("more folds").split(choices_.size());
    again_ = OptionalPart(GridSearch(search_->grid, linear::random_folds(n, std::min(settings().folds, n), fold_rng)));
  }
  for (int fits = 0; !again_->finished(); ++fits) {
    if (problem().is_table && fits == kFitsPerStep) return;
    again_->step(column(known_.x), known_.y, search_->family);
  }
  choices_.push_back(leader_of(*again_));
  again_ = {};
}

CurveSample ModelSelection::without_fold(std::size_t fold) const {
  CurveSample rest;
  for (std::size_t i = 0; i < known_.size(); ++i)
    if (fold_of_[i] != static_cast<int>(fold)) rest.add(known_.x[i], known_.y[i]);
  return rest;
}

void ModelSelection::test_fold() {
  held_out_ = static_cast<std::size_t>(scores_->fold());
  const linear::FitAndPredict model = search_->family(search_->grid.values(scores_->candidate()));
  scores_->step(column(known_.x), known_.y, search_->family);
  draw_fit(model, without_fold(held_out_));
}

void ModelSelection::draw_fit(const linear::FitAndPredict& model, const CurveSample& learned) {
  const auto [low, high] = problem().interval;
  std::vector<double> places;
  for (int i = 0; i < kPlaces; ++i) places.push_back(low + (high - low) * i / (kPlaces - 1));
  fit_ = model(column(learned.x), learned.y, column(places));
}

// The model chosen is trained once more, on all that is known; then the seal is broken.
void ModelSelection::open_test_set() {
  is_opened_ = true;
  chosen_ = leader();
  if (chosen_ < 0) return;
  const linear::FitAndPredict model = search_->family(search_->grid.values(chosen_));
  draw_fit(model, known_);
  if (sealed_.size() == 0) return;
  test_error_ = metrics::regression_scores(sealed_.y, model(column(known_.x), known_.y, column(sealed_.x))).mse;
}

void ModelSelection::describe(Snapshot& snapshot) const {
  if (classes_.is_on()) return classes_.describe(snapshot);
  describe_data(snapshot.plane("data", "Data and folds", {.weight = 3, .help = kDataHelp}));
  const double noise = problem().law ? problem().noise_variance() : 0;
  search_->describe(snapshot, scores_ ? &*scores_ : nullptr,
                    {leader(), is_opened_, noise, training_errors_, stable_rate_});
  if (!problem().is_table)
    luck_.describe(snapshot.curves("luck", "The best of many is lucky", {.weight = 3, .help = kLuckHelp}),
                   has_contests() ? SelectionLuck::expected_error(problem()) : 0);
  if (has_draws())
    describe_draws(snapshot.distribution("draws", "Chosen with other folds", {.weight = 2, .help = kDrawsHelp}));
  describe_roles(snapshot.table("roles", "Roles", {.weight = 2, .help = kRolesHelp}));
  describe_folds(snapshot.plane("folds", "Who is what in which round", {.weight = 1, .help = kFoldsHelp}));
  describe_numbers(snapshot);
}

void ModelSelection::describe_data(Plane& plane) const {
  const Range y = problem().value_range(known_, problem().interval);
  plane
      .axes({.label = problem().x_label, .range = problem().axis_range(problem().interval)},
            {.label = problem().y_label, .range = y})
      .accept_points(1);
  problem().describe_law(plane, problem().interval);
  std::size_t place = 0;
  plane.line(is_opened_ ? "chosen model" : "model of this round", problem().interval, static_cast<int>(fit_.size()),
             [&](double) { return fit_[place++]; }, {.color = kColorAccent});
  describe_drawn(plane, data().drawn_points());
  const bool holds_out = scores_ && !is_opened_;
  for (const bool held_out : {false, true}) {
    dots_->clear();
    for (std::size_t i = 0; i < known_.size(); ++i)
      if ((holds_out && fold_of_[i] == static_cast<int>(held_out_)) == held_out)
        dots_->add(known_.x[i], known_.y[i], fold_of_[i]);
    const bool are_many = known_.size() > kManyPoints;
    held_out ? dots_->describe(plane, "validation", {.marker = Marker::ring, .size_px = are_many ? 3.5f : 6.0f})
             : dots_->describe(plane, "training", are_many ? PointStyle{.size_px = 2.2f} : PointStyle{});
  }
  if (sealed_.size() == 0) return;
  Places test = sealed_.places();
  const double bottom = y.low + 0.03 * (y.high - y.low);
  if (!is_opened_) test.y = Values(&bottom, test.size(), 0);  // the places alone
  plane.points(is_opened_ ? "test" : "sealed test", test,
               {.color = kColorForeground,
                .marker = is_opened_ ? Marker::diamond : Marker::triangle,
                .size_px = known_.size() > kManyPoints ? 2.2f : 4.0f,
                .opacity = 0.9f});
}

void ModelSelection::describe_folds(Plane& plane) const {
  const double columns = static_cast<double>(known_.size() + sealed_.size()), rounds = folds();
  plane.axes({.label = "point", .range = {-0.7, columns - 0.3}}, {.label = "round", .range = {0.4, rounds + 0.6}});
  const PointStyle style{.marker = Marker::square, .size_px = columns > 80 ? 2.2f : 3.5f};
  dots_->clear();
  for (int round = 0; round < folds(); ++round) {
    const bool is_now = !is_opened_ && round == static_cast<int>(held_out_);
    for (std::size_t i = 0; i < known_.size(); ++i) {
      if (fold_of_[i] == round)
        dots_->add(static_cast<double>(i), round + 1, round, is_now || is_opened_ ? 1 : 0.55);
      else
        dots_->add(static_cast<double>(i), round + 1, kColorMuted, is_now ? 0.5 : 0.2);
    }
  }
  dots_->describe(plane, "", style);
  if (sealed_.size() == 0) return;
  dots_->clear();
  for (int round = 0; round < folds(); ++round)
    for (std::size_t i = 0; i < sealed_.size(); ++i)
      dots_->add(static_cast<double>(known_.size() + i), round + 1, kColorForeground);
  dots_->describe(plane, is_opened_ ? "test, opened" : "test, sealed", style);
}

// A bin for each candidate, its edges halfway to its neighbours.
void ModelSelection::describe_draws(Distribution& distribution) const {
  std::vector<double> values = search_->grid.axes()[0].values;
  const bool falls = values.size() > 1 && values.front() > values.back();
  std::vector<double> counts(values.size(), 0.0), edges;
  for (const int choice : choices_)
    if (choice >= 0) ++counts[static_cast<std::size_t>(choice)];
  if (falls) {
    std::reverse(values.begin(), values.end());
    std::reverse(counts.begin(), counts.end());
  }
  const bool logarithmic = search_->logarithmic;
  const auto between = [&](double a, double b) { return logarithmic ? std::sqrt(a * b) : 0.5 * (a + b); };
  for (std::size_t i = 0; i + 1 < values.size(); ++i) edges.push_back(between(values[i], values[i + 1]));
  const auto beyond = [&](double end, double edge) { return logarithmic ? end * end / edge : 2 * end - edge; };
  if (edges.empty()) edges.push_back(logarithmic ? 2 * values[0] : values[0] + 1);
  edges.insert(edges.begin(), beyond(values.front(), edges.front()));
  if (values.size() > 1) edges.push_back(beyond(values.back(), edges.back()));
  distribution.axes({.label = search_->label, .range = {edges.front(), edges.back()}, .logarithmic = logarithmic},
                    "draws of folds");
  distribution.histogram("chosen", edges, counts, {2});
}

void ModelSelection::describe_roles(Table& table) const {
  table.head({"set", "points", "is for", "used", "error"});
  const auto times = [](int uses) { return std::to_string(uses) + " ×"; };
  const double n = static_cast<double>(known_.size()), validating = std::floor(n / folds());
  const int best = leader();
  table.row({"training", Cell(n - validating, 0), "parameters", times(tested()), Cell(NAN)});
  table.row({"validation", Cell(validating, 0), "hyperparameters", times(tested()),
             Cell(best >= 0 ? scores_->score(best).mean : NAN)});
  const bool is_sealed = sealed_.size() > 0 && !has_verdict();
  table.row({"test", Cell(static_cast<double>(sealed_.size()), 0), "the verdict", times(has_verdict() ? 1 : 0),
             is_sealed ? Cell("sealed") : Cell(test_error_)},
            {kColorAccent});
}

void ModelSelection::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kCurveNumbersHelp});
  const int best = leader();
  if (!scores_) numbers.warning("Too few points: tap into the picture to add some.");
  if (problem().is_table) numbers.paragraph(kTableNote);
  if (best >= 0) {
    const linear::CandidateScore score = scores_->score(best);
    constexpr std::array kIds{"best_value", "best_second_value"};
    const std::string role = is_opened_ ? "chosen " : "leading ";
    for (std::size_t a = 0; a < search_->grid.axes().size(); ++a)
      numbers.add(kIds[a], role + search_->grid.axes()[a].name, search_->grid.values(best)[a]);
    const std::string within = "± " + number_in_words(score.standard_error, 2);
    numbers.add("best_score", "its score E_val", score.mean, {.note = within});
    snapshot.metric("best_standard_error", "standard error of the score", score.standard_error);
  }
  if (has_verdict()) numbers.add("test_error", test_error_);
  if (is_opened_ && scores_ && chosen_ < 0) numbers.warning("Every candidate diverged: there is nothing to choose.");
  describe_choices(numbers, snapshot);
  if (!training_errors_.empty()) {
    const auto least = std::min_element(training_errors_.begin(), training_errors_.end()) - training_errors_.begin();
    snapshot.metric("least_training", "value of least training error",
                    search_->grid.values(static_cast<int>(least))[0]);
  }
  if (luck_.contests() > 0) {
    const double validation = luck_.winner_validation().back().mean(), test = luck_.winner_test().back().mean();
    numbers.add("optimism", "winner's optimism", test - validation);
    snapshot.metric("winner_validation", "winner's validation error", validation);
    snapshot.metric("winner_test", "winner's error on fresh data", test);
    snapshot.metric("one_validation", "validation error of one alone", luck_.winner_validation().front().mean());
    snapshot.metric("expected_error", "error expected of each", SelectionLuck::expected_error(problem()));
    numbers.add("contests", "contests", static_cast<double>(luck_.contests()), {.digits = 0});
  }
  numbers.add("tests", "fits tested", tested(), {.digits = 0});
}

// What other folds choose.
void ModelSelection::describe_choices(Numbers& numbers, Snapshot& snapshot) const {
  if (choices_.empty()) return;
  const std::vector<double>& values = search_->grid.axes()[0].values;
  double low = std::numeric_limits<double>::infinity(), high = -low, same = 0;
  for (const int choice : choices_) {
    if (choice == chosen_) ++same;
    if (choice < 0) continue;
    low = std::min(low, values[static_cast<std::size_t>(choice)]);
    high = std::max(high, values[static_cast<std::size_t>(choice)]);
  }
  const auto draws = static_cast<double>(choices_.size());
  const std::string of = "of " + std::to_string(choices_.size());
  numbers.add("draws_agree", "other folds agree", same, {.digits = 0, .note = of});
  snapshot.metric("draws", "draws of folds", draws, {.digits = 0});
  snapshot.metric("draws_agree_fraction", "fraction of other folds that agree", same / draws);
  snapshot.metric("draws_least", "least value chosen", low);
  snapshot.metric("draws_largest", "largest value chosen", high);
}

const RegisterDemo<ModelSelection> registered{{
    .id = "model-selection",
    .title = "Model selection",
    .lecture = 1,
    .row = "R5",
    .summary = "Cross-validation chooses a hyperparameter from a grid; a sealed test set has the last word, once.",
    .sources = {"Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2, §7.10",
                "Cawley, Talbot, On over-fitting in model selection, JMLR 11 (2010)"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
