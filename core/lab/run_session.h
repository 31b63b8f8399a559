#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/checkpoints.h"
#include "core/lab/data_file.h"
#include "core/lab/registry.h"
#include "core/lab/snapshot.h"

namespace lectern {

// One run: made from a plan, stepped, changed by a person, described. Knows no clock and no other thread.
// It keeps its plan complete: the plan, and the number of steps done, lead to the same state again.
// Whatever goes wrong, exceptions included, ends in a sentence.
class RunSession {
 public:
  enum class Condition { empty, ready, finished, diverged, failed };

  RunSession(const Registry& registry, ThreadPool& pool) : registry_(registry), pool_(pool) {}

  // Begins `plan` at step 0 on the files given for it, in its order.
  void start(const RunPlan& plan, const DataFiles& files);

  Condition condition() const { return condition_; }
  std::uint64_t steps_done() const { return step_; }
  // The furthest step that was reached; changing something earlier makes that one the furthest.
  std::uint64_t furthest_step() const { return furthest_; }
  const RunPlan& plan() const { return plan_; }
  std::uint64_t plan_revision() const { return plan_revision_; }  // differs whenever the plan does
  std::string message() const;
  // Of being diverged or failed alone, without what else there is to tell.
  const std::string& reason() const { return reason_; }
  // What would have kept a diverged run finite; an empty parameter: not known.
  const Tuning& remedy() const { return remedy_; }

  // One step, then what the plan holds for that place. Only while ready.
  void step();

  // Takes the run up at the last checkpoint at or before `step`, unless it stands closer by already: the steps from
  // there on lead to the same states as before, changes included, until something else is changed.
  void seek(std::uint64_t step);
  // Where to go back to so that the remedy helps: the step at which its parameter was set last, or 0; where no
  // parameter is known, the last checkpoint. Only of a diverged run.
  std::uint64_t rewind_step() const;

  // Changes by a person, now. Points drawn before the first step become part of the start.
  void tune(const Tuning& tuning);
  void act(const Action& action);
  // Call after a number of changes, before the next step or description.
  void settle();

  // Everything but generation, status, speed, action number, state hash and networks.
  void describe(Snapshot& snapshot);
  // Of the demo, its step and all that later steps depend on. Takes as long as reading all of that.
  std::uint64_t state_hash() const;
  // See Experiment::networks.
  std::vector<SavedFile> networks(NetworkFormat format);

 private:
  template <typename Work>
  void guarded(Work&& work);
  void fail(std::string message);
  void note(std::string sentence);
  bool read_plan();
  void keep_valid_events();
  bool match_files(const DataFiles& files);
  void make();
  void make_experiment();
  void restore(const Checkpoint& from);
  void keep_checkpoint();
  void replay();
  void apply(const Tuning& tuning);
  bool belongs_to_start(const TimedEvent& event) const;
  bool has_room(const TimedEvent& event);
  void keep(TimedEvent event);
  void check();

  const Registry& registry_;
  ThreadPool& pool_;
  const ExperimentInfo* info_ = nullptr;
  RunPlan plan_;
  std::uint64_t plan_revision_ = 0;
  DataFiles files_;
  std::optional<ParameterSet> start_parameters_;
  std::optional<ParameterSet> parameters_;  // as they are now
  std::unique_ptr<Experiment> experiment_;
  Checkpoints checkpoints_;  // each before the events of its step
  std::uint64_t step_ = 0;
  std::uint64_t furthest_ = 0;
  std::size_t next_event_ = 0;  // of plan_.events; those before have happened
  bool start_changed_ = false;  // plan_.points is newer than the experiment
  Condition condition_ = Condition::empty;
  std::string reason_;  // of being diverged or failed
  Tuning remedy_;
  std::vector<std::string> notes_;  // what else there is to tell
};

}  // namespace lectern
