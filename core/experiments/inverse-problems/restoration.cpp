#include "core/experiments/inverse-problems/restoration.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "core/experiments/inverse-problems/sky_pictures.h"
#include "core/math/angle.h"
#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/ml/inverse/dictionary.h"
#include "core/ml/inverse/u_net.h"
#include "core/ml/nn/network_weights.h"
#include "core/ml/reduce/principal_components.h"

namespace lectern::restoration {
namespace {

using physics::SkyKind;

constexpr const char* kAnswersHelp =
    "Top: the data, and four answers to what the sky looks like. Middle: how far each is from the truth, which only a "
    "simulation knows. Bottom: how far each takes itself to be off, one standard deviation of each pixel; the first tile "
    "shows how much the pictures learned from vary.";
constexpr const char* kTruthHelp = "Drag what shines. The data are measured again, with the same noise.";
constexpr const char* kCoverageHelp =
    "Crosses: dishes, to be dragged, as seen from the source. Dots: the waves across the field that their pairs measure "
    "while the Earth turns. All other waves are missing.";
constexpr const char* kTransferHelp =
    "The power of waves of each length. Where what the blur leaves falls below the noise, a wave has to be told by the "
    "prior.";
constexpr const char* kMethodsHelp =
    "Error: |answer − truth|/|truth|. PSNR: of the brightest pixel over the error. Misfit: (data − H answer)²/σ² of a number "
    "measured, about 1 for the truth. Pull: error over the stated one, 1 if it is honest.";
constexpr const char* kErrorsHelp = "Of the answers to the data shown, while the two networks learn.";
constexpr const char* kLearnedHelp =
    "Some of the skies to learn from, and the first atoms of the dictionary, which are added to their mean.";

constexpr int kHiddenUnits = 128, kPatchFeatures = 8, kSamplesOfCode = 8, kSamplesOfDiffusion = 5;
constexpr int kBatch = 12, kDenoised = 4, kDenoiserChannels = 6;
constexpr int kFitAStep = 2, kFitAnew = 60, kSampleEvery = 10, kLevels = 12;
constexpr double kPixelSigma = 0.1;  // of the autoencoder's likelihood
constexpr double kFitRate = 0.08;
constexpr double kLongestBaseline_waves = 14;
constexpr double kDenoiserAverage = 100;  // updates
constexpr double kLeastPower = 1e-6;
constexpr double kEdge_pixels = 2;
constexpr int kPicturesShown = 5;
constexpr std::array<std::string_view, 4> kMethodNames{"Wiener filter", "PCA dictionary", "autoencoder",
                                                       "diffusion prior"};
constexpr std::array<std::string_view, 4> kErrorIds{"error_wiener", "error_dictionary", "error_autoencoder",
                                                    "error_diffusion"};
constexpr std::array<std::string_view, 4> kErrorLabels{"error of the Wiener filter", "error of the dictionary",
                                                       "error of the autoencoder", "error of the diffusion prior"};
constexpr std::array<std::string_view, 4> kMisfitIds{"misfit_wiener", "misfit_dictionary", "misfit_autoencoder",
                                                     "misfit_diffusion"};
constexpr std::array<std::string_view, 4> kMisfitLabels{"misfit of the Wiener filter", "misfit of the dictionary",
                                                        "misfit of the autoencoder", "misfit of the diffusion prior"};
constexpr std::array<std::string_view, 4> kPullIds{"pull_wiener", "pull_dictionary", "pull_autoencoder",
                                                   "pull_diffusion"};
constexpr std::array<std::string_view, 4> kPullLabels{"pull of the Wiener filter", "pull of the dictionary",
                                                      "pull of the autoencoder", "pull of the diffusion prior"};
// Under the tiles there is little room.
constexpr std::array<std::string_view, 4> kTileNames{"Wiener", "PCA", "VAE", "diffusion"};
constexpr std::array<ColorRole, 4> kMethodColors{1, 2, 0, 7};

nn::OptimizerSpec adam(double rate) { return {.kind = nn::OptimizerKind::adam, .learning_rate = rate}; }

// A picture in overlapping patches of 8 × 8 pixels, four apart, the same features in each: what shines may stand
// anywhere. The decoder is the encoder's mirror image.
nn::Network<float> patch_encoder(std::ptrdiff_t outputs, const Rng& rng) {
  const nn::Activation relu{nn::ActivationKind::relu};
  nn::Network<float> network =
      *nn::Network<float>::build({1, kSkySide, kSkySide}, {nn::Conv2dSpec{.channels = kPatchFeatures,
                                                                          .kernel = {8, 8},
                                                                          .stride = {4, 4},
                                                                          .padding = {2, 2},
                                                                          .activation = relu},
                                                           nn::DenseSpec{kHiddenUnits, relu}, nn::DenseSpec{outputs}});
  network.initialise(rng);
  return network;
}
nn::Network<float> patch_decoder(std::ptrdiff_t inputs, const Rng& rng) {
  const nn::Activation relu{nn::ActivationKind::relu};
  nn::Network<float> network = *nn::Network<float>::build(
      {inputs, 1, 1}, {nn::DenseSpec{kHiddenUnits, relu},
                       nn::ConvTranspose2dSpec{.channels = kPatchFeatures, .kernel = {8, 8}, .activation = relu},
                       nn::ConvTranspose2dSpec{.channels = 1, .kernel = {8, 8}, .stride = {4, 4}, .padding = {2, 2}}});
  network.initialise(rng);
  return network;
}

// Begins as a network that adds nothing: a prior of white noise.
nn::Network<float> denoiser_network(const Rng& rng) {
  nn::Network<float> network =
      *nn::Network<float>::build({2, kSkySide, kSkySide}, inverse::u_net_layers(kDenoiserChannels, 1));
  network.initialise(rng);
  nn::silence_outputs(network);
  return network;
}

generative::Autoencoder<float> make_coder(const InverseSettings& settings, const Streams& streams) {
  return {patch_encoder(2 * settings.code_size, streams.rng("encoder")),
          patch_decoder(settings.code_size, streams.rng("decoder")),
          adam(settings.learning_rate),
          {.likelihood = generative::Likelihood::gaussian, .variational = true, .sigma = kPixelSigma}};
}

void fill_white(Matrix<float>& numbers, Rng& rng) {
  rng.fill_normal({numbers.data(), static_cast<std::size_t>(numbers.size())}, 0, 1);
}

template <typename T>
RelativeError relative_error(const std::vector<T>& picture, const std::vector<float>& truth) {
  RelativeError error;
  for (std::size_t j = 0; j < picture.size(); ++j)
    error.add(static_cast<double>(picture[j]) - static_cast<double>(truth[j]), static_cast<double>(truth[j]));
  return error;
}

std::size_t place_of(SkyKind kind) { return static_cast<std::size_t>(kind); }

double inside(double at) { return std::clamp(at, kEdge_pixels, kSkySide - kEdge_pixels); }

}  // namespace

Restoration::Learned Restoration::make_learned(const InverseSettings& settings, const Streams& streams,
                                               ThreadPool& pool) {
  Learned learned;
  learned.fourier = math::PlanarFourier(kSkySide);
  Matrix<float> pictures(settings.pictures, kSkyCells);
  Rng rng = streams.data_rng("skies");
  for (std::ptrdiff_t i = 0; i < pictures.rows(); ++i)
    physics::draw_sky(settings.learned, kSkySide, rng, {pictures.row(i), kSkyCells});
  learned.shown.resize(kPicturesShown, kSkyCells);
  std::copy_n(pictures.data(), learned.shown.size(), learned.shown.data());

  Matrix<double> X(pictures.rows(), kSkyCells);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) sum += X.data()[i] = static_cast<double>(pictures.data()[i]);
  learned.level = sum / static_cast<double>(X.size());
  double square = 0;
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) square += (X.data()[i] - learned.level) * (X.data()[i] - learned.level);
  learned.deviation = std::sqrt(square / static_cast<double>(X.size()));
  const std::vector<double> flat(kSkyCells, learned.level);
  learned.power = inverse::shell_power(learned.fourier, pictures, flat, kLeastPower);

  const reduce::PrincipalComponents components =
      reduce::principal_components(X, {.components = kMostAtoms, .tolerance = 1e-5}, &pool);
  learned.mean = components.mean;
  learned.spread.assign(kSkyCells, 0);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::size_t j = 0; j < kSkyCells; ++j) {
      const double from_mean = X(i, static_cast<std::ptrdiff_t>(j)) - learned.mean[j];
      learned.spread[j] += from_mean * from_mean;
    }
  for (double& value : learned.spread) value = std::sqrt(value / static_cast<double>(X.rows()));
  learned.atoms = components.components;
  double left = components.total_variance;
  for (std::ptrdiff_t k = 0; k < learned.atoms.rows(); ++k) {
    const double variance = components.variances[static_cast<std::size_t>(k)];
    for (std::ptrdiff_t j = 0; j < kSkyCells; ++j) learned.atoms(k, j) *= std::sqrt(variance);
    left -= variance;
    learned.left.push_back(std::max(left, 0.0) / kSkyCells);
  }
  return learned;
}

