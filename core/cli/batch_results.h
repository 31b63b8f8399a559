#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern {
struct Snapshot;
}

// The results of a list of links: a file of JSON lines, one a run, in any order.
//   run      number of the link in the list, from 1
//   of       how many links the list has
//   list     hash of the list, so that results of different lists are never mixed
//   link, step, status, message (if any), state_hash, metrics {id: number or null}
namespace lectern::cli {

struct LinkList {
  std::vector<std::string> links;
  std::uint64_t hash = 0;
};

// One link a line; empty lines are skipped.
Result<LinkList> read_links(const std::string& path);

std::string result_line(const LinkList& list, std::size_t number, const Snapshot& snapshot);

struct BatchResults {
  std::uint64_t of = 0;
  std::string list;                            // as hash_text() writes it; empty: no line yet
  std::map<std::uint64_t, std::string> lines;  // by the run's number
  std::uint64_t whole_bytes = 0;               // up to the end of the last whole line; an interruption leaves more
};

// Adds the lines of a file. A last line without its end is left out. An error is a sentence that names file and line:
// no result, one of another list, or one that contradicts what is there.
Result<bool> add_results(const std::string& path, BatchResults& results);

}  // namespace lectern::cli
