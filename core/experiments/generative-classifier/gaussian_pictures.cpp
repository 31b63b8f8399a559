#include "core/parts/gaussian_pictures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/lab/describe/curves.h"
#include "core/lab/describe/planar.h"

namespace lectern {
namespace {

constexpr const char* kCutHelp =
    "Along the line from one mean (0) to the other (1): both classes' π p(x|k), the largest drawn as 1, and the "
    "posterior of the second by Bayes' theorem. Dashed: the sigmoid of the linear log odds of a shared covariance.";
constexpr const char* kOddsHelp =
    "The logarithm of the two posteriors' ratio along the same line: straight for a shared covariance, a parabola "
    "else.";
constexpr const char* kMomentsHelp =
    "How far the points drawn are from the model: the worst class share, mean and covariance. Chance makes all three "
    "fall like 1/√n.";
constexpr const char* kCutAxis = "from mean to mean (0 … 1)";

void describe_densities(const generative::LogOddsCut& cut, const CutClass& first, const CutClass& second,
                        Plane& plane) {
  set_axes(plane, kCutAxis, {-1, 2}, "posterior, density", {0, 1.05});
  plane.equal_scale = false;
  double top = 0;
  for (std::size_t i = 0; i < cut.at.size(); ++i) top = std::max({top, cut.first[i], cut.second[i]});
  const float scale = top > 0 ? static_cast<float>(1 / top) : 0;
  const auto add_density = [&](const CutClass& of, std::span<const double> density) {
    LineLayer& line = add_line(plane, "π p(x|·) of ", cut.at, density, of.color, false);
    line.label.append(of.name);
    line.width_px = 1.5f;
    for (float& value : line.y) value *= scale;
  };
  add_density(first, cut.first);
  add_density(second, cut.second);
  LineLayer& posterior = add_line(plane, "posterior of ", cut.at, cut.posterior, kColorForeground, false);
  posterior.label.append(second.name);
  posterior.width_px = 3;
  add_line(plane, "σ(w·x + b)", cut.at, cut.linear_posterior, kColorAccent, true);
}

}  // namespace

void add_gaussians(const generative::GaussianClassifier& model, std::span<const int> class_of, Plane& plane) {
  EllipsesLayer& ellipses = plane.next<EllipsesLayer>();
  ellipses.label = "Gaussians, 1σ and 2σ";
  for (std::vector<float>* values : {&ellipses.x, &ellipses.y, &ellipses.xx, &ellipses.xy, &ellipses.yy})
    values->clear();
  for (int k = 0; k < model.classes(); ++k) {
    ellipses.x.push_back(static_cast<float>(model.means()(k, 0)));
    ellipses.y.push_back(static_cast<float>(model.means()(k, 1)));
    ellipses.xx.push_back(static_cast<float>(model.covariance(k)(0, 0)));
    ellipses.xy.push_back(static_cast<float>(model.covariance(k)(0, 1)));
    ellipses.yy.push_back(static_cast<float>(model.covariance(k)(1, 1)));
  }
  ellipses.color.assign(class_of.begin(), class_of.end());
}

void describe_cut(const generative::LogOddsCut& cut, const CutClass& first, const CutClass& second,
                  Snapshot& snapshot) {
  describe_densities(cut, first, second,
                     snapshot.add_panel<Plane>("cut", "From densities to the posterior", 3, kCutHelp));
  Plane& odds = snapshot.add_panel<Plane>("log_odds", "Log odds", 2, kOddsHelp);
  double reach = 1;
  for (const double value : cut.linear_log_odds) reach = std::max(reach, std::fabs(value));
  reach = std::ceil(1.3 * reach);
  set_axes(odds, kCutAxis, {-1, 2}, "log odds", {-reach, reach});
  odds.equal_scale = false;
  add_line(odds, "of the model", cut.at, cut.log_odds, kColorForeground, false);
  add_line(odds, "w·x + b", cut.at, cut.linear_log_odds, kColorAccent, true);
}

void describe_moments(std::span<const generative::MomentErrors> errors, Snapshot& snapshot) {
  constexpr double kLeastShown = 1e-4;
  Curves& curves = snapshot.add_panel<Curves>("moments", "Draws against the model", 2, kMomentsHelp);
  set_axes(curves, "points drawn n", "error", {}, true);
  curves.x.logarithmic = true;
  const auto add = [&](const char* label, ColorRole color, auto value) {
    Series& series = curves.series.next();
    series.label.assign(label);
    series.x.clear();
    series.y.clear();
    for (const generative::MomentErrors& error : errors) {
      series.x.push_back(static_cast<float>(error.n));
      series.y.push_back(static_cast<float>(std::max(value(error), kLeastShown)));
    }
    series.color = color;
    series.dashed = color < 0;
  };
  add("class shares", 0, [](const auto& error) { return error.shares; });
  add("means", 1, [](const auto& error) { return error.means; });
  add("covariances", 2, [](const auto& error) { return error.covariances; });
  add("1/√n", kColorMuted, [](const auto& error) { return 1 / std::sqrt(static_cast<double>(error.n)); });
}

}  // namespace lectern
