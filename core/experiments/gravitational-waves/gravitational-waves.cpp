// Chirps of merging black holes in the noise of a detector: whitening, the matched filter with a bank of templates, and
// a convolutional network that learns to do the same, judged by the share of chirps found at a small false-alarm rate.
// Lecture row R49.
// Sources: Maggiore, Gravitational Waves, vol. 1 (2008), ch. 4, 7; Gabbard, Williams, Hayes, Messenger, Phys. Rev.
// Lett. 120 (2018) 141103; George, Huerta, Phys. Lett. B 778 (2018) 64; Schäfer, Zelenka, Nitz, Ohme, Brügmann, Phys.
// Rev. D 105 (2022) 043002.

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/experiments/gravitational-waves/chirp_bank.h"
#include "core/experiments/gravitational-waves/chirp_net.h"
#include "core/experiments/gravitational-waves/search_contest.h"
#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/parts/training_divergence.h"
#include "core/physics/audible.h"
#include "core/physics/chirp.h"

namespace lectern {
namespace {

constexpr ColorRole kData = kColorMuted, kChirp = 1, kFilter = 0, kNet = 2, kTested = 3;
constexpr double kHandle_s = 0.03;  // before the coalescence: where the track is held
constexpr int kSamples = ChirpBank::kSamples;

enum class Shown { chirp, glitch, noise };
enum class ScoreKind { logit, softmax };

struct Settings {
  Shown shown = Shown::chirp;
  double chirp_mass = 28, distance = 1200, arrival = 0.4;
  physics::NoiseSpectrum spectrum = physics::NoiseSpectrum::detector;
  double glitches = 0;
  int templates = 12;
  bool chi_square = false;
  NetDesign design = NetDesign::templates;
  int channels = 48;
  double training_snr = 3;
  bool training_glitches = true;
  double noise_weight = 50;
  double learning_rate = 0.006;
  int batch_size = 64;
  int judged = 8000;
  double false_alarms = 1e-3;
  double signal_snr = 6;
  ScoreKind score = ScoreKind::logit;
};

// A number that a slider sets and a hand drags: the hand's holds as long as the slider stays where it was then.
struct Dragged {
  double setting = kUnknown, value = 0;

  double over(double now) const { return setting == now ? value : now; }
};

class GravitationalWaves final : public Demo<GravitationalWaves, Settings> {
 public:
  static Schema<Settings> schema();

  explicit GravitationalWaves(const Start& start)
      : Demo(start),
        bank_(std::make_shared<const ChirpBank>(settings().spectrum, settings().templates)),
        net_({settings().design, settings().channels, settings().batch_size}, bank_, start.rng("network")),
        contest_(bank_, settings().judged, settings().glitches, start.data_rng("judged")) {
    contest_.step(net_.network(), 0, pool());
  }

  SeedUse seeds() const override { return {.run = true, .data = true}; }

  void step() override {
    if (diverged_) return;
    const Settings& s = settings();
    const double cost = net_.step({.least_snr = s.training_snr,
                                   .glitches = s.training_glitches ? s.glitches : 0,
                                   .noise_weight = s.noise_weight,
                                   .learning_rate = s.learning_rate},
                                  pool());
    diverged_ = !std::isfinite(cost);
    if (!diverged_) contest_.step(net_.network(), net_.updates(), pool());
  }

