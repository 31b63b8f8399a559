// Choosing a model: k-fold cross-validation with its folds in sight, a grid search over the order of a polynomial, a
// penalty, a number of neighbours, the depth of a tree or a learning rate, and a test set that is opened once, at the
// end.
// Lecture row R5.
// Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2, §7.10; Cawley, Talbot, On
// over-fitting in model selection and subsequent selection bias in performance evaluation, JMLR 11 (2010).

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/model-selection/curve_search.h"
#include "core/experiments/model-selection/selection_luck.h"
#include "core/lab/demo.h"
#include "core/ml/linear/grid_search.h"
#include "core/ml/linear/quadratic_cost.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/curve_data.h"

namespace lectern {
namespace {

using linear::GridSearch;

constexpr int kMostContests = 400;
constexpr int kPlaces = 160;  // of drawn fits

constexpr const char* kDataHelp =
    "Each colour is a fold. Rings: the fold held out from the fit that is drawn. Triangles: the places of the sealed "
    "test set; its values are shown when it is opened.";
constexpr const char* kFoldsHelp =
    "A row is a round, a column a point: coloured where it validates, pale where it trains. The test set takes no part.";
constexpr const char* kLuckHelp =
    "Equally good models compete for the least validation error. The winner's score falls as more compete; its error "
    "on fresh data does not.";
constexpr const char* kRolesHelp = "What each part of the data is for, and how often it has been used.";

enum class Rule { least, one_error };

struct Settings {
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
    return schema.include(&Settings::data)
        .real(&Settings::test_fraction, "test_fraction", {0, 0.5})
        .help("Locked away until the model is chosen, then used once.")
        .include(&Settings::search)
        .integer(&Settings::folds, "folds", {2, kMostFolds})
        .help("Into how many parts the data are cut. Each part is the validation set once.")
        .choice(&Settings::rule, "rule", "Selection rule",
                {{Rule::least, "least", "Least mean score"},
                 {Rule::one_error, "one_error", "Simplest within one standard error"}})
        .help("The score of the best is uncertain; a simpler model that is hardly worse may be preferred.")
        .group("Luck")
        .integer(&Settings::contestants, "contestants", "Contestants", {1, double{SelectionLuck::kMostContestants}})
        .logarithmic()
        .help("How many equally good models compete for the best validation score.");
  }

  explicit ModelSelection(const Start& start) : Demo(start), luck_(start.settings.contestants) { data_changed(); }

