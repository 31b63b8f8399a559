#include "tests/reference/registry.h"

#include <map>
#include <utility>

namespace lectern::reference {
namespace {

std::map<std::pair<std::string, std::string>, Entry>& table() {
  static std::map<std::pair<std::string, std::string>, Entry> entries;
  return entries;
}

}  // namespace

Registration::Registration(const char* family, const char* algorithm, Algorithm float64, Algorithm float32) {
  table()[{family, algorithm}] = {float64, float32};
}

const Entry* find_algorithm(const std::string& family, const std::string& algorithm) {
  const auto found = table().find({family, algorithm});
  return found == table().end() ? nullptr : &found->second;
}

}  // namespace lectern::reference
