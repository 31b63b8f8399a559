#include "core/experiments/lagrangian-network/motion_learner.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern {
namespace {

using physics::MechanicalLaw;
using physics::MechanicalSystem;
using physics::MotionState;

constexpr int kBatch = 32;
constexpr int kInnerSteps = 8;  // of the integrator between two records
constexpr double kLongestGradient = 1;
constexpr double kJitter = 0.1;          // by which places of the residual are off the data, in each number
constexpr double kTrainingBounds = 100;  // a trajectory that leaves them is begun anew
constexpr int kTrials = 50;

// Time between two records.
double record_step(const MechanicalSystem& system) { return 1.25 * system.period() / kRecordsPerTrajectory; }

double root_mean_square(const Matrix<double>& of, std::ptrdiff_t column) {
  double squares = 0;
  for (std::ptrdiff_t row = 0; row < of.rows(); ++row) squares += of(row, column) * of(row, column);
  return std::sqrt(squares / static_cast<double>(of.rows()));
}

nn::MotionInputs inputs_of(const MechanicalSystem& system, const Matrix<double>& states) {
  nn::MotionInputs inputs{system.degrees(), system.is_angular()};
  for (std::ptrdiff_t j = 0; j < states.cols(); ++j) {
    const double size = root_mean_square(states, j);
    inputs.scale[static_cast<std::size_t>(j)] = size > 1e-3 ? 1 / size : 1;
  }
  return inputs;
}

void set_row(Matrix<double>& to, std::ptrdiff_t row, const MotionState& from) {
  std::copy_n(from.begin(), to.cols(), to.row(row));
}

MotionState row_of(const Matrix<double>& from, std::ptrdiff_t row) {
  MotionState state{};
  std::copy_n(from.row(row), from.cols(), state.begin());
  return state;
}

bool is_usable(const MechanicalSystem& system, const MotionState& state) {
  const MotionState slope = system.derivative(state);
  const auto is_small = [](double x) { return std::fabs(x) < kTrainingBounds; };
  return std::all_of(state.begin(), state.end(), is_small) && std::all_of(slope.begin(), slope.end(), is_small);
}

MotionState usable_start(const MechanicalSystem& system, Rng& rng) {
  MotionState state = random_start(system, rng);
  for (int trial = 0; trial < kTrials && !is_usable(system, state); ++trial) state = random_start(system, rng);
  return state;
}

void add_record(const MechanicalSystem& system, const MotionState& state, std::ptrdiff_t row, MotionRecords& records) {
  const std::ptrdiff_t n = system.degrees();
  const physics::LagrangianJet jet = system.lagrangian(state);
  const auto a = physics::acceleration(jet, state);
  set_row(records.states, row, state);
  set_row(records.canonical, row, system.canonical(state));
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    records.accelerations(row, i) = a[at];
    records.flow(row, i) = state[static_cast<std::size_t>(n + i)];
    records.flow(row, n + i) = jet.by_q[at];
  }
}

MotionRecords room_for(const MechanicalSystem& system, std::ptrdiff_t rows) {
  const std::ptrdiff_t n = system.degrees();
  return {Matrix<double>(rows, 2 * n), Matrix<double>(rows, n), Matrix<double>(rows, 2 * n),
          Matrix<double>(rows, 2 * n), 1};
}

}  // namespace

MotionState random_start(const MechanicalSystem& system, Rng& rng) {
  MotionState state{};
  switch (system.law()) {
    case MechanicalLaw::double_pendulum:
      for (std::size_t a = 0; a < 2; ++a) state[a] = rng.uniform(-1.3, 1.3);
      break;
    case MechanicalLaw::kepler: {
      const double r = rng.uniform(0.8, 1.2), turn = 2 * std::numbers::pi * rng.uniform();
      const double speed = rng.uniform(0.85, 1.1) / std::sqrt(r);
      const double c = math::cos(turn), s = math::sin(turn);
      state = {r * c, r * s, -speed * s, speed * c};
      break;
    }
    case MechanicalLaw::henon_heiles:
      // Below E = 1/8; what is above is drawn again.
      for (int trial = 0; trial < 50; ++trial) {
        for (double& x : state) x = rng.uniform(-0.45, 0.45);
        if (system.energy(state) < 0.125) break;
      }
      break;
    case MechanicalLaw::spring:
    case MechanicalLaw::typed:
      for (std::size_t a = 0; a < 2; ++a) state[a] = rng.uniform(-1.2, 1.2);
      break;
  }
  return state;
}

