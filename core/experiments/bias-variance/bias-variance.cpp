// What the error of a prediction is made of: bias², variance and noise of one model class, measured on many replicas of
// its training set, against its complexity; under- and overfitting; and what happens beyond as many parameters as
// points, the double descent. The same for classifiers, and what helps a model that overfits.
// Lecture row R4.
// Sources: Geman, Bienenstock, Doursat, Neural networks and the bias/variance dilemma, Neural Computation 4 (1992);
// Belkin, Hsu, Ma, Mandal, Reconciling modern machine-learning practice and the classical bias-variance trade-off,
// PNAS 116 (2019).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/bias-variance/class_replicas.h"
#include "core/experiments/bias-variance/curve_model_class.h"
#include "core/lab/demo.h"
#include "core/math/quadrature.h"
#include "core/math/running_moments.h"
#include "core/ml/metrics/bias_variance.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/curve_data.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

constexpr int kLargestN = 100;
constexpr int kPlaces = 120;                   // where bias and variance are measured: dense where fits are steep
constexpr int kCurveTestPoints = 64;           // of each replica
constexpr std::size_t kRecentFits = 24;        // fits drawn one by one
constexpr std::size_t kMostCurveMembers = 64;  // of a model class
constexpr double kWorkPerStep = 1.6e7;         // operations, about
constexpr double kAboutRight = 1.2;            // times the least test error
constexpr double kFarBelow = 1.0 / 3;          // of the test error: a training error of a model that overfits
constexpr ColorRole kBiasColor = 0, kVarianceColor = 1, kSumColor = kColorForeground, kTestColor = 2,
                    kTrainingColor = 4;

constexpr const char* kFitsHelp =
    "Thin: the fits to the latest training sets, of which the newest is shown. Thick: the mean of all, with a band of "
    "one standard deviation. The distance of the mean from the law is the bias; the width of the band is the variance.";
constexpr const char* kCurveDecompositionHelp =
    "Averages over the interval and all replicas. Their sum is compared with the error on test points that no fit has "
    "seen, shaded by two standard errors. The estimate of bias² is unbiased: the scatter of the mean fit is "
    "subtracted, so a small bias² may come out below zero while replicas are few; its curve is then "
    "interrupted.";
constexpr const char* kRegimesHelp =
    "Training and test error. Within 20 % of the least test error: about right. Otherwise it overfits where the "
    "variance is larger than bias², or the training error far below the test error; else it underfits.";
constexpr const char* kCurveNumbersHelp =
    "The model drawn, averaged over all replicas so far. bias² is the squared distance of the mean fit from the law, "
    "minus variance/replicas, which the scatter of that mean adds. It is right on average, and an estimate of a small "
    "bias² may fall below zero while replicas are few; its standard error is at most the one given.";

constexpr const char* kTableDecompositionHelp =
    "Averages over the rows held out and all replicas. Their law is not known, so that bias² and σ² are known only "
    "together: the mean squared distance of the mean fit from these rows, minus what the scatter of that mean adds. The "
    "sum is the error measured on the same rows.";
constexpr const char* kTableNote =
    "The law behind a table is not known. Each replica is n rows drawn with replacement from those not held out (a "
    "bootstrap); the variance is that of their fits. bias² and σ² are known only as a sum.";

constexpr int kFewestRows = 8;  // of a table
constexpr double kWild = 1e3;   // times the least test error: fits to a table leave the picture beyond

enum class Task { curve, classes };

struct Settings {
  Task task = Task::curve;
  ClassReplicasSettings classes{};
  Remedy remedy = Remedy::none;
  CurveDataSettings data{.law = {.own_points = false},
                         .n = 20,
                         .noise = 0.4,
                         .spacing = Spacing::even,
                         .largest_n = kLargestN,
                         .draws_rows = true};
  double test_fraction = 0.3;  // of a table
  CurveModelSettings models{};
  int replicas = 300;
};

// A training set and a test set, and the inputs at which fits are asked.
struct Replica {
  CurveSample training, test;
  Matrix<double> training_inputs, inputs;  // n × 1; places, test and training points in one column

  auto state() const { return std::tie(training, test, training_inputs, inputs); }
};

