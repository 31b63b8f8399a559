// The Ising model on a square lattice: three updates at any temperature, field and size, with what is measured beside
// what is exact and errors that know the autocorrelation time; finite lattices compared near the critical temperature;
// phases told by a dense and a convolutional network that have never seen the critical region, and found without any
// label. Lecture row R44. Sources: Onsager, Phys. Rev. 65 (1944) 117; Wolff, Phys. Rev. Lett. 62 (1989) 361; Swendsen,
// Wang, Phys. Rev. Lett. 58 (1987) 86; Carrasquilla, Melko, Nature Physics 13 (2017) 431; van Nieuwenburg, Liu, Huber,
// Nature Physics 13 (2017) 435.

#include "core/experiments/ising/confusion_study.h"
#include "core/experiments/ising/lattice_study.h"
#include "core/experiments/ising/phase_study.h"
#include "core/experiments/ising/scan_study.h"
#include "core/experiments/ising/settings.h"
#include "core/lab/demo.h"
#include "core/parts/optional_part.h"

namespace lectern::ising {
namespace {

class Ising final : public Demo<Ising, Settings> {
 public:
  static Schema<Settings> schema();

  explicit Ising(const Start& start) : Demo(start) {
    const Rng draws = rng("ising");
    switch (settings().study) {
      case Study::lattice: lattice_ = OptionalPart(LatticeStudy(settings(), draws)); break;
      case Study::scan: scan_ = OptionalPart(ScanStudy(settings(), draws)); break;
      case Study::phases: phases_ = OptionalPart(PhaseStudy(settings(), draws)); break;
      case Study::confusion: confusion_ = OptionalPart(ConfusionStudy(settings(), draws)); break;
    }
  }

  void step() override {
    if (lattice_) lattice_->step(settings());
    if (scan_) scan_->step(settings());
    if (phases_) phases_->step(settings(), pool());
    if (confusion_) confusion_->step(settings(), pool());
  }
  bool finished() const override { return (phases_ && phases_->finished()) || (confusion_ && confusion_->finished()); }
  bool gesture(const Action& action) {
    if (lattice_) return lattice_->gesture(action, settings());
    if (scan_) return scan_->gesture(action);
    return phases_ && phases_->gesture(action, settings());
  }
  void describe(Snapshot& snapshot) const override {
    if (lattice_) lattice_->describe(snapshot, settings());
    if (scan_) scan_->describe(snapshot, settings());
    if (phases_) phases_->describe(snapshot, settings());
    if (confusion_) confusion_->describe(snapshot, settings());
  }
  auto state() const { return std::tie(lattice_, scan_, phases_, confusion_); }