MotionRecords record_trajectories(const MechanicalSystem& system, int trajectories, double noise, Rng rng) {
  const std::ptrdiff_t n = system.degrees(), rows = std::ptrdiff_t{trajectories} * kRecordsPerTrajectory;
  MotionRecords records = room_for(system, rows);
  const double step = record_step(system);
  double squares = 0;
  for (std::ptrdiff_t row = 0; row < rows;) {
    MotionState state = usable_start(system, rng);
    for (int k = 0; k < kRecordsPerTrajectory; ++k, ++row) {
      add_record(system, state, row, records);
      for (std::ptrdiff_t i = 0; i < n; ++i) squares += records.accelerations(row, i) * records.accelerations(row, i);
      for (int inner = 0; inner < kInnerSteps; ++inner) state = system.advanced(state, step / kInnerSteps);
      if (!is_usable(system, state)) state = usable_start(system, rng);
    }
  }
  records.spread = std::sqrt(squares / static_cast<double>(rows * n));
  if (records.spread < 1e-9) records.spread = 1;
  if (noise > 0) {
    Rng shaken = rng.split("noise");
    for (std::ptrdiff_t row = 0; row < rows; ++row) {
      for (std::ptrdiff_t i = 0; i < n; ++i) records.accelerations(row, i) += noise * records.spread * shaken.normal();
      for (std::ptrdiff_t i = 0; i < 2 * n; ++i) records.flow(row, i) += noise * records.spread * shaken.normal();
    }
  }
  return records;
}

MotionRecords scattered_places(const MechanicalSystem& system, int places, Rng rng) {
  MotionRecords records = room_for(system, places);
  const double step = record_step(system);
  for (std::ptrdiff_t row = 0; row < places; ++row) {
    MotionState state = usable_start(system, rng);
    const int steps = static_cast<int>(rng.below(kRecordsPerTrajectory * kInnerSteps));
    for (int i = 0; i < steps; ++i) {
      const MotionState next = system.advanced(state, step / kInnerSteps);
      if (!is_usable(system, next)) break;
      state = next;
    }
    add_record(system, state, row, records);
  }
  return records;
}

MotionLearner::Model MotionLearner::make(MotionKind kind, const MechanicalSystem& system, const MotionRecords& records,
                                         int hidden, const Rng& rng) {
  const std::array sizes{hidden, hidden};
  const nn::MotionInputs inputs =
      inputs_of(system, kind == MotionKind::hamiltonian ? records.canonical : records.states);
  // L and H are about v², accelerations about their spread.
  double speeds = 0;
  for (std::ptrdiff_t j = system.degrees(); j < records.states.cols(); ++j)
    speeds += root_mean_square(records.states, j) * root_mean_square(records.states, j) / system.degrees();
  constexpr auto kActivation = nn::JetActivation::tanh;
  const auto scaled = [](auto model, double by) {
    model.network().scale_output(by);
    return model;
  };
  if (kind == MotionKind::hamiltonian)
    return scaled(nn::HamiltonianNetwork<double>(inputs, sizes, kActivation, rng), speeds);
  if (kind == MotionKind::lagrangian)
    return scaled(nn::LagrangianNetwork<double>(inputs, sizes, kActivation, 1, rng), 0.3 * speeds);
  return scaled(nn::AccelerationNetwork<double>(inputs, sizes, kActivation, rng), records.spread);
}

MotionLearner::MotionLearner(MotionKind kind, const MechanicalSystem& system, const MotionRecords& records, int hidden,
                             const Rng& rng)
    : kind_(kind),
      model_(make(kind, system, records, hidden, rng.split("weights"))),
      gradient_(weights().size()),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = 0.01}, gradient_.size()),
      rng_(rng.split("batches")) {}

std::span<double> MotionLearner::weights() {
  return std::visit([](auto& model) { return model.network().parameters(); }, model_);
}

double MotionLearner::train(const MechanicalSystem& system, const MotionRecords& records, double learning_rate,
                            double residual_weight) {
  Room& room = *room_;
  const bool is_hamiltonian = kind_ == MotionKind::hamiltonian;
  const Matrix<double>&states = is_hamiltonian ? records.canonical : records.states,
        &targets = is_hamiltonian ? records.flow : records.accelerations;
  room.states.resize(kBatch, states.cols());
  room.targets.resize(kBatch, targets.cols());
  for (std::ptrdiff_t i = 0; i < kBatch; ++i) {
    const std::ptrdiff_t row = rng_.below(static_cast<std::uint32_t>(states.rows()));
    std::copy_n(states.row(row), states.cols(), room.states.row(i));
    std::copy_n(targets.row(row), targets.cols(), room.targets.row(i));
  }
  double cost = 0;
  if (auto* hamiltonian = std::get_if<nn::HamiltonianNetwork<double>>(&model_)) {
    cost = hamiltonian->gradient(room.states, room.targets, gradient_);
  } else if (auto* lagrangian = std::get_if<nn::LagrangianNetwork<double>>(&model_)) {
    cost = lagrangian->gradient(room.states, room.targets, gradient_);
  } else {
    auto& plain = std::get<nn::AccelerationNetwork<double>>(model_);
    if (kind_ == MotionKind::informed) {
      const auto n = static_cast<std::size_t>(system.degrees());
      room.places.resize(kBatch, states.cols());
      room.slopes.resize(kBatch, targets.cols());
      room.offset.assign(kBatch, 0);
      for (std::ptrdiff_t i = 0; i < kBatch; ++i) {
        MotionState at = row_of(states, rng_.below(static_cast<std::uint32_t>(states.rows())));
        for (std::size_t j = 0; j < 2 * n; ++j) at[j] += kJitter * rng_.normal();
        const MotionState by = physics::energy_gradient(system.lagrangian(at), at);
        set_row(room.places, i, at);
        for (std::size_t a = 0; a < n; ++a) {
          room.slopes(i, static_cast<std::ptrdiff_t>(a)) = by[n + a];
          room.offset[static_cast<std::size_t>(i)] += by[a] * at[n + a];
        }
      }
      const nn::AccelerationNetwork<double>::Residual residual{room.places, room.slopes, room.offset, residual_weight};
      cost = plain.gradient(room.states, room.targets, &residual, gradient_);
    } else {
      cost = plain.gradient(room.states, room.targets, nullptr, gradient_);
    }
  }
  nn::clip_norm<double>(gradient_, kLongestGradient);
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.step(weights(), gradient_);
  return cost;
}