// What is known of one member of the class.
struct Member {
  metrics::BiasVariance parts;
  math::RunningMoments test, training;  // errors of its replicas
  Matrix<float> recent;                 // kRecentFits × kPlaces: predictions of the latest replicas, in a ring

  auto state() const { return std::tuple(std::tie(parts, test, training), unhashed(recent)); }
  bool is_known() const { return parts.replicas() > 1; }
};

class BiasVariance final : public Demo<BiasVariance, Settings, CurveData> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.group("Problem")
        .choice(&Settings::task, "problem", "Problem",
                {{Task::curve, "curve", "A curve: regression"},
                 {Task::classes, "classes", "Two classes: classification"}})
        .help("What is learned from each training set: numbers along a curve, or the boundary between two classes.")
        .choice(&Settings::remedy, "remedy", "Against overfitting",
                {{Remedy::none, "none", "Nothing"},
                 {Remedy::data, "data", "Four times the data"},
                 {Remedy::features, "features", "Fewer features"},
                 {Remedy::stop, "stop", "Stop earlier"},
                 {Remedy::penalty, "penalty", "Regularise"}})
        .help("Acts on polynomials and trees, and on the right one of the classifiers. Fewer features: a third of the "
              "order or depth. Stop earlier: a few steps of gradient descent from zero, a tenth of the stages, or no "
              "split that gains little. Regularise: a ridge penalty, pruning, or a tenth of the shrinkage.")
        .include_while(&Settings::task, {Task::classes}, &Settings::classes)
        .include_while(&Settings::task, {Task::curve}, &Settings::data)
        .real(&Settings::test_fraction, "test_fraction", {0.1, 0.5})
        .help("This part of the table is held out: no fit learns from it, and all are judged by it.")
        .shown_when([](Settings& s) -> std::string& { return s.data.law.law; }, {"file"})
        .include_while(&Settings::task, {Task::curve}, &Settings::models, kLargestN)
        .group("Replicas")
        .integer(&Settings::replicas, "replicas", {2, 2000})
        .logarithmic()
        .help("How many training sets are drawn before the run ends. Every model of the class is fitted to each.");
  }

  explicit BiasVariance(const Start& start)
      : Demo(start), rows_(rows_of_table()), class_(make_class(start.rng("features").next_u64())) {
    if (start.settings.task == Task::classes) {
      classes_ = ClassReplicas(start.settings.classes, start.settings.remedy, start.data_rng("class replicas"),
                               start.rng("class test"), start.rng("class fits"));
      data().leave_table();
    }
    math::Quadrature rule = math::gauss_legendre(kPlaces, problem().interval.low, problem().interval.high);
    places_ = std::move(rule.nodes);
    std::vector<double> truth, weights;
    if (is_table()) {
      // Places of the picture have no weight, as there is no truth at them; the rows held out count all the same.
      truth.assign(places_.size(), 0.0);
      weights.assign(places_.size(), 0.0);
      truth.insert(truth.end(), rows_.validation.y.begin(), rows_.validation.y.end());
      weights.resize(truth.size(), 1.0);
    } else {
      for (const double x : places_) truth.push_back(problem().law->value(x));
      weights = std::move(rule.weights);
    }
    members_.assign(class_->models.size(),
                    {metrics::BiasVariance(truth, weights), {}, {}, Matrix<float>(kRecentFits, kPlaces)});
    draw_replica();
    y_range_ = problem().value_range(replica_.training, problem().interval);
  }

  void step() override;
  void describe(Snapshot& snapshot) const override;
  bool finished() const override { return (classes_.is_on() ? classes_.replicas() : replicas_) >= settings().replicas; }
  SeedUse seeds() const override {
    if (is_table() && !classes_.is_on()) return {.run = has_features(), .data = true};
    return {.run = true, .data = classes_.is_on() || data().uses_seed()};
  }
  auto state() const {
    return std::tuple(std::tie(replicas_, next_, replica_, members_, classes_), unhashed(places_), unhashed(rows_));
  }

 private:
  void draw_replica();
  void measure(std::size_t member);
  std::vector<double> predictions(std::size_t member) const;

  const CurveProblem& problem() const { return data().problem(); }
  bool is_table() const { return problem().is_table; }
  // Those drawn from, and those held out; none without a table.
  CurveParts rows_of_table() const;
  CurveModelClass make_class(std::uint64_t features_seed) const;
  // Size of a training set, before a remedy.
  int size() const { return is_table() ? std::min(problem().n, static_cast<int>(rows_.training.size())) : problem().n; }
  double noise() const { return problem().noise_variance(); }
  // Nothing is done about models without remedies.
  Remedy remedy() const { return has_remedies(settings().models.model) ? settings().remedy : Remedy::none; }
  int points() const {
    const int wanted = remedy() == Remedy::data ? kMoreData * size() : size();
    return is_table() ? std::min(wanted, static_cast<int>(rows_.training.size())) : wanted;
  }
  bool has_features() const { return class_->model == CurveModel::features; }
  // Exact fits of points at random places: their mean error is infinite.
  bool is_unbounded() const { return has_features() && !problem().is_even && settings().models.features_lambda == 0; }
  double error_sum(const Member& member) const {
    const metrics::BiasVariance::Parts parts = member.parts.parts();
    return parts.bias_squared + parts.variance + noise();
  }
  std::size_t shown() const { return class_->nearest(settings().models, remedy()); }
  // Members with at least two replicas: these have errors to show. The simplest are measured first.
  std::size_t known() const { return replicas_ >= 2 ? members_.size() : replicas_ == 1 ? next_ : 0; }
  double least_test_error() const;
  // −1: underfits, 0: about right, 1: overfits.
  int verdict(const Member& member) const;
  Range error_range() const;
  void describe_error_axes(Plane& plane) const;
  template <typename EstimateOf>
  void describe_errors(Plane& plane, const char* label, const LineStyle& style, EstimateOf estimate) const;

  void describe_fits(Plane& plane) const;
  void describe_decomposition(Plane& plane) const;
  void describe_regimes(Plane& plane) const;
  void describe_numbers(Numbers numbers) const;
  void describe_metrics(Snapshot& snapshot) const;

  CurveParts rows_;
  Shared<CurveModelClass> class_;
  std::vector<double> places_;
  Range y_range_;

  Replica replica_;  // the one at hand
  std::vector<Member> members_;
  std::size_t next_ = 0;   // the member to be measured next on this replica
  int replicas_ = 0;       // that all members have been fitted to
  ClassReplicas classes_;  // on in place of all the above
};