  bool gesture(const Action& action) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (drag == nullptr || settings().shown == Shown::noise) return false;
    const double x = static_cast<double>(drag->x), y = static_cast<double>(drag->y);
    const Settings& s = settings();
    const auto hold_time = [&](double time_s) {
      time_ = {s.arrival, std::clamp(time_s, ChirpBank::kEarliest_s, ChirpBank::kLatest_s)};
    };
    if (action.panel == "map" && drag->handle == "track") {
      const double f = std::clamp(y, 30.0, 200.0);
      mass_ = {s.chirp_mass,
               std::clamp(physics::chirp_mass_from_track(f, kHandle_s), ChirpBank::kLightest, ChirpBank::kHeaviest)};
      hold_time(x + kHandle_s);
      return true;
    }
    if (action.panel != "plane" || drag->handle != "chirp") return false;
    look();
    hold_time(x + time_s() - look_->top_s);
    distance_ = {s.distance, std::clamp(distance_mpc() * look_->top / std::max(y, 0.05), 200.0, 5000.0)};
    return true;
  }

  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(net_.updates(), "is no longer a finite number", rate),
                    &Settings::learning_rate, rate / 10);
  }
  auto state() const { return std::tie(net_, contest_, diverged_); }

  void describe(Snapshot& snapshot) const override;

 private:
  // The segment that is shown, computed when what it depends on has changed.
  struct Look {
    double mass = -1, distance = -1, time = -1;
    Shown shown = Shown::noise;
    std::vector<double> times_s, white, strain, whitened, wave, wave_strain, snr, peaks, reweighted, periodogram,
        density;
    std::vector<float> map, scored;
    double ratio = 0;  // optimal, of the chirp
    double top = 0, top_s = 0;
    ChirpBank::Findings found;
    ChirpBank::Workspace work;
    Matrix<float> X, y;
    std::int64_t read_updates = -1;  // of the network whose answer is y
    nn::Pass<float> pass;
    std::shared_ptr<const Sound> sound;
  };

  double mass_msun() const { return mass_.over(settings().chirp_mass); }
  double distance_mpc() const { return distance_.over(settings().distance); }
  double time_s() const { return time_.over(settings().arrival); }

  // The filter's scores, with the χ² test or without.
  const Scores& filter() const { return settings().chi_square ? contest_.consistent() : contest_.filter(); }

  void look() const;
  static std::shared_ptr<const Sound> sound_of(const Look& look);
  double share_of(const std::vector<float>& falling, double score) const;
  double shown_score(double logit) const;
  void describe_data(Snapshot& snapshot) const;
  void describe_map(Snapshot& snapshot) const;
  void describe_filter(Snapshot& snapshot) const;
  void describe_spectrum(Snapshot& snapshot) const;
  void describe_rates(Snapshot& snapshot) const;
  void describe_scores(Snapshot& snapshot) const;
  void describe_training(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const ChirpBank> bank_;
  ChirpNet net_;
  SearchContest contest_;
  bool diverged_ = false;
  Dragged mass_, distance_, time_;
  Scratch<Look> look_;
  Scratch<Scores> softened_;
};

void GravitationalWaves::look() const {
  Look& look = *look_;
  const double mass = mass_msun(), distance = distance_mpc(), time = time_s();
  if (look.mass == mass && look.distance == distance && look.time == time && look.shown == settings().shown &&
      !look.white.empty())
    return;
  const std::size_t n = kSamples;
  const ChirpBank& bank = *bank_;
  for (std::vector<double>* list :
       {&look.times_s, &look.white, &look.strain, &look.whitened, &look.wave, &look.wave_strain, &look.snr})
    list->resize(n);
  for (std::size_t j = 0; j < n; ++j) look.times_s[j] = static_cast<double>(j) / ChirpBank::kRate_hz;
  look.mass = mass;
  look.distance = distance;
  look.time = time;
  look.shown = settings().shown;
  Rng rng = data_rng("shown");
  for (double& x : look.white) x = rng.normal();
  physics::colour(bank.fourier(), bank.psd(), ChirpBank::kRate_hz, look.white, look.strain);
  look.ratio = bank.write_chirp({mass, distance, time, 0}, look.wave_strain, look.wave);
  if (look.shown != Shown::chirp) {
    look.ratio = kUnknown;
    look.scored.assign(n, 0.0f);
    Rng burst = data_rng("shown glitch");
    if (look.shown == Shown::glitch) bank.add_glitch(burst, look.scored);
    for (std::size_t j = 0; j < n; ++j) look.wave[j] = static_cast<double>(look.scored[j]);
    physics::colour(bank.fourier(), bank.psd(), ChirpBank::kRate_hz, look.wave, look.wave_strain);
  }
  look.top = 0;
  for (std::size_t j = 0; j < n; ++j) {
    look.strain[j] += look.wave_strain[j];
    if (look.wave[j] <= look.top) continue;
    look.top = look.wave[j];
    look.top_s = look.times_s[j];
  }
  physics::whiten(bank.fourier(), bank.psd(), ChirpBank::kRate_hz, look.strain, look.whitened);
  look.found = bank.search(std::span<const double>(look.whitened), look.work);
  bank.write_ratios(look.found.loudest.filter, look.whitened, look.snr, look.work);
  look.peaks.resize(static_cast<std::size_t>(bank.templates()));
  look.reweighted.resize(look.peaks.size());
  bank.write_peaks(look.whitened, look.peaks, look.reweighted, look.work);
  look.map.resize(ChirpBank::kMapRows * ChirpBank::kMapCols);
  bank.write_map(look.whitened, look.map);
  look.periodogram.resize(n / 2 + 1);
  look.density.resize(n / 2 + 1);
  physics::write_periodogram(bank.fourier(), ChirpBank::kRate_hz, look.strain, look.periodogram);
  physics::write_periodogram(bank.fourier(), ChirpBank::kRate_hz, look.wave_strain, look.density);
  look.read_updates = -1;
  look.X.resize(1, kSamples);
  for (std::size_t j = 0; j < n; ++j) look.X.data()[j] = static_cast<float>(look.whitened[j]);
  look.sound = sound_of(look);
}

