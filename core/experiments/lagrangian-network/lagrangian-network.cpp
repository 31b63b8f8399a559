// Four networks learn the same motion: one is told nothing, one is punished where energy is not kept, one learns H and
// one learns L, and their equations of motion follow by exact derivatives. Then all run for a hundred periods.
// Lecture row R45.
// Sources: Greydanus, Dzamba, Yosinski, Hamiltonian neural networks, NeurIPS 2019; Cranmer et al., Lagrangian neural
// networks, arXiv:2003.04630 (2020); Raissi, Perdikaris, Karniadakis, J. Comput. Phys. 378 (2019) 686.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/experiments/lagrangian-network/motion_learner.h"
#include "core/experiments/lagrangian-network/motion_race.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

using physics::MechanicalLaw;
using physics::MechanicalSystem;
using physics::MotionState;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = std::numbers::pi;
constexpr int kJudgedTrajectories = 4, kCheckEvery = 50, kPlaces = 60;
constexpr std::array kCounts{1, 2, 4, 8, 16, 32};
constexpr int kPreviewSteps = 60;
constexpr double kLeastEnergy = 1e-4, kMostEnergy = 10, kMostError = 1e6;

struct LearnerName {
  const char *name, *id;
  ColorRole color;
  const char *error_id, *error, *energy_id, *energy, *follows_id, *follows;
};
constexpr std::array<LearnerName, kMotionLearners> kNames{{
    {"plain network", "plain", 3, "error_plain", "error, plain", "energy_plain", "energy error, plain", "follows_plain",
     "follows, plain"},
    {"physics-informed", "informed", 4, "error_informed", "error, physics-informed", "energy_informed",
     "energy error, physics-informed", "follows_informed", "follows, physics-informed"},
    {"Hamiltonian network", "hamiltonian", 1, "error_hamiltonian", "error, Hamiltonian", "energy_hamiltonian",
     "energy error, Hamiltonian", "follows_hamiltonian", "follows, Hamiltonian"},
    {"Lagrangian network", "lagrangian", 0, "error_lagrangian", "error, Lagrangian", "energy_lagrangian",
     "energy error, Lagrangian", "follows_lagrangian", "follows, Lagrangian"},
}};
constexpr std::size_t kHamiltonian = 2, kLagrangian = 3;

enum class MotionStudy { motion, trajectories };

struct Settings {
  MechanicalLaw law = MechanicalLaw::double_pendulum;
  std::string formula = "v^2/2 - q^2/2 - q^4/4";
  int trajectories = 16;
  double noise = 0;
  MotionStudy study = MotionStudy::motion;
  int periods = 100;
  int hidden = 32;
  int updates = 4000;
  double learning_rate = 0.005;
  double residual = 10;
};

// Where a trajectory starts unless somebody drags it.
MotionState first_start(MechanicalLaw law) {
  switch (law) {
    case MechanicalLaw::double_pendulum: return {0.9, 0.4, 0, 0};
    case MechanicalLaw::kepler: return {1, 0, 0, 0.95};
    case MechanicalLaw::henon_heiles: return {0.3, -0.1, 0.1, 0.25};
    case MechanicalLaw::spring:
    case MechanicalLaw::typed: break;
  }
  return {1, 0, 0, 0};
}

// The angle of (along, across), found where the sine of what is missing vanishes; 0 for the origin.
double angle_of(double along, double across) {
  const double r = std::sqrt(along * along + across * across);
  if (!(r > 0)) return 0;
  const double c = along / r, s = across / r;
  double angle = c >= std::fabs(s) ? s : s >= std::fabs(c) ? kPi / 2 - c : -s >= std::fabs(c) ? c - kPi / 2 : 0;
  if (angle == 0 && c < 0) angle = s >= 0 ? kPi - s : -kPi - s;
  for (int i = 0; i < 8; ++i) angle += s * math::cos(angle) - c * math::sin(angle);
  return angle;
}

