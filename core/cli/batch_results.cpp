#include "core/cli/batch_results.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "core/lab/json_writer.h"
#include "core/lab/share_link.h"
#include "core/lab/snapshot.h"
#include "core/lab/snapshot_json.h"
#include "core/lab/text.h"
#include "core/math/state_hasher.h"

namespace lectern::cli {
namespace {

Result<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{"The file " + in_quotes(path) + " cannot be read."};
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<bool> add_line(const std::string& line, const std::string& place, BatchResults& results) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  const auto is_number = [&](const char* key) { return json.contains(key) && json[key].is_number_unsigned(); };
  if (!json.is_object() || !is_number("run") || !is_number("of") || !json.contains("list") || !json["list"].is_string())
    return Error{place + " is no result of a run."};
  const auto run = json["run"].get<std::uint64_t>(), of = json["of"].get<std::uint64_t>();
  const auto list = json["list"].get<std::string>();
  if (results.list.empty()) results.list = list, results.of = of;
  if (list != results.list || of != results.of || run == 0 || run > of)
    return Error{place + " is a result of another list of links."};
  const auto [held, is_new] = results.lines.emplace(run, line);
  if (!is_new && held->second != line)
    return Error{place + " contradicts another result of run " + std::to_string(run) + "."};
  return true;
}

}  // namespace

Result<LinkList> read_links(const std::string& path) {
  const Result<std::string> content = content_of(path);
  if (!content) return Error{content.error()};
  LinkList list;
  StateHasher hasher;
  for (std::string_view line : split(*content, '\n')) {
    line = trimmed(line.substr(0, line.find('\r')));
    if (line.empty()) continue;
    list.links.emplace_back(line);
    for (const char letter : list.links.back() + '\n')
      hasher.add(static_cast<std::uint64_t>(static_cast<unsigned char>(letter)));
  }
  list.hash = hasher.digest();
  if (list.links.empty()) return Error{"The file " + in_quotes(path) + " holds no links; it needs one a line."};
  return list;
}

std::string result_line(const LinkList& list, std::size_t number, const Snapshot& snapshot) {
  JsonWriter json;
  json.begin_object().key("run").value(number + 1).key("of").value(list.links.size());
  json.key("list").value(hash_text(list.hash)).key("link").value(write_link({snapshot.plan, snapshot.step, {}}));
  json.key("step").value(snapshot.step).key("status").value(status_name(snapshot.status));
  if (!snapshot.message.empty()) json.key("message").value(snapshot.message);
  if (snapshot.state_hash) json.key("state_hash").value(hash_text(*snapshot.state_hash));
  json.key("metrics").begin_object();
  for (const Metric& metric : snapshot.metrics) json.key(metric.id).value(metric.value);
  json.end_object().end_object();
  return json.text();
}

Result<bool> add_results(const std::string& path, BatchResults& results) {
  const Result<std::string> content = content_of(path);
  if (!content) return Error{content.error()};
  results.whole_bytes = content->rfind('\n') == std::string::npos ? 0 : content->rfind('\n') + 1;
  std::size_t number = 0;
  for (std::size_t from = 0; from < results.whole_bytes;) {
    const std::size_t end = content->find('\n', from);
    const std::string place = "Line " + std::to_string(++number) + " of " + in_quotes(path);
    const Result<bool> added = add_line(content->substr(from, end - from), place, results);
    if (!added) return Error{added.error()};
    from = end + 1;
  }
  return true;
}

}  // namespace lectern::cli