// The whitened data and, after a pause, what was added to them by itself, as loud as it is in them.
std::shared_ptr<const Sound> GravitationalWaves::sound_of(const Look& look) {
  constexpr int kFiner = 16;
  constexpr double kShift_hz = 200, kLoudest = 0.8;
  constexpr std::size_t kFade = 400, kPause = 3000;  // samples
  Sound sound;
  sound.rate_hz = kFiner * ChirpBank::kRate_hz;
  sound.name = look.shown == Shown::noise   ? "Listen to the whitened data, 200 Hz higher"
               : look.shown == Shown::chirp ? "Listen to the whitened data, then to the chirp alone, 200 Hz higher"
                                            : "Listen to the whitened data, then to the glitch alone, 200 Hz higher";
  const auto append = [&](const std::vector<double>& wave) {
    const std::vector<double> heard = physics::raise_frequencies(wave, ChirpBank::kRate_hz, kShift_hz, kFiner);
    for (std::size_t j = 0; j < heard.size(); ++j) {
      const double edge = static_cast<double>(std::min({j, heard.size() - 1 - j, kFade})) / static_cast<double>(kFade);
      sound.samples.push_back(static_cast<float>(edge * heard[j]));
    }
  };
  append(look.whitened);
  if (look.shown != Shown::noise) {
    sound.samples.insert(sound.samples.end(), kPause, 0.0f);
    append(look.wave);
  }
  float loudest = 1e-6f;
  for (const float sample : sound.samples) loudest = std::max(loudest, std::abs(sample));
  for (float& sample : sound.samples) sample *= static_cast<float>(kLoudest) / loudest;
  return std::make_shared<const Sound>(std::move(sound));
}

// The share of scores above one of them, of a list in falling order.
double GravitationalWaves::share_of(const std::vector<float>& falling, double score) const {
  const auto above = std::partition_point(falling.begin(), falling.end(),
                                          [score](float each) { return static_cast<double>(each) > score; });
  return static_cast<double>(above - falling.begin()) / static_cast<double>(std::max<std::size_t>(falling.size(), 1));
}

// Softmax of two classes as a 32-bit number: it is 1 from a logit of 17 on.
double GravitationalWaves::shown_score(double logit) const {
  return settings().score == ScoreKind::logit ? logit : static_cast<double>(math::sigmoid(static_cast<float>(logit)));
}

void GravitationalWaves::describe(Snapshot& snapshot) const {
  look();
  Scores& softened = *softened_;
  softened.noise.clear();
  softened.chirps.clear();
  for (const float logit : contest_.network().noise)
    softened.noise.push_back(static_cast<float>(shown_score(static_cast<double>(logit))));
  for (const float logit : contest_.network().chirps)
    softened.chirps.push_back(static_cast<float>(shown_score(static_cast<double>(logit))));
  describe_data(snapshot);
  describe_map(snapshot);
  describe_rates(snapshot);
  describe_filter(snapshot);
  describe_numbers(snapshot);
  describe_spectrum(snapshot);
  describe_scores(snapshot);
  describe_training(snapshot);
}

