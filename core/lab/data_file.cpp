#include "core/lab/data_file.h"

#include <algorithm>

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
  const auto has_name = [&](const auto& value) { return value.first == info.files.parameter; };
  plan.parameters.erase(std::remove_if(plan.parameters.begin(), plan.parameters.end(), has_name),
                        plan.parameters.end());
  plan.parameters.emplace_back(info.files.parameter, info.files.value);
  return plan;
}

}  // namespace lectern
