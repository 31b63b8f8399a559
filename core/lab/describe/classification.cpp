#include "core/lab/describe/classification.h"

namespace lectern {

void describe_confusion(std::span<const double> counts, std::span<const std::string> class_names, MatrixCells& cells) {
  cells.rows = cells.cols = static_cast<int>(class_names.size());
  cells.values.assign(counts.begin(), counts.end());
  cells.row_labels.assign(class_names.begin(), class_names.end());
  cells.col_labels.assign(class_names.begin(), class_names.end());
  cells.row_title = "is";
  cells.col_title = "read as";
  cells.decimals = 0;
  cells.map = ColorMap::viridis;
  cells.color = {};
  cells.editable = false;
}

void set_posterior_axes(Plane& plane, std::string_view class_label, int classes) {
  plane.x.label.assign(class_label);
  plane.x.range = {-0.5, classes - 0.5};
  plane.x.logarithmic = false;
  plane.y.label = "posterior probability";
  plane.y.range = {0, 1};
  plane.y.logarithmic = false;
  plane.equal_scale = false;
  plane.accepts_points = false;
  plane.accepts_latent_picks = false;
  plane.point_classes = 0;
}

void add_posterior(Plane& plane, std::string_view label, std::span<const float> posterior, float width, float shift,
                   ColorRole color) {
  BarsLayer& bars = plane.next<BarsLayer>();
  bars.label.assign(label);
  bars.x.resize(posterior.size());
  for (std::size_t k = 0; k < posterior.size(); ++k) bars.x[k] = static_cast<float>(k) + shift;
  bars.height.assign(posterior.begin(), posterior.end());
  bars.width = width;
  bars.color = color;
}

}  // namespace lectern
