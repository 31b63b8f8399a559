#include "core/experiments/diffusion/point_diffusion.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/math/elementary.h"
#include "core/ml/density/kl_divergence.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/network_weights.h"

namespace lectern {
namespace {

constexpr const char* kForwardHelp =
    "Forward process: the data, mixed with noise up to the time t chosen. Nothing is learned here. Arrows: the slope of the "
    "log density of 500 of the data, noised: where a point of the cloud most probably came from.";
constexpr const char* kReverseHelp =
    "Reverse process: noise, from which the network has taken the noise that it believes to see, from t = T to the time "
    "shown. Arrows: the score as the network believes it, minus the noise over its share. Drag the handle: the line is the "
    "way of one sample that starts there.";
constexpr const char* kPointCostHelp =
    "Mean squared error of the noise told, for the points of each update. It cannot fall to 0: where clouds of different "
    "points overlap, nobody can tell what was noise.";
constexpr const char* kDivergenceHelp =
    "Kullback-Leibler divergence from the law of the data to that of the samples, from 400 points each, slightly blurred. "
    "Dashed: that of another 400 of the data: better than this cannot be seen.";
constexpr const char* kScheduleHelp =
    "What is left of the data, √a, and how much noise there is, √(1 − a), at each time. Vertical: the time shown.";
constexpr const char* kRivalsHelp =
    "What each makes of the same noise. Above: the diffusion model and the GAN; below: the flow and the VAE. Grey: data.";
constexpr const char* kWorkHelp =
    "The distances of the samples from the data, as learned so far. Near the data: the share of samples that are as near as "
    "nearly all data are. Of a sample: how often a network is asked for it.";
constexpr const char* kStudyHelp =
    "The same network, sampled in few and in many steps. A step follows the arrow at its start: a long one overshoots. With "
    "η = 1 each step adds fresh noise, which makes the errors of the steps before forgotten.";
constexpr const char* kPointNumbersHelp =
    "Of the samples at t = 0. A sample is near the data if it is as near as nearly all data are to one of the modes, or of "
    "20 places along the curve.";

constexpr std::ptrdiff_t kSamples = 400;  // and one that starts at the handle
constexpr std::ptrdiff_t kForArrows = 500;
constexpr int kStudySamples = 300;
constexpr double kBlur = 0.1;
constexpr double kShareOfMode = 0.2;
constexpr double kLeastDivergence = 0.01;
constexpr int kArrowsAlong = 14;
constexpr int kPointUpdatesPerStep = 4;
constexpr std::uint64_t kStepsPerSampling = 8;
constexpr Range kWindow{-1.6, 1.6};
constexpr double kFlowNetworks = 6;
constexpr ColorRole kGanColor = 1, kFlowColor = 0, kVaeColor = 3;
constexpr std::array<ColorRole, 3> kRivalColors{kGanColor, kFlowColor, kVaeColor};
constexpr std::array<int, 6> kStudied{2, 3, 5, 10, 20, 50};
// The length of an arrow grows with the score s, in units of the data, towards a longest one.
constexpr double kLongestArrow = 0.3, kHalfLength = 2;

Matrix<float> normal_numbers(std::ptrdiff_t rows, std::ptrdiff_t cols, Rng rng) {
  Matrix<float> numbers(rows, cols);
  rng.fill_normal({numbers.data(), static_cast<std::size_t>(numbers.size())}, 0, 1);
  return numbers;
}

nn::Network<float> make_point_network(const std::vector<int>& widths, const Rng& rng) {
  nn::MlpSpec spec{.widths = widths, .outputs = 2};
  spec.activation.kind = nn::ActivationKind::gelu;
  spec.initialisation.kind = nn::InitialisationKind::he_normal;
  nn::Network<float> network = *nn::Network<float>::build({3, 1, 1}, nn::mlp_layers(spec));
  network.initialise(rng);
  return network;
}

bool is_due(std::uint64_t steps) { return steps % kStepsPerSampling == 0 || steps == 1 || steps == 4; }

}  // namespace

PointDiffusion::PointDiffusion(const TargetData& data, const DiffusionSettings& settings, const Streams& streams,
                               ThreadPool& pool)
    : schedule_(settings.noise_schedule()),
      denoiser_(make_point_network(settings.layers, streams.rng("weights"))),
      optimizer_(settings.optimizer(), denoiser_.network().parameters().size()),
      average_(denoiser_.network()),
      rng_(streams.rng("updates")),
      noise_(normal_numbers(kSamples, 2, streams.rng("samples"))),
      fresh_(normal_numbers(kSamples + 1, 200, streams.rng("fresh noise"))),
      forward_noise_(normal_numbers(kSamples, 2, streams.rng("forward"))),
      shown_(denoiser_) {
  start_ = {1.5f, -1.2f};
  if (settings.rivals) rivals_.emplace(streams);
  for (const double eta : {0.0, 1.0})
    for (const int steps : kStudied) studied_.push_back({steps, eta, kUnknown});
  measure_data(data);
  make_samples(settings, pool);
}

void PointDiffusion::measure_data(const TargetData& data) {
  const Matrix<float>& points = data.points();
  centre_[0] = centre_[1] = 0;
  scale_ = 1;
  floor_ = kUnknown;
  if (points.rows() < 2) return;
  const auto n = static_cast<double>(points.rows());
  double squares = 0;
  for (std::ptrdiff_t i = 0; i < points.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) centre_[j] += static_cast<double>(points(i, j)) / n;
  for (std::ptrdiff_t i = 0; i < points.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) {
      const double by = static_cast<double>(points(i, j)) - centre_[j];
      squares += by * by / (2 * n);
    }
  scale_ = std::max(std::sqrt(squares), 1e-3);
  const std::ptrdiff_t half = std::min(kSamples, points.rows() / 2);
  floor_ =
      density::kl_divergence_of_blurred(points.view().rows_range(0, half), points.view().rows_range(half, half), kBlur);
}

ConstMatrixView<float> PointDiffusion::data_shown(const TargetData& data) const {
  return data.points().view().rows_range(0, std::min(kSamples, data.points().rows()));
}

void PointDiffusion::data_changed(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool) {
  measure_data(data);
  judged_.reset();
  make_samples(settings, pool);
}

void PointDiffusion::settings_changed(const DiffusionSettings& before, const TargetData& data,
                                      const DiffusionSettings& settings, ThreadPool& pool) {
  optimizer_.spec() = settings.optimizer();
  if (settings.sampling_steps != before.sampling_steps || settings.eta != before.eta)
    make_samples_again(data, settings, pool);
}

void PointDiffusion::make_samples_again(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool) {
  make_samples(settings, pool);
  if (judged_) judged_ = judge(data, way_.back().view().rows_range(0, kSamples));
}

void PointDiffusion::set_start(double x, double y, const TargetData& data, const DiffusionSettings& settings,
                               ThreadPool& pool) {
  start_ = {static_cast<float>((x - centre_[0]) / scale_), static_cast<float>((y - centre_[1]) / scale_)};
  make_samples_again(data, settings, pool);
}

double PointDiffusion::step(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool) {
  if (data.points().rows() == 0) return 0;
  double cost = 0;
  for (int k = 0; k < kPointUpdatesPerStep && std::isfinite(cost); ++k) cost = update(data, settings, pool);
  if (!std::isfinite(cost)) return cost;
  ++steps_;
  if (is_due(steps_)) {
    shown_.network() = average_;
    make_samples(settings, pool);
    judge_and_record(data, pool);
  }
  if (settings.compare_steps) study_next(data, settings, pool);
  return cost;
}

double PointDiffusion::update(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool) {
  const Matrix<float>& points = data.points();
  Rng rng = rng_.split(updates_++);
  const int n = settings.batch_size;
  batch_->resize(n, 2);
  batch_noise_->resize(n, 2);
  mixture_->resize(n, 2);
  times_->clear();
  for (int i = 0; i < n; ++i) {
    const float* row = points.row(rng.below(static_cast<std::uint32_t>(points.rows())));
    for (std::ptrdiff_t j = 0; j < 2; ++j)
      (*batch_)(i, j) = static_cast<float>((static_cast<double>(row[j]) - centre_[j]) / scale_);
    times_->push_back(static_cast<int>(rng.below(static_cast<std::uint32_t>(settings.times))));
  }
  rng.fill_normal({batch_noise_->data(), static_cast<std::size_t>(batch_noise_->size())}, 0, 1);
  generative::add_noise<float>(schedule_, *batch_, *times_, *batch_noise_, *mixture_);
  const double cost = denoiser_.gradient(schedule_, *mixture_, *times_, *batch_noise_, rng, &pool);
  if (!std::isfinite(cost)) return cost;
  optimizer_.step(denoiser_.network().parameters(), denoiser_.network().gradients());
  nn::average_weights(average_.parameters(), denoiser_.network().parameters(), updates_, settings.averaging);
  costs_.record(static_cast<double>(updates_), std::array{cost});
  if (rivals_) rivals_->step(*batch_, pool);
  return cost;
}

void PointDiffusion::to_plane(MatrixView<float> points) const {
  for (std::ptrdiff_t i = 0; i < points.rows; ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j)
      points(i, j) = static_cast<float>(centre_[j] + scale_ * static_cast<double>(points(i, j)));
}

void PointDiffusion::sample(const DiffusionSettings& settings, int steps, double eta, std::ptrdiff_t count,
                            std::vector<Matrix<float>>& way, ThreadPool& pool) const {
  const std::vector<int> chosen = sampling_times(settings.times, steps);
  way.resize(chosen.size() + 1);
  for (Matrix<float>& places : way) places.resize(count, 2);
  for (std::ptrdiff_t i = 0; i < count; ++i)
    std::copy_n(i < kSamples ? noise_->row(i) : start_.data(), 2, way[0].row(i));
  Matrix<float> z(count, 2);
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    const int t = chosen[j], earlier = j + 1 < chosen.size() ? chosen[j + 1] : -1;
    times_->assign(static_cast<std::size_t>(count), t);
    predicted_->resize(count, 2);
    shown_.predict(schedule_, way[j], *times_, *predicted_, &pool);
    for (std::ptrdiff_t i = 0; i < count; ++i)
      for (std::ptrdiff_t c = 0; c < 2; ++c) z(i, c) = (*fresh_)(i, 2 * (static_cast<std::ptrdiff_t>(j) % 100) + c);
    way[j + 1] = way[j];
    generative::implicit_step_back<float>(schedule_, t, earlier, eta, *predicted_, z, way[j + 1]);
  }
  for (Matrix<float>& places : way) to_plane(places);
}

