#include "core/lab/data_file.h"

#include <algorithm>

#include "core/lab/text.h"
#include "core/lab/weight_files.h"
#include "core/math/state_hasher.h"

namespace lectern {
namespace {

// A name that links can hold: printable, and where it is too long without its middle; its ending says what it is.
std::string name_for_links(std::string_view name) {
  constexpr std::string_view kCut = "…";
  constexpr std::size_t kEnding = 40;
  std::vector<std::string> characters;
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t length = utf8_length(rest);
    const std::string_view character = length == 0 ? "?" : rest.substr(0, length);
    characters.emplace_back(is_printable_utf8(character) ? character : "?");
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  std::string whole, ending;
  for (const std::string& character : characters) whole += character;
  if (whole.empty()) return "file";
  if (whole.size() <= kLongestFileName) return whole;
  for (std::size_t i = characters.size(); i > 0 && ending.size() + characters[i - 1].size() <= kEnding; --i)
    ending.insert(0, characters[i - 1]);
  std::string beginning;
  for (const std::string& character : characters) {
    if (beginning.size() + character.size() + kCut.size() + ending.size() > kLongestFileName) break;
    beginning += character;
  }
  return beginning.append(kCut).append(ending);
}

}  // namespace

std::shared_ptr<const DataFile> make_data_file(std::string_view name, std::string bytes) {
  StateHasher hasher;
  hasher.add(std::string_view(bytes));
  return std::make_shared<const DataFile>(DataFile{name_for_links(name), std::move(bytes), hasher.digest()});
}

RunPlan with_files(RunPlan plan, const ExperimentInfo& info, const DataFiles& files) {
  for (std::size_t i = plan.files.size(); i < files.size(); ++i) {
    plan.files.push_back({files[i]->name, {}, files[i]->hash});
  }
  if (data_among(files).empty() || info.files.parameter.empty()) return plan;
  ParameterSet set = ParameterSet::with(info.schema, plan.parameters).set;
  if (!set.parse_text(info.files.parameter, info.files.value)) return plan;  // it is valid: see Registry
  // A choice that is hidden has no effect: what hides it is changed, too.
  for (std::string shown = info.files.parameter; !set.is_shown(shown);) {
    const ParameterSpec& spec = info.schema.specs()[info.schema.index_of(shown)];
    const std::vector<std::string>& values = spec.shown_when_values;
    if (std::find(values.begin(), values.end(), set.text_of(spec.shown_when_id)) == values.end())
      static_cast<void>(set.parse_text(spec.shown_when_id, values.front()));
    shown = spec.shown_when_id;
  }
  plan.parameters = set.changes();
  return plan;
}

bool offers_files(const ExperimentInfo& info, const ParameterSet& parameters) {
  return !info.files.endings.empty() && (info.files.parameter.empty() || parameters.is_shown(info.files.parameter));
}

}  // namespace lectern
