// Autoencoders learn to send pictures through a few numbers: plain, denoising, convolutional and variational, over the
// plane of their codes, which is walked by dragging; the linear one beside principal components.
// Lecture row R35.
// Sources: Baldi, Hornik, Neural networks and principal component analysis (1989); Hinton, Salakhutdinov, Science 313
// (2006) 504; Vincent et al., ICML 2008; Kingma, Welling, ICLR 2014; Higgins et al., beta-VAE, ICLR 2017.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "core/data/ink_pad.h"
#include "core/experiments/autoencoders/picture_data.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/text.h"
#include "core/lab/trail.h"
#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/generative/autoencoder.h"
#include "core/ml/nn/sampler.h"
#include "core/ml/reduce/principal_components.h"
#include "core/parts/given_weights.h"
#include "core/parts/network_files.h"
#include "core/parts/pad_strokes.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

using generative::CodingCost;
using generative::CodingRule;
using generative::Likelihood;

constexpr const char* kCodesHelp =
    "Each held-out picture at the place of its code, in the colour of its class, which the network never saw. Behind: what "
    "the decoder makes of each place. Drag the handle, or tap, to walk through the plane; the ellipses are how precisely "
    "the encoder says where pictures A and B lie, at one and two standard deviations.";
constexpr const char* kPicturesHelp =
    "Held-out pictures, and what is left of them behind the bottleneck. Tap one: it becomes picture A, framed blue; B is "
    "framed green.";
constexpr const char* kWalkHelp =
    "What the decoder makes of the handle's place, and the held-out picture whose code is nearest. From A to B: nine codes "
    "on the straight line between theirs, decoded, and the mere mixture of their pixels.";
constexpr const char* kPadHelp =
    "Draw on the first picture. The encoder is given what you drew, digits moved and scaled as those of the collection, "
    "and the decoder gives back what its code says. Last, the held-out picture whose code is nearest. The cross in the plane "
    "is your code.";
constexpr const char* kTermsHelp =
    "−ELBO = reconstruction + β · divergence, in nats for each picture. Reconstruction: what the pixels cost, given the "
    "code. Divergence: what the code costs, KL(q(z|x) ‖ N(0, 1)). Dashed: on the training data.";
constexpr const char* kErrorsHelp =
    "Mean squared error of a pixel of held-out pictures, and the least that a straight-line code of as many numbers can "
    "reach: that of the principal components.";
constexpr const char* kPriceHelp =
    "The way of the training. Each β ends at another point: a precise code is dear, a cheap one leaves blurred pictures. On "
    "the dashed line −ELBO is what it is now.";
constexpr const char* kUseHelp =
    "The mean divergence of each number of the code. A number that costs nothing carries nothing.";
constexpr const char* kSamplesHelp =
    "What the decoder makes of codes drawn at random: variational from N(0, 1), else from a Gaussian with the mean and the "
    "spread of the codes. A plain autoencoder was never asked for them.";
constexpr const char* kComponentsHelp =
    "Of the linear autoencoder: the principal components, what is left of each in the plane that the decoder's weights "
    "span, and those weights themselves, which may be any basis of the plane.";
constexpr const char* kPcaHelp = "The same pictures by the first principal components.";

constexpr int kShown = 10;  // pictures
constexpr int kSteps = 9;   // of an interpolation
constexpr int kSamples = 20;
constexpr int kMostCode = 32;
constexpr Range kLevels{0, 1};
constexpr double kLargeMargin = 4.0 / 28;  // free margin of digits in 28×28 collections
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class Architecture { linear, dense, convolutional };
enum class Corruption { none, noise, hidden };

struct Settings {
  PictureSettings data;
  Architecture architecture = Architecture::dense;
  std::vector<int> layers{128, 64};
  int filters = 16;
  int code_size = 2;
  bool variational = true;
  Likelihood likelihood = Likelihood::bernoulli;
  double sigma = 0.3, beta = 1;
  Corruption corruption = Corruption::none;
  double corruption_level = 0.5;
  double learning_rate = 0.005;
  int batch_size = 64;
  bool behind = true;
  int picture = 4, other_picture = 0, axis_x = 1, axis_y = 2;

  CodingRule rule() const {
    const bool is_linear = architecture == Architecture::linear;
    return {is_linear ? Likelihood::gaussian : likelihood, variational, beta, sigma};
  }
  nn::OptimizerSpec optimizer() const { return {.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate}; }
};

nn::Network<float> built(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, const Rng& rng) {
  Result<nn::Network<float>> network = nn::Network<float>::build(input, layers);
  if (!network) throw CannotStart("The network cannot be made: " + network.error());
  network->initialise(rng);
  return std::move(*network);
}

// Biases with which the mean picture gives zeros in the first layer, and a code of zeros the mean picture: else the
// first epochs learn nothing but that.
void begin_at_mean(ConstMatrixView<float> X, Likelihood likelihood, nn::Network<float>& encoder,
                   nn::Network<float>& decoder) {
  const auto d = static_cast<std::size_t>(X.cols);
  std::vector<double> mean(d, 0);
  double level = 0;
  for (std::size_t j = 0; j < d; ++j) {
    for (std::ptrdiff_t i = 0; i < X.rows; ++i)
      mean[j] += static_cast<double>(X.data[i * X.stride + static_cast<std::ptrdiff_t>(j)]);
    mean[j] /= static_cast<double>(X.rows);
    level += mean[j] / static_cast<double>(d);
  }
  const auto output = [likelihood](double m) {
    if (likelihood == Likelihood::gaussian) return static_cast<float>(m);
    const double p = std::clamp(m, 0.01, 0.99);
    return static_cast<float>(math::log(p / (1 - p)));
  };
  const std::size_t last = decoder.layer_count() - 1;
  const std::span<float> shown = decoder.biases(last);
  for (std::size_t j = 0; j < shown.size(); ++j) shown[j] = output(shown.size() == d ? mean[j] : level);
  const std::span<float> read = encoder.biases(0), weights = encoder.weights(0);
  if (weights.size() != read.size() * d) return;  // convolutions
  for (std::size_t u = 0; u < read.size(); ++u) {
    double sum = 0;
    for (std::size_t j = 0; j < d; ++j) sum += static_cast<double>(weights[u * d + j]) * mean[j];
    read[u] = static_cast<float>(-sum);
  }
}

