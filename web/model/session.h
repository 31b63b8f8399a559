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
#include "core/lab/weight_files.h"
#include "web/model/pins.h"
#include "web/model/table_preview.h"
#include "web/model/undo_history.h"

namespace lectern {

// No step follows until the run starts anew.
bool has_ended(RunStatus status);

enum class Restart { same_start, new_start, new_data };

// What becomes of a file that is given: a table may be shown to a person before it is used.
enum class FileWay { at_once, previewed };

// The model behind the window: which demo is open, what is wanted of it, what came back. It translates what a person
// does into requests to the runner, and knows nothing of windows.
class Session {
 public:
  explicit Session(std::unique_ptr<Runner> runner);

  // Opening. A run of no demo closes the one that is open.
  void open_run(RunMoment run);
  // At its defaults, but on the data of the demo open before where the two share them.
  // values  parameters and a seed as in links, "?layers=8,8&seed=3"; those that are not valid are passed over
  void open_demo(const ExperimentInfo& demo, std::string_view values = {});
  // Another run of the demo that is open, as one step that undo takes back, with everything that was drawn and changed
  // in the run before. Several in a row are one step, unless something was changed in between.
  void go_to(const RunMoment& moment);
  const ExperimentInfo* demo() const { return demo_; }

  // Parameters as they are now; none while no demo is open.
  const ParameterSet& parameters() const { return parameters_; }
  // An error names the parameter, the value and what is allowed, and changes nothing.
  Result<bool> set_parameter(std::string_view id, const ParameterValue& value);
  // The same by text as people type it.
  Result<bool> set_parameter_text(std::string_view id, std::string_view text);
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
  // Goes to another step of this run, and pauses there.
  void seek(std::uint64_t step);
  void step_back();
  // Where the run is going, or stands.
  std::uint64_t aim() const;
  bool seeking() const { return wanted_.seek.number > 0 && wanted_.step_target == wanted_.seek.step && !settled(); }
  // Steps asked for are all done, or will never be.
  bool settled() const;
  void restart(Restart kind);
  // Whether such a restart may lead to anything new: another seed that the run does not depend on would not.
  bool offers(Restart kind) const;
  std::uint64_t seed() const { return wanted_.plan.seed; }
  std::uint64_t data_seed() const { return wanted_.plan.data_seed; }
  void set_seed(std::uint64_t seed);
  double speed_limit() const { return wanted_.steps_per_second_limit; }
  void set_speed_limit(double steps_per_second);

  void act(Action action);

  // Of a diverged run: sets what would have kept it finite, and goes back to where that was set.
  void apply_remedy(const Tuning& remedy);
  void rewind() { seek(snapshot().rewind_step); }

  // Keeps the comparable lines of the run as they are now, as ghosts in the plots of what follows.
  void pin();
  void unpin(std::size_t index);  // beyond the last: nothing
  const Pins& pins() const { return pins_; }
  // What the run was made with, parameters as they are now.
  RunIdentity identity() const { return {parameters_, wanted_.plan.seed, wanted_.plan.data_seed}; }

  // Files given by the user. Those given within a moment of each other belong together. They are tried before anything
  // is replaced: if no run can be made on them, the present one goes on, and a message says why.
  void give_file(std::string name, std::string bytes, FileWay way, double now_s);
  void give_file(std::shared_ptr<const DataFile> file, FileWay way, double now_s);
  // A table that waits for a person's consent; null: none.
  TablePreview* preview() { return preview_ ? &*preview_ : nullptr; }
  // Shows that of the run once more.
  void preview_again();
  bool can_preview() const { return demo_ && TablePreview::is_possible(*demo_, data_among(wanted_.files)); }
  void use_preview();
  void leave_preview() { preview_.reset(); }
  // Makes the run anew on files, with some parameters set, as one step that undo takes back. Data and weights before
  // stay where none are given: see files_with().
  void use_files(DataFiles files, const std::vector<Tuning>& settings);
  // Whether networks begin with the weights in files; and begins anew without them, as one step that undo takes back.
  bool has_given_weights() const;
  void leave_weights();
  // Files were given, and it is not settled yet what becomes of them. Those that wait for a person are settled.
  bool takes_files() const { return !given_files_.empty() || proposed_.has_value(); }
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
  bool is_current() const { return is_of_run() && runner_->latest().last_seek == wanted_.seek.number; }
  // While wanted, every snapshot carries the hash of its state.
  void want_state_hash(bool wanted);
  // Asks for the demo's networks as files; they come with a later snapshot.
  void save_networks(NetworkFormat format);
  // Those that have come (once).
  std::vector<SavedFile> take_saved_networks() { return std::exchange(saved_networks_, {}); }
  int workers() const { return runner_->workers(); }

  // The run shown, from its beginning, and where it stands.
  RunMoment moment() const;
  // The plan of the run that was asked for last, with what has been done in it so far.
  const RunPlan& plan() const { return has_come() ? snapshot().plan : wanted_.plan; }

 private:
  // What undo brings back.
  struct Settings {
    ParameterSet parameters;
    std::uint64_t seed = 1;
    std::uint64_t data_seed = 1;
    std::optional<RunMoment> run = {};  // the whole run, where another was opened in its place
  };

  // Whether the snapshot shows this run, at whatever step.
  bool is_of_run() const { return snapshot().generation == wanted_.generation; }
  bool has_come() const { return is_of_run() && snapshot().status != RunStatus::failed; }
  std::vector<DrawnPoint> points_now() const;
  void close();
  Settings settings() const;
  Settings whole_settings() const;
  void apply(const Settings& settings);
  void replace_run(const RunMoment& moment);
  void begin_generation(RunPlan plan, std::uint64_t step);
  // Without submitting it: a generation's plan and files must reach the runner in one piece.
  void prepare_generation(RunPlan plan, std::uint64_t step);
  void begin_again();
  RunPlan plan_again(const ParameterSet& parameters, std::vector<DataFileIdentity> files) const;
  void submit();
  void tune(std::size_t index);
  void take_snapshot();
  void refresh_ghosts();
  void follow_replayed_tunings(const Snapshot& latest);
  void take_queued_steps(const Snapshot& latest);
  void match_files();
  void take_given_files();
  void answer_link(DataFiles files);
  void propose(RunPlan plan, std::uint64_t step, DataFiles files, bool undoable);
  void take_trial();

  std::unique_ptr<Runner> runner_;
  RunRequest wanted_;
  const ExperimentInfo* demo_ = nullptr;
  ParameterSet parameters_;
  UndoHistory<Settings> undo_;
  std::optional<RunPlan> gone_to_;  // the last run that go_to() opened
  std::uint64_t last_action_ = 0;
  std::uint64_t queued_steps_ = 0;
  std::uint64_t snapshot_number_ = 0;
  std::size_t followed_events_ = 0;
  std::uint64_t followed_seek_ = 0;
  Pins pins_;

  std::uint64_t aimed_step_ = 0;  // of the link

  DataFiles known_files_;  // everything given so far
  std::vector<SavedFile> saved_networks_;
  DataFiles given_files_;  // not yet taken into the run
  double given_at_s_ = 0;
  FileWay given_way_ = FileWay::at_once;
  std::optional<TablePreview> preview_;
  // What is being tried; its plan and files stand in wanted_.trial.
  struct Proposal {
    std::uint64_t step;
    bool undoable;
    std::optional<TablePreview> preview;  // to return to if it cannot be made
  };
  std::optional<Proposal> proposed_;
  std::uint64_t trials_ = 0;
  std::vector<std::string> file_messages_;
};

}  // namespace lectern
