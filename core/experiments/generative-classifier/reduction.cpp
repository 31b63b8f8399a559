#include "core/experiments/generative-classifier/reduction.h"

#include <algorithm>
#include <cmath>

#include "core/math/linear_algebra.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/generative/populated_classes.h"
#include "core/ml/linear/discriminant.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

constexpr const char* kDiscriminantsHelp =
    "Every column of the table counts: the two directions in all of them along which the classes lie furthest apart for "
    "their spread. Learned from the training data; rings are held out.";
constexpr const char* kComponentsHelp =
    "The two directions in which the points vary most, whatever class they are of. Learned from the training data; rings "
    "are held out.";

// The two principal directions of X (n × d) about its mean, d × 2.
Matrix<double> principal_directions(ConstMatrixView<double> X) {
  const std::ptrdiff_t d = X.cols;
  std::vector<double> mean(static_cast<std::size_t>(d), 0.0);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) mean[static_cast<std::size_t>(j)] += X(i, j) / static_cast<double>(X.rows);
  Matrix<double> covariance(d, d);
  covariance.fill(0);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j)
      for (std::ptrdiff_t k = 0; k < d; ++k)
        covariance(j, k) +=
            (X(i, j) - mean[static_cast<std::size_t>(j)]) * (X(i, k) - mean[static_cast<std::size_t>(k)]);
  const SymmetricEigen eigen = symmetric_eigen(covariance);
  Matrix<double> directions(d, 2);
  for (std::ptrdiff_t j = 0; j < d; ++j)
    for (std::ptrdiff_t axis = 0; axis < 2; ++axis)
      directions(j, axis) = eigen.vectors(j, std::max<std::ptrdiff_t>(d - 1 - axis, 0));
  return directions;
}

Matrix<double> projected(ConstMatrixView<double> X, ConstMatrixView<double> directions) {
  Matrix<double> Z(X.rows, 2);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t axis = 0; axis < 2; ++axis) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) sum += X(i, j) * directions(j, axis);
      Z(i, axis) = sum;
    }
  return Z;
}

Matrix<float> rounded(const Matrix<double>& Z) {
  Matrix<float> same(Z.rows(), Z.cols());
  for (std::ptrdiff_t i = 0; i < Z.size(); ++i) same.data()[i] = static_cast<float>(Z.data()[i]);
  return same;
}

}  // namespace

Reduction::Reduction(const data::Dataset& training, const data::Dataset& validation)
    : columns_(static_cast<int>(training.features())),
      training_labels_(training.labels),
      validation_labels_(validation.labels) {
  const auto classes = generative::populated_classes(inputs_of(training), training.labels, training.classes(), 2);
  if (classes.class_of.size() < 2) {
    refusal_ = "At least two classes with two samples each are needed.";
    return;
  }
  const Matrix<double> components = principal_directions(inputs_of(training));
  components_ = view_of(training, validation, components);
  components_.axes = {"principal component 1", "principal component 2"};
  const auto found = linear::linear_discriminants(classes.X, classes.labels, static_cast<int>(classes.class_of.size()));
  if (!found) {
    refusal_ = "Within the classes some combination of columns does not vary, so there are no discriminants.";
    return;
  }
  // Two classes have one discriminant; the first principal component stands beside it.
  Matrix<double> directions(columns_, 2);
  const bool has_two = found->scalings.cols() > 1;
  for (std::ptrdiff_t j = 0; j < columns_; ++j) {
    directions(j, 0) = found->scalings(j, 0);
    directions(j, 1) = has_two ? found->scalings(j, 1) : components(j, 0);
  }
  discriminants_ = view_of(training, validation, directions);
  discriminants_.axes = {"discriminant 1", has_two ? "discriminant 2" : "principal component 1"};
}

Reduction::View Reduction::view_of(const data::Dataset& training, const data::Dataset& validation,
                                   ConstMatrixView<double> directions) const {
  const Matrix<double> Z = projected(inputs_of(training), directions);
  const Matrix<double> held_out = projected(inputs_of(validation), directions);
  View view;
  view.training = rounded(Z);
  view.validation = rounded(held_out);
  view.error = NAN;
  const auto classes = generative::populated_classes(Z, training.labels, training.classes(), 2);
  const auto model =
      generative::GaussianClassifier::fit(classes.X, classes.labels, static_cast<int>(classes.class_of.size()),
                                          generative::ClassCovariance::shared);
  if (!model || validation.size() == 0) return view;
  std::vector<double> posterior(classes.class_of.size());
  int wrong = 0;
  for (std::ptrdiff_t i = 0; i < held_out.rows(); ++i) {
    model->posterior({held_out.row(i), 2}, posterior);
    const auto best = std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
    wrong += classes.class_of[static_cast<std::size_t>(best)] != validation.labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  view.error = wrong / static_cast<double>(validation.size());
  return view;
}

void Reduction::describe(Plane& plane, const View& view) const {
  plane.axes({.label = view.axes[0]}, {.label = view.axes[1]});
  plane.points("training", view.training, {.colors = training_labels_, .size_px = 4});
  if (view.validation.rows() > 0)
    plane.points("validation", view.validation, {.colors = validation_labels_, .marker = Marker::ring, .size_px = 4});
}

void Reduction::describe(Snapshot& snapshot) const {
  if (!refusal_.empty())
    snapshot.text("discriminants", "Discriminants", {.weight = 2, .help = kDiscriminantsHelp}).warning(refusal_);
  else
    describe(snapshot.plane("discriminants", "Fisher: " + std::to_string(columns_) + " columns to two",
                            {.weight = 3, .help = kDiscriminantsHelp}),
             discriminants_);
  if (components_.training.rows() == 0) return;
  describe(snapshot.plane("components", "PCA: " + std::to_string(columns_) + " columns to two",
                          {.weight = 3, .help = kComponentsHelp}),
           components_);
  if (refusal_.empty())
    snapshot.metric("discriminants_error", "validation error from two discriminants", discriminants_.error,
                    {.digits = 3});
  snapshot.metric("components_error", "validation error from two principal components", components_.error,
                  {.digits = 3});
}

}  // namespace lectern
