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
#include "core/ml/nn/filter_set.h"
#include "core/ml/nn/reading.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/given_weights.h"
#include "core/parts/network_files.h"
#include "core/parts/optional_part.h"
#include "core/parts/pad_strokes.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

constexpr const char* kMapsHelp =
    "The picture, and what each layer makes of it; each row is a layer. Dark: nothing found. Bright: the filter's "
    "pattern is there. Tap a pixel of any layer to see how its value arises: the frames show what it is made of, in the "
    "layer before and in the picture.";
constexpr const char* kArithmeticHelp =
    "The value tapped, as a sum: window times weights, plus bias, through the activation. Pooling keeps one number of a "
    "block; a dense unit's window is the whole layer before.";
constexpr const char* kKernelHelp =
    "The weights of one filter of the first layer: of the map tapped there, else of the first. Tap a number to change "
    "it.";
constexpr const char* kFiltersHelp =
    "The weights of each filter of the first layer at the start, now, and their difference, all on one scale: one sign is "
    "blue, the other orange, zero in between.";
constexpr const char* kDecidesHelp =
    "The gradient of a score by each pixel of the digit: where more ink would raise it (orange) or lower it (blue).";
constexpr const char* kLossesHelp =
    "Cross-entropy against epochs, dashed that of the dense twin. A validation loss that rises while the training loss falls means overfitting.";
constexpr const char* kPadHelp =
    "Draw on the left picture. On the right is what the network is given; whether it is centred and scaled before, as "
    "the training digits are, you choose.";
constexpr const char* kConfusionHelp =
    "How often a validation digit (row) was classified as which (column). Correct classifications are on the diagonal.";
constexpr const char* kMistakesHelp =
    "Misclassified validation digits, the most confident first: true class → predicted class. Tap one to send it through "
    "the network.";

constexpr const char* kWeightsAdvice =
    "Choose the filters, the dense units, the pooling and the activation of the network in the file.";

constexpr std::size_t kMostClasses = 10;
constexpr int kWorstShown = 12;
constexpr std::size_t kMostFiltersShown = 32;
constexpr Range kGreyLevels{0, 1};
constexpr double kLeastShown = 1e-6;            // on logarithmic axes
constexpr double kCollectionMargin = 4.0 / 28;  // free margin of digits in 28×28 collections

enum class Architecture { own, lenet5 };
enum class Twin { none, units, size };

struct Settings {
  DigitSettings data;
  Architecture architecture = Architecture::own;
  std::vector<int> channels{8, 16};
  int filter_size = 3, stride = 1;
  bool pads = true, normalises = false;
  nn::FilterSet first_filters = nn::FilterSet::random;
  std::string kernels = "-1 0 1 -2 0 2 -1 0 1";
  double filter_scale = 1;
  nn::Pooling pooling = nn::Pooling::max;
  std::vector<int> dense{64};
  nn::ActivationKind activation = nn::ActivationKind::relu;
  double dropout = 0;
  Twin twin = Twin::none;
  nn::DescentRule optimizer = nn::DescentRule::adam;
  double learning_rate = 0.003;
  int batch_size = 32;
  double l2 = 0;
  bool learn_filters = true, learn_first = true;
  int image = 0, value = 27;
  bool centre_drawing = true;
};

nn::OptimizerSpec optimizer_of(const Settings& settings) {
  nn::OptimizerSpec spec = nn::optimizer_spec(settings.optimizer, settings.learning_rate, 0.9);
  spec.l2 = settings.l2;
  return spec;
}

nn::ConvolutionalPlan plan_of(const Settings& settings, int classes, int side) {
  nn::ConvolutionalPlan plan = nn::lenet5_plan(classes);
  if (settings.architecture == Architecture::own) {
    plan = {.channels = settings.channels,
            .side = side,
            .kernel = settings.filter_size,
            .stride = settings.stride,
            .paddings = {},
            .pooling = settings.pooling,
            .dense = settings.dense,
            .activation = {settings.activation},
            .classes = classes};
    if (!settings.pads) plan.paddings.assign(plan.channels.size(), 0);
  }
  plan.normalises = settings.normalises;
  plan.dropout = settings.dropout;
  return plan;
}

