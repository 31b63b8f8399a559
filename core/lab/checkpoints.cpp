#include "core/lab/checkpoints.h"

#include <algorithm>
#include <new>

namespace lectern {
namespace {

// The end of those at or before `step`, in an ascending list.
std::vector<Checkpoint>::const_iterator end_at(const std::vector<Checkpoint>& list, std::uint64_t step) {
  return std::upper_bound(list.begin(), list.end(), step,
                          [](std::uint64_t value, const Checkpoint& each) { return value < each.step; });
}

bool has(const std::vector<Checkpoint>& list, std::uint64_t step) {
  const auto end = end_at(list, step);
  return end != list.begin() && (end - 1)->step == step;
}

}  // namespace

void Checkpoints::clear() {
  spaced_.clear();
  close_.clear();
  spacing_ = 1;
  replay_from_ = replay_to_ = 0;
  capacity_ = kMaximumCheckpoints;
}

bool Checkpoints::is_spaced(std::uint64_t step) const {
  return step % spacing_ == 0 && (spaced_.empty() ? step == 0 : step > spaced_.back().step);
}

// Half of the way before its end, a quarter, an eighth …: each step back from there has half as far to go again.
bool Checkpoints::is_close(std::uint64_t step) const {
  if (step <= replay_from_ || step >= replay_to_ || close_.size() >= close_capacity()) return false;
  const std::uint64_t missing = replay_to_ - step;
  std::uint64_t distance = (replay_to_ - replay_from_) / 2;
  while (distance > missing) distance /= 2;
  return distance == missing;
}

bool Checkpoints::wants(std::uint64_t step) const {
  return is_spaced(step) || (is_close(step) && !has(spaced_, step) && !has(close_, step));
}

// That of step 0 stays; where there is room for no other, the places are moved apart all the same.
void Checkpoints::make_room() {
  if (spaced_.size() < spaced_capacity()) return;
  do {
    spacing_ *= 2;
    std::erase_if(spaced_, [this](const Checkpoint& each) { return each.step % spacing_ != 0; });
  } while (spaced_.size() >= spaced_capacity() && spaced_.size() > 1);
}

void Checkpoints::keep(std::uint64_t step, const Experiment& experiment, const ParameterSet& parameters) {
  const std::size_t affordable = kCheckpointBytes / std::max<std::size_t>(experiment.bytes(), 1);
  capacity_ = std::clamp<std::size_t>(affordable, 1, capacity_);
  if (close_.size() > close_capacity()) close_.clear();
  const bool spaced = is_spaced(step);
  if (spaced) make_room();
  if (spaced && !is_spaced(step)) return;  // the places were moved apart
  try {
    (spaced ? spaced_ : close_).push_back({step, experiment.clone(), parameters});
  } catch (const std::bad_alloc&) {
    close_.clear();
    capacity_ = std::max<std::size_t>(capacity_ / 2, 1);
    make_room();
  }
}

// Those before `from` are where going further back arrives.
void Checkpoints::expect_replay(std::uint64_t from, std::uint64_t to) {
  close_.erase(end_at(close_, from), close_.end());
  if (!close_.empty() && close_.size() == close_capacity()) close_.erase(close_.begin());
  replay_from_ = from;
  replay_to_ = std::max(from, to);
}

void Checkpoints::forget_after(std::uint64_t step) {
  spaced_.erase(end_at(spaced_, step), spaced_.end());
  close_.erase(end_at(close_, step), close_.end());
  replay_to_ = std::min(replay_to_, step);
  // What is left stands at multiples of any smaller distance too.
  while (spacing_ > 1 && step / (spacing_ / 2) < spaced_capacity() / 2) spacing_ /= 2;
}

const Checkpoint* Checkpoints::nearest(std::uint64_t step) const {
  const auto spaced = end_at(spaced_, step), close = end_at(close_, step);
  const Checkpoint* a = spaced == spaced_.begin() ? nullptr : &*(spaced - 1);
  const Checkpoint* b = close == close_.begin() ? nullptr : &*(close - 1);
  if (a == nullptr || b == nullptr) return a == nullptr ? b : a;
  return a->step >= b->step ? a : b;
}

void Checkpoints::list(std::vector<std::uint64_t>& steps) const {
  steps.clear();
  for (const Checkpoint& each : spaced_) steps.push_back(each.step);
  for (const Checkpoint& each : close_) steps.push_back(each.step);
  std::sort(steps.begin(), steps.end());
}

}  // namespace lectern