CurveParts BiasVariance::rows_of_table() const {
  if (!is_table()) return {};
  const CurveSample& all = data().sample();
  if (all.size() < kFewestRows)
    throw CannotStart("The table has " + std::to_string(all.size()) + " rows; this demo needs " +
                      std::to_string(kFewestRows) + " at least, some to learn from and some to judge by.");
  Rng rng = data_rng("split");
  return split(all, 1 - settings().test_fraction, rng);
}

CurveModelClass BiasVariance::make_class(std::uint64_t features_seed) const {
  CurveProblem sized = problem();
  sized.n = size();
  const int judged = is_table() ? static_cast<int>(rows_.validation.size()) : kCurveTestPoints;
  const CurveModelSettings models = remedied(settings().models, remedy());
  return remedied(make_model_class(models, sized, features_seed, kPlaces + judged), sized, remedy());
}

// The first replica is the data set of other demos.
void BiasVariance::draw_replica() {
  const auto number = static_cast<std::uint64_t>(replicas_);
  Rng training = data_rng("replicas").split(number), test = rng("test").split(number);
  if (is_table()) {
    replica_.training = {};
    for (int i = 0; i < points(); ++i) {
      const auto row = static_cast<std::size_t>(training.below(rows_.training.size()));
      replica_.training.add(rows_.training.x[row], rows_.training.y[row]);
    }
    replica_.test = rows_.validation;
  } else {
    replica_.training =
        replicas_ == 0 && remedy() != Remedy::data ? data().sample() : problem().sample(points(), training);
    replica_.test = {};
    for (int i = 0; i < kCurveTestPoints; ++i) {
      const double x = test.uniform(problem().interval.low, problem().interval.high);
      replica_.test.add(x, problem().law->value(x) + problem().noise * test.normal());
    }
  }
  const std::vector<double>& x = replica_.training.x;
  const auto n = static_cast<std::ptrdiff_t>(x.size());
  replica_.training_inputs.resize(n, 1);
  replica_.inputs.resize(kPlaces + static_cast<std::ptrdiff_t>(replica_.test.size()) + n, 1);
  double* at = std::copy(places_.begin(), places_.end(), replica_.inputs.data());
  at = std::copy(replica_.test.x.begin(), replica_.test.x.end(), at);
  std::copy(x.begin(), x.end(), at);
  std::copy(x.begin(), x.end(), replica_.training_inputs.data());
}

