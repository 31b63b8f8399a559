#include "core/lab/describe/curves.h"

#include <algorithm>

namespace lectern {

void set_axes(Curves& curves, std::string_view x_label, std::string_view y_label, Range y, bool logarithmic_y) {
  curves.x.label.assign(x_label);
  curves.x.range = {};
  curves.x.logarithmic = false;
  curves.y.label.assign(y_label);
  curves.y.range = y;
  curves.y.logarithmic = logarithmic_y;
  curves.has_marker = false;
  curves.marker_x = 0;
  curves.marker_label.clear();
}

Series& add_series(Curves& curves, std::string_view label, const History& history, std::size_t curve,
                   ColorRole color, double least) {
  Series& series = curves.series.next();
  series.label.assign(label);
  history.describe(curve, series);
  series.color = color;
  series.dashed = false;
  if (curves.y.logarithmic)
    for (float& value : series.y) value = std::max(value, static_cast<float>(least));
  return series;
}

void add_level(Curves& curves, std::string_view label, const History& history, double level) {
  Series& series = curves.series.next();
  series.label.assign(label);
  history.describe(0, series);
  if (series.x.size() > 2) {
    series.x[1] = series.x.back();
    series.x.resize(2);
  }
  series.y.assign(series.x.size(), static_cast<float>(level));
  series.color = kColorMuted;
  series.dashed = true;
}

}  // namespace lectern