Restoration::Restoration(const InverseSettings& settings, const Streams& streams, ThreadPool& pool)
    : learned_(make_learned(settings, streams, pool)),
      observation_(learned_->fourier, std::vector<double>(kSkyCells, 1.0), settings.noise),
      coder_(make_coder(settings, streams)),
      fit_(kSamplesOfCode, settings.code_size, kSkyCells, kFitRate, streams.rng("codes")),
      denoiser_(denoiser_network(streams.rng("denoiser")), learned_->deviation),
      optimizer_(adam(settings.learning_rate), denoiser_.network().parameters().size()),
      average_(denoiser_.network()),
      batch_rng_(streams.rng("updates")),
      sample_rng_(streams.rng("samples")),
      miss_(learned_->deviation * learned_->deviation) {
  ring_ = {.radius_pixels = 8, .width_pixels = 1.7, .asymmetry = 0.6, .bright_rad = -1.2};
  sources_[place_of(SkyKind::galaxies)] = {
      {.x_pixels = 12, .y_pixels = 19, .peak = 1, .scale_pixels = 2.4, .flattening = 0.5, .angle_rad = 0.6},
      {.x_pixels = 21, .y_pixels = 12, .peak = 0.7, .scale_pixels = 2, .flattening = 0.8, .angle_rad = 2}};
  sources_[place_of(SkyKind::stars)] = {{.is_star = true, .x_pixels = 12.5, .y_pixels = 20.5, .peak = 1},
                                        {.is_star = true, .x_pixels = 20.5, .y_pixels = 17.5, .peak = 0.8},
                                        {.is_star = true, .x_pixels = 14.5, .y_pixels = 10.5, .peak = 0.6}};
  white_.resize(kSkyCells);
  Rng noise = streams.data_rng("noise");
  for (double& value : white_) value = noise.normal();
  for (Answer& one : answers_) {
    one.picture.assign(kSkyCells, 0.0f);
    one.deviation.assign(kSkyCells, 0.0f);
  }
  observe(settings);
  answer(settings, pool);
}

