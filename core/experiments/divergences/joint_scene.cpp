#include "core/experiments/divergences/joint_scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

#include "core/lab/planar_grid.h"
#include "core/math/elementary.h"

namespace lectern::divergences {
namespace {

constexpr const char* kJointHelp =
    "Colour: the joint density p(x, y). Drag the line x = a: the density along it, divided by its area p(a), is what is "
    "known of y once x = a was measured. Dots are draws; bright ones lie in the strip about the line.";
constexpr const char* kBayesHelp =
    "Grey: p(y), known before. Orange: p(x = a | y), how well each y explains what was measured. Blue: p(y | x = a), their "
    "product divided by its area p(a). Steps: draws counted in the strip.";
constexpr const char* kMarginalHelp = "The joint density added up along y, and along x; steps: all draws counted by x.";
constexpr const char* kJointNumbersHelp =
    "Of y before and after x = a was measured. Entropies are in nats: 1 nat = 1.44 bits; of densities they may be negative.";

constexpr double kHigh = 4;
constexpr int kSide = 96, kBins = 32;
constexpr std::size_t kKept = 20000, kShown = 500;
constexpr Range kJointWindow{-kHigh, kHigh};

double bump(double x, double y, double mean_x, double mean_y, double deviation) {
  const double a = (x - mean_x) / deviation, b = (y - mean_y) / deviation;
  return math::exp(-0.5 * (a * a + b * b)) / (deviation * deviation);
}

density::JointTable table_of(const Settings& settings) {
  const double r = settings.correlation;
  return {kSide, -kHigh, kHigh, [&settings, r](double x, double y) {
            switch (settings.joint) {
              case Joint::correlated: return math::exp(-(x * x - 2 * r * x * y + y * y) / (2 * (1 - r * r)));
              case Joint::clusters:
                return 0.5 * bump(x, y, -1.5, -1, 0.6) + 0.3 * bump(x, y, 1, 1.8, 0.6) +
                       0.2 * bump(x, y, 1.5, -1.5, 0.5);
              case Joint::arc: return math::exp(-0.5 * x * x / 1.44) * bump(0, y, 0, 0.5 * x * x - 1.5, 0.4);
              case Joint::ring: break;
            }
            return bump(std::sqrt(x * x + y * y), 0, 2.2, 0, 0.3);
          }};
}

// Without what is rounding alone.
double or_zero(double value) { return std::fabs(value) < 1e-12 ? 0 : value; }

// How many numbers fall into each bin, as a density.
class Count {
 public:
  explicit Count(std::vector<double>& bins) : bins_(bins) { bins_.assign(kBins, 0.0); }
  void add(double value) {
    const int bin = static_cast<int>((value + kHigh) / (2 * kHigh) * kBins);
    bins_[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))] += 1;
    ++total_;
  }
  void finish() {
    const double width = 2 * kHigh / kBins;
    for (double& bin : bins_) bin /= std::max(1.0, total_ * width);
  }
  double total() const { return total_; }

 private:
  std::vector<double>& bins_;
  double total_ = 0;
};

}  // namespace

JointScene::JointScene(const Settings& settings, const Rng& run)
    : table_(table_of(settings)), rng_(run), cut_(settings.cut) {}

void JointScene::step(const Settings& settings) {
  for (int i = 0; i < settings.draws; ++i) {
    const std::array<double, 2> draw = table_.draw(rng_);
    const std::size_t at = 2 * (static_cast<std::size_t>(drawn_++) % kKept);
    if (at == draws_.size()) draws_.resize(at + 2);
    draws_[at] = static_cast<float>(draw[0]);
    draws_[at + 1] = static_cast<float>(draw[1]);
  }
}

bool JointScene::act(const Gesture& gesture) {
  const auto* drag = std::get_if<HandleDragged>(&gesture);
  if (drag == nullptr || drag->handle != "cut") return false;
  cut_ = std::clamp(static_cast<double>(drag->x), -3.9, 3.9);
  return true;
}

std::size_t JointScene::kept() const { return draws_.size() / 2; }

JointScene::Reading JointScene::read(std::vector<double>& posterior) const {
  posterior.resize(kSide);
  Reading reading;
  reading.density = table_.cut(cut_, posterior);
  double square = 0;
  for (int i = 0; i < kSide; ++i) {
    double& p = posterior[static_cast<std::size_t>(i)];
    p /= reading.density;
    if (!(p > 0)) continue;
    const double mass = p * table_.cell(), y = table_.place(i);
    reading.mean += mass * y;
    square += mass * y * y;
    reading.entropy -= mass * math::log(p);
    reading.gain += mass * math::log(p / table_.marginal_y()[static_cast<std::size_t>(i)]);
  }
  reading.deviation = std::sqrt(std::max(0.0, square - reading.mean * reading.mean));
  return reading;
}

