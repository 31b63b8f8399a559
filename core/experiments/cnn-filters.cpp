// A convolutional network learns to read digits while its filters and feature maps are watched.
// Lecture row R42. Sources: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document
// recognition (1998); the decks' slides on convolutional networks and feature visualisation.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/data/bundled.h"
#include "core/data/digit_sets.h"
#include "core/data/drawn_digits.h"
#include "core/data/ink_pad.h"
#include "core/lab/describe/classification.h"
#include "core/lab/describe/curves.h"
#include "core/lab/describe/images.h"
#include "core/lab/describe/text.h"
#include "core/lab/history.h"
#include "core/lab/registry.h"
#include "core/ml/metrics/classification.h"
#include "core/ml/nn/reading.h"
#include "core/ml/nn/supervised_training.h"
#include "core/lab/text.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

constexpr std::size_t kMostClasses = 10;
constexpr int kLargestCheck = 500;  // examples looked at after an epoch, of each set
constexpr int kWorstShown = 12;
constexpr double kDigitRange = 1;  // grey levels lie in [0, 1]

// Labels of the random streams.
constexpr std::uint64_t kDataStream = 1, kSplitStream = 2;
constexpr std::uint64_t kWeightStream = 1, kTrainingStream = 2;

ParameterSchema cnn_schema() {
  ParameterSchema schema(1);
  schema.group("Data")
      .choice("data", "Digits", {{"digits8", "Real, 8×8"}, {"drawn28", "Drawn by the program, 28×28"}, {"file", "Dropped IDX files"}}, "digits8")
      .help("What the network reads: 1797 real digits, any number drawn anew, or your own IDX files (images and labels).")
      .integer("examples", "Examples", {100, 10000}, 2000).logarithmic().shown_when("data", {"drawn28", "file"})
      .help("How many digits there are in all. With few, the network learns them by heart and fails on the others.")
      .real("distortion", "Distortion", {0, 3}, 1).shown_when("data", {"drawn28"})
      .help("Slant, rotation and elastic deformation of the drawn digits.")
      .real("validation_share", "Validation share", {0.1, 0.5}, 0.2)
      .help("The part of the digits the network never learns from: it measures the true performance.");
  schema.group("Network")
      .integer_list("channels", "Filters per layer", {1, 32}, 3, {8, 16})
      .help("One number for each convolution layer. Two or three filters already read surprisingly well.")
      .choice("kernel", "Filter size", {{"k3", "3×3"}, {"k5", "5×5"}, {"k7", "7×7"}}, "k3")
      .help("How many pixels a filter sees at once.")
      .choice("pooling", "Pooling", {{"max", "Largest of 2×2"}, {"average", "Mean of 2×2"}, {"none", "None"}}, "max")
      .help("What is kept of each 2×2 block behind a convolution layer. Without pooling small shifts matter more.")
      .integer_list("dense", "Dense units", {1, 256}, 3, {64})
      .help("Layers of ordinary neurons behind the convolutions.")
      .choice("activation", "Activation", {{"relu", "ReLU"}, {"tanh", "tanh"}, {"sigmoid", "Sigmoid"}, {"leaky_relu", "Leaky ReLU"}, {"gelu", "GELU"}}, "relu")
      .help("The nonlinearity of every layer but the last.")
      .real("dropout", "Dropout", {0, 0.9}, 0)
      .help("Share of the dense units that are silenced at random in each training step.");
  schema.group("Training")
      .choice("optimiser", "Optimiser", {{"adam", "Adam"}, {"sgd", "Stochastic gradient descent"}, {"momentum", "Momentum 0.9"}}, "adam")
      .help("How gradients become steps.")
      .real("learning_rate", "Learning rate η", {1e-5, 10}, 0.003).logarithmic().live()
      .help("Length of the steps. Too large and the filters turn to noise.")
      .integer("batch_size", "Batch size", {1, 128}, 32).help("Digits per step.")
      .real("l2", "L2 penalty λ", {0, 0.1}, 0).live().help("Pulls all weights towards zero; filters become smoother.");
  schema.group("Look at")
      .integer("image", "Picture number", {0, 9999}, 0).live()
      .help("The validation digit whose way through the network is shown. Tap a mistake to see it.");
  return schema;
}