// Of a member, trained on the replica at hand.
std::vector<double> BiasVariance::predictions(std::size_t member) const {
  const auto predict = [&](const linear::FitAndPredict& model) {
    return model(replica_.training_inputs, replica_.training.y, replica_.inputs);
  };
  if (!class_->redraws) return predict(class_->models[member]);
  const auto number = static_cast<std::uint64_t>(replicas_);
  return predict(class_->with_seed(member, rng("features").split(number).next_u64()));
}

void BiasVariance::measure(std::size_t index) {
  Member& member = members_[index];
  const std::vector<double> predicted = predictions(index);
  const auto error = [&](const CurveSample& sample, std::size_t first) {
    return metrics::regression_scores(sample.y, std::span(predicted).subspan(first, sample.size())).mse;
  };
  member.test.add(error(replica_.test, kPlaces));
  member.training.add(error(replica_.training, kPlaces + replica_.test.size()));
  member.parts.add(std::span(predicted).first(is_table() ? kPlaces + replica_.test.size() : kPlaces));
  std::copy_n(predicted.begin(), kPlaces, member.recent.row(replicas_ % std::ptrdiff_t{kRecentFits}));
}

// At most one replica, or as much of it as a step has time for.
void BiasVariance::step() {
  if (classes_.is_on()) return classes_.step();
  double work = 0;
  if (next_ == 0 && replicas_ > 0) draw_replica();
  do {
    measure(next_);
    work += class_->work[next_];
    ++next_;
  } while (next_ < members_.size() && work + class_->work[next_] <= kWorkPerStep);
  if (next_ < members_.size()) return;
  next_ = 0;
  ++replicas_;
}

double BiasVariance::least_test_error() const {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < known(); ++i) least = std::min(least, members_[i].test.mean());
  return least;
}

int BiasVariance::verdict(const Member& member) const {
  if (member.test.mean() <= kAboutRight * least_test_error()) return 0;
  const metrics::BiasVariance::Parts parts = member.parts.parts();
  const bool varies = parts.variance > parts.bias_squared;
  return varies || member.training.mean() < kFarBelow * member.test.mean() ? 1 : -1;
}

Range BiasVariance::error_range() const {
  if (known() < 2) return {};
  double largest = 0;
  for (std::size_t i = 0; i < known(); ++i) largest = std::max(largest, members_[i].test.mean());
  if (is_table()) largest = std::min(largest, kWild * least_test_error());
  return {std::max(0.02 * least_test_error(), 1e-6 * largest), 3 * largest};
}

void BiasVariance::describe_error_axes(Plane& plane) const {
  const double first = class_->complexity.front(), last = class_->complexity.back();
  const Range x = class_->logarithmic ? Range{first / 1.1, last * 1.1} : Range{first - 0.3, last + 0.3};
  plane.axes({.label = class_->axis, .range = x, .logarithmic = class_->logarithmic},
             {.label = "mean squared error", .range = error_range(), .logarithmic = true});
  if (known() < 2) return;
  plane.vertical("drawn", class_->complexity[shown()], {.color = kColorAccent});
  plane.read_at = class_->complexity[shown()];
  if (has_features()) plane.vertical("p = n", size());
}

// The line of a number of each member: estimate(member, to).
template <typename EstimateOf>
void BiasVariance::describe_errors(Plane& plane, const char* label, const LineStyle& style, EstimateOf estimate) const {
  std::array<Estimate, kMostCurveMembers> curve;
  for (std::size_t i = 0; i < known(); ++i) {
    curve[i] = estimate(members_[i]);
    curve[i].x = class_->complexity[i];
    if (!(curve[i].value > 0)) curve[i].value = NAN;  // has no place on a logarithmic axis
  }
  add_estimates(plane, label, std::span(curve).first(known()), style);
}

