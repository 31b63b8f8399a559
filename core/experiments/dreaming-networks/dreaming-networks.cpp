// What a network that has just learned digits looks for: pictures that excite its filters and its classes, the pixels
// its decision hangs on, and the least change that makes it read another digit.
// Lecture row R54. Sources: those of core/ml/nn/excitation.h and core/ml/nn/explanation.h.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/data/bundled.h"
#include "core/data/drawn_digits.h"
#include "core/lab/demo.h"
#include "core/lab/text.h"
#include "core/math/correlation.h"
#include "core/ml/nn/excitation.h"
#include "core/ml/nn/explanation.h"
#include "core/ml/nn/reading.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/given_weights.h"
#include "core/parts/network_files.h"

namespace lectern {
namespace {

constexpr const char* kDreamsHelp =
    "One picture for each filter and each class, changed step by step so that it excites that part of the network most. "
    "White is paper, black is ink. Tap one to compare it with real digits.";
constexpr const char* kChosenHelp =
    "The picture chosen among the dreams, and the five validation digits that excite the same part of the network most.";
constexpr const char* kExplainedHelp =
    "Why the digit is read as it is. Gradient: where more ink raises the score of the class (orange) or lowers it (blue). "
    "Occlusion: by how much the posterior of the class falls if a square of paper covers the place, from 0 (white) to 1 "
    "(orange). Tap a pixel of the digit to cover it.";
constexpr const char* kAttackHelp =
    "The digit, the change, and their sum, which the network reads as another class. Orange is more ink, blue is less; full "
    "colour is the largest change of a pixel, which stands among the numbers.";
constexpr const char* kPathHelp =
    "The posterior of the class it was, against the size of the change: along the attack, and along random signs. Size is "
    "the root mean square over the pixels; 1 is the step from paper to ink.";
constexpr const char* kNumbersHelp =
    "The training, the dreams of the ten classes, and the one chosen. Roughness: the mean step from a pixel to its neighbours.";
constexpr const char* kDigitHelp =
    "How the digit chosen is read, what a covered patch takes off its posterior, and the attack on it: the root mean "
    "square and the largest change of a pixel.";
constexpr const char* kPosteriorHelp =
    "The class probabilities of the digit, of the digit after the attack, and with the square covered.";
constexpr const char* kReadersHelp =
    "Posterior of the class that each dream was made for: by the network that dreamed it, and by another network that "
    "learned the same digits from other random weights.";

constexpr int kClasses = 10, kStrongest = 5, kRandomChanges = 64, kBatchSize = 32;
constexpr int kMostAttackSteps = 200;
constexpr double kAttackLength = 0.01;
constexpr Range kGreyLevels{0, 1};

enum class DigitSource { scanned, drawn };
enum class DreamStart { noise, digit };

using Posterior = std::array<float, kClasses>;

struct Settings {
  DigitSource source = DigitSource::scanned;
  int n = 1000;
  std::vector<int> channels{8, 16};
  nn::Pooling pooling = nn::Pooling::max;
  int training = 450;
  nn::Excited excited = nn::Excited::unit;
  DreamStart from = DreamStart::noise;
  double rate = 0.05, ink = 0.3, roughness = 0.2;
  int jitter = 1;
  bool is_bounded = true;
  int chosen = 24;
  int image = 13, covered = -1, patch = 3;
  nn::AttackRule attack = nn::AttackRule::gradient;
  int target = -1;
};

// What a digit's decision hangs on.
struct Reasons {
  std::vector<float> gradient;  // pixels
  Matrix<float> drops;
  std::vector<float> covered;  // the picture with the square, pixels
  Posterior posterior, covered_posterior;
  int predicted = 0;
};

class DreamingNetworks final : public Demo<DreamingNetworks, Settings> {
 public:
  static Schema<Settings> schema();

  explicit DreamingNetworks(const Start& start)
      : Demo(start), training_(make_training("network", start.files)), other_(make_training("other network")) {
    load();
    training_.set_training_data(learned_);
    training_.set_validation_data(held_out_);
    other_.set_training_data(learned_);
    other_.set_validation_data(held_out_);
    make_dreams();
    begin_attack();
    for (const nn::Dream& dream : dreams_)
      for (std::ptrdiff_t c = 0; c < dream.channels(); ++c) parts_.push_back({&dream - dreams_.data(), c});
    if (is_dreaming()) finish_training();
  }

