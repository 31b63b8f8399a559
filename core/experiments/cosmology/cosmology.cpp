// The parameters of random fields, as cosmologists read them from maps of matter: the likelihood of a Gaussian field,
// which reaches the Fisher limit there, a network that knows the power spectrum, and a convolutional network that sees
// the map. Lecture row R47.
// Sources: Tegmark, Taylor, Heavens, ApJ 480 (1997) 22; Coles, Jones, MNRAS 248 (1991) 1; Neyrinck, Szapudi, Szalay,
// ApJ 698 (2009) L90 (the logarithm of the density); Ravanbakhsh et al., ICML 2016; Villaescusa-Navarro et al., ApJ
// 915 (2021) 71 (CAMELS).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/experiments/cosmology/map_data.h"
#include "core/experiments/cosmology/map_judge.h"
#include "core/experiments/cosmology/map_readers.h"
#include "core/experiments/cosmology/map_supply.h"
#include "core/experiments/cosmology/sky.h"
#include "core/lab/demo.h"
#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
constexpr std::array<const char*, kContenders> kNames{"Gaussian likelihood", "network on P(k)", "network on the map"};
constexpr std::array<ColorRole, kContenders> kColors{3, 0, 1};
constexpr std::array<Marker, kContenders> kMarkers{Marker::diamond, Marker::square, Marker::circle};
constexpr FieldParameters kLeastShown{0.3, 0.5}, kGreatestShown{1.8, 3.5};
constexpr std::array<Contender, kContenders> kAll{kLikelihood, kSpectrumNet, kMapNet};
constexpr int kPlotted = 50;  // maps with error bars
constexpr int kBandPlaces = 21, kBandAverage = 5;

enum class Simulator { same, other };
enum class Shape { power_law, bent };
constexpr double kTurn = 8;  // waves per side
enum class Answers { networks, all, likelihood, spectrum, map };

struct Settings {
  MapDataSettings data;
  double sigma = 1, slope = 2;
  int map = 3;
  MapLaw law = MapLaw::log_normal;
  Shape shape = Shape::power_law;
  double noise = 0;
  bool logarithm = false;
  Simulator simulator = Simulator::same;
  int channels = 8;
  double learning_rate = 0.006;
  int batch_size = 16;
  int parameter = 0;
  Answers answers = Answers::networks;
};

Sky::Spec sky_spec(const Settings& s, bool of_training) {
  MapLaw law = s.law;
  if (of_training && s.simulator == Simulator::other)
    law = law == MapLaw::gaussian ? MapLaw::log_normal : MapLaw::gaussian;
  return {.law = law,
          .turn = s.shape == Shape::bent ? kTurn : std::numeric_limits<double>::infinity(),
          .noise = s.noise,
          .logarithm = s.logarithm};
}

// Maps of a file as they are read: densities by their logarithm, if that is asked for.
std::shared_ptr<const OwnMaps> read_own(const MapData& data, const Settings& s) {
  if (!data.own() || !data.is_density() || !s.logarithm || s.law != MapLaw::log_normal) return data.own();
  auto own = std::make_shared<OwnMaps>(*data.own());
  for (OwnMaps::Part* part : {&own->training, &own->held_out})
    for (std::ptrdiff_t i = 0; i < part->maps.rows(); ++i)
      Sky::take_logarithm({part->maps.row(i), static_cast<std::size_t>(Sky::kCells)});
  return own;
}

std::vector<double> powers_of(std::vector<double> logarithms) {
  for (double& value : logarithms) value = math::exp(math::kLogTen * value);
  return logarithms;
}

// A number that a slider sets and a hand drags: the hand's holds as long as the slider stays where it was then.
struct HeldNumber {
  double setting = kUnknown, value = 0;

  double over(double now) const { return setting == now ? value : now; }
};

class Cosmology final : public Demo<Cosmology, Settings, MapData> {
 public:
  static Schema<Settings> schema();

