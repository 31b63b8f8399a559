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
#include "core/experiments/cnn-filters/map_value.h"
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
    "The digit, and what each filter of each layer makes of it; each row is a layer. Dark: nothing found. Bright: the "
    "filter's pattern is there. Tap a pixel to see how its value arises: the frames show what it is made of.";
constexpr const char* kArithmeticHelp =
    "The pixel tapped in a map, as a sum: window times weights, plus bias, through the activation. Pooling keeps one "
    "number of a block.";
constexpr const char* kFiltersHelp =
    "The weights of each filter of the first layer at the start, now, and their difference, all on one scale: one sign is "
    "blue, the other orange, zero in between.";
constexpr const char* kDecidesHelp =
    "The gradient of a score by each pixel of the digit: where more ink would raise it (orange) or lower it (blue).";
constexpr const char* kLossesHelp =
    "Cross-entropy against epochs. A validation loss that rises while the training loss falls means overfitting.";
constexpr const char* kPadHelp =
    "Draw on the left picture. On the right is what the network is given; whether it is centred and scaled before, as "
    "the training digits are, you choose.";
constexpr const char* kConfusionHelp =
    "How often a validation digit (row) was classified as which (column). Correct classifications are on the diagonal.";
constexpr const char* kMistakesHelp =
    "Misclassified validation digits, the most confident first: true class → predicted class. Tap one to send it through "
    "the network.";

constexpr std::size_t kMostClasses = 10;
constexpr int kWorstShown = 12;
constexpr std::size_t kMostFiltersShown = 32;
constexpr Range kGreyLevels{0, 1};
constexpr double kLeastShown = 1e-6;            // on logarithmic axes
constexpr double kCollectionMargin = 4.0 / 28;  // free margin of digits in 28×28 collections

