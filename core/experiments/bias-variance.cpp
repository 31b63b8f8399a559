// What the error of a prediction is made of: bias², variance and noise of one model class, measured on many replicas of
// its training set, against its complexity; under- and overfitting; and what happens beyond as many parameters as
// points, the double descent.
// Lecture row R4.
// Sources: Geman, Bienenstock, Doursat, Neural networks and the bias/variance dilemma, Neural Computation 4 (1992);
// Belkin, Hsu, Ma, Mandal, Reconciling modern machine-learning practice and the classical bias-variance trade-off,
// PNAS 116 (2019).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/estimates.h"
#include "core/lab/describe/text.h"
#include "core/lab/registry.h"
#include "core/math/quadrature.h"
#include "core/math/running_moments.h"
#include "core/ml/metrics/bias_variance.h"
#include "core/ml/metrics/regression.h"
#include "core/parts/curve_data.h"
#include "core/parts/curve_model_class.h"

namespace lectern {
namespace {

constexpr int kMostPoints = 100;
constexpr int kPlaces = 120;              // where bias and variance are measured: dense where fits are steep
constexpr int kTestPoints = 64;           // of each replica
constexpr std::size_t kRecent = 24;       // fits drawn one by one
constexpr std::size_t kMostMembers = 64;  // of a model class
constexpr double kWorkPerStep = 4e6;      // operations, about
constexpr double kAboutRight = 1.2;       // times the least test error
constexpr double kFarBelow = 1.0 / 3;     // of the test error: a training error of a model that overfits
constexpr ColorRole kBiasColor = 0, kVarianceColor = 1, kNoiseColor = kColorMuted, kSumColor = kColorForeground,
                    kTestColor = 2, kTrainingColor = 4;

// Labels of the random streams.
constexpr std::uint64_t kTraining = 1, kTest = 2, kFeatures = 3;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_curve_parameters(schema,
                       {.largest_n = kMostPoints, .n = 20, .noise = 0.4, .spacing = "even", .own_points = false});
  add_model_class_parameters(schema, kMostPoints);
  schema.group("Replicas")
      .integer("replicas", "Replicas", {2, 2000}, 300)
      .logarithmic()
      .help("How many training sets are drawn before the run ends. Each is fitted by every model of the class.");
  return schema;
}

// What is known of one member of the class.
struct Member {
  metrics::BiasVariance parts;
  math::RunningMoments test, training;  // errors of its replicas
  std::vector<float> recent;            // kRecent × kPlaces: predictions of the last replicas, in a ring
};

class BiasVariance final : public Experiment {
 public:
  BiasVariance(const ExperimentStart& start, CurveProblem problem)
      : problem_(std::move(problem)),
        class_(make_model_class(start.parameters, problem_, Rng(start.seed).split(kFeatures).next_u64(),
                                 kPlaces + kTestPoints)),
        is_unbounded_(class_.parameter == "features" && !problem_.is_even &&
                      start.parameters.real("features_lambda") == 0),
        most_replicas_(start.parameters.integer("replicas")),
        training_rng_(Rng(start.data_seed).split(kTraining)),
        test_rng_(Rng(start.seed).split(kTest)) {
    math::Quadrature rule = math::gauss_legendre(kPlaces, problem_.interval.low, problem_.interval.high);
    places_ = std::move(rule.nodes);
    std::vector<double> truth;
    for (const double x : places_) truth.push_back(problem_.law->value(x));
    members_.assign(class_.models.size(),
                    {metrics::BiasVariance(truth, rule.weights), {}, {}, std::vector<float>(kRecent * kPlaces)});
    tune(start.parameters);
    draw_replica();
    y_range_ = value_range(problem_, sample_, problem_.interval);
  }

  void step() override;
  void tune(const ParameterSet& parameters) override { shown_ = class_.nearest(parameters); }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<BiasVariance>(*this); }
  bool finished() const override { return replicas_ >= most_replicas_; }

 private:
  void draw_replica();
  void measure(std::size_t member);

  double noise() const { return problem_.noise * problem_.noise; }
  double error_sum(const Member& member) const {
    const metrics::BiasVariance::Parts parts = member.parts.parts();
    return parts.bias_squared + parts.variance + noise();
  }
  const Member& shown_member() const { return members_[shown_]; }
  // Members with at least two replicas: these have errors to show. The simplest are measured first.
  std::size_t known() const { return replicas_ >= 2 ? members_.size() : replicas_ == 1 ? next_ : 0; }
  double least_test_error() const;
  // −1: underfits, 0: about right, 1: overfits.
  int verdict(const Member& member) const;
  Range error_range() const;
  void set_error_axes(Plane& plane) const;

