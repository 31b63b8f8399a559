#pragma once

#include <vector>

#include "core/experiments/gan-2d/gan_settings.h"
#include "core/lab/planar_grid.h"

namespace lectern {

// The laws of data and samples over a window of the plane, estimated from points of each, slightly blurred.
struct LawFields {
  std::vector<double> data, model;  // p and q at each cell

  // data, samples  n × 2 each
  LawFields(const PlanarGrid& grid, ConstMatrixView<float> data, ConstMatrixView<float> samples, double blur);

  // The best judge D* = p/(p + q), 1/2 where neither law puts anything; or what each place adds to a divergence, in
  // nats per area: p log(p/q) to KL(data‖model), q log(q/p) to KL(model‖data).   values  overwritten
  void write(GanBackground what, std::vector<float>& values) const;
};

}  // namespace lectern
