// A generator learns to imitate points of the plane from a discriminator that learns to tell them apart:
// samples and data over the discriminator's field, how noise is bent into samples, the costs of the game,
// both directions of the Kullback-Leibler divergence, and the modes that are covered.
// Lecture row R36.
// Sources: Goodfellow et al., Generative Adversarial Nets, NIPS 2014; Srivastava et al., VEEGAN, NIPS 2017.

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/planar_target.h"
#include "core/lab/describe/adversarial_curves.h"
#include "core/lab/describe/latent_grid.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/text.h"
#include "core/lab/drawn_points.h"
#include "core/lab/network_parameters.h"
#include "core/lab/registry.h"
#include "core/lab/text.h"
#include "core/math/elementary.h"
#include "core/ml/density/kl_divergence.h"
#include "core/ml/generative/gan.h"
#include "core/ml/generative/mode_coverage.h"
#include "core/ml/generative/noise.h"
#include "core/ml/nn/mlp.h"

namespace lectern {
namespace {

using generative::Gan;
using generative::GeneratorLoss;

constexpr int kSamplesShown = 400;       // of data and of the generator
constexpr int kStepsPerEstimate = 100;   // divergences and coverage are looked at so often, and after the first step
constexpr double kBlur = 0.1;            // of both laws before their divergence is estimated
constexpr double kShareOfMode = 0.2;     // of its fair share of samples makes a mode covered
constexpr int kFieldSide = 44, kNoiseSide = 36;
constexpr int kModeColors = 8;
constexpr Range kWindow{-1.5, 1.5};

// Labels of the random streams.
constexpr std::uint64_t kData = 1, kGenerator = 2, kDiscriminator = 3, kSteps = 4, kShownNoise = 5;

void add_target_parameters(ParameterSchema& schema) {
  schema.group("Data")
      .choice("target", "Target", {{"ring", "Ring of Gaussians"}, {"grid", "Grid of Gaussians"}, {"spiral", "Spiral"},
                                   {"moons", "Two moons"}, {"drawn", "My own points"}}, "ring")
      .help("The law the generator is to imitate; it never sees it, only the discriminator's opinion.")
      .integer("modes", "Modes", {1, 16}, 8)
      .help("Gaussians on the ring.")
      .shown_when("target", {"ring"})
      .integer("side", "Modes along a side", {2, 6}, 3)
      .help("The grid has this number squared.")
      .shown_when("target", {"grid"})
      .real("noise", "Width σ", {0.005, 0.3}, 0.05)
      .help("Standard deviation of each mode, or of the scatter about the curve.")
      .integer("n", "Points", {100, 5000}, 2000)
      .help("Size of the training set; each step draws from it at random.");
}

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_target_parameters(schema);
  add_player_parameters(schema);
  add_adversarial_parameters(schema);
  return schema;
}

// The rule with its constants as they are now.
nn::OptimizerSpec make_optimizer(const ParameterSet& p, std::string_view rate) {
  nn::OptimizerSpec spec;
  spec.kind = *from_id(nn::kOptimizers, p.choice("optimizer"));
  spec.learning_rate = p.real(rate);
  spec.beta1 = p.real("beta1");
  if (spec.kind == nn::OptimizerKind::sgd) spec.momentum = p.real("beta1");
  return spec;
}

GeneratorLoss make_loss(const ParameterSet& p) {
  return p.choice("loss") == "minimax" ? GeneratorLoss::minimax : GeneratorLoss::non_saturating;
}

generative::NoiseLaw make_noise_law(const ParameterSet& p) {
  using Kind = generative::NoiseLaw::Kind;
  return {p.choice("noise_law") == "normal" ? Kind::normal : Kind::uniform, p.integer("noise_dimension")};
}

nn::Network<float> make_player(const ParameterSet& p, std::string_view layers, int inputs, int outputs, const Rng& rng) {
  nn::MlpSpec spec{.widths = p.integer_list(layers), .outputs = outputs};
  spec.activation.kind = *from_id(nn::kActivations, p.choice("activation"));
  spec.initialisation.kind = nn::InitialisationKind::he_normal;
  nn::Network<float> network = *nn::Network<float>::build({inputs, 1, 1}, nn::mlp_layers(spec));
  network.initialise(rng);
  return network;
}

data::PlanarTarget make_target(const ParameterSet& p, std::uint64_t data_seed, std::span<const DrawnPoint> drawn) {
  Matrix<float> own(static_cast<std::ptrdiff_t>(drawn.size()), 2);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    own(static_cast<std::ptrdiff_t>(i), 0) = drawn[i].x;
    own(static_cast<std::ptrdiff_t>(i), 1) = drawn[i].y;
  }
  Rng rng = Rng(data_seed).split(kData);
  return data::make_planar_target(
      {p.choice("target"), p.integer("modes"), p.integer("side"), p.integer("n"), p.real("noise")}, own, rng);
}

