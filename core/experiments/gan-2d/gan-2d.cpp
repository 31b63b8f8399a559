// A generator learns to imitate points of the plane from a discriminator that learns to tell them apart: samples and
// data over the discriminator's field, the best possible judge and where each Kullback-Leibler divergence is large, how
// noise is bent into samples, the losses of the game or the distance that a Wasserstein critic measures, and the modes
// that are covered.
// Lecture row R36.
// Sources: Goodfellow et al., Generative Adversarial Nets, NIPS 2014; Srivastava et al., VEEGAN, NIPS 2017; Gulrajani
// et al., Improved Training of Wasserstein GANs, NIPS 2017.

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/experiments/gan-2d/adversarial_curves.h"
#include "core/experiments/gan-2d/gan_settings.h"
#include "core/experiments/gan-2d/law_fields.h"
#include "core/experiments/gan-2d/training_moments.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/density/kl_divergence.h"
#include "core/ml/generative/gan.h"
#include "core/ml/generative/mode_coverage.h"
#include "core/ml/generative/noise.h"
#include "core/parts/given_weights.h"
#include "core/parts/latent_grid.h"
#include "core/parts/network_files.h"
#include "core/parts/target_data.h"

namespace lectern {
namespace {

using generative::NoiseLaw;

constexpr const char* kPlaneHelp =
    "Data, and what the generator makes of noise, over D(x): how much the discriminator believes a place to hold data; a "
    "critic's d(x) is larger where it believes so. "
    "Arrows: which way a sample would have to move for D to believe in it more. Rings: the modes, in the colours that "
    "they have in the other pictures.";
constexpr const char* kModesHelp =
    "How many of 400 samples are of high quality, within 3σ of each mode. Dashed: the fair share of each.";
constexpr const char* kWarpHelp =
    "Where the generator sends the lines of a grid of noise. They are dense where many samples come from.";
constexpr const char* kNoiseHelp =
    "The plane of the first two noise numbers, coloured by the mode that each point is sent to, pale where it is sent "
    "between modes. Tap to follow one.";
constexpr const char* kNumbersHelp =
    "A mode is covered by a fifth of its fair share of samples. A sample is of high quality within 3σ of a mode. Counted "
    "after the first step and every hundredth.";

constexpr int kSamplesShown = 400;      // of data and of the generator
constexpr int kStepsPerEstimate = 100;  // divergences and coverage are estimated so often, and after the first step
constexpr double kBlur = 0.1;           // of both laws before their divergence is estimated
constexpr double kShareOfMode = 0.2;    // of its fair share of samples makes a mode covered
constexpr int kFieldSide = 44, kNoiseSide = 36;
constexpr int kModeColors = 8;
constexpr float kFarthest = -1e6f;    // the score of a colour that no mode has
constexpr double kLeastOnASpot = 40;  // samples
constexpr int kSamplesPerArrow = 5;
// The length of an arrow grows with its gradient g towards a longest one: kLongestArrow · g/(g + kHalfLength).
constexpr double kLongestArrow = 0.4, kHalfLength = 2;
constexpr Range kWindow{-1.5, 1.5};

// Where the two players are looked at; made once, and shared by copies.
struct Views {
  PlanarGrid field{kFieldSide, kFieldSide, kWindow, kWindow}, noise;
  LatentGrid lines;
  Matrix<float> field_inputs, noise_inputs;
  Matrix<float> shown_noise, shown_plane;  // as the generator takes it; its first two numbers
  auto state() const { return std::tie(field_inputs, noise_inputs, shown_noise); }
};

Views make_views(const NoiseLaw& law, Rng shown) {
  Views views;
  views.shown_noise.resize(kSamplesShown, law.dimension);
  law.draw(views.shown_noise, shown);
  views.shown_plane = with_columns(views.shown_noise, 2);
  views.field.centres(views.field_inputs);
  const Range extent{-law.extent(), law.extent()};
  views.noise = {kNoiseSide, kNoiseSide, extent, extent};
  Matrix<float> centres;
  views.noise.centres(centres);
  views.noise_inputs = with_columns(centres, law.dimension);
  views.lines = LatentGrid(law.dimension, law.extent());
  return views;
}

class Gan2d final : public Demo<Gan2d, GanSettings, TargetData> {
 public:
  static Schema<GanSettings> schema() { return GanSettings::schema(); }

