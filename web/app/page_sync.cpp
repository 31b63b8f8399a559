#include "web/app/page_sync.h"

#include <cstdio>

#include "core/lab/json_writer.h"
#include "core/lab/snapshot_json.h"
#include "web/app/platform.h"

namespace lectern {

namespace {

// Browsers bear about a hundred changes of the address in half a minute, readers of the text far fewer.
constexpr double kInterval_s = 0.5;

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace

double PageSync::follow(const Session& session, double now_s) {
  if (session.snapshot_number() != seen_snapshot_ || new_entry_) behind_ = true;
  seen_snapshot_ = session.snapshot_number();
  if (!behind_) return -1;
  if (now_s < next_s_ && !new_entry_) return next_s_ - now_s;
  next_s_ = now_s + kInterval_s;
  behind_ = false;
  tell_link(session);
  tell_text(session);
  tell_events(session);
  return -1;
}

// While a run plays, the address holds its beginning; where it pauses, the step too.
void PageSync::tell_link(const Session& session) {
  const std::string title = session.demo() ? session.demo()->title + " · Lectern" : "Lectern";
  const bool still = session.snapshot().status != RunStatus::running;
  std::string link = session.link(session.view(), still);
  if (link == link_ && title == title_) return;
  platform::navigate(link, title, new_entry_);
  new_entry_ = false;
  link_ = std::move(link);
  title_ = title;
  JsonWriter json;
  json.begin_object().key("event").value("link").key("detail").begin_object();
  json.key("link").value(link_).key("title").value(title_).end_object().end_object();
  platform::reply(json.text());
}

void PageSync::tell_text(const Session& session) { platform::describe(described(session)); }

void PageSync::tell_events(const Session& session) {
  const Snapshot& latest = session.snapshot();
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

std::string described(const Session& session) {
  if (session.demo() == nullptr) return "Lectern. No demo is open.";
  const Snapshot& latest = session.snapshot();
  std::string text =
      session.demo()->title + ". Step " + std::to_string(latest.step) + ", " + status_name(latest.status) + ".";
  for (const Metric& metric : latest.metrics) {
    text +=
        " " + metric.label + ": " + number_text(metric.value) + (metric.unit.empty() ? "" : " " + metric.unit) + ".";
  }
  if (!latest.message.empty()) text += " " + latest.message;
  return text;
}

}  // namespace lectern
