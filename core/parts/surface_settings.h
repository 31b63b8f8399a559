#pragma once

#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/range.h"
#include "core/lab/schema.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/ml/optimise/local_minima.h"

// The functions to be minimised, one choice of them for all demos of optimisation.
namespace lectern {

// A function of one or two variables, the window in which it is looked at and what is known of it there.
struct Surface {
  std::unique_ptr<const optimise::Objective> f;
  std::string formula;                         // can be typed in again
  std::string general_formula;                 // the same before numbers were put in; states hash it
  Range x, y;                                  // y: of two variables only
  std::vector<double> start;                   // D
  std::vector<optimise::LocalMinimum> minima;  // in the window, ascending; none: no lowest place there
  double least = 0;                            // the lowest value known in the window

  int dimension() const { return f->dimension(); }
  std::vector<double> low() const { return bounds(&Range::low); }
  std::vector<double> high() const { return bounds(&Range::high); }
  // f − least, and 0 for a rounding less; not a number where f is lower than anything known in the window.
  double above_least(double value) const;
  // The distance from x to the nearest minimum; not a number where there is none.
  double distance_to_minimum(std::span<const double> at) const;
  const optimise::LocalMinimum* nearest_minimum(std::span<const double> at) const;  // null: there is none
  // What a learning rate counts in: 2/λ, with λ the largest curvature at the start given and at the minimum nearest to
  // it; 1 where f curves at neither.
  double unit_of_rate(std::span<const double> from) const;
  // Whether x lies within the window made `times` as large.
  bool is_near(std::span<const double> at, double times) const;

 private:
  std::vector<double> bounds(double Range::*bound) const;
};

enum class SurfaceStart { classic, given, random };

struct SurfaceSettings {
  std::string surface = "quadratic";                          // one of those that come with the program, or "typed"
  std::string formula = "sin(2x) cos(2y) + (x^2 + y^2) / 8";  // of a typed one
  double window = 4;
  double condition = 20, angle = 0;  // of the quadratic bowl; angle in degrees
  double bowl_a = 1, bowl_b = 1;     // of the bowl of two coefficients
  SurfaceStart start = SurfaceStart::classic;
  double start_x = -1.2, start_y = 1;  // of a given one

  static Schema<SurfaceSettings> schema(const SurfaceSettings& defaults);
};

// What those settings say; `rng` draws a random start. An error says what is wrong with the formula, and where.
Result<Surface> make_surface(const SurfaceSettings& settings, Rng rng);

}  // namespace lectern
