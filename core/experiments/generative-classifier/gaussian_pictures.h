#pragma once

#include <span>
#include <string_view>

#include "core/lab/snapshot.h"
#include "core/ml/generative/log_odds_cut.h"
#include "core/ml/generative/model_samples.h"

// Pictures of a GaussianClassifier on the plane.
namespace lectern {

// Appends the Gaussian of each class.   class_of  the class, for its colour, of each class of the model
void add_gaussians(const generative::GaussianClassifier& model, std::span<const int> class_of, Plane& plane);

// Two classes as pictures of a cut name and colour them.
struct CutClass {
  std::string_view name;
  ColorRole color = 0;
};

// Adds the panels "cut" (densities times priors, posterior, sigmoid of the linear log odds) and "log_odds".
void describe_cut(const generative::LogOddsCut& cut, const CutClass& first, const CutClass& second, Snapshot& snapshot);

// Adds the panel "moments": the errors of what is measured of the points drawn, against their number.
void describe_moments(std::span<const generative::MomentErrors> errors, Snapshot& snapshot);

}  // namespace lectern
