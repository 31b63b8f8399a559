// A closure test: networks learn the momentum distribution of gluons in the proton from pseudo-data whose law is known.
// An ensemble of replicas says how uncertain the fit is, and the truth says whether that band is honest; where there
// are no data it must open. The same for the zero-loss peak of electron energy-loss spectra, which is extrapolated
// under the signal and subtracted. Lecture row R26. Sources: Forte, Garrido, Latorre, Piccione, JHEP 05 (2002) 062;
// Ball et al. (NNPDF), JHEP 04 (2015) 040; Roest, van Heijst, Maduro, Rojo, Conesa-Boj, Ultramicroscopy 222 (2021)
// 113202.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/experiments/proton-structure/replica_ensemble.h"
#include "core/experiments/proton-structure/restarted_fits.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/parts/closure_picture.h"
#include "core/parts/closure_problem.h"
#include "core/parts/optional_part.h"
#include "core/physics/energy_loss.h"
#include "core/physics/gluon_law.h"

namespace lectern {
namespace {

constexpr double kHonest = 0.683;  // of a normal distribution lie within one standard deviation
constexpr ColorRole kBandColor = 0, kDataColor = 1, kTruthColor = kColorForeground, kOtherColor = 2;
constexpr std::size_t kThinLines = 8;  // replicas drawn one by one
constexpr double kLeastCounts = 0.1;

constexpr const char* kPlaneHelp =
    "Dashed: the law from which the pseudo-data were made. Points: these data with their errors. Band: mean and standard "
    "deviation of all replicas; thin: some of them, or the restarts of one. Drag the vertical line: data to its left are "
    "not used.";
constexpr const char* kPeakHelp =
    "Points: the spectrum with its errors. Only those left of the vertical line are learned; drag it. Band: mean and "
    "standard deviation of all replicas, each a network that knows the peak alone. Dashed: the true peak.";
constexpr const char* kErrorsHelp =
    "What the band claims and what is true, on a logarithmic scale: the standard deviation of the replicas, and the "
    "distance of their mean from the law. Where the distance is mostly below the band, the band is honest. Dashed: "
    "the errors of the measurements.";
constexpr const char* kCoverageHelp =
    "For each repetition of the experiment with new noise: the share of places at which the law lies within one standard "
    "deviation of the mean. An honest band holds it at 68 % of them, on average over the experiments.";
constexpr const char* kCostHelp =
    "χ² a measurement, mean of all replicas: with the data each learns from, and with those that only tell it when to "
    "stop. If the network were exactly the law it would be 0, 1 or 2 for data without noise, with noise, and with noise "
    "twice; less is noise that has been learned.";
constexpr const char* kMomentumHelp =
    "The fraction of the proton's momentum that gluons carry, ∫ x g(x) dx from 0 to 1, of each replica. An integral of "
    "the output: the sum rule makes it part of the cost.";
constexpr const char* kSignalHelp =
    "Spectrum minus the extrapolated peak, with one standard deviation of the replicas; dashed the true signal. Its onset "
    "is the band gap.";
constexpr const char* kNumbersHelp =
    "Coverage: the share of places with the law within one standard deviation, 0.68 of an honest band; averaged over all "
    "experiments. sd and distance from the law are shares of the law, averaged over the places named. The signal is the sum over "
    "one electronvolt above the band gap.";

constexpr const char* kRestartsHelp =
    "The first replica, and networks that start at other weights and are told exactly the same: the same data, the same "
    "split, the same factor. χ² a measurement. Weights apart: the distance of all weights from the replica's, in units "
    "of the length of these. Neither the order of the neurons nor the signs of one neuron's weights can be told from "
    "the output, so both are chosen to make the distance least; in brackets the distance as they are. Curves apart: "
    "the root mean square distance of x·g from the replica's, in units of the law's, where there are data and below.";
constexpr const char* kUnitsHelp =
    "Each dot is a neuron: the weight of its input, and that of its output. A line joins each neuron of the first replica "
    "to its counterpart in the first restart, matched so that all weights together differ least. Signs are chosen so that "
    "the replica's input weights are positive. If the data determined the weights, the lines would be dots.";

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

struct Settings {
  ClosureSettings closure{};
  int hidden = 20;
  double learning_rate = 0.03;
  nn::StoppingRule stopping = nn::StoppingRule::never;
  int patience = 150;
  int epochs = 1500;
  double train_fraction = 0.9;
  int replicas = 100;
  int experiments = 6;
  int restarts = 0;
};

class ProtonStructure final : public Demo<ProtonStructure, Settings> {
 public:
  static Schema<Settings> schema();