void GravitationalWaves::describe_data(Snapshot& snapshot) const {
  const Look& look = *look_;
  const char* const added = look.shown == Shown::glitch ? "the glitch in them" : "the chirp in them";
  // Noise alone has nothing added.
  const auto added_to = [&](const std::vector<double>& wave) {
    return look.shown == Shown::noise ? Places() : Places{look.times_s, wave};
  };
  Plane& plane = snapshot.plane(
      "plane", "Whitened data",
      {.weight = 4,
       .help =
           "Every frequency divided by the noise's size there: noise has standard deviation 1 and no colour. Drag the "
           "handle: sideways the time of arrival, upwards nearer. The loudspeaker plays them, at the speed at which they "
           "came, and all frequencies 200 Hz higher, for small loudspeakers.",
       .sound = look.sound});
  plane.axes({.label = "time [s]", .range = {0, ChirpBank::kLength_s}},
             {.label = "whitened strain [σ]", .range = {-6, 6}});
  plane.line("data", {look.times_s, look.whitened}, {.color = kData, .width_px = 1.3f});
  plane.line(added, added_to(look.wave), {.color = kChirp, .width_px = 2.4f});
  if (look.shown == Shown::chirp) plane.handle("chirp", "arrival and distance", look.top_s, std::min(look.top, 5.8));

  Plane& strain = snapshot.plane("strain", "Strain as the detector gives it",
                                 {.weight = 2,
                                  .help = "The same data before whitening: slow noise of seismic and thermal origin "
                                          "drowns everything else."});
  strain.axes({.label = "time [s]", .range = {0, ChirpBank::kLength_s}}, {.label = "strain [10⁻²¹]"});
  strain.line("data", {look.times_s, look.strain}, {.color = kData, .width_px = 1.3f});
  strain.line(added, added_to(look.wave_strain), {.color = kChirp, .width_px = 1.8f});
}

void GravitationalWaves::describe_map(Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.plane("map", "Time and frequency",
                                {.weight = 3,
                                 .help = "Energy of the whitened data near each time and frequency; its mean is 1 in "
                                         "noise. Drag the track of the chirp: upwards it is lighter."});
  const PlanarGrid grid{.rows = ChirpBank::kMapRows,
                        .cols = ChirpBank::kMapCols,
                        .x = {0, ChirpBank::kLength_s},
                        .y = {ChirpBank::kMapLow_hz, ChirpBank::kMapHigh_hz}};
  plane.axes({.label = "time [s]", .range = grid.x}, {.label = "frequency [Hz]", .range = grid.y});
  plane.field("energy, mean 1 in noise", grid, look.map, {.color = {0, 12}, .map = ColorMap::viridis});
  if (look.shown != Shown::chirp) return;
  LineLayer& track =
      plane.line("frequency of the chirp", Places(), {.color = kChirp, .dashed = true, .width_px = 1.8f});
  physics::ChirpSpec spec;
  spec.chirp_mass_msun = look.mass;
  spec.coalescence_time_s = look.time;
  for (int j = 0; j < kSamples; ++j) {
    const double t = j / ChirpBank::kRate_hz, f = physics::newtonian_chirp(spec, t).frequency_hz;
    if (f <= 0 || f > ChirpBank::kMapHigh_hz) break;
    track.x.push_back(static_cast<float>(t));
    track.y.push_back(static_cast<float>(f));
  }
  plane.handle("track", "chirp mass", look.time - kHandle_s,
               physics::newtonian_chirp(spec, look.time - kHandle_s).frequency_hz);
}

