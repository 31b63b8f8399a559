#include "core/experiments/boltzmann-machine/real_learner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>
#include <string>
#include <variant>

#include "core/math/elementary.h"
#include "core/math/sums.h"

namespace lectern {
namespace {

constexpr const char* kRealDensityHelp =
    "The machine's density of one real number, a sum of Gaussians of one width, one for each setting of its integer units. "
    "Behind: a histogram of the data it learns from. Drag the line to hold v there.";
constexpr const char* kIntegersHelp =
    "What the machine holds the hidden integers for: alone, and with v held at the line. Behind each integer stands one "
    "Gaussian; only a few of them weigh anything.";
constexpr const char* kRealLikelihoodHelp =
    "The mean of log p(v), exact: here the sum over hidden states is a theta function. The level is what the law itself, "
    "from which the data were drawn, reaches on the held-out numbers.";
constexpr const char* kEnergyHelp = "The terms of E(v, h) = ½ T v² + ½ h Q h + v W h + B_h h + B_v v.";

constexpr int kHeldOut = 1000;
constexpr Range kWindow{-4, 4};
constexpr int kRealBins = 40;

double gaussian(double v, double mean, double deviation) {
  const double z = (v - mean) / deviation;
  return math::exp(-0.5 * z * z) / (deviation * std::sqrt(2 * std::numbers::pi));
}

constexpr double kScale = 0.8, kShift = -1.6;  // of the skewed law

double draw(RealLaw law, Rng& rng) {
  switch (law) {
    case RealLaw::two_peaks: return rng.uniform() < 0.65 ? -1 + 0.35 * rng.normal() : 1.3 + 0.35 * rng.normal();
    case RealLaw::three_peaks: {
      const double u = rng.uniform();
      return (u < 0.5 ? -2.2 : u < 0.8 ? 0.2 : 1.8) + 0.3 * rng.normal();
    }
    case RealLaw::skewed: break;
  }
  const double u = 1 - rng.uniform(), w = 1 - rng.uniform();
  return kShift - kScale * (math::log(u) + math::log(w));
}

double density_of(RealLaw law, double v) {
  switch (law) {
    case RealLaw::two_peaks: return 0.65 * gaussian(v, -1, 0.35) + 0.35 * gaussian(v, 1.3, 0.35);
    case RealLaw::three_peaks:
      return 0.5 * gaussian(v, -2.2, 0.3) + 0.3 * gaussian(v, 0.2, 0.3) + 0.2 * gaussian(v, 1.8, 0.3);
    case RealLaw::skewed: break;
  }
  const double x = (v - kShift) / kScale;
  return x <= 0 ? 0 : x * math::exp(-x) / kScale;
}

std::vector<double> numbers_of(RealLaw law, int n, Rng rng) {
  std::vector<double> values(static_cast<std::size_t>(n));
  for (double& value : values) value = draw(law, rng);
  return values;
}

double deviation_of(std::span<const double> values) { return std::sqrt(math::mean_and_variance(values).variance); }

}  // namespace

RealLearner::RealLearner(const MachineSettings& settings, const Streams& streams)
    : law_(settings.law),
      training_(numbers_of(law_, settings.n, streams.data_rng("numbers"))),
      held_out_(numbers_of(law_, kHeldOut, streams.data_rng("held out numbers"))),
      density_(settings.integer_units, math::mean(training_), deviation_of(training_), streams.rng("start")),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = settings.learning_rate},
                 density_.parameters().size()),
      gradient_(density_.parameters().size()) {
  for (const double value : held_out_) of_law_ += math::log(density_of(law_, value)) / kHeldOut;
  measure();
}

void RealLearner::step(const MachineSettings& settings) {
  if (diverged_) return;
  training_likelihood_ = density_.likelihood_gradient(training_, gradient_);
  for (double& value : gradient_) value = -value;
  optimizer_.spec().learning_rate = settings.learning_rate;
  optimizer_.step(density_.parameters(), gradient_);
  ++steps_;
  if (!std::isfinite(training_likelihood_)) {
    diverged_ = true;
    return;
  }
  if (steps_ % 10 == 0) measure();
}

void RealLearner::measure() {
  std::vector<double> logarithms(training_.size());
  density_.log_density(training_, logarithms);
  training_likelihood_ = math::mean(logarithms);
  logarithms.resize(held_out_.size());
  density_.log_density(held_out_, logarithms);
  held_out_likelihood_ = math::mean(logarithms);
  likelihood_.record(static_cast<double>(steps_), std::array{training_likelihood_, held_out_likelihood_});
}

bool RealLearner::act(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel != "real_density" || drag == nullptr || drag->handle != "probe") return false;
  probe_ = std::clamp(drag->x, static_cast<float>(kWindow.low), static_cast<float>(kWindow.high));
  return true;
}

