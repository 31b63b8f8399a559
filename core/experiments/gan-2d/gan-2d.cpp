// A generator learns to imitate points of the plane from a discriminator that learns to tell them apart: samples and data
// over the discriminator's field, how noise is bent into samples, the losses of the game, both directions of the
// Kullback–Leibler divergence, and the modes that are covered.
// Lecture row R36.
// Sources: Goodfellow et al., Generative Adversarial Nets, NIPS 2014; Srivastava et al., VEEGAN, NIPS 2017.

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/gan-2d/adversarial_curves.h"
#include "core/experiments/gan-2d/gan_target.h"
#include "core/experiments/gan-2d/latent_grid.h"
#include "core/lab/demo.h"
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
using generative::NoiseLaw;
using nn::ActivationKind;
using nn::OptimizerKind;

constexpr int kSamplesShown = 400;      // of data and of the generator
constexpr int kStepsPerEstimate = 100;  // divergences and coverage are estimated so often, and after the first step
constexpr double kBlur = 0.1;           // of both distributions before their divergence is estimated
constexpr double kShareOfMode = 0.2;    // a mode with this part of its fair share of samples is covered
constexpr int kFieldSide = 44, kNoiseSide = 36;
constexpr int kModeColors = 8;
constexpr Range kWindow{-1.5, 1.5};

constexpr const char* kPlaneHelp =
    "Data and what the generator makes of noise, over D(x): where the discriminator believes in data.";
constexpr const char* kWarpHelp =
    "Where the generator sends the lines of a grid of noise: they are dense where many samples come from.";
constexpr const char* kNoiseHelp =
    "The plane of the first two noise numbers, coloured by the mode each point is sent to. Tap to follow one.";
constexpr const char* kNumbersHelp =
    "A mode is covered by a fifth of its fair share of samples; a high-quality sample lies within 3σ of a mode. Counted "
    "after the first step and every hundredth.";

struct Settings {
  GanTargetSettings data{};
  NoiseLaw noise{NoiseLaw::Kind::normal, 2};
  std::vector<int> generator_layers{64, 64}, discriminator_layers{64, 64};
  ActivationKind activation = ActivationKind::relu;
  GeneratorLoss loss = GeneratorLoss::non_saturating;
  double discriminator_rate = 1e-3, generator_rate = 1e-3;
  int discriminator_steps = 1;
  OptimizerKind optimizer = OptimizerKind::adam;
  double beta1 = 0.5;
  int batch_size = 128;
};

// The rule with its constants as they are now.
nn::OptimizerSpec optimizer_of(const Settings& settings, double rate) {
  nn::OptimizerSpec spec;
  spec.kind = settings.optimizer;
  spec.learning_rate = rate;
  spec.beta1 = settings.beta1;
  if (spec.kind == OptimizerKind::sgd) spec.momentum = settings.beta1;
  return spec;
}

nn::Network<float> make_player(ActivationKind activation, std::span<const int> layers, int inputs, int outputs,
                               const Rng& rng) {
  nn::MlpSpec spec{.widths = layers, .outputs = outputs};
  spec.activation.kind = activation;
  spec.initialisation.kind = nn::InitialisationKind::he_normal;
  nn::Network<float> network = *nn::Network<float>::build({inputs, 1, 1}, nn::mlp_layers(spec));
  network.initialise(rng);
  return network;
}

class Gan2d final : public Demo<Gan2d, Settings, GanTarget> {
 public:
  static Schema<Settings> schema();

  explicit Gan2d(const Start& start)
      : Demo(start),
        batches_(rng("batches")),
        gan_(make_player(settings().activation, settings().generator_layers, settings().noise.dimension, 2,
                         rng("generator")),
             make_player(settings().activation, settings().discriminator_layers, 2, 1, rng("discriminator")),
             optimizer_of(settings(), settings().generator_rate), optimizer_of(settings(), settings().discriminator_rate),
             settings().loss),
        grid_(settings().noise.dimension, settings().noise.extent()) {
    Matrix<float> noise(kSamplesShown, settings().noise.dimension);
    Rng draws = rng("noise shown");
    settings().noise.draw(noise, draws);
    shown_noise_ = Shared(std::move(noise));
  }