void BiasVariance::describe(Snapshot& snapshot) const {
  if (classes_.is_on()) return classes_.describe(snapshot, settings().replicas);
  describe_decomposition(
      snapshot.curves("decomposition", "Bias, variance, noise",
                      {.weight = 4, .help = is_table() ? kTableDecompositionHelp : kCurveDecompositionHelp}));
  describe_fits(snapshot.plane("fits", "Replicas", {.weight = 3, .help = kFitsHelp}));
  describe_numbers(snapshot.numbers("Numbers", {.weight = 2, .help = kCurveNumbersHelp}));
  describe_regimes(snapshot.curves("regimes", "Under- and overfitting", {.weight = 2, .help = kRegimesHelp}));
  describe_metrics(snapshot);
}

void BiasVariance::describe_fits(Plane& plane) const {
  plane.axes({.label = problem().x_label, .range = problem().axis_range(problem().interval)},
             {.label = problem().y_label, .range = y_range_});
  const Member& member = members_[shown()];
  const std::span<const double> mean =
      member.parts.replicas() > 0 ? member.parts.mean().first(kPlaces) : std::span<const double>();
  LineLayer& fits = plane.line("fits", Places(), {.color = kColorMuted, .width_px = 0.7f});
  for (std::ptrdiff_t r = 0; r < std::min<std::ptrdiff_t>(member.parts.replicas(), kRecentFits); ++r) {
    fits.x.insert(fits.x.end(), places_.begin(), places_.end());
    fits.y.insert(fits.y.end(), member.recent.row(r), member.recent.row(r) + kPlaces);
    fits.x.push_back(NAN);  // the next fit begins
    fits.y.push_back(NAN);
  }
  if (member.is_known()) {
    std::array<double, kPlaces> low, high;
    for (std::size_t g = 0; g < kPlaces; ++g) {
      const double deviation = std::sqrt(member.parts.variance_at(g));
      low[g] = mean[g] - deviation;
      high[g] = mean[g] + deviation;
    }
    plane.band("± standard deviation", places_, low, high, {kVarianceColor});
  }
  if (member.parts.replicas() > 0)
    plane.line("mean of the fits", {places_, mean}, {.color = kBiasColor, .width_px = 3});
  problem().describe_law(plane, problem().interval);
  plane.points("newest training set", replica_.training.places(), {.color = kColorForeground, .opacity = 0.9f});
}

void BiasVariance::describe_decomposition(Plane& plane) const {
  describe_error_axes(plane);
  if (noise() > 0) plane.level("noise σ²", noise(), {.dashed = false});
  const auto add = [&](const char* label, ColorRole color, auto value) {
    describe_errors(plane, label, {.color = color}, [&](const Member& m) { return Estimate{.value = value(m)}; });
  };
  add(is_table() ? "bias² + σ²" : "bias²", kBiasColor, [](const Member& m) { return m.parts.parts().bias_squared; });
  add("variance", kVarianceColor, [](const Member& m) { return m.parts.parts().variance; });
  add("sum", kSumColor, [&](const Member& m) { return error_sum(m); });
  describe_errors(plane, "measured test error", {.color = kTestColor, .dashed = true}, [](const Member& m) {
    const double error = m.test.mean(), margin = 2 * m.test.standard_error();
    return Estimate{.value = error, .low = error - margin, .high = error + margin};
  });
}

void BiasVariance::describe_regimes(Plane& plane) const {
  describe_error_axes(plane);
  describe_errors(plane, "E_tr", {.color = kTrainingColor},
                  [](const Member& m) { return Estimate{.value = m.training.mean()}; });
  describe_errors(plane, "E_test", {.color = kTestColor},
                  [](const Member& m) { return Estimate{.value = m.test.mean()}; });
  constexpr std::array<std::pair<const char*, ColorRole>, 3> kVerdicts{
      {{"underfits", kColorAccent}, {"about right", kColorGood}, {"overfits", kColorBad}}};
  for (int v = -1; v <= 1; ++v) {
    const auto& [label, color] = kVerdicts[static_cast<std::size_t>(v + 1)];
    std::array<double, kMostCurveMembers> x, y;
    std::size_t count = 0;
    for (std::size_t i = 0; i < known(); ++i) {
      if (verdict(members_[i]) != v) continue;
      x[count] = class_->complexity[i];
      y[count++] = members_[i].test.mean();
    }
    plane.points(label, Places(x, y).part(0, count),
                 {.color = color, .marker = v == 0 ? Marker::diamond : Marker::circle, .opacity = 0.9f});
  }
}

