// The code of demos that was fetched, for all threads to load it from (late_code.js).

#include <array>
#include <cstdint>

#include <emscripten.h>

namespace {

struct LateModule {
  std::uint32_t bytes_at = 0;  // 0: not fetched yet
  std::uint32_t size = 0;
};

struct LateCode {
  std::uint32_t version = 0;
  std::array<LateModule, 512> modules;
};

LateCode late_code;

}  // namespace

extern "C" EMSCRIPTEN_KEEPALIVE LateCode* lectern_late_code() { return &late_code; }
