#include "core/parts/surface_settings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/math/expression.h"
#include "core/ml/optimise/curvature.h"
#include "core/ml/optimise/surfaces.h"
#include "core/ml/optimise/typed_objective.h"

namespace lectern {
namespace {

constexpr double kDegree = 3.1415926535897932384626433832795 / 180;
constexpr int kSearchPoints = 81;       // along each side, for minima
constexpr double kStartFraction = 0.9;  // of the window, for random starts

// One that comes with the program. A formula without a built-in function of its name is read as if it were typed.
struct KnownSurface {
  std::string_view id, label, formula;
  Range x, y;
  double start[2];
};
constexpr KnownSurface kKnown[] = {
    {"convex", "One variable, convex", "x^2 / 2", {-4, 4}, {}, {-3.5, 0}},
    {"wells", "One variable, two wells", "x^4 / 4 - x^2 + x / 3", {-2.5, 2.5}, {}, {2.25, 0}},
    {"quadratic", "Quadratic bowl", "½ (u² + κ v²)", {-5, 5}, {-5, 5}, {-4, 2}},
    {"bowl", "Bowl of two coefficients", "a x² + b y²", {-5, 5}, {-5, 5}, {-2, 4}},
    {"rosenbrock", "Rosenbrock's valley", "(1 − x)² + 100 (y − x²)²", {-2, 2}, {-1, 3}, {-1.25, 1}},
    {"himmelblau", "Himmelblau's four minima", "(x² + y − 11)² + (x + y² − 7)²", {-5, 5}, {-5, 5}, {0, -4}},
    {"beale",
     "Beale's plateau",
     "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
     {-4.5, 4.5},
     {-4.5, 4.5},
     {1, 1.5}},
    {"rastrigin",
     "Rastrigin's egg box",
     "x² + y² + 10 (2 − cos 2πx − cos 2πy)",
     {-5.12, 5.12},
     {-5.12, 5.12},
     {3.25, -2.25}},
    {"shifted",
     "Egg box, off centre",
     "(x - 2.5)^2 + (y + 3)^2 + 10*(2 - cos(2*pi*(x - 2.5)) - cos(2*pi*(y + 3)))",
     {-5.12, 5.12},
     {-5.12, 5.12},
     {-1.25, 2.25}},
    {"saddle", "Saddle", "½ (x² − y²) + ¼ y⁴", {-2, 2}, {-2, 2}, {-1.5, 0.03125}},
    {"monkey", "Monkey saddle", "x^3 - 3 * x * y^2", {-2, 2}, {-2, 2}, {1.5, 0.03125}},
};
constexpr std::string_view kTyped = "typed";

Result<std::unique_ptr<const optimise::Objective>> read_formula(std::string_view text) {
  constexpr std::string_view kNames[] = {"x", "y"};
  // A formula of x alone is a function of one variable.
  for (const std::size_t variables : {std::size_t{1}, std::size_t{2}}) {
    Result<Expression> read = Expression::parse(text, std::span(kNames).first(variables));
    if (read) {
      return std::unique_ptr<const optimise::Objective>(
          std::make_unique<optimise::TypedObjective>(std::move(*read), static_cast<int>(variables)));
    }
    if (variables == std::size(kNames)) return Error{read.error()};
  }
  return Error{"The formula could not be read."};
}

// ½ (u² + κ v²) with u and v turned by an angle, as it is typed in x and y.
std::string bowl_formula(double condition, double angle) {
  const std::string factor = condition == 1 ? "" : number_text(condition) + " ";
  if (angle == 0) return "½ (x² + " + factor + "y²)";
  const std::string turn = number_text(angle) + "°";
  return "½ ((x cos " + turn + " + y sin " + turn + ")² + " + factor + "(y cos " + turn + " − x sin " + turn + ")²)";
}

std::unique_ptr<const optimise::Objective> turned_bowl(double condition, double angle) {
  const double c = math::cos(angle * kDegree), s = math::sin(angle * kDegree);
  Matrix<double> A(2, 2);
  A(0, 0) = c * c + condition * s * s;
  A(1, 1) = s * s + condition * c * c;
  A(0, 1) = A(1, 0) = (1 - condition) * c * s;
  return optimise::quadratic(std::move(A), {0, 0});
}

// a x² + b y²
std::unique_ptr<const optimise::Objective> bowl_of(double a, double b) {
  Matrix<double> A(2, 2);
  A(0, 0) = 2 * a;
  A(1, 1) = 2 * b;
  return optimise::quadratic(std::move(A), {0, 0});
}

// Fills in f, formula, window and the classic start.
Result<bool> choose(const SurfaceSettings& settings, Surface& surface) {
  if (settings.surface == kTyped) {
    const double w = settings.window;
    auto read = read_formula(settings.formula);
    if (!read) return Error{read.error()};
    surface.f = std::move(*read);
    surface.formula = surface.general_formula = settings.formula;
    surface.x = surface.y = {-w, w};
    surface.start = {-0.75 * w, 0.625 * w};
  } else {
    const KnownSurface& known = *std::find_if(std::begin(kKnown), std::end(kKnown),
                                              [&](const KnownSurface& one) { return one.id == settings.surface; });
    surface.f = optimise::surface_by_name(known.id);
    surface.formula = surface.general_formula = known.formula;
    if (known.id == "quadratic") {
      surface.f = turned_bowl(settings.condition, settings.angle);
      surface.formula = bowl_formula(settings.condition, settings.angle);
    }
    if (known.id == "bowl") {
      surface.f = bowl_of(settings.bowl_a, settings.bowl_b);
      surface.formula = number_text(settings.bowl_a) + " x² + " + number_text(settings.bowl_b) + " y²";
    }
    if (surface.f == nullptr) surface.f = std::move(*read_formula(known.formula));
    surface.x = known.x;
    surface.y = known.y;
    surface.start.assign(std::begin(known.start), std::end(known.start));
  }
  surface.start.resize(static_cast<std::size_t>(surface.dimension()));
  return true;
}

// The lowest finite value over the window's grid and its place; nothing where the function is nowhere finite.
std::optional<optimise::LocalMinimum> lowest_on_grid(const Surface& surface) {
  optimise::LocalMinimum lowest{{}, std::numeric_limits<double>::infinity()};
  const std::vector<double> low = surface.low(), high = surface.high();
  std::vector<double> x(low.size());
  const int rows = x.size() > 1 ? kSearchPoints : 1;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < kSearchPoints; ++column) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = low[i] + (high[i] - low[i]) * (i == 0 ? column : row) / (kSearchPoints - 1);
      }
      const double f = surface.f->value(x);
      if (std::isfinite(f) && f < lowest.f) lowest = {x, f};
    }
  }
  if (lowest.x.empty()) return std::nullopt;
  return lowest;
}

double distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

void draw_start(Surface& surface, Rng& rng) {
  const std::vector<double> low = surface.low(), high = surface.high();
  for (std::size_t i = 0; i < low.size(); ++i) {
    const double middle = 0.5 * (low[i] + high[i]), reach = 0.5 * kStartFraction * (high[i] - low[i]);
    surface.start[i] = rng.uniform(middle - reach, middle + reach);
  }
}

void start_at(Surface& surface, double x, double y) {
  const std::vector<double> low = surface.low(), high = surface.high();
  surface.start = {x, y};
  surface.start.resize(low.size());
  for (std::size_t i = 0; i < low.size(); ++i) surface.start[i] = std::clamp(surface.start[i], low[i], high[i]);
}

}  // namespace

std::vector<double> Surface::bounds(double Range::*bound) const {
  if (dimension() == 1) return {x.*bound};
  return {x.*bound, y.*bound};
}

double Surface::above_least(double value) const {
  const double above = value - least;
  return above < -1e-9 * std::max(1.0, std::fabs(least)) ? std::numeric_limits<double>::quiet_NaN()
                                                         : std::max(above, 0.0);
}

const optimise::LocalMinimum* Surface::nearest_minimum(std::span<const double> at) const {
  const auto nearer = [&](const optimise::LocalMinimum& a, const optimise::LocalMinimum& b) {
    return distance(at, a.x) < distance(at, b.x);
  };
  return minima.empty() ? nullptr : &*std::min_element(minima.begin(), minima.end(), nearer);
}

double Surface::distance_to_minimum(std::span<const double> at) const {
  const optimise::LocalMinimum* nearest = nearest_minimum(at);
  return nearest == nullptr ? std::numeric_limits<double>::quiet_NaN() : distance(at, nearest->x);
}

