#include "core/experiments/bias-variance/class_replicas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/experiments/bias-variance/tree_models.h"
#include "core/math/elementary.h"
#include "core/math/state.h"
#include "core/parts/class_models.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

constexpr int kSide = 32;  // places: kSide × kSide
constexpr int kClassTestPoints = 200;
constexpr std::ptrdiff_t kRecentClassifiers = 8;
constexpr std::size_t kMostClassMembers = 8;
constexpr double kLeastPenalty = 1e-3, kRemedyPenalty = 1;  // λ
constexpr int kEarlySteps = 300;
constexpr double kShrinkage = 0.3, kLeastGain = 0.03, kPrice = 0.05;
constexpr double kPi = 3.14159265358979323846, kHeight = 0.7;
constexpr const char* kPictureHelp =
    "Thin: the decision boundaries of the latest training sets. Thick: where the mean of all probabilities is ½. Dashed: "
    "the boundary of the truth, which no classifier can beat. Points: the newest training set.";
constexpr const char* kClassDecompositionHelp =
    "Of the predicted probability p̂: (mean p̂ − P)², the variance of p̂, and P(1 − P), averaged over the square. Their "
    "sum is compared with the mean of (y − p̂)² (Brier score) on points that no fit has seen.";
constexpr const char* kDecisionsHelp =
    "Share of wrong decisions: on the training points, and expected on new ones. Level: the Bayes error, that of the "
    "true boundary.";
constexpr const char* kClassNumbersHelp =
    "Of the classifier on the right, with the remedy if one is chosen. For decisions (0–1 loss): bias is the share of the "
    "square where the majority of the replicas decides against the truth, variance how often a replica decides against "
    "the majority.";

// Classifiers that differ in one number.
struct Family {
  const char* axis;
  const char* number;
  bool logarithmic;
  std::array<int, kMostClassMembers> values;  // 0: there are no more
  std::size_t good;                           // the member in the middle picture
  // Of the pictures of the first member, the good one and the last; then of the last with data, features, stop,
  // penalty.
  std::array<const char*, 7> titles;
};
constexpr Family kFamilies[] = {
    {"order of the features",
     "order",
     false,
     {1, 2, 3, 4, 5, 6, 7, 8},
     2,
     {"Underfits: order 1", "About right: order 3", "Overfits: order 8", "Order 8, four times the data",
      "Order 3 in place of 8", "Order 8, stopped early", "Order 8 with a penalty"}},
    {"depth of the tree",
     "depth",
     false,
     {1, 2, 3, 4, 5, 6, 7, 8},
     2,
     {"Underfits: depth 1", "About right: depth 3", "Overfits: depth 8", "Depth 8, four times the data",
      "Depth 3 in place of 8", "Depth 8, stopped early", "Depth 8, pruned"}},
    {"trees of the forest",
     "trees",
     true,
     {1, 2, 4, 8, 16, 32},
     2,
     {"One tree of a forest", "4 trees", "32 trees", "32 trees, four times the data", "32 trees of depth 4",
      "32 trees, stopped early", "32 trees, pruned"}},
    {"stages of boosting",
     "stages",
     true,
     {1, 2, 5, 10, 20, 50, 100},
     3,
     {"Underfits: 1 stage", "About right: 10 stages", "Overfits: 100 stages", "100 stages, four times the data",
      "100 stages of depth 1", "Stopped after 10 of 100 stages", "100 stages, shrunk"}},
};

const Family& family_of(const ClassReplicasSettings& settings) {
  return kFamilies[static_cast<std::size_t>(settings.classifier)];
}

PlanarGrid places_grid() { return {kSide, kSide, {-1, 1}, {-1, 1}}; }

Matrix<double> all_places() {
  const PlanarGrid grid = places_grid();
  Matrix<double> places(grid.cells(), 2);
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col) {
      places(row * kSide + col, 0) = grid.x_of(col);
      places(row * kSide + col, 1) = grid.y_of(row);
    }
  return places;
}

struct Scores {
  double brier = 0, wrong = 0;
};
Scores scores_of(std::span<const double> predicted, std::span<const double> y) {
  Scores sum;
  for (std::size_t i = 0; i < y.size(); ++i) {
    sum.brier += (y[i] - predicted[i]) * (y[i] - predicted[i]);
    sum.wrong += (predicted[i] > 0.5) != (y[i] > 0.5);
  }
  const double n = std::max(1.0, static_cast<double>(y.size()));
  return {sum.brier / n, sum.wrong / n};
}

}  // namespace