  void step() override {
    if (!is_dreaming()) {
      training_.step();
      other_.step();
      ++steps_;
      if (is_dreaming())
        finish_training();
      else
        begin_attack();
      return;
    }
    ++steps_;
    for (nn::Dream& dream : dreams_) dream.step(dream_spec(), &pool());
    if (attack_steps() <= kMostAttackSteps) {
      attack_->step(training_.network(), &pool());
      control_->step(training_.network(), &pool());
    }
  }
  void settings_changed(const Settings& before) {
    if (before.image != settings().image && settings().from == DreamStart::digit) {
      make_dreams();
      for (nn::Dream& dream : dreams_) dream.measure(&pool());
    }
    if (before.image == settings().image && before.attack == settings().attack && before.target == settings().target)
      return;
    begin_attack();
    for (int i = 0; i < std::min(attack_steps(), kMostAttackSteps); ++i) {
      attack_->step(training_.network(), &pool());
      control_->step(training_.network(), &pool());
    }
  }
  SeedUse seeds() const override { return {.run = true, .data = true}; }
  auto state() const {
    return std::tuple(std::tie(training_, other_, dreams_, steps_), unhashed(strongest_), unhashed(attack_),
                      unhashed(control_));
  }
  void describe(Snapshot& snapshot) const override;
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    return network_files("network", training_, {.batch_size = kBatchSize}, format);
  }

 private:
  struct Part {
    std::ptrdiff_t dream = 0, channel = 0;
  };
  // Of each channel of a dream: the validation digits that excite it most, and how much the first does.
  struct Strongest {
    std::vector<int> digits;  // channels × kStrongest
    std::vector<double> excitation;
    auto state() const { return std::tie(digits, excitation); }
  };

  int side() const { return settings().source == DigitSource::scanned ? 8 : data::kDrawnDigitSide; }
  std::size_t pixels() const { return static_cast<std::size_t>(side() * side()); }
  bool is_dreaming() const { return steps_ >= settings().training; }
  int dream_steps() const { return is_dreaming() ? static_cast<int>(steps_) - settings().training : 0; }
  int attack_steps() const { return dream_steps(); }
  nn::DreamSpec dream_spec() const {
    return nn::DreamSpec{settings().rate, settings().ink, settings().roughness, settings().jitter,
                         settings().is_bounded};
  }
  nn::ConvolutionalPlan plan() const {
    nn::ConvolutionalPlan plan;
    plan.channels = settings().channels;
    plan.side = side();
    plan.pooling = settings().pooling;
    plan.dense = {32};
    plan.classes = kClasses;
    return plan;
  }
  nn::SupervisedTraining make_training(std::string_view name, const DataFiles& files = {}) const;
  void load();
  void make_dreams();
  void finish_training();
  void begin_attack();

  int shown_image() const { return settings().image % static_cast<int>(held_out_->size()); }
  std::span<const float> shown_digit() const { return digit(shown_image()); }
  std::span<const float> digit(int i) const { return {held_out_->X.row(i), pixels()}; }
  std::size_t chosen() const { return static_cast<std::size_t>(settings().chosen) % parts_.size(); }
  const nn::Dream& class_dreams() const { return dreams_.back(); }
  std::string part_name(std::size_t part) const;
  Posterior posterior_of(const nn::SupervisedTraining& network, std::span<const float> picture) const;
  Reasons reasons() const;
  int fooled_by_noise() const;

  void describe_dreams(Images& images) const;
  void describe_chosen(Images& images) const;
  void describe_readers(Plane& plane, std::span<const double> own, std::span<const double> others) const;
  void add_digit(Images& images, std::string_view label, std::span<const float> levels, TileStyle style) const;
  void describe_reasons(Images& images, const Reasons& reasons) const;
  void describe_attack(Images& images) const;
  void describe_path(Plane& plane, int fooled) const;
  void describe_posteriors(Plane& plane, const Reasons& reasons) const;
  void describe_digit(Table& table, const Reasons& reasons, int fooled, Snapshot& snapshot) const;

