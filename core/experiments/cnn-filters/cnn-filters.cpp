// A convolutional network learns to classify digits, with its filters and feature maps in view.
// Lecture row R42. Sources: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document
// recognition (1998); the decks' slides on convolutional networks and feature visualisation.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data/ink_pad.h"
#include "core/experiments/cnn-filters/digit_data.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/text.h"
#include "core/ml/metrics/classification.h"
#include "core/ml/nn/reading.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

constexpr const char* kMapsHelp =
    "The chosen digit, and what each filter of each layer makes of it. Dark: nothing found. Bright: the filter's pattern "
    "is there.";
constexpr const char* kFiltersHelp =
    "The weights of each filter of the first layer: one sign is blue, the other orange, zero in between.";
constexpr const char* kLossesHelp =
    "Cross-entropy against epochs. A validation loss that rises while the training loss falls means overfitting.";
constexpr const char* kPadHelp =
    "Draw on the left picture. On the right is what the network is given: shifted and scaled as its training digits are.";
constexpr const char* kConfusionHelp =
    "How often a validation digit (row) was classified as which (column). Correct classifications are on the diagonal.";
constexpr const char* kMistakesHelp =
    "Misclassified validation digits, the most confident first: true class → predicted class. Tap one to send it through "
    "the network.";

constexpr std::size_t kMostClasses = 10;
constexpr int kWorstShown = 12;
constexpr Range kGreyLevels{0, 1};
constexpr double kLeastShown = 1e-6;            // on logarithmic axes
constexpr double kCollectionMargin = 4.0 / 28;  // free margin of digits in 28×28 collections

struct Settings {
  DigitSettings data;
  std::vector<int> channels{8, 16};
  int filter_size = 3;
  nn::Pooling pooling = nn::Pooling::max;
  std::vector<int> dense{64};
  nn::ActivationKind activation = nn::ActivationKind::relu;
  double dropout = 0;
  nn::DescentRule optimizer = nn::DescentRule::adam;
  double learning_rate = 0.003;
  int batch_size = 32;
  double l2 = 0;
  int image = 0;
};

nn::OptimizerSpec optimizer_of(const Settings& settings) {
  nn::OptimizerSpec spec = nn::optimizer_spec(settings.optimizer, settings.learning_rate, 0.9);
  spec.l2 = settings.l2;
  return spec;
}

class CnnFilters final : public Demo<CnnFilters, Settings, DigitData> {
 public:
  static Schema<Settings> schema();

  explicit CnnFilters(const Start& start)
      : Demo(start), training_(make_training()), pad_picture_(1, std::ptrdiff_t{data().rows()} * data().cols()) {
    training_.limit_training_checks(DigitData::kLargestValidation);
    training_.set_training_data(data().training());
    training_.set_validation_data(data().validation());
    record_check();
  }