  void describe_fits(Plane& plane) const;
  void describe_decomposition(Plane& plane) const;
  void describe_regimes(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  CurveProblem problem_;
  CurveModelClass class_;
  bool is_unbounded_;  // exact fits of points at random places: their mean error is infinite
  int most_replicas_;
  Rng training_rng_, test_rng_;
  std::vector<double> places_;
  Range y_range_;

  CurveSample sample_, test_;      // of the replica at hand
  Matrix<double> training_inputs_, inputs_;  // n × 1; places, test and training points in one column
  std::vector<Member> members_;
  std::size_t next_ = 0;  // the member to be measured next on this replica
  int replicas_ = 0;      // that all members have been fitted to
  std::size_t shown_ = 0;
};

void BiasVariance::draw_replica() {
  Rng training = training_rng_.split(static_cast<std::uint64_t>(replicas_));
  Rng test = test_rng_.split(static_cast<std::uint64_t>(replicas_));
  sample_ = problem_.sample(problem_.n, training);
  test_ = {};
  for (int i = 0; i < kTestPoints; ++i) {
    const double x = test.uniform(problem_.interval.low, problem_.interval.high);
    test_.add(x, problem_.law->value(x) + problem_.noise * test.normal());
  }
  const auto n = static_cast<std::ptrdiff_t>(sample_.size());
  training_inputs_.resize(n, 1);
  inputs_.resize(kPlaces + kTestPoints + n, 1);
  double* at = std::copy(places_.begin(), places_.end(), inputs_.data());
  at = std::copy(test_.x.begin(), test_.x.end(), at);
  std::copy(sample_.x.begin(), sample_.x.end(), at);
  std::copy(sample_.x.begin(), sample_.x.end(), training_inputs_.data());
}

void BiasVariance::measure(std::size_t index) {
  Member& member = members_[index];
  const std::vector<double> predicted = class_.models[index](training_inputs_, sample_.y, inputs_);
  const auto error = [&](const CurveSample& sample, std::size_t first) {
    return metrics::regression_scores(sample.y, std::span(predicted).subspan(first, sample.size())).mse;
  };
  member.test.add(error(test_, kPlaces));
  member.training.add(error(sample_, kPlaces + kTestPoints));
  member.parts.add(std::span(predicted).first(kPlaces));
  const std::size_t slot = static_cast<std::size_t>(replicas_) % kRecent;
  for (std::size_t g = 0; g < kPlaces; ++g) member.recent[slot * kPlaces + g] = static_cast<float>(predicted[g]);
}

// At most one replica, or as much of it as a step has time for.
void BiasVariance::step() {
  double work = 0;
  if (next_ == 0 && replicas_ > 0) draw_replica();
  do {
    measure(next_);
    work += class_.work[next_];
    ++next_;
  } while (next_ < members_.size() && work + class_.work[next_] <= kWorkPerStep);
  if (next_ < members_.size()) return;
  next_ = 0;
  ++replicas_;
}

void BiasVariance::hash_state(StateHasher& hasher) const {
  hasher.add(replicas_);
  hasher.add(next_);
  for (const Member& member : members_) {
    member.parts.hash(hasher);
    member.test.hash(hasher);
    member.training.hash(hasher);
  }
}

double BiasVariance::least_test_error() const {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < known(); ++i) least = std::min(least, members_[i].test.mean());
  return least;
}

int BiasVariance::verdict(const Member& member) const {
  if (member.test.mean() <= kAboutRight * least_test_error()) return 0;
  return member.training.mean() < kFarBelow * member.test.mean() ? 1 : -1;
}

Range BiasVariance::error_range() const {
  if (known() < 2) return {};
  const double simplest = members_[0].test.mean();
  if (class_.parameter != "features") return {0, 1.3 * std::max(simplest, 2 * least_test_error())};
  double largest = simplest;
  for (std::size_t i = 0; i < known(); ++i) largest = std::max(largest, members_[i].test.mean());
  return {0.02 * least_test_error(), 3 * largest};
}

void BiasVariance::set_error_axes(Plane& plane) const {
  const double first = class_.complexity.front(), last = class_.complexity.back();
  const Range x = class_.logarithmic ? Range{first / 1.1, last * 1.1} : Range{first - 0.3, last + 0.3};
  set_axes(plane, class_.axis, x, "mean squared error", error_range());
  plane.equal_scale = false;
  plane.x.logarithmic = class_.logarithmic;
  plane.y.logarithmic = class_.parameter == "features";
  if (known() < 2) return;
  add_vertical(plane, "drawn", class_.complexity[shown_], plane.y.range, kColorAccent);
  if (class_.parameter == "features") add_vertical(plane, "p = n", problem_.n, plane.y.range, kColorMuted);
}

