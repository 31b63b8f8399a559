#pragma once

#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/ml/linear/interpolation.h"
#include "core/parts/curve_data.h"

namespace lectern {

// The curve to be approximated: a law, which goes through every point drawn by the user, or a smooth curve through
// points drawn alone.
class CurveTarget {
 public:
  using Settings = CurveLawSettings;
  // An error names what is wrong with the law.
  static Result<CurveTarget> make(const Settings& settings, const DataStart& start);

  Range interval() const { return interval_; }
  double value(double x) const { return drawn_.empty() && law_ ? law_->value(x) : own_.value(x); }
  // The target at so many even places, from end to end.   values  overwritten
  void sample(std::size_t places, std::vector<double>& values) const;

  // Of the picture: the values of the curve and a margin, a share of their range; where all is drawn by hand, at least
  // ±1.2, to draw in.
  Range shown(std::span<const double> values, double share) const;

  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  // How to draw, where nothing is given to be approximated.
  void add_advice(Numbers& numbers) const;
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return false; }
  bool act(const Gesture& gesture);

  auto state() const { return std::tie(drawn_, own_); }

 private:
  // The curve through the points drawn; of the law the places that are near none of them.
  void bend();

  std::optional<CurveLaw> law_;
  Range interval_{-1, 1};
  std::vector<DrawnPoint> drawn_;
  linear::MonotoneCubic own_;
};

// The i-th of so many even places of an interval, from end to end.
inline double even_place(Range interval, std::size_t i, std::size_t places) {
  return interval.low + (interval.high - interval.low) * static_cast<double>(i) / static_cast<double>(places - 1);
}

// How far two tables of the same places are from each other.
struct Distance {
  double root_mean_square = 0, largest = 0;
};
Distance distance_between(std::span<const double> a, std::span<const double> b);

// From the least to the largest of some values, and a share of that at either side.
Range widened(std::span<const double> values, double share);

}  // namespace lectern