class Gan2d final : public Experiment {
 public:
  explicit Gan2d(const ExperimentStart& start)
      : parameters_(start.parameters),
        data_seed_(start.data_seed),
        pool_(start.pool),
        drawn_(start.points.begin(), start.points.end()),
        noise_law_(make_noise_law(parameters_)),
        rng_(Rng(start.seed).split(kSteps)),
        gan_(make_player(parameters_, "generator_layers", noise_law_.dimension, 2,
                         Rng(start.seed).split(kGenerator)),
             make_player(parameters_, "discriminator_layers", 2, 1, Rng(start.seed).split(kDiscriminator)),
             make_optimizer(parameters_, "generator_rate"), make_optimizer(parameters_, "discriminator_rate"),
             make_loss(parameters_)) {
    take_target();
    draw_shown_noise(Rng(start.seed).split(kShownNoise));
  }

  void step() override;
  void tune(const ParameterSet& parameters) override;
  bool act(const Action& action) override;
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override;
  std::optional<Divergence> divergence() const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<Gan2d>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return drawn_; }

 private:
  bool is_drawn() const { return parameters_.choice("target") == "drawn"; }

  void take_target();
  void draw_shown_noise(Rng rng);
  void draw_batch(Rng& rng);
  void estimate();

  void describe_samples(Plane& plane) const;
  void describe_warp(Plane& plane) const;
  void describe_noise(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  ParameterSet parameters_;
  std::uint64_t data_seed_;
  ThreadPool& pool_;
  std::vector<DrawnPoint> drawn_;
  generative::NoiseLaw noise_law_;
  Rng rng_;
  Gan<float> gan_;
  data::PlanarTarget target_;
  std::uint64_t steps_ = 0;
  bool diverged_ = false;
  Matrix<float> batch_, noise_;

  AdversarialCurves curves_;
  bool estimated_ = false;  // the divergences and the coverage, of the data as they are now
  generative::ModeCoverage coverage_;
  std::vector<int> counts_;

  PlanarGrid field_grid_{kFieldSide, kFieldSide, kWindow, kWindow}, noise_grid_;
  LatentGrid grid_{noise_law_.dimension, noise_law_.extent()};
  Matrix<float> field_inputs_, noise_inputs_;
  Matrix<float> shown_noise_, shown_plane_;  // as the generator takes it; its first two numbers
  Matrix<float> picked_noise_, picked_;
  // Room for pictures and estimates; nothing that later steps depend on.
  mutable nn::Pass<float> field_pass_, sample_pass_;
  mutable Matrix<float> logits_, samples_, images_;
};

void Gan2d::take_target() {
  target_ = make_target(parameters_, data_seed_, drawn_);
  counts_.assign(static_cast<std::size_t>(target_.centres.rows()), 0);
  coverage_ = {};
  estimated_ = false;
}

