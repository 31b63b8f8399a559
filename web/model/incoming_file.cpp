#include "web/model/incoming_file.h"

#include <utility>

namespace lectern {

namespace {

// With one digit behind the point.
std::string tenths(std::uint64_t bytes, std::uint64_t unit) {
  const std::uint64_t tenths = bytes / (unit / 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

std::string IncomingFile::progress() const {
  constexpr std::uint64_t kMega = 1'000'000, kGiga = 1'000'000'000;
  const std::string begin = "Reading " + name_ + ": ";
  if (bytes() >= kGiga) return begin + tenths(taken(), kGiga) + " of " + tenths(bytes(), kGiga) + " GB";
  return begin + std::to_string(taken() / kMega) + " of " + std::to_string(bytes() / kMega) + " MB";
}

Result<std::shared_ptr<const DataFile>> IncomingFile::finish() {
  Result<std::string> content = intake_.finish();
  if (!content) return Error{name_ + " " + content.error()};
  return make_data_file(name_, std::move(*content));
}

}  // namespace lectern
