// A normalising flow bends the plane until noise becomes samples of a density, whose value it knows exactly; it learns
// from walkers that move under that density, and proposes jumps to them that local moves never make: acceptance,
// autocorrelation, free energies; wells and a φ⁴ chain of many dimensions; a mode that no walker has visited.
// Lecture row R40.
// Sources: Gabrié, Rotskoff, Vanden-Eijnden, Adaptive Monte Carlo augmented with normalizing flows, PNAS 119 (2022);
// Dinh, Sohl-Dickstein, Bengio, Real NVP (2017); Durkan et al., Neural Spline Flows (2019).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/data/planar_target.h"
#include "core/experiments/normalising-flow/chain_record.h"
#include "core/experiments/normalising-flow/rung.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/ml/generative/flow_metropolis.h"
#include "core/ml/generative/flow_walkers.h"
#include "core/parts/latent_grid.h"

namespace lectern {
namespace {

using density::EnergyKind;
using density::MultimodalEnergy;
using generative::Coupling;
using generative::CouplingFlow;
using generative::FlowWalkers;

constexpr const char* kPlaneHelp =
    "Green: walkers, which move under the target ρ; blue those that have just jumped to where the flow proposed. Purple: "
    "samples of the flow. Drag the handle, or tap, to carry the first walker elsewhere, into a mode that nobody knows.";
constexpr const char* kDataHelp =
    "Green: data. Purple: samples of the flow, over its density q, which is known exactly.";
constexpr const char* kTraceHelp =
    "One walker that jumps, and one that only moves locally, from the same start. Of a chain the mean of all sites is shown.";
constexpr const char* kFreeEnergyHelp =
    "ΔF = −ln(P(right)/P(left)), over the last 200 steps: of walkers that jump, of walkers that only move locally, and of the "
    "flow's own samples, each weighted by ρ/q.";
constexpr const char* kWarpHelp =
    "Where the flow sends the lines of a grid of noise. They never cross: the way back is unique, so the density is known.";
constexpr const char* kMarginalHelp =
    "How the walkers' first coordinate is distributed over about the last hundred steps, and how it should be.";
constexpr const char* kAcceptanceHelp = "Shares of the moves proposed that Metropolis' rule accepts.";
constexpr const char* kRungsHelp =
    "The same wells in other dimensions, each with 50 walkers and a flow of its own, at the same step of learning: shares "
    "of the jumps accepted over 20 steps, and of the local moves.";
constexpr const char* kMemoryHelp =
    "How much a walker remembers of where it was t steps ago. The area below, counted once on each side, is 2τ: so many "
    "steps are worth one independent sample.";
constexpr const char* kCostHelp = "The mean of −log q on what the flow learns from; exact, no bound and no estimate.";
constexpr const char* kSitesHelp = "The field along the chain: of walkers, and of samples as the flow proposes them.";
constexpr const char* kNumbersHelp =
    "Shares of the last step; ΔF and τ of the last 200. Dashes: not known, as where one side has never been visited. "
    "Where τ is as long as the window it is at least that.";

constexpr int kLargestBatch = 200;
constexpr double kWorkOfUpdate = 12e6;  // products at most, so that a step takes milliseconds
constexpr int kWeighted = 20;           // steps whose proposals are weighted together
constexpr std::array kRungs{2, 4, 8, 16, 24};
constexpr int kSamplesShown = 300, kDataShown = 400, kData = 2000, kHeldOut = 1000;
constexpr int kFieldSide = 60, kChainsShown = 12;
constexpr double kShownDepth = 12;  // of log densities below their largest
constexpr ColorRole kWalkerColor = 2, kFlowColor = 7, kLocalColor = 1, kWeightColor = 0, kJumpColor = 0;

enum class Law { double_well, ring, chain, moons, spiral };
enum class StartPlaces { all, one, noise };
enum class ShownDensity { target, flow };

struct Settings {
  Law law = Law::double_well;
  int dimension = 2, modes = 6;
  double place = 2, barrier = 9, tilt = 1.5;
  Coupling coupling = Coupling::affine;
  int layers = 6, hidden = 32, bins = 8;
  double learning_rate = 0.002;
  int updates = 2;
  int walkers = 100;
  StartPlaces start = StartPlaces::all;
  int local_moves = 5;
  double step_size = 0.02;
  bool jumps = true;
  int jumps_from = 0;  // step
  bool compares_dimensions = false;
  ShownDensity shown = ShownDensity::target;

