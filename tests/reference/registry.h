#pragma once

#include <string>

#include "tests/reference/case.h"

// How an algorithm joins the runner: a family's file holds one Registration for each of its
// algorithms, and nothing else needs to know.
namespace lectern::reference {

// Runs the code under test on a case and gives the fields of `expected`. Throws CaseError when the
// case cannot be run as it stands.
using Algorithm = Json (*)(const Case&);

struct Entry {
  Algorithm float64 = nullptr;
  Algorithm float32 = nullptr;  // null: the product computes this in double only
};

struct Registration {
  Registration(const char* family, const char* algorithm, Algorithm float64, Algorithm float32 = nullptr);
};

// The algorithm of that family and name, or null.
const Entry* find_algorithm(const std::string& family, const std::string& algorithm);

}  // namespace lectern::reference