// Both halves mirror each other. Convolutions halve the side twice; transposed ones double it back.
generative::Autoencoder<float> make_model(const Settings& settings, ConstMatrixView<float> X, int rows, int cols,
                                          const Rng& rng) {
  using namespace nn;
  const Activation relu{ActivationKind::relu};
  const std::ptrdiff_t code = settings.code_size, outputs = settings.variational ? 2 * code : code;
  Shape picture{std::ptrdiff_t{rows} * cols, 1, 1};
  std::vector<LayerSpec> encoder, decoder;
  if (settings.architecture == Architecture::convolutional) {
    picture = {1, rows, cols};
    const auto half = [](int side) { return (side + 1) / 2; };
    const int rows2 = half(rows), cols2 = half(cols), rows4 = half(rows2), cols4 = half(cols2);
    // A transposed convolution of stride 2 leaves 2 side − 1 pixels, and one more where the side was even.
    const auto extra = [](int row_count, int col_count) {
      return Pair{row_count % 2 == 0 ? 1 : 0, col_count % 2 == 0 ? 1 : 0};
    };
    const std::ptrdiff_t filters = settings.filters;
    encoder = {Conv2dSpec{.channels = filters, .stride = {2, 2}, .padding = {1, 1}, .activation = relu},
               Conv2dSpec{.channels = 2 * filters, .stride = {2, 2}, .padding = {1, 1}, .activation = relu}};
    decoder = {
        ConvTranspose2dSpec{.channels = 2 * filters, .kernel = {rows4, cols4}, .activation = relu},
        ConvTranspose2dSpec{.channels = filters,
                            .stride = {2, 2},
                            .padding = {1, 1},
                            .output_padding = extra(rows2, cols2),
                            .activation = relu},
        ConvTranspose2dSpec{.channels = 1, .stride = {2, 2}, .padding = {1, 1}, .output_padding = extra(rows, cols)}};
  } else {
    if (settings.architecture == Architecture::dense)
      for (const int units : settings.layers) {
        encoder.push_back(DenseSpec{units, relu});
        decoder.insert(decoder.begin(), DenseSpec{units, relu});
      }
    decoder.push_back(DenseSpec{picture.size()});
  }
  encoder.push_back(DenseSpec{outputs});
  nn::Network<float> inwards = built(picture, encoder, rng.split("encoder")),
                     outwards = built({code, 1, 1}, decoder, rng.split("decoder"));
  begin_at_mean(X, settings.rule().likelihood, inwards, outwards);
  return {std::move(inwards), std::move(outwards), settings.optimizer(), settings.rule()};
}

Matrix<float> normal_numbers(std::ptrdiff_t rows, std::ptrdiff_t cols, Rng rng) {
  Matrix<float> numbers(rows, cols);
  rng.fill_normal({numbers.data(), static_cast<std::size_t>(numbers.size())}, 0, 1);
  return numbers;
}

Matrix<double> in_double(ConstMatrixView<float> X) {
  Matrix<double> result(X.rows, X.cols);
  std::copy_n(X.data, X.size(), result.data());
  return result;
}

Matrix<float> in_float(const Matrix<double>& X) {
  Matrix<float> result(X.rows(), X.cols());
  std::transform(X.data(), X.data() + X.size(), result.data(), [](double x) { return static_cast<float>(x); });
  return result;
}