std::vector<physics::Antenna> Restoration::antennas(const InverseSettings& settings) const {
  if (static_cast<int>(dragged_.size()) == settings.antennas) return dragged_;
  return physics::three_arms(settings.antennas, kLongestBaseline_waves);
}

void Restoration::draw_truth(const InverseSettings& settings) {
  truth_.assign(kSkyCells, 0.0f);
  if (settings.truth == SkyKind::crescent) physics::add_crescent(ring_, kSkySide, truth_);
  for (const physics::SkySource& source : sources_[place_of(settings.truth)])
    physics::add_source(source, kSkySide, truth_);
  const float largest = *std::max_element(truth_.begin(), truth_.end());
  for (float& value : truth_) value /= largest;
}

void Restoration::observe(const InverseSettings& settings) {
  draw_truth(settings);
  std::vector<double> response(kSkyCells);
  if (settings.problem == InverseProblem::blur)
    physics::gaussian_transfer(learned_->fourier, settings.blur_pixels, response);
  else
    physics::interferometer_coverage(learned_->fourier, antennas(settings), settings.hours, response);
  measured_ =
      static_cast<double>(std::count_if(response.begin(), response.end(), [](double factor) { return factor != 0; }));
  observation_ = inverse::FourierObservation(learned_->fourier, std::move(response), settings.noise);
  const std::vector<double> picture(truth_.begin(), truth_.end());
  data_.resize(kSkyCells);
  observation_.observe(picture, white_, data_);
}