  nn::SupervisedTraining training_, other_;
  Shared<nn::Examples> learned_, held_out_;
  std::vector<int> held_out_labels_;
  std::vector<float> mean_digits_;  // classes × pixels
  std::vector<nn::Dream> dreams_;   // of each convolution, and of the classes
  std::vector<Part> parts_;
  std::vector<Strongest> strongest_;  // of each dream, once the network has learned
  std::optional<nn::Attack> attack_, control_;
  std::int64_t steps_ = 0;
  Scratch<nn::Pass<float>> pass_, noise_pass_;  // of one picture, of many
  Scratch<Matrix<float>> noisy_, noisy_scores_;
  Scratch<nn::OcclusionMemory> occlusion_;
};

Schema<Settings> DreamingNetworks::schema() {
  Schema<Settings> schema;
  return schema.group("Data")
      .choice(&Settings::source, "data", glossary_label("data"),
              {{DigitSource::scanned, "digits8", "Handwritten, 8×8"},
               {DigitSource::drawn, "drawn28", "Drawn by the program, 28×28"}})
      .help("The digits that the network learns: 1797 real ones, or any number of newly drawn ones.")
      .integer(&Settings::n, "n", {200, 2000})
      .logarithmic()
      .shown_when(&Settings::source, {DigitSource::drawn})
      .help("How many digits there are in all. If there are few, the network learns them by heart and fails on others.")
      .group("Network")
      .integer_list(&Settings::channels, "channels", "Filters per layer", {1, 16}, 2)
      .help("One number for each convolutional layer. Two or three filters already do surprisingly well.")
      .choice(&Settings::pooling, "pooling", "Pooling", nn::kPoolings)
      .help("What is kept of each 2×2 block behind a convolutional layer. Without pooling, small shifts matter more.")
      .integer(&Settings::training, "training", "Updates before dreaming", {0, 1000})
      .help(
          "How many updates the network learns for. After them it is fixed, and the pictures begin to change. With 0 the "
          "weights stay random.")
      .group("Dreams")
      .choice(&Settings::excited, "excited", "Excite",
              {{nn::Excited::map, "map", "Each filter's whole map"},
               {nn::Excited::unit, "unit", "One unit of each map"}})
      .help(
          "The mean activation of a filter's map, or the unit in the middle of it. The classes are single units in any case.")
      .choice(&Settings::from, "dreams_from", "Begin with",
              {{DreamStart::noise, "noise", "Grey noise"}, {DreamStart::digit, "digit", "The digit chosen below"}})
      .help("Where each picture starts. From a digit the network draws out what it already sees there: a deep dream.")
      .real(&Settings::rate, "ascent_rate", "Ascent rate", {0.005, 0.5})
      .logarithmic()
      .live()
      .help("Grey levels by which the mean pixel changes in a step. The gradient is scaled to that.")
      .real(&Settings::ink, "ink_penalty", "Penalty for ink", {0, 2})
      .live()
      .help("Half of this times the sum of the squared grey levels is taken off the excitation. 0 turns it off.")
      .real(&Settings::roughness, "roughness_penalty", "Penalty for roughness", {0, 2})
      .live()
      .help(
          "This times the total variation, the sum of the steps between neighbours, is taken off the excitation. 0 turns "
          "it off.")
      .integer(&Settings::jitter, "jitter", "Jitter", {0, 2})
      .unit("px")
      .live()
      .help("Before each gradient the picture is shifted at random, by this many pixels at most. 0 turns it off.")
      .boolean(&Settings::is_bounded, "bounded", "Grey levels from 0 to 1")
      .live()
      .help("Without, a pixel may become blacker than ink and whiter than paper, as no digit is.")
      .integer(&Settings::chosen, "chosen", "Dream chosen", {0, 41})
      .live()
      .help("Which dream is compared with real digits, counted from the first filter. Tap a dream to choose it.")
      .group("One digit")
      .integer(&Settings::image, "image", "Picture number", {0, 9999})
      .live()
      .help("The validation digit that is explained and attacked.")
      .integer(&Settings::covered, "covered", "Pixel covered", {-1, 783})
      .live()
      .help("Around which pixel a square of paper lies, counted row by row; −1: none. Tap a pixel of the digit.")
      .integer(&Settings::patch, "patch", "Side of the square", {1, 9})
      .unit("px")
      .live()
      .help("The size of the square of paper that occludes a part of the digit.")
      .choice(&Settings::attack, "attack", "Attack", nn::kAttackRules)
      .live()
      .help("In which direction the digit is changed. All go equally far a step: 0.01 grey levels, root mean square.")
      .integer(&Settings::target, "attack_target", "Attack towards", {-1, 9})
      .live()
      .help("The class that the digit is to be read as; −1: whichever other comes first.");
}

nn::SupervisedTraining DreamingNetworks::make_training(std::string_view name, const DataFiles& files) const {
  auto network = nn::Network<float>::build({1, side(), side()}, nn::layer_specs(plan()));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng(name).split("weights"));
  begin_with_weights(files, {{"network", *network}}, "Choose the network in the file.");
  return {std::move(*network),
          nn::OutputCode::classification(kClasses, nn::Objective::cross_entropy),
          nn::optimizer_spec(nn::DescentRule::adam, 0.003, 0.9),
          kBatchSize,
          {},
          rng(name).split("training"),
          &pool()};
}

