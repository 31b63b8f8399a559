// Newton's method, the quasi-Newton methods BFGS, L-BFGS, DFP and Broyden, and gradient descent from one start on one
// surface: iterations and evaluations counted, and the parabola that each takes the surface for drawn over it.
// Lecture row R7.
// Sources: Nocedal, Wright, Numerical Optimization (2006), ch. 3, 6, 7; Broyden, Mathematics of Computation 19 (1965)
// 577; Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019), §IV.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ml/optimise/curvature.h"
#include "core/ml/optimise/local_model.h"
#include "core/ml/optimise/minimiser.h"
#include "core/parts/surface_race.h"

namespace lectern {
namespace {

using optimise::LineSearchRule;
using optimise::Minimiser;

constexpr const char* kSurfaceHelp =
    "Paths over the surface; + marks minima, a cross where a method diverged. The bright contours are those of the "
    "parabola that the chosen method takes the surface for, the arrow leads to its stationary point. Drag the ring to "
    "start again from there.";
constexpr const char* kValuesHelp =
    "The height of each method above the lowest place. A curve that bends down falls faster than by a constant factor.";
constexpr const char* kCostHelp =
    "The same against what it cost: 1 for a value of f, D for a gradient, D(D + 1)/2 for a Hessian of D variables.";
constexpr const char* kCurvatureHelp =
    "Curvatures of the surface where the chosen method is, and those of its model. Negative ones are gaps.";
constexpr const char* kTableHelp =
    "How far each method got and how it stands; what it used: steps, values, gradients and Hessians of f; and how many "
    "steps led up.";
constexpr const char* kNumbersHelp =
    "The chosen method's place, and the curvatures of the surface and of its model there.";

constexpr double kFar = 100;          // windows: full steps may leap out and come back
constexpr double kFlat = 1e-10;       // of the gradient at the start: at rest
constexpr double kNearlyFlat = 1e-6;  // the same where no step leads lower any more

struct Method {
  const char* id;
  const char* name;
  const char* shown_id;  // of its switch
  const char* steps_id;  // of a metric
  std::unique_ptr<Minimiser> (*make)(const optimise::Objective&, std::span<const double>,
                                     const optimise::MinimiserOptions&);
};
constexpr std::array<Method, 6> kMethods{{
    {"descent", "Gradient descent", "with_descent", "steps_descent", optimise::steepest_descent},
    {"newton", "Newton", "with_newton", "steps_newton", optimise::newton},
    {"bfgs", "BFGS", "with_bfgs", "steps_bfgs", optimise::bfgs},
    {"lbfgs", "L-BFGS", "with_lbfgs", "steps_lbfgs", optimise::lbfgs},
    {"dfp", "DFP", "with_dfp", "steps_dfp", optimise::dfp},
    {"broyden", "Broyden", "with_broyden", "steps_broyden", optimise::broyden},
}};

struct Settings {
  SurfaceSettings data{.surface = "rosenbrock"};
  LineSearchRule line_search = LineSearchRule::strong_wolfe;
  std::size_t shown_model = 1;  // of kMethods
  int memory = 5;
  int steps = 100;
  std::array<bool, kMethods.size()> takes_part{true, true, true, true, true, true};
};

// Owns a minimiser; a copy owns a clone of it.
class MinimiserHandle {
 public:
  explicit MinimiserHandle(std::unique_ptr<Minimiser> minimiser) : minimiser_(std::move(minimiser)) {}
  MinimiserHandle(const MinimiserHandle& other) : minimiser_(other.minimiser_->clone()) {}
  MinimiserHandle(MinimiserHandle&&) = default;
  Minimiser* operator->() { return minimiser_.get(); }
  const Minimiser* operator->() const { return minimiser_.get(); }
  const Minimiser& operator*() const { return *minimiser_; }
  auto state() const { return std::tie(minimiser_); }

 private:
  std::unique_ptr<Minimiser> minimiser_;
};

class Solver final : public SurfaceSearch {
 public:
  Solver(const SurfacePicture& picture, std::string_view name, std::unique_ptr<Minimiser> minimiser)
      : SurfaceSearch(picture, name),
        minimiser_(std::move(minimiser)),
        first_gradient_norm_(minimiser_->gradient_norm()) {
    look();
  }

  void step();

  std::int64_t iterations() const { return iterations_; }
  int climbs() const { return climbs_; }
  const optimise::CountingObjective& evaluations() const { return minimiser_->evaluations(); }
  const optimise::LocalModel& model() const { return model_; }  // where it is shown
  const History& heights_by_cost() const { return heights_by_cost_; }
  // Smallest and largest: true ones, and those of the model.
  const History& curvatures() const { return curvatures_; }

  auto state() const {
    return std::tuple(search_state(), std::cref(minimiser_), iterations_, climbs_, unhashed(model_),
                      std::cref(heights_by_cost_), std::cref(curvatures_));
  }

