#include "core/experiments/divergences/model_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <utility>

#include "core/lab/planar_grid.h"
#include "core/math/elementary.h"

namespace lectern::divergences {
namespace {

using density::DivergenceKind;
using density::Gaussian1;
using density::GaussianFit;
using density::kDivergenceKinds;
using density::LineMixture;

constexpr const char* kFitHelp =
    "Grey: the law p of the data, which stand below as strokes. Each coloured curve is a normal law q that descends its own "
    "divergence from p. Drag the top of the thick one along, and its shoulder to make it wider.";
constexpr const char* kLandscapeHelp =
    "The divergence shown, for every mean and every width of q; + marks its minima. The line is the way of the descent. Drag "
    "its end to begin elsewhere.";
constexpr const char* kIntegrandHelp =
    "What each place contributes to the divergence shown, of the model that descends it. The area is its value; "
    "what is very large leaves the picture.";
constexpr const char* kSlicesHelp =
    "All four while the model is carried along, at the width it had when it was last put anywhere. KL leaves the picture "
    "where it is large.";
constexpr const char* kCumulativeHelp =
    "How much of each law lies to the left of x. The area between both is W₁: how far mass is carried, on average.";
constexpr const char* kHistoryHelp =
    "What each model has reached of its own divergence: KL and Jensen–Shannon in nats, W₁ in the unit of x.";
constexpr const char* kTableHelp =
    "Rows: the models, each called by what it descends. Columns: where it stands, and how far from p by all four measures.";
constexpr const char* kModelNumbersHelp =
    "Of the thick model. Entropies, KL and JS are in nats: 1 nat = 1.44 bits. JS is at most log 2 = 0.693; W₁ is a length. "
    "The slope is that of the divergence shown, in μ and log σ.";

constexpr double kReach = 20;  // integrals go from −kReach to kReach
constexpr int kCells = 600;
constexpr Range kModelWindow{-6, 6};
constexpr double kLongestStep = 0.2;
constexpr double kFarthestMean = 6;
constexpr PlanarGrid kMap{32, 48, {-6, 6}, {0.0, kLargestDeviation}};
constexpr int kSliceSide = 61;
constexpr double kClear = 1e-6;  // nats by which a minimum lies below its neighbours
constexpr ColorRole kHeldColor = kColorAccent;

struct KindText {
  const char* id;
  const char* name;
  const char* axis;
  double top;  // of the colour scale
};
constexpr std::array<KindText, kDivergenceKinds> kTexts{{
    {"forward", "KL(p‖q)", "KL(p‖q) [nats]", 5},
    {"reverse", "KL(q‖p)", "KL(q‖p) [nats]", 5},
    {"js", "Jensen–Shannon", "JS(p, q) [nats]", 0.7},
    {"wasserstein", "Wasserstein W₁", "W₁(p, q) [x]", 5},
}};

Gaussian1 bounded(double mean, double deviation) {
  return {std::clamp(mean, -kFarthestMean, kFarthestMean), std::clamp(deviation, kLeastDeviation, kLargestDeviation)};
}

double density_of(const Gaussian1& q, double x) {
  const double z = (x - q.mean) / q.deviation;
  return math::exp(-0.5 * z * z) / (q.deviation * std::sqrt(2 * std::numbers::pi));
}

LineMixture law_of(const Settings& s) {
  const double half = s.distance / 2, w = s.deviation;
  switch (s.law) {
    case DataLaw::peaks: return LineMixture({{s.share, -half, w}, {1 - s.share, half, w}});
    case DataLaw::skewed:
      return LineMixture({{0.4, -half, w}, {0.3, -half / 2, 1.5 * w}, {0.2, 0, 2 * w}, {0.1, half / 2, 3 * w}});
    case DataLaw::spike: break;
  }
  return LineMixture({{1, half, w}});
}

}  // namespace

ModelScene::ModelScene(const Settings& settings, const Rng& data, const Rng& run)
    : data_rng_(data), run_rng_(run), fit_(fit_to(settings)) {
  make_data(settings);
  place(bounded(settings.start_mean, settings.start_deviation));
  survey(settings);
  record();
}

GaussianFit ModelScene::fit_to(const Settings& settings) {
  return {law_of(settings), settings.added_noise, -kReach, kReach, kCells};
}

void ModelScene::make_data(const Settings& settings) {
  Rng rng = data_rng_;
  data_.clear();
  for (int i = 0; i < settings.data; ++i) data_.push_back(fit_.law().draw(rng));
}

void ModelScene::place(const Gaussian1& law) {
  placed_deviation_ = law.deviation;
  carry_along();
  for (Model& model : models_) {
    model.law = law;
    model.path.clear();
    model.path.record({static_cast<float>(law.mean), static_cast<float>(law.deviation)});
  }
}

void ModelScene::survey(const Settings& settings) {
  landscape_.resize(static_cast<std::size_t>(kMap.cells()));
  const auto at = [](int row, int col) { return static_cast<std::size_t>(row * kMap.cols + col); };
  for (int row = 0; row < kMap.rows; ++row)
    for (int col = 0; col < kMap.cols; ++col)
      landscape_[at(row, col)] =
          fit_.value(settings.shown, {kMap.x_of(col), std::max(kMap.y_of(row), kLeastDeviation)});
  minima_.clear();
  for (int row = 1; row + 1 < kMap.rows; ++row)
    for (int col = 1; col + 1 < kMap.cols; ++col) {
      bool is_least = true;
      for (int i = -1; i <= 1; ++i)
        for (int j = -1; j <= 1; ++j)
          if ((i != 0 || j != 0) && landscape_[at(row + i, col + j)] < landscape_[at(row, col)] + kClear)
            is_least = false;
      if (!is_least) continue;
      minima_.push_back(kMap.x_of(col));
      minima_.push_back(kMap.y_of(row));
    }
}

void ModelScene::carry_along() {
  slices_.clear();
  for (std::size_t k = 0; k < kDivergenceKinds; ++k)
    for (int i = 0; i < kSliceSide; ++i)
      slices_.push_back(fit_.value(static_cast<DivergenceKind>(k),
                                   {kModelWindow.low + (kModelWindow.high - kModelWindow.low) * i / (kSliceSide - 1),
                                    placed_deviation_}));
}

void ModelScene::record() {
  std::array<double, kDivergenceKinds> values;
  for (std::size_t k = 0; k < kDivergenceKinds; ++k)
    values[k] = fit_.value(static_cast<DivergenceKind>(k), models_[k].law);
  history_.record(static_cast<double>(steps_), values);
}

void ModelScene::step(const Settings& settings) {
  ++steps_;
  if (settings.sampled) {
    batch_->clear();
    noise_.clear();
    for (int i = 0; i < settings.batch_size; ++i) {
      batch_->push_back(data_[run_rng_.below(static_cast<std::uint32_t>(data_.size()))]);
      noise_.push_back(run_rng_.normal());
    }
  }
  for (std::size_t k = 0; k < kDivergenceKinds; ++k) {
    const auto kind = static_cast<DivergenceKind>(k);
    Model& model = models_[k];
    const density::FitGradient slope =
        settings.sampled ? fit_.sampled_gradient(kind, model.law, *batch_, noise_) : fit_.gradient(kind, model.law);
    const double length = settings.learning_rate * slope.norm();
    const double rate = length > kLongestStep ? settings.learning_rate * kLongestStep / length : settings.learning_rate;
    model.law =
        bounded(model.law.mean - rate * slope.by_mean, model.law.deviation * math::exp(-rate * slope.by_log_deviation));
    model.path.record({static_cast<float>(model.law.mean), static_cast<float>(model.law.deviation)});
  }
  record();
}

void ModelScene::change(const Settings& before, const Settings& now) {
  const auto of_law = [](const Settings& s) {
    return std::tie(s.law, s.distance, s.share, s.deviation, s.added_noise);
  };
  if (of_law(before) != of_law(now)) {
    fit_ = fit_to(now);
    make_data(now);
    carry_along();
  } else if (before.shown == now.shown) {
    return;
  }
  survey(now);
}

bool ModelScene::act(const Settings& settings, const Gesture& gesture) {
  const auto* drag = std::get_if<HandleDragged>(&gesture);
  if (drag == nullptr) return false;
  Gaussian1 law = shown(settings).law;
  if (drag->handle == "mean")
    law.mean = drag->x;
  else if (drag->handle == "width")
    law.deviation = std::fabs(drag->x - law.mean);
  else if (drag->handle == "model")
    law = {drag->x, drag->y};
  else
    return false;
  law = bounded(law.mean, law.deviation);
  place(law);
  return true;
}

double ModelScene::log_likelihood(const Gaussian1& law) const {
  const Gaussian1 seen = fit_.seen(law);
  const double norm = math::log(seen.deviation * std::sqrt(2 * std::numbers::pi));
  double sum = 0;
  for (const double x : data_) {
    const double z = (x - seen.mean) / seen.deviation;
    sum -= 0.5 * z * z + norm;
  }
  return sum / static_cast<double>(data_.size());
}

void ModelScene::describe(const Settings& settings, Snapshot& snapshot) const {
  describe_fit(settings, snapshot);
  describe_landscape(settings, snapshot);
  describe_table(settings, snapshot);
  describe_numbers(settings, snapshot);
  describe_integrand(settings, snapshot);
  describe_slices(settings, snapshot);
  describe_cumulative(settings, snapshot);
  describe_history(settings, snapshot);
}

void ModelScene::describe_fit(const Settings& settings, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("fit", "A law, and models of it", {.weight = 4, .help = kFitHelp});
  const std::span<const double> p = fit_.target().density;
  const double highest = *std::max_element(p.begin(), p.end()), top = std::max(1.8 * highest, 0.3);
  plane.axes({.label = "x", .range = kModelWindow},
             {.label = "density", .range = {(settings.sampled ? -0.14 : -0.09) * top, top}});
  other_->assign(p.size(), 0.0);
  plane.band("p, the law of the data", fit_.places(), *other_, p, {kColorMuted});
  plane.line("", {fit_.places(), p}, {.color = kColorForeground, .width_px = 1.5F});
  other_->assign(data_.size(), -0.045 * top);
  plane.points("data", {data_, *other_},
               {.color = kColorForeground, .marker = Marker::plus, .size_px = 4, .opacity = 0.6F});
  if (!noise_.empty()) {
    const Gaussian1 seen = fit_.seen(shown(settings).law);
    curve_->clear();
    for (const double z : noise_) curve_->push_back(seen.mean + seen.deviation * z);
    other_->assign(noise_.size(), -0.1 * top);
    plane.points("samples of the thick q", {*curve_, *other_},
                 {.color = static_cast<ColorRole>(settings.shown), .marker = Marker::plus, .size_px = 4});
  }
  for (std::size_t k = 0; k < kDivergenceKinds; ++k) {
    const bool is_shown = static_cast<std::size_t>(settings.shown) == k;
    if (!settings.takes_part[k] && !is_shown) continue;
    const Gaussian1 seen = fit_.seen(models_[k].law);
    plane.line(std::string("q by ") + kTexts[k].name, kModelWindow, 241,
               [&seen](double x) { return density_of(seen, x); },
               {.color = static_cast<ColorRole>(k), .width_px = is_shown ? 3.5F : 2.0F});
  }
  const Gaussian1& law = shown(settings).law;
  const double peak = density_of(fit_.seen(law), law.mean);
  plane.handle("mean", "mean μ", law.mean, std::min(peak, 0.93 * top), {kHeldColor});
  constexpr double kShoulder = 0.6065306597126334;  // of the peak, one σ from it
  plane.handle("width", "width σ", law.mean + law.deviation, std::min(kShoulder * peak, 0.6 * top), {kColorForeground});
}

void ModelScene::describe_landscape(const Settings& settings, Snapshot& snapshot) const {
  const KindText& text = kTexts[static_cast<std::size_t>(settings.shown)];
  Plane& plane = snapshot.plane("landscape", "Every model there is", {.weight = 3, .help = kLandscapeHelp});
  plane.axes({.label = "mean μ", .range = kMap.x}, {.label = "width σ", .range = kMap.y});
  const double least = *std::min_element(landscape_.begin(), landscape_.end());
  const bool is_bounded = settings.shown == DivergenceKind::jensen_shannon;
  plane.field(text.axis, kMap, landscape_,
              {.color = {is_bounded ? 0.0 : least, is_bounded ? text.top : least + text.top},
               .map = ColorMap::viridis});
  const double unit = is_bounded ? 0.12 : 1;
  plane.contours("equal divergence", kMap, landscape_,
                 {.levels = {least + 0.05 * unit, least + 0.2 * unit, least + 0.5 * unit, least + unit,
                             least + 2 * unit, least + 4 * unit},
                  .color = kColorForeground});
  plane.points("minimum",
               {Values(minima_.data(), minima_.size() / 2, 2),
                Values(minima_.data() + (minima_.empty() ? 0 : 1), minima_.size() / 2, 2)},
               {.color = kColorGood, .marker = Marker::plus, .size_px = 8});
  const Model& model = shown(settings);
  LineLayer& path = plane.line("descent", Places(), {.color = kColorBad, .width_px = 3});
  for (std::size_t i = 0; i < model.path.size(); ++i) {
    path.x.push_back(model.path[i].x);
    path.y.push_back(model.path[i].y);
  }
  plane.handle("model", "q", model.law.mean, model.law.deviation, {kHeldColor});
}

void ModelScene::describe_numbers(const Settings& settings, Snapshot& snapshot) const {
  const Gaussian1& law = shown(settings).law;
  const double h_p = fit_.target_entropy(), h_pq = fit_.cross_entropy_of(law),
               h_q = 0.5 + math::log(fit_.seen(law).deviation * std::sqrt(2 * std::numbers::pi));
  Numbers numbers = snapshot.numbers("The model in hand", {.weight = 2, .help = kModelNumbersHelp});
  numbers.add("kl_forward", "KL(p‖q)", fit_.value(DivergenceKind::forward_kl, law), {.unit = "nats", .digits = 3})
      .add("kl_reverse", "KL(q‖p)", fit_.value(DivergenceKind::reverse_kl, law), {.unit = "nats", .digits = 3})
      .add("jensen_shannon_now", "JS(p, q)", fit_.value(DivergenceKind::jensen_shannon, law),
           {.unit = "nats", .digits = 3})
      .add("wasserstein_now", "Wasserstein W₁", fit_.value(DivergenceKind::wasserstein, law), {.digits = 3})
      .add("mean_log_likelihood", "mean of log q(data)", log_likelihood(law), {.unit = "nats", .digits = 3})
      .add("cross_entropy", "cross-entropy H(p, q)", h_pq, {.unit = "nats", .digits = 3})
      .add("entropy_p", "entropy H(p)", h_p, {.unit = "nats", .digits = 3})
      .add("entropy_q", "entropy H(q)", h_q, {.unit = "nats", .digits = 3})
      .add("model_mean", "mean μ", law.mean, {.digits = 3})
      .add("model_width", "width σ", law.deviation, {.digits = 3})
      .add("slope", "slope here", fit_.gradient(settings.shown, law).norm(), {.digits = 3})
      .formula("KL(p‖q) = H(p, q) − H(p)");
}

void ModelScene::describe_table(const Settings& settings, Snapshot& snapshot) const {
  Table& table = snapshot.table("models", "What each chooses", {.weight = 2, .help = kTableHelp});
  table.head({"descends", "μ", "σ", "KL(p‖q)", "KL(q‖p)", "JS", "W₁"});
  for (std::size_t k = 0; k < kDivergenceKinds; ++k) {
    const Gaussian1& law = models_[k].law;
    const std::string id = kTexts[k].id, name = kTexts[k].name;
    snapshot.metric(id + "_mean", name + ": μ", law.mean);
    snapshot.metric(id + "_width", name + ": σ", law.deviation);
    snapshot.metric(id + "_reached", name + ": own value", history_.last(k));
    snapshot.metric(id + "_slope", name + ": slope", fit_.gradient(static_cast<DivergenceKind>(k), law).norm());
    if (!settings.takes_part[k] && static_cast<std::size_t>(settings.shown) != k) continue;
    std::array<double, kDivergenceKinds> values;
    for (std::size_t j = 0; j < kDivergenceKinds; ++j) values[j] = fit_.value(static_cast<DivergenceKind>(j), law);
    table.row({kTexts[k].name, Cell(law.mean, 2), Cell(law.deviation, 2), Cell(values[0], 3), Cell(values[1], 3),
               Cell(values[2], 3), Cell(values[3], 3)},
              {static_cast<ColorRole>(k)});
  }
}

void ModelScene::describe_integrand(const Settings& settings, Snapshot& snapshot) const {
  static constexpr std::array<const char*, kDivergenceKinds> kIntegrands{"p log(p/q)", "q log(q/p)",
                                                                         "½ p log(p/m) + ½ q log(q/m)", "|F_p − F_q|"};
  const auto k = static_cast<std::size_t>(settings.shown);
  Plane& plane = snapshot.plane("integrand", "Where it comes from", {.weight = 2, .help = kIntegrandHelp});
  curve_->resize(fit_.cells());
  fit_.integrand(settings.shown, shown(settings).law, *curve_);
  const bool is_share = settings.shown == DivergenceKind::wasserstein;
  const double high = is_share ? 1.05 : settings.shown == DivergenceKind::jensen_shannon ? 0.6 : 3;
  plane.axes({.label = "x", .range = kModelWindow},
             {.label = is_share ? "share" : "nats per unit of x", .range = {-0.2 * high, high}});
  other_->assign(fit_.cells(), 0.0);
  plane.band("area = divergence", fit_.places(), *other_, *curve_, {static_cast<ColorRole>(k)});
  plane.line(kIntegrands[k], {fit_.places(), *curve_}, {.color = static_cast<ColorRole>(k)});
  plane.level("", 0, {.dashed = false});
}

void ModelScene::describe_slices(const Settings& settings, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("slices", "Carried along", {.weight = 2, .help = kSlicesHelp});
  plane.axes({.label = "mean μ of q", .range = kModelWindow}, {.label = "divergence [nats; W₁: x]", .range = {0, 5}});
  for (std::size_t k = 0; k < kDivergenceKinds; ++k) {
    const Values values = Values(slices_).part(k * kSliceSide, kSliceSide);
    plane.line(kTexts[k].name, kModelWindow, kSliceSide,
               [&values](double mu) {
                 const double at = (mu - kModelWindow.low) / (kModelWindow.high - kModelWindow.low) * (kSliceSide - 1);
                 return values[static_cast<std::size_t>(at + 0.5)];
               },
               {.color = static_cast<ColorRole>(k)});
  }
  plane.vertical("μ now", shown(settings).law.mean, {.color = kColorAccent});
}

void ModelScene::describe_cumulative(const Settings& settings, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("cumulative", "Mass to be carried", {.help = kCumulativeHelp});
  plane.axes({.label = "x", .range = kModelWindow}, {.label = "share to the left", .range = {0, 1.05}});
  curve_->resize(fit_.cells());
  other_->resize(fit_.cells());
  fit_.cumulative(*curve_);
  fit_.cumulative_of(shown(settings).law, *other_);
  plane.band("area = W₁", fit_.places(), *curve_, *other_, {kColorMuted});
  plane.line("F of p", {fit_.places(), *curve_}, {.color = kColorForeground});
  plane.line("F of q", {fit_.places(), *other_}, {.color = static_cast<ColorRole>(settings.shown)});
}

void ModelScene::describe_history(const Settings& settings, Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("values", "Own divergence of each", {.help = kHistoryHelp});
  plane.axes({.label = "step"}, {.label = "divergence [nats; W₁: x]", .logarithmic = true});
  for (std::size_t k = 0; k < kDivergenceKinds; ++k)
    if (settings.takes_part[k] || static_cast<std::size_t>(settings.shown) == k)
      plane.line(kTexts[k].name, history_, k, {.color = static_cast<ColorRole>(k), .least = 1e-4});
}

}  // namespace lectern::divergences
