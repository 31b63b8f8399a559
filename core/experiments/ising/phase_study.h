#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/ising/settings.h"
#include "core/experiments/ising/spin_pictures.h"
#include "core/experiments/ising/spin_reader.h"
#include "core/lab/action.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/physics/spin_lattice.h"
#include "core/simd/thread_pool.h"

namespace lectern::ising {

// A dense and a convolutional network learn to tell ordered from disordered states, from temperatures outside a gap
// about the critical one, and are asked everywhere. Source: Carrasquilla, Melko, Nature Physics 13 (2017) 431.
class PhaseStudy {
 public:
  PhaseStudy(const Settings& settings, const Rng& rng);

  void step(const Settings& settings, ThreadPool& pool);
  bool finished() const { return updates_ >= kUpdates; }
  bool gesture(const Action& action, const Settings& settings);
  void describe(Snapshot& snapshot, const Settings& settings) const;

  auto state() const {
    return std::tuple(std::tie(training_, asked_, readers_, batches_, updates_, examined_, lattice_, shown_),
                      unhashed(ordered_[0]), unhashed(ordered_[1]));
  }

 private:
  enum Reader : std::size_t { kDense, kConvolutional, kReaders };
  static constexpr int kUpdates = 400, kBatch = 32, kEach = 24;
  static constexpr std::size_t kExaminedInAStep = 3;  // temperatures

  void examine(std::size_t temperature, ThreadPool& pool);
  void show(int temperature);
  // The temperature at which the mean probability of order falls below one half; NaN: nowhere.
  double transition(Reader reader) const;
  double mean_ordered(Reader reader, std::size_t temperature) const;
  // The share of states within the gap that are told as T < T_c says.
  double accuracy(Reader reader, bool inside, const Settings& settings) const;
  double constant_share() const;
  void describe_probability(Snapshot& snapshot, const Settings& settings) const;
  void describe_asked(Snapshot& snapshot, const Settings& settings) const;
  void describe_reading(Snapshot& snapshot) const;
  void describe_weights(Snapshot& snapshot) const;

  SpinPictures training_, asked_;
  std::vector<SpinReader> readers_;
  Rng batches_;
  int updates_ = 0;
  std::size_t examined_ = 0;                            // temperatures of asked_ looked at so far, round after round
  std::array<std::vector<float>, kReaders> ordered_{};  // P(ordered) of each state of asked_; NaN: not yet
  physics::SpinLattice lattice_;                        // to be drawn on
  int shown_ = 0;                                       // the temperature of asked_ it is from
  struct Room {
    Matrix<float> X;
    std::vector<std::int32_t> labels;
    std::vector<float> p, cells, x, y;
  };
  Scratch<Room> room_;
};

}  // namespace lectern::ising
