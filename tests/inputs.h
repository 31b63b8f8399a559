#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>

#include "core/lab/data_file.h"
#include "tests/source_dir.h"

namespace lectern::tests {

// Files of tests/fuzz/corpus, as a user gives them: "csv/cr-only.csv".
inline DataFiles inputs(std::initializer_list<const char*> names) {
  DataFiles files;
  for (const char* name : names) {
    std::ifstream file(source_dir() + "/tests/fuzz/corpus/" + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), name);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    files.push_back(make_data_file(std::string(name).substr(std::string(name).find('/') + 1), bytes.str()));
  }
  return files;
}

}  // namespace lectern::tests