void DreamingNetworks::load() {
  data::Dataset digits;
  if (settings().source == DigitSource::scanned) {
    Result<data::Dataset> bundled = data::digits_8x8();
    if (!bundled) throw CannotStart(bundled.error());
    digits = std::move(*bundled);
  } else {
    digits = data::drawn_digits(data_rng("digits"), settings().n);
  }
  Rng split_rng = data_rng("split");
  data::TrainValidation parts = data::split(digits, 0.2, split_rng);
  mean_digits_.assign(kClasses * pixels(), 0.0f);
  std::array<float, kClasses> counts{};
  for (std::ptrdiff_t i = 0; i < parts.training.size(); ++i) {
    const auto k = static_cast<std::size_t>(parts.training.labels[static_cast<std::size_t>(i)]);
    ++counts[k];
    for (std::size_t p = 0; p < pixels(); ++p) mean_digits_[k * pixels() + p] += parts.training.X.row(i)[p];
  }
  for (std::size_t k = 0; k < kClasses; ++k)
    for (std::size_t p = 0; p < pixels(); ++p) mean_digits_[k * pixels() + p] /= std::max(counts[k], 1.0f);
  held_out_labels_ = parts.validation.labels;
  nn::Examples learned, held_out;
  training_.code().encode(parts.training.labels, learned.T);
  training_.code().encode(parts.validation.labels, held_out.T);
  learned.X = std::move(parts.training.X);
  held_out.X = std::move(parts.validation.X);
  learned_ = Shared(std::move(learned));
  held_out_ = Shared(std::move(held_out));
}

// Always of the network as it is now.
void DreamingNetworks::make_dreams() {
  const std::vector<nn::LayerSpec> specs = nn::layer_specs(plan());
  std::size_t convolution = 0;
  dreams_.clear();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const bool is_last = i + 1 == specs.size();
    if (!is_last && !std::holds_alternative<nn::Conv2dSpec>(specs[i])) continue;
    auto part = nn::first_layers(training_.network(), specs, i + 1);
    if (!part) throw CannotStart(part.error());
    dreams_.emplace_back(std::move(*part), is_last ? nn::Excited::unit : settings().excited,
                         rng("dreams").split(is_last ? 99 : convolution++));
    if (settings().from == DreamStart::digit) dreams_.back().begin_with(shown_digit());
  }
}

void DreamingNetworks::finish_training() {
  make_dreams();
  strongest_.clear();
  for (nn::Dream& dream : dreams_) {
    dream.measure(&pool());
    const Matrix<double> excitation = dream.excitation_by(held_out_->X, &pool());
    Strongest& strongest = strongest_.emplace_back();
    std::vector<int> order(static_cast<std::size_t>(excitation.rows()));
    for (std::ptrdiff_t c = 0; c < excitation.cols(); ++c) {
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
      std::sort(order.begin(), order.end(), [&](int a, int b) {
        return excitation(a, c) > excitation(b, c) || (excitation(a, c) == excitation(b, c) && a < b);
      });
      strongest.digits.insert(strongest.digits.end(), order.begin(), order.begin() + kStrongest);
      strongest.excitation.push_back(excitation(order[0], c));
    }
  }
  begin_attack();
}