  void step() override {
    training_.step();
    if (!training_.diverged()) batches_.record(training_.epochs(), std::array{training_.batch_loss()});
    if (training_.checked()) record_check();
  }
  void settings_changed(const Settings&) { training_.optimizer() = optimizer_of(settings()); }
  bool gesture(const Action& action);
  std::optional<Divergence> divergence() const override {
    if (!training_.diverged()) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(training_.steps(), "is no longer a finite number", rate),
                    &Settings::learning_rate, rate / 10);
  }
  auto state() const {
    return std::tuple(std::tie(training_, pad_), unhashed(batches_), unhashed(checks_), unhashed(confusion_),
                      unhashed(mistakes_), unhashed(pad_picture_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  nn::SupervisedTraining make_training() const;
  void record_check();
  int shown_image() const { return settings().image % static_cast<int>(data().validation()->size()); }

  void describe_feature_maps(Images& images) const;
  void describe_filters(Images& images) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_mistakes(Images& images) const;
  void describe_pad(Images& images) const;
  void describe_posteriors(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  nn::SupervisedTraining training_;
  History batches_{1};
  History checks_{4};                     // losses and accuracies of training and validation
  Matrix<double> confusion_;              // classes × classes: rows true, columns predicted
  std::vector<nn::Prediction> mistakes_;  // the worst
  data::InkPad pad_;
  Matrix<float> pad_picture_;  // 1 × rows · cols
  Scratch<nn::Pass<float>> shown_pass_, pad_pass_;
};

Schema<Settings> CnnFilters::schema() {
  using nn::ActivationKind, nn::DescentRule;
  Schema<Settings> schema(2);
  return schema.include(&Settings::data)
      .group("Network")
      .integer_list(&Settings::channels, "channels", "Filters per layer", {1, 32}, 3)
      .help("One number for each convolutional layer. Two or three filters already do surprisingly well.")
      .choice(&Settings::filter_size, "filter_size", "Filter size",
              {{3, "k3", "3×3"}, {5, "k5", "5×5"}, {7, "k7", "7×7"}})
      .formerly("kernel")
      .help("How many pixels a filter sees at once.")
      .choice(&Settings::pooling, "pooling", "Pooling", nn::kPoolings)
      .help("What is kept of each 2×2 block behind a convolutional layer. Without pooling, small shifts matter more.")
      .integer_list(&Settings::dense, "dense", "Dense units", {1, 256}, 3)
      .help("Layers of ordinary neurons behind the convolutions.")
      .choice(&Settings::activation, "activation", glossary_label("activation"),
              {{ActivationKind::relu, "relu", "ReLU"},
               {ActivationKind::tanh, "tanh", "Tanh"},
               {ActivationKind::sigmoid, "sigmoid", "Sigmoid"},
               {ActivationKind::leaky_relu, "leaky_relu", "Leaky ReLU"},
               {ActivationKind::gelu, "gelu", "GELU"}})
      .help("The nonlinearity of every layer but the last.")
      .real(&Settings::dropout, "dropout", {0, 0.9})
      .help("The probability with which a training step leaves out a dense unit.")
      .group("Training")
      .choice(&Settings::optimizer, "optimizer", glossary_label("optimizer"),
              {{DescentRule::adam, "adam", "Adam"},
               {DescentRule::sgd, "sgd", "Stochastic gradient descent"},
               {DescentRule::momentum, "momentum", "Momentum 0.9"}})
      .formerly("optimiser")
      .help("The rule that turns gradients into steps.")
      .real(&Settings::learning_rate, "learning_rate", {1e-5, 10})
      .logarithmic()
      .live()
      .help("Length of the steps. If it is too large, the filters turn to noise.")
      .integer(&Settings::batch_size, "batch_size", {1, 128})
      .help("Digits per step.")
      .real(&Settings::l2, "l2", {0, 0.1})
      .live()
      .help("Pulls all weights towards zero; filters become smoother.")
      .group("Look at")
      .integer(&Settings::image, "image", "Picture number", {0, 9999})
      .live()
      .help("The validation digit whose path through the network is shown. Tap a mistake to see it.");
}

// Version 1 said which fraction of the digits is held out.
void upgrade(int, std::vector<std::pair<std::string, std::string>>& values) {
  for (auto& [id, text] : values) {
    if (id != "validation_share") continue;
    id = "train_fraction";
    if (const std::optional<double> held_out = parse_number(text)) text = number_text(1 - *held_out);
  }
}

nn::SupervisedTraining CnnFilters::make_training() const {
  nn::ConvolutionalPlan plan{.channels = settings().channels,
                             .kernel = settings().filter_size,
                             .pooling = settings().pooling,
                             .dense = settings().dense,
                             .activation = {settings().activation},
                             .dropout = settings().dropout,
                             .classes = data().classes()};
  auto network = nn::Network<float>::build({1, data().rows(), data().cols()}, nn::layer_specs(plan));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng("weights"));
  return {std::move(*network), data().code(), optimizer_of(settings()), settings().batch_size, {},
          rng("training"),     &pool()};
}

bool CnnFilters::gesture(const Action& action) {
  if (const auto* stroke = std::get_if<StrokeDrawn>(&action.gesture)) {
    pad_.draw(stroke->xy, stroke->erases);
  } else if (std::holds_alternative<PadCleared>(action.gesture)) {
    pad_.clear();
  } else {
    return false;
  }
  pad_.prepare(data().rows() > 16 ? kCollectionMargin : 0, {pad_picture_.data(), data().rows(), data().cols()});
  return true;
}

void CnnFilters::record_check() {
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  checks_.record(training_.epochs(),
                 std::array{training.loss, validation.loss, training.agreement, validation.agreement});
  confusion_ = metrics::confusion_matrix(data().validation_labels(),
                                         nn::predicted_classes(training_.validation_scores()), data().classes());
  nn::rank_mistakes(training_.validation_scores(), data().validation_labels(), mistakes_);
  mistakes_.resize(std::min<std::size_t>(mistakes_.size(), kWorstShown));
}

void CnnFilters::describe(Snapshot& snapshot) const {
  training_.network().evaluate(*shown_pass_, data().validation()->X.view().rows_range(shown_image(), 1), &pool());
  describe_feature_maps(
      snapshot.images("feature_maps", "The digit on its path through the network", {.weight = 4, .help = kMapsHelp}));
  describe_filters(snapshot.images("filters", "Filters of the first layer", {.weight = 2, .help = kFiltersHelp}));
  describe_curves(snapshot);
  describe_pad(snapshot.images("pad", "Draw a digit", {.weight = 3, .help = kPadHelp}));
  describe_posteriors(snapshot.plane("posterior", "What the network predicts",
                                     {.weight = 2,
                                      .help = "The posterior probability of each class, for your drawing and "
                                              "for the chosen validation digit."}));
  snapshot.matrix("confusion", "Confusion matrix", {.weight = 2, .help = kConfusionHelp})
      .cells(data().classes(), data().classes(),
             Values(confusion_.data(), static_cast<std::size_t>(confusion_.size()), 1))
      .labels("true", data().class_names(), "predicted", data().class_names());
  describe_mistakes(snapshot.images("mistakes", "Worst mistakes", {.weight = 2, .help = kMistakesHelp}));
  describe_numbers(snapshot);
}

void CnnFilters::describe_feature_maps(Images& images) const {
  images.setup({.map = ColorMap::viridis});
  images.tile("digit", data().picture(shown_image()), data().rows(), data().cols(),
              {.color = kGreyLevels, .frame = kColorAccent});
  for (std::size_t l = 0; l < training_.network().layer_count(); ++l) {
    const nn::Shape shape = training_.network().layer(l).output_shape();
    if (shape.plane() == 1) continue;
    const std::span<const float> values(shown_pass_->activations(l).row(0), static_cast<std::size_t>(shape.size()));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const Range range{*low, *high > *low ? *high : *low + 1};
    const auto plane = static_cast<std::size_t>(shape.plane());
    for (std::size_t c = 0; c < static_cast<std::size_t>(shape.channels); ++c) {
      images.tile(std::to_string(l + 1) + "." + std::to_string(c + 1), values.subspan(c * plane, plane),
                  static_cast<int>(shape.height), static_cast<int>(shape.width), {.color = range});
    }
  }
}

void CnnFilters::describe_filters(Images& images) const {
  images.setup({.map = ColorMap::diverging});
  const std::span<const float> weights = training_.network().weights(0);
  const std::size_t filters = training_.network().biases(0).size(), area = weights.size() / filters;
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(area))));
  for (std::size_t f = 0; f < filters; ++f)
    images.tile(std::to_string(f + 1), weights.subspan(f * area, area), side, side,
                {.color = symmetric_range(weights)});
}

