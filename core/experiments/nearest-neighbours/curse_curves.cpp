#include "core/experiments/nearest-neighbours/curse_curves.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr int kDraws = 20'000;                 // in one step
constexpr std::int64_t kPatience = 2'000'000;  // draws in one dimension
constexpr int kEnoughTrials = 200;
constexpr int kLeastTrials = 5;  // of a mean worth showing
constexpr int kTests = 50;       // of 1-NN in one dimension and round
constexpr double kLn10 = 2.302585092994046;
constexpr double kLog10OfAtoms = 80;  // of the universe

constexpr const char* kNeededHelp =
    "How many samples of the unit cube it takes until one lies within ε of a random place: means of up to 200 trials, as "
    "far as two million draws go. A straight line is exponential growth. V_d is the volume of the unit ball.";
constexpr const char* kWorthHelp =
    "n samples of the unit cube, whose class depends on the first coordinate alone: how often the nearest sample has the "
    "wrong class, and how far it is compared with an average one. Where all are equally far, nearest means nothing.";

}  // namespace

CurseCurves::CurseCurves(double epsilon, int samples, Rng rng)
    : epsilon_(epsilon),
      samples_(samples),
      rng_(rng),
      trials_(trials_in(1)),
      worth_(static_cast<std::size_t>(kDimensions)) {}

kernels::NearSampleTrials CurseCurves::trials_in(int dimension) const {
  return {dimension, epsilon_, rng_.split("samples needed").split(static_cast<std::uint64_t>(dimension))};
}

void CurseCurves::advance() {
  if (!needed_done_) {
    trials_.draw(kDraws);
    const bool patient = trials_.samples() < kPatience && trials_.trials() < kEnoughTrials;
    if (!patient && trials_.trials() >= kLeastTrials && trials_.dimension() < kDimensions) {
      needed_.push_back(trials_.mean_samples());
      trials_ = trials_in(trials_.dimension() + 1);
    } else if (!patient) {
      needed_done_ = true;
    }
  }
  if (round_ == kRounds) return;
  Rng rng = rng_.split("worth").split(static_cast<std::uint64_t>(round_ * kDimensions + dimension_));
  const kernels::NeighbourWorth worth = kernels::neighbour_worth(dimension_, samples_, kTests, rng);
  worth_[static_cast<std::size_t>(dimension_ - 1)].error += worth.error;
  worth_[static_cast<std::size_t>(dimension_ - 1)].nearness += worth.nearness;
  if (dimension_++ < kDimensions) return;
  dimension_ = 1;
  ++round_;
}

double CurseCurves::dimension_of_atoms() const { return kLog10OfAtoms * kLn10 / -math::log(epsilon_); }

void CurseCurves::describe(Snapshot& snapshot) const {
  describe_needed(snapshot.curves("samples_needed", "Samples needed", {.weight = 2, .help = kNeededHelp}));
  describe_worth(snapshot.curves("dimension_error", "1-NN in d dimensions", {.weight = 2, .help = kWorthHelp}));
  snapshot.metric("needed_dimension", "dimensions sampled", static_cast<double>(needed_.size()));
  snapshot.metric("rounds", "rounds of 1-NN through the dimensions",
                  round_ + (dimension_ - 1) / static_cast<double>(kDimensions));
}

void CurseCurves::describe_needed(Plane& curves) const {
  curves.axes({.label = "dimension d"}, {.label = "samples n", .logarithmic = true});
  std::size_t at = 0;
  const auto measured = static_cast<int>(needed_.size());
  curves.line("measured", {1.0, static_cast<double>(measured)}, measured, [&](double) { return needed_[at++]; });
  // A little beyond what was measured.
  const int last = std::min(measured + 4, kDimensions);
  const Range dimensions{1, static_cast<double>(last)};
  const auto lattice = [this](double d) {
    return math::exp(kLn10 * kernels::log10_lattice_samples(static_cast<int>(d), epsilon_));
  };
  curves.line("n = ε⁻ᵈ", dimensions, last, lattice, {.color = 1, .dashed = true});
  const auto ball = [&](double d) { return lattice(d) / kernels::unit_ball_volume(static_cast<int>(d)); };
  curves.line("1/(V_d εᵈ)", dimensions, last, ball, {.color = kColorMuted, .dashed = true, .least = 1});
}

void CurseCurves::describe_worth(Plane& curves) const {
  curves.axes({.label = "dimension d"}, {.label = "fraction", .range = {0, 1}});
  const int measured = round_ > 0 ? kDimensions : dimension_ - 1;
  const auto add = [&](const char* label, ColorRole color, double kernels::NeighbourWorth::*sum) {
    int d = 0;
    curves.line(label, {1.0, static_cast<double>(measured)}, measured,
                [&](double) {
                  const int rounds = round_ + (++d < dimension_ ? 1 : 0);
                  return worth_[static_cast<std::size_t>(d - 1)].*sum / rounds;
                },
                {.color = color});
  };
  add("error of 1-NN", 0, &kernels::NeighbourWorth::error);
  add("nearest ÷ mean distance", 2, &kernels::NeighbourWorth::nearness);
  curves.level("a mere guess", 0.5);
}

}  // namespace lectern
