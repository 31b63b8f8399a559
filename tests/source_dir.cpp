#include "tests/source_dir.h"

namespace lectern::tests {

std::string source_dir() { return LECTERN_SOURCE_DIR; }

}  // namespace lectern::tests
