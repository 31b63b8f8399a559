// Makes a demo that builds and passes its tests at once: a copy of the example under a new name, its test, its lesson,
// and its entries in the list of ids and among the reference links.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "core/cli/arguments.h"
#include "core/cli/commands.h"
#include "core/lab/registry.h"
#include "core/lab/run_session.h"
#include "core/lab/text.h"
#include "core/math/state_hasher.h"

// core/cli/example, made part of the program by the build.
namespace lectern::data::embedded {
std::string_view example_demo();
std::string_view example_demo_lesson();
std::string_view example_demo_test();
}  // namespace lectern::data::embedded

namespace lectern::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExample = "example-demo";
constexpr std::uint64_t kReferenceSteps = 60;

// "random-walk" → "RandomWalk", "Random walk"
struct Names {
  std::string id, type, title;
};

Names names_of(const std::string& id) {
  Names names{id, {}, id};
  bool begins = true;
  for (const char c : id) {
    if (c != '-') names.type += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = c == '-';
  }
  std::replace(names.title.begin(), names.title.end(), '-', ' ');
  names.title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(names.title.front())));
  return names;
}

std::string with_names(std::string_view text, const Names& names) {
  std::string out(text);
  const std::pair<std::string_view, std::string_view> replacements[] = {{kExample, names.id},
                                                                        {"ExampleDemo", names.type},
                                                                        {"Example demo", names.title},
                                                                        {".lecture = 0", ".lecture = 1"}};
  for (const auto& [from, to] : replacements) {
    for (std::size_t at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
      out.replace(at, from.size(), to);
  }
  return out;
}

Result<std::string> read_text(const fs::path& path) {
  std::ifstream file(path);
  if (!file) return Error{path.string() + " cannot be read: is this the project's folder? Name it with --project."};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Result<bool> write_text(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) return Error{path.string() + " cannot be written."};
  return true;
}

// The example's own state under the new demo's name.
std::string reference_hash(const std::string& id, std::uint64_t seed) {
  ExperimentInfo info = *Registry::instance().find(kExample);
  info.id = id;
  info.lecture = 1;
  Registry registry;
  registry.add(std::move(info));
  ThreadPool pool(1);
  RunSession session(registry, pool);
  RunPlan plan;
  plan.id = id;
  plan.seed = seed;
  session.start(plan, {});
  while (session.steps_done() < kReferenceSteps) session.step();
  return hash_text(session.state_hash());
}

std::string with_id(const std::string& list, const std::string& id) {
  std::vector<std::string> ids{id};
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) ids.push_back(line);
  std::sort(ids.begin(), ids.end());
  std::string sorted;
  for (const std::string& one : ids) sorted += one + "\n";
  return sorted;
}

Result<std::string> with_references(const std::string& json, const std::string& id) {
  const std::size_t last = json.rfind("}\n]");
  if (last == std::string::npos) return Error{"tests/reference_links.json does not end as expected."};
  std::string added;
  for (const std::uint64_t seed : {1, 2}) {
    added += ",\n  {\"link\": \"#/" + id + (seed == 1 ? "" : "?seed=" + std::to_string(seed)) +
             "\", \"steps\": " + std::to_string(kReferenceSteps) + ", \"hash\": \"" + reference_hash(id, seed) + "\"}";
  }
  return json.substr(0, last + 1) + added + json.substr(last + 1);
}

}  // namespace

Result<bool> new_demo(const std::vector<std::string>& arguments) {
  const Result<Arguments> parsed = parse_arguments(arguments, {.options = {"project"},
                                                               .flags = {},
                                                               .fewest_words = 1,
                                                               .most_words = 1,
                                                               .usage = "lectern new ID [--project FOLDER]"});
  if (!parsed) return Error{parsed.error()};
  const Names names = names_of(parsed->words.front());
  if (!is_experiment_id(names.id))
    return Error{in_quotes(names.id) + " is no id: allowed are lower-case words, such as random-walk."};
  const std::string* named = parsed->value("project");
  const fs::path project = named == nullptr ? fs::path(".") : fs::path(*named);
  const fs::path demo = project / "core/experiments" / (names.id + ".cpp");
  const fs::path test = project / "tests/experiments" / (names.id + "_test.cpp");
  const fs::path lesson = project / "assets/lessons" / (names.id + ".md");
  const fs::path ids = project / "tests/experiments/experiment_ids.txt", links = project / "tests/reference_links.json";
  if (Registry::instance().find(names.id) != nullptr || fs::exists(demo) || fs::exists(test) ||
      fs::exists(project / "core/experiments" / names.id))
    return Error{"There is a demo " + in_quotes(names.id) + " already."};
  const Result<std::string> known_ids = read_text(ids);
  if (!known_ids) return Error{known_ids.error()};
  const Result<std::string> known_links = read_text(links);
  if (!known_links) return Error{known_links.error()};
  const Result<std::string> references = with_references(*known_links, names.id);
  if (!references) return Error{references.error()};
  const std::pair<fs::path, std::string> files[] = {{demo, with_names(data::embedded::example_demo(), names)},
                                                    {test, with_names(data::embedded::example_demo_test(), names)},
                                                    {lesson, with_names(data::embedded::example_demo_lesson(), names)},
                                                    {ids, with_id(*known_ids, names.id)},
                                                    {links, *references}};
  for (const auto& [path, text] : files) {
    const Result<bool> written = write_text(path, text);
    if (!written) return Error{written.error()};
    std::printf("%s\n", path.lexically_normal().string().c_str());
  }
  return true;
}

}  // namespace lectern::cli
