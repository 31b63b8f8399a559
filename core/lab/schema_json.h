#pragma once

#include <string>

#include "core/lab/experiment.h"

namespace lectern {

// A demo and its schema as one JSON object in one line: everything its controls are made from.
//   id, title, lecture, row, summary, sources, version, files {endings, help}, and of each parameter
//   id, label, help, unit, group, kind, live, default, and where they mean something
//   minimum, maximum, scale, maximum_length, choices [{id, label}], shown_when {id, values}
std::string schema_json(const ExperimentInfo& info);

}  // namespace lectern
