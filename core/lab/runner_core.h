#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/lab/latest_value.h"
#include "core/lab/run_session.h"
#include "core/lab/runner.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// What both runners do: adopt the newest request, step for a slice of time, describe when the reader has
// taken the last snapshot or when there is nothing else to do.
class RunnerCore {
 public:
  RunnerCore(int workers, Clock clock, const Registry& registry)
      : registry_(registry), pool_(workers), clock_(clock), session_(std::make_unique<RunSession>(registry, pool_)) {}

  // The user interface's side.
  void submit(const RunRequest& request);
  bool refresh() { return snapshots_.refresh(); }
  const Snapshot& latest() const { return snapshots_.front().snapshot; }
  Snapshot& latest() { return snapshots_.front().snapshot; }
  const TrialOutcome& trial() const { return snapshots_.front().trial; }
  int workers() const { return pool_.workers(); }

  // The worker's side. Works for about budget_s (one step at least, if there is one to do) and returns
  // after how many seconds it should be called again: 0 at once, infinity not before the next request.
  double work(double budget_s);

 private:
  struct Published {
    Snapshot snapshot;
    std::uint64_t session = 0;  // whose plan it is, and which revision of it
    std::uint64_t plan_revision = 0;
    TrialOutcome trial;
  };

  void adopt(double now);
  void adopt_generation(double now);
  void adopt_trial();
  void begin_run();
  void adopt_seek();
  void adopt_changes(double now);
  void adopt_tunings();
  bool wants_step() const;
  bool is_seeking() const;
  void step_until(double deadline);
  void measure_speed(double now);
  void publish();
  RunStatus status() const;

  const Registry& registry_;
  ThreadPool pool_;
  Clock clock_;
  std::unique_ptr<RunSession> session_;
  std::unique_ptr<RunSession> tried_;  // the run of the last trial, until a generation begins
  TrialOutcome outcome_;
  std::uint64_t session_number_ = 0;
  LatestValue<RunRequest> requests_;
  LatestValue<Published> snapshots_;

  std::uint64_t generation_ = 0;
  std::vector<Tuning> adopted_tunings_;
  std::uint64_t last_action_ = 0;
  std::uint64_t last_seek_ = 0;
  bool changes_wait_ = false;      // tunings of the request not yet looked at
  double next_tunings_s_ = 0;      // earliest time for taking them in a running experiment
  double next_step_s_ = 0;         // by the speed limit
  double next_description_s_ = 0;  // describing may take a third of the time at most
  bool fresh_ = false;             // something changed since the last description
  RunStatus published_status_ = RunStatus::idle;
  bool published_hash_ = false;
  std::optional<NetworkFormat> published_networks_;
  double speed_since_s_ = 0;
  std::uint64_t speed_since_step_ = 0;
  double steps_per_second_ = 0;
  bool was_running_ = false;
};

}  // namespace lectern
