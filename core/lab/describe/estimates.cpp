#include "core/lab/describe/estimates.h"

#include <algorithm>
#include <cmath>

#include "core/lab/describe/planar.h"

namespace lectern {

void add_estimates(Plane& plane, std::string_view label, std::span<const Estimate> estimates, ColorRole color,
                   bool dashed, double least) {
  const auto shown = [&](double value) {
    return static_cast<float>(plane.y.logarithmic ? std::max(value, least) : value);
  };
  BandLayer& band = plane.next<BandLayer>();
  band.label.clear();
  band.x.clear();
  band.low.clear();
  band.high.clear();
  band.color = color;
  const bool has_intervals = std::any_of(estimates.begin(), estimates.end(),
                                         [](const Estimate& estimate) { return estimate.low != estimate.high; });
  for (const Estimate& estimate : has_intervals ? estimates : std::span<const Estimate>{}) {
    band.x.push_back(static_cast<float>(estimate.x));
    band.low.push_back(shown(estimate.low));
    band.high.push_back(shown(estimate.high));
  }
  LineLayer& line = add_line(plane, label, static_cast<int>(estimates.size()), color, dashed);
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    line.x[i] = static_cast<float>(estimates[i].x);
    line.y[i] = shown(estimates[i].value);
  }
}

void add_level(Plane& plane, std::string_view label, Range x, double level) {
  if (std::isnan(level)) return;
  LineLayer& line = add_line(plane, label, 2, kColorMuted, true);
  line.x.assign({static_cast<float>(x.low), static_cast<float>(x.high)});
  line.y.assign(2, static_cast<float>(level));
}

void add_vertical(Plane& plane, std::string_view label, double x, Range y, ColorRole color) {
  if (std::isnan(x)) return;
  LineLayer& line = add_line(plane, label, 2, color, true);
  line.x.assign(2, static_cast<float>(x));
  line.y.assign({static_cast<float>(y.low), static_cast<float>(y.high)});
}

}  // namespace lectern
