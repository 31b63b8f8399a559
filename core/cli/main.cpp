// The `lectern` command: the demos without a window.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "core/cli/commands.h"
#include "core/lab/text.h"

namespace {

constexpr int kBadInput = 2;
constexpr int kCheckFailed = 1;

constexpr const char* kHelp =
    "lectern runs the demos of the lectures without a window; the same link gives the same numbers as on the page.\n"
    "\n"
    "  lectern list [--markdown]     the demos\n"
    "  lectern describe ID           a demo and its parameters, as JSON\n"
    "  lectern run LINK              runs a link to its step and prints what there is to see\n"
    "      --steps N                 to step N instead of the link's\n"
    "      --threads N               on N threads (1); the numbers are the same with any\n"
    "      --json                    everything, as one JSON object\n"
    "      --data FILE               a file the run reads, also weights its networks begin with (.npz, .onnx);\n"
    "                                repeat for more\n"
    "      --label COLUMN            of a table: the column to be predicted, its name or its number, from 1\n"
    "      --label_kind KIND         automatic, classes, numbers or none\n"
    "      --left_out COLUMNS        columns that are no inputs, with commas between\n"
    "      --use_index true          a column that only counts the rows is an input too\n"
    "      --header KIND             automatic, yes or no: whether the first line holds names\n"
    "      --separator KIND          automatic, comma, semicolon, tab, blank or bar\n"
    "      --decimal KIND            automatic, point or comma\n"
    "      --networks FORMAT         saves the trained networks: onnx, or npz with PyTorch scripts\n"
    "      --folder DIR              there (.)\n"
    "  lectern run --batch LINKS     runs the links of a file, one a line, on all cores\n"
    "      --out FILE                one JSON line a run; what stands there already is not run again\n"
    "      --shard I/N               only the I-th of N shares of the list\n"
    "      --threads N               as many runs at a time\n"
    "  lectern scan SPEC [--list]    prints the links of a scan: SPEC is a link with open values, such as\n"
    "                                '#/neural-network?learning_rate=0.001..0.3&layers=8|8,8&seed=1..5&step=300'\n"
    "      --search WAY              random, grid or sobol (random)\n"
    "      --configurations N        of random and sobol, each with every seed (100)\n"
    "      --points N                of a grid, in each range (5)\n"
    "      --scan_seed N             of a random scan (1)\n"
    "      --slurm, --htcondor       instead of the links a script that runs them as an array of jobs\n"
    "      --shards N                of how many jobs (20)\n"
    "      --threads N               of each job (1)\n"
    "  lectern merge FILE …          joins results in the order of the links, and tells which are missing\n"
    "      --out FILE                there instead of to standard output\n"
    "  lectern new ID                makes a demo, its test and its entries, to begin from\n"
    "      --project FOLDER          in this copy of the sources (.)\n"
    "  lectern lesson check [ID …]   runs what lessons claim; without an ID all of them\n"
    "      --lessons FOLDER          where they are (assets/lessons); a file's path may stand for an ID\n"
    "      --threads N               on N threads (1)\n"
    "  lectern bench [WORKLOAD …]    times the core, one JSON line each\n"
    "      --threads N,…             on each of these numbers of threads (1,2)\n"
    "      --repetitions N           timed repetitions, of which the median counts (7)\n"
    "  lectern --help                this text\n"
    "\n"
    "LINK is what the page's address shows after its first '#', or the whole address:\n"
    "  lectern run '#/neural-network?seed=7' --steps 300 --json\n"
    "Bad input gives one sentence on standard error and the exit status 2; a check that fails, the exit status 1.\n";

struct Verb {
  const char* name;
  lectern::Result<bool> (*run)(const std::vector<std::string>&);
};
constexpr Verb kVerbs[] = {{"list", lectern::cli::list},     {"describe", lectern::cli::describe},
                           {"run", lectern::cli::run},       {"new", lectern::cli::new_demo},
                           {"lesson", lectern::cli::lesson}, {"scan", lectern::cli::scan},
                           {"merge", lectern::cli::merge},   {"bench", lectern::cli::bench}};

int complain(const std::string& sentence) {
  std::fprintf(stderr, "lectern: %s\n", sentence.c_str());
  return kBadInput;
}

int perform(const std::vector<std::string>& arguments) {
  if (arguments.empty())
    return complain("a command is missing; allowed are list, describe, run, new, lesson, scan, merge, bench, --help.");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    std::fputs(kHelp, stdout);
    return 0;
  }
  for (const Verb& verb : kVerbs) {
    if (name != verb.name) continue;
    const lectern::Result<bool> done = verb.run({arguments.begin() + 1, arguments.end()});
    if (!done) return complain(done.error());
    return *done ? 0 : kCheckFailed;
  }
  return complain("There is no command " + lectern::in_quotes(name) +
                  "; allowed are list, describe, run, new, lesson, scan, merge, bench, --help.");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return perform({argv + 1, argv + argc});
  } catch (const std::exception& problem) {
    return complain(std::string("The command broke off: ") + problem.what());
  }
}