void GravitationalWaves::describe_filter(Snapshot& snapshot) const {
  const Look& look = *look_;
  const double limit = filter().threshold(settings().false_alarms);
  const bool is_tested = settings().chi_square;
  Plane& plane = snapshot.plane(
      "snr", "Matched filter",
      {.weight = 3,
       .help =
           "Signal-to-noise ratio of the best template, by when its coalescence would be; searched between the "
           "upright lines. Above the threshold a chirp is claimed; with the χ² test the ratio counts that it leaves."});
  plane.axes({.label = "coalescence [s]", .range = {0, ChirpBank::kLength_s}}, {.label = "|z|"});
  plane.line("best template", {look.times_s, look.snr}, {.color = kFilter});
  const ChirpBank::Peak& consistent = look.found.consistent;
  PointsLayer& tested = plane.points("after the χ² test", Places(), {.color = kTested, .size_px = 8});
  if (is_tested) {
    tested.x.push_back(static_cast<float>(consistent.sample / ChirpBank::kRate_hz));
    tested.y.push_back(static_cast<float>(consistent.snr));
  }
  if (!std::isnan(limit)) plane.level("threshold", limit, {.color = kColorBad});
  plane.vertical("searched from", ChirpBank::kEarliest_s);
  plane.vertical("to", ChirpBank::kLatest_s);
  if (look.shown == Shown::chirp) plane.vertical("true", look.time, {.color = kChirp});

  Plane& bank = snapshot.plane("bank", "Bank of templates",
                               {.weight = 2, .help = "The largest |z| of each template, by its chirp mass."});
  bank.axes({.label = "chirp mass [solar masses]", .range = {ChirpBank::kLightest - 1, ChirpBank::kHeaviest + 1}},
            {.label = "largest |z|"});
  bank.line("largest |z|", {bank_->masses(), look.peaks}, {.color = kFilter});
  bank.points("templates", {bank_->masses(), look.peaks}, {.color = kFilter, .size_px = 5});
  if (is_tested) bank.line("after the χ² test", {bank_->masses(), look.reweighted}, {.color = kTested});
  if (!std::isnan(limit)) bank.level("threshold", limit, {.color = kColorBad});
  if (look.shown == Shown::chirp) bank.vertical("true", look.mass, {.color = kChirp});
}

void GravitationalWaves::describe_spectrum(Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.plane("spectrum", "Noise and chirp by frequency",
                                {.weight = 2,
                                 .help = "√S of the noise and 2√f |h̃| of the chirp: the area between them, on these "
                                         "axes, is what the signal-to-noise ratio is made of."});
  plane.axes({.label = "frequency [Hz]", .range = {10, 256}, .logarithmic = true},
             {.label = "[10⁻²¹/√Hz]", .range = {1e-3, 10}, .logarithmic = true});
  LineLayer& data = plane.line("data", Places(), {.color = kData, .width_px = 1});
  LineLayer& noise = plane.line("noise √S", Places(), {.color = kColorForeground});
  LineLayer& wave = plane.line(look.shown == Shown::glitch ? "glitch" : "chirp", Places(), {.color = kChirp});
  const double df = ChirpBank::kRate_hz / kSamples;
  for (std::size_t k = 5; k < kSamples / 2; ++k) {
    const double f = static_cast<double>(k) * df;
    data.x.push_back(static_cast<float>(f));
    data.y.push_back(static_cast<float>(std::sqrt(std::max(look.periodogram[k], 1e-8))));
    noise.x.push_back(static_cast<float>(f));
    noise.y.push_back(static_cast<float>(std::sqrt(bank_->psd()[k])));
    if (look.shown == Shown::noise) continue;
    // The periodogram is 2 |h̃|²/T.
    wave.x.push_back(static_cast<float>(f));
    wave.y.push_back(static_cast<float>(std::sqrt(std::max(2 * look.density[k] * ChirpBank::kLength_s * f, 1e-8))));
  }
}

