// Six ways to score how odd a point is, learned from the same points without labels: their fields over the plane, the
// ROC curve of each, and what the alarms of a card company cost when a false one has a price too. The visitor plants
// outliers and sees who finds them.
// Lecture row R34.
// Sources: Chandola, Banerjee, Kumar, ACM Comput. Surv. 41 (2009) 15; Liu, Ting, Zhou, ICDM 2008; Hinton (2002).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "core/experiments/anomaly-detection/anomaly_data.h"
#include "core/experiments/anomaly-detection/scorers.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/ml/metrics/ranking.h"

namespace lectern {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr int kFieldCells = 40;  // along an axis
constexpr int kLastStep = 120;
constexpr double kMostAlarms = 30;  // % in the picture of costs

constexpr const char* kPlaneHelp =
    "Shade: how odd a new point there would look, as the share of the points that look less odd. Rings: alarms. The "
    "line is the score of the last alarm. Tap to plant points: blue is normal, orange an anomaly; drag to move, long "
    "press to remove them.";
constexpr const char* kRocHelp =
    "Anomalies found against false alarms, for every number of alarms from none to all. The diagonal is guessing. Dots: "
    "the alarms raised now.";
constexpr const char* kCostHelp =
    "What is lost with the anomalies that are missed, plus the price of each false alarm, if so many points are "
    "reported.";
constexpr const char* kScoresHelp =
    "AUC: how often an anomaly looks odder than a normal point. Found and false: of the alarms raised now. Costs: now, "
    "and with the number of alarms that is best for this scorer.";

struct Settings {
  AnomalySettings data;
  Scorer scorer = Scorer::kde;
  double alarms = 3;  // %
  double alarm_price = 10;
  ScorerSettings scorers;
};

class AnomalyDetection final : public Demo<AnomalyDetection, Settings, AnomalyData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .group("Alarms")
        .choice(&Settings::scorer, "scorer", "Shown", kScorerNames)
        .live()
        .help("Whose scores are drawn. All six are at work.")
        .real(&Settings::alarms, "alarms", "Alarms", {0, kMostAlarms})
        .unit("%")
        .live()
        .help("How many of the points are reported: the oddest of each scorer.")
        .real(&Settings::alarm_price, "alarm_price", "Price of a false alarm", {0.1, 1000})
        .unit("€")
        .logarithmic()
        .live()
        .help("A call, a blocked card, an angry customer. A missed fraud costs its amount, a missed anomaly of the "
              "plane 100 €.")
        .group("Scorers")
        .integer([](Settings& s) -> int& { return s.scorers.components; }, "components", "Mixture: Gaussians", {1, 10})
        .help("With full covariances.")
        .real([](Settings& s) -> double& { return s.scorers.bandwidth; }, "kernel_width", "Kernel density: width h",
              {0.02, 2})
        .logarithmic()
        .live()
        .help("Of each point's kernel, in standard deviations of the data.")
        .integer([](Settings& s) -> int& { return s.scorers.neighbours; }, "k", {1, 50})
        .live()
        .help("The score is the mean distance to so many nearest neighbours.")
        .integer([](Settings& s) -> int& { return s.scorers.hidden; }, "machine_hidden", "RBM: hidden units", {1, 60})
        .help("Of the Boltzmann machine. It sees each column as ten bits: above so many thresholds or not.")
        .integer([](Settings& s) -> int& { return s.scorers.bottleneck; }, "bottleneck", "Autoencoder: code", {1, 3})
        .help("Numbers in the narrowest layer, at most one fewer than there are columns.")
        .integer([](Settings& s) -> int& { return s.scorers.subsample; }, "forest_subsample", "Forest: points a tree",
                 {8, 256})
        .logarithmic()
        .help("Each tree of the isolation forest cuts a random share of the points apart.");
  }

  explicit AnomalyDetection(const Start& start)
      : Demo(start), scorers_(data().points().X, settings().scorers, rng("scorers")) {
    judge();
  }

  void data_changed() {
    scorers_ = Scorers(data().points().X, settings().scorers, rng("scorers"));
    areas_.clear();
    judge();
  }
  void settings_changed(const Settings& before) {
    const ScorerSettings &was = before.scorers, &is = settings().scorers;
    if (was.bandwidth == is.bandwidth && was.neighbours == is.neighbours) return;
    scorers_.set(is.bandwidth, is.neighbours);
    rank();
  }
  void step() override {
    scorers_.step();
    judge();
  }
  bool finished() const override { return scorers_.steps() >= kLastStep; }
  auto state() const { return std::tuple(std::tie(scorers_), unhashed(orders_), unhashed(rocs_), unhashed(areas_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  // Puts the points in the order of each scorer, the oddest first, and takes its ROC curve.
  void rank() {
    const AnomalyData::Points& points = data().points();
    for (std::size_t s = 0; s < kScorers; ++s) {
      const std::vector<double>& scores = scorers_.scores(static_cast<Scorer>(s));
      std::vector<int>& order = orders_[s];
      order.resize(scores.size());
      std::iota(order.begin(), order.end(), 0);
      std::sort(order.begin(), order.end(), [&](int a, int b) {
        const double odd_a = scores[static_cast<std::size_t>(a)], odd_b = scores[static_cast<std::size_t>(b)];
        return odd_a != odd_b ? odd_a > odd_b : a < b;
      });
      rocs_[s] = metrics::roc_curve(points.truth, scores);
    }
  }
  void judge() {
    rank();
    std::array<double, kScorers> areas;
    for (std::size_t s = 0; s < kScorers; ++s) areas[s] = rocs_[s].area;
    areas_.record(scorers_.steps(), areas);
  }

  // What so many alarms, the oddest points of a scorer, bring.
  struct Outcome {
    int alarms = 0, found = 0, false_alarms = 0;
    double cost = 0;
  };
  double loss_without() const {
    const std::vector<double>& loss = data().points().loss;
    return std::accumulate(loss.begin(), loss.end(), 0.0);
  }
  // Calls body(outcome) for no alarm, one, two, … and all.
  template <typename Body>
  void walk(std::size_t s, Body&& body) const {
    const AnomalyData::Points& points = data().points();
    Outcome now;
    now.cost = loss_without();
    body(now);
    for (const int i : orders_[s]) {
      const auto at = static_cast<std::size_t>(i);
      ++now.alarms;
      if (points.truth[at] != 0) {
        ++now.found;
        now.cost -= points.loss[at];
      } else {
        ++now.false_alarms;
        now.cost += settings().alarm_price;
      }
      body(now);
    }
  }
  int alarms() const {
    return static_cast<int>(std::floor(settings().alarms / 100 * static_cast<double>(data().size()) + 0.5));
  }
  Outcome outcome(std::size_t s) const {
    Outcome wanted;
    walk(s, [&](const Outcome& now) {
      if (now.alarms == alarms()) wanted = now;
    });
    return wanted;
  }
  Outcome cheapest(std::size_t s) const {
    Outcome best;
    best.cost = std::numeric_limits<double>::infinity();
    walk(s, [&](const Outcome& now) {
      if (now.cost < best.cost) best = now;
    });
    return best;
  }
  std::size_t shown() const { return static_cast<std::size_t>(settings().scorer); }
  int anomalies() const {
    const auto& truth = data().points().truth;
    return std::accumulate(truth.begin(), truth.end(), 0);
  }

  void describe_plane(Plane& plane) const;
  void describe_field(Plane& plane) const;
  void describe_points(Plane& plane) const;
  void describe_roc(Plane& plane) const;
  void describe_cost(Plane& plane) const;
  void describe_scores(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  Scorers scorers_;
  std::array<std::vector<int>, kScorers> orders_;
  std::array<metrics::RocCurve, kScorers> rocs_;
  History areas_{kScorers};

  struct Buffers {
    Matrix<double> places;
    std::vector<double> scores, sorted, shade, x, y;
  };
  Scratch<Buffers> buffers_;
};

void AnomalyDetection::describe(Snapshot& snapshot) const {
  std::string title("How odd? ");
  title.append(label_of(kScorerNames, settings().scorer));
  describe_plane(snapshot.plane("plane", title, {.weight = 4, .help = kPlaneHelp}));
  describe_numbers(snapshot);
  describe_roc(snapshot.plane("roc", "Found against false alarms", {.weight = 3, .help = kRocHelp}));
  describe_cost(snapshot.plane("cost", "What the alarms cost", {.weight = 2, .help = kCostHelp}));
  describe_scores(snapshot);
  Plane& areas = snapshot.curves("areas", "AUC while they learn",
                                 {.weight = 2, .help = "Area under the ROC curve of each scorer, step by step."});
  areas.axes({.label = "step"}, {.label = "AUC", .range = {0.4, 1.01}});
  for (std::size_t s = 0; s < kScorers; ++s)
    areas.line(kScorerNames[s].label, areas_, s, {.color = static_cast<ColorRole>(s)});
}

void AnomalyDetection::describe_plane(Plane& plane) const {
  if (data().is_fraud())
    plane.axes({.label = "log₁₀ of the amount [€]", .range = data().x_range()},
               {.label = "hour of the day", .range = data().y_range()});
  else
    plane.equal_axes({.label = "x₁", .range = data().x_range()}, {.label = "x₂", .range = data().y_range()});
  plane.accept_points(2);
  if (data().size() > 1) describe_field(plane);
  describe_points(plane);
}

void AnomalyDetection::describe_field(Plane& plane) const {
  const PlanarGrid grid{kFieldCells, kFieldCells, data().x_range(), data().y_range()};
  Buffers& buffers = *buffers_;
  buffers.places.resize(grid.cells(), data().points().X.cols());
  for (int row = 0; row < grid.rows; ++row)
    for (int col = 0; col < grid.cols; ++col)
      data().features_at(grid.x_of(col), grid.y_of(row), buffers.places.row(row * grid.cols + col));
  buffers.scores.resize(static_cast<std::size_t>(grid.cells()));
  scorers_.score(settings().scorer, buffers.places, buffers.scores);
  const std::vector<double>& known = scorers_.scores(settings().scorer);
  buffers.sorted.assign(known.begin(), known.end());
  std::sort(buffers.sorted.begin(), buffers.sorted.end());
  buffers.shade.clear();
  for (const double score : buffers.scores) {
    const auto below = std::lower_bound(buffers.sorted.begin(), buffers.sorted.end(), score) - buffers.sorted.begin();
    buffers.shade.push_back(static_cast<double>(below) / static_cast<double>(known.size()));
  }
  plane.field("odder than this share", grid, buffers.shade,
              {.color = {0, 1.5}, .map = ColorMap::greys, .show_scale = false});
  const int raised = alarms();
  if (raised < 1 || raised >= static_cast<int>(known.size())) return;
  // Between the last alarm and the next point.
  const std::size_t last = known.size() - static_cast<std::size_t>(raised);
  ContourLayer& edge = plane.contours("alarm from here", grid, buffers.scores, {.color = kColorBad});
  edge.levels.assign(1, static_cast<float>(0.5 * (buffers.sorted[last] + buffers.sorted[last - 1])));
}

void AnomalyDetection::describe_points(Plane& plane) const {
  const AnomalyData::Points& points = data().points();
  const std::ptrdiff_t n = data().size(), given = n - data().drawn();
  std::vector<double>&x = buffers_->x, &y = buffers_->y;
  const auto those = [&](auto wanted) {
    x.clear();
    y.clear();
    for (std::ptrdiff_t i = 0; i < given; ++i) {
      if (!wanted(static_cast<std::size_t>(i))) continue;
      x.push_back(points.places(i, 0));
      y.push_back(points.places(i, 1));
    }
    return Places{Values(x), Values(y)};
  };
  plane.points("normal", those([&](std::size_t i) { return points.truth[i] == 0 && points.peculiar[i] == 0; }),
               {.color = 0, .size_px = 3.5});
  if (data().is_fraud())
    plane.points("honest, on a journey", those([&](std::size_t i) { return points.peculiar[i] != 0; }),
                 {.color = 2, .marker = Marker::diamond, .size_px = 6});
  plane.points(data().is_fraud() ? "fraud" : "anomaly", those([&](std::size_t i) { return points.truth[i] != 0; }),
               {.color = 1, .marker = Marker::triangle, .size_px = 6});
  if (given < n) {
    PointsLayer& drawn =
        plane.points("planted",
                     Places(points.places).part(static_cast<std::size_t>(given), static_cast<std::size_t>(n - given)),
                     {.size_px = 6, .drawn_by_user = true});
    drawn.color.clear();
    for (std::ptrdiff_t i = given; i < n; ++i) drawn.color.push_back(points.truth[static_cast<std::size_t>(i)]);
  }
  x.clear();
  y.clear();
  for (int a = 0; a < std::min(alarms(), static_cast<int>(n)); ++a) {
    const int i = orders_[shown()][static_cast<std::size_t>(a)];
    x.push_back(points.places(i, 0));
    y.push_back(points.places(i, 1));
  }
  plane.points("alarm", {Values(x), Values(y)}, {.color = kColorBad, .marker = Marker::ring, .size_px = 9});
}

void AnomalyDetection::describe_roc(Plane& plane) const {
  plane.axes({.label = "false alarms / normal points", .range = {-0.005, 0.5}},
             {.label = "found / anomalies", .range = {-0.01, 1.03}});
  const int odd = anomalies(), normal = static_cast<int>(data().size()) - odd;
  if (odd == 0 || normal == 0) return;
  for (std::size_t s = 0; s < kScorers; ++s)
    plane.line(kScorerNames[s].label, {Values(rocs_[s].false_positive_rate), Values(rocs_[s].true_positive_rate)},
               {.color = static_cast<ColorRole>(s), .width_px = s == shown() ? 3.5f : 1.5f});
  plane.straight("guessing", 1, -1, 0, {.color = kColorMuted, .dashed = true});
  for (std::size_t s = 0; s < kScorers; ++s) {
    const Outcome now = outcome(s);
    plane.point("", 1.0 * now.false_alarms / normal, 1.0 * now.found / odd,
                {.color = static_cast<ColorRole>(s), .size_px = s == shown() ? 8.0f : 5.0f});
  }
}

void AnomalyDetection::describe_cost(Plane& plane) const {
  plane.axes({.label = "alarms [% of all]", .range = {0, kMostAlarms}}, {.label = "cost [€]"});
  const auto n = static_cast<double>(data().size());
  for (std::size_t s = 0; s < kScorers; ++s) {
    LineLayer& line = plane.line(kScorerNames[s].label, Places(),
                                 {.color = static_cast<ColorRole>(s), .width_px = s == shown() ? 3.5f : 1.5f});
    walk(s, [&](const Outcome& now) {
      if (n == 0 || 100 * now.alarms > kMostAlarms * n) return;
      line.x.push_back(static_cast<float>(100 * now.alarms / n));
      line.y.push_back(static_cast<float>(now.cost));
    });
  }
  plane.level("no alarms at all", loss_without());
  plane.vertical("alarms now", settings().alarms, {.color = kColorAccent});
}

void AnomalyDetection::describe_scores(Snapshot& snapshot) const {
  Table& table = snapshot.table("scores", "Six scorers", {.weight = 2, .help = kScoresHelp});
  table.head({"scorer", "AUC", "found", "false", "cost now [€]", "least cost [€]"});
  std::string id;
  for (std::size_t s = 0; s < kScorers; ++s) {
    const Outcome now = outcome(s), best = cheapest(s);
    table.row({kScorerNames[s].label, Cell(rocs_[s].area, 3), Cell(now.found, 0), Cell(now.false_alarms, 0),
               Cell(std::floor(now.cost + 0.5), 0), Cell(std::floor(best.cost + 0.5), 0)},
              {s == shown() ? kColorAccent : kColorForeground});
    const auto add = [&](const char* prefix, double value) {
      id.assign(prefix).append(kScorerNames[s].id);
      snapshot.metric(id, id, value);
    };
    add("auc_", rocs_[s].area);
    add("found_", now.found);
    add("cheapest_", best.cost);
  }
}

void AnomalyDetection::describe_numbers(Snapshot& snapshot) const {
  const Outcome now = outcome(shown()), best = cheapest(shown());
  const int odd = anomalies();
  const std::string of_odd = "of " + number_in_words(odd),
                    of_all = "of " + number_in_words(static_cast<double>(data().size()));
  Numbers numbers = snapshot.numbers(label_of(kScorerNames, settings().scorer),
                                     {.weight = 2, .help = "Of the scorer shown and the alarms raised now."});
  if (data().size() == 0) numbers.warning("No points yet: tap into the picture.");
  numbers
      .add("anomalies_found", data().is_fraud() ? "frauds found" : "anomalies found", now.found,
           {.digits = 0, .note = of_odd})
      .add("false_alarms", "false alarms", now.false_alarms, {.digits = 0})
      .add("raised", "alarms raised", now.alarms, {.digits = 0, .note = of_all})
      .add("alarm_precision", "alarms that are right", now.alarms > 0 ? 1.0 * now.found / now.alarms : kUnknown,
           {.digits = 2})
      .add("auc", "AUC", rocs_[shown()].area, {.digits = 3})
      .add("cost_now", "cost now", std::floor(now.cost + 0.5), {.unit = "€", .digits = 0})
      .add("cost_without", "cost without alarms", std::floor(loss_without() + 0.5), {.unit = "€", .digits = 0})
      .add("cheapest", "least cost", std::floor(best.cost + 0.5), {.unit = "€", .digits = 0})
      .add("best_alarms", "… at so many alarms", best.alarms, {.digits = 0});
  if (data().is_fraud()) {
    int journeys = 0, reported = 0;
    for (std::ptrdiff_t i = 0; i < data().size(); ++i)
      journeys += data().points().peculiar[static_cast<std::size_t>(i)];
    for (int a = 0; a < std::min(now.alarms, static_cast<int>(orders_[shown()].size())); ++a)
      reported += data().points().peculiar[static_cast<std::size_t>(orders_[shown()][static_cast<std::size_t>(a)])];
    const std::string of_journeys = "of " + number_in_words(journeys);
    numbers.add("journeys", "honest journeys reported", reported, {.digits = 0, .note = of_journeys});
  }
}

const RegisterDemo<AnomalyDetection> registered{{
    .id = "anomaly-detection",
    .title = "Anomaly detection",
    .lecture = 6,
    .row = "R34",
    .summary =
        "Six scorers learn what is normal, without labels; plant outliers, and weigh frauds against false alarms.",
    .sources = {"V. Chandola, A. Banerjee, V. Kumar, ACM Comput. Surv. 41 (2009) 15",
                "F. T. Liu, K. M. Ting, Z.-H. Zhou, Isolation forest, ICDM 2008",
                "G. E. Hinton, Neural Computation 14 (2002) 1771"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
