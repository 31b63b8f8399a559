#include "core/parts/penalised_data.h"

#include <algorithm>
#include <cmath>

#include "core/data/linear_law.h"
#include "core/lab/drawn_points.h"
#include "core/math/sums.h"

namespace lectern {
namespace {

constexpr std::uint64_t kData = 3;  // label of the random stream
constexpr int kCurvePoints = 201;

// 3, −2, 1.5, −1.2, …: 6/(k + 2) with alternating signs, spread evenly over the inputs, the rest zero.
std::vector<double> sparse_weights(int inputs, int count) {
  std::vector<double> weights(static_cast<std::size_t>(inputs), 0.0);
  const int used = std::min(inputs, count);
  for (int k = 0; k < used; ++k)
    weights[static_cast<std::size_t>(k * inputs / used)] = (k % 2 == 0 ? 6.0 : -6.0) / (k + 2);
  return weights;
}

void append(const data::Dataset& set, std::ptrdiff_t first, std::ptrdiff_t count, Matrix<double>& X,
            std::vector<double>& y) {
  X.resize(count, set.X.cols());
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    std::copy_n(set.X.row(first + i), set.X.cols(), X.row(i));
    y.push_back(static_cast<double>(set.targets[static_cast<std::size_t>(first + i)]));
  }
}

}  // namespace

void add_penalised_data_parameters(ParameterSchema& schema) {
  schema.group("Data")
      .choice("data", "Data set", {{"sparse", "Many inputs, few that matter"}, {"polynomial", "Polynomial of a curve"}},
              "sparse")
      .help("Generated, so that the truth is known. Points can be drawn for the polynomial.")
      .integer("inputs", "Inputs d", {2, 30}, 20)
      .help("How many inputs there are.")
      .shown_when("data", {"sparse"})
      .integer("nonzero", "Inputs that matter", {1, 10}, 4)
      .help("Their true weights are 3, −2, 1.5, −1.2, …; those of the others are zero.")
      .shown_when("data", {"sparse"})
      .real("correlation", "Correlation of neighbours", {0, 0.95}, 0.5)
      .help(
          "Of x₁ and x₂, x₂ and x₃, …: the more alike two inputs are, the less the data can tell their weights apart.")
      .shown_when("data", {"sparse"})
      .integer("samples", "Training points n", {4, 300}, 40)
      .help("With fewer than there are weights, least squares fits them all and predicts nothing.")
      .shown_when("data", {"sparse"})
      .real("errors", "Noise σ", {0, 3}, 1)
      .help("Standard deviation of what is added to y.")
      .shown_when("data", {"sparse"});
  add_curve_parameters(schema, {.largest_n = 300,
                                .n = 25,
                                .noise = 0.3,
                                .own_points = false,
                                .shown_when_id = "data",
                                .shown_when_value = "polynomial"});
  schema.integer("degree", "Degree", {1, 15}, 12)
      .help("The inputs are polynomials of x up to this degree, standardised.")
      .shown_when("data", {"polynomial"})
      .choice("basis", "Inputs", {{"chebyshev", "Chebyshev polynomials"}, {"powers", "Powers of x"}}, "chebyshev")
      .help("Powers are so alike that tiny penalties decide between them: the paths of their weights are restless.")
      .shown_when("data", {"polynomial"})
      .integer("n_validation", "Validation points", {10, 500}, 100)
      .help("Not learned from: they only choose λ.");
}

Result<PenalisedData> PenalisedData::make(const ExperimentStart& start) {
  const ParameterSet& p = start.parameters;
  Rng rng = Rng(start.data_seed).split(kData);
  PenalisedData data;
  if (p.choice("data") == "sparse") {
    data.draw_sparse(p, rng);
    return data;
  }
  Result<CurveProblem> curve = read_curve_problem(p);
  if (!curve) return Error{curve.error()};
  data.curve_ = std::move(*curve);
  data.given_ = data.curve_->sample(data.curve_->n, rng);
  data.validation_ = data.curve_->sample(p.integer("n_validation"), rng);
  const auto [low, high] = data.curve_->interval;
  const bool powers = p.choice("basis") == "powers";
  // Powers of x mapped to [−1, 1], as the Chebyshev polynomials are.
  data.space_ = {powers ? linear::PolynomialBasis::powers : linear::PolynomialBasis::chebyshev, p.integer("degree"),
                 powers ? 0.5 * (low + high) : low, high};
  for (int j = 1; j <= data.space_.order; ++j) data.names_.push_back((powers ? "x^" : "T") + std::to_string(j));
  data.drawn_ = start.points;
  data.make_features();
  return data;
}

void PenalisedData::draw_sparse(const ParameterSet& p, Rng& rng) {
  truth_ = sparse_weights(p.integer("inputs"), p.integer("nonzero"));
  const int n = p.integer("samples"), m = p.integer("n_validation");
  const data::Dataset set = data::sample_linear_law(truth_, p.real("correlation"), p.real("errors"), n + m, rng);
  append(set, 0, n, X_, y_);
  append(set, n, m, X_validation_, y_validation_);
  names_ = set.column_names;
}

Matrix<double> PenalisedData::features(std::span<const double> x) const {
  const Matrix<double> basis = space_.features(x);
  Matrix<double> X(basis.rows(), basis.cols() - 1);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::size_t j = 0; j < mean_.size(); ++j) X.row(i)[j] = (basis.row(i)[j + 1] - mean_[j]) / scale_[j];
  return X;
}

void PenalisedData::make_features() {
  CurveSample all = given_;
  append(drawn_, all);
  y_ = all.y;
  y_validation_ = validation_.y;
  mean_.assign(names_.size(), 0.0);
  scale_.assign(names_.size(), 1.0);
  const Matrix<double> raw = features(all.x);
  std::vector<double> column(all.size());
  for (std::size_t j = 0; j < names_.size(); ++j) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = raw.row(static_cast<std::ptrdiff_t>(i))[j];
    const math::MeanVariance moments = math::mean_and_variance(column);
    mean_[j] = moments.mean;
    scale_[j] = moments.variance > 0 ? std::sqrt(moments.variance) : 1;
  }
  X_ = features(all.x);
  X_validation_ = features(validation_.x);
}

bool PenalisedData::act(const Gesture& gesture) {
  if (!is_curve() || !apply_gesture(gesture, drawn_)) return false;
  make_features();
  return true;
}

void PenalisedData::describe_curve(Plane& plane, const linear::LinearModel& model) const {
  const auto [low, high] = curve_->interval;
  const Range window{low - 0.03 * (high - low), high + 0.03 * (high - low)};
  set_curve_axes(plane, window, value_range(*curve_, given_, window), true);
  describe_law(*curve_, window, plane);
  // Σ_j w_j (φ_j − mean_j)/scale_j + b in the basis φ.
  linear::Polynomial fit{space_, {model.intercept}};
  for (std::size_t j = 0; j < names_.size(); ++j) {
    fit.coefficients.push_back(model.coefficients[j] / scale_[j]);
    fit.coefficients[0] -= fit.coefficients.back() * mean_[j];
  }
  describe_function(
      "fit", window, kCurvePoints, [&](double x) { return fit.value(x); }, kColorAccent, plane);
  describe_points("training", given_, 0, given_.size(), Marker::circle, 0, plane);
  describe_drawn(drawn_, plane);
}

}  // namespace lectern
