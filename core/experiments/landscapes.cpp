// Seven methods of gradient descent race over one surface from a start that can be dragged: their paths, how low they
// are at each step, how long their steps are along each direction, and who is lost when η is too large.
// Lecture row R6.
// Sources: Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019), §IV;
// Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 8; Goh, Why Momentum Really Works, Distill (2017).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/text.h"
#include "core/lab/history.h"
#include "core/lab/registry.h"
#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/ml/optimise/curvature.h"
#include "core/parts/descent_racer.h"
#include "core/parts/surface_picture.h"
#include "core/parts/surface_settings.h"

namespace lectern {
namespace {

constexpr const char* kSurfaceHelp =
    "Contours join equal heights, + marks minima. Drag the ring: everybody sets out anew from there. A cross is where "
    "somebody was lost.";
constexpr const char* kViewHelp =
    "The same paths over the surface, whose heights are log₁₀(1 + f − f*). Drag to turn it.";
constexpr const char* kValuesHelp =
    "How far above the lowest place each racer is. A straight line falls by the same factor at every step.";
constexpr const char* kDistanceHelp = "How far from the nearest minimum each racer stands, be it the lowest or not.";
constexpr const char* kRatesHelp =
    "Step for a unit of gradient along x (1) and y (2), times the curvature there. 0: the step a parabola asks for; "
    "above the dashed line plain descent is thrown out; far below 0 it crawls.";
constexpr const char* kNumbersHelp = "The surface at the start and what it allows; who was lost, and why.";
constexpr const char* kTableHelp = "Where each racer stands, how steep it is there and what it has cost.";

constexpr std::uint64_t kNoise = 1;  // labels of the random streams
constexpr std::uint64_t kStart = 2;
constexpr double kLeastRate = 1e-4, kLargestRate = 10;
constexpr double kSafety = 0.9;   // of the largest stable rate
constexpr double kLeast = 1e-16;  // shown on logarithmic axes

struct Method {
  const char* id;  // of its switch
  const char* name;
  nn::OptimizerKind kind = nn::OptimizerKind::sgd;
  bool has_momentum = false, is_nesterov = false, is_average = false;
};
constexpr std::array<Method, 7> kMethods{{
    {"with_descent", "Gradient descent"},
    {"with_momentum", "Momentum", nn::OptimizerKind::sgd, true},
    {"with_nesterov", "Nesterov", nn::OptimizerKind::sgd, true, true},
    {"with_adagrad", "AdaGrad", nn::OptimizerKind::adagrad},
    {"with_rmsprop", "RMSprop", nn::OptimizerKind::rmsprop},
    {"with_adam", "Adam", nn::OptimizerKind::adam},
    {"with_average", "Averaged descent", nn::OptimizerKind::sgd, false, false, true},
}};
bool is_adaptive(const Method& method) { return method.kind != nn::OptimizerKind::sgd; }

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_surface_parameters(schema, "quadratic");
  schema.group("Steps")
      .real("learning_rate", "Learning rate η", {kLeastRate, kLargestRate}, 0.65)
      .logarithmic()
      .live()
      .help("Of gradient descent, momentum and Nesterov. Too small: they crawl; too large: they are thrown out of the "
            "valley.")
      .choice("rate_unit", "η counts in", {{"curvature", "Units of 2/λ"}, {"plain", "Itself"}}, "curvature")
      .live()
      .help("λ is the largest curvature at the start and at the minimum nearest to it: on a parabola, η = 1 in units "
            "of 2/λ is the edge of stability.")
      .real("adaptive_rate", "Rate of the adaptive methods", {kLeastRate, kLargestRate}, 0.2)
      .logarithmic()
      .live()
      .help("η of AdaGrad, RMSprop and Adam. They divide by the size of the gradient, so this is about the length of a "
            "step; RMSprop's first ones are longer by 1/√(1 − β₂), for its mean of squares begins at zero.")
      .real("momentum", "Momentum γ", {0, 0.99}, 0.8)
      .live()
      .help("How much of the last step is kept: speed along the valley, swing across it.")
      .real("beta1", "β₁", {0, 0.999}, 0.9)
      .live()
      .help("Adam's memory of the gradient.")
      .real("beta2", "β₂", {0, 0.9999}, 0.99)
      .live()
      .help("RMSprop's and Adam's memory of the squared gradient.")
      .real("noise", "Noise of the gradient", {0, 1}, 0)
      .live()
      .help("Standard deviation of what is added to each component, as a share of the gradient at the start: the data "
            "seen in small batches.")
      .integer("steps", "Length of the race", {10, 20000}, 600)
      .logarithmic()
      .live()
      .unit("steps")
      .help("The race ends here, or when everybody is at rest.");
  schema.group("Racers")
      .choice("curves", "Curves show", {{"height", "Height above the minimum"}, {"distance", "Distance to a minimum"}},
              "height")
      .live()
      .help("What is drawn against steps.");
  for (const Method& method : kMethods) {
    schema.boolean(method.id, method.name, true).live().help(
        method.is_average ? "Shows the mean of all places that gradient descent has been at, after Polyak."
                          : "Takes part in the race; the others do not notice.");
  }
  return schema;
}

class Landscapes final : public Experiment {
 public:
  Landscapes(const ExperimentStart& start, std::shared_ptr<const SurfacePicture> picture)
      : picture_(std::move(picture)),
        parameters_(start.parameters),
        noise_(Rng(start.seed).split(kNoise).split(start.data_seed)),
        start_(surface().start) {
    set_out();
  }

