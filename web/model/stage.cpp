#include "web/model/stage.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

constexpr std::uint64_t kLongestChunk = 4096;  // of a pair's steps
// A chunk that is done within the first gets longer, one that takes more than the second shorter.
constexpr double kShortChunk_s = 0.012, kLongChunk_s = 0.04;
constexpr double kCatchUp_s = 1;  // at most, of what a speed limit would have allowed

}  // namespace

Stage::Stage(std::unique_ptr<Runner> first, std::unique_ptr<Runner> second)
    : sessions_{Session(std::move(first)), Session(std::move(second))} {}

// ---- Opening ---------------------------------------------------------------------------------------

std::vector<std::string> Stage::open_link(std::string_view link) {
  ParsedLink parsed = parse_link(link);
  view_ = parsed.run.view;
  first().open_run({std::move(parsed.run.plan), parsed.run.step});
  remove_beside();
  if (parsed.run.beside) {
    has_beside_ = true;
    sessions_[1].open_run(std::move(*parsed.run.beside));
    sessions_[1].set_speed_limit(speed_limit());
  }
  return parsed.problems;
}

void Stage::set_lesson(int stop, std::string_view packed) {
  view_.lesson_stop = stop;
  if (view_.lesson != packed) view_.lesson = packed;
  view_.opens_stop = false;
}

void Stage::open_demo(const ExperimentInfo& demo, std::string_view values) {
  pair_plays_ = false;
  if (chosen_ == 0) set_lesson(0, {});
  if (chosen_ == 0) set_sights({});
  chosen().open_demo(demo, values);
}

void Stage::put_beside() {
  if (first().demo() == nullptr) return;
  pause();
  put_beside(first().moment());
  chosen_ = 1;
}

void Stage::put_beside(const RunMoment& moment) {
  has_beside_ = true;
  sessions_[1].open_run(moment);
  sessions_[1].set_speed_limit(speed_limit());
}

void Stage::remove_beside() {
  pair_plays_ = false;
  chosen_ = 0;
  if (has_beside_) sessions_[1].open_run({});
  has_beside_ = false;
}

// ---- Transport -------------------------------------------------------------------------------------

void Stage::finish_gesture() {
  each([](Session& session) { session.finish_gesture(); });
}

void Stage::play() {
  if (!has_beside_) return first().play();
  pair_plays_ = true;
  pair_chunk_ = 1;
  pair_since_s_ = -1;
}

void Stage::pause() {
  if (!has_beside_) return first().pause();
  pair_plays_ = false;  // what both were asked for is still done, so that they stand in step
}

bool Stage::playing() const { return pair_plays_ || first().playing(); }

void Stage::step(std::uint64_t count) {
  pair_plays_ = false;
  each([count](Session& session) { session.step(count); });
}

void Stage::step_back() {
  pair_plays_ = false;
  each([](Session& session) { session.step_back(); });
}

void Stage::seek(std::uint64_t step) {
  pair_plays_ = false;
  each([step](Session& session) { session.seek(std::min(step, session.snapshot().furthest_step)); });
}

void Stage::restart(Restart kind) {
  pair_plays_ = false;
  each([kind](Session& session) { session.restart(kind); });
}

bool Stage::offers(Restart kind) const { return first().offers(kind) || (has_beside_ && sessions_[1].offers(kind)); }

void Stage::set_speed_limit(double steps_per_second) {
  each([steps_per_second](Session& session) { session.set_speed_limit(steps_per_second); });
}

bool Stage::settled() const { return first().settled() && (!has_beside_ || sessions_[1].settled()); }

bool Stage::paused() const {
  const auto still = [](const Session& session) {
    return session.is_current() && session.snapshot().status != RunStatus::running;
  };
  return !playing() && still(first()) && (!has_beside_ || still(sessions_[1]));
}

// How many steps both may do next; 0: none yet, by the speed limit.
std::uint64_t Stage::pair_steps(double now_s) {
  const double limit = speed_limit();
  if (pair_since_s_ < 0) return 1;
  pair_since_s_ = std::clamp(pair_since_s_, now_s - kCatchUp_s, now_s);
  const double took_s = now_s - pair_since_s_;
  if (limit > 0) return static_cast<std::uint64_t>(took_s * limit);
  if (took_s < kShortChunk_s) pair_chunk_ = std::min(2 * pair_chunk_, kLongestChunk);
  if (took_s > kLongChunk_s) pair_chunk_ = std::max<std::uint64_t>(pair_chunk_ / 2, 1);
  return pair_chunk_;
}

void Stage::drive_pair(double now_s) {
  if (!pair_plays_ || !settled()) return;
  if (has_ended(first().snapshot().status) && has_ended(sessions_[1].snapshot().status)) {
    pair_plays_ = false;
    return;
  }
  const std::uint64_t steps = pair_steps(now_s);
  if (steps == 0) return;
  const bool by_clock = speed_limit() > 0 && pair_since_s_ >= 0;
  pair_since_s_ = by_clock ? pair_since_s_ + static_cast<double>(steps) / speed_limit() : now_s;
  each([steps](Session& session) { session.step(steps); });
}

// ---- What comes back -------------------------------------------------------------------------------

bool Stage::update(double now_s, double budget_s) {
  const double share_s = has_beside_ ? budget_s / 2 : budget_s;
  const bool of_first = first().update(now_s, share_s);
  const bool of_second = sessions_[1].update(now_s, share_s);
  drive_pair(now_s);
  return of_first || (of_second && has_beside_);
}

void Stage::want_state_hash(bool wanted) {
  for (Session& session : sessions_) session.want_state_hash(wanted);
}

bool Stage::has_state_hash() const {
  return first().snapshot().state_hash && (!has_beside_ || sessions_[1].snapshot().state_hash);
}

void Stage::give_file(std::string name, std::string bytes, FileWay way, double now_s) {
  give_file(make_data_file(name, std::move(bytes)), way, now_s);
}

void Stage::give_file(std::shared_ptr<const DataFile> file, FileWay way, double now_s) {
  const bool second_asks = has_beside_ && first().missing_file() == nullptr && sessions_[1].missing_file() != nullptr;
  Session& taker = first().missing_file() != nullptr ? first() : second_asks ? sessions_[1] : chosen();
  taker.give_file(std::move(file), way, now_s);
}

std::vector<std::string> Stage::take_file_messages() {
  std::vector<std::string> messages = first().take_file_messages();
  for (std::string& sentence : sessions_[1].take_file_messages()) messages.push_back(std::move(sentence));
  return messages;
}

std::string Stage::link(const LinkView& view, bool with_step) const {
  if (first().demo() == nullptr) return "#/";
  RunMoment moment = first().moment();
  SharedRun shared{std::move(moment.plan), with_step ? moment.step : 0, view, {}};
  if (has_beside_ && sessions_[1].demo() != nullptr) {
    shared.beside = sessions_[1].moment();
    if (!with_step) shared.beside->step = 0;
  }
  return write_link(shared);
}

}  // namespace lectern