 private:
  OptionalPart<LatticeStudy> lattice_;
  OptionalPart<ScanStudy> scan_;
  OptionalPart<PhaseStudy> phases_;
  OptionalPart<ConfusionStudy> confusion_;
};

Schema<Settings> Ising::schema() {
  Schema<Settings> schema;
  return schema.group("Study")
      .choice(&Settings::study, "ising_study", "Study",
              {{Study::lattice, "lattice", "One lattice"},
               {Study::scan, "scan", "Temperatures and sizes"},
               {Study::phases, "phases", "Phases told by networks"},
               {Study::confusion, "confusion", "Learning by confusion"}})
      .help("What is done: a lattice is watched, many are compared, or networks look at states.")
      .group("Lattice")
      .integer(&Settings::side, "lattice_side", "Side L", {8, 512})
      .unit("sites")
      .logarithmic()
      .shown_when(&Settings::study, {Study::lattice, Study::scan})
      .help("The lattice has L × L spins and periodic edges. A scan also takes lattices of half and a quarter of L.")
      .real(&Settings::temperature, "spin_temperature", "Temperature T", {0.1, 10})
      .unit("J/k_B")
      .logarithmic()
      .live()
      .shown_when(&Settings::study, {Study::lattice})
      .help("In units of J/k_B. The critical temperature is 2/ln(1 + √2) = 2.269.")
      .real(&Settings::field, "spin_field", "Field h", {-1, 1})
      .unit("J")
      .live()
      .shown_when(&Settings::study, {Study::lattice, Study::scan})
      .help("Adds −h Σ s to the energy. With a field there is no exact solution to compare with.")
      .choice(&Settings::update, "spin_update", "Update", physics::kSpinUpdates)
      .live()
      .shown_when(&Settings::study, {Study::lattice, Study::scan})
      .help(
          "Metropolis asks spin after spin; Wolff turns one cluster at a time, Swendsen and Wang all clusters at once.")
      .choice(&Settings::start, "spin_start", "Spins at the start",
              {{StartSpins::random, "random", "Random"}, {StartSpins::up, "up", "All up"}})
      .shown_when(&Settings::study, {Study::lattice})
      .help("Random spins are a state of infinite temperature, equal ones of temperature zero.")
      .integer(&Settings::sweeps, "sweeps_per_step", "Sweeps per step", {1, 100})
      .logarithmic()
      .live()
      .shown_when(&Settings::study, {Study::lattice})
      .help("Fewer on large lattices: a step turns at most about 300 000 spins, but makes one sweep at least.")
      .boolean(&Settings::races, "all_updates", "All three updates")
      .shown_when(&Settings::study, {Study::lattice})
      .help("Three lattices from the same start, one for each update. The numbers are of the update chosen.")
      .group("Brush")
      .real(&Settings::brush_radius, "droplet_radius", "Droplet radius", {0.5, 100})
      .unit("sites")
      .logarithmic()
      .live()
      .shown_when(&Settings::study, {Study::lattice, Study::phases})
      .help("Of the disc of spins that a tap on the lattice sets.")
      .choice(&Settings::brush, "droplet_spin", "Spins drawn",
              {{BrushSpin::against, "against", "Against the majority"},
               {BrushSpin::up, "up", "Up"},
               {BrushSpin::down, "down", "Down"}})
      .live()
      .shown_when(&Settings::study, {Study::lattice, Study::phases})
      .help("What a tap on the lattice makes of the spins of the disc.")
      .group("Scan")
      .real(&Settings::low, "scan_from", "Temperatures from", {0.5, 2.2})
      .unit("J/k_B")
      .shown_when(&Settings::study, {Study::scan})
      .help("The lowest temperature.")
      .real(&Settings::high, "scan_to", "Temperatures to", {2.3, 6})
      .unit("J/k_B")
      .shown_when(&Settings::study, {Study::scan})
      .help("The highest temperature.")
      .integer(&Settings::temperatures, "scan_points", "Temperatures", {3, 40})
      .shown_when(&Settings::study, {Study::scan})
      .help("How many, evenly from the lowest to the highest; seven more stand close to T_c.")
      .choice(&Settings::quantity, "quantity", "Quantity", kQuantities)
      .live()
      .shown_when(&Settings::study, {Study::scan})
      .help("What the large picture shows.")
      .group("Networks")
      .integer(&Settings::picture_side, "picture_side", "Side of the states", {8, 32})
      .unit("sites")
      .shown_when(&Settings::study, {Study::phases, Study::confusion})
      .help("The networks read lattices of so many rows and columns.")
      .integer(&Settings::n, "n", {64, 3000})
      .logarithmic()
      .shown_when(&Settings::study, {Study::phases, Study::confusion})
      .help("States that the networks learn from, at all temperatures together.")
      .integer(&Settings::hidden, "hidden", {1, 64})
      .logarithmic()
      .shown_when(&Settings::study, {Study::phases, Study::confusion})
      .help("Of a dense network, one layer of sigmoids between spins and the two classes.")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .shown_when(&Settings::study, {Study::phases, Study::confusion})
      .help("Of Adam, with batches of 32 states; it falls to a twentieth while the networks learn.")
      .real(&Settings::l2, "l2", {0, 0.1})
      .live()
      .shown_when(&Settings::study, {Study::phases, Study::confusion})
      .help("Pulls the weights of the dense networks towards zero: what training does not need fades.")
      .boolean(&Settings::moves_states, "moved_states", "Move and turn states")
      .live()
      .shown_when(&Settings::study, {Study::phases, Study::confusion})
      .help(
          "Each time a state is learned from it is shifted at random, across the edges, and all its spins turned by chance.")
      .real(&Settings::gap_low, "left_out_from", "Not trained from", {1.2, 2.25})
      .unit("J/k_B")
      .shown_when(&Settings::study, {Study::phases})
      .help("The networks learn from eight temperatures between 1 and this one, which they are told are ordered.")
      .real(&Settings::gap_high, "left_out_to", "Not trained to", {2.3, 3.5})
      .unit("J/k_B")
      .shown_when(&Settings::study, {Study::phases})
      .help("And from eight temperatures between this one and 4, which they are told are disordered.");
}

const RegisterDemo<Ising> registered{{
    .id = "ising",
    .title = "The Ising model and its phases",
    .lecture = 9,
    .row = "R44",
    .summary =
        "Spins by Metropolis and cluster updates beside Onsager's solution, and networks that find the phase transition.",
    .sources = {"Onsager, Physical Review 65 (1944) 117",
                "Wolff, Physical Review Letters 62 (1989) 361; Swendsen, Wang, Physical Review Letters 58 (1987) 86",
                "Carrasquilla, Melko, Machine learning phases of matter, Nature Physics 13 (2017) 431",
                "van Nieuwenburg, Liu, Huber, Learning phase transitions by confusion, Nature Physics 13 (2017) 435"},
    .steps_per_second = 30,
}};

}  // namespace
}  // namespace lectern::ising