void PointDiffusion::make_samples(const DiffusionSettings& settings, ThreadPool& pool) {
  sample(settings, settings.sampling_steps, settings.eta, kSamples + 1, way_, pool);
}

PointDiffusion::Judgement PointDiffusion::judge(const TargetData& data, ConstMatrixView<float> samples) const {
  const ConstMatrixView<float> points = data_shown(data);
  const data::PlanarTarget& target = data.target();
  counts_->resize(static_cast<std::size_t>(target.centres.rows()));
  return {density::kl_divergence_of_blurred(points, samples, kBlur),
          density::kl_divergence_of_blurred(samples, points, kBlur),
          generative::mode_coverage(samples, target.centres, target.radius, kShareOfMode, *counts_)};
}

void PointDiffusion::judge_and_record(const TargetData& data, ThreadPool& pool) {
  judged_ = judge(data, way_.back().view().rows_range(0, kSamples));
  std::array<double, 9> values{judged_->data_model,
                               judged_->model_data,
                               kUnknown,
                               kUnknown,
                               kUnknown,
                               judged_->coverage.high_quality,
                               kUnknown,
                               kUnknown,
                               kUnknown};
  if (rivals_)
    for (std::size_t k = 0; k < Rivals::kNames.size(); ++k) {
      cloud_->resize(kSamples, 2);
      rivals_->sample(k, *noise_, *forward_noise_, *cloud_, pool);
      to_plane(*cloud_);
      const Judgement judgement = judge(data, *cloud_);
      values[2 + k] = judgement.data_model;
      values[6 + k] = judgement.coverage.high_quality;
    }
  divergences_.record(static_cast<double>(updates_), values);
}