  explicit Cosmology(const Start& start)
      : Demo(start),
        sky_(std::make_shared<const Sky>(sky_spec(settings(), false))),
        own_(read_own(data(), settings())),
        supply_(own_ ? MapSupply(own_) : MapSupply(std::make_shared<const Sky>(sky_spec(settings(), true)))),
        readers_({settings().channels, settings().batch_size}, supply_, *sky_, start.rng("networks")),
        judge_(own_ ? MapJudge(sky_, own_->held_out) : MapJudge(sky_, start.data_rng("judged"))) {
    judge_.ask_all(readers_, pool());
    if (own_) return;
    for (std::size_t p = 0; p < 2; ++p)
      for (int i = 0; i < kBandPlaces; ++i) {
        FieldParameters at = Sky::kLow;
        at[p] += (Sky::kHigh[p] - Sky::kLow[p]) * i / (kBandPlaces - 1);
        double squares = 0;
        for (int j = 0; j < kBandAverage; ++j) {
          at[1 - p] = Sky::kLow[1 - p] + (Sky::kHigh[1 - p] - Sky::kLow[1 - p]) * (j + 0.5) / kBandAverage;
          const double error = sky_->limit(at).error[p];
          squares += error * error / kBandAverage;
        }
        const auto place = static_cast<std::size_t>(i);
        band_[p].at[place] = at[p];
        band_[p].low[place] = at[p] - std::sqrt(squares);
        band_[p].high[place] = at[p] + std::sqrt(squares);
      }
  }

  SeedUse seeds() const override { return {.run = true, .data = true}; }

  void step() override {
    if (diverged_) return;
    diverged_ = !readers_.step(supply_, *sky_, settings().learning_rate, pool());
    if (!diverged_) judge_.step(readers_, pool());
  }

  bool gesture(const Action& action) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (drag == nullptr || action.panel != "parameters" || drag->handle != "truth" || data().is_file()) return false;
    sigma_ = {settings().sigma, std::clamp(static_cast<double>(drag->x), kLeastShown.sigma, kGreatestShown.sigma)};
    slope_ = {settings().slope, std::clamp(static_cast<double>(drag->y), kLeastShown.slope, kGreatestShown.slope)};
    return true;
  }

  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(readers_.updates(), "is no longer a finite number", rate),
                    &Settings::learning_rate, rate / 10);
  }
  auto state() const { return std::tie(readers_, judge_, diverged_); }

  void describe(Snapshot& snapshot) const override;

 private:
  // The map that is shown and what is said of it, computed when what it depends on has changed.
  struct Look {
    FieldParameters at{0, 0};
    int map = -1;
    std::int64_t updates = -1;
    Matrix<float> cells;
    std::vector<float> spectrum;
    // Of the bins of the spectrum: what is expected, how far it may scatter, what is found, and the laws said by the
    // two networks.
    std::vector<double> expected, low, high, found;
    std::array<std::vector<double>, 2> said_spectra;
    std::vector<double> levels;
    std::array<std::vector<double>, kContenders> coverage;
    std::array<FieldAnswer, kContenders> answers;
    FieldAnswer limit;
    std::vector<FieldAnswer> said;
    Sky::Workspace work;
  };

  FieldParameters shown() const { return {sigma_.over(settings().sigma), slope_.over(settings().slope)}; }
  // Who knows what is asked: of maps whose parameters mean something else, the likelihood does not.
  std::span<const Contender> contenders() const { return std::span(kAll).subspan(own_ ? 1 : 0); }
  bool shows(Contender contender) const;
  std::string name_of(std::size_t p) const { return own_ ? own_->names[p] : p == 0 ? "σ" : "n"; }
  FieldParameters low() const { return supply_.low(); }
  FieldParameters high() const { return supply_.high(); }

  void look() const;
  void describe_judged(Snapshot& snapshot) const;
  void describe_map(Snapshot& snapshot) const;
  void describe_spectrum(Snapshot& snapshot) const;
  void describe_parameters(Snapshot& snapshot) const;
  void describe_race(Snapshot& snapshot) const;
  void describe_coverage(Snapshot& snapshot) const;
  void describe_answers(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_training(Snapshot& snapshot) const;

  std::shared_ptr<const Sky> sky_;
  std::shared_ptr<const OwnMaps> own_;  // null: the law is one of the sky's
  MapSupply supply_;
  MapReaders readers_;
  MapJudge judge_;
  bool diverged_ = false;
  // The truth with the limit about it, by σ and by n, the other averaged.
  struct Band {
    std::array<double, kBandPlaces> at{}, low{}, high{};
  };
  std::array<Band, 2> band_;
  HeldNumber sigma_, slope_;
  Scratch<Look> look_;
};

bool Cosmology::shows(Contender contender) const {
  if (own_ && (contender == kLikelihood || settings().answers == Answers::likelihood)) return contender != kLikelihood;
  switch (settings().answers) {
    case Answers::networks: return contender != kLikelihood;
    case Answers::all: return true;
    case Answers::likelihood: return contender == kLikelihood;
    case Answers::spectrum: return contender == kSpectrumNet;
    case Answers::map: return contender == kMapNet;
  }
  return false;
}

void Cosmology::look() const {
  Look& look = *look_;
  const FieldParameters at = shown();
  const bool is_new = look.at.sigma != at.sigma || look.at.slope != at.slope || look.map != settings().map;
  if (is_new) {
    look.at = at;
    look.map = settings().map;
    look.updates = -1;
    look.cells.resize(1, Sky::kCells);
    const std::span<float> cells(look.cells.row(0), static_cast<std::size_t>(Sky::kCells));
    if (data().is_file()) {
      std::copy(data().map().begin(), data().map().end(), cells.begin());
      if (settings().logarithm && settings().law == MapLaw::log_normal && (!own_ || data().is_density()))
        Sky::take_logarithm(cells);
    } else {
      Rng draws = data_rng("shown").split(static_cast<std::uint64_t>(settings().map));
      sky_->draw(at, draws, cells, look.work);
    }
    look.spectrum.resize(Sky::kBins);
    sky_->spectrum(cells, look.spectrum, look.work);
    look.expected = powers_of(sky_->expected_spectrum(at));
    look.low.clear();
    look.high.clear();
    look.found.clear();
    for (std::size_t bin = 0; bin < Sky::kBins; ++bin) {
      look.found.push_back(math::exp(math::kLogTen * static_cast<double>(look.spectrum[bin])));
      const double scatter = std::sqrt(2 / sky_->bin_cells()[bin]);
      look.low.push_back(look.expected[bin] * std::max(1 - scatter, 0.2));
      look.high.push_back(look.expected[bin] * (1 + scatter));
    }
    look.limit = sky_->limit(at);
    look.answers[kLikelihood] = sky_->most_likely(cells, look.work);
  }
  if (look.updates == readers_.updates()) return;
  look.updates = readers_.updates();
  for (const Contender contender : {kSpectrumNet, kMapNet}) {
    readers_.read(contender == kMapNet ? MapReaders::kPictures : MapReaders::kSpectrum, *sky_, look.cells, look.said,
                  pool());
    look.answers[contender] = look.said[0];
    if (!own_) look.said_spectra[contender - kSpectrumNet] = powers_of(sky_->expected_spectrum(look.said[0].value));
  }
  if (look.levels.empty())
    for (int i = 0; i <= 40; ++i) look.levels.push_back(i / 40.0);
  for (const Contender contender : contenders()) look.coverage[contender] = judge_.coverage(contender, look.levels);
}

void Cosmology::describe(Snapshot& snapshot) const {
  look();
  describe_judged(snapshot);
  describe_parameters(snapshot);
  describe_map(snapshot);
  describe_spectrum(snapshot);
  describe_race(snapshot);
  describe_coverage(snapshot);
  describe_numbers(snapshot);
  describe_answers(snapshot);
  describe_training(snapshot);
}

void Cosmology::describe_judged(Snapshot& snapshot) const {
  const auto p = static_cast<std::size_t>(settings().parameter);
  Plane& plane = snapshot.plane(
      "plane", "Predicted against true",
      {.weight = 4,
       .help = "Maps that nobody learned from, each with what is said of it and one standard deviation up and down. "
               "The band is the Fisher limit: no unbiased estimate scatters less. Bars should cross the diagonal in "
               "68 of 100 maps."});
  const double half = (high()[p] - low()[p]) / 2;
  double least = low()[p] - 0.3 * half, greatest = high()[p] + 0.3 * half;
  const int plotted = std::min(kPlotted, static_cast<int>(judge_.count()));
  // Who has learned of the wrong law errs beyond the prior.
  for (const Contender contender : contenders()) {
    if (!shows(contender)) continue;
    for (const FieldAnswer& said : std::span(judge_.answers(contender)).first(static_cast<std::size_t>(plotted))) {
      const double margin = contender == kLikelihood ? 1.2 * said.error[p] : 0.1 * half;
      least = std::max(std::min(least, said.value[p] - margin), low()[p] - 3 * half);
      greatest = std::min(std::max(greatest, said.value[p] + margin), high()[p] + 6 * half);
    }
  }
  plane.axes({.label = "true " + name_of(p), .range = {low()[p] - 0.05 * half, high()[p] + 0.05 * half}},
             {.label = "predicted " + name_of(p), .range = {least, greatest}});
  if (!own_) plane.band("Fisher limit", band_[p].at, band_[p].low, band_[p].high, {kColorMuted});
  const std::array ends{low()[p], high()[p]};
  plane.line("predicted = true", {ends, ends}, {.color = kColorForeground, .dashed = true, .width_px = 1});
  int place = 0;
  for (const Contender contender : {kLikelihood, kSpectrumNet, kMapNet}) {
    if (!shows(contender)) continue;
    const std::vector<FieldAnswer>& said = judge_.answers(contender);
    const double aside = 0.012 * half * place++;
    LineLayer& bars = plane.line("", Places(), {.color = kColors[contender], .width_px = 1});
    for (int i = 0; i < plotted; ++i) {
      const auto at = static_cast<std::size_t>(i);
      for (const double side : {-1.0, 1.0}) {
        bars.x.push_back(static_cast<float>(judge_.truth()[at][p] + aside));
        bars.y.push_back(static_cast<float>(said[at].value[p] + side * said[at].error[p]));
      }
      bars.x.push_back(kGap);
      bars.y.push_back(kGap);
    }
    PointsLayer& points = plane.points(kNames[contender], Places(),
                                       {.color = kColors[contender], .marker = kMarkers[contender], .size_px = 4});
    for (int i = 0; i < plotted; ++i) {
      const auto at = static_cast<std::size_t>(i);
      points.x.push_back(static_cast<float>(judge_.truth()[at][p] + aside));
      points.y.push_back(static_cast<float>(said[at].value[p]));
    }
  }
}

void Cosmology::describe_parameters(Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.plane(
      "parameters", "Parameters of the map shown",
      {.weight = 2,
       .help = "Drag the truth: the map changes, its waves keep their places. Ellipses at one and two standard "
               "deviations: the Fisher limit about the truth, and what is said of the map. The networks say no "
               "correlation, and know maps from inside the frame only."});
  const double l = low()[0], r = high()[0], b = low()[1], t = high()[1];
  if (own_)
    plane.axes({.label = name_of(0), .range = {l - 0.2 * (r - l), r + 0.2 * (r - l)}},
               {.label = name_of(1), .range = {b - 0.2 * (t - b), t + 0.2 * (t - b)}});
  else
    plane.axes({.label = "σ", .range = {kLeastShown.sigma, kGreatestShown.sigma}},
               {.label = "slope n", .range = {kLeastShown.slope, kGreatestShown.slope}});
  plane.line("learned from", {std::array{l, r, r, l, l}, std::array{b, b, t, t, b}},
             {.color = kColorMuted, .dashed = true, .width_px = 1});
  const auto draw = [&](const char* name, const FieldAnswer& said, ColorRole color) {
    const double c = said.correlation * said.error[0] * said.error[1];
    const std::array gaussian{
        Gaussian2{said.value[0], said.value[1], said.error[0] * said.error[0], c, said.error[1] * said.error[1]}};
    const std::array colors{color};
    plane.ellipses(name, gaussian, colors);
  };
  if (!data().is_file()) draw("Fisher limit", look.limit, kColorMuted);
  for (const Contender contender : {kLikelihood, kSpectrumNet, kMapNet})
    if (shows(contender)) draw(kNames[contender], look.answers[contender], kColors[contender]);
  if (data().truth())
    plane.points("truth", {std::array{(*data().truth())[0]}, std::array{(*data().truth())[1]}},
                 {.color = kColorForeground, .marker = Marker::cross, .size_px = 8});
  if (!data().is_file()) plane.handle("truth", "truth", look.at.sigma, look.at.slope);
}

void Cosmology::describe_map(Snapshot& snapshot) const {
  const Look& look = *look_;
  const bool is_logarithm = settings().law == MapLaw::log_normal && settings().logarithm,
             is_contrast =
                 own_ ? data().is_density() && !is_logarithm : settings().law == MapLaw::log_normal && !is_logarithm;
  Plane& plane = snapshot.plane("map", "Map",
                                {.weight = 3,
                                 .help = "What is read: the field g, or of a log-normal map the density over its mean, "
                                         "less 1, or its logarithm. It goes on at the other side."});
  plane.equal_axes({.label = "x [cells]", .range = {0, Sky::kSide}}, {.label = "y [cells]", .range = {0, Sky::kSide}});
  const double scale = data().is_file() ? 1 : look.at.sigma;
  plane.field(is_contrast                            ? "contrast δ"
              : own_ && !data().is_density()         ? "standardised"
              : settings().law == MapLaw::log_normal ? "ln(1 + δ)"
                                                     : "g",
              {Sky::kSide, Sky::kSide, {0, Sky::kSide}, {0, Sky::kSide}},
              Values(look.cells.row(0), static_cast<std::size_t>(Sky::kCells), 1),
              {.color = is_contrast ? Range{-1, math::exp(2.2 * scale) - 1} : Range{-3 * scale, 3 * scale},
               .map = is_contrast ? ColorMap::viridis : ColorMap::cividis});
}

void Cosmology::describe_spectrum(Snapshot& snapshot) const {
  const Look& look = *look_;
  Plane& plane = snapshot.plane(
      "spectrum", "Power spectrum of the map",
      {.weight = 2,
       .help = "Mean of |F|² of the waves in each bin of k. The band is how far it scatters about the law where each "
               "wave is Gaussian and independent; bins of log-normal maps scatter farther, and together."});
  plane.axes({.label = "waves per side k", .range = {0.9, 24}, .logarithmic = true},
             {.label = "P(k) [cells]", .logarithmic = true});
  const std::vector<double>& k = sky_->bin_centres();
  if (!data().is_file()) {
    plane.band("Gaussian scatter", k, look.low, look.high, {kColorMuted});
    plane.line("law", {k, look.expected}, {.color = kColorForeground, .dashed = true});
  }
  plane.points("this map", {k, look.found}, {.color = kColorAccent, .size_px = 5});
  if (readers_.updates() > 0 && !own_)
    for (const Contender contender : {kSpectrumNet, kMapNet})
      plane.line(kNames[contender], {k, look.said_spectra[contender - kSpectrumNet]},
                 {.color = kColors[contender], .width_px = 1.5f});
}

void Cosmology::describe_race(Snapshot& snapshot) const {
  Plane& plane =
      own_ ? snapshot.curves("race", "Error over the spread of the truths",
                             {.weight = 2,
                              .help = "Root mean square error on maps held out, of both parameters together, "
                                      "in units of the truths' standard deviation. Who knows nothing is at 1. "
                                      "Nobody knows the Fisher limit of these maps."})
           : snapshot.curves("race", "Error over the Fisher limit",
                             {.weight = 2,
                              .help = "Root mean square error on the judged maps, of both parameters "
                                      "together, in units of what the limit allows. 300 maps: good to about "
                                      "3 %."});
  if (own_) {
    plane.axes({.label = "updates"}, {.label = "error / spread", .range = {0.03, 1.5}, .logarithmic = true});
    plane.level("nothing known", 1, {.color = kColorForeground});
  } else {
    plane.axes({.label = "updates"}, {.label = "error / limit", .range = {0.85, 8}, .logarithmic = true});
    plane.level("Fisher limit", 1, {.color = kColorForeground});
    plane.level(kNames[kLikelihood], judge_.score(kLikelihood).both, {.color = kColors[kLikelihood]});
  }
  plane.line(kNames[kSpectrumNet], judge_.race(), 0, {.color = kColors[kSpectrumNet], .width_px = 2.4f});
  plane.line(kNames[kMapNet], judge_.race(), 1, {.color = kColors[kMapNet], .width_px = 2.4f});
}

void Cosmology::describe_coverage(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("coverage", "Coverage",
                                {.weight = 2,
                                 .help = "How often the truth is in a central band of a level. Below the diagonal: too "
                                         "sure. At 68 %, the upright, bands are the error bars."});
  plane.axes({.label = "level of the band", .range = {0, 1}}, {.label = "truths inside", .range = {0, 1}});
  const Look& look = *look_;
  plane.line("honest", {look.levels, look.levels}, {.color = kColorForeground, .dashed = true, .width_px = 1});
  for (const Contender contender : contenders())
    plane.line(kNames[contender], {look.levels, look.coverage[contender]},
               {.color = kColors[contender], .width_px = 2.2f});
  plane.vertical("one σ", 0.6827);
}

void Cosmology::describe_answers(Snapshot& snapshot) const {
  const Look& look = *look_;
  Table& table = snapshot.table("answers", "Said of this map", {.weight = 1, .help = "Value and standard deviation."});
  table.head({"", name_of(0), "±", name_of(1), "±"});
  if (data().truth()) table.row({"truth", Cell((*data().truth())[0]), "", Cell((*data().truth())[1]), ""});
  if (!data().is_file())
    table.row({"truth, limit", Cell(look.at.sigma), Cell(look.limit.error[0], 2), Cell(look.at.slope),
               Cell(look.limit.error[1], 2)});
  for (const Contender contender : contenders()) {
    const FieldAnswer& said = look.answers[contender];
    table.row({kNames[contender], Cell(said.value[0]), Cell(said.error[0], 2), Cell(said.value[1]),
               Cell(said.error[1], 2)},
              {kColors[contender]});
  }
}

void Cosmology::describe_numbers(Snapshot& snapshot) const {
  constexpr std::array kIds{"likelihood", "spectrum", "map"};
  const std::string judged = std::to_string(judge_.count());
  Numbers numbers =
      snapshot.numbers("Numbers",
                       {.help = "On " + judged + (own_ ? " maps held out, both parameters" : " judged maps, σ and n") +
                                " together."});
  numbers.heading(own_ ? "Error over the spread" : "Error over the Fisher limit");
  for (const Contender contender : contenders())
    numbers.add(std::string(kIds[contender]) + "_error", kNames[contender], judge_.score(contender).both,
                {.digits = 3});
  numbers.heading("Truths inside the error bar");
  for (const Contender contender : contenders())
    numbers.add(std::string(kIds[contender]) + "_coverage", kNames[contender], judge_.score(contender).coverage,
                {.digits = 3});
  numbers.add("updates", static_cast<double>(readers_.updates()), {.digits = 0});
  const Look& look = *look_;
  for (const Contender contender : contenders()) {
    const std::string id = kIds[contender];
    snapshot.metric(id + "_width", own_ ? "error bars over the spread" : "error bars over the limit",
                    judge_.score(contender).width);
    snapshot.metric(id + "_sigma", name_of(0) + " said", look.answers[contender].value.sigma);
    snapshot.metric(id + "_slope", name_of(1) + " said", look.answers[contender].value.slope);
  }
  if (data().is_file()) return;
  snapshot.metric("sigma_shown", "σ of the map shown", look.at.sigma);
  snapshot.metric("slope_shown", "n of the map shown", look.at.slope);
}

void Cosmology::describe_training(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("training", "Training",
                                 {.weight = 1,
                                  .help = own_ ? "Negative logarithm of the likelihood of the truth, per parameter, of "
                                                 "each batch; parameters in half widths of their range."
                                               : "Negative logarithm of the likelihood of the truth, per parameter, of "
                                                 "each batch; all maps are new, so training and test are one."});
  plane.axes({.label = "updates"}, {.label = "cost [nats]"});
  plane.line(kNames[kSpectrumNet], readers_.costs(), 0, {.color = kColors[kSpectrumNet]});
  plane.line(kNames[kMapNet], readers_.costs(), 1, {.color = kColors[kMapNet]});
}

Schema<Settings> Cosmology::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .real(&Settings::sigma, "true_sigma", "True σ", {kLeastShown.sigma, kGreatestShown.sigma})
      .live()
      .help("Standard deviation of the Gaussian field behind the map shown.")
      .real(&Settings::slope, "true_slope", "True slope n", {kLeastShown.slope, kGreatestShown.slope})
      .live()
      .help("Its power falls as k^−n: the larger n, the smoother.")
      .integer(&Settings::map, "map_number", "Map", {0, 999})
      .live()
      .help("Other waves of the same law: cosmic variance.")
      .group("Law")
      .choice(&Settings::law, "map_law", "Law of the maps",
              {{MapLaw::gaussian, "gaussian", "Gaussian"}, {MapLaw::log_normal, "log_normal", "Log-normal"}})
      .help("Gaussian: the power spectrum says all. Log-normal: density is the exponential of a Gaussian field.")
      .choice(&Settings::shape, "spectrum_shape", "Shape of P(k)",
              {{Shape::power_law, "power_law", "Power law"}, {Shape::bent, "bent", "Bent down at k = 8"}})
      .help(
          "Bent: short waves are damped by 1/(1 + k²/64)², as where particles stream out of small clumps. It is known to "
          "everybody.")
      .boolean(&Settings::logarithm, "read_logarithm", "Read ln(1 + δ)")
      .help("All contenders read the logarithm of the density, which is a Gaussian field again.")
      .shown_when(&Settings::law, {MapLaw::log_normal})
      .real(&Settings::noise, "map_noise", "Noise of a cell", {0, 1})
      .help("Standard deviation of white noise on each cell. The Fisher limit counts it for Gaussian maps; for "
            "log-normal ones it stays a bound that nobody reaches.")
      .group("Networks")
      .choice(&Settings::simulator, "simulator", "Learned from",
              {{Simulator::same, "same", "Maps of this law"}, {Simulator::other, "other", "Maps of the other law"}})
      .help("Whether the simulator that the networks learn from is right.")
      .integer(&Settings::channels, "network_channels", "Channels of the network", {4, 16})
      .help("Filters of 3 × 3 at each of four scales.")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam, at the first update; it falls as 1/(1 + updates/600).")
      .integer(&Settings::batch_size, "batch_size", {8, 64})
      .help("Maps in one update, all new.")
      .group("Picture")
      .choice(&Settings::parameter, "predicted", "Parameter shown", {{0, "sigma", "σ"}, {1, "slope", "Slope n"}})
      .live()
      .help("Which parameter stands in “Predicted against true”.")
      .choice(&Settings::answers, "answers", "Answers shown",
              {{Answers::networks, "networks", "Both networks"},
               {Answers::all, "all", "All three"},
               {Answers::likelihood, "likelihood", "Gaussian likelihood"},
               {Answers::spectrum, "spectrum", "Network on P(k)"},
               {Answers::map, "map", "Network on the map"}})
      .live()
      .help("Whose predictions stand there.");
}

const RegisterDemo<Cosmology> registered{{
    .id = "cosmology",
    .title = "Cosmological parameters",
    .lecture = 9,
    .row = "R47",
    .summary =
        "Two parameters of random maps, with error bars: a network that sees the map against one that is told its power "
        "spectrum, beside the Fisher limit; on Gaussian fields it can only tie, on log-normal ones it wins.",
    .sources = {"M. Tegmark, A. N. Taylor, A. F. Heavens, Karhunen-Loève eigenvalue problems in cosmology: how should "
                "we tackle large data sets?, Astrophys. J. 480 (1997) 22",
                "P. Coles, B. Jones, A lognormal model for the cosmological mass distribution, Mon. Not. R. Astron. "
                "Soc. 248 (1991) 1",
                "M. C. Neyrinck, I. Szapudi, A. S. Szalay, Rejuvenating the matter power spectrum, Astrophys. J. 698 "
                "(2009) L90",
                "S. Ravanbakhsh et al., Estimating cosmological parameters from the dark matter distribution (ICML "
                "2016)",
                "F. Villaescusa-Navarro et al., The CAMELS project, Astrophys. J. 915 (2021) 71"},
    .steps_per_second = 40,
}};

}  // namespace
}  // namespace lectern