  explicit ProtonStructure(const Start& start)
      : Demo(start),
        cut_(clamped_cut(task(), first_cut(settings().closure))),
        problem_(make_problem(closure(), cut_)),
        ensembles_(make_ensembles()),
        restarts_(make_restarts()) {
    make_spectrum();
  }

  void step() override;
  bool finished() const override { return ensembles_.has_stopped() && (!restarts_ || restarts_->has_stopped()); }
  bool gesture(const Action& action);
  SeedUse seeds() const override { return {.run = true, .data = closure().level != ClosureLevel::truth}; }
  auto state() const {
    return std::tuple(std::tie(cut_, problem_, ensembles_, restarts_), unhashed(spectrum_at_), unhashed(spectrum_),
                      unhashed(costs_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  const ClosureSettings& closure() const { return settings().closure; }
  ClosureTask task() const { return settings().closure.task; }
  bool is_gluon() const { return task() == ClosureTask::gluon; }
  nn::ObservableFit::Spec fit_spec() const {
    return {.hidden = settings().hidden, .stopping = settings().stopping, .patience = settings().patience};
  }
  ReplicaEnsembles make_ensembles() const;
  OptionalPart<RestartedFits> make_restarts() const;
  void make_spectrum();

  // The measured spectrum, or measured values of the law, in the units of the picture.
  void describe_data(Plane& plane) const;
  void describe_fit(Plane& plane) const;
  void describe_signal(Plane& plane) const;
  void describe_errors(Plane& plane) const;
  void describe_coverage(Plane& plane) const;
  void describe_costs(Plane& plane) const;
  void describe_momentum(Plane& plane) const;
  void describe_restarts(Snapshot& snapshot) const;
  void describe_units(const RestartedFits::Look& seen, Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  AxisText place_axis() const {
    return is_gluon() ? kGluonPlaceAxis : AxisText{.label = "energy loss ΔE [eV]", .range = {0, kGreatestEnergy_eV}};
  }
  const ReplicaEnsembles::Look& look() const { return ensembles_.look(pool()); }

  double cut_;
  Shared<ClosureProblem> problem_;
  ReplicaEnsembles ensembles_;
  OptionalPart<RestartedFits> restarts_;
  std::vector<double> spectrum_at_, spectrum_;  // of the peak: all bins, learned or not, in counts
  History costs_{2};                            // training, validation
  Scratch<std::vector<double>> numbers_, sums_;
};

Schema<Settings> ProtonStructure::schema() {
  Schema<Settings> schema;
  const auto closure = [](auto member) {
    return [member](Settings & s) -> auto& { return s.closure.*member; };
  };
  const auto task = closure(&ClosureSettings::task);
  return schema.group("Problem")
      .choice(task, "problem", "Problem",
              {{ClosureTask::gluon, "gluon", "Gluons in the proton"},
               {ClosureTask::zero_loss, "zero_loss", "Zero-loss peak of electrons"}})
      .help("Which law is to be found again from data made with it.")
      .choice(closure(&ClosureSettings::level), "level", "Closure level",
              {{ClosureLevel::truth, "truth", "0: data without noise"},
               {ClosureLevel::noise, "noise", "1: one noise for all replicas"},
               {ClosureLevel::replicas, "replicas", "2: new noise for each replica"}})
      .help(
          "Level 0 tests the fit alone. At level 1 data have errors, and all replicas learn the same numbers. At level 2 "
          "each replica learns data as they might have been measured as well.")
      .integer(closure(&ClosureSettings::n), "n", {20, 200})
      .help("Measurements of the law, at equal distances in log x; of the spectrum, the bins up to 4 eV.")
      .real(closure(&ClosureSettings::x_min), "x_min", "Smallest x measured", {1e-6, 0.1})
      .logarithmic()
      .help(
          "Below there are no data: the fit must say that it does not know. The line in the picture can be dragged, too.")
      .shown_when(task, {ClosureTask::gluon})
      .choice(closure(&ClosureSettings::observed), "observed", "What is measured",
              {{Observed::points, "points", "x·g at single x"},
               {Observed::integrals, "integrals", "integrals over x·g"}})
      .help(
          "Gluons are not seen themselves, but how the quarks change with the scale is: the integral over ξ from x to 1 of "
          "(ξ² + (1 − ξ)²) times x·g at x/ξ.")
      .shown_when(task, {ClosureTask::gluon})
      .real(closure(&ClosureSettings::window_eV), "window_end", "Learn the peak up to", {0.3, 3})
      .unit("eV")
      .help("Beyond, the sample's own signal is in the spectrum. The line in the picture can be dragged, too.")
      .shown_when(task, {ClosureTask::zero_loss})
      .real(closure(&ClosureSettings::gap_eV), "gap", "Band gap", {0.5, 3})
      .unit("eV")
      .help("Where the signal of the sample sets in.")
      .shown_when(task, {ClosureTask::zero_loss})
      .group("Model")
      .choice(closure(&ClosureSettings::preprocessing), "preprocessing", "Preprocessing",
              {{Preprocessing::none, "none", "none: the network sees x"},
               {Preprocessing::log, "log", "the network sees log x"},
               {Preprocessing::full, "full", "log x, factor x^−α(1−x)^β"}})
      .help(
          "The input is brought to −1 … 1 in any case. The exponents of the factor are drawn for each replica: α from 0 "
          "to 0.35, β from 3 to 7.")
      .shown_when(task, {ClosureTask::gluon})
      .boolean(closure(&ClosureSettings::sum_rule), "sum_rule", "Momentum sum rule")
      .help("Adds to the cost the distance of ∫ x g dx from 0.42, with an error of 0.001.")
      .shown_when(task, {ClosureTask::gluon})
      .boolean(closure(&ClosureSettings::fits_log), "fits_log", "Learn ln(counts)")
      .help("Counts fall through seven decades. Without it the top of the peak is all that the network sees.")
      .shown_when(task, {ClosureTask::zero_loss})
      .boolean(closure(&ClosureSettings::far_end), "far_end", "Peak ends at 3.5 eV")
      .help("Six further data beyond 3.5 eV say that nothing but the one dark count is left of the peak there.")
      .shown_when(task, {ClosureTask::zero_loss})
      .integer(&Settings::hidden, "hidden", {1, 40})
      .help("One layer of sigmoid neurons between one input and one output.")
      .group("Training")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam, on all data at once.")
      .real(&Settings::train_fraction, "train_fraction", {0.5, 0.95})
      .help("Each replica draws which data it learns from; the others tell it when to stop.")
      .choice(&Settings::stopping, "stopping", "When to stop", nn::kStoppingRules)
      .help(
          "Early stopping: each replica when its validation χ² has not fallen for a while. Both ways of stopping restore "
          "the weights of the least validation χ².")
      .integer(&Settings::patience, "patience", "Patience", {1, 2000})
      .unit("epochs")
      .help("How long to wait for a lower validation χ².")
      .shown_when(&Settings::stopping, {nn::StoppingRule::early})
      .integer(&Settings::epochs, "epochs", {1, 20000})
      .logarithmic()
      .help("The training ends after so many epochs at the latest.")
      .group("Uncertainty")
      .integer(&Settings::replicas, "replicas", {2, 100})
      .help("Networks in the ensemble. They are trained in parallel.")
      .integer(&Settings::experiments, "experiments", "Experiments", {1, 12})
      .help(
          "How often everything is repeated with new noise, to measure how often the band holds the truth. The first is "
          "shown; each other one has twelve replicas at most.")
      .integer(&Settings::restarts, "restarts", "Restarts of one replica", {0, 12})
      .help("So many further networks are told all that the first replica is told, and start at other weights.")
      .shown_when(task, {ClosureTask::gluon});
}

ReplicaEnsembles ProtonStructure::make_ensembles() const {
  return ReplicaEnsembles(problem_,
                          {.level = closure().level,
                           .replicas = settings().replicas,
                           .experiments = settings().experiments,
                           .train_fraction = settings().train_fraction,
                           .fit = fit_spec()},
                          data_rng("experiments"), rng("replicas"));
}

OptionalPart<RestartedFits> ProtonStructure::make_restarts() const {
  if (!is_gluon() || settings().restarts == 0) return {};
  return OptionalPart(
      RestartedFits(problem_, ensembles_.first_sample(), fit_spec(), settings().restarts, rng("restarts")));
}

// Beyond the window the noise of a bin does not depend on where the window ends.
void ProtonStructure::make_spectrum() {
  spectrum_at_.clear();
  spectrum_.clear();
  if (is_gluon()) return;
  const ClosureProblem& law = *problem_;
  for (int i = 0; i < closure().n; ++i) {
    const double energy = kGreatestEnergy_eV * i / (closure().n - 1);
    const auto bin = static_cast<std::size_t>(i);
    double counts = physics::zero_loss_counts(energy) + physics::inelastic_counts(energy, closure().gap_eV);
    if (bin < law.measured)
      counts = law.shown_value(ensembles_.measured()[bin]);
    else if (closure().level != ClosureLevel::truth)
      counts += physics::counts_error(counts) * data_rng("spectrum").split(bin).normal();
    spectrum_at_.push_back(energy);
    spectrum_.push_back(std::max(counts, 0.0));
  }
}

void ProtonStructure::step() {
  ensembles_.step(settings().learning_rate, pool());
  if (restarts_) restarts_->step(settings().learning_rate, pool());
  if (ensembles_.epochs() >= settings().epochs) {
    ensembles_.stop();
    if (restarts_) restarts_->stop();
  }
  costs_.record(static_cast<double>(ensembles_.epochs()),
                std::array{ensembles_.training_cost(), ensembles_.validation_cost()});
}

// The cut moves, and all training begins anew from the same start.
bool ProtonStructure::gesture(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "plane" || drag == nullptr || drag->handle != "cut") return false;
  cut_ = clamped_cut(task(), static_cast<double>(drag->x));
  problem_ = Shared<ClosureProblem>(make_problem(closure(), cut_));
  ensembles_ = make_ensembles();
  restarts_ = make_restarts();
  make_spectrum();
  costs_.clear();
  return true;
}

void ProtonStructure::describe(Snapshot& snapshot) const {
  describe_fit(snapshot.plane("plane", is_gluon() ? "Gluons in the proton" : "Zero-loss peak and spectrum",
                              {.weight = 4, .help = is_gluon() ? kPlaneHelp : kPeakHelp}));
  if (!is_gluon()) describe_signal(snapshot.plane("signal", "After subtraction", {.weight = 3, .help = kSignalHelp}));
  describe_numbers(snapshot);
  describe_errors(snapshot.plane("errors", "Is the band honest?", {.weight = 2, .help = kErrorsHelp}));
  describe_coverage(snapshot.plane("coverage", "Coverage", {.weight = 2, .help = kCoverageHelp}));
  describe_costs(snapshot.curves("costs", "χ² against epoch", {.weight = 2, .help = kCostHelp}));
  if (is_gluon())
    describe_momentum(snapshot.plane("momentum", "Momentum carried by gluons", {.weight = 2, .help = kMomentumHelp}));
  if (restarts_) describe_restarts(snapshot);
}

void ProtonStructure::describe_data(Plane& plane) const {
  const ClosureProblem& law = *problem_;
  if (is_gluon()) return describe_gluon_measurements(law, ensembles_.measured(), {kDataColor}, plane);
  PointsLayer& points = plane.points("spectrum", Places(), {.color = kDataColor, .size_px = 3});
  points.x.assign(spectrum_at_.begin(), spectrum_at_.end());
  for (const double counts : spectrum_) points.y.push_back(static_cast<float>(std::max(counts, kLeastCounts)));
}

void ProtonStructure::describe_fit(Plane& plane) const {
  const ClosureProblem& law = *problem_;
  const ReplicaEnsembles::Look& seen = look();
  const ReplicaEnsembles::Band& band = seen.bands[0];
  const std::size_t grid = law.grid.size(), places = static_cast<std::size_t>(law.look.rows());
  if (is_gluon())
    describe_gluon_axes(plane);
  else
    plane.axes(place_axis(), {.label = "counts", .range = {kLeastCounts, 3e7}, .logarithmic = true});
  const auto shown = [&](double fitted) {
    const double value = law.shown_value(fitted);
    return static_cast<float>(is_gluon() ? value : std::max(value, kLeastCounts));
  };
  BandLayer& layer = plane.band("mean ± sd of the replicas", Values(), Values(), Values(), {kBandColor});
  for (std::size_t k = 0; k < grid; ++k) {
    layer.x.push_back(static_cast<float>(law.grid[k]));
    layer.low.push_back(shown(band.mean[k] - band.deviation[k]));
    layer.high.push_back(shown(band.mean[k] + band.deviation[k]));
  }
  const auto curve = [&](const char* label, const double* values, const LineStyle& style) {
    LineLayer& line = plane.line(label, Places(), style);
    for (std::size_t k = 0; k < grid; ++k) {
      line.x.push_back(static_cast<float>(law.grid[k]));
      line.y.push_back(shown(values[k]));
    }
  };
  const auto thin_curves = [&](const char* label, const double* values, std::size_t count, std::size_t stride) {
    LineLayer& thin = plane.line(label, Places(), {.color = kColorMuted, .width_px = 1});
    for (std::size_t r = 0; r < count; ++r) {
      for (std::size_t k = 0; k < grid; ++k) {
        thin.x.push_back(static_cast<float>(law.grid[k]));
        thin.y.push_back(shown(values[r * stride + k]));
      }
      thin.x.push_back(0);
      thin.y.push_back(std::numeric_limits<float>::quiet_NaN());
    }
  };
  if (restarts_)
    thin_curves("restarts of one replica", restarts_->look(ensembles_.fit(0), seen.values.data()).curves.data(),
                restarts_->count(), grid);
  else
    thin_curves("some replicas", seen.values.data(), std::min(kThinLines, ensembles_.replicas()), places);
  curve("mean", band.mean.data(), {.color = kBandColor, .width_px = 2.5f});
  curve("truth", law.grid_truth.data(), {.color = kTruthColor, .dashed = true});
  if (!is_gluon() || closure().observed == Observed::points) describe_data(plane);
  plane.threshold("cut", is_gluon() ? "data begin" : "window ends", cut_);
}

void ProtonStructure::describe_signal(Plane& plane) const {
  const ClosureProblem& law = *problem_;
  const ReplicaEnsembles::Band& band = look().bands[0];
  plane.axes({.label = "energy loss ΔE [eV]", .range = {0, kGreatestEnergy_eV}},
             {.label = "counts of the sample", .range = {-150, 650}});
  BandLayer& layer = plane.band("± sd of the peak", Values(), Values(), Values(), {kBandColor});
  LineLayer& mean = plane.line("spectrum − peak", Places(), {.color = kBandColor});
  const double spacing = law.grid[1] - law.grid[0];
  for (std::size_t i = 0; i < spectrum_.size(); ++i) {
    // Between places of the grid what is fitted is taken as linear.
    const double along = std::min(spectrum_at_[i] / spacing, static_cast<double>(law.grid.size() - 1));
    const std::size_t k = std::min(static_cast<std::size_t>(along), law.grid.size() - 2);
    const double share = along - static_cast<double>(k);
    const double fitted = band.mean[k] + share * (band.mean[k + 1] - band.mean[k]);
    const double deviation = band.deviation[k] + share * (band.deviation[k + 1] - band.deviation[k]);
    if (spectrum_at_[i] < cut_) continue;  // there the peak is a thousand times the signal
    mean.x.push_back(static_cast<float>(spectrum_at_[i]));
    mean.y.push_back(static_cast<float>(spectrum_[i] - law.shown_value(fitted)));
    layer.x.push_back(static_cast<float>(spectrum_at_[i]));
    layer.low.push_back(static_cast<float>(spectrum_[i] - law.shown_value(fitted + deviation)));
    layer.high.push_back(static_cast<float>(spectrum_[i] - law.shown_value(fitted - deviation)));
  }
  LineLayer& truth = plane.line("true signal", Places(), {.color = kTruthColor, .dashed = true});
  for (const double energy : law.grid) {
    truth.x.push_back(static_cast<float>(energy));
    truth.y.push_back(static_cast<float>(physics::inelastic_counts(energy, closure().gap_eV)));
  }
  plane.level("zero", 0);
  plane.vertical("band gap", closure().gap_eV);
}

void ProtonStructure::describe_errors(Plane& plane) const {
  const ClosureProblem& law = *problem_;
  const ReplicaEnsembles::Band& band = look().bands[0];
  plane.axes(place_axis(), {.label = is_gluon()           ? "error of x·g"
                                     : law.is_logarithmic ? "error of ln counts"
                                                          : "error of counts",
                            .range = is_gluon() ? Range{1e-3, 100} : Range{},
                            .logarithmic = true});
  const double least = is_gluon() ? 1e-3 : law.is_logarithmic ? 1e-4 : 1;
  const auto curve = [&](const char* label, const LineStyle& style, auto value) {
    LineLayer& line = plane.line(label, Places(), style);
    for (std::size_t k = 0; k < law.grid.size(); ++k) {
      line.x.push_back(static_cast<float>(law.grid[k]));
      line.y.push_back(static_cast<float>(std::max(value(k), least)));
    }
  };
  curve("sd of the replicas", {.color = kBandColor}, [&](std::size_t k) { return band.deviation[k]; });
  curve("distance of the mean from the truth", {.color = kColorBad},
        [&](std::size_t k) { return std::fabs(band.mean[k] - law.grid_truth[k]); });
  LineLayer& data = plane.line("σ of the data", Places(), {.color = kDataColor, .dashed = true});
  for (std::size_t i = 0; i < law.measured; ++i) {
    data.x.push_back(static_cast<float>(law.at[i]));
    data.y.push_back(static_cast<float>(law.errors[i]));
  }
  plane.vertical(is_gluon() ? "data begin" : "window ends", cut_);
}

void ProtonStructure::describe_coverage(Plane& plane) const {
  const ReplicaEnsembles::Look& seen = look();
  const auto count = static_cast<double>(ensembles_.experiments());
  plane.axes({.label = "experiment", .range = {0.5, count + 0.5}}, {.label = "share within ± sd", .range = {0, 1.05}});
  std::vector<double>& numbers = *numbers_;
  numbers.resize(seen.inside.size());
  for (std::size_t e = 0; e < numbers.size(); ++e) numbers[e] = static_cast<double>(e + 1);
  plane.points("where there are data", {numbers, seen.inside}, {.color = kBandColor, .size_px = 6});
  plane.points("beyond", {numbers, seen.beyond}, {.color = kOtherColor, .marker = Marker::ring, .size_px = 6});
  plane.level("honest: 0.68", kHonest);
  plane.level("mean", mean_of(seen.inside), {.color = kBandColor, .dashed = false});
}

void ProtonStructure::describe_costs(Plane& plane) const {
  plane.axes({.label = "epoch"}, {.label = "χ² per measurement", .range = {0.1, 1000}, .logarithmic = true});
  plane.line("training", costs_, 0, {.color = kBandColor, .least = 0.1});
  plane.line("validation", costs_, 1, {.color = kOtherColor, .least = 0.1});
  if (closure().level != ClosureLevel::truth) {
    const bool twice = closure().level == ClosureLevel::replicas;
    plane.level(twice ? "the law itself: 2" : "the law itself: 1", twice ? 2 : 1);
  }
}

void ProtonStructure::describe_momentum(Plane& plane) const {
  constexpr double kLow = 0.3, kHigh = 0.54;
  constexpr std::size_t kBins = 48;
  std::array<double, kBins> counts{};
  for (const double momentum : look().momenta) {
    const double along = (momentum - kLow) / (kHigh - kLow) * static_cast<double>(kBins);
    if (along >= 0 && along < static_cast<double>(kBins)) counts[static_cast<std::size_t>(along)] += 1;
  }
  plane.axes({.label = "∫ x g dx", .range = {kLow, kHigh}}, {.label = "replicas"});
  plane.bars("replicas", Range{kLow, kHigh}, counts, {kBandColor});
  plane.vertical("truth: 0.42", physics::kGluonMomentumFraction, {.color = kTruthColor});
}

void ProtonStructure::describe_restarts(Snapshot& snapshot) const {
  const nn::ObservableFit& replica = ensembles_.fit(0);
  const RestartedFits::Look& seen = restarts_->look(replica, look().values.data());
  describe_units(seen, snapshot.plane("units", "Same data, other weights", {.weight = 2, .help = kUnitsHelp}));
  Table& table = snapshot.table("restarts", "Restarts on the same data", {.weight = 2, .help = kRestartsHelp});
  table.head({"network", "χ² training", "χ² validation", "weights apart", "curves: data", "curves: below"});
  table.row({"replica 1", Cell(replica.training_cost(), 3), Cell(replica.validation_cost(), 3)}, {kColorAccent});
  const double length = std::max(seen.replica.length(), std::numeric_limits<double>::min());
  double apart = 0, unmatched = 0, inside = 0, beyond = 0;
  for (std::size_t i = 0; i < restarts_->count(); ++i) {
    const RestartedFits::Comparison& one = seen.comparisons[i];
    const nn::ObservableFit& fit = restarts_->fit(i);
    const std::string words = number_in_words(one.match.distance / length, 2) + " (" +
                              number_in_words(one.match.unmatched_distance / length, 2) + ")";
    const std::string name = "restart " + number_in_words(static_cast<double>(i + 1));
    table.row({Cell(name), Cell(fit.training_cost(), 3), Cell(fit.validation_cost(), 3), Cell(words),
               Cell(one.inside, 2), Cell(one.beyond, 2)});
    apart += one.match.distance / length;
    unmatched += one.match.unmatched_distance / length;
    inside += one.inside;
    beyond += one.beyond;
  }
  const auto count = static_cast<double>(restarts_->count());
  snapshot.metric("weights_apart", "weights apart, mean of the restarts", apart / count, {.digits = 3});
  snapshot.metric("weights_apart_unmatched", "weights apart, neurons not matched", unmatched / count, {.digits = 3});
  snapshot.metric("curves_apart", "curves apart where there are data", inside / count, {.digits = 3});
  snapshot.metric("curves_apart_below", "curves apart below", beyond / count, {.digits = 3});
  snapshot.metric("restarts_chi2_range", "largest less least χ² training", restarts_->chi2_range(replica),
                  {.digits = 3});
}

// Of each neuron its input's weight and its output's, the replica's with signs that make the former positive.
void ProtonStructure::describe_units(const RestartedFits::Look& seen, Plane& plane) const {
  plane.axes({.label = "weight of the input"}, {.label = "weight of the output"});
  const nn::UnitMatch& match = seen.comparisons[0].match;
  const auto add = [&](std::size_t j, bool is_partner, std::vector<float>& x, std::vector<float>& y) {
    const double* unit = seen.replica.units.row(static_cast<std::ptrdiff_t>(j));
    const double* partner = seen.restarts[0].units.row(static_cast<std::ptrdiff_t>(match.partner[j]));
    const double sign = (unit[1] < 0 ? -1 : 1) * (is_partner ? match.sign[j] : 1);
    x.push_back(static_cast<float>(sign * (is_partner ? partner : unit)[1]));
    y.push_back(static_cast<float>(sign * (is_partner ? partner : unit)[2]));
  };
  LineLayer& lines = plane.line("counterparts", Places(), {.color = kColorMuted, .width_px = 1});
  for (std::size_t j = 0; j < match.partner.size(); ++j) {
    add(j, false, lines.x, lines.y);
    add(j, true, lines.x, lines.y);
    lines.x.push_back(std::numeric_limits<float>::quiet_NaN());
    lines.y.push_back(std::numeric_limits<float>::quiet_NaN());
  }
  PointsLayer& replica = plane.points("replica 1", Places(), {.color = kBandColor, .size_px = 5});
  for (std::size_t j = 0; j < match.partner.size(); ++j) add(j, false, replica.x, replica.y);
  PointsLayer& restart = plane.points("restart 1", Places(), {.color = kOtherColor, .size_px = 5});
  for (std::size_t j = 0; j < match.partner.size(); ++j) add(j, true, restart.x, restart.y);
}

void ProtonStructure::describe_numbers(Snapshot& snapshot) const {
  const ClosureProblem& law = *problem_;
  const ReplicaEnsembles::Look& seen = look();
  const ReplicaEnsembles::Band& band = seen.bands[0];
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kNumbersHelp});
  numbers.add("coverage", "coverage: data", mean_of(seen.inside), {.digits = 3});
  numbers.add("coverage_beyond", "coverage: beyond", mean_of(seen.beyond), {.digits = 3});
  numbers.add("training_chi2", "χ² training", ensembles_.training_cost(), {.digits = 3});
  numbers.add("validation_chi2", "χ² validation", ensembles_.validation_cost(), {.digits = 3});
  const auto relative = [&](double from, double to) {
    double deviations = 0, distances = 0, values = 0;
    for (std::size_t k = 0; k < law.grid.size(); ++k) {
      if (law.grid[k] < from || law.grid[k] > to) continue;
      deviations += band.deviation[k];
      distances += std::fabs(band.mean[k] - law.grid_truth[k]);
      values += law.grid_truth[k];
    }
    return std::array{deviations / values, distances / values};
  };
  if (is_gluon()) {
    const auto inside = relative(cut_, -0.5), far = relative(kLeastLogX, kLeastLogX + 1);
    numbers.add("band", "sd/law: data", inside[0], {.digits = 3});
    numbers.add("distance", "distance/law: data", inside[1], {.digits = 3});
    numbers.add("band_far", "sd/law: x < 10⁻⁵", far[0], {.digits = 3});
    numbers.add("distance_far", "distance/law: x < 10⁻⁵", far[1], {.digits = 3});
    const auto count = static_cast<double>(seen.momenta.size());
    const double mean = mean_of(seen.momenta);
    double squares = 0;
    for (const double momentum : seen.momenta) squares += (momentum - mean) * (momentum - mean);
    numbers.add("momentum", "∫ x g dx", mean, {.digits = 3});
    numbers.add("momentum_sd", "sd of ∫ x g dx", std::sqrt(squares / (count - 1)), {.digits = 2});
  } else {
    // The signal in the first electronvolt above the gap, replica by replica.
    const double from = closure().gap_eV, to = std::min(from + 1, kFarEnd_eV);
    double found = 0, spread = 0, truth = 0;
    const double spacing = law.grid[1] - law.grid[0];
    const std::size_t places = static_cast<std::size_t>(law.look.rows()), count = ensembles_.replicas();
    for (std::size_t i = 0; i < spectrum_.size(); ++i) {
      if (spectrum_at_[i] < from || spectrum_at_[i] > to) continue;
      found += spectrum_[i];
      truth += physics::inelastic_counts(spectrum_at_[i], from);
    }
    std::vector<double>& sums = *sums_;
    sums.assign(count, 0.0);
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t i = 0; i < spectrum_.size(); ++i) {
        if (spectrum_at_[i] < from || spectrum_at_[i] > to) continue;
        const double along = spectrum_at_[i] / spacing;
        const std::size_t k = std::min(static_cast<std::size_t>(along), law.grid.size() - 2);
        const double* values = &seen.values[r * places + k];
        sums[r] += law.shown_value(values[0] + (along - static_cast<double>(k)) * (values[1] - values[0]));
      }
    const double peak = mean_of(sums);
    for (const double sum : sums) spread += (sum - peak) * (sum - peak);
    numbers.add("signal", "signal found / true", (found - peak) / truth, {.digits = 3});
    numbers.add("signal_sd", "sd of this", std::sqrt(spread / static_cast<double>(count - 1)) / truth, {.digits = 2});
  }
  snapshot.metric("stopped", "replicas that have stopped", static_cast<double>(ensembles_.stopped()), {.digits = 0});
  snapshot.metric("epoch", static_cast<double>(ensembles_.epochs()), {.digits = 0});
}

const RegisterDemo<ProtonStructure> registered{{
    .id = "proton-structure",
    .title = "Proton structure",
    .lecture = 5,
    .row = "R26",
    .summary =
        "A closure test: replicas of a network learn the gluons of the proton from pseudo-data, and the truth says "
        "whether their band is honest; or the zero-loss peak under an energy-loss spectrum.",
    .sources =
        {"S. Forte, L. Garrido, J. I. Latorre, A. Piccione, Neural network parametrization of deep-inelastic "
         "structure functions, JHEP 05 (2002) 062",
         "R. D. Ball et al. (NNPDF), Parton distributions for the LHC run II, JHEP 04 (2015) 040",
         "L. I. Roest, S. E. van Heijst, L. Maduro, J. Rojo, S. Conesa-Boj, Charting the low-loss region in electron "
         "energy loss spectroscopy with machine learning, Ultramicroscopy 222 (2021) 113202"},
    .steps_per_second = 40,
}};

}  // namespace
}  // namespace lectern
