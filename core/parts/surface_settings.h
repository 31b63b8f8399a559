#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/action.h"
#include "core/lab/panel.h"
#include "core/lab/parameter_set.h"
#include "core/math/rng.h"
#include "core/ml/optimise/local_minima.h"

// The functions to be minimised, one choice of them for all demos of optimisation.
namespace lectern {

// A function of one or two variables, the window in which it is looked at and what is known of it there.
// Shared by all copies of a run, and never changed.
struct Surface {
  std::unique_ptr<const optimise::Objective> f;
  std::string formula;
  Range x, y;                                   // y: of two variables only
  std::vector<double> start;                    // D
  std::vector<optimise::LocalMinimum> minima;   // in the window, ascending; none: no lowest place there
  double least = 0;                             // the lowest value known in the window

  int dimension() const { return f->dimension(); }
  std::vector<double> low() const { return bounds(&Range::low); }
  std::vector<double> high() const { return bounds(&Range::high); }
  // The window's diagonal; for one variable its length.
  double size() const;
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
  std::vector<double> bounds(double Range::* bound) const;
};

// When the choice of the surface is shown; an empty id: always.
struct ShownWhen {
  std::string_view id{};
  std::vector<std::string> values{};
};

// Adds the choice of the surface, of its formula and of the start.
void add_surface_parameters(ParameterSchema& schema, std::string_view default_surface, const ShownWhen& shown = {});

// What those parameters say; `rng` draws a random start. An error says what is wrong with the formula, and where.
Result<std::shared_ptr<const Surface>> make_surface(const ParameterSet& parameters, Rng rng);

// The new start, if the action is the drag of the handle "start" in the panel "surface" to a place where the
// function is finite; the window keeps it inside.
std::optional<std::vector<double>> dragged_start(const Surface& surface, const Action& action);

}  // namespace lectern