// Within bounds and bound: what is asked for, if need be nearer or slower. The place depends on the place alone.
MotionState bound_start(const MechanicalSystem& system, MotionState start) {
  const auto shrink = [&start](std::size_t first, double by) {
    start[first] *= by;
    start[first + 1] *= by;
  };
  const auto radius = [&start] { return std::sqrt(start[0] * start[0] + start[1] * start[1]); };
  if (system.law() == MechanicalLaw::henon_heiles) {
    const auto is_high = [&] { return system.energy({start[0], start[1], 0, 0}) > 0.15 || radius() > 0.9; };
    for (int i = 0; i < 400 && is_high(); ++i) shrink(0, 0.97);
    for (int i = 0; i < 400 && system.energy(start) > 0.16; ++i) shrink(2, 0.97);
  } else if (system.law() == MechanicalLaw::kepler) {
    constexpr double kNearest = 0.3, kFarthest = 1.6, kLeastPerihelion = 0.25;
    const double r = radius();
    if (!(r > 1e-3)) return first_start(MechanicalLaw::kepler);
    shrink(0, std::clamp(r, kNearest, kFarthest) / r);
    for (int i = 0; i < 400 && system.energy(start) > -0.25; ++i) shrink(2, 0.97);
    // Towards the circular orbit until the planet stays clear of the sun.
    const double circular = 1 / (radius() * std::sqrt(radius()));
    const MotionState asked = start;
    const double way = asked[0] * asked[3] - asked[1] * asked[2] < 0 ? -1 : 1;
    for (int i = 0; i <= 20; ++i) {
      const double part = i / 20.0;
      start[2] = (1 - part) * asked[2] - part * way * circular * start[1];
      start[3] = (1 - part) * asked[3] + part * way * circular * start[0];
      const double energy = system.energy(start), turning = start[0] * start[3] - start[1] * start[2];
      const double eccentricity = std::sqrt(std::max(0.0, 1 + 2 * energy * turning * turning));
      if (energy < 0 && (1 - eccentricity) / (-2 * energy) >= kLeastPerihelion) break;
    }
  } else if (system.degrees() == 1) {
    for (std::size_t a = 0; a < 2; ++a) start[a] = std::clamp(start[a], -3.0, 3.0);
  }
  return start;
}

MechanicalSystem system_of(const Settings& settings) {
  Result<MechanicalSystem> system = MechanicalSystem::make(settings.law, settings.formula);
  if (!system) throw CannotStart(system.error());
  return std::move(*system);
}

class LagrangianNetworks final : public Demo<LagrangianNetworks, Settings> {
 public:
  static Schema<Settings> schema();

  explicit LagrangianNetworks(const Start& start)
      : Demo(start),
        system_(system_of(settings())),
        judged_(record_trajectories(system_, kJudgedTrajectories, 0, data_rng("judged"))),
        places_(scattered_places(system_, kPlaces, data_rng("places"))),
        asked_(first_start(settings().law)),
        race_(system_, asked_, settings().periods),
        errors_(kMotionLearners) {
    if (!std::isfinite(race_.start_energy()) || !std::isfinite(judged_.spread) || !is_lawful(asked_))
      throw CannotStart("This Lagrangian gives no finite acceleration: ∂²L/∂v² must not vanish.");
    if (!race_.is_bound()) throw CannotStart("The motion of this Lagrangian from q = 1 and v = 0 leaves all bounds.");
    begin_rung();
  }

  SeedUse seeds() const override { return {.run = true, .data = true}; }

  void step() override {
    if (diverged_ || finished()) return;
    if (updates_ < settings().updates) {
      train();
    } else if (settings().study == MotionStudy::trajectories) {
      rung_errors_.push_back(last_errors_);
      if (rung_errors_.size() < kCounts.size()) begin_rung();
    } else {
      race_.step(system_, learners_);
    }
  }
  bool finished() const override {
    if (settings().study == MotionStudy::trajectories) return rung_errors_.size() == kCounts.size();
    return race_.finished();
  }

  bool gesture(const Action& action) {
    const auto* drag = std::get_if<HandleDragged>(&action.gesture);
    if (action.panel != "motion" || drag == nullptr) return false;
    MotionState asked = asked_;
    if (!moved_by(*drag, asked)) return false;
    const MotionState start = bound_start(system_, asked);
    if (!is_lawful(start)) return false;
    MotionRace race(system_, start, settings().periods);
    if (!race.is_bound()) return false;
    asked_ = asked;
    race_ = std::move(race);
    preview_->updates = -1;
    return true;
  }

  std::optional<Divergence> divergence() const override {
    if (!diverged_) return {};
    const double rate = settings().learning_rate;
    return diverged(learning_rate_too_large(updates_, "is no longer a finite number", rate), &Settings::learning_rate,
                    rate / 10);
  }

