// Every classifier of these lectures on the same data sets, and every regressor on the salary problem and some laws:
// one grid of pictures that fills while they learn, one after the other; errors over many splits, what the training
// costs, how much is kept; and a map of where to begin, whose leaves open the other demos with the data at hand.
// Lecture row R19.
// Sources: Wolpert, The lack of a priori distinctions between learning algorithms (1996); Nadeau, Bengio, Inference for
// the generalization error (2003).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/joined.h"
#include "core/experiments/classifier-comparison/contest.h"
#include "core/lab/demo.h"
#include "core/parts/decision_field.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

constexpr int kCell = 30;        // of a picture of the grid, along a side
constexpr int kPlaneCells = 80;  // of the large one
constexpr int kCurvePlaces = 240;
constexpr std::ptrdiff_t kShownPoints = 150;  // of each picture of the grid
constexpr double kHalf = 0.46;                // of a cell's side, which is 1
constexpr double kAtOnce = 2e6;               // operations after points were drawn: about 15 ms

constexpr const char* kGridHelp =
    "Columns are data sets, rows are models; on top the data. Classes: what each model decides, paler where it is less "
    "sure, and in black the held-out points that it gets wrong. Numbers: the fit. Tap a row to see its model large.";
constexpr const char* kPlaneHelp =
    "One model on your data set: the best on held-out points, or the one chosen. Crosses: held-out points that are wrong. "
    "Tap to add points, drag to move them.";
constexpr const char* kTableHelp =
    "E_tr and E_test are means over the splits made so far, ± the standard deviation between splits. Blue: the least "
    "E_test. Grey: worse than that by more than twice the standard error of the difference. Cost: about how many "
    "multiplications and comparisons the training took, in thousands. Kept: numbers that the finished model consists of.";
constexpr const char* kErrorsHelp =
    "Dots: held-out points, with the standard deviation between splits; rings: training points. What a ring promises and a "
    "dot does not keep is overfitting.";
constexpr const char* kScoresHelp =
    "The first split. Classes: wrong held-out points in per cent. Numbers: mean squared error in per cent of the variance.";
constexpr const char* kMapHelp =
    "Where to begin with a problem: answer from the top; yes goes to the right, no goes down. Framed in blue: where your "
    "data set fits, by its size, its label and, once all models have learned it, by whether a line is as good as anything. "
    "Tap a name to open that demo; those on points of the plane take your data along.";

enum class Shown { best = -1, first = 0 };  // first + a LearnerKind

constexpr std::array<Named<Shown>, kLearnerKinds + 1> shown_options() {
  std::array<Named<Shown>, kLearnerKinds + 1> options{};
  options[0] = {Shown::best, "best", "The best on held-out data"};
  for (std::size_t i = 0; i < kLearnerNames.size(); ++i)
    options[i + 1] = {static_cast<Shown>(i), kLearnerNames[i].id, kLearnerNames[i].label};
  return options;
}
constexpr auto kShownOptions = shown_options();

struct Settings {
  PlanarDataSettings data{
      .set = "moons", .n = 300, .noise = 0.15, .train_fraction = 0.7, .learns_laws = true, .offers_salaries = true};
  Shown shown = Shown::best;
  int splits = 10;
  LearnerKnobs knobs;
};

struct StandardSet {
  const char *id, *name;
  int law;
};
constexpr StandardSet kClassSets[] = {{"moons", "Moons", 0},
                                      {"circles", "Circles", 0},
                                      {"xnor", "XNOR", 0},
                                      {"blobs", "Blobs", 0},
                                      {"spirals", "Spirals", 0}};
constexpr StandardSet kNumberSets[] = {{"salaries", "Salaries", 0},
                                       {"law_1d", "sin πx", 2},
                                       {"law_1d", "Step", 4},
                                       {"law_1d", "Wave", 7}};

// The map is a tree of questions. A leaf opens a demo.
enum class Fits { few, straight_classes, clouds, curved_classes, straight_numbers, curve, curved_numbers, never };
struct MapNode {
  const char* words;
  int yes = -1, no = -1;
  Fits fits = Fits::never;  // of a leaf
};
constexpr MapNode kMap[] = {
    {"fewer than 50 samples?", 1, 2},
    {"→ bias-variance", -1, -1, Fits::few},
    {"is there a label?", 3, 22},
    {"is it a class?", 4, 15},
    {"does a line part them?", 5, 6},
    {"→ linear-vs-logistic", -1, -1, Fits::straight_classes},
    {"is each class one oval cloud?", 7, 8},
    {"→ generative-classifier", -1, -1, Fits::clouds},
    {"10 000 pictures, or any shape?", 9, 10},
    {"→ neural-network"},
    {"a smooth boundary?", 11, 12},
    {"→ support-vector-machine", -1, -1, Fits::curved_classes},
    {"few inputs?", 13, 14},
    {"→ nearest-neighbours", -1, -1, Fits::curved_classes},
    {"→ random-forest", -1, -1, Fits::curved_classes},
    {"does a line fit?", 16, 17},
    {"→ linear-regression", -1, -1, Fits::straight_numbers},
    {"many inputs, few of which matter?", 18, 19},
    {"→ regularised-regression"},
    {"a smooth curve of one input?", 20, 21},
    {"→ polynomial-regression", -1, -1, Fits::curve},
    {"→ boosting", -1, -1, Fits::curved_numbers},
    {"groups, and how many is known?", 23, 24},
    {"→ k-means"},
    {"groups, but how many?", 25, 26},
    {"→ density-clustering"},
    {"many inputs in one picture?", 27, 28},
    {"→ principal-components"},
    {"→ anomaly-detection"},
};
constexpr std::ptrdiff_t kFewSamples = 50;