nn::OptimizerSpec optimizer_spec(const ParameterSet& parameters) {
  nn::OptimizerSpec spec;
  const std::string& name = parameters.choice("optimiser");
  spec.kind = name == "adam" ? nn::OptimizerKind::adam : nn::OptimizerKind::sgd;
  spec.momentum = name == "momentum" ? 0.9 : 0;
  spec.learning_rate = parameters.real("learning_rate");
  spec.l2 = parameters.real("l2");
  return spec;
}

Result<data::Dataset> load_digits(const ExperimentStart& start) {
  const std::string& source = start.parameters.choice("data");
  if (source == "digits8") return data::digits_8x8();
  const int examples = start.parameters.integer("examples");
  if (source == "file") {
    std::vector<data::NamedBytes> files;
    for (const auto& file : start.files) files.push_back({file->name, file->bytes});
    return data::pictures_from_files(files, examples);
  }
  data::DrawnDigitOptions options;
  options.distortion = start.parameters.real("distortion");
  return data::drawn_digits(Rng(start.data_seed).split(kDataStream), examples, options);
}

nn::ConvolutionalPlan network_plan(const ParameterSet& parameters, int classes) {
  nn::ConvolutionalPlan plan;
  plan.channels = parameters.integer_list("channels");
  plan.kernel = 3 + 2 * parameters.choice_index("kernel");
  const std::string& pooling = parameters.choice("pooling");
  plan.pooling = pooling == "max"       ? nn::Pooling::max
                 : pooling == "average" ? nn::Pooling::average
                                        : nn::Pooling::none;
  plan.dense = parameters.integer_list("dense");
  plan.activation.kind = *from_id(nn::kActivations, parameters.choice("activation"));
  plan.dropout = parameters.real("dropout");
  plan.classes = classes;
  return plan;
}

class CnnFilters final : public Experiment {
 public:
  static Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
    Result<data::Dataset> digits = load_digits(start);
    if (!digits.ok()) return Error{digits.error()};
    const nn::Shape input{1, digits->image_rows, digits->image_cols};
    auto network = nn::Network<float>::build(input, nn::layer_specs(network_plan(start.parameters, digits->classes())));
    if (!network.ok()) return Error{network.error()};
    return std::unique_ptr<Experiment>(new CnnFilters(start, std::move(*digits), std::move(*network)));
  }

  void step() override {
    training_.step();
    const double values[] = {training_.batch_loss()};
    if (!training_.diverged()) batches_.record(training_.epochs(), values);
    if (training_.checked()) take_in_check();
  }

  void tune(const ParameterSet& parameters) override {
    training_.optimizer().learning_rate = parameters.real("learning_rate");
    training_.optimizer().l2 = parameters.real("l2");
    image_ = parameters.integer("image");
  }

  bool act(const Action& action) override {
    if (const auto* stroke = std::get_if<StrokeDrawn>(&action.gesture)) {
      pad_.draw(stroke->xy, stroke->erases);
    } else if (std::holds_alternative<PadCleared>(action.gesture)) {
      pad_.clear();
    } else {
      return false;
    }
    const double margin = rows_ > 16 ? kCollectionMargin : 0.0;
    pad_.prepare(margin, {pad_picture_.data(), rows_, cols_});
    return true;
  }

  std::optional<Divergence> divergence() const override {
    if (!training_.diverged()) return {};
    const double rate = training_.optimizer().learning_rate;
    return Divergence{learning_rate_too_large(training_.steps(), "is no longer a finite number", rate), "learning_rate",
                      rate / 10};
  }

  std::unique_ptr<Experiment> clone() const override { return std::make_unique<CnnFilters>(*this); }

  std::vector<std::string> file_shapes() const override { return file_shapes_; }

  void hash_state(StateHasher& hasher) const override {
    training_.hash_state(hasher);
    hasher.add(std::span<const float>(pad_.sheet().data, static_cast<std::size_t>(pad_.sheet().size())));
  }

  void describe(Snapshot& snapshot) const override;

 private:
  static constexpr double kCollectionMargin = 4.0 / 28;  // free border of digits in 28×28 collections

  CnnFilters(const ExperimentStart& start, data::Dataset digits, nn::Network<float> network);
  void take_in_check();
  int shown_image() const { return static_cast<int>(image_ % validation_.size()); }
  std::span<const float> picture(int i) const {
    return {validation_.X.row(i), static_cast<std::size_t>(rows_ * cols_)};
  }

  void describe_filters(Snapshot& snapshot) const;
  void describe_feature_maps(Snapshot& snapshot) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_readings(Snapshot& snapshot) const;
  void describe_mistakes(Snapshot& snapshot) const;
  void describe_pad(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  int rows_, cols_;
  data::Dataset validation_;
  nn::SupervisedTraining training_;
  std::ptrdiff_t training_size_ = 0;
  int image_ = 0;
  std::vector<std::string> file_shapes_;
  ThreadPool& pool_;

  History batches_{1};
  History checks_{4};                   // losses and accuracies of training and validation
  Matrix<double> confusion_;            // classes × classes: rows true, columns read
  std::vector<nn::Reading> mistakes_;

  data::InkPad pad_;
  Matrix<float> pad_picture_;           // 1 × rows · cols
  mutable nn::Pass<float> shown_pass_, pad_pass_;
};

