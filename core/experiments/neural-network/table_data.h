#pragma once

#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/values.h"
#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern {

// A table that a network is given as it is, all of its columns; plane: none, but points of the plane.
enum class WholeTable { plane, iris, wine, breast_cancer, digits };

inline constexpr std::array<Named<WholeTable>, 5> kWholeTables{{
    {WholeTable::plane, "plane", "– (the plane above)"},
    {WholeTable::iris, "iris", "Iris, 4 columns"},
    {WholeTable::wine, "wine", "Wine, 13 columns"},
    {WholeTable::breast_cancer, "breast_cancer", "Breast cancer, 30 columns"},
    {WholeTable::digits, "digits", "Handwritten digits, 64 pixels"},
}};

// Its samples, split. Columns have mean 0 and deviation 1 over the training samples; pixels are left as they are.
// training, validation  n × p;  places of both: the plane of the two directions in which the training inputs vary most
struct TableData {
  Matrix<float> training, validation;
  std::vector<int> training_labels, validation_labels;
  std::vector<std::string> column_names, class_names;
  int side = 0;  // of pictures of side × side pixels; 0: the columns are no pixels
  Matrix<double> training_places, validation_places;

  std::ptrdiff_t columns() const { return training.cols(); }
  auto state() const { return std::tie(training, validation, training_labels, validation_labels); }
};

// table is not WholeTable::plane.
Result<TableData> whole_table(WholeTable table, double train_fraction, Rng& split_rng);

}  // namespace lectern
