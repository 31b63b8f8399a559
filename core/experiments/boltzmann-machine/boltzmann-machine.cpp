// Boltzmann machines: the general energy and the restricted machine as its case without couplings inside a layer;
// contrastive, persistent and exact learning; some units are held and the others asked, which is density, filtering,
// classification, regression and sampling alike; with one real visible unit, the Riemann–Theta machine.
// Lecture row R38.
// Sources: Ackley, Hinton, Sejnowski, Cognitive Science 9 (1985) 147; Hinton, Neural Computation 14 (2002) 1771;
// Tieleman, ICML 2008; Krefl, Carrazza, Haghighat, Kahlen, Neurocomputing 388 (2020) 334.

#include <optional>
#include <tuple>

#include "core/experiments/boltzmann-machine/machine_learner.h"
#include "core/experiments/boltzmann-machine/machine_settings.h"
#include "core/experiments/boltzmann-machine/real_learner.h"
#include "core/lab/demo.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

class BoltzmannMachines final : public Demo<BoltzmannMachines, MachineSettings> {
 public:
  static Schema<MachineSettings> schema();

  explicit BoltzmannMachines(const Start& start) : Demo(start) {
    if (settings().source == PatternSource::real)
      real_.emplace(settings(), start.streams);
    else
      machine_.emplace(settings(), start.streams, pool());
  }

  void step() override {
    if (real_)
      real_->step(settings());
    else
      machine_->step(settings());
  }
  bool gesture(const Action& action) { return real_ ? real_->act(action) : machine_->act(action); }
  static bool takes_points(std::string_view) { return false; }
  SeedUse seeds() const override { return {.run = true, .data = real_ || machine_->uses_data_seed()}; }
  std::optional<Divergence> divergence() const override {
    const bool is_finite = real_ ? !real_->has_diverged() : !machine_->has_diverged();
    if (is_finite) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(real_ ? real_->steps() : machine_->steps(), "is no longer a finite number",
                                            rate),
                    &MachineSettings::learning_rate, rate / 10);
  }
  auto state() const { return std::tie(machine_, real_); }
  void describe(Snapshot& snapshot) const override {
    if (real_)
      real_->describe(snapshot);
    else
      machine_->describe(settings(), snapshot);
  }

 private:
  std::optional<MachineLearner> machine_;
  std::optional<RealLearner> real_;
};

