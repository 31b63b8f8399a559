#include "core/experiments/inverse-problems/pixel_task.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include "core/experiments/inverse-problems/sky_pictures.h"
#include "core/math/elementary.h"
#include "core/ml/inverse/u_net.h"
#include "core/ml/nn/network_weights.h"

namespace lectern::restoration {
namespace {

using physics::SkySource;

constexpr const char* kShareHelp =
    "What is seen, what belongs to the wanted galaxy, and how a U-Net shares out the light. Below: answer minus truth, how "
    "far the network takes itself to be off, one standard deviation σ of each pixel, and the one over the other.";
constexpr const char* kClassesHelp =
    "What each pixel shows, in truth and by the network. Below: the pixels it has wrong, the probability it gives to a "
    "star, and the entropy of its classes.";
constexpr const char* kDragHelp = "Drag what shines: the network answers at once, without learning again.";
constexpr const char* kScoreHelp =
    "Of 12 fields that the network does not learn from. The cut gives each pixel to the nearer galaxy, the threshold knows "
    "brightness alone. Error over stated σ: 1 if it is honest; 68% of normal errors are within ±1σ.";
constexpr const char* kCostHelp = "Of the last batch of four fields, which nobody sees twice.";

constexpr int kUNetChannels = 8, kScenes = 12, kScenesAStep = 4, kJudgeEvery = 10;
constexpr int kClasses = 3;
constexpr double kErrorUnit = 0.1;  // of brightness: what the errors of shared light are measured in
constexpr float kFirstLogVariance = -6.0f;
constexpr double kLeastVariance = 1e-5;  // of the light shared out
constexpr double kAverageOver = 50;      // updates
constexpr double kMarkWidth_pixels = 1.5;
constexpr double kFieldEdge_pixels = 2;
constexpr std::array<std::string_view, 3> kClassNames{"sky", "galaxy", "star"};

nn::Network<float> pixel_network(bool deblends, const Rng& rng) {
  nn::Network<float> network =
      *nn::Network<float>::build({deblends ? 2 : 1, kSkySide, kSkySide},
                                 inverse::u_net_layers(kUNetChannels, deblends ? 2 : kClasses));
  network.initialise(rng);
  // Errors of a twentieth are expected at first.
  if (deblends) network.biases(network.layer_count() - 1)[1] = kFirstLogVariance;
  return network;
}

double squared_distance(const SkySource& source, std::size_t cell) {
  const double dx = static_cast<double>(cell % kSkySide) + 0.5 - source.x_pixels;
  const double dy = static_cast<double>(cell / kSkySide) + 0.5 - source.y_pixels;
  return dx * dx + dy * dy;
}

// Of the light shared out, from the logarithm of its variance.
float stated_deviation(float log_variance) {
  return static_cast<float>(std::sqrt(static_cast<double>(math::exp(log_variance)) + kLeastVariance));
}

void add_pixel(float answer, float truth, RelativeError& error) {
  error.add(static_cast<double>(answer - truth), static_cast<double>(truth));
}

// Pixels of a class in both, and in either.
struct Overlaps {
  std::array<int, kClasses> both{}, either{};
  void add(int answer, int truth) {
    if (answer == truth) {
      ++both[static_cast<std::size_t>(truth)];
      ++either[static_cast<std::size_t>(truth)];
    } else {
      ++either[static_cast<std::size_t>(truth)];
      ++either[static_cast<std::size_t>(answer)];
    }
  }
  double of(std::size_t c) const { return either[c] > 0 ? static_cast<double>(both[c]) / either[c] : 1; }
  double mean() const { return (of(0) + of(1) + of(2)) / kClasses; }
};

int most_probable(const float* logits) {
  int best = 0;
  for (int c = 1; c < kClasses; ++c)
    if (logits[c * kSkyCells] > logits[best * kSkyCells]) best = c;
  return best;
}

// Whether stated deviations are those of the errors, over pixels: 1 and 0.683 if they are, and the errors normal.
struct Honesty {
  double errors = 0, stated = 0;
  int inside = 0, all = 0;
  void add(double miss, double deviation) {
    errors += miss * miss;
    stated += deviation * deviation;
    inside += std::fabs(miss) <= deviation ? 1 : 0;
    ++all;
  }
  double ratio() const { return stated > 0 ? std::sqrt(errors / stated) : kNotKnown; }
  double coverage() const { return all > 0 ? static_cast<double>(inside) / all : kNotKnown; }
};

}  // namespace

PixelTask::PixelTask(const InverseSettings& settings, const Streams& streams, ThreadPool& pool)
    : task_(settings.problem),
      noise_rng_(streams.data_rng("noise")),
      rng_(streams.rng("updates")),
      network_(pixel_network(deblends(), streams.rng("weights"))),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = settings.learning_rate},
                 network_.parameters().size()),
      average_(network_) {
  if (deblends())
    sources_ = {
        {.x_pixels = 13.5, .y_pixels = 17, .peak = 0.9, .scale_pixels = 2.4, .flattening = 0.5, .angle_rad = 0.5},
        {.x_pixels = 19, .y_pixels = 14, .peak = 0.8, .scale_pixels = 2.8, .flattening = 0.7, .angle_rad = 2}};
  else
    sources_ = {
        {.x_pixels = 10, .y_pixels = 21, .peak = 0.9, .scale_pixels = 2.6, .flattening = 0.45, .angle_rad = 0.6},
        {.x_pixels = 22, .y_pixels = 9, .peak = 0.6, .scale_pixels = 2.2, .flattening = 0.9, .angle_rad = 0},
        {.is_star = true, .x_pixels = 23.5, .y_pixels = 22.5, .peak = 0.9},
        {.is_star = true, .x_pixels = 9.5, .y_pixels = 8.5, .peak = 0.5}};
  Rng rng = streams.data_rng("fields");
  for (int i = 0; i < kScenes; ++i) fields_.push_back(draw_sources(rng));
  answer_.resize(kSkyCells);
  doubt_.resize(kSkyCells);
  star_.resize(kSkyCells);
  held_out_.resize(kScenes);
  look(settings, pool);
}

