#pragma once

#include <string>

namespace lectern::tests {

// The top folder of the checkout the tests were built from, for tests that read the sources.
std::string source_dir();

}  // namespace lectern::tests
