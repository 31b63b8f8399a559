#include "web/model/lesson_guide.h"

#include <algorithm>
#include <utility>

#include "core/data/packed_text.h"
#include "core/lab/text.h"

namespace lectern {

namespace {

constexpr std::size_t kToldProblems = 3;
static_assert(kMaximumStops == kMaximumLessonStop);

// What is wrong with a lesson, in one paragraph.
std::string told(const std::vector<std::string>& problems) {
  std::string text;
  for (std::size_t i = 0; i < std::min(problems.size(), kToldProblems); ++i) text += " " + problems[i];
  if (problems.size() > kToldProblems)
    text += " And " + std::to_string(problems.size() - kToldProblems) + " more mistakes.";
  return text;
}

// The same run, whatever is known by now about its files.
bool is_same_run(const RunPlan& one, const RunPlan& other) {
  const auto same_file = [](const DataFileIdentity& a, const DataFileIdentity& b) { return a.hash == b.hash; };
  return one.id == other.id && one.seed == other.seed && one.data_seed == other.data_seed &&
         one.parameters == other.parameters && one.points == other.points && one.events == other.events &&
         std::equal(one.files.begin(), one.files.end(), other.files.begin(), other.files.end(), same_file);
}

const std::vector<std::string> kEverything;

}  // namespace

// ---- Opening ---------------------------------------------------------------------------------------

std::vector<std::string> LessonGuide::open(Stage& stage) {
  const LinkView view = stage.view();
  const ExperimentInfo* demo = stage.first().demo();
  const std::string id = demo != nullptr ? demo->id : "";
  // The same lesson keeps its answers: only the stop may be another.
  const bool same = id == demo_ && state_ == State::ready && view.lesson == packed_;
  walking_ = view.lesson_stop > 0;
  at_ = std::max(view.lesson_stop - 1, 0);
  goes_when_ready_ = view.opens_stop;
  plays_when_there_ = false;
  if (same) {
    at_ = std::clamp(at_, 0, std::max(count() - 1, 0));
    if (std::exchange(goes_when_ready_, false) && has_stops()) go(stage);
    return {};
  }
  demo_ = id;
  lesson_ = {};
  packed_.clear();
  mistakes_.clear();
  is_own_ = false;
  answers_.clear();
  problem_.clear();
  wants_file_ = !id.empty();
  state_ = id.empty() ? State::none : State::waiting;
  if (id.empty() || view.lesson.empty()) return {};

  const Result<std::string> text = data::unpacked_text(view.lesson, kMaximumLessonBytes);
  if (!text) return {"The lesson in the link cannot be read: " + text.error()};
  ParsedLesson parsed = parse_lesson(*text);
  if (parsed.problems.empty() && parsed.lesson.demo != id)
    parsed.problems.push_back("It is about another demo, " + in_quotes(parsed.lesson.demo) + ".");
  if (!parsed.problems.empty()) return {"The lesson in the link cannot be used." + told(parsed.problems)};
  wants_file_ = false;
  take(std::move(parsed.lesson), true);
  if (std::exchange(goes_when_ready_, false) && has_stops()) go(stage);
  return {};
}

std::string LessonGuide::take_wanted_file() {
  return std::exchange(wants_file_, false) ? "lessons/" + demo_ + ".md" : "";
}

void LessonGuide::take_file(std::string_view name, const std::optional<std::string>& text, Stage& stage) {
  if (state_ != State::waiting || name != "lessons/" + demo_ + ".md") return;
  if (!text) return miss("The lesson of this demo could not be fetched. The demo works without it.");
  ParsedLesson parsed = parse_lesson(*text);
  if (parsed.problems.empty() && parsed.lesson.demo != demo_)
    parsed.problems.push_back("It is about another demo, " + in_quotes(parsed.lesson.demo) + ".");
  if (!parsed.problems.empty())
    return miss("The lesson of this demo cannot be used; the demo works without it." + told(parsed.problems));
  take(std::move(parsed.lesson), false);
  if (std::exchange(goes_when_ready_, false) && has_stops()) go(stage);
}

Result<bool> LessonGuide::give(std::string_view text, Stage& stage) {
  ParsedLesson parsed = parse_lesson(text);
  if (!parsed.problems.empty()) return Error{"The lesson cannot be used." + told(parsed.problems)};
  const ExperimentInfo* demo = stage.first().demo();
  if (demo == nullptr || demo->id != parsed.lesson.demo) stage.open_link("#/" + parsed.lesson.demo);
  demo_ = parsed.lesson.demo;
  wants_file_ = false;
  at_ = 0;
  take(std::move(parsed.lesson), true);
  walk_to(0, stage);
  return true;
}

void LessonGuide::take(Lesson lesson, bool own) {
  state_ = State::ready;
  problem_.clear();
  lesson_ = std::move(lesson);
  is_own_ = own;
  packed_.clear();
  at_ = std::clamp(at_, 0, std::max(count() - 1, 0));
  answers_.assign(lesson_.stops.size(), std::nullopt);
  if (own) edited();
}

void LessonGuide::miss(std::string sentence) {
  state_ = State::missing;
  problem_ = std::move(sentence);
  walking_ = false;
}

// ---- Walking ---------------------------------------------------------------------------------------

void LessonGuide::leave() {
  walking_ = false;
  plays_when_there_ = false;
}

void LessonGuide::walk_to(int stop, Stage& stage) {
  if (!has_stops() || stop < 0 || stop >= count()) return;
  walking_ = true;
  at_ = stop;
  go(stage);
}

void LessonGuide::go(Stage& stage) {
  plays_when_there_ = false;
  if (!stop().has_state) return;
  stage.pause();
  stage.choose(0);
  stage.first().go_to(stop().moment);
  if (stop().beside) {
    stage.put_beside(*stop().beside);
  } else if (put_beside_) {
    stage.remove_beside();
  }
  put_beside_ = stop().beside.has_value();
  plays_when_there_ = stop().plays;
  follow(stage);
}

void LessonGuide::follow(Stage& stage) {
  if (!plays_when_there_) return;
  const Session& session = stage.first();
  if (!has_stops() || !is_same_run(session.plan(), stop().moment.plan)) {  // somebody went on with something else
    plays_when_there_ = false;
    return;
  }
  if (!session.settled()) return;
  plays_when_there_ = false;
  const double speed = stop().steps_per_second;
  stage.set_speed_limit(speed > 0 ? speed : session.demo()->steps_per_second);
  if (!is_still_) stage.play();
}

bool LessonGuide::is_elsewhere(const Stage& stage) const {
  if (!has_stops() || !stop().has_state) return false;
  const Session& session = stage.first();
  if (!is_same_run(session.plan(), stop().moment.plan)) return true;
  const Session* beside = stage.beside();
  if (stop().beside && (beside == nullptr || !is_same_run(beside->plan(), stop().beside->plan))) return true;
  const std::uint64_t step = session.aim();
  if (!stop().plays) {
    // A run may end before the step that the stop asks for.
    const bool has_ended_before =
        session.settled() && session.snapshot().status == RunStatus::finished && step < stop().moment.step;
    return step != stop().moment.step && !has_ended_before;
  }
  const bool begun = is_still_ || plays_when_there_ || stage.playing() || step > stop().moment.step;
  return step < stop().moment.step || !begun;
}

std::optional<std::size_t> LessonGuide::answer() const {
  return has_stops() ? answers_[static_cast<std::size_t>(at_)] : std::nullopt;
}

void LessonGuide::choose(std::size_t answer) {
  if (has_stops() && answer < stop().question.answers.size()) answers_[static_cast<std::size_t>(at_)] = answer;
}

const std::vector<std::string>& LessonGuide::panels() const { return walking() ? stop().panels : kEverything; }

const std::vector<std::string>& LessonGuide::controls() const {
  if (!walking()) return kEverything;
  return stop().controls.empty() ? lesson_.controls : stop().controls;
}

int LessonGuide::link_stop() const {
  const bool linkable = !is_own_ || !packed_.empty();
  return walking() && linkable ? at_ + 1 : 0;
}

// ---- A lesson of one's own ---------------------------------------------------------------------------

Lesson& LessonGuide::edit() {
  is_own_ = true;
  return lesson_;
}

void LessonGuide::edited() {
  answers_.resize(lesson_.stops.size());
  at_ = std::clamp(at_, 0, std::max(count() - 1, 0));
  const std::string text = file_text();
  mistakes_ = lesson_.stops.empty() ? std::vector<std::string>{} : parse_lesson(text).problems;
  if (!mistakes_.empty()) return;
  packed_ = lesson_.stops.empty() ? "" : data::packed_text(text);
  fits_link_ = packed_.size() <= kMaximumLinkedLesson;
  if (!fits_link_) packed_.clear();
}

void LessonGuide::begin_own(const Stage& stage) {
  const ExperimentInfo* demo = stage.first().demo();
  if (demo == nullptr) return;
  wants_file_ = false;
  state_ = State::ready;
  demo_ = demo->id;
  lesson_ = {demo->id, demo->title, {}, {}};
  packed_.clear();
  is_own_ = true;
  answers_.clear();
  at_ = 0;
  edited();
}

void LessonGuide::record(const Stage& stage, std::vector<std::string> panels) {
  if (stage.first().demo() == nullptr || lesson_.stops.size() >= kMaximumStops) return;
  Lesson& lesson = edit();
  const std::size_t place = lesson.stops.empty() ? 0 : static_cast<std::size_t>(at_) + 1;
  LessonStop stop;
  stop.title = "Stop " + std::to_string(lesson.stops.size() + 1);
  lesson.stops.insert(lesson.stops.begin() + static_cast<std::ptrdiff_t>(place), std::move(stop));
  answers_.insert(answers_.begin() + static_cast<std::ptrdiff_t>(place), std::nullopt);
  at_ = static_cast<int>(place);
  walking_ = true;
  record_again(stage, std::move(panels));
}

void LessonGuide::record_again(const Stage& stage, std::vector<std::string> panels) {
  if (lesson_.stops.empty() || stage.first().demo() == nullptr) return;
  LessonStop& stop = edit().stops[static_cast<std::size_t>(at_)];
  stop.has_state = true;
  stop.moment = stage.first().moment();
  stop.beside.reset();
  if (stage.beside() != nullptr) stop.beside = stage.beside()->moment();
  stop.plays = stage.playing();
  stop.steps_per_second = stop.plays ? stage.speed_limit() : 0;
  stop.panels = std::move(panels);
  edited();
}

void LessonGuide::move_stop(int by) {
  const int to = at_ + by;
  if (to < 0 || to >= count()) return;
  std::swap(edit().stops[static_cast<std::size_t>(at_)], lesson_.stops[static_cast<std::size_t>(to)]);
  std::swap(answers_[static_cast<std::size_t>(at_)], answers_[static_cast<std::size_t>(to)]);
  at_ = to;
  edited();
}

void LessonGuide::remove_stop() {
  if (lesson_.stops.empty()) return;
  edit().stops.erase(lesson_.stops.begin() + at_);
  answers_.erase(answers_.begin() + at_);
  edited();
}

Result<std::string> LessonGuide::link() const {
  if (lesson_.stops.empty()) return Error{"The lesson has no stop yet."};
  if (!mistakes_.empty()) return Error{mistakes_.front()};
  if (!fits_link_) {
    return Error{"The lesson is too long for a link, which holds at most " +
                 std::to_string(kMaximumLinkedLesson / 1024) + " kB of it. Give its file instead."};
  }
  LinkView view;
  view.lesson_stop = 1;
  view.lesson = packed_;
  view.opens_stop = true;
  RunPlan plan;
  plan.id = demo_;
  return write_link({std::move(plan), 0, view, {}});
}

}  // namespace lectern