double floored(double value) { return std::floor(value); }

class ClassifierComparison final : public Demo<ClassifierComparison, Settings, PlanarData> {
 public:
  static Schema<Settings> schema();

  explicit ClassifierComparison(const Start& start) : Demo(start), contest_(make_contest(start.streams)) {
    give_watched();
  }

  void data_changed() {
    give_watched();
    // So that the pictures do not wait until the run goes on; what takes longer is learned by the next steps.
    if (steps_ > 0) contest_.learn_watched(kAtOnce);
  }
  bool gesture(const Action& action) {
    const auto* tap = std::get_if<LatentPicked>(&action.gesture);
    if (action.panel != "grid" || tap == nullptr) return false;
    const int row = learners() - 1 - static_cast<int>(std::floor(static_cast<double>(tap->y) + 0.5));
    if (row < 0 || row >= learners()) return false;
    picked_ = {row, settings().shown};
    return true;
  }
  void step() override {
    contest_.step();
    ++steps_;
  }
  bool finished() const override { return contest_.finished(); }
  SeedUse seeds() const override { return {.run = true, .data = true}; }
  auto state() const { return std::tie(contest_, picked_, steps_); }
  void describe(Snapshot& snapshot) const override;

 private:
  using Kind = data::PlanarProblem::Kind;
  // A row of the grid, as long as the parameter says what it said at the time.
  struct Pick {
    int row = -1;
    Shown instead_of = Shown::best;
    auto state() const { return std::tie(row, instead_of); }
  };

  bool are_classes() const { return data().problem().is_classification(); }
  std::span<const LearnerKind> kinds() const { return are_classes() ? learners_of_classes() : learners_of_numbers(); }
  int learners() const { return static_cast<int>(kinds().size()); }
  const char* name(int learner) const {
    return kLearnerNames[static_cast<std::size_t>(kinds()[static_cast<std::size_t>(learner)])].label;
  }
  const char* id(int learner) const {
    return kLearnerNames[static_cast<std::size_t>(kinds()[static_cast<std::size_t>(learner)])].id;
  }
  Contest make_contest(const Streams& streams) const;
  ContestSheet standard_sheet(const StandardSet& set, const Streams& streams) const;
  bool is_watched(const StandardSet& set) const;
  void give_watched();
  // The learner shown large, −1: none yet.
  int shown() const;
  double lines_are_enough() const;  // 1, 0; NaN: not known yet
  bool fits(Fits row) const;
  // Of errors: "%", or what stands in brackets behind the name of what is predicted.
  std::string_view unit() const {
    if (are_classes()) return "%";
    const std::string_view label = data().problem().y_label;
    const std::size_t open = label.find('[');
    if (open == std::string_view::npos || !data().problem().is_curve()) return "";
    return label.substr(open + 1, label.find(']', open) - open - 1);
  }
  double percent_or_unit(double error) const { return are_classes() ? 100 * error : error; }

  void describe_grid(Plane& plane) const;
  void add_decisions(Plane& plane) const;
  void add_fits(Plane& plane) const;
  void add_data_row(Plane& plane) const;
  void add_lines(Plane& plane) const;
  void describe_plane(Plane& plane) const;
  void add_decision(Plane& plane, const Learner& learner) const;
  void add_curves(Plane& plane, int chosen) const;
  void add_wrong(Plane& plane, const Learner& learner) const;
  void describe_table(Table& table) const;
  void describe_errors(Plane& plane) const;
  void describe_scores(MatrixCells& cells) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_map(Tree& map) const;

  Contest contest_;
  Pick picked_;
  int steps_ = 0;

  struct Buffers {
    // Of each sheet: how many of its learners are in the grid's picture, their fits or what they get wrong.
    struct Column {
      std::size_t drawn = 0;
      std::vector<float> x, y;
    };
    std::vector<Column> columns;
    int changes = -1;
    std::vector<float> field;  // the whole grid
    Matrix<double> places, scores;
    std::vector<double> answers, shares;
    std::vector<std::string> row_names, column_names;
    std::string id, text;
    // The large picture.
    int large_changes = -1;
    int large = -1;
    std::size_t large_learned = 0;
    std::vector<float> decisions, class_scores, others_x, others_y;
    std::vector<double> curve_x, curve_y;
    std::vector<double> wrong_large_x, wrong_large_y;
  };
  Scratch<Buffers> buffers_;
};

Schema<Settings> ClassifierComparison::schema() {
  Schema<Settings> schema;
  const auto knob = [](auto member) {
    return [member](Settings & s) -> auto& { return s.knobs.*member; };
  };
  return schema.include(&Settings::data)
      .group("Comparison")
      .choice(&Settings::shown, "model_shown", "Model shown large", kShownOptions)
      .live()
      .help("Or tap its row in the grid. Models of classes and models of numbers are not the same.")
      .integer(&Settings::splits, "splits", "Splits", {1, 50})
      .help(
          "How often your data set is split anew into training and held-out points, to see how much of a difference is "
          "luck.")
      .group("Models")
      .integer(knob(&LearnerKnobs::neighbours), "k", {1, 50})
      .help("Of the nearest neighbours.")
      .real(knob(&LearnerKnobs::price), "machine_price", "SVM: cost C", {1e-2, 100})
      .logarithmic()
      .help("What a violated margin costs both support vector machines.")
      .real(knob(&LearnerKnobs::gamma), "gamma", "γ of the kernel", {0.1, 100})
      .logarithmic()
      .help("Of the SVM with the kernel exp(−γ|u − v|²).")
      .integer(knob(&LearnerKnobs::depth), "depth", {1, 20})
      .help(
          "Of the single tree. Bagged trees and forests grow to the end; boosted trees have depth 3, AdaBoost stumps.")
      .integer(knob(&LearnerKnobs::trees), "trees", "Trees B", {1, 100})
      .help("Of each ensemble.")
      .integer(knob(&LearnerKnobs::hidden), "hidden", {1, 32})
      .help("Of each of the two layers of the network (tanh, Adam, 200 epochs).")
      .integer(knob(&LearnerKnobs::order), "order", {1, 12})
      .help("Where numbers are learned.")
      .real(knob(&LearnerKnobs::lambda), "lambda", {1e-4, 100})
      .logarithmic()
      .help("Of ridge regression with a polynomial of order 12.")
      .real(knob(&LearnerKnobs::bandwidth), "smoother_width", "Kernel mean: width h", {0.01, 2})
      .logarithmic()
      .help("In standard deviations of the input. Where numbers are learned.");
}

