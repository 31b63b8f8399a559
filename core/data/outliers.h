#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

// The mean of each class, classes × p; 0 for a class without samples.
Matrix<double> class_means(const Dataset& set);

struct OutlierSpec {
  int count = 0;
  double distance = 2;   // of their middle from the mean of the last class
  double angle_deg = 0;  // of the way there, 0: straight on from the mean of the first class
  double width = 0.08;   // standard deviation of both coordinates
};

// Appends samples of the last class far out on its own side of the plane (p = 2).
void append_outliers(const OutlierSpec& spec, Rng& rng, Dataset& set);

}  // namespace lectern::data