void CnnFilters::describe_curves(Snapshot& snapshot) const {
  Plane& losses = snapshot.curves("losses", "Loss", {.help = kLossesHelp});
  losses.axes({.label = "epoch"}, {.label = "cross-entropy [nat]", .logarithmic = true});
  losses.line("each batch", batches_, 0, {.color = kColorMuted, .least = kLeastShown});
  losses.line("training", checks_, 0, {.least = kLeastShown});
  losses.line("validation", checks_, 1, {.color = 1, .least = kLeastShown});
  Plane& accuracies =
      snapshot.curves("accuracies", "Accuracy", {.help = "Fraction of digits classified correctly, after each epoch."});
  accuracies.axes({.label = "epoch"}, {.label = "accuracy", .range = {0, 1}});
  accuracies.line("training", checks_, 2);
  accuracies.line("validation", checks_, 3, {.color = 1});
}

void CnnFilters::describe_mistakes(Images& images) const {
  images.setup({.map = ColorMap::greys, .picks_parameter = "image"});
  std::array<char, 32> label;
  for (const nn::Prediction& mistake : mistakes_) {
    std::snprintf(label.data(), label.size(), "%d → %d", mistake.truth, mistake.predicted);
    const int image = static_cast<int>(mistake.example);
    images.tile(label.data(), data().picture(image), data().rows(), data().cols(),
                {.color = kGreyLevels, .frame = image == shown_image() ? kColorAccent : kColorBad, .pick = image});
  }
}