double Surface::unit_of_rate(std::span<const double> from) const {
  double largest = optimise::largest_curvature(*f, from);
  if (const optimise::LocalMinimum* nearest = nearest_minimum(from))
    largest = std::max(largest, optimise::largest_curvature(*f, nearest->x));
  return optimise::descent_limit(largest);
}

bool Surface::is_near(std::span<const double> at, double times) const {
  const auto inside = [&](double value, const Range& range) {
    return std::fabs(value - 0.5 * (range.low + range.high)) <= 0.5 * times * (range.high - range.low);
  };
  return inside(at[0], x) && (at.size() < 2 || inside(at[1], y));
}

Schema<SurfaceSettings> SurfaceSettings::schema(const SurfaceSettings& defaults) {
  using Self = SurfaceSettings;
  std::vector<Option<std::string>> surfaces;
  for (const KnownSurface& known : kKnown)
    surfaces.push_back({std::string(known.id), std::string(known.id), std::string(known.label)});
  surfaces.push_back({std::string(kTyped), std::string(kTyped), "My own formula"});
  return Schema<Self>(1, defaults)
      .group("Surface")
      .choice(&Self::surface, "surface", glossary_label("surface"), std::move(surfaces))
      .help(
          "The function to be minimised. Each has a difficulty of its own: a ravine, a curved valley, a plateau, many "
          "minima, a saddle.")
      .text(&Self::formula, "formula", glossary_label("formula"), Expression::kMaximumLength)
      .help("A function of x and y, or of x alone: + - * / ^ ( ), sin, cos, exp, log, sqrt, abs, tanh, min, max, pi.")
      .shown_when(&Self::surface, {"typed"})
      .real(&Self::window, "window", {0.1, 100})
      .logarithmic()
      .help("The formula is shown from minus this value to this value.")
      .shown_when(&Self::surface, {"typed"})
      .real(&Self::condition, "condition", {1, 1000})
      .logarithmic()
      .help("The ratio of the largest to the smallest curvature of the bowl. 1: a round bowl.")
      .shown_when(&Self::surface, {"quadratic"})
      .real(&Self::angle, "angle", {0, 90})
      .unit("°")
      .help("At 0 the ravine lies along x. Turned, neither axis is the flat or the steep direction.")
      .shown_when(&Self::surface, {"quadratic"})
      .real(&Self::bowl_a, "bowl_a", "a", {0.05, 20})
      .logarithmic()
      .help("The coefficient of x²: half the curvature along x.")
      .shown_when(&Self::surface, {"bowl"})
      .real(&Self::bowl_b, "bowl_b", "b", {0.05, 20})
      .logarithmic()
      .help("The coefficient of y²: half the curvature along y.")
      .shown_when(&Self::surface, {"bowl"})
      .choice(&Self::start, "start", glossary_label("start"),
              {{SurfaceStart::classic, "classic", "The usual place"},
               {SurfaceStart::given, "given", "At x and y"},
               {SurfaceStart::random, "random", "Anywhere"}})
      .help("Where every method starts; drag the ring in the picture to any other place. Anywhere: drawn at random.")
      .real(&Self::start_x, "start_x", "Start at x", {-100, 100})
      .help("Kept inside the window.")
      .shown_when(&Self::start, {SurfaceStart::given})
      .real(&Self::start_y, "start_y", "Start at y", {-100, 100})
      .help("Kept inside the window; not used where the function is one of x alone.")
      .shown_when(&Self::start, {SurfaceStart::given});
}

Result<Surface> make_surface(const SurfaceSettings& settings, Rng rng) {
  Surface surface;
  const Result<bool> chosen = choose(settings, surface);
  if (!chosen) return Error{chosen.error()};
  const std::optional<optimise::LocalMinimum> lowest = lowest_on_grid(surface);
  if (!lowest) {
    const std::string window = number_text(settings.window);
    return Error{"The formula has no finite value anywhere between −" + window + " and " + window +
                 ": choose a larger window or another formula."};
  }
  if (settings.start == SurfaceStart::random) draw_start(surface, rng);
  if (settings.start == SurfaceStart::given) start_at(surface, settings.start_x, settings.start_y);
  if (!std::isfinite(surface.f->value(surface.start))) surface.start = lowest->x;
  surface.minima = optimise::local_minima(*surface.f, surface.low(), surface.high(), kSearchPoints);
  surface.least = surface.minima.empty() ? lowest->f : std::min(lowest->f, surface.minima.front().f);
  return surface;
}

}  // namespace lectern