Schema<ClassReplicasSettings> ClassReplicasSettings::schema(const ClassReplicasSettings& defaults) {
  using Self = ClassReplicasSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Classes")
      .choice(&Self::classifier, "class_model", "Classifier",
              {{ReplicatedClassifier::logistic, "logistic", "Logistic regression, by order"},
               {ReplicatedClassifier::tree, "tree", "Decision tree, by depth"},
               {ReplicatedClassifier::forest, "forest", "Random forest, by trees"},
               {ReplicatedClassifier::boosting, "boosting", "Boosted trees, by stages"}})
      .help("What is fitted to each training set. The trees of the forest are grown to their ends and look at one of "
            "the two inputs at each split; those of boosting have depth 2.")
      .integer(&Self::n, "class_n", "Points n", {20, 300})
      .help("Size of a training set.")
      .real(&Self::border, "border", "Width of the border", {0.02, 0.6})
      .help(
          "How gradually one class becomes the other. No classifier can know the class of a point inside the border.");
}

ClassReplicas::ClassReplicas(const ClassReplicasSettings& settings, Remedy remedy, const Rng& training, const Rng& test,
                             const Rng& fits)
    : settings_(settings), remedy_(remedy), training_(training), test_(test), fits_(fits) {
  const Matrix<double> places = all_places();
  for (std::ptrdiff_t g = 0; g < places.rows(); ++g) {
    const double p = probability(places(g, 0), places(g, 1));
    truth_.push_back(p);
    noise_ += p * (1 - p) / static_cast<double>(places.rows());
    bayes_error_ += std::min(p, 1 - p) / static_cast<double>(places.rows());
  }
  const auto& values = family_of(settings_).values;
  const auto count = static_cast<std::size_t>(std::find(values.begin(), values.end(), 0) - values.begin());
  members_.assign(count, {metrics::BiasVariance(truth_),
                          {},
                          {},
                          {},
                          {},
                          std::vector<int>(truth_.size(), 0),
                          Matrix<float>(kRecentClassifiers, places.rows())});
  newest_ = sample(settings_.n, training_.split(0));
}

double ClassReplicas::probability(double x1, double x2) const {
  return math::sigmoid((x2 - kHeight * math::sin(kPi * x1)) / settings_.border);
}

ClassReplicas::Sample ClassReplicas::sample(int n, Rng rng) const {
  Sample made;
  made.X.resize(n, 2);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    made.X(i, 0) = rng.uniform(-1, 1);
    made.X(i, 1) = rng.uniform(-1, 1);
    made.y.push_back(rng.uniform() < probability(made.X(i, 0), made.X(i, 1)) ? 1 : 0);
  }
  return made;
}

// Fewer features: the order or depth of the good member, or trees that ask fewer questions.
linear::FitAndPredict ClassReplicas::model(std::size_t index) const {
  const Family& family = family_of(settings_);
  const Remedy remedy = index + 1 == members_.size() ? remedy_ : Remedy::none;
  const int value = family.values[index];
  const bool fewer = remedy == Remedy::features, stops = remedy == Remedy::stop, pays = remedy == Remedy::penalty;
  const int simpler = fewer ? family.values[family.good] : value;
  TreeRule rule;
  if (stops) rule.least_gain = kLeastGain;
  if (pays) rule.price = kPrice;
  switch (settings_.classifier) {
    case ReplicatedClassifier::tree: rule.depth = simpler; return single_tree(rule);
    case ReplicatedClassifier::forest: {
      rule.tried = 1;
      if (fewer) rule.depth = 4;
      return bagged_trees(value, rule, fits_.split(static_cast<std::uint64_t>(replicas_)).next_u64());
    }
    case ReplicatedClassifier::boosting: {
      const BoostedTrees spec{stops ? value / 10 : value, pays ? kShrinkage / 10 : kShrinkage, true};
      return boosted_trees(spec, {.depth = fewer ? 1 : 2});
    }
    case ReplicatedClassifier::logistic: break;
  }
  if (stops) return stopped_logistic_classes(value, kEarlySteps);
  return logistic_classes(simpler, pays ? kRemedyPenalty : kLeastPenalty);
}

