#include "web/app/page_sync.h"

#include <cmath>
#include <cstdio>

#include "core/lab/json_writer.h"
#include "core/lab/snapshot_json.h"
#include "web/platform/platform.h"
#include "web/ui/demo_list.h"

namespace lectern {

namespace {

// Browsers bear about a hundred changes of the address in half a minute, readers of the text far fewer.
constexpr double kInterval_s = 0.5;

std::string number_text(double value) {
  if (std::isnan(value)) return "not known";
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string described(const Session& session) {
  const Snapshot& latest = session.snapshot();
  const std::string title = session.demo() ? session.demo()->title : "no demo";
  std::string text = title + ". Step " + std::to_string(latest.step) + ", " + status_name(latest.status) + ".";
  for (const Metric& metric : latest.metrics) {
    text +=
        " " + metric.label + ": " + number_text(metric.value) + (metric.unit.empty() ? "" : " " + metric.unit) + ".";
  }
  for (const std::string& note : latest.notes) text += " " + note;
  if (!latest.message.empty()) text += " " + latest.message;
  return text;
}

}  // namespace

double PageSync::follow(const Stage& stage, const LessonGuide& lesson, double now_s) {
  // At every call: what the reader does first must not pass for where the address led.
  if (kept_.is_on_the_way()) keeps_address(stage, lesson, stage.link(stage.view(), stage.paused()));
  std::string told = described(lesson);
  const bool same = stage.snapshot_number() == seen_snapshot_ && stage.view() == seen_view_ && told == seen_lesson_;
  seen_lesson_ = std::move(told);
  if (!same || stage.paused() != paused_ || new_entry_) behind_ = true;
  seen_view_ = stage.view();
  paused_ = stage.paused();
  seen_snapshot_ = stage.snapshot_number();
  if (!behind_) return -1;
  if (now_s < next_s_ && !new_entry_) return next_s_ - now_s;
  next_s_ = now_s + kInterval_s;
  behind_ = false;
  tell_link(stage, lesson);
  tell_text(stage, lesson);
  tell_events(stage);
  return -1;
}

void PageSync::keep_address(const Stage& stage) {
  new_entry_ = false;
  link_.clear();  // the address is not the one told last
  kept_.open(stage);
}

bool PageSync::keeps_address(const Stage& stage, const LessonGuide& lesson, const std::string& link) {
  if (new_entry_) kept_.give_up();
  return kept_.stays(stage, link, stage.view().opens_stop && lesson.state() == LessonGuide::State::waiting);
}

// While a run plays, the address holds its beginning; where it pauses, the step too.
void PageSync::tell_link(const Stage& stage, const LessonGuide& lesson) {
  const ExperimentInfo* demo = stage.first().demo();
  const std::string title = demo != nullptr ? demo->title + " · Lectern" : "Lectern";
  std::string link = stage.link(stage.view(), stage.paused());
  const bool stays = keeps_address(stage, lesson, link);
  if (link == link_ && title == title_) return;
  platform::navigate(stays ? "" : link, title, new_entry_);
  new_entry_ = false;
  link_ = std::move(link);
  ++links_told_;
  title_ = title;
  JsonWriter json;
  json.begin_object().key("event").value("link").key("detail").begin_object();
  json.key("link").value(link_).key("title").value(title_).end_object().end_object();
  platform::reply(json.text());
}

void PageSync::tell_text(const Stage& stage, const LessonGuide& lesson) {
  const std::string of_lesson = described(lesson);
  platform::describe(of_lesson.empty() ? described(stage) : of_lesson + " " + described(stage));
}

void PageSync::tell_events(const Stage& stage) {
  const Snapshot& latest = stage.first().snapshot();
  JsonWriter json;
  json.begin_object().key("event").value("snapshot").key("detail").begin_object();
  json.key("id").value(latest.plan.id).key("step").value(latest.step).key("status").value(status_name(latest.status));
  json.key("metrics").begin_object();
  for (const Metric& metric : latest.metrics) json.key(metric.id).value(metric.value);
  json.end_object().end_object().end_object();
  platform::reply(json.text());
  if (latest.status == status_) return;
  status_ = latest.status;
  JsonWriter event;
  event.begin_object().key("event").value("status").key("detail").begin_object();
  event.key("status").value(status_name(status_)).key("message").value(latest.message).end_object().end_object();
  platform::reply(event.text());
}

std::string described(const Stage& stage) {
  if (stage.first().demo() == nullptr) {
    return "Home: " + std::to_string(demo_cards().size()) +
           " demos, lecture by lecture. The arrow keys walk through them, Enter opens one, / searches.";
  }
  const std::string text = described(stage.first());
  return stage.beside() == nullptr ? text : text + " Beside it: " + described(*stage.beside());
}

std::string described(const LessonGuide& lesson) {
  if (!lesson.has_stops()) return "";
  const LessonStop& stop = lesson.stop();
  std::string text = "Lesson, stop " + std::to_string(lesson.at() + 1) + " of " + std::to_string(lesson.count()) +
                     ": " + stop.title + ". " + stop.text;
  if (stop.question.text.empty()) return text;
  text += " Question: " + stop.question.text;
  for (const LessonAnswer& answer : stop.question.answers) text += " " + answer.text + ".";
  if (const std::optional<std::size_t> chosen = lesson.answer(); chosen && *chosen < stop.question.answers.size()) {
    const LessonAnswer& answer = stop.question.answers[*chosen];
    text += " Chosen: " + answer.text + ". " + answer.reveal + " " + stop.question.reveal;
  }
  return text;
}

}  // namespace lectern
