#include "web/app/remote.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/lab/json_writer.h"
#include "core/lab/schema_json.h"
#include "core/lab/snapshot_json.h"
#include "core/lab/text.h"
#include "web/app/app.h"
#include "web/app/picture_places.h"
#include "web/model/document.h"
#include "web/platform/platform.h"
#include "web/ui/commands.h"
#include "web/ui/demo_list.h"

namespace lectern {

namespace {

constexpr std::uint64_t kMostSteps = 1'000'000'000;
constexpr std::uint64_t kNoNumber = ~std::uint64_t{0};  // one was given that is none of these
constexpr std::uint64_t kFastest = 10'000;              // steps per second, where there is a limit

// What the buttons of the document do.
struct Button {
  std::string_view name;
  void (*press)(Stage&, LessonGuide&);
};
constexpr Button kButtons[] = {
    {"play or pause", [](Stage& stage, LessonGuide&) { play_or_pause(stage); }},
    {"step", [](Stage& stage, LessonGuide&) { stage.step(1); }},
    {"step back", [](Stage& stage, LessonGuide&) { stage.step_back(); }},
    {"same start", [](Stage& stage, LessonGuide&) { stage.restart(Restart::same_start); }},
    {"new start", [](Stage& stage, LessonGuide&) { stage.restart(Restart::new_start); }},
    {"new data", [](Stage& stage, LessonGuide&) { stage.restart(Restart::new_data); }},
    {"undo", [](Stage& stage, LessonGuide&) { stage.chosen().undo(); }},
    {"redo", [](Stage& stage, LessonGuide&) { stage.chosen().redo(); }},
    {"next stop", [](Stage& stage, LessonGuide& lesson) { lesson.next(stage); }},
    {"previous stop", [](Stage& stage, LessonGuide& lesson) { lesson.back(stage); }},
    {"this stop", [](Stage& stage, LessonGuide& lesson) { lesson.walk_to(lesson.at(), stage); }},
    {"leave lesson", [](Stage&, LessonGuide& lesson) { lesson.leave(); }},
    {"first run", [](Stage& stage, LessonGuide&) { stage.choose(0); }},
    {"run beside", [](Stage& stage, LessonGuide&) { stage.choose(1); }},
};

std::string demos_json() {
  JsonWriter json;
  json.begin_array();
  int lecture = -1;
  for (const DemoCard& demo : demo_cards()) {
    if (demo.lecture != lecture) {
      if (lecture >= 0) json.end_array().end_object();
      lecture = demo.lecture;
      json.begin_object().key("lecture").value(lecture_title(lecture)).key("demos").begin_array();
    }
    json.begin_object().key("id").value(demo.id).key("title").value(demo.title);
    json.key("summary").value(demo.summary).end_object();
  }
  if (lecture >= 0) json.end_array().end_object();
  return json.end_array().text();
}

std::string json_list(const std::vector<std::string>& sentences) {
  JsonWriter json;
  json.list(sentences);
  return json.text();
}

std::string json_text(const std::string& text) {
  JsonWriter json;
  json.value(text);
  return json.text();
}

std::string snapshot_of(const Stage& stage) {
  const Session& first = stage.first();
  if (stage.beside() == nullptr) return snapshot_json(first.snapshot(), first.workers());
  return snapshot_json(first.snapshot(), first.workers(),
                       ThreadedSnapshot{stage.beside()->snapshot(), stage.beside()->workers()});
}

void add_question(JsonWriter& json, const LessonGuide& lesson) {
  const LessonQuestion& question = lesson.stop().question;
  json.key("question").begin_object().key("text").value(question.text).key("answers").begin_array();
  for (const LessonAnswer& answer : question.answers) json.value(answer.text);
  json.end_array();
  if (const std::optional<std::size_t> chosen = lesson.answer(); chosen && *chosen < question.answers.size()) {
    json.key("chosen").value(static_cast<std::uint64_t>(*chosen + 1));
    json.key("right").value(question.answers[*chosen].right);
    json.key("revealed").begin_array().value(question.answers[*chosen].reveal).value(question.reveal).end_array();
  }
  json.end_object();
}

// {"state", "problem", "title", "own", "walking", "elsewhere", "stops": [titles], "stop", "text", "panels", "controls",
//  "question": {"text", "answers", "chosen", "right", "revealed"}, "mistakes", "places": {button: [x, y, width,
//  height]}}
std::string lesson_json(App& app) {
  const LessonGuide& lesson = app.lesson();
  constexpr const char* kStates[] = {"none", "waiting", "ready", "missing"};
  JsonWriter json;
  json.begin_object().key("state").value(kStates[static_cast<int>(lesson.state())]);
  json.key("problem").value(lesson.problem()).key("title").value(lesson.lesson().title);
  json.key("own").value(lesson.is_own()).key("walking").value(lesson.walking());
  json.key("elsewhere").value(lesson.is_elsewhere(app.stage())).key("stops").begin_array();
  for (const LessonStop& stop : lesson.lesson().stops) json.value(stop.title);
  json.end_array();
  if (lesson.has_stops()) {
    json.key("stop").value(static_cast<std::uint64_t>(lesson.at() + 1)).key("text").value(lesson.stop().text);
    json.key("panels").list(lesson.panels()).key("controls").list(lesson.controls());
    add_question(json, lesson);
  }
  json.key("mistakes").list(lesson.mistakes()).key("places").begin_object();
  const auto add_place = [&](const std::string& name, const Box& box) {
    json.key(name).begin_array();
    for (const float number : {box.x, box.y, box.width, box.height}) json.value(static_cast<double>(number));
    json.end_array();
  };
  for (const auto& [name, box] : app.ui().card_places) add_place(name, box);
  if (app.ui().all_controls_place.width > 0) add_place("all controls", app.ui().all_controls_place);
  json.end_object().end_object();
  return json.text();
}

}  // namespace

void Remote::call(std::string_view request) {
  const nlohmann::json json = nlohmann::json::parse(request, nullptr, false);
  if (!json.is_object() || !json.contains("method") || !json["method"].is_string()) return;
  const std::int64_t id = json.contains("id") && json["id"].is_number() ? json["id"].get<std::int64_t>() : 0;
  std::string text;
  std::optional<std::uint64_t> number;
  if (const auto args = json.find("args"); args != json.end() && args->is_array() && !args->empty()) {
    const nlohmann::json& first = args->front();
    if (first.is_string()) text = first.get<std::string>();
    if (first.is_number()) {
      const double given = first.get<double>();
      number = given >= 0 && given <= static_cast<double>(kMostSteps) ? static_cast<std::uint64_t>(given) : kNoNumber;
    }
  }
  perform(id, json["method"].get<std::string>(), text, number);
}

void Remote::perform(std::int64_t id, std::string_view method, std::string_view text,
                     std::optional<std::uint64_t> number) {
  if (tell(id, method, text)) return;
  Stage& stage = app_.stage();
  app_.wake();
  if (method == "open") return open(id, text, Until::settled);
  if (method == "navigate") return open(id, text, Until::open);
  if (method == "snapshot") {
    waiting_.push_back({id, Until::hashed, app_.opened(), {}});
    return answer();
  }
  if (method == "link") return reply(id, json_text(stage.link(stage.view(), true)));
  if (method == "stats") return reply(id, app_.take_stats());
  if (method == "theme") {
    app_.set_theme(text == "dark");
    return reply(id, "null");
  }
  if (method == "present") {
    app_.set_presenting(text == "on");
    return reply(id, "null");
  }
  if (method == "still") {
    app_.lesson().keep_still(text == "on");
    return reply(id, "null");
  }
  if (method == "problem") {
    app_.show_problem(std::string(text));
    return reply(id, "null");
  }
  if (method == "codeIsMissing") {  // answered as an opened link is: with the list of its problems
    app_.show_problem(App::kCodeIsMissing);
    return reply(id, json_list({App::kCodeIsMissing}));
  }
  if (method == "keys") return reply(id, nlohmann::json(used_keys()).dump());
  if (method == "openLesson") {
    const Result<bool> given = app_.give_lesson(text);
    if (!given) return refuse(id, given.error());
    waiting_.push_back({id, Until::settled, app_.opened(), "null"});
    return;
  }
  if (method == "tiles") return reply(id, home_places(app_.ui()));
  if (stage.first().demo() == nullptr)
    return refuse(id, "No demo is open; open one first, for example by lectern.open('#/neural-network').");
  if (method == "files") {
    waiting_.push_back({id, Until::files, app_.opened(), "null"});
    return;
  }
  if (method == "buttons") return reply(id, button_places(app_.ui()));
  if (perform_on_lesson(id, method, number) || perform_on_document(id, method, text, number)) return;
  if (method == "places") return reply(id, picture_places(stage.first(), app_.ui(), app_.theme().scale));
  if (method == "play") {
    stage.play();
    return reply(id, "null");
  }
  if (method == "pause") {
    stage.pause();
    waiting_.push_back({id, Until::paused, app_.opened(), "null"});
  } else if (method == "step") {
    const std::uint64_t count = number.value_or(1);
    if (count < 1 || count > kMostSteps) return refuse(id, "step takes a whole number from 1 to 1000000000.");
    stage.step(count);
    waiting_.push_back({id, Until::settled, app_.opened(), "null"});
  } else if (method == "seek") {
    if (number.value_or(kNoNumber) > kMostSteps) return refuse(id, "seek takes a step, a whole number from 0.");
    stage.seek(*number);
    waiting_.push_back({id, Until::settled, app_.opened(), "null"});
  } else {
    refuse(id, "There is no method " + std::string(method) +
                   "; there are open, link, play, pause, step, seek, snapshot, lesson, goToStop, answer, "
                   "openLesson and give.");
  }
}

bool Remote::perform_on_lesson(std::int64_t id, std::string_view method, std::optional<std::uint64_t> number) {
  LessonGuide& lesson = app_.lesson();
  if (method == "lesson") {
    reply(id, lesson_json(app_));
    return true;
  }
  const bool walks = method == "goToStop", answers = method == "answer";
  if (!walks && !answers) return false;
  if (!lesson.has_stops()) {
    refuse(id, "This demo has no lesson.");
    return true;
  }
  const std::size_t count = walks ? lesson.lesson().stops.size() : lesson.stop().question.answers.size();
  if (!number || *number < 1 || *number > count) {
    refuse(id, count == 0 ? "This stop asks no question."
                          : std::string(method) + " takes a number from 1 to " + std::to_string(count) + ".");
    return true;
  }
  if (answers) {
    lesson.choose(static_cast<std::size_t>(*number) - 1);
    reply(id, "null");
    return true;
  }
  lesson.walk_to(static_cast<int>(*number) - 1, app_.stage());
  waiting_.push_back({id, Until::settled, app_.opened(), "null"});
  return true;
}

bool Remote::tell(std::int64_t id, std::string_view method, std::string_view text) {
  const ExperimentInfo* demo = app_.stage().chosen().demo();
  if (method == "demos") {
    reply(id, demos_json());
  } else if (method == "demo") {
    reply(id, demo != nullptr ? schema_json(*demo) : "null");
  } else if (method == "document") {
    reply(id, document_json(app_.stage(), app_.lesson(), text == "panels"));
  } else {
    return false;
  }
  return true;
}

bool Remote::perform_on_document(std::int64_t id, std::string_view method, std::string_view text,
                                 std::optional<std::uint64_t> number) {
  Stage& stage = app_.stage();
  if (method == "set") {
    const std::size_t sign = std::min(text.find('='), text.size());
    const std::string_view value = text.substr(std::min(sign + 1, text.size()));
    stage.finish_gesture();
    const Result<bool> done = stage.chosen().set_parameter_text(text.substr(0, sign), value);
    stage.finish_gesture();
    done ? reply(id, "null") : refuse(id, done.error());
  } else if (method == "seed") {
    const std::optional<unsigned long long> seed = parse_natural(plain_number(text));
    const bool is_allowed = seed && *seed <= kMaximumSeed;
    if (is_allowed) stage.chosen().set_seed(*seed);
    is_allowed ? reply(id, "null")
               : refuse(id, "seed takes a whole number from 0 to " + std::to_string(kMaximumSeed) + ".");
  } else if (method == "speed") {
    const bool is_allowed = number.value_or(kNoNumber) <= kFastest;
    if (is_allowed) stage.set_speed_limit(static_cast<double>(*number));
    is_allowed ? reply(id, "null") : refuse(id, "speed takes a number from 0, which is no limit, to 10000.");
  } else if (method == "press") {
    const auto* button = std::find_if(std::begin(kButtons), std::end(kButtons),
                                      [text](const Button& each) { return each.name == text; });
    if (button == std::end(kButtons)) {
      refuse(id, "There is no button " + std::string(text) + ".");
      return true;
    }
    button->press(stage, app_.lesson());
    reply(id, "null");
  } else {
    return false;
  }
  return true;
}

void Remote::open(std::int64_t id, std::string_view link, Until until) {
  const std::vector<std::string> problems = until == Until::open ? app_.open_address(link) : app_.open_link(link, true);
  waiting_.push_back({id, until, app_.opened(), json_list(problems)});
}

bool Remote::done(const Waiting& waiting) const {
  const Stage& stage = app_.stage();
  if (waiting.until == Until::hashed) return stage.has_state_hash();
  if (waiting.until == Until::files)
    return !stage.takes_files() && (stage.first().demo() == nullptr || stage.first().is_current());
  if (waiting.opened != app_.opened()) return true;
  switch (waiting.until) {
    case Until::open: return stage.first().demo() == nullptr || stage.first().is_current();
    case Until::settled: return stage.settled();
    case Until::paused: return stage.paused();
    case Until::hashed:
    case Until::files: break;
  }
  return true;
}

void Remote::answer() {
  for (std::size_t i = 0; i < waiting_.size();) {
    if (!done(waiting_[i])) {
      ++i;
      continue;
    }
    const Waiting waiting = std::move(waiting_[i]);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    finish(waiting);
  }
  app_.stage().want_state_hash(std::any_of(waiting_.begin(), waiting_.end(),
                                           [](const Waiting& waiting) { return waiting.until == Until::hashed; }));
}

void Remote::finish(const Waiting& waiting) {
  if (waiting.until == Until::hashed) return reply(waiting.id, snapshot_of(app_.stage()));
  if (waiting.until == Until::files && !file_problem_.empty()) return refuse(waiting.id, file_problem_);
  if (waiting.opened == app_.opened()) return reply(waiting.id, waiting.result);
  refuse(waiting.id, "Another demo was opened before this was done.");
}

void Remote::reply(std::int64_t id, const std::string& result) {
  platform::reply("{\"id\":" + std::to_string(id) + ",\"result\":" + result + "}");
}

void Remote::refuse(std::int64_t id, std::string_view sentence) {
  platform::reply("{\"id\":" + std::to_string(id) + ",\"error\":" + json_text(std::string(sentence)) + "}");
}

}  // namespace lectern
