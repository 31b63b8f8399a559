#include "web/model/document.h"

#include <algorithm>

#include "core/lab/json_writer.h"
#include "core/lab/snapshot_json.h"
#include "web/model/panel_sentence.h"

namespace lectern {

namespace {

const Session& chosen_of(const Stage& stage) { return stage.chosen_side() == 0 ? stage.first() : *stage.beside(); }

void write_run(JsonWriter& json, const Session& session) {
  const Snapshot& latest = session.snapshot();
  const ExperimentInfo& demo = *session.demo();
  json.key("id").value(demo.id).key("title").value(demo.title).key("summary").value(demo.summary);
  json.key("status").value(status_name(latest.status)).key("step").value(latest.step);
  json.key("message").value(latest.message).key("notes").list(latest.notes);
}

void write_abilities(JsonWriter& json, const Stage& stage) {
  const Session& chosen = chosen_of(stage);
  json.key("can").begin_object().key("step_back").value(stage.first().snapshot().step > 0);
  json.key("new_start").value(stage.offers(Restart::new_start));
  json.key("new_data").value(stage.offers(Restart::new_data));
  json.key("undo").value(chosen.can_undo()).key("redo").value(chosen.can_redo()).end_object();
  json.key("seed").value(chosen.seed()).key("speed").value(stage.speed_limit());
}

void write_parameters(JsonWriter& json, const Session& session, const LessonGuide& lesson) {
  const std::vector<std::string>& open = lesson.controls();
  json.key("parameters").begin_object();
  for (const ParameterSpec& spec : session.demo()->schema.specs()) {
    const bool offered = open.empty() || std::find(open.begin(), open.end(), spec.id) != open.end();
    json.key(spec.id).begin_object().key("value").value(session.parameters().text_of(spec.id));
    json.key("shown").value(session.parameters().is_shown(spec.id)).key("offered").value(offered).end_object();
  }
  json.end_object();
}

void write_description(JsonWriter& json, const Session& session, bool with_panels) {
  const Snapshot& latest = session.snapshot();
  // Of another demo until the first snapshot of this one has come.
  const bool is_known = latest.plan.id == session.demo()->id;
  json.begin_object().key("metrics").begin_array();
  if (is_known) {
    for (const Metric& metric : latest.metrics) {
      const bool has_unit = !metric.unit.empty() && metric.value == metric.value;
      json.begin_object().key("id").value(metric.id).key("label").value(metric.label);
      json.key("value").value(spoken_number(metric.value, metric.digits) + (has_unit ? " " + metric.unit : ""));
      json.end_object();
    }
  }
  json.end_array();
  if (with_panels) {
    json.key("panels").begin_array();
    if (is_known) {
      for (const Panel& panel : latest.panels) {
        json.begin_object().key("id").value(panel.id).key("title").value(panel.title).key("help").value(panel.help);
        json.key("words").value(panel_sentences(panel)).end_object();
      }
    }
    json.end_array();
  }
  json.end_object();
}

void write_question(JsonWriter& json, const LessonGuide& lesson) {
  const LessonQuestion& question = lesson.stop().question;
  json.key("question").begin_object().key("text").value(question.text).key("answers").begin_array();
  for (const LessonAnswer& answer : question.answers) json.value(answer.text);
  json.end_array();
  if (const std::optional<std::size_t> chosen = lesson.answer(); chosen && *chosen < question.answers.size()) {
    const LessonAnswer& answer = question.answers[*chosen];
    json.key("chosen").value(*chosen + 1).key("right").value(answer.right).key("revealed").begin_array();
    if (!answer.reveal.empty()) json.value(answer.reveal);
    if (!question.reveal.empty()) json.value(question.reveal);
    json.end_array();
  }
  json.end_object();
}

void write_lesson_state(JsonWriter& json, const LessonGuide& lesson) {
  const bool has_stops = lesson.has_stops();
  json.key("lesson").begin_object().key("problem").value(lesson.problem());
  json.key("stops").value(has_stops ? lesson.count() : 0);
  if (has_stops) {
    json.key("title").value(lesson.lesson().title).key("walking").value(lesson.walking());
    json.key("stop").value(lesson.at() + 1).key("name").value(lesson.stop().title);
    json.key("text").value(lesson.stop().text);
    write_question(json, lesson);
  }
  json.end_object();
}

}  // namespace

std::string document_json(const Stage& stage, const LessonGuide& lesson, bool with_panels) {
  JsonWriter json;
  json.begin_object();
  if (stage.first().demo() == nullptr) return json.key("id").value("").end_object().text();
  write_run(json, stage.first());
  json.key("playing").value(stage.playing()).key("controls_of").value(chosen_of(stage).demo()->id);
  write_abilities(json, stage);
  json.key("side").value(stage.chosen_side()).key("beside").value(stage.beside() != nullptr);
  write_parameters(json, chosen_of(stage), lesson);
  json.key("runs").begin_array();
  write_description(json, stage.first(), with_panels);
  if (stage.beside() != nullptr) write_description(json, *stage.beside(), with_panels);
  json.end_array();
  write_lesson_state(json, lesson);
  return json.end_object().text();
}

}  // namespace lectern