// The share of codes whose nearest neighbour is of the same class.
double neighbour_accuracy(ConstMatrixView<float> codes, std::span<const int> labels) {
  std::ptrdiff_t hits = 0;
  for (std::ptrdiff_t i = 0; i < codes.rows; ++i) {
    float least = std::numeric_limits<float>::infinity();
    std::ptrdiff_t nearest = i;
    for (std::ptrdiff_t j = 0; j < codes.rows; ++j) {
      float square = 0;
      for (std::ptrdiff_t k = 0; k < codes.cols; ++k) {
        const float by = codes(i, k) - codes(j, k);
        square += by * by;
      }
      if (j != i && square < least) least = square, nearest = j;
    }
    hits += labels[static_cast<std::size_t>(nearest)] == labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  return static_cast<double>(hits) / static_cast<double>(codes.rows);
}

// The least of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not below x.
double rounded_up(double x) {
  double unit = 1e-3;
  while (unit * 10 < x) unit *= 10;
  for (const double digit : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (digit * unit >= x) return digit * unit;
  return 10 * unit;
}

// "z₁", of number 0.
std::string code_name(std::size_t number) {
  std::string name = "z";
  for (const char digit : std::to_string(number + 1)) {
    name += "\xe2\x82";
    name += static_cast<char>(0x80 + (digit - '0'));
  }
  return name;
}

// What does not change during a run; copies share it.
struct Rival {
  Matrix<float> components;           // principal ones, at most Z × pixels
  Matrix<float> codes;                // of the validation data
  double error = 0, accuracy = 0;     // of the validation data
  Matrix<float> eps, noise, chances;  // validation × Z, and × pixels: what corrupts the pictures shown
  Matrix<float> draws;                // kSamples × Z, normal
  std::array<int, kShown> shown{};    // pictures of the validation data, of all classes in turn
  auto state() const { return std::tie(components, codes, eps, noise, chances, draws); }
};

class Autoencoders final : public Demo<Autoencoders, Settings, PictureData> {
 public:
  static Schema<Settings> schema();

  explicit Autoencoders(const Start& start)
      : Demo(start),
        model_(make_model(settings(), data().training(), data().rows(), data().cols(), rng("weights"))),
        sampler_(static_cast<std::int32_t>(data().training().rows), settings().batch_size, rng("batches")),
        step_rng_(rng("steps")),
        rival_(make_rival()),
        drawing_(1, data().validation().cols) {
    begin_with_weights(start.files, {{"encoder", model_.encoder()}, {"decoder", model_.decoder()}},
                       "Choose the pictures, the code and the layers of the networks in the file.");
    check();
  }

  void step() override;
  void settings_changed(const Settings&) {
    model_.set_rule(settings().rule());
    model_.set_optimizer(settings().optimizer());
  }
  bool gesture(const Action& action);
  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(steps_, "is no longer a finite number", rate), &Settings::learning_rate,
                    rate / 10);
  }
  auto state() const {
    return std::tuple(std::tie(model_, sampler_, step_rng_, steps_, diverged_), unhashed(costs_), unhashed(errors_),
                      unhashed(way_), unhashed(pad_), unhashed(drawing_));
  }
  void describe(Snapshot& snapshot) const override;
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    return network_files({{"encoder", model_.encoder()}, {"decoder", model_.decoder()}}, format);
  }

 private:
  Rival make_rival() const;
  int code_size() const { return settings().code_size; }
  std::ptrdiff_t pixels() const { return data().validation().cols; }
  // Pictures as the encoder gets them to see, from random numbers of the same shape.
  void spoil(ConstMatrixView<float> clean, ConstMatrixView<float> noise, ConstMatrixView<float> chances,
             Matrix<float>& spoilt) const;
  void check();
  void measure_subspace();
  // Refreshes what the pictures show of the validation data: given_, codes_, outputs_.
  void look() const;
  // The same of what is drawn on the pad: drawn_codes_, drawn_back_.
  void look_at_drawing() const;
  double mean_square(ConstMatrixView<float> X) const;  // of its distance from the clean validation data, per pixel

  int picture(int number) const { return rival_->shown[static_cast<std::size_t>(number)]; }
  std::size_t axis_x() const { return static_cast<std::size_t>(std::min(settings().axis_x, code_size()) - 1); }
  std::size_t axis_y() const { return static_cast<std::size_t>(std::min(settings().axis_y, code_size()) - 1); }
  // Where a code lies in the plane; of a code of one number the class gives the height.
  std::array<double, 2> place(const float* code, int label) const;
  // A code at a place of the plane; its other numbers are those of picture A.
  void code_at(double x, double y, float* code) const;

  std::ptrdiff_t nearest_to(const float* code) const;
  void describe_codes(Plane& plane) const;
  void describe_manifold(Plane& plane) const;
  void describe_pictures(Images& images) const;
  void describe_walk(Images& images) const;
  void describe_pad(Images& images) const;
  void describe_terms(Snapshot& snapshot) const;
  void describe_price(Plane& plane) const;
  void describe_use(Plane& plane) const;
  void describe_samples(Images& images) const;
  void describe_components(Images& images) const;
  void describe_pca(Plane& plane) const;
  void describe_numbers(Snapshot& snapshot) const;
  void add_picture(Images& images, std::string_view label, const float* pixels, const TileStyle& style = {}) const;

  generative::Autoencoder<float> model_;
  nn::MiniBatchSampler sampler_;
  Rng step_rng_;
  Shared<Rival> rival_;
  std::int64_t steps_ = 0;
  bool diverged_ = false;
  std::array<float, 2> handle_{0, 0};  // only looked at, like all that follows
  data::InkPad pad_;
  Matrix<float> drawing_;  // 1 × pixels, as the encoder is given it
  History costs_{6};       // of validation and training: cost, reconstruction, divergence
  History errors_{2};      // squared error of validation, and of what was given
  Trail way_;              // divergence and reconstruction
  CodingCost epoch_;       // sums since the last check
  double batches_ = 0;
  CodingCost validation_;
  double squared_error_ = kUnknown, accuracy_ = kUnknown, angle_ = kUnknown;
  double half_width_ = 3;  // of the window
  Matrix<float> in_span_;  // linear: principal components within the decoder's span
  Scratch<Matrix<float>> batch_, spoilt_, noise_, chances_, eps_;
  Scratch<Matrix<float>> drawn_codes_, drawn_back_;
  Scratch<Matrix<float>> given_, codes_, outputs_, some_codes_, some_pictures_;
};