void DreamingNetworks::begin_attack() {
  Rng random = rng("random signs");
  std::vector<float> signs(pixels());
  for (float& sign : signs) sign = random.below(2) == 0 ? -1.0f : 1.0f;
  const bool is_noise = settings().attack == nn::AttackRule::noise;
  attack_.emplace(training_.network(), shown_digit(), settings().attack, kAttackLength, settings().target,
                  is_noise ? signs : std::vector<float>());
  control_.emplace(training_.network(), shown_digit(), nn::AttackRule::noise, kAttackLength, -1, signs);
}

std::string DreamingNetworks::part_name(std::size_t part) const {
  const auto [dream, channel] = parts_[part];
  if (dream + 1 == std::ssize(dreams_)) return "class " + std::to_string(channel);
  return "filter " + std::to_string(channel + 1) + " of layer " + std::to_string(dream + 1);
}

Posterior DreamingNetworks::posterior_of(const nn::SupervisedTraining& network, std::span<const float> picture) const {
  network.network().evaluate(*pass_, ConstMatrixView<float>(picture.data(), 1, std::ssize(picture)), &pool());
  Posterior posterior;
  nn::posterior_of_scores({pass_->output().row(0), kClasses}, posterior);
  return posterior;
}

Reasons DreamingNetworks::reasons() const {
  Reasons reasons;
  const nn::Network<float>& network = training_.network();
  const std::span<const float> picture = shown_digit();
  reasons.posterior = posterior_of(training_, picture);
  reasons.predicted = static_cast<int>(std::max_element(reasons.posterior.begin(), reasons.posterior.end()) -
                                       reasons.posterior.begin());
  const auto k = static_cast<std::size_t>(reasons.predicted);
  reasons.gradient.resize(pixels());
  nn::score_gradient<float>(network, *pass_, picture, k, reasons.gradient, &pool());
  nn::occlusion_drops(network, *occlusion_, picture, k, settings().patch, side() > 8 ? 3 : 1, reasons.drops, &pool());
  if (settings().covered < 0) return reasons;
  reasons.covered.assign(picture.begin(), picture.end());
  const int at = settings().covered % static_cast<int>(pixels());
  nn::occlude(reasons.covered, network.input_shape(), at / side(), at % side(), settings().patch);
  reasons.covered_posterior = posterior_of(training_, reasons.covered);
  return reasons;
}

// How many of 64 random changes, of the size of the attack, change the class as well.
int DreamingNetworks::fooled_by_noise() const {
  Rng random = rng("random changes");
  Matrix<float>&X = *noisy_, &scores = *noisy_scores_;
  X.resize(kRandomChanges, static_cast<std::ptrdiff_t>(pixels()));
  scores.resize(kRandomChanges, kClasses);
  const auto size = static_cast<float>(attack_->size());
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::size_t p = 0; p < pixels(); ++p)
      X.row(i)[p] = std::clamp(shown_digit()[p] + (random.below(2) == 0 ? -size : size), 0.0f, 1.0f);
  training_.network().predict(*noise_pass_, X.view(), scores.view(), &pool());
  const std::vector<int> classes = nn::predicted_classes(scores.view());
  return static_cast<int>(
      std::count_if(classes.begin(), classes.end(), [&](int k) { return k != attack_->own_class(); }));
}

void DreamingNetworks::describe_dreams(Images& images) const {
  images.setup({.map = ColorMap::greys, .columns = kClasses, .picks_parameter = "chosen"});
  std::size_t part = 0;
  for (std::size_t d = dreams_.size(); d-- > 0;) {
    const nn::Dream& dream = dreams_[d];
    const bool is_last = d + 1 == dreams_.size();
    part = 0;
    for (std::size_t before = 0; before < d; ++before) part += static_cast<std::size_t>(dreams_[before].channels());
    const Range range = settings().is_bounded ? kGreyLevels : Range{};
    images.row(is_last ? "classes" : "filters of layer " + std::to_string(d + 1), range);
    for (std::ptrdiff_t c = 0; c < dream.channels(); ++c, ++part)
      images.tile(std::to_string(is_last ? c : c + 1), std::span(dream.pictures().row(c), pixels()), side(), side(),
                  {.color = range,
                   .frame = part == chosen() ? kColorAccent : kColorMuted,
                   .pick = static_cast<int>(part)});
  }
}

