#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/divergences/divergence_settings.h"
#include "core/lab/action.h"
#include "core/lab/snapshot.h"
#include "core/math/rng.h"
#include "core/ml/density/joint_table.h"

namespace lectern::divergences {

// Two quantities x and y: a cut at x = a is what is known of y once x was measured, by formula and by counting draws.
class JointScene {
 public:
  JointScene(const Settings& settings, const Rng& run);

  void step(const Settings& settings);
  bool act(const Gesture& gesture);
  void describe(const Settings& settings, Snapshot& snapshot) const;

  auto state() const { return std::tuple(std::cref(table_), std::cref(rng_), std::cref(draws_), drawn_, cut_); }

 private:
  // What is known of y at the cut.
  struct Reading {
    double density = 0;  // p(x = a)
    double mean = 0, deviation = 0;
    double entropy = 0, gain = 0;  // H(y | x = a), KL(p(y | a) ‖ p(y))
  };
  Reading read(std::vector<double>& posterior) const;
  std::size_t kept() const;

  void describe_joint(const Settings& settings, Snapshot& snapshot) const;

  density::JointTable table_;
  Rng rng_;
  std::vector<float> draws_;  // x₀ y₀ x₁ y₁ …, the last kKept of them
  std::int64_t drawn_ = 0;
  double cut_ = 0;
  Scratch<std::vector<double>> posterior_, likelihood_, counted_;
};

}  // namespace lectern::divergences