bool ClassifierComparison::is_watched(const StandardSet& set) const {
  const PlanarDataSettings& own = settings().data;
  return own.set == set.id && (own.set != "law_1d" || own.law_1d == set.law);
}

std::shared_ptr<const LearningSet> learning_set(const data::Dataset& set, bool are_classes) {
  return std::make_shared<const LearningSet>(set, are_classes);
}

// As PlanarData makes it.
ContestSheet ClassifierComparison::standard_sheet(const StandardSet& set, const Streams& streams) const {
  PlanarDataSettings own = settings().data;
  own.set = set.id;
  own.law_1d = set.law;
  const std::vector<std::shared_ptr<const DataFile>> no_files;
  const Result<PlanarData> made = PlanarData::make(own, {streams, {}, no_files});
  ContestSheet sheet;
  sheet.id = set.id, sheet.name = set.name;
  sheet.kind = made->problem().kind;
  sheet.x = made->x_range(), sheet.y = made->y_range();
  sheet.training = learning_set(made->training(), are_classes());
  sheet.held_out = learning_set(made->validation(), are_classes());
  return sheet;
}

Contest ClassifierComparison::make_contest(const Streams& streams) const {
  const std::span<const StandardSet> sets =
      are_classes() ? std::span<const StandardSet>(kClassSets) : std::span<const StandardSet>(kNumberSets);
  std::vector<ContestSheet> sheets;
  ContestSheet own;
  own.id = settings().data.set, own.name = "Yours";
  own.kind = data().problem().kind;
  own.x = data().x_range(), own.y = data().y_range();
  std::size_t watched = 0;
  const auto found = std::find_if(sets.begin(), sets.end(), [this](const StandardSet& set) { return is_watched(set); });
  if (found == sets.end()) sheets.push_back(own);
  for (const StandardSet& set : sets) {
    if (!is_watched(set)) {
      sheets.push_back(standard_sheet(set, streams));
      if (set.law > 0) sheets.back().id.append("_").append(std::to_string(set.law));
      continue;
    }
    watched = sheets.size();
    own.name = set.name;
    sheets.push_back(own);
  }
  return {std::move(sheets), watched,         kinds(),           settings().knobs,
          settings().splits, rng("learners"), data_rng("splits")};
}

void ClassifierComparison::give_watched() {
  const data::Dataset &training = data().training(), &held_out = data().validation();
  contest_.set_watched(learning_set(training, are_classes()), learning_set(held_out, are_classes()),
                       data::joined(training, held_out));
}

int ClassifierComparison::shown() const {
  const int learned = static_cast<int>(contest_.watched_sheet().learned.size());
  int wanted = -1;
  if (picked_.row >= 0 && picked_.instead_of == settings().shown) {
    wanted = picked_.row;
  } else if (settings().shown != Shown::best) {
    const auto kind = static_cast<LearnerKind>(settings().shown);
    const auto at = std::find(kinds().begin(), kinds().end(), kind);
    wanted = at == kinds().end() ? -1 : static_cast<int>(at - kinds().begin());
  }
  if (wanted < 0) {
    wanted = contest_.best();
    if (wanted < 0) wanted = learned - 1;
  }
  return wanted < learned ? wanted : -1;
}

// Whether some model that is a line cannot be told from the best.
double ClassifierComparison::lines_are_enough() const {
  const int best = contest_.best();
  if (best < 0 || !contest_.all_learned(contest_.watched())) return kUnknown;
  for (int i = 0; i < learners(); ++i) {
    const LearnerKind kind = kinds()[static_cast<std::size_t>(i)];
    const bool is_line = kind == LearnerKind::line || kind == LearnerKind::least_squares ||
                         kind == LearnerKind::logistic || kind == LearnerKind::lda ||
                         kind == LearnerKind::linear_machine;
    if (!is_line) continue;
    const auto at = static_cast<std::size_t>(i), of_best = static_cast<std::size_t>(best);
    const double behind = contest_.held_out_error(at).mean - contest_.held_out_error(of_best).mean;
    // With few splits by what is seen: a tenth, and one point in a hundred.
    const bool is_near = behind <= 0.1 * contest_.held_out_error(of_best).mean + (are_classes() ? 0.01 : 0);
    if (is_near || (contest_.splits() >= 5 && !contest_.differ(at, of_best))) return 1;
  }
  return 0;
}