void DreamingNetworks::describe_chosen(Images& images) const {
  images.setup({.map = ColorMap::greys, .columns = 1 + kStrongest});
  const auto [dream, channel] = parts_[chosen()];
  images.tile("dream", std::span(dreams_[static_cast<std::size_t>(dream)].pictures().row(channel), pixels()), side(),
              side(), {.color = settings().is_bounded ? kGreyLevels : Range{}, .frame = kColorAccent});
  if (strongest_.empty()) return;
  const std::vector<int>& digits = strongest_[static_cast<std::size_t>(dream)].digits;
  for (int i = 0; i < kStrongest; ++i) {
    const int at = digits[static_cast<std::size_t>(channel * kStrongest + i)];
    images.tile("a " + std::to_string(held_out_labels_[static_cast<std::size_t>(at)]), digit(at), side(), side(),
                {.color = kGreyLevels});
  }
}

void DreamingNetworks::describe_readers(Plane& plane, std::span<const double> own,
                                        std::span<const double> others) const {
  plane.axes({.label = "class dreamed of", .range = {-0.5, kClasses - 0.5}},
             {.label = "posterior of that class", .range = {0, 1}});
  std::array<double, kClasses> left, right;
  for (int k = 0; k < kClasses; ++k) {
    left[static_cast<std::size_t>(k)] = k - 0.2;
    right[static_cast<std::size_t>(k)] = k + 0.2;
    plane.x.names.push_back(std::to_string(k));
  }
  plane.bars("the network that dreams", left, own, 0.38, {0});
  plane.bars("another network", right, others, 0.38, {1});
}

// In greys, where the map of the other tiles has colours.
void DreamingNetworks::add_digit(Images& images, std::string_view label, std::span<const float> levels,
                                 TileStyle style) const {
  std::vector<float> colours;
  for (const float level : levels) colours.insert(colours.end(), 3, 1 - level);
  style.channels = 3;
  images.tile(label, colours, side(), side(), style);
}

void DreamingNetworks::describe_reasons(Images& images, const Reasons& reasons) const {
  images.setup({.map = ColorMap::diverging, .picks_parameter = "covered", .picks_pixels = true});
  PixelBox mark;
  if (settings().covered >= 0) {
    const int at = settings().covered % static_cast<int>(pixels()), before = (settings().patch - 1) / 2;
    mark = {at / side() - before, at % side() - before, settings().patch, settings().patch};
  }
  if (reasons.covered.empty()) {
    add_digit(images, "read as " + std::to_string(reasons.predicted), shown_digit(), {.pick = 0, .mark = mark});
  } else {
    const auto largest = std::max_element(reasons.covered_posterior.begin(), reasons.covered_posterior.end());
    add_digit(images, "covered: read as " + std::to_string(largest - reasons.covered_posterior.begin()),
              reasons.covered, {.pick = 0, .mark = mark});
  }
  images.tile("gradient", reasons.gradient, side(), side(), {.color = symmetric_range(reasons.gradient)});
  const std::span<const float> drops(reasons.drops.data(), static_cast<std::size_t>(reasons.drops.size()));
  images.tile("occlusion", drops, static_cast<int>(reasons.drops.rows()), static_cast<int>(reasons.drops.cols()),
              {.color = {-1, 1}});
}

void DreamingNetworks::describe_attack(Images& images) const {
  images.setup({.map = ColorMap::diverging});
  std::vector<float> change(attack_->picture().begin(), attack_->picture().end());
  for (std::size_t p = 0; p < change.size(); ++p) change[p] -= shown_digit()[p];
  add_digit(images, "read as " + std::to_string(attack_->own_class()), shown_digit(), {});
  const double largest = std::max(attack_->largest_change(), 0.01);
  images.tile("+ change", change, side(), side(), {.color = {-largest, largest}});
  add_digit(images, "= read as " + std::to_string(attack_->class_now()), attack_->picture(),
            {.frame = attack_->succeeded() && dream_steps() > 0 ? kColorBad : kColorMuted});
}