void PointDiffusion::study_next(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool) {
  Study& study = studied_[next_study_++ % studied_.size()];
  sample(settings, study.steps, study.eta, kStudySamples, *study_way_, pool);
  study.divergence = density::kl_divergence_of_blurred(data_shown(data), study_way_->back(), kBlur);
}

// ---- What there is to see ----------------------------------------------------------------------------

std::size_t PointDiffusion::place(const DiffusionSettings& settings) const {
  const auto last = static_cast<double>(way_.size() - 1);
  return static_cast<std::size_t>(std::floor(settings.shown_share(steps_) * last + 0.5));
}

int PointDiffusion::time_at(const DiffusionSettings& settings, std::size_t place) const {
  return place + 1 < way_.size() ? sampling_times(settings.times, settings.sampling_steps)[place] : -1;
}

void PointDiffusion::describe(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool,
                              Snapshot& snapshot) const {
  const int t = time_at(settings, place(settings));
  const std::string when = " · t = " + std::to_string(t + 1) + " of " + std::to_string(settings.times);
  describe_reverse(data, settings, pool,
                   snapshot.plane("reverse", "Reverse: noise to samples" + when, {.weight = 4, .help = kReverseHelp}));
  describe_forward(data, settings,
                   snapshot.plane("plane", "Forward: data to noise" + when, {.weight = 4, .help = kForwardHelp}));
  describe_numbers(data, settings, snapshot);
  describe_curves(settings, snapshot);
  describe_schedule(settings, snapshot.plane("schedule", "Schedule", {.weight = 2, .help = kScheduleHelp}));
  if (settings.compare_steps)
    describe_study(snapshot.plane("steps", "Steps back and quality", {.weight = 3, .help = kStudyHelp}));
  if (rivals_) describe_rivals(data, settings, pool, snapshot);
}