  bool has_energy() const { return law <= Law::chain; }
  density::EnergySpec energy(int d) const {
    return {.kind = static_cast<EnergyKind>(law),
            .dimension = d,
            .modes = modes,
            .place = place,
            .barrier = barrier,
            .tilt = tilt};
  }
};

// What does not change while the run goes on; copies share it.
struct World {
  std::optional<MultimodalEnergy> energy;
  Matrix<float> data, held_out;  // n × 2; without an energy
  Matrix<float> noise;           // kSamplesShown × d
  PlanarGrid grid;
  Matrix<float> centres;          // of its cells
  std::vector<float> log_target;  // of its cells; without an energy none
  LatentGrid lines;
  auto state() const { return std::tie(energy, data, held_out, noise, centres, log_target); }
};

World make_world(const Settings& settings, Rng noise, Rng data) {
  World world;
  int d = 2;
  double reach = 3;
  if (settings.has_energy()) {
    world.energy.emplace(settings.energy(settings.dimension));
    d = world.energy->dimension();
    reach = settings.place + (settings.law == Law::double_well ? 1.2 : 1.6);
  } else {
    const auto kind = settings.law == Law::moons ? data::TargetKind::moons : data::TargetKind::spiral;
    for (Matrix<float>* points : {&world.data, &world.held_out}) {
      *points =
          data::make_planar_target({.kind = kind, .n = points == &world.data ? kData : kHeldOut}, {}, data).points;
      for (std::ptrdiff_t i = 0; i < points->size(); ++i) points->data()[i] *= 2;
    }
  }
  world.noise.resize(kSamplesShown, d);
  noise.fill_normal({world.noise.data(), static_cast<std::size_t>(world.noise.size())}, 0, 1);
  world.grid = {kFieldSide, kFieldSide, {-reach, reach}, {-reach, reach}};
  world.grid.centres(world.centres);
  for (std::ptrdiff_t i = 0; settings.has_energy() && i < world.centres.rows(); ++i) {
    const double density =
        world.energy->plane_density(static_cast<double>(world.centres(i, 0)), static_cast<double>(world.centres(i, 1)));
    world.log_target.push_back(static_cast<float>(math::log(std::max(density, 1e-30))));
  }
  world.lines = LatentGrid(d, 2.5);
  return world;
}

class NormalisingFlow final : public Demo<NormalisingFlow, Settings> {
 public:
  static Schema<Settings> schema();
  explicit NormalisingFlow(const Start& start);

  void settings_changed(const Settings&) {
    training_.set_learning_rate(settings().learning_rate);
    for (Rung& rung : rungs_) rung.set_learning_rate(settings().learning_rate);
  }
  bool gesture(const Action& action);
  void step() override;
  std::optional<Divergence> divergence() const override;
  auto state() const {
    return std::tuple(std::tie(training_, walkers_, alone_, rng_, alone_rng_, batch_rng_, memory_, steps_, cost_,
                               chain_, alone_chain_, rungs_),
                      unhashed(curves_), unhashed(acceptance_), unhashed(costs_), unhashed(log_weights_),
                      unhashed(right_shares_));
  }
  void describe(Snapshot& snapshot) const override;
  SeedUse seeds() const override { return {.run = true, .data = !settings().has_energy()}; }

 private:
  const MultimodalEnergy& energy() const { return *world_->energy; }
  int dimension() const { return static_cast<int>(world_->noise.cols()); }
  void place_walkers(FlowWalkers& walkers, Rng rng) const;
  bool jumps_now() const { return settings().jumps && steps_ >= static_cast<std::uint64_t>(settings().jumps_from); }
  void learn();
  void record();
  double weighted_free_energy() const;
  const Matrix<float>& samples_of(const Matrix<float>& noise) const;

