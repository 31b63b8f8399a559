// Going back in a run, and on from there.
#include <doctest/doctest.h>

#include <chrono>

#include "core/lab/run_session.h"
#include "core/lab/runner.h"
#include "core/lab/share_link.h"
#include "tests/experiments/run_link.h"
#include "tests/unit/lab/random_plan.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;
using tests::walk_plan;

namespace {

struct Fixture {
  ThreadPool pool{2};
  RunSession session{tests::walk_registry(), pool};
  Snapshot snapshot;

  explicit Fixture(const RunPlan& plan) { session.start(plan, {}); }
  void run_to(std::uint64_t step) {
    while (session.condition() == RunSession::Condition::ready && session.steps_done() < step) session.step();
  }
  void go_to(std::uint64_t step) {
    session.seek(step);
    CHECK(session.steps_done() <= step);
    run_to(step);
  }
  const Snapshot& described() {
    session.describe(snapshot);
    return snapshot;
  }
};

std::uint64_t hash_at(const RunPlan& plan, std::uint64_t step) {
  Fixture fresh(plan);
  fresh.run_to(step);
  return fresh.session.state_hash();
}

// A runner that works when asked.
struct RunnerFixture {
  std::unique_ptr<Runner> runner = make_inline_runner(1, tests::steady_clock_s, tests::walk_registry());
  RunRequest& wanted = runner->desired();

  explicit RunnerFixture(RunPlan plan) {
    wanted.generation = 1;
    wanted.plan = std::move(plan);
    wanted.wants_state_hash = true;
  }
  // Until the latest request is answered and nothing runs any more.
  const Snapshot& settle() {
    runner->submit();
    for (;;) {
      runner->pump(0.001);
      if (runner->refresh() && runner->latest().last_seek == wanted.seek.number &&
          runner->latest().status != RunStatus::running) {
        return runner->latest();
      }
    }
  }
  const Snapshot& run_to(std::uint64_t step) {
    wanted.step_target = step;
    return settle();
  }
  const Snapshot& seek(std::uint64_t step) {
    wanted.seek = {wanted.seek.number + 1, step};
    wanted.tunings.clear();
    wanted.actions.clear();
    return run_to(step);
  }
};

}  // namespace

TEST_CASE("going to any step, in any order, leads to the state of a run made anew") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    CAPTURE(seed);
    Rng rng(seed, 17);
    RunPlan plan = tests::random_run(rng, false).plan;
    plan.files.clear();
    plan.parameters.clear();
    std::erase_if(plan.events, [](const TimedEvent& event) { return event.step > 300; });
    Fixture it(plan);
    it.run_to(400);
    const RunPlan before = it.session.plan();
    for (int i = 0; i < 25; ++i) {
      const std::uint64_t step = rng.below(420);
      CAPTURE(step);
      it.go_to(step);
      CHECK(it.session.state_hash() == hash_at(plan, step));
      CHECK(it.described().step == step);
      CHECK(it.snapshot.furthest_step >= 400);
    }
    CHECK(it.session.plan() == before);
  }
}

TEST_CASE("going back keeps the later changes until something else is changed") {
  RunPlan plan = walk_plan();
  plan.events = {{5, Tuning{"pace", 0.5}}, {50, Tuning{"pace", 5}}};
  Fixture it(plan);
  it.run_to(100);
  it.go_to(20);
  CHECK(it.session.plan().events == plan.events);
  CHECK(it.session.furthest_step() == 100);
  it.run_to(100);
  CHECK(it.session.state_hash() == hash_at(plan, 100));

  it.go_to(20);
  it.session.tune({"pace", 1});
  const std::vector<TimedEvent> changed = {{5, Tuning{"pace", 0.5}}, {20, Tuning{"pace", 1}}};
  CHECK(it.session.plan().events == changed);
  CHECK(it.session.furthest_step() == 20);
  CHECK(it.described().checkpoints.back() <= 20);
  it.run_to(100);
  RunPlan other = plan;
  other.events = changed;
  CHECK(it.session.state_hash() == hash_at(other, 100));
  it.go_to(60);
  CHECK(it.session.state_hash() == hash_at(other, 60));
}

TEST_CASE("a run that ended goes on from an earlier step") {
  Fixture it(walk_plan("mood=short"));
  it.run_to(1000);
  CHECK(it.session.condition() == RunSession::Condition::finished);
  it.go_to(30);
  CHECK(it.session.condition() == RunSession::Condition::ready);
  CHECK(it.session.steps_done() == 30);
  it.run_to(1000);
  CHECK(it.session.condition() == RunSession::Condition::finished);
}