void BiasVariance::describe(Snapshot& snapshot) const {
  describe_fits(snapshot.add_panel<Plane>(
      "fits", "Replicas", 4,
      "Thin: the fits to the last training sets, of which the newest is shown. Thick: their mean, and a band of one "
      "standard deviation. The mean's distance from the law is the bias, the band's width the variance."));
  describe_decomposition(snapshot.add_panel<Plane>(
      "decomposition", "Bias, variance, noise", 4,
      "Averaged over the interval and all replicas. Their sum is compared with the error on test points that no fit "
      "has seen, shaded by two standard errors. bias² is an estimate without bias of its own: what the scatter of the "
      "mean fit adds is subtracted, so that a small bias² may come out below zero while replicas are few; its curve "
      "then leaves the picture."));
  describe_regimes(snapshot.add_panel<Plane>(
      "regimes", "Under- and overfitting", 3,
      "Training and test error. Both large and nearly equal: the model underfits. Training error far below test "
      "error: it overfits. Dots tell which, within 20 % of the best: about right."));
  describe_numbers(snapshot);
}

void BiasVariance::describe_fits(Plane& plane) const {
  set_curve_axes(plane, problem_.interval, y_range_, false);
  const Member& member = shown_member();
  const auto replicas = static_cast<std::size_t>(member.parts.replicas());
  BandLayer& band = plane.next<BandLayer>();
  band.label.assign("± standard deviation");
  band.color = kVarianceColor;
  band.x.clear();
  band.low.clear();
  band.high.clear();
  for (std::size_t g = 0; g < kPlaces && replicas > 1; ++g) {
    const double mean = member.parts.mean()[g], deviation = std::sqrt(member.parts.variance_at(g));
    band.x.push_back(static_cast<float>(places_[g]));
    band.low.push_back(static_cast<float>(mean - deviation));
    band.high.push_back(static_cast<float>(mean + deviation));
  }
  const std::size_t count = std::min(replicas, kRecent);
  LineLayer& fits = add_line(plane, "fits", static_cast<int>(count * (kPlaces + 1)), kColorMuted, false);
  fits.width_px = 1;
  for (std::size_t r = 0, at = 0; r < count; ++r, ++at) {
    for (std::size_t g = 0; g < kPlaces; ++g, ++at) {
      fits.x[at] = static_cast<float>(places_[g]);
      fits.y[at] = member.recent[r * kPlaces + g];
    }
    fits.x[at] = fits.y[at] = std::numeric_limits<float>::quiet_NaN();  // the next fit begins
  }
  if (replicas > 0) {
    LineLayer& mean = add_line(plane, "mean of the fits", kPlaces, kBiasColor, false);
    mean.width_px = 3;
    for (std::size_t g = 0; g < kPlaces; ++g) {
      mean.x[g] = static_cast<float>(places_[g]);
      mean.y[g] = static_cast<float>(member.parts.mean()[g]);
    }
  }
  describe_law(problem_, problem_.interval, plane);
  describe_points("newest training set", sample_, 0, sample_.size(), Marker::circle, kColorForeground, plane);
}

void BiasVariance::describe_decomposition(Plane& plane) const {
  set_error_axes(plane);
  std::array<Estimate, kMostMembers> curve;
  const double least = 1e-3 * least_test_error();
  const auto add = [&](const char* label, ColorRole color, auto value) -> void {
    for (std::size_t i = 0; i < known(); ++i) curve[i] = {class_.complexity[i], value(members_[i]), 0, 0};
    add_estimates(plane, label, std::span(curve).first(known()), color, false, least);
  };
  add("bias²", kBiasColor, [](const Member& m) { return m.parts.parts().bias_squared; });
  add("variance", kVarianceColor, [](const Member& m) { return m.parts.parts().variance; });
  add("noise σ²", kNoiseColor, [&](const Member&) { return noise(); });
  add("sum", kSumColor, [&](const Member& m) { return error_sum(m); });
  for (std::size_t i = 0; i < known(); ++i) {
    const math::RunningMoments& test = members_[i].test;
    curve[i] = {class_.complexity[i], test.mean(), test.mean() - 2 * test.standard_error(),
                test.mean() + 2 * test.standard_error()};
  }
  add_estimates(plane, "measured test error", std::span(curve).first(known()), kTestColor, true, least);
}

