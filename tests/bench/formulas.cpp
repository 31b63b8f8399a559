// How many of the twenty formulas of core/ml/symbolic/formula_tasks.h the genetic search recovers exactly:
//   lectern_formulas [--seeds N] [--noise σ] [--n samples] [--units on|off] [--seconds limit] [--threads N] [--task id]
// A search sees the noisy data alone. It stops when its answer, the formula of least description length, leaves nothing
// of noiseless data, when the answer has not changed for a while, or at the time limit; then the answer is compared
// with the truth at fresh places.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/ml/symbolic/formula_tasks.h"
#include "core/ml/symbolic/genetic_formulas.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::symbolic;

int main(int count, char** words) {
  int seeds = 1, n = 200, threads = 2, quiet_generations = 3000;
  double noise = 0, limit = 60;
  bool uses_units = true;
  std::string only;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i], value = words[i + 1];
    if (name == "--seeds") seeds = std::atoi(words[i + 1]);
    if (name == "--noise") noise = std::atof(words[i + 1]);
    if (name == "--n") n = std::atoi(words[i + 1]);
    if (name == "--units") uses_units = value == "on";
    if (name == "--seconds") limit = std::atof(words[i + 1]);
    if (name == "--threads") threads = std::atoi(words[i + 1]);
    if (name == "--quiet") quiet_generations = std::atoi(words[i + 1]);
    if (name == "--task") only = value;
  }
  ThreadPool pool(threads);
  int all = 0, runs = 0;
  double longest = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    int recovered = 0, asked = 0;
    for (const FormulaTask& task : formula_tasks()) {
      if (!only.empty() && only != task.id) continue;
      const auto begin = std::chrono::steady_clock::now();
      const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      };
      const Grammar grammar = task_grammar(task, uses_units);
      const Rng rng(static_cast<std::uint64_t>(seed));
      const TaskData data = make_task_data(task, n, noise, 1, grammar.symbols(), rng.split("data"));
      const TaskData fresh = make_task_data(task, 500, 0, 1.2, grammar.symbols(), rng.split("fresh"));
      const Samples samples = data.samples();
      const BlockLibrary library(grammar, data.X, 6000);
      GeneticFormulas search({}, grammar, library, samples, rng.split("search"));
      double before = 0;
      std::int64_t since = 0;
      while (seconds() < limit) {
        search.step(grammar, library, samples, pool);
        const int answer = search.front().answer(samples);
        if (answer == 0) continue;
        const double error = search.front().at(answer).error;
        if (error <= kLeastError) break;
        if (error != before) since = search.generation();
        before = error;
        if (search.generation() - since > quiet_generations) break;
      }
      const int answer = search.front().answer(samples);
      const Formula whole = answer > 0 ? search.front().at(answer).whole() : Formula{};
      const bool is_exact = is_recovered(whole, fresh);
      recovered += is_exact ? 1 : 0;
      ++asked;
      longest = std::max(longest, seconds());
      std::printf("seed %d  %-18s %s %6.1f s %8lld tried  error %.2e  %s = %s\n", seed, task.id,
                  is_exact ? "exact " : "MISSED", seconds(), static_cast<long long>(search.tried()),
                  answer > 0 ? search.front().at(answer).error : 1.0, task.target,
                  formula_text(whole, variable_names(task)).c_str());
      std::fflush(stdout);
    }
    std::printf("seed %d: recovered %d of %d\n", seed, recovered, asked);
    all += recovered;
    runs += asked;
  }
  std::printf("recovered %d of %d (%.0f %%), noise %g, n %d, units %s, longest %.1f s on %d threads\n", all, runs,
              100.0 * all / runs, noise, n, uses_units ? "on" : "off", longest, threads);
}
