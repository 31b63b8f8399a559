#pragma once

#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/registry.h"
#include "core/lab/run_plan.h"
#include "core/lab/snapshot.h"

namespace lectern {

// The group of the parameters that make a demo's data.
constexpr const char* kDataGroup = "Data";

// The beginning of `to` on the data of a run of `from`, where the two share a block of data: data seed, points and
// files of data as they are, and of the parameters of the group "Data" the values that `to` knows and allows. Otherwise
// `to` at its defaults.
//   plan     of the run of `from`
//   values   its parameters as they are now
//   points   drawn in it, as they are now
//   changed  examples_changed() in it
RunPlan carried_data(const ExperimentInfo& from, const RunPlan& plan, const ParameterSet& values,
                     const std::vector<DrawnPoint>& points, std::vector<TimedEvent> changed, const ExperimentInfo& to);

// The other demos that carried_data() takes the data to, in the order of the lectures. Their code need not be here.
std::vector<DemoCard> demos_on_same_data(const ExperimentInfo& demo);

// Where each handle was dragged to last by the time of the snapshot, as changes of the start.
std::vector<TimedEvent> handles_dragged(const Snapshot& snapshot);

// What was done by the time of the snapshot to points of the data set itself, as changes of the start.
std::vector<TimedEvent> examples_changed(const Snapshot& snapshot);

// Whether both plans of the demo make the same data set, points drawn aside: its points have the same numbers.
bool make_same_examples(const ExperimentInfo& demo, const RunPlan& a, const RunPlan& b);

}  // namespace lectern