  auto state() const {
    return std::tuple(std::tie(system_, records_, judged_, places_, learners_, asked_, race_, errors_, updates_,
                               diverged_),
                      std::tie(last_errors_, rung_errors_));
  }

  void describe(Snapshot& snapshot) const override;

 private:
  struct Preview {
    int updates = -1;
    std::array<std::array<MotionState, kPreviewSteps + 1>, MotionRace::kRunners> paths;
    std::array<std::array<float, kPreviewSteps + 1>, MotionRace::kRunners> worst;
    std::vector<double> truth;                   // energies at the places
    std::array<std::vector<double>, 2> learned;  // by H and by L, scaled as they are free
    std::array<double, 2> unlike{};              // their rms difference, in units of the energies' spread
  };
  struct Lines {
    std::vector<float> x, y;
  };

  int trajectories() const {
    const std::size_t rung = std::min(rung_errors_.size(), kCounts.size() - 1);
    return settings().study == MotionStudy::motion ? settings().trajectories : kCounts[rung];
  }
  bool is_lawful(const MotionState& state) const {
    const MotionState slope = system_.derivative(state);
    return std::all_of(slope.begin(), slope.end(), [](double x) { return std::isfinite(x); });
  }

  void begin_rung() {
    records_ = record_trajectories(system_, trajectories(), settings().noise, data_rng("records"));
    learners_.clear();
    for (std::size_t i = 0; i < kMotionLearners; ++i)
      learners_.emplace_back(kMotionKinds[i], system_, records_, settings().hidden, rng(kNames[i].id));
    updates_ = 0;
    preview_->updates = -1;
    errors_.clear();
    judge();
  }

  // Full steps in the first half, then ever smaller ones, down to a hundredth.
  double rate() const {
    const double part = static_cast<double>(updates_) / settings().updates;
    return settings().learning_rate * (part < 0.5 ? 1 : math::exp(-9.210340371976184 * (part - 0.5)));
  }

  void train() {
    const int count = std::min(settings().hidden <= 32 ? 5 : 2, settings().updates - updates_);
    for (int i = 0; i < count; ++i) {
      for (MotionLearner& learner : learners_)
        if (!std::isfinite(learner.train(system_, records_, rate(), settings().residual))) diverged_ = true;
      ++updates_;
      if (updates_ % kCheckEvery == 0 || updates_ == settings().updates) judge();
    }
  }
  void judge() {
    for (std::size_t i = 0; i < kMotionLearners; ++i) {
      const double error = learners_[i].error(system_, judged_);
      last_errors_[i] = error < kMostError ? error : kMostError;
    }
    errors_.record(updates_, last_errors_);
  }