PixelTask::Sources PixelTask::draw_sources(Rng& rng) const {
  if (!deblends()) return physics::random_field(kSkySide, rng);
  const std::array<SkySource, 2> pair = physics::random_blend(kSkySide, rng);
  return {pair[0], pair[1]};
}

void PixelTask::make_scene(const Sources& sources, double noise, Rng& rng, Scene& scene) const {
  scene.data.assign(kSkyCells, 0.0f);
  scene.truth.assign(kSkyCells, 0.0f);
  scene.labels.assign(kSkyCells, 0);
  if (deblends()) {
    physics::add_source(sources[0], kSkySide, scene.truth);
    scene.data = scene.truth;
    physics::add_source(sources[1], kSkySide, scene.data);
  } else {
    for (const SkySource& source : sources) physics::add_source(source, kSkySide, scene.data);
    physics::label_field(sources, kSkySide, scene.labels);
  }
  for (float& value : scene.data) value += static_cast<float>(noise * rng.normal());
}

// The light; where galaxies are told apart also a mark at each centre, of the wanted one positive.
void PixelTask::write_input(const Sources& sources, const Scene& scene, float* input) const {
  std::copy(scene.data.begin(), scene.data.end(), input);
  if (!deblends()) return;
  for (std::size_t j = 0; j < kSkyCells; ++j) {
    constexpr double kScale = -0.5 / (kMarkWidth_pixels * kMarkWidth_pixels);
    input[kSkyCells + j] = static_cast<float>(math::exp(kScale * squared_distance(sources[0], j)) -
                                              math::exp(kScale * squared_distance(sources[1], j)));
  }
}

