#include "core/experiments/gan-2d/law_fields.h"

#include <algorithm>

#include "core/math/elementary.h"
#include "core/ml/density/kernel_density.h"

namespace lectern {
namespace {

// What a density is at least where it is compared with another.
constexpr double kLeastDensity = 1e-300;

double excess(double p, double q) {
  return p > 0 ? p * (math::log(std::max(p, kLeastDensity)) - math::log(std::max(q, kLeastDensity))) : 0;
}

}  // namespace

LawFields::LawFields(const PlanarGrid& grid, ConstMatrixView<float> data_points, ConstMatrixView<float> samples,
                     double blur)
    : data(static_cast<std::size_t>(grid.cells())), model(data.size()) {
  std::vector<double> x, y;
  for (int col = 0; col < grid.cols; ++col) x.push_back(grid.x_of(col));
  for (int row = 0; row < grid.rows; ++row) y.push_back(grid.y_of(row));
  density::kernel_density_on_grid(data_points, blur, x, y, data);
  density::kernel_density_on_grid(samples, blur, x, y, model);
}

void LawFields::write(GanBackground what, std::vector<float>& values) const {
  values.resize(data.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = data[i], q = model[i];
    double value = p + q > 0 ? p / (p + q) : 0.5;
    if (what == GanBackground::data_model) value = excess(p, q);
    if (what == GanBackground::model_data) value = excess(q, p);
    values[i] = static_cast<float>(value);
  }
}

}  // namespace lectern