Schema<Settings> Autoencoders::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Autoencoder")
      .choice(&Settings::architecture, "architecture", "Architecture",
              {{Architecture::linear, "linear", "Linear, squared error"},
               {Architecture::dense, "dense", "Dense layers"},
               {Architecture::convolutional, "convolutional", "Convolutions, transposed"}})
      .help("Linear: nothing but two matrices and two biases. The decoder is the mirror image of the encoder.")
      .integer_list(&Settings::layers, "layers", glossary_label("layers"), {1, 256}, 3)
      .help("Of the encoder, from the picture inwards; the decoder has the same ones outwards. ReLU.")
      .shown_when(&Settings::architecture, {Architecture::dense})
      .integer(&Settings::filters, "filters", "Filters", {1, 32})
      .help("Of the first convolution, 3×3 with stride 2; the second one has twice as many.")
      .shown_when(&Settings::architecture, {Architecture::convolutional})
      .integer(&Settings::code_size, "code_size", "Numbers of the code Z", {1, kMostCode})
      .help("The bottleneck: through so many numbers a picture has to pass.")
      .boolean(&Settings::variational, "variational", "Variational")
      .help(
          "The encoder answers with a Gaussian in place of a point; z is drawn from it, and the Gaussian pays for being "
          "different from N(0, 1).")
      .real(&Settings::beta, "divergence_weight", "Weight β of the divergence", {0.001, 100})
      .logarithmic()
      .live()
      .shown_when(&Settings::variational, {true})
      .help(
          "1: the ELBO, a bound on log p(x). More: cheaper codes, in fewer numbers. Near 0: a plain autoencoder with noise.")
      .choice(&Settings::likelihood, "likelihood", "Likelihood of a pixel", generative::kLikelihoods)
      .shown_when(&Settings::architecture, {Architecture::dense, Architecture::convolutional})
      .help("What the reconstruction costs. The cross-entropy of grey pixels is not 0 even for a perfect copy.")
      .real(&Settings::sigma, "pixel_sigma", "σ of a Gaussian pixel", {0.02, 2})
      .logarithmic()
      .live()
      .shown_when(&Settings::variational, {true})
      .help(
          "With a Gaussian likelihood, variational: how much a pixel may be off. Small σ makes the reconstruction count.")
      .choice(&Settings::corruption, "corruption", "What the encoder is given",
              {{Corruption::none, "none", "The picture"},
               {Corruption::noise, "noise", "The picture with noise"},
               {Corruption::hidden, "hidden", "The picture with pixels hidden"}})
      .help("A denoising autoencoder is given a spoilt picture and has to give back the clean one.")
      .real(&Settings::corruption_level, "corruption_level", "How much of it", {0, 1})
      .live()
      .shown_when(&Settings::corruption, {Corruption::noise, Corruption::hidden})
      .help("σ of the noise, or the share of pixels hidden.")
      .group("Training")
      .real(&Settings::learning_rate, "learning_rate", {1e-5, 1})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .integer(&Settings::batch_size, "batch_size", {4, 512})
      .logarithmic()
      .help("Pictures of an update.")
      .group("Pictures")
      .boolean(&Settings::behind, "decoded_plane", "Decoded pictures behind the codes")
      .live()
      .help("What the decoder makes of each place of the plane.")
      .integer(&Settings::picture, "picture", "Picture A", {0, kShown - 1})
      .live()
      .help("One of the ten held-out pictures on show, from 0: of the digits its own name. Its rings are in the plane.")
      .integer(&Settings::other_picture, "other_picture", "Picture B", {0, kShown - 1})
      .live()
      .help("The picture to which A is transformed.")
      .integer(&Settings::axis_x, "axis_x", "Number of the code along x", {1, kMostCode})
      .live()
      .help("Where a code has more than two numbers.")
      .integer(&Settings::axis_y, "axis_y", "Number of the code along y", {1, kMostCode})
      .live()
      .help("The numbers that are not shown are those of picture A.");
}

Rival Autoencoders::make_rival() const {
  Rival rival;
  const ConstMatrixView<float> X = data().validation();
  const int k = std::min(code_size(), static_cast<int>(pixels()));
  const reduce::PrincipalComponents pca =
      reduce::principal_components(in_double(data().training()), {.components = k, .tolerance = 1e-6}, &pool());
  rival.components = in_float(pca.components);
  const Matrix<double> codes = pca.transform(in_double(X));
  rival.codes = in_float(codes);
  rival.error = mean_square(in_float(pca.reconstruct(codes)));
  rival.accuracy = neighbour_accuracy(rival.codes, data().labels());
  rival.eps = normal_numbers(X.rows, code_size(), rng("shown codes"));
  rival.noise = normal_numbers(X.rows, pixels(), rng("shown noise"));
  rival.chances.resize(X.rows, pixels());
  Rng chances = rng("shown chances");
  chances.fill_uniform({rival.chances.data(), static_cast<std::size_t>(rival.chances.size())}, 0, 1);
  rival.draws = normal_numbers(kSamples, code_size(), rng("samples"));
  // The j-th picture of each class in turn, until there are enough.
  std::vector<int> order, seen(static_cast<std::size_t>(data().classes()), 0);
  const std::span<const int> labels = data().labels();
  for (int turn = 0; order.size() < kShown; ++turn)
    for (int k_class = 0; k_class < data().classes() && order.size() < kShown; ++k_class) {
      int left = turn;
      const auto found = std::find_if(labels.begin(), labels.end(), [&](int l) { return l == k_class && left-- == 0; });
      if (found != labels.end()) order.push_back(static_cast<int>(found - labels.begin()));
      if (turn > static_cast<int>(labels.size())) order.push_back(0);
    }
  std::copy_n(order.begin(), kShown, rival.shown.begin());
  return rival;
}

void Autoencoders::spoil(ConstMatrixView<float> clean, ConstMatrixView<float> noise, ConstMatrixView<float> chances,
                         Matrix<float>& spoilt) const {
  spoilt.resize(clean.rows, clean.cols);
  const auto level = static_cast<float>(settings().corruption_level);
  for (std::ptrdiff_t i = 0; i < clean.rows; ++i)
    for (std::ptrdiff_t j = 0; j < clean.cols; ++j) {
      float value = clean(i, j);
      if (settings().corruption == Corruption::noise) value += level * noise(i, j);
      if (settings().corruption == Corruption::hidden && chances(i, j) < level) value = 0;
      spoilt(i, j) = value;
    }
}

void Autoencoders::step() {
  if (diverged_) return;
  nn::gather_rows<float>(data().training(), sampler_.next(), *batch_);
  Rng own = step_rng_.split(static_cast<std::uint64_t>(steps_));
  ConstMatrixView<float> given = *batch_;
  if (settings().corruption != Corruption::none) {
    *noise_ = normal_numbers(batch_->rows(), batch_->cols(), own.split("noise"));
    chances_->resize(batch_->rows(), batch_->cols());
    own.split("chances").fill_uniform({chances_->data(), static_cast<std::size_t>(chances_->size())}, 0, 1);
    spoil(*batch_, *noise_, *chances_, *spoilt_);
    given = *spoilt_;
  }
  if (settings().variational) {
    eps_->resize(batch_->rows(), code_size());
    own.split("codes").fill_normal({eps_->data(), static_cast<std::size_t>(eps_->size())}, 0, 1);
  }
  const CodingCost cost = model_.train(given, *batch_, *eps_, own, &pool());
  ++steps_;
  if (!std::isfinite(cost.cost)) return void(diverged_ = true);
  epoch_.cost += cost.cost;
  epoch_.reconstruction += cost.reconstruction;
  epoch_.divergence += cost.divergence;
  ++batches_;
  const std::int64_t every = std::max<std::int64_t>(data().training().rows / settings().batch_size, 1);
  if (steps_ % every == 0) check();
}