  void describe_plane(Snapshot& snapshot) const;
  void describe_field(Plane& plane) const;
  void describe_warp(Snapshot& snapshot) const;
  void describe_chains(Snapshot& snapshot) const;
  void describe_sites(Snapshot& snapshot) const;
  void describe_curves(Snapshot& snapshot) const;
  void describe_rungs(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  Shared<World> world_;
  generative::FlowTraining training_;
  FlowWalkers walkers_, alone_;  // those that jump, and those that never do
  Rng rng_, alone_rng_, batch_rng_;
  WalkerMemory memory_;
  std::uint64_t steps_ = 0;
  double cost_ = std::numeric_limits<double>::quiet_NaN();
  double jump_share_ = cost_, local_share_ = cost_;
  std::optional<ChainRecord> chain_, alone_chain_;
  std::vector<Rung> rungs_;
  std::vector<double> log_weights_, right_shares_;  // of the proposals of the last kWeighted steps with jumps
  std::size_t weighted_ = 0;                        // proposals so far
  History curves_{3}, acceptance_{2}, costs_{1};
  Scratch<Matrix<float>> batch_, samples_;
  Scratch<std::vector<float>> log_q_;
  Scratch<double> mass_shown_;  // of the flow over the plane shown; without an energy
};

// How many examples an update of the flow takes: fewer where the flow is large.
int batch_rows(const Settings& settings, int dimension) {
  const int numbers = settings.coupling == Coupling::spline ? 3 * settings.bins - 1 : 4;  // of each that is changed
  const double changed = dimension / 2.0, hidden = settings.hidden;
  double row = hidden * (dimension + hidden + changed * numbers);
  if (settings.coupling == Coupling::spline) row += 40 * changed * settings.bins;
  return std::clamp(static_cast<int>(kWorkOfUpdate / (row * settings.layers)), 40, kLargestBatch);
}

CouplingFlow<float> make_flow(const Settings& settings, int dimension, const Rng& rng) {
  return CouplingFlow<float>({.coupling = settings.coupling,
                              .dimension = dimension,
                              .layers = settings.layers,
                              .hidden = settings.hidden,
                              .bins = settings.bins,
                              .limits = {.bound = 2 * settings.place + 1}},
                             rng);
}

NormalisingFlow::NormalisingFlow(const Start& start)
    : Demo(start),
      world_(make_world(settings(), rng("shown"), data_rng("samples"))),
      training_(make_flow(settings(), dimension(), rng("flow")), settings().learning_rate),
      rng_(rng("walkers")),
      alone_rng_(rng("alone")),
      batch_rng_(rng("batches")) {
  if (!settings().has_energy()) return;
  for (FlowWalkers* walkers : {&walkers_, &alone_}) {
    *walkers = FlowWalkers(settings().walkers, dimension());
    place_walkers(*walkers, rng("start"));
  }
  chain_.emplace(energy(), settings().walkers);
  alone_chain_.emplace(energy(), settings().walkers);
  if (!settings().compares_dimensions || settings().law != Law::double_well) return;
  for (const int d : kRungs) {
    const Rng of_rung = rng("rungs").split(static_cast<std::uint64_t>(d));
    rungs_.emplace_back(settings().energy(d),
                        generative::FlowTraining(make_flow(settings(), d, of_rung), settings().learning_rate), of_rung);
  }
}

// Near the middle of modes, or as the flow that knows nothing would place them.
void NormalisingFlow::place_walkers(FlowWalkers& walkers, Rng rng) const {
  Matrix<double>& places = walkers.places();
  for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
    double* place = places.row(i);
    std::fill(place, place + places.cols(), 0);
    if (settings().start == StartPlaces::all) energy().mode(static_cast<int>(i) % energy().modes(), place);
    if (settings().start == StartPlaces::one) energy().mode(energy().leftmost_mode(), place);
    const double spread = settings().start == StartPlaces::noise ? 1 : 0.1;
    for (std::ptrdiff_t j = 0; j < places.cols(); ++j) place[j] += spread * rng.normal();
  }
}

bool NormalisingFlow::gesture(const Action& action) {
  if (action.panel != "plane" || !settings().has_energy()) return false;
  double x = 0, y = 0;
  if (const auto* drag = std::get_if<HandleDragged>(&action.gesture); drag != nullptr && drag->handle == "walker") {
    x = static_cast<double>(drag->x);
    y = static_cast<double>(drag->y);
  } else if (const auto* tap = std::get_if<LatentPicked>(&action.gesture)) {
    x = static_cast<double>(tap->x);
    y = static_cast<double>(tap->y);
  } else {
    return false;
  }
  const Range window = world_->grid.x;
  energy().lift(std::clamp(x, window.low, window.high), std::clamp(y, window.low, window.high),
                walkers_.places().row(0));
  walkers_.forget_jumps();
  return true;
}

void NormalisingFlow::step() {
  if (!settings().has_energy()) {
    learn();
    ++steps_;
    costs_.record(static_cast<double>(steps_), std::array{cost_});
    return;
  }
  memory_.add(walkers_.places());
  learn();
  local_share_ = walkers_.move_locally(energy(), settings().step_size, settings().local_moves, rng_);
  alone_.move_locally(energy(), settings().step_size, settings().local_moves, alone_rng_);
  walkers_.forget_jumps();
  jump_share_ = std::numeric_limits<double>::quiet_NaN();
  if (jumps_now()) jump_share_ = walkers_.jump(energy(), training_.flow(), rng_, &pool());
  for (Rung& rung : rungs_)
    rung.step({.updates = settings().updates,
               .local_moves = settings().local_moves,
               .step_size = settings().step_size,
               .jumps = jumps_now()},
              &pool());
  ++steps_;
  record();
}

void NormalisingFlow::learn() {
  const int rows = batch_rows(settings(), dimension());
  for (int update = 0; update < settings().updates; ++update) {
    if (settings().has_energy())
      memory_.draw(rows, batch_rng_, *batch_);
    else
      draw_rows(world_->data, rows, batch_rng_, *batch_);
    cost_ = training_.step(*batch_, &pool());
    if (!std::isfinite(cost_)) return;
  }
}

void NormalisingFlow::record() {
  chain_->record(energy(), walkers_.places());
  alone_chain_->record(energy(), alone_.places());
  if (!walkers_.jumped().empty()) {
    const std::size_t n = walkers_.log_weights().size(), slot = weighted_ / n % kWeighted;
    if (log_weights_.size() < kWeighted * n) {
      log_weights_.resize((slot + 1) * n);
      right_shares_.resize((slot + 1) * n);
    }
    std::copy_n(walkers_.log_weights().begin(), n, log_weights_.begin() + static_cast<std::ptrdiff_t>(slot * n));
    std::copy_n(walkers_.right_shares().begin(), n, right_shares_.begin() + static_cast<std::ptrdiff_t>(slot * n));
    weighted_ += n;
  }
  const auto at = static_cast<double>(steps_);
  curves_.record(at, std::array{chain_->free_energy(), alone_chain_->free_energy(), weighted_free_energy()});
  acceptance_.record(at, std::array{jump_share_, local_share_});
  costs_.record(at, std::array{cost_});
}

double NormalisingFlow::weighted_free_energy() const {
  const double right = generative::importance_mean(log_weights_, right_shares_);
  return right > 0 && right < 1 ? math::log((1 - right) / right) : std::numeric_limits<double>::quiet_NaN();
}

std::optional<Divergence> NormalisingFlow::divergence() const {
  if (steps_ == 0 || settings().updates == 0 || std::isfinite(cost_)) return {};
  return diverged("At step " + std::to_string(steps_) + " the cost is no longer a finite number: η = " +
                      number_text(settings().learning_rate) + " is too large here.",
                  &Settings::learning_rate, settings().learning_rate / 10);
}

// ---- What there is to see ----------------------------------------------------------------------------

const Matrix<float>& NormalisingFlow::samples_of(const Matrix<float>& noise) const {
  samples_->resize(noise.rows(), noise.cols());
  log_q_->resize(static_cast<std::size_t>(noise.rows()));
  training_.flow().sample(noise, *samples_, *log_q_, &pool());
  return *samples_;
}

void NormalisingFlow::describe(Snapshot& snapshot) const {
  describe_plane(snapshot);
  if (settings().has_energy()) describe_chains(snapshot);
  describe_warp(snapshot);
  describe_curves(snapshot);
  if (!rungs_.empty()) describe_rungs(snapshot);
  describe_numbers(snapshot);
}

void NormalisingFlow::describe_field(Plane& plane) const {
  const PlanarGrid& grid = world_->grid;
  const bool shows_flow = !settings().has_energy() || (settings().shown == ShownDensity::flow && dimension() == 2);
  FieldLayer& field = plane.field(shows_flow ? "log of the flow's density q" : "log of the target ρ", grid, Values(),
                                  {.map = ColorMap::greys, .show_scale = false});
  field.values.resize(static_cast<std::size_t>(grid.cells()));
  if (shows_flow) {
    training_.flow().log_density(world_->centres, field.values, &pool());
  } else {
    std::copy(world_->log_target.begin(), world_->log_target.end(), field.values.begin());
  }
  if (!settings().has_energy()) {
    double sum = 0;
    for (const float log_q : field.values) sum += math::exp(static_cast<double>(log_q));
    *mass_shown_ = sum * (grid.x.high - grid.x.low) * (grid.y.high - grid.y.low) / static_cast<double>(grid.cells());
  }
  const auto largest = static_cast<double>(*std::max_element(field.values.begin(), field.values.end()));
  field.color = {largest - kShownDepth, largest};
}

void NormalisingFlow::describe_plane(Snapshot& snapshot) const {
  const bool is_chain = settings().law == Law::chain;
  Plane& plane =
      snapshot.plane("plane",
                     settings().has_energy() ? "Walkers, and samples of the flow" : "Data, and samples of the flow",
                     {.weight = 4, .help = settings().has_energy() ? kPlaneHelp : kDataHelp});
  plane.equal_axes({.label = is_chain ? "φ₁" : "x₁", .range = world_->grid.x},
                   {.label = is_chain ? "φ of the opposite site" : "x₂", .range = world_->grid.y});
  describe_field(plane);
  const Matrix<float>& samples = samples_of(world_->noise);
  const std::ptrdiff_t other = settings().has_energy() ? energy().opposite() : 1;
  plane.points("samples of the flow", {Values::column(samples, 0), Values::column(samples, other)},
               {.color = kFlowColor, .size_px = 3, .opacity = 0.6f});
  if (!settings().has_energy()) {
    plane.points("data", Places(world_->data).part(0, kDataShown),
                 {.color = kWalkerColor, .size_px = 3, .opacity = 0.7f});
    return;
  }
  plane.accept_latent_picks();
  const Matrix<double>& places = walkers_.places();
  for (const int jumped : {0, 1}) {
    if (jumped == 1 && walkers_.jumped().empty()) break;
    PointsLayer& layer = plane.points(jumped == 1 ? "walkers that just jumped" : "walkers", Places(),
                                      {.color = jumped == 1 ? kJumpColor : kWalkerColor, .size_px = 3.5});
    for (std::ptrdiff_t i = 0; i < places.rows(); ++i) {
      if (!walkers_.jumped().empty() && walkers_.jumped()[static_cast<std::size_t>(i)] != jumped) continue;
      layer.x.push_back(static_cast<float>(places(i, 0)));
      layer.y.push_back(static_cast<float>(places(i, other)));
    }
  }
  plane.handle("walker", "first walker", places(0, 0), places(0, other));
}

void NormalisingFlow::describe_warp(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("warp", "The grid of noise, bent", {.weight = 2, .help = kWarpHelp});
  plane.equal_axes({.label = "x₁", .range = world_->grid.x}, {.label = "x₂", .range = world_->grid.y});
  world_->lines.describe(plane, samples_of(world_->lines.inputs()));
}

void NormalisingFlow::describe_chains(Snapshot& snapshot) const {
  const double reach = 2 * settings().place;
  const bool is_chain = settings().law == Law::chain;
  Plane& trace = snapshot.plane("trace", "One walker over time", {.weight = 3, .help = kTraceHelp});
  const auto now = static_cast<double>(std::max<std::uint64_t>(steps_, ChainRecord::kWindow));
  trace.axes({.label = "step", .range = {now - ChainRecord::kWindow, now}},
             {.label = is_chain ? "mean field" : "x₁", .range = {-reach, reach}});
  chain_->describe_trace(trace, "with jumps", steps_, kWalkerColor);
  alone_chain_->describe_trace(trace, "local moves alone", steps_, kLocalColor);

  Plane& free_energy = snapshot.curves("free_energy", "Free-energy difference", {.weight = 3, .help = kFreeEnergyHelp});
  free_energy.axes({.label = "step"}, {.label = "ΔF"});
  free_energy.line("with jumps", curves_, 0, {.color = kWalkerColor});
  free_energy.line("local moves alone", curves_, 1, {.color = kLocalColor});
  free_energy.line("flow's samples, weighted", curves_, 2, {.color = kWeightColor});
  free_energy.level("exact", math::log((1 - energy().right_probability()) / energy().right_probability()));

  Plane& marginal = snapshot.plane("marginal", is_chain ? "How one site is distributed" : "How x₁ is distributed",
                                   {.weight = 2, .help = kMarginalHelp});
  marginal.axes({.label = is_chain ? "φ₁" : "x₁", .range = {-reach, reach}}, {.label = "density"});
  chain_->describe_histogram(marginal, "with jumps", kWalkerColor);
  alone_chain_->describe_histogram(marginal, "local moves alone", kLocalColor);
  marginal.line("exact", {energy().axis(), energy().marginal()}, {.color = kColorForeground, .dashed = true});
  if (is_chain) describe_sites(snapshot);
}

void NormalisingFlow::describe_sites(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("sites", "The chain", {.weight = 2, .help = kSitesHelp});
  const double reach = settings().place + 1.6;
  plane.axes({.label = "site", .range = {1, static_cast<double>(dimension())}},
             {.label = "φ", .range = {-reach, reach}});
  const auto add = [&plane](std::string_view name, const auto& fields, ColorRole color) {
    LineLayer& line = plane.line(name, Places(), {.color = color, .width_px = 1.5f});
    for (std::ptrdiff_t i = 0; i < std::min<std::ptrdiff_t>(kChainsShown, fields.rows()); ++i) {
      for (std::ptrdiff_t j = 0; j < fields.cols(); ++j) {
        line.x.push_back(static_cast<float>(j + 1));
        line.y.push_back(static_cast<float>(fields(i, j)));
      }
      line.x.push_back(NAN);  // lifts the pen
      line.y.push_back(NAN);
    }
  };
  add("walkers", walkers_.places(), kWalkerColor);
  add("samples of the flow", samples_of(world_->noise), kFlowColor);
}

void NormalisingFlow::describe_curves(Snapshot& snapshot) const {
  if (settings().has_energy()) {
    Plane& plane = snapshot.curves("acceptance", "Moves accepted", {.weight = 2, .help = kAcceptanceHelp});
    plane.axes({.label = "step"}, {.label = "share", .range = {0, 1.02}});
    plane.line("jumps", acceptance_, 0, {.color = kWalkerColor});
    plane.line("local moves", acceptance_, 1, {.color = kLocalColor});

    Plane& memory = snapshot.plane("memory", "Autocorrelation", {.weight = 2, .help = kMemoryHelp});
    memory.axes({.label = "steps apart, t", .range = {0, 60}}, {.label = "ρ(t)", .range = {-0.2, 1.05}});
    const auto add = [&memory](std::string_view name, const ChainRecord& chain, ColorRole color) {
      LineLayer& line = memory.line(name, Places(), {.color = color});
      for (std::size_t t = 0; t < chain.memory().rho.size(); ++t) {
        line.x.push_back(static_cast<float>(t));
        line.y.push_back(static_cast<float>(chain.memory().rho[t]));
      }
    };
    add("with jumps", *chain_, kWalkerColor);
    add("local moves alone", *alone_chain_, kLocalColor);
  }
  Plane& cost =
      snapshot.curves("costs", "Cost of the flow", {.weight = settings().has_energy() ? 1 : 3, .help = kCostHelp});
  cost.axes({.label = "step"}, {.label = "−log q [nats]"});
  cost.line("cost", costs_, 0, {.color = kFlowColor});
}

void NormalisingFlow::describe_rungs(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("rungs", "Acceptance against dimension", {.weight = 3, .help = kRungsHelp});
  plane.axes({.label = "dimensions d", .range = {1.7, 28}, .logarithmic = true},
             {.label = "share accepted", .range = {0, 1.02}});
  const auto add = [&](std::string_view name, ColorRole color, auto share_of) {
    LineLayer& line = plane.line(name, Places(), {.color = color});
    PointsLayer& points = plane.points("", Places(), {.color = color});
    for (const Rung& rung : rungs_) {
      line.x.push_back(static_cast<float>(rung.dimension()));
      line.y.push_back(static_cast<float>(share_of(rung)));
    }
    points.x = line.x;
    points.y = line.y;
  };
  add("jumps", kWalkerColor, [](const Rung& rung) { return rung.jumps_accepted(); });
  add("local moves", kLocalColor, [](const Rung& rung) { return rung.local_accepted(); });
  constexpr std::array<std::string_view, kRungs.size()> kIds{"jumps_d2", "jumps_d4", "jumps_d8", "jumps_d16",
                                                             "jumps_d24"};
  constexpr std::array<std::string_view, kRungs.size()> kLabels{"jumps accepted, d = 2", "jumps accepted, d = 4",
                                                                "jumps accepted, d = 8", "jumps accepted, d = 16",
                                                                "jumps accepted, d = 24"};
  for (std::size_t i = 0; i < rungs_.size(); ++i) snapshot.metric(kIds[i], kLabels[i], rungs_[i].jumps_accepted());
}

void NormalisingFlow::describe_numbers(Snapshot& snapshot) const {
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = kNumbersHelp});
  if (!settings().has_energy()) {
    std::vector<float>& log_q = *log_q_;
    log_q.resize(static_cast<std::size_t>(world_->held_out.rows()));
    training_.flow().log_density(world_->held_out, log_q, &pool());
    double sum = 0;
    for (const float value : log_q) sum -= static_cast<double>(value);
    numbers.add("flow_cost", "−log q, last batch", cost_, {.unit = "nats"})
        .add("flow_cost_held_out", "−log q, 1000 points held out", sum / static_cast<double>(log_q.size()),
             {.unit = "nats"})
        .add("flow_mass", "sum of q over the plane shown", *mass_shown_, {.digits = 4});
    return;
  }
  const double right = energy().right_probability();
  const generative::ImportanceSums sums = generative::importance_sums(log_weights_);
  const bool has_weights = !log_weights_.empty();
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const double share = has_weights ? sums.effective_samples / static_cast<double>(log_weights_.size()) : unknown;
  const auto at_least = [](const ChainRecord& chain) -> std::string_view {
    return chain.memory().rho.empty() || chain.memory().window_found ? "" : "at least";
  };
  const bool has_run = steps_ > 0;
  numbers.add("jump_acceptance", "jumps accepted", jump_share_, {.digits = 3})
      .add("free_energy_chain", "ΔF, with jumps", has_run ? chain_->free_energy() : unknown, {.digits = 3})
      .add("free_energy_local", "ΔF, local moves alone", has_run ? alone_chain_->free_energy() : unknown, {.digits = 3})
      .add("free_energy_weighted", "ΔF, flow's samples weighted", weighted_free_energy(), {.digits = 3})
      .add("free_energy_exact", "ΔF, exact", math::log((1 - right) / right), {.digits = 3})
      .add("tau_jumps", "τ in steps, with jumps", chain_->tau(), {.digits = 3, .note = at_least(*chain_)})
      .add("tau_local", "τ in steps, local moves alone", alone_chain_->tau(),
           {.digits = 3, .note = at_least(*alone_chain_)})
      .add("log_z", "log Z, flow's samples weighted", sums.log_normalisation, {.digits = 4})
      .add("log_z_exact", "log Z, exact", energy().log_normalisation(), {.digits = 4})
      .add("flow_effective", "effective share of flow's samples", share, {.digits = 3});
  snapshot.metric("crossings_jumps", "changes of side, with jumps", chain_->crossings());
  snapshot.metric("crossings_local", "changes of side, local moves alone", alone_chain_->crossings());
  snapshot.metric("local_acceptance", "local moves accepted", local_share_);
  snapshot.metric("flow_cost", "−log q, last batch", cost_, {.unit = "nats"});
}