bool ClassifierComparison::fits(Fits row) const {
  const std::ptrdiff_t n = data().training().size() + data().validation().size();
  if (row == Fits::few) return n < kFewSamples;
  const double straight = lines_are_enough();
  if (n < kFewSamples || std::isnan(straight)) return false;
  switch (row) {
    case Fits::straight_classes: return are_classes() && straight == 1;
    case Fits::curved_classes: return are_classes() && straight == 0;
    case Fits::straight_numbers: return !are_classes() && straight == 1;
    case Fits::curve: return !are_classes() && straight == 0 && data().problem().is_curve();
    case Fits::curved_numbers: return !are_classes() && straight == 0;
    case Fits::clouds: {
      if (!are_classes()) return false;
      const auto qda =
          static_cast<std::size_t>(std::find(kinds().begin(), kinds().end(), LearnerKind::qda) - kinds().begin());
      const auto best = static_cast<std::size_t>(contest_.best());
      return contest_.held_out_error(qda).mean <= 1.1 * contest_.held_out_error(best).mean + 0.01;
    }
    default: return false;
  }
}

void ClassifierComparison::describe(Snapshot& snapshot) const {
  describe_grid(snapshot.plane("grid", "Who does what?", {.weight = 4, .help = kGridHelp}));
  describe_table(snapshot.table("table", "On your data set", {.weight = 2, .help = kTableHelp}));
  const int chosen = shown();
  std::string& title = buffers_->text;
  title.assign(chosen < 0 ? "Your data set" : name(chosen));
  if (chosen >= 0) title.append(" on your data set");
  describe_plane(snapshot.plane("plane", title, {.weight = 3, .help = kPlaneHelp}));
  describe_numbers(snapshot);
  describe_errors(snapshot.plane("errors", "Errors and their spread", {.weight = 2, .help = kErrorsHelp}));
  describe_scores(snapshot.matrix("scores", are_classes() ? "Wrong, in %" : "Unexplained, in %",
                                  {.weight = 2, .help = kScoresHelp}));
  describe_map(snapshot.tree("map", "Where to begin", {.weight = 2, .help = kMapHelp}));
}

// Every cell is one unit wide and high: models downwards below their data, data sets to the right.
void ClassifierComparison::describe_grid(Plane& plane) const {
  Buffers& room = *buffers_;
  const auto sheets = static_cast<int>(contest_.sheets().size());
  plane.axes({.label = "", .range = {-0.5, sheets - 0.5}}, {.label = "", .range = {-0.5, learners() + 0.5}});
  plane.accept_latent_picks();
  plane.x.names.clear();
  plane.y.names.clear();
  for (const ContestSheet& sheet : contest_.sheets()) plane.x.names.push_back(sheet.name);
  for (int i = learners() - 1; i >= 0; --i) plane.y.names.emplace_back(name(i));
  plane.y.names.emplace_back("Data");
  const std::size_t rows = static_cast<std::size_t>(learners() + 1) * kCell;
  if (room.columns.size() != contest_.sheets().size()) {
    room.columns.resize(contest_.sheets().size());
    room.field.assign(rows * kCell * room.columns.size(), 0.0f);
  }
  if (room.changes != contest_.changes()) {
    room.changes = contest_.changes();
    room.columns[contest_.watched()] = {};
    for (std::size_t row = 0; row < rows; ++row)
      std::fill_n(room.field.begin() +
                      static_cast<std::ptrdiff_t>((row * room.columns.size() + contest_.watched()) * kCell),
                  kCell, 0.0f);
  }
  add_decisions(plane);
  add_fits(plane);
  add_data_row(plane);
  add_lines(plane);
}

// Where u in a window lies in a cell at `cell`.
float in_cell(int cell, double u, const Range& window) {
  const double share = (u - window.low) / (window.high - window.low);
  return static_cast<float>(cell + kHalf * (2 * share - 1));
}

// Fields of classes, and of surfaces.
void ClassifierComparison::add_decisions(Plane& plane) const {
  Buffers& room = *buffers_;
  const int sheets = static_cast<int>(contest_.sheets().size()), width = sheets * kCell;
  bool has_fields = false;
  for (int s = 0; s < sheets; ++s) {
    const ContestSheet& sheet = contest_.sheets()[static_cast<std::size_t>(s)];
    if (sheet.kind == Kind::curve) continue;
    has_fields = true;
    Buffers::Column& column = room.columns[static_cast<std::size_t>(s)];
    std::size_t& drawn = column.drawn;
    for (; drawn < sheet.learned.size(); ++drawn) {
      const Learner& learner = *sheet.learned[drawn];
      // The window is drawn into the middle of the cell, and goes on to its edges.
      const auto centre = [](const Range& window, int cell) {
        const double u = (cell + 0.5) / kCell - 0.5;  // of the cell's side
        return 0.5 * (window.low + window.high) + u / (2 * kHalf) * (window.high - window.low);
      };
      room.places.resize(kCell * kCell, 2);
      for (int cell = 0; cell < kCell * kCell; ++cell) {
        room.places(cell, 0) = centre(sheet.x, cell % kCell);
        room.places(cell, 1) = centre(sheet.y, cell / kCell);
      }
      room.answers.resize(static_cast<std::size_t>(room.places.rows()));
      learner.answer(room.places, room.answers);
      const int bottom = (learners() - 1 - static_cast<int>(drawn)) * kCell;
      for (int cell = 0; cell < kCell * kCell; ++cell) {
        const double answer = room.answers[static_cast<std::size_t>(cell)];
        room.field[static_cast<std::size_t>((bottom + cell / kCell) * width + s * kCell + cell % kCell)] =
            std::isnan(answer) ? 0.0f : static_cast<float>(answer);
      }
      if (sheet.kind != Kind::classes || learner.failed()) continue;
      const LearningSet& held_out = *sheet.held_out;
      room.answers.resize(static_cast<std::size_t>(held_out.size()));
      learner.answer(held_out.X, room.answers);
      for (std::ptrdiff_t i = 0; i < held_out.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (floored(room.answers[at]) == held_out.present[static_cast<std::size_t>(held_out.labels[at])]) continue;
        column.x.push_back(in_cell(s, held_out.X(i, 0), sheet.x));
        column.y.push_back(in_cell(learners() - 1 - static_cast<int>(drawn), held_out.X(i, 1), sheet.y));
      }
    }
  }
  if (!has_fields) return;
  const PlanarGrid grid{(learners() + 1) * kCell, width, {-0.5, sheets - 0.5}, {-0.5, learners() + 0.5}};
  if (are_classes()) {
    plane.field("decision", grid, room.field, {.discrete_classes = true, .show_scale = false});
    PointsLayer& wrong = plane.points("held out, wrong", Places(), {.color = kColorForeground, .size_px = 1.2f});
    for (const Buffers::Column& column : room.columns) {
      wrong.x.insert(wrong.x.end(), column.x.begin(), column.x.end());
      wrong.y.insert(wrong.y.end(), column.y.begin(), column.y.end());
    }
  } else {
    plane.field("prediction", grid, room.field, {.color = {-1.5, 1.5}, .show_scale = false});
  }
}