void BiasVariance::describe_regimes(Plane& plane) const {
  set_error_axes(plane);
  std::array<Estimate, kMostMembers> curve;
  const auto add = [&](const char* label, ColorRole color, const math::RunningMoments Member::*error) {
    for (std::size_t i = 0; i < known(); ++i) curve[i] = {class_.complexity[i], (members_[i].*error).mean(), 0, 0};
    add_estimates(plane, label, std::span(curve).first(known()), color, false, 1e-3 * least_test_error());
  };
  add("E_tr", kTrainingColor, &Member::training);
  add("E_test", kTestColor, &Member::test);
  constexpr std::array<std::pair<const char*, ColorRole>, 3> kVerdicts{
      {{"underfits", kColorAccent}, {"about right", kColorGood}, {"overfits", kColorBad}}};
  for (int v = -1; v <= 1; ++v) {
    const auto& [label, color] = kVerdicts[static_cast<std::size_t>(v + 1)];
    PointsLayer& points = describe_points(label, {}, 0, 0, v == 0 ? Marker::diamond : Marker::circle, color, plane);
    for (std::size_t i = 0; i < known(); ++i) {
      if (verdict(members_[i]) != v) continue;
      points.x.push_back(static_cast<float>(class_.complexity[i]));
      points.y.push_back(static_cast<float>(members_[i].test.mean()));
    }
  }
}

void BiasVariance::describe_numbers(Snapshot& snapshot) const {
  const Member& member = shown_member();
  const auto [bias_squared, variance, bias_squared_error] = member.parts.parts();
  const bool is_known = member.parts.replicas() > 1;
  snapshot.add_metric("replicas", "replicas", member.parts.replicas());
  snapshot.add_metric("bias_squared", "bias²", bias_squared);
  snapshot.add_metric("variance", "variance", variance);
  snapshot.add_metric("sum", "bias² + variance + σ²", is_known ? error_sum(member) : 0);
  snapshot.add_metric("test_error", "E_test", member.test.mean());
  snapshot.add_metric("training_error", "E_tr", member.training.mean());
  Text& text = snapshot.add_panel<Text>(
      "numbers", "Numbers", 1,
      "The model drawn, averaged over all replicas so far. bias² is the squared distance of the mean fit from the law, "
      "less variance/replicas, which is what the scatter of that mean adds. So it is right on average, and an estimate "
      "of a small bias² may fall below zero while replicas are few; its standard error is at most the one given.");
  add_line(text, TextStyle::formula, "⟨(y − fit)²⟩ = bias² + variance + σ²");
  add_value(text, class_.parameter == "lambda" ? "λ" : class_.parameter.c_str(), class_.values[shown_]);
  add_value(text, "replicas", member.parts.replicas(), 5);
  add_value(text, "bias² (estimate)", bias_squared);
  if (is_known) add_value(text, "± standard error, at most", bias_squared_error, 2);
  add_value(text, "variance", variance);
  add_value(text, "noise σ²", noise());
  if (!is_known) return;
  add_value(text, "their sum", error_sum(member));
  add_value(text, "measured test error", member.test.mean());
  add_value(text, "± standard error", member.test.standard_error(), 2);
  add_value(text, "training error", member.training.mean());
  constexpr std::array kVerdicts{"It underfits: both errors are large. A more complex model may help.",
                                 "It is about right: no other of its class is much better.",
                                 "It overfits: new points surprise it. More data or a penalty may help."};
  add_line(text, TextStyle::paragraph, kVerdicts[static_cast<std::size_t>(verdict(member) + 1)]);
  if (is_unbounded_) {
    add_line(text, TextStyle::warning,
             "At random places two points may lie so close that an exact fit swings without bound to pass through "
             "both: for p ≥ n a few such replicas make the whole mean. Even spacing or a small penalty λ shows the "
             "second descent.");
  }
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  Result<CurveProblem> problem = read_curve_problem(start.parameters);
  if (!problem) return Error{problem.error()};
  return std::unique_ptr<Experiment>(std::make_unique<BiasVariance>(start, std::move(*problem)));
}

ExperimentInfo bias_variance_info() {
  ExperimentInfo info;
  info.id = "bias-variance";
  info.title = "Bias and variance";
  info.lecture = 1;
  info.row = "R4";
  info.summary = "Many replicas of a training set show what the error of a prediction is made of.";
  info.lesson =
      "Every step measures the law anew, with fresh noise and, if you choose random places, at fresh places, and fits "
      "every model of a class. Order 1 gives nearly the same line every time, and it is wrong: bias. Order 14 is "
      "right on average and different every time: variance. Where is the sum smallest, and does it agree with the "
      "error measured on unseen points? What becomes of the three parts with more points, with less noise? Then "
      "choose random ReLU features: at p = n the fit just reaches every point and the error explodes. Must a model "
      "with ten times more parameters than points not be worse still? Look, and then add a small penalty. At random "
      "places the penalty is needed to see the second descent: try λ = 0.003, waviness 40, noise 0.1. Why?";
  info.sources = {"Geman, Bienenstock, Doursat, Neural networks and the bias/variance dilemma, Neural Computation 4 "
                  "(1992)",
                  "Belkin, Hsu, Ma, Mandal, Reconciling modern machine-learning practice and the classical "
                  "bias-variance trade-off, PNAS 116 (2019)"};
  info.steps_per_second = 60;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{bias_variance_info()};

}  // namespace
}  // namespace lectern
