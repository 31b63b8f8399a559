#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "core/lab/experiment.h"

namespace lectern {

// Words of small letters and digits joined by single hyphens, the first one starting with a letter.
bool is_experiment_id(std::string_view id);

// What a list of demos says of each.
struct DemoCard {
  std::string_view id, title;
  int lecture = 0;
  std::string_view row, summary;
  std::string_view data_block = {};  // see ExperimentInfo
};

// Every experiment of the program, by id. Filled before main by RegisterExperiment objects. A demo's code need not be
// there before somebody looks for it: until then the registry knows its card alone. Safe to be asked from several
// threads.
class Registry {
 public:
  static Registry& instance();

  // Aborts with a sentence on a malformed or duplicate id, or incomplete info.
  void add(ExperimentInfo info);

  // Null if there is none of that id.
  const ExperimentInfo* find(std::string_view id) const;

  // Nothing if there is none of that id.
  std::optional<DemoCard> card(std::string_view id) const;

  // Ordered by lecture, then by row. What belongs to no lecture, lecture 0, is found by its id alone.
  std::vector<DemoCard> cards() const;
  // The same with all that is known of them.
  std::vector<const ExperimentInfo*> all() const;

 private:
  const ExperimentInfo& completed(ExperimentInfo& info) const;

  std::vector<std::unique_ptr<ExperimentInfo>> infos_;
  mutable std::mutex completing_;
};

// "There is no demo “nural-network”; near names are neural-network."
std::string no_such_demo(const Registry& registry, std::string_view id);

// The one registration line of a demo:  const RegisterExperiment registered{neural_network_info()};
struct RegisterExperiment {
  explicit RegisterExperiment(ExperimentInfo info) { Registry::instance().add(std::move(info)); }
};

}  // namespace lectern
