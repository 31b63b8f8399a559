// Newton's method, its imitations BFGS, L-BFGS, DFP and Broyden, and gradient descent from one start on one surface:
// iterations and evaluations counted, and the parabola that each takes the surface for drawn over it.
// Lecture row R7.
// Sources: Nocedal, Wright, Numerical Optimization (2006), ch. 3, 6, 7; Broyden, Mathematics of Computation 19 (1965)
// 577; Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019), §IV.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/text.h"
#include "core/lab/history.h"
#include "core/lab/registry.h"
#include "core/ml/optimise/curvature.h"
#include "core/ml/optimise/local_model.h"
#include "core/ml/optimise/minimiser.h"
#include "core/parts/descent_racer.h"
#include "core/parts/surface_picture.h"
#include "core/parts/surface_settings.h"

namespace lectern {
namespace {

using optimise::Minimiser;

constexpr const char* kSurfaceHelp =
    "Paths over the surface; + marks minima, a cross is where somebody was lost. The bright contours are those of the "
    "parabola that the chosen method takes the surface for, the arrow leads to its flat place. Drag the ring to start "
    "anew.";
constexpr const char* kValuesHelp =
    "How far above the lowest place each method is. Straight down and steeper: faster than any constant factor.";
constexpr const char* kCostHelp =
    "The same against what it cost: 1 for a value of f, D for a gradient, D(D + 1)/2 for a Hessian of D variables.";
constexpr const char* kCurvatureHelp =
    "Curvatures of the surface where the chosen method stands, and those it believes in. Negative ones are gaps.";
constexpr const char* kTableHelp =
    "What each method needed: steps, values, gradients and Hessians of f; how many steps led up; and where it is.";
constexpr const char* kNumbersHelp = "The chosen method's place and what the surface and its model say there.";

constexpr std::uint64_t kStart = 1;  // label of the random stream
constexpr double kFar = 100;          // windows: full steps may leap out and come back
constexpr double kFlat = 1e-10;       // of the gradient at the start: at rest
constexpr double kNearlyFlat = 1e-6;  // the same where no step leads lower any more
constexpr double kLeast = 1e-16;      // shown on logarithmic axes

using Make = std::unique_ptr<Minimiser> (*)(const optimise::Objective&, std::span<const double>,
                                            const optimise::MinimiserOptions&);
struct Method {
  const char* id;
  const char* name;
  Make make;
};
constexpr std::array<Method, 6> kMethods{{
    {"descent", "Gradient descent", optimise::steepest_descent},
    {"newton", "Newton", optimise::newton},
    {"bfgs", "BFGS", optimise::bfgs},
    {"lbfgs", "L-BFGS", optimise::lbfgs},
    {"dfp", "DFP", optimise::dfp},
    {"broyden", "Broyden", optimise::broyden},
}};

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_surface_parameters(schema, "rosenbrock");
  std::vector<Choice> methods;
  for (const Method& method : kMethods) methods.push_back({method.id, method.name});
  schema.group("Methods")
      .choice("line_search", "Line search",
              {{"strong_wolfe", "Strong Wolfe conditions"},  // the first: the remedy of a divergence
               {"backtracking", "Backtracking"},
               {"none", "None: full steps"}},
              "strong_wolfe")
      .help("How far to go along a direction. With one, every step leads down, and directions that climb are turned "
            "round; without, the model is believed blindly.")
      .choice("model", "Model shown", methods, "newton")
      .live()
      .help("Whose local parabola and whose curvatures are shown.")
      .integer("memory", "Memory of L-BFGS", {1, 20}, 5)
      .unit("steps")
      .help("How many of the last steps stand in for the whole matrix.")
      .integer("iterations", "Iterations", {5, 5000}, 100)
      .logarithmic()
      .live()
      .help("The run ends here, or when everybody is at rest.");
  schema.group("Who takes part");
  for (const Method& method : kMethods)
    schema.boolean(std::string("with_") + method.id, method.name, true)
        .live()
        .help("Shows this method; the others do not notice.");
  return schema;
}

// Owns a minimiser; a copy owns a clone of it.
class MinimiserHandle {
 public:
  explicit MinimiserHandle(std::unique_ptr<Minimiser> minimiser) : minimiser_(std::move(minimiser)) {}
  MinimiserHandle(const MinimiserHandle& other) : minimiser_(other.minimiser_->clone()) {}
  MinimiserHandle(MinimiserHandle&&) = default;
  Minimiser* operator->() { return minimiser_.get(); }
  const Minimiser* operator->() const { return minimiser_.get(); }
  const Minimiser& operator*() const { return *minimiser_; }