CnnFilters::CnnFilters(const ExperimentStart& start, data::Dataset digits, nn::Network<float> network)
    : rows_(digits.image_rows),
      cols_(digits.image_cols),
      training_([&] {
        network.initialise(Rng(start.seed).split(kWeightStream));
        return nn::SupervisedTraining(std::move(network),
                                      nn::OutputCode::classification(digits.classes(), nn::Objective::cross_entropy),
                                      optimizer_spec(start.parameters), start.parameters.integer("batch_size"), {},
                                      Rng(start.seed).split(kTrainingStream), &start.pool);
      }()),
      pool_(start.pool),
      pad_picture_(1, std::ptrdiff_t{rows_} * cols_) {
  for (const auto& file : start.files) {
    static_cast<void>(file);
    file_shapes_.push_back(std::to_string(digits.size()) + "×" + std::to_string(rows_) + "×" + std::to_string(cols_));
  }
  Rng split_rng = Rng(start.data_seed).split(kSplitStream);
  data::TrainValidation parts = data::split(digits, start.parameters.real("validation_share"), split_rng);
  validation_ = data::first_examples(std::move(parts.validation), kLargestCheck);
  training_size_ = parts.training.size();
  Matrix<float> T, T_validation;
  training_.code().encode(parts.training.labels, T);
  training_.code().encode(validation_.labels, T_validation);
  training_.limit_training_checks(kLargestCheck);
  training_.set_training_data(Shared(nn::Examples{std::move(parts.training.X), std::move(T)}));
  training_.set_validation_data(Shared(nn::Examples{validation_.X, std::move(T_validation)}));
  tune(start.parameters);
  take_in_check();
}

void CnnFilters::take_in_check() {
  const double values[] = {training_.training_fit().loss, training_.validation_fit().loss,
                           training_.training_fit().agreement, training_.validation_fit().agreement};
  checks_.record(training_.epochs(), values);
  confusion_ = metrics::confusion_matrix(validation_.labels, nn::read_classes(training_.validation_scores()),
                                         validation_.classes());
  nn::rank_mistakes(training_.validation_scores(), validation_.labels, mistakes_);
}

void CnnFilters::describe(Snapshot& snapshot) const {
  snapshot.add_metric("epoch", "Epochs", training_.epochs());
  snapshot.add_metric("training_loss", "Training loss", training_.training_fit().loss, "nat");
  snapshot.add_metric("validation_loss", "Validation loss", training_.validation_fit().loss, "nat");
  snapshot.add_metric("training_accuracy", "Training accuracy", training_.training_fit().agreement);
  snapshot.add_metric("validation_accuracy", "Validation accuracy", training_.validation_fit().agreement);
  describe_feature_maps(snapshot);
  describe_filters(snapshot);
  describe_curves(snapshot);
  describe_pad(snapshot);
  describe_readings(snapshot);
  describe_mistakes(snapshot);
  describe_numbers(snapshot);
}

