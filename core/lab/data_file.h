#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/parameter_set.h"
#include "core/lab/run_plan.h"

namespace lectern {

using DataFiles = std::vector<std::shared_ptr<const DataFile>>;

// A file with the hash of its bytes, as RunRequest::files and ExperimentStart::files hold it. Its name is one that
// links can hold: a longer one loses its middle, and what is not printable is a question mark.
std::shared_ptr<const DataFile> make_data_file(std::string_view name, std::string bytes);

// The plan of a run on the files just given: the parameter set that makes the demo read them
// (ExperimentInfo::files). Files that a link's plan already names stay as the link names them, so that the
// runner can tell whether those given are the same.
RunPlan with_files(RunPlan plan, const ExperimentInfo& info, const DataFiles& files);

// Whether files are worth offering with these settings: the demo reads some, and the choice that makes it read them is
// in sight. A file given all the same is read, see with_files.
bool offers_files(const ExperimentInfo& info, const ParameterSet& parameters);

}  // namespace lectern
