#include "core/experiments/diffusion/field_diffusion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/math/elementary.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/network_weights.h"

namespace lectern {
namespace {

using physics::FieldStatistics;

constexpr const char* kFieldsHelp =
    "Top: three fields of the training law, held out. Then the same with noise up to the time shown (forward process), and "
    "three made of noise by the network, at the same time (reverse process): tap one to follow it below. Bottom: the fields "
    "of the first row with the phase of every wave drawn anew: their power spectra are exactly those of the first row.";
constexpr const char* kWayHelp =
    "One generated field from noise to data, and below, at the same times, the data that the network believes to be hidden "
    "in it.";
constexpr const char* kFieldRivalsHelp =
    "Three fields of each, made by networks that learned from the same fields (first row) in as many updates. Of the VAE "
    "the decoder's means, without the noise that it expects in each cell. The flow is given the power spectrum.";
constexpr const char* kSpectrumHelp =
    "The power of the waves of each wave number k, in waves along a side. Random phases leave it exactly as it is.";
constexpr const char* kOnePointHelp =
    "How often each value occurs among the cells, in standard deviations of the data.";
constexpr const char* kPeaksHelp =
    "Cells of a field that are higher than their eight neighbours and than the height ν.";
constexpr const char* kBispectrumHelp =
    "Of squeezed triangles, one long wave (k ≤ 4) and two short ones: how much more power a field has at k where the long "
    "waves are high. It asks how the phases of three waves belong together; random ones have 0.";
constexpr const char* kFieldCostHelp =
    "Squared error of the data told from mixtures, in units of that of the Wiener filter, which knows the power spectrum "
    "and nothing else: at 1 all else is still unknown.";
constexpr const char* kLearningHelp =
    "How far the fields made so far are from the data in one statistic (see “Distances in”), in standard deviations "
    "between single fields. One point for each complete run back of the diffusion model. Dashed: fields of random phases, "
    "and eight other fields of the data.";
constexpr const char* kTableHelp =
    "How far the mean of eight fields is from that of the data, in standard deviations between single fields, root mean "
    "square over the numbers of a statistic. Two sets of data differ by about 0.4: see the first line, eight other fields.";
constexpr const char* kFieldNumbersHelp = "Of the fields that the last complete run back has made.";

constexpr int kSide = 32, kCells = kSide * kSide;
constexpr int kShown = 3, kMade = 8, kReference = 48;
constexpr int kFieldUpdatesPerStep = 2, kFieldsPerUpdate = 8, kCellsPerField = 96;
constexpr int kMoments = 6;
constexpr Range kLevels{-2, 3.5};
constexpr ColorRole kPhasesColor = 1;
constexpr std::array<ColorRole, 3> kFieldRivalColors{4, 0, 3};

void fill_normal(Matrix<float>& numbers, Rng& rng) {
  rng.fill_normal({numbers.data(), static_cast<std::size_t>(numbers.size())}, 0, 1);
}

// ⟨|F(k)|²⟩/N² over the fields and the waves of each shell.
std::vector<double> shell_power(const math::PlanarFourier& fourier, ConstMatrixView<float> fields) {
  std::vector<double> power(static_cast<std::size_t>(fourier.shells())), count(power.size());
  std::vector<math::Complex> waves(fourier.cells());
  for (std::ptrdiff_t i = 0; i < fields.rows; ++i) {
    for (std::size_t j = 0; j < waves.size(); ++j)
      waves[j] = {static_cast<double>(fields(i, static_cast<std::ptrdiff_t>(j))), 0};
    fourier.forward(waves);
    for (std::size_t k = 0; k < waves.size(); ++k) {
      const auto shell = static_cast<std::size_t>(fourier.shell(k));
      power[shell] += waves[k].re * waves[k].re + waves[k].im * waves[k].im;
      count[shell] += 1;
    }
  }
  for (std::size_t shell = 0; shell < power.size(); ++shell)
    power[shell] = std::max(power[shell] / (count[shell] * static_cast<double>(waves.size())), 1e-9);
  return power;
}

// Begins as a network that adds nothing.
nn::Network<float> make_field_network(const std::vector<int>& widths, const Rng& rng) {
  nn::MlpSpec spec{.widths = widths, .outputs = 1};
  spec.activation.kind = nn::ActivationKind::gelu;
  spec.initialisation.kind = nn::InitialisationKind::he_normal;
  nn::Network<float> network =
      *nn::Network<float>::build({generative::FieldDenoiser<float>::kInputs, 1, 1}, nn::mlp_layers(spec));
  network.initialise(rng);
  nn::silence_outputs(network);
  return network;
}

// Of the middles of the bins.
std::vector<double> one_point_values() {
  std::vector<double> values;
  for (int bin = 0; bin < FieldStatistics::kBins; ++bin)
    values.push_back(FieldStatistics::kLowest +
                     (FieldStatistics::kHighest - FieldStatistics::kLowest) * (bin + 0.5) / FieldStatistics::kBins);
  return values;
}

std::vector<double> counted_from(int first, std::size_t count) {
  std::vector<double> values;
  for (std::size_t j = 0; j < count; ++j) values.push_back(first + static_cast<double>(j));
  return values;
}

}  // namespace

FieldDiffusion::Examples FieldDiffusion::make_examples(const DiffusionSettings& settings, const Streams& streams) {
  Examples examples;
  examples.fourier = math::PlanarFourier(kSide);
  physics::RandomFields law({.law = settings.law, .side = kSide, .slope = 2, .strength = settings.strength});
  Rng rng = streams.data_rng("fields");
  Matrix<float> all(settings.fields + kMade + kReference, kCells);
  for (std::ptrdiff_t i = 0; i < all.rows(); ++i) law.draw(rng, {all.row(i), kCells});
  physics::standardise(all);
  examples.training.resize(settings.fields, kCells);
  std::copy_n(all.data(), examples.training.size(), examples.training.data());
  examples.held_out.resize(kMade, kCells);
  std::copy_n(all.row(settings.fields), examples.held_out.size(), examples.held_out.data());
  examples.phases.resize(kMade, kCells);
  Rng phases = streams.data_rng("phases");
  for (std::ptrdiff_t i = 0; i < kMade; ++i)
    physics::randomise_phases(examples.fourier, {examples.held_out.row(i), kCells}, phases,
                              {examples.phases.row(i), kCells});
  Rng noise = streams.rng("samples");
  examples.forward_noise.resize(kShown, kCells);
  examples.start.resize(kMade, kCells);
  fill_normal(examples.forward_noise, noise);
  fill_normal(examples.start, noise);
  // Judged by what nobody has learned from.
  examples.reference =
      physics::statistics_of(examples.fourier, all.view().rows_range(settings.fields + kMade, kReference));
  examples.of_held_out = physics::statistics_of(examples.fourier, examples.held_out).mean;
  examples.of_phases = physics::statistics_of(examples.fourier, examples.phases).mean;
  return examples;
}

FieldDiffusion::FieldDiffusion(const DiffusionSettings& settings, const Streams& streams, ThreadPool& pool)
    : schedule_(settings.noise_schedule()),
      rng_(streams.rng("updates")),
      sampling_rng_(streams.rng("fresh noise")),
      examples_(make_examples(settings, streams)),
      denoiser_(examples_->fourier, shell_power(examples_->fourier, examples_->training),
                make_field_network(settings.field_layers, streams.rng("weights"))),
      optimizer_(settings.optimizer(), denoiser_.network().parameters().size()),
      average_(denoiser_.network()),
      sampler_(denoiser_) {
  held_out_ = judge(examples_->of_held_out);
  phases_ = judge(examples_->of_phases);
  if (settings.rivals)
    rivals_ = OptionalPart(FieldRivals(examples_->fourier, denoiser_.shell_power(), examples_->training, streams));
  do step_back(settings, pool);
  while (!run_.empty());
}

FieldDiffusion::Judgement FieldDiffusion::judge(FieldStatistics mean) const {
  const physics::StatisticsOfFields& of = examples_->reference;
  const auto far = [&](const std::vector<double>& values, const std::vector<double>& reference,
                       const std::vector<double>& variance) { return physics::misfit(values, reference, variance); };
  Judgement judgement{std::move(mean)};
  judgement.spectrum = far(judgement.mean.spectrum, of.mean.spectrum, of.variance.spectrum);
  judgement.one_point = far(judgement.mean.one_point, of.mean.one_point, of.variance.one_point);
  judgement.peaks = far(judgement.mean.peaks, of.mean.peaks, of.variance.peaks);
  judgement.bispectrum = far(judgement.mean.bispectrum, of.mean.bispectrum, of.variance.bispectrum);
  return judgement;
}

double FieldDiffusion::step(const DiffusionSettings& settings, ThreadPool& pool) {
  double cost = 0;
  for (int k = 0; k < kFieldUpdatesPerStep && std::isfinite(cost); ++k) cost = update(settings, pool);
  if (!std::isfinite(cost)) return cost;
  ++steps_;
  step_back(settings, pool);
  return cost;
}

double FieldDiffusion::update(const DiffusionSettings& settings, ThreadPool& pool) {
  Rng rng = rng_.split(updates_++);
  batch_->resize(kFieldsPerUpdate, kCells);
  noise_->resize(kFieldsPerUpdate, kCells);
  times_->clear();
  cells_->clear();
  rows_->clear();
  for (int i = 0; i < kFieldsPerUpdate; ++i) {
    const std::uint32_t row = rng.below(static_cast<std::uint32_t>(examples_->training.rows()));
    rows_->push_back(static_cast<int>(row));
    std::copy_n(examples_->training.row(row), kCells, batch_->row(i));
    times_->push_back(static_cast<int>(rng.below(static_cast<std::uint32_t>(settings.times))));
    for (int j = 0; j < kCellsPerField; ++j) cells_->push_back(static_cast<int>(rng.below(kCells)));
  }
  fill_normal(*noise_, rng);
  const double cost = denoiser_.gradient(schedule_, *batch_, *times_, *noise_, *cells_, rng, &pool);
  if (!std::isfinite(cost)) return cost;
  optimizer_.step(denoiser_.network().parameters(), denoiser_.network().gradients());
  nn::average_weights(average_.parameters(), denoiser_.network().parameters(), updates_, settings.averaging);
  costs_.record(static_cast<double>(updates_), std::array{cost});
  if (rivals_) rivals_->step(examples_->training, *rows_, pool);
  return cost;
}

// On the way the belief changes. Without fresh noise it is taken at the middle of the step, where it would be if it
// went on as in the step before: h'/(2h) of its last change, with h the step before and h' this one in log √(ᾱ/(1 −
// ᾱ)).
double FieldDiffusion::extrapolation(std::size_t j) const {
  if (j == 0 || j + 1 >= run_times_.size()) return 0;
  const auto depth = [&](std::size_t k) { return math::log(schedule_.signal_to_noise(run_times_[k])); };
  return (depth(j + 1) - depth(j)) / (2 * (depth(j) - depth(j - 1)));
}

void FieldDiffusion::step_back(const DiffusionSettings& settings, ThreadPool& pool) {
  if (run_.empty()) {
    sampler_.network() = average_;
    run_times_ = sampling_times(settings.times, settings.sampling_steps);
    run_eta_ = settings.eta;
    run_.push_back(std::make_shared<const Moment>(Moment{run_times_[0], examples_->start, {}}));
  }
  const std::size_t j = run_.size() - 1;
  const int t = run_times_[j], earlier = j + 1 < run_times_.size() ? run_times_[j + 1] : -1;
  auto now = std::make_shared<Moment>(*run_.back());
  now->belief.resize(kMade, kCells);
  // The first run is made by a network that adds nothing yet: it need not be asked.
  sampler_.restore(schedule_, now->fields, t, updates_ == 0, now->belief, &pool);
  // ε̂ = (x_t − √ᾱ x̂₀)/√(1 − ᾱ)
  const auto signal = static_cast<float>(std::sqrt(schedule_.alpha_bar(t))),
             noise = static_cast<float>(std::sqrt(1 - schedule_.alpha_bar(t)));
  noise_told_->resize(kMade, kCells);
  const float ahead = run_eta_ > 0 ? 0 : static_cast<float>(extrapolation(j));
  for (std::ptrdiff_t i = 0; i < now->fields.size(); ++i) {
    float told = now->belief.data()[i];
    if (ahead > 0) told += ahead * (told - run_[j - 1]->belief.data()[i]);
    noise_told_->data()[i] = (now->fields.data()[i] - signal * told) / noise;
  }
  if (run_eta_ > 0) {
    Rng fresh = sampling_rng_.split(j);
    z_->resize(kMade, kCells);
    fill_normal(*z_, fresh);
  }
  Moment next{earlier, now->fields, {}};
  generative::implicit_step_back<float>(schedule_, t, earlier, run_eta_, *noise_told_, *z_, next.fields);
  run_.back() = std::move(now);
  if (earlier < 0) next.belief = next.fields;
  run_.push_back(std::make_shared<const Moment>(std::move(next)));
  if (earlier < 0) show_run(pool);
}

void FieldDiffusion::show_run(ThreadPool& pool) {
  shown_ = std::exchange(run_, {});
  judged_ = judge(physics::statistics_of(examples_->fourier, shown_.back()->fields).mean);
  std::array<double, 16> values;
  values.fill(kUnknown);
  const auto note = [&values](std::size_t model, const Judgement& of) {
    const std::array four = of.in_a_row();
    std::copy(four.begin(), four.end(), values.begin() + static_cast<std::ptrdiff_t>(4 * model));
  };
  note(0, *judged_);
  if (rivals_) judge_rivals(pool);
  for (std::size_t k = 0; k < rivals_judged_.size(); ++k) note(k + 1, rivals_judged_[k]);
  misfits_.record(static_cast<double>(updates_), values);
}

void FieldDiffusion::judge_rivals(ThreadPool& pool) {
  rivals_made_.resize(Rivals::kNames.size());
  rivals_judged_.clear();
  for (std::size_t k = 0; k < rivals_made_.size(); ++k) {
    rivals_made_[k].resize(kMade, kCells);
    rivals_->sample(k, examples_->start, rivals_made_[k], pool);
    rivals_judged_.push_back(judge(physics::statistics_of(examples_->fourier, rivals_made_[k]).mean));
  }
}

// ---- What there is to see ----------------------------------------------------------------------------

std::size_t FieldDiffusion::place(const DiffusionSettings& settings) const {
  const auto last = static_cast<double>(shown_.size() - 1);
  return static_cast<std::size_t>(std::floor(settings.shown_share(steps_) * last + 0.5));
}

void FieldDiffusion::describe(const DiffusionSettings& settings, Snapshot& snapshot) const {
  describe_fields(settings, snapshot.images("fields", "Data and generated fields", {.weight = 4, .help = kFieldsHelp}));
  if (rivals_)
    describe_rivals(snapshot.images("rivals", "Fields of all four", {.weight = 4, .help = kFieldRivalsHelp}));
  describe_table(snapshot.table("misfits", "How far from the data", {.weight = 2, .help = kTableHelp}));
  describe_learning(settings,
                    snapshot.curves("learning", "Distance while learning", {.weight = 2, .help = kLearningHelp}));
  describe_statistics(snapshot);
  describe_way(settings, snapshot.images("way", "One field on its way", {.weight = 2, .help = kWayHelp}));
  Plane& costs = snapshot.curves("costs", "Loss", {.weight = 2, .help = kFieldCostHelp});
  costs.axes({.label = "update"}, {.label = "error, Wiener filter = 1"});
  costs.line("network", costs_, 0, {.color = kModelColor});
  costs.level("power spectrum alone: 1", 1, {.color = kPhasesColor});
  describe_numbers(snapshot);
}

void FieldDiffusion::describe_fields(const DiffusionSettings& settings, Images& images) const {
  images.setup({.map = ColorMap::viridis, .columns = kShown, .picks_parameter = "picked_field"});
  const Moment& now = *shown_[place(settings)];
  const std::string when = "t = " + std::to_string(now.t + 1) + " of " + std::to_string(settings.times);
  const auto tile = [&](const Matrix<float>& fields, int i, const TileStyle& style) {
    images.tile("", Values(fields.row(i), kCells, 1), kSide, kSide, style);
  };
  images.row("data", kLevels);
  for (int i = 0; i < kShown; ++i) tile(examples_->held_out, i, {});
  if (now.t >= 0) {
    images.row("forward: data with noise, " + when, kLevels);
    forward_->resize(kShown, kCells);
    times_->assign(kShown, now.t);
    generative::add_noise<float>(schedule_, examples_->held_out.view().rows_range(0, kShown), *times_,
                                 examples_->forward_noise, *forward_);
    for (int i = 0; i < kShown; ++i) tile(*forward_, i, {});
  }
  images.row(now.t < 0 ? (updates_ == 0 ? "generated by the Wiener filter" : "generated by the network")
                       : "reverse: made of noise, " + when,
             kLevels);
  for (int i = 0; i < kShown; ++i)
    tile(now.fields, i, {.frame = i + 1 == settings.picked ? kColorAccent : kColorMuted, .pick = i + 1});
  images.row("data: same power spectrum, random phases", kLevels);
  for (int i = 0; i < kShown; ++i) tile(examples_->phases, i, {});
}

void FieldDiffusion::describe_rivals(Images& images) const {
  images.setup({.map = ColorMap::viridis, .columns = kShown});
  const auto row = [&](std::string_view name, const Matrix<float>& fields) {
    images.row(name, kLevels);
    for (int i = 0; i < kShown; ++i) images.tile("", Values(fields.row(i), kCells, 1), kSide, kSide);
  };
  row("data", examples_->held_out);
  row("generated by diffusion", shown_.back()->fields);
  for (std::size_t k = 0; k < rivals_made_.size(); ++k)
    row("generated by the " + std::string(Rivals::kNames[k]), rivals_made_[k]);
}

void FieldDiffusion::describe_way(const DiffusionSettings& settings, Images& images) const {
  images.setup({.map = ColorMap::viridis, .columns = kMoments});
  const auto moment = [this](int k) -> const Moment& {
    return *shown_[static_cast<std::size_t>(k) * (shown_.size() - 1) / (kMoments - 1)];
  };
  const int field = settings.picked - 1;
  images.row("x_t, from noise to data", kLevels);
  for (int k = 0; k < kMoments; ++k)
    images.tile("t = " + std::to_string(moment(k).t + 1), Values(moment(k).fields.row(field), kCells, 1), kSide, kSide);
  images.row("the data the network sees in it", kLevels);
  for (int k = 0; k < kMoments; ++k) images.tile("", Values(moment(k).belief.row(field), kCells, 1), kSide, kSide);
}

void FieldDiffusion::describe_statistics(Snapshot& snapshot) const {
  const FieldStatistics &data = examples_->reference.mean, &phases = examples_->of_phases, &made = judged_->mean;
  const auto lines = [&](Plane& plane, const std::vector<double>& x, std::vector<double> FieldStatistics::*what,
                         double least) {
    plane.line("data", {x, data.*what}, {.color = kDataColor, .width_px = 3, .least = least});
    plane.line("random phases", {x, phases.*what}, {.color = kPhasesColor, .dashed = true, .least = least});
    plane.line("generated", {x, made.*what}, {.color = kModelColor, .least = least});
  };
  Plane& spectrum = snapshot.plane("spectrum", "Power spectrum", {.weight = 2, .help = kSpectrumHelp});
  spectrum.axes({.label = "wave number k", .logarithmic = true}, {.label = "log₁₀ P(k)"});
  lines(spectrum, counted_from(1, data.spectrum.size()), &FieldStatistics::spectrum, -12);
  Plane& one_point = snapshot.plane("one_point", "One-point distribution", {.weight = 2, .help = kOnePointHelp});
  one_point.axes({.label = "value [σ]"}, {.label = "share of cells"});
  lines(one_point, one_point_values(), &FieldStatistics::one_point, 0);
  Plane& bispectrum = snapshot.plane("bispectrum", "Bispectrum", {.weight = 2, .help = kBispectrumHelp});
  bispectrum.axes({.label = "wave number k"}, {.label = "long wave × power at k"});
  lines(bispectrum, counted_from(FieldStatistics::kFirstTriangle, data.bispectrum.size()), &FieldStatistics::bispectrum,
        -1e3);
  bispectrum.level("random phases: 0", 0);
  Plane& peaks = snapshot.plane("peaks", "Peaks", {.weight = 2, .help = kPeaksHelp});
  peaks.axes({.label = "height ν [σ]"}, {.label = "peaks of a field above ν"});
  lines(peaks, {FieldStatistics::kHeights.begin(), FieldStatistics::kHeights.end()}, &FieldStatistics::peaks, 0);
}

void FieldDiffusion::describe_learning(const DiffusionSettings& settings, Plane& plane) const {
  const auto which = static_cast<std::size_t>(settings.measure);
  const auto of = [which](const Judgement& judgement) { return judgement.in_a_row()[which]; };
  plane.axes({.label = "update"}, {.label = "distance [σ]", .logarithmic = true});
  plane.line("diffusion", misfits_, which, {.color = kModelColor});
  for (std::size_t k = 0; k < rivals_judged_.size(); ++k)
    plane.line(Rivals::kNames[k], misfits_, 4 * (k + 1) + which, {.color = kFieldRivalColors[k]});
  plane.level("random phases", of(phases_), {.color = kPhasesColor});
  plane.level("data", of(held_out_), {.color = kDataColor});
}

void FieldDiffusion::describe_table(Table& table) const {
  table.head({"", "spectrum", "one-point", "peaks", "bispectrum"});
  const auto row = [&](std::string_view name, const Judgement& of, ColorRole color) {
    table.row({name, {of.spectrum, 2}, {of.one_point, 2}, {of.peaks, 2}, {of.bispectrum, 2}}, {color});
  };
  row("data", held_out_, kDataColor);
  row("random phases", phases_, kPhasesColor);
  row(rivals_ ? "diffusion" : "generated", *judged_, kModelColor);
  for (std::size_t k = 0; k < rivals_judged_.size(); ++k)
    row(Rivals::kNames[k], rivals_judged_[k], kFieldRivalColors[k]);
}

void FieldDiffusion::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.help = kFieldNumbersHelp});
  numbers.add("misfit_spectrum", "misfit of the spectrum", judged_->spectrum, {.digits = 2})
      .add("misfit_one_point", "… of the one-point distribution", judged_->one_point, {.digits = 2})
      .add("misfit_peaks", "… of the peaks", judged_->peaks, {.digits = 2})
      .add("misfit_bispectrum", "… of the bispectrum", judged_->bispectrum, {.digits = 2})
      .add("relative_loss", "loss, Wiener filter = 1", costs_.records() > 0 ? costs_.last(0) : kUnknown, {.digits = 3});
  for (std::size_t k = 0; k < rivals_judged_.size(); ++k) {
    const std::string name(Rivals::kNames[k]), id = "rival_" + std::to_string(k + 1);
    snapshot.metric(id + "_spectrum", name + ": spectrum", rivals_judged_[k].spectrum, {.digits = 2});
    snapshot.metric(id + "_one_point", name + ": one-point distribution", rivals_judged_[k].one_point, {.digits = 2});
    snapshot.metric(id + "_peaks", name + ": peaks", rivals_judged_[k].peaks, {.digits = 2});
    snapshot.metric(id + "_bispectrum", name + ": bispectrum", rivals_judged_[k].bispectrum, {.digits = 2});
  }
  snapshot.metric("phases_spectrum", "random phases: spectrum", phases_.spectrum, {.digits = 2});
  snapshot.metric("phases_one_point", "random phases: one-point distribution", phases_.one_point, {.digits = 2});
  snapshot.metric("phases_peaks", "random phases: peaks", phases_.peaks, {.digits = 2});
  snapshot.metric("phases_bispectrum", "random phases: bispectrum", phases_.bispectrum, {.digits = 2});
}

}  // namespace lectern
