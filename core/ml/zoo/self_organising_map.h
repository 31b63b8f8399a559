#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::zoo {

enum class Neighbourhood { gaussian, bubble };
enum class Fall { exponential, linear };

// From `start` to `end` as the share f of the way goes from 0 to 1.
double falling(Fall fall, double start, double end, double f);

// Units on a grid whose weights are drawn to each example shown: that of the nearest unit most, those of its neighbours
// on the grid less. Unit (row, column) is row·columns + column.
// Source: Kohonen, Biological Cybernetics 43 (1982) 59.
class SelfOrganisingMap {
 public:
  SelfOrganisingMap() = default;
  // weights  rows·columns × d
  SelfOrganisingMap(int rows, int columns, Matrix<double> weights);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  const Matrix<double>& weights() const { return w_; }

  // The nearest unit and the next one, by Euclidean distance; of equally near ones the first.
  struct Nearest {
    int first = 0, second = 0;
    double distance = 0;
  };
  Nearest nearest(std::span<const double> x) const;
  // w += rate h (x − w), h = exp(−r²/(2σ²)), or 1 where r ≤ σ; r is the distance on the grid. Returns the nearest unit.
  int show(std::span<const double> x, double rate, double sigma, Neighbourhood kind = Neighbourhood::gaussian);

  // Mean distance to the nearest unit; share of rows whose two nearest units are not neighbours on the grid.   X  n × d
  double quantisation_error(ConstMatrixView<double> X) const;
  double topographic_error(ConstMatrixView<double> X) const;
  // Mean distance of each unit's weights to those of its up to four neighbours.
  std::vector<double> unit_distances() const;

  auto state() const { return std::tie(rows_, columns_, w_); }

 private:
  int rows_ = 0, columns_ = 0;
  Matrix<double> w_;
};

}  // namespace lectern::zoo