  bool moved_by(const HandleDragged& drag, MotionState& asked) const;
  void look() const;
  std::array<double, 2> place(const MotionState& state) const;
  void describe_motion(Snapshot& snapshot) const;
  void describe_energy(Snapshot& snapshot) const;
  void describe_counts(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_training(Snapshot& snapshot) const;
  void describe_found(Snapshot& snapshot) const;

  MechanicalSystem system_;
  MotionRecords records_, judged_, places_;
  std::vector<MotionLearner> learners_;
  MotionState asked_;  // where the start was dragged to, before bounds
  MotionRace race_;
  History errors_;
  int updates_ = 0;
  bool diverged_ = false;
  std::array<double, kMotionLearners> last_errors_{};
  std::vector<std::array<double, kMotionLearners>> rung_errors_;
  Scratch<Preview> preview_;
  Scratch<Lines> lines_;
  Scratch<std::string> text_;
};

bool LagrangianNetworks::moved_by(const HandleDragged& drag, MotionState& asked) const {
  const double x = static_cast<double>(drag.x), y = static_cast<double>(drag.y);
  if (settings().law == MechanicalLaw::double_pendulum) {
    if (drag.handle == "bob1") {
      asked[0] = angle_of(-y, x);
    } else if (drag.handle == "bob2") {
      const std::array<double, 4> at = physics::DoublePendulum().positions(asked);
      asked[1] = angle_of(at[1] - y, x - at[0]);
    } else {
      return false;
    }
    return true;
  }
  if (drag.handle == "place") {
    asked[0] = x;
    asked[1] = y;
    return true;
  }
  if (drag.handle != "velocity" || system_.degrees() == 1) return false;
  asked[2] = x - race_.start()[0];
  asked[3] = y - race_.start()[1];
  return true;
}

// What the networks would do in the first period, as they are now.
void LagrangianNetworks::look() const {
  Preview& preview = *preview_;
  if (preview.updates == updates_) return;
  preview.updates = updates_;
  const double step = system_.period() / kPreviewSteps;
  for (std::size_t r = 0; r < MotionRace::kRunners; ++r) {
    MotionState at = race_.start();
    bool is_lost = false;
    double worst = 0;
    for (std::size_t k = 0; k <= kPreviewSteps; ++k) {
      preview.paths[r][k] = at;
      worst = std::max(worst, race_.energy_error(system_, at));
      preview.worst[r][k] = static_cast<float>(worst);
      if (is_lost) continue;
      const MotionState next =
          r == kTrueMotion ? true_motion(system_, at, step) : learners_[r].advanced(system_, at, step);
      is_lost = !std::all_of(next.begin(), next.end(), [](double x) { return std::fabs(x) < 100; });
      if (!is_lost) at = next;
    }
  }
  preview.truth.clear();
  for (std::ptrdiff_t i = 0; i < kPlaces; ++i) {
    MotionState at{};
    std::copy_n(places_.states.row(i), places_.states.cols(), at.begin());
    preview.truth.push_back(system_.energy(at));
  }
  double mean = 0, squares = 0;
  for (const double energy : preview.truth) mean += energy / kPlaces;
  for (const double energy : preview.truth) squares += (energy - mean) * (energy - mean);
  for (const std::size_t which : {kHamiltonian, kLagrangian}) {
    std::vector<double>& learned = preview.learned[which - kHamiltonian];
    learners_[which].energies(places_, learned);
    double own = 0, own_squares = 0, product = 0, off = 0;
    for (const double energy : learned) own += energy / kPlaces;
    for (std::size_t i = 0; i < learned.size(); ++i) {
      own_squares += (learned[i] - own) * (learned[i] - own);
      product += (learned[i] - own) * (preview.truth[i] - mean);
    }
    const double factor = which == kHamiltonian ? 1 : product / std::max(own_squares, 1e-12);
    for (std::size_t i = 0; i < learned.size(); ++i) {
      learned[i] = mean + factor * (learned[i] - own);
      off += (learned[i] - preview.truth[i]) * (learned[i] - preview.truth[i]);
    }
    preview.unlike[which - kHamiltonian] = std::min(std::sqrt(off / std::max(squares, 1e-12)), kMostError);
  }
}

// Where a state is drawn: the lower bob, the body, or the point of the phase plane.
std::array<double, 2> LagrangianNetworks::place(const MotionState& state) const {
  if (settings().law != MechanicalLaw::double_pendulum) return {state[0], state[1]};
  const std::array<double, 4> at = physics::DoublePendulum().positions(state);
  return {at[2], at[3]};
}

void LagrangianNetworks::describe(Snapshot& snapshot) const {
  look();
  if (settings().study == MotionStudy::trajectories)
    describe_counts(snapshot);
  else
    describe_energy(snapshot);
  describe_motion(snapshot);
  describe_numbers(snapshot);
  describe_training(snapshot);
  describe_found(snapshot);
}

void LagrangianNetworks::describe_motion(Snapshot& snapshot) const {
  const Preview& preview = *preview_;
  Lines& lines = *lines_;
  const bool is_pendulum = settings().law == MechanicalLaw::double_pendulum;
  Plane& plane = snapshot.plane(
      "motion", race_.begun() ? "Motion" : "Motion in the first period",
      {.weight = 3,
       .help = "From one start: the true motion, and that by the law which each network has learned so far. While they "
               "learn, the path of the first period; then all run side by side with a trail. Drag the start."});
  switch (settings().law) {
    case MechanicalLaw::double_pendulum:
      plane.equal_axes({.label = "x [l]", .range = {-2.2, 2.2}}, {.label = "y [l]", .range = {-2.2, 2.2}});
      break;
    case MechanicalLaw::kepler:
      plane.equal_axes({.label = "x", .range = {-1.7, 1.7}}, {.label = "y", .range = {-1.7, 1.7}});
      plane.point("sun", 0, 0, {.color = kColorForeground, .marker = Marker::plus, .size_px = 7});
      break;
    case MechanicalLaw::henon_heiles:
      plane.equal_axes({.label = "x", .range = {-0.8, 0.8}}, {.label = "y", .range = {-0.7, 0.9}});
      plane.contours("potential V", PlanarGrid{41, 41, {-0.8, 0.8}, {-0.7, 0.9}},
                     [](double x, double y) { return (x * x + y * y) / 2 + x * x * y - y * y * y / 3; },
                     {.levels = {0.02, 0.06, 0.11, 1.0 / 6}, .color = kColorMuted});
      break;
    case MechanicalLaw::spring:
    case MechanicalLaw::typed:
      plane.equal_axes({.label = "coordinate q", .range = {-2, 2}}, {.label = "velocity v", .range = {-2, 2}});
      break;
  }
  // The truth last, so that it is on top where all agree.
  for (std::size_t r = 0; r < MotionRace::kRunners; ++r) {
    const bool is_true = r == kTrueMotion;
    const std::string_view name = is_true ? "true motion" : kNames[r].name;
    const ColorRole color = is_true ? kColorForeground : kNames[r].color;
    lines.x.clear();
    lines.y.clear();
    const MotionRace::Runner& runner = race_.runner(r);
    const auto add = [&](const MotionState& state) {
      const std::array<double, 2> at = place(state);
      lines.x.push_back(static_cast<float>(at[0]));
      lines.y.push_back(static_cast<float>(at[1]));
    };
    if (!race_.begun()) {
      for (const MotionState& state : preview.paths[r]) add(state);
    } else if (!runner.escaped) {
      for (std::size_t k = 0; k < runner.recent.size(); ++k)
        add(runner.recent[(race_.recent_first() + k) % runner.recent.size()]);
    }
    plane.line(name, {lines.x, lines.y}, {.color = color, .dashed = is_true, .width_px = is_true ? 1.6f : 2.0f});
  }
  for (std::size_t r = 0; r < MotionRace::kRunners; ++r) {
    const MotionRace::Runner& runner = race_.runner(r);
    if (runner.escaped) continue;
    const ColorRole color = r == kTrueMotion ? kColorForeground : kNames[r].color;
    if (is_pendulum) {
      const std::array<double, 4> at = physics::DoublePendulum().positions(runner.at);
      lines.x = {0, static_cast<float>(at[0]), static_cast<float>(at[2])};
      lines.y = {0, static_cast<float>(at[1]), static_cast<float>(at[3])};
      plane.line("", {lines.x, lines.y}, {.color = color, .width_px = r == kTrueMotion ? 2.5f : 1.5f});
      plane.points("", {lines.x, lines.y}, {.color = color, .size_px = 4});
    } else {
      plane.point("", runner.at[0], runner.at[1], {.color = color, .size_px = 5});
    }
  }
  const MotionState& start = race_.start();
  if (is_pendulum) {
    const std::array<double, 4> at = physics::DoublePendulum().positions(start);
    plane.handle("bob1", "start", at[0], at[1]);
    plane.handle("bob2", "", at[2], at[3]);
  } else {
    plane.handle("place", "start", start[0], start[1]);
    if (system_.degrees() == 2) {
      plane.arrow("", start[0], start[1], start[2], start[3], {kColorAccent});
      plane.handle("velocity", "its velocity", start[0] + start[2], start[1] + start[3]);
    }
  }
}

void LagrangianNetworks::describe_energy(Snapshot& snapshot) const {
  const Preview& preview = *preview_;
  Lines& lines = *lines_;
  Plane& plane = snapshot.curves(
      "energy", "Energy error over time",
      {.weight = 4,
       .help = "The largest |E − E₀| so far, in units of the largest kinetic energy of the true motion; E is the true "
               "energy of the state that a network says. A line that goes on rising is energy that drifts; a flat one "
               "is energy that only swings. While they learn: what the first period would be now."});
  plane.axes({.label = "time [periods]", .range = {0.02, static_cast<double>(settings().periods)}, .logarithmic = true},
             {.label = "largest energy error so far", .range = {kLeastEnergy, kMostEnergy}, .logarithmic = true});
  for (std::size_t r = 0; r < kMotionLearners; ++r) {
    lines.x.clear();
    lines.y.clear();
    const auto add = [&](float t, float worst) {
      lines.x.push_back(t);
      lines.y.push_back(std::clamp(worst, static_cast<float>(kLeastEnergy), static_cast<float>(kMostEnergy)));
    };
    if (race_.begun()) {
      const MotionRace::Runner& runner = race_.runner(r);
      for (std::size_t k = 0; k < race_.times().size(); ++k) add(race_.times()[k], runner.worst_so_far[k]);
    } else {
      for (std::size_t k = 1; k <= kPreviewSteps; ++k) add(static_cast<float>(k) / kPreviewSteps, preview.worst[r][k]);
    }
    plane.line(kNames[r].name, {lines.x, lines.y}, {.color = kNames[r].color, .width_px = 2.2f});
  }
  plane.level("all its kinetic energy", 1);
}

void LagrangianNetworks::describe_counts(Snapshot& snapshot) const {
  Lines& lines = *lines_;
  Plane& plane = snapshot.curves(
      "counts", "Error against number of trajectories",
      {.weight = 4,
       .help = "Root mean square error of the accelerations along fresh trajectories, in units of their spread, "
               "after equally many updates on 1, 2, 4, … trajectories."});
  plane.axes({.label = "trajectories learned from", .range = {0.8, 40}, .logarithmic = true},
             {.label = "error of the acceleration", .range = {0.003, 3}, .logarithmic = true});
  for (std::size_t r = 0; r < kMotionLearners; ++r) {
    lines.x.clear();
    lines.y.clear();
    for (std::size_t k = 0; k < rung_errors_.size(); ++k) {
      lines.x.push_back(static_cast<float>(kCounts[k]));
      lines.y.push_back(static_cast<float>(rung_errors_[k][r]));
    }
    if (rung_errors_.size() < kCounts.size()) {
      lines.x.push_back(static_cast<float>(trajectories()));
      lines.y.push_back(static_cast<float>(last_errors_[r]));
    }
    plane.line(kNames[r].name, {lines.x, lines.y}, {.color = kNames[r].color, .width_px = 2.2f});
    plane.points("", {lines.x, lines.y}, {.color = kNames[r].color, .size_px = 4});
  }
}

void LagrangianNetworks::describe_numbers(Snapshot& snapshot) const {
  Table& table = snapshot.table(
      "learners", "The four networks",
      {.weight = 2,
       .help = "Error: of the accelerations along fresh trajectories, in units of their spread. Energy: the largest "
               "|E − E₀| so far, in units of the kinetic energy. Follows: periods until a network is half a swing "
               "away from the true motion; where the motion is chaotic none follows for long."});
  table.head({"network", "error", "energy", "follows [periods]"});
  for (std::size_t r = 0; r < kMotionLearners; ++r) {
    const MotionRace::Runner& runner = race_.runner(r);
    const double energy = !race_.begun() ? kUnknown : runner.worst;
    std::string& follows = *text_;
    follows.clear();
    if (!race_.begun()) {
      follows = "–";
    } else if (runner.followed < 0) {
      follows = "> ";
      write_number(follows, race_.periods(), 3);
    } else {
      write_number(follows, runner.followed, 3);
    }
    table.row({kNames[r].name, Cell(last_errors_[r], 3), Cell(energy, 3), std::string_view(follows)},
              {kNames[r].color});
  }
  Numbers numbers = snapshot.numbers("Numbers", {.help = "How far the run is."});
  numbers.add("updates", updates_, {.digits = 0})
      .add("motion_time", "time", race_.periods(), {.unit = "periods", .digits = 4})
      .add("learned_trajectories", "trajectories", trajectories(), {.digits = 0});
  for (std::size_t r = 0; r < kMotionLearners; ++r) {
    const MotionRace::Runner& runner = race_.runner(r);
    const bool has_begun = race_.begun();
    snapshot.metric(kNames[r].error_id, kNames[r].error, last_errors_[r]);
    snapshot.metric(kNames[r].energy_id, kNames[r].energy, has_begun ? runner.worst : kUnknown);
    snapshot.metric(kNames[r].follows_id, kNames[r].follows,
                    !has_begun            ? kUnknown
                    : runner.followed < 0 ? race_.periods()
                                          : runner.followed,
                    {.unit = "periods"});
  }
  snapshot.metric("found_hamiltonian", "learned H against E", preview_->unlike[0]);
  snapshot.metric("found_lagrangian", "energy of the learned L against E", preview_->unlike[1]);
  snapshot.metric("true_motion_energy", "energy error, true motion", race_.runner(kTrueMotion).worst);
}

void LagrangianNetworks::describe_training(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("training", "Error while learning",
                                 {.weight = 2,
                                  .help = "Root mean square error of the accelerations along fresh trajectories, in "
                                          "units of their spread."});
  plane.axes({.label = "updates", .range = {0, static_cast<double>(settings().updates)}},
             {.label = "error of the acceleration", .range = {0.003, 3}, .logarithmic = true});
  for (std::size_t r = 0; r < kMotionLearners; ++r)
    plane.line(kNames[r].name, errors_, r, {.color = kNames[r].color, .least = 0.003});
}

void LagrangianNetworks::describe_found(Snapshot& snapshot) const {
  const Preview& preview = *preview_;
  Plane& plane = snapshot.plane("found", "The energy that was found",
                                {.weight = 2,
                                 .help = "At states of fresh trajectories: the learned H, and the energy "
                                         "v·∂L/∂v − L of the learned L, against the true energy. A constant is free in "
                                         "both, and in L a factor: both are chosen to fit. Nobody told them what "
                                         "energy is."});
  const auto [low, high] = std::minmax_element(preview.truth.begin(), preview.truth.end());
  const double margin = 0.1 * std::max(*high - *low, 1e-3);
  const Range range{*low - margin, *high + margin};
  plane.axes({.label = "true energy E", .range = range}, {.label = "learned energy", .range = range});
  plane.straight("equal", -1, 1, 0, {.color = kColorMuted, .dashed = true});
  for (const std::size_t which : {kHamiltonian, kLagrangian})
    plane.points(which == kHamiltonian ? "learned H" : "of the learned L",
                 {preview.truth, preview.learned[which - kHamiltonian]}, {.color = kNames[which].color, .size_px = 4});
}

Schema<Settings> LagrangianNetworks::schema() {
  Schema<Settings> schema;
  return schema.group("System")
      .choice(&Settings::law, "mechanical_law", "System", physics::kMechanicalLaws)
      .help("Masses, lengths and gravity are 1, and nothing rubs: energy is kept.")
      .text(&Settings::formula, "lagrangian", "Lagrangian L(q, v)", 80)
      .help("Of a coordinate q and its velocity v: v^2/2 + cos(q) is a pendulum.")
      .shown_when(&Settings::law, {MechanicalLaw::typed})
      .group("Data")
      .choice(&Settings::study, "motion_study", "Question",
              {{MotionStudy::motion, "energy", "Energy over time"},
               {MotionStudy::trajectories, "trajectories", "Error against trajectories"}})
      .help("Learn once and run for many periods; or learn anew from 1, 2, 4, … trajectories.")
      .integer(&Settings::trajectories, "trajectories", "Trajectories", {1, 64})
      .help("From random starts, each 50 states in 1.25 periods, with the accelerations there.")
      .shown_when(&Settings::study, {MotionStudy::motion})
      .real(&Settings::noise, "noise", {0, 0.5})
      .help("Of the accelerations that the networks are told, in units of their spread.")
      .integer(&Settings::periods, "periods", "Periods to run", {1, 200})
      .help("After learning. A period is that of the slow small oscillation, or of a circular orbit of radius 1.")
      .shown_when(&Settings::study, {MotionStudy::motion})
      .group("Networks")
      .integer(&Settings::hidden, "hidden", {2, 64})
      .help("In each of two layers; tanh.")
      .integer(&Settings::updates, "learning_updates", "Updates", {100, 10000})
      .logarithmic()
      .help("Of each network, on 32 states each. The learning rate falls in the second half.")
      .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .real(&Settings::residual, "energy_residual", "Weight of dE/dt = 0", {0, 100})
      .live()
      .help("In the cost of the physics-informed network, which knows the true E: how strongly the mean of (dE/dt)² at "
            "places near the data counts.");
}

const RegisterDemo<LagrangianNetworks> registered{{
    .id = "lagrangian-network",
    .title = "Lagrangian networks",
    .lecture = 9,
    .row = "R45",
    .summary = "Networks learn a double pendulum's law from the same trajectories: told nothing, punished for energy "
               "that is not kept, or as H and L whose equations of motion they obey; then they run for a hundred "
               "periods.",
    .sources =
        {"M. Cranmer, S. Greydanus, S. Hoyer et al., Lagrangian neural networks, arXiv:2003.04630 (2020)",
         "S. Greydanus, M. Dzamba, J. Yosinski, Hamiltonian neural networks, NeurIPS 2019",
         "M. Raissi, P. Perdikaris, G. Karniadakis, Physics-informed neural networks, J. Comput. Phys. 378 (2019) 686"},
    .steps_per_second = 60,
}};

}  // namespace
}  // namespace lectern
