#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/action.h"
#include "core/lab/parameter_set.h"
#include "core/lab/run_plan.h"
#include "core/lab/saved_file.h"
#include "core/lab/snapshot.h"
#include "core/math/result.h"
#include "core/math/state_hasher.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// What an experiment is made from. Everything random derives from the two seeds.
struct ExperimentStart {
  const ParameterSet& parameters;
  std::uint64_t seed;                                         // start values, batches, noise of the training
  std::uint64_t data_seed;                                    // the data set and its split
  const std::vector<DrawnPoint>& points;                      // drawn by the user before step 0
  const std::vector<std::shared_ptr<const DataFile>>& files;  // given by the user; empty: none
  ThreadPool& pool;                                           // outlives the experiment
};

// Why a run stopped with numbers that are no longer finite, and what would have kept them finite.
struct Divergence {
  std::string cause;      // a sentence that names the step, and η against the largest curvature where that is known
  std::string parameter;  // the live parameter to be changed; empty: none is known to help
  ParameterValue stable_value;  // the nearest value at which the run stays finite
};

// One demo, running. Called from one thread at a time; knows nothing of windows, files or clocks.
class Experiment {
 public:
  virtual ~Experiment();

  // Does the next bounded piece of work (a few milliseconds at most at the largest parameters, then
  // smaller pieces are the experiment's duty). The result depends on the start, the events so far and
  // the number of steps only.
  virtual void step() = 0;

  // Takes over the live parameters of `parameters`; the others are as at the start. Two calls in a row
  // leave what the second alone would have left.
  virtual void tune(const ParameterSet& parameters) = 0;

  // Answers what a person did in a panel; returns false, and changes nothing, if this gesture means nothing
  // there. The action is already rounded for links. A handle, cell or point changed twice in a row stands
  // where the second alone would have put it.
  virtual bool act(const Action& action);

  // Describes everything there is to see, refilling the snapshot's lists (metrics and panels only).
  // Must not change anything that later steps depend on.
  virtual void describe(Snapshot& snapshot) const = 0;

  // Feeds everything that later steps depend on: weights, optimiser state, counters, random streams.
  virtual void hash_state(StateHasher& hasher) const = 0;

  // The memory that a copy takes. Demos that do not count it are taken to need what they feed to their hash.
  virtual std::size_t bytes() const;

  // Which seeds matter with the parameters and data that there are now.
  virtual SeedUse seeds() const;

  // A copy that goes on from here by itself, to the same bits: the run can be taken up again from it.
  virtual std::unique_ptr<Experiment> clone() const = 0;

  // There is nothing more to do.
  virtual bool finished() const;

  // Nothing while all numbers are finite.
  virtual std::optional<Divergence> divergence() const;

  // The points drawn by the user as they are now (at the start: those of ExperimentStart, if they are used);
  // valid until the next change.
  virtual std::span<const DrawnPoint> drawn_points() const;

  // "1797×65" for each file read, in the order given; empty without files.
  virtual std::vector<std::string> file_shapes() const;

  // The networks that the demo trains, as they are now; empty: there are none, or none that this form can hold.
  virtual std::vector<SavedFile> networks(NetworkFormat format) const;

  // What people must know of the data, a sentence each: how many rows of a file are used, what was decided about it.
  // Valid until the next change.
  virtual std::span<const std::string> notes() const;
};

// Rewrites the values of a link made for an older version of the schema so that they mean the same in this one.
using LinkUpgrade = void (*)(int version, std::vector<std::pair<std::string, std::string>>& values);

using ExperimentFactory = Result<std::unique_ptr<Experiment>> (*)(const ExperimentStart&);

// Which files a demo reads, and what a dropped file changes.
struct FileUse {
  std::string endings;    // ".csv .npy"; empty: the demo reads no files
  std::string help;       // "two numeric columns, the label last"
  std::string parameter;  // set to `value` when a file is given: the data-set choice
  std::string value;      // its text, as in links
};

struct ExperimentInfo {
  std::string id = {};  // kebab-case, the file's stem; stands in links for ever
  std::string title = {};
  int lecture = 0;           // 1 … 9, the heading of LECTURES under which it stands
  std::string row = {};      // "R20"
  std::string summary = {};  // one sentence
  std::vector<std::string> sources = {};
  ParameterSchema schema{};
  // Demos with the same name here are about the same data: the group "Data" of their parameters, the data seed, drawn
  // points and files mean the same in each, so that one may follow the other on them. Empty: data of its own.
  std::string data_block = {};
  FileUse files = {};
  bool has_networks = false;    // Experiment::networks answers
  double steps_per_second = 0;  // at which the page plays it until somebody chooses another speed; 0: unlimited
  ExperimentFactory make = nullptr;
  LinkUpgrade upgrade = nullptr;  // null: values of older versions mean what they meant
  // Fills in what stands below `sources`: the registry calls it when the demo is first looked for. Null: all is there.
  void (*complete)(ExperimentInfo& info) = nullptr;
};

}  // namespace lectern
