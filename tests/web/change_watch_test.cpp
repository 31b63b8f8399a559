#include "web/model/change_watch.h"

#include <doctest/doctest.h>

using namespace lectern;

namespace {

// A run at some step, after so many changes of η.
Snapshot snapshot_of(std::uint64_t step, int changes = 0) {
  Snapshot snapshot;
  snapshot.plan.id = "demo";
  snapshot.step = step;
  for (int i = 0; i < changes; ++i)
    snapshot.plan.events.push_back({static_cast<std::uint64_t>(i), Tuning{"rate", 0.1 * i}});
  return snapshot;
}

}  // namespace

TEST_CASE("a run that goes on is one run, and a change of it one change") {
  ChangeWatch watch;
  watch.see(snapshot_of(0), 1, 0);
  const auto run = watch.run(), change = watch.change(), subject = watch.subject();
  watch.see(snapshot_of(10), 2, 1);
  CHECK(watch.change() == change);
  watch.see(snapshot_of(20, 1), 3, 2);
  CHECK(watch.run() == run);
  CHECK(watch.subject() == subject);
  CHECK(watch.change() == change + 1);
}

TEST_CASE("a slider that is dragged makes one change") {
  ChangeWatch watch;
  watch.see(snapshot_of(0), 1, 0);
  const auto change = watch.change();
  watch.see(snapshot_of(10, 1), 2, 5);
  watch.see(snapshot_of(11, 2), 3, 5.1);
  watch.see(snapshot_of(12, 3), 4, 5.2);
  CHECK(watch.change() == change + 1);
  watch.see(snapshot_of(50, 4), 5, 9);
  CHECK(watch.change() == change + 2);
}

TEST_CASE("a restart is another run of the same subject; another seed or demo is another subject") {
  ChangeWatch watch;
  watch.see(snapshot_of(30), 1, 0);
  const auto run = watch.run(), subject = watch.subject();
  watch.see(snapshot_of(0), 2, 1);
  CHECK(watch.run() == run + 1);
  CHECK(watch.subject() == subject);
  Snapshot bent = snapshot_of(0);
  bent.plan.parameters = {{"surface", 2.0}};
  watch.see(bent, 3, 1.5);
  CHECK(watch.run() == run + 2);
  CHECK(watch.subject() == subject);
  Snapshot other = snapshot_of(0);
  other.plan.seed = 9;
  watch.see(other, 4, 2);
  CHECK(watch.subject() == subject + 1);
  other.plan.parameters = {{"a", 1.0}, {"b", 2.0}};
  watch.see(other, 5, 3);
  CHECK(watch.subject() == subject + 2);
}