Schema<MachineSettings> BoltzmannMachines::schema() {
  using Self = MachineSettings;
  using enum PatternSource;
  const std::vector<PatternSource> binary{digits, bars3, bars4, parity, wave, ring};
  Schema<Self> schema;
  return schema.group("Data")
      .choice(&Self::source, "data", glossary_label("data"),
              {{digits, "digits8", "Handwritten digits, 8×8"},
               {bars3, "bars3", "Bars and stripes, 3×3"},
               {bars4, "bars4", "Bars and stripes, 4×4"},
               {parity, "parity", "Four bits of even parity"},
               {wave, "wave", "Points along a wave"},
               {ring, "ring", "Points along a ring"},
               {real, "real", "One real number (Riemann–Theta)"}})
      .help(
          "Digits are black or white, with ten more units for the label. Of a point sixteen units tell x, sixteen tell y. "
          "Bars, stripes and parity are all the patterns there are, each equally probable.")
      .integer(&Self::n, "n", {50, 1000})
      .logarithmic()
      .shown_when(&Self::source, {wave, ring, real})
      .help("How many points or numbers the machine learns from.")
      .real(&Self::noise, "noise", {0, 0.2})
      .shown_when(&Self::source, {wave, ring})
      .help("How far points lie from the curve; the square of all points has side 1.")
      .choice(&Self::law, "density_law", "Density of the number",
              {{RealLaw::two_peaks, "two_peaks", "Two peaks"},
               {RealLaw::three_peaks, "three_peaks", "Three unequal peaks"},
               {RealLaw::skewed, "skewed", "One skewed peak (gamma)"}})
      .shown_when(&Self::source, {real})
      .help("From which the numbers are drawn.")
      .group("Machine")
      .choice(&Self::couplings, "couplings", "Couplings",
              {{CouplingKind::restricted, "restricted", "W alone: restricted"},
               {CouplingKind::with_visible, "visible", "W and T (visible–visible)"},
               {CouplingKind::with_hidden, "hidden", "W and Q (hidden–hidden)"},
               {CouplingKind::general, "general", "W, T and Q: general"},
               {CouplingKind::visible_alone, "visible_alone", "T alone: no hidden units"}})
      .shown_when(&Self::source, binary)
      .help(
          "Terms of the energy. Without T and Q the units of a layer are independent given the other layer, so a whole "
          "layer is drawn at once; with them its units are drawn one after the other.")
      .integer(&Self::hidden, "hidden_units", "Hidden units", {1, 128})
      .logarithmic()
      .shown_when(&Self::source, binary)
      .help("Binary ones. Exact sums need few of them.")
      .integer(&Self::integer_units, "integer_units", "Integer hidden units",
               {1, generative::RiemannThetaDensity::kMostHidden})
      .shown_when(&Self::source, {real})
      .help("Each may be any whole number: every setting of them adds a Gaussian to the density.")
      .group("Training")
      .choice(&Self::rule, "learning_rule", "Averages of the model",
              {{LearningRule::contrastive, "contrastive", "Contrastive divergence"},
               {LearningRule::persistent, "persistent", "Persistent chains"},
               {LearningRule::exact, "exact", "Exact sums"}})
      .shown_when(&Self::source, binary)
      .help(
          "The gradient of the likelihood is an average over the data less one over the model. Contrastive "
          "divergence takes the second after k sweeps from the data, persistent chains after k sweeps from where they were.")
      .integer(&Self::sweeps, "chain_sweeps", "Sweeps k of an update", {1, 20})
      .live()
      .shown_when(&Self::rule, {LearningRule::contrastive, LearningRule::persistent})
      .help("How often all units are drawn anew before the chains are compared with the data.")
      .real(&Self::learning_rate, "learning_rate", {1e-4, 2})
      .logarithmic()
      .live()
      .help("Step along the difference of the two averages; of the real number, of Adam.")
      .real(&Self::l2, "l2", {0, 0.1})
      .live()
      .shown_when(&Self::source, binary)
      .help("Pulls all couplings towards 0: W ← W − η λ₂ W.")
      .integer(&Self::batch_size, "batch_size", {4, 256})
      .logarithmic()
      .shown_when(&Self::rule, {LearningRule::contrastive, LearningRule::persistent})
      .help("Patterns of an update.")
      .group("Held and asked")
      .choice(&Self::spoiling, "spoiling", "What is done to the pictures",
              {{Spoiling::lower, "lower", "The lower part is hidden"},
               {Spoiling::random, "random", "Random pixels are hidden"},
               {Spoiling::flipped, "flipped", "Random pixels are flipped"}})
      .live()
      .shown_when(&Self::source, {digits, bars3, bars4, parity})
      .help("Hidden pixels run freely, known ones are held. Of flipped ones nobody knows which they are.")
      .real(&Self::spoilt_share, "spoilt_share", "Share of the pixels", {0, 1})
      .live()
      .shown_when(&Self::source, {digits, bars3, bars4, parity})
      .help("That is hidden; or the probability with which each is flipped.");
}

const RegisterDemo<BoltzmannMachines> registered{{
    .id = "boltzmann-machine",
    .title = "Boltzmann machines",
    .lecture = 6,
    .row = "R38",
    .summary =
        "One energy over visible and hidden units learns digits, bars, curves and densities; hold some units and the "
        "others restore, classify, predict or dream.",
    .sources =
        {"D. Ackley, G. Hinton, T. Sejnowski, A learning algorithm for Boltzmann machines, Cognitive Science 9 (1985) 147",
         "G. Hinton, Training products of experts by minimizing contrastive divergence, Neural Computation 14 (2002) 1771",
         "T. Tieleman, Training restricted Boltzmann machines using approximations to the likelihood gradient, ICML 2008",
         "D. Krefl, S. Carrazza, B. Haghighat, J. Kahlen, Riemann–Theta Boltzmann machine, Neurocomputing 388 (2020) 334"},
    .steps_per_second = 60,
}};

}  // namespace
}  // namespace lectern
