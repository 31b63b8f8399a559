#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "core/lab/data_file.h"
#include "core/parts/linear_problem.h"

namespace lectern::tests {

inline Result<LinearProblem> linear_problem(const LinearProblemSettings& settings,
                                            const std::vector<DrawnPoint>& points = {}, const DataFiles& files = {}) {
  const Streams streams(1, 1);
  return LinearProblem::make(settings, {streams, points, files});
}

// One that must be possible.
inline LinearProblem made_linear_problem(const LinearProblemSettings& settings,
                                         const std::vector<DrawnPoint>& points = {}) {
  auto problem = linear_problem(settings, points);
  REQUIRE(problem.ok());
  return *problem;
}

}  // namespace lectern::tests
