#include "core/ml/zoo/self_organising_map.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::zoo {

double falling(Fall fall, double start, double end, double f) {
  return fall == Fall::linear ? start + (end - start) * f : start * math::pow(end / start, f);
}

SelfOrganisingMap::SelfOrganisingMap(int rows, int columns, Matrix<double> weights)
    : rows_(rows), columns_(columns), w_(std::move(weights)) {}

SelfOrganisingMap::Nearest SelfOrganisingMap::nearest(std::span<const double> x) const {
  double best = std::numeric_limits<double>::infinity(), next = best;
  Nearest found;
  for (std::ptrdiff_t k = 0; k < w_.rows(); ++k) {
    double squares = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double d = x[j] - w_(k, static_cast<std::ptrdiff_t>(j));
      squares += d * d;
    }
    if (squares < best) {
      next = best;
      found.second = found.first;
      best = squares;
      found.first = static_cast<int>(k);
    } else if (squares < next) {
      next = squares;
      found.second = static_cast<int>(k);
    }
  }
  found.distance = std::sqrt(best);
  return found;
}

int SelfOrganisingMap::show(std::span<const double> x, double rate, double sigma, Neighbourhood kind) {
  const int winner = nearest(x).first, row = winner / columns_, column = winner % columns_;
  for (int k = 0; k < rows_ * columns_; ++k) {
    const double dr = k / columns_ - row, dc = k % columns_ - column, squares = dr * dr + dc * dc;
    const double h = kind == Neighbourhood::gaussian ? math::exp(-squares / (2 * sigma * sigma))
                                                     : (std::sqrt(squares) <= sigma ? 1.0 : 0.0);
    double* w = w_.row(k);
    for (std::size_t j = 0; j < x.size(); ++j) w[j] += rate * h * (x[j] - w[j]);
  }
  return winner;
}

double SelfOrganisingMap::quantisation_error(ConstMatrixView<double> X) const {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) sum += nearest({X.row(i), static_cast<std::size_t>(X.cols)}).distance;
  return sum / static_cast<double>(X.rows);
}

double SelfOrganisingMap::topographic_error(ConstMatrixView<double> X) const {
  int apart = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const Nearest found = nearest({X.row(i), static_cast<std::size_t>(X.cols)});
    const int rows = std::abs(found.first / columns_ - found.second / columns_),
              columns = std::abs(found.first % columns_ - found.second % columns_);
    if (rows + columns != 1) ++apart;
  }
  return apart / static_cast<double>(X.rows);
}

std::vector<double> SelfOrganisingMap::unit_distances() const {
  std::vector<double> means;
  for (int row = 0; row < rows_; ++row)
    for (int column = 0; column < columns_; ++column) {
      double sum = 0;
      int neighbours = 0;
      const int steps[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
      for (const auto& step : steps) {
        const int r = row + step[0], c = column + step[1];
        if (r < 0 || r >= rows_ || c < 0 || c >= columns_) continue;
        double squares = 0;
        for (std::ptrdiff_t j = 0; j < w_.cols(); ++j) {
          const double d = w_(row * columns_ + column, j) - w_(r * columns_ + c, j);
          squares += d * d;
        }
        sum += std::sqrt(squares);
        ++neighbours;
      }
      means.push_back(neighbours > 0 ? sum / neighbours : 0);
    }
  return means;
}

}  // namespace lectern::zoo
