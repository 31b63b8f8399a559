#include "core/lab/runner.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "core/lab/data_file.h"
#include "core/lab/share_link.h"
#include "core/simd/thread_pool.h"
#include "tests/experiments/run_link.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;
using tests::walk_plan;

namespace {

// Lets the runner work until a snapshot satisfies `wanted`.
template <typename Wanted>
const Snapshot& run_until(Runner& runner, Wanted wanted) {
  while (true) {
    runner.pump(0.001);
    if (runner.refresh() && wanted(runner.latest())) return runner.latest();
    std::this_thread::yield();
  }
}

const Snapshot& run_to(Runner& runner, std::uint64_t step) {
  runner.desired().playing = false;
  runner.desired().step_target = step;
  runner.submit();
  return run_until(runner, [&](const Snapshot& s) {
    return s.generation == runner.desired().generation && s.status != RunStatus::running &&
           (s.step == step || s.status != RunStatus::paused);
  });
}

void begin(Runner& runner, RunPlan plan) {
  RunRequest request;
  request.generation = runner.desired().generation + 1;
  request.plan = std::move(plan);
  request.wants_state_hash = true;
  runner.desired() = std::move(request);
  runner.submit();
}

}  // namespace

TEST_CASE("nothing opened is idle, and a demo opened is described before its first step") {
  const auto runner = tests::walk_runner();
  runner->pump(0.001);
  CHECK(runner->latest().status == RunStatus::idle);
  begin(*runner, walk_plan());
  runner->pump(0.001);
  REQUIRE(runner->refresh());
  CHECK(runner->latest().status == RunStatus::paused);
  CHECK(runner->latest().step == 0);
  CHECK(runner->latest().generation == 1);
  CHECK(runner->latest().metrics.size() == 1);
  CHECK(runner->latest().panels.size() == 1);
}

TEST_CASE("a run stops exactly at its step target and goes on from there") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  CHECK(run_to(*runner, 100).step == 100);
  const std::optional<std::uint64_t> at_100 = runner->latest().state_hash;
  CHECK(run_to(*runner, 150).state_hash != at_100);
  begin(*runner, walk_plan());
  CHECK(run_to(*runner, 100).state_hash == at_100);
}

TEST_CASE("a state is hashed only while somebody asks for it, also of a run that stands still") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  runner->desired().wants_state_hash = false;
  CHECK_FALSE(run_to(*runner, 20).state_hash.has_value());
  runner->desired().wants_state_hash = true;
  runner->submit();
  const std::optional<std::uint64_t> hash =
      run_until(*runner, [](const Snapshot& s) { return s.state_hash.has_value(); }).state_hash;
  runner->pump(0.001);
  CHECK_FALSE(runner->refresh());  // it was told once
  runner->desired().wants_state_hash = false;
  CHECK_FALSE(run_to(*runner, 21).state_hash.has_value());
  begin(*runner, walk_plan());
  CHECK(run_to(*runner, 20).state_hash == hash);
}

TEST_CASE("playing goes on until paused") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  runner->desired().playing = true;
  runner->submit();
  run_until(*runner, [](const Snapshot& s) { return s.step > 1000 && s.status == RunStatus::running; });
  runner->desired().playing = false;
  runner->submit();
  const Snapshot& paused = run_until(*runner, [](const Snapshot& s) { return s.status == RunStatus::paused; });
  const std::uint64_t step = paused.step;
  runner->pump(0.001);
  CHECK_FALSE(runner->refresh());
  CHECK(runner->latest().step == step);
}

TEST_CASE("the end, divergence, a factory that refuses and lack of memory each end in a sentence") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan("mood=short"));
  CHECK(run_to(*runner, 1000).status == RunStatus::finished);
  CHECK(runner->latest().step == 50);

  begin(*runner, walk_plan("mood=wild"));
  CHECK(run_to(*runner, 1000).status == RunStatus::diverged);
  CHECK(runner->latest().step == 50);
  CHECK(runner->latest().message == "The position grew beyond all bounds; a smaller pace keeps it finite.");
  CHECK(runner->latest().panels.size() == 1);

  begin(*runner, walk_plan("title=impossible"));
  CHECK(run_to(*runner, 1000).status == RunStatus::failed);
  CHECK(runner->latest().message == "This title is impossible.");

  begin(*runner, walk_plan("mood=greedy"));
  CHECK(run_to(*runner, 1000).status == RunStatus::failed);
  CHECK(runner->latest().message == "There is not enough memory for this run; smaller sizes need less.");

  RunPlan unknown;
  unknown.id = "no-such-demo";
  begin(*runner, unknown);
  CHECK(run_to(*runner, 1000).message == "There is no demo “no-such-demo”.");
}