 private:
  void look();

  MinimiserHandle minimiser_;
  double first_gradient_norm_;
  std::int64_t iterations_ = 0;
  int climbs_ = 0;  // steps that led upwards
  optimise::LocalModel model_;
  History heights_by_cost_{1}, curvatures_{4};
};

void Solver::step() {
  const std::vector<double> before(minimiser_->x().begin(), minimiser_->x().end());
  minimiser_->step();
  ++iterations_;
  if (minimiser_->f() > f()) ++climbs_;
  if (std::equal(before.begin(), before.end(), minimiser_->x().begin())) set_status(SearchStatus::stuck);
  look();
}

void Solver::look() {
  const double slope = minimiser_->gradient_norm();
  if (!is_within(kFar, minimiser_->x(), minimiser_->f()) || !std::isfinite(slope))
    return set_status(SearchStatus::diverged);
  show(static_cast<double>(iterations_), minimiser_->x(), minimiser_->f(), slope);
  model_ = optimise::local_model(*minimiser_);
  const double flat = status() == SearchStatus::stuck ? kNearlyFlat : kFlat;
  if (slope <= flat * std::max(first_gradient_norm_, 1.0)) set_status(status_at_rest(model_.actual));
  heights_by_cost_.record(static_cast<double>(evaluations().numbers()), std::array{curves().last(height)});
  const auto shown = [](double curvature) { return curvature > 0 ? curvature : NAN; };
  curvatures_.record(static_cast<double>(iterations_),
                     std::array{shown(model_.actual.front()), shown(model_.actual.back()),
                                shown(model_.believed.front()), shown(model_.believed.back())});
}

class SecondOrder final : public SurfaceRace<SecondOrder, Settings, Solver> {
 public:
  static Schema<Settings> schema();

  explicit SecondOrder(const Start& start) : SurfaceRace(start) { start_again(); }

  void start_again() {
    optimise::MinimiserOptions options;
    options.rule = settings().line_search;
    options.memory = settings().memory;
    options.descent_rate = 0.5 * data().unit_of_rate();
    for (const Method& method : kMethods)
      searchers().emplace_back(picture(), method.name, method.make(*surface().f, data().start(), options));
  }
  void step() override {
    count_step();
    for (Solver& solver : searchers())
      if (solver.runs()) solver.step();
  }
  std::optional<Divergence> divergence() const override;
  void describe(Snapshot& snapshot) const override;

 private:
  const Solver& chosen() const { return searchers()[settings().shown_model]; }