void ClassReplicas::step() {
  const auto number = static_cast<std::uint64_t>(replicas_);
  newest_ = sample(settings_.n, training_.split(number));
  const Sample more = remedy_ == Remedy::data ? sample(kMoreData * settings_.n, training_.split(number)) : Sample{};
  const Sample test = sample(kClassTestPoints, test_.split(number));
  const Matrix<double> places = all_places();
  for (std::size_t index = 0; index < members_.size(); ++index) {
    const Sample& known = index + 1 == members_.size() && remedy_ == Remedy::data ? more : newest_;
    Matrix<double> asked(places.rows() + test.X.rows() + known.X.rows(), 2);
    double* to = std::copy_n(places.data(), places.size(), asked.data());
    to = std::copy_n(test.X.data(), test.X.size(), to);
    std::copy_n(known.X.data(), known.X.size(), to);
    const std::vector<double> predicted = model(index)(known.X, known.y, asked);
    const std::span<const double> all(predicted);
    Member& member = members_[index];
    member.parts.add(all.first(truth_.size()));
    member.test.add(scores_of(all.subspan(truth_.size(), test.y.size()), test.y).brier);
    const Scores training = scores_of(all.subspan(truth_.size() + test.y.size()), known.y);
    member.training.add(training.brier);
    member.wrong_known.add(training.wrong);
    double wrong = 0;
    for (std::size_t g = 0; g < truth_.size(); ++g) {
      const bool decides_1 = predicted[g] > 0.5;
      member.votes[g] += decides_1;
      wrong += decides_1 ? 1 - truth_[g] : truth_[g];
      member.recent(replicas_ % kRecentClassifiers, static_cast<std::ptrdiff_t>(g)) = static_cast<float>(predicted[g]);
    }
    member.wrong.add(wrong / static_cast<double>(truth_.size()));
  }
  ++replicas_;
}

ClassReplicas::ZeroOne ClassReplicas::zero_one(const Member& member) const {
  ZeroOne sum;
  if (replicas_ == 0) return sum;
  for (std::size_t g = 0; g < truth_.size(); ++g) {
    const bool majority = 2 * member.votes[g] > replicas_;
    sum.bias += majority != (truth_[g] > 0.5);
    sum.variance += static_cast<double>(majority ? replicas_ - member.votes[g] : member.votes[g]) / replicas_;
  }
  const auto places = static_cast<double>(truth_.size());
  return {sum.bias / places, sum.variance / places};
}

void ClassReplicas::describe(Snapshot& snapshot, int wanted) const {
  const Family& family = family_of(settings_);
  const auto picture = [&](const char* id, std::size_t title, const Member& shown) {
    describe_picture(snapshot.plane(id, family.titles[title], {.weight = 3, .help = kPictureHelp}), shown);
  };
  picture("under", 0, members_.front());
  picture("good", 1, members_[family.good]);
  picture("over", 2 + static_cast<std::size_t>(remedy_), members_.back());
  describe_decomposition(
      snapshot.curves("decomposition", "Bias, variance, noise", {.weight = 3, .help = kClassDecompositionHelp}));
  describe_decisions(snapshot.curves("decisions", "Wrong decisions", {.weight = 2, .help = kDecisionsHelp}));
  describe_numbers(snapshot, wanted);
}

void ClassReplicas::describe_picture(Plane& plane, const Member& shown) const {
  const PlanarGrid grid = places_grid();
  plane.equal_axes({.label = "x₁", .range = grid.x}, {.label = "x₂", .range = grid.y});
  for (int k = 0; k < 2; ++k) {
    PointsLayer& points = plane.points(k == 0 ? "class 0" : "class 1", Places(), {.color = k, .size_px = 3});
    for (std::size_t i = 0; i < newest_.y.size(); ++i) {
      if (newest_.y[i] != k) continue;
      points.x.push_back(static_cast<float>(newest_.X(static_cast<std::ptrdiff_t>(i), 0)));
      points.y.push_back(static_cast<float>(newest_.X(static_cast<std::ptrdiff_t>(i), 1)));
    }
  }
  for (std::ptrdiff_t r = 0; r < std::min<std::ptrdiff_t>(replicas_, kRecentClassifiers); ++r)
    plane.contours(r == 0 ? "single fits" : "", grid, std::span<const float>(shown.recent.row(r), truth_.size()),
                   {.levels = {0.5}, .color = kColorMuted});
  if (replicas_ > 0)
    plane.contours("mean of the fits", grid, shown.parts.mean(), {.levels = {0.5}, .color = kColorBad});
  plane.line("truth", grid.x, 101, [](double x) { return kHeight * math::sin(kPi * x); },
             {.color = kColorForeground, .dashed = true});
}

void ClassReplicas::describe_axes(Plane& plane, const AxisText& y) const {
  const Family& family = family_of(settings_);
  const int last = family.values[members_.size() - 1];
  const Range x = family.logarithmic ? Range{0.9, last * 1.1} : Range{0.7, last + 0.3};
  plane.axes({.label = family.axis, .range = x, .logarithmic = family.logarithmic}, y);
}