void PointDiffusion::describe_rivals(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool,
                                     Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("rivals", "Samples of all four", {.weight = 4, .help = kRivalsHelp});
  plane.equal_axes({.range = {-0.5, 1.5}, .names = {"diffusion, flow", "GAN, VAE"}},
                   {.range = {-0.5, 1.5}, .names = {"", ""}});
  plane.vertical("", 0.5);
  plane.level("", 0.5);
  // A cloud in the cell of a row, from below, and a column.
  const auto add = [&](std::string_view name, ConstMatrixView<float> cloud, int row, int column,
                       const PointStyle& style) {
    PointsLayer& layer = plane.points(name, Places(), style);
    constexpr double kCellSide = 2.6;
    for (std::ptrdiff_t i = 0; i < cloud.rows; ++i) {
      const double x = static_cast<double>(cloud(i, 0)) / kCellSide, y = static_cast<double>(cloud(i, 1)) / kCellSide;
      if (!(std::fabs(x) < 0.5 && std::fabs(y) < 0.5)) continue;
      layer.x.push_back(static_cast<float>(x + column));
      layer.y.push_back(static_cast<float>(y + row));
    }
  };
  for (int cell = 0; cell < 4; ++cell)
    add(cell == 0 ? "data" : "", data_shown(data), cell / 2, cell % 2,
        {.color = kDataColor, .size_px = 2, .opacity = 0.35f});
  add("diffusion", way_.back().view().rows_range(0, kSamples), 1, 0, {.color = kModelColor, .size_px = 2.5f});
  for (std::size_t k = 0; k < Rivals::kNames.size(); ++k) {
    cloud_->resize(kSamples, 2);
    rivals_->sample(k, *noise_, *forward_noise_, *cloud_, pool);
    to_plane(*cloud_);
    const int cell = k == 0 ? 3 : static_cast<int>(k) - 1;
    add(Rivals::kNames[k], *cloud_, cell / 2, cell % 2, {.color = kRivalColors[k], .size_px = 2.5f});
  }
  const auto last = [this](std::size_t curve) {
    return divergences_.records() > 0 ? divergences_.last(curve) : kUnknown;
  };
  Table& table = snapshot.table("scores", "How good, at what price", {.weight = 2, .help = kWorkHelp});
  table.head({"", "KL(data‖·)", "near the data", "networks asked"});
  table.row({"two sets of data", {floor_, 2}, "", ""}, {kDataColor});
  table.row({"diffusion",
             {last(0), 2},
             {last(5), 2},
             {static_cast<double>(sampling_times(settings.times, settings.sampling_steps).size()), 0}},
            {kModelColor});
  for (std::size_t k = 0; k < Rivals::kNames.size(); ++k)
    table.row({Rivals::kNames[k], {last(2 + k), 2}, {last(6 + k), 2}, {k == 1 ? kFlowNetworks : 1.0, 0}},
              {kRivalColors[k]});
}

