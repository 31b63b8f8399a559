#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/trees/forest.h"

namespace lectern {

// Forests that tell ordered from disordered states of the Ising model by single spins. They learn far from the critical
// temperature and are judged there, and near it, where no training state was.
// Source: Mehta et al., A high-bias, low-variance introduction to machine learning for physicists, Physics Reports 810
// (2019) 1, §8.
class IsingStudy {
 public:
  explicit IsingStudy(const Rng& rng);

  // Samples some states, until there are enough; then grows one tree of each forest.
  void step();
  bool finished(int trees) const { return grown_ >= trees; }
  void describe(Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(spins_, sampled_, grown_, sums_, unseen_, accuracy_), unhashed(importance_),
                      unhashed(history_));
  }

 private:
  static constexpr int kSide = 20, kSpins = kSide * kSide;
  static constexpr int kTraining = 400, kTest = 200, kCritical = 200, kStates = kTraining + kTest + kCritical;
  static constexpr int kStatesAtOnce = 10;
  static constexpr int kCoarse = 150;  // samples that a node needs to be split, in the coarse forest
  enum Kind { kFine, kCoarseForest, kExtraTrees, kKinds };
  struct Learned {
    Matrix<double> X;  // kTraining × kSpins
    trees::SortedInputs inputs;
  };

  double temperature(int state) const;
  int label(int state) const;
  void sample(int state);
  void grow();
  const std::int8_t* spins(int state) const { return spins_.data() + static_cast<std::ptrdiff_t>(state) * kSpins; }

  Rng rng_;
  std::vector<std::int8_t> spins_;  // kStates × kSpins: the training data, the test data, the critical states
  int sampled_ = 0, grown_ = 0;
  std::shared_ptr<const Learned> learned_;                // null until all states are there
  std::array<std::vector<double>, kKinds> sums_;          // (kTest + kCritical) × 2: what all trees say
  std::vector<trees::OutOfBag> unseen_;                   // of the fine and the coarse forest
  std::array<std::array<double, 3>, kKinds> accuracy_{};  // out of bag, on the test data, on critical states
  std::vector<double> importance_;                        // kSpins, of the fine forest
  History history_{6};
};

}  // namespace lectern
