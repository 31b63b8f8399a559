#pragma once

#include <string>
#include <vector>

#include "core/lab/lesson.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// How one stop of a lesson stood the test.
struct StopCheck {
  std::string title;
  std::vector<std::string> failures;  // a sentence for each claim that does not hold, with its line and what was found
};

// Runs what the stops claim, and looks whether the panels that they name are there.
std::vector<StopCheck> check_lesson(const Lesson& lesson, ThreadPool& pool,
                                    const Registry& registry = Registry::instance());

}  // namespace lectern
