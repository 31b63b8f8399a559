#include "web/model/change_watch.h"

#include <algorithm>

namespace lectern {
namespace {

constexpr double kSameGesture_s = 0.7;  // changes that follow each other so soon belong to one gesture

const ParameterValue* value_of(const ParameterValues& values, const std::string& id) {
  const auto found = std::find_if(values.begin(), values.end(), [&](const auto& each) { return each.first == id; });
  return found == values.end() ? nullptr : &found->second;
}

// Parameters that differ; one of them at its default stands in one list alone.
int differences(const ParameterValues& a, const ParameterValues& b) {
  int count = 0;
  for (const auto& [id, value] : a) {
    const ParameterValue* other = value_of(b, id);
    count += other == nullptr || *other != value ? 1 : 0;
  }
  for (const auto& [id, value] : b) count += value_of(a, id) == nullptr ? 1 : 0;
  return count;
}

// Events at the end of one list that the other does not have.
std::size_t differences(const std::vector<TimedEvent>& a, const std::vector<TimedEvent>& b) {
  const auto [end_a, end_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(std::max(a.end() - end_a, b.end() - end_b));
}

bool same_subject(const RunPlan& a, const RunPlan& b) {
  return a.id == b.id && a.seed == b.seed && a.data_seed == b.data_seed && a.files == b.files &&
         differences(a.parameters, b.parameters) <= 1 && differences(a.events, b.events) <= 3;
}

}  // namespace

void ChangeWatch::see(const Snapshot& snapshot, std::uint64_t number, double time_s) {
  if (number == number_) return;
  number_ = number;
  const bool begins_anew = snapshot.step < step_ && snapshot.step == 0;
  step_ = snapshot.step;
  if (snapshot.plan == plan_) {
    if (begins_anew) ++run_;
    return;
  }
  // What holds from step 0 on makes another run; what happens later happens in the same.
  if (begins_anew || snapshot.plan.parameters != plan_.parameters || snapshot.plan.points != plan_.points) ++run_;
  if (!same_subject(snapshot.plan, plan_)) {
    ++subject_;
    ++run_;
  } else if (time_s - changed_s_ > kSameGesture_s) {
    ++change_;
  }
  changed_s_ = time_s;
  plan_ = snapshot.plan;
}

}  // namespace lectern