void Autoencoders::look() const {
  const ConstMatrixView<float> X = data().validation();
  if (settings().corruption == Corruption::none) {
    given_->resize(X.rows, X.cols);
    std::copy_n(X.data, X.size(), given_->data());
  } else {
    spoil(X, rival_->noise, rival_->chances, *given_);
  }
  codes_->resize(X.rows, model_.encoder().output_shape().size());
  model_.encode(*given_, *codes_, &pool());
  some_codes_->resize(X.rows, code_size());
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) std::copy_n(codes_->row(i), code_size(), some_codes_->row(i));
  outputs_->resize(X.rows, X.cols);
  model_.decode(*some_codes_, *outputs_, &pool());
}

void Autoencoders::look_at_drawing() const {
  drawn_codes_->resize(1, model_.encoder().output_shape().size());
  model_.encode(drawing_, *drawn_codes_, &pool());
  some_codes_->resize(1, code_size());
  std::copy_n(drawn_codes_->row(0), code_size(), some_codes_->row(0));
  drawn_back_->resize(1, pixels());
  model_.decode(*some_codes_, *drawn_back_, &pool());
}

double Autoencoders::mean_square(ConstMatrixView<float> X) const {
  const ConstMatrixView<float> clean = data().validation();
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
      const auto miss = static_cast<double>(X(i, j) - clean(i, j));
      sum += miss * miss;
    }
  return sum / static_cast<double>(X.size());
}

void Autoencoders::check() {
  look();
  validation_ = model_.evaluate(*given_, data().validation(), rival_->eps, &pool());
  const double by = batches_ > 0 ? 1 / batches_ : kUnknown;
  costs_.record(static_cast<double>(sampler_.epochs()),
                std::array{validation_.cost, validation_.reconstruction, validation_.divergence, by * epoch_.cost,
                           by * epoch_.reconstruction, by * epoch_.divergence});
  epoch_ = {};
  batches_ = 0;
  squared_error_ = mean_square(*outputs_);
  errors_.record(static_cast<double>(sampler_.epochs()), std::array{squared_error_, mean_square(*given_)});
  way_.record({static_cast<float>(validation_.divergence), static_cast<float>(validation_.reconstruction)});
  accuracy_ = neighbour_accuracy(*some_codes_, data().labels());
  double farthest = 0;
  for (std::ptrdiff_t i = 0; i < some_codes_->size(); ++i)
    farthest = std::max(farthest, std::fabs(static_cast<double>(some_codes_->data()[i])));
  // The window stays while it fits.
  const double wanted = std::max(farthest, settings().variational ? 2.0 : 0.0);
  if (std::isfinite(wanted) && (wanted > half_width_ || wanted < 0.5 * half_width_)) half_width_ = rounded_up(wanted);
  if (settings().architecture == Architecture::linear) measure_subspace();
}

// The largest angle between the plane that the decoder's weights span and that of the principal components.
void Autoencoders::measure_subspace() {
  const Matrix<float>& components = rival_->components;
  const std::ptrdiff_t k = components.rows();
  Matrix<double> basis(pixels(), code_size());
  const std::span<const float> weights = model_.decoder().weights(0);  // pixels × Z
  std::copy(weights.begin(), weights.end(), basis.data());
  reduce::orthonormalise_columns(basis);
  Matrix<double> overlap(k, basis.cols());
  in_span_.resize(k, pixels());
  in_span_.fill(0);
  for (std::ptrdiff_t r = 0; r < k; ++r)
    for (std::ptrdiff_t z = 0; z < basis.cols(); ++z) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < pixels(); ++j) sum += static_cast<double>(components(r, j)) * basis(j, z);
      overlap(r, z) = sum;
      for (std::ptrdiff_t j = 0; j < pixels(); ++j) in_span_(r, j) += static_cast<float>(sum * basis(j, z));
    }
  const double cosine = std::clamp(singular_values(overlap).s.back(), 0.0, 1.0);
  // arccos x = 2 arctan √((1 − x)/(1 + x)), summed as its integral.
  const double t = std::sqrt((1 - cosine) / (1 + cosine));
  double arc = 0;
  constexpr int kPieces = 64;
  for (int i = 0; i < kPieces; ++i) {
    const double at = t * (i + 0.5) / kPieces;
    arc += t / kPieces / (1 + at * at);
  }
  angle_ = 2 * arc * 180 / std::numbers::pi;
}

bool Autoencoders::gesture(const Action& action) {
  if (action.panel == "pad") {
    if (!draw_on(pad_, action.gesture)) return false;
    const MatrixView<float> picture{drawing_.data(), data().rows(), data().cols(), data().cols()};
    if (data().is_centred())
      pad_.prepare(data().rows() > 16 ? kLargeMargin : 0, picture);
    else
      pad_.copy_to(picture);
    return true;
  }
  if (action.panel != "codes") return false;
  if (const auto* dragged = std::get_if<HandleDragged>(&action.gesture)) {
    handle_ = {dragged->x, dragged->y};
    return dragged->handle == "place";
  }
  const auto* pick = std::get_if<LatentPicked>(&action.gesture);
  if (pick == nullptr) return false;
  handle_ = {pick->x, pick->y};
  return true;
}

// ---- What there is to see ----------------------------------------------------------------------------

std::array<double, 2> Autoencoders::place(const float* code, int label) const {
  const auto x = static_cast<double>(code[axis_x()]);
  if (code_size() > 1) return {x, static_cast<double>(code[axis_y()])};
  return {x, half_width_ * ((2 * label + 1.0) / std::max(data().classes(), 1) - 1)};
}

void Autoencoders::code_at(double x, double y, float* code) const {
  std::copy_n(codes_->row(picture(settings().picture)), code_size(), code);
  code[axis_x()] = static_cast<float>(x);
  if (code_size() > 1) code[axis_y()] = static_cast<float>(y);
}