 private:
  std::unique_ptr<Minimiser> minimiser_;
};

struct Solver {
  MinimiserHandle minimiser;
  Trail trail{};
  RacerState state = RacerState::running;
  std::int64_t iterations = 0;
  int climbs = 0;  // steps that led upwards
  // Where it was last seen with finite numbers.
  std::vector<double> x{};
  double f = 0, gradient_norm = 0, first_gradient_norm = 0;
  optimise::LocalModel model{};
  History values{1}, costs{1}, curvatures{4};  // curvatures: least and largest, true and believed
};

class SecondOrder final : public Experiment {
 public:
  SecondOrder(const ExperimentStart& start, std::shared_ptr<const SurfacePicture> picture)
      : picture_(std::move(picture)),
        parameters_(start.parameters),
        starts_(Rng(start.seed).split(kStart).split(start.data_seed)),
        start_(surface().start) {
    set_out();
  }

  void step() override {
    ++steps_;
    for (Solver& solver : solvers_)
      if (solver.state == RacerState::running) advance(solver);
  }
  void tune(const ParameterSet& parameters) override { parameters_ = parameters; }
  bool act(const Action& action) override {
    auto start = dragged_start(surface(), action);
    if (!start) return false;
    start_ = std::move(*start);
    set_out();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<SecondOrder>(*this); }
  bool finished() const override;
  std::optional<Divergence> divergence() const override;

 private:
  const Surface& surface() const { return picture_->surface(); }
  std::size_t chosen_number() const { return static_cast<std::size_t>(parameters_.choice_index("model")); }
  const Solver& chosen() const { return solvers_[chosen_number()]; }
  const Method& chosen_method() const { return kMethods[chosen_number()]; }
  // Calls visit(solver, method, colour) for each that takes part.
  template <typename Visit>
  void for_solvers(Visit visit) const {
    for (std::size_t i = 0; i < kMethods.size(); ++i)
      if (parameters_.boolean(std::string("with_") + kMethods[i].id))
        visit(solvers_[i], kMethods[i], static_cast<ColorRole>(i));
  }

  void set_out();
  void advance(Solver& solver);
  void look(Solver& solver);

