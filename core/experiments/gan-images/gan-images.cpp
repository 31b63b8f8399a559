// A convolutional generator learns to imitate pictures by deceiving a discriminator: digits, judged by a reader that
// was trained on real ones; states of the Ising model and showers in a calorimeter, judged by their physics. Samples
// through time, walks through the noise, the nearest training picture of a sample, and what the discriminator sees.
// Lecture row R37.
// Sources: Goodfellow et al., NIPS 2014; Mirza, Osindero, arXiv:1411.1784; Radford et al., ICLR 2016; Salimans et al.,
// NIPS 2016; Paganini et al., Phys. Rev. D 97 (2018) 014021.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/experiments/gan-images/picture_measures.h"
#include "core/experiments/gan-images/picture_reader.h"
#include "core/experiments/gan-images/picture_set.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/text.h"
#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/ml/generative/gan.h"
#include "core/ml/nn/sampler.h"
#include "core/parts/given_weights.h"
#include "core/parts/network_files.h"

namespace lectern {
namespace {

using generative::GeneratorLoss;

constexpr const char* kSamplesHelp =
    "What the generator makes of noise that stays the same while it learns; a row for each class it is asked for. Above: "
    "training pictures. A frame of the colour for bad: the reader is not sure of the class asked for. Tap a sample: it "
    "becomes sample A, framed blue; B is framed green.";
constexpr const char* kReadingHelp =
    "A reader was trained on real digits and is then fixed; it never sees a sample while it learns. Shares of 200 samples: "
    "those in which it sees some digit with p > 0.9, and those in which it is the one asked for. Dashed: held-out real "
    "digits that it reads so.";
constexpr const char* kClassesHelp =
    "The digit that the reader is sure to see in each of 200 samples. Dashed: the fair share.";
constexpr const char* kMomentsHelp =
    "The same noise at moments of the training: what changes from row to row is the generator alone.";
constexpr const char* kWalkHelp =
    "Nine steps on the straight line from A's noise to B's, in A's class; the mere mixture of their pixels; and A's noise, "
    "asked for each class. A walk through pictures that are all plausible shows that noise has become style.";
constexpr const char* kNoiseHelp =
    "The plane that A's noise and B's noise span: A lies at (1, 0), B at (0, 1). Behind: what the generator makes of each "
    "place, in A's class. Drag the handle, or tap, to walk; its picture stands beside the others.";
constexpr const char* kNearestHelp =
    "Samples of A's class, A first, each above the training picture that is nearest to it, and the same of held-out real "
    "pictures. The number above a picture is the distance, the root mean square of the pixels' differences. A generator "
    "that had learned by heart would have distances near zero.";
constexpr const char* kSeenHelp =
    "Sample A and a training picture of its class, with the discriminator's opinion D; below, the gradient of its logit by "
    "each pixel: red would make the picture more believable if brighter, blue if darker. Sample A's gradient is all that "
    "the generator learns from. Below: what the first filters see in A.";
constexpr const char* kOpinionsHelp = "Mean D on training pictures and on samples. At 1/2 it guesses.";
constexpr const char* kCostsHelp = "Of both players, before each update. Dashed: what guessing costs D, 2 ln 2 = ln 4.";
constexpr const char* kNumbersHelp =
    "Of samples made of noise that is kept for it, after the first step and every fiftieth. Spread: the variance of the "
    "pixels within a class, by that of the training pictures; 0 is collapse. Nearest training picture: its mean distance "
    "from a sample, by that from held-out real pictures.";

constexpr int kColumns = 10;  // samples of a class, and training pictures, on show
constexpr int kJudged = 200;  // samples
constexpr int kStepsPerJudgement = 50;
constexpr int kNear = 8;            // pictures shown above their nearest
constexpr int kSteps = 9;           // of a walk
constexpr int kLatentTiles = 9;     // a side of the plane of noise
constexpr double kHalfWidth = 1.5;  // of that plane
constexpr double kDistances = 2e7;  // pixels compared for a mean distance, at most
constexpr int kMostPairs = 60;      // … and pictures
constexpr std::array<std::int64_t, 7> kMoments{0, 50, 150, 400, 1000, 2000, 4000};
constexpr double kTrusted = 0.5;  // of held-out digits read: from here on the reader's doubts are shown
constexpr int kMostClasses = 10;
constexpr Range kLevels{0, 1};
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kSlope = 0.2;  // of D's leaky ReLU below zero

struct Settings {
  PictureSetSettings data;
  bool conditional = true;
  int noise_dimension = 16;
  int filters = 16;
  bool batch_norm = true;
  GeneratorLoss loss = GeneratorLoss::non_saturating;
  double discriminator_rate = 0.001, generator_rate = 0.001;
  int discriminator_steps = 1;
  double beta1 = 0.5;
  double smoothing = 0.1;
  int batch_size = 32;
  int sample = 0, other_sample = 9;