// Of the whole class: where the test error is least and largest, and its values for the most complex model and for the
// best with fewer features than points.
void BiasVariance::describe_metrics(Snapshot& snapshot) const {
  const Member& member = members_[shown()];
  if (member.is_known()) {
    snapshot.metric("bias_squared_error", "standard error of bias², at most", member.parts.parts().bias_squared_error);
    snapshot.metric("test_standard_error", "standard error of the test error", member.test.standard_error());
  }
  if (known() < members_.size()) return;
  const auto error = [](const Member& m) { return m.test.mean(); };
  const auto [least, largest] =
      std::minmax_element(members_.begin(), members_.end(),
                          [&](const Member& a, const Member& b) { return error(a) < error(b); });
  const auto number = [&](auto place) { return class_->values[static_cast<std::size_t>(place - members_.begin())]; };
  snapshot.metric("best", class_->number + " of the least test error", number(least));
  snapshot.metric("least_test_error", "least test error", error(*least));
  snapshot.metric("worst", class_->number + " of the largest test error", number(largest));
  snapshot.metric("largest_test_error", "largest test error", error(*largest));
  snapshot.metric("most_complex_error", "test error of the most complex", error(members_.back()));
  if (class_->model == CurveModel::bagging || class_->model == CurveModel::boosting) {
    const metrics::BiasVariance::Parts one = members_.front().parts.parts();
    snapshot.metric("one_bias_squared", "bias² with one tree", one.bias_squared);
    snapshot.metric("one_variance", "variance with one tree", one.variance);
  }
  if (!has_features()) return;
  double classical = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (class_->values[i] < size()) classical = std::min(classical, error(members_[i]));
  snapshot.metric("classical_error", "least test error with p < n", classical);
}

void BiasVariance::describe_numbers(Numbers numbers) const {
  const Member& member = members_[shown()];
  const auto [bias_squared, variance, bias_squared_error] = member.parts.parts();
  const int replicas = member.parts.replicas();
  if (member.is_known()) {
    const auto within = [](double error) { return "± " + number_in_words(error, 2); };
    numbers.add("bias_squared", is_table() ? "bias² + σ²" : "bias²", bias_squared,
                {.digits = 3, .note = within(bias_squared_error)});
    numbers.add("variance", "variance", variance);
    if (!is_table()) numbers.add("noise_variance", noise());
    numbers.add("sum", "bias² + variance + σ²", error_sum(member));
    numbers.add("test_error", member.test.mean(), {.digits = 3, .note = within(member.test.standard_error())});
    numbers.add("training_error", member.training.mean());
    constexpr std::array kVerdicts{
        "It underfits: both errors are large. A more complex model may help.",
        "It is about right: no other model of its class is much better.",
        "It overfits: its error on new points is far larger. More data or a penalty may help."};
    numbers.paragraph(kVerdicts[static_cast<std::size_t>(verdict(member) + 1)]);
  } else {
    numbers.formula("⟨(y − fit)²⟩ = bias² + variance + σ²");
    if (!is_table()) numbers.add("noise_variance", noise());
  }
  if (is_table()) numbers.paragraph(kTableNote);
  const std::string wanted = "of " + std::to_string(settings().replicas);
  numbers.add("shown", class_->number, class_->values[shown()]);
  numbers.add("replicas", replicas, {.digits = 0, .note = wanted});
  if (is_unbounded()) {
    numbers.warning(
        "At random places two points may lie so close together that an exact fit swings without bound to pass through "
        "both: for p ≥ n a few such replicas dominate the mean. Even spacing or a small penalty λ shows the second "
        "descent.");
  }
}

const RegisterDemo<BiasVariance> registered{{
    .id = "bias-variance",
    .title = "Bias and variance",
    .lecture = 1,
    .row = "R4",
    .summary = "Many replicas of a training set show what the error of a prediction is made of.",
    .sources = {"Geman, Bienenstock, Doursat, Neural networks and the bias/variance dilemma, Neural Computation 4 "
                "(1992)",
                "Belkin, Hsu, Ma, Mandal, Reconciling modern machine-learning practice and the classical "
                "bias-variance trade-off, PNAS 116 (2019)"},
    .steps_per_second = 15,
}};

}  // namespace
}  // namespace lectern
