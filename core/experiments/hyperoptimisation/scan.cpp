#include "core/experiments/hyperoptimisation/scan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr double kWorkOfStep = 1e6;  // multiplications for each training at work
constexpr int kFirstAtRandom = 20;   // before a model has enough to learn from
constexpr int kEffectParts = 4;

}  // namespace

Scan::Scan(const ScanPlan& plan, std::shared_ptr<const TrialData> data, const Rng& rng)
    : plan_(plan),
      data_(std::move(data)),
      rng_(rng),
      trials_(plan.trials),
      process_(space()),
      effects_(hyperparameters(data_->task()).size(), 0.0) {
  plan_.rewards_folds = plan.rewards_folds || !data_->has_validation();
  if (!data_->is_enough() || (plan_.rewards_folds && data_->fold_count() == 0)) trials_ = 0;
  if (plan.method != optimise::SearchMethod::grid || trials_ == 0) return;
  grid_ = optimise::SearchGrid(space(), trials_);
  trials_ = static_cast<int>(grid_.nodes());
  order_.resize(static_cast<std::size_t>(trials_));
  std::iota(order_.begin(), order_.end(), 0);
  Rng order_rng = rng.split("order");
  order_rng.shuffle(std::span<int>(order_));
}

bool Scan::finished() const {
  const bool is_idle =
      std::none_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.run.has_value(); });
  return trials_ > 0 && is_idle && started_ == trials_ && (best() < 0 || graded_ == kRestarts + 1);
}

optimise::Tried Scan::tried() const { return {{places_.data(), std::ssize(results_), std::ssize(space())}, costs_}; }

void Scan::propose(std::span<double> x) {
  const bool knows_enough = done() >= kFirstAtRandom;
  if (plan_.method == optimise::SearchMethod::grid) {
    grid_.node(order_[static_cast<std::size_t>(started_)], x);
  } else if (plan_.method == optimise::SearchMethod::parzen && knows_enough) {
    optimise::propose_parzen(space(), tried(), rng_, x);
  } else if (plan_.method == optimise::SearchMethod::gaussian_process && knows_enough) {
    Matrix<double> pending(kSlots, std::ssize(x));
    std::ptrdiff_t rows = 0;
    for (const Slot& slot : slots_)
      if (slot.run) std::copy(slot.x.begin(), slot.x.end(), pending.row(rows++));
    process_.propose(space(), tried(), pending.view().rows_range(0, rows), rng_, x);
  } else {
    optimise::draw_configuration(space(), rng_, x);
  }
}

// A model proposes one configuration in a step, as that takes about as long as the work on a training.
void Scan::fill() {
  const bool asks_model =
      plan_.method == optimise::SearchMethod::parzen || plan_.method == optimise::SearchMethod::gaussian_process;
  for (Slot& slot : slots_) {
    if (slot.run) continue;
    if (started_ < trials_) {
      slot.x.resize(space().size());
      propose(slot.x);
      slot.number = -1;
      slot.run.emplace(Configuration::at(data_->task(), slot.x), data_, data_->has_validation(), plan_.rewards_folds);
      ++started_;
      if (asks_model && done() >= kFirstAtRandom) return;
    } else if (done() == trials_ && best() >= 0 && graded_ <= kRestarts) {
      const bool on_folds = graded_ == 0 || !data_->has_validation();
      slot.number = graded_;
      // The starting points tried by the scan come first.
      const int shift = graded_ == 0 ? 0 : 100 + graded_;
      slot.run.emplace(configuration(best()), data_, data_->has_validation(), on_folds, shift);
      ++graded_;
    }
  }
}

void Scan::step(ThreadPool& pool) {
  fill();
  pool.run(std::ssize(slots_), [this](std::ptrdiff_t i) {
    Slot& slot = slots_[static_cast<std::size_t>(i)];
    if (slot.run) slot.run->work(kWorkOfStep);
  });
  for (Slot& slot : slots_)
    if (slot.run && slot.run->finished()) take(slot);
}

void Scan::take(Slot& slot) {
  if (slot.number < 0)
    take_trial(slot);
  else if (slot.number == 0)
    grade_ = slot.run->result();
  else
    restarts_.push_back(slot.run->result());
  slot.run.reset();
}

void Scan::take_trial(Slot& slot) {
  places_.insert(places_.end(), slot.x.begin(), slot.x.end());
  results_.push_back(slot.run->result());
  const int number = done() - 1;
  const double value = reward(number), worst = math::log(3 * data_->guess);
  const bool has_failed = !std::isfinite(value);
  failed_ += has_failed ? 1 : 0;
  constexpr double kLeast = 1e-9;
  costs_.push_back(has_failed ? worst : std::min(math::log(std::max(value, kLeast)), worst));
  const int before = best();
  const bool is_best = !has_failed && (before < 0 || value < reward(before));
  best_.push_back(is_best ? number : before);
  if (is_best) best_network_ = slot.run->network();
  optimise::main_effects(space(), tried(), kEffectParts, effects_);
}

}  // namespace lectern
