#pragma once

#include "core/data/dataset.h"
#include "core/math/result.h"

// The real data sets that come with the program; origins in assets/data/ORIGIN.md. Each call decodes anew.
namespace lectern::data {

// 1797 handwritten digits of 8 × 8 pixels, levels in [0, 1] (steps of 1/16), classes "0" … "9".
Result<Dataset> digits_8x8();

// 150 × 4, classes setosa, versicolor, virginica.
Result<Dataset> iris();

// 178 × 13, three cultivars.
Result<Dataset> wine();

// 569 × 30, classes benign and malignant.
Result<Dataset> breast_cancer();

}  // namespace lectern::data
