#include "core/experiments/inverse-problems/inverse_settings.h"

namespace lectern::restoration {

using physics::SkyKind;

Schema<InverseSettings> InverseSettings::schema() {
  using Self = InverseSettings;
  using Problem = InverseProblem;
  Schema<Self> schema;
  return schema.group("What was seen")
      .choice(&Self::problem, "problem", "Problem",
              {{Problem::blur, "blur", "A blurred picture"},
               {Problem::interferometer, "interferometer", "An interferometer's coverage"},
               {Problem::deblending, "deblending", "Two overlapping galaxies"},
               {Problem::segmentation, "segmentation", "Stars and galaxies of a field"}})
      .help("What stands between the sky and the data.")
      .choice(&Self::truth, "true_sky", "The true sky", physics::kSkyKinds)
      .live()
      .help("What is there, which nobody knows outside of a simulation.")
      .shown_when(&Self::problem, {Problem::blur, Problem::interferometer})
      .real(&Self::noise, "noise", {0.005, 0.5})
      .logarithmic()
      .live()
      .help("Of each pixel of the data; the brightest pixel of the truth is 1.")
      .real(&Self::blur_pixels, "blur_width", "Width of the blur [pixels]", {0.5, 5})
      .live()
      .help("Standard deviation of the point-spread function.")
      .shown_when(&Self::problem, {Problem::blur})
      .integer(&Self::antennas, "antennas", "Antennas", {2, 12})
      .live()
      .help("Each pair of them measures one Fourier mode at a time.")
      .shown_when(&Self::problem, {Problem::interferometer})
      .real(&Self::hours, "observed_hours", "Hours of Earth's rotation", {0, 12})
      .live()
      .help("While the Earth turns, the pairs measure other modes.")
      .shown_when(&Self::problem, {Problem::interferometer})
      .group("What is known before")
      .choice(&Self::learned, "learned_sky", "Pictures to learn from", physics::kSkyKinds)
      .help("The skies that all four methods take for possible.")
      .shown_when(&Self::problem, {Problem::blur, Problem::interferometer})
      .integer(&Self::pictures, "example_pictures", "Example pictures", {20, 300})
      .help("For spectrum and dictionary. The two networks see new pictures of the same kind in each update.")
      .shown_when(&Self::problem, {Problem::blur, Problem::interferometer})
      .integer(&Self::atoms, "atoms", "Atoms of the dictionary", {1, kMostAtoms})
      .live()
      .help("The first principal components of the pictures, added to their mean.")
      .shown_when(&Self::problem, {Problem::blur, Problem::interferometer})
      .integer(&Self::code_size, "code_size", "Numbers of the code Z", {1, 32})
      .help("What the autoencoder may tell of a picture.")
      .shown_when(&Self::problem, {Problem::blur, Problem::interferometer})
      .real(&Self::learning_rate, "learning_rate", {0.0001, 0.03})
      .logarithmic()
      .live()
      .help("Of Adam, for all networks.");
}

}  // namespace lectern::restoration