  explicit Gan2d(const Start& start)
      : Demo(start),
        noise_law_{settings().noise_law, settings().noise_dimension},
        steps_rng_(rng("steps")),
        gan_(settings().player(settings().generator_layers, noise_law_.dimension, 2, rng("generator")),
             settings().player(settings().discriminator_layers, 2, 1, rng("discriminator")),
             settings().optimizer_of(settings().generator_rate), settings().optimizer_of(settings().discriminator_rate),
             settings().loss),
        views_(make_views(noise_law_, rng("shown noise"))) {
    begin_with_weights(start.files, {{"generator", gan_.generator()}, {"discriminator", gan_.discriminator()}},
                       "Choose the noise and the layers of the networks in the file.");
    gan_.set_penalty(penalty());
    moments_.record(0, images_of(views_->shown_noise), judgement());
  }

  void data_changed() { coverage_.reset(); }
  void settings_changed(const GanSettings&) {
    gan_.generator_optimizer().spec() = settings().optimizer_of(settings().generator_rate);
    gan_.discriminator_optimizer().spec() = settings().optimizer_of(settings().discriminator_rate);
    gan_.set_loss(settings().loss);
    gan_.set_penalty(penalty());
  }
  bool gesture(const Action& action);
  void step() override;
  std::optional<Divergence> divergence() const override;
  auto state() const { return std::tie(gan_, steps_rng_, steps_, diverged_, curves_, open_round_, moments_); }
  void describe(Snapshot& snapshot) const override;
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    return network_files({{"generator", gan_.generator()}, {"discriminator", gan_.discriminator()}}, format);
  }

 private:
  double penalty() const { return settings().has_critic() ? settings().gradient_penalty : 0; }
  void draw_batch(Rng& rng);
  void move_discriminator();
  void move_generator();
  void estimate();
  // What the generator makes of noise, n × 2; valid until the next call.
  const Matrix<float>& images_of(const Matrix<float>& noise) const;
  // What D says of every cell: D(x), of a critic d(x); valid until the next call.
  const std::vector<float>& judgement() const;
  // The data shown, n × 2.
  ConstMatrixView<float> data_shown() const {
    return data().points().view().rows_range(0, std::min<std::ptrdiff_t>(kSamplesShown, data().points().rows()));
  }

