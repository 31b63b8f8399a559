#pragma once

#include <span>
#include <vector>

#include "core/lab/parameter_set.h"
#include "core/ml/generative/gaussian_classifier.h"

namespace lectern {

// The live parameters of a model of class-conditional Gaussians, and of the views on it. Classes count from 0.
struct GenerativeSettings {
  enum class Priors { data, equal, chosen };
  generative::ClassCovariance covariance = generative::ClassCovariance::shared;
  Priors priors = Priors::data;
  int prior_class = 0;
  double prior = 0.5;   // of that class, if it is chosen
  double outliers = 0;  // share of the training points below the threshold of p(x)
  int cut_from = 0, cut_to = 1;
  bool fisher = true;  // histograms along Fisher's direction, else along the cut
  int draws = 1;       // points drawn a step
};

// Groups "Model", "Views" and "Sampling".
void add_generative_parameters(ParameterSchema& schema);

GenerativeSettings generative_settings(const ParameterSet& parameters);

// The priors wanted where the samples have these shares: two classes or more, each share below 1.
std::vector<double> chosen_priors(const GenerativeSettings& settings, std::span<const double> shares);

}  // namespace lectern