  void step() override;
  void settings_changed(const Settings&) {
    gan_.generator_optimizer().spec() = optimizer_of(settings(), settings().generator_rate);
    gan_.discriminator_optimizer().spec() = optimizer_of(settings(), settings().discriminator_rate);
    gan_.set_loss(settings().loss);
  }
  void data_changed() { coverage_.reset(); }
  bool gesture(const Action& action) {
    const auto* pick = std::get_if<LatentPicked>(&action.gesture);
    if (pick == nullptr || action.panel != "noise") return false;
    picked_ = Matrix<float>(1, 2, pick->x);
    picked_(0, 1) = pick->y;
    return true;
  }
  std::optional<Divergence> divergence() const override;
  auto state() const {
    return std::tuple(std::tie(gan_, steps_, diverged_), unhashed(curves_), unhashed(coverage_), unhashed(picked_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  void draw_batch(Rng& rng);
  void estimate();
  // What the generator makes of noise, points × 2; valid until the next call.
  const Matrix<float>& samples_of(ConstMatrixView<float> noise) const;

  void describe_samples(Plane& plane) const;
  void describe_warp(Plane& plane) const;
  void describe_noise(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  Rng batches_;
  Gan<float> gan_;
  std::uint64_t steps_ = 0;
  bool diverged_ = false;
  Scratch<Matrix<float>> batch_, noise_;

  AdversarialCurves curves_;
  std::optional<generative::ModeCoverage> coverage_;  // of the data as they are now
  LatentGrid grid_;
  Shared<Matrix<float>> shown_noise_;  // kSamplesShown × the noise's dimension
  Matrix<float> picked_;               // 1 × 2 of the noise's plane, or empty
  Scratch<nn::Pass<float>> field_pass_, sample_pass_;
  Scratch<Matrix<float>> field_places_, noise_places_, logits_, samples_;
};

Schema<Settings> Gan2d::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Players")
      .integer([](Settings& s) -> int& { return s.noise.dimension; }, "noise_dimension", "Noise dimension", {1, 16})
      .help("Numbers that enter the generator. With one it can only bend a thread.")
      .choice([](Settings& s) -> NoiseLaw::Kind& { return s.noise.kind; }, "noise_law", "Noise distribution",
              {{NoiseLaw::Kind::uniform, "uniform", "Uniform in [−1, 1]"}, {NoiseLaw::Kind::normal, "normal", "Normal"}})
      .help("What the generator bends into samples.")
      .integer_list(&Settings::generator_layers, "generator_layers", "Generator", {1, 64}, 3)
      .help("Neurons in each hidden layer of G.")
      .integer_list(&Settings::discriminator_layers, "discriminator_layers", "Discriminator", {1, 64}, 3)
      .help("Neurons in each hidden layer of D. A weak discriminator teaches little.")
      .choice(&Settings::activation, "activation", glossary_label("activation"),
              {{ActivationKind::relu, "relu", "ReLU"},
               {ActivationKind::leaky_relu, "leaky_relu", "Leaky ReLU"},
               {ActivationKind::tanh, "tanh", "Tanh"}})
      .help("Of the hidden layers of both.")
      .group("Training")
      .choice(&Settings::loss, "generator_loss", "Generator loss",
              {{GeneratorLoss::non_saturating, "non_saturating", "Non-saturating, −log D(G(z))"},
               {GeneratorLoss::minimax, "minimax", "Minimax, log(1 − D(G(z)))"}})
      .formerly("loss")
      .live()
      .help("Minimax is the game's own loss, but flat where D is confident: a generator that is behind stays behind.")
      .real(&Settings::discriminator_rate, "discriminator_rate", "Learning rate of D", {1e-5, 1})
      .logarithmic()
      .live()
      .help("Much larger than G's: D wins and G has no gradient. Much smaller: G runs to wherever D is fooled now.")
      .real(&Settings::generator_rate, "generator_rate", "Learning rate of G", {1e-5, 1})
      .logarithmic()
      .live()
      .help("Ten times D's, together with a long memory (β₁ = 0.9), makes modes collapse.")
      .integer(&Settings::discriminator_steps, "discriminator_steps", "D steps per G step", {1, 5})
      .live()
      .help("With more, D is closer to the best discriminator for the present samples.")
      .choice(&Settings::optimizer, "optimizer", glossary_label("optimizer"),
              {{OptimizerKind::adam, "adam", "Adam"},
               {OptimizerKind::rmsprop, "rmsprop", "RMSprop"},
               {OptimizerKind::sgd, "sgd", "Gradient descent"}})
      .help("The rule of both players.")
      .real(&Settings::beta1, "beta1", {0, 0.99})
      .live()
      .help("Memory of the mean gradient, or momentum of gradient descent. In a game, much momentum overshoots.")
      .integer(&Settings::batch_size, "batch_size", {8, 256})
      .help("Data points and samples in each update.");
}

void Gan2d::draw_batch(Rng& rng) {
  batch_->resize(settings().batch_size, 2);
  for (int i = 0; i < settings().batch_size; ++i) {
    const std::uint32_t row = rng.below(static_cast<std::uint32_t>(data().points().rows()));
    std::copy_n(data().points().row(row), 2, batch_->row(i));
  }
}

void Gan2d::step() {
  if (diverged_ || data().is_empty()) return;
  Rng rng = batches_.split(steps_);
  noise_->resize(settings().batch_size, settings().noise.dimension);
  generative::DiscriminatorStep discriminated;
  for (int i = 0; i < settings().discriminator_steps; ++i) {
    draw_batch(rng);
    settings().noise.draw(*noise_, rng);
    discriminated = gan_.train_discriminator(*batch_, *noise_, rng, &pool());
  }
  settings().noise.draw(*noise_, rng);
  const generative::GeneratorStep generated = gan_.train_generator(*noise_, rng, &pool());
  ++steps_;
  if (!std::isfinite(discriminated.loss) || !std::isfinite(generated.loss)) {
    diverged_ = true;
    return;
  }
  curves_.record_round(static_cast<double>(steps_), {discriminated.loss, generated.loss, discriminated.mean_on_data,
                                                     discriminated.mean_on_samples});
  if (steps_ == 1 || steps_ % kStepsPerEstimate == 0) estimate();
}

const Matrix<float>& Gan2d::samples_of(ConstMatrixView<float> noise) const {
  samples_->resize(noise.rows, 2);
  gan_.generator().predict(*sample_pass_, noise, *samples_, &pool());
  return *samples_;
}

void Gan2d::estimate() {
  const Matrix<float>& samples = samples_of(*shown_noise_);
  const ConstMatrixView<float> shown =
      data().points().view().rows_range(0, std::min<std::ptrdiff_t>(kSamplesShown, data().points().rows()));
  curves_.record_divergences(static_cast<double>(steps_), density::kl_divergence_of_blurred(shown, samples, kBlur),
                             density::kl_divergence_of_blurred(samples, shown, kBlur));
  std::vector<int> counts(static_cast<std::size_t>(data().centres().rows()));
  coverage_ = generative::mode_coverage(samples, data().centres(), data().radius(), kShareOfMode, counts);
}

std::optional<Divergence> Gan2d::divergence() const {
  if (!diverged_) return {};
  const double of_d = settings().discriminator_rate, of_g = settings().generator_rate;
  std::string cause = "At step " + std::to_string(steps_) + " a loss is no longer a finite number: the learning rates, " +
                      number_text(of_d) + " of D and " + number_text(of_g) + " of G, are too large here.";
  return of_d >= of_g ? diverged(std::move(cause), &Settings::discriminator_rate, of_d / 10)
                      : diverged(std::move(cause), &Settings::generator_rate, of_g / 10);
}

// ---- What there is to see ----------------------------------------------------------------------------

void Gan2d::describe(Snapshot& snapshot) const {
  describe_samples(snapshot.plane("plane", "Data and samples", {.weight = 4, .help = kPlaneHelp}));
  describe_warp(snapshot.plane("warp", "Noise grid, bent", {.weight = 2, .help = kWarpHelp}));
  describe_noise(snapshot.plane("noise", "Noise", {.weight = 2, .help = kNoiseHelp}));
  curves_.describe(snapshot, settings().loss == GeneratorLoss::minimax);
  describe_numbers(snapshot);
}

void Gan2d::describe_samples(Plane& plane) const {
  plane.equal_axes({.label = "x₁", .range = kWindow}, {.label = "x₂", .range = kWindow});
  if (data().is_drawn()) plane.accept_points(1);
  const PlanarGrid grid{kFieldSide, kFieldSide, kWindow, kWindow};
  if (field_places_->rows() == 0) grid.centres(*field_places_);
  logits_->resize(grid.cells(), 1);
  gan_.discriminator().predict(*field_pass_, *field_places_, *logits_, &pool());
  FieldLayer& field = plane.field("D(x)", grid, Values(), {.color = {0, 1}});
  math::sigmoid(std::span<const float>(logits_->data(), field.values.size()), field.values);
  const auto shown = static_cast<std::size_t>(std::min<std::ptrdiff_t>(kSamplesShown, data().points().rows()));
  plane.points("data", Places(data().points()).part(0, shown), {.color = 2, .size_px = 2.5f, .opacity = 0.6f});
  plane.points("samples", samples_of(*shown_noise_), {.color = 1, .size_px = 2.5f, .opacity = 0.9f});
  if (picked_.rows() > 0)
    plane.points("picked noise", samples_of(with_columns(picked_, settings().noise.dimension)),
                 {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
  if (data().is_drawn())
    plane.points("drawn", data().drawn_points(), {.marker = Marker::cross, .size_px = 6, .drawn_by_user = true});
}

void Gan2d::describe_warp(Plane& plane) const {
  plane.equal_axes({.label = "x₁", .range = kWindow}, {.label = "x₂", .range = kWindow});
  grid_.describe(plane, samples_of(grid_.inputs()));
}

// The plane of noise in the colours of the modes it is sent to, faded where the image lies within 3σ of none.
void Gan2d::describe_noise(Plane& plane) const {
  const Range extent{-settings().noise.extent(), settings().noise.extent()};
  plane.equal_axes({.label = "z₁", .range = extent}, {.label = "z₂", .range = extent});
  plane.accepts_latent_picks = true;
  const PlanarGrid grid{kNoiseSide, kNoiseSide, extent, extent};
  if (noise_places_->rows() == 0) {
    Matrix<float> centres;
    grid.centres(centres);
    *noise_places_ = with_columns(centres, settings().noise.dimension);
  }
  const Matrix<float>& images = samples_of(*noise_places_);
  FieldLayer& field = plane.field("mode", grid, Values(), {.color = {0, 1}, .discrete_classes = true});
  for (std::ptrdiff_t cell = 0; cell < images.rows(); ++cell) {
    const generative::NearestMode nearest = generative::nearest_mode(images.row(cell), data().centres());
    const bool is_near = nearest.squared_distance <= data().radius() * data().radius();
    field.values[static_cast<std::size_t>(cell)] =
        static_cast<float>(std::max(nearest.mode, 0) % kModeColors) + (is_near ? 0.95f : 0.25f);
  }
  plane.points("noise shown", with_columns(*shown_noise_, 2),
               {.color = kColorForeground, .size_px = 1.5f, .opacity = 0.4f});
  if (picked_.rows() > 0)
    plane.points("picked", picked_, {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
}

void Gan2d::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  if (data().is_empty()) numbers.warning("No points yet: tap into the picture to place Gaussians.");
  const std::string of_all = "of " + std::to_string(data().centres().rows());
  numbers.add("modes_covered", data().has_modes() ? "modes covered" : "segments covered",
              coverage_ ? coverage_->covered : NAN, {.digits = 0, .note = of_all});
  numbers.add("high_quality", "high-quality samples", coverage_ ? coverage_->high_quality : NAN, {.digits = 3});
  numbers.add("kl_data_model", "KL(data‖model)", coverage_ ? curves_.last_data_model() : NAN, {.unit = "nats", .digits = 3});
  numbers.add("kl_model_data", "KL(model‖data)", coverage_ ? curves_.last_model_data() : NAN, {.unit = "nats", .digits = 3});
  numbers.add("discriminator_loss", curves_.last_discriminator_loss(), {.digits = 3});
  numbers.add("generator_loss", curves_.last_generator_loss(), {.digits = 3});
}

const RegisterDemo<Gan2d> registered{{
    .id = "gan-2d",
    .title = "Generative adversarial network",
    .lecture = 7,
    .row = "R36",
    .summary = "A generator learns to imitate points of the plane by deceiving a discriminator that learns beside it.",
    .lesson =
        "The generator never sees the data: all it gets is the gradient of the discriminator's opinion at its own samples. "
        "Watch the samples climb, the discriminator move the hill, and both losses settle near the dashed values, where "
        "D(x) = D(G(z)) = 1/2 and nothing can be told apart. Then make the modes wide (σ = 0.15), give both a long memory "
        "(β₁ = 0.9) and the generator a learning rate of 0.01: it rushes to wherever deceives best, all modes but one or "
        "two are lost, and it keeps hunting from mode to mode. KL(data‖model) jumps to tens of nats, KL(model‖data) stays "
        "far smaller: at most instants nearly all samples are good ones, and drawing one mode of eight costs this "
        "divergence no more than ln 8 (the rest is that the mode is drawn too narrow). Which of the two divergences does "
        "the game care about, and is this supervised or unsupervised learning?",
    .sources = {"Goodfellow et al., Generative Adversarial Nets, NIPS 2014",
                "Srivastava et al., VEEGAN, NIPS 2017 (modes covered)",
                "Mehta et al., A high-bias, low-variance introduction to machine learning (2019), §XVII (divergences)"},
}};

}  // namespace
}  // namespace lectern
