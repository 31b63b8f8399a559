#include "core/lab/registry.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/lab/text.h"

namespace lectern {
namespace {

// What is missing on the card of a demo, empty if nothing is.
std::string missing_on_card(const ExperimentInfo& info) {
  if (info.title.empty()) return "title";
  if (info.lecture < 0) return "lecture";
  if (info.row.empty()) return "lecture row";
  if (info.summary.empty()) return "summary";
  if (info.sources.empty()) return "sources";
  return {};
}

std::string missing_behind_card(const ExperimentInfo& info) {
  if (info.make == nullptr) return "factory";
  for (const ParameterSpec& spec : info.schema.specs()) {
    if (spec.help.empty()) return "help of parameter " + in_quotes(spec.id);
  }
  return {};
}

bool names_a_valid_value(const ExperimentInfo& info) {
  return info.files.parameter.empty() ||
         ParameterSet::defaults(info.schema).parse_text(info.files.parameter, info.files.value).ok();
}

void check_behind_card(const ExperimentInfo& info) {
  const std::string name = "Experiment " + in_quotes(info.id);
  const std::string missing = missing_behind_card(info);
  if (!missing.empty()) broken_contract(name + ": its " + missing + " is missing.");
  if (!names_a_valid_value(info)) broken_contract(name + ": a file sets a parameter or value that is not there.");
}

// R9 stands before R10: the shorter row first.
auto place_in_lectures(const DemoCard& demo) { return std::tuple(demo.lecture, demo.row.size(), demo.row, demo.id); }

DemoCard card_of(const ExperimentInfo& info) {
  return {info.id, info.title, info.lecture, info.row, info.summary, info.data_block};
}

}  // namespace

bool is_experiment_id(std::string_view id) {
  if (id.empty() || id[0] < 'a' || id[0] > 'z' || id.back() == '-') return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && (c != '-' || id[i - 1] == '-')) return false;
  }
  return true;
}

Registry& Registry::instance() {
  static Registry registry;
  return registry;
}

void Registry::add(ExperimentInfo info) {
  const std::string name = "Experiment " + in_quotes(info.id);
  if (!is_experiment_id(info.id)) broken_contract(name + ": an id is small letters and digits joined by hyphens.");
  const bool taken = std::any_of(infos_.begin(), infos_.end(), [&](const auto& other) { return other->id == info.id; });
  if (taken) broken_contract(name + ": the id is taken.");
  const std::string missing = missing_on_card(info);
  if (!missing.empty()) broken_contract(name + ": its " + missing + " is missing.");
  if (info.complete == nullptr) check_behind_card(info);
  infos_.push_back(std::make_unique<ExperimentInfo>(std::move(info)));
}

const ExperimentInfo& Registry::completed(ExperimentInfo& info) const {
  const std::lock_guard lock(completing_);
  if (info.complete != nullptr) {
    std::exchange(info.complete, nullptr)(info);
    check_behind_card(info);
  }
  return info;
}

const ExperimentInfo* Registry::find(std::string_view id) const {
  for (const auto& info : infos_) {
    if (info->id == id) return &completed(*info);
  }
  return nullptr;
}

std::optional<DemoCard> Registry::card(std::string_view id) const {
  for (const auto& info : infos_)
    if (info->id == id) return card_of(*info);
  return {};
}

std::vector<DemoCard> Registry::cards() const {
  std::vector<DemoCard> cards;
  for (const auto& info : infos_)
    if (info->lecture > 0) cards.push_back(card_of(*info));
  std::sort(cards.begin(), cards.end(),
            [](const DemoCard& a, const DemoCard& b) { return place_in_lectures(a) < place_in_lectures(b); });
  return cards;
}

std::vector<const ExperimentInfo*> Registry::all() const {
  std::vector<const ExperimentInfo*> infos;
  for (const DemoCard& card : cards()) infos.push_back(find(card.id));
  return infos;
}

std::string no_such_demo(const Registry& registry, std::string_view id) {
  std::vector<std::string> ids;
  for (const DemoCard& demo : registry.cards()) ids.emplace_back(demo.id);
  const std::vector<std::string> near = near_names(id, ids);
  return "There is no demo " + in_quotes(id) + (near.empty() ? "" : "; near names are " + joined(near)) + ".";
}

}  // namespace lectern