  void describe_surface(Plane& plane) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_table(Table& table) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const SurfacePicture> picture_;
  ParameterSet parameters_;
  Rng starts_;  // what a run's seeds say even where nothing is drawn from it
  std::vector<double> start_;
  std::int64_t steps_ = 0;
  std::vector<Solver> solvers_;  // of kMethods
};

void SecondOrder::set_out() {
  optimise::MinimiserOptions options;
  const std::string& rule = parameters_.choice("line_search");
  options.rule = rule == "none"           ? optimise::LineSearchRule::none
                 : rule == "backtracking" ? optimise::LineSearchRule::backtracking
                                          : optimise::LineSearchRule::strong_wolfe;
  options.memory = parameters_.integer("memory");
  options.descent_rate = 0.5 * surface().unit_of_rate(start_);
  steps_ = 0;
  solvers_.clear();
  solvers_.reserve(kMethods.size());
  for (const Method& method : kMethods) {
    Solver& solver = solvers_.emplace_back(Solver{MinimiserHandle(method.make(*surface().f, start_, options))});
    solver.first_gradient_norm = solver.minimiser->gradient_norm();
    look(solver);
  }
}

void SecondOrder::advance(Solver& solver) {
  const std::vector<double> before(solver.minimiser->x().begin(), solver.minimiser->x().end());
  const double f = solver.f;
  solver.minimiser->step();
  ++solver.iterations;
  if (solver.minimiser->f() > f) ++solver.climbs;
  if (std::equal(before.begin(), before.end(), solver.minimiser->x().begin())) solver.state = RacerState::stuck;
  look(solver);
}

void SecondOrder::look(Solver& solver) {
  const Minimiser& minimiser = *solver.minimiser;
  if (!std::isfinite(minimiser.f()) || !std::isfinite(minimiser.gradient_norm()) ||
      !surface().is_near(minimiser.x(), kFar)) {
    solver.state = RacerState::lost;
    return;
  }
  solver.x.assign(minimiser.x().begin(), minimiser.x().end());
  solver.f = minimiser.f();
  solver.gradient_norm = minimiser.gradient_norm();
  solver.trail.record(picture_->place(solver.x, solver.f));
  solver.model = optimise::local_model(minimiser);
  const double flat = solver.state == RacerState::stuck ? kNearlyFlat : kFlat;
  if (solver.gradient_norm <= flat * std::max(solver.first_gradient_norm, 1.0))
    solver.state = state_at_rest(solver.model.actual);
  const double height = std::max(surface().above_least(solver.f), kLeast);
  solver.values.record(static_cast<double>(solver.iterations), std::span(&height, 1));
  solver.costs.record(static_cast<double>(minimiser.evaluations().numbers()), std::span(&height, 1));
  const auto shown = [](double curvature) { return curvature > 0 ? curvature : NAN; };
  const optimise::LocalModel& model = solver.model;
  const std::array<double, 4> curvatures{shown(model.actual.front()), shown(model.actual.back()),
                                         shown(model.believed.front()), shown(model.believed.back())};
  solver.curvatures.record(static_cast<double>(solver.iterations), curvatures);
}

void SecondOrder::hash_state(StateHasher& hasher) const {
  Rng starts = starts_;
  hasher.add(starts.next_u64());
  hasher.add(steps_);
  for (const Solver& solver : solvers_) {
    solver.minimiser->hash_state(hasher);
    hasher.add(static_cast<int>(solver.state));
  }
}

bool SecondOrder::finished() const {
  bool somebody_runs = false;
  for_solvers([&](const Solver& s, const Method&, ColorRole) { somebody_runs |= s.state == RacerState::running; });
  return steps_ >= parameters_.integer("iterations") || (steps_ > 0 && !somebody_runs);
}

// The run is over when everybody is lost; one who is lost does not stop the others.
std::optional<Divergence> SecondOrder::divergence() const {
  bool everybody = true;
  std::string names;
  for_solvers([&](const Solver& solver, const Method& method, ColorRole) {
    everybody = everybody && solver.state == RacerState::lost;
    names += (names.empty() ? "" : ", ") + std::string(method.name);
  });
  if (!everybody || names.empty()) return std::nullopt;
  Divergence divergence;
  divergence.cause = "By step " + std::to_string(steps_) + " every method shown (" + names +
                     ") has gone far out of the window or to where the function is not finite.";
  if (parameters_.choice("line_search") != "none") return divergence;
  divergence.cause += " Full steps trust the model even where it is wrong; a line search shortens them.";
  divergence.parameter = "line_search";
  divergence.stable_value = 0;
  return divergence;
}

void SecondOrder::describe(Snapshot& snapshot) const {
  describe_surface(snapshot.add_panel<Plane>("surface", "Paths and model", 4, kSurfaceHelp));
  describe_curves(snapshot);
  describe_table(snapshot.add_panel<Table>("methods", "Methods", 2, kTableHelp));
  describe_numbers(snapshot);
}

void SecondOrder::describe_surface(Plane& plane) const {
  picture_->describe(plane);
  picture_->add_model(plane, std::string("model of ") + chosen_method().name, chosen().model);
  for_solvers([&](const Solver& solver, const Method& method, ColorRole color) {
    add_path(plane, method.name, solver.trail, color, solver.state == RacerState::lost);
  });
  add_start_handle(plane, picture_->place(start_, surface().f->value(start_)));
}

void SecondOrder::describe_curves(Snapshot& snapshot) const {
  Curves& values = snapshot.add_panel<Curves>("values", "Height by iterations", 2, kValuesHelp);
  set_axes(values, "iteration", "f − f*", {}, true);
  for_solvers([&](const Solver& solver, const Method& method, ColorRole color) {
    add_series(values, method.name, solver.values, 0, color, kLeast);
  });
  Curves& costs = snapshot.add_panel<Curves>("costs", "Height by cost", 1, kCostHelp);
  set_axes(costs, "numbers computed", "f − f*", {}, true);
  costs.x.logarithmic = true;
  for_solvers([&](const Solver& solver, const Method& method, ColorRole color) {
    add_series(costs, method.name, solver.costs, 0, color, kLeast);
  });
  Curves& curvatures = snapshot.add_panel<Curves>("curvatures", "True and believed curvatures", 1, kCurvatureHelp);
  set_axes(curvatures, "iteration", "eigenvalue λ", {}, true);
  const std::size_t last = surface().dimension() > 1 ? 2 : 1;
  static constexpr const char* kNames[] = {"least of the Hessian", "largest of the Hessian", "least believed",
                                           "largest believed"};
  for (std::size_t believed = 0; believed < 2; ++believed) {
    for (std::size_t i = 0; i < last; ++i) {
      const std::size_t curve = 2 * believed + i;
      Series& series =
          add_series(curvatures, kNames[curve], chosen().curvatures, curve, static_cast<ColorRole>(i), kLeast);
      series.dashed = believed == 1;
    }
  }
}

void SecondOrder::describe_table(Table& table) const {
  static constexpr std::array<const char*, 8> kColumns{"method", "steps", "f", "∇f", "H", "up", "f − f*", "state"};
  table.columns.resize(kColumns.size());
  std::copy(kColumns.begin(), kColumns.end(), table.columns.begin());
  for_solvers([&](const Solver& solver, const Method& method, ColorRole color) {
    const optimise::CountingObjective& asked = solver.minimiser->evaluations();
    TableRow& row = table.rows.next();
    row.color = solver.state == RacerState::lost ? kColorBad : color;
    row.cells.resize(kColumns.size());
    row.cells[0].assign(method.name);
    const std::array<std::int64_t, 5> counts{solver.iterations, asked.values(), asked.gradients(), asked.hessians(),
                                             solver.climbs};
    for (std::size_t i = 0; i < counts.size(); ++i)
      write_number(row.cells[1 + i], "%.0f", static_cast<double>(counts[i]));
    const double height = surface().above_least(solver.f);
    row.cells[6].assign("–");
    if (std::isfinite(height)) write_number(row.cells[6], "%.0e", height);
    row.cells[7].assign(to_string(solver.state));
  });
}

void SecondOrder::describe_numbers(Snapshot& snapshot) const {
  snapshot.add_metric("iteration", "iteration", static_cast<double>(steps_));
  for_solvers([&](const Solver& solver, const Method& method, ColorRole) {
    snapshot.add_metric(method.id, method.name, solver.f);
  });
  const Solver& solver = chosen();
  const optimise::LocalModel& model = solver.model;
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, kNumbersHelp);
  add_line(text, TextStyle::formula, "f = " + surface().formula);
  add_line(text, TextStyle::heading, std::string(chosen_method().name) + " at " + place_text(solver.x));
  add_value(text, "λ largest", model.actual.back());
  if (model.believed.size() > 1) {
    add_value(text, "λ least", model.actual.front());
    add_value(text, "κ of the Hessian", optimise::condition_number(model.actual));
  }
  if (!model.exists()) {
    add_line(text, TextStyle::warning, "The Hessian cannot be inverted here: there is no model.");
  } else {
    add_value(text, "largest believed", model.believed.back());
    if (model.believed.size() > 1) add_value(text, "least believed", model.believed.front());
  }
  if (solver.state == RacerState::running && model.actual.front() < 0)
    add_line(text, TextStyle::warning,
             "The surface curves downwards here: a full Newton step may lead up, or to a saddle.");
  if (solver.state == RacerState::at_saddle || solver.state == RacerState::at_maximum)
    add_line(text, TextStyle::warning, "No slope, but no minimum either: H⁻¹∇f leads to any flat place.");
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  auto picture = make_surface_picture(start.parameters, Rng(start.seed).split(kStart));
  if (!picture) return Error{picture.error()};
  return std::unique_ptr<Experiment>(std::make_unique<SecondOrder>(start, std::move(*picture)));
}