void Restoration::judge(Answer& one) const {
  one.error = relative_error(one.picture, truth_).value();
  Matrix<double> seen(1, kSkyCells);
  double pulls = 0;
  for (std::size_t j = 0; j < kSkyCells; ++j) {
    seen.data()[j] = static_cast<double>(one.picture[j]);
    const double pull = static_cast<double>(one.picture[j] - truth_[j]) / static_cast<double>(one.deviation[j]);
    pulls += pull * pull;
  }
  one.pull = std::sqrt(pulls / kSkyCells);
  observation_.apply<double>(seen.view(), seen.view());
  double misfit = 0;
  for (std::size_t j = 0; j < kSkyCells; ++j) misfit += (data_[j] - seen.data()[j]) * (data_[j] - seen.data()[j]);
  // Noise of M measured modes of N² adds up to M s² over the pixels.
  one.misfit = misfit / (observation_.noise() * observation_.noise() * measured_);
}

void Restoration::answer(const InverseSettings& settings, ThreadPool& pool) {
  answer_linearly(settings);
  fit_.restart();
  fit_codes(updates_ == 0 ? kFitAStep : kFitAnew, pool);
  sample(pool);
}

void Restoration::answer_linearly(const InverseSettings& settings) {
  const std::vector<double> flat(kSkyCells, learned_->level);
  const inverse::WienerAnswer wiener = inverse::wiener_filter(observation_, learned_->power, flat, data_);
  std::copy(wiener.picture.begin(), wiener.picture.end(), answers_[0].picture.begin());
  std::fill(answers_[0].deviation.begin(), answers_[0].deviation.end(), static_cast<float>(wiener.deviation));
  judge(answers_[0]);

  const std::ptrdiff_t count = std::min<std::ptrdiff_t>(settings.atoms, learned_->atoms.rows());
  const ConstMatrixView<double> atoms = learned_->atoms.view().rows_range(0, count);
  Matrix<double> seen(count, kSkyCells), mean(1, kSkyCells);
  observation_.apply<double>(atoms, seen.view());
  std::copy(learned_->mean.begin(), learned_->mean.end(), mean.data());
  observation_.apply<double>(mean.view(), mean.view());
  std::vector<double> difference(kSkyCells), picture(kSkyCells), deviation(kSkyCells);
  for (std::size_t j = 0; j < kSkyCells; ++j) difference[j] = data_[j] - mean.data()[j];
  // What the atoms leave out counts as noise, too.
  const double left = learned_->left[static_cast<std::size_t>(count - 1)];
  const double noise = std::sqrt(settings.noise * settings.noise + left);
  const inverse::DictionaryPosterior posterior = inverse::dictionary_posterior(seen, difference, noise);
  posterior.write_picture(learned_->mean, atoms, picture);
  posterior.write_deviation(atoms, deviation);
  for (std::size_t j = 0; j < kSkyCells; ++j) {
    answers_[1].picture[j] = static_cast<float>(picture[j]);
    answers_[1].deviation[j] = static_cast<float>(std::sqrt(deviation[j] * deviation[j] + left + 1e-8));
  }
  judge(answers_[1]);
}