// Fits of curves, over their points.
void ClassifierComparison::add_fits(Plane& plane) const {
  Buffers& room = *buffers_;
  const int sheets = static_cast<int>(contest_.sheets().size());
  bool has_curves = false;
  for (int s = 0; s < sheets; ++s) {
    const ContestSheet& sheet = contest_.sheets()[static_cast<std::size_t>(s)];
    if (sheet.kind != Kind::curve) continue;
    has_curves = true;
    Buffers::Column& column = room.columns[static_cast<std::size_t>(s)];
    std::size_t& drawn = column.drawn;
    for (; drawn < sheet.learned.size(); ++drawn) {
      constexpr int kPlaces = 90;
      room.places.resize(kPlaces, 1);
      for (int i = 0; i < kPlaces; ++i)
        room.places(i, 0) = sheet.x.low + (sheet.x.high - sheet.x.low) * i / (kPlaces - 1);
      room.answers.resize(kPlaces);
      sheet.learned[drawn]->answer(room.places, room.answers);
      for (int i = 0; i < kPlaces; ++i) {
        const double answer = room.answers[static_cast<std::size_t>(i)];
        const bool is_inside = answer >= sheet.y.low && answer <= sheet.y.high;
        column.x.push_back(in_cell(s, room.places(i, 0), sheet.x));
        column.y.push_back(is_inside ? in_cell(learners() - 1 - static_cast<int>(drawn), answer, sheet.y)
                                     : static_cast<float>(kUnknown));
      }
      column.x.push_back(static_cast<float>(kUnknown)), column.y.push_back(static_cast<float>(kUnknown));
    }
  }
  if (!has_curves) return;
  PointsLayer& points = plane.points("training", Places(), {.color = kColorMuted, .size_px = 1, .opacity = 0.5f});
  for (int s = 0; s < sheets; ++s) {
    const ContestSheet& sheet = contest_.sheets()[static_cast<std::size_t>(s)];
    if (sheet.kind != Kind::curve) continue;
    for (int i = 0; i < learners(); ++i)
      for (std::ptrdiff_t row = 0; row < std::min(sheet.training->size(), kShownPoints / 2); ++row) {
        points.x.push_back(in_cell(s, sheet.training->X(row, 0), sheet.x));
        points.y.push_back(in_cell(learners() - 1 - i, sheet.training->y[static_cast<std::size_t>(row)], sheet.y));
      }
  }
  LineLayer& fits = plane.line("fit", Places(), {.color = 1, .width_px = 1.6f});
  for (const Buffers::Column& column : room.columns) {
    fits.x.insert(fits.x.end(), column.x.begin(), column.x.end());
    fits.y.insert(fits.y.end(), column.y.begin(), column.y.end());
  }
}

void ClassifierComparison::add_data_row(Plane& plane) const {
  PointsLayer& layer = plane.points("", Places(), {.size_px = 1.5f});
  layer.color.clear();
  for (int s = 0; s < static_cast<int>(contest_.sheets().size()); ++s) {
    const ContestSheet& sheet = contest_.sheets()[static_cast<std::size_t>(s)];
    for (const LearningSet* set : {sheet.training.get(), sheet.held_out.get()})
      for (std::ptrdiff_t i = 0; i < std::min(set->size(), kShownPoints); ++i) {
        const auto at = static_cast<std::size_t>(i);
        layer.x.push_back(in_cell(s, set->X(i, 0), sheet.x));
        layer.y.push_back(in_cell(learners(), sheet.kind == Kind::curve ? set->y[at] : set->X(i, 1), sheet.y));
        layer.color.push_back(are_classes()               ? set->present[static_cast<std::size_t>(set->labels[at])]
                              : sheet.kind == Kind::curve ? 0
                              : set->y[at] > 0            ? 1
                                                          : 0);
      }
  }
}