struct Settings {
  DigitSettings data;
  std::vector<int> channels{8, 16};
  int filter_size = 3;
  double filter_scale = 1;
  nn::Pooling pooling = nn::Pooling::max;
  std::vector<int> dense{64};
  nn::ActivationKind activation = nn::ActivationKind::relu;
  double dropout = 0;
  nn::DescentRule optimizer = nn::DescentRule::adam;
  double learning_rate = 0.003;
  int batch_size = 32;
  double l2 = 0;
  bool learn_filters = true;
  int image = 0, value = 27;
  bool centre_drawing = true;
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
    start_filters_ =
        Shared(std::vector<float>(training_.network().weights(0).begin(), training_.network().weights(0).end()));
    freeze();
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
  void settings_changed(const Settings& before);
  bool gesture(const Action& action);
  std::optional<Divergence> divergence() const override {
    if (!training_.diverged()) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(training_.steps(), "is no longer a finite number", rate),
                    &Settings::learning_rate, rate / 10);
  }
  auto state() const {
    return std::tuple(std::tie(training_, pad_), unhashed(batches_), unhashed(checks_), unhashed(confusion_),
                      unhashed(mistakes_), unhashed(pad_picture_), unhashed(start_filters_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  nn::SupervisedTraining make_training() const;
  void freeze();
  void prepare_drawing();
  void record_check();
  int shown_image() const { return settings().image % static_cast<int>(data().validation()->size()); }
  // What is sent through the layers in the pictures: the drawing, or the validation digit chosen.
  std::span<const float> shown_picture() const;
  const char* pool_word() const { return settings().pooling == nn::Pooling::average ? "mean" : "max"; }
  double filter_correlation() const;

  void describe_feature_maps(Images& images) const;
  void describe_filters(Images& images) const;
  void describe_arithmetic(Snapshot& snapshot) const;
  void describe_decisive_pixels(Images& images) const;
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
  Matrix<float> pad_picture_;   // 1 × rows · cols
  bool shows_drawing_ = false;  // only looked at: no step depends on it
  Shared<std::vector<float>> start_filters_;
  Scratch<nn::Pass<float>> shown_pass_, digit_pass_, pad_pass_;
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
      .real(&Settings::filter_scale, "filter_scale", "Filter scale", {0.01, 10})
      .logarithmic()
      .help(
          "The first layer's filters start as random numbers, this many times as large as usual. Where they start small, what training "
          "makes of them is not hidden by the start.")
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
      .boolean(&Settings::learn_filters, "learn_filters", "Filters learn")
      .live()
      .help("Without, every convolutional layer stays as it is, and only the dense layers learn.")
      .group("Look at")
      .integer(&Settings::image, "image", "Picture number", {0, 9999})
      .live()
      .help("The validation digit whose path through the network is shown. Tap a mistake to see it.")
      .integer(&Settings::value, "value", "Pixel of a map", {0, 99999})
      .live()
      .help(
          "The value that is taken apart, counted through all maps, layer by layer and row by row. Tap a pixel of a map "
          "to choose it.")
      .boolean(&Settings::centre_drawing, "centre_drawing", "Centre and scale drawing")
      .live()
      .help(
          "As was done with the digits that the network learns from. Without, it is given the drawing where and as large "
          "as you drew it.");
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
  for (float& weight : network->weights(0)) weight *= static_cast<float>(settings().filter_scale);
  return {std::move(*network), data().code(), optimizer_of(settings()), settings().batch_size, {},
          rng("training"),     &pool()};
}

void CnnFilters::settings_changed(const Settings& before) {
  training_.optimizer() = optimizer_of(settings());
  freeze();
  if (settings().image != before.image) shows_drawing_ = false;
  if (settings().centre_drawing != before.centre_drawing) prepare_drawing();
}

void CnnFilters::freeze() {
  std::size_t of_convolutions = 0;
  for (std::size_t l = 0, left = settings().channels.size(); left > 0; ++l) {
    of_convolutions += training_.network().weights(l).size() + training_.network().biases(l).size();
    if (!training_.network().weights(l).empty()) --left;
  }
  training_.freeze_first(settings().learn_filters ? 0 : of_convolutions);
}

bool CnnFilters::gesture(const Action& action) {
  if (const auto* stroke = std::get_if<StrokeDrawn>(&action.gesture)) {
    pad_.draw(stroke->xy, stroke->erases);
  } else if (std::holds_alternative<PadCleared>(action.gesture)) {
    pad_.clear();
  } else {
    return false;
  }
  shows_drawing_ = !pad_.empty();
  prepare_drawing();
  return true;
}

void CnnFilters::prepare_drawing() {
  const MatrixView<float> picture{pad_picture_.data(), data().rows(), data().cols(), data().cols()};
  if (settings().centre_drawing)
    pad_.prepare(data().rows() > 16 ? kCollectionMargin : 0, picture);
  else
    pad_.copy_to(picture);
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

std::span<const float> CnnFilters::shown_picture() const {
  if (!shows_drawing_) return data().picture(shown_image());
  return {pad_picture_.data(), static_cast<std::size_t>(pad_picture_.size())};
}

// The mean over the first layer's filters of the correlation between weights now and at the start.
double CnnFilters::filter_correlation() const {
  const std::span<const float> weights = training_.network().weights(0);
  const std::size_t filters = training_.network().biases(0).size(), area = weights.size() / filters;
  double sum = 0;
  for (std::size_t f = 0; f < filters; ++f) {
    double now = 0, start = 0, both = 0;
    for (std::size_t i = f * area; i < (f + 1) * area; ++i) {
      const auto w = static_cast<double>(weights[i]), w0 = static_cast<double>((*start_filters_)[i]);
      now += w * w;
      start += w0 * w0;
      both += w * w0;
    }
    sum += both / std::sqrt(now * start);
  }
  return sum / static_cast<double>(filters);
}

void CnnFilters::describe(Snapshot& snapshot) const {
  const nn::Network<float>& network = training_.network();
  network.evaluate(*digit_pass_, data().validation()->X.view().rows_range(shown_image(), 1), &pool());
  const std::span<const float> shown = shown_picture();
  network.evaluate(*shown_pass_, {shown.data(), 1, std::ssize(shown), std::ssize(shown)}, &pool());
  describe_feature_maps(snapshot.images("feature_maps",
                                        shows_drawing_ ? "Your drawing on its path through the network"
                                                       : "The digit on its path through the network",
                                        {.weight = 4, .help = kMapsHelp}));
  describe_pad(snapshot.images("pad", "Draw a digit", {.weight = 3, .help = kPadHelp}));
  describe_posteriors(snapshot.plane("posterior", "What the network predicts",
                                     {.weight = 2,
                                      .help = "The posterior probability of each class, for your drawing and "
                                              "for the chosen validation digit."}));
  describe_arithmetic(snapshot);
  describe_filters(
      snapshot.images("filters",
                      settings().channels.empty() ? "Weights of the first layer" : "Filters of the first layer",
                      {.weight = 2, .help = kFiltersHelp}));
  describe_decisive_pixels(snapshot.images("decisive", "Which pixels decide", {.help = kDecidesHelp}));
  describe_curves(snapshot);
  snapshot.matrix("confusion", "Confusion matrix", {.weight = 2, .help = kConfusionHelp})
      .cells(data().classes(), data().classes(),
             Values(confusion_.data(), static_cast<std::size_t>(confusion_.size()), 1))
      .labels("true", data().class_names(), "predicted", data().class_names());
  describe_mistakes(snapshot.images("mistakes", "Worst mistakes", {.weight = 2, .help = kMistakesHelp}));
  describe_numbers(snapshot);
}

void CnnFilters::describe_feature_maps(Images& images) const {
  const nn::Network<float>& network = training_.network();
  const std::optional<MapValue> chosen = value_of_number(network, settings().value);
  images.setup({.map = ColorMap::viridis, .picks_parameter = "value", .picks_pixels = true});
  std::string name = "input · " + std::to_string(data().rows()) + "×" + std::to_string(data().cols());
  images.row(name, kGreyLevels);
  images.tile("", shown_picture(), data().rows(), data().cols(),
              {.color = kGreyLevels,
               .frame = kColorAccent,
               .mark = chosen ? receptive_field(network, *chosen) : PixelBox{}});
  for (std::size_t l = 0; l < network.layer_count(); ++l) {
    const nn::Shape shape = network.layer(l).output_shape();
    if (shape.plane() == 1) continue;
    const std::span<const float> values(shown_pass_->activations(l).row(0), static_cast<std::size_t>(shape.size()));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const Range range{*low, *high > *low ? *high : *low + 1};
    name = layer_name(network, l, pool_word()) + " · " + std::to_string(shape.channels) + " × " +
           std::to_string(shape.height) + "×" + std::to_string(shape.width);
    images.row(name, range);
    const auto plane = static_cast<std::size_t>(shape.plane());
    for (std::size_t c = 0; c < static_cast<std::size_t>(shape.channels); ++c) {
      const bool is_chosen = chosen && chosen->layer == l && static_cast<std::size_t>(chosen->channel) == c;
      PixelBox mark;
      if (is_chosen) mark = {chosen->row, chosen->column, 1, 1};
      const bool feeds = chosen && chosen->layer == l + 1 &&
                         (is_convolution(network, l + 1) || static_cast<std::size_t>(chosen->channel) == c);
      if (feeds) mark = window_of(network, *chosen);
      images.tile("", values.subspan(c * plane, plane), static_cast<int>(shape.height), static_cast<int>(shape.width),
                  {.color = range,
                   .frame = is_chosen ? kColorAccent : kColorMuted,
                   .pick = static_cast<int>(first_value(network, l) + static_cast<std::ptrdiff_t>(c * plane)),
                   .mark = mark});
    }
  }
}

void CnnFilters::describe_arithmetic(Snapshot& snapshot) const {
  const nn::Network<float>& network = training_.network();
  const std::optional<MapValue> value = value_of_number(network, settings().value);
  if (!value) return;
  const std::string title = "How a value arises: " + layer_name(network, value->layer, pool_word()) + ", map " +
                            std::to_string(value->channel + 1) + ", row " + std::to_string(value->row + 1) +
                            ", column " + std::to_string(value->column + 1);
  Images& images = snapshot.images("arithmetic", title, {.weight = 2, .help = kArithmeticHelp});
  const ValueParts parts =
      lectern::describe_arithmetic(images, network, *shown_pass_, shown_picture(), *value, pool_word());
  snapshot.metric("window_sum", "sum of window × weights", parts.sum);
  snapshot.metric("filter_bias", "bias of the filter", parts.bias);
  snapshot.metric("map_value", "value of the map", parts.output);
}

void CnnFilters::describe_filters(Images& images) const {
  images.setup({.map = ColorMap::diverging});
  const std::span<const float> weights = training_.network().weights(0), start = *start_filters_;
  const std::size_t filters = training_.network().biases(0).size(), area = weights.size() / filters;
  const bool dense = settings().channels.empty();
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(area))));
  const int height = dense ? data().rows() : side, width = dense ? data().cols() : side;
  std::vector<float> change(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) change[i] = weights[i] - start[i];
  const double largest = std::max(symmetric_range(weights).high, symmetric_range(start).high);
  const Range range{-largest, largest};
  const auto row = [&](const char* name, std::span<const float> values) {
    images.row(name, range);
    for (std::size_t f = 0; f < std::min(filters, kMostFiltersShown); ++f)
      images.tile("", values.subspan(f * area, area), height, width, {.color = range});
  };
  row("now", weights);
  row("at the start", start);
  row("change", change);
}

