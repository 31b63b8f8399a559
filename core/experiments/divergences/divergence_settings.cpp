#include "core/experiments/divergences/divergence_settings.h"

#include "core/experiments/divergences/model_scene.h"

namespace lectern::divergences {

Schema<Settings> Settings::schema() {
  using Self = Settings;
  using density::DivergenceKind;
  Schema<Self> schema;
  schema.group("Subject")
      .choice(&Self::scene, "scene", "Look at",
              {{Scene::model, "model", "A model beside a law"}, {Scene::joint, "joint", "One joint density"}})
      .help("One normal law brought near another law, or two quantities with their marginals and conditionals.");

  schema.group("Law of the data")
      .choice(&Self::law, "data_law", "Law p",
              {{DataLaw::peaks, "peaks", "Two peaks"},
               {DataLaw::skewed, "skewed", "Skewed"},
               {DataLaw::spike, "spike", "One peak, far away"}})
      .live()
      .help("Where the data come from. No normal law has two peaks, or leans to one side.")
      .shown_when(&Self::scene, {Scene::model})
      .real(&Self::distance, "peak_distance", "Distance of the peaks", {0, 8})
      .live()
      .help("From one peak of p to the other; a single far peak stands half of it to the right.")
      .shown_when(&Self::scene, {Scene::model})
      .real(&Self::share, "left_share", "Share of the left peak", {0.05, 0.95})
      .live()
      .help("How much of p is in its left peak.")
      .shown_when(&Self::law, {DataLaw::peaks})
      .real(&Self::deviation, "peak_width", "Width of a peak", {0.15, 1.5})
      .live()
      .help("The standard deviation of each peak of p.")
      .shown_when(&Self::scene, {Scene::model})
      .real(&Self::added_noise, "added_noise", "Noise added to both", {0, 3})
      .live()
      .help("The standard deviation of normal noise that is added to the data and to what the model makes, before they "
            "are compared.")
      .shown_when(&Self::scene, {Scene::model})
      .integer(&Self::data, "n", {10, 1000})
      .logarithmic()
      .help("How many draws from p there are.")
      .shown_when(&Self::scene, {Scene::model});

  schema.group("Model")
      .real(&Self::start_mean, "start_mean", "Mean at the start", {-5.5, 5.5})
      .help("Where the model begins. Drag it in the picture to begin elsewhere.")
      .shown_when(&Self::scene, {Scene::model})
      .real(&Self::start_deviation, "start_width", "Width at the start", {kLeastDeviation, kLargestDeviation})
      .help("The model's standard deviation at the start.")
      .shown_when(&Self::scene, {Scene::model})
      .choice(&Self::shown, "divergence", "Divergence shown",
              {{DivergenceKind::forward_kl, "forward", "KL(p‖q)"},
               {DivergenceKind::reverse_kl, "reverse", "KL(q‖p)"},
               {DivergenceKind::jensen_shannon, "jensen_shannon", "Jensen–Shannon"},
               {DivergenceKind::wasserstein, "wasserstein", "Wasserstein W₁"}})
      .live()
      .help("Whose landscape and whose contributions are drawn; the handles are on the model that descends it.")
      .shown_when(&Self::scene, {Scene::model});
  static constexpr const char* kShownIds[] = {"with_forward", "with_reverse", "with_jensen_shannon",
                                              "with_wasserstein"};
  static constexpr const char* kShownLabels[] = {"q by KL(p‖q)", "q by KL(q‖p)", "q by Jensen–Shannon",
                                                 "q by Wasserstein"};
  for (std::size_t i = 0; i < density::kDivergenceKinds; ++i)
    schema.boolean([i](Self& s) -> bool& { return s.takes_part[i]; }, kShownIds[i], kShownLabels[i])
        .live()
        .help("Shows the model that descends this divergence; the others do not notice.")
        .shown_when(&Self::scene, {Scene::model});

  schema.group("Descent")
      .real(&Self::learning_rate, "learning_rate", {0.001, 1})
      .logarithmic()
      .live()
      .help("Of gradient descent in μ and log σ. No step is longer than 0.2.")
      .shown_when(&Self::scene, {Scene::model})
      .boolean(&Self::sampled, "sampled_gradient", "Gradient from samples")
      .help(
          "From a few data and a few samples of the model, which are noise pushed through it, in place of the integral.")
      .shown_when(&Self::scene, {Scene::model})
      .integer(&Self::batch_size, "batch_size", {1, 512})
      .logarithmic()
      .help("Data, and samples of the model, of a step.")
      .shown_when(&Self::sampled, {true});

  schema.group("Joint density")
      .choice(&Self::joint, "joint_density", "p(x, y)",
              {{Joint::correlated, "correlated", "Correlated"},
               {Joint::clusters, "clusters", "Three clusters"},
               {Joint::arc, "arc", "Arc"},
               {Joint::ring, "ring", "Ring"}})
      .help("How two quantities are distributed together.")
      .shown_when(&Self::scene, {Scene::joint})
      .real(&Self::correlation, "joint_correlation", "Correlation ρ", {-0.95, 0.95})
      .help("Of two normal quantities of variance 1.")
      .shown_when(&Self::joint, {Joint::correlated})
      .real(&Self::cut, "cut_at", "Cut at x = a", {-3.9, 3.9})
      .help("What was measured, at the start. Drag the line in the picture.")
      .shown_when(&Self::scene, {Scene::joint})
      .real(&Self::strip, "strip", "Half width of the strip", {0.02, 1})
      .live()
      .help("Draws so near the cut are counted for the conditional.")
      .shown_when(&Self::scene, {Scene::joint})
      .integer(&Self::draws, "draws_a_step", "Draws a step", {1, 500})
      .logarithmic()
      .help("How many pairs (x, y) are drawn in a step.")
      .shown_when(&Self::scene, {Scene::joint});
  return schema;
}

}  // namespace lectern::divergences
