// Seven methods of gradient descent race over one surface from a start that can be dragged: their paths, how low they
// are at each step, how long their steps are along each direction, and which of them diverge when η is too large.
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
    "Every place is a start of gradient descent. Its colour is that of the minimum to which its descent is nearest now, "
    "paler while it is on its way; with many minima, it shows how high the descent is.";
constexpr const char* kRatesHelp =
    "The step per unit of gradient along x and along y, times the curvature in that direction. 1: one step to the "
    "minimum of a parabola; above 2 plain descent diverges; far below 1 it crawls.";
constexpr const char* kNumbersHelp = "The surface at the start and the η it allows; which methods diverged, and why.";
constexpr const char* kTableHelp =
    "For each method its height above the lowest place, the number of steps until that was below 10⁻⁶, and how it stands. "
    "Every step takes one gradient.";

constexpr double kLeastRate = 1e-4, kLargestRate = 10;
constexpr double kSafety = 0.9;  // of the largest stable rate

struct Method {
  const char* id;  // of its switch and its metric
  const char* arrival_id;
  const char* name;
  nn::OptimizerKind kind = nn::OptimizerKind::sgd;
  bool has_momentum = false, is_nesterov = false, is_average = false;
};
constexpr std::array<Method, 7> kMethods{{
    {"with_descent", "arrival_descent", "Gradient descent"},
    {"with_momentum", "arrival_momentum", "Momentum", nn::OptimizerKind::sgd, true},
    {"with_nesterov", "arrival_nesterov", "Nesterov", nn::OptimizerKind::sgd, true, true},
    {"with_adagrad", "arrival_adagrad", "AdaGrad", nn::OptimizerKind::adagrad},
    {"with_rmsprop", "arrival_rmsprop", "RMSprop", nn::OptimizerKind::rmsprop},
    {"with_adam", "arrival_adam", "Adam", nn::OptimizerKind::adam},
    {"with_average", "arrival_average", "Averaged descent", nn::OptimizerKind::sgd, false, false, true},
}};

enum class RateUnit { curvature, plain };

struct Settings {
  SurfaceSettings data{.surface = "quadratic"};
  double learning_rate = 0.65, adaptive_rate = 0.2;
  RateUnit rate_unit = RateUnit::curvature;
  double momentum = 0.8, beta1 = 0.9, beta2 = 0.99;
  double gradient_noise = 0;
  int steps = 600;
  SurfaceSearch::Curve curve = SurfaceSearch::height;
  bool basins = false;
  std::array<bool, kMethods.size()> takes_part{true, true, true, true, true, true, true};
};

class Landscapes final : public SurfaceRace<Landscapes, Settings, DescentRacer> {
 public:
  static Schema<Settings> schema();

  explicit Landscapes(const Start& start) : SurfaceRace(start), basins_(picture(), settings().basins) { start_again(); }