void CnnFilters::describe_pad(Images& images) const {
  images.setup({.map = ColorMap::greys, .columns = 2, .drawable = true});
  const ConstMatrixView<float> sheet = pad_.sheet();
  images.tile("draw here", Values(sheet.data, static_cast<std::size_t>(sheet.size()), 1), data::InkPad::kSide,
              data::InkPad::kSide, {.color = kGreyLevels});
  images.tile("as the network sees it", Values::row(pad_picture_, 0), data().rows(), data().cols(),
              {.color = kGreyLevels});
}

void CnnFilters::describe_posteriors(Plane& plane) const {
  const auto classes = static_cast<std::size_t>(data().classes());
  plane.axes({.label = "digit", .range = {-0.5, data().classes() - 0.5}},
             {.label = "posterior probability", .range = {0, 1}});
  const auto add = [&](const char* label, const nn::Pass<float>& pass, double shift, ColorRole color) {
    std::array<double, kMostClasses> places;
    std::array<float, kMostClasses> posterior;
    for (std::size_t k = 0; k < classes; ++k) places[k] = static_cast<double>(k) + shift;
    nn::posterior_of_scores({pass.output().row(0), classes}, std::span(posterior).first(classes));
    plane.bars(label, std::span(places).first(classes), std::span(posterior).first(classes), 0.38, {color});
  };
  add("chosen digit", *shown_pass_, -0.2, 0);
  if (pad_.empty()) return;
  training_.network().evaluate(*pad_pass_, pad_picture_, &pool());
  add("your drawing", *pad_pass_, 0.2, 1);
}

void CnnFilters::describe_numbers(Snapshot& snapshot) const {
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  const int shown = shown_image();
  snapshot
      .numbers("Numbers",
               {.help = "The size of the network and of the data, the progress of the training, and the chosen digit."})
      .add("parameters", static_cast<double>(training_.network().parameters().size()), {.digits = 0})
      .add("training_digits", "training digits", static_cast<double>(data().training()->size()), {.digits = 0})
      .add("validation_digits", "validation digits", static_cast<double>(data().validation()->size()), {.digits = 0})
      .add("epoch", training_.epochs())
      .add("training_loss", training.loss, {.unit = "nat", .digits = 3})
      .add("validation_loss", validation.loss, {.unit = "nat", .digits = 3})
      .add("training_accuracy", training.agreement)
      .add("validation_accuracy", validation.agreement)
      .add("image", "chosen picture", shown, {.digits = 0})
      .add("digit", "it is a", data().validation_labels()[static_cast<std::size_t>(shown)], {.digits = 0});
}

const RegisterDemo<CnnFilters> registered{{
    .id = "cnn-filters",
    .title = "Filters of a convolutional network",
    .lecture = 8,
    .row = "R42",
    .summary = "A small LeNet learns handwritten digits live; its filters and feature maps form before your eyes.",
    .lesson =
        "Press play and watch the filters: noise turns into edges, strokes and blobs, because those tell digits apart. "
        "The large picture shows what every filter finds in one digit; each further layer sees more of the digit and "
        "keeps less of where it was. Draw a digit yourself, then shift it or draw it small: what does the network "
        "forgive, and what not? How many filters does it really need? Try one, two, then eight, and compare the "
        "validation accuracy. Leave the pooling out: the network learns its training digits sooner, and new ones no "
        "worse, as long as all of them are real ones in the middle of their 8×8 pixels. Now give it 400 drawn ones of "
        "28×28, shifted and bent: it still learns its own sooner, but does worse on new ones than with pooling. Why?",
    .sources =
        {"LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 "
         "(1998) 2278",
         "Simard, Steinkraus, Platt, Best practices for convolutional neural networks, ICDAR (2003)"},
    .upgrade = upgrade,
}};

}  // namespace
}  // namespace lectern