void DreamingNetworks::describe_path(Plane& plane, int fooled) const {
  const double end = std::max(0.2, 1.2 * attack_->size());
  plane.axes({.label = "size of the change [grey levels]", .range = {0, end}},
             {.label = "posterior of the class it was", .range = {0, 1}});
  plane.line("attack", {attack_->sizes(), attack_->own_posteriors()}, {.color = 1});
  const std::string noise = "random signs: " + std::to_string(fooled) + " of 64 fool it";
  plane.line(dream_steps() > 0 ? noise : "random signs", {control_->sizes(), control_->own_posteriors()},
             {.color = kColorMuted, .dashed = true});
  if (attack_->succeeded() && dream_steps() > 0) plane.vertical("it flips", attack_->size(), {kColorBad});
}

void DreamingNetworks::describe_posteriors(Plane& plane, const Reasons& reasons) const {
  plane.axes({.label = "digit", .range = {-0.5, kClasses - 0.5}}, {.label = "posterior probability", .range = {0, 1}});
  std::array<std::array<double, kClasses>, 3> places;
  for (int k = 0; k < kClasses; ++k) {
    for (int i = 0; i < 3; ++i) places[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)] = k + 0.27 * (i - 1);
    plane.x.names.push_back(std::to_string(k));
  }
  plane.bars("the digit", places[0], reasons.posterior, 0.26, {0});
  plane.bars("attacked", places[1], posterior_of(training_, attack_->picture()), 0.26, {1});
  if (!reasons.covered.empty()) plane.bars("covered", places[2], reasons.covered_posterior, 0.26, {2});
}

// Of the grey levels of two pictures; 0 where one has no contrast.
double likeness_of(std::span<const float> one, std::span<const float> other) {
  const auto level = [](std::span<const float> picture) {
    return [picture](std::ptrdiff_t p) { return picture[static_cast<std::size_t>(p)]; };
  };
  return math::correlation(std::ssize(one), level(one), level(other));
}

void DreamingNetworks::describe_digit(Table& table, const Reasons& reasons, int fooled, Snapshot& snapshot) const {
  table.head({"of the digit", ""});
  const auto add = [&](const char* id, const char* label, double value, int digits) {
    table.row({label, Cell(snapshot.metric(id, label, value, {.digits = digits}))});
  };
  add("digit", "chosen digit", held_out_labels_[static_cast<std::size_t>(shown_image())], 0);
  add("predicted", "predicted", reasons.predicted, 0);
  add("posterior", "its posterior", static_cast<double>(reasons.posterior[static_cast<std::size_t>(reasons.predicted)]),
      4);
  add("largest_drop", "largest fall by occlusion",
      static_cast<double>(*std::max_element(reasons.drops.data(), reasons.drops.data() + reasons.drops.size())), 3);
  add("attacked_class", "attacked, it is read as", attack_->class_now(), 0);
  add("attack_size", "size of the change", attack_->size(), 3);
  add("largest_change", "largest change of a pixel", attack_->largest_change(), 3);
  add("fooled_by_noise", "of 64 as large at random fool it", fooled, 0);
}