void CnnFilters::describe_filters(Snapshot& snapshot) const {
  auto& images = snapshot.add_panel<Images>("filters", "Filters of the first layer", 2,
      "The weights of each filter of the first layer: one sign blue, the other orange, zero between.");
  set_images(images, ColorMap::diverging, 0);
  const auto& network = training_.network();
  const auto weights = network.weights(0);
  const auto filters = network.biases(0).size();
  const auto area = weights.size() / filters;
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(area))));
  const Range range = symmetric_range(weights);
  for (std::size_t f = 0; f < filters; ++f) {
    add_tile(images, std::to_string(f + 1), weights.subspan(f * area, area), side, side, range);
  }
}

void CnnFilters::describe_feature_maps(Snapshot& snapshot) const {
  auto& images = snapshot.add_panel<Images>("feature_maps", "The digit on its way through the network", 4,
      "The chosen digit, and what each filter of each layer makes of it. Dark: nothing found; bright: the filter's pattern is there.");
  set_images(images, ColorMap::viridis, 0);
  const auto& network = training_.network();
  const int i = shown_image();
  add_tile(images, "digit", picture(i), rows_, cols_, {0, kDigitRange}).frame = kColorAccent;
  network.evaluate(shown_pass_, {validation_.X.row(i), 1, std::ptrdiff_t{rows_} * cols_}, &pool_);
  for (std::size_t l = 0; l < network.layer_count(); ++l) {
    const nn::Shape shape = network.layer(l).output_shape();
    if (shape.plane() == 1) continue;
    const std::span<const float> values(shown_pass_.activations(l).row(0), static_cast<std::size_t>(shape.size()));
    const float top = *std::max_element(values.begin(), values.end());
    const float bottom = *std::min_element(values.begin(), values.end());
    for (std::ptrdiff_t c = 0; c < shape.channels; ++c) {
      const auto plane = values.subspan(static_cast<std::size_t>(c * shape.plane()), static_cast<std::size_t>(shape.plane()));
      add_tile(images, std::to_string(l + 1) + "." + std::to_string(c + 1), plane, static_cast<int>(shape.height),
               static_cast<int>(shape.width), {bottom, top > bottom ? top : bottom + 1});
    }
  }
}

void CnnFilters::describe_curves(Snapshot& snapshot) const {
  auto& losses = snapshot.add_panel<Curves>("losses", "Loss", 1,
      "Cross-entropy against epochs. Validation that rises while training falls is overfitting.");
  set_axes(losses, "epochs", "cross-entropy [nat]", {}, true);
  constexpr double kLeast = 1e-6;
  add_series(losses, "each batch", batches_, 0, kColorMuted, kLeast);
  add_series(losses, "training", checks_, 0, 0, kLeast);
  add_series(losses, "validation", checks_, 1, 1, kLeast);
  auto& accuracies = snapshot.add_panel<Curves>("accuracies", "Accuracy", 1, "Share of digits read rightly, after each epoch.");
  set_axes(accuracies, "epochs", "accuracy", {0, 1}, false);
  add_series(accuracies, "training", checks_, 2, 0);
  add_series(accuracies, "validation", checks_, 3, 1);
}

void CnnFilters::describe_readings(Snapshot& snapshot) const {
  auto& cells = snapshot.add_panel<MatrixCells>("confusion", "Confusion", 2,
      "How often a validation digit (row) was read as which (column). Right readings stand on the diagonal.");
  describe_confusion({confusion_.data(), static_cast<std::size_t>(confusion_.size())}, validation_.class_names, cells);
}

void CnnFilters::describe_mistakes(Snapshot& snapshot) const {
  auto& images = snapshot.add_panel<Images>("mistakes", "Worst mistakes", 2,
      "Validation digits read wrongly, the surest first: what each is → what was read. Tap one to send it through the network.");
  set_images(images, ColorMap::greys, 0);
  images.picks_parameter = "image";
  char label[24];
  for (std::size_t m = 0; m < std::min<std::size_t>(mistakes_.size(), kWorstShown); ++m) {
    const nn::Reading& mistake = mistakes_[m];
    std::snprintf(label, sizeof label, "%d → %d", mistake.is, mistake.read_as);
    const int image = static_cast<int>(mistake.example);
    Tile& tile = add_tile(images, label, picture(image), rows_, cols_, {0, kDigitRange});
    tile.pick = image;
    tile.frame = image == shown_image() ? kColorAccent : kColorBad;
  }
}

