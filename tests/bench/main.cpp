// Times the workloads of the core and prints one JSON line for each.
//   lectern_bench [W1 …] [--threads 1,2] [--repetitions 7]
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/cli/bench/bench.h"

int main(int argc, char** argv) {
  lectern::bench::BenchOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--threads" && i + 1 < argc) {
      options.threads.clear();
      for (char* next = argv[++i]; *next != '\0';) {
        options.threads.push_back(static_cast<int>(std::strtol(next, &next, 10)));
        if (*next != '\0') ++next;
      }
    } else if (argument == "--repetitions" && i + 1 < argc) {
      options.repetitions = std::atoi(argv[++i]);
    } else {
      options.workloads.push_back(argument);
    }
  }
  const auto done = lectern::bench::run(options, [](const lectern::bench::BenchResult& result) {
    std::printf("%s\n", lectern::bench::to_json(result).c_str());
    std::fflush(stdout);
  });
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().c_str());
    return 2;
  }
  return 0;
}
