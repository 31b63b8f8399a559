#include "core/data/bundled.h"

#include <string_view>

#include "core/data/files.h"

namespace lectern::data {
namespace embedded {

// Made at build time by embed.cmake.
std::string_view digits_8x8_images();
std::string_view digits_8x8_labels();
std::string_view iris();
std::string_view wine();
std::string_view breast_cancer();

}  // namespace embedded

namespace {

Result<Dataset> table(const char* name, std::string_view bytes) {
  const NamedBytes file{name, bytes};
  return read_files({&file, 1});
}

}  // namespace

Result<Dataset> digits_8x8() {
  const NamedBytes files[] = {{"digits 8 × 8", embedded::digits_8x8_images()},
                              {"digits 8 × 8, labels", embedded::digits_8x8_labels()}};
  return read_files(files);
}

Result<Dataset> iris() { return table("iris", embedded::iris()); }
Result<Dataset> wine() { return table("wine", embedded::wine()); }
Result<Dataset> breast_cancer() { return table("breast cancer", embedded::breast_cancer()); }

}  // namespace lectern::data