void GravitationalWaves::describe_rates(Snapshot& snapshot) const {
  const Settings& s = settings();
  const double low = s.signal_snr - 1, high = s.signal_snr + 1;
  Plane& plane = snapshot.curves(
      "roc", "Found against false alarms",
      {.weight = 3,
       .help = "The share of chirps found, of signal-to-noise ratios within 1 of the chosen one, against the share of "
               "noise that is taken for a chirp, on a logarithmic axis. Small rates end where the judged noise ends."});
  plane.axes({.label = "false-alarm probability", .range = {1e-4, 1}, .logarithmic = true},
             {.label = "found", .range = {0, 1.02}});
  const auto draw = [&](std::string_view label, const Scores& scores, ColorRole color) {
    LineLayer& line = plane.line(label, Places(), {.color = color, .width_px = 2.4f});
    if (scores.noise.empty()) return;
    const double n = static_cast<double>(scores.noise.size());
    const double ratio = math::pow(10.0, 0.05);
    for (double rate = 1; rate > 0.8e-4; rate /= ratio) {
      if (rate * n < 1) break;
      const double share = contest_.found(scores, scores.threshold(rate), low, high);
      line.x.push_back(static_cast<float>(rate));
      line.y.push_back(static_cast<float>(rate == 1 ? 1 : share));
    }
  };
  draw("matched filter", contest_.filter(), kFilter);
  if (s.chi_square) draw("filter with χ² test", contest_.consistent(), kTested);
  draw(s.score == ScoreKind::logit ? "network" : "network, softmax", *softened_, kNet);
  LineLayer& chance = plane.line("guessing", Places(), {.color = kColorMuted, .dashed = true});
  for (int i = 0; i <= 40; ++i) {
    const double rate = math::pow(10.0, -0.1 * i);
    chance.x.push_back(static_cast<float>(rate));
    chance.y.push_back(static_cast<float>(rate));
  }
  plane.vertical("judged here", s.false_alarms, {.color = kColorBad});

  Plane& ratios = snapshot.curves("sensitivity", "Found against the signal-to-noise ratio",
                                  {.weight = 2,
                                   .help = "The share of chirps found at the chosen false-alarm probability, in bins "
                                           "of width 1. The ratio falls with the distance as 1/D."});
  ratios.axes({.label = "optimal signal-to-noise ratio", .range = {SearchContest::kLeast, SearchContest::kMost}},
              {.label = "found", .range = {0, 1.02}});
  const auto draw_bins = [&](std::string_view label, const Scores& scores, ColorRole color) {
    LineLayer& line = ratios.line(label, Places(), {.color = color, .width_px = 2.4f});
    const double limit = scores.threshold(s.false_alarms);
    if (std::isnan(limit)) return;
    for (double at = SearchContest::kLeast; at < SearchContest::kMost; at += 1) {
      line.x.push_back(static_cast<float>(at + 0.5));
      line.y.push_back(static_cast<float>(contest_.found(scores, limit, at, at + 1)));
    }
  };
  draw_bins("matched filter", contest_.filter(), kFilter);
  if (s.chi_square) draw_bins("filter with χ² test", contest_.consistent(), kTested);
  draw_bins(s.score == ScoreKind::logit ? "network" : "network, softmax", *softened_, kNet);
  ratios.level("half", 0.5);
}

void GravitationalWaves::describe_scores(Snapshot& snapshot) const {
  const Settings& s = settings();
  const bool is_logit = s.score == ScoreKind::logit;
  Plane& plane = snapshot.plane(
      "scores", "Shares above a threshold",
      {.weight = 2,
       .help = "How much of the noise, and of the chirps of about the chosen ratio, the network scores higher than a "
               "threshold. Where the line of noise does not come down to the wanted rate, that rate cannot be had."});
  plane.axes({.label = is_logit ? "threshold on the logit" : "threshold on the softmax",
              .range = is_logit ? Range{-15, 30} : Range{0, 1}},
             {.label = "share above", .range = {1e-4, 1.2}, .logarithmic = true});
  LineLayer& noise = plane.line("noise", Places(), {.color = kColorMuted, .width_px = 2.4f});
  LineLayer& chirps = plane.line("chirps", Places(), {.color = kChirp, .width_px = 2.4f});
  const Scores& scores = *softened_;
  if (!scores.noise.empty())
    for (int i = 0; i < 180; ++i) {
      const double at = is_logit ? -15 + i * 0.25 : i / 180.0;
      noise.x.push_back(static_cast<float>(at));
      noise.y.push_back(static_cast<float>(std::max(share_of(scores.noise, at), 1e-5)));
      chirps.x.push_back(static_cast<float>(at));
      chirps.y.push_back(
          static_cast<float>(std::max(contest_.found(scores, at, s.signal_snr - 1, s.signal_snr + 1), 1e-5)));
    }
  plane.level("wanted", s.false_alarms, {.color = kColorBad});
}

void GravitationalWaves::describe_training(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("training", "Training",
                                 {.weight = 1,
                                  .help = "Cross-entropy of each batch, all of new data: training and test are one."});
  plane.axes({.label = "updates"}, {.label = "cross-entropy", .logarithmic = true});
  plane.line("network", net_.costs(), 0, {.color = kNet, .least = 1e-4});
}

