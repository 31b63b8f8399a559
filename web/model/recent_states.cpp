#include "web/model/recent_states.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/lab/json_writer.h"
#include "core/lab/registry.h"
#include "core/lab/share_link.h"

namespace lectern {

namespace {

constexpr std::size_t kLongestDetail = 200;

std::string text_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string counted(std::int64_t count, const char* unit) {
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s") + " ago";
}

}  // namespace

bool RecentStates::note(RecentState state) {
  if (same_visit_ && !states_.empty() && states_.front().link == state.link) return false;
  if (same_visit_ && !states_.empty()) states_.erase(states_.begin());
  std::erase_if(states_, [&state](const RecentState& other) { return other.link == state.link; });
  states_.insert(states_.begin(), std::move(state));
  if (states_.size() > kMaximum) states_.resize(kMaximum);
  same_visit_ = true;
  return true;
}

std::string RecentStates::text() const {
  JsonWriter json;
  json.begin_array();
  for (const RecentState& state : states_) {
    json.begin_object().key("link").value(state.link).key("detail").value(state.detail);
    json.key("when_s").value(state.when_s).end_object();
  }
  json.end_array();
  return json.text();
}

void RecentStates::read(std::string_view text) {
  states_.clear();
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return;
  for (const nlohmann::json& entry : json) {
    if (!entry.is_object() || states_.size() == kMaximum) continue;
    RecentState state{.link = text_at(entry, "link"), .id = {}, .detail = text_at(entry, "detail")};
    state.id = demo_named_in(state.link);
    const auto when = entry.find("when_s");
    if (when != entry.end() && when->is_number_integer()) state.when_s = when->get<std::int64_t>();
    if (state.detail.size() > kLongestDetail || !Registry::instance().card(state.id)) continue;
    states_.push_back(std::move(state));
  }
}

std::string time_since(std::int64_t then_s, std::int64_t now_s) {
  constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  const std::int64_t passed = now_s - then_s;
  if (passed < kMinute) return "just now";
  if (passed < kHour) return counted(passed / kMinute, "minute");
  if (passed < kDay) return counted(passed / kHour, "hour");
  return passed < 2 * kDay ? "yesterday" : counted(passed / kDay, "day");
}

}  // namespace lectern