void CnnFilters::describe_pad(Snapshot& snapshot) const {
  auto& images = snapshot.add_panel<Images>("pad", "Draw a digit", 3,
      "Draw on the left picture; on the right is what the network is given: moved and scaled as its training digits are.");
  set_images(images, ColorMap::greys, 2);
  images.drawable = true;
  const std::span<const float> sheet(pad_.sheet().data, static_cast<std::size_t>(pad_.sheet().size()));
  add_tile(images, "draw here", sheet, data::InkPad::kSide, data::InkPad::kSide, {0, 1});
  add_tile(images, "as the network sees it", {pad_picture_.data(), static_cast<std::size_t>(pad_picture_.size())}, rows_,
           cols_, {0, kDigitRange});

  auto& plane = snapshot.add_panel<Plane>("posterior", "What the network reads", 2,
      "The posterior of each digit, for your drawing and for the chosen validation digit.");
  set_posterior_axes(plane, "digit", validation_.classes());
  std::array<float, kMostClasses> values;
  const std::span<float> posterior(values.data(), validation_.class_names.size());
  nn::posterior_of_scores({shown_pass_.output().row(0), posterior.size()}, posterior);
  add_posterior(plane, "chosen digit", posterior, 0.38f, -0.2f, 0);
  if (pad_.empty()) return;
  training_.network().evaluate(pad_pass_, pad_picture_, &pool_);
  nn::posterior_of_scores({pad_pass_.output().row(0), posterior.size()}, posterior);
  add_posterior(plane, "your drawing", posterior, 0.38f, 0.2f, 1);
}

void CnnFilters::describe_numbers(Snapshot& snapshot) const {
  auto& text = snapshot.add_panel<Text>("numbers", "Numbers", 1,
      "The size of the network and of the data, how far training has come, and the chosen digit.");
  add_value(text, "parameters", static_cast<double>(training_.network().parameters().size()), 8);
  add_value(text, "training digits", static_cast<double>(training_size_), 6);
  add_value(text, "validation digits", static_cast<double>(validation_.size()), 6);
  add_value(text, "epochs", training_.epochs());
  add_value(text, "validation accuracy", 100 * training_.validation_fit().agreement, 4, "%");
  add_value(text, "validation loss", training_.validation_fit().loss, 3, "nat");
  const int truth = validation_.labels[static_cast<std::size_t>(shown_image())];
  add_value(text, "chosen picture", shown_image(), 5);
  add_value(text, "it is a", truth, 1);
}

ExperimentInfo cnn_filters_info() {
  ExperimentInfo info;
  info.id = "cnn-filters";
  info.title = "Filters of a convolutional network";
  info.lecture = 8;
  info.row = "R42";
  info.summary = "A small LeNet learns handwritten digits live; its filters and feature maps form before your eyes.";
  info.lesson =
      "Press play and watch the filters: from noise they become edges, strokes and blobs, because those tell digits apart. "
      "The large picture shows what every filter finds in one digit; each further layer sees more of the digit and keeps less of where it was. "
      "Draw a digit yourself, then shift it or draw it small: what does the network forgive, and what not? "
      "How many filters are really needed? Try one, two, then eight, and compare the validation accuracy. "
      "Leave the pooling out: the network knows its training digits sooner, and of the real ones, all in the middle of "
      "their 8×8 pixels, it reads new ones no worse. Now give it 400 drawn ones of 28×28, shifted and bent: it still "
      "knows its own sooner, but reads new ones worse than with pooling. Why?";
  info.sources = {"LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 (1998) 2278",
                  "Simard, Steinkraus, Platt, Best practices for convolutional neural networks, ICDAR (2003)"};
  info.schema = cnn_schema();
  info.files = {".idx .gz .idx3-ubyte .idx1-ubyte", "IDX files of images and of labels, plain or gzip", "data", "file"};
  info.make = &CnnFilters::make;
  return info;
}

const RegisterExperiment registered{cnn_filters_info()};

}  // namespace
}  // namespace lectern
