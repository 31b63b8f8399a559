#include "core/parts/curse_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/lab/describe/curves.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr int kDraws = 20'000;                 // in one step
constexpr std::int64_t kPatience = 2'000'000;  // draws in one dimension
constexpr int kEnoughTrials = 200;
constexpr int kLeastTrials = 5;  // of a mean worth showing
constexpr int kTests = 50;       // of 1-NN in one dimension and round
constexpr double kLn10 = 2.302585092994046;

constexpr const char* kNeededHelp =
    "How many samples of the unit cube are drawn until one lies within ε of a place chosen at random: means of up to "
    "200 trials, as far as two million draws go. A straight line is exponential growth. V_d is the volume of the unit "
    "ball.";
constexpr const char* kWorthHelp =
    "n samples of the unit cube, the class told by the first coordinate alone: how often the nearest sample is wrong, "
    "and how far it is compared with an average one. Where all are equally far, nearest means nothing.";

Series& next_series(Curves& curves, std::string_view label, ColorRole color, bool dashed) {
  Series& series = curves.series.next();
  series.label.assign(label);
  series.x.clear();
  series.y.clear();
  series.color = color;
  series.dashed = dashed;
  return series;
}

void add_point(Series& series, double x, double y) {
  series.x.push_back(static_cast<float>(x));
  series.y.push_back(static_cast<float>(y));
}

}  // namespace

CurseCurves::CurseCurves(double epsilon, int samples, Rng rng)
    : epsilon_(epsilon),
      samples_(samples),
      rng_(rng),
      trials_(1, epsilon, rng.split(1)),
      worth_(static_cast<std::size_t>(kDimensions)) {}

void CurseCurves::advance() {
  if (!needed_done_) {
    trials_.draw(kDraws);
    const bool patient = trials_.samples() < kPatience && trials_.trials() < kEnoughTrials;
    if (!patient && trials_.trials() >= kLeastTrials && trials_.dimension() < kDimensions) {
      needed_.push_back(trials_.mean_samples());
      const int next = trials_.dimension() + 1;
      trials_ = {next, epsilon_, rng_.split(static_cast<std::uint64_t>(next))};
    } else if (!patient) {
      needed_done_ = true;
    }
  }
  if (round_ == kRounds) return;
  Rng rng = rng_.split(static_cast<std::uint64_t>(100 + round_ * kDimensions + dimension_));
  const kernels::NeighbourWorth worth = kernels::neighbour_worth(dimension_, samples_, kTests, rng);
  worth_[static_cast<std::size_t>(dimension_ - 1)].error += worth.error;
  worth_[static_cast<std::size_t>(dimension_ - 1)].nearness += worth.nearness;
  if (dimension_++ < kDimensions) return;
  dimension_ = 1;
  ++round_;
}

void CurseCurves::describe(Snapshot& snapshot) const {
  describe_needed(snapshot.add_panel<Curves>("samples_needed", "Samples needed", 2, kNeededHelp));
  describe_worth(snapshot.add_panel<Curves>("dimension_error", "1-NN in d dimensions", 2, kWorthHelp));
  snapshot.add_metric("needed_dimension", "dimensions sampled", static_cast<double>(needed_.size()));
  snapshot.add_metric("rounds", "rounds of 1-NN through the dimensions",
                      round_ + (dimension_ - 1) / static_cast<double>(kDimensions));
}

void CurseCurves::describe_needed(Curves& curves) const {
  set_axes(curves, "dimension d", "samples n", {}, true);
  Series& measured = next_series(curves, "measured", 0, false);
  for (std::size_t i = 0; i < needed_.size(); ++i) add_point(measured, static_cast<double>(i + 1), needed_[i]);
  // A little beyond what was measured.
  const int last = std::min(static_cast<int>(needed_.size()) + 4, kDimensions);
  const auto lattice = [this](int d) { return math::exp(kLn10 * kernels::log10_lattice_samples(d, epsilon_)); };
  Series& bound = next_series(curves, "n = ε⁻ᵈ", 1, true);
  for (int d = 1; d <= last; ++d) add_point(bound, d, lattice(d));
  Series& ball = next_series(curves, "1/(V_d εᵈ)", kColorMuted, true);
  for (int d = 1; d <= last; ++d) add_point(ball, d, std::max(lattice(d) / kernels::unit_ball_volume(d), 1.0));
}

void CurseCurves::describe_worth(Curves& curves) const {
  set_axes(curves, "dimension d", "share", {0, 1}, false);
  const auto add_measured = [this, &curves](const char* label, ColorRole color, double kernels::NeighbourWorth::*of) {
    Series& series = next_series(curves, label, color, false);
    for (int d = 1; d <= kDimensions; ++d) {
      const int rounds = round_ + (d < dimension_ ? 1 : 0);
      if (rounds > 0) add_point(series, d, worth_[static_cast<std::size_t>(d - 1)].*of / rounds);
    }
  };
  add_measured("error of 1-NN", 0, &kernels::NeighbourWorth::error);
  add_measured("nearest ÷ mean distance", 2, &kernels::NeighbourWorth::nearness);
  Series& guess = next_series(curves, "a mere guess", kColorMuted, true);
  add_point(guess, 1, 0.5);
  add_point(guess, kDimensions, 0.5);
}

void CurseCurves::hash_state(StateHasher& hasher) const {
  hasher.add(trials_.samples());
  hasher.add(trials_.mean_samples());
  hasher.add(std::span<const double>(needed_));
  hasher.add(round_);
  hasher.add(dimension_);
  for (const kernels::NeighbourWorth& worth : worth_) {
    hasher.add(worth.error);
    hasher.add(worth.nearness);
  }
}

}  // namespace lectern
