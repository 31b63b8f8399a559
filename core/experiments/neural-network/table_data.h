#pragma once

#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/values.h"
#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern {

// A table that a network is given as it is, all of its columns; plane: none, but points of the plane; file: the one
// that was dropped.
enum class WholeTable { plane, iris, wine, breast_cancer, digits, file };

inline constexpr std::array<Named<WholeTable>, 6> kWholeTables{{
    {WholeTable::plane, "plane", "– (the plane above)"},
    {WholeTable::iris, "iris", "Iris, 4 columns"},
    {WholeTable::wine, "wine", "Wine, 13 columns"},
    {WholeTable::breast_cancer, "breast_cancer", "Breast cancer, 30 columns"},
    {WholeTable::digits, "digits", "Handwritten digits, 64 pixels"},
    {WholeTable::file, "file", "My own table"},
}};

constexpr int kMostTableColumns = 128;  // of a table that was dropped

// Its samples, split. Columns have mean 0 and deviation 1 over the training samples, and so have targets; pixels are
// left as they are. training, validation  n × p;  places of both: the plane of the two directions in which the training
// inputs vary most
struct TableData {
  Matrix<float> training, validation;
  std::vector<int> training_labels, validation_labels;
  std::vector<float> training_targets, validation_targets;  // in place of labels
  std::string target;                                       // what these are
  std::vector<std::string> column_names, class_names;
  int side = 0;  // of pictures of side × side pixels; 0: the columns are no pixels
  Matrix<double> training_places, validation_places;

  std::ptrdiff_t columns() const { return training.cols(); }
  bool is_classification() const { return !training_labels.empty(); }
  auto state() const { return std::tie(training, validation, training_labels, validation_labels); }
};

// table is one of those built in.
Result<TableData> whole_table(WholeTable table, double train_fraction, Rng& split_rng);
// The same of a table that was dropped, with classes or numbers to be learned. An error is a sentence.
Result<TableData> whole_table(data::Dataset all, std::string target, double train_fraction, Rng& split_rng);

}  // namespace lectern