void GravitationalWaves::describe_numbers(Snapshot& snapshot) const {
  const Look& look = *look_;
  const Settings& s = settings();
  const Scores &searched = filter(), &network = *softened_;
  const double limit = searched.threshold(s.false_alarms), net_limit = network.threshold(s.false_alarms);
  const double low = s.signal_snr - 1, high = s.signal_snr + 1;
  const double half = contest_.half_found(searched, limit);
  const bool has_network = !network.noise.empty();
  const double net_half = has_network ? contest_.half_found(network, net_limit) : kUnknown;
  if (look.read_updates != net_.updates()) {
    look_->y.resize(1, 1);
    net_.network().predict(look_->pass, look.X, look_->y);
    look_->read_updates = net_.updates();
  }
  const double logit = static_cast<double>(look.y(0, 0));
  Numbers numbers = snapshot.numbers("Numbers", {.help = "Of the segment shown, and of all that were judged."});
  numbers.add("optimal_snr", "optimal signal-to-noise ratio", look.ratio, {.digits = 3})
      .add("filter_snr", "largest |z| of the bank", look.found.loudest.snr, {.digits = 3});
  if (s.chi_square)
    numbers.add("found_chi_square", "its χ² per degree of freedom", look.found.chi_square, {.digits = 3})
        .add("consistent_snr", "largest after the χ² test", look.found.consistent.snr, {.digits = 3});
  numbers.add("filter_threshold", "threshold", limit, {.digits = 3})
      .add("found_mass", "chirp mass of the best template", bank_->mass(look.found.loudest.filter), {.digits = 3})
      .add("network_score", s.score == ScoreKind::logit ? "network's logit" : "network's softmax", shown_score(logit),
           {.digits = 3});
  numbers.heading("Of all judged segments")
      .add("filter_found", "found by the filter", contest_.found(searched, limit, low, high), {.digits = 3})
      .add("network_found", "found by the network",
           has_network ? contest_.found(network, net_limit, low, high) : kUnknown, {.digits = 3})
      .add("filter_half", "ratio of which the filter finds half", half, {.digits = 3})
      .add("network_half", "ratio of which the network finds half", net_half, {.digits = 3})
      .add("sensitivity", "distance reached, network : filter", half / net_half, {.digits = 3})
      .add("noise_judged", "segments of noise", static_cast<double>(searched.noise.size()), {.digits = 0})
      .add("judged_updates", "updates of the network judged",
           contest_.judged_updates() < 0 ? kUnknown : static_cast<double>(contest_.judged_updates()), {.digits = 0})
      .add("updates", static_cast<double>(net_.updates()), {.digits = 0});
  snapshot.metric("chirp_mass_shown", "chirp mass", look.mass, {.unit = "solar masses"});
  snapshot.metric("distance_shown", "distance", look.distance, {.unit = "Mpc"});
  snapshot.metric("arrival_shown", "coalescence", look.time, {.unit = "s"});
}