TEST_CASE("a snapshot says which seeds matter for its run") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  CHECK(run_to(*runner, 0).seeds == SeedUse{true, true});
  begin(*runner, walk_plan("mood=short"));
  CHECK(run_to(*runner, 0).seeds == SeedUse{true, false});
}

TEST_CASE("invalid values in a plan are told and left at their defaults") {
  const auto runner = tests::walk_runner();
  RunPlan plan = walk_plan();
  plan.parameters = {{"pace", 20}, {"size", 3}, {"layers", std::string("4,2")}, {"mood", 5}, {"damped", 2}};
  begin(*runner, plan);
  const Snapshot& snapshot = run_to(*runner, 0);
  CHECK(snapshot.message == "Pace η: 20 is above 10; allowed are 1e-05 to 10.\n"
                            "Layers: “4,2” is not a whole number; allowed are 1 to 100.\n"
                            "Mood: “5” is not among the choices; allowed are calm, wild, short, greedy, file.\n"
                            "Damped: “2” is neither true nor false.");
  CHECK(snapshot.plan.parameters == ParameterValues{{"size", 3}});
}

TEST_CASE("a live change is recorded where it happened, the last of several at one step alone") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  run_to(*runner, 10);
  for (const double value : {0.1, 0.2, 0.3}) {
    runner->desired().tunings = {{"pace", value}};
    runner->submit();
    runner->pump(0.001);
  }
  const Snapshot& snapshot = run_to(*runner, 20);
  REQUIRE(snapshot.plan.events.size() == 1);
  CHECK(snapshot.plan.events[0] == TimedEvent{10, Tuning{"pace", 0.3}});
}

TEST_CASE("a restart parameter or a bad value is no live change") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  runner->desired().tunings = {{"size", 9}, {"pace", 99}};
  const Snapshot& snapshot = run_to(*runner, 5);
  CHECK(snapshot.plan.events.empty());
  CHECK(snapshot.message == "Size: cannot be changed in a run; changing it starts a new one.\n"
                            "Pace η: 99 is above 10; allowed are 1e-05 to 10.");
}

TEST_CASE("points drawn before the first step become part of the start") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  runner->desired().actions = {{1, {"plane", PointAdded{{0.50001f, 1, 2}}}}, {2, {"plane", PointAdded{{3, 4, 0}}}}};
  runner->submit();
  runner->pump(0.001);
  runner->desired().actions.push_back({3, {"plane", PointRemoved{1}}});
  const Snapshot& snapshot = run_to(*runner, 7);
  CHECK(snapshot.last_action == 3);
  CHECK(snapshot.plan.events.empty());
  CHECK(snapshot.plan.points == std::vector<DrawnPoint>{{0.5f, 1, 2}});
  CHECK(snapshot.drawn_points == snapshot.plan.points);
  const std::optional<std::uint64_t> drawn = snapshot.state_hash;
  RunPlan given = walk_plan();
  given.points = {{0.5f, 1, 2}};
  begin(*runner, given);
  CHECK(run_to(*runner, 7).state_hash == drawn);
}

TEST_CASE("a person's change ends the replay of later events") {
  const auto runner = tests::walk_runner();
  RunPlan plan = walk_plan();
  plan.events = {{5, Tuning{"pace", 0.5}}, {50, Tuning{"pace", 5}}};
  begin(*runner, plan);
  CHECK(run_to(*runner, 20).plan.events == plan.events);
  runner->desired().tunings = {{"pace", 1}};
  const std::vector<TimedEvent> expected = {{5, Tuning{"pace", 0.5}}, {20, Tuning{"pace", 1}}};
  CHECK(run_to(*runner, 60).plan.events == expected);
}

TEST_CASE("a run takes no more changes than a link can hold, and says so") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  std::uint64_t number = 0;
  for (std::uint64_t step = 1; step <= kMaximumEvents + 5; ++step) {
    runner->desired().actions = {{++number, {"plane", HandleDragged{"start", static_cast<float>(step), 0}}}};
    run_to(*runner, step);
  }
  const Snapshot& snapshot = runner->latest();
  CHECK(snapshot.plan.events.size() <= kMaximumEvents);
  CHECK(snapshot.plan.events.size() > 900);
  CHECK(snapshot.message == "This run has taken as many changes as a link can hold; start it anew to change more.");
  const std::string link = write_link({snapshot.plan, snapshot.step, {}}, tests::walk_registry());
  CHECK(link.size() < kMaximumLinkLength);
  const ParsedLink parsed = parse_link(link, tests::walk_registry());
  CHECK(parsed.problems.empty());
  CHECK(parsed.run.plan == snapshot.plan);
}

