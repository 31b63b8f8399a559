#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/laws.h"
#include "core/lab/action.h"
#include "core/lab/describe/planar.h"
#include "core/lab/parameter_set.h"
#include "core/math/expression.h"
#include "core/math/result.h"
#include "core/math/rng.h"

// One data set for all demos that find a curve again from points y = f(x) + noise: its parameters, and what they mean.
namespace lectern {

// A function of x on an interval: one of data::laws_of_one(), or typed in. Copies share the formula.
class CurveLaw {
 public:
  explicit CurveLaw(const data::LawOfOne& law) : built_in_(&law), interval_{law.low, law.high}, formula_(law.formula) {}
  CurveLaw(Expression typed, Range interval)
      : typed_(std::make_shared<const Expression>(std::move(typed))), interval_(interval), formula_(typed_->text()) {}

  double value(double x) const { return typed_ != nullptr ? typed_->value({&x, 1}) : built_in_->value(x); }
  Range interval() const { return interval_; }
  const std::string& formula() const { return formula_; }

 private:
  const data::LawOfOne* built_in_ = nullptr;
  std::shared_ptr<const Expression> typed_;
  Range interval_;
  std::string formula_;
};

// Points of a curve: x_i, y_i, equally many.
struct CurveSample {
  std::vector<double> x, y;

  std::size_t size() const { return x.size(); }
  void add(double x_value, double y_value) {
    x.push_back(x_value);
    y.push_back(y_value);
  }
};

// What the demos differ in.
struct CurveParameterOptions {
  int largest_n = 500;
  int n = 40;
  double noise = 0.3;
  const char* spacing = "random";
  bool own_points = true;     // "My own points" is among the laws
  double train_fraction = 0;  // default; 0: no such parameter
  const char* shown_when_id = nullptr;  // all of them are shown only while this choice
  const char* shown_when_value = "";    // has this value
};

// Adds the group "Data": law, formula, from, to, n, noise, spacing and, where asked for, train_fraction.
void add_curve_parameters(ParameterSchema& schema, const CurveParameterOptions& options);

// What those parameters say.
struct CurveProblem {
  std::optional<CurveLaw> law;  // none: there are only the points drawn
  Range interval{-1, 1};        // from which x are drawn
  int n = 0;
  double noise = 0;
  bool is_even = false;

  // x uniform in the interval, or in the middles of equal parts of it; y = f(x) + noise · standard normal.
  // Without a law: nothing.
  CurveSample sample(int count, Rng& rng) const;
};

// `beyond`: how far, in lengths of the interval, the law is looked at on its right. An error says where the formula
// cannot be read or has no usable value.
Result<CurveProblem> read_curve_problem(const ParameterSet& parameters, double beyond = 0);

void append(std::span<const DrawnPoint> points, CurveSample& sample);

struct CurveParts {
  CurveSample training, validation;
};
// A random share for training, rounded, at least one point if there is any; both parts keep the order.
CurveParts split(const CurveSample& all, double train_fraction, Rng& rng);

// From the least to the largest value of the points and of the law over a window, and a margin. A law that runs away
// beyond its interval is followed only a little.
Range value_range(const CurveProblem& problem, const CurveSample& sample, Range window);

// Appends f over the window as a line of `count` points.
template <typename Function>
LineLayer& describe_function(std::string_view label, Range window, int count, Function f, ColorRole color,
                             Plane& plane) {
  LineLayer& line = add_line(plane, label, count, color, false);
  for (int i = 0; i < count; ++i) {
    const double x = window.low + (window.high - window.low) * i / (count - 1);
    line.x[static_cast<std::size_t>(i)] = static_cast<float>(x);
    line.y[static_cast<std::size_t>(i)] = static_cast<float>(f(x));
  }
  return line;
}

// Appends the law as a dashed line; nothing without a law.
void describe_law(const CurveProblem& problem, Range window, Plane& plane);

// Appends the points first … first + count of a sample, all of one colour.
PointsLayer& describe_points(std::string_view label, const CurveSample& sample, std::size_t first, std::size_t count,
                             Marker marker, ColorRole color, Plane& plane);

// Appends the points drawn by the user, which can be moved and removed.
void describe_drawn(std::span<const DrawnPoint> points, Plane& plane);

// Overwrites everything of a Plane but its layers: x and y of a curve in a window; `accepts_points`: a tap adds one.
void set_curve_axes(Plane& plane, Range x, Range y, bool accepts_points);

}  // namespace lectern
