#pragma once

#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/run_plan.h"
#include "core/lab/snapshot.h"

namespace lectern {

// The beginning of `to` on the data of a run of `from`, where the two share a block of data: data seed, points and
// files as they are, and of the parameters of the group "Data" the values that `to` knows and allows. Otherwise `to` at
// its defaults.
//   plan     of the run of `from`
//   values   its parameters as they are now
//   points   drawn in it, as they are now
RunPlan carried_data(const ExperimentInfo& from, const RunPlan& plan, const ParameterSet& values,
                     const std::vector<DrawnPoint>& points, const ExperimentInfo& to);

// Where each handle was dragged to last by the time of the snapshot, as changes of the start.
std::vector<TimedEvent> handles_dragged(const Snapshot& snapshot);

}  // namespace lectern