void Gan2d::draw_shown_noise(Rng rng) {
  shown_noise_.resize(kSamplesShown, noise_law_.dimension);
  noise_law_.draw(shown_noise_, rng);
  shown_plane_ = with_columns(shown_noise_, 2);
  field_grid_.centres(field_inputs_);
  const Range extent{-noise_law_.extent(), noise_law_.extent()};
  noise_grid_ = {kNoiseSide, kNoiseSide, extent, extent};
  Matrix<float> centres;
  noise_grid_.centres(centres);
  noise_inputs_ = with_columns(centres, noise_law_.dimension);
}

void Gan2d::draw_batch(Rng& rng) {
  const int size = parameters_.integer("batch_size");
  batch_.resize(size, 2);
  for (int i = 0; i < size; ++i) {
    const std::uint32_t row = rng.below(static_cast<std::uint32_t>(target_.points.rows()));
    std::copy_n(target_.points.row(row), 2, batch_.row(i));
  }
}

void Gan2d::step() {
  if (diverged_ || target_.points.rows() == 0) return;
  Rng rng = rng_.split(steps_);
  noise_.resize(parameters_.integer("batch_size"), noise_law_.dimension);
  generative::DiscriminatorStep judged;
  for (int i = 0; i < parameters_.integer("discriminator_steps"); ++i) {
    draw_batch(rng);
    noise_law_.draw(noise_, rng);
    judged = gan_.train_discriminator(batch_, noise_, rng, &pool_);
  }
  noise_law_.draw(noise_, rng);
  const generative::GeneratorStep imitated = gan_.train_generator(noise_, rng, &pool_);
  ++steps_;
  if (!std::isfinite(judged.loss) || !std::isfinite(imitated.loss)) {
    diverged_ = true;
    return;
  }
  curves_.record_round(static_cast<double>(steps_),
                       {judged.loss, imitated.loss, judged.mean_on_data, imitated.mean_on_samples});
  if (steps_ == 1 || steps_ % kStepsPerEstimate == 0) estimate();
}

void Gan2d::estimate() {
  samples_.resize(kSamplesShown, 2);
  gan_.generator().predict(sample_pass_, shown_noise_, samples_, &pool_);
  const ConstMatrixView<float> data =
      target_.points.view().rows_range(0, std::min<std::ptrdiff_t>(kSamplesShown, target_.points.rows()));
  curves_.record_divergences(static_cast<double>(steps_), density::kl_divergence_of_blurred(data, samples_, kBlur),
                             density::kl_divergence_of_blurred(samples_, data, kBlur));
  coverage_ = generative::mode_coverage(samples_, target_.centres, target_.radius, kShareOfMode, counts_);
  estimated_ = true;
}

void Gan2d::tune(const ParameterSet& parameters) {
  parameters_ = parameters;
  gan_.generator_optimizer().spec() = make_optimizer(parameters_, "generator_rate");
  gan_.discriminator_optimizer().spec() = make_optimizer(parameters_, "discriminator_rate");
  gan_.set_loss(make_loss(parameters_));
}

bool Gan2d::act(const Action& action) {
  if (const auto* pick = std::get_if<LatentPicked>(&action.gesture); pick && action.panel == "noise") {
    picked_ = Matrix<float>(1, 2, pick->x);
    picked_(0, 1) = pick->y;
    picked_noise_ = with_columns(picked_, noise_law_.dimension);
    return true;
  }
  if (action.panel != "plane" || !is_drawn() || !apply_gesture(action.gesture, drawn_)) return false;
  take_target();
  return true;
}

std::optional<Divergence> Gan2d::divergence() const {
  if (!diverged_) return {};
  const double of_d = parameters_.real("discriminator_rate"), of_g = parameters_.real("generator_rate");
  const bool d_is_larger = of_d >= of_g;
  return Divergence{"At step " + std::to_string(steps_) + " a cost is no longer a finite number: the learning rates, " +
                        number_text(of_d) + " of D and " + number_text(of_g) + " of G, are too large here.",
                    d_is_larger ? "discriminator_rate" : "generator_rate", std::max(of_d, of_g) / 10};
}

