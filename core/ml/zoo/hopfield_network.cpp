#include "core/ml/zoo/hopfield_network.h"

#include <cstddef>
#include <cstdint>

namespace lectern::zoo {

void HopfieldNetwork::store(std::span<const int> pattern) {
  for (int k = 0; k < n_; ++k)
    for (int j = 0; j < n_; ++j)
      if (j != k)
        W_[static_cast<std::size_t>(k * n_ + j)] +=
            pattern[static_cast<std::size_t>(k)] * pattern[static_cast<std::size_t>(j)];
}

bool HopfieldNetwork::update(int k, std::span<int> s) const {
  std::int64_t field = 0;
  const std::int32_t* row = W_.data() + static_cast<std::size_t>(k) * static_cast<std::size_t>(n_);
  for (std::size_t j = 0; j < s.size(); ++j) field += row[j] * s[j];
  if (field == 0) return false;
  int& neuron = s[static_cast<std::size_t>(k)];
  const int before = neuron;
  neuron = field > 0 ? 1 : -1;
  return neuron != before;
}

double HopfieldNetwork::energy(std::span<const int> s) const {
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < s.size(); ++k)
    for (std::size_t j = 0; j < s.size(); ++j) sum += W_[k * s.size() + j] * s[k] * s[j];
  return -static_cast<double>(sum) / (2.0 * n_);
}

void HopfieldNetwork::settle(std::span<int> s, int sweeps) const {
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    bool flipped = false;
    for (int k = 0; k < n_; ++k) flipped = update(k, s) || flipped;
    if (!flipped) return;
  }
}

double overlap(std::span<const int> s, std::span<const int> pattern) {
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < s.size(); ++k) sum += s[k] * pattern[k];
  return static_cast<double>(sum) / static_cast<double>(s.size());
}

}  // namespace lectern::zoo