  void describe_costs(Plane& costs) const;
  void describe_curvatures(Plane& curvatures) const;
  void describe_table(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
};

Schema<Settings> SecondOrder::schema() {
  std::vector<Option<std::size_t>> methods;
  for (const Method& method : kMethods) methods.push_back({methods.size(), method.id, method.name});
  Schema<Settings> schema;
  schema.include(&Settings::data)
      .group("Methods")
      .choice(&Settings::line_search, "line_search", "Line search", optimise::kLineSearchRules)
      .help("How far to go along a direction. With a line search every step leads down, and directions that climb are "
            "reversed; without one, the model is trusted blindly.")
      .choice(&Settings::shown_model, "shown_model", "Model shown", std::move(methods))
      .formerly("model")
      .live()
      .help("Whose local parabola and whose curvatures are shown.")
      .integer(&Settings::memory, "memory", "Memory of L-BFGS", {1, 20})
      .unit("steps")
      .help("How many of the last steps stand in for the whole matrix.")
      .integer(&Settings::steps, "iterations", "Iterations", {5, 20000})
      .logarithmic()
      .live()
      .help("The run ends here, or when every method is at rest.")
      .group("Methods shown");
  for (std::size_t i = 0; i < kMethods.size(); ++i)
    schema.boolean([i](Settings& s) -> bool& { return s.takes_part[i]; }, kMethods[i].shown_id, kMethods[i].name)
        .live()
        .help("Shows this method; the others do not notice.");
  return schema;
}

std::optional<Divergence> SecondOrder::divergence() const {
  if (!all_diverged()) return std::nullopt;
  std::vector<std::string> names;
  for_each_shown([&](const Solver& solver, std::size_t) { names.emplace_back(solver.name()); });
  const std::string cause = "By step " + std::to_string(steps()) + " every method shown (" + joined(names) +
                            ") has gone far out of the window or to where the function is not finite.";
  if (settings().line_search != LineSearchRule::none) return Divergence{cause, {}, {}};
  return diverged(cause + " Full steps trust the model even where it is wrong; a line search shortens them.",
                  &Settings::line_search, LineSearchRule::strong_wolfe);
}

void SecondOrder::describe(Snapshot& snapshot) const {
  Plane& surface = snapshot.plane("surface", "Paths and model", {.weight = 4, .help = kSurfaceHelp});
  picture().describe(surface);
  picture().add_model(surface, "model of " + std::string(chosen().name()), chosen().model(),
                      static_cast<ColorRole>(settings().shown_model));
  describe_paths(surface);
  describe_curves(snapshot.curves("values", "Height by iterations", {.weight = 2, .help = kValuesHelp}), "iteration",
                  SurfaceSearch::height);
  describe_costs(snapshot.curves("costs", "Height by cost", {.help = kCostHelp}));
  describe_curvatures(snapshot.curves("curvatures", "Curvatures", {.help = kCurvatureHelp}));
  describe_table(snapshot);
  describe_numbers(snapshot);
}

void SecondOrder::describe_costs(Plane& costs) const {
  costs.axes({.label = "numbers computed", .logarithmic = true}, {.label = "f − f*", .logarithmic = true});
  for_each_shown([&](const Solver& solver, std::size_t i) {
    costs.line(solver.name(), solver.heights_by_cost(), 0,
               {.color = static_cast<ColorRole>(i), .least = SurfaceSearch::kLeast});
  });
}

void SecondOrder::describe_curvatures(Plane& curvatures) const {
  curvatures.axes({.label = "iteration"}, {.label = "eigenvalue λ", .logarithmic = true});
  static constexpr const char* kNames[] = {"true, smallest", "true, largest", "model, smallest", "model, largest"};
  const std::size_t count = surface().dimension() > 1 ? 2 : 1;
  for (const std::size_t first : {0, 2})
    for (std::size_t i = 0; i < count; ++i)
      curvatures.line(kNames[first + i], chosen().curvatures(), first + i,
                      {.color = static_cast<ColorRole>(i), .dashed = first == 2, .least = SurfaceSearch::kLeast});
}

void SecondOrder::describe_table(Snapshot& snapshot) const {
  Table& table = snapshot.table("methods", "Methods", {.weight = 2, .help = kTableHelp});
  table.head({"method", "steps", "f − f*", "state", "f", "∇f", "H", "up"});
  const auto count = [](std::int64_t number) { return Cell(static_cast<double>(number), 0); };
  for_each_shown([&](const Solver& solver, std::size_t i) {
    snapshot.metric(kMethods[i].id, solver.name(), solver.f());
    snapshot.metric(kMethods[i].steps_id, std::string(solver.name()) + ": steps",
                    static_cast<double>(solver.iterations()), {.digits = 0});
    const optimise::CountingObjective& asked = solver.evaluations();
    table.row({solver.name(), count(solver.iterations()), Cell(surface().above_least(solver.f()), 2),
               to_string(solver.status()), count(asked.values()), count(asked.gradients()), count(asked.hessians()),
               count(solver.climbs())},
              row_color(solver, i));
  });
}

void SecondOrder::describe_numbers(Snapshot& snapshot) const {
  snapshot.metric("iteration", "iteration", static_cast<double>(steps()), {.digits = 0});
  const Solver& solver = chosen();
  const optimise::LocalModel& model = solver.model();
  const bool is_map = surface().dimension() > 1;
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  numbers.heading(solver.name());
  numbers.add("place_x", "x", solver.place()[0]);
  if (is_map) numbers.add("place_y", "y", solver.place()[1]);
  numbers.add("largest_here", "λ largest", model.actual.back());
  if (is_map) {
    numbers.add("least_here", "λ smallest", model.actual.front());
    numbers.add("condition_here", "κ of the Hessian", optimise::condition_number(model.actual));
  }
  if (model.exists()) {
    numbers.add("largest_of_model", "λ largest, of the model", model.believed.back());
    if (is_map) numbers.add("least_of_model", "λ smallest, of the model", model.believed.front());
  } else {
    numbers.warning("The Hessian cannot be inverted here: there is no model.");
  }
  if (solver.runs() && model.actual.front() < 0)
    numbers.warning("The surface curves downwards here: a full Newton step may lead up, or to a saddle.");
  if (solver.status() == SearchStatus::at_saddle || solver.status() == SearchStatus::at_maximum)
    numbers.warning("No slope, but no minimum either: H⁻¹∇f leads to any stationary point.");
  numbers.formula("f = " + surface().formula);
}

const RegisterDemo<SecondOrder> registered{{
    .id = "second-order",
    .title = "Newton and quasi-Newton methods",
    .lecture = 2,
    .row = "R7",
    .summary = "Newton, BFGS, L-BFGS, DFP and Broyden from one start, with the parabola that each sees.",
    .sources = {"Nocedal, Wright, Numerical Optimization (2006), ch. 3, 6, 7",
                "Broyden, Mathematics of Computation 19 (1965) 577",
                "Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019)"},
    .steps_per_second = 4,
}};

}  // namespace
}  // namespace lectern