  void step() override {
    ++steps_;
    const std::vector<double> noise = draw_noise();
    for (DescentRacer& racer : racers_) racer.step(noise);
    record();
  }
  void tune(const ParameterSet& parameters) override {
    parameters_ = parameters;
    for (std::size_t i = 0; i < kMethods.size(); ++i) racers_[i].set_spec(spec_of(kMethods[i]));
  }
  bool act(const Action& action) override {
    auto start = dragged_start(surface(), action);
    if (!start) return false;
    start_ = std::move(*start);
    set_out();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<Landscapes>(*this); }
  bool finished() const override;
  std::optional<Divergence> divergence() const override;

 private:
  const Surface& surface() const { return picture_->surface(); }
  bool takes_part(std::size_t i) const { return parameters_.boolean(kMethods[i].id); }
  // Calls visit(racer, its number, which is its colour) for each that takes part.
  template <typename Visit>
  void for_racers(Visit visit) const {
    for (std::size_t i = 0; i < kMethods.size(); ++i)
      if (takes_part(i)) visit(racers_[i], static_cast<ColorRole>(i));
  }

  double unit_of_rate() const;
  nn::OptimizerSpec spec_of(const Method& method) const;
  void set_out();
  std::vector<double> draw_noise() const;
  void record();

  void describe_paths(Plane& plane) const;
  void describe_view(Cloud& cloud) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_rates(Plane& plane) const;
  void describe_table(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const SurfacePicture> picture_;
  ParameterSet parameters_;
  Rng noise_;
  std::vector<double> start_;
  std::int64_t steps_ = 0;
  std::vector<double> curvatures_;  // at the start, ascending
  double steepness_ = 0;            // of the start
  std::vector<DescentRacer> racers_;  // of kMethods
  History values_{kMethods.size()}, distances_{kMethods.size()};
};

double Landscapes::unit_of_rate() const {
  return parameters_.choice("rate_unit") == "curvature" ? surface().unit_of_rate(start_) : 1;
}

nn::OptimizerSpec Landscapes::spec_of(const Method& method) const {
  nn::OptimizerSpec spec;
  spec.kind = method.kind;
  spec.learning_rate =
      is_adaptive(method) ? parameters_.real("adaptive_rate") : parameters_.real("learning_rate") * unit_of_rate();
  if (method.has_momentum) spec.momentum = parameters_.real("momentum");
  spec.nesterov = method.is_nesterov && spec.momentum > 0;
  spec.beta1 = parameters_.real("beta1");
  spec.beta2 = spec.alpha = parameters_.real("beta2");
  return spec;
}

void Landscapes::set_out() {
  steps_ = 0;
  racers_.clear();
  values_.clear();
  distances_.clear();
  curvatures_ = optimise::principal_curvatures(*surface().f, start_).values;
  for (const Method& method : kMethods) {
    racers_.emplace_back(picture_, method.name, spec_of(method), method.is_average, start_);
  }
  steepness_ = racers_.front().descent().gradient_norm();
  record();
}

std::vector<double> Landscapes::draw_noise() const {
  const double size = parameters_.real("noise") * steepness_;
  std::vector<double> noise;
  if (size == 0) return noise;
  Rng rng = noise_.split(static_cast<std::uint64_t>(steps_));
  for (std::size_t i = 0; i < start_.size(); ++i) noise.push_back(size * rng.normal());
  return noise;
}

void Landscapes::record() {
  std::array<double, kMethods.size()> values, distances;
  for (std::size_t i = 0; i < racers_.size(); ++i) {
    const DescentRacer& racer = racers_[i];
    const double gap = std::numeric_limits<double>::quiet_NaN();
    values[i] = racer.is_lost() ? gap : std::max(surface().above_least(racer.f()), kLeast);
    distances[i] = racer.is_lost() ? gap : std::max(surface().distance_to_minimum(racer.place()), kLeast);
  }
  values_.record(static_cast<double>(steps_), values);
  distances_.record(static_cast<double>(steps_), distances);
}

void Landscapes::hash_state(StateHasher& hasher) const {
  Rng noise = noise_;
  hasher.add(noise.next_u64());
  hasher.add(steps_);
  for (const DescentRacer& racer : racers_) racer.hash_state(hasher);
}

bool Landscapes::finished() const {
  if (steps_ >= parameters_.integer("steps")) return true;
  bool somebody_runs = parameters_.real("noise") > 0;
  for_racers([&](const DescentRacer& racer, ColorRole) {
    somebody_runs = somebody_runs || racer.state() == RacerState::running;
  });
  return steps_ > 0 && !somebody_runs;
}

// The race is over when everybody is lost; one who is lost does not stop the others.
std::optional<Divergence> Landscapes::divergence() const {
  Divergence divergence;
  double rate = std::numeric_limits<double>::infinity();
  bool everybody = true;
  for_racers([&](const DescentRacer& racer, ColorRole) {
    everybody = everybody && racer.is_lost();
    divergence.cause += (divergence.cause.empty() ? "" : " ") + racer.cause();
    rate = std::min(rate, racer.largest_stable_rate());
  });
  if (!everybody || divergence.cause.empty()) return std::nullopt;
  if (std::isfinite(rate)) {
    divergence.parameter = "learning_rate";
    divergence.stable_value = rounded_decimal(
        std::clamp(kSafety * rate / unit_of_rate(), kLeastRate, kLargestRate), 3);
  }
  return divergence;
}

void Landscapes::describe(Snapshot& snapshot) const {
  describe_paths(snapshot.add_panel<Plane>("surface", "Race", 4, kSurfaceHelp));
  describe_curves(snapshot);
  describe_rates(snapshot.add_panel<Plane>("rates", "Steps by direction", 1, kRatesHelp));
  describe_view(snapshot.add_panel<Cloud>("view", "In three dimensions", 1, kViewHelp));
  describe_table(snapshot.add_panel<Table>("racers", "Racers", 2, kTableHelp));
  describe_numbers(snapshot);
}

void Landscapes::describe_paths(Plane& plane) const {
  picture_->describe(plane);
  for_racers([&](const DescentRacer& racer, ColorRole color) {
    add_path(plane, racer.name(), racer.trail(), color, racer.is_lost());
  });
  add_start_handle(plane, picture_->place(start_, surface().f->value(start_)));
}

void Landscapes::describe_view(Cloud& cloud) const {
  picture_->describe(cloud);
  for_racers([&](const DescentRacer& racer, ColorRole color) { picture_->add_path(cloud, racer.trail(), color); });
}

void Landscapes::describe_curves(Snapshot& snapshot) const {
  const bool heights = parameters_.choice("curves") == "height";
  const char* title = heights ? "Height above the minimum" : "Distance to a minimum";
  Curves& curves = snapshot.add_panel<Curves>("values", title, 2, heights ? kValuesHelp : kDistanceHelp);
  set_axes(curves, "step", heights ? "f − f*" : "|x − x*|", {}, true);
  for_racers([&](const DescentRacer& racer, ColorRole color) {
    add_series(curves, racer.name(), heights ? values_ : distances_, static_cast<std::size_t>(color), color, kLeast);
  });
}

// log₁₀(η_i |∂²f/∂x_i²|): a bar a racer, a group a direction.
void Landscapes::describe_rates(Plane& plane) const {
  constexpr double kLogOfTen = 2.302585092994045684, kLimit = 0.30103, kDeepest = -4, kHighest = 3;
  const std::size_t directions = start_.size();
  set_axes(plane, "direction (1: x, 2: y)", {0.4, static_cast<double>(directions) + 0.6}, "log₁₀(η_i |∂²f/∂x_i²|)", {});
  plane.equal_scale = false;
  constexpr float kWidth = 0.1f;
  std::array<double, 2> rates{};
  std::array<double, 4> hessian{};
  for_racers([&](const DescentRacer& racer, ColorRole color) {
    if (kMethods[static_cast<std::size_t>(color)].is_average) return;  // descends as gradient descent does
    racer.descent().effective_rates(std::span(rates).first(directions));
    const auto D = static_cast<std::ptrdiff_t>(directions);
    surface().f->hessian(racer.place(), {hessian.data(), D, D});
    BarsLayer& bars = plane.next<BarsLayer>();
    bars.label.assign(racer.name());
    bars.width = kWidth;
    bars.color = color;
    bars.x.clear();
    bars.height.clear();
    for (std::size_t i = 0; i < directions; ++i) {
      const double product = rates[i] * std::fabs(hessian[i * (directions + 1)]);
      const double height = product > 0 && std::isfinite(product) ? math::log(product) / kLogOfTen : kDeepest;
      bars.x.push_back(static_cast<float>(i + 1) + kWidth * (static_cast<float>(color) - 2.5f));
      bars.height.push_back(static_cast<float>(std::clamp(height, kDeepest, kHighest)));
    }
  });
  LineLayer& limit = add_line(plane, "too long for plain descent", 2, kColorBad, true);
  limit.x.assign({0.4f, static_cast<float>(directions) + 0.6f});
  limit.y.assign(2, static_cast<float>(kLimit));
}

void Landscapes::describe_table(Table& table) const {
  static constexpr std::array<const char*, 5> kColumns{"method", "f", "|∇f|", "evaluations", "state"};
  table.columns.resize(kColumns.size());
  std::copy(kColumns.begin(), kColumns.end(), table.columns.begin());
  for_racers([&](const DescentRacer& racer, ColorRole color) {
    TableRow& row = table.rows.next();
    row.color = racer.is_lost() ? kColorBad : color;
    row.cells.resize(kColumns.size());
    row.cells[0].assign(racer.name());
    write_number(row.cells[1], "%.3g", racer.f());
    write_number(row.cells[2], "%.2g", racer.gradient_norm());
    write_number(row.cells[3], "%.0f", static_cast<double>(racer.descent().steps() + 1));
    row.cells[4].assign(to_string(racer.state()));
    if (racer.is_lost()) row.cells[4] += " at " + std::to_string(racer.descent().steps());
  });
}

void Landscapes::describe_numbers(Snapshot& snapshot) const {
  snapshot.add_metric("race_step", "step", static_cast<double>(steps_));
  for_racers([&](const DescentRacer& racer, ColorRole color) {
    snapshot.add_metric(kMethods[static_cast<std::size_t>(color)].id, racer.name(), racer.f());
  });
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, kNumbersHelp);
  add_line(text, TextStyle::formula, "f = " + surface().formula);
  add_value(text, "λ at the start, largest", curvatures_.back());
  if (curvatures_.size() > 1) add_value(text, "λ at the start, least", curvatures_.front());
  if (curvatures_.size() > 1) add_value(text, "κ at the start", optimise::condition_number(curvatures_));
  add_value(text, "η", racers_.front().descent().spec().learning_rate);
  add_value(text, "2/λ", surface().unit_of_rate(start_));
  for_racers([&](const DescentRacer& racer, ColorRole) {
    if (racer.is_lost()) add_line(text, TextStyle::warning, racer.cause());
  });
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  auto picture = make_surface_picture(start.parameters, Rng(start.seed).split(kStart));
  if (!picture) return Error{picture.error()};
  return std::unique_ptr<Experiment>(std::make_unique<Landscapes>(start, std::move(*picture)));
}

ExperimentInfo landscapes_info() {
  ExperimentInfo info;
  info.id = "landscapes";
  info.title = "Gradient descent and its relatives";
  info.lecture = 2;
  info.row = "R6";
  info.summary = "Seven methods of gradient descent race over a surface from a start that you drag.";
  info.lesson =
      "Gradient descent sees only the slope under its feet. In this ravine, twenty times steeper across than along, "
      "it jumps from wall to wall while it crawls along the floor: η may not exceed 2/λ of the steep direction, and "
      "the flat one pays for it. Watch momentum gather speed, and the adaptive methods give each direction a step "
      "of its own. Then ask: what happens when η is too small (0.05), or too large (1.05)? Momentum survives that: "
      "why? Turn the ravine by 45°: do the adaptive methods still know which way is flat? Raise κ to 100, and count "
      "steps. On the egg box, who finds the lowest place, and does that depend on where you let them start? Start "
      "beside the ridge of the saddle: how long does it take to notice that it is no minimum? With noisy gradients: "
      "who comes nearest to the minimum, and what is gained by averaging?";
  info.sources = {"Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019)",
                  "Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 8",
                  "Goh, Why Momentum Really Works, Distill (2017)"};
  info.steps_per_second = 30;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{landscapes_info()};

}  // namespace
}  // namespace lectern
