#include "core/experiments/generative-classifier/gaussian_pictures.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace lectern {
namespace {

constexpr const char* kCutHelp =
    "Along the line through two means: π p(x|k) of both classes, in units of the largest, and the posterior of the second "
    "class by Bayes' theorem. Dashed: the sigmoid of the linear log odds of a shared covariance.";
constexpr const char* kOddsHelp =
    "The logarithm of the ratio of the two posteriors along the same line: straight for a shared covariance, otherwise a "
    "parabola.";
constexpr const char* kMomentsHelp =
    "How far the points drawn deviate from the model: the largest error of a class fraction, of a mean and of a "
    "covariance. Chance makes all three fall like 1/√n.";

// The line through the means, which are named.
void set_cut_axes(Plane& plane, const CutClass& first, const CutClass& second, const AxisText& y) {
  plane.axes({.label = "line through the means", .range = {-1, 2}}, y);
  plane.x.names.resize(2);
  plane.x.names[0].assign(first.name);
  plane.x.names[1].assign(second.name);
}

void describe_densities(const generative::LogOddsCut& cut, const CutClass& first, const CutClass& second,
                        Plane& plane) {
  set_cut_axes(plane, first, second, {.label = "p(k|x); π p(x|k) ÷ largest", .range = {0, 1.05}});
  double top = 0;
  for (std::size_t i = 0; i < cut.at.size(); ++i) top = std::max({top, cut.first[i], cut.second[i]});
  const float scale = top > 0 ? static_cast<float>(1 / top) : 0;
  const auto add_density = [&](const CutClass& of, std::span<const double> density) {
    LineLayer& line = plane.line("π p(x|·) of ", {cut.at, density}, {.color = of.color, .width_px = 1.5f});
    line.label.append(of.name);
    for (float& value : line.y) value *= scale;
  };
  add_density(first, cut.first);
  add_density(second, cut.second);
  plane.line("posterior of ", {cut.at, cut.posterior}, {.color = kColorForeground, .width_px = 3})
      .label.append(second.name);
  plane.line("σ(w·x + b)", {cut.at, cut.linear_posterior}, {.color = kColorAccent, .dashed = true});
}

}  // namespace

void add_gaussians(const generative::GaussianClassifier& model, std::span<const int> class_of, Plane& plane) {
  std::vector<Gaussian2> gaussians;
  for (int k = 0; k < model.classes(); ++k) {
    const Matrix<double>& covariance = model.covariance(k);
    gaussians.push_back(
        {model.means()(k, 0), model.means()(k, 1), covariance(0, 0), covariance(0, 1), covariance(1, 1)});
  }
  plane.ellipses("Gaussians, 1σ and 2σ", gaussians, class_of);
}

void describe_cut(const generative::LogOddsCut& cut, const CutClass& first, const CutClass& second,
                  Snapshot& snapshot) {
  describe_densities(cut, first, second,
                     snapshot.plane("cut", "From densities to the posterior", {.weight = 3, .help = kCutHelp}));
  double reach = 1;
  for (const double value : cut.linear_log_odds) reach = std::max(reach, std::fabs(value));
  reach = std::ceil(1.3 * reach);
  Plane& odds = snapshot.plane("log_odds", "Log odds", {.weight = 2, .help = kOddsHelp});
  set_cut_axes(odds, first, second, {.label = "log odds", .range = {-reach, reach}});
  odds.level("", 0);
  odds.line("of the model", {cut.at, cut.log_odds}, {.color = kColorForeground});
  odds.line("w·x + b", {cut.at, cut.linear_log_odds}, {.color = kColorAccent, .dashed = true});
}

void describe_moments(std::span<const generative::MomentErrors> errors, Snapshot& snapshot) {
  constexpr double kLeastShown = 1e-4;
  Plane& curves = snapshot.curves("moments", "Draws against the model", {.weight = 2, .help = kMomentsHelp});
  curves.axes({.label = "points drawn n", .logarithmic = true}, {.label = "error", .logarithmic = true});
  const auto add = [&](const char* label, ColorRole color, auto value) {
    LineLayer& line = curves.line(label, Places(), {.color = color, .dashed = color < 0});
    for (const generative::MomentErrors& error : errors) {
      line.x.push_back(static_cast<float>(error.n));
      line.y.push_back(static_cast<float>(std::max(value(error), kLeastShown)));
    }
  };
  add("class fractions", 0, [](const auto& error) { return error.shares; });
  add("means", 1, [](const auto& error) { return error.means; });
  add("covariances", 2, [](const auto& error) { return error.covariances; });
  add("1/√n", kColorMuted, [](const auto& error) { return 1 / std::sqrt(static_cast<double>(error.n)); });
}

}  // namespace lectern