namespace {

// Mean and standard deviation of the pixels of some pictures.   added  variance that is known besides
void write_moments(const Matrix<float>& samples, double offset, double added, std::vector<float>& mean,
                   std::vector<float>& deviation) {
  const auto n = static_cast<double>(samples.rows());
  for (std::ptrdiff_t j = 0; j < samples.cols(); ++j) {
    double sum = 0, square = 0;
    for (std::ptrdiff_t s = 0; s < samples.rows(); ++s) sum += static_cast<double>(samples(s, j));
    for (std::ptrdiff_t s = 0; s < samples.rows(); ++s) {
      const double off = static_cast<double>(samples(s, j)) - sum / n;
      square += off * off;
    }
    mean[static_cast<std::size_t>(j)] = static_cast<float>(sum / n + offset);
    deviation[static_cast<std::size_t>(j)] = static_cast<float>(std::sqrt(square / (n - 1) + added + 1e-8));
  }
}

}  // namespace

void Restoration::fit_codes(int updates, ThreadPool& pool) {
  const double noise = std::sqrt(observation_.noise() * observation_.noise() + miss_);
  fit_.improve(observation_, data_, noise, coder_.decoder(), updates, &pool);
  samples_->resize(kSamplesOfCode, kSkyCells);
  fit_.write_pictures(coder_.decoder(), samples_->view(), &pool);
  write_moments(*samples_, 0, miss_, answers_[2].picture, answers_[2].deviation);
  judge(answers_[2]);
}

void Restoration::sample(ThreadPool& pool) {
  const double size = learned_->deviation;
  const std::vector<double> levels = inverse::noise_levels(5 * size, 0.04 * size, kLevels);
  std::vector<double> from_level(kSkyCells);
  for (std::size_t j = 0; j < kSkyCells; ++j) from_level[j] = data_[j] - learned_->level;
  samples_->resize(kSamplesOfDiffusion, kSkyCells);
  restored_->resize(kSamplesOfDiffusion, kSkyCells);
  white_batch_->resize(kSamplesOfDiffusion, kSkyCells);
  // The same noise each time: what changes is what was learned, or the data.
  Rng rng = sample_rng_;
  fill_white(*samples_, rng);
  for (std::ptrdiff_t i = 0; i < samples_->size(); ++i) samples_->data()[i] *= static_cast<float>(levels[0]);
  // Errors of the denoiser are shared out to the waves as those of the Wiener filter would be.
  std::vector<double> by_wave(kSkyCells);
  double variance = 0;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    denoiser_.restore(average_, samples_->view(), levels[l], restored_->view(), &pool);
    variance = denoiser_.error_variance(levels[l]);
    double sum = 0;
    for (std::size_t c = 0; c < kSkyCells; ++c) {
      const double power = learned_->power[static_cast<std::size_t>(learned_->fourier.shell(c))] / kSkyCells;
      sum += by_wave[c] = power * levels[l] * levels[l] / (power + levels[l] * levels[l]);
    }
    for (double& one : by_wave) one *= variance * kSkyCells / sum;
    inverse::posterior_step<float>(observation_, from_level, restored_->view(), by_wave,
                                   l + 1 < levels.size() ? levels[l + 1] : 0, rng, white_batch_->view(),
                                   samples_->view());
  }
  write_moments(*samples_, learned_->level, variance, answers_[3].picture, answers_[3].deviation);
  judge(answers_[3]);
}

