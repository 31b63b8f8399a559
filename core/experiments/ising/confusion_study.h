#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/ising/settings.h"
#include "core/experiments/ising/spin_pictures.h"
#include "core/experiments/ising/spin_reader.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/simd/thread_pool.h"

namespace lectern::ising {

// Learning by confusion: nobody knows T_c. For each of many guesses T* a network learns the labels T < T*; where the
// guess is right they are easy to learn, elsewhere states that look alike have two names. Source: van Nieuwenburg, Liu,
// Huber, Learning phase transitions by confusion, Nature Physics 13 (2017) 435.
class ConfusionStudy {
 public:
  ConfusionStudy(const Settings& settings, const Rng& rng);

  void step(const Settings& settings, ThreadPool& pool);
  bool finished() const { return updates_ >= kUpdates; }
  void describe(Snapshot& snapshot, const Settings& settings) const;

  auto state() const {
    return std::tuple(std::tie(training_, test_, readers_, batches_, updates_), unhashed(guesses_), unhashed(accuracy_),
                      unhashed(below_));
  }

 private:
  static constexpr int kUpdates = 300, kBatch = 32, kTestEach = 12;
  static constexpr int kTemperatures = 31, kGuesses = 21;

  void examine(std::size_t guess, ThreadPool& pool);
  double majority(double guess) const;
  // The guess of the highest accuracy away from the ends, on the parabola through it and its neighbours.
  double peak() const;
  std::size_t best_guess() const;

  SpinPictures training_, test_;
  std::vector<double> guesses_;
  std::vector<SpinReader> readers_;  // one for each guess
  Rng batches_;
  int updates_ = 0;
  std::vector<double> accuracy_;  // of each guess; NaN: not yet
  std::vector<float> below_;      // kTemperatures × kGuesses: mean probability of T < T* said of states at T
  struct Room {
    Matrix<float> X;
    std::vector<std::int32_t> labels;
    std::vector<std::ptrdiff_t> rows;
    std::vector<float> p;
  };
  Scratch<Room> room_;
};

}  // namespace lectern::ising
