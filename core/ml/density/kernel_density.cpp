#include "core/ml/density/kernel_density.h"

#include <algorithm>
#include <vector>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::density {

void kernel_log_density(ConstMatrixView<double> X, double bandwidth, ConstMatrixView<double> points,
                        std::span<double> out) {
  const auto d = static_cast<double>(X.cols);
  const double log_norm = math::log(static_cast<double>(X.rows)) + d * (0.5 * math::kLogTwoPi + math::log(bandwidth));
  const double scale = -0.5 / (bandwidth * bandwidth);
  std::vector<double> terms(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t m = 0; m < points.rows; ++m) {
    const double* x = points.row(m);
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
      double distance2 = 0;
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) distance2 += (x[j] - X(i, j)) * (x[j] - X(i, j));
      terms[static_cast<std::size_t>(i)] = scale * distance2;
    }
    const double top = *std::max_element(terms.begin(), terms.end());
    for (double& term : terms) term -= top;
    math::exp(terms, terms);
    double sum = 0;
    for (double term : terms) sum += term;
    out[static_cast<std::size_t>(m)] = top + math::log(sum) - log_norm;
  }
}

void kernel_density_on_grid(ConstMatrixView<float> X, double bandwidth, std::span<const double> x,
                            std::span<const double> y, std::span<double> out) {
  constexpr double kTwoPi = 6.283185307179586;
  const double scale = -0.5 / (bandwidth * bandwidth),
               norm = 1 / (kTwoPi * bandwidth * bandwidth * static_cast<double>(std::max<std::ptrdiff_t>(X.rows, 1)));
  std::vector<double> by_x(x.size()), by_y(y.size());
  const auto factors = [&](std::span<const double> places, double centre, std::vector<double>& by) {
    for (std::size_t k = 0; k < by.size(); ++k) by[k] = scale * (places[k] - centre) * (places[k] - centre);
    math::exp(by, by);
  };
  std::fill(out.begin(), out.end(), 0.0);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    factors(x, static_cast<double>(X(i, 0)), by_x);
    factors(y, static_cast<double>(X(i, 1)), by_y);
    for (std::size_t row = 0; row < y.size(); ++row) {
      double* to = out.data() + row * x.size();
      for (std::size_t col = 0; col < x.size(); ++col) to[col] += by_y[row] * by_x[col];
    }
  }
  for (double& density : out) density *= norm;
}

}  // namespace lectern::density