double MotionLearner::error(const MechanicalSystem& system, const MotionRecords& judged) const {
  Room& room = *room_;
  const std::ptrdiff_t n = system.degrees(), rows = judged.states.rows();
  double squares = 0;
  room.answer.resize(rows, 2 * n);
  const MatrixView<double> accelerations(room.answer.data(), rows, n);
  if (const auto* hamiltonian = std::get_if<nn::HamiltonianNetwork<double>>(&model_)) {
    hamiltonian->derivative(judged.canonical, room.answer);
  } else if (const auto* lagrangian = std::get_if<nn::LagrangianNetwork<double>>(&model_)) {
    lagrangian->accelerations(judged.states, accelerations);
  } else {
    std::get<nn::AccelerationNetwork<double>>(model_).accelerations(judged.states, accelerations);
  }
  for (std::ptrdiff_t row = 0; row < rows; ++row) {
    std::array<double, 2> a{};
    if (kind_ == MotionKind::hamiltonian) {
      // p = ∂L/∂v along the learned flow: dp/dt = C dq/dt + M a.
      const physics::LagrangianJet jet = system.lagrangian(row_of(judged.states, row));
      std::array<double, 2> rest{};
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        const auto at = static_cast<std::size_t>(i);
        rest[at] = room.answer(row, n + i);
        for (std::ptrdiff_t j = 0; j < n; ++j)
          rest[at] -= jet.mixed[static_cast<std::size_t>(i * n + j)] * room.answer(row, j);
      }
      a = physics::solved_by_mass(jet, rest);
    } else {
      for (std::ptrdiff_t i = 0; i < n; ++i) a[static_cast<std::size_t>(i)] = accelerations(row, i);
    }
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const double by = a[static_cast<std::size_t>(i)] - judged.accelerations(row, i);
      squares += by * by;
    }
  }
  return std::sqrt(squares / static_cast<double>(rows * n)) / judged.spread;
}

void MotionLearner::energies(const MotionRecords& places, std::vector<double>& energies) const {
  Room& room = *room_;
  energies.assign(static_cast<std::size_t>(places.states.rows()), 0);
  room.answer.resize(places.states.rows(), places.states.cols());
  if (const auto* hamiltonian = std::get_if<nn::HamiltonianNetwork<double>>(&model_))
    hamiltonian->derivative(places.canonical, room.answer, energies);
  else if (const auto* lagrangian = std::get_if<nn::LagrangianNetwork<double>>(&model_))
    lagrangian->energies(places.states, energies);
}

MotionState MotionLearner::advanced(const MechanicalSystem& system, const MotionState& state, double step) const {
  Room& room = *room_;
  const auto n = static_cast<std::size_t>(system.degrees());
  room.one.resize(1, static_cast<std::ptrdiff_t>(2 * n));
  room.answer.resize(1, static_cast<std::ptrdiff_t>(2 * n));
  if (const auto* hamiltonian = std::get_if<nn::HamiltonianNetwork<double>>(&model_)) {
    const MotionState moved = physics::runge_kutta_step(system.canonical(state), step, [&](const MotionState& qp) {
      set_row(room.one, 0, qp);
      hamiltonian->derivative(room.one, room.answer);
      return row_of(room.answer, 0);
    });
    return system.from_canonical(moved);
  }
  return physics::runge_kutta_step(state, step, [&](const MotionState& at) {
    set_row(room.one, 0, at);
    const MatrixView<double> a(room.answer.data(), 1, static_cast<std::ptrdiff_t>(n));
    if (const auto* lagrangian = std::get_if<nn::LagrangianNetwork<double>>(&model_))
      lagrangian->accelerations(room.one, a);
    else
      std::get<nn::AccelerationNetwork<double>>(model_).accelerations(room.one, a);
    MotionState slope{};
    for (std::size_t i = 0; i < n; ++i) {
      slope[i] = at[n + i];
      slope[n + i] = a(0, static_cast<std::ptrdiff_t>(i));
    }
    return slope;
  });
}

}  // namespace lectern
