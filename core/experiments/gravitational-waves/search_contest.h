#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/gravitational-waves/chirp_bank.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"

namespace lectern {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// The scores of one detector: of segments of noise, in falling order, and of segments with a chirp.
struct Scores {
  std::vector<float> noise, chirps;

  // The score above which a share α of the noise lies: the (⌊α n⌋ + 1)-th largest of n. NaN where less than one segment
  // would be above: so small a share cannot be measured.
  double threshold(double false_alarms) const;
  auto state() const { return std::tie(noise, chirps); }
};

// Judges two detectors on the same segments, a portion at each step: several thousand of noise, and a quarter as many
// with a chirp of a signal-to-noise ratio from 2 to 14. The matched filter first; then, again and again, the network
// as it is when a round begins. Segments follow from their number alone and are made anew for each round.
class SearchContest {
 public:
  static constexpr int kNoise = 64, kChirps = 16;  // segments of one portion
  static constexpr double kLeast = 2, kMost = 14;  // signal-to-noise ratios

  SearchContest(std::shared_ptr<const ChirpBank> bank, int noise_segments, double glitches, const Rng& rng);

  // Judges the next portion. A round of the network begins with a copy of it; `updates` tells how old it is.
  void step(const nn::Network<float>& network, std::int64_t updates, ThreadPool& pool);

  // The filter by its largest |z|, and reweighted by the χ² test.
  const Scores& filter() const { return filter_; }
  const Scores& consistent() const { return consistent_; }
  // Logits of the last full round; empty before.
  const Scores& network() const { return network_; }
  // Updates of the network that was judged last; −1: none yet.
  std::int64_t judged_updates() const { return judged_updates_; }
  // Signal-to-noise ratios of the chirps, in the order of Scores::chirps; the filter may not yet know all of them.
  const std::vector<float>& ratios() const { return ratios_; }

  // The share of chirps with a ratio between two limits whose score is above the threshold; NaN if there are
  // none, or no threshold.
  double found(const Scores& scores, double threshold, double low, double high) const;
  // The ratio at which half of the chirps are found, interpolated between bins of width 1; NaN if there is none.
  double half_found(const Scores& scores, double threshold) const;

  // The tested scores follow from the same segments as the filter's.
  auto state() const {
    return std::tuple(std::tie(filter_, network_, judged_, ratios_, judged_network_, position_, round_, round_updates_,
                               judged_updates_),
                      unhashed(consistent_));
  }

 private:
  int portions() const { return (noise_segments_ + kNoise - 1) / kNoise; }

  std::shared_ptr<const ChirpBank> bank_;
  int noise_segments_;
  double glitches_;
  Rng rng_;
  Scores filter_, consistent_, network_, judged_;
  std::vector<float> ratios_;
  std::vector<nn::Network<float>> judged_network_;  // none, or the one of this round
  int position_ = 0, round_ = 0;
  std::int64_t round_updates_ = -1, judged_updates_ = -1;
  Scratch<Matrix<float>> X_, Y_;
  Scratch<nn::Pass<float>> pass_;
  Scratch<ChirpBank::Workspace> work_;
};

}  // namespace lectern