void Gan2d::hash_state(StateHasher& hasher) const {
  hasher.add(std::as_const(gan_).generator().parameters());
  hasher.add(std::as_const(gan_).discriminator().parameters());
  hasher.add(gan_.generator_optimizer().memory());
  hasher.add(gan_.discriminator_optimizer().memory());
  hasher.add(std::span<const float>(target_.points.data(), static_cast<std::size_t>(target_.points.size())));
  hasher.add(steps_);
}

// ---- What there is to see ----------------------------------------------------------------------------

void Gan2d::describe(Snapshot& snapshot) const {
  samples_.resize(kSamplesShown, 2);
  gan_.generator().predict(sample_pass_, shown_noise_, samples_, &pool_);
  describe_samples(snapshot.add_panel<Plane>("plane", "Data and samples", 4,
      "Data and what the generator makes of noise, over D(x): where the discriminator believes in data."));
  describe_warp(snapshot.add_panel<Plane>("warp", "Noise grid, bent", 2,
      "Where the generator sends the lines of a grid of noise: dense where many samples come from."));
  describe_noise(snapshot.add_panel<Plane>("noise", "Noise", 2,
      "The plane of the first two noise numbers, coloured by the mode each point is sent to. Tap to follow one."));
  curves_.describe(snapshot, parameters_.choice("loss") == "minimax");
  describe_numbers(snapshot);
}

void Gan2d::describe_samples(Plane& plane) const {
  set_axes(plane, "x₁", kWindow, "x₂", kWindow);
  plane.accepts_points = is_drawn();
  plane.point_classes = 1;
  logits_.resize(field_grid_.cells(), 1);
  gan_.discriminator().predict(field_pass_, field_inputs_, logits_, &pool_);
  FieldLayer& field = add_field(plane, "D(x)", field_grid_, {0, 1}, ColorMap::diverging);
  math::sigmoid(std::span<const float>(logits_.data(), field.values.size()), field.values);
  const std::ptrdiff_t shown = std::min<std::ptrdiff_t>(kSamplesShown, target_.points.rows());
  add_examples(plane, "data", {target_.points, {}, {}}, 0, shown, Marker::circle, 2.5f, 0.6f).color.assign(1, 2);
  add_examples(plane, "samples", {samples_, {}, {}}, 0, kSamplesShown, Marker::circle, 2.5f, 0.9f).color.assign(1, 1);
  if (picked_noise_.rows() > 0) {
    images_.resize(1, 2);
    gan_.generator().predict(sample_pass_, picked_noise_, images_, &pool_);
    add_examples(plane, "picked noise", {images_, {}, {}}, 0, 1, Marker::ring, 8, 1).color.assign(1, kColorAccent);
  }
  if (!is_drawn()) return;
  add_examples(plane, "drawn", {target_.centres, {}, {}}, 0, target_.centres.rows(), Marker::cross, 6, 1).drawn_by_user = true;
}

void Gan2d::describe_warp(Plane& plane) const {
  set_axes(plane, "x₁", kWindow, "x₂", kWindow);
  images_.resize(grid_.inputs().rows(), 2);
  gan_.generator().predict(sample_pass_, grid_.inputs(), images_, &pool_);
  grid_.describe(plane, images_);
}

