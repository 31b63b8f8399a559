#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/experiments/hyperoptimisation/scanned_runs.h"
#include "core/lab/snapshot.h"
#include "core/parts/planar_data.h"

namespace lectern {

// What is scanned: the data sets of the plane, or in their place a file with the runs of a scan made elsewhere.
class ScanData : public PlanarData {
 public:
  static FileUse file_use();
  static Result<ScanData> make(const Settings& settings, const DataStart& start);

  // Null: none were given.
  const ScannedRuns* runs() const { return runs_.get(); }

  bool act(const Gesture& gesture) { return runs_ == nullptr && PlanarData::act(gesture); }
  bool uses_seed() const { return runs_ == nullptr && PlanarData::uses_seed(); }
  std::vector<std::string> file_shapes() const { return runs_ ? shapes_ : PlanarData::file_shapes(); }
  std::span<const std::string> notes() const {
    return runs_ ? std::span<const std::string>(notes_) : PlanarData::notes();
  }

 private:
  explicit ScanData(PlanarData data) : PlanarData(std::move(data)) {}

  std::shared_ptr<const ScannedRuns> runs_;
  std::vector<std::string> shapes_, notes_;
};

// chosen  the id of the hyperparameter whose violins lead, if the scan has it; else those of what matters most do
void describe_scanned_runs(const ScannedRuns& runs, std::string_view chosen, Snapshot& snapshot);

}  // namespace lectern