void Autoencoders::describe(Snapshot& snapshot) const {
  look();
  if (!pad_.empty()) look_at_drawing();
  describe_codes(
      snapshot.plane("codes", "The plane of codes, and what they decode to", {.weight = 4, .help = kCodesHelp}));
  describe_pictures(snapshot.images("pictures", "Through the bottleneck", {.weight = 3, .help = kPicturesHelp}));
  describe_walk(snapshot.images("walk", "Walks", {.weight = 3, .help = kWalkHelp}));
  describe_pad(
      snapshot.images("pad", data().is_centred() ? "Draw a digit" : "Draw a picture", {.weight = 2, .help = kPadHelp}));
  describe_terms(snapshot);
  describe_numbers(snapshot);
  describe_samples(snapshot.images("samples", "Codes drawn at random", {.weight = 2, .help = kSamplesHelp}));
  if (settings().variational) {
    describe_price(snapshot.plane("price", "What a code costs and brings", {.weight = 2, .help = kPriceHelp}));
    describe_use(snapshot.plane("use", "What each number carries", {.help = kUseHelp}));
  }
  if (settings().architecture == Architecture::linear)
    describe_components(
        snapshot.images("components", "Weights and principal components", {.weight = 2, .help = kComponentsHelp}));
  describe_pca(snapshot.plane("pca", "Principal components", {.weight = 2, .help = kPcaHelp}));
}

void Autoencoders::add_picture(Images& images, std::string_view label, const float* pixels,
                               const TileStyle& style) const {
  images.tile(label, {pixels, static_cast<std::size_t>(this->pixels()), 1}, data().rows(), data().cols(), style);
}

// One large picture, made of what the decoder gives for a grid of places.
void Autoencoders::describe_manifold(Plane& plane) const {
  const int side = std::max(data().rows(), data().cols()), tiles = side <= 16 ? 13 : 9;
  some_codes_->resize(std::ptrdiff_t{tiles} * tiles, code_size());
  const auto centre = [&](int t) { return half_width_ * ((2 * t + 1.0) / tiles - 1); };
  for (int v = 0; v < tiles; ++v)
    for (int u = 0; u < tiles; ++u) code_at(centre(u), centre(v), some_codes_->row(v * tiles + u));
  some_pictures_->resize(some_codes_->rows(), pixels());
  model_.decode(*some_codes_, *some_pictures_, &pool());
  const int rows = data().rows(), cols = data().cols();
  const Range extent{-half_width_, half_width_};
  FieldLayer& field = plane.field("", {tiles * rows, tiles * cols, extent, extent}, Values(),
                                  {.color = kLevels, .map = ColorMap::greys, .show_scale = false});
  for (int v = 0; v < tiles; ++v)
    for (int u = 0; u < tiles; ++u)
      for (int row = 0; row < rows; ++row)
        std::copy_n(some_pictures_->row(v * tiles + u) + (rows - 1 - row) * cols, cols,
                    field.values.begin() + ((v * rows + row) * tiles + u) * cols);
}

void Autoencoders::describe_codes(Plane& plane) const {
  const Range extent{-half_width_, half_width_};
  plane.equal_axes({.range = extent}, {.range = extent});
  plane.x.label = code_name(axis_x());
  plane.y.label = code_size() > 1 ? code_name(axis_y()) : "class";
  plane.accept_latent_picks();
  if (settings().behind) describe_manifold(plane);
  const std::span<const int> labels = data().labels();
  for (int k = 0; k < data().classes(); ++k) {
    PointsLayer& points =
        plane.points(data().class_names()[static_cast<std::size_t>(k)], Places(), {.color = k, .size_px = 3});
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != k) continue;
      const auto [x, y] = place(codes_->row(static_cast<std::ptrdiff_t>(i)), k);
      points.x.push_back(static_cast<float>(x));
      points.y.push_back(static_cast<float>(y));
    }
  }
  if (settings().variational && code_size() > 1) {
    std::array<Gaussian2, 2> gaussians;
    std::array<int, 2> colors;
    for (std::size_t s = 0; s < gaussians.size(); ++s) {
      const float* code = codes_->row(picture(s == 0 ? settings().picture : settings().other_picture));
      const auto variance = [&](std::size_t axis) {
        return math::exp(static_cast<double>(code[static_cast<std::size_t>(code_size()) + axis]));
      };
      gaussians[s] = {static_cast<double>(code[axis_x()]), static_cast<double>(code[axis_y()]), variance(axis_x()), 0,
                      variance(axis_y())};
      colors[s] = kColorAccent;
    }
    plane.ellipses("q(z|x)", gaussians, colors);
  }
  const int a = picture(settings().picture), b = picture(settings().other_picture);
  const auto [ax, ay] = place(codes_->row(a), labels[static_cast<std::size_t>(a)]);
  const auto [bx, by] = place(codes_->row(b), labels[static_cast<std::size_t>(b)]);
  plane.line("from A to B", {{ax, bx}, {ay, by}}, {.color = kColorAccent});
  plane.points("", {{ax, bx}, {ay, by}}, {.color = kColorAccent, .marker = Marker::ring, .size_px = 7});
  if (!pad_.empty()) {
    const auto [x, y] = place(drawn_codes_->row(0), data().classes() / 2);
    plane.point("your drawing", x, y, {.color = kColorBad, .marker = Marker::cross, .size_px = 9});
  }
  plane.handle("place", "handle", static_cast<double>(handle_[0]), static_cast<double>(handle_[1]));
}

