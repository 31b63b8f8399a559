#include "core/lab/runner_core.h"

#include <algorithm>
#include <limits>

namespace lectern {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();
// A slider dragged while running makes at most this many events, so that a link holds a minute of dragging.
constexpr double kTuningsPerSecond = 20;
// Steps missed by a slow machine or a hidden page are not caught up beyond this.
constexpr double kCatchUp_s = 0.1;
constexpr double kSpeedWindow_s = 0.25;

}  // namespace

void RunnerCore::submit(const RunRequest& request) {
  requests_.back() = request;
  requests_.publish();
}

double RunnerCore::work(double budget_s) {
  const double started = clock_();
  adopt(started);
  step_until(started + budget_s);
  const double now = clock_();
  measure_speed(now);
  const double pause = wants_step() ? std::max(0.0, next_step_s_ - now) : kForever;
  const bool reader_waits = snapshots_.was_taken() && now >= next_description_s_;
  const bool hash_missing = requests_.front().wants_state_hash && !published_hash_;
  const bool networks_missing =
      requests_.front().wants_networks && requests_.front().wants_networks != published_networks_;
  const bool news = fresh_ || hash_missing || networks_missing || status() != published_status_;
  if (news && (pause > 0 || reader_waits)) publish();
  return changes_wait_ ? std::min(pause, std::max(0.0, next_tunings_s_ - now)) : pause;
}

void RunnerCore::adopt(double now) {
  if (requests_.refresh()) {
    const RunRequest& request = requests_.front();
    const bool begins = request.generation != generation_;
    if (begins) adopt_generation(now);
    if (request.trial.number > outcome_.number) adopt_trial();
    if (begins) return;
    if (request.seek.number != last_seek_) adopt_seek();
    changes_wait_ = true;
    if (request.steps_per_second_limit > 0) {
      next_step_s_ = std::min(next_step_s_, now + 1 / request.steps_per_second_limit);
    }
  }
  if (changes_wait_ && !is_seeking()) adopt_changes(now);
}

void RunnerCore::adopt_trial() {
  const RunRequest::Trial& trial = requests_.front().trial;
  tried_ = std::make_unique<RunSession>(registry_, pool_);
  tried_->start(trial.plan, trial.files);
  const bool made = tried_->condition() != RunSession::Condition::failed;
  outcome_ = {trial.number, made, made ? std::string() : tried_->reason()};
  if (!made) tried_.reset();
  publish();
}

void RunnerCore::begin_run() {
  const RunRequest& request = requests_.front();
  if (tried_ != nullptr && request.from_trial == outcome_.number) {
    session_ = std::move(tried_);
    ++session_number_;
  } else {
    tried_.reset();
    session_->start(request.plan, request.files);
  }
}

void RunnerCore::adopt_seek() {
  const RunRequest::Seek& seek = requests_.front().seek;
  last_seek_ = seek.number;
  if (seek.number == 0) return;
  adopted_tunings_.clear();
  session_->seek(seek.step);
  fresh_ = true;
}

void RunnerCore::adopt_generation(double now) {
  const RunRequest& request = requests_.front();
  generation_ = request.generation;
  adopted_tunings_.clear();
  last_action_ = 0;
  next_step_s_ = 0;
  next_tunings_s_ = now;
  begin_run();
  adopt_seek();
  changes_wait_ = true;
  if (!is_seeking()) adopt_changes(now);
  publish();
}

void RunnerCore::adopt_changes(double now) {
  const RunRequest& request = requests_.front();
  for (const RunRequest::NumberedAction& numbered : request.actions) {
    if (numbered.number <= last_action_) continue;
    session_->act(numbered.action);
    last_action_ = numbered.number;
    fresh_ = true;
  }
  // A request that starts or aims a run is taken whole before the first step.
  const bool dragging_while_playing = was_running_ && request.playing && wants_step();
  if (!dragging_while_playing || now >= next_tunings_s_) {
    adopt_tunings();
    changes_wait_ = false;
    next_tunings_s_ = now + 1 / kTuningsPerSecond;
  }
  session_->settle();
}

void RunnerCore::adopt_tunings() {
  const std::vector<Tuning>& wanted = requests_.front().tunings;
  for (const Tuning& tuning : wanted) {
    const auto known = std::find(adopted_tunings_.begin(), adopted_tunings_.end(), tuning);
    if (known != adopted_tunings_.end()) continue;
    session_->tune(tuning);
    fresh_ = true;
  }
  adopted_tunings_ = wanted;
}

bool RunnerCore::wants_step() const {
  const RunRequest& request = requests_.front();
  return session_->condition() == RunSession::Condition::ready && request.generation == generation_ &&
         (request.playing || request.step_target != kNoStepTarget) && session_->steps_done() < request.step_target;
}

// On the way to the step asked for, all of which is a replay.
bool RunnerCore::is_seeking() const {
  const RunRequest& request = requests_.front();
  return request.seek.number > 0 && !request.playing && request.step_target == request.seek.step && wants_step();
}

void RunnerCore::step_until(double deadline) {
  const RunRequest& request = requests_.front();
  const bool limited = request.playing && request.steps_per_second_limit > 0;
  double now = clock_();
  while (wants_step() && (!limited || now >= next_step_s_)) {
    session_->step();
    fresh_ = true;
    now = clock_();
    next_step_s_ = limited ? std::max(next_step_s_, now - kCatchUp_s) + 1 / request.steps_per_second_limit : 0;
    if (now >= deadline) return;
  }
}

void RunnerCore::measure_speed(double now) {
  const bool running = wants_step();
  const std::uint64_t steps = session_->steps_done();
  if (!running || !was_running_ || steps < speed_since_step_) {
    steps_per_second_ = 0;
    speed_since_s_ = now;
    speed_since_step_ = steps;
  } else if (now - speed_since_s_ >= kSpeedWindow_s) {
    steps_per_second_ = static_cast<double>(steps - speed_since_step_) / (now - speed_since_s_);
    speed_since_s_ = now;
    speed_since_step_ = steps;
  }
  was_running_ = running;
}

RunStatus RunnerCore::status() const {
  switch (session_->condition()) {
    case RunSession::Condition::empty: return RunStatus::idle;
    case RunSession::Condition::finished: return RunStatus::finished;
    case RunSession::Condition::diverged: return RunStatus::diverged;
    case RunSession::Condition::failed: return RunStatus::failed;
    case RunSession::Condition::ready: break;
  }
  return wants_step() ? RunStatus::running : RunStatus::paused;
}

void RunnerCore::publish() {
  const double started = clock_();
  Published& next = snapshots_.back();
  session_->describe(next.snapshot);
  if (next.session != session_number_ || next.plan_revision != session_->plan_revision())
    next.snapshot.plan = session_->plan();
  next.session = session_number_;
  next.plan_revision = session_->plan_revision();
  next.trial = outcome_;
  published_hash_ = requests_.front().wants_state_hash;
  if (published_hash_) next.snapshot.state_hash = session_->state_hash();
  published_networks_ = requests_.front().wants_networks;
  if (published_networks_) next.snapshot.networks = session_->networks(*published_networks_);
  next.snapshot.generation = generation_;
  next.snapshot.status = published_status_ = status();
  next.snapshot.steps_per_second = steps_per_second_;
  next.snapshot.last_action = last_action_;
  next.snapshot.last_seek = last_seek_;
  snapshots_.publish();
  fresh_ = false;
  const double now = clock_();
  next_description_s_ = now + 2 * (now - started);
}

}  // namespace lectern