// "−1 0 1 …; 0 1 0 …": filters of side × side numbers; throws CannotStart where they are others.
std::vector<std::vector<float>> typed_filters(std::string_view text, int side) {
  std::vector<std::vector<float>> filters(1);
  std::string number;
  const auto take = [&] {
    if (number.empty()) return;
    const std::optional<double> value = parse_number(number);
    if (!value) throw CannotStart("“" + number + "” in the filters typed is no number.");
    filters.back().push_back(static_cast<float>(*value));
    number.clear();
  };
  for (const char c : text) {
    if (c != ' ' && c != ',' && c != ';') {
      number += c;
      continue;
    }
    take();
    if (c == ';') filters.emplace_back();
  }
  take();
  for (const auto& filter : filters)
    if (std::ssize(filter) != std::ptrdiff_t{side} * side)
      throw CannotStart("A filter typed has " + std::to_string(filter.size()) + " numbers; here each has " +
                        std::to_string(side * side) + ", row by row, and a semicolon stands between filters.");
  return filters;
}

class CnnFilters final : public Demo<CnnFilters, Settings, DigitData> {
 public:
  static Schema<Settings> schema();

  explicit CnnFilters(const Start& start)
      : Demo(start),
        training_(make_training(start.files)),
        pad_picture_(1, std::ptrdiff_t{data().channels()} * data().rows() * data().cols()) {
    start_filters_ =
        Shared(std::vector<float>(training_.network().weights(0).begin(), training_.network().weights(0).end()));
    freeze();
    begin(training_);
    if (settings().twin != Twin::none) {
      twin_ = OptionalPart(make_twin());
      begin(*twin_);
      record_twin();
    }
    record_check();
  }

  void step() override {
    training_.step();
    if (!training_.diverged()) batches_.record(training_.epochs(), std::array{training_.batch_loss()});
    if (training_.checked()) record_check();
    if (!twin_) return;
    twin_->step();
    if (twin_->checked()) record_twin();
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
    return std::tuple(std::tie(training_, pad_, twin_), unhashed(batches_), unhashed(checks_), unhashed(twin_checks_),
                      unhashed(confusion_), unhashed(mistakes_), unhashed(pad_picture_), unhashed(start_filters_));
  }
  void describe(Snapshot& snapshot) const override;
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    return network_files("network", training_, {settings().batch_size, frozen_parameters()}, format);
  }

 private:
  nn::ConvolutionalPlan plan() const {
    return plan_of(settings(), data().classes(), std::min(data().rows(), data().cols()));
  }
  nn::SupervisedTraining make_training(const DataFiles& files) const;
  nn::SupervisedTraining make_twin() const;
  void set_first_filters(nn::Network<float>& network) const;
  // Gives a network its pictures.
  void begin(nn::SupervisedTraining& training) const;
  void record_twin();
  std::size_t frozen_parameters() const;
  void freeze() { training_.freeze_first(frozen_parameters()); }
  int first_side() const { return static_cast<int>(training_.network().layer(0).windows().kernel.y); }
  std::size_t first_filters() const {
    return static_cast<std::size_t>(training_.network().layer(0).output_shape().channels);
  }
  // Of the first layer: that of the map tapped there, else the first.
  std::size_t chosen_filter() const;
  void prepare_drawing();
  void record_check();
  int shown_image() const { return settings().image % static_cast<int>(data().validation()->size()); }
  // What is sent through the layers in the pictures: the drawing, or the validation digit chosen.
  std::span<const float> shown_picture() const;
  const char* pool_word() const { return plan().pooling == nn::Pooling::average ? "mean" : "max"; }
  double filter_correlation() const;

  void describe_feature_maps(Images& images) const;
  void describe_filters(Images& images) const;
  // A picture, in colour where it has three channels.
  void add_picture(Images& images, std::string_view label, std::span<const float> picture, TileStyle style) const;
  void describe_arithmetic(Snapshot& snapshot) const;
  void describe_kernel(Snapshot& snapshot) const;
  void describe_decisive_pixels(Images& images) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_mistakes(Images& images) const;
  void describe_pad(Images& images) const;
  void describe_posteriors(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;

  nn::SupervisedTraining training_;
  OptionalPart<nn::SupervisedTraining> twin_;
  History twin_checks_{4};
  History batches_{1};
  History checks_{4};                     // losses and accuracies of training and validation
  Matrix<double> confusion_;              // classes × classes: rows true, columns predicted
  std::vector<nn::Prediction> mistakes_;  // the worst
  data::InkPad pad_;
  Matrix<float> pad_picture_;   // 1 × channels · rows · cols
  bool shows_drawing_ = false;  // only looked at: no step depends on it
  Shared<std::vector<float>> start_filters_;
  Scratch<nn::Pass<float>> shown_pass_, digit_pass_, pad_pass_;
};

