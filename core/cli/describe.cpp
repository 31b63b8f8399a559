#include <cstdio>

#include "core/cli/arguments.h"
#include "core/cli/commands.h"
#include "core/lab/registry.h"
#include "core/lab/schema_json.h"
#include "core/lab/text.h"

namespace lectern::cli {
namespace {

void print_markdown(const std::vector<const ExperimentInfo*>& infos) {
  std::printf("| demo | row | what it shows |\n|---|---|---|\n");
  for (const ExperimentInfo* info : infos) {
    std::printf("| `%s` %s | %s | %s |\n", info->id.c_str(), info->title.c_str(), info->row.c_str(),
                info->summary.c_str());
  }
}

void print_lines(const std::vector<const ExperimentInfo*>& infos) {
  for (const ExperimentInfo* info : infos) {
    std::printf("%-24s %-4s %s: %s\n", info->id.c_str(), info->row.c_str(), info->title.c_str(), info->summary.c_str());
  }
}

}  // namespace

Result<bool> list(const std::vector<std::string>& texts) {
  const Result<Arguments> arguments = parse_arguments(texts, {{}, {"markdown"}, 0, 0, "lectern list [--markdown]"});
  if (!arguments) return Error{arguments.error()};
  const std::vector<const ExperimentInfo*> infos = Registry::instance().all();
  arguments->has("markdown") ? print_markdown(infos) : print_lines(infos);
  return true;
}

Result<bool> describe(const std::vector<std::string>& texts) {
  const Result<Arguments> arguments = parse_arguments(texts, {{}, {}, 1, 1, "lectern describe ID"});
  if (!arguments) return Error{arguments.error()};
  const std::string& id = arguments->words[0];
  const ExperimentInfo* info = Registry::instance().find(id);
  if (info == nullptr) return Error{no_such_demo(Registry::instance(), id)};
  std::printf("%s\n", schema_json(*info).c_str());
  return true;
}

}  // namespace lectern::cli