TEST_CASE("wiping a pad forgets what was drawn on it before") {
  const auto runner = tests::walk_runner();
  begin(*runner, walk_plan());
  run_to(*runner, 3);
  runner->desired().actions = {{1, {"pad", StrokeDrawn{{1, 2, 3, 4}, false}}},
                               {2, {"pad", PadCleared{}}},
                               {3, {"pad", StrokeDrawn{{5, 6}, false}}},
                               {4, {"pad", StrokeDrawn{{}, false}}}};
  const Snapshot& snapshot = run_to(*runner, 4);
  CHECK(snapshot.plan.events ==
        std::vector<TimedEvent>{{3, Action{"pad", PadCleared{}}}, {3, Action{"pad", StrokeDrawn{{5, 6}, false}}}});
}

TEST_CASE("a run on a file asks for it, takes it, and tells when it is another one") {
  const auto runner = tests::walk_runner();
  const ExperimentInfo& info = *tests::walk_registry().find("random-walk");
  const auto file = make_data_file("energies.csv", "1,2\n");
  begin(*runner, with_files(walk_plan(), info, {file}));
  runner->desired().files = {file};
  const RunPlan with_file = run_to(*runner, 5).plan;
  CHECK(with_file.parameters == walk_plan("mood=file").parameters);
  REQUIRE(with_file.files.size() == 1);
  CHECK(with_file.files[0] == DataFileIdentity{"energies.csv", "1×2", file->hash});

  begin(*runner, with_file);
  CHECK(run_to(*runner, 5).status == RunStatus::failed);
  CHECK(runner->latest().message == "This run reads the file “energies.csv” (1×2): please give it.");

  begin(*runner, with_file);
  runner->desired().files = {make_data_file("other.csv", "3")};
  CHECK(run_to(*runner, 5).status == RunStatus::paused);
  CHECK(runner->latest().message ==
        "“other.csv” is another file than the “energies.csv” (1×2) this run was made with: its numbers will differ.");
}

TEST_CASE("the speed limit holds back playing, not running to a target") {
  static double now = 0;
  now = 0;
  const auto runner = make_inline_runner(
      1, [] { return now; }, tests::walk_registry());
  begin(*runner, walk_plan());
  runner->desired().playing = true;
  runner->desired().steps_per_second_limit = 10;
  runner->submit();
  for (int frame = 0; frame < 600; ++frame) {
    runner->pump(0.005);
    now += 1.0 / 60;
  }
  runner->refresh();
  runner->pump(0.005);
  runner->refresh();
  CHECK(runner->latest().step >= 99);
  CHECK(runner->latest().step <= 102);
}

TEST_CASE("a run is tried beside the one that goes on, and takes its place as it was made") {
  for (const bool threaded : {false, true}) {
    if (threaded && !threads_available()) continue;
    const auto runner =
        threaded ? make_thread_runner(1, tests::steady_clock_s, tests::walk_registry()) : tests::walk_runner();
    const auto try_out = [&](std::uint64_t number, RunPlan plan) {
      runner->desired().trial = {number, std::move(plan), {}};
      runner->submit();
      run_until(*runner, [&](const Snapshot&) { return runner->trial().number == number; });
    };
    begin(*runner, walk_plan());
    const std::uint64_t hash = *run_to(*runner, 10).state_hash;
    RunPlan nothing;
    nothing.id = "nothing";
    try_out(1, nothing);
    CHECK_FALSE(runner->trial().made);
    CHECK(runner->trial().message.find("nothing") != std::string::npos);
    CHECK(runner->latest().step == 10);
    CHECK(*runner->latest().state_hash == hash);
    CHECK(runner->latest().plan.seed == walk_plan().seed);

    RunPlan other = walk_plan();
    other.seed = 77;
    try_out(2, other);
    CHECK(runner->trial().made);
    CHECK(runner->trial().message.empty());
    CHECK(*runner->latest().state_hash == hash);
    RunRequest request;
    request.generation = runner->desired().generation + 1;
    request.plan = other;
    request.from_trial = 2;
    request.wants_state_hash = true;
    runner->desired() = std::move(request);
    runner->submit();
    const std::uint64_t taken_over = *run_to(*runner, 5).state_hash;
    CHECK(runner->latest().plan.seed == 77);
    const auto fresh = tests::walk_runner();
    begin(*fresh, other);
    CHECK(*run_to(*fresh, 5).state_hash == taken_over);
  }
}