  nn::OptimizerSpec optimizer_of(double learning_rate) const {
    return {.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate, .beta1 = beta1};
  }
};

nn::Network<float> built(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, const Rng& rng) {
  Result<nn::Network<float>> network = nn::Network<float>::build(input, layers);
  if (!network) throw CannotStart("The network cannot be made: " + network.error());
  network->initialise(rng);
  return std::move(*network);
}

// From numbers to a quarter of the side (of 8 × 8 pixels: half of it), twice or once doubled by transposed
// convolutions.
nn::Network<float> make_generator(const Settings& settings, int rows, int cols, int inputs, const Rng& rng) {
  using namespace nn;
  const Activation relu{ActivationKind::relu};
  const auto half = [](int side) { return (side + 1) / 2; };
  const std::ptrdiff_t filters = settings.filters;
  const bool is_small = std::max(rows, cols) <= 8;
  std::vector<LayerSpec> layers;
  // A kernel of four pixels doubles a side, one of three leaves one pixel less.
  const auto doubling = [](std::ptrdiff_t channels, int to_rows, int to_cols) {
    return ConvTranspose2dSpec{.channels = channels,
                               .kernel = {to_rows % 2 == 0 ? 4 : 3, to_cols % 2 == 0 ? 4 : 3},
                               .stride = {2, 2},
                               .padding = {1, 1}};
  };
  const auto add = [&](LayerSpec layer) {
    layers.push_back(std::move(layer));
    if (settings.batch_norm) layers.push_back(BatchNormSpec{});
    layers.push_back(ActivationSpec{relu});
  };
  const int rows2 = half(rows), cols2 = half(cols);
  if (is_small) {
    add(ConvTranspose2dSpec{.channels = 2 * filters, .kernel = {rows2, cols2}});
    add(doubling(filters, rows, cols));
    layers.push_back(Conv2dSpec{.channels = 1, .padding = {1, 1}});
  } else {
    add(ConvTranspose2dSpec{.channels = 2 * filters, .kernel = {half(rows2), half(cols2)}});
    add(doubling(filters, rows2, cols2));
    layers.push_back(doubling(1, rows, cols));
  }
  layers.push_back(ActivationSpec{{ActivationKind::sigmoid}});
  return built({inputs, 1, 1}, layers, rng);
}

// Two convolutions of stride 2 and an output for each class.
nn::Network<float> make_discriminator(const Settings& settings, int rows, int cols, int outputs, const Rng& rng) {
  using namespace nn;
  Activation leaky{ActivationKind::leaky_relu};
  leaky.negative_slope = kSlope;
  const std::ptrdiff_t filters = settings.filters;
  return built({1, rows, cols},
               {Conv2dSpec{.channels = filters, .stride = {2, 2}, .padding = {1, 1}, .activation = leaky},
                Conv2dSpec{.channels = 2 * filters, .stride = {2, 2}, .padding = {1, 1}, .activation = leaky},
                DenseSpec{outputs}},
               rng);
}

float squared_distance(const float* a, const float* b, std::ptrdiff_t n) {
  float sum = 0;
  for (std::ptrdiff_t j = 0; j < n; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

struct Nearest {
  std::ptrdiff_t row = 0;
  double distance = 0;  // root mean square of the pixels' differences
};
Nearest nearest_in(ConstMatrixView<float> pictures, const float* picture) {
  Nearest nearest;
  float least = std::numeric_limits<float>::infinity();
  for (std::ptrdiff_t i = 0; i < pictures.rows; ++i) {
    const float square = squared_distance(pictures.row(i), picture, pictures.cols);
    if (square < least) least = square, nearest.row = i;
  }
  nearest.distance = std::sqrt(static_cast<double>(least) / static_cast<double>(pictures.cols));
  return nearest;
}

// The mean distance of the first pictures to their nearest of a set, of as many as are quickly found.
double mean_nearest(ConstMatrixView<float> set, ConstMatrixView<float> pictures) {
  const double pairs = kDistances / static_cast<double>(set.size());
  const auto count = std::min<std::ptrdiff_t>(pictures.rows, std::clamp(static_cast<int>(pairs), kNear, kMostPairs));
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) sum += nearest_in(set, pictures.row(i)).distance;
  return sum / static_cast<double>(count);
}

// What does not change during a run; copies share it.
struct Fixed {
  Matrix<float> shown_noise, judged_noise;  // with the classes asked for behind
  std::vector<int> shown_classes, judged_classes;
  AllMeasures data;
  double data_spread = 0, data_nearest = 0;
  std::array<std::ptrdiff_t, kNear> nearest_of_held_out{};
  auto state() const { return std::tie(shown_noise, judged_noise); }
};

class GanImages final : public Demo<GanImages, Settings, PictureSet> {
 public:
  static Schema<Settings> schema();

  explicit GanImages(const Start& start)
      : Demo(start),
        gan_(make_generator(settings(), data().rows(), data().cols(), noise_width(), rng("generator")),
             make_discriminator(settings(), data().rows(), data().cols(), settings().conditional ? data().classes() : 1,
                                rng("discriminator")),
             settings().optimizer_of(settings().generator_rate), settings().optimizer_of(settings().discriminator_rate),
             settings().loss),
        reader_(data().training(), data().classes(), rng("reader")),
        sampler_(static_cast<std::int32_t>(data().training().rows), settings().batch_size, rng("batches")),
        step_rng_(rng("steps")),
        fixed_(make_fixed()) {
    begin_with_weights(start.files, {{"generator", gan_.generator()}, {"discriminator", gan_.discriminator()}},
                       "Choose the pictures and the layers of the networks in the file.");
    gan_.set_smoothing(settings().smoothing);
    moments_.resize(static_cast<std::ptrdiff_t>(kMoments.size()) * kColumns, data().training().cols);
    keep_moment();
    judge();
  }

  void step() override;
  void settings_changed(const Settings&) {
    gan_.generator_optimizer().spec() = settings().optimizer_of(settings().generator_rate);
    gan_.discriminator_optimizer().spec() = settings().optimizer_of(settings().discriminator_rate);
    gan_.set_loss(settings().loss);
    gan_.set_smoothing(settings().smoothing);
  }
  bool gesture(const Action& action);
  std::optional<Divergence> divergence() const override;
  auto state() const {
    return std::tuple(std::tie(gan_, reader_, sampler_, step_rng_, steps_, diverged_), unhashed(costs_),
                      unhashed(opinions_), unhashed(readings_), unhashed(moments_), unhashed(counts_),
                      unhashed(measures_));
  }
  void describe(Snapshot& snapshot) const override;
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    return network_files({{"generator", gan_.generator()}, {"discriminator", gan_.discriminator()}}, format);
  }

 private:
  bool shows_digits() const {
    return settings().data.source != ImitatedPictures::ising && settings().data.source != ImitatedPictures::showers;
  }
  int noise_width() const { return settings().noise_dimension + (settings().conditional ? data().classes() : 0); }
  std::ptrdiff_t pixels() const { return data().training().cols; }
  Fixed make_fixed() const;
  // Draws noise and, if conditional, writes the classes behind it.
  void draw_noise(Matrix<float>& noise, std::span<const int> classes, Rng& rng) const;
  void ask_for(float* noise, int k) const;
  void draw_classes(std::vector<int>& classes, int n, Rng& rng) const;
  // What the generator makes of noise; valid until the next call with the same matrix.
  void generate(ConstMatrixView<float> noise, Matrix<float>& pictures) const;
  void keep_moment();
  void judge();

  int shown_rows() const { return settings().conditional ? data().classes() : 5; }
  int sample_a() const { return std::min(settings().sample, shown_rows() * kColumns - 1); }
  int sample_b() const { return std::min(settings().other_sample, shown_rows() * kColumns - 1); }
  int class_of(int sample) const { return settings().conditional ? sample / kColumns : 0; }
  void add_picture(Images& images, std::string_view label, const float* picture, const TileStyle& style = {}) const {
    images.tile(label, {picture, static_cast<std::size_t>(pixels()), 1}, data().rows(), data().cols(), style);
  }

  void describe_samples(Images& images) const;
  void describe_moments(Images& images) const;
  void describe_walk(Images& images) const;
  void describe_noise(Plane& plane) const;
  void describe_nearest(Images& images) const;
  void describe_seen(Images& images) const;
  void describe_reading(Snapshot& snapshot) const;
  void describe_classes(Snapshot& snapshot) const;
  void describe_game(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  generative::Gan<float> gan_;
  PictureReader reader_;
  nn::MiniBatchSampler sampler_;
  Rng step_rng_;
  Shared<Fixed> fixed_;
  std::int64_t steps_ = 0;
  bool diverged_ = false;

  // Only looked at:
  History costs_{2}, opinions_{2};
  History readings_{3};    // shares read as some digit, as the one asked for; of held-out pictures
  Matrix<float> moments_;  // kMoments · kColumns pictures
  int kept_ = 0;           // moments
  std::vector<int> counts_ = std::vector<int>(kMostClasses, 0);
  AllMeasures measures_;
  double readable_ = kUnknown, as_asked_ = kUnknown, held_out_readable_ = kUnknown, spread_ = kUnknown,
         nearest_ = kUnknown;
  std::array<float, 2> handle_{0.5f, 0.5f};
  Scratch<Matrix<float>> batch_, noise_, pictures_, shown_, some_noise_, some_pictures_;
  Scratch<std::vector<int>> asked_, of_data_;
  Scratch<std::string> name_;
  Scratch<nn::Pass<float>> look_, seen_;
};

Schema<Settings> GanImages::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Players")
      .boolean(&Settings::conditional, "conditional", "Asked for a class")
      .help(
          "The generator is told, beside its noise, which class to make, and the discriminator judges by that class: of "
          "its outputs, one for each class, that of the class alone counts.")
      .integer(&Settings::noise_dimension, "noise_dimension", "Dimension of the noise", {1, 64})
      .help("How many normal numbers enter the generator.")
      .integer(&Settings::filters, "filters", "Filters", {2, 24})
      .help("Of the layers next to the picture, in both players; the layers further in have twice as many.")
      .boolean(&Settings::batch_norm, "batch_norm", "Batch normalisation")
      .help("Of each channel over the batch, behind each layer of the generator but the last.")
      .group("Training")
      .choice(&Settings::loss, "generator_loss", "Loss of G",
              {{GeneratorLoss::non_saturating, "non_saturating", "Non-saturating, −log D(G(z))"},
               {GeneratorLoss::minimax, "minimax", "Minimax, log(1 − D(G(z)))"},
               {GeneratorLoss::least_squares, "least_squares", "Least squares, (d(G(z)) − 1)²/2"}})
      .live()
      .help(
          "Minimax is the game's own loss, but it is flat where D is confident. Least squares changes D's loss as well.")
      .real(&Settings::discriminator_rate, "discriminator_rate", "Learning rate of D", {1e-5, 0.1})
      .logarithmic()
      .live()
      .help("Much larger than G's: D wins and G has no slope. Much smaller: G runs to whatever fools D at the moment.")
      .real(&Settings::generator_rate, "generator_rate", "Learning rate of G", {1e-5, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam, as D's.")
      .integer(&Settings::discriminator_steps, "discriminator_steps", "D steps per G step", {1, 5})
      .live()
      .help("With more, D is closer to the best judge of the present samples.")
      .real(&Settings::beta1, "beta1", {0, 0.99})
      .live()
      .help("Memory of Adam's mean gradient. In a game the other player moves on: 0.5 forgets in time, 0.9 overshoots.")
      .real(&Settings::smoothing, "label_smoothing", "Label smoothing", {0, 0.3})
      .live()
      .help("D is asked for 1 minus this on data, and still for 0 on samples. It keeps D from becoming certain.")
      .integer(&Settings::batch_size, "batch_size", {8, 64})
      .help("Training pictures, and samples, in each update.")
      .group("Look at")
      .integer(&Settings::sample, "sample", "Sample A", {0, kMostClasses * kColumns - 1})
      .live()
      .help("Counted row by row from 0. Tap a sample to choose it.")
      .integer(&Settings::other_sample, "other_sample", "Sample B", {0, kMostClasses * kColumns - 1})
      .live()
      .help("The sample to whose noise the walk from A leads.");
}

Fixed GanImages::make_fixed() const {
  Fixed fixed;
  for (int i = 0; i < shown_rows() * kColumns; ++i) fixed.shown_classes.push_back(class_of(i));
  for (int i = 0; i < kJudged; ++i) fixed.judged_classes.push_back(i % data().classes());
  Rng shown = rng("shown noise"), judged = rng("judged noise");
  fixed.shown_noise.resize(std::ssize(fixed.shown_classes), noise_width());
  draw_noise(fixed.shown_noise, fixed.shown_classes, shown);
  fixed.judged_noise.resize(kJudged, noise_width());
  draw_noise(fixed.judged_noise, fixed.judged_classes, judged);
  fixed.data =
      measures_of(settings().data.source, data().training(), data().training_labels(), data().classes(), data().cols());
  fixed.data_spread =
      spread_within(data().training(), data().training_labels(), data().classes(), !settings().conditional);
  fixed.data_nearest = mean_nearest(data().training(), data().held_out());
  for (std::size_t i = 0; i < fixed.nearest_of_held_out.size(); ++i)
    fixed.nearest_of_held_out[i] =
        nearest_in(data().training(),
                   data().held_out().row(std::min(static_cast<std::ptrdiff_t>(i), data().held_out().rows - 1)))
            .row;
  return fixed;
}

void GanImages::ask_for(float* noise, int k) const {
  if (!settings().conditional) return;
  float* asked = noise + settings().noise_dimension;
  std::fill_n(asked, data().classes(), 0.0f);
  asked[k] = 1;
}

void GanImages::draw_noise(Matrix<float>& noise, std::span<const int> classes, Rng& rng) const {
  for (std::ptrdiff_t i = 0; i < noise.rows(); ++i) {
    rng.fill_normal({noise.row(i), static_cast<std::size_t>(settings().noise_dimension)}, 0, 1);
    ask_for(noise.row(i), classes[static_cast<std::size_t>(i)]);
  }
}

void GanImages::draw_classes(std::vector<int>& classes, int n, Rng& rng) const {
  classes.resize(static_cast<std::size_t>(n));
  for (int& k : classes) k = static_cast<int>(rng.below(static_cast<std::uint32_t>(data().classes())));
}

void GanImages::generate(ConstMatrixView<float> noise, Matrix<float>& pictures) const {
  pictures.resize(noise.rows, pixels());
  gan_.generator().predict(*look_, noise, pictures, &pool());
}

// ---- The game ----------------------------------------------------------------------------------------

void GanImages::step() {
  if (diverged_) return;
  if (shows_digits()) reader_.learn(data().training(), data().training_labels(), &pool());
  Rng own = step_rng_.split(static_cast<std::uint64_t>(steps_));
  const std::span<const int> labels = data().training_labels();
  const bool by_class = settings().conditional;
  generative::DiscriminatorStep judged;
  for (int i = 0; i < settings().discriminator_steps; ++i) {
    const std::span<const std::int32_t> rows = sampler_.next();
    nn::gather_rows<float>(data().training(), rows, *batch_);
    of_data_->clear();
    for (const std::int32_t row : rows) of_data_->push_back(labels[static_cast<std::size_t>(row)]);
    draw_classes(*asked_, static_cast<int>(rows.size()), own);
    noise_->resize(batch_->rows(), noise_width());
    draw_noise(*noise_, *asked_, own);
    const generative::GanClasses classes =
        by_class ? generative::GanClasses{*of_data_, *asked_} : generative::GanClasses{};
    judged = gan_.train_discriminator(*batch_, *noise_, own, &pool(), classes);
  }
  draw_classes(*asked_, settings().batch_size, own);
  noise_->resize(settings().batch_size, noise_width());
  draw_noise(*noise_, *asked_, own);
  const generative::GeneratorStep imitated =
      gan_.train_generator(*noise_, own, &pool(), by_class ? std::span<const int>(*asked_) : std::span<const int>());
  ++steps_;
  if (!std::isfinite(judged.loss) || !std::isfinite(imitated.loss)) return void(diverged_ = true);
  const auto at = static_cast<double>(steps_);
  costs_.record(at, std::array{judged.loss, imitated.loss});
  opinions_.record(at, std::array{judged.mean_on_data, imitated.mean_on_samples});
  if (kept_ < std::ssize(kMoments) && steps_ == kMoments[static_cast<std::size_t>(kept_)]) keep_moment();
  if (steps_ == 1 || steps_ % kStepsPerJudgement == 0) judge();
}

// Column c of a moment: of ten classes one each, of fewer several of each.
void GanImages::keep_moment() {
  generate(fixed_->shown_noise, *shown_);
  for (int c = 0; c < kColumns; ++c) {
    const int row = c * shown_rows() / kColumns;
    std::copy_n(shown_->row(row * kColumns + c), pixels(), moments_.row(std::ptrdiff_t{kept_} * kColumns + c));
  }
  ++kept_;
}

void GanImages::judge() {
  generate(fixed_->judged_noise, *pictures_);
  spread_ = spread_within(*pictures_, fixed_->judged_classes, data().classes(), !settings().conditional) /
            fixed_->data_spread;
  nearest_ = mean_nearest(data().training(), *pictures_) / fixed_->data_nearest;
  if (!shows_digits())
    return void(measures_ = measures_of(settings().data.source, *pictures_, fixed_->judged_classes, data().classes(),
                                        data().cols()));
  const PictureReader::Reading real = reader_.read(data().held_out(), data().held_out_labels(), &pool()),
                               made = reader_.read(*pictures_, fixed_->judged_classes, &pool());
  held_out_readable_ = real.as_asked;
  readable_ = made.sure;
  as_asked_ = settings().conditional ? made.as_asked : kUnknown;
  counts_.assign(made.counts.begin(), made.counts.end());
  if (steps_ > 0) readings_.record(static_cast<double>(steps_), std::array{readable_, as_asked_, held_out_readable_});
}

bool GanImages::gesture(const Action& action) {
  if (action.panel != "noise") return false;
  if (const auto* dragged = std::get_if<HandleDragged>(&action.gesture)) {
    if (dragged->handle != "place") return false;
    handle_ = {dragged->x, dragged->y};
    return true;
  }
  const auto* pick = std::get_if<LatentPicked>(&action.gesture);
  if (pick == nullptr) return false;
  handle_ = {pick->x, pick->y};
  return true;
}

std::optional<Divergence> GanImages::divergence() const {
  if (!diverged_) return {};
  const double of_d = settings().discriminator_rate, of_g = settings().generator_rate;
  return diverged("At step " + std::to_string(steps_) + " a loss is no longer a finite number: the learning rates, " +
                      number_text(of_d) + " of D and " + number_text(of_g) + " of G, are too large here.",
                  of_d >= of_g ? &Settings::discriminator_rate : &Settings::generator_rate, std::max(of_d, of_g) / 10);
}

// ---- What there is to see ----------------------------------------------------------------------------

void GanImages::describe(Snapshot& snapshot) const {
  generate(fixed_->shown_noise, *shown_);
  describe_samples(snapshot.images("samples", "Samples", {.weight = 4, .help = kSamplesHelp}));
  if (shows_digits())
    describe_reading(snapshot);
  else if (settings().data.source == ImitatedPictures::ising)
    describe_ising(snapshot, data(), fixed_->data, measures_);
  else
    describe_showers(snapshot, data(), fixed_->data, measures_);
  describe_numbers(snapshot);
  describe_noise(snapshot.plane("noise", "A walk through the noise", {.weight = 2, .help = kNoiseHelp}));
  describe_nearest(snapshot.images("nearest", "Nearest training pictures", {.weight = 1, .help = kNearestHelp}));
  describe_walk(snapshot.images("walk", "Walks", {.weight = 1, .help = kWalkHelp}));
  describe_seen(snapshot.images("seen", "What the discriminator sees", {.weight = 1, .help = kSeenHelp}));
  describe_moments(snapshot.images("moments", "Through time", {.weight = 1, .help = kMomentsHelp}));
  if (shows_digits()) describe_classes(snapshot);
  describe_game(snapshot);
}

void GanImages::describe_samples(Images& images) const {
  images.setup({.columns = kColumns, .picks_parameter = "sample"});
  images.row("training");
  for (int c = 0; c < kColumns; ++c) {
    const int k = c * data().classes() / kColumns;
    add_picture(images, "", data().training().row(data().first_of_class()[static_cast<std::size_t>(k)]),
                {.color = kLevels});
  }
  const bool doubts = shows_digits() && settings().conditional && held_out_readable_ > kTrusted;
  const std::span<const PictureReader::Guess> guesses =
      doubts ? reader_.guess(*shown_, &pool()) : std::span<const PictureReader::Guess>();
  const int a = sample_a(), b = sample_b();
  for (int row = 0; row < shown_rows(); ++row) {
    images.row(settings().conditional ? std::string_view(data().class_names()[static_cast<std::size_t>(row)])
                                      : std::string_view("samples"));
    for (int c = 0; c < kColumns; ++c) {
      const int i = row * kColumns + c;
      ColorRole frame = kColorMuted;
      if (doubts) {
        const PictureReader::Guess& guess = guesses[static_cast<std::size_t>(i)];
        if (guess.label != row || guess.probability <= PictureReader::kSure) frame = kColorBad;
      }
      if (i == b) frame = kColorGood;
      if (i == a) frame = kColorAccent;
      add_picture(images, "", shown_->row(i), {.color = kLevels, .frame = frame, .pick = i});
    }
  }
}

void GanImages::describe_moments(Images& images) const {
  images.setup({.columns = kColumns});
  for (int m = 0; m < kept_; ++m) {
    name_->assign("step ");
    write_number(*name_, static_cast<double>(kMoments[static_cast<std::size_t>(m)]));
    images.row(*name_);
    for (int c = 0; c < kColumns; ++c)
      add_picture(images, "", moments_.row(std::ptrdiff_t{m} * kColumns + c), {.color = kLevels});
  }
  if (kept_ > 0 && steps_ == kMoments[static_cast<std::size_t>(kept_ - 1)]) return;
  images.row("now");
  for (int c = 0; c < kColumns; ++c)
    add_picture(images, "", shown_->row(c * shown_rows() / kColumns * kColumns + c), {.color = kLevels});
}

void GanImages::describe_walk(Images& images) const {
  images.setup({.columns = kSteps});
  const int a = sample_a(), b = sample_b(), k = class_of(a);
  const int classes = settings().conditional ? data().classes() : 0;
  // The handle's place; the steps from A to B; A's noise in each class.
  some_noise_->resize(1 + kSteps + classes, noise_width());
  const float *za = fixed_->shown_noise.row(a), *zb = fixed_->shown_noise.row(b);
  const auto share = [](int t) { return static_cast<float>(t) / (kSteps - 1); };
  for (int j = 0; j < settings().noise_dimension; ++j) {
    (*some_noise_)(0, j) = handle_[0] * za[j] + handle_[1] * zb[j];
    for (int t = 0; t < kSteps; ++t) (*some_noise_)(1 + t, j) = (1 - share(t)) * za[j] + share(t) * zb[j];
    for (int c = 0; c < classes; ++c) (*some_noise_)(1 + kSteps + c, j) = za[j];
  }
  for (int t = 0; t <= kSteps; ++t) ask_for(some_noise_->row(t), k);
  for (int c = 0; c < classes; ++c) ask_for(some_noise_->row(1 + kSteps + c), c);
  generate(*some_noise_, *some_pictures_);
  images.row("at the handle · nearest training picture");
  add_picture(images, "", some_pictures_->row(0), {.color = kLevels, .frame = kColorAccent});
  const Nearest nearest = nearest_in(data().training(), some_pictures_->row(0));
  add_picture(images, "", data().training().row(nearest.row), {.color = kLevels});
  images.row("A to B through the noise");
  for (int t = 0; t < kSteps; ++t) add_picture(images, "", some_pictures_->row(1 + t), {.color = kLevels});
  if (classes > 0) images.row("A's noise, each class");
  for (int c = 0; c < classes; ++c) add_picture(images, "", some_pictures_->row(1 + kSteps + c), {.color = kLevels});
  images.row("A to B, pixels mixed");
  for (int t = 0; t < kSteps; ++t) {
    float* mixed = some_pictures_->row(0);
    const float *from = some_pictures_->row(1), *to = some_pictures_->row(kSteps);
    for (std::ptrdiff_t j = 0; j < pixels(); ++j) mixed[j] = (1 - share(t)) * from[j] + share(t) * to[j];
    add_picture(images, "", mixed, {.color = kLevels});
  }
}

// One large picture, made of what the generator gives for a grid of places.
void GanImages::describe_noise(Plane& plane) const {
  const Range extent{-kHalfWidth, kHalfWidth};
  plane.equal_axes({.label = "share of A's noise", .range = extent}, {.label = "share of B's noise", .range = extent});
  plane.accept_latent_picks();
  constexpr int kTiles = kLatentTiles;
  some_noise_->resize(kTiles * kTiles, noise_width());
  const float *za = fixed_->shown_noise.row(sample_a()), *zb = fixed_->shown_noise.row(sample_b());
  const auto centre = [](int t) { return static_cast<float>(kHalfWidth * ((2 * t + 1.0) / kTiles - 1)); };
  for (int v = 0; v < kTiles; ++v)
    for (int u = 0; u < kTiles; ++u) {
      float* noise = some_noise_->row(v * kTiles + u);
      for (int j = 0; j < settings().noise_dimension; ++j) noise[j] = centre(u) * za[j] + centre(v) * zb[j];
      ask_for(noise, class_of(sample_a()));
    }
  generate(*some_noise_, *some_pictures_);
  const int rows = data().rows(), cols = data().cols();
  FieldLayer& field = plane.field("", {kTiles * rows, kTiles * cols, extent, extent}, Values(),
                                  {.color = kLevels, .map = ColorMap::greys, .show_scale = false});
  for (int v = 0; v < kTiles; ++v)
    for (int u = 0; u < kTiles; ++u)
      for (int row = 0; row < rows; ++row)
        std::copy_n(some_pictures_->row(v * kTiles + u) + (rows - 1 - row) * cols, cols,
                    field.values.begin() + ((v * rows + row) * kTiles + u) * cols);
  plane.point("A", 1, 0, {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
  plane.point("B", 0, 1, {.color = kColorGood, .marker = Marker::ring, .size_px = 8});
  plane.line("from A to B", {{1.0, 0.0}, {0.0, 1.0}}, {.color = kColorAccent});
  plane.handle("place", "handle", static_cast<double>(handle_[0]), static_cast<double>(handle_[1]));
}

void GanImages::describe_nearest(Images& images) const {
  images.setup({.columns = kNear});
  const int a = sample_a(), row = a / kColumns;
  const ConstMatrixView<float> training = data().training(), held_out = data().held_out();
  std::array<Nearest, kNear> nearest;
  // A, then its neighbours in the row.
  const auto shown = [&](int i) { return row * kColumns + (a % kColumns + i) % kColumns; };
  const auto label = [&](double distance) -> std::string_view {
    name_->clear();
    write_number(*name_, distance, 2);
    return *name_;
  };
  images.row("samples, A first · distance");
  for (int i = 0; i < kNear; ++i) {
    nearest[static_cast<std::size_t>(i)] = nearest_in(training, shown_->row(shown(i)));
    add_picture(images, label(nearest[static_cast<std::size_t>(i)].distance), shown_->row(shown(i)),
                {.color = kLevels, .frame = i == 0 ? kColorAccent : kColorMuted});
  }
  images.row("nearest training picture");
  for (const Nearest& found : nearest) add_picture(images, "", training.row(found.row), {.color = kLevels});
  images.row("held-out real pictures · distance");
  const auto real = [&](int i) { return held_out.row(std::min<std::ptrdiff_t>(i, held_out.rows - 1)); };
  for (int i = 0; i < kNear; ++i) {
    const float* other = training.row(fixed_->nearest_of_held_out[static_cast<std::size_t>(i)]);
    const double square = static_cast<double>(squared_distance(real(i), other, pixels()));
    add_picture(images, label(std::sqrt(square / static_cast<double>(pixels()))), real(i), {.color = kLevels});
  }
  images.row("nearest training picture");
  for (const std::ptrdiff_t found : fixed_->nearest_of_held_out)
    add_picture(images, "", training.row(found), {.color = kLevels});
}

void GanImages::describe_seen(Images& images) const {
  const nn::Network<float>& judge = gan_.discriminator();
  const int a = sample_a(), k = class_of(a);
  images.setup({.map = ColorMap::diverging});
  some_pictures_->resize(2, pixels());
  std::copy_n(shown_->row(a), pixels(), some_pictures_->row(0));
  std::copy_n(data().training().row(data().first_of_class()[static_cast<std::size_t>(k)]), pixels(),
              some_pictures_->row(1));
  judge.evaluate(*seen_, *some_pictures_, &pool());
  const std::array<double, 2> opinions{math::sigmoid(static_cast<double>(seen_->output()(0, k))),
                                       math::sigmoid(static_cast<double>(seen_->output()(1, k)))};
  images.row("sample A · training picture");
  for (std::size_t i = 0; i < 2; ++i) {
    name_->assign("D = ");
    write_number(*name_, opinions[i], 2);
    // Greys as the upper half of the diverging colours.
    add_picture(images, *name_, some_pictures_->row(static_cast<std::ptrdiff_t>(i)),
                {.color = {-1, 1}, .frame = i == 0 ? kColorAccent : kColorMuted});
  }
  const MatrixView<float> d_output = seen_->output_gradient();
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    std::fill_n(d_output.row(i), d_output.cols, 0.0f);
    d_output(i, k) = 1;
  }
  judge.backward_to_input(*seen_, &pool());
  images.row("gradient of the logit by each pixel");
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    const Values gradient(seen_->input_gradient().row(i), static_cast<std::size_t>(pixels()), 1);
    images.tile("", gradient, data().rows(), data().cols(), {.color = symmetric_range(gradient)});
  }
  const nn::Shape& maps = judge.layer(0).output_shape();
  const ConstMatrixView<float> activations = seen_->activations(0);
  const auto map_size = static_cast<std::size_t>(maps.height * maps.width);
  images.row("what the first filters see in A");
  for (std::ptrdiff_t f = 0; f < std::min<std::ptrdiff_t>(maps.channels, 8); ++f) {
    const Values map(activations.row(0) + f * static_cast<std::ptrdiff_t>(map_size), map_size, 1);
    images.tile("", map, static_cast<int>(maps.height), static_cast<int>(maps.width), {.color = symmetric_range(map)});
  }
}

void GanImages::describe_reading(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("reading", "Read by a fixed reader", {.weight = 3, .help = kReadingHelp});
  plane.axes({.label = "step"}, {.label = "share of the samples", .range = {0, 1.02}});
  plane.line("some digit, p > 0.9", readings_, 0, {.color = kModelColor});
  if (settings().conditional) plane.line("the digit asked for", readings_, 1, {.color = 0});
  plane.line("real digits, held out", readings_, 2, {.color = kDataColor, .dashed = true});
  plane.level("80 %", 0.8);
}

void GanImages::describe_classes(Snapshot& snapshot) const {
  Plane& classes = snapshot.plane("classes", "Digits read", {.weight = 1, .help = kClassesHelp});
  const int k = data().classes();
  const double fair = static_cast<double>(kJudged) / k;
  const double most = *std::max_element(counts_.begin(), counts_.end());
  classes.axes({.label = "class", .range = {-0.5, k - 0.5}},
               {.label = "samples of 200", .range = {0, 1.1 * std::max(most, 2 * fair)}});
  for (int i = 0; i < k; ++i)
    classes.bars("", {static_cast<double>(i)}, {static_cast<double>(counts_[static_cast<std::size_t>(i)])}, 0.8, {i});
  for (const std::string& name : data().class_names()) {
    if (classes.x.names.size() < data().class_names().size()) classes.x.names.push_back(name);
  }
  classes.level("fair share", fair);
}

void GanImages::describe_game(Snapshot& snapshot) const {
  Plane& opinions = snapshot.curves("opinions", "What D says", {.weight = 2, .help = kOpinionsHelp});
  opinions.axes({.label = "step"}, {.label = "D", .range = {0, 1}});
  opinions.line("D(x), training", opinions_, 0, {.color = kDataColor});
  opinions.line("D(G(z)), samples", opinions_, 1, {.color = kModelColor});
  opinions.level("guessing", 0.5);
  Plane& costs = snapshot.curves("costs", "Losses", {.help = kCostsHelp});
  costs.axes({.label = "step"}, {.label = "loss"});
  costs.line("D", costs_, 0, {.color = 0});
  costs.line("G", costs_, 1, {.color = kModelColor});
  if (settings().loss != GeneratorLoss::least_squares) costs.level("guessing", 2 * math::kLog2);
}

void GanImages::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  if (shows_digits()) {
    numbers.add("readable", "read as a digit, p > 0.9", readable_, {.digits = 3});
    if (settings().conditional) numbers.add("as_asked", "… as the one asked for", as_asked_, {.digits = 3});
    numbers.add("held_out_readable", "… of held-out digits", held_out_readable_, {.digits = 3});
    const double fair = static_cast<double>(kJudged) / data().classes();
    const auto covered = std::count_if(counts_.begin(), counts_.begin() + data().classes(),
                                       [fair](int count) { return count >= 0.2 * fair; });
    numbers.add("classes_covered", "classes covered", static_cast<double>(covered),
                {.digits = 0, .note = data().classes() == 10 ? "of 10" : ""});
  } else if (settings().data.source == ImitatedPictures::ising) {
    const IsingDistance distance = ising_distance(fixed_->data, measures_);
    numbers.add("magnetisation_error", "largest error of |m|", distance.magnetisation, {.digits = 3})
        .add("energy_error", "… of the energy of a spin", distance.energy, {.unit = "J", .digits = 3})
        .add("length_error", "… of the correlation length", distance.length, {.unit = "sites", .digits = 3});
  } else {
    const ShowerDistance distance = shower_distance(fixed_->data, measures_);
    numbers.add("sum_error", "largest relative error of the energy sum", distance.sum, {.digits = 3})
        .add("resolution_error", "… of its spread", distance.spread, {.digits = 3})
        .add("profile_error", "… of the profile", distance.profile, {.digits = 3});
  }
  numbers.add("spread", "spread, by that of the data", spread_, {.digits = 3})
      .add("nearest_ratio", "nearest picture, by that of real ones", nearest_, {.digits = 3});
  const bool known = opinions_.records() > 0;
  snapshot.metric("opinion_on_data", "D(x), mean on data", known ? opinions_.last(0) : kUnknown);
  snapshot.metric("opinion_on_samples", "D(G(z)), mean on samples", known ? opinions_.last(1) : kUnknown);
  snapshot.metric("discriminator_loss", "discriminator loss L_D", known ? costs_.last(0) : kUnknown);
  snapshot.metric("generator_loss", "generator loss L_G", known ? costs_.last(1) : kUnknown);
  snapshot.metric("parameters",
                  static_cast<double>(gan_.generator().parameters().size() + gan_.discriminator().parameters().size()));
}

const RegisterDemo<GanImages> registered{{
    .id = "gan-images",
    .title = "Images from noise",
    .lecture = 7,
    .row = "R37",
    .summary =
        "A convolutional GAN learns to write digits, Ising states of any temperature, and showers in a calorimeter; a "
        "reader and physics judge them.",
    .sources = {"I. Goodfellow et al., Generative Adversarial Nets, NIPS 2014",
                "M. Mirza, S. Osindero, Conditional Generative Adversarial Nets, arXiv:1411.1784 (2014)",
                "A. Radford et al., Unsupervised Representation Learning with Deep Convolutional GANs, ICLR 2016",
                "T. Salimans et al., Improved Techniques for Training GANs, NIPS 2016 (label smoothing)",
                "M. Paganini et al., CaloGAN, Phys. Rev. D 97 (2018) 014021",
                "G. Grindhammer, S. Peters, arXiv:hep-ex/0001020 (showers)"},
    .steps_per_second = 60,
}};

}  // namespace
}  // namespace lectern