// The score −ε/√(1 − ᾱ) in units of the data.   noise  of grid_
void PointDiffusion::describe_arrows(const Matrix<float>& noise, int t, std::string_view name, Plane& plane) const {
  const double deviation = std::sqrt(1 - schedule_.alpha_bar(t)) * scale_;
  Matrix<float>&by = *arrows_, &from = *grid_;
  by.resize(noise.rows(), 2);
  to_plane(from);
  for (std::ptrdiff_t i = 0; i < noise.rows(); ++i) {
    const double x = -static_cast<double>(noise(i, 0)) / deviation, y = -static_cast<double>(noise(i, 1)) / deviation;
    const double scale = kLongestArrow / (std::sqrt(x * x + y * y) + kHalfLength);
    by(i, 0) = static_cast<float>(scale * x);
    by(i, 1) = static_cast<float>(scale * y);
  }
  plane.arrows(name, from, by, {kColorMuted});
}

void PointDiffusion::describe_forward(const TargetData& data, const DiffusionSettings& settings, Plane& plane) const {
  plane.equal_axes({.label = "x₁", .range = kWindow}, {.label = "x₂", .range = kWindow});
  if (data.is_drawn()) plane.accept_points(1);
  const int t = time_at(settings, place(settings));
  const ConstMatrixView<float> points = data_shown(data);
  if (settings.arrows && points.rows > 0) {
    // ε that is expected at a place x: the mean over the data x₀ of (x − √ᾱ x₀)/√(1 − ᾱ), weighed by
    // exp(−(x − √ᾱ x₀)²/2(1 − ᾱ)).
    const int at = std::max(t, 0);
    const double signal = std::sqrt(schedule_.alpha_bar(at)), noise = std::sqrt(1 - schedule_.alpha_bar(at));
    const std::ptrdiff_t n = std::min(kForArrows, data.points().rows());
    Matrix<double>& data_now = *data_now_;
    data_now.resize(n, 2);
    for (std::ptrdiff_t k = 0; k < n; ++k)
      for (std::ptrdiff_t j = 0; j < 2; ++j)
        data_now(k, j) = signal * (static_cast<double>(data.points()(k, j)) - centre_[j]) / scale_;
    PlanarGrid{kArrowsAlong, kArrowsAlong, kWindow, kWindow}.centres(*grid_);
    Matrix<float>& expected = *predicted_;
    expected.resize(grid_->rows(), 2);
    std::vector<double>& exponents = *exponents_;
    exponents.resize(static_cast<std::size_t>(n));
    for (std::ptrdiff_t i = 0; i < grid_->rows(); ++i) {
      double place_now[2];
      for (std::ptrdiff_t j = 0; j < 2; ++j) {
        place_now[j] = (static_cast<double>((*grid_)(i, j)) - centre_[j]) / scale_;
        (*grid_)(i, j) = static_cast<float>(place_now[j]);
      }
      double largest = -1e300, weights = 0, x = 0, y = 0;
      for (std::ptrdiff_t k = 0; k < n; ++k) {
        const double dx = (place_now[0] - data_now(k, 0)) / noise, dy = (place_now[1] - data_now(k, 1)) / noise;
        exponents[static_cast<std::size_t>(k)] = -(dx * dx + dy * dy) / 2;
        largest = std::max(largest, exponents[static_cast<std::size_t>(k)]);
      }
      for (std::ptrdiff_t k = 0; k < n; ++k) {
        const double exponent = exponents[static_cast<std::size_t>(k)] - largest;
        if (exponent < -30) continue;
        const double weight = math::exp(exponent);
        weights += weight;
        x += weight * (place_now[0] - data_now(k, 0)) / noise;
        y += weight * (place_now[1] - data_now(k, 1)) / noise;
      }
      expected(i, 0) = static_cast<float>(x / weights);
      expected(i, 1) = static_cast<float>(y / weights);
    }
    describe_arrows(expected, at, "score of the noised data", plane);
  }
  cloud_->resize(points.rows, 2);
  const double share = schedule_.alpha_bar(t);
  for (std::ptrdiff_t i = 0; i < points.rows; ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j)
      (*cloud_)(i, j) =
          static_cast<float>(std::sqrt(share) * (static_cast<double>(points(i, j)) - centre_[j]) / scale_ +
                             std::sqrt(1 - share) * static_cast<double>((*forward_noise_)(i, j)));
  to_plane(*cloud_);
  plane.points(t < 0 ? "data" : "data with noise", *cloud_, {.color = kDataColor, .size_px = 3});
  if (data.is_drawn())
    plane.points("drawn", data.target().centres, {.marker = Marker::cross, .size_px = 6, .drawn_by_user = true});
}

