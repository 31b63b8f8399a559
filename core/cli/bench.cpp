#include "core/cli/bench/bench.h"

#include <cstdio>
#include <limits>

#include "core/cli/arguments.h"
#include "core/cli/commands.h"
#include "core/lab/text.h"

namespace lectern::cli {

Result<bool> bench(const std::vector<std::string>& texts) {
  const Result<Arguments> arguments =
      parse_arguments(texts, {{"threads", "repetitions"},
                              {},
                              0,
                              std::numeric_limits<std::size_t>::max(),
                              "lectern bench [WORKLOAD …] [--threads N,…] [--repetitions N]"});
  if (!arguments) return Error{arguments.error()};
  lectern::bench::BenchOptions options;
  options.workloads = arguments->words;
  const Result<unsigned long long> repetitions = number_of(*arguments, "repetitions", 1, 1000, 7);
  if (!repetitions) return Error{repetitions.error()};
  options.repetitions = static_cast<int>(*repetitions);
  if (const std::string* threads = arguments->value("threads")) {
    options.threads.clear();
    for (const std::string_view text : split(*threads, ',')) {
      const std::optional<unsigned long long> number = parse_natural(text);
      if (!number || *number < 1 || *number > 64) {
        return Error{"--threads: " + in_quotes(text) + " is not allowed; allowed are whole numbers from 1 to 64."};
      }
      options.threads.push_back(static_cast<int>(*number));
    }
  }
  const Result<int> done = lectern::bench::run(options, [](const lectern::bench::BenchResult& result) {
    std::printf("%s\n", lectern::bench::to_json(result).c_str());
    std::fflush(stdout);
  });
  if (!done) return Error{done.error()};
  return true;
}

}  // namespace lectern::cli