  void start_again() {
    for (const Method& method : kMethods)
      searchers().emplace_back(picture(), method.name, spec_of(method), method.is_average, data().start());
    basins_ = BasinMap(picture(), settings().basins);
  }
  void step() override {
    count_step();
    const std::vector<double> noise = draw_noise();
    for (DescentRacer& racer : searchers()) racer.step(noise);
    basins_.step(searchers().front().descent().spec().learning_rate);
  }
  void settings_changed(const Settings&) {
    for (std::size_t i = 0; i < kMethods.size(); ++i) searchers()[i].set_spec(spec_of(kMethods[i]));
  }
  bool finished() const override {
    return steps() >= settings().steps || (settings().gradient_noise == 0 && SurfaceRace::finished());
  }
  SeedUse seeds() const override {
    const bool is_noisy = settings().gradient_noise > 0 || searchers().front().has_met_noise();
    return {.run = is_noisy || data().start_is_random(), .data = false};
  }
  std::optional<Divergence> divergence() const override;
  auto state() const { return std::tuple(SurfaceRace::state(), unhashed(basins_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  double unit_of_rate() const { return settings().rate_unit == RateUnit::curvature ? data().unit_of_rate() : 1; }
  nn::OptimizerSpec spec_of(const Method& method) const;
  std::vector<double> draw_noise() const;

  void describe_view(Cloud& cloud) const;
  void describe_first_step(Plane& plane) const;
  void describe_rates(MatrixCells& matrix) const;
  void describe_table(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  BasinMap basins_;
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
      .integer(&Settings::steps, "steps", "Length of the race", {10, 20000})
      .logarithmic()
      .live()
      .unit("steps")
      .help("The race ends here, or when every method is at rest.")
      .group("Methods")
      .choice(&Settings::curve, "curves", "Curves show",
              {{SurfaceSearch::height, "height", "Height above the minimum"},
               {SurfaceSearch::distance, "distance", "Distance to a minimum"}})
      .live()
      .help("What is drawn against steps.")
      .boolean(&Settings::basins, "basins", "Basins")
      .help(
          "Gradient descent from everywhere in the window at once, to see which minimum it reaches from which start.");
  for (std::size_t i = 0; i < kMethods.size(); ++i)
    schema.boolean([i](Settings& s) -> bool& { return s.takes_part[i]; }, kMethods[i].id, kMethods[i].name)
        .live()
        .help(kMethods[i].is_average
                  ? "Shows the mean of all places that gradient descent has been at (Polyak averaging)."
                  : "Shows this method; the others do not notice.");
  return schema;
}

nn::OptimizerSpec Landscapes::spec_of(const Method& method) const {
  const bool is_adaptive = method.kind != nn::OptimizerKind::sgd;
  nn::OptimizerSpec spec;
  spec.kind = method.kind;
  spec.learning_rate = is_adaptive ? settings().adaptive_rate : settings().learning_rate * unit_of_rate();
  if (method.has_momentum) spec.momentum = settings().momentum;
  spec.nesterov = method.is_nesterov && spec.momentum > 0;
  spec.beta1 = settings().beta1;
  spec.beta2 = spec.alpha = settings().beta2;
  return spec;
}

// The same for all methods.
std::vector<double> Landscapes::draw_noise() const {
  const double size = settings().gradient_noise * searchers().front().first_gradient_norm();
  std::vector<double> noise;
  if (size == 0) return noise;
  Rng draws = rng("noise").split(static_cast<std::uint64_t>(steps()));
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
  const bool heights = settings().curve == SurfaceSearch::height;
  Plane& values = snapshot.curves("values", heights ? "Height above the minimum" : "Distance to a minimum",
                                  {.weight = 2, .help = heights ? kValuesHelp : kDistanceHelp});
  describe_curves(values, "step", settings().curve);
  for_each_shown([&](const DescentRacer& racer, std::size_t i) {
    if (!racer.has_diverged()) return;
    values.point("", static_cast<double>(racer.descent().steps()), racer.curves().last(settings().curve),
                 {.color = static_cast<ColorRole>(i), .marker = Marker::cross, .size_px = 6});
  });
  if (basins_.is_on()) {
    basins_.describe(snapshot.plane("basins", "Basins", {.weight = 3, .help = kBasinsHelp}));
    snapshot.metric("share_at_lowest", "starts that lead to the lowest place", basins_.share_at_lowest());
  }
  describe_table(snapshot);
  describe_rates(snapshot.matrix("rates", "Step × curvature", {.help = kRatesHelp}));
  describe_view(snapshot.cloud("view", "In three dimensions", {.help = kViewHelp}));
  describe_numbers(snapshot);
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
  Table& table = snapshot.table("racers", "Methods", {.weight = 2, .help = kTableHelp});
  table.head({"method", "f − f*", "to 10⁻⁶", "state"});
  for_each_shown([&](const DescentRacer& racer, std::size_t i) {
    const std::string when = racer.has_diverged() ? " at " + std::to_string(racer.descent().steps()) : "";
    const double arrival =
        racer.arrival() ? static_cast<double>(*racer.arrival()) : std::numeric_limits<double>::quiet_NaN();
    snapshot.metric(kMethods[i].id, racer.name(), racer.f(), {.digits = 3});
    if (racer.arrival())
      snapshot.metric(kMethods[i].arrival_id, std::string(racer.name()) + ": steps to 10⁻⁶", arrival, {.digits = 0});
    table.row({racer.name(), Cell(surface().above_least(racer.f()), 2), Cell(arrival, 0),
               to_string(racer.status()) + when},
              row_color(racer, i));
  });
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
