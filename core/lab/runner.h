#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/registry.h"
#include "core/lab/snapshot.h"

namespace lectern {

constexpr std::uint64_t kNoStepTarget = std::numeric_limits<std::uint64_t>::max();

// The state the user wants: written by the user interface, latest wins.
struct RunRequest {
  // Counts from 1. A new generation starts `plan` from step 0; within a generation only what follows it may change.
  std::uint64_t generation = 0;
  RunPlan plan;
  std::vector<std::shared_ptr<const DataFile>> files;  // those the user gave, in the plan's order

  // Live parameters as they should be now (one that was changed in this generation stays listed).
  // The runner takes changes in between two steps and records each in the plan's events. A change by a person
  // ends the replay: events that the plan holds for later steps are forgotten.
  std::vector<Tuning> tunings;
  // What a person did since the generation began, numbered 1, 2, 3 …; those up to
  // Snapshot::last_action may be left out.
  struct NumberedAction {
    std::uint64_t number = 0;
    Action action;
  };
  std::vector<NumberedAction> actions;

  // A request to go to another step of this run, numbered 1, 2, 3 … within the generation; the latest counts. The
  // runner takes the run up at the checkpoint at or before `step`; with step_target == step it then runs there and
  // pauses. What was tuned and done before the request is to be left out of the lists above; what stands there waits
  // until the step is reached.
  struct Seek {
    std::uint64_t number = 0;
    std::uint64_t step = 0;
  } seek;

  // Another run that may take this one's place: made when its number is new, beside this one, which goes on. What
  // became of it stands in Runner::trial().
  struct Trial {
    std::uint64_t number = 0;  // ascending; 0: none
    RunPlan plan;
    std::vector<std::shared_ptr<const DataFile>> files;
  } trial;
  // A new generation whose plan and files are those of the last trial: taken over as it was made. 0: of none.
  std::uint64_t from_trial = 0;

  bool wants_state_hash = false;  // while set, every snapshot carries the hash of its state

  // While set, every snapshot carries the demo's networks in this form.
  std::optional<NetworkFormat> wants_networks;

  bool playing = false;                       // run on until step_target
  std::uint64_t step_target = kNoStepTarget;  // pause when this many steps have been done (also when not playing:
                                              // run there as fast as possible, then pause)
  double steps_per_second_limit = 0;          // 0: unlimited
};

// What became of a trial.
struct TrialOutcome {
  std::uint64_t number = 0;
  bool made = false;
  std::string message;  // why it could not be made
};

// Turns the latest request into steps and snapshots. The user interface side never waits.
class Runner {
 public:
  virtual ~Runner() = default;

  // UI thread: fill desired(), then submit().
  virtual RunRequest& desired() = 0;
  virtual void submit() = 0;

  // UI thread: lets the runner work if it works on this thread, for at most `budget_s` seconds.
  virtual void pump(double budget_s) = 0;

  // UI thread: takes the newest snapshot if there is one; latest() stays valid until the next refresh().
  virtual bool refresh() = 0;
  virtual const Snapshot& latest() const = 0;
  virtual Snapshot& latest() = 0;  // the reader may add to it what the run knows nothing of: ghosts of other runs

  // Of the last trial, as far as the newest snapshot knows; valid until the next refresh().
  virtual const TrialOutcome& trial() const = 0;

  virtual int workers() const = 0;
};

// A clock in seconds, given by the platform: the core itself reads none.
using Clock = double (*)();

// Works on a thread of its own with a pool of `workers`; created once, at start-up, where threads_available().
std::unique_ptr<Runner> make_thread_runner(int workers, Clock clock, const Registry& registry = Registry::instance());
// Same behaviour, inside pump(): for pages without threads and for tests.
std::unique_ptr<Runner> make_inline_runner(int workers, Clock clock, const Registry& registry = Registry::instance());

}  // namespace lectern
