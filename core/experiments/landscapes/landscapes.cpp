// Methods of gradient descent, and a search on a grid that knows no gradient, race over one surface from a start that
// can be dragged: their paths, how low they are at each step, how long their steps are along each direction, and which
// of them diverge when η is too large.
// Lecture row R6.
// Sources: Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019), §IV;
// Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 8; Goh, Why Momentum Really Works, Distill (2017).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/experiments/landscapes/basin_map.h"
#include "core/experiments/landscapes/descent_racer.h"
#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/ml/optimise/curvature.h"
#include "core/ml/optimise/grid_scan.h"
#include "core/ml/optimise/schedule.h"
#include "core/parts/surface_race.h"

namespace lectern {
namespace {

constexpr const char* kSurfaceHelp =
    "Contours join equal heights, + marks minima. Drag the ring: all methods start again from there. A cross marks where "
    "a method diverged. The arrow at the start is the first step of gradient descent.";
constexpr const char* kViewHelp =
    "The same paths over the surface, whose heights are log₁₀(1 + f − f*). Drag to turn it.";
constexpr const char* kValuesHelp =
    "The height of each method above the lowest place. A straight line falls by the same factor at every step; a line "
    "that ends in a cross diverged there.";
constexpr const char* kDistanceHelp = "The distance of each method from the nearest minimum, global or local.";
constexpr const char* kBasinsHelp =
    "Every place is a start of the method chosen. Its colour is that of the minimum to which its descent is nearest now, "
    "paler while it is on its way; with many minima, it shows how high the descent is.";
constexpr const char* kScheduleHelp = "What every learning rate is multiplied with at each step; the line is now.";
constexpr const char* kSignalHelp =
    "Adam's step in units of η: the mean of its gradients over the root of their mean square. Near ±1 the gradients agree "
    "and Adam moves by η; near 0 they cancel, and it hardly moves.";
constexpr const char* kRatesHelp =
    "The step per unit of gradient along x and along y, times the curvature in that direction. 1: one step to the "
    "minimum of a parabola; above 2 plain descent diverges; far below 1 it crawls.";
constexpr const char* kNumbersHelp = "The surface at the start and the η it allows; which methods diverged, and why.";
constexpr const char* kTableHelp =
    "For each method its height above the lowest place, the number of steps until that was below 10⁻⁶, and how it stands. "
    "Every step takes one gradient.";
constexpr const char* kCostHelp =
    "For each method its height above the lowest place, the number of steps until that was below 10⁻⁶, the numbers it has "
    "asked for (a gradient is one for each variable, a place of the grid one), and how it stands.";

constexpr double kLeastRate = 1e-6, kLargestRate = 10;
constexpr double kSafety = 0.9;  // of the largest stable rate

struct Method {
  const char* id;  // of its switch and its metric
  const char* arrival_id;
  const char* stop_id;
  const char* name;
  nn::OptimizerKind kind = nn::OptimizerKind::sgd;
  bool has_momentum = false, is_nesterov = false, is_average = false;
};
constexpr std::array<Method, 8> kMethods{{
    {"with_descent", "arrival_descent", "stop_descent", "Gradient descent"},
    {"with_momentum", "arrival_momentum", "stop_momentum", "Momentum", nn::OptimizerKind::sgd, true},
    {"with_nesterov", "arrival_nesterov", "stop_nesterov", "Nesterov", nn::OptimizerKind::sgd, true, true},
    {"with_adagrad", "arrival_adagrad", "stop_adagrad", "AdaGrad", nn::OptimizerKind::adagrad},
    {"with_rmsprop", "arrival_rmsprop", "stop_rmsprop", "RMSprop", nn::OptimizerKind::rmsprop},
    {"with_adam", "arrival_adam", "stop_adam", "Adam", nn::OptimizerKind::adam},
    {"with_average", "arrival_average", "stop_average", "Averaged descent", nn::OptimizerKind::sgd, false, false, true},
    {"with_adadelta", "arrival_adadelta", "stop_adadelta", "AdaDelta", nn::OptimizerKind::adadelta},
}};
constexpr std::size_t kAdam = 5, kAdaDelta = 7;
constexpr ColorRole kGridColor = 8;

enum class RateUnit { curvature, plain };

struct Settings {
  SurfaceSettings data{.surface = "quadratic"};
  double learning_rate = 0.65, adaptive_rate = 0.2;
  RateUnit rate_unit = RateUnit::curvature;
  double momentum = 0.8, beta1 = 0.9, beta2 = 0.99;
  double gradient_noise = 0;
  int steps = 600;
  SurfaceSearch::Curve curve = SurfaceSearch::height;
  optimise::Schedule schedule;
  double stop_below = 0;  // ‖∇f‖ at which a method stops; 0: never
  bool basins = false;
  int basin_method = 0;  // its number
  bool grid_search = false;
  int grid_side = 10;
  bool signal = false;
  std::array<bool, kMethods.size()> takes_part{true, true, true, true, true, true, true, false};
};

class Landscapes final : public SurfaceRace<Landscapes, Settings, DescentRacer> {
 public:
  static Schema<Settings> schema();