void Autoencoders::describe_pictures(Images& images) const {
  images.setup({.columns = kShown, .picks_parameter = "picture"});
  const int a = picture(settings().picture), b = picture(settings().other_picture);
  const ConstMatrixView<float> X = data().validation();
  images.row("held out · tap one: A");
  for (int i = 0; i < kShown; ++i) {
    const ColorRole frame = picture(i) == a ? kColorAccent : picture(i) == b ? kColorGood : kColorMuted;
    add_picture(images, "", X.row(picture(i)), {.color = kLevels, .frame = frame, .pick = i});
  }
  const auto row = [&](const char* name, ConstMatrixView<float> pictures) {
    images.row(name);
    for (int i = 0; i < kShown; ++i) add_picture(images, "", pictures.row(picture(i)), {.color = kLevels});
  };
  if (settings().corruption != Corruption::none) row("what the encoder is given", *given_);
  row("given back", *outputs_);
}

void Autoencoders::describe_walk(Images& images) const {
  images.setup({.columns = kSteps});
  const int a = picture(settings().picture), b = picture(settings().other_picture);
  const ConstMatrixView<float> X = data().validation();
  // Codes from A to B, then that of the handle.
  some_codes_->resize(kSteps + 1, code_size());
  const auto share = [](int t) { return static_cast<float>(t) / (kSteps - 1); };
  for (int t = 0; t < kSteps; ++t)
    for (int k = 0; k < code_size(); ++k)
      (*some_codes_)(t, k) = (1 - share(t)) * (*codes_)(a, k) + share(t) * (*codes_)(b, k);
  float* walked = some_codes_->row(kSteps);
  code_at(static_cast<double>(handle_[0]), static_cast<double>(handle_[1]), walked);
  some_pictures_->resize(kSteps + 1, pixels());
  model_.decode(*some_codes_, *some_pictures_, &pool());
  images.row("at the handle · nearest");
  add_picture(images, "", some_pictures_->row(kSteps), {.color = kLevels, .frame = kColorAccent});
  add_picture(images, "", X.row(nearest_to(walked)), {.color = kLevels});
  images.row("A to B through the codes");
  for (int t = 0; t < kSteps; ++t) add_picture(images, "", some_pictures_->row(t), {.color = kLevels});
  images.row("A to B, pixels mixed");
  for (int t = 0; t < kSteps; ++t) {
    float* mixed = some_pictures_->row(t);
    for (std::ptrdiff_t j = 0; j < pixels(); ++j) mixed[j] = (1 - share(t)) * X(a, j) + share(t) * X(b, j);
    add_picture(images, "", mixed, {.color = kLevels});
  }
}

void Autoencoders::describe_pad(Images& images) const {
  images.setup({.map = ColorMap::greys, .columns = 4, .drawable = true});
  const ConstMatrixView<float> sheet = pad_.sheet();
  images.tile("draw here", Values(sheet.data, static_cast<std::size_t>(sheet.size()), 1), data::InkPad::kSide,
              data::InkPad::kSide, {.color = kLevels});
  add_picture(images, "to the encoder", drawing_.data(), {.color = kLevels});
  if (pad_.empty()) return;
  add_picture(images, "given back", drawn_back_->row(0), {.color = kLevels, .frame = kColorAccent});
  add_picture(images, "nearest code", data().validation().row(nearest_to(drawn_codes_->row(0))), {.color = kLevels});
}

// The picture of the validation data whose code is nearest.
std::ptrdiff_t Autoencoders::nearest_to(const float* code) const {
  std::ptrdiff_t nearest = 0;
  float least = std::numeric_limits<float>::infinity();
  for (std::ptrdiff_t i = 0; i < codes_->rows(); ++i) {
    float square = 0;
    for (int k = 0; k < code_size(); ++k) {
      const float by = (*codes_)(i, k) - code[k];
      square += by * by;
    }
    if (square < least) least = square, nearest = i;
  }
  return nearest;
}

void Autoencoders::describe_terms(Snapshot& snapshot) const {
  if (settings().variational) {
    Plane& plane = snapshot.curves("terms", "The two terms of the ELBO", {.weight = 2, .help = kTermsHelp});
    plane.axes({.label = "epoch"}, {.label = "nats a picture"});
    plane.line("−ELBO", costs_, 0, {.color = kColorForeground});
    plane.line("reconstruction", costs_, 1, {.color = 0});
    plane.line("divergence", costs_, 2, {.color = 1});
    plane.line("training: −ELBO", costs_, 3, {.color = kColorForeground, .dashed = true, .width_px = 1});
  }
  Plane& plane =
      snapshot.curves("errors", "Squared error", {.weight = settings().variational ? 1 : 2, .help = kErrorsHelp});
  plane.axes({.label = "epoch"}, {.label = "squared error of a pixel", .logarithmic = true});
  plane.line("autoencoder", errors_, 0);
  plane.level("principal components", rival_->error, {.color = 1});
  if (settings().corruption != Corruption::none)
    plane.line("spoilt picture", errors_, 1, {.color = kColorMuted, .dashed = true});
}

void Autoencoders::describe_price(Plane& plane) const {
  plane.axes({.label = "divergence [nats]"}, {.label = "reconstruction [nats]"});
  std::vector<float> x, y;
  for (std::size_t i = 0; i < way_.size(); ++i) {
    x.push_back(way_[i].x);
    y.push_back(way_[i].y);
  }
  plane.straight("equal −ELBO", 1, 1, validation_.divergence + validation_.reconstruction,
                 {.color = kColorMuted, .dashed = true});
  plane.line("way", {x, y});
  plane.point("now", validation_.divergence, validation_.reconstruction, {.color = kColorAccent, .size_px = 6});
}

void Autoencoders::describe_use(Plane& plane) const {
  std::array<double, kMostCode> numbers, costs{};
  for (int k = 0; k < code_size(); ++k) {
    const auto at = static_cast<std::size_t>(k);
    numbers[at] = k + 1;
    for (std::ptrdiff_t i = 0; i < codes_->rows(); ++i) {
      const auto mu = static_cast<double>((*codes_)(i, k)), logvar = static_cast<double>((*codes_)(i, code_size() + k));
      costs[at] += 0.5 * (math::exp(logvar) + mu * mu - 1 - logvar);
    }
    costs[at] /= static_cast<double>(codes_->rows());
  }
  const auto z = static_cast<std::size_t>(code_size());
  plane.axes({.label = "number of the code", .range = {0.4, code_size() + 0.6}}, {.label = "divergence [nats]"});
  plane.bars("divergence", Values(numbers).part(0, z), Values(costs).part(0, z), 0.8, {1});
}

