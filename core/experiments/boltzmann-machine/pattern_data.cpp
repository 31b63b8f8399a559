#include "core/experiments/boltzmann-machine/pattern_data.h"

#include <algorithm>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "core/data/bundled.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

Matrix<double> matrix_of(const std::vector<std::vector<double>>& rows) {
  Matrix<double> matrix(static_cast<std::ptrdiff_t>(rows.size()), static_cast<std::ptrdiff_t>(rows.front().size()));
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy(rows[i].begin(), rows[i].end(), matrix.row(static_cast<std::ptrdiff_t>(i)));
  return matrix;
}

// Every set of full rows, and every set of full columns, once each.
PatternData bars(int side) {
  std::vector<std::vector<double>> patterns;
  for (const bool lie : {true, false})
    for (int set = 0; set < 1 << side; ++set) {
      if (!lie && (set == 0 || set == (1 << side) - 1)) continue;  // nothing, and all, are there already
      std::vector<double> pattern;
      for (int row = 0; row < side; ++row)
        for (int col = 0; col < side; ++col) pattern.push_back((set >> (lie ? row : col)) & 1);
      patterns.push_back(std::move(pattern));
    }
  PatternData data;
  data.training = matrix_of(patterns);
  data.rows = data.cols = side;
  return data;
}

PatternData parity() {
  std::vector<std::vector<double>> patterns;
  for (int state = 0; state < 16; ++state) {
    const int bits[4] = {state & 1, (state >> 1) & 1, (state >> 2) & 1, (state >> 3) & 1};
    if ((bits[0] + bits[1] + bits[2] + bits[3]) % 2 == 0) patterns.emplace_back(bits, bits + 4);
  }
  PatternData data;
  data.training = matrix_of(patterns);
  data.rows = data.cols = 2;
  return data;
}

Matrix<double> on_and_off(const data::Dataset& digits, int classes) {
  const std::ptrdiff_t pixels = digits.features();
  Matrix<double> v(digits.size(), pixels + classes);
  for (std::ptrdiff_t i = 0; i < v.rows(); ++i) {
    for (std::ptrdiff_t j = 0; j < pixels; ++j) v(i, j) = digits.X(i, j) > 0.5f ? 1 : 0;
    v(i, pixels + digits.labels[static_cast<std::size_t>(i)]) = 1;
  }
  return v;
}

PatternData digits(const Streams& streams) {
  Result<data::Dataset> all = data::digits_8x8();
  if (!all) throw CannotStart(all.error());
  Rng split = streams.data_rng("split");
  const data::TrainValidation parts = data::split(*all, 0.2, split);
  PatternData data;
  data.rows = data.cols = 8;
  data.labels = 10;
  data.training = on_and_off(parts.training, data.labels);
  data.held_out = on_and_off(parts.validation, data.labels);
  data.held_out_labels = parts.validation.labels;
  return data;
}

// A point of the curve, noise included, in the unit square.
std::pair<double, double> point_of(PatternSource source, double noise, Rng& rng) {
  const double u = rng.uniform(), turn = 2 * std::numbers::pi * u;
  if (source == PatternSource::wave) return {u, 0.5 + 0.33 * math::sin(turn) + noise * rng.normal()};
  const double radius = 0.35 + noise * rng.normal();
  return {0.5 + radius * math::cos(turn), 0.5 + radius * math::sin(turn)};
}

Matrix<double> curve_points(PatternSource source, int n, double noise, Rng rng) {
  Matrix<double> v(n, 2 * kCurveCells);
  const auto cell = [](double at) { return std::clamp(static_cast<int>(at * kCurveCells), 0, kCurveCells - 1); };
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto [x, y] = point_of(source, noise, rng);
    v(i, cell(std::clamp(x, 0.0, 1.0))) = 1;
    v(i, kCurveCells + cell(std::clamp(y, 0.0, 1.0))) = 1;
  }
  return v;
}

PatternData curve(PatternSource source, int n, double noise, const Streams& streams) {
  PatternData data;
  data.is_curve = true;
  data.rows = 2;
  data.cols = kCurveCells;
  data.training = curve_points(source, n, noise, streams.data_rng("points"));
  data.held_out = curve_points(source, 500, noise, streams.data_rng("held out"));
  return data;
}

PatternData of_source(PatternSource source, int n, double noise, const Streams& streams) {
  switch (source) {
    case PatternSource::bars3: return bars(3);
    case PatternSource::bars4: return bars(4);
    case PatternSource::parity: return parity();
    case PatternSource::wave:
    case PatternSource::ring: return curve(source, n, noise, streams);
    case PatternSource::digits:
    case PatternSource::real: break;
  }
  return digits(streams);
}

}  // namespace

PatternData make_patterns(PatternSource source, int n, double noise, const Streams& streams) {
  PatternData data = of_source(source, n, noise, streams);
  data.frequency.assign(static_cast<std::size_t>(data.visible()), 0);
  for (std::ptrdiff_t i = 0; i < data.training.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < data.visible(); ++j)
      data.frequency[static_cast<std::size_t>(j)] += data.training(i, j) / static_cast<double>(data.training.rows());
  return data;
}

}  // namespace lectern