double PixelTask::learn(const InverseSettings& settings, ThreadPool& pool) {
  Rng rng = rng_.split(updates_++);
  const std::ptrdiff_t planes = deblends() ? 2 : 1;
  inputs_->resize(kScenesAStep, planes * kSkyCells);
  light_->resize(kScenesAStep, kSkyCells);
  target_->resize(kScenesAStep, kSkyCells);
  labels_->resize(kScenesAStep * kSkyCells);
  for (std::ptrdiff_t i = 0; i < kScenesAStep; ++i) {
    const Sources sources = draw_sources(rng);
    make_scene(sources, settings.noise, rng, *scene_);
    write_input(sources, *scene_, inputs_->row(i));
    std::copy(scene_->data.begin(), scene_->data.end(), light_->row(i));
    std::copy(scene_->truth.begin(), scene_->truth.end(), target_->row(i));
    std::copy(scene_->labels.begin(), scene_->labels.end(), labels_->begin() + i * kSkyCells);
  }
  network_.forward(*pass_, inputs_->view(), rng, &pool);
  double cost = 0;
  if (deblends()) {
    const inverse::LightShareCost both =
        inverse::light_share_cost<float>(pass_->output(), light_->view(), target_->view(), kErrorUnit, kLeastVariance,
                                         pass_->output_gradient());
    cost = both.error / (kErrorUnit * kErrorUnit);
    if (!std::isfinite(both.nll)) return both.nll;
  } else {
    cost = inverse::pixel_cross_entropy<float>(pass_->output(), *labels_, kClasses, pass_->output_gradient());
  }
  if (!std::isfinite(cost)) return cost;
  network_.backward(*pass_, {}, &pool);
  optimizer_.step(network_.parameters(), network_.gradients(), &pool);
  nn::average_weights(average_.parameters(), network_.parameters(), updates_, kAverageOver);
  costs_.record(static_cast<double>(updates_), std::array{cost});
  return cost;
}

void PixelTask::look(const InverseSettings& settings, ThreadPool& pool) {
  Rng rng = noise_rng_.split("shown");
  make_scene(sources_, settings.noise, rng, shown_);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    Rng own = noise_rng_.split(i);
    make_scene(fields_[i], settings.noise, own, held_out_[i]);
  }
  read_shown(pool);
  judge(pool);
}

void PixelTask::read_shown(ThreadPool& pool) {
  inputs_->resize(1, (deblends() ? 2 : 1) * kSkyCells);
  write_input(sources_, shown_, inputs_->row(0));
  average_.evaluate(*pass_, inputs_->view(), &pool);
  if (deblends()) {
    const float* z = pass_->output().row(0);
    RelativeError network, rule;
    for (std::size_t j = 0; j < kSkyCells; ++j) {
      answer_[j] = math::sigmoid(z[j]) * shown_.data[j];
      doubt_[j] = stated_deviation(z[kSkyCells + j]);
      const bool nearer = squared_distance(sources_[0], j) <= squared_distance(sources_[1], j);
      add_pixel(answer_[j], shown_.truth[j], network);
      add_pixel(nearer ? shown_.data[j] : 0.0f, shown_.truth[j], rule);
    }
    error_ = network.value();
    rule_error_ = rule.value();
    return;
  }
  Overlaps network, rule;
  for (std::size_t j = 0; j < kSkyCells; ++j) {
    const float* z = pass_->output().row(0) + j;
    const int best = most_probable(z);
    std::array<double, kClasses> probabilities;
    inverse::pixel_probabilities<float>(z, kSkyCells, probabilities);
    double entropy = 0;
    for (const double one : probabilities)
      if (one > 1e-12) entropy -= one * math::log(one);
    answer_[j] = static_cast<float>(best);
    doubt_[j] = static_cast<float>(entropy);
    star_[j] = static_cast<float>(probabilities[2]);
    network.add(best, shown_.labels[j]);
    rule.add(by_rule(shown_.data[j]), shown_.labels[j]);
  }
  error_ = network.mean();
  rule_error_ = rule.mean();
}

