#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/lab/share_link.h"
#include "core/math/rng.h"

// Random runs of the walk of walk_experiment.h: everything a plan can hold.
namespace lectern::tests {

inline float random_coordinate(Rng& rng) {
  return static_cast<float>(rng.uniform(rng.below(4) == 0 ? -512 : -4, rng.below(4) == 0 ? 512 : 4));
}

inline DrawnPoint random_point(Rng& rng) {
  const float x = random_coordinate(rng);
  const float y = random_coordinate(rng);
  return rounded_for_links(DrawnPoint{x, y, static_cast<int>(rng.below(16))});
}

inline double random_pace(Rng& rng) { return 0.01 + rng.uniform(); }

inline Gesture random_gesture(Rng& rng) {
  const float x = random_coordinate(rng);
  const float y = random_coordinate(rng);
  const int index = static_cast<int>(rng.below(4));
  switch (rng.below(11)) {
    case 0: return PointMoved{index, x, y};
    case 1: return PointRemoved{index};
    case 2: return rng.below(5) == 0 ? Gesture(PointsCleared{}) : Gesture(PointAdded{random_point(rng)});
    case 3: return HandleDragged{rng.below(2) == 0 ? "start" : "a~b;c%é&", x, y};
    case 4: return CellEdited{index, static_cast<int>(rng.below(9)), x};
    case 5: return StrokeDrawn{{x, y, y, x}, rng.below(2) == 0};
    case 6: return rng.below(5) == 0 ? Gesture(PadCleared{}) : Gesture(StrokeDrawn{{x, y}, false});
    case 7: return LatentPicked{x, y};
    case 8: return ExampleMoved{index, x, y};
    case 9: return ExampleRemoved{index};
    default: return PointAdded{random_point(rng)};
  }
}

inline Action random_action(Rng& rng) {
  const char* panels[] = {"plane", "pad", "odd ~;%&=#? panel"};
  const char* panel = panels[rng.below(3)];
  return rounded_for_links(Action{panel, random_gesture(rng)});
}

inline SharedRun random_run(Rng& rng, bool may_have_beside = true) {
  SharedRun run;
  run.plan.id = "random-walk";
  run.plan.seed = rng.below(3) == 0 ? 1 : rng.next_u64() & kMaximumSeed;
  run.plan.data_seed = rng.below(3) == 0 ? 1 : rng.below(1000);
  if (rng.below(2) == 0) run.plan.parameters.emplace_back("pace", random_pace(rng));
  if (rng.below(2) == 0) run.plan.parameters.emplace_back("damped", true);
  if (rng.below(2) == 0) run.plan.parameters.emplace_back("mood", 1);
  if (rng.below(2) == 0)
    run.plan.parameters.emplace_back("layers", rng.below(2) == 0 ? std::vector<int>{} : std::vector{1, 2, 3});
  if (rng.below(2) == 0) run.plan.parameters.emplace_back("title", std::string("½ & = # ? % + ~ ;"));
  for (std::uint32_t i = rng.below(30); i > 0; --i) run.plan.points.push_back(random_point(rng));
  for (std::uint32_t i = rng.below(3); i > 0; --i) {
    run.plan.files.push_back({"data ~;%é.csv", rng.below(2) == 0 ? "" : "1797×65", rng.next_u64()});
  }
  std::uint64_t step = 0;
  for (std::uint32_t i = rng.below(30); i > 0; --i) {
    step += rng.below(3) == 0 ? rng.below(1000) : 0;
    if (rng.below(3) == 0) {
      run.plan.events.push_back({step, Tuning{"pace", random_pace(rng)}});
    } else {
      run.plan.events.push_back({step, random_action(rng)});
    }
  }
  run.step = rng.below(5000);
  run.view.embed = rng.below(2) == 0;
  const char* themes[] = {"", "light", "dark"};
  run.view.theme = themes[rng.below(3)];
  run.view.lesson_stop = rng.below(2) == 0 ? 0 : 1 + static_cast<int>(rng.below(kMaximumLessonStop));
  if (may_have_beside && rng.below(3) == 0) {
    SharedRun other = random_run(rng, false);
    run.beside = RunMoment{std::move(other.plan), other.step};
  }
  return run;
}

}  // namespace lectern::tests