Schema<Settings> NormalisingFlow::schema() {
  using Self = Settings;
  Schema<Self> schema;
  return schema.group("Target")
      .choice(&Self::law, "energy", "Target ρ",
              {{Law::double_well, "double_well", "Two wells"},
               {Law::ring, "ring", "Ring of Gaussians"},
               {Law::chain, "chain", "φ⁴ chain"},
               {Law::moons, "moons", "Samples of two moons"},
               {Law::spiral, "spiral", "Samples of a spiral"}})
      .help(
          "ρ = exp(−U)/Z: U is known, Z and the way from mode to mode are not. Of the last two only samples are known.")
      .integer(&Self::dimension, "coordinates", "Dimensions d", {2, 24})
      .help("Coordinates of the wells, sites of the chain.")
      .shown_when(&Self::law, {Law::double_well, Law::chain})
      .integer(&Self::modes, "modes", "Modes", {2, 12})
      .help("Gaussians on the ring.")
      .shown_when(&Self::law, {Law::ring})
      .real(&Self::place, "mode_place", "Modes at ±a", {1, 4})
      .help("How far from 0 the modes are.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .real(&Self::barrier, "barrier", "Barrier B", {1, 20})
      .help("How much U rises between two modes. Local moves need about e^B attempts.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .real(&Self::tilt, "tilt", "Tilt t", {-6, 6})
      .help("By how much U is lower on the right.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .group("Flow")
      .choice(&Self::coupling, "coupling", "Coupling", generative::kCouplings)
      .help("What a layer does to half of the numbers, by constants that a network reads off the other half.")
      .integer(&Self::layers, "flow_layers", "Coupling layers", {2, 10})
      .help("One after the other; each changes the numbers that the one before passed on.")
      .integer(&Self::hidden, "hidden", {4, 48})
      .help("In each of the two hidden layers of a coupling's network.")
      .integer(&Self::bins, "spline_bins", "Bins of a spline", {2, 12})
      .help("Pieces of each curve.")
      .shown_when(&Self::coupling, {Coupling::spline})
      .real(&Self::learning_rate, "learning_rate", {0.0001, 0.03})
      .logarithmic()
      .live()
      .help("Of Adam.")
      .integer(&Self::updates, "flow_updates", "Updates a step", {0, 3})
      .live()
      .help("How often the flow learns in a step. 0: it stays as it is.")
      .group("Walkers")
      .integer(&Self::walkers, "walkers", "Walkers", {10, 200})
      .help("So many Markov chains at once; as many never jump, for comparison.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .choice(&Self::start, "start", "Start",
              {{StartPlaces::all, "all", "As many in each mode"},
               {StartPlaces::one, "one", "All in the left mode"},
               {StartPlaces::noise, "noise", "Noise about 0"}})
      .help("Where the walkers begin. The flow learns only from where they have been.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .integer(&Self::local_moves, "local_moves", "Local moves a step", {0, 10})
      .help("Langevin moves of each walker in a step.")
      .live()
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .real(&Self::step_size, "langevin_step", "Langevin step h", {0.001, 0.5})
      .logarithmic()
      .live()
      .help("x' = x − h ∇U + √(2h) ξ, accepted by Metropolis' rule.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .boolean(&Self::jumps, "jumps", "Jumps by the flow")
      .live()
      .help("Once a step for each walker.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .integer(&Self::jumps_from, "jumps_from", "Jumps from step", {0, 1000})
      .live()
      .help("Until then the flow only learns.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain})
      .boolean(&Self::compares_dimensions, "compares_dimensions", "Other dimensions, too")
      .help("Beside these wells the same ones in 2, 4, 8, 16 and 24 dimensions, with walkers and flows of their own.")
      .shown_when(&Self::law, {Law::double_well})
      .group("Picture")
      .choice(&Self::shown, "density_shown", "Behind the points",
              {{ShownDensity::target, "target", "Target ρ"}, {ShownDensity::flow, "flow", "Flow's density q"}})
      .live()
      .help("In more than two dimensions the target.")
      .shown_when(&Self::law, {Law::double_well, Law::ring, Law::chain});
}

const RegisterDemo<NormalisingFlow> registered{{
    .id = "normalising-flow",
    .title = "Normalising flows",
    .lecture = 7,
    .row = "R40",
    .summary =
        "Noise is bent into samples whose density is known exactly, and a flow that learns from a Markov chain proposes "
        "the jumps that the chain never makes.",
    .sources =
        {"M. Gabrié, G. Rotskoff, E. Vanden-Eijnden, Adaptive Monte Carlo augmented with normalizing flows, PNAS 119 "
         "(2022)",
         "L. Dinh, J. Sohl-Dickstein, S. Bengio, Density estimation using Real NVP, ICLR 2017",
         "C. Durkan et al., Neural Spline Flows, NeurIPS 2019"},
    .steps_per_second = 20,
}};

}  // namespace
}  // namespace lectern