Schema<Settings> GravitationalWaves::schema() {
  Schema<Settings> schema(2);
  return schema.group("Segment")
      .choice(&Settings::shown, "segment", "Segment shown",
              {{Shown::chirp, "chirp", "A chirp in noise"},
               {Shown::glitch, "glitch", "A glitch in noise"},
               {Shown::noise, "noise", "Noise alone"}})
      .live()
      .help("What is in the data shown. The judged segments are others.")
      .real(&Settings::chirp_mass, "chirp_mass", "Chirp mass", {ChirpBank::kLightest, ChirpBank::kHeaviest})
      .unit("solar masses")
      .live()
      .help("(m₁m₂)^(3/5)/(m₁+m₂)^(1/5): the heavier, the shorter and lower the chirp.")
      .shown_when(&Settings::shown, {Shown::chirp})
      .real(&Settings::distance, "distance", "Distance", {200, 5000})
      .unit("Mpc")
      .logarithmic()
      .live()
      .help("The strain falls as 1/D. No redshift; seen from above the orbit.")
      .shown_when(&Settings::shown, {Shown::chirp})
      .real(&Settings::arrival, "arrival", "Coalescence", {ChirpBank::kEarliest_s, ChirpBank::kLatest_s})
      .unit("s")
      .live()
      .help("When the two bodies meet.")
      .shown_when(&Settings::shown, {Shown::chirp})
      .group("Noise")
      .choice(&Settings::spectrum, "spectrum", "Spectrum of the noise", physics::kNoiseSpectra)
      .help("How strong the noise is at each frequency. It decides what of a chirp can be seen.")
      .real(&Settings::glitches, "glitches", "Share with a glitch", {0, 0.2})
      .help("Of all judged segments: short bursts of the instrument, which the filter does not expect.")
      .group("Detectors")
      .integer(&Settings::templates, "templates", "Templates of the filter", {1, 24})
      .help("Chirp masses for which the matched filter looks.")
      .boolean(&Settings::chi_square, "chi_square", "χ² test of the filter")
      .live()
      .help(
          "Eight bands of frequencies must each add their share, as they do in a chirp. Where they do not, the filter's "
          "ratio is made smaller.")
      .choice(&Settings::design, "network_design", "Network",
              {{NetDesign::templates, "templates", "One convolution, begun as a filter"},
               {NetDesign::plain, "plain", "Two convolutions, begun at random"}})
      .help(
          "Begun as a filter: the kernels are whitened chirps at first, the bias lets through what exceeds 4 σ, and the "
          "mean of the weights over the last updates is judged.")
      .integer(&Settings::channels, "network_channels", "Channels of the network", {4, 48})
      .help("Of the first convolution; a second has twice as many.")
      .real(&Settings::training_snr, "training_snr", "Least ratio trained on", {2, 30})
      .live()
      .help("Chirps in the training have a signal-to-noise ratio from this to 4 more.")
      .boolean(&Settings::training_glitches, "training_glitches", "Glitches in the training")
      .live()
      .help("The network meets glitches in its training as often as when it is judged.")
      .real(&Settings::noise_weight, "noise_weight", "Weight of noise", {1, 100})
      .logarithmic()
      .live()
      .help(
          "Of a segment without a chirp in the training, against one with a chirp. The larger, the rarer the false alarms "
          "that are learned from.")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help(
          "Of Adam, at the first update; it falls as 1/(1 + updates/3000). A network begun as a filter takes a sixth.")
      .integer(&Settings::batch_size, "batch_size", {8, 128})
      .help("Segments in one update, all new; half of them hold a chirp.")
      .group("Judgement")
      .integer(&Settings::judged, "judged_noise", "Judged segments of noise", {1000, 20000})
      .help("A false-alarm probability below one in so many cannot be measured.")
      .real(&Settings::false_alarms, "false_alarms", "False-alarm probability", {1e-4, 0.5})
      .logarithmic()
      .live()
      .help("The share of noise that may be taken for a chirp: it sets the threshold.")
      .real(&Settings::signal_snr, "signal_snr", "Ratio of the chirps", {3, 13})
      .live()
      .help("Whose chance of being found is shown against false alarms: within 1 of this signal-to-noise ratio.")
      .choice(&Settings::score, "score", "Score of the network",
              {{ScoreKind::logit, "logit", "Logit"}, {ScoreKind::softmax, "softmax", "Softmax"}})
      .live()
      .help("Softmax squeezes the logit into 0 to 1. In 32 bits all logits above 17 become 1, and are equal.");
}

// Links of version 1 know one network, of eight channels.
void upgrade(int, std::vector<std::pair<std::string, std::string>>& values) {
  if (values.empty()) return;  // the demo itself
  for (const auto& [name, value] :
       {std::pair("network_design", "plain"), std::pair("network_channels", "8"), std::pair("noise_weight", "1")}) {
    const bool is_given =
        std::any_of(values.begin(), values.end(), [id = name](const auto& each) { return each.first == id; });
    if (!is_given) values.emplace_back(name, value);
  }
}

const RegisterDemo<GravitationalWaves> registered{{
    .id = "gravitational-waves",
    .title = "Gravitational waves",
    .lecture = 9,
    .row = "R49",
    .summary =
        "Chirps of merging black holes in coloured noise: a matched filter, optimal in Gaussian noise, against a "
        "convolutional network, down to one false alarm in a thousand.",
    .sources =
        {"H. Gabbard, M. Williams, F. Hayes, C. Messenger, Matching matched filtering with deep networks for "
         "gravitational-wave astronomy, Phys. Rev. Lett. 120 (2018) 141103",
         "M. B. Schäfer et al., Training strategies for deep learning gravitational-wave searches, Phys. Rev. D 105 "
         "(2022) 043002",
         "J. Yan et al., Generalized approach to matched filtering using neural networks, arXiv:2104.03961 (2021)",
         "M. Maggiore, Gravitational Waves, vol. 1: Theory and Experiments (2008)"},
    .steps_per_second = 30,
    .upgrade = upgrade,
}};

}  // namespace
}  // namespace lectern