  explicit Landscapes(const Start& start) : SurfaceRace(start), basins_(picture(), false) { start_again(); }

  void start_again() {
    for (std::size_t i = 0; i < kMethods.size(); ++i)
      if (i != kAdaDelta || settings().takes_part[kAdaDelta])
        searchers().emplace_back(picture(), kMethods[i].name, spec_of(kMethods[i]), kMethods[i].is_average,
                                 data().start());
    basins_ = BasinMap(picture(), settings().basins, spec_of(basin_method()));
    grid_.reset();
    if (settings().grid_search) grid_.emplace(*surface().f, surface().low(), surface().high(), settings().grid_side);
    grid_curve_.clear();
    signal_.clear();
  }
  void step() override;
  void settings_changed(const Settings&) {
    for (std::size_t i = 0; i < searchers().size(); ++i) searchers()[i].set_spec(spec_of(kMethods[i]));
  }
  bool finished() const override {
    return steps() >= settings().steps ||
           (SurfaceRace::finished() && (settings().gradient_noise == 0 || settings().stop_below > 0) &&
            (!grid_ || grid_->is_done()));
  }
  SeedUse seeds() const override {
    const bool is_noisy = settings().gradient_noise > 0 || searchers().front().has_met_noise();
    return {.run = is_noisy || data().start_is_random(), .data = false};
  }
  std::optional<Divergence> divergence() const override;
  // Where the grid has got to follows from the number of steps.
  auto state() const {
    return std::tuple(SurfaceRace::state(), unhashed(basins_), unhashed(grid_), unhashed(grid_curve_),
                      unhashed(signal_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  double unit_of_rate() const { return settings().rate_unit == RateUnit::curvature ? data().unit_of_rate() : 1; }
  const Method& basin_method() const { return kMethods[static_cast<std::size_t>(settings().basin_method)]; }
  nn::OptimizerSpec spec_of(const Method& method) const;
  std::vector<double> draw_noise_of(std::int64_t step) const;

  void describe_values(Snapshot& snapshot) const;
  void describe_grid(Plane& plane) const;
  void describe_schedule(Plane& plane) const;
  void describe_signal(Plane& plane) const;
  void describe_view(Cloud& cloud) const;
  void describe_first_step(Plane& plane) const;
  void describe_rates(MatrixCells& matrix) const;
  void describe_table(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  BasinMap basins_;
  std::optional<optimise::GridScan> grid_;
  History grid_curve_{1};  // its height over the steps
  History signal_{2};      // Adam's m̂/√v̂ along x and y
};

Schema<Settings> Landscapes::schema() {
  Schema<Settings> schema;
  schema.include(&Settings::data)
      .group("Steps")
      .real(&Settings::learning_rate, "learning_rate", {kLeastRate, kLargestRate})
      .logarithmic()
      .live()
      .help("Of gradient descent, momentum and Nesterov. Too small: they crawl; too large: they diverge.")
      .choice(&Settings::rate_unit, "rate_unit", "η counts in",
              {{RateUnit::curvature, "curvature", "Units of 2/λ"}, {RateUnit::plain, "plain", "Itself"}})
      .live()
      .help("λ is the largest curvature at the start and at the minimum nearest to it: on a parabola, η = 1 in units "
            "of 2/λ is the edge of stability.")
      .real(&Settings::adaptive_rate, "adaptive_rate", "Rate of the adaptive methods", {kLeastRate, kLargestRate})
      .logarithmic()
      .live()
      .help("η of AdaGrad, RMSprop and Adam. They divide by the size of the gradient, so this is about the length of a "
            "step. The first steps of RMSprop are longer by 1/√(1 − β₂), because its mean of squares starts at zero.")
      .real(&Settings::momentum, "momentum", {0, 0.99})
      .live()
      .help("The fraction of the last step that is kept: speed along the valley, oscillation across it.")
      .real(&Settings::beta1, "beta1", {0, 0.999})
      .live()
      .help("Adam's memory of the gradient.")
      .real(&Settings::beta2, "beta2", {0, 0.9999})
      .live()
      .help("RMSprop's and Adam's memory of the squared gradient.")
      .real(&Settings::gradient_noise, "gradient_noise", "Noise of the gradient", {0, 1})
      .formerly("noise")
      .live()
      .help("Standard deviation of the noise added to each component, as a fraction of the gradient at the start: it "
            "imitates small batches of data.")
      .choice(&Settings::stop_below, "stop_below", "Stop when ‖∇f‖ is below",
              std::vector<Option<double>>{{0, "never", "never"},
                                          {1, "one", "1"},
                                          {0.1, "tenth", "0.1"},
                                          {0.01, "hundredth", "0.01"},
                                          {1e-3, "thousandth", "10⁻³"},
                                          {1e-6, "millionth", "10⁻⁶"}})
      .live()
      .help(
          "A rule for when to stop, by the only thing that a method knows. The table says at which step each stopped.")
      .integer(&Settings::steps, "steps", "Length of the race", {10, 20000})
      .logarithmic()
      .live()
      .unit("steps")
      .help("The race ends here, or when every method is at rest.")
      .group("Learning rate over time")
      .choice([](Settings& s) -> optimise::ScheduleKind& { return s.schedule.kind; }, "schedule",
              "Learning rate over time", optimise::kSchedules)
      .live()
      .help("For all methods. Large steps at first, to get there; small ones later, to settle.")
      .real([](Settings& s) -> double& { return s.schedule.half_life; }, "half_life", "Halved after", {1, 10000})
      .logarithmic()
      .unit("steps")
      .live()
      .help("Every schedule halves η after so many steps; the cosine has brought it to zero after twice as many.")
      .shown_when([](Settings& s) -> optimise::ScheduleKind& { return s.schedule.kind; },
                  {optimise::ScheduleKind::inverse, optimise::ScheduleKind::exponential, optimise::ScheduleKind::cosine,
                   optimise::ScheduleKind::staircase})
      .integer([](Settings& s) -> int& { return s.schedule.warm_up; }, "warm_up", "Warm-up", {0, 1000})
      .unit("steps")
      .live()
      .help("η rises in a straight line for so many steps before the schedule begins.")
      .group("Methods")
      .choice(&Settings::curve, "curves", "Curves show",
              {{SurfaceSearch::height, "height", "Height above the minimum"},
               {SurfaceSearch::distance, "distance", "Distance to a minimum"}})
      .live()
      .help("What is drawn against steps.")
      .boolean(&Settings::basins, "basins", "Basins")
      .help("One method from everywhere in the window at once, to see which minimum it reaches from which start.")
      .choice(&Settings::basin_method, "basin_method", "Basins of",
              {{0, "descent", "Gradient descent"},
               {1, "momentum", "Momentum"},
               {2, "nesterov", "Nesterov"},
               {3, "adagrad", "AdaGrad"},
               {4, "rmsprop", "RMSprop"},
               {5, "adam", "Adam"},
               {7, "adadelta", "AdaDelta"}})
      .help("The method whose descents are followed.")
      .shown_when(&Settings::basins, {true})
      .boolean(&Settings::signal, "signal", "Adam's signal over noise")
      .live()
      .help("Shows Adam's step in units of η, m/√v, along each direction.")
      .boolean(&Settings::grid_search, "grid_search", "Grid search")
      .help("Evaluates f at the places of a grid, one after another: as many numbers a step as a gradient has.")
      .integer(&Settings::grid_side, "grid_side", "Places along each axis", {2, 64})
      .help("The grid has this number to the power of the number of variables.")
      .shown_when(&Settings::grid_search, {true});
  for (std::size_t i = 0; i < kMethods.size(); ++i) {
    schema.boolean([i](Settings& s) -> bool& { return s.takes_part[i]; }, kMethods[i].id, kMethods[i].name)
        .help(kMethods[i].is_average
                  ? "Shows the mean of all places that gradient descent has been at (Polyak averaging)."
              : i == kAdaDelta ? "RMSprop that also divides by the size of its own steps, and so has no learning rate."
                               : "Shows this method; the others do not notice.");
    if (i != kAdaDelta) schema.live();  // made only where it takes part: older links race without it
  }
  return schema;
}

nn::OptimizerSpec Landscapes::spec_of(const Method& method) const {
  const bool is_adaptive = method.kind != nn::OptimizerKind::sgd, is_adadelta = method.kind == kMethods[kAdaDelta].kind;
  nn::OptimizerSpec spec;
  spec.kind = method.kind;
  spec.learning_rate = is_adaptive ? settings().adaptive_rate : settings().learning_rate * unit_of_rate();
  if (method.has_momentum) spec.momentum = settings().momentum;
  spec.nesterov = method.is_nesterov && spec.momentum > 0;
  spec.beta1 = settings().beta1;
  spec.beta2 = spec.alpha = settings().beta2;
  if (is_adadelta) {
    constexpr double kFirstStep = 1e-6;  // ε: the square of its first steps, about
    spec.learning_rate = 1;
    spec.epsilon = kFirstStep;
  }
  spec.learning_rate *= settings().schedule.factor(static_cast<double>(steps()));
  return spec;
}

void Landscapes::step() {
  if (!settings().schedule.is_constant()) settings_changed(settings());
  const std::vector<double> noise = draw_noise_of(steps() + 1);
  basins_.step(spec_of(basin_method()));
  count_step();
  for (DescentRacer& racer : searchers()) racer.step(noise, settings().stop_below);
  const auto step = static_cast<double>(steps());
  if (grid_) {
    grid_->step(surface().dimension());
    grid_curve_.record(step, std::array{std::max(surface().above_least(grid_->best_f()), SurfaceSearch::kLeast)});
  }
  std::array<double, 2> ratios{};
  searchers()[kAdam].descent().signal_over_noise(std::span(ratios).first(data().start().size()));
  signal_.record(step, ratios);
}

// The same for all methods.
std::vector<double> Landscapes::draw_noise_of(std::int64_t step) const {
  const double size = settings().gradient_noise * searchers().front().first_gradient_norm();
  std::vector<double> noise;
  if (size == 0) return noise;
  Rng draws = rng("noise").split(static_cast<std::uint64_t>(step));
  for (std::size_t i = 0; i < data().start().size(); ++i) noise.push_back(size * draws.normal());
  return noise;
}

std::optional<Divergence> Landscapes::divergence() const {
  if (!all_diverged()) return std::nullopt;
  std::string cause;
  double rate = std::numeric_limits<double>::infinity();
  for_each_shown([&](const DescentRacer& racer, std::size_t) {
    cause += (cause.empty() ? "" : " ") + racer.cause();
    rate = std::min(rate, racer.largest_stable_rate());
  });
  if (!std::isfinite(rate)) return Divergence{cause, {}, {}};
  const double stable = std::clamp(kSafety * rate / unit_of_rate(), kLeastRate, kLargestRate);
  return diverged(cause, &Settings::learning_rate, rounded_decimal(stable, 3));
}

void Landscapes::describe(Snapshot& snapshot) const {
  Plane& surface = snapshot.plane("surface", "Race", {.weight = 4, .help = kSurfaceHelp});
  picture().describe(surface);
  describe_paths(surface);
  describe_first_step(surface);
  if (grid_) describe_grid(surface);
  describe_values(snapshot);
  if (basins_.is_on()) {
    const std::string title = std::string("Basins of ") + basin_method().name;
    basins_.describe(snapshot.plane("basins", title, {.weight = 3, .help = kBasinsHelp}));
    snapshot.metric("share_at_lowest", "starts that lead to the lowest place", basins_.share_at_lowest());
  }
  if (settings().signal) {
    describe_signal(snapshot.curves("signal", "Adam: signal over noise", {.weight = 2, .help = kSignalHelp}));
    snapshot.metric("signal_x", "Adam's step along x, in η", std::fabs(signal_.last(0)), {.digits = 3});
  }
  describe_table(snapshot);
  if (!settings().schedule.is_constant())
    describe_schedule(snapshot.plane("schedule", "Learning rate over time", {.help = kScheduleHelp}));
  describe_rates(snapshot.matrix("rates", "Step × curvature", {.help = kRatesHelp}));
  describe_view(snapshot.cloud("view", "In three dimensions", {.help = kViewHelp}));
  describe_numbers(snapshot);
}

void Landscapes::describe_values(Snapshot& snapshot) const {
  const bool heights = settings().curve == SurfaceSearch::height;
  Plane& values = snapshot.curves("values", heights ? "Height above the minimum" : "Distance to a minimum",
                                  {.weight = 2, .help = heights ? kValuesHelp : kDistanceHelp});
  describe_curves(values, "step", settings().curve);
  if (grid_ && heights)
    values.line("Grid search", grid_curve_, 0, {.color = kGridColor, .least = SurfaceSearch::kLeast});
  for_each_shown([&](const DescentRacer& racer, std::size_t i) {
    const bool has_stopped = racer.status() == SearchStatus::stopped;
    if (!racer.has_diverged() && !has_stopped) return;
    values.point("", static_cast<double>(racer.descent().steps()), racer.curves().last(settings().curve),
                 {.color = static_cast<ColorRole>(i),
                  .marker = has_stopped ? Marker::square : Marker::cross,
                  .size_px = 6});
  });
}

// The places asked so far, and the lowest of them.
void Landscapes::describe_grid(Plane& plane) const {
  PointsLayer& asked = plane.points("", Places(), {.color = kGridColor, .size_px = 1.5f});
  std::array<double, 2> x{};
  const auto at = std::span(x).first(data().start().size());
  for (std::int64_t i = 0; i < grid_->evaluations(); ++i) {
    grid_->node(i, at);
    const Trail::Place place = picture().place(at, surface().f->value(at));
    asked.x.push_back(place.x);
    asked.y.push_back(place.y);
  }
  if (grid_->best().empty()) return;
  const Trail::Place best = picture().place(grid_->best(), grid_->best_f());
  plane.point("Grid search", best.x, best.y, {.color = kGridColor, .marker = Marker::square, .size_px = 6});
}

void Landscapes::describe_schedule(Plane& plane) const {
  constexpr int kPoints = 301;
  const Range window{0, static_cast<double>(settings().steps)};
  plane.axes({.label = "step", .range = window}, {.label = "η/η₀", .range = {0, 1.05}});
  plane.line("factor of η", window, kPoints, [this](double t) { return settings().schedule.factor(t); });
  plane.vertical("now", static_cast<double>(steps()));
}

void Landscapes::describe_signal(Plane& plane) const {
  plane.axes({.label = "step"}, {.label = "step in η"});
  plane.line("along x", signal_, 0, {.color = 0});
  if (data().start().size() > 1) plane.line("along y", signal_, 1, {.color = 1});
  plane.level("", 1);
  plane.level("", 0);
  plane.level("", -1);
}

void Landscapes::describe_view(Cloud& cloud) const {
  picture().describe(cloud);
  for_each_shown([&](const DescentRacer& racer, std::size_t i) {
    picture().add_path(cloud, racer.trail(), static_cast<ColorRole>(i));
  });
}

// Before the race: where gradient descent will go, against the gradient.
void Landscapes::describe_first_step(Plane& plane) const {
  const DescentRacer& racer = searchers().front();
  if (steps() > 0 || !settings().takes_part.front()) return;
  std::vector<double> next(racer.place().begin(), racer.place().end());
  const double eta = racer.descent().spec().learning_rate;
  for (std::size_t i = 0; i < next.size(); ++i) next[i] -= eta * racer.descent().gradient()[i];
  const Trail::Place from = picture().place(racer.place(), racer.f()),
                     to = picture().place(next, surface().f->value(next));
  if (!std::isfinite(to.x) || !std::isfinite(to.y)) return;
  plane.arrow("first step −η∇f", from.x, from.y, to.x - from.x, to.y - from.y, {0});
}

// η_i |∂²f/∂x_i²|: a row a method, a column a direction.
void Landscapes::describe_rates(MatrixCells& matrix) const {
  constexpr double kMost = 99;
  const std::size_t directions = data().start().size();
  const auto D = static_cast<std::ptrdiff_t>(directions);
  std::array<double, 2> rates{};
  std::array<double, 4> hessian{};
  std::vector<double> products;
  std::vector<std::string> names;
  for_each_shown([&](const DescentRacer& racer, std::size_t k) {
    if (kMethods[k].is_average) return;  // descends as gradient descent does
    racer.descent().effective_rates(std::span(rates).first(directions));
    surface().f->hessian(racer.place(), {hessian.data(), D, D});
    names.emplace_back(racer.name());
    for (std::size_t i = 0; i < directions; ++i)
      products.push_back(std::min(rates[i] * std::fabs(hessian[i * (directions + 1)]), kMost));
  });
  static const std::array<std::string, 2> kDirections{"along x", "along y"};
  matrix.cells(static_cast<int>(names.size()), static_cast<int>(directions), products,
               {.decimals = 3, .color = {0, 2}});
  matrix.labels("", names, "", std::span(kDirections).first(directions));
}

void Landscapes::describe_table(Snapshot& snapshot) const {
  Table& table = snapshot.table("racers", "Methods", {.weight = 2, .help = grid_ ? kCostHelp : kTableHelp});
  if (grid_)
    table.head({"method", "f − f*", "to 10⁻⁶", "asked", "state"});
  else
    table.head({"method", "f − f*", "to 10⁻⁶", "state"});
  for_each_shown([&](const DescentRacer& racer, std::size_t i) {
    const bool has_stopped = racer.status() == SearchStatus::stopped;
    const std::string when =
        racer.has_diverged() || has_stopped ? " at " + std::to_string(racer.descent().steps()) : "";
    const std::string state = to_string(racer.status()) + when;
    if (has_stopped)
      snapshot.metric(kMethods[i].stop_id, std::string(racer.name()) + ": stopped at step",
                      static_cast<double>(racer.descent().steps()), {.digits = 0});
    const double arrival =
        racer.arrival() ? static_cast<double>(*racer.arrival()) : std::numeric_limits<double>::quiet_NaN();
    snapshot.metric(kMethods[i].id, racer.name(), racer.f(), {.digits = 3});
    if (racer.arrival())
      snapshot.metric(kMethods[i].arrival_id, std::string(racer.name()) + ": steps to 10⁻⁶", arrival, {.digits = 0});
    const Cell height(surface().above_least(racer.f()), 2), steps_needed(arrival, 0);
    if (grid_)
      table.row({racer.name(), height, steps_needed,
                 Cell(static_cast<double>(surface().dimension() * (racer.descent().steps() + 1)), 0), state},
                row_color(racer, i));
    else
      table.row({racer.name(), height, steps_needed, state}, row_color(racer, i));
  });
  if (!grid_) return;
  table.row({"Grid search", Cell(surface().above_least(grid_->best_f()), 2),
             Cell(std::numeric_limits<double>::quiet_NaN()), Cell(static_cast<double>(grid_->evaluations()), 0),
             grid_->is_done() ? "done" : "running"},
            {kGridColor});
  snapshot.metric("with_grid", "grid search", grid_->best_f(), {.digits = 3});
  snapshot.metric("grid_evaluations", "places of the grid asked", static_cast<double>(grid_->evaluations()),
                  {.digits = 0});
}

void Landscapes::describe_numbers(Snapshot& snapshot) const {
  snapshot.metric("race_step", "step", static_cast<double>(steps()), {.digits = 0});
  const std::vector<double> curvatures = optimise::principal_curvatures(*surface().f, data().start()).values;
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  numbers.formula("f = " + surface().formula);
  numbers.add("rate", searchers().front().descent().spec().learning_rate);
  numbers.add("unit_of_rate", "2/λ", data().unit_of_rate());
  if (curvatures.size() > 1)
    numbers.add("start_condition_number", "κ at the start", optimise::condition_number(curvatures));
  numbers.add("largest_start_curvature", "λ at the start, largest", curvatures.back());
  if (curvatures.size() > 1) numbers.add("least_start_curvature", "λ at the start, smallest", curvatures.front());
  if (grid_) {
    constexpr int kManyVariables = 10;
    double places = 1;
    for (int d = 0; d < kManyVariables; ++d) places *= settings().grid_side;
    numbers.add("grid_nodes", "places of the grid", static_cast<double>(grid_->nodes()), {.digits = 0});
    numbers.add("grid_of_ten", "… with ten variables", places, {.digits = 2});
  }
  for_each_shown([&](const DescentRacer& racer, std::size_t) {
    if (racer.has_diverged()) numbers.warning(racer.cause());
  });
}

const RegisterDemo<Landscapes> registered{{
    .id = "landscapes",
    .title = "Gradient descent and its relatives",
    .lecture = 2,
    .row = "R6",
    .summary = "Seven methods of gradient descent race over a surface from a start that you drag.",
    .sources = {"Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019)",
                "Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 8",
                "Goh, Why Momentum Really Works, Distill (2017)"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern
