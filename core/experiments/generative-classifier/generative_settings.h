#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/schema.h"
#include "core/ml/generative/gaussian_classifier.h"

namespace lectern {

// Groups "Model", "Decision", "Views" and "Sampling", all live: a model of class-conditional Gaussians, what is decided
// by it, and the views of it.
// Classes count from 1; too large a number means the last.
struct GenerativeSettings {
  enum class Priors { data, equal, chosen };
  generative::ClassCovariance covariance = generative::ClassCovariance::shared;
  Priors priors = Priors::data;
  int prior_class = 1;
  double prior = 0.5;              // of that class, if it is chosen
  double outlier_fraction = 0.03;  // of the training points, below the threshold of p(x)
  int cut_from = 1, cut_to = 2;
  bool fisher = true;    // histograms along Fisher's direction, else along the cut
  int draws = 5;         // points drawn per step
  bool by_loss = false;  // decisions by a matrix of losses, else the most probable class
  bool may_refuse = false;
  double cost_of_no_answer = 0.2;
  bool reduction = false;  // all columns reduced to two, beside the plane

  static Schema<GenerativeSettings> schema(const GenerativeSettings& defaults);
};

// Links of version 1 were made where the first two columns of a table were shown unless others were chosen. One without
// any value means the demo as it is now.
void upgrade_generative_values(std::vector<std::pair<std::string, std::string>>& values);

// The priors wanted where these are the fractions of the classes: two classes or more, each fraction below 1.
std::vector<double> chosen_priors(const GenerativeSettings& settings, std::span<const double> fractions);

}  // namespace lectern
