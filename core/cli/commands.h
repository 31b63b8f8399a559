#pragma once

#include <string>
#include <vector>

#include "core/math/result.h"

// The verbs of the `lectern` command: each prints to standard output what the arguments after its name
// ask for. An error is one sentence for standard error; false
// says that what was checked failed.
namespace lectern::cli {

Result<bool> list(const std::vector<std::string>& arguments);
Result<bool> describe(const std::vector<std::string>& arguments);
Result<bool> run(const std::vector<std::string>& arguments);
Result<bool> new_demo(const std::vector<std::string>& arguments);
Result<bool> lesson(const std::vector<std::string>& arguments);
Result<bool> scan(const std::vector<std::string>& arguments);
Result<bool> merge(const std::vector<std::string>& arguments);
Result<bool> bench(const std::vector<std::string>& arguments);

}  // namespace lectern::cli