  void data_changed();
  void step() override;
  bool finished() const override { return is_opened_ && (!has_contests() || luck_.contests() >= kMostContests); }
  SeedUse seeds() const override { return {.run = true, .data = data().uses_seed() || settings().test_fraction > 0}; }
  static bool takes_points(std::string_view panel) { return panel == "data"; }
  auto state() const {
    return std::tuple(std::tie(known_, sealed_, folds_, fold_of_, search_, scores_, luck_),
                      std::tie(is_opened_, chosen_, test_error_), unhashed(fit_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  const CurveProblem& problem() const { return data().problem(); }
  void deal_folds();
  void test_fold();
  void open_test_set();
  // Draws the predictions of a model trained on these points.
  void draw_fit(const linear::FitAndPredict& model, const CurveSample& learned);
  CurveSample without_fold(std::size_t fold) const;

  bool has_contests() const { return problem().law.has_value(); }
  bool has_verdict() const { return is_opened_ && chosen_ >= 0 && sealed_.size() > 0; }
  int folds() const { return static_cast<int>(folds_.size()); }
  // The candidate that leads so far; −1: none.
  int leader() const {
    if (!scores_) return -1;
    return settings().rule == Rule::least ? scores_->best() : scores_->simplest_within_one_error();
  }
  int tested() const { return scores_ ? static_cast<int>(scores_->fold_scores().size()) : 0; }

  void describe_data(Plane& plane) const;
  void describe_folds(Plane& plane) const;
  void describe_roles(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  CurveSample known_, sealed_;  // for training and validation; for the test
  linear::Folds folds_;
  std::vector<int> fold_of_;  // of each known point
  Shared<CurveSearch> search_;
  std::optional<GridSearch> scores_;  // none: too few points
  std::size_t held_out_ = 0;          // the fold tested last
  double stable_rate_ = NAN;          // 2/λ_max
  std::vector<double> fit_;           // the fit drawn, at kPlaces places of the interval

  bool is_opened_ = false;
  int chosen_ = -1;
  double test_error_ = NAN;
  SelectionLuck luck_;
  Scratch<Dots> dots_;
};

void ModelSelection::data_changed() {
  CurveSample all = data().sample();
  if (!problem().law) all.add(data().drawn_points());
  Rng split_rng = data_rng("split");
  CurveParts parts = split(all, 1 - settings().test_fraction, split_rng);
  known_ = std::move(parts.training);
  sealed_ = std::move(parts.validation);
  if (problem().law) known_.add(data().drawn_points());
  deal_folds();
  const auto n = static_cast<int>(known_.size());
  const CurveSearchSettings& search = settings().search;
  search_ = Shared(make_curve_search(search, problem().interval, n - n / folds()));
  scores_.reset();
  if (n >= 2) scores_.emplace(search_->grid, folds_);
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
  luck_ = SelectionLuck(settings().contestants);
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
  if (scores_ && !scores_->finished())
    for (int i = 0; i < (search_->is_plane() ? folds() : 1); ++i) test_fold();
  else if (!is_opened_)
    open_test_set();
  if (!has_contests() || luck_.contests() >= kMostContests) return;
  Rng contest = rng("contests").split(static_cast<std::uint64_t>(luck_.contests()));
  const int validation = std::max(static_cast<int>(known_.size()) / folds(), 2);
  luck_.add_contest(problem(), {std::max(static_cast<int>(known_.size()) - validation, 2), validation}, contest);
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
  describe_data(snapshot.plane("data", "Data and folds", {.weight = 4, .help = kDataHelp}));
  const double noise = problem().law ? problem().noise_variance() : 0;
  search_->describe(snapshot, scores_ ? &*scores_ : nullptr, {leader(), is_opened_, noise, stable_rate_});
  describe_folds(snapshot.plane("folds", "Who is what in which round", {.weight = 2, .help = kFoldsHelp}));
  luck_.describe(snapshot.curves("luck", "The best of many is lucky", {.weight = 3, .help = kLuckHelp}));
  describe_roles(snapshot.table("roles", "Roles", {.weight = 2, .help = kRolesHelp}));
  describe_numbers(snapshot);
}

void ModelSelection::describe_data(Plane& plane) const {
  const Range y = problem().value_range(known_, problem().interval);
  plane.axes({.label = "x", .range = problem().interval}, {.label = "y", .range = y}).accept_points(1);
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
    held_out ? dots_->describe(plane, "validation", {.marker = Marker::ring, .size_px = 6})
             : dots_->describe(plane, "training", {});
  }
  if (sealed_.size() == 0) return;
  Places test = sealed_.places();
  const double bottom = y.low + 0.03 * (y.high - y.low);
  if (!is_opened_) test.y = Values(&bottom, test.size(), 0);  // the places alone
  plane.points(is_opened_ ? "test" : "sealed test", test,
               {.color = kColorForeground, .marker = is_opened_ ? Marker::diamond : Marker::triangle, .opacity = 0.9f});
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
  Numbers numbers = snapshot.numbers("Numbers", {.help = "The state of the search, and the verdict of the test set."});
  const int best = leader();
  numbers.add("tests", "fits tested", tested(), {.digits = 0});
  if (!scores_) numbers.warning("Too few points: tap into the picture to add some.");
  if (best >= 0) {
    const linear::CandidateScore score = scores_->score(best);
    constexpr std::array kIds{"best_value", "best_second_value"};
    const std::string role = is_opened_ ? "chosen " : "leading ";
    for (std::size_t a = 0; a < search_->grid.axes().size(); ++a)
      numbers.add(kIds[a], role + search_->grid.axes()[a].name, search_->grid.values(best)[a]);
    numbers.add("best_score", "its score E_val", score.mean);
    numbers.add("best_standard_error", "± standard error", score.standard_error, {.digits = 2});
  }
  if (has_verdict()) numbers.add("test_error", test_error_);
  if (is_opened_ && scores_ && chosen_ < 0) numbers.warning("Every candidate diverged: there is nothing to choose.");
  if (luck_.contests() == 0) return;
  const double validation = luck_.winner_validation().back().mean(), test = luck_.winner_test().back().mean();
  numbers.add("contests", "contests", static_cast<double>(luck_.contests()), {.digits = 0});
  snapshot.metric("winner_validation", "winner's validation error", validation);
  snapshot.metric("winner_test", "winner's error on fresh data", test);
  numbers.add("optimism", "winner's optimism", test - validation);
}

const RegisterDemo<ModelSelection> registered{{
    .id = "model-selection",
    .title = "Model selection",
    .lecture = 1,
    .row = "R5",
    .summary = "Cross-validation chooses a hyperparameter from a grid; a sealed test set has the last word, once.",
    .lesson =
        "Training data determine the parameters; what determines the order of a polynomial, the penalty λ, the depth of "
        "a tree, the learning rate η? The data are cut into folds, and each fold once validates what was learned from "
        "the others. Watch the dots: how much do the folds disagree, and would other folds (another seed) choose the "
        "same model? When all candidates are tested, the winner is trained once more and the test set is opened. Why "
        "not look at it before? The contest gives the answer: of fifty equally good models, the best validation score "
        "belongs to the luckiest, not to the best.",
    .sources = {"Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.2, §7.10",
                "Cawley, Talbot, On over-fitting in model selection, JMLR 11 (2010)"},
    .steps_per_second = 20,
}};

}  // namespace
}  // namespace lectern