void ClassifierComparison::add_lines(Plane& plane) const {
  const auto sheets = static_cast<int>(contest_.sheets().size());
  LineLayer& lines = plane.line("", Places(), {.color = kColorMuted, .width_px = 1});
  const auto draw = [&lines](double x0, double y0, double x1, double y1) {
    for (const double x : {x0, x1, kUnknown}) lines.x.push_back(static_cast<float>(x));
    for (const double y : {y0, y1, kUnknown}) lines.y.push_back(static_cast<float>(y));
  };
  for (int s = 1; s < sheets; ++s) draw(s - 0.5, -0.5, s - 0.5, learners() + 0.5);
  for (int i = 1; i <= learners(); ++i) draw(-0.5, i - 0.5, sheets - 0.5, i - 0.5);
  LineLayer& frames =
      plane.line("your data, and the model shown large", Places(), {.color = kColorAccent, .width_px = 2});
  const auto frame = [&frames](double left, double right, double low, double high) {
    for (const double x : {left, right, right, left, left, kUnknown}) frames.x.push_back(static_cast<float>(x));
    for (const double y : {low, low, high, high, low, kUnknown}) frames.y.push_back(static_cast<float>(y));
  };
  const auto watched = static_cast<double>(contest_.watched());
  frame(watched - 0.49, watched + 0.49, -0.48, learners() + 0.48);
  const int chosen = shown(), row = learners() - 1 - chosen;
  if (chosen >= 0) frame(-0.48, sheets - 0.52, row - 0.48, row + 0.48);
}

void ClassifierComparison::describe_plane(Plane& plane) const {
  Buffers& room = *buffers_;
  data().describe_axes(plane);
  const ContestSheet& sheet = contest_.watched_sheet();
  const int chosen = shown();
  const bool is_other = room.large_changes != contest_.changes() || room.large != chosen;
  if (is_other || room.large_learned != sheet.learned.size()) {
    room.large_changes = contest_.changes();
    room.large = chosen;
    room.large_learned = sheet.learned.size();
    if (is_other || sheet.kind == Kind::curve) room.decisions.clear();
  }
  const Learner* learner = chosen >= 0 ? &*sheet.learned[static_cast<std::size_t>(chosen)] : nullptr;
  if (learner != nullptr && sheet.kind != Kind::curve) add_decision(plane, *learner);
  data().describe_examples(plane);
  const data::LawOfOne* law = data().problem().curve;
  if (law != nullptr)
    plane.line("law", data().x_range(), kCurvePlaces, law->value, {.color = kColorForeground, .dashed = true});
  if (learner != nullptr && sheet.kind == Kind::curve) add_curves(plane, chosen);
  if (learner != nullptr && are_classes()) add_wrong(plane, *learner);
}

void ClassifierComparison::add_decision(Plane& plane, const Learner& learner) const {
  Buffers& room = *buffers_;
  const ContestSheet& sheet = contest_.watched_sheet();
  const PlanarGrid grid{kPlaneCells, kPlaneCells, data().x_range(), data().y_range()};
  const auto cells = static_cast<std::size_t>(grid.cells());
  const int K = data().classes();
  if (room.decisions.empty()) {
    room.places.resize(grid.cells(), 2);
    for (int cell = 0; cell < static_cast<int>(cells); ++cell) {
      room.places(cell, 0) = grid.x_of(cell % kPlaneCells);
      room.places(cell, 1) = grid.y_of(cell / kPlaneCells);
    }
    room.answers.resize(cells);
    learner.answer(room.places, room.answers, &room.scores);
    room.decisions.assign(cells, 0.0f);
    room.class_scores.assign(cells * static_cast<std::size_t>(K), kNeverDecided);
    for (std::size_t cell = 0; cell < cells && !learner.failed(); ++cell) {
      room.decisions[cell] = static_cast<float>(room.answers[cell]);
      for (std::size_t k = 0; k < sheet.training->present.size(); ++k)
        room.class_scores[static_cast<std::size_t>(sheet.training->present[k]) * cells + cell] =
            static_cast<float>(room.scores(static_cast<std::ptrdiff_t>(cell), static_cast<std::ptrdiff_t>(k)));
    }
  }
  if (learner.failed()) return;
  if (!are_classes()) {
    plane.field("prediction", grid, room.decisions, {.color = {-1.5, 1.5}});
    return;
  }
  FieldLayer& layer = plane.field("decision", grid, room.decisions, {.discrete_classes = true});
  layer.classes = K;
  layer.scores.assign(room.class_scores.begin(), room.class_scores.end());
  plane.line("decision boundary", Places(), {.color = kColorForeground});  // named here, drawn with the field
}

// The fit shown, and the others thin.
void ClassifierComparison::add_curves(Plane& plane, int chosen) const {
  Buffers& room = *buffers_;
  const ContestSheet& sheet = contest_.watched_sheet();
  if (room.decisions.empty()) {
    room.decisions.assign(1, 0.0f);  // known
    room.places.resize(kCurvePlaces, 1);
    room.curve_x.clear(), room.curve_y.clear();
    room.others_x.clear(), room.others_y.clear();
    for (int i = 0; i < kCurvePlaces; ++i) {
      room.curve_x.push_back(sheet.x.low + (sheet.x.high - sheet.x.low) * i / (kCurvePlaces - 1));
      room.places(i, 0) = room.curve_x.back();
    }
    room.answers.resize(kCurvePlaces);
    for (std::size_t learner = 0; learner < sheet.learned.size(); ++learner) {
      sheet.learned[learner]->answer(room.places, room.answers);
      if (static_cast<int>(learner) == chosen) {
        room.curve_y = room.answers;
        continue;
      }
      for (std::size_t i = 0; i < room.answers.size(); ++i) {
        const bool is_inside = room.answers[i] >= sheet.y.low && room.answers[i] <= sheet.y.high;
        room.others_x.push_back(static_cast<float>(room.curve_x[i]));
        room.others_y.push_back(static_cast<float>(is_inside ? room.answers[i] : kUnknown));
      }
      room.others_x.push_back(static_cast<float>(kUnknown)), room.others_y.push_back(static_cast<float>(kUnknown));
    }
  }
  plane.line("the other models", {Values(room.others_x), Values(room.others_y)}, {.color = kColorMuted, .width_px = 1});
  plane.line(name(chosen), {Values(room.curve_x), Values(room.curve_y)}, {.color = 1, .width_px = 2.5f});
}

