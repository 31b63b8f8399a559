#include "core/experiments/generative-classifier/generative_settings.h"

#include <algorithm>
#include <cstddef>

#include "core/data/planar_problem.h"

namespace lectern {

Schema<GenerativeSettings> GenerativeSettings::schema(const GenerativeSettings& defaults) {
  using Self = GenerativeSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Model")
      .choice(&Self::covariance, "covariance", "Covariance", generative::kClassCovariances)
      .live()
      .help(
          "Shared: straight decision boundaries. One per class: conic sections. Diagonal: features that are independent "
          "within each class.")
      .choice(&Self::priors, "priors", "Priors",
              {{Priors::data, "data", "As in the data"},
               {Priors::equal, "equal", "Equal"},
               {Priors::chosen, "chosen", "One chosen"}})
      .live()
      .help("How frequent each class is before anything is known of the point.")
      .integer(&Self::prior_class, "prior_class", "Class whose prior is chosen", {1, data::kMaximumFileClasses})
      .live()
      .shown_when(&Self::priors, {Priors::chosen})
      .help("Counted from 1; the others share the rest as in the data.")
      .real(&Self::prior, "prior", "Its prior π", {0.01, 0.99})
      .live()
      .shown_when(&Self::priors, {Priors::chosen})
      .help("Shifts the decision boundary without changing its shape: a constant is added to the log odds.")
      .real(&Self::outlier_fraction, "outlier_fraction", "Fraction of outliers", {0, 0.2})
      .formerly("outliers")
      .live()
      .help("The threshold of p(x) is set so that this fraction of the training points lies below it.")
      .group("Decision")
      .choice(&Self::by_loss, "decide", "Decide for",
              {{false, "most_probable", "The most probable class"}, {true, "least_loss", "What costs least"}})
      .live()
      .help("Inference gives posteriors; a decision also needs what each mistake costs. The matrix of losses is edited "
            "beside the picture.")
      .boolean(&Self::may_refuse, "reject", "Allow no answer")
      .live()
      .shown_when(&Self::by_loss, {true})
      .help("Where every answer is expected to cost more than none, none is given: the picture is pale there.")
      .real(&Self::cost_of_no_answer, "cost_of_no_answer", "Cost of no answer", {0, 10})
      .live()
      .shown_when(&Self::may_refuse, {true})
      .help(
          "What it costs to pass the case on, to a human or to a better test. With 0–1 loss, an answer is given where "
          "the largest posterior is at least 1 minus this.")
      .group("Views")
      .boolean(&Self::reduction, "reduction", "All columns, reduced to two")
      .live()
      .help("Fisher's discriminants of all columns of a table, beside its principal components.")
      .integer(&Self::cut_from, "cut_from", "Cut from the mean of class", {1, data::kMaximumFileClasses})
      .live()
      .help("Counted from 1; too large a number means the last one.")
      .integer(&Self::cut_to, "cut_to", "Cut to the mean of class", {1, data::kMaximumFileClasses})
      .live()
      .help("Counted from 1; too large a number means the last one, and the class cut from means the next one.")
      .choice(&Self::fisher, "direction", "Histograms along",
              {{true, "fisher", "Fisher's direction"}, {false, "means", "The line of the cut"}})
      .live()
      .help("With more than two classes, Fisher's first direction.")
      .group("Sampling")
      .integer(&Self::draws, "draws", "Points drawn per step", {1, 50})
      .live()
      .help("First the class by its prior, then the place by its Gaussian.");
}

void upgrade_generative_values(std::vector<std::pair<std::string, std::string>>& values) {
  if (values.empty()) return;  // the demo itself
  const auto find = [&](std::string_view name) {
    return std::find_if(values.begin(), values.end(), [name](const auto& value) { return value.first == name; });
  };
  const auto set = find("data");
  const bool is_table = set == values.end() || set->second == "events" || set->second == "file" ||
                        data::is_real_planar_problem(set->second);
  for (const auto& [name, number] : {std::pair("x_column", "1"), std::pair("y_column", "2")})
    if (is_table && find(name) == values.end()) values.emplace_back(name, number);
}

std::vector<double> chosen_priors(const GenerativeSettings& settings, std::span<const double> fractions) {
  std::vector<double> priors(fractions.begin(), fractions.end());
  if (settings.priors == GenerativeSettings::Priors::equal) priors.assign(priors.size(), 1.0);
  if (settings.priors != GenerativeSettings::Priors::chosen) return priors;
  const auto chosen = std::min(static_cast<std::size_t>(settings.prior_class), priors.size()) - 1;
  const double others = 1 - priors[chosen];
  for (double& prior : priors) prior *= (1 - settings.prior) / others;
  priors[chosen] = settings.prior;
  return priors;
}

}  // namespace lectern
