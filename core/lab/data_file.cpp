#include "core/lab/data_file.h"

#include "core/math/state_hasher.h"

namespace lectern {

std::shared_ptr<const DataFile> make_data_file(std::string name, std::string bytes) {
  StateHasher hasher;
  hasher.add(std::string_view(bytes));
  return std::make_shared<const DataFile>(DataFile{std::move(name), std::move(bytes), hasher.digest()});
}

RunPlan with_files(RunPlan plan, const ExperimentInfo& info, const DataFiles& files) {
  for (std::size_t i = plan.files.size(); i < files.size(); ++i) {
    plan.files.push_back({files[i]->name, {}, files[i]->hash});
  }
  if (files.empty() || info.files.parameter.empty()) return plan;
  ParameterSet set = ParameterSet::with(info.schema, plan.parameters).set;
  if (set.parse_text(info.files.parameter, info.files.value)) plan.parameters = set.changes();  // valid: see Registry
  return plan;
}

}  // namespace lectern