void JointScene::describe(const Settings& settings, Snapshot& snapshot) const {
  describe_joint(settings, snapshot);

  const Reading reading = read(*posterior_);
  Plane& bayes = snapshot.plane("bayes", "What x = a says about y", {.weight = 3, .help = kBayesHelp});
  const PlanarGrid places{1, kSide, kJointWindow, {0, 1}};
  std::array<double, kSide> y;
  for (int i = 0; i < kSide; ++i) y[static_cast<std::size_t>(i)] = places.x_of(i);
  likelihood_->resize(kSide);
  for (std::size_t i = 0; i < kSide; ++i) {
    const double prior = table_.marginal_y()[i], joint = (*posterior_)[i] * reading.density;
    (*likelihood_)[i] = prior > 1e-6 ? joint / prior : std::numeric_limits<double>::quiet_NaN();
  }
  double top = 1.4 * *std::max_element(posterior_->begin(), posterior_->end());
  for (const double value : *likelihood_) top = value > top ? value : top;
  bayes.axes({.label = "y", .range = kJointWindow}, {.label = "density", .range = {0, 1.05 * top}});
  Count counted(*counted_);
  for (std::size_t i = 0; i < kept(); ++i)
    if (std::fabs(static_cast<double>(draws_[2 * i]) - cut_) <= settings.strip)
      counted.add(static_cast<double>(draws_[2 * i + 1]));
  counted.finish();
  const double in_strip = counted.total();
  if (in_strip > 0) bayes.steps("counted in the strip", kJointWindow, *counted_, {.color = 2, .width_px = 1.5F});
  bayes.line("prior p(y)", {y, table_.marginal_y()}, {.color = kColorMuted, .width_px = 2.5F});
  bayes.line("likelihood p(x = a | y)", {y, *likelihood_}, {.color = 1, .dashed = true});
  bayes.line("posterior p(y | x = a)", {y, *posterior_}, {.color = 0, .width_px = 3});

  snapshot.numbers("Numbers", {.weight = 2, .help = kJointNumbersHelp})
      .add("cut_now", "cut a", cut_, {.digits = 3})
      .add("density_at_cut", "p(x = a)", reading.density, {.digits = 3})
      .add("prior_mean", "mean of y", or_zero(table_.mean_y()), {.digits = 3})
      .add("posterior_mean", "mean of y, given x = a", or_zero(reading.mean), {.digits = 3})
      .add("prior_width", "width of y", table_.deviation_y(), {.digits = 3})
      .add("posterior_width", "width of y, given x = a", reading.deviation, {.digits = 3})
      .add("information_gain", "learned, KL(p(y|a)‖p(y))", reading.gain, {.unit = "nats", .digits = 3})
      .add("mutual_information", "on average, I(x; y)", table_.mutual_information(), {.unit = "nats", .digits = 3})
      .add("correlation_xy", "correlation of x and y", or_zero(table_.correlation()), {.digits = 3})
      .add("entropy_y", "H(y)", table_.entropy_y(), {.unit = "nats", .digits = 3})
      .add("entropy_y_given_x", "H(y | x)", table_.joint_entropy() - table_.entropy_x(), {.unit = "nats", .digits = 3})
      .add("in_strip", "draws in the strip", in_strip, {.digits = 0})
      .formula("p(y | a) = p(a, y) / p(a) = p(a | y) p(y) / p(a)");

  Plane& marginal = snapshot.plane("marginals", "Marginals", {.weight = 2, .help = kMarginalHelp});
  marginal.axes({.label = "x, or y", .range = kJointWindow}, {.label = "density"});
  Count by_x(*counted_);
  for (std::size_t i = 0; i < kept(); ++i) by_x.add(static_cast<double>(draws_[2 * i]));
  by_x.finish();
  if (by_x.total() > 0) marginal.steps("x counted", kJointWindow, *counted_, {.color = 2, .width_px = 1.5F});
  marginal.line("p(x)", {y, table_.marginal_x()}, {.color = 3});
  marginal.line("p(y)", {y, table_.marginal_y()}, {.color = kColorMuted, .width_px = 2.5F});
  marginal.vertical("x = a", cut_, {.color = kColorAccent});
}

void JointScene::describe_joint(const Settings& settings, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("joint", "The joint density", {.weight = 4, .help = kJointHelp});
  plane.equal_axes({.label = "x", .range = kJointWindow}, {.label = "y", .range = kJointWindow});
  const std::span<const double> density(table_.joint().data(), static_cast<std::size_t>(table_.joint().size()));
  plane.field("p(x, y)", {kSide, kSide, kJointWindow, kJointWindow}, density,
              {.color = {0, *std::max_element(density.begin(), density.end())}, .map = ColorMap::viridis});
  const std::array edges{cut_ - settings.strip, cut_ + settings.strip}, bottom{-kHigh, -kHigh}, top{kHigh, kHigh};
  plane.band("strip", edges, bottom, top, {kColorAccent});
  // Draws outside the strip, and those inside.
  for (const bool wanted : {false, true}) {
    std::vector<double>&x = *posterior_, &y = *likelihood_;
    x.clear();
    y.clear();
    for (std::size_t i = 0; i < kept() && x.size() < kShown; ++i) {
      if ((std::fabs(static_cast<double>(draws_[2 * i]) - cut_) <= settings.strip) != wanted) continue;
      x.push_back(static_cast<double>(draws_[2 * i]));
      y.push_back(static_cast<double>(draws_[2 * i + 1]));
    }
    if (wanted)
      plane.points("draws in the strip", {x, y}, {.color = kColorBad, .size_px = 3});
    else
      plane.points("draws", {x, y}, {.color = kColorMuted, .size_px = 1.5F, .opacity = 0.5F});
  }
  plane.threshold("cut", "x = a", cut_);
}

}  // namespace lectern::divergences