void CnnFilters::describe_decisive_pixels(Images& images) const {
  images.setup({.map = ColorMap::diverging});
  const auto classes = static_cast<std::size_t>(data().classes());
  const std::span<const float> scores(shown_pass_->output().row(0), classes);
  const auto first = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  std::size_t second = first == 0 ? 1 : 0;
  for (std::size_t k = 0; k < classes; ++k)
    if (k != first && scores[k] > scores[second]) second = k;
  images.tile("the digit", shown_picture(), data().rows(), data().cols(), {.color = {-1, 1}});
  for (const std::size_t k : {first, second}) {
    const MatrixView<float> d_scores = shown_pass_->output_gradient();
    std::fill_n(d_scores.row(0), classes, 0.0f);
    d_scores(0, static_cast<std::ptrdiff_t>(k)) = 1;
    training_.network().backward_to_input(*shown_pass_, &pool());
    const Values gradient(shown_pass_->input_gradient().row(0), shown_picture().size(), 1);
    images.tile("towards " + data().class_names()[k], gradient, data().rows(), data().cols(),
                {.color = symmetric_range(gradient)});
  }
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
  plane.x.names.assign(data().class_names().begin(), data().class_names().end());
  const auto add = [&](const char* label, const nn::Pass<float>& pass, double shift, ColorRole color) {
    std::array<double, kMostClasses> places;
    std::array<float, kMostClasses> posterior;
    for (std::size_t k = 0; k < classes; ++k) places[k] = static_cast<double>(k) + shift;
    nn::posterior_of_scores({pass.output().row(0), classes}, std::span(posterior).first(classes));
    plane.bars(label, std::span(places).first(classes), std::span(posterior).first(classes), 0.38, {color});
  };
  add("chosen digit", *digit_pass_, -0.2, 0);
  if (pad_.empty()) return;
  training_.network().evaluate(*pad_pass_, pad_picture_, &pool());
  add("your drawing", *pad_pass_, 0.2, 1);
}

