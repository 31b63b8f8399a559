#pragma once

#include <vector>

#include "core/lab/data_file.h"
#include "core/parts/linear_problem.h"
#include "core/simd/thread_pool.h"
#include "tests/unit/parts/settings.h"

namespace lectern::tests {

// The regression that the parameters of core/parts/linear_problem.h say, houses unless said otherwise.
inline Result<LinearProblem> linear_problem(const Values& values, const std::vector<DrawnPoint>& points = {},
                                            const DataFiles& files = {}) {
  static const ParameterSchema schema = [] {
    ParameterSchema made;
    add_linear_problem_parameters(made, "houses");
    return made;
  }();
  ThreadPool pool(1);
  const ParameterSet parameters = settings(schema, values);
  return LinearProblem::make({parameters, 1, 1, points, files, pool});
}

// One that must be possible.
inline LinearProblem made_linear_problem(const Values& values, const std::vector<DrawnPoint>& points = {}) {
  auto problem = linear_problem(values, points);
  REQUIRE(problem.ok());
  return *problem;
}

}  // namespace lectern::tests
