#include "core/parts/generative_settings.h"

#include <algorithm>
#include <cstddef>

#include "core/data/planar_problem.h"

namespace lectern {

void add_generative_parameters(ParameterSchema& schema) {
  schema.group("Model")
      .choice("covariance", "Covariance",
              {{"shared", "One for all classes (LDA)"},
               {"full", "One a class (QDA)"},
               {"diagonal", "Diagonal (naive Bayes)"}},
              "shared")
      .live()
      .help("One shared: straight borders. One a class: conic sections. Diagonal: features independent in each class.")
      .choice("priors", "Priors", {{"data", "As in the data"}, {"equal", "Equal"}, {"chosen", "One chosen"}}, "data")
      .live()
      .help("How frequent each class is before anything is known of the point.")
      .integer("prior_class", "Class whose prior is chosen", {1, data::kMaximumFileClasses}, 1)
      .live()
      .shown_when("priors", {"chosen"})
      .help("Counted from 1; the others share the rest as in the data.")
      .real("prior", "Its prior π", {0.01, 0.99}, 0.5)
      .live()
      .shown_when("priors", {"chosen"})
      .help("Moves the border without changing its shape: log odds are shifted by a constant.")
      .real("outliers", "Share taken for outliers", {0, 0.2}, 0.03)
      .live()
      .help("The threshold of p(x) is set so that this share of the training points lies below it.");
  schema.group("Views")
      .integer("cut_from", "Cut from the mean of class", {1, data::kMaximumFileClasses}, 1)
      .live()
      .help("Counted from 1; too large a number means the last one.")
      .integer("cut_to", "Cut to the mean of class", {1, data::kMaximumFileClasses}, 2)
      .live()
      .help("Counted from 1; too large a number means the last one, the one cut from means the next one.")
      .choice("direction", "Histograms along", {{"fisher", "Fisher's direction"}, {"means", "The line of the cut"}},
              "fisher")
      .live()
      .help("Of more than two classes Fisher's first direction.");
  schema.group("Sampling")
      .integer("draws", "Points drawn a step", {1, 50}, 5)
      .live()
      .help("First the class by its prior, then the place by its Gaussian.");
}

GenerativeSettings generative_settings(const ParameterSet& parameters) {
  GenerativeSettings settings;
  settings.covariance = static_cast<generative::ClassCovariance>(parameters.choice_index("covariance"));
  settings.priors = static_cast<GenerativeSettings::Priors>(parameters.choice_index("priors"));
  settings.prior_class = parameters.integer("prior_class") - 1;
  settings.prior = parameters.real("prior");
  settings.outliers = parameters.real("outliers");
  settings.cut_from = parameters.integer("cut_from") - 1;
  settings.cut_to = parameters.integer("cut_to") - 1;
  settings.fisher = parameters.choice("direction") == "fisher";
  settings.draws = parameters.integer("draws");
  return settings;
}

std::vector<double> chosen_priors(const GenerativeSettings& settings, std::span<const double> shares) {
  std::vector<double> priors(shares.begin(), shares.end());
  if (settings.priors == GenerativeSettings::Priors::equal) priors.assign(priors.size(), 1.0);
  if (settings.priors != GenerativeSettings::Priors::chosen) return priors;
  const auto chosen = std::min(static_cast<std::size_t>(settings.prior_class), priors.size() - 1);
  const double others = 1 - priors[chosen];
  for (double& prior : priors) prior *= (1 - settings.prior) / others;
  priors[chosen] = settings.prior;
  return priors;
}

}  // namespace lectern