void DreamingNetworks::describe(Snapshot& snapshot) const {
  const Reasons reasons = this->reasons();
  const int fooled = fooled_by_noise();
  std::array<double, kClasses> own, others;
  double read = 0, read_by_other = 0, mean_own = 0, mean_other = 0, likeness = 0, start_likeness = 0, roughness = 0,
         above_digits = 0;
  for (std::size_t k = 0; k < kClasses; ++k) {
    const std::span<const float> picture(class_dreams().pictures().row(static_cast<std::ptrdiff_t>(k)), pixels());
    const auto judge = [&](const nn::SupervisedTraining& network, double& count, double& mean) {
      const Posterior posterior = posterior_of(network, picture);
      count +=
          std::max_element(posterior.begin(), posterior.end()) - posterior.begin() == static_cast<std::ptrdiff_t>(k);
      mean += static_cast<double>(posterior[k]) / kClasses;
      return static_cast<double>(posterior[k]);
    };
    own[k] = judge(training_, read, mean_own);
    others[k] = judge(other_, read_by_other, mean_other);
    roughness += nn::total_variation<float>(picture, {1, side(), side()}) / static_cast<double>(kClasses * pixels());
    likeness += likeness_of(picture, std::span(mean_digits_).subspan(k * pixels(), pixels())) / kClasses;
    start_likeness += likeness_of(picture, shown_digit()) / kClasses;
    if (!strongest_.empty()) above_digits += class_dreams().excitation()[k] > strongest_.back().excitation[k];
  }

  describe_dreams(
      snapshot.images("dreams", "Pictures that excite the network most", {.weight = 4, .help = kDreamsHelp}));
  describe_reasons(snapshot.images("reasons", "Why it reads a " + std::to_string(reasons.predicted),
                                   {.weight = 2, .help = kExplainedHelp}),
                   reasons);
  describe_attack(snapshot.images("attack", "A change that fools it", {.weight = 2, .help = kAttackHelp}));
  describe_path(snapshot.plane("path", "How much change it takes", {.weight = 2, .help = kPathHelp}), fooled);
  describe_chosen(snapshot.images("chosen", "What excites " + part_name(chosen()) + " most", {.help = kChosenHelp}));
  describe_readers(snapshot.plane("readers", "Are the dreams read?", {.help = kReadersHelp}), own, others);
  describe_posteriors(snapshot.plane("posterior", "Posterior of the digit", {.help = kPosteriorHelp}), reasons);

  const auto [dream, channel] = parts_[chosen()];
  const auto d = static_cast<std::size_t>(dream);
  const auto c = static_cast<std::size_t>(channel);
  const nn::Fit& validation = training_.validation_fit();
  const bool dreams = is_dreaming();
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  Numbers numbers = snapshot.numbers("Numbers", {.help = kNumbersHelp});
  numbers.add("validation_accuracy", validation.agreement)
      .add("training_updates", "updates of the network", static_cast<double>(training_.steps()), {.digits = 0})
      .add("dream_steps", "steps of the dreams", dream_steps(), {.digits = 0})
      .add("read", "read as their class", read, {.digits = 0, .note = "of 10"})
      .add("read_by_other", "by another network", read_by_other, {.digits = 0, .note = "of 10"})
      .add("dream_confidence", "mean posterior", mean_own, {.digits = 3})
      .add("other_confidence", "by another network", mean_other, {.digits = 3})
      .add("above_digits", "above every digit", above_digits, {.digits = 0, .note = "of 10"})
      .add("likeness", "like the mean digit, r", likeness, {.digits = 3});
  if (settings().from == DreamStart::digit)
    numbers.add("start_likeness", "like the digit, r", start_likeness, {.digits = 3});
  else
    snapshot.metric("start_likeness", "correlation of the classes' dreams with the digit chosen", start_likeness);
  numbers.add("roughness", "roughness per pixel", roughness, {.digits = 3})
      .add("excitation", "excitation of the chosen", dreams ? dreams_[d].excitation()[c] : unknown, {.digits = 3})
      .add("strongest_digit", "largest by a digit", dreams ? strongest_[d].excitation[c] : unknown, {.digits = 3});
  describe_digit(snapshot.table("digit", "The digit in numbers", {.help = kDigitHelp}), reasons, fooled, snapshot);
  const Posterior seen = posterior_of(other_, attack_->picture());
  const auto other_class = std::max_element(seen.begin(), seen.end()) - seen.begin();
  snapshot.metric("other_reads_attacked", "the other network reads", static_cast<double>(other_class), {.digits = 0});
  snapshot.metric("covered_posterior", "posterior with the square",
                  reasons.covered.empty()
                      ? unknown
                      : static_cast<double>(reasons.covered_posterior[static_cast<std::size_t>(reasons.predicted)]));
}

const RegisterDemo<DreamingNetworks> registered{{
    .id = "dreaming-networks",
    .title = "What a network dreams of",
    .lecture = 7,
    .row = "R54",
    .summary =
        "Pictures that excite the filters and classes of a network just trained, what its decision hangs on, and the least "
        "change that fools it.",
    .sources =
        {"Erhan, Bengio, Courville, Vincent, Visualizing higher-layer features of a deep network (2009)",
         "Simonyan, Vedaldi, Zisserman, Deep inside convolutional networks: visualising image classification models and "
         "saliency maps (2014)",
         "Zeiler, Fergus, Visualizing and understanding convolutional networks (2014)",
         "Goodfellow, Shlens, Szegedy, Explaining and harnessing adversarial examples (2015)"},
    .steps_per_second = 60,
}};

}  // namespace
}  // namespace lectern
