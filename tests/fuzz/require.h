#pragma once

#include <cstdlib>
#include <string_view>

namespace lectern::fuzz {

// Aborts where something that must hold does not: the fuzzer sees that.
inline void require(bool condition) {
  if (!condition) std::abort();
}

inline void check_sentence(std::string_view sentence) {
  require(!sentence.empty());
  require(sentence.size() < 1000);
}

}  // namespace lectern::fuzz
