// A link to any moment of a run that people changed while it ran leads to that moment again:
// by either runner, on any number of workers.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "core/lab/runner.h"
#include "core/lab/share_link.h"
#include "tests/experiments/run_link.h"
#include "tests/unit/lab/random_plan.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

namespace {

// A program without threads tests the inline runner twice.
std::unique_ptr<Runner> thread_runner(int workers) {
  if (!threads_available()) return tests::walk_runner(workers);
  return make_thread_runner(workers, tests::steady_clock_s, tests::walk_registry());
}

const Snapshot& wait_until_paused(Runner& runner, std::uint64_t last_action) {
  while (true) {
    runner.pump(0.0005);
    if (!runner.refresh()) {
      std::this_thread::yield();
      continue;
    }
    const Snapshot& s = runner.latest();
    if (s.generation == runner.desired().generation && s.status != RunStatus::running && s.last_action == last_action) {
      return s;
    }
  }
}

struct Moment {
  std::string link;
  std::uint64_t step;
  std::optional<std::uint64_t> hash;
};

// Plays, tunes and acts at times that nobody controls, then pauses.
Moment live_through(Runner& runner, std::uint64_t seed) {
  Rng rng(seed);
  RunRequest& wanted = runner.desired();
  wanted = RunRequest();
  wanted.generation = seed + 1;
  wanted.wants_state_hash = true;
  wanted.plan.id = "random-walk";
  wanted.plan.seed = seed;
  std::uint64_t number = 0;
  for (int round = 0; round < 30; ++round) {
    wanted.playing = rng.below(3) > 0;
    wanted.step_target = kNoStepTarget;
    if (rng.below(3) == 0) wanted.tunings = {{"pace", tests::random_pace(rng)}};
    for (std::uint32_t i = rng.below(4); i > 0; --i) wanted.actions.push_back({++number, tests::random_action(rng)});
    runner.submit();
    runner.pump(0.0002);
    if (rng.below(2) == 0) std::this_thread::yield();
    runner.refresh();
  }
  const std::uint64_t reached = runner.latest().generation == wanted.generation ? runner.latest().step : 0;
  wanted.playing = false;
  wanted.step_target = reached + 1 + rng.below(100);  // at least one step after the last change
  runner.submit();
  const Snapshot& s = wait_until_paused(runner, number);
  return {write_link({s.plan, s.step, {}}, tests::walk_registry()), s.step, s.state_hash};
}

void replay_and_compare(Runner& runner, const Moment& moment) {
  const ParsedLink parsed = parse_link(moment.link, tests::walk_registry());
  REQUIRE(parsed.problems.empty());
  CHECK(parsed.run.step == moment.step);
  const std::uint64_t generation = runner.desired().generation + 1;
  runner.desired() = RunRequest();
  runner.desired().generation = generation;
  runner.desired().plan = parsed.run.plan;
  runner.desired().wants_state_hash = true;
  runner.desired().step_target = parsed.run.step;
  runner.submit();
  const Snapshot& s = wait_until_paused(runner, 0);
  CHECK(s.step == moment.step);
  CHECK(s.state_hash == moment.hash);
  CHECK(s.plan == parsed.run.plan);
  CHECK(s.message.empty());
}

}  // namespace

TEST_CASE("a link to any moment of a changed run leads there again, by both runners on 1, 2 and 4 workers") {
  const auto live_inline = tests::walk_runner(1);
  const auto live_thread = thread_runner(2);
  const auto replay_1 = tests::walk_runner(1);
  const auto replay_2 = thread_runner(2);
  const auto replay_4 = tests::walk_runner(4);
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    CAPTURE(seed);
    const Moment moment = live_through(seed % 2 == 0 ? *live_inline : *live_thread, seed);
    CAPTURE(moment.link);
    replay_and_compare(*replay_1, moment);
    replay_and_compare(*replay_2, moment);
    replay_and_compare(*replay_4, moment);
  }
}

TEST_CASE("both runners say the same at the same step") {
  const auto a = tests::walk_runner(1);
  const auto b = thread_runner(1);
  for (Runner* runner : {a.get(), b.get()}) {
    runner->desired().generation = 1;
    runner->desired().plan.id = "random-walk";
    runner->desired().step_target = 123;
    runner->desired().wants_state_hash = true;
    runner->submit();
    wait_until_paused(*runner, 0);
  }
  CHECK(a->latest().step == b->latest().step);
  CHECK(a->latest().state_hash == b->latest().state_hash);
  CHECK(a->latest().metrics[0].value == b->latest().metrics[0].value);
}

TEST_CASE("a runner can be taken down while it works") {
  for (int round = 0; round < 20; ++round) {
    const auto runner = thread_runner(2);
    runner->desired().generation = 1;
    runner->desired().plan.id = "random-walk";
    runner->desired().playing = round % 2 == 0;
    runner->submit();
  }
}
