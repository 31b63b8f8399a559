#include "core/experiments/ising/confusion_study.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/physics/ising.h"

namespace lectern::ising {
namespace {

constexpr const char* kAccuracyHelp =
    "For each guess T* a network of its own has learned to call states colder or hotter than T*. Dots: how often it is right "
    "on new states. Grey: who always names the larger class. Where the guess is right there is a peak between two dips.";
constexpr const char* kSaidHelp =
    "A column is one network: how surely it calls states of each temperature colder than its guess. It should change sides "
    "on the diagonal.";
constexpr const char* kConfusionStatesHelp =
    "States that the networks learn from, cold ones first. Nobody told them a phase.";
constexpr const char* kConfusionNumbersHelp =
    "The peak between the dips, from a parabola through the highest point and its neighbours, and the accuracy there and at "
    "its two sides.";

constexpr double kLeastPeak = 1.7, kMostPeak = 3.3;  // the ends of the W are no peak

std::vector<double> places(int count) {
  std::vector<double> temperatures;
  for (int i = 0; i < count; ++i) temperatures.push_back(kColdest + (kHottest - kColdest) * i / (count - 1));
  return temperatures;
}

}  // namespace

ConfusionStudy::ConfusionStudy(const Settings& settings, const Rng& rng)
    : training_(settings.picture_side, places(kTemperatures), std::max(settings.n / kTemperatures, 1),
                rng.split("training states")),
      test_(settings.picture_side, places(kTemperatures), kTestEach, rng.split("test states")),
      batches_(rng.split("batches")),
      accuracy_(kGuesses, kUnknown),
      below_(static_cast<std::size_t>(kTemperatures) * kGuesses, 0.5f) {
  // Guesses at the middles between temperatures and a little beyond them all.
  for (int i = 0; i < kGuesses; ++i)
    guesses_.push_back(kColdest - 0.05 + (kHottest - kColdest + 0.1) * i / (kGuesses - 1));
  for (int i = 0; i < kGuesses; ++i)
    readers_.push_back(SpinReader::dense(settings.picture_side, settings.hidden,
                                         rng.split("networks").split(static_cast<std::uint64_t>(i))));
}

void ConfusionStudy::step(const Settings& settings, ThreadPool& pool) {
  if (!training_.are_made()) return training_.make_some();
  if (!test_.are_made()) return test_.make_some();
  Room& room = *room_;
  room.X.resize(kBatch, training_.sites());
  room.labels.resize(kBatch);
  room.rows.resize(kBatch);
  for (std::ptrdiff_t i = 0; i < kBatch; ++i) {
    const auto chosen = static_cast<std::ptrdiff_t>(batches_.below(static_cast<std::uint32_t>(training_.size())));
    room.rows[static_cast<std::size_t>(i)] = chosen;
    training_.write_moved(chosen, settings.moves_states, batches_, room.X.row(i));
  }
  const double rate = settings.learning_rate * std::max(1 - static_cast<double>(updates_) / kUpdates, 0.05);
  for (std::size_t guess = 0; guess < readers_.size(); ++guess) {
    for (std::size_t i = 0; i < kBatch; ++i)
      room.labels[i] = training_.temperature(room.rows[i]) < guesses_[guess] ? 0 : 1;
    readers_[guess].learn(room.X, room.labels, rate, settings.l2, &pool);
  }
  ++updates_;
  if (finished())
    for (std::size_t guess = 0; guess < readers_.size(); ++guess) examine(guess, pool);
  else
    examine(static_cast<std::size_t>(updates_) % readers_.size(), pool);
}

void ConfusionStudy::examine(std::size_t guess, ThreadPool& pool) {
  test_.write(0, test_.size(), room_->X);
  readers_[guess].read(room_->X, room_->p, &pool);
  int right = 0;
  for (std::size_t t = 0; t < kTemperatures; ++t) {
    double sum = 0;
    const bool is_below = test_.temperatures()[t] < guesses_[guess];
    for (std::size_t i = 0; i < kTestEach; ++i) {
      const float p = room_->p[t * kTestEach + i];
      sum += static_cast<double>(p);
      right += (p >= 0.5f) == is_below ? 1 : 0;
    }
    below_[t * kGuesses + guess] = static_cast<float>(sum / kTestEach);
  }
  accuracy_[guess] = static_cast<double>(right) / static_cast<double>(test_.size());
}

double ConfusionStudy::majority(double guess) const {
  const auto below =
      std::count_if(test_.temperatures().begin(), test_.temperatures().end(), [guess](double T) { return T < guess; });
  const double share = static_cast<double>(below) / kTemperatures;
  return std::max(share, 1 - share);
}

std::size_t ConfusionStudy::best_guess() const {
  std::size_t best = 0;
  for (std::size_t k = 1; k + 1 < guesses_.size(); ++k)
    if (guesses_[k] > kLeastPeak && guesses_[k] < kMostPeak && (best == 0 || accuracy_[k] > accuracy_[best])) best = k;
  return best;
}

double ConfusionStudy::peak() const {
  const std::size_t k = best_guess();
  const double left = accuracy_[k - 1], middle = accuracy_[k], right = accuracy_[k + 1];
  if (std::isnan(left + middle + right)) return kUnknown;
  const double bend = left - 2 * middle + right;
  const double shift = bend < 0 ? std::clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0;
  return guesses_[k] + shift * (guesses_[1] - guesses_[0]);
}

void ConfusionStudy::describe(Snapshot& snapshot, const Settings&) const {
  Plane& plane = snapshot.plane("accuracy", "Accuracy against the guessed T*", {.weight = 4, .help = kAccuracyHelp});
  plane.axes({.label = "guessed T* [J/k_B]", .range = {0.85, 4.15}},
             {.label = "share told correctly", .range = {0.45, 1.02}});
  plane.line("always the larger class", {kColdest - 0.05, kHottest + 0.05}, 200, [&](double T) { return majority(T); },
             {.color = kColorMuted, .dashed = true, .width_px = 1.5f});
  plane.line("dense networks", {guesses_, accuracy_}, {.color = 0});
  PointsLayer& points = plane.points("", Places(), {.color = 0, .size_px = 4});
  for (std::size_t k = 0; k < guesses_.size(); ++k) {
    if (std::isnan(accuracy_[k])) continue;
    points.x.push_back(static_cast<float>(guesses_[k]));
    points.y.push_back(static_cast<float>(accuracy_[k]));
  }
  plane.vertical("T_c = 2.269", physics::kIsingCriticalTemperature, {.color = kColorForeground});

  Plane& said = snapshot.plane("said", "What each network says", {.weight = 3, .help = kSaidHelp});
  const double half_t = 0.05, half_g = (guesses_[1] - guesses_[0]) / 2;
  const Range guesses{guesses_.front() - half_g, guesses_.back() + half_g};
  const Range temperatures{kColdest - half_t, kHottest + half_t};
  said.axes({.label = "guessed T* [J/k_B]", .range = guesses},
            {.label = "temperature of the states T", .range = temperatures});
  said.field("P(T < T*)", {kTemperatures, kGuesses, guesses, temperatures}, below_,
             {.color = {0, 1}, .map = ColorMap::diverging});
  said.straight("T = T*", 1, -1, 0, {.dashed = true});
  said.level("T_c", physics::kIsingCriticalTemperature, {.color = kColorForeground});

  Images& images = snapshot.images("states", "States", {.weight = 1, .help = kConfusionStatesHelp});
  images.setup({.map = ColorMap::diverging, .columns = 4});
  for (const double T : {1.0, 2.0, 2.3, 2.6}) {
    const auto t = static_cast<std::ptrdiff_t>((T - kColdest) * 10 + 0.5);
    std::string name = "T ";
    name += number_in_words(T, 2);
    training_.write(t * training_.each(), 1, room_->X);
    images.tile(name, Values::row(room_->X, 0), training_.side(), training_.side(), {.color = {-1, 1}});
  }

  const std::size_t best = best_guess();
  double left = kUnknown, right = kUnknown;
  for (std::size_t k = 0; k < guesses_.size(); ++k) {
    double& dip = k < best ? left : right;
    if (k != best && !std::isnan(accuracy_[k])) dip = std::isnan(dip) ? accuracy_[k] : std::min(dip, accuracy_[k]);
  }
  Numbers numbers = snapshot.numbers("Numbers", {.help = kConfusionNumbersHelp});
  numbers.add("peak", "peak at T*", peak(), {.digits = 3, .note = "(T_c 2.269)"})
      .add("peak_accuracy", "accuracy there", accuracy_[best], {.digits = 3})
      .add("dip_left", "dip to the left", left, {.digits = 3})
      .add("dip_right", "dip to the right", right, {.digits = 3})
      .add("updates", static_cast<double>(updates_), {.digits = 0});
}

}  // namespace lectern::ising