void PixelTask::judge(ThreadPool& pool) {
  inputs_->resize(kScenes, (deblends() ? 2 : 1) * kSkyCells);
  for (std::size_t i = 0; i < fields_.size(); ++i)
    write_input(fields_[i], held_out_[i], inputs_->row(static_cast<std::ptrdiff_t>(i)));
  average_.evaluate(*pass_, inputs_->view(), &pool);
  RelativeError network_error, rule_error;
  Honesty honesty;
  Overlaps network, rule;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const float* z = pass_->output().row(static_cast<std::ptrdiff_t>(i));
    const Scene& scene = held_out_[i];
    for (std::size_t j = 0; j < kSkyCells; ++j)
      if (deblends()) {
        const bool nearer = squared_distance(fields_[i][0], j) <= squared_distance(fields_[i][1], j);
        const float answer = math::sigmoid(z[j]) * scene.data[j];
        add_pixel(answer, scene.truth[j], network_error);
        honesty.add(static_cast<double>(answer - scene.truth[j]),
                    static_cast<double>(stated_deviation(z[kSkyCells + j])));
        add_pixel(nearer ? scene.data[j] : 0.0f, scene.truth[j], rule_error);
      } else {
        network.add(most_probable(z + j), scene.labels[j]);
        rule.add(by_rule(scene.data[j]), scene.labels[j]);
      }
  }
  score_ = deblends() ? network_error.value() : network.mean();
  rule_score_ = deblends() ? rule_error.value() : rule.mean();
  pull_ = honesty.ratio();
  coverage_ = honesty.coverage();
  for (std::size_t c = 0; c < kClasses; ++c) {
    class_scores_[c] = network.of(c);
    class_rule_scores_[c] = rule.of(c);
  }
}

bool PixelTask::step(const InverseSettings& settings, ThreadPool& pool) {
  if (!std::isfinite(learn(settings, pool))) return false;
  read_shown(pool);
  if (updates_ % kJudgeEvery == 0) {
    judge(pool);
    scores_.record(static_cast<double>(updates_), std::array{score_, rule_score_});
  }
  return true;
}

void PixelTask::settings_changed(const InverseSettings& settings, ThreadPool& pool) {
  optimizer_.spec().learning_rate = settings.learning_rate;
  look(settings, pool);
}

bool PixelTask::gesture(const InverseSettings& settings, const Action& action, ThreadPool& pool) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (drag == nullptr || action.panel != "truth") return false;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (drag->handle != "source" + std::to_string(i + 1)) continue;
    const auto at = [](float to) {
      return std::clamp(static_cast<double>(to), kFieldEdge_pixels, kSkySide - kFieldEdge_pixels);
    };
    sources_[i].x_pixels = at(drag->x);
    sources_[i].y_pixels = at(drag->y);
    Rng rng = noise_rng_.split("shown");
    make_scene(sources_, settings.noise, rng, shown_);
    read_shown(pool);
    return true;
  }
  return false;
}

void PixelTask::describe_pictures(Snapshot& snapshot) const {
  std::vector<float>& tile = *tile_;
  const auto add = [&](Images& images, std::string_view label, const std::vector<float>& values) {
    images.tile(label, values, kSkySide, kSkySide);
  };
  if (deblends()) {
    Images& images =
        snapshot.images("pictures", "Light shared out, errors, uncertainty", {.weight = 4, .help = kShareHelp});
    images.setup({.map = ColorMap::viridis, .columns = 3});
    images.row("brightness", {0, 1});
    add(images, "data", upright(shown_.data, tile));
    add(images, "truth", upright(shown_.truth, tile));
    add(images, "U-Net", upright(answer_, tile));
    images.row("minus truth", {-1, 1}, ColorMap::diverging);
    add(images, "U-Net", upright_difference(answer_, shown_.truth, tile));
    images.row("stated σ", {0, 0.3}, ColorMap::cividis);
    add(images, "U-Net", upright(doubt_, tile));
    images.row("error/σ", {-3, 3}, ColorMap::diverging);
    add(images, "U-Net",
        upright_cells([&](std::size_t j) { return (answer_[j] - shown_.truth[j]) / doubt_[j]; }, tile));
    return;
  }
  Images& images = snapshot.images("pictures", "Classes of pixels, and how sure", {.weight = 4, .help = kClassesHelp});
  images.setup({.map = ColorMap::viridis, .columns = 3});
  images.row("brightness", {0, 1}, ColorMap::cividis);
  add(images, "data", upright(shown_.data, tile));
  images.row("0 sky · 1 galaxy · 2 star", {0, 2}, ColorMap::viridis);
  add(images, "truth", upright(shown_.labels, tile));
  add(images, "U-Net", upright(answer_, tile));
  images.row("wrong: 1", {0, 1}, ColorMap::greys);
  add(images, "U-Net",
      upright_cells([&](std::size_t j) { return answer_[j] == static_cast<float>(shown_.labels[j]) ? 0.0f : 1.0f; },
                    tile));
  images.row("star: 1", {0, 1}, ColorMap::viridis);
  add(images, "U-Net", upright(star_, tile));
  images.row("entropy [nats]", {0, 1.1}, ColorMap::cividis);
  add(images, "U-Net", upright(doubt_, tile));
}