void RealLearner::describe(Snapshot& snapshot) const {
  describe_density(snapshot);
  describe_integers(snapshot);
  Plane& plane = snapshot.curves("likelihood", "Log-likelihood, exact", {.weight = 2, .help = kRealLikelihoodHelp});
  plane.axes({.label = "updates"}, {.label = "log p(v) [nats]"});
  plane.line("training", likelihood_, 0);
  plane.line("held out", likelihood_, 1, {.color = 1});
  plane.level("the law itself", of_law_, {.color = kColorGood});
  const auto list = [](const std::vector<double>& values) {
    std::string text;
    for (const double value : values) text += (text.empty() ? "" : ", ") + number_in_words(value, 3);
    return text;
  };
  Text& text = snapshot.text("energy", "The energy", {.help = kEnergyHelp});
  text.formula("E = ½ T v² + ½ h Q h + v W h + B_h h + B_v v");
  text.value("T", density_.T(), {.digits = 3});
  text.value("B_v", density_.B_v(), {.digits = 3});
  text.paragraph("W = (" + list(density_.W()) + ")");
  text.paragraph("B_h = (" + list(density_.B_h()) + ")");
  const Matrix<double> Q = density_.Q();
  for (std::ptrdiff_t k = 0; k < Q.rows(); ++k)
    text.paragraph((k == 0 ? "Q = (" : "      (") + list({Q.row(k), Q.row(k) + Q.cols()}) + ")");
  snapshot.numbers("Numbers", {.help = "Measured after every ten updates."})
      .add("log_likelihood", "log p(v), training", training_likelihood_, {.unit = "nats"})
      .add("held_out_likelihood", "log p(v), held out", held_out_likelihood_, {.unit = "nats"})
      .add("law_likelihood", "… of the law itself", of_law_, {.unit = "nats"})
      .add("likelihood_gap", "the law less the machine", of_law_ - held_out_likelihood_, {.unit = "nats", .digits = 3})
      .add("updates", static_cast<double>(steps_), {.digits = 0});
}

void RealLearner::describe_density(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("real_density", "Density of a real number", {.weight = 4, .help = kRealDensityHelp});
  std::array<double, kRealBins> contents{};
  const double width = (kWindow.high - kWindow.low) / kRealBins;
  for (const double value : training_) {
    const int bin = static_cast<int>(std::floor((value - kWindow.low) / width));
    if (bin >= 0 && bin < kRealBins)
      contents[static_cast<std::size_t>(bin)] += 1 / (width * static_cast<double>(training_.size()));
  }
  plane.axes({.label = "v", .range = kWindow}, {.label = "density p(v)", .range = {0, 0.85}});
  plane.bars("data", kWindow, contents, {kColorMuted});
  plane.line("the law", kWindow, 240, [this](double v) { return density_of(law_, v); },
             {.color = kColorForeground, .dashed = true});
  constexpr int kPlaces = 160;
  std::vector<double> at, value;
  for (int i = 0; i <= 2 * kPlaces; ++i) at.push_back(kWindow.low + (kWindow.high - kWindow.low) * i / (2 * kPlaces));
  value.resize(at.size());
  density_.log_density(at, value);
  math::exp(value, value);
  plane.line("the machine", {at, value}, {.color = 0, .width_px = 3});
  const generative::RiemannThetaDensity::Lattice lattice = density_.lattice();
  // The heaviest Gaussians; equal ones in order.
  std::vector<std::size_t> order(lattice.weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return lattice.weights[i] > lattice.weights[j] || (lattice.weights[i] == lattice.weights[j] && i < j);
  });
  const double deviation = 1 / std::sqrt(density_.T());
  LineLayer& parts = plane.line("its Gaussians", Places(), {.color = 2, .width_px = 1});
  for (std::size_t s = 0; s < std::min<std::size_t>(order.size(), 12); ++s) {
    if (lattice.weights[order[s]] < 0.004) break;
    for (int i = 0; i <= kPlaces; ++i) {
      const double v = kWindow.low + (kWindow.high - kWindow.low) * i / kPlaces;
      parts.x.push_back(static_cast<float>(v));
      parts.y.push_back(
          static_cast<float>(lattice.weights[order[s]] * gaussian(v, lattice.centres[order[s]], deviation)));
    }
    parts.x.push_back(std::numeric_limits<float>::quiet_NaN());
    parts.y.push_back(std::numeric_limits<float>::quiet_NaN());
  }
  plane.threshold("probe", "v held", static_cast<double>(probe_));
}

void RealLearner::describe_integers(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("integers", "The hidden integers", {.weight = 2, .help = kIntegersHelp});
  const generative::RiemannThetaDensity::Lattice lattice = density_.lattice();
  const int reach = density_.reach(), side = 2 * reach + 1;
  // The posterior, given v.
  std::vector<double> given(lattice.weights.size());
  for (std::size_t s = 0; s < given.size(); ++s) {
    const double from = static_cast<double>(probe_) - lattice.centres[s];
    given[s] = math::log(std::max(lattice.weights[s], 1e-300)) - 0.5 * density_.T() * from * from;
  }
  const double top = *std::max_element(given.begin(), given.end());
  for (double& value : given) value = math::exp(value - top);
  const double sum = math::sum(given);
  std::vector<double> h, alone(static_cast<std::size_t>(side), 0), held(static_cast<std::size_t>(side), 0);
  for (int i = -reach; i <= reach; ++i) h.push_back(i);
  for (std::size_t s = 0; s < given.size(); ++s) {
    const auto at = static_cast<std::size_t>(lattice.integers(static_cast<std::ptrdiff_t>(s), 0) + reach);
    alone[at] += lattice.weights[s];
    held[at] += given[s] / sum;
  }
  plane.axes({.label = "h₁", .range = {-4.5, 4.5}}, {.label = "probability", .range = {0, 1}});
  for (double& value : h) value -= 0.2;
  plane.bars("p(h₁)", h, alone, 0.38, {0});
  for (double& value : h) value += 0.4;
  plane.bars("p(h₁|v), v held", h, held, 0.38, {1});
}

}  // namespace lectern
