#include "core/experiments/gravitational-waves/search_contest.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace lectern {
namespace {

// Into a list in falling order. Equal scores are equal numbers: their order says nothing.
void insert(std::vector<float>& falling, float score) {
  falling.insert(std::upper_bound(falling.begin(), falling.end(), score, std::greater<>()), score);
}

}  // namespace

double Scores::threshold(double false_alarms) const {
  // Shares are often 1/n to the last bit but one.
  const auto rank = static_cast<std::size_t>(false_alarms * static_cast<double>(noise.size()) + 1e-6);
  if (noise.empty() || rank == 0) return kUnknown;
  return static_cast<double>(noise[std::min(rank, noise.size() - 1)]);
}

SearchContest::SearchContest(std::shared_ptr<const ChirpBank> bank, int noise_segments, double glitches, const Rng& rng)
    : bank_(std::move(bank)), noise_segments_(noise_segments), glitches_(glitches), rng_(rng) {}

void SearchContest::step(const nn::Network<float>& network, std::int64_t updates, ThreadPool& pool) {
  if (position_ == 0 && round_ > 0) {
    judged_network_.assign(1, network);
    round_updates_ = updates;
  }
  Matrix<float>& X = *X_;
  X.resize(kNoise + kChirps, ChirpBank::kSamples);
  for (int i = 0; i < kNoise + kChirps; ++i) {
    const bool has_chirp = i >= kNoise;
    const int number = has_chirp ? position_ * kChirps + i - kNoise : position_ * kNoise + i;
    Rng rng = rng_.split(has_chirp ? "chirps" : "noise").split(static_cast<std::uint64_t>(number));
    const std::span<float> x(X.row(i), ChirpBank::kSamples);
    double ratio = 0;
    if (has_chirp) {
      ratio = rng.uniform(kLeast, kMost);
      bank_->draw_chirp(rng, x, *work_);
      for (float& value : x) value *= static_cast<float>(ratio);
      Matrix<float>& noise = *Y_;
      noise.resize(1, ChirpBank::kSamples);
      bank_->draw_noise(rng, glitches_, {noise.data(), x.size()});
      for (std::size_t j = 0; j < x.size(); ++j) x[j] += noise.data()[j];
    } else {
      bank_->draw_noise(rng, glitches_, x);
    }
    if (round_ > 0) continue;
    const ChirpBank::Findings found = bank_->search(std::span<const float>(x), *work_);
    const auto score = static_cast<float>(found.loudest.snr), tested = static_cast<float>(found.consistent.snr);
    if (has_chirp) {
      filter_.chirps.push_back(score);
      consistent_.chirps.push_back(tested);
      ratios_.push_back(static_cast<float>(ratio));
    } else {
      insert(filter_.noise, score);
      insert(consistent_.noise, tested);
    }
  }
  if (round_ > 0) {
    Matrix<float>& Y = *Y_;
    Y.resize(kNoise + kChirps, 1);
    judged_network_[0].predict(*pass_, X, Y, &pool);
    for (int i = 0; i < kNoise; ++i) insert(judged_.noise, Y(i, 0));
    for (int i = kNoise; i < kNoise + kChirps; ++i) judged_.chirps.push_back(Y(i, 0));
  }
  if (++position_ < portions()) return;
  if (round_ > 0) {
    std::swap(network_, judged_);
    judged_.noise.clear();
    judged_.chirps.clear();
    judged_updates_ = round_updates_;
  }
  position_ = 0;
  ++round_;
}

double SearchContest::found(const Scores& scores, double threshold, double low, double high) const {
  int all = 0, above = 0;
  if (std::isnan(threshold)) return kUnknown;
  for (std::size_t i = 0; i < scores.chirps.size(); ++i) {
    const double ratio = static_cast<double>(ratios_[i]);
    if (ratio < low || ratio >= high) continue;
    ++all;
    above += static_cast<double>(scores.chirps[i]) > threshold ? 1 : 0;
  }
  return all == 0 ? kUnknown : static_cast<double>(above) / all;
}

double SearchContest::half_found(const Scores& scores, double threshold) const {
  double before = 0;
  for (double low = kLeast; low < kMost; low += 1) {
    const double share = found(scores, threshold, low, low + 1);
    if (!(share >= 0)) return kUnknown;
    if (share >= 0.5) return low == kLeast ? low + 0.5 : low - 0.5 + (0.5 - before) / (share - before);
    before = share;
  }
  return kUnknown;
}

}  // namespace lectern
