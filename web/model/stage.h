#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/model/session.h"

namespace lectern {

// The runs that are shown: one, or two side by side, with one transport for both. Two runs play in step: each makes as
// many steps as the other before both go on.
class Stage {
 public:
  // The second runner idles until a run is put beside the first.
  Stage(std::unique_ptr<Runner> first, std::unique_ptr<Runner> second);

  // Opens what the link names. What was not valid in it is told in sentences; the rest is opened. A link without a demo
  // closes what is open.
  std::vector<std::string> open_link(std::string_view link);
  // Opens a demo in the place of the chosen run.
  void open_demo(const ExperimentInfo& demo, std::string_view values = {});
  const LinkView& view() const { return view_; }
  // What links say of the lesson that is walked from now on: stop 0, none.
  void set_lesson(int stop, std::string_view packed);
  // And of how panels are looked at.
  void set_sights(std::vector<PanelSight> sights) { view_.sights = std::move(sights); }

  Session& first() { return sessions_[0]; }
  const Session& first() const { return sessions_[0]; }
  // The run beside the first; null if there is none.
  Session* beside() { return has_beside_ ? &sessions_[1] : nullptr; }
  const Session* beside() const { return has_beside_ ? &sessions_[1] : nullptr; }
  // The one that the controls change: 0 the first, 1 the one beside it.
  Session& chosen() { return sessions_[static_cast<std::size_t>(chosen_)]; }
  int chosen_side() const { return chosen_; }
  void choose(int side) { chosen_ = has_beside_ ? side : 0; }
  // Puts a copy of the first run beside it, at the same step; or takes the one beside it away.
  void put_beside();
  // Puts this run beside the first, as far as it says.
  void put_beside(const RunMoment& moment);
  void remove_beside();

  // What was dragged or drawn until now is undone by itself, apart from what follows.
  void finish_gesture();

  // Transport, of all runs.
  void play();
  void pause();
  bool playing() const;
  void step(std::uint64_t count);
  void step_back();
  void seek(std::uint64_t step);
  void restart(Restart kind);
  // Whether it may lead to anything new in any run.
  bool offers(Restart kind) const;
  double speed_limit() const { return first().speed_limit(); }
  void set_speed_limit(double steps_per_second);
  bool settled() const;
  // Of a script: all runs stand still.
  bool paused() const;

  // Lets the runners work if they work here, takes the newest snapshots; true if there is something new to see.
  bool update(double now_s, double budget_s);
  std::uint64_t snapshot_number() const { return first().snapshot_number() + sessions_[1].snapshot_number(); }
  // While wanted, every snapshot carries the hash of its state.
  void want_state_hash(bool wanted);
  bool has_state_hash() const;
  // To the run that misses one, otherwise to the chosen one.
  void give_file(std::string name, std::string bytes, FileWay way, double now_s);
  void give_file(std::shared_ptr<const DataFile> file, FileWay way, double now_s);
  bool takes_files() const { return first().takes_files() || sessions_[1].takes_files(); }
  std::vector<std::string> take_file_messages();

  // The link that reproduces what is shown; without the step: the runs from their beginnings.
  std::string link(const LinkView& view, bool with_step) const;

 private:
  template <typename Do>
  void each(Do&& act) {
    act(sessions_[0]);
    if (has_beside_) act(sessions_[1]);
  }
  void drive_pair(double now_s);
  std::uint64_t pair_steps(double now_s);

  std::array<Session, 2> sessions_;
  LinkView view_;
  bool has_beside_ = false;
  int chosen_ = 0;

  bool pair_plays_ = false;
  std::uint64_t pair_chunk_ = 1;  // steps that both do before either goes on
  double pair_since_s_ = -1;      // when the present ones were asked for; negative: none were yet
};

}  // namespace lectern