bool Restoration::step(const InverseSettings& settings, ThreadPool& pool) {
  Rng rng = batch_rng_.split(updates_++);
  batch_->resize(kBatch, kSkyCells);
  eps_->resize(kBatch, settings.code_size);
  for (std::ptrdiff_t i = 0; i < kBatch; ++i)
    physics::draw_sky(settings.learned, kSkySide, rng, {batch_->row(i), kSkyCells});
  fill_white(*eps_, rng);
  const double cost = coder_.train(batch_->view(), batch_->view(), eps_->view(), rng, &pool).cost;
  const ConstMatrixView<float> outputs = coder_.outputs();
  double miss = 0;
  for (std::ptrdiff_t i = 0; i < kBatch; ++i)
    for (std::ptrdiff_t j = 0; j < kSkyCells; ++j) {
      const auto off = static_cast<double>(outputs(i, j) - (*batch_)(i, j));
      miss += off * off;
    }
  const double share = std::max(0.05, 1 / static_cast<double>(updates_));
  miss_ += share * (miss / (kBatch * kSkyCells) - miss_);

  batch_->resize(kDenoised, kSkyCells);
  for (std::ptrdiff_t i = 0; i < kDenoised; ++i) {
    physics::draw_sky(settings.learned, kSkySide, rng, {batch_->row(i), kSkyCells});
    for (std::ptrdiff_t j = 0; j < kSkyCells; ++j) (*batch_)(i, j) -= static_cast<float>(learned_->level);
  }
  sizes_->clear();
  for (int i = 0; i < kDenoised; ++i)
    sizes_->push_back(learned_->deviation * std::clamp(math::exp(1.3 * rng.normal() - 0.7), 0.03, 6.0));
  white_batch_->resize(kDenoised, kSkyCells);
  fill_white(*white_batch_, rng);
  const double loss = denoiser_.gradient(batch_->view(), *sizes_, white_batch_->view(), rng, &pool);
  if (!std::isfinite(cost) || !std::isfinite(loss)) return false;
  optimizer_.step(denoiser_.network().parameters(), denoiser_.network().gradients(), &pool);
  nn::average_weights(average_.parameters(), denoiser_.network().parameters(), updates_, kDenoiserAverage);

  fit_codes(kFitAStep, pool);
  if (updates_ % kSampleEvery == 0) {
    sample(pool);
    std::array<double, kMethods> errors;
    for (std::size_t m = 0; m < kMethods; ++m) errors[m] = answers_[m].error;
    errors_.record(static_cast<double>(updates_), errors);
  }
  return std::isfinite(answers_[2].error) && std::isfinite(answers_[3].error);
}

// What is answered depends on nothing but what was learned and the settings of now.
void Restoration::settings_changed(const InverseSettings& settings, ThreadPool& pool) {
  coder_.set_optimizer(adam(settings.learning_rate));
  optimizer_.spec().learning_rate = settings.learning_rate;
  observe(settings);
  answer(settings, pool);
}

bool Restoration::gesture(const InverseSettings& settings, const Action& action, ThreadPool& pool) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (drag == nullptr) return false;
  const auto x = static_cast<double>(drag->x), y = static_cast<double>(drag->y);
  bool known = false;
  if (action.panel == "truth" && settings.truth == SkyKind::crescent) {
    known = drag->handle == "ring" || drag->handle == "bright";
    if (drag->handle == "ring") {
      ring_.x_pixels = inside(x);
      ring_.y_pixels = inside(y);
    }
    if (drag->handle == "bright") {
      const double dx = x - ring_.x_pixels, dy = y - ring_.y_pixels;
      ring_.radius_pixels = std::clamp(std::sqrt(dx * dx + dy * dy), 3.0, 13.0);
      ring_.bright_rad = math::angle_of(dy, dx);
    }
  }
  std::vector<physics::SkySource>& shining = sources_[place_of(settings.truth)];
  if (action.panel == "truth")
    for (std::size_t i = 0; i < shining.size(); ++i) {
      if (drag->handle != "source" + std::to_string(i + 1)) continue;
      known = true;
      shining[i].x_pixels = inside(x);
      shining[i].y_pixels = inside(y);
    }
  if (action.panel == "coverage" && settings.problem == InverseProblem::interferometer)
    for (int i = 0; i < settings.antennas; ++i) {
      if (drag->handle != "dish" + std::to_string(i + 1)) continue;
      known = true;
      dragged_ = antennas(settings);
      dragged_[static_cast<std::size_t>(i)] = {std::clamp(x, -16.0, 16.0), std::clamp(y, -16.0, 16.0)};
    }
  if (!known) return false;
  observe(settings);
  answer(settings, pool);
  return true;
}