void CnnFilters::describe_numbers(Snapshot& snapshot) const {
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  const int shown = shown_image();
  const auto reading = [&](const nn::Pass<float>& pass) {
    std::array<float, kMostClasses> posterior;
    const auto classes = static_cast<std::size_t>(data().classes());
    nn::posterior_of_scores({pass.output().row(0), classes}, std::span(posterior).first(classes));
    const auto best = std::max_element(posterior.begin(), posterior.begin() + data().classes());
    return std::pair(static_cast<double>(best - posterior.begin()), static_cast<double>(*best));
  };
  const auto [predicted, confidence] = reading(*digit_pass_);
  snapshot
      .numbers("Numbers",
               {.help = "The progress of the training, the chosen digit, and the size of the network and of the data."})
      .add("validation_accuracy", validation.agreement)
      .add("training_accuracy", training.agreement)
      .add("validation_loss", validation.loss, {.unit = "nat", .digits = 3})
      .add("training_loss", training.loss, {.unit = "nat", .digits = 3})
      .add("epoch", training_.epochs())
      .add("filter_correlation", "correlation of filters with their start", filter_correlation(), {.digits = 3})
      .add("digit", "chosen digit", data().validation_labels()[static_cast<std::size_t>(shown)], {.digits = 0})
      .add("predicted", "predicted", predicted, {.digits = 0})
      .add("confidence", "confidence", confidence, {.digits = 3})
      .add("parameters", static_cast<double>(training_.network().parameters().size()), {.digits = 0})
      .add("training_digits", "training digits", static_cast<double>(data().training()->size()), {.digits = 0})
      .add("validation_digits", "validation digits", static_cast<double>(data().validation()->size()), {.digits = 0})
      .add("image", "number of the picture", shown, {.digits = 0});
  if (pad_.empty()) return;
  const auto [drawn, drawn_confidence] = reading(*pad_pass_);
  snapshot.metric("drawing_class", "class of the drawing", drawn, {.digits = 0});
  snapshot.metric("drawing_confidence", "its confidence", drawn_confidence);
}

const RegisterDemo<CnnFilters> registered{{
    .id = "cnn-filters",
    .title = "Filters of a convolutional network",
    .lecture = 8,
    .row = "R42",
    .summary =
        "A small LeNet learns handwritten digits live; every filter and every value of its feature maps is in view.",
    .sources =
        {"LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 "
         "(1998) 2278",
         "Simard, Steinkraus, Platt, Best practices for convolutional neural networks, ICDAR (2003)"},
    .steps_per_second = 15,
    .upgrade = upgrade,
}};

}  // namespace
}  // namespace lectern