TEST_CASE("points drawn at step 0 after going back become part of the start") {
  Fixture it(walk_plan());
  it.run_to(40);
  it.go_to(0);
  it.session.act({"plane", PointAdded{{1, 2, 0}}});
  it.session.settle();
  CHECK(it.session.plan().points == std::vector<DrawnPoint>{{1, 2, 0}});
  CHECK(it.session.plan().events.empty());
  it.run_to(40);
  RunPlan drawn = walk_plan();
  drawn.points = {{1, 2, 0}};
  CHECK(it.session.state_hash() == hash_at(drawn, 40));
}

TEST_CASE("a pad wiped takes back what was drawn on it, wherever one goes") {
  Fixture it(walk_plan());
  it.run_to(10);
  it.session.act({"pad", StrokeDrawn{{1, 2}, false}});
  it.run_to(50);
  it.session.act({"pad", PadCleared{}});
  CHECK(it.described().checkpoints.back() <= 10);
  it.go_to(30);
  CHECK(it.session.state_hash() == hash_at(it.session.plan(), 30));
}

TEST_CASE("a diverged run says what would keep it finite, and going back there with it goes on") {
  RunPlan plan = walk_plan("mood=wild");
  Fixture it(plan);
  it.run_to(20);
  it.session.tune({"pace", 5});
  it.run_to(1000);
  REQUIRE(it.session.condition() == RunSession::Condition::diverged);
  CHECK(it.session.remedy() == Tuning{"pace", 0.01});
  CHECK(it.described().rewind_step == 20);
  it.go_to(it.snapshot.rewind_step);
  CHECK(it.session.condition() == RunSession::Condition::ready);
  CHECK(it.session.message().empty());
  it.session.tune(it.snapshot.remedy);
  CHECK(it.session.plan().events == std::vector<TimedEvent>{{20, Tuning{"pace", 0.01}}});
  it.run_to(40);
  CHECK(it.session.condition() == RunSession::Condition::ready);
  CHECK(it.session.state_hash() == hash_at(it.session.plan(), 40));
}

TEST_CASE("a diverged run that was never tuned goes back to its start") {
  Fixture it(walk_plan("mood=wild"));
  it.run_to(1000);
  REQUIRE(it.session.condition() == RunSession::Condition::diverged);
  CHECK(it.described().rewind_step == 0);
  for (const std::uint64_t step : it.snapshot.checkpoints) CHECK(step < it.snapshot.step);
}

TEST_CASE("a runner goes back and on, and the link to where it stands leads there") {
  RunPlan plan = walk_plan();
  plan.events = {{5, Tuning{"pace", 0.5}}, {50, Tuning{"pace", 5}}};
  RunnerFixture it(plan);
  const std::optional<std::uint64_t> hash = it.run_to(200).state_hash;
  const Snapshot& back = it.seek(77);
  CHECK(back.step == 77);
  CHECK(back.furthest_step == 200);
  CHECK(back.state_hash == hash_at(plan, 77));
  const ParsedLink parsed =
      parse_link(write_link({back.plan, back.step, {}}, tests::walk_registry()), tests::walk_registry());
  CHECK(hash_at(parsed.run.plan, parsed.run.step) == back.state_hash);
  CHECK(it.seek(0).step == 0);
  CHECK(it.run_to(200).state_hash == hash);
}

TEST_CASE("of several requests to go somewhere the latest counts") {
  RunnerFixture it(walk_plan());
  it.run_to(500);
  for (const std::uint64_t step : {400, 10, 333}) {
    it.wanted.seek = {it.wanted.seek.number + 1, step};
    it.wanted.step_target = step;
    it.runner->submit();
  }
  CHECK(it.settle().step == 333);
}

TEST_CASE("changes made on the way to another step wait until it is reached") {
  RunnerFixture it(walk_plan());
  it.run_to(500);
  it.wanted.seek = {1, 100};
  it.wanted.tunings = {{"pace", 0.25}};
  it.wanted.actions = {{1, {"plane", HandleDragged{"start", 1, 2}}}};
  const Snapshot& changed = it.run_to(100);
  CHECK(changed.step == 100);
  it.run_to(101);
  const std::vector<TimedEvent> expected = {{100, Action{"plane", HandleDragged{"start", 1, 2}}},
                                            {100, Tuning{"pace", 0.25}}};
  CHECK(it.runner->latest().plan.events == expected);
}

TEST_CASE("a tuning listed before going back is taken in again when it is asked for anew") {
  RunnerFixture it(walk_plan());
  it.run_to(10);
  it.wanted.tunings = {{"pace", 2}};
  it.run_to(20);
  it.seek(5);
  it.wanted.tunings = {{"pace", 2}};
  CHECK(it.run_to(8).plan.events == std::vector<TimedEvent>{{5, Tuning{"pace", 2}}});
}