ExperimentInfo second_order_info() {
  ExperimentInfo info;
  info.id = "second-order";
  info.title = "Newton's method and its imitations";
  info.lecture = 2;
  info.row = "R7";
  info.summary = "Newton, BFGS, L-BFGS, DFP and Broyden from one start, with the parabola that each sees.";
  info.lesson =
      "Newton's method replaces the surface by the parabola with the same slope and curvatures and goes to where "
      "that is flat, v = H⁻¹∇f. Quasi-Newton methods learn that parabola from their steps: watch the believed "
      "curvatures find the true ones (Broyden begins with those of the start, or it would go astray). How many "
      "iterations does each need through Rosenbrock's valley, and how many does gradient descent? On the quadratic "
      "bowl, how many does Newton need, whatever κ is, and why? Then switch the line search off and start "
      "Himmelblau's surface near its middle, or the saddle beside its ridge: where does Newton go, and why does it "
      "climb? The table counts what is asked of f: with a million weights, a Hessian has 10¹² entries. Which of these "
      "methods would you still train a network with?";
  info.sources = {"Nocedal, Wright, Numerical Optimization (2006), ch. 3, 6, 7",
                  "Broyden, Mathematics of Computation 19 (1965) 577",
                  "Mehta et al., A high-bias, low-variance introduction to machine learning, Phys. Rep. 810 (2019)"};
  info.steps_per_second = 4;
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{second_order_info()};

}  // namespace
}  // namespace lectern
