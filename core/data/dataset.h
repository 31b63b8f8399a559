#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::data {

// Samples with what is known about each: a class, a number, or nothing.
// X             n × p   features, rows are samples
// labels        n       classes in [0, classes()); empty if there are none
// targets       n       numbers to be predicted; empty if there are none
// weights       n       how much each sample counts, ≥ 0; empty: all alike
// column_names  p, or empty if the columns have no names
// class_names   one for each class, or empty if there are no labels
// image_rows    if not 0, each row of X is a picture of image_rows × image_cols, row by row; of several channels
//               (red, green, blue) one behind the other
// origin        p, or empty if all are 0: what the numbers of a column are counted from. The value in the file is
//               origin[j] + X(i, j), in double: value(i, j). Columns whose differences float could not hold have one;
//               it is then their least value. Differences (distances, standardised numbers, slopes) need no origin;
//               axes, thresholds and intercepts that people read do. An axis without the origin is marked with
//               axis_name(j), "t − 1609459200"
// target_origin the same of the targets: target(i)
struct Dataset {
  std::string name;
  Matrix<float> X;
  std::vector<int> labels;
  std::vector<float> targets;
  std::vector<float> weights;
  std::vector<std::string> column_names;
  std::vector<std::string> class_names;
  int image_rows = 0;
  int image_cols = 0;
  std::vector<double> origin;
  double target_origin = 0;
  int image_channels = 1;

  std::ptrdiff_t size() const { return X.rows(); }
  std::ptrdiff_t features() const { return X.cols(); }
  int classes() const { return static_cast<int>(class_names.size()); }
  bool is_classification() const { return !labels.empty(); }
  bool is_regression() const { return !targets.empty(); }
  double column_origin(std::ptrdiff_t j) const { return origin.empty() ? 0 : origin[static_cast<std::size_t>(j)]; }
  // A number as in the file.
  double value(std::ptrdiff_t i, std::ptrdiff_t j) const { return column_origin(j) + static_cast<double>(X(i, j)); }
  double target(std::ptrdiff_t i) const {
    return target_origin + static_cast<double>(targets[static_cast<std::size_t>(i)]);
  }
  // What X(i, j) is: the column's name, less its origin where it has one; empty without a name.
  std::string axis_name(std::ptrdiff_t j) const;
  // The numbers; names say nothing to a run.
  auto state() const {
    return std::tuple(std::tie(X, labels, targets, weights), unhashed(name), unhashed(column_names),
                      unhashed(class_names));
  }
};

// The given rows of a data set, in the given order; names stay.
Dataset select_rows(const Dataset& all, std::span<const std::size_t> rows);

struct TrainValidation {
  Dataset training;
  Dataset validation;

  auto state() const { return std::tie(training, validation); }
};

// Splits at random so that each class (or, without classes, the whole) gives the share
// `validation_share` in [0, 1], rounded to whole samples, to validation. Both parts keep the order
// of the original. If there is at least one sample, training gets at least one.
TrainValidation split(const Dataset& all, double validation_share, Rng& rng);

// Column means and standard deviations of a training set, to be used on any set.
//   x_j ← (x_j - mean_j) / scale_j
// A column without spread has scale 1, so that it becomes 0.
struct Standardisation {
  std::vector<float> mean;   // p
  std::vector<float> scale;  // p, > 0

  static Standardisation of(ConstMatrixView<float> X);
  // X  n × p, overwritten
  void apply(MatrixView<float> X) const;
  void undo(MatrixView<float> X) const;

  auto state() const { return std::tie(mean, scale); }
};

}  // namespace lectern::data