void PointDiffusion::describe_reverse(const TargetData& data, const DiffusionSettings& settings, ThreadPool& pool,
                                      Plane& plane) const {
  plane.equal_axes({.label = "x₁", .range = kWindow}, {.label = "x₂", .range = kWindow});
  const std::size_t now = place(settings);
  const int t = std::max(time_at(settings, now), 0);
  if (settings.arrows) {
    PlanarGrid{kArrowsAlong, kArrowsAlong, kWindow, kWindow}.centres(*grid_);
    for (std::ptrdiff_t i = 0; i < grid_->rows(); ++i)
      for (std::ptrdiff_t j = 0; j < 2; ++j)
        (*grid_)(i, j) = static_cast<float>((static_cast<double>((*grid_)(i, j)) - centre_[j]) / scale_);
    times_->assign(static_cast<std::size_t>(grid_->rows()), t);
    predicted_->resize(grid_->rows(), 2);
    shown_.predict(schedule_, *grid_, *times_, *predicted_, &pool);
    describe_arrows(*predicted_, t, "score by the network", plane);
  }
  plane.points("data", data_shown(data), {.color = kDataColor, .size_px = 2.5f, .opacity = 0.45f});
  plane.points("samples", way_[now].view().rows_range(0, kSamples), {.color = kModelColor, .size_px = 3});
  LineLayer& line = plane.line("way of one sample", Places(), {.color = kColorAccent});
  for (const Matrix<float>& places : way_) {
    line.x.push_back(places(kSamples, 0));
    line.y.push_back(places(kSamples, 1));
  }
  const float x = way_[now](kSamples, 0), y = way_[now](kSamples, 1);
  plane.point("", static_cast<double>(x), static_cast<double>(y),
              {.color = kColorAccent, .marker = Marker::ring, .size_px = 9});
  plane.handle("start", "its noise", static_cast<double>(way_[0](kSamples, 0)),
               static_cast<double>(way_[0](kSamples, 1)));
}

void PointDiffusion::describe_curves(const DiffusionSettings& settings, Snapshot& snapshot) const {
  Plane& divergences = snapshot.curves("divergences", "Distance from the data", {.weight = 2, .help = kDivergenceHelp});
  const bool is_work = settings.clock == RivalClock::work;
  divergences.axes({.label = is_work ? "multiplications [10⁹]" : "update"},
                   {.label = "KL(data‖samples) [nats]", .logarithmic = true});
  const auto add = [&](std::string_view name, std::size_t curve, ColorRole color, double work) {
    LineLayer& line = divergences.line(name, divergences_, curve, {.color = color, .least = kLeastDivergence});
    if (is_work)
      for (float& x : line.x) x = static_cast<float>(static_cast<double>(x) * work / 1e9);
  };
  add("diffusion", 0, kModelColor,
      3.0 * settings.batch_size * static_cast<double>(denoiser_.network().parameters().size()));
  if (rivals_)
    for (std::size_t k = 0; k < Rivals::kNames.size(); ++k)
      add(Rivals::kNames[k], 2 + k, kRivalColors[k], rivals_->multiplications(k, settings.batch_size));
  if (std::isfinite(floor_))
    divergences.level("two sets of data", std::max(floor_, kLeastDivergence), {.color = kDataColor});

  Plane& costs = snapshot.curves("costs", "Loss", {.weight = 2, .help = kPointCostHelp});
  costs.axes({.label = "update"}, {.label = "squared error of the noise"});
  costs.line("loss", costs_, 0);
  costs.level("knows nothing: 1", 1);
}

void PointDiffusion::describe_schedule(const DiffusionSettings& settings, Plane& plane) const {
  plane.axes({.label = "t/T", .range = {0, 1}}, {.label = "share", .range = {0, 1.05}});
  std::vector<float> x, signal, noise;
  const int stride = std::max(1, settings.times / 100);
  for (int t = -1; t < settings.times; t += stride) {
    const double left = schedule_.alpha_bar(t);
    x.push_back(static_cast<float>((t + 1.0) / settings.times));
    signal.push_back(static_cast<float>(std::sqrt(left)));
    noise.push_back(static_cast<float>(std::sqrt(1 - left)));
  }
  plane.line("data √a", {x, signal}, {.color = kDataColor});
  plane.line("noise √(1 − a)", {x, noise}, {.color = kColorForeground});
  plane.vertical("now", (time_at(settings, place(settings)) + 1.0) / settings.times, {.color = kColorAccent});
}