void Restoration::describe_pictures(Snapshot& snapshot) const {
  std::vector<float>& tile = *tile_;
  Images& images =
      snapshot.images("pictures", "Data, answers, errors, uncertainties", {.weight = 4, .help = kAnswersHelp});
  images.setup({.map = ColorMap::viridis, .columns = 5});
  const auto add = [&](std::string_view label, const std::vector<float>& values) {
    images.tile(label, values, kSkySide, kSkySide);
  };
  images.row("brightness", {0, 1});
  add("data", upright(data_, tile));
  for (std::size_t m = 0; m < kMethods; ++m) add(kTileNames[m], upright(answers_[m].picture, tile));
  images.row("minus the truth", {-1, 1}, ColorMap::diverging);
  add("data", upright_difference(data_, truth_, tile));
  for (std::size_t m = 0; m < kMethods; ++m) add("error", upright_difference(answers_[m].picture, truth_, tile));
  images.row("stated uncertainty", {0, 0.3}, ColorMap::cividis);
  add("before data", upright(learned_->spread, tile));
  for (std::size_t m = 0; m < kMethods; ++m) add("σ of pixels", upright(answers_[m].deviation, tile));
}

void Restoration::describe_truth(const InverseSettings& settings, Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("truth", "The truth: drag it", {.weight = 2, .help = kTruthHelp});
  const Range side{0, kSkySide};
  plane.equal_axes({.label = "east [pixels]", .range = side}, {.label = "north [pixels]", .range = side});
  plane.field("brightness", {.rows = kSkySide, .cols = kSkySide, .x = side, .y = side}, truth_,
              {.color = {0, 1}, .map = ColorMap::viridis});
  if (settings.truth == SkyKind::crescent) {
    plane.handle("ring", "centre", ring_.x_pixels, ring_.y_pixels);
    plane.handle("bright", "bright side", ring_.x_pixels + ring_.radius_pixels * math::cos(ring_.bright_rad),
                 ring_.y_pixels + ring_.radius_pixels * math::sin(ring_.bright_rad));
  }
  static constexpr std::array<std::string_view, 3> kIds{"source1", "source2", "source3"};
  const std::vector<physics::SkySource>& shining = sources_[place_of(settings.truth)];
  for (std::size_t i = 0; i < shining.size(); ++i)
    plane.handle(kIds[i], "sources", shining[i].x_pixels, shining[i].y_pixels);
}

void Restoration::describe_instrument(const InverseSettings& settings, Snapshot& snapshot) const {
  const math::PlanarFourier& fourier = learned_->fourier;
  if (settings.problem == InverseProblem::interferometer) {
    Plane& plane =
        snapshot.plane("coverage", "Dishes, and the waves they measure", {.weight = 2, .help = kCoverageHelp});
    const Range waves{-16.5, 16.5};
    plane.equal_axes({.label = "u [waves across the field]", .range = waves},
                     {.label = "v [waves across the field]", .range = waves});
    PointsLayer& dots = plane.points("waves measured", Places(), {.color = 0, .size_px = 3});
    for (std::size_t c = 0; c < fourier.cells(); ++c) {
      if (observation_.response()[c] == 0) continue;
      dots.x.push_back(static_cast<float>(fourier.wave(static_cast<int>(c % kSkySide))));
      dots.y.push_back(static_cast<float>(fourier.wave(static_cast<int>(c / kSkySide))));
    }
    static constexpr std::array<std::string_view, 12> kIds{"dish1", "dish2", "dish3", "dish4",  "dish5",  "dish6",
                                                           "dish7", "dish8", "dish9", "dish10", "dish11", "dish12"};
    const std::vector<physics::Antenna> dishes = antennas(settings);
    for (std::size_t i = 0; i < dishes.size(); ++i)
      plane.handle(kIds[i], "dishes", dishes[i].east_waves, dishes[i].north_waves);
    return;
  }
  Plane& plane = snapshot.plane("transfer", "What the blur leaves", {.weight = 2, .help = kTransferHelp});
  plane.axes({.label = "waves across the field k", .range = {0, kSkySide / 2}},
             {.label = "power of a wave", .logarithmic = true});
  const double noise = kSkyCells * settings.noise * settings.noise, least = 1e-3;
  const auto shell = [&](double k) { return learned_->power[static_cast<std::size_t>(k + 0.5)]; };
  plane.line("skies P(k)", Range{0, kSkySide / 2}, kSkySide / 2 + 1, shell,
             {.color = kColorForeground, .least = least});
  plane.line("blurred, H²P", Range{0, kSkySide / 2}, kSkySide / 2 + 1,
             [&](double k) {
               const double h = observation_.response()[static_cast<std::size_t>(k + 0.5)];
               return h * h * shell(k);
             },
             {.color = 1, .least = least});
  plane.level("noise", noise);
}