void ClassReplicas::describe_decomposition(Plane& plane) const {
  describe_axes(plane, {.label = "squared error of p̂", .range = {1e-4, 1}, .logarithmic = true});
  plane.level("noise P(1 − P)", noise_, {.dashed = false});
  if (replicas_ < 2) return;
  const auto add = [&](const char* label, const LineStyle& style, auto estimate) {
    std::array<Estimate, kMostClassMembers> curve;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      Estimate& here = curve[i] = estimate(members_[i]);
      here.x = family_of(settings_).values[i];
      if (!(here.value > 0)) here.value = NAN;  // has no place on a logarithmic axis
    }
    add_estimates(plane, label, std::span(curve).first(members_.size()), style);
  };
  add("bias²", {.color = 0}, [](const Member& m) { return Estimate{.value = m.parts.parts().bias_squared}; });
  add("variance", {.color = 1}, [](const Member& m) { return Estimate{.value = m.parts.parts().variance}; });
  add("sum", {.color = kColorForeground}, [&](const Member& m) {
    const metrics::BiasVariance::Parts parts = m.parts.parts();
    return Estimate{.value = parts.bias_squared + parts.variance + noise_};
  });
  add("measured on test points", {.color = 2, .dashed = true}, [](const Member& m) {
    const double margin = 2 * m.test.standard_error();
    return Estimate{.value = m.test.mean(), .low = m.test.mean() - margin, .high = m.test.mean() + margin};
  });
}

void ClassReplicas::describe_decisions(Plane& plane) const {
  describe_axes(plane, {.label = "share of wrong decisions", .range = {0, 0.35}});
  plane.level("Bayes error", bayes_error_);
  if (replicas_ == 0) return;
  std::vector<double> places, known, fresh;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    places.push_back(family_of(settings_).values[i]);
    known.push_back(members_[i].wrong_known.mean());
    fresh.push_back(members_[i].wrong.mean());
  }
  plane.line("training points", {places, known}, {.color = 4});
  plane.line("new points", {places, fresh}, {.color = 2});
}

void ClassReplicas::describe_numbers(Snapshot& snapshot, int wanted) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kClassNumbersHelp});
  const Member& shown = members_.back();
  const Family& family = family_of(settings_);
  if (replicas_ >= 2) {
    const auto [bias_squared, variance, error] = shown.parts.parts();
    numbers.add("bias_squared", "bias²", bias_squared, {.digits = 3, .note = "± " + number_in_words(error, 2)});
    numbers.add("variance", "variance", variance, {.digits = 3});
    numbers.add("noise_variance", "noise P(1 − P)", noise_, {.digits = 3});
    numbers.add("sum", "their sum", bias_squared + variance + noise_, {.digits = 3});
    numbers.add("test_error", "Brier score on test points", shown.test.mean(),
                {.digits = 3, .note = "± " + number_in_words(shown.test.standard_error(), 2)});
    numbers.add("training_error", "Brier score on training points", shown.training.mean(), {.digits = 3});
    const ZeroOne decisions = zero_one(shown);
    numbers.add("wrong", "wrong decisions, new points", shown.wrong.mean(), {.digits = 3});
    numbers.add("bias_01", "0–1 bias", decisions.bias, {.digits = 3});
    numbers.add("variance_01", "0–1 variance", decisions.variance, {.digits = 3});
    for (const std::size_t index : {std::size_t{0}, family.good}) {
      const Member& other = members_[index];
      const std::string id = index == 0 ? "_under" : "_good",
                        of = std::string(", ") + family.number + " " + std::to_string(family.values[index]);
      const metrics::BiasVariance::Parts parts = other.parts.parts();
      snapshot.metric("bias_squared" + id, "bias²" + of, parts.bias_squared);
      snapshot.metric("variance" + id, "variance" + of, parts.variance);
      snapshot.metric("sum" + id, "sum" + of, parts.bias_squared + parts.variance + noise_);
      snapshot.metric("wrong" + id, "wrong decisions" + of, other.wrong.mean());
      snapshot.metric("bias_01" + id, "0–1 bias" + of, zero_one(other).bias);
      snapshot.metric("variance_01" + id, "0–1 variance" + of, zero_one(other).variance);
    }
  } else {
    numbers.formula("⟨(y − p̂)²⟩ = bias² + variance + P(1 − P)");
    numbers.add("noise_variance", "noise P(1 − P)", noise_, {.digits = 3});
  }
  numbers.add("bayes_error", "Bayes error", bayes_error_, {.digits = 3});
  numbers.add("replicas", replicas_, {.digits = 0, .note = "of " + std::to_string(wanted)});
}

void ClassReplicas::add_state(StateHasher& hasher) const {
  if (is_on()) lectern::add_state(hasher, std::tie(members_, newest_, replicas_));
}

std::size_t ClassReplicas::heap_bytes() const { return lectern::heap_bytes(std::tie(members_, truth_, newest_)); }

}  // namespace lectern