void PointDiffusion::describe_study(Plane& plane) const {
  plane.axes({.label = rivals_ ? "networks asked for a sample" : "steps back",
              .range = {rivals_ ? 0.8 : 1.5, 70},
              .logarithmic = true},
             {.label = "KL(data‖samples) [nats]", .range = {0.007, 15}, .logarithmic = true});
  for (const double eta : {0.0, 1.0}) {
    std::vector<float> x, y;
    for (const Study& study : studied_) {
      if (study.eta != eta || !std::isfinite(study.divergence)) continue;
      x.push_back(static_cast<float>(study.steps));
      y.push_back(static_cast<float>(std::max(study.divergence, kLeastDivergence)));
    }
    const ColorRole color = eta == 0 ? kModelColor : kColorForeground;
    plane.line(eta == 0 ? "η = 0, DDIM" : "η = 1, DDPM", {x, y}, {.color = color});
    plane.points("", {x, y}, {.color = color, .size_px = 6});
  }
  if (rivals_ && divergences_.records() > 0)
    for (std::size_t k = 0; k < Rivals::kNames.size(); ++k)
      plane.point(Rivals::kNames[k], k == 1 ? kFlowNetworks : 1, std::max(divergences_.last(2 + k), kLeastDivergence),
                  {.color = kRivalColors[k], .marker = Marker::diamond, .size_px = 8});
  if (std::isfinite(floor_)) plane.level("two sets of data", std::max(floor_, kLeastDivergence), {.color = kDataColor});
}

void PointDiffusion::describe_numbers(const TargetData& data, const DiffusionSettings& settings,
                                      Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kPointNumbersHelp});
  if (data.points().rows() == 0)
    return void(numbers.warning("No points yet: tap into the picture of the forward process to place Gaussians."));
  numbers
      .add("kl_data_model", "KL(data‖model)", judged_ ? judged_->data_model : kUnknown, {.unit = "nats", .digits = 3})
      .add("data_floor", "… of two sets of data", floor_, {.unit = "nats", .digits = 2})
      .add("kl_model_data", "KL(model‖data)", judged_ ? judged_->model_data : kUnknown, {.unit = "nats", .digits = 3})
      .add("high_quality", "high-quality samples", judged_ ? judged_->coverage.high_quality : kUnknown, {.digits = 3})
      .add("denoising_loss", "loss", costs_.records() > 0 ? costs_.last(0) : kUnknown, {.digits = 3});
  if (rivals_)
    for (std::size_t k = 0; k < Rivals::kNames.size(); ++k)
      numbers.add("rival_kl_" + std::to_string(k + 1), "KL(data‖model) of the " + std::string(Rivals::kNames[k]),
                  divergences_.records() > 0 ? divergences_.last(2 + k) : kUnknown, {.unit = "nats", .digits = 3});
  if (rivals_)
    for (std::size_t k = 0; k < Rivals::kNames.size(); ++k) {
      const std::string name(Rivals::kNames[k]), id = "rival_" + std::to_string(k + 1);
      snapshot.metric(id + "_near", name + ": share near the data",
                      divergences_.records() > 0 ? divergences_.last(6 + k) : kUnknown, {.digits = 3});
      snapshot.metric(id + "_work", name + ": work of an update, diffusion = 1",
                      rivals_->multiplications(k, 1) /
                          (3.0 * static_cast<double>(denoiser_.network().parameters().size())),
                      {.digits = 2});
    }
  snapshot.metric("data_left", "data left at t = T, √a", std::sqrt(schedule_.alpha_bar(settings.times - 1)),
                  {.digits = 2});
  if (settings.compare_steps) {
    const auto studied = [this](int steps, double eta) {
      for (const Study& study : studied_)
        if (study.steps == steps && study.eta == eta) return study.divergence;
      return kUnknown;
    };
    snapshot.metric("five_steps_smooth", "KL after 5 steps, η = 0", studied(5, 0), {.digits = 3});
    snapshot.metric("twenty_steps_smooth", "KL after 20 steps, η = 0", studied(20, 0), {.digits = 3});
    snapshot.metric("fifty_steps_smooth", "KL after 50 steps, η = 0", studied(50, 0), {.digits = 3});
    snapshot.metric("five_steps_random", "KL after 5 steps, η = 1", studied(5, 1), {.digits = 3});
    snapshot.metric("fifty_steps_random", "KL after 50 steps, η = 1", studied(50, 1), {.digits = 3});
  }
}

}  // namespace lectern