void ClassifierComparison::add_wrong(Plane& plane, const Learner& learner) const {
  Buffers& room = *buffers_;
  const LearningSet& held_out = *contest_.watched_sheet().held_out;
  room.wrong_large_x.clear(), room.wrong_large_y.clear();
  if (!learner.failed()) {
    room.shares.resize(static_cast<std::size_t>(held_out.size()));
    learner.answer(held_out.X, room.shares);
    for (std::size_t i = 0; i < room.shares.size(); ++i) {
      if (floored(room.shares[i]) == held_out.present[static_cast<std::size_t>(held_out.labels[i])]) continue;
      room.wrong_large_x.push_back(held_out.X(static_cast<std::ptrdiff_t>(i), 0));
      room.wrong_large_y.push_back(held_out.X(static_cast<std::ptrdiff_t>(i), 1));
    }
  }
  plane.points("held out, wrong", {Values(room.wrong_large_x), Values(room.wrong_large_y)},
               {.color = kColorForeground, .marker = Marker::cross, .size_px = 6});
}

void ClassifierComparison::describe_table(Table& table) const {
  std::string &seen_head = buffers_->id, &unseen_head = buffers_->text;
  seen_head.assign("E_tr");
  unseen_head.assign("E_test");
  if (!unit().empty())
    for (std::string* head : {&seen_head, &unseen_head}) head->append(" [").append(unit()).append("]");
  table.head({"model", seen_head, unseen_head, "±", "cost [10³]", "kept", "readable"});
  const ContestSheet& sheet = contest_.watched_sheet();
  const int best = contest_.best();
  for (int i = 0; i < learners(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const char* reads = readable(kinds()[at]);
    if (at >= sheet.learned.size()) {
      table.row({name(i), "–", "–", "–", "–", "–", reads}, {kColorMuted});
      continue;
    }
    const Learner& learner = *sheet.learned[at];
    if (learner.failed()) {
      table.row({name(i), "–", "too few points", "–", "–", "–", reads}, {kColorMuted});
      continue;
    }
    const SpreadOfSplits seen = contest_.training_error(at), unseen = contest_.held_out_error(at);
    const bool is_worse = best >= 0 && best != i && contest_.differ(at, static_cast<std::size_t>(best));
    // What rounding leaves of an exact fit is no error.
    const double training = seen.mean < 1e-9 * sheet.training->y_scale ? 0 : percent_or_unit(seen.mean);
    table.row({name(i), Cell(training, 3), Cell(percent_or_unit(unseen.mean), 3),
               Cell(percent_or_unit(unseen.deviation), 2), Cell(learner.cost() / 1000, 3), Cell(learner.numbers(), 0),
               reads},
              {i == best  ? kColorAccent
               : is_worse ? kColorMuted
                          : kColorForeground});
  }
}

void ClassifierComparison::describe_errors(Plane& plane) const {
  std::string& label = buffers_->id;
  label.assign(are_classes() ? "wrong" : "root mean squared error");
  if (!unit().empty()) label.append(" [").append(unit()).append("]");
  plane.axes({.label = label}, {.label = "", .range = {-0.6, learners() - 0.4}});
  plane.y.names.clear();
  for (int i = learners() - 1; i >= 0; --i) plane.y.names.emplace_back(name(i));
  const auto count = static_cast<int>(contest_.watched_sheet().learned.size());
  const auto add = [this](std::vector<float>& x, std::vector<float>& y, int learner, double error) {
    if (std::isnan(error)) return;
    x.push_back(static_cast<float>(percent_or_unit(std::max(error, 0.0))));
    y.push_back(static_cast<float>(learners() - 1 - learner));
  };
  LineLayer& whiskers = plane.line("± between splits", Places(), {.color = 0, .width_px = 2});
  for (int i = 0; i < count; ++i) {
    const SpreadOfSplits unseen = contest_.held_out_error(static_cast<std::size_t>(i));
    if (std::isnan(unseen.deviation)) continue;
    add(whiskers.x, whiskers.y, i, unseen.mean - unseen.deviation);
    add(whiskers.x, whiskers.y, i, unseen.mean + unseen.deviation);
    whiskers.x.push_back(static_cast<float>(kUnknown)), whiskers.y.push_back(static_cast<float>(kUnknown));
  }
  PointsLayer& training =
      plane.points("training", Places(), {.color = kColorMuted, .marker = Marker::ring, .size_px = 4});
  for (int i = 0; i < count; ++i)
    add(training.x, training.y, i, contest_.training_error(static_cast<std::size_t>(i)).mean);
  PointsLayer& held_out = plane.points("held out", Places(), {.color = 0, .size_px = 5});
  for (int i = 0; i < count; ++i)
    add(held_out.x, held_out.y, i, contest_.held_out_error(static_cast<std::size_t>(i)).mean);
}

// The share of the held-out variance that is left.
double unexplained(const ContestSheet& sheet, double error) {
  const LearningSet& set = *sheet.held_out;
  return set.learns_classes ? error : error * error / (set.y_scale * set.y_scale);
}

void ClassifierComparison::describe_scores(MatrixCells& cells) const {
  Buffers& room = *buffers_;
  const std::size_t sheets = contest_.sheets().size(), rows = static_cast<std::size_t>(learners());
  room.shares.assign(rows * sheets, kUnknown);
  for (std::size_t s = 0; s < sheets; ++s) {
    const ContestSheet& sheet = contest_.sheets()[s];
    for (std::size_t i = 0; i < sheet.held_out_errors.size(); ++i)
      room.shares[i * sheets + s] = 100 * unexplained(sheet, sheet.held_out_errors[i]);
  }
  if (room.row_names.size() != rows || room.column_names.size() != sheets) {
    room.row_names.clear(), room.column_names.clear();
    for (int i = 0; i < learners(); ++i) room.row_names.emplace_back(name(i));
    for (const ContestSheet& sheet : contest_.sheets()) room.column_names.push_back(sheet.name);
  }
  cells.cells(static_cast<int>(rows), static_cast<int>(sheets), room.shares, {.decimals = 0, .color = {0, 50}});
  cells.labels("model", room.row_names, "data set", room.column_names);
}

void ClassifierComparison::describe_numbers(Snapshot& snapshot) const {
  const ContestSheet& sheet = contest_.watched_sheet();
  const int chosen = shown();
  const auto at = static_cast<std::size_t>(std::max(chosen, 0));
  const SpreadOfSplits seen = chosen >= 0 ? contest_.training_error(at) : SpreadOfSplits{kUnknown, kUnknown, 0};
  const SpreadOfSplits unseen = chosen >= 0 ? contest_.held_out_error(at) : SpreadOfSplits{kUnknown, kUnknown, 0};
  const std::string_view unit = this->unit();
  // Of each data set the first of least error; who is first most often.
  std::array<int, kLearnerKinds> wins{};
  int done = 0, most = 0, all = 0, equal = 0;
  for (const ContestSheet& one : contest_.sheets()) {
    all += static_cast<int>(one.learned.size());
    if (one.learned.size() < kinds().size() || one.held_out->size() == 0) continue;
    ++done;
    double least = std::numeric_limits<double>::infinity();
    for (const double error : one.held_out_errors) least = error < least ? error : least;
    for (std::size_t i = 0; i < one.held_out_errors.size(); ++i) wins[i] += one.held_out_errors[i] <= least ? 1 : 0;
  }
  for (const int count : wins) most = std::max(most, count);
  const int best = contest_.best();
  for (std::size_t i = 0; i < sheet.learned.size(); ++i)
    equal += best >= 0 && !contest_.differ(i, static_cast<std::size_t>(best)) ? 1 : 0;
  const bool is_told = contest_.splits() >= 5;
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 1, .help = "Of the model shown large, then of all."});
  if (!sheet.training->is_enough()) numbers.warning("Draw points of two classes at least, or choose a data set.");
  numbers.add("training_error", percent_or_unit(seen.mean), {.unit = unit, .digits = 3})
      .add("test_error", percent_or_unit(unseen.mean),
           {.unit = unit, .digits = 3, .note = sheet.held_out->size() == 0 ? kNoneHeldOut : ""})
      .add("deviation", "± between splits", percent_or_unit(unseen.deviation), {.unit = unit, .digits = 2})
      .add("split_count", "splits made", contest_.splits(), {.digits = 0})
      .add("equal_to_best", "as good as the best", is_told ? equal : kUnknown,
           {.digits = 0, .note = is_told ? "" : "after 5 splits"})
      .add("learned", "pictures of the grid", all, {.digits = 0})
      .add("most_wins", "most first places of one model", done > 0 ? most : kUnknown, {.digits = 0})
      .add("sets_done", "data sets learned by all", done, {.digits = 0});
  snapshot.metric("best_model", "place of the best model", best + 1);
  snapshot.metric("straight", "lines are enough", lines_are_enough());
  // For scripts: every model on the data set watched, and on each.
  std::string& key = buffers_->id;
  const auto add = [&](const char* what, const char* model, double value) {
    key.assign(what).append("_").append(model);
    snapshot.metric(key, key, value);
  };
  for (int i = 0; i < learners(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    const bool is_known = row < sheet.learned.size();
    add("train", id(i), is_known ? percent_or_unit(contest_.training_error(row).mean) : kUnknown);
    add("test", id(i), is_known ? percent_or_unit(contest_.held_out_error(row).mean) : kUnknown);
    add("spread", id(i), is_known ? percent_or_unit(contest_.held_out_error(row).deviation) : kUnknown);
    add("cost", id(i), is_known ? sheet.learned[row]->cost() : kUnknown);
    add("kept", id(i), is_known ? sheet.learned[row]->numbers() : kUnknown);
    for (const ContestSheet& one : contest_.sheets())
      add(one.id.c_str(), id(i),
          row < one.held_out_errors.size() ? 100 * unexplained(one, one.held_out_errors[row]) : kUnknown);
  }
}