void Restoration::describe_table(Snapshot& snapshot) const {
  Table& table = snapshot.table("methods", "How far from the truth", {.weight = 2, .help = kMethodsHelp});
  table.head({"method", "error", "PSNR [dB]", "misfit", "pull"});
  const RelativeError of_data = relative_error(data_, truth_);
  const auto psnr = [&](double error) {
    return -10 * math::log(error * error * of_data.all / kSkyCells) / math::kLogTen;
  };
  const double raw = of_data.value();
  table.row({"data as they are", {raw, 3}, {psnr(raw), 3}}, {kColorMuted});
  for (std::size_t m = 0; m < kMethods; ++m) {
    const Answer& one = answers_[m];
    table.row({kMethodNames[m], {one.error, 3}, {psnr(one.error), 3}, {one.misfit, 3}, {one.pull, 3}},
              {kMethodColors[m]});
  }
  snapshot.metric("error_data", "error of the data", raw);
  for (std::size_t m = 0; m < kMethods; ++m) snapshot.metric(kErrorIds[m], kErrorLabels[m], answers_[m].error);
  for (std::size_t m = 0; m < kMethods; ++m) snapshot.metric(kMisfitIds[m], kMisfitLabels[m], answers_[m].misfit);
  for (std::size_t m = 0; m < kMethods; ++m) snapshot.metric(kPullIds[m], kPullLabels[m], answers_[m].pull);
  snapshot.metric("measured_share", "share of the waves measured", measured_ / kSkyCells);
}

void Restoration::describe(const InverseSettings& settings, Snapshot& snapshot) const {
  describe_pictures(snapshot);
  describe_truth(settings, snapshot);
  describe_instrument(settings, snapshot);
  describe_table(snapshot);
  Plane& curves = snapshot.curves("errors", "Errors while networks learn", {.weight = 2, .help = kErrorsHelp});
  curves.axes({.label = "update"}, {.label = "|answer − truth|/|truth|", .range = {0, 1}});
  for (std::size_t m = 0; m < kMethods; ++m)
    curves.line(kMethodNames[m], errors_, m, {.color = kMethodColors[m], .dashed = m < 2});
  Images& images = snapshot.images("learned", "What was learned", {.weight = 1, .help = kLearnedHelp});
  images.setup({.map = ColorMap::viridis, .columns = kPicturesShown});
  images.row("skies to learn from", {0, 1});
  for (std::ptrdiff_t i = 0; i < kPicturesShown; ++i)
    images.tile("", upright(learned_->shown.row(i), *tile_), kSkySide, kSkySide);
  images.row("atoms of the dictionary", {-0.3, 0.3}, ColorMap::diverging);
  for (std::ptrdiff_t k = 0; k < std::min<std::ptrdiff_t>({kPicturesShown, learned_->atoms.rows(), settings.atoms});
       ++k)
    images.tile("", upright(learned_->atoms.row(k), *tile_), kSkySide, kSkySide);
}

}  // namespace lectern::restoration