Schema<Settings> CnnFilters::schema() {
  using nn::ActivationKind, nn::DescentRule;
  Schema<Settings> schema(2);
  return schema.include(&Settings::data)
      .group("Network")
      .choice(&Settings::architecture, "architecture", "Architecture",
              {{Architecture::own, "own", "As set below"}, {Architecture::lenet5, "lenet5", "LeNet-5 (1998)"}})
      .help(
          "LeNet-5: 6 and 16 filters of 5×5, mean pooling, 120 and 84 dense units, tanh. It is made for pictures of 28×28.")
      .integer_list(&Settings::channels, "channels", "Filters per layer", {1, 32}, 3)
      .help("One number for each convolutional layer. Two or three filters already do surprisingly well.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .choice(&Settings::filter_size, "filter_size", "Filter size",
              {{3, "k3", "3×3"}, {5, "k5", "5×5"}, {7, "k7", "7×7"}})
      .formerly("kernel")
      .help("How many pixels a filter sees at once.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .choice(&Settings::stride, "stride", "Stride", {{1, "s1", "1"}, {2, "s2", "2"}})
      .help("By how many pixels a filter moves on. With 2 it makes the picture coarser, as pooling does.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .boolean(&Settings::pads, "padding", "Padding")
      .help("Zeros around each picture, so that a filter can stand on its border and maps keep their size. Without, "
            "maps lose a border in every layer.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .choice(&Settings::first_filters, "first_filters", "First filters", nn::kFilterSets)
      .help(
          "What the filters of the first layer start as: random numbers, or made by hand. Those that a set lacks stay random.")
      .text(&Settings::kernels, "kernels", "Filters typed", 600)
      .help("The numbers of each filter row by row, with blanks between them and a semicolon between filters.")
      .shown_when(&Settings::first_filters, {nn::FilterSet::typed})
      .real(&Settings::filter_scale, "filter_scale", "Filter scale", {0.01, 10})
      .logarithmic()
      .help(
          "The first layer's filters start as random numbers, this many times as large as usual. Where they start small, what training "
          "makes of them is not hidden by the start.")
      .choice(&Settings::pooling, "pooling", "Pooling", nn::kPoolings)
      .help("What is kept of each 2×2 block behind a convolutional layer. Without pooling, small shifts matter more.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .integer_list(&Settings::dense, "dense", "Dense units", {1, 256}, 3)
      .help("Layers of ordinary neurons behind the convolutions.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .choice(&Settings::activation, "activation", glossary_label("activation"),
              {{ActivationKind::relu, "relu", "ReLU"},
               {ActivationKind::tanh, "tanh", "Tanh"},
               {ActivationKind::sigmoid, "sigmoid", "Sigmoid"},
               {ActivationKind::leaky_relu, "leaky_relu", "Leaky ReLU"},
               {ActivationKind::gelu, "gelu", "GELU"}})
      .help("The nonlinearity of every layer but the last.")
      .shown_when(&Settings::architecture, {Architecture::own})
      .boolean(&Settings::normalises, "batch_norm", "Batch normalisation")
      .help(
          "Before the activation, each map and each dense unit is shifted and scaled to mean 0 and deviation 1 over the batch; "
          "two learned numbers shift and scale it again.")
      .real(&Settings::dropout, "dropout", {0, 0.9})
      .help("The probability with which a training step leaves out a dense unit.")
      .choice(&Settings::twin, "twin", "Dense twin",
              {{Twin::none, "none", "None"},
               {Twin::units, "units", "Same dense layers, no filters"},
               {Twin::size, "size", "One hidden layer, as many parameters"}})
      .help("A network without convolutions that learns the same flattened pictures beside this one.")
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
      .boolean(&Settings::learn_first, "learn_first", "First filters learn")
      .live()
      .help("Without, the first layer stays as it is, for example as made by hand.")
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

nn::SupervisedTraining CnnFilters::make_training(const DataFiles& files) const {
  if (settings().architecture == Architecture::lenet5 && std::min(data().rows(), data().cols()) < 12)
    throw CannotStart("LeNet-5 needs pictures of at least 12×12 pixels, and these have " +
                      std::to_string(data().rows()) + "×" + std::to_string(data().cols()) +
                      ": choose the drawn digits as data.");
  auto network = nn::Network<float>::build({data().channels(), data().rows(), data().cols()}, nn::layer_specs(plan()));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng("weights"));
  for (float& weight : network->weights(0)) weight *= static_cast<float>(settings().filter_scale);
  set_first_filters(*network);
  begin_with_weights(files, {{"network", *network}}, kWeightsAdvice);
  return {std::move(*network), data().code(), optimizer_of(settings()), settings().batch_size, {},
          rng("training"),     &pool()};
}

// Filters made by hand see the mean of all channels.
void CnnFilters::set_first_filters(nn::Network<float>& network) const {
  const nn::ConvolutionalPlan plan = this->plan();
  if (settings().first_filters == nn::FilterSet::random || plan.channels.empty()) return;
  const int side = static_cast<int>(plan.kernel);
  const auto filters = settings().first_filters == nn::FilterSet::typed
                           ? typed_filters(settings().kernels, side)
                           : nn::filters_by_hand(settings().first_filters, side, plan.channels[0]);
  const std::span<float> weights = network.weights(0);
  std::size_t next = 0;
  for (const auto& filter : filters)
    for (int c = 0; c < data().channels(); ++c)
      for (const float weight : filter)
        if (next < weights.size()) weights[next++] = weight / static_cast<float>(data().channels());
}

nn::SupervisedTraining CnnFilters::make_twin() const {
  nn::ConvolutionalPlan plan = this->plan();
  plan.channels.clear();
  plan.paddings.clear();
  const int inputs = data().channels() * data().rows() * data().cols();
  if (settings().twin == Twin::size) {
    const auto wanted = static_cast<double>(training_.network().parameters().size()) - plan.classes;
    plan.dense = {std::max(static_cast<int>(std::lround(wanted / (inputs + 1 + plan.classes))), 1)};
  }
  auto network = nn::Network<float>::build({data().channels(), data().rows(), data().cols()}, nn::layer_specs(plan));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng("twin_weights"));
  return {std::move(*network),  data().code(), optimizer_of(settings()), settings().batch_size, {},
          rng("twin_training"), &pool()};
}

void CnnFilters::begin(nn::SupervisedTraining& training) const {
  training.limit_training_checks(DigitData::kLargestValidation);
  training.set_training_data(data().training());
  training.set_validation_data(data().validation());
}

void CnnFilters::record_twin() {
  const nn::Fit &training = twin_->training_fit(), &validation = twin_->validation_fit();
  twin_checks_.record(twin_->epochs(),
                      std::array{training.loss, validation.loss, training.agreement, validation.agreement});
}

void CnnFilters::settings_changed(const Settings& before) {
  training_.optimizer() = optimizer_of(settings());
  if (twin_) twin_->optimizer() = optimizer_of(settings());
  freeze();
  if (settings().image != before.image) shows_drawing_ = false;
  if (settings().centre_drawing != before.centre_drawing) prepare_drawing();
}

std::size_t CnnFilters::frozen_parameters() const {
  const nn::Network<float>& network = training_.network();
  const auto parameters_of = [&](std::size_t l) { return network.weights(l).size() + network.biases(l).size(); };
  std::size_t frozen = settings().learn_first || plan().channels.empty() ? 0 : parameters_of(0);
  if (!settings().learn_filters) {
    frozen = 0;
    for (std::size_t l = 0; kind_of(network, l) != LayerKind::dense; ++l) frozen += parameters_of(l);
  }
  return frozen;
}

std::size_t CnnFilters::chosen_filter() const {
  const MapValue value = value_of_number(training_.network(), settings().value);
  return value.layer == 0 ? static_cast<std::size_t>(value.channel) : 0;
}

bool CnnFilters::gesture(const Action& action) {
  if (const auto* edit = std::get_if<CellEdited>(&action.gesture)) {
    const int side = first_side();
    if (action.panel != "kernel" || edit->column < 0 || edit->column >= side || edit->row < 0 ||
        edit->row >= side * data().channels())
      return false;
    const std::size_t area = training_.network().weights(0).size() / first_filters();
    const auto index = chosen_filter() * area + static_cast<std::size_t>(edit->row * side + edit->column);
    if (!training_.edit(0, index, edit->value)) return false;
    record_check();
    return true;
  }
  if (!draw_on(pad_, action.gesture)) return false;
  shows_drawing_ = !pad_.empty();
  prepare_drawing();
  return true;
}

void CnnFilters::prepare_drawing() {
  const std::ptrdiff_t plane = std::ptrdiff_t{data().rows()} * data().cols();
  const MatrixView<float> picture{pad_picture_.data(), data().rows(), data().cols(), data().cols()};
  if (settings().centre_drawing)
    pad_.prepare(data().rows() > 16 ? kCollectionMargin : 0, picture);
  else
    pad_.copy_to(picture);
  if (!data().order().empty()) {
    const std::vector<float> before(picture.data, picture.data + plane);
    for (std::ptrdiff_t p = 0; p < plane; ++p)
      picture.data[p] = before[static_cast<std::size_t>(data().order()[static_cast<std::size_t>(p)])];
  }
  for (int c = 1; c < data().channels(); ++c) std::copy_n(picture.data, plane, picture.data + c * plane);
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
  const std::size_t filters = first_filters(), area = weights.size() / filters;
  double sum = 0;
  for (std::size_t f = 0; f < filters; ++f) {
    double now = 0, start = 0, both = 0;
    for (std::size_t i = f * area; i < (f + 1) * area; ++i) {
      const auto w = static_cast<double>(weights[i]), w0 = static_cast<double>((*start_filters_)[i]);
      now += w * w;
      start += w0 * w0;
      both += w * w0;
    }
    sum += now > 0 && start > 0 ? both / std::sqrt(now * start) : 0;
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
  describe_kernel(snapshot);
  describe_filters(
      snapshot.images("filters", plan().channels.empty() ? "Weights of the first layer" : "Filters of the first layer",
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

void CnnFilters::add_picture(Images& images, std::string_view label, std::span<const float> picture,
                             TileStyle style) const {
  style.channels = data().channels();
  if (style.channels == 1) return static_cast<void>(images.tile(label, picture, data().rows(), data().cols(), style));
  const std::size_t plane = picture.size() / 3;
  std::vector<float> pixels;
  for (std::size_t p = 0; p < plane; ++p)
    for (std::size_t c = 0; c < 3; ++c) pixels.push_back(picture[c * plane + p]);
  images.tile(label, pixels, data().rows(), data().cols(), style);
}

void CnnFilters::describe_feature_maps(Images& images) const {
  const nn::Network<float>& network = training_.network();
  const MapValue chosen = value_of_number(network, settings().value);
  images.setup({.map = ColorMap::viridis, .picks_parameter = "value", .picks_pixels = true});
  std::string name = "input · " + std::to_string(data().rows()) + "×" + std::to_string(data().cols());
  images.row(name, kGreyLevels);
  const PixelBox field = receptive_field(network, chosen);
  add_picture(images, "", shown_picture(), {.color = kGreyLevels, .frame = kColorAccent, .mark = field});
  if (data().channels() == 3) {
    images.row("red, green, blue", kGreyLevels);
    const std::size_t plane = shown_picture().size() / 3;
    for (std::size_t c = 0; c < 3; ++c)
      images.tile("", shown_picture().subspan(c * plane, plane), data().rows(), data().cols(),
                  {.color = kGreyLevels, .mark = chosen.layer == 0 ? field : PixelBox{}});
  }
  for (std::size_t l = 0; l < network.layer_count(); ++l) {
    const LayerKind kind = kind_of(network, l);
    if (kind == LayerKind::dropout) continue;
    const nn::Shape shape = network.layer(l).output_shape();
    const std::span<const float> values(shown_pass_->activations(l).row(0), static_cast<std::size_t>(shape.size()));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const Range range{*low, *high > *low ? *high : *low + 1};
    const bool is_chosen_layer = chosen.layer == l;
    const auto first = static_cast<int>(first_value(network, l));
    name = layer_name(network, l, pool_word()) + " · " + std::to_string(shape.channels);
    if (shape.plane() == 1) {
      images.row(name, range);
      const int rows = rows_of_units(shape.size()), columns = static_cast<int>(shape.size()) / rows;
      const auto unit = static_cast<int>(chosen.channel);
      images.tile("", values, rows, columns,
                  {.color = range,
                   .frame = is_chosen_layer ? kColorAccent : kColorMuted,
                   .pick = first,
                   .mark = is_chosen_layer ? PixelBox{unit / columns, unit % columns, 1, 1} : PixelBox{}});
      continue;
    }
    name += " × " + std::to_string(shape.height) + "×" + std::to_string(shape.width);
    images.row(name, range);
    const auto plane = static_cast<std::size_t>(shape.plane());
    const bool feeds_layer = chosen.layer == l + 1;
    const LayerKind after = feeds_layer ? kind_of(network, chosen.layer) : LayerKind::dropout;
    for (std::size_t c = 0; c < static_cast<std::size_t>(shape.channels); ++c) {
      const bool is_its_map = static_cast<std::size_t>(chosen.channel) == c;
      PixelBox mark;
      if (is_chosen_layer && is_its_map) mark = {chosen.row, chosen.column, 1, 1};
      if (feeds_layer && (after == LayerKind::convolution || after == LayerKind::dense || is_its_map))
        mark = window_of(network, chosen);
      images.tile("", values.subspan(c * plane, plane), static_cast<int>(shape.height), static_cast<int>(shape.width),
                  {.color = range,
                   .frame = is_chosen_layer && is_its_map ? kColorAccent : kColorMuted,
                   .pick = first + static_cast<int>(c * plane),
                   .mark = mark});
    }
  }
}

void CnnFilters::describe_arithmetic(Snapshot& snapshot) const {
  const nn::Network<float>& network = training_.network();
  const MapValue value = value_of_number(network, settings().value);
  const bool is_unit = network.layer(value.layer).output_shape().plane() == 1;
  const std::string title =
      "How a value arises: " + layer_name(network, value.layer, pool_word()) + (is_unit ? ", unit " : ", map ") +
      std::to_string(value.channel + 1) +
      (is_unit ? "" : ", row " + std::to_string(value.row + 1) + ", column " + std::to_string(value.column + 1));
  Images& images = snapshot.images("arithmetic", title, {.weight = 2, .help = kArithmeticHelp});
  const ValueParts parts =
      lectern::describe_arithmetic(images, network, *shown_pass_, shown_picture(), value, pool_word());
  snapshot.metric("window_sum", "sum of window × weights", parts.sum);
  snapshot.metric("filter_bias", "bias of the filter", parts.bias);
  snapshot.metric("map_value", "value of the map", parts.output);
  snapshot.metric("receptive_field", "pixels it sees",
                  pixels_inside(receptive_field(network, value), network.input_shape()), {.digits = 0});
}

// Where the first filters are made by hand.
void CnnFilters::describe_kernel(Snapshot& snapshot) const {
  if (settings().first_filters == nn::FilterSet::random || plan().channels.empty()) return;
  const std::size_t filter = chosen_filter(), area = training_.network().weights(0).size() / first_filters();
  const std::span<const float> weights = training_.network().weights(0).subspan(filter * area, area);
  snapshot
      .matrix("kernel", "Filter " + std::to_string(filter + 1) + " of the first layer",
              {.weight = 2, .help = kKernelHelp})
      .cells(first_side() * data().channels(), first_side(), weights,
             {.decimals = 3, .map = ColorMap::diverging, .color = symmetric_range(weights), .editable = true})
      .labels("row", {}, "column", {});
}

void CnnFilters::describe_filters(Images& images) const {
  images.setup({.map = ColorMap::diverging});
  const std::span<const float> weights = training_.network().weights(0), start = *start_filters_;
  const std::size_t filters = first_filters(), area = weights.size() / filters;
  const bool dense = plan().channels.empty();
  const int height = (dense ? data().rows() : first_side()) * data().channels(),
            width = dense ? data().cols() : first_side();
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
  add_picture(images, "the picture", shown_picture(), {.color = {-1, 1}});
  for (const std::size_t k : {first, second}) {
    const MatrixView<float> d_scores = shown_pass_->output_gradient();
    std::fill_n(d_scores.row(0), classes, 0.0f);
    d_scores(0, static_cast<std::ptrdiff_t>(k)) = 1;
    training_.network().backward_to_input(*shown_pass_, &pool());
    const float* by_input = shown_pass_->input_gradient().row(0);
    std::vector<float> gradient(by_input, by_input + std::ptrdiff_t{data().rows()} * data().cols());
    for (std::size_t i = gradient.size(); i < shown_picture().size(); ++i) gradient[i % gradient.size()] += by_input[i];
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
  if (twin_) losses.line("dense twin, validation", twin_checks_, 1, {.color = 1, .dashed = true, .least = kLeastShown});
  Plane& accuracies =
      snapshot.curves("accuracies", "Accuracy", {.help = "Fraction of digits classified correctly, after each epoch."});
  accuracies.axes({.label = "epoch"}, {.label = "accuracy", .range = {0, 1}});
  accuracies.line("training", checks_, 2);
  accuracies.line("validation", checks_, 3, {.color = 1});
  if (twin_) accuracies.line("dense twin, validation", twin_checks_, 3, {.color = 1, .dashed = true});
}

void CnnFilters::describe_mistakes(Images& images) const {
  images.setup({.map = ColorMap::greys, .picks_parameter = "image"});
  std::array<char, 32> label;
  for (const nn::Prediction& mistake : mistakes_) {
    std::snprintf(label.data(), label.size(), "%d → %d", mistake.truth, mistake.predicted);
    const int image = static_cast<int>(mistake.example);
    add_picture(images, label.data(), data().picture(image),
                {.color = kGreyLevels, .frame = image == shown_image() ? kColorAccent : kColorBad, .pick = image});
  }
}

void CnnFilters::describe_pad(Images& images) const {
  images.setup({.map = ColorMap::greys, .columns = 2, .drawable = true});
  const ConstMatrixView<float> sheet = pad_.sheet();
  images.tile("draw here", Values(sheet.data, static_cast<std::size_t>(sheet.size()), 1), data::InkPad::kSide,
              data::InkPad::kSide, {.color = kGreyLevels});
  add_picture(images, "as the network sees it", {pad_picture_.data(), static_cast<std::size_t>(pad_picture_.size())},
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
  Numbers numbers = snapshot.numbers(
      "Numbers",
      {.help = "The progress of the training, the chosen digit, and the size of the network and of the data."});
  numbers.add("validation_accuracy", validation.agreement)
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
  if (twin_)
    numbers.heading("Dense twin")
        .add("twin_validation_accuracy", "its validation accuracy", twin_->validation_fit().agreement)
        .add("twin_training_accuracy", "its training accuracy", twin_->training_fit().agreement)
        .add("twin_validation_loss", "its validation loss", twin_->validation_fit().loss, {.unit = "nat", .digits = 3})
        .add("twin_parameters", "its parameters", static_cast<double>(twin_->network().parameters().size()),
             {.digits = 0});
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