void Autoencoders::describe_samples(Images& images) const {
  images.setup({.columns = kSamples / 2});
  *some_codes_ = rival_->draws;
  if (!settings().variational)
    for (int k = 0; k < code_size(); ++k) {
      double sum = 0, squares = 0;
      const auto n = static_cast<double>(codes_->rows());
      for (std::ptrdiff_t i = 0; i < codes_->rows(); ++i) {
        const auto z = static_cast<double>((*codes_)(i, k));
        sum += z / n;
        squares += z * z / n;
      }
      const double deviation = std::sqrt(std::max(squares - sum * sum, 0.0));
      for (int i = 0; i < kSamples; ++i)
        (*some_codes_)(i, k) = static_cast<float>(sum + deviation * static_cast<double>(rival_->draws(i, k)));
    }
  some_pictures_->resize(kSamples, pixels());
  model_.decode(*some_codes_, *some_pictures_, &pool());
  for (int i = 0; i < kSamples; ++i) add_picture(images, "", some_pictures_->row(i), {.color = kLevels});
}

void Autoencoders::describe_components(Images& images) const {
  images.setup({.map = ColorMap::diverging});
  const Matrix<float>& components = rival_->components;
  const std::ptrdiff_t shown = std::min<std::ptrdiff_t>(components.rows(), kShown);
  const Range range = symmetric_range({components.data(), static_cast<std::size_t>(components.size()), 1});
  images.row("principal components");
  for (std::ptrdiff_t r = 0; r < shown; ++r) add_picture(images, "", components.row(r), {.color = range});
  images.row("what of them lies in the decoder's plane");
  for (std::ptrdiff_t r = 0; r < shown; ++r) add_picture(images, "", in_span_.row(r), {.color = range});
  images.row("the decoder's weights, one picture for each number");
  const std::span<const float> weights = model_.decoder().weights(0);
  const auto stride = static_cast<std::ptrdiff_t>(code_size());
  for (std::ptrdiff_t z = 0; z < shown; ++z) {
    const Values column(weights.data() + z, static_cast<std::size_t>(pixels()), stride);
    images.tile("", column, data().rows(), data().cols(), {.color = symmetric_range(column)});
  }
}

void Autoencoders::describe_pca(Plane& plane) const {
  const Matrix<float>& codes = rival_->codes;
  const std::ptrdiff_t second = std::min<std::ptrdiff_t>(1, codes.cols() - 1);
  plane.equal_axes({.label = "component 1"}, {.label = second > 0 ? "component 2" : "component 1"});
  for (int k = 0; k < data().classes(); ++k) {
    PointsLayer& points =
        plane.points(data().class_names()[static_cast<std::size_t>(k)], Places(), {.color = k, .size_px = 3});
    for (std::ptrdiff_t i = 0; i < codes.rows(); ++i) {
      if (data().labels()[static_cast<std::size_t>(i)] != k) continue;
      points.x.push_back(codes(i, 0));
      points.y.push_back(codes(i, second));
    }
  }
}

void Autoencoders::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers =
      snapshot.numbers("Numbers", {.help = "Of held-out pictures, each after whole passes through the data."});
  if (settings().variational)
    numbers.add("negative_elbo", "−ELBO", validation_.cost, {.unit = "nats"})
        .add("reconstruction", "reconstruction", validation_.reconstruction, {.unit = "nats"})
        .add("code_divergence", "divergence", validation_.divergence, {.unit = "nats", .digits = 3});
  numbers.add("squared_error", "squared error of a pixel", squared_error_, {.digits = 3})
      .add("pca_error", "… of principal components", rival_->error, {.digits = 3});
  if (settings().corruption != Corruption::none)
    numbers.add("spoilt_error", "… of the spoilt picture", errors_.last(1), {.digits = 3});
  if (settings().architecture == Architecture::linear)
    numbers.add("subspace_angle", "angle to the principal plane", angle_, {.unit = "°", .digits = 3});
  if (!pad_.empty()) {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < pixels(); ++j) {
      const auto miss = static_cast<double>(drawn_back_->row(0)[j] - drawing_.row(0)[j]);
      sum += miss * miss;
    }
    numbers.add("drawing_error", "… of your drawing", sum / static_cast<double>(pixels()), {.digits = 3});
  }
  numbers.add("code_accuracy", "nearest code: same class", accuracy_, {.digits = 3})
      .add("pca_accuracy", "… of principal components", rival_->accuracy, {.digits = 3})
      .add("epoch", static_cast<double>(sampler_.epochs()), {.digits = 0});
  snapshot.metric("parameters",
                  static_cast<double>(model_.encoder().parameters().size() + model_.decoder().parameters().size()));
  if (!settings().variational) snapshot.metric("reconstruction", "reconstruction", validation_.reconstruction);
}

const RegisterDemo<Autoencoders> registered{{
    .id = "autoencoders",
    .title = "Autoencoders",
    .lecture = 6,
    .row = "R35",
    .summary =
        "Pictures pass through a bottleneck of two numbers: plain, denoising, convolutional and variational, and "
        "the plane of codes is walked by dragging.",
    .sources = {"P. Baldi, K. Hornik, Neural networks and principal component analysis, Neural Networks 2 (1989) 53",
                "G. Hinton, R. Salakhutdinov, Reducing the dimensionality of data with neural networks, Science 313 "
                "(2006) 504",
                "P. Vincent et al., Extracting and composing robust features with denoising autoencoders, ICML 2008",
                "D. Kingma, M. Welling, Auto-encoding variational Bayes, ICLR 2014",
                "I. Higgins et al., beta-VAE, ICLR 2017"},
    .steps_per_second = 100,
}};

}  // namespace
}  // namespace lectern