void PixelTask::describe_truth(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("truth", "The truth: drag it", {.weight = 2, .help = kDragHelp});
  const Range side{0, kSkySide};
  plane.equal_axes({.label = "east [pixels]", .range = side}, {.label = "north [pixels]", .range = side});
  const PlanarGrid grid{.rows = kSkySide, .cols = kSkySide, .x = side, .y = side};
  if (deblends())
    plane.field("brightness of the wanted galaxy", grid, shown_.truth, {.color = {0, 1}, .map = ColorMap::viridis});
  else
    plane.field("0 sky · 1 galaxy · 2 star", grid, shown_.labels, {.color = {0, 2}, .map = ColorMap::viridis});
  static constexpr std::array<std::string_view, 4> kIds{"source1", "source2", "source3", "source4"};
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const std::string_view name = deblends() ? (i == 0 ? "wanted" : "other") : sources_[i].is_star ? "star" : "galaxy";
    plane.handle(kIds[i], name, sources_[i].x_pixels, sources_[i].y_pixels,
                 {deblends() && i == 1 ? kColorMuted : kColorAccent});
  }
}

void PixelTask::describe(Snapshot& snapshot) const {
  describe_pictures(snapshot);
  describe_truth(snapshot);
  Table& table = snapshot.table("methods", deblends() ? "How far from the truth" : "Intersection over union",
                                {.weight = 2, .help = kScoreHelp});
  if (deblends()) {
    table.head({"method", "error shown", "of 12 fields", "error/σ", "within ±1σ"});
    table.row({"cut in the middle", {rule_error_, 3}, {rule_score_, 3}}, {1});
    table.row({"U-Net", {error_, 3}, {score_, 3}, {pull_, 3}, {coverage_, 3}}, {7});
    snapshot.metric("error_shown", "error of the field shown", error_);
    snapshot.metric("error_u_net", "error of the U-Net", score_);
    snapshot.metric("error_cut", "error of the cut", rule_score_);
    snapshot.metric("pull_u_net", "pull of the U-Net", pull_);
    snapshot.metric("coverage_u_net", "share of pixels within ±1σ of the truth", coverage_);
  } else {
    table.head({"class", "threshold", "U-Net"});
    for (std::size_t c = 0; c < kClasses; ++c)
      table.row({kClassNames[c], {class_rule_scores_[c], 3}, {class_scores_[c], 3}});
    table.row({"mean", {rule_score_, 3}, {score_, 3}}, {7});
    snapshot.metric("overlap_u_net", "mean intersection over union, U-Net", score_);
    snapshot.metric("overlap_threshold", "mean intersection over union, threshold", rule_score_);
    snapshot.metric("overlap_star", "intersection over union of stars, U-Net", class_scores_[2]);
    snapshot.metric("overlap_shown", "mean intersection over union, field shown", error_);
  }
  Plane& curves = snapshot.curves("errors", deblends() ? "Errors while the network learns" : "Overlap while it learns",
                                  {.weight = 2, .help = kScoreHelp});
  curves.axes({.label = "update"},
              {.label = deblends() ? "|answer − truth|/|truth|" : "mean intersection over union", .range = {0, 1}});
  curves.line("U-Net", scores_, 0, {.color = 7});
  curves.line(deblends() ? "cut in the middle" : "threshold", scores_, 1, {.color = 1, .dashed = true});
  Plane& costs = snapshot.curves("costs", "Cost", {.weight = 1, .help = kCostHelp});
  costs.axes({.label = "update"},
             {.label = deblends() ? "squared error [0.01]" : "cross-entropy [nats]", .logarithmic = true});
  costs.line("batch", costs_, 0, {.color = 7});
}

}  // namespace lectern::restoration