void ClassifierComparison::describe_map(Tree& map) const {
  map.setup(false, "");
  std::array<int, std::size(kMap)> depth{};
  for (std::size_t i = 0; i < std::size(kMap); ++i) {
    const MapNode& node = kMap[i];
    const bool is_leaf = node.yes < 0;
    if (!is_leaf) depth[static_cast<std::size_t>(node.yes)] = depth[static_cast<std::size_t>(node.no)] = depth[i] + 1;
    const bool is_yours = is_leaf && fits(node.fits);
    map.node(node.words, {.left = node.yes,
                          .right = node.no,
                          .height = static_cast<double>(depth[i]),
                          .color = is_yours ? kColorAccent : kColorMuted});
  }
}

const RegisterDemo<ClassifierComparison> registered{{
    .id = "classifier-comparison",
    .title = "All models compared",
    .lecture = 4,
    .row = "R19",
    .summary =
        "Every classifier and every regressor on the same data sets: pictures, errors with their spread, costs, and a map "
        "of where to begin.",
    .sources = {"D. H. Wolpert, The lack of a priori distinctions between learning algorithms, Neural Computation 8 "
                "(1996) 1341",
                "C. Nadeau, Y. Bengio, Inference for the generalization error, Machine Learning 52 (2003) 239"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern
