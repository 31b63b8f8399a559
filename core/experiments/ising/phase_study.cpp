#include "core/experiments/ising/phase_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <variant>

#include "core/experiments/ising/ising_chain.h"
#include "core/physics/ising.h"

namespace lectern::ising {
namespace {

constexpr const char* kProbabilityHelp =
    "The probability that the networks give to order, mean over 24 states that they have not seen, at each temperature. "
    "Nothing in the grey band was learned from. Tap a temperature, or drag the line, to look at a state.";
constexpr const char* kAskedHelp =
    "A state at the temperature chosen. Draw on it: droplets of the size and direction that the controls say. Both networks "
    "read what you have drawn at once.";
constexpr const char* kAnswerHelp = "What each network makes of the state beside, with all that was drawn.";
constexpr const char* kReadingHelp =
    "Each dot is a state. Where dots lie on one line, the network has read the magnetisation and nothing else.";
constexpr const char* kWeightsHelp =
    "The weights from the spins to each hidden neuron, orange positive, blue negative. A neuron of equal weights reads the "
    "magnetisation. Below each: the mean of its weights, and their spread about it.";
constexpr const char* kPhaseNumbersHelp =
    "Where P(ordered) falls below one half; accuracies on new states inside the gap and outside, where T < T_c counts as "
    "ordered; the share of the squared weights that is one constant for each neuron.";

constexpr int kTrainedEachSide = 8, kAskedEachSide = 8, kAskedInside = 17;
constexpr std::array<const char*, 2> kNames{"dense", "CNN"};

std::vector<double> trained_at(const Settings& settings) {
  std::vector<double> temperatures;
  for (int i = 0; i < kTrainedEachSide; ++i)
    temperatures.push_back(kColdest + (settings.gap_low - kColdest) * i / (kTrainedEachSide - 1));
  for (int i = 0; i < kTrainedEachSide; ++i)
    temperatures.push_back(settings.gap_high + (kHottest - settings.gap_high) * i / (kTrainedEachSide - 1));
  return temperatures;
}

std::vector<double> asked_at(const Settings& settings) {
  std::vector<double> temperatures;
  for (int i = 0; i < kAskedEachSide; ++i)
    temperatures.push_back(kColdest + (settings.gap_low - kColdest) * i / kAskedEachSide);
  for (int i = 0; i < kAskedInside; ++i)
    temperatures.push_back(settings.gap_low + (settings.gap_high - settings.gap_low) * i / (kAskedInside - 1));
  for (int i = 1; i <= kAskedEachSide; ++i)
    temperatures.push_back(settings.gap_high + (kHottest - settings.gap_high) * i / kAskedEachSide);
  return temperatures;
}

}  // namespace

PhaseStudy::PhaseStudy(const Settings& settings, const Rng& rng)
    : training_(settings.picture_side, trained_at(settings), std::max(settings.n / (2 * kTrainedEachSide), 1),
                rng.split("training states")),
      asked_(settings.picture_side, asked_at(settings), kEach, rng.split("asked states")),
      batches_(rng.split("batches")),
      lattice_(settings.picture_side, settings.picture_side) {
  readers_.push_back(SpinReader::dense(settings.picture_side, settings.hidden, rng.split("dense")));
  readers_.push_back(SpinReader::convolutional(settings.picture_side, rng.split("cnn")));
  for (std::vector<float>& p : ordered_)
    p.assign(static_cast<std::size_t>(asked_.size()), std::numeric_limits<float>::quiet_NaN());
  shown_ = kAskedEachSide - 2;
}

void PhaseStudy::step(const Settings& settings, ThreadPool& pool) {
  if (!asked_.are_made()) {
    asked_.make_some();
    if (asked_.are_made()) show(shown_);
    return;
  }
  if (!training_.are_made()) return training_.make_some();
  Room& room = *room_;
  room.X.resize(kBatch, training_.sites());
  room.labels.resize(kBatch);
  for (std::ptrdiff_t i = 0; i < kBatch; ++i) {
    const auto chosen = static_cast<std::ptrdiff_t>(batches_.below(static_cast<std::uint32_t>(training_.size())));
    training_.write_moved(chosen, settings.moves_states, batches_, room.X.row(i));
    room.labels[static_cast<std::size_t>(i)] = training_.temperature(chosen) <= settings.gap_low ? 0 : 1;
  }
  const double rate = settings.learning_rate * std::max(1 - static_cast<double>(updates_) / kUpdates, 0.05);
  for (SpinReader& reader : readers_)
    reader.learn(room.X, room.labels, rate, &reader == &readers_[kDense] ? settings.l2 : 0, &pool);
  ++updates_;
  // At the end all temperatures are looked at, so that the picture is of one moment.
  const std::size_t looks = finished() ? asked_.temperatures().size() : kExaminedInAStep;
  for (std::size_t i = 0; i < looks; ++i) examine(examined_++ % asked_.temperatures().size(), pool);
}

void PhaseStudy::examine(std::size_t temperature, ThreadPool& pool) {
  const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(temperature) * kEach;
  asked_.write(first, kEach, room_->X);
  for (std::size_t k = 0; k < kReaders; ++k) {
    readers_[k].read(room_->X, room_->p, &pool);
    std::copy(room_->p.begin(), room_->p.end(), ordered_[k].begin() + first);
  }
}

void PhaseStudy::show(int temperature) {
  shown_ = temperature;
  const std::int8_t* spins = asked_.spins(std::ptrdiff_t{temperature} * kEach);
  for (int site = 0; site < lattice_.sites(); ++site) lattice_.set_spin(site, spins[site]);
}

bool PhaseStudy::gesture(const Action& action, const Settings& settings) {
  const auto* tap = std::get_if<LatentPicked>(&action.gesture);
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (action.panel == "asked" && tap != nullptr) {
    paint(lattice_, static_cast<double>(tap->x), static_cast<double>(tap->y), settings.brush_radius, settings.brush);
    return true;
  }
  if (action.panel != "probability" || (tap == nullptr && (drag == nullptr || drag->handle != "T"))) return false;
  const double T = static_cast<double>(tap != nullptr ? tap->x : drag->x);
  int nearest = 0;
  const std::vector<double>& temperatures = asked_.temperatures();
  for (std::size_t t = 1; t < temperatures.size(); ++t)
    if (std::fabs(temperatures[t] - T) < std::fabs(temperatures[static_cast<std::size_t>(nearest)] - T))
      nearest = static_cast<int>(t);
  shown_ = nearest;
  if (asked_.are_made()) show(nearest);
  return true;
}

double PhaseStudy::mean_ordered(Reader reader, std::size_t temperature) const {
  double sum = 0;
  for (std::size_t i = 0; i < kEach; ++i) sum += static_cast<double>(ordered_[reader][temperature * kEach + i]);
  return sum / kEach;
}

double PhaseStudy::transition(Reader reader) const {
  const std::vector<double>& temperatures = asked_.temperatures();
  for (std::size_t t = 0; t + 1 < temperatures.size(); ++t) {
    const double before = mean_ordered(reader, t), after = mean_ordered(reader, t + 1);
    if (before >= 0.5 && after < 0.5)
      return temperatures[t] + (before - 0.5) / (before - after) * (temperatures[t + 1] - temperatures[t]);
  }
  return kUnknown;
}

double PhaseStudy::accuracy(Reader reader, bool inside, const Settings& settings) const {
  int right = 0, all = 0;
  for (std::ptrdiff_t i = 0; i < asked_.size(); ++i) {
    const double T = asked_.temperature(i);
    if ((T > settings.gap_low && T < settings.gap_high) != inside) continue;
    const float p = ordered_[reader][static_cast<std::size_t>(i)];
    if (std::isnan(p)) return kUnknown;
    ++all;
    right += (p >= 0.5f) == (T < physics::kIsingCriticalTemperature) ? 1 : 0;
  }
  return static_cast<double>(right) / all;
}

// Σ_neurons (Σ_spins w)²/N over Σ w²: 1 where each neuron's weights are all equal, about 1/N where they are drawn.
double PhaseStudy::constant_share() const {
  const auto weights = readers_[kDense].network().weights(0);
  const auto spins = static_cast<std::size_t>(training_.sites());
  double constant = 0, all = 0;
  for (std::size_t first = 0; first + spins <= weights.size(); first += spins) {
    double sum = 0;
    for (std::size_t i = 0; i < spins; ++i) {
      const auto w = static_cast<double>(weights[first + i]);
      sum += w;
      all += w * w;
    }
    constant += sum * sum / static_cast<double>(spins);
  }
  return all > 0 ? constant / all : 0;
}

void PhaseStudy::describe(Snapshot& snapshot, const Settings& settings) const {
  describe_probability(snapshot, settings);
  describe_asked(snapshot, settings);
  describe_reading(snapshot);
  describe_weights(snapshot);
  Numbers numbers = snapshot.numbers("Numbers", {.help = kPhaseNumbersHelp});
  numbers.add("transition_dense", "dense: P = ½ at T", transition(kDense), {.digits = 3})
      .add("transition_cnn", "CNN: P = ½ at T", transition(kConvolutional), {.digits = 3})
      .add("inside_dense", "dense, inside the gap", accuracy(kDense, true, settings), {.digits = 3})
      .add("inside_cnn", "CNN, inside the gap", accuracy(kConvolutional, true, settings), {.digits = 3})
      .add("outside_dense", "dense, outside", accuracy(kDense, false, settings), {.digits = 3})
      .add("outside_cnn", "CNN, outside", accuracy(kConvolutional, false, settings), {.digits = 3})
      .add("constant_share", "constant share of w", constant_share(), {.digits = 2})
      .add("updates", static_cast<double>(updates_), {.digits = 0});
}

void PhaseStudy::describe_probability(Snapshot& snapshot, const Settings& settings) const {
  Plane& plane = snapshot.plane("probability", "Is it ordered?", {.weight = 4, .help = kProbabilityHelp});
  plane.axes({.label = "temperature T [J/k_B]", .range = {kColdest - 0.1, kHottest + 0.1}},
             {.label = "P(ordered), ⟨|m|⟩", .range = {-0.03, 1.05}});
  plane.band("not trained here", {settings.gap_low, settings.gap_high}, {-0.03, -0.03}, {1.05, 1.05}, {kColorMuted});
  plane.line("⟨|m|⟩, L = ∞", {kColdest, kHottest}, 400, physics::onsager_magnetisation,
             {.color = kColorMuted, .width_px = 1.5f});
  const std::vector<double>& temperatures = asked_.temperatures();
  for (const Reader reader : {kDense, kConvolutional}) {
    std::vector<float>& room = room_->y;
    room.clear();
    for (std::size_t t = 0; t < temperatures.size(); ++t) room.push_back(static_cast<float>(mean_ordered(reader, t)));
    plane.line(kNames[reader], {temperatures, room}, {.color = static_cast<ColorRole>(reader)});
    PointsLayer& points = plane.points("", Places(), {.color = static_cast<ColorRole>(reader), .size_px = 3});
    for (std::size_t t = 0; t < temperatures.size(); ++t) {
      if (std::isnan(room[t])) continue;
      points.x.push_back(static_cast<float>(temperatures[t]));
      points.y.push_back(room[t]);
    }
  }
  plane.level("", 0.5);
  plane.vertical("T_c = 2.269", physics::kIsingCriticalTemperature, {.color = kColorForeground});
  plane.accept_latent_picks();
  plane.threshold("T", "T looked at", temperatures[static_cast<std::size_t>(shown_)]);
}

void PhaseStudy::describe_asked(Snapshot& snapshot, const Settings&) const {
  Plane& plane = snapshot.plane("asked", "Draw on a state", {.weight = 2, .help = kAskedHelp});
  describe_lattice(plane, lattice_, room_->cells);
  plane.accept_latent_picks();
  Matrix<float>& X = room_->X;
  X.resize(1, lattice_.sites());
  for (int site = 0; site < lattice_.sites(); ++site) X(0, site) = static_cast<float>(lattice_.spin(site));
  std::array<double, kReaders> p{};
  for (std::size_t k = 0; k < kReaders; ++k) {
    readers_[k].read(X, room_->p, nullptr);
    p[k] = static_cast<double>(room_->p[0]);
  }
  Table& table = snapshot.table("answer", "What they say of it", {.weight = 1, .help = kAnswerHelp});
  table.head({"", "P(ordered)"});
  table.row({"dense", Cell(p[kDense], 3)}, {0});
  table.row({"CNN", Cell(p[kConvolutional], 3)}, {1});
  const double m = std::fabs(static_cast<double>(lattice_.magnetisation())) / lattice_.sites();
  table.row({"|m|", Cell(m, 3)});
  table.row({"u [J]", Cell(lattice_.energy() / lattice_.sites(), 3)});
  snapshot.metric("drawn_dense", "dense: P(ordered) of the state", p[kDense]);
  snapshot.metric("drawn_cnn", "CNN: P(ordered) of the state", p[kConvolutional]);
  snapshot.metric("drawn_magnetisation", "|m| of the state", m);
}

void PhaseStudy::describe_reading(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("reading", "What is read", {.weight = 2, .help = kReadingHelp});
  plane.axes({.label = "magnetisation m of the state", .range = {-1.05, 1.05}},
             {.label = "P(ordered)", .range = {-0.03, 1.05}});
  for (const Reader reader : {kConvolutional, kDense}) {
    Room& room = *room_;
    room.x.clear();
    room.y.clear();
    for (std::ptrdiff_t i = 0; asked_.are_made() && i < asked_.size(); ++i) {
      const float p = ordered_[reader][static_cast<std::size_t>(i)];
      if (std::isnan(p)) continue;
      room.x.push_back(static_cast<float>(asked_.magnetisation(i)));
      room.y.push_back(p);
    }
    plane.points(kNames[reader], {room.x, room.y},
                 {.color = static_cast<ColorRole>(reader), .size_px = 2.5f, .opacity = 0.6f});
  }
}

void PhaseStudy::describe_weights(Snapshot& snapshot) const {
  constexpr std::size_t kMostShown = 12;
  Images& images = snapshot.images("weights", "Weights of the dense network", {.weight = 2, .help = kWeightsHelp});
  images.setup({.map = ColorMap::diverging});
  const auto weights = readers_[kDense].network().weights(0);
  const auto spins = static_cast<std::size_t>(lattice_.sites());
  const std::size_t shown = std::min(weights.size() / spins, kMostShown);
  images.row("hidden neurons", symmetric_range(weights.subspan(0, shown * spins)));
  for (std::size_t k = 0; k < shown; ++k) {
    double sum = 0, squares = 0;
    for (const float w : weights.subspan(k * spins, spins)) {
      sum += static_cast<double>(w);
      squares += static_cast<double>(w) * static_cast<double>(w);
    }
    const double mean = sum / static_cast<double>(spins);
    std::string name = "w = ";
    name += number_in_words(mean, 2);
    name += " ± ";
    name += number_in_words(std::sqrt(std::max(squares / static_cast<double>(spins) - mean * mean, 0.0)), 2);
    images.tile(name, weights.subspan(k * spins, spins), lattice_.height(), lattice_.width());
  }
}

}  // namespace lectern::ising
