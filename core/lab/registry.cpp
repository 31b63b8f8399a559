#include "core/lab/registry.h"

#include <algorithm>
#include <tuple>

#include "core/lab/text.h"

namespace lectern {
namespace {

// What is missing in an info, empty if nothing is.
std::string missing_part(const ExperimentInfo& info) {
  if (info.title.empty()) return "title";
  if (info.lecture < 0) return "lecture";
  if (info.row.empty()) return "lecture row";
  if (info.summary.empty()) return "summary";
  if (info.sources.empty()) return "sources";
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
  if (find(info.id) != nullptr) broken_contract(name + ": the id is taken.");
  const std::string missing = missing_part(info);
  if (!missing.empty()) broken_contract(name + ": its " + missing + " is missing.");
  if (!names_a_valid_value(info)) broken_contract(name + ": a file sets a parameter or value that is not there.");
  infos_.push_back(std::make_unique<ExperimentInfo>(std::move(info)));
}

const ExperimentInfo* Registry::find(std::string_view id) const {
  for (const auto& info : infos_) {
    if (info->id == id) return info.get();
  }
  return nullptr;
}

std::vector<const ExperimentInfo*> Registry::all() const {
  std::vector<const ExperimentInfo*> infos;
  for (const auto& info : infos_)
    if (info->lecture > 0) infos.push_back(info.get());
  // R9 stands before R10: the shorter row first.
  const auto key = [](const ExperimentInfo* info) {
    return std::tuple(info->lecture, info->row.size(), std::string_view(info->row), std::string_view(info->id));
  };
  std::sort(infos.begin(), infos.end(), [&](const auto* a, const auto* b) { return key(a) < key(b); });
  return infos;
}

std::string no_such_demo(const Registry& registry, std::string_view id) {
  std::vector<std::string> ids;
  for (const ExperimentInfo* info : registry.all()) ids.push_back(info->id);
  const std::vector<std::string> near = near_names(id, ids);
  return "There is no demo " + in_quotes(id) + (near.empty() ? "" : "; near names are " + joined(near)) + ".";
}

}  // namespace lectern
