#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/data_file.h"
#include "core/lab/experiment.h"
#include "core/lab/runner.h"
#include "core/lab/share_link.h"
#include "web/app/undo_history.h"

namespace lectern {

enum class Restart { same_start, new_start, new_data };

// The model behind the window: which demo is open, what is wanted of it, what came back. It translates what a person
// does into requests to the runner, and knows nothing of windows.
class Session {
 public:
  explicit Session(std::unique_ptr<Runner> runner);

  // Opening. What was not valid in the link is told in sentences; the rest is opened. A link without a demo closes the
  // one that is open.
  std::vector<std::string> open_link(std::string_view link);
  void open_demo(const ExperimentInfo& demo);
  const ExperimentInfo* demo() const { return demo_; }
  const LinkView& view() const { return view_; }

  // Parameters as they are now; only while a demo is open.
  const ParameterSet& parameters() const { return *parameters_; }
  // An error names the parameter, the value and what is allowed, and changes nothing.
  Result<bool> set_parameter(std::string_view id, std::string_view text);
  void reset_parameter(std::string_view id);
  void finish_gesture() { undo_.seal(); }

  bool can_undo() const { return undo_.can_undo(); }
  bool can_redo() const { return undo_.can_redo(); }
  void undo();
  void redo();

  // Transport.
  void play();
  void pause();
  bool playing() const { return wanted_.playing; }
  void step(std::uint64_t count);
  // Steps asked for are all done, or will never be.
  bool settled() const;
  void restart(Restart kind);
  std::uint64_t seed() const { return wanted_.plan.seed; }
  std::uint64_t data_seed() const { return wanted_.plan.data_seed; }
  void set_seed(std::uint64_t seed);
  double speed_limit() const { return wanted_.steps_per_second_limit; }
  void set_speed_limit(double steps_per_second);

  void act(Action action);

  // Files given by the user. Those given within a moment of each other belong together.
  void give_file(std::string name, std::string bytes, double now_s);
  // The first file the link wants and nobody has given yet.
  const DataFileIdentity* missing_file() const;
  // What there is to say about files given (once).
  std::vector<std::string> take_file_messages();

  // Lets the runner work if it works here, takes the newest snapshot; true if there is something new to see.
  bool update(double now_s, double budget_s);
  const Snapshot& snapshot() const { return runner_->latest(); }
  // Counts the snapshots seen, so that views know when to refresh what they keep.
  std::uint64_t snapshot_number() const { return snapshot_number_; }
  // Whether the snapshot answers the latest request.
  bool is_current() const { return runner_->latest().generation == wanted_.generation; }
  int workers() const { return runner_->workers(); }

  // The link that reproduces what is shown; without the step: the run from its beginning.
  std::string link(const LinkView& view, bool with_step) const;

 private:
  // What undo brings back.
  struct Settings {
    std::vector<std::pair<std::string, std::string>> parameters;
    std::uint64_t seed = 1;
    std::uint64_t data_seed = 1;
  };

  void close();
  Settings settings() const;
  void apply(const Settings& settings);
  void begin_generation(RunPlan plan, std::uint64_t step);
  void begin_again();
  void submit();
  void tune(std::string_view id);
  void take_snapshot();
  void follow_replayed_tunings(const Snapshot& latest);
  void take_queued_steps(const Snapshot& latest);
  void match_files();
  void take_given_files();

  std::unique_ptr<Runner> runner_;
  RunRequest wanted_;
  LinkView view_;
  const ExperimentInfo* demo_ = nullptr;
  std::optional<ParameterSet> parameters_;
  UndoHistory<Settings> undo_;
  std::uint64_t last_action_ = 0;
  std::uint64_t queued_steps_ = 0;
  std::uint64_t snapshot_number_ = 0;
  std::size_t followed_events_ = 0;

  std::uint64_t aimed_step_ = 0;  // of the link

  DataFiles known_files_;  // everything given so far
  DataFiles given_files_;  // not yet taken into the run
  double given_at_s_ = 0;
  std::vector<std::string> file_messages_;
};

}  // namespace lectern