// The noise plane in the colours of the modes it is sent to, faded where the image is at home in none.
void Gan2d::describe_noise(Plane& plane) const {
  set_axes(plane, "z₁", noise_grid_.x, "z₂", noise_grid_.y);
  plane.accepts_latent_picks = true;
  images_.resize(noise_inputs_.rows(), 2);
  gan_.generator().predict(sample_pass_, noise_inputs_, images_, &pool_);
  FieldLayer& field = add_field(plane, "mode", noise_grid_, {0, 1}, ColorMap::viridis);
  field.discrete_classes = true;
  for (std::ptrdiff_t cell = 0; cell < images_.rows(); ++cell) {
    const generative::NearestMode nearest = generative::nearest_mode(images_.row(cell), target_.centres);
    const bool at_home = nearest.squared_distance <= target_.radius * target_.radius;
    field.values[static_cast<std::size_t>(cell)] =
        static_cast<float>(std::max(nearest.mode, 0) % kModeColors) + (at_home ? 0.95f : 0.25f);
  }
  add_examples(plane, "noise shown", {shown_plane_, {}, {}}, 0, kSamplesShown, Marker::circle, 1.5f, 0.4f)
      .color.assign(1, kColorForeground);
  if (picked_.rows() > 0)
    add_examples(plane, "picked", {picked_, {}, {}}, 0, 1, Marker::ring, 8, 1).color.assign(1, kColorAccent);
}

void Gan2d::describe_numbers(Snapshot& snapshot) const {
  if (curves_.has_costs()) {
    snapshot.add_metric("discriminator_loss", "L_D", curves_.last_discriminator_cost());
    snapshot.add_metric("generator_loss", "L_G", curves_.last_generator_cost());
  }
  if (estimated_) {
    snapshot.add_metric("modes_covered", "modes covered", coverage_.covered);
    snapshot.add_metric("high_quality", "samples at home", coverage_.high_quality);
    snapshot.add_metric("kl_data_model", "KL(data‖model)", curves_.last_data_model(), "nats");
    snapshot.add_metric("kl_model_data", "KL(model‖data)", curves_.last_model_data(), "nats");
  }
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1,
      "A mode is covered by a fifth of its fair share of samples; a sample is at home within 3σ of a mode. Counted "
      "after the first step and every hundredth.");
  if (target_.points.rows() == 0)
    add_line(text, TextStyle::warning, "No points yet: tap into the picture to place Gaussians.");
  const auto add = [&](const std::string& label, double value, const std::string& unit) {
    if (estimated_) return add_value(text, label, value, 3, unit);
    add_line(text, TextStyle::value, label + " = –");  // 0 would be the divergence of a perfect model
  };
  add(target_.has_modes ? "modes covered" : "stretches covered", coverage_.covered,
      "of " + std::to_string(target_.centres.rows()));
  add("samples at home", 100 * coverage_.high_quality, "%");
  add("KL(data‖model)", curves_.last_data_model(), "nats");
  add("KL(model‖data)", curves_.last_model_data(), "nats");
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  return std::unique_ptr<Experiment>(std::make_unique<Gan2d>(start));
}

ExperimentInfo gan_2d_info() {
  ExperimentInfo info;
  info.id = "gan-2d";
  info.title = "Generative adversarial network";
  info.lecture = 7;
  info.row = "R36";
  info.summary = "A generator learns to imitate points of the plane by deceiving a discriminator that learns beside it.";
  info.lesson =
      "The generator never sees the data: it only feels which way the discriminator's opinion rises under its samples. "
      "Watch the samples run uphill, the discriminator move the hill, and both costs settle near the dashed values, where "
      "D(x) = D(G(z)) = 1/2 and nothing can be told apart. Then make the modes wide (σ = 0.15), give both a long "
      "memory (β₁ = 0.9) and the generator a learning rate of 0.01: it rushes to whatever place deceives best, all "
      "modes but one or two are lost, and it hunts from mode to mode for ever. KL(data‖model) jumps to tens of nats, "
      "KL(model‖data) only to about four: nearly all it draws is right, and to draw one mode of eight costs it no more "
      "than ln 8 (the rest is that it draws that one too narrow). Which of the two divergences does the game care "
      "about, and is this supervised or unsupervised learning?";
  info.sources = {"Goodfellow et al., Generative Adversarial Nets, NIPS 2014",
                  "Srivastava et al., VEEGAN, NIPS 2017 (modes covered)",
                  "Mehta et al., A high-bias, low-variance introduction to machine learning (2019), §XVII (divergences)"};
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{gan_2d_info()};

}  // namespace
}  // namespace lectern
