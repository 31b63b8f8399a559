#include "core/experiments/uncertainty/curve_task.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "core/math/elementary.h"
#include "core/ml/metrics/predictive.h"

namespace lectern {
namespace {

constexpr int kGrid = 141, kTestsInside = 400, kTestsInGap = 100, kTestsBeyond = 100;  // beyond: on each side
constexpr double kBeyondEnd = 3;
constexpr std::size_t kThinLines = 5;
constexpr double kLeastEpistemic = 0.003;
constexpr int kLevels = 20;
constexpr ColorRole kEpistemicColor = 0, kNoiseColor = 1, kMemberColor = 2;
constexpr double kLowY = -3.5, kHighY = 3.5;

constexpr std::array<const char*, kMethods> kCurveHelps{
    "Its two outputs are the mean and the logarithm of the variance of y. The band of 95 % can only hold noise: one "
    "network has nobody to disagree with.",
    "Trained with dropout and asked many times, each time with other neurons left out. Bands of 95 %: orange the "
    "noise alone, blue with the disagreement of the passes. Thin: some passes.",
    "Networks that differ in their start alone. Bands of 95 %, ± 2 sd: orange the noise that they see, blue with their "
    "disagreement, the epistemic part. Thin: some members. Drag the edges of the gap; tap to add a measurement.",
    "No network: all smooth functions at once, weighed by how well they fit. Length, amplitude and noise are those of "
    "the largest likelihood. Orange: its noise, the same at all x; blue: with its epistemic part."};

// Of each method, in the order of describe_scores.
constexpr std::array<std::array<const char*, 2>, 10> kQuantities{{{"_68", "in the 68 % band"},
                                                                  {"_95", "in the 95 % band"},
                                                                  {"_gap", "in the 95 % band, gap"},
                                                                  {"_beyond", "in the 95 % band, beyond"},
                                                                  {"_coverage_error", "mean error of the coverage"},
                                                                  {"_surprise", "−log p [nats]"},
                                                                  {"_epistemic", "epistemic sd, data"},
                                                                  {"_epistemic_gap", "epistemic sd, gap"},
                                                                  {"_epistemic_beyond", "epistemic sd, beyond"},
                                                                  {"_noise_ratio", "noise right/left"}}};
struct MetricName {
  std::string id, label;
};
const std::vector<MetricName>& metric_names() {
  static const std::vector<MetricName> names = [] {
    std::vector<MetricName> made;
    for (std::size_t m = 0; m < kMethods; ++m)
      for (const auto& [id, label] : kQuantities)
        made.push_back({std::string(kMethodIds[m]) + id, std::string(kMethodNames[m]) + ": " + label});
    return made;
  }();
  return names;
}

// levels  ascending: the least band that holds each measurement
double share_within(std::span<const double> levels, double level) {
  const auto below = std::upper_bound(levels.begin(), levels.end(), level) - levels.begin();
  return static_cast<double>(below) / static_cast<double>(std::max<std::size_t>(levels.size(), 1));
}

}  // namespace

double CurveTask::law(double x) { return math::sin(3 * x) + 0.3 * x; }

double CurveTask::noise_at(double x) const {
  const double at = std::clamp(x, -kEnd, kEnd);
  return settings_.noise * (settings_.noise_grows ? 1 + 0.75 * at / kEnd : 1);
}

CurveTask::CurveTask(const CurveTaskSettings& settings, const Rng& data, std::span<const DrawnPoint> drawn)
    : settings_(settings),
      gap_from_(std::min(settings.gap_from, settings.gap_to)),
      gap_to_(std::max(settings.gap_from, settings.gap_to)) {
  Rng places = data.split("places"), noise = data.split("noise"), tests = data.split("tests");
  for (int i = 0; i < settings.n; ++i) {
    const double x = places.uniform(-kEnd, kEnd);
    measured_.emplace_back(x, law(x) + noise_at(x) * noise.normal());
  }
  for (int i = 0; i < kTestsInside + kTestsInGap + 2 * kTestsBeyond; ++i) surprises_.push_back(tests.normal());
  set_drawn(drawn);
}

void CurveTask::set_drawn(std::span<const DrawnPoint> drawn) {
  drawn_.assign(drawn.begin(), drawn.end());
  collect();
}

void CurveTask::collect() {
  std::vector<std::pair<double, double>> used;
  for (const auto& point : measured_)
    if (point.first <= gap_from_ || point.first >= gap_to_) used.push_back(point);
  for (const DrawnPoint& point : drawn_) used.emplace_back(static_cast<double>(point.x), static_cast<double>(point.y));
  const auto count = static_cast<std::ptrdiff_t>(used.size());
  data_.X.resize(count, 1);
  data_.values.resize(used.size());
  for (std::size_t i = 0; i < used.size(); ++i) {
    data_.X(static_cast<std::ptrdiff_t>(i), 0) = static_cast<float>(used[i].first);
    data_.values[i] = static_cast<float>(used[i].second);
  }
  // Of more than it can take, those that came last.
  const std::ptrdiff_t taken = std::min(count, ProcessExamples::kMost);
  examples_.X.resize(taken, 1);
  examples_.y.resize(static_cast<std::size_t>(taken));
  for (std::ptrdiff_t i = 0; i < taken; ++i) {
    const auto& [x, y] = used[static_cast<std::size_t>(count - taken + i)];
    examples_.X(i, 0) = x;
    examples_.y[static_cast<std::size_t>(i)] = y;
  }
  look_->updates = -1;
}

bool CurveTask::drag(const HandleDragged& drag) {
  const double to = std::clamp(static_cast<double>(drag.x), -kEnd, kEnd);
  if (drag.handle == "gap_from")
    gap_from_ = std::min(to, gap_to_);
  else if (drag.handle == "gap_to")
    gap_to_ = std::max(to, gap_from_);
  else
    return false;
  collect();
  return true;
}

// The grid, then tests at even places: where there are measurements, in the gap, and beyond both ends.
void CurveTask::fill_places(Look& look) const {
  look.x.clear();
  look.regions.clear();
  for (int i = 0; i < kGrid; ++i) look.x.push_back(-kLookEnd + 2 * kLookEnd * i / (kGrid - 1));
  const double width = gap_to_ - gap_from_, measured = 2 * kEnd - width;
  const auto add = [&](double x, Region region) {
    look.x.push_back(x);
    look.regions.push_back(region);
  };
  for (int i = 0; i < kTestsInside; ++i) {
    const double along = -kEnd + measured * (i + 0.5) / kTestsInside;
    add(along < gap_from_ ? along : along + width, inside);
  }
  for (int i = 0; i < kTestsInGap; ++i) add(gap_from_ + width * (i + 0.5) / kTestsInGap, gap);
  for (int i = 0; i < kTestsBeyond; ++i) {
    const double off = kEnd + (kBeyondEnd - kEnd) * (i + 0.5) / kTestsBeyond;
    add(-off, beyond);
    add(off, beyond);
  }
  look.y.resize(look.regions.size());
  for (std::size_t i = 0; i < look.y.size(); ++i) {
    const double x = look.x[kGrid + i];
    look.y[i] = law(x) + noise_at(x) * surprises_[i];
  }
  look.places.resize(static_cast<std::ptrdiff_t>(look.x.size()), 1);
  for (std::size_t i = 0; i < look.x.size(); ++i)
    look.places(static_cast<std::ptrdiff_t>(i), 0) = static_cast<float>(look.x[i]);
}

const CurveTask::Look& CurveTask::look(const Contenders& contenders, ThreadPool& pool) const {
  Look& look = *look_;
  if (look.updates == contenders.updates()) return look;
  fill_places(look);
  const std::size_t places = look.x.size();
  contenders.ask(look.places, look.answers, pool);
  const auto mix = [&](std::span<const Matrix<float>> answers, Band& band) {
    band.mean.resize(places);
    band.aleatoric.resize(places);
    band.epistemic.resize(places);
    std::vector<double>&means = look.spare_mean, &variances = look.spare_variance;
    means.resize(answers.size());
    variances.resize(answers.size());
    for (std::size_t p = 0; p < places; ++p) {
      for (std::size_t a = 0; a < answers.size(); ++a) {
        const float* said = answers[a].row(static_cast<std::ptrdiff_t>(p));
        means[a] = static_cast<double>(said[0]);
        variances[a] = math::exp(static_cast<double>(said[1])) + nn::PredictiveNetwork::kVarianceFloor;
      }
      const metrics::PredictiveMoments found = metrics::mixture_moments(means, variances);
      band.mean[p] = found.mean;
      band.aleatoric[p] = found.aleatoric;
      band.epistemic[p] = found.epistemic;
    }
  };
  mix(std::span(look.answers.members).first(1), look.bands[0]);
  mix(look.answers.passes, look.bands[1]);
  mix(look.answers.members, look.bands[2]);
  Band& process = look.bands[3];
  process.mean.assign(places, 0.0);
  const kernels::GaussianProcessSpec& spec = contenders.process().spec();
  process.epistemic.assign(places, spec.amplitude * spec.amplitude);
  process.aleatoric.assign(places, spec.noise * spec.noise);
  if (const auto fit = contenders.process().fit(examples_)) {
    Matrix<double> X(static_cast<std::ptrdiff_t>(places), 1);
    std::copy(look.x.begin(), look.x.end(), X.data());
    fit->predict(X, process.mean, process.epistemic);
  }
  for (std::size_t m = 0; m < kMethods; ++m) judge(look, look.bands[m], look.scores[m]);
  look.updates = contenders.updates();
  return look;
}

void CurveTask::judge(const Look& look, const Band& band, Score& score) const {
  const double level_68 = metrics::band_level(1), level_95 = metrics::band_level(2);
  std::array<double, kRegions> count{};
  score.within_68 = score.within_95 = score.epistemic = {};
  score.surprise = 0;
  score.levels.clear();
  double left = 0, right = 0;
  for (std::size_t i = 0; i < look.regions.size(); ++i) {
    const std::size_t place = kGrid + i, region = look.regions[i];
    if (region == gap && gap_to_ <= gap_from_) continue;
    const double variance = band.aleatoric[place] + std::max(band.epistemic[place], 0.0);
    const double level = metrics::central_level(look.y[i], band.mean[place], variance);
    count[region] += 1;
    score.within_68[region] += level <= level_68 ? 1 : 0;
    score.within_95[region] += level <= level_95 ? 1 : 0;
    score.epistemic[region] += std::sqrt(std::max(band.epistemic[place], 0.0));
    if (region != inside) continue;
    score.surprise += metrics::normal_surprise(look.y[i], band.mean[place], variance);
    score.levels.push_back(level);
    const double sd = std::sqrt(band.aleatoric[place]);
    if (look.x[place] < -kEnd / 2) left += sd;
    if (look.x[place] > kEnd / 2) right += sd;
  }
  for (std::size_t region = 0; region < kRegions; ++region) {
    const double all = count[region] > 0 ? count[region] : kUnknown;
    score.within_68[region] /= all;
    score.within_95[region] /= all;
    score.epistemic[region] /= all;
  }
  score.surprise = count[inside] > 0 ? score.surprise / count[inside] : kUnknown;
  double lefts = 0, rights = 0;
  for (std::size_t i = 0; i < look.regions.size(); ++i) {
    if (look.regions[i] != inside) continue;
    lefts += look.x[kGrid + i] < -kEnd / 2 ? 1 : 0;
    rights += look.x[kGrid + i] > kEnd / 2 ? 1 : 0;
  }
  score.noise_ratio = lefts > 0 && rights > 0 ? (right / rights) / (left / lefts) : kUnknown;
  std::sort(score.levels.begin(), score.levels.end());
  double off = 0;
  for (int i = 0; i <= kLevels; ++i) {
    const double level_i = static_cast<double>(i) / kLevels;
    off += std::fabs(share_within(score.levels, level_i) - level_i);
  }
  score.coverage_error = score.levels.empty() ? kUnknown : off / (kLevels + 1);
}

void CurveTask::describe(Snapshot& snapshot, const Contenders& contenders, ThreadPool& pool) const {
  const Look& seen = look(contenders, pool);
  const auto plane = [&](Method method, int weight, const char* title) {
    const auto m = static_cast<std::size_t>(method);
    describe_plane(snapshot.plane(kMethodIds[m], title, {.weight = weight, .help = kCurveHelps[m]}), seen, method);
  };
  plane(Method::ensemble, 4, "Ensemble of networks");
  describe_scores(snapshot, seen);
  plane(Method::network, 2, "One network: mean and variance");
  plane(Method::dropout, 2, "Dropout at prediction time");
  plane(Method::process, 2, "Gaussian process");
}

void CurveTask::describe_plane(Plane& plane, const Look& look, Method method) const {
  const auto m = static_cast<std::size_t>(method);
  const Band& band = look.bands[m];
  plane.axes({.label = "x", .range = {-kLookEnd, kLookEnd}}, {.label = "y", .range = {kLowY, kHighY}});
  plane.accept_points(1);
  BandLayer& noise = plane.band("noise", Values(), Values(), Values(), {kNoiseColor});
  const auto add = [&](BandLayer& layer, std::size_t i, double low, double high) {
    layer.x.push_back(static_cast<float>(look.x[i]));
    layer.low.push_back(static_cast<float>(band.mean[i] + 2 * low));
    layer.high.push_back(static_cast<float>(band.mean[i] + 2 * high));
  };
  for (std::size_t i = 0; i < kGrid; ++i) {
    const double sd = std::sqrt(band.aleatoric[i]);
    add(noise, i, -sd, sd);
  }
  // What the epistemic part adds at both sides of it.
  for (const double side : {-1.0, 1.0}) {
    if (method == Method::network) break;
    BandLayer& epistemic = plane.band("with epistemic", Values(), Values(), Values(), {kEpistemicColor});
    for (std::size_t i = 0; i < kGrid; ++i) {
      const double sd = side * std::sqrt(band.aleatoric[i]);
      const double all = side * std::sqrt(band.aleatoric[i] + std::max(band.epistemic[i], 0.0));
      add(epistemic, i, std::min(sd, all), std::max(sd, all));
    }
  }
  if (method == Method::ensemble || method == Method::dropout) {
    const std::vector<Matrix<float>>& answers = method == Method::ensemble ? look.answers.members : look.answers.passes;
    LineLayer& lines =
        plane.line(method == Method::ensemble ? "members" : "passes", Places(), {.color = kMemberColor, .width_px = 1});
    for (std::size_t a = 0; a < std::min(answers.size(), kThinLines); ++a) {
      for (std::size_t i = 0; i < kGrid; ++i) {
        lines.x.push_back(static_cast<float>(look.x[i]));
        lines.y.push_back(answers[a].row(static_cast<std::ptrdiff_t>(i))[0]);
      }
      lines.x.push_back(std::numeric_limits<float>::quiet_NaN());
      lines.y.push_back(std::numeric_limits<float>::quiet_NaN());
    }
  }
  plane.line("mean", Places(std::span(look.x).first(kGrid), std::span(band.mean).first(kGrid)), {.color = 0});
  plane.line("truth", Range{-kLookEnd, kLookEnd}, kGrid, law, {.color = kColorForeground, .dashed = true});
  const std::size_t measured = data_.values.size() - drawn_.size();
  plane.points("measurements",
               Places(std::span<const float>(data_.X.data(), measured),
                      std::span<const float>(data_.values).first(measured)),
               {.color = kColorForeground, .size_px = 2.5f});
  if (!drawn_.empty())
    plane.points("drawn",
                 Places(std::span<const float>(data_.X.data() + measured, drawn_.size()),
                        std::span<const float>(data_.values).subspan(measured)),
                 {.color = kColorAccent, .size_px = 6, .drawn_by_user = true});
  plane.threshold("gap_from", "gap", gap_from_, {kColorAccent});
  plane.threshold("gap_to", "gap", gap_to_, {kColorAccent});
}

void CurveTask::describe_scores(Snapshot& snapshot, const Look& look) const {
  Table& table = snapshot.table(
      "scores", "How honest are they?",
      {.weight = 2,
       .help = "Shares of fresh measurements that fall into the bands: ± 1 sd ought to hold 68 %, ± 2 sd 95 %, also in "
               "the gap and up to one unit beyond the ends. Error: the mean distance of the share from the level, over "
               "bands of all levels, where there are data. −log p: of fresh measurements where there are data, in "
               "nats; lower is better."});
  table.head({"band holds", "68 %", "95 %", "in the gap", "beyond", "error", "−log p"});
  for (std::size_t m = 0; m < kMethods; ++m) {
    const Score& score = look.scores[m];
    table.row({kMethodNames[m], Cell(score.within_68[inside], 2), Cell(score.within_95[inside], 2),
               Cell(score.within_95[gap], 2), Cell(score.within_95[beyond], 2), Cell(score.coverage_error, 2),
               Cell(score.surprise, 2)},
              {static_cast<ColorRole>(m)});
    const std::array values{score.within_68[inside], score.within_95[inside], score.within_95[gap],
                            score.within_95[beyond], score.coverage_error,    score.surprise,
                            score.epistemic[inside], score.epistemic[gap],    score.epistemic[beyond],
                            score.noise_ratio};
    for (std::size_t q = 0; q < kQuantities.size(); ++q) {
      const MetricName& name = metric_names()[m * kQuantities.size() + q];
      snapshot.metric(name.id, name.label, values[q], {.digits = 3});
    }
  }
  table.row({"ought to be", Cell(metrics::band_level(1), 2), Cell(metrics::band_level(2), 2),
             Cell(metrics::band_level(2), 2), Cell(metrics::band_level(2), 2), Cell(0.0, 2), ""},
            {kColorMuted});
}

void CurveTask::describe_spread(Plane& plane) const {
  const Look& look = *look_;
  plane.axes({.label = "x", .range = {-kLookEnd, kLookEnd}},
             {.label = "sd of the mean", .range = {kLeastEpistemic, 5}, .logarithmic = true});
  for (std::size_t m = 1; m < kMethods; ++m) {
    LineLayer& line = plane.line(kMethodNames[m], Places(), {.color = static_cast<ColorRole>(m)});
    for (std::size_t i = 0; i < kGrid; ++i) {
      line.x.push_back(static_cast<float>(look.x[i]));
      line.y.push_back(
          static_cast<float>(std::max(std::sqrt(std::max(look.bands[m].epistemic[i], 0.0)), kLeastEpistemic)));
    }
  }
  LineLayer& noise = plane.line("true noise", Places(), {.color = kColorForeground, .dashed = true});
  for (std::size_t i = 0; i < kGrid; ++i) {
    noise.x.push_back(static_cast<float>(look.x[i]));
    noise.y.push_back(static_cast<float>(std::max(noise_at(look.x[i]), kLeastEpistemic)));
  }
}

void CurveTask::describe_reliability(Plane& plane) const {
  const Look& look = *look_;
  plane.axes({.label = "level of the band", .range = {0, 1}}, {.label = "share inside", .range = {0, 1}});
  plane.line("as predicted", {{0, 1}, {0, 1}}, {.color = kColorMuted, .dashed = true});
  for (std::size_t m = 0; m < kMethods; ++m) {
    const std::vector<double>& levels = look.scores[m].levels;
    LineLayer& line = plane.line(kMethodNames[m], Places(), {.color = static_cast<ColorRole>(m)});
    for (int i = 0; i <= kLevels; ++i) {
      const double level = static_cast<double>(i) / kLevels;
      line.x.push_back(static_cast<float>(level));
      line.y.push_back(static_cast<float>(share_within(levels, level)));
    }
  }
}

}  // namespace lectern