  void describe_samples(Plane& plane) const;
  void describe_background(Plane& plane) const;
  void describe_arrows(Plane& plane) const;
  void describe_collapsed(Plane& plane) const;
  void describe_modes(Snapshot& snapshot) const;
  void describe_warp(Plane& plane) const;
  void describe_noise(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  NoiseLaw noise_law_;
  Rng steps_rng_;
  generative::Gan<float> gan_;
  std::uint64_t steps_ = 0;        // rounds begun: moves of D
  std::optional<Rng> open_round_;  // D has moved, and G has not yet: what the round draws from
  generative::DiscriminatorStep judged_;
  bool diverged_ = false;

  AdversarialCurves curves_;
  TrainingMoments moments_;
  std::optional<generative::ModeCoverage> coverage_;  // of the data as they are now
  std::optional<std::array<float, 2>> picked_;        // z₁, z₂
  Shared<Views> views_;
  Scratch<Matrix<float>> batch_, noise_, logits_, images_, picked_noise_;
  Scratch<std::vector<float>> judgement_;
  Scratch<std::vector<int>> counts_;
  Scratch<nn::Pass<float>> field_pass_, sample_pass_, arrow_pass_;
  Scratch<double> pull_;  // median length of the gradients shown as arrows
};

void Gan2d::draw_batch(Rng& rng) {
  batch_->resize(settings().batch_size, 2);
  for (int i = 0; i < settings().batch_size; ++i) {
    const std::uint32_t row = rng.below(static_cast<std::uint32_t>(data().points().rows()));
    std::copy_n(data().points().row(row), 2, batch_->row(i));
  }
}

void Gan2d::step() {
  if (diverged_ || data().points().rows() == 0) return;
  if (!open_round_) {
    move_discriminator();
    if (settings().alternate || diverged_) return;
  }
  move_generator();
}

void Gan2d::move_discriminator() {
  open_round_ = steps_rng_.split(steps_);
  noise_->resize(settings().batch_size, noise_law_.dimension);
  for (int i = 0; i < settings().discriminator_steps; ++i) {
    draw_batch(*open_round_);
    noise_law_.draw(*noise_, *open_round_);
    judged_ = gan_.train_discriminator(*batch_, *noise_, *open_round_, &pool());
  }
  ++steps_;
  diverged_ = !std::isfinite(judged_.loss);
}

void Gan2d::move_generator() {
  noise_->resize(settings().batch_size, noise_law_.dimension);
  noise_law_.draw(*noise_, *open_round_);
  const generative::GeneratorStep imitated = gan_.train_generator(*noise_, *open_round_, &pool());
  open_round_.reset();
  diverged_ = !std::isfinite(imitated.loss);
  if (diverged_) return;
  curves_.record_round(static_cast<double>(steps_), judged_, imitated);
  if (TrainingMoments::is_due(steps_)) moments_.record(steps_, images_of(views_->shown_noise), judgement());
  if (steps_ == 1 || steps_ % kStepsPerEstimate == 0) estimate();
}

void Gan2d::estimate() {
  const Matrix<float>& samples = images_of(views_->shown_noise);
  const ConstMatrixView<float> points = data_shown();
  curves_.record_divergences(static_cast<double>(steps_), density::kl_divergence_of_blurred(points, samples, kBlur),
                             density::kl_divergence_of_blurred(samples, points, kBlur));
  const data::PlanarTarget& target = data().target();
  counts_->resize(static_cast<std::size_t>(target.centres.rows()));
  coverage_ = generative::mode_coverage(samples, target.centres, target.radius, kShareOfMode, *counts_);
}

bool Gan2d::gesture(const Action& action) {
  const auto* pick = std::get_if<LatentPicked>(&action.gesture);
  if (pick == nullptr || action.panel != "noise") return false;
  picked_ = {pick->x, pick->y};
  return true;
}

std::optional<Divergence> Gan2d::divergence() const {
  if (!diverged_) return {};
  const double of_d = settings().discriminator_rate, of_g = settings().generator_rate;
  return diverged("At step " + std::to_string(steps_) + " a loss is no longer a finite number: the learning rates, " +
                      number_text(of_d) + " of D and " + number_text(of_g) + " of G, are too large here.",
                  of_d >= of_g ? &GanSettings::discriminator_rate : &GanSettings::generator_rate,
                  std::max(of_d, of_g) / 10);
}

// ---- What there is to see ----------------------------------------------------------------------------

const Matrix<float>& Gan2d::images_of(const Matrix<float>& noise) const {
  images_->resize(noise.rows(), 2);
  gan_.generator().predict(*sample_pass_, noise, *images_, &pool());
  return *images_;
}

void Gan2d::describe(Snapshot& snapshot) const {
  const char* title = "Data and samples";
  if (settings().alternate) title = open_round_ ? "D has moved: the judgement" : "G has moved: the samples";
  describe_samples(snapshot.plane("plane", title, {.weight = 4, .help = kPlaneHelp}));
  describe_modes(snapshot);
  curves_.describe(snapshot, settings().loss);
  describe_noise(snapshot.plane("noise", "Noise", {.weight = 2, .help = kNoiseHelp}));
  describe_warp(snapshot.plane("warp", "Noise grid, bent", {.weight = 2, .help = kWarpHelp}));
  if (settings().moments)
    moments_.describe(snapshot, views_->field, data_shown(), kBlur, settings().has_critic() ? "critic d(x)" : "D(x)",
                      settings().has_critic() ? Range{} : Range{0, 1});
  describe_numbers(snapshot);
}

const std::vector<float>& Gan2d::judgement() const {
  const auto cells = static_cast<std::size_t>(views_->field.cells());
  logits_->resize(views_->field.cells(), 1);
  gan_.discriminator().predict(*field_pass_, views_->field_inputs, *logits_, &pool());
  judgement_->assign(logits_->data(), logits_->data() + cells);
  if (!settings().has_critic()) math::sigmoid(std::span<const float>(logits_->data(), cells), *judgement_);
  return *judgement_;
}

void Gan2d::describe_background(Plane& plane) const {
  const GanBackground shown = data().points().rows() == 0 ? GanBackground::learned : settings().background;
  if (shown == GanBackground::learned) {
    const std::vector<float>& values = judgement();
    Range range{0, 1};
    if (settings().has_critic()) {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      range = {static_cast<double>(*low), static_cast<double>(*high)};
    }
    plane.field(settings().has_critic() ? "critic d(x)" : "D(x)", views_->field, values, {.color = range});
    return;
  }
  const char* name = "best D*(x)";
  if (shown == GanBackground::data_model) name = "p log(p/q)";
  if (shown == GanBackground::model_data) name = "q log(q/p)";
  FieldLayer& field = plane.field(name, views_->field, Values(), {.color = {0, 1}});
  LawFields(views_->field, data_shown(), images_of(views_->shown_noise), kBlur).write(shown, field.values);
  if (shown != GanBackground::best) field.color = symmetric_range(field.values);
}

// The gradient, by the place of a sample, of what G wants to be large: log D, −log(1 − D) of the minimax game, or d
// itself.
void Gan2d::describe_arrows(Plane& plane) const {
  const Matrix<float>& samples = images_of(views_->shown_noise);
  Matrix<float> from(samples.rows() / kSamplesPerArrow, 2);
  for (std::ptrdiff_t i = 0; i < from.rows(); ++i) std::copy_n(samples.row(kSamplesPerArrow * i), 2, from.row(i));
  gan_.discriminator().evaluate(*arrow_pass_, from, &pool());
  const ConstMatrixView<float> logits = arrow_pass_->output();
  const MatrixView<float> slope = arrow_pass_->output_gradient();
  for (std::ptrdiff_t i = 0; i < from.rows(); ++i) {
    const float belief = math::sigmoid(logits(i, 0));
    slope(i, 0) = settings().loss == generative::GeneratorLoss::minimax ? belief : 1 - belief;
    if (settings().has_critic()) slope(i, 0) = 1;
  }
  gan_.discriminator().backward_to_input(*arrow_pass_, &pool());
  const ConstMatrixView<float> gradient = arrow_pass_->input_gradient();
  Matrix<float> by(from.rows(), 2);
  std::vector<double> lengths;
  for (std::ptrdiff_t i = 0; i < from.rows(); ++i) {
    const auto x = static_cast<double>(gradient(i, 0)), y = static_cast<double>(gradient(i, 1));
    const double length = std::sqrt(x * x + y * y);
    lengths.push_back(length);
    const double scale = kLongestArrow / (length + kHalfLength);
    by(i, 0) = static_cast<float>(scale * x);
    by(i, 1) = static_cast<float>(scale * y);
  }
  const auto middle = lengths.begin() + std::ssize(lengths) / 2;
  std::nth_element(lengths.begin(), middle, lengths.end());
  *pull_ = *middle;
  if (settings().arrows) plane.arrows("what G learns: gradient of D", from, by);
}

void Gan2d::describe_samples(Plane& plane) const {
  plane.equal_axes({.label = "x₁", .range = kWindow}, {.label = "x₂", .range = kWindow});
  if (data().is_drawn()) plane.accept_points(1);
  describe_background(plane);
  const Matrix<float>& points = data().points();
  plane.points("data", Places(points).part(0, static_cast<std::size_t>(data_shown().rows)),
               {.color = kDataColor, .size_px = 2.5f, .opacity = 0.6f});
  const data::PlanarTarget& target = data().target();
  if (target.has_modes && !data().is_drawn()) {
    std::vector<int> colors;
    for (std::ptrdiff_t k = 0; k < target.centres.rows(); ++k) colors.push_back(static_cast<int>(k) % kModeColors);
    plane.points("modes", target.centres, {.colors = colors, .marker = Marker::ring, .size_px = 10});
  }
  // Samples of one place lie on each other: a dark rim keeps them in sight.
  plane.points("", images_of(views_->shown_noise), {.color = kColorForeground, .size_px = 3.8f, .opacity = 0.5f});
  plane.points("samples", images_of(views_->shown_noise), {.color = kModelColor, .size_px = 2.8f});
  describe_arrows(plane);
  describe_collapsed(plane);
  if (picked_) {
    picked_noise_->resize(1, noise_law_.dimension);
    picked_noise_->fill(0);
    std::copy_n(picked_->data(), std::min(2, noise_law_.dimension), picked_noise_->row(0));
    plane.points("picked noise", images_of(*picked_noise_),
                 {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
  }
  if (data().is_drawn())
    plane.points("drawn", data().target().centres, {.marker = Marker::cross, .size_px = 6, .drawn_by_user = true});
}

// A ring around many samples that lie on one spot, much closer to each other than the data of a mode; its name counts
// them.
void Gan2d::describe_collapsed(Plane& plane) const {
  const data::PlanarTarget& target = data().target();
  if (!target.has_modes || target.centres.rows() == 0) return;
  struct Group {
    double n = 0, x = 0, y = 0, squares = 0;  // sums
  };
  std::vector<Group> groups(static_cast<std::size_t>(target.centres.rows()));
  const Matrix<float>& samples = images_of(views_->shown_noise);
  for (std::ptrdiff_t i = 0; i < samples.rows(); ++i) {
    const int mode = generative::nearest_mode(samples.row(i), target.centres).mode;
    if (mode < 0) continue;
    Group& group = groups[static_cast<std::size_t>(mode)];
    const auto x = static_cast<double>(samples(i, 0)), y = static_cast<double>(samples(i, 1));
    group.n += 1;
    group.x += x;
    group.y += y;
    group.squares += x * x + y * y;
  }
  const double narrow = target.radius / 6;  // half of σ
  for (const Group& group : groups) {
    if (group.n < kLeastOnASpot) continue;
    const double x = group.x / group.n, y = group.y / group.n;
    if (group.squares / group.n - x * x - y * y > narrow * narrow) continue;
    plane.point(std::to_string(static_cast<int>(group.n)) + " samples on one spot", x, y,
                {.color = kModelColor, .marker = Marker::ring, .size_px = 13});
  }
}

void Gan2d::describe_modes(Snapshot& snapshot) const {
  const data::PlanarTarget& target = data().target();
  const std::ptrdiff_t modes = target.centres.rows();
  if (modes == 0) return;
  Plane& plane = snapshot.plane("modes", target.has_modes ? "Samples of each mode" : "Samples of each stretch",
                                {.weight = 2, .help = kModesHelp});
  counts_->resize(static_cast<std::size_t>(modes));
  const generative::ModeCoverage now =
      generative::mode_coverage(images_of(views_->shown_noise), target.centres, target.radius, kShareOfMode, *counts_);
  const auto most = static_cast<double>(*std::max_element(counts_->begin(), counts_->end()));
  const double fair = kSamplesShown / static_cast<double>(modes);
  plane.axes({.label = target.has_modes ? "mode" : "stretch", .range = {0.5, static_cast<double>(modes) + 0.5}},
             {.label = "samples of 400", .range = {0, 1.1 * std::max(most, 2 * fair)}});
  for (std::ptrdiff_t k = 0; k < modes; ++k)
    plane.bars("", {static_cast<double>(k + 1)}, {static_cast<double>((*counts_)[static_cast<std::size_t>(k)])}, 0.8,
               {static_cast<int>(k) % kModeColors});
  plane.level("fair share", fair);
  snapshot.metric("fullest_mode", "samples in the fullest mode", most, {.digits = 0, .note = "of 400"});
  snapshot.metric("high_quality_now", "high-quality samples now", now.high_quality, {.digits = 3});
}

void Gan2d::describe_warp(Plane& plane) const {
  plane.equal_axes({.label = "x₁", .range = kWindow}, {.label = "x₂", .range = kWindow});
  views_->lines.describe(plane, images_of(views_->lines.inputs()));
}

// The noise plane in the colours of the modes it is sent to, faded where the image belongs to none.
void Gan2d::describe_noise(Plane& plane) const {
  plane.equal_axes({.label = "z₁", .range = views_->noise.x}, {.label = "z₂", .range = views_->noise.y});
  plane.accept_latent_picks();
  const Matrix<float>& images = images_of(views_->noise_inputs);
  FieldLayer& field = plane.field("mode", views_->noise, Values(),
                                  {.color = {0, 1}, .map = ColorMap::viridis, .discrete_classes = true});
  const data::PlanarTarget& target = data().target();
  // The nearest mode decides: boundaries lie where two are equally near. A mode's colour is its number's.
  field.classes = kModeColors;
  field.scores.assign(static_cast<std::size_t>(kModeColors * images.rows()), kFarthest);
  for (std::ptrdiff_t cell = 0; cell < images.rows(); ++cell) {
    const generative::NearestMode nearest = generative::nearest_mode(images.row(cell), target.centres);
    const double radii = std::sqrt(nearest.squared_distance) / std::max(target.radius, 1e-9);
    field.values[static_cast<std::size_t>(cell)] = static_cast<float>(std::max(nearest.mode, 0) % kModeColors) +
                                                   static_cast<float>(0.95 - 0.7 * std::clamp(radii - 1, 0.0, 1.0));
    for (std::ptrdiff_t mode = 0; mode < target.centres.rows(); ++mode) {
      const float* centre = target.centres.row(mode);
      const float dx = images(cell, 0) - centre[0], dy = images(cell, 1) - centre[1];
      float& score = field.scores[static_cast<std::size_t>(mode % kModeColors * images.rows() + cell)];
      score = std::max(score, -(dx * dx + dy * dy));
    }
  }
  plane.points("noise shown", views_->shown_plane, {.color = kColorForeground, .size_px = 1.5f, .opacity = 0.4f});
  if (picked_)
    plane.point("picked", (*picked_)[0], (*picked_)[1], {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
}

void Gan2d::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  if (data().points().rows() == 0)
    return void(numbers.warning("No points yet: tap into the picture to place Gaussians."));
  const data::PlanarTarget& target = data().target();
  numbers.add("modes_covered", target.has_modes ? "modes covered" : "stretches covered",
              coverage_ ? coverage_->covered : NAN,
              {.digits = 0, .note = "of " + std::to_string(target.centres.rows())});
  numbers.add("high_quality", "high-quality samples", coverage_ ? coverage_->high_quality : NAN, {.digits = 3});
  numbers.add("kl_data_model", "KL(data‖model)", coverage_ ? curves_.data_model() : NAN, {.unit = "nats", .digits = 3});
  numbers.add("kl_model_data", "KL(model‖data)", coverage_ ? curves_.model_data() : NAN, {.unit = "nats", .digits = 3});
  if (settings().has_critic()) {
    numbers.add("critic_distance", "distance, by the critic", curves_.critic_distance(), {.digits = 3});
    numbers.add("critic_slope", "slope of the critic, mean |∇d|", curves_.critic_slope(), {.digits = 3});
  } else {
    numbers.add("opinion_on_data", "D(x), mean on data", curves_.opinion_on_data(), {.digits = 3});
    numbers.add("opinion_on_samples", "D(G(z)), mean on samples", curves_.opinion_on_samples(), {.digits = 3});
  }
  snapshot.metric("discriminator_loss", curves_.discriminator_loss());
  snapshot.metric("generator_loss", curves_.generator_loss());
  snapshot.metric("pull", "median gradient on samples", *pull_, {.digits = 3});
}

const RegisterDemo<Gan2d> registered{{
    .id = "gan-2d",
    .title = "Generative adversarial network",
    .lecture = 7,
    .row = "R36",
    .summary =
        "A generator learns to imitate points of the plane by deceiving a discriminator that learns along with it.",
    .sources = {"Goodfellow et al., Generative Adversarial Nets, NIPS 2014",
                "Srivastava et al., VEEGAN, NIPS 2017 (modes covered)",
                "Gulrajani et al., Improved Training of Wasserstein GANs, NIPS 2017 (gradient penalty)",
                "Mehta et al., A high-bias, low-variance introduction to machine learning (2019), §XVII (divergences)"},
    .steps_per_second = 40,
}};

}  // namespace
}  // namespace lectern
